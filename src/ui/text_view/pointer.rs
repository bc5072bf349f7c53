//! The mouse on the text: caret, selection by word, sentence and paragraph, label ends, choosing among stacked labels.

use super::{Place, TextView, marks::Mark};
use crate::model::{AnnotationId, Fragments, PersonId};
use crate::session::{Edge, Request};
use crate::text::{Span, Text, segment};
use crate::ui::cx::Cx;
use egui::{CursorIcon, Pos2, Response, Ui};

/// Presses closer in time (seconds) and place (points) than this count as one more click.
const CLICK_TIME: f64 = 0.4;
const CLICK_REACH: f32 = 6.0;
/// How near (points) the mouse must be to a label's end to take it.
const HANDLE: f32 = 5.0;

#[derive(Clone, Debug, PartialEq)]
enum Drag {
    /// Selecting from a unit (word, sentence, …) on.
    Select { unit: Span },
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
    /// Labels to choose from, in a list at a place.
    pub(super) list: Option<(Pos2, Vec<(PersonId, AnnotationId)>)>,
    /// New boundaries while an end is dragged.
    pub(super) preview: Option<(AnnotationId, Fragments)>,
    pub(super) hovered: Option<(PersonId, AnnotationId)>,
    /// When the mouse came to rest on it, in seconds.
    pub(super) hovered_since: f64,
}

