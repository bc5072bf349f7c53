//! Edits that belong to another state of their files: laid aside in a file of their own until somebody brings them in or throws them
//! away. Each item with how it was before these edits and after them.

use super::super::atomic::make_folder;
use super::super::disk::Disk;
use super::super::dto::{ChangeRow, KeptFile, Words, value_from_row};
use super::super::keys::file_of;
use super::super::line::{Line, list, string};
use super::super::{FileKey, hash_of, write_atomic_on};
use super::ForeignJournal;
use super::items::{Side, Texts, item, key_from_row, raw};
use super::lines::{line, scan};
use super::rows::name_from_key;
use super::tail::{Net, same};
use super::trail::{FORMAT, Kind, Trail};
use crate::model::edit::{self, Change, Item, Key, Transaction};
use crate::model::*;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A larger file is not read, in bytes.
const MAX_BYTES: u64 = 1 << 30;
/// Titles that are kept of edits that were laid aside.
const TITLES: usize = 100;

/// What is to be laid aside.
pub struct Aside {
    pub files: BTreeSet<FileKey>,
    edits: usize,
    titles: Vec<String>,
    rows: String,
}

impl Aside {
    pub fn of(trail: &Trail<'_>, nets: &BTreeMap<Key, Net<'_, '_>>) -> Self {
        let steps: BTreeSet<usize> = nets.values().flat_map(|net| net.steps.iter().copied()).collect();
        let mut titles = Vec::new();
        let mut edits = 0;
        for step in steps.iter().filter_map(|step| trail.steps.get(*step)) {
            let title = match step.kind {
                Kind::Merge | Kind::DroppedUndo(_) | Kind::DroppedRedo(_) => continue,
                Kind::Edit | Kind::Redone => step.title.clone(),
                Kind::Undone => format!("Undo “{}”", step.title),
                Kind::Undo(source) => format!("Undo “{}”", trail.step(source).map_or("", |s| &s.title)),
                Kind::Redo(source) => trail.step(source).map_or_else(String::new, |s| s.title.clone()),
            };
            edits += 1;
            titles.push(title);
        }
        titles.truncate(TITLES);
        let mut rows = String::new();
        list(&mut rows, nets, |out, (key, net)| row(out, key, net));
        Self {
            files: nets.keys().map(file_of).collect(),
            edits,
            titles,
            rows,
        }
    }

    /// The same edits make the same file, however often they are laid aside.
    pub fn write(&self, disk: &dyn Disk, folder: &Path) -> Result<ForeignJournal, UserError> {
        let mut words = String::new();
        let mut head = Line::open(&mut words, "Kept");
        head.word("format", FORMAT);
        head.word("edits", self.edits);
        head.with("titles", |out| {
            list(out, &self.titles, |out, title| string(out, title))
        });
        head.word("changes", &self.rows);
        head.close();
        let bytes = line(&words);
        let name = hash_of(bytes.as_bytes());
        let path = folder.join(format!("{}.kept", name.get(..16).unwrap_or_default()));
        make_folder(disk, folder)?;
        write_atomic_on(disk, &path, bytes.as_bytes())?;
        Ok(ForeignJournal {
            path,
            edits: self.edits,
            titles: self.titles.clone(),
            files: self.files.clone(),
            since: None,
            is_damaged: false,
        })
    }
}

fn row(out: &mut String, key: &Key, net: &Net<'_, '_>) {
    let mut line = Line::open(out, "");
    line.text("file", &file_of(key).path());
    line.text("of", &name_from_key(key));
    for (name, at) in [("was", net.first), ("now", net.last)] {
        if let Some(raw) = raw(at.row, at.side) {
            line.word(name, raw);
        }
    }
    for (name, is_gone) in [("gone", true), ("back", false)] {
        let ids = net.gone.iter().filter(|(_, gone)| **gone == is_gone);
        line.texts(name, ids.map(|(id, _)| id));
    }
    line.close();
}

/// What was laid aside, and journals that are spoilt.
fn kept_among(paths: &[PathBuf]) -> impl Iterator<Item = (PathBuf, bool)> {
    paths.iter().filter_map(|path| {
        let extension = path.extension()?.to_str()?;
        let is_damaged = extension == "damaged";
        (is_damaged || extension == "kept").then(|| (path.clone(), is_damaged))
    })
}

/// Of all that lies in a state folder.
pub fn all(disk: &dyn Disk, paths: &[PathBuf]) -> Vec<ForeignJournal> {
    let known = |(path, is_damaged): (PathBuf, bool)| {
        if is_damaged {
            return ForeignJournal::damaged(path);
        }
        let read = with_kept(disk, &path, |kept| ForeignJournal {
            path: path.clone(),
            edits: kept.edits as usize,
            titles: kept
                .titles
                .iter()
                .map(|title| title.as_str().to_owned())
                .collect(),
            files: (kept.changes.iter())
                .filter_map(|row| FileKey::from_path(row.file.as_str()))
                .collect(),
            since: None,
            is_damaged: false,
        });
        read.unwrap_or_else(|_| ForeignJournal::damaged(path))
    };
    kept_among(paths).map(known).collect()
}

