//! The steps of looking for one quote, from the surest to the boldest, on what is known of all.

use super::approximate::Pattern;
use super::shifts::{Expected, Shifts, Stretch};
use super::*;
use alike::clearly_alike;
use std::cell::Cell;

mod alike;

/// Around an expected place, in bytes.
const NEAR: u32 = 20_000;
/// What searches around expected places may cost in all, in scalars that an approximate one looks at: a few seconds.
const STEPS: u64 = 150_000_000;
/// Bytes that an exact search looks at in the time of one such scalar, and the cost of a place that it finds.
const EXACT: u64 = 16;
const PLACE: u64 = 8;
/// What stands before and what stands after may differ by this much on where something went, and one place between is sure, in
/// scalars.
const SPREAD: u64 = 200;
/// More exact places near are not looked at.
const MOST_EXACT: usize = 32;

pub struct Finder<'t> {
    text: &'t Text,
    quotes: Vec<Wanted<'t>>,
    shifts: Shifts,
    occurrences: Occurrences,
    steps: Cell<u64>,
}

/// Where something may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Candidate {
    span: Span,
    distance: u32,
    /// From where it was expected, in scalars.
    away: u64,
}

impl<'t> Finder<'t> {
    /// With what the quotes themselves tell: each that stands once in the text says where its neighbours are.
    pub fn from_quotes(text: &'t Text, quotes: Vec<Wanted<'t>>) -> Self {
        let mut finder = Self::new(text, quotes, Shifts::default());
        let mut stretches = Vec::new();
        for wanted in finder.quotes.iter().filter(|wanted| !wanted.is_guess) {
            if let Some(span) = finder.only_place(wanted) {
                stretches.extend(stretches_of(text, wanted, span));
            }
        }
        finder.shifts = Shifts::new(stretches);
        finder
    }

    /// With the way from the old text known.
    pub fn new(text: &'t Text, mut quotes: Vec<Wanted<'t>>, shifts: Shifts) -> Self {
        let ends = LineEnds::of(text.as_str());
        for wanted in &mut quotes {
            wanted.with_line_ends(ends);
        }
        Self {
            occurrences: Occurrences::of(text.as_str(), quotes.iter()),
            text,
            quotes,
            shifts,
            steps: Cell::new(STEPS),
        }
    }

    pub fn len(&self) -> usize {
        self.quotes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.quotes.is_empty()
    }

    pub fn find_nth(&self, index: usize) -> Found {
        self.quotes
            .get(index)
            .map_or(Found::Lost, |wanted| self.find(wanted))
    }

    /// Where its words were looked for, in scalars: a place to begin with where it is not found.
    pub fn expected_start(&self, index: usize) -> Option<u32> {
        let wanted = self.quotes.get(index)?;
        let expected = self.shifts.place(&wanted.at);
        let start = expected.start.or(expected.starts.first().copied())?;
        Some(
            u32::try_from(start.max(0))
                .unwrap_or(u32::MAX)
                .min(self.text.scalar_len()),
        )
    }

    /// Whether what stands before and what stands after agree that the quote is elsewhere than its offsets say.
    pub fn is_contradicted(&self, index: usize) -> bool {
        self.quotes.get(index).is_some_and(|wanted| {
            let expected = self.shifts.place(&wanted.at);
            let start = i64::from(wanted.at.start);
            expected.both && matches!(expected.starts.as_slice(), [other] if *other != start)
        })
    }

