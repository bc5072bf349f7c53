//! The records of a journal. A line of it is a list of them. Rows stay text until somebody needs them.

use super::*;
use ron::value::RawValue;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub enum Record<'a> {
    /// The first of a journal. `first` is the number of its first step.
    Journal {
        format: u32,
        project: Words<'a>,
        first: u64,
    },
    /// A step: an edit of the user's.
    Edit {
        title: Words<'a>,
        changes: Vec<ChangeRow<'a>>,
    },
    /// A step: what came from elsewhere. It cannot be undone.
    Merge { changes: Vec<ChangeRow<'a>> },
    /// A step: the last edit was taken back.
    Undo,
    /// A step: the edit was made again that was taken back last.
    Redo,
    /// As `Undo`, of an edit that the journal does not have any more: its changes, as they were applied.
    Undone {
        title: Words<'a>,
        changes: Vec<ChangeRow<'a>>,
    },
    /// As `Redo`, of an edit that the journal does not have any more.
    Redone {
        title: Words<'a>,
        changes: Vec<ChangeRow<'a>>,
    },
    /// A step that changes nothing: the last edit, or the one that was taken back last, cannot be moved any more as it was made.
    /// What of it could be comes next, as `Undone` or `Redone`.
    Dropped { redo: bool },
    /// A file that has this content holds all steps before the one with the number `at`.
    Holds {
        file: Words<'a>,
        /// None: it is not there.
        #[serde(default, deserialize_with = "some")]
        hash: Option<Words<'a>>,
        at: u64,
    },
    /// As `Holds`, of a file that was seen on the disk with this content: contents that it had before count no more.
    Saved {
        file: Words<'a>,
        #[serde(default, deserialize_with = "some")]
        hash: Option<Words<'a>>,
        at: u64,
    },
    /// A file was found with this content, which the steps so far take into account; it holds no more of them than before.
    Found {
        file: Words<'a>,
        #[serde(default, deserialize_with = "some")]
        hash: Option<Words<'a>>,
    },
    /// What was not in a file yet before the step `at` lies in a file of its own.
    Kept { file: Words<'a>, at: u64 },
}

/// One item before and after a step.
#[derive(Debug, Deserialize)]
#[serde(rename = "change", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct ChangeRow<'a> {
    pub file: Words<'a>,
    /// The item by its list and its id, as a conflict has it.
    pub of: Words<'a>,
    #[serde(default, deserialize_with = "some")]
    pub was: Option<&'a RawValue>,
    #[serde(default, deserialize_with = "some")]
    pub now: Option<&'a RawValue>,
    /// Of the head of a layer: ids of items that were deleted by the step, and those that came back.
    #[serde(default)]
    pub gone: Vec<Words<'a>>,
    #[serde(default)]
    pub back: Vec<Words<'a>>,
}

/// The head of a layer, without what is gone from it.
#[derive(Debug, Deserialize)]
#[serde(rename = "layer", deny_unknown_fields)]
pub struct LayerTop {
    pub annotated: bool,
    pub progress: Progress,
}

/// Edits that were taken out of a journal, as they belong to another state of their files.
#[derive(Debug, Deserialize)]
#[serde(rename = "Kept", deny_unknown_fields, bound(deserialize = "'de: 'a"))]
pub struct KeptFile<'a> {
    pub format: u32,
    /// How many edits they were.
    pub edits: u32,
    pub titles: Vec<Words<'a>>,
    pub changes: Vec<ChangeRow<'a>>,
}

/// Reads one row as it stands in a record.
pub fn value_from_row<'a, T: Deserialize<'a>>(row: &'a str) -> ron::error::SpannedResult<T> {
    ron::from_str(row)
}
