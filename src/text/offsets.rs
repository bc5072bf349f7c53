//! Byte, Unicode scalar and UTF-16 offsets turned into each other: the only place that does it.
//! A checkpoint every 256 bytes keeps each conversion short. Knows no lines, words or spans.

use std::sync::Arc;

/// Bytes between checkpoints.
const STEP: usize = 256;

/// How many scalars and UTF-16 units begin before a byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
struct Mark {
    scalars: u32,
    utf16: u32,
}

impl Mark {
    fn add(&mut self, byte: u8) {
        self.scalars += u32::from(begins_scalar(byte));
        self.utf16 += utf16_len_from_lead(byte);
    }
}

/// The checkpoints of one text. Every method takes that same text.
#[derive(Clone)]
pub(super) struct Offsets {
    /// Entry k counts what begins before byte `k * STEP`, a character cut by that byte included.
    marks: Arc<[Mark]>,
    total: Mark,
}

impl Offsets {
    pub(super) fn new(text: &str) -> Offsets {
        let mut marks = Vec::with_capacity(text.len() / STEP + 1);
        let mut total = Mark::default();
        marks.push(total);
        for chunk in text.as_bytes().chunks(STEP) {
            for &byte in chunk {
                total.add(byte);
            }
            if chunk.len() == STEP {
                marks.push(total);
            }
        }
        Offsets {
            marks: marks.into(),
            total,
        }
    }

    pub(super) fn scalar_len(&self) -> u32 {
        self.total.scalars
    }

    pub(super) fn utf16_len(&self) -> u32 {
        self.total.utf16
    }

    /// `byte` must be a boundary of `text`.
    pub(super) fn scalar_from_byte(&self, text: &str, byte: u32) -> u32 {
        self.mark_at(text, byte).scalars
    }

    /// `byte` must be a boundary of `text`.
    pub(super) fn utf16_from_byte(&self, text: &str, byte: u32) -> u32 {
        self.mark_at(text, byte).utf16
    }

    fn mark_at(&self, text: &str, byte: u32) -> Mark {
        let byte = (byte as usize).min(text.len());
        let nth = byte / STEP;
        let mut mark = self.marks.get(nth).copied().unwrap_or(self.total);
        for &b in text.as_bytes().get(nth * STEP..byte).unwrap_or_default() {
            mark.add(b);
        }
        mark
    }

    pub(super) fn byte_from_scalar(&self, text: &str, scalar: u32) -> Option<u32> {
        self.byte_where(text, scalar, |mark| mark.scalars)
    }

    pub(super) fn byte_from_utf16(&self, text: &str, unit: u32) -> Option<u32> {
        self.byte_where(text, unit, |mark| mark.utf16)
    }

    /// The boundary before which exactly `wanted` units begin, if there is one.
    fn byte_where(&self, text: &str, wanted: u32, count: impl Fn(&Mark) -> u32) -> Option<u32> {
        if wanted >= count(&self.total) {
            return (wanted == count(&self.total)).then_some(text.len() as u32);
        }
        let nth = self.marks.partition_point(|mark| count(mark) <= wanted);
        // The first mark is zero, so the point is never before it.
        let nth = nth.saturating_sub(1);
        let mut mark = self.marks.get(nth).copied()?;
        let base = nth * STEP;
        for (i, &byte) in text.as_bytes().get(base..)?.iter().enumerate() {
            if begins_scalar(byte) && count(&mark) >= wanted {
                return (count(&mark) == wanted).then_some((base + i) as u32);
            }
            mark.add(byte);
        }
        None
    }
}

fn begins_scalar(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

/// UTF-16 units of the character that this byte begins; 0 for a byte inside one.
fn utf16_len_from_lead(byte: u8) -> u32 {
    if byte >= 0xF0 {
        2
    } else {
        u32::from(begins_scalar(byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_cut_by_a_checkpoint_counts_before_it() {
        for cut in 1..4 {
            let text = "x".repeat(STEP - cut) + "😀yz";
            let offsets = Offsets::new(&text);
            let emoji = (STEP - cut) as u32;
            assert_eq!(offsets.marks.len(), 2);
            assert_eq!(offsets.byte_from_scalar(&text, emoji + 1), Some(emoji + 4));
            assert_eq!(offsets.byte_from_utf16(&text, emoji), Some(emoji));
            assert_eq!(offsets.byte_from_utf16(&text, emoji + 1), None);
            assert_eq!(offsets.byte_from_utf16(&text, emoji + 2), Some(emoji + 4));
            assert_eq!(offsets.scalar_from_byte(&text, emoji + 5), emoji + 2);
        }
    }

    #[test]
    fn a_text_that_ends_on_a_checkpoint_has_its_end() {
        let text = "é".repeat(STEP);
        let offsets = Offsets::new(&text);
        assert_eq!(offsets.scalar_from_byte(&text, text.len() as u32), STEP as u32);
        assert_eq!(
            offsets.byte_from_scalar(&text, STEP as u32),
            Some(text.len() as u32)
        );
        assert_eq!(offsets.byte_from_scalar(&text, STEP as u32 + 1), None);
    }
}
