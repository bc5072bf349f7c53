//! `project.ron`, `entities/<annotator>.ron` and `documents/<doc>.ron`: people, entities and facts of documents.

use super::*;

#[derive(Debug, Default, Deserialize)]
#[serde(rename = "Project", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct ProjectFile<'a> {
    pub format: u32,
    pub id: Words<'a>,
    pub name: Words<'a>,
    #[serde(default)]
    pub notes: Words<'a>,
    #[serde(default)]
    pub people: Vec<Row<PersonRow<'a>>>,
    #[serde(default)]
    pub assignments: Vec<Row<MarkRow<'a>>>,
    #[serde(default)]
    pub locks: Vec<Row<MarkRow<'a>>>,
    #[serde(default)]
    pub redirects: Vec<Row<RedirectRow<'a>>>,
    #[serde(default)]
    pub conflicts: Vec<Row<ConflictRow<'a>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename = "person", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct PersonRow<'a> {
    pub id: Words<'a>,
    pub name: Words<'a>,
    pub colour: Words<'a>,
    #[serde(default)]
    pub kind: PersonKind,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum PersonKind {
    #[default]
    Person,
    Imported,
    Suggested,
    Adjudicated,
}

/// An assignment or a lock.
#[derive(Debug, Deserialize)]
#[serde(
    rename = "assignment or lock",
    deny_unknown_fields,
    bound(deserialize = "'de: 'a")
)]
pub struct MarkRow<'a> {
    pub document: Words<'a>,
    pub annotator: Words<'a>,
}

/// An entity that was merged into another, or retired where `to` is missing.
#[derive(Debug, Deserialize)]
#[serde(rename = "redirect", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct RedirectRow<'a> {
    pub entity: Words<'a>,
    #[serde(default, deserialize_with = "some")]
    pub to: Option<Words<'a>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename = "Entities", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct EntitiesFile<'a> {
    pub format: u32,
    pub person: Words<'a>,
    #[serde(default)]
    pub entities: Vec<Row<EntityRow<'a>>>,
    #[serde(default)]
    pub conflicts: Vec<Row<ConflictRow<'a>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename = "entity", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct EntityRow<'a> {
    pub id: Words<'a>,
    pub name: Words<'a>,
    #[serde(default)]
    pub kind: Words<'a>,
    #[serde(default)]
    pub aliases: Vec<Words<'a>>,
    #[serde(default, deserialize_with = "some")]
    pub parent: Option<Words<'a>>,
    #[serde(default)]
    pub fields: Vec<(Words<'a>, Words<'a>)>,
    #[serde(default)]
    pub note: Words<'a>,
    pub changed: Words<'a>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename = "Document", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct DocumentFile<'a> {
    pub format: u32,
    pub id: Words<'a>,
    pub title: Words<'a>,
    #[serde(default)]
    pub date: Words<'a>,
    #[serde(default)]
    pub source: Words<'a>,
    #[serde(default)]
    pub author: Words<'a>,
    #[serde(default)]
    pub notes: Words<'a>,
    pub hash: Words<'a>,
    pub added: Words<'a>,
    #[serde(default, deserialize_with = "some")]
    pub origin: Option<Origin<'a>>,
    #[serde(default)]
    pub fields: Vec<Row<Field<'a>>>,
    #[serde(default)]
    pub conflicts: Vec<Row<ConflictRow<'a>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename = "origin", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct Origin<'a> {
    #[serde(default)]
    pub file: Words<'a>,
    #[serde(default)]
    pub encoding: Words<'a>,
    #[serde(default)]
    pub newline: Words<'a>,
    #[serde(default)]
    pub bom: bool,
}
