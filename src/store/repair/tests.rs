//! Which repairs are planned for what.
