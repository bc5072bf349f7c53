//! Puts one item in the place of another, and keeps the derived indexes of a layer.

use super::super::layer::length_class;
use super::*;
use imbl::OrdMap;

pub(super) fn get(project: &Project, key: &Key) -> Option<Item> {
    let layer = key.layer().and_then(|layer| project.layers.get(layer));
    match key {
        Key::Head => Some(Item::Head(project.head.clone())),
        Key::CodebookHead => Some(Item::CodebookHead(project.codebook.head.clone())),
        Key::Person(id) => project.people.get(id).cloned().map(Item::Person),
        Key::Label(id) => project.codebook.labels.get(id).cloned().map(Item::Label),
        Key::Attribute(id) => project.codebook.attributes.get(id).cloned().map(Item::Attribute),
        Key::LinkKind(id) => project.codebook.link_kinds.get(id).cloned().map(Item::LinkKind),
        Key::Entity(person, id) => project
            .entities
            .get(&(person.clone(), id.clone()))
            .cloned()
            .map(Item::Entity),
        Key::Redirect(id) => project.redirects.get(id).cloned().map(Item::Redirect),
        Key::Assignment(key) => project.assignments.contains(key).then_some(Item::Mark),
        Key::Lock(key) => project.locks.contains(key).then_some(Item::Mark),
        Key::Document(id) => project.documents.get(id).cloned().map(Item::Document),
        Key::Text(id) => project.texts.get(id).cloned().map(Item::Text),
        Key::Layer(_) => Some(Item::Layer(layer?.head.clone())),
        Key::Annotation(_, id) => layer?.annotations.get(id).cloned().map(Item::Annotation),
        Key::Adrift(_, id) => layer?.adrift.get(id).cloned().map(Item::Adrift),
        Key::Link(_, id) => layer?.links.get(id).cloned().map(Item::Link),
        Key::Comment(_, id) => layer?.comments.get(id).cloned().map(Item::Comment),
        Key::Decision(_, id) => layer?.decisions.get(id).cloned().map(Item::Decision),
        Key::Conflict(of) => project.conflicts.get(&**of).cloned().map(Item::Conflict),
    }
}

pub(super) fn swap(project: &mut Project, change: &Change) -> Result<(), EditError> {
    let now = get(project, &change.key);
    if !same(now.as_ref(), change.before.as_ref()) {
        return Err(match now {
            None => EditError::Missing(name(&change.key)),
            Some(_) => EditError::Stale(name(&change.key)),
        });
    }
    put(project, &change.key, change.after.as_ref())
}

/// Equal, with the pointer compared first where items are shared.
fn same(a: Option<&Item>, b: Option<&Item>) -> bool {
    match (a, b) {
        (Some(Item::Annotation(a)), Some(Item::Annotation(b))) => Arc::ptr_eq(a, b) || a == b,
        (Some(Item::Layer(a)), Some(Item::Layer(b))) => Arc::ptr_eq(a, b) || a == b,
        (a, b) => a == b,
    }
}

/// What the key names, for a message.
pub(super) fn name(key: &Key) -> String {
    match key {
        Key::Head => "the project's head".into(),
        Key::CodebookHead => "the codebook's head".into(),
        Key::Person(id) => format!("the person “{id}”"),
        Key::Label(id) => format!("the label “{id}”"),
        Key::Attribute(id) => format!("the attribute “{id}”"),
        Key::LinkKind(id) => format!("the link kind “{id}”"),
        Key::Entity(_, id) | Key::Redirect(id) => format!("the entity “{id}”"),
        Key::Assignment(key) => format!("the assignment of “{}” to “{}”", key.document, key.annotator),
        Key::Lock(key) => format!("the lock on “{}” for “{}”", key.document, key.annotator),
        Key::Document(id) => format!("the document “{id}”"),
        Key::Text(id) => format!("the text of “{id}”"),
        Key::Layer(key) => format!("the layer of “{}” on “{}”", key.annotator, key.document),
        Key::Annotation(_, id) => format!("the annotation “{id}”"),
        Key::Adrift(_, id) => format!("the annotation “{id}”, which waits to be placed,"),
        Key::Link(_, id) => format!("the link “{id}”"),
        Key::Comment(_, id) => format!("the comment “{id}”"),
        Key::Decision(_, id) => format!("the decision “{id}”"),
        Key::Conflict(of) => format!("the conflict about {}", name(of)),
    }
}

fn mismatch(key: &Key) -> EditError {
    EditError::Invalid(format!("{} was given a value of another kind", name(key)))
}

