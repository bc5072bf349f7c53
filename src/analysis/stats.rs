//! Counts of labels in a layer, for lists. Knows no other person's layer.

use crate::model::{Codebook, LabelId, Layer};
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct LabelCount {
    /// With this label itself, or one that was merged into it.
    pub own: u32,
    /// With this label or one below it.
    pub with_children: u32,
}

/// How often each label is used, by label id; labels without use are left out.
pub fn label_counts(codebook: &Codebook, layer: &Layer) -> BTreeMap<LabelId, LabelCount> {
    let mut counts: BTreeMap<LabelId, LabelCount> = BTreeMap::new();
    for (label, count) in layer.counts() {
        let label = codebook.resolve(label);
        counts.entry(label.clone()).or_default().own += count;
        for above in codebook.ancestors(label) {
            counts.entry(above.clone()).or_default().with_children += count;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Label;
    use crate::model::testing::{Board, label};

    #[test]
    fn children_count_for_their_parents_and_merged_labels_for_their_target() {
        let mut board = Board::drawn(&[("ana", "[zone:a] [byline:b] [byline:c] [author:d]")]);
        board.add_label(Label {
            parent: Some(label("zone")),
            ..Label::new(label("byline"), "Byline")
        });
        board.add_label(Label {
            merged_into: Some(label("byline")),
            ..Label::new(label("author"), "Author")
        });
        let layer = board.project.layer(&board.layer("ana")).unwrap();
        let counts = label_counts(board.project.codebook(), layer);
        let shown: Vec<_> = counts
            .iter()
            .map(|(id, c)| (id.as_str(), c.own, c.with_children))
            .collect();
        assert_eq!(shown, [("byline", 3, 3), ("zone", 1, 4)]);
    }
}
