//! Decisions about places where people differ. They write the adjudicated layer only, never a teammate's.

use super::annotations::{change_head, start_work};
use super::*;
use std::collections::{BTreeMap, BTreeSet};

mod links;
mod words;

pub use links::{LinkRuling, decide_link};
pub(super) use words::follow_words;

/// Somebody's item: whose, and which.
pub type Source = (PersonId, AnnotationId);

/// What a reviewer says about one place.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// These versions are right; equal ones count once.
    Take(Vec<Source>),
    /// The words of all versions put together, with label and attributes of this one.
    Combine(Extent, Source),
    /// The reviewer's own version; its id and times are made anew.
    Edited(Box<Annotation>),
    NoneRight,
    Discuss,
}

/// How the words of several versions make those of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All that anybody has marked.
    Union,
    /// What everybody has marked.
    Intersection,
}

/// What is said about one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Ruling {
    pub document: DocumentId,
    /// All items that stand in the place.
    pub sources: Vec<Source>,
    pub verdict: Verdict,
    pub reason: String,
    /// The bulk rule that said so; empty for a reviewer's own word.
    pub rule: smol_str::SmolStr,
}

/// Decides a place of the author's document. `sources` are all items that stand in it; what is taken is copied into the
/// adjudicated layer under new ids. An earlier decision about any of the sources is replaced.
pub fn decide(
    project: &Project,
    author: &Author,
    by: &PersonId,
    place: (&[Source], &Verdict, &str),
    ids: &mut dyn Randomness,
) -> Result<Transaction, EditError> {
    let (sources, verdict, reason) = place;
    let ruling = Ruling {
        document: author.layer.document.clone(),
        sources: sources.to_vec(),
        verdict: verdict.clone(),
        reason: reason.to_owned(),
        rule: Default::default(),
    };
    decide_all(project, author, by, std::slice::from_ref(&ruling), ids)
}

/// Decides many places, on any documents, as one step to undo.
pub fn decide_all(
    project: &Project,
    author: &Author,
    by: &PersonId,
    rulings: &[Ruling],
    ids: &mut dyn Randomness,
) -> Result<Transaction, EditError> {
    let mut by_document: BTreeMap<&DocumentId, Vec<&Ruling>> = BTreeMap::new();
    for ruling in rulings {
        by_document.entry(&ruling.document).or_default().push(ruling);
    }
    let mut changes: Vec<Change> = Vec::new();
    let mut first = None;
    for (document, rulings) in by_document {
        let layer = LayerKey::adjudicated(document.clone());
        unlocked(project, &layer)?;
        let mut draft = Draft {
            project,
            layer,
            now: author.now,
            by,
            gone: BTreeSet::new(),
            deleted: Vec::new(),
            made: Vec::new(),
            decided: Vec::new(),
        };
        for ruling in rulings {
            let class = draft.decide(ruling, ids)?;
            first.get_or_insert(class);
        }
        let ready = draft.finish();
        // The adjudicated layers of several documents have one person in common.
        let known = changes.iter().any(|change| matches!(change.key, Key::Person(_)));
        let is_new = |change: &Change| !(known && matches!(change.key, Key::Person(_)));
        changes.extend(ready.into_iter().filter(is_new));
    }
    changes.extend(links::taken_along(project, &changes, author.now, ids)?);
    let title = match (rulings, first) {
        ([_], Some(class)) => format!("Decide: {}", class.title().to_lowercase()),
        _ => format!("Decide {} places", rulings.len()),
    };
    Ok(Transaction::new(title, changes))
}

/// The place is undecided again; what came out of the decision goes.
pub fn reopen(project: &Project, document: &DocumentId, id: &DecisionId) -> Result<Transaction, EditError> {
    reopen_all(project, document, std::slice::from_ref(id))
}

