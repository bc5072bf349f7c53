//! Reads files of an open project again that somebody else has changed. Changes nothing, neither on the disk nor in the project.

use super::assemble::{Assembled, replace, settle_documents};
use super::disk::Disk;
use super::generations::name_of;
use super::listing::{Found, Listing};
use super::parallel::{COMPUTING, parallel};
use super::piece::{Piece, Texts};
use super::read::read_stamped;
use super::scan::reachable;
use super::single::{is_newer, single_from_bytes};
use super::{FileKey, Location, Stamp, all_files};
use crate::model::{LayerKey, PersonId, Problem, Problems, Project, UserError};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Files as they are on the disk now.
#[derive(Clone, Debug)]
pub struct Reread {
    /// The project with these files as they are on the disk.
    pub theirs: Project,
    /// All that were read, those among them that others need.
    pub files: BTreeSet<FileKey>,
    /// None: the file is not there.
    pub stamps: BTreeMap<FileKey, Option<Stamp>>,
    pub problems: Problems,
    pub damaged: BTreeSet<FileKey>,
    /// Files that vanished and whose items stay: nobody deletes a person's work by losing a file.
    pub missing: BTreeSet<FileKey>,
    pub read_only: Option<String>,
}

/// What is open here.
#[derive(Clone, Copy, Debug)]
pub struct Here<'a> {
    pub project: &'a Project,
    pub me: Option<&'a PersonId>,
    /// Files with edits that are not saved yet.
    pub dirty: &'a BTreeSet<FileKey>,
}

impl Here<'_> {
    /// Files whose items stay where the file is lost: shared ones, one's own, and what has unsaved edits.
    fn keeps(&self, file: &FileKey) -> bool {
        let mine = |person: &PersonId| Some(person) == self.me || person.as_str() == PersonId::ADJUDICATED;
        self.dirty.contains(file)
            || match file {
                FileKey::Project | FileKey::Codebook => true,
                FileKey::Entities(person) => mine(person),
                FileKey::Layer(key) => mine(&key.annotator),
                FileKey::Document(_) | FileKey::Text(_) | FileKey::GitAttributes => false,
            }
    }
}

pub fn reread(
    disk: &dyn Disk,
    location: &Location,
    here: &Here<'_>,
    files: &BTreeSet<FileKey>,
) -> Result<Reread, UserError> {
    match location {
        Location::Folder(root) => reread_folder(disk, root, here, files),
        Location::File(path) => reread_single(disk, path, here),
    }
}

fn reread_single(disk: &dyn Disk, path: &Path, here: &Here<'_>) -> Result<Reread, UserError> {
    let told = |message: &str| UserError::new(format!("{}: {message}", path.display()));
    let (bytes, stamp) = read_stamped(disk, path).map_err(|(_, message)| told(&message))?;
    let name = name_of(&Location::File(path.to_owned()), &FileKey::Project);
    let read = match single_from_bytes(&bytes, &name) {
        Err(error) if is_newer(&bytes) => return Err(error),
        // Nothing of it can be read: it was a project, and another program spoilt it.
        Err(error) => Assembled {
            project: here.project.clone(),
            problems: vec![Problem::new("wrong-kind", name, error.message)],
            damaged: BTreeSet::from([FileKey::Project]),
            read_only: None,
        },
        Ok(read) => read,
    };
    let mut files = all_files(here.project);
    files.extend(all_files(&read.project));
    let stamps = BTreeMap::from([(FileKey::Project, Some(stamp))]);
    // A damaged file says nothing about what is not in it.
    let read = if read.damaged.is_empty() {
        read
    } else {
        Assembled {
            project: here.project.clone(),
            ..read
        }
    };
    Ok(done(read, files, stamps, BTreeSet::new()))
}

fn done(
    read: Assembled,
    files: BTreeSet<FileKey>,
    stamps: BTreeMap<FileKey, Option<Stamp>>,
    missing: BTreeSet<FileKey>,
) -> Reread {
    Reread {
        theirs: read.project,
        files,
        stamps,
        problems: read.problems,
        damaged: read.damaged,
        missing,
        read_only: read.read_only,
    }
}

