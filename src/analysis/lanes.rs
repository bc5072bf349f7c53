//! Which of several overlapping spans stand above each other: the lowest lane that is free where a span begins. `Lanes` keeps that
//! up to date edit by edit. Knows no font and no label.

use super::intervals::Intervals;
use crate::text::Span;
use std::cmp::Ordering;
use std::ops::ControlFlow;

/// Spans that find all lanes below this one taken share it, so that a thousand on one word cost no more than a few.
pub const DEEPEST: u16 = 64;

/// Up to which byte each lane is taken.
#[derive(Clone, Debug, Default)]
struct Stack(Vec<u32>);

/// Behind the last byte that a span takes. A span without length takes the room of one byte.
fn end_of(span: Span) -> u32 {
    span.end().max(span.start().saturating_add(1))
}

impl Stack {
    /// Takes the lowest free lane for a span that starts no earlier than those before it.
    fn place(&mut self, span: Span) -> u16 {
        let end = end_of(span);
        if let Some((lane, busy)) = self
            .0
            .iter_mut()
            .enumerate()
            .find(|(_, busy)| **busy <= span.start())
        {
            *busy = end;
            return lane as u16;
        }
        let lane = self.0.len() as u16;
        if lane < DEEPEST {
            self.0.push(end);
        }
        lane
    }

    fn take(&mut self, lane: u16, until: u32) {
        if lane >= DEEPEST {
            return;
        }
        let lane = usize::from(lane);
        if self.0.len() <= lane {
            self.0.resize(lane + 1, 0);
        }
        if let Some(busy) = self.0.get_mut(lane) {
            *busy = until.max(*busy);
        }
    }
}

#[derive(Clone, Debug)]
struct Laned<T> {
    value: T,
    /// None until `settle`.
    lane: Option<u16>,
}

impl<T: PartialEq> PartialEq for Laned<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Laned<T> {}

impl<T: Ord> PartialOrd for Laned<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T: Ord> Ord for Laned<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

/// Spans with their lanes, 0 first: an index that can be asked for a window and edited in place. Spans of one lane below `DEEPEST`
/// share no byte. Of spans that begin together the longer takes the lower lane, then the one with the lower value, so the lanes
/// depend neither on the order of edits nor on what is asked. After edits call `settle`.
#[derive(Clone, Debug)]
pub struct Lanes<T> {
    index: Intervals<Laned<T>>,
    /// How many stand in each lane.
    counts: Vec<u32>,
    /// What came and went since `settle`.
    dirty: Vec<Span>,
    /// Behind what `push` added.
    last: Stack,
}

impl<T> Default for Lanes<T> {
    fn default() -> Self {
        Self {
            index: Intervals::default(),
            counts: Vec::new(),
            dirty: Vec::new(),
            last: Stack::default(),
        }
    }
}

impl<T: Ord + Clone> Lanes<T> {
    pub fn len(&self) -> usize {
        self.index.len()
    }

    pub fn is_empty(&self) -> bool {
        self.index.is_empty()
    }

    /// Adds behind all others, with its lane. Not after other edits.
    pub fn push(&mut self, span: Span, value: T) {
        let lane = self.last.place(span);
        count(&mut self.counts, lane, 1);
        let lane = Some(lane);
        self.index.push(span, Laned { value, lane });
    }

    pub fn insert(&mut self, span: Span, value: T) {
        self.dirty.push(span);
        self.index.insert(span, Laned { value, lane: None });
    }

    pub fn remove(&mut self, span: Span, value: &T) -> bool {
        let value = Laned {
            value: value.clone(),
            lane: None,
        };
        let Some(old) = self.index.remove(span, &value) else {
            return false;
        };
        self.dirty.push(span);
        if let Some(lane) = old.lane {
            count(&mut self.counts, lane, -1);
        }
        true
    }

    /// Another value in the place of the equal one there; its lane stays. False where there is none.
    pub fn replace(&mut self, span: Span, value: T) -> bool {
        let new = Laned { value, lane: None };
        let Some(laned) = self.index.get_mut(span, &new) else {
            return false;
        };
        laned.value = new.value;
        true
    }

