//! What is refused: invariants of the model, overlap rules, locks. And what is only reported.

use super::super::recipes as r;
use super::*;

fn strict(id: &str, overlap: Overlap) -> Label {
    Label {
        overlap,
        ..Label::new(label(id), id)
    }
}

/// Tags the words in the text for ana; the message where it is refused.
fn tagged(board: &Board, words: &str, with: &str) -> Result<(), String> {
    let text = board.project.text("doc").unwrap();
    let start = text.as_str().find(words).unwrap();
    let spans = Fragments::one(text.span(start..start + words.len()).unwrap());
    let id = AnnotationId::new("new").unwrap();
    let by = author("doc", "ana");
    let edit = r::tag(&board.project, &by, id, &label(with), spans).map_err(|error| error.to_string())?;
    let mut project = board.project.clone();
    apply(&mut project, &edit).map_err(|error| error.to_string())
}

fn refused(board: &mut Board, changes: Vec<Change>) -> String {
    let before = board.project.clone();
    let error = apply(&mut board.project, &Transaction::new("test", changes)).unwrap_err();
    assert!(is_same_snapshot(&board.project, &before));
    error.to_string()
}

#[test]
fn overlap_rules_refuse_new_labels() {
    let mut board = Board::drawn(&[("ana", "[quote:one two] three [topic:four] five")]);
    board.add_label(strict("quote", Overlap::NotItself));
    board.add_label(strict("alone", Overlap::None));
    let itself = "“quote” cannot overlap another “quote”".to_owned();
    assert_eq!(tagged(&board, "two three", "quote"), Err(itself.clone()));
    assert_eq!(tagged(&board, "two three", "topic"), Ok(()));
    assert_eq!(
        tagged(&board, " three ", "quote"),
        Ok(()),
        "touching is not overlapping"
    );
    let none = "“alone” cannot overlap any other label".to_owned();
    assert_eq!(tagged(&board, "three four", "alone"), Err(none.clone()));
    assert_eq!(tagged(&board, "three", "alone"), Ok(()));
    board.tag("ana", "strict", "alone", std::slice::from_ref(&(19..23)));
    assert_eq!(
        tagged(&board, "five", "topic"),
        Err(none),
        "the other label is strict"
    );
    // A label counts as the one that it was merged into.
    board.add_label(Label {
        merged_into: Some(label("quote")),
        ..Label::new(label("cited"), "cited")
    });
    board.tag("ana", "old", "cited", std::slice::from_ref(&(8..13)));
    assert_eq!(tagged(&board, "three", "quote"), Err(itself));
}

#[test]
fn a_long_label_that_begins_far_before_forbids_too() {
    let words = format!("{}end here", "word ".repeat(2_000));
    let mut board = Board::empty(&words);
    board.add_person("ana");
    board.add_label(strict("quote", Overlap::NotItself));
    board.tag("ana", "far", "quote", std::slice::from_ref(&(0..words.len() - 5)));
    assert!(tagged(&board, "end", "quote").is_err());
    assert_eq!(tagged(&board, "here", "quote"), Ok(()));
}

#[test]
fn overlap_rules_hold_for_moved_edges_and_other_labels_too() {
    let mut board = Board::drawn(&[("ana", "[quote:one] [quote:two] [topic:two three]")]);
    board.add_label(strict("quote", Overlap::NotItself));
    let by = author("doc", "ana");
    let text = board.project.text("doc").unwrap();
    let wide = Fragments::one(text.span(0..7).unwrap());
    let id = AnnotationId::new("ana-1").unwrap();
    assert!(r::set_fragments(&board.project, &by, &id, wide).is_err());
    let mut board = Board::drawn(&[("ana", "[quote:one [topic:two]]")]);
    board.add_label(strict("quote", Overlap::NotItself));
    let id = AnnotationId::new("ana-2").unwrap();
    assert!(r::relabel(&board.project, &by, &id, &label("quote")).is_err());
    assert!(r::edit_annotation(&board.project, &by, &id, "Note", |a| a.note = "x".into()).is_ok());
}

