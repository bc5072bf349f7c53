//! The simple model: what was called safe, value by value. Knows nothing of files, journals and merging.

use super::*;
use crate::model::edit;

/// One thing that can be said of an item, as its note.
pub type Cell = (Key, String);
pub type Cells = BTreeMap<Cell, BTreeSet<String>>;

/// All that a project says, and what stands aside in its conflicts.
pub fn cells_of(project: &Project) -> Cells {
    let mut cells = Cells::new();
    let files = store::all_files(project);
    for (key, item) in files.iter().flat_map(|file| store::items(project, file)) {
        match (key, item) {
            (Key::Conflict(of), Item::Conflict(conflict)) => {
                for item in conflict.others.iter().flatten() {
                    add(&mut cells, &of, item);
                }
            }
            (key, item) => add(&mut cells, &key, &item),
        }
    }
    cells
}

/// What one project says and the other does not.
pub fn differences(a: &Project, b: &Project) -> Vec<Change> {
    let mut files = store::all_files(a);
    files.extend(store::all_files(b));
    let parts = files.iter().filter_map(store::part_of);
    parts.flat_map(|part| edit::differences(a, b, &part)).collect()
}

/// The labels that a link or a comment needs: who makes one has to do with them too.
fn referred(change: &Change) -> Vec<Key> {
    let Some(layer) = change.key.layer() else {
        return Vec::new();
    };
    let ids = match &change.after {
        Some(Item::Link(link)) => vec![&link.from, &link.to],
        Some(Item::Comment(comment)) => vec![&comment.on],
        _ => Vec::new(),
    };
    let ids = ids.into_iter().cloned();
    ids.map(|id| Key::Annotation(layer.clone(), id)).collect()
}

/// The same of some items alone.
fn cells_at(project: &Project, keys: &BTreeSet<Key>) -> Cells {
    let mut cells = Cells::new();
    for key in keys {
        if let Some(item) = edit::item(project, key) {
            add(&mut cells, key, &item);
        }
        for item in asides_of(project, key) {
            add(&mut cells, key, item);
        }
    }
    cells
}

fn asides_of<'a>(project: &'a Project, key: &Key) -> impl Iterator<Item = &'a Item> {
    let conflict = project.conflict(key);
    conflict
        .into_iter()
        .flat_map(|conflict| conflict.others.iter().flatten())
}

fn add(cells: &mut Cells, key: &Key, item: &Item) {
    let mut say = |field: &str, value: String| {
        let cell = (key.clone(), field.to_owned());
        cells.entry(cell).or_default().insert(value);
    };
    match item {
        Item::Annotation(a) => {
            say("label", a.label.to_string());
            say("words", format!("{:?}", a.fragments));
            say("note", a.note.clone());
            for (id, value) in a.attributes.iter() {
                say(id.as_str(), value.to_string());
            }
        }
        Item::Link(link) => say("ends", format!("{} {} {}", link.kind, link.from, link.to)),
        Item::Comment(comment) => say("text", comment.text.clone()),
        Item::Label(label) => say("description", label.description.clone()),
        _ => {}
    }
}

struct Promise {
    /// Who was told that it is safe.
    seat: usize,
    /// How many changes of the disk had been made then, in this step.
    since: usize,
}

#[derive(Default)]
pub struct Promised {
    kept: BTreeMap<(Cell, String), Promise>,
    /// What was ever said: only what is new is waited for, since what was said before may be what others hold anyway.
    ever: BTreeSet<(Cell, String)>,
    /// Not called safe yet, by seat.
    waiting: BTreeMap<usize, BTreeSet<(Cell, String)>>,
    /// Who edited each item.
    editors: BTreeMap<Key, BTreeSet<usize>>,
}

impl Promised {
    /// What is there from the beginning is everybody's.
    pub fn begin(project: &Project) -> Self {
        let mut promised = Self::default();
        for (cell, values) in cells_of(project) {
            for value in values {
                promised.ever.insert((cell.clone(), value.clone()));
                let seat = usize::MAX;
                promised
                    .kept
                    .insert((cell.clone(), value), Promise { seat, since: 0 });
            }
        }
        promised
    }

    /// Somebody's edit: what it replaced, took away or decided against is no longer waited for; what it says anew is, once it is
    /// called safe.
    pub fn edited(&mut self, seat: usize, before: &Project, after: &Project) {
        let item = |key: Key| match key {
            Key::Conflict(of) => *of,
            key => key,
        };
        let changed = differences(before, after);
        for change in &changed {
            for of in referred(change) {
                self.editors.entry(of).or_default().insert(seat);
            }
        }
        let keys: BTreeSet<Key> = changed.into_iter().map(|change| item(change.key)).collect();
        let (was, is) = (cells_at(before, &keys), cells_at(after, &keys));
        let nothing = BTreeSet::new();
        for (cell, values) in &was {
            for value in values.difference(is.get(cell).unwrap_or(&nothing)) {
                let gone = (cell.clone(), value.clone());
                self.kept.remove(&gone);
                for waiting in self.waiting.values_mut() {
                    waiting.remove(&gone);
                }
            }
        }
        for (cell, values) in is {
            let decided = asides_of(before, &cell.0).next().is_some();
            for value in values {
                let new = (cell.clone(), value);
                if self.ever.insert(new.clone()) && !decided {
                    self.waiting.entry(seat).or_default().insert(new);
                }
            }
        }
        for key in keys {
            self.editors.entry(key).or_default().insert(seat);
        }
    }

    /// All that somebody did is called safe.
    pub fn safe(&mut self, seat: usize, since: usize) {
        for new in self.waiting.remove(&seat).unwrap_or_default() {
            self.kept.insert(new, Promise { seat, since });
        }
    }

    /// Somebody's program ended: what was not called safe may be there or not.
    pub fn dropped(&mut self, seat: usize) {
        self.waiting.remove(&seat);
    }

    pub fn begin_step(&mut self) {
        self.kept.values_mut().for_each(|promise| promise.since = 0);
    }

    /// The disk is as it was earlier in this step: what was called safe later never was.
    pub fn cut(&mut self, changes: usize) {
        self.kept.retain(|_, promise| promise.since <= changes);
        self.waiting.clear();
    }

    /// At how many machines an item was edited.
    pub fn editors(&self, of: &Key) -> usize {
        self.editors.get(of).map_or(0, BTreeSet::len)
    }

    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// What a project lacks of what was promised to one, or to all where nobody is named.
    pub fn lacking(&self, project: &Project, seat: Option<usize>) -> Vec<String> {
        let cells = cells_of(project);
        let wanted = |promise: &Promise| seat.is_none_or(|seat| promise.seat == seat);
        (self.kept.iter())
            .filter(|(_, promise)| wanted(promise))
            .filter(|((cell, value), _)| !cells.get(cell).is_some_and(|values| values.contains(value)))
            .map(|((cell, value), promise)| format!("{cell:?} = {value} of {}", promise.seat))
            .collect()
    }
}
