//! What was decided about places, while labels, links and texts change around it.

use super::*;
use crate::model::edit::apply;
use crate::model::edit::recipes::{self as r, Author, Extent, LinkRuling, Source, Verdict};
use crate::model::{Layer, LinkId, LinkKindId, SplitMix};
use crate::text::Text;

fn of(person_name: &str, id: &str) -> Source {
    (person(person_name), AnnotationId::new(id).unwrap())
}

/// One item of each person: `(“ana ben”, 1)` for `ana-1` and `ben-1`.
fn all(people: &str, nth: usize) -> Vec<Source> {
    people
        .split(' ')
        .map(|name| of(name, &format!("{name}-{nth}")))
        .collect()
}

fn author(board: &Board, name: &str, seconds: i64) -> Author {
    Author {
        layer: board.layer(name),
        now: Timestamp::from_seconds(seconds),
    }
}

fn decide(board: &mut Board, sources: &[Source], verdict: &Verdict) {
    let seed = board
        .project
        .layer(&board.layer("adjudicated"))
        .map_or(0, |l| l.decisions().len());
    let by = author(board, "ana", 10 + seed as i64);
    let place = (sources, verdict, "");
    let edit = r::decide(
        &board.project,
        &by,
        &person("ana"),
        place,
        &mut SplitMix(seed as u64),
    )
    .unwrap();
    apply(&mut board.project, &edit).unwrap();
}

fn agreed(board: &Board) -> &Layer {
    board.project.layer(&board.layer("adjudicated")).unwrap()
}

fn states(board: &Board, people: &[&str]) -> Vec<PlaceState> {
    let places = places_of(board, people, &CompareOptions::default());
    places.into_iter().map(|place| place.state).collect()
}

fn linked(people: &[&str], linking: &[&str]) -> Board {
    let drawing = "[speaker:She] said [claim:it works]";
    let drawings: Vec<_> = people.iter().map(|name| (*name, drawing)).collect();
    let mut board = Board::drawn(&drawings);
    for name in linking {
        board.link(name, "said-by", (&format!("{name}-2"), &format!("{name}-1")));
    }
    board
}

#[test]
fn a_link_that_all_have_comes_along_once_both_ends_are_decided_and_goes_with_them() {
    let mut board = linked(&["ana", "ben"], &["ana", "ben"]);
    decide(&mut board, &all("ana ben", 1), &Verdict::Take(all("ana", 1)));
    assert_eq!(agreed(&board).links().len(), 0);
    decide(&mut board, &all("ana ben", 2), &Verdict::Take(all("ben", 2)));
    let links: Vec<_> = agreed(&board).links().cloned().collect();
    let [link] = links.as_slice() else {
        panic!("{links:?}")
    };
    let label_of = |id: &AnnotationId| agreed(&board).annotation(id.as_str()).unwrap().label.to_string();
    assert_eq!(
        (label_of(&link.from), label_of(&link.to)),
        ("claim".into(), "speaker".into())
    );
    // Another word about an end makes the link anew; none right takes it away.
    decide(&mut board, &all("ana ben", 1), &Verdict::Take(all("ben", 1)));
    assert_eq!(agreed(&board).links().len(), 1);
    decide(&mut board, &all("ana ben", 1), &Verdict::NoneRight);
    assert_eq!((agreed(&board).links().len(), agreed(&board).len()), (0, 1));
}

#[test]
fn a_link_that_only_some_have_is_decided_by_itself() {
    let mut board = linked(&["ana", "ben", "cem"], &["ana", "ben"]);
    decide(&mut board, &all("ana ben cem", 1), &Verdict::Take(all("ana", 1)));
    decide(&mut board, &all("ana ben cem", 2), &Verdict::Take(all("ana", 2)));
    assert_eq!(agreed(&board).links().len(), 0, "Cem was taken too and has none");
    let found = links(
        &board.project,
        &board.document,
        &["ana", "ben", "cem"].map(person),
    );
    let [place] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!((place.who.len(), &place.state), (2, &PlaceState::Open));
    assert!(!place.stands);
    let ruling = |right| LinkRuling {
        document: board.document.clone(),
        kind: LinkKindId::new("said-by").unwrap(),
        from: place.from.clone(),
        to: place.to.clone(),
        sources: [("ana", "ana-2-ana-1-said-by"), ("ben", "ben-2-ben-1-said-by")]
            .map(|(who, id)| (person(who), LinkId::new(id).unwrap()))
            .to_vec(),
        right,
        reason: String::new(),
    };
    assert_eq!(place.who, ruling(None).sources);
    let mut project = board.project.clone();
    let by = author(&board, "ana", 50);
    for (right, count) in [(None, 0), (Some(true), 1), (Some(false), 0), (Some(true), 1)] {
        let edit = r::decide_link(
            &project,
            &by,
            &person("ana"),
            &ruling(right),
            &mut SplitMix(count + 7),
        );
        apply(&mut project, &edit.unwrap()).unwrap();
        let layer = project.layer(&board.layer("adjudicated")).unwrap();
        assert_eq!(
            (layer.links().len() as u64, layer.decisions().len()),
            (count, 3),
            "{right:?}"
        );
        let now = links(&project, &board.document, &["ana", "ben", "cem"].map(person));
        assert_eq!(now[0].stands, right == Some(true));
        let settled = matches!(now[0].state, PlaceState::Decided(_));
        assert_eq!(settled, right.is_some());
    }
    // Opening an end again takes the link and the decision about it along.
    let layer = project.layer(&board.layer("adjudicated")).unwrap();
    let claim = layer
        .decision_for(&person("ana"), &AnnotationId::new("ana-2").unwrap())
        .unwrap();
    let edit = r::reopen(&project, &board.document, &claim.id).unwrap();
    apply(&mut project, &edit).unwrap();
    let layer = project.layer(&board.layer("adjudicated")).unwrap();
    assert_eq!(
        (layer.links().len(), layer.decisions().len(), layer.len()),
        (0, 1, 1)
    );
}

