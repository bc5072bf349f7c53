//! A document's facts beside its text. The text itself is `crate::text::Text` and never changes.

use super::{DocumentId, Timestamp};
use smol_str::SmolStr;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    pub id: DocumentId,
    pub title: String,
    /// As the source gives it; ISO 8601 where known.
    pub date: String,
    pub source: String,
    pub author: String,
    /// The user's own fields, in their order.
    pub fields: Vec<(String, String)>,
    pub notes: String,
    /// BLAKE3 of the text's bytes, hexadecimal: guards every offset into it.
    pub hash: SmolStr,
    pub added: Timestamp,
    pub origin: Option<Origin>,
}

/// Where an imported text came from, as far as it was changed on the way in.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Origin {
    /// File name without its folder.
    pub file: String,
    pub encoding: String,
    /// `lf`, `crlf`, `cr` or `mixed`.
    pub newline: String,
    pub bom: bool,
}

impl Document {
    pub fn new(id: DocumentId, title: impl Into<String>, text: &crate::text::Text, added: Timestamp) -> Self {
        Self {
            id,
            title: title.into(),
            date: String::new(),
            source: String::new(),
            author: String::new(),
            fields: Vec::new(),
            notes: String::new(),
            hash: content_hash(text.as_str()),
            added,
            origin: None,
        }
    }
}

/// BLAKE3 of the bytes, as 64 hexadecimal digits.
pub fn content_hash(text: &str) -> SmolStr {
    SmolStr::new(blake3::hash(text.as_bytes()).to_hex().as_str())
}