/// A text needs its record to be put right, and its layers count in it.
fn with_related(project: &Project, listing: &Listing<'_>, files: &BTreeSet<FileKey>) -> BTreeSet<FileKey> {
    let mut all = files.clone();
    for file in files {
        match file {
            FileKey::Document(id) => drop(all.insert(FileKey::Text(id.clone()))),
            FileKey::Text(id) => {
                all.insert(FileKey::Document(id.clone()));
                all.extend(project.layers_of(id).map(|(key, _)| FileKey::Layer(key.clone())));
                let found = listing.found.iter().map(|found| &found.file);
                all.extend(found.filter(|file| is_layer_on(file, id)).cloned());
            }
            _ => {}
        }
    }
    all
}

fn is_layer_on(file: &FileKey, id: &crate::model::DocumentId) -> bool {
    matches!(file, FileKey::Layer(LayerKey { document, .. }) if document == id)
}

fn reread_folder(
    disk: &dyn Disk,
    root: &Path,
    here: &Here<'_>,
    files: &BTreeSet<FileKey>,
) -> Result<Reread, UserError> {
    let mut listing = reachable(disk, root)?;
    let files = with_related(here.project, &listing, files);
    let mut found: Vec<Found> = std::mem::take(&mut listing.found);
    found.retain(|found| files.contains(&found.file));
    let mut pieces: Vec<Piece> = std::mem::take(&mut listing.pieces);
    pieces.retain(|piece| files.contains(&piece.file));
    let there: BTreeSet<FileKey> = found
        .iter()
        .map(|found| &found.file)
        .chain(pieces.iter().map(|piece| &piece.file))
        .cloned()
        .collect();
    let (gone, missing) = lost(here, &files, &there);

    let mut stamps: BTreeMap<FileKey, Option<Stamp>> = gone
        .iter()
        .chain(&missing)
        .map(|file| (file.clone(), None))
        .collect();
    let (layers, others): (Vec<Found>, Vec<Found>) = found
        .into_iter()
        .partition(|found| matches!(found.file, FileKey::Layer(_)));
    let mut read = |found: Vec<Found>, texts: &Texts| -> Vec<Piece> {
        let read = parallel(found, COMPUTING, |found| found.read(disk, texts));
        let (pieces, new): (Vec<_>, Vec<_>) = read.into_iter().unzip();
        stamps.extend(new.into_iter().flatten().map(|(file, stamp)| (file, Some(stamp))));
        pieces
    };
    pieces.extend(read(others, &Texts::new()));
    let mut texts = settle_documents(&mut pieces);
    // A text that vanished alone is told as missing; here it is still known.
    pieces.retain(|piece| there.contains(&piece.file) || !missing.contains(&piece.file));
    for found in &layers {
        if let FileKey::Layer(key) = &found.file
            && !texts.contains_key(&key.document)
            && let Some(text) = here.project.text(key.document.as_str())
        {
            texts.insert(key.document.clone(), text.clone());
        }
    }
    pieces.extend(read(layers, &texts));
    pieces.sort_by(|a, b| a.file.cmp(&b.file));
    let mut read = replace(here.project, pieces, &gone);
    read.problems.extend(listing.problems);
    Ok(done(read, files, stamps, missing))
}

/// Of the files that are there no more: those whose items go with them, and those whose items stay.
fn lost(
    here: &Here<'_>,
    files: &BTreeSet<FileKey>,
    there: &BTreeSet<FileKey>,
) -> (BTreeSet<FileKey>, BTreeSet<FileKey>) {
    let lost = files.iter().filter(|file| !there.contains(file)).cloned();
    let (mut missing, mut gone): (BTreeSet<FileKey>, BTreeSet<FileKey>) =
        lost.partition(|file| here.keeps(file));
    // A document goes with its record, its text and all its layers, or not at all.
    let documents: Vec<FileKey> = gone
        .iter()
        .filter(|file| matches!(file, FileKey::Document(_) | FileKey::Text(_)))
        .cloned()
        .collect();
    for file in documents {
        let (FileKey::Document(id) | FileKey::Text(id)) = &file else {
            continue;
        };
        let whole = [FileKey::Document(id.clone()), FileKey::Text(id.clone())]
            .iter()
            .all(|file| gone.contains(file) || missing.contains(file));
        let needed = here
            .project
            .layers_of(id)
            .any(|(key, layer)| !gone.contains(&FileKey::Layer(key.clone())) && !layer.is_empty());
        if !whole || needed {
            gone.remove(&file);
            missing.insert(file);
        }
    }
    (gone, missing)
}
