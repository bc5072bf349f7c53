//! What is typed or stood on but not kept yet, so that an edit is one step and not one a key; and the note.

use super::{Inspector, Selected, section_ui};
use crate::command::CommandId;
use crate::model::{AnnotationId, AttributeId, AttributeKind, AttributeValue};
use crate::session::{Focus, Request};
use crate::ui::cx::Cx;
use crate::ui::text_view::text_id;
use crate::ui::typing::{self, Visit};
use crate::ui::widgets;
use egui::{Id, Key, TextEdit, Ui};
use smol_str::SmolStr;

#[derive(Clone, Debug, PartialEq)]
pub enum Field {
    Attribute(AttributeId),
    Note,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Pending {
    Words(String),
    /// The place of a value among those offered.
    At(usize),
}

#[derive(Clone, Debug)]
pub struct Draft {
    pub on: AnnotationId,
    pub field: Field,
    pub pending: Pending,
    pub visit: Visit,
    /// The value in the project that the words go on from, and the one sent last.
    seen: [String; 2],
}

/// A number as people type it: a comma may stand for the point.
pub fn number_from_text(text: &str, min: Option<f64>, max: Option<f64>) -> Result<f64, String> {
    let number: f64 = text
        .trim()
        .replace(',', ".")
        .parse()
        .map_err(|_| "Not a number".to_owned())?;
    if !number.is_finite() {
        return Err("Not a number".to_owned());
    }
    let low = min.is_some_and(|min| number < min);
    let high = max.is_some_and(|max| number > max);
    match (low, high, min, max) {
        (true, _, Some(min), _) => Err(format!("At least {min}")),
        (_, true, _, Some(max)) => Err(format!("At most {max}")),
        _ => Ok(number),
    }
}

/// The value that a draft means; Err when it means none.
fn value_from_pending(kind: &AttributeKind, pending: &Pending) -> Result<Option<AttributeValue>, String> {
    match (kind, pending) {
        (AttributeKind::Choice(values), Pending::At(at)) => {
            Ok(values.get(*at).map(|v| AttributeValue::Choice(v.clone())))
        }
        (AttributeKind::Bool, Pending::At(at)) => Ok(super::fields::bool_from_place(*at)),
        (AttributeKind::Number { min, max }, Pending::At(at)) => {
            let names = super::fields::small_range(*min, *max).unwrap_or_default();
            let number = names.get(*at).and_then(|name| name.parse().ok());
            Ok(number.map(AttributeValue::Number))
        }
        (AttributeKind::Number { min, max }, Pending::Words(words)) if !words.trim().is_empty() => {
            number_from_text(words, *min, *max).map(|n| Some(AttributeValue::Number(n)))
        }
        (AttributeKind::Number { .. }, Pending::Words(_)) => Ok(None),
        (AttributeKind::Text, Pending::Words(words)) => {
            let words = words.trim();
            Ok((!words.is_empty()).then(|| AttributeValue::Text(words.to_owned())))
        }
        _ => Err("Nothing to keep".to_owned()),
    }
}

impl Inspector {
    /// The draft of a field of an annotation.
    pub(super) fn pending(&self, on: &AnnotationId, field: &Field) -> Option<&Pending> {
        let draft = self.draft.as_ref()?;
        (draft.on == *on && draft.field == *field).then_some(&draft.pending)
    }

    pub(super) fn words_of(&self, on: &AnnotationId, field: &Field) -> Option<String> {
        match self.pending(on, field)? {
            Pending::Words(words) => Some(words.clone()),
            Pending::At(_) => None,
        }
    }

    pub(super) fn place_of(&self, on: &AnnotationId, field: &Field) -> Option<usize> {
        match self.pending(on, field)? {
            Pending::At(at) => Some(*at),
            Pending::Words(_) => None,
        }
    }

    pub(super) fn set_draft(
        &mut self,
        cx: &mut Cx,
        ui: &Ui,
        (on, field): (&AnnotationId, Field),
        pending: Pending,
    ) {
        if self.pending(on, &field).is_none() {
            self.commit(cx);
        }
        let (mut visit, seen) = match self.draft.take() {
            Some(draft) => (draft.visit, draft.seen),
            None => {
                let now = value_now(cx, on, &field).unwrap_or_default();
                (Visit::begin(ui.ctx()), [now.clone(), now])
            }
        };
        visit.typed(ui.ctx());
        self.draft = Some(Draft {
            on: on.clone(),
            field,
            pending,
            visit,
            seen,
        });
    }

