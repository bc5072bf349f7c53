//! When the project saves itself, and what happens when it cannot.

use super::*;
use crate::store::disk::{Disk, Model};

/// The files that the waiting jobs would write, as paths.
fn saving(bench: &Bench) -> Vec<usize> {
    let files = bench.jobs.iter().map(|job| match job {
        Job::Save { files, .. } => files.len(),
        _ => 0,
    });
    files.collect()
}

fn tick(bench: &mut Bench, seconds: f64) {
    let effects = bench.session.tick(seconds);
    bench.take(effects);
}

fn saved(bench: &Bench, failed: Option<(FileKey, UserError)>) -> Request {
    let report = store::SaveReport {
        failed: failed.into_iter().collect(),
        ..store::SaveReport::default()
    };
    Request::Done(Outcome::Saved {
        location: bench.session.open.as_ref().unwrap().at(),
        report: Arc::new(report),
    })
}

#[test]
fn a_second_of_rest_after_the_last_edit_saves_once() {
    let mut bench = bench("She <said> it");
    tick(&mut bench, 10.0);
    assert_eq!(bench.session.save_due_in(), None, "nothing has changed");
    bench.keys("c");
    tick(&mut bench, 10.9);
    assert!(bench.jobs.is_empty());
    bench.keys("?");
    // The rest begins anew with each edit.
    tick(&mut bench, 11.5);
    assert!(bench.jobs.is_empty());
    let left = bench.session.save_due_in().unwrap();
    assert!((left - 0.4).abs() < 1e-6, "{left}");
    tick(&mut bench, 11.91);
    assert_eq!(saving(&bench), [1], "one file: the layer");
    let open = bench.session.open.as_ref().unwrap();
    assert!(open.is_saving() && !open.is_saved());
    tick(&mut bench, 99.0);
    assert_eq!(saving(&bench), [1]);
    let done = saved(&bench, None);
    bench.go(done);
    assert!(bench.session.open.as_ref().unwrap().is_saved());
    tick(&mut bench, 200.0);
    assert_eq!(saving(&bench), [1]);
}

#[test]
fn what_is_edited_while_a_save_runs_is_saved_after_it() {
    let mut bench = bench("She <said> it");
    bench.keys("c Ctrl+S ?");
    tick(&mut bench, 50.0);
    assert_eq!(saving(&bench), [1], "two saves never write the same file at once");
    let done = saved(&bench, None);
    bench.go(done);
    assert!(!bench.session.open.as_ref().unwrap().is_saved());
    tick(&mut bench, 51.0);
    assert_eq!(saving(&bench), [1, 1]);
}

#[test]
fn looking_and_selecting_saves_nothing() {
    let mut bench = bench("[claim:She] <said> it");
    bench.keys("[ Ctrl+S");
    bench.go(Request::ShowPerson(person("ben"), true));
    tick(&mut bench, 99.0);
    assert!(bench.jobs.is_empty());
    bench.keys("]");
}

#[test]
fn a_save_that_fails_is_told_once_and_tried_again_by_itself() {
    let mut bench = bench("She <said> it");
    bench.keys("c");
    tick(&mut bench, 5.0);
    let Some(Job::Save { files, .. }) = bench.jobs.pop() else {
        panic!("it is saving")
    };
    let file = files.into_iter().next().unwrap();
    let full = UserError::with_hint("The disk is full", "Make room");
    let done = saved(&bench, Some((file, full.clone())));
    bench.go(done);
    let open = bench.session.open.as_ref().unwrap();
    assert!(!open.is_saved());
    assert_eq!(open.save_error(), Some(&full));
    assert_eq!(bench.session.saved_state(), Some(Saved::Failed));
    assert_eq!(bench.notices.pop().unwrap().text, "The disk is full");
    // Not all the time, and not at each edit.
    bench.keys("?");
    tick(&mut bench, 14.9);
    assert!(bench.jobs.is_empty());
    tick(&mut bench, 15.0);
    assert_eq!(saving(&bench), [1]);
    assert_eq!(
        bench.session.saved_state(),
        Some(Saved::Failed),
        "until it goes well"
    );
    let Some(Job::Save { files, .. }) = bench.jobs.pop() else {
        panic!("it is saving")
    };
    let file = files.into_iter().next().unwrap();
    let done = saved(&bench, Some((file, full)));
    bench.go(done);
    assert_eq!(bench.notices, [], "it is told once");
    // At once when the user comes back to the window, or asks for it.
    tick(&mut bench, 16.0);
    bench.session.try_saving_again();
    tick(&mut bench, 16.1);
    assert_eq!(saving(&bench), [1]);
    let done = saved(&bench, None);
    bench.go(done);
    assert_eq!(bench.notices.pop().unwrap().text, "Everything is saved again");
    assert_eq!(bench.session.saved_state(), Some(Saved::Yes));
}

