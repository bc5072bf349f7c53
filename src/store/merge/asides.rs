//! The conflicts of the merged state: those that either side has, without those that either side decided, and the new ones.

use super::super::file_of;
use super::board::Board;
use super::fields::same_item;
use crate::model::Conflict;
use crate::model::edit::{Item, Key};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Puts them on the board. The items that have new versions aside.
pub fn settle(board: &mut Board<'_>) -> Vec<Key> {
    let mut about: BTreeSet<Key> = board.asides.keys().cloned().collect();
    let files: BTreeSet<_> = board.bases.keys().cloned().collect();
    let held = |of: &&Key| files.contains(&file_of(&(*of).clone().conflict()));
    about.extend(board.theirs.conflicts().map(|(of, _)| of).filter(held).cloned());
    about.extend(board.placed.conflicts().map(|(of, _)| of).cloned());
    let mut new = Vec::new();
    for of in about {
        let key = of.clone().conflict();
        let before = board.placed.conflict(&of).cloned();
        let after = versions(board, &of).filter(|_| has_room(board, &of));
        if before.as_deref() == after.as_ref() {
            continue;
        }
        if let Some(after) = &after
            && before.is_none_or(|before| after.others.iter().any(|other| !before.others.contains(other)))
        {
            new.push(of);
        }
        board.set(&key, after.map(|conflict| Item::Conflict(Arc::new(conflict))));
    }
    new
}

/// The file that would hold the conflict is there.
fn has_room(board: &Board<'_>, of: &Key) -> bool {
    match (of.layer(), of.document()) {
        (Some(layer), _) => board.has(&Key::Layer(layer.clone())),
        (None, Some(document)) => board.has(&Key::Document(document.clone())),
        (None, None) => true,
    }
}

fn list(conflict: Option<&Arc<Conflict>>) -> &[Option<Item>] {
    conflict.map_or(&[], |conflict| &conflict.others)
}

fn versions(board: &Board<'_>, of: &Key) -> Option<Conflict> {
    let key = of.clone().conflict();
    let ours = board.placed.conflict(of);
    let is_merged = board.bases.contains_key(&file_of(&key));
    let base = board.base_of(&key).and_then(|base| base.conflict(of));
    let theirs = if is_merged {
        board.theirs.conflict(of)
    } else {
        base
    };
    let asides = board.asides.get(of);
    if asides.is_none() {
        if base == theirs || ours == theirs || !is_merged {
            return ours.map(|conflict| Conflict::clone(conflict));
        }
        if base == ours {
            return theirs.map(|conflict| Conflict::clone(conflict));
        }
    }
    let (base, ours, theirs) = (list(base), list(ours), list(theirs));
    let kept = ours
        .iter()
        .chain(theirs)
        .filter(|version| !base.contains(version) || ours.contains(version) && theirs.contains(version));
    let now = board.state(of);
    let all = kept
        .chain(asides.into_iter().flatten())
        .filter(|version| !same_item(version.as_ref(), now.as_ref()));
    let conflict = Conflict::new(all.cloned());
    (!conflict.others.is_empty()).then_some(conflict)
}
