//! Writing the complete form, one line a document. Keys and their order are a contract with other people's scripts.

use std::io::Write;

use serde::Serialize;

use crate::formats::attributes::json_from_attributes;
use crate::formats::json::write_line;
use crate::formats::{Json, Losses, Scope, write_failed};
use crate::model::{
    Annotation, Comment, Decision, Document, DocumentId, Fragments, Layer, LayerKey, Link, Project, UserError,
};
use crate::text::Text;

use super::write_header::{header, json_from_fields};

pub fn write(project: &Project, scope: &Scope, sink: &mut dyn Write) -> Result<Losses, UserError> {
    let mut losses = Losses::default();
    line(sink, &header(project, scope))?;
    for document in scope.documents(project) {
        let text = project.text(document.id.as_str());
        if text.is_none() {
            losses.add(
                "the text is not there, nor the labels on it",
                document.id.as_str(),
            );
        }
        line(sink, &document_line(project, scope, document, &mut losses))?;
    }
    for (of, _) in project.conflicts() {
        let place = of
            .document()
            .map_or("codebook, people or entities", DocumentId::as_str);
        if of.document().is_none_or(|id| scope.has_document(id)) {
            losses.add("versions that wait for a decision are left out", place);
        }
    }
    Ok(losses)
}

fn line(sink: &mut dyn Write, value: &impl Serialize) -> Result<(), UserError> {
    write_line(sink, value).map_err(write_failed)
}

#[derive(Serialize)]
struct DocumentOut<'a> {
    document: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
    meta: MetaOut<'a>,
    layers: Vec<LayerOut<'a>>,
}

#[derive(Serialize)]
struct MetaOut<'a> {
    date: &'a str,
    source: &'a str,
    author: &'a str,
    fields: Json,
    notes: &'a str,
    added: String,
    origin: Option<OriginOut<'a>>,
}

#[derive(Serialize)]
struct OriginOut<'a> {
    file: &'a str,
    encoding: &'a str,
    newline: &'a str,
    bom: bool,
}

#[derive(Serialize)]
struct LayerOut<'a> {
    annotator: &'a str,
    annotated: bool,
    progress: &'a str,
    annotations: Vec<AnnotationOut<'a>>,
    links: Vec<LinkOut<'a>>,
    comments: Vec<CommentOut<'a>>,
    decisions: Vec<DecisionOut<'a>>,
    gone: Vec<&'a str>,
}

#[derive(Serialize)]
struct AnnotationOut<'a> {
    id: &'a str,
    label: &'a str,
    at: Vec<[u32; 2]>,
    attributes: Json,
    note: &'a str,
    doubt: bool,
    made: String,
    changed: String,
}

#[derive(Serialize)]
struct LinkOut<'a> {
    id: &'a str,
    kind: &'a str,
    from: &'a str,
    to: &'a str,
    note: &'a str,
    made: String,
    changed: String,
}

#[derive(Serialize)]
struct CommentOut<'a> {
    id: &'a str,
    on: &'a str,
    reply_to: Option<&'a str>,
    text: &'a str,
    resolved: bool,
    made: String,
    changed: String,
}

#[derive(Serialize)]
struct DecisionOut<'a> {
    id: &'a str,
    class: &'a str,
    by: &'a str,
    made: String,
    at: Vec<[u32; 2]>,
    sources: Vec<SourceOut<'a>>,
    results: Vec<&'a str>,
    reason: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    rule: &'a str,
}

#[derive(Serialize)]
struct SourceOut<'a> {
    annotator: &'a str,
    annotation: &'a str,
    hash: &'a str,
}

fn document_line<'a>(
    project: &'a Project,
    scope: &'a Scope,
    document: &'a Document,
    losses: &mut Losses,
) -> DocumentOut<'a> {
    let text = project.text(document.id.as_str());
    // Without its text no offset can be told.
    let layers = scope.layers_of(project, &document.id).filter(|_| text.is_some());
    let part = Part { project, scope, text };
    DocumentOut {
        document: document.id.as_str(),
        title: &document.title,
        text: text.map(Text::as_str),
        meta: MetaOut {
            date: &document.date,
            source: &document.source,
            author: &document.author,
            fields: json_from_fields(&document.fields),
            notes: &document.notes,
            added: document.added.to_string(),
            origin: document.origin.as_ref().map(|o| OriginOut {
                file: &o.file,
                encoding: &o.encoding,
                newline: &o.newline,
                bom: o.bom,
            }),
        },
        layers: layers
            .map(|(key, layer)| part.layer(key, layer, losses))
            .collect(),
    }
}

