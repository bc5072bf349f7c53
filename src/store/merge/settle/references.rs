//! Labels that links, comments and decisions speak of. What one side deleted while the other spoke of it comes back, and somebody
//! decides.

use super::super::board::{Board, state};
use super::put_back;
use crate::model::edit::{Item, Key};
use crate::model::*;
use std::collections::BTreeSet;

/// A link has both its ends.
pub fn keep_ends(board: &mut Board<'_>) -> bool {
    let mut missing: BTreeSet<Key> = BTreeSet::new();
    for (key, item) in &board.result {
        match (key, item) {
            (Key::Link(layer, _), Some(Item::Link(link))) => {
                let ends = [&link.from, &link.to];
                missing.extend(ends.map(|end| Key::Annotation(layer.clone(), end.clone())));
            }
            (Key::Annotation(layer, id) | Key::Adrift(layer, id), None) => {
                let links = board
                    .ours
                    .layer(layer)
                    .into_iter()
                    .flat_map(|layer| layer.links_of(id));
                let stays = |link: &Link| match board.get(&Key::Link(layer.clone(), link.id.clone())) {
                    Some(Item::Link(link)) => link.from == *id || link.to == *id,
                    _ => false,
                };
                if links.into_iter().any(|link| stays(link)) {
                    missing.insert(Key::Annotation(layer.clone(), id.clone()));
                }
            }
            _ => {}
        }
    }
    let mut moved = false;
    for key in missing {
        moved |= put_back(board, &key);
    }
    moved | drop_loose(board)
}

/// A link whose end is nowhere at all, in no state: a file said so. It stays out, and it is told.
fn drop_loose(board: &mut Board<'_>) -> bool {
    let is_loose = |key: &Key, item: &Option<Item>| match (key, item) {
        (Key::Link(layer, _), Some(Item::Link(link))) => [&link.from, &link.to]
            .iter()
            .any(|end| !board.has(&Key::Annotation(layer.clone(), (*end).clone()))),
        _ => false,
    };
    let loose: Vec<Key> = (board.result.iter())
        .filter(|(key, item)| is_loose(key, item))
        .map(|(key, _)| key.clone())
        .collect();
    for key in &loose {
        super::stand_back(board, key);
        let file = super::super::super::file_of(key).path();
        let message = "a link goes to a label that nobody has; it waits among the conflicts";
        board.notes.push(Problem::new("dangling-link", file, message));
    }
    !loose.is_empty()
}

/// Labels of the same layer that an item speaks of, without needing them.
fn spoken_of(item: &Item) -> &[AnnotationId] {
    match item {
        Item::Comment(comment) => std::slice::from_ref(&comment.on),
        Item::Decision(decision) => &decision.results,
        _ => &[],
    }
}

/// A comment or a decision that one side wrote keeps the label that it is about, if the other side alone deleted it.
pub fn keep_what_was_spoken_of(board: &mut Board<'_>) -> bool {
    let mut missing: BTreeSet<Key> = BTreeSet::new();
    // Theirs, on what ours deleted.
    for (key, item) in &board.result {
        if let (Key::Comment(layer, _) | Key::Decision(layer, _), Some(item)) = (key, item) {
            for id in spoken_of(item) {
                let label = Key::Annotation(layer.clone(), id.clone());
                if !board.has(&label) && state(&board.theirs, &label).is_some() {
                    missing.insert(label);
                }
            }
        }
    }
    // Ours, on what theirs deleted.
    let deleted: BTreeSet<&LayerKey> = (board.result.iter())
        .filter_map(|(key, item)| match key {
            Key::Annotation(layer, _) | Key::Adrift(layer, _) if item.is_none() => Some(layer),
            _ => None,
        })
        .collect();
    for layer in deleted {
        for key in written_by_us(board, layer) {
            for id in board.get(&key).iter().flat_map(spoken_of) {
                let label = Key::Annotation(layer.clone(), id.clone());
                if !board.has(&label) && state(&board.placed, &label).is_some() {
                    missing.insert(label);
                }
            }
        }
    }
    let mut moved = false;
    for key in missing {
        moved |= put_back(board, &key);
    }
    moved
}

/// Comments and decisions that ours added or changed.
fn written_by_us(board: &Board<'_>, layer: &LayerKey) -> Vec<Key> {
    let Some(ours) = board.placed.layer(layer) else {
        return Vec::new();
    };
    let comments = ours.comments().map(|c| Key::Comment(layer.clone(), c.id.clone()));
    let decisions = ours
        .decisions()
        .map(|d| Key::Decision(layer.clone(), d.id.clone()));
    let changed = |key: &Key| {
        let base = board.base_of(key).and_then(|base| state(base, key));
        base != state(&board.placed, key)
    };
    comments.chain(decisions).filter(changed).collect()
}
