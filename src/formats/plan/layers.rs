//! One person's labels on one document: each item is checked by itself and compared with what the project holds.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use smol_str::SmolStr;
use unicode_segmentation::UnicodeSegmentation;

use crate::formats::{
    ImportedAnnotation, ImportedComment, ImportedDecision, ImportedLayer, ImportedLink, OffsetUnit,
};
use crate::model::edit::{Change, Item, Key};
use crate::model::id::random_text;
use crate::model::{
    Annotation, AnnotationId, Comment, CommentId, Decision, DecisionId, DecisionSource, DocumentId, Fragments, IdError,
    Layer, LayerHead, LayerKey, Link, LinkId, PersonId, Progress, Project, Randomness,
};
use crate::text::{Span, Text};

use super::{Conflict, Planner};

/// The document that labels go to.
pub(super) struct Target {
    pub document: DocumentId,
    text: Text,
    unit: OffsetUnit,
    /// What ids are derived from, beside the person and the item.
    source: String,
    /// Starts of grapheme clusters in bytes, and the end; only where offsets count them.
    graphemes: Vec<u32>,
}

impl Target {
    pub fn new(document: DocumentId, text: Text, unit: OffsetUnit, source: String) -> Self {
        let mut graphemes = Vec::new();
        if unit == OffsetUnit::Graphemes {
            graphemes.extend(text.as_str().grapheme_indices(true).map(|(byte, _)| byte as u32));
            graphemes.push(text.len());
        }
        Self { document, text, unit, source, graphemes }
    }

    /// Fragments as spans; the message names the offsets as the file has them.
    fn fragments(&self, at: &[(i64, i64)]) -> Result<Fragments, String> {
        let spans = at.iter().map(|&(start, end)| self.span(start, end)).collect::<Result<Vec<_>, _>>()?;
        Fragments::new(spans).map_err(|_| "its fragments overlap".to_owned())
    }

    fn span(&self, start: i64, end: i64) -> Result<Span, String> {
        let number = |at: i64| u32::try_from(at).map_err(|_| format!("the offset {at} is outside the text"));
        let (from, to) = (number(start)?, number(end)?);
        if from == to {
            return Err(format!("it covers nothing ({start} to {end})"));
        }
        let span = match self.unit {
            OffsetUnit::Scalars => self.text.span_from_scalars(from..to),
            OffsetUnit::Utf16 => self.text.span_from_utf16(from..to),
            OffsetUnit::Graphemes => {
                let count = self.graphemes.len().saturating_sub(1);
                let byte = |at: u32| {
                    let found = self.graphemes.get(at as usize).copied();
                    found.ok_or_else(|| format!("the offset {at} is behind the end of the text, which has {count} clusters"))
                };
                self.text.span(byte(from)? as usize..byte(to)? as usize)
            }
        };
        span.map_err(|error| error.to_string())
    }
}

/// Ids that are made from content: the same again at the next import.
pub(super) struct HashSource(blake3::OutputReader);

impl HashSource {
    pub fn new(parts: &[&str]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        Self(hasher.finalize_xof())
    }
}

impl Randomness for HashSource {
    fn next_u64(&mut self) -> u64 {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }
}

/// What an import adds to one layer.
#[derive(Default)]
pub(super) struct Draft {
    head: LayerHead,
    annotations: BTreeMap<AnnotationId, Arc<Annotation>>,
    links: BTreeMap<LinkId, Arc<Link>>,
    comments: BTreeMap<CommentId, Arc<Comment>>,
    decisions: BTreeMap<DecisionId, Arc<Decision>>,
    /// Ids that the file has used.
    seen: HashSet<SmolStr>,
    /// How often items without an id came with the same content.
    ordinals: HashMap<String, u32>,
    /// Words of the file that became other ids.
    renamed: HashMap<String, AnnotationId>,
}

