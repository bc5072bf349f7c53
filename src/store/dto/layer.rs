//! `layers/<annotator>/<doc>.ron`: labels, links, comments and decisions.

use super::*;
use smallvec::SmallVec;

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
    #[serde(default)]
    pub conflicts: Vec<Row<ConflictRow<'a>>>,
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
#[serde(rename = "annotation", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct AnnotationRow<'a> {
    pub id: Words<'a>,
    pub label: Words<'a>,
    /// Nearly always one.
    #[serde(default)]
    pub at: SmallVec<[Place<'a>; 1]>,
    #[serde(default)]
    pub attributes: Vec<(Words<'a>, Value<'a>)>,
    #[serde(default)]
    pub note: Words<'a>,
    #[serde(default)]
    pub doubt: bool,
    /// Its words are not in the text any more, or nobody knows which they are: it waits to be placed.
    #[serde(default)]
    pub adrift: bool,
    pub made: Words<'a>,
    /// As `made` where missing.
    #[serde(default, deserialize_with = "some")]
    pub changed: Option<Words<'a>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename = "link", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
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
#[serde(rename = "comment", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
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
#[serde(rename = "decision", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct DecisionRow<'a> {
    pub id: Words<'a>,
    pub class: DecisionClass,
    pub by: Words<'a>,
    #[serde(default)]
    pub at: Vec<Place<'a>>,
    #[serde(default)]
    pub adrift: bool,
    /// Whose item, which, and its content hash.
    #[serde(default)]
    pub sources: Vec<(Words<'a>, Words<'a>, Words<'a>)>,
    #[serde(default)]
    pub results: Vec<Words<'a>>,
    #[serde(default)]
    pub reason: Words<'a>,
    /// The bulk rule that decided.
    #[serde(default)]
    pub rule: Words<'a>,
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
