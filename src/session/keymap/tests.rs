//! The file of keys: rows that work, rows that do not, and what is said about them.

use super::*;

fn chords(keymap: &Keymap, id: CommandId) -> Vec<String> {
    keymap.chords(id).iter().map(Chord::written).collect()
}

fn faults(text: &str) -> Vec<String> {
    Keymap::from_text(text).faults().to_vec()
}

#[test]
fn the_table_alone_has_no_fault_and_every_chord_parses() {
    for row in COMMANDS {
        for chord in row.chords {
            assert!(chord.parse::<Chord>().is_ok(), "{chord}");
        }
    }
    let keymap = Keymap::default();
    assert_eq!(keymap.clash(), None);
    for row in COMMANDS {
        assert_eq!(keymap.remarks(row.id), Vec::<String>::new(), "{:?}", row.id);
    }
}

#[test]
fn the_narrow_scope_wins_and_needs_its_place() {
    let keymap = Keymap::default();
    let one = "1".parse().unwrap();
    assert_eq!(
        keymap.find(&one, Scope::Review).map(|c| c.id),
        Some(CommandId::Take1)
    );
    assert!(keymap.find(&one, Scope::Text).is_none());
    let delete = "Delete".parse().unwrap();
    assert!(keymap.find(&delete, Scope::Anywhere).is_none());
}

#[test]
fn rows_change_their_commands_and_leave_the_others() {
    let keymap = Keymap::from_text(
        "// mine\n(\n  keys: {\n    \"nextlabel\": [\"j\", \"ctrl+alt+j\"], // two\n    \"Delete\": [],\n    \"Save\": \"F2\",\n  },\n)\n",
    );
    assert_eq!(keymap.faults(), [""; 0]);
    assert_eq!(chords(&keymap, CommandId::NextLabel), ["J", "Ctrl+Alt+J"]);
    assert_eq!(keymap.hint(CommandId::NextLabel).as_deref(), Some("J"));
    assert_eq!(keymap.hint(CommandId::Delete), None);
    assert_eq!(chords(&keymap, CommandId::Save), ["F2"]);
    assert!(keymap.is_changed(CommandId::Save) && !keymap.is_changed(CommandId::Undo));
    assert!(keymap.find(&"]".parse().unwrap(), Scope::Text).is_none());
    assert_eq!(
        keymap.find(&"j".parse().unwrap(), Scope::Text).map(|c| c.id),
        Some(CommandId::NextLabel)
    );
}

#[test]
fn a_row_that_cannot_be_used_is_named_and_the_rest_applies() {
    let keymap = Keymap::from_text(
        r#"(keys: {"Jump": ["J"], "Undo": ["Ctrl+Hoem"], "Redo": [3], "Quit": 4, "Palette": ["F2"]})"#,
    );
    let told = keymap.faults().join("\n");
    for words in [
        "no command “Jump”",
        "Undo: there is no key “Hoem”",
        "Redo: ",
        "Quit: keys are a list",
    ] {
        assert!(told.contains(words), "{words} in {told}");
    }
    assert_eq!(keymap.faults().len(), 4, "{told}");
    assert_eq!(chords(&keymap, CommandId::Undo), ["Ctrl+Z"]);
    assert_eq!(chords(&keymap, CommandId::Palette), ["F2"]);
}

#[test]
fn a_chord_claimed_twice_stays_where_it_was_and_swaps_are_fine() {
    let keymap = Keymap::from_text(r#"(keys: {"Undo": ["Ctrl+S"], "Palette": ["F2"], "Export": ["F2"]})"#);
    assert_eq!(chords(&keymap, CommandId::Undo), ["Ctrl+Z"]);
    assert_eq!(chords(&keymap, CommandId::Save), ["Ctrl+S"]);
    assert_eq!(keymap.faults().len(), 2, "{:?}", keymap.faults());
    assert!(keymap.faults().iter().any(|f| f.contains("Save now")));
    // One of two new claims is kept.
    let f2 = "F2".parse().unwrap();
    assert_eq!(
        keymap.find(&f2, Scope::Anywhere).map(|c| c.id),
        Some(CommandId::Export)
    );
    let swapped = Keymap::from_text(r#"(keys: {"NextLabel": ["["], "PreviousLabel": ["]"]})"#);
    assert_eq!(swapped.faults(), [""; 0]);
    assert_eq!(chords(&swapped, CommandId::NextLabel), ["["]);
}

#[test]
fn what_a_key_takes_away_from_others_is_said() {
    let told = faults(r#"(keys: {"NextLabel": ["Ctrl+S"], "Discuss": ["."], "Palette": ["Ctrl+Home"]})"#);
    let told = told.join("\n");
    assert!(told.contains("In the text Ctrl+S"), "{told}");
    assert!(told.contains("While reviewing ."), "{told}");
    assert!(told.contains("Ctrl+Home no longer moves the caret"), "{told}");
}

#[test]
fn a_key_that_is_another_commands_in_the_text_is_said_to_stay_there() {
    let told = faults(r#"(keys: { "Find": ["]"], "Save": ["Alt+C"] })"#).join("\n");
    assert!(
        told.contains("Find: in the text ] stays the key of “Next label”"),
        "{told}"
    );
    assert!(
        told.contains("Save: Alt+C is no longer a switch of search fields"),
        "{told}"
    );
}

#[test]
fn a_file_that_cannot_be_read_changes_nothing_and_says_where() {
    let keymap = Keymap::from_text("(keys: {\n  \"Undo\": [\"F2\"\n})");
    assert_eq!(chords(&keymap, CommandId::Undo), ["Ctrl+Z"]);
    assert_eq!(keymap.faults().len(), 1);
    assert!(keymap.faults()[0].contains('3'), "{:?}", keymap.faults());
    assert_eq!(faults("[]").len(), 1);
    assert_eq!(
        faults("(keys: {\"Undo\": [\"F2\"], // \"Undo\": no\n \"Undo\": [\"F3\"]})").len(),
        2
    );
}

#[test]
fn the_template_is_a_keymap_that_changes_nothing_and_works_when_its_rows_are_uncommented() {
    let template = Keymap::template();
    let keymap = Keymap::from_text(&template);
    assert_eq!(keymap.faults(), [""; 0]);
    assert!(COMMANDS.iter().all(|row| !keymap.is_changed(row.id)));
    let open = template.replace("        // \"", "        \"");
    assert_eq!(faults(&open), [""; 0]);
}

#[test]
fn keys_of_labels_that_a_command_has_are_listed() {
    let mut board = crate::model::testing::Board::empty("one");
    let mut claim = crate::model::Label::new(crate::model::testing::label("claim"), "Claim");
    claim.key = Some("n".into());
    board.add_label(claim);
    let codebook = board.project.codebook();
    assert_eq!(Keymap::default().shadowed(codebook), [""; 0]);
    let keymap = Keymap::from_text(r#"(keys: {"NextLabel": ["n"]})"#);
    assert_eq!(
        keymap.shadowed(codebook),
        ["“n” is the key of “Next label”: it does not tag “Claim”"]
    );
}
