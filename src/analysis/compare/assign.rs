//! The best one-to-one pairing of two sets by weight: the Hungarian method on a list of possible pairs
//! instead of a matrix. Each search ends near where it began, so the cost follows the list. Knows no label.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A list that answers every index; outside of it, with the default.
struct Row<T>(Vec<T>);

impl<T: Copy + Default> Row<T> {
    fn new(length: usize) -> Self {
        Self(vec![T::default(); length])
    }

    fn get(&self, index: usize) -> T {
        self.0.get(index).copied().unwrap_or_default()
    }

    fn set(&mut self, index: usize, value: T) {
        if let Some(slot) = self.0.get_mut(index) {
            *slot = value;
        }
    }
}

/// Takes the possible pairs: (left, right, weight above 0), sorted by left, none twice.
/// Returns each left's right, so that the sum of the weights is the greatest possible.
pub(super) fn assign(pairs: &[(usize, usize, i64)]) -> Vec<Option<usize>> {
    let lefts = pairs.iter().map(|pair| pair.0 + 1).max().unwrap_or(0);
    let rights = pairs.iter().map(|pair| pair.1 + 1).max().unwrap_or(0);
    let mut solver = Solver {
        pairs,
        first: Row::new(lefts + 1),
        gain: Row::new(lefts),
        price: Row::new(rights),
        mate: Row::new(lefts),
        owner: Row::new(rights),
        reached: Row::new(rights),
        round: 0,
    };
    solver.prepare(lefts);
    for left in 0..lefts {
        solver.place(left);
    }
    solver.mate.0
}

/// Keeps `gain(left) + price(right) >= weight` for every pair, and equal for chosen pairs.
struct Solver<'a> {
    pairs: &'a [(usize, usize, i64)],
    /// Where the pairs of each left begin.
    first: Row<usize>,
    gain: Row<i64>,
    price: Row<i64>,
    mate: Row<Option<usize>>,
    owner: Row<Option<usize>>,
    /// (round, distance, from which left): valid in its round only, so nothing needs clearing.
    reached: Row<(usize, i64, usize)>,
    round: usize,
}

/// How a search ends: at a right that is free, or at a left that gives its right up.
enum End {
    Free(usize),
    GiveUp(usize),
}

impl Solver<'_> {
    fn prepare(&mut self, lefts: usize) {
        for left in 0..=lefts {
            self.first
                .set(left, self.pairs.partition_point(|pair| pair.0 < left));
        }
        for (left, _, weight) in self.pairs {
            self.gain.set(*left, self.gain.get(*left).max(*weight));
        }
    }

    /// Finds the cheapest way to fit `root` in: along the way every left moves to another right.
    fn place(&mut self, root: usize) {
        self.round += 1;
        let mut heap = BinaryHeap::new();
        let mut lefts = vec![(root, 0)];
        let mut rights: Vec<(usize, i64)> = Vec::new();
        let (mut end, mut best) = (End::GiveUp(root), self.gain.get(root));
        self.reach(root, 0, best, &mut heap);
        while let Some(Reverse((distance, right))) = heap.pop() {
            if distance > best {
                break;
            }
            if self.reached.get(right).1 != distance {
                continue;
            }
            let Some(left) = self.owner.get(right) else {
                (end, best) = (End::Free(right), distance);
                break;
            };
            rights.push((right, distance));
            lefts.push((left, distance));
            if distance + self.gain.get(left) < best {
                (end, best) = (End::GiveUp(left), distance + self.gain.get(left));
            }
            self.reach(left, distance, best, &mut heap);
        }
        for (left, distance) in lefts {
            self.gain
                .set(left, self.gain.get(left) - (best - distance).max(0));
        }
        for (right, distance) in rights {
            self.price
                .set(right, self.price.get(right) + (best - distance).max(0));
        }
        self.shift(root, end);
    }

    fn reach(
        &mut self,
        left: usize,
        distance: i64,
        limit: i64,
        heap: &mut BinaryHeap<Reverse<(i64, usize)>>,
    ) {
        let (from, to) = (self.first.get(left), self.first.get(left + 1));
        let slack = distance + self.gain.get(left);
        for (_, right, weight) in self.pairs.get(from..to).unwrap_or_default() {
            let next = slack + self.price.get(*right) - weight;
            let (round, known, _) = self.reached.get(*right);
            if next <= limit && (round != self.round || next < known) {
                self.reached.set(*right, (self.round, next, left));
                heap.push(Reverse((next, *right)));
            }
        }
    }

    /// Moves every left on the way back from the end to the right that it was reached through.
    fn shift(&mut self, root: usize, end: End) {
        let mut right = match end {
            End::Free(right) => right,
            End::GiveUp(left) => {
                let Some(right) = self.mate.get(left) else { return };
                self.mate.set(left, None);
                right
            }
        };
        loop {
            let (_, _, left) = self.reached.get(right);
            let before = self.mate.get(left);
            self.mate.set(left, Some(right));
            self.owner.set(right, Some(left));
            match before {
                Some(next) if left != root => right = next,
                _ => return,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn total(pairs: &[(usize, usize, i64)], mates: &[Option<usize>]) -> i64 {
        pairs
            .iter()
            .filter(|(l, r, _)| mates[*l] == Some(*r))
            .map(|pair| pair.2)
            .sum()
    }

    /// The greatest sum by trying every choice.
    fn best_by_trying(pairs: &[(usize, usize, i64)], taken: u32, left: usize) -> i64 {
        if pairs.iter().all(|pair| pair.0 < left) {
            return 0;
        }
        let without = best_by_trying(pairs, taken, left + 1);
        let with = pairs
            .iter()
            .filter(|(l, r, _)| *l == left && taken & (1 << r) == 0);
        with.map(|(_, r, w)| w + best_by_trying(pairs, taken | (1 << r), left + 1))
            .fold(without, i64::max)
    }

    #[test]
    fn the_second_takes_the_first_ones_right_when_that_pays() {
        assert_eq!(assign(&[(0, 0, 10), (0, 1, 9), (1, 0, 8)]), [Some(1), Some(0)]);
        assert_eq!(assign(&[(0, 0, 10), (1, 0, 12)]), [None, Some(0)]);
        assert_eq!(assign(&[(0, 0, 10), (0, 1, 1), (1, 0, 5)]), [Some(0), None]);
        assert_eq!(assign(&[]), []);
    }

    proptest! {
        #[test]
        fn no_pairing_is_better(weights in prop::collection::btree_map((0usize..6, 0usize..6), 1i64..12, 0..24)) {
            let pairs: Vec<_> = weights.into_iter().map(|((l, r), w)| (l, r, w)).collect();
            let mates = assign(&pairs);
            let mut used: Vec<usize> = mates.iter().flatten().copied().collect();
            let count = used.len();
            used.sort_unstable();
            used.dedup();
            prop_assert_eq!(used.len(), count, "a right was used twice");
            prop_assert_eq!(total(&pairs, &mates), best_by_trying(&pairs, 0, 0));
        }
    }
}
