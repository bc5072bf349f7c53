//! The edit while it is made: items that are new, that replace others or that stand aside. Tries it at the end, and leaves out what
//! cannot come in.

use super::super::merge::{MergeConflict, differing};
use super::super::{FileKey, file_of};
use super::{BringReport, Bringing};
use crate::model::edit::{self, Change, EditError, Item, Key, Transaction, apply};
use crate::model::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// More steps of a chain than any project has.
const MAX_ROUNDS: u32 = 64;

pub struct Draft<'a> {
    pub ours: &'a Project,
    me: Option<&'a PersonId>,
    changes: Vec<Change>,
    /// At the end: what goes may be referred to until then.
    deletions: Vec<Change>,
    created: BTreeSet<Key>,
    asides: BTreeMap<Key, Vec<Option<Item>>>,
    pub report: BringReport,
}

/// An item of a layer as the project has it, wherever it stands; the key may be that of a label that waits for its place.
pub fn here(project: &Project, key: &Key) -> Option<(Key, Item)> {
    let other = match key {
        Key::Annotation(layer, id) => Some(Key::Adrift(layer.clone(), id.clone())),
        Key::Adrift(layer, id) => Some(Key::Annotation(layer.clone(), id.clone())),
        _ => None,
    };
    let found = |key: Key| edit::item(project, &key).map(|item| (key, item));
    found(key.clone()).or_else(|| found(other?))
}

/// When an item was changed last; None for what does not say.
fn time(item: &Item) -> Option<Timestamp> {
    Some(match item {
        Item::Annotation(item) => item.changed,
        Item::Adrift(item) => item.annotation.changed,
        Item::Link(item) => item.changed,
        Item::Comment(item) => item.changed,
        Item::Decision(item) => item.made,
        Item::Entity(item) => item.changed,
        _ => return None,
    })
}

impl<'a> Draft<'a> {
    pub fn new(ours: &'a Project, me: Option<&'a PersonId>) -> Self {
        Self {
            ours,
            me,
            changes: Vec::new(),
            deletions: Vec::new(),
            created: BTreeSet::new(),
            asides: BTreeMap::new(),
            report: BringReport::default(),
        }
    }

    pub fn has(&self, key: &Key) -> bool {
        here(self.ours, key).is_some()
    }

    pub fn has_after(&self, key: &Key) -> bool {
        self.has(key) || self.created.contains(key)
    }

    /// What nobody but its owner may change, and what all share.
    pub fn is_guarded(&self, owner: &PersonId) -> bool {
        owner.as_str() == PersonId::ADJUDICATED || self.me == Some(owner)
    }

    pub fn create(&mut self, key: Key, item: Item) {
        self.created.insert(key.clone());
        self.changes.push(Change::create(key, item));
    }

    pub fn replace(&mut self, key: Key, before: Item, after: Item) {
        self.changes.push(Change::replace(key, before, after));
    }

    pub fn delete(&mut self, key: Key, before: Item) {
        self.report.gone.push(key.clone());
        self.deletions.push(Change::delete(key, before));
    }

    /// An item of the codebook or of a document: where it differs both versions stay.
    pub fn share(&mut self, key: Key, theirs: &Item) {
        if edit::item(self.ours, &key).as_ref() != Some(theirs) {
            self.set_aside(&key, Some(theirs.clone()));
        }
    }

    /// An item that has an owner and a time.
    pub fn meet(&mut self, key: Key, theirs: &Item) {
        let Some((at, ours)) = here(self.ours, &key) else {
            self.report.new.push(key.clone());
            return self.create(key, theirs.clone());
        };
        let owner = match &key {
            Key::Entity(owner, _) => Some(owner),
            key => key.layer().map(|layer| &layer.annotator),
        };
        let guarded = owner.is_none_or(|owner| self.is_guarded(owner));
        match time(theirs).cmp(&time(&ours)) {
            _ if ours == *theirs => self.report.equal.push(key),
            std::cmp::Ordering::Less => self.report.older.push(key),
            std::cmp::Ordering::Greater if !guarded => {
                self.report.changed.push(key.clone());
                if at == key {
                    self.replace(key, ours, theirs.clone());
                } else {
                    self.changes.push(Change::delete(at, ours));
                    self.changes.push(Change::create(key, theirs.clone()));
                }
            }
            _ => self.set_aside(&key, Some(theirs.clone())),
        }
    }

