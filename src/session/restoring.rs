//! Earlier states of files: kept before a save, listed, compared and brought back. Runs in jobs and in the shell: it touches the disk.

use super::jobs::Places;
use super::system;
use crate::model::{Project, UserError};
use crate::store::generations::{self, Difference, Generation, Generations, Held, Present, Restoring};
use crate::store::{self, FileKey, Location, Opened, Saving, Stamp};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The folder in which the state of a project is kept; None where this user has no place for it.
pub fn folder_of(places: &Places, location: &Location, project_id: &str) -> Option<PathBuf> {
    let state = places.state.as_deref()?;
    Some(store::state_folder(&*places.disk, state, location, project_id))
}

/// Keeps the last good state of the files that a save is about to replace. Returns why that failed; it stops no save.
pub fn keep_before_save(places: &Places, location: &Location, saving: &Saving<'_>) -> Option<UserError> {
    let folder = folder_of(places, location, &saving.project.head().id)?;
    let generations = Generations::new(&*places.disk, &folder);
    generations::keep_before_save(&generations, location, saving, system::now())
}

/// Where a project lies that may not open any more.
pub fn location_of(places: &Places, path: &Path) -> Location {
    if places.disk.is_folder(path) {
        return Location::Folder(path.to_owned());
    }
    let is_own = path.file_name().is_some_and(|name| name == "project.ron");
    match path.parent().filter(|_| is_own) {
        Some(parent) if parent == Path::new("") => Location::Folder(PathBuf::from(".")),
        Some(parent) => Location::Folder(parent.to_owned()),
        None => Location::File(path.to_owned()),
    }
}

/// What is kept of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The project's folder in the user's state folder.
    folder: PathBuf,
    /// By the path within the project; of each file the newest first, the good ones before the damaged.
    pub files: BTreeMap<String, Vec<Generation>>,
}

/// Lists what is kept. Where `project.ron` cannot be read the place alone says what belongs to the project.
pub fn kept(places: &Places, location: &Location, opened: Option<&Opened>) -> Kept {
    let Some(state) = places.state.as_deref() else {
        return Kept::default();
    };
    let disk = &*places.disk;
    let listed = |folder: PathBuf| Kept {
        files: Generations::new(disk, &folder).all(),
        folder,
    };
    let sound = opened.filter(|opened| !opened.damaged.contains(&FileKey::Project));
    if let Some(opened) = sound {
        let id = &opened.project.head().id;
        return listed(store::state_folder(disk, state, location, id));
    }
    let newest = |kept: &Kept| kept.files.values().flatten().map(|one| one.time).max();
    generations::state_folders_of_place(disk, state, location)
        .into_iter()
        .map(listed)
        .max_by_key(newest)
        .unwrap_or_default()
}

/// An error of a project that does not open, with what is kept of its first file.
pub fn with_way_back(places: &Places, path: &Path, error: UserError) -> UserError {
    let location = location_of(places, path);
    let kept = kept(places, &location, None);
    let file = match &location {
        Location::Folder(_) => "project.ron".to_owned(),
        Location::File(_) => generations::name_of(&location, &FileKey::Project),
    };
    let good = kept
        .files
        .get(&file)
        .is_some_and(|states| states.iter().any(|one| !one.damaged));
    if !good {
        return error;
    }
    let hint = format!(
        "An earlier state of {file} is kept: `ascribe restore {} {file} latest` brings it back",
        location.path().display()
    );
    UserError::with_hint(error.message, hint)
}

/// One kept state, chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub location: Location,
    pub file: String,
    pub generation: Generation,
    /// The project's folder in the user's state folder.
    folder: PathBuf,
}

impl Kept {
    pub fn choose(&self, location: &Location, file: &str, generation: &Generation) -> Choice {
        Choice {
            location: location.clone(),
            file: file.to_owned(),
            generation: generation.clone(),
            folder: self.folder.clone(),
        }
    }
}

