//! A visual line as a list of runs of one direction: where each caret place stands, what is under a point, which rectangles a span
//! covers. Caret keys go by the order of the text; in a line of both directions the caret jumps at the border of a run.

use crate::text::Span;
use smallvec::SmallVec;

/// A stretch of one direction within a visual line. Left to right text has one a line.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// (byte, x): a stop before each grapheme and one behind the last, in text order. Bytes of the document, points from the
    /// column's left edge; x falls in a right-to-left run.
    pub stops: Vec<(u32, f32)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Points from the chunk's top.
    pub top: f32,
    /// In points; more than usual where labels need room.
    pub height: f32,
    /// How far the words stand below the middle: away from the side with more labels.
    pub shift: f32,
    pub start: u32,
    pub end: u32,
    /// The last caret place that shows in this line: before the space at which the line was broken, else its end.
    pub last: u32,
    /// From the left.
    pub runs: Vec<Run>,
}

impl Line {
    pub(super) fn new(bytes: (u32, u32), height: f32, runs: Vec<Run>) -> Self {
        Self {
            top: 0.0,
            height,
            shift: 0.0,
            start: bytes.0,
            end: bytes.1,
            last: bytes.1,
            runs,
        }
    }

    /// The x of a caret before a byte, which may be the line's end: at the leading side of the character there. At a border between
    /// directions this is where the next character of the text stands.
    pub fn x(&self, byte: u32) -> f32 {
        let covering = self.runs.iter().find(|run| run.covers(byte));
        let ending = || self.runs.iter().find(|run| run.end() == Some(byte));
        let run = covering.or_else(ending);
        run.and_then(|run| run.x(byte)).unwrap_or_else(|| self.right())
    }

    /// The x of a caret behind the character that ends at a byte: where a selection that goes forward ends. Differs from `x` at a
    /// border between directions.
    pub fn x_behind(&self, byte: u32) -> f32 {
        let ended = |run: &&Run| run.stops.first().is_some_and(|(first, _)| *first < byte);
        let run = self
            .runs
            .iter()
            .find(|run| ended(run) && run.end().is_some_and(|end| byte <= end));
        run.and_then(|run| run.x(byte)).unwrap_or_else(|| self.x(byte))
    }

    /// Where words of a height stand in this line, below the chunk's top.
    pub(super) fn words_top(&self, height: f32) -> f32 {
        self.top + ((self.height - height) / 2.0).round() + self.shift
    }

    pub fn right(&self) -> f32 {
        let stops = self.runs.iter().flat_map(|run| &run.stops);
        stops.map(|(_, x)| *x).fold(0.0, f32::max)
    }

    /// Where a click at x puts the caret: at the nearer side of the character there. Behind a broken line it stays in the line.
    pub fn nearest(&self, x: f32) -> u32 {
        let under = self.cells().find(|(a, b)| a.1.min(b.1) <= x && x < a.1.max(b.1));
        let found = match under {
            Some((a, b)) if (a.1 - x).abs() < (b.1 - x).abs() => Some(*a),
            Some((_, b)) => Some(*b),
            None => {
                let stops = self.runs.iter().flat_map(|run| run.stops.iter().copied());
                stops.min_by(|a, b| (a.1 - x).abs().total_cmp(&(b.1 - x).abs()))
            }
        };
        found.map_or(self.start, |(byte, _)| byte).min(self.last)
    }

    /// The byte whose character covers x; None beside the words.
    pub fn under(&self, x: f32) -> Option<u32> {
        self.cells()
            .find(|(a, b)| a.1.min(b.1) <= x && x < a.1.max(b.1))
            .map(|(a, _)| a.0)
    }

    /// The stops before and behind each grapheme.
    fn cells(&self) -> impl Iterator<Item = (&(u32, f32), &(u32, f32))> {
        self.runs
            .iter()
            .flat_map(|run| run.stops.iter().zip(run.stops.iter().skip(1)))
    }

    pub fn touches(&self, span: Span) -> bool {
        span.start() < self.end && span.end() > self.start
    }

    /// From and to (points) of the parts of a span in this line, from the left; parts that touch are one.
    pub fn extents(&self, span: Span) -> SmallVec<[(f32, f32); 2]> {
        let mut parts: SmallVec<[(f32, f32); 2]> = SmallVec::new();
        if !self.touches(span) {
            return parts;
        }
        // The space at which the line was broken hangs over its end: nothing is drawn on it beside other words.
        let end = if span.end() > self.last && span.start() < self.last {
            self.last
        } else {
            span.end()
        };
        parts.extend(self.runs.iter().filter_map(|run| run.extent(span.start(), end)));
        parts.sort_by(|a, b| a.0.total_cmp(&b.0));
        parts.dedup_by(|next, before| {
            let touch = next.0 <= before.1 + 0.5;
            if touch {
                before.1 = before.1.max(next.1);
            }
            touch
        });
        parts
    }
}

