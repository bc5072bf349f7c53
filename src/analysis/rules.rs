//! Rules that decide many places at once. A plan is a list of what a rule would decide and why; it changes nothing.

use super::compare::{ComparedPlace, Comparison, DifferenceKind, PlaceItem, PlaceState, boundary_difference};
use crate::model::edit::recipes::{Ruling, Source, Verdict};
use crate::model::{
    Annotation, AttributeId, AttributeValue, DecisionId, Fragments, LabelId, LayerKey, PersonId, Project,
};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet, HashMap};

#[cfg(test)]
mod tests;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// Everybody has it and means the same.
    AllAgree,
    /// Some have it, and nobody who went through the document has anything else there.
    NobodyDisagrees,
    /// More than half of those who went through the document, and at least so many.
    Majority { min_votes: usize },
    /// At least this share (0 to 1) of those who went through the document, at least so many, and more than any other version.
    Score { share: f64, min_votes: usize },
}

impl Rule {
    /// One of each, as they are first offered.
    pub const ALL: [Self; 4] = [
        Self::AllAgree,
        Self::NobodyDisagrees,
        Self::Majority { min_votes: 2 },
        Self::Score {
            share: 0.5,
            min_votes: 1,
        },
    ];

    /// As it stands in files and in the shell.
    pub fn word(self) -> &'static str {
        match self {
            Self::AllAgree => "all-agree",
            Self::NobodyDisagrees => "nobody-disagrees",
            Self::Majority { .. } => "majority",
            Self::Score { .. } => "score",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::AllAgree => "Where all agree",
            Self::NobodyDisagrees => "Where nobody disagrees",
            Self::Majority { .. } => "What most say",
            Self::Score { .. } => "By share of votes",
        }
    }
}

/// Which places a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Redo {
    /// Only those about which nothing was said yet.
    #[default]
    No,
    /// All, also those that a reviewer decided, put aside, or that are outdated.
    Everything,
}

/// What a rule would decide about one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// Index into the places of the comparison.
    pub place: usize,
    pub verdict: Verdict,
    /// For the reader of a dry run, such as `2 of 3`.
    pub why: String,
    pub before: Before,
}

/// What was decided about a place before a rule came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    Nothing,
    /// The same as the rule says, so nothing needs to be done.
    Same,
    Other,
}

/// What a rule would decide, in the order of the places. A rule never says that none is right: that takes a reader.
pub fn plan(project: &Project, comparison: &Comparison, rule: Rule, redo: Redo) -> Vec<Planned> {
    let judge = Judge {
        project,
        comparison,
        everybody: comparison.people().len(),
        standing: match rule {
            Rule::NobodyDisagrees => standing(comparison),
            _ => HashMap::new(),
        },
    };
    let places = comparison.places().iter().enumerate();
    let wanted = places.filter(|(_, place)| redo == Redo::Everything || place.state == PlaceState::Open);
    wanted
        .filter_map(|(index, place)| {
            let (verdict, why) = judge.judge(place, rule)?;
            let before = judge.before(place, &verdict);
            Some(Planned {
                place: index,
                verdict,
                why,
                before,
            })
        })
        .collect()
}

/// In which place each item stands.
fn standing(comparison: &Comparison) -> HashMap<Source, usize> {
    let places = comparison.places().iter().enumerate();
    places
        .flat_map(|(index, place)| place.items.iter().map(move |item| (source(item), index)))
        .collect()
}

struct Judge<'a> {
    project: &'a Project,
    comparison: &'a Comparison,
    /// How many have been through the document.
    everybody: usize,
    standing: HashMap<Source, usize>,
}

/// The same words by the same label.
struct Version<'a> {
    label: &'a LabelId,
    /// One of each person who says so, by id.
    items: Vec<&'a PlaceItem>,
}

impl<'a> Judge<'a> {
    fn judge(&self, place: &'a ComparedPlace, rule: Rule) -> Option<(Verdict, String)> {
        let versions = self.versions(place);
        let everybody = self.everybody;
        match rule {
            Rule::AllAgree => {
                let version = versions.first().filter(|_| place.is_agreed())?;
                Some((take(most_common(version)?), format!("all {everybody}")))
            }
            Rule::NobodyDisagrees => {
                let [version] = versions.as_slice() else {
                    return None;
                };
                if !self.is_undisputed(place) {
                    return None;
                }
                let why = format!("{} of {everybody}, nobody else has another", version.items.len());
                Some((take(most_common(version)?), why))
            }
            Rule::Majority { min_votes } => {
                let wins = |votes: usize| votes >= min_votes && votes * 2 > everybody;
                self.winner(&versions, wins)
            }
            Rule::Score { share, min_votes } => {
                let wins = |votes: usize| votes >= min_votes && votes as f64 >= share * everybody as f64;
                self.winner(&versions, wins)
            }
        }
    }

