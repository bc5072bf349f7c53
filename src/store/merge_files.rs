//! Three-way merging of single files, given as bytes: what git asks a merge driver for. Writes nothing; a merge that cannot be done
//! is refused whole, with the file, the reason and the way out.

mod quotes;

use super::assemble::assemble;
use super::embedded::piece_from_bytes;
use super::findings::Findings;
use super::merge::{Merge, MergeReport, merge};
use super::migrate::FORMAT;
use super::parse::{is_conflict_marker, kind_and_format};
use super::piece::{Piece, Texts, text_from_bytes};
use super::read::texts_for;
use super::render::{render, single_file};
use super::single::{KIND, origin, single_from_bytes};
use super::{FileKey, all_files, file_of, items};
use crate::model::edit::{self, Change, Item, Key, Transaction, apply};
use crate::model::*;
use crate::text::Text;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The three versions of one file.
#[derive(Clone, Copy)]
pub struct Versions<'a> {
    /// The path that the file has, with `/`; the versions may lie anywhere under any name.
    pub path: &'a str,
    /// Empty where both sides made the file.
    pub base: &'a [u8],
    pub ours: &'a [u8],
    pub theirs: &'a [u8],
}

#[derive(Clone, Debug)]
pub struct MergedFile {
    pub bytes: Vec<u8>,
    /// Items that need a decision because of this merge; they are kept in the file.
    pub conflicts: Vec<Key>,
    pub report: MergeReport,
}

/// Merges the versions. `text` gives the bytes of a path, for the document that a layer's offsets count in; without it the words that
/// the labels carry do.
pub fn merge_files(
    versions: &Versions<'_>,
    text: &dyn Fn(&str) -> Option<Vec<u8>>,
) -> Result<MergedFile, UserError> {
    let sides = Sides::new(versions)?;
    if sides.kind == KIND {
        return sides.merge_single();
    }
    let (root, file) = place(versions.path, &sides.kind)?;
    let text = match &file {
        FileKey::Layer(key) => sides.text_of_layer(&root, key, text)?,
        // Of a document's text it is enough that there is one.
        _ => Text::new("\u{fffd}").map_err(|error| UserError::new(error.to_string()))?,
    };
    let mut states = sides.states(&|side| side.part(&file, &text))?;
    share(&file, &mut states)?;
    let [base, ours, theirs] = &states;
    let merged = merged([base, ours, theirs])?;
    let bytes = render(&merged.1, &file).or_else(|| empty_file(&file));
    let bytes = bytes
        .ok_or_else(|| UserError::new(format!("{}: nothing is left of it after merging", versions.path)))?;
    Ok(merged.0.with(bytes))
}

/// The project's folder within `path`, and the file of the project that it is.
fn place(path: &str, kind: &str) -> Result<(String, FileKey), UserError> {
    let starts = std::iter::once(0).chain(path.match_indices('/').map(|(at, _)| at + 1));
    let starts: Vec<usize> = starts.collect();
    // A project may lie in a folder that is named like a part of one: the shortest path that fits is the file's own.
    let fitting = starts.into_iter().rev().find_map(|start| {
        let (root, inside) = path.split_at_checked(start)?;
        let file = FileKey::from_path(inside).filter(|file| kind_of(file) == Some(kind))?;
        Some((root.to_owned(), file))
    });
    fitting.ok_or_else(|| {
        UserError::with_hint(
            format!("{path}: a file that begins with “{kind}” has no such name in a project"),
            "It was left as it is. Bring the file back to the name that it had and merge again",
        )
    })
}

fn kind_of(file: &FileKey) -> Option<&'static str> {
    Some(match file {
        FileKey::Project => "Project",
        FileKey::Codebook => "Codebook",
        FileKey::Entities(_) => "Entities",
        FileKey::Document(_) => "Document",
        FileKey::Layer(_) => "Layer",
        FileKey::Text(_) | FileKey::GitAttributes => return None,
    })
}

/// What remains of a person's entities when each side deleted what the other kept.
fn empty_file(file: &FileKey) -> Option<Vec<u8>> {
    let FileKey::Entities(person) = file else {
        return None;
    };
    Some(format!("Entities(format: {FORMAT}, person: \"{person}\",\n)\n").into_bytes())
}

/// One of the versions.
#[derive(Clone, Copy)]
struct Side<'a> {
    bytes: &'a [u8],
    /// As messages name it.
    shown: &'a str,
}

