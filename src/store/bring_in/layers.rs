//! The items of one layer, put where the project has its document.

use super::super::embedded::piece_from_bytes;
use super::super::merge::renamed;
use super::super::read::texts_for;
use super::super::render::render;
use super::super::{FileKey, items};
use super::documents::Met;
use super::draft::{Draft, here};
use crate::model::edit::{Item, Key};
use crate::model::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A key of a layer on the document that it is here.
pub fn moved(key: &Key, document: &DocumentId) -> Key {
    let at = |layer: &LayerKey| LayerKey::new(document.clone(), layer.annotator.clone());
    match key {
        Key::Layer(layer) => Key::Layer(at(layer)),
        Key::Annotation(layer, id) => Key::Annotation(at(layer), id.clone()),
        Key::Adrift(layer, id) => Key::Adrift(at(layer), id.clone()),
        Key::Link(layer, id) => Key::Link(at(layer), id.clone()),
        Key::Comment(layer, id) => Key::Comment(at(layer), id.clone()),
        Key::Decision(layer, id) => Key::Decision(at(layer), id.clone()),
        other => other.clone(),
    }
}

pub fn bring(theirs: &Project, key: &LayerKey, met: &Met, draft: &mut Draft<'_>) {
    let file = FileKey::Layer(key.clone());
    let skip = |draft: &mut Draft<'_>, kind, reason: String| {
        let problem = Problem::new(kind, file.path(), reason);
        draft.report.skipped.push(problem);
    };
    let Some(known) = met.get(&key.document) else {
        let reason = format!(
            "the project has no document “{}”, and the file has no text of it",
            key.document
        );
        return skip(draft, "unknown-document", reason);
    };
    let target = LayerKey::new(known.here.clone(), key.annotator.clone());
    if draft.ours.is_locked(&target) {
        let reason = format!("the layer of {} on “{}” is locked", key.annotator, known.here);
        return skip(draft, "locked", reason);
    }
    let list = match known.same_text {
        true => items(theirs, &file),
        false => match placed_again(theirs, key, &known.here, draft) {
            Ok(list) => list,
            Err(reason) => return skip(draft, "other-text", reason),
        },
    };
    let list = match key.annotator.as_str() == PersonId::ADJUDICATED {
        true => once(list, draft.ours.layer(&target)),
        false => list,
    };
    let gone = draft.ours.layer(&target).map(|layer| layer.head().gone.clone());
    let is_gone = |key: &Key| {
        let id = key.in_layer().map(|(_, id)| id);
        id.zip(gone.as_ref()).is_some_and(|(id, gone)| gone.contains(id))
    };
    for (key, item) in list {
        let key = moved(&key, &known.here);
        match (&key, &item) {
            (Key::Conflict(_), _) => {}
            (Key::Layer(_), Item::Layer(head)) => head_of(draft, &target, head),
            (key, _) if !draft.has(key) && is_gone(key) => {
                draft.report.older.push(key.clone());
            }
            _ => draft.meet(key, &item),
        }
    }
}

/// What two reviewers came to alike is one result of the agreed layer: theirs goes by the name that it has here, so that
/// neither's decision is lost.
fn once(list: Vec<(Key, Item)>, ours: Option<&Layer>) -> Vec<(Key, Item)> {
    let Some(ours) = ours else { return list };
    let theirs: BTreeSet<AnnotationId> = list
        .iter()
        .filter_map(|(key, _)| annotation_of(key))
        .cloned()
        .collect();
    let twin = |(key, item): &(Key, Item)| {
        let Item::Annotation(theirs_one) = item else {
            return None;
        };
        let id = annotation_of(key).filter(|id| !ours.has(id))?;
        let hull = theirs_one.fragments.hull().unwrap_or_default();
        let near = ours.annotations_at(hull.start(), hull.end());
        let hash = theirs_one.content_hash();
        let equal = near.filter(|ours| ours.content_hash() == hash && !theirs.contains(&ours.id));
        let here = equal.map(|ours| ours.id.clone()).min()?;
        Some((id.clone(), here))
    };
    let twins: BTreeMap<AnnotationId, AnnotationId> = list.iter().filter_map(twin).collect();
    let stays = |(key, _): &(Key, Item)| annotation_of(key).is_none_or(|id| !twins.contains_key(id));
    let renamed = |(key, item): (Key, Item)| (key, renamed(item, &twins));
    list.into_iter().filter(stays).map(renamed).collect()
}

fn annotation_of(key: &Key) -> Option<&AnnotationId> {
    match key {
        Key::Annotation(_, id) => Some(id),
        _ => None,
    }
}

/// The layer as it reads on the text that the document has here: what is not found waits for its place.
fn placed_again(
    theirs: &Project,
    key: &LayerKey,
    here: &DocumentId,
    draft: &mut Draft<'_>,
) -> Result<Vec<(Key, Item)>, String> {
    let file = FileKey::Layer(key.clone());
    let bytes = render(theirs, &file).ok_or("it cannot be written")?;
    let texts = texts_for(&key.document, draft.ours.text(here.as_str()));
    let piece = piece_from_bytes(&file, &file.path(), &bytes, &texts);
    let damaged = piece.findings.damaged;
    let mut problems = piece.findings.into_problems();
    if damaged {
        let first = problems.into_iter().next();
        return Err(first.map_or_else(
            || "its labels do not fit the text".to_owned(),
            |first| first.message,
        ));
    }
    problems.retain(|problem| problem.kind == "adrift");
    let waiting = problems.len();
    let mut note = format!(
        "“{here}” has another text here: the labels of {} are placed by their words",
        key.annotator
    );
    if waiting > 0 {
        note += &format!("; {waiting} wait to be placed");
    }
    draft.report.notes.push(note);
    let items = piece.changes.into_iter();
    Ok(items
        .filter_map(|change| Some((change.key, change.after?)))
        .collect())
}

/// Who has gone through the document has, and the further progress counts. What the owner deleted there goes here too.
fn head_of(draft: &mut Draft<'_>, target: &LayerKey, theirs: &Arc<LayerHead>) {
    let key = Key::Layer(target.clone());
    let Some(layer) = draft.ours.layer(target) else {
        return draft.create(key, Item::Layer(theirs.clone()));
    };
    let ours = layer.head();
    let mut head = LayerHead {
        annotated: ours.annotated || theirs.annotated,
        progress: ours.progress.max(theirs.progress),
        gone: ours.gone.clone(),
    };
    for id in theirs.gone.iter().filter(|id| !ours.gone.contains(*id)) {
        let there: Vec<(Key, Item)> = Key::all_of(target, id)
            .filter_map(|key| here(draft.ours, &key))
            .collect();
        if there.is_empty() || !draft.is_guarded(&target.annotator) {
            head.gone.insert(id.clone());
        }
        for (key, item) in there {
            match draft.is_guarded(&target.annotator) {
                true => draft.set_aside(&key, None),
                false => draft.delete(key, item),
            }
        }
    }
    if head != *ours {
        let before = Item::Layer(Arc::new(ours.clone()));
        draft.replace(key, before, Item::Layer(Arc::new(head)));
    }
}