/// What bringing a state back would change, held against the project as it is now; an empty one where that does not open.
pub fn preview(places: &Places, choice: &Choice, project: Option<&Project>) -> Result<Difference, UserError> {
    let generations = Generations::new(&*places.disk, &choice.folder);
    let bytes = generations.read(&choice.file, &choice.generation)?;
    let none = Project::new("", "");
    let project = project.unwrap_or(&none);
    Ok(Difference::new(project, &choice.location, &choice.file, &bytes))
}

/// How many labels a kept layer holds; None for files without labels and for what cannot be read.
pub fn annotations_in(places: &Places, choice: &Choice) -> Option<usize> {
    let is_layer = matches!(FileKey::from_path(&choice.file), Some(FileKey::Layer(_)));
    if !is_layer && matches!(choice.location, Location::Folder(_)) {
        return None;
    }
    let generations = Generations::new(&*places.disk, &choice.folder);
    let bytes = generations.read(&choice.file, &choice.generation).ok()?;
    Some(generations::annotations_in(&bytes))
}

/// How many labels are open of a layer, or of a whole single file.
pub fn annotations_now(opened: &Opened, file: &str) -> usize {
    let file = FileKey::from_path(file);
    let whole = matches!(opened.location, Location::File(_));
    let layers = opened.project.layers();
    let asked = layers.filter(|(key, _)| whole || file.as_ref() == Some(&FileKey::Layer((*key).clone())));
    asked.map(|(_, layer)| layer.len()).sum()
}

/// Puts a kept state in the place of its file. The file is kept as it is first.
pub fn bring_back(places: &Places, choice: &Choice, present: Present) -> Result<(), UserError> {
    let wanted = Restoring {
        location: choice.location.clone(),
        file: choice.file.clone(),
        generation: choice.generation.clone(),
        present,
    };
    let generations = Generations::new(&*places.disk, &choice.folder);
    generations::restore(&generations, &wanted, system::now())
}

/// A file as it would be written.
fn held_bytes(location: &Location, file: &FileKey, project: &Project) -> Option<Vec<u8>> {
    match location {
        Location::Folder(_) => store::render(project, file),
        Location::File(_) => Some(store::single_file(project, "")),
    }
}

/// Of a file that another program spoilt under the open project: keeps what is open of it, and the file as it was `seen`.
pub fn keep_held(
    places: &Places,
    opened: &Opened,
    file: &FileKey,
    seen: Option<&Stamp>,
) -> Result<(), UserError> {
    let location = &opened.location;
    let folder = folder_of(places, location, &opened.project.head().id);
    let bytes = held_bytes(location, file, &opened.project);
    let (Some(folder), Some(bytes)) = (folder, bytes) else {
        return Err(UserError::new("There is no folder to keep the damaged file in"));
    };
    let generations = Generations::new(&*places.disk, &folder);
    let bytes = &bytes;
    let held = Held { file, bytes, seen };
    generations::keep_held(&generations, location, &held, system::now())
}

/// Keeps what is open of a file, which its file may not say any more.
pub fn keep_open(places: &Places, choice: &Choice, project: &Project) -> Result<(), UserError> {
    let file = match &choice.location {
        Location::Folder(_) => FileKey::from_path(&choice.file),
        Location::File(_) => Some(FileKey::Project),
    };
    let bytes = file.and_then(|file| held_bytes(&choice.location, &file, project));
    let generations = Generations::new(&*places.disk, &choice.folder);
    bytes.map_or(Ok(()), |bytes| {
        generations.keep(&choice.file, &bytes, system::now(), false)
    })
}

/// How a file is now, as far as the open project tells.
pub fn present(opened: Option<&Opened>, location: &Location, file: &str) -> Present {
    let good = opened.is_some_and(|opened| match location {
        Location::File(_) => opened.damaged.is_empty(),
        Location::Folder(_) => FileKey::from_path(file).is_some_and(|file| !opened.damaged.contains(&file)),
    });
    if good { Present::Good } else { Present::Damaged }
}
