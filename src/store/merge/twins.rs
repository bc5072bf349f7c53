//! The same label put on the same words on both sides, before either knew of the other: one of them stays, and what speaks of the
//! other speaks of it.

use super::board::{Board, state};
use crate::model::edit::{Item, Key};
use crate::model::*;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub fn unify(board: &mut Board<'_>) {
    let mut theirs: BTreeMap<LayerKey, Vec<Arc<Annotation>>> = BTreeMap::new();
    for (key, item) in &board.result {
        if let (Key::Annotation(layer, _), Some(Item::Annotation(annotation))) = (key, item)
            && is_only_theirs(board, key)
        {
            theirs.entry(layer.clone()).or_default().push(annotation.clone());
        }
    }
    for (layer, added) in theirs {
        let mut joined = BTreeMap::new();
        for (stays, goes) in pairs(board, &layer, &added) {
            join(board, &layer, &stays, &goes);
            joined.insert(goes.id.clone(), stays.id.clone());
        }
        rename_all(board, &layer, &joined);
    }
}

fn is_only_theirs(board: &Board<'_>, key: &Key) -> bool {
    let base = board.base_of(key);
    state(board.ours, key).is_none() && base.is_none_or(|base| state(base, key).is_none())
}

/// Each label of theirs with one of ours that says the same; the smaller id first.
fn pairs(
    board: &Board<'_>,
    layer: &LayerKey,
    added: &[Arc<Annotation>],
) -> Vec<(Arc<Annotation>, Arc<Annotation>)> {
    let Some(ours) = board.placed.layer(layer) else {
        return Vec::new();
    };
    let is_ours_alone = |annotation: &Annotation| {
        let key = Key::Annotation(layer.clone(), annotation.id.clone());
        let base = board.base_of(&key);
        board.has(&key)
            && state(&board.theirs, &key).is_none()
            && base.is_none_or(|base| state(base, &key).is_none())
    };
    let mut taken: BTreeSet<AnnotationId> = BTreeSet::new();
    let mut found = Vec::new();
    for theirs in added {
        let hull = theirs.fragments.hull().unwrap_or_default();
        let mut twins: Vec<&Arc<Annotation>> = ours
            .annotations_at(hull.start(), hull.end())
            .filter(|ours| says_the_same(ours, theirs) && !taken.contains(&ours.id) && is_ours_alone(ours))
            .collect();
        twins.sort_by(|a, b| a.id.cmp(&b.id));
        if let Some(twin) = twins.first() {
            let (stays, goes) = if twin.id < theirs.id {
                (*twin, theirs)
            } else {
                (theirs, *twin)
            };
            if !is_spoken_of_elsewhere(board, layer, &goes.id) {
                taken.insert(twin.id.clone());
                found.push((stays.clone(), goes.clone()));
            }
        }
    }
    found
}

/// The label of ours that says the same; the smallest id where there are several.
pub fn twin_of(board: &Board<'_>, layer: &LayerKey, theirs: &Annotation) -> Option<AnnotationId> {
    let hull = theirs.fragments.hull().unwrap_or_default();
    let near = board
        .placed
        .layer(layer)?
        .annotations_at(hull.start(), hull.end());
    near.filter(|ours| says_the_same(ours, theirs))
        .map(|ours| ours.id.clone())
        .min()
}

fn says_the_same(a: &Annotation, b: &Annotation) -> bool {
    a.label == b.label
        && a.fragments == b.fragments
        && a.attributes == b.attributes
        && (a.note == b.note || a.note.is_empty() || b.note.is_empty())
}

/// Another person's layer is not written here, so what it speaks of keeps its id.
fn is_spoken_of_elsewhere(board: &Board<'_>, layer: &LayerKey, id: &AnnotationId) -> bool {
    [&board.placed, &board.theirs].into_iter().any(|project| {
        let mut others = project
            .layers_of(&layer.document)
            .filter(|(key, _)| *key != layer);
        others.any(|(_, other)| {
            let from =
                |source: &DecisionSource| source.annotation == *id && source.annotator == layer.annotator;
            other.comments().any(|comment| comment.on == *id)
                || other
                    .decisions()
                    .any(|decision| decision.sources.iter().any(from))
        })
    })
}

fn join(board: &mut Board<'_>, layer: &LayerKey, stays: &Annotation, goes: &Annotation) {
    let one = Annotation {
        note: if stays.note.is_empty() {
            goes.note.clone()
        } else {
            stays.note.clone()
        },
        doubt: stays.doubt || goes.doubt,
        made: stays.made.min(goes.made),
        changed: stays.changed.max(goes.changed),
        ..stays.clone()
    };
    let key = |id: &AnnotationId| Key::Annotation(layer.clone(), id.clone());
    board.set(&key(&stays.id), Some(Item::Annotation(Arc::new(one))));
    board.set(&key(&goes.id), None);
    let joined = board.joined.entry(layer.clone()).or_default();
    joined.insert(SmolStr::new(goes.id.as_str()));
    let message = format!(
        "“{}” and “{}” said the same of the same words: “{0}” stays",
        stays.id, goes.id
    );
    let file = super::super::FileKey::Layer(layer.clone()).path();
    board.notes.push(Problem::new("same-twice", file, message));
}

/// Links, comments and decisions of a layer speak of the label that stays, once for all labels that went.
fn rename_all(board: &mut Board<'_>, layer: &LayerKey, joined: &BTreeMap<AnnotationId, AnnotationId>) {
    if joined.is_empty() {
        return;
    }
    let at = || layer.clone();
    let mut keys: BTreeSet<Key> = BTreeSet::new();
    if let Some(ours) = board.ours.layer(layer) {
        keys.extend(ours.links().map(|link| Key::Link(at(), link.id.clone())));
        keys.extend(
            ours.comments()
                .map(|comment| Key::Comment(at(), comment.id.clone())),
        );
        keys.extend(
            ours.decisions()
                .map(|decision| Key::Decision(at(), decision.id.clone())),
        );
    }
    let theirs = board.result.keys().filter(|key| {
        key.layer() == Some(layer) && matches!(key, Key::Link(..) | Key::Comment(..) | Key::Decision(..))
    });
    keys.extend(theirs.cloned());
    for key in keys {
        if let Some(item) = board.get(&key).filter(|item| speaks_of(item, joined)) {
            board.set(&key, Some(renamed(item, joined)));
        }
    }
}

fn speaks_of(item: &Item, joined: &BTreeMap<AnnotationId, AnnotationId>) -> bool {
    match item {
        Item::Link(link) => joined.contains_key(&link.from) || joined.contains_key(&link.to),
        Item::Comment(comment) => joined.contains_key(&comment.on),
        Item::Decision(decision) => decision.results.iter().any(|id| joined.contains_key(id)),
        _ => false,
    }
}

pub fn renamed(item: Item, joined: &BTreeMap<AnnotationId, AnnotationId>) -> Item {
    let rename = |id: &mut AnnotationId| {
        if let Some(to) = joined.get(id) {
            id.clone_from(to);
        }
    };
    match item {
        Item::Link(mut link) => {
            let new = Arc::make_mut(&mut link);
            rename(&mut new.from);
            rename(&mut new.to);
            Item::Link(link)
        }
        Item::Comment(mut comment) => {
            rename(&mut Arc::make_mut(&mut comment).on);
            Item::Comment(comment)
        }
        Item::Decision(mut decision) => {
            Arc::make_mut(&mut decision).results.iter_mut().for_each(rename);
            Item::Decision(decision)
        }
        item => item,
    }
}
