//! Places of drawn texts, published cases, and what must hold for any labels.

use super::*;
use crate::analysis::testing::{Board, label, person};
use crate::model::edit::{Change, Item, Key};
use crate::model::{AttributeValue, Label, LayerHead, Timestamp};
use proptest::prelude::*;

const ANA_BEN: &[&str] = &["ana", "ben"];

fn places_of(board: &Board, people: &[&str], options: &CompareOptions) -> Vec<ComparedPlace> {
    let people: Vec<PersonId> = people.iter().map(|name| person(name)).collect();
    compare(&board.project, &board.document, &people, options)
}

/// `boundary split | ana claim “it works” | ben claim “it”`, one line a place; ids are left out.
fn show(board: &Board, places: &[ComparedPlace]) -> Vec<String> {
    let text = board.project.text(board.document.as_str()).unwrap();
    let line = |place: &ComparedPlace| {
        let kinds: Vec<&str> = place.kinds.iter().map(|kind| kind.word()).collect();
        let items = place.items.iter().map(|item| {
            let item_of = &item.annotation;
            format!(" | {} {} “{}”", item.annotator, item_of.label, item_of.fragments.quote(text))
        });
        kinds.join(" ") + &items.collect::<String>()
    };
    places.iter().map(line).collect()
}

fn check(drawings: &[(&str, &str)], expected: &[&str]) -> Board {
    let board = Board::drawn(drawings);
    let people: Vec<&str> = drawings.iter().map(|(name, _)| *name).collect();
    let places = places_of(&board, &people, &CompareOptions::default());
    assert_eq!(show(&board, &places), expected);
    board
}

#[test]
fn two_people_agree_and_differ() {
    check(
        &[
            ("ana", "[speaker:She] said [claim:the bridge] reopens in [topic:May], [claim:perhaps]"),
            ("ben", "[speaker:She] said [claim:the bridge reopens] in [date:May], perhaps"),
        ],
        &[
            "agree | ana speaker “She” | ben speaker “She”",
            "boundary | ana claim “the bridge” | ben claim “the bridge reopens”",
            "label | ana topic “May” | ben date “May”",
            "missing | ana claim “perhaps”",
        ],
    );
}

#[test]
fn nested_labels_keep_to_their_own_kind() {
    check(
        &[
            ("ana", "[claim:It will rain, said [speaker:she]]"),
            ("ben", "[claim:It will rain], said [speaker:she]"),
        ],
        &[
            "boundary | ana claim “It will rain, said she” | ben claim “It will rain”",
            "agree | ana speaker “she” | ben speaker “she”",
        ],
    );
}

#[test]
fn a_label_differs_in_label_and_boundary_at_once() {
    let board = check(
        &[("ana", "so [claim:it works] now"), ("ben", "so [premise:it works now]")],
        &["boundary label | ana claim “it works” | ben premise “it works now”"],
    );
    let places = places_of(&board, ANA_BEN, &CompareOptions::default());
    assert_eq!(places[0].label, None);
    let text = board.project.text("doc").unwrap();
    assert_eq!(places[0].at.quote(text), "it works now");
}

#[test]
fn one_against_several_is_a_split() {
    check(
        &[
            ("ana", "[claim:The bridge reopens and the road closes.] [claim:Both.]"),
            ("ben", "[claim:The bridge reopens] and [claim:the road closes]. [claim:Both.]"),
        ],
        &[
            "boundary split | ana claim “The bridge reopens and the road closes.” | ben claim “The bridge reopens”",
            "missing split | ben claim “the road closes”",
            "agree | ana claim “Both.” | ben claim “Both.”",
        ],
    );
}

#[test]
fn a_single_part_or_a_small_part_is_no_split() {
    check(
        &[
            ("ana", "[claim:the bridge reopens and the road closes]"),
            ("ben", "[claim:the] bridge reopens and the road [claim:closes]"),
        ],
        &[
            "missing | ben claim “the”",
            "boundary | ana claim “the bridge reopens and the road closes” | ben claim “closes”",
        ],
    );
    check(
        &[("ana", "[claim:[claim:one two] three]"), ("ben", "[claim:one two] [claim:three]")],
        &[
            "agree | ana claim “one two” | ben claim “one two”",
            "boundary | ana claim “one two three” | ben claim “three”",
        ],
    );
}

