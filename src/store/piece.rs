//! One file read: its items and what is wrong with it. Knows bytes and a name for messages, not where they came from.

use super::FileKey;
use super::convert;
use super::findings::Findings;
use super::migrate::{self, Age};
use super::parse::{Fault, Form, file_from_text, kind_and_format};
use crate::model::edit::{Change, Item, Key};
use crate::model::*;
use crate::text::Text;
use std::borrow::Cow;
use std::collections::BTreeMap;

pub type Texts = BTreeMap<DocumentId, Text>;

/// What one file holds.
pub struct Piece {
    pub file: FileKey,
    pub changes: Vec<Change>,
    pub findings: Findings,
    /// Its version, where this program does not know it yet.
    pub newer: Option<u32>,
}

impl Piece {
    /// Holds the version that stands in the file against those that this program knows.
    pub fn set_format(&mut self, format: u32) {
        match migrate::age(format) {
            Age::Older | Age::Current => {}
            Age::Newer => self.newer = Some(format),
        }
    }

    /// What cannot be read of a newer version has one cause, which is told instead.
    pub fn tell_newer(&mut self, line: u32) {
        let Some(format) = self.newer else { return };
        self.findings.clear();
        self.findings.damaged = true;
        let message = format!(
            "the file has format {format}, written by a newer version of Ascribe; this one knows format {}",
            migrate::FORMAT
        );
        self.findings.tell("newer-format", line, message);
    }

    pub fn empty(file: FileKey, shown: &str) -> Self {
        Self {
            file,
            changes: Vec::new(),
            findings: Findings::new(shown),
            newer: None,
        }
    }
}

/// The text of a file without its byte order mark. Bytes that are no UTF-8 are told and shown as `U+FFFD`.
pub fn text_from_bytes<'a>(bytes: &'a [u8], findings: &mut Findings) -> Cow<'a, str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) => {
            findings.fault(utf8_fault(bytes, error.valid_up_to()));
            String::from_utf8_lossy(bytes)
        }
    }
}

fn utf8_fault(bytes: &[u8], at: usize) -> Fault {
    let good = String::from_utf8_lossy(bytes.get(..at).unwrap_or_default());
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let line_start = good.rfind('\n').map_or(0, |n| n + 1);
    Fault {
        kind: "not-utf8",
        line: number(good.matches('\n').count() + 1),
        column: Some(number(
            good.get(line_start..).unwrap_or_default().chars().count() + 1,
        )),
        message: "the bytes here are no UTF-8 text".to_owned(),
    }
}

/// Reads a document's text. Offsets count what is there, so nothing in it is changed.
pub fn text_piece(id: &DocumentId, bytes: Vec<u8>, shown: &str) -> Piece {
    let mut piece = Piece::empty(FileKey::Text(id.clone()), shown);
    match String::from_utf8(bytes) {
        Ok(text) => match Text::new(text) {
            Ok(text) => piece
                .changes
                .push(Change::create(Key::Text(id.clone()), Item::Text(text))),
            Err(error) => piece.findings.lose("too-large", 0, error.to_string()),
        },
        Err(error) => {
            let fault = utf8_fault(error.as_bytes(), error.utf8_error().valid_up_to());
            piece.findings.fault(fault);
        }
    }
    piece
}

/// Where a part of a file stands: all of it, or some lines of a single file.
pub struct Source<'a> {
    /// The name in messages.
    pub shown: &'a str,
    pub text: &'a str,
    pub first_line: u32,
}