    pub fn set_aside(&mut self, of: &Key, version: Option<Item>) {
        let of = match of {
            Key::Adrift(layer, id) => Key::Annotation(layer.clone(), id.clone()),
            of => of.clone(),
        };
        let versions = self.asides.entry(of).or_default();
        if !versions.contains(&version) {
            versions.push(version);
        }
    }

    pub fn finish(mut self, title: String) -> Bringing {
        self.deletions
            .sort_by_key(|change| matches!(change.key, Key::Annotation(..) | Key::Adrift(..)));
        self.changes.append(&mut self.deletions);
        let changes = std::mem::take(&mut self.changes);
        let (mut after, mut taken) = self.tried(changes);
        for (of, versions) in std::mem::take(&mut self.asides) {
            if let Some(change) = self.conflict(&after, &of, versions) {
                let single = Transaction::new("", vec![change]);
                match apply(&mut after, &single) {
                    Ok(()) => {
                        self.tell_conflict(&after, &of);
                        taken.extend(single.changes);
                    }
                    Err(error) => self.skip(&of, &error),
                }
            }
        }
        Bringing {
            transaction: Transaction::new(title, taken),
            after,
            report: self.report,
        }
    }

    /// All together, or as much as can come in.
    fn tried(&mut self, changes: Vec<Change>) -> (Project, Vec<Change>) {
        let mut after = self.ours.clone();
        let whole = Transaction::new("", changes);
        if apply(&mut after, &whole).is_ok() {
            return (after, whole.changes);
        }
        let mut taken = Vec::new();
        let mut waiting = whole.changes;
        for round in 1.. {
            let tried = waiting.len();
            let mut refused = Vec::new();
            for change in waiting {
                let single = Transaction::new("", vec![change]);
                match apply(&mut after, &single) {
                    Ok(()) => taken.extend(single.changes),
                    Err(error) => {
                        refused.extend(single.changes.into_iter().map(|change| (change, error.clone())))
                    }
                }
            }
            if refused.is_empty() {
                break;
            }
            if refused.len() == tried || round == MAX_ROUNDS {
                for (change, error) in refused {
                    self.skip(&change.key, &error);
                }
                break;
            }
            waiting = refused.into_iter().map(|(change, _)| change).collect();
        }
        (after, taken)
    }

    fn skip(&mut self, key: &Key, error: &EditError) {
        let report = &mut self.report;
        for list in [&mut report.new, &mut report.changed, &mut report.gone] {
            list.retain(|other| other != key);
        }
        let file = file_of(key).path();
        report
            .skipped
            .push(Problem::new("refused", file, error.to_string()));
    }

    /// None where the project knows these versions already.
    fn conflict(&self, after: &Project, of: &Key, versions: Vec<Option<Item>>) -> Option<Change> {
        let now = here(after, of).map(|(_, item)| item);
        let before = after.conflict(of).cloned();
        let known = before.iter().flat_map(|conflict| conflict.others.iter().cloned());
        let known: Vec<Option<Item>> = known.collect();
        let new: Vec<Option<Item>> = versions
            .into_iter()
            .filter(|version| *version != now && !known.contains(version))
            .collect();
        if new.is_empty() {
            return None;
        }
        let conflict = Conflict::new(known.into_iter().chain(new));
        Some(Change {
            key: of.clone().conflict(),
            before: before.map(Item::Conflict),
            after: Some(Item::Conflict(Arc::new(conflict))),
        })
    }

    fn tell_conflict(&mut self, after: &Project, of: &Key) {
        let ours = here(after, of).map(|(_, item)| item);
        let others = after
            .conflict(of)
            .map_or_else(Vec::new, |conflict| conflict.others.clone());
        let fields = match (&ours, others.iter().flatten().next()) {
            (Some(ours), Some(other)) => differing(ours, other),
            _ => Vec::new(),
        };
        let file: FileKey = file_of(&of.clone().conflict());
        self.report.conflicts.push(MergeConflict {
            of: of.clone(),
            file,
            ours,
            others,
            fields,
        });
    }
}
