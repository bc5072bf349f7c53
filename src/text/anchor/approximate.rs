//! Approximate search with a bound: where in a stretch of text words stand that differ from a pattern by few letters.
//! Bit-parallel (Myers 1999), a step for each scalar whatever the pattern, which has at most 128.

use std::cmp::Reverse;

/// Longer patterns are not searched for, in scalars.
pub const MOST: usize = 128;

pub struct Pattern {
    /// For each sign the places where the pattern has it, as bits; by sign.
    ascii: Box<[u128; 128]>,
    others: Vec<(char, u128)>,
    len: u32,
}

/// Where something like the pattern stands, as indexes into what was searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    pub start: usize,
    pub end: usize,
    /// Signs to put in, take out or replace.
    pub distance: u32,
}

impl Pattern {
    /// None where it is empty or too long.
    pub fn new(signs: impl Iterator<Item = char>) -> Option<Self> {
        let mut pattern = Self {
            ascii: Box::new([0; 128]),
            others: Vec::new(),
            len: 0,
        };
        for sign in signs {
            if pattern.len as usize == MOST {
                return None;
            }
            let bit = 1_u128 << pattern.len;
            match pattern.ascii.get_mut(sign as usize) {
                Some(bits) => *bits |= bit,
                None => match pattern.others.iter_mut().find(|(known, _)| *known == sign) {
                    Some((_, bits)) => *bits |= bit,
                    None => pattern.others.push((sign, bit)),
                },
            }
            pattern.len += 1;
        }
        (pattern.len > 0).then_some(pattern)
    }

    fn bits(&self, sign: char) -> u128 {
        match self.ascii.get(sign as usize) {
            Some(bits) => *bits,
            None => self
                .others
                .iter()
                .find(|(known, _)| *known == sign)
                .map_or(0, |(_, bits)| *bits),
        }
    }

    /// Calls `each` with the number of signs read and the distance of the pattern to the best match that ends there. Such a
    /// match begins anywhere, or, where `from_start`, with the first sign.
    fn follow(&self, signs: impl Iterator<Item = char>, from_start: bool, mut each: impl FnMut(usize, u32)) {
        let top = 1_u128 << (self.len - 1);
        let (mut more, mut less) = (u128::MAX, 0_u128);
        let mut distance = self.len;
        for (index, sign) in signs.enumerate() {
            let equal = self.bits(sign);
            let down = equal | less;
            let across = ((equal & more).wrapping_add(more) ^ more) | equal;
            let mut up_across = less | !(across | more);
            let mut down_across = more & across;
            if up_across & top != 0 {
                distance += 1;
            } else if down_across & top != 0 {
                distance -= 1;
            }
            up_across = up_across << 1 | u128::from(from_start);
            down_across <<= 1;
            more = down_across | !(down | up_across);
            less = up_across & down;
            each(index + 1, distance);
        }
    }

    /// The distance to all of `signs`.
    pub fn distance_to(&self, signs: impl Iterator<Item = char>) -> u32 {
        let mut last = self.len;
        self.follow(signs, true, |_, distance| last = distance);
        last
    }

    /// Matches with at most `most` differences that do not overlap, the best first. Of equal ones at a place the one that ends
    /// at `end`, or else with a word.
    pub fn matches(&self, signs: &[char], most: u32, end: Option<usize>) -> Vec<(usize, u32)> {
        let mut found: Vec<(usize, u32)> = Vec::new();
        let apart = (self.len as usize / 2).max(1);
        // A word that is taken whole may cost one more.
        let rank = |at: usize, distance: u32| {
            let split = splits_word(signs, at);
            (Reverse(distance + u32::from(split)), Some(at) == end, !split)
        };
        self.follow(signs.iter().copied(), false, |at, distance| {
            if distance > most {
                return;
            }
            match found.last_mut().filter(|(last, _)| at - *last <= apart) {
                Some(last) if rank(at, distance) > rank(last.0, last.1) => *last = (at, distance),
                Some(_) => {}
                None => found.push((at, distance)),
            }
        });
        found.sort_by_key(|(at, distance)| (*distance, *at));
        found
    }
}

