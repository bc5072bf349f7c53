//! Words that are being typed: in an edit after a rest, one step to undo, and never lost to what ends the typing.

use super::safety::{another_on, layer_on_disk, on_a_faulty_disk, restarted, shows, tag};
use super::*;
use ascribe::command::CommandId;
use ascribe::session::Outcome;

const SIZE: [f32; 2] = [1280.0, 800.0];

/// A label on “bridge” is selected, and the keyboard is in its note.
fn noting() -> Window {
    let (mut window, _) = on_a_faulty_disk(SIZE);
    tag(&mut window, "bridge");
    window.press(Modifiers::COMMAND, Key::M);
    window.settle();
    window
}

fn note(window: &Window) -> String {
    window.annotations("ana")[0].note.clone()
}

fn has_focus(window: &Window, name: &str) -> bool {
    let field = egui::accesskit::Role::MultilineTextInput;
    window.harness.get_by_role_and_label(field, name).is_focused()
}

#[test]
fn a_note_that_is_typed_is_safe_after_a_rest_and_one_step_to_undo() {
    let mut window = noting();
    window.type_text("seen on ");
    assert!(shows(&window, "Not safe yet") && !shows(&window, "Safe here"));
    assert_eq!(note(&window), "");
    window.rest();
    assert_eq!(note(&window), "seen on");
    window.rest();
    assert!(shows(&window, "Safe here") && shows(&window, "Saved"));
    assert!(has_focus(&window, "Note"));
    window.type_text("Monday");
    window.rest();
    assert_eq!(
        note(&window),
        "seen on Monday",
        "the caret stayed behind the space"
    );
    assert!(layer_on_disk(&window.path("project"), &window).contains("seen on Monday"));
    window.press(Modifiers::COMMAND, Key::Enter);
    window.settle();
    let mut window = restarted(window);
    assert_eq!(note(&window), "seen on Monday");
    window.press(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert_eq!(note(&window), "", "the whole note at once");
    window.press(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert_eq!(window.annotations("ana").len(), 0, "then the label");
    window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z);
    window.settle();
    assert_eq!(note(&window), "seen on Monday");
}

#[test]
fn another_edit_between_begins_a_step_of_its_own() {
    let mut window = noting();
    window.type_text("first");
    window.rest();
    let id = window.annotations("ana")[0].id.clone();
    window.ask(Request::AddComment {
        on: id,
        text: "between".into(),
    });
    window.type_text(" last");
    window.rest();
    assert_eq!(note(&window), "first last");
    window.press(Modifiers::COMMAND, Key::Enter);
    window.press(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert_eq!(note(&window), "first");
}

#[test]
fn words_that_are_typed_arrive_before_another_window_takes_over() {
    let mut first = noting();
    first.type_text("half a thou");
    let mut second = another_on(&first, "Ana");
    second.click_on("Take over");
    let folder = first.session().open.as_ref().unwrap().window.watched();
    let folder = folder.unwrap().to_owned();
    first.ask(Request::Done(Outcome::AskedFor(folder)));
    first.rest();
    assert!(shows(&first, "Another window took over"));
    assert!(layer_on_disk(&first.path("project"), &first).contains("half a thou"));
}

#[test]
fn words_that_are_typed_arrive_before_the_window_closes() {
    let mut window = noting();
    window.type_text("half a thou");
    window.ask(Request::Close);
    window.settle();
    assert!(window.session().open.is_none());
    window.open("project");
    let document = window.first_document();
    window.ask(Request::SelectDocument(document));
    assert_eq!(note(&window), "half a thou");
}

#[test]
fn a_comment_is_kept_while_it_is_written_and_listed_once_it_is_sent() {
    let mut window = noting();
    let comments = |window: &Window| {
        let id = window.annotations("ana")[0].id.clone();
        let document = window.session().view.document.clone().unwrap();
        let project = window.session().project().unwrap();
        let comments = project.comments_on(&document, &id);
        comments
            .iter()
            .map(|(_, comment)| comment.text.clone())
            .collect::<Vec<_>>()
    };
    window.click_on("New comment");
    window.type_text("why ");
    window.rest();
    assert_eq!(comments(&window), ["why"]);
    assert!(
        window.harness.query_by_label("Comments").is_some(),
        "not listed yet"
    );
    window.type_text("here");
    window.rest();
    assert_eq!(comments(&window), ["why here"]);
    window.press(Modifiers::COMMAND, Key::Enter);
    window.settle();
    assert_eq!(comments(&window), ["why here"]);
    assert!(shows(&window, "Comments · 1, 1 open"));
    window.ask(Request::Command(CommandId::Undo));
    assert_eq!(comments(&window), [""; 0], "one step");
}

#[test]
fn a_description_in_the_codebook_is_kept_after_a_rest_and_one_step_to_undo() {
    let mut window = noting();
    let told = |window: &Window| {
        let book = window.session().project().unwrap().codebook();
        let texts: Vec<&str> = book.labels().map(|label| label.description.as_str()).collect();
        texts.join("|")
    };
    let before = told(&window);
    window.ask(Request::Command(CommandId::Codebook));
    window.click_on("Description");
    window.press(Modifiers::COMMAND, Key::End);
    window.type_text(" more ");
    assert!(shows(&window, "Not safe yet"));
    assert_eq!(told(&window), before);
    window.rest();
    assert!(told(&window).contains(" more") && told(&window).len() <= before.len() + 6);
    window.type_text("words");
    window.rest();
    assert!(told(&window).contains(" more words"));
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    window.ask(Request::Command(CommandId::Undo));
    assert_eq!(told(&window), before);
}

#[test]
fn a_note_that_changes_elsewhere_while_it_is_typed_loses_nobodys_words() {
    let mut window = noting();
    window.type_text("A1");
    window.rest();
    let id = window.annotations("ana")[0].id.clone();
    // The field shows what came, and typing goes on behind it.
    window.ask(Request::SetNote(id, "A1 B1".into()));
    window.settle();
    window.press(Modifiers::COMMAND, Key::End);
    window.type_text(" A2");
    window.rest();
    assert_eq!(note(&window), "A1 B1 A2");
}
