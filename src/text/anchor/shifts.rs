//! Where the offsets of an old text went: stretches that stand in both texts, in order, and some that moved past others.
//! Knows offsets only, in scalars.

use std::ops::Range;

/// Words that are the same in both texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    pub old: u32,
    pub new: u32,
    pub len: u32,
}

impl Stretch {
    fn old_end(self) -> u32 {
        self.old.saturating_add(self.len)
    }

    fn new_end(self) -> u32 {
        self.new.saturating_add(self.len)
    }

    fn shift(self) -> i64 {
        i64::from(self.new) - i64::from(self.old)
    }
}

/// What is known of the way from an old text to a new one. Nothing, to begin with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shifts {
    /// Ascending in both texts, without overlap.
    kept: Vec<Stretch>,
    /// Scalars in the stretches before each of those, and in all.
    sums: Vec<u32>,
    /// By their old place; in the new text they stand elsewhere among the others.
    moved: Vec<Stretch>,
}

/// Where something may be in the new text, in scalars.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// Starts by what stands before and after; one where they agree, the old start where nothing is known.
    pub starts: Vec<i64>,
    /// The start where the old text around it is there too.
    pub start: Option<i64>,
    /// The same of the end.
    pub end: Option<i64>,
    /// Between what stands before and what stands after; open where nothing does.
    pub gap: (i64, Option<i64>),
    /// How much of it lies in stretches that are there too.
    pub covered: u32,
    /// Its start where it lies wholly in a stretch that moved.
    pub moved: Option<i64>,
    /// Something is known at all.
    pub known: bool,
    /// Something is known on both sides.
    pub both: bool,
}

impl Expected {
    /// Of something whose old place is a guess nothing is known but where it is likely.
    pub(super) fn forget_edges(&mut self) {
        (self.start, self.end, self.moved, self.covered) = (None, None, None, 0);
    }

    /// Whatever stands before and behind.
    pub(super) fn without_gap(&self) -> Self {
        Self {
            gap: (0, None),
            ..self.clone()
        }
    }
}

impl Shifts {
    /// From stretches in any order. Those that keep the order of most stay, the others count as moved.
    pub fn new(mut stretches: Vec<Stretch>) -> Self {
        stretches.retain(|stretch| stretch.len > 0);
        stretches.sort_unstable();
        stretches.dedup();
        let keys: Vec<u32> = stretches.iter().map(|stretch| stretch.new).collect();
        let chosen = longest_ascending(&keys);
        let mut shifts = Self::default();
        let mut chosen = chosen.into_iter().peekable();
        for (index, stretch) in stretches.into_iter().enumerate() {
            if chosen.next_if_eq(&index).is_some() {
                shifts.keep(stretch);
            } else {
                shifts.moved.push(stretch);
            }
        }
        let lens = shifts.kept.iter().map(|stretch| stretch.len);
        let sums = lens.scan(0_u32, |sum, len| {
            *sum = sum.saturating_add(len);
            Some(*sum)
        });
        shifts.sums = std::iter::once(0).chain(sums).collect();
        shifts
    }

    /// Behind all that are kept; what overlaps with another shift is left out.
    fn keep(&mut self, stretch: Stretch) {
        let Some(last) = self.kept.last_mut() else {
            self.kept.push(stretch);
            return;
        };
        if stretch.old <= last.old_end() && stretch.shift() == last.shift() {
            last.len = last.len.max(stretch.old_end() - last.old);
        } else if stretch.old >= last.old_end() && stretch.new >= last.new_end() {
            self.kept.push(stretch);
        }
    }

    /// As others, with stretches that moved beside those that are known to have.
    pub(super) fn with_moved(mut self, moved: Vec<Stretch>) -> Self {
        self.moved.extend(moved);
        self.moved.sort_unstable();
        self
    }

    pub fn kept(&self) -> &[Stretch] {
        &self.kept
    }

    /// Where a place of the old text is to be looked for.
    pub fn place(&self, at: &Range<u32>) -> Expected {
        let (start, end) = (at.start, at.end.max(at.start));
        let moved = self.moved_start(start..end);
        // The first that begins behind the start, and the first that ends at the end or behind it.
        let behind = self.kept.partition_point(|stretch| stretch.old <= start);
        let before = behind.checked_sub(1).and_then(|index| self.kept.get(index));
        let until = self.kept.partition_point(|stretch| stretch.old_end() < end);
        let after = self.kept.get(until);
        let mut expected = Expected {
            moved,
            known: before.is_some() || after.is_some(),
            both: before.is_some() && after.is_some(),
            ..Expected::default()
        };
        let mapped = |at: u32, stretch: &Stretch| i64::from(at) + stretch.shift();
        if let Some(before) = before {
            expected.starts.push(mapped(start, before));
            expected.gap.0 = i64::from(before.new_end()).min(mapped(start, before));
            expected.start = (start <= before.old_end()).then(|| mapped(start, before));
        }
        if let Some(after) = after {
            let of_start = mapped(start, after);
            if !expected.starts.contains(&of_start) {
                expected.starts.push(of_start);
            }
            expected.gap.1 = Some(i64::from(after.new).max(mapped(end, after)));
            expected.end = (end >= after.old).then(|| mapped(end, after));
        }
        // What begins where a stretch begins stands with it, whatever was put in before.
        let at_start = self.kept.get(behind).filter(|stretch| stretch.old == start);
        if let Some(stretch) = at_start {
            expected.start = Some(mapped(start, stretch));
        }
        if !expected.known {
            expected.starts.push(i64::from(start));
        }
        expected.covered = self.covered(start..end);
        expected
    }