#[test]
fn words_can_be_put_together_or_be_what_all_have() {
    let drawing = [
        ("ana", "so [claim:it works] now"),
        ("ben", "so it [claim:works now]"),
    ];
    let cases = [(Extent::Union, "it works now"), (Extent::Intersection, "works")];
    for (extent, expected) in cases {
        let mut board = Board::drawn(&drawing);
        let both = all("ana ben", 1);
        decide(&mut board, &both, &Verdict::Combine(extent, both[1].clone()));
        let result = agreed(&board).annotations().next().unwrap();
        let text = board.project.text("doc").unwrap();
        assert_eq!(result.fragments.quote(text), expected);
        assert_eq!(
            agreed(&board).decisions().next().unwrap().class,
            DecisionClass::Edited
        );
        assert!(matches!(states(&board, ANA_BEN)[0], PlaceState::Decided(_)));
    }
    // Equal versions are one result.
    let same = "so [claim:it works] now";
    let mut board = Board::drawn(&[("ana", same), ("ben", same)]);
    decide(&mut board, &all("ana ben", 1), &Verdict::Take(all("ana ben", 1)));
    assert_eq!(agreed(&board).len(), 1);
    assert_eq!(
        agreed(&board).decisions().next().unwrap().class,
        DecisionClass::Agreed
    );
}

#[test]
fn what_is_decided_holds_in_another_text_where_its_words_are_the_same() {
    let drawing = "The mayor said [claim:the bridge reopens] in [topic:May].";
    let mut board = Board::drawn(&[("ana", drawing), ("ben", drawing)]);
    for nth in [1, 2] {
        decide(&mut board, &all("ana ben", nth), &Verdict::Take(all("ana", nth)));
    }
    let before = board.project.clone();
    let text = Text::new("On Monday the old mayor said the bridge reopens in May.").unwrap();
    let edit = r::replace_text(&board.project, &board.document, &text)
        .unwrap()
        .transaction;
    apply(&mut board.project, &edit).unwrap();
    let found = states(&board, ANA_BEN);
    assert!(
        found.len() == 2 && found.iter().all(|state| matches!(state, PlaceState::Decided(_))),
        "{found:?}"
    );
    apply(&mut board.project, &edit.inverse()).unwrap();
    assert!(board.project == before);
    // A claim with other words in it is not what was looked at.
    let text = Text::new("On Monday the mayor said the bridge reopened in May.").unwrap();
    let edit = r::replace_text(&board.project, &board.document, &text)
        .unwrap()
        .transaction;
    apply(&mut board.project, &edit).unwrap();
    let decided = states(&board, ANA_BEN)
        .into_iter()
        .filter(|state| matches!(state, PlaceState::Decided(_)));
    assert_eq!(decided.count(), 1);
}

#[test]
fn two_reviewers_are_rivals_until_one_word_counts_and_labels_that_went_leave_orphans() {
    let mut board = Board::drawn(&[
        ("ana", "so [claim:it works] now"),
        ("ben", "so it [claim:works now]"),
    ]);
    let both = all("ana ben", 1);
    let mut other = r::decide(
        &board.project,
        &author(&board, "ben", 99),
        &person("ben"),
        (&both, &Verdict::Take(all("ben", 1)), "his"),
        &mut SplitMix(77),
    )
    .unwrap();
    decide(&mut board, &both, &Verdict::Take(all("ana", 1)));
    // As merging does: what the other made comes in beside what is there.
    other
        .changes
        .retain(|change| matches!(change.key, Key::Annotation(..) | Key::Decision(..)));
    apply(&mut board.project, &other).unwrap();
    let found = states(&board, ANA_BEN);
    let [PlaceState::Rivals(rivals)] = found.as_slice() else {
        panic!("{found:?}")
    };
    assert_eq!((rivals.len(), agreed(&board).len()), (2, 2));
    let reopened = r::reopen_all(&board.project, &board.document, rivals).unwrap();
    let mut open = board.project.clone();
    apply(&mut open, &reopened).unwrap();
    assert_eq!(open.layer(&board.layer("adjudicated")).unwrap().len(), 0);
    // The third word counts.
    decide(&mut board, &both, &Verdict::Take(all("ben", 1)));
    assert!(matches!(states(&board, ANA_BEN)[0], PlaceState::Decided(_)));
    assert_eq!((agreed(&board).len(), agreed(&board).decisions().len()), (1, 1));
    assert_eq!(orphans(&board.project, &board.document), []);
    for name in ANA_BEN {
        let gone = [AnnotationId::new(format!("{name}-1")).unwrap()];
        let edit = r::delete_annotations(&board.project, &author(&board, name, 3), &gone).unwrap();
        apply(&mut board.project, &edit).unwrap();
    }
    assert_eq!(orphans(&board.project, &board.document).len(), 1);
    assert_eq!(agreed(&board).len(), 1, "what came out of it stays");
}
