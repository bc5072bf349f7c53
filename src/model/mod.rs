//! The nouns of a project. Values are plain data; the containers (`Project`, `Layer`, `Codebook`) can only be
//! written by `edit`. Knows no file, clock, randomness or window.

mod adrift;
mod annotation;
mod codebook;
mod comment;
mod conflict;
mod decision;
mod document;
pub mod edit;
mod entity;
pub mod id;
mod layer;
pub mod limits;
mod link;
mod palette;
mod person;
mod problem;
mod progress;
mod project;
#[cfg(test)]
pub(crate) mod testing;
mod time;

pub use adrift::{Adrift, OldPlace};
pub use annotation::{Annotation, AttributeValue, Attributes, FragmentError, Fragments};
pub use codebook::{
    Anchoring, Attribute, AttributeKind, Codebook, CodebookHead, Colour, Label, LinkKind, Overlap,
};
pub use comment::{Comment, Thread, mentions, threads};
pub use conflict::Conflict;
pub use decision::{Decision, DecisionClass, DecisionSource};
pub use document::{Document, Origin, content_hash};
pub use entity::Entity;
pub use id::{
    AnnotationId, AttributeId, CommentId, DecisionId, DocumentId, EntityId, IdError, LabelId, LinkId,
    LinkKindId, PersonId, Randomness, SplitMix,
};
pub use layer::{AnnotationChange, Layer, LayerHead, LayerKey, Place, place_of};
pub use link::Link;
pub use palette::{LABEL_COLOURS, NO_VALUE, PERSON_COLOURS, nth_colour};
pub use person::{Person, PersonKind};
pub use problem::{Problem, Problems, UserError};
pub use progress::Progress;
pub use project::{Project, ProjectHead};
pub use time::Timestamp;
