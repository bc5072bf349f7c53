//! What two texts have in common: lines first, then words within the lines that differ. Bounded: where there is too much to
//! compare, a stretch counts as new.

use super::shifts::{Shifts, Stretch, longest_ascending};
use crate::text::Text;
use std::collections::HashMap;
use std::ops::Range;

/// Cells of a table of common words in a stretch, and in all of them together.
const TABLE: usize = 250_000;
const TABLES: usize = 60_000_000;
/// A shorter line is not looked for elsewhere, in bytes.
const LINE: usize = 20;

/// Two ranges that say the same, in bytes or in tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Same {
    old: usize,
    new: usize,
    len: usize,
}

/// Where the offsets of one text went in another.
pub fn shifts_between(old: &Text, new: &Text) -> Shifts {
    let mut work = Work {
        old: old.as_str(),
        new: new.as_str(),
        cells: TABLES,
        same: Vec::new(),
        moved: Vec::new(),
    };
    work.lines();
    work.same.sort_unstable();
    let same = joined(&work.same);
    let kept = same
        .into_iter()
        .filter(|same| tells(old.as_str().get(same.old..same.old + same.len)))
        .map(|same| stretch(old, new, same))
        .collect();
    let moved = joined(&work.moved)
        .into_iter()
        .map(|same| stretch(old, new, same));
    let moved = moved.collect();
    Shifts::new(kept).with_moved(moved)
}

/// What each of two texts says and the other does not: whole words, in bytes, in order.
pub fn words_apart(old: &str, new: &str) -> [Vec<Range<usize>>; 2] {
    let end = (old.len(), new.len(), 0);
    let mut apart = [Vec::new(), Vec::new()];
    let (mut old_at, mut new_at) = (0, 0);
    for (old, new, len) in same_words(old, new).into_iter().chain([end]) {
        let gaps = [old_at..old, new_at..new];
        for (apart, gap) in apart.iter_mut().zip(gaps) {
            apart.extend((!gap.is_empty()).then_some(gap));
        }
        (old_at, new_at) = (old + len, new + len);
    }
    apart
}

/// What both say, in order: where in each, and how long, in bytes.
pub(super) fn same_words(old: &str, new: &str) -> Vec<(usize, usize, usize)> {
    let mut work = Work {
        old,
        new,
        cells: TABLES,
        same: Vec::new(),
        moved: Vec::new(),
    };
    work.lines();
    work.same.sort_unstable();
    let same = joined(&work.same).into_iter();
    same.map(|same| (same.old, same.new, same.len)).collect()
}

fn stretch(old: &Text, new: &Text, same: Same) -> Stretch {
    let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let from = old.scalar_from_byte(byte(same.old));
    Stretch {
        old: from,
        new: new.scalar_from_byte(byte(same.new)),
        len: old.scalar_from_byte(byte(same.old + same.len)) - from,
    }
}

/// A space or a comma that both have says nothing about where words went.
fn tells(words: Option<&str>) -> bool {
    words.is_some_and(|words| words.chars().filter(|c| c.is_alphanumeric()).nth(1).is_some())
}

/// Touching ranges as one.
fn joined(ranges: &[Same]) -> Vec<Same> {
    let mut joined: Vec<Same> = Vec::with_capacity(ranges.len());
    for same in ranges {
        match joined.last_mut() {
            Some(last) if last.old + last.len == same.old && last.new + last.len == same.new => {
                last.len += same.len;
            }
            _ => joined.push(*same),
        }
    }
    joined
}

struct Work<'t> {
    old: &'t str,
    new: &'t str,
    /// Cells of tables that may still be filled.
    cells: usize,
    /// In bytes.
    same: Vec<Same>,
    moved: Vec<Same>,
}

/// The tokens of a part of a text: their numbers, and their starts in bytes with the end.
struct Tokens {
    ids: Vec<u32>,
    starts: Vec<usize>,
}

impl Tokens {
    fn of<'t>(
        text: &'t str,
        part: Range<usize>,
        cut: fn(&'t str) -> Vec<&'t str>,
        ids: &mut HashMap<&'t str, u32>,
    ) -> Self {
        let mut at = part.start;
        let mut tokens = Self {
            ids: Vec::new(),
            starts: Vec::new(),
        };
        for token in cut(text.get(part).unwrap_or_default()) {
            let next = u32::try_from(ids.len()).unwrap_or(u32::MAX);
            tokens.ids.push(*ids.entry(token).or_insert(next));
            tokens.starts.push(at);
            at += token.len();
        }
        tokens.starts.push(at);
        tokens
    }

    fn start(&self, token: usize) -> usize {
        self.starts
            .get(token)
            .or(self.starts.last())
            .copied()
            .unwrap_or_default()
    }

