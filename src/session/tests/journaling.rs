//! What is safe before it is saved, and what comes back after a sudden end.

use super::*;
use crate::store::disk::{Failure, Fault, Faulty, Lasting, Real};

/// A desk with a project of ana's.
fn desk() -> tempfile::TempDir {
    let desk = tempfile::tempdir().unwrap();
    let project = board(&[("ana", "[claim:She] said it works")]).project;
    store::create(&desk.path().join("project"), &project).unwrap();
    desk
}

/// A start of the program; dropping it is its sudden end.
fn start(desk: &Path) -> Bench {
    start_on(desk, Arc::new(Real))
}

fn start_on(desk: &Path, disk: Arc<dyn store::disk::Disk>) -> Bench {
    let mut bench = Bench::empty();
    bench.places = jobs::Places {
        disk,
        state: Some(desk.join("state")),
        token: "a".into(),
        ..jobs::Places::default()
    };
    bench.session.random = Box::new(system::SystemRandom::new());
    bench.session.settings.set_identity("p", "ana");
    bench.go(Request::Open(desk.join("project")));
    bench.work();
    bench
}

impl Bench {
    pub(super) fn frame(&mut self, seconds: f64) {
        let effects = self.session.tick(seconds);
        self.take(effects);
    }

    fn now_open(&self) -> &Open {
        self.session.open.as_ref().unwrap()
    }

    fn tag_words(&mut self, words: &str) {
        self.select(words);
        self.keys("c");
    }
}

#[test]
fn an_edit_is_safe_in_the_next_frame_and_one_batch_is_written_at_a_time() {
    let desk = desk();
    let mut bench = start(desk.path());
    assert!(bench.now_open().is_safe());
    bench.frame(5.0);
    assert_eq!(bench.jobs.len(), 0);
    bench.tag_words("said");
    assert!(!bench.now_open().is_safe());
    bench.frame(5.02);
    assert!(matches!(bench.jobs.as_slice(), [Job::Journal { .. }]));
    bench.tag_words("it");
    bench.frame(5.04);
    assert_eq!(bench.jobs.len(), 1, "one at a time");
    bench.work();
    assert!(bench.now_open().is_safe() && !bench.now_open().is_saved());
    assert_eq!(bench.notices, []);
}

#[test]
fn after_a_sudden_end_edits_come_back_are_told_and_are_saved() {
    let desk = desk();
    let mut bench = start(desk.path());
    bench.tag_words("said");
    bench.tag_words("works");
    bench.keys("Ctrl+Z");
    bench.frame(0.5);
    bench.work();
    drop(bench);
    let mut bench = start(desk.path());
    assert_eq!(bench.shown("ana"), "[claim:She] [claim:said] it works");
    assert_eq!(bench.now_open().recovered, 1);
    let told: Vec<&str> = bench.notices.iter().map(|notice| notice.text.as_str()).collect();
    assert_eq!(told, ["1 edit that was not saved yet was recovered"]);
    assert!(bench.now_open().is_safe() && !bench.now_open().is_saved());
    bench.frame(1.5);
    bench.work();
    assert!(bench.now_open().is_saved());
    drop(bench);
    let mut bench = start(desk.path());
    assert_eq!((bench.now_open().recovered, bench.notices.len()), (0, 0));
    bench.keys("Ctrl+Shift+Z");
    assert_eq!(
        bench.shown("ana"),
        "[claim:She] [claim:said] it [claim*:works]",
        "the history is there"
    );
}

#[test]
fn closing_with_all_saved_leaves_the_history_for_the_next_start() {
    let desk = desk();
    let mut bench = start(desk.path());
    bench.tag_words("said");
    bench.keys("Ctrl+S Ctrl+W");
    bench.work();
    assert!(bench.session.open.is_none());
    drop(bench);
    let mut bench = start(desk.path());
    assert_eq!(bench.shown("ana"), "[claim:She] [claim:said] it works");
    bench.keys("Ctrl+Z");
    assert_eq!(bench.shown("ana"), "[claim:She] said it works");
}

