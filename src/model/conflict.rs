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
            .map(|other| (format!("{other:?}"), other))
            .collect();
        named.sort_by(|a, b| a.0.cmp(&b.0));
        named.dedup_by(|a, b| a.0 == b.0);
        Self {
            others: named.into_iter().map(|(_, other)| other).collect(),
        }
    }
}