fn with_kept<T>(disk: &dyn Disk, path: &Path, look: impl FnOnce(&KeptFile<'_>) -> T) -> Result<T, UserError> {
    let unread = |why: String| UserError::new(format!("{} could not be read: {why}", path.display()));
    let bytes = disk
        .read(path, MAX_BYTES)
        .map_err(|error| unread(error.to_string()))?;
    let scan = scan(&bytes);
    let words = scan
        .lines
        .first()
        .ok_or_else(|| unread("it is spoilt".to_owned()))?;
    let kept: KeptFile<'_> = value_from_row(words).map_err(|error| unread(error.to_string()))?;
    if kept.format == FORMAT {
        Ok(look(&kept))
    } else {
        Err(unread("a newer version of Ascribe wrote it".to_owned()))
    }
}

/// What edits that were laid aside would change now.
#[derive(Clone, Debug)]
pub struct BroughtIn {
    pub transaction: Transaction,
    /// Items that have changed otherwise since: the version of these edits stands beside them until somebody decides.
    pub conflicts: usize,
    /// Why single items could not be brought in.
    pub left: Vec<String>,
}

/// Brings edits into a project that has gone on without them, item by item: what is as it was before them gets them, what has changed
/// otherwise keeps both versions.
pub fn bring_in(disk: &dyn Disk, path: &Path, project: &Project) -> Result<BroughtIn, UserError> {
    with_kept(disk, path, |kept| brought_in(kept, project))
}

fn brought_in(kept: &KeptFile<'_>, project: &Project) -> BroughtIn {
    let mut brought = BroughtIn {
        transaction: Transaction::new(
            match kept.edits {
                1 => "Bring in 1 edit".to_owned(),
                edits => format!("Bring in {edits} edits"),
            },
            Vec::new(),
        ),
        conflicts: 0,
        left: Vec::new(),
    };
    // Documents that come along are put in first: what follows counts in their texts. What is gone is known once the rest is in.
    let mut next = project.clone();
    let is_document = |row: &&ChangeRow<'_>| row.file.as_str().starts_with("documents/");
    let (documents, rest): (Vec<_>, Vec<_>) = kept.changes.iter().partition(is_document);
    let heads = rest.iter().copied().filter(|row| !row.gone.is_empty()).collect();
    for (rows, with_gone) in [(documents, false), (rest, false), (heads, true)] {
        let mut changes = Vec::new();
        for row in rows {
            match change(row, &next, with_gone) {
                Ok(change) => changes.extend(change),
                Err(error) => brought.left.push(error),
            }
        }
        super::tail::in_order(&mut changes);
        let refused = super::tail::put(&mut next, changes.clone());
        brought.left.extend(refused.iter().map(|change| {
            format!(
                "{} in {} goes with nothing that is there now",
                name_from_key(&change.key),
                file_of(&change.key).path()
            )
        }));
        changes.retain(|change| !refused.contains(change));
        brought.transaction.changes.extend(changes);
    }
    let conflicts = brought.transaction.changes.iter();
    brought.conflicts = conflicts
        .filter(|change| matches!(change.key, Key::Conflict(_)))
        .count();
    brought
}

fn change(row: &ChangeRow<'_>, project: &Project, with_gone: bool) -> Result<Option<Change>, String> {
    let key = key_from_row(row)?;
    let texts = Texts::new(&Trail::default(), project)?;
    let side = |side| item(&key, row, (0, side), &texts);
    let current = edit::item(project, &key);
    let wanted = side(Side::Now).map_err(|error| format!("{}: {error}", row.of.as_str()))?;
    if let (Key::Layer(_), Some(Item::Layer(top))) = (&key, &wanted) {
        let gone = if with_gone { &row.gone[..] } else { &[] };
        return Ok(head(project, key, top, gone));
    }
    if same(current.as_ref(), wanted.as_ref()) {
        return Ok(None);
    }
    // Words that are elsewhere now cannot be compared: then it has changed otherwise.
    let was = side(Side::Was);
    if was.is_ok_and(|was| same(current.as_ref(), was.as_ref())) {
        return Ok(Some(Change {
            key,
            before: current,
            after: wanted,
        }));
    }
    if matches!(
        key,
        Key::Assignment(_) | Key::Lock(_) | Key::Layer(_) | Key::Conflict(_)
    ) {
        return Ok(None);
    }
    let beside = key.conflict();
    let before = edit::item(project, &beside);
    let known = match &before {
        Some(Item::Conflict(conflict)) => conflict.others.clone(),
        _ => Vec::new(),
    };
    let conflict = Conflict::new(known.into_iter().chain([wanted]));
    let after = Some(Item::Conflict(Arc::new(conflict)));
    let change = Change {
        key: beside,
        before,
        after,
    };
    Ok((change.before != change.after).then_some(change))
}

/// Heads go together: the further progress, and all that is gone on either side.
fn head(project: &Project, key: Key, top: &LayerHead, gone: &[Words<'_>]) -> Option<Change> {
    let before = edit::item(project, &key);
    let now = match &before {
        Some(Item::Layer(head)) => LayerHead::clone(head),
        _ => LayerHead::default(),
    };
    let mut head = LayerHead {
        annotated: now.annotated || top.annotated,
        progress: now.progress.max(top.progress),
        gone: now.gone.clone(),
    };
    let layer = key.layer().and_then(|key| project.layer(key));
    // A label that somebody has changed since is still there.
    let is_there = |id: &&Words<'_>| layer.is_some_and(|layer| layer.annotation(id.as_str()).is_some());
    let gone = gone.iter().filter(|id| !is_there(id));
    head.gone.extend(gone.map(|id| SmolStr::new(id.as_str())));
    let after = Some(Item::Layer(Arc::new(head)));
    (before != after).then_some(Change { key, before, after })
}

/// Throws away what was laid aside.
pub fn discard(disk: &dyn Disk, path: &Path) -> Result<(), UserError> {
    disk.remove(path)
        .map_err(|error| super::super::atomic::io_error("remove", path, &error))?;
    if let Some(folder) = path.parent() {
        // Should it come back after a power cut it is offered once more, and changes nothing.
        let _ = disk.sync_folder(folder);
    }
    Ok(())
}
