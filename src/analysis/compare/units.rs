//! What is compared: for each person the set of (words, label), measured in Unicode scalars so that no
//! script weighs more than another. Equal items of one person are one unit.

use super::world::World;
use crate::model::{Annotation, Fragments, LabelId};
use crate::text::{Span, Text};
use smallvec::SmallVec;
use std::collections::HashMap;
use std::sync::Arc;

/// Start and end in scalars.
pub(super) type Stretch = (u32, u32);

#[derive(Clone)]
pub(super) struct Unit {
    /// Index into the compared people, who are sorted by id.
    pub person: usize,
    /// With merges followed.
    pub label: LabelId,
    /// Sorted and apart from each other. Empty for the whole document; one empty stretch for a position.
    pub spans: SmallVec<[Stretch; 1]>,
    /// Scalars covered.
    pub length: u32,
    pub items: SmallVec<[Arc<Annotation>; 1]>,
}

impl Unit {
    pub fn start(&self) -> u32 {
        self.spans.first().map_or(0, |span| span.0)
    }

    pub fn end(&self) -> u32 {
        self.spans.last().map_or(0, |span| span.1)
    }

    pub fn is_document(&self) -> bool {
        self.spans.is_empty()
    }

    /// Scalars that both cover.
    pub fn shared(&self, other: &Self) -> u32 {
        let shared = |a: Stretch, b: Stretch| a.1.min(b.1).saturating_sub(a.0.max(b.0));
        let in_other = |a: Stretch| other.spans.iter().map(|b| shared(a, *b)).sum::<u32>();
        self.spans.iter().map(|a| in_other(*a)).sum()
    }

    /// Whether both are the same point between two characters, with no words.
    pub fn is_same_position(&self, other: &Self) -> bool {
        self.length == 0 && self.spans == other.spans
    }

    /// Whether both mean the same words by the same label.
    pub fn is_equal(&self, other: &Self) -> bool {
        self.label == other.label && self.spans == other.spans
    }

    /// Whether the two can stand in one place.
    pub fn meets(&self, other: &Self) -> bool {
        self.shared(other) > 0 || self.is_same_position(other)
    }
}

/// All that is compared.
pub(super) fn gather(world: &World<'_>) -> Vec<Unit> {
    let all = (0..world.people.len()).flat_map(|person| {
        let layer = world.layer(person).into_iter();
        layer.flat_map(move |layer| layer.annotations().map(move |annotation| (person, annotation)))
    });
    let mut labels = HashMap::new();
    let units = all.filter_map(|(person, annotation)| {
        let label = labels
            .entry(&annotation.label)
            .or_insert_with(|| compared_label(world, &annotation.label));
        Some(unit_under(world, person, annotation, label.clone()?))
    });
    ordered(units.collect())
}

/// In one order, whatever order they come in; equal ones of one person become one.
pub(super) fn ordered(mut units: Vec<Unit>) -> Vec<Unit> {
    units.sort_unstable_by(|a, b| order(a).cmp(&order(b)).then_with(|| id_of(a).cmp(&id_of(b))));
    units.dedup_by(|later, first| {
        let equal = order(later) == order(first);
        if equal {
            first.items.append(&mut later.items);
        }
        equal
    });
    units
}

/// None where the label is left out.
pub(super) fn unit(world: &World<'_>, person: usize, annotation: &Arc<Annotation>) -> Option<Unit> {
    let label = compared_label(world, &annotation.label)?;
    Some(unit_under(world, person, annotation, label))
}

fn unit_under(world: &World<'_>, person: usize, annotation: &Arc<Annotation>, label: LabelId) -> Unit {
    let text = world.project.text(world.document.as_str());
    let spans = stretches(&annotation.fragments, text, world.options.ignore_edges);
    let length = spans.iter().map(|span| span.1 - span.0).sum();
    Unit {
        person,
        label,
        spans,
        length,
        items: SmallVec::from_buf([annotation.clone()]),
    }
}

/// The label that stands for it, with merges followed; None where it is left out.
fn compared_label(world: &World<'_>, label: &LabelId) -> Option<LabelId> {
    let codebook = world.project.codebook();
    let label = codebook.resolve(label);
    let out = |excluded: &LabelId| codebook.is_within(label, codebook.resolve(excluded));
    (!world.options.exclude.iter().any(out)).then(|| label.clone())
}

fn order(unit: &Unit) -> (u32, u32, &[Stretch], &LabelId, usize) {
    (unit.start(), unit.end(), &unit.spans, &unit.label, unit.person)
}

fn id_of(unit: &Unit) -> Option<&str> {
    unit.items.first().map(|item| item.id.as_str())
}

/// The union of the fragments in scalars. Where the text is not read yet, bytes stand in for them.
fn stretches(fragments: &Fragments, text: Option<&Text>, ignore_edges: bool) -> SmallVec<[Stretch; 1]> {
    let in_scalars = |span: Span| match text {
        Some(text) => {
            let (start, end) = if ignore_edges {
                core_of(text, span)
            } else {
                (span.start(), span.end())
            };
            (text.scalar_from_byte(start), text.scalar_from_byte(end))
        }
        None => (span.start(), span.end()),
    };
    let mut spans: SmallVec<[Stretch; 1]> = SmallVec::new();
    for span in fragments.iter().map(in_scalars) {
        match spans.last_mut() {
            Some(last) if last.1 >= span.0 => last.1 = last.1.max(span.1),
            _ => spans.push(span),
        }
    }
    if spans.iter().any(|span| span.0 < span.1) {
        spans.retain(|span| span.0 < span.1);
    } else {
        spans.truncate(1);
    }
    spans
}

/// The span without what is neither letter nor digit at its ends, in bytes; the whole span where nothing else is in it.
fn core_of(text: &Text, span: Span) -> (u32, u32) {
    let words = text.slice(span);
    let edge = |c: char| !c.is_alphanumeric();
    let tail = words.trim_start_matches(edge);
    if tail.is_empty() {
        return (span.start(), span.end());
    }
    let before = (words.len() - tail.len()) as u32;
    let after = (tail.len() - tail.trim_end_matches(edge).len()) as u32;
    (span.start() + before, span.end() - after)
}
