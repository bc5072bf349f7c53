//! A whole review of the sample by keyboard alone: every kind of place decided, one undone, one reopened, reasons and comments,
//! what all agree on accepted by a rule, finished, and the agreed result exported alone.

use super::keyboard::{retype, tab_to};
use super::*;
use ascribe::analysis::compare::{ComparedPlace, DifferenceKind, PlaceState};
use ascribe::model::{DecisionClass, LayerKey, Progress};
use ascribe::session::Tally;
use std::collections::BTreeSet;

fn tally(window: &Window) -> Tally {
    window.session().view.review.as_ref().expect("reviewing").tally
}

fn place(window: &Window) -> ComparedPlace {
    let review = window.session().view.review.as_ref().expect("reviewing");
    review.place().expect("a place").clone()
}

fn classes(window: &Window) -> BTreeSet<DecisionClass> {
    let key = LayerKey::adjudicated(window.session().view.document.clone().unwrap());
    let layer = window.session().project().unwrap().layer(&key).unwrap();
    layer.decisions().map(|decision| decision.class).collect()
}

fn key_of(window: &mut Window, sign: &str) {
    window.sign(sign);
    window.settle();
}

/// The number of somebody who has something at the current place.
fn somebody(window: &Window) -> String {
    let here = place(window);
    let order = window.session().review_order();
    let number = order
        .iter()
        .position(|person| here.item_of(person).next().is_some());
    (number.expect("somebody has it") + 1).to_string()
}

/// Edits somebody's version: one word more, another label, Enter.
fn edit_and_take(window: &mut Window) {
    key_of(window, "e");
    assert!(window.session().is_editing_result());
    let before = window.selected_own();
    window.press(Modifiers::ALT, Key::ArrowLeft);
    window.settle();
    let after = window.selected_own();
    assert_eq!(after.id, before.id);
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert!(!window.session().is_editing_result());
}