struct Sides<'a> {
    path: &'a str,
    kind: String,
    /// Base, ours, theirs, with their names.
    names: [String; 3],
    bytes: [&'a [u8]; 3],
}

impl<'a> Sides<'a> {
    /// Looks at the first lines: all of a kind, none of a later version, none with the traces of another merge.
    fn new(versions: &Versions<'a>) -> Result<Self, UserError> {
        let path = versions.path;
        let names = ["the version before", "our version", "their version"];
        let mut sides = Self {
            path,
            kind: String::new(),
            names: names.map(|name| format!("{path} ({name})")),
            bytes: [versions.base, versions.ours, versions.theirs],
        };
        let mut kinds = BTreeSet::new();
        for (at, bytes) in sides.bytes.iter().enumerate() {
            if at == 0 && is_blank(bytes) {
                continue;
            }
            kinds.insert(kind_in(bytes, sides.names.get(at).map_or("", String::as_str))?);
        }
        let mut kinds = kinds.into_iter();
        match (kinds.next(), kinds.next()) {
            (Some(kind), None) => sides.kind = kind,
            (first, second) => {
                let kinds = [first, second].map(Option::unwrap_or_default);
                return Err(UserError::with_hint(
                    format!(
                        "{path}: the versions are of different kinds, “{}” and “{}”",
                        kinds[0], kinds[1]
                    ),
                    WAY_OUT,
                ));
            }
        }
        Ok(sides)
    }

    fn all(&self) -> impl Iterator<Item = Side<'_>> {
        let names = self.names.iter().map(String::as_str);
        names.zip(self.bytes).map(|(shown, bytes)| Side { bytes, shown })
    }

    fn states(
        &self,
        read: &dyn Fn(&Side<'_>) -> Result<Project, UserError>,
    ) -> Result<[Project; 3], UserError> {
        let mut states = [const { None }; 3];
        for (state, side) in states.iter_mut().zip(self.all()) {
            // Both sides made the file: there is nothing that they have in common.
            *state = match is_blank(side.bytes) {
                true => None,
                false => Some(read(&side)?),
            };
        }
        Ok(states.map(Option::unwrap_or_default))
    }

    fn merge_single(&self) -> Result<MergedFile, UserError> {
        let [base, ours, theirs] = self.states(&|side| {
            let read = single_from_bytes(side.bytes, side.shown)?;
            accept(read.project, read.problems, !read.damaged.is_empty())
        })?;
        let (merged, project) = merged([&base, &ours, &theirs])?;
        let origin = self.bytes.get(1).and_then(|bytes| origin(bytes));
        Ok(merged.with(single_file(&project, &origin.unwrap_or_default())))
    }

    /// The text that the offsets of all three versions count in: the document's, where their words stand there, else one made of the
    /// words themselves. Where the sides labelled different texts it is the document's again, on which labels find their places anew.
    fn text_of_layer(
        &self,
        root: &str,
        key: &LayerKey,
        text: &dyn Fn(&str) -> Option<Vec<u8>>,
    ) -> Result<Text, UserError> {
        let path = format!("{root}{}", FileKey::Text(key.document.clone()).path());
        let document = text(&path)
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .and_then(|text| Text::new(text).ok());
        let sides = self.all().map(|side| side.text());
        let sides: Vec<_> = sides.collect();
        let places = quotes::Places::of(sides.iter().map(AsRef::as_ref));
        if let Some(text) = document.as_ref().filter(|text| places.fit(text)) {
            return Ok(text.clone());
        }
        places.text().or(document).ok_or_else(|| {
            UserError::with_hint(
                format!(
                    "{}: the versions label different texts, and {path} is not there",
                    self.path
                ),
                format!("It was left as it is. Bring {path} back, then merge again"),
            )
        })
    }
}