#[test]
fn a_journal_that_cannot_be_written_is_told_once_and_stops_no_edit() {
    let desk = desk();
    let faulty = Faulty::new(Arc::new(Real));
    let mut bench = start_on(desk.path(), Arc::new(faulty.clone()));
    let full = Fault {
        at: 1,
        lasting: Lasting::FromThenOn,
        error: Failure::Kind(std::io::ErrorKind::StorageFull),
    };
    faulty.set_for(&["append"], full);
    bench.frame(9.9);
    for seconds in [10.0, 10.1, 10.2] {
        bench.tag_words("said");
        bench.frame(seconds);
        bench.work();
        assert!(!bench.now_open().is_safe());
    }
    assert_eq!(bench.notices.len(), 1, "{:?}", bench.notices);
    assert!(bench.notices[0].error && bench.notices[0].hint.is_some());
    bench.frame(12.5);
    bench.work();
    assert!(bench.now_open().is_saved(), "the project folder is another disk");
    assert!(bench.now_open().is_safe());
    faulty.set(None);
    bench.tag_words("works");
    bench.frame(15.0);
    bench.work();
    assert!(bench.now_open().is_safe());
    let expected = bench.shown("ana").replace('*', "");
    drop(bench);
    assert_eq!(start(desk.path()).shown("ana"), expected);
}

/// The save that waits comes back: the disk is full.
fn no_room(bench: &mut Bench) {
    let at = bench.jobs.iter().position(|job| matches!(job, Job::Save { .. }));
    let Job::Save { location, files, .. } = bench.jobs.remove(at.unwrap()) else {
        return;
    };
    let failed = files
        .into_iter()
        .map(|file| (file, UserError::new("The disk is full")));
    let report = Arc::new(store::SaveReport {
        failed: failed.collect(),
        ..store::SaveReport::default()
    });
    bench.go(Request::Done(Outcome::Saved { location, report }));
}

#[test]
fn what_waits_behind_a_slow_journal_is_written_though_the_project_is_left_or_another_comes() {
    for is_closed in [true, false] {
        let desk = desk();
        let other = desk.path().join("other");
        store::create(&other, &board(&[("ana", "one")]).project).unwrap();
        let mut bench = start(desk.path());
        bench.tag_words("said");
        // Refused once where what is edited cannot be saved.
        let leave = |bench: &mut Bench| {
            let _ = bench.try_go(match is_closed {
                true => Request::Close,
                false => Request::Open(other.clone()),
            });
        };
        leave(&mut bench);
        no_room(&mut bench);
        bench.frame(0.5);
        // The first batch is written, and the session has not heard of it yet.
        let slow = jobs::run(bench.jobs.remove(0), &bench.places);
        assert!(matches!(slow, Outcome::Journaled { result: Ok(1), .. }));
        if is_closed {
            bench.tag_words("works");
            leave(&mut bench);
        }
        leave(&mut bench);
        if !is_closed {
            // Edited while the other one is being read.
            bench.tag_words("works");
            let open = bench.jobs.iter().position(|job| matches!(job, Job::Open { .. }));
            let opened = jobs::run(bench.jobs.remove(open.unwrap()), &bench.places);
            bench.go(Request::Done(opened));
        }
        let mut left = std::mem::take(&mut bench.jobs);
        left.retain(|job| matches!(job, Job::Journal { .. }));
        for job in left {
            jobs::run(job, &bench.places);
        }
        drop(bench);
        let again = start(desk.path());
        assert_eq!(
            again.shown("ana"),
            "[claim:She] [claim:said] it [claim:works]",
            "{is_closed}"
        );
    }
}

