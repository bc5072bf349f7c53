//! The mouse on the text: caret, selection by word, sentence and paragraph, label ends, choosing among stacked labels.

use super::{Place, TextView, marks::Mark, rows::Rows};
use crate::command::CommandId;
use crate::model::{AnnotationId, Fragments, PersonId};
use crate::session::{Edge, Request};
use crate::text::{Span, Text, segment};
use crate::ui::cx::Cx;
use egui::accesskit::Action;
use egui::{CursorIcon, Pos2, Response, Ui};

/// Presses closer in time (seconds) and place (points) than this count as one more click.
const CLICK_TIME: f64 = 0.4;
const CLICK_REACH: f32 = 6.0;
/// Points a second that the text moves for each point that a drag is past the edge, and at most.
const PULL: f32 = 22.0;
const FASTEST: f32 = 2_400.0;
/// How near (points) to the edge a drag begins to move the text.
const EDGE: f32 = 8.0;

#[derive(Clone, Debug, PartialEq)]
enum Drag {
    /// Selecting from a unit (word, sentence, …) on; `from` is the caret place nearest to where it began.
    Select { unit: Span, from: u32 },
    /// Moving an end of the selected label; the other end stays.
    Edge { id: AnnotationId, edge: Edge },
}

#[derive(Default)]
pub(super) struct PointerState {
    drag: Option<Drag>,
    clicks: u32,
    pressed: Option<(f64, Pos2)>,
    moved: bool,
    /// The label the last click chose, and where: a click on the same spot goes to the one below.
    chosen: Option<(Pos2, usize)>,
    /// Labels to choose from.
    pub(super) list: Option<super::list::List>,
    /// New boundaries while an end is dragged.
    pub(super) preview: Option<(AnnotationId, Fragments)>,
    pub(super) hovered: Option<(PersonId, AnnotationId)>,
    /// When the mouse came to rest on it, in seconds.
    pub(super) hovered_since: f64,
    /// Labels below the hovered one.
    pub(super) below: usize,
    /// Where the mouse was last: a drag goes on when it leaves the window.
    at: Option<Pos2>,
    /// The last frame had a click on the text: what was clicked is in view and must not move away.
    pub(super) clicked: bool,
}

/// What is on screen: where the text stands, and the chunks in view with their tops.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub place: Place,
    pub visible: &'a [(usize, f32)],
}

impl TextView {
    pub(super) fn pointer(&mut self, cx: &mut Cx, ui: &mut Ui, response: &Response, view: View) {
        let Some((_, text)) = cx.session.document() else {
            return;
        };
        let text = text.clone();
        let (at, pressed, down, released) = ui.input(|i| {
            let pointer = &i.pointer;
            (
                pointer.interact_pos(),
                pointer.primary_pressed(),
                pointer.primary_down(),
                pointer.primary_released(),
            )
        });
        self.pointer.clicked = false;
        self.tell_names(cx, ui, view);
        let at = at.or(self.pointer.at.filter(|_| self.pointer.drag.is_some()));
        let Some(at) = at else { return };
        self.pointer.at = Some(at);
        let inside = view.place.view.contains(at) && response.contains_pointer();
        self.hover(cx, response, at, view);
        // A quick drag may have left within the frame of its press: what counts is where it began.
        let origin = ui.input(|i| i.pointer.press_origin()).unwrap_or(at);
        let began = if origin == at {
            inside
        } else {
            view.place.view.contains(origin) && ui.ctx().layer_id_at(origin) == Some(ui.layer_id())
        };
        if pressed && began {
            response.request_focus();
            self.press(cx, ui, (origin, &text), view);
        }
        if down && self.pointer.drag.is_some() && !(pressed && origin == at) {
            self.auto_scroll(ui, at, view.place);
            self.drag(cx, ui, (at, &text), view);
        }
        if released && self.pointer.drag.is_some() {
            self.release(cx, ui, at, view);
        }
        self.list_ui(cx, ui);
    }

