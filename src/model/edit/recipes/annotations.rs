//! Tagging: make, change and delete annotations, and a person's progress.

use super::*;
use std::collections::BTreeSet;

/// The changes that make a layer exist (and its annotator, for the agreed result). Empty where it does.
pub fn ensure_layer(project: &Project, key: &LayerKey) -> Vec<Change> {
    let mut changes = Vec::new();
    if key.annotator.as_str() == PersonId::ADJUDICATED && project.person(PersonId::ADJUDICATED).is_none() {
        let person = Person {
            id: PersonId::adjudicated(),
            name: "Adjudicated".into(),
            colour: Colour::default(),
            kind: PersonKind::Adjudicated,
        };
        changes.push(Change::create(
            Key::Person(person.id.clone()),
            Item::Person(Arc::new(person)),
        ));
    }
    if project.layer(key).is_none() {
        let head = Item::Layer(Arc::new(LayerHead::default()));
        changes.push(Change::create(Key::Layer(key.clone()), head));
    }
    changes
}

/// The change of a layer's head, if `edit` changes it; for a new layer the creation is altered instead.
pub(super) fn change_head(
    project: &Project,
    key: &LayerKey,
    changes: &mut Vec<Change>,
    edit: impl FnOnce(&mut LayerHead),
) {
    if let Some(layer) = project.layer(key) {
        let mut head = LayerHead::clone(&layer.head);
        edit(&mut head);
        if head != *layer.head {
            let before = Item::Layer(layer.head.clone());
            changes.push(Change::replace(
                Key::Layer(key.clone()),
                before,
                Item::Layer(Arc::new(head)),
            ));
        }
        return;
    }
    let made = changes
        .iter_mut()
        .find(|change| change.key == Key::Layer(key.clone()));
    if let Some(change) = made
        && let Some(Item::Layer(head)) = &change.after
    {
        let mut head = LayerHead::clone(head);
        edit(&mut head);
        change.after = Some(Item::Layer(Arc::new(head)));
    }
}

/// The first label a person sets on a document starts their work on it.
pub(super) fn start_work(head: &mut LayerHead) {
    head.annotated = true;
    if head.progress == Progress::New {
        head.progress = Progress::InProgress;
    }
}

/// With the label's default attributes.
pub(super) fn new_annotation(
    project: &Project,
    id: AnnotationId,
    label: &LabelId,
    fragments: Fragments,
    now: Timestamp,
) -> Annotation {
    let mut annotation = Annotation::new(id, label.clone(), fragments, now);
    for attribute in project.codebook.attributes_of(label) {
        if let Some(default) = &attribute.default {
            annotation.attributes.set(&attribute.id, Some(default.clone()));
        }
    }
    annotation
}

/// A new annotation with the label's default attributes, unless the codebook's overlap rule forbids it.
pub fn tag(
    project: &Project,
    author: &Author,
    id: AnnotationId,
    label: &LabelId,
    fragments: Fragments,
) -> Result<Transaction, EditError> {
    unlocked(project, &author.layer)?;
    let known = project
        .codebook
        .label(label.as_str())
        .ok_or_else(|| missing(&Key::Label(label.clone())))?;
    if !known.is_offered() {
        return Err(EditError::Rule(format!("the label “{}” is retired", known.name)));
    }
    let annotation = new_annotation(project, id.clone(), label, fragments, author.now);
    if let Some(layer) = project.layer(&author.layer) {
        rules::may_overlap(project, layer, &annotation)?;
    }
    let mut changes = ensure_layer(project, &author.layer);
    change_head(project, &author.layer, &mut changes, start_work);
    let key = Key::Annotation(author.layer.clone(), id);
    changes.push(Change::create(key, Item::Annotation(Arc::new(annotation))));
    Ok(Transaction::new(
        format!("Tag {}", known.name.to_lowercase()),
        changes,
    ))
}

/// Any change of one annotation; its id stays and its time of change is set.
pub fn edit_annotation(
    project: &Project,
    author: &Author,
    id: &AnnotationId,
    title: &str,
    edit: impl FnOnce(&mut Annotation),
) -> Result<Transaction, EditError> {
    unlocked(project, &author.layer)?;
    let key = Key::Annotation(author.layer.clone(), id.clone());
    let layer = project.layer(&author.layer).ok_or_else(|| missing(&key))?;
    let old = layer.annotations.get(id).ok_or_else(|| missing(&key))?;
    let mut new = Annotation::clone(old);
    edit(&mut new);
    if new == **old {
        return Ok(Transaction::new(title, Vec::new()));
    }
    new.changed = author.now;
    if new.fragments != old.fragments || new.label != old.label {
        rules::may_overlap(project, layer, &new)?;
    }
    let change = Change::replace(
        key,
        Item::Annotation(old.clone()),
        Item::Annotation(Arc::new(new)),
    );
    Ok(Transaction::new(title, vec![change]))
}