fn put(project: &mut Project, key: &Key, item: Option<&Item>) -> Result<(), EditError> {
    macro_rules! entry {
        ($map:expr, $id:expr, $kind:ident) => {
            match item {
                None => {
                    $map.remove($id);
                    Ok(())
                }
                Some(Item::$kind(value)) => {
                    $map.insert($id.clone(), value.clone());
                    Ok(())
                }
                Some(_) => Err(mismatch(key)),
            }
        };
    }
    match key {
        Key::Head => match item {
            Some(Item::Head(head)) => {
                project.head = head.clone();
                Ok(())
            }
            _ => Err(mismatch(key)),
        },
        Key::CodebookHead => match item {
            Some(Item::CodebookHead(head)) => {
                project.codebook.head = head.clone();
                Ok(())
            }
            _ => Err(mismatch(key)),
        },
        Key::Person(id) => entry!(project.people, id, Person),
        Key::Label(id) => entry!(project.codebook.labels, id, Label),
        Key::Attribute(id) => entry!(project.codebook.attributes, id, Attribute),
        Key::LinkKind(id) => entry!(project.codebook.link_kinds, id, LinkKind),
        Key::Entity(person, id) => entry!(project.entities, &(person.clone(), id.clone()), Entity),
        Key::Redirect(id) => entry!(project.redirects, id, Redirect),
        Key::Document(id) => entry!(project.documents, id, Document),
        Key::Text(id) => entry!(project.texts, id, Text),
        Key::Conflict(of) => entry!(project.conflicts, &**of, Conflict),
        Key::Assignment(layer) => mark(&mut project.assignments, layer, key, item),
        Key::Lock(layer) => mark(&mut project.locks, layer, key, item),
        Key::Layer(layer) => put_layer(&mut project.layers, layer, item).ok_or_else(|| mismatch(key))?,
        Key::Annotation(..) | Key::Adrift(..) | Key::Link(..) | Key::Comment(..) | Key::Decision(..) => {
            let layer = key.layer().and_then(|layer| project.layers.get_mut(layer));
            let layer = layer.ok_or_else(|| {
                EditError::Missing(
                    key.layer()
                        .map_or_else(String::new, |l| name(&Key::Layer(l.clone()))),
                )
            })?;
            put_in_layer(layer, key, item)
        }
    }
}

fn mark(
    marks: &mut imbl::OrdSet<LayerKey>,
    layer: &LayerKey,
    key: &Key,
    item: Option<&Item>,
) -> Result<(), EditError> {
    match item {
        None => {
            marks.remove(layer);
        }
        Some(Item::Mark) => {
            marks.insert(layer.clone());
        }
        Some(_) => return Err(mismatch(key)),
    }
    Ok(())
}

/// None where the item is of another kind.
fn put_layer(
    layers: &mut OrdMap<LayerKey, Layer>,
    key: &LayerKey,
    item: Option<&Item>,
) -> Option<Result<(), EditError>> {
    match item {
        None => {
            let filled = layers.get(key).is_some_and(|layer| !layer.is_empty());
            if filled {
                let what = name(&Key::Layer(key.clone()));
                return Some(Err(EditError::Invalid(format!("{what} still holds labels"))));
            }
            layers.remove(key);
        }
        Some(Item::Layer(head)) => match layers.get_mut(key) {
            Some(layer) => layer.head = head.clone(),
            None => {
                layers.insert(
                    key.clone(),
                    Layer {
                        head: head.clone(),
                        ..Layer::default()
                    },
                );
            }
        },
        Some(_) => return None,
    }
    Some(Ok(()))
}

fn put_in_layer(layer: &mut Layer, key: &Key, item: Option<&Item>) -> Result<(), EditError> {
    match (key, item) {
        (Key::Annotation(_, id), None) => put_annotation(layer, id, None),
        (Key::Annotation(_, id), Some(Item::Annotation(a))) => put_annotation(layer, id, Some(a)),
        (Key::Adrift(_, id), None) => {
            layer.adrift.remove(id);
        }
        (Key::Adrift(_, id), Some(Item::Adrift(adrift))) => {
            layer.adrift.insert(id.clone(), adrift.clone());
        }
        (Key::Link(_, id), None) => put_link(layer, id, None),
        (Key::Link(_, id), Some(Item::Link(link))) => put_link(layer, id, Some(link)),
        (Key::Comment(_, id), None) => {
            layer.comments.remove(id);
        }
        (Key::Comment(_, id), Some(Item::Comment(comment))) => {
            layer.comments.insert(id.clone(), comment.clone());
        }
        (Key::Decision(_, id), None) => put_decision(layer, id, None),
        (Key::Decision(_, id), Some(Item::Decision(decision))) => put_decision(layer, id, Some(decision)),
        _ => return Err(mismatch(key)),
    }
    Ok(())
}

