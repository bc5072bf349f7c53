//! Tagging, linking, attributes and boundaries with the hands on the keyboard.

use super::*;
use egui_kittest::kittest::NodeT;

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
    let mut window = with_text("Ana", STATEMENTS);
    tag_statements(&mut window, |window, words, (key, _)| {
        select_words(window, words);
        window.sign(key);
    });
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
        for _ in 0..window.annotations("ana").len() {
            if window.session().selected_own().map(|a| a.id.clone()).as_ref() != Some(claim) {
                window.sign("]");
            }
        }
        window.sign(&said_by);
        assert_eq!(window.session().selected_own().map(|a| &a.id), Some(claim));
        let (_, letter) = window.nearest_target();
        window.sign(&letter.to_string());
    }
    assert_eq!(window.links("ana"), claims.len());
    assert_eq!(window.clicks, 0);
}

#[test]
fn undo_and_redo_go_back_and_forth_over_everything() {
    let mut window = with_text("Ana", STATEMENTS);
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
    let mut window = with_text("Ana", STATEMENTS);
    select_words(&mut window, "who pays");
    window.sign("q");
    window.press(Modifiers::ALT | Modifiers::SHIFT, Key::ArrowLeft);
    let grown = window.selected_own();
    assert_eq!(window.words(&grown), "asked who pays");
    window.press(Modifiers::ALT, Key::ArrowLeft);
    let shrunk = window.selected_own();
    assert_eq!(window.words(&shrunk), "asked who");
}

#[test]
fn a_fragment_is_added_with_plus() {
    let mut window = with_text("Ana", STATEMENTS);
    select_words(&mut window, "Teacher Mo");
    window.sign("s");
    select_words(&mut window, "Captain Seo");
    window.sign("+");
    let label = window.selected_own();
    assert_eq!(window.words(&label), "Teacher Mo … Captain Seo");
    assert_eq!(window.annotations("ana").len(), 1);
}

#[test]
fn label_keys_do_not_fire_while_a_field_has_the_focus() {
    let mut window = with_text("Ana", STATEMENTS);
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

/// Puts words into the field that has the keyboard in place of what is there.
pub(super) fn retype(window: &mut Window, words: &str) {
    window.press(Modifiers::COMMAND, Key::A);
    window.type_text(words);
}

/// The accessible name of what has the keyboard.
fn focused(window: &Window) -> String {
    let root = window.harness.root();
    let node = root
        .children_recursive()
        .map(|node| node.accesskit_node())
        .find(|node| node.is_focused());
    node.and_then(|node| node.label()).unwrap_or_default()
}

/// Steps with Tab until something of this name has the keyboard.
pub(super) fn tab_to(window: &mut Window, name: &str) {
    for _ in 0..40 {
        if focused(window) == name {
            return;
        }
        window.press(Modifiers::NONE, Key::Tab);
        window.settle();
    }
    panic!("Tab never came to “{name}”, it is at “{}”", focused(window));
}

fn command(window: &mut Window, words: &str) {
    window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::P);
    window.settle();
    window.type_text(words);
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
}

#[test]
fn from_the_welcome_page_to_the_export_by_keys_alone() {
    let mut window = Window::empty("Ana", tempfile::tempdir().unwrap(), [1280.0, 800.0]);
    window.settle();
    // The welcome page: Enter opens the sample. Then who one is, from the palette.
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    command(&mut window, "who am");
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    let me = window.session().open.as_ref().unwrap().me.clone();
    assert_eq!(me.as_ref().map(PersonId::as_str), Some("ben"));
    assert_eq!(window.session().view.document, Some(window.first_document()));
    let (before, links) = (window.annotations("ben").len(), window.links("ben"));

    tag_and_fill_in(&mut window);
    assert_eq!(window.annotations("ben").len(), before + 1);
    find_link_and_note(&mut window);
    assert_eq!(window.annotations("ben").len(), before + 2);
    assert_eq!(window.links("ben"), links + 1);

    // Everything can be taken back and made again.
    let end = window.session().project().unwrap().clone();
    for _ in 0..3 {
        window.press(Modifiers::COMMAND, Key::Z);
    }
    assert_ne!(*window.session().project().unwrap(), end);
    for _ in 0..3 {
        window.press(Modifiers::COMMAND, Key::Y);
    }
    assert_eq!(*window.session().project().unwrap(), end);

    review_and_finish(&mut window);
    export_and_close(&mut window);
    assert_eq!(window.clicks, 0);
}

