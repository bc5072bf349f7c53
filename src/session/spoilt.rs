//! Files that another program spoils under the open project: what is open here wins. The spoilt file is kept aside first, and so is
//! what is open. Does no I/O itself.

use super::*;
use crate::store::{Reread, Stamp};
use mending::Task;

/// Seconds until a spoilt file is written again: the other program may not have finished it.
const REST: f64 = 2.0;

/// A file to be kept, with the stamp of the spoilt file where that is to be kept and written over.
pub type Keeping = (FileKey, Option<Stamp>);

impl Open {
    /// Which of the files that were read again are spoilt, while what is open of them is whole.
    pub(super) fn note_spoilt(&mut self, reread: &Reread) -> Vec<Keeping> {
        let is_whole = |file: &FileKey| reread.files.contains(file) && !reread.damaged.contains(file);
        self.files.held.retain(|file| !is_whole(file));
        if reread.damaged.is_empty() {
            return Vec::new();
        }
        // A new file that is not whole yet is nobody's that is open here; nor is one that was damaged when it was opened.
        let known = store::all_files(&self.project);
        let was_whole = |file: &&FileKey| match self.is_single() {
            true => self.damaged.is_empty(),
            false => known.contains(file) && !self.damaged.contains(file),
        };
        let new: Vec<FileKey> = reread.damaged.iter().filter(was_whole).cloned().collect();
        self.files.held.extend(new);
        let held = reread
            .damaged
            .iter()
            .filter(|file| self.files.held.contains(file));
        let seen = |file: &FileKey| {
            self.may_replace(file, reread)
                .then(|| self.stamp_of(file, reread))
        };
        // A single file is spoilt as one.
        let most = if self.is_single() { 1 } else { usize::MAX };
        held.take(most)
            .map(|file| (file.clone(), seen(file).flatten()))
            .collect()
    }

    /// Files that hold what is not open here.
    pub(super) fn not_read(&self) -> BTreeSet<FileKey> {
        self.damaged.difference(&self.files.held).cloned().collect()
    }

    fn is_single(&self) -> bool {
        matches!(self.location, Location::File(_))
    }

    fn stamp_of(&self, file: &FileKey, reread: &Reread) -> Option<Stamp> {
        let file = if self.is_single() { &FileKey::Project } else { file };
        reread.stamps.get(file).cloned().flatten()
    }

    /// Not what a teammate writes, what a newer version wrote, or what holds two versions to choose from; of the files that all
    /// write only one that was emptied, as the others may hold somebody's work beside what is spoilt.
    fn may_replace(&self, file: &FileKey, reread: &Reread) -> bool {
        let theirs = match file {
            FileKey::Layer(layer) => !self.may_write(layer),
            FileKey::Entities(person) => {
                self.project.kind_of(person) == PersonKind::Person && Some(person) != self.me.as_ref()
            }
            FileKey::Project | FileKey::Codebook | FileKey::Document(_) => {
                self.stamp_of(file, reread).is_none_or(|stamp| stamp.len > 0)
            }
            _ => false,
        };
        let name = store::generations::name_of(&self.location, file);
        let holds_both = |problem: &Problem| problem.kind == CONFLICT_MARKER && problem.file == name;
        let is_open_to_edits = self.read_only.is_none() && reread.read_only.is_none();
        is_open_to_edits && (!theirs || self.is_single()) && !reread.problems.iter().any(holds_both)
    }
}

/// The kind of problem of a file that a merge left its markers in.
const CONFLICT_MARKER: &str = "conflict-marker";

/// Told of a file that stays as it is.
pub(super) fn left_alone(file: &FileKey, reread: &Reread) -> Notice {
    let path = file.path();
    let marker = reread
        .problems
        .iter()
        .find(|problem| problem.kind == CONFLICT_MARKER && problem.file == path);
    let (text, hint) = match marker.map(|problem| problem.line) {
        Some(line) => (
            match line {
                Some(line) => {
                    format!("{path} holds the markers of a merge that was not finished, in line {line}")
                }
                None => format!("{path} holds the markers of a merge that was not finished"),
            },
            "Choose one of the versions by hand, or write it as it is open here: “Problems…”",
        ),
        None => (
            format!("{path} was changed elsewhere and cannot be read whole"),
            "What was read of it before stays; the file is left as it is until it can be read",
        ),
    };
    Notice {
        hint: Some(hint.to_owned()),
        error: true,
        text,
    }
}

impl Session {
    /// Keeps spoilt files, and what is open of them.
    pub(super) fn keep_spoilt(&self, files: Vec<Keeping>) -> Option<Effect> {
        let opened = Box::new(self.open.as_ref()?.as_read());
        let task = Task::KeepHeld { opened, files };
        Some(Effect::Work(Job::Mending(Box::new(task))))
    }

    /// Spoilt files are kept: those that may be written are as they are open here.
    pub(super) fn spoilt_kept(&mut self, kept: &[Keeping], failed: Option<UserError>) -> Vec<Effect> {
        let seconds = self.seconds;
        let Some(open) = self.open.as_mut().filter(|open| open.read_only.is_none()) else {
            return Vec::new();
        };
        let is_single = open.is_single();
        let as_seen = |(file, seen): &&Keeping| {
            let file = if is_single { &FileKey::Project } else { file };
            seen.is_some() && open.files.stamps.get(file) == seen.as_ref()
        };
        let due: Vec<FileKey> = kept
            .iter()
            .filter(as_seen)
            .map(|(file, _)| file.clone())
            .collect();
        for file in &due {
            let name = store::generations::name_of(&open.location, file);
            open.problems.retain(|problem| problem.file != name);
            open.damaged.remove(file);
        }
        let mut effects = Vec::new();
        if let Some(first) = due.first() {
            if is_single {
                open.damaged.clear();
            }
            open.changed_at = seconds + REST;
            open.revision += 1;
            open.told = false;
            open.try_again();
            let name = store::generations::name_of(&open.location, first);
            let text = match due.len() {
                1 => format!("Another program damaged {name}: it is written again as it is open here"),
                n => format!(
                    "Another program damaged {n} files, {name} among them: they are written again as they are open here"
                ),
            };
            open.dirty.extend(due);
            effects.push(Effect::Notify(Notice {
                hint: Some("What was found is kept too, under “Earlier states…”".to_owned()),
                error: true,
                text,
            }));
        }
        if let Some(error) = failed {
            let hint =
                "The damaged file is left as it is, and what is open here stays: save a copy elsewhere";
            let hint = error.hint.unwrap_or_else(|| hint.to_owned());
            effects.push(Effect::Notify(UserError::with_hint(error.message, hint).into()));
        }
        effects
    }
}
