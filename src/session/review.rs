//! Teammates' labels beside one's own, the list of places where people differ, and decisions about them.

use super::*;
use crate::analysis::compare::{self, CompareOptions, ComparedPlace, Comparison, PlaceState};
use crate::model::edit::recipes::{self as r, Verdict};

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
    Outcome::Compared(Box::new(comparison), job.revision)
}

impl Session {
    /// Others who have labels on the open document, in order of id.
    pub fn teammates(&self) -> Vec<PersonId> {
        let (Some(project), Some(document)) = (self.project(), &self.view.document) else {
            return Vec::new();
        };
        let me = self.open.as_ref().and_then(|open| open.me.as_ref());
        compare::people_to_compare(project, document)
            .into_iter()
            .filter(|person| Some(person) != me)
            .collect()
    }

    /// Whom the review compares: the user and the teammates shown; all teammates where none is shown.
    pub fn compared_people(&self) -> Vec<PersonId> {
        let teammates = self.teammates();
        let shown: Vec<PersonId> = teammates
            .iter()
            .filter(|p| self.view.shown.contains(*p))
            .cloned()
            .collect();
        let me = self.open.as_ref().and_then(|open| open.me.clone());
        me.into_iter()
            .chain(if shown.is_empty() { teammates } else { shown })
            .collect()
    }

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

    pub(super) fn compared(&mut self, comparison: Comparison, revision: u64) -> Vec<Effect> {
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
        let here = review.place().map(|place| place.at.clone());
        review.computed.clone_from(&review.asked);
        review.current = here
            .and_then(|at| places.iter().position(|place| place.at >= at))
            .unwrap_or(review.current)
            .min(places.len().saturating_sub(1));
        review.places = comparison.places().clone();
        review.comparison = Some(comparison);
        if !std::mem::take(&mut review.jump) {
            return Vec::new();
        }
        let first = review
            .places
            .iter()
            .position(|place| !place.is_agreed() && place.decided().is_none());
        first.map_or_else(Vec::new, |index| self.go_to_place(index))
    }

    pub(super) fn go_to_place(&mut self, index: usize) -> Vec<Effect> {
        let Some(review) = &mut self.view.review else {
            return Vec::new();
        };
        let Some(place) = review.places.get(index) else {
            return Vec::new();
        };
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

    /// To the next or previous undecided difference, around the end.
    pub(super) fn step_place(&mut self, forward: bool) -> Vec<Effect> {
        let Some(review) = &self.view.review else {
            return self.toggle_review();
        };
        let count = review.places.len();
        let undecided = |index: &usize| {
            review
                .places
                .get(*index)
                .is_some_and(|place| !place.is_agreed() && place.decided().is_none())
        };
        let current = review.current;
        let found = if forward {
            (1..=count).map(|step| (current + step) % count).find(undecided)
        } else {
            (1..=count)
                .map(|step| (current + count - step) % count)
                .find(undecided)
        };
        match found {
            Some(index) => self.go_to_place(index),
            None => vec![Effect::Notify(Notice::info(
                "No undecided difference is left here",
            ))],
        }
    }

    pub(super) fn decide(&mut self, command: CommandId) -> Effects {
        let author = self.author()?;
        let me = author.layer.annotator.clone();
        let place = self.view.review.as_ref().and_then(Review::place).cloned();
        let place = place.ok_or_else(|| UserError::new("No difference is selected"))?;
        let of = |mine: bool| -> Vec<(PersonId, AnnotationId)> {
            place
                .items
                .iter()
                .filter(|item| (item.annotator == me) == mine)
                .map(|item| (item.annotator.clone(), item.annotation.id.clone()))
                .collect()
        };
        let (mine, theirs) = (of(true), of(false));
        let sources: Vec<_> = mine.iter().chain(&theirs).cloned().collect();
        let verdict = match command {
            CommandId::TakeMine if mine.is_empty() => {
                return Err(UserError::with_hint(
                    "You have no label here",
                    "Take theirs (2), or say that none is right (0)",
                ));
            }
            CommandId::TakeTheirs if theirs.is_empty() => {
                return Err(UserError::with_hint(
                    "They have no label here",
                    "Take yours (1), or say that none is right (0)",
                ));
            }
            CommandId::TakeMine => Verdict::Take(mine),
            CommandId::TakeTheirs => Verdict::Take(theirs.into_iter().take(1).collect()),
            CommandId::KeepBoth => Verdict::Take(sources.clone()),
            CommandId::Discuss => Verdict::Discuss,
            _ => Verdict::NoneRight,
        };
        let by = me.clone();
        self.edit(|p, random| r::decide(p, &author, &by, (&sources, &verdict, ""), random))?;
        // The places come back from a worker; the step to the next one must not wait for it.
        let decided = self.view.review.as_ref().map(|review| review.current);
        self.mark_decided(decided);
        Ok(self.step_place(true))
    }

    /// Marks a place as decided in the list until the new list arrives.
    fn mark_decided(&mut self, index: Option<usize>) {
        let id = DecisionId::random(&mut *self.random);
        if let (Some(review), Some(index)) = (&mut self.view.review, index)
            && let Some(place) = Arc::make_mut(&mut review.places).get_mut(index)
        {
            Arc::make_mut(place).state = PlaceState::Decided(id);
        }
    }

    pub(super) fn reopen(&mut self) -> Effects {
        let document = self
            .view
            .document
            .clone()
            .ok_or_else(|| UserError::new("No document is open"))?;
        let place = self.view.review.as_ref().and_then(Review::place).cloned();
        let id = place.and_then(|place| self.decision_of(&document, &place));
        let id = id.ok_or_else(|| UserError::new("There is no decision about this place yet"))?;
        self.simple_edit(|p, _| r::reopen(p, &document, &id))
    }

    /// The decision about a place, as the project holds it now.
    pub fn decision_of(&self, document: &DocumentId, place: &ComparedPlace) -> Option<DecisionId> {
        let layer = self.project()?.layer(&LayerKey::adjudicated(document.clone()))?;
        let about = |decision: &Decision| {
            decision.sources.iter().any(|s| {
                place
                    .items
                    .iter()
                    .any(|i| i.annotator == s.annotator && i.annotation.id == s.annotation)
            })
        };
        layer
            .decisions()
            .find(|decision| about(decision))
            .map(|decision| decision.id.clone())
    }
}
