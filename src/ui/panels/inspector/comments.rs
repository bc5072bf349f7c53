//! What people say about the selected label, and when it was made.

use super::{Inspector, Selected, section_ui};
use crate::model::{AnnotationId, Comment, CommentId, DocumentId, PersonId, Thread, Timestamp, threads};
use crate::session::{Request, TalkAsk};
use crate::ui::cx::Cx;
use crate::ui::typing::Visit;
use crate::ui::{icons, theme, widgets};
use egui::{Button, Key, RichText, TextEdit, Ui};

/// A comment that is being written. It is in the project from the first rest on, and is listed once it is sent.
pub struct Remark {
    words: String,
    visit: Visit,
    /// As the project has it.
    kept: Option<String>,
    id: Option<CommentId>,
}

/// Whether a label is on the document that is open.
fn is_shown(cx: &Cx, on: &AnnotationId) -> bool {
    let shown = cx.session.project().zip(cx.session.view.document.as_ref());
    shown.is_some_and(|(project, document)| {
        let mut layers = project.layers_of(document);
        layers.any(|(_, layer)| layer.annotation(on.as_str()).is_some())
    })
}

impl Remark {
    fn begin(ctx: &egui::Context) -> Self {
        Self {
            words: String::new(),
            visit: Visit::begin(ctx),
            kept: None,
            id: None,
        }
    }

    /// Sends what is not sent yet.
    fn send(&mut self, cx: &mut Cx, on: &AnnotationId, left: bool) {
        let text = self.words.trim().to_owned();
        if !is_shown(cx, on) {
            // Another document is open by now: the words wait for theirs.
            return;
        }
        self.find(cx, on);
        // What was sent and refused is sent again.
        let waits = self.visit.take() || left && self.id.is_none();
        if !waits || (text.is_empty() && self.kept.is_none()) {
            return;
        }
        self.kept = Some(text.clone());
        let on = on.clone();
        let request = match self.id.clone() {
            Some(id) => Request::WriteComment { id, on, text },
            None => Request::AddComment { on, text },
        };
        cx.send(self.visit.request(left, request));
    }

    /// Which comment of the project it is.
    fn find(&mut self, cx: &Cx, on: &AnnotationId) {
        let (None, Some(kept), Some(open)) = (&self.id, &self.kept, &cx.session.open) else {
            return;
        };
        let Some(document) = &cx.session.view.document else {
            return;
        };
        let all = open.project.comments_on(document, on);
        let same = all
            .iter()
            .rev()
            .find(|(author, comment)| Some(*author) == open.me.as_ref() && comment.text == *kept);
        self.id = same.map(|(_, comment)| comment.id.clone());
    }
}

/// Comments become edits after a rest.
pub fn keep(cx: &mut Cx, state: &mut Inspector, ctx: &egui::Context) {
    let selected = cx.session.view.selected.as_ref().map(|(_, id)| id.clone());
    let ctrl = ctx.input(|i| i.modifiers.command);
    for (on, remark) in &mut state.comments {
        remark.find(cx, on);
        if remark.visit.is_due(ctx) || ctrl || selected.as_ref() != Some(on) {
            remark.send(cx, on, false);
        }
    }
    state
        .comments
        .retain(|_, remark| !remark.words.is_empty() || remark.visit.waits());
}

pub fn comments_ui(cx: &mut Cx, state: &mut Inspector, ui: &mut Ui, selected: &Selected) {
    let (Some(project), Some(document)) = (cx.session.project(), &cx.session.view.document) else {
        return;
    };
    let written = state.comments.get(&selected.annotation.id);
    let written = written.and_then(|remark| remark.id.clone());
    let mut comments = project.comments_on(document, &selected.annotation.id);
    comments.retain(|(_, comment)| Some(&comment.id) != written.as_ref());
    let count = comments.len();
    let threads = threads(comments);
    let open = threads.iter().filter(|thread| thread.is_open()).count();
    let title = match (count, open) {
        (0, _) => "Comments".to_owned(),
        (all, 0) => format!("Comments · {all}, all resolved"),
        (all, open) => format!("Comments · {all}, {open} open"),
    };
    section_ui(ui, &title);
    let document = document.clone();
    for thread in &threads {
        thread_ui(cx, state, ui, (&document, thread));
    }
    new_ui(cx, state, ui, selected);
}

