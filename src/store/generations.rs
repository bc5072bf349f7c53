//! Earlier states of a project's files, kept in the user's state folder and never in the project: the last good ones of each file,
//! a few recent and one a day. Knows no window and no clock; what is kept is a copy of the bytes that were in the file.

mod bring;
mod keep;

pub use bring::{Difference, Restoring, annotations_in, restore};
pub use keep::{Held, Present, keep_before_save, keep_held, keep_present, name_of};

use super::atomic::{io_error, make_folder, write_atomic_on};
use super::disk::Disk;
use super::stamps::hash_of;
use crate::model::{Timestamp, UserError};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// A state is kept when the newest kept one is older than this. Seconds.
const EVERY: i64 = 600;
/// So many of the latest are kept, and the last one of each of so many days.
const LATEST: usize = 5;
const DAYS: i64 = 14;
const DAY: i64 = 86_400;
/// Damaged files are kept as they were found, so many of each.
const DAMAGED: usize = 3;
/// All that is kept of one project, in bytes.
const MAX_BYTES: u64 = 512 << 20;
/// Names the project's own path, in the folder of all that is kept.
const PLACE: &str = "place";
/// Digits of the checksum that a name carries.
const SUM: usize = 16;

/// One kept state of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generation {
    /// `2026-11-22T140204Z-0123456789abcdef`: when it was kept, and the checksum of its bytes.
    pub id: String,
    /// When it was kept: it had been the file's state until then.
    pub time: Timestamp,
    pub bytes: u64,
    /// Kept as it was found, so that nothing in it is lost. Not offered before the good ones.
    pub damaged: bool,
}

impl Generation {
    fn from_name(name: &str, bytes: u64) -> Option<Self> {
        let (id, damaged) = match name.strip_suffix("-damaged") {
            Some(id) => (id, true),
            None => (name, false),
        };
        let (time, sum) = id.split_once("Z-")?;
        let (date, clock) = time.split_once('T')?;
        let (hours, rest) = clock.split_at_checked(2)?;
        let (minutes, seconds) = rest.split_at_checked(2)?;
        let time = format!("{date}T{hours}:{minutes}:{seconds}Z").parse().ok()?;
        let is_sum = sum.len() == SUM && sum.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_sum.then(|| Self {
            id: name.to_owned(),
            time,
            bytes,
            damaged,
        })
    }

    fn name(time: Timestamp, bytes: &[u8], damaged: bool) -> String {
        let time = time.to_string().replace(':', "");
        let end = if damaged { "-damaged" } else { "" };
        format!("{time}-{}{end}", sum_of(bytes))
    }

    fn is_of(&self, bytes: &[u8]) -> bool {
        let id = self.id.strip_suffix("-damaged").unwrap_or(&self.id);
        self.bytes == bytes.len() as u64 && id.ends_with(&sum_of(bytes))
    }
}

fn sum_of(bytes: &[u8]) -> String {
    hash_of(bytes).chars().take(SUM).collect()
}

/// The kept states of one project.
#[derive(Clone, Copy, Debug)]
pub struct Generations<'a> {
    disk: &'a dyn Disk,
    /// The project's folder in the user's state folder.
    state: &'a Path,
}

impl<'a> Generations<'a> {
    pub fn new(disk: &'a dyn Disk, state: &'a Path) -> Self {
        Self { disk, state }
    }

    fn root(&self) -> PathBuf {
        self.state.join("generations")
    }

    /// `file` is the path within the project, or the name of a single file.
    fn folder(&self, file: &str) -> PathBuf {
        let parts = file.split('/').filter(|part| !matches!(*part, "" | "." | ".."));
        parts.fold(self.root(), |folder, part| folder.join(part))
    }

