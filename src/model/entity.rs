//! The registry of speakers, organisations and concepts. Each person adds to it in a file of their own; the registry is the union.

use super::{EntityId, Timestamp};
use smol_str::SmolStr;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    pub id: EntityId,
    pub name: String,
    /// `person`, `organisation`, `concept`, `place`, or the user's own word.
    pub kind: SmolStr,
    pub aliases: Vec<String>,
    /// The organisation of a person, the wider concept of a concept.
    pub parent: Option<EntityId>,
    /// The user's own fields, in their order.
    pub fields: Vec<(String, String)>,
    pub note: String,
    pub changed: Timestamp,
}

impl Entity {
    /// A name and a kind, and nothing else known.
    pub fn new(id: EntityId, name: impl Into<String>, kind: impl Into<SmolStr>, changed: Timestamp) -> Self {
        Self {
            id,
            name: name.into(),
            kind: kind.into(),
            aliases: Vec::new(),
            parent: None,
            fields: Vec::new(),
            note: String::new(),
            changed,
        }
    }

    /// All names, the main one first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.aliases.iter().map(String::as_str))
    }
}
