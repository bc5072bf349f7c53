//! One text for all: before items are compared, the labels of each state are placed on the text that the result will have. What is
//! not found there for certain waits to be placed.

use super::super::FileKey;
use super::board::Board;
use crate::model::edit::{self, Change, Item, Key, Transaction};
use crate::model::*;
use crate::text::anchor::{Finder, Found, Wanted, quote_parts, shifts_between};
use crate::text::{Span, Text};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub fn onto_one_text(board: &mut Board<'_>) {
    let texts: Vec<(FileKey, DocumentId)> = (board.bases.keys())
        .filter_map(|file| match file {
            FileKey::Text(id) => Some((file.clone(), id.clone())),
            _ => None,
        })
        .collect();
    for (file, id) in texts {
        let (ours, theirs) = (board.ours.text(id.as_str()), board.theirs.text(id.as_str()));
        let (Some(ours), Some(theirs)) = (ours.cloned(), theirs.cloned()) else {
            continue;
        };
        let base = board.bases.get(&file).and_then(|base| base.text(id.as_str()));
        if ours == theirs {
            continue;
        }
        let to = if base == Some(&ours) {
            theirs
        } else {
            if base != Some(&theirs) {
                // Both are new: ours stays.
                board.set_aside(&Key::Text(id.clone()), Some(Item::Text(theirs)));
            }
            ours
        };
        board.placed = onto(&board.placed, &id, &to);
        board.theirs = onto(&board.theirs, &id, &to);
        for (file, base) in &mut board.bases {
            if matches!(file, FileKey::Layer(key) if key.document == id) {
                *base = onto(base, &id, &to);
            }
        }
        let parts = board.ours.layers_of(&id).map(|(key, _)| edit::Part::Layer(key));
        for part in parts.chain([edit::Part::Text(&id)]) {
            let moved = edit::differences(board.ours, &board.placed, &part);
            board
                .result
                .extend(moved.into_iter().map(|change| (change.key, change.after)));
        }
    }
}

/// The project with another text of a document, and the labels on it where their words are now.
pub fn onto(project: &Project, id: &DocumentId, to: &Text) -> Project {
    let Some(from) = project.text(id.as_str()).filter(|from| *from != to) else {
        return project.clone();
    };
    let places = Places::new(project, id, from, to);
    let mut changes = vec![Change::replace(
        Key::Text(id.clone()),
        Item::Text(from.clone()),
        Item::Text(to.clone()),
    )];
    let layers = project.layers_of(id).flat_map(|(key, layer)| {
        let annotations = layer.annotations_by_id().cloned().map(Item::Annotation);
        let decisions = layer.decisions().cloned().map(Item::Decision);
        annotations.chain(decisions).map(|item| (key.clone(), item))
    });
    for (layer, item) in layers {
        let key = key_of(&layer, &item);
        let after = places.moved(&item);
        match &after {
            Item::Adrift(_) => changes.extend([
                Change::delete(key, item),
                Change::create(key_of(&layer, &after), after),
            ]),
            after if *after == item => {}
            _ => changes.push(Change::replace(key, item, after)),
        }
    }
    for (of, conflict) in project.conflicts().filter(|(of, _)| of.document() == Some(id)) {
        let others = conflict
            .others
            .iter()
            .map(|other| other.as_ref().map(|item| places.moved(item)));
        let after = Item::Conflict(Arc::new(Conflict::new(others)));
        let before = Item::Conflict(conflict.clone());
        changes.push(Change::replace(of.clone().conflict(), before, after));
    }
    let mut next = project.clone();
    match edit::apply(&mut next, &Transaction::new("", changes)) {
        Ok(()) => next,
        Err(_) => project.clone(),
    }
}

fn key_of(layer: &LayerKey, item: &Item) -> Key {
    match item {
        Item::Adrift(adrift) => Key::Adrift(layer.clone(), adrift.annotation.id.clone()),
        Item::Decision(decision) => Key::Decision(layer.clone(), decision.id.clone()),
        Item::Annotation(annotation) => Key::Annotation(layer.clone(), annotation.id.clone()),
        _ => Key::Layer(layer.clone()),
    }
}

/// Where each place of a text is in another one.
struct Places<'a> {
    from: &'a Text,
    found: BTreeMap<Span, Option<Span>>,
}

impl<'a> Places<'a> {
    fn new(project: &Project, id: &DocumentId, from: &'a Text, to: &Text) -> Self {
        let mut spans: BTreeSet<Span> = BTreeSet::new();
        for (_, layer) in project.layers_of(id) {
            spans.extend(layer.annotations_by_id().flat_map(|a| a.fragments.iter()));
            spans.extend(layer.decisions().flat_map(|decision| decision.at.iter()));
        }
        let about = project.conflicts().filter(|(of, _)| of.document() == Some(id));
        for version in about.flat_map(|(_, conflict)| conflict.others.iter().flatten()) {
            match version {
                Item::Annotation(annotation) => spans.extend(annotation.fragments.iter()),
                Item::Decision(decision) => spans.extend(decision.at.iter()),
                _ => {}
            }
        }
        let quotes: Vec<OldPlace> = spans.iter().map(|span| old_place(from, *span)).collect();
        let wanted = quotes
            .iter()
            .map(|(start, end, words)| Wanted::new(*start..*end, words));
        let finder = Finder::new(to, wanted.collect(), shifts_between(from, to));
        let found = spans
            .into_iter()
            .enumerate()
            .map(|(at, span)| match finder.find_nth(at) {
                Found::Placed(now) => (span, Some(now)),
                Found::Unsure(_) | Found::Lost => (span, None),
            });
        Self {
            from,
            found: found.collect(),
        }
    }

    /// All of it, or nothing where a part of it is not found or lies on another.
    fn fragments(&self, old: &Fragments) -> Option<Fragments> {
        let spans: Option<Vec<Span>> = old
            .iter()
            .map(|span| self.found.get(&span).copied().flatten())
            .collect();
        Fragments::new(spans?).ok()
    }

    fn old_places(&self, old: &Fragments) -> Vec<OldPlace> {
        old.iter().map(|span| old_place(self.from, span)).collect()
    }

    fn moved(&self, item: &Item) -> Item {
        match item {
            Item::Annotation(annotation) => {
                let mut new = Annotation::clone(annotation);
                match self.fragments(&annotation.fragments) {
                    Some(fragments) => {
                        new.fragments = fragments;
                        Item::Annotation(Arc::new(new))
                    }
                    None => {
                        new.fragments = Fragments::default();
                        let at = self.old_places(&annotation.fragments);
                        Item::Adrift(Arc::new(Adrift { annotation: new, at }))
                    }
                }
            }
            Item::Decision(decision) => {
                let mut new = Decision::clone(decision);
                match self.fragments(&decision.at) {
                    Some(at) => new.at = at,
                    None => {
                        new.adrift.extend(self.old_places(&decision.at));
                        new.at = Fragments::default();
                    }
                }
                Item::Decision(Arc::new(new))
            }
            item => item.clone(),
        }
    }
}

fn old_place(text: &Text, span: Span) -> OldPlace {
    let at = text.scalars_from_span(span);
    (at.start, at.end, quote_parts(text.slice(span)).concat())
}
