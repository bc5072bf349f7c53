//! The integration tests: one binary, a module a subject.

mod cli;
#[cfg(feature = "gui")]
mod ui;
mod samples;