    fn find(&self, wanted: &Wanted<'_>) -> Found {
        let mut expected = self.shifts.place(&wanted.at);
        if wanted.is_guess {
            expected.forget_edges();
        }
        if wanted.head().is_empty() {
            return self.empty_place(&expected);
        }
        let neighbours = self.where_neighbours_say(wanted, &expected);
        if let Some(span) = neighbours.filter(|_| !wanted.is_guess) {
            return Found::Placed(span);
        }
        if let Some(span) = self.only_place(wanted) {
            return Found::Placed(span);
        }
        let between = self.between_known_ends(&expected);
        if let Some(span) = between.filter(|span| self.is_changed_inside(wanted, &expected, *span)) {
            return Found::Placed(span);
        }
        let mut candidates = self.exact_near(wanted, &expected);
        if let Some(span) = self.clearly_one(wanted, &expected, &candidates) {
            return Found::Placed(span);
        }
        if candidates.is_empty() {
            candidates = self.approximate_near(wanted, &expected);
            if let Some(span) = clearly_alike(wanted, &expected, self.text, &candidates) {
                return Found::Placed(span);
            }
        }
        let mut spans: Vec<Span> = candidates.iter().map(|candidate| candidate.span).collect();
        spans.extend(between.filter(|span| self.is_about_as_long(wanted, *span)));
        let mut seen = Vec::new();
        spans.retain(|span| {
            !seen.contains(span) && {
                seen.push(*span);
                true
            }
        });
        spans.truncate(MOST_CANDIDATES);
        if spans.is_empty() {
            // Out of their order they may still be meant.
            let anywhere = self.exact_near(wanted, &expected.without_gap());
            spans.extend(
                anywhere
                    .iter()
                    .map(|candidate| candidate.span)
                    .take(MOST_CANDIDATES),
            );
        }
        if spans.is_empty() {
            return Found::Lost;
        }
        Found::Unsure(spans)
    }

    /// No words: only the place itself can be found again.
    fn empty_place(&self, expected: &Expected) -> Found {
        let spot = |at: i64| self.span(at, at);
        match (expected.start.and_then(spot), expected.starts.first()) {
            (Some(span), _) => Found::Placed(span),
            (None, Some(at)) => spot(*at).map_or(Found::Lost, |span| Found::Unsure(vec![span])),
            (None, None) => Found::Lost,
        }
    }

    // ---- exactly

    /// Where the words before and after went, if the quote stands exactly there, and not at two such places.
    fn where_neighbours_say(&self, wanted: &Wanted<'_>, expected: &Expected) -> Option<Span> {
        let sure = [expected.moved, expected.start];
        let mut sure = sure.into_iter().flatten();
        if let Some(span) = sure.find_map(|start| self.exact_at(wanted, start)) {
            return Some(span);
        }
        let mut exact = expected
            .starts
            .iter()
            .filter_map(|start| self.exact_at(wanted, *start));
        let first = exact.next()?;
        exact.next().is_none().then_some(first)
    }

    /// The one place in the whole text that has these words, where they are many enough to tell.
    fn only_place(&self, wanted: &Wanted<'_>) -> Option<Span> {
        if wanted.strength() < Strength::Strong {
            return None;
        }
        let places = self.occurrences.of_head(wanted.head())?;
        let mut spans = places.iter().filter_map(|at| self.match_at(wanted, *at));
        let first = spans.next()?;
        (spans.next().is_none() && self.is_as_long(wanted, first)).then_some(first)
    }

    fn exact_at(&self, wanted: &Wanted<'_>, start: i64) -> Option<Span> {
        let start = self.text.byte_from_scalar(u32::try_from(start).ok()?)?;
        let span = self.match_at(wanted, start)?;
        self.is_as_long(wanted, span).then_some(span)
    }

    fn is_as_long(&self, wanted: &Wanted<'_>, span: Span) -> bool {
        match &wanted.words {
            Words::Whole(_) => true,
            Words::Ends(..) => self.scalars(span) == wanted.scalars(),
        }
    }

    fn scalars(&self, span: Span) -> u32 {
        let range = self.text.scalars_from_span(span);
        range.end - range.start
    }

    /// The quote from this byte on; of one that was cut, to that last end that fits its length best.
    fn match_at(&self, wanted: &Wanted<'_>, at: u32) -> Option<Span> {
        let start = at as usize;
        let rest = self.text.as_str().get(start..)?;
        match &wanted.words {
            Words::Whole(words) => {
                rest.starts_with(&**words).then_some(())?;
                self.text.span(start..start + words.len()).ok()
            }
            Words::Ends(head, tail) => {
                rest.starts_with(&**head).then_some(())?;
                let end = self.end_of_tail(start, wanted.scalars(), tail)?;
                self.text.span(start..end).ok()
            }
        }
    }

