//! The application: gathers input, draws the panels, and does their requests once after drawing.

use super::Jobs;
use super::cx::Cx;
use super::dialogs::Dialogs;
use super::keys::Keys;
use super::palette::Palette;
use super::panels::{self, Panels};
use super::text_view::{TextView, text_id};
use super::theme::{self, Theme};
use super::toasts::Toasts;
use super::typeahead::TypeAhead;
use super::typing;
use super::widgets;
use crate::command::CommandId;
use crate::session::{Effect, Focus, Notice, Outcome, Request, Session, Show};
use egui::Ui;
use std::path::PathBuf;

pub struct App {
    session: Session,
    jobs: Jobs,
    text: TextView,
    panels: Panels,
    dialogs: Dialogs,
    palette: Option<Palette>,
    toasts: Toasts,
    /// Requests that came from outside the drawing: files dropped, answers of dialogs.
    waiting: Vec<Request>,
    /// Requests that wait until words that are being typed are edits.
    held: Vec<Request>,
    focus: Option<Focus>,
    ahead: TypeAhead,
    keys: Keys,
    quitting: bool,
    title: String,
}

impl App {
    pub fn new(session: Session, jobs: Jobs) -> Self {
        Self {
            session,
            jobs,
            text: TextView::default(),
            panels: Panels::default(),
            dialogs: Dialogs::default(),
            palette: None,
            toasts: Toasts::default(),
            waiting: Vec::new(),
            held: Vec::new(),
            focus: None,
            ahead: TypeAhead::default(),
            keys: Keys::default(),
            quitting: false,
            title: String::new(),
        }
    }

    /// Opens a project in the next frame.
    pub fn open(&mut self, path: PathBuf) {
        self.waiting.push(Request::Open(path));
    }

    pub fn session(&self) -> &Session {
        &self.session
    }

    /// Asks for something in the next frame.
    pub fn ask(&mut self, request: Request) {
        self.waiting.push(request);
    }

    // ---- requests and effects

    fn handle(&mut self, request: Request, ctx: &egui::Context) {
        if let Request::Done(outcome) = &request {
            self.after(outcome);
        }
        // A job that failed may have left files behind; what is merely not possible now is said and forgotten.
        let job = matches!(request, Request::Done(_));
        let was_open = self.session.open.is_some();
        match self.session.handle(request) {
            Ok(effects) => effects.into_iter().for_each(|effect| self.effect(effect, ctx)),
            Err(error) => {
                if job && !self.session.is_working() {
                    self.session.busy = None;
                }
                let notice = Notice::from(error);
                if job {
                    self.toasts.add_lasting(notice);
                } else {
                    self.toasts.add(notice, ctx.input(|i| i.time));
                }
            }
        }
        if was_open && self.session.open.is_none() {
            self.forget();
        }
        ctx.request_repaint();
    }

    /// Lets go of what the panels keep of a project.
    fn forget(&mut self) {
        self.text = TextView::default();
        self.panels = Panels::default();
        self.dialogs = Dialogs::default();
    }

    fn effect(&mut self, effect: Effect, ctx: &egui::Context) {
        match &effect {
            Effect::Focus(Focus::Text) => {}
            Effect::Focus(_) | Effect::Show(_) => self.ahead.expect_move(),
            _ => {}
        }
        match effect {
            Effect::Work(job) => self.jobs.start(job, ctx),
            Effect::Copy(text) => ctx.copy_text(text),
            Effect::Reveal(span) => self.text.reveal(span),
            Effect::Notify(notice) => self.toasts.add(notice, ctx.input(|i| i.time)),
            Effect::Focus(focus) => self.focus = Some(focus),
            Effect::Show(Show::Palette) => self.palette = Some(Palette::commands()),
            Effect::Show(Show::GoToDocument) => self.palette = Some(Palette::documents()),
            Effect::Show(what) => self.dialogs.show(what, &self.session),
            Effect::Quit => self.quitting = true,
        }
    }