/// A comment with its answers, and what can be done about the whole.
fn thread_ui(cx: &mut Cx, state: &mut Inspector, ui: &mut Ui, (document, thread): (&DocumentId, &Thread)) {
    let Some(root) = thread.root() else { return };
    let able = cx.session.own_key().is_some()
        && (cx.session.open.as_ref()).is_some_and(|open| open.read_only.is_none());
    for (at, (author, comment)) in thread.comments.iter().enumerate() {
        let left = if at == 0 { 0 } else { 14 };
        let frame = egui::Frame::new().inner_margin(egui::Margin {
            left,
            ..egui::Margin::ZERO
        });
        ui.push_id(comment.id.as_str(), |ui| {
            frame.show(ui, |ui| comment_ui(cx, ui, (author, comment), thread.is_open()));
        });
    }
    if !able {
        return;
    }
    ui.push_id(root.as_str(), |ui| {
        ui.horizontal(|ui| {
            ui.add_space(12.0);
            if widgets::icon_button(ui, icons::CORNER_DOWN_LEFT, "Answer").clicked() {
                state.answer = match &state.answer {
                    Some((to, _)) if *to == root => None,
                    _ => Some((root.clone(), String::new())),
                };
            }
            let (icon, name) = if thread.is_open() {
                (icons::CIRCLE, "Mark as resolved")
            } else {
                (icons::CIRCLE_CHECK, "Open again")
            };
            if widgets::icon_button(ui, icon, name).clicked() {
                let ask = TalkAsk::Resolve(document.clone(), root.clone(), thread.is_open());
                cx.send(Request::Talks(ask));
            }
            if !thread.is_open() {
                widgets::hint_ui(ui, cx.theme, "Resolved");
            }
        });
        answer_ui(cx, state, ui, (document, &root));
    });
    ui.add_space(4.0);
}

/// The field for an answer, below the thread that it goes to.
fn answer_ui(cx: &mut Cx, state: &mut Inspector, ui: &mut Ui, (document, root): (&DocumentId, &CommentId)) {
    let Some((_, words)) = state.answer.as_mut().filter(|(to, _)| to == root) else {
        return;
    };
    let id = egui::Id::unique(("answer", root.as_str()));
    let typing = ui.memory(|memory| memory.has_focus(id));
    let keys = typing && ui.input_mut(|i| i.consume_key(egui::Modifiers::COMMAND, Key::Enter));
    let is_new = words.is_empty() && !typing;
    let field = TextEdit::multiline(words)
        .id(id)
        .hint_text("Answer; @name tells somebody")
        .desired_rows(1)
        .desired_width(f32::INFINITY);
    let field = ui.add(field).accessible_name("Answer to the comment");
    if is_new && !field.lost_focus() {
        field.request_focus();
    }
    let some = !words.trim().is_empty();
    let mut sent = keys && some;
    ui.horizontal(|ui| {
        sent |= ui.add_enabled(some, Button::new("Send answer")).clicked();
        widgets::hint_ui(ui, cx.theme, "Ctrl+Enter");
    });
    if sent {
        let ask = TalkAsk::Answer(document.clone(), root.clone(), std::mem::take(words));
        cx.send(Request::Talks(ask));
        state.answer = None;
    }
}

