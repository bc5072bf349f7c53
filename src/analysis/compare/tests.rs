//! Places of drawn texts.

mod cases;
mod decided;
mod properties;

use super::*;
use crate::model::edit::{Change, Item, Key};
use crate::model::testing::{Board, label, person};
use crate::model::{AnnotationId, AttributeValue, Decision, DecisionClass, Label, LayerHead, Timestamp};

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
            format!(
                " | {} {} “{}”",
                item.annotator,
                item_of.label,
                item_of.fragments.quote(text)
            )
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
            (
                "ana",
                "[speaker:She] said [claim:the bridge] reopens in [topic:May], [claim:perhaps]",
            ),
            (
                "ben",
                "[speaker:She] said [claim:the bridge reopens] in [date:May], perhaps",
            ),
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
        &[
            ("ana", "so [claim:it works] now"),
            ("ben", "so [premise:it works now]"),
        ],
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
            (
                "ana",
                "[claim:The bridge reopens and the road closes.] [claim:Both.]",
            ),
            (
                "ben",
                "[claim:The bridge reopens] and [claim:the road closes]. [claim:Both.]",
            ),
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
        &[
            ("ana", "[claim:[claim:one two] three]"),
            ("ben", "[claim:one two] [claim:three]"),
        ],
        &[
            "agree | ana claim “one two” | ben claim “one two”",
            "boundary | ana claim “one two three” | ben claim “three”",
        ],
    );
}

