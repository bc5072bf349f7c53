//! Published and made-up cases as (start, end, label) over a text of five-letter cells.

use super::*;

type Triple = (usize, usize, &'static str);

fn board_of(people: &[(&str, &[Triple])]) -> Board {
    let mut board = Board::empty(&"abcd ".repeat(180));
    for (name, triples) in people {
        board.add_person(name);
        for (number, (start, end, word)) in triples.iter().enumerate() {
            board.tag(
                name,
                &format!("{name}-{number}"),
                word,
                std::slice::from_ref(&(*start..*end)),
            );
        }
    }
    board
}

/// The class of a place as an adjudicator names it, with the items' places.
fn classes(first: &[Triple], second: &[Triple]) -> Vec<(&'static str, Vec<Triple>)> {
    let board = board_of(&[("a", first), ("b", second)]);
    let known = |item: &PlaceItem| {
        let triples = if item.annotator.as_str() == "a" {
            first
        } else {
            second
        };
        let number: usize = item.annotation.id.as_str()[2..].parse().unwrap();
        triples[number]
    };
    let class = |place: &ComparedPlace| {
        use DifferenceKind::{Boundary, Label, Missing};
        let only_a = place.items.iter().all(|item| item.annotator.as_str() == "a");
        match (place.has(Missing), place.has(Boundary), place.has(Label)) {
            (true, ..) if only_a => "only a",
            (true, ..) => "only b",
            (_, true, true) => "boundary and label",
            (_, true, false) => "boundary",
            (_, false, true) => "label",
            _ => "agree",
        }
    };
    let places = places_of(&board, &["a", "b"], &CompareOptions::default());
    places
        .iter()
        .map(|place| (class(place), place.items.iter().map(known).collect()))
        .collect()
}

/// The pairs in reading order, and how many stand alone on either side.
fn check_pairs(first: &[Triple], second: &[Triple], pairs: &[(&str, Triple, Triple)], alone: (usize, usize)) {
    let found = classes(first, second);
    let count = |class: &str| found.iter().filter(|(found, _)| *found == class).count();
    assert_eq!((count("only a"), count("only b")), alone);
    let mut paired: Vec<(&str, Triple, Triple)> = found
        .iter()
        .filter(|(_, items)| items.len() == 2)
        .map(|(class, items)| (*class, items[0], items[1]))
        .collect();
    paired.sort_by_key(|pair| pair.1);
    assert_eq!(paired, pairs);
}

const ALEX: &[Triple] = &[
    (2, 9, "1"),
    (11, 17, "2"),
    (24, 30, "5"),
    (32, 36, "6"),
    (36, 44, "6"),
    (44, 60, "7"),
];
const PAUL: &[Triple] = &[(2, 9, "1"), (11, 17, "3"), (19, 25, "5"), (32, 44, "6")];

#[test]
fn case_alex_and_paul() {
    check_pairs(
        ALEX,
        PAUL,
        &[
            ("agree", ALEX[0], PAUL[0]),
            ("label", ALEX[1], PAUL[1]),
            ("boundary", ALEX[2], PAUL[2]),
            ("boundary", ALEX[4], PAUL[3]),
        ],
        (2, 0),
    );
}

#[test]
fn case_many_small_in_one_large() {
    let small = [
        (0, 2, "B"),
        (2, 3, "B"),
        (3, 4, "B"),
        (4, 5, "B"),
        (5, 6, "B"),
        (6, 9, "B"),
        (9, 10, "B"),
    ];
    check_pairs(
        &[(0, 18, "B")],
        &small,
        &[("boundary", (0, 18, "B"), (6, 9, "B"))],
        (0, 6),
    );
}

#[test]
fn case_shifted_neighbours() {
    let first = [
        (0, 2, "D"),
        (2, 10, "D"),
        (10, 14, "D"),
        (14, 20, "D"),
        (20, 24, "D"),
    ];
    let second = [
        (0, 4, "D"),
        (4, 8, "D"),
        (8, 15, "D"),
        (15, 17, "D"),
        (17, 24, "D"),
    ];
    let pairs: Vec<_> = first
        .iter()
        .zip(second)
        .map(|(a, b)| ("boundary", *a, b))
        .collect();
    check_pairs(&first, &second, &pairs, (0, 0));
    let first = [(2, 8, "C"), (10, 12, "C"), (14, 18, "C"), (20, 22, "C")];
    let second = [
        (0, 2, "C"),
        (4, 8, "C"),
        (10, 14, "C"),
        (16, 18, "C"),
        (20, 22, "C"),
    ];
    let classes = ["boundary", "boundary", "boundary", "agree"];
    let pairs: Vec<_> = (0..4).map(|i| (classes[i], first[i], second[i + 1])).collect();
    check_pairs(&first, &second, &pairs, (0, 1));
}

#[test]
fn case_two_categories_side_by_side() {
    let first = [(30, 90, "k"), (75, 145, "c"), (150, 200, "k"), (220, 250, "c")];
    let second = [
        (30, 90, "k"),
        (70, 150, "c"),
        (150, 200, "k"),
        (205, 225, "c"),
        (250, 270, "c"),
    ];
    let classes = ["agree", "boundary", "agree", "boundary"];
    let pairs: Vec<_> = (0..4).map(|i| (classes[i], first[i], second[i])).collect();
    check_pairs(&first, &second, &pairs, (0, 1));
}

#[test]
fn case_nothing_shared_and_nothing_marked() {
    let first = [(0, 10, "claim"), (20, 30, "topic")];
    check_pairs(&first, &[(10, 20, "claim"), (30, 40, "topic")], &[], (2, 2));
    check_pairs(&first, &[], &[], (2, 0));
}

#[test]
fn case_each_class_once() {
    let first = [
        (0, 9, "claim"),
        (15, 29, "topic"),
        (35, 44, "claim"),
        (50, 64, "speaker"),
        (70, 79, "topic"),
    ];
    let second = [
        (0, 9, "claim"),
        (15, 24, "topic"),
        (35, 44, "topic"),
        (52, 70, "claim"),
        (100, 114, "topic"),
    ];
    let classes = ["agree", "boundary", "label", "boundary and label"];
    let pairs: Vec<_> = (0..4).map(|i| (classes[i], first[i], second[i])).collect();
    check_pairs(&first, &second, &pairs, (1, 1));
}

#[test]
fn case_where_first_come_first_served_goes_wrong() {
    let (first, second) = (
        [(0, 20, "claim"), (18, 30, "claim")],
        [(0, 2, "claim"), (5, 30, "claim")],
    );
    let pairs: Vec<_> = first
        .iter()
        .zip(second)
        .map(|(a, b)| ("boundary", *a, b))
        .collect();
    check_pairs(&first, &second, &pairs, (0, 0));
}

#[test]
fn case_an_equal_label_goes_before_a_better_sum() {
    let alex = [
        (2, 12, "1"),
        (13, 19, "2"),
        (24, 30, "5"),
        (32, 36, "6"),
        (36, 44, "6"),
        (49, 60, "7"),
    ];
    let suzan = [
        (2, 9, "1"),
        (11, 17, "4"),
        (21, 27, "5"),
        (32, 36, "6"),
        (36, 40, "6"),
        (42, 46, "6"),
        (48, 58, "7"),
    ];
    let classes = ["boundary", "boundary and label", "boundary", "agree", "boundary"];
    let mut pairs: Vec<_> = (0..5).map(|i| (classes[i], alex[i], suzan[i])).collect();
    pairs.push(("boundary", alex[5], suzan[6]));
    check_pairs(&alex, &suzan, &pairs, (0, 1));
}

/// Reads `2-37 evidence, 77-100 claim`.
fn triples(list: &'static str) -> Vec<Triple> {
    let read = |entry: &'static str| {
        let (place, word) = entry.split_once(' ').unwrap();
        let (start, end) = place.split_once('-').unwrap();
        (start.parse().unwrap(), end.parse().unwrap(), word)
    };
    list.split(", ").map(read).collect()
}

