//! The labels of several people on one document, found by place and stacked in lanes: one's own under the words, teammates' over
//! them, long passages beside. Follows edits by the difference of layers. Knows bytes, no point and no colour.

mod filling;
#[cfg(test)]
mod tests;

pub use filling::Filling;

use super::lanes::Lanes;
use crate::model::*;
use crate::text::Span;
use std::cmp::{Ordering, Reverse};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A label of one fragment that is longer than this (bytes) stands beside the text, not at its words.
const LONG: u32 = 260;

/// Where a label is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// At the words: under them one's own, over them a teammate's.
    Words,
    /// In the margin beside the text, as a bar.
    Beside,
}

/// One label of one person.
#[derive(Clone, Copy, Debug)]
pub struct Mark<'a> {
    pub annotator: &'a PersonId,
    pub annotation: &'a Arc<Annotation>,
    pub own: bool,
    pub side: Side,
    pub lane: u16,
    /// From the first start to the last end.
    pub hull: Span,
}

impl Mark<'_> {
    pub fn is(&self, annotator: &PersonId, id: &AnnotationId) -> bool {
        self.annotation.id == *id && self.annotator == annotator
    }

    /// The label's name, followed through merges.
    pub fn name<'a>(&'a self, project: &'a Project) -> &'a str {
        let book = project.codebook();
        book.label(book.resolve(&self.annotation.label).as_str())
            .map_or(self.annotation.label.as_str(), |label| label.name.as_str())
    }
}

/// Of labels with the same place the older has the lower lane.
#[derive(Clone, Debug)]
struct Held {
    annotation: Arc<Annotation>,
    /// Index of the person.
    who: u16,
}

impl Ord for Held {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |held: &Self| (held.annotation.made, held.who);
        key(self)
            .cmp(&key(other))
            .then_with(|| self.annotation.id.cmp(&other.annotation.id))
    }
}

impl PartialOrd for Held {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Held {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Held {}

/// What is to be stacked.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Wanted {
    pub document: Option<DocumentId>,
    /// Who; the first is the user where `me`.
    pub people: Vec<PersonId>,
    pub me: bool,
    /// Labels that always stand beside the text, merged ones too.
    pub beside: BTreeSet<LabelId>,
}

/// The labels that take whole sentences, also under the ids that were merged into them.
pub fn labels_beside(book: &Codebook) -> BTreeSet<LabelId> {
    let sentences = |id: &LabelId| {
        book.label(book.resolve(id).as_str())
            .is_some_and(|label| label.anchoring == Anchoring::Sentences)
    };
    book.labels()
        .map(|label| &label.id)
        .filter(|id| sentences(id))
        .cloned()
        .collect()
}

#[derive(Clone, Debug, Default)]
pub struct Stacks {
    wanted: Wanted,
    /// What each person's labels were when they were stacked.
    layers: Vec<Layer>,
    under: Lanes<Held>,
    over: Lanes<Held>,
    beside: Lanes<Held>,
}

/// What following the edits came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Followed {
    Same,
    Changed,
    /// So much is different that filling anew is quicker.
    TooMuch,
}

/// A layer differing by more labels than this is stacked anew.
const MOST_CHANGES: usize = 12_000;

impl Stacks {
    pub fn wanted(&self) -> &Wanted {
        &self.wanted
    }

