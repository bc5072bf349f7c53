//! Steps that are written in one go, as records: what is written of each, and what a file has to be known by first.

use super::super::FileKey;
use super::super::keys::file_of;
use super::compact::{content_record, kept as kept_record};
use super::rows::{changes, titled};
use super::trail::Hash;
use crate::model::Project;
use crate::model::edit::{Change, Moved, Transaction};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A step for the journal, with the project that it led to.
#[derive(Clone, Debug)]
pub enum Entry {
    Edit(Arc<Transaction>, Box<Project>),
    /// The changes as they were applied.
    Undo(Arc<Transaction>, Box<Project>),
    Redo(Arc<Transaction>, Box<Project>),
    /// The edit that would be taken back next, or made again next, cannot be any more as it was made.
    Dropped {
        redo: bool,
    },
    /// As `Undo` and `Redo`, of what was left of an edit that was dropped.
    UndoneInPart(Arc<Transaction>, Box<Project>),
    RedoneInPart(Arc<Transaction>, Box<Project>),
    Merge(Box<Merge>),
}

impl Entry {
    /// An edit that was taken back or made again, and led to `project`. `done` is what of it goes into files.
    pub fn of_move(moved: &Moved, done: Arc<Transaction>, project: Box<Project>, redo: bool) -> Vec<Self> {
        if moved.is_whole {
            return vec![match redo {
                true => Self::Redo(done, project),
                false => Self::Undo(done, project),
            }];
        }
        let mut entries = vec![Self::Dropped { redo }];
        if !moved.done.is_empty() {
            entries.push(match redo {
                true => Self::RedoneInPart(done, project),
                false => Self::UndoneInPart(done, project),
            });
        }
        entries
    }

    pub fn changes(&self) -> &[Change] {
        match self {
            Self::Edit(done, _)
            | Self::Undo(done, _)
            | Self::Redo(done, _)
            | Self::UndoneInPart(done, _)
            | Self::RedoneInPart(done, _) => &done.changes,
            Self::Merge(merge) => &merge.transaction.changes,
            Self::Dropped { .. } => &[],
        }
    }
}

/// What came from the disk or from elsewhere, outside the history.
#[derive(Clone, Debug)]
pub struct Merge {
    pub transaction: Transaction,
    pub project: Project,
    /// The files that were read, with what they hold.
    pub found: Vec<(FileKey, Hash)>,
    /// Files that differ from the disk now.
    pub unsaved: BTreeSet<FileKey>,
    /// Files of which earlier steps count no more: what of them is wanted is in this one, or laid aside.
    pub kept: BTreeSet<FileKey>,
}

/// Files of a project folder are known by themselves; a project in one file has one.
pub fn physical(is_single: bool, file: FileKey) -> FileKey {
    if is_single { FileKey::Project } else { file }
}

#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// The last step that touched it.
    pub last: u64,
    /// It holds the steps before this one.
    pub saved: u64,
}

impl Known {
    fn lacks_any(self) -> bool {
        self.last >= self.saved
    }
}

/// What a journal knows of the files.
pub struct Files {
    pub is_single: bool,
    /// Of the steps in the journal.
    pub known: BTreeMap<FileKey, Known>,
    /// What each file held when it was read or written last.
    pub bases: BTreeMap<FileKey, SmolStr>,
}

impl Files {
    pub fn set_base(&mut self, file: FileKey, hash: Hash) {
        match hash {
            Some(hash) => drop(self.bases.insert(file, hash)),
            None => drop(self.bases.remove(&file)),
        }
    }

    fn physical(&self, file: &FileKey) -> FileKey {
        physical(self.is_single, file.clone())
    }
}

/// Where a journal stands.
#[derive(Clone, Copy, Debug)]
pub struct Stand {
    /// The number of the first step in the file. While a new one has nothing to say yet it goes up.
    pub first: u64,
    /// The number of the next step.
    pub next: u64,
    /// How many edits it could take back, and make again.
    pub undo: usize,
    pub redo: usize,
}

/// Records to be written, and what is so once they are.
pub struct Batch<'a> {
    files: &'a Files,
    /// The journal has no line yet.
    is_new: bool,
    pub records: Vec<String>,
    pub stand: Stand,
    pub known: BTreeMap<FileKey, Known>,
    /// Files that were read again.
    pub bases: Vec<(FileKey, Hash)>,
}

impl<'a> Batch<'a> {
    pub fn new(files: &'a Files, stand: Stand, is_new: bool) -> Self {
        Self {
            files,
            is_new,
            records: Vec::new(),
            stand,
            known: BTreeMap::new(),
            bases: Vec::new(),
        }
    }