#[test]
fn the_same_label_twice_is_told_but_does_not_spoil_agreement() {
    check(
        &[("ana", "[claim:[claim:yes]] [topic:[topic:no]]"), ("ben", "[claim:yes] no")],
        &[
            "agree duplicate | ana claim “yes” | ana claim “yes” | ben claim “yes”",
            "missing duplicate | ana topic “no” | ana topic “no”",
        ],
    );
    check(
        &[("ana", "[claim:[claim:yes]]"), ("ben", "[claim:[claim:yes]]")],
        &["agree duplicate | ana claim “yes” | ana claim “yes” | ben claim “yes” | ben claim “yes”"],
    );
}

#[test]
fn fragments_count_by_the_words_they_cover() {
    check(
        &[
            ("ana", "[claim#1:It works], she said, [claim#1:at last]"),
            ("ben", "[claim#1:It] [claim#1:works], she said, [claim#1:at last]"),
            ("cleo", "[claim:It works, she said, at last]"),
        ],
        &["boundary | ana claim “It works … at last” | ben claim “It … works … at last” \
           | cleo claim “It works, she said, at last”"],
    );
    check(
        &[("ana", "[claim#1:now][claim#1:here]"), ("ben", "[claim:nowhere]")],
        &["agree | ana claim “now … here” | ben claim “nowhere”"],
    );
}

#[test]
fn a_gap_between_fragments_belongs_to_others() {
    check(
        &[
            ("ana", "[claim#1:It works], [cue:she said], [claim#1:at last]"),
            ("ben", "[claim#1:It works], [claim:she said], [claim#1:at last]"),
        ],
        &[
            "agree | ana claim “It works … at last” | ben claim “It works … at last”",
            "label | ana cue “she said” | ben claim “she said”",
        ],
    );
}

#[test]
fn positions_without_words_meet_only_their_like() {
    check(
        &[("ana", "one[gap:] [topic:two]"), ("ben", "one[pause:] [topic:[gap:]two]")],
        &[
            "label | ana gap “” | ben pause “”",
            "missing | ben gap “”",
            "agree | ana topic “two” | ben topic “two”",
        ],
    );
}

#[test]
fn labels_of_the_whole_document_are_compared_by_label() {
    let mut board = Board::drawn(&[("ana", "[topic:one]"), ("ben", "[topic:one]")]);
    for (name, id, word) in [("ana", "a1", "economy"), ("ben", "b1", "economy"), ("ben", "b2", "sport")] {
        board.tag(name, id, word, &[]);
    }
    let places = places_of(&board, ANA_BEN, &CompareOptions::default());
    assert_eq!(
        show(&board, &places),
        [
            "agree | ana economy “” | ben economy “”",
            "missing | ben sport “”",
            "agree | ana topic “one” | ben topic “one”",
        ]
    );
    assert!(places[0].at.is_document());
}

#[test]
fn more_than_two_people_share_a_place() {
    check(
        &[
            ("ana", "[claim:one two] three [topic:four]"),
            ("ben", "[claim:one two three] [topic:four]"),
            ("cleo", "[premise:one two] three four"),
        ],
        &[
            "boundary label | ana claim “one two” | ben claim “one two three” | cleo premise “one two”",
            "missing | ana topic “four” | ben topic “four”",
        ],
    );
}

#[test]
fn items_that_share_no_word_never_stand_together() {
    check(
        &[
            ("ana", "[claim:one two] three four"),
            ("ben", "[claim:one two three four]"),
            ("cleo", "one two [claim:three four]"),
        ],
        &[
            "missing | ana claim “one two”",
            "boundary missing | ben claim “one two three four” | cleo claim “three four”",
        ],
    );
}

#[test]
fn who_has_not_been_through_the_document_disagrees_with_nobody() {
    let mut board = check(
        &[("ana", "[claim:one] two"), ("ben", "[claim:one] two"), ("cleo", "one two")],
        &["missing | ana claim “one” | ben claim “one”"],
    );
    board.add_layer("dora", LayerHead::default());
    board.add_layer("machine", LayerHead { annotated: true, ..LayerHead::default() });
    let known = people_to_compare(&board.project, &board.document);
    assert_eq!(known, [person("ana"), person("ben"), person("cleo")]);
    let places = places_of(&board, &["ana", "ben", "dora", "nobody"], &CompareOptions::default());
    assert_eq!(show(&board, &places), ["agree | ana claim “one” | ben claim “one”"]);
    assert!(places_of(&board, &["ana", "ana", "dora"], &CompareOptions::default()).is_empty());
    let places = places_of(&board, &["ana", "machine"], &CompareOptions::default());
    assert_eq!(show(&board, &places), ["missing | ana claim “one”"]);
}

