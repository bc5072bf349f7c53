//! The project on disk: a folder of RON and text files, or one file. Reads what it can and names the rest; writes atomically.
//! Knows no window, no clock and no randomness; ids and times are in the model already.
//!
//! Later rooms of this floor: `journal` (edits not yet saved), `watch` (files changed by others), `merge` (three-way, by id).

mod assemble;
mod atomic;
pub mod bring_in;
mod convert;
pub mod disk;
mod dto;
pub mod embedded;
mod findings;
pub mod generations;
mod git_attributes;
pub mod journal;
mod keys;
mod limits;
mod line;
mod listing;
pub mod merge;
mod merge_files;
mod migrate;
mod own;
mod parallel;
mod parse;
mod piece;
mod progress;
mod quick;
mod read;
mod reason;
mod render;
pub mod repair;
mod reread;
mod scan;
mod single;
mod stamps;
mod state;
mod sweep;
mod verify;
pub mod window_lock;
mod write;

pub use atomic::{write_atomic, write_atomic_on};
pub use embedded::codebook_from_bytes;
pub use git_attributes::{set_git_attributes, set_git_attributes_on};
pub use keys::{FileKey, all_files, file_of, files_of, items, part_of, row_name};
pub use merge_files::{MergedFile, Versions, merge_files};
pub use own::OwnFiles;
pub use progress::{OpenProgress, Patient};
pub use read::{files_below_on, open, open_on, read_capped, read_capped_on};
pub use render::{render, single_file};
pub use reread::{Here, Reread, reread};
pub use scan::{Scan, scan};
pub use single::{origin, project_from_single};
pub use stamps::{Stamp, Stamps, hash_of};
pub use state::state_folder;
pub use sweep::{sweep_below_on, sweep_on};
pub use write::{SaveReport, Saving, Witness, create, create_on, save, save_on};

use crate::model::{Problems, Project, edit};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Where a project lies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    Folder(PathBuf),
    File(PathBuf),
}

impl Location {
    pub fn path(&self) -> &Path {
        match self {
            Self::Folder(path) | Self::File(path) => path,
        }
    }
}

/// A project as it was read.
#[derive(Clone, Debug)]
pub struct Opened {
    pub project: Project,
    /// What could not be read or does not fit, by file and line.
    pub problems: Problems,
    pub location: Location,
    /// Why nothing may be written.
    pub read_only: Option<String>,
    /// Files that hold more than was read: they are never written over.
    pub damaged: BTreeSet<FileKey>,
    /// How each file was when it was read. A file that could not be read has none.
    pub stamps: Stamps,
}

/// Everything that is wrong with a project: what reading found, what breaks an invariant, and where labels break rules of the
/// codebook (kinds that begin with `rule-`).
pub fn check(opened: &Opened) -> Problems {
    check_on(&disk::Real, opened)
}

pub fn check_on(disk: &dyn disk::Disk, opened: &Opened) -> Problems {
    let project = &opened.project;
    let mut problems = opened.problems.clone();
    problems.extend(edit::verify(project));
    for (key, _) in project.layers() {
        problems.extend(edit::rule_problems(project, key));
    }
    add_lines(disk, &opened.location, &mut problems);
    problems.sort_by(|a, b| (&a.file, a.line, a.column, a.kind).cmp(&(&b.file, b.line, b.column, b.kind)));
    problems.dedup();
    problems
}

/// Finds the lines of items that a check of the model names by their id alone.
fn add_lines(disk: &dyn disk::Disk, location: &Location, problems: &mut Problems) {
    let Location::Folder(folder) = location else {
        return;
    };
    let mut files: BTreeMap<String, BTreeMap<String, u32>> = BTreeMap::new();
    for problem in problems.iter_mut().filter(|problem| problem.line.is_none()) {
        let Some((id, _)) = problem
            .message
            .split_once('“')
            .and_then(|(_, rest)| rest.split_once('”'))
        else {
            continue;
        };
        let lines = files.entry(problem.file.clone()).or_insert_with(|| {
            let known = FileKey::from_path(&problem.file).is_some_and(|file| file.is_ron());
            let text = known
                .then(|| read_capped_on(disk, &folder.join(&problem.file)).ok())
                .flatten();
            text.map_or_else(BTreeMap::new, |bytes| {
                item_lines(&String::from_utf8_lossy(&bytes))
            })
        });
        problem.line = lines.get(id).copied();
    }
}

/// The line of each item, by its id.
fn item_lines(text: &str) -> BTreeMap<String, u32> {
    let mut lines = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        if let Some((id, _)) = line
            .strip_prefix("  (id: \"")
            .and_then(|rest| rest.split_once('"'))
        {
            lines.entry(id.to_owned()).or_insert(number);
        }
    }
    lines
}

#[cfg(test)]
pub(crate) mod testing;

#[cfg(test)]
mod tests;
