//! Deciding about what was changed in two places: the list, each choice, and the way back.

use super::*;
use crate::model::edit::recipes::Choice;
use crate::session::{Conflicts as Ask, Deciding};
use crate::store::FileKey;
use std::sync::Arc;

/// Two of ana's labels and a name of the codebook stand otherwise elsewhere; her third was deleted there.
fn bench() -> Bench {
    let mut board = board(&[(
        "ana",
        "[claim:The bridge] reopens [claim:in May], [speaker:she] said.",
    )]);
    let layer = board.layer("ana");
    let annotation = |board: &Board, id: &str| {
        board
            .project
            .layer(&layer)
            .unwrap()
            .annotation(id)
            .unwrap()
            .clone()
    };
    let text = board.project.text("doc").unwrap().clone();
    let mut moved = Annotation::clone(&annotation(&board, "ana-1"));
    moved.fragments = Fragments::one(text.span(4..18).unwrap());
    let mut other = Annotation::clone(&annotation(&board, "ana-2"));
    other.label = label("unknown-here");
    let mut named = Label::clone(board.project.codebook().label("claim").unwrap());
    named.name = "Assertion".into();
    let key = |id: &str| Key::Annotation(layer.clone(), AnnotationId::new(id).unwrap());
    let conflict = |of: Key, other: Option<Item>| {
        Change::create(of.conflict(), Item::Conflict(Arc::new(Conflict::new([other]))))
    };
    board.edit(vec![
        conflict(key("ana-1"), Some(Item::Annotation(Arc::new(moved)))),
        conflict(key("ana-2"), Some(Item::Annotation(Arc::new(other)))),
        conflict(key("ana-3"), None),
        conflict(Key::Label(label("claim")), Some(Item::Label(Arc::new(named)))),
    ]);
    let mut bench = Bench::of(board.project);
    bench.go(Request::Command(CommandId::Conflicts));
    bench
}

fn list(bench: &Bench) -> &Deciding {
    bench.session.view.conflicts.as_ref().unwrap()
}

fn titles(bench: &Bench) -> Vec<String> {
    let list = list(bench);
    let rows = list.shown.iter().filter_map(|row| list.rows.get(*row));
    rows.map(|row| format!("{} {}: {}", row.title, row.quote, row.differ.join(", ")))
        .collect()
}

/// Without the sign of what is selected.
fn drawn(bench: &Bench) -> String {
    bench.shown("ana").replace('*', "")
}

fn decide(bench: &mut Bench, choice: Choice) {
    let of = list(bench).row().unwrap().of.clone();
    bench.go(Request::Conflicts(Ask::Decide(of, choice)));
}

fn to(bench: &mut Bench, row: usize) {
    let of = list(bench).rows[row].of.clone();
    bench.go(Request::Conflicts(Ask::GoTo(of)));
}

#[test]
fn the_list_tells_what_differs_by_file_and_place() {
    let bench = bench();
    assert_eq!(bench.session.conflict_count(), 4);
    assert_eq!(
        titles(&bench),
        [
            "Label claim: name",
            "claim The bridge: place",
            "claim in May: label",
            "speaker she: deleted"
        ]
    );
    assert_eq!(bench.focus, Some(Focus::Conflicts));
    let row = &list(&bench).rows[0];
    let facts = |version: usize| -> Vec<(&str, &str, bool)> {
        let facts = row.versions[version].facts.iter();
        facts
            .map(|fact| (fact.name.as_str(), fact.value.as_str(), fact.differs))
            .collect()
    };
    assert_eq!(facts(0)[0], ("Name", "claim", true));
    assert_eq!(facts(1)[0], ("Name", "Assertion", true));
    assert_eq!(facts(0)[1], ("Colour", "#000000", false));
}

