//! The codebook: labels, attributes, link kinds. Nothing here rewrites a layer: a merged or retired label is a redirect.

use super::*;

pub fn make_label(project: &Project, mut label: Label) -> Transaction {
    label.order = next_order(project, label.parent.as_ref());
    let title = format!("Add label {}", label.name);
    Transaction::new(
        title,
        vec![Change::create(
            Key::Label(label.id.clone()),
            Item::Label(Arc::new(label)),
        )],
    )
}

fn next_order(project: &Project, parent: Option<&LabelId>) -> i32 {
    project
        .codebook
        .children(parent)
        .last()
        .map_or(0, |last| last.order.saturating_add(1))
}

fn replace_label(old: &Arc<Label>, new: Label) -> Change {
    Change::replace(
        Key::Label(old.id.clone()),
        Item::Label(old.clone()),
        Item::Label(Arc::new(new)),
    )
}

/// Any change of one label but its id: name, colour, key, texts, rules. A key that another label or link kind has moves here.
pub fn edit_label(
    project: &Project,
    id: &LabelId,
    edit: impl FnOnce(&mut Label),
) -> Result<Transaction, EditError> {
    let old = project
        .codebook
        .label(id.as_str())
        .ok_or_else(|| missing(&Key::Label(id.clone())))?;
    let mut new = Label::clone(old);
    edit(&mut new);
    new.id.clone_from(id);
    new.name = new.name.trim().to_owned();
    if new.name.is_empty() {
        return Err(EditError::invalid("a label needs a name"));
    }
    let title = format!("Edit label {}", new.name);
    if new == **old {
        return Ok(Transaction::new(title, Vec::new()));
    }
    let mut changes = Vec::new();
    if let Some(key) = new.key.as_deref().filter(|key| old.key.as_deref() != Some(*key)) {
        changes.extend(free_key(project, key));
    }
    changes.push(replace_label(old, new));
    Ok(Transaction::new(title, changes))
}

/// Takes a hotkey away from whoever has it.
fn free_key(project: &Project, key: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    for label in project
        .codebook
        .labels()
        .filter(|l| l.key.as_deref() == Some(key))
    {
        changes.push(replace_label(
            label,
            Label {
                key: None,
                ..Label::clone(label)
            },
        ));
    }
    for kind in project
        .codebook
        .link_kinds
        .values()
        .filter(|k| k.key.as_deref() == Some(key))
    {
        let new = LinkKind {
            key: None,
            ..LinkKind::clone(kind)
        };
        let id = Key::LinkKind(kind.id.clone());
        changes.push(Change::replace(
            id,
            Item::LinkKind(kind.clone()),
            Item::LinkKind(Arc::new(new)),
        ));
    }
    changes
}

/// Moves a label below `parent`, to `place` among its children (0 is first).
pub fn move_label(
    project: &Project,
    id: &LabelId,
    parent: Option<&LabelId>,
    place: usize,
) -> Result<Transaction, EditError> {
    let codebook = &project.codebook;
    let label = codebook
        .label(id.as_str())
        .ok_or_else(|| missing(&Key::Label(id.clone())))?;
    let mut row: Vec<&Arc<Label>> = codebook
        .children(parent)
        .into_iter()
        .filter(|l| l.id != *id)
        .collect();
    row.insert(place.min(row.len()), label);
    let mut changes = Vec::new();
    for (order, old) in row.into_iter().enumerate() {
        let order = i32::try_from(order).unwrap_or(i32::MAX);
        let new = Label {
            order,
            parent: parent.cloned(),
            ..Label::clone(old)
        };
        if new != **old {
            changes.push(replace_label(old, new));
        }
    }
    Ok(Transaction::new(format!("Move label {}", label.name), changes))
}

/// From now on `from` counts as `into`. Children of `from` move below `into`.
pub fn merge_labels(project: &Project, from: &LabelId, into: &LabelId) -> Result<Transaction, EditError> {
    let codebook = &project.codebook;
    let old = codebook
        .label(from.as_str())
        .ok_or_else(|| missing(&Key::Label(from.clone())))?;
    let target = codebook
        .label(into.as_str())
        .ok_or_else(|| missing(&Key::Label(into.clone())))?;
    if codebook.resolve(into) == from || codebook.is_within(into, from) {
        return Err(EditError::Invalid(format!(
            "“{}” cannot be merged into itself or a label below it",
            old.name
        )));
    }
    let new = Label {
        merged_into: Some(into.clone()),
        key: None,
        ..Label::clone(old)
    };
    let mut changes = vec![replace_label(old, new)];
    for child in codebook.children(Some(from)) {
        changes.push(replace_label(
            child,
            Label {
                parent: Some(into.clone()),
                ..Label::clone(child)
            },
        ));
    }
    Ok(Transaction::new(
        format!("Merge {} into {}", old.name, target.name),
        changes,
    ))
}

/// Deletes a label that nothing uses; one in use is retired: kept on its annotations, no longer offered.
pub fn delete_or_retire_label(project: &Project, id: &LabelId) -> Result<Transaction, EditError> {
    let codebook = &project.codebook;
    let old = codebook
        .label(id.as_str())
        .ok_or_else(|| missing(&Key::Label(id.clone())))?;
    let used = project.layers.values().any(|layer| layer.uses(id))
        || codebook
            .labels()
            .any(|l| l.parent.as_ref() == Some(id) || l.merged_into.as_ref() == Some(id))
        || codebook.attributes().any(|a| a.labels.contains(id))
        || codebook
            .link_kinds
            .values()
            .any(|k| k.from.contains(id) || k.to.contains(id));
    if used {
        let new = Label {
            retired: true,
            key: None,
            ..Label::clone(old)
        };
        return Ok(Transaction::new(
            format!("Retire label {}", old.name),
            vec![replace_label(old, new)],
        ));
    }
    let change = Change::delete(Key::Label(id.clone()), Item::Label(old.clone()));
    Ok(Transaction::new(
        format!("Delete label {}", old.name),
        vec![change],
    ))
}

