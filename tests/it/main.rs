//! The integration tests: one binary, a module a subject.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    clippy::too_many_lines,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "tests stop at the first surprise"
)]

mod adjudicating;
mod cli;
mod corpus;
mod crash;
mod git;
mod layering;
mod matching;
mod merging;
mod readme;
mod repairing;
mod samples;
mod scripts;
mod search;
#[cfg(feature = "snapshots")]
mod snapshots;
#[cfg(feature = "gui")]
mod ui;
mod versions;
