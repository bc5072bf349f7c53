//! What a screen reader hears of the text: the paragraphs in view with their words, their labels, caret and selection.
//! Draws nothing, and builds nothing while no screen reader listens.

mod words;

use super::layout::ChunkLayout;
use super::marks::Mark;
use super::{Place, TextView, text_id};
use crate::model::Fragments;
use crate::session::{Request, Selection};
use crate::text::{Span, Text};
use crate::ui::cx::Cx;
use egui::accesskit::{Action, ActionData, Role, TextSelection};
use egui::{Id, Pos2, Rect, Sense, Ui, UiBuilder, Vec2};
use words::Words;

/// Labels told of one paragraph; its description has their number.
const MOST: usize = 200;
/// Characters told of a label's words.
const QUOTE: usize = 120;

/// A paragraph in view.
struct Paragraph<'a> {
    chunk: &'a ChunkLayout,
    span: Span,
    /// The left top corner of its words, on screen.
    at: Pos2,
    /// The first in view: it also tells labels that began above it.
    first: bool,
    /// No line break behind it: a long paragraph goes on in the next chunk.
    goes_on: bool,
}

/// What does not change from paragraph to paragraph.
struct Told<'a> {
    text: &'a Text,
    place: Place,
    /// Teammates' labels stand beside one's own, so each says whose it is.
    beside: bool,
}

/// The node of a label.
fn label_id(mark: &Mark) -> Id {
    text_id().with((mark.annotator.as_str(), mark.annotation.id.as_str()))
}

fn bounds(rect: Rect) -> egui::accesskit::Rect {
    egui::accesskit::Rect {
        x0: rect.min.x.into(),
        y0: rect.min.y.into(),
        x1: rect.max.x.into(),
        y1: rect.max.y.into(),
    }
}

impl TextView {
    /// Tells the accessibility tree what stands in view, and does what it asks for.
    pub(super) fn speak(&self, cx: &mut Cx, ui: &mut Ui, place: Place, visible: &[(usize, f32)]) {
        let session = cx.session;
        let Some((document, text)) = session.document() else {
            return;
        };
        let title = || format!("Text of {}", document.title);
        let listens = ui.ctx().accesskit_node_builder(text_id(), |node| {
            // An input that only reads: letters then reach the program instead of steering the screen reader.
            node.set_role(Role::MultilineTextInput);
            node.set_read_only();
            node.set_label(title());
            node.add_action(Action::SetTextSelection);
        });
        if listens.is_none() {
            return;
        }
        let told = Told {
            text,
            place,
            beside: !session.view.shown.is_empty(),
        };
        let mut words = Words::default();
        for paragraph in self.paragraphs(&told, visible) {
            self.tell_paragraph(cx, ui, &told, (&paragraph, &mut words));
        }
        tell_selection(ui, session.view.selection, &words);
        self.tell_selected_label(cx, ui);
        for (anchor, head) in asked_selections(ui, &words) {
            cx.send(Request::Select { anchor, head });
        }
    }

