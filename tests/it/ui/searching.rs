//! Finding in a text and in all documents, and tagging all that was found: by keys, with what is typed never reaching the labels.

use super::*;
use ascribe::command::CommandId;
use egui::ImeEvent;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable;

const TEXT: &str =
    "The bridge opens on Monday.\nThe old bridge closes. Bridges are dear.\nNo BRIDGE is free.\n";

fn shift_ctrl() -> Modifiers {
    Modifiers::COMMAND | Modifiers::SHIFT
}

#[test]
fn find_shows_the_hits_and_leaves_the_hit_selected_for_a_label() {
    let mut window = with_text("Ana", TEXT);
    window.press(Modifiers::COMMAND, Key::F);
    window.type_text("bridge");
    window.settle();
    assert_eq!(window.session().view.find.hits.len(), 4);
    assert!(window.harness.query_by_label("1 of 4").is_some());
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert!(window.harness.query_by_label("2 of 4").is_some());
    window.press(Modifiers::SHIFT, Key::Enter);
    window.press(Modifiers::SHIFT, Key::Enter);
    window.settle();
    assert!(window.harness.query_by_label("4 of 4").is_some(), "round");
    window.press(Modifiers::NONE, Key::F3);
    window.press(Modifiers::NONE, Key::F3);
    window.settle();
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert!(!window.session().view.find.open);
    assert_eq!(window.selected_words(), "bridge");
    assert_eq!(window.session().view.selection.start(), 36);
    window.sign("s");
    let made = window.annotations("ana");
    assert_eq!(made.len(), 1);
    assert_eq!(window.words(&made[0]), "bridge");
}

#[test]
fn the_switches_have_keys_and_do_not_type_their_letters() {
    let mut window = with_text("Ana", TEXT);
    window.press(Modifiers::COMMAND, Key::F);
    window.type_text("bridge");
    // Some systems send the letter as text too.
    together(
        &mut window,
        [key(Key::C, Modifiers::ALT), Event::Text("c".into())],
    );
    window.settle();
    assert_eq!(window.session().view.find.pattern.text, "bridge");
    assert!(window.session().view.find.pattern.case);
    assert_eq!(window.session().view.find.hits.len(), 2);
    window.press(Modifiers::ALT, Key::C);
    window.press(Modifiers::ALT, Key::W);
    window.settle();
    assert_eq!(window.session().view.find.hits.len(), 3);
    window.click_on("Whole words");
    assert_eq!(window.session().view.find.hits.len(), 4);
}

#[test]
fn a_wrong_expression_is_told_and_no_hits_too() {
    let mut window = with_text("Ana", TEXT);
    window.press(Modifiers::COMMAND, Key::F);
    window.press(Modifiers::ALT, Key::R);
    window.type_text("(bridge");
    window.settle();
    let error = window
        .session()
        .view
        .find
        .error
        .clone()
        .expect("a parenthesis is open");
    assert!(window.harness.query_by_label(&error).is_some(), "{error}");
    window.type_text(") is");
    window.settle();
    assert_eq!(window.session().view.find.error, None);
    assert!(window.harness.query_by_label("1 of 1").is_some());
    window.type_text("!!");
    window.settle();
    assert!(window.harness.query_by_label("No hits").is_some());
}

#[test]
fn selected_words_are_looked_for() {
    let mut window = with_text("Ana", TEXT);
    window.select("Monday", 0);
    window.press(Modifiers::COMMAND, Key::F);
    window.settle();
    assert_eq!(window.session().view.find.pattern.text, "Monday");
    // They are selected in the field: typing replaces them.
    window.type_text("dear");
    window.settle();
    assert_eq!(window.session().view.find.pattern.text, "dear");
}

#[test]
fn what_is_typed_with_ctrl_f_in_one_frame_goes_into_the_field() {
    let mut window = with_text("Ana", TEXT);
    window.select("bridge", 0);
    let sign = || Event::Text("s".into());
    together(
        &mut window,
        [key(Key::F, Modifiers::COMMAND), sign(), sign(), sign()],
    );
    together(&mut window, [sign()]);
    window.settle();
    assert_eq!(window.session().view.find.pattern.text, "ssss");
    assert!(window.annotations("ana").is_empty());
}

