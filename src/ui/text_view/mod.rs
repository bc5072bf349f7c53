//! The view of a text with its labels: where people read and tag. Owns its geometry, scrolling, caret and mouse.
//! Draws the session and sends requests; keeps only what no other part needs.

mod access;
mod gutter;
mod handles;
mod inks;
mod keys;
mod label_lines;
mod layout;
mod links;
mod list;
mod marks;
mod names;
mod paint;
mod place;
mod pointer;
mod rows;
mod scene;
mod scroll;
mod strip;
mod tooltip;

use super::cx::Cx;
use crate::model::{AnnotationId, DocumentId, PersonId};
use crate::session::{Request, TextFamily};
use crate::text::anchor::followed;
use crate::text::{Span, Text};
use egui::{Id, Pos2, Rangef, Rect, Sense, Ui};
use layout::{Anchor, ChunkLayout, Layout, Metrics, Pen};
use marks::Marks;
use place::Place;
use rows::Rows;
use scroll::{HEAD, Held, Move};

/// The view's id, for focus.
pub fn text_id() -> Id {
    Id::unique("text view")
}

#[derive(Default)]
pub struct TextView {
    layout: Option<Layout>,
    marks: Marks,
    scroll: Anchor,
    moves: Vec<Move>,
    held: Option<Held>,
    /// Whose text is laid out.
    document: Option<DocumentId>,
    /// Average width of a character in a family and size.
    average: Option<((TextFamily, f32), f32)>,
    pointer: pointer::PointerState,
    /// Kept while the caret moves up and down.
    column: Option<keys::Column>,
    reveal: Option<Span>,
    /// The selected label in this frame.
    selected: Option<(PersonId, AnnotationId)>,
    drawing: paint::Drawing,
    /// What was in view in the last frame.
    drawn: Option<(Place, Vec<(usize, f32)>)>,
}

impl TextView {
    /// Scrolls to a span in the next frame.
    pub fn reveal(&mut self, span: Span) {
        self.reveal = Some(span);
    }

    /// Where a span was drawn in the last frame: in each line from the left, as high as the line.
    pub fn drawn_rects(&self, span: Span) -> Vec<Rect> {
        let (Some(layout), Some((place, visible))) = (&self.layout, &self.drawn) else {
            return Vec::new();
        };
        let rows = Rows::new(layout, *place, visible);
        let mut found = Vec::new();
        rows.each_rect(span, |row, words| {
            let y = rows.all.get(row).map_or(words.y_range(), |row| row.y);
            found.push(Rect::from_x_y_ranges(words.x_range(), y));
        });
        found
    }

    pub fn ui(&mut self, cx: &mut Cx, ui: &mut Ui) {
        let Some((_, text)) = cx.session.document() else {
            return;
        };
        let text = text.clone();
        self.marks.update(cx.session);
        self.selected.clone_from(&cx.session.view.selected);
        let rect = ui.available_rect_before_wrap();
        let place = self.place(cx, ui, rect);
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
        self.keep_still(cx, ui);
        self.scroll_by_wheel(ui, place);
        self.move_view(cx, ui, place);
        self.do_reveal(ui, cx, place);
        if !self.list_keys(cx, ui) && response.has_focus() {
            self.keys(cx, ui, place);
        }
        let painter = ui.painter_at(rect);
        painter.rect_filled(rect, 0.0, cx.theme.page);
        let visible = self.visible(ui, cx, place);
        let view = pointer::View {
            place,
            visible: &visible,
        };
        self.pointer(cx, ui, &response, view);
        self.paint(cx, ui, place, &visible);
        self.speak(cx, ui, place, &visible);
        self.strip_ui(cx, ui, place);
        if !self.moves.is_empty() {
            ui.ctx().request_repaint();
        }
        self.hold(cx, place, &visible);
        self.drawn = Some((place, visible));
        ui.advance_cursor_after_rect(rect);
    }

    /// A chunk laid out for its labels of now.
    fn chunk(&mut self, cx: &Cx, ui: &Ui, index: usize) -> Option<&ChunkLayout> {
        let pen = Pen {
            ctx: ui.ctx(),
            ink: cx.theme.ink,
            faint: cx.theme.ink_faint,
        };
        let Self { layout, marks, .. } = self;
        layout
            .as_mut()?
            .chunk(index, &pen, |line| place::spacing(cx, marks, line))
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
            Some(layout) if layout.is_of(text) => layout.set_metrics(metrics),
            before => {
                // The same document with another text: what is read stays in view.
                let same = self.document == cx.session.view.document;
                let held = self.held.take().filter(|_| same).zip(before.as_ref());
                self.held = held.map(|(held, before)| held.anew(|at| followed(before.text(), text, at)));
                self.layout = Some(Layout::new(text, metrics));
                self.document.clone_from(&cx.session.view.document);
                self.scroll = Anchor::default();
                self.moves.clear();
                self.column = None;
                self.pointer = pointer::PointerState::default();
            }
        }
        if let Some(layout) = &mut self.layout {
            layout.follow_fonts(ui.ctx());
        }
    }

    /// The chunks in view with their tops on screen, laid out and their words set.
    fn visible(&mut self, ui: &Ui, cx: &Cx, place: Place) -> Vec<(usize, f32)> {
        let mut found = Vec::new();
        let mut index = self.scroll.chunk;
        let view = place.view.y_range();
        let mut y = view.min + HEAD - self.scroll.offset;
        while y < view.max {
            let Some(chunk) = self.chunk(cx, ui, index) else {
                break;
            };
            let height = chunk.height;
            if let Some(layout) = &mut self.layout {
                layout.set_words(index, Rangef::new(view.min - y, view.max - y), ui.ctx());
            }
            found.push((index, y));
            y += height;
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
        let inside = at.y >= top + line.top && at.y < top + line.top + line.height;
        if inside {
            line.under(at.x - place.left)
        } else {
            None
        }
    }

    fn select(cx: &mut Cx, anchor: u32, head: u32) {
        cx.send(Request::Select { anchor, head });
    }
}
