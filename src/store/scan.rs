//! Sees which files of an open project somebody else has written, made or removed. Reads only what looks different.

use super::atomic::io_error;
use super::disk::{Disk, Kind};
use super::listing::Listing;
use super::read::{no_project, read_stamped};
use super::{FileKey, Location, Stamps};
use crate::model::UserError;
use std::collections::BTreeSet;
use std::path::Path;

/// What differs from how the files were when they were read or written last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scan {
    pub changed: BTreeSet<FileKey>,
    /// Files with the same bytes and another time, as they are now.
    pub touched: Stamps,
    /// Second versions that programs for shared folders put beside files, as paths within the project.
    pub copies: BTreeSet<String>,
}

impl Scan {
    pub fn is_empty(&self) -> bool {
        self.changed.is_empty()
    }
}

/// An error where the project cannot be reached: that is no change.
pub fn scan(disk: &dyn Disk, location: &Location, stamps: &Stamps) -> Result<Scan, UserError> {
    match location {
        Location::Folder(root) => scan_folder(disk, root, stamps),
        Location::File(path) => {
            let mut scan = Scan::default();
            let facts = disk.facts(path).map_err(|error| io_error("open", path, &error))?;
            if facts.kind == Kind::File {
                look(disk, stamps, &mut scan, (FileKey::Project, path), &facts);
            }
            Ok(scan)
        }
    }
}

/// What lies in the folder of a project; an error where only a part of it can be seen, or the drive that it was on is gone.
pub fn reachable<'a>(disk: &'a dyn Disk, root: &Path) -> Result<Listing<'a>, UserError> {
    let listing = Listing::whole(disk, root)?;
    let is_project = |file: &FileKey| *file == FileKey::Project;
    let there = listing.found.iter().any(|found| is_project(&found.file))
        || listing.pieces.iter().any(|piece| is_project(&piece.file));
    if !there {
        return Err(no_project(disk, root));
    }
    let hidden = listing
        .problems
        .iter()
        .find(|problem| problem.kind == "no-access");
    hidden.map_or(Ok(()), |problem| Err(UserError::new(problem.to_string())))?;
    Ok(listing)
}

fn scan_folder(disk: &dyn Disk, root: &Path, stamps: &Stamps) -> Result<Scan, UserError> {
    let listing = reachable(disk, root)?;
    let mut scan = Scan::default();
    let mut there = BTreeSet::new();
    for found in &listing.found {
        there.insert(&found.file);
        look(
            disk,
            stamps,
            &mut scan,
            (found.file.clone(), &found.path),
            &found.facts,
        );
    }
    for piece in &listing.pieces {
        // Refused since it was read.
        if stamps.contains_key(&piece.file) {
            scan.changed.insert(piece.file.clone());
        }
        there.insert(&piece.file);
    }
    let gone = stamps
        .keys()
        .filter(|file| **file != FileKey::GitAttributes && !there.contains(file));
    scan.changed.extend(gone.cloned());
    scan.copies = listing
        .problems
        .iter()
        .filter(|problem| problem.kind == "conflict-copy")
        .map(|problem| problem.file.clone())
        .collect();
    Ok(scan)
}

fn look(
    disk: &dyn Disk,
    stamps: &Stamps,
    scan: &mut Scan,
    (file, path): (FileKey, &Path),
    facts: &super::disk::Facts,
) {
    let Some(stamp) = stamps.get(&file) else {
        scan.changed.insert(file);
        return;
    };
    if stamp.fits(facts) {
        return;
    }
    match read_stamped(disk, path) {
        Ok((_, now)) if now.hash == stamp.hash => drop(scan.touched.insert(file, now)),
        // A file that cannot be read is told when it is read again.
        _ => drop(scan.changed.insert(file)),
    }
}
