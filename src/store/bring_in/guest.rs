//! Reads what is to be brought in: a project in one file or a folder, or files of layers, which are read with the texts and the codebook
//! that the project has.

use super::super::assemble::assemble;
use super::super::disk::Disk;
use super::super::embedded::piece_from_bytes;
use super::super::findings::Findings;
use super::super::parse::kind_and_format;
use super::super::piece::{Piece, Texts, text_from_bytes};
use super::super::progress::Patient;
use super::super::single::{KIND, file_of_part};
use super::super::{FileKey, Location, OwnFiles, files_below_on, open_on, read_capped_on};
use super::is_empty;
use crate::model::edit::{Change, Item, Key};
use crate::model::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const CHOOSE: &str =
    "Choose a project in one file, a project’s folder, its folder “layers”, or files of layers";

/// What was read, before it meets the project.
#[derive(Clone, Debug)]
pub struct Guest {
    pub project: Project,
    /// The file's or folder's own name.
    pub name: String,
    /// What could not be read, with the reason.
    pub skipped: Problems,
}

impl Guest {
    /// Whether it began as a copy of the project, with the same codebook.
    pub fn is_copy_of(&self, ours: &Project) -> bool {
        self.project.head().id == ours.head().id
    }
}

/// Reads one project, or all the layers that the paths name.
pub fn read_guest(
    disk: &dyn Disk,
    paths: &[PathBuf],
    (ours, location): (&Project, &Location),
) -> Result<Guest, UserError> {
    let own = OwnFiles::on(disk, location);
    let itself = |path: &Path| {
        let same = disk
            .canonical(path)
            .is_ok_and(|path| Some(path) == disk.canonical(location.path()).ok());
        same || own.has(path)
    };
    if let Some(path) = paths.iter().find(|path| itself(path)) {
        return Err(UserError::with_hint(
            format!("{} belongs to the project itself", path.display()),
            "Choose the file or folder that came from a teammate",
        ));
    }
    let guest = match paths {
        [path] if is_project(disk, path)? => read_project(disk, path)?,
        paths => read_layers(disk, paths, ours)?,
    };
    if is_empty(&guest.project) && guest.skipped.is_empty() {
        return Err(UserError::new(format!("{} holds no labels", guest.name)));
    }
    Ok(guest)
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

fn kind_of(disk: &dyn Disk, path: &Path) -> Result<Option<String>, UserError> {
    let bytes = read_capped_on(disk, path)?;
    let text = text_from_bytes(&bytes, &mut Findings::default());
    Ok(kind_and_format(&text).map(|(kind, _)| kind.to_owned()))
}

fn is_project(disk: &dyn Disk, path: &Path) -> Result<bool, UserError> {
    if disk.is_folder(path) {
        return Ok(disk.is_there(&path.join("project.ron")));
    }
    Ok(matches!(kind_of(disk, path)?.as_deref(), Some(KIND | "Project")))
}

fn read_project(disk: &dyn Disk, path: &Path) -> Result<Guest, UserError> {
    let opened = open_on(disk, path, &Patient)?;
    if let Some(why) = opened.read_only {
        return Err(UserError::with_hint(
            format!("{}: {why}", path.display()),
            "Nothing was brought in",
        ));
    }
    // What costs an item says how it could be repaired; the rest is told by `check`.
    let lost = opened
        .problems
        .into_iter()
        .filter(|problem| problem.repair.is_some());
    Ok(Guest {
        project: opened.project,
        name: name_of(path),
        skipped: lost.collect(),
    })
}

fn read_layers(disk: &dyn Disk, paths: &[PathBuf], ours: &Project) -> Result<Guest, UserError> {
    let mut files = Vec::new();
    for path in paths {
        files.extend(layers_at(disk, path)?);
    }
    let (mut pieces, mut skipped) = (Vec::new(), Problems::new());
    let mut owners = Owners::default();
    for file in &files {
        let read = match owners.other(disk, file, ours) {
            Some(other) => Err(Box::new(other)),
            None => read_layer(disk, file, ours),
        };
        match read {
            Ok(piece) => pieces.push(piece),
            Err(problem) => skipped.push(*problem),
        }
    }
    let name = paths.first().map(|path| name_of(path)).unwrap_or_default();
    if pieces.is_empty() {
        let told = skipped.first().map_or_else(
            || "there is no file of Ascribe in it".to_owned(),
            ToString::to_string,
        );
        return Err(UserError::with_hint(
            format!("{name} holds no labels: {told}"),
            CHOOSE,
        ));
    }
    let mut all = documents(ours, &pieces);
    all.append(&mut pieces);
    let read = assemble(all, &name);
    skipped.extend(
        read.problems
            .into_iter()
            .filter(|problem| problem.repair.is_some()),
    );
    Ok(Guest {
        project: read.project,
        name,
        skipped,
    })
}

/// The files of layers that a path means: itself, those of a folder `layers`, or those of one person in it. Whatever else a folder
/// holds may be of other projects and other people.
fn layers_at(disk: &dyn Disk, path: &Path) -> Result<Vec<PathBuf>, UserError> {
    if !disk.is_folder(path) {
        return Ok(vec![path.to_owned()]);
    }
    let real = disk.canonical(path).unwrap_or_else(|_| path.to_owned());
    let named = |path: Option<&Path>| {
        path.and_then(Path::file_name)
            .is_some_and(|name| name == "layers")
    };
    let depth = if named(Some(&real)) {
        2
    } else if named(real.parent()) {
        1
    } else {
        let what = match disk.is_there(&path.join("project.ron")) {
            true => "is one of several; a project comes in by itself",
            false => "is neither a project nor a folder of its layers",
        };
        return Err(UserError::with_hint(format!("{} {what}", path.display()), CHOOSE));
    };
    let mut files = files_below_on(disk, &[path.to_owned()]);
    files.retain(|file| {
        let below = file.strip_prefix(path).map(|below| below.components().count());
        below == Ok(depth) && file.extension().is_some_and(|end| end == "ron")
    });
    Ok(files)
}

/// The projects that files lie in, each read once.
#[derive(Default)]
struct Owners(BTreeMap<PathBuf, Option<Arc<ProjectHead>>>);

impl Owners {
    /// Why a layer is not taken that lies in another project than it is brought into.
    fn other(&mut self, disk: &dyn Disk, file: &Path, ours: &Project) -> Option<Problem> {
        let layers = file.parent()?.parent()?;
        let folder = layers.parent().filter(|_| layers.ends_with("layers"))?;
        let head = self.0.entry(folder.to_owned());
        let head = head
            .or_insert_with(|| head_of(disk, &folder.join("project.ron")))
            .as_ref()?;
        (head.id != ours.head().id).then(|| {
            let message = format!(
                "it belongs to another project, “{}”; bring that in as a whole, {}",
                head.name,
                folder.display()
            );
            Problem::new("other-project", file.display().to_string(), message)
        })
    }
}

fn head_of(disk: &dyn Disk, path: &Path) -> Option<Arc<ProjectHead>> {
    let bytes = read_capped_on(disk, path).ok()?;
    let piece = piece_from_bytes(&FileKey::Project, "project.ron", &bytes, &Texts::new());
    piece.changes.into_iter().find_map(|change| match change.after {
        Some(Item::Head(head)) => Some(head),
        _ => None,
    })
}

/// The documents that the layers are on, as the project has them, without what it says of them.
fn documents(ours: &Project, layers: &[Piece]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for piece in layers {
        let FileKey::Layer(LayerKey { document: id, .. }) = &piece.file else {
            continue;
        };
        let file = FileKey::Document(id.clone());
        let (Some(text), false) = (
            ours.text(id.as_str()),
            pieces.iter().any(|piece| piece.file == file),
        ) else {
            continue;
        };
        let record = Document::new(id.clone(), id.as_str(), text, Timestamp::default());
        for (file, key, item) in [
            (file, Key::Document(id.clone()), Item::Document(record.into())),
            (
                FileKey::Text(id.clone()),
                Key::Text(id.clone()),
                Item::Text(text.clone()),
            ),
        ] {
            pieces.push(Piece {
                changes: vec![Change::create(key, item)],
                ..Piece::empty(file, "")
            });
        }
    }
    pieces
}

fn read_layer(disk: &dyn Disk, path: &Path, ours: &Project) -> Result<Piece, Box<Problem>> {
    let shown = path.display().to_string();
    let skipped = |message: String| Box::new(Problem::new("not-a-layer", shown.clone(), message));
    let bytes = read_capped_on(disk, path).map_err(|error| skipped(error.message))?;
    let text = text_from_bytes(&bytes, &mut Findings::default());
    let file = match kind_and_format(&text) {
        Some(("Layer" | "Entities", _)) => file_of_part(&text).map_err(&skipped)?,
        Some((kind, _)) => {
            return Err(skipped(format!(
                "it is of the kind “{kind}”, which holds no labels"
            )));
        }
        None => return Err(skipped("it is no file of Ascribe".to_owned())),
    };
    let mut texts = Texts::new();
    if let FileKey::Layer(key) = &file {
        let Some(text) = ours.text(key.document.as_str()) else {
            let message = format!(
                "the project has no document “{}”, on which the labels are",
                key.document
            );
            return Err(Box::new(Problem::new("unknown-document", shown, message)));
        };
        texts.insert(key.document.clone(), text.clone());
    }
    Ok(piece_from_bytes(&file, &shown, &bytes, &texts))
}
