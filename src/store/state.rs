//! Where this machine keeps what belongs to a project and must not lie in its folder: journal, locks, older states of its files.

use super::Location;
use super::disk::Disk;
use std::path::{Path, PathBuf};

/// The folder of one project below the user's state folder. A copy of the project in another place has another one, as has
/// another project in the same place.
pub fn state_folder(disk: &dyn Disk, state: &Path, location: &Location, project_id: &str) -> PathBuf {
    let path = location.path();
    let real = disk
        .canonical(path)
        .or_else(|_| std::path::absolute(path))
        .unwrap_or_else(|_| path.to_owned());
    let mut hasher = blake3::Hasher::new();
    hasher.update(real.as_os_str().as_encoded_bytes());
    hasher.update(&[0]);
    hasher.update(project_id.as_bytes());
    let key = hasher.finalize().to_hex();
    let key = key.as_str().get(..16).unwrap_or_default();
    state.join("projects").join(key)
}

#[cfg(test)]
mod tests {
    use super::super::disk::Real;
    use super::*;

    #[test]
    fn copies_and_other_projects_have_folders_of_their_own() {
        let desk = tempfile::tempdir().unwrap();
        let folder = |name: &str| {
            let path = desk.path().join(name);
            std::fs::create_dir_all(&path).unwrap();
            Location::Folder(path)
        };
        let of = |location: &Location, id: &str| state_folder(&Real, Path::new("/state"), location, id);
        let (one, copy) = (folder("one"), folder("copy"));
        assert_eq!(
            of(&one, "p"),
            of(&Location::Folder(desk.path().join("copy/../one")), "p")
        );
        assert_ne!(of(&one, "p"), of(&copy, "p"));
        assert_ne!(of(&one, "p"), of(&one, "q"));
        let key = of(&one, "p");
        assert_eq!(key.file_name().unwrap().len(), 16);
        assert_eq!(key.parent(), Some(Path::new("/state/projects")));
    }
}
