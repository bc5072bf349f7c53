//! The document that labels go to: offsets of the file as spans of its text, and ids made from content.

use unicode_segmentation::UnicodeSegmentation;

use crate::formats::OffsetUnit;
use crate::model::{DocumentId, Fragments, Randomness};
use crate::text::{Span, Text};

/// The document that labels go to.
pub(super) struct Target {
    pub document: DocumentId,
    pub text: Text,
    unit: OffsetUnit,
    /// What ids are derived from, beside the person and the item.
    pub source: String,
    /// Starts of grapheme clusters in bytes, and the end; only where offsets count them.
    graphemes: Vec<u32>,
}

impl Target {
    pub fn new(document: DocumentId, text: Text, unit: OffsetUnit, source: String) -> Self {
        let mut graphemes = Vec::new();
        if unit == OffsetUnit::Graphemes {
            graphemes.extend(text.as_str().grapheme_indices(true).map(|(byte, _)| byte as u32));
            graphemes.push(text.len());
        }
        Self {
            document,
            text,
            unit,
            source,
            graphemes,
        }
    }

    /// Fragments as spans; the message names the offsets as the file has them.
    pub fn fragments(&self, at: &[(i64, i64)]) -> Result<Fragments, String> {
        let spans = at
            .iter()
            .map(|&(start, end)| self.span(start, end))
            .collect::<Result<Vec<_>, _>>()?;
        Fragments::new(spans).map_err(|_| "its fragments overlap".to_owned())
    }

    fn span(&self, start: i64, end: i64) -> Result<Span, String> {
        let number = |at: i64| u32::try_from(at).map_err(|_| format!("the offset {at} is outside the text"));
        let (from, to) = (number(start)?, number(end)?);
        if from == to {
            return Err(format!("it covers nothing ({start} to {end})"));
        }
        let span = match self.unit {
            OffsetUnit::Scalars => self.text.span_from_scalars(from..to),
            OffsetUnit::Utf16 => self.text.span_from_utf16(from..to),
            OffsetUnit::Graphemes => {
                let count = self.graphemes.len().saturating_sub(1);
                let byte = |at: u32| {
                    let found = self.graphemes.get(at as usize).copied();
                    found.ok_or_else(|| {
                        format!("the offset {at} is behind the end of the text, which has {count} clusters")
                    })
                };
                self.text.span(byte(from)? as usize..byte(to)? as usize)
            }
        };
        span.map_err(|error| error.to_string())
    }
}

/// Ids that are made from content: the same again at the next import.
pub(super) struct HashSource(blake3::OutputReader);

impl HashSource {
    pub fn new(parts: &[&str]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        Self(hasher.finalize_xof())
    }
}

impl Randomness for HashSource {
    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }
}
