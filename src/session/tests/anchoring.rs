//! Labels that wait to be placed, and texts that are replaced or changed by another program.

use super::*;
use std::fs;

const OLD: &[(&str, &str)] = &[
    (
        "ana",
        "[speaker:The mayor] said that [claim:the brigde will reopen] in May. [claim:Nobody believed her].",
    ),
    (
        "ben",
        "The mayor said that the brigde [claim:will reopen] in May. Nobody believed her.",
    ),
];
const NEW: &str =
    "On Monday the old mayor said that the bridge will reopen in May. Nobody there believed her.";

#[expect(clippy::disallowed_methods, reason = "tests put files in place")]
fn put(path: &Path, content: &str) {
    fs::write(path, content).unwrap();
}

fn get(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

fn ask(what: Reanchoring) -> Request {
    Request::Reanchoring(what)
}

/// The rows of the list: words, how many places, and whether it is sure.
fn rows(bench: &Bench) -> Vec<String> {
    let placing = bench.session.view.placing.as_ref().unwrap();
    let row = |row: &crate::analysis::placing::ToPlace| {
        let sure = if row.sure { " sure" } else { "" };
        format!("{} {}{sure}", row.adrift.quote(), row.candidates.len())
    };
    placing.rows.iter().map(row).collect()
}

/// A project on disk whose text is replaced by `new`; the preview is open.
fn previewed(desk: &Path, new: &str) -> Bench {
    let mut bench = Bench::on_disk(&desk.join("p"), &board(OLD).project);
    put(&desk.join("new.txt"), new);
    bench.go(ask(Reanchoring::PreviewText {
        document: bench.session.view.document.clone().unwrap(),
        path: desk.join("new.txt"),
        encoding: None,
    }));
    bench.work();
    bench
}

fn save(bench: &mut Bench) {
    bench.go(Request::Save);
    bench.work();
    assert!(bench.session.open.as_ref().unwrap().is_saved());
}

#[test]
fn a_corrected_text_takes_the_labels_along_and_leaves_the_files_of_others_alone() {
    let desk = tempfile::tempdir().unwrap();
    let mut bench = previewed(desk.path(), NEW);
    let bens = desk.path().join("p/layers/ben/doc.ron");
    let before = get(&bens);
    let preview = bench.session.view.new_text.clone().unwrap();
    let fates = preview.fates();
    assert_eq!((fates.stay, fates.moved, fates.unsure + fates.lost), (0, 3, 1));
    assert!(bench.shown("ana").contains("brigde"), "nothing is edited yet");
    bench.go(ask(Reanchoring::ConfirmText));
    bench.work();
    assert_eq!(
        bench.shown("ana"),
        "On Monday the old mayor said that [claim:the bridge will reopen] in May. [claim:Nobody there believed her]."
    );
    assert_eq!(
        bench.shown("ben"),
        "On Monday the old mayor said that the bridge [claim:will reopen] in May. Nobody there believed her."
    );
    // What waits is listed at once.
    assert_eq!(bench.focus, Some(Focus::Placing));
    assert_eq!(bench.session.to_place(), (1, 0));
    save(&mut bench);
    assert_eq!(get(&desk.path().join("p/documents/doc.txt")), NEW);
    assert_eq!(get(&bens), before, "Ben's file is Ben's");
    assert!(get(&desk.path().join("p/layers/ana/doc.ron")).contains("\"the bridge will reopen\""));
    // Opened again, Ben's labels are placed by their words, and nothing is damaged.
    let again = store::open(&desk.path().join("p")).unwrap();
    assert_eq!(again.damaged, BTreeSet::new());
    let kinds: Vec<&str> = again.problems.iter().map(|problem| problem.kind).collect();
    assert_eq!(kinds, ["placed-again"]);
    // One step back, and all of it is as it was, on the disk too.
    bench.keys("Ctrl+Z");
    assert_eq!(bench.shown("ana"), OLD[0].1);
    assert_eq!(bench.shown("ben"), OLD[1].1);
    save(&mut bench);
    assert_eq!(get(&bens), before);
    assert_eq!(store::open(&desk.path().join("p")).unwrap().problems, vec![]);
}

#[test]
fn a_preview_that_is_cancelled_or_out_of_date_edits_nothing() {
    let desk = tempfile::tempdir().unwrap();
    let mut bench = previewed(desk.path(), NEW);
    bench.go(ask(Reanchoring::CancelText));
    assert!(bench.session.view.new_text.is_none());
    assert_eq!(bench.shown("ana"), OLD[0].1);
    let desk = tempfile::tempdir().unwrap();
    let mut bench = previewed(desk.path(), NEW);
    bench.select("believed");
    bench.keys("c");
    bench.go(ask(Reanchoring::ConfirmText));
    // It is computed anew, and asked again.
    assert!(bench.shown("ana").contains("[claim*:believed]"));
    bench.work();
    assert!(bench.session.view.new_text.is_some());
}

#[test]
fn a_file_without_one_text_is_refused() {
    let desk = tempfile::tempdir().unwrap();
    let mut bench = Bench::on_disk(&desk.path().join("p"), &board(OLD).project);
    put(&desk.path().join("empty.txt"), "");
    let wanted = |path: &str| {
        ask(Reanchoring::PreviewText {
            document: DocumentId::new("doc").unwrap(),
            path: desk.path().join(path),
            encoding: None,
        })
    };
    for path in ["empty.txt", "nothing.txt", "p/documents/doc.txt"] {
        bench.go(wanted(path));
        let job = bench.jobs.remove(0);
        let outcome = jobs::run(job, &bench.places);
        assert!(bench.try_go(Request::Done(outcome)).is_err(), "{path}");
        assert!(bench.session.view.new_text.is_none());
        assert!(bench.session.busy.is_none());
    }
}

/// A project whose text another program changed while it was closed.
fn changed(desk: &Path, new: &str) -> Bench {
    let folder = desk.join("p");
    store::create(&folder, &board(OLD).project).unwrap();
    put(&folder.join("documents/doc.txt"), new);
    let mut bench = Bench::empty();
    bench.session.settings.set_identity("p", "ana");
    bench.go(Request::Open(folder));
    bench.work();
    bench
}

const TWICE: &str =
    "The council said that the bridge will reopen in May. It will not. It will reopen, they said. They said.";

#[test]
fn a_text_that_another_program_changed_is_told_and_what_waits_is_listed() {
    let desk = tempfile::tempdir().unwrap();
    let bench = changed(desk.path(), TWICE);
    let notice = &bench.notices[0];
    assert_eq!(notice.text, "The text of “Doc” was changed by another program");
    assert_eq!(
        notice.hint.as_deref(),
        Some("Labels went with their words; 2 wait for you to place them")
    );
    assert_eq!(bench.focus, Some(Focus::Placing));
    assert_eq!(rows(&bench).len(), 2);
    assert!(
        bench.session.open.as_ref().unwrap().is_saved(),
        "looking writes nothing"
    );
}

#[test]
fn labels_are_placed_by_number_by_selection_or_dropped_and_undo_brings_them_back() {
    let desk = tempfile::tempdir().unwrap();
    let mut bench = changed(desk.path(), TWICE);
    let before = bench.project().clone();
    bench.go(ask(Reanchoring::GoTo(0)));
    bench.select("The council");
    bench.keys("Alt+Enter");
    bench.work();
    assert!(
        bench.shown("ana").contains("[speaker:The council]")
            || bench.shown("ana").contains("[claim:The council]")
    );
    assert_eq!(bench.session.to_place().0, 1);
    bench.go(ask(Reanchoring::Drop));
    assert_eq!(bench.session.to_place().0, 0);
    assert!(bench.session.view.placing.is_none(), "nothing is left to list");
    assert_eq!(bench.notices.last().unwrap().text, "Every label has its place");
    bench.keys("Ctrl+Z Ctrl+Z");
    assert_eq!(*bench.project(), before);
    assert_eq!(bench.session.to_place().0, 2);
    bench.keys("F6");
    bench.work();
    assert_eq!(rows(&bench).len(), 2);
    assert!(
        bench
            .refused(ask(Reanchoring::Take(8)))
            .message
            .contains("no place 9")
    );
}

#[test]
fn what_can_be_meant_in_one_way_only_is_placed_together() {
    let mut board = board(&[(
        "ana",
        "[claim:The council said] that the bridge will reopen in May. It will.",
    )]);
    for (id, words) in [
        ("w1", "that the bridge will"),
        ("w2", "It will"),
        ("w3", "a river of no return"),
    ] {
        let id = AnnotationId::new(id).unwrap();
        let annotation = Annotation::new(id.clone(), label("claim"), Default::default(), Default::default());
        let at = vec![(3, 3 + words.len() as u32, words.to_owned())];
        let item = Item::Adrift(Arc::new(Adrift { annotation, at }));
        board.edit(vec![Change::create(Key::Adrift(board.layer("ana"), id), item)]);
    }
    let mut bench = Bench::of(board.project);
    assert_eq!(bench.session.to_place(), (3, 0));
    bench.keys("F6");
    bench.work();
    let placing = bench.session.view.placing.clone().unwrap();
    let sure = placing.sure();
    assert!(sure >= 1, "{:?}", rows(&bench));
    // The row that is shown has its likeliest place selected.
    let first = placing.rows.iter().position(|row| row.sure).unwrap();
    bench.go(ask(Reanchoring::GoTo(first)));
    assert_eq!(bench.selected_words(), "that the bridge will");
    bench.go(Request::Command(CommandId::PlaceSure));
    bench.work();
    assert_eq!(bench.session.to_place(), (3 - sure, 0));
    assert!(
        bench.shown("ana").contains("[claim:that the bridge will]"),
        "{}",
        bench.shown("ana")
    );
    bench.keys("Ctrl+Z");
    assert_eq!(bench.session.to_place(), (3, 0));
}

#[test]
fn accepting_a_changed_text_writes_its_record_and_ones_own_labels() {
    let desk = tempfile::tempdir().unwrap();
    let mut bench = changed(
        desk.path(),
        &OLD[1]
            .1
            .replace(['[', ']'], "")
            .replace("claim:", "")
            .replace("said", "has said"),
    );
    assert_eq!(bench.session.to_place(), (0, 0));
    let bens = desk.path().join("p/layers/ben/doc.ron");
    let before = get(&bens);
    bench.go(Request::Command(CommandId::AcceptText));
    save(&mut bench);
    assert_eq!(get(&bens), before);
    assert!(bench.session.can(CommandId::AcceptText).is_err());
    let again = store::open(&desk.path().join("p")).unwrap();
    let kinds: Vec<&str> = again.problems.iter().map(|problem| problem.kind).collect();
    assert_eq!(kinds, ["placed-again"], "only Ben's row is as it was");
    assert_eq!(again.project, *bench.project());
}

#[test]
fn what_waits_for_others_is_theirs() {
    let desk = tempfile::tempdir().unwrap();
    let bench = changed(desk.path(), "The mayor said nothing. Nobody believed her.");
    assert_eq!(bench.session.to_place(), (1, 1));
    assert_eq!(rows(&bench).len(), 1);
}

#[test]
fn an_export_tells_what_waits_and_is_left_out() {
    let desk = tempfile::tempdir().unwrap();
    let bench = changed(desk.path(), "The mayor said nothing. Nobody believed her.");
    let scope = crate::formats::Scope::default_for(bench.project());
    for (format, waits) in [("jsonl", 2), ("csv", 2), ("ron", 0)] {
        let exporter = crate::formats::exporter(format).unwrap();
        let options = crate::formats::Options::new(exporter.info(), std::iter::empty()).unwrap();
        let out = desk.path().join("out");
        let (_, losses) = exporting::rendered(exporter, bench.project(), &scope, &options, &out).unwrap();
        let told = losses
            .iter()
            .find(|(reason, _)| reason.contains("waits to be placed"));
        assert_eq!(told.map_or(0, |(_, places)| places.len()), waits, "{format}");
    }
}
