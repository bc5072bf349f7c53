//! Documents: add, describe, delete.

use super::*;

/// A document with its text, as one edit.
pub fn add_document(project: &Project, document: Document, text: Text) -> Result<Transaction, EditError> {
    let twin = |other: &Arc<Document>| other.id.as_str().eq_ignore_ascii_case(document.id.as_str());
    if project.documents().any(twin) {
        return Err(EditError::Invalid(format!(
            "there is already a document with the id “{}”",
            document.id
        )));
    }
    let title = format!("Add {}", document.title);
    let id = document.id.clone();
    Ok(Transaction::new(
        title,
        vec![
            Change::create(Key::Document(id.clone()), Item::Document(Arc::new(document))),
            Change::create(Key::Text(id), Item::Text(text)),
        ],
    ))
}

/// Title, date, source, author, fields, notes. Id and hash stay.
pub fn edit_document(
    project: &Project,
    id: &DocumentId,
    edit: impl FnOnce(&mut Document),
) -> Result<Transaction, EditError> {
    let key = Key::Document(id.clone());
    let old = project.documents.get(id).ok_or_else(|| missing(&key))?;
    let mut new = Document::clone(old);
    edit(&mut new);
    new.id.clone_from(&old.id);
    new.hash.clone_from(&old.hash);
    if new == **old {
        return Ok(Transaction::new("Describe document", Vec::new()));
    }
    let change = Change::replace(key, Item::Document(old.clone()), Item::Document(Arc::new(new)));
    Ok(Transaction::new("Describe document", vec![change]))
}

/// The document, its text and everybody's labels on it: the one deletion that reaches into teammates' layers, so the window asks first.
pub fn delete_document(project: &Project, id: &DocumentId) -> Result<Transaction, EditError> {
    let key = Key::Document(id.clone());
    let document = project.documents.get(id).ok_or_else(|| missing(&key))?;
    let about = |of: &&Key| of.document() == Some(id);
    let mut changes: Vec<Change> = (project.conflicts.iter())
        .filter(|(of, _)| about(of))
        .map(|(of, conflict)| Change::delete(of.clone().conflict(), Item::Conflict(conflict.clone())))
        .collect();
    for (layer_key, layer) in project.layers_of(id) {
        let at = || layer_key.clone();
        changes.extend(
            layer
                .links
                .values()
                .map(|l| Change::delete(Key::Link(at(), l.id.clone()), Item::Link(l.clone()))),
        );
        changes.extend(
            layer
                .comments
                .values()
                .map(|c| Change::delete(Key::Comment(at(), c.id.clone()), Item::Comment(c.clone()))),
        );
        changes.extend(
            layer
                .decisions
                .values()
                .map(|d| Change::delete(Key::Decision(at(), d.id.clone()), Item::Decision(d.clone()))),
        );
        changes.extend(
            layer
                .annotations
                .values()
                .map(|a| Change::delete(Key::Annotation(at(), a.id.clone()), Item::Annotation(a.clone()))),
        );
        changes.extend(layer.adrift.values().map(|a| {
            Change::delete(
                Key::Adrift(at(), a.annotation.id.clone()),
                Item::Adrift(a.clone()),
            )
        }));
        changes.push(Change::delete(Key::Layer(at()), Item::Layer(layer.head.clone())));
    }
    for marked in project.assignments.iter().filter(|key| key.document == *id) {
        changes.push(Change::delete(Key::Assignment(marked.clone()), Item::Mark));
    }
    for marked in project.locks.iter().filter(|key| key.document == *id) {
        changes.push(Change::delete(Key::Lock(marked.clone()), Item::Mark));
    }
    if let Some(text) = project.texts.get(id) {
        changes.push(Change::delete(Key::Text(id.clone()), Item::Text(text.clone())));
    }
    changes.push(Change::delete(key, Item::Document(document.clone())));
    Ok(Transaction::new(format!("Delete {}", document.title), changes))
}
