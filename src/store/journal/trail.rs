//! What a journal says, read: the steps in order, which of them undo others, and with which content a file holds how many of them.
//! Knows rows as text, no model.

use super::super::FileKey;
use super::super::dto::{ChangeRow, Record, Words};
use super::lines::{End, Scan, line_len};
use ron::value::RawValue;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

/// The version of the records that this program writes and reads.
pub const FORMAT: u32 = 1;

/// The content of a file as its hash; None: it is not there.
pub type Hash = Option<SmolStr>;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// With the changes as they were made.
    Edit,
    /// An edit that was made again, with the changes as they were made.
    Redone,
    /// An edit that was taken back, with the changes as they were applied.
    Undone,
    /// What came from elsewhere.
    Merge,
    /// An edit that is not to be taken back any more.
    DroppedUndo(Option<Source>),
    /// An edit that is not to be made again any more.
    DroppedRedo(Option<Source>),
    /// Another step backwards.
    Undo(Source),
    /// Another step once more.
    Redo(Source),
}

/// Where the changes of an edit are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// Index of the step.
    pub step: usize,
    /// They are written as they were applied when the edit was taken back.
    pub backwards: bool,
}

/// What can be taken back and made again, the next one last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stacks {
    pub undo: Vec<Source>,
    pub redo: Vec<Source>,
}

impl Stacks {
    pub fn step(&mut self, step: usize, kind: Kind) {
        let here = |backwards| Source { step, backwards };
        match kind {
            Kind::Edit => {
                self.undo.push(here(false));
                self.redo.clear();
            }
            Kind::Redone => self.undo.push(here(false)),
            Kind::Undone => self.redo.push(here(true)),
            Kind::Merge => {}
            Kind::DroppedUndo(_) => drop(self.undo.pop()),
            Kind::DroppedRedo(_) => drop(self.redo.pop()),
            Kind::Undo(_) => self.redo.extend(self.undo.pop()),
            Kind::Redo(_) => self.undo.extend(self.redo.pop()),
        }
    }
}

#[derive(Debug)]
pub struct Step<'a> {
    pub kind: Kind,
    pub title: String,
    /// Empty for `Undo`, `Redo` and what was dropped.
    pub changes: Vec<ChangeRow<'a>>,
    /// The record as it stands in the journal.
    pub raw: &'a str,
}

/// With which content a file holds the steps before a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    pub hash: Hash,
    pub at: u64,
}

/// What the journal knows of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileTrail {
    /// Contents that it may have, the oldest first. The first was seen on the disk.
    pub contents: Vec<Content>,
    /// Steps before this one are of no account any more.
    pub floor: u64,
}

impl FileTrail {
    /// The steps from which on a file with this content lacks them; None where it never had it.
    pub fn start(&self, hash: &Hash) -> Option<u64> {
        let known = self.contents.iter().rev().find(|content| content.hash == *hash);
        known.map(|content| content.at)
    }

    /// The step from which on nobody knows whether a file of another content holds them.
    pub fn oldest(&self) -> u64 {
        self.contents.first().map_or(self.floor, |content| content.at)
    }
}

#[derive(Debug, Default)]
pub struct Trail<'a> {
    pub project: String,
    /// The number of the first step.
    pub first: u64,
    pub steps: Vec<Step<'a>>,
    /// As they are at the end.
    pub stacks: Stacks,
    pub files: BTreeMap<FileKey, FileTrail>,
    /// Contents that files had after a place where the journal is broken.
    pub later: BTreeSet<(FileKey, Hash)>,
}

/// Reads a journal as far as it can be read; the bytes up to there, and how it ends.
pub fn trail<'a>(scan: &Scan<'a>) -> (Trail<'a>, u64, End) {
    let mut trail = Trail::default();
    let mut len = 0;
    for (number, line) in scan.lines.iter().enumerate() {
        // A line counts whole or not at all.
        match records(line) {
            Ok(records) if (number > 0 || opens(&records)) && trail.fits(&records) => {
                records
                    .into_iter()
                    .for_each(|(record, raw)| trail.take(record, raw));
                len += line_len(line);
            }
            _ => {
                trail.look_on(scan.lines.get(number..).unwrap_or_default());
                trail.look_on(&scan.behind);
                return (trail, len, End::Broken(number + 1));
            }
        }
    }
    trail.look_on(&scan.behind);
    (trail, len, scan.end)
}

type Records<'a> = Vec<(Record<'a>, &'a str)>;

fn records(line: &str) -> Result<Records<'_>, ron::error::SpannedError> {
    let raw: Vec<&RawValue> = ron::from_str(line)?;
    raw.into_iter()
        .map(|raw| Ok((ron::from_str(raw.get_ron())?, raw.get_ron())))
        .collect()
}

fn opens(records: &Records<'_>) -> bool {
    matches!(records.first(), Some((Record::Journal { format: FORMAT, .. }, _)))
}

fn file(words: &Words<'_>) -> Option<FileKey> {
    FileKey::from_path(words.as_str())
}

fn hash(words: Option<Words<'_>>) -> Hash {
    words.map(|words| SmolStr::new(words.as_str()))
}

impl<'a> Trail<'a> {
    /// The number of the next step.
    pub fn next(&self) -> u64 {
        self.first + self.steps.len() as u64
    }

