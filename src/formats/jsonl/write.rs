//! Writing the complete form. Keys and their order are a contract with other people's scripts.

use std::collections::BTreeSet;
use std::io::Write;

use serde::Serialize;

use crate::formats::attributes::{json_from_attributes, json_from_number, json_from_value};
use crate::formats::{Json, Losses, Scope, write_failed};
use crate::model::{
    Annotation, Attribute, AttributeKind, Comment, Decision, Document, Entity, Fragments, Label, Layer, LayerKey, Link,
    LinkKind, Person, PersonId, Project, UserError,
};
use crate::text::Text;

pub fn write(project: &Project, scope: &Scope, sink: &mut dyn Write) -> Result<Losses, UserError> {
    let mut losses = Losses::default();
    line(sink, &header(project, scope))?;
    for document in scope.documents(project) {
        let text = project.text(document.id.as_str());
        if text.is_none() {
            losses.add("the text is not there", document.id.as_str());
        }
        line(sink, &document_line(project, scope, document, &mut losses))?;
    }
    Ok(losses)
}

fn line(sink: &mut dyn Write, value: &impl Serialize) -> Result<(), UserError> {
    serde_json::to_writer(&mut *sink, value).map_err(|e| write_failed(e.into()))?;
    sink.write_all(b"\n").map_err(write_failed)
}

#[derive(Serialize)]
struct Header<'a> {
    ascribe: u32,
    project: ProjectOut<'a>,
    codebook: CodebookOut<'a>,
    people: Vec<PersonOut<'a>>,
    entities: Vec<EntityOut<'a>>,
}

/// Without the id: what is read from the file is another project.
#[derive(Serialize)]
struct ProjectOut<'a> {
    name: &'a str,
    notes: &'a str,
    assignments: Vec<MarkOut<'a>>,
    locks: Vec<MarkOut<'a>>,
    redirects: Vec<RedirectOut<'a>>,
}

#[derive(Serialize)]
struct MarkOut<'a> {
    document: &'a str,
    annotator: &'a str,
}

#[derive(Serialize)]
struct RedirectOut<'a> {
    entity: &'a str,
    merged_into: Option<&'a str>,
}

#[derive(Serialize)]
struct CodebookOut<'a> {
    name: &'a str,
    guidelines: &'a str,
    labels: Vec<LabelOut<'a>>,
    attributes: Vec<Json>,
    link_kinds: Vec<LinkKindOut<'a>>,
}

#[derive(Serialize)]
struct LabelOut<'a> {
    id: &'a str,
    name: &'a str,
    parent: Option<&'a str>,
    order: i32,
    colour: String,
    key: Option<&'a str>,
    description: &'a str,
    include: &'a str,
    exclude: &'a str,
    anchoring: &'a str,
    overlap: &'a str,
    retired: bool,
    merged_into: Option<&'a str>,
}

#[derive(Serialize)]
struct LinkKindOut<'a> {
    id: &'a str,
    name: &'a str,
    from: Vec<&'a str>,
    to: Vec<&'a str>,
    key: Option<&'a str>,
    description: &'a str,
    order: i32,
    retired: bool,
}

#[derive(Serialize)]
struct PersonOut<'a> {
    id: &'a str,
    name: &'a str,
    colour: String,
    kind: &'a str,
}

#[derive(Serialize)]
struct EntityOut<'a> {
    person: &'a str,
    id: &'a str,
    name: &'a str,
    kind: &'a str,
    aliases: &'a [String],
    parent: Option<&'a str>,
    fields: Json,
    note: &'a str,
    changed: String,
}

fn header<'a>(project: &'a Project, scope: &Scope) -> Header<'a> {
    let people = people_in(project, scope);
    let mark = |key: &'a LayerKey| MarkOut { document: key.document.as_str(), annotator: key.annotator.as_str() };
    let taken = |key: &&LayerKey| scope.has_document(&key.document) && people.contains(&key.annotator);
    let head = project.head();
    Header {
        ascribe: 1,
        project: ProjectOut {
            name: &head.name,
            notes: &head.notes,
            assignments: project.assignments().filter(taken).map(mark).collect(),
            locks: project.locks().filter(taken).map(mark).collect(),
            redirects: project
                .redirects()
                .map(|(from, to)| RedirectOut { entity: from.as_str(), merged_into: to.map(|id| id.as_str()) })
                .collect(),
        },
        codebook: codebook(project),
        people: project.people().filter(|p| people.contains(&p.id)).map(|p| person(p)).collect(),
        entities: project
            .entity_entries()
            .filter(|((by, _), _)| people.contains(by))
            .map(|((by, _), e)| entity(by, e))
            .collect(),
    }
}

/// Those whose layers are taken, and those whom the taken decisions name.
fn people_in(project: &Project, scope: &Scope) -> BTreeSet<PersonId> {
    let people = project.people().map(|p| p.id.clone());
    let mut people: BTreeSet<PersonId> = people.filter(|id| scope.has_person(project, id)).collect();
    for document in scope.documents(project) {
        for (_, layer) in scope.layers_of(project, &document.id) {
            for decision in layer.decisions() {
                people.insert(decision.by.clone());
                people.extend(decision.sources.iter().map(|s| s.annotator.clone()));
            }
        }
    }
    people
}

fn codebook(project: &Project) -> CodebookOut<'_> {
    let codebook = project.codebook();
    CodebookOut {
        name: &codebook.head().name,
        guidelines: &codebook.head().guidelines,
        labels: codebook.labels().map(|l| label(l)).collect(),
        attributes: codebook.attributes().map(|a| attribute(a)).collect(),
        link_kinds: codebook.link_kinds().into_iter().map(|k| link_kind(k)).collect(),
    }
}

