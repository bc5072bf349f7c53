//! The board: who does what, how far they are, and what is left, on drawn labels.

use super::*;
use crate::model::edit::apply;
use crate::model::edit::recipes as r;

fn shown(session: &Session) -> Vec<String> {
    let board = &session.view.board.as_ref().unwrap().board;
    let rows = board.rows.iter().map(|row| {
        let cells = row.cells.iter().zip(&board.people).map(|(cell, person)| {
            let assigned = if cell.assigned { "*" } else { "" };
            format!("{}{assigned} {} {}", person.id, cell.state.word(), cell.labels)
        });
        let cells: Vec<String> = cells.collect();
        let counts = &row.counts;
        format!(
            "{} | {}/{} left {}",
            cells.join(", "),
            counts.decided,
            counts.places,
            counts.left
        )
    });
    rows.collect()
}

fn bench() -> Bench {
    let mut board = Board::drawn(&[
        ("ana", "[speaker:She] said [claim:it works]."),
        ("ben", "[speaker:She] said it [claim:works]."),
    ]);
    board.add_layer("carl", LayerHead::default());
    Bench::of(board.project)
}

#[test]
fn the_board_follows_edits_assignments_and_locks() {
    let mut bench = bench();
    bench.go(Request::Command(CommandId::Board));
    bench.work();
    assert_eq!(
        shown(&bench.session),
        ["ana new 2, ben new 2, carl new 0 | 0/2 left 1"]
    );
    let document = bench
        .session
        .project()
        .unwrap()
        .documents()
        .next()
        .unwrap()
        .id
        .clone();
    let key = |name: &str| LayerKey::new(document.clone(), person(name));
    bench.go(Request::Board(BoardAsk::Assign(key("carl"), true)));
    bench.go(Request::Board(BoardAsk::Lock(vec![key("ana"), key("ben")], true)));
    bench.work();
    assert_eq!(
        shown(&bench.session),
        ["ana locked 2, ben locked 2, carl* new 0 | 0/2 left 1"]
    );
    // One undo for both locks; then the board follows.
    bench.go(Request::Command(CommandId::Undo));
    bench.go(Request::Command(CommandId::Undo));
    bench.work();
    assert_eq!(
        shown(&bench.session),
        ["ana new 2, ben new 2, carl new 0 | 0/2 left 1"]
    );
    bench.go(Request::Board(BoardAsk::Balance(2)));
    bench.work();
    assert_eq!(
        shown(&bench.session),
        ["ana* new 2, ben* new 2, carl new 0 | 0/2 left 1"],
        "those who have begun come first"
    );
    let too_many = bench.refused(Request::Board(BoardAsk::Balance(4)));
    assert!(too_many.to_string().contains("only 3 people"), "{too_many}");
}

#[test]
fn documents_are_shared_out_evenly_and_again_changes_nothing() {
    let mut project = bench().session.project().unwrap().clone();
    for number in 0..7 {
        let id = DocumentId::new(format!("doc-{number}")).unwrap();
        let text = crate::text::Text::new("Words.").unwrap();
        let document = Document::new(id, "More", &text, Timestamp::default());
        let transaction = r::add_document(&project, document, text).unwrap();
        apply(&mut project, &transaction).unwrap();
    }
    let people: Vec<PersonId> = ["ana", "ben", "carl"].map(person).to_vec();
    let balanced = r::balance(&project, 2, &people, 4);
    assert_eq!(balanced, r::balance(&project, 2, &people, 4), "the seed decides");
    apply(&mut project, &balanced).unwrap();
    for document in project.documents() {
        let has = project.assignments().filter(|key| key.document == document.id);
        assert_eq!(has.count(), 2, "{}", document.id);
    }
    let counts = people.iter().map(|person| {
        project
            .assignments()
            .filter(|key| key.annotator == *person)
            .count()
    });
    let counts: Vec<usize> = counts.collect();
    let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
    assert!(most - least <= 1, "{counts:?}");
    assert!(r::balance(&project, 2, &people, 9).is_empty());
    let document = project.documents().next().unwrap().id.clone();
    let only = r::assign_people(&project, &document, &people[2..]);
    apply(&mut project, &only).unwrap();
    let has = project.assignments().filter(|key| key.document == document);
    assert_eq!(
        has.map(|key| key.annotator.as_str()).collect::<Vec<_>>(),
        ["carl"]
    );
}

#[test]
fn the_board_is_a_table_that_runs_no_formula() {
    let mut bench = bench();
    let document = bench
        .session
        .project()
        .unwrap()
        .documents()
        .next()
        .unwrap()
        .clone();
    let mut renamed = Document::clone(&document);
    renamed.title = "=SUM(A1), \"draft\"".to_owned();
    bench.go(Request::SetDocument(Box::new(renamed)));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("board.csv");
    bench.go(Request::Board(BoardAsk::Export(path.clone())));
    bench.work();
    let written = std::fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = written.lines().collect();
    assert!(
        lines[0].starts_with("document,title,characters,ana progress,ana assigned,ana labels,ana links,")
    );
    assert!(
        lines[0].ends_with("places,decided,discuss,outdated,left"),
        "{}",
        lines[0]
    );
    assert!(lines[1].contains("\"'=SUM(A1), \"\"draft\"\"\""), "{}", lines[1]);
    assert!(lines[1].ends_with(",2,0,0,0,1"), "{}", lines[1]);
    assert!(
        bench
            .notices
            .iter()
            .any(|notice| notice.text.contains("board.csv"))
    );
}
