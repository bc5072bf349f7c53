//! Searching: a pattern in one text, and in all that a project holds. Pure functions that hand over hits one by one and
//! look at a flag that cancels them; no worker, no window and no cap is known here.

use crate::model::{AnnotationId, DocumentId, LabelId, PersonId, UserError};
use crate::text::{Span, Text};
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

/// What is searched for.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Pattern {
    pub text: String,
    /// A regular expression; else the very words.
    pub regex: bool,
    /// Capitals count.
    pub case: bool,
    /// Whole words only.
    pub word: bool,
}

/// Where it is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The texts themselves.
    Text,
    /// Names of labels that are in use.
    Labels,
    Notes,
    Comments,
    /// Values of attributes.
    Attributes,
}

/// A place where a pattern was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    pub document: DocumentId,
    /// Bytes of the document; outside the text those of the annotation it belongs to.
    pub at: Span,
    pub field: Field,
    pub annotation: Option<(PersonId, AnnotationId)>,
    /// About 40 scalars of the same line.
    pub before: String,
    pub matched: String,
    pub after: String,
    /// Labels that overlap `at`, of the layers looked at.
    pub labels: Vec<LabelId>,
}

/// A pattern made ready.
#[derive(Clone, Debug)]
pub struct Searcher {}

impl Searcher {
    /// Says in plain words what is wrong with a regular expression, and where.
    pub fn new(_pattern: &Pattern) -> Result<Searcher, UserError> {
        Ok(Searcher {})
    }

    /// Hands over the hits in order, until `found` breaks off or `cancel` is set.
    pub fn search(
        &self,
        _text: &Text,
        _cancel: &AtomicBool,
        _found: &mut dyn FnMut(Span) -> ControlFlow<()>,
    ) {
    }
}