type View<'a> = (Place, &'a [(usize, f32)]);

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
        let Some(at) = at else { return };
        let inside = view.0.view.contains(at) && response.contains_pointer();
        self.hover(response, at, view, inside);
        if pressed && inside {
            response.request_focus();
            self.press(cx, ui, (at, &text), view);
        } else if down && self.pointer.drag.is_some() {
            self.auto_scroll(ui, at, view.0);
            self.drag(cx, ui, (at, &text), view);
        }
        if released && self.pointer.drag.is_some() {
            self.release(cx, ui, at, view);
        }
        self.list_ui(cx, ui);
    }

    fn hover(&mut self, response: &Response, at: Pos2, view: View, inside: bool) {
        let over = if inside {
            self.marks_at(at, view)
                .first()
                .map(|m| (m.annotator.clone(), m.annotation.id.clone()))
        } else {
            None
        };
        if inside && self.pointer.drag.is_none() {
            let icon = if self.edge_at(at, view).is_some() {
                CursorIcon::ResizeHorizontal
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

    /// The marks under a point: words first, else the gutter's bars.
    pub(super) fn marks_at(&self, at: Pos2, view: View) -> Vec<&Mark> {
        if at.x < view.0.left - 4.0 {
            return self.bar_at(at, view).into_iter().collect();
        }
        if let Some((_, person, id)) = self.names.iter().find(|(rect, _, _)| rect.contains(at)) {
            return self
                .marks
                .list
                .iter()
                .filter(|mark| mark.is(person, id))
                .collect();
        }
        self.byte_under(at, view.0, view.1)
            .map_or_else(Vec::new, |byte| self.marks.at(byte))
    }

    /// An end of the selected own label under the mouse.
    fn edge_at(&self, at: Pos2, view: View) -> Option<(AnnotationId, Edge)> {
        let mark = self
            .marks
            .list
            .iter()
            .find(|mark| mark.own && self.is_selected(mark))?;
        let (first, last) = (
            mark.annotation.fragments.first()?,
            mark.annotation.fragments.last()?,
        );
        let near = |x: f32, rect: &egui::Rect| (at.x - x).abs() <= HANDLE && rect.y_range().contains(at.y);
        let id = || mark.annotation.id.clone();
        let starts = self.spots(first, view.0, view.1);
        let ends = self.spots(last, view.0, view.1);
        if let Some(spot) = ends.last()
            && near(spot.line.right(), &spot.line)
        {
            return Some((id(), Edge::End));
        }
        let rect = starts.first()?.line;
        near(rect.left(), &rect).then(|| (id(), Edge::Start))
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
        let Some(byte) = self.byte_at(at, view.0, view.1) else {
            return;
        };
        let under = self.byte_under(at, view.0, view.1).unwrap_or(byte);
        let unit = unit(text, (byte, under), self.pointer.clicks);
        let extend = ui.input(|i| i.modifiers.shift);
        if extend {
            let anchor = cx.session.view.selection.anchor;
            let unit = text.span(anchor as usize..anchor as usize).unwrap_or_default();
            self.pointer.drag = Some(Drag::Select { unit });
            self.pointer.moved = true;
            Self::select(cx, anchor, byte);
            return;
        }
        self.pointer.drag = Some(Drag::Select { unit });
        if self.pointer.clicks > 1 {
            self.pointer.moved = true;
            Self::select(cx, unit.start(), unit.end());
        }
    }

    fn drag(&mut self, cx: &mut Cx, ui: &Ui, at: (Pos2, &Text), view: View) {
        let (at, text) = at;
        let far = self
            .pointer
            .pressed
            .is_some_and(|(_, place)| place.distance(at) > 3.0);
        if !far && !self.pointer.moved {
            return;
        }
        let Some(byte) = self.byte_at(at, view.0, view.1) else {
            return;
        };
        let by_character = ui.input(|i| i.modifiers.alt);
        match self.pointer.drag.clone() {
            Some(Drag::Select { unit: first }) if far => {
                self.pointer.moved = true;
                let clicks = self.pointer.clicks;
                if first.is_empty() || clicks == 1 && by_character {
                    let start = first_byte(&first, self.pointer.pressed, self, view);
                    Self::select(cx, start, byte);
                    return;
                }
                // The unit under the mouse, not the one behind the nearest stop: the last letter's right half is still its word.
                let under = self.byte_under(at, view.0, view.1).unwrap_or(byte);
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
        let mark = self
            .marks
            .list
            .iter()
            .find(|mark| mark.own && mark.annotation.id == *id)?;
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
            Some(Drag::Select { .. }) if self.pointer.moved => cx.send(Request::SelectionDone),
            Some(_) if !self.pointer.moved => self.click(cx, ui, at, view),
            _ => {}
        }
    }

    /// A plain click: a label if there is one, below it on the next click, a list where more than two lie; else the caret.
    fn click(&mut self, cx: &mut Cx, ui: &Ui, at: Pos2, view: View) {
        let found: Vec<(PersonId, AnnotationId)> = self
            .marks_at(at, view)
            .iter()
            .map(|m| (m.annotator.clone(), m.annotation.id.clone()))
            .collect();
        let byte = self.byte_at(at, view.0, view.1);
        if let Some(byte) = byte {
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
            _ => self.pointer.list = Some((at, found)),
        }
        ui.ctx().request_repaint();
    }

    fn auto_scroll(&mut self, ui: &Ui, at: Pos2, place: Place) {
        let past = if at.y < place.view.top() + 8.0 {
            at.y - place.view.top() - 8.0
        } else {
            (at.y - place.view.bottom() + 8.0).max(0.0)
        };
        if past != 0.0 {
            self.scroll_by(past.clamp(-60.0, 60.0) * 0.4, place);
            ui.ctx().request_repaint();
        }
    }

    /// The list of stacked labels at the mouse.
    fn list_ui(&mut self, cx: &mut Cx, ui: &mut Ui) {
        let Some((at, found)) = self.pointer.list.clone() else {
            return;
        };
        let area = egui::Area::new(super::text_id().with("stacked"))
            .fixed_pos(at)
            .order(egui::Order::Foreground);
        let shown = area.show(ui.ctx(), |ui| {
            egui::Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_max_width(320.0);
                found
                    .iter()
                    .any(|(person, id)| self.list_row(cx, ui, (person, id)))
            })
        });
        let outside = ui.input(|i| {
            i.pointer.primary_pressed()
                && i.pointer
                    .interact_pos()
                    .is_some_and(|p| !shown.response.rect.contains(p))
        });
        let escaped = ui.input(|i| i.key_pressed(egui::Key::Escape));
        if shown.inner.inner || outside || escaped {
            self.pointer.list = None;
        }
    }

    fn list_row(&self, cx: &mut Cx, ui: &mut Ui, item: (&PersonId, &AnnotationId)) -> bool {
        let Some(mark) = self.marks.list.iter().find(|mark| mark.is(item.0, item.1)) else {
            return false;
        };
        let (Some((_, text)), Some(project)) = (cx.session.document(), cx.session.project()) else {
            return false;
        };
        let words: String = mark.annotation.fragments.quote(text).chars().take(48).collect();
        let who = if mark.own {
            String::new()
        } else {
            format!("{}: ", project.person_name(item.0))
        };
        let row = ui.horizontal(|ui| {
            crate::ui::widgets::swatch_ui(ui, cx.theme, mark.colour);
            ui.selectable_label(false, format!("{who}{}  {words}", mark.name))
                .clicked()
        });
        if row.inner {
            let (annotator, id) = (item.0.clone(), item.1.clone());
            cx.send(Request::SelectAnnotation { annotator, id });
        }
        row.inner
    }
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

fn first_byte(first: &Span, pressed: Option<(f64, Pos2)>, view: &TextView, place: View) -> u32 {
    let at = pressed.and_then(|(_, at)| view.byte_at(at, place.0, place.1));
    at.unwrap_or(first.start())
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
