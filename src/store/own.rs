//! Which paths are a project's own: what is brought in or written elsewhere must not touch them.

use super::disk::{Disk, Real};
use super::{FileKey, Location};
use std::path::{Path, PathBuf};

/// The place of a project, links followed.
pub struct OwnFiles<'a> {
    disk: &'a dyn Disk,
    place: Place,
}

enum Place {
    Folder(PathBuf),
    File(PathBuf),
    /// It is not there (any more): nothing is its own.
    Nowhere,
}

impl OwnFiles<'static> {
    pub fn of(location: &Location) -> Self {
        OwnFiles::on(&Real, location)
    }
}

impl<'a> OwnFiles<'a> {
    pub fn on(disk: &'a dyn Disk, location: &Location) -> Self {
        let place = match (location, disk.canonical(location.path())) {
            (Location::Folder(_), Ok(root)) => Place::Folder(root),
            (Location::File(_), Ok(file)) => Place::File(file),
            (_, Err(_)) => Place::Nowhere,
        };
        Self { disk, place }
    }

    /// Whether a path, which need not exist, is one of the project's own files.
    pub fn has(&self, path: &Path) -> bool {
        let Some(name) = path.file_name() else {
            return false;
        };
        let parent = match path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let Ok(folder) = self.disk.canonical(parent) else {
            return false;
        };
        let path = folder.join(name);
        let path = self.disk.canonical(&path).unwrap_or(path);
        match &self.place {
            Place::File(file) => *file == path,
            Place::Folder(root) => is_project_file(&path, root),
            Place::Nowhere => false,
        }
    }

    /// Whether a path, which need not exist, is no file of the project but lies in a folder that holds nothing else.
    pub fn lies_among(&self, path: &Path) -> bool {
        let (Place::Folder(root), Ok(path)) = (&self.place, std::path::absolute(path)) else {
            return false;
        };
        let parent = path
            .ancestors()
            .skip(1)
            .find_map(|folder| self.disk.canonical(folder).ok());
        parent.is_some_and(|folder| {
            let own = |name: &str| folder.starts_with(root.join(name));
            ["documents", "entities", "layers"].into_iter().any(own) && !self.has(&path)
        })
    }
}

fn is_project_file(path: &Path, root: &Path) -> bool {
    let Ok(inside) = path.strip_prefix(root) else {
        return false;
    };
    let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
    FileKey::from_path(&parts.join("/")).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_files_are_known_by_any_way_to_them() {
        let desk = tempfile::tempdir().unwrap();
        let root = desk.path().join("p");
        std::fs::create_dir_all(root.join("documents")).unwrap();
        let own = OwnFiles::of(&Location::Folder(root.clone()));
        for path in ["project.ron", "documents/a.txt", "documents/../codebook.ron"] {
            assert!(own.has(&root.join(path)), "{path}");
            assert!(!own.lies_among(&root.join(path)), "{path}");
        }
        for path in ["notes.txt", "../project.ron", "export/a.csv"] {
            assert!(!own.has(&root.join(path)), "{path}");
            assert!(!own.lies_among(&root.join(path)), "{path}");
        }
        assert!(own.lies_among(&root.join("documents/labels.csv")));
        assert!(own.lies_among(&root.join("documents/new/labels.csv")));

        let file = root.join("documents/one.ron");
        crate::store::write_atomic(&file, b"x").unwrap();
        let own = OwnFiles::of(&Location::File(file.clone()));
        assert!(own.has(&root.join("documents/../documents/one.ron")));
        assert!(!own.has(&root.join("project.ron")));
        let gone = OwnFiles::of(&Location::Folder(desk.path().join("gone")));
        assert!(!gone.has(&root.join("project.ron")));
    }
}
