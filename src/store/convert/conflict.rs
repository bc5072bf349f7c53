//! Versions of items that stand aside. What they refer to may be missing: nothing is looked up before one of them is taken.

use super::super::keys::key_from_row_name;
use super::dto::Version;
use super::*;
use crate::text::Text;

/// `text` is the document's that a layer's offsets count in.
pub fn conflicts(
    list: Vec<Row<dto::ConflictRow<'_>>>,
    file: &FileKey,
    text: Option<&Text>,
    findings: &mut Findings,
) -> Vec<Change> {
    rows(list, findings, |row, line, findings| {
        let name = row.of.as_str();
        let of = key_from_row_name(file, name)?
            .ok_or_else(|| Bad("bad-conflict", format!("there is nothing called “{name}” here")))?;
        let others = row
            .others
            .iter()
            .map(|other| version(other, &of, text, line, findings));
        let conflict = Conflict::new(others.collect::<Result<Vec<_>, Bad>>()?);
        if conflict.others.is_empty() {
            return Err(Bad("bad-conflict", format!("“{name}” has no other version")));
        }
        Ok(Change::create(of.conflict(), Item::Conflict(Arc::new(conflict))))
    })
}

pub(super) fn version(
    version: &Version<'_>,
    of: &Key,
    text: Option<&Text>,
    line: u32,
    findings: &mut Findings,
) -> Result<Option<Item>, Bad> {
    Ok(Some(match version {
        Version::Gone => return Ok(None),
        Version::Project(row) => Item::Head(Arc::new(ProjectHead {
            id: small(&row.id),
            name: row.name.as_str().to_owned(),
            notes: row.notes.as_str().to_owned(),
        })),
        Version::Codebook(row) => Item::CodebookHead(Arc::new(CodebookHead {
            name: row.name.as_str().to_owned(),
            guidelines: row.guidelines.as_str().to_owned(),
        })),
        Version::Document(row) => Item::Document(Arc::new(document_top(row)?)),
        Version::Text(words) => {
            Item::Text(Text::new(words.as_str()).map_err(|error| Bad("too-large", error.to_string()))?)
        }
        Version::Person(row) => Item::Person(Arc::new(person(row)?)),
        Version::Redirect(row) => Item::Redirect(id_if(row.to.as_ref())?),
        Version::Label(row) => Item::Label(Arc::new(codebook::label(row)?)),
        Version::Attribute(row) => Item::Attribute(Arc::new(codebook::attribute(row)?)),
        Version::LinkKind(row) => Item::LinkKind(Arc::new(codebook::link_kind(row)?)),
        Version::Entity(row) => Item::Entity(Arc::new(entity(row)?)),
        of_layer => match (of.layer(), text) {
            (Some(key), Some(text)) => layer::Reader { key, text }.version(of_layer, line, findings)?,
            _ => {
                return Err(Bad(
                    "bad-conflict",
                    "a version of an item of a layer stands where no layer is".to_owned(),
                ));
            }
        },
    }))
}

fn document_top(row: &dto::DocumentTop<'_>) -> Result<Document, Bad> {
    let origin = row.origin.as_ref().map(|origin| Origin {
        file: origin.file.as_str().to_owned(),
        encoding: origin.encoding.as_str().to_owned(),
        newline: origin.newline.as_str().to_owned(),
        bom: origin.bom,
    });
    Ok(Document {
        id: id(&row.id)?,
        title: row.title.as_str().to_owned(),
        date: row.date.as_str().to_owned(),
        source: row.source.as_str().to_owned(),
        author: row.author.as_str().to_owned(),
        fields: pairs(&row.fields),
        notes: row.notes.as_str().to_owned(),
        hash: small(&row.hash),
        added: time(&row.added)?,
        origin,
    })
}