#[test]
fn a_whole_review_by_keys_alone() {
    let mut window = Window::sample("Ana");
    let others = ["ben", "cleo"].map(|who| window.annotations(who));
    window.press(Modifiers::COMMAND, Key::R);
    window.settle();
    let start = tally(&window);
    assert!(start.undecided > 10 && start.agreed_open > 3, "{start:?}");
    let mut kinds = BTreeSet::new();

    // The first one: a reason first, then nobody's version; taken back and decided again, this time aside with a comment.
    let first = place(&window);
    key_of(&mut window, "n");
    window.type_text("unclear");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    key_of(&mut window, "x");
    assert_eq!(tally(&window).undecided, start.undecided - 1);
    window.press(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert_eq!(tally(&window).undecided, start.undecided);
    assert_eq!(place(&window).items, first.items, "undo goes to the place");
    key_of(&mut window, "c");
    window.type_text("which one?");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    let document = window.session().view.document.clone().unwrap();
    let on = &first.items[0].annotation.id;
    let comments = window
        .session()
        .project()
        .unwrap()
        .comments_on(&document, on)
        .len();
    assert_eq!(comments, 1);
    key_of(&mut window, "d");
    assert_eq!(tally(&window).discuss, start.discuss + 1);

    // All others, each kind by its own keys.
    let mut round = 0;
    while tally(&window).waiting() > 0 {
        let here = place(&window);
        kinds.extend(here.kinds.iter().copied());
        let several = here.items.len() > 1;
        let left = tally(&window).waiting();
        match round % 7 {
            0 if several && here.has(DifferenceKind::Boundary) => key_of(&mut window, "u"),
            1 if several && here.has(DifferenceKind::Boundary) => key_of(&mut window, "i"),
            2 if several => key_of(&mut window, "b"),
            3 if !here.at.is_document() => edit_and_take(&mut window),
            4 => key_of(&mut window, "0"),
            5 => key_of(&mut window, "m"),
            _ => {}
        }
        if tally(&window).waiting() == left {
            let number = somebody(&window);
            key_of(&mut window, &number);
        }
        assert!(tally(&window).waiting() < left, "{here:?}");
        round += 1;
        assert!(round < 200, "the review ends");
    }
    for kind in [
        DifferenceKind::Boundary,
        DifferenceKind::Label,
        DifferenceKind::Attribute,
        DifferenceKind::Missing,
    ] {
        assert!(kinds.contains(&kind), "{kind:?} was decided");
    }

    // What was put aside comes now; one decision is reopened and taken once more.
    for _ in 0..tally(&window).discuss {
        key_of(&mut window, "s");
        assert!(matches!(place(&window).state, PlaceState::Discuss(_)));
        let number = somebody(&window);
        key_of(&mut window, &number);
    }
    assert_eq!(tally(&window).undecided, 0);
    key_of(&mut window, "r");
    assert_eq!(tally(&window).undecided, 1);
    key_of(&mut window, "0");
    assert_eq!(tally(&window).undecided, 0);

    // What all agree on, by the rule that is offered first.
    key_of(&mut window, "a");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(tally(&window).agreed_open, 0);
    let wanted = [
        DecisionClass::Agreed,
        DecisionClass::Took,
        DecisionClass::KeptSeveral,
        DecisionClass::Edited,
        DecisionClass::NoneRight,
    ];
    assert_eq!(classes(&window), BTreeSet::from(wanted));
    for (who, before) in ["ben", "cleo"].into_iter().zip(others) {
        assert_eq!(
            window.annotations(who),
            before,
            "a teammate's layer is never written"
        );
    }
    finish_and_export(&mut window);
    println!("{} keys for {} places", window.keys, start.differences);
}

/// Marks the document as finished and exports what was agreed on.
fn finish_and_export(window: &mut Window) {
    if window
        .session()
        .project()
        .unwrap()
        .progress(&window.layer_key("ana"))
        != Progress::Finished
    {
        window.press(Modifiers::COMMAND, Key::Enter);
        window.settle();
    }
    let path = window.path("agreed.csv");
    key_of(window, "g");
    tab_to(window, "CSV, one row an annotation");
    window.press(Modifiers::NONE, Key::Space);
    window.settle();
    tab_to(window, "File");
    retype(window, &path.display().to_string());
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    if !path.exists() {
        window.press(Modifiers::NONE, Key::Enter);
        window.settle();
    }
    let rows = std::fs::read_to_string(&path).expect("exported");
    let mut lines = rows.lines().skip(1);
    assert!(rows.lines().count() > 20, "{rows}");
    assert!(lines.all(|line| !line.contains(",ben,") && !line.contains(",ana,")));
    window.press(Modifiers::COMMAND, Key::R);
    window.settle();
    assert!(window.session().view.review.is_none());
}

#[test]
fn hidden_names_are_nowhere_and_the_digits_follow_the_shuffled_order() {
    let mut window = Window::sample("Ana");
    window.press(Modifiers::COMMAND, Key::R);
    window.settle();
    window.ask(Request::Command(ascribe::command::CommandId::HideNames));
    let order = window.session().review_order();
    let names: Vec<String> = order.iter().map(|id| window.session().name_of(id)).collect();
    assert_eq!(names, ["Person 1", "Person 2", "Person 3"]);
    for name in ["Ben", "Cleo"] {
        let seen = window.harness.query_all_by_label_contains(name).count();
        assert_eq!(seen, 0, "{name} can be read");
    }
    let again = window.session().review_order();
    assert_eq!(order, again, "the order stays");
    // Nor where a label of somebody else stands whole, with its history.
    let here = place(&window);
    let item = here
        .items
        .iter()
        .find(|item| item.annotator.as_str() != "ana")
        .expect("somebody else has it")
        .clone();
    window.ask(Request::SelectAnnotation {
        annotator: item.annotator.clone(),
        id: item.annotation.id.clone(),
    });
    window.settle();
    let made = format!("Made by {}", window.session().name_of(&item.annotator));
    assert_eq!(window.harness.query_all_by_label_contains(&made).count(), 1);
    for name in ["Ben", "Cleo"] {
        let seen = window.harness.query_all_by_label_contains(name).count();
        assert_eq!(seen, 0, "{name} can be read");
    }
}
