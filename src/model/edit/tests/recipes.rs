//! What each recipe does, on labels drawn into a text.

use super::super::recipes as r;
use super::*;

fn shown(board: &Board, name: &str) -> String {
    let text = board.project.text("doc").unwrap();
    let layer = board.project.layer(&board.layer(name)).unwrap();
    redrawn(text, layer, |a| a.label.to_string())
}

fn annotation(id: &str) -> AnnotationId {
    AnnotationId::new(id).unwrap()
}

fn make(board: &mut Board, transaction: Result<Transaction, EditError>) -> Transaction {
    let transaction = transaction.unwrap();
    apply(&mut board.project, &transaction).unwrap();
    assert_derived(&board.project);
    transaction
}

fn choice(id: &str, labels: &[&str]) -> Attribute {
    let kind = AttributeKind::Choice(vec!["yes".into(), "no".into()]);
    attribute(id, labels, kind)
}

fn tag(board: &Board, name: &str, words: &str, with: &str) -> Result<Transaction, EditError> {
    let text = board.project.text("doc").unwrap();
    let start = text.as_str().find(words).unwrap();
    let span = text.span(start..start + words.len()).unwrap();
    let id = annotation(&format!("new-{start}"));
    r::tag(
        &board.project,
        &author("doc", name),
        id,
        &label(with),
        Fragments::one(span),
    )
}

#[test]
fn the_first_tag_makes_the_layer_and_starts_the_work() {
    let mut board = Board::empty("She said it works");
    board.add_label(Label::new(label("claim"), "Claim"));
    let ana = Person {
        id: person("ana"),
        name: "Ana".into(),
        colour: Colour::default(),
        kind: PersonKind::Person,
    };
    make(&mut board, Ok(r::add_person(ana)));
    let mut defaults = choice("sure", &["claim"]);
    defaults.default = Some(AttributeValue::Choice("no".into()));
    let edit = r::make_attribute(&board.project, defaults);
    make(&mut board, Ok(edit));
    let edit = tag(&board, "ana", "it works", "claim");
    let done = make(&mut board, edit);
    assert_eq!(done.title, "Tag claim");
    assert_eq!(shown(&board, "ana"), "She said [claim:it works]");
    let layer = board.project.layer(&board.layer("ana")).unwrap();
    assert_eq!(
        (layer.head.annotated, layer.head.progress),
        (true, Progress::InProgress)
    );
    let new = layer.annotations().next().unwrap();
    assert_eq!(
        new.attributes.get("sure"),
        Some(&AttributeValue::Choice("no".into()))
    );
    assert_eq!((new.made, new.changed), (later(), later()));
}

#[test]
fn retired_and_merged_labels_are_not_given() {
    let mut board = Board::drawn(&[("ana", "[topic:She] said [claim:it] works")]);
    board.add_label(Label::new(label("cue"), "Cue"));
    let edit = r::delete_or_retire_label(&board.project, &label("topic"));
    assert_eq!(make(&mut board, edit).title, "Retire label topic");
    let edit = r::delete_or_retire_label(&board.project, &label("cue"));
    assert_eq!(make(&mut board, edit).title, "Delete label Cue");
    assert!(board.project.codebook.label("cue").is_none());
    let refused = tag(&board, "ana", "works", "topic").unwrap_err();
    assert_eq!(refused.to_string(), "the label “topic” is retired");
    let by = author("doc", "ana");
    assert!(r::relabel(&board.project, &by, &annotation("ana-2"), &label("topic")).is_err());
    // What has it keeps it.
    assert_eq!(shown(&board, "ana"), "[topic:She] said [claim:it] works");
}

