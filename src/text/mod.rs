//! Text and positions in it: the ground floor. A text never changes once made, so a position stays
//! true for ever. Knows no annotation, no document and no file.

pub mod anchor;
mod lines;
mod offsets;
pub mod segment;
mod span;

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use lines::Lines;
use offsets::Offsets;
pub use span::{Span, SpanError, Unit};

/// An immutable text with its line index and offset checkpoints; a clone costs a pointer.
#[derive(Clone)]
pub struct Text(Arc<Parts>);

struct Parts {
    content: Arc<str>,
    lines: Lines,
    offsets: Offsets,
}

/// Why a string cannot be a text.
#[derive(thiserror::Error, Clone, PartialEq, Eq, Debug)]
pub enum TextError {
    #[error(
        "the text has {len} bytes; the most that one text can have is {} bytes (4 GiB)",
        u32::MAX
    )]
    TooLong { len: usize },
}

impl Text {
    /// Takes the string as it is; line ends are not touched.
    pub fn new(content: impl Into<Arc<str>>) -> Result<Text, TextError> {
        let content = content.into();
        if u32::try_from(content.len()).is_err() {
            return Err(TextError::TooLong { len: content.len() });
        }
        Ok(Text(Arc::new(Parts {
            lines: Lines::new(&content),
            offsets: Offsets::new(&content),
            content,
        })))
    }

    pub fn as_str(&self) -> &str {
        &self.0.content
    }

    /// Length in bytes.
    pub fn len(&self) -> u32 {
        self.0.content.len() as u32
    }

    pub fn is_empty(&self) -> bool {
        self.0.content.is_empty()
    }

    /// The span of a byte range, if the text has it and both ends are character boundaries.
    pub fn span(&self, range: Range<usize>) -> Result<Span, SpanError> {
        let unit = Unit::Bytes;
        check_order(&range, self.0.content.len(), unit)?;
        for at in [range.start, range.end] {
            if !self.0.content.is_char_boundary(at) {
                return Err(SpanError::NotOnBoundary { at, unit });
            }
        }
        Ok(Span::new(range.start as u32, range.end as u32))
    }

    /// Whether a span, perhaps of another text, fits this one.
    pub fn check(&self, span: Span) -> Result<(), SpanError> {
        self.span(span.range()).map(|_| ())
    }

    /// The words of a span; empty if the span does not fit this text.
    pub fn slice(&self, span: Span) -> &str {
        self.0.content.get(span.range()).unwrap_or_default()
    }

    /// Length in Unicode scalar values.
    pub fn scalar_len(&self) -> u32 {
        self.0.offsets.scalar_len()
    }

    /// Scalars before `byte`. Inside a character it rounds down; past the end it is the length.
    pub fn scalar_from_byte(&self, byte: u32) -> u32 {
        let byte = self.floor_boundary(byte);
        self.0.offsets.scalar_from_byte(&self.0.content, byte)
    }

    /// The byte where a scalar begins; the length for the scalar after the last, `None` beyond.
    pub fn byte_from_scalar(&self, scalar: u32) -> Option<u32> {
        self.0.offsets.byte_from_scalar(&self.0.content, scalar)
    }

    /// Length in UTF-16 units.
    pub fn utf16_len(&self) -> u32 {
        self.0.offsets.utf16_len()
    }

    /// UTF-16 units before `byte`. Inside a character it rounds down; past the end it is the length.
    pub fn utf16_from_byte(&self, byte: u32) -> u32 {
        let byte = self.floor_boundary(byte);
        self.0.offsets.utf16_from_byte(&self.0.content, byte)
    }

    /// The byte where a UTF-16 unit begins; `None` inside a surrogate pair and past the end.
    pub fn byte_from_utf16(&self, unit: u32) -> Option<u32> {
        self.0.offsets.byte_from_utf16(&self.0.content, unit)
    }

    /// The span of a range of scalars.
    pub fn span_from_scalars(&self, range: Range<u32>) -> Result<Span, SpanError> {
        let len = self.scalar_len();
        span_from(range, len, Unit::Scalars, |at| self.byte_from_scalar(at))
    }

    /// The span of a range of UTF-16 units.
    pub fn span_from_utf16(&self, range: Range<u32>) -> Result<Span, SpanError> {
        let len = self.utf16_len();
        span_from(range, len, Unit::Utf16, |at| self.byte_from_utf16(at))
    }

