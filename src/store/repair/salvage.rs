//! What of a damaged file can be kept: the items that are in the project already, and those that stand in it twice.

use super::super::disk::Disk;
use super::super::embedded::piece_from_bytes;
use super::super::read::texts_for;
use super::super::{FileKey, Location, all_files, items, read_capped_on};
use super::Asked;
use crate::model::edit::{self, Change, Item, Key};
use crate::model::{Conflict, Project};
use std::collections::BTreeMap;
use std::sync::Arc;

pub struct Salvage {
    /// Second versions of items, as conflicts to decide.
    pub changes: Vec<Change>,
    /// Items of the file that the project holds.
    items: usize,
}

impl Salvage {
    pub fn title(&self, name: &str) -> String {
        let read = match self.items {
            1 => "1 item".to_owned(),
            items => format!("{items} items"),
        };
        let mut title = format!("Write {name} anew: {read} could be read");
        if !self.changes.is_empty() {
            title += &format!(
                ", {} of them in several versions to decide on",
                self.changes.len()
            );
        }
        title
    }
}

/// None where nothing of it was read.
pub fn salvage(disk: &dyn Disk, asked: &Asked<'_>, file: &FileKey) -> Option<Salvage> {
    let Location::Folder(root) = asked.location else {
        let all = all_files(asked.project);
        let items: usize = all.iter().map(|file| items(asked.project, file).len()).sum();
        return (items > 2).then_some(Salvage {
            changes: Vec::new(),
            items,
        });
    };
    let items = items_here(asked.project, file)?;
    let path = file.path();
    let bytes = read_capped_on(disk, &root.join(&path)).ok()?;
    let texts = match file {
        FileKey::Layer(key) => texts_for(&key.document, asked.project.text(key.document.as_str())),
        _ => Default::default(),
    };
    let piece = piece_from_bytes(file, &path, &bytes, &texts);
    // The head of a document is all there is of it.
    if matches!(file, FileKey::Document(_)) && piece.changes.is_empty() {
        return None;
    }
    Some(Salvage {
        changes: conflicts(asked.project, piece.findings.spare),
        items,
    })
}

/// How many items of a file the project holds; None where that is no more than a new file would say.
pub fn items_here(project: &Project, file: &FileKey) -> Option<usize> {
    let items = items(project, file).len();
    let least = usize::from(!matches!(file, FileKey::Document(_) | FileKey::Text(_)));
    (items > least && file.is_ron()).then_some(items)
}

/// Items that stand in a file once more, otherwise than the project has them, become versions to decide on.
fn conflicts(project: &Project, spare: Vec<Change>) -> Vec<Change> {
    let mut versions: BTreeMap<Key, Vec<Option<Item>>> = BTreeMap::new();
    for change in spare {
        let key = versions_key(change.key);
        let here = item_here(project, &key);
        if here.is_some() && here != change.after {
            versions.entry(key).or_default().push(change.after);
        }
    }
    let changes = versions.into_iter().filter_map(|(of, mut others)| {
        // What bears no versions is no loss: it is there or not.
        if matches!(of, Key::Conflict(_) | Key::Assignment(_) | Key::Lock(_)) {
            return None;
        }
        let key = of.conflict();
        let before = edit::item(project, &key);
        if let Some(Item::Conflict(known)) = &before {
            others.extend(known.others.iter().cloned());
        }
        let after = Some(Item::Conflict(Arc::new(Conflict::new(others))));
        (before != after).then_some(Change { key, before, after })
    });
    changes.collect()
}

/// Under which key the versions of an item stand: a label that waits to be placed is a version of its annotation.
fn versions_key(key: Key) -> Key {
    match key {
        Key::Adrift(layer, id) => Key::Annotation(layer, id),
        key => key,
    }
}

fn item_here(project: &Project, key: &Key) -> Option<Item> {
    let adrift = match key {
        Key::Annotation(layer, id) => edit::item(project, &Key::Adrift(layer.clone(), id.clone())),
        _ => None,
    };
    edit::item(project, key).or(adrift)
}
