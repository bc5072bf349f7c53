//! The one function that writes files. The old content stays until the new one is whole and safe on the disk.

use super::disk::{Disk, DiskFile, Facts, Kind, Real};
use crate::model::UserError;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// How the names of unfinished files end. They begin with a dot.
pub const UNFINISHED: &str = ".ascribe-unfinished";

/// Waits before another try, while another program holds the file, in milliseconds.
const WAITS: [u64; 5] = [10, 25, 50, 100, 250];

/// Puts `bytes` in the place of the file, whole or not at all. A link is followed; the old file's mode is kept.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), UserError> {
    write_atomic_on(&Real, path, bytes)
}

/// As `write_atomic`, on some disk. After an error the file is the old one, or the new one that is not safe yet.
pub fn write_atomic_on(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> Result<(), UserError> {
    let target = Unfinished::write(disk, path, bytes)?.sync()?.put()?;
    sync_folder_of(disk, &target)
}

/// The new name of a file is safe only when its folder is.
pub fn sync_folder_of(disk: &dyn Disk, file: &Path) -> Result<(), UserError> {
    disk.sync_folder(file.parent().unwrap_or(file))
        .map_err(|error| io_error("write", file, &error))
}

/// Makes a folder with those above it, safely where it is new.
pub fn make_folder(disk: &dyn Disk, folder: &Path) -> Result<(), UserError> {
    let new: Vec<&Path> = folder
        .ancestors()
        .take_while(|folder| !folder.as_os_str().is_empty() && !disk.is_there(folder))
        .collect();
    disk.make_folder(folder)
        .map_err(|error| io_error("make", folder, &error))?;
    for parent in new.iter().filter_map(|folder| folder.parent()) {
        match disk.sync_folder(parent) {
            // Some folders may be written and not read.
            Err(error) if error.kind() != ErrorKind::PermissionDenied => {
                return Err(io_error("make", folder, &error));
            }
            _ => {}
        }
    }
    Ok(())
}

/// New content beside the file that it is for. Many can be written and made safe together, and put in place afterwards.
/// Gone again unless it was put in place.
pub struct Unfinished<'a> {
    beside: Beside<'a>,
    file: Box<dyn DiskFile>,
}

/// New content that is safe on the disk, still under its own name.
pub struct Finished<'a> {
    beside: Beside<'a>,
    /// Of the new content.
    pub facts: Facts,
}

struct Beside<'a> {
    disk: &'a dyn Disk,
    /// The file's name as it was asked for, for messages.
    asked: PathBuf,
    /// The file itself, links followed.
    target: PathBuf,
    path: PathBuf,
    done: bool,
}

impl<'a> Unfinished<'a> {
    pub fn write(disk: &'a dyn Disk, asked: &Path, bytes: &[u8]) -> Result<Self, UserError> {
        Self::written(disk, asked, bytes).map_err(|error| io_error("write", asked, &error))
    }

    fn written(disk: &'a dyn Disk, asked: &Path, bytes: &[u8]) -> io::Result<Self> {
        let target = link_target(disk, asked)?.unwrap_or_else(|| asked.to_owned());
        let old = replaceable(disk, &target)?;
        let (path, file) = create_beside(disk, &target)?;
        let mut unfinished = Self {
            beside: Beside {
                disk,
                asked: asked.to_owned(),
                target,
                path,
                done: false,
            },
            file,
        };
        unfinished.file.write(bytes)?;
        if old.is_some() {
            unfinished.file.take_mode_of(&unfinished.beside.target)?;
        }
        Ok(unfinished)
    }

    /// Waits until the content is safe on the disk. Where that fails nobody knows what the disk holds: the content is thrown
    /// away, and another try writes all of it anew under another name.
    pub fn sync(self) -> Result<Finished<'a>, UserError> {
        let Self { beside, mut file } = self;
        let safe = file.sync();
        drop(file);
        match safe.and_then(|()| beside.disk.facts(&beside.path)) {
            Ok(facts) => Ok(Finished { beside, facts }),
            Err(error) => Err(io_error("write", &beside.asked, &error)),
        }
    }
}

