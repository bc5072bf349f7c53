//! Versions of an item in words: what each says, and where they say something else.

use crate::model::edit::{Item, Key};
use crate::model::*;
use crate::store::FileKey;
use crate::store::merge::differing;
use crate::text::Span;
use crate::text::anchor::words_apart;
use std::ops::Range;
use std::sync::Arc;

/// One version, as a person compares it.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// The item was deleted; there are no facts then.
    pub is_gone: bool,
    pub facts: Vec<Fact>,
    /// The words that a label is on; None for everything else.
    pub at: Option<Fragments>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub name: String,
    pub value: String,
    /// The versions do not agree here.
    pub differs: bool,
    /// The words of the value that another version has not, in bytes.
    pub apart: Vec<Range<usize>>,
}

/// Where the item is kept, for people.
pub fn place(project: &Project, file: &FileKey) -> String {
    let title = |id: &DocumentId| match project.document(id.as_str()) {
        Some(document) => document.title.clone(),
        None => id.to_string(),
    };
    match file {
        FileKey::Project | FileKey::GitAttributes => "Project".to_owned(),
        FileKey::Codebook => "Codebook".to_owned(),
        FileKey::Entities(person) => format!("Entities of {}", project.person_name(person)),
        FileKey::Document(id) | FileKey::Text(id) => title(id),
        FileKey::Layer(key) => format!(
            "{}: {}",
            project.person_name(&key.annotator),
            title(&key.document)
        ),
    }
}

pub fn label_of(item: &Item) -> Option<LabelId> {
    match item {
        Item::Annotation(annotation) => Some(annotation.label.clone()),
        Item::Adrift(adrift) => Some(adrift.annotation.label.clone()),
        Item::Label(label) => Some(label.id.clone()),
        _ => None,
    }
}

fn label_name(project: &Project, id: &LabelId) -> String {
    let label = project.codebook().label(id.as_str());
    label.map_or_else(|| id.to_string(), |label| label.name.clone())
}

/// What the item is, and the words that it is about.
pub fn title(project: &Project, of: &Key, item: Option<&Item>) -> (String, String) {
    let text = of.document().and_then(|id| project.text(id.as_str()));
    let quoted =
        |fragments: &Fragments| text.map_or_else(String::new, |text| fragments.quote_start(text, 200));
    let named = |what: &str, name: &str| (what.to_owned(), name.to_owned());
    match item {
        Some(Item::Annotation(a)) => (label_name(project, &a.label), quoted(&a.fragments)),
        Some(Item::Adrift(a)) => (label_name(project, &a.annotation.label), a.quote()),
        Some(Item::Link(link)) => {
            let kind = project.codebook().link_kind(link.kind.as_str());
            let kind = kind.map_or(link.kind.as_str(), |kind| kind.name.as_str());
            (format!("Link “{kind}”"), end(project, of, &link.from))
        }
        Some(Item::Comment(comment)) => named("Comment", &comment.text),
        Some(Item::Decision(decision)) => ("Decision".to_owned(), quoted(&decision.at)),
        Some(Item::Label(label)) => named("Label", &label.name),
        Some(Item::Attribute(attribute)) => named("Attribute", &attribute.name),
        Some(Item::LinkKind(kind)) => named("Link kind", &kind.name),
        Some(Item::Entity(entity)) => named("Entity", &entity.name),
        Some(Item::Person(person)) => named("Person", &person.name),
        Some(Item::Document(document)) => named("Document", &document.title),
        Some(Item::Text(_)) => named("Text", ""),
        Some(Item::Head(head)) => named("Project", &head.name),
        Some(Item::CodebookHead(head)) => named("Guidelines", &head.name),
        Some(Item::Redirect(_)) => match of {
            Key::Redirect(id) => ("Merged entity".to_owned(), project.entity_name(id).to_owned()),
            _ => named("Merged entity", ""),
        },
        _ => named("Item", ""),
    }
}

/// The words at the end of a link.
fn end(project: &Project, of: &Key, id: &AnnotationId) -> String {
    let (Some(layer), Some(document)) = (of.layer().and_then(|key| project.layer(key)), of.document()) else {
        return id.to_string();
    };
    match (layer.annotation(id.as_str()), project.text(document.as_str())) {
        (Some(annotation), Some(text)) => annotation.fragments.quote_start(text, 80),
        _ => id.to_string(),
    }
}

