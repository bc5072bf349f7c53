//! Where the lines of a text begin. Only `\n` ends a line: texts are normalised to it on import,
//! and any other separator is part of its line. Knows no words and no other unit than bytes.

use std::ops::Range;
use std::sync::Arc;

/// Line starts of one text, in bytes.
#[derive(Clone)]
pub(super) struct Lines {
    /// Ascending; the first is 0, so there is always one line.
    starts: Arc<[u32]>,
    len: u32,
}

impl Lines {
    pub(super) fn new(text: &str) -> Lines {
        let after_breaks = text.match_indices('\n').map(|(at, _)| at as u32 + 1);
        Lines {
            starts: std::iter::once(0).chain(after_breaks).collect(),
            len: text.len() as u32,
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