/// The best match of a pattern that ends at `end`; of equal ones the one that starts at `start`, or else with a word.
pub fn match_ending(
    reversed: &Pattern,
    signs: &[char],
    (end, start): (usize, Option<usize>),
    most: u32,
) -> Option<Match> {
    let longest = (reversed.len + most) as usize;
    let before = signs.get(end.saturating_sub(longest)..end)?;
    let mut best: Option<Match> = None;
    let rank = |found: Match| {
        let length = (found.end - found.start).abs_diff(reversed.len as usize);
        let wanted = Some(found.start) == start;
        let split = splits_word(signs, found.start);
        (
            Reverse(found.distance + u32::from(split)),
            wanted,
            !split,
            Reverse(length),
        )
    };
    reversed.follow(before.iter().rev().copied(), true, |read, distance| {
        let found = Match {
            start: end - read,
            end,
            distance,
        };
        if distance <= most && best.is_none_or(|best| rank(found) > rank(best)) {
            best = Some(found);
        }
    });
    best
}

/// Whether a word begins before an index and goes on behind it.
fn splits_word(signs: &[char], at: usize) -> bool {
    let is_word = |at: Option<usize>| {
        at.and_then(|at| signs.get(at))
            .is_some_and(|c| c.is_alphanumeric())
    };
    is_word(at.checked_sub(1)) && is_word(Some(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn signs(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    /// The distances by the table that everybody knows.
    fn table(pattern: &[char], text: &[char], from_start: bool) -> Vec<u32> {
        let mut column: Vec<u32> = (0..=pattern.len() as u32).collect();
        let mut last = Vec::new();
        for (read, sign) in text.iter().enumerate() {
            let mut above = column[0];
            column[0] = if from_start { read as u32 + 1 } else { 0 };
            for row in 1..column.len() {
                let replaced = above + u32::from(pattern[row - 1] != *sign);
                above = column[row];
                column[row] = replaced.min(above + 1).min(column[row - 1] + 1);
            }
            last.push(column[pattern.len()]);
        }
        last
    }

    fn best(pattern: &str, text: &str, most: u32) -> Option<String> {
        let (pattern, text) = (signs(pattern), signs(text));
        let forward = Pattern::new(pattern.iter().copied()).unwrap();
        let reversed = Pattern::new(pattern.iter().rev().copied()).unwrap();
        let (end, _) = forward.matches(&text, most, None).into_iter().next()?;
        let found = match_ending(&reversed, &text, (end, None), most)?;
        Some(text[found.start..found.end].iter().collect())
    }

    #[test]
    fn words_with_few_other_letters_are_found_whole() {
        let text = "They say that the bridges will not reopen before May.";
        assert_eq!(
            best("the bridge will reopen", text, 8).as_deref(),
            Some("the bridges will not reopen")
        );
        assert_eq!(best("befoer", text, 2).as_deref(), Some("before"));
        assert_eq!(best("somewhere else", text, 3), None);
    }

    #[test]
    fn matches_lie_apart_and_the_best_comes_first() {
        let text = signs("a bridge, a bridje, a brxxge");
        let pattern = Pattern::new("bridge".chars()).unwrap();
        let found = pattern.matches(&text, 2, None);
        assert_eq!(found, [(8, 0), (18, 1), (28, 2)]);
    }

    proptest! {
        #[test]
        fn distances_are_those_of_the_table(pattern in "[abé]{1,128}", text in "[abé😀]{0,200}", from_start: bool) {
            let (pattern, text) = (signs(&pattern), signs(&text));
            let mut found = Vec::new();
            let bits = Pattern::new(pattern.iter().copied()).unwrap();
            bits.follow(text.iter().copied(), from_start, |_, distance| found.push(distance));
            prop_assert_eq!(found, table(&pattern, &text, from_start));
        }
    }
}
