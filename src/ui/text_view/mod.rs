//! The view of a text with its labels: where people read and tag. Owns its geometry, scrolling, caret and mouse.
//! Draws the session and sends requests; keeps only what no other part needs.

mod access;
mod gutter;
mod keys;
mod layout;
mod links;
mod marks;
mod paint;
mod pointer;

use super::cx::Cx;
use crate::model::{AnnotationId, PersonId};
use crate::session::{LabelNames, Request};
use crate::text::{Span, Text};
use egui::{Id, Pos2, Rect, Sense, Ui};
use layout::{Anchor, ChunkLayout, Layout, Metrics, Pen, Spacing};
use marks::Marks;

/// Widest text column, as a multiple of the text size: about 70 characters.
const MEASURE: f32 = 35.0;
const STRIP: f32 = 14.0;

/// The view's id, for focus.
pub fn text_id() -> Id {
    Id::unique("text view")
}

#[derive(Default)]
pub struct TextView {
    layout: Option<Layout>,
    marks: Marks,
    scroll: Anchor,
    pointer: pointer::PointerState,
    /// Kept while the caret moves up and down.
    column: Option<f32>,
    reveal: Option<Span>,
    /// The selected label in this frame.
    selected: Option<(PersonId, AnnotationId)>,
    /// Where names stand in the margin, as drawn in the last frame.
    names: Vec<(Rect, PersonId, AnnotationId)>,
    /// What was in view in the last frame.
    drawn: Option<(Place, Vec<(usize, f32)>)>,
}

/// Where things stand in this frame, in screen points.
#[derive(Clone, Copy, Debug)]
struct Place {
    /// The whole view without the overview strip.
    view: Rect,
    strip: Rect,
    /// Left edge of the words.
    left: f32,
    width: f32,
    /// Width for label names right of the words; 0 hides them.
    names: f32,
}

/// Words of a span in one line, on screen.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Spot {
    /// As high as the line.
    line: Rect,
    /// As high as the words.
    words: Rect,
}

impl TextView {
    /// Scrolls to a span in the next frame.
    pub fn reveal(&mut self, span: Span) {
        self.reveal = Some(span);
    }

    /// Where a span was drawn in the last frame.
    pub fn drawn_rects(&self, span: Span) -> Vec<Rect> {
        self.drawn
            .as_ref()
            .map_or_else(Vec::new, |(place, visible)| self.spots(span, *place, visible))
            .into_iter()
            .map(|spot| spot.line)
            .collect()
    }

    pub fn ui(&mut self, cx: &mut Cx, ui: &mut Ui) {
        let Some((_, text)) = cx.session.document() else {
            return;
        };
        let text = text.clone();
        self.marks.update(cx.session);
        self.selected.clone_from(&cx.session.view.selected);
        let rect = ui.available_rect_before_wrap();
        let place = self.place(cx, rect);
        self.set_layout(cx, ui, &text, place);
        let response = ui.interact(rect, text_id(), Sense::click_and_drag());
        // Under a dialog the text neither takes nor keeps the keyboard.
        let reachable = ui.memory(|memory| memory.allows_interaction(ui.layer_id()));
        if !reachable {
            response.surrender_focus();
        } else if ui.memory(|memory| memory.focused().is_none()) {
            response.request_focus();
        }
        if response.has_focus() {
            let filter = egui::EventFilter {
                tab: true,
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: true,
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(text_id(), filter));
        }
        self.scroll_by_wheel(ui, place);
        self.do_reveal(ui, cx, place);
        if response.has_focus() {
            self.keys(cx, ui, place);
        }
        let painter = ui.painter_at(rect);
        painter.rect_filled(rect, 0.0, cx.theme.page);
        let visible = self.visible(ui, cx, place);
        self.pointer(cx, ui, &response, (place, &visible));
        self.paint(cx, ui, place, &visible);
        self.speak(cx, ui, place, &visible);
        self.strip_ui(cx, ui, place);
        self.drawn = Some((place, visible));
        ui.advance_cursor_after_rect(rect);
    }