    /// What can be clicked beside the words, for screen readers.
    fn tell_names(&mut self, cx: &mut Cx, ui: &Ui, view: View) {
        let mut clicked = None;
        for (rect, id, words) in &self.drawing.names.told {
            let id = *id;
            let node = ui.interact(*rect, id, egui::Sense::hover());
            node.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, words));
            let click = |input: &egui::InputState| input.has_accesskit_action_request(id, Action::Click);
            if ui.input(click) {
                clicked = Some(rect.center());
            }
        }
        if let Some(at) = clicked {
            self.click(cx, ui, at, view);
        }
    }

    fn hover(&mut self, cx: &Cx, response: &Response, at: Pos2, view: View) {
        let inside = view.place.view.contains(at) && response.contains_pointer();
        let found = if inside {
            self.labels_at(cx, at, view)
        } else {
            Vec::new()
        };
        self.pointer.below = found.len().saturating_sub(1);
        let over = found.into_iter().next();
        if inside && self.pointer.drag.is_none() {
            let icon = if self.edge_at(at, view).is_some() {
                CursorIcon::ResizeHorizontal
            } else if self.is_on_name(at) {
                CursorIcon::PointingHand
            } else {
                CursorIcon::Text
            };
            response.ctx.set_cursor_icon(icon);
        }
        let (now, moving) = response
            .ctx
            .input(|i| (i.time, i.pointer.delta() != egui::Vec2::ZERO));
        let changed = over != self.pointer.hovered;
        if moving && (changed || self.pointer.hovered_since.is_infinite()) {
            self.pointer.hovered_since = now;
        } else if changed {
            // The text moved under a mouse that lies still: nobody asked.
            self.pointer.hovered_since = f64::INFINITY;
        }
        if changed {
            self.pointer.hovered = over;
            response.ctx.request_repaint();
        }
    }

    fn is_on_name(&self, at: Pos2) -> bool {
        let names = &self.drawing.names;
        names.labels.iter().any(|(rect, _, _)| rect.contains(at))
            || names.more.iter().any(|(rect, _)| rect.contains(at))
    }

    /// The labels under a point: by name or bar, else those at the words, the shortest first. What the filter dims comes last.
    fn labels_at(&self, cx: &Cx, at: Pos2, view: View) -> Vec<(PersonId, AnnotationId)> {
        let named = self.drawing.names.labels.iter().rev();
        if let Some((_, person, id)) = named.into_iter().find(|(rect, _, _)| rect.contains(at)) {
            return vec![(person.clone(), id.clone())];
        }
        let byte = self.byte_under(at, view.place, view.visible);
        let marks = byte.map_or_else(Vec::new, |byte| self.marks.at(byte));
        ordered(cx, marks)
    }

    /// The labels that “+12” stands for, with those that have lines there.
    fn labels_behind(&self, cx: &Cx, at: Pos2) -> Option<Vec<(PersonId, AnnotationId)>> {
        let names = &self.drawing.names;
        let (_, (from, to)) = names.more.iter().find(|(rect, _)| rect.contains(at))?;
        let touches = |mark: &Mark| mark.hull.start() < *to && mark.hull.end() > *from;
        let mut marks: Vec<Mark> = self.marks.within(*from, *to).filter(touches).collect();
        marks.sort_by_key(|mark| mark.annotation.fragments.covered());
        Some(ordered(cx, marks))
    }

    fn press(&mut self, cx: &mut Cx, ui: &Ui, at: (Pos2, &Text), view: View) {
        let (at, text) = at;
        let now = ui.input(|i| i.time);
        let again = self
            .pointer
            .pressed
            .is_some_and(|(time, place)| now - time < CLICK_TIME && place.distance(at) < CLICK_REACH);
        self.pointer.clicks = if again { self.pointer.clicks % 4 + 1 } else { 1 };
        self.pointer.pressed = Some((now, at));
        self.pointer.moved = false;
        self.column = None;
        if !again && let Some((id, edge)) = self.edge_at(at, view) {
            self.pointer.drag = Some(Drag::Edge { id, edge });
            return;
        }
        let Some(byte) = self.byte_at(at, view.place, view.visible) else {
            return;
        };
        let under = self.byte_under(at, view.place, view.visible).unwrap_or(byte);
        let unit = unit(text, (byte, under), self.pointer.clicks);
        let extend = ui.input(|i| i.modifiers.shift);
        if extend {
            let anchor = cx.session.view.selection.anchor;
            let unit = text.span(anchor as usize..anchor as usize).unwrap_or_default();
            self.pointer.drag = Some(Drag::Select { unit, from: anchor });
            self.pointer.moved = true;
            Self::select(cx, anchor, byte);
            return;
        }
        self.pointer.drag = Some(Drag::Select { unit, from: byte });
        if self.pointer.clicks > 1 {
            self.pointer.moved = true;
            Self::select(cx, unit.start(), unit.end());
        }
    }

    fn drag(&mut self, cx: &mut Cx, ui: &Ui, at: (Pos2, &Text), view: View) {
        let (at, text) = at;
        let Some(byte) = self.byte_at(at, view.place, view.visible) else {
            return;
        };
        // The mouse moved, or the text under it.
        let scrolled = matches!(self.pointer.drag, Some(Drag::Select { from, .. }) if from != byte);
        let pressed = self.pointer.pressed;
        let far = scrolled || pressed.is_some_and(|(_, place)| place.distance(at) > 3.0);
        if !far && !self.pointer.moved {
            return;
        }
        let by_character = ui.input(|i| i.modifiers.alt);
        match self.pointer.drag.clone() {
            Some(Drag::Select { unit: first, from }) if far => {
                self.pointer.moved = true;
                let clicks = self.pointer.clicks;
                if first.is_empty() || clicks == 1 && by_character {
                    Self::select(cx, from, byte);
                    return;
                }
                // The unit under the mouse, not the one behind the nearest stop: the last letter's right half is still its word.
                let under = self.byte_under(at, view.place, view.visible).unwrap_or(byte);
                let reach = unit(text, (under, under), clicks.max(2));
                let (anchor, head) = if under >= first.start() {
                    (first.start(), reach.end().max(first.end()))
                } else {
                    (first.end(), reach.start())
                };
                Self::select(cx, anchor, snapped(text, (anchor, head)));
            }
            Some(Drag::Edge { id, edge }) => {
                self.pointer.moved = true;
                let byte = if by_character {
                    byte
                } else {
                    edge_word(text, byte, edge)
                };
                self.pointer.preview = self
                    .moved_edge(text, &id, (edge, byte), by_character)
                    .map(|fragments| (id, fragments));
            }
            _ => {}
        }
    }

    /// The label's fragments with one outer end at a byte, by words without the white space there; None where nothing would be left.
    fn moved_edge(
        &self,
        text: &Text,
        id: &AnnotationId,
        to: (Edge, u32),
        by_character: bool,
    ) -> Option<Fragments> {
        let mark = self.marks.find_own(id)?;
        let mut spans: Vec<Span> = mark.annotation.fragments.iter().collect();
        let (edge, byte) = to;
        let span = if edge == Edge::Start {
            spans.first_mut()?
        } else {
            spans.last_mut()?
        };
        let (start, end) = if edge == Edge::Start {
            (byte, span.end())
        } else {
            (span.start(), byte)
        };
        if start >= end {
            return None;
        }
        *span = text.span(start as usize..end as usize).ok()?;
        if !by_character {
            *span = segment::trim(text, *span);
            if span.is_empty() {
                return None;
            }
        }
        Some(Fragments::union(spans))
    }

    fn release(&mut self, cx: &mut Cx, ui: &Ui, at: Pos2, view: View) {
        let drag = self.pointer.drag.take();
        if let Some((id, fragments)) = self.pointer.preview.take() {
            cx.send(Request::SetFragments(id, fragments));
            return;
        }
        match drag {
            Some(Drag::Select { .. }) if self.pointer.moved => {
                // With Ctrl the words become one more part of the label that was selected.
                if ui.input(|i| i.modifiers.command) {
                    cx.command(CommandId::AddFragment);
                } else {
                    cx.send(Request::SelectionDone);
                }
            }
            Some(_) if !self.pointer.moved => self.click(cx, ui, at, view),
            _ => {}
        }
    }

    /// A plain click: a label if there is one, below it on the next click, a list where more than two lie; else the caret.
    fn click(&mut self, cx: &mut Cx, ui: &Ui, at: Pos2, view: View) {
        self.pointer.clicked = true;
        ui.ctx().request_repaint();
        if let Some(found) = self.labels_behind(cx, at) {
            self.open_list(ui, at, found);
            return;
        }
        let found = self.labels_at(cx, at, view);
        let byte = self.byte_at(at, view.place, view.visible);
        if let Some(byte) = byte.filter(|_| !self.is_on_name(at)) {
            Self::select(cx, byte, byte);
        }
        let linking = cx.session.view.linking.is_some();
        let again = self
            .pointer
            .chosen
            .filter(|(place, _)| place.distance(at) < CLICK_REACH)
            .map(|(_, n)| n + 1);
        self.pointer.chosen = None;
        match found.len() {
            0 if !linking => cx.send(Request::Deselect),
            0 => {}
            1 | 2 => {
                let index = again.unwrap_or(0) % found.len();
                self.pointer.chosen = Some((at, index));
                if let Some((annotator, id)) = found.into_iter().nth(index) {
                    cx.send(Request::SelectAnnotation { annotator, id });
                }
            }
            _ => self.open_list(ui, at, found),
        }
    }

    /// Whether the view stays where it is although a span is to be shown: it was clicked, so it is in view.
    pub(super) fn stays(&self, span: Span) -> bool {
        let drawn = self.drawn.as_ref().zip(self.layout.as_ref());
        self.pointer.clicked
            && drawn.is_some_and(|((place, visible), layout)| {
                let (from, to) = Rows::new(layout, *place, visible).bytes();
                span.start() < to && span.end() > from
            })
    }

    fn auto_scroll(&mut self, ui: &Ui, at: Pos2, place: Place) {
        let (up, down) = (place.view.top() + EDGE - at.y, at.y - place.view.bottom() + EDGE);
        let past = if up > 0.0 { -up } else { down.max(0.0) };
        if past != 0.0 {
            let seconds = ui.input(|i| i.stable_dt).min(0.1);
            let speed = (past * PULL).clamp(-FASTEST, FASTEST);
            self.scroll_by(speed * seconds);
            ui.ctx().request_repaint();
        }
    }
}

