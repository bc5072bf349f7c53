//! Decisions about versions that stand aside: one of them is the item from then on.

use super::annotations::add_gone;
use super::*;

/// Which version counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The item as it stands.
    Stands,
    /// The n-th of those that stand aside, from 0.
    Other(usize),
    /// The item as it stands, on the words of both: of the n-th aside too.
    Joined(usize),
}

/// Makes one version the item, and takes the conflict away.
pub fn decide_conflict(
    project: &Project,
    of: &Key,
    choice: Choice,
    now: Timestamp,
) -> Result<Transaction, EditError> {
    let key = of.clone().conflict();
    let conflict = project.conflict(of).cloned().ok_or_else(|| missing(&key))?;
    if let Some(layer) = of.layer() {
        unlocked(project, layer)?;
    }
    let other = |nth: usize| {
        let others = conflict.others.get(nth);
        others.ok_or_else(|| EditError::invalid("there is no such version"))
    };
    let end = Change::delete(key, Item::Conflict(conflict.clone()));
    let mut transaction = match choice {
        Choice::Stands => Transaction::new("Keep what stands", Vec::new()),
        Choice::Other(nth) => match other(nth)? {
            Some(item) => Transaction::new("Take the other version", taken(project, of, item)?),
            None => removed(project, of, now)?,
        },
        Choice::Joined(nth) => {
            let other = other(nth)?.as_ref();
            let joined = joined(project, of, other, now)
                .ok_or_else(|| EditError::invalid("only two places of one label can be joined"))?;
            Transaction::new("Join both places", taken(project, of, &joined)?)
        }
    };
    // What deletes a document takes its conflicts along.
    if !transaction.changes.iter().any(|change| change.key == end.key) {
        transaction.changes.push(end);
    }
    Ok(transaction)
}

/// As many at once as can be decided the same way, as one edit; those that cannot are left.
pub fn decide_conflicts(
    project: &Project,
    all: &[Key],
    choice: Choice,
    now: Timestamp,
) -> (Transaction, usize) {
    let mut next = project.clone();
    let mut changes = Vec::new();
    let mut left = 0;
    for of in all {
        let step = decide_conflict(&next, of, choice, now);
        match step.and_then(|step| apply(&mut next, &step).map(|()| step)) {
            Ok(step) => changes.extend(step.changes),
            Err(_) => left += 1,
        }
    }
    let title = match choice {
        Choice::Stands => "Keep what stands",
        Choice::Other(_) => "Take the other versions",
        Choice::Joined(_) => "Join both places",
    };
    let count = all.len() - left;
    (Transaction::new(format!("{title} ({count})"), changes), left)
}

/// The changes that put a version where its item is.
fn taken(project: &Project, of: &Key, item: &Item) -> Result<Vec<Change>, EditError> {
    let mut item = item.clone();
    if let Item::Text(text) = &item
        && let Key::Text(id) = of
    {
        // The labels go along.
        return Ok(replace_text(project, id, text)?.transaction.changes);
    }
    if let (Item::Document(new), Some(Item::Document(old))) = (&mut item, super::item(project, of)) {
        // The hash is that of the text, which is another item.
        Arc::make_mut(new).hash.clone_from(&old.hash);
    }
    let mut changes = Vec::new();
    let label = match &item {
        Item::Annotation(annotation) => Some(&annotation.label),
        Item::Adrift(adrift) => Some(&adrift.annotation.label),
        _ => None,
    };
    if let Some(id) = label.filter(|id| project.codebook.label(id.as_str()).is_none()) {
        let unknown = Label {
            retired: true,
            ..Label::new(id.clone(), id.as_str())
        };
        changes.push(Change::create(
            Key::Label(id.clone()),
            Item::Label(Arc::new(unknown)),
        ));
    }
    let waiting = match of {
        Key::Annotation(layer, id) => Some(Key::Adrift(layer.clone(), id.clone())),
        _ => None,
    };
    // A label stands under one of two keys.
    for key in [Some(of.clone()), waiting].into_iter().flatten() {
        let before = super::item(project, &key);
        let is_here = matches!(item, Item::Adrift(_)) == matches!(key, Key::Adrift(..));
        let after = is_here.then(|| item.clone());
        if before != after {
            changes.push(Change { key, before, after });
        }
    }
    if let (Some(layer), Some(id)) = (of.layer(), id_in_layer(of)) {
        bring_back(project, layer, id, &mut changes);
    }
    Ok(changes)
}

fn id_in_layer(of: &Key) -> Option<&str> {
    match of {
        Key::Annotation(_, id) | Key::Adrift(_, id) => Some(id.as_str()),
        Key::Link(_, id) => Some(id.as_str()),
        Key::Comment(_, id) => Some(id.as_str()),
        Key::Decision(_, id) => Some(id.as_str()),
        _ => None,
    }
}

/// What stands again is no longer among the deleted.
fn bring_back(project: &Project, layer: &LayerKey, id: &str, changes: &mut Vec<Change>) {
    let Some(head) = project.layer(layer).map(|layer| &layer.head) else {
        return;
    };
    if head.gone.contains(id) {
        let mut new = LayerHead::clone(head);
        new.gone.remove(id);
        let (before, after) = (Item::Layer(head.clone()), Item::Layer(Arc::new(new)));
        changes.push(Change::replace(Key::Layer(layer.clone()), before, after));
    }
}

/// The item is deleted, with what cannot be without it. A label or link kind that is in use is retired instead.
fn removed(project: &Project, of: &Key, now: Timestamp) -> Result<Transaction, EditError> {
    let by = |layer: &LayerKey| Author {
        layer: layer.clone(),
        now,
    };
    let Some(item) = super::item(project, of) else {
        return Ok(Transaction::new("Delete", Vec::new()));
    };
    match of {
        Key::Annotation(layer, id) => delete_annotations(project, &by(layer), std::slice::from_ref(id)),
        Key::Link(layer, id) => delete_link(project, &by(layer), id),
        Key::Label(id) => delete_or_retire_label(project, id),
        Key::LinkKind(id) => {
            let used = project
                .layers
                .values()
                .any(|layer| layer.links().any(|link| link.kind == *id));
            match used {
                true => retire_link_kind(project, id, true),
                false => Ok(Transaction::new("Delete", vec![Change::delete(of.clone(), item)])),
            }
        }
        Key::Document(id) => delete_document(project, id),
        _ => {
            let mut changes = vec![Change::delete(of.clone(), item)];
            if let (Some(layer), Some(id)) = (of.layer(), id_in_layer(of)) {
                add_gone(project, layer, &mut changes, std::iter::once(id));
            }
            Ok(Transaction::new("Delete", changes))
        }
    }
}

/// The label as it stands, on all words that either version is on. None where there are no two places.
fn joined(project: &Project, of: &Key, other: Option<&Item>, now: Timestamp) -> Option<Item> {
    let (Some(Item::Annotation(stands)), Some(Item::Annotation(other))) = (super::item(project, of), other)
    else {
        return None;
    };
    if stands.fragments.is_empty() || other.fragments.is_empty() {
        return None;
    }
    let fragments = Fragments::union(stands.fragments.iter().chain(other.fragments.iter()));
    Some(Item::Annotation(Arc::new(Annotation {
        fragments,
        changed: now,
        ..Annotation::clone(&stands)
    })))
}