#[test]
fn another_label_drops_what_it_does_not_have_and_takes_its_defaults() {
    let mut board = Board::drawn(&[("ana", "[claim:it works] [cue:said]")]);
    for (id, labels) in [
        ("sure", vec!["claim"]),
        ("both", vec!["claim", "cue"]),
        ("strong", vec!["cue"]),
    ] {
        let mut new = choice(id, &labels);
        new.default = (id == "strong").then(|| AttributeValue::Choice("yes".into()));
        let edit = r::make_attribute(&board.project, new);
        make(&mut board, Ok(edit));
    }
    for id in ["sure", "both", "unknown"] {
        board.set("ana", "ana-1", id, AttributeValue::Choice("no".into()));
    }
    let by = author("doc", "ana");
    let edit = r::relabel(&board.project, &by, &annotation("ana-1"), &label("cue"));
    make(&mut board, edit);
    let layer = board.project.layer(&by.layer).unwrap();
    let kept: Vec<String> = layer
        .annotation("ana-1")
        .unwrap()
        .attributes
        .iter()
        .map(|(id, value)| format!("{id}={value}"))
        .collect();
    // What no attribute of the codebook explains is not thrown away.
    assert_eq!(kept, ["both=no", "strong=yes", "unknown=no"]);
    assert_eq!((layer.count("claim"), layer.count("cue")), (0, 2));
}

#[test]
fn attributes_take_fitting_values_only_and_blank_clears() {
    let mut board = Board::drawn(&[("ana", "[claim:it works]")]);
    let edit = r::make_attribute(&board.project, choice("sure", &["claim"]));
    make(&mut board, Ok(edit));
    let by = author("doc", "ana");
    let (id, sure) = (annotation("ana-1"), AttributeId::new("sure").unwrap());
    let set =
        |board: &Board, value: AttributeValue| r::set_attribute(&board.project, &by, &id, &sure, Some(value));
    assert!(set(&board, AttributeValue::Choice("perhaps".into())).is_err());
    assert!(set(&board, AttributeValue::Bool(true)).is_err());
    let edit = set(&board, AttributeValue::Choice("yes".into()));
    make(&mut board, edit);
    let same = set(&board, AttributeValue::Choice("yes".into())).unwrap();
    assert!(same.is_empty(), "an edit that changes nothing is none");
    let edit = set(&board, AttributeValue::Choice("".into()));
    make(&mut board, edit);
    let layer = board.project.layer(&by.layer).unwrap();
    assert!(layer.annotation("ana-1").unwrap().attributes.is_empty());
}

#[test]
fn deleting_takes_links_and_own_comments_along_and_remembers_them() {
    let drawing = "[speaker:She] said [claim:it works]";
    let mut board = Board::drawn(&[("ana", drawing), ("ben", drawing)]);
    board.link("ana", "said-by", ("ana-2", "ana-1"));
    for (name, id) in [("ana", "own"), ("ben", "theirs")] {
        let id = CommentId::new(id).unwrap();
        let edit = r::add_comment(
            &board.project,
            &author("doc", name),
            id,
            &annotation("ana-2"),
            " why? ",
        );
        make(&mut board, edit);
    }
    let by = author("doc", "ana");
    let edit = r::delete_annotations(&board.project, &by, &[annotation("ana-2")]);
    assert_eq!(make(&mut board, edit).title, "Delete claim");
    assert_eq!(shown(&board, "ana"), "[speaker:She] said it works");
    let layer = board.project.layer(&by.layer).unwrap();
    assert_eq!((layer.links().len(), layer.comments().len()), (0, 0));
    let gone: Vec<&str> = layer.head.gone.iter().map(|id| id.as_str()).collect();
    assert_eq!(gone, ["ana-2", "ana-2-ana-1-said-by", "own"]);
    // A teammate's file is left alone.
    let theirs = board.project.layer(&board.layer("ben")).unwrap();
    assert_eq!(theirs.comment("theirs").unwrap().text, "why?");
    let both = [annotation("ana-1"), annotation("ana-1")];
    let twice = r::delete_annotations(&board.project, &by, &both).unwrap();
    let before = board.project.clone();
    assert!(apply(&mut board.project, &twice).is_err());
    assert_eq!(board.project, before);
}

