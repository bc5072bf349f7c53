//! The section `conflicts` that every file with items may have: versions that stand aside until somebody decides.

use super::*;

#[derive(Debug, Deserialize)]
#[serde(rename = "conflict", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct ConflictRow<'a> {
    /// The item by its list and its id, such as `labels/claim`; `head` for what stands at the top of the file.
    pub of: Words<'a>,
    pub others: Vec<Version<'a>>,
}

/// One version of an item, as the item's own list would have it.
#[derive(Debug, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub enum Version<'a> {
    /// The item was deleted.
    Gone,
    Project(Box<ProjectTop<'a>>),
    Codebook(Box<CodebookTop<'a>>),
    Document(Box<DocumentTop<'a>>),
    Text(Words<'a>),
    Person(Box<PersonRow<'a>>),
    Redirect(Box<RedirectRow<'a>>),
    Label(Box<LabelRow<'a>>),
    Attribute(Box<AttributeRow<'a>>),
    LinkKind(Box<LinkKindRow<'a>>),
    Entity(Box<EntityRow<'a>>),
    Annotation(Box<AnnotationRow<'a>>),
    Link(Box<LinkRow<'a>>),
    Comment(Box<CommentRow<'a>>),
    Decision(Box<DecisionRow<'a>>),
}

#[derive(Debug, Deserialize)]
#[serde(rename = "project", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct ProjectTop<'a> {
    pub id: Words<'a>,
    pub name: Words<'a>,
    #[serde(default)]
    pub notes: Words<'a>,
}

#[derive(Debug, Deserialize)]
#[serde(rename = "codebook", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct CodebookTop<'a> {
    pub name: Words<'a>,
    #[serde(default)]
    pub guidelines: Words<'a>,
}

/// What a document's file says, in one row.
#[derive(Debug, Deserialize)]
#[serde(rename = "document", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct DocumentTop<'a> {
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
    pub fields: Vec<(Words<'a>, Words<'a>)>,
}
