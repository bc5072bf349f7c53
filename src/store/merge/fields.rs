//! Two versions of one item, field by field against what both came from. What only one side changed is taken; where both changed
//! the same field in different ways the versions stay apart in that field alone. Knows no project.

use crate::model::edit::Item;
use crate::model::*;
use std::fmt::Debug;
use std::sync::Arc;

/// What became of two versions: the same item twice, or two that differ where both sides changed the same.
pub struct Mixed {
    pub ours: Item,
    /// None where nothing is in conflict.
    pub theirs: Option<Item>,
}

/// `base` is None where both sides added the item.
pub fn mix(base: Option<&Item>, ours: &Item, theirs: &Item) -> Mixed {
    let mut mix = Mix { clash: false };
    let (ours, theirs) = mix.items(base, ours.clone(), theirs.clone());
    Mixed {
        ours,
        theirs: mix.clash.then_some(theirs),
    }
}

/// Equal, where not-a-number equals itself.
pub fn same_item(a: Option<&Item>, b: Option<&Item>) -> bool {
    match (a, b) {
        (Some(Item::Annotation(a)), Some(Item::Annotation(b))) => Arc::ptr_eq(a, b) || same(a, b),
        // The debug output of a text is short.
        (Some(Item::Text(a)), Some(Item::Text(b))) => a == b,
        (a, b) => same(&a, &b),
    }
}

fn same<T: PartialEq + Debug>(a: &T, b: &T) -> bool {
    a == b || {
        let (a, b) = (format!("{a:?}"), format!("{b:?}"));
        a == b && a.contains("NaN")
    }
}

/// Where a label is, or was last.
#[derive(Clone, Debug, PartialEq)]
enum Anchor {
    Placed(Fragments),
    Adrift(Vec<OldPlace>),
}

struct Mix {
    clash: bool,
}

/// Brings each of the named fields together.
macro_rules! fields {
    ($mix:expr, $base:expr, $ours:expr, $theirs:expr; $($field:ident),* $(,)?) => {
        $($mix.field($base.map(|base| &base.$field), &mut $ours.$field, &mut $theirs.$field);)*
    };
}

/// Takes both versions out of their items, brings the fields together and puts them back.
macro_rules! values {
    ($mix:expr, $kind:ident, $base:expr, $ours:expr, $theirs:expr, $with:expr) => {{
        let base = match $base {
            Some(Item::$kind(base)) => Some(&**base),
            _ => None,
        };
        let (mut ours, mut theirs) = ($ours, $theirs);
        $with($mix, base, Arc::make_mut(&mut ours), Arc::make_mut(&mut theirs));
        (Item::$kind(ours), Item::$kind(theirs))
    }};
}

impl Mix {
    fn items(&mut self, base: Option<&Item>, ours: Item, theirs: Item) -> (Item, Item) {
        match (ours, theirs) {
            (Item::Head(a), Item::Head(b)) => values!(self, Head, base, a, b, Self::head),
            (Item::Person(a), Item::Person(b)) => values!(self, Person, base, a, b, Self::person),
            (Item::CodebookHead(a), Item::CodebookHead(b)) => {
                values!(self, CodebookHead, base, a, b, Self::codebook_head)
            }
            (Item::Label(a), Item::Label(b)) => values!(self, Label, base, a, b, Self::label),
            (Item::Attribute(a), Item::Attribute(b)) => values!(self, Attribute, base, a, b, Self::attribute),
            (Item::LinkKind(a), Item::LinkKind(b)) => values!(self, LinkKind, base, a, b, Self::link_kind),
            (Item::Entity(a), Item::Entity(b)) => values!(self, Entity, base, a, b, Self::entity),
            (Item::Document(a), Item::Document(b)) => values!(self, Document, base, a, b, Self::document),
            (Item::Layer(a), Item::Layer(b)) => values!(self, Layer, base, a, b, Self::layer),
            (Item::Link(a), Item::Link(b)) => values!(self, Link, base, a, b, Self::link),
            (Item::Comment(a), Item::Comment(b)) => values!(self, Comment, base, a, b, Self::comment),
            (Item::Decision(a), Item::Decision(b)) => values!(self, Decision, base, a, b, Self::decision),
            (a @ (Item::Annotation(_) | Item::Adrift(_)), b @ (Item::Annotation(_) | Item::Adrift(_))) => {
                self.labelled(base, a, b)
            }
            (ours, theirs) => self.whole(base, ours, theirs),
        }
    }

    /// What has no fields: a text, a redirect.
    fn whole(&mut self, base: Option<&Item>, ours: Item, theirs: Item) -> (Item, Item) {
        if base == Some(&theirs) || ours == theirs {
            (ours.clone(), ours)
        } else if base == Some(&ours) {
            (theirs.clone(), theirs)
        } else {
            self.clash = true;
            (ours, theirs)
        }
    }

