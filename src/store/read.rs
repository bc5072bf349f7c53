//! Opens a project folder or file. Follows no path or link out of the folder, and changes nothing.

use super::assemble::{Assembled, assemble, settle_documents};
use super::atomic::io_error;
use super::disk::{Disk, Facts, Kind, Real};
use super::embedded::piece_from_bytes;
use super::limits::FILE_BYTES;
use super::listing::{Found, Listing, is_of_the_system};
use super::parallel::{COMPUTING, parallel};
use super::piece::{Piece, Texts, text_piece};
use super::progress::{Counter, OpenProgress, Patient};
use super::single::single_from_bytes;
use super::{FileKey, Location, Opened, Stamp, Stamps};
use crate::model::{DocumentId, Problem, UserError};
use std::path::{Path, PathBuf};

/// Opens a folder with a `project.ron`, that `project.ron` itself, or a project in a single file.
pub fn open(path: &Path) -> Result<Opened, UserError> {
    open_on(&Real, path, &Patient)
}

/// As `open`, on some disk. Tells how many files are read; an error when it was told to stop.
pub fn open_on(disk: &dyn Disk, path: &Path, progress: &dyn OpenProgress) -> Result<Opened, UserError> {
    let facts = disk.facts(path).map_err(|error| io_error("open", path, &error))?;
    if facts.kind == Kind::Folder {
        return open_folder(disk, path, progress);
    }
    if path.file_name().is_some_and(|name| name == "project.ron") {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        return open_folder(disk, parent.unwrap_or(Path::new(".")), progress);
    }
    if facts.kind != Kind::File {
        return Err(UserError::new(format!("{} is no file", path.display())));
    }
    let counter = Counter::new(progress, 1);
    let read = counter.read(|| read_single(disk, path));
    counter.go_on()?;
    let Some(read) = read else {
        return Err(UserError::new("Opening the project was cancelled"));
    };
    let (read, stamp) = read?;
    let stamps = Stamps::from([(FileKey::Project, stamp)]);
    Ok(opened(read, Location::File(path.to_owned()), stamps))
}

/// Reads a project in a single file.
pub fn read_single(disk: &dyn Disk, path: &Path) -> Result<(Assembled, Stamp), UserError> {
    let name = path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    let (bytes, stamp) = read_stamped(disk, path).map_err(|(_, message)| refused(path, &message))?;
    Ok((single_from_bytes(&bytes, &name)?, stamp))
}

fn opened(read: Assembled, location: Location, stamps: Stamps) -> Opened {
    Opened {
        project: read.project,
        problems: read.problems,
        location,
        read_only: read.read_only,
        damaged: read.damaged,
        stamps,
    }
}

fn open_folder(disk: &dyn Disk, root: &Path, progress: &dyn OpenProgress) -> Result<Opened, UserError> {
    let listing = Listing::whole(disk, root)?;
    let refused = listing.pieces.iter().any(|piece| piece.file == FileKey::Project);
    if !refused && !listing.found.iter().any(|found| found.file == FileKey::Project) {
        return Err(no_project(disk, root));
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
    let mut stamps = Stamps::new();
    let mut read = |found: Vec<Found>, texts: &Texts| -> Vec<Piece> {
        let read = |found: Found| counter.read(|| found.read(disk, texts));
        let read = parallel(found, COMPUTING, read).into_iter().flatten();
        let (pieces, new): (Vec<_>, Vec<_>) = read.unzip();
        stamps.extend(new.into_iter().flatten());
        pieces
    };
    pieces.extend(read(others, &Texts::new()));
    counter.go_on()?;
    let texts = settle_documents(&mut pieces);
    pieces.extend(read(layers, &texts));
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
    Ok(opened(read, Location::Folder(root.to_owned()), stamps))
}

pub fn no_project(disk: &dyn Disk, root: &Path) -> UserError {
    let parts = ["codebook.ron", "documents", "layers"]
        .iter()
        .any(|part| disk.is_there(&root.join(part)));
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

impl Found {
    pub fn read(self, disk: &dyn Disk, texts: &Texts) -> (Piece, Option<(FileKey, Stamp)>) {
        let shown = self.file.path();
        let (bytes, stamp) = match read_stamped(disk, &self.path) {
            Ok(read) => read,
            Err((kind, message)) => {
                let mut piece = Piece::empty(self.file, &shown);
                piece.findings.lose(kind, 0, message);
                return (piece, None);
            }
        };
        let piece = match &self.file {
            FileKey::Text(id) => text_piece(id, bytes, &shown),
            file => piece_from_bytes(file, &shown, &bytes, texts),
        };
        (piece, Some((self.file, stamp)))
    }
}

/// Reads a file that the user named, of the size that this program takes.
pub fn read_capped(path: &Path) -> Result<Vec<u8>, UserError> {
    read_capped_on(&Real, path)
}

pub fn read_capped_on(disk: &dyn Disk, path: &Path) -> Result<Vec<u8>, UserError> {
    let read = bytes_from_file(disk, path).map_err(|(_, message)| refused(path, &message))?;
    Ok(read.0)
}

fn refused(path: &Path, message: &str) -> UserError {
    UserError::new(format!("{}: {message}", path.display()))
}

/// The files themselves and those below the folders among `paths`, by name. Hidden ones and links below folders are left out.
pub fn files_below_on(disk: &dyn Disk, paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut waiting: Vec<PathBuf> = paths.iter().rev().cloned().collect();
    while let Some(path) = waiting.pop() {
        let Ok(entries) = disk.list(&path) else {
            files.push(path);
            continue;
        };
        let mut below: Vec<PathBuf> = entries
            .into_iter()
            .filter(|entry| !is_of_the_system(&entry.name.to_string_lossy()) && !entry.is_link)
            .map(|entry| path.join(entry.name))
            .filter(|path| {
                let kind = disk.link_facts(path).map(|facts| facts.kind);
                matches!(kind, Ok(Kind::File | Kind::Folder))
            })
            .collect();
        below.sort_unstable_by(|a, b| b.cmp(a));
        waiting.extend(below);
    }
    files
}

/// The kind of problem and a message.
pub type Refused = (&'static str, String);

/// The bytes of a file and how it was when they were read.
pub fn read_stamped(disk: &dyn Disk, path: &Path) -> Result<(Vec<u8>, Stamp), Refused> {
    let (bytes, facts) = bytes_from_file(disk, path)?;
    let stamp = Stamp::new(&facts, &bytes);
    Ok((bytes, stamp))
}

fn bytes_from_file(disk: &dyn Disk, path: &Path) -> Result<(Vec<u8>, Facts), Refused> {
    let too_large = || {
        (
            "too-large",
            format!("the file is larger than {} MB", FILE_BYTES >> 20),
        )
    };
    let unreadable = |error: std::io::Error| ("no-access", format!("the file cannot be read: {error}"));
    let facts = disk.facts(path).map_err(unreadable)?;
    if facts.len > FILE_BYTES {
        return Err(too_large());
    }
    // The file may grow while it is read.
    let bytes = disk.read(path, FILE_BYTES + 1).map_err(unreadable)?;
    if bytes.len() as u64 > FILE_BYTES {
        return Err(too_large());
    }
    let len = bytes.len() as u64;
    Ok((bytes, Facts { len, ..facts }))
}

/// The texts that one layer's file needs to be read.
pub fn texts_for(id: &DocumentId, text: Option<&crate::text::Text>) -> Texts {
    text.map(|text| (id.clone(), text.clone())).into_iter().collect()
}
