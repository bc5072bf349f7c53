//! What must hold after every edit (`check`, costs O(changes)) and over a whole project (`verify`).

use super::*;

use std::ops::Range;

/// The hard rules, for what a transaction touched, as it stands at the end. States that an item only passed through do not
/// count, so that what was checked on the way forth holds on the way back. The changes `filled` are known to stand as they came.
pub(super) fn check(
    project: &Project,
    transaction: &Transaction,
    filled: &Range<usize>,
) -> Result<(), EditError> {
    for (at, change) in transaction.changes.iter().enumerate() {
        if let Some(item) = change.after.as_ref().filter(|_| filled.contains(&at)) {
            check_item(project, &change.key, item)?;
            continue;
        }
        match swap::get(project, &change.key) {
            Some(item) => check_item(project, &change.key, &item)?,
            None => check_gone(project, &change.key)?,
        }
    }
    chains::check(project, transaction)
}

fn check_item(project: &Project, key: &Key, item: &Item) -> Result<(), EditError> {
    if let Some(why) = limits::too_large(item) {
        return Err(EditError::Invalid(why));
    }
    match (key, item) {
        (Key::Person(id), Item::Person(person)) => check_person(id, person),
        (Key::Label(id), Item::Label(label)) => check_label(project, id, label),
        (Key::Attribute(id), Item::Attribute(attribute)) => own_id(id.as_str(), attribute.id.as_str()),
        (Key::LinkKind(id), Item::LinkKind(kind)) => own_id(id.as_str(), kind.id.as_str()),
        (Key::Entity(_, id), Item::Entity(entity)) => own_id(id.as_str(), entity.id.as_str()),
        (Key::Document(id), Item::Document(document)) => {
            own_id(id.as_str(), document.id.as_str())?;
            not_emptied(project, id)
        }
        (Key::Redirect(id), Item::Redirect(Some(target))) => chains::redirect_ends(project, id, target),
        (Key::Text(id), Item::Text(_)) => check_text(project, id),
        (Key::Layer(key), Item::Layer(_)) => check_layer(project, key),
        (Key::Annotation(layer, id), Item::Annotation(annotation)) => {
            own_id(id.as_str(), annotation.id.as_str())?;
            once(project, layer, id)?;
            check_annotation(project, &layer.document, annotation)
        }
        (Key::Adrift(layer, id), Item::Adrift(adrift)) => {
            own_id(id.as_str(), adrift.annotation.id.as_str())?;
            once(project, layer, id)?;
            check_adrift(project, adrift)
        }
        (Key::Link(layer, id), Item::Link(link)) => {
            own_id(id.as_str(), link.id.as_str())?;
            check_link(project, layer, link)
        }
        (Key::Comment(_, id), Item::Comment(comment)) => own_id(id.as_str(), comment.id.as_str()),
        (Key::Decision(_, id), Item::Decision(decision)) => own_id(id.as_str(), decision.id.as_str()),
        (Key::Conflict(of), Item::Conflict(conflict)) => check_conflict(project, of, conflict),
        _ => Ok(()),
    }
}

/// Every version is one of the item, and the file that will hold them is there. What the versions refer to may be missing: that
/// matters once one of them is taken.
fn check_conflict(project: &Project, of: &Key, conflict: &Conflict) -> Result<(), EditError> {
    let wrong = |why: &str| EditError::Invalid(format!("{}: {why}", swap::name(&of.clone().conflict())));
    if matches!(of, Key::Conflict(_) | Key::Assignment(_) | Key::Lock(_)) {
        return Err(wrong("it is there or not and has no versions"));
    }
    if conflict.others.is_empty() {
        return Err(wrong("there is no other version"));
    }
    for item in conflict.others.iter().flatten() {
        let id = version_id(of, item).ok_or_else(|| wrong("a version is of another kind"))?;
        if let Some((key, id)) = id {
            own_id(key, id)?;
        }
    }
    if let Some(layer) = of.layer() {
        return need(project.layers.contains_key(layer), || {
            swap::name(&Key::Layer(layer.clone()))
        });
    }
    match of.document() {
        None => Ok(()),
        Some(id) => need(project.documents.contains_key(id), || {
            swap::name(&Key::Document(id.clone()))
        }),
    }
}

