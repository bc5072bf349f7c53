//! The integration tests: one binary, a module a subject.

mod cli;
mod samples;
#[cfg(feature = "gui")]
mod ui;
