//! Whole round trips.
