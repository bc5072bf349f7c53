//! What keys mean where: the user's own keymap, label keys that never fire while something is typed, the caret's column and
//! direction.

use super::*;
use ascribe::command::CommandId;
use egui::ImeEvent;
use egui_kittest::kittest::Queryable;

const COMMAND_SHIFT: Modifiers = Modifiers {
    shift: true,
    ..Modifiers::COMMAND
};

const TEXT: &str = "The bridge opens on Monday, said a minister who knows it.\nNo.\nMayor Bae promised a new road to all the villages on the island.\n";

fn write_keymap(window: &Window, rows: &str) {
    let folder = window.path("config");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("keymap.ron"), format!("(keys: {{{rows}}})")).unwrap();
}

fn head(window: &Window) -> u32 {
    window.session().view.selection.head
}

// ---- the keymap

#[test]
fn the_keymap_changes_keys_hints_and_the_sheet() {
    let mut window = with_text("Ana", TEXT);
    write_keymap(
        &window,
        "\"NextLabel\": [\"n\", \"Ctrl+Alt+N\"], \"Palette\": [\"F2\"], \"Jump\": []",
    );
    window.ask(Request::ReadKeymap);
    // The old key does nothing, the new ones do.
    window.press(Modifiers::COMMAND, Key::ArrowRight);
    window.sign("s");
    window.press(Modifiers::COMMAND, Key::Home);
    window.press(Modifiers::NONE, Key::Escape);
    window.sign("]");
    assert!(window.session().selected().is_none());
    window.press(Modifiers::COMMAND | Modifiers::ALT, Key::N);
    assert!(window.session().selected().is_some());
    window.press(Modifiers::NONE, Key::F2);
    window.settle();
    assert!(
        window.harness.query_by_label("Find").is_some(),
        "the palette is open"
    );
    window.type_text("next label");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    window.press(Modifiers::NONE, Key::F1);
    window.settle();
    assert!(
        window
            .harness
            .query_by_label("There is no command “Jump”")
            .is_some()
    );
    assert!(window.harness.query_by_label("Ctrl+Alt+N").is_some());
    assert_eq!(window.harness.query_all_by_label("changed").count(), 2);
    // The filter has the keyboard: it finds keys too.
    window.type_text("f2");
    window.settle();
    assert!(window.harness.query_by_label("Ctrl+Alt+N").is_none());
    assert!(window.harness.query_by_label("Commands…").is_some());
}

#[test]
fn the_keymap_is_made_changed_and_read_again_from_the_palette() {
    let mut window = with_text("Ana", TEXT);
    window.ask(Request::Command(CommandId::EditKeymap));
    let path = window.path("config/keymap.ron");
    let template = std::fs::read_to_string(&path).expect("made");
    let words = format!("Keys can be changed in {}", path.display());
    assert!(window.harness.query_by_label(&words).is_some());
    window.press(Modifiers::NONE, Key::Escape);
    let mine = template.replace("// \"Export\": [\"Ctrl+E\"]", "\"Export\": [\"F12\"]");
    assert_ne!(mine, template);
    std::fs::write(&path, mine).unwrap();
    window.ask(Request::Command(CommandId::ReloadKeymap));
    let hint = window.session().keymap.hint(CommandId::Export);
    assert_eq!(hint.as_deref(), Some("F12"));
}

#[test]
fn fields_and_menus_keep_their_keys_whatever_the_keymap_says() {
    let mut window = with_text("Ana", TEXT);
    write_keymap(
        &window,
        "\"Save\": [\"Ctrl+X\"], \"LeftPanel\": [\"Enter\"], \"Review\": [\"x\"], \"RightPanel\": [\"Alt+J\"], \"EditAttributes\": []",
    );
    window.ask(Request::ReadKeymap);
    let faults = window.session().keymap.faults();
    assert!(
        faults.iter().all(|fault| fault.contains("while reviewing")),
        "{faults:?}"
    );
    let left = |window: &Window| window.session().settings.left_panel;
    window.press(Modifiers::COMMAND, Key::F);
    window.settle();
    window.type_text("xx");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert!(left(&window), "Enter belongs to the field");
    assert_eq!(window.session().view.find.pattern.text, "xx");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert!(!left(&window), "on the text it is the command’s");
    // A chord with Alt also types a character: it is no label’s key.
    let right = window.session().settings.right_panel;
    window.press(Modifiers::COMMAND, Key::ArrowRight);
    let typed = [key(Key::J, Modifiers::ALT), Event::Text("s".into())];
    together(&mut window, typed);
    window.settle();
    assert_ne!(window.session().settings.right_panel, right);
    assert_eq!(window.annotations("ana").len(), 0);
}

