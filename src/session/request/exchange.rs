//! Files of other formats on their way in and out: what is asked of a worker, and what it found. Does nothing itself.

use crate::formats::{ImportReport, Scope};
use crate::model::edit::Transaction;
use crate::model::*;
use crate::store::Location;
use std::path::PathBuf;

#[derive(Clone, Debug)]
pub struct ImportJob {
    pub project: Project,
    pub location: Location,
    pub paths: Vec<PathBuf>,
    pub encoding: Option<String>,
    pub annotator: Option<String>,
    pub now: Timestamp,
    pub seed: u64,
}

#[derive(Clone, Debug)]
pub struct ExportJob {
    pub project: Project,
    pub location: Location,
    pub format: String,
    pub options: Vec<(String, String)>,
    pub scope: Box<Scope>,
    pub path: PathBuf,
    /// What is there may be replaced.
    pub force: bool,
}

#[derive(Clone, Debug)]
pub struct Exported {
    pub path: PathBuf,
    /// What the format could not carry, counted by reason.
    pub losses: Vec<(String, usize)>,
}

/// Files read and planned, not yet in the project.
#[derive(Clone, Debug)]
pub struct ImportPreview {
    pub paths: Vec<PathBuf>,
    pub encoding: Option<String>,
    pub annotator: Option<String>,
    /// A row a file: name, format, why it was recognised.
    pub files: Vec<(String, String, String)>,
    pub transaction: Transaction,
    /// What each file brings: (file name, report).
    pub reports: Vec<(String, ImportReport)>,
    /// Files that could not be read at all.
    pub unreadable: Problems,
}
