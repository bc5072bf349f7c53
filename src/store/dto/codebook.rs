//! `codebook.ron`: labels, attributes and link kinds.

use super::*;

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
    #[serde(default)]
    pub conflicts: Vec<Row<ConflictRow<'a>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename = "label", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
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
#[serde(rename = "attribute", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
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
#[serde(rename = "link kind", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
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
