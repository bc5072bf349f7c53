//! The bytes of each file, one line an item. Same content, same bytes: knows no clock, path or machine.

use super::FileKey;
use super::keys::conflicts_in;
use super::line::{Line, list, number, string};
use super::migrate::FORMAT;
use crate::model::edit::Key;
use crate::model::*;
use crate::text::{Span, Text};
use std::collections::BTreeSet;

mod codebook;
mod conflict;
mod layer;

pub use crate::text::anchor::quote_parts;
pub use conflict::version;
pub use layer::layer_top;

/// A driver that nobody set up (`ascribe git-setup` does) is no harm: git then merges these files line by line.
pub const GIT_ATTRIBUTES: &str = "\
# Written by Ascribe. Line ends of texts must stay as they are: offsets count them. Two versions of a text are never mixed.
*.ron text eol=lf merge=ascribe
documents/*.txt -text -merge
";

/// The file's bytes; None where the project has no such file.
pub fn render(project: &Project, file: &FileKey) -> Option<Vec<u8>> {
    let text = match file {
        FileKey::Project => project_file(project),
        FileKey::Codebook => codebook::codebook_file(project),
        FileKey::Entities(person) => entities_file(project, person)?,
        FileKey::Document(id) => document_file(project, project.document(id.as_str())?),
        FileKey::Text(id) => {
            project.document(id.as_str())?;
            return Some(project.text(id.as_str())?.as_str().as_bytes().to_vec());
        }
        FileKey::Layer(key) => layer::layer_file(project, key, project.layer(key)?),
        FileKey::GitAttributes => GIT_ATTRIBUTES.to_owned(),
    };
    Some(text.into_bytes())
}

/// The whole project as one value. The parts keep the lines that they have in the folder.
pub fn single_file(project: &Project, origin: &str) -> Vec<u8> {
    let mut out = String::new();
    let mut head = Line::open(&mut out, "Ascribe");
    head.word("format", FORMAT);
    head.text_if("origin", origin);
    out.push_str(",\nproject: ");
    part(&mut out, &project_file(project));
    out.push_str("codebook: ");
    part(&mut out, &codebook::codebook_file(project));
    let of_conflict = |of: &Key| match of {
        Key::Entity(person, _) => Some(person.clone()),
        _ => None,
    };
    let people: BTreeSet<PersonId> = (project.entity_entries())
        .map(|((person, _), _)| person.clone())
        .chain(project.conflicts().filter_map(|(of, _)| of_conflict(of)))
        .collect();
    let entities = people
        .into_iter()
        .filter_map(|person| entities_file(project, &person));
    parts(&mut out, "entities", entities);
    parts(
        &mut out,
        "documents",
        project
            .documents()
            .map(|document| document_file(project, document)),
    );
    let texts = project
        .documents()
        .filter_map(|document| Some((document, project.text(document.id.as_str())?)));
    section(&mut out, "texts", texts, |out, (document, text)| {
        let mut line = Line::open(out, "Text");
        line.text("document", document.id.as_str());
        line.text("text", text.as_str());
        line.close();
    });
    let layers = project
        .layers()
        .map(|(key, layer)| layer::layer_file(project, key, layer));
    parts(&mut out, "layers", layers);
    out.push_str(")\n");
    out.into_bytes()
}

/// A file's value within the single file: its lines, and a comma after the last bracket.
fn part(out: &mut String, file: &str) {
    out.push_str(file.trim_end_matches('\n'));
    out.push_str(",\n");
}

fn parts(out: &mut String, name: &str, files: impl Iterator<Item = String>) {
    let mut files = files.peekable();
    if files.peek().is_none() {
        return;
    }
    out.push_str(name);
    out.push_str(": [\n");
    for file in files {
        part(out, &file);
    }
    out.push_str("],\n");
}

/// A list with one item a line; nothing where there is none.
fn section<T>(
    out: &mut String,
    name: &str,
    items: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut String, T),
) {
    let mut items = items.into_iter().peekable();
    if items.peek().is_none() {
        return;
    }
    out.push_str(name);
    out.push_str(": [\n");
    for item in items {
        out.push_str("  ");
        write(out, item);
        out.push_str(",\n");
    }
    out.push_str("],\n");
}

/// Kind and version, then what `fields` adds; the line stays open for the sections.
fn head(kind: &str, fields: impl FnOnce(&mut Line<'_>)) -> String {
    let mut out = String::new();
    let mut line = Line::open(&mut out, kind);
    line.word("format", FORMAT);
    fields(&mut line);
    out.push_str(",\n");
    out
}

fn project_file(project: &Project) -> String {
    let mut out = head("Project", |line| project_top(line, project.head()));
    section(&mut out, "people", project.people(), |out, person| {
        person_line(out, person)
    });
    section(&mut out, "assignments", project.assignments(), mark);
    section(&mut out, "locks", project.locks(), mark);
    section(&mut out, "redirects", project.redirects(), |out, (entity, to)| {
        redirect_line(out, entity, to)
    });
    conflict::conflicts(&mut out, project, &FileKey::Project);
    out.push_str(")\n");
    out
}

fn person_line(out: &mut String, person: &Person) {
    let mut line = Line::open(out, "");
    line.text("id", person.id.as_str());
    line.text("name", &person.name);
    line.text("colour", &person.colour.to_string());
    if person.kind != PersonKind::default() {
        line.word("kind", person_kind_word(person.kind));
    }
    line.close();
}

fn redirect_line(out: &mut String, entity: &EntityId, to: Option<&EntityId>) {
    let mut line = Line::open(out, "");
    line.text("entity", entity.as_str());
    line.some("to", to.map(EntityId::as_str));
    line.close();
}

fn project_top(line: &mut Line<'_>, top: &ProjectHead) {
    line.text("id", &top.id);
    line.text("name", &top.name);
    line.text_if("notes", &top.notes);
}

fn mark(out: &mut String, key: &LayerKey) {
    let mut line = Line::open(out, "");
    line.text("document", key.document.as_str());
    line.text("annotator", key.annotator.as_str());
    line.close();
}

fn person_kind_word(kind: PersonKind) -> &'static str {
    match kind {
        PersonKind::Person => "Person",
        PersonKind::Imported => "Imported",
        PersonKind::Suggested => "Suggested",
        PersonKind::Adjudicated => "Adjudicated",
    }
}

/// None where the person wrote no entity and none is in conflict.
fn entities_file(project: &Project, person: &PersonId) -> Option<String> {
    let file = FileKey::Entities(person.clone());
    let mut entities = project.entities_of(person).peekable();
    if entities.peek().is_none() {
        conflicts_in(project, &file).next()?;
    }
    let mut out = head("Entities", |line| line.text("person", person.as_str()));
    section(&mut out, "entities", entities, |out, entity| {
        entity_line(out, entity)
    });
    conflict::conflicts(&mut out, project, &file);
    out.push_str(")\n");
    Some(out)
}

fn entity_line(out: &mut String, entity: &Entity) {
    let mut line = Line::open(out, "");
    line.text("id", entity.id.as_str());
    line.text("name", &entity.name);
    line.text_if("kind", &entity.kind);
    line.texts("aliases", &entity.aliases);
    line.some("parent", entity.parent.as_ref().map(EntityId::as_str));
    pairs(&mut line, "fields", &entity.fields);
    line.text_if("note", &entity.note);
    line.text("changed", &entity.changed.to_string());
    line.close();
}

/// Left out where empty.
fn pairs(line: &mut Line<'_>, name: &str, pairs: &[(String, String)]) {
    if !pairs.is_empty() {
        line.with(name, |out| {
            list(out, pairs, |out, (name, value)| pair(out, name, value))
        });
    }
}

fn pair(out: &mut String, name: &str, value: &str) {
    out.push('(');
    string(out, name);
    out.push_str(", ");
    string(out, value);
    out.push(')');
}

fn document_top(line: &mut Line<'_>, document: &Document) {
    line.text("id", document.id.as_str());
    line.text("title", &document.title);
    line.text_if("date", &document.date);
    line.text_if("source", &document.source);
    line.text_if("author", &document.author);
    line.text_if("notes", &document.notes);
    line.text("hash", &document.hash);
    line.text("added", &document.added.to_string());
    if let Some(origin) = &document.origin {
        line.with("origin", |out| {
            let mut line = Line::open(out, "");
            line.text_if("file", &origin.file);
            line.text_if("encoding", &origin.encoding);
            line.text_if("newline", &origin.newline);
            line.flag("bom", origin.bom);
            line.close();
        });
    }
}

fn document_file(project: &Project, document: &Document) -> String {
    let mut out = head("Document", |line| document_top(line, document));
    section(&mut out, "fields", &document.fields, |out, (name, value)| {
        pair(out, name, value)
    });
    conflict::conflicts(&mut out, project, &FileKey::Document(document.id.clone()));
    out.push_str(")\n");
    out
}

fn value(out: &mut String, value: &AttributeValue) {
    let wrapped = |out: &mut String, name: &str, text: &str| {
        out.push_str(name);
        out.push('(');
        string(out, text);
        out.push(')');
    };
    match value {
        AttributeValue::Choice(word) => wrapped(out, "Choice", word),
        AttributeValue::Text(text) => wrapped(out, "Text", text),
        AttributeValue::Entity(id) => wrapped(out, "Entity", id.as_str()),
        AttributeValue::Bool(yes) => out.push_str(if *yes { "Bool(true)" } else { "Bool(false)" }),
        AttributeValue::Number(n) => {
            out.push_str("Number(");
            number(out, *n);
            out.push(')');
        }
        AttributeValue::Choices(words) => {
            out.push_str("Choices(");
            list(out, words, |out, word| string(out, word));
            out.push(')');
        }
        AttributeValue::Entities(ids) => {
            out.push_str("Entities(");
            list(out, ids, |out, id| string(out, id.as_str()));
            out.push(')');
        }
    }
}

/// `(start, end, "words")`, the offsets in scalars.
fn place(out: &mut String, text: Option<&Text>, span: Span) {
    use std::fmt::Write;
    let (range, words) = text.map_or((0..0, ""), |text| {
        (text.scalars_from_span(span), text.slice(span))
    });
    // Writing to a string cannot fail.
    let _ = write!(out, "({}, {}, ", range.start, range.end);
    match quote_parts(words) {
        [whole, "", ""] => string(out, whole),
        parts => string(out, &parts.concat()),
    }
    out.push(')');
}
