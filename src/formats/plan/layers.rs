//! One person's labels on one document: what the import adds to the layer, and the layer's own facts.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use smol_str::SmolStr;

use crate::formats::ImportedLayer;
use crate::model::edit::{Change, Item, Key};
use crate::model::id::random_text;
use crate::model::{
    Annotation, AnnotationId, Comment, CommentId, Decision, DecisionId, IdError, Layer, LayerHead, LayerKey,
    Link, LinkId, Progress, Project,
};

use super::target::{HashSource, Target};
use super::{Conflict, Planner};

/// What an import adds to one layer.
#[derive(Default)]
pub(super) struct Draft {
    head: LayerHead,
    pub annotations: BTreeMap<AnnotationId, Arc<Annotation>>,
    pub links: BTreeMap<LinkId, Arc<Link>>,
    pub comments: BTreeMap<CommentId, Arc<Comment>>,
    pub decisions: BTreeMap<DecisionId, Arc<Decision>>,
    /// Ids that the file has used.
    seen: HashSet<SmolStr>,
    /// How often items without an id came with the same content.
    ordinals: HashMap<String, u32>,
    /// Words of the file that became other ids.
    pub renamed: HashMap<String, AnnotationId>,
}

impl Draft {
    fn of(layer: Option<&Layer>) -> Self {
        Self {
            head: layer.map(|l| l.head().clone()).unwrap_or_default(),
            ..Self::default()
        }
    }

    /// The layer first, then what lies in it.
    pub fn finish(self, project: &Project, key: &LayerKey, changes: &mut Vec<Change>) {
        let head = Item::Layer(Arc::new(self.head));
        match project.layer(key) {
            None => changes.push(Change::create(Key::Layer(key.clone()), head)),
            Some(ours) => {
                let before = Item::Layer(Arc::new(ours.head().clone()));
                if before != head {
                    changes.push(Change::replace(Key::Layer(key.clone()), before, head));
                }
            }
        }
        let annotations = self.annotations.into_iter();
        changes.extend(
            annotations.map(|(id, a)| Change::create(Key::Annotation(key.clone(), id), Item::Annotation(a))),
        );
        let links = self.links.into_iter();
        changes.extend(links.map(|(id, l)| Change::create(Key::Link(key.clone(), id), Item::Link(l))));
        let comments = self.comments.into_iter();
        changes
            .extend(comments.map(|(id, c)| Change::create(Key::Comment(key.clone(), id), Item::Comment(c))));
        let decisions = self.decisions.into_iter();
        changes.extend(
            decisions.map(|(id, d)| Change::create(Key::Decision(key.clone(), id), Item::Decision(d))),
        );
    }

    /// The annotation that a link, comment or decision of the file names.
    pub fn annotation_id(&self, word: &str) -> Result<AnnotationId, String> {
        match self.renamed.get(word) {
            Some(id) => Ok(id.clone()),
            None => AnnotationId::new(word).map_err(|e| e.to_string()),
        }
    }
}

/// One layer while its items are taken.
pub(super) struct Taking<'t> {
    pub target: &'t Target,
    pub key: LayerKey,
    pub draft: Draft,
}

/// An item that the draft may take.
pub(super) enum Fate<T> {
    New(T),
    Equal,
    /// Ours differs.
    Changed,
}

