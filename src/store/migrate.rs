//! Versions of the file form. Knows no file: it says how old a form is, and brings older ones up to the current one, step by
//! step. A file stays as it is on the disk until an edit writes it, then in the current form.
//!
//! A new version 2 goes like this: the types that change move, as they are, to `dto::v1`, each with a conversion to the new one;
//! `Readable` gets a `V1`, and `V0` is converted to that. The rest of the store sees current types only. The fixture of every
//! version that was ever given out stays in `tests/data`.

use super::dto::{self, Readable};
use ron::error::SpannedResult;

/// The version that this program writes. Raise it with every change that an older program could not read.
pub const FORMAT: u32 = 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// Read as it was and brought up.
    Older,
    Current,
    /// Written by a newer program: what is known of it is shown, nothing is written.
    Newer,
}

pub fn age(format: u32) -> Age {
    match format {
        0..FORMAT => Age::Older,
        FORMAT => Age::Current,
        _ => Age::Newer,
    }
}

/// Reads one value of the form `format` as the current one.
pub fn value_from_text<'a, T: Readable<'a>>(text: &'a str, format: u32) -> SpannedResult<T> {
    match format {
        0 => ron::from_str::<T::V0>(text).map(Into::into),
        _ => ron::from_str(text),
    }
}

/// What has not changed since version 0.
macro_rules! as_ever {
    ($($name:ident),* $(,)?) => {$(
        impl<'a> Readable<'a> for dto::$name<'a> {
            type V0 = Self;
        }
    )*};
}

as_ever!(
    ProjectFile,
    PersonRow,
    MarkRow,
    RedirectRow,
    CodebookFile,
    LabelRow,
    AttributeRow,
    LinkKindRow,
    EntitiesFile,
    EntityRow,
    DocumentFile,
    Field,
    LinkRow,
    CommentRow,
    DecisionRow,
    ConflictRow,
    Words,
    SingleHead,
    TextRow,
);

#[cfg(test)]
mod tests;
