//! Reads back what is about to be written, before it takes the place of a good file.

use super::FileKey;
use super::embedded::piece_from_bytes;
use super::keys::conflicts_in;
use super::read::texts_for;
use super::single::single_from_bytes;
use crate::model::edit::{self, Item};
use crate::model::{Project, UserError};

/// Whether the bytes of a file say exactly what the project holds.
pub fn verify_file(project: &Project, file: &FileKey, bytes: &[u8]) -> Result<(), UserError> {
    if !file.is_ron() {
        return Ok(());
    }
    let path = file.path();
    let texts = match file {
        FileKey::Layer(key) => texts_for(&key.document, project.text(key.document.as_str())),
        _ => Default::default(),
    };
    let piece = piece_from_bytes(file, &path, bytes, &texts);
    let equal = piece
        .changes
        .iter()
        .all(|change| same(edit::item(project, &change.key).as_ref(), change.after.as_ref()));
    if !piece.findings.damaged && equal && piece.changes.len() == item_count(project, file) {
        return Ok(());
    }
    let first = piece.findings.into_problems().into_iter().next();
    Err(unfaithful(
        &path,
        &first.map_or_else(|| "it differs".to_owned(), |problem| problem.to_string()),
    ))
}

pub fn verify_single(project: &Project, bytes: &[u8], name: &str) -> Result<(), UserError> {
    let read = single_from_bytes(bytes, name)?;
    if read.damaged.is_empty()
        && (read.project == *project || format!("{:?}", read.project) == format!("{project:?}"))
    {
        return Ok(());
    }
    let first = read
        .problems
        .first()
        .map_or_else(|| "it differs".to_owned(), ToString::to_string);
    Err(unfaithful(name, &first))
}

fn unfaithful(path: &str, why: &str) -> UserError {
    UserError::with_hint(
        format!("{path} was not saved: what was to be written does not read back as the same ({why})"),
        "The file is as it was. This is a fault of the program: please report it",
    )
}

/// Not-a-number differs from itself, but not in writing.
fn same(a: Option<&Item>, b: Option<&Item>) -> bool {
    a == b || format!("{a:?}") == format!("{b:?}")
}

/// How many items a file holds, its head included.
pub fn item_count(project: &Project, file: &FileKey) -> usize {
    let items = match file {
        FileKey::Project => {
            1 + project.people().len()
                + project.assignments().count()
                + project.locks().count()
                + project.redirects().count()
        }
        FileKey::Codebook => {
            let codebook = project.codebook();
            1 + codebook.labels().count() + codebook.attributes().count() + codebook.link_kinds().len()
        }
        FileKey::Entities(person) => project.entities_of(person).count(),
        FileKey::Layer(key) => project.layer(key).map_or(0, |layer| {
            1 + layer.len()
                + layer.all_adrift().len()
                + layer.links().len()
                + layer.comments().len()
                + layer.decisions().len()
        }),
        FileKey::Document(_) => 1,
        FileKey::Text(_) | FileKey::GitAttributes => 0,
    };
    items + conflicts_in(project, file).count()
}
