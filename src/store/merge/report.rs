//! From the board to one edit and a report. The edit is tried before anybody gets it: what cannot be applied is left standing aside
//! and told.

use super::super::keys::{conflicts_in, part_of};
use super::super::verify::item_count;
use super::super::{FileKey, file_of};
use super::Merge;
use super::board::{Board, state};
use super::differing::differing;
use crate::model::edit::{self, Change, Item, Key, Transaction};
use crate::model::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Items by what the merge does to ours; the heads of files and conflicts are not counted.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MergeReport {
    /// Theirs, and not in ours until now.
    pub new: usize,
    /// The same on both sides before merging.
    pub equal: usize,
    /// Ours, and otherwise now.
    pub changed: usize,
    /// Ours, and gone now.
    pub gone: usize,
    pub conflicts: Vec<MergeConflict>,
    /// What else is worth knowing: labels that overlap against a rule, labels that nobody knows, what could not come in.
    pub notes: Problems,
}

/// One item that needs a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct MergeConflict {
    pub of: Key,
    pub file: FileKey,
    /// As it stands in the merged state; None: deleted.
    pub ours: Option<Item>,
    /// What stands aside.
    pub others: Vec<Option<Item>>,
    /// The names of the fields in which they differ; empty where one side deleted the item.
    pub fields: Vec<String>,
}

pub fn merge_from(mut board: Board<'_>, asides: Vec<Key>) -> Merge {
    let mut conflicts = asides;
    let mut transaction = transaction_of(&board);
    let mut merged = board.ours.clone();
    if edit::apply(&mut merged, &transaction).is_err() {
        (transaction, merged) = singly(&mut board, transaction);
        conflicts.retain(|of| merged.conflict(of).is_some());
        let new = merged.conflicts().map(|(of, _)| of);
        let new = new.filter(|of| board.ours.conflict(of).is_none() && !conflicts.contains(of));
        let new: Vec<Key> = new.cloned().collect();
        conflicts.extend(new);
    }
    notes_on_rules(&mut board, &merged);
    let report = report(&board, &merged, &conflicts);
    Merge {
        transaction,
        conflicts,
        report,
    }
}

/// In an order in which each step can be taken: layers before what is in them, and away after it.
fn transaction_of(board: &Board<'_>) -> Transaction {
    let mut changes: Vec<Change> = (board.result.iter())
        .map(|(key, after)| Change {
            key: key.clone(),
            before: edit::item(board.ours, key),
            after: after.clone(),
        })
        .filter(|change| change.before.is_some() || change.after.is_some())
        .collect();
    changes.sort_by_key(|change| match (&change.key, &change.after) {
        (Key::Layer(_), None) => 3,
        (Key::Layer(_), Some(_)) => 1,
        (key, _) if key.layer().is_some() => 2,
        _ => 0,
    });
    Transaction::new("Merge changes", changes)
}

/// As much of it as can be applied, change by change; the rest stands aside. Only for states that no file should hold.
fn singly(board: &mut Board<'_>, whole: Transaction) -> (Transaction, Project) {
    let mut project = board.ours.clone();
    let mut taken = Vec::new();
    let mut waiting = whole.changes;
    loop {
        let before = waiting.len();
        let mut refused = Vec::new();
        for change in waiting {
            let single = Transaction::new("", vec![change]);
            match edit::apply(&mut project, &single) {
                Ok(()) => taken.extend(single.changes),
                Err(error) => {
                    refused.extend(single.changes.into_iter().map(|change| (change, error.clone())))
                }
            }
        }
        if refused.is_empty() {
            break;
        }
        if refused.len() == before {
            for (change, error) in refused {
                let file = file_of(&change.key).path();
                board
                    .notes
                    .push(Problem::new("not-merged", file, error.to_string()));
                if let Some(aside) = aside_of(&project, change)
                    && edit::apply(&mut project, &Transaction::new("", vec![aside.clone()])).is_ok()
                {
                    taken.push(aside);
                }
            }
            break;
        }
        waiting = refused.into_iter().map(|(change, _)| change).collect();
    }
    let transaction = Transaction::new(whole.title, taken);
    let mut merged = board.ours.clone();
    match edit::apply(&mut merged, &transaction) {
        Ok(()) => (transaction, merged),
        // Each step could be taken, but not all together: then none is.
        Err(error) => {
            board
                .notes
                .push(Problem::new("not-merged", "", error.to_string()));
            (
                Transaction::new(transaction.title, Vec::new()),
                board.ours.clone(),
            )
        }
    }
}

