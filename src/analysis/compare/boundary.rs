//! How two versions of one passage differ at their ends. Knows no label.

use crate::model::Fragments;
use crate::text::{Text, segment};

/// Of the second version against the first; counts are scalars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct BoundaryDifference {
    /// How much earlier the second begins; below 0 it begins later.
    pub start: i64,
    /// How much later the second ends; below 0 it ends earlier.
    pub end: i64,
    /// Fragments differ between the outer ends.
    pub inside: bool,
    /// Only white space or punctuation makes the difference.
    pub edges_only: bool,
    /// Words that stand in one version alone.
    pub words: usize,
}

/// None where both cover the same.
pub fn boundary_difference(text: &Text, first: &Fragments, second: &Fragments) -> Option<BoundaryDifference> {
    let spans = |fragments: &Fragments| -> Vec<(u32, u32)> {
        Fragments::union(fragments.iter())
            .iter()
            .map(|span| (span.start(), span.end()))
            .collect()
    };
    let (a, b) = (spans(first), spans(second));
    if a == b {
        return None;
    }
    let (from, to) = (first.hull()?, second.hull()?);
    let scalar = |byte: u32| i64::from(text.scalar_from_byte(byte));
    let mut edges_only = true;
    let mut words = 0;
    for alone in alone(&a, &b).into_iter().chain(alone(&b, &a)) {
        let Ok(span) = text.span(alone.0 as usize..alone.1 as usize) else {
            continue;
        };
        let slice = text.slice(span);
        edges_only &= !slice.chars().any(char::is_alphanumeric);
        words += segment::words(text, span).len();
    }
    let inside = {
        let middle = |spans: &[(u32, u32)]| -> Vec<u32> {
            let ends = spans.iter().flat_map(|span| [span.0, span.1]);
            ends.skip(1).take(spans.len() * 2 - 2).collect()
        };
        middle(&a) != middle(&b)
    };
    Some(BoundaryDifference {
        start: scalar(from.start()) - scalar(to.start()),
        end: scalar(to.end()) - scalar(from.end()),
        inside,
        edges_only,
        words,
    })
}

/// What the first covers and the second does not. Both are sorted and apart from each other.
fn alone(first: &[(u32, u32)], second: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut found = Vec::new();
    for (start, end) in first {
        let mut from = *start;
        for (other_start, other_end) in second.iter().filter(|other| other.0 < *end && other.1 > *start) {
            if *other_start > from {
                found.push((from, *other_start));
            }
            from = from.max(*other_end);
        }
        if from < *end {
            found.push((from, *end));
        }
    }
    found
}