impl<'a> Side<'a> {
    fn text(&self) -> Cow<'a, str> {
        text_from_bytes(self.bytes, &mut Findings::default())
    }

    /// A project with nothing but the part that the file holds, and what that refers to.
    fn part(&self, file: &FileKey, text: &Text) -> Result<Project, UserError> {
        let mut pieces = Vec::new();
        let mut texts = Texts::new();
        if let FileKey::Layer(LayerKey { document, .. }) | FileKey::Document(document) = file {
            let record = Document::new(document.clone(), "", text, Timestamp::default());
            let is_layer = matches!(file, FileKey::Layer(_));
            let record =
                is_layer.then(|| (Key::Document(document.clone()), Item::Document(Arc::new(record))));
            let text = (Key::Text(document.clone()), Item::Text(text.clone()));
            pieces.extend(record.into_iter().chain([text]).map(|(key, item)| Piece {
                changes: vec![Change::create(key.clone(), item)],
                ..Piece::empty(file_of(&key), "")
            }));
        }
        if let FileKey::Layer(key) = file {
            texts = texts_for(&key.document, Some(text));
        }
        pieces.push(piece_from_bytes(file, self.shown, self.bytes, &texts));
        let read = assemble(pieces, "");
        accept(read.project, read.problems, !read.damaged.is_empty())
    }
}

/// What a part refers to is there on both sides, or merging would take what only one side needs for something that the other deleted.
fn share(file: &FileKey, states: &mut [Project; 3]) -> Result<(), UserError> {
    let beside = |project: &Project| -> Vec<(Key, Item)> {
        let files = all_files(project);
        let files = files.iter().filter(|other| *other != file);
        files.flat_map(|other| items(project, other)).collect()
    };
    let all: Vec<(Key, Item)> = states.iter().flat_map(beside).collect();
    for state in states.iter_mut().filter(|state| **state != Project::default()) {
        let mut missing = BTreeMap::new();
        for (key, item) in &all {
            if edit::item(state, key).is_none() {
                missing.insert(key.clone(), item.clone());
            }
        }
        let missing = missing.into_iter().map(|(key, item)| Change::create(key, item));
        apply(state, &Transaction::new("", missing.collect()))?;
    }
    Ok(())
}

const WAY_OUT: &str = "It was left as it is, and git merges nothing. Mend the file on its branch, or take the other version with git checkout BRANCH -- FILE, commit, and merge again";

/// A file of which something was not read would lose that by merging.
fn accept(project: Project, problems: Problems, is_damaged: bool) -> Result<Project, UserError> {
    if !is_damaged {
        return Ok(project);
    }
    let lost = |problem: &&Problem| problem.repair.is_some() || problem.kind == "newer-format";
    let first = problems.iter().find(lost).or(problems.first());
    Err(UserError::with_hint(
        first.map_or_else(|| "a version could not be read".to_owned(), ToString::to_string),
        match first.map(|problem| problem.kind) {
            Some("newer-format") => {
                "It was left as it is. Install the newer version of Ascribe and merge again"
            }
            _ => WAY_OUT,
        },
    ))
}

/// The first word of a file.
fn kind_in(bytes: &[u8], shown: &str) -> Result<String, UserError> {
    let refused = |line: usize, what: &str| UserError::with_hint(format!("{shown}:{line}: {what}"), WAY_OUT);
    let text = text_from_bytes(bytes, &mut Findings::default());
    if let Some(line) = text.lines().position(is_conflict_marker) {
        return Err(refused(
            line + 1,
            "an earlier merge left its conflict markers here",
        ));
    }
    let Some((kind, _)) = kind_and_format(&text) else {
        let what = match is_blank(bytes) {
            true => "the file is empty",
            false => "this is no file of Ascribe: its first line does not tell kind and version",
        };
        return Err(refused(1, what));
    };
    Ok(kind.to_owned())
}

fn is_blank(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_whitespace)
}

/// A merge whose bytes are not written yet.
struct Unwritten {
    conflicts: Vec<Key>,
    report: MergeReport,
}

impl Unwritten {
    fn with(self, bytes: Vec<u8>) -> MergedFile {
        let Self { conflicts, report } = self;
        MergedFile {
            bytes,
            conflicts,
            report,
        }
    }
}

/// The merged state of base, ours and theirs. All their files count: what only one of them has stood in for what it refers to.
fn merged([base, ours, theirs]: [&Project; 3]) -> Result<(Unwritten, Project), UserError> {
    let mut files = all_files(ours);
    files.extend(all_files(theirs));
    files.extend(all_files(base));
    files.remove(&FileKey::GitAttributes);
    let Merge {
        transaction,
        conflicts,
        report,
    } = merge(&|_| base.clone(), ours, theirs, &files);
    let mut project = ours.clone();
    apply(&mut project, &transaction)?;
    Ok((Unwritten { conflicts, report }, project))
}

#[cfg(test)]
mod tests;