    /// Gives lanes to what came, and new ones behind it as far as they change.
    pub fn settle(&mut self) {
        let mut dirty = std::mem::take(&mut self.dirty);
        dirty.sort_unstable();
        let mut edits = dirty.into_iter().peekable();
        while let Some(first) = edits.next() {
            let mut stack = self.stack_before(first.start());
            // As long as something that changed is not over, lanes behind it may change too.
            let mut until = end_of(first);
            let counts = &mut self.counts;
            self.index.visit_mut(first.start(), |span, laned| {
                while let Some(edit) = edits.next_if(|edit| edit.start() <= span.start()) {
                    until = until.max(end_of(edit));
                }
                if span.start() >= until {
                    return ControlFlow::Break(());
                }
                let lane = stack.place(span);
                if laned.lane != Some(lane) {
                    if let Some(old) = laned.lane {
                        count(counts, old, -1);
                    }
                    count(counts, lane, 1);
                    laned.lane = Some(lane);
                    until = until.max(end_of(span));
                }
                ControlFlow::Continue(())
            });
        }
    }

    /// The lanes taken by what starts before a byte and is not over there.
    fn stack_before(&self, start: u32) -> Stack {
        let mut stack = Stack::default();
        for (span, laned) in self.index.touching(start, start) {
            if span.start() < start && end_of(span) > start {
                stack.take(laned.lane.unwrap_or(DEEPEST), end_of(span));
            }
        }
        stack
    }

    /// What touches bytes `from..=to` with its lane, by start.
    pub fn touching(&self, from: u32, to: u32) -> impl Iterator<Item = (Span, &T, u16)> {
        self.index
            .touching(from, to)
            .map(|(span, laned)| (span, &laned.value, laned.lane.unwrap_or(DEEPEST)))
    }

    pub fn lane(&self, span: Span, value: &T) -> Option<u16> {
        let value = Laned {
            value: value.clone(),
            lane: None,
        };
        self.index.get(span, &value)?.lane
    }

    /// Lanes in use over all.
    pub fn depth(&self) -> u16 {
        self.counts.len() as u16
    }

    /// Lanes in use by what shares a byte with a span; no more than `cap`.
    pub fn room(&self, span: Span, cap: u16) -> u16 {
        let cap = cap.min(self.depth());
        let mut room = 0;
        for (at, _, lane) in self.touching(span.start(), span.end()) {
            if at.start() < end_of(span) && end_of(at) > span.start() {
                room = room.max(lane + 1);
            }
            if room >= cap {
                return cap;
            }
        }
        room
    }
}