    pub fn len(&self) -> usize {
        self.under.len() + self.over.len() + self.beside.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the labels are the very same as in the project.
    pub fn is_up_to_date(&self, project: &Project) -> bool {
        let mut layers = self.wanted.people.iter().zip(&self.layers);
        layers.all(|(person, layer)| match self.layer_now(project, person) {
            Some(now) => now.shares_annotations(layer),
            None => layer.annotations().next().is_none(),
        })
    }

    fn layer_now<'a>(&self, project: &'a Project, person: &PersonId) -> Option<&'a Layer> {
        let document = self.wanted.document.clone()?;
        project.layer(&LayerKey::new(document, person.clone()))
    }

    /// Brings the stacks to the project's state. `changed` hears the bytes where labels changed begin, the old ones and the new.
    pub fn follow(&mut self, project: &Project, changed: &mut dyn FnMut(u32)) -> Followed {
        let mut result = Followed::Same;
        let people = self.wanted.people.clone();
        for (who, person) in people.iter().enumerate() {
            let now = self.layer_now(project, person).cloned().unwrap_or_default();
            let Some(before) = self.layers.get_mut(who) else {
                continue;
            };
            if now.shares_annotations(before) {
                continue;
            }
            if now.changes_from(before).nth(MOST_CHANGES).is_some() {
                result = Followed::TooMuch;
                break;
            }
            let before = std::mem::replace(before, now.clone());
            for change in now.changes_from(&before) {
                self.change(who as u16, change, changed);
                result = Followed::Changed;
            }
        }
        for lanes in [&mut self.under, &mut self.over, &mut self.beside] {
            lanes.settle();
        }
        result
    }

    fn change(&mut self, who: u16, change: AnnotationChange, changed: &mut dyn FnMut(u32)) {
        let place = |annotation: Option<&Arc<Annotation>>| {
            let annotation = annotation?.clone();
            let (hull, side) = self.place(&annotation)?;
            Some((hull, side, Held { annotation, who }))
        };
        let (before, after) = (place(change.before), place(change.after));
        for (hull, _, _) in before.iter().chain(&after) {
            changed(hull.start());
        }
        let own = self.is_own(who);
        if let (Some(old), Some(new)) = (&before, &after)
            && (old.0, old.1, &old.2) == (new.0, new.1, &new.2)
            && self.lanes_mut(new.1, own).replace(new.0, new.2.clone())
        {
            return;
        }
        if let Some((hull, side, held)) = before {
            self.lanes_mut(side, own).remove(hull, &held);
        }
        if let Some((hull, side, held)) = after {
            self.lanes_mut(side, own).insert(hull, held);
        }
    }

    fn is_own(&self, who: u16) -> bool {
        self.wanted.me && who == 0
    }

    /// None for a label of the whole document.
    fn place(&self, annotation: &Annotation) -> Option<(Span, Side)> {
        let hull = annotation.fragments.hull()?;
        let long = hull.len() > LONG && annotation.fragments.len() == 1;
        let side = if long || self.wanted.beside.contains(&annotation.label) {
            Side::Beside
        } else {
            Side::Words
        };
        Some((hull, side))
    }

    fn lanes(&self, side: Side, own: bool) -> &Lanes<Held> {
        match (side, own) {
            (Side::Beside, _) => &self.beside,
            (Side::Words, true) => &self.under,
            (Side::Words, false) => &self.over,
        }
    }

    fn lanes_mut(&mut self, side: Side, own: bool) -> &mut Lanes<Held> {
        match (side, own) {
            (Side::Beside, _) => &mut self.beside,
            (Side::Words, true) => &mut self.under,
            (Side::Words, false) => &mut self.over,
        }
    }

    fn mark<'a>(&'a self, entry: (Span, &'a Held, u16), side: Side) -> Option<Mark<'a>> {
        let (hull, held, lane) = entry;
        Some(Mark {
            annotator: self.wanted.people.get(usize::from(held.who))?,
            annotation: &held.annotation,
            own: self.is_own(held.who),
            side,
            lane,
            hull,
        })
    }

    /// The marks at the words that touch bytes `from..=to`: one's own by start, then the others'.
    pub fn at_words(&self, from: u32, to: u32) -> impl Iterator<Item = Mark<'_>> {
        let entries = self.under.touching(from, to).chain(self.over.touching(from, to));
        entries.filter_map(|entry| self.mark(entry, Side::Words))
    }

    /// The marks beside the text that touch bytes `from..=to`, by start.
    pub fn beside_text(&self, from: u32, to: u32) -> impl Iterator<Item = Mark<'_>> {
        let entries = self.beside.touching(from, to);
        entries.filter_map(|entry| self.mark(entry, Side::Beside))
    }

    /// All marks that touch bytes `from..=to`, by start, the longer first.
    pub fn within(&self, from: u32, to: u32) -> Vec<Mark<'_>> {
        let mut found: Vec<Mark> = self
            .at_words(from, to)
            .chain(self.beside_text(from, to))
            .collect();
        found.sort_by_key(|mark| (mark.hull.start(), Reverse(mark.hull.end())));
        found
    }

    /// The mark of a label; None where it has no place in the text or is not among the stacked.
    pub fn find(&self, annotator: &PersonId, id: &AnnotationId) -> Option<Mark<'_>> {
        let who = self.wanted.people.iter().position(|person| person == annotator)?;
        let annotation = self.layers.get(who)?.annotation(id.as_str())?;
        let (hull, side) = self.place(annotation)?;
        let held = Held {
            annotation: annotation.clone(),
            who: who as u16,
        };
        let lane = self.lanes(side, self.is_own(who as u16)).lane(hull, &held)?;
        let annotator = self.wanted.people.get(who)?;
        Some(Mark {
            annotator,
            annotation,
            own: self.is_own(who as u16),
            side,
            lane,
            hull,
        })
    }

    /// Lanes needed under and over the words of a stretch, no more than `caps`.
    pub fn room(&self, stretch: Span, caps: (u16, u16)) -> (u16, u16) {
        (self.under.room(stretch, caps.0), self.over.room(stretch, caps.1))
    }

    /// Whether a label begins in a stretch.
    pub fn begins_in(&self, stretch: Span) -> bool {
        let (from, to) = (stretch.start(), stretch.end());
        [&self.under, &self.over, &self.beside].into_iter().any(|lanes| {
            lanes
                .touching(from, to)
                .any(|(hull, _, _)| hull.start() >= from && hull.start() < to)
        })
    }

    /// Lanes needed beside the text.
    pub fn depth_beside(&self) -> u16 {
        self.beside.depth()
    }
}
