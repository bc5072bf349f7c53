//! Annotations, links, comments and decisions: each is checked by itself and compared with what the project holds.

use std::sync::Arc;

use crate::formats::{ImportedAnnotation, ImportedComment, ImportedDecision, ImportedLink};
use crate::model::{
    Annotation, AnnotationId, Comment, CommentId, Decision, DecisionId, DecisionSource, Link, LinkId,
    PersonId,
};

use super::Planner;
use super::layers::{Fate, Refusal, Taking};

impl Planner<'_> {
    pub(super) fn take_annotation(&mut self, taking: &mut Taking, item: &ImportedAnnotation) {
        let name = || match &item.id {
            Some(id) => format!("“{id}”"),
            None => format!("“{}” at {:?}", item.label, item.at),
        };
        match self.annotation(taking, item) {
            Ok(None) => {}
            Ok(Some(annotation)) => {
                let ours = self
                    .project
                    .layer(&taking.key)
                    .and_then(|l| l.annotation(annotation.id.as_str()));
                let fate = match ours {
                    None => Fate::New(annotation),
                    Some(ours) if same_annotation(ours, &annotation, item) => Fate::Equal,
                    Some(_) => Fate::Changed,
                };
                if let Some(new) = self.count(taking, "annotation", fate, name) {
                    taking.draft.annotations.insert(new.id.clone(), Arc::new(new));
                }
            }
            Err((kind, reason)) => self.skip(kind, item.line, format!("annotation {}: {reason}", name())),
        }
    }

    /// None where it was deleted here before.
    fn annotation(
        &mut self,
        taking: &mut Taking,
        item: &ImportedAnnotation,
    ) -> Result<Option<Annotation>, Refusal> {
        let fragments = taking
            .target
            .fragments(&item.at)
            .map_err(|reason| ("bad-offset", reason))?;
        if let Some(quote) = &item.quote {
            let words = fragments.quote(&taking.target.text);
            if words != *quote && !item.at.is_empty() {
                let reason = format!("the text there is “{}”, not “{}”", short(&words), short(quote));
                return Err(("bad-offset", reason));
            }
        }
        let anchor = || format!("{:?} {}", item.at, item.label);
        let id = taking.id(item.id.as_deref(), anchor, AnnotationId::new)?;
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

    pub(super) fn take_link(&mut self, taking: &mut Taking, item: &ImportedLink) {
        let name = item
            .id
            .clone()
            .unwrap_or_else(|| format!("{} from {} to {}", item.kind, item.from, item.to));
        match self.link(taking, item) {
            Ok(None) => {}
            Ok(Some(link)) => {
                let ours = self
                    .project
                    .layer(&taking.key)
                    .and_then(|l| l.link(link.id.as_str()));
                let fate = match ours {
                    None => Fate::New(link),
                    Some(ours) => {
                        let note = item.note.is_none() || ours.note == link.note;
                        let same =
                            (&ours.kind, &ours.from, &ours.to) == (&link.kind, &link.from, &link.to) && note;
                        if same { Fate::Equal } else { Fate::Changed }
                    }
                };
                if let Some(new) = self.count(taking, "link", fate, || name) {
                    taking.draft.links.insert(new.id.clone(), Arc::new(new));
                }
            }
            Err((kind, reason)) => self.skip(kind, item.line, format!("link “{name}”: {reason}")),
        }
    }

    fn link(&mut self, taking: &mut Taking, item: &ImportedLink) -> Result<Option<Link>, Refusal> {
        let layer = self.project.layer(&taking.key);
        let [from, to] = [&item.from, &item.to].map(|word| {
            let unknown = || {
                (
                    "unknown-link-end",
                    format!("its end “{word}” is no annotation of this person here"),
                )
            };
            let id = taking.draft.annotation_id(word).map_err(|_| unknown())?;
            let there = taking.draft.annotations.contains_key(&id)
                || layer.is_some_and(|l| l.annotation(id.as_str()).is_some());
            if there { Ok(id) } else { Err(unknown()) }
        });
        let (from, to) = (from?, to?);
        let anchor = || format!("link {} {from} {to}", item.kind);
        let id = taking.id(item.id.as_deref(), anchor, LinkId::new)?;
        if taking.is_gone(id.as_str()) {
            self.report.gone += 1;
            return Ok(None);
        }
        let kind = self.link_kind(&item.kind);
        let kind = kind.ok_or_else(|| ("bad-record", format!("“{}” cannot be a kind of link", item.kind)))?;
        let made = item.made.unwrap_or(self.options.now);
        let note = item.note.clone().unwrap_or_default();
        Ok(Some(Link {
            id,
            kind,
            from,
            to,
            note,
            made,
            changed: item.changed.unwrap_or(made),
        }))
    }

    pub(super) fn take_comment(&mut self, taking: &mut Taking, item: &ImportedComment) {
        match self.comment(taking, item) {
            Ok(None) => {}
            Ok(Some(comment)) => {
                let ours = self
                    .project
                    .layer(&taking.key)
                    .and_then(|l| l.comment(comment.id.as_str()));
                let name = comment.id.to_string();
                let fate = match ours {
                    None => Fate::New(comment),
                    Some(ours) if ours.on == comment.on && ours.text == comment.text => Fate::Equal,
                    Some(_) => Fate::Changed,
                };
                if let Some(new) = self.count(taking, "comment", fate, || name) {
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
        let anchor = || format!("comment {on} {}", item.text);
        let id = taking.id(item.id.as_deref(), anchor, CommentId::new)?;
        let reply_to = item
            .reply_to
            .as_ref()
            .map(CommentId::new)
            .transpose()
            .map_err(|e| bad(e.to_string()))?;
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

    pub(super) fn take_decision(&mut self, taking: &mut Taking, item: &ImportedDecision) {
        match self.decision(taking, item) {
            Ok(None) => {}
            Ok(Some(decision)) => {
                let ours = self
                    .project
                    .layer(&taking.key)
                    .and_then(|l| l.decision(decision.id.as_str()));
                let name = decision.id.to_string();
                let fate = match ours {
                    None => Fate::New(decision),
                    Some(ours)
                        if **ours
                            == (Decision {
                                made: ours.made,
                                ..decision.clone()
                            }) =>
                    {
                        Fate::Equal
                    }
                    Some(_) => Fate::Changed,
                };
                if let Some(new) = self.count(taking, "decision", fate, || name) {
                    taking.draft.decisions.insert(new.id.clone(), Arc::new(new));
                }
            }
            Err((kind, reason)) => self.skip(kind, item.line, format!("decision: {reason}")),
        }
    }

    fn decision(
        &mut self,
        taking: &mut Taking,
        item: &ImportedDecision,
    ) -> Result<Option<Decision>, Refusal> {
        if taking.key.annotator != PersonId::adjudicated() {
            return Err((
                "bad-record",
                "decisions stand only in the adjudicated layer".into(),
            ));
        }
        let at = taking
            .target
            .fragments(&item.at)
            .map_err(|reason| ("bad-offset", reason))?;
        let anchor = || format!("decision {:?} {}", item.at, item.class.word());
        let id = taking.id(item.id.as_deref(), anchor, DecisionId::new)?;
        if taking.is_gone(id.as_str()) {
            self.report.gone += 1;
            return Ok(None);
        }
        let mut sources = Vec::new();
        for (annotator, annotation, hash) in &item.sources {
            let annotation = AnnotationId::new(annotation).map_err(|e| ("bad-id", e.to_string()))?;
            sources.push(DecisionSource {
                annotator: self.person(annotator),
                annotation,
                hash: hash.into(),
            });
        }
        let results = item.results.iter().map(|word| taking.draft.annotation_id(word));
        Ok(Some(Decision {
            id,
            class: item.class,
            by: self.person(&item.by),
            made: item.made.unwrap_or(self.options.now),
            at,
            adrift: Vec::new(),
            sources,
            results: results
                .collect::<Result<_, _>>()
                .map_err(|reason| ("bad-id", reason))?,
            reason: item.reason.clone(),
            rule: item.rule.as_str().into(),
        }))
    }
}

/// Equal in everything that the file says; times do not count.
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