/// A passage selected with the caret, a name that is known, a value by its number.
fn tag_and_fill_in(window: &mut Window) {
    window.press(Modifiers::COMMAND, Key::End);
    window.press(Modifiers::COMMAND, Key::ArrowUp);
    window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::ArrowRight);
    window.sign("s");
    window.press(Modifiers::NONE, Key::Tab);
    window.settle();
    assert_eq!(focused(window), "Who");
    window.type_text("Pyo");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    window.press(Modifiers::NONE, Key::Tab);
    window.settle();
    assert_eq!(focused(window), "Form of mention");
    window.sign("3");
    window.settle();
    // A name that is not known yet: the last row of the list makes it.
    window.press(Modifiers::SHIFT, Key::Tab);
    window.settle();
    window.type_text("Zora Quill");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    let label = window.selected_own();
    let value = |id: &str| label.attributes.get(id).map(ToString::to_string);
    assert_eq!(value("mention-type").as_deref(), Some("pronoun"));
    let names = label.attributes.get("entity").unwrap().entities().to_vec();
    let project = window.session().project().unwrap();
    let names: Vec<&str> = names.iter().map(|id| project.entity_name(id)).collect();
    assert_eq!(names, ["Pyo Dan-ul", "Zora Quill"]);
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
}

/// Words that are searched for, tagged, linked to the label before and noted on.
fn find_link_and_note(window: &mut Window) {
    let (_, text) = window.session().document().unwrap();
    let words = text
        .as_str()
        .split_whitespace()
        .rev()
        .find(|w| w.len() > 5)
        .unwrap()
        .to_owned();
    let words: String = words.chars().filter(|c| c.is_alphanumeric()).collect();
    window.press(Modifiers::COMMAND, Key::F);
    window.type_text(&words);
    window.settle();
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    window.sign("c");
    let claim = window.selected_own();
    assert!(window.words(&claim).contains(&words));
    window.sign("y");
    let (nearest, letter) = window.nearest_target();
    window.sign(&letter.to_string());
    window.press(Modifiers::COMMAND, Key::M);
    window.settle();
    window.type_text("Is this a claim?");
    window.press(Modifiers::COMMAND, Key::Enter);
    window.settle();
    let noted = window.selected_own();
    assert_eq!(
        (noted.id.clone(), noted.note.as_str()),
        (claim.id.clone(), "Is this a claim?")
    );
    // Along the link and back: the text has the keyboard again.
    window.press(Modifiers::COMMAND, Key::G);
    assert_eq!(
        window.session().selected_own().map(|a| a.id.clone()),
        Some(nearest)
    );
    window.press(Modifiers::COMMAND, Key::G);
    assert_eq!(
        window.session().selected_own().map(|a| a.id.clone()),
        Some(claim.id.clone())
    );
}

fn review_and_finish(window: &mut Window) {
    window.press(Modifiers::COMMAND, Key::R);
    window.settle();
    let left = window
        .session()
        .view
        .review
        .as_ref()
        .expect("reviewing")
        .undecided();
    window.press(Modifiers::NONE, Key::F8);
    window.sign("0");
    window.settle();
    assert_eq!(
        window.session().view.review.as_ref().unwrap().undecided(),
        left - 1
    );
    window.press(Modifiers::COMMAND, Key::R);
    window.settle();
    let progress = |window: &Window| {
        window
            .session()
            .project()
            .unwrap()
            .progress(&window.layer_key("ben"))
    };
    let before = progress(window);
    window.press(Modifiers::COMMAND, Key::Enter);
    assert_ne!(progress(window), before);
    if progress(window) != ascribe::model::Progress::Finished {
        window.press(Modifiers::COMMAND, Key::Enter);
    }
    assert_eq!(progress(window), ascribe::model::Progress::Finished);
}

/// A format from the list and a path typed over the one that stands there.
fn export_and_close(window: &mut Window) {
    let path = window.path("out.csv");
    window.press(Modifiers::COMMAND, Key::E);
    window.settle();
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
    assert!(rows.contains("Is this a claim?"), "{}", &rows[..400]);
    window.press(Modifiers::COMMAND, Key::W);
    window.settle();
    window.rest();
    assert!(window.session().project().is_none(), "closed");
    // What was done is there when it is opened again.
    window.press(Modifiers::COMMAND, Key::O);
    window.settle();
    retype(window, &window.path("samples/interview").display().to_string());
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    let first = window.first_document();
    assert_eq!(window.session().view.document, Some(first));
    let notes = window
        .annotations("ben")
        .into_iter()
        .filter(|a| a.note == "Is this a claim?");
    assert_eq!(notes.count(), 1);
}
