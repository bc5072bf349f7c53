//! What several people's labels on one document have in common and where they differ: a list of places,
//! each item in exactly one of them. Depends on what the labels are alone, never on the order they come in.
//! Knows no decision rule and changes nothing.

mod assign;
mod groups;
mod kinds;
mod overlaps;
mod units;

#[cfg(test)]
mod tests;

use crate::model::{
    Annotation, AnnotationId, AttributeId, Decision, DecisionClass, DecisionId, DocumentId, Fragments,
    LabelId, LayerKey, PersonId, Project,
};
use std::collections::HashMap;
use std::sync::Arc;
use units::Unit;

/// How the items of a place relate. A place can be of several kinds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DifferenceKind {
    /// Everybody who was compared has it, with equal words, label, attributes and links.
    Agree,
    /// The items cover different words.
    Boundary,
    Label,
    Attribute,
    /// The items lead to different places, or by different kinds of link.
    Link,
    /// Not everybody has it.
    Missing,
    /// One person's single passage is cut into several by another.
    Split,
    /// Somebody marked the same words with the same label more than once.
    Duplicate,
}

impl DifferenceKind {
    pub const ALL: [Self; 8] = [
        Self::Agree,
        Self::Boundary,
        Self::Label,
        Self::Attribute,
        Self::Link,
        Self::Missing,
        Self::Split,
        Self::Duplicate,
    ];

    /// The word in output for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Boundary => "boundary",
            Self::Label => "label",
            Self::Attribute => "attribute",
            Self::Link => "link",
            Self::Missing => "missing",
            Self::Split => "split",
            Self::Duplicate => "duplicate",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Agree => "All agree",
            Self::Boundary => "Boundary differs",
            Self::Label => "Label differs",
            Self::Attribute => "Attribute differs",
            Self::Link => "Link differs",
            Self::Missing => "Only some have it",
            Self::Split => "One against several",
            Self::Duplicate => "Marked twice",
        }
    }
}

/// One person's item in a place, as it is in their layer.
#[derive(Clone, Debug, PartialEq)]
pub struct PlaceItem {
    pub annotator: PersonId,
    pub annotation: Arc<Annotation>,
}

/// Items that are about the same thing. One person has at most one, or several equal ones.
#[derive(Clone, Debug, PartialEq)]
pub struct ComparedPlace {
    /// Never empty, in the order of the enum.
    pub kinds: Vec<DifferenceKind>,
    /// With merges followed; None where the items differ in it.
    pub label: Option<LabelId>,
    /// What the items cover together; empty for labels of the whole document.
    pub at: Fragments,
    /// By annotator, then id.
    pub items: Vec<PlaceItem>,
    /// The latest decision that was taken from one of the items, unless it only put the place aside.
    pub decided: Option<DecisionId>,
}

impl ComparedPlace {
    pub fn has(&self, kind: DifferenceKind) -> bool {
        self.kinds.contains(&kind)
    }

    /// Whether everybody has it and means the same by it (somebody perhaps twice).
    pub fn is_agreed(&self) -> bool {
        self.has(DifferenceKind::Agree)
    }

