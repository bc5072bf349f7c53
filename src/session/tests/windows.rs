//! Two windows on one project.

use super::*;
use crate::session::Window;
use crate::store::disk::{Faulty, Real};

/// A window of its own on the project in `desk`, as `name`.
fn window(desk: &Path, token: &str, name: &str) -> Bench {
    let mut bench = Bench::empty();
    bench.places = jobs::Places {
        state: Some(desk.join("state")),
        token: token.into(),
        ..jobs::Places::default()
    };
    bench.session.random = Box::new(SplitMix(token.bytes().map(u64::from).sum()));
    bench.session.settings.set_identity("p", name);
    bench.go(Request::Open(desk.join("project")));
    bench.work();
    bench
}

/// A project with ana's text, and a first window on it.
fn first(desk: &Path) -> Bench {
    first_of(desk, false)
}

/// In a folder, or in one file.
fn first_of(desk: &Path, is_single: bool) -> Bench {
    let project = board(&[("ana", "She said it works"), ("ben", "She said it works")]).project;
    let path = desk.join("project");
    match is_single {
        true => store::write_atomic(&path, &store::single_file(&project, "")),
        false => store::create(&path, &project),
    }
    .unwrap();
    let first = window(desk, "a", "ana");
    assert!(matches!(standing(&first), Window::Writes(_)));
    first
}

fn standing(bench: &Bench) -> &Window {
    &bench.session.open.as_ref().unwrap().window.window
}

fn read_only(bench: &Bench) -> Option<&str> {
    bench.session.open.as_ref().unwrap().read_only.as_deref()
}

/// What the background of a window does every few seconds.
fn look_around(bench: &mut Bench) {
    let open = bench.session.open.as_ref().unwrap();
    let Some(folder) = open.window.watched().map(Path::to_owned) else {
        return;
    };
    if is_asked_for(&bench.places, &folder) {
        bench.go(Request::Done(Outcome::AskedFor(folder)));
        bench.work();
    }
}

fn take_over(second: &mut Bench, first: &mut Bench) {
    second.go(Request::TakeOver);
    let job = second.jobs.pop().unwrap();
    let places = second.places.clone();
    let outcome = std::thread::scope(|scope| {
        let waiting = scope.spawn(move || jobs::run(job, &places));
        while !waiting.is_finished() {
            look_around(first);
            std::thread::yield_now();
        }
        waiting.join().unwrap()
    });
    second.go(Request::Done(outcome));
    second.work();
}

#[test]
fn the_second_window_is_told_and_looks_on() {
    let desk = tempfile::tempdir().unwrap();
    let _first = first(desk.path());
    let mut second = window(desk.path(), "b", "ana");
    assert_eq!(read_only(&second), Some("It is open in another window (ana)"));
    assert_eq!(second.shows, [Show::OtherWindow]);
    assert_eq!(second.session.other_window(), Some(("ana", 0)));
    second.select("it works");
    let refused = second.try_keys("c").unwrap_err();
    assert_eq!(
        refused.hint.as_deref(),
        Some("It is open in another window (ana)")
    );
    assert_eq!(second.shown("ana"), "She said it works");
}

#[test]
fn taking_over_saves_what_the_first_window_has_and_makes_it_look_on() {
    for is_single in [false, true] {
        let desk = tempfile::tempdir().unwrap();
        let mut first = first_of(desk.path(), is_single);
        let mut second = window(desk.path(), "b", "ana");
        first.select("it works");
        first.keys("c");
        second.select("said");
        take_over(&mut second, &mut first);
        assert_eq!(read_only(&first), Some("Another window took over"));
        let told = first.notices.pop().unwrap();
        assert_eq!(
            (told.text.as_str(), told.error),
            ("Another window took over", false)
        );
        assert!(first.session.open.as_ref().unwrap().is_saved());
        assert_eq!(read_only(&second), None);
        assert!(matches!(standing(&second), Window::Writes(_)));
        assert_eq!(second.shown("ana"), "She said [claim:it works]");
        assert_eq!(second.selected_words(), "said", "one is where one was");
        second.keys("c");
        // And back.
        take_over(&mut first, &mut second);
        assert_eq!(first.shown("ana"), "She [claim:said] [claim:it works]");
        assert_eq!(
            (read_only(&first), read_only(&second)),
            (None, Some("Another window took over"))
        );
    }
}

#[test]
fn a_window_that_cannot_save_keeps_its_edits_and_goes_on() {
    let desk = tempfile::tempdir().unwrap();
    let mut first = first(desk.path());
    first.select("it works");
    first.keys("c");
    let folder = first
        .session
        .open
        .as_ref()
        .unwrap()
        .window
        .watched()
        .unwrap()
        .to_owned();
    first.go(Request::Done(Outcome::AskedFor(folder)));
    let Some(Job::Save { location, files, .. }) = first.jobs.pop() else {
        panic!("it is saving");
    };
    let failed = files
        .into_iter()
        .map(|file| (file, UserError::new("The disk is full")));
    let report = store::SaveReport {
        failed: failed.collect(),
        ..store::SaveReport::default()
    };
    first.go(Request::Done(Outcome::Saved {
        location,
        report: Arc::new(report),
    }));
    let effects = first.session.tick(1.0);
    first.take(effects);
    assert_eq!(read_only(&first), None);
    assert!(
        first
            .notices
            .iter()
            .any(|notice| notice.text.contains("cannot be saved"))
    );
    first.keys("?");
}

#[test]
fn a_window_that_ended_is_nobodys_hindrance() {
    let desk = tempfile::tempdir().unwrap();
    let mut first = first(desk.path());
    // The same project again in the same window.
    first.go(Request::Open(desk.path().join("project")));
    first.work();
    assert_eq!((read_only(&first), first.shows.as_slice()), (None, [].as_slice()));
    assert!(matches!(standing(&first), Window::Writes(_)));
    first.keys("Ctrl+W");
    let second = window(desk.path(), "b", "ana");
    assert_eq!(read_only(&second), None);
    drop(second);
    let third = window(desk.path(), "c", "ana");
    assert_eq!(read_only(&third), None);
}

#[test]
fn who_does_not_answer_is_not_waited_for_forever() {
    let desk = tempfile::tempdir().unwrap();
    let first = first(desk.path());
    let mut second = window(desk.path(), "b", "ana");
    second.go(Request::TakeOver);
    second.go(Request::CancelOpening);
    second.work();
    assert_eq!(read_only(&second), Some("It is open in another window (ana)"));
    // No time passes while it waits.
    second.places.disk = Arc::new(Faulty::new(Arc::new(Real)));
    second.go(Request::TakeOver);
    second.work();
    assert_eq!(read_only(&second), None, "no lock is needed to write safely");
    assert!(matches!(standing(&second), Window::Alone));
    drop(first);
}