#[test]
fn merged_labels_are_one_and_excluded_ones_leave_with_their_children() {
    let mut board = Board::drawn(&[
        ("ana", "[zone:footer] [claim:one] [byline:Ed]"),
        ("ben", "footer [statement:one] Ed"),
    ]);
    let merged = Label { merged_into: Some(label("claim")), ..Label::new(label("statement"), "Statement") };
    board.add_label(merged);
    board.add_label(Label { parent: Some(label("zone")), ..Label::new(label("byline"), "Byline") });
    let options = CompareOptions { exclude: vec![label("zone")], ..CompareOptions::default() };
    let places = places_of(&board, ANA_BEN, &options);
    assert_eq!(show(&board, &places), ["agree | ana claim “one” | ben statement “one”"]);
    assert_eq!(places[0].label, Some(label("claim")));
}

#[test]
fn attributes_differ_by_meaning_only() {
    let drawings = [("ana", "[claim:one] [claim:two]"), ("ben", "[claim:one] [claim:two]")];
    let mut board = Board::drawn(&drawings);
    let words = |list: &[&str]| AttributeValue::Choices(list.iter().map(|word| (*word).into()).collect());
    board.set("ana", "ana-1", "form", words(&["direct", "mixed"]));
    board.set("ben", "ben-1", "form", words(&["mixed", "direct"]));
    board.set("ben", "ben-1", "remark", AttributeValue::Text(String::new()));
    board.set("ana", "ana-2", "stance", AttributeValue::Choice("support".into()));
    let kinds = |board: &Board, options| -> Vec<Vec<DifferenceKind>> {
        places_of(board, ANA_BEN, &options).into_iter().map(|place| place.kinds).collect()
    };
    let found = kinds(&board, CompareOptions::default());
    assert_eq!(found, [[DifferenceKind::Agree], [DifferenceKind::Attribute]]);
    let ignore_attributes = vec![AttributeId::new("stance").unwrap()];
    let found = kinds(&board, CompareOptions { ignore_attributes, ..CompareOptions::default() });
    assert_eq!(found, [[DifferenceKind::Agree], [DifferenceKind::Agree]]);
}

#[test]
fn notes_and_doubt_are_no_difference() {
    let mut board = Board::drawn(&[("ana", "[claim:one]"), ("ben", "[claim:one]")]);
    let key = board.layer("ana");
    let before = board.project.layer(&key).unwrap().annotation("ana-1").unwrap().clone();
    let after = Annotation { note: "sure?".into(), doubt: true, ..Annotation::clone(&before) };
    let key = Key::Annotation(key, before.id.clone());
    board.edit(vec![Change::replace(key, Item::Annotation(before), Item::Annotation(Arc::new(after)))]);
    assert!(places_of(&board, ANA_BEN, &CompareOptions::default())[0].is_agreed());
}

#[test]
fn a_link_differs_where_it_starts_when_it_leads_elsewhere() {
    let drawing = "[speaker:She] met [speaker:him]; [claim:it works], [claim:it fails], [claim:it stays]";
    let mut board = Board::drawn(&[("ana", drawing), ("ben", drawing)]);
    // The first claim: the same speaker; the second: another; the third: only Ana says whose it is.
    for (name, from, to) in [("ana", 3, 1), ("ben", 3, 1), ("ana", 4, 1), ("ben", 4, 2), ("ana", 5, 2)] {
        board.link(name, "said-by", (&format!("{name}-{from}"), &format!("{name}-{to}")));
    }
    let places = places_of(&board, ANA_BEN, &CompareOptions::default());
    let kinds: Vec<DifferenceKind> = places.iter().map(|place| place.kinds[0]).collect();
    use DifferenceKind::{Agree, Link};
    assert_eq!(kinds, [Agree, Agree, Agree, Link, Link]);
    let options = CompareOptions { exclude: vec![label("speaker")], ..CompareOptions::default() };
    assert!(places_of(&board, ANA_BEN, &options).iter().all(ComparedPlace::is_agreed));
}

