//! The whole project as one file.

use super::*;

#[derive(Debug, Default, Deserialize)]
#[serde(rename = "Ascribe", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
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

/// Of the first line of a single file, what is not known by then. Newer versions may have more there.
#[derive(Debug, Deserialize)]
#[serde(rename = "Ascribe", bound(deserialize = "'de: 'a"))]
pub struct SingleHead<'a> {
    #[serde(default)]
    pub origin: Words<'a>,
}

#[derive(Debug, Deserialize)]
#[serde(rename = "Text", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct TextRow<'a> {
    pub document: Words<'a>,
    pub text: Words<'a>,
}
