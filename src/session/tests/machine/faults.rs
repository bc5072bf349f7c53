//! The disk fails at any call of what a session does: each file stays whole, the edit stays in memory and is told to be unsaved, the
//! message names the place, and on a disk that works again all is well.

use super::*;
use crate::store::disk::{Disk, Failure, Fault, Faulty, Lasting, Model};
use std::io::ErrorKind;

const FOLDER: &str = "/home/project";
const LASTING: [Lasting; 2] = [Lasting::Once, Lasting::FromThenOn];

/// Ana, a disk that may fail under her, and the same disk as others see it.
struct Desk {
    model: Model,
    faulty: Faulty,
    ana: Bench,
    seconds: f64,
}

fn bench(disk: Arc<dyn Disk>, machine: &str, seed: u64) -> Bench {
    let mut bench = Bench::empty();
    bench.places = jobs::Places {
        disk,
        state: Some(Path::new("/state").join(machine)),
        token: format!("{machine}{seed}"),
        ..jobs::Places::default()
    };
    bench.session.random = Box::new(SplitMix(seed));
    bench.session.settings.set_identity("p", "ana");
    bench
}

/// What fails is told to the user.
fn work(bench: &mut Bench) {
    while !bench.jobs.is_empty() {
        let outcome = jobs::run(bench.jobs.remove(0), &bench.places);
        if let Err(error) = bench.try_go(Request::Done(outcome)) {
            bench.notices.push(error.into());
        }
    }
}

fn open(bench: &mut Bench) -> bool {
    bench.go(Request::Open(FOLDER.into()));
    work(bench);
    bench.session.open.is_some()
}

impl Desk {
    fn new() -> Self {
        let model = Model::default();
        let project = super::super::board(&[("ana", "[claim:one] two three four five")]).project;
        store::create_on(&model, Path::new(FOLDER), &project).unwrap();
        let faulty = Faulty::new(Arc::new(model.clone()));
        let mut ana = bench(Arc::new(faulty.clone()), "here", 5);
        assert!(open(&mut ana));
        Self {
            model,
            faulty,
            ana,
            seconds: 0.0,
        }
    }

    fn tag(&mut self, words: &str) {
        self.ana.select(words);
        self.ana.keys("s");
    }

    fn tick(&mut self, seconds: f64) {
        self.seconds += seconds;
        let effects = self.ana.session.tick(self.seconds);
        self.ana.take(effects);
        work(&mut self.ana);
    }

    fn open(&self) -> &Open {
        self.ana.session.open.as_ref().unwrap()
    }

    fn has(&self, words: &str) -> bool {
        shows(self.ana.project(), words)
    }

    fn files(&self) -> BTreeMap<std::path::PathBuf, Vec<u8>> {
        let mut files = self.model.files();
        files.retain(|path, _| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            path.starts_with(FOLDER) && (!name.starts_with('.') || name == ".gitattributes")
        });
        files
    }

    fn read(&self) -> Project {
        let opened = store::open_on(&self.model, Path::new(FOLDER), &store::Patient).unwrap();
        assert_eq!((opened.problems, opened.damaged), (vec![], BTreeSet::new()));
        opened.project
    }

    /// Some message says of which file or folder it is.
    fn is_told(&self, places: &[&str]) -> bool {
        let texts: Vec<&str> = self
            .ana
            .notices
            .iter()
            .map(|notice| notice.text.as_str())
            .collect();
        texts
            .iter()
            .any(|text| places.iter().any(|place| text.contains(place)))
    }
}

/// Whether ana has labelled words.
fn shows(project: &Project, words: &str) -> bool {
    let document = DocumentId::new("doc").unwrap();
    let Some(text) = project.text(document.as_str()) else {
        return false;
    };
    let layer = project.layer(&LayerKey::new(document.clone(), person("ana")));
    layer.is_some_and(|layer| layer.annotations().any(|a| a.fragments.quote(text) == words))
}

/// Tries with a fault at the first call, the second … until none is hit; gives how many were.
fn at_each_call(mut check: impl FnMut(Fault) -> bool) -> usize {
    let mut hits = 0;
    for lasting in LASTING {
        for error in [
            Failure::Kind(ErrorKind::StorageFull),
            Failure::Kind(ErrorKind::PermissionDenied),
        ] {
            let faults = (1..2_000).map(|at| Fault { at, lasting, error });
            hits += faults.map(&mut check).take_while(|hit| *hit).count();
        }
    }
    hits
}

#[test]
fn an_edit_whose_journal_fails_is_not_called_safe_until_it_is() {
    let hits = at_each_call(|fault| {
        let mut desk = Desk::new();
        let before = desk.files();
        desk.tag("two");
        desk.faulty.set(Some(fault));
        desk.tick(0.1);
        let failed = desk.faulty.failed();
        let told = format!("{fault:?} {failed:?} {:?}", desk.ana.notices);
        assert!(desk.has("two") && desk.files() == before, "{told}");
        assert!(!failed.is_empty() || desk.open().is_safe(), "{told}");
        if !desk.open().is_safe() {
            assert!(desk.is_told(&["/state/here"]), "{told}");
        } else {
            let mut again = bench(Arc::new(desk.model.copy()), "here", 9);
            assert!(open(&mut again), "{told}");
            assert!(shows(again.project(), "two"), "{told}");
        }
        desk.faulty.set(None);
        desk.tick(0.2);
        desk.tick(3.0);
        assert!(desk.open().is_safe(), "{told}");
        !failed.is_empty()
    });
    assert!(hits > 10, "{hits}");
}