    fn place(&self, cx: &Cx, rect: Rect) -> Place {
        let settings = &cx.session.settings;
        let strip = Rect::from_min_max(Pos2::new(rect.right() - STRIP, rect.top()), rect.max);
        let view = Rect::from_min_max(rect.min, Pos2::new(strip.left(), rect.bottom()));
        let gutter = gutter::width(self.marks.gutter_lanes);
        let wants_names = settings.label_names == LabelNames::Margin && view.width() > 520.0;
        let names = if wants_names {
            (view.width() * 0.22).clamp(96.0, 190.0)
        } else {
            0.0
        };
        let pad = 14.0;
        let room = view.width() - gutter - names - 2.0 * pad;
        let width = room.min(settings.text_size * MEASURE).max(120.0);
        let spare = (room - width).max(0.0);
        Place {
            view,
            strip,
            left: (view.left() + gutter + pad + spare * 0.4).round(),
            width,
            names,
        }
    }

    /// Height of a line without many labels: the user's choice.
    fn line_height(cx: &Cx) -> f32 {
        let settings = &cx.session.settings;
        (settings.text_size * settings.line_height).round()
    }

    /// How the lines of a chunk stand: at least with room for the lanes in use there.
    fn spacing(&self, cx: &Cx, chunk: Span) -> Spacing {
        let size = cx.session.settings.text_size;
        let (under, over) = self.marks.room(chunk);
        let room = |lanes: u16| f32::from(lanes.min(paint::MOST_LANES)) * paint::LANE;
        let (under, over) = (room(under), room(over));
        Spacing {
            line: Self::line_height(cx).max(size * 1.3 + under + over + 4.0).round(),
            shift: ((over - under) / 2.0).round(),
        }
    }

    /// A chunk laid out for its labels of now.
    fn chunk(&mut self, cx: &Cx, ui: &Ui, index: usize) -> Option<&ChunkLayout> {
        let span = self.layout.as_ref()?.span(index)?;
        let spacing = self.spacing(cx, span);
        let pen = Pen {
            ctx: ui.ctx(),
            ink: cx.theme.ink,
            faint: cx.theme.ink_faint,
        };
        self.layout.as_mut()?.chunk(index, &pen, spacing)
    }

    fn set_layout(&mut self, cx: &Cx, ui: &Ui, text: &Text, place: Place) {
        let metrics = Metrics {
            family: cx.session.settings.text_family,
            width: place.width,
            size: cx.session.settings.text_size,
            line: Self::line_height(cx),
            pixels_per_point: ui.ctx().pixels_per_point(),
        };
        match &mut self.layout {
            Some(layout) if layout.is_of(text) => {
                layout.set_metrics(metrics);
                layout.follow_fonts(ui.ctx());
            }
            _ => {
                self.layout = Some(Layout::new(text, metrics));
                self.scroll = Anchor::default();
                self.column = None;
                self.pointer = pointer::PointerState::default();
            }
        }
    }

    fn scroll_by_wheel(&mut self, ui: &Ui, place: Place) {
        let inside = ui.rect_contains_pointer(place.view.union(place.strip));
        let delta = if inside {
            ui.input(|i| i.smooth_scroll_delta().y)
        } else {
            0.0
        };
        if delta != 0.0 {
            self.scroll_by(-delta, place);
        }
    }

    /// Moves the view down by points (up when negative), as far as the text goes.
    fn scroll_by(&mut self, points: f32, place: Place) {
        let scroll = self.scroll;
        let Some(layout) = &mut self.layout else { return };
        let y = layout.y(scroll) + f64::from(points);
        self.scroll_to(y, place);
    }

    fn scroll_to(&mut self, y: f64, place: Place) {
        let Some(layout) = &mut self.layout else { return };
        // Half a view of empty space below the end: the last line can be read at eye level.
        let most = (layout.total() - f64::from(place.view.height()) * 0.6).max(0.0);
        self.scroll = layout.anchor(y.clamp(0.0, most));
    }

