//! Tests of the whole floor: folders written, read, damaged and written again.

use super::*;
