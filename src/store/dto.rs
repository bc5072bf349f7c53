//! The shape of the files as serde reads it. Writing is `render`'s; tests keep the two together.
//! A default here is part of the form: `render` leaves out what has it, so it can only change with the version.
//! Rows are named by the word that messages have for them.

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};
use std::borrow::Cow;
use std::fmt;

mod codebook;
mod conflict;
mod journal;
mod layer;
mod project;
mod single;
mod v0;
mod window;

pub use codebook::*;
pub use conflict::*;
pub use journal::*;
pub use layer::*;
pub use project::*;
pub use single::*;
pub use window::*;

/// A string that borrows from the file where nothing in it is escaped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words<'a>(pub Cow<'a, str>);

impl Words<'_> {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn into_string(self) -> String {
        self.0.into_owned()
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Words<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Words<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Words(Cow::Borrowed(text)))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Words(Cow::Owned(text.to_owned())))
            }

            fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
                Ok(Words(Cow::Owned(text)))
            }
        }
        deserializer.deserialize_str(Reader)
    }
}

/// An item and the line it stands on: 0 until it is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row<T> {
    pub line: u32,
    pub item: T,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Row<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(|item| Self { line: 0, item })
    }
}

/// Reads a value that is present as Some, so that files need no `Some(…)`.
fn some<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// What can be read from a file, with the form that it had in each older version (see `migrate`).
pub trait Readable<'a>: Deserialize<'a> {
    type V0: Deserialize<'a> + Into<Self>;
}

#[cfg(test)]
pub use serde::de::IgnoredAny as Anything;

/// By which an item is found in its file.
pub trait Keyed {
    fn key(&self) -> &str;
}

macro_rules! keyed {
    ($($name:ident by $field:ident),* $(,)?) => {$(
        impl Keyed for $name<'_> {
            fn key(&self) -> &str {
                self.$field.as_str()
            }
        }
    )*};
}

keyed!(
    PersonRow by id,
    MarkRow by document,
    RedirectRow by entity,
    LabelRow by id,
    AttributeRow by id,
    LinkKindRow by id,
    EntityRow by id,
    AnnotationRow by id,
    LinkRow by id,
    CommentRow by id,
    DecisionRow by id,
    ConflictRow by of,
);

impl Keyed for Words<'_> {
    fn key(&self) -> &str {
        self.as_str()
    }
}

impl Keyed for Field<'_> {
    fn key(&self) -> &str {
        self.0.as_str()
    }
}

/// A field of the user's own: name and value.
#[derive(Debug, Deserialize)]
pub struct Field<'a>(#[serde(borrow)] pub Words<'a>, #[serde(borrow)] pub Words<'a>);