#[test]
fn a_disk_that_does_not_answer_is_told_and_holds_nobody_up() {
    let mut bench = bench("She <said> it");
    bench.keys("c");
    tick(&mut bench, 5.0);
    assert_eq!(bench.session.saved_state(), Some(Saved::Writing));
    tick(&mut bench, 9.0);
    let left = bench.session.patience_ends_in().unwrap();
    assert!((left - 1.0).abs() < 1e-6, "{left}");
    bench.keys("Ctrl+W");
    assert_eq!(bench.notices, []);
    tick(&mut bench, 10.0);
    assert_eq!(bench.session.saved_state(), Some(Saved::Waiting));
    let told = bench.notices.pop().unwrap();
    assert!(told.text.ends_with("The disk does not answer"), "{}", told.text);
    // Edits go on; leaving without them wants a word.
    bench.keys("?");
    assert!(bench.try_keys("Ctrl+W").is_err());
    assert!(bench.session.open.is_some());
    bench.keys("Ctrl+W");
    assert!(bench.session.open.is_none());
}

#[test]
fn the_reason_is_told_in_few_words() {
    let trouble = |message: &str, is_unreachable| Trouble {
        error: UserError::new(message),
        files: vec![(FileKey::Codebook, UserError::new(message))],
        is_unreachable,
        since: 0.0,
        tried: 0.0,
    };
    let full = "Could not write /home/ana/talks/codebook.ron: No space left on device (os error 28)";
    assert_eq!(
        trouble(full, false).words(),
        "No space left on device: codebook.ron"
    );
    assert_eq!(
        trouble(full, true).words(),
        "the project folder cannot be reached"
    );
    let damaged = "codebook.ron could not be read whole, so it is not written over";
    assert_eq!(trouble(damaged, false).words(), damaged);
}

#[test]
fn saving_by_hand_does_not_wait() {
    let mut bench = bench("She <said> it");
    bench.keys("c Ctrl+S");
    assert_eq!(saving(&bench), [1]);
}

#[test]
fn what_was_tagged_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("project");
    let project = board(&[("ana", "She said it works")]).project;
    let mut bench = Bench::on_disk(&path, &project);
    bench.select("it works");
    bench.keys("c Ctrl+S");
    bench.work();
    assert!(bench.session.open.as_ref().unwrap().is_saved());
    assert_eq!(bench.notices, []);
    bench.keys("Ctrl+W");
    assert!(bench.session.open.is_none());
    bench.go(Request::Open(path.clone()));
    assert!(bench.session.busy.is_some());
    bench.work();
    assert_eq!(bench.session.busy, None);
    assert_eq!(bench.shown("ana"), "She said [claim:it works]");
    assert_eq!(bench.session.settings.recent, [path]);
}

#[test]
fn opening_can_be_cancelled_and_what_is_open_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other");
    store::create(&path, &board(&[("ben", "[cue:Other] words")]).project).unwrap();
    let mut bench = bench("She <said> it");
    bench.go(Request::Open(path.clone()));
    assert_eq!(bench.session.opening(), Some((0, 0)));
    bench.go(Request::CancelOpening);
    assert_eq!((bench.session.opening(), &bench.session.busy), (None, &None));
    bench.work();
    assert_eq!(bench.notices, []);
    assert_eq!(bench.shown("ana"), "She said it");
    // Of two in a row only the later one is opened; its outcome ends the wait.
    bench.go(Request::Open(folder.path().join("none")));
    bench.go(Request::Open(path));
    bench.work();
    assert_eq!((bench.session.opening(), &bench.session.busy), (None, &None));
    assert_eq!(bench.notices, []);
    assert_eq!(bench.shown("ben"), "[cue:Other] words");
}

