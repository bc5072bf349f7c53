//! A project from files that are already in memory: the samples that the program carries, and the parts of a single file.

use super::FileKey;
use super::assemble::{Assembled, assemble, settle_documents};
use super::findings::Findings;
use super::piece::{Piece, Source, Texts, piece, text_from_bytes, text_piece};
use crate::model::{Codebook, Problem, Problems, Project, UserError};

/// Reads files given by their paths within the project. Fails only where there is no `project.ron` among them.
pub fn project_from_files<P: AsRef<str>, B: AsRef<[u8]>>(
    files: &[(P, B)],
) -> Result<(Project, Problems), UserError> {
    let mut strays = Problems::new();
    let mut layers = Vec::new();
    let mut pieces = Vec::new();
    for (path, bytes) in files {
        let (path, bytes) = (path.as_ref(), bytes.as_ref());
        match FileKey::from_path(path) {
            None => strays.push(Problem::new(
                "stray-file",
                path,
                "no file of a project has this name",
            )),
            Some(FileKey::GitAttributes) => {}
            Some(FileKey::Text(id)) => pieces.push(text_piece(&id, bytes.to_vec(), path)),
            Some(file @ FileKey::Layer(_)) => layers.push((file, path, bytes)),
            Some(file) => pieces.push(piece_from_bytes(&file, path, bytes, &Texts::new())),
        }
    }
    if !pieces.iter().any(|piece| piece.file == FileKey::Project) {
        return Err(UserError::new("There is no project.ron among these files"));
    }
    let texts = settle_documents(&mut pieces);
    pieces.extend(
        layers
            .into_iter()
            .map(|(file, path, bytes)| piece_from_bytes(&file, path, bytes, &texts)),
    );
    let Assembled {
        project,
        mut problems,
        ..
    } = assemble(pieces, "Project");
    problems.extend(strays);
    Ok((project, problems))
}

pub fn piece_from_bytes(file: &FileKey, shown: &str, bytes: &[u8], texts: &Texts) -> Piece {
    let mut findings = Findings::new(shown);
    let text = text_from_bytes(bytes, &mut findings);
    piece(
        file,
        &Source {
            shown,
            text: &text,
            first_line: 1,
        },
        findings,
        texts,
    )
}

/// Reads a `codebook.ron` that belongs to no project. One bad line fails the whole.
pub fn codebook_from_bytes(bytes: &[u8], name: &str) -> Result<Codebook, UserError> {
    let piece = piece_from_bytes(&FileKey::Codebook, name, bytes, &Texts::new());
    let read = assemble(vec![piece], name);
    match read.problems.first() {
        Some(problem) => Err(UserError::new(problem.to_string())),
        None => Ok(read.project.codebook().clone()),
    }
}