#[test]
fn a_save_that_fails_at_any_call_keeps_the_edit_and_names_the_file() {
    let hits = at_each_call(|fault| {
        let mut desk = Desk::new();
        desk.tag("two");
        desk.tick(0.1);
        let wanted = desk.ana.project().clone();
        let before = desk.files();
        desk.faulty.set(Some(fault));
        desk.ana.go(Request::Save);
        work(&mut desk.ana);
        let failed = desk.faulty.failed();
        let told = format!("{fault:?} {failed:?} {:?}", desk.ana.notices);
        assert!(*desk.ana.project() == wanted, "{told}");
        let read = desk.read();
        assert!(desk.files() == before || read == wanted, "old or new: {told}");
        if desk.open().is_saved() {
            assert!(read == wanted, "{told}");
        } else {
            assert_eq!(desk.ana.session.saved_state(), Some(Saved::Failed), "{told}");
            assert!(
                desk.is_told(&["layers/ana/doc.ron", FOLDER, "The project folder"]),
                "{told}"
            );
            assert!(desk.open().is_safe(), "it is in the journal: {told}");
        }
        desk.faulty.set(None);
        desk.tick(30.0);
        assert!(desk.open().is_saved() && desk.read() == wanted, "{told}");
        !failed.is_empty()
    });
    assert!(hits > 40, "{hits}");
}

#[test]
fn an_opening_that_fails_at_any_call_loses_no_edit_of_the_journal() {
    let hits = at_each_call(|fault| {
        let mut desk = Desk::new();
        desk.tag("two");
        desk.tick(0.1);
        assert!(desk.open().is_safe() && !desk.open().is_saved());
        let before = desk.files();
        desk.ana = bench(Arc::new(desk.faulty.clone()), "here", 9);
        desk.faulty.set(Some(fault));
        let is_open = open(&mut desk.ana);
        let failed = desk.faulty.failed();
        let told = format!("{fault:?} {failed:?} {:?}", desk.ana.notices);
        assert!(desk.files() == before, "opening writes nothing: {told}");
        if !is_open {
            assert!(desk.is_told(&[FOLDER]), "{told}");
        } else if desk.open().read_only.is_none() && !desk.has("two") {
            let problems = &desk.open().problems;
            assert!(
                !desk.ana.notices.is_empty() || !problems.is_empty(),
                "silent: {told}"
            );
        }
        desk.faulty.set(None);
        // The user goes on as far as that is possible.
        let text = desk.ana.session.document().map(|(_, text)| text.clone());
        if text.is_some_and(|text| text.as_str().contains("four")) {
            desk.ana.select("four");
            if desk.ana.try_go(Request::Tag(label("speaker"))).is_ok() {
                desk.ana.go(Request::Save);
                work(&mut desk.ana);
            }
        }
        let had_four = is_open && desk.has("four") && desk.open().is_saved();
        desk.ana = bench(Arc::new(desk.faulty.clone()), "here", 10);
        assert!(open(&mut desk.ana), "{told}");
        let foreign = desk.open().foreign_journals.clone();
        for aside in foreign {
            desk.ana.go(Request::Foreign(aside.path, Foreign::BringIn));
            work(&mut desk.ana);
        }
        assert!(desk.has("two"), "{told}");
        assert!(!had_four || desk.has("four"), "{told}");
        !failed.is_empty()
    });
    assert!(hits > 40, "{hits}");
}

#[test]
fn files_that_cannot_be_read_again_at_any_call_are_merged_later() {
    let hits = at_each_call(|fault| {
        let mut desk = Desk::new();
        desk.tag("two");
        desk.tick(0.1);
        let mut there = bench(Arc::new(desk.model.clone()), "there", 7);
        assert!(open(&mut there));
        there.select("five");
        there.keys("x");
        there.go(Request::Save);
        work(&mut there);
        let before = desk.files();
        desk.faulty.set(Some(fault));
        desk.ana.go(Request::LookAgain);
        work(&mut desk.ana);
        let failed = desk.faulty.failed();
        let told = format!("{fault:?} {failed:?} {:?}", desk.ana.notices);
        assert!(desk.has("two") && desk.has("one"), "{told}");
        let read = desk.read();
        assert!(shows(&read, "five"), "never written over: {told}");
        assert!(
            desk.files() == before || read == *desk.ana.project(),
            "old or new: {told}"
        );
        assert!(!desk.open().is_saved() || shows(&read, "two"), "{told}");
        desk.faulty.set(None);
        for _ in 0..3 {
            desk.ana.go(Request::LookAgain);
            work(&mut desk.ana);
            desk.tick(30.0);
        }
        let read = desk.read();
        assert!(desk.open().is_saved() && read == *desk.ana.project(), "{told}");
        assert!(shows(&read, "two") && shows(&read, "five"), "{told}");
        assert_eq!(read.conflicts().count(), 0, "{told}");
        !failed.is_empty()
    });
    assert!(hits > 40, "{hits}");
}
