//! What an import did and did not do, for people and for the command line.

use crate::model::{AttributeId, DocumentId, LabelId, LinkKindId, PersonId, Problems};

/// Counts are of annotations, links, comments and decisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    pub new: usize,
    /// Already there, and the same.
    pub equal: usize,
    /// Already there, and different: ours stay, `conflicts` lists them.
    pub changed: usize,
    /// Deleted here before: not brought back.
    pub gone: usize,
    pub created_labels: Vec<LabelId>,
    pub created_attributes: Vec<AttributeId>,
    pub created_link_kinds: Vec<LinkKindId>,
    pub created_people: Vec<PersonId>,
    pub created_documents: Vec<DocumentId>,
    pub conflicts: Vec<Conflict>,
    /// Records that were left out, with their lines.
    pub skipped: Problems,
    pub notices: Vec<String>,
}

/// Something that differs between the file and the project; the project's version stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conflict {
    pub document: Option<DocumentId>,
    pub annotator: Option<PersonId>,
    /// What it is about: `annotation k3v9q2m7x4tb`, `label claim`.
    pub item: String,
    pub reason: String,
}
