//! Problems repaired and earlier states brought back, in the window.

use super::*;
use crate::session::{Beside, Earlier, Mend};

struct Desk {
    desk: tempfile::TempDir,
    bench: Bench,
    /// The label of ana's.
    id: AnnotationId,
}

impl Desk {
    /// A project of ana's with one label, and its state folder beside it.
    fn new() -> Self {
        Self::of(&[("ana", "[claim:The bridge] will reopen in May.\n")])
    }

    fn of(people: &[(&str, &str)]) -> Self {
        let desk = tempfile::tempdir().unwrap();
        store::create(&desk.path().join("p"), &Board::drawn(people).project).unwrap();
        let bench = Bench::empty();
        let id = AnnotationId::new("ana-1").unwrap();
        let mut desk = Self { desk, bench, id };
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

    /// Writes a note at the label, and saves.
    fn note(&mut self, note: &str) {
        let (annotator, id) = (PersonId::new("ana").unwrap(), self.id.clone());
        self.bench.go(Request::SelectAnnotation {
            annotator,
            id: id.clone(),
        });
        self.bench.go(Request::SetNote(id, note.into()));
        self.save();
    }

    fn save(&mut self) {
        self.bench.go(Request::Save);
        self.bench.work();
    }

    /// What is kept of a file.
    fn states(&self, file: &str) -> Vec<Vec<u8>> {
        let folders = std::fs::read_dir(self.desk.path().join("state/projects")).unwrap();
        let folder = folders.map(|entry| entry.unwrap().path().join("generations").join(file));
        let states = folder
            .filter_map(|folder| std::fs::read_dir(folder).ok())
            .flatten();
        states
            .map(|state| std::fs::read(state.unwrap().path()).unwrap())
            .collect()
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
    desk.note("sure");
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

    desk.bench.go(Request::Command(CommandId::Problems));
    desk.bench.work();
    let rows = desk.bench.session.view.problems.clone().unwrap().rows;
    let row = rows
        .iter()
        .position(|row| row.problem.kind == "empty-file")
        .unwrap();
    let repair = rows[row].repair.as_ref().unwrap();
    assert!(repair.ends_with("with 1 label more than now"), "{repair}");
    assert_eq!(rows[row].beside, Some(Beside::Earlier));
    desk.bench.go(Request::Mend(Mend::Beside(row)));
    assert!(desk.bench.shows.contains(&Show::Earlier));
    desk.bench.work();
    let list = desk.bench.session.view.earlier.clone().unwrap();
    assert_eq!(list.filter, "layers/ana/doc.ron");
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
fn what_another_program_spoils_under_the_open_window_is_written_again_and_kept() {
    let mut desk = Desk::new();
    let root = desk.desk.path().join("p");
    let layer = desk.layer();
    desk.open();
    desk.note("sure");
    let spoilt = [
        (layer.clone(), String::new()),
        (layer.clone(), "(torn\n".to_owned()),
        (root.join("codebook.ron"), String::new()),
        (root.join("project.ron"), String::new()),
        (root.join("documents/doc.ron"), String::new()),
        (root.join("documents/doc.txt"), String::new()),
    ];
    for (path, bytes) in spoilt {
        let before = std::fs::read(&path).unwrap();
        desk.put(&path, &bytes);
        desk.bench.go(Request::LookAgain);
        desk.bench.work();
        let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
        let told = &desk.bench.notices.last().unwrap().text;
        assert!(
            told.starts_with(&format!("Another program damaged {name}")),
            "{told}"
        );
        assert!(!desk.bench.session.open.as_ref().unwrap().is_saved());
        desk.save();
        assert_eq!(std::fs::read(&path).unwrap(), before, "{name}");
        let open = desk.bench.session.open.as_ref().unwrap();
        assert_eq!((open.is_saved(), &open.problems), (true, &vec![]), "{name}");
        let states = desk.states(name);
        let kept = |wanted: &[u8]| states.iter().any(|bytes| bytes == wanted);
        assert!(kept(bytes.as_bytes()) && kept(&before), "{name}");
    }
    // One that all write may hold somebody's work beside what is torn.
    let path = root.join("codebook.ron");
    let torn = std::fs::read_to_string(&path)
        .unwrap()
        .replacen('(', "(torn ~", 1);
    desk.put(&path, &torn);
    desk.bench.go(Request::LookAgain);
    desk.bench.work();
    desk.save();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), torn);
}

#[test]
fn what_is_spoilt_again_before_it_was_written_is_kept_too() {
    let mut desk = Desk::new();
    let layer = desk.layer();
    desk.open();
    let before = std::fs::read(&layer).unwrap();
    desk.put(&layer, "(one");
    desk.bench.go(Request::LookAgain);
    // Looked at, read, not yet kept.
    for _ in 0..2 {
        let outcome = jobs::run(desk.bench.jobs.remove(0), &desk.bench.places);
        desk.bench.go(Request::Done(outcome));
    }
    desk.put(&layer, "(another");
    desk.bench.work();
    assert_eq!(std::fs::read(&layer).unwrap(), b"(another");
    desk.bench.go(Request::LookAgain);
    desk.bench.work();
    desk.save();
    assert_eq!(std::fs::read(&layer).unwrap(), before);
    let name = "layers/ana/doc.ron";
    assert!(desk.states(name).contains(&b"(another".to_vec()));
}

#[test]
fn a_file_with_the_markers_of_a_merge_and_a_teammates_stay_as_they_are() {
    let mut desk = Desk::of(&[
        ("ana", "[claim:The bridge] reopens"),
        ("ben", "The [claim:bridge] reopens"),
    ]);
    let root = desk.desk.path().join("p");
    desk.open();
    let codebook = std::fs::read_to_string(root.join("codebook.ron")).unwrap();
    let marked = codebook.replace("labels: [\n", "labels: [\n<<<<<<< HEAD\n=======\n>>>>>>> main\n");
    let cases = [
        ("codebook.ron", marked.as_str(), "holds the markers of a merge"),
        ("layers/ben/doc.ron", "(torn", "cannot be read whole"),
    ];
    for (name, bytes, told) in cases {
        let before = std::fs::read(root.join(name)).unwrap();
        desk.put(&root.join(name), bytes);
        desk.bench.go(Request::LookAgain);
        desk.bench.work();
        desk.save();
        let notices = &desk.bench.notices;
        assert!(
            notices.iter().any(|notice| notice.text.contains(told)),
            "{notices:?}"
        );
        assert_eq!(std::fs::read_to_string(root.join(name)).unwrap(), bytes, "{name}");
        assert!(desk.states(name).contains(&before), "{name}");
    }
}

#[test]
fn a_single_file_that_is_spoilt_is_written_again() {
    let desk = tempfile::tempdir().unwrap();
    let path = desk.path().join("p.ron");
    let project = Board::drawn(&[("ana", "[claim:The bridge] will reopen in May.\n")]).project;
    store::write_atomic(&path, &store::single_file(&project, "")).unwrap();
    let before = std::fs::read(&path).unwrap();
    let mut bench = Bench::empty();
    bench.places.state = Some(desk.path().join("state"));
    bench.session.settings.set_identity("p", "ana");
    bench.go(Request::Open(path.clone()));
    bench.work();
    let torn = String::from_utf8(before.clone()).unwrap().replacen(
        "annotations: [\n",
        "annotations: [\n (torn\n",
        1,
    );
    for spoilt in ["", torn.as_str()] {
        store::write_atomic(&path, spoilt.as_bytes()).unwrap();
        bench.go(Request::LookAgain);
        bench.work();
        bench.go(Request::Save);
        bench.work();
        assert_eq!(std::fs::read(&path).unwrap(), before, "{:?}", bench.notices);
        assert!(bench.session.open.as_ref().unwrap().is_saved());
    }
}

#[test]
fn what_is_open_is_kept_before_an_earlier_state_takes_its_place() {
    let mut desk = Desk::new();
    let id = desk.id.clone();
    desk.open();
    desk.note("sure");
    desk.bench.go(Request::Command(CommandId::EarlierStates));
    desk.bench.work();
    desk.bench
        .go(Request::Earlier(Earlier::Filter("layers/ana".into())));
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
fn all_files_that_are_damaged_or_gone_come_back_together() {
    let mut desk = Desk::new();
    let (layer, codebook) = (desk.layer(), desk.desk.path().join("p/codebook.ron"));
    let before = [&layer, &codebook].map(|path| std::fs::read_to_string(path).unwrap());
    desk.open();
    // States are kept when damage is noticed.
    desk.put(&layer, "");
    desk.put(&codebook, "");
    desk.bench.go(Request::LookAgain);
    desk.bench.work();
    desk.save();
    desk.put(&layer, "");
    std::fs::remove_file(&codebook).unwrap();
    desk.bench.notices.clear();
    desk.open();
    let told = &desk.bench.notices[0].text;
    assert!(told.starts_with("2 files are damaged or gone"), "{told}");
    desk.bench.go(Request::Command(CommandId::Problems));
    desk.bench.work();
    desk.bench.go(Request::Mend(Mend::RepairAll));
    desk.bench.work();
    let after = [&layer, &codebook].map(|path| std::fs::read_to_string(path).unwrap());
    assert_eq!(after, before);
    assert_eq!(desk.problems(), Vec::<String>::new());
}

#[test]
fn a_project_saved_elsewhere_takes_the_bytes_of_damaged_files_along() {
    let mut desk = Desk::new();
    let path = desk.layer();
    let whole = std::fs::read_to_string(&path).unwrap();
    desk.put(&path, &damage(&whole));
    let torn = std::fs::read(&path).unwrap();
    desk.open();
    let folder = desk.desk.path().join("elsewhere");
    desk.bench.go(Request::SaveElsewhere {
        folder: folder.clone(),
        goes_on: false,
    });
    desk.bench.work();
    let hint = |desk: &Desk| desk.bench.notices.last().unwrap().hint.clone().unwrap();
    assert!(hint(&desk).contains("layers/ana/doc.ron"), "{}", hint(&desk));
    let copied = std::fs::read(folder.join("damaged/layers/ana/doc.ron")).unwrap();
    assert_eq!(copied, torn);
    assert_eq!(store::open(&folder).unwrap().damaged, BTreeSet::new());
    let copy = desk.desk.path().join("copy.ron");
    desk.bench.go(Request::SaveCopy(copy));
    desk.bench.work();
    assert!(
        hint(&desk).ends_with("layers/ana/doc.ron is not in it"),
        "{}",
        hint(&desk)
    );
}

#[test]
fn who_only_looks_on_brings_nothing_back() {
    let mut desk = Desk::new();
    let path = desk.layer();
    desk.open();
    desk.note("sure");
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