fn label(label: &Label) -> LabelOut<'_> {
    LabelOut {
        id: label.id.as_str(),
        name: &label.name,
        parent: label.parent.as_ref().map(|id| id.as_str()),
        order: label.order,
        colour: label.colour.to_string(),
        key: label.key.as_deref(),
        description: &label.description,
        include: &label.include,
        exclude: &label.exclude,
        anchoring: label.anchoring.word(),
        overlap: label.overlap.word(),
        retired: label.retired,
        merged_into: label.merged_into.as_ref().map(|id| id.as_str()),
    }
}

fn link_kind(kind: &LinkKind) -> LinkKindOut<'_> {
    LinkKindOut {
        id: kind.id.as_str(),
        name: &kind.name,
        from: kind.from.iter().map(|id| id.as_str()).collect(),
        to: kind.to.iter().map(|id| id.as_str()).collect(),
        key: kind.key.as_deref(),
        description: &kind.description,
        order: kind.order,
        retired: kind.retired,
    }
}

/// An object whose keys depend on the type.
fn attribute(attribute: &Attribute) -> Json {
    let words = |words: &[smol_str::SmolStr]| Json::List(words.iter().map(|w| Json::Text(w.to_string())).collect());
    let text = |text: &str| Json::Text(text.to_owned());
    let bound = |bound: Option<f64>| bound.map_or(Json::Null, json_from_number);
    let kind = match &attribute.kind {
        AttributeKind::Choice(values) => vec![("type", text("choice")), ("values", words(values))],
        AttributeKind::Choices(values) => vec![("type", text("choices")), ("values", words(values))],
        AttributeKind::Number { min, max } => {
            vec![("type", text("number")), ("min", bound(*min)), ("max", bound(*max))]
        }
        AttributeKind::Bool => vec![("type", text("bool"))],
        AttributeKind::Text => vec![("type", text("text"))],
        AttributeKind::Entity { kinds, several } => {
            vec![("type", text("entity")), ("kinds", words(kinds)), ("several", Json::Bool(*several))]
        }
    };
    let labels = attribute.labels.iter().map(|id| text(id.as_str())).collect();
    let default = attribute.default.as_ref().map(|value| json_from_value(value, Some(&attribute.kind)));
    let shown = attribute.shown_when.as_ref().map(|(other, values)| {
        Json::Object(vec![("attribute".into(), text(other.as_str())), ("values".into(), words(values))])
    });
    let mut fields = vec![("id", text(attribute.id.as_str())), ("name", text(&attribute.name))];
    fields.extend(kind);
    fields.extend([
        ("labels", Json::List(labels)),
        ("required", Json::Bool(attribute.required)),
        ("default", default.unwrap_or(Json::Null)),
        ("shown_when", shown.unwrap_or(Json::Null)),
        ("description", text(&attribute.description)),
        ("order", Json::Int(attribute.order.into())),
        ("retired", Json::Bool(attribute.retired)),
    ]);
    Json::Object(fields.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

fn person(person: &Person) -> PersonOut<'_> {
    PersonOut {
        id: person.id.as_str(),
        name: &person.name,
        colour: person.colour.to_string(),
        kind: person.kind.word(),
    }
}

fn entity<'a>(by: &'a PersonId, entity: &'a Entity) -> EntityOut<'a> {
    EntityOut {
        person: by.as_str(),
        id: entity.id.as_str(),
        name: &entity.name,
        kind: &entity.kind,
        aliases: &entity.aliases,
        parent: entity.parent.as_ref().map(|id| id.as_str()),
        fields: json_from_fields(&entity.fields),
        note: &entity.note,
        changed: entity.changed.to_string(),
    }
}

fn json_from_fields(fields: &[(String, String)]) -> Json {
    Json::Object(fields.iter().map(|(key, value)| (key.clone(), Json::Text(value.clone()))).collect())
}

// ---- one line a document

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
}

#[derive(Serialize)]
struct SourceOut<'a> {
    annotator: &'a str,
    annotation: &'a str,
    hash: &'a str,
}

fn document_line<'a>(
    project: &'a Project,
    scope: &Scope,
    document: &'a Document,
    losses: &mut Losses,
) -> DocumentOut<'a> {
    let text = project.text(document.id.as_str());
    let layers = project.layers_of(&document.id).filter(|(key, _)| scope.has_person(project, &key.annotator));
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
        layers: layers.map(|(key, layer)| part.layer(key, layer, losses)).collect(),
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
                _ => losses.add("the other end of the link is not exported", format!("{}: {}", key.document, link.id)),
            }
        }
        let commented = |c: &&std::sync::Arc<Comment>| layer.annotation(c.on.as_str()).is_none() || taken(c.on.as_str());
        let decided = |d: &&std::sync::Arc<Decision>| all || d.results.iter().any(|id| taken(id.as_str()));
        LayerOut {
            annotator: key.annotator.as_str(),
            annotated: layer.head().annotated,
            progress: layer.head().progress.word(),
            annotations: annotations.map(|a| self.annotation(a)).collect(),
            links,
            comments: layer.comments().filter(commented).map(|c| comment_out(c)).collect(),
            decisions: layer.decisions().filter(decided).map(|d| self.decision(d)).collect(),
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
        }
    }

    fn scalars(&self, fragments: &Fragments) -> Vec<[u32; 2]> {
        let Some(text) = self.text else { return Vec::new() };
        let pair = |range: std::ops::Range<u32>| [range.start, range.end];
        fragments.iter().map(|span| pair(text.scalars_from_span(span))).collect()
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
