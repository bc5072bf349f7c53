//! What is kept, for how long, that it is whole, and that it comes back.

use super::super::disk::{Failure, Fault, Faulty, Lasting, Real};
use super::super::testing::rich_project;
use super::super::*;
use super::*;
use crate::model::*;
use std::fs;

fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

fn later(time: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_seconds(time.seconds() + seconds)
}

/// A project in one folder of the desk, its state in another.
struct Desk {
    desk: tempfile::TempDir,
    now: Timestamp,
}

impl Desk {
    fn new() -> Self {
        Self::of(&rich_project())
    }

    fn of(project: &Project) -> Self {
        let desk = Self {
            desk: tempfile::tempdir().unwrap(),
            now: at("2026-11-22T14:02:04Z"),
        };
        create(&desk.root(), project).unwrap();
        desk
    }

    fn root(&self) -> PathBuf {
        self.desk.path().join("p")
    }

    fn state(&self) -> PathBuf {
        self.desk.path().join("state")
    }

    fn location(&self) -> Location {
        Location::Folder(self.root())
    }

    /// Saves the codebook under another name, as the save job does.
    fn rename_codebook(&self, name: &str) -> Option<UserError> {
        let mut opened = open(&self.root()).unwrap();
        let head = opened.project.codebook().head().clone();
        let change = edit::Change::replace(
            edit::Key::CodebookHead,
            edit::Item::CodebookHead(Arc::new(head.clone())),
            edit::Item::CodebookHead(Arc::new(CodebookHead {
                name: name.into(),
                ..head
            })),
        );
        edit::apply(
            &mut opened.project,
            &edit::Transaction::new("Rename", vec![change]),
        )
        .unwrap();
        let saving = Saving {
            project: &opened.project,
            files: &BTreeSet::from([FileKey::Codebook]),
            damaged: &opened.damaged,
            stamps: &opened.stamps,
            witness: None,
        };
        let state = self.state();
        let told = keep_before_save(
            &Generations::new(&Real, &state),
            &opened.location,
            &saving,
            self.now,
        );
        let report = save_on(&Real, &opened.location, &saving);
        assert_eq!(report.failed, vec![]);
        told
    }

    fn kept(&self) -> Vec<Generation> {
        Generations::new(&Real, &self.state()).of("codebook.ron")
    }

    fn codebook(&self) -> Vec<u8> {
        fs::read(self.root().join("codebook.ron")).unwrap()
    }
}

use std::sync::Arc;

#[test]
fn the_last_good_state_is_kept_before_it_is_replaced_and_at_most_every_ten_minutes() {
    let mut desk = Desk::new();
    let first = desk.codebook();
    assert_eq!(desk.rename_codebook("one"), None);
    let kept = desk.kept();
    assert_eq!(kept.len(), 1);
    assert!(kept[0].id.starts_with("2026-11-22T140204Z-"), "{}", kept[0].id);
    assert_eq!(kept[0].time, desk.now);
    let state = desk.state();
    assert_eq!(
        Generations::new(&Real, &state).read("codebook.ron", &kept[0]),
        Ok(first)
    );

    desk.now = later(desk.now, 600);
    desk.rename_codebook("two");
    assert_eq!(desk.kept().len(), 1);
    desk.now = later(desk.now, 1);
    let second = desk.codebook();
    desk.rename_codebook("three");
    let kept = desk.kept();
    assert_eq!(kept.len(), 2);
    assert_eq!(
        Generations::new(&Real, &state).read("codebook.ron", &kept[0]),
        Ok(second)
    );
    // The clock was put back by a year.
    desk.now = later(desk.now, -365 * 86_400);
    desk.rename_codebook("four");
    assert_eq!(desk.kept().len(), 3);
    // Nothing of it is in the project.
    assert_eq!(open(&desk.root()).unwrap().problems, []);
    assert!(!desk.root().join("generations").exists());
}

