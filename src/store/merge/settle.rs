//! What items need of each other once each is decided for itself: nothing that is still used goes, nothing that is used is missing.
//! Repeats until all of it holds.

mod codebook;
mod references;

use super::board::{Board, state};
use super::stand_ins;
use crate::model::edit::{Item, Key};
use crate::model::*;
use std::collections::{BTreeMap, BTreeSet};

/// Every round puts something back or in; a chain of labels may take one each.
const MAX_ROUNDS: usize = 64;

pub fn settle(board: &mut Board<'_>) {
    for _ in 0..MAX_ROUNDS {
        let mut moved = references::keep_ends(board);
        moved |= references::keep_what_was_spoken_of(board);
        moved |= keep_layers(board);
        moved |= keep_documents(board);
        moved |= keep_people(board);
        moved |= codebook::keep_labels(board);
        moved |= codebook::keep_link_kinds(board);
        moved |= codebook::break_circles(board);
        moved |= break_redirects(board);
        if !moved {
            break;
        }
    }
    board.remember_gone();
}

/// The item as a side that still has it.
fn somewhere(board: &Board<'_>, key: &Key) -> Option<Item> {
    state(&board.theirs, key)
        .or_else(|| state(&board.placed, key))
        .or_else(|| board.base_of(key).and_then(|base| state(base, key)))
}

/// Puts a deleted item back, for a person to decide whether it goes.
fn put_back(board: &mut Board<'_>, key: &Key) -> bool {
    if board.has(key) {
        return false;
    }
    let Some(item) = somewhere(board, key) else {
        return false;
    };
    board.set(key, Some(item));
    board.set_aside(key, None);
    true
}

/// Whether both sides had it once: then it is missing because somebody deleted it.
fn was_there(board: &Board<'_>, key: &Key) -> bool {
    board.base_of(key).is_some_and(|base| state(base, key).is_some())
}

/// The keys of what the result has otherwise, and whether it has it.
fn touched(board: &Board<'_>, wanted: impl Fn(&Key) -> bool) -> Vec<(Key, bool)> {
    let result = board.result.iter().filter(|(key, _)| wanted(key));
    result.map(|(key, item)| (key.clone(), item.is_some())).collect()
}

/// A layer stays while anything is in it, and is there for what comes in.
fn keep_layers(board: &mut Board<'_>) -> bool {
    let mut moved = false;
    let tally = Tally::of(board);
    let layers: BTreeSet<LayerKey> = (board.result.iter())
        .filter(|(key, item)| item.is_some() || matches!(key, Key::Layer(_)))
        .filter_map(|(key, _)| key.layer().cloned())
        .collect();
    for layer in layers {
        let key = Key::Layer(layer.clone());
        if board.has(&key) || !tally.is_filled(board, &layer) {
            continue;
        }
        let head = somewhere(board, &key).unwrap_or_else(|| Item::Layer(Default::default()));
        board.set(&key, Some(head));
        moved = true;
    }
    moved
}

/// How many items of each layer come and go.
struct Tally(BTreeMap<LayerKey, (usize, usize)>);

impl Tally {
    fn of(board: &Board<'_>) -> Self {
        let mut layers: BTreeMap<LayerKey, (usize, usize)> = BTreeMap::new();
        for (key, item) in &board.result {
            let Some((layer, _)) = key.in_layer() else {
                continue;
            };
            if !layers.contains_key(layer) {
                layers.insert(layer.clone(), (0, 0));
            }
            if let Some((comes, goes)) = layers.get_mut(layer) {
                *(if item.is_some() { comes } else { goes }) += 1;
            }
        }
        Self(layers)
    }

    /// Whether anything is in a layer in the end.
    fn is_filled(&self, board: &Board<'_>, key: &LayerKey) -> bool {
        let (comes, goes) = self.0.get(key).copied().unwrap_or_default();
        let ours = board.ours.layer(key).map_or(0, |layer| {
            layer.len()
                + layer.all_adrift().len()
                + layer.links().len()
                + layer.comments().len()
                + layer.decisions().len()
        });
        // What goes is ours; of what comes some replaces what we have.
        comes > 0 || ours > goes
    }
}

