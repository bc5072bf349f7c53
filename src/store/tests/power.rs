//! The power may go at any moment: what was called saved is there afterwards, and every file is a whole one.

use super::faults::note;
use super::story::{Version, story};
use super::*;
use disk::{Disk, Model};
use std::collections::BTreeSet;

/// A save that was under way, or done, when the power went.
struct Moment<'a> {
    /// The last version that was called saved.
    saved: &'a Version,
    /// The version that was being saved.
    next: &'a Version,
}

fn moments<'a>(saves: &[usize], versions: &'a [Version], change: usize) -> Moment<'a> {
    let done = saves.iter().take_while(|end| **end <= change).count();
    Moment {
        saved: &versions[done],
        next: &versions[(done + 1).min(versions.len() - 1)],
    }
}

fn check_folder(disk: &Model, root: &Path, moment: &Moment<'_>, told: &str) {
    let mut files = all_files(&moment.saved.project);
    files.extend(all_files(&moment.next.project));
    for file in files {
        let now = disk.read(&root.join(file.path()), u64::MAX).ok();
        let [saved, next] = [moment.saved, moment.next].map(|version| render(&version.project, &file));
        assert!(now == saved || now == next, "{} {told}", file.path());
    }
    let opened = open_on(disk, root, &Patient).unwrap();
    assert_eq!(
        (opened.damaged, opened.read_only),
        (BTreeSet::new(), None),
        "{told}"
    );
    // A text comes before its record and goes after it.
    for problem in &opened.problems {
        assert_eq!(problem.kind, "missing-record", "{told} {problem}");
    }
}

#[test]
fn after_a_power_cut_a_folder_opens_and_holds_what_was_saved() {
    let root = Path::new("/home/bridge");
    let location = Location::Folder(root.to_owned());
    let mut cuts = 0;
    for seed in 0..8 {
        let versions = story(seed, 6);
        let disk = Model::default();
        create_on(&disk, root, &versions[0].project).unwrap();
        disk.record();
        let mut stamps = open_on(&disk, root, &Patient).unwrap().stamps;
        let mut saves = Vec::new();
        for version in &versions[1..] {
            let saving = Saving {
                project: &version.project,
                files: &version.files,
                damaged: &BTreeSet::new(),
                stamps: &stamps,
                witness: None,
            };
            let report = save_on(&disk, &location, &saving);
            assert_eq!(
                (report.failed.as_slice(), &report.changed),
                (&[][..], &BTreeSet::new())
            );
            note(&mut stamps, &report);
            saves.push(disk.changes());
        }
        for change in 1..=disk.changes() {
            let moment = moments(&saves, &versions, change);
            let is_done = saves.contains(&change);
            for (number, left) in disk
                .after(change)
                .unwrap()
                .power_cuts(24, seed)
                .iter()
                .enumerate()
            {
                let told = format!("seed {seed}, change {change}, cut {number}");
                check_folder(left, root, &moment, &told);
                if is_done {
                    let opened = open_on(left, root, &Patient).unwrap();
                    assert!(opened.project == moment.saved.project, "{told}");
                }
                cuts += 1;
            }
        }
    }
    assert!(cuts > 3_000, "{cuts}");
}

#[test]
fn after_a_power_cut_a_single_file_is_the_old_or_the_new_one() {
    let path = Path::new("/home/bridge.ron");
    let location = Location::File(path.to_owned());
    for seed in 0..10 {
        let versions = story(seed, 4);
        let disk = Model::default();
        disk.make_folder(Path::new("/home")).unwrap();
        disk.sync_folder(Path::new("/")).unwrap();
        write_atomic_on(&disk, path, &single_file(&versions[0].project, "")).unwrap();
        disk.record();
        let mut stamps = open_on(&disk, path, &Patient).unwrap().stamps;
        let mut saves = Vec::new();
        for version in &versions[1..] {
            let saving = Saving {
                project: &version.project,
                files: &version.files,
                damaged: &BTreeSet::new(),
                stamps: &stamps,
                witness: None,
            };
            let report = save_on(&disk, &location, &saving);
            assert_eq!(report.failed, vec![]);
            note(&mut stamps, &report);
            saves.push(disk.changes());
        }
        for change in 1..=disk.changes() {
            let moment = moments(&saves, &versions, change);
            for left in disk.after(change).unwrap().power_cuts(100, seed) {
                let project = open_on(&left, path, &Patient).unwrap().project;
                let is_next = !saves.contains(&change) && project == moment.next.project;
                assert!(
                    project == moment.saved.project || is_next,
                    "seed {seed}, change {change}"
                );
            }
        }
    }
}

/// Whether the model forgets what a careless writer did not make safe.
#[test]
fn the_model_tells_the_careless_from_the_careful() {
    let path = Path::new("/a.ron");
    let (old, new) = (b"the old content".to_vec(), b"the new content".to_vec());
    let careless: [&dyn Fn(&Model); 3] = [
        // In place.
        &|disk| {
            let mut file = disk.append(path).unwrap();
            file.cut(0).unwrap();
            file.write(&new).unwrap();
            file.sync().unwrap();
        },
        // Renamed before it is safe.
        &|disk| {
            disk.create(Path::new("/.b")).unwrap().write(&new).unwrap();
            disk.rename(Path::new("/.b"), path).unwrap();
            disk.sync_folder(Path::new("/")).unwrap();
        },
        // Removed first.
        &|disk| {
            let mut file = disk.create(Path::new("/.b")).unwrap();
            file.write(&new).unwrap();
            file.sync().unwrap();
            disk.remove(path).unwrap();
            disk.rename(Path::new("/.b"), path).unwrap();
        },
    ];
    let bad = |act: &dyn Fn(&Model)| {
        let disk = Model::default();
        write_atomic_on(&disk, path, &old).unwrap();
        disk.record();
        act(&disk);
        (1..=disk.changes())
            .flat_map(|change| disk.after(change).unwrap().power_cuts(1_000, 1))
            .filter(|left| ![Some(&old), Some(&new)].contains(&left.files().get(path)))
            .count()
    };
    for act in careless {
        assert!(bad(act) > 0);
    }
    assert_eq!(bad(&|disk| write_atomic_on(disk, path, &new).unwrap()), 0);
}