#[test]
fn the_latest_five_and_one_a_day_for_two_weeks_are_kept() {
    let mut desk = Desk::of(&Project::new("p", "P"));
    for day in 0..30 {
        for hour in 0..8 {
            desk.now = later(at("2026-11-01T09:00:00Z"), day * 86_400 + hour * 3_600);
            desk.rename_codebook(&format!("{day} {hour}"));
        }
    }
    let times: Vec<String> = desk.kept().iter().map(|one| one.time.to_string()).collect();
    assert_eq!(times.len(), 5 + 13, "{times:#?}");
    assert_eq!(
        times[..5]
            .iter()
            .filter(|time| time.starts_with("2026-11-30"))
            .count(),
        5
    );
    assert_eq!(times[5], "2026-11-29T16:00:00Z");
    assert_eq!(times[17], "2026-11-17T16:00:00Z");
}

#[test]
fn a_damaged_or_strange_file_is_never_kept_as_a_good_state() {
    let desk = Desk::new();
    let opened = open(&desk.root()).unwrap();
    let files = BTreeSet::from([FileKey::Codebook]);
    let saving = |damaged| Saving {
        project: &opened.project,
        files: &files,
        damaged,
        stamps: &opened.stamps,
        witness: None,
    };
    let state = desk.state();
    let generations = Generations::new(&Real, &state);
    // Its bytes are those that were read, but they were not read whole.
    assert_eq!(
        keep_before_save(&generations, &desk.location(), &saving(&files), desk.now),
        None
    );
    assert!(desk.kept().is_empty());
    // Somebody wrote it since.
    let path = desk.root().join("codebook.ron");
    write_atomic(&path, b"garbage").unwrap();
    assert_eq!(
        keep_before_save(
            &generations,
            &desk.location(),
            &saving(&BTreeSet::new()),
            desk.now
        ),
        None
    );
    assert!(desk.kept().is_empty());
    // As it was found, on the way to something better.
    keep_present(
        &generations,
        &desk.location(),
        "codebook.ron",
        desk.now,
        Present::Damaged,
    )
    .unwrap();
    let kept = desk.kept();
    assert!(kept[0].damaged && kept[0].id.ends_with("-damaged"), "{kept:?}");
    assert_eq!(generations.read("codebook.ron", &kept[0]).unwrap(), b"garbage");
}

#[test]
fn every_flipped_bit_is_seen_and_the_state_before_is_whole() {
    let desk = Desk::new();
    let (before, newest) = (desk.codebook(), b"x".repeat(5_000));
    let state = desk.state();
    let generations = Generations::new(&Real, &state);
    generations
        .keep("codebook.ron", &before, desk.now, false)
        .unwrap();
    generations
        .keep("codebook.ron", &newest, later(desk.now, 700), false)
        .unwrap();
    let kept = desk.kept();
    let path = state.join("generations/codebook.ron").join(&kept[0].id);
    for position in 0..1_000 {
        let bit = position * 7_919 % (newest.len() * 8);
        let mut flipped = newest.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        fs::write(&path, &flipped).unwrap();
        let error = generations.read("codebook.ron", &kept[0]).unwrap_err();
        assert!(error.hint.unwrap().contains("before"), "{position}");
    }
    fs::write(&path, &newest[..4_000]).unwrap();
    assert!(
        generations
            .read("codebook.ron", &generations.of("codebook.ron")[0])
            .is_err()
    );
    assert_eq!(generations.read("codebook.ron", &kept[1]).unwrap(), before);
}

#[test]
fn all_that_is_kept_of_a_project_is_bounded() {
    let desk = Desk::new();
    let state = desk.state();
    let generations = Generations::new(&Real, &state);
    for number in 0..4 {
        for file in ["codebook.ron", "project.ron", "layers/ana/doc0-k3v9q2.ron"] {
            let bytes = format!("{file}{number}").into_bytes().repeat(100);
            generations
                .keep(file, &bytes, later(desk.now, number * 700), false)
                .unwrap();
        }
    }
    let size = |generations: &Generations<'_>| -> u64 {
        generations.all().values().flatten().map(|one| one.bytes).sum()
    };
    generations.bound_to(9_000);
    assert!(size(&generations) <= 9_000);
    assert_eq!(generations.all().len(), 3);
    let newest = later(desk.now, 2_100);
    assert!(
        generations.all().values().all(|kept| kept[0].time == newest),
        "{:?}",
        generations.all()
    );
    // The newest of each file stays, whatever it weighs.
    let newest: u64 = generations.all().values().map(|kept| kept[0].bytes).sum();
    generations.bound_to(2_000);
    assert_eq!(size(&generations), newest);
}