    fn paragraphs<'a>(&'a self, told: &Told, visible: &[(usize, f32)]) -> Vec<Paragraph<'a>> {
        let Some(layout) = &self.layout else {
            return Vec::new();
        };
        let mut found: Vec<Paragraph> = Vec::new();
        for (index, top) in visible {
            let Some(chunk) = layout.ready(*index) else {
                continue;
            };
            let (Some(first), Some(last)) = (chunk.lines.first(), chunk.lines.last()) else {
                continue;
            };
            let Ok(span) = told.text.span(first.start as usize..last.end as usize) else {
                continue;
            };
            let next = told.text.as_str().as_bytes().get(span.end() as usize);
            found.push(Paragraph {
                chunk,
                span,
                at: Pos2::new(told.place.left, *top),
                first: found.is_empty(),
                goes_on: !matches!(next, None | Some(b'\n' | b'\r')),
            });
        }
        found
    }

    /// A node with the words of the paragraph; below it a node for each direction of each line, and one for each label.
    fn tell_paragraph(
        &self,
        cx: &mut Cx,
        ui: &mut Ui,
        told: &Told,
        (paragraph, words): (&Paragraph, &mut Words),
    ) {
        let id = text_id().with(("paragraph", paragraph.span.start()));
        let rect = Rect::from_min_size(paragraph.at, Vec2::new(told.place.width, paragraph.chunk.height));
        let within = self.marks.within(paragraph.span.start(), paragraph.span.end());
        let here: Vec<Mark> = within.filter(|mark| is_told_in(mark, paragraph)).collect();
        let below = ui.new_child(
            UiBuilder::new()
                .scope_id(id)
                .max_rect(rect)
                .accessibility_parent(text_id())
                .accessibility_role(Role::Label),
        );
        ui.ctx().accesskit_node_builder(id, |node| {
            node.set_bounds(bounds(rect));
            node.set_value(words::sayable(told.text.slice(paragraph.span)));
            match here.len() {
                0 => {}
                1 => node.set_description("1 label"),
                count => node.set_description(format!("{count} labels")),
            }
        });
        words.tell(&below, told.text, paragraph);
        for mark in here.iter().take(MOST) {
            self.tell_label(cx, &below, told, (mark, paragraph));
        }
    }

    /// A label with its name, whose it is and its words.
    fn tell_label(&self, cx: &mut Cx, below: &Ui, told: &Told, (mark, paragraph): (&Mark, &Paragraph)) {
        let (chunk, at) = (paragraph.chunk, paragraph.at);
        let parts = chunk.lines.iter().flat_map(|line| {
            mark.annotation.fragments.iter().flat_map(move |span| {
                let tall = Vec2::new(0.0, line.height);
                line.extents(span).into_iter().map(move |(from, to)| {
                    let left = at + Vec2::new(from, line.top);
                    Rect::from_min_max(left, left + tall + Vec2::new(to - from, 0.0))
                })
            })
        });
        let rect = parts.reduce(Rect::union).unwrap_or(Rect::from_pos(at));
        let id = label_id(mark);
        below.interact(rect, id, Sense::hover());
        below.ctx().accesskit_node_builder(id, |node| {
            node.set_role(Role::ListBoxOption);
            node.set_bounds(bounds(rect));
            node.set_label(spoken(cx, told, mark));
            node.set_selected(self.is_selected(mark));
            node.add_action(Action::Click);
            if !mark.annotation.note.is_empty() {
                node.set_description(words::sayable(&mark.annotation.note));
            }
        });
        if below.input(|input| input.has_accesskit_action_request(id, Action::Click)) {
            cx.send(Request::SelectAnnotation {
                annotator: mark.annotator.clone(),
                id: mark.annotation.id.clone(),
            });
        }
    }

    /// A label that was just selected, by a key or by tagging, is what is read out next. When the caret moves on, it is the text again.
    fn tell_selected_label(&self, cx: &Cx, ui: &Ui) {
        let selected = self.selected.as_ref();
        let Some(mark) = selected.and_then(|(person, id)| self.marks.find(person, id)) else {
            return;
        };
        let just = cx.session.view.selection == Selection::caret(mark.hull.end());
        if just && ui.ctx().has_accesskit_node(label_id(&mark)) {
            ui.ctx().accesskit_node_builder(text_id(), |node| {
                node.set_active_descendant(label_id(&mark).accesskit_id());
            });
        }
    }
}

/// Whether a label belongs to this paragraph's node: where it begins, or the first in view.
fn is_told_in(mark: &Mark, paragraph: &Paragraph) -> bool {
    let (hull, span) = (mark.hull, paragraph.span);
    let begins = hull.start() >= span.start() && (hull.start() < span.end() || hull.is_empty());
    let came_in = paragraph.first && hull.start() < span.start() && hull.end() > span.start();
    begins || came_in
}

/// “Claim by Ben, not sure: the words”.
fn spoken(cx: &Cx, told: &Told, mark: &Mark) -> String {
    let name = cx.session.project().map(|project| mark.name(project));
    let mut spoken = name.unwrap_or_default().to_owned();
    match cx.session.project() {
        Some(_) if !mark.own => {
            spoken.push_str(" by ");
            spoken.push_str(&cx.session.name_of(mark.annotator));
        }
        _ if told.beside => spoken.push_str(" by you"),
        _ => {}
    }
    if mark.annotation.doubt {
        spoken.push_str(", not sure");
    }
    spoken.push_str(": ");
    spoken.push_str(&quoted(&mark.annotation.fragments, told.text));
    spoken
}

/// The beginning of a label's words. A whole book costs no more than a sentence.
fn quoted(fragments: &Fragments, text: &Text) -> String {
    let mut quote = fragments.quote_start(text, QUOTE + 1);
    if let Some((cut, _)) = quote.char_indices().nth(QUOTE) {
        quote.truncate(cut);
        quote.push('…');
    }
    words::sayable(&quote)
}

/// Caret and selection; ends out of view are told at the nearest end of what is in view.
fn tell_selection(ui: &Ui, selection: Selection, words: &Words) {
    if let (Some(anchor), Some(focus)) = (words.position(selection.anchor), words.position(selection.head)) {
        ui.ctx().accesskit_node_builder(text_id(), |node| {
            node.set_text_selection(TextSelection { anchor, focus });
        });
    }
}

/// Selections that the screen reader asks for, as bytes: (anchor, head).
fn asked_selections(ui: &Ui, words: &Words) -> Vec<(u32, u32)> {
    ui.input(|input| {
        let asked = input.accesskit_action_requests(text_id(), Action::SetTextSelection);
        let both = asked.filter_map(|request| match &request.data {
            Some(ActionData::SetTextSelection(wanted)) => {
                Some((words.byte(&wanted.anchor)?, words.byte(&wanted.focus)?))
            }
            _ => None,
        });
        both.collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_cut_with_a_sign() {
        let told = |count: usize| {
            let text = Text::new("é".repeat(count)).unwrap();
            let all = text.span(0..text.len() as usize).unwrap();
            quoted(&Fragments::union(vec![all]), &text)
        };
        assert_eq!(told(QUOTE), "é".repeat(QUOTE));
        assert_eq!(told(QUOTE + 1), "é".repeat(QUOTE) + "…");
        assert_eq!(told(90_000), told(QUOTE + 1));
    }
}
