//! The chunks that are laid out: the latest used, as many as hold a certain amount of text. Knows no text and no font.

use super::ChunkLayout;
use std::collections::BTreeMap;

/// Text whose galleys are kept, in bytes; a galley takes some hundred times as much.
const KEEP: usize = 120_000;
/// What one frame may keep beyond that, as it shows all of it: a tall window over long lines of tiny text.
const KEEP_FRAME: usize = 8 * KEEP;
/// What a chunk costs beside its words.
const EACH: usize = 40;

#[derive(Default)]
pub struct Cache {
    chunks: BTreeMap<usize, Kept>,
    /// Chunks by the time of their last use.
    used: BTreeMap<u64, usize>,
    clock: u64,
    bytes: usize,
}

struct Kept {
    layout: ChunkLayout,
    bytes: usize,
    used: u64,
    checked: u64,
}

impl Cache {
    pub fn clear(&mut self) {
        *self = Self {
            clock: self.clock,
            ..Self::default()
        };
    }

    pub fn get(&self, index: usize) -> Option<&ChunkLayout> {
        self.chunks.get(&index).map(|kept| &kept.layout)
    }

    pub fn get_mut(&mut self, index: usize) -> Option<&mut ChunkLayout> {
        self.chunks.get_mut(&index).map(|kept| &mut kept.layout)
    }

    /// Whether the chunk is there and its lines were put apart in this frame.
    pub fn is_checked(&self, index: usize, frame: u64) -> bool {
        self.chunks.get(&index).is_some_and(|kept| kept.checked == frame)
    }

    /// The chunk, to put its lines apart in this frame.
    pub fn check(&mut self, index: usize, frame: u64) -> Option<&mut ChunkLayout> {
        let kept = self.chunks.get_mut(&index)?;
        kept.checked = frame;
        Some(&mut kept.layout)
    }

    /// As `get`, and keeps the chunk for longer.
    pub fn touch(&mut self, index: usize) -> Option<&ChunkLayout> {
        let kept = self.chunks.get_mut(&index)?;
        self.clock += 1;
        self.used.remove(&kept.used);
        kept.used = self.clock;
        self.used.insert(self.clock, index);
        Some(&kept.layout)
    }

    /// Puts a chunk of `bytes` bytes of text; the ones used longest ago make room, but none of this frame.
    pub fn put(&mut self, index: usize, layout: ChunkLayout, bytes: usize, frame: u64) {
        self.remove(index);
        let bytes = bytes + EACH;
        while self.bytes + bytes > KEEP
            && let Some((_, oldest)) = self.used.first_key_value()
        {
            let oldest = *oldest;
            if self.is_checked(oldest, frame) && self.bytes + bytes <= KEEP_FRAME {
                break;
            }
            self.remove(oldest);
        }
        self.clock += 1;
        self.bytes += bytes;
        self.used.insert(self.clock, index);
        let used = self.clock;
        self.chunks.insert(
            index,
            Kept {
                layout,
                bytes,
                used,
                checked: 0,
            },
        );
    }

    fn remove(&mut self, index: usize) {
        if let Some(gone) = self.chunks.remove(&index) {
            self.used.remove(&gone.used);
            self.bytes -= gone.bytes;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn the_latest_used_stay_within_the_bytes() {
        let chunk = || ChunkLayout::new(Vec::new(), Vec::new());
        let mut cache = Cache::default();
        for index in 0..1000 {
            cache.put(index, chunk(), 4000, 1);
            cache.touch(0);
        }
        assert!(cache.get(0).is_some() && cache.get(999).is_some() && cache.get(500).is_none());
        assert!(cache.bytes <= KEEP && cache.chunks.len() == cache.used.len());
        cache.put(0, chunk(), 2 * KEEP, 1);
        assert!(
            cache.get(0).is_some(),
            "one that is too large is kept while it is used"
        );
        cache.clear();
        assert!(cache.get(0).is_none() && cache.bytes == 0);
    }

    #[test]
    fn what_one_frame_shows_is_kept_whole() {
        let chunk = || ChunkLayout::new(Vec::new(), Vec::new());
        let mut cache = Cache::default();
        let put = |cache: &mut Cache, frames: std::ops::Range<u64>, chunks: std::ops::Range<usize>| {
            for frame in frames {
                for index in chunks.clone() {
                    cache.put(index, chunk(), 4000, frame);
                    cache.check(index, frame);
                }
            }
        };
        put(&mut cache, 1..2, 0..60);
        assert!(
            (0..60).all(|index| cache.get(index).is_some()),
            "all of one frame"
        );
        put(&mut cache, 2..3, 100..110);
        assert!(cache.bytes <= KEEP, "the next frame lets go of them");
        put(&mut cache, 3..4, 0..10_000);
        assert!(cache.bytes <= KEEP_FRAME, "even one frame has an end");
    }
}