#[test]
fn links_join_own_labels_that_the_codebook_allows() {
    let drawing = "[speaker:She] said [claim:it works]";
    let mut board = Board::drawn(&[("ana", drawing), ("ben", drawing)]);
    board.link("ben", "said-by", ("ben-2", "ben-1"));
    let kind = LinkKindId::new("said-by").unwrap();
    let edit = r::edit_link_kind(&board.project, &kind, |k| {
        k.from = vec![label("claim")];
        k.to = vec![label("speaker")];
    });
    make(&mut board, edit);
    let by = author("doc", "ana");
    let mut count = 0;
    let mut link = |board: &Board, from: &str, to: &str| {
        count += 1;
        let id = LinkId::new(format!("l{count}")).unwrap();
        r::link(
            &board.project,
            &by,
            id,
            &kind,
            (&annotation(from), &annotation(to)),
        )
    };
    let wrong_way = link(&board, "ana-1", "ana-2").unwrap_err();
    assert_eq!(
        wrong_way.to_string(),
        "“said-by” does not go from “speaker” to “claim”"
    );
    assert!(link(&board, "ana-2", "ana-2").is_err());
    assert!(
        link(&board, "ana-2", "ben-1").is_err(),
        "the other end is a teammate's"
    );
    let edit = link(&board, "ana-2", "ana-1");
    make(&mut board, edit);
    assert!(link(&board, "ana-2", "ana-1").is_err(), "it exists");
    let layer = board.project.layer(&by.layer).unwrap();
    assert_eq!(layer.links_of(&annotation("ana-1")).count(), 1);
    let id = layer.links().next().unwrap().id.clone();
    let edit = r::delete_link(&board.project, &by, &id);
    make(&mut board, edit);
    let layer = board.project.layer(&by.layer).unwrap();
    assert_eq!(layer.links_of(&annotation("ana-1")).count(), 0);
    assert!(layer.head.gone.contains(id.as_str()));
}

#[test]
fn merged_labels_and_entities_leave_every_layer_as_it_is() {
    let drawing = "[person:She] said [claim:it works]";
    let mut board = Board::drawn(&[("ana", drawing), ("ben", drawing)]);
    board.add_label(Label::new(label("speaker"), "Speaker"));
    let child = Label {
        parent: Some(label("person")),
        ..Label::new(label("expert"), "Expert")
    };
    board.add_label(child);
    let layers = board.project.layers.clone();
    let edit = r::merge_labels(&board.project, &label("person"), &label("speaker"));
    assert_eq!(make(&mut board, edit).title, "Merge person into Speaker");
    let codebook = &board.project.codebook;
    assert_eq!(codebook.resolve(&label("person")), &label("speaker"));
    assert_eq!(codebook.label("expert").unwrap().parent, Some(label("speaker")));
    let round = r::merge_labels(&board.project, &label("speaker"), &label("person"));
    assert!(round.is_err());
    for (who, id, name) in [
        ("ana", "kim", "Kim"),
        ("ben", "kim-2", "김"),
        ("ben", "lee", "Lee"),
    ] {
        let edit = r::make_entity(&person(who), entity(id, name));
        make(&mut board, Ok(edit));
    }
    let id = |word: &str| EntityId::new(word).unwrap();
    let edit = r::merge_entities(&board.project, &id("kim-2"), &id("kim"));
    make(&mut board, edit);
    assert!(r::merge_entities(&board.project, &id("kim"), &id("kim-2")).is_err());
    let edit = r::delete_entity(&board.project, &id("lee"));
    make(&mut board, Ok(edit));
    let registry = board.project.registry();
    assert_eq!(registry.keys().collect::<Vec<_>>(), [&id("kim")]);
    assert_eq!(registry[&id("kim")].aliases, ["김"]);
    assert_eq!(board.project.entity_name(&id("kim-2")), "Kim");
    assert_eq!(board.project.entities_of(&person("ben")).count(), 2);
    assert!(board.project.layers.ptr_eq(&layers));
}

