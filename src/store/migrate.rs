//! Versions of the file form. Knows no file: it says how old a form is and is the place where older ones are brought up.

use super::dto::Readable;
use ron::error::SpannedResult;

/// The version that this program writes. Raise it with every change that an older program could not read.
pub const FORMAT: u32 = 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    Current,
    /// Written by a newer program: what is known of it is shown, nothing is written.
    Newer,
    /// No version ever had this number.
    Unknown,
}

pub fn age(format: u32) -> Age {
    match format {
        0 => Age::Unknown,
        FORMAT => Age::Current,
        _ => Age::Newer,
    }
}

/// Reads one value of the form `format` as the current one.
///
/// Version 2 adds its chain here: the types of version 1 move to a module of their own, each with a conversion to the next
/// version, and `format == 1` reads those and converts. The rest of the store sees current types only. Files stay as they are
/// until an edit writes them.
pub fn value_from_text<'a, T: Readable<'a>>(text: &'a str, _format: u32) -> SpannedResult<T> {
    ron::from_str(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_that_were_given_out_are_versions() {
        assert_eq!(age(0), Age::Unknown);
        assert_eq!(age(FORMAT), Age::Current);
        assert_eq!(age(FORMAT + 1), Age::Newer);
    }
}