#[test]
fn links_to_differing_versions_of_one_place_are_equal() {
    let mut board = Board::drawn(&[
        ("ana", "[speaker:Minister Li] said [claim:it works]"),
        ("ben", "Minister [speaker:Li] said [claim:it works]"),
    ]);
    board.link("ana", "said-by", ("ana-2", "ana-1"));
    board.link("ben", "said-by", ("ben-2", "ben-1"));
    let places = places_of(&board, ANA_BEN, &CompareOptions::default());
    assert_eq!(places[0].kinds, [DifferenceKind::Boundary]);
    assert_eq!(places[1].kinds, [DifferenceKind::Agree]);
}

#[test]
fn edges_without_words_can_be_ignored() {
    let board = check(
        &[("ana", "he said [claim:“it works.”] Then"), ("ben", "he said “[claim:it works].” Then")],
        &["boundary | ana claim ““it works.”” | ben claim “it works”"],
    );
    let options = CompareOptions { ignore_edges: true, ..CompareOptions::default() };
    assert!(places_of(&board, ANA_BEN, &options)[0].is_agreed());
}

#[test]
fn overlap_is_measured_in_characters_not_bytes() {
    // In bytes the Korean letter alone would weigh more than the two Latin ones.
    check(
        &[("ana", "[claim:abcdef][topic:총리]"), ("ben", "abcd[note:ef총]리")],
        &["boundary label | ana claim “abcdef” | ben note “ef총”", "missing | ana topic “총리”"],
    );
}

#[test]
fn a_place_is_decided_by_its_latest_decision() {
    let drawing = "[claim:one] [claim:two] [claim:three]";
    let mut board = Board::drawn(&[("ana", drawing), ("ben", drawing), ("adjudicated", "one two three")]);
    let decisions = [
        ("d1", DecisionClass::Took, 1, "ana-1"),
        ("d2", DecisionClass::NoneRight, 2, "ben-1"),
        ("d3", DecisionClass::Discuss, 3, "ben-2"),
    ];
    for (id, class, seconds, source) in decisions {
        let annotator = person(&source[..3]);
        let annotation = AnnotationId::new(source).unwrap();
        let decision = Decision {
            id: DecisionId::new(id).unwrap(),
            class,
            by: person("ana"),
            made: Timestamp::from_seconds(seconds),
            at: Fragments::default(),
            sources: vec![crate::model::DecisionSource { annotator, annotation, hash: "".into() }],
            results: Vec::new(),
            reason: String::new(),
        };
        let key = Key::Decision(board.layer("adjudicated"), decision.id.clone());
        board.edit(vec![Change::create(key, Item::Decision(Arc::new(decision)))]);
    }
    let places = places_of(&board, ANA_BEN, &CompareOptions::default());
    let decided: Vec<_> = places.iter().map(|place| place.decided.as_ref().map(DecisionId::as_str)).collect();
    assert_eq!(decided, [Some("d2"), None, None]);
}

// ---- published and synthetic cases: (start, end, label) over a text of five-letter cells