fn count(counts: &mut Vec<u32>, lane: u16, by: i32) {
    let lane = usize::from(lane);
    if counts.len() <= lane {
        counts.resize(lane + 1, 0);
    }
    if let Some(count) = counts.get_mut(lane) {
        *count = count.saturating_add_signed(by);
    }
    while counts.last() == Some(&0) {
        counts.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;
    use proptest::prelude::*;
    use std::cmp::Reverse;

    fn text() -> Text {
        Text::new("x".repeat(400)).unwrap()
    }

    fn spans(places: &[(usize, usize)]) -> Vec<(Span, usize)> {
        let text = text();
        let span = |(start, end): (usize, usize)| text.span(start..end).unwrap();
        places
            .iter()
            .enumerate()
            .map(|(index, place)| (span(*place), index))
            .collect()
    }

    /// The lane of each span, in the order given: all placed at once, from the first to the last.
    fn lanes(spans: &[(Span, usize)]) -> Vec<u16> {
        let mut order: Vec<(usize, Span, usize)> = spans
            .iter()
            .enumerate()
            .map(|(at, (span, index))| (at, *span, *index))
            .collect();
        order.sort_unstable_by_key(|(at, span, index)| (span.start(), Reverse(span.end()), *index, *at));
        let mut lanes = vec![0; spans.len()];
        let mut stack = Stack::default();
        for (at, span, _) in order {
            if let Some(slot) = lanes.get_mut(at) {
                *slot = stack.place(span);
            }
        }
        lanes
    }

    #[test]
    fn nested_spans_stand_above_and_lanes_are_used_again() {
        assert_eq!(
            lanes(&spans(&[(0, 30), (2, 5), (5, 9), (4, 12), (30, 40)])),
            [0, 1, 1, 2, 0]
        );
    }

    #[test]
    fn the_longer_of_two_takes_the_lower_lane() {
        assert_eq!(lanes(&spans(&[(3, 5), (3, 9)])), [1, 0]);
    }

    #[test]
    fn positions_without_length_do_not_hide_each_other() {
        assert_eq!(lanes(&spans(&[(4, 4), (4, 4), (5, 8)])), [0, 1, 0]);
    }

    #[test]
    fn a_thousand_on_one_word_share_the_last_lane() {
        let mut stacked = Lanes::default();
        let span = text().span(3..9).unwrap();
        for value in 0..1_000 {
            stacked.insert(span, value);
        }
        stacked.settle();
        assert_eq!(stacked.depth(), DEEPEST + 1);
        assert_eq!(stacked.room(span, 8), 8);
        assert_eq!(stacked.lane(span, &999), Some(DEEPEST));
        for value in 0..999 {
            stacked.remove(span, &value);
        }
        stacked.settle();
        assert_eq!((stacked.depth(), stacked.lane(span, &999)), (1, Some(0)));
    }

    #[test]
    fn room_is_what_the_stretch_needs() {
        let mut stacked = Lanes::default();
        for (span, value) in spans(&[(0, 30), (2, 5), (3, 5), (40, 50)]) {
            stacked.insert(span, value);
        }
        stacked.settle();
        let room = |start: usize, end: usize| stacked.room(text().span(start..end).unwrap(), 8);
        assert_eq!(
            (room(0, 4), room(5, 20), room(30, 40), room(30, 41)),
            (3, 1, 0, 1)
        );
    }

    /// All lanes as they would be given from scratch.
    fn check(stacked: &Lanes<usize>, list: &[(Span, usize)]) -> Result<(), TestCaseError> {
        let fresh = lanes(list);
        let mut counts = vec![0; usize::from(DEEPEST) + 1];
        for ((span, value), lane) in list.iter().zip(&fresh) {
            prop_assert_eq!(stacked.lane(*span, value), Some(*lane), "{:?}", span);
            counts[usize::from(*lane)] += 1;
        }
        prop_assert_eq!(stacked.depth(), fresh.iter().max().map_or(0, |lane| lane + 1));
        prop_assert_eq!(&counts[..stacked.counts.len()], &stacked.counts[..]);
        Ok(())
    }

    proptest! {
        #[test]
        fn one_lane_never_overlaps_and_order_does_not_matter(
            places in prop::collection::vec((0usize..60, 0usize..40), 0..30),
            seed in any::<u64>(),
        ) {
            let places: Vec<_> = places.into_iter().map(|(start, length)| (start, start + length)).collect();
            let straight = spans(&places);
            let found = lanes(&straight);
            for (i, (a, _)) in straight.iter().enumerate() {
                for (j, (b, _)) in straight.iter().enumerate().skip(i + 1) {
                    prop_assert!(found[i] != found[j] || !a.intersects(*b));
                }
            }
            let deepest = (0..100).map(|at| straight.iter().filter(|(span, _)| span.contains(at)).count()).max();
            if straight.iter().all(|(span, _)| !span.is_empty()) {
                prop_assert_eq!(found.iter().max().map_or(0, |lane| usize::from(*lane) + 1), deepest.unwrap_or(0));
            }
            let mut turned = straight.clone();
            let middle = if turned.is_empty() { 0 } else { seed as usize % turned.len() };
            turned.rotate_left(middle);
            let mut expected = found;
            expected.rotate_left(middle);
            prop_assert_eq!(lanes(&turned), expected);
        }

        #[test]
        fn lanes_after_edits_are_those_from_scratch(
            first in prop::collection::vec((0usize..300, 0usize..90), 0..200),
            edits in prop::collection::vec(
                (any::<bool>(), 0usize..300, 0usize..100, any::<prop::sample::Index>(), any::<bool>()), 0..60),
        ) {
            let text = text();
            let mut stacked = Lanes::default();
            let mut list = Vec::new();
            for (start, length) in first {
                let entry = (text.span(start..start + length).unwrap(), list.len());
                list.push(entry);
                stacked.insert(entry.0, entry.1);
            }
            stacked.settle();
            check(&stacked, &list)?;
            let mut order = list.clone();
            order.sort_by_key(|(span, value)| (span.start(), Reverse(span.end()), *value));
            let mut pushed = Lanes::default();
            for (span, value) in order {
                pushed.push(span, value);
            }
            check(&pushed, &list)?;
            for (number, (add, start, length, which, settle)) in edits.into_iter().enumerate() {
                if add || list.is_empty() {
                    let entry = (text.span(start..start + length).unwrap(), 1_000 + number);
                    list.push(entry);
                    stacked.insert(entry.0, entry.1);
                } else {
                    let (span, value) = list.swap_remove(which.index(list.len()));
                    prop_assert!(stacked.remove(span, &value));
                }
                if settle {
                    stacked.settle();
                    check(&stacked, &list)?;
                }
            }
            stacked.settle();
            check(&stacked, &list)?;
        }
    }
}