pub fn make_attribute(project: &Project, mut attribute: Attribute) -> Transaction {
    let last = project.codebook.attributes().map(|a| a.order).max();
    attribute.order = last.map_or(0, |order| order.saturating_add(1));
    let title = format!("Add attribute {}", attribute.name);
    let key = Key::Attribute(attribute.id.clone());
    Transaction::new(
        title,
        vec![Change::create(key, Item::Attribute(Arc::new(attribute)))],
    )
}

/// Values that no longer fit stay on their annotations and are reported.
pub fn edit_attribute(
    project: &Project,
    id: &AttributeId,
    edit: impl FnOnce(&mut Attribute),
) -> Result<Transaction, EditError> {
    let key = Key::Attribute(id.clone());
    let old = project
        .codebook
        .attribute(id.as_str())
        .ok_or_else(|| missing(&key))?;
    let mut new = Attribute::clone(old);
    edit(&mut new);
    new.id.clone_from(id);
    if new.name.trim().is_empty() {
        return Err(EditError::invalid("an attribute needs a name"));
    }
    let title = format!("Edit attribute {}", new.name);
    let change = Change::replace(key, Item::Attribute(old.clone()), Item::Attribute(Arc::new(new)));
    Ok(Transaction::new(title, vec![change]))
}

pub fn retire_attribute(
    project: &Project,
    id: &AttributeId,
    retired: bool,
) -> Result<Transaction, EditError> {
    edit_attribute(project, id, |attribute| attribute.retired = retired)
}

pub fn make_link_kind(project: &Project, mut kind: LinkKind) -> Transaction {
    let last = project.codebook.link_kinds.values().map(|k| k.order).max();
    kind.order = last.map_or(0, |order| order.saturating_add(1));
    let title = format!("Add link kind {}", kind.name);
    let key = Key::LinkKind(kind.id.clone());
    Transaction::new(title, vec![Change::create(key, Item::LinkKind(Arc::new(kind)))])
}

pub fn edit_link_kind(
    project: &Project,
    id: &LinkKindId,
    edit: impl FnOnce(&mut LinkKind),
) -> Result<Transaction, EditError> {
    let key = Key::LinkKind(id.clone());
    let old = project
        .codebook
        .link_kind(id.as_str())
        .ok_or_else(|| missing(&key))?;
    let mut new = LinkKind::clone(old);
    edit(&mut new);
    new.id.clone_from(id);
    if new.name.trim().is_empty() {
        return Err(EditError::invalid("a link kind needs a name"));
    }
    let mut changes = Vec::new();
    if let Some(wanted) = new.key.as_deref().filter(|key| old.key.as_deref() != Some(*key)) {
        changes.extend(free_key(project, wanted));
    }
    let title = format!("Edit link kind {}", new.name);
    changes.push(Change::replace(
        key,
        Item::LinkKind(old.clone()),
        Item::LinkKind(Arc::new(new)),
    ));
    Ok(Transaction::new(title, changes))
}

pub fn retire_link_kind(project: &Project, id: &LinkKindId, retired: bool) -> Result<Transaction, EditError> {
    edit_link_kind(project, id, |kind| kind.retired = retired)
}

pub fn edit_codebook_head(project: &Project, edit: impl FnOnce(&mut CodebookHead)) -> Transaction {
    let old = &project.codebook.head;
    let mut new = CodebookHead::clone(old);
    edit(&mut new);
    let change = Change::replace(
        Key::CodebookHead,
        Item::CodebookHead(old.clone()),
        Item::CodebookHead(Arc::new(new)),
    );
    Transaction::new("Edit guidelines", vec![change])
}

/// Takes over everything of another codebook that this one lacks, by id. The head only where this one has no name.
pub fn use_codebook(project: &Project, other: &Codebook) -> Transaction {
    let own = &project.codebook;
    let mut changes = Vec::new();
    if own.head.name.is_empty() && own.head.guidelines.is_empty() && own.head != other.head {
        let (before, after) = (
            Item::CodebookHead(own.head.clone()),
            Item::CodebookHead(other.head.clone()),
        );
        changes.push(Change::replace(Key::CodebookHead, before, after));
    }
    for label in other.labels.values().filter(|l| !own.labels.contains_key(&l.id)) {
        changes.push(Change::create(
            Key::Label(label.id.clone()),
            Item::Label(label.clone()),
        ));
    }
    for attribute in other
        .attributes
        .values()
        .filter(|a| !own.attributes.contains_key(&a.id))
    {
        changes.push(Change::create(
            Key::Attribute(attribute.id.clone()),
            Item::Attribute(attribute.clone()),
        ));
    }
    for kind in other
        .link_kinds
        .values()
        .filter(|k| !own.link_kinds.contains_key(&k.id))
    {
        changes.push(Change::create(
            Key::LinkKind(kind.id.clone()),
            Item::LinkKind(kind.clone()),
        ));
    }
    let name = if other.head.name.is_empty() {
        "codebook"
    } else {
        other.head.name.as_str()
    };
    Transaction::new(format!("Use {name}"), changes)
}
