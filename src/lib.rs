#![doc = include_str!("ARCHITECTURE.md")]

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