impl Run {
    fn end(&self) -> Option<u32> {
        self.stops.last().map(|(byte, _)| *byte)
    }

    fn covers(&self, byte: u32) -> bool {
        let start = self.stops.first().map(|(byte, _)| *byte);
        start.is_some_and(|start| start <= byte) && self.end().is_some_and(|end| byte < end)
    }

    /// The x of a byte of this run; inside a grapheme, of its end.
    fn x(&self, byte: u32) -> Option<f32> {
        let at = self.stops.partition_point(|(b, _)| *b < byte);
        self.stops.get(at).map(|(_, x)| *x)
    }

    fn extent(&self, start: u32, end: u32) -> Option<(f32, f32)> {
        let (first, last) = (self.stops.first()?.0, self.stops.last()?.0);
        let (start, end) = (start.max(first), end.min(last));
        if start >= end {
            return None;
        }
        // Half a grapheme is drawn whole.
        let at = self.stops.partition_point(|(b, _)| *b <= start).saturating_sub(1);
        let (from, to) = (self.stops.get(at)?.1, self.x(end)?);
        Some((from.min(to), from.max(to)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    /// `abc` from the left, then `DEF` from the right, then `gh`: ten points each.
    fn mixed() -> Line {
        let run = |stops: &[(u32, f32)]| Run {
            stops: stops.to_vec(),
        };
        Line {
            top: 0.0,
            height: 30.0,
            shift: 0.0,
            start: 0,
            end: 8,
            last: 8,
            runs: vec![
                run(&[(0, 0.0), (1, 10.0), (2, 20.0), (3, 30.0)]),
                run(&[(3, 60.0), (4, 50.0), (5, 40.0), (6, 30.0)]),
                run(&[(6, 60.0), (7, 70.0), (8, 80.0)]),
            ],
        }
    }

    fn extents(line: &Line, start: usize, end: usize) -> Vec<(f32, f32)> {
        let text = Text::new("abcdefgh").unwrap();
        line.extents(text.span(start..end).unwrap()).to_vec()
    }

    #[test]
    fn the_caret_stands_before_the_next_character_of_the_text() {
        let xs: Vec<f32> = (0..=8).map(|byte| mixed().x(byte)).collect();
        assert_eq!(xs, [0.0, 10.0, 20.0, 60.0, 50.0, 40.0, 60.0, 70.0, 80.0]);
    }

    #[test]
    fn behind_a_selection_the_caret_stands_at_the_last_character() {
        let xs: Vec<f32> = (0..=8).map(|byte| mixed().x_behind(byte)).collect();
        assert_eq!(xs, [0.0, 10.0, 20.0, 30.0, 50.0, 40.0, 30.0, 70.0, 80.0]);
    }

    #[test]
    fn a_span_over_a_border_has_a_part_in_each_direction() {
        let line = mixed();
        assert_eq!(extents(&line, 1, 4), [(10.0, 30.0), (50.0, 60.0)]);
        assert_eq!(extents(&line, 4, 7), [(30.0, 50.0), (60.0, 70.0)]);
        assert_eq!(extents(&line, 0, 8), [(0.0, 80.0)]);
        assert_eq!(extents(&line, 2, 6), [(20.0, 60.0)], "parts that touch are one");
    }

    #[test]
    fn a_click_goes_to_the_nearer_side_of_the_character_under_it() {
        let line = mixed();
        assert_eq!([line.nearest(28.0), line.nearest(32.0)], [3, 6]);
        assert_eq!([line.nearest(58.0), line.nearest(62.0)], [3, 6]);
        assert_eq!([line.nearest(-9.0), line.nearest(99.0)], [0, 8]);
        assert_eq!(line.under(45.0), Some(4));
        assert_eq!((line.under(-1.0), line.under(80.0)), (None, None));
    }

    #[test]
    fn behind_a_broken_line_the_caret_stays_in_it() {
        let line = Line { last: 7, ..mixed() };
        assert_eq!(line.nearest(500.0), 7);
        assert_eq!(extents(&line, 6, 8), [(60.0, 70.0)]);
        assert_eq!(
            extents(&line, 7, 8),
            [(70.0, 80.0)],
            "the space alone can still be seen"
        );
    }
}
