//! Bringing a kept state back: what would change, and doing it. The state that is there now is kept first.

use super::super::embedded::piece_from_bytes;
use super::super::read::texts_for;
use super::super::single::single_from_bytes;
use super::super::{FileKey, Location, all_files, items, write_atomic_on};
use super::keep::{Present, keep_present};
use super::{Generation, Generations, path_in};
use crate::model::edit::{Item, Key};
use crate::model::{Project, Timestamp, UserError};
use std::collections::BTreeMap;

/// What to bring back.
#[derive(Clone, Debug)]
pub struct Restoring {
    pub location: Location,
    /// The path within the project, or the name of a single file.
    pub file: String,
    pub generation: Generation,
    /// How the file is now, as far as known.
    pub present: Present,
}

/// Puts a kept state in the place of the file, which is kept as it is first.
pub fn restore(generations: &Generations<'_>, wanted: &Restoring, now: Timestamp) -> Result<(), UserError> {
    let bytes = generations.read(&wanted.file, &wanted.generation)?;
    let path = path_in(generations.disk, &wanted.location, &wanted.file)?;
    // Keeping it may push the oldest states out, so the wanted one is in memory by now.
    keep_present(generations, &wanted.location, &wanted.file, now, wanted.present)?;
    if let Some(folder) = path.parent() {
        super::make_folder(generations.disk, folder)?;
    }
    write_atomic_on(generations.disk, &path, &bytes)?;
    generations.bound();
    Ok(())
}

/// What bringing a state back would do to the items that a project has now.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// In the kept state alone: they come back.
    pub back: Vec<(Key, Item)>,
    /// As they are now, and as they were.
    pub other: Vec<(Key, Item, Item)>,
    /// In the project alone: they go.
    pub away: Vec<(Key, Item)>,
    /// Annotations in the kept state.
    pub annotations: usize,
    /// What could not be read of the kept state.
    pub unread: usize,
}

impl Difference {
    /// Of a kept state and the project as it is open now.
    pub fn new(project: &Project, location: &Location, file: &str, bytes: &[u8]) -> Self {
        let (then, unread) = items_in(project, location, file, bytes);
        let now = items_now(project, location, file);
        let annotations = then
            .keys()
            .filter(|key| matches!(key, Key::Annotation(..)))
            .count();
        let mut difference = Self {
            annotations,
            unread,
            ..Self::default()
        };
        for (key, item) in &then {
            match now.get(key) {
                None => difference.back.push((key.clone(), item.clone())),
                Some(here) if here != item => {
                    difference.other.push((key.clone(), here.clone(), item.clone()));
                }
                Some(_) => {}
            }
        }
        let gone = now.into_iter().filter(|(key, _)| !then.contains_key(key));
        difference.away = gone.collect();
        difference
    }

    pub fn is_empty(&self) -> bool {
        self.back.is_empty() && self.other.is_empty() && self.away.is_empty()
    }
}

fn items_now(project: &Project, location: &Location, file: &str) -> BTreeMap<Key, Item> {
    match location {
        Location::Folder(_) => {
            let file = FileKey::from_path(file);
            file.into_iter().flat_map(|file| items(project, &file)).collect()
        }
        Location::File(_) => {
            let files = all_files(project);
            files.iter().flat_map(|file| items(project, file)).collect()
        }
    }
}

/// The items of a kept state, and how much of it could not be read. A layer counts in the text that is there now.
fn items_in(
    project: &Project,
    location: &Location,
    file: &str,
    bytes: &[u8],
) -> (BTreeMap<Key, Item>, usize) {
    if let Location::File(_) = location {
        return match single_from_bytes(bytes, file) {
            Ok(read) => {
                let files = all_files(&read.project);
                let all = files.iter().flat_map(|file| items(&read.project, file));
                (all.collect(), read.problems.len())
            }
            Err(_) => (BTreeMap::new(), 1),
        };
    }
    let Some(key) = FileKey::from_path(file) else {
        return (BTreeMap::new(), 1);
    };
    if let FileKey::Text(id) = &key {
        let piece = super::super::piece::text_piece(id, bytes.to_vec(), file);
        return settled(piece);
    }
    let texts = match &key {
        FileKey::Layer(layer) => texts_for(&layer.document, project.text(layer.document.as_str())),
        _ => Default::default(),
    };
    settled(piece_from_bytes(&key, file, bytes, &texts))
}

fn settled(piece: super::super::piece::Piece) -> (BTreeMap<Key, Item>, usize) {
    let changes = piece.changes.into_iter();
    let all = changes.filter_map(|change| Some((change.key, change.after?)));
    (all.collect(), piece.findings.into_problems().len())
}

/// How many labels the lines of a layer or of a single file hold, without reading what they say.
pub fn annotations_in(bytes: &[u8]) -> usize {
    let text = String::from_utf8_lossy(bytes);
    let mut section = "";
    let mut count = 0;
    for line in text.lines() {
        if let Some(name) = line.strip_suffix(": [") {
            section = name;
        } else if line.starts_with(']') {
            section = "";
        } else if section == "annotations" && line.starts_with("  (") {
            count += 1;
        }
    }
    count
}
