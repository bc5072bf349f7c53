//! Saves a project: only the files that an edit touched, only where their bytes differ, each read back before it counts.

use super::atomic::{io_error, write_atomic};
use super::render::single_file;
use super::verify::verify_single;
use super::{FileKey, Location, all_files};
use crate::model::{Project, UserError};
use folder::save_folder;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

mod folder;

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
