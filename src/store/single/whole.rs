//! A single file that another program laid out anew: read as one value, without lines to name.

use super::super::FileKey;
use super::super::assemble::{Assembled, assemble, settle_documents};
use super::super::convert;
use super::super::dto;
use super::super::findings::Findings;
use super::super::piece::{Piece, Texts, text_piece};
use crate::model::*;

pub fn assemble_whole(file: dto::SingleFile<'_>, name: &str) -> Assembled {
    let mut frame = Findings::new(name);
    let empty = |file, format| {
        let mut piece = Piece::empty(file, name);
        piece.set_format(format);
        piece
    };
    let mut project = empty(FileKey::Project, file.project.format);
    let mut codebook = empty(FileKey::Codebook, file.codebook.format);
    project.changes = convert::project(file.project, &mut project.findings);
    codebook.changes = convert::codebook(file.codebook, &mut codebook.findings);
    let mut pieces = vec![project, codebook];
    for file in file.entities {
        let Some(person) = named(PersonId::new(file.person.as_str()), &mut frame) else {
            continue;
        };
        let mut piece = empty(FileKey::Entities(person.clone()), file.format);
        piece.changes = convert::entities(file, &person, &mut piece.findings);
        pieces.push(piece);
    }
    for file in file.documents {
        let Some(id) = named(DocumentId::new(file.id.as_str()), &mut frame) else {
            continue;
        };
        let mut piece = empty(FileKey::Document(id.clone()), file.format);
        piece.changes = convert::document(file, &id, &mut piece.findings);
        pieces.push(piece);
    }
    for row in file.texts {
        if let Some(id) = named(DocumentId::new(row.document.as_str()), &mut frame) {
            pieces.push(text_piece(&id, row.text.into_string().into_bytes(), name));
        }
    }
    let texts = settle_documents(&mut pieces);
    for layer in file.layers {
        pieces.extend(layer_piece(layer, name, &texts, &mut frame));
    }
    let mut whole = Piece {
        findings: frame,
        ..Piece::empty(FileKey::Project, name)
    };
    whole.set_format(file.format);
    pieces.push(whole);
    for piece in &mut pieces {
        piece.tell_newer(1);
    }
    assemble(pieces, name)
}

fn layer_piece(file: dto::LayerFile<'_>, name: &str, texts: &Texts, frame: &mut Findings) -> Option<Piece> {
    let document = named(DocumentId::new(file.document.as_str()), frame);
    let annotator = named(PersonId::new(file.annotator.as_str()), frame);
    let key = LayerKey::new(document?, annotator?);
    let mut piece = Piece::empty(FileKey::Layer(key.clone()), name);
    piece.set_format(file.format);
    match texts.get(&key.document) {
        Some(text) => piece.changes = convert::layer(file, &key, text, &mut piece.findings),
        None => piece.findings.lose(
            "orphan-layer",
            0,
            format!("the text of “{}” is missing", key.document),
        ),
    }
    Some(piece)
}

fn named<T>(id: Result<T, IdError>, findings: &mut Findings) -> Option<T> {
    id.map_err(|error| findings.lose("bad-id", 0, error.to_string()))
        .ok()
}
