//! What lies at a path that somebody typed, chose or dropped: the window asks, a worker answers. Knows no project.

use super::*;
use crate::store::disk::{Disk, Kind};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    Nothing,
    /// Nothing, and the folder above is missing too.
    NoParent,
    File,
    EmptyFolder,
    FullFolder,
    /// The folder of a project.
    Project,
}

/// A question about a path, and its answer once there is one: a worker may wait long for a disk that sleeps.
/// Who asks about another path lets go of it.
#[derive(Debug)]
pub struct Look {
    path: PathBuf,
    found: OnceLock<Found>,
}

impl Look {
    pub fn at(path: PathBuf) -> Arc<Self> {
        let found = OnceLock::new();
        Arc::new(Self { path, found })
    }

    pub fn found(&self) -> Option<Found> {
        self.found.get().copied()
    }

    fn answer(&self, disk: &dyn Disk) {
        self.found.get_or_init(|| look(disk, &self.path));
    }
}

/// What a worker is asked.
#[derive(Clone, Debug)]
pub enum Asked {
    Path(Arc<Look>),
    Dropped(Vec<PathBuf>),
}

pub(super) fn answer(disk: &dyn Disk, asked: Asked) -> Outcome {
    match asked {
        Asked::Path(look) => {
            look.answer(disk);
            Outcome::LookedAt
        }
        Asked::Dropped(paths) => {
            let found = paths.first().map_or(Found::Nothing, |first| look(disk, first));
            Outcome::Dropped(paths, found)
        }
    }
}

fn look(disk: &dyn Disk, path: &Path) -> Found {
    let kind = |path| disk.facts(path).map(|facts| facts.kind).ok();
    match kind(path) {
        Some(Kind::Folder) if disk.is_there(&path.join("project.ron")) => Found::Project,
        // What cannot be listed is not known to be empty.
        Some(Kind::Folder) if disk.list(path).is_ok_and(|entries| entries.is_empty()) => Found::EmptyFolder,
        Some(Kind::Folder) => Found::FullFolder,
        Some(_) => Found::File,
        None => match path.parent() {
            Some(parent) if kind(parent) != Some(Kind::Folder) => Found::NoParent,
            _ => Found::Nothing,
        },
    }
}

impl Session {
    /// What was dropped on the window, and what lies at the first of the paths: a project is opened, or its labels brought
    /// into the one that is open; other files are imported.
    pub(super) fn dropped(&mut self, paths: Vec<PathBuf>, found: Found) -> Effects {
        let is_project = |path: &PathBuf| {
            let extension = path.extension().is_some_and(|extension| extension == "ron");
            found == Found::Project || found == Found::File && extension
        };
        let project = paths.first().filter(|path| paths.len() == 1 && is_project(path));
        match (project, &self.open) {
            (Some(path), None) => self.dispatch(Request::Open(path.clone())),
            (Some(path), Some(_)) => {
                self.view.dropped = Some(path.clone());
                Ok(vec![Effect::Show(Show::Dropped)])
            }
            (None, None) => Ok(vec![Effect::Notify(Notice::info(
                "Open or make a project first, then drop files on it",
            ))]),
            (None, Some(_)) => self.dispatch(Request::PreviewImport {
                paths,
                encoding: None,
                annotator: None,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::disk::Real;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "tests put files in place")]
    fn what_lies_at_a_path_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &Path| {
            let asked = Look::at(path.to_owned());
            assert_eq!(asked.found(), None);
            asked.answer(&Real);
            asked.found().unwrap()
        };
        assert_eq!(at(folder.path()), Found::EmptyFolder);
        assert_eq!(at(&folder.path().join("new")), Found::Nothing);
        assert_eq!(at(&folder.path().join("a/b")), Found::NoParent);
        std::fs::write(folder.path().join("x"), "y").unwrap();
        assert_eq!(at(folder.path()), Found::FullFolder);
        assert_eq!(at(&folder.path().join("x")), Found::File);
        std::fs::write(folder.path().join("project.ron"), "y").unwrap();
        assert_eq!(at(folder.path()), Found::Project);
    }
}
