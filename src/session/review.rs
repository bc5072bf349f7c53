//! Teammates' labels beside one's own, the list of places where people differ, and decisions about them.

use super::*;
use crate::analysis::compare::{self, CompareOptions, ComparedPlace, Comparison, PlaceState, Places};

mod deciding;
mod editing;
mod people;
mod rules;
mod tally;

pub use deciding::Reviewing;
pub(super) use rules::planned;
pub use rules::{RulePlan, RulesJob};
pub use tally::Tally;

/// What a worker needs to compare the people on a document.
#[derive(Clone, Debug)]
pub struct CompareJob {
    /// The comparison before the last edits.
    pub before: Option<Comparison>,
    pub project: Project,
    pub document: DocumentId,
    pub people: Vec<PersonId>,
    pub options: CompareOptions,
    pub revision: u64,
}

pub(super) fn compared(job: CompareJob) -> Outcome {
    let before = job
        .before
        .filter(|before| before.is_of(&job.document, &job.people, &job.options));
    let comparison = match before {
        Some(mut comparison) => {
            comparison.update(&job.project);
            comparison
        }
        None => Comparison::new(&job.project, job.document, &job.people, job.options),
    };
    let orphans = compare::orphans(&job.project, comparison.document());
    Outcome::Compared(Box::new((comparison, orphans)), job.revision)
}

/// Where a place is after another comparison: the one that has most of its items. `near` is where it was.
fn same_place(places: &Places, here: &ComparedPlace, near: usize) -> Option<usize> {
    let shared = |place: &ComparedPlace| {
        let known = |item: &&compare::PlaceItem| {
            let mut old = here.items.iter();
            old.any(|old| old.annotator == item.annotator && old.annotation.id == item.annotation.id)
        };
        place.items.iter().filter(known).count()
    };
    // Mostly nothing has moved.
    if places
        .get(near)
        .is_some_and(|place| shared(place) == here.items.len())
    {
        return Some(near);
    }
    let all = places
        .iter()
        .enumerate()
        .map(|(index, place)| (shared(place), index));
    let best = all
        .filter(|(shared, _)| *shared > 0)
        .max_by_key(|(shared, index)| (*shared, std::cmp::Reverse(*index)));
    best.map(|(_, index)| index)
}

impl Session {
    pub(super) fn toggle_review(&mut self) -> Vec<Effect> {
        if self.view.review.take().is_some() {
            return vec![Effect::Focus(Focus::Text)];
        }
        if !self
            .teammates()
            .iter()
            .any(|person| self.view.shown.contains(person))
        {
            self.view.shown.extend(self.teammates());
        }
        self.view.review = Some(Review {
            jump: true,
            ..Review::default()
        });
        Vec::new()
    }

    /// Asks for the places again where the project, the document or the people changed.
    pub(super) fn refresh_review(&mut self) -> Vec<Effect> {
        if self.view.review.is_none() {
            return Vec::new();
        }
        let people = self.compared_people();
        let (Some(open), Some(document)) = (&self.open, &self.view.document) else {
            return Vec::new();
        };
        let Some(review) = &mut self.view.review else {
            return Vec::new();
        };
        let wanted = (document.clone(), open.revision, people);
        if review.asked.as_ref() == Some(&wanted) {
            return Vec::new();
        }
        review.asked = Some(wanted.clone());
        let (document, revision, people) = wanted;
        vec![Effect::Work(Job::Compare(Box::new(CompareJob {
            before: review.comparison.clone(),
            project: open.project.clone(),
            document,
            people,
            options: CompareOptions::default(),
            revision,
        })))]
    }

    pub(super) fn compared(
        &mut self,
        (comparison, orphans): (Comparison, Vec<DecisionId>),
        revision: u64,
    ) -> Vec<Effect> {
        let Some(review) = &mut self.view.review else {
            return Vec::new();
        };
        if review
            .asked
            .as_ref()
            .is_none_or(|(d, r, _)| d != comparison.document() || *r != revision)
        {
            return Vec::new();
        }
        let places = comparison.places();
        let found = review
            .place()
            .and_then(|here| same_place(places, here, review.current));
        review.computed.clone_from(&review.asked);
        if found.is_none() {
            review.ticked.clear();
            review.reason.clear();
        }
        review.current = found
            .unwrap_or(review.current)
            .min(places.len().saturating_sub(1));
        review.places = comparison.places().clone();
        review.tally = Tally::of(&review.places);
        review.orphans = orphans;
        review.comparison = Some(comparison);
        if !std::mem::take(&mut review.jump) {
            return Vec::new();
        }
        let first = review.places.iter().position(|place| tally::waits(place));
        first.map_or_else(Vec::new, |index| self.go_to_place(index))
    }

    pub(super) fn go_to_place(&mut self, index: usize) -> Vec<Effect> {
        let Some(review) = &mut self.view.review else {
            return Vec::new();
        };
        let Some(place) = review.places.get(index) else {
            return Vec::new();
        };
        if review.current != index {
            review.ticked.clear();
            review.reason.clear();
        }
        review.current = index;
        self.view.selected = None;
        self.view.linking = None;
        match place.at.hull() {
            Some(hull) => {
                self.view.selection = Selection::caret(hull.start());
                vec![Effect::Reveal(hull)]
            }
            None => Vec::new(),
        }
    }

    /// While reviewing: goes to the place of a decision that was undone or made again. None where the edit holds no decision.
    pub(super) fn show_decision(&mut self, done: &Transaction) -> Option<Vec<Effect>> {
        let review = self.view.review.as_ref()?;
        let decision = done
            .changes
            .iter()
            .find_map(|change| match (&change.after, &change.before) {
                (Some(edit::Item::Decision(d)), _) | (_, Some(edit::Item::Decision(d))) => Some(d.clone()),
                _ => None,
            })?;
        let of_place = |place: &ComparedPlace| {
            place.items.iter().any(|item| {
                decision
                    .sources
                    .iter()
                    .any(|s| s.annotator == item.annotator && s.annotation == item.annotation.id)
            })
        };
        let index = review.places.iter().position(|place| of_place(place))?;
        Some(self.go_to_place(index))
    }

    /// To the next or previous place that waits, around the end. From a place that all agree on, such places count too.
    pub(super) fn step_place(&mut self, forward: bool) -> Vec<Effect> {
        let Some(review) = &self.view.review else {
            return self.toggle_review();
        };
        let count = review.places.len();
        let agreed = review.place().is_some_and(ComparedPlace::is_agreed);
        let waits = |index: &usize| {
            let place = review.places.get(*index);
            place.is_some_and(|place| tally::waits(place) || agreed && tally::is_open(place))
        };
        let current = review.current;
        let found = if forward {
            (1..=count).map(|step| (current + step) % count).find(waits)
        } else {
            (1..=count)
                .map(|step| (current + count - step) % count)
                .find(waits)
        };
        // What was put aside comes last.
        let aside = |index: &usize| {
            let place = review.places.get(*index);
            place.is_some_and(|place| matches!(place.state, PlaceState::Discuss(_)))
        };
        let found = found.or_else(|| (1..count).map(|step| (current + step) % count).find(aside));
        match found {
            Some(index) => self.go_to_place(index),
            None => vec![Effect::Notify(Notice::info(
                "No undecided difference is left here",
            ))],
        }
    }
}