    fn ids(&self, part: Range<usize>) -> &[u32] {
        self.ids.get(part).unwrap_or_default()
    }
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Words, and each other sign by itself.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        // Scripts without spaces would make one word of a sentence: signs beyond the alphabets stand alone.
        let in_word = |c: char| c.is_alphanumeric() && (c as u32) < 0x0e00;
        let end = if in_word(first) {
            rest.find(|c| !in_word(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

impl Work<'_> {
    fn lines(&mut self) {
        let mut ids = HashMap::new();
        let old = Tokens::of(self.old, 0..self.old.len(), lines, &mut ids);
        let new = Tokens::of(self.new, 0..self.new.len(), lines, &mut ids);
        let same = self.common(&old, &new);
        self.moved = moved_lines(&old, &new, &same);
        let end = Same {
            old: old.ids.len(),
            new: new.ids.len(),
            len: 0,
        };
        let (mut old_at, mut new_at) = (0, 0);
        for same in same.into_iter().chain([end]) {
            let old_gap = old.start(old_at)..old.start(same.old);
            let new_gap = new.start(new_at)..new.start(same.new);
            self.words(old_gap, new_gap);
            self.push(&old, &new, same);
            (old_at, new_at) = (same.old + same.len, same.new + same.len);
        }
    }

    fn push(&mut self, old: &Tokens, new: &Tokens, same: Same) {
        let (from, to) = (old.start(same.old), old.start(same.old + same.len));
        if to > from {
            self.same.push(Same {
                old: from,
                new: new.start(same.new),
                len: to - from,
            });
        }
    }

    /// Within lines that differ.
    fn words(&mut self, old: Range<usize>, new: Range<usize>) {
        if old.is_empty() || new.is_empty() {
            return;
        }
        let mut ids = HashMap::new();
        let (old_text, new_text) = (self.old, self.new);
        let old = Tokens::of(old_text, old, words, &mut ids);
        let new = Tokens::of(new_text, new, words, &mut ids);
        for same in self.common(&old, &new) {
            self.push(&old, &new, same);
        }
    }

    /// Runs of equal tokens in the order of both. What is only once on both sides leads; between, a table decides.
    fn common(&mut self, old: &Tokens, new: &Tokens) -> Vec<Same> {
        let mut found = Vec::new();
        let mut waiting = vec![(0..old.ids.len(), 0..new.ids.len())];
        while let Some((mut of_old, mut of_new)) = waiting.pop() {
            let (a, b) = (old.ids(of_old.clone()), new.ids(of_new.clone()));
            let head = a.iter().zip(b).take_while(|(a, b)| a == b).count();
            found.extend(run(of_old.start, of_new.start, head));
            of_old.start += head;
            of_new.start += head;
            let (a, b) = (old.ids(of_old.clone()), new.ids(of_new.clone()));
            let tail = a
                .iter()
                .rev()
                .zip(b.iter().rev())
                .take_while(|(a, b)| a == b)
                .count();
            of_old.end -= tail;
            of_new.end -= tail;
            found.extend(run(of_old.end, of_new.end, tail));
            if of_old.is_empty() || of_new.is_empty() {
                continue;
            }
            let (a, b) = (old.ids(of_old.clone()), new.ids(of_new.clone()));
            let Some(left) = self.cells.checked_sub(a.len() + b.len()) else {
                continue;
            };
            self.cells = left;
            let led = unique_pairs(a, b);
            if led.is_empty() {
                found.extend(self.table(a, b).into_iter().map(|(i, j)| Same {
                    old: of_old.start + i,
                    new: of_new.start + j,
                    len: 1,
                }));
                continue;
            }
            let (mut old_at, mut new_at) = (of_old.start, of_new.start);
            for (i, j) in led {
                let (i, j) = (of_old.start + i, of_new.start + j);
                found.extend(run(i, j, 1));
                waiting.push((old_at..i, new_at..j));
                (old_at, new_at) = (i + 1, j + 1);
            }
            waiting.push((old_at..of_old.end, new_at..of_new.end));
        }
        found.sort_unstable();
        joined(&found)
    }

    /// The longest common selection of two short lists; nothing where they are too long.
    fn table(&mut self, a: &[u32], b: &[u32]) -> Vec<(usize, usize)> {
        let (rows, columns) = (a.len() + 1, b.len() + 1);
        let cells = rows.saturating_mul(columns);
        if cells > TABLE || cells > self.cells {
            return Vec::new();
        }
        self.cells -= cells;
        // How much the rest from each place on has in common.
        let mut table = vec![0_u16; cells];
        let at = |i: usize, j: usize| i * columns + j;
        let get = |table: &[u16], i: usize, j: usize| table.get(at(i, j)).copied().unwrap_or_default();
        for (i, x) in a.iter().enumerate().rev() {
            for (j, y) in b.iter().enumerate().rev() {
                let best = if x == y {
                    get(&table, i + 1, j + 1).saturating_add(1)
                } else {
                    get(&table, i + 1, j).max(get(&table, i, j + 1))
                };
                if let Some(cell) = table.get_mut(at(i, j)) {
                    *cell = best;
                }
            }
        }
        let mut pairs = Vec::new();
        let (mut i, mut j) = (0, 0);
        while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
            if x == y {
                pairs.push((i, j));
                (i, j) = (i + 1, j + 1);
            } else if get(&table, i + 1, j) >= get(&table, i, j + 1) {
                i += 1;
            } else {
                j += 1;
            }
        }
        pairs
    }
}

fn run(old: usize, new: usize, len: usize) -> Option<Same> {
    (len > 0).then_some(Same { old, new, len })
}

/// The tokens that stand once in both lists, as far as they keep one order.
fn unique_pairs(a: &[u32], b: &[u32]) -> Vec<(usize, usize)> {
    // Where a token stands, or that it does more than once.
    let places = |list: &[u32]| {
        let mut places: HashMap<u32, Option<usize>> = HashMap::with_capacity(list.len());
        for (at, id) in list.iter().enumerate() {
            places
                .entry(*id)
                .and_modify(|place| *place = None)
                .or_insert(Some(at));
        }
        places
    };
    let (in_a, in_b) = (places(a), places(b));
    let mut pairs = Vec::new();
    for (i, id) in a.iter().enumerate() {
        if let (Some(Some(_)), Some(Some(j))) = (in_a.get(id), in_b.get(id)) {
            pairs.push((i, *j));
        }
    }
    let keys: Vec<u32> = pairs
        .iter()
        .map(|(_, j)| u32::try_from(*j).unwrap_or(u32::MAX))
        .collect();
    let chosen = longest_ascending(&keys);
    chosen
        .into_iter()
        .filter_map(|at| pairs.get(at).copied())
        .collect()
}

/// Long lines that are gone from one place and stand once at another.
fn moved_lines(old: &Tokens, new: &Tokens, same: &[Same]) -> Vec<Same> {
    let mut left = (vec![true; old.ids.len()], vec![true; new.ids.len()]);
    for same in same {
        let taken = left.0.get_mut(same.old..same.old + same.len);
        taken.unwrap_or_default().fill(false);
        let taken = left.1.get_mut(same.new..same.new + same.len);
        taken.unwrap_or_default().fill(false);
    }
    let mut places: HashMap<u32, Option<usize>> = HashMap::new();
    for (at, id) in new.ids.iter().enumerate() {
        if left.1.get(at) == Some(&true) {
            places
                .entry(*id)
                .and_modify(|place| *place = None)
                .or_insert(Some(at));
        }
    }
    let mut moved = Vec::new();
    for (at, id) in old.ids.iter().enumerate() {
        let from = old.start(at);
        let len = old.start(at + 1) - from;
        if left.0.get(at) == Some(&true)
            && len >= LINE
            && let Some(Some(to)) = places.get(id)
        {
            moved.push(Same {
                old: from,
                new: new.start(*to),
                len,
            });
        }
    }
    moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::text;
    use proptest::prelude::*;

    /// What stays, one stretch a line.
    fn kept(old: &str, new: &str) -> Vec<String> {
        let (old, new) = (text(old), text(new));
        let shifts = shifts_between(&old, &new);
        let words = shifts.kept().iter().map(|stretch| {
            let span = old
                .span_from_scalars(stretch.old..stretch.old + stretch.len)
                .unwrap();
            let there = new
                .span_from_scalars(stretch.new..stretch.new + stretch.len)
                .unwrap();
            assert_eq!(old.slice(span), new.slice(there));
            old.slice(span).to_owned()
        });
        words.collect()
    }

    #[test]
    fn what_stays_is_told_by_lines_and_words() {
        let old = "First line.\nThe bridge will reopen in May.\nLast line.\n";
        let new = "First line.\nA new one.\nThe old bridge will reopen in June.\nLast line.\n";
        assert_eq!(
            kept(old, new),
            [
                "First line.\n",
                "The ",
                "bridge will reopen in ",
                ".\nLast line.\n"
            ]
        );
        assert_eq!(kept(old, old), [old]);
        assert_eq!(kept(old, ""), Vec::<String>::new());
        assert_eq!(
            kept("橋は五月に再開する。", "橋は六月に再開するだろう。"),
            ["橋は", "月に再開する"]
        );
    }

    #[test]
    fn a_paragraph_that_moved_is_known() {
        let parts = [
            "One paragraph about a bridge.\n",
            "Another about a river.\n",
            "A third one.\n",
        ];
        let old = parts.concat();
        let new = [parts[1], parts[2], parts[0]].concat();
        let shifts = shifts_between(&text(&old), &text(&new));
        assert_eq!(shifts.place(&(22..28)).moved, Some(36 + 22));
    }

    proptest! {
        #[test]
        fn what_stays_is_the_same_in_both(old in "[ab \n]{0,60}", new in "[ab \n]{0,60}") {
            kept(&old, &new);
        }
    }
}