    /// The end of `tail` that is nearest to `len` scalars behind a byte.
    fn end_of_tail(&self, start: usize, len: u32, tail: &str) -> Option<usize> {
        let text = self.text.as_str();
        let first = self.text.scalar_from_byte(u32::try_from(start).ok()?);
        let slack = (len / 4).clamp(40, NEAR);
        let byte = |scalar: u32| self.text.byte_from_scalar(scalar).unwrap_or(self.text.len()) as usize;
        let wanted = byte(first.saturating_add(len));
        let begin = wanted.checked_sub(tail.len());
        if begin.and_then(|begin| text.get(begin..wanted)) == Some(tail) {
            return Some(wanted);
        }
        let low = byte(first.saturating_add(len.saturating_sub(slack).saturating_sub(40)));
        let high = byte(first.saturating_add(len).saturating_add(slack));
        let window = text.get(low.max(start)..high)?;
        let found = memchr::memmem::find_iter(window.as_bytes(), tail.as_bytes());
        let ends = found.take(MOST_EXACT).map(|at| low.max(start) + at + tail.len());
        ends.min_by_key(|end| end.abs_diff(wanted))
    }

    /// Exact places near the expected ones, the nearest first.
    fn exact_near(&self, wanted: &Wanted<'_>, expected: &Expected) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        let head = memchr::memmem::Finder::new(wanted.head().as_bytes());
        for (low, high) in self.windows(wanted, expected, NEAR) {
            let Some(window) = self.text.as_str().get(low..high) else {
                continue;
            };
            if !self.spend(window.len() as u64 / EXACT) {
                break;
            }
            for at in head.find_iter(window.as_bytes()).take(MOST_EXACT * 8) {
                if !self.spend(PLACE) {
                    break;
                }
                let place = u32::try_from(low + at).unwrap_or(u32::MAX);
                let span = self.match_at(wanted, place);
                found.extend(span.map(|span| self.candidate(expected, span, 0)));
            }
        }
        let known = self.occurrences.of_head(wanted.head()).unwrap_or_default();
        if found.is_empty() {
            let spans = known.iter().filter_map(|at| self.match_at(wanted, *at));
            found.extend(spans.map(|span| self.candidate(expected, span, 0)));
        }
        found.sort_by_key(|candidate| (candidate.away, candidate.span));
        found.dedup();
        found.truncate(MOST_EXACT);
        found
    }

    /// False once too much was looked at: then only what is certain is found.
    fn spend(&self, steps: u64) -> bool {
        let left = self.steps.get().checked_sub(steps);
        self.steps.set(left.unwrap_or_default());
        left.is_some()
    }

    fn candidate(&self, expected: &Expected, span: Span, distance: u32) -> Candidate {
        let start = i64::from(self.text.scalar_from_byte(span.start()));
        let away = expected.starts.iter().map(|expected| expected.abs_diff(start));
        Candidate {
            span,
            distance,
            away: away.min().unwrap_or(u64::MAX),
        }
    }

    /// The one exact place that order or nearness leaves.
    fn clearly_one(&self, wanted: &Wanted<'_>, expected: &Expected, found: &[Candidate]) -> Option<Span> {
        let strength = wanted.strength();
        let first = found.first()?;
        if !self.is_about_as_long(wanted, first.span) {
            return None;
        }
        // In a narrow gap between words that are there, one is enough.
        let narrow = match expected.gap {
            (low, Some(high)) if expected.known => high - low <= 2_000 + 2 * i64::from(wanted.scalars()),
            _ => false,
        };
        if let [a, b] = expected.starts.as_slice()
            && a.abs_diff(*b) <= SPREAD
            && !wanted.is_guess
        {
            let start = |candidate: &Candidate| i64::from(self.text.scalar_from_byte(candidate.span.start()));
            let mut between = found
                .iter()
                .filter(|c| (*a.min(b)..=*a.max(b)).contains(&start(c)));
            if let (Some(one), None) = (between.next(), between.next()) {
                return Some(one.span);
            }
        }
        let second = found.get(1);
        let only = second.is_none();
        let near = second.is_none_or(|second| first.away.saturating_mul(8) < second.away);
        let sure = match strength {
            Strength::Weak => false,
            Strength::Medium => only && (narrow || first.away <= 200),
            Strength::Strong => near && (narrow || first.away <= 2_000),
        };
        sure.then_some(first.span)
    }

