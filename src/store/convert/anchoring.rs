//! Labels whose words are not where their row says: the text is another one than was labelled. All rows of a layer together tell
//! where they are now; what is not sure stays as it is and waits to be placed.

use super::*;
use crate::text::anchor::{Finder, Found, Wanted, quote_parts};
use crate::text::{Span, Text};
use std::collections::BTreeMap;

/// More of a kind are counted, not listed, so that other problems of the file are seen.
const MOST_TOLD: usize = 200;

/// The lines of rows whose words are not where they say.
pub type Moved = BTreeMap<Key, u32>;

/// Puts what is found for certain in its place; the rest is told.
pub fn place_again(changes: &mut [Change], moved: &Moved, text: &Text, findings: &mut Findings) {
    if moved.is_empty() {
        return;
    }
    let (mut quotes, mut owners) = (Vec::new(), Vec::new());
    for (index, change) in changes.iter().enumerate() {
        // What waited when it was written says nothing about where others are.
        let waited = is_waiting(change) && !moved.contains_key(&change.key);
        let places = if waited {
            Vec::new()
        } else {
            places_of(change, text)
        };
        owners.push((index, quotes.len()..quotes.len() + places.len()));
        quotes.extend(places);
    }
    let wanted = quotes
        .iter()
        .map(|(at, words)| Wanted::new(at.0..at.1, words))
        .collect();
    let finder = Finder::from_quotes(text, wanted);
    let mut told = Told::default();
    for (index, range) in owners.into_iter().filter(|(_, range)| !range.is_empty()) {
        let Some(change) = changes.get_mut(index) else {
            continue;
        };
        let line = moved.get(&change.key).copied();
        // What stands where it says is in doubt only where the words on both sides say that it should be elsewhere.
        if line.is_none() && !range.clone().any(|nth| finder.is_contradicted(nth)) {
            continue;
        }
        let found: Vec<Found> = range.clone().map(|nth| finder.find_nth(nth)).collect();
        let old = quotes.get(range.clone()).unwrap_or_default();
        match fragments_of(&found) {
            Some(fragments) => {
                let now = fragments.iter().map(|span| text.scalars_from_span(span));
                let same = old.iter().map(|(at, _)| at.0..at.1).eq(now);
                if !same || line.is_some() {
                    told.placed(line.unwrap_or_default(), old, &fragments, text);
                    place(change, fragments);
                }
            }
            None => {
                let at = range
                    .zip(old)
                    .zip(&found)
                    .map(|((nth, old), found)| waiting_place(&finder, nth, old, found, text));
                let at = at.collect();
                set_adrift(change, at);
                told.adrift(line.unwrap_or_default(), change);
            }
        }
    }
    told.tell(findings);
}

fn is_waiting(change: &Change) -> bool {
    match &change.after {
        Some(Item::Adrift(_)) => true,
        Some(Item::Decision(decision)) => !decision.adrift.is_empty(),
        _ => false,
    }
}

type QuotedPlace<'a> = ((u32, u32), std::borrow::Cow<'a, str>);

/// Where an item says that it is, and with which words.
fn places_of<'t>(change: &Change, text: &'t Text) -> Vec<QuotedPlace<'t>> {
    let old = |at: &[OldPlace]| {
        let places = at.iter();
        places
            .map(|(start, end, words)| ((*start, *end), words.clone().into()))
            .collect()
    };
    let here = |fragments: &Fragments| {
        let spans = fragments.iter();
        spans
            .map(|span| {
                let at = text.scalars_from_span(span);
                let words = match quote_parts(text.slice(span)) {
                    [whole, "", ""] => whole.into(),
                    parts => parts.concat().into(),
                };
                ((at.start, at.end), words)
            })
            .collect()
    };
    match &change.after {
        Some(Item::Annotation(annotation)) => here(&annotation.fragments),
        Some(Item::Decision(decision)) if decision.adrift.is_empty() => here(&decision.at),
        Some(Item::Decision(decision)) => old(&decision.adrift),
        Some(Item::Adrift(adrift)) => old(&adrift.at),
        _ => Vec::new(),
    }
}

/// All of them, if each is sure and they can be one annotation's.
fn fragments_of(found: &[Found]) -> Option<Fragments> {
    let spans: Option<Vec<Span>> = found
        .iter()
        .map(|found| match found {
            Found::Placed(span) => Some(*span),
            _ => None,
        })
        .collect();
    Fragments::new(spans?)
        .ok()
        .filter(|fragments| fragments.len() == found.len())
}

