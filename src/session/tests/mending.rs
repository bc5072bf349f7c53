//! Problems repaired and earlier states brought back, in the window.

use super::*;
use crate::session::{Earlier, Mend};

struct Desk {
    desk: tempfile::TempDir,
    bench: Bench,
}

impl Desk {
    /// A project of ana's with one label, and its state folder beside it.
    fn new() -> Self {
        let desk = tempfile::tempdir().unwrap();
        let project = Board::drawn(&[("ana", "[claim:The bridge] will reopen in May.\n")]).project;
        store::create(&desk.path().join("p"), &project).unwrap();
        let bench = Bench::empty();
        let mut desk = Self { desk, bench };
        desk.bench.places.state = Some(desk.desk.path().join("state"));
        desk
    }

    fn layer(&self) -> std::path::PathBuf {
        let project = store::open(&self.desk.path().join("p")).unwrap().project;
        let file = project
            .layers()
            .next()
            .map(|(key, _)| FileKey::Layer(key.clone()));
        self.desk.path().join("p").join(file.unwrap().path())
    }

    fn put(&self, path: &Path, text: &str) {
        store::write_atomic(path, text.as_bytes()).unwrap();
    }

    fn open(&mut self) {
        self.bench.session.settings.set_identity("p", "ana");
        self.bench.go(Request::Open(self.desk.path().join("p")));
        self.bench.work();
    }

    fn problems(&self) -> Vec<String> {
        let list = self.bench.session.view.problems.as_ref().unwrap();
        assert!(!list.looking);
        list.rows
            .iter()
            .map(|row| format!("{} {:?}", row.problem.kind, row.repair.is_some()))
            .collect()
    }
}

/// One row cannot be read, one has a label that nobody has.
fn damage(text: &str) -> String {
    let row = "  (id: \"mood1\", label: \"mood\", at: [(4, 10, \"bridge\")], made: \"2026-11-22T10:00:00Z\"),\n  (torn\n],\n";
    text.replacen("],\n", row, 1)
}

#[test]
fn a_damaged_layer_is_repaired_in_steps_and_the_label_can_be_undone() {
    let mut desk = Desk::new();
    let path = desk.layer();
    let whole = std::fs::read_to_string(&path).unwrap();
    desk.put(&path, &damage(&whole));
    let torn = std::fs::read_to_string(&path).unwrap();
    desk.open();
    desk.bench.go(Request::Command(CommandId::Problems));
    assert!(desk.bench.shows.contains(&Show::Problems));
    desk.bench.work();
    let found = desk.problems();
    assert_eq!(found, ["unknown-label true", "unreadable true"]);
    // Looking writes nothing.
    assert_eq!(std::fs::read_to_string(&path).unwrap(), torn);

    desk.bench.go(Request::Mend(Mend::Filter("MOOD".into())));
    assert_eq!(desk.bench.session.view.problems.as_ref().unwrap().shown, [0]);
    desk.bench.go(Request::Mend(Mend::Repair(0)));
    desk.bench.work();
    assert!(
        !desk
            .bench
            .session
            .project()
            .unwrap()
            .codebook()
            .label("mood")
            .unwrap()
            .retired
    );
    assert_eq!(desk.problems(), ["unreadable true"]);
    desk.bench.go(Request::Command(CommandId::Undo));
    assert!(
        desk.bench
            .session
            .project()
            .unwrap()
            .codebook()
            .label("mood")
            .unwrap()
            .retired
    );
    desk.bench.go(Request::Command(CommandId::Redo));

    desk.bench.go(Request::Mend(Mend::RepairAll));
    desk.bench.work();
    assert_eq!(desk.problems(), Vec::<String>::new());
    let mended = std::fs::read_to_string(&path).unwrap();
    assert!(mended.contains("mood1") && !mended.contains("torn"), "{mended}");
    let again = store::open(&desk.desk.path().join("p")).unwrap();
    assert_eq!((again.problems, again.damaged.len()), (vec![], 0));

    // The damaged file was kept, and comes back if it is wanted.
    desk.bench.go(Request::Command(CommandId::EarlierStates));
    desk.bench.work();
    let list = desk.bench.session.view.earlier.clone().unwrap();
    let damaged = list
        .rows
        .iter()
        .position(|row| row.choice.generation.damaged)
        .unwrap();
    desk.bench.go(Request::Earlier(Earlier::Choose(damaged)));
    desk.bench.work();
    desk.bench.go(Request::Earlier(Earlier::BringBack));
    desk.bench.work();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), torn);
}

#[test]
fn a_teammates_file_is_left_to_them() {
    let mut desk = Desk::new();
    let path = desk.layer();
    let whole = std::fs::read_to_string(&path).unwrap();
    desk.open();
    desk.bench.go(Request::SetMe("Zoe".into()));
    desk.bench.work();
    desk.put(&path, &whole.replacen("],\n", "  (torn\n],\n", 1));
    let torn = std::fs::read_to_string(&path).unwrap();
    desk.bench.session.settings.set_identity("p", "zoe");
    desk.bench.go(Request::Open(desk.desk.path().join("p")));
    desk.bench.work();
    desk.bench.go(Request::Command(CommandId::Problems));
    desk.bench.work();
    assert_eq!(desk.problems(), ["unreadable false"]);
    let list = desk.bench.session.view.problems.clone().unwrap();
    assert!(
        list.rows[0]
            .problem
            .repair
            .as_ref()
            .unwrap()
            .starts_with("Left to "),
        "{:?}",
        list.rows
    );
    desk.bench.go(Request::Mend(Mend::RepairAll));
    desk.bench.work();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), torn);
}

