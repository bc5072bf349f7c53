//! Several programs at the same files: nobody ever sees half a file, or none.

use super::child::{assert_done, child, fast_folder, task};
use super::story::story;
use super::*;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

const SAVES: usize = 1_000;

/// The contents of two programs, as different in length as in words.
fn content(number: usize) -> Vec<u8> {
    [b"a".repeat(30_000), b"b".repeat(80_000)][number].clone()
}

fn unfinished(folder: &Path) -> usize {
    let names = snapshot(folder).into_keys();
    names
        .filter(|path| path.to_string_lossy().ends_with(super::super::atomic::UNFINISHED))
        .count()
}

#[test]
fn one_of_two_programs_saves() {
    let Some(task) = task() else { return };
    let path = PathBuf::from(&task[0]);
    let content = content(task[1].parse().unwrap());
    for _ in 0..SAVES {
        write_atomic(&path, &content).unwrap();
    }
}

#[test]
fn two_programs_that_save_the_same_file_a_thousand_times_leave_one_of_their_contents() {
    let folder = fast_folder();
    let path = folder.path().join("codebook.ron");
    write_atomic(&path, &content(0)).unwrap();
    let test = "store::tests::crowd::one_of_two_programs_saves";
    let spawn = |number: &str| {
        let task = [path.to_str().unwrap(), number];
        child(test, &task, None).spawn().unwrap()
    };
    let mut children = [spawn("0"), spawn("1")];
    let mut seen = [0_usize; 2];
    while children
        .iter_mut()
        .any(|child| child.try_wait().unwrap().is_none())
    {
        let now = fs::read(&path).unwrap();
        let of = (0..2).find(|number| content(*number) == now);
        seen[of.unwrap_or_else(|| panic!("{} bytes of neither", now.len()))] += 1;
    }
    for child in children {
        assert_done(&child.wait_with_output().unwrap());
    }
    let last = fs::read(&path).unwrap();
    assert!((0..2).any(|number| content(number) == last));
    assert_eq!(unfinished(folder.path()), 0);
    assert!(seen.iter().sum::<usize>() > 0, "{seen:?}");
}

#[test]
fn one_of_two_windows_saves_its_edits() {
    let Some(task) = task() else { return };
    let versions = story(task[1].parse().unwrap(), 1);
    let project = &versions[1].project;
    let root = PathBuf::from(&task[0]);
    let location = Location::Folder(root.clone());
    let files = BTreeSet::from([FileKey::Codebook, FileKey::Project]);
    for _ in 0..100 {
        let mut stamps = Stamps::new();
        for file in &files {
            let read = super::super::read::read_stamped(&disk::Real, &root.join(file.path()));
            stamps.insert(file.clone(), read.unwrap().1);
        }
        let saving = Saving {
            project,
            files: &files,
            damaged: &BTreeSet::new(),
            stamps: &stamps,
            witness: None,
        };
        let report = save_on(&disk::Real, &location, &saving);
        assert_eq!(report.failed, vec![]);
        assert_eq!(report.saved.len() + report.changed.len(), 2);
    }
}

/// Correctness needs no lock: at any time the files are whole ones of somebody.
#[test]
fn two_windows_that_save_the_same_project_leave_whole_files_of_either() {
    let folder = fast_folder();
    let first = story(0, 1);
    create(folder.path(), &first[0].project).unwrap();
    let test = "store::tests::crowd::one_of_two_windows_saves_its_edits";
    let spawn = |seed: &str| {
        let task = [folder.path().to_str().unwrap(), seed];
        child(test, &task, None).spawn().unwrap()
    };
    let mut children = [spawn("3"), spawn("11")];
    while children
        .iter_mut()
        .any(|child| child.try_wait().unwrap().is_none())
    {
        let opened = open(folder.path()).unwrap();
        assert_eq!(opened.damaged, BTreeSet::new(), "{:?}", opened.problems);
    }
    for child in children {
        assert_done(&child.wait_with_output().unwrap());
    }
    let versions = [0, 3, 11].map(|seed| story(seed, 1));
    let all = versions.iter().flatten();
    let possible: Vec<Vec<u8>> = all
        .filter_map(|version| render(&version.project, &FileKey::Codebook))
        .collect();
    assert!(possible.contains(&fs::read(folder.path().join("codebook.ron")).unwrap()));
    assert_eq!(unfinished(folder.path()), 0);
}

#[test]
fn a_reader_never_misses_a_file_and_never_sees_half_of_it_in_ten_thousand_saves() {
    let folder = fast_folder();
    let path = folder.path().join("layer.ron");
    let contents = [content(0), content(1)];
    write_atomic(&path, &contents[0]).unwrap();
    let is_over = AtomicBool::new(false);
    let seen = std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut seen = 0;
            while !is_over.load(Ordering::Relaxed) {
                let now = fs::read(&path).unwrap();
                assert!(contents.contains(&now), "{} bytes", now.len());
                seen += 1;
            }
            seen
        });
        for number in 0..10_000 {
            write_atomic(&path, &contents[number % 2]).unwrap();
        }
        is_over.store(true, Ordering::Relaxed);
        reader.join().unwrap()
    });
    assert!(seen > 100, "{seen} looks");
}
