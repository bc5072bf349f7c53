//! The boldest step: words that differ by a few letters from those that are looked for.

use super::super::approximate::{MOST, Match, Pattern, match_ending};
use super::*;

/// Around an expected place, in scalars.
const AROUND: u32 = 2_000;

impl Finder<'_> {
    /// Places with few differences, the likeliest first.
    pub(super) fn approximate_near(&self, wanted: &Wanted<'_>, expected: &Expected) -> Vec<Candidate> {
        let mut found = Vec::new();
        for (low, high) in self.windows(wanted, expected, AROUND) {
            let spans = match &wanted.words {
                Words::Whole(words) => self.alike(words, (low, high), expected),
                Words::Ends(head, tail) => self.alike_ends(wanted.scalars(), (head, tail), (low, high)),
            };
            found.extend(
                spans
                    .into_iter()
                    .map(|(span, distance)| self.candidate(expected, span, distance)),
            );
        }
        found.sort_by_key(|candidate| (candidate.distance, candidate.away, candidate.span));
        found.truncate(MOST_CANDIDATES);
        found
    }

    /// Spans in a byte range that differ little from `words`, with their distances, the best first.
    fn alike(&self, words: &str, window: (usize, usize), expected: &Expected) -> Vec<(Span, u32)> {
        if !self.spend(window.1.saturating_sub(window.0) as u64) {
            return Vec::new();
        }
        let Some(window) = Window::of(self.text, window) else {
            return Vec::new();
        };
        let patterns = Pattern::new(words.chars()).zip(Pattern::new(words.chars().rev()));
        let Some((forward, reversed)) = patterns else {
            return Vec::new();
        };
        let len = words.chars().count().min(MOST);
        let most = u32::try_from(bound(len)).unwrap_or_default();
        if most == 0 {
            return Vec::new();
        }
        let index = |at: Option<i64>| window.index_of(self.text, at?);
        let (start, end) = (index(expected.start), index(expected.end));
        let ends = forward.matches(&window.signs, most, end);
        let matches = ends.into_iter().take(MOST_CANDIDATES);
        let matches = matches.filter_map(|(at, _)| match_ending(&reversed, &window.signs, (at, start), most));
        matches
            .filter_map(|found| Some((window.span(self.text, found)?, found.distance)))
            .collect()
    }

    /// As `alike`, for a quote of which only the ends are kept.
    fn alike_ends(&self, len: u32, ends: (&str, &str), window: (usize, usize)) -> Vec<(Span, u32)> {
        let nowhere = Expected::default();
        let heads = self.alike(ends.0, window, &nowhere);
        let mut found = Vec::new();
        for (head, distance) in heads.into_iter().take(3) {
            let start = self.text.scalar_from_byte(head.start());
            let slack = (len / 4).clamp(40, AROUND);
            let byte = |at: u32| self.text.byte_from_scalar(at).unwrap_or(self.text.len()) as usize;
            let low = start.saturating_add(len.saturating_sub(slack.saturating_add(40)));
            let high = start.saturating_add(len).saturating_add(slack);
            let tails = self.alike(ends.1, (byte(low), byte(high)), &nowhere);
            for (tail, more) in tails
                .into_iter()
                .filter(|(tail, _)| tail.start() >= head.start())
                .take(1)
            {
                found.push((head.cover(tail), distance + more));
            }
        }
        found.sort_by_key(|(span, distance)| (*distance, *span));
        found
    }
}

/// Differences that words of this length may have.
fn bound(len: usize) -> usize {
    match len {
        ..4 => 0,
        4..6 => 1,
        6..8 => 2,
        _ => len / 4,
    }
}

/// The one place of those with differences that is sure: it is long, much alike, and no other comes near; or it stands exactly
/// between words that are there.
pub(super) fn clearly_alike(
    wanted: &Wanted<'_>,
    expected: &Expected,
    text: &Text,
    found: &[Candidate],
) -> Option<Span> {
    let first = found.first()?;
    let len = match &wanted.words {
        Words::Whole(_) => wanted.scalars(),
        Words::Ends(..) => 80,
    };
    let at = text.scalars_from_span(first.span);
    let starts = expected.start == Some(i64::from(at.start));
    let ends = expected.end == Some(i64::from(at.end));
    let apart = (len / 8).max(2);
    let alone = found
        .get(1)
        .is_none_or(|second| second.distance >= first.distance + apart);
    let near = first.away <= u64::from(len) + 500;
    let like = first.distance.saturating_mul(6) <= len;
    let sure = (starts && ends) || len >= 8 && alone && near && (like || starts || ends);
    sure.then_some(first.span)
}

/// A part of the text as signs.
struct Window {
    signs: Vec<char>,
    /// The byte of each sign, and the end.
    bytes: Vec<u32>,
    /// The scalars before it.
    first: u32,
}

impl Window {
    fn of(text: &Text, window: (usize, usize)) -> Option<Self> {
        let words = text.as_str().get(window.0..window.1)?;
        let at = |byte: usize| u32::try_from(byte).unwrap_or(u32::MAX);
        let mut bytes: Vec<u32> = words
            .char_indices()
            .map(|(byte, _)| at(window.0 + byte))
            .collect();
        bytes.push(at(window.1));
        Some(Self {
            signs: words.chars().collect(),
            bytes,
            first: text.scalar_from_byte(at(window.0)),
        })
    }

    fn index_of(&self, text: &Text, scalar: i64) -> Option<usize> {
        let scalar = u32::try_from(scalar).ok()?.min(text.scalar_len());
        let index = scalar.checked_sub(self.first)? as usize;
        (index <= self.signs.len()).then_some(index)
    }

    fn span(&self, text: &Text, found: Match) -> Option<Span> {
        let (start, end) = (self.bytes.get(found.start)?, self.bytes.get(found.end)?);
        text.span(*start as usize..*end as usize).ok()
    }
}
