//! What each key of a review says about the current place, and the step to the next one. The edits are recipes.

use super::super::*;
use super::Tally;
use crate::analysis::compare::{ComparedPlace, PlaceState};
use crate::analysis::rules::{Redo, Rule};
use crate::model::edit::recipes::{self as r, Extent, Source, Verdict};
use std::collections::BTreeMap;

/// What the panel of a review asks for.
#[derive(Clone, Debug)]
pub enum Reviewing {
    /// Somebody's version is to be kept with others, or not.
    Tick(PersonId, bool),
    /// Why: goes with the next decision about the current place, or to the one there is.
    Reason(String),
    /// Said to the others about the current place.
    Comment(String),
    /// Takes back a decision that has no place any more.
    TakeBack(DecisionId),
    /// Lists what a rule would decide.
    Plan(Rule, Redo),
    /// Decides what was listed.
    CarryOut,
}

/// Commands that decide, besides those of numbered people.
const DECIDES: [CommandId; 7] = [
    CommandId::TakeMost,
    CommandId::KeepBoth,
    CommandId::UniteEnds,
    CommandId::IntersectEnds,
    CommandId::AcceptAgreed,
    CommandId::NoneRight,
    CommandId::Discuss,
];

/// The number of a command among those that take, or tick, the n-th person's version. From 0.
pub fn number(id: CommandId, first: CommandId) -> Option<usize> {
    (id as usize)
        .checked_sub(first as usize)
        .filter(|number| *number < 9)
}

