//! Who is to label which document, and which layers are closed. Both stand in `project.ron`, so that no layer is touched.

use super::*;
use std::collections::{BTreeMap, BTreeSet};

/// Exactly these people are to label a document, and nobody else.
pub fn assign_people(project: &Project, document: &DocumentId, people: &[PersonId]) -> Transaction {
    let before: BTreeSet<&LayerKey> = project
        .assignments()
        .filter(|key| key.document == *document)
        .collect();
    let after: BTreeSet<LayerKey> = people
        .iter()
        .map(|person| LayerKey::new(document.clone(), person.clone()))
        .collect();
    let gone = before.iter().filter(|key| !after.contains(**key));
    let mut changes: Vec<Change> = gone
        .map(|key| Change::delete(Key::Assignment((*key).clone()), Item::Mark))
        .collect();
    let new = after.iter().filter(|key| !before.contains(key));
    changes.extend(new.map(|key| Change::create(Key::Assignment(key.clone()), Item::Mark)));
    Transaction::new("Assign", changes)
}

/// Gives documents to people until each document has `per_document` of them. Who has begun a document is counted to it first; else it
/// goes to those who have the fewest, and where that is a tie the seed decides. What was assigned before stays.
pub fn balance(project: &Project, per_document: usize, people: &[PersonId], seed: u64) -> Transaction {
    let mut of: BTreeMap<&DocumentId, BTreeSet<&PersonId>> = BTreeMap::new();
    for key in project
        .assignments()
        .filter(|key| people.contains(&key.annotator))
    {
        of.entry(&key.document).or_default().insert(&key.annotator);
    }
    let mut counts: BTreeMap<&PersonId, usize> = people.iter().map(|person| (person, 0)).collect();
    for person in of.values().flatten() {
        *counts.entry(person).or_default() += 1;
    }
    let mut random = SplitMix(seed);
    let mut new: Vec<LayerKey> = Vec::new();
    let mut give = |document: &DocumentId, person: &PersonId| {
        new.push(LayerKey::new(document.clone(), person.clone()));
    };
    let begun = |document: &DocumentId, person: &PersonId| {
        let layer = project.layer(&LayerKey::new(document.clone(), person.clone()));
        layer.is_some_and(|layer| layer.head.annotated || !layer.is_empty())
    };
    // First all that is begun, so that the counts are whole before anything is shared out.
    for document in project.documents() {
        let has = of.entry(&document.id).or_default();
        for person in people {
            if has.len() < per_document && begun(&document.id, person) && has.insert(person) {
                *counts.entry(person).or_default() += 1;
                give(&document.id, person);
            }
        }
    }
    for document in project.documents() {
        let has = of.entry(&document.id).or_default();
        while has.len() < per_document {
            let free = people.iter().filter(|person| !has.contains(person));
            let ranked = free.map(|person| {
                (
                    counts.get(person).copied().unwrap_or(0),
                    random.next_u64(),
                    person,
                )
            });
            let Some((_, _, person)) = ranked.min() else { break };
            has.insert(person);
            *counts.entry(person).or_default() += 1;
            give(&document.id, person);
        }
    }
    let changes = new
        .into_iter()
        .map(|key| Change::create(Key::Assignment(key), Item::Mark));
    Transaction::new("Assign evenly", changes.collect())
}

/// Closes layers to their people, or opens them again. Those that are so already stay as they are.
pub fn set_locks(project: &Project, layers: &[LayerKey], wanted: bool) -> Transaction {
    let changes = layers
        .iter()
        .filter(|key| project.locks.contains(*key) != wanted)
        .map(|key| {
            let key = Key::Lock(key.clone());
            if wanted {
                Change::create(key, Item::Mark)
            } else {
                Change::delete(key, Item::Mark)
            }
        });
    let title = if wanted { "Lock" } else { "Reopen" };
    Transaction::new(title, changes.collect())
}
