//! Saves files of a project folder. Many are made safe on the disk together, because waiting for each by itself would take
//! minutes where thousands are new. What others refer to is safe before they are put in place, and goes after them.

use super::super::atomic::{Unfinished, link_target, with_patience};
use super::super::hash_of;
use super::super::parallel::{COMPUTING, WAITING, parallel};
use super::super::render::render;
use super::super::verify::verify_file;
use super::*;
use crate::model::DocumentId;
use std::io::{self, ErrorKind};
use std::path::PathBuf;

/// Files on their way at a time. Each is held open until it is safe, and systems allow a few hundred.
const TOGETHER: usize = 128;

pub fn save_folder(disk: &dyn Disk, folder: &Path, saving: &Saving<'_>) -> SaveReport {
    // Never made anew: a drive that is gone would get a project in its empty place.
    let root = match disk.canonical(folder) {
        Ok(root) => root,
        Err(error) => return all_failed(saving.files, &io_error("write", folder, &error)),
    };
    // Nor filled anew: the empty place of a drive that is gone stays as a folder.
    if saving.stamps.contains_key(&FileKey::Project) && !disk.is_there(&root.join(FileKey::Project.path())) {
        return all_failed(saving.files, &super::super::read::no_project(disk, folder));
    }
    let mut save = Save {
        disk,
        root,
        saving: *saving,
        folders: BTreeMap::new(),
        placed: Vec::new(),
        gone: Vec::new(),
        held: BTreeSet::new(),
        report: SaveReport::default(),
    };
    let files = saving.files;
    for step in [Step::First, Step::Records, Step::Layers] {
        let files: Vec<&FileKey> = files.iter().filter(|file| Step::of(file) == step).collect();
        for files in files.chunks(TOGETHER) {
            save.some(files);
        }
        save.settle();
    }
    save.remove();
    save.report.failed.sort_by(|a, b| a.0.cmp(&b.0));
    save.report
}

/// A step begins when the files of the one before are safe.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    First,
    Records,
    Layers,
}

impl Step {
    fn of(file: &FileKey) -> Self {
        match file {
            FileKey::Document(_) => Self::Records,
            FileKey::Layer(_) => Self::Layers,
            _ => Self::First,
        }
    }
}

/// What has to be done about a file.
enum Due {
    /// It is as it should be.
    Nothing(Option<Stamp>),
    /// It is not ours to write or remove.
    Stay,
    Remove(Option<Facts>),
    Write(New),
    /// Somebody else wrote it.
    Leave,
}

struct New {
    bytes: Vec<u8>,
    hash: SmolStr,
    /// The file that it replaces.
    old: Option<Facts>,
}

struct Save<'a> {
    disk: &'a dyn Disk,
    /// Without links.
    root: PathBuf,
    saving: Saving<'a>,
    /// Folders that were made and looked at.
    folders: BTreeMap<PathBuf, Result<(), UserError>>,
    /// Files in their place, whose folders are not safe yet.
    placed: Vec<(FileKey, PathBuf)>,
    gone: Vec<(FileKey, Option<Facts>)>,
    /// Documents whose texts could not be saved, or whose layers could not be removed.
    held: BTreeSet<DocumentId>,
    report: SaveReport,
}

impl<'a> Save<'a> {
    fn some(&mut self, files: &[&FileKey]) {
        let due = parallel(files.to_vec(), COMPUTING, |file| self.due(file));
        let mut written = Vec::new();
        for (file, due) in files.iter().zip(due) {
            match due {
                Ok(Due::Write(new)) => match self.write(file, &new.bytes) {
                    Ok(unfinished) => written.push((*file, unfinished, new)),
                    Err(error) => self.fail(file, error),
                },
                Ok(Due::Nothing(stamp)) => {
                    // Perhaps this program wrote or removed it, and its folder failed then.
                    self.placed.push(((*file).clone(), self.path(file)));
                    self.report.stamps.insert((*file).clone(), stamp);
                }
                Ok(Due::Stay) => drop(self.report.saved.insert((*file).clone())),
                Ok(Due::Remove(old)) => self.gone.push(((*file).clone(), old)),
                Ok(Due::Leave) => self.leave(file),
                Err(error) => self.fail(file, error),
            }
        }
        let safe = parallel(written, WAITING, |(file, unfinished, new)| {
            (file, unfinished.sync(), new.hash, new.old)
        });
        let ready = safe.iter().filter(|(_, finished, ..)| finished.is_ok());
        let ready: Vec<(FileKey, Option<SmolStr>)> = ready
            .map(|(file, _, hash, _)| ((*file).clone(), Some(hash.clone())))
            .collect();
        self.saving.tell(&ready);
        for (file, finished, hash, old) in safe {
            let put = finished.and_then(|finished| {
                let Facts { len, modified, .. } = finished.facts;
                let path = finished.put_over(old)?;
                Ok(path.map(|path| (Stamp { len, modified, hash }, path)))
            });
            match put {
                Ok(Some((stamp, path))) => {
                    self.report.stamps.insert(file.clone(), Some(stamp));
                    self.placed.push((file.clone(), path));
                }
                Ok(None) => self.leave(file),
                Err(error) => self.fail(file, error),
            }
        }
    }

