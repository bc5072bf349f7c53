//! One text for all: before items are compared, the labels of each state are placed on the text that the result will have. What is
//! not found there for certain waits to be placed.

use super::super::FileKey;
use super::board::Board;
use crate::model::edit::recipes::replace_text;
use crate::model::edit::{self, Item, Key};
use crate::model::*;
use crate::text::Text;

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

/// The project with another text of a document, and the labels on it where their words are now. The document's facts stay: they
/// are merged like any item.
pub fn onto(project: &Project, id: &DocumentId, to: &Text) -> Project {
    let Ok(replacement) = replace_text(project, id, to) else {
        return project.clone();
    };
    let mut transaction = replacement.transaction;
    transaction
        .changes
        .retain(|change| !matches!(change.key, Key::Document(_)));
    let mut next = project.clone();
    match edit::apply(&mut next, &transaction) {
        Ok(()) => next,
        Err(_) => project.clone(),
    }
}
