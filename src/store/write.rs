//! Saves a project: only the files that an edit touched, only where their bytes differ, each read back before it counts. A file
//! that somebody else wrote since it was read is left alone and named.

use super::atomic::{Unfinished, io_error, make_folder, sync_folder_of};
use super::disk::{Disk, Facts, Real};
use super::limits::FILE_BYTES;
use super::render::single_file;
use super::verify::verify_single;
use super::{FileKey, Location, Stamp, Stamps, all_files};
use crate::model::{Project, UserError};
use folder::save_folder;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

mod folder;

/// The way out where a file is a link that leads out of the project.
pub const NO_LINKS: &str = "Put the file itself in the place of the link";

/// What is to be saved, and how the files were when they were read or saved last.
#[derive(Clone, Copy, Debug)]
pub struct Saving<'a> {
    pub project: &'a Project,
    /// A file that the project no longer has is removed.
    pub files: &'a BTreeSet<FileKey>,
    /// Neither written nor removed.
    pub damaged: &'a BTreeSet<FileKey>,
    /// A file without a stamp was not there.
    pub stamps: &'a Stamps,
    /// Who has to know before a file changes.
    pub witness: Option<&'a dyn Witness>,
}

/// Hears which files are about to be put in place, with the hashes of their new contents; None: removed.
pub trait Witness: std::fmt::Debug + Sync {
    fn before_put(&self, files: &[(FileKey, Option<SmolStr>)]);
}

impl<'a> Saving<'a> {
    /// Without a witness.
    pub fn new(
        project: &'a Project,
        files: &'a BTreeSet<FileKey>,
        damaged: &'a BTreeSet<FileKey>,
        stamps: &'a Stamps,
    ) -> Self {
        Self {
            project,
            files,
            damaged,
            stamps,
            witness: None,
        }
    }

    fn tell(&self, files: &[(FileKey, Option<SmolStr>)]) {
        if let Some(witness) = self.witness.filter(|_| !files.is_empty()) {
            witness.before_put(files);
        }
    }
}

/// Which files are safe on the disk now, and which are not and why.
#[derive(Clone, Debug, Default)]
pub struct SaveReport {
    pub saved: BTreeSet<FileKey>,
    pub failed: Vec<(FileKey, UserError)>,
    /// The project's folder or file is not there.
    pub is_unreachable: bool,
    /// Left alone, as somebody else wrote, made or removed them since they were read.
    pub changed: BTreeSet<FileKey>,
    /// How the files are now that were looked at or put in place; None: removed. Also of a file that was put in place and whose
    /// folder then failed.
    pub stamps: BTreeMap<FileKey, Option<Stamp>>,
    /// Why earlier states of files could not be kept. That stops no save.
    pub not_kept: Option<UserError>,
    /// The project of one file was gone from where it was read, and stands there anew. Whether it was deleted or its drive is
    /// away cannot be told: what it held may come back.
    pub anew: bool,
}

/// Writes `files` as the project has them over whatever is there now.
pub fn save(
    location: &Location,
    project: &Project,
    files: &BTreeSet<FileKey>,
    damaged: &BTreeSet<FileKey>,
) -> SaveReport {
    let stamps = stamps_now(&Real, location, files);
    let saving = Saving {
        project,
        files,
        damaged,
        stamps: &stamps,
        witness: None,
    };
    save_on(&Real, location, &saving)
}

/// Writes files as the project has them. Unchanged bytes are not written again.
pub fn save_on(disk: &dyn Disk, location: &Location, saving: &Saving<'_>) -> SaveReport {
    match location {
        Location::Folder(folder) => save_folder(disk, folder, saving),
        Location::File(path) => save_single(disk, path, saving),
    }
}

fn stamps_now(disk: &dyn Disk, location: &Location, files: &BTreeSet<FileKey>) -> Stamps {
    let stamp = |path: &Path| super::read::read_stamped(disk, path).ok().map(|(_, stamp)| stamp);
    match location {
        Location::Folder(folder) => files
            .iter()
            .filter_map(|file| Some((file.clone(), stamp(&folder.join(file.path()))?)))
            .collect(),
        Location::File(path) => stamp(path)
            .map(|stamp| (FileKey::Project, stamp))
            .into_iter()
            .collect(),
    }
}

/// How a file stands before it is saved: its bytes, and what the disk tells of it. None where there is none.
struct Seen(Option<(Vec<u8>, Facts)>);

