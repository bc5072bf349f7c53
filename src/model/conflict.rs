//! An item that was changed in two places in ways that do not go together. The item itself stands as one place has it; a conflict
//! holds what the others have, until somebody decides.

use super::edit::Item;

#[derive(Clone, Debug, PartialEq, Default)]
pub struct Conflict {
    /// The versions that stand aside; None where the item was deleted. Sorted and without repeats: see `new`.
    pub others: Vec<Option<Item>>,
}

impl Conflict {
    /// In an order of their own, each once, so that the same versions make the same conflict whoever merged first.
    pub fn new(others: impl IntoIterator<Item = Option<Item>>) -> Self {
        let mut named: Vec<(String, Option<Item>)> = others
            .into_iter()
            .map(|other| (written(other.as_ref()), other))
            .collect();
        named.sort_by(|a, b| a.0.cmp(&b.0));
        named.dedup_by(|a, b| a.0 == b.0);
        Self {
            others: named.into_iter().map(|(_, other)| other).collect(),
        }
    }
}

/// All that a version says, as words that can be ordered. Not-a-number is written the same each time.
fn written(version: Option<&Item>) -> String {
    match version {
        // Its debug output is short.
        Some(Item::Text(text)) => text.as_str().to_owned(),
        other => format!("{other:?}"),
    }
}