fn comment_ui(cx: &mut Cx, ui: &mut Ui, (author, comment): (&PersonId, &Comment), is_open: bool) {
    let Some(open) = &cx.session.open else { return };
    let mine = open.me.as_ref() == Some(author) && open.read_only.is_none();
    let person = open.project.person(author.as_str());
    let name = cx.session.name_of(author);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        // A colour tells who it is, as a name does.
        if !cx.session.hides_names() {
            widgets::dot_ui(ui, cx.theme, person.map(|p| p.colour).unwrap_or_default());
        }
        let wide = ui.available_width() - if mine { 34.0 } else { 0.0 };
        ui.scope(|ui| {
            ui.set_max_width(wide);
            let words = RichText::new(format!("{name} · {}", moment(comment.made))).size(theme::SMALL);
            ui.add(egui::Label::new(words.color(cx.theme.ink_weak)).truncate());
        });
        if mine {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if widgets::icon_button(ui, icons::TRASH_2, "Delete comment").clicked() {
                    cx.send(Request::DeleteComment(comment.id.clone()));
                }
            });
        }
    });
    let words = RichText::new(&comment.text);
    let words = if is_open {
        words
    } else {
        words.color(cx.theme.ink_weak)
    };
    let margin = egui::Margin {
        left: 16,
        right: 0,
        top: 0,
        bottom: 4,
    };
    egui::Frame::new()
        .inner_margin(margin)
        .show(ui, |ui| ui.label(words));
}

fn new_ui(cx: &mut Cx, state: &mut Inspector, ui: &mut Ui, selected: &Selected) {
    let able =
        cx.session.own_key().is_some() && cx.session.open.as_ref().is_some_and(|o| o.read_only.is_none());
    if !able {
        widgets::hint_ui(ui, cx.theme, "Comments cannot be added here");
        return;
    }
    let on = selected.annotation.id.clone();
    let mut words = state
        .comments
        .get(&on)
        .map_or_else(String::new, |remark| remark.words.clone());
    let id = egui::Id::unique(("comment", on.as_str()));
    let typing = ui.memory(|memory| memory.has_focus(id));
    let keys = typing && ui.input_mut(|i| i.consume_key(egui::Modifiers::COMMAND, Key::Enter));
    let field = TextEdit::multiline(&mut words)
        .id(id)
        .hint_text("Add a comment")
        .desired_rows(1)
        .desired_width(f32::INFINITY);
    let field = ui.add(field).accessible_name("New comment");
    if field.changed() {
        let remark = (state.comments.entry(on.clone())).or_insert_with(|| Remark::begin(ui.ctx()));
        remark.words.clone_from(&words);
        remark.visit.typed(ui.ctx());
    }
    let some = !words.trim().is_empty();
    let mut sent = keys && some;
    if some || typing {
        ui.horizontal(|ui| {
            let button = ui.add_enabled(some, Button::new("Comment"));
            sent |= button.on_disabled_hover_text("Type something first").clicked();
            widgets::hint_ui(ui, cx.theme, "Ctrl+Enter");
        });
    }
    if sent {
        if let Some(mut remark) = state.comments.remove(&on) {
            remark.send(cx, &on, true);
        }
    } else if field.lost_focus()
        && let Some(remark) = state.comments.get_mut(&on)
    {
        remark.send(cx, &on, false);
    }
}

/// Day and minute, in UTC as the files have it.
fn moment(time: Timestamp) -> String {
    let text = time.to_string();
    text.get(..16).unwrap_or(&text).replace('T', " ")
}

pub fn history_ui(cx: &Cx, ui: &mut Ui, selected: &Selected) {
    let annotation = &selected.annotation;
    let name = cx.session.name_of(&selected.annotator);
    ui.add_space(10.0);
    ui.separator();
    let mut lines = vec![format!("Made by {name}, {} UTC", moment(annotation.made))];
    if annotation.changed != annotation.made {
        lines.push(format!("Changed {} UTC", moment(annotation.changed)));
    }
    lines.push(format!("Id {}", annotation.id));
    for line in lines {
        let words = RichText::new(&line).size(theme::SMALL).color(cx.theme.ink_weak);
        ui.add(egui::Label::new(words).truncate());
    }
}
