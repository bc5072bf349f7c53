//! The one function that writes files. The old content stays until the new one is whole and safe on the disk.

use crate::model::UserError;
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// How the names of unfinished files end. They begin with a dot.
pub const UNFINISHED: &str = ".ascribe-unfinished";

/// Waits before another try, while another program holds the file.
const WAITS: [u64; 5] = [10, 25, 50, 100, 250];

/// Puts `bytes` in the place of the file, whole or not at all. A link is followed; the old file's mode is kept.
pub fn write_atomic(path: &Path, bytes: &[u8]) -> Result<(), UserError> {
    let mut unfinished = Unfinished::write(path, bytes)?;
    unfinished.sync()?;
    let target = unfinished.put()?;
    sync_folder(target.parent().unwrap_or(&target)).map_err(|error| io_error("write", path, &error))
}

/// New content beside the file that it is for. Many can be written and made safe together, and put in place afterwards.
/// Gone again unless it was put in place.
pub struct Unfinished {
    /// The file's name as it was asked for, for messages.
    asked: PathBuf,
    /// The file itself, links followed.
    target: PathBuf,
    path: PathBuf,
    /// Open until it is safe.
    file: Option<File>,
    done: bool,
}

impl Unfinished {
    pub fn write(asked: &Path, bytes: &[u8]) -> Result<Self, UserError> {
        Self::written(asked, bytes).map_err(|error| io_error("write", asked, &error))
    }

    fn written(asked: &Path, bytes: &[u8]) -> io::Result<Self> {
        let is_link = fs::symlink_metadata(asked).is_ok_and(|facts| facts.file_type().is_symlink());
        let target = if is_link {
            asked.canonicalize()?
        } else {
            asked.to_owned()
        };
        let old = replaceable(&target)?;
        let (path, mut file) = create_beside(&target)?;
        let mut unfinished = Self {
            asked: asked.to_owned(),
            target,
            path,
            file: None,
            done: false,
        };
        file.write_all(bytes)?;
        if let Some(old) = &old {
            keep_mode(&file, old)?;
        }
        unfinished.file = Some(file);
        Ok(unfinished)
    }

    /// Waits until the content is safe on the disk.
    pub fn sync(&mut self) -> Result<(), UserError> {
        let file = self.file.take();
        file.map_or(Ok(()), |file| file.sync_all())
            .map_err(|error| io_error("write", &self.asked, &error))
    }

    /// Puts it in the place of the file. That is safe only when `sync_folder` has made the folder of the returned file safe.
    pub fn put(mut self) -> Result<PathBuf, UserError> {
        self.sync()?;
        with_patience(&is_held, &mut |time| std::thread::park_timeout(time), || {
            fs::rename(&self.path, &self.target)
        })
        .map_err(|error| io_error("write", &self.asked, &error))?;
        self.done = true;
        Ok(std::mem::take(&mut self.target))
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !self.done {
            self.file = None;
            // Should even that fail, the next save sweeps it up.
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// The facts of the old file, if there is one; an error where it must not be replaced.
fn replaceable(target: &Path) -> io::Result<Option<Metadata>> {
    let old = match fs::metadata(target) {
        Ok(facts) => facts,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if old.is_dir() {
        return Err(io::Error::from(ErrorKind::IsADirectory));
    }
    if !old.is_file() {
        return Err(io::Error::new(
            ErrorKind::InvalidInput,
            "it is a device, pipe or socket, not a file",
        ));
    }
    if old.permissions().readonly() {
        return Err(io::Error::new(
            ErrorKind::PermissionDenied,
            "the file is write-protected",
        ));
    }
    Ok(Some(old))
}

/// A new file in the same folder, so that the last step is a rename, with a name that nobody else has.
#[expect(
    clippy::disallowed_methods,
    reason = "this is the atomic write function that the others are to use"
)]
fn create_beside(target: &Path) -> io::Result<(PathBuf, File)> {
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
        match File::options().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(unix)]
fn keep_mode(file: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    if file.metadata()?.gid() != old.gid() {
        // Only members of the group may; a team's folder usually hands its group down anyway.
        let _ = fchown(file, None, Some(old.gid()));
    }
    file.set_permissions(old.permissions())
}

#[cfg(not(unix))]
fn keep_mode(_file: &File, _old: &Metadata) -> io::Result<()> {
    Ok(())
}

/// The new name of a file is safe only when its folder is.
#[cfg(unix)]
pub fn sync_folder(folder: &Path) -> io::Result<()> {
    let here = folder.as_os_str().is_empty();
    match File::open(if here { Path::new(".") } else { folder })?.sync_all() {
        // Some network systems cannot.
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => Ok(()),
        result => result,
    }
}

#[cfg(not(unix))]
pub fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Virus scanners, indexers and programs that share folders hold a file for a moment; only Windows refuses a rename then.
fn is_held(error: &io::Error) -> bool {
    cfg!(windows) && matches!(error.raw_os_error(), Some(5 | 32))
}

fn with_patience(
    is_passing: &dyn Fn(&io::Error) -> bool,
    wait: &mut dyn FnMut(Duration),
    mut attempt: impl FnMut() -> io::Result<()>,
) -> io::Result<()> {
    for pause in WAITS {
        match attempt() {
            Err(error) if is_passing(&error) => wait(Duration::from_millis(pause)),
            result => return result,
        }
    }
    attempt()
}

/// Removes what killed programs left unfinished in a folder. Young ones may still be at work.
pub fn sweep(folder: &Path) {
    const OLD: Duration = Duration::from_secs(600);
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let ours = name.starts_with('.') && name.ends_with(UNFINISHED);
        let age = || entry.metadata().ok()?.modified().ok()?.elapsed().ok();
        if ours && age().is_some_and(|age| age > OLD) {
            // Whoever cannot remove it can live with it.
            let _ = fs::remove_file(entry.path());
        }
    }
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

    /// Refuses `times` times as a busy file would; the number of tries and of waits.
    fn tries(times: u32, kind: ErrorKind) -> (io::Result<()>, u32, usize) {
        let (mut tries, mut waits) = (0, 0);
        let result = with_patience(
            &|error| error.kind() == ErrorKind::ResourceBusy,
            &mut |_| waits += 1,
            || {
                tries += 1;
                if tries <= times {
                    Err(io::Error::from(kind))
                } else {
                    Ok(())
                }
            },
        );
        (result, tries, waits)
    }

    #[test]
    fn a_busy_file_is_tried_again_and_a_refusal_is_not() {
        let (result, count, waits) = tries(4, ErrorKind::ResourceBusy);
        assert!(result.is_ok());
        assert_eq!((count, waits), (5, 4));
        let (result, count, waits) = tries(u32::MAX, ErrorKind::ResourceBusy);
        assert_eq!(result.unwrap_err().kind(), ErrorKind::ResourceBusy);
        assert_eq!((count, waits), (6, 5));
        let (result, count, _) = tries(1, ErrorKind::PermissionDenied);
        assert_eq!(result.unwrap_err().kind(), ErrorKind::PermissionDenied);
        assert_eq!(count, 1);
    }

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
