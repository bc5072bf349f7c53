//! Whether edits wait in a journal that are in no file yet: for those who read the files alone. Changes nothing.

use super::super::disk::Disk;
use super::super::{FileKey, Location, hash_of, state_folder};
use super::batch::physical;
use super::lines::scan;
use super::log::MAX_BYTES;
use super::trail::{Hash, Kind, Trail, trail};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Edits that are in no file yet.
    pub edits: usize,
    /// A window has the project open and will save them.
    pub live: bool,
}

/// None where all edits are in the files.
pub fn pending(disk: &dyn Disk, state: &Path, location: &Location, project_id: &str) -> Option<Pending> {
    let folder = state_folder(disk, state, location, project_id);
    let mut pending = Pending {
        edits: 0,
        live: false,
    };
    // A folder that cannot be listed is told of by who opens the project in a window.
    let paths = super::listed(disk, &folder).unwrap_or_default();
    for path in super::journals(&paths) {
        let Ok(bytes) = disk.read(path, MAX_BYTES) else {
            continue;
        };
        let scan = scan(&bytes);
        let edits = unsaved(disk, location, &trail(&scan).0);
        let lock = super::lock_path(path);
        pending.edits += edits;
        pending.live |= edits > 0 && disk.is_there(&lock) && matches!(disk.lock(&lock), Ok(None));
    }
    (pending.edits > 0).then_some(pending)
}

/// How many edits some file lacks.
fn unsaved(disk: &dyn Disk, location: &Location, trail: &Trail<'_>) -> usize {
    let is_single = matches!(location, Location::File(_));
    let mut lacking: BTreeSet<usize> = BTreeSet::new();
    for (file, steps) in trail.touched(|file| physical(is_single, file)) {
        let Some(known) = trail.files.get(&file) else {
            continue;
        };
        let oldest = known.oldest();
        let number = |step: &usize| trail.first + *step as u64;
        if steps.last().is_none_or(|last| number(last) < oldest) {
            continue;
        }
        let from = known.start(&hash(disk, location, &file)).unwrap_or(oldest);
        lacking.extend(steps.iter().filter(|step| number(step) >= from));
    }
    let is_users = |step: &&usize| !matches!(trail.steps.get(**step).map(|s| s.kind), Some(Kind::Merge));
    lacking.iter().filter(is_users).count()
}

fn hash(disk: &dyn Disk, location: &Location, file: &FileKey) -> Hash {
    let path: PathBuf = match location {
        Location::Folder(folder) => folder.join(file.path()),
        Location::File(path) => path.clone(),
    };
    let bytes = disk.read(&path, MAX_BYTES).ok()?;
    Some(hash_of(&bytes))
}
