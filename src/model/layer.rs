//! A layer: one annotator's labels, links and comments on one document, with their progress.
//! Fields are private to `model`; `edit` alone writes them.

use super::{
    Adrift, Annotation, AnnotationId, Comment, CommentId, Decision, DecisionId, DocumentId, LabelId, Link,
    LinkId, PersonId, Progress,
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
    /// Derived: the places longer than `SHORT`, by the class of their length.
    pub(super) long: OrdSet<(u8, Place)>,
    /// Derived: annotations a label.
    pub(super) counts: OrdMap<LabelId, u32>,
    pub(super) links: OrdMap<LinkId, Arc<Link>>,
    /// Derived: links by either end.
    pub(super) ends: OrdSet<(AnnotationId, LinkId)>,
    pub(super) comments: OrdMap<CommentId, Arc<Comment>>,
    pub(super) decisions: OrdMap<DecisionId, Arc<Decision>>,
    /// Whose item, which, and the decision that looked at it.
    pub(super) about: OrdSet<(PersonId, AnnotationId, DecisionId)>,
    /// Labels that wait to be placed. No id is here and among the annotations.
    pub(super) adrift: OrdMap<AnnotationId, Arc<Adrift>>,
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

/// Places up to this long are found by their starts alone, in bytes.
const SHORT: u32 = 1024;

/// The class of a longer place: its length lies below this power of two. None for a short one.
pub(super) fn length_class(place: &Place) -> Option<u8> {
    let length = place.1.saturating_sub(place.0);
    let class = u32::BITS - length.leading_zeros();
    u8::try_from(class).ok().filter(|_| length > SHORT)
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

    /// As `places`, behind `last`: for going through them in parts.
    pub fn places_behind(&self, last: Option<&Place>) -> impl Iterator<Item = &Place> {
        use std::ops::Bound::{Excluded, Unbounded};
        let from = last.map_or(Unbounded, Excluded);
        self.places.range::<_, Place>((from, Unbounded))
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

    /// Those whose hull overlaps or touches the bytes `from..=to`, in no useful order. Costs what stands near them and a little for
    /// the lengths that labels have, not the labels before.
    pub fn annotations_at(&self, from: u32, to: u32) -> impl Iterator<Item = &Arc<Annotation>> {
        self.places_near(from, to)
            .filter(move |(_, end, _)| *end >= from)
            .filter_map(|(_, _, id)| self.annotations.get(id))
    }

    /// The places that may reach into `from..=to`: short ones that start shortly before, and of each class of longer ones those that
    /// start no further before than they are long.
    fn places_near(&self, from: u32, to: u32) -> impl Iterator<Item = &Place> {
        let low = move |reach: u32| (from.saturating_sub(reach), 0, AnnotationId::lowest());
        let high = (to.saturating_add(1), 0, AnnotationId::lowest());
        let short = self.places.range(low(SHORT)..high.clone());
        let short = short.filter(|place| length_class(place).is_none());
        let classes = std::iter::successors(self.long.get_min(), |(class, _)| {
            let next = (class.saturating_add(1), (0, 0, AnnotationId::lowest()));
            self.long.range(next..).next()
        });
        let long = classes.flat_map(move |(class, _)| {
            let reach = 1_u32.checked_shl(u32::from(*class)).unwrap_or(u32::MAX);
            self.long.range((*class, low(reach))..(*class, high.clone()))
        });
        short.chain(long.map(|(_, place)| place))
    }

    /// The first `most` that fit after a place in reading order, the nearest first; before it where `forward` is not so. Where few fit,
    /// all are gone through by id, which takes a fraction of the time that reading order takes.
    pub fn nearest(
        &self,
        here: &Place,
        forward: bool,
        most: usize,
        fits: impl Fn(&Annotation) -> bool,
    ) -> Vec<&Arc<Annotation>> {
        use std::ops::Bound::{Excluded, Unbounded};
        const NEAR: usize = 2_000;
        let (mut ahead, mut behind);
        let places: &mut dyn Iterator<Item = &Place> = if forward {
            ahead = self.places.range::<_, Place>((Excluded(here), Unbounded));
            &mut ahead
        } else {
            behind = self.places.range::<_, Place>((Unbounded, Excluded(here))).rev();
            &mut behind
        };
        let mut found = Vec::new();
        let mut last = None;
        for place in places.take(NEAR) {
            last = Some(place);
            found.extend(
                self.annotations
                    .get(&place.2)
                    .filter(|annotation| fits(annotation)),
            );
            if found.len() == most {
                return found;
            }
        }
        let Some(last) = last else { return found };
        if places.next().is_none() {
            return found;
        }
        let beyond = |annotation: &Annotation| {
            let hull = annotation.fragments.hull().unwrap_or_default();
            let place = (hull.start(), hull.end(), &annotation.id);
            let order = place.cmp(&(last.0, last.1, &last.2));
            order.is_gt() == forward && order.is_ne()
        };
        let mut rest: Vec<&Arc<Annotation>> = self
            .annotations
            .values()
            .filter(|annotation| beyond(annotation) && fits(annotation))
            .collect();
        rest.sort_by_cached_key(|annotation| place_of(annotation));
        if !forward {
            rest.reverse();
        }
        found.extend(rest.into_iter().take(most.saturating_sub(found.len())));
        found
    }

    pub fn len(&self) -> usize {
        self.annotations.len()
    }

    /// No annotation, link, comment or decision, and no label that waits to be placed.
    pub fn is_empty(&self) -> bool {
        self.annotations.is_empty()
            && self.adrift.is_empty()
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

    /// The decisions that looked at an item of somebody's layer, by id.
    pub fn decisions_about(
        &self,
        annotator: &PersonId,
        id: &AnnotationId,
    ) -> impl Iterator<Item = &Arc<Decision>> {
        let (annotator, id) = (annotator.clone(), id.clone());
        self.about
            .range((annotator.clone(), id.clone(), DecisionId::lowest())..)
            .take_while(move |(who, which, _)| *who == annotator && *which == id)
            .filter_map(|(_, _, decision)| self.decisions.get(decision))
    }

    /// Links and decisions that differ from an earlier state, as they were and as they are.
    pub fn links_changed_from<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = &'a Arc<Link>> {
        changed(&before.links, &self.links)
    }

    pub fn decisions_changed_from<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = &'a Arc<Decision>> {
        changed(&before.decisions, &self.decisions)
    }

    pub fn adrift(&self, id: &str) -> Option<&Arc<Adrift>> {
        self.adrift.get(id)
    }

    /// The labels that wait to be placed, by id.
    pub fn all_adrift(&self) -> impl ExactSizeIterator<Item = &Arc<Adrift>> {
        self.adrift.values()
    }

    /// Whether an annotation carries exactly this label, placed or not.
    pub fn uses(&self, label: &LabelId) -> bool {
        self.counts.contains_key(label)
            || self
                .adrift
                .values()
                .any(|adrift| adrift.annotation.label == *label)
    }

    /// Whether there is an annotation of this id, placed or not.
    pub fn has(&self, id: &AnnotationId) -> bool {
        self.annotations.contains_key(id) || self.adrift.contains_key(id)
    }
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "labels of one part")]
mod tests;

/// The values that are not the same in both, of either.
fn changed<'a, K: Ord + Clone, V: PartialEq + Clone>(
    before: &'a OrdMap<K, V>,
    after: &'a OrdMap<K, V>,
) -> impl Iterator<Item = &'a V> {
    use imbl::ordmap::DiffItem;
    before
        .diff(after)
        .flat_map(|item| match item {
            DiffItem::Add(_, value) | DiffItem::Remove(_, value) => [Some(value), None],
            DiffItem::Update { old, new } => [Some(old.1), Some(new.1)],
        })
        .flatten()
}
