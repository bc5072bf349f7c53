//! When a state is kept: before a save replaces the file, and before a repair or a restore does. Knows what a save knows.

use super::super::atomic::io_error;
use super::super::parallel::{WAITING, parallel};
use super::super::{FileKey, Location, Saving, Stamp, read_capped_on};
use super::{Generations, path_in};
use crate::model::{Timestamp, UserError};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// The name under which the states of a file are kept.
pub fn name_of(location: &Location, file: &FileKey) -> String {
    match location {
        Location::Folder(_) => file.path(),
        Location::File(path) => single_name(path),
    }
}

fn single_name(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| "project".to_owned())
}

impl Generations<'_> {
    /// Of a file that is about to be replaced: what is on the disk now, if it is the good state that was read or written last and
    /// enough time went by. Says whether it was kept.
    fn keep_last_good(
        &self,
        location: &Location,
        saving: &Saving<'_>,
        file: &FileKey,
        now: Timestamp,
    ) -> Result<bool, UserError> {
        let name = name_of(location, file);
        let Some(stamp) = saving.stamps.get(file) else {
            return Ok(false);
        };
        if saving.damaged.contains(file) || !self.is_due(&name, now) {
            return Ok(false);
        }
        let path = path_in(self.disk, location, &name)?;
        if !self.disk.is_there(&path) {
            return Ok(false);
        }
        self.tell_place(location)?;
        let bytes = read_capped_on(self.disk, &path)?;
        // What somebody else has written meanwhile is not replaced by this save.
        if !stamp.is_of(&bytes) {
            return Ok(false);
        }
        // A repair keeps the damaged file first, and writes over it then.
        if self.of(&name).iter().any(|one| one.damaged && one.is_of(&bytes)) {
            return Ok(false);
        }
        self.keep(&name, &bytes, now, false).map(|()| true)
    }
}

/// Keeps the last good state of the files that a save is about to replace. The first failure is returned for a quiet word; nothing
/// here stops a save.
pub fn keep_before_save(
    generations: &Generations<'_>,
    location: &Location,
    saving: &Saving<'_>,
    now: Timestamp,
) -> Option<UserError> {
    let files: Vec<&FileKey> = match location {
        Location::Folder(_) => saving
            .files
            .iter()
            .filter(|file| **file != FileKey::GitAttributes)
            .collect(),
        Location::File(_) if !saving.damaged.is_empty() => Vec::new(),
        Location::File(_) => vec![&FileKey::Project],
    };
    let any = AtomicBool::new(false);
    let failed = parallel(files, WAITING, |file| {
        match generations.keep_last_good(location, saving, file, now) {
            Ok(kept) => {
                any.fetch_or(kept, Ordering::Relaxed);
                None
            }
            Err(error) => Some(error),
        }
    });
    if any.into_inner() {
        generations.bound();
    }
    failed.into_iter().flatten().next()
}

/// How a file is now, before something other than a save replaces it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Present {
    Good,
    Damaged,
}

/// Keeps a file as it is now, whenever the last state was kept. A file that is not there needs no keeping.
pub fn keep_present(
    generations: &Generations<'_>,
    location: &Location,
    file: &str,
    now: Timestamp,
    present: Present,
) -> Result<(), UserError> {
    let path = path_in(generations.disk, location, file)?;
    match generations.disk.facts(&path) {
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io_error("read", &path, &error)),
    }
    generations.tell_place(location)?;
    let bytes = read_capped_on(generations.disk, &path)?;
    generations.keep(file, &bytes, now, present == Present::Damaged)
}

/// What an open project holds of a file that another program has spoilt.
#[derive(Clone, Copy, Debug)]
pub struct Held<'a> {
    pub file: &'a FileKey,
    /// As the file would be written.
    pub bytes: &'a [u8],
    /// The spoilt file as it was seen, where it is to be kept too.
    pub seen: Option<&'a Stamp>,
}

/// Keeps the spoilt file as it is, and what the project holds of it, whenever the last state was kept. An error where the file has
/// changed since it was seen: then it must not be written over.
pub fn keep_held(
    generations: &Generations<'_>,
    location: &Location,
    held: &Held<'_>,
    now: Timestamp,
) -> Result<(), UserError> {
    let name = name_of(location, held.file);
    generations.tell_place(location)?;
    if let Some(seen) = held.seen {
        let path = path_in(generations.disk, location, &name)?;
        let bytes = read_capped_on(generations.disk, &path)?;
        if !seen.is_of(&bytes) {
            return Err(UserError::new(format!(
                "{name} is being written by another program"
            )));
        }
        generations.keep(&name, &bytes, now, true)?;
    }
    generations.keep(&name, held.bytes, now, false)
}