/// The id in a key and that in an item under it; the inner None where neither has one, the outer where the item cannot stand there.
fn version_id<'a>(key: &'a Key, item: &'a Item) -> Option<Option<(&'a str, &'a str)>> {
    let ids = match (key, item) {
        (Key::Head, Item::Head(_))
        | (Key::CodebookHead, Item::CodebookHead(_))
        | (Key::Redirect(_), Item::Redirect(_))
        | (Key::Text(_), Item::Text(_)) => return Some(None),
        (Key::Person(id), Item::Person(item)) => (id.as_str(), item.id.as_str()),
        (Key::Label(id), Item::Label(item)) => (id.as_str(), item.id.as_str()),
        (Key::Attribute(id), Item::Attribute(item)) => (id.as_str(), item.id.as_str()),
        (Key::LinkKind(id), Item::LinkKind(item)) => (id.as_str(), item.id.as_str()),
        (Key::Entity(_, id), Item::Entity(item)) => (id.as_str(), item.id.as_str()),
        (Key::Document(id), Item::Document(item)) => (id.as_str(), item.id.as_str()),
        (Key::Annotation(_, id), Item::Annotation(item)) => (id.as_str(), item.id.as_str()),
        (Key::Annotation(_, id), Item::Adrift(item)) => (id.as_str(), item.annotation.id.as_str()),
        (Key::Link(_, id), Item::Link(item)) => (id.as_str(), item.id.as_str()),
        (Key::Comment(_, id), Item::Comment(item)) => (id.as_str(), item.id.as_str()),
        (Key::Decision(_, id), Item::Decision(item)) => (id.as_str(), item.id.as_str()),
        _ => return None,
    };
    Some(Some(ids))
}

fn own_id(key: &str, id: &str) -> Result<(), EditError> {
    if key == id {
        return Ok(());
    }
    Err(EditError::Invalid(format!(
        "“{id}” was stored under the id “{key}”"
    )))
}

fn need(there: bool, what: impl FnOnce() -> String) -> Result<(), EditError> {
    if there {
        Ok(())
    } else {
        Err(EditError::Missing(what()))
    }
}

fn check_person(id: &PersonId, person: &Person) -> Result<(), EditError> {
    own_id(id.as_str(), person.id.as_str())?;
    let reserved = id.as_str() == PersonId::ADJUDICATED;
    if reserved != (person.kind == PersonKind::Adjudicated) {
        return Err(EditError::invalid(
            "the id “adjudicated” is kept for the agreed result",
        ));
    }
    Ok(())
}

fn check_label(project: &Project, id: &LabelId, label: &Label) -> Result<(), EditError> {
    own_id(id.as_str(), label.id.as_str())?;
    let codebook = &project.codebook;
    for other in label.parent.iter().chain(&label.merged_into) {
        need(codebook.labels.contains_key(other), || {
            swap::name(&Key::Label(other.clone()))
        })?;
    }
    chains::label_ends(codebook, id, label)
}

/// A text belongs to a document, and every label on the document lies within it.
fn check_text(project: &Project, id: &DocumentId) -> Result<(), EditError> {
    need(project.documents.contains_key(id), || {
        swap::name(&Key::Document(id.clone()))
    })?;
    for (_, layer) in project.layers_of(id) {
        for annotation in layer.annotations() {
            check_annotation(project, id, annotation)?;
        }
    }
    not_emptied(project, id)
}

/// A text that is empty though its document says otherwise cannot be told from a file that was emptied by accident.
fn not_emptied(project: &Project, id: &DocumentId) -> Result<(), EditError> {
    let (Some(text), Some(document)) = (project.texts.get(id), project.documents.get(id)) else {
        return Ok(());
    };
    if text.is_empty() && document.hash != content_hash("") {
        return Err(EditError::Invalid(format!(
            "{} was emptied",
            swap::name(&Key::Text(id.clone()))
        )));
    }
    Ok(())
}

fn check_layer(project: &Project, key: &LayerKey) -> Result<(), EditError> {
    need(project.documents.contains_key(&key.document), || {
        swap::name(&Key::Document(key.document.clone()))
    })?;
    need(project.people.contains_key(&key.annotator), || {
        swap::name(&Key::Person(key.annotator.clone()))
    })
}

fn check_annotation(project: &Project, document: &DocumentId, a: &Annotation) -> Result<(), EditError> {
    need(project.codebook.labels.contains_key(&a.label), || {
        swap::name(&Key::Label(a.label.clone()))
    })?;
    if a.fragments.is_document() {
        return Ok(());
    }
    let text = project.texts.get(document);
    let text = text.ok_or_else(|| EditError::Missing(swap::name(&Key::Text(document.clone()))))?;
    for span in a.fragments.iter() {
        text.check(span)
            .map_err(|error| EditError::Invalid(error.to_string()))?;
    }
    Ok(())
}

