//! What is open and selected: state of the window that no file keeps. Repaired after each request, so that it never
//! points at what is gone.

use super::anchoring::Placing;
use super::board::BoardView;
use super::bringing::BringPreview;
use super::conflicts::Deciding;
use super::earlier::EarlierList;
use super::filter::Filter;
use super::finding::{Find, SearchAll, TagAll};
use super::new_text::NewText;
use super::preparing::Ticket;
use super::problems::ProblemList;
use super::request::ImportPreview;
use super::results::Results;
use super::review::{RulePlan, Tally};
use super::selecting::{Followed, Grown};
use super::talks::TalkView;
use crate::analysis::compare::{ComparedPlace, Comparison, Places};
use crate::model::*;
use crate::text::{Span, Text};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Clone, Debug, Default)]
pub struct ViewState {
    pub document: Option<DocumentId>,
    pub selection: Selection,
    /// The selected annotation, one's own or a teammate's.
    pub selected: Option<(PersonId, AnnotationId)>,
    /// What was selected before words were: the label that gets another fragment.
    pub before_selection: Option<(PersonId, AnnotationId)>,
    /// Teammates whose labels stand beside one's own.
    pub shown: BTreeSet<PersonId>,
    /// Which labels stand out; the rest is dimmed.
    pub filter: Filter,
    /// A link that waits for its other end.
    pub linking: Option<Linking>,
    pub last_label: Option<LabelId>,
    /// How the selection was expanded, for the way back.
    pub grown: Vec<Grown>,
    /// The links that are being followed.
    pub followed: Option<Followed>,
    /// Tags each new selection.
    pub sticky: bool,
    pub review: Option<Review>,
    pub import: Option<Arc<ImportPreview>>,
    pub bringing: Option<Arc<BringPreview>>,
    /// A project that was dropped on the one that is open.
    pub dropped: Option<PathBuf>,
    /// The list of labels that wait to be placed.
    pub placing: Option<Placing>,
    /// The list of items that wait for a decision.
    pub conflicts: Option<Deciding>,
    /// Another text for a document, to look at before it is put there.
    pub new_text: Option<Arc<NewText>>,
    /// Work under way of which an edit will come.
    pub(super) work: Option<Ticket>,
    pub find: Find,
    pub search: Option<SearchAll>,
    /// How the hits of that search are walked through.
    pub results: Results,
    pub tag_all: Option<TagAll>,
    pub talks: Option<TalkView>,
    pub board: Option<BoardView>,
    pub problems: Option<ProblemList>,
    pub earlier: Option<EarlierList>,
    /// It was told that earlier states cannot be kept.
    pub told_not_kept: bool,
}

/// Bytes of the open document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Selection {
    /// Where it began.
    pub anchor: u32,
    /// Where the caret is.
    pub head: u32,
}

impl Selection {
    pub fn caret(at: u32) -> Self {
        Self { anchor: at, head: at }
    }

    pub fn is_empty(self) -> bool {
        self.anchor == self.head
    }

    pub fn start(self) -> u32 {
        self.anchor.min(self.head)
    }

    pub fn end(self) -> u32 {
        self.anchor.max(self.head)
    }

    /// The selected span; None for a bare caret.
    pub fn span(self, text: &Text) -> Option<Span> {
        if self.is_empty() {
            return None;
        }
        text.span(self.start() as usize..self.end() as usize).ok()
    }
}

#[derive(Clone, Debug)]
pub struct Linking {
    pub kind: LinkKindId,
    pub from: AnnotationId,
    /// The link ends at `from`: the label chosen next is its start.
    pub reverse: bool,
    /// Labels that may be the other end, nearest first, each with its letter.
    pub targets: Vec<(AnnotationId, char)>,
}

/// The places where people differ on the open document.
#[derive(Clone, Debug, Default)]
pub struct Review {
    pub places: Places,
    /// What `places` came from; the next comparison begins with it.
    pub comparison: Option<Comparison>,
    /// Index into `places`.
    pub current: usize,
    /// What `places` were computed from.
    pub computed: Option<(DocumentId, u64, Vec<PersonId>)>,
    pub asked: Option<(DocumentId, u64, Vec<PersonId>)>,
    /// Go to the first undecided place when the places arrive.
    pub jump: bool,
    pub tally: Tally,
    /// Decisions of which nothing is there any more that they looked at.
    pub orphans: Vec<DecisionId>,
    /// What a rule would decide.
    pub plan: Option<RulePlan>,
    /// Whose versions are to be kept together.
    pub ticked: BTreeSet<PersonId>,
    /// Goes with the next decision.
    pub reason: String,
    /// The result that is being edited; counts while it is selected.
    pub editing: Option<AnnotationId>,
}

impl Review {
    pub fn place(&self) -> Option<&ComparedPlace> {
        self.places.get(self.current).map(Arc::as_ref)
    }

    /// Places that are not simply agreed.
    pub fn differences(&self) -> usize {
        self.tally.differences
    }

    pub fn undecided(&self) -> usize {
        self.tally.undecided
    }
}

impl ViewState {
    /// Lets go of what the project no longer has.
    pub fn repair(&mut self, project: &Project, me: Option<&PersonId>) {
        if self
            .document
            .as_ref()
            .is_some_and(|id| project.document(id.as_str()).is_none())
        {
            self.document = None;
        }
        let Some(document) = self.document.clone() else {
            self.selected = None;
            self.linking = None;
            self.selection = Selection::default();
            return;
        };
        let text = project.text(document.as_str());
        let clamp = |at: u32| text.map_or(0, |text| text.floor_boundary(at));
        self.selection.anchor = clamp(self.selection.anchor);
        self.selection.head = clamp(self.selection.head);
        let there = |person: &PersonId, id: &AnnotationId| {
            let key = LayerKey::new(document.clone(), person.clone());
            project
                .layer(&key)
                .is_some_and(|layer| layer.annotation(id.as_str()).is_some())
        };
        if self
            .selected
            .as_ref()
            .is_some_and(|(person, id)| !there(person, id))
        {
            self.selected = None;
        }
        if self.selected.as_ref().map(|(_, id)| id) != self.linking.as_ref().map(|linking| &linking.from) {
            self.linking = None;
        }
        self.shown
            .retain(|person| project.person(person.as_str()).is_some());
        let shown = &self.shown;
        self.filter
            .repair(project, |person| me == Some(person) || shown.contains(person));
        if self
            .last_label
            .as_ref()
            .is_some_and(|id| project.codebook().label(id.as_str()).is_none())
        {
            self.last_label = None;
            self.sticky = false;
        }
    }
}