    /// Those of one file, the newest first, the good ones before the damaged.
    pub fn of(&self, file: &str) -> Vec<Generation> {
        let folder = self.folder(file);
        let entries = self.disk.list(&folder).unwrap_or_default();
        let names = entries
            .into_iter()
            .filter(|entry| !entry.is_folder && !entry.is_link);
        let mut found: Vec<Generation> = names
            .filter_map(|entry| {
                let len = self.disk.facts(&folder.join(&entry.name)).ok()?.len;
                Generation::from_name(&entry.name.to_string_lossy(), len)
            })
            .collect();
        found.sort_by(|a, b| (a.damaged, b.time, &b.id).cmp(&(b.damaged, a.time, &a.id)));
        found
    }

    /// Those of all files, by path.
    pub fn all(&self) -> BTreeMap<String, Vec<Generation>> {
        let mut found = BTreeMap::new();
        let mut waiting = vec![(self.root(), String::new())];
        while let Some((folder, path)) = waiting.pop() {
            let entries = self.disk.list(&folder).unwrap_or_default();
            let below = entries.iter().filter(|entry| entry.is_folder && !entry.is_link);
            for entry in below {
                let name = entry.name.to_string_lossy();
                let path = if path.is_empty() {
                    name.into_owned()
                } else {
                    format!("{path}/{name}")
                };
                waiting.push((folder.join(&entry.name), path));
            }
            let kept = if path.is_empty() {
                Vec::new()
            } else {
                self.of(&path)
            };
            if !kept.is_empty() {
                found.insert(path, kept);
            }
        }
        found
    }

    /// Where the project lies, told to whoever finds its files gone: without `project.ron` nothing else says which folder is its.
    fn tell_place(&self, location: &super::Location) -> Result<(), UserError> {
        let told = self.root().join(PLACE);
        if self.disk.is_there(&told) {
            return Ok(());
        }
        make_folder(self.disk, &self.root())?;
        write_atomic_on(self.disk, &told, &place_bytes(self.disk, location))
    }

    /// Keeps bytes, unless the newest kept state of its sort is the same.
    pub fn keep(&self, file: &str, bytes: &[u8], now: Timestamp, damaged: bool) -> Result<(), UserError> {
        let kept = self.of(file);
        let newest = kept.iter().find(|one| one.damaged == damaged);
        if newest.is_some_and(|newest| newest.is_of(bytes)) {
            return Ok(());
        }
        let folder = self.folder(file);
        make_folder(self.disk, &folder)?;
        let path = folder.join(Generation::name(after(&kept, now), bytes, damaged));
        write_atomic_on(self.disk, &path, bytes)?;
        self.thin(file, now);
        Ok(())
    }

    /// Whether enough time has gone by since the last good state was kept. A clock that was put back counts as that.
    fn is_due(&self, file: &str, now: Timestamp) -> bool {
        let newest = self.of(file).into_iter().find(|one| !one.damaged);
        newest.is_none_or(|newest| (now.seconds() - newest.time.seconds()).abs() > EVERY)
    }

    /// The bytes of a kept state, whole as they were kept.
    pub fn read(&self, file: &str, generation: &Generation) -> Result<Vec<u8>, UserError> {
        let path = self.folder(file).join(&generation.id);
        let bytes = super::read_capped_on(self.disk, &path)?;
        if generation.is_of(&bytes) {
            return Ok(bytes);
        }
        Err(UserError::with_hint(
            format!(
                "The state of {file} kept at {} is damaged: its checksum does not fit",
                generation.time
            ),
            "Choose the one before it",
        ))
    }

    /// Removes of one file what is kept no longer. What cannot be removed stays: it does no harm.
    fn thin(&self, file: &str, now: Timestamp) {
        let (damaged, good): (Vec<Generation>, Vec<Generation>) =
            self.of(file).into_iter().partition(|one| one.damaged);
        let wanted = wanted(&good, now);
        let folder = self.folder(file);
        let old = good.iter().filter(|one| !wanted.contains(one.id.as_str()));
        for one in old.chain(damaged.iter().skip(DAMAGED)) {
            let _ = self.disk.remove(&folder.join(&one.id));
        }
    }

