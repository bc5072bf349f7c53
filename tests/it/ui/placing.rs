//! A corrected text under labels, and labels that wait to be placed: by keys alone.

use super::*;
use ascribe::command::CommandId;

const OLD: &str = "The old bridge opens on Monday. Ana denied it. Nobody believed her at first.\n";
const NEW: &str = "On the island: the old bridge opens on Monday. Eve denied it, and Ben denied it too.\n";

#[expect(clippy::disallowed_methods, reason = "tests put files in place")]
fn put(path: &std::path::Path, words: &str) {
    std::fs::write(path, words).unwrap();
}

/// Three labels, and the text replaced by another.
fn replaced() -> Window {
    let mut window = with_text("Ana", OLD);
    for words in ["old bridge opens", "Ana", "believed her"] {
        window.select(words, 0);
        window.sign("s");
    }
    let file = window.path("new.txt");
    put(&file, NEW);
    window.press(Modifiers::COMMAND, Key::H);
    window.settle();
    window.type_text(&file.display().to_string());
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(window.annotations("ana").len(), 3, "nothing is edited yet");
    let preview = window.session().view.new_text.clone().unwrap();
    let fates = preview.fates();
    assert_eq!((fates.moved, fates.unsure + fates.lost), (1, 2));
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    window
}

#[test]
fn a_corrected_text_is_looked_at_first_and_what_waits_is_listed_with_the_keyboard_in_it() {
    let mut window = replaced();
    let labels = window.annotations("ana");
    assert_eq!(labels.len(), 1);
    assert_eq!(window.words(&labels[0]), "old bridge opens");
    assert_eq!(window.session().to_place(), (2, 0));
    assert!(window.harness.query_by_label("2 labels to place").is_some());
    // Down and delete: the list has the keyboard.
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.press(Modifiers::NONE, Key::Delete);
    window.settle();
    assert_eq!(window.session().to_place(), (1, 0));
    // The words that are selected in the text become those of the label.
    window.select("Eve", 0);
    window.press(Modifiers::ALT, Key::Enter);
    window.settle();
    assert_eq!(window.session().to_place(), (0, 0));
    assert!(window.session().view.placing.is_none());
    let labels = window.annotations("ana");
    let words: Vec<String> = labels.iter().map(|label| window.words(label)).collect();
    assert_eq!(words, ["old bridge opens", "Eve"]);
    for _ in 0..3 {
        window.press(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(window.annotations("ana").len(), 3, "one step back for each");
}

#[test]
fn escape_closes_the_list_and_its_key_brings_it_back() {
    let mut window = replaced();
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert!(window.session().view.placing.is_none());
    window.press(Modifiers::NONE, Key::F6);
    window.settle();
    assert!(window.session().view.placing.is_some());
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.press(Modifiers::NONE, Key::ArrowUp);
    window.press(Modifiers::NONE, Key::ArrowUp);
    window.press(Modifiers::NONE, Key::Delete);
    window.settle();
    assert_eq!(
        window.session().to_place(),
        (1, 0),
        "the arrows keep the keyboard in the list"
    );
    assert!(window.session().can(CommandId::PlaceLabels).is_ok());
}

#[test]
fn what_is_read_stays_in_view_when_another_program_puts_words_before_it() {
    let lines: String = (1..200)
        .map(|line| format!("Line {line} of a long report.\n"))
        .collect();
    let mut window = with_text("Ana", &lines);
    let words = "Line 120 ";
    let (from, _) = window.ends_of(words);
    window.click(from);
    let caret = window.session().view.selection.head;
    assert_eq!(caret, window.find(words, 0).start());
    let rect = |window: &Window| window.harness.state().word_rects(window.find(words, 0))[0];
    let before = rect(&window);
    let document = window.first_document();
    let path = window.path(&format!("project/documents/{document}.txt"));
    let changed = lines.replace("Line 2 of", "New words before.\nAnd more.\nLine 2 of");
    put(&path, &changed);
    window.ask(Request::LookAgain);
    window.rest();
    let (_, text) = window.session().document().unwrap();
    assert!(text.as_str().contains("And more."), "it was read");
    assert_eq!(
        window.session().view.selection.head,
        window.find(words, 0).start()
    );
    assert!((rect(&window).top() - before.top()).abs() < 1.0);
}
