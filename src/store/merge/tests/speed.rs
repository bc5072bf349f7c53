//! Merging costs what was edited, where the states share the rest. Counted in looks at items, not in time.

use super::*;

#[test]
fn a_large_layer_with_one_edit_gives_one_change() {
    let mut board = Board::empty(&"word ".repeat(5_000));
    board.add_person("ana");
    board.add_label(Label::new(label("claim"), "Claim"));
    let layer = board.layer("ana");
    let text = board.project.text("doc").unwrap().clone();
    let make = |number: usize| {
        let span = text.span(number * 5..number * 5 + 4).unwrap();
        let id = ann(&format!("a{number:05}"));
        let annotation = Annotation::new(
            id.clone(),
            label("claim"),
            Fragments::one(span),
            Timestamp::default(),
        );
        Change::create(
            Key::Annotation(layer.clone(), id),
            Item::Annotation(Arc::new(annotation)),
        )
    };
    board.edit((0..5_000).map(make).collect());
    let base = board.project.clone();
    let ours = edited(&base, &note("a00001", "here"));
    let theirs = edited(&base, &note("a04999", "there"));
    let done = merge_all(&base, &ours, &theirs);
    assert_eq!(done.merge.transaction.changes.len(), 1);
    let layer = done.project.layer(&layer).unwrap();
    assert_eq!(layer.annotation("a00001").unwrap().note, "here");
    assert_eq!(layer.annotation("a04999").unwrap().note, "there");
}
