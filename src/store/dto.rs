//! The shape of the files as serde reads it. Writing is `render`'s; tests keep the two together.
//! A default here is part of the form: `render` leaves out what has it, so it can only change with the version.

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};
use std::borrow::Cow;
use std::fmt;

/// A string that borrows from the file where nothing in it is escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words<'a>(pub Cow<'a, str>);

impl Words<'_> {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0.into_owned()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Words<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Words<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Words(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Words(Cow::Owned(text.to_owned())))
            }

            fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
                Ok(Words(Cow::Owned(text)))
            }
        }
        deserializer.deserialize_str(Reader)
    }
}

/// An item and the line it stands on: 0 until it is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row<T> {
    pub line: u32,
    pub item: T,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Row<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(|item| Self { line: 0, item })
    }
}

/// Reads a value that is present as Some, so that files need no `Some(…)`.
fn some<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// What can be read from a file.
pub trait Readable<'a>: Deserialize<'a> {}
impl<'a, T: Deserialize<'a>> Readable<'a> for T {}

#[cfg(test)]
pub use serde::de::IgnoredAny as Anything;

/// By which an item is found in its file.
pub trait Keyed {
    fn key(&self) -> &str;
}

macro_rules! keyed {
    ($($name:ident by $field:ident),* $(,)?) => {$(
        impl Keyed for $name<'_> {
            fn key(&self) -> &str {
                self.$field.as_str()
            }
        }
    )*};
}

keyed!(
    PersonRow by id,
    MarkRow by document,
    RedirectRow by entity,
    LabelRow by id,
    AttributeRow by id,
    LinkKindRow by id,
    EntityRow by id,
    AnnotationRow by id,
    LinkRow by id,
    CommentRow by id,
    DecisionRow by id,
);

impl Keyed for Words<'_> {
    fn key(&self) -> &str {
        self.as_str()
    }
}

impl Keyed for Field<'_> {
    fn key(&self) -> &str {
        self.0.as_str()
    }
}

/// A field of the user's own: name and value.
#[derive(Debug, Deserialize)]
pub struct Field<'a>(#[serde(borrow)] pub Words<'a>, #[serde(borrow)] pub Words<'a>);

// ---- project.ron

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
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
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
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct MarkRow<'a> {
    pub document: Words<'a>,
    pub annotator: Words<'a>,
}

/// An entity that was merged into another, or retired where `to` is missing.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct RedirectRow<'a> {
    pub entity: Words<'a>,
    #[serde(default, deserialize_with = "some")]
    pub to: Option<Words<'a>>,
}

// ---- codebook.ron