#[test]
fn of_long_words_only_those_are_marked_that_the_other_has_not() {
    let mut board = board(&[("ana", "[claim:She] said it")]);
    let mut here = Label::clone(board.project.codebook().label("claim").unwrap());
    let known = here.clone();
    here.description = "Words of one source, without the verb. Doubtful ones too.".into();
    let mut other = here.clone();
    other.description = "Words of a single source, without the verb. Doubtful ones too.".into();
    let key = Key::Label(label("claim"));
    let conflict = Conflict::new([Some(Item::Label(Arc::new(other)))]);
    board.edit(vec![
        Change::replace(
            key.clone(),
            Item::Label(Arc::new(known)),
            Item::Label(Arc::new(here)),
        ),
        Change::create(key.conflict(), Item::Conflict(Arc::new(conflict))),
    ]);
    let mut bench = Bench::of(board.project);
    bench.go(Request::Command(CommandId::Conflicts));
    let versions = &list(&bench).rows[0].versions;
    let marked = versions.iter().map(|version| {
        let fact = version
            .facts
            .iter()
            .find(|fact| fact.name == "Description")
            .unwrap();
        let words = fact.apart.iter().map(|apart| &fact.value[apart.clone()]);
        words.collect::<Vec<_>>().join("|")
    });
    assert_eq!(marked.collect::<Vec<_>>(), ["one", "a single"]);
}

#[test]
fn keeping_what_stands_takes_the_conflict_away_and_goes_on() {
    let mut bench = bench();
    to(&mut bench, 1);
    let before = drawn(&bench);
    decide(&mut bench, Choice::Stands);
    assert_eq!(drawn(&bench), before);
    assert_eq!(bench.session.conflict_count(), 3);
    assert_eq!(list(&bench).row().unwrap().quote, "in May");
    assert_eq!(bench.session.selected().unwrap().1.id.as_str(), "ana-2");
    bench.keys("Ctrl+Z");
    assert_eq!(bench.session.conflict_count(), 4);
}

#[test]
fn the_other_version_takes_the_place_of_the_item() {
    let mut bench = bench();
    to(&mut bench, 1);
    decide(&mut bench, Choice::Other(0));
    assert_eq!(
        drawn(&bench),
        "The [claim:bridge reopens] [claim:in May], [speaker:she] said."
    );
    decide(&mut bench, Choice::Other(0));
    let label = bench
        .session
        .project()
        .unwrap()
        .codebook()
        .label("unknown-here")
        .unwrap();
    assert!(
        label.retired,
        "a label that nobody knows here comes along as a retired one"
    );
    bench.keys("Ctrl+Z Ctrl+Z");
    assert_eq!(
        drawn(&bench),
        "[claim:The bridge] reopens [claim:in May], [speaker:she] said."
    );
    assert_eq!(bench.session.conflict_count(), 4);
}

#[test]
fn two_places_can_be_joined_and_only_those() {
    let mut bench = bench();
    let joinable: Vec<bool> = list(&bench).rows.iter().map(|row| row.joinable).collect();
    assert_eq!(joinable, [false, true, false, false]);
    to(&mut bench, 1);
    decide(&mut bench, Choice::Joined(0));
    assert_eq!(
        drawn(&bench),
        "[claim:The bridge reopens] [claim:in May], [speaker:she] said."
    );
    let of = list(&bench).rows[0].of.clone();
    bench.refused(Request::Conflicts(Ask::Decide(of, Choice::Joined(0))));
}

#[test]
fn a_deletion_that_is_taken_is_remembered() {
    let mut bench = bench();
    to(&mut bench, 3);
    decide(&mut bench, Choice::Other(0));
    assert_eq!(
        drawn(&bench),
        "[claim:The bridge] reopens [claim:in May], she said."
    );
    assert!(bench.layer("ana").head().gone.contains("ana-3"));
}

#[test]
fn all_of_a_file_are_decided_as_one_edit() {
    let mut bench = bench();
    let file = FileKey::Layer(LayerKey::new(DocumentId::new("doc").unwrap(), person("ana")));
    bench.go(Request::Conflicts(Ask::DecideAll(file, Choice::Other(0))));
    assert_eq!(titles(&bench), ["Label claim: name"]);
    assert_eq!(
        drawn(&bench),
        "The [claim:bridge reopens] [unknown-here:in May], she said."
    );
    bench.keys("Ctrl+Z");
    assert_eq!(bench.session.conflict_count(), 4);
}

