//! Spans in order of their starts, with a tree of the largest ends over them: which of a million touch a window is answered in
//! microseconds, also where some cover the whole text. Knows spans and an ordered value with each, no label.

use crate::text::Span;
use std::cmp::{Ordering, Reverse};
use std::ops::ControlFlow;

/// Entries a block holds at most; a full one is cut in two.
const BLOCK: usize = 96;
/// Blocks under a node of the tree, and nodes under a node.
const FAN: usize = 32;

#[derive(Clone, Debug)]
struct Entry<T> {
    span: Span,
    value: T,
}

/// What a query needs of a block before it looks inside.
#[derive(Clone, Copy, Debug, Default)]
struct Head {
    start: u32,
    /// The largest end in the block.
    end: u32,
}

/// Ordered by start, then the longer first, then by value. Equal pairs of span and value may occur more than once.
#[derive(Clone, Debug)]
pub struct Intervals<T> {
    blocks: Vec<Vec<Entry<T>>>,
    heads: Vec<Head>,
    /// The largest ends of 32 blocks, of 32 such nodes, and so on.
    tree: Vec<Vec<u32>>,
    len: usize,
}

impl<T> Default for Intervals<T> {
    fn default() -> Self {
        Self {
            blocks: Vec::new(),
            heads: Vec::new(),
            tree: Vec::new(),
            len: 0,
        }
    }
}

fn order<T: Ord>(entry: &Entry<T>, span: Span, value: &T) -> Ordering {
    (entry.span.start(), Reverse(entry.span.end()), &entry.value).cmp(&(
        span.start(),
        Reverse(span.end()),
        value,
    ))
}

impl<T: Ord> Intervals<T> {
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Adds behind all others; for filling an index in its order, which takes a fraction of the time of `insert`.
    pub fn push(&mut self, span: Span, value: T) {
        let last = self.blocks.len().saturating_sub(1);
        self.len += 1;
        if let Some(block) = self.blocks.last_mut()
            && block.len() < BLOCK
        {
            debug_assert!(
                block
                    .last()
                    .is_none_or(|entry| order(entry, span, &value).is_le())
            );
            block.push(Entry { span, value });
            self.raise(last, span.end());
            return;
        }
        let at = self.blocks.len();
        let mut block = Vec::with_capacity(BLOCK);
        block.push(Entry { span, value });
        self.blocks.push(block);
        self.heads.push(Head::default());
        self.refresh(at);
    }

    pub fn insert(&mut self, span: Span, value: T) {
        // The last block that begins before it, else the first.
        let before = |block: &Vec<Entry<T>>| {
            block
                .first()
                .is_some_and(|entry| order(entry, span, &value).is_lt())
        };
        let at = self.blocks.partition_point(before).saturating_sub(1);
        let Some(block) = self.blocks.get_mut(at) else {
            self.blocks.push(vec![Entry { span, value }]);
            self.heads.push(Head::default());
            self.len += 1;
            self.refresh(0);
            return;
        };
        let place = block.partition_point(|entry| order(entry, span, &value).is_lt());
        let last = place == block.len();
        block.insert(place, Entry { span, value });
        self.len += 1;
        if block.len() <= BLOCK {
            self.refresh_one(at);
            return;
        }
        // What is filled from the front to the back stays full.
        let keep = if last && at + 1 == self.blocks.len() {
            BLOCK
        } else {
            BLOCK / 2
        };
        let Some(block) = self.blocks.get_mut(at) else {
            return;
        };
        let rest = block.split_off(keep);
        self.blocks.insert(at + 1, rest);
        self.heads.insert(at + 1, Head::default());
        self.refresh(at);
    }

    /// Takes an entry out; None where it is not there.
    pub fn remove(&mut self, span: Span, value: &T) -> Option<T> {
        let (at, place) = self.find(span, value)?;
        let block = self.blocks.get_mut(at)?;
        let entry = block.remove(place);
        self.len -= 1;
        if block.is_empty() {
            self.blocks.remove(at);
            self.heads.remove(at);
            self.refresh(at);
        } else {
            self.refresh_one(at);
        }
        Some(entry.value)
    }

    /// The value as it was put in.
    pub fn get(&self, span: Span, value: &T) -> Option<&T> {
        let (at, place) = self.find(span, value)?;
        Some(&self.blocks.get(at)?.get(place)?.value)
    }

    /// As `get`, to change what the entry is not ordered by.
    pub fn get_mut(&mut self, span: Span, value: &T) -> Option<&mut T> {
        let (at, place) = self.find(span, value)?;
        Some(&mut self.blocks.get_mut(at)?.get_mut(place)?.value)
    }

    fn find(&self, span: Span, value: &T) -> Option<(usize, usize)> {
        let not_after = |block: &Vec<Entry<T>>| {
            block
                .first()
                .is_some_and(|entry| order(entry, span, value).is_le())
        };
        let at = self.blocks.partition_point(not_after).checked_sub(1)?;
        let found = self
            .blocks
            .get(at)?
            .binary_search_by(|entry| order(entry, span, value));
        Some((at, found.ok()?))
    }

