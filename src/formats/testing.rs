//! Fixtures for the tests of formats.
