//! Scrolling: the place in the text at the top of the view, moved by laid-out heights where it is moved a little and by estimated ones
//! where it jumps. What the eye rests on stays where it is when heights around it change. Draws nothing.

use super::layout::{Anchor, Metrics};
use super::{Place, TextView};
use crate::ui::cx::Cx;
use egui::Ui;

/// Room above the first line, in points.
pub(super) const HEAD: f32 = 10.0;
/// Moves of more views than this go by estimated heights.
const FAR: f32 = 6.0;
/// How much of the view stays filled at the end of the text: its last line can be read at eye level.
const TAIL: f32 = 0.4;

/// A move asked for and not yet made.
#[derive(Clone, Copy, Debug)]
pub(super) enum Move {
    /// Down by points.
    By(f32),
    /// To points from the top of the text.
    To(f64),
}

/// What was in view in the last frame, to be found there again.
#[derive(Debug)]
pub(super) struct Held {
    /// The line of this byte stands `y` points below the first place for a line.
    byte: u32,
    y: f32,
    metrics: Metrics,
    /// The chunks in view and their heights.
    heights: Vec<(usize, f32)>,
    /// Nothing stands where it stood.
    anew: bool,
}

impl Held {
    /// In another text.
    pub(super) fn anew(self, place: impl Fn(u32) -> u32) -> Self {
        Self {
            byte: place(self.byte),
            anew: true,
            ..self
        }
    }
}

impl TextView {
    /// Moves the view down by points (up when negative), as far as the text goes: before the next painting.
    pub(super) fn scroll_by(&mut self, points: f32) {
        self.moves.push(Move::By(points));
    }

    /// Moves the view to points from the top of the text, before the next painting.
    pub(super) fn scroll_to(&mut self, y: f64) {
        self.moves.push(Move::To(y));
    }

    pub(super) fn scroll_by_wheel(&mut self, ui: &Ui, place: Place) {
        let inside = ui.rect_contains_pointer(place.view.union(place.strip));
        let delta = if inside {
            ui.input(|i| i.smooth_scroll_delta().y)
        } else {
            0.0
        };
        if delta != 0.0 {
            self.scroll_by(-delta);
        }
    }

    /// Makes the moves asked for.
    pub(super) fn move_view(&mut self, cx: &Cx, ui: &Ui, place: Place) {
        for step in std::mem::take(&mut self.moves) {
            let Some(layout) = &self.layout else { return };
            let to = match step {
                Move::By(points) if points.abs() > FAR * place.view.height() => {
                    layout.anchor(layout.y(self.scroll) + f64::from(points))
                }
                Move::By(points) => self.walk(cx, ui, self.scroll, points),
                Move::To(y) => layout.anchor(y),
            };
            self.scroll = self.within_text(cx, ui, to, place);
        }
    }

    pub(super) fn height(&mut self, cx: &Cx, ui: &Ui, chunk: usize) -> f32 {
        self.chunk(cx, ui, chunk).map_or(0.0, |chunk| chunk.height)
    }

    /// The place some points below another (above when negative), by heights that are laid out for it.
    pub(super) fn walk(&mut self, cx: &Cx, ui: &Ui, from: Anchor, points: f32) -> Anchor {
        let Anchor {
            mut chunk,
            mut offset,
        } = from;
        offset += points;
        while offset < 0.0 && chunk > 0 {
            chunk -= 1;
            offset += self.height(cx, ui, chunk);
        }
        let count = self.layout.as_ref().map_or(0, super::layout::Layout::chunk_count);
        while offset > 0.0 && chunk + 1 < count {
            let height = self.height(cx, ui, chunk);
            if offset < height {
                break;
            }
            offset -= height;
            chunk += 1;
        }
        Anchor {
            chunk,
            offset: offset.max(0.0),
        }
    }

    /// Points from one place down to another, as far as `most`.
    fn distance(&mut self, screen: (&Cx, &Ui), from: Anchor, to: Anchor, most: f32) -> f32 {
        let mut sum = -from.offset;
        for chunk in from.chunk..to.chunk {
            if sum > most {
                return most;
            }
            sum += self.height(screen.0, screen.1, chunk);
        }
        (sum + to.offset).min(most)
    }