    /// The entries that touch bytes `from..=to`, in order: spans that end at `from` or begin at `to` are among them.
    pub fn touching(&self, from: u32, to: u32) -> Touching<'_, T> {
        Touching {
            all: self,
            from,
            to,
            block: 0,
            place: 0,
        }
    }

    /// Shows the entries that start at `start` (bytes) or later, in order, until told to stop. What they are ordered by must not be
    /// changed.
    pub fn visit_mut(&mut self, start: u32, mut visit: impl FnMut(Span, &mut T) -> ControlFlow<()>) {
        let before = |block: &Vec<Entry<T>>| block.last().is_some_and(|entry| entry.span.start() < start);
        let first = self.blocks.partition_point(before);
        for block in self.blocks.iter_mut().skip(first) {
            let place = block.partition_point(|entry| entry.span.start() < start);
            for entry in block.iter_mut().skip(place) {
                if visit(entry.span, &mut entry.value).is_break() {
                    return;
                }
            }
        }
    }

    /// Brings head and tree up to a block whose entries changed.
    fn refresh_one(&mut self, at: usize) {
        let (Some(block), Some(head)) = (self.blocks.get(at), self.heads.get_mut(at)) else {
            return;
        };
        *head = head_of(block);
        let mut node = at / FAN;
        for level in 0..self.tree.len() {
            self.refresh_node(level, node);
            node /= FAN;
        }
    }

    /// An end that came into a block.
    fn raise(&mut self, at: usize, end: u32) {
        if let Some(head) = self.heads.get_mut(at) {
            head.end = head.end.max(end);
        }
        let mut node = at / FAN;
        for ends in &mut self.tree {
            if let Some(slot) = ends.get_mut(node) {
                *slot = end.max(*slot);
            }
            node /= FAN;
        }
    }

    fn refresh_node(&mut self, level: usize, node: usize) {
        let end = match level.checked_sub(1) {
            None => part(&self.heads, node).iter().map(|head| head.end).max(),
            Some(below) => self
                .tree
                .get(below)
                .and_then(|ends| part(ends, node).iter().copied().max()),
        };
        let end = end.unwrap_or(0);
        if let Some(slot) = self.tree.get_mut(level).and_then(|ends| ends.get_mut(node)) {
            *slot = end;
        }
    }

    /// Makes heads and tree anew from a block on, after blocks came or went.
    fn refresh(&mut self, from: usize) {
        for at in from..(from + 2).min(self.blocks.len()) {
            if let (Some(block), Some(head)) = (self.blocks.get(at), self.heads.get_mut(at)) {
                *head = head_of(block);
            }
        }
        let (mut count, mut first) = (self.blocks.len(), from);
        let mut level = 0;
        while count > 1 {
            (count, first) = (count.div_ceil(FAN), first / FAN);
            if self.tree.len() == level {
                self.tree.push(Vec::new());
            }
            if let Some(ends) = self.tree.get_mut(level) {
                ends.resize(count, 0);
            }
            for node in first..count {
                self.refresh_node(level, node);
            }
            level += 1;
        }
        self.tree.truncate(level);
    }

    /// The next block from `at` on that holds an end at `from` or behind it: whole nodes of the tree are passed over.
    fn next_block(&self, mut at: usize, from: u32) -> usize {
        'search: while at < self.heads.len() {
            let mut width = FAN.pow(self.tree.len() as u32);
            for ends in self.tree.iter().rev() {
                if at.is_multiple_of(width) && ends.get(at / width).is_some_and(|end| *end < from) {
                    at += width;
                    continue 'search;
                }
                width /= FAN;
            }
            if self.heads.get(at).is_some_and(|head| head.end >= from) {
                break;
            }
            at += 1;
        }
        at
    }
}

/// What lies under a node.
fn part<T>(all: &[T], node: usize) -> &[T] {
    let rest = all.get(node * FAN..).unwrap_or_default();
    rest.get(..FAN).unwrap_or(rest)
}

fn head_of<T>(block: &[Entry<T>]) -> Head {
    Head {
        start: block.first().map_or(0, |entry| entry.span.start()),
        end: block.iter().map(|entry| entry.span.end()).max().unwrap_or(0),
    }
}

/// Iterator of `Intervals::touching`.
pub struct Touching<'a, T> {
    all: &'a Intervals<T>,
    from: u32,
    to: u32,
    block: usize,
    /// In the block; 0 before the block is looked at.
    place: usize,
}

