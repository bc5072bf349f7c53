//! A layer's items: offsets in scalars become spans, and each quote is held against the words that its span covers.

use super::anchoring::{self, Moved};
use super::*;
use crate::text::Text;
use crate::text::anchor::is_quote_of;

pub(super) struct Reader<'a> {
    pub key: &'a LayerKey,
    pub text: &'a Text,
}

/// The layer's head first, then its items: each list after what it refers to.
pub fn layer(file: dto::LayerFile<'_>, key: &LayerKey, text: &Text, findings: &mut Findings) -> Vec<Change> {
    let reader = Reader { key, text };
    let head = LayerHead {
        annotated: file.annotated,
        progress: progress(file.progress),
        gone: file.gone.iter().map(|row| small(&row.item)).collect(),
    };
    let mut moved = Moved::new();
    let mut changes = rows(file.annotations, findings, |row, line, findings| {
        let item = reader.label(row, line, findings)?;
        let id = id(&row.id)?;
        let at = match &item {
            Item::Adrift(_) => Key::Adrift(key.clone(), id),
            _ => Key::Annotation(key.clone(), id),
        };
        match &item {
            Item::Adrift(_) if !row.adrift => drop(moved.insert(at.clone(), line)),
            _ => {}
        }
        Ok(Change::create(at, item))
    });
    let links = if file.links.is_empty() {
        Vec::new()
    } else {
        let known = changes.iter().filter_map(|change| match &change.key {
            Key::Annotation(_, id) | Key::Adrift(_, id) => Some(id.as_str()),
            _ => None,
        });
        let known: HashSet<&str> = known.collect();
        rows(file.links, findings, |row, _, _| reader.link(row, &known))
    };
    let head = Change::create(Key::Layer(key.clone()), Item::Layer(Arc::new(head)));
    changes.insert(0, head);
    changes.extend(links);
    changes.extend(rows(file.comments, findings, |row, _, _| {
        let comment = reader.comment(row)?;
        let at = Key::Comment(key.clone(), comment.id.clone());
        Ok(Change::create(at, Item::Comment(Arc::new(comment))))
    }));
    changes.extend(rows(file.decisions, findings, |row, line, _| {
        let decision = reader.decision(row)?;
        let at = Key::Decision(key.clone(), decision.id.clone());
        if !row.adrift && !decision.adrift.is_empty() {
            moved.insert(at.clone(), line);
        }
        Ok(Change::create(at, Item::Decision(Arc::new(decision))))
    }));
    anchoring::place_again(&mut changes, &moved, text, findings);
    let file_key = FileKey::Layer(key.clone());
    changes.extend(conflict::conflicts(
        file.conflicts,
        &file_key,
        Some(text),
        findings,
    ));
    changes
}

pub(super) fn progress(progress: dto::Progress) -> Progress {
    match progress {
        dto::Progress::New => Progress::New,
        dto::Progress::InProgress => Progress::InProgress,
        dto::Progress::Finished => Progress::Finished,
        dto::Progress::Locked => Progress::Locked,
    }
}

/// When an item was last changed: when it was made, unless the file says otherwise.
fn changed(made: Timestamp, words: Option<&Words<'_>>) -> Result<Timestamp, Bad> {
    words.map_or(Ok(made), time)
}

