//! Cuts a long stretch of one line into pieces, block by block, so that a step costs the same whatever the line's length. Where a
//! block stands depends on the text alone: the same place always lies in the same piece. Knows no words and no sentences.

use super::{Span, Text};
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

/// What a rule finds in a window of text: where each piece begins, and of which kind it is. The first begins with the window.
pub(super) type Pieces<K> = Vec<(u32, K)>;

/// Bytes that are looked back for the start of a grapheme.
const MOST_BACK: u32 = 4096;

/// A line that is cut by a rule.
#[derive(Clone, Copy)]
pub(super) struct Blocks<'a, K> {
    pub text: &'a Text,
    pub line: Span,
    /// Bytes of a block. A piece longer than two of them is cut.
    pub size: u32,
    /// Bytes before and after a block that the rule looks at, too.
    pub context: u32,
    pub rule: fn(&Text, Span) -> Pieces<K>,
    /// Where to cut within a piece without end, near a block's first byte; None where it should go on.
    pub cut: fn(&Text, u32) -> Option<u32>,
}

impl<K: Copy> Blocks<'_, K> {
    /// The pieces that begin in the block where the piece of `byte` begins. `byte` lies in the line, before its end.
    pub(super) fn around(&self, byte: u32) -> Vec<(Span, K)> {
        let first = self.line.start() / self.size;
        let mut block = byte / self.size;
        let mut starts = self.starts(block);
        while block > first && starts.first().is_none_or(|(start, _)| *start > byte) {
            block -= 1;
            starts = self.starts(block);
        }
        let end = self.end(block);
        let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([end]);
        let spans = starts.iter().zip(ends);
        spans
            .map(|((start, kind), end)| (Span::new(*start, end), *kind))
            .collect()
    }

    /// Where the last piece that begins in or before a block ends.
    fn end(&self, block: u32) -> u32 {
        let last = self.line.end() / self.size;
        let mut later = (block + 1)..=last;
        later
            .find_map(|block| self.starts(block).first().map(|(start, _)| *start))
            .unwrap_or(self.line.end())
    }

    /// The pieces that begin in a block.
    fn starts(&self, block: u32) -> Pieces<K> {
        let (before, own) = self.ruled(block);
        let first = self.line.start() / self.size;
        if !own.is_empty() || block <= first {
            return own;
        }
        // Nothing begins here, nor in the block before: the piece is cut.
        let edge = (self.cut)(self.text, self.text.ceil_boundary(block * self.size));
        let edge = edge.filter(|edge| edge / self.size == block && *edge < self.line.end());
        match (edge, before) {
            (Some(edge), Some(kind)) if self.ruled(block - 1).1.is_empty() => vec![(edge, kind)],
            _ => own,
        }
    }

    /// What the rule finds: the kind of the piece that comes in from before, and the pieces that begin in the block.
    fn ruled(&self, block: u32) -> (Option<K>, Pieces<K>) {
        let from = block * self.size;
        let to = from.saturating_add(self.size);
        let window = Span::new(
            self.edge(from.saturating_sub(self.context)),
            self.edge(to.saturating_add(self.context)),
        );
        let pieces = (self.rule)(self.text, window);
        let before = pieces.iter().take_while(|(start, _)| *start < from).last();
        let before = before.map(|(_, kind)| *kind);
        let own = |start: u32| start >= from && start < to && start < self.line.end();
        (
            before,
            pieces.into_iter().filter(|(start, _)| own(*start)).collect(),
        )
    }

    /// The grapheme boundary at or before a byte, inside the line.
    fn edge(&self, byte: u32) -> u32 {
        let byte = byte.clamp(self.line.start(), self.line.end());
        if byte == self.line.start() || byte == self.line.end() {
            return byte;
        }
        let byte = self.text.floor_boundary(byte);
        if is_grapheme_boundary(self.text, byte) {
            return byte;
        }
        // A base letter may have marks without end: the start is looked for nearby.
        let near = self.text.floor_boundary(byte.saturating_sub(self.context));
        let near = Span::new(near.max(self.line.start()), byte);
        let last = self.text.slice(near).graphemes(true).next_back();
        byte - last.map_or(0, str::len) as u32
    }
}

/// Whether no grapheme goes on across a byte. Of flags without anything between them, more than `MOST_BACK` bytes, it may take the
/// second half of one for the first.
pub(super) fn is_grapheme_boundary(text: &Text, byte: u32) -> bool {
    let from = text.floor_boundary(byte.saturating_sub(MOST_BACK));
    let near = text.slice(Span::new(from, text.len()));
    let mut cursor = GraphemeCursor::new((byte - from) as usize, near.len(), true);
    cursor.is_boundary(near, 0).unwrap_or(true)
}