    /// Jobs that ended, files dropped on the window, and what rests long enough to be saved.
    fn gather(&mut self, ctx: &egui::Context) {
        while let Some(outcome) = self.jobs.outcome() {
            if matches!(outcome, Outcome::AskedFor(_) | Outcome::Opened(Ok(_))) {
                self.waiting.push(Request::Done(outcome));
            } else {
                self.handle(Request::Done(outcome), ctx);
            }
        }
        let dropped: Vec<PathBuf> = ctx.input(|i| {
            i.raw
                .dropped_files
                .iter()
                .map(|file| file.path().to_owned())
                .collect()
        });
        if !dropped.is_empty() {
            self.waiting.push(Request::Dropped(dropped));
        }
        if !self.waiting.is_empty() && typing::waits(ctx) {
            typing::keep(ctx);
            self.held.append(&mut self.waiting);
        }
        for request in std::mem::take(&mut self.waiting) {
            self.handle(request, ctx);
        }
        let now = ctx.input(|i| i.time);
        for effect in self.session.tick(now) {
            self.effect(effect, ctx);
        }
        self.jobs.follow(self.session.watched(), ctx);
        if ctx.input(|i| i.events.contains(&egui::Event::WindowFocused(true))) {
            self.jobs.look_now();
            self.session.try_saving_again();
        }
        let due = [
            self.session.save_due_in(),
            self.session.settings_due_in(),
            self.session.journal_due_in(),
        ];
        for left in due.into_iter().flatten() {
            ctx.request_repaint_after_secs(left.max(0.0) as f32);
        }
    }

    fn after(&mut self, outcome: &Outcome) {
        if let Outcome::Opened(Ok(_)) = outcome {
            self.forget();
            // What was said about the project before means nothing for the next.
            if self.session.open.is_some() {
                self.toasts.clear();
            }
        }
    }

    // ---- keys

    fn set_focus(&mut self, ctx: &egui::Context) {
        match self.focus.take() {
            Some(Focus::Text) => ctx.memory_mut(|memory| memory.request_focus(text_id())),
            Some(focus) => self.panels.focus(focus, ctx),
            None => {}
        }
    }

    fn window(&mut self, ctx: &egui::Context) {
        let title = match self.session.project() {
            Some(project) => format!("{} – Ascribe", project.head().name),
            None => "Ascribe".to_owned(),
        };
        if title != self.title {
            ctx.send_viewport_cmd(egui::ViewportCommand::Title(title.clone()));
            self.title = title;
        }
        if ctx.input(|i| i.viewport().close_requested()) {
            self.remember_window(ctx);
            if typing::waits(ctx) {
                ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
                typing::keep(ctx);
                self.held.push(Request::Command(CommandId::Quit));
            } else if !self.session.may_leave() {
                ctx.send_viewport_cmd(egui::ViewportCommand::CancelClose);
                self.handle(Request::Command(CommandId::Quit), ctx);
            }
        }
        if std::mem::take(&mut self.quitting) {
            ctx.send_viewport_cmd(egui::ViewportCommand::Close);
        }
    }

    fn remember_window(&mut self, ctx: &egui::Context) {
        if let Some(rect) = ctx.input(|i| i.viewport().inner_rect) {
            let size = rect.size();
            self.handle(Request::SetWindow(size.x, size.y), ctx);
        }
    }

    fn draw(&mut self, ui: &mut Ui) -> Vec<Request> {
        let ctx = ui.ctx().clone();
        let theme = Theme::of(&ctx);
        let Self {
            session,
            text,
            panels,
            dialogs,
            palette,
            toasts,
            ahead,
            keys,
            ..
        } = self;
        ahead.begin(&ctx);
        keys.follow(&ctx);
        let mut cx = Cx::new(session, theme);
        cancel_by_key(&mut cx, &ctx);
        if !dialogs.is_open() && palette.is_none() && !panels.has_dialog() {
            ahead.hold(keys.take(&mut cx, &ctx), &ctx);
        }
        if session.open.is_some() {
            panels.ui(&mut cx, ui, text);
        } else {
            panels::welcome::welcome_ui(&mut cx, ui);
        }
        dialogs.ui(&mut cx, &ctx);
        if palette.as_mut().is_some_and(|open| open.ui(&mut cx, &ctx)) {
            *palette = None;
        }
        busy_ui(&mut cx, &ctx);
        let requests = cx.into_requests();
        toasts.ui(theme, &ctx);
        requests
    }
}

