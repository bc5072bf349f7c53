//! Decisions about places where people differ. They write the adjudicated layer only, never a teammate's.

use super::annotations::{add_gone, mark_annotated};
use super::*;
use std::collections::BTreeSet;

/// What a reviewer says about one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// These versions are right, by (annotator, annotation).
    Take(Vec<(PersonId, AnnotationId)>),
    NoneRight,
    Discuss,
}

/// Decides a place. `sources` are all items that stand in it; what is taken is copied into the adjudicated layer under new
/// ids. An earlier decision about any of the sources is replaced.
pub fn decide(
    project: &Project,
    author: &Author,
    by: &PersonId,
    place: (&[(PersonId, AnnotationId)], &Verdict, &str),
    ids: &mut dyn Randomness,
) -> Result<Transaction, EditError> {
    let (sources, verdict, reason) = place;
    let layer = LayerKey::adjudicated(author.layer.document.clone());
    unlocked(project, &layer)?;
    let find = |(person, id): &(PersonId, AnnotationId)| {
        let key = LayerKey::new(layer.document.clone(), person.clone());
        project
            .layer(&key)
            .and_then(|l| l.annotation(id.as_str()))
            .cloned()
            .ok_or_else(|| missing(&Key::Annotation(key, id.clone())))
    };
    let looked_at = sources
        .iter()
        .map(|s| Ok((s.0.clone(), find(s)?)))
        .collect::<Result<Vec<_>, EditError>>()?;
    let mut changes = ensure_layer(project, &layer);
    let mut gone = BTreeSet::new();
    for old in earlier(project, &layer, sources) {
        forget(project, &layer, &old, &mut changes, &mut gone);
    }
    let taken: &[(PersonId, AnnotationId)] = match verdict {
        Verdict::Take(taken) => taken,
        Verdict::NoneRight | Verdict::Discuss => &[],
    };
    let mut results = Vec::new();
    for source in taken {
        let mut copy = Annotation::clone(&*find(source)?);
        copy.id = AnnotationId::random(ids);
        copy.made = author.now;
        copy.changed = author.now;
        results.push(copy.id.clone());
        let key = Key::Annotation(layer.clone(), copy.id.clone());
        changes.push(Change::create(key, Item::Annotation(Arc::new(copy))));
    }
    let decision = Decision {
        id: DecisionId::random(ids),
        class: class(verdict, &looked_at),
        by: by.clone(),
        made: author.now,
        at: Fragments::union(looked_at.iter().flat_map(|(_, a)| a.fragments.iter())),
        adrift: Vec::new(),
        sources: looked_at.iter().map(source_of).collect(),
        results,
        reason: reason.to_owned(),
    };
    let title = format!("Decide: {}", decision.class.title().to_lowercase());
    let key = Key::Decision(layer.clone(), decision.id.clone());
    changes.push(Change::create(key, Item::Decision(Arc::new(decision))));
    mark_annotated(project, &layer, &mut changes);
    add_gone(project, &layer, &mut changes, gone.iter().map(String::as_str));
    Ok(Transaction::new(title, changes))
}

/// An item as it was when it was looked at.
fn source_of((person, annotation): &(PersonId, Arc<Annotation>)) -> DecisionSource {
    DecisionSource {
        annotator: person.clone(),
        annotation: annotation.id.clone(),
        hash: annotation.content_hash(),
    }
}

fn class(verdict: &Verdict, sources: &[(PersonId, Arc<Annotation>)]) -> DecisionClass {
    match verdict {
        Verdict::NoneRight => DecisionClass::NoneRight,
        Verdict::Discuss => DecisionClass::Discuss,
        Verdict::Take(taken) if taken.len() > 1 => DecisionClass::KeptSeveral,
        Verdict::Take(_) => {
            let hashes: BTreeSet<_> = sources.iter().map(|(_, a)| a.content_hash()).collect();
            if sources.len() > 1 && hashes.len() == 1 {
                DecisionClass::Agreed
            } else {
                DecisionClass::Took
            }
        }
    }
}

/// Decisions that looked at any of these items.
fn earlier(project: &Project, layer: &LayerKey, sources: &[(PersonId, AnnotationId)]) -> Vec<Arc<Decision>> {
    let touches = |decision: &Decision| {
        decision.sources.iter().any(|s| {
            sources
                .iter()
                .any(|(p, id)| *p == s.annotator && *id == s.annotation)
        })
    };
    let decisions = project
        .layer(layer)
        .into_iter()
        .flat_map(|l| l.decisions.values());
    decisions.filter(|d| touches(d)).cloned().collect()
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
    for id in &decision.results {
        for link in adjudicated.links_of(id) {
            if gone.insert(link.id.to_string()) {
                changes.push(Change::delete(
                    Key::Link(layer.clone(), link.id.clone()),
                    Item::Link(link.clone()),
                ));
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
    gone.insert(decision.id.to_string());
    changes.push(Change::delete(
        Key::Decision(layer.clone(), decision.id.clone()),
        Item::Decision(decision.clone()),
    ));
}

/// The place is undecided again; what came out of the decision goes.
pub fn reopen(project: &Project, document: &DocumentId, id: &DecisionId) -> Result<Transaction, EditError> {
    let layer = LayerKey::adjudicated(document.clone());
    unlocked(project, &layer)?;
    let decision = project
        .layer(&layer)
        .and_then(|l| l.decision(id.as_str()))
        .cloned();
    let decision = decision.ok_or_else(|| missing(&Key::Decision(layer.clone(), id.clone())))?;
    let mut changes = Vec::new();
    let mut gone = BTreeSet::new();
    forget(project, &layer, &decision, &mut changes, &mut gone);
    add_gone(project, &layer, &mut changes, gone.iter().map(String::as_str));
    Ok(Transaction::new("Reopen decision", changes))
}