/// The place of what an item speaks of, where it has none of its own.
pub fn about(project: &Project, of: &Key, item: Option<&Item>) -> Option<Span> {
    let id = match item? {
        Item::Link(link) => &link.from,
        Item::Comment(comment) => &comment.on,
        _ => return None,
    };
    let document = of.document()?;
    let (_, annotation) = project.find_annotation(document, id)?;
    annotation.fragments.hull()
}

/// The names of the fields that differ among all versions.
pub fn differ(all: &[Option<&Item>]) -> Vec<String> {
    if all.iter().any(Option::is_none) {
        return vec!["deleted".to_owned()];
    }
    let mut names: Vec<String> = Vec::new();
    let mut items = all.iter().copied().flatten();
    if let Some(first) = items.next() {
        for name in items.flat_map(|item| differing(first, item)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

pub fn versions(project: &Project, of: &Key, all: &[Option<&Item>]) -> Vec<Version> {
    let told: Vec<Said> = (all.iter())
        .map(|item| item.map_or_else(Vec::new, |item| facts(project, of, item)))
        .collect();
    let there: Vec<&Said> = (told.iter().zip(all))
        .filter(|(_, item)| item.is_some())
        .map(|(said, _)| said)
        .collect();
    (told.iter().zip(all))
        .map(|(said, item)| Version {
            is_gone: item.is_none(),
            facts: item.map_or_else(Vec::new, |_| compared(said, &there)),
            at: match item {
                Some(Item::Annotation(annotation)) => Some(annotation.fragments.clone()),
                _ => None,
            },
        })
        .collect()
}

/// Names and values of what an item says.
type Said = Vec<(String, String)>;

fn value_of<'a>(said: &'a Said, name: &str) -> &'a str {
    let fact = said.iter().find(|fact| fact.0 == name);
    fact.map_or("", |fact| fact.1.as_str())
}

/// What one version says of all that any version says.
fn compared(said: &Said, all: &[&Said]) -> Vec<Fact> {
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in all.iter().flat_map(|said| said.iter()) {
        if !names.contains(&name.as_str()) {
            names.push(name);
        }
    }
    let facts = names.into_iter().map(|name| {
        let own = value_of(said, name);
        // Against the first version that says something else.
        let other = all
            .iter()
            .map(|said| value_of(said, name))
            .find(|other| *other != own);
        let [apart, _] = words_apart(own, other.unwrap_or(own));
        Fact {
            name: name.to_owned(),
            value: own.to_owned(),
            differs: other.is_some(),
            apart,
        }
    });
    // What no version says is not worth a line.
    facts
        .filter(|fact| fact.differs || !fact.value.is_empty())
        .collect()
}

fn yes(value: bool) -> String {
    if value { "yes".to_owned() } else { String::new() }
}

fn pairs(pairs: &[(String, String)]) -> String {
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{name}: {value}"))
        .collect();
    pairs.join("; ")
}

/// Names and values, empty where nothing is said.
type Facts = Vec<(&'static str, String)>;

/// Of a label on words, the words themselves are shown apart.
fn facts(project: &Project, of: &Key, item: &Item) -> Vec<(String, String)> {
    let facts = match item {
        Item::Annotation(annotation) => return labelled(project, annotation, None),
        Item::Adrift(adrift) => return labelled(project, &adrift.annotation, Some(adrift.quote())),
        Item::Label(label) => label_facts(project, label),
        Item::Attribute(attribute) => attribute_facts(project, attribute),
        Item::LinkKind(kind) => link_kind_facts(project, kind),
        Item::Entity(entity) => entity_facts(project, entity),
        Item::Document(document) => document_facts(document),
        Item::Head(head) => vec![("Name", head.name.clone()), ("Notes", head.notes.clone())],
        Item::CodebookHead(head) => {
            vec![
                ("Name", head.name.clone()),
                ("Guidelines", head.guidelines.clone()),
            ]
        }
        Item::Person(person) => vec![
            ("Name", person.name.clone()),
            ("Colour", person.colour.to_string()),
            ("Kind", person.kind.word().to_owned()),
        ],
        Item::Text(text) => vec![("Text", text.as_str().chars().take(400).collect())],
        Item::Redirect(Some(to)) => vec![("Counts as", project.entity_name(to).to_owned())],
        Item::Redirect(None) => vec![("Counts as", "nobody".to_owned())],
        Item::Link(link) => vec![
            ("From", end(project, of, &link.from)),
            ("To", end(project, of, &link.to)),
            ("Kind", link.kind.to_string()),
            ("Note", link.note.clone()),
        ],
        Item::Comment(comment) => vec![
            ("Text", comment.text.clone()),
            ("Resolved", yes(comment.resolved)),
        ],
        Item::Decision(decision) => vec![
            ("Decision", decision.class.title().to_owned()),
            ("By", project.person_name(&decision.by).to_owned()),
            ("Reason", decision.reason.clone()),
        ],
        Item::Layer(_) | Item::Mark | Item::Conflict(_) => Vec::new(),
    };
    let named = facts.into_iter().map(|(name, value)| (name.to_owned(), value));
    named.collect()
}

fn label_names(project: &Project, ids: &[LabelId]) -> String {
    let names: Vec<String> = ids.iter().map(|id| label_name(project, id)).collect();
    names.join(", ")
}

fn attribute_facts(project: &Project, attribute: &Attribute) -> Facts {
    let default = attribute.default.as_ref().map(ToString::to_string);
    vec![
        ("Name", attribute.name.clone()),
        ("Kind", attribute.kind.title().to_owned()),
        ("Values", choices(&attribute.kind)),
        ("Labels", label_names(project, &attribute.labels)),
        ("Required", yes(attribute.required)),
        ("Default", default.unwrap_or_default()),
        ("Description", attribute.description.clone()),
        ("Retired", yes(attribute.retired)),
    ]
}

fn link_kind_facts(project: &Project, kind: &LinkKind) -> Facts {
    vec![
        ("Name", kind.name.clone()),
        ("From", label_names(project, &kind.from)),
        ("To", label_names(project, &kind.to)),
        ("Key", kind.key.as_deref().unwrap_or_default().to_owned()),
        ("Description", kind.description.clone()),
        ("Retired", yes(kind.retired)),
    ]
}

fn entity_facts(project: &Project, entity: &Entity) -> Facts {
    let parent = entity
        .parent
        .as_ref()
        .map(|id| project.entity_name(id).to_owned());
    vec![
        ("Name", entity.name.clone()),
        ("Kind", entity.kind.to_string()),
        ("Other names", entity.aliases.join(", ")),
        ("Part of", parent.unwrap_or_default()),
        ("Fields", pairs(&entity.fields)),
        ("Note", entity.note.clone()),
    ]
}

fn document_facts(document: &Document) -> Facts {
    vec![
        ("Title", document.title.clone()),
        ("Date", document.date.clone()),
        ("Source", document.source.clone()),
        ("Author", document.author.clone()),
        ("Fields", pairs(&document.fields)),
        ("Notes", document.notes.clone()),
    ]
}

fn choices(kind: &AttributeKind) -> String {
    match kind {
        AttributeKind::Choice(words) | AttributeKind::Choices(words) => words
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", "),
        _ => String::new(),
    }
}

fn label_facts(project: &Project, label: &Label) -> Facts {
    let named = |id: &Option<LabelId>| id.as_ref().map_or_else(String::new, |id| label_name(project, id));
    vec![
        ("Name", label.name.clone()),
        ("Below", named(&label.parent)),
        ("Colour", label.colour.to_string()),
        ("Key", label.key.as_deref().unwrap_or_default().to_owned()),
        ("Description", label.description.clone()),
        ("Include", label.include.clone()),
        ("Exclude", label.exclude.clone()),
        ("Goes on", label.anchoring.word().to_owned()),
        ("Overlap", label.overlap.word().to_owned()),
        ("Retired", yes(label.retired)),
        ("Counts as", named(&label.merged_into)),
    ]
}

fn labelled(project: &Project, annotation: &Annotation, waits: Option<String>) -> Vec<(String, String)> {
    let mut facts = vec![("Label".to_owned(), label_name(project, &annotation.label))];
    if let Some(words) = waits {
        facts.push(("Waits to be placed".to_owned(), words));
    }
    for (id, value) in annotation.attributes.iter() {
        let known: Option<&Arc<Attribute>> = project.codebook().attribute(id.as_str());
        let name = known.map_or_else(|| id.to_string(), |known| known.name.clone());
        facts.push((name, value_words(project, value)));
    }
    facts.push(("Note".to_owned(), annotation.note.clone()));
    facts.push(("Not sure".to_owned(), yes(annotation.doubt)));
    facts
}

fn value_words(project: &Project, value: &AttributeValue) -> String {
    match value {
        AttributeValue::Bool(true) => "yes".to_owned(),
        AttributeValue::Bool(false) => "no".to_owned(),
        value if !value.entities().is_empty() => {
            let names = value.entities().iter().map(|id| project.entity_name(id));
            names.collect::<Vec<_>>().join(", ")
        }
        value => value.to_string(),
    }
}
