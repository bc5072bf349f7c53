//! The journal: what was edited and is not in the project's files yet, and the history for undo, outside the project in the user's
//! state folder. A project in another place has another journal; a file in another state gets nothing of it.
//!
//! Each line is a checksum and the records that were written in one go (`dto::journal`). A file is known by the hash of its content:
//! the journal says which steps a file of some content holds, and the rest is what it lacks.

mod batch;
mod compact;
mod items;
mod keeper;
mod kept;
mod lines;
mod log;
mod pending;
mod recover;
mod rows;
mod tail;
mod trail;

pub use batch::{Entry, Merge};
pub use keeper::{Keeper, SaveWitness};
pub use kept::{BroughtIn, bring_in, discard};
pub use pending::{Pending, pending};
pub use recover::recover;
pub use trail::Hash;

use super::FileKey;
use super::atomic::{io_error, make_folder};
use super::disk::{Disk, DiskLock};
use crate::model::edit::History;
use crate::model::{Project, Timestamp, UserError};
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What the journals of a project gave when it was opened.
#[derive(Clone, Debug, Default)]
pub struct Recovery {
    /// Who writes the journal from now on.
    pub keeper: Option<Arc<Keeper>>,
    /// The project with the edits that its files lack; None where they lack none.
    pub project: Option<Project>,
    /// The files that lack some: to be saved.
    pub files: BTreeSet<FileKey>,
    /// How many edits these are.
    pub edits: usize,
    pub history: History,
    /// Edits that belong to another state of the files, and journals that are spoilt.
    pub foreign: Vec<ForeignJournal>,
    /// The journal ended in the middle of a line: what was being written when the program stopped is not there.
    pub torn: bool,
    /// Another window has the project open.
    pub live: bool,
    /// What went wrong.
    pub notes: Vec<UserError>,
}

/// Edits that wait for a decision: to be brought in, or thrown away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignJournal {
    pub path: PathBuf,
    pub edits: usize,
    /// Of the edits, the first hundred.
    pub titles: Vec<String>,
    pub files: BTreeSet<FileKey>,
    /// When it was laid aside.
    pub since: Option<Timestamp>,
    /// Nobody can read it: it can only be looked at by hand, or thrown away.
    pub is_damaged: bool,
}

impl ForeignJournal {
    fn damaged(path: PathBuf) -> Self {
        Self {
            path,
            edits: 0,
            titles: Vec::new(),
            files: BTreeSet::new(),
            since: None,
            is_damaged: true,
        }
    }
}

/// What lies in a state folder, by name. A folder that is not there is empty.
fn listed(disk: &dyn Disk, folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match disk.list(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        entries => entries?,
    };
    let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| folder.join(entry.name)).collect();
    paths.sort();
    Ok(paths)
}

/// The journals among them.
fn journals(paths: &[PathBuf]) -> impl Iterator<Item = &PathBuf> {
    let is_journal = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "journal");
    paths.iter().filter(is_journal)
}

/// The file that is locked while a journal is written.
fn lock_path(journal: &Path) -> PathBuf {
    journal.with_extension("lock")
}

/// Takes a journal for oneself.
fn locked(disk: &dyn Disk, journal: &Path) -> Result<Box<dyn DiskLock>, UserError> {
    if let Some(folder) = journal.parent() {
        make_folder(disk, folder)?;
    }
    let path = lock_path(journal);
    match disk.lock(&path) {
        Ok(Some(lock)) => Ok(lock),
        Ok(None) => Err(UserError::new(format!(
            "Another window writes {}",
            journal.display()
        ))),
        Err(error) => Err(io_error("write the journal", &path, &error)),
    }
}

#[cfg(test)]
mod tests;
