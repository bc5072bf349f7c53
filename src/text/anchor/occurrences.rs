//! Where each of many beginnings stands in a text: one pass, whatever their number.

use super::quote::{Strength, Wanted};
use std::collections::HashMap;

/// Bytes of a beginning that are looked up.
const KEY: usize = 12;
/// Beginnings that stand more often are common words: where they stand is not remembered.
const MANY: usize = 64;

/// The places of the beginnings, by their first bytes.
#[derive(Default)]
pub struct Occurrences {
    /// Start bytes, ascending; None for too many.
    places: HashMap<[u8; KEY], Option<Vec<u32>>>,
}

impl Occurrences {
    /// Of the strong ones among `wanted`.
    pub fn of<'a>(text: &str, wanted: impl Iterator<Item = &'a Wanted<'a>>) -> Self {
        let strong = wanted.filter(|wanted| wanted.strength() == Strength::Strong);
        let keys = strong.filter_map(|wanted| wanted.head().as_bytes().first_chunk::<KEY>());
        let mut places: HashMap<[u8; KEY], Option<Vec<u32>>> =
            keys.map(|key| (*key, Some(Vec::new()))).collect();
        if places.is_empty() {
            return Self::default();
        }
        // Most windows of the text begin none of them: their first bytes tell.
        let mut begins = vec![false; 1 << 16];
        let slot = |bytes: &[u8; KEY]| {
            let [a, b, c, d, e, f, g, h, ..] = *bytes;
            let word = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
            (word.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48) as usize
        };
        #[expect(
            clippy::iter_over_hash_type,
            reason = "the order of setting marks does not show"
        )]
        for key in places.keys() {
            if let Some(mark) = begins.get_mut(slot(key)) {
                *mark = true;
            }
        }
        for (at, window) in text.as_bytes().array_windows::<KEY>().enumerate() {
            if !begins.get(slot(window)).is_some_and(|mark| *mark) {
                continue;
            }
            if let Some(found) = places.get_mut(window)
                && let Some(list) = found
            {
                list.push(u32::try_from(at).unwrap_or(u32::MAX));
                if list.len() > MANY {
                    *found = None;
                }
            }
        }
        Self { places }
    }

    /// Where the beginning stands, in bytes; None where it stands too often or is too short to tell.
    pub fn of_head(&self, head: &str) -> Option<&[u32]> {
        let key = head.as_bytes().first_chunk::<KEY>()?;
        self.places.get(key)?.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_found_wherever_they_stand() {
        let text = "the bridge will reopen; the bridge will fall; it".to_owned() + &" it".repeat(100);
        let wanted = [
            Wanted::new(0..10, "the bridge will reopen"),
            Wanted::new(0..10, "it"),
            Wanted::new(0..10, " it it it it it"),
        ];
        let found = Occurrences::of(&text, wanted.iter());
        assert_eq!(found.of_head("the bridge will burn"), Some([0, 24].as_slice()));
        assert_eq!(found.of_head("it"), None);
        assert_eq!(found.of_head(" it it it it it"), None);
        assert_eq!(found.of_head("nothing like that"), None);
    }
}