impl Draft {
    fn of(layer: Option<&Layer>) -> Self {
        Self { head: layer.map(|l| l.head().clone()).unwrap_or_default(), ..Self::default() }
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
        changes.extend(annotations.map(|(id, a)| Change::create(Key::Annotation(key.clone(), id), Item::Annotation(a))));
        let links = self.links.into_iter();
        changes.extend(links.map(|(id, l)| Change::create(Key::Link(key.clone(), id), Item::Link(l))));
        let comments = self.comments.into_iter();
        changes.extend(comments.map(|(id, c)| Change::create(Key::Comment(key.clone(), id), Item::Comment(c))));
        let decisions = self.decisions.into_iter();
        changes.extend(decisions.map(|(id, d)| Change::create(Key::Decision(key.clone(), id), Item::Decision(d))));
    }

    /// The annotation that a link, comment or decision of the file names.
    fn annotation_id(&self, word: &str) -> Result<AnnotationId, String> {
        match self.renamed.get(word) {
            Some(id) => Ok(id.clone()),
            None => AnnotationId::new(word).map_err(|e| e.to_string()),
        }
    }
}

/// One layer while its items are taken.
struct Taking<'t> {
    target: &'t Target,
    key: LayerKey,
    draft: Draft,
}

/// An item that the draft may take.
enum Fate<T> {
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
            let message = format!("the labels of “{}” on “{}” are locked: nothing was added", key.annotator, key.document);
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
            let begun = if draft.annotations.is_empty() { Progress::New } else { Progress::InProgress };
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

    fn take_annotation(&mut self, taking: &mut Taking, item: &ImportedAnnotation) {
        let given = item.id.as_deref();
        let name = given.map_or_else(|| format!("“{}” at {:?}", item.label, item.at), |id| format!("“{id}”"));
        match self.annotation(taking, item) {
            Ok(None) => {}
            Ok(Some(annotation)) => {
                let ours = self.project.layer(&taking.key).and_then(|l| l.annotation(annotation.id.as_str()));
                let fate = match ours {
                    None => Fate::New(annotation),
                    Some(ours) if same_annotation(ours, &annotation, item) => Fate::Equal,
                    Some(_) => Fate::Changed,
                };
                if let Some(new) = self.count(taking, "annotation", fate, &name) {
                    taking.draft.annotations.insert(new.id.clone(), Arc::new(new));
                }
            }
            Err((kind, reason)) => self.skip(kind, item.line, format!("annotation {name}: {reason}")),
        }
    }

    /// None where it was deleted here before.
    fn annotation(&mut self, taking: &mut Taking, item: &ImportedAnnotation) -> Result<Option<Annotation>, Refusal> {
        let fragments = taking.target.fragments(&item.at).map_err(|reason| ("bad-offset", reason))?;
        if let Some(quote) = &item.quote {
            let words = fragments.quote(&taking.target.text);
            if words != *quote && !item.at.is_empty() {
                let reason = format!("the text there is “{}”, not “{}”", short(&words), short(quote));
                return Err(("bad-offset", reason));
            }
        }
        let anchor = format!("{:?} {}", item.at, item.label);
        let id = taking.id(item.id.as_deref(), &anchor, AnnotationId::new)?;
        if let Some(given) = item.id.as_deref().filter(|given| *given != id.as_str()) {
            taking.draft.renamed.insert(given.to_owned(), id.clone());
        }
        if taking.is_gone(id.as_str()) {
            self.report.gone += 1;
            return Ok(None);
        }
        let label = self.label(&item.label, item.at.is_empty());
        let label = label.ok_or_else(|| ("unknown-label", format!("“{}” cannot be a label", item.label)))?;
        let mut annotation = Annotation::new(id, label, fragments, item.made.unwrap_or(self.options.now));
        annotation.changed = item.changed.unwrap_or(annotation.made);
        annotation.attributes = self.attributes(item, &taking.key.annotator);
        annotation.note = item.note.clone().unwrap_or_default();
        annotation.doubt = item.doubt.unwrap_or_default();
        Ok(Some(annotation))
    }