impl App {
    /// Takes in what happened since the last frame. Nothing is drawn.
    pub fn before_frame(&mut self, ctx: &egui::Context) {
        theme::choose(ctx, self.session.settings.theme);
        // A window that is not drawn has no fields to wait for.
        self.release(ctx);
        self.gather(ctx);
        self.window(ctx);
    }

    /// Draws a frame, then does what the panels asked for.
    pub fn frame(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.set_focus(&ctx);
        let mut requests = self.draw(ui);
        typing::end_frame(&ctx);
        // What was typed is an edit before anything else is done with its project.
        requests.sort_by_key(|request| !matches!(request, Request::Typed { .. }));
        let rest = requests.partition_point(|request| matches!(request, Request::Typed { .. }));
        let rest = requests.split_off(rest);
        for request in requests {
            self.handle(request, &ctx);
        }
        self.release(&ctx);
        for request in rest {
            // A command by key may lead away from the field: its words are kept first.
            if matches!(request, Request::Command(_)) && typing::waits(&ctx) {
                self.waiting.push(request);
                ctx.request_repaint();
            } else {
                self.handle(request, &ctx);
            }
        }
    }

    fn release(&mut self, ctx: &egui::Context) {
        for request in std::mem::take(&mut self.held) {
            self.handle(request, ctx);
        }
    }

    /// Scrolls to a span of the open document in the next frame.
    pub fn reveal(&mut self, span: crate::text::Span) {
        self.text.reveal(span);
    }

    /// Where a span of the open document (bytes) was drawn in the last frame, a rectangle a line.
    pub fn word_rects(&self, span: crate::text::Span) -> Vec<egui::Rect> {
        self.text.drawn_rects(span)
    }
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.before_frame(ctx);
    }

    fn ui(&mut self, ui: &mut Ui, _frame: &mut eframe::Frame) {
        self.frame(ui);
    }

    fn on_exit(&mut self, _gl: Option<&eframe::glow::Context>) {
        // Nothing is unsaved by now, or the user wants it so. What was begun is finished before the last settings are written.
        self.jobs.finish(self.session.take_settings());
    }
}

/// Esc ends the opening of a project, or work that takes long, whatever has the keyboard.
fn cancel_by_key(cx: &mut Cx, ctx: &egui::Context) {
    let esc = |input: &mut egui::InputState| input.consume_key(egui::Modifiers::NONE, egui::Key::Escape);
    if let Some(cancel) = cancel(cx).filter(|_| ctx.input_mut(esc)) {
        cx.send(cancel);
    }
}

/// What ends that which the window waits for.
fn cancel(cx: &Cx) -> Option<Request> {
    if cx.session.opening().is_some() {
        return Some(Request::CancelOpening);
    }
    cx.session.is_working().then_some(Request::CancelWork)
}

/// What is being worked on while the content waits.
fn busy_ui(cx: &mut Cx, ctx: &egui::Context) {
    let Some(busy) = &cx.session.busy else { return };
    let (opening, cancel) = (cx.session.opening(), cancel(cx));
    egui::Area::new(egui::Id::unique("busy"))
        .anchor(egui::Align2::CENTER_TOP, egui::Vec2::new(0.0, 60.0))
        .order(egui::Order::Foreground)
        .show(ctx, |ui| {
            egui::Frame::popup(ui.style()).show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.spinner();
                    ui.vertical(|ui| {
                        ui.label(busy);
                        if let Some((read, files)) = opening.filter(|(_, files)| *files > 1) {
                            ui.weak(format!(
                                "{} of {} files",
                                widgets::grouped(read),
                                widgets::grouped(files)
                            ));
                        }
                    });
                    if let Some(cancel) = cancel
                        && ui.button("Cancel").on_hover_text("Esc").clicked()
                    {
                        cx.send(cancel);
                    }
                })
            })
        });
}