    pub fn add(&mut self, entry: &Entry) {
        match entry {
            Entry::Edit(transaction, project) => {
                self.touch(&transaction.changes);
                self.titled("Edit", transaction, project);
                (self.stand.undo, self.stand.redo) = (self.stand.undo + 1, 0);
            }
            Entry::Undo(transaction, project) => {
                self.touch(&transaction.changes);
                match self.stand.undo.checked_sub(1) {
                    Some(left) => {
                        self.records.push("Undo".to_owned());
                        self.stand.undo = left;
                    }
                    None => self.titled("Undone", transaction, project),
                }
                self.stand.redo += 1;
            }
            Entry::Redo(transaction, project) => {
                self.touch(&transaction.changes);
                match self.stand.redo.checked_sub(1) {
                    Some(left) => {
                        self.records.push("Redo".to_owned());
                        self.stand.redo = left;
                    }
                    None => self.titled("Redone", transaction, project),
                }
                self.stand.undo += 1;
            }
            Entry::Dropped { redo } => {
                self.records.push(format!("Dropped(redo: {redo})"));
                let stack = if *redo {
                    &mut self.stand.redo
                } else {
                    &mut self.stand.undo
                };
                *stack = stack.saturating_sub(1);
            }
            Entry::UndoneInPart(transaction, project) => {
                self.touch(&transaction.changes);
                self.titled("Undone", transaction, project);
                self.stand.redo += 1;
            }
            Entry::RedoneInPart(transaction, project) => {
                self.touch(&transaction.changes);
                self.titled("Redone", transaction, project);
                self.stand.undo += 1;
            }
            Entry::Merge(merge) => self.merge(merge),
        }
        self.stand.next += 1;
    }

    fn titled(&mut self, name: &str, transaction: &Transaction, project: &Project) {
        let mut out = String::new();
        titled(&mut out, name, &transaction.title);
        changes(&mut out, transaction, project, |_| true);
        out.push(')');
        self.records.push(out);
    }

    fn known(&self, file: &FileKey) -> Option<Known> {
        self.known
            .get(file)
            .or_else(|| self.files.known.get(file))
            .copied()
    }

    /// Before the first step that touches a file its content is written down.
    fn touch<'c>(&mut self, changes: impl IntoIterator<Item = &'c Change>) {
        let files = changes.into_iter().map(|change| file_of(&change.key));
        let files: BTreeSet<FileKey> = files.map(|file| self.files.physical(&file)).collect();
        for file in files {
            self.touch_file(file);
        }
    }

    fn touch_file(&mut self, file: FileKey) {
        let last = self.stand.next;
        let known = self.known(&file).map(|known| Known { last, ..known });
        let known = known.unwrap_or_else(|| {
            let found = self.bases.iter().rev().find(|(found, _)| *found == file);
            let hash = found.map_or_else(|| self.files.bases.get(&file).cloned(), |(_, hash)| hash.clone());
            self.records
                .push(content_record("Saved", &file, &hash, Some(last)));
            Known { last, saved: last }
        });
        self.known.insert(file, known);
    }

    /// Only what differs from the files is worth a record.
    fn merge(&mut self, merge: &Merge) {
        let kept = merge.kept.iter().map(|file| self.files.physical(file));
        let kept = kept.map(|file| kept_record(&file, self.stand.next));
        self.records.extend(kept);
        let lacking: BTreeSet<FileKey> = (merge.found.iter())
            .map(|(file, _)| self.files.physical(file))
            .filter(|file| self.known(file).is_some_and(Known::lacks_any))
            .collect();
        for (file, hash) in &merge.found {
            let file = self.files.physical(file);
            if self.known(&file).is_some() && !lacking.contains(&file) {
                let (last, saved) = (self.stand.next, self.stand.next);
                self.records
                    .push(content_record("Saved", &file, hash, Some(saved)));
                self.known.insert(
                    file.clone(),
                    Known {
                        last: last.saturating_sub(1),
                        saved,
                    },
                );
            }
            self.bases.push((file, hash.clone()));
        }
        let unsaved = merge.unsaved.iter().map(|file| self.files.physical(file));
        let mut wanted: BTreeSet<FileKey> = unsaved.chain(lacking.iter().cloned()).collect();
        // Offsets in rows count in the text of that time.
        let texts = wanted.iter().filter_map(|file| match file {
            FileKey::Layer(key) => Some(FileKey::Text(key.document.clone())),
            _ => None,
        });
        let texts: Vec<FileKey> = texts.collect();
        wanted.extend(texts);
        let is_wanted = |change: &Change| wanted.contains(&self.files.physical(&file_of(&change.key)));
        let kept = merge
            .transaction
            .changes
            .iter()
            .filter(|change| is_wanted(change));
        self.touch(kept);
        if self.is_new && self.records.is_empty() {
            // A journal begins with the first edit.
            self.stand.first += 1;
            return;
        }
        let mut out = "Merge(changes: ".to_owned();
        changes(&mut out, &merge.transaction, &merge.project, is_wanted);
        out.push(')');
        self.records.push(out);
        for (file, hash) in &merge.found {
            let file = self.files.physical(file);
            if lacking.contains(&file) {
                self.records.push(content_record("Found", &file, hash, None));
            }
        }
    }
}