impl Reader<'_> {
    /// An item of the layer that stands aside.
    pub fn version(
        &self,
        version: &dto::Version<'_>,
        line: u32,
        findings: &mut Findings,
    ) -> Result<Item, Bad> {
        Ok(match version {
            dto::Version::Annotation(row) => self.label(row, line, findings)?,
            dto::Version::Link(row) => Item::Link(Arc::new(link(row)?)),
            dto::Version::Comment(row) => Item::Comment(Arc::new(self.comment(row)?)),
            dto::Version::Decision(row) => Item::Decision(Arc::new(self.decision(row)?)),
            _ => {
                return Err(Bad(
                    "bad-conflict",
                    "this version is of no item of a layer".to_owned(),
                ));
            }
        })
    }

    /// An annotation, or one that has to be placed anew where its words are not where the row says.
    fn label(&self, row: &dto::AnnotationRow<'_>, line: u32, findings: &mut Findings) -> Result<Item, Bad> {
        let made = time(&row.made)?;
        let mut annotation = Annotation {
            id: id(&row.id)?,
            label: id(&row.label)?,
            attributes: self.attributes(row, line, findings)?,
            note: row.note.as_str().to_owned(),
            doubt: row.doubt,
            made,
            changed: changed(made, row.changed.as_ref())?,
            fragments: Fragments::default(),
        };
        Ok(match self.fragments(&row.at, row.adrift)? {
            Ok(fragments) => {
                annotation.fragments = fragments;
                Item::Annotation(Arc::new(annotation))
            }
            Err(at) => Item::Adrift(Arc::new(Adrift { annotation, at })),
        })
    }

    fn attributes(
        &self,
        row: &dto::AnnotationRow<'_>,
        line: u32,
        findings: &mut Findings,
    ) -> Result<Attributes, Bad> {
        let mut attributes = Attributes::default();
        for (name, set) in &row.attributes {
            let name: AttributeId = id(name)?;
            if attributes.get(name.as_str()).is_some() {
                findings.lose(
                    "duplicate-attribute",
                    line,
                    format!("the attribute “{name}” stands here twice"),
                );
            }
            attributes.set(&name, Some(value(set)?));
        }
        Ok(attributes)
    }

    /// The places as the row has them where one of them does not hold the words that it should, or all wait.
    fn fragments(
        &self,
        at: &[dto::Place<'_>],
        adrift: bool,
    ) -> Result<Result<Fragments, Vec<OldPlace>>, Bad> {
        let mut spans = smallvec::SmallVec::<[crate::text::Span; 1]>::new();
        for (start, end, quote) in at {
            if start > end {
                return Err(Bad("bad-offset", format!("{start} to {end} is no place")));
            }
            let span = self.text.span_from_scalars(*start..*end).ok();
            spans.extend(span.filter(|span| is_quote_of(quote.as_str(), self.text.slice(*span))));
        }
        if adrift && at.is_empty() {
            return Err(Bad(
                "bad-offset",
                "a label that waits to be placed has no words".to_owned(),
            ));
        }
        if adrift || spans.len() < at.len() {
            let old = at
                .iter()
                .map(|(start, end, words)| (*start, *end, words.as_str().to_owned()));
            return Ok(Err(old.collect()));
        }
        match Fragments::new(spans) {
            Ok(fragments) => Ok(Ok(fragments)),
            Err(error) => Err(Bad("bad-offset", error.to_string())),
        }
    }

    fn link(&self, row: &dto::LinkRow<'_>, known: &HashSet<&str>) -> Result<Change, Bad> {
        let link = link(row)?;
        for end in [&link.from, &link.to] {
            if !known.contains(end.as_str()) {
                let message = format!("link “{}”: this layer has no annotation “{end}”", link.id);
                return Err(Bad("dangling-link", message));
            }
        }
        Ok(Change::create(
            Key::Link(self.key.clone(), link.id.clone()),
            Item::Link(Arc::new(link)),
        ))
    }

    fn comment(&self, row: &dto::CommentRow<'_>) -> Result<Comment, Bad> {
        let made = time(&row.made)?;
        Ok(Comment {
            id: id(&row.id)?,
            on: id(&row.on)?,
            reply_to: id_if(row.reply_to.as_ref())?,
            text: row.text.as_str().to_owned(),
            resolved: row.resolved,
            made,
            changed: changed(made, row.changed.as_ref())?,
        })
    }

    fn decision(&self, row: &dto::DecisionRow<'_>) -> Result<Decision, Bad> {
        let (at, adrift) = match self.fragments(&row.at, row.adrift)? {
            Ok(at) => (at, Vec::new()),
            Err(old) => (Fragments::default(), old),
        };
        let sources = row.sources.iter().map(|(annotator, annotation, hash)| {
            Ok(DecisionSource {
                annotator: id(annotator)?,
                annotation: id(annotation)?,
                hash: small(hash),
            })
        });
        Ok(Decision {
            id: id(&row.id)?,
            class: match row.class {
                dto::DecisionClass::Agreed => DecisionClass::Agreed,
                dto::DecisionClass::Took => DecisionClass::Took,
                dto::DecisionClass::KeptSeveral => DecisionClass::KeptSeveral,
                dto::DecisionClass::Edited => DecisionClass::Edited,
                dto::DecisionClass::NoneRight => DecisionClass::NoneRight,
                dto::DecisionClass::Discuss => DecisionClass::Discuss,
            },
            by: id(&row.by)?,
            sources: sources.collect::<Result<_, Bad>>()?,
            results: ids(&row.results)?,
            reason: row.reason.as_str().to_owned(),
            rule: small(&row.rule),
            made: time(&row.made)?,
            at,
            adrift,
        })
    }
}

fn link(row: &dto::LinkRow<'_>) -> Result<Link, Bad> {
    let made = time(&row.made)?;
    Ok(Link {
        id: id(&row.id)?,
        kind: id(&row.kind)?,
        from: id(&row.from)?,
        to: id(&row.to)?,
        note: row.note.as_str().to_owned(),
        made,
        changed: changed(made, row.changed.as_ref())?,
    })
}
