//! The registry of speakers, organisations and concepts. Everyone writes entries of their own.

use super::*;

/// A new entry in a person's own file.
pub fn make_entity(person: &PersonId, entity: Entity) -> Transaction {
    let title = format!("Add {}", entity.name);
    let key = Key::Entity(person.clone(), entity.id.clone());
    Transaction::new(title, vec![Change::create(key, Item::Entity(Arc::new(entity)))])
}

/// Changes an entity. Where the person has no entry of that id yet, the registry's state is copied into their file first,
/// so that nobody writes another's.
pub fn edit_entity(
    project: &Project,
    person: &PersonId,
    id: &EntityId,
    now: Timestamp,
    edit: impl FnOnce(&mut Entity),
) -> Result<Transaction, EditError> {
    let key = Key::Entity(person.clone(), id.clone());
    let own = project.entities.get(&(person.clone(), id.clone()));
    let mut new = match project.registry().remove(id) {
        Some(entity) => entity,
        None => Entity::clone(own.ok_or_else(|| missing(&key))?),
    };
    edit(&mut new);
    new.id.clone_from(id);
    new.changed = now;
    let title = format!("Edit {}", new.name);
    let change = Change {
        key,
        before: own.cloned().map(Item::Entity),
        after: Some(Item::Entity(Arc::new(new))),
    };
    Ok(Transaction::new(title, vec![change]))
}

/// From now on `from` means `into`, wherever it is used. No layer is rewritten.
pub fn merge_entities(project: &Project, from: &EntityId, into: &EntityId) -> Result<Transaction, EditError> {
    let target = project
        .resolve_entity(into)
        .ok_or_else(|| missing(&Key::Redirect(into.clone())))?;
    if target == from {
        return Err(EditError::invalid("an entity cannot be merged into itself"));
    }
    let before = project.redirects.get(from).cloned().map(Item::Redirect);
    let after = Some(Item::Redirect(Some(target.clone())));
    let title = format!(
        "Merge {} into {}",
        project.entity_name(from),
        project.entity_name(into)
    );
    Ok(Transaction::new(
        title,
        vec![Change {
            key: Key::Redirect(from.clone()),
            before,
            after,
        }],
    ))
}

/// The entity is no longer offered; labels that name it keep its id.
pub fn delete_entity(project: &Project, id: &EntityId) -> Transaction {
    let before = project.redirects.get(id).cloned().map(Item::Redirect);
    let title = format!("Delete {}", project.entity_name(id));
    Transaction::new(
        title,
        vec![Change {
            key: Key::Redirect(id.clone()),
            before,
            after: Some(Item::Redirect(None)),
        }],
    )
}