    /// The span in scalars.
    pub fn scalars_from_span(&self, span: Span) -> Range<u32> {
        self.scalar_from_byte(span.start())..self.scalar_from_byte(span.end())
    }

    /// The span in UTF-16 units.
    pub fn utf16_from_span(&self, span: Span) -> Range<u32> {
        self.utf16_from_byte(span.start())..self.utf16_from_byte(span.end())
    }

    /// Number of lines; at least 1, and a final `\n` opens an empty last line.
    pub fn line_count(&self) -> usize {
        self.0.lines.count()
    }

    /// 0-based line that holds `byte`; a `\n` belongs to the line it ends.
    pub fn line_from_byte(&self, byte: u32) -> usize {
        self.0.lines.line_from_byte(byte)
    }

    /// 0-based paragraph that a line is, if it has anything on it: lines without are no paragraphs.
    pub fn paragraph_from_line(&self, line: usize) -> u32 {
        self.0.lines.filled_before(line)
    }

    /// A 0-based line without its `\n`. Only `\n` ends a line.
    pub fn line_span(&self, line: usize) -> Option<Span> {
        let range = self.0.lines.range(line)?;
        Some(Span::new(range.start, range.end))
    }

    /// 0-based line, and column in scalars.
    pub fn line_column_from_byte(&self, byte: u32) -> (usize, u32) {
        let byte = self.floor_boundary(byte);
        let line = self.line_from_byte(byte);
        let start = self.0.lines.range(line).map_or(0, |range| range.start);
        let column = self.scalar_from_byte(byte) - self.scalar_from_byte(start);
        (line, column)
    }

    /// The character boundary at or before `byte`, at most the length.
    pub fn floor_boundary(&self, byte: u32) -> u32 {
        self.0.content.floor_char_boundary(byte as usize) as u32
    }

    /// The character boundary at or after `byte`, at most the length.
    pub fn ceil_boundary(&self, byte: u32) -> u32 {
        let byte = byte.min(self.len());
        self.0.content.ceil_char_boundary(byte as usize) as u32
    }
}

fn check_order(range: &Range<usize>, len: usize, unit: Unit) -> Result<(), SpanError> {
    let Range { start, end } = *range;
    if start > end {
        return Err(SpanError::Reversed { start, end, unit });
    }
    if end > len {
        return Err(SpanError::OutOfRange { end, len, unit });
    }
    Ok(())
}

fn span_from(
    range: Range<u32>,
    len: u32,
    unit: Unit,
    byte_from: impl Fn(u32) -> Option<u32>,
) -> Result<Span, SpanError> {
    check_order(&(range.start as usize..range.end as usize), len as usize, unit)?;
    let byte = |at: u32| {
        byte_from(at).ok_or(SpanError::NotOnBoundary {
            at: at as usize,
            unit,
        })
    };
    Ok(Span::new(byte(range.start)?, byte(range.end)?))
}

impl PartialEq for Text {
    fn eq(&self, other: &Text) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.content == other.0.content
    }
}

impl Eq for Text {}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut chars = self.0.content.chars();
        let head: String = chars.by_ref().take(32).collect();
        let more = if chars.next().is_some() { "…" } else { "" };
        write!(f, "Text({head:?}{more}, {} bytes)", self.len())
    }
}

#[cfg(test)]
pub(crate) mod testing;

#[cfg(test)]
mod tests {
    use super::testing::{HOSTILE, hostile_string, text};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn spans_are_made_only_where_they_fit() {
        let text = text("né 😀");
        assert_eq!(text.slice(text.span(1..3).unwrap()), "é");
        assert_eq!(
            text.span(0..2),
            Err(SpanError::NotOnBoundary {
                at: 2,
                unit: Unit::Bytes
            })
        );
        assert_eq!(
            text.span(0..9),
            Err(SpanError::OutOfRange {
                end: 9,
                len: 8,
                unit: Unit::Bytes
            })
        );
        let (start, end) = (4, 1);
        assert_eq!(
            text.span(start..end),
            Err(SpanError::Reversed {
                start,
                end,
                unit: Unit::Bytes
            })
        );
        assert_eq!(text.span(8..8).map(Span::is_empty), Ok(true));
        assert!(text.span(0..usize::MAX).is_err());
    }

    #[test]
    fn a_span_of_another_text_is_noticed() {
        let span = text("abcdef").span(1..5).unwrap();
        assert!(text("añb").check(span).is_err());
        assert_eq!(text("añb").slice(span), "");
        assert!(text("uvwxyz").check(span).is_ok());
    }

