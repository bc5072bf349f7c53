//! The three states side by side, and what the merged one has otherwise than ours. Decides item by item; what items need of each
//! other comes later.

use super::super::FileKey;
use super::super::keys::part_of;
use super::fields::{mix, same_item};
use super::stand_ins::{forgets, is_stand_in};
use crate::model::edit::{self, Change, Item, Key};
use crate::model::*;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

pub struct Board<'a> {
    /// As it is, before any change.
    pub ours: &'a Project,
    /// The same, its labels placed on the texts of the result.
    pub placed: Project,
    pub theirs: Project,
    /// The last common state of each file, in the order of files.
    pub bases: BTreeMap<FileKey, Project>,
    /// What the result has otherwise than `ours`.
    pub result: BTreeMap<Key, Option<Item>>,
    /// Versions that do not go with the result, by their item.
    pub asides: BTreeMap<Key, Vec<Option<Item>>>,
    /// Ids that were deleted from each layer that both sides have.
    gone: BTreeMap<LayerKey, Gone>,
    /// Ids of labels that became one with another.
    pub joined: BTreeMap<LayerKey, BTreeSet<SmolStr>>,
    /// Labels of theirs that are the same as one of ours, which has another id.
    names: BTreeMap<LayerKey, BTreeMap<AnnotationId, AnnotationId>>,
    pub notes: Problems,
}

/// One item in three states. A label that waits for its place is the same item as one that has it.
pub struct Three {
    pub key: Key,
    pub base: Option<Item>,
    pub ours: Option<Item>,
    pub theirs: Option<Item>,
}

/// A label by its id, whether it has its place or waits for one.
pub fn state(project: &Project, key: &Key) -> Option<Item> {
    edit::item(project, key).or_else(|| match key {
        Key::Annotation(layer, id) => edit::item(project, &Key::Adrift(layer.clone(), id.clone())),
        _ => None,
    })
}

impl<'a> Board<'a> {
    pub fn new(
        base: &dyn Fn(&FileKey) -> Project,
        ours: &'a Project,
        theirs: &Project,
        files: &BTreeSet<FileKey>,
    ) -> Self {
        let mut all = files.clone();
        for file in files {
            if let FileKey::Text(id) = file {
                let texts = [ours.text(id.as_str()), theirs.text(id.as_str())];
                if texts[0] != texts[1] {
                    let layers = ours.layers_of(id).chain(theirs.layers_of(id));
                    all.extend(layers.map(|(key, _)| FileKey::Layer(key.clone())));
                }
            }
        }
        let bases = all.into_iter().map(|file| {
            let base = base(&file);
            (file, base)
        });
        Self {
            ours,
            placed: ours.clone(),
            theirs: theirs.clone(),
            bases: bases.collect(),
            result: BTreeMap::new(),
            asides: BTreeMap::new(),
            gone: BTreeMap::new(),
            joined: BTreeMap::new(),
            names: BTreeMap::new(),
            notes: Problems::new(),
        }
    }

    /// What the merged state has so far.
    pub fn get(&self, key: &Key) -> Option<Item> {
        match self.result.get(key) {
            Some(item) => item.clone(),
            None => edit::item(self.ours, key),
        }
    }

    /// As `get`, of a label wherever it is.
    pub fn state(&self, key: &Key) -> Option<Item> {
        self.get(key).or_else(|| match key {
            Key::Annotation(layer, id) => self.get(&Key::Adrift(layer.clone(), id.clone())),
            _ => None,
        })
    }

    pub fn has(&self, key: &Key) -> bool {
        self.state(key).is_some()
    }

    /// Puts an item into the merged state; a label goes where it belongs, and never in both places.
    pub fn set(&mut self, key: &Key, item: Option<Item>) {
        if let Key::Annotation(layer, id) = key {
            let adrift = Key::Adrift(layer.clone(), id.clone());
            let (placed, waiting) = match item {
                Some(item @ Item::Adrift(_)) => (None, Some(item)),
                item => (item, None),
            };
            self.put(key.clone(), placed);
            self.put(adrift, waiting);
        } else {
            self.put(key.clone(), item);
        }
    }

