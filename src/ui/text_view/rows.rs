//! The visual lines in view, in one list: which of them a span touches is found without going through all. Knows no label.

use super::{Place, layout::Layout, layout::Line};
use crate::text::Span;
use egui::{Pos2, Rangef, Rect};

/// How far the words of a line reach up and down from its middle, as shares of the text size.
pub(super) const WORDS_UP: f32 = 0.64;
pub(super) const WORDS_DOWN: f32 = 0.62;

/// A visual line on screen.
pub(super) struct Row<'a> {
    pub line: &'a Line,
    /// The whole line.
    pub y: Rangef,
    /// As high as its words.
    pub words: Rangef,
}

pub(super) struct Rows<'a> {
    pub all: Vec<Row<'a>>,
    left: f32,
}

impl<'a> Rows<'a> {
    pub fn new(layout: &'a Layout, place: Place, visible: &[(usize, f32)]) -> Self {
        let size = layout.metrics().size;
        let mut all = Vec::new();
        for (index, top) in visible {
            let Some(chunk) = layout.ready(*index) else {
                continue;
            };
            all.extend(chunk.lines.iter().map(|line| {
                let y = top + line.top;
                let middle = y + line.height / 2.0 + line.shift;
                Row {
                    line,
                    y: Rangef::new(y, y + line.height),
                    words: Rangef::new(middle - size * WORDS_UP, middle + size * WORDS_DOWN),
                }
            }));
        }
        // A long paragraph begins far above and ends far below.
        let near = Rangef::new(
            place.view.top() - place.view.height() / 2.0,
            place.view.bottom() + place.view.height() / 2.0,
        );
        all.retain(|row| near.intersects(row.y));
        Self {
            all,
            left: place.left,
        }
    }

    /// First and last byte in view.
    pub fn bytes(&self) -> (u32, u32) {
        let from = self.all.first().map_or(0, |row| row.line.start);
        (from, self.all.last().map_or(from, |row| row.line.end))
    }

    fn first_behind(&self, byte: u32) -> usize {
        self.all.partition_point(|row| row.line.end <= byte)
    }

    /// The row in which the character at a byte stands.
    pub fn of_byte(&self, byte: u32) -> Option<usize> {
        let at = self.first_behind(byte);
        (self.all.get(at)?.line.start <= byte).then_some(at)
    }

    /// Where the words of a span stand: the row and their rectangle, in each row from the left.
    pub fn each_rect(&self, span: Span, mut each: impl FnMut(usize, Rect)) {
        for (at, row) in self.all.iter().enumerate().skip(self.first_behind(span.start())) {
            if row.line.start >= span.end() {
                return;
            }
            for (from, to) in row.line.extents(span) {
                let x = Rangef::new(self.left + from, self.left + to);
                each(at, Rect::from_x_y_ranges(x, row.words));
            }
        }
    }

    /// Rows that a span touches: from the first to behind the last.
    pub fn range(&self, span: Span) -> std::ops::Range<usize> {
        let first = self.first_behind(span.start());
        let behind = self.all.partition_point(|row| row.line.start < span.end());
        first..behind.max(first)
    }

    /// Where a span begins: at the right of its first letter in right-to-left text.
    pub fn start_of(&self, span: Span) -> Option<(Pos2, usize)> {
        let at = self.of_byte(span.start())?;
        let row = self.all.get(at)?;
        Some((
            Pos2::new(self.left + row.line.x(span.start()), row.words.center()),
            at,
        ))
    }

    /// Where a span ends: behind its last character, in that character's row.
    pub fn end_of(&self, span: Span) -> Option<(Pos2, usize)> {
        let last = span.end().checked_sub(1)?.max(span.start());
        let at = self.of_byte(last)?;
        let row = self.all.get(at)?;
        let x = self.left + x_behind(row.line, last, span.end());
        Some((Pos2::new(x, row.words.center()), at))
    }

    /// Behind the last word of a row, in points on screen.
    pub fn right(&self, row: usize) -> f32 {
        self.all
            .get(row)
            .map_or(self.left, |row| self.left + row.line.right())
    }
}

/// The far side of the character that a span ends with, whose last byte is `last`: in mixed text the next character may be elsewhere.
fn x_behind(line: &Line, last: u32, end: u32) -> f32 {
    let end = end.min(line.last.max(last + 1));
    let run = line.runs.iter().find(|run| {
        let first = run.stops.first().is_some_and(|stop| stop.0 <= last);
        first && run.stops.last().is_some_and(|stop| stop.0 > last)
    });
    let stop = run.and_then(|run| {
        let at = run.stops.partition_point(|(byte, _)| *byte < end);
        run.stops.get(at).or(run.stops.last())
    });
    stop.map_or_else(|| line.x(end), |(_, x)| *x)
}