    fn before(&self, place: &ComparedPlace, verdict: &Verdict) -> Before {
        let same = match &place.state {
            PlaceState::Open => return Before::Nothing,
            PlaceState::Decided(id) => self.stands(id, place, verdict),
            _ => false,
        };
        if same { Before::Same } else { Before::Other }
    }

    /// Whether a decision came to what a verdict says.
    fn stands(&self, id: &DecisionId, place: &ComparedPlace, verdict: &Verdict) -> bool {
        let layer = self
            .project
            .layer(&LayerKey::adjudicated(self.comparison.document().clone()));
        let decision = layer.and_then(|layer| layer.decision(id.as_str()));
        let (Some(layer), Some(decision)) = (layer, decision) else {
            return false;
        };
        let results = decision
            .results
            .iter()
            .filter_map(|id| layer.annotation(id.as_str()));
        let results: BTreeSet<SmolStr> = results.map(|result| result.content_hash()).collect();
        let said: BTreeSet<SmolStr> = match verdict {
            Verdict::Take(taken) => {
                let is_taken = |item: &&PlaceItem| taken.contains(&source(item));
                let taken = place.items.iter().filter(is_taken);
                taken.map(|item| item.annotation.content_hash()).collect()
            }
            Verdict::Edited(own) => [own.content_hash()].into(),
            _ => return false,
        };
        results == said
    }

    fn versions(&self, place: &'a ComparedPlace) -> Vec<Version<'a>> {
        let mut versions: Vec<Version<'a>> = Vec::new();
        for item in &place.items {
            let label = self.project.codebook().resolve(&item.annotation.label);
            let same = |version: &&mut Version<'a>| {
                version.label == label
                    && version.items.first().is_some_and(|first| {
                        self.same_words(&first.annotation.fragments, &item.annotation.fragments)
                    })
            };
            match versions.iter_mut().find(same) {
                Some(version) => {
                    if version
                        .items
                        .iter()
                        .all(|known| known.annotator != item.annotator)
                    {
                        version.items.push(item);
                    }
                }
                None => versions.push(Version {
                    label,
                    items: vec![item],
                }),
            }
        }
        versions
    }

    fn same_words(&self, a: &Fragments, b: &Fragments) -> bool {
        if a == b {
            return true;
        }
        let text = self.project.text(self.comparison.document().as_str());
        let difference = text.and_then(|text| boundary_difference(text, a, b));
        difference.is_none_or(|difference| self.comparison.options().ignore_edges && difference.edges_only)
    }

    /// Only some have it perhaps; but who lacks it has nothing else there that the others lack.
    fn is_undisputed(&self, place: &ComparedPlace) -> bool {
        use DifferenceKind::{Agree, Duplicate, Missing};
        if !place
            .kinds
            .iter()
            .all(|kind| [Agree, Missing, Duplicate].contains(kind))
        {
            return false;
        }
        let has = |place: &ComparedPlace, person: &PersonId| place.item_of(person).next().is_some();
        let holders: Vec<&PersonId> = place.items.iter().map(|item| &item.annotator).collect();
        let lacking = self
            .comparison
            .people()
            .iter()
            .filter(|person| !has(place, person));
        let stands_with_holders = |person: &PersonId, annotation: &Annotation| {
            let at = self.standing.get(&(person.clone(), annotation.id.clone()));
            let other = at.and_then(|at| self.comparison.places().get(*at));
            // What was left out of the comparison says nothing.
            other.is_none_or(|other| holders.iter().any(|holder| has(other, holder)))
        };
        lacking.into_iter().all(|person| {
            self.there(person, &place.at)
                .all(|annotation| stands_with_holders(person, annotation))
        })
    }

