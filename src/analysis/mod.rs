//! What can be computed from a project: comparison of people, counts, stacking. Pure functions of a
//! snapshot; nothing here edits, reads a file or knows a window.

pub mod compare;
pub mod intervals;
pub mod lanes;
pub mod placing;
pub mod rules;
pub mod search;
pub mod stacks;
pub mod stats;
