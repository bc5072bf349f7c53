//! Who labels: people, imports, suggesters, and the agreed result.

use super::{Colour, PersonId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: PersonId,
    pub name: String,
    pub colour: Colour,
    pub kind: PersonKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum PersonKind {
    #[default]
    Person,
    Imported,
    Suggested,
    Adjudicated,
}

impl PersonKind {
    pub const ALL: [Self; 4] = [Self::Person, Self::Imported, Self::Suggested, Self::Adjudicated];

    /// The word in files and on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Imported => "imported",
            Self::Suggested => "suggested",
            Self::Adjudicated => "adjudicated",
        }
    }

    /// Whether commands take this kind's layers when nobody is named.
    pub fn is_annotator(self) -> bool {
        matches!(self, Self::Person | Self::Imported)
    }
}