/// What a refused change wanted, as a version of its item.
fn aside_of(project: &Project, change: Change) -> Option<Change> {
    if matches!(change.key, Key::Conflict(_) | Key::Assignment(_) | Key::Lock(_)) {
        return None;
    }
    let before = project.conflict(&change.key).cloned();
    let others = before.iter().flat_map(|conflict| conflict.others.iter().cloned());
    let after = Conflict::new(others.chain([change.after]));
    Some(Change {
        key: change.key.conflict(),
        before: before.map(Item::Conflict),
        after: Some(Item::Conflict(Arc::new(after))),
    })
}

fn report(board: &Board<'_>, merged: &Project, conflicts: &[Key]) -> MergeReport {
    let mut report = MergeReport {
        notes: board.notes.clone(),
        ..MergeReport::default()
    };
    let labels = |key: &Key| match key {
        Key::Adrift(layer, id) => Key::Annotation(layer.clone(), id.clone()),
        key => key.clone(),
    };
    let counted: BTreeSet<Key> = board
        .result
        .keys()
        .filter(|key| is_counted(key))
        .map(labels)
        .collect();
    for key in counted {
        match (state(board.ours, &key), state(merged, &key)) {
            (None, Some(_)) => report.new += 1,
            (Some(_), None) => report.gone += 1,
            (Some(before), Some(after)) if before != after => report.changed += 1,
            _ => {}
        }
    }
    report.equal = board.bases.keys().map(|file| equal(board, file)).sum();
    report.conflicts = conflicts.iter().map(|of| conflict(merged, of)).collect();
    report
}

fn is_counted(key: &Key) -> bool {
    !matches!(
        key,
        Key::Conflict(_) | Key::Layer(_) | Key::Head | Key::CodebookHead
    )
}

/// Items of theirs in a file that ours had just so.
fn equal(board: &Board<'_>, file: &FileKey) -> usize {
    let Some(part) = part_of(file) else { return 0 };
    let heads = match file {
        FileKey::Project | FileKey::Codebook => 1,
        FileKey::Layer(key) => usize::from(board.theirs.layer(key).is_some()),
        _ => 0,
    };
    let all = match file {
        FileKey::Text(id) => usize::from(board.theirs.text(id.as_str()).is_some()),
        FileKey::Document(id) => usize::from(board.theirs.document(id.as_str()).is_some()),
        file => {
            item_count(&board.theirs, file).saturating_sub(heads + conflicts_in(&board.theirs, file).count())
        }
    };
    let other = edit::differences(&board.placed, &board.theirs, &part)
        .into_iter()
        .filter(|change| change.after.is_some() && is_counted(&change.key));
    all.saturating_sub(other.count())
}

fn conflict(merged: &Project, of: &Key) -> MergeConflict {
    let ours = state(merged, of);
    let others = merged
        .conflict(of)
        .map(|conflict| conflict.others.clone())
        .unwrap_or_default();
    let fields = match (&ours, others.iter().flatten().next()) {
        (Some(ours), Some(other)) => differing(ours, other),
        _ => Vec::new(),
    };
    MergeConflict {
        of: of.clone(),
        file: file_of(&of.clone().conflict()),
        ours,
        others,
        fields,
    }
}

/// Labels that came in where the codebook allows none, and keys that two labels have now.
fn notes_on_rules(board: &mut Board<'_>, merged: &Project) {
    let mut notes = Problems::new();
    let mut keys: BTreeMap<&str, Vec<&Label>> = BTreeMap::new();
    for (key, item) in &board.result {
        match (key, item) {
            (Key::Annotation(at, _), Some(Item::Annotation(annotation))) => {
                if let Some(layer) = merged.layer(at)
                    && let Err(error) = edit::may_overlap(merged, layer, annotation)
                {
                    let message = format!("annotation “{}”: {error}", annotation.id);
                    let file = FileKey::Layer(at.clone()).path();
                    notes.push(Problem::new("rule-overlap", file, message));
                }
            }
            (Key::Label(_), Some(Item::Label(label))) if label.is_offered() => {
                if let Some(key) = label.key.as_deref() {
                    keys.entry(key).or_default().push(label);
                }
            }
            _ => {}
        }
    }
    for (key, changed) in keys {
        let mut with = merged.codebook().labels();
        let other = with.find(|other| {
            other.is_offered()
                && other.key.as_deref() == Some(key)
                && changed.iter().any(|label| label.id != other.id)
        });
        if let (Some(other), Some(label)) = (other, changed.first()) {
            let message = format!("“{}” and “{}” have the same key, {key}", label.name, other.name);
            notes.push(Problem::new("same-key", "codebook.ron", message));
        }
    }
    board.notes.extend(notes);
}
