//! A picture for each text of the sample of scripts, with the labels of both people.

use super::*;

const SIZE: [f32; 2] = [800.0, 520.0];

fn script(title: &str, name: &str) {
    Picture::sample("scripts", title, text_alone(), SIZE)
        .with_ben()
        .check(&format!("script-{name}"));
}

#[test]
fn arabic() {
    script("Arabic", "arabic");
}

#[test]
fn hebrew() {
    script("Hebrew", "hebrew");
}

#[test]
fn mixed_directions() {
    script("Mixed", "mixed-directions");
}

#[test]
fn korean_composed_and_decomposed() {
    script("Korean", "korean");
}

#[test]
fn chinese() {
    script("Chinese", "chinese");
}

#[test]
fn japanese() {
    script("Japanese", "japanese");
}

#[test]
fn thai() {
    script("Thai", "thai");
}

#[test]
fn devanagari() {
    script("Devanagari", "devanagari");
}

#[test]
fn emoji() {
    script("Emoji", "emoji");
}

#[test]
fn combining_marks() {
    script("Combining", "combining-marks");
}

#[test]
fn invisible_signs() {
    script("Control", "invisible-signs");
}