#[test]
fn case_two_people_who_hardly_agree() {
    let first = triples(
        "2-37 evidence, 77-100 claim, 148-163 evidence, 210-246 speaker, 265-282 speaker, \
         323-332 topic, 339-352 speaker, 370-381 evidence, 389-396 claim, 432-435 claim, \
         439-446 evidence, 467-472 speaker, 503-512 speaker, 528-535 evidence, 689-690 topic, \
         741-747 evidence, 762-773 speaker, 773-787 topic, 816-826 speaker",
    );
    let second = triples(
        "0-12 topic, 12-32 speaker, 142-147 claim, 150-168 topic, 199-200 claim, 222-232 claim, \
         232-235 claim, 362-374 topic, 467-473 claim, 527-537 claim, 575-580 topic, \
         608-631 speaker, 682-687 topic, 754-759 speaker, 766-788 topic, 817-820 claim, \
         820-831 speaker",
    );
    let pairs = [
        ("boundary and label", first[0], second[1]),
        ("boundary and label", first[2], second[3]),
        ("boundary and label", first[3], second[5]),
        ("boundary and label", first[7], second[7]),
        ("boundary and label", first[11], second[8]),
        ("boundary and label", first[13], second[9]),
        ("boundary", first[17], second[14]),
        ("boundary", first[18], second[16]),
    ];
    check_pairs(&first, &second, &pairs, (11, 9));
}
