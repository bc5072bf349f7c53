//! Contrasts and distances of all themes and palettes, as they are drawn.

use super::vision::{Eye, Lab, difference, lab, light, seen};
use super::*;
use crate::model::{LABEL_COLOURS, PERSON_COLOURS};

fn themes() -> [Theme; 4] {
    [
        Theme::light(),
        Theme::dark(),
        Theme::high_contrast(),
        Theme::high_contrast_dark(),
    ]
}

#[test]
fn every_theme_file_is_read_and_keeps_the_levels() {
    for (theme, dark, words, signs) in [
        (Theme::light(), false, 4.5, 3.0),
        (Theme::dark(), true, 4.5, 3.0),
        (Theme::high_contrast(), false, 7.0, 4.5),
        (Theme::high_contrast_dark(), true, 7.0, 4.5),
    ] {
        assert_eq!((theme.dark, theme.words, theme.signs), (dark, words, signs));
        assert_ne!(theme.page, Color32::GRAY, "the file was read");
    }
    assert!(contrast(Theme::high_contrast().line, Theme::high_contrast().page) >= 4.5);
    assert!(contrast(Theme::high_contrast_dark().line, Theme::high_contrast_dark().page) >= 4.5);
}

#[test]
fn words_are_readable_on_every_ground() {
    for theme in themes() {
        for ground in [
            theme.page,
            theme.panel,
            theme.raised,
            theme.field,
            theme.hover,
            theme.accent_soft,
        ] {
            for ink in [theme.ink, theme.ink_weak] {
                assert!(
                    contrast(ink, ground) >= theme.words,
                    "{ink:?} on {ground:?}: {}",
                    contrast(ink, ground)
                );
            }
        }
        for ground in [theme.page, theme.panel, theme.raised] {
            for ink in [
                theme.ink_faint,
                theme.accent,
                theme.warning,
                theme.error,
                theme.success,
            ] {
                assert!(
                    contrast(ink, ground) >= theme.words,
                    "{ink:?} on {ground:?}: {}",
                    contrast(ink, ground)
                );
            }
        }
        for ground in [theme.page, theme.panel, theme.raised, theme.field] {
            assert!(
                contrast(theme.edge, ground) >= theme.signs,
                "{ground:?}: {}",
                contrast(theme.edge, ground)
            );
        }
        assert!(contrast(theme.on_accent, theme.accent) >= theme.words);
        assert!(contrast(theme.ink, theme.selection) >= theme.words);
    }
}

#[test]
fn label_colours_keep_words_and_signs_readable() {
    let extremes = [
        Colour([0, 0, 0]),
        Colour([255, 255, 255]),
        Colour([255, 255, 0]),
        Colour([0, 0, 255]),
    ];
    for theme in themes() {
        for colour in LABEL_COLOURS
            .iter()
            .chain(PERSON_COLOURS)
            .copied()
            .chain(extremes)
        {
            assert!(contrast(theme.ink, theme.tint(colour)) >= theme.words, "{colour}");
            assert!(
                contrast(theme.ink, theme.tint_strong(colour)) >= theme.words,
                "{colour}"
            );
            assert!(
                contrast(theme.stroke_of(colour), theme.page) >= theme.signs,
                "{colour}"
            );
            for ground in [theme.page, theme.panel, theme.raised] {
                assert!(contrast(theme.name_of(colour), ground) >= theme.words, "{colour}");
            }
        }
    }
}

/// Least differences (CIEDE2000) between the lines of two labels and between the grounds behind their words, to any eye:
/// for the first colours, and for all.
const FIRST: (f64, f64) = (12.0, 4.0);
const ALL: (f64, f64) = (5.5, 1.9);

/// How a colour is drawn, as an eye sees it: the line and the ground.
fn drawn(theme: &Theme, eye: Eye, colour: Colour) -> [Lab; 2] {
    [theme.stroke_of(colour), theme.tint(colour)].map(|colour| {
        let [r, g, b, _] = colour.to_array();
        lab(seen(eye, light([r, g, b])))
    })
}

fn assert_apart(colours: &[Colour], theme: &Theme, eye: Eye, (lines, grounds): (f64, f64)) {
    for (at, a) in colours.iter().enumerate() {
        for b in &colours[at + 1..] {
            let ([line, ground], [other_line, other_ground]) = (drawn(theme, eye, *a), drawn(theme, eye, *b));
            let found = (difference(line, other_line), difference(ground, other_ground));
            assert!(
                found.0 >= lines && found.1 >= grounds,
                "{a} and {b} to {eye:?} on {:?}: {found:.1?}",
                theme.page
            );
        }
    }
}

#[test]
fn label_colours_stay_apart_for_every_eye() {
    for theme in themes() {
        for eye in Eye::ALL {
            assert_apart(&LABEL_COLOURS[..8], &theme, eye, FIRST);
            assert_apart(LABEL_COLOURS, &theme, eye, ALL);
        }
    }
}

#[test]
fn the_families_of_the_ready_codebook_stay_apart_for_every_eye() {
    let book = crate::session::sample::news_interview().unwrap();
    let roots: Vec<Colour> = book.children(None).iter().map(|label| label.colour).collect();
    assert!(roots.len() > 8);
    for theme in themes() {
        for eye in Eye::ALL {
            assert_apart(&roots, &theme, eye, ALL);
        }
    }
}