#[test]
fn what_was_written_into_the_empty_place_of_a_drive_stays_when_the_drive_is_back() {
    let disk = Model::default();
    let (drive, file, away) = (
        Path::new("/drive"),
        Path::new("/drive/one.ron"),
        Path::new("/away"),
    );
    disk.make_folder(drive).unwrap();
    let project = board(&[("ana", "[cue:one] two three")]).project;
    store::write_atomic_on(&disk, file, &store::single_file(&project, "")).unwrap();
    let mut ana = Bench::empty();
    ana.places = jobs::Places {
        disk: Arc::new(disk.clone()),
        ..jobs::Places::default()
    };
    ana.session.random = Box::new(SplitMix(5));
    ana.session.settings.set_identity("p", "ana");
    ana.go(Request::Open(file.to_owned()));
    ana.work();
    disk.rename(file, away).unwrap();
    for words in ["two", "three"] {
        ana.select(words);
        ana.keys("c");
        ana.go(Request::Save);
        ana.work();
    }
    assert!(
        disk.read(file, u64::MAX).is_ok(),
        "it was not known that a drive is missing"
    );
    disk.remove(file).unwrap();
    disk.rename(away, file).unwrap();
    ana.go(Request::LookAgain);
    ana.work();
    assert_eq!(ana.shown("ana"), "[cue:one] [claim:two] [claim*:three]");
    ana.go(Request::Save);
    ana.work();
    let saved = String::from_utf8(disk.read(file, u64::MAX).unwrap()).unwrap();
    assert!(saved.contains("three\")"), "{saved}");
}

#[test]
fn a_project_of_one_file_that_vanishes_keeps_its_edits_and_saves_them_when_it_is_back() {
    let disk = Model::default();
    let (drive, away) = (Path::new("/drive"), Path::new("/away"));
    let file = &drive.join("one.ron");
    disk.make_folder(drive).unwrap();
    let project = board(&[("ana", "one two three"), ("ben", "one two three")]).project;
    store::write_atomic_on(&disk, file, &store::single_file(&project, "")).unwrap();
    let open = |name: &str, seed| {
        let mut bench = Bench::empty();
        bench.places = jobs::Places {
            disk: Arc::new(disk.clone()),
            state: Some(Path::new("/state").join(name)),
            token: name.to_owned(),
            ..jobs::Places::default()
        };
        bench.session.random = Box::new(SplitMix(seed));
        bench.session.settings.set_identity("p", name);
        bench.go(Request::Open(file.clone()));
        bench.work();
        bench
    };
    let (mut ana, mut ben) = (open("ana", 5), open("ben", 6));
    let tag_and_save = |bench: &mut Bench, words: &str| {
        bench.select(words);
        bench.keys("s");
        bench.go(Request::Save);
        bench.work();
    };
    tag_and_save(&mut ben, "two");
    ana.go(Request::LookAgain);
    ana.work();
    assert_eq!(ana.shown("ben"), "one [speaker:two] three");
    disk.rename(drive, away).unwrap();
    ana.select("one");
    ana.keys("c");
    let pass = |bench: &mut Bench, seconds: f64| {
        let effects = bench.session.tick(seconds);
        bench.take(effects);
        bench.work();
    };
    pass(&mut ana, 2.0);
    let told = ana.session.open.as_ref().unwrap();
    assert!(
        told.trouble
            .as_ref()
            .is_some_and(|trouble| trouble.is_unreachable)
    );
    assert!(told.is_safe() && !told.is_saved());
    let effects = ana.session.tick(3.0);
    assert!(effects.is_empty(), "it is not tried all the time: {effects:?}");
    disk.rename(away, drive).unwrap();
    tag_and_save(&mut ben, "three");
    pass(&mut ana, 30.0);
    assert!(ana.session.open.as_ref().unwrap().is_saved(), "{:?}", ana.notices);
    drop((ana, ben));
    let again = open("ana", 7);
    assert_eq!(again.shown("ana"), "[claim:one] two three");
    assert_eq!(again.shown("ben"), "one [speaker:two] [speaker:three]");
}
