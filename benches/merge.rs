//! What bringing two states of one layer together costs when both sides have 100,000 new labels, in CPU time. `cargo bench --bench
//! merge` prints a figure and its target a line; nothing fails when one is missed.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints, and stops at the first surprise"
)]

use ascribe::model::edit::{Change, Item, Key, Transaction, apply};
use ascribe::model::{
    Annotation, AnnotationId, Attributes, Document, DocumentId, Fragments, Label, LabelId, LayerHead,
    LayerKey, Person, PersonId, PersonKind, Project, Timestamp,
};
use ascribe::store::{FileKey, merge};
use ascribe::text::Text;
use cpu_time::ProcessTime;
use std::collections::BTreeSet;
use std::sync::Arc;

const NEW: usize = 100_000;
/// Milliseconds.
const TARGET: f64 = 2_000.0;

fn key() -> LayerKey {
    LayerKey::new(DocumentId::new("talk").unwrap(), PersonId::new("ana").unwrap())
}

fn claim() -> LabelId {
    LabelId::new("claim").unwrap()
}

/// A text of 200,000 words and a layer without labels.
fn start() -> Project {
    let LayerKey { document, annotator } = key();
    let text = Text::new("reopen the bridge in May ".repeat(40_000)).unwrap();
    let facts = Document::new(document.clone(), "Talk", &text, Timestamp::default());
    let person = Person {
        id: annotator.clone(),
        name: "Ana".into(),
        colour: Default::default(),
        kind: PersonKind::Person,
    };
    let mut project = Project::new("p", "Talks");
    let changes = vec![
        Change::create(Key::Person(annotator), Item::Person(Arc::new(person))),
        Change::create(
            Key::Label(claim()),
            Item::Label(Arc::new(Label::new(claim(), "Claim"))),
        ),
        Change::create(Key::Document(document.clone()), Item::Document(Arc::new(facts))),
        Change::create(Key::Text(document), Item::Text(text)),
        Change::create(Key::Layer(key()), Item::Layer(Arc::new(LayerHead::default()))),
    ];
    apply(&mut project, &Transaction::new("Make", changes)).unwrap();
    project
}

/// With new labels on every fifth word from a place on, by ids of one machine.
fn labelled(mut project: Project, machine: &str, words: usize) -> Project {
    let document = key().document;
    let text = project.text(document.as_str()).unwrap().clone();
    let changes = (0..NEW).map(|number| {
        let at = (number % 40_000) * 25 + words * (1 + number / 40_000);
        let annotation = Annotation {
            id: AnnotationId::new(format!("{machine}{number:06}")).unwrap(),
            label: claim(),
            fragments: Fragments::one(text.span(at..at + 3).unwrap()),
            attributes: Attributes::default(),
            note: String::new(),
            doubt: false,
            made: Timestamp::from_seconds(1),
            changed: Timestamp::from_seconds(1),
        };
        let key = Key::Annotation(key(), annotation.id.clone());
        Change::create(key, Item::Annotation(Arc::new(annotation)))
    });
    let edit = Transaction::new("Tag", changes.collect());
    apply(&mut project, &edit).unwrap();
    project
}

fn main() {
    let base = start();
    let files = BTreeSet::from([FileKey::Layer(key())]);
    let ours = labelled(base.clone(), "a", 1);
    for (what, theirs) in [
        ("in other places", labelled(base.clone(), "b", 2)),
        ("in the same places", labelled(base.clone(), "b", 1)),
    ] {
        let cpu = ProcessTime::now();
        let merged = merge::merge(&|_| base.clone(), &ours, &theirs, &files);
        let took = cpu.elapsed().as_secs_f64() * 1_000.0;
        let count = merged.transaction.changes.len();
        println!(
            "merge of {NEW} new labels on both sides, {what}: {took:.0} ms CPU of {TARGET:.0} ({count} changes)"
        );
    }
}
