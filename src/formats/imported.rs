//! What a reader hands over: names and offsets as the file has them, not yet matched with a project.
//! Optional fields are None where the file is silent, so that importing again can tell "not said" from "empty".

use crate::model::{
    Attribute, Colour, DecisionClass, Entity, Label, LinkKind, Origin, PersonKind, Problem, Problems,
    Progress, Timestamp,
};

use super::Json;

/// Everything that one file brings.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// File name without its folder.
    pub name: String,
    pub project: ImportedProject,
    pub codebook: ImportedCodebook,
    pub people: Vec<ImportedPerson>,
    pub entities: Vec<ImportedEntity>,
    pub documents: Vec<ImportedDocument>,
    /// Records that could not be read, with their lines.
    pub skipped: Problems,
    pub notices: Vec<String>,
}

impl Imported {
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// Lists a record that is left out.
    pub fn skip(&mut self, kind: &'static str, line: Option<u32>, message: impl Into<String>) {
        let mut problem = Problem::new(kind, self.name.clone(), message);
        problem.line = line;
        self.skipped.push(problem);
    }

    /// The file name without its extension.
    pub fn stem(&self) -> &str {
        stem(&self.name)
    }
}

/// A file name without its extension; the whole name where nothing would be left.
pub fn stem(name: &str) -> &str {
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem,
        _ => name,
    }
}

#[derive(Clone, Debug, Default)]
pub struct ImportedProject {
    pub name: String,
    pub notes: String,
    /// (document, person)
    pub assignments: Vec<(String, String)>,
    pub locks: Vec<(String, String)>,
    /// Entities merged into another, or retired.
    pub redirects: Vec<(String, Option<String>)>,
}

#[derive(Clone, Debug, Default)]
pub struct ImportedCodebook {
    pub name: String,
    pub guidelines: String,
    pub labels: Vec<Label>,
    pub attributes: Vec<Attribute>,
    pub link_kinds: Vec<LinkKind>,
}

#[derive(Clone, Debug)]
pub struct ImportedPerson {
    /// The id as the file has it; it may not be fit for a file name.
    pub id: String,
    pub name: String,
    pub colour: Option<Colour>,
    pub kind: PersonKind,
}

#[derive(Clone, Debug)]
pub struct ImportedEntity {
    /// Who added it; None for the person who imports.
    pub person: Option<String>,
    pub entity: Entity,
}

/// What offsets count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OffsetUnit {
    #[default]
    Scalars,
    Utf16,
    /// Extended grapheme clusters.
    Graphemes,
}

#[derive(Clone, Debug, Default)]
pub struct ImportedDocument {
    pub id: Option<String>,
    /// Its name in the project; empty where the file gives none.
    pub title: String,
    /// Its name if it is new and has no title. No identity: it matches no document.
    pub working_title: String,
    /// None where the format carries labels only.
    pub text: Option<String>,
    pub unit: OffsetUnit,
    pub date: Option<String>,
    pub source: Option<String>,
    pub author: Option<String>,
    pub fields: Option<Vec<(String, String)>>,
    pub notes: Option<String>,
    pub added: Option<Timestamp>,
    pub origin: Option<Origin>,
    pub layers: Vec<ImportedLayer>,
    pub line: Option<u32>,
}

#[derive(Clone, Debug, Default)]
pub struct ImportedLayer {
    /// Id or name; None where the file does not say whose labels these are.
    pub annotator: Option<String>,
    pub annotated: Option<bool>,
    pub progress: Option<Progress>,
    pub gone: Vec<String>,
    pub annotations: Vec<ImportedAnnotation>,
    pub links: Vec<ImportedLink>,
    pub comments: Vec<ImportedComment>,
    pub decisions: Vec<ImportedDecision>,
    pub line: Option<u32>,
}

#[derive(Clone, Debug, Default)]
pub struct ImportedAnnotation {
    pub id: Option<String>,
    /// Id or name.
    pub label: String,
    /// Fragments in the document's unit; empty for a label of the whole document.
    pub at: Vec<(i64, i64)>,
    /// The words that the file says it covers, checked against the text.
    pub quote: Option<String>,
    pub attributes: Option<Vec<(String, Json)>>,
    pub note: Option<String>,
    pub doubt: Option<bool>,
    pub made: Option<Timestamp>,
    pub changed: Option<Timestamp>,
    pub line: Option<u32>,
}

#[derive(Clone, Debug, Default)]
pub struct ImportedLink {
    pub id: Option<String>,
    pub kind: String,
    pub from: String,
    pub to: String,
    pub note: Option<String>,
    pub made: Option<Timestamp>,
    pub changed: Option<Timestamp>,
    pub line: Option<u32>,
}

#[derive(Clone, Debug, Default)]
pub struct ImportedComment {
    pub id: Option<String>,
    pub on: String,
    pub reply_to: Option<String>,
    pub text: String,
    pub resolved: Option<bool>,
    pub made: Option<Timestamp>,
    pub changed: Option<Timestamp>,
    pub line: Option<u32>,
}

#[derive(Clone, Debug)]
pub struct ImportedDecision {
    pub id: Option<String>,
    pub class: DecisionClass,
    pub by: String,
    pub made: Option<Timestamp>,
    pub at: Vec<(i64, i64)>,
    /// (annotator, annotation, hash)
    pub sources: Vec<(String, String, String)>,
    pub results: Vec<String>,
    pub reason: String,
    pub rule: String,
    pub line: Option<u32>,
}

/// An id that cannot hold white space or controls, from any words: those become `-`. None where nothing is left.
pub fn plain_id(words: &str) -> Option<String> {
    let mut id = String::new();
    for c in words.trim().chars() {
        let c = if c.is_whitespace() || c.is_control() {
            '-'
        } else {
            c
        };
        if id.len() + c.len_utf8() > 128 {
            break;
        }
        id.push(c);
    }
    (!id.is_empty()).then_some(id)
}
