//! Small things that people stumble over: the keyboard under a dialog, messages that stay, rows out of sight, letters after a
//! change of theme.

use super::*;
use ascribe::command::CommandId;
use egui_kittest::kittest::Queryable;

const TEXT: &str = "The bridge opens on Monday.\nMayor Bae promised a new road to all.\n";

#[test]
fn the_text_does_not_hear_the_keys_of_a_dialog() {
    let mut window = Window::sample("Ana");
    window.ask(Request::Command(CommandId::WhoAmI));
    window.press(Modifiers::NONE, Key::ArrowDown);
    assert_eq!(window.session().view.selection.head, 0);
    // The dialog began at Ana; the arrow went to Ben.
    window.press(Modifiers::NONE, Key::Enter);
    let me = window.session().open.as_ref().and_then(|open| open.me.clone());
    assert_eq!(me.as_ref().map(PersonId::as_str), Some("ben"));
    window.press(Modifiers::NONE, Key::ArrowRight);
    assert_eq!(
        window.session().view.selection.head,
        1,
        "then the text has the keys again"
    );
}

#[test]
fn what_cannot_be_done_is_said_and_forgotten() {
    let mut window = with_text("Ana", TEXT);
    window.sign("?");
    window.settle();
    let words = "No label of your own is selected";
    assert!(window.harness.query_by_label(words).is_some());
    window.harness.run_steps(80);
    assert!(window.harness.query_by_label(words).is_none());
}

#[test]
fn a_new_label_and_new_documents_are_in_sight() {
    let mut window = with_text("Ana", TEXT);
    window.click_on("Name of a new label");
    window.type_text("Denial");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert!(window.harness.query_by_label("Denial, 0 here").is_some());
    for name in ["first", "second", "third"] {
        std::fs::write(window.path(&format!("{name}.txt")), format!("{name} text\n")).unwrap();
    }
    let paths = ["first", "second", "third"].map(|name| window.path(&format!("{name}.txt")));
    window.ask(Request::PreviewImport {
        paths: paths.to_vec(),
        encoding: None,
        annotator: None,
    });
    // The preview has no field: Enter takes what it shows.
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    let rows: Vec<_> = window.harness.query_all_by_label_contains(", 0 labels").collect();
    assert_eq!(rows.len(), 4, "every document has a row in sight");
}

#[test]
fn a_dragged_end_stops_at_the_word_and_not_behind_the_space() {
    let mut window = with_text("Ana", TEXT);
    let span = window.find("Mayor Bae promised", 0);
    let (from, to) = window.ends(span);
    window.drag(from, to);
    window.sign("s");
    let (_, end) = window.ends(span);
    let (_, word) = window.ends(window.find("Mayor Bae", 0));
    // To the left half of the next word: its start is the nearest word boundary.
    window.drag(Pos2::new(end.x + 2.0, end.y), Pos2::new(word.x + 12.0, word.y));
    let label = window.selected_own();
    assert_eq!(window.words(&label), "Mayor Bae");
}

#[test]
fn undoing_a_decision_goes_back_to_its_place() {
    let mut window = Window::sample("Ana");
    window.ask(Request::Command(CommandId::Review));
    let current = |window: &Window| window.session().view.review.as_ref().map(|review| review.current);
    let first = current(&window);
    window.sign("0");
    window.sign("0");
    let second = window.session().view.review.as_ref().map(|review| review.current);
    assert_ne!(second, first);
    window.press(Modifiers::COMMAND, Key::Z);
    window.press(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert_eq!(current(&window), first);
}

#[test]
fn enter_on_the_welcome_page_opens_the_sample() {
    let mut window = Window::empty("Ana", tempfile::tempdir().unwrap(), [900.0, 600.0]);
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert!(window.session().project().is_some());
}