/// Reads one of the RON files. A layer needs the text that its offsets count in.
pub fn piece(file: &FileKey, source: &Source<'_>, findings: Findings, texts: &Texts) -> Piece {
    let mut piece = Piece {
        findings,
        ..Piece::empty(file.clone(), source.shown)
    };
    match file {
        FileKey::Project => {
            if let Some(read) = form(source, &mut piece) {
                piece.changes = convert::project(read, &mut piece.findings);
            }
        }
        FileKey::Codebook => {
            if let Some(read) = form(source, &mut piece) {
                piece.changes = convert::codebook(read, &mut piece.findings);
            }
        }
        FileKey::Entities(person) => entities_piece(person, source, &mut piece),
        FileKey::Document(id) => document_piece(id, source, &mut piece),
        FileKey::Layer(key) => layer_piece(key, source, texts, &mut piece),
        FileKey::Text(_) | FileKey::GitAttributes => {}
    }
    piece.tell_newer(source.first_line);
    piece
}

/// The file's shape, if it is a file of this kind at all.
fn form<'a, F: Form<'a>>(source: &Source<'a>, piece: &mut Piece) -> Option<F> {
    let line = source.first_line;
    if source.text.trim_matches(['\0', ' ', '\t', '\r', '\n']).is_empty() {
        piece.findings.lose("empty-file", line, "the file is empty");
        return None;
    }
    let format = match kind_and_format(source.text) {
        Some((kind, _)) if kind != F::KIND => {
            piece.findings.lose(
                "wrong-kind",
                line,
                format!("“{kind}” stands where “{}” belongs", F::KIND),
            );
            return None;
        }
        Some((_, format)) => {
            piece.set_format(format);
            format
        }
        // The head is damaged, or a merge wrote above it: the lines below may still be good.
        None => migrate::FORMAT,
    };
    let (file, faults) = file_from_text::<F>(source.text, format, line);
    for fault in faults {
        piece.findings.fault(fault);
    }
    Some(file)
}

fn entities_piece(person: &PersonId, source: &Source<'_>, piece: &mut Piece) {
    let Some(read) = form::<super::dto::EntitiesFile<'_>>(source, piece) else {
        return;
    };
    if is_elsewhere(read.person.as_str(), person.as_str()) {
        misplaced(
            piece,
            source,
            &format!("the entities of “{}”", read.person.as_str()),
        );
        return;
    }
    piece.changes = convert::entities(read, person, &mut piece.findings);
}

fn document_piece(id: &DocumentId, source: &Source<'_>, piece: &mut Piece) {
    let Some(read) = form::<super::dto::DocumentFile<'_>>(source, piece) else {
        return;
    };
    if is_elsewhere(read.id.as_str(), id.as_str()) {
        misplaced(piece, source, &format!("the document “{}”", read.id.as_str()));
        return;
    }
    // Without its head there is no title and no hash: as if the file were missing, but never written over.
    if read.id.as_str().is_empty() && read.hash.as_str().is_empty() {
        return;
    }
    piece.changes = convert::document(read, id, &mut piece.findings);
}

fn layer_piece(key: &LayerKey, source: &Source<'_>, texts: &Texts, piece: &mut Piece) {
    let Some(text) = texts.get(&key.document) else {
        let message = format!(
            "the text of “{}” could not be read, and without it no offset has a meaning",
            key.document
        );
        piece.findings.lose("orphan-layer", 0, message);
        return;
    };
    let Some(read) = form::<super::dto::LayerFile<'_>>(source, piece) else {
        return;
    };
    let names = [
        (read.document.as_str(), key.document.as_str()),
        (read.annotator.as_str(), key.annotator.as_str()),
    ];
    if names
        .iter()
        .any(|(inside, outside)| is_elsewhere(inside, outside))
    {
        misplaced(
            piece,
            source,
            &format!("the layer of “{}” on “{}”", names[1].0, names[0].0),
        );
        return;
    }
    piece.changes = convert::layer(read, key, text, &mut piece.findings);
}

/// An empty name is that of a head that could not be read: then the file's name counts.
fn is_elsewhere(inside: &str, outside: &str) -> bool {
    !inside.is_empty() && inside != outside
}

fn misplaced(piece: &mut Piece, source: &Source<'_>, what: &str) {
    let message = format!("the file holds {what}, which is not what its name says");
    piece.findings.lose("wrong-place", source.first_line, message);
}