    fn put(&mut self, key: Key, item: Option<Item>) {
        if same_item(edit::item(self.ours, &key).as_ref(), item.as_ref()) {
            self.result.remove(&key);
        } else {
            self.result.insert(key, item);
        }
    }

    /// A layer itself is never asked about: it is there as long as anything is in it.
    pub fn set_aside(&mut self, key: &Key, version: Option<Item>) {
        if matches!(key, Key::Layer(_)) {
            return;
        }
        let versions = self.asides.entry(key.clone()).or_default();
        if !versions
            .iter()
            .any(|other| same_item(other.as_ref(), version.as_ref()))
        {
            versions.push(version);
        }
    }

    pub fn base_of(&self, key: &Key) -> Option<&Project> {
        self.bases.get(&super::super::file_of(key))
    }

    pub fn three(&self, key: &Key) -> Three {
        Three {
            key: key.clone(),
            base: self.base_of(key).and_then(|base| state(base, key)),
            ours: state(&self.placed, key),
            theirs: state(&self.theirs, key),
        }
    }

    /// Every item that theirs changed.
    pub fn take_all(&mut self) {
        let files: Vec<FileKey> = self.bases.keys().cloned().collect();
        for file in files {
            let Some(changes) = self.changed_by_theirs(&file) else {
                continue;
            };
            let gone = match &file {
                FileKey::Layer(key) => self.gone_from(key),
                _ => Gone::default(),
            };
            for three in changes {
                self.take(three, &gone);
            }
            if let FileKey::Layer(key) = &file {
                self.kill(key, &gone);
                self.gone.insert(key.clone(), gone);
            }
        }
    }

    fn changed_by_theirs(&self, file: &FileKey) -> Option<Vec<Three>> {
        let base = self.bases.get(file)?;
        let changes = edit::differences(base, &self.theirs, &part_of(file)?);
        let mut labels = BTreeSet::new();
        let three = |Change { key, before, after }| Three {
            ours: state(&self.placed, &key),
            key,
            base: before,
            theirs: after,
        };
        let mut found = Vec::with_capacity(changes.len());
        let moved = changes.iter().any(|change| matches!(change.key, Key::Adrift(..)));
        for change in changes {
            match change.key {
                // Settled once all items are known.
                Key::Conflict(_) => {}
                Key::Annotation(layer, id) | Key::Adrift(layer, id) if moved => {
                    let key = Key::Annotation(layer, id);
                    if labels.insert(key.clone()) {
                        found.push(self.three(&key));
                    }
                }
                key => found.push(three(Change { key, ..change })),
            }
        }
        Some(found)
    }

    /// The rows of the table: who changed what.
    fn take(&mut self, three: Three, gone: &Gone) {
        let Three {
            key,
            base,
            ours,
            theirs,
        } = three;
        let theirs = theirs.map(|item| self.by_new_names(&key, item));
        if same_item(ours.as_ref(), theirs.as_ref()) {
            return;
        }
        // Read without the file that would tell more: as good as missing.
        let blank = |item: &Option<Item>| item.as_ref().is_some_and(is_stand_in);
        let known = base.as_ref().or(ours.as_ref());
        let theirs = theirs.filter(|theirs| known.is_none_or(|known| !forgets(theirs, known)));
        let ours_unknown = base.is_none() && blank(&ours);
        if same_item(ours.as_ref(), base.as_ref()) || ours_unknown {
            let is_old_copy = base.is_none() && key.in_layer().is_some_and(|(_, id)| gone.holds(id));
            if is_old_copy {
                self.remember_twin(&key, theirs.as_ref());
            } else if theirs.is_some() || !ours_unknown {
                self.set(&key, theirs);
            }
            return;
        }
        match (ours, theirs) {
            (None, None) => {}
            (Some(ours), Some(theirs)) => {
                let mixed = mix(base.as_ref(), &ours, &theirs);
                self.set(&key, Some(mixed.ours));
                if mixed.theirs.is_some() {
                    self.set_aside(&key, mixed.theirs);
                }
            }
            // Deleted here and changed there: the work is kept.
            (None, Some(theirs)) => {
                self.set(&key, Some(theirs));
                self.set_aside(&key, None);
            }
            (Some(_), None) if base.is_some() => self.set_aside(&key, None),
            _ => {}
        }
    }