impl Session {
    /// None where a command is about something else.
    pub(in crate::session) fn can_review(&self, id: CommandId) -> Option<Result<(), &'static str>> {
        use CommandId as C;
        let need = |there: bool, why: &'static str| if there { Ok(()) } else { Err(why) };
        let decides =
            DECIDES.contains(&id) || number(id, C::Take1).is_some() || number(id, C::Tick1).is_some();
        let about = [C::Reopen, C::EditResult, C::Reason, C::Remark].contains(&id);
        if decides || about {
            let place = self.view.review.as_ref().and_then(Review::place);
            return Some(need(place.is_some(), "No difference is selected"));
        }
        Some(match id {
            C::ExportAgreed => need(
                self.project()
                    .is_some_and(|p| p.person(PersonId::ADJUDICATED).is_some()),
                "Nothing was decided yet",
            ),
            C::ConfirmEdit => need(self.is_editing_result(), "No version is being edited"),
            C::Skip | C::DecideByRule => need(self.view.review.is_some(), "Nothing is being reviewed"),
            _ => return None,
        })
    }

    /// None where a command is about something else.
    pub(in crate::session) fn run_review_command(&mut self, id: CommandId) -> Option<Effects> {
        use CommandId as C;
        if let Some(number) = number(id, C::Take1) {
            return Some(self.take_of(number));
        }
        if let Some(number) = number(id, C::Tick1) {
            return Some(self.tick_of(number));
        }
        Some(match id {
            _ if DECIDES.contains(&id) => self.decide(id),
            C::Reopen => self.reopen(),
            C::Skip => Ok(self.step_place(true)),
            C::EditResult => self.edit_result(),
            C::ConfirmEdit => self.confirm_edit(),
            C::Reason => Ok(self.go_to_inspector(Focus::Reason)),
            C::Remark => Ok(self.go_to_inspector(Focus::Remark)),
            C::DecideByRule => Ok(vec![Effect::Show(Show::Rules)]),
            C::ExportAgreed => Ok(vec![Effect::Show(Show::ExportAgreed)]),
            C::HideNames => Ok(self.toggle_names()),
            _ => return None,
        })
    }

    pub(in crate::session) fn dispatch_reviewing(&mut self, what: Reviewing) -> Effects {
        match what {
            Reviewing::Tick(person, on) => {
                if let Some(review) = &mut self.view.review {
                    if on {
                        review.ticked.insert(person);
                    } else {
                        review.ticked.remove(&person);
                    }
                }
                Ok(Vec::new())
            }
            Reviewing::Reason(reason) => self.give_reason(reason),
            Reviewing::Comment(text) => self.comment_on_place(&text),
            Reviewing::TakeBack(id) => {
                let document = self.view.document.clone();
                let document = document.ok_or_else(|| UserError::new("No document is open"))?;
                self.simple_edit(|p, _| r::reopen(p, &document, &id))
            }
            Reviewing::Plan(rule, redo) => self.plan_rule(rule, redo),
            Reviewing::CarryOut => self.carry_out(),
        }
    }

    pub(super) fn current_place(&self) -> Result<Arc<ComparedPlace>, UserError> {
        let review = self.view.review.as_ref();
        let place = review.and_then(|review| review.places.get(review.current));
        place
            .cloned()
            .ok_or_else(|| UserError::new("No difference is selected"))
    }

    /// The person of a number, who has something here.
    fn numbered(&self, number: usize) -> Result<(PersonId, Arc<ComparedPlace>), UserError> {
        let place = self.current_place()?;
        let people = self.review_order();
        let Some(person) = people.get(number) else {
            let words = format!("There is no person {} here", number + 1);
            return Err(UserError::with_hint(
                words,
                format!("{} people are compared", people.len()),
            ));
        };
        if place.item_of(person).next().is_none() {
            let mine = self.open.as_ref().and_then(|open| open.me.as_ref()) == Some(person);
            let words = match mine && !self.hides_names() {
                true => "You have no label here".to_owned(),
                false => format!("{} has no label here", self.name_of(person)),
            };
            return Err(UserError::with_hint(
                words,
                "Take another version, or say that none is right (0)",
            ));
        }
        Ok((person.clone(), place))
    }

    fn take_of(&mut self, number: usize) -> Effects {
        // With two people the digits behind theirs keep what they always meant.
        if self.review_order().len() == 2 {
            match number {
                2 => return self.decide(CommandId::KeepBoth),
                3 => return self.decide(CommandId::Discuss),
                8 => return self.reopen(),
                _ => {}
            }
        }
        let (person, place) = self.numbered(number)?;
        let item = place.item_of(&person).next();
        let taken = item.map(|item| (person.clone(), item.id.clone()));
        self.rule(&place, &Verdict::Take(taken.into_iter().collect()))
    }

    fn tick_of(&mut self, number: usize) -> Effects {
        let (person, _) = self.numbered(number)?;
        let review = self.view.review.as_ref();
        let on = review.is_some_and(|review| !review.ticked.contains(&person));
        self.dispatch_reviewing(Reviewing::Tick(person, on))
    }

    fn decide(&mut self, command: CommandId) -> Effects {
        let place = self.current_place()?;
        let verdict = match command {
            CommandId::KeepBoth => Verdict::Take(self.chosen(&place)),
            CommandId::TakeMost => Verdict::Take(vec![most(&place)?]),
            CommandId::UniteEnds => Verdict::Combine(Extent::Union, self.base(&place)?),
            CommandId::IntersectEnds => Verdict::Combine(Extent::Intersection, self.base(&place)?),
            CommandId::Discuss => Verdict::Discuss,
            CommandId::AcceptAgreed if !place.is_agreed() => {
                return Err(UserError::with_hint(
                    "They do not agree here",
                    "Space accepts a place that all agree on",
                ));
            }
            CommandId::AcceptAgreed => Verdict::Take(sources(&place).into_iter().take(1).collect()),
            _ => Verdict::NoneRight,
        };
        self.rule(&place, &verdict)
    }

    /// Writes a verdict about the current place and goes on to the next.
    fn rule(&mut self, place: &ComparedPlace, verdict: &Verdict) -> Effects {
        self.write_verdict(place, verdict)?;
        Ok(self.step_place(true))
    }

    /// Writes a verdict about the current place. The places come back from a worker; what follows must not wait for it.
    pub(super) fn write_verdict(
        &mut self,
        place: &ComparedPlace,
        verdict: &Verdict,
    ) -> Result<Arc<Transaction>, UserError> {
        let me = self.me()?;
        let author = self.review_author(&me)?;
        let review = self.view.review.as_mut();
        let (current, reason) = review.map_or((0, String::new()), |review| {
            (review.current, review.reason.trim().to_owned())
        });
        let sources = sources(place);
        let done = self.edit(|p, random| r::decide(p, &author, &me, (&sources, verdict, &reason), random))?;
        let state = done.changes.iter().find_map(|change| match &change.after {
            Some(edit::Item::Decision(made)) if made.class == DecisionClass::Discuss => {
                Some(PlaceState::Discuss(made.id.clone()))
            }
            Some(edit::Item::Decision(made)) => Some(PlaceState::Decided(made.id.clone())),
            _ => None,
        });
        if let (Some(review), Some(state)) = (&mut self.view.review, state) {
            review.reason.clear();
            review.ticked.clear();
            if let Some(place) = Arc::make_mut(&mut review.places).get_mut(current) {
                Arc::make_mut(place).state = state;
            }
            review.tally = Tally::of(&review.places);
        }
        Ok(done)
    }

    /// The reviewer's hand, whatever layer is being edited.
    pub(super) fn review_author(&self, me: &PersonId) -> Result<Author, UserError> {
        let document = self.view.document.clone();
        let document = document.ok_or_else(|| UserError::new("No document is open"))?;
        Ok(Author {
            layer: LayerKey::new(document, me.clone()),
            now: self.now(),
        })
    }

    /// The ticked versions; all where none is ticked.
    fn chosen(&self, place: &ComparedPlace) -> Vec<Source> {
        let ticked = self.view.review.as_ref().map(|review| &review.ticked);
        let all = sources(place);
        let chosen: Vec<Source> = all
            .iter()
            .filter(|(person, _)| ticked.is_some_and(|ticked| ticked.contains(person)))
            .cloned()
            .collect();
        if chosen.is_empty() { all } else { chosen }
    }

    /// Whose label and attributes an edited or combined version begins with: a ticked one, else one's own, else the first.
    pub(super) fn base(&self, place: &ComparedPlace) -> Result<Source, UserError> {
        let ticked = self
            .view
            .review
            .as_ref()
            .is_some_and(|review| !review.ticked.is_empty());
        let chosen = self.chosen(place);
        let order = self.review_order();
        let me = self.open.as_ref().and_then(|open| open.me.clone());
        let rank = |(person, _): &&Source| {
            let mine = Some(person) == me.as_ref() && !ticked;
            (!mine, order.iter().position(|other| other == person))
        };
        let base = chosen.iter().min_by_key(rank).cloned();
        base.ok_or_else(|| UserError::new("There is no version here"))
    }

    fn reopen(&mut self) -> Effects {
        let document = self.view.document.clone();
        let document = document.ok_or_else(|| UserError::new("No document is open"))?;
        let place = self.current_place()?;
        let ids = self.decisions_on(&document, &place);
        if ids.is_empty() {
            return Err(UserError::new("There is no decision about this place yet"));
        }
        self.simple_edit(|p, _| r::reopen_all(p, &document, &ids))
    }

    /// All decisions about a place, as the project holds them now, the latest last.
    fn decisions_on(&self, document: &DocumentId, place: &ComparedPlace) -> Vec<DecisionId> {
        let project = self.project();
        let layer = project.and_then(|p| p.layer(&LayerKey::adjudicated(document.clone())));
        let found: BTreeMap<_, _> = layer
            .into_iter()
            .flat_map(|layer| place.items.iter().map(move |item| (layer, item)))
            .flat_map(|(layer, item)| layer.decisions_about(&item.annotator, &item.annotation.id))
            .map(|decision| ((decision.made, decision.id.clone()), decision.id.clone()))
            .collect();
        found.into_values().collect()
    }

    /// The latest decision about a place, as the project holds it now.
    pub fn decision_of(&self, document: &DocumentId, place: &ComparedPlace) -> Option<DecisionId> {
        self.decisions_on(document, place).pop()
    }

    /// The reason of the decision that there is, else of the one to come.
    fn give_reason(&mut self, reason: String) -> Effects {
        let place = self.current_place()?;
        let decision = self
            .view
            .document
            .clone()
            .and_then(|document| Some((self.decision_of(&document, &place)?, document)));
        match decision {
            Some((id, document)) => self.simple_edit(|p, _| r::explain(p, &document, &id, &reason)),
            None => {
                if let Some(review) = &mut self.view.review {
                    review.reason = reason;
                }
                Ok(Vec::new())
            }
        }
    }

    /// A comment on a place stands on its first item.
    fn comment_on_place(&mut self, text: &str) -> Effects {
        let place = self.current_place()?;
        let me = self.me()?;
        let author = self.review_author(&me)?;
        let on = place.items.first().map(|item| item.annotation.id.clone());
        let on = on.ok_or_else(|| UserError::new("There is nothing to comment on here"))?;
        if text.trim().is_empty() {
            return Ok(Vec::new());
        }
        let id = CommentId::random(&mut *self.random);
        self.simple_edit(|p, _| r::add_comment(p, &author, id, &on, text.trim()))
    }
}

/// All items of a place.
pub(super) fn sources(place: &ComparedPlace) -> Vec<Source> {
    let items = place.items.iter();
    items
        .map(|item| (item.annotator.clone(), item.annotation.id.clone()))
        .collect()
}

/// An item of the version that more people have than any other.
fn most(place: &ComparedPlace) -> Result<Source, UserError> {
    let mut votes: BTreeMap<_, BTreeSet<&PersonId>> = BTreeMap::new();
    for item in &place.items {
        let version = item.annotation.content_hash();
        votes.entry(version).or_default().insert(&item.annotator);
    }
    let most = votes.values().map(BTreeSet::len).max().unwrap_or_default();
    let mut best = votes.iter().filter(|(_, people)| people.len() == most);
    let (Some((version, _)), None) = (best.next(), best.next()) else {
        return Err(UserError::with_hint(
            "No version has more people than any other",
            "Take somebody’s by their number",
        ));
    };
    let item = place
        .items
        .iter()
        .find(|item| item.annotation.content_hash() == *version);
    item.map(|item| (item.annotator.clone(), item.annotation.id.clone()))
        .ok_or_else(|| UserError::new("There is no version here"))
}
