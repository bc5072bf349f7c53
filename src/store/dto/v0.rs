//! Version 0, invented: no program ever wrote it. It is here so that the chain is in use and tested before it is needed.
//! Its labels had one place each, in the fields `start`, `end` and `quote` instead of a list `at`.
//!
//! A file that says `format: 0` is read like this. Rows that do not fit are told and the file is left as it is, as always, so a
//! damaged digit in the first line loses nothing.

use super::super::migrate::FORMAT;
use super::{Progress, Readable, Row, Value, Words, some};
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(rename = "annotation", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct AnnotationRow<'a> {
    id: Words<'a>,
    label: Words<'a>,
    /// Scalars. Neither start nor end: a label of the whole document.
    #[serde(default, deserialize_with = "some")]
    start: Option<u32>,
    #[serde(default, deserialize_with = "some")]
    end: Option<u32>,
    #[serde(default)]
    quote: Words<'a>,
    #[serde(default)]
    attributes: Vec<(Words<'a>, Value<'a>)>,
    #[serde(default)]
    note: Words<'a>,
    #[serde(default)]
    doubt: bool,
    made: Words<'a>,
    #[serde(default, deserialize_with = "some")]
    changed: Option<Words<'a>>,
}

impl<'a> Readable<'a> for super::AnnotationRow<'a> {
    type V0 = AnnotationRow<'a>;
}

impl<'a> From<AnnotationRow<'a>> for super::AnnotationRow<'a> {
    fn from(row: AnnotationRow<'a>) -> Self {
        let is_placed = row.start.is_some() || row.end.is_some();
        // Of half a place the offsets make no sense, and the next to look at them says so.
        let place = (
            row.start.unwrap_or_default(),
            row.end.unwrap_or_default(),
            row.quote,
        );
        Self {
            id: row.id,
            label: row.label,
            at: is_placed.then_some(place).into_iter().collect(),
            attributes: row.attributes,
            note: row.note,
            doubt: row.doubt,
            adrift: false,
            made: row.made,
            changed: row.changed,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename = "Layer", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct LayerFile<'a> {
    #[serde(rename = "format")]
    _format: u32,
    document: Words<'a>,
    annotator: Words<'a>,
    annotated: bool,
    progress: Progress,
    #[serde(default)]
    annotations: Vec<Row<AnnotationRow<'a>>>,
    #[serde(default)]
    links: Vec<Row<super::LinkRow<'a>>>,
    #[serde(default)]
    comments: Vec<Row<super::CommentRow<'a>>>,
    #[serde(default)]
    decisions: Vec<Row<super::DecisionRow<'a>>>,
    #[serde(default)]
    gone: Vec<Row<Words<'a>>>,
}

impl<'a> Readable<'a> for super::LayerFile<'a> {
    type V0 = LayerFile<'a>;
}

impl<'a> From<LayerFile<'a>> for super::LayerFile<'a> {
    fn from(file: LayerFile<'a>) -> Self {
        let annotations = file.annotations.into_iter().map(|row| Row {
            line: row.line,
            item: row.item.into(),
        });
        Self {
            format: FORMAT,
            document: file.document,
            annotator: file.annotator,
            annotated: file.annotated,
            progress: file.progress,
            annotations: annotations.collect(),
            links: file.links,
            comments: file.comments,
            decisions: file.decisions,
            gone: file.gone,
            ..Self::default()
        }
    }
}

/// The project in one file, where its layout is another program's.
#[derive(Debug, Deserialize)]
#[serde(rename = "Ascribe", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct SingleFile<'a> {
    #[serde(rename = "format")]
    _format: u32,
    #[serde(default)]
    origin: Words<'a>,
    project: super::ProjectFile<'a>,
    codebook: super::CodebookFile<'a>,
    #[serde(default)]
    entities: Vec<super::EntitiesFile<'a>>,
    #[serde(default)]
    documents: Vec<super::DocumentFile<'a>>,
    #[serde(default)]
    texts: Vec<super::TextRow<'a>>,
    #[serde(default)]
    layers: Vec<LayerFile<'a>>,
}

impl<'a> Readable<'a> for super::SingleFile<'a> {
    type V0 = SingleFile<'a>;
}

impl<'a> From<SingleFile<'a>> for super::SingleFile<'a> {
    fn from(file: SingleFile<'a>) -> Self {
        Self {
            format: FORMAT,
            origin: file.origin,
            project: file.project,
            codebook: file.codebook,
            entities: file.entities,
            documents: file.documents,
            texts: file.texts,
            layers: file.layers.into_iter().map(Into::into).collect(),
        }
    }
}