#[test]
fn what_cannot_be_kept_stops_no_save() {
    let desk = Desk::new();
    write_atomic(&desk.state(), b"a file stands where the folder should be").unwrap();
    let told = desk.rename_codebook("one").unwrap();
    assert!(told.message.contains("generations"), "{told}");
    assert!(
        String::from_utf8(desk.codebook())
            .unwrap()
            .contains("name: \"one\"")
    );
}

#[test]
fn a_state_comes_back_and_the_present_one_is_kept() {
    let mut desk = Desk::new();
    let first = desk.codebook();
    desk.rename_codebook("one");
    let second = desk.codebook();
    desk.now = later(desk.now, 60);
    let state = desk.state();
    let generations = Generations::new(&Real, &state);
    let wanted = Restoring {
        location: desk.location(),
        file: "codebook.ron".into(),
        generation: desk.kept()[0].clone(),
        present: Present::Good,
    };
    let opened = open(&desk.root()).unwrap();
    let bytes = generations.read("codebook.ron", &wanted.generation).unwrap();
    let difference = Difference::new(&opened.project, &desk.location(), "codebook.ron", &bytes);
    assert_eq!(
        (
            difference.back.len(),
            difference.other.len(),
            difference.away.len()
        ),
        (0, 1, 0)
    );
    restore(&generations, &wanted, desk.now).unwrap();
    assert_eq!(desk.codebook(), first);
    assert_eq!(generations.read("codebook.ron", &desk.kept()[0]).unwrap(), second);

    // The file is gone, and its folder too.
    let (key, layer) = opened
        .project
        .layers()
        .find(|(_, layer)| !layer.is_empty())
        .unwrap();
    let path = FileKey::Layer(key.clone()).path();
    let whole = fs::read(desk.root().join(&path)).unwrap();
    generations.keep(&path, &whole, desk.now, false).unwrap();
    fs::remove_dir_all(desk.root().join("layers")).unwrap();
    let kept = generations.of(&path)[0].clone();
    let without = open(&desk.root()).unwrap().project;
    let difference = Difference::new(&without, &desk.location(), &path, &whole);
    assert_eq!((difference.annotations, difference.unread), (layer.len(), 0));
    assert!(difference.back.len() > layer.len() && difference.away.is_empty());
    let wanted = Restoring {
        file: path.clone(),
        generation: kept,
        ..wanted
    };
    restore(&generations, &wanted, desk.now).unwrap();
    assert_eq!(fs::read(desk.root().join(&path)).unwrap(), whole);
}

#[test]
fn nothing_is_brought_back_to_outside_the_project() {
    let desk = Desk::new();
    let state = desk.state();
    let generations = Generations::new(&Real, &state);
    for file in ["../outside.ron", "notes.txt", "layers/../../x.ron"] {
        assert!(path_in(&Real, &desk.location(), file).is_err(), "{file}");
    }
    generations.keep("../../x", b"x", desk.now, false).unwrap();
    assert!(!desk.desk.path().join("x").exists());
    #[cfg(unix)]
    {
        let outside = desk.desk.path().join("outside");
        fs::create_dir_all(&outside).unwrap();
        std::os::unix::fs::symlink(&outside, desk.root().join("layers/zoe")).unwrap();
        assert!(path_in(&Real, &desk.location(), "layers/zoe/doc0-k3v9q2.ron").is_err());
    }
}

#[test]
fn a_project_in_one_file_has_its_earlier_states_too() {
    let desk = tempfile::tempdir().unwrap();
    let path = desk.path().join("talk.ron");
    let bytes = single_file(&rich_project(), "");
    write_atomic(&path, &bytes).unwrap();
    let opened = open(&path).unwrap();
    let state = desk.path().join("state");
    let generations = Generations::new(&Real, &state);
    let saving = Saving {
        project: &opened.project,
        files: &BTreeSet::from([FileKey::Codebook]),
        damaged: &opened.damaged,
        stamps: &opened.stamps,
        witness: None,
    };
    let now = at("2026-11-22T14:02:04Z");
    assert_eq!(
        keep_before_save(&generations, &opened.location, &saving, now),
        None
    );
    let kept = generations.of("talk.ron");
    assert_eq!(generations.read("talk.ron", &kept[0]).unwrap(), bytes);
    let difference = Difference::new(&opened.project, &opened.location, "talk.ron", &bytes);
    assert!(
        difference.is_empty() && difference.annotations > 0,
        "{difference:?}"
    );
}

