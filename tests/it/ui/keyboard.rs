//! Tagging, linking, attributes and boundaries with the hands on the keyboard.

use super::*;

const TEXT: &str = "“The bridge opens on Monday,” minister Pyo said. The engineer Han said the bearings hold.\n\
    Teacher Mo asked who pays. Captain Seo answered that the ferry pays nothing.\n\
    Mayor Bae promised a new road. Driver Cho doubted the date.\n";

/// One key towards a byte: a paragraph, else a word, else a character. With `extend` the selection grows.
fn step_towards(window: &mut Window, to: u32, extend: bool) {
    let (_, text) = window.session().document().unwrap();
    let head = window.session().view.selection.head;
    let (here, there) = (text.line_from_byte(head), text.line_from_byte(to));
    let forward = head < to;
    let word = if forward {
        ascribe::text::segment::next_word_end(text, head) <= to
    } else {
        ascribe::text::segment::prev_word_start(text, head) >= to
    };
    let key = match (here != there, forward) {
        (true, true) => Key::ArrowDown,
        (true, false) => Key::ArrowUp,
        (false, true) => Key::ArrowRight,
        (false, false) => Key::ArrowLeft,
    };
    let mut modifiers = if word || here != there {
        Modifiers::COMMAND
    } else {
        Modifiers::NONE
    };
    if extend {
        modifiers |= Modifiers::SHIFT;
    }
    window.press(modifiers, key);
    assert_ne!(window.session().view.selection.head, head, "the caret moves");
}

/// Selects words with the keyboard alone.
fn select_words(window: &mut Window, words: &str) {
    let span = window.find(words, 0);
    if !window.session().view.selection.is_empty() {
        window.press(Modifiers::NONE, Key::ArrowRight);
    }
    while window.session().view.selection.head != span.start() {
        step_towards(window, span.start(), false);
    }
    while window.session().view.selection.head != span.end() {
        step_towards(window, span.end(), true);
    }
}

#[test]
fn ten_passages_are_tagged_and_linked_by_keys_alone() {
    let mut window = with_text("Ana", TEXT);
    let passages = [
        ("The bridge opens on Monday", "c"),
        ("minister Pyo", "s"),
        ("engineer Han", "s"),
        ("the bearings hold", "c"),
        ("Teacher Mo", "s"),
        ("who pays", "q"),
        ("Captain Seo", "s"),
        ("the ferry pays nothing", "c"),
        ("Mayor Bae", "s"),
        ("a new road", "c"),
    ];
    for (words, key) in passages {
        select_words(&mut window, words);
        window.sign(key);
        let made = window
            .session()
            .selected_own()
            .cloned()
            .expect("the new label is selected");
        assert_eq!(window.words(&made), words);
    }
    assert_eq!(window.annotations("ana").len(), 10);
    // Each claim to its speaker: step to the claim, the link's key, the target's letter.
    let said_by = window
        .session()
        .project()
        .unwrap()
        .codebook()
        .link_kind("said-by")
        .unwrap()
        .key
        .clone()
        .unwrap();
    let claims: Vec<_> = window
        .annotations("ana")
        .into_iter()
        .filter(|a| a.label.as_str() == "claim")
        .map(|a| a.id.clone())
        .collect();
    for claim in &claims {
        window.press(Modifiers::COMMAND, Key::Home);
        for _ in 0..passages.len() {
            if window.session().selected_own().map(|a| a.id.clone()).as_ref() != Some(claim) {
                window.sign("]");
            }
        }
        window.sign(&said_by);
        assert_eq!(window.session().selected_own().map(|a| &a.id), Some(claim));
        let nearest = window
            .session()
            .view
            .linking
            .as_ref()
            .expect("a link waits")
            .targets[0]
            .1;
        window.sign(&nearest.to_string());
    }
    assert_eq!(window.links("ana"), claims.len());
    assert_eq!(window.clicks, 0);
    println!("10 passages tagged, {} links, {} keys", claims.len(), window.keys);
}

#[test]
fn undo_and_redo_go_back_and_forth_over_everything() {
    let mut window = with_text("Ana", TEXT);
    let start = window.session().project().unwrap().clone();
    select_words(&mut window, "minister Pyo");
    window.sign("s");
    select_words(&mut window, "engineer Han");
    window.sign("s");
    window.press(Modifiers::NONE, Key::Delete);
    let end = window.session().project().unwrap().clone();
    assert_eq!(window.annotations("ana").len(), 1);
    for _ in 0..3 {
        window.press(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(*window.session().project().unwrap(), start);
    for _ in 0..3 {
        window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    }
    assert_eq!(*window.session().project().unwrap(), end);
}

#[test]
fn alt_arrows_move_the_ends_of_a_label() {
    let mut window = with_text("Ana", TEXT);
    select_words(&mut window, "who pays");
    window.sign("q");
    window.press(Modifiers::ALT | Modifiers::SHIFT, Key::ArrowLeft);
    let grown = window.session().selected_own().cloned().unwrap();
    assert_eq!(window.words(&grown), "asked who pays");
    window.press(Modifiers::ALT, Key::ArrowLeft);
    let shrunk = window.session().selected_own().cloned().unwrap();
    assert_eq!(window.words(&shrunk), "asked who");
}

#[test]
fn a_fragment_is_added_with_plus() {
    let mut window = with_text("Ana", TEXT);
    select_words(&mut window, "Teacher Mo");
    window.sign("s");
    select_words(&mut window, "Captain Seo");
    window.sign("+");
    let label = window.session().selected_own().cloned().unwrap();
    assert_eq!(window.words(&label), "Teacher Mo … Captain Seo");
    assert_eq!(window.annotations("ana").len(), 1);
}

#[test]
fn label_keys_do_not_fire_while_a_field_has_the_focus() {
    let mut window = with_text("Ana", TEXT);
    select_words(&mut window, "minister Pyo");
    window.sign("s");
    window.press(Modifiers::COMMAND, Key::M);
    window.settle();
    window.type_text("css");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert_eq!(window.annotations("ana").len(), 1);
    assert_eq!(window.annotations("ana")[0].label.as_str(), "speaker");
}
