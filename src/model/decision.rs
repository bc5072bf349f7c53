//! One decision of a reviewer about one place, with the items it was taken from. Lives in the adjudicated layer.

use super::{Annotation, AnnotationId, DecisionId, Fragments, Layer, OldPlace, PersonId, Timestamp};
use smol_str::SmolStr;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    pub id: DecisionId,
    pub class: DecisionClass,
    pub by: PersonId,
    pub made: Timestamp,
    /// The place: what the sources cover together. Kept so that a decision without a result still has a place.
    pub at: Fragments,
    /// Where the place was, while the text has no such words; `at` is empty then.
    pub adrift: Vec<OldPlace>,
    pub sources: Vec<DecisionSource>,
    /// Annotations of the adjudicated layer that came out of it.
    pub results: Vec<AnnotationId>,
    pub reason: String,
    /// The bulk rule that decided; empty where a reviewer decided by hand.
    pub rule: SmolStr,
}

/// An item that was looked at, with the hash of what it was then.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DecisionSource {
    pub annotator: PersonId,
    pub annotation: AnnotationId,
    /// `Annotation::content_hash` at the time of the decision.
    pub hash: SmolStr,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DecisionClass {
    /// All sources agree and were taken.
    Agreed,
    /// One person's version was taken.
    Took,
    /// Several versions were kept side by side.
    KeptSeveral,
    /// A version of the reviewer's own.
    Edited,
    /// None of them is right.
    NoneRight,
    /// Put aside to talk about.
    Discuss,
}

impl DecisionClass {
    pub const ALL: [Self; 6] = [
        Self::Agreed,
        Self::Took,
        Self::KeptSeveral,
        Self::Edited,
        Self::NoneRight,
        Self::Discuss,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Agreed => "agreed",
            Self::Took => "took",
            Self::KeptSeveral => "kept-several",
            Self::Edited => "edited",
            Self::NoneRight => "none-right",
            Self::Discuss => "discuss",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Self::Agreed => "All agree",
            Self::Took => "Took one",
            Self::KeptSeveral => "Kept several",
            Self::Edited => "Edited",
            Self::NoneRight => "None is right",
            Self::Discuss => "To discuss",
        }
    }
}

/// Of the adjudicated layer.
impl Layer {
    /// The latest decision that something came out of, about an item of somebody's.
    pub fn decision_for(&self, annotator: &PersonId, id: &AnnotationId) -> Option<&Arc<Decision>> {
        self.decisions_about(annotator, id)
            .filter(|decision| !decision.results.is_empty())
            .max_by_key(|decision| (decision.made, &decision.id))
    }

    /// What stands for somebody's item in the agreed result: what came out of its place; of several, its equal.
    pub fn result_of(&self, annotator: &PersonId, item: &Annotation) -> Option<&Arc<Annotation>> {
        let decision = self.decision_for(annotator, &item.id)?;
        match decision.results.as_slice() {
            [one] => self.annotation(one.as_str()),
            several => {
                let hash = item.content_hash();
                let mut results = several.iter().filter_map(|id| self.annotation(id.as_str()));
                results.find(|result| result.content_hash() == hash)
            }
        }
    }
}