    /// One field: what only one side changed goes into both versions.
    fn field<T: Clone + PartialEq + Debug>(&mut self, base: Option<&T>, ours: &mut T, theirs: &mut T) {
        if same(ours, theirs) {
            return;
        }
        if base.is_some_and(|base| same(base, theirs)) {
            theirs.clone_from(ours);
        } else if base.is_some_and(|base| same(base, ours)) {
            ours.clone_from(theirs);
        } else {
            self.clash = true;
        }
    }

    /// A list whose order says nothing: both sides' additions come in, what either took out goes out.
    fn set<T: Clone + Ord + Debug>(base: Option<&Vec<T>>, ours: &mut Vec<T>, theirs: &mut Vec<T>) {
        if ours == theirs {
            return;
        }
        if base == Some(theirs) {
            theirs.clone_from(ours);
        } else if base == Some(ours) {
            ours.clone_from(theirs);
        } else {
            let base: &[T] = base.map_or(&[], Vec::as_slice);
            let mut added: Vec<T> = (ours.iter().chain(theirs.iter()))
                .filter(|value| !base.contains(value))
                .cloned()
                .collect();
            added.sort();
            added.dedup();
            let kept = base
                .iter()
                .filter(|value| ours.contains(value) && theirs.contains(value));
            let all: Vec<T> = kept.cloned().chain(added).collect();
            ours.clone_from(&all);
            *theirs = all;
        }
    }

    /// Two numbers of which one may win without asking anybody: the further progress, the later change.
    fn higher<T: Copy + Ord>(base: Option<T>, ours: &mut T, theirs: &mut T) {
        let value = match base {
            Some(base) if base == *theirs => *ours,
            Some(base) if base == *ours => *theirs,
            _ => *ours.max(theirs),
        };
        (*ours, *theirs) = (value, value);
    }

    fn times<T>(ours: &mut T, theirs: &mut T, times: impl Fn(&mut T) -> (&mut Timestamp, &mut Timestamp)) {
        let ((made_a, changed_a), (made_b, changed_b)) = (times(ours), times(theirs));
        let (made, changed) = ((*made_a).min(*made_b), (*changed_a).max(*changed_b));
        (*made_a, *made_b) = (made, made);
        (*changed_a, *changed_b) = (changed, changed);
    }

    fn head(&mut self, base: Option<&ProjectHead>, ours: &mut ProjectHead, theirs: &mut ProjectHead) {
        fields!(self, base, ours, theirs; id, name, notes);
    }

    fn person(&mut self, base: Option<&Person>, ours: &mut Person, theirs: &mut Person) {
        fields!(self, base, ours, theirs; name, colour, kind);
    }

    fn codebook_head(
        &mut self,
        base: Option<&CodebookHead>,
        ours: &mut CodebookHead,
        theirs: &mut CodebookHead,
    ) {
        fields!(self, base, ours, theirs; name, guidelines);
    }

    fn label(&mut self, base: Option<&Label>, ours: &mut Label, theirs: &mut Label) {
        fields!(self, base, ours, theirs;
            name, parent, colour, key, description, include, exclude, anchoring, overlap, retired, merged_into);
        self.order(base.map(|base| base.order), &mut ours.order, &mut theirs.order);
    }

    /// A place in a list is not worth a question.
    fn order(&mut self, base: Option<i32>, ours: &mut i32, theirs: &mut i32) {
        Self::higher(base, ours, theirs);
    }

    fn attribute(&mut self, base: Option<&Attribute>, ours: &mut Attribute, theirs: &mut Attribute) {
        fields!(self, base, ours, theirs; name, required, default, shown_when, description, retired);
        self.order(base.map(|base| base.order), &mut ours.order, &mut theirs.order);
        Self::set(
            base.map(|base| &base.labels),
            &mut ours.labels,
            &mut theirs.labels,
        );
        use AttributeKind::{Choice, Choices};
        let kind = base.map(|base| &base.kind);
        match (&mut ours.kind, &mut theirs.kind) {
            (Choice(a), Choice(b)) => {
                let base = kind.and_then(|kind| {
                    if let Choice(words) = kind {
                        Some(words)
                    } else {
                        None
                    }
                });
                Self::set(base, a, b);
            }
            (Choices(a), Choices(b)) => {
                let base = kind.and_then(|kind| {
                    if let Choices(words) = kind {
                        Some(words)
                    } else {
                        None
                    }
                });
                Self::set(base, a, b);
            }
            (a, b) => self.field(kind, a, b),
        }
    }

    fn link_kind(&mut self, base: Option<&LinkKind>, ours: &mut LinkKind, theirs: &mut LinkKind) {
        fields!(self, base, ours, theirs; name, key, description, retired);
        self.order(base.map(|base| base.order), &mut ours.order, &mut theirs.order);
        Self::set(base.map(|base| &base.from), &mut ours.from, &mut theirs.from);
        Self::set(base.map(|base| &base.to), &mut ours.to, &mut theirs.to);
    }