    fn take_link(&mut self, taking: &mut Taking, item: &ImportedLink) {
        let name = item.id.clone().unwrap_or_else(|| format!("{} from {} to {}", item.kind, item.from, item.to));
        match self.link(taking, item) {
            Ok(None) => {}
            Ok(Some(link)) => {
                let ours = self.project.layer(&taking.key).and_then(|l| l.link(link.id.as_str()));
                let fate = match ours {
                    None => Fate::New(link),
                    Some(ours) => {
                        let note = item.note.is_none() || ours.note == link.note;
                        let same = (&ours.kind, &ours.from, &ours.to) == (&link.kind, &link.from, &link.to) && note;
                        if same { Fate::Equal } else { Fate::Changed }
                    }
                };
                if let Some(new) = self.count(taking, "link", fate, &name) {
                    taking.draft.links.insert(new.id.clone(), Arc::new(new));
                }
            }
            Err((kind, reason)) => self.skip(kind, item.line, format!("link “{name}”: {reason}")),
        }
    }

    fn link(&mut self, taking: &mut Taking, item: &ImportedLink) -> Result<Option<Link>, Refusal> {
        let layer = self.project.layer(&taking.key);
        let [from, to] = [&item.from, &item.to].map(|word| {
            let unknown = || ("unknown-link-end", format!("its end “{word}” is no annotation of this person here"));
            let id = taking.draft.annotation_id(word).map_err(|_| unknown())?;
            let there = taking.draft.annotations.contains_key(&id) || layer.is_some_and(|l| l.annotation(id.as_str()).is_some());
            if there { Ok(id) } else { Err(unknown()) }
        });
        let (from, to) = (from?, to?);
        let anchor = format!("link {} {from} {to}", item.kind);
        let id = taking.id(item.id.as_deref(), &anchor, LinkId::new)?;
        if taking.is_gone(id.as_str()) {
            self.report.gone += 1;
            return Ok(None);
        }
        let kind = self.link_kind(&item.kind);
        let kind = kind.ok_or_else(|| ("bad-record", format!("“{}” cannot be a kind of link", item.kind)))?;
        let made = item.made.unwrap_or(self.options.now);
        let note = item.note.clone().unwrap_or_default();
        Ok(Some(Link { id, kind, from, to, note, made, changed: item.changed.unwrap_or(made) }))
    }

    fn take_comment(&mut self, taking: &mut Taking, item: &ImportedComment) {
        match self.comment(taking, item) {
            Ok(None) => {}
            Ok(Some(comment)) => {
                let ours = self.project.layer(&taking.key).and_then(|l| l.comment(comment.id.as_str()));
                let name = comment.id.to_string();
                let fate = match ours {
                    None => Fate::New(comment),
                    Some(ours) if ours.on == comment.on && ours.text == comment.text => Fate::Equal,
                    Some(_) => Fate::Changed,
                };
                if let Some(new) = self.count(taking, "comment", fate, &name) {
                    taking.draft.comments.insert(new.id.clone(), Arc::new(new));
                }
            }
            Err((kind, reason)) => {
                let name = item.id.as_deref().unwrap_or(&item.on);
                self.skip(kind, item.line, format!("comment “{name}”: {reason}"));
            }
        }
    }

    fn comment(&mut self, taking: &mut Taking, item: &ImportedComment) -> Result<Option<Comment>, Refusal> {
        let bad = |reason: String| ("bad-id", reason);
        let on = taking.draft.annotation_id(&item.on).map_err(bad)?;
        let anchor = format!("comment {on} {}", item.text);
        let id = taking.id(item.id.as_deref(), &anchor, CommentId::new)?;
        let reply_to = item.reply_to.as_ref().map(CommentId::new).transpose().map_err(|e| bad(e.to_string()))?;
        if taking.is_gone(id.as_str()) {
            self.report.gone += 1;
            return Ok(None);
        }
        let made = item.made.unwrap_or(self.options.now);
        Ok(Some(Comment {
            id,
            on,
            reply_to,
            text: item.text.clone(),
            resolved: item.resolved.unwrap_or_default(),
            made,
            changed: item.changed.unwrap_or(made),
        }))
    }

    fn take_decision(&mut self, taking: &mut Taking, item: &ImportedDecision) {
        match self.decision(taking, item) {
            Ok(None) => {}
            Ok(Some(decision)) => {
                let ours = self.project.layer(&taking.key).and_then(|l| l.decision(decision.id.as_str()));
                let name = decision.id.to_string();
                let fate = match ours {
                    None => Fate::New(decision),
                    Some(ours) if **ours == (Decision { made: ours.made, ..decision.clone() }) => Fate::Equal,
                    Some(_) => Fate::Changed,
                };
                if let Some(new) = self.count(taking, "decision", fate, &name) {
                    taking.draft.decisions.insert(new.id.clone(), Arc::new(new));
                }
            }
            Err((kind, reason)) => self.skip(kind, item.line, format!("decision: {reason}")),
        }
    }

