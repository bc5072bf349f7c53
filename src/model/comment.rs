//! A remark on an annotation, one's own or a teammate's. It lives in the layer of the person who writes it.

use super::{AnnotationId, CommentId, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    pub id: CommentId,
    /// An annotation of any layer on the same document.
    pub on: AnnotationId,
    pub reply_to: Option<CommentId>,
    pub text: String,
    pub resolved: bool,
    pub made: Timestamp,
    pub changed: Timestamp,
}