    fn entity(&mut self, base: Option<&Entity>, ours: &mut Entity, theirs: &mut Entity) {
        fields!(self, base, ours, theirs; name, kind, parent, fields, note);
        Self::set(
            base.map(|base| &base.aliases),
            &mut ours.aliases,
            &mut theirs.aliases,
        );
        Self::higher(None, &mut ours.changed, &mut theirs.changed);
    }

    fn document(&mut self, base: Option<&Document>, ours: &mut Document, theirs: &mut Document) {
        fields!(self, base, ours, theirs; title, date, source, author, fields, notes, hash, added, origin);
    }

    /// What a layer says of itself never asks: the further progress counts, and who has gone through the document has. Ids of
    /// deleted items need both layers and are settled with their items.
    fn layer(&mut self, base: Option<&LayerHead>, ours: &mut LayerHead, theirs: &mut LayerHead) {
        Self::higher(
            base.map(|base| base.annotated),
            &mut ours.annotated,
            &mut theirs.annotated,
        );
        Self::higher(
            base.map(|base| base.progress),
            &mut ours.progress,
            &mut theirs.progress,
        );
        theirs.gone = ours.gone.clone();
    }

    fn link(&mut self, base: Option<&Link>, ours: &mut Link, theirs: &mut Link) {
        fields!(self, base, ours, theirs; kind, from, to, note);
        Self::times(ours, theirs, |link| (&mut link.made, &mut link.changed));
    }

    fn comment(&mut self, base: Option<&Comment>, ours: &mut Comment, theirs: &mut Comment) {
        fields!(self, base, ours, theirs; on, reply_to, text, resolved);
        Self::times(ours, theirs, |comment| (&mut comment.made, &mut comment.changed));
    }

    /// A decision is one judgement: only its reason can be written by somebody else.
    fn decision(&mut self, base: Option<&Decision>, ours: &mut Decision, theirs: &mut Decision) {
        fields!(self, base, ours, theirs; reason);
        let judgement = |decision: &Decision| Decision {
            reason: String::new(),
            ..decision.clone()
        };
        let (mut a, mut b) = (judgement(ours), judgement(theirs));
        self.field(base.map(judgement).as_ref(), &mut a, &mut b);
        a.reason = std::mem::take(&mut ours.reason);
        b.reason = std::mem::take(&mut theirs.reason);
        (*ours, *theirs) = (a, b);
    }

    /// All fragments are one field, and each attribute is one.
    fn labelled(&mut self, base: Option<&Item>, ours: Item, theirs: Item) -> (Item, Item) {
        let base = base.cloned().and_then(taken_apart);
        let (Some((mut a, mut at_a)), Some((mut b, mut at_b))) =
            (taken_apart(ours.clone()), taken_apart(theirs.clone()))
        else {
            return (ours, theirs);
        };
        let facts = base.as_ref().map(|(facts, _)| facts);
        self.field(base.as_ref().map(|(_, at)| at), &mut at_a, &mut at_b);
        fields!(self, facts, a, b; label, note, doubt);
        let ids = (a.attributes.iter().chain(b.attributes.iter())).map(|(id, _)| id.clone());
        let ids: std::collections::BTreeSet<AttributeId> = ids.collect();
        for id in ids {
            let value = |facts: &Annotation| facts.attributes.get(id.as_str()).cloned();
            let (mut ours, mut theirs) = (value(&a), value(&b));
            self.field(facts.map(value).as_ref(), &mut ours, &mut theirs);
            a.attributes.set(&id, ours);
            b.attributes.set(&id, theirs);
        }
        Self::times(&mut a, &mut b, |facts| (&mut facts.made, &mut facts.changed));
        (put_together(a, at_a), put_together(b, at_b))
    }
}

/// What a label says, and where it is.
fn taken_apart(item: Item) -> Option<(Annotation, Anchor)> {
    match item {
        Item::Annotation(annotation) => {
            let mut facts = Arc::unwrap_or_clone(annotation);
            let at = std::mem::take(&mut facts.fragments);
            Some((facts, Anchor::Placed(at)))
        }
        Item::Adrift(adrift) => {
            let adrift = Arc::unwrap_or_clone(adrift);
            Some((adrift.annotation, Anchor::Adrift(adrift.at)))
        }
        _ => None,
    }
}

fn put_together(mut annotation: Annotation, at: Anchor) -> Item {
    match at {
        Anchor::Placed(fragments) => {
            annotation.fragments = fragments;
            Item::Annotation(Arc::new(annotation))
        }
        Anchor::Adrift(at) => Item::Adrift(Arc::new(Adrift { annotation, at })),
    }
}
