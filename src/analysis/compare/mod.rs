//! What several people's labels on one document have in common and where they differ: a list of places,
//! each item in exactly one of them. Depends on what the labels are alone, never on the order they come in.
//! Knows no decision rule and changes nothing.

mod assign;
mod boundary;
mod groups;
mod kept;
mod kinds;
mod links;
mod overlaps;
mod standing;
mod units;
mod world;

#[cfg(test)]
mod tests;

use crate::model::{
    Annotation, AnnotationId, AttributeId, DecisionId, DocumentId, Fragments, LabelId, LayerKey, PersonId,
    Project,
};
use std::cmp::Ordering;
use std::sync::Arc;

pub use boundary::{BoundaryDifference, boundary_difference};
pub use kept::Comparison;
pub use links::{LinkPlace, links};
pub use standing::{PlaceState, Since, SinceWhat, orphans, since};

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
    /// What was decided about it.
    pub state: PlaceState,
}

impl ComparedPlace {
    pub fn has(&self, kind: DifferenceKind) -> bool {
        self.kinds.contains(&kind)
    }

    /// The latest decision that was taken from one of the items, unless it only put the place aside.
    pub fn decided(&self) -> Option<&DecisionId> {
        match &self.state {
            PlaceState::Decided(id) | PlaceState::Outdated(id) => Some(id),
            PlaceState::Rivals(ids) => ids.last(),
            PlaceState::Open | PlaceState::Discuss(_) => None,
        }
    }

    /// Whether everybody has it and means the same by it (somebody perhaps twice).
    pub fn is_agreed(&self) -> bool {
        self.has(DifferenceKind::Agree)
    }

    /// Labels of the whole document first, then by place; no two places of a comparison are equal in it.
    fn order(&self, other: &Self) -> Ordering {
        fn key(item: &PlaceItem) -> (&LabelId, &PersonId, &AnnotationId) {
            (&item.annotation.label, &item.annotator, &item.annotation.id)
        }
        let hull = |place: &Self| place.at.hull().map(|hull| (hull.start(), hull.end()));
        hull(self)
            .cmp(&hull(other))
            .then_with(|| self.items.iter().map(key).cmp(other.items.iter().map(key)))
    }

    pub fn item_of<'a>(&'a self, annotator: &'a PersonId) -> impl Iterator<Item = &'a Arc<Annotation>> {
        self.items
            .iter()
            .filter(move |item| item.annotator == *annotator)
            .map(|item| &item.annotation)
    }
}

/// Places as they are handed on: a comparison after an edit shares those that stayed.
pub type Places = Arc<Vec<Arc<ComparedPlace>>>;

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
    let people = world::taking_part(project, document, people);
    let world = world::World {
        project,
        document,
        people: &people,
        options,
    };
    world.all_places()
}
