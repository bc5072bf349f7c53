//! Saves a project: only the files that an edit touched, only where their bytes differ, each read back before it counts.

use super::atomic::{io_error, sweep, sync_folder, write_atomic};
use super::render::{render, single_file};
use super::verify::{verify_file, verify_single};
use super::{FileKey, Location, all_files};
use crate::model::{Project, UserError};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Which files are safe on the disk now, and which are not and why.
#[derive(Clone, Debug, Default)]
pub struct SaveReport {
    pub saved: BTreeSet<FileKey>,
    pub failed: Vec<(FileKey, UserError)>,
}

/// Writes `files` as the project has them; a file that it no longer has is removed. Unchanged bytes are not written again,
/// damaged files neither written nor removed.
pub fn save(
    location: &Location,
    project: &Project,
    files: &BTreeSet<FileKey>,
    damaged: &BTreeSet<FileKey>,
) -> SaveReport {
    match location {
        Location::Folder(folder) => save_folder(folder, project, files, damaged),
        Location::File(path) => save_single(path, project, files, damaged),
    }
}

fn all_failed(files: &BTreeSet<FileKey>, error: &UserError) -> SaveReport {
    let failed = files.iter().map(|file| (file.clone(), error.clone())).collect();
    SaveReport {
        failed,
        ..SaveReport::default()
    }
}

fn damaged_error(what: &str) -> UserError {
    UserError::with_hint(
        format!("{what} could not be read whole, so it is not written over"),
        "Mend the file by hand and open the project again, or save a copy elsewhere",
    )
}

fn save_single(
    path: &Path,
    project: &Project,
    files: &BTreeSet<FileKey>,
    damaged: &BTreeSet<FileKey>,
) -> SaveReport {
    let name = path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    let result = (|| {
        if !damaged.is_empty() {
            return Err(damaged_error(&name));
        }
        let old = read_if_there(path)?;
        let origin = old.as_deref().and_then(super::single::origin).unwrap_or_default();
        let bytes = single_file(project, &origin);
        if old.as_deref() == Some(bytes.as_slice()) {
            return Ok(());
        }
        verify_single(project, &bytes, &name)?;
        write_atomic(path, &bytes)
    })();
    match result {
        Ok(()) => SaveReport {
            saved: files.clone(),
            failed: Vec::new(),
        },
        Err(error) => all_failed(files, &error),
    }
}

fn save_folder(
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
    let mut report = SaveReport::default();
    let mut gone = Vec::new();
    for file in files {
        let result = match render(project, &file) {
            _ if damaged.contains(&file) => Err(damaged_error(&file.path())),
            Some(bytes) => save_file(&root, project, &file, &bytes),
            None => {
                gone.push(file);
                continue;
            }
        };
        report.add(file, result);
    }
    // What refers to others goes before what it refers to.
    for file in gone.into_iter().rev() {
        let result = remove_file(&root, project, &file);
        report.add(file, result);
    }
    report
}

impl SaveReport {
    fn add(&mut self, file: FileKey, result: Result<(), UserError>) {
        match result {
            Ok(()) => {
                self.saved.insert(file);
            }
            Err(error) => self.failed.push((file, error)),
        }
    }
}

fn save_file(root: &Path, project: &Project, file: &FileKey, bytes: &[u8]) -> Result<(), UserError> {
    let path = root.join(file.path());
    let old = read_if_there(&path)?;
    // A `.gitattributes` that is there may hold the user's own lines.
    if old.as_deref() == Some(bytes) || old.is_some() && *file == FileKey::GitAttributes {
        return Ok(());
    }
    verify_file(project, file, bytes)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| io_error("make", folder, &error))?;
        stay_inside(root, folder)?;
        sweep(folder);
    }
    if path.is_symlink() {
        stay_inside(root, &path)?;
    }
    write_atomic(&path, bytes)
}

fn remove_file(root: &Path, project: &Project, file: &FileKey) -> Result<(), UserError> {
    // A text that could not be read is missing in memory only.
    if matches!(file, FileKey::Text(id) if project.document(id.as_str()).is_some()) {
        return Ok(());
    }
    let path = root.join(file.path());
    let Some(folder) = path.parent().filter(|folder| folder.exists()) else {
        return Ok(());
    };
    stay_inside(root, folder)?;
    match fs::remove_file(&path) {
        Ok(()) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io_error("remove", &path, &error)),
    }
    // The file is gone either way; a folder left behind is no harm.
    let _ = sync_folder(&path);
    if matches!(file, FileKey::Layer(_)) {
        let _ = fs::remove_dir(folder);
    }
    Ok(())
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

fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, UserError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(io_error("read", path, &error)),
    }
}

/// Makes a new project folder. A folder that holds files already is refused; hidden ones do not count.
pub fn create(folder: &Path, project: &Project) -> Result<(), UserError> {
    if let Ok(entries) = fs::read_dir(folder) {
        let filled = entries
            .flatten()
            .any(|entry| !entry.file_name().to_string_lossy().starts_with('.'));
        if filled {
            return Err(UserError::with_hint(
                format!("{} is not empty", folder.display()),
                "Choose another name, or an empty folder",
            ));
        }
    }
    fs::create_dir_all(folder).map_err(|error| io_error("make", folder, &error))?;
    let report = save_folder(folder, project, &all_files(project), &BTreeSet::new());
    match report.failed.into_iter().next() {
        None => Ok(()),
        Some((_, error)) => Err(error),
    }
}