impl Finished<'_> {
    /// Puts it in the place of the file. That is safe only when `sync_folder_of` has made the folder of the returned file safe.
    pub fn put(mut self) -> Result<PathBuf, UserError> {
        let beside = &mut self.beside;
        with_patience(beside.disk, || beside.disk.rename(&beside.path, &beside.target))
            .map_err(|error| io_error("write", &beside.asked, &error))?;
        beside.done = true;
        Ok(std::mem::take(&mut beside.target))
    }

    /// As `put`, unless the file is not the one that was seen any more: then None, and nothing is put.
    pub fn put_over(self, old: Option<Facts>) -> Result<Option<PathBuf>, UserError> {
        let beside = &self.beside;
        let now = match beside.disk.facts(&beside.target) {
            Ok(facts) => Some(facts),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(io_error("write", &beside.asked, &error)),
        };
        let seen = |facts: Facts| (facts.len, facts.modified);
        if now.map(seen) != old.map(seen) {
            return Ok(None);
        }
        self.put().map(Some)
    }
}

impl Drop for Beside<'_> {
    fn drop(&mut self) {
        if !self.done {
            // Should even that fail, it is swept up when the project is opened the next time.
            let _ = self.disk.remove(&self.path);
        }
    }
}

/// Where a link leads; None where there is no link.
pub fn link_target(disk: &dyn Disk, path: &Path) -> io::Result<Option<PathBuf>> {
    match disk.link_facts(path) {
        Ok(facts) if facts.kind == Kind::Link => disk.canonical(path).map(Some),
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(None),
    }
}

/// The facts of the old file, if there is one; an error where it must not be replaced.
fn replaceable(disk: &dyn Disk, target: &Path) -> io::Result<Option<Facts>> {
    let old = match disk.facts(target) {
        Ok(facts) => facts,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    match old.kind {
        Kind::Folder => Err(io::Error::from(ErrorKind::IsADirectory)),
        Kind::Link | Kind::Other => Err(io::Error::new(
            ErrorKind::InvalidInput,
            "it is a device, pipe or socket, not a file",
        )),
        Kind::File if old.read_only => Err(io::Error::new(
            ErrorKind::PermissionDenied,
            "the file is write-protected",
        )),
        Kind::File => Ok(Some(old)),
    }
}

/// A new file in the same folder, so that the last step is a rename, with a name that nobody else has.
fn create_beside(disk: &dyn Disk, target: &Path) -> io::Result<(PathBuf, Box<dyn DiskFile>)> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = target
        .file_name()
        .ok_or_else(|| io::Error::from(ErrorKind::InvalidInput))?;
    loop {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let own = format!(".{:x}-{count:x}{UNFINISHED}", std::process::id());
        let mut unique = std::ffi::OsString::from(".");
        unique.push(name);
        // The longest names that systems allow leave no room for more.
        let path = target.with_file_name(if name.len() < 180 {
            unique.push(&own);
            unique
        } else {
            own.into()
        });
        match disk.create(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

/// Tries again while another program holds the file.
pub fn with_patience(disk: &dyn Disk, mut attempt: impl FnMut() -> io::Result<()>) -> io::Result<()> {
    for pause in WAITS {
        match attempt() {
            Err(error) if disk.is_held(&error) => disk.pause(Duration::from_millis(pause)),
            result => return result,
        }
    }
    attempt()
}

/// What went wrong with a file, and what to do about it.
pub fn io_error(action: &str, path: &Path, error: &io::Error) -> UserError {
    let path = path.display();
    let hint = match error.kind() {
        ErrorKind::NotFound if action == "open" => {
            "Check the path; a network drive may have to be connected first"
        }
        ErrorKind::NotFound => "The folder is gone. Connect the drive again or save a copy elsewhere",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem if action == "open" => {
            "Ask its owner for the right to read it"
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "Ask its owner for the right to write it, or save a copy elsewhere"
        }
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "Make room on the disk and save again, or save a copy elsewhere"
        }
        _ => return UserError::new(format!("Could not {action} {path}: {error}")),
    };
    UserError::with_hint(format!("Could not {action} {path}: {error}"), hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_says_what_to_do() {
        let error = io_error(
            "write",
            Path::new("a.ron"),
            &io::Error::from(ErrorKind::StorageFull),
        );
        assert!(
            error.message.starts_with("Could not write a.ron: "),
            "{}",
            error.message
        );
        assert!(error.hint.unwrap().contains("Make room"));
    }
}
