//! One decision of a reviewer about one place, with the items it was taken from. Lives in the adjudicated layer.

use super::{AnnotationId, DecisionId, Fragments, OldPlace, PersonId, Timestamp};
use smol_str::SmolStr;

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