/// Takes several decisions on a document back, such as all about one place.
pub fn reopen_all(
    project: &Project,
    document: &DocumentId,
    decisions: &[DecisionId],
) -> Result<Transaction, EditError> {
    let layer = LayerKey::adjudicated(document.clone());
    unlocked(project, &layer)?;
    let adjudicated = project.layer(&layer);
    let find = |id: &DecisionId| {
        let decision = adjudicated.and_then(|l| l.decision(id.as_str())).cloned();
        decision.ok_or_else(|| missing(&Key::Decision(layer.clone(), id.clone())))
    };
    let mut gone = BTreeSet::new();
    let mut changes = Vec::new();
    for id in decisions {
        let decision = find(id)?;
        // Two reviewers' equal decisions may share what came out of them.
        let sharing = adjudicated.into_iter().flat_map(|l| l.decisions.values());
        let sharing = sharing.filter(|other| other.results.iter().any(|id| decision.results.contains(id)));
        for decision in std::iter::once(&decision).chain(sharing) {
            forget(project, &layer, decision, &mut changes, &mut gone);
        }
    }
    change_head(project, &layer, &mut changes, |head| {
        head.gone.extend(gone.iter().map(smol_str::SmolStr::new));
    });
    let title = match decisions.len() {
        1 => "Reopen decision".to_owned(),
        count => format!("Reopen {count} decisions"),
    };
    Ok(Transaction::new(title, changes))
}

/// Gives the reason of a decision, or another.
pub fn explain(
    project: &Project,
    document: &DocumentId,
    id: &DecisionId,
    reason: &str,
) -> Result<Transaction, EditError> {
    let layer = LayerKey::adjudicated(document.clone());
    unlocked(project, &layer)?;
    let key = Key::Decision(layer.clone(), id.clone());
    let old = project.layer(&layer).and_then(|l| l.decision(id.as_str()));
    let old = old.ok_or_else(|| missing(&key))?;
    let new = Decision {
        reason: reason.to_owned(),
        ..Decision::clone(old)
    };
    let change = Change::replace(key, Item::Decision(old.clone()), Item::Decision(Arc::new(new)));
    Ok(Transaction::new("Reason of a decision", vec![change]))
}

/// The changes of one adjudicated layer while decisions are put together.
struct Draft<'a> {
    project: &'a Project,
    layer: LayerKey,
    now: Timestamp,
    by: &'a PersonId,
    gone: BTreeSet<String>,
    deleted: Vec<Change>,
    made: Vec<Change>,
    decided: Vec<Arc<Decision>>,
}

impl Draft<'_> {
    fn find(&self, (person, id): &Source) -> Result<Arc<Annotation>, EditError> {
        let key = LayerKey::new(self.layer.document.clone(), person.clone());
        let layer = self.project.layer(&key);
        let found = layer.and_then(|l| l.annotation(id.as_str())).cloned();
        found.ok_or_else(|| missing(&Key::Annotation(key, id.clone())))
    }

    fn decide(&mut self, ruling: &Ruling, ids: &mut dyn Randomness) -> Result<DecisionClass, EditError> {
        let looked_at = ruling
            .sources
            .iter()
            .map(|source| Ok((source.0.clone(), self.find(source)?)))
            .collect::<Result<Vec<_>, EditError>>()?;
        self.forget_earlier(&ruling.sources);
        let results = self.results(&ruling.verdict, &looked_at)?;
        let class = class(&ruling.verdict, &looked_at, &results);
        let results = results.into_iter().map(|result| self.make(result, ids)).collect();
        self.decided.push(Arc::new(Decision {
            id: DecisionId::random(ids),
            class,
            by: self.by.clone(),
            made: self.now,
            at: Fragments::union(looked_at.iter().flat_map(|(_, a)| a.fragments.iter())),
            adrift: Vec::new(),
            sources: looked_at.iter().map(source_of).collect(),
            results,
            reason: ruling.reason.clone(),
            rule: ruling.rule.clone(),
        }));
        Ok(class)
    }

    /// What comes out of a verdict, equal versions once.
    fn results(
        &self,
        verdict: &Verdict,
        looked_at: &[(PersonId, Arc<Annotation>)],
    ) -> Result<Vec<Annotation>, EditError> {
        Ok(match verdict {
            Verdict::NoneRight | Verdict::Discuss => Vec::new(),
            Verdict::Edited(own) => vec![Annotation::clone(own)],
            Verdict::Combine(extent, base) => {
                let mut result = Annotation::clone(&*self.find(base)?);
                let versions: Vec<&Fragments> = looked_at.iter().map(|(_, a)| &a.fragments).collect();
                result.fragments = combined(*extent, &versions)?;
                vec![result]
            }
            Verdict::Take(taken) => {
                let mut seen = BTreeSet::new();
                let mut results = Vec::new();
                for source in taken {
                    let item = self.find(source)?;
                    if seen.insert(item.content_hash()) {
                        results.push(Annotation::clone(&item));
                    }
                }
                results
            }
        })
    }

    fn make(&mut self, mut result: Annotation, ids: &mut dyn Randomness) -> AnnotationId {
        result.id = AnnotationId::random(ids);
        result.made = self.now;
        result.changed = self.now;
        let id = result.id.clone();
        let key = Key::Annotation(self.layer.clone(), id.clone());
        self.made
            .push(Change::create(key, Item::Annotation(Arc::new(result))));
        id
    }

    /// Takes back what was decided about any of these items.
    fn forget_earlier(&mut self, sources: &[Source]) {
        let Some(layer) = self.project.layer(&self.layer) else {
            return;
        };
        let earlier = sources
            .iter()
            .flat_map(|(who, id)| layer.decisions_about(who, id));
        for old in earlier {
            forget(self.project, &self.layer, old, &mut self.deleted, &mut self.gone);
        }
    }

    fn finish(self) -> Vec<Change> {
        let mut changes = ensure_layer(self.project, &self.layer);
        changes.extend(self.deleted);
        changes.extend(self.made);
        let decisions = self.decided.into_iter().map(|decision| {
            let key = Key::Decision(self.layer.clone(), decision.id.clone());
            Change::create(key, Item::Decision(decision))
        });
        changes.extend(decisions);
        change_head(self.project, &self.layer, &mut changes, |head| {
            start_work(head);
            head.gone.extend(self.gone.iter().map(smol_str::SmolStr::new));
        });
        changes
    }
}

