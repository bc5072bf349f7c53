//! Edits: what holds for any sequence of them, and what each recipe does.

mod properties;
mod recipes;
mod rules;
pub(crate) mod steps;
mod texts;

use super::*;
use crate::model::testing::{Board, label, person, redrawn};
use imbl::{OrdMap, OrdSet};

/// The time of edits in these tests.
fn later() -> Timestamp {
    Timestamp::from_seconds(1_000)
}

fn author(document: &str, name: &str) -> recipes_of::Author {
    recipes_of::Author {
        layer: LayerKey::new(DocumentId::new(document).unwrap(), person(name)),
        now: later(),
    }
}

use super::recipes as recipes_of;

fn attribute(id: &str, labels: &[&str], kind: AttributeKind) -> Attribute {
    Attribute {
        labels: labels.iter().map(|l| label(l)).collect(),
        ..Attribute::new(AttributeId::new(id).unwrap(), id, kind)
    }
}

fn entity(id: &str, name: &str) -> Entity {
    Entity::new(EntityId::new(id).unwrap(), name, "person", Timestamp::default())
}

/// The derived indexes of every layer are what its annotations and links say.
fn assert_derived(project: &Project) {
    for (key, layer) in &project.layers {
        let places: OrdSet<Place> = layer.annotations.values().map(|a| place_of(a)).collect();
        assert_eq!(layer.places, places, "places of {key:?}");
        let long: OrdSet<Place> = layer.long.iter().map(|(_, place)| place.clone()).collect();
        let expected = places.iter().filter(|place| place.1 - place.0 > 1024);
        assert!(long.iter().eq(expected), "long places of {key:?}");
        let mut counts: OrdMap<LabelId, u32> = OrdMap::new();
        for annotation in layer.annotations.values() {
            *counts.entry(annotation.label.clone()).or_insert(0) += 1;
        }
        assert_eq!(layer.counts, counts, "counts of {key:?}");
        let ends: OrdSet<(AnnotationId, LinkId)> = layer
            .links
            .values()
            .flat_map(|l| [(l.from.clone(), l.id.clone()), (l.to.clone(), l.id.clone())])
            .collect();
        assert_eq!(layer.ends, ends, "link ends of {key:?}");
    }
}

/// Nothing was copied: both are the very same snapshot.
fn is_same_snapshot(a: &Project, b: &Project) -> bool {
    Arc::ptr_eq(&a.head, &b.head)
        && Arc::ptr_eq(&a.codebook.head, &b.codebook.head)
        && a.people.ptr_eq(&b.people)
        && a.codebook.labels.ptr_eq(&b.codebook.labels)
        && a.codebook.attributes.ptr_eq(&b.codebook.attributes)
        && a.codebook.link_kinds.ptr_eq(&b.codebook.link_kinds)
        && a.entities.ptr_eq(&b.entities)
        && a.redirects.ptr_eq(&b.redirects)
        && a.documents.ptr_eq(&b.documents)
        && a.texts.ptr_eq(&b.texts)
        && a.layers.ptr_eq(&b.layers)
}
