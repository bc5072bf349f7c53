//! Reading comfort: the popover “Text and colours” by keyboard and by mouse, the chip of a filter, and what a narrow window does.

use super::*;
use ascribe::command::CommandId;
use ascribe::session::{ColourBy, FilterCounts, LabelNames, TextFamily};
use egui_kittest::kittest::Queryable;

/// A row or tick of the popover: the codebook panel names its counts alike, and stands left of it.
fn click_in_popover(window: &mut Window, name: &str) {
    let rects = window.harness.query_all_by_label(name).map(|node| node.rect());
    let at = rects
        .max_by(|a, b| a.left().total_cmp(&b.left()))
        .unwrap()
        .center();
    window.click(at);
    window.settle();
}

fn passing(window: &Window) -> (usize, usize) {
    FilterCounts::default().update(window.session())
}

#[test]
fn the_text_is_set_in_the_popover_by_keyboard_alone() {
    let mut window = Window::sample("Ana");
    window.press(Modifiers::NONE, Key::F9);
    window.settle();
    // The first control has the keyboard: smaller. Then bigger, twice.
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(window.session().settings.text_size, 16.0);
    window.press(Modifiers::NONE, Key::Tab);
    window.press(Modifiers::NONE, Key::Enter);
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(window.session().settings.text_size, 18.0);
    window.sign("c");
    window.settle();
    assert!(
        window.session().view.last_label.is_none(),
        "no label is tagged meanwhile"
    );
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert!(window.harness.query_by_label("Wider column").is_none());
    window.press(Modifiers::NONE, Key::ArrowRight);
    assert_eq!(
        window.session().view.selection.head,
        1,
        "the text has the keys again"
    );
}

#[test]
fn every_control_of_the_popover_does_what_it_says() {
    let mut window = Window::sample("Ana");
    window.click_on("Text and colours");
    for name in [
        "More line spacing",
        "Wider column",
        "Sans",
        "Inline",
        "Numbers in the margin",
        "People",
        "High contrast, dark",
    ] {
        window.click_on(name);
    }
    let settings = window.session().settings.clone();
    assert!(settings.line_height > 1.8 && settings.measure > 72.0);
    assert_eq!(settings.text_family, TextFamily::Sans);
    assert_eq!(settings.label_names, LabelNames::Inline);
    assert!(settings.paragraph_numbers);
    assert_eq!(settings.colour_by, ColourBy::Person);
    assert_eq!(settings.theme, ThemeChoice::HighContrastDark);
    let ctx = &window.harness.ctx;
    assert_eq!(Theme::of(ctx), &Theme::high_contrast_dark());
    window.click_on("Values of an attribute");
    window.click_on("Weight");
    assert_eq!(
        window.session().settings.colour_by,
        ColourBy::Attribute("salience".into())
    );
    assert!(
        window.harness.query_by_label("Only secondary").is_some(),
        "a legend"
    );
    window.click_on("Reset text and colours");
    assert_eq!(window.session().settings.colour_by, ColourBy::Label);
    assert_eq!(window.session().settings.measure, 72.0);
}

#[test]
fn a_filter_is_told_in_the_header_and_taken_off_there() {
    let mut window = Window::sample("Ana");
    let (_, all) = passing(&window);
    window.click_on("Text and colours");
    click_in_popover(&mut window, "Only Speaker");
    let (speakers, _) = passing(&window);
    assert!(speakers > 0 && speakers < all);
    let chip = format!("Only Speaker · {speakers} of {all}");
    assert!(window.harness.query_by_label(&chip).is_some(), "{chip}");
    click_in_popover(&mut window, "Show Cue");
    let (both, _) = passing(&window);
    assert!(both > speakers);
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert!(
        window
            .harness
            .query_by_label_contains("Only Speaker, Cue")
            .is_none()
    );
    assert!(
        window
            .harness
            .query_by_label_contains("Only Cue, Speaker · ")
            .is_some()
    );
    window.click_on("Show everything");
    assert_eq!(passing(&window), (all, all));
    assert!(window.harness.query_by_label_contains("Only Cue").is_none());
}

#[test]
fn a_count_of_the_codebook_shows_only_its_label() {
    let mut window = Window::sample("Ana");
    window.click_on("Show only Cue");
    let (cues, all) = passing(&window);
    assert!(cues > 0 && cues < all);
    assert!(window.session().view.selected.is_none());
    window.ask(Request::Command(CommandId::ClearFilter));
    assert_eq!(passing(&window), (all, all));
}

#[test]
fn a_teammate_is_shown_and_dimmed_in_the_popover() {
    let mut window = Window::sample("Ana");
    let (_, own) = passing(&window);
    window.click_on("Text and colours");
    window.click_on("Show Ben");
    let (passes, all) = passing(&window);
    assert!(all > own && passes == all, "Ben’s labels stand beside one’s own");
    window.click_on("Show Ana (you)");
    assert_eq!(passing(&window), (all - own, all));
    window.click_on("Show Ana (you)");
    assert!(!window.session().view.filter.is_on());
}

#[test]
fn the_popover_fits_into_a_small_window() {
    let mut window = Window::sample_sized("Ana", [900.0, 600.0]);
    window.click_on("Text and colours");
    for name in ["Reset text and colours", "Only what is marked as not sure"] {
        let rect = window.harness.get_by_label(name).rect();
        assert!(rect.bottom() < 600.0 && rect.left() > 0.0, "{name}: {rect:?}");
    }
}