    pub fn item_of<'a>(&'a self, annotator: &'a PersonId) -> impl Iterator<Item = &'a Arc<Annotation>> {
        self.items
            .iter()
            .filter(move |item| item.annotator == *annotator)
            .map(|item| &item.annotation)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct CompareOptions {
    /// Labels left out, with the labels below them.
    pub exclude: Vec<LabelId>,
    /// Attributes whose values do not matter.
    pub ignore_attributes: Vec<AttributeId>,
    /// White space and punctuation at the ends of a fragment do not matter.
    pub ignore_edges: bool,
}

/// The people (kinds person and imported) who have been through a document, by id.
pub fn people_to_compare(project: &Project, document: &DocumentId) -> Vec<PersonId> {
    project
        .layers_of(document)
        .map(|(key, _)| key.annotator.clone())
        .filter(|person| project.kind_of(person).is_annotator())
        .filter(|person| has_annotated(project, document, person))
        .collect()
}

/// Someone who has not been through the document says nothing by not labelling.
fn has_annotated(project: &Project, document: &DocumentId, person: &PersonId) -> bool {
    let layer = project.layer(&LayerKey::new(document.clone(), person.clone()));
    layer.is_some_and(|layer| layer.head().annotated || layer.annotations().next().is_some())
}

/// The places of a document in reading order, labels of the whole document first. Empty where fewer than
/// two of the people have been through it.
pub fn compare(
    project: &Project,
    document: &DocumentId,
    people: &[PersonId],
    options: &CompareOptions,
) -> Vec<ComparedPlace> {
    let mut people: Vec<PersonId> = people
        .iter()
        .filter(|person| has_annotated(project, document, person))
        .cloned()
        .collect();
    people.sort();
    people.dedup();
    if people.len() < 2 {
        return Vec::new();
    }
    let units = units::gather(project, document, &people, options);
    let edges = overlaps::overlaps(&units);
    let groups = groups::group(&units, &edges);
    let ground = kinds::Ground {
        project,
        document,
        people: &people,
        units: &units,
        options,
    };
    let kinds = kinds::kinds(&ground, &edges, &groups);
    let decisions = decisions(project, document);
    let mut places: Vec<ComparedPlace> = groups
        .iter()
        .zip(kinds)
        .map(|(group, kinds)| {
            let units: Vec<&Unit> = group.iter().filter_map(|index| units.get(*index)).collect();
            place(&people, &units, kinds, &decisions)
        })
        .collect();
    places.sort_by_cached_key(reading_order);
    places
}

fn place(
    people: &[PersonId],
    units: &[&Unit],
    kinds: Vec<DifferenceKind>,
    decisions: &Decisions<'_>,
) -> ComparedPlace {
    let label = units.first().map(|unit| &unit.label);
    let label = label
        .filter(|label| units.iter().all(|unit| unit.label == **label))
        .cloned();
    let mut items = Vec::new();
    for unit in units {
        let Some(person) = people.get(unit.person) else {
            continue;
        };
        items.extend(unit.items.iter().map(|annotation| PlaceItem {
            annotator: person.clone(),
            annotation: annotation.clone(),
        }));
    }
    items.sort_by(|a, b| (&a.annotator, &a.annotation.id).cmp(&(&b.annotator, &b.annotation.id)));
    let at = Fragments::union(items.iter().flat_map(|item| item.annotation.fragments.iter()));
    let decision = items
        .iter()
        .filter_map(|item| decisions.get(&(&item.annotator, &item.annotation.id)).copied())
        .max_by_key(|decision| (decision.made, &decision.id));
    let decided = decision
        .filter(|d| d.class != DecisionClass::Discuss)
        .map(|d| d.id.clone());
    ComparedPlace {
        kinds,
        label,
        at,
        items,
        decided,
    }
}

type Decisions<'a> = HashMap<(&'a PersonId, &'a AnnotationId), &'a Arc<Decision>>;

/// The latest decision about each item. For looking up, never for going through.
fn decisions<'a>(project: &'a Project, document: &DocumentId) -> Decisions<'a> {
    let mut latest: Decisions<'a> = HashMap::new();
    let Some(layer) = project.layer(&LayerKey::adjudicated(document.clone())) else {
        return latest;
    };
    for decision in layer.decisions() {
        for source in &decision.sources {
            let known = latest
                .entry((&source.annotator, &source.annotation))
                .or_insert(decision);
            if (known.made, &known.id) < (decision.made, &decision.id) {
                *known = decision;
            }
        }
    }
    latest
}

type ReadingOrder = (Option<(u32, u32)>, Vec<(LabelId, PersonId, AnnotationId)>);

fn reading_order(place: &ComparedPlace) -> ReadingOrder {
    let start = place.at.first().map(|span| span.start());
    let end = place.at.last().map(|span| span.end());
    let items = place.items.iter().map(|item| {
        (
            item.annotation.label.clone(),
            item.annotator.clone(),
            item.annotation.id.clone(),
        )
    });
    (start.zip(end), items.collect())
}