#[test]
fn a_rule_that_gets_stricter_is_reported_and_deletes_nothing() {
    let mut board = Board::drawn(&[("ana", "[quote:one [quote:two]] [claim:three]")]);
    board.add_label(strict("quote", Overlap::NotItself));
    let required = Attribute {
        name: "Sure".into(),
        required: true,
        ..attribute("sure", &["claim"], AttributeKind::Bool)
    };
    let edit = r::make_attribute(&board.project, required);
    apply(&mut board.project, &edit).unwrap();
    board.link("ana", "said-by", ("ana-3", "ana-1"));
    let edit = r::edit_link_kind(&board.project, &LinkKindId::new("said-by").unwrap(), |k| {
        k.from = vec![label("quote")];
    });
    apply(&mut board.project, &edit.unwrap()).unwrap();
    let problems = rule_problems(&board.project, &board.layer("ana"));
    let shown: Vec<String> = problems
        .iter()
        .map(|p| format!("{}: {}", p.kind, p.message))
        .collect();
    assert_eq!(
        shown,
        [
            "rule-required: annotation “ana-3”: “Sure” is required",
            "rule-overlap: annotation “ana-2”: “quote” cannot overlap another “quote”",
            "rule-link: link “ana-3-ana-1-said-by”: “said-by” does not go from “claim” to “quote”",
        ]
    );
    assert_eq!(verify(&board.project), vec![]);
}

#[test]
fn a_merged_label_keeps_its_links() {
    let mut board = Board::drawn(&[("ana", "[claim:one] [person:two]")]);
    board.add_label(Label::new(label("speaker"), "Speaker"));
    board.link("ana", "said-by", ("ana-1", "ana-2"));
    let kind = LinkKindId::new("said-by").unwrap();
    let edit = r::edit_link_kind(&board.project, &kind, |k| k.to = vec![label("person")]);
    apply(&mut board.project, &edit.unwrap()).unwrap();
    let edit = r::merge_labels(&board.project, &label("person"), &label("speaker"));
    apply(&mut board.project, &edit.unwrap()).unwrap();
    assert_eq!(rule_problems(&board.project, &board.layer("ana")), vec![]);
    let codebook = board.project.codebook();
    let kind = codebook.link_kind("said-by").unwrap();
    assert!(codebook.allows_link(kind, &label("claim"), &label("speaker")));
}

#[test]
fn locks_refuse_edits_of_labels() {
    let mut board = Board::drawn(&[("ana", "[claim:one] two")]);
    let edit = r::set_lock(&board.project, board.layer("ana"), true);
    apply(&mut board.project, &edit).unwrap();
    assert_eq!(board.project.progress(&board.layer("ana")), Progress::Locked);
    assert_eq!(
        tagged(&board, "two", "claim"),
        Err("“doc” is locked for ana".into())
    );
    let (by, id) = (author("doc", "ana"), AnnotationId::new("ana-1").unwrap());
    let p = &board.project;
    assert!(r::relabel(p, &by, &id, &label("claim")).is_err());
    assert!(r::set_fragments(p, &by, &id, Fragments::default()).is_err());
    assert!(r::delete_annotations(p, &by, std::slice::from_ref(&id)).is_err());
    assert!(r::set_progress(p, &by, Progress::Finished).is_err());
    let edit = r::set_lock(&board.project, board.layer("ana"), false);
    apply(&mut board.project, &edit).unwrap();
    assert_eq!(tagged(&board, "two", "claim"), Ok(()));
    // A lock is no word of the person's own.
    assert!(r::set_progress(&board.project, &by, Progress::Locked).is_err());
}

#[test]
fn the_id_of_the_agreed_result_is_reserved() {
    let mut board = Board::empty("one");
    let fake = Person {
        id: PersonId::adjudicated(),
        name: "Adam".into(),
        colour: Colour::default(),
        kind: PersonKind::Person,
    };
    let edit = r::add_person(fake);
    let message = refused(&mut board, edit.changes);
    assert_eq!(message, "the id “adjudicated” is kept for the agreed result");
}

