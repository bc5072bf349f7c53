//! A directed link between two annotations of one layer, by their ids.

use super::{AnnotationId, LinkId, LinkKindId, Timestamp};
use smol_str::SmolStr;

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

impl Link {
    /// 16 hexadecimal digits over kind and ends, so that a decision can tell whether its source changed since.
    pub fn content_hash(&self) -> SmolStr {
        let mut hasher = blake3::Hasher::new();
        for part in [self.kind.as_str(), self.from.as_str(), self.to.as_str()] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        SmolStr::new(hasher.finalize().to_hex().as_str().get(..16).unwrap_or_default())
    }
}
