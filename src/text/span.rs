//! A stretch of a text as a pair of byte offsets, and what can be wrong with one.
//! It knows no text: only `Text` makes spans, which is what keeps them on character boundaries.

use std::fmt;
use std::ops::Range;

/// A half-open stretch of one text, in bytes, on character boundaries.
/// Ordered by start, then by end.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// For this floor only. The caller answers for `start <= end` and for both being boundaries.
    pub(super) fn new(start: u32, end: u32) -> Span {
        debug_assert!(start <= end);
        Span { start, end }
    }

    /// First byte of the span.
    pub fn start(self) -> u32 {
        self.start
    }

    /// The byte after the last one of the span.
    pub fn end(self) -> u32 {
        self.end
    }

    /// Length in bytes.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `byte` lies in the span; the end does not.
    pub fn contains(self, byte: u32) -> bool {
        self.start <= byte && byte < self.end
    }

    /// Whether `other` lies wholly inside, edges included.
    pub fn encloses(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte. An empty span shares none.
    pub fn intersects(self, other: Span) -> bool {
        self.overlap_len(other) > 0
    }

    /// How many bytes the two share.
    pub fn overlap_len(self, other: Span) -> u32 {
        let start = self.start.max(other.start);
        self.end.min(other.end).saturating_sub(start)
    }

    /// The bytes the two share, if they share any.
    pub fn intersection(self, other: Span) -> Option<Span> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then_some(Span { start, end })
    }

    /// The smallest span that encloses both; what lies between them comes along.
    pub fn cover(self, other: Span) -> Span {
        Span {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The span as a range of byte indexes, for slicing.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// What an offset counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    Bytes,
    Scalars,
    Utf16,
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unit::Bytes => "byte",
            Unit::Scalars => "character",
            Unit::Utf16 => "UTF-16 unit",
        })
    }
}

/// Why a pair of offsets is no span of a text. Numbers are in the `unit` they were given in.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
pub enum SpanError {
    #[error("the span runs backwards: it starts at {unit} {start} and ends at {unit} {end}")]
    Reversed { start: usize, end: usize, unit: Unit },
    #[error("the span ends at {unit} {end}, but the text ends at {unit} {len}")]
    OutOfRange { end: usize, len: usize, unit: Unit },
    #[error("{unit} {at} is in the middle of a character")]
    NotOnBoundary { at: usize, unit: Unit },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32) -> Span {
        Span::new(start, end)
    }

    #[test]
    fn neighbours_touch_but_share_nothing() {
        let (left, right) = (span(2, 5), span(5, 9));
        assert!(!left.intersects(right));
        assert_eq!(left.overlap_len(right), 0);
        assert_eq!(left.intersection(right), None);
        assert_eq!(left.cover(right), span(2, 9));
        assert!(left.contains(4) && !left.contains(5) && right.contains(5));
    }

    #[test]
    fn crossing_spans_share_the_middle() {
        let (left, right) = (span(0, 7), span(4, 10));
        assert!(left.intersects(right) && right.intersects(left));
        assert_eq!(left.overlap_len(right), 3);
        assert_eq!(right.intersection(left), Some(span(4, 7)));
        assert!(!left.encloses(right));
    }

    #[test]
    fn an_empty_span_is_enclosed_but_never_shared() {
        let (word, caret) = (span(3, 8), span(5, 5));
        assert!(word.encloses(caret) && caret.is_empty());
        assert!(!word.intersects(caret) && !caret.intersects(word));
        assert!(!caret.contains(5));
        assert!(!caret.encloses(word));
    }

    #[test]
    fn order_is_by_start_then_end() {
        let mut spans = vec![span(4, 9), span(0, 9), span(4, 5), span(0, 2)];
        spans.sort();
        assert_eq!(spans, [span(0, 2), span(0, 9), span(4, 5), span(4, 9)]);
    }

    #[test]
    fn errors_name_the_unit() {
        let error = SpanError::OutOfRange {
            end: 12,
            len: 9,
            unit: Unit::Scalars,
        };
        assert_eq!(
            error.to_string(),
            "the span ends at character 12, but the text ends at character 9"
        );
    }
}
