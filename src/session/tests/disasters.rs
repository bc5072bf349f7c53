//! Work that is cut short at any moment: the power goes, or the disk fails. What was called safe or saved is there afterwards.

use super::*;
use crate::store::disk::{Disk, Failure, Fault, Faulty, Lasting, Model};
use std::io::ErrorKind;

const FOLDER: &str = "/home/project";
const WORDS: &str = "one two three four five six seven eight nine ten";

/// A session of somebody's on a disk, with the project open.
fn enter(disk: Arc<dyn Disk>, name: &str, seed: u64) -> Bench {
    let mut bench = Bench::empty();
    bench.places = jobs::Places {
        disk,
        state: Some(Path::new("/state").join(name)),
        token: format!("{name}{seed}"),
        ..jobs::Places::default()
    };
    bench.session.random = Box::new(SplitMix(seed));
    bench.session.settings.set_identity("p", name);
    bench.go(Request::Open(FOLDER.into()));
    bench.work();
    assert!(bench.session.open.is_some(), "{:?}", bench.notices);
    bench
}

/// The project of ana and ben on a new disk.
fn desk() -> Model {
    let disk = Model::default();
    let project = board(&[("ana", WORDS), ("ben", WORDS)]).project;
    store::create_on(&disk, Path::new(FOLDER), &project).unwrap();
    disk.make_folder(Path::new("/state")).unwrap();
    disk.sync_folder(Path::new("/")).unwrap();
    disk
}

fn labels(bench: &Bench, name: &str) -> String {
    let project = bench.project();
    let text = project.text("doc").unwrap();
    let key = LayerKey::new(DocumentId::new("doc").unwrap(), person(name));
    let layer = project.layer(&key);
    layer.map_or_else(String::new, |layer| {
        redrawn(text, layer, |a| format!("{} {}", a.id, a.label))
    })
}

fn tag(bench: &mut Bench, random: &mut SplitMix) {
    let words: Vec<&str> = WORDS.split(' ').collect();
    bench.select(words[random.next_u64() as usize % words.len()]);
    let key = ["c", "s"][random.next_u64() as usize % 2];
    // A label that is there already is refused.
    let _ = bench.try_keys(key);
}

/// Does all jobs that wait, and those that come of them; what fails is told to the user.
fn work(bench: &mut Bench) {
    while !bench.jobs.is_empty() {
        let job = bench.jobs.remove(0);
        let outcome = jobs::run(job, &bench.places);
        let _ = bench.try_go(Request::Done(outcome));
    }
}

/// Something that ana, or ben at another machine, does. Time goes on.
fn act(ana: &mut Bench, ben: &mut Bench, random: &mut SplitMix, seconds: &mut f64) {
    let mut pass = |bench: &mut Bench, time: f64| {
        *seconds += time;
        let effects = bench.session.tick(*seconds);
        bench.take(effects);
        work(bench);
    };
    match random.next_u64() % 12 {
        0..=3 => tag(ana, random),
        4 => drop(ana.try_keys("Ctrl+Z")),
        5 => drop(ana.try_keys("Ctrl+Y")),
        6 | 7 => pass(ana, 0.2),
        8 => pass(ana, 20.0),
        9 => {
            ana.go(Request::Save);
            work(ana);
        }
        10 => {
            tag(ben, random);
            ben.go(Request::Save);
            work(ben);
        }
        _ => {
            ana.go(Request::LookAgain);
            work(ana);
        }
    }
}

fn is_safe(bench: &Bench) -> bool {
    bench.session.open.as_ref().unwrap().is_safe()
}

fn is_saved(bench: &Bench) -> bool {
    bench.session.open.as_ref().unwrap().is_saved()
}

/// What the labels were after each act, and up to which act they were promised.
#[derive(Default)]
struct Log {
    /// Changes of the disk when the act was over.
    over: Vec<usize>,
    labels: Vec<String>,
    promised: Vec<usize>,
}

impl Log {
    fn note(&mut self, changes: usize, bench: &Bench, name: &str, is_promised: bool) {
        let act = self.labels.len();
        let before = self.promised.last().copied().unwrap_or(0);
        self.over.push(changes);
        self.labels.push(labels(bench, name));
        self.promised.push(if is_promised { act } else { before });
    }

    /// What may be there when the power goes right after a change of the disk.
    fn allowed(&self, change: usize) -> &[String] {
        let done = self.over.iter().take_while(|over| **over <= change).count();
        let promised = done.checked_sub(1).map_or(0, |act| self.promised[act]);
        &self.labels[promised..(done + 1).min(self.labels.len())]
    }
}

