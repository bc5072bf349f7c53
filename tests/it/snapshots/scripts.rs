//! A picture for each text of the sample of scripts, with the labels of both people.

use super::*;

const SIZE: [f32; 2] = [800.0, 520.0];

fn picture(title: &str) -> Picture {
    Picture::sample("scripts", title, text_alone(), SIZE).with_ben()
}

fn script(title: &str, name: &str) {
    picture(title).check(&format!("script-{name}"));
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
fn words_selected_across_directions() {
    let mut picture = picture("Mixed");
    let (anchor, head) = picture.bytes("large letters, and below it “פתוח");
    picture.ask(Request::Select { anchor, head });
    picture.check("mixed-directions-words-selected");
}

#[test]
fn a_label_selected_across_directions() {
    let mut picture = picture("Mixed");
    let annotator = PersonId::new("ana").unwrap();
    let id = picture.label_at("נקראת MarketFlow 2.1 (גרסת בטא) ועולה");
    picture.ask(Request::SelectAnnotation { annotator, id });
    picture.check("mixed-directions-label-selected");
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
    Picture::sample("scripts", "Control", text_alone(), [800.0, 600.0])
        .with_ben()
        .check("script-invisible-signs");
}
