//! What a layer finds by place, and what two states of it differ in.

use super::super::edit::{Change, Item, Key};
use super::super::testing::{Board, label};
use super::super::{AttributeValue, Fragments, Label, Timestamp};
use super::*;
use std::ops::Range;

#[test]
fn the_difference_is_what_was_edited() {
    let mut board = Board::drawn(&[("ana", "[speaker:She] said [claim:it works] well")]);
    for number in 0..200 {
        board.tag("ana", &format!("more-{number}"), "claim", &[4..8]);
    }
    let key = board.layer("ana");
    let before = board.project.layer(&key).unwrap().clone();
    assert!(before.shares_annotations(&before.clone()));
    assert_eq!(before.changes_from(&before).count(), 0);
    board.set("ana", "more-17", "stance", AttributeValue::Bool(true));
    board.tag("ana", "new", "speaker", &[0..3]);
    let after = board.project.layer(&key).unwrap().clone();
    assert!(!after.shares_annotations(&before));
    let told = |change: AnnotationChange| {
        let id = |annotation: Option<&Arc<Annotation>>| annotation.map(|a| a.id.to_string());
        (id(change.before), id(change.after))
    };
    let changes: Vec<_> = after.changes_from(&before).map(told).collect();
    let more = Some("more-17".to_owned());
    assert_eq!(changes, [(more.clone(), more), (None, Some("new".to_owned()))]);
    let back: Vec<_> = before.changes_from(&after).map(told).collect();
    assert_eq!(back.last(), Some(&(Some("new".to_owned()), None)));
    let last = after.annotations_by_id().nth(100).unwrap();
    let rest = after.annotations_behind(Some(&last.id)).count();
    assert_eq!(
        (rest, after.annotations_behind(None).count()),
        (after.len() - 101, after.len())
    );
}

/// Words of five bytes; one in four tagged, with labels over long stretches at some, one over the whole text.
fn crowded() -> Board {
    let words = "word ".repeat(20_000);
    let mut board = Board::empty(&words);
    board.add_person("ana");
    for name in ["word", "page", "text"] {
        board.add_label(Label::new(label(name), name));
    }
    let text = board.project.text("doc").unwrap().clone();
    let layer = board.layer("ana");
    let item = |id: String, name: &str, span: Option<Range<usize>>| {
        let fragments = Fragments::new(span.map(|span| text.span(span).unwrap())).unwrap();
        let id = AnnotationId::new(id).unwrap();
        let annotation = Annotation::new(id.clone(), label(name), fragments, Timestamp::default());
        let key = Key::Annotation(layer.clone(), id);
        Change::create(key, Item::Annotation(Arc::new(annotation)))
    };
    let mut changes = vec![
        item("all".into(), "text", Some(0..words.len())),
        item("none".into(), "text", None),
    ];
    for nth in 0..5_000 {
        let start = nth * 20;
        changes.push(item(format!("w{nth}"), "word", Some(start..start + 4)));
        if nth % 100 == 7 {
            let end = (start + 1_500).min(words.len());
            changes.push(item(format!("p{nth}"), "page", Some(start..end)));
        }
    }
    board.edit(changes);
    board
}

#[test]
fn labels_at_a_place_are_found_without_those_before() {
    let board = crowded();
    let layer = board.project.layer(&board.layer("ana")).unwrap();
    for (from, to) in [
        (0, 0),
        (99_990, 99_994),
        (50_000, 52_000),
        (61_640, 61_644),
        (150, 160),
    ] {
        let mut found: Vec<&str> = layer.annotations_at(from, to).map(|a| a.id.as_str()).collect();
        found.sort_unstable();
        let touches = |a: &&Arc<Annotation>| {
            let hull = a.fragments.hull().unwrap_or_default();
            hull.start() <= to && hull.end() >= from
        };
        let mut all: Vec<&str> = layer
            .annotations()
            .filter(touches)
            .map(|a| a.id.as_str())
            .collect();
        all.sort_unstable();
        assert_eq!(found, all, "{from}..={to}");
    }
    let near = layer.places_near(99_990, 99_994).count();
    assert!(near < 80, "{near} places were looked at for one word");
}

#[test]
fn the_nearest_that_fit_also_far_away() {
    let board = crowded();
    let layer = board.project.layer(&board.layer("ana")).unwrap();
    let ids =
        |found: Vec<&Arc<Annotation>>| -> Vec<String> { found.iter().map(|a| a.id.to_string()).collect() };
    let place = |id: &str| place_of(layer.annotation(id).unwrap());
    let nearest = |from: &str, forward: bool, most: usize, names: &[&str]| {
        ids(layer.nearest(&place(from), forward, most, |a| names.contains(&a.id.as_str())))
    };
    assert_eq!(nearest("w10", true, 1, &["w10", "w9", "w11", "w12"]), ["w11"]);
    assert_eq!(
        nearest("w10", true, 3, &["w4900", "w12", "w4000", "w4800"]),
        ["w12", "w4000", "w4800"]
    );
    assert_eq!(
        nearest("w4990", false, 2, &["w1", "w4991", "w70", "none"]),
        ["w70", "w1"]
    );
    assert_eq!(nearest("w4990", false, 1, &["none"]), ["none"]);
    assert!(nearest("w10", true, 1, &["w10", "w3"]).is_empty());
}
