//! Which of several overlapping spans stand above each other: the lowest lane that is free where a span
//! begins. Knows no font and no label.

use crate::text::Span;
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// The lane of each span, 0 first, in the order given; spans of one lane share no byte. Of spans that
/// begin together the longer takes the lower lane, then the one with the lower index of the caller, so the
/// lanes do not depend on the order given. A span without length takes the room of one byte.
pub fn lanes(spans: &[(Span, usize)]) -> Vec<u16> {
    let mut order: Vec<(usize, Span, usize)> = spans
        .iter()
        .enumerate()
        .map(|(at, (span, index))| (at, *span, *index))
        .collect();
    order.sort_unstable_by_key(|(at, span, index)| (span.start(), Reverse(span.end()), *index, *at));
    let mut lanes = vec![0; spans.len()];
    let mut busy: BinaryHeap<Reverse<(u32, u16)>> = BinaryHeap::new();
    let mut free: BTreeSet<u16> = BTreeSet::new();
    let mut used: u16 = 0;
    for (at, span, _) in order {
        while let Some(Reverse((end, lane))) = busy.peek().copied() {
            if end > span.start() {
                break;
            }
            busy.pop();
            free.insert(lane);
        }
        let lane = free.pop_first().unwrap_or_else(|| {
            let next = used;
            used = used.saturating_add(1);
            next
        });
        busy.push(Reverse((span.end().max(span.start().saturating_add(1)), lane)));
        if let Some(slot) = lanes.get_mut(at) {
            *slot = lane;
        }
    }
    lanes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;
    use proptest::prelude::*;

    fn spans(places: &[(usize, usize)]) -> Vec<(Span, usize)> {
        let text = Text::new("x".repeat(100)).unwrap();
        let span = |(start, end): (usize, usize)| text.span(start..end).unwrap();
        places
            .iter()
            .enumerate()
            .map(|(index, place)| (span(*place), index))
            .collect()
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
    }
}
