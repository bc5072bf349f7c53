//! What is drawn on the text: the visible people's labels as marks with lanes. Follows the project edit by edit; filters and colours
//! are looked up when painted. Knows lines and bytes of labels, no galley.

pub use crate::analysis::stacks::{Mark, Side};

use crate::analysis::stacks::{Filling, Followed, Stacks, Wanted, labels_beside};
use crate::model::{AnnotationId, DocumentId, PersonId, Project};
use crate::session::{LabelNames, Open, Session};
use crate::text::Span;

/// How much of a new document's labels is stacked in a frame: about 20,000 of them.
const EFFORT: usize = 60_000;
/// Lanes drawn under and over the words; what lies deeper is counted at the line's end.
pub(super) const MOST_UNDER: u16 = 8;
pub(super) const MOST_OVER: u16 = 4;
/// Lanes that a name over the words takes.
const NAME_LANES: u16 = 4;

/// Where labels began that came, went or changed.
#[derive(Default)]
pub(super) struct Changes {
    pub all: bool,
    pub bytes: Vec<u32>,
}

#[derive(Default)]
pub struct Marks {
    stacks: Stacks,
    filling: Option<Filling>,
    wanted: Wanted,
    /// The project whose codebook `wanted` was made from.
    seen: Option<Project>,
    /// Names stand over the words.
    inline: bool,
    /// Lanes in the gutter.
    pub gutter_lanes: u16,
    changes: Changes,
}

impl Marks {
    /// Brings the marks to the session's state. The labels of a new document come within some frames.
    pub fn update(&mut self, session: &Session) {
        let (Some(open), Some(document)) = (&session.open, &session.view.document) else {
            *self = Self::default();
            return;
        };
        self.inline = session.settings.label_names == LabelNames::Inline;
        self.want(open, session, document);
        let project = &open.project;
        if self.filling.is_none() && *self.stacks.wanted() == self.wanted {
            self.follow(project);
        }
        if let Some(mut filling) = self.next_filling(project) {
            if filling.step(EFFORT) {
                self.stacks = filling.into_stacks();
                self.follow(project);
            } else {
                self.filling = Some(filling);
            }
            self.changes.all = true;
        }
        self.gutter_lanes = self.stacks().depth_beside();
    }

    fn want(&mut self, open: &Open, session: &Session, document: &DocumentId) {
        let me = open.me.as_ref();
        // While reviewing the agreed result stands there too, over the versions that it came from.
        let agreed = PersonId::adjudicated();
        let reviewing = session.view.review.is_some() && open.project.person(agreed.as_str()).is_some();
        let others = session.view.shown.iter();
        let others = others.filter(|person| Some(*person) != me && !(reviewing && **person == agreed));
        let people = me.into_iter().chain(others).chain(reviewing.then_some(&agreed));
        let wanted = &mut self.wanted;
        wanted.me = me.is_some();
        if wanted.document.as_ref() != Some(document) {
            wanted.document = Some(document.clone());
        }
        if !wanted.people.iter().eq(people.clone()) {
            wanted.people = people.cloned().collect();
        }
        let project = &open.project;
        if !self.seen.as_ref().is_some_and(|seen| seen.shares_nouns(project)) {
            wanted.beside = labels_beside(project.codebook());
            self.seen = Some(project.clone());
        }
    }

    fn follow(&mut self, project: &Project) {
        if self.stacks.is_up_to_date(project) {
            return;
        }
        let changes = &mut self.changes;
        let followed = self.stacks.follow(project, &mut |byte| {
            if !changes.all {
                changes.bytes.push(byte);
            }
        });
        if followed == Followed::TooMuch {
            self.filling = Some(Filling::new(project, self.wanted.clone()));
        }
    }

    /// What is to be gone on with, if the stacks are not those that are wanted.
    fn next_filling(&mut self, project: &Project) -> Option<Filling> {
        let wanted = &self.wanted;
        match self.filling.take() {
            Some(filling) if filling.so_far().wanted() == wanted => Some(filling),
            None if self.stacks.wanted() == wanted => None,
            _ => {
                if self.stacks.wanted().document != wanted.document {
                    self.stacks = Stacks::default();
                }
                Some(Filling::new(project, wanted.clone()))
            }
        }
    }

    /// More labels come in the next frames.
    pub fn is_filling(&self) -> bool {
        self.filling.is_some()
    }

    pub(super) fn stacks(&self) -> &Stacks {
        match &self.filling {
            Some(filling) if self.stacks.wanted().document != self.wanted.document => filling.so_far(),
            _ => &self.stacks,
        }
    }

    /// What changed since this was asked last.
    pub(super) fn take_changes(&mut self) -> Changes {
        std::mem::take(&mut self.changes)
    }

    /// Lanes that a stretch of the text needs: under its words and over them.
    pub fn room(&self, stretch: Span) -> (u16, u16) {
        let (under, over) = self.stacks().room(stretch, (MOST_UNDER, MOST_OVER));
        let names = self.inline && self.stacks().begins_in(stretch);
        (under, over + if names { NAME_LANES } else { 0 })
    }

    /// The marks that touch bytes `from..=to`, by start, the longer first.
    pub fn within(&self, from: u32, to: u32) -> impl Iterator<Item = Mark<'_>> {
        self.stacks().within(from, to).into_iter()
    }

    /// Those at the words, in no order.
    pub(super) fn at_words(&self, from: u32, to: u32) -> impl Iterator<Item = Mark<'_>> {
        self.stacks().at_words(from, to)
    }

    pub(super) fn beside_text(&self, from: u32, to: u32) -> impl Iterator<Item = Mark<'_>> {
        self.stacks().beside_text(from, to)
    }

    /// The marks drawn on the words at a byte: the shortest first. Those beside the text are reached at their bars and names, so
    /// that a click into a tagged paragraph still sets the caret.
    pub fn at(&self, byte: u32) -> Vec<Mark<'_>> {
        let marks = self.stacks().at_words(byte, byte);
        let mut found: Vec<Mark> = marks
            .filter(|mark| mark.annotation.fragments.contains(byte))
            .collect();
        found.sort_by_key(|mark| (mark.annotation.fragments.covered(), !mark.own));
        found
    }

    /// The mark of a label; None for one of the whole document.
    pub fn find(&self, annotator: &PersonId, id: &AnnotationId) -> Option<Mark<'_>> {
        self.stacks().find(annotator, id)
    }

    /// The mark of one of the user's own labels.
    pub fn find_own(&self, id: &AnnotationId) -> Option<Mark<'_>> {
        let me = self.wanted.people.first().filter(|_| self.wanted.me)?;
        self.find(me, id)
    }
}