    #[test]
    fn spans_from_other_units() {
        let text = text("né 😀!");
        let emoji = text.span(4..8).unwrap();
        assert_eq!(text.span_from_scalars(3..4), Ok(emoji));
        assert_eq!(text.span_from_utf16(3..5), Ok(emoji));
        assert_eq!(text.scalars_from_span(emoji), 3..4);
        assert_eq!(text.utf16_from_span(emoji), 3..5);
        let unit = Unit::Utf16;
        assert_eq!(
            text.span_from_utf16(3..4),
            Err(SpanError::NotOnBoundary { at: 4, unit })
        );
        assert_eq!(
            text.span_from_utf16(3..7),
            Err(SpanError::OutOfRange { end: 7, len: 6, unit })
        );
        let (start, end, unit) = (3, 2, Unit::Scalars);
        let reversed = SpanError::Reversed { start, end, unit };
        assert_eq!(text.span_from_scalars(start as u32..end as u32), Err(reversed));
    }

    #[test]
    fn equality_is_by_content() {
        let one = text("same");
        assert_eq!(one, one.clone());
        assert_eq!(one, text("same"));
        assert_ne!(one, text("other"));
    }

    #[test]
    fn debug_output_stays_short() {
        let long = format!("{:?}", text(&"x".repeat(5000)));
        assert!(long.len() < 80 && long.contains("5000 bytes"), "{long}");
    }

    #[test]
    fn boundaries_round_and_clamp() {
        let text = text("a😀");
        let floors: Vec<u32> = (0..7).map(|b| text.floor_boundary(b)).collect();
        let ceils: Vec<u32> = (0..7).map(|b| text.ceil_boundary(b)).collect();
        assert_eq!(floors, [0, 1, 1, 1, 1, 5, 5]);
        assert_eq!(ceils, [0, 1, 5, 5, 5, 5, 5]);
    }

    /// Every conversion against a count of the characters one by one.
    fn check_offsets(s: &str) {
        let text = text(s);
        let (mut scalar, mut utf16) = (0, 0);
        for (byte, c) in s.char_indices() {
            let byte = byte as u32;
            for inside in 0..c.len_utf8() as u32 {
                assert_eq!(text.scalar_from_byte(byte + inside), scalar);
                assert_eq!(text.utf16_from_byte(byte + inside), utf16);
            }
            assert_eq!(text.byte_from_scalar(scalar), Some(byte));
            assert_eq!(text.byte_from_utf16(utf16), Some(byte));
            if c.len_utf16() == 2 {
                assert_eq!(text.byte_from_utf16(utf16 + 1), None);
            }
            scalar += 1;
            utf16 += c.len_utf16() as u32;
        }
        assert_eq!((text.scalar_len(), text.utf16_len()), (scalar, utf16));
        assert_eq!(text.byte_from_scalar(scalar), Some(text.len()));
        assert_eq!(text.byte_from_utf16(utf16), Some(text.len()));
        assert_eq!(text.byte_from_scalar(scalar + 1), None);
        assert_eq!(text.byte_from_utf16(utf16 + 1), None);
        assert_eq!(text.scalar_from_byte(u32::MAX), scalar);
        assert_eq!(text.utf16_from_byte(u32::MAX), utf16);
    }

    #[test]
    fn hostile_texts_convert_exactly() {
        check_offsets("");
        for hostile in HOSTILE {
            check_offsets(hostile);
            check_offsets(&hostile.repeat(70));
        }
    }

    proptest! {
        #[test]
        fn any_text_converts_exactly(s in hostile_string(), pad in 0usize..300) {
            // The padding shifts characters across every position of a checkpoint.
            check_offsets(&("x".repeat(pad) + &s.repeat(5)));
        }

        #[test]
        fn spans_survive_the_way_through_each_unit(s in hostile_string(), a in any::<u32>(), b in any::<u32>()) {
            let text = text(&s);
            let place = |n: u32| text.floor_boundary(n % (text.len() + 1)) as usize;
            let (a, b) = (place(a), place(b));
            let span = text.span(a.min(b)..a.max(b)).unwrap();
            prop_assert_eq!(text.span_from_scalars(text.scalars_from_span(span)), Ok(span));
            prop_assert_eq!(text.span_from_utf16(text.utf16_from_span(span)), Ok(span));
        }
    }
}
