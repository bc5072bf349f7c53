//! How many places of a comparison wait, are decided, or need another look: counted once for each comparison.

use crate::analysis::compare::{ComparedPlace, PlaceState};
use std::sync::Arc;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Tally {
    /// Places that are not simply agreed.
    pub differences: usize,
    /// Differences without a decision that counts, those put aside among them.
    pub undecided: usize,
    pub discuss: usize,
    pub decided: usize,
    pub outdated: usize,
    pub rivals: usize,
    /// All agree, and nobody has accepted it yet.
    pub agreed_open: usize,
}

impl Tally {
    pub fn of(places: &[Arc<ComparedPlace>]) -> Self {
        let mut tally = Self::default();
        for place in places {
            tally.add(place);
        }
        tally
    }

    fn add(&mut self, place: &ComparedPlace) {
        let differs = usize::from(!place.is_agreed());
        self.differences += differs;
        match &place.state {
            PlaceState::Open => {
                self.undecided += differs;
                self.agreed_open += 1 - differs;
            }
            PlaceState::Discuss(_) => {
                self.undecided += differs;
                self.discuss += 1;
            }
            PlaceState::Decided(_) => self.decided += 1,
            PlaceState::Outdated(_) => self.outdated += 1,
            PlaceState::Rivals(_) => self.rivals += 1,
        }
    }

    /// Nothing waits for the reviewer, but what was put aside perhaps.
    pub fn waiting(&self) -> usize {
        (self.undecided + self.outdated + self.rivals).saturating_sub(self.discuss)
    }
}

/// Whether the reviewer has to look at a place: a difference that is open, or a decision that no longer holds.
pub fn waits(place: &ComparedPlace) -> bool {
    match &place.state {
        PlaceState::Open => !place.is_agreed(),
        PlaceState::Outdated(_) | PlaceState::Rivals(_) => true,
        PlaceState::Discuss(_) | PlaceState::Decided(_) => false,
    }
}

pub fn is_open(place: &ComparedPlace) -> bool {
    place.state == PlaceState::Open
}
