//! Where the lines of a text begin. Only `\n` ends a line: texts are normalised to it on import,
//! and any other separator is part of its line. Knows no words and no other unit than bytes.

use std::ops::Range;
use std::sync::Arc;

/// Lines between two counts of paragraphs.
const EVERY: usize = 256;

/// Line starts of one text, in bytes.
#[derive(Clone)]
pub(super) struct Lines {
    /// Ascending; the first is 0, so there is always one line.
    starts: Arc<[u32]>,
    /// How many lines before each `EVERY`th have anything on them.
    filled: Arc<[u32]>,
    len: u32,
}

impl Lines {
    pub(super) fn new(text: &str) -> Lines {
        let after_breaks = text.match_indices('\n').map(|(at, _)| at as u32 + 1);
        let starts: Arc<[u32]> = std::iter::once(0).chain(after_breaks).collect();
        let len = text.len() as u32;
        let mut filled = Vec::with_capacity(starts.len() / EVERY + 1);
        let mut count = 0;
        for (line, start) in starts.iter().enumerate() {
            if line.is_multiple_of(EVERY) {
                filled.push(count);
            }
            let end = starts.get(line + 1).map_or(len, |next| next - 1);
            count += u32::from(end > *start);
        }
        if starts.len().is_multiple_of(EVERY) {
            filled.push(count);
        }
        Lines {
            starts,
            filled: filled.into(),
            len,
        }
    }

    pub(super) fn count(&self) -> usize {
        self.starts.len()
    }

    /// 0-based line that holds `byte`; a line break belongs to the line it ends.
    pub(super) fn line_from_byte(&self, byte: u32) -> usize {
        let after = self.starts.partition_point(|&start| start <= byte);
        after.saturating_sub(1)
    }

    /// How many lines before this one have anything on them.
    pub(super) fn filled_before(&self, line: usize) -> u32 {
        let line = line.min(self.count());
        let from = line / EVERY;
        let counted = self.filled.get(from).copied().unwrap_or(0);
        let rest = (from * EVERY..line).filter_map(|line| self.range(line));
        counted + rest.filter(|range| !range.is_empty()).count() as u32
    }

    /// Bytes of a line without its `\n`.
    pub(super) fn range(&self, line: usize) -> Option<Range<u32>> {
        let start = *self.starts.get(line)?;
        let end = match self.starts.get(line + 1) {
            Some(next) => next - 1,
            None => self.len,
        };
        Some(start..end)
    }
}

#[cfg(test)]
mod tests {
    use crate::text::testing::text;

    fn lines(s: &str) -> Vec<String> {
        let text = text(s);
        let spans = (0..text.line_count()).map(|line| text.line_span(line).unwrap());
        spans.map(|span| text.slice(span).to_owned()).collect()
    }

    #[test]
    fn paragraphs_are_the_lines_with_something_on_them() {
        let few = text("one\n\n\ntwo\nthree\n");
        let counts: Vec<u32> = (0..=few.line_count())
            .map(|l| few.paragraph_from_line(l))
            .collect();
        assert_eq!(counts, [0, 1, 1, 1, 2, 3, 3]);
        let many = text(&"a\n\nb\n".repeat(500));
        assert_eq!(many.paragraph_from_line(1499), 999);
        assert_eq!(many.paragraph_from_line(767), 511);
        assert_eq!(many.paragraph_from_line(768), 512);
        let round = text(&"\n".repeat(255));
        assert_eq!((round.line_count(), round.paragraph_from_line(256)), (256, 0));
    }

    #[test]
    fn only_a_line_feed_ends_a_line() {
        assert_eq!(lines(""), [""]);
        assert_eq!(lines("one"), ["one"]);
        assert_eq!(lines("one\n"), ["one", ""]);
        assert_eq!(lines("\n\ntwo"), ["", "", "two"]);
        assert_eq!(
            lines("a\rb\u{2028}c\u{85}d\u{b}e\nf"),
            ["a\rb\u{2028}c\u{85}d\u{b}e", "f"]
        );
    }

    #[test]
    fn a_line_break_belongs_to_its_line() {
        let text = text("ab\n\ncd");
        let found: Vec<usize> = (0..8).map(|byte| text.line_from_byte(byte)).collect();
        assert_eq!(found, [0, 0, 0, 1, 2, 2, 2, 2]);
        assert_eq!(text.line_span(3), None);
    }

    #[test]
    fn columns_count_scalars() {
        let text = text("x\ne\u{301}😀z");
        let z = text.len() - 1;
        assert_eq!(text.line_column_from_byte(z), (1, 3));
        // Inside the emoji it is the column of the emoji.
        assert_eq!(text.line_column_from_byte(z - 2), (1, 2));
        assert_eq!(text.line_column_from_byte(1), (0, 1));
        assert_eq!(text.line_column_from_byte(u32::MAX), (1, 4));
    }
}
