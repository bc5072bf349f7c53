//! The integration tests: one binary, a module a subject.

mod cli;
mod layering;
mod samples;
#[cfg(feature = "gui")]
mod ui;
