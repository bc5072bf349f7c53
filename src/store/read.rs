//! Opens a project folder or file. Follows no path or link out of the folder, and changes nothing.

use super::assemble::{Assembled, assemble, settle_documents};
use super::embedded::piece_from_bytes;
use super::parallel::{COMPUTING, parallel};
use super::piece::{Piece, Texts, text_piece};
use super::progress::{Counter, OpenProgress, Patient};
use super::single::single_from_bytes;
use super::{FileKey, Location, Opened};
use crate::model::{DocumentId, Problem, Problems, UserError};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// More than this in one file is refused, in bytes.
const MAX_BYTES: u64 = 512 << 20;

/// Opens a folder with a `project.ron`, that `project.ron` itself, or a project in a single file.
pub fn open(path: &Path) -> Result<Opened, UserError> {
    open_telling(path, &Patient)
}

/// As `open`. Tells how many files are read; an error when it was told to stop.
pub fn open_telling(path: &Path, progress: &dyn OpenProgress) -> Result<Opened, UserError> {
    let shown = path.display();
    let facts = fs::metadata(path).map_err(|error| super::atomic::io_error("open", path, &error))?;
    if facts.is_dir() {
        return open_folder(path, progress);
    }
    let name = path
        .file_name()
        .map_or_else(|| shown.to_string(), |name| name.to_string_lossy().into_owned());
    if name == "project.ron" {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        return open_folder(parent.unwrap_or(Path::new(".")), progress);
    }
    let counter = Counter::new(progress, 1);
    let bytes = counter
        .read(|| read_capped(path))
        .transpose()?
        .unwrap_or_default();
    counter.go_on()?;
    let read = single_from_bytes(&bytes, &name)?;
    Ok(opened(read, Location::File(path.to_owned())))
}

fn opened(read: Assembled, location: Location) -> Opened {
    Opened {
        project: read.project,
        problems: read.problems,
        location,
        read_only: read.read_only,
        damaged: read.damaged,
    }
}

fn open_folder(root: &Path, progress: &dyn OpenProgress) -> Result<Opened, UserError> {
    let canonical = root
        .canonicalize()
        .map_err(|error| super::atomic::io_error("open", root, &error))?;
    let mut listing = Listing::new(canonical);
    listing.folder("");
    let refused = listing.pieces.iter().any(|piece| piece.file == FileKey::Project);
    if !refused && !listing.found.iter().any(|found| found.file == FileKey::Project) {
        return Err(no_project(root));
    }
    for folder in ["entities", "documents", "layers"] {
        listing.folder(folder);
    }
    let Listing {
        found,
        mut pieces,
        mut problems,
        ..
    } = listing;
    let counter = Counter::new(progress, found.len());
    let (layers, others): (Vec<Found>, Vec<Found>) = found
        .into_iter()
        .partition(|found| matches!(found.file, FileKey::Layer(_)));
    let none = Texts::new();
    let read = |found: Found, texts: &Texts| counter.read(|| found.read(texts));
    pieces.extend(
        parallel(others, COMPUTING, |found| read(found, &none))
            .into_iter()
            .flatten(),
    );
    counter.go_on()?;
    let texts = settle_documents(&mut pieces);
    pieces.extend(
        parallel(layers, COMPUTING, |found| read(found, &texts))
            .into_iter()
            .flatten(),
    );
    counter.go_on()?;
    if !pieces.iter().any(|piece| piece.file == FileKey::Codebook) {
        problems.push(Problem::new(
            "missing-codebook",
            "codebook.ron",
            "the project has no codebook.ron",
        ));
    }
    let name = root
        .file_name()
        .map_or_else(|| "Project".into(), |name| name.to_string_lossy());
    let mut read = assemble(pieces, &name);
    read.problems.extend(problems);
    read.problems.sort();
    Ok(opened(read, Location::Folder(root.to_owned())))
}

fn no_project(root: &Path) -> UserError {
    let parts = ["codebook.ron", "documents", "layers"]
        .iter()
        .any(|part| root.join(part).exists());
    let hint = if parts {
        "Its other files are there: bring project.ron back from a backup or from the version control"
    } else {
        "Choose the folder that holds project.ron, or make a new project"
    };
    UserError::with_hint(
        format!("{} is not a project: it has no project.ron", root.display()),
        hint,
    )
}

/// A file of the project and where it really lies.
struct Found {
    file: FileKey,
    path: PathBuf,
}