    /// Removes the oldest of all until what is left fits. The newest state of a file stays, whatever it weighs.
    pub fn bound(&self) {
        self.bound_to(MAX_BYTES);
    }

    fn bound_to(&self, most: u64) {
        let all = self.all();
        let mut total: u64 = all.values().flatten().map(|one| one.bytes).sum();
        let mut old: Vec<(Timestamp, &String, &Generation)> = Vec::new();
        for (file, kept) in &all {
            old.extend(kept.iter().skip(1).map(|one| (one.time, file, one)));
        }
        old.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)));
        for (_, file, one) in old {
            if total <= most {
                return;
            }
            if self.disk.remove(&self.folder(file).join(&one.id)).is_ok() {
                total -= one.bytes;
            }
        }
    }
}

fn place_bytes(disk: &dyn Disk, location: &super::Location) -> Vec<u8> {
    let path = location.path();
    let real = disk.canonical(path).or_else(|_| std::path::absolute(path));
    let real = real.unwrap_or_else(|_| path.to_owned());
    real.as_os_str().as_encoded_bytes().to_vec()
}

/// The state folders of the projects that were kept from this place, whatever their ids. For a project whose `project.ron` is gone
/// or damaged.
pub fn state_folders_of_place(disk: &dyn Disk, state: &Path, location: &super::Location) -> Vec<PathBuf> {
    let wanted = place_bytes(disk, location);
    let projects = state.join("projects");
    let entries = disk.list(&projects).unwrap_or_default();
    let mut folders: Vec<PathBuf> = entries
        .into_iter()
        .filter(|entry| entry.is_folder && !entry.is_link)
        .map(|entry| projects.join(entry.name))
        .filter(|folder| {
            let told = folder.join("generations").join(PLACE);
            let most = wanted.len() as u64 + 1;
            disk.read(&told, most).is_ok_and(|bytes| bytes == wanted)
        })
        .collect();
    folders.sort();
    folders
}

/// A time that no kept state has, so that of two in one second it is known which came later.
fn after(kept: &[Generation], now: Timestamp) -> Timestamp {
    let newest = kept.iter().map(|one| one.time.seconds()).max();
    let next = newest
        .map(|newest| newest + 1)
        .filter(|next| (0..60).contains(&(next - now.seconds())));
    next.map_or(now, Timestamp::from_seconds)
}

/// Of good states, the newest first: the latest, and the last of each day.
fn wanted(good: &[Generation], now: Timestamp) -> BTreeSet<&str> {
    let mut days = BTreeSet::new();
    let mut wanted = BTreeSet::new();
    for (place, one) in good.iter().enumerate() {
        let day = one.time.seconds().div_euclid(DAY);
        let is_last_of_day = days.insert(day);
        let is_recent = now.seconds().div_euclid(DAY) - day < DAYS;
        if place < LATEST || (is_last_of_day && is_recent) {
            wanted.insert(one.id.as_str());
        }
    }
    wanted
}

/// Where a file of a project lies; refused where a link leads it out of the project.
fn path_in(disk: &dyn Disk, location: &super::Location, file: &str) -> Result<PathBuf, UserError> {
    let super::Location::Folder(folder) = location else {
        return Ok(location.path().to_owned());
    };
    if super::FileKey::from_path(file).is_none() {
        return Err(UserError::new(format!("A project has no file {file}")));
    }
    let root = disk
        .canonical(folder)
        .map_err(|error| io_error("open", folder, &error))?;
    let path = root.join(file);
    let there = path.ancestors().find_map(|path| disk.canonical(path).ok());
    if there.is_some_and(|real| real.starts_with(&root)) {
        return Ok(path);
    }
    Err(UserError::with_hint(
        format!("{file} leads out of the project"),
        super::write::NO_LINKS,
    ))
}

#[cfg(test)]
mod tests;
