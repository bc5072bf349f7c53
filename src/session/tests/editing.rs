//! Undo and redo across documents, who may edit what, and edits beside tagging.

use super::*;

#[test]
fn undo_and_redo_open_the_document_that_they_change() {
    let mut board = board(&[("ana", "She said it works")]);
    let second = board.add_document("second", "Second", "He said no");
    let mut bench = Bench::of(board.project);
    bench.select("works");
    bench.keys("c");
    bench.go(Request::SelectDocument(second.clone()));
    bench.select("no");
    bench.keys("c Ctrl+Z");
    assert_eq!(bench.session.view.document, Some(second.clone()));
    assert_eq!(bench.session.view.selected, None);
    bench.keys("Ctrl+Z");
    let first = DocumentId::new("doc").unwrap();
    assert_eq!(bench.session.view.document, Some(first));
    assert_eq!(bench.shown("ana"), "She said it works");
    let revealed = bench.reveals;
    bench.keys("Ctrl+Shift+Z");
    assert_eq!(bench.shown("ana"), "She said it [claim*:works]");
    assert!(bench.reveals > revealed, "the place is scrolled to");
    bench.keys("Ctrl+Y");
    assert_eq!(bench.session.view.document, Some(second));
    assert_eq!(bench.shown("ana"), "He said [claim*:no]");
    assert_eq!(bench.try_keys("Ctrl+Y").unwrap_err().message, "Nothing to redo");
}

#[test]
fn undoing_the_deletion_of_another_document_keeps_the_open_one() {
    let mut board = board(&[("ana", "She said it works")]);
    let second = board.add_document("second", "Second", "He said no");
    let mut bench = Bench::of(board.project);
    bench.go(Request::SelectDocument(second.clone()));
    bench.select("no");
    bench.keys("c");
    let first = DocumentId::new("doc").unwrap();
    bench.go(Request::SelectDocument(first.clone()));
    bench.go(Request::DeleteDocument(second.clone()));
    bench.keys("Ctrl+Z");
    assert_eq!(bench.session.view.document, Some(second.clone()));
    assert_eq!(bench.shown("ana"), "He said [claim*:no]");
    bench.go(Request::SelectDocument(first.clone()));
    bench.keys("Ctrl+Shift+Z");
    assert_eq!(
        bench.session.view.document,
        Some(first),
        "what is gone is not opened"
    );
    bench.go(Request::DeleteDocument(DocumentId::new("doc").unwrap()));
    assert_eq!(bench.session.view.document, None, "the open document was deleted");
}

#[test]
fn a_teammates_label_is_read_and_not_written() {
    let drawings = [("ana", "She said it"), ("ben", "She said [claim:it]")];
    let mut bench = Bench::of(board(&drawings).project);
    let id = AnnotationId::new("ben-1").unwrap();
    bench.select_label("ben", "ben-1");
    for request in [Request::Relabel(label("speaker")), Request::Tag(label("speaker"))] {
        let error = bench.refused(request);
        assert_eq!(error.message, "This label is ben’s");
        assert_eq!(
            error.hint.unwrap(),
            "Only its author can change it; you can comment on it"
        );
    }
    assert!(bench.try_keys("Delete").is_err());
    bench.refused(Request::SetFragments(id.clone(), Fragments::default()));
    bench.refused(Request::SetNote(id.clone(), "mine".into()));
    assert_eq!(bench.shown("ben"), "She said [claim*:it]");
    bench.go(Request::AddComment {
        on: id.clone(),
        text: "why?".into(),
    });
    assert_eq!(bench.layer("ben").comments().len(), 0);
    assert_eq!(
        bench
            .project()
            .comments_on(&DocumentId::new("doc").unwrap(), &id)
            .len(),
        1
    );
}

#[test]
fn a_project_to_look_at_refuses_edits_and_says_why() {
    let board = board(&[("ana", "She [claim:said] it")]);
    let mut bench = Bench::empty();
    bench.session.settings.set_identity("p", "ana");
    bench.open(board.project, Some("Written by a newer version"));
    bench.select("it");
    let error = bench.refused(Request::Tag(label("claim")));
    assert_eq!(error.message, "The project is open to look at only");
    assert_eq!(error.hint.as_deref(), Some("Written by a newer version"));
    bench.keys("[");
    assert_eq!(bench.shown("ana"), "She [claim*:said] it");
    assert!(bench.shows.is_empty(), "nobody is asked who they are");
}

