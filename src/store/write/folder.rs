//! Saves files of a project folder. Many are made safe on the disk together, because waiting for each by itself would take
//! minutes where thousands are new; they are put in place in the order of writing.

use super::super::atomic::{Unfinished, io_error, sweep, sync_folder};
use super::super::parallel::{COMPUTING, WAITING, parallel};
use super::super::render::render;
use super::super::verify::verify_file;
use super::*;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Files on their way at a time. Each is held open until it is safe, and systems allow a few hundred.
const TOGETHER: usize = 128;

pub fn save_folder(
    folder: &Path,
    project: &Project,
    files: &BTreeSet<FileKey>,
    damaged: &BTreeSet<FileKey>,
) -> SaveReport {
    // Never made anew: a drive that is gone would get a project in its empty place.
    let root = match folder.canonicalize() {
        Ok(root) => root,
        Err(error) => return all_failed(files, &io_error("write", folder, &error)),
    };
    let mut files = files.clone();
    for file in files.clone() {
        // Offsets count in a text: where it changes, all layers on it have to be written anew.
        if let FileKey::Text(id) = &file {
            files.extend(project.layers_of(id).map(|(key, _)| FileKey::Layer(key.clone())));
        }
    }
    let mut save = Save {
        root,
        project,
        damaged,
        folders: BTreeMap::new(),
        placed: Vec::new(),
        gone: Vec::new(),
        report: SaveReport::default(),
    };
    let files: Vec<FileKey> = files.into_iter().collect();
    for files in files.chunks(TOGETHER) {
        save.some(files);
    }
    save.remove();
    save.finish()
}

/// What has to be done about a file.
enum Due {
    Nothing,
    Remove,
    Write(Vec<u8>),
}

struct Save<'a> {
    /// Without links.
    root: PathBuf,
    project: &'a Project,
    damaged: &'a BTreeSet<FileKey>,
    /// Folders that were made, looked at and swept.
    folders: BTreeMap<PathBuf, Result<(), UserError>>,
    /// Files in their place, whose folders are not safe yet.
    placed: Vec<(FileKey, PathBuf)>,
    gone: Vec<FileKey>,
    report: SaveReport,
}

impl Save<'_> {
    fn some(&mut self, files: &[FileKey]) {
        let due = parallel(files.iter().collect(), COMPUTING, |file| self.due(file));
        let mut written = Vec::new();
        for (file, due) in files.iter().zip(due) {
            let result = match due {
                Ok(Due::Write(bytes)) => self.write(file, &bytes),
                Ok(Due::Nothing) => {
                    self.report.saved.insert(file.clone());
                    continue;
                }
                Ok(Due::Remove) => {
                    self.gone.push(file.clone());
                    continue;
                }
                Err(error) => Err(error),
            };
            match result {
                Ok(unfinished) => written.push((file, unfinished)),
                Err(error) => self.report.failed.push((file.clone(), error)),
            }
        }
        let safe = parallel(written, WAITING, |(file, mut unfinished)| {
            let result = unfinished.sync();
            (file, result.map(|()| unfinished))
        });
        for (file, unfinished) in safe {
            match unfinished.and_then(Unfinished::put) {
                Ok(path) => self.placed.push((file.clone(), path)),
                Err(error) => self.report.failed.push((file.clone(), error)),
            }
        }
    }

    fn due(&self, file: &FileKey) -> Result<Due, UserError> {
        if self.damaged.contains(file) {
            return Err(damaged_error(&file.path()));
        }
        let Some(bytes) = render(self.project, file) else {
            return Ok(Due::Remove);
        };
        let old = read_if_there(&self.root.join(file.path()))?;
        // A `.gitattributes` that is there may hold the user's own lines.
        if old.as_deref() == Some(&bytes) || old.is_some() && *file == FileKey::GitAttributes {
            return Ok(Due::Nothing);
        }
        verify_file(self.project, file, &bytes)?;
        Ok(Due::Write(bytes))
    }

    fn write(&mut self, file: &FileKey, bytes: &[u8]) -> Result<Unfinished, UserError> {
        let path = self.root.join(file.path());
        if let Some(folder) = path.parent() {
            self.folder(folder)?;
        }
        if path.is_symlink() {
            stay_inside(&self.root, &path)?;
        }
        Unfinished::write(&path, bytes)
    }

    /// Once a save: a folder of thousands of files takes a while to sweep.
    fn folder(&mut self, folder: &Path) -> Result<(), UserError> {
        if let Some(known) = self.folders.get(folder) {
            return known.clone();
        }
        let made = fs::create_dir_all(folder)
            .map_err(|error| io_error("make", folder, &error))
            .and_then(|()| stay_inside(&self.root, folder));
        if made.is_ok() {
            sweep(folder);
        }
        self.folders.insert(folder.to_owned(), made.clone());
        made
    }

    /// What refers to others goes before what it refers to.
    fn remove(&mut self) {
        let mut folders = BTreeSet::new();
        for file in std::mem::take(&mut self.gone).into_iter().rev() {
            match remove_file(&self.root, self.project, &file) {
                Ok(folder) => {
                    folders.extend(folder);
                    self.report.saved.insert(file);
                }
                Err(error) => self.report.failed.push((file, error)),
            }
        }
        for folder in folders.iter().filter(|folder| folder.is_dir()) {
            // The files are gone either way.
            let _ = sync_folder(folder);
        }
    }

    /// A file counts as saved once its folder is safe too.
    fn finish(mut self) -> SaveReport {
        let mut folders: BTreeMap<PathBuf, Result<(), UserError>> = BTreeMap::new();
        for (file, path) in self.placed {
            let folder = path.parent().unwrap_or(&self.root);
            let safe = folders
                .entry(folder.to_owned())
                .or_insert_with(|| sync_folder(folder).map_err(|error| io_error("write", folder, &error)));
            match safe {
                Ok(()) => {
                    self.report.saved.insert(file);
                }
                Err(error) => self.report.failed.push((file, error.clone())),
            }
        }
        self.report.failed.sort_by(|a, b| a.0.cmp(&b.0));
        self.report
    }
}

/// The folder that a file was removed from; None where there was nothing to remove.
fn remove_file(root: &Path, project: &Project, file: &FileKey) -> Result<Option<PathBuf>, UserError> {
    // A text that could not be read is missing in memory only.
    if matches!(file, FileKey::Text(id) if project.document(id.as_str()).is_some()) {
        return Ok(None);
    }
    let path = root.join(file.path());
    let Some(folder) = path.parent().filter(|folder| folder.exists()) else {
        return Ok(None);
    };
    stay_inside(root, folder)?;
    match fs::remove_file(&path) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io_error("remove", &path, &error)),
    }
    if matches!(file, FileKey::Layer(_)) {
        // Fails where others are left; a folder left behind is no harm.
        let _ = fs::remove_dir(folder);
    }
    Ok(Some(folder.to_owned()))
}

/// Refuses what a link leads out of the project.
fn stay_inside(root: &Path, path: &Path) -> Result<(), UserError> {
    let real: PathBuf = path
        .canonicalize()
        .map_err(|error| io_error("write", path, &error))?;
    if real.starts_with(root) {
        return Ok(());
    }
    Err(UserError::with_hint(
        format!(
            "{} leads out of the project, to {}",
            path.display(),
            real.display()
        ),
        "Put the file itself in the place of the link",
    ))
}
