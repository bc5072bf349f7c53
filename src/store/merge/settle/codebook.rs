//! Labels and link kinds that are in use, and labels that hang in each other.

use super::super::board::Board;
use super::super::stand_ins;
use super::{put_back, somewhere, stand_back, touched, was_there};
use crate::model::edit::{Item, Key};
use crate::model::*;
use std::collections::BTreeSet;

fn label_of(item: &Item) -> Option<&LabelId> {
    match item {
        Item::Annotation(annotation) => Some(&annotation.label),
        Item::Adrift(adrift) => Some(&adrift.annotation.label),
        _ => None,
    }
}

fn is_labelled(key: &Key) -> bool {
    matches!(key, Key::Annotation(..) | Key::Adrift(..))
}

/// A label stays while anything carries it or hangs on it, and is there for what comes in.
pub fn keep_labels(board: &mut Board<'_>) -> bool {
    let mut needed: BTreeSet<LabelId> = BTreeSet::new();
    for item in board.result.values().flatten() {
        needed.extend(label_of(item).cloned());
        if let Item::Label(label) = item {
            needed.extend(label.parent.iter().chain(&label.merged_into).cloned());
        }
    }
    let is_used = |board: &Board<'_>, key: &Key| matches!(key, Key::Label(id) if is_used(board, id));
    let moved = put_used_back(board, |key| matches!(key, Key::Label(_)), is_used);
    let mut missing = |id: &LabelId| {
        let name = format!("the codebook has no label “{id}”");
        bring_needed(
            board,
            Key::Label(id.clone()),
            stand_ins::label(id),
            ("unknown-label", name),
        )
    };
    needed.iter().fold(moved, |moved, id| missing(id) || moved)
}

/// What goes on either side, and is in use, stays.
fn put_used_back(
    board: &mut Board<'_>,
    like: impl Fn(&Key) -> bool,
    is_used: impl Fn(&Board<'_>, &Key) -> bool,
) -> bool {
    let mut moved = false;
    for (key, is_there) in touched(board, like) {
        if !is_there && is_used(board, &key) {
            moved |= put_back(board, &key);
        }
    }
    moved
}

/// What an item refers to is there: as anybody has it, or else as a stand-in.
fn bring_needed(
    board: &mut Board<'_>,
    key: Key,
    blank: Item,
    (kind, missing): (&'static str, String),
) -> bool {
    if board.has(&key) {
        return false;
    }
    let was_deleted = was_there(board, &key);
    let item = somewhere(board, &key).unwrap_or(blank);
    if was_deleted {
        board.set_aside(&key, None);
    } else if stand_ins::is_stand_in(&item) {
        let message = format!("{missing}; it is kept as a retired one");
        board.notes.push(Problem::new(kind, "codebook.ron", message));
    }
    board.set(&key, Some(item));
    true
}

/// Whether anything of ours that stays carries the label or hangs on it.
fn is_used(board: &Board<'_>, id: &LabelId) -> bool {
    let mut labels = board.ours.codebook().labels();
    let hangs = |label: &Label| label.parent.as_ref() == Some(id) || label.merged_into.as_ref() == Some(id);
    let stays = |label: &Label| match board.get(&Key::Label(label.id.clone())) {
        Some(Item::Label(label)) => hangs(&label),
        _ => false,
    };
    if labels.any(|label| hangs(label) && stays(label)) {
        return true;
    }
    let carried: usize = (board.ours.layers())
        .map(|(_, layer)| {
            let waiting = layer.all_adrift().filter(|adrift| adrift.annotation.label == *id);
            layer.count(id.as_str()) as usize + waiting.count()
        })
        .sum();
    let taken_away = board.result.keys().filter(|key| {
        is_labelled(key)
            && crate::model::edit::item(board.ours, key).is_some_and(|item| label_of(&item) == Some(id))
    });
    carried > taken_away.count()
}

pub fn keep_link_kinds(board: &mut Board<'_>) -> bool {
    let mut needed: BTreeSet<LinkKindId> = BTreeSet::new();
    for item in board.result.values().flatten() {
        if let Item::Link(link) = item {
            needed.insert(link.kind.clone());
        }
    }
    let is_used = |board: &Board<'_>, key: &Key| matches!(key, Key::LinkKind(id) if is_kind_used(board, id));
    let moved = put_used_back(board, |key| matches!(key, Key::LinkKind(_)), is_used);
    let mut missing = |id: &LinkKindId| {
        let name = format!("the codebook has no link kind “{id}”");
        bring_needed(
            board,
            Key::LinkKind(id.clone()),
            stand_ins::link_kind(id),
            ("unknown-link-kind", name),
        )
    };
    needed.iter().fold(moved, |moved, id| missing(id) || moved)
}

fn is_kind_used(board: &Board<'_>, id: &LinkKindId) -> bool {
    board.ours.layers().any(|(layer, content)| {
        let mut links = content.links().filter(|link| link.kind == *id);
        links.any(
            |link| match board.get(&Key::Link(layer.clone(), link.id.clone())) {
                Some(Item::Link(link)) => link.kind == *id,
                _ => false,
            },
        )
    })
}

/// Each side hung one label below the other, or merged one into the other: ours stands.
pub fn break_circles(board: &mut Board<'_>) -> bool {
    let mut moved = false;
    for (key, is_there) in touched(board, |key| matches!(key, Key::Label(_))) {
        let Key::Label(id) = &key else { continue };
        if is_there
            && (is_circle(board, id, |label| &label.parent)
                || is_circle(board, id, |label| &label.merged_into))
        {
            let is_new = board.ours.codebook().label(id.as_str()).is_none();
            moved |= match is_new {
                false => stand_back(board, &key),
                true => cut_loose(board, &key),
            };
        }
    }
    moved
}

fn is_circle(board: &Board<'_>, start: &LabelId, up: impl Fn(&Label) -> &Option<LabelId>) -> bool {
    let next = |id: &LabelId| match board.get(&Key::Label(id.clone())) {
        Some(Item::Label(label)) => up(&label).clone(),
        _ => None,
    };
    let mut seen = BTreeSet::from([start.clone()]);
    let mut at = next(start);
    while let Some(id) = at {
        if !seen.insert(id.clone()) {
            return true;
        }
        at = next(&id);
    }
    false
}

/// A label that only theirs has comes in at the top of the tree; as it was it stands aside.
fn cut_loose(board: &mut Board<'_>, key: &Key) -> bool {
    let Some(Item::Label(label)) = board.get(key) else {
        return false;
    };
    let top = Label {
        parent: None,
        merged_into: None,
        ..Label::clone(&label)
    };
    board.set_aside(key, Some(Item::Label(label)));
    board.set(key, Some(Item::Label(top.into())));
    true
}