#[test]
fn an_entity_of_a_teammate_is_changed_in_ones_own_file() {
    let mut board = Board::drawn(&[("ana", "She"), ("ben", "She")]);
    make(
        &mut board,
        Ok(r::make_entity(&person("ana"), entity("kim", "Kim"))),
    );
    let id = EntityId::new("kim").unwrap();
    let edit = r::edit_entity(&board.project, &person("ben"), &id, later(), |e| {
        e.name = "Kim Jiho".into()
    });
    make(&mut board, edit);
    let names = |who: &str| {
        let who = person(who);
        let found = board.project.entities_of(&who);
        found.map(|e| e.name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        (names("ana"), names("ben")),
        (vec!["Kim".into()], vec!["Kim Jiho".into()])
    );
    let registry = board.project.registry();
    assert_eq!(registry[&id].names().collect::<Vec<_>>(), ["Kim Jiho", "Kim"]);
}

#[test]
fn a_key_belongs_to_one_label_or_link_kind() {
    let mut board = Board::drawn(&[("ana", "[claim:It] [cue:works]")]);
    board.link("ana", "said-by", ("ana-1", "ana-2"));
    let key = |board: &Board, id: &str| board.project.codebook.label(id).unwrap().key.clone();
    for id in ["claim", "cue"] {
        let edit = r::edit_label(&board.project, &label(id), |l| l.key = Some("c".into()));
        make(&mut board, edit);
    }
    assert_eq!(
        (key(&board, "claim"), key(&board, "cue")),
        (None, Some("c".into()))
    );
    let kind = LinkKindId::new("said-by").unwrap();
    let edit = r::edit_link_kind(&board.project, &kind, |k| k.key = Some("c".into()));
    make(&mut board, edit);
    assert_eq!(key(&board, "cue"), None);
    assert!(r::edit_label(&board.project, &label("cue"), |l| l.name = "  ".into()).is_err());
}

#[test]
fn labels_move_in_the_tree() {
    let mut board = Board::drawn(&[("ana", "[a:x] [b:y] [c:z]")]);
    let order = |board: &Board| {
        let rows = board.project.codebook.tree();
        let rows: Vec<String> = rows.iter().map(|(depth, l)| format!("{depth}{}", l.id)).collect();
        rows.join(" ")
    };
    let edit = r::move_label(&board.project, &label("c"), None, 0);
    make(&mut board, edit);
    assert_eq!(order(&board), "0c 0a 0b");
    let edit = r::move_label(&board.project, &label("c"), Some(&label("b")), 9);
    make(&mut board, edit);
    assert_eq!(order(&board), "0a 0b 1c");
    let edit = r::move_label(&board.project, &label("b"), Some(&label("c")), 0).unwrap();
    let refused = apply(&mut board.project, &edit).unwrap_err();
    assert_eq!(refused.to_string(), "“b” cannot stand below itself");
}

#[test]
fn a_codebook_is_taken_over_without_touching_ones_own() {
    let mut board = Board::drawn(&[("ana", "[claim:It works]")]);
    let mut other = Board::drawn(&[("ana", "[claim:It] [cue:works]")]);
    other.add_label(Label::new(label("claim"), "Statement"));
    other.link("ana", "said-by", ("ana-1", "ana-2"));
    let edit = r::edit_codebook_head(&other.project, |head| head.name = "News".into());
    make(&mut other, Ok(edit));
    let edit = r::use_codebook(&board.project, &other.project.codebook);
    assert_eq!(make(&mut board, Ok(edit)).title, "Use News");
    let codebook = &board.project.codebook;
    assert_eq!(codebook.label("claim").unwrap().name, "claim");
    assert!(codebook.label("cue").is_some() && codebook.link_kind("said-by").is_some());
    assert_eq!(codebook.head.name, "News");
}

#[test]
fn decisions_write_the_adjudicated_layer_only() {
    let mut board = Board::drawn(&[
        ("ana", "[speaker:She] said [claim:it works]"),
        ("ben", "[speaker:She] said it [claim:works]"),
    ]);
    let layers = [board.layer("ana"), board.layer("ben")];
    let before = layers.clone().map(|key| board.project.layer(&key).cloned());
    let both = [("ana", "ana-2"), ("ben", "ben-2")].map(|(who, id)| (person(who), annotation(id)));
    let mut ids = SplitMix(1);
    let by = author("doc", "ana");
    let mut decide = |board: &mut Board, sources: &[(PersonId, AnnotationId)], verdict: r::Verdict| {
        let place = (sources, &verdict, "because");
        let edit = r::decide(&board.project, &by, &person("ana"), place, &mut ids);
        let done = make(board, edit);
        let agreed = LayerKey::adjudicated(board.document.clone());
        assert!(
            done.changes
                .iter()
                .all(|c| c.key.layer().is_none_or(|key| *key == agreed))
        );
        done.title
    };
    let taken = r::Verdict::Take(vec![both[1].clone()]);
    assert_eq!(decide(&mut board, &both, taken), "Decide: took one");
    assert_eq!(shown(&board, PersonId::ADJUDICATED), "She said it [claim:works]");
    assert_eq!(
        board.project.kind_of(&PersonId::adjudicated()),
        PersonKind::Adjudicated
    );
    // Another decision about the place replaces the first with what came out of it.
    assert_eq!(
        decide(&mut board, &both, r::Verdict::Take(both.to_vec())),
        "Decide: kept several"
    );
    assert_eq!(
        shown(&board, PersonId::ADJUDICATED),
        "She said [claim:it [claim:works]]"
    );
    let speakers = [("ana", "ana-1"), ("ben", "ben-1")].map(|(who, id)| (person(who), annotation(id)));
    let agreed = r::Verdict::Take(vec![speakers[0].clone()]);
    assert_eq!(decide(&mut board, &speakers, agreed), "Decide: all agree");
    let layer = board
        .project
        .layer(&LayerKey::adjudicated(board.document.clone()))
        .unwrap();
    assert_eq!(
        (layer.decisions().len(), layer.len(), layer.head.gone.len()),
        (2, 3, 2)
    );
    let place = layer
        .decisions()
        .find(|d| d.class == DecisionClass::KeptSeveral)
        .unwrap();
    assert_eq!(place.at.quote(board.project.text("doc").unwrap()), "it works");
    assert_eq!(
        (place.by.as_str(), place.made, place.reason.as_str()),
        ("ana", later(), "because")
    );
    let id = place.id.clone();
    let edit = r::reopen(&board.project, &board.document, &id);
    make(&mut board, edit);
    assert_eq!(
        shown(&board, PersonId::ADJUDICATED),
        "[speaker:She] said it works"
    );
    assert!(r::reopen(&board.project, &board.document, &id).is_err());
    for (key, before) in layers.iter().zip(before) {
        assert_eq!(board.project.layer(key).cloned(), before);
    }
}

#[test]
fn deleting_a_document_takes_everything_on_it_and_undo_brings_it_back() {
    let drawing = "[speaker:She] said [claim:it works]";
    let mut board = Board::drawn(&[("ana", drawing), ("ben", drawing)]);
    board.link("ana", "said-by", ("ana-2", "ana-1"));
    let layer = board.layer("ben");
    let edit = r::set_lock(&board.project, layer.clone(), true);
    make(&mut board, Ok(edit));
    let edit = r::assign(&board.project, layer, true);
    make(&mut board, Ok(edit));
    let before = board.project.clone();
    let edit = r::delete_document(&board.project, &board.document);
    let done = make(&mut board, edit);
    let left = &board.project;
    assert!(left.documents.is_empty() && left.texts.is_empty() && left.layers.is_empty());
    assert!(left.locks.is_empty() && left.assignments.is_empty());
    apply(&mut board.project, &done.inverse()).unwrap();
    assert_eq!(board.project, before);
}
