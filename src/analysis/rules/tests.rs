//! What each rule decides, on drawn texts.

use super::*;
use crate::analysis::compare::CompareOptions;
use crate::model::edit::apply;
use crate::model::edit::recipes::{self as r, Author};
use crate::model::testing::{Board, label, person};
use crate::model::{Attribute, AttributeKind, DecisionClass, Label, SplitMix, Timestamp};

fn compared(board: &Board, options: CompareOptions) -> Comparison {
    let people = ["ana", "ben", "cem", "dua", "eli"].map(person);
    Comparison::new(&board.project, board.document.clone(), &people, options)
}

/// `“words” ana claim “it” (2 of 3)`, one line a place that the rule decides.
fn lines(board: &Board, rule: Rule, redo: Redo) -> Vec<String> {
    lines_with(board, CompareOptions::default(), rule, redo)
}

fn lines_with(board: &Board, options: CompareOptions, rule: Rule, redo: Redo) -> Vec<String> {
    let comparison = compared(board, options);
    let text = board.project.text("doc").unwrap();
    let line = |planned: Planned| {
        let place = &comparison.places()[planned.place];
        let what = match &planned.verdict {
            Verdict::Take(taken) => {
                let [(who, id)] = taken.as_slice() else {
                    panic!("{taken:?}")
                };
                let mut items = place.item_of(who);
                let item = items.find(|item| item.id == *id).unwrap();
                format!("{who} {} “{}”", item.label, item.fragments.quote(text))
            }
            Verdict::Edited(own) => {
                let values: Vec<String> = own.attributes.iter().map(|(id, v)| format!("{id}={v}")).collect();
                format!("edited {} {}", own.label, values.join(" "))
            }
            other => format!("{other:?}"),
        };
        format!("{what} ({})", planned.why)
    };
    plan(&board.project, &comparison, rule, redo)
        .into_iter()
        .map(line)
        .collect()
}

const MAJORITY: Rule = Rule::Majority { min_votes: 2 };

fn score(share: f64) -> Rule {
    Rule::Score { share, min_votes: 1 }
}

/// Everything that a place can be for three people.
fn three() -> Board {
    Board::drawn(&[
        (
            "ana",
            "[speaker:She] said [claim:the bridge] reopens in [topic:May], [claim:perhaps] or [topic:not], [cue:he says] now",
        ),
        (
            "ben",
            "[speaker:She] said [claim:the bridge] reopens in [topic:May], perhaps or [claim:not], [cue:he says now]",
        ),
        (
            "cem",
            "[speaker:She] said [claim:the bridge reopens] in [claim:May], perhaps or [note:not], he [cue:says now]",
        ),
    ])
}

#[test]
fn each_rule_decides_its_places_and_no_others() {
    let board = three();
    assert_eq!(
        lines(&board, Rule::AllAgree, Redo::No),
        ["ana speaker “She” (all 3)"]
    );
    assert_eq!(
        lines(&board, Rule::NobodyDisagrees, Redo::No),
        [
            "ana speaker “She” (3 of 3, nobody else has another)",
            "ana claim “perhaps” (1 of 3, nobody else has another)",
        ]
    );
    let most = [
        "ana speaker “She” (3 of 3)",
        "ana claim “the bridge” (2 of 3)",
        "ana topic “May” (2 of 3)",
    ];
    assert_eq!(lines(&board, MAJORITY, Redo::No), most);
    assert_eq!(
        lines(&board, Rule::Majority { min_votes: 3 }, Redo::No),
        most[..1]
    );
    assert_eq!(lines(&board, score(0.6), Redo::No), most);
    assert_eq!(lines(&board, score(1.0), Redo::No), most[..1]);
    // One of three is enough for the label that only Ana has; three different ones tie.
    let third = lines(&board, score(0.3), Redo::No);
    assert_eq!(third.len(), 4, "{third:?}");
    assert!(third.contains(&"ana claim “perhaps” (1 of 3)".to_owned()));
}

#[test]
fn half_of_the_people_are_no_majority() {
    let board = Board::drawn(&[
        ("ana", "[claim:it works] [topic:now]"),
        ("ben", "[claim:it works] now"),
        ("cem", "it [claim:works] now"),
        ("dua", "it [claim:works] now"),
    ]);
    assert_eq!(lines(&board, MAJORITY, Redo::No), [""; 0]);
    assert_eq!(lines(&board, score(0.5), Redo::No), [""; 0], "two against two");
}