impl<'a, T: Ord> Iterator for Touching<'a, T> {
    type Item = (Span, &'a T);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.place == 0 {
                self.block = self.all.next_block(self.block, self.from);
            }
            if self.all.heads.get(self.block)?.start > self.to {
                return None;
            }
            let block = self.all.blocks.get(self.block)?;
            while let Some(entry) = block.get(self.place) {
                self.place += 1;
                if entry.span.start() > self.to {
                    return None;
                }
                if entry.span.end() >= self.from {
                    return Some((entry.span, &entry.value));
                }
            }
            self.block += 1;
            self.place = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;
    use proptest::prelude::*;

    const LENGTH: usize = 3_000;

    fn text() -> Text {
        Text::new("x".repeat(LENGTH)).unwrap()
    }

    /// What the index must answer, from a plain list.
    fn scan(list: &[(Span, u32)], from: u32, to: u32) -> Vec<(Span, u32)> {
        let mut found: Vec<_> = list
            .iter()
            .filter(|(span, _)| span.start() <= to && span.end() >= from)
            .copied()
            .collect();
        found.sort_by_key(|(span, value)| (span.start(), Reverse(span.end()), *value));
        found
    }

    fn asked(index: &Intervals<u32>, from: u32, to: u32) -> Vec<(Span, u32)> {
        index
            .touching(from, to)
            .map(|(span, value)| (span, *value))
            .collect()
    }

    #[test]
    fn labels_of_the_whole_text_are_found_from_everywhere() {
        let text = text();
        let mut index = Intervals::default();
        for at in 0..2_500 {
            index.insert(text.span(at..at + 3).unwrap(), at as u32);
        }
        index.insert(text.span(0..LENGTH).unwrap(), 9_000);
        assert_eq!(index.len(), 2_501);
        let found = asked(&index, 2_900, 2_900);
        assert_eq!(found, [(text.span(0..LENGTH).unwrap(), 9_000)]);
        assert_eq!(index.touching(1_200, 1_200).count(), 5);
        assert_eq!(index.remove(text.span(0..LENGTH).unwrap(), &9_000), Some(9_000));
        assert_eq!(index.remove(text.span(0..LENGTH).unwrap(), &9_000), None);
        assert_eq!(asked(&index, 2_900, 2_900), []);
    }

    #[test]
    fn an_empty_index_answers_nothing() {
        let text = text();
        let mut index: Intervals<u32> = Intervals::default();
        assert_eq!(asked(&index, 0, 100), []);
        let span = text.span(4..9).unwrap();
        index.insert(span, 1);
        assert_eq!(asked(&index, 9, 9), [(span, 1)]);
        assert_eq!(asked(&index, 10, 12), []);
        index.remove(span, &1);
        assert!(index.is_empty());
        assert_eq!(asked(&index, 0, 100), []);
    }

    proptest! {
        #[test]
        fn it_answers_as_a_scan_after_any_edits(
            first in prop::collection::vec((0usize..LENGTH, 0usize..60, 0usize..40), 0..600),
            gone in prop::collection::vec(any::<prop::sample::Index>(), 0..300),
            wide in prop::collection::vec((0usize..400, 0usize..LENGTH), 0..4),
            windows in prop::collection::vec((0u32..3_100, 0u32..300), 1..12),
        ) {
            let text = text();
            let span = |start: usize, length: usize| {
                text.span(start..(start + length).min(LENGTH)).unwrap()
            };
            let mut list: Vec<(Span, u32)> = Vec::new();
            let mut index = Intervals::default();
            // Most are short and some clustered; each has a value of its own.
            let places = first.iter().map(|(start, length, cluster)| {
                if *cluster < 8 { (start / 50, *length) } else { (*start, *length) }
            });
            for (start, length) in places.chain(wide) {
                let value = list.len() as u32;
                list.push((span(start, length), value));
                index.insert(span(start, length), value);
            }
            let mut filled = Intervals::default();
            for (span, value) in scan(&list, 0, u32::MAX) {
                filled.push(span, value);
            }
            for (from, length) in &windows {
                prop_assert_eq!(asked(&filled, *from, from + length), asked(&index, *from, from + length));
            }
            for which in gone {
                if !list.is_empty() {
                    let (span, value) = list.swap_remove(which.index(list.len()));
                    prop_assert_eq!(index.get(span, &value), Some(&value));
                    prop_assert_eq!(index.remove(span, &value), Some(value));
                    prop_assert_eq!(index.get(span, &value), None);
                }
            }
            prop_assert_eq!(index.len(), list.len());
            for (from, length) in windows {
                prop_assert_eq!(asked(&index, from, from + length), scan(&list, from, from + length));
                prop_assert_eq!(asked(&index, from, from), scan(&list, from, from));
                let mut later = Vec::new();
                index.visit_mut(from, |span, value| {
                    later.push((span, *value));
                    if later.len() < 20 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
                });
                let mut expected = scan(&list, 0, u32::MAX);
                expected.retain(|(span, _)| span.start() >= from);
                expected.truncate(20);
                prop_assert_eq!(later, expected);
            }
        }
    }
}
