//! What stands in a file to items of the model. An item that the model cannot hold is left out and told, with its line.
//! Knows no path and no order of files.

use super::FileKey;
use super::dto::{self, Row, Value, Words};
use super::findings::Findings;
use crate::model::edit::{Change, Item, Key};
use crate::model::*;
use smol_str::SmolStr;
use std::collections::HashSet;
use std::sync::Arc;

mod anchoring;
mod codebook;
mod conflict;
mod layer;
mod one;

pub use codebook::codebook;
pub use layer::layer;
pub use one::{item_from_row, layer_head_from_row};

/// Why an item is left out: kind of problem, message.
struct Bad(&'static str, String);

impl From<IdError> for Bad {
    fn from(error: IdError) -> Self {
        Self("bad-id", error.to_string())
    }
}

fn time(words: &Words<'_>) -> Result<Timestamp, Bad> {
    words.as_str().parse().map_err(|message| Bad("bad-time", message))
}

fn small(words: &Words<'_>) -> SmolStr {
    SmolStr::new(words.as_str())
}

fn smalls(words: &[Words<'_>]) -> Vec<SmolStr> {
    words.iter().map(small).collect()
}

/// An id of some type, as its field asks for.
trait Id: Sized {
    fn id(text: &str) -> Result<Self, IdError>;
}

macro_rules! ids {
    ($($name:ident),*) => {$(
        impl Id for $name {
            fn id(text: &str) -> Result<Self, IdError> {
                Self::new(text)
            }
        }
    )*};
}
ids!(
    DocumentId,
    PersonId,
    LabelId,
    AttributeId,
    LinkKindId,
    EntityId,
    AnnotationId,
    LinkId,
    CommentId,
    DecisionId
);

fn id<T: Id>(words: &Words<'_>) -> Result<T, Bad> {
    Ok(T::id(words.as_str())?)
}

fn ids<T: Id>(words: &[Words<'_>]) -> Result<Vec<T>, Bad> {
    words.iter().map(id).collect()
}

fn id_if<T: Id>(words: Option<&Words<'_>>) -> Result<Option<T>, Bad> {
    words.map(id).transpose()
}

fn colour(words: &Words<'_>) -> Result<Colour, Bad> {
    words
        .as_str()
        .parse()
        .map_err(|message| Bad("bad-colour", message))
}

fn within_limits(change: Change) -> Result<Change, Bad> {
    match change.after.as_ref().and_then(limits::too_large) {
        Some(why) => Err(Bad("too-long", why)),
        None => Ok(change),
    }
}

/// Converts the rows of one list; bad ones and repeated ids are told and left out.
fn rows<R: dto::Keyed>(
    rows: Vec<Row<R>>,
    findings: &mut Findings,
    mut convert: impl FnMut(&R, u32, &mut Findings) -> Result<Change, Bad>,
) -> Vec<Change> {
    let mut seen: HashSet<SmolStr> = HashSet::with_capacity(rows.len());
    // One more than rows: a head may come before them.
    let mut changes = Vec::with_capacity(rows.len() + 1);
    // Each row is let go as soon as it is converted: of a large layer there are many.
    for Row { line, item } in rows {
        match convert(&item, line, findings).and_then(within_limits) {
            Ok(change) if !seen.insert(SmolStr::new(item.key())) => {
                findings.spare.push(change);
                findings.lose(
                    "duplicate-id",
                    line,
                    format!("the id “{}” stands here a second time", item.key()),
                );
            }
            Ok(change) => changes.push(change),
            Err(Bad(kind, message)) => findings.lose(kind, line, message),
        }
    }
    changes
}

pub fn project(file: dto::ProjectFile<'_>, findings: &mut Findings) -> Vec<Change> {
    let head = ProjectHead {
        id: small(&file.id),
        name: file.name.into_string(),
        notes: file.notes.into_string(),
    };
    let mut changes = vec![Change::create(Key::Head, Item::Head(Arc::new(head)))];
    changes.extend(rows(file.people, findings, |row, _, _| {
        let person = person(row)?;
        Ok(Change::create(
            Key::Person(person.id.clone()),
            Item::Person(Arc::new(person)),
        ))
    }));
    changes.extend(marks(file.assignments, findings, Key::Assignment));
    changes.extend(marks(file.locks, findings, Key::Lock));
    changes.extend(rows(file.redirects, findings, |row, _, _| {
        let entity = id(&row.entity)?;
        Ok(Change::create(
            Key::Redirect(entity),
            Item::Redirect(id_if(row.to.as_ref())?),
        ))
    }));
    changes.extend(conflict::conflicts(
        file.conflicts,
        &FileKey::Project,
        None,
        findings,
    ));
    changes
}

fn person(row: &dto::PersonRow<'_>) -> Result<Person, Bad> {
    let id: PersonId = id(&row.id)?;
    let kind = match row.kind {
        dto::PersonKind::Person => PersonKind::Person,
        dto::PersonKind::Imported => PersonKind::Imported,
        dto::PersonKind::Suggested => PersonKind::Suggested,
        dto::PersonKind::Adjudicated => PersonKind::Adjudicated,
    };
    if (id.as_str() == PersonId::ADJUDICATED) != (kind == PersonKind::Adjudicated) {
        return Err(Bad(
            "bad-person",
            "the id “adjudicated” is kept for the agreed result".to_owned(),
        ));
    }
    Ok(Person {
        id,
        name: row.name.as_str().to_owned(),
        colour: colour(&row.colour)?,
        kind,
    })
}

/// A mark said twice says the same: no harm.
fn marks(rows: Vec<Row<dto::MarkRow<'_>>>, findings: &mut Findings, key: fn(LayerKey) -> Key) -> Vec<Change> {
    let mut seen = HashSet::new();
    let mut changes = Vec::with_capacity(rows.len());
    for Row { line, item } in rows {
        let ids = (
            DocumentId::new(item.document.as_str()),
            PersonId::new(item.annotator.as_str()),
        );
        match ids {
            (Ok(document), Ok(annotator)) => {
                let layer = LayerKey::new(document, annotator);
                if seen.insert(layer.clone()) {
                    changes.push(Change::create(key(layer), Item::Mark));
                }
            }
            (Err(error), _) | (_, Err(error)) => findings.lose("bad-id", line, error.to_string()),
        }
    }
    changes
}

pub fn entities(file: dto::EntitiesFile<'_>, owner: &PersonId, findings: &mut Findings) -> Vec<Change> {
    let mut changes = rows(file.entities, findings, |row, _, _| {
        let entity = entity(row)?;
        Ok(Change::create(
            Key::Entity(owner.clone(), entity.id.clone()),
            Item::Entity(Arc::new(entity)),
        ))
    });
    let file_key = FileKey::Entities(owner.clone());
    changes.extend(conflict::conflicts(file.conflicts, &file_key, None, findings));
    changes
}

fn entity(row: &dto::EntityRow<'_>) -> Result<Entity, Bad> {
    Ok(Entity {
        id: id(&row.id)?,
        name: row.name.as_str().to_owned(),
        kind: small(&row.kind),
        aliases: row
            .aliases
            .iter()
            .map(|alias| alias.as_str().to_owned())
            .collect(),
        parent: id_if(row.parent.as_ref())?,
        fields: pairs(&row.fields),
        note: row.note.as_str().to_owned(),
        changed: time(&row.changed)?,
    })
}

fn pairs(pairs: &[(Words<'_>, Words<'_>)]) -> Vec<(String, String)> {
    let owned = |words: &Words<'_>| words.as_str().to_owned();
    pairs
        .iter()
        .map(|(name, value)| (owned(name), owned(value)))
        .collect()
}

/// The document's facts. Where its times cannot be read the rest is still worth having.
pub fn document(file: dto::DocumentFile<'_>, id: &DocumentId, findings: &mut Findings) -> Vec<Change> {
    let added = time(&file.added).unwrap_or_else(|Bad(kind, message)| {
        findings.lose(kind, 0, message);
        Timestamp::default()
    });
    let fields = file.fields.into_iter().map(|row| row.item);
    let document = Document {
        id: id.clone(),
        title: file.title.into_string(),
        date: file.date.into_string(),
        source: file.source.into_string(),
        author: file.author.into_string(),
        fields: fields
            .map(|field| (field.0.into_string(), field.1.into_string()))
            .collect(),
        notes: file.notes.into_string(),
        hash: small(&file.hash),
        added,
        origin: file.origin.map(origin),
    };
    let key = Key::Document(id.clone());
    let mut changes = vec![Change::create(key, Item::Document(Arc::new(document)))];
    let file_key = FileKey::Document(id.clone());
    changes.extend(conflict::conflicts(file.conflicts, &file_key, None, findings));
    changes
}

fn origin(origin: dto::Origin<'_>) -> Origin {
    Origin {
        file: origin.file.into_string(),
        encoding: origin.encoding.into_string(),
        newline: origin.newline.into_string(),
        bom: origin.bom,
    }
}

fn value(value: &Value<'_>) -> Result<AttributeValue, Bad> {
    Ok(match value {
        Value::Choice(word) => AttributeValue::Choice(small(word)),
        Value::Choices(words) => AttributeValue::Choices(smalls(words)),
        Value::Number(number) => AttributeValue::Number(*number),
        Value::Bool(yes) => AttributeValue::Bool(*yes),
        Value::Text(text) => AttributeValue::Text(text.as_str().to_owned()),
        Value::Entity(word) => AttributeValue::Entity(id(word)?),
        Value::Entities(list) => AttributeValue::Entities(ids(list)?),
    })
}