/// A label has its place or waits for one: never both.
fn once(project: &Project, key: &LayerKey, id: &AnnotationId) -> Result<(), EditError> {
    let layer = project.layers.get(key);
    // Hardly ever is there a label that waits.
    if layer.is_some_and(|layer| layer.adrift.contains_key(id) && layer.annotations.contains_key(id)) {
        return Err(EditError::Invalid(format!(
            "the annotation “{id}” cannot have a place and wait for one"
        )));
    }
    Ok(())
}

fn check_adrift(project: &Project, adrift: &Adrift) -> Result<(), EditError> {
    let label = &adrift.annotation.label;
    need(project.codebook.labels.contains_key(label), || {
        swap::name(&Key::Label(label.clone()))
    })?;
    if adrift.at.is_empty() || !adrift.annotation.fragments.is_empty() {
        return Err(EditError::invalid(
            "a label that waits to be placed has words and no place",
        ));
    }
    Ok(())
}

fn check_link(project: &Project, key: &LayerKey, link: &Link) -> Result<(), EditError> {
    need(project.codebook.link_kinds.contains_key(&link.kind), || {
        swap::name(&Key::LinkKind(link.kind.clone()))
    })?;
    let layer = project.layers.get(key);
    for end in [&link.from, &link.to] {
        need(layer.is_some_and(|layer| layer.has(end)), || {
            swap::name(&Key::Annotation(key.clone(), end.clone()))
        })?;
    }
    Ok(())
}

/// Nothing may be left that needs what is gone.
fn check_gone(project: &Project, key: &Key) -> Result<(), EditError> {
    let used = match key {
        Key::Annotation(layer, id) | Key::Adrift(layer, id) => {
            let layer = project.layers.get(layer);
            layer.is_some_and(|layer| !layer.has(id) && layer.links_of(id).next().is_some())
        }
        Key::Label(id) => label_is_used(project, id),
        Key::LinkKind(id) => project
            .layers
            .values()
            .any(|layer| layer.links.values().any(|l| l.kind == *id)),
        Key::Person(id) => {
            project.layers.keys().any(|key| key.annotator == *id) || project.entities_of(id).next().is_some()
        }
        Key::Document(id) => {
            let about = |of: &Key| of.layer().is_none() && of.document() == Some(id);
            project.texts.contains_key(id)
                || project.layers_of(id).next().is_some()
                || project.conflicts.keys().any(about)
        }
        Key::Layer(key) => project.conflicts.keys().any(|of| of.layer() == Some(key)),
        Key::Text(id) => {
            project.documents.contains_key(id) && project.layers_of(id).any(|(_, layer)| !layer.is_empty())
        }
        _ => false,
    };
    if used {
        return Err(EditError::Invalid(format!("{} is still used", swap::name(key))));
    }
    Ok(())
}

fn label_is_used(project: &Project, id: &LabelId) -> bool {
    let mut labels = project.codebook.labels.values();
    labels.any(|l| l.parent.as_ref() == Some(id) || l.merged_into.as_ref() == Some(id))
        || project.layers.values().any(|layer| layer.uses(id))
}

/// Everything that must hold, over the whole project. For files that other programs wrote.
pub fn verify(project: &Project) -> Problems {
    let mut problems = Problems::new();
    for (key, layer) in &project.layers {
        let file = format!("layers/{}/{}.ron", key.annotator, key.document);
        if let Err(error) = check_layer(project, key) {
            problems.push(Problem::new("orphan-layer", &file, error.to_string()));
        }
        for annotation in layer.annotations() {
            if let Err(error) = check_annotation(project, &key.document, annotation) {
                let kind = if matches!(error, EditError::Missing(_)) {
                    "unknown-label"
                } else {
                    "bad-offset"
                };
                let message = format!("annotation “{}”: {error}", annotation.id);
                problems.push(Problem::new(kind, &file, message));
            }
        }
        for adrift in layer.all_adrift() {
            if let Err(error) = check_adrift(project, adrift) {
                let message = format!("annotation “{}”: {error}", adrift.annotation.id);
                problems.push(Problem::new("unknown-label", &file, message));
            }
            problems.push(Problem::new("adrift", &file, adrift.told()));
        }
        for link in layer.links() {
            if let Err(error) = check_link(project, key, link) {
                problems.push(Problem::new(
                    "dangling-link",
                    &file,
                    format!("link “{}”: {error}", link.id),
                ));
            }
        }
    }
    for label in project.codebook.labels() {
        if let Err(error) = check_label(project, &label.id, label) {
            problems.push(Problem::new("bad-label", "codebook.ron", error.to_string()));
        }
    }
    problems
}
