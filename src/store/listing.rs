//! What lies in a project folder: its files by name, and what may not be read. Opens no file.

use super::FileKey;
use super::atomic::io_error;
use super::disk::{Disk, Entry, Facts, Kind};
use super::piece::Piece;
use crate::model::{Problem, Problems, UserError};
use std::path::{Path, PathBuf};

/// A file of the project and where it really lies.
pub struct Found {
    pub file: FileKey,
    pub path: PathBuf,
    pub facts: Facts,
}

/// What lies in the folder.
pub struct Listing<'a> {
    disk: &'a dyn Disk,
    /// Without links.
    root: PathBuf,
    pub found: Vec<Found>,
    /// Files that are there but may not be read.
    pub pieces: Vec<Piece>,
    pub problems: Problems,
}

impl<'a> Listing<'a> {
    pub fn new(disk: &'a dyn Disk, root: PathBuf) -> Self {
        Self {
            disk,
            root,
            found: Vec::new(),
            pieces: Vec::new(),
            problems: Problems::new(),
        }
    }

    /// Everything in a project folder. An error where it cannot be reached.
    pub fn whole(disk: &'a dyn Disk, root: &Path) -> Result<Self, UserError> {
        let canonical = disk
            .canonical(root)
            .map_err(|error| io_error("open", root, &error))?;
        let mut listing = Self::new(disk, canonical);
        for folder in ["", "entities", "documents", "layers"] {
            listing.folder(folder);
        }
        Ok(listing)
    }

    /// Lists one folder, by name; `layers` with the folders below it. A missing one is empty.
    pub fn folder(&mut self, folder: &str) {
        let mut entries = match self.disk.list(&self.root.join(folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => {
                self.tell("no-access", folder, format!("the folder cannot be read: {error}"));
                return;
            }
        };
        entries.sort();
        for entry in entries {
            let name = entry.name.to_string_lossy();
            if is_of_the_system(&name) {
                continue;
            }
            let path = if folder.is_empty() {
                name.clone().into_owned()
            } else {
                format!("{folder}/{name}")
            };
            self.entry(folder, &entry, &path);
        }
    }

    fn entry(&mut self, folder: &str, entry: &Entry, path: &str) {
        if is_conflict_copy(&entry.name.to_string_lossy()) {
            self.tell(
                "conflict-copy",
                path,
                "a program that shares folders put a second version here; it is not read".into(),
            );
            return;
        }
        let real = self.root.join(path);
        if folder == "layers" && (entry.is_folder || entry.is_link && self.disk.is_folder(&real)) {
            match self.inside(entry, &real) {
                true => self.folder(path),
                false => self.tell(
                    "outside-link",
                    path,
                    "the link leads out of the project; it is not followed".into(),
                ),
            }
            return;
        }
        let Some(file) = FileKey::from_path(path).filter(|file| *file != FileKey::GitAttributes) else {
            // Beside the project's own files people keep others at the top.
            if !folder.is_empty() {
                self.tell(
                    "stray-file",
                    path,
                    "no file of a project has this name; it is not read".into(),
                );
            }
            return;
        };
        if !self.inside(entry, &real) {
            self.refuse(
                file,
                "outside-link",
                "the link leads out of the project, or nowhere; it is not followed",
            );
            return;
        }
        match self.disk.facts(&real) {
            Ok(facts) if facts.kind == Kind::File => self.found.push(Found {
                file,
                path: real,
                facts,
            }),
            _ => self.refuse(file, "not-a-file", "this is no file"),
        }
    }

    fn inside(&self, entry: &Entry, path: &Path) -> bool {
        let leads_inside = |real: PathBuf| real.starts_with(&self.root);
        !entry.is_link || self.disk.canonical(path).is_ok_and(leads_inside)
    }

    fn refuse(&mut self, file: FileKey, kind: &'static str, message: &str) {
        let shown = file.path();
        let mut piece = Piece::empty(file, &shown);
        piece.findings.lose(kind, 0, message);
        self.pieces.push(piece);
    }

    fn tell(&mut self, kind: &'static str, path: &str, message: String) {
        self.problems.push(Problem::new(kind, path, message));
    }
}

pub fn is_of_the_system(name: &str) -> bool {
    name.starts_with('.')
        || name.eq_ignore_ascii_case("thumbs.db")
        || name.eq_ignore_ascii_case("desktop.ini")
}

/// The names that programs for shared folders give to the loser of two versions.
pub fn is_conflict_copy(name: &str) -> bool {
    let name = name.to_lowercase();
    [
        "conflicted copy",
        "conflict copy",
        ".sync-conflict-",
        "(conflict",
        "_conflict-",
    ]
    .iter()
    .any(|sign| name.contains(sign))
}