#[test]
fn label_keys_are_letters_while_a_field_has_the_keyboard() {
    let mut window = with_text("Ana", TEXT);
    let span = window.find("Monday", 0);
    let select = Request::Select {
        anchor: span.start(),
        head: span.end(),
    };
    window.ask(select.clone());
    window.press(Modifiers::COMMAND, Key::F);
    let keys = window.type_all_keys();
    assert_eq!(window.session().view.find.pattern.text, keys);
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    window.ask(select.clone());
    window.press(shift_ctrl(), Key::F);
    let keys = window.type_all_keys();
    let search = window.session().view.search.as_ref();
    assert_eq!(search.map(|s| s.pattern.text.clone()), Some(keys));
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert!(window.session().view.search.is_none());
    assert!(window.annotations("ana").is_empty());
    // The note of a label.
    window.ask(select);
    window.sign("s");
    window.press(Modifiers::COMMAND, Key::M);
    let keys = window.type_all_keys();
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    let made = window.annotations("ana");
    assert_eq!(made.len(), 1);
    assert_eq!(made[0].note, keys);
}

#[test]
fn an_input_method_composes_in_the_fields() {
    let mut window = with_text("Ana", "はしがある。橋は古い。\nÉté\n");
    for open in [(Modifiers::COMMAND, "find"), (shift_ctrl(), "search")] {
        window.press(open.0, Key::F);
        window.settle();
        let text = |window: &Window| match open.1 {
            "find" => window.session().view.find.pattern.text.clone(),
            _ => window
                .session()
                .view
                .search
                .as_ref()
                .unwrap()
                .pattern
                .text
                .clone(),
        };
        let composing = |words: &str| {
            Event::Ime(ImeEvent::Preedit {
                text: words.into(),
                active_range_chars: None,
            })
        };
        window.harness.event(composing("は"));
        window.harness.step();
        window.harness.event(composing("はし"));
        window.harness.step();
        window.harness.event(composing(""));
        window.harness.event(Event::Ime(ImeEvent::Commit("橋".into())));
        window.settle();
        assert_eq!(text(&window), "橋", "{}", open.1);
        // A dead key: the composed letter arrives as text.
        window.harness.event(Event::Text("É".into()));
        window.settle();
        assert_eq!(text(&window), "橋É", "{}", open.1);
        window.press(Modifiers::NONE, Key::Escape);
        window.settle();
    }
    assert!(window.annotations("ana").is_empty());
}

#[test]
fn search_everywhere_lists_words_in_context_and_goes_there() {
    let mut window = Window::sample("Ana");
    window.press(shift_ctrl(), Key::F);
    window.type_text("10");
    window.settle();
    let search = window.session().view.search.clone().unwrap();
    let documents: std::collections::BTreeSet<_> =
        search.hits.iter().map(|hit| hit.document.clone()).collect();
    assert_eq!(documents.len(), 2);
    // From the field to the list: its first line is a document, the second a hit.
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    let here = |window: &Window, index: usize| {
        let hit = &window.session().view.search.as_ref().unwrap().hits[index];
        assert_eq!(window.session().view.document.as_ref(), Some(&hit.document));
        assert_eq!(window.session().view.selection.start(), hit.at.start());
        assert_eq!(window.session().view.selection.end(), hit.at.end());
    };
    here(&window, 0);
    // F4 steps while the text has the keyboard, round at the end.
    window.press(Modifiers::NONE, Key::F4);
    window.settle();
    here(&window, 1);
    window.press(Modifiers::SHIFT, Key::F4);
    window.press(Modifiers::SHIFT, Key::F4);
    window.settle();
    here(&window, search.hits.len() - 1);
    // Round to the first, where a label's key tags the hit.
    window.press(Modifiers::NONE, Key::F4);
    window.settle();
    here(&window, 0);
    let before = window.annotations("ana").len();
    window.sign("s");
    assert_eq!(window.annotations("ana").len(), before + 1);
}

#[test]
fn the_filter_narrows_the_hits_and_the_steps() {
    let mut window = with_text("Ana", TEXT);
    window.press(shift_ctrl(), Key::F);
    window.type_text("bridge");
    window.settle();
    window.click_on("Filter the hits");
    window.type_text("FREE");
    window.settle();
    assert!(window.harness.query_by_label("1 of 4 hits shown").is_some());
    let row = |words: &str| {
        let mut rows = window
            .harness
            .query_all_by_role_and_label(Role::ListBoxOption, words);
        rows.next().is_some()
    };
    assert!(row("No BRIDGE is free."));
    assert!(!row("The bridge opens on Monday."));
    window.press(Modifiers::NONE, Key::F4);
    window.settle();
    assert_eq!(window.selected_words(), "BRIDGE");
}

