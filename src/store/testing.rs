//! Projects for tests.