// ---- label keys

#[test]
fn label_keys_are_letters_in_every_field() {
    let mut window = with_text("Ana", TEXT);
    window.press(Modifiers::COMMAND, Key::ArrowRight);
    window.sign("s");
    let end = window.session().project().unwrap().clone();
    let mut fields = 0;
    for name in [
        "Filter labels",
        "Name of a new label",
        "Filter by words, label or value",
    ] {
        let Some(field) = window.harness.query_by_label(name) else {
            continue;
        };
        let at = field.rect().center();
        window.click(at);
        window.type_all_keys();
        fields += 1;
        assert_eq!(*window.session().project().unwrap(), end, "{name}");
        window.press(Modifiers::COMMAND, Key::A);
        window.press(Modifiers::NONE, Key::Backspace);
        window.press(Modifiers::NONE, Key::Escape);
        window.settle();
    }
    assert!(fields > 0, "no field was found");
}

#[test]
fn label_keys_do_nothing_under_a_dialog() {
    use CommandId as C;
    let mut window = with_text("Ana", TEXT);
    let before = window.session().project().unwrap().clone();
    for id in [
        C::Shortcuts,
        C::Export,
        C::WhoAmI,
        C::SaveCopy,
        C::NewProject,
        C::OpenProject,
        C::Palette,
        C::GoToDocument,
        C::TagAll,
        C::Codebook,
    ] {
        window.ask(Request::Command(id));
        window.type_all_keys();
        let now = window.session().project().expect("still open");
        assert_eq!(*now, before, "{id:?}");
        assert!(window.session().view.linking.is_none());
        for _ in 0..3 {
            window.press(Modifiers::NONE, Key::Escape);
            window.settle();
        }
    }
    window.press(Modifiers::COMMAND, Key::ArrowRight);
    window.sign("s");
    assert_eq!(window.annotations("ana").len(), 1, "then they tag again");
}

#[test]
fn no_key_is_a_command_while_an_input_method_composes() {
    let mut window = with_text("Ana", TEXT);
    window.press(Modifiers::COMMAND, Key::ArrowRight);
    let preedit = |text: &str| {
        Event::Ime(ImeEvent::Preedit {
            text: text.to_owned(),
            active_range_chars: None,
        })
    };
    together(&mut window, [preedit("ㅅ")]);
    together(
        &mut window,
        [key(Key::S, Modifiers::NONE), Event::Text("s".into())],
    );
    window.settle();
    assert_eq!(window.annotations("ana").len(), 0);
    together(
        &mut window,
        [preedit("소"), Event::Ime(ImeEvent::Commit("소".into()))],
    );
    window.settle();
    assert_eq!(window.annotations("ana").len(), 0);
    window.sign("s");
    assert_eq!(window.annotations("ana").len(), 1, "then it is over");
}

// ---- the caret

#[test]
fn the_column_is_kept_over_a_short_line_and_forgotten_after_a_step_aside() {
    let mut window = with_text("Ana", TEXT);
    for _ in 0..12 {
        window.press(Modifiers::NONE, Key::ArrowRight);
    }
    window.press(Modifiers::NONE, Key::ArrowDown);
    let short = window.find("No.", 0);
    assert_eq!(head(&window), short.end());
    window.press(Modifiers::NONE, Key::ArrowDown);
    let third = window.find("Mayor", 0).start();
    assert!(
        head(&window).abs_diff(third + 12) < 4,
        "{}",
        head(&window) - third
    );
    window.press(Modifiers::NONE, Key::ArrowUp);
    window.press(Modifiers::NONE, Key::ArrowLeft);
    window.press(Modifiers::NONE, Key::ArrowDown);
    assert!(head(&window) - third < 5, "{}", head(&window) - third);
    // Elsewhere by other means: the new place counts.
    window.press(Modifiers::NONE, Key::ArrowDown);
    let far = window.find("villages", 0).start();
    window.ask(Request::Select {
        anchor: far,
        head: far,
    });
    window.press(Modifiers::NONE, Key::ArrowUp);
    window.press(Modifiers::NONE, Key::ArrowDown);
    assert!(head(&window).abs_diff(far) < 3);
}

