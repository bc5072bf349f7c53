//! One state of a project as a comparison sees it: who takes part, and the places that a set of units makes.
//! Knows nothing of what was before.

use super::kinds::{self, Ground};
use super::units::{self, Unit};
use super::{
    CompareOptions, ComparedPlace, DifferenceKind, PlaceItem, groups, has_annotated, overlaps, standing,
};
use crate::model::{DocumentId, Fragments, Layer, LayerKey, PersonId, Project};

pub(super) struct World<'a> {
    pub project: &'a Project,
    pub document: &'a DocumentId,
    /// By id, none twice; all have been through the document.
    pub people: &'a [PersonId],
    pub options: &'a CompareOptions,
}

/// Of the people asked for, those who have been through the document, by id.
pub(super) fn taking_part(project: &Project, document: &DocumentId, people: &[PersonId]) -> Vec<PersonId> {
    let mut people: Vec<PersonId> = people
        .iter()
        .filter(|person| has_annotated(project, document, person))
        .cloned()
        .collect();
    people.sort();
    people.dedup();
    people
}

impl<'a> World<'a> {
    pub fn layer(&self, person: usize) -> Option<&'a Layer> {
        let id = self.people.get(person)?;
        self.project
            .layer(&LayerKey::new(self.document.clone(), id.clone()))
    }

    /// In reading order. Nobody is compared with nobody.
    pub fn all_places(&self) -> Vec<ComparedPlace> {
        if self.people.len() < 2 {
            return Vec::new();
        }
        self.places(&units::gather(self), |_| true)
    }

    /// The places that the units make, in reading order, of the groups that are wanted. `units` must hold with a unit all
    /// that it could stand together with.
    pub fn places(&self, units: &[Unit], wanted: impl Fn(&Unit) -> bool) -> Vec<ComparedPlace> {
        let edges = overlaps::overlaps(units);
        let groups = groups::group(units, &edges);
        let ground = Ground { world: self, units };
        let kinds = kinds::kinds(&ground, &edges, &groups);
        let decisions = standing::Decisions::of(self);
        let mut places: Vec<ComparedPlace> = groups
            .iter()
            .zip(kinds)
            .filter_map(|(group, kinds)| {
                let units: Vec<&Unit> = group.iter().filter_map(|index| units.get(*index)).collect();
                let is_wanted = units.first().is_some_and(|unit| wanted(unit));
                is_wanted.then(|| self.place(&units, kinds, &decisions))
            })
            .collect();
        places.sort_unstable_by(ComparedPlace::order);
        places
    }

    fn place(
        &self,
        units: &[&Unit],
        kinds: Vec<DifferenceKind>,
        decisions: &standing::Decisions<'_>,
    ) -> ComparedPlace {
        let label = units.first().map(|unit| &unit.label);
        let label = label
            .filter(|label| units.iter().all(|unit| unit.label == **label))
            .cloned();
        let mut items = Vec::new();
        for unit in units {
            let Some(person) = self.people.get(unit.person) else {
                continue;
            };
            items.extend(unit.items.iter().map(|annotation| PlaceItem {
                annotator: person.clone(),
                annotation: annotation.clone(),
            }));
        }
        items.sort_by(|a, b| (&a.annotator, &a.annotation.id).cmp(&(&b.annotator, &b.annotation.id)));
        let at = Fragments::union(items.iter().flat_map(|item| item.annotation.fragments.iter()));
        let state = decisions.state(&items);
        ComparedPlace {
            kinds,
            label,
            at,
            items,
            state,
        }
    }
}