/// By the id that it is stored under: within a transaction a value may pass through the key of another, whose place must not go.
fn place_under(id: &AnnotationId, annotation: &Annotation) -> Place {
    let (start, end, _) = place_of(annotation);
    (start, end, id.clone())
}

fn put_annotation(layer: &mut Layer, id: &AnnotationId, item: Option<&Arc<Annotation>>) {
    let old = match item {
        Some(new) => layer.annotations.insert(id.clone(), new.clone()),
        None => layer.annotations.remove(id),
    };
    if let Some(old) = old {
        let place = place_under(id, &old);
        layer.places.remove(&place);
        if let Some(class) = length_class(&place) {
            layer.long.remove(&(class, place));
        }
        let left = layer.count(old.label.as_str()).saturating_sub(1);
        if left == 0 {
            layer.counts.remove(&old.label);
        } else {
            layer.counts.insert(old.label.clone(), left);
        }
    }
    if let Some(new) = item {
        let place = place_under(id, new);
        if let Some(class) = length_class(&place) {
            layer.long.insert((class, place.clone()));
        }
        layer.places.insert(place);
        let count = layer.count(new.label.as_str()) + 1;
        layer.counts.insert(new.label.clone(), count);
    }
}

/// Puts the annotations that `changes` begins with into their layer together, where they are many and it has none: in the order
/// of the maps, which takes a fraction of the time. The changes after them; None where there are not that many.
pub(super) fn fill<'a>(
    project: &mut Project,
    changes: &'a [Change],
) -> Option<Result<&'a [Change], EditError>> {
    const MANY: usize = 64;
    let Key::Annotation(key, _) = &changes.first()?.key else {
        return None;
    };
    if !project.layers.get(key)?.annotations.is_empty() {
        return None;
    }
    let mut new: Vec<(&AnnotationId, &Arc<Annotation>)> = changes
        .iter()
        .map_while(|change| match change {
            Change {
                key: Key::Annotation(layer, id),
                before: None,
                after: Some(Item::Annotation(annotation)),
            } if layer == key => Some((id, annotation)),
            _ => None,
        })
        .collect();
    if new.len() < MANY {
        return None;
    }
    let rest = changes.get(new.len()..)?;
    new.sort_unstable_by_key(|(id, _)| *id);
    if let Some(twice) = new.array_windows().find(|[a, b]| a.0 == b.0) {
        let [(id, _), _] = twice;
        let key = Key::Annotation(key.clone(), (*id).clone());
        return Some(Err(EditError::Stale(name(&key))));
    }
    let layer = project.layers.get_mut(key)?;
    let mut places: Vec<_> = new
        .iter()
        .map(|(id, annotation)| place_under(id, annotation))
        .collect();
    places.sort_unstable();
    let mut counts: std::collections::BTreeMap<&LabelId, u32> = Default::default();
    for (_, annotation) in &new {
        *counts.entry(&annotation.label).or_default() += 1;
    }
    let long = |place: &Place| Some((length_class(place)?, place.clone()));
    layer.long = places.iter().filter_map(long).collect();
    layer.places = places.into_iter().collect();
    layer.counts = counts
        .into_iter()
        .map(|(label, count)| (label.clone(), count))
        .collect();
    layer.annotations = new.into_iter().map(|(id, a)| (id.clone(), a.clone())).collect();
    Some(Ok(rest))
}

fn put_decision(layer: &mut Layer, id: &DecisionId, item: Option<&Arc<Decision>>) {
    let old = match item {
        Some(new) => layer.decisions.insert(id.clone(), new.clone()),
        None => layer.decisions.remove(id),
    };
    let looked_at = |decision: &Decision| -> Vec<_> {
        let sources = decision.sources.iter();
        sources
            .map(|source| (source.annotator.clone(), source.annotation.clone(), id.clone()))
            .collect()
    };
    for entry in old.iter().flat_map(|old| looked_at(old)) {
        layer.about.remove(&entry);
    }
    for entry in item.iter().flat_map(|new| looked_at(new)) {
        layer.about.insert(entry);
    }
}

fn put_link(layer: &mut Layer, id: &LinkId, item: Option<&Arc<Link>>) {
    if let Some(old) = layer.links.remove(id) {
        layer.ends.remove(&(old.from.clone(), id.clone()));
        layer.ends.remove(&(old.to.clone(), id.clone()));
    }
    if let Some(new) = item {
        layer.ends.insert((new.from.clone(), id.clone()));
        layer.ends.insert((new.to.clone(), id.clone()));
        layer.links.insert(id.clone(), new.clone());
    }
}