impl Found {
    fn read(self, texts: &Texts) -> Piece {
        let shown = self.file.path();
        let bytes = match bytes_from_file(&self.path) {
            Ok(bytes) => bytes,
            Err((kind, message)) => {
                let mut piece = Piece::empty(self.file, &shown);
                piece.findings.lose(kind, 0, message);
                return piece;
            }
        };
        match &self.file {
            FileKey::Text(id) => text_piece(id, bytes, &shown),
            file => piece_from_bytes(file, &shown, &bytes, texts),
        }
    }
}

/// Reads a file that the user named, of the size that this program takes.
pub fn read_capped(path: &Path) -> Result<Vec<u8>, UserError> {
    bytes_from_file(path).map_err(|(_, message)| UserError::new(format!("{}: {message}", path.display())))
}

/// The files themselves and those below the folders among `paths`, by name. Hidden ones and links below folders are left out.
pub fn files_below(paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut waiting: Vec<PathBuf> = paths.iter().rev().cloned().collect();
    while let Some(path) = waiting.pop() {
        let Ok(entries) = fs::read_dir(&path) else {
            files.push(path);
            continue;
        };
        let mut below: Vec<PathBuf> = entries
            .flatten()
            .filter(|entry| !is_of_the_system(&entry.file_name().to_string_lossy()))
            .filter(|entry| {
                entry
                    .file_type()
                    .is_ok_and(|kind| kind.is_dir() || kind.is_file())
            })
            .map(|entry| entry.path())
            .collect();
        below.sort_unstable_by(|a, b| b.cmp(a));
        waiting.extend(below);
    }
    files
}

/// The bytes, or the kind of problem and a message.
fn bytes_from_file(path: &Path) -> Result<Vec<u8>, (&'static str, String)> {
    let too_large = || {
        (
            "too-large",
            format!("the file is larger than {} MB", MAX_BYTES >> 20),
        )
    };
    let unreadable = |error: std::io::Error| ("no-access", format!("the file cannot be read: {error}"));
    let file = fs::File::open(path).map_err(unreadable)?;
    let length = file.metadata().map_err(unreadable)?.len();
    if length > MAX_BYTES {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default() + 1);
    // The file may grow while it is read.
    file.take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES {
        Err(too_large())
    } else {
        Ok(bytes)
    }
}

/// What lies in the folder.
struct Listing {
    /// Without links.
    root: PathBuf,
    found: Vec<Found>,
    /// Files that are there but may not be read.
    pieces: Vec<Piece>,
    problems: Problems,
}

impl Listing {
    fn new(root: PathBuf) -> Self {
        Self {
            root,
            found: Vec::new(),
            pieces: Vec::new(),
            problems: Problems::new(),
        }
    }

    /// Lists one folder, by name; `layers` with the folders below it. A missing one is empty.
    fn folder(&mut self, folder: &str) {
        let entries = match fs::read_dir(self.root.join(folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return,
            Err(error) => {
                self.tell("no-access", folder, format!("the folder cannot be read: {error}"));
                return;
            }
        };
        let mut names: Vec<String> = Vec::new();
        for entry in entries {
            match entry {
                Ok(entry) => names.push(entry.file_name().to_string_lossy().into_owned()),
                Err(error) => self.tell(
                    "no-access",
                    folder,
                    format!("the folder cannot be read whole: {error}"),
                ),
            }
        }
        names.sort();
        for name in names.iter().filter(|name| !is_of_the_system(name)) {
            let path = if folder.is_empty() {
                name.clone()
            } else {
                format!("{folder}/{name}")
            };
            self.entry(folder, name, &path);
        }
    }

    fn entry(&mut self, folder: &str, name: &str, path: &str) {
        if is_conflict_copy(name) {
            self.tell(
                "conflict-copy",
                path,
                "a program that shares folders put a second version here; it is not read".into(),
            );
            return;
        }
        let real = self.root.join(path);
        let is_folder = real.is_dir();
        if folder == "layers" && is_folder {
            match self.inside(&real) {
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
        if !self.inside(&real) {
            self.refuse(
                file,
                "outside-link",
                "the link leads out of the project, or nowhere; it is not followed",
            );
        } else if !real.is_file() {
            self.refuse(file, "not-a-file", "this is no file");
        } else {
            self.found.push(Found { file, path: real });
        }
    }

    fn inside(&self, path: &Path) -> bool {
        let is_link = fs::symlink_metadata(path).is_ok_and(|facts| facts.file_type().is_symlink());
        !is_link || path.canonicalize().is_ok_and(|real| real.starts_with(&self.root))
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

fn is_of_the_system(name: &str) -> bool {
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

/// The texts that one layer's file needs to be read.
pub fn texts_for(id: &DocumentId, text: Option<&crate::text::Text>) -> Texts {
    text.map(|text| (id.clone(), text.clone())).into_iter().collect()
}
