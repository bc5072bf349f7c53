//! Problems and earlier states as they are met in the window.

use super::*;
use std::path::Path;

const SIZE: [f32; 2] = [1280.0, 800.0];
const TALK: &str = "layers/ana/talk-k3v9q2.ron";

/// The project of everything that the files can say, open as Ana, after `spoil` has been at its folder.
fn spoilt(spoil: impl FnOnce(&Path)) -> Window {
    let folder = tempfile::tempdir().unwrap();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/format-1/project");
    let project = ascribe::store::open(&source).unwrap().project;
    let root = folder.path().join("project");
    ascribe::store::create(&root, &project).unwrap();
    spoil(&root);
    let places = Places {
        state: Some(folder.path().join("state")),
        ..Places::default()
    };
    let mut window = Window::in_places("Ana Ruiz", folder, SIZE, places);
    window.ask(Request::Open(window.path("project")));
    window.rest();
    window
}

fn shows(window: &Window, words: &str) -> bool {
    window.harness.query_all_by_label_contains(words).next().is_some()
}

fn layer(window: &Window) -> String {
    std::fs::read_to_string(window.path("project").join(TALK)).unwrap()
}

#[test]
fn a_torn_layer_is_found_by_keys_and_repaired() {
    let mut window = spoilt(|root| {
        let path = root.join(TALK);
        let text = std::fs::read_to_string(&path).unwrap();
        let torn = text.replacen("annotations: [\n", "annotations: [\n  (torn\n", 1);
        std::fs::write(path, torn).unwrap();
    });
    window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::K);
    window.settle();
    assert!(shows(&window, "an annotation has no field “torn”"));
    assert!(shows(&window, "Write layers/ana/talk-k3v9q2.ron anew"));
    assert!(layer(&window).contains("torn"), "looking writes nothing");
    window.click_on("Repair all (1)");
    window.settle();
    window.rest();
    assert!(!layer(&window).contains("torn"));
    assert!(shows(&window, "Repaired"));
    window.press(Modifiers::NONE, Key::Escape);
    assert!(!shows(&window, "Filter problems"));
}

#[test]
fn an_emptied_layer_is_written_again_and_one_found_so_is_brought_back_by_keys() {
    let mut window = spoilt(|_| {});
    let talk = ascribe::model::DocumentId::new("talk-k3v9q2").unwrap();
    window.ask(Request::SelectDocument(talk));
    window.select("Reporter", 0);
    window.sign("c");
    window.rest();
    let whole = layer(&window);
    std::fs::write(window.path("project").join(TALK), "").unwrap();
    window.ask(Request::LookAgain);
    window.settle();
    assert!(shows(
        &window,
        "Another program damaged layers/ana/talk-k3v9q2.ron"
    ));
    window.rest();
    window.rest();
    assert_eq!(layer(&window), whole);

    window.ask(Request::Close);
    std::fs::write(window.path("project").join(TALK), "").unwrap();
    window.ask(Request::Open(window.path("project")));
    window.rest();
    window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::K);
    window.settle();
    assert!(shows(&window, "labels more than now") && shows(&window, "Earlier…"));
    let rows = window.session().view.problems.as_ref().unwrap().rows.clone();
    let at = rows.iter().position(|row| row.beside.is_some()).unwrap();
    for _ in 0..at {
        window.press(Modifiers::NONE, Key::ArrowDown);
    }
    window.press(Modifiers::NONE, Key::E);
    window.settle();
    assert!(shows(&window, "The present state is kept too"));
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    window.rest();
    assert_eq!(layer(&window), whole);
    assert!(!shows(&window, "The present state is kept too"));
}

#[test]
fn enter_on_a_second_version_of_a_file_shows_what_it_would_bring_in() {
    let mut window = spoilt(|root| {
        let copy = "layers/ana/talk-k3v9q2 (Ben's conflicted copy 2026-11-22).ron";
        std::fs::copy(root.join(TALK), root.join(copy)).unwrap();
    });
    window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::K);
    window.settle();
    let list = window.session().view.problems.clone().expect("the list");
    let is_copy = |row: &usize| list.rows[*row].problem.kind == "conflict-copy";
    let place = list.shown.iter().position(is_copy).expect("it is listed");
    for _ in 0..place {
        window.press(Modifiers::NONE, Key::ArrowDown);
    }
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert!(!shows(&window, "has no place in a text"));
    assert!(
        window.session().view.bringing.is_some(),
        "what it would bring in is shown"
    );
}