#[test]
fn merges_never_go_round_whatever_else_the_codebook_holds() {
    for others in 0..4 {
        let mut board = Board::drawn(&[("ana", "[a:x] [b:y] [c:z]")]);
        for n in 0..others {
            board.add_label(Label::new(label(&format!("other{n}")), "Other"));
        }
        let merged = |board: &Board, id: &str, into: &str| {
            let old = board.project.codebook.label(id).unwrap().clone();
            let new = Label {
                merged_into: Some(label(into)),
                ..Label::clone(&old)
            };
            Change::replace(
                Key::Label(label(id)),
                Item::Label(old),
                Item::Label(Arc::new(new)),
            )
        };
        let round = vec![
            merged(&board, "a", "b"),
            merged(&board, "b", "c"),
            merged(&board, "c", "a"),
        ];
        assert!(refused(&mut board, round).contains("cannot be merged into itself"));
        let itself = vec![merged(&board, "a", "a")];
        assert!(refused(&mut board, itself).contains("cannot be merged into itself"));
        let chain = vec![merged(&board, "a", "b"), merged(&board, "b", "c")];
        board.edit(chain);
        assert_eq!(board.project.codebook.resolve(&label("a")), &label("c"));
    }
    let mut board = Board::empty("one");
    let to = |from: &str, into: &str| {
        let target = Item::Redirect(Some(EntityId::new(into).unwrap()));
        Change::create(Key::Redirect(EntityId::new(from).unwrap()), target)
    };
    assert!(refused(&mut board, vec![to("a", "b"), to("b", "a")]).contains("into itself"));
}

#[test]
fn nothing_is_left_that_needs_what_is_gone() {
    let mut board = Board::drawn(&[("ana", "[claim:one] [cue:two]")]);
    board.link("ana", "said-by", ("ana-1", "ana-2"));
    let layer = board.layer("ana");
    let keys = [
        Key::Annotation(layer.clone(), AnnotationId::new("ana-1").unwrap()),
        Key::Layer(layer),
        Key::Label(label("claim")),
        Key::LinkKind(LinkKindId::new("said-by").unwrap()),
        Key::Person(person("ana")),
        Key::Text(board.document.clone()),
        Key::Document(board.document.clone()),
    ];
    for key in keys {
        let now = item(&board.project, &key).unwrap();
        let message = refused(&mut board, vec![Change::delete(key, now)]);
        assert!(message.contains("still"), "{message}");
    }
}

#[test]
fn a_text_cannot_shrink_below_its_labels() {
    let mut board = Board::drawn(&[("ana", "one [claim:two]")]);
    let old = board.project.text("doc").unwrap().clone();
    let shorter = |words: &str| {
        let (before, after) = (old.clone(), Text::new(words).unwrap());
        Change::replace(
            Key::Text(DocumentId::new("doc").unwrap()),
            Item::Text(before),
            Item::Text(after),
        )
    };
    refused(&mut board, vec![shorter("one")]);
    refused(&mut board, vec![shorter("on 총리")]);
}

#[test]
fn a_change_made_on_an_old_state_is_refused() {
    let mut board = Board::drawn(&[("ana", "[claim:one] two")]);
    let old = board.project.clone();
    let by = author("doc", "ana");
    let id = AnnotationId::new("ana-1").unwrap();
    let first = r::edit_annotation(&old, &by, &id, "Note", |a| a.note = "first".into()).unwrap();
    let second = r::edit_annotation(&old, &by, &id, "Note", |a| a.note = "second".into()).unwrap();
    board.edit(first.changes);
    let before = board.project.clone();
    let error = apply(&mut board.project, &second).unwrap_err();
    assert_eq!(error, EditError::Stale("the annotation “ana-1”".into()));
    assert!(is_same_snapshot(&board.project, &before));
    let told = UserError::from(error);
    assert_eq!(told.message, "The annotation “ana-1” has changed in the meantime");
    assert!(told.hint.is_some());
}

/// States that an item only passes through are nobody's business: the way back passes through them too.
#[test]
fn an_item_may_change_twice_in_one_edit_and_be_undone() {
    let mut board = Board::drawn(&[("ana", "[claim:one] two")]);
    let before = board.project.clone();
    let key = Key::Annotation(board.layer("ana"), AnnotationId::new("ana-1").unwrap());
    let Some(Item::Annotation(old)) = item(&before, &key) else {
        panic!("it is there")
    };
    let as_label = |word: &str| {
        let mut new = Annotation::clone(&old);
        new.label = label(word);
        Item::Annotation(Arc::new(new))
    };
    let new_label = |word: &str| {
        let new = Label::new(label(word), word);
        Change::create(Key::Label(label(word)), Item::Label(Arc::new(new)))
    };
    let twice = Transaction::new(
        "twice",
        vec![
            new_label("passing"),
            new_label("final"),
            Change::replace(key.clone(), as_label("claim"), as_label("passing")),
            Change::replace(key, as_label("passing"), as_label("final")),
        ],
    );
    apply(&mut board.project, &twice).unwrap();
    assert_derived(&board.project);
    apply(&mut board.project, &twice.inverse()).unwrap();
    assert_eq!(board.project, before);
}