#[test]
fn what_was_called_safe_is_there_after_a_power_cut_at_any_moment() {
    let mut cuts = 0;
    for seed in 0..2 {
        let disk = desk();
        let mut random = SplitMix(seed);
        disk.record();
        let mut ana = enter(Arc::new(disk.clone()), "ana", 5);
        let mut ben = enter(Arc::new(disk.clone()), "ben", 6);
        let (mut log_of_ana, mut log_of_ben) = (Log::default(), Log::default());
        let mut seconds = 0.0;
        for _ in 0..30 {
            act(&mut ana, &mut ben, &mut random, &mut seconds);
            log_of_ana.note(disk.changes(), &ana, "ana", is_safe(&ana));
            log_of_ben.note(disk.changes(), &ben, "ben", is_saved(&ben));
        }
        let begun = log_of_ana.over[0];
        for change in begun..=disk.changes() {
            for (number, left) in disk
                .after(change)
                .unwrap()
                .power_cuts(6, seed)
                .into_iter()
                .enumerate()
            {
                let told = format!("seed {seed}, change {change}, cut {number}");
                let again = enter(Arc::new(left), "ana", 9);
                let open = again.session.open.as_ref().unwrap();
                assert_eq!(
                    (&open.problems, &open.damaged),
                    (&vec![], &BTreeSet::new()),
                    "{told}"
                );
                let there = [labels(&again, "ana"), labels(&again, "ben")];
                let may = [log_of_ana.allowed(change), log_of_ben.allowed(change)];
                assert!(
                    may[0].contains(&there[0]),
                    "{told}: {} of {:#?}",
                    there[0],
                    may[0]
                );
                assert!(
                    may[1].contains(&there[1]),
                    "{told}: {} of {:#?}",
                    there[1],
                    may[1]
                );
                cuts += 1;
            }
        }
    }
    assert!(cuts > 500, "{cuts}");
}

#[test]
fn opening_looking_and_closing_changes_no_byte_and_no_time() {
    let disk = desk();
    let project = |disk: &Model| {
        let paths = disk.files().into_keys().filter(|path| path.starts_with("/home"));
        let facts = paths.map(|path| {
            (
                disk.facts(&path).unwrap(),
                disk.read(&path, u64::MAX).unwrap(),
                path,
            )
        });
        facts.collect::<Vec<_>>()
    };
    let before = project(&disk);
    assert!(before.len() > 4);
    let mut ana = enter(Arc::new(disk.clone()), "ana", 5);
    for seconds in [1.0, 5.0, 60.0] {
        ana.select("three four");
        ana.keys("] [");
        ana.go(Request::LookAgain);
        ana.go(Request::Save);
        let effects = ana.session.tick(seconds);
        ana.take(effects);
        ana.work();
    }
    ana.keys("Ctrl+W");
    ana.work();
    assert!(ana.session.open.is_none());
    assert!(project(&disk) == before);
}

#[test]
fn a_disk_that_fails_at_any_call_costs_no_edit() {
    let mut hits = 0;
    let faults = [
        (Lasting::Once, Failure::Code(5)),
        (Lasting::Once, Failure::Kind(ErrorKind::StorageFull)),
        (Lasting::For(40), Failure::Kind(ErrorKind::StorageFull)),
        (Lasting::FromThenOn, Failure::Kind(ErrorKind::PermissionDenied)),
    ];
    for (number, (lasting, error)) in faults.into_iter().enumerate() {
        for at in (1..350).step_by(11).map(|at| at + number as u64) {
            let disk = desk();
            let faulty = Faulty::new(Arc::new(disk.clone()));
            let mut ana = enter(Arc::new(faulty.clone()), "ana", 5);
            let mut ben = enter(Arc::new(disk.clone()), "ben", 6);
            let (mut random, mut seconds) = (SplitMix(at), 0.0);
            faulty.set(Some(Fault { at, lasting, error }));
            let told = format!("{lasting:?} {error:?} at {at}");
            for _ in 0..25 {
                act(&mut ana, &mut ben, &mut random, &mut seconds);
                if is_safe(&ana) {
                    // As if the program were killed now.
                    let again = enter(Arc::new(disk.copy()), "ana", 9);
                    assert_eq!(
                        labels(&again, "ana"),
                        labels(&ana, "ana"),
                        "{told} {:?}",
                        faulty.failed()
                    );
                }
                if is_saved(&ana) {
                    let read = store::open_on(&disk, Path::new(FOLDER), &store::Patient).unwrap();
                    let key = LayerKey::new(DocumentId::new("doc").unwrap(), person("ana"));
                    assert!(read.project.layer(&key) == ana.project().layer(&key), "{told}");
                }
            }
            hits += u64::from(!faulty.failed().is_empty());
            // On a disk that works again everything is saved, ben’s labels beside it.
            faulty.set(None);
            for _ in 0..6 {
                seconds += 30.0;
                let effects = ana.session.tick(seconds);
                ana.take(effects);
                ana.go(Request::LookAgain);
                work(&mut ana);
            }
            assert!(is_saved(&ana) && is_safe(&ana), "{told} {:?}", ana.notices.last());
            let again = enter(Arc::new(disk.copy()), "ana", 9);
            assert_eq!(labels(&again, "ana"), labels(&ana, "ana"), "{told}");
            assert_eq!(labels(&again, "ben"), labels(&ben, "ben"), "{told}");
        }
    }
    assert!(hits > 50, "{hits}");
}
