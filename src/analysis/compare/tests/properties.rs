//! What must hold for any labels.

use super::*;
use proptest::prelude::*;

/// Label and fragments, as (start, length); no fragment is the whole document.
type AnyItem = (usize, Vec<(usize, usize)>);

fn any_people() -> impl Strategy<Value = Vec<Vec<AnyItem>>> {
    let item = (0usize..3, prop::collection::vec((0usize..24, 0usize..9), 0..3));
    prop::collection::vec(prop::collection::vec(item, 0..9), 2..5)
}

const NAMES: [&str; 4] = ["ana", "ben", "cleo", "dora"];
const TEXT: &str = "Élan vital, 총리가 말했다: “x y”. 😀 fin.";

/// Ids count up, or down.
fn board_from(people: &[Vec<AnyItem>], down: bool) -> Board {
    let mut board = Board::empty(TEXT);
    let text = board.project.text("doc").unwrap().clone();
    let byte = |scalar: usize| text.byte_from_scalar(scalar.min(30) as u32).unwrap() as usize;
    for (name, items) in NAMES.iter().zip(people) {
        board.add_person(name);
        for (number, (word, spans)) in items.iter().enumerate() {
            let spans: Vec<_> = spans
                .iter()
                .map(|(start, length)| byte(*start)..byte(start + length))
                .collect();
            let overlap = spans.iter().enumerate().any(|(i, a)| {
                spans
                    .iter()
                    .skip(i + 1)
                    .any(|b| (a.start < b.end && b.start < a.end) || a.start == b.start)
            });
            let spans = if overlap { &spans[..1] } else { &spans };
            let number = if down { 99 - number } else { 10 + number };
            board.tag(
                name,
                &format!("{name}-{number}"),
                ["claim", "cue", "topic"][*word],
                spans,
            );
        }
    }
    board
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_item_stands_in_one_place(people in any_people()) {
        let board = board_from(&people, false);
        let places = places_of(&board, &NAMES, &CompareOptions::default());
        let mut found: Vec<String> =
            places.iter().flat_map(|p| &p.items).map(|item| item.annotation.id.to_string()).collect();
        found.sort();
        let mut expected: Vec<String> = board.project.layers()
            .flat_map(|(_, layer)| layer.annotations()).map(|item| item.id.to_string()).collect();
        expected.sort();
        prop_assert_eq!(found, expected);
        for place in &places {
            prop_assert!(!place.kinds.is_empty() && !place.items.is_empty());
            for pair in place.items.windows(2).filter(|pair| pair[0].annotator == pair[1].annotator) {
                prop_assert_eq!(&pair[0].annotation.label, &pair[1].annotation.label);
                prop_assert!(place.has(DifferenceKind::Duplicate));
            }
            let people: std::collections::BTreeSet<_> = place.items.iter().map(|item| &item.annotator).collect();
            prop_assert_eq!(place.has(DifferenceKind::Missing), people.len() < board.project.people().len());
        }
    }

    #[test]
    fn no_order_of_people_or_labels_changes_the_places(people in any_people(), turn in 0usize..4) {
        let board = board_from(&people, false);
        let places = places_of(&board, &NAMES, &CompareOptions::default());
        let mut names = NAMES;
        names.rotate_left(turn);
        names.swap(0, 2);
        prop_assert_eq!(&places_of(&board, &names, &CompareOptions::default()), &places);
        let people: Vec<Vec<AnyItem>> = people.into_iter().map(|items| items.into_iter().rev().collect()).collect();
        let turned = board_from(&people, true);
        let mut shown = show(&turned, &places_of(&turned, &NAMES, &CompareOptions::default()));
        let mut expected = show(&board, &places);
        shown.sort();
        expected.sort();
        prop_assert_eq!(shown, expected);
    }

    #[test]
    fn a_layer_agrees_with_its_copy(people in any_people()) {
        let twins = [people[0].clone(), people[0].clone()];
        let board = board_from(&twins, false);
        let places = places_of(&board, ANA_BEN, &CompareOptions::default());
        prop_assert!(places.iter().all(ComparedPlace::is_agreed), "{:?}", show(&board, &places));
    }
}