/// Another branch comes into the folder while edits are not saved.
fn with_foreign(desk: &Path) -> Bench {
    let layer = desk.join("project/layers/ana/doc.ron");
    let old = std::fs::read(&layer).unwrap();
    let mut bench = start(desk);
    bench.tag_words("works");
    bench.keys("Ctrl+S");
    bench.work();
    bench.tag_words("said");
    bench.frame(0.5);
    bench.work();
    drop(bench);
    store::write_atomic(&layer, &old).unwrap();
    let bench = start(desk);
    assert_eq!(bench.shown("ana"), "[claim:She] said it works");
    assert_eq!(
        (
            bench.now_open().recovered,
            bench.now_open().foreign_journals.len()
        ),
        (0, 1)
    );
    bench
}

#[test]
fn edits_of_another_state_are_brought_in_as_one_edit_or_thrown_away() {
    let desk = desk();
    let mut bench = with_foreign(desk.path());
    let foreign = bench.now_open().foreign_journals[0].clone();
    assert_eq!(
        (foreign.edits, foreign.titles.as_slice()),
        (1, ["Tag claim".to_owned()].as_slice())
    );
    bench.go(Request::Foreign(foreign.path.clone(), Foreign::BringIn));
    bench.work();
    assert_eq!(bench.shown("ana"), "[claim:She] [claim:said] it works");
    assert_eq!(bench.now_open().foreign_journals, vec![]);
    assert!(!foreign.path.exists());
    bench.keys("Ctrl+Z");
    assert_eq!(bench.shown("ana"), "[claim:She] said it works");
    drop(bench);
    assert!(start(desk.path()).now_open().foreign_journals.is_empty());

    let desk = self::desk();
    let mut bench = with_foreign(desk.path());
    let foreign = bench.now_open().foreign_journals[0].clone();
    bench.go(Request::Foreign(foreign.path.clone(), Foreign::Discard));
    bench.work();
    assert_eq!(bench.shown("ana"), "[claim:She] said it works");
    assert!(bench.now_open().foreign_journals.is_empty() && !foreign.path.exists());
    let gone = bench.refused(Request::Foreign(foreign.path, Foreign::BringIn));
    assert!(gone.message.contains("not there any more"), "{gone}");
}

#[test]
fn what_came_from_the_disk_meanwhile_comes_back_with_the_edits() {
    let desk = desk();
    let mut bench = start(desk.path());
    bench.tag_words("said");
    bench.frame(0.1);
    bench.work();
    // Ana on another machine.
    let mut opened = store::open(&desk.path().join("project")).unwrap();
    let mut other = Bench::of(opened.project.clone());
    other.tag_words("works");
    opened.project = other.project().clone();
    let report = store::save(
        &opened.location,
        &opened.project,
        &store::all_files(&opened.project),
        &opened.damaged,
    );
    assert_eq!(report.failed, vec![]);
    bench.go(Request::LookAgain);
    // Read again and merged, and the end comes before the merged layer is in its file.
    while let Some(at) = bench.jobs.iter().position(|job| !matches!(job, Job::Save { .. })) {
        let job = bench.jobs.remove(at);
        let outcome = jobs::run(job, &bench.places);
        bench.go(Request::Done(outcome));
    }
    bench.frame(0.5);
    bench.jobs.retain(|job| matches!(job, Job::Journal { .. }));
    bench.work();
    let expected = "[claim:She] [claim:said] it [claim:works]";
    assert_eq!(bench.shown("ana").replace('*', ""), expected);
    drop(bench);
    let bench = start(desk.path());
    assert_eq!(bench.shown("ana"), expected);
    assert_eq!(bench.now_open().foreign_journals, vec![]);
}

#[test]
fn a_window_that_looks_on_recovers_nothing() {
    let desk = desk();
    let mut first = start(desk.path());
    first.tag_words("said");
    first.frame(0.5);
    first.work();
    let mut second = Bench::empty();
    second.places = jobs::Places {
        token: "b".into(),
        ..first.places.clone()
    };
    second.session.settings.set_identity("p", "ana");
    second.go(Request::Open(desk.path().join("project")));
    second.work();
    assert_eq!(second.shown("ana"), "[claim:She] said it works");
    assert!(second.now_open().read_only.is_some());
    assert_eq!(second.now_open().recovered, 0);
}