/// A document stays while anybody has a layer on it, and comes with the layers on it.
fn keep_documents(board: &mut Board<'_>) -> bool {
    let mut moved = false;
    let tally = Tally::of(board);
    let about = |key: &Key| matches!(key, Key::Document(_) | Key::Text(_)) || key.layer().is_some();
    let documents: BTreeSet<DocumentId> = (board.result.keys())
        .filter(|key| about(key))
        .filter_map(|key| key.document().cloned())
        .collect();
    for id in documents {
        let (record, text) = (Key::Document(id.clone()), Key::Text(id.clone()));
        let is_kept = board
            .asides
            .get(&record)
            .is_some_and(|versions| versions.contains(&None));
        let layers = layers_on(board, &id);
        let is_read = is_kept || layers.iter().any(|layer| tally.is_filled(board, layer));
        if !layers.is_empty() || is_kept {
            let was_deleted = was_there(board, &record);
            for key in [&record, &text] {
                let item = state(&board.theirs, key).or_else(|| state(&board.placed, key));
                if !board.has(key)
                    && (is_read || *key == record)
                    && let Some(item) = item
                {
                    board.set(key, Some(item));
                    moved = true;
                    if was_deleted && *key == record {
                        board.set_aside(key, None);
                    }
                }
            }
            if !board.has(&record) {
                moved |= leave_out(board, &id);
            }
        } else if !board.has(&record) && board.has(&text) {
            match somewhere(board, &record).filter(|_| board.base_of(&record).is_none()) {
                Some(item) => board.set(&record, Some(item)),
                None => board.set(&text, None),
            }
            moved = true;
        }
    }
    moved
}

fn layers_on(board: &Board<'_>, id: &DocumentId) -> Vec<LayerKey> {
    let ours = board.ours.layers_of(id).map(|(key, _)| key.clone());
    let theirs = board.result.keys().filter_map(|key| match key {
        Key::Layer(layer) if layer.document == *id => Some(layer.clone()),
        _ => None,
    });
    let all: BTreeSet<LayerKey> = ours.chain(theirs).collect();
    all.into_iter()
        .filter(|layer| board.has(&Key::Layer(layer.clone())))
        .collect()
}

/// Labels on a document that nobody has: they cannot come in, and it is told.
fn leave_out(board: &mut Board<'_>, id: &DocumentId) -> bool {
    let before = board.result.len();
    board.result.retain(|key, _| key.document() != Some(id));
    board.asides.retain(|key, _| key.document() != Some(id));
    let left = before - board.result.len();
    if left > 0 {
        let message = format!("{left} items are left out: nobody has the document “{id}” that they are on");
        board.notes.push(Problem::new(
            "unknown-document",
            format!("documents/{id}.ron"),
            message,
        ));
    }
    left > 0
}

/// A person stays while a layer or an entity is theirs.
fn keep_people(board: &mut Board<'_>) -> bool {
    let mut moved = false;
    let mut needed: BTreeSet<PersonId> = BTreeSet::new();
    for (key, is_there) in touched(board, |key| {
        matches!(key, Key::Layer(_) | Key::Entity(..) | Key::Person(_))
    }) {
        match key {
            Key::Layer(layer) if is_there => needed.extend([layer.annotator]),
            Key::Entity(person, _) if is_there => needed.extend([person]),
            Key::Person(id) if !is_there && is_busy(board, &id) => {
                moved |= put_back(board, &Key::Person(id));
            }
            _ => {}
        }
    }
    for id in needed {
        let key = Key::Person(id.clone());
        if !board.has(&key) {
            let person = somewhere(board, &key).unwrap_or_else(|| stand_ins::person(&id));
            if was_there(board, &key) {
                board.set_aside(&key, None);
            }
            board.set(&key, Some(person));
            moved = true;
        }
    }
    moved
}

fn is_busy(board: &Board<'_>, id: &PersonId) -> bool {
    let mut layers = board.ours.layers().map(|(key, _)| key);
    let mut entities = board.ours.entities_of(id);
    layers.any(|key| key.annotator == *id && board.has(&Key::Layer(key.clone())))
        || entities.any(|entity| board.has(&Key::Entity(id.clone(), entity.id.clone())))
}

/// Two entities merged into each other, one on each side: ours stands.
fn break_redirects(board: &mut Board<'_>) -> bool {
    let next = |board: &Board<'_>, id: &EntityId| match board.get(&Key::Redirect(id.clone())) {
        Some(Item::Redirect(to)) => to,
        _ => None,
    };
    let mut moved = false;
    for (key, _) in touched(board, |key| matches!(key, Key::Redirect(_))) {
        let Key::Redirect(start) = &key else { continue };
        let mut seen = BTreeSet::from([start.clone()]);
        let mut at = next(board, start);
        while let Some(id) = at {
            if !seen.insert(id.clone()) {
                moved |= stand_back(board, &key);
                break;
            }
            at = next(board, &id);
        }
    }
    moved
}

/// Ours stays as it is, and what was to come stands aside.
fn stand_back(board: &mut Board<'_>, key: &Key) -> bool {
    let Some(wanted) = board.result.remove(key) else {
        return false;
    };
    board.set_aside(key, wanted);
    true
}