    /// The same place, or the last one that leaves some text in view.
    fn within_text(&mut self, cx: &Cx, ui: &Ui, at: Anchor, place: Place) -> Anchor {
        let wanted = place.view.height() * TAIL;
        let count = self.layout.as_ref().map_or(0, super::layout::Layout::chunk_count);
        let mut below = -at.offset;
        for chunk in at.chunk..count {
            below += self.height(cx, ui, chunk);
            if below >= wanted {
                return at;
            }
        }
        self.walk(cx, ui, at, below - wanted)
    }

    /// The place of the line of a byte.
    fn line_place(&mut self, cx: &Cx, ui: &Ui, byte: u32) -> Option<Anchor> {
        let chunk = self.layout.as_ref()?.chunk_from_byte(byte);
        let lines = &self.chunk(cx, ui, chunk)?.lines;
        let offset = lines.iter().rev().find(|line| line.start <= byte)?.top;
        Some(Anchor { chunk, offset })
    }

    /// Brings the wanted span into view, with some lines of context.
    pub(super) fn do_reveal(&mut self, ui: &Ui, cx: &Cx, place: Place) {
        let Some(span) = self.reveal.take().filter(|span| !self.stays(*span)) else {
            return;
        };
        let last = span.end().saturating_sub(1).max(span.start());
        let (Some(top), Some(bottom)) = (
            self.line_place(cx, ui, span.start()),
            self.line_place(cx, ui, last),
        ) else {
            return;
        };
        let height = place.view.height();
        let line = self.layout.as_ref().map_or(24.0, |layout| layout.metrics().line);
        let tall = self.distance((cx, ui), top, bottom, height) + line;
        let tall = tall.min(height - 4.0 * line);
        let above = (top.chunk, top.offset) < (self.scroll.chunk, self.scroll.offset);
        // Beyond the view nothing is laid out for it.
        let y = if above {
            0.0
        } else {
            self.distance((cx, ui), self.scroll, top, height)
        };
        let to = if y < line {
            self.walk(cx, ui, top, -height * 0.25)
        } else if y + tall > height - line {
            self.walk(cx, ui, top, -(height * 0.75 - tall).max(line))
        } else {
            return;
        };
        self.scroll = self.within_text(cx, ui, to, place);
    }

    /// Remembers what is in view: the caret's line, else the first.
    pub(super) fn hold(&mut self, cx: &Cx, place: Place, visible: &[(usize, f32)]) {
        self.held = self.what_to_hold(cx, place, visible);
    }

    fn what_to_hold(&self, cx: &Cx, place: Place, visible: &[(usize, f32)]) -> Option<Held> {
        let layout = self.layout.as_ref()?;
        let caret = cx.session.view.selection.head;
        let caret_chunk = layout.chunk_from_byte(caret);
        let first = visible.iter().find_map(|(index, top)| {
            let lines = &layout.ready(*index)?.lines;
            let line = lines.iter().find(|line| top + line.top >= place.view.top())?;
            Some((line.start, top + line.top))
        });
        let at_caret = visible
            .iter()
            .find(|(index, _)| *index == caret_chunk)
            .and_then(|(index, top)| {
                let lines = &layout.ready(*index)?.lines;
                let line = lines.iter().rev().find(|line| line.start <= caret)?;
                let y = top + line.top;
                (y >= place.view.top() && y + layout.metrics().line <= place.view.bottom())
                    .then_some((caret, y))
            });
        let at_top = self.scroll == Anchor::default();
        let (byte, y) = at_caret.filter(|_| !at_top).or(first)?;
        let height = |(index, _): &(usize, f32)| Some((*index, layout.ready(*index)?.height));
        Some(Held {
            byte,
            y: y - place.view.top() - HEAD,
            metrics: layout.metrics(),
            heights: visible.iter().filter_map(height).collect(),
            anew: false,
        })
    }

    /// Puts what was held back to where it was, if heights in view have changed.
    pub(super) fn keep_still(&mut self, cx: &Cx, ui: &Ui) {
        let Some(held) = self.held.take() else { return };
        let anew = self
            .layout
            .as_ref()
            .is_some_and(|layout| layout.metrics() != held.metrics);
        let moved = |(index, before): &(usize, f32)| self.height(cx, ui, *index) != *before;
        if !anew && !held.anew && !held.heights.iter().any(moved) {
            return;
        }
        if let Some(line) = self.line_place(cx, ui, held.byte) {
            self.scroll = self.walk(cx, ui, line, -held.y);
        }
    }
}
