//! The right side: what is selected, its attributes, links, comments; with nothing selected, the list of one's labels.
//! What is typed waits here as a draft until it is kept.

mod attributes;
mod chips;
mod comments;
mod draft;
mod entity;
mod entity_card;
mod fields;
mod head;
mod links;
mod passages;
mod pick;

use crate::model::{Annotation, AnnotationId, AttributeId, CommentId, Fragments, PersonId};
use crate::session::{Focus, Request};
use crate::text::Text;
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::widgets;
use draft::Draft;
use egui::{ScrollArea, Ui};
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Default)]
pub struct Inspector {
    focus: Option<Focus>,
    draft: Option<Draft>,
    /// After this attribute the keyboard goes on in the next frame, when the session has its value.
    go_on: Option<AttributeId>,
    /// Comments that are being written.
    comments: BTreeMap<AnnotationId, comments::Remark>,
    /// An answer that is being written, and to which thread.
    answer: Option<(CommentId, String)>,
    labels: pick::Pick,
    entities: entity::Entities,
    passages: passages::Passages,
}

impl Inspector {
    pub fn focus(&mut self, focus: Focus) {
        self.focus = Some(focus);
    }
}

/// The selected annotation, as the parts of the panel need it.
pub struct Selected {
    pub annotator: PersonId,
    pub annotation: Arc<Annotation>,
    /// None when the user may change it, else why not.
    pub locked: Option<String>,
}

impl Selected {
    fn of(cx: &Cx) -> Option<Self> {
        let (annotator, annotation) = cx.session.selected()?;
        let open = cx.session.open.as_ref()?;
        let locked = if Some(annotator) != open.me.as_ref() && !cx.session.is_editing_result() {
            Some(format!("This is {}’s label", cx.session.name_of(annotator)))
        } else if let Some(reason) = &open.read_only {
            Some(reason.clone())
        } else if cx
            .session
            .own_key()
            .is_some_and(|key| open.project.is_locked(&key))
        {
            Some("This document is locked for you".to_owned())
        } else {
            None
        };
        Some(Self {
            annotator: annotator.clone(),
            annotation: annotation.clone(),
            locked,
        })
    }

    pub fn editable(&self) -> bool {
        self.locked.is_none()
    }
}

pub fn inspector_ui(cx: &mut Cx, state: &mut Inspector, ui: &mut Ui) {
    let selected = Selected::of(cx);
    state.keep_drafts(cx, ui, selected.as_ref());
    comments::keep(cx, state, ui.ctx());
    let Some(selected) = selected else {
        state.focus = None;
        if cx.session.view.review.is_some() {
            widgets::hint_ui(ui, cx.theme, "Click a label to see all of it");
        } else {
            passages::passages_ui(cx, &mut state.passages, ui);
        }
        return;
    };
    bar_ui(cx, ui, &selected);
    let id = selected.annotation.id.clone();
    ScrollArea::vertical()
        .id_salt(("inspector", id.as_str()))
        .auto_shrink(false)
        // Room for the scroll bar and for the ring around what has the keyboard.
        .content_margin(egui::Margin {
            left: 4,
            right: 10,
            top: 2,
            bottom: 8,
        })
        .show(ui, |ui| {
            ui.push_id(id.as_str(), |ui| {
                head::head_ui(cx, state, ui, &selected);
                attributes::attributes_ui(cx, state, ui, &selected);
                draft::note_ui(cx, state, ui, &selected);
                links::links_ui(cx, ui, &selected);
                comments::comments_ui(cx, state, ui, &selected);
                comments::history_ui(cx, ui, &selected);
            });
        });
    state.focus = None;
}

/// Back to the list, and from label to label.
fn bar_ui(cx: &mut Cx, ui: &mut Ui, selected: &Selected) {
    ui.horizontal(|ui| {
        let name = "List of your labels here";
        let tip = widgets::with_key(cx.session, name, crate::command::CommandId::Back);
        let back = widgets::told_button(ui, icons::LIST, name, &tip);
        if back.clicked() {
            cx.send(Request::Deselect);
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            use crate::command::CommandId as C;
            if selected.editable() {
                widgets::command_button(ui, cx, icons::TRASH_2, C::Delete);
            }
            widgets::command_button(ui, cx, icons::CHEVRON_RIGHT, C::NextLabel);
            widgets::command_button(ui, cx, icons::CHEVRON_LEFT, C::PreviousLabel);
        });
    });
}

/// A part's heading with air above it.
fn section_ui(ui: &mut Ui, title: &str) {
    ui.add_space(10.0);
    widgets::heading_ui(ui, title);
}

/// The words of a passage, cut in the middle.
fn words_of(fragments: &Fragments, text: &Text, most: usize) -> String {
    match fragments.first() {
        Some(only) if fragments.len() == 1 => middle(text.slice(only), most),
        _ => middle(&fragments.quote_start(text, 8 * most), most),
    }
}

/// Cut in the middle, where a reader misses it least.
fn middle(text: &str, most: usize) -> String {
    // Only the ends are looked at: the text may be a whole document.
    let flat = |part: &str| part.replace('\n', " ");
    if text.chars().nth(most).is_none() {
        return flat(text);
    }
    let head = text.char_indices().nth(most * 2 / 3);
    let head = flat(head.map_or("", |(at, _)| text.get(..at).unwrap_or_default()));
    let tail = text.char_indices().rev().take(most / 3).last();
    let tail = flat(tail.map_or("", |(at, _)| text.get(at..).unwrap_or_default()));
    // At the spaces, where there are some: no word is cut.
    let head = head
        .trim_end()
        .rsplit_once(' ')
        .map_or(head.as_str(), |(head, _)| head);
    let tail = tail
        .trim_start()
        .split_once(' ')
        .map_or(tail.as_str(), |(_, tail)| tail);
    format!("{head} … {tail}")
}

#[cfg(test)]
mod tests {
    use super::middle;

    #[test]
    fn long_words_lose_their_middle_and_short_ones_nothing() {
        assert_eq!(middle("the minister\nsaid", 40), "the minister said");
        assert_eq!(middle("abcdef ghijkl mnopqr", 9), "abcdef … pqr");
        assert_eq!(middle("one two three four five six", 18), "one two … six");
        assert_eq!(middle("ééééééééé", 3), "éé … é");
    }
}