    /// A label that became one with a label of ours in an earlier merge: what theirs says of it is of that one.
    fn remember_twin(&mut self, key: &Key, theirs: Option<&Item>) {
        if let (Key::Annotation(layer, id), Some(Item::Annotation(theirs))) = (key, theirs)
            && let Some(twin) = super::twins::twin_of(self, layer, theirs)
        {
            self.names
                .entry(layer.clone())
                .or_default()
                .insert(id.clone(), twin);
        }
    }

    fn by_new_names(&self, key: &Key, item: Item) -> Item {
        match key.layer().and_then(|layer| self.names.get(layer)) {
            Some(names) => super::twins::renamed(item, names),
            None => item,
        }
    }

    /// Ids deleted on either side; one that a side brought back is no longer deleted.
    fn gone_from(&self, key: &LayerKey) -> Gone {
        let of = |project: &Project| project.layer(key).map(|layer| layer.head().gone.clone());
        let base = self.bases.get(&FileKey::Layer(key.clone()));
        let base = base.and_then(of).unwrap_or_default();
        let (ours, theirs) = (
            of(&self.placed).unwrap_or_default(),
            of(&self.theirs).unwrap_or_default(),
        );
        let mut all = ours.clone();
        let mut new = Vec::new();
        if !ours.ptr_eq(&theirs) {
            for id in theirs
                .iter()
                .filter(|id| !ours.contains(*id) && !base.contains(*id))
            {
                all.insert(id.clone());
                new.push(id.clone());
            }
        }
        if !base.ptr_eq(&theirs) {
            for id in base.iter().filter(|id| !theirs.contains(*id)) {
                all.remove(id);
            }
        }
        Gone { all, new }
    }

    /// What theirs deleted and the base never knew: it goes, since there is nothing to tell whether ours changed it.
    fn kill(&mut self, layer: &LayerKey, gone: &Gone) {
        for id in &gone.new {
            for key in Key::all_of(layer, id) {
                let three = self.three(&key);
                if three.base.is_none() && three.theirs.is_none() && three.ours.is_some() {
                    self.set(&key, None);
                }
            }
        }
    }

    /// Every layer remembers what was deleted from it; what stands again is no longer deleted. Last of all, when it is known what
    /// stands.
    pub fn remember_gone(&mut self) {
        // What came, by its layer: it stands again.
        let mut layers: BTreeMap<LayerKey, Vec<SmolStr>> = BTreeMap::new();
        for layer in self.gone.keys() {
            layers.insert(layer.clone(), Vec::new());
        }
        for (key, item) in &self.result {
            if let (Some((layer, id)), Some(_)) = (key.in_layer(), item) {
                match layers.get_mut(layer) {
                    Some(back) => back.push(SmolStr::new(id)),
                    None => drop(layers.insert(layer.clone(), vec![SmolStr::new(id)])),
                }
            }
        }
        for (layer, back) in layers {
            let key = Key::Layer(layer.clone());
            let Some(Item::Layer(head)) = self.get(&key) else {
                continue;
            };
            let known = self.gone.get(&layer);
            let mut gone = known.map_or_else(|| head.gone.clone(), |gone| gone.all.clone());
            let new = known.map(|gone| gone.new.as_slice()).unwrap_or_default();
            for id in new.iter().chain(&back) {
                // Most of what comes was never gone.
                if !gone.contains(id) {
                    continue;
                }
                if Key::all_of(&layer, id).any(|key| self.has(&key)) {
                    gone.remove(id);
                }
            }
            gone.extend(self.joined.get(&layer).into_iter().flatten().cloned());
            if gone != head.gone {
                let head = LayerHead {
                    gone,
                    ..LayerHead::clone(&head)
                };
                self.set(&key, Some(Item::Layer(head.into())));
            }
        }
    }
}

/// Ids of deleted items.
#[derive(Default)]
struct Gone {
    all: imbl::OrdSet<SmolStr>,
    /// Those that only theirs knows.
    new: Vec<SmolStr>,
}

impl Gone {
    fn holds(&self, id: &str) -> bool {
        self.all.contains(id)
    }
}
