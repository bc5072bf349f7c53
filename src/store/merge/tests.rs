//! The table of three-way merging, row by row, and its laws.

mod laws;
mod rows;
mod shared;
mod speed;
mod texts;

use super::*;
use crate::model::edit::{self, Change, Item, Key, Transaction, apply, recipes as r};
use crate::model::testing::{Board, label, person};
use crate::model::*;
use crate::store::{all_files, files_of};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Three states and what becomes of them; every edit is one that people make.
struct Case {
    base: Project,
    ours: Project,
    theirs: Project,
}

struct Done {
    project: Project,
    merge: Merge,
}

fn every_file(projects: &[&Project]) -> BTreeSet<FileKey> {
    projects.iter().flat_map(|project| all_files(project)).collect()
}

fn merge_all(base: &Project, ours: &Project, theirs: &Project) -> Done {
    let files = every_file(&[base, ours, theirs]);
    let merge = merge(&|_| base.clone(), ours, theirs, &files);
    let mut project = ours.clone();
    apply(&mut project, &merge.transaction).unwrap();
    Done { project, merge }
}

fn by(name: &str, seconds: i64) -> r::Author {
    r::Author {
        layer: LayerKey::new(DocumentId::new("doc").unwrap(), person(name)),
        now: Timestamp::from_seconds(seconds),
    }
}

fn ann(id: &str) -> AnnotationId {
    AnnotationId::new(id).unwrap()
}

fn key(id: &str) -> Key {
    Key::Annotation(by("ana", 0).layer, ann(id))
}

type Recipe<'a> = &'a dyn Fn(&Project) -> Result<Transaction, edit::EditError>;

fn edited(project: &Project, recipe: Recipe<'_>) -> Project {
    let mut project = project.clone();
    let transaction = recipe(&project).unwrap();
    assert!(!transaction.is_empty(), "the edit changes nothing");
    apply(&mut project, &transaction).unwrap();
    project
}

impl Case {
    /// Ana's labels on one text.
    fn new(drawing: &str) -> Self {
        let mut board = Board::drawn(&[("ana", drawing)]);
        board.add_label(Label::new(label("other"), "Other"));
        Self {
            base: board.project.clone(),
            ours: board.project.clone(),
            theirs: board.project,
        }
    }

    fn ours(mut self, recipe: Recipe<'_>) -> Self {
        self.ours = edited(&self.ours, recipe);
        self
    }

    fn theirs(mut self, recipe: Recipe<'_>) -> Self {
        self.theirs = edited(&self.theirs, recipe);
        self
    }

    /// Both ways round the same comes out, but for which version stands; and merging again changes nothing.
    fn done(&self) -> Done {
        let done = merge_all(&self.base, &self.ours, &self.theirs);
        let again = merge_all(&self.base, &done.project, &self.theirs);
        assert_eq!(again.merge.transaction.changes, vec![]);
        assert_eq!(again.merge.conflicts, vec![]);
        let mirrored = merge_all(&self.base, &self.theirs, &self.ours);
        laws::assert_mirrored(&done.project, &mirrored.project);
        done
    }
}

impl Done {
    fn annotation(&self, id: &str) -> Option<&Arc<Annotation>> {
        self.project.layer(&by("ana", 0).layer)?.annotation(id)
    }

    /// The labels that stand in the layer, as `label words` in reading order.
    fn drawn(&self) -> Vec<String> {
        let text = self.project.text("doc").unwrap();
        let layer = self.project.layer(&by("ana", 0).layer).unwrap();
        let show = |a: &Arc<Annotation>| format!("{} {}", a.label, a.fragments.quote(text));
        layer.annotations().map(show).collect()
    }

    fn others(&self, of: &Key) -> Vec<Option<Item>> {
        self.project
            .conflict(of)
            .map(|conflict| conflict.others.clone())
            .unwrap_or_default()
    }

    fn gone(&self) -> Vec<String> {
        let layer = self.project.layer(&by("ana", 0).layer).unwrap();
        layer.head().gone.iter().map(ToString::to_string).collect()
    }

    fn counts(&self) -> [usize; 5] {
        let report = &self.merge.report;
        [
            report.new,
            report.equal,
            report.changed,
            report.gone,
            report.conflicts.len(),
        ]
    }

    fn notes(&self) -> Vec<&str> {
        self.merge.report.notes.iter().map(|note| note.kind).collect()
    }
}

fn span(project: &Project, from: usize, to: usize) -> Fragments {
    Fragments::one(project.text("doc").unwrap().span(from..to).unwrap())
}

/// A label from one byte to another.
fn tag<'a>(
    id: &'a str,
    word: &'a str,
    from: usize,
    to: usize,
) -> impl Fn(&Project) -> Result<Transaction, edit::EditError> + 'a {
    move |p| r::tag(p, &by("ana", 9), ann(id), &label(word), span(p, from, to))
}

fn relabel<'a>(id: &'a str, word: &'a str) -> impl Fn(&Project) -> Result<Transaction, edit::EditError> + 'a {
    move |p| r::relabel(p, &by("ana", 5), &ann(id), &label(word))
}

fn delete(id: &str) -> impl Fn(&Project) -> Result<Transaction, edit::EditError> + '_ {
    move |p| r::delete_annotations(p, &by("ana", 6), &[ann(id)])
}

fn note<'a>(id: &'a str, words: &'a str) -> impl Fn(&Project) -> Result<Transaction, edit::EditError> + 'a {
    move |p| r::edit_annotation(p, &by("ana", 7), &ann(id), "Note", |a| a.note = words.to_owned())
}

fn place(id: &str, from: usize, to: usize) -> impl Fn(&Project) -> Result<Transaction, edit::EditError> + '_ {
    move |p| r::set_fragments(p, &by("ana", 8), &ann(id), span(p, from, to))
}