struct Part<'p, 's> {
    project: &'p Project,
    scope: &'s Scope,
    text: Option<&'p Text>,
}

impl<'p> Part<'p, '_> {
    fn layer(&self, key: &'p LayerKey, layer: &'p Layer, losses: &mut Losses) -> LayerOut<'p> {
        let all = self.scope.labels.is_empty();
        let taken = |id: &str| all || self.scope.has_annotation(self.project, layer, id);
        let annotations = layer.annotations().filter(|a| taken(a.id.as_str()));
        let mut links = Vec::new();
        for link in layer.links() {
            match (taken(link.from.as_str()), taken(link.to.as_str())) {
                (true, true) => links.push(link_out(link)),
                (false, false) => {}
                _ => losses.add(
                    "the other end of the link is not exported",
                    format!("{}: {}", key.document, link.id),
                ),
            }
        }
        let commented =
            |c: &&std::sync::Arc<Comment>| layer.annotation(c.on.as_str()).is_none() || taken(c.on.as_str());
        let decided = |d: &&std::sync::Arc<Decision>| all || d.results.iter().any(|id| taken(id.as_str()));
        LayerOut {
            annotator: key.annotator.as_str(),
            annotated: layer.head().annotated,
            progress: layer.head().progress.word(),
            annotations: annotations.map(|a| self.annotation(a)).collect(),
            links,
            comments: layer
                .comments()
                .filter(commented)
                .map(|c| comment_out(c))
                .collect(),
            decisions: layer
                .decisions()
                .filter(decided)
                .map(|d| self.decision(d))
                .collect(),
            gone: layer.head().gone.iter().map(|id| id.as_str()).collect(),
        }
    }

    fn annotation(&self, annotation: &'p Annotation) -> AnnotationOut<'p> {
        AnnotationOut {
            id: annotation.id.as_str(),
            label: annotation.label.as_str(),
            at: self.scalars(&annotation.fragments),
            attributes: json_from_attributes(&annotation.attributes, self.project.codebook()),
            note: &annotation.note,
            doubt: annotation.doubt,
            made: annotation.made.to_string(),
            changed: annotation.changed.to_string(),
        }
    }

    fn decision(&self, decision: &'p Decision) -> DecisionOut<'p> {
        let source = |s: &'p crate::model::DecisionSource| SourceOut {
            annotator: s.annotator.as_str(),
            annotation: s.annotation.as_str(),
            hash: &s.hash,
        };
        DecisionOut {
            id: decision.id.as_str(),
            class: decision.class.word(),
            by: decision.by.as_str(),
            made: decision.made.to_string(),
            at: self.scalars(&decision.at),
            sources: decision.sources.iter().map(source).collect(),
            results: decision.results.iter().map(|id| id.as_str()).collect(),
            reason: &decision.reason,
            rule: &decision.rule,
        }
    }

    fn scalars(&self, fragments: &Fragments) -> Vec<[u32; 2]> {
        let Some(text) = self.text else { return Vec::new() };
        let pair = |range: std::ops::Range<u32>| [range.start, range.end];
        fragments
            .iter()
            .map(|span| pair(text.scalars_from_span(span)))
            .collect()
    }
}

fn link_out(link: &Link) -> LinkOut<'_> {
    LinkOut {
        id: link.id.as_str(),
        kind: link.kind.as_str(),
        from: link.from.as_str(),
        to: link.to.as_str(),
        note: &link.note,
        made: link.made.to_string(),
        changed: link.changed.to_string(),
    }
}

fn comment_out(comment: &Comment) -> CommentOut<'_> {
    CommentOut {
        id: comment.id.as_str(),
        on: comment.on.as_str(),
        reply_to: comment.reply_to.as_ref().map(|id| id.as_str()),
        text: &comment.text,
        resolved: comment.resolved,
        made: comment.made.to_string(),
        changed: comment.changed.to_string(),
    }
}
