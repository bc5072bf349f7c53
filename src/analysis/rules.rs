//! Rules that decide many places at once. A plan is a list of what a rule would decide and why; it changes nothing.

use super::compare::{ComparedPlace, Comparison, PlaceItem};
use crate::model::Project;
use crate::model::edit::recipes::{Ruling, Source, Verdict};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// Everybody has it and means the same.
    AllAgree,
    /// Some have it, and nobody who went through the document has anything else there.
    NobodyDisagrees,
    /// More than half of those who went through the document, and at least so many.
    Majority { min_votes: usize },
    /// At least this share (0 to 1) of those who went through the document, at least so many, and more than any other version.
    Score { share: f64, min_votes: usize },
}

impl Rule {
    /// One of each, as they are first offered.
    pub const ALL: [Self; 4] = [
        Self::AllAgree,
        Self::NobodyDisagrees,
        Self::Majority { min_votes: 2 },
        Self::Score {
            share: 0.5,
            min_votes: 1,
        },
    ];

    /// As it stands in files and in the shell.
    pub fn word(self) -> &'static str {
        match self {
            Self::AllAgree => "all-agree",
            Self::NobodyDisagrees => "nobody-disagrees",
            Self::Majority { .. } => "majority",
            Self::Score { .. } => "score",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::AllAgree => "Where all agree",
            Self::NobodyDisagrees => "Where nobody disagrees",
            Self::Majority { .. } => "What most say",
            Self::Score { .. } => "By share of votes",
        }
    }
}

/// Which places a rule looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Redo {
    /// Only those about which nothing was said yet.
    #[default]
    No,
    /// All, also those that a reviewer decided, put aside, or that are outdated.
    Everything,
}

/// What a rule would decide about one place.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// Index into the places of the comparison.
    pub place: usize,
    pub verdict: Verdict,
    /// For the reader of a dry run, such as `2 of 3`.
    pub why: String,
}

/// What a rule would decide, in the order of the places.
pub fn plan(project: &Project, comparison: &Comparison, rule: Rule, redo: Redo) -> Vec<Planned> {
    let _ = (project, comparison, rule, redo);
    Vec::new()
}

/// What is to be said about the places of a plan.
pub fn rulings(comparison: &Comparison, planned: &[Planned], rule: Rule) -> Vec<Ruling> {
    let places = comparison.places();
    let ruling = |planned: &Planned| {
        Some(Ruling {
            document: comparison.document().clone(),
            sources: sources(places.get(planned.place)?),
            verdict: planned.verdict.clone(),
            reason: String::new(),
            rule: rule.word().into(),
        })
    };
    planned.iter().filter_map(ruling).collect()
}

/// All items of a place.
pub fn sources(place: &ComparedPlace) -> Vec<Source> {
    place.items.iter().map(source).collect()
}

fn source(item: &PlaceItem) -> Source {
    (item.annotator.clone(), item.annotation.id.clone())
}