type Triple = (usize, usize, &'static str);

fn board_of(people: &[(&str, &[Triple])]) -> Board {
    let mut board = Board::empty(&"abcd ".repeat(180));
    for (name, triples) in people {
        board.add_person(name);
        for (number, (start, end, word)) in triples.iter().enumerate() {
            board.tag(name, &format!("{name}-{number}"), word, &[*start..*end]);
        }
    }
    board
}

/// The class of a place as an adjudicator names it, with the items' places.
fn classes(first: &[Triple], second: &[Triple]) -> Vec<(&'static str, Vec<Triple>)> {
    let board = board_of(&[("a", first), ("b", second)]);
    let known = |item: &PlaceItem| {
        let triples = if item.annotator.as_str() == "a" { first } else { second };
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
    places.iter().map(|place| (class(place), place.items.iter().map(known).collect())).collect()
}

/// The pairs in reading order, and how many stand alone on either side.
fn check_pairs(first: &[Triple], second: &[Triple], pairs: &[(&str, Triple, Triple)], alone: (usize, usize)) {
    let found = classes(first, second);
    let count = |class: &str| found.iter().filter(|(found, _)| *found == class).count();
    assert_eq!((count("only a"), count("only b")), alone);
    let mut paired: Vec<(&str, Triple, Triple)> =
        found.iter().filter(|(_, items)| items.len() == 2).map(|(class, items)| (*class, items[0], items[1])).collect();
    paired.sort_by_key(|pair| pair.1);
    assert_eq!(paired, pairs);
}

const ALEX: &[Triple] = &[(2, 9, "1"), (11, 17, "2"), (24, 30, "5"), (32, 36, "6"), (36, 44, "6"), (44, 60, "7")];
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
    let small =
        [(0, 2, "B"), (2, 3, "B"), (3, 4, "B"), (4, 5, "B"), (5, 6, "B"), (6, 9, "B"), (9, 10, "B")];
    check_pairs(&[(0, 18, "B")], &small, &[("boundary", (0, 18, "B"), (6, 9, "B"))], (0, 6));
}

#[test]
fn case_shifted_neighbours() {
    let first = [(0, 2, "D"), (2, 10, "D"), (10, 14, "D"), (14, 20, "D"), (20, 24, "D")];
    let second = [(0, 4, "D"), (4, 8, "D"), (8, 15, "D"), (15, 17, "D"), (17, 24, "D")];
    let pairs: Vec<_> = first.iter().zip(second).map(|(a, b)| ("boundary", *a, b)).collect();
    check_pairs(&first, &second, &pairs, (0, 0));
    let first = [(2, 8, "C"), (10, 12, "C"), (14, 18, "C"), (20, 22, "C")];
    let second = [(0, 2, "C"), (4, 8, "C"), (10, 14, "C"), (16, 18, "C"), (20, 22, "C")];
    let classes = ["boundary", "boundary", "boundary", "agree"];
    let pairs: Vec<_> = (0..4).map(|i| (classes[i], first[i], second[i + 1])).collect();
    check_pairs(&first, &second, &pairs, (0, 1));
}

#[test]
fn case_two_categories_side_by_side() {
    let first = [(30, 90, "k"), (75, 145, "c"), (150, 200, "k"), (220, 250, "c")];
    let second = [(30, 90, "k"), (70, 150, "c"), (150, 200, "k"), (205, 225, "c"), (250, 270, "c")];
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
    let first = [(0, 9, "claim"), (15, 29, "topic"), (35, 44, "claim"), (50, 64, "speaker"), (70, 79, "topic")];
    let second = [(0, 9, "claim"), (15, 24, "topic"), (35, 44, "topic"), (52, 70, "claim"), (100, 114, "topic")];
    let classes = ["agree", "boundary", "label", "boundary and label"];
    let pairs: Vec<_> = (0..4).map(|i| (classes[i], first[i], second[i])).collect();
    check_pairs(&first, &second, &pairs, (1, 1));
}

#[test]
fn case_where_first_come_first_served_goes_wrong() {
    let (first, second) = ([(0, 20, "claim"), (18, 30, "claim")], [(0, 2, "claim"), (5, 30, "claim")]);
    let pairs: Vec<_> = first.iter().zip(second).map(|(a, b)| ("boundary", *a, b)).collect();
    check_pairs(&first, &second, &pairs, (0, 0));
}

#[test]
fn case_an_equal_label_goes_before_a_better_sum() {
    let alex = [(2, 12, "1"), (13, 19, "2"), (24, 30, "5"), (32, 36, "6"), (36, 44, "6"), (49, 60, "7")];
    let suzan =
        [(2, 9, "1"), (11, 17, "4"), (21, 27, "5"), (32, 36, "6"), (36, 40, "6"), (42, 46, "6"), (48, 58, "7")];
    let classes = ["boundary", "boundary and label", "boundary", "agree", "boundary"];
    let mut pairs: Vec<_> = (0..5).map(|i| (classes[i], alex[i], suzan[i])).collect();
    pairs.push(("boundary", alex[5], suzan[6]));
    check_pairs(&alex, &suzan, &pairs, (0, 1));
}

// ---- what holds for any labels

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
            let spans: Vec<_> = spans.iter().map(|(start, length)| byte(*start)..byte(start + length)).collect();
            let overlap = spans.iter().enumerate().any(|(i, a)| {
                spans.iter().skip(i + 1).any(|b| (a.start < b.end && b.start < a.end) || a.start == b.start)
            });
            let spans = if overlap { &spans[..1] } else { &spans };
            let number = if down { 99 - number } else { 10 + number };
            board.tag(name, &format!("{name}-{number}"), ["claim", "cue", "topic"][*word], spans);
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