#[derive(Debug, Default, Deserialize)]
#[serde(rename = "Codebook", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct CodebookFile<'a> {
    pub format: u32,
    pub name: Words<'a>,
    #[serde(default)]
    pub guidelines: Words<'a>,
    #[serde(default)]
    pub labels: Vec<Row<LabelRow<'a>>>,
    #[serde(default)]
    pub attributes: Vec<Row<AttributeRow<'a>>>,
    #[serde(default)]
    pub link_kinds: Vec<Row<LinkKindRow<'a>>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct LabelRow<'a> {
    pub id: Words<'a>,
    pub name: Words<'a>,
    #[serde(default, deserialize_with = "some")]
    pub parent: Option<Words<'a>>,
    #[serde(default)]
    pub order: i32,
    pub colour: Words<'a>,
    #[serde(default, deserialize_with = "some")]
    pub key: Option<Words<'a>>,
    #[serde(default)]
    pub description: Words<'a>,
    #[serde(default)]
    pub include: Words<'a>,
    #[serde(default)]
    pub exclude: Words<'a>,
    #[serde(default)]
    pub anchoring: Anchoring,
    #[serde(default)]
    pub overlap: Overlap,
    #[serde(default)]
    pub retired: bool,
    #[serde(default, deserialize_with = "some")]
    pub merged_into: Option<Words<'a>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Anchoring {
    Characters,
    #[default]
    Words,
    Sentences,
    Document,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Overlap {
    #[default]
    Any,
    NotItself,
    None,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct AttributeRow<'a> {
    pub id: Words<'a>,
    pub name: Words<'a>,
    #[serde(default)]
    pub labels: Vec<Words<'a>>,
    pub kind: AttributeKind<'a>,
    #[serde(default)]
    pub required: bool,
    #[serde(default, deserialize_with = "some")]
    pub default: Option<Value<'a>>,
    #[serde(default, deserialize_with = "some")]
    pub shown_when: Option<(Words<'a>, Vec<Words<'a>>)>,
    #[serde(default)]
    pub description: Words<'a>,
    #[serde(default)]
    pub order: i32,
    #[serde(default)]
    pub retired: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub enum AttributeKind<'a> {
    Choice(Vec<Words<'a>>),
    Choices(Vec<Words<'a>>),
    Number {
        #[serde(default, deserialize_with = "some")]
        min: Option<f64>,
        #[serde(default, deserialize_with = "some")]
        max: Option<f64>,
    },
    Bool,
    Text,
    Entity {
        #[serde(default)]
        kinds: Vec<Words<'a>>,
        #[serde(default)]
        several: bool,
    },
}

/// A value of an attribute.
#[derive(Debug, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub enum Value<'a> {
    Choice(Words<'a>),
    Choices(Vec<Words<'a>>),
    Number(f64),
    Bool(bool),
    Text(Words<'a>),
    Entity(Words<'a>),
    Entities(Vec<Words<'a>>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct LinkKindRow<'a> {
    pub id: Words<'a>,
    pub name: Words<'a>,
    #[serde(default)]
    pub from: Vec<Words<'a>>,
    #[serde(default)]
    pub to: Vec<Words<'a>>,
    #[serde(default, deserialize_with = "some")]
    pub key: Option<Words<'a>>,
    #[serde(default)]
    pub description: Words<'a>,
    #[serde(default)]
    pub order: i32,
    #[serde(default)]
    pub retired: bool,
}

// ---- entities/<annotator>.ron

#[derive(Debug, Default, Deserialize)]
#[serde(rename = "Entities", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct EntitiesFile<'a> {
    pub format: u32,
    pub person: Words<'a>,
    #[serde(default)]
    pub entities: Vec<Row<EntityRow<'a>>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
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

// ---- documents/<doc>.ron

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
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
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

// ---- layers/<annotator>/<doc>.ron

#[derive(Debug, Default, Deserialize)]
#[serde(rename = "Layer", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct LayerFile<'a> {
    pub format: u32,
    pub document: Words<'a>,
    pub annotator: Words<'a>,
    pub annotated: bool,
    pub progress: Progress,
    #[serde(default)]
    pub annotations: Vec<Row<AnnotationRow<'a>>>,
    #[serde(default)]
    pub links: Vec<Row<LinkRow<'a>>>,
    #[serde(default)]
    pub comments: Vec<Row<CommentRow<'a>>>,
    #[serde(default)]
    pub decisions: Vec<Row<DecisionRow<'a>>>,
    #[serde(default)]
    pub gone: Vec<Row<Words<'a>>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[expect(clippy::enum_variant_names, reason = "the words of the form")]
pub enum Progress {
    #[default]
    New,
    InProgress,
    Finished,
    Locked,
}

/// A fragment: start and end in scalars, and the words between them.
pub type Place<'a> = (u32, u32, Words<'a>);

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct AnnotationRow<'a> {
    pub id: Words<'a>,
    pub label: Words<'a>,
    #[serde(default)]
    pub at: Vec<Place<'a>>,
    #[serde(default)]
    pub attributes: Vec<(Words<'a>, Value<'a>)>,
    #[serde(default)]
    pub note: Words<'a>,
    #[serde(default)]
    pub doubt: bool,
    pub made: Words<'a>,
    /// As `made` where missing.
    #[serde(default, deserialize_with = "some")]
    pub changed: Option<Words<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct LinkRow<'a> {
    pub id: Words<'a>,
    pub kind: Words<'a>,
    pub from: Words<'a>,
    pub to: Words<'a>,
    #[serde(default)]
    pub note: Words<'a>,
    pub made: Words<'a>,
    #[serde(default, deserialize_with = "some")]
    pub changed: Option<Words<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct CommentRow<'a> {
    pub id: Words<'a>,
    pub on: Words<'a>,
    #[serde(default, deserialize_with = "some")]
    pub reply_to: Option<Words<'a>>,
    #[serde(default)]
    pub text: Words<'a>,
    #[serde(default)]
    pub resolved: bool,
    pub made: Words<'a>,
    #[serde(default, deserialize_with = "some")]
    pub changed: Option<Words<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct DecisionRow<'a> {
    pub id: Words<'a>,
    pub class: DecisionClass,
    pub by: Words<'a>,
    #[serde(default)]
    pub at: Vec<Place<'a>>,
    /// Whose item, which, and its content hash.
    #[serde(default)]
    pub sources: Vec<(Words<'a>, Words<'a>, Words<'a>)>,
    #[serde(default)]
    pub results: Vec<Words<'a>>,
    #[serde(default)]
    pub reason: Words<'a>,
    pub made: Words<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum DecisionClass {
    Agreed,
    Took,
    KeptSeveral,
    Edited,
    NoneRight,
    Discuss,
}

// ---- the whole project as one file

#[derive(Debug, Default, Deserialize)]
#[serde(rename = "Ascribe", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
#[expect(
    dead_code,
    reason = "version and origin are read from the head; here they only have to be allowed"
)]
pub struct SingleFile<'a> {
    pub format: u32,
    #[serde(default)]
    pub origin: Words<'a>,
    pub project: ProjectFile<'a>,
    pub codebook: CodebookFile<'a>,
    #[serde(default)]
    pub entities: Vec<EntitiesFile<'a>>,
    #[serde(default)]
    pub documents: Vec<DocumentFile<'a>>,
    #[serde(default)]
    pub texts: Vec<TextRow<'a>>,
    #[serde(default)]
    pub layers: Vec<LayerFile<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename = "Text", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct TextRow<'a> {
    pub document: Words<'a>,
    pub text: Words<'a>,
}