#[test]
fn a_project_without_its_file_is_found_by_its_place() {
    let desk = Desk::new();
    let state = desk.desk.path().join("s");
    let opened = open(&desk.root()).unwrap();
    let folder = state_folder(&Real, &state, &desk.location(), &opened.project.head().id);
    let generations = Generations::new(&Real, &folder);
    keep_present(
        &generations,
        &desk.location(),
        "project.ron",
        desk.now,
        Present::Good,
    )
    .unwrap();
    fs::remove_file(desk.root().join("project.ron")).unwrap();
    assert_eq!(
        state_folders_of_place(&Real, &state, &desk.location()),
        std::slice::from_ref(&folder)
    );
    assert_eq!(Generations::new(&Real, &folder).all().len(), 1);
    let elsewhere = Location::Folder(desk.desk.path().to_owned());
    assert!(state_folders_of_place(&Real, &state, &elsewhere).is_empty());
}

#[test]
fn a_fault_at_any_call_of_keeping_stops_no_save_and_leaves_no_half_state() {
    let mut at = 0;
    loop {
        at += 1;
        let desk = Desk::of(&Project::new("p", "P"));
        let disk = Faulty::new(Arc::new(Real));
        let opened = open(&desk.root()).unwrap();
        let saving = Saving {
            project: &opened.project,
            files: &BTreeSet::from([FileKey::Codebook, FileKey::Project]),
            damaged: &opened.damaged,
            stamps: &opened.stamps,
            witness: None,
        };
        disk.set(Some(Fault {
            at,
            lasting: Lasting::FromThenOn,
            error: Failure::Kind(std::io::ErrorKind::StorageFull),
        }));
        let state = desk.state();
        keep_before_save(
            &Generations::new(&disk, &state),
            &desk.location(),
            &saving,
            desk.now,
        );
        let is_hit = !disk.failed().is_empty();
        // What is listed is whole.
        let generations = Generations::new(&Real, &state);
        for (file, kept) in generations.all() {
            for one in kept {
                assert_eq!(
                    generations.read(&file, &one).unwrap(),
                    fs::read(desk.root().join(&file)).unwrap(),
                    "{at}"
                );
            }
        }
        let report = save_on(&Real, &opened.location, &saving);
        assert_eq!(report.failed, vec![], "{at}");
        if !is_hit {
            break;
        }
    }
    assert!(at > 10, "{at}");
}

#[test]
fn a_fault_at_any_call_of_bringing_back_leaves_the_old_file_or_the_kept_one() {
    let mut at = 0;
    loop {
        at += 1;
        let desk = Desk::of(&Project::new("p", "P"));
        let before = desk.codebook();
        let state = desk.state();
        let kept = [
            b"Codebook(format: 1, name: \"kept\",\n)\n".to_vec(),
            before.clone(),
        ];
        Generations::new(&Real, &state)
            .keep("codebook.ron", &kept[0], later(desk.now, -60), false)
            .unwrap();
        let disk = Faulty::new(Arc::new(Real));
        let wanted = Restoring {
            location: desk.location(),
            file: "codebook.ron".into(),
            generation: desk.kept()[0].clone(),
            present: Present::Good,
        };
        disk.set(Some(Fault {
            at,
            lasting: Lasting::Once,
            error: Failure::Kind(std::io::ErrorKind::StorageFull),
        }));
        let done = restore(&Generations::new(&disk, &state), &wanted, desk.now);
        let is_hit = !disk.failed().is_empty();
        let now = desk.codebook();
        assert!(kept.contains(&now), "{at}");
        assert!(done.is_err() || now == kept[0], "{at}");
        // Before it was replaced the old one was kept.
        if now == kept[0] {
            let generations = Generations::new(&Real, &state);
            let all: Vec<Vec<u8>> = desk
                .kept()
                .iter()
                .filter_map(|one| generations.read("codebook.ron", one).ok())
                .collect();
            assert!(all.contains(&before), "{at}");
        }
        if !is_hit {
            break;
        }
    }
    assert!(at > 10, "{at}");
}
