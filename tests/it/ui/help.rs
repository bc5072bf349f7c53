//! What is offered before there is a project: the themes, and the sheet of all keys.

use super::*;
use egui_kittest::kittest::Queryable;

fn first_page() -> Window {
    Window::empty("Ana", tempfile::tempdir().unwrap(), [1280.0, 800.0])
}

#[test]
fn the_first_page_offers_every_theme() {
    let mut window = first_page();
    let offered = [
        ("System", ThemeChoice::System),
        ("Dark", ThemeChoice::Dark),
        ("High contrast", ThemeChoice::HighContrast),
        ("High contrast, dark", ThemeChoice::HighContrastDark),
        ("Light", ThemeChoice::Light),
    ];
    for (name, theme) in offered {
        window.harness.get_by_label(name).click();
        window.settle();
        assert_eq!(window.session().settings.theme, theme, "{name}");
    }
}

#[test]
fn the_sheet_tells_the_keys_that_no_keymap_changes() {
    let mut window = first_page();
    window.press(Modifiers::NONE, Key::F1);
    window.settle();
    window.type_text("fixed");
    window.settle();
    for what in [
        "Match case",
        "In this document or in all",
        "Tag what is ticked",
        "Select a sentence",
    ] {
        assert!(window.harness.query_by_label(what).is_some(), "{what}");
    }
    assert!(
        window.harness.query_by_label("Save now").is_none(),
        "the keymap can change it"
    );
}