    fn path(&self, file: &FileKey) -> PathBuf {
        self.root.join(file.path())
    }

    fn fail(&mut self, file: &FileKey, error: UserError) {
        self.held.extend(text_of(file).cloned());
        self.report.failed.push((file.clone(), error));
    }

    fn leave(&mut self, file: &FileKey) {
        self.held.extend(text_of(file).cloned());
        self.report.changed.insert(file.clone());
    }

    fn due(&self, file: &FileKey) -> Result<Due, UserError> {
        if self.saving.damaged.contains(file) {
            return Err(damaged_error(&file.path()));
        }
        let project = self.saving.project;
        if let Some(id) = document_of(file).filter(|id| self.held.contains(*id)) {
            return Err(waits_for_text(file, id));
        }
        let new = render(project, file);
        // A text that could not be read is missing in memory only.
        if new.is_none() && matches!(file, FileKey::Text(id) if project.document(id.as_str()).is_some()) {
            return Ok(Due::Stay);
        }
        let seen = Seen::of(self.disk, &self.path(file))?;
        // A `.gitattributes` that is there may hold the user's own lines.
        let is_users = *file == FileKey::GitAttributes && seen.bytes().is_some();
        if is_users || seen.bytes() == new.as_deref() {
            return Ok(Due::Nothing(seen.stamp()));
        }
        if !seen.is_as_read(self.saving.stamps.get(file)) {
            return Ok(Due::Leave);
        }
        let Some(bytes) = new else {
            return Ok(Due::Remove(seen.facts()));
        };
        verify_file(project, file, &bytes)?;
        Ok(Due::Write(New {
            hash: hash_of(&bytes),
            bytes,
            old: seen.facts(),
        }))
    }

