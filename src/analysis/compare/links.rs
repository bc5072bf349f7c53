//! Links between places that are decided, told by what their ends came to: who has each, and what was said about it.
//! Those that everybody has come along with the ends; the others wait here for a decision.

use super::standing::{Decisions, PlaceState};
use crate::model::{AnnotationId, DocumentId, LayerKey, LinkId, LinkKindId, PersonId, Project};
use std::collections::BTreeMap;

/// Links of several people that mean the same.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkPlace {
    pub kind: LinkKindId,
    /// The ends in the agreed result.
    pub from: AnnotationId,
    pub to: AnnotationId,
    /// By person.
    pub who: Vec<(PersonId, LinkId)>,
    /// Whether the agreed result has it.
    pub stands: bool,
    /// What was said about the link by itself; open where it only came along, or was not taken along.
    pub state: PlaceState,
}

/// All links that these people have between decided places, in the order of their ends.
pub fn links(project: &Project, document: &DocumentId, people: &[PersonId]) -> Vec<LinkPlace> {
    let Some(agreed) = project.layer(&LayerKey::adjudicated(document.clone())) else {
        return Vec::new();
    };
    let mut found: BTreeMap<(AnnotationId, AnnotationId, LinkKindId), Vec<(PersonId, LinkId)>> =
        BTreeMap::new();
    for person in people {
        let Some(layer) = project.layer(&LayerKey::new(document.clone(), person.clone())) else {
            continue;
        };
        let result = |id: &AnnotationId| agreed.result_of(person, layer.annotation(id.as_str())?);
        for link in layer.links() {
            if let (Some(from), Some(to)) = (result(&link.from), result(&link.to))
                && from.id != to.id
            {
                let key = (from.id.clone(), to.id.clone(), link.kind.clone());
                found
                    .entry(key)
                    .or_default()
                    .push((person.clone(), link.id.clone()));
            }
        }
    }
    let decisions = Decisions::on(project, document);
    let mut places: Vec<LinkPlace> = found
        .into_iter()
        .map(|((from, to, kind), who)| {
            let stands = agreed
                .links_of(&from)
                .any(|link| link.kind == kind && link.from == from && link.to == to);
            LinkPlace {
                stands,
                state: decisions.state_of_link(&who),
                kind,
                from,
                to,
                who,
            }
        })
        .collect();
    let start = |id: &AnnotationId| {
        let hull = agreed
            .annotation(id.as_str())
            .and_then(|end| end.fragments.hull());
        hull.map(|hull| (hull.start(), hull.end()))
    };
    places.sort_by_cached_key(|place| (start(&place.from), start(&place.to), place.kind.clone()));
    places
}
