//! How high a text stands: heights of its chunks, exact where they were laid out and estimated elsewhere. Sums are kept by blocks in a
//! tree, so that a correction costs a few additions however long the text is. Knows no text and no font.

use std::ops::Range;

/// Chunks in a block.
pub const BLOCK: usize = 64;

pub struct Heights {
    count: usize,
    blocks: Vec<Block>,
    /// Fenwick tree of the blocks' sums.
    tree: Vec<f64>,
    /// The next block whose estimate is to be made better.
    next: usize,
}

#[derive(Clone, Default)]
struct Block {
    sum: f64,
    /// Of each chunk, once one of them was laid out.
    rows: Option<Box<[f32]>>,
}

impl Heights {
    /// `crude` gives the height of a range of chunks, quickly.
    pub fn new(count: usize, crude: impl Fn(Range<usize>) -> f64) -> Self {
        let count = count.max(1);
        let blocks: Vec<Block> = (0..count.div_ceil(BLOCK))
            .map(|block| Block {
                sum: crude(chunks_of(block, count)),
                rows: None,
            })
            .collect();
        let mut heights = Self {
            count,
            tree: vec![0.0; blocks.len()],
            blocks,
            next: 0,
        };
        for at in 0..heights.blocks.len() {
            let sum = heights.blocks.get(at).map_or(0.0, |block| block.sum);
            heights.add(at, sum);
        }
        heights
    }

    fn add(&mut self, block: usize, by: f64) {
        let mut at = block;
        while let Some(node) = self.tree.get_mut(at) {
            *node += by;
            at |= at + 1;
        }
    }

    /// Sum of the blocks before this one.
    fn before(&self, block: usize) -> f64 {
        let mut sum = 0.0;
        let mut at = block;
        while at > 0 {
            sum += self.tree.get(at - 1).copied().unwrap_or(0.0);
            at &= at - 1;
        }
        sum
    }

    pub fn total(&self) -> f64 {
        self.before(self.blocks.len())
    }

    /// Points from the top of the text to the top of a chunk.
    pub fn top(&self, index: usize) -> f64 {
        let block = index / BLOCK;
        let inside = index % BLOCK;
        let rest = self.blocks.get(block).map_or(0.0, |found| match &found.rows {
            Some(rows) => rows.iter().take(inside).copied().map(f64::from).sum(),
            None => found.sum * inside as f64 / chunks_of(block, self.count).len().max(1) as f64,
        });
        self.before(block) + rest
    }

    /// The chunk at a height, and how far below its top; the last one below the end.
    pub fn find(&self, y: f64) -> (usize, f64) {
        let mut block = 0;
        let mut left = y.max(0.0);
        let mut step = self.tree.len().next_power_of_two();
        while step > 0 {
            let sum = self.tree.get(block + step - 1).copied();
            if let Some(sum) = sum.filter(|sum| *sum <= left && block + step < self.tree.len()) {
                block += step;
                left -= sum;
            }
            step /= 2;
        }
        let chunks = chunks_of(block, self.count);
        let last = chunks.end.saturating_sub(1);
        let Some(found) = self.blocks.get(block) else {
            return (last, 0.0);
        };
        let Some(rows) = &found.rows else {
            let each = (found.sum / chunks.len().max(1) as f64).max(1e-6);
            let inside = ((left / each) as usize).min(chunks.len().saturating_sub(1));
            return (chunks.start + inside, left - inside as f64 * each);
        };
        for (index, row) in chunks.zip(rows.iter()) {
            if left < f64::from(*row) || index == last {
                return (index, left);
            }
            left -= f64::from(*row);
        }
        (last, left)
    }

    /// Puts the exact height of a chunk. `estimate` gives those of its neighbours.
    pub fn set(&mut self, index: usize, height: f32, estimate: impl Fn(usize) -> f32) {
        let at = index / BLOCK;
        let chunks = chunks_of(at, self.count);
        let Some(block) = self.blocks.get_mut(at) else {
            return;
        };
        let before = block.sum;
        let rows = block.rows.get_or_insert_with(|| chunks.map(estimate).collect());
        if let Some(row) = rows.get_mut(index % BLOCK) {
            *row = height;
        }
        block.sum = rows.iter().copied().map(f64::from).sum();
        let by = block.sum - before;
        self.add(at, by);
    }

    /// Makes the estimates of some blocks better; true when all are good.
    pub fn refine(&mut self, blocks: usize, estimate: impl Fn(usize) -> f32) -> bool {
        for _ in 0..blocks {
            let at = self.next;
            let Some(block) = self.blocks.get_mut(at) else {
                return true;
            };
            self.next += 1;
            if block.rows.is_some() {
                continue;
            }
            let sum: f64 = chunks_of(at, self.count).map(&estimate).map(f64::from).sum();
            let by = sum - block.sum;
            block.sum = sum;
            self.add(at, by);
        }
        self.next >= self.blocks.len()
    }
}

fn chunks_of(block: usize, count: usize) -> Range<usize> {
    block * BLOCK..((block + 1) * BLOCK).min(count)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn even(count: usize) -> Heights {
        Heights::new(count, |chunks| chunks.len() as f64 * 10.0)
    }

    #[test]
    fn a_correction_moves_only_what_is_below() {
        let mut heights = even(1000);
        assert_eq!(heights.total(), 10_000.0);
        heights.set(500, 34.0, |_| 10.0);
        assert_eq!(heights.top(500), 5000.0);
        assert_eq!(heights.top(501), 5034.0);
        assert_eq!(heights.total(), 10_024.0);
        assert_eq!(heights.find(5033.0), (500, 33.0));
        assert_eq!(heights.find(1e9).0, 999);
        assert_eq!(heights.find(-5.0), (0, 0.0));
    }

    #[test]
    fn better_estimates_leave_exact_heights_alone() {
        let mut heights = even(200);
        heights.set(3, 100.0, |_| 12.0);
        assert!(!heights.refine(1, |_| 20.0));
        assert!(heights.refine(100, |_| 20.0));
        assert_eq!(heights.top(64), 63.0 * 12.0 + 100.0);
        assert_eq!(heights.total(), 63.0 * 12.0 + 100.0 + 136.0 * 20.0);
        assert_eq!(even(0).find(0.0), (0, 0.0));
    }

    proptest! {
        #[test]
        fn tops_and_places_agree(
            count in 1usize..400,
            changes in prop::collection::vec((0usize..400, 0.0f32..90.0), 0..60),
            y in 0.0f64..6000.0,
        ) {
            let mut heights = even(count);
            let mut plain = vec![10.0f32; count];
            for (index, height) in changes {
                let index = index % count;
                heights.set(index, height, |_| 10.0);
                plain[index] = height;
            }
            let mut sum = 0.0;
            for (index, height) in plain.iter().enumerate() {
                prop_assert!((heights.top(index) - sum).abs() < 1e-3);
                sum += f64::from(*height);
            }
            prop_assert!((heights.total() - sum).abs() < 1e-3);
            let (index, offset) = heights.find(y.min(sum));
            prop_assert!((heights.top(index) + offset - y.min(sum)).abs() < 1e-3);
            prop_assert!(index + 1 == count || offset <= f64::from(plain[index]) + 1e-3);
        }
    }
}
