//! What steps do together, by item: from the first state to the last. So a file gets all that it lacks in one go, whatever the other
//! files have already; doing it twice does nothing more. Knows no file on disk.

use super::super::FileKey;
use super::super::dto::ChangeRow;
use super::items::{Side, Texts, item, key_from_row, writer_of};
use super::trail::{Kind, Trail};
use crate::model::edit::{self, Change, Item, Key, Transaction};
use crate::model::*;
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One side of a row and the step that wrote it.
#[derive(Clone, Copy, Debug)]
pub struct At<'t, 'a> {
    pub row: &'t ChangeRow<'a>,
    pub step: usize,
    pub side: Side,
}

/// What the steps do to one item.
#[derive(Debug)]
pub struct Net<'t, 'a> {
    pub first: At<'t, 'a>,
    pub last: At<'t, 'a>,
    /// Indices of the steps.
    pub steps: BTreeSet<usize>,
    /// Of the head of a layer: whether an item ends up gone from it.
    pub gone: BTreeMap<SmolStr, bool>,
}

/// By item. `from` gives the index of the first step that counts, for the files that count.
pub fn nets<'t, 'a>(
    trail: &'t Trail<'a>,
    from: &BTreeMap<FileKey, usize>,
    physical: impl Fn(FileKey) -> FileKey,
) -> Result<BTreeMap<Key, Net<'t, 'a>>, String> {
    let mut nets: BTreeMap<Key, Net<'t, 'a>> = BTreeMap::new();
    let begin = from.values().min().copied().unwrap_or(trail.steps.len());
    for index in begin..trail.steps.len() {
        let (rows, backwards) = trail.applied(index);
        let step = writer_of(trail, index);
        let rows: Vec<&ChangeRow<'_>> = if backwards {
            rows.iter().rev().collect()
        } else {
            rows.iter().collect()
        };
        for row in rows {
            let file = FileKey::from_path(row.file.as_str()).map(&physical);
            if file.is_none_or(|file| from.get(&file).is_none_or(|from| index < *from)) {
                continue;
            }
            let at = |side| At { row, step, side };
            let last = at(Side::after(backwards));
            let net = nets.entry(key_from_row(row)?).or_insert_with(|| Net {
                first: at(Side::before(backwards)),
                last,
                steps: BTreeSet::new(),
                gone: BTreeMap::new(),
            });
            net.last = last;
            net.steps.insert(index);
            let lists = [(&row.gone, !backwards), (&row.back, backwards)];
            for (ids, is_gone) in lists {
                let ids = ids.iter().map(|id| (SmolStr::new(id.as_str()), is_gone));
                net.gone.extend(ids);
            }
        }
    }
    Ok(nets)
}

impl Net<'_, '_> {
    /// The item as it is in the end, given how it is now.
    pub fn after(&self, key: &Key, now: Option<&Item>, texts: &Texts<'_>) -> Result<Option<Item>, String> {
        let item = item(key, self.last.row, (self.last.step, self.last.side), texts)?;
        Ok(item.map(|item| match item {
            Item::Layer(top) => {
                let mut head = LayerHead::clone(&top);
                if let Some(Item::Layer(now)) = now {
                    head.gone = now.gone.clone();
                }
                for (id, is_gone) in &self.gone {
                    if *is_gone {
                        head.gone.insert(id.clone());
                    } else {
                        head.gone.remove(id);
                    }
                }
                Item::Layer(Arc::new(head))
            }
            item => item,
        }))
    }
}

/// What the steps change of a project, and which of them are the user's and do so.
pub struct Effect {
    pub changes: Vec<Change>,
    pub steps: BTreeSet<usize>,
    /// Items that cannot be read, with the reason.
    pub unread: Vec<(Key, String)>,
}

pub fn effect(
    trail: &Trail<'_>,
    nets: &BTreeMap<Key, Net<'_, '_>>,
    project: &Project,
    texts: &Texts<'_>,
) -> Effect {
    let mut effect = Effect {
        changes: Vec::new(),
        steps: BTreeSet::new(),
        unread: Vec::new(),
    };
    for (key, net) in nets {
        let before = edit::item(project, key);
        match net.after(key, before.as_ref(), texts) {
            Ok(after) if same(before.as_ref(), after.as_ref()) => {}
            Ok(after) => {
                effect
                    .changes
                    .extend(in_its_way(project, nets, key, after.as_ref()));
                let key = key.clone();
                effect.changes.push(Change { key, before, after });
                effect.steps.extend(&net.steps);
            }
            Err(error) => effect.unread.push((key.clone(), error)),
        }
    }
    let is_users = |step: &usize| !matches!(trail.steps.get(*step).map(|s| s.kind), Some(Kind::Merge));
    effect.steps.retain(is_users);
    in_order(&mut effect.changes);
    effect
}

/// Not-a-number differs from itself, but not in writing.
pub fn same(a: Option<&Item>, b: Option<&Item>) -> bool {
    a == b || format!("{a:?}") == format!("{b:?}")
}

/// A label that was read without its place, as the text beside its file was a newer one already, gives way to itself.
fn in_its_way(
    project: &Project,
    nets: &BTreeMap<Key, Net<'_, '_>>,
    key: &Key,
    after: Option<&Item>,
) -> Option<Change> {
    let other = match (key, after?) {
        (Key::Annotation(layer, id), _) => Key::Adrift(layer.clone(), id.clone()),
        (Key::Adrift(layer, id), _) => Key::Annotation(layer.clone(), id.clone()),
        _ => return None,
    };
    let there = edit::item(project, &other).filter(|_| !nets.contains_key(&other))?;
    Some(Change::delete(other, there))
}

/// Deletions first, what refers to others before these; then the rest, what is referred to first.
pub fn in_order(changes: &mut [Change]) {
    changes.sort_by(|a, b| match (a.after.is_some(), b.after.is_some()) {
        (false, false) => b.key.cmp(&a.key),
        (true, true) => a.key.cmp(&b.key),
        (there, other) => there.cmp(&other),
    });
}

/// Applies changes together, or one by one as far as they go where the whole is refused. The changes that were refused.
pub fn put(project: &mut Project, changes: Vec<Change>) -> Vec<Change> {
    const MAX_ROUNDS: u32 = 64;
    let whole = Transaction::new("Recover", changes);
    if edit::apply(project, &whole).is_ok() {
        return Vec::new();
    }
    let mut waiting = whole.changes;
    for _ in 0..MAX_ROUNDS {
        let tried = waiting.len();
        waiting.retain(|change| {
            let single = Transaction::new("Recover", vec![change.clone()]);
            edit::apply(project, &single).is_err()
        });
        if waiting.len() == tried {
            break;
        }
    }
    waiting
}
