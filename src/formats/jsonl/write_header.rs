//! Writing the first line of the complete form: project, codebook, people, entities.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::formats::attributes::{json_from_number, json_from_value};
use crate::formats::{Json, Scope};
use crate::model::{Attribute, AttributeKind, Entity, Label, LayerKey, LinkKind, Person, PersonId, Project};

#[derive(Serialize)]
pub struct Header<'a> {
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

pub fn header<'a>(project: &'a Project, scope: &Scope) -> Header<'a> {
    let people = people_in(project, scope);
    let mark = |key: &'a LayerKey| MarkOut {
        document: key.document.as_str(),
        annotator: key.annotator.as_str(),
    };
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
                .map(|(from, to)| RedirectOut {
                    entity: from.as_str(),
                    merged_into: to.map(|id| id.as_str()),
                })
                .collect(),
        },
        codebook: codebook(project),
        people: project
            .people()
            .filter(|p| people.contains(&p.id))
            .map(|p| person(p))
            .collect(),
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
    let words =
        |words: &[smol_str::SmolStr]| Json::List(words.iter().map(|w| Json::Text(w.to_string())).collect());
    let text = |text: &str| Json::Text(text.to_owned());
    let bound = |bound: Option<f64>| bound.map_or(Json::Null, json_from_number);
    let kind = match &attribute.kind {
        AttributeKind::Choice(values) => vec![("type", text("choice")), ("values", words(values))],
        AttributeKind::Choices(values) => vec![("type", text("choices")), ("values", words(values))],
        AttributeKind::Number { min, max } => {
            vec![
                ("type", text("number")),
                ("min", bound(*min)),
                ("max", bound(*max)),
            ]
        }
        AttributeKind::Bool => vec![("type", text("bool"))],
        AttributeKind::Text => vec![("type", text("text"))],
        AttributeKind::Entity { kinds, several } => {
            vec![
                ("type", text("entity")),
                ("kinds", words(kinds)),
                ("several", Json::Bool(*several)),
            ]
        }
    };
    let labels = attribute.labels.iter().map(|id| text(id.as_str())).collect();
    let default = attribute
        .default
        .as_ref()
        .map(|value| json_from_value(value, Some(&attribute.kind)));
    let shown = attribute.shown_when.as_ref().map(|(other, values)| {
        Json::Object(vec![
            ("attribute".into(), text(other.as_str())),
            ("values".into(), words(values)),
        ])
    });
    let mut fields = vec![
        ("id", text(attribute.id.as_str())),
        ("name", text(&attribute.name)),
    ];
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
    Json::Object(
        fields
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    )
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

pub fn json_from_fields(fields: &[(String, String)]) -> Json {
    Json::Object(
        fields
            .iter()
            .map(|(key, value)| (key.clone(), Json::Text(value.clone())))
            .collect(),
    )
}
