//! Finding: in the open document, everywhere, and tagging all that was found. The searching itself is work for jobs; their
//! hits come back in portions.

use super::*;
use crate::analysis::search::{Field, Hit, Pattern};
use crate::text::Span;

/// The find bar and its hits in the open document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Find {
    pub pattern: Pattern,
    pub open: bool,
    /// In order. Empty while the bar is closed.
    pub hits: Arc<Vec<Span>>,
    /// Index into `hits`.
    pub current: Option<usize>,
    pub error: Option<String>,
    /// More hits may come.
    pub running: bool,
}

/// A search in all documents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SearchAll {
    pub pattern: Pattern,
    pub fields: BTreeSet<Field>,
    /// By document title, then by field and place.
    pub hits: Arc<Vec<Hit>>,
    /// There are more hits than are kept.
    pub capped: bool,
    pub running: bool,
    pub done_documents: usize,
    pub all_documents: usize,
    pub error: Option<String>,
}

/// Passages that are to get one label together.
#[derive(Clone, Debug, PartialEq)]
pub struct TagAll {
    pub label: LabelId,
    pub pattern: Pattern,
    pub everywhere: bool,
    pub rows: Arc<Vec<TagAllRow>>,
    /// There are more hits than are kept.
    pub capped: bool,
    pub running: bool,
    pub error: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct TagAllRow {
    pub document: DocumentId,
    /// The hit, grown to what the label's anchoring asks for.
    pub at: Span,
    pub before: String,
    pub matched: String,
    pub after: String,
    /// The user's own labels that overlap it.
    pub existing: Vec<LabelId>,
    pub ticked: bool,
    /// Why it cannot be tagged.
    pub why_not: Option<String>,
}

impl TagAll {
    /// How many rows will be tagged.
    pub fn ticked(&self) -> usize {
        self.rows.iter().filter(|row| row.ticked).count()
    }
}

impl Session {
    pub(super) fn open_find(&mut self) -> Effects {
        self.view.find.open = true;
        Ok(vec![Effect::Focus(Focus::Find)])
    }

    pub(super) fn find_step(&mut self, _forward: bool) -> Effects {
        Ok(Vec::new())
    }

    pub(super) fn dispatch_finding(&mut self, request: Request) -> Effects {
        match request {
            Request::Find(_)
            | Request::FindStep { .. }
            | Request::CloseFind
            | Request::SearchAll { .. }
            | Request::CancelSearch
            | Request::GoToHit(_)
            | Request::CloseSearch
            | Request::PlanTagAll { .. }
            | Request::TickTagAll(..)
            | Request::TickAllTagAll(_)
            | Request::ConfirmTagAll
            | Request::CancelTagAll => Ok(Vec::new()),
            other => self.dispatch_look(other),
        }
    }
}
