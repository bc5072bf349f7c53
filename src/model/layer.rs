//! A layer: one annotator's labels, links and comments on one document, with their progress.
//! Fields are private to `model`; `edit` alone writes them.

use super::{
    Annotation, AnnotationId, Comment, CommentId, Decision, DecisionId, DocumentId, LabelId, Link, LinkId,
    PersonId, Progress,
};
use imbl::{OrdMap, OrdSet};
use smol_str::SmolStr;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LayerKey {
    pub document: DocumentId,
    pub annotator: PersonId,
}

impl LayerKey {
    pub fn new(document: DocumentId, annotator: PersonId) -> Self {
        Self { document, annotator }
    }

    pub fn adjudicated(document: DocumentId) -> Self {
        Self {
            document,
            annotator: PersonId::adjudicated(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct LayerHead {
    /// The person has gone through the document: no label then means "nothing here".
    pub annotated: bool,
    pub progress: Progress,
    /// Ids of deleted items, so that an old copy cannot bring them back.
    pub gone: OrdSet<SmolStr>,
}

/// Where an annotation stands: (start, end, id) in bytes; labels of the whole document come first.
pub type Place = (u32, u32, AnnotationId);

#[derive(Clone, Debug, PartialEq, Default)]
pub struct Layer {
    pub(super) head: Arc<LayerHead>,
    pub(super) annotations: OrdMap<AnnotationId, Arc<Annotation>>,
    /// Derived: annotations by place.
    pub(super) places: OrdSet<Place>,
    /// Derived: annotations a label.
    pub(super) counts: OrdMap<LabelId, u32>,
    pub(super) links: OrdMap<LinkId, Arc<Link>>,
    /// Derived: links by either end.
    pub(super) ends: OrdSet<(AnnotationId, LinkId)>,
    pub(super) comments: OrdMap<CommentId, Arc<Comment>>,
    pub(super) decisions: OrdMap<DecisionId, Arc<Decision>>,
}

/// An annotation that differs between two states of a layer; one of them has it, or both.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AnnotationChange<'a> {
    pub before: Option<&'a Arc<Annotation>>,
    pub after: Option<&'a Arc<Annotation>>,
}

/// The place of an annotation in reading order.
pub fn place_of(annotation: &Annotation) -> Place {
    let hull = annotation.fragments.hull();
    (
        hull.map_or(0, |s| s.start()),
        hull.map_or(0, |s| s.end()),
        annotation.id.clone(),
    )
}

impl Layer {
    pub fn head(&self) -> &LayerHead {
        &self.head
    }

    pub fn annotation(&self, id: &str) -> Option<&Arc<Annotation>> {
        self.annotations.get(id)
    }

    /// In reading order: by start, end, id.
    pub fn annotations(&self) -> impl DoubleEndedIterator<Item = &Arc<Annotation>> {
        self.places
            .iter()
            .filter_map(|(_, _, id)| self.annotations.get(id))
    }

    /// The places of all annotations in reading order, without the annotations: much faster than going through those.
    pub fn places(&self) -> impl ExactSizeIterator<Item = &Place> {
        self.places.iter()
    }

    /// By id: the fastest way through all.
    pub fn annotations_by_id(&self) -> impl ExactSizeIterator<Item = &Arc<Annotation>> {
        self.annotations.values()
    }

    /// By id, behind `last`: for going through them in parts.
    pub fn annotations_behind(&self, last: Option<&AnnotationId>) -> impl Iterator<Item = &Arc<Annotation>> {
        use std::ops::Bound::{Excluded, Unbounded};
        let from = last.map_or(Unbounded, Excluded);
        self.annotations
            .range::<_, AnnotationId>((from, Unbounded))
            .map(|(_, annotation)| annotation)
    }

    /// Whether the annotations are the very same as in another state. No comparison of contents: true is certain, false may only
    /// mean that something was written again.
    pub fn shares_annotations(&self, other: &Self) -> bool {
        self.annotations.ptr_eq(&other.annotations)
    }

    /// What differs from an earlier state, by id. What both states share is passed over, so that this costs as much as was edited.
    pub fn changes_from<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = AnnotationChange<'a>> {
        use imbl::ordmap::DiffItem;
        before.annotations.diff(&self.annotations).map(|item| {
            let (before, after) = match item {
                DiffItem::Add(_, after) => (None, Some(after)),
                DiffItem::Remove(_, before) => (Some(before), None),
                DiffItem::Update { old, new } => (Some(old.1), Some(new.1)),
            };
            AnnotationChange { before, after }
        })
    }

    /// Those that start at `from` (bytes) or later, in reading order.
    pub fn annotations_from(&self, from: u32) -> impl Iterator<Item = &Arc<Annotation>> {
        self.places
            .range((from, 0, AnnotationId::lowest())..)
            .filter_map(|(_, _, id)| self.annotations.get(id))
    }

    /// Those that start at `until` (bytes) or earlier, the last in reading order first.
    pub fn annotations_before(&self, until: u32) -> impl Iterator<Item = &Arc<Annotation>> {
        self.places
            .range(..(until.saturating_add(1), 0, AnnotationId::lowest()))
            .rev()
            .filter_map(|(_, _, id)| self.annotations.get(id))
    }

    /// The annotation after (or before) a place in reading order.
    pub fn step(&self, here: &Place, forward: bool) -> Option<&Arc<Annotation>> {
        use std::ops::Bound::{Excluded, Unbounded};
        let found = if forward {
            self.places.range::<_, Place>((Excluded(here), Unbounded)).next()
        } else {
            self.places
                .range::<_, Place>((Unbounded, Excluded(here)))
                .next_back()
        };
        found.and_then(|(_, _, id)| self.annotations.get(id))
    }

    pub fn len(&self) -> usize {
        self.annotations.len()
    }

    /// No annotation, link, comment or decision.
    pub fn is_empty(&self) -> bool {
        self.annotations.is_empty()
            && self.links.is_empty()
            && self.comments.is_empty()
            && self.decisions.is_empty()
    }

    /// How many annotations carry exactly this label.
    pub fn count(&self, label: &str) -> u32 {
        self.counts.get(label).copied().unwrap_or(0)
    }

    pub fn counts(&self) -> impl Iterator<Item = (&LabelId, u32)> {
        self.counts.iter().map(|(label, count)| (label, *count))
    }

    pub fn link(&self, id: &str) -> Option<&Arc<Link>> {
        self.links.get(id)
    }

    /// By id.
    pub fn links(&self) -> impl ExactSizeIterator<Item = &Arc<Link>> {
        self.links.values()
    }

    /// The links that start or end at an annotation.
    pub fn links_of(&self, id: &AnnotationId) -> impl Iterator<Item = &Arc<Link>> {
        let id = id.clone();
        let from = (id.clone(), LinkId::lowest());
        self.ends
            .range(from..)
            .take_while(move |(end, _)| *end == id)
            .filter_map(|(_, link)| self.links.get(link))
    }

    pub fn comment(&self, id: &str) -> Option<&Arc<Comment>> {
        self.comments.get(id)
    }

    pub fn comments(&self) -> impl ExactSizeIterator<Item = &Arc<Comment>> {
        self.comments.values()
    }

    pub fn decision(&self, id: &str) -> Option<&Arc<Decision>> {
        self.decisions.get(id)
    }

    pub fn decisions(&self) -> impl ExactSizeIterator<Item = &Arc<Decision>> {
        self.decisions.values()
    }
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "labels of one part")]
mod tests {
    use super::super::AttributeValue;
    use super::super::testing::Board;
    use super::*;

