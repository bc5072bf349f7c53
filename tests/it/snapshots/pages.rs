//! Overlaps in each theme, and the pages that a user meets: welcome, tagging, review.

use super::*;
use ascribe::session::LabelNames;

const SIZE: [f32; 2] = [900.0, 600.0];

fn overlaps(theme: ThemeChoice, name: &str) {
    let settings = Settings {
        theme,
        ..text_alone()
    };
    Picture::sample("scripts", "Overlaps", settings, [800.0, 600.0])
        .with_ben()
        .check(&format!("overlaps-{name}"));
}

#[test]
fn overlaps_on_a_light_page() {
    overlaps(ThemeChoice::Light, "light");
}

#[test]
fn overlaps_on_a_dark_page() {
    overlaps(ThemeChoice::Dark, "dark");
}

#[test]
fn overlaps_in_high_contrast() {
    overlaps(ThemeChoice::HighContrast, "high-contrast");
}

#[test]
fn overlaps_in_high_contrast_on_black() {
    overlaps(ThemeChoice::HighContrastDark, "high-contrast-dark");
}

#[test]
fn overlaps_with_names_before_the_words() {
    let settings = Settings {
        label_names: LabelNames::Inline,
        ..text_alone()
    };
    Picture::sample("scripts", "Overlaps", settings, [800.0, 600.0])
        .with_ben()
        .check("overlaps-names-inline");
}

#[test]
fn the_welcome_page() {
    Picture::empty(settings(), SIZE).check("welcome");
}

#[test]
fn tagging() {
    Picture::sample("interview", "Nabyeol", settings(), SIZE).check("tagging");
}

#[test]
fn review() {
    let mut picture = Picture::sample("interview", "Nabyeol", settings(), SIZE).with_ben();
    picture.ask(Request::Command(ascribe::command::CommandId::Review));
    picture.check("review");
}
