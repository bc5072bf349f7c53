//! Stacks that follow edits, and stacks made in parts, are those made at once.

#![allow(clippy::single_range_in_vec_init, reason = "labels of one part")]

use super::*;
use crate::model::edit::{Change, Item, Key};
use crate::model::testing::{Board, label, person};
use proptest::prelude::*;

fn wanted(board: &Board) -> Wanted {
    Wanted {
        document: Some(board.document.clone()),
        people: vec![person("ana"), person("ben")],
        me: true,
        beside: labels_beside(board.project.codebook()),
    }
}

fn filled(board: &Board) -> Stacks {
    let mut filling = Filling::new(&board.project, wanted(board));
    assert!(filling.step(usize::MAX));
    filling.into_stacks()
}

/// Every mark as words.
fn told(stacks: &Stacks) -> Vec<String> {
    let tell = |mark: &Mark| {
        let (id, hull) = (mark.annotation.id.as_str(), mark.hull);
        format!(
            "{id} {:?} {}..{} lane {}",
            mark.side,
            hull.start(),
            hull.end(),
            mark.lane
        )
    };
    stacks.within(0, u32::MAX).iter().map(tell).collect()
}

fn board() -> Board {
    Board::drawn(&[
        (
            "ana",
            "[claim:[speaker:She] said [claim:it works]] and [claim#1:so] she [claim#1:did]",
        ),
        ("ben", "[claim:She said] it works and so [speaker:she] did"),
    ])
}

#[test]
fn own_labels_stand_under_and_others_over_the_words() {
    let stacks = filled(&board());
    assert_eq!(
        told(&stacks),
        [
            "ana-1 Words 0..17 lane 0",
            "ben-1 Words 0..8 lane 0",
            "ana-2 Words 0..3 lane 1",
            "ana-3 Words 9..17 lane 1",
            "ana-4 Words 22..32 lane 0",
            "ben-2 Words 25..28 lane 0",
        ]
    );
    let text = board().project.text("doc").unwrap().clone();
    let room = |start: usize, end: usize| stacks.room(text.span(start..end).unwrap(), (8, 4));
    assert_eq!((room(0, 3), room(17, 22), room(25, 26)), ((2, 1), (0, 0), (1, 1)));
    let begins = |start: usize, end: usize| stacks.begins_in(text.span(start..end).unwrap());
    assert_eq!((begins(0, 1), begins(1, 9), begins(1, 10)), (true, false, true));
    let mark = stacks
        .find(&person("ben"), &AnnotationId::new("ben-2").unwrap())
        .unwrap();
    assert!(!mark.own && mark.lane == 0 && mark.hull.start() == 25);
}

#[test]
fn long_ones_and_sentences_stand_beside() {
    let mut board = Board::empty(&"word ".repeat(100));
    board.add_person("ana");
    board.tag("ana", "long", "claim", &[0..400]);
    board.tag("ana", "split", "claim", &[0..4, 300..304]);
    board.tag("ana", "whole", "claim", &[]);
    let mut sentence = Label::new(label("sentence"), "Sentence");
    sentence.anchoring = Anchoring::Sentences;
    board.add_label(sentence);
    board.tag("ana", "short", "sentence", &[5..9]);
    let stacks = filled(&board);
    assert_eq!(
        told(&stacks),
        [
            "long Beside 0..400 lane 0",
            "split Words 0..304 lane 0",
            "short Beside 5..9 lane 1"
        ]
    );
    assert_eq!(stacks.depth_beside(), 2);
}

#[test]
fn too_many_changes_ask_for_a_new_filling() {
    let mut board = Board::empty("some words");
    board.add_person("ana");
    let mut stacks = filled(&board);
    let key = board.layer("ana");
    let text = board.project.text("doc").unwrap().clone();
    let made = (0..=MOST_CHANGES).map(|number| {
        let id = AnnotationId::new(format!("a{number}")).unwrap();
        let fragments = Fragments::one(text.span(0..4).unwrap());
        let annotation = Annotation::new(id.clone(), label("claim"), fragments, Timestamp::default());
        Change::create(
            Key::Annotation(key.clone(), id),
            Item::Annotation(Arc::new(annotation)),
        )
    });
    let changes = made.collect();
    board.add_label(Label::new(label("claim"), "Claim"));
    board.edit(changes);
    assert_eq!(stacks.follow(&board.project, &mut |_| {}), Followed::TooMuch);
}

#[test]
fn filling_in_parts_comes_to_the_same() {
    let mut board = board();
    for number in 0..300_usize {
        let start = number * 7 % 25;
        board.tag(
            ["ana", "ben"][number % 2],
            &format!("x{number}"),
            "claim",
            &[start..start + 1 + number % 6],
        );
    }
    let whole = filled(&board);
    let mut filling = Filling::new(&board.project, wanted(&board));
    let mut steps = 1;
    while !filling.step(50) {
        steps += 1;
    }
    assert!(steps > 10);
    let parts = filling.into_stacks();
    assert_eq!(told(&parts), told(&whole));
    assert!(parts.is_up_to_date(&board.project));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn stacks_that_follow_edits_are_those_from_scratch(
        edits in prop::collection::vec((0usize..3, 0usize..2, 0usize..30, 0usize..9, any::<prop::sample::Index>()), 1..40),
    ) {
        let mut board = board();
        let mut stacks = filled(&board);
        let mut ids: Vec<(&str, String)> = vec![("ana", "ana-1".into()), ("ben", "ben-2".into())];
        for (number, (what, who, start, length, which)) in edits.into_iter().enumerate() {
            let name = ["ana", "ben"][who];
            if what < 2 || ids.is_empty() {
                let id = format!("new-{number}");
                board.tag(name, &id, ["claim", "speaker"][what % 2], &[start..(start + length).min(32)]);
                ids.push((name, id));
            } else {
                let (name, id) = ids.swap_remove(which.index(ids.len()));
                let key = board.layer(name);
                let before = board.project.layer(&key).unwrap().annotation(&id).unwrap().clone();
                let key = Key::Annotation(key, before.id.clone());
                if length % 2 == 0 {
                    board.edit(vec![Change { key, before: Some(Item::Annotation(before)), after: None }]);
                } else {
                    let mut after = Annotation::clone(&before);
                    after.doubt = !after.doubt;
                    if start % 2 == 0 {
                        let text = board.project.text("doc").unwrap();
                        after.fragments = Fragments::one(text.span(start..(start + length).min(32)).unwrap());
                    }
                    board.edit(vec![Change::replace(key, Item::Annotation(before), Item::Annotation(Arc::new(after)))]);
                    ids.push((name, id));
                }
            }
            prop_assert!(!stacks.is_up_to_date(&board.project));
            prop_assert_eq!(stacks.follow(&board.project, &mut |_| {}), Followed::Changed);
            prop_assert!(stacks.is_up_to_date(&board.project));
            prop_assert_eq!(told(&stacks), told(&filled(&board)));
            for mark in stacks.within(0, u32::MAX) {
                let key = LayerKey::new(board.document.clone(), mark.annotator.clone());
                let now = board.project.layer(&key).unwrap().annotation(mark.annotation.id.as_str()).unwrap();
                prop_assert!(Arc::ptr_eq(now, mark.annotation));
            }
        }
        prop_assert_eq!(stacks.follow(&board.project, &mut |_| {}), Followed::Same);
    }
}
