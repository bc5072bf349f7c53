//! What lies in a project folder: its files by name, and what may not be read. Opens no file, but the head of one whose name says too
//! little.

use super::FileKey;
use super::atomic::io_error;
use super::disk::{Disk, Entry, Facts, Kind};
use super::limits::{self, FolderLimits};
use super::piece::Piece;
use crate::model::{Problem, Problems, UserError};
use std::collections::BTreeSet;
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
    /// How much more is taken.
    room: FolderLimits,
}

impl<'a> Listing<'a> {
    fn new(disk: &'a dyn Disk, root: PathBuf, room: FolderLimits) -> Self {
        Self {
            room,
            disk,
            root,
            found: Vec::new(),
            pieces: Vec::new(),
            problems: Problems::new(),
        }
    }

    /// Everything in a project folder. An error where it cannot be reached.
    pub fn whole(disk: &'a dyn Disk, root: &Path) -> Result<Self, UserError> {
        Self::within(disk, root, limits::FOLDER)
    }

    fn within(disk: &'a dyn Disk, root: &Path, limits: FolderLimits) -> Result<Self, UserError> {
        let canonical = disk
            .canonical(root)
            .map_err(|error| io_error("open", root, &error))?;
        let mut listing = Self::new(disk, canonical, limits);
        for folder in ["", "entities", "documents", "layers"] {
            listing.folder(folder);
        }
        Ok(listing)
    }

    /// Lists one folder, by name; `layers` with the folders below it. A missing one is empty.
    fn folder(&mut self, folder: &str) {
        let path = self.root.join(folder);
        if self.disk.is_link(&path) && !self.leads_inside(&path) {
            self.tell("outside-link", folder, OUTSIDE.into());
            return;
        }
        let mut entries = match self.disk.list(&self.root.join(folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => {
                self.tell("no-access", folder, format!("the folder cannot be read: {error}"));
                return;
            }
        };
        entries.sort();
        let names: BTreeSet<String> = entries
            .iter()
            .map(|entry| entry.name.to_string_lossy().into_owned())
            .collect();
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
            if is_conflict_copy(&name) || self.is_of_another_machine(folder, &name, &names) {
                self.tell("conflict-copy", &path, SECOND.into());
                continue;
            }
            self.entry(folder, &entry, &path);
        }
    }

    /// A second version as OneDrive names it: `doc-MACHINE.ron` beside `doc.ron`. A document may have such a name of its own.
    fn is_of_another_machine(&self, folder: &str, name: &str, names: &BTreeSet<String>) -> bool {
        let Some((stem, end)) = name.rsplit_once('.') else {
            return false;
        };
        let mut bases = stem.match_indices('-').filter_map(|(at, _)| stem.get(..at));
        let Some(base) = bases.find(|base| names.contains(&format!("{base}.{end}"))) else {
            return false;
        };
        let path = match folder {
            "" => name.to_owned(),
            folder => format!("{folder}/{name}"),
        };
        match FileKey::from_path(&path) {
            Some(FileKey::Layer(key)) => {
                let known = |found: &Found| match &found.file {
                    FileKey::Document(id) | FileKey::Text(id) => *id == key.document,
                    _ => false,
                };
                !self.found.iter().any(known) && self.is_about(&path, base)
            }
            // A record without a text of its own.
            Some(FileKey::Document(_)) => !names.contains(&format!("{stem}.txt")),
            Some(_) => false,
            // Beside the project's own files people keep others at the top.
            None if folder.is_empty() => {
                let is_own = FileKey::from_path(&format!("{base}.{end}")).is_some();
                is_own && stem.contains(|c: char| c.is_ascii_uppercase())
            }
            None => true,
        }
    }

    /// Whether the head of a layer names this document.
    fn is_about(&self, path: &str, document: &str) -> bool {
        let head = self.disk.read(&self.root.join(path), HEAD).unwrap_or_default();
        String::from_utf8_lossy(&head).contains(&format!("document: \"{document}\""))
    }

    fn entry(&mut self, folder: &str, entry: &Entry, path: &str) {
        let real = self.root.join(path);
        if folder == "layers" && (entry.is_folder || entry.is_link && self.disk.is_folder(&real)) {
            self.folder(path);
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
            Ok(facts) if facts.kind == Kind::File => self.take(Found {
                file,
                path: real,
                facts,
            }),
            _ => self.refuse(file, "not-a-file", "this is no file"),
        }
    }

