//! Removes what killed programs left unfinished in a project. Touches nothing else.

use super::Location;
use super::atomic::UNFINISHED;
use super::disk::Disk;
use crate::model::Timestamp;
use std::path::{Path, PathBuf};

/// Younger ones may still be at work, here or on a teammate's machine. Seconds.
const OLD: i128 = 120;

/// How many were removed. What cannot be removed stays: it does no harm.
pub fn sweep_on(disk: &dyn Disk, location: &Location, now: Timestamp) -> usize {
    let before = (i128::from(now.seconds()) - OLD) * 1_000_000_000;
    match location {
        Location::Folder(root) => {
            let mut folders: Vec<PathBuf> = ["entities", "documents", "layers"]
                .map(|name| root.join(name))
                .into();
            folders.extend(folders_below(disk, &root.join("layers")));
            folders.push(root.clone());
            let of_anything = |_: &str| true;
            folders
                .iter()
                .map(|folder| sweep_folder(disk, folder, before, &of_anything))
                .sum()
        }
        Location::File(path) => {
            let Some((folder, name)) = path.parent().zip(path.file_name()) else {
                return 0;
            };
            let here = folder.as_os_str().is_empty();
            let folder = if here { Path::new(".") } else { folder };
            let start = format!(".{}.", name.to_string_lossy());
            sweep_folder(disk, folder, before, &|name| name.starts_with(&start))
        }
    }
}

/// As `sweep_on`, in a folder of the program's own and all below it.
pub fn sweep_below_on(disk: &dyn Disk, folder: &Path, now: Timestamp) -> usize {
    let before = (i128::from(now.seconds()) - OLD) * 1_000_000_000;
    let mut swept = 0;
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        swept += sweep_folder(disk, &folder, before, &|_| true);
        waiting.extend(folders_below(disk, &folder));
    }
    swept
}

/// Links are not followed.
fn folders_below(disk: &dyn Disk, folder: &Path) -> Vec<PathBuf> {
    let entries = disk.list(folder).unwrap_or_default();
    let below = entries
        .into_iter()
        .filter(|entry| entry.is_folder && !entry.is_link);
    below.map(|entry| folder.join(entry.name)).collect()
}

fn sweep_folder(disk: &dyn Disk, folder: &Path, before: i128, wanted: &dyn Fn(&str) -> bool) -> usize {
    let entries = disk.list(folder).unwrap_or_default();
    let orphans = entries.into_iter().filter(|entry| {
        let name = entry.name.to_string_lossy();
        name.starts_with('.') && name.ends_with(UNFINISHED) && wanted(&name)
    });
    let paths = orphans.map(|entry| folder.join(entry.name));
    let old = paths.filter(|path| disk.link_facts(path).is_ok_and(|facts| facts.modified < before));
    old.filter(|path| disk.remove(path).is_ok()).count()
}
