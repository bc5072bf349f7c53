//! Under the versions: why it was decided so, and what people say about the place, each with a field of one line.

use super::ReviewList;
use super::versions::is_writable;
use crate::analysis::compare::ComparedPlace;
use crate::command::{CommandId, command};
use crate::session::{Focus, Request, Review, Reviewing};
use crate::ui::cx::Cx;
use crate::ui::text_view::text_id;
use crate::ui::{theme, widgets};
use egui::{Key, RichText, TextEdit, Ui};

/// What is being typed. It becomes an edit with Enter or when the field is left.
#[derive(Default)]
pub struct Notes {
    /// The place that the words are about.
    about: Option<usize>,
    reason: String,
    comment: String,
    /// The field that gets the keyboard when it is drawn next.
    focus: Option<Focus>,
}

impl Notes {
    pub fn focus(&mut self, focus: Focus) {
        self.focus = Some(focus);
    }
}

pub fn notes_ui(cx: &mut Cx, state: &mut ReviewList, ui: &mut Ui, about: (&Review, &ComparedPlace)) {
    let (review, place) = about;
    let notes = &mut state.notes;
    let known = known_reason(cx, review, place);
    if notes.about != Some(review.current) {
        notes.about = Some(review.current);
        notes.reason.clone_from(&known);
        notes.comment.clear();
    }
    let writable = is_writable(cx);
    ui.add_space(4.0);
    let words = match place.decided() {
        Some(_) => "Why it was decided so",
        None => "Why, with the decision",
    };
    let left = field_ui(cx, ui, (CommandId::Reason, words, writable), notes);
    if left && notes.reason.trim() != known {
        let reason = notes.reason.trim().to_owned();
        cx.send(Request::Reviewing(Reviewing::Reason(reason)));
    }
    comments_ui(cx, ui, place);
    let left = field_ui(cx, ui, (CommandId::Remark, "Comment", writable), notes);
    if left && !notes.comment.trim().is_empty() {
        let comment = std::mem::take(&mut notes.comment);
        cx.send(Request::Reviewing(Reviewing::Comment(comment)));
    }
}

/// The reason as the session has it: of the decision, else of the one to come.
fn known_reason(cx: &Cx, review: &Review, place: &ComparedPlace) -> String {
    let project = cx.session.project();
    let decision = project.and_then(|project| super::decision_of(cx, project, place));
    decision.map_or_else(|| review.reason.clone(), |decision| decision.reason.clone())
}

/// A field of one line. Says whether it was left, by Enter or otherwise.
fn field_ui(cx: &Cx, ui: &mut Ui, what: (CommandId, &str, bool), notes: &mut Notes) -> bool {
    let (id, hint, writable) = what;
    let key = widgets::chord_text(cx.session, id).unwrap_or_default();
    let (words, focus) = match id {
        CommandId::Reason => (&mut notes.reason, Focus::Reason),
        _ => (&mut notes.comment, Focus::Remark),
    };
    let edit = TextEdit::singleline(words)
        .id_salt(command(id).title)
        .hint_text(format!("{hint} ({key})"))
        .desired_width(f32::INFINITY);
    let response = ui.add_enabled(writable, edit);
    if notes.focus == Some(focus) {
        notes.focus = None;
        response.request_focus();
        response.scroll_to_me(None);
    }
    let left = response.lost_focus();
    if left && ui.input(|i| i.key_pressed(Key::Enter)) {
        ui.memory_mut(|memory| memory.request_focus(text_id()));
    }
    left
}

fn comments_ui(cx: &Cx, ui: &mut Ui, place: &ComparedPlace) {
    let (Some(project), Some(document)) = (cx.session.project(), &cx.session.view.document) else {
        return;
    };
    for item in &place.items {
        for (author, comment) in project.comments_on(document, &item.annotation.id) {
            let name = cx.session.name_of(author);
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 4.0;
                let who = RichText::new(format!("{name}:")).size(theme::SMALL);
                ui.label(who.color(cx.theme.ink_weak));
                ui.label(RichText::new(&comment.text).size(theme::SMALL));
            });
        }
    }
}