    fn moved_start(&self, at: Range<u32>) -> Option<i64> {
        let until = self.moved.partition_point(|stretch| stretch.old <= at.start);
        // Stretches that moved may overlap: a few before are looked at.
        let near = self.moved.get(until.saturating_sub(8)..until)?;
        let around = near
            .iter()
            .rev()
            .find(|stretch| at.end <= stretch.old_end() && at.start < at.end)?;
        Some(i64::from(at.start) + around.shift())
    }

    /// Scalars of a place that lie in stretches.
    fn covered(&self, at: Range<u32>) -> u32 {
        let from = self.kept.partition_point(|stretch| stretch.old_end() <= at.start);
        let until = self.kept.partition_point(|stretch| stretch.old < at.end);
        let sum = |index: usize| self.sums.get(index).copied().unwrap_or_default();
        let Some(last) = until.checked_sub(1).filter(|last| *last >= from) else {
            return 0;
        };
        let first = self
            .kept
            .get(from)
            .map_or(0, |stretch| at.start.saturating_sub(stretch.old));
        let end = self
            .kept
            .get(last)
            .map_or(0, |stretch| stretch.old_end().saturating_sub(at.end));
        (sum(until).saturating_sub(sum(from))).saturating_sub(first.saturating_add(end))
    }
}

/// The indexes of a longest strictly ascending selection, ascending.
pub(super) fn longest_ascending(keys: &[u32]) -> Vec<usize> {
    // For each length the index of the smallest last key; and for each index the one before it.
    let mut tails: Vec<usize> = Vec::new();
    let mut previous: Vec<Option<usize>> = Vec::with_capacity(keys.len());
    for (index, key) in keys.iter().enumerate() {
        let at = tails.partition_point(|tail| keys.get(*tail).is_some_and(|last| last < key));
        previous.push(at.checked_sub(1).and_then(|at| tails.get(at)).copied());
        match tails.get_mut(at) {
            Some(tail) => *tail = index,
            None => tails.push(index),
        }
    }
    let mut chosen = Vec::with_capacity(tails.len());
    let mut at = tails.last().copied();
    while let Some(index) = at {
        chosen.push(index);
        at = previous.get(index).copied().flatten();
    }
    chosen.reverse();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stretch(old: u32, new: u32, len: u32) -> Stretch {
        Stretch { old, new, len }
    }

    #[test]
    fn the_longest_order_is_kept_and_the_rest_moved() {
        assert_eq!(longest_ascending(&[5, 1, 2, 9, 3]), [1, 2, 4]);
        let shifts = Shifts::new(vec![stretch(0, 100, 10), stretch(20, 5, 10), stretch(40, 25, 10)]);
        assert_eq!(shifts.kept(), [stretch(20, 5, 10), stretch(40, 25, 10)]);
        assert_eq!(shifts.place(&(2..6)).moved, Some(102));
    }

    #[test]
    fn a_place_is_expected_by_what_stands_around_it() {
        // Ten scalars were put in at 50.
        let shifts = Shifts::new(vec![stretch(0, 0, 50), stretch(50, 60, 50)]);
        assert_eq!(shifts.place(&(10..20)).starts, [10]);
        assert_eq!(shifts.place(&(60..70)).starts, [70]);
        // Around the place: the ends are known, and all of it is covered.
        let around = shifts.place(&(40..60));
        assert_eq!(
            (around.start, around.end, around.covered),
            (Some(40), Some(70), 20)
        );
        // What begins where they were put in begins behind them; what ends there ends before.
        assert_eq!(shifts.place(&(50..55)).start, Some(60));
        assert_eq!(shifts.place(&(45..50)).end, Some(50));
        assert_eq!(Shifts::default().place(&(7..9)).starts, [7]);
    }

    #[test]
    fn a_gap_lies_between_its_neighbours() {
        let shifts = Shifts::new(vec![stretch(0, 0, 10), stretch(40, 140, 10)]);
        let expected = shifts.place(&(20..25));
        assert_eq!((expected.starts, expected.gap), (vec![20, 120], (10, Some(140))));
        assert_eq!((expected.start, expected.end), (None, None));
    }
}