    pub fn step(&self, source: Source) -> Option<&Step<'a>> {
        self.steps.get(source.step)
    }

    /// The changes of a step as they are written, and whether they were applied the other way round.
    pub fn applied(&self, index: usize) -> (&[ChangeRow<'a>], bool) {
        let Some(step) = self.steps.get(index) else {
            return (&[], false);
        };
        let of = |source: Source| self.step(source).map_or(&[][..], |step| &step.changes);
        match step.kind {
            Kind::Undo(source) => (of(source), !source.backwards),
            Kind::Redo(source) => (of(source), source.backwards),
            _ => (&step.changes, false),
        }
    }

    /// Whether there is something to take back or to make again wherever the records say so.
    fn fits(&self, records: &Records<'_>) -> bool {
        let (mut undo, mut redo) = (self.stacks.undo.len(), self.stacks.redo.len());
        for (record, _) in records {
            (undo, redo) = match record {
                Record::Edit { .. } => (undo + 1, 0),
                Record::Undo if undo > 0 => (undo - 1, redo + 1),
                Record::Redo if redo > 0 => (undo + 1, redo - 1),
                Record::Undo | Record::Redo => return false,
                Record::Dropped { redo: false } => (undo.saturating_sub(1), redo),
                Record::Dropped { redo: true } => (undo, redo.saturating_sub(1)),
                Record::Undone { .. } => (undo, redo + 1),
                Record::Redone { .. } => (undo + 1, redo),
                _ => (undo, redo),
            };
        }
        true
    }

    fn take(&mut self, record: Record<'a>, raw: &'a str) {
        let (kind, title, changes) = match record {
            Record::Edit { title, changes } => (Kind::Edit, title.into_string(), changes),
            Record::Redone { title, changes } => (Kind::Redone, title.into_string(), changes),
            Record::Undone { title, changes } => (Kind::Undone, title.into_string(), changes),
            Record::Merge { changes } => (Kind::Merge, String::new(), changes),
            Record::Dropped { redo } => {
                let kind = match redo {
                    true => Kind::DroppedRedo(self.stacks.redo.last().copied()),
                    false => Kind::DroppedUndo(self.stacks.undo.last().copied()),
                };
                (kind, String::new(), Vec::new())
            }
            Record::Undo => {
                let Some(source) = self.stacks.undo.last() else {
                    return;
                };
                (Kind::Undo(*source), String::new(), Vec::new())
            }
            Record::Redo => {
                let Some(source) = self.stacks.redo.last() else {
                    return;
                };
                (Kind::Redo(*source), String::new(), Vec::new())
            }
            other => return self.note(other),
        };
        self.stacks.step(self.steps.len(), kind);
        self.steps.push(Step {
            kind,
            title,
            changes,
            raw,
        });
    }

    fn file(&mut self, words: &Words<'_>) -> Option<&mut FileTrail> {
        Some(self.files.entry(file(words)?).or_default())
    }

    /// What is said of files.
    fn note(&mut self, record: Record<'a>) {
        match record {
            Record::Journal { project, first, .. } => {
                self.project = project.into_string();
                self.first = first;
            }
            Record::Holds {
                file,
                hash: words,
                at,
            } => {
                if let Some(trail) = self.file(&file) {
                    let hash = hash(words);
                    trail.contents.push(Content { hash, at });
                }
            }
            Record::Saved {
                file,
                hash: words,
                at,
            } => {
                if let Some(trail) = self.file(&file) {
                    let hash = hash(words);
                    // What is being written already comes after it.
                    trail.contents.retain(|content| content.at > at);
                    trail.contents.insert(0, Content { hash, at });
                }
            }
            Record::Found { file, hash: words } => {
                if let Some(trail) = self.file(&file) {
                    let (hash, at) = (hash(words), trail.oldest());
                    trail.contents = vec![Content { hash, at }];
                }
            }
            Record::Kept { file, at } => {
                if let Some(trail) = self.file(&file) {
                    trail.contents.clear();
                    trail.floor = at;
                }
            }
            _ => {}
        }
    }

    /// Of what follows a broken place only the contents of files count: a file that has one of them is newer than all before.
    fn look_on(&mut self, lines: &[&'a str]) {
        for line in lines {
            for (record, _) in records(line).unwrap_or_default() {
                if let Record::Holds {
                    file: words,
                    hash: of,
                    ..
                }
                | Record::Saved {
                    file: words,
                    hash: of,
                    ..
                }
                | Record::Found {
                    file: words,
                    hash: of,
                } = record
                    && let Some(file) = file(&words)
                {
                    self.later.insert((file, hash(of)));
                }
            }
        }
    }

    /// Every file that a step touches, with the indices of these steps.
    pub fn touched(&self, physical: impl Fn(FileKey) -> FileKey) -> BTreeMap<FileKey, Vec<usize>> {
        let mut touched: BTreeMap<FileKey, Vec<usize>> = BTreeMap::new();
        for index in 0..self.steps.len() {
            for row in self.applied(index).0 {
                let Some(file) = file(&row.file).map(&physical) else {
                    continue;
                };
                let steps = touched.entry(file).or_default();
                if steps.last() != Some(&index) {
                    steps.push(index);
                }
            }
        }
        touched
    }
}