#[test]
fn an_unknown_user_is_asked_who_they_are_and_tags_nothing_before() {
    let board = board(&[("ana", "She said it")]);
    let mut bench = Bench::empty();
    bench.open(board.project, None);
    assert_eq!(bench.shows, [Show::WhoAmI]);
    bench.select("it");
    let error = bench.refused(Request::Tag(label("claim")));
    assert_eq!(error.hint.as_deref(), Some("Choose “Who am I…” first"));
    assert!(bench.try_go(Request::SetMe("Adjudicated".into())).is_ok());
    let me = bench.session.open.as_ref().unwrap().me.clone().unwrap();
    assert_eq!(me.as_str(), "adjudicated-2", "the reserved id is nobody's");
    bench.go(Request::SetMe("ANA".into()));
    assert_eq!(bench.session.open.as_ref().unwrap().me, Some(person("ana")));
    bench.go(Request::Tag(label("claim")));
    assert_eq!(bench.shown("ana"), "She said [claim*:it]");
    // Whoever was known once is known the next time.
    let settings = bench.session.settings.clone();
    assert_eq!(settings.identity("p"), Some("ana"));
}

#[test]
fn undo_may_take_back_who_one_is_and_redo_brings_it_back() {
    let board = board(&[("ana", "She said it")]);
    let mut bench = Bench::empty();
    bench.open(board.project, None);
    bench.go(Request::SetMe("Čenda".into()));
    let me = |bench: &Bench| bench.session.open.as_ref().unwrap().me.clone();
    assert_eq!(me(&bench), Some(person("cenda")));
    bench.keys("Ctrl+Z");
    assert_eq!(me(&bench), None);
    bench.select("it");
    assert!(bench.refused(Request::Tag(label("claim"))).hint.is_some());
    bench.keys("Ctrl+Y c");
    assert_eq!(me(&bench), Some(person("cenda")));
    assert_eq!(bench.shown("cenda"), "She said [claim*:it]");
}

#[test]
fn an_entity_is_made_while_its_attribute_is_filled() {
    let mut board = board(&[("ana", "[speaker:She] said")]);
    let who = AttributeId::new("who").unwrap();
    let kind = AttributeKind::Entity {
        kinds: Vec::new(),
        several: false,
    };
    board.add_attribute(Attribute {
        labels: vec![label("speaker")],
        ..Attribute::new(who.clone(), "Who", kind)
    });
    let mut bench = Bench::of(board.project);
    let into = Some((AnnotationId::new("ana-1").unwrap(), who));
    let make = |into| Request::MakeEntity {
        name: "Kim".into(),
        kind: "person".into(),
        into,
    };
    let value = |bench: &Bench| {
        let annotation = bench.layer("ana").annotation("ana-1").unwrap().clone();
        annotation.attributes.get("who").map(ToString::to_string)
    };
    bench.go(make(into));
    assert_eq!(value(&bench).as_deref(), Some("kim"));
    bench.keys("Ctrl+Z");
    assert_eq!(
        (value(&bench), bench.project().registry().len()),
        (None, 0),
        "one step"
    );
    bench.keys("Ctrl+Y");
    // An id is never given twice, even when its entity is gone.
    bench.go(Request::DeleteEntity(EntityId::new("kim").unwrap()));
    bench.go(make(None));
    let ids: Vec<String> = bench
        .project()
        .registry()
        .keys()
        .map(ToString::to_string)
        .collect();
    assert_eq!(ids, ["kim-2"]);
}

#[test]
fn finished_is_marked_and_taken_back() {
    let mut bench = bench("She said [claim:it]");
    let progress = |bench: &Bench| bench.project().progress(&bench.session.own_key().unwrap());
    bench.keys("Ctrl+Enter");
    assert_eq!(progress(&bench), Progress::Finished);
    bench.keys("Ctrl+Enter");
    assert_eq!(progress(&bench), Progress::InProgress);
}

#[test]
fn copying_tells_the_place() {
    let mut bench = bench("One.\nTwo <three>");
    let effects = bench
        .session
        .handle(Request::Command(CommandId::CopyWithSource))
        .unwrap();
    let copied = effects.iter().find_map(|effect| match effect {
        Effect::Copy(words) => Some(words.as_str()),
        _ => None,
    });
    assert_eq!(copied, Some("“three” (Doc, line 2, column 5)"));
}

#[test]
fn codebook_edits_are_undone_like_all_others() {
    let mut bench = bench("She said <it>");
    bench.go(Request::Codebook(CodebookEdit::MakeLabel {
        name: "Čistý zdroj".into(),
        parent: None,
    }));
    let made = bench.session.view.last_label.clone().unwrap();
    assert_eq!(made.as_str(), "cisty-zdroj");
    bench.keys(".");
    assert_eq!(bench.shown("ana"), "She said [cisty-zdroj*:it]");
    bench.go(Request::Codebook(CodebookEdit::RetireLabel(made.clone())));
    assert!(bench.project().codebook().label("cisty-zdroj").unwrap().retired);
    bench.keys("Ctrl+Z Ctrl+Z Ctrl+Z");
    assert!(bench.project().codebook().label("cisty-zdroj").is_none());
    assert_eq!(bench.session.view.last_label, None, "it is not offered again");
}
