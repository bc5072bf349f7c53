//! What lies together in a project, and in what one state of it differs from another. Costs as much as was edited where the states
//! share what they have in common.

use super::*;
use imbl::OrdMap;
use imbl::ordmap::DiffItem;

/// Items that belong together: what one file of a project holds. Conflicts lie with the items that they are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Head, people, redirects, assignments and locks.
    Project,
    Codebook,
    Entities(&'a PersonId),
    Document(&'a DocumentId),
    Text(&'a DocumentId),
    Layer(&'a LayerKey),
}

impl Part<'_> {
    /// Whether a conflict about an item lies here. A text has nothing beside it: a conflict about it lies with its document.
    fn has_conflict(&self, of: &Key) -> bool {
        match (self, of) {
            (Self::Project, Key::Head | Key::Person(_) | Key::Redirect(_)) => true,
            (Self::Codebook, Key::CodebookHead | Key::Label(_) | Key::Attribute(_) | Key::LinkKind(_)) => {
                true
            }
            (Self::Entities(person), Key::Entity(owner, _)) => *person == owner,
            (Self::Document(id), Key::Document(of) | Key::Text(of)) => *id == of,
            (Self::Layer(layer), of) => of.layer() == Some(layer),
            _ => false,
        }
    }
}

/// Every item of a part.
pub fn items(project: &Project, part: &Part<'_>) -> Vec<(Key, Item)> {
    let nothing = Project {
        head: project.head.clone(),
        ..Project::default()
    };
    let mut items: Vec<(Key, Item)> = Vec::new();
    // The heads are there in an empty project too.
    match part {
        Part::Project => items.push((Key::Head, Item::Head(project.head.clone()))),
        Part::Codebook => {
            let head = project.codebook.head.clone();
            items.push((Key::CodebookHead, Item::CodebookHead(head)));
        }
        _ => {}
    }
    let changes = differences(&nothing, project, part).into_iter();
    let is_head = |key: &Key| matches!(key, Key::CodebookHead | Key::Head);
    items.extend(
        changes
            .filter(|change| !is_head(&change.key))
            .filter_map(|change| Some((change.key, change.after?))),
    );
    items
}

/// The changes that lead from one state to the other, each item once. As a transaction they need an order that the caller gives.
pub fn differences(before: &Project, after: &Project, part: &Part<'_>) -> Vec<Change> {
    let mut found = Vec::new();
    match part {
        Part::Project => project(&mut found, before, after),
        Part::Codebook => codebook(&mut found, &before.codebook, &after.codebook),
        Part::Entities(person) => {
            let mut all = Vec::new();
            let key = |(owner, id)| Key::Entity(owner, id);
            map(&mut all, (&before.entities, &after.entities), key, Item::Entity);
            found.extend(
                all.into_iter()
                    .filter(|change| matches!(&change.key, Key::Entity(owner, _) if owner == *person)),
            );
        }
        Part::Document(id) => single(&mut found, before, after, Key::Document((*id).clone())),
        Part::Text(id) => single(&mut found, before, after, Key::Text((*id).clone())),
        Part::Layer(key) => layer(&mut found, before, after, key),
    }
    let mut conflicts = Vec::new();
    let maps = (&before.conflicts, &after.conflicts);
    map(&mut conflicts, maps, Key::conflict, Item::Conflict);
    found.extend(conflicts.into_iter().filter(|change| match &change.key {
        Key::Conflict(of) => part.has_conflict(of),
        _ => false,
    }));
    found
}

fn project(found: &mut Vec<Change>, a: &Project, b: &Project) {
    head(found, Key::Head, &a.head, &b.head, Item::Head);
    map(found, (&a.people, &b.people), Key::Person, Item::Person);
    map(found, (&a.redirects, &b.redirects), Key::Redirect, Item::Redirect);
    marks(found, &a.assignments, &b.assignments, Key::Assignment);
    marks(found, &a.locks, &b.locks, Key::Lock);
}

fn codebook(found: &mut Vec<Change>, a: &Codebook, b: &Codebook) {
    head(found, Key::CodebookHead, &a.head, &b.head, Item::CodebookHead);
    map(found, (&a.labels, &b.labels), Key::Label, Item::Label);
    map(
        found,
        (&a.attributes, &b.attributes),
        Key::Attribute,
        Item::Attribute,
    );
    map(
        found,
        (&a.link_kinds, &b.link_kinds),
        Key::LinkKind,
        Item::LinkKind,
    );
}

fn layer(found: &mut Vec<Change>, before: &Project, after: &Project, key: &LayerKey) {
    let nothing = Layer::default();
    single(found, before, after, Key::Layer(key.clone()));
    let of = |project: &'_ Project| project.layers.get(key).cloned();
    let (a, b) = (of(before), of(after));
    let (a, b) = (a.as_ref().unwrap_or(&nothing), b.as_ref().unwrap_or(&nothing));
    let at = || key.clone();
    let annotation = |id| Key::Annotation(at(), id);
    map(
        found,
        (&a.annotations, &b.annotations),
        annotation,
        Item::Annotation,
    );
    map(
        found,
        (&a.adrift, &b.adrift),
        |id| Key::Adrift(at(), id),
        Item::Adrift,
    );
    map(found, (&a.links, &b.links), |id| Key::Link(at(), id), Item::Link);
    map(
        found,
        (&a.comments, &b.comments),
        |id| Key::Comment(at(), id),
        Item::Comment,
    );
    map(
        found,
        (&a.decisions, &b.decisions),
        |id| Key::Decision(at(), id),
        Item::Decision,
    );
}

fn head<T: PartialEq>(found: &mut Vec<Change>, key: Key, a: &Arc<T>, b: &Arc<T>, item: fn(Arc<T>) -> Item) {
    if !Arc::ptr_eq(a, b) && a != b {
        found.push(Change::replace(key, item(a.clone()), item(b.clone())));
    }
}

fn single(found: &mut Vec<Change>, before: &Project, after: &Project, key: Key) {
    let (before, after) = (swap::get(before, &key), swap::get(after, &key));
    if before != after {
        found.push(Change { key, before, after });
    }
}

fn map<K: Ord + Clone, V: PartialEq + Clone>(
    found: &mut Vec<Change>,
    (a, b): (&OrdMap<K, V>, &OrdMap<K, V>),
    key: impl Fn(K) -> Key,
    item: impl Fn(V) -> Item,
) {
    if a.ptr_eq(b) {
        return;
    }
    found.extend(a.diff(b).map(|difference| match difference {
        DiffItem::Add(id, after) => Change::create(key(id.clone()), item(after.clone())),
        DiffItem::Remove(id, before) => Change::delete(key(id.clone()), item(before.clone())),
        DiffItem::Update { old, new } => {
            Change::replace(key(old.0.clone()), item(old.1.clone()), item(new.1.clone()))
        }
    }));
}

fn marks(
    found: &mut Vec<Change>,
    a: &imbl::OrdSet<LayerKey>,
    b: &imbl::OrdSet<LayerKey>,
    key: fn(LayerKey) -> Key,
) {
    let new = b.iter().filter(|layer| !a.contains(*layer));
    found.extend(new.map(|layer| Change::create(key(layer.clone()), Item::Mark)));
    let gone = a.iter().filter(|layer| !b.contains(*layer));
    found.extend(gone.map(|layer| Change::delete(key(layer.clone()), Item::Mark)));
}