    #[test]
    fn the_difference_is_what_was_edited() {
        let mut board = Board::drawn(&[("ana", "[speaker:She] said [claim:it works] well")]);
        for number in 0..200 {
            board.tag("ana", &format!("more-{number}"), "claim", &[4..8]);
        }
        let key = board.layer("ana");
        let before = board.project.layer(&key).unwrap().clone();
        assert!(before.shares_annotations(&before.clone()));
        assert_eq!(before.changes_from(&before).count(), 0);
        board.set("ana", "more-17", "stance", AttributeValue::Bool(true));
        board.tag("ana", "new", "speaker", &[0..3]);
        let after = board.project.layer(&key).unwrap().clone();
        assert!(!after.shares_annotations(&before));
        let told = |change: AnnotationChange| {
            let id = |annotation: Option<&Arc<Annotation>>| annotation.map(|a| a.id.to_string());
            (id(change.before), id(change.after))
        };
        let changes: Vec<_> = after.changes_from(&before).map(told).collect();
        let more = Some("more-17".to_owned());
        assert_eq!(changes, [(more.clone(), more), (None, Some("new".to_owned()))]);
        let back: Vec<_> = before.changes_from(&after).map(told).collect();
        assert_eq!(back.last(), Some(&(Some("new".to_owned()), None)));
        let last = after.annotations_by_id().nth(100).unwrap();
        let rest = after.annotations_behind(Some(&last.id)).count();
        assert_eq!(
            (rest, after.annotations_behind(None).count()),
            (after.len() - 101, after.len())
        );
    }
}
