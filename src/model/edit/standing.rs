//! What of an edit can still be taken back, or made again, after others changed some of what it touched. Items that somebody changed
//! since stay as they are; of a layer's head the differences count.

use super::*;
use imbl::ordset::DiffItem;
use std::collections::{BTreeMap, BTreeSet};

/// How often parts of a step are tried whose items are as they were, but that something else forbids now.
const TRIES: usize = 1_000;

pub(super) struct Standing {
    /// What can be done, as it can be applied.
    pub part: Transaction,
    /// What cannot, one change for each item.
    pub stays: Vec<Change>,
    /// How many items the whole was about.
    pub count: usize,
}

/// Changes that are done together or not at all.
struct Unit<'a> {
    changes: Vec<usize>,
    first: &'a Change,
    /// Somebody changed an item of it.
    stale: bool,
}

impl Unit<'_> {
    /// That a layer is there or not is nothing by itself.
    fn counts(&self) -> bool {
        !matches!(self.first.key, Key::Layer(_))
    }
}

pub(super) fn standing(project: &Project, wanted: &Transaction) -> Standing {
    let (units, heads) = units(project, wanted);
    let mut part = Part {
        project: project.clone(),
        changes: Vec::new(),
        tries: 0,
    };
    let mut left: Vec<&Unit<'_>> = units.iter().filter(|unit| !unit.stale).collect();
    // What stood in the way of one may have gone with another.
    loop {
        let before = left.len();
        left = part.take(wanted, &left);
        if left.is_empty() || left.len() == before {
            break;
        }
    }
    for change in heads {
        part.take_head(change);
    }
    let refused: BTreeSet<usize> = left
        .iter()
        .flat_map(|unit| unit.changes.first().copied())
        .collect();
    let stays = |unit: &&Unit<'_>| unit.stale || unit.changes.first().is_some_and(|at| refused.contains(at));
    let counted = || units.iter().filter(|unit| unit.counts());
    Standing {
        part: Transaction::new(wanted.title.clone(), part.changes),
        stays: counted().filter(stays).map(|unit| unit.first.clone()).collect(),
        count: counted().count(),
    }
}

/// The units in the order in which they come, and changes of layers' heads.
fn units<'a>(project: &Project, wanted: &'a Transaction) -> (Vec<Unit<'a>>, Vec<&'a Change>) {
    let texts = wanted.changes.iter().filter_map(|change| match &change.key {
        Key::Text(id) => Some(id),
        _ => None,
    });
    let texts: BTreeSet<&DocumentId> = texts.collect();
    let (mut units, mut heads): (Vec<Unit<'a>>, Vec<&Change>) = Default::default();
    let mut known: BTreeMap<Key, usize> = BTreeMap::new();
    let mut seen: BTreeSet<&Key> = BTreeSet::new();
    for (at, change) in wanted.changes.iter().enumerate() {
        if matches!(change.key, Key::Layer(_)) && change.before.is_some() && change.after.is_some() {
            heads.push(change);
            continue;
        }
        let unit = *known.entry(unit_of(&change.key, &texts)).or_insert(units.len());
        if unit == units.len() {
            units.push(Unit {
                changes: Vec::new(),
                first: change,
                stale: false,
            });
        }
        if let Some(unit) = units.get_mut(unit) {
            unit.changes.push(at);
            let is_first = seen.insert(&change.key);
            unit.stale |= is_first && swap::get(project, &change.key) != change.before;
        }
    }
    (units, heads)
}

/// A text goes with all the labels on it, a label with its waiting for a place, an item with the conflict about it.
fn unit_of(key: &Key, texts: &BTreeSet<&DocumentId>) -> Key {
    if let Some(id) = key.document().filter(|id| texts.contains(id)) {
        return Key::Document(id.clone());
    }
    match key {
        Key::Conflict(of) => unit_of(of, texts),
        Key::Adrift(layer, id) => Key::Annotation(layer.clone(), id.clone()),
        key => key.clone(),
    }
}

struct Part {
    project: Project,
    changes: Vec<Change>,
    tries: usize,
}

impl Part {
    fn apply(&mut self, changes: Vec<Change>) -> bool {
        let step = Transaction::new("", changes);
        let done = apply(&mut self.project, &step).is_ok();
        if done {
            self.changes.extend(step.changes);
        }
        done
    }

    /// Does what can be done of these; the others.
    fn take<'u, 'a>(&mut self, wanted: &Transaction, units: &[&'u Unit<'a>]) -> Vec<&'u Unit<'a>> {
        if units.is_empty() {
            return Vec::new();
        }
        self.tries += 1;
        if self.tries > TRIES {
            return units.to_vec();
        }
        let all = units.iter().flat_map(|unit| unit.changes.iter().copied());
        let all: BTreeSet<usize> = all.collect();
        let changes = all.into_iter().filter_map(|at| wanted.changes.get(at).cloned());
        if self.apply(changes.collect()) {
            return Vec::new();
        }
        if units.len() == 1 {
            return units.to_vec();
        }
        let (these, those) = units.split_at(units.len() / 2);
        let mut left = self.take(wanted, these);
        left.extend(self.take(wanted, those));
        left
    }

    /// The difference that a change made to the head of a layer, made to the head as it is now.
    fn take_head(&mut self, change: &Change) {
        let (Some(Item::Layer(was)), Some(Item::Layer(to)), Key::Layer(key)) =
            (&change.before, &change.after, &change.key)
        else {
            return;
        };
        let Some(now) = self.project.layers.get(key).map(|layer| layer.head.clone()) else {
            return;
        };
        let mut head = (*now).clone();
        if now.annotated == was.annotated {
            head.annotated = to.annotated;
        }
        if now.progress == was.progress {
            head.progress = to.progress;
        }
        // An item that stays, or stays away, against the step says so by itself.
        let is_there = |id: &str| {
            Key::all_of(key, id).any(|key| match &key {
                Key::Annotation(layer, id) => self.project.layer(layer).is_some_and(|layer| layer.has(id)),
                key => item(&self.project, key).is_some(),
            })
        };
        for difference in was.gone.diff(&to.gone) {
            match difference {
                DiffItem::Add(id) if !is_there(id) => drop(head.gone.insert(id.clone())),
                DiffItem::Remove(id) if is_there(id) => drop(head.gone.remove(id)),
                _ => {}
            }
        }
        if head != *now {
            let after = Item::Layer(Arc::new(head));
            self.apply(vec![Change::replace(change.key.clone(), Item::Layer(now), after)]);
        }
    }
}