    fn take(&mut self, found: Found) {
        let bytes = self.room.bytes.checked_sub(found.facts.len);
        match (self.room.files.checked_sub(1), bytes) {
            (Some(files), Some(bytes)) => {
                self.room = FolderLimits { files, bytes };
                self.found.push(found);
            }
            (None, _) => self.refuse(
                found.file,
                "too-many",
                "the project has more files than are read; this one is left out",
            ),
            (_, None) => self.refuse(
                found.file,
                "too-large",
                "the files of the project are larger together than what is read; this one is left out",
            ),
        }
    }

    fn inside(&self, entry: &Entry, path: &Path) -> bool {
        !entry.is_link || self.leads_inside(path)
    }

    fn leads_inside(&self, path: &Path) -> bool {
        let real = self.disk.canonical(path);
        real.is_ok_and(|real| real.starts_with(&self.root))
    }

    fn refuse(&mut self, file: FileKey, kind: &'static str, message: &str) {
        if self.pieces.len() >= MOST_TOLD {
            self.tell(kind, &file.path(), message.into());
            return;
        }
        let shown = file.path();
        let mut piece = Piece::empty(file, &shown);
        piece.findings.lose(kind, 0, message);
        self.pieces.push(piece);
    }

    fn tell(&mut self, kind: &'static str, path: &str, message: String) {
        match self.problems.len() {
            ..MOST_TOLD => self.problems.push(Problem::new(kind, path, message)),
            MOST_TOLD => {
                let message = "more names like these lie in the folder";
                self.problems.push(Problem::new("more", path, message));
            }
            _ => {}
        }
    }
}

/// Names beyond these are not told one by one.
const MOST_TOLD: usize = 10_000;

const SECOND: &str = "a program that shares folders put a second version here; it is not read";

/// Bytes in which the head of a layer stands.
const HEAD: u64 = 1_000;

const OUTSIDE: &str = "the link leads out of the project; it is not followed";

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::disk::Model;
    use crate::store::write_atomic_on;

    #[test]
    fn a_second_version_of_another_machine_is_told_from_a_document_of_that_name() {
        let disk = Model::default();
        let root = Path::new("/p");
        let files = [
            ("project.ron", ""),
            ("codebook.ron", ""),
            ("codebook-LAPTOP.ron", ""),
            ("notes-LAPTOP.ron", ""),
            ("documents/talk.ron", ""),
            ("documents/talk.txt", ""),
            ("documents/talk-two.ron", ""),
            ("documents/talk-two.txt", ""),
            ("documents/talk-LAPTOP.ron", ""),
            ("layers/ana/talk.ron", "Layer(format: 1, document: \"talk\", "),
            (
                "layers/ana/talk-two.ron",
                "Layer(format: 1, document: \"talk-two\", ",
            ),
            (
                "layers/ana/talk-gone.ron",
                "Layer(format: 1, document: \"talk-gone\", ",
            ),
            ("layers/ana/talk-pc7.ron", "Layer(format: 1, document: \"talk\", "),
        ];
        for (name, text) in files {
            let path = root.join(name);
            disk.make_folder(path.parent().unwrap()).unwrap();
            write_atomic_on(&disk, &path, text.as_bytes()).unwrap();
        }
        let listing = Listing::whole(&disk, root).unwrap();
        let told: Vec<String> = listing
            .problems
            .iter()
            .map(|problem| format!("{} {}", problem.kind, problem.file))
            .collect();
        let copies = [
            "codebook-LAPTOP.ron",
            "documents/talk-LAPTOP.ron",
            "layers/ana/talk-pc7.ron",
        ];
        assert_eq!(told, copies.map(|path| format!("conflict-copy {path}")));
    }

    #[test]
    fn more_files_and_more_bytes_than_are_read_are_told_and_left() {
        let disk = Model::default();
        let root = Path::new("/p");
        disk.make_folder(&root.join("documents")).unwrap();
        for name in [
            "project.ron",
            "documents/a.txt",
            "documents/b.txt",
            "documents/c.txt",
        ] {
            write_atomic_on(&disk, &root.join(name), b"0123456789").unwrap();
        }
        let listed = |files, bytes| {
            let listing = Listing::within(&disk, root, FolderLimits { files, bytes }).unwrap();
            let refused = listing.pieces.into_iter().map(|piece| {
                let problem = piece.findings.into_problems().remove(0);
                format!("{} {}", problem.file, problem.kind)
            });
            (listing.found.len(), refused.collect::<Vec<_>>())
        };
        assert_eq!(listed(4, 40), (4, vec![]));
        assert_eq!(listed(3, 40), (3, vec!["documents/c.txt too-many".to_owned()]));
        assert_eq!(listed(4, 35), (3, vec!["documents/c.txt too-large".to_owned()]));
    }
}