    fn write(&mut self, file: &FileKey, bytes: &[u8]) -> Result<Unfinished<'a>, UserError> {
        let path = self.path(file);
        if let Some(folder) = path.parent() {
            self.folder(folder)?;
        }
        match link_target(self.disk, &path) {
            Ok(Some(real)) => self.stay_inside(&path, &real)?,
            Ok(None) => {}
            Err(error) => return Err(io_error("write", &path, &error)),
        }
        Unfinished::write(self.disk, &path, bytes)
    }

    /// Once a save.
    fn folder(&mut self, folder: &Path) -> Result<(), UserError> {
        if let Some(known) = self.folders.get(folder) {
            return known.clone();
        }
        let real = self
            .disk
            .make_folder(folder)
            .and_then(|()| self.disk.canonical(folder));
        let made = real
            .map_err(|error| io_error("make", folder, &error))
            .and_then(|real| self.stay_inside(folder, &real));
        self.folders.insert(folder.to_owned(), made.clone());
        made
    }

    /// A file counts as saved once its folder is safe too, and those above it, which may be new.
    fn settle(&mut self) {
        let mut folders: BTreeMap<PathBuf, Result<(), Unsafe>> = BTreeMap::new();
        for (file, path) in std::mem::take(&mut self.placed) {
            let is_gone = matches!(self.report.stamps.get(&file), Some(None));
            let mut above = path
                .ancestors()
                .skip(1)
                .take_while(|folder| folder.starts_with(&self.root));
            let unsafe_one = above.find_map(|folder| {
                let safe = folders
                    .entry(folder.to_owned())
                    .or_insert_with(|| self.sync_folder(folder));
                let error = safe.as_ref().err()?;
                // Its own folder may have gone with the file.
                let went_too = is_gone && error.is_missing && folder != self.root;
                (!went_too).then(|| error.told.clone())
            });
            match unsafe_one {
                None => drop(self.report.saved.insert(file)),
                Some(error) => self.fail(&file, named(&file, error)),
            }
        }
    }

    fn sync_folder(&self, folder: &Path) -> Result<(), Unsafe> {
        self.disk.sync_folder(folder).map_err(|error| Unsafe {
            is_missing: error.kind() == ErrorKind::NotFound,
            told: io_error("write", folder, &error),
        })
    }

    /// What refers to others goes before what it refers to, and keeps it where it cannot go.
    fn remove(&mut self) {
        let mut gone = std::mem::take(&mut self.gone);
        for step in [Step::Layers, Step::Records, Step::First] {
            let (now, later): (Vec<_>, Vec<_>) =
                gone.into_iter().partition(|(file, _)| Step::of(file) == step);
            gone = later;
            let failed = self.report.failed.iter().map(|(file, _)| file);
            let left = failed.chain(&self.report.changed);
            let kept: BTreeSet<DocumentId> = left.filter_map(document_of).cloned().collect();
            let going: Vec<(FileKey, Option<SmolStr>)> =
                now.iter().map(|(file, _)| (file.clone(), None)).collect();
            self.saving.tell(&going);
            for (file, old) in now {
                let id = match &file {
                    FileKey::Document(id) | FileKey::Text(id) => Some(id),
                    _ => None,
                };
                if id.is_some_and(|id| kept.contains(id)) {
                    let error = UserError::new(format!("{} stays, as what is about it does", file.path()));
                    self.fail(&file, error);
                } else {
                    self.remove_one(&file, old);
                }
            }
            self.settle();
        }
    }

    fn remove_one(&mut self, file: &FileKey, old: Option<Facts>) {
        match self.removed(file, old) {
            Ok(true) => {
                self.report.stamps.insert(file.clone(), None);
                self.placed.push((file.clone(), self.path(file)));
            }
            Ok(false) => self.leave(file),
            Err(error) => self.fail(file, io_error("remove", &self.path(file), &error)),
        }
    }

    /// Whether it is gone; false where somebody else wrote it meanwhile.
    fn removed(&self, file: &FileKey, old: Option<Facts>) -> io::Result<bool> {
        let path = self.path(file);
        let Some(folder) = path.parent() else {
            return Ok(true);
        };
        let real = match self.disk.canonical(folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(true),
            real => real?,
        };
        if !real.starts_with(&self.root) {
            return Err(io::Error::other("its folder lies out of the project"));
        }
        let now = match self.disk.facts(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(true),
            now => now?,
        };
        if old.is_none_or(|old| (old.len, old.modified) != (now.len, now.modified)) {
            return Ok(false);
        }
        match with_patience(self.disk, || self.disk.remove(&path)) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        if matches!(file, FileKey::Layer(_)) {
            // Fails where others are left; a folder left behind is no harm.
            let _ = self.disk.remove_folder(folder);
        }
        Ok(true)
    }

    /// Refuses what a link leads out of the project.
    fn stay_inside(&self, path: &Path, real: &Path) -> Result<(), UserError> {
        if real.starts_with(&self.root) {
            return Ok(());
        }
        Err(UserError::with_hint(
            format!(
                "{} leads out of the project, to {}",
                path.display(),
                real.display()
            ),
            super::NO_LINKS,
        ))
    }
}

/// A folder whose names are not safe.
struct Unsafe {
    is_missing: bool,
    told: UserError,
}

/// The document of a text.
fn text_of(file: &FileKey) -> Option<&DocumentId> {
    match file {
        FileKey::Text(id) => Some(id),
        _ => None,
    }
}

/// The document that a record or layer is about.
fn document_of(file: &FileKey) -> Option<&DocumentId> {
    match file {
        FileKey::Document(id) => Some(id),
        FileKey::Layer(key) => Some(&key.document),
        _ => None,
    }
}

fn waits_for_text(file: &FileKey, id: &DocumentId) -> UserError {
    UserError::new(format!(
        "{} was not saved, as the text that it is about, {}, could not be",
        file.path(),
        FileKey::Text(id.clone()).path()
    ))
}

/// An error about a folder, told of the file in it.
fn named(file: &FileKey, error: UserError) -> UserError {
    UserError {
        message: format!("{} may not be safe yet: {}", file.path(), error.message),
        ..error
    }
}
