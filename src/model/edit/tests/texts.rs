//! Another text under labels, and labels that wait to be placed.

use super::recipes_of as r;
use super::*;
use crate::text::testing::text;

const OLD: &[(&str, &str)] = &[
    (
        "ana",
        "[speaker:The mayor] said that [claim:the brigde will reopen] in May. [claim:Nobody] [claim:believed him].",
    ),
    (
        "ben",
        "The mayor said that the brigde [claim:will reopen] in May. Nobody believed him.",
    ),
];
const NEW: &str = "On Monday, the old mayor said that the bridge will reopen in May. Everybody left.";

fn document() -> DocumentId {
    DocumentId::new("doc").unwrap()
}

fn drawn(project: &Project, name: &str) -> String {
    let layer = project.layer(&LayerKey::new(document(), person(name))).unwrap();
    let text = project.text("doc").unwrap();
    redrawn(text, layer, |a| a.label.to_string())
}

/// Ids and words of the labels that wait.
fn waiting(project: &Project, name: &str) -> Vec<String> {
    let layer = project.layer(&LayerKey::new(document(), person(name))).unwrap();
    layer
        .all_adrift()
        .map(|a| format!("{} {}", a.annotation.id, a.quote()))
        .collect()
}

#[test]
fn everybodys_labels_go_with_their_words_to_another_text_and_back() {
    let mut board = Board::drawn(OLD);
    let before = board.project.clone();
    let replacement = r::replace_text(&board.project, &document(), &text(NEW)).unwrap();
    let mut history = History::default();
    history
        .commit(&mut board.project, replacement.transaction)
        .unwrap();
    assert_eq!(
        drawn(&board.project, "ana"),
        "On Monday, the old mayor said that [claim:the bridge will reopen] in May. Everybody left."
    );
    assert_eq!(
        drawn(&board.project, "ben"),
        "On Monday, the old mayor said that the bridge [claim:will reopen] in May. Everybody left."
    );
    let counts = |name: &str| {
        let fates = replacement.fates[&LayerKey::new(document(), person(name))];
        [fates.stay, fates.moved, fates.unsure + fates.lost]
    };
    assert_eq!((counts("ana"), counts("ben")), ([0, 1, 3], [0, 1, 0]));
    assert_eq!(waiting(&board.project, "ana").len(), 3);
    let document = board.project.document("doc").unwrap();
    assert_eq!(document.hash, content_hash(NEW));
    assert_derived(&board.project);
    assert!(history.undo(&mut board.project).unwrap().is_whole);
    assert_eq!(board.project, before);
    assert!(history.redo(&mut board.project).unwrap().is_whole);
    assert_eq!(waiting(&board.project, "ana").len(), 3);
}

#[test]
fn the_same_text_moves_nothing() {
    let board = Board::drawn(OLD);
    let same = board.project.text("doc").unwrap().clone();
    let replacement = r::replace_text(&board.project, &document(), &same).unwrap();
    assert!(replacement.transaction.is_empty());
}

/// A board on which Ana's speaker waits, with a link from it.
fn adrift() -> (Board, AnnotationId) {
    let mut board = Board::drawn(&[("ana", "[speaker:The mayor] said [claim:it reopens].")]);
    board.link("ana", "said-by", ("ana-2", "ana-1"));
    let new = text("Nobody knows who said it reopens.");
    let replacement = r::replace_text(&board.project, &document(), &new).unwrap();
    apply(&mut board.project, &replacement.transaction).unwrap();
    assert_eq!(waiting(&board.project, "ana"), ["ana-1 The mayor"]);
    (board, AnnotationId::new("ana-1").unwrap())
}

#[test]
fn a_label_that_waits_keeps_its_links_and_gets_a_place() {
    let (mut board, id) = adrift();
    let layer = board.layer("ana");
    assert_eq!(board.project.layer(&layer).unwrap().links().len(), 1);
    assert!(
        verify(&board.project)
            .iter()
            .any(|problem| problem.kind == "adrift")
    );
    // Its label cannot be deleted under it.
    let retired = r::delete_or_retire_label(&board.project, &label("speaker")).unwrap();
    assert_eq!(retired.title, "Retire label speaker");
    let span = board.project.text("doc").unwrap().span(0..6).unwrap();
    let placed = [(id.clone(), Fragments::one(span))];
    let place = r::place_adrift(&board.project, &author("doc", "ana"), &placed).unwrap();
    assert_eq!(place.title, "Place speaker");
    let mut history = History::default();
    let before = board.project.clone();
    history.commit(&mut board.project, place).unwrap();
    assert_eq!(
        drawn(&board.project, "ana"),
        "[speaker:Nobody] knows who said [claim:it reopens]."
    );
    assert_eq!(board.project.layer(&layer).unwrap().links().len(), 1);
    assert_derived(&board.project);
    assert!(history.undo(&mut board.project).unwrap().is_whole);
    assert_eq!(board.project, before);
}

#[test]
fn a_label_that_is_dropped_takes_its_links_along_and_stays_gone() {
    let (mut board, id) = adrift();
    let drop = r::drop_adrift(&board.project, &author("doc", "ana"), std::slice::from_ref(&id)).unwrap();
    apply(&mut board.project, &drop).unwrap();
    let key = board.layer("ana");
    let layer = board.project.layer(&key).unwrap();
    assert_eq!((layer.all_adrift().len(), layer.links().len()), (0, 0));
    assert!(layer.head().gone.contains("ana-1"));
}

#[test]
fn a_label_has_a_place_or_waits_for_one() {
    let (board, id) = adrift();
    let layer = board.layer("ana");
    let twin = Annotation::new(id.clone(), label("claim"), Fragments::default(), later());
    let change = Change::create(
        Key::Annotation(layer.clone(), id.clone()),
        Item::Annotation(Arc::new(twin)),
    );
    let both = Transaction::new("Both", vec![change]);
    assert!(apply(&mut board.project.clone(), &both).is_err());
    let waits = board
        .project
        .layer(&layer)
        .unwrap()
        .adrift(id.as_str())
        .unwrap()
        .clone();
    let change = Change::delete(Key::Adrift(layer, id), Item::Adrift(waits));
    let error = apply(
        &mut board.project.clone(),
        &Transaction::new("Drop", vec![change]),
    )
    .unwrap_err();
    assert!(error.to_string().ends_with("is still used"), "{error}");
}

#[test]
fn locked_labels_are_not_placed() {
    let (mut board, id) = adrift();
    let lock = r::set_lock(&board.project, board.layer("ana"), true);
    apply(&mut board.project, &lock).unwrap();
    let author = author("doc", "ana");
    assert!(r::drop_adrift(&board.project, &author, std::slice::from_ref(&id)).is_err());
    assert!(r::place_adrift(&board.project, &author, &[(id, Fragments::default())]).is_err());
}

#[test]
fn accepting_a_text_says_so_in_the_document() {
    let mut board = Board::drawn(OLD);
    let mut changed = Document::clone(board.project.document("doc").unwrap());
    changed.hash = "0".into();
    let old = Item::Document(board.project.document("doc").unwrap().clone());
    let change = Change::replace(Key::Document(document()), old, Item::Document(Arc::new(changed)));
    board.edit(vec![change]);
    let accept = r::accept_text(&board.project, &document()).unwrap();
    apply(&mut board.project, &accept).unwrap();
    let text = board.project.text("doc").unwrap();
    assert_eq!(
        board.project.document("doc").unwrap().hash,
        content_hash(text.as_str())
    );
    assert!(r::accept_text(&board.project, &document()).unwrap().is_empty());
}