#[test]
fn every_unit_can_be_stepped_and_selected() {
    let mut window = with_text("Ana", "One two. Three four.\n\nFive six. Seven.\n");
    let (ctrl, alt, shift) = (Modifiers::COMMAND, Modifiers::ALT, Modifiers::SHIFT);
    let steps = [
        (Modifiers::NONE, Key::ArrowRight, 1),
        (ctrl, Key::ArrowRight, 3),
        (alt, Key::ArrowDown, 9),
        (ctrl, Key::ArrowDown, 22),
        (Modifiers::NONE, Key::End, 38),
        (Modifiers::NONE, Key::Home, 22),
        (ctrl, Key::End, 39),
        (ctrl, Key::ArrowUp, 22),
        (alt, Key::ArrowUp, 9),
        (ctrl, Key::ArrowLeft, 4),
        (Modifiers::NONE, Key::ArrowLeft, 3),
        (ctrl, Key::Home, 0),
        (Modifiers::NONE, Key::PageDown, 39),
        (Modifiers::NONE, Key::PageUp, 0),
    ];
    for (modifiers, key, to) in steps {
        window.press(modifiers, key);
        assert_eq!(head(&window), to, "{modifiers:?} {key:?}");
        assert!(window.session().view.selection.is_empty());
    }
    for (modifiers, key, to) in steps {
        window.press(modifiers | shift, key);
        assert_eq!(head(&window), to, "{modifiers:?} {key:?} with Shift");
        assert_eq!(window.session().view.selection.anchor, 0);
    }
    window.press(ctrl, Key::A);
    let selection = window.session().view.selection;
    assert_eq!((selection.start(), selection.end()), (0, 39));
    window.press(ctrl, Key::Home);
    window.press(ctrl, Key::J);
    window.press(ctrl, Key::J);
    window.press(ctrl | shift, Key::J);
    let selection = window.session().view.selection;
    assert_eq!((selection.start(), selection.end()), (0, 3));
}

#[test]
fn arrows_follow_the_direction_of_the_paragraph() {
    let mut window = with_text("Ana", "قال الوزير نعم.\nThe word قال is one.\n");
    window.press(Modifiers::NONE, Key::ArrowLeft);
    window.press(Modifiers::NONE, Key::ArrowLeft);
    assert_eq!(head(&window), 4, "two letters on, to the left");
    window.press(Modifiers::NONE, Key::ArrowRight);
    assert_eq!(head(&window), 2);
    window.press(Modifiers::COMMAND, Key::ArrowDown);
    let line = head(&window);
    for _ in 0..20 {
        window.press(Modifiers::NONE, Key::ArrowRight);
    }
    assert_eq!(
        head(&window),
        line + 23,
        "on through words of the other direction"
    );
}

#[test]
fn undo_reaches_the_project_from_a_field_nothing_was_typed_into() {
    let mut window = with_text("Ana", TEXT);
    window.press(Modifiers::COMMAND, Key::ArrowRight);
    let before = window.session().project().unwrap().clone();
    window.sign("s");
    assert_ne!(*window.session().project().unwrap(), before);
    let tagged = window.session().project().unwrap().clone();
    window.click_on("Filter labels");
    window.harness.event(Event::Text("q".to_owned()));
    window.settle();
    window.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(
        *window.session().project().unwrap(),
        tagged,
        "the field takes back its own letter"
    );
    window.press(Modifiers::NONE, Key::Escape);
    window.click_on("Filter labels");
    window.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(*window.session().project().unwrap(), before);
}

#[test]
fn typing_into_a_filter_leaves_the_panel_as_wide_as_it_was() {
    let mut window = with_text("Ana", TEXT);
    let width = |window: &Window| window.harness.get_by_label("Filter labels").rect().right();
    let before = width(&window);
    window.click_on("Filter labels");
    window.harness.event(Event::Text("s".to_owned()));
    for _ in 0..5 {
        window.settle();
    }
    assert!(
        width(&window) < before,
        "the button that empties it stands in the same panel"
    );
    let button = window.harness.get_by_label("Empty the filter").rect().right();
    assert!(button <= before + 1.0, "{button} {before}");
}

#[test]
fn keys_of_one_frame_act_one_after_the_other() {
    let mut window = with_text("Ana", TEXT);
    let label = |window: &Window| -> Vec<String> {
        let session = window.session();
        let (_, text) = session.document().unwrap();
        let layer = session.project().unwrap().layer(&session.own_key().unwrap());
        let labels = layer.into_iter().flat_map(|layer| layer.annotations());
        labels
            .map(|a| format!("{} “{}”", a.label, a.fragments.quote(text)))
            .collect()
    };
    let walk = COMMAND_SHIFT;
    window.press(Modifiers::COMMAND, Key::Home);
    let keys = [
        key(Key::ArrowRight, walk),
        key(Key::S, Modifiers::NONE),
        Event::Text("s".into()),
        key(Key::ArrowRight, Modifiers::NONE),
        key(Key::ArrowRight, walk),
        key(Key::C, Modifiers::NONE),
        Event::Text("c".into()),
    ];
    together(&mut window, keys);
    window.settle();
    assert_eq!(label(&window), ["speaker “The”", "claim “bridge”"]);
}
