//! The section `conflicts`: versions of items, each as the item's own list would have it.

use super::super::FileKey;
use super::super::keys::{conflicts_in, row_name};
use super::super::line::{Line, list, string};
use super::*;
use crate::model::edit::Item;

/// Left out where the file holds none.
pub fn conflicts(out: &mut String, project: &Project, file: &FileKey) {
    section(
        out,
        "conflicts",
        conflicts_in(project, file),
        |out, (of, conflict)| {
            let text = of.document().and_then(|id| project.text(id.as_str()));
            let mut line = Line::open(out, "");
            line.text("of", &row_name(of).unwrap_or_default());
            line.with("others", |out| {
                list(out, &conflict.others, |out, other| match other {
                    Some(item) => version(out, of, item, text),
                    None => out.push_str("Gone"),
                });
            });
            line.close();
        },
    );
}

/// `Label((id: …))`.
pub fn version(out: &mut String, key: &Key, item: &Item, text: Option<&Text>) {
    out.push_str(match item {
        Item::Head(_) => "Project",
        Item::CodebookHead(_) => "Codebook",
        Item::Document(_) => "Document",
        Item::Text(_) => "Text",
        Item::Person(_) => "Person",
        Item::Redirect(_) => "Redirect",
        Item::Label(_) => "Label",
        Item::Attribute(_) => "Attribute",
        Item::LinkKind(_) => "LinkKind",
        Item::Entity(_) => "Entity",
        Item::Annotation(_) | Item::Adrift(_) => "Annotation",
        Item::Link(_) => "Link",
        Item::Comment(_) => "Comment",
        Item::Decision(_) => "Decision",
        // The model lets none of these be a version of anything.
        Item::Layer(_) | Item::Mark | Item::Conflict(_) => return out.push_str("Gone"),
    });
    out.push('(');
    row(out, key, item, text);
    out.push(')');
}

/// An item as one row.
pub fn row(out: &mut String, key: &Key, item: &Item, text: Option<&Text>) {
    match item {
        Item::Head(head) => line(out, |line| project_top(line, head)),
        Item::CodebookHead(head) => line(out, |line| codebook::codebook_top(line, head)),
        Item::Document(document) => line(out, |line| {
            document_top(line, document);
            pairs(line, "fields", &document.fields);
        }),
        Item::Text(text) => string(out, text.as_str()),
        Item::Person(person) => person_line(out, person),
        Item::Redirect(to) => {
            if let Key::Redirect(entity) = key {
                redirect_line(out, entity, to.as_ref());
            }
        }
        Item::Label(label) => codebook::label_line(out, label),
        Item::Attribute(attribute) => codebook::attribute_line(out, attribute),
        Item::LinkKind(kind) => codebook::link_kind_line(out, kind),
        Item::Entity(entity) => entity_line(out, entity),
        Item::Annotation(annotation) => layer::annotation_line(out, annotation, text),
        Item::Adrift(adrift) => layer::adrift_line(out, adrift),
        Item::Link(link) => layer::link_line(out, link),
        Item::Comment(comment) => layer::comment_line(out, comment),
        Item::Decision(decision) => layer::decision_line(out, decision, text),
        Item::Layer(_) | Item::Mark | Item::Conflict(_) => {}
    }
}

fn line(out: &mut String, fields: impl FnOnce(&mut Line<'_>)) {
    let mut line = Line::open(out, "");
    fields(&mut line);
    line.close();
}
