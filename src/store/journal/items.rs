//! Rows of a journal as items of the model: which item a row is about, and in which text its offsets count. Knows no file on disk.

use super::super::FileKey;
use super::super::convert::{item_from_row, layer_head_from_row};
use super::super::dto::ChangeRow;
use super::super::keys::{file_of, key_from_row_name};
use super::trail::{Source, Trail};
use crate::model::edit::{Change, Item, Key, Transaction};
use crate::model::*;
use crate::text::Text;
use imbl::OrdSet;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which item a row is about.
pub fn key_from_row(row: &ChangeRow<'_>) -> Result<Key, String> {
    let (path, name) = (row.file.as_str(), row.of.as_str());
    let unknown = || format!("{path} has nothing called “{name}”");
    let file = FileKey::from_path(path).ok_or_else(unknown)?;
    let key = match (&file, name.strip_prefix("conflicts/")) {
        (_, Some(of)) => named(&file, of)?.map(Key::conflict),
        (FileKey::Text(id), None) if name == "text" => Some(Key::Text(id.clone())),
        _ => named(&file, name)?,
    };
    key.filter(|key| file_of(key) == file).ok_or_else(unknown)
}

fn named(file: &FileKey, name: &str) -> Result<Option<Key>, String> {
    let told = |error: IdError| error.to_string();
    let (list, ids) = name.split_once('/').unwrap_or((name, ""));
    let mark = match list {
        "assignments" => Key::Assignment,
        "locks" => Key::Lock,
        _ => return key_from_row_name(file, name).map_err(told),
    };
    let (annotator, document) = ids.split_once('/').unwrap_or_default();
    let document = DocumentId::new(document).map_err(told)?;
    let annotator = PersonId::new(annotator).map_err(told)?;
    Ok(Some(mark(LayerKey::new(document, annotator))))
}

/// One side of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Was,
    Now,
}

impl Side {
    fn other(self) -> Self {
        match self {
            Self::Was => Self::Now,
            Self::Now => Self::Was,
        }
    }

    /// The side that a step led to, where its changes were applied the other way round or as written.
    pub fn after(backwards: bool) -> Self {
        if backwards { Self::Was } else { Self::Now }
    }

    pub fn before(backwards: bool) -> Self {
        Self::after(backwards).other()
    }
}

/// The step that wrote the changes of a step.
pub fn writer_of(trail: &Trail<'_>, step: usize) -> usize {
    use super::trail::Kind;
    match trail.steps.get(step).map(|step| step.kind) {
        Some(Kind::Undo(source) | Kind::Redo(source)) => source.step,
        _ => step,
    }
}

/// The texts of documents before and after each step.
pub struct Texts<'a> {
    /// As they are on the disk.
    project: &'a Project,
    /// Steps that changed one, in order.
    changed: BTreeMap<DocumentId, Vec<Changed>>,
}

struct Changed {
    step: usize,
    before: Option<Text>,
    after: Option<Text>,
}

impl<'a> Texts<'a> {
    pub fn new(trail: &Trail<'_>, project: &'a Project) -> Result<Self, String> {
        let mut texts = Self {
            project,
            changed: BTreeMap::new(),
        };
        for step in 0..trail.steps.len() {
            let (rows, backwards) = trail.applied(step);
            for row in rows.iter().filter(|row| row.of.as_str() == "text") {
                let Key::Text(id) = key_from_row(row)? else {
                    continue;
                };
                let text = |side| match raw(row, side) {
                    None => Ok(None),
                    Some(raw) => match item_from_row(raw, &Key::Text(id.clone()), None)? {
                        Item::Text(text) => Ok(Some(text)),
                        _ => Err("a text should stand here".to_owned()),
                    },
                };
                let (before, after) = (text(Side::before(backwards))?, text(Side::after(backwards))?);
                let changed = Changed { step, before, after };
                texts.changed.entry(id).or_default().push(changed);
            }
        }
        Ok(texts)
    }

    /// The text that one side of the rows of a step counts in. The step is the one that wrote them.
    pub fn at(&self, id: &DocumentId, step: usize, side: Side) -> Option<&Text> {
        let changed = self.changed.get(id).map_or(&[][..], Vec::as_slice);
        let now = || self.project.text(id.as_str());
        let mut own = changed.iter().filter(|changed| changed.step == step);
        if let Some(first) = own.next() {
            return match side {
                Side::Was => first.before.as_ref(),
                Side::Now => own.next_back().unwrap_or(first).after.as_ref(),
            };
        }
        let next = changed.partition_point(|changed| changed.step < step);
        match next.checked_sub(1).and_then(|last| changed.get(last)) {
            Some(last) => last.after.as_ref(),
            None => changed.first().map_or_else(now, |first| first.before.as_ref()),
        }
    }
}

