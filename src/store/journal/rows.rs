//! Changes of the model as rows of a journal: each item as its own file would have it. Offsets count scalars and carry their words,
//! so that a row stays readable whatever becomes of the program. Knows no journal.

use super::super::keys::{file_of, row_name};
use super::super::line::{Line, list, string};
use super::super::render::{layer_top, version};
use crate::model::edit::{Change, Item, Key, Transaction};
use crate::model::{DocumentId, LayerHead, Project};
use crate::text::Text;
use imbl::ordset::DiffItem;

/// An item as its file calls it. Beside what a conflict can be about there are marks, and the conflicts themselves.
pub fn name_from_key(key: &Key) -> String {
    match key {
        Key::Assignment(layer) => format!("assignments/{}/{}", layer.annotator, layer.document),
        Key::Lock(layer) => format!("locks/{}/{}", layer.annotator, layer.document),
        Key::Conflict(of) => format!("conflicts/{}", name_from_key(of)),
        key => row_name(key).unwrap_or_default(),
    }
}

/// `[(file: …, of: …, was: …, now: …), …]`; `project` is the one that the transaction led to. Only changes that are `wanted`.
pub fn changes(
    out: &mut String,
    transaction: &Transaction,
    project: &Project,
    wanted: impl Fn(&Change) -> bool,
) {
    let texts = Texts { transaction, project };
    // What was not there and is not there needs no row.
    let real = |change: &&Change| (change.before.is_some() || change.after.is_some()) && wanted(change);
    let real = transaction.changes.iter().filter(real);
    list(out, real, |out, change| texts.change(out, change));
}

/// The texts before and after a transaction: it may itself change some.
struct Texts<'a> {
    transaction: &'a Transaction,
    project: &'a Project,
}

impl<'a> Texts<'a> {
    fn own(&self, id: &DocumentId) -> impl DoubleEndedIterator<Item = &'a Change> {
        let key = Key::Text(id.clone());
        let changes = self.transaction.changes.iter();
        changes.filter(move |change| change.key == key)
    }

    fn before(&self, id: &DocumentId) -> Option<&'a Text> {
        match self.own(id).next() {
            Some(change) => as_text(change.before.as_ref()),
            None => self.project.text(id.as_str()),
        }
    }

    fn after(&self, id: &DocumentId) -> Option<&'a Text> {
        match self.own(id).next_back() {
            Some(change) => as_text(change.after.as_ref()),
            None => self.project.text(id.as_str()),
        }
    }

    fn change(&self, out: &mut String, change: &Change) {
        let key = &change.key;
        let document = needs_text(key);
        let mut line = Line::open(out, "");
        line.text("file", &file_of(key).path());
        line.text("of", &name_from_key(key));
        let sides = [("was", &change.before), ("now", &change.after)];
        for (name, item) in sides {
            let Some(item) = item else { continue };
            let text = document.and_then(|id| match name {
                "was" => self.before(id),
                _ => self.after(id),
            });
            line.with(name, |out| value(out, key, item, text));
        }
        if matches!(key, Key::Layer(_)) {
            gone(&mut line, change);
        }
        line.close();
    }
}

fn as_text(item: Option<&Item>) -> Option<&Text> {
    match item {
        Some(Item::Text(text)) => Some(text),
        _ => None,
    }
}

/// The document that offsets count in.
fn needs_text(key: &Key) -> Option<&DocumentId> {
    key.layer().map(|layer| &layer.document)
}

fn value(out: &mut String, key: &Key, item: &Item, text: Option<&Text>) {
    match item {
        Item::Mark => out.push_str("Mark"),
        Item::Layer(head) => {
            let mut line = Line::open(out, "");
            layer_top(&mut line, head);
            line.close();
        }
        Item::Conflict(conflict) => {
            let of = match key {
                Key::Conflict(of) => of,
                key => key,
            };
            list(out, &conflict.others, |out, other| match other {
                Some(item) => version(out, of, item, text),
                None => out.push_str("Gone"),
            });
        }
        item => version(out, key, item, text),
    }
}

/// Of what is gone from a layer only the difference is written: there may be thousands.
fn gone(line: &mut Line<'_>, change: &Change) {
    let empty = LayerHead::default();
    let head = |item: &'_ Option<Item>| match item {
        Some(Item::Layer(head)) => head.gone.clone(),
        _ => empty.gone.clone(),
    };
    let (before, after) = (head(&change.before), head(&change.after));
    let (mut gone, mut back) = (Vec::new(), Vec::new());
    for item in before.diff(&after) {
        match item {
            DiffItem::Add(id) => gone.push(id.clone()),
            DiffItem::Remove(id) => back.push(id.clone()),
        }
    }
    line.texts("gone", gone);
    line.texts("back", back);
}

/// A name and words, as `title: "…"`, behind what is there.
pub fn titled(out: &mut String, name: &str, title: &str) {
    out.push_str(name);
    out.push_str("(title: ");
    string(out, title);
    out.push_str(", changes: ");
}