    /// Takes in what another machine of the same person, or an undo, made of the value while its field has the keyboard.
    fn follow(&mut self, cx: &Cx) {
        let Some(draft) = &mut self.draft else { return };
        let Some(now) = value_now(cx, &draft.on, &draft.field).filter(|now| !draft.seen.contains(now)) else {
            return;
        };
        if !draft.visit.waits() {
            self.draft = None;
            return;
        }
        if let (Field::Note, Pending::Words(words)) = (&draft.field, &mut draft.pending) {
            *words = joined(&draft.seen, &now, words);
        }
        draft.seen = [now.clone(), now];
    }

    /// Sends what was typed last, if it is a value.
    pub(super) fn commit(&mut self, cx: &mut Cx) {
        if let Some(mut draft) = self.draft.take() {
            draft.send(cx, true);
        }
    }

    /// Sends the draft of a field, if it is that field's.
    pub(super) fn commit_field(&mut self, cx: &mut Cx, on: &AnnotationId, field: &Field) {
        if self.pending(on, field).is_some() {
            self.commit(cx);
        }
    }

    /// Esc lets a value go that was not kept (a note is kept); a change of the selection and a held Ctrl,
    /// which may lead to another document, keep it.
    pub(super) fn keep_drafts(&mut self, cx: &mut Cx, ui: &Ui, selected: Option<&Selected>) {
        self.follow(cx);
        let Some(draft) = &mut self.draft else { return };
        let elsewhere = selected.is_none_or(|s| s.annotation.id != draft.on);
        let (escape, ctrl) = ui.input(|i| (i.key_pressed(Key::Escape), i.modifiers.command));
        if escape && draft.field != Field::Note {
            draft
                .visit
                .let_go()
                .into_iter()
                .for_each(|request| cx.send(request));
            self.draft = None;
        } else if elsewhere || escape {
            self.commit(cx);
        } else if ctrl || draft.is_due(ui.ctx()) {
            draft.send(cx, false);
        }
    }
}

impl Draft {
    /// A value that is stood on waits until it is chosen; words do not wait for long.
    fn is_due(&self, ctx: &egui::Context) -> bool {
        match self.pending {
            Pending::Words(_) => self.visit.is_due(ctx),
            Pending::At(_) => typing::is_to_be_kept(ctx),
        }
    }