/// Another label. Attributes that the new label does not have are dropped, its defaults filled in.
pub fn relabel(
    project: &Project,
    author: &Author,
    id: &AnnotationId,
    label: &LabelId,
) -> Result<Transaction, EditError> {
    let codebook = &project.codebook;
    let known = codebook
        .label(label.as_str())
        .ok_or_else(|| missing(&Key::Label(label.clone())))?;
    if !known.is_offered() {
        return Err(EditError::Rule(format!("the label “{}” is retired", known.name)));
    }
    let attributes = codebook.attributes_of(label);
    let title = format!("Change label to {}", known.name.to_lowercase());
    edit_annotation(project, author, id, &title, |annotation| {
        annotation.label = label.clone();
        let kept: Attributes = annotation
            .attributes
            .iter()
            .filter(|(key, _)| {
                codebook.attribute(key.as_str()).is_none() || attributes.iter().any(|a| a.id == **key)
            })
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect();
        annotation.attributes = kept;
        for attribute in &attributes {
            if annotation.attributes.get(attribute.id.as_str()).is_none() {
                annotation
                    .attributes
                    .set(&attribute.id, attribute.default.clone());
            }
        }
    })
}

/// Other boundaries.
pub fn set_fragments(
    project: &Project,
    author: &Author,
    id: &AnnotationId,
    fragments: Fragments,
) -> Result<Transaction, EditError> {
    edit_annotation(project, author, id, "Change boundaries", |annotation| {
        annotation.fragments = fragments
    })
}

/// Sets an attribute, or clears it with None. The value must belong to the attribute's type.
pub fn set_attribute(
    project: &Project,
    author: &Author,
    id: &AnnotationId,
    attribute: &AttributeId,
    value: Option<AttributeValue>,
) -> Result<Transaction, EditError> {
    let key = Key::Attribute(attribute.clone());
    let known = project
        .codebook
        .attribute(attribute.as_str())
        .ok_or_else(|| missing(&key))?;
    let value = value.filter(|value| !value.is_blank());
    if let Some(value) = &value
        && !fits(&known.kind, value)
    {
        return Err(EditError::Rule(format!(
            "“{value}” is not a value of “{}”",
            known.name
        )));
    }
    let title = format!("Set {}", known.name.to_lowercase());
    edit_annotation(project, author, id, &title, |annotation| {
        annotation.attributes.set(attribute, value)
    })
}

/// Deletes annotations with the links at them and the author's own comments on them.
pub fn delete_annotations(
    project: &Project,
    author: &Author,
    ids: &[AnnotationId],
) -> Result<Transaction, EditError> {
    unlocked(project, &author.layer)?;
    let mut changes = Vec::new();
    let mut gone = BTreeSet::new();
    let mut links = BTreeSet::new();
    let mut name = String::new();
    for id in ids {
        let key = Key::Annotation(author.layer.clone(), id.clone());
        let layer = project.layer(&author.layer).ok_or_else(|| missing(&key))?;
        let old = layer.annotations.get(id).ok_or_else(|| missing(&key))?;
        for link in layer.links_of(id) {
            if links.insert(link.id.clone()) {
                gone.insert(link.id.as_str().to_owned());
                let key = Key::Link(author.layer.clone(), link.id.clone());
                changes.push(Change::delete(key, Item::Link(link.clone())));
            }
        }
        for comment in layer.comments().filter(|comment| comment.on == *id) {
            gone.insert(comment.id.as_str().to_owned());
            let key = Key::Comment(author.layer.clone(), comment.id.clone());
            changes.push(Change::delete(key, Item::Comment(comment.clone())));
        }
        name = project
            .codebook
            .label(old.label.as_str())
            .map_or_else(String::new, |l| l.name.to_lowercase());
        gone.insert(id.as_str().to_owned());
        changes.push(Change::delete(key, Item::Annotation(old.clone())));
    }
    change_head(project, &author.layer, &mut changes, |head| {
        head.gone.extend(gone.iter().map(smol_str::SmolStr::new));
    });
    let title = if ids.len() == 1 {
        format!("Delete {name}")
    } else {
        format!("Delete {} labels", ids.len())
    };
    Ok(Transaction::new(title, changes))
}

/// A person's own word on how far they are. Finished means that they have gone through the document.
pub fn set_progress(
    project: &Project,
    author: &Author,
    progress: Progress,
) -> Result<Transaction, EditError> {
    unlocked(project, &author.layer)?;
    if progress == Progress::Locked {
        return Err(EditError::invalid("a lock is set in the project, not in a layer"));
    }
    let mut changes = ensure_layer(project, &author.layer);
    change_head(project, &author.layer, &mut changes, |head| {
        head.progress = progress;
        head.annotated |= progress == Progress::Finished;
    });
    Ok(Transaction::new(
        format!("Mark as {}", progress.title().to_lowercase()),
        changes,
    ))
}

/// Ids of deleted items of the adjudicated layer or one's own, for other recipes.
pub(super) fn add_gone<'a>(
    project: &Project,
    key: &LayerKey,
    changes: &mut Vec<Change>,
    ids: impl Iterator<Item = &'a str>,
) {
    let ids: Vec<smol_str::SmolStr> = ids.map(smol_str::SmolStr::new).collect();
    change_head(project, key, changes, |head| head.gone.extend(ids));
}
