//! The only code that writes the model. An edit is data: a `Change` swaps one item, a `Transaction` applies whole or not at all,
//! and its inverse is the swap read backwards. Knows no file, clock or window.

mod chains;
mod check;
mod differences;
mod history;
mod prepared;
pub mod recipes;
mod rules;
mod standing;
mod swap;
#[cfg(test)]
pub(crate) mod tests;

pub use check::verify;
pub use differences::{Part, differences, items};
pub use history::{History, Moved};
pub use prepared::Prepared;
pub use rules::{annotation_rules, fits, may_overlap, rule_problems};

use super::*;
use crate::text::Text;
use std::sync::Arc;

/// What a change is about.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Key {
    Head,
    Person(PersonId),
    CodebookHead,
    Label(LabelId),
    Attribute(AttributeId),
    LinkKind(LinkKindId),
    Entity(PersonId, EntityId),
    Redirect(EntityId),
    Assignment(LayerKey),
    Lock(LayerKey),
    Document(DocumentId),
    Text(DocumentId),
    Layer(LayerKey),
    Annotation(LayerKey, AnnotationId),
    Adrift(LayerKey, AnnotationId),
    Link(LayerKey, LinkId),
    Comment(LayerKey, CommentId),
    Decision(LayerKey, DecisionId),
    /// Versions of another item that stand aside until somebody decides; of a conflict itself there is none.
    Conflict(Box<Key>),
}

impl Key {
    /// The layer that the key lies in.
    pub fn layer(&self) -> Option<&LayerKey> {
        match self {
            Self::Layer(key)
            | Self::Annotation(key, _)
            | Self::Adrift(key, _)
            | Self::Link(key, _)
            | Self::Comment(key, _)
            | Self::Decision(key, _) => Some(key),
            Self::Conflict(of) => of.layer(),
            _ => None,
        }
    }

    /// The document that the key is about.
    pub fn document(&self) -> Option<&DocumentId> {
        match self {
            Self::Document(id) | Self::Text(id) => Some(id),
            Self::Conflict(of) => of.document(),
            _ => self.layer().map(|key| &key.document),
        }
    }

    /// The id of an item of a layer: it is remembered when the item is deleted.
    pub fn in_layer(&self) -> Option<(&LayerKey, &str)> {
        match self {
            Self::Annotation(layer, id) | Self::Adrift(layer, id) => Some((layer, id.as_str())),
            Self::Link(layer, id) => Some((layer, id.as_str())),
            Self::Comment(layer, id) => Some((layer, id.as_str())),
            Self::Decision(layer, id) => Some((layer, id.as_str())),
            _ => None,
        }
    }

    /// Every key of a layer that an id may stand for; a label that waits for its place goes by its usual one.
    pub fn all_of(layer: &LayerKey, id: &str) -> impl Iterator<Item = Self> {
        let at = || layer.clone();
        [
            AnnotationId::new(id).map(|id| Self::Annotation(at(), id)),
            LinkId::new(id).map(|id| Self::Link(at(), id)),
            CommentId::new(id).map(|id| Self::Comment(at(), id)),
            DecisionId::new(id).map(|id| Self::Decision(at(), id)),
        ]
        .into_iter()
        .flatten()
    }

    pub fn conflict(self) -> Self {
        Self::Conflict(Box::new(self))
    }
}

/// A value of the model, shared with the snapshots that hold it.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    Head(Arc<ProjectHead>),
    Person(Arc<Person>),
    CodebookHead(Arc<CodebookHead>),
    Label(Arc<Label>),
    Attribute(Arc<Attribute>),
    LinkKind(Arc<LinkKind>),
    Entity(Arc<Entity>),
    Redirect(Option<EntityId>),
    /// Something that is there or not: an assignment, a lock.
    Mark,
    Document(Arc<Document>),
    Text(Text),
    Layer(Arc<LayerHead>),
    Annotation(Arc<Annotation>),
    Adrift(Arc<Adrift>),
    Link(Arc<Link>),
    Comment(Arc<Comment>),
    Decision(Arc<Decision>),
    Conflict(Arc<Conflict>),
}

/// Create (None to Some), delete (Some to None) or change (Some to Some) one item.
/// `before` must be what the project holds: a stale change is refused.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub key: Key,
    pub before: Option<Item>,
    pub after: Option<Item>,
}

impl Change {
    pub fn create(key: Key, item: Item) -> Self {
        Self {
            key,
            before: None,
            after: Some(item),
        }
    }

    pub fn delete(key: Key, item: Item) -> Self {
        Self {
            key,
            before: Some(item),
            after: None,
        }
    }

    pub fn replace(key: Key, before: Item, after: Item) -> Self {
        Self {
            key,
            before: Some(before),
            after: Some(after),
        }
    }

    fn inverse(&self) -> Self {
        Self {
            key: self.key.clone(),
            before: self.after.clone(),
            after: self.before.clone(),
        }
    }
}

/// Changes that belong together, with a title for the user ("Tag claim").
#[derive(Clone, Debug, PartialEq)]
pub struct Transaction {
    pub title: String,
    pub changes: Vec<Change>,
}

impl Transaction {
    pub fn new(title: impl Into<String>, changes: Vec<Change>) -> Self {
        Self {
            title: title.into(),
            changes,
        }
    }

    pub fn inverse(&self) -> Self {
        Self {
            title: self.title.clone(),
            changes: self.changes.iter().rev().map(Change::inverse).collect(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// Why an edit was refused. The project is as before.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    #[error("{0} has changed in the meantime")]
    Stale(String),
    #[error("{0} does not exist")]
    Missing(String),
    #[error("{0}")]
    Invalid(String),
    /// A rule of the codebook forbids it.
    #[error("{0}")]
    Rule(String),
}

impl EditError {
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::Invalid(message.into())
    }
}

impl From<IdError> for EditError {
    fn from(error: IdError) -> Self {
        Self::Invalid(error.to_string())
    }
}

impl From<FragmentError> for EditError {
    fn from(error: FragmentError) -> Self {
        Self::Invalid(error.to_string())
    }
}

impl From<EditError> for UserError {
    fn from(error: EditError) -> Self {
        let hint = match &error {
            EditError::Stale(_) => {
                Some("Nothing was changed. Look at it again and repeat the edit".to_owned())
            }
            _ => None,
        };
        Self {
            message: capitalise(&error.to_string()),
            hint,
        }
    }
}

fn capitalise(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// Applies a transaction whole, or leaves the project untouched. Costs O(changes · log items).
pub fn apply(project: &mut Project, transaction: &Transaction) -> Result<(), EditError> {
    let mut next = project.clone();
    let mut rest = transaction.changes.as_slice();
    // Changes whose items stand in the project as they came: their check needs no look-up.
    let mut filled = 0..0;
    while let Some((change, others)) = rest.split_first() {
        rest = match swap::fill(&mut next, rest) {
            Some(left) => {
                let (all, left) = (transaction.changes.len(), left?);
                filled = all - rest.len()..all - left.len();
                left
            }
            None => {
                if matches!(change.key, Key::Annotation(..)) {
                    filled = 0..0;
                }
                swap::swap(&mut next, change)?;
                others
            }
        };
    }
    check::check(&next, transaction, &filled)?;
    *project = next;
    Ok(())
}

/// The item that a key names, as the project holds it now.
pub fn item(project: &Project, key: &Key) -> Option<Item> {
    swap::get(project, key)
}