#[test]
fn a_file_that_was_emptied_is_offered_as_it_was_and_comes_back_under_the_open_window() {
    let mut desk = Desk::new();
    let path = desk.layer();
    desk.open();
    let id = AnnotationId::new("ana-1").unwrap();
    let annotator = PersonId::new("ana").unwrap();
    desk.bench.go(Request::SelectAnnotation {
        annotator,
        id: id.clone(),
    });
    desk.bench.go(Request::SetNote(id, "sure".into()));
    desk.bench.go(Request::Save);
    desk.bench.work();
    let whole = std::fs::read_to_string(&path).unwrap();
    assert!(whole.contains("sure"));
    desk.put(&path, "");
    desk.bench.notices.clear();
    desk.open();
    let told: Vec<&str> = desk
        .bench
        .notices
        .iter()
        .map(|notice| notice.text.as_str())
        .collect();
    assert!(
        told.iter().any(|text| text.contains("damaged or gone")),
        "{told:?}"
    );

    desk.bench.go(Request::Command(CommandId::EarlierStates));
    desk.bench.work();
    let list = desk.bench.session.view.earlier.clone().unwrap();
    let preview = list.preview.unwrap().unwrap();
    assert!(
        preview.back >= 1
            && preview
                .lines
                .iter()
                .any(|(_, words)| words.contains("The bridge")),
        "{preview:?}"
    );
    desk.bench.go(Request::Earlier(Earlier::BringBack));
    desk.bench.work();
    assert_eq!(
        desk.bench
            .session
            .project()
            .unwrap()
            .layers()
            .next()
            .unwrap()
            .1
            .len(),
        1
    );
    assert!(std::fs::read_to_string(&path).unwrap().contains("The bridge"));
    let open = desk.bench.session.open.as_ref().unwrap();
    assert!(open.as_read().damaged.is_empty());
}

#[test]
fn what_is_open_is_kept_before_an_earlier_state_takes_its_place() {
    let mut desk = Desk::new();
    let path = desk.layer();
    desk.open();
    let id = AnnotationId::new("ana-1").unwrap();
    let annotator = PersonId::new("ana").unwrap();
    desk.bench.go(Request::SelectAnnotation {
        annotator,
        id: id.clone(),
    });
    desk.bench.go(Request::SetNote(id.clone(), "sure".into()));
    desk.bench.go(Request::Save);
    desk.bench.work();
    // Another program spoils the file under the open window: what was read stays, and is offered to be written again.
    desk.put(&path, "");
    desk.bench.go(Request::LookAgain);
    desk.bench.work();
    desk.bench.go(Request::Command(CommandId::Problems));
    desk.bench.work();
    let list = desk.bench.session.view.problems.clone().unwrap();
    assert!(
        list.rows[0]
            .repair
            .as_ref()
            .unwrap()
            .contains("as it is open here"),
        "{:?}",
        list.rows
    );

    desk.bench.go(Request::Command(CommandId::EarlierStates));
    desk.bench.work();
    assert!(
        desk.bench
            .session
            .view
            .earlier
            .as_ref()
            .unwrap()
            .filter
            .starts_with("layers/ana/")
    );
    desk.bench.go(Request::Earlier(Earlier::BringBack));
    desk.bench.work();
    let note = |desk: &Desk| {
        let project = desk.bench.session.project().unwrap();
        project
            .layers()
            .next()
            .unwrap()
            .1
            .annotation(id.as_str())
            .unwrap()
            .note
            .clone()
    };
    assert_eq!(note(&desk), "");
    desk.bench.go(Request::Command(CommandId::EarlierStates));
    desk.bench.work();
    let rows = desk.bench.session.view.earlier.as_ref().unwrap().rows.clone();
    let good: Vec<usize> = (0..rows.len())
        .filter(|at| !rows[*at].choice.generation.damaged)
        .collect();
    assert_eq!(good.len(), 2, "{rows:?}");
    desk.bench.go(Request::Earlier(Earlier::Choose(good[0])));
    desk.bench.work();
    desk.bench.go(Request::Earlier(Earlier::BringBack));
    desk.bench.work();
    assert_eq!(note(&desk), "sure");
}

#[test]
fn who_only_looks_on_brings_nothing_back() {
    let mut desk = Desk::new();
    let path = desk.layer();
    desk.open();
    let id = AnnotationId::new("ana-1").unwrap();
    let annotator = PersonId::new("ana").unwrap();
    desk.bench.go(Request::SelectAnnotation {
        annotator,
        id: id.clone(),
    });
    desk.bench.go(Request::SetNote(id, "sure".into()));
    desk.bench.go(Request::Save);
    desk.bench.work();
    let saved = std::fs::read_to_string(&path).unwrap();
    desk.bench.go(Request::Command(CommandId::EarlierStates));
    desk.bench.work();
    desk.bench.session.open.as_mut().unwrap().read_only = Some("Another window writes it".into());
    let refused = desk
        .bench
        .session
        .handle(Request::Earlier(Earlier::BringBack))
        .unwrap_err();
    assert_eq!(refused.hint.as_deref(), Some("Another window writes it"));
    desk.bench.work();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), saved);
}
