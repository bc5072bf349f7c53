//! What was decided about a place, and whether it still holds: a decision knows the hash of each item that it looked at.
//! Changes nothing; a decision that is outdated stays until a reviewer takes it back.

use super::PlaceItem;
use super::world::World;
use crate::model::{
    AnnotationId, Decision, DecisionClass, DecisionId, DecisionSource, DocumentId, Layer, LayerKey, LinkId,
    PersonId, Project,
};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum PlaceState {
    #[default]
    Open,
    /// Put aside to talk about.
    Discuss(DecisionId),
    Decided(DecisionId),
    /// Decided, but what was looked at has changed since, or somebody's item was not looked at.
    Outdated(DecisionId),
    /// Reviewers decided differently; the latest last.
    Rivals(Vec<DecisionId>),
}

impl PlaceState {
    /// In output for programs.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Discuss(_) => "discuss",
            Self::Decided(_) => "decided",
            Self::Outdated(_) => "outdated",
            Self::Rivals(_) => "rivals",
        }
    }
}

/// What happened to an item since a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SinceWhat {
    Changed,
    Gone,
    /// The decision did not look at it, nor at an equal one.
    Unseen,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Since {
    pub annotator: PersonId,
    pub annotation: AnnotationId,
    pub what: SinceWhat,
}

/// The decisions on one document.
pub(super) struct Decisions<'a> {
    project: &'a Project,
    document: &'a DocumentId,
    /// None where nothing was decided yet.
    layer: Option<&'a Layer>,
}

impl<'a> Decisions<'a> {
    pub fn of(world: &World<'a>) -> Self {
        Self::on(world.project, world.document)
    }

    pub(super) fn on(project: &'a Project, document: &'a DocumentId) -> Self {
        let layer = project
            .layer(&LayerKey::adjudicated(document.clone()))
            .filter(|layer| layer.decisions().len() > 0);
        Self {
            project,
            document,
            layer,
        }
    }

    /// All that looked at one of the items, the latest last.
    fn about(&self, items: &[PlaceItem]) -> Vec<&'a Arc<Decision>> {
        let Some(layer) = self.layer else {
            return Vec::new();
        };
        let found: BTreeMap<_, _> = items
            .iter()
            .flat_map(|item| layer.decisions_about(&item.annotator, &item.annotation.id))
            .map(|decision| ((decision.made, &decision.id), decision))
            .collect();
        found.into_values().collect()
    }

    pub fn state(&self, items: &[PlaceItem]) -> PlaceState {
        let mut about = self.about(items);
        let discuss = about.last().filter(|d| d.class == DecisionClass::Discuss);
        let discuss = discuss.map(|d| d.id.clone());
        about.retain(|decision| decision.class != DecisionClass::Discuss);
        let Some(latest) = about.last() else {
            return discuss.map_or(PlaceState::Open, PlaceState::Discuss);
        };
        let expected = self.outcome(latest);
        if about.iter().any(|decision| self.outcome(decision) != expected) {
            return PlaceState::Rivals(about.iter().map(|decision| decision.id.clone()).collect());
        }
        // What one of several equal decisions has seen needs no second look.
        let holds = about
            .iter()
            .any(|decision| self.since(decision, items).is_empty());
        let id = latest.id.clone();
        if holds {
            PlaceState::Decided(id)
        } else {
            PlaceState::Outdated(id)
        }
    }

    /// What was said about links that mean the same. It is outdated where one of them is another now.
    pub(super) fn state_of_link(&self, links: &[(PersonId, LinkId)]) -> PlaceState {
        let about = links.iter().filter_map(|(who, link)| {
            let id = AnnotationId::new(link.as_str()).ok()?;
            let all = self.layer?.decisions_about(who, &id);
            all.max_by_key(|decision| (decision.made, &decision.id))
        });
        let Some(latest) = about.max_by_key(|decision| (decision.made, &decision.id)) else {
            return PlaceState::Open;
        };
        let id = latest.id.clone();
        if latest.class == DecisionClass::Discuss {
            return PlaceState::Discuss(id);
        }
        let holds = |source: &DecisionSource| {
            let layer = self
                .project
                .layer(&LayerKey::new(self.document.clone(), source.annotator.clone()));
            let link = layer.and_then(|layer| layer.link(source.annotation.as_str()));
            link.is_some_and(|link| link.content_hash() == source.hash)
        };
        match latest.sources.iter().all(holds) {
            true => PlaceState::Decided(id),
            false => PlaceState::Outdated(id),
        }
    }

    /// What came out of a decision, whoever took it: equal outcomes are no rivals.
    fn outcome(&self, decision: &Decision) -> BTreeSet<SmolStr> {
        let results = decision.results.iter();
        let results = results.filter_map(|id| self.layer?.annotation(id.as_str()));
        results.map(|result| result.content_hash()).collect()
    }

    /// What is not as the decision saw it, of what it looked at and of what stands in its place now.
    fn since(&self, decision: &Decision, items: &[PlaceItem]) -> Vec<Since> {
        let mut since = Vec::new();
        for source in &decision.sources {
            let key = LayerKey::new(self.document.clone(), source.annotator.clone());
            let layer = self.project.layer(&key);
            let now = layer.and_then(|layer| layer.annotation(source.annotation.as_str()));
            let what = match now {
                None if layer.is_some_and(|layer| layer.link(source.annotation.as_str()).is_some()) => {
                    continue;
                }
                None => SinceWhat::Gone,
                Some(now) if now.content_hash() != source.hash => SinceWhat::Changed,
                Some(_) => continue,
            };
            since.push(Since {
                annotator: source.annotator.clone(),
                annotation: source.annotation.clone(),
                what,
            });
        }
        let unseen = items.iter().filter(|item| {
            let seen = |annotation: &AnnotationId| {
                let mut sources = decision.sources.iter();
                sources.any(|s| s.annotator == item.annotator && s.annotation == *annotation)
            };
            let equal = |hash: SmolStr| decision.sources.iter().any(|source| source.hash == hash);
            !seen(&item.annotation.id) && !equal(item.annotation.content_hash())
        });
        since.extend(unseen.map(|item| Since {
            annotator: item.annotator.clone(),
            annotation: item.annotation.id.clone(),
            what: SinceWhat::Unseen,
        }));
        since.sort();
        since
    }
}

/// Decisions that looked at labels of which none is there any more, by id; what came out of them still stands.
pub fn orphans(project: &Project, document: &DocumentId) -> Vec<DecisionId> {
    let decisions = Decisions::on(project, document);
    let is_there = |source: &DecisionSource| {
        let layer = project.layer(&LayerKey::new(document.clone(), source.annotator.clone()));
        let id = source.annotation.as_str();
        layer.is_some_and(|layer| layer.annotation(id).is_some() || layer.link(id).is_some())
    };
    let all = decisions.layer.into_iter().flat_map(Layer::decisions);
    all.filter(|decision| !decision.sources.is_empty() && !decision.sources.iter().any(is_there))
        .map(|decision| decision.id.clone())
        .collect()
}

/// What is not as a decision saw it: of what it looked at, and of the items that stand in its place now (none, where only
/// the former is asked). Empty while the decision holds.
pub fn since(
    project: &Project,
    document: &DocumentId,
    decision: &Decision,
    items: &[PlaceItem],
) -> Vec<Since> {
    Decisions::on(project, document).since(decision, items)
}
