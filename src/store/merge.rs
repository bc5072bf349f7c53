//! Two states of a project that come from one, brought together by the ids of their items and, within an item, by its fields. Pure:
//! the same three states give the same result. What does not go together stays as both versions, for a person to decide.
//!
//! Laws, each a property test: what only one side changed is taken; both sides the same change nothing; which side is called ours
//! matters only for the version that stands while the other stands aside; merging again changes nothing; nothing disappears that
//! nobody deleted; the order of files does not matter; the result can always be applied.

mod anchors;
mod asides;
mod board;
mod differing;
mod fields;
mod report;
mod settle;
mod stand_ins;
mod twins;

pub use differing::differing;
pub use report::{MergeConflict, MergeReport};
pub use stand_ins::is_stand_in;
pub use twins::renamed;

use super::FileKey;
use crate::model::Project;
use crate::model::edit::{Key, Transaction};
use board::Board;
use std::collections::BTreeSet;

/// What merging found. Nothing is changed until the transaction is applied to the state that was called ours.
#[derive(Clone, Debug)]
pub struct Merge {
    /// From ours to the merged state.
    pub transaction: Transaction,
    /// The items that need a decision because of this merge.
    pub conflicts: Vec<Key>,
    pub report: MergeReport,
}

/// Brings what `theirs` holds in `files` into `ours`. `base` gives the state in which a file was last the same on both sides; an
/// empty project where there is none.
///
/// A text that differs brings the layers on it along, also those that are not in `files`, since offsets mean nothing without it.
pub fn merge(
    base: &dyn Fn(&FileKey) -> Project,
    ours: &Project,
    theirs: &Project,
    files: &BTreeSet<FileKey>,
) -> Merge {
    let mut board = Board::new(base, ours, theirs, files);
    anchors::onto_one_text(&mut board);
    board.take_all();
    twins::unify(&mut board);
    settle::settle(&mut board);
    let asides = asides::settle(&mut board);
    report::merge_from(board, asides)
}

#[cfg(test)]
mod tests;