#[test]
fn the_filter_looks_at_words_and_values() {
    let mut bench = bench();
    bench.go(Request::Conflicts(Ask::Filter("assert".into())));
    assert_eq!(titles(&bench), ["Label claim: name"]);
    bench.go(Request::Conflicts(Ask::Filter("MAY".into())));
    assert_eq!(titles(&bench), ["claim in May: label"]);
    bench.go(Request::Conflicts(Ask::Filter("nowhere".into())));
    assert_eq!(list(&bench).row(), None);
}

#[test]
fn a_teammates_labels_are_decided_by_the_teammate() {
    let mut board = board(&[("ana", "[claim:it works]"), ("ben", "[claim:it works]")]);
    let of = Key::Annotation(board.layer("ben"), AnnotationId::new("ben-1").unwrap());
    let conflict = Item::Conflict(Arc::new(Conflict::new([None])));
    board.edit(vec![Change::create(of.clone().conflict(), conflict)]);
    let mut bench = Bench::of(board.project);
    bench.go(Request::Command(CommandId::Conflicts));
    assert_eq!(list(&bench).rows[0].owner.as_deref(), Some("ben"));
    let error = bench.refused(Request::Conflicts(Ask::Decide(of, Choice::Stands)));
    assert_eq!(error.message, "ben decides about these labels");
}

/// The text stands otherwise elsewhere, and so does the name of a label.
fn two_texts() -> Bench {
    let mut board = board(&[("ana", "[claim:The bridge] reopens in May, [speaker:she] said.")]);
    let text = |words: &str| Item::Text(crate::text::Text::new(words).unwrap());
    let key = Key::Text(DocumentId::new("doc").unwrap());
    let other = text("Good news. The bridge reopens in May, Mara said.");
    let conflict = Conflict::new([Some(other)]);
    board.edit(vec![Change::create(
        key.conflict(),
        Item::Conflict(Arc::new(conflict)),
    )]);
    let mut bench = Bench::of(board.project);
    bench.go(Request::Command(CommandId::Conflicts));
    bench
}

#[test]
fn another_text_is_decided_on_by_a_worker() {
    let mut bench = two_texts();
    let before = drawn(&bench);
    decide(&mut bench, Choice::Other(0));
    assert_eq!(drawn(&bench), before, "nothing is computed here");
    assert!(bench.session.is_working());
    bench.work();
    assert_eq!(
        drawn(&bench),
        "Good news. [claim:The bridge] reopens in May, Mara said."
    );
    assert!(!bench.session.is_working());
    assert_eq!(bench.session.conflict_count(), 0);
    bench.keys("Ctrl+Z");
    assert_eq!(drawn(&bench), before);
    assert_eq!(bench.session.conflict_count(), 1);
}

#[test]
fn an_edit_made_meanwhile_makes_the_worker_begin_again_and_cancelling_edits_nothing() {
    let mut bench = two_texts();
    decide(&mut bench, Choice::Other(0));
    bench.select("reopens");
    bench.keys("c");
    bench.work();
    assert_eq!(
        drawn(&bench),
        "Good news. [claim:The bridge] [claim:reopens] in May, Mara said."
    );
    let mut bench = two_texts();
    let before = drawn(&bench);
    decide(&mut bench, Choice::Other(0));
    bench.go(Request::CancelWork);
    assert!(bench.session.busy.is_none());
    bench.work();
    assert_eq!(drawn(&bench), before, "what comes late is dropped");
    assert_eq!(bench.session.conflict_count(), 1);
    // The same of a project that was left meanwhile.
    decide(&mut bench, Choice::Other(0));
    let jobs = std::mem::take(&mut bench.jobs);
    let reopened = bench.session.project().unwrap().clone();
    bench.open(reopened, None);
    bench.jobs = jobs;
    bench.work();
    assert_eq!(bench.session.conflict_count(), 1);
}