#[test]
fn tag_all_by_keys_is_one_edit() {
    let mut window = with_text("Ana", TEXT);
    window.select("bridge", 0);
    window.press(shift_ctrl(), Key::A);
    window.settle();
    // The chooser has the keyboard: a label's key chooses and tags nothing.
    window.sign("s");
    window.settle();
    assert!(window.annotations("ana").is_empty());
    let plan = window.session().view.tag_all.clone().expect("rows to tick");
    let book = window.session().project().unwrap().codebook();
    assert_eq!(
        book.label_by_key("s").map(|label| label.id.clone()),
        Some(plan.label)
    );
    assert_eq!(plan.rows.len(), 4);
    assert!(window.harness.query_by_label("Tag 4 passages").is_some());
    // Into the list by way of the field, and the second row off.
    window.click_on("Words to tag");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    window.press(Modifiers::NONE, Key::ArrowDown);
    window.press(Modifiers::NONE, Key::Space);
    window.settle();
    assert!(window.harness.query_by_label("Tag 3 passages").is_some());
    window.press(Modifiers::COMMAND, Key::Enter);
    window.settle();
    let words = |window: &Window| -> Vec<String> {
        let made = window.annotations("ana");
        made.iter().map(|a| window.words(a)).collect()
    };
    assert_eq!(words(&window), ["bridge", "Bridge", "BRIDGE"]);
    assert!(window.harness.query_by_label("Words to tag").is_none());
    window.press(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert!(window.annotations("ana").is_empty(), "one undo for all");
}

#[test]
fn undo_of_an_edit_in_many_documents_stays_in_the_open_one() {
    let mut window = Window::sample("Ana");
    let open = window.first_document();
    window.press(shift_ctrl(), Key::F);
    window.type_text("10");
    window.settle();
    window.press(shift_ctrl(), Key::A);
    window.settle();
    window.sign("c");
    window.settle();
    window.press(Modifiers::COMMAND, Key::Enter);
    window.settle();
    let documents = |window: &Window| {
        let project = window.session().project().unwrap();
        let mine = project
            .layers()
            .filter(|(key, _)| key.annotator.as_str() == "ana");
        mine.map(|(key, layer)| (key.document.clone(), layer.len()))
            .collect::<Vec<_>>()
    };
    let tagged = documents(&window);
    window.press(Modifiers::COMMAND, Key::Z);
    window.settle();
    let changed = tagged
        .iter()
        .zip(documents(&window))
        .filter(|(a, b)| **a != *b)
        .count();
    assert_eq!(changed, 2, "both documents had hits");
    assert_eq!(window.session().view.document, Some(open));
}

#[test]
fn tag_all_leaves_with_esc_and_edits_nothing() {
    let mut window = with_text("Ana", TEXT);
    window.ask(Request::Command(CommandId::TagAll));
    window.type_text("bridge");
    window.settle();
    assert!(window.session().view.tag_all.is_some());
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert!(window.harness.query_by_label("Words to tag").is_none());
    assert!(window.session().view.tag_all.is_none());
    assert!(window.annotations("ana").is_empty());
}

#[test]
fn tag_all_says_what_cannot_be_tagged_and_begins_with_the_search() {
    let mut window = with_text("Ana", TEXT);
    window.select("bridge", 1);
    window.sign("s");
    window.ask(Request::Deselect);
    window.ask(Request::Select { anchor: 0, head: 0 });
    window.press(shift_ctrl(), Key::F);
    window.type_text("bridge");
    window.settle();
    window.press(shift_ctrl(), Key::A);
    window.settle();
    window.sign("s");
    window.settle();
    let plan = window.session().view.tag_all.clone().expect("rows to tick");
    assert_eq!((plan.pattern.text.as_str(), plan.everywhere), ("bridge", true));
    let ticked: Vec<bool> = plan.rows.iter().map(|row| row.ticked).collect();
    assert_eq!(ticked, [true, false, true, true], "one is tagged already");
    assert!(window.harness.query_by_label("Tag 3 passages").is_some());
    window.press(Modifiers::ALT, Key::A);
    window.settle();
    let plan = window.session().view.tag_all.clone().unwrap();
    assert!(!plan.everywhere);
    window.click_on("Tick none");
    window.press(Modifiers::COMMAND, Key::Enter);
    window.settle();
    assert_eq!(window.annotations("ana").len(), 1, "nothing is ticked");
    assert!(window.harness.query_by_label("Words to tag").is_some());
}

#[test]
fn every_command_with_a_key_shows_it_in_the_menu() {
    let mut window = with_text("Ana", TEXT);
    let session = window.session();
    let key = session.keymap.hint(CommandId::SearchAll).expect("it has a key");
    window.harness.get_by_label("Edit").click();
    window.settle();
    let rows = window
        .harness
        .query_all_by_label_contains("Find in all documents");
    let shown = rows.into_iter().any(|row| format!("{row:?}").contains(&key));
    assert!(shown, "{key}");
}