    /// Sends what is not sent yet, if it is a value.
    fn send(&mut self, cx: &mut Cx, left: bool) {
        let own = cx.session.own_key();
        let own = own.and_then(|key| cx.session.project()?.layer(&key));
        let is_there = own.is_some_and(|layer| layer.annotation(self.on.as_str()).is_some());
        if !self.visit.take() || !is_there {
            return;
        }
        let id = self.on.clone();
        let request = match (&self.field, &self.pending) {
            (Field::Note, Pending::Words(note)) => Request::SetNote(id, note.trim_end().to_owned()),
            (Field::Note, Pending::At(_)) => return,
            (Field::Attribute(attribute), pending) => {
                let book = cx.session.project().map(|project| project.codebook());
                let known = book.and_then(|book| book.attribute(attribute.as_str()));
                let Some(Ok(value)) = known.map(|known| value_from_pending(&known.kind, pending)) else {
                    return;
                };
                let attribute = attribute.clone();
                Request::SetAttribute { id, attribute, value }
            }
        };
        let [from, sent] = &mut self.seen;
        *from = value_now(cx, &self.on, &self.field).unwrap_or_default();
        *sent = match &request {
            Request::SetNote(_, note) => note.clone(),
            Request::SetAttribute { value, .. } => text_of(value.as_ref()),
            _ => String::new(),
        };
        cx.send(self.visit.request(left, request));
    }
}

/// A value of one's own label as it is in the project.
fn value_now(cx: &Cx, on: &AnnotationId, field: &Field) -> Option<String> {
    let layer = cx.session.project()?.layer(&cx.session.own_key()?)?;
    let annotation = layer.annotation(on.as_str())?;
    Some(match field {
        Field::Note => annotation.note.clone(),
        Field::Attribute(id) => text_of(annotation.attributes.get(id.as_str())),
    })
}

fn text_of(value: Option<&AttributeValue>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

/// A note that somebody else changed while it was typed on: what was typed behind it stays behind it; else both stand, theirs first.
fn joined(seen: &[String; 2], theirs: &str, ours: &str) -> String {
    let behind = seen
        .iter()
        .rev()
        .find_map(|seen| ours.strip_prefix(seen.as_str()));
    match behind {
        Some(behind) => format!("{theirs}{behind}"),
        None => format!("{theirs}\n{ours}"),
    }
}

/// The note on one's own label; a teammate's is read only.
pub fn note_ui(cx: &mut Cx, state: &mut Inspector, ui: &mut Ui, selected: &Selected) {
    let annotation = &selected.annotation;
    if !selected.editable() {
        if !annotation.note.is_empty() {
            section_ui(ui, "Note");
            ui.label(&annotation.note);
        }
        return;
    }
    section_ui(ui, "Note");
    let mut words = state
        .words_of(&annotation.id, &Field::Note)
        .unwrap_or_else(|| annotation.note.clone());
    let id = note_id(&annotation.id);
    let keep = ui.memory(|memory| memory.has_focus(id))
        && ui.input_mut(|i| i.consume_key(egui::Modifiers::COMMAND, Key::Enter));
    let key = widgets::chord_text(cx.session, CommandId::EditNote).unwrap_or_default();
    let field = TextEdit::multiline(&mut words)
        .id(id)
        .hint_text(format!("Write a note ({key})"))
        .desired_width(f32::INFINITY)
        .desired_rows(if annotation.note.is_empty() { 1 } else { 2 });
    let response = ui.add(field).accessible_name("Note");
    if matches!(state.focus, Some(Focus::Note)) {
        response.request_focus();
        response.scroll_to_me(None);
    }
    if response.changed() {
        state.set_draft(cx, ui, (&annotation.id, Field::Note), Pending::Words(words));
    }
    if keep || response.lost_focus() {
        state.commit_field(cx, &annotation.id, &Field::Note);
    }
    if keep {
        ui.memory_mut(|memory| memory.request_focus(text_id()));
    }
}

pub fn note_id(annotation: &AnnotationId) -> Id {
    Id::unique(("note", annotation.as_str()))
}

/// The words of a value list, as they are shown.
pub fn names(values: &[SmolStr]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_comma_and_held_to_their_range() {
        assert_eq!(number_from_text(" 2,5 ", None, None), Ok(2.5));
        assert_eq!(
            number_from_text("0", Some(1.0), Some(3.0)),
            Err("At least 1".to_owned())
        );
        assert_eq!(
            number_from_text("4", Some(1.0), Some(3.0)),
            Err("At most 3".to_owned())
        );
        assert_eq!(number_from_text("3", Some(1.0), Some(3.0)), Ok(3.0));
        assert!(number_from_text("NaN", None, None).is_err());
        assert!(number_from_text("many", None, None).is_err());
    }

    #[test]
    fn a_note_changed_elsewhere_keeps_both_peoples_words() {
        let seen = |from: &str, sent: &str| [from.to_owned(), sent.to_owned()];
        assert_eq!(
            joined(&seen("A1", "A1 A2"), "A1 A2 B1", "A1 A2 A3"),
            "A1 A2 B1 A3"
        );
        assert_eq!(joined(&seen("old", "old"), "theirs", "mine"), "theirs\nmine");
    }

    #[test]
    fn an_emptied_field_clears_and_an_impossible_one_keeps_nothing() {
        let text = AttributeKind::Text;
        let words = |words: &str| Pending::Words(words.to_owned());
        assert_eq!(value_from_pending(&text, &words("  ")), Ok(None));
        let number = AttributeKind::Number {
            min: Some(0.0),
            max: None,
        };
        assert_eq!(value_from_pending(&number, &words("")), Ok(None));
        assert!(value_from_pending(&number, &words("-1")).is_err());
        let choice = AttributeKind::Choice(vec!["fact".into()]);
        let fact = AttributeValue::Choice("fact".into());
        assert_eq!(value_from_pending(&choice, &Pending::At(0)), Ok(Some(fact)));
    }
}