    /// Byte ranges around the expected places, within what stands before and after.
    fn windows(&self, wanted: &Wanted<'_>, expected: &Expected, around: u32) -> Vec<(usize, usize)> {
        let (around, len) = (i64::from(around), i64::from(wanted.scalars()));
        let low_most = if expected.known { expected.gap.0 } else { 0 };
        let high_most = expected.gap.1.unwrap_or(i64::from(self.text.scalar_len()));
        let mut windows: Vec<(i64, i64)> = Vec::new();
        let mut starts = expected.starts.clone();
        starts.sort_unstable();
        for start in starts {
            let low = (start - around).max(low_most).max(0);
            let high = (start + len + around).min(high_most);
            match windows.last_mut() {
                Some(last) if low <= last.1 => last.1 = last.1.max(high),
                _ if low < high => windows.push((low, high)),
                _ => {}
            }
        }
        let byte = |at: i64| {
            let at = u32::try_from(at).unwrap_or_default();
            self.text.byte_from_scalar(at).unwrap_or(self.text.len()) as usize
        };
        windows
            .into_iter()
            .map(|(low, high)| (byte(low), byte(high)))
            .collect()
    }

    // ---- with differences

    /// From the known start to the known end.
    fn between_known_ends(&self, expected: &Expected) -> Option<Span> {
        self.span(expected.start?, expected.end?)
            .filter(|span| !span.is_empty())
    }

    fn span(&self, start: i64, end: i64) -> Option<Span> {
        let (start, end) = (u32::try_from(start).ok()?, u32::try_from(end).ok()?);
        self.text.span_from_scalars(start..end).ok()
    }

    fn is_about_as_long(&self, wanted: &Wanted<'_>, span: Span) -> bool {
        let (len, now) = (wanted.scalars(), self.scalars(span));
        now <= len.saturating_mul(2).saturating_add(40) && now.saturating_mul(3) >= len
    }

    /// Whether what stands between known ends is the passage still: most of it is there, or its letters are much alike.
    fn is_changed_inside(&self, wanted: &Wanted<'_>, expected: &Expected, span: Span) -> bool {
        if !self.is_about_as_long(wanted, span) {
            return false;
        }
        let len = wanted.scalars();
        if expected.covered >= len && self.scalars(span) == len {
            // All of its place is there as it was, with other words: it was not its place.
            return false;
        }
        if expected.covered.saturating_mul(2) > len {
            return true;
        }
        let Words::Whole(words) = &wanted.words else {
            return false;
        };
        let pattern = Pattern::new(words.chars());
        pattern.is_some_and(|pattern| {
            pattern
                .distance_to(self.text.slice(span).chars())
                .saturating_mul(2)
                <= len
        })
    }
}

/// The stretches that a quote which was found shows to be there.
fn stretches_of(text: &Text, wanted: &Wanted<'_>, span: Span) -> Vec<Stretch> {
    let now = text.scalars_from_span(span);
    let count = |words: &str| u32::try_from(words.chars().count()).unwrap_or(u32::MAX);
    match &wanted.words {
        Words::Whole(words) => vec![Stretch {
            old: wanted.at.start,
            new: now.start,
            len: count(words),
        }],
        Words::Ends(head, tail) => {
            let tail = count(tail);
            vec![
                Stretch {
                    old: wanted.at.start,
                    new: now.start,
                    len: count(head),
                },
                Stretch {
                    old: wanted.at.end.saturating_sub(tail),
                    new: now.end.saturating_sub(tail),
                    len: tail,
                },
            ]
        }
    }
}