/// Those that the filter lets through first; otherwise as given.
fn ordered(cx: &Cx, mut marks: Vec<Mark>) -> Vec<(PersonId, AnnotationId)> {
    let looks = cx.session.looks();
    marks.sort_by_cached_key(|mark| !looks.passes(mark.annotator, mark.annotation));
    marks
        .into_iter()
        .map(|mark| (mark.annotator.clone(), mark.annotation.id.clone()))
        .collect()
}

/// What one, two, three or four clicks take: nothing yet, the word, the sentence, the paragraph.
fn unit(text: &Text, at: (u32, u32), clicks: u32) -> Span {
    match clicks {
        2 => segment::word_at(text, at.1),
        3 => segment::sentence_at(text, at.1),
        4 => segment::paragraph_at(text, at.1),
        _ => segment::word_at(text, at.1),
    }
}

/// The head without the white space that it would end on.
fn snapped(text: &Text, selection: (u32, u32)) -> u32 {
    let (anchor, head) = selection;
    let (start, end) = (anchor.min(head), anchor.max(head));
    let trimmed = text
        .span(start as usize..end as usize)
        .map(|span| segment::trim(text, span));
    match trimmed {
        Ok(span) if span.is_empty() => head,
        Ok(span) if head >= anchor => span.end(),
        Ok(span) => span.start(),
        Err(_) => head,
    }
}

/// The nearest word boundary for an end of a label.
fn edge_word(text: &Text, byte: u32, edge: Edge) -> u32 {
    let word = segment::word_at(text, byte);
    let first = byte - word.start() < word.end().saturating_sub(byte);
    match (edge, first) {
        (Edge::Start, _) if first => word.start(),
        (Edge::Start, _) => word.end(),
        (Edge::End, true) => word.start(),
        (Edge::End, false) => word.end(),
    }
}
