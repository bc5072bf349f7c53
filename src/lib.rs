#![doc = include_str!("ARCHITECTURE.md")]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice,
        clippy::disallowed_methods,
        clippy::too_many_lines,
        clippy::print_stdout,
        reason = "tests stop at the first surprise"
    )
)]

// In floor order: each imports only from those above.
pub mod text;

pub mod model;

pub mod analysis;
pub mod formats;
pub mod store;

pub mod command;
pub mod session;

pub mod cli;

#[cfg(feature = "gui")]
pub mod ui;