#[test]
fn who_marked_other_words_disagrees_but_not_who_marked_what_all_have() {
    // The topic in the claim is Ana's alone; Ben's claim around it is hers too.
    let board = Board::drawn(&[
        ("ana", "[claim:the [topic:bridge] works] and [cue:so] on"),
        ("ben", "[claim:the bridge works] [claim:and so on]"),
    ]);
    assert_eq!(
        lines(&board, Rule::NobodyDisagrees, Redo::No),
        [
            "ana claim “the bridge works” (2 of 2, nobody else has another)",
            "ana topic “bridge” (1 of 2, nobody else has another)",
        ]
    );
}

#[test]
fn each_attribute_goes_by_its_own_majority() {
    let drawing = "[claim:it works]";
    let mut board = Board::drawn(&[("ana", drawing), ("ben", drawing), ("cem", drawing)]);
    let choice = AttributeKind::Choice(vec!["yes".into(), "no".into()]);
    let attributes = ["sound", "stance", "sure"];
    for id in attributes {
        let facts = Attribute::new(AttributeId::new(id).unwrap(), id, choice.clone());
        board.add_attribute(facts);
    }
    // Each says no to one of them, so nobody has what most say of each.
    for (who, against) in ["ana", "ben", "cem"].into_iter().zip(attributes) {
        for id in attributes {
            let word = if id == against { "no" } else { "yes" };
            board.set(who, &format!("{who}-1"), id, AttributeValue::Choice(word.into()));
        }
    }
    assert_eq!(
        lines(&board, MAJORITY, Redo::No),
        ["edited claim sound=yes stance=yes sure=yes (3 of 3)"]
    );
    let options = CompareOptions {
        ignore_attributes: vec![AttributeId::new("sure").unwrap()],
        ..CompareOptions::default()
    };
    let found = lines_with(&board, options, MAJORITY, Redo::No);
    assert_eq!(
        found,
        ["cem claim “it works” (3 of 3)"],
        "Cem alone has both that count"
    );
    // One against one: nobody decides.
    let two = ["ana", "ben"].map(person);
    let comparison = Comparison::new(
        &board.project,
        board.document.clone(),
        &two,
        CompareOptions::default(),
    );
    assert_eq!(plan(&board.project, &comparison, MAJORITY, Redo::No), []);
}

#[test]
fn words_that_differ_in_a_full_stop_are_one_version_where_that_does_not_matter() {
    let board = Board::drawn(&[
        ("ana", "[claim:it works.] So"),
        ("ben", "[claim:it works]. So"),
        ("cem", "[claim:it works]. [topic:So]"),
    ]);
    assert_eq!(lines(&board, Rule::AllAgree, Redo::No), [""; 0]);
    let options = CompareOptions {
        ignore_edges: true,
        ..CompareOptions::default()
    };
    assert_eq!(
        lines_with(&board, options, Rule::AllAgree, Redo::No),
        ["ben claim “it works” (all 3)"]
    );
}

#[test]
fn a_plan_becomes_one_step_and_running_again_decides_nothing_twice() {
    let mut board = three();
    board.add_label(Label::new(label("unused"), "Unused"));
    let before = board.project.clone();
    let comparison = compared(&board, CompareOptions::default());
    let planned = plan(&board.project, &comparison, MAJORITY, Redo::No);
    let author = Author {
        layer: board.layer("ana"),
        now: Timestamp::from_seconds(9),
    };
    let rulings = rulings(&comparison, &planned, MAJORITY);
    let edit = r::decide_all(
        &board.project,
        &author,
        &person("ana"),
        &rulings,
        &mut SplitMix(1),
    )
    .unwrap();
    assert_eq!(edit.title, "Decide 3 places");
    apply(&mut board.project, &edit).unwrap();
    let layer = board
        .project
        .layer(&LayerKey::adjudicated(board.document.clone()))
        .unwrap();
    let mut classes: Vec<_> = layer.decisions().map(|d| (d.class, d.rule.as_str())).collect();
    classes.sort();
    assert_eq!(
        classes,
        [
            (DecisionClass::Agreed, "majority"),
            (DecisionClass::Took, "majority"),
            (DecisionClass::Took, "majority"),
        ]
    );
    assert_eq!(layer.len(), 3);
    assert_eq!(lines(&board, MAJORITY, Redo::No), [""; 0]);
    assert_eq!(lines(&board, MAJORITY, Redo::Everything).len(), 3);
    let again = compared(&board, CompareOptions::default());
    let planned = plan(&board.project, &again, MAJORITY, Redo::Everything);
    assert!(planned.iter().all(|planned| planned.before == Before::Same));
    assert_eq!(super::rulings(&again, &planned, MAJORITY), []);
    apply(&mut board.project, &edit.inverse()).unwrap();
    assert!(board.project == before);
}