    fn decision(&mut self, taking: &mut Taking, item: &ImportedDecision) -> Result<Option<Decision>, Refusal> {
        if taking.key.annotator != PersonId::adjudicated() {
            return Err(("bad-record", "decisions stand only in the adjudicated layer".into()));
        }
        let at = taking.target.fragments(&item.at).map_err(|reason| ("bad-offset", reason))?;
        let anchor = format!("decision {:?} {}", item.at, item.class.word());
        let id = taking.id(item.id.as_deref(), &anchor, DecisionId::new)?;
        if taking.is_gone(id.as_str()) {
            self.report.gone += 1;
            return Ok(None);
        }
        let mut sources = Vec::new();
        for (annotator, annotation, hash) in &item.sources {
            let annotation = AnnotationId::new(annotation).map_err(|e| ("bad-id", e.to_string()))?;
            sources.push(DecisionSource { annotator: self.person(annotator), annotation, hash: hash.into() });
        }
        let results = item.results.iter().map(|word| taking.draft.annotation_id(word));
        Ok(Some(Decision {
            id,
            class: item.class,
            by: self.person(&item.by),
            made: item.made.unwrap_or(self.options.now),
            at,
            sources,
            results: results.collect::<Result<_, _>>().map_err(|reason| ("bad-id", reason))?,
            reason: item.reason.clone(),
        }))
    }

    /// Counts an item; hands it back if it is new.
    fn count<T>(&mut self, taking: &Taking, what: &str, fate: Fate<T>, name: &str) -> Option<T> {
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
                    item: format!("{what} {name}"),
                    reason: "the file has another version; the project's stays".into(),
                });
                None
            }
        }
    }
}

/// Kind and reason of an item that is left out.
type Refusal = (&'static str, String);

impl Taking<'_> {
    /// The given id, or one derived from the content; each only once a layer.
    fn id<T: Clone>(
        &mut self,
        given: Option<&str>,
        anchor: &str,
        make: impl Fn(String) -> Result<T, IdError>,
    ) -> Result<T, Refusal> {
        let person = self.key.annotator.as_str();
        let word = match given {
            Some(given) if make(given.to_owned()).is_ok() => given.to_owned(),
            Some(given) => random_text(&mut HashSource::new(&[&self.target.source, person, "id", given]), 12),
            None => {
                let ordinal = self.draft.ordinals.entry(anchor.to_owned()).or_default();
                *ordinal += 1;
                let parts = [&self.target.source, person, &ordinal.to_string(), anchor];
                random_text(&mut HashSource::new(&parts), 12)
            }
        };
        if !self.draft.seen.insert(SmolStr::new(&word)) {
            return Err(("duplicate-id", "its id stands in the file twice".into()));
        }
        make(word).map_err(|e| ("bad-id", e.to_string()))
    }

    fn is_gone(&self, id: &str) -> bool {
        self.draft.head.gone.contains(id)
    }
}

fn holds(layer: &Layer, id: &str) -> bool {
    layer.annotation(id).is_some() || layer.link(id).is_some() || layer.comment(id).is_some() || layer.decision(id).is_some()
}

/// Equal in everything that the file says; times count only where neither side is silent about them.
fn same_annotation(ours: &Annotation, theirs: &Annotation, item: &ImportedAnnotation) -> bool {
    ours.label == theirs.label
        && ours.fragments == theirs.fragments
        && (item.attributes.is_none() || ours.attributes == theirs.attributes)
        && (item.note.is_none() || ours.note == theirs.note)
        && (item.doubt.is_none() || ours.doubt == theirs.doubt)
}

/// The first words, for a message.
fn short(words: &str) -> String {
    match words.char_indices().nth(40) {
        Some((byte, _)) => format!("{}…", words.get(..byte).unwrap_or_default()),
        None => words.to_owned(),
    }
}