/// In offsets of the new text, as the others of the layer have them when it is saved.
fn waiting_place(
    finder: &Finder<'_>,
    nth: usize,
    ((start, end), words): &QuotedPlace<'_>,
    found: &Found,
    text: &Text,
) -> OldPlace {
    let expected = match found {
        Found::Placed(span) => Some(text.scalar_from_byte(span.start())),
        _ => finder.expected_start(nth),
    };
    let at = expected.unwrap_or(*start);
    let end = at.saturating_add(end.saturating_sub(*start));
    (at, end, words.to_string())
}

fn place(change: &mut Change, fragments: Fragments) {
    match (&change.key, change.after.take()) {
        (_, Some(Item::Annotation(annotation))) => {
            let mut annotation = Arc::unwrap_or_clone(annotation);
            annotation.fragments = fragments;
            change.after = Some(Item::Annotation(Arc::new(annotation)));
        }
        (Key::Adrift(layer, id), Some(Item::Adrift(adrift))) => {
            let mut annotation = Arc::unwrap_or_clone(adrift).annotation;
            annotation.fragments = fragments;
            change.key = Key::Annotation(layer.clone(), id.clone());
            change.after = Some(Item::Annotation(Arc::new(annotation)));
        }
        (_, Some(Item::Decision(decision))) => {
            let mut decision = Arc::unwrap_or_clone(decision);
            decision.at = fragments;
            decision.adrift = Vec::new();
            change.after = Some(Item::Decision(Arc::new(decision)));
        }
        (_, other) => change.after = other,
    }
}

fn set_adrift(change: &mut Change, at: Vec<OldPlace>) {
    match (&change.key, change.after.take()) {
        (Key::Annotation(layer, id), Some(Item::Annotation(annotation))) => {
            let mut annotation = Arc::unwrap_or_clone(annotation);
            annotation.fragments = Fragments::default();
            change.key = Key::Adrift(layer.clone(), id.clone());
            change.after = Some(Item::Adrift(Arc::new(Adrift { annotation, at })));
        }
        (_, Some(Item::Adrift(adrift))) => {
            let annotation = Arc::unwrap_or_clone(adrift).annotation;
            change.after = Some(Item::Adrift(Arc::new(Adrift { annotation, at })));
        }
        (_, Some(Item::Decision(decision))) => {
            let mut decision = Arc::unwrap_or_clone(decision);
            decision.at = Fragments::default();
            decision.adrift = at;
            change.after = Some(Item::Decision(Arc::new(decision)));
        }
        (_, other) => change.after = other,
    }
}

/// What is to be told, a bounded number of each kind.
#[derive(Default)]
struct Told {
    placed: Vec<(u32, String)>,
    adrift: Vec<(u32, String)>,
    placed_more: usize,
    adrift_more: usize,
}

impl Told {
    fn placed(&mut self, line: u32, old: &[QuotedPlace<'_>], fragments: &Fragments, text: &Text) {
        let (Some(((start, end), words)), Some(span)) = (old.first(), fragments.first()) else {
            return;
        };
        if self.placed.len() == MOST_TOLD {
            self.placed_more += 1;
            return;
        }
        let now = text.scalars_from_span(span);
        let message = format!(
            "“{}” stood at {start} to {end}; it was found again at {} to {}",
            short(words),
            now.start,
            now.end
        );
        self.placed.push((line, message));
    }

    fn adrift(&mut self, line: u32, change: &Change) {
        if self.adrift.len() == MOST_TOLD {
            self.adrift_more += 1;
            return;
        }
        let message = match &change.after {
            Some(Item::Adrift(adrift)) => adrift.told(),
            Some(Item::Decision(decision)) => {
                let words = decision.adrift.first().map_or("", |(_, _, words)| words);
                format!(
                    "decision “{}”: its place “{}” is not found any more",
                    decision.id,
                    short(words)
                )
            }
            _ => return,
        };
        self.adrift.push((line, message));
    }

    fn tell(self, findings: &mut Findings) {
        let kinds = [
            (
                "placed-again",
                self.placed,
                self.placed_more,
                "were found again too",
            ),
            ("adrift", self.adrift, self.adrift_more, "wait to be placed too"),
        ];
        for (kind, told, more, what) in kinds {
            for (line, message) in told {
                findings.tell(kind, line, message);
            }
            if more > 0 {
                findings.tell(kind, 0, format!("{more} more labels {what}"));
            }
        }
    }
}

/// Enough of it to know it again in a message.
fn short(words: &str) -> String {
    let mut short: String = words.chars().take(60).collect();
    if short.len() < words.len() {
        short.push('…');
    }
    short
}
