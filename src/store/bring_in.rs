//! What a teammate sends back, brought into a project: a single file, a project's folder, or files of layers. The two have no state in
//! common, so items meet by their ids alone: of a teammate's label the one that was changed last counts, what is one's own or shared is
//! kept in both versions where they differ. People are never taken for each other. Writes nothing and knows no clock.

mod documents;
mod draft;
mod guest;
mod layers;

pub use guest::{Guest, read_guest};

use super::merge::{MergeConflict, is_stand_in};
use super::{FileKey, items};
use crate::model::edit::{Item, Key, Transaction};
use crate::model::*;
use draft::Draft;
use std::collections::BTreeSet;

/// What would happen. Nothing does before the transaction is applied.
#[derive(Clone, Debug)]
pub struct Bringing {
    /// One edit, to be undone as one.
    pub transaction: Transaction,
    /// The project afterwards.
    pub after: Project,
    pub report: BringReport,
}

/// Labels, links, comments, decisions and entities by what becomes of them, and what else comes in.
#[derive(Clone, Debug, Default)]
pub struct BringReport {
    pub new: Vec<Key>,
    /// Here already, the same.
    pub equal: Vec<Key>,
    /// Here, and otherwise afterwards.
    pub changed: Vec<Key>,
    /// Here, and deleted by this.
    pub gone: Vec<Key>,
    /// The file's version is the older one, or was deleted here before: the project keeps what it has.
    pub older: Vec<Key>,
    pub conflicts: Vec<MergeConflict>,
    /// What could not come in, with the reason.
    pub skipped: Problems,
    pub people: Vec<PersonId>,
    pub documents: Vec<DocumentId>,
    /// New in the codebook; among them those that the file refers to without knowing them.
    pub labels: Vec<LabelId>,
    pub attributes: Vec<AttributeId>,
    pub link_kinds: Vec<LinkKindId>,
    pub notes: Vec<String>,
}

/// Plans what the guest brings. `me`: whose own layers may not be changed without asking.
pub fn bring_in(ours: &Project, guest: &Guest, me: Option<&PersonId>) -> Bringing {
    let mut draft = Draft::new(ours, me);
    draft.report.skipped.clone_from(&guest.skipped);
    let theirs = &guest.project;
    let strangers = strangers(ours, theirs, &mut draft);
    people(theirs, &strangers, &mut draft);
    codebook(theirs, guest.is_copy_of(ours), &mut draft);
    for (key, entity) in theirs.entity_entries() {
        if !strangers.contains(&key.0) {
            let key = Key::Entity(key.0.clone(), key.1.clone());
            draft.meet(key, &Item::Entity(entity.clone()));
        }
    }
    let met = documents::meet(theirs, &mut draft);
    for (key, _) in theirs.layers() {
        if !strangers.contains(&key.annotator) {
            layers::bring(theirs, key, &met, &mut draft);
        }
    }
    asides(theirs, &met, &strangers, &mut draft);
    draft.finish(format!("Bring in labels from {}", guest.name))
}

/// People who only share their id with somebody here: another project has another person of that name.
fn strangers(ours: &Project, theirs: &Project, draft: &mut Draft<'_>) -> BTreeSet<PersonId> {
    let same_project = ours.head().id == theirs.head().id;
    let mut strangers = BTreeSet::new();
    for person in theirs.people().filter(|_| !same_project) {
        let Some(here) = ours.person(person.id.as_str()) else {
            continue;
        };
        let known = Item::Person(person.clone());
        if is_stand_in(&known) || here.name.to_lowercase() == person.name.to_lowercase() {
            continue;
        }
        let message = format!(
            "“{}” has the id of “{}” ({}): these are two people, and their labels are not mixed",
            person.name, here.name, here.id
        );
        draft
            .report
            .skipped
            .push(Problem::new("other-person", "project.ron", message));
        strangers.insert(person.id.clone());
    }
    strangers
}

fn people(theirs: &Project, strangers: &BTreeSet<PersonId>, draft: &mut Draft<'_>) {
    for person in theirs.people().filter(|person| !strangers.contains(&person.id)) {
        let key = Key::Person(person.id.clone());
        if draft.ours.person(person.id.as_str()).is_none() {
            draft.create(key, Item::Person(person.clone()));
            draft.report.people.push(person.id.clone());
        }
    }
}

/// The head only of a copy: another project's codebook has another name.
fn codebook(theirs: &Project, is_copy: bool, draft: &mut Draft<'_>) {
    let mut unknown = Vec::new();
    for (key, item) in items(theirs, &FileKey::Codebook) {
        let known = draft.has(&key);
        match &key {
            Key::Conflict(_) => continue,
            Key::CodebookHead if !is_copy => continue,
            Key::Label(id) if !known => {
                draft.report.labels.push(id.clone());
                if is_stand_in(&item) {
                    unknown.push(id.to_string());
                }
            }
            Key::Attribute(id) if !known => draft.report.attributes.push(id.clone()),
            Key::LinkKind(id) if !known => draft.report.link_kinds.push(id.clone()),
            _ => {}
        }
        match known {
            false => draft.create(key, item),
            true if is_stand_in(&item) => {}
            true => draft.share(key, &item),
        }
    }
    if !unknown.is_empty() {
        let words = unknown.join(", ");
        draft.report.notes.push(format!(
            "Labels that no codebook knows come in as retired ones: {words}"
        ));
    }
}

/// Versions that stand aside in the file stand aside here too.
fn asides(theirs: &Project, met: &documents::Met, strangers: &BTreeSet<PersonId>, draft: &mut Draft<'_>) {
    for (of, conflict) in theirs.conflicts() {
        let of = match of {
            Key::Entity(person, _) if strangers.contains(person) => continue,
            Key::CodebookHead | Key::Label(_) | Key::Attribute(_) | Key::LinkKind(_) | Key::Entity(..) => {
                Some(of.clone())
            }
            of => of.layer().and_then(|layer| {
                let known = met.get(&layer.document).filter(|met| met.same_text)?;
                let taken = !strangers.contains(&layer.annotator);
                taken.then(|| layers::moved(of, &known.here))
            }),
        };
        if let Some(of) = of.filter(|of| draft.has_after(of)) {
            for version in &conflict.others {
                draft.set_aside(&of, version.clone());
            }
        }
    }
}

/// Whether the guest has anything at all.
fn is_empty(project: &Project) -> bool {
    project.layers().next().is_none()
        && project.documents().next().is_none()
        && project.entity_entries().next().is_none()
        && project.codebook().labels().next().is_none()
}

#[cfg(test)]
mod tests;