#[test]
fn the_same_label_twice_is_told_but_does_not_spoil_agreement() {
    check(
        &[
            ("ana", "[claim:[claim:yes]] [topic:[topic:no]]"),
            ("ben", "[claim:yes] no"),
        ],
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
        &[
            "boundary | ana claim “It works … at last” | ben claim “It … works … at last” \
           | cleo claim “It works, she said, at last”",
        ],
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
        &[
            ("ana", "one[gap:] [topic:two]"),
            ("ben", "one[pause:] [topic:[gap:]two]"),
        ],
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
    for (name, id, word) in [
        ("ana", "a1", "economy"),
        ("ben", "b1", "economy"),
        ("ben", "b2", "sport"),
    ] {
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
        &[
            ("ana", "[claim:one] two"),
            ("ben", "[claim:one] two"),
            ("cleo", "one two"),
        ],
        &["missing | ana claim “one” | ben claim “one”"],
    );
    board.add_layer("dora", LayerHead::default());
    board.add_layer(
        "machine",
        LayerHead {
            annotated: true,
            ..LayerHead::default()
        },
    );
    let known = people_to_compare(&board.project, &board.document);
    assert_eq!(known, [person("ana"), person("ben"), person("cleo")]);
    let places = places_of(
        &board,
        &["ana", "ben", "dora", "nobody"],
        &CompareOptions::default(),
    );
    assert_eq!(
        show(&board, &places),
        ["agree | ana claim “one” | ben claim “one”"]
    );
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
    let merged = Label {
        merged_into: Some(label("claim")),
        ..Label::new(label("statement"), "Statement")
    };
    board.add_label(merged);
    board.add_label(Label {
        parent: Some(label("zone")),
        ..Label::new(label("byline"), "Byline")
    });
    let options = CompareOptions {
        exclude: vec![label("zone")],
        ..CompareOptions::default()
    };
    let places = places_of(&board, ANA_BEN, &options);
    assert_eq!(
        show(&board, &places),
        ["agree | ana claim “one” | ben statement “one”"]
    );
    assert_eq!(places[0].label, Some(label("claim")));
}

#[test]
fn attributes_differ_by_meaning_only() {
    let drawings = [
        ("ana", "[claim:one] [claim:two]"),
        ("ben", "[claim:one] [claim:two]"),
    ];
    let mut board = Board::drawn(&drawings);
    let words = |list: &[&str]| AttributeValue::Choices(list.iter().map(|word| (*word).into()).collect());
    board.set("ana", "ana-1", "form", words(&["direct", "mixed"]));
    board.set("ben", "ben-1", "form", words(&["mixed", "direct"]));
    board.set("ben", "ben-1", "remark", AttributeValue::Text(String::new()));
    board.set("ana", "ana-2", "stance", AttributeValue::Choice("support".into()));
    let kinds = |board: &Board, options| -> Vec<Vec<DifferenceKind>> {
        places_of(board, ANA_BEN, &options)
            .into_iter()
            .map(|place| place.kinds)
            .collect()
    };
    let found = kinds(&board, CompareOptions::default());
    assert_eq!(found, [[DifferenceKind::Agree], [DifferenceKind::Attribute]]);
    let ignore_attributes = vec![AttributeId::new("stance").unwrap()];
    let found = kinds(
        &board,
        CompareOptions {
            ignore_attributes,
            ..CompareOptions::default()
        },
    );
    assert_eq!(found, [[DifferenceKind::Agree], [DifferenceKind::Agree]]);
}

#[test]
fn notes_and_doubt_are_no_difference() {
    let mut board = Board::drawn(&[("ana", "[claim:one]"), ("ben", "[claim:one]")]);
    let key = board.layer("ana");
    let before = board
        .project
        .layer(&key)
        .unwrap()
        .annotation("ana-1")
        .unwrap()
        .clone();
    let after = Annotation {
        note: "sure?".into(),
        doubt: true,
        ..Annotation::clone(&before)
    };
    let key = Key::Annotation(key, before.id.clone());
    board.edit(vec![Change::replace(
        key,
        Item::Annotation(before),
        Item::Annotation(Arc::new(after)),
    )]);
    assert!(places_of(&board, ANA_BEN, &CompareOptions::default())[0].is_agreed());
}

#[test]
fn a_link_differs_where_it_starts_when_it_leads_elsewhere() {
    let drawing = "[speaker:She] met [speaker:him]; [claim:it works], [claim:it fails], [claim:it stays]";
    let mut board = Board::drawn(&[("ana", drawing), ("ben", drawing)]);
    // The first claim: the same speaker; the second: another; the third: only Ana says whose it is.
    for (name, from, to) in [
        ("ana", 3, 1),
        ("ben", 3, 1),
        ("ana", 4, 1),
        ("ben", 4, 2),
        ("ana", 5, 2),
    ] {
        board.link(
            name,
            "said-by",
            (&format!("{name}-{from}"), &format!("{name}-{to}")),
        );
    }
    let places = places_of(&board, ANA_BEN, &CompareOptions::default());
    let kinds: Vec<DifferenceKind> = places.iter().map(|place| place.kinds[0]).collect();
    use DifferenceKind::{Agree, Link};
    assert_eq!(kinds, [Agree, Agree, Agree, Link, Link]);
    let options = CompareOptions {
        exclude: vec![label("speaker")],
        ..CompareOptions::default()
    };
    assert!(
        places_of(&board, ANA_BEN, &options)
            .iter()
            .all(ComparedPlace::is_agreed)
    );
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
        &[
            ("ana", "he said [claim:“it works.”] Then"),
            ("ben", "he said “[claim:it works].” Then"),
        ],
        &["boundary | ana claim ““it works.”” | ben claim “it works”"],
    );
    let options = CompareOptions {
        ignore_edges: true,
        ..CompareOptions::default()
    };
    assert!(places_of(&board, ANA_BEN, &options)[0].is_agreed());
}

#[test]
fn overlap_is_measured_in_characters_not_bytes() {
    // In bytes the Korean letter alone would weigh more than the two Latin ones.
    check(
        &[
            ("ana", "[claim:abcdef][topic:총리]"),
            ("ben", "abcd[note:ef총]리"),
        ],
        &[
            "boundary label | ana claim “abcdef” | ben note “ef총”",
            "missing | ana topic “총리”",
        ],
    );
}

#[test]
fn a_place_is_decided_by_its_latest_decision() {
    let drawing = "[claim:one] [claim:two] [claim:three]";
    let mut board = Board::drawn(&[
        ("ana", drawing),
        ("ben", drawing),
        ("adjudicated", "one two three"),
    ]);
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
            adrift: Vec::new(),
            sources: vec![crate::model::DecisionSource {
                annotator,
                annotation,
                hash: "".into(),
            }],
            results: Vec::new(),
            reason: String::new(),
            rule: Default::default(),
        };
        let key = Key::Decision(board.layer("adjudicated"), decision.id.clone());
        board.edit(vec![Change::create(key, Item::Decision(Arc::new(decision)))]);
    }
    let places = places_of(&board, ANA_BEN, &CompareOptions::default());
    let decided: Vec<_> = places
        .iter()
        .map(|place| place.decided().map(DecisionId::as_str))
        .collect();
    assert_eq!(decided, [Some("d2"), None, None]);
}