    /// Brings the wanted span into view, with some lines of context.
    fn do_reveal(&mut self, ui: &Ui, cx: &Cx, place: Place) {
        let Some(span) = self.reveal.take() else { return };
        let (Some(top), Some(bottom)) = (
            self.line_y(ui, cx, span.start()),
            self.line_y(ui, cx, span.end().saturating_sub(1).max(span.start())),
        ) else {
            return;
        };
        let scroll = self.scroll;
        let Some(layout) = &mut self.layout else { return };
        let (now, height, line) = (
            layout.y(scroll),
            f64::from(place.view.height()),
            f64::from(layout.metrics().line),
        );
        let bottom = (bottom + line).min(top + height - 4.0 * line);
        if top < now + line {
            self.scroll_to(top - height * 0.25, place);
        } else if bottom > now + height - line {
            self.scroll_to((bottom - height * 0.75).min(top - line), place);
        }
    }

    /// Points from the document's top to the top of the line of a byte.
    fn line_y(&mut self, ui: &Ui, cx: &Cx, byte: u32) -> Option<f64> {
        let index = self.layout.as_ref()?.chunk_from_byte(byte);
        let chunk = self.chunk(cx, ui, index)?;
        let offset = chunk.lines.iter().rev().find(|l| l.start <= byte)?.top;
        let layout = self.layout.as_mut()?;
        Some(layout.y(Anchor { chunk: index, offset }))
    }

    /// The chunks in view with their tops on screen, laid out.
    fn visible(&mut self, ui: &Ui, cx: &Cx, place: Place) -> Vec<(usize, f32)> {
        let mut found = Vec::new();
        let mut index = self.scroll.chunk;
        let mut y = place.view.top() + 10.0 - self.scroll.offset;
        while y < place.view.bottom() {
            let Some(chunk) = self.chunk(cx, ui, index) else {
                break;
            };
            found.push((index, y));
            y += chunk.height;
            index += 1;
        }
        found
    }

    /// The line at a height on screen: (chunk, its top, line index). The nearest where none is.
    fn line_at(&self, y: f32, visible: &[(usize, f32)]) -> Option<(usize, f32, usize)> {
        let layout = self.layout.as_ref()?;
        let (index, top) = visible
            .iter()
            .rev()
            .find(|(_, top)| *top <= y)
            .or_else(|| visible.first())?;
        let lines = &layout.ready(*index)?.lines;
        let line = lines.iter().rposition(|line| top + line.top <= y).unwrap_or(0);
        Some((*index, *top, line))
    }

    /// The caret position nearest to a point.
    fn byte_at(&self, at: Pos2, place: Place, visible: &[(usize, f32)]) -> Option<u32> {
        let (chunk, _, line) = self.line_at(at.y, visible)?;
        let line = self.layout.as_ref()?.ready(chunk)?.lines.get(line)?;
        Some(line.nearest(at.x - place.left))
    }

    /// The byte whose character covers a point; None beside and below the words.
    fn byte_under(&self, at: Pos2, place: Place, visible: &[(usize, f32)]) -> Option<u32> {
        let (chunk, top, index) = self.line_at(at.y, visible)?;
        let layout = self.layout.as_ref()?;
        let chunk = layout.ready(chunk)?;
        let line = chunk.lines.get(index)?;
        let inside = at.y >= top + line.top && at.y < top + line.top + chunk.spacing.line;
        if inside {
            line.under(at.x - place.left)
        } else {
            None
        }
    }

    /// Where the words of a span stand in view: in each line from the left.
    fn spots(&self, span: Span, place: Place, visible: &[(usize, f32)]) -> Vec<Spot> {
        let Some(layout) = &self.layout else {
            return Vec::new();
        };
        let size = layout.metrics().size;
        let mut spots = Vec::new();
        for (index, top) in visible {
            let Some(chunk) = layout.ready(*index) else {
                continue;
            };
            for line in chunk.lines.iter().filter(|line| line.touches(span)) {
                let y = top + line.top;
                let middle = y + chunk.spacing.line / 2.0 + chunk.spacing.shift;
                for (from, to) in line.extents(span) {
                    let (left, right) = (place.left + from, place.left + to);
                    let rect = |top: f32, bottom: f32| {
                        Rect::from_min_max(Pos2::new(left, top), Pos2::new(right, bottom))
                    };
                    spots.push(Spot {
                        line: rect(y, y + chunk.spacing.line),
                        words: rect(middle - size * 0.64, middle + size * 0.62),
                    });
                }
            }
        }
        spots
    }

    fn select(cx: &mut Cx, anchor: u32, head: u32) {
        cx.send(Request::Select { anchor, head });
    }
}
