//! A directed link between two annotations of one layer, by their ids.

use super::{AnnotationId, LinkId, LinkKindId, Timestamp};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    pub id: LinkId,
    pub kind: LinkKindId,
    pub from: AnnotationId,
    pub to: AnnotationId,
    pub note: String,
    pub made: Timestamp,
    pub changed: Timestamp,
}
