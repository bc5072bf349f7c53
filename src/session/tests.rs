//! The whole way without a window.
