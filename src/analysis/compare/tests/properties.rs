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

/// What may be done between two looks: (whose, kind, which, where, length, label).
type AnyEdit = (usize, usize, usize, usize, usize, usize);

fn any_edits() -> impl Strategy<Value = Vec<AnyEdit>> {
    prop::collection::vec(
        (0usize..4, 0usize..5, 0usize..9, 0usize..24, 0usize..9, 0usize..3),
        1..8,
    )
}

/// Does one edit where it makes sense.
fn edit(board: &mut Board, edit: AnyEdit, number: usize) {
    let (who, kind, which, start, length, word) = edit;
    let name = NAMES[who];
    if board.project.person(name).is_none() {
        return;
    }
    let key = LayerKey::new(board.document.clone(), person(name));
    let text = board.project.text("doc").unwrap().clone();
    let byte = |scalar: usize| text.byte_from_scalar(scalar.min(30) as u32).unwrap() as usize;
    let span = byte(start)..byte(start + length);
    let all: Vec<_> = board
        .project
        .layer(&key)
        .map(|layer| layer.annotations().cloned().collect())
        .unwrap_or_default();
    let old = (!all.is_empty()).then(|| all[which % all.len()].clone());
    let words = ["claim", "cue", "topic"];
    let change = match (kind, old) {
        (0, _) | (_, None) => {
            let spans = std::slice::from_ref(&span);
            board.tag(name, &format!("{name}-new-{number}"), words[word], spans);
            return;
        }
        (1, Some(old)) => {
            let id = Key::Annotation(key.clone(), old.id.clone());
            let links = board.project.layer(&key).unwrap().links_of(&old.id).cloned();
            let mut changes: Vec<_> = links
                .map(|link| Change::delete(Key::Link(key.clone(), link.id.clone()), Item::Link(link)))
                .collect();
            changes.push(Change::delete(id, Item::Annotation(old)));
            board.edit(changes);
            return;
        }
        (2, Some(old)) => {
            let mut new = Annotation::clone(&old);
            new.fragments = Fragments::one(text.span(span).unwrap());
            let id = Key::Annotation(key, old.id.clone());
            Change::replace(id, Item::Annotation(old), Item::Annotation(Arc::new(new)))
        }
        (3, Some(old)) => {
            let mut new = Annotation::clone(&old);
            new.label = label(words[word]);
            let id = Key::Annotation(key, old.id.clone());
            Change::replace(id, Item::Annotation(old), Item::Annotation(Arc::new(new)))
        }
        (_, Some(old)) => {
            let to = all[(which + start) % all.len()].id.clone();
            let known = board.project.layer(&key).unwrap().links();
            if known.filter(|link| link.from == old.id).any(|link| link.to == to) {
                return;
            }
            board.link(name, "said-by", (old.id.as_str(), to.as_str()));
            return;
        }
    };
    board.edit(vec![change]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn after_edits_the_places_are_those_of_a_new_comparison(people in any_people(), edits in any_edits(), ignore in any::<bool>()) {
        let mut board = board_from(&people, false);
        for word in ["claim", "cue", "topic"] {
            if board.project.codebook().label(word).is_none() {
                board.add_label(Label::new(label(word), word));
            }
        }
        let names: Vec<PersonId> = NAMES.iter().map(|name| person(name)).collect();
        let options = CompareOptions { ignore_edges: ignore, ..CompareOptions::default() };
        let mut kept = Comparison::new(&board.project, board.document.clone(), &names, options.clone());
        for (number, one) in edits.into_iter().enumerate() {
            edit(&mut board, one, number);
            kept.update(&board.project);
            let anew = Comparison::new(&board.project, board.document.clone(), &names, options.clone());
            prop_assert_eq!(kept.places(), anew.places());
        }
    }
}