fn combined(extent: Extent, versions: &[&Fragments]) -> Result<Fragments, EditError> {
    if extent == Extent::Union {
        return Ok(Fragments::union(
            versions.iter().flat_map(|version| version.iter()),
        ));
    }
    let mut versions = versions.iter();
    let mut common = versions
        .next()
        .map(|first| Fragments::clone(first))
        .unwrap_or_default();
    let is_document = common.is_document();
    for version in versions {
        let shared = common
            .iter()
            .flat_map(|a| version.iter().filter_map(move |b| a.intersection(b)));
        common = Fragments::union(shared);
    }
    if common.is_empty() && !is_document {
        return Err(EditError::Rule("the versions have no words in common".into()));
    }
    Ok(common)
}

/// An item as it was when it was looked at.
fn source_of((person, annotation): &(PersonId, Arc<Annotation>)) -> DecisionSource {
    DecisionSource {
        annotator: person.clone(),
        annotation: annotation.id.clone(),
        hash: annotation.content_hash(),
    }
}

fn class(
    verdict: &Verdict,
    sources: &[(PersonId, Arc<Annotation>)],
    results: &[Annotation],
) -> DecisionClass {
    let [result] = results else {
        return match verdict {
            Verdict::Discuss => DecisionClass::Discuss,
            _ if results.is_empty() => DecisionClass::NoneRight,
            _ => DecisionClass::KeptSeveral,
        };
    };
    let result = result.content_hash();
    let equal = sources.iter().filter(|(_, a)| a.content_hash() == result).count();
    match equal {
        0 => DecisionClass::Edited,
        equal if equal > 1 && equal == sources.len() => DecisionClass::Agreed,
        _ => DecisionClass::Took,
    }
}

/// Takes a decision back with what came out of it.
fn forget(
    project: &Project,
    layer: &LayerKey,
    decision: &Arc<Decision>,
    changes: &mut Vec<Change>,
    gone: &mut BTreeSet<String>,
) {
    let Some(adjudicated) = project.layer(layer) else {
        return;
    };
    if !gone.insert(decision.id.to_string()) {
        return;
    }
    for id in &decision.results {
        for link in adjudicated.links_of(id) {
            if gone.insert(link.id.to_string()) {
                changes.push(Change::delete(
                    Key::Link(layer.clone(), link.id.clone()),
                    Item::Link(link.clone()),
                ));
                links::forget_about(adjudicated, (layer, &link.id), changes, gone);
            }
        }
        if let Some(old) = adjudicated.annotation(id.as_str())
            && gone.insert(id.to_string())
        {
            changes.push(Change::delete(
                Key::Annotation(layer.clone(), id.clone()),
                Item::Annotation(old.clone()),
            ));
        }
    }
    changes.push(Change::delete(
        Key::Decision(layer.clone(), decision.id.clone()),
        Item::Decision(decision.clone()),
    ));
}
