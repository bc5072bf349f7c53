//! The application: gathers input, draws the panels, and does their requests once after drawing.

use super::cx::Cx;
use super::dialogs::Dialogs;
use super::palette::Palette;
use super::panels::{self, Panels};
use super::text_view::{TextView, text_id};
use super::theme::{self, Theme};
use super::toasts::Toasts;
use super::typeahead::{TypeAhead, is_typed};
use super::{Jobs, shortcuts};
use crate::command::{Chord, Command, CommandId, Scope};
use crate::session::{Effect, Focus, Notice, Outcome, Request, Session, Show};
use egui::{Event, Ui};
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
    focus: Option<Focus>,
    ahead: TypeAhead,
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
            focus: None,
            ahead: TypeAhead::default(),
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
        // A job that failed may have left files behind; what is merely not possible now is said and forgotten.
        let job = matches!(request, Request::Done(_));
        match self.session.handle(request) {
            Ok(effects) => effects.into_iter().for_each(|effect| self.effect(effect, ctx)),
            Err(error) => {
                self.session.busy = None;
                let notice = Notice::from(error);
                if job {
                    self.toasts.add_lasting(notice);
                } else {
                    self.toasts.add(notice, ctx.input(|i| i.time));
                }
            }
        }
        ctx.request_repaint();
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
            self.after(&outcome);
            self.handle(Request::Done(outcome), ctx);
        }
        let dropped: Vec<PathBuf> = ctx.input(|i| {
            i.raw
                .dropped_files
                .iter()
                .map(|file| file.path().to_owned())
                .collect()
        });
        if !dropped.is_empty() {
            self.dropped(dropped);
        }
        for request in std::mem::take(&mut self.waiting) {
            self.handle(request, ctx);
        }
        let now = ctx.input(|i| i.time);
        for effect in self.session.tick(now) {
            self.effect(effect, ctx);
        }
        if let Some(left) = self.session.save_due_in() {
            ctx.request_repaint_after_secs(left.max(0.0) as f32);
        }
    }

    fn after(&mut self, outcome: &Outcome) {
        if let Outcome::Opened(Ok(_)) = outcome {
            self.text = TextView::default();
            self.panels = Panels::default();
            self.dialogs = Dialogs::default();
            self.toasts.clear();
        }
    }

    /// A project folder or a single file is opened; other files are imported.
    fn dropped(&mut self, paths: Vec<PathBuf>) {
        let project = |path: &PathBuf| {
            path.join("project.ron").is_file() || path.extension().is_some_and(|e| e == "ron")
        };
        match paths.first() {
            Some(path) if paths.len() == 1 && project(path) => self.waiting.push(Request::Open(path.clone())),
            _ if self.session.open.is_none() => self.toasts.add(
                Notice {
                    text: "Open or make a project first, then drop files on it".into(),
                    hint: None,
                    error: false,
                },
                0.0,
            ),
            _ => self.waiting.push(Request::PreviewImport {
                paths,
                encoding: None,
                annotator: None,
            }),
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
            if !self.session.may_leave() {
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
            ..
        } = self;
        ahead.begin(&ctx);
        let mut cx = Cx::new(session, theme);
        if !dialogs.is_open() && palette.is_none() && !panels.has_dialog() {
            ahead.hold(take_keys(&mut cx, &ctx));
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
        busy_ui(&cx, &ctx);
        let requests = cx.into_requests();
        toasts.ui(theme, &ctx);
        requests
    }
}

impl App {
    /// Takes in what happened since the last frame. Nothing is drawn.
    pub fn before_frame(&mut self, ctx: &egui::Context) {
        theme::choose(ctx, self.session.settings.theme);
        self.gather(ctx);
        self.window(ctx);
    }

    /// Draws a frame, then does what the panels asked for.
    pub fn frame(&mut self, ui: &mut Ui) {
        let ctx = ui.ctx().clone();
        self.set_focus(&ctx);
        for request in self.draw(ui) {
            self.handle(request, &ctx);
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
        // Nothing is unsaved by now, or the user wants it so; what was begun, such as the settings, is finished.
        self.jobs.finish();
    }
}

/// What is being worked on while the content waits.
fn busy_ui(cx: &Cx, ctx: &egui::Context) {
    let Some(busy) = &cx.session.busy else { return };
    egui::Area::new(egui::Id::unique("busy"))
        .anchor(egui::Align2::CENTER_TOP, egui::Vec2::new(0.0, 60.0))
        .order(egui::Order::Foreground)
        .show(ctx, |ui| {
            egui::Frame::popup(ui.style()).show(ui, |ui| {
                ui.horizontal(|ui| {
                    ui.spinner();
                    ui.label(busy);
                })
            })
        });
}

/// A key press that may be a command's or a label's.
enum Typed {
    Chord(Chord),
    /// A character as the keyboard gives it, whatever keys it took.
    Sign(String),
}

fn typed(event: &Event) -> Option<Typed> {
    match event {
        Event::Copy => "Ctrl+C".parse().ok().map(Typed::Chord),
        Event::Text(text) if text.chars().count() == 1 && !text.chars().all(char::is_whitespace) => {
            Some(Typed::Sign(text.clone()))
        }
        Event::Key {
            key,
            pressed: true,
            modifiers,
            ..
        } => {
            let chord = shortcuts::chord_from_key(*key, *modifiers)?;
            // Bare signs come as text, so that every keyboard layout has them.
            let bare = !chord.ctrl && !chord.alt && chord.key.chars().count() == 1;
            (!bare).then_some(Typed::Chord(chord))
        }
        _ => None,
    }
}

/// Takes the keys of commands and labels out of the input, before any widget sees them. What was typed behind a key that moves the
/// keyboard elsewhere is handed back: it is meant for there.
fn take_keys(cx: &mut Cx, ctx: &egui::Context) -> Vec<Event> {
    let session = cx.session;
    let focused = ctx.memory(|memory| memory.focused());
    let typing = ctx.text_edit_focused();
    let menu = egui::Popup::is_any_open(ctx);
    let free = session.view.document.is_some() && !typing && !menu;
    let text = free && focused.is_none_or(|id| id == text_id());
    let reach = match (text, session.view.review.is_some()) {
        (true, true) => Scope::Review,
        (true, false) => Scope::Text,
        (false, _) => Scope::Anywhere,
    };
    // By now Esc has taken the keyboard from whatever had it: what counts is who had it before.
    let had_text = ctx.memory(|memory| memory.had_focus_last_frame(text_id()));
    let back = text && had_text;
    let modified =
        ctx.input(|i| i.modifiers.command || i.modifiers.ctrl || i.modifiers.alt && !i.modifiers.shift);
    let mut taken = Vec::new();
    let (mut moved, mut behind) = (false, Vec::new());
    ctx.input_mut(|input| {
        input.events.retain(|event| match typed(event) {
            _ if moved && is_typed(event) => {
                behind.push(event.clone());
                false
            }
            Some(Typed::Chord(chord)) => match session.keymap.find(&chord, reach) {
                // Esc belongs to what is open, and a text field keeps its own undo and selection keys.
                Some(command) if command.id == CommandId::Back && !back => true,
                Some(command) if typing && of_field(command.id) => true,
                Some(command) => {
                    taken.push(Request::Command(command.id));
                    moved |= moves_keyboard(command) && session.can(command.id).is_ok();
                    false
                }
                None => true,
            },
            Some(Typed::Sign(sign)) if text && !modified => {
                taken.extend(sign_request(session, &sign, reach));
                false
            }
            _ => true,
        });
    });
    taken.into_iter().for_each(|request| cx.send(request));
    behind
}

/// Whether a command opens something that is typed into.
fn moves_keyboard(command: &Command) -> bool {
    matches!(command.id, CommandId::EditNote | CommandId::EditAttributes) || command.title.ends_with('…')
}

/// Commands whose keys a focused text field needs itself.
fn of_field(id: CommandId) -> bool {
    matches!(
        id,
        CommandId::Undo | CommandId::Redo | CommandId::Copy | CommandId::MarkFinished
    )
}

fn sign_request(session: &Session, sign: &str, reach: Scope) -> Option<Request> {
    let linking = session.view.linking.is_some();
    match session
        .keymap
        .find(&Chord::of_sign(sign), reach)
        .filter(|_| !linking)
    {
        Some(command) => Some(Request::Command(command.id)),
        None => session.key_request(sign),
    }
}