    /// A person's labels on any of these words.
    fn there<'b>(&'b self, person: &PersonId, at: &'b Fragments) -> impl Iterator<Item = &'b Annotation> {
        let key = LayerKey::new(self.comparison.document().clone(), person.clone());
        let hull = at.hull().map_or((0, 0), |hull| (hull.start(), hull.end()));
        let layer = self.project.layer(&key).into_iter();
        layer
            .flat_map(move |layer| layer.annotations_at(hull.0, hull.1))
            .map(|annotation| &**annotation)
            .filter(move |annotation| {
                let words = &annotation.fragments;
                words.overlap(at) > 0 || words == at
            })
    }

    /// The version that has more votes than any other, if these are enough.
    fn winner(&self, versions: &[Version<'_>], wins: impl Fn(usize) -> bool) -> Option<(Verdict, String)> {
        let most = versions.iter().map(|version| version.items.len()).max()?;
        let mut best = versions.iter().filter(|version| version.items.len() == most);
        let (Some(version), None) = (best.next(), best.next()) else {
            return None;
        };
        if !wins(most) {
            return None;
        }
        let verdict = self.with_attributes(version)?;
        Some((verdict, format!("{most} of {}", self.everybody)))
    }

    /// The version with the value of each attribute that most give; None where two values tie.
    fn with_attributes(&self, version: &Version<'_>) -> Option<Verdict> {
        let ignored = &self.comparison.options().ignore_attributes;
        let given = version
            .items
            .iter()
            .flat_map(|item| item.annotation.attributes.iter());
        let ids: BTreeSet<&AttributeId> = given
            .map(|(id, _)| id)
            .filter(|id| !ignored.contains(id))
            .collect();
        let value = |item: &PlaceItem, id: &AttributeId| item.annotation.attributes.get(id.as_str()).cloned();
        let mut wanted: Vec<(&AttributeId, Option<AttributeValue>)> = Vec::new();
        for id in ids {
            let mut votes: Vec<(Option<AttributeValue>, usize)> = Vec::new();
            for item in &version.items {
                let value = value(item, id);
                match votes.iter_mut().find(|(known, _)| *known == value) {
                    Some((_, count)) => *count += 1,
                    None => votes.push((value, 1)),
                }
            }
            let most = votes.iter().map(|(_, count)| *count).max()?;
            let mut best = votes.into_iter().filter(|(_, count)| *count == most);
            let (Some((winner, _)), None) = (best.next(), best.next()) else {
                return None;
            };
            wanted.push((id, winner));
        }
        let has_all = |item: &&&PlaceItem| wanted.iter().all(|(id, wanted)| value(item, id) == *wanted);
        if let Some(item) = version.items.iter().find(has_all) {
            return Some(take(item));
        }
        let mut own = Annotation::clone(&version.items.first()?.annotation);
        for (id, value) in wanted {
            own.attributes.set(id, value);
        }
        Some(Verdict::Edited(Box::new(own)))
    }
}

fn take(item: &PlaceItem) -> Verdict {
    Verdict::Take(vec![source(item)])
}

/// Of items that count as equal, the one that most have exactly so; of several, the first person's.
fn most_common<'a>(version: &Version<'a>) -> Option<&'a PlaceItem> {
    let mut counts: BTreeMap<SmolStr, usize> = BTreeMap::new();
    for item in &version.items {
        *counts.entry(item.annotation.content_hash()).or_default() += 1;
    }
    let most = counts.values().copied().max()?;
    let is_one = |item: &&&PlaceItem| counts.get(&item.annotation.content_hash()) == Some(&most);
    version.items.iter().find(is_one).copied()
}

/// What is to be said about the places of a plan; nothing where it was said already.
pub fn rulings(comparison: &Comparison, planned: &[Planned], rule: Rule) -> Vec<Ruling> {
    let places = comparison.places();
    let ruling = |planned: &Planned| {
        Some(Ruling {
            document: comparison.document().clone(),
            sources: sources(places.get(planned.place)?),
            verdict: planned.verdict.clone(),
            reason: String::new(),
            rule: rule.word().into(),
        })
    };
    let to_do = planned.iter().filter(|planned| planned.before != Before::Same);
    to_do.filter_map(ruling).collect()
}

/// All items of a place.
pub fn sources(place: &ComparedPlace) -> Vec<Source> {
    place.items.iter().map(source).collect()
}

fn source(item: &PlaceItem) -> Source {
    (item.annotator.clone(), item.annotation.id.clone())
}
