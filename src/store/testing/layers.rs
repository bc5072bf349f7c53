//! Arbitrary layers: labels, those that wait to be placed, links, comments and decisions.

use super::Maker;
use crate::model::edit::{Change, Item, Key};
use crate::model::*;
use crate::text::Text;
use smol_str::SmolStr;
use std::sync::Arc;

impl Maker {
    pub(super) fn layer(
        &mut self,
        key: &LayerKey,
        text: &Text,
        labels: &[LabelId],
        changes: &mut Vec<Change>,
    ) {
        if self.chance() {
            changes.push(Change::create(Key::Assignment(key.clone()), Item::Mark));
            changes.push(Change::create(Key::Lock(key.clone()), Item::Mark));
        }
        let head = LayerHead {
            annotated: self.chance(),
            progress: *self.pick(&Progress::ALL).unwrap(),
            gone: (0..self.below(4))
                .map(|n| SmolStr::new(format!("gone{n}")))
                .collect(),
        };
        changes.push(Change::create(
            Key::Layer(key.clone()),
            Item::Layer(Arc::new(head)),
        ));
        let mut ids = Vec::new();
        for number in 0..self.below(9) {
            let id = AnnotationId::new(format!("{}{number}", key.annotator)).unwrap();
            let made = self.time();
            let annotation = Annotation {
                attributes: (0..self.below(4))
                    .map(|n| (AttributeId::new(format!("a{n}")).unwrap(), self.value()))
                    .collect(),
                note: self.word(),
                doubt: self.chance(),
                changed: if self.chance() { self.time() } else { made },
                ..Annotation::new(
                    id.clone(),
                    self.pick(labels).unwrap().clone(),
                    self.fragments(text),
                    made,
                )
            };
            ids.push(id.clone());
            if self.below(4) == 0 {
                changes.push(self.adrift(key, annotation));
                continue;
            }
            changes.push(Change::create(
                Key::Annotation(key.clone(), id),
                Item::Annotation(Arc::new(annotation)),
            ));
        }
        self.links(key, &ids, changes);
        self.comments(key, &ids, changes);
        if key.annotator.as_str() == PersonId::ADJUDICATED {
            self.decisions(key, &ids, text, changes);
        }
    }

    /// Its place is anywhere, in the text or not, and its words may happen to stand there.
    fn adrift(&mut self, key: &LayerKey, annotation: Annotation) -> Change {
        let annotation = Annotation {
            fragments: Fragments::default(),
            ..annotation
        };
        let at = (0..=self.below(2)).map(|_| self.old_place()).collect();
        Change::create(
            Key::Adrift(key.clone(), annotation.id.clone()),
            Item::Adrift(Arc::new(Adrift { annotation, at })),
        )
    }

    fn old_place(&mut self) -> OldPlace {
        let start = self.below(40) as u32;
        (start, start + self.below(9) as u32, self.word())
    }

    fn links(&mut self, key: &LayerKey, ids: &[AnnotationId], changes: &mut Vec<Change>) {
        for number in 0..self.below(4) {
            let (Some(from), Some(to)) = (self.pick(ids).cloned(), self.pick(ids).cloned()) else {
                return;
            };
            let made = self.time();
            let link = Link {
                id: LinkId::new(format!("link{number}")).unwrap(),
                kind: LinkKindId::new("said-by").unwrap(),
                from,
                to,
                note: self.word(),
                made,
                changed: if self.chance() { self.time() } else { made },
            };
            changes.push(Change::create(
                Key::Link(key.clone(), link.id.clone()),
                Item::Link(Arc::new(link)),
            ));
        }
    }

    fn comments(&mut self, key: &LayerKey, ids: &[AnnotationId], changes: &mut Vec<Change>) {
        for number in 0..self.below(4) {
            let elsewhere = AnnotationId::new("theirs").unwrap();
            let made = self.time();
            let comment = Comment {
                id: CommentId::new(format!("comment{number}")).unwrap(),
                on: self.pick(ids).cloned().unwrap_or(elsewhere),
                reply_to: self.chance().then(|| CommentId::new("comment0").unwrap()),
                text: self.word(),
                resolved: self.chance(),
                made,
                changed: if self.chance() { self.time() } else { made },
            };
            let id = comment.id.clone();
            changes.push(Change::create(
                Key::Comment(key.clone(), id),
                Item::Comment(Arc::new(comment)),
            ));
        }
    }

    fn decisions(&mut self, key: &LayerKey, ids: &[AnnotationId], text: &Text, changes: &mut Vec<Change>) {
        for number in 0..self.below(5) {
            let adrift: Vec<OldPlace> = (0..self.below(2)).map(|_| self.old_place()).collect();
            let decision = Decision {
                id: DecisionId::new(format!("d{number}")).unwrap(),
                class: *self.pick(&DecisionClass::ALL).unwrap(),
                by: PersonId::new("ana").unwrap(),
                made: self.time(),
                at: if adrift.is_empty() {
                    self.fragments(text)
                } else {
                    Fragments::default()
                },
                adrift,
                sources: (0..self.below(3))
                    .map(|n| DecisionSource {
                        annotator: PersonId::new("Ben_2").unwrap(),
                        annotation: AnnotationId::new(format!("Ben_2{n}")).unwrap(),
                        hash: "0123456789abcdef".into(),
                    })
                    .collect(),
                results: self.some_of(ids),
                reason: self.word(),
                rule: ["", "all-agree"]
                    .get(self.below(2))
                    .copied()
                    .unwrap_or_default()
                    .into(),
            };
            let id = decision.id.clone();
            changes.push(Change::create(
                Key::Decision(key.clone(), id),
                Item::Decision(Arc::new(decision)),
            ));
        }
    }
}