impl Seen {
    fn of(disk: &dyn Disk, path: &Path) -> Result<Self, UserError> {
        let told = |error: &std::io::Error| io_error("read", path, error);
        let facts = match disk.facts(path) {
            Ok(facts) => facts,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Self(None)),
            Err(error) => return Err(told(&error)),
        };
        // Of a file that no project can have written only the beginning is needed to see that it differs.
        let bytes = disk.read(path, FILE_BYTES + 1).map_err(|error| told(&error))?;
        Ok(Self(Some((bytes, facts))))
    }

    fn bytes(&self) -> Option<&[u8]> {
        self.0.as_ref().map(|(bytes, _)| bytes.as_slice())
    }

    fn facts(&self) -> Option<Facts> {
        self.0.as_ref().map(|(_, facts)| *facts)
    }

    fn stamp(&self) -> Option<Stamp> {
        self.0.as_ref().map(|(bytes, facts)| Stamp::new(facts, bytes))
    }

    fn is_as_read(&self, stamp: Option<&Stamp>) -> bool {
        match (self.bytes(), stamp) {
            (Some(bytes), Some(stamp)) => stamp.is_of(bytes),
            (None, None) => true,
            _ => false,
        }
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

fn save_single(disk: &dyn Disk, path: &Path, saving: &Saving<'_>) -> SaveReport {
    let mut report = SaveReport::default();
    match single_saved(disk, path, saving, &mut report) {
        Ok(true) => report.saved.clone_from(saving.files),
        Ok(false) => report.changed.clone_from(saving.files),
        Err(error) => report.failed = all_failed(saving.files, &error).failed,
    }
    report
}

/// Whether the file is safe; false where somebody else wrote it.
fn single_saved(
    disk: &dyn Disk,
    path: &Path,
    saving: &Saving<'_>,
    report: &mut SaveReport,
) -> Result<bool, UserError> {
    let name = path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    );
    if !saving.damaged.is_empty() {
        return Err(damaged_error(&name));
    }
    let seen = Seen::of(disk, path)?;
    let origin = seen.bytes().and_then(super::single::origin).unwrap_or_default();
    let bytes = single_file(saving.project, &origin);
    if seen.bytes() == Some(bytes.as_slice()) {
        report.stamps.insert(FileKey::Project, seen.stamp());
        // Perhaps this program wrote it, and its folder failed then.
        return sync_folder_of(disk, path).map(|()| true);
    }
    // Nobody's work is replaced where there is no file.
    if seen.0.is_some() && !seen.is_as_read(saving.stamps.get(&FileKey::Project)) {
        return Ok(false);
    }
    verify_single(saving.project, &bytes, &name)?;
    let finished = Unfinished::write(disk, path, &bytes)?.sync()?;
    let stamp = Stamp::new(&finished.facts, &bytes);
    saving.tell(&[(FileKey::Project, Some(stamp.hash.clone()))]);
    let Some(target) = finished.put_over(seen.facts())? else {
        return Ok(false);
    };
    report.anew = seen.0.is_none() && saving.stamps.contains_key(&FileKey::Project);
    report.stamps.insert(FileKey::Project, Some(stamp));
    sync_folder_of(disk, &target).map(|()| true)
}

/// Makes a new project folder. A folder that holds files already is refused; hidden ones do not count.
pub fn create(folder: &Path, project: &Project) -> Result<(), UserError> {
    create_on(&Real, folder, project)
}

pub fn create_on(disk: &dyn Disk, folder: &Path, project: &Project) -> Result<(), UserError> {
    let entries = disk.list(folder).unwrap_or_default();
    if entries
        .iter()
        .any(|entry| !entry.name.to_string_lossy().starts_with('.'))
    {
        return Err(UserError::with_hint(
            format!("{} is not empty", folder.display()),
            "Choose another name, or an empty folder",
        ));
    }
    make_folder(disk, folder)?;
    let saving = Saving {
        project,
        files: &all_files(project),
        damaged: &BTreeSet::new(),
        stamps: &Stamps::new(),
        witness: None,
    };
    let report = save_folder(disk, folder, &saving);
    let changed = report.changed.first().map(|file| {
        UserError::new(format!(
            "{} appeared in {} meanwhile",
            file.path(),
            folder.display()
        ))
    });
    let failed = report.failed.first().map(|(_, error)| error.clone());
    let Some(error) = failed.or(changed) else {
        return Ok(());
    };
    unmake(disk, folder, saving.files, &report);
    Err(error)
}

/// Takes back what there is of a project that could not be made whole, so that it can be tried again.
fn unmake(disk: &dyn Disk, folder: &Path, files: &BTreeSet<FileKey>, report: &SaveReport) {
    let mut folders = BTreeSet::new();
    for file in files.iter().filter(|file| **file != FileKey::GitAttributes) {
        let path = folder.join(file.path());
        if matches!(report.stamps.get(file), Some(Some(_))) {
            // What cannot be removed stays, and is told when it is tried again.
            let _ = disk.remove(&path);
        }
        let below = path.ancestors().skip(1).take_while(|above| *above != folder);
        folders.extend(below.map(Path::to_owned));
    }
    for below in folders.iter().rev() {
        let _ = disk.remove_folder(below);
    }
}
