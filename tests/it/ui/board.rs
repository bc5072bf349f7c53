//! The board and the lists of what is talked about, by keys alone.

use super::*;

/// Whether something has a name of these parts.
fn tells(window: &Window, start: &str, part: &str) -> bool {
    let fits = |label: String| label.starts_with(start) && label.contains(part);
    let found = window.harness.query_all_by(|node| node.label().is_some_and(fits));
    found.count() == 1
}

#[test]
fn the_board_assigns_locks_exports_and_takes_back_by_keys() {
    let mut window = Window::sample("Ana");
    let assigned = |window: &Window| window.session().project().unwrap().assignments().count();
    let locks = |window: &Window| window.session().project().unwrap().locks().count();
    let before = assigned(&window);
    window.press(Modifiers::NONE, Key::F5);
    window.settle();
    assert!(tells(&window, "Nabyeol Bridge opens again", "Ana: finished"));
    window.press(Modifiers::NONE, Key::Space);
    window.settle();
    assert_eq!(assigned(&window), before - 1);
    window.press(Modifiers::NONE, Key::B);
    window.settle();
    assert!(assigned(&window) >= before - 1);
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.press(Modifiers::NONE, Key::ArrowRight);
    window.press(Modifiers::NONE, Key::L);
    window.settle();
    assert_eq!(locks(&window), 1);
    assert!(tells(&window, "Post of the Dorae", "Ben: locked"));
    window.press(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert_eq!(locks(&window), 0);
    window.sign("e");
    window.settle();
    window.press(Modifiers::COMMAND, Key::A);
    let path = window.path("board.csv");
    window.type_text(path.to_str().unwrap());
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    let written = std::fs::read_to_string(path).unwrap();
    assert_eq!(written.lines().count(), 3, "{written}");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert!(window.session().view.board.is_none());
}

#[test]
fn a_discussion_is_found_and_answered_by_keys() {
    let mut window = Window::sample("Ana");
    window.press(Modifiers::SHIFT, Key::F5);
    window.settle();
    let view = window.session().view.talks.clone().unwrap();
    let row = view.rows[view.shown[0]].clone();
    let before: usize = row.threads.iter().map(|thread| thread.comments.len()).sum();
    window.sign("a");
    window.settle();
    window.type_text("So be it");
    window.press(Modifiers::COMMAND, Key::Enter);
    window.settle();
    let view = window.session().view.talks.clone().unwrap();
    let now = view.rows.iter().find(|other| other.on == row.on).unwrap();
    let after: usize = now.threads.iter().map(|thread| thread.comments.len()).sum();
    assert_eq!(after, before + 1);
    let (_, last) = now.threads.last().unwrap().last().unwrap();
    assert_eq!(last.text, "So be it");
}

#[test]
fn my_differences_tell_what_was_agreed_and_why() {
    let mut window = Window::sample("Ben");
    window.press(Modifiers::COMMAND, Key::F5);
    window.settle();
    let view = window.session().view.talks.clone().unwrap();
    assert!(!view.rows.is_empty());
    for row in view.rows.iter() {
        assert!(row.facts.iter().any(|(name, _)| name == "You"), "{row:?}");
        assert!(row.facts.iter().any(|(name, _)| name == "Decided"), "{row:?}");
    }
    let first = view.rows[0].clone();
    window.sign("a");
    window.settle();
    window.type_text("Why");
    window.press(Modifiers::COMMAND, Key::Enter);
    window.settle();
    let view = window.session().view.talks.clone().unwrap();
    let now = view.rows.iter().find(|row| row.on == first.on).unwrap();
    assert_eq!(now.threads.last().unwrap().last().unwrap().1.text, "Why");
}