impl Planner<'_> {
    pub(super) fn take_layer(&mut self, target: &Target, theirs: &ImportedLayer) {
        let person = match &theirs.annotator {
            Some(word) => self.person(word),
            None => self.default_person(),
        };
        let key = LayerKey::new(target.document.clone(), person);
        if self.project.is_locked(&key) {
            let message = format!(
                "the labels of “{}” on “{}” are locked: nothing was added",
                key.annotator, key.document
            );
            return self.skip("locked", theirs.line, message);
        }
        let ours = self.project.layer(&key);
        let draft = self.layers.remove(&key).unwrap_or_else(|| Draft::of(ours));
        let mut taking = Taking { target, key, draft };
        for item in &theirs.annotations {
            self.take_annotation(&mut taking, item);
        }
        for item in &theirs.links {
            self.take_link(&mut taking, item);
        }
        for item in &theirs.comments {
            self.take_comment(&mut taking, item);
        }
        for item in &theirs.decisions {
            self.take_decision(&mut taking, item);
        }
        self.take_layer_head(&mut taking, theirs);
        self.layers.insert(taking.key, taking.draft);
    }

    fn take_layer_head(&mut self, taking: &mut Taking, theirs: &ImportedLayer) {
        let ours = self.project.layer(&taking.key);
        let draft = &mut taking.draft;
        draft.head.annotated |= theirs.annotated.unwrap_or(true);
        if draft.head.progress == Progress::New {
            let begun = if draft.annotations.is_empty() {
                Progress::New
            } else {
                Progress::InProgress
            };
            draft.head.progress = theirs.progress.unwrap_or(begun);
        }
        for id in &theirs.gone {
            let here = ours.is_some_and(|l| holds(l, id));
            if here {
                self.report.changed += 1;
                self.report.conflicts.push(Conflict {
                    document: Some(taking.key.document.clone()),
                    annotator: Some(taking.key.annotator.clone()),
                    item: id.clone(),
                    reason: "the file says it was deleted; it stays here".into(),
                });
            } else if !draft.seen.contains(id.as_str()) {
                draft.head.gone.insert(id.as_str().into());
            }
        }
    }

    /// Counts an item; hands it back if it is new.
    pub(super) fn count<T>(
        &mut self,
        taking: &Taking,
        what: &str,
        fate: Fate<T>,
        name: impl FnOnce() -> String,
    ) -> Option<T> {
        match fate {
            Fate::New(item) => {
                self.report.new += 1;
                Some(item)
            }
            Fate::Equal => {
                self.report.equal += 1;
                None
            }
            Fate::Changed => {
                self.report.changed += 1;
                self.report.conflicts.push(Conflict {
                    document: Some(taking.key.document.clone()),
                    annotator: Some(taking.key.annotator.clone()),
                    item: format!("{what} {}", name()),
                    reason: "the file has another version; the project's stays".into(),
                });
                None
            }
        }
    }
}

/// Kind and reason of an item that is left out.
pub(super) type Refusal = (&'static str, String);

impl Taking<'_> {
    /// The given id, or one derived from the content; each only once a layer.
    pub fn id<T: Clone>(
        &mut self,
        given: Option<&str>,
        anchor: impl FnOnce() -> String,
        make: impl Fn(String) -> Result<T, IdError>,
    ) -> Result<T, Refusal> {
        let person = self.key.annotator.as_str();
        let word = match given {
            Some(given) if make(given.to_owned()).is_ok() => given.to_owned(),
            Some(given) => random_text(
                &mut HashSource::new(&[&self.target.source, person, "id", given]),
                12,
            ),
            None => {
                let anchor = anchor();
                let ordinal = self.draft.ordinals.get(&anchor).copied().unwrap_or_default() + 1;
                let parts = [&self.target.source, person, &ordinal.to_string(), &anchor];
                let id = random_text(&mut HashSource::new(&parts), 12);
                self.draft.ordinals.insert(anchor, ordinal);
                id
            }
        };
        if !self.draft.seen.insert(SmolStr::new(&word)) {
            return Err(("duplicate-id", "its id stands in the file twice".into()));
        }
        make(word).map_err(|e| ("bad-id", e.to_string()))
    }

    pub fn is_gone(&self, id: &str) -> bool {
        self.draft.head.gone.contains(id)
    }
}

fn holds(layer: &Layer, id: &str) -> bool {
    layer.annotation(id).is_some()
        || layer.link(id).is_some()
        || layer.comment(id).is_some()
        || layer.decision(id).is_some()
}
