//! How a file was when it was read or written last, to see whether somebody else has written it since. Knows no project.

use super::FileKey;
use super::disk::Facts;
use smol_str::SmolStr;
use std::collections::BTreeMap;

/// A file as it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Bytes.
    pub len: u64,
    /// Nanoseconds since 1970. Systems count in steps of up to seconds, so an equal time proves nothing by itself.
    pub modified: i128,
    /// BLAKE3 of the bytes, in hex.
    pub hash: SmolStr,
}

/// Of each file that was there. A project in a single file has one, under `FileKey::Project`.
pub type Stamps = BTreeMap<FileKey, Stamp>;

impl Stamp {
    pub fn new(facts: &Facts, bytes: &[u8]) -> Self {
        Self {
            len: facts.len,
            modified: facts.modified,
            hash: hash_of(bytes),
        }
    }

    /// Whether a file looks untouched without reading it.
    pub fn fits(&self, facts: &Facts) -> bool {
        self.len == facts.len && self.modified == facts.modified
    }

    /// Whether a file holds the bytes that were seen.
    pub fn is_of(&self, bytes: &[u8]) -> bool {
        self.len == bytes.len() as u64 && self.hash == hash_of(bytes)
    }
}

/// BLAKE3 in hex.
pub fn hash_of(bytes: &[u8]) -> SmolStr {
    SmolStr::from(blake3::hash(bytes).to_hex().as_str())
}
