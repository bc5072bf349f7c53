//! People, assignments, locks, and the project's own name.

use super::*;

pub fn add_person(person: Person) -> Transaction {
    let title = format!("Add {}", person.name);
    let change = Change::create(Key::Person(person.id.clone()), Item::Person(Arc::new(person)));
    Transaction::new(title, vec![change])
}

pub fn edit_person(
    project: &Project,
    id: &PersonId,
    edit: impl FnOnce(&mut Person),
) -> Result<Transaction, EditError> {
    let key = Key::Person(id.clone());
    let old = project.people.get(id).ok_or_else(|| missing(&key))?;
    let mut new = Person::clone(old);
    edit(&mut new);
    new.id.clone_from(&old.id);
    let change = Change::replace(key, Item::Person(old.clone()), Item::Person(Arc::new(new)));
    Ok(Transaction::new("Edit person", vec![change]))
}

/// Sets or clears one mark; empty where it is so already.
fn mark(project: &Project, key: Key, wanted: bool, titles: [&str; 2]) -> Transaction {
    let [set, clear] = titles;
    let there = super::super::item(project, &key).is_some();
    let changes = match (there, wanted) {
        (false, true) => vec![Change::create(key, Item::Mark)],
        (true, false) => vec![Change::delete(key, Item::Mark)],
        _ => Vec::new(),
    };
    Transaction::new(if wanted { set } else { clear }, changes)
}

pub fn assign(project: &Project, layer: LayerKey, wanted: bool) -> Transaction {
    mark(project, Key::Assignment(layer), wanted, ["Assign", "Unassign"])
}

pub fn set_lock(project: &Project, layer: LayerKey, wanted: bool) -> Transaction {
    mark(project, Key::Lock(layer), wanted, ["Lock", "Unlock"])
}

/// Name and notes of the project; its id stays.
pub fn rename_project(project: &Project, edit: impl FnOnce(&mut ProjectHead)) -> Transaction {
    let mut head = ProjectHead::clone(&project.head);
    edit(&mut head);
    head.id.clone_from(&project.head.id);
    let change = Change::replace(
        Key::Head,
        Item::Head(project.head.clone()),
        Item::Head(Arc::new(head)),
    );
    Transaction::new("Edit project", vec![change])
}