pub fn raw<'a>(row: &ChangeRow<'a>, side: Side) -> Option<&'a str> {
    let raw = match side {
        Side::Was => row.was,
        Side::Now => row.now,
    };
    raw.map(|raw| raw.get_ron())
}

/// An item as one side of a row has it; None where it was not there. The head of a layer comes without what is gone.
pub fn item(
    key: &Key,
    row: &ChangeRow<'_>,
    (step, side): (usize, Side),
    texts: &Texts<'_>,
) -> Result<Option<Item>, String> {
    let Some(raw) = raw(row, side) else {
        return Ok(None);
    };
    if matches!(key, Key::Layer(_)) {
        let head = layer_head_from_row(raw)?;
        return Ok(Some(Item::Layer(Arc::new(head))));
    }
    let text = key
        .layer()
        .and_then(|layer| texts.at(&layer.document, step, side));
    item_from_row(raw, key, text).map(Some)
}

/// What is gone from each layer, while the steps are gone through from the last to the first.
pub struct Gone<'a> {
    project: &'a Project,
    gone: BTreeMap<LayerKey, OrdSet<SmolStr>>,
}

impl<'a> Gone<'a> {
    /// `project` is the one that all steps led to.
    pub fn new(project: &'a Project) -> Self {
        Self {
            project,
            gone: BTreeMap::new(),
        }
    }

    /// The changes of an edit as they are written, at the step that wrote them.
    pub fn transaction(
        &mut self,
        trail: &Trail<'_>,
        source: Source,
        texts: &Texts<'_>,
    ) -> Result<Transaction, String> {
        let step = trail.step(source).ok_or("a step is missing")?;
        let mut heads = BTreeMap::new();
        for (number, row) in step.changes.iter().enumerate().rev() {
            if let Some(head) = self.back(row, Side::Now) {
                heads.insert(number, head);
            }
        }
        let changes = step.changes.iter().enumerate().map(|(number, row)| {
            let key = key_from_row(row)?;
            let head = heads.get(&number);
            let side = |side| {
                let item = item(&key, row, (source.step, side), texts)?;
                Ok::<_, String>(item.map(|item| match (item, head) {
                    (Item::Layer(top), Some((before, after))) => {
                        let gone = if side == Side::Was { before } else { after };
                        Item::Layer(Arc::new(LayerHead {
                            gone: gone.clone(),
                            ..LayerHead::clone(&top)
                        }))
                    }
                    (item, _) => item,
                }))
            };
            let (before, after) = (side(Side::Was)?, side(Side::Now)?);
            Ok(Change { key, before, after })
        });
        let changes = changes.collect::<Result<Vec<Change>, String>>()?;
        let written = Transaction::new(step.title.clone(), changes);
        Ok(if source.backwards {
            written.inverse()
        } else {
            written
        })
    }

    /// Goes back over a step that is no edit that is wanted.
    pub fn pass(&mut self, trail: &Trail<'_>, step: usize) {
        let (rows, backwards) = trail.applied(step);
        let rows: Vec<&ChangeRow<'_>> = if backwards {
            rows.iter().collect()
        } else {
            rows.iter().rev().collect()
        };
        for row in rows {
            self.back(row, Side::after(backwards));
        }
    }

    /// What was gone before and after a change of a layer's head, which led to `side`.
    fn back(&mut self, row: &ChangeRow<'_>, side: Side) -> Option<(OrdSet<SmolStr>, OrdSet<SmolStr>)> {
        if row.of.as_str() != "head" || !row.file.as_str().starts_with("layers/") {
            return None;
        }
        let Ok(Key::Layer(key)) = key_from_row(row) else {
            return None;
        };
        let now = |key: &LayerKey| {
            let layer = self.project.layer(key);
            layer.map_or_else(OrdSet::new, |layer| layer.head().gone.clone())
        };
        let after = self.gone.get(&key).cloned().unwrap_or_else(|| now(&key));
        let (added, taken) = match side {
            Side::Now => (&row.gone, &row.back),
            Side::Was => (&row.back, &row.gone),
        };
        let mut before = after.clone();
        for id in added {
            before.remove(id.as_str());
        }
        before.extend(taken.iter().map(|id| SmolStr::new(id.as_str())));
        self.gone.insert(key, before.clone());
        Some((before, after))
    }
}
