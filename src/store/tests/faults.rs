//! Every call to the disk may fail: after that each file is the old or the new one, and what is not safe is named.

use super::story::{Version, story};
use super::*;
use disk::{Disk, Failure, Fault, Faulty, Lasting, Model};
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::sync::Arc;

const ERRORS: [Failure; 3] = [
    Failure::Kind(ErrorKind::StorageFull),
    Failure::Kind(ErrorKind::PermissionDenied),
    // EIO
    Failure::Code(5),
];

/// A disk with the first version on it, and how it was read.
fn desk(location: &Location, version: &Version) -> (Model, Stamps) {
    let disk = Model::default();
    disk.make_folder(Path::new("/home/ana")).unwrap();
    match location {
        Location::Folder(folder) => create_on(&disk, folder, &version.project).unwrap(),
        Location::File(file) => {
            write_atomic_on(&disk, file, &single_file(&version.project, "")).unwrap();
        }
    }
    let opened = open_on(&disk, location.path(), &Patient).unwrap();
    assert_eq!(opened.problems, vec![]);
    (disk, opened.stamps)
}

fn locations() -> [Location; 2] {
    [
        Location::Folder("/home/ana/bridge".into()),
        Location::File("/home/ana/bridge.ron".into()),
    ]
}

fn saving<'a>(version: &'a Version, files: &'a BTreeSet<FileKey>, stamps: &'a Stamps) -> Saving<'a> {
    static NONE: BTreeSet<FileKey> = BTreeSet::new();
    Saving {
        project: &version.project,
        files,
        damaged: &NONE,
        stamps,
        witness: None,
    }
}

/// Without unfinished ones.
fn files_on(disk: &Model) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = disk.files();
    files.retain(|path, _| !path.to_string_lossy().ends_with(super::super::atomic::UNFINISHED));
    files
}

fn path_of(location: &Location, file: &FileKey) -> PathBuf {
    match location {
        Location::Folder(folder) => folder.join(file.path()),
        Location::File(path) => path.clone(),
    }
}

pub fn note(stamps: &mut Stamps, report: &SaveReport) {
    for (file, stamp) in &report.stamps {
        match stamp {
            Some(stamp) => drop(stamps.insert(file.clone(), stamp.clone())),
            None => drop(stamps.remove(file)),
        }
    }
}

/// One save with one fault, and the same save again on a disk that works.
fn fail_and_try_again(location: &Location, new: &Version, fault: Fault, base: &(Model, Stamps)) -> bool {
    let (model, mut stamps) = (base.0.copy(), base.1.clone());
    let wanted = {
        let disk = model.copy();
        let report = save_on(&disk, location, &saving(new, &new.files, &stamps));
        assert_eq!(report.failed, vec![]);
        files_on(&disk)
    };
    let before = files_on(&model);
    let faulty = Faulty::new(Arc::new(model.clone()));
    faulty.set(Some(fault));
    let report = save_on(&faulty, location, &saving(new, &new.files, &stamps));
    let told = format!("{fault:?} {:?} {report:?}", faulty.failed().first());
    let after = files_on(&model);
    for path in before.keys().chain(wanted.keys()).chain(after.keys()) {
        let now = after.get(path);
        assert!(
            now == before.get(path) || now == wanted.get(path),
            "{path:?} {told}"
        );
    }
    let failed: BTreeSet<FileKey> = report.failed.iter().map(|(file, _)| file.clone()).collect();
    for (file, error) in &report.failed {
        let (file, root) = (file.path(), location.path().display().to_string());
        assert!(
            error.message.contains(&file) || error.message.contains(&root),
            "{file} {told}"
        );
    }
    for file in &new.files {
        let path = path_of(location, file);
        let lists = [&report.saved, &failed, &report.changed];
        assert_eq!(
            lists.iter().filter(|list| list.contains(file)).count(),
            1,
            "{file:?} {told}"
        );
        assert!(
            !report.saved.contains(file) || after.get(&path) == wanted.get(&path),
            "{told}"
        );
        assert!(!report.changed.contains(file), "nobody else was there: {told}");
    }
    let was_hit = !faulty.failed().is_empty();
    note(&mut stamps, &report);
    faulty.set(None);
    let again = save_on(&faulty, location, &saving(new, &failed, &stamps));
    assert_eq!((again.failed, again.changed), (vec![], BTreeSet::new()), "{told}");
    assert_eq!(files_on(&model), wanted, "{told}");
    let opened = open_on(&model, location.path(), &Patient).unwrap();
    assert_eq!(
        (opened.project == new.project, opened.problems),
        (true, vec![]),
        "{told}"
    );
    // Only a disk that goes on failing keeps what could not be removed.
    let left = model.files().len() - wanted.len();
    assert!(left == 0 || fault.lasting != Lasting::Once, "{left} {told}");
    was_hit
}

#[test]
fn a_fault_at_any_call_of_a_save_leaves_each_file_old_or_new() {
    for location in locations() {
        let mut tried = 0;
        for seed in 0..6 {
            let versions = story(seed, 1);
            let base = desk(&location, &versions[0]);
            for (lasting, error) in [Lasting::Once, Lasting::FromThenOn]
                .into_iter()
                .flat_map(|lasting| ERRORS.map(|error| (lasting, error)))
            {
                let faults = (1..).map(|at| Fault { at, lasting, error });
                let hits = faults
                    .map(|fault| fail_and_try_again(&location, &versions[1], fault, &base))
                    .take_while(|was_hit| *was_hit);
                tried += hits.count();
            }
        }
        assert!(tried > 300, "{tried} faults");
    }
}

#[test]
fn a_project_that_cannot_be_made_whole_leaves_room_for_another_try() {
    let version = &story(2, 3)[3];
    let root = Path::new("/home/ana/new");
    for at in 1.. {
        let model = Model::default();
        let faulty = Faulty::new(Arc::new(model.clone()));
        faulty.set(Some(Fault {
            at,
            lasting: Lasting::Once,
            error: ERRORS[0],
        }));
        let made = create_on(&faulty, root, &version.project);
        let failed = faulty.failed();
        faulty.set(None);
        if made.is_err() {
            create_on(&faulty, root, &version.project).unwrap_or_else(|error| panic!("{failed:?} {error}"));
        }
        let opened = open_on(&model, root, &Patient).unwrap();
        assert_eq!(
            (opened.project == version.project, opened.problems),
            (true, vec![])
        );
        if failed.is_empty() {
            assert!(at > 30, "{at}");
            return;
        }
    }
}

#[test]
fn a_file_that_another_program_holds_for_a_moment_is_tried_again() {
    for code in [5, 32] {
        for location in locations() {
            let versions = story(3, 1);
            let (model, stamps) = desk(&location, &versions[0]);
            let faulty = Faulty::new(Arc::new(model));
            let fault = Fault {
                at: 1,
                lasting: Lasting::For(4),
                error: Failure::Code(code),
            };
            faulty.set_for(&["rename"], fault);
            let report = save_on(
                &faulty,
                &location,
                &saving(&versions[1], &versions[1].files, &stamps),
            );
            assert_eq!(report.failed, vec![]);
            assert_eq!((faulty.failed().len(), faulty.pauses().len()), (4, 4));

            // Somebody who never lets go is told, and so is an error of another kind at once.
            let versions = story(4, 1);
            let (model, stamps) = desk(&location, &versions[0]);
            let faulty = Faulty::new(Arc::new(model));
            faulty.set_for(
                &["rename"],
                Fault {
                    lasting: Lasting::FromThenOn,
                    ..fault
                },
            );
            let report = save_on(
                &faulty,
                &location,
                &saving(&versions[1], &versions[1].files, &stamps),
            );
            assert_eq!(report.saved, BTreeSet::new());
            assert!(faulty.pauses().len() >= 5);
            let error = Failure::Kind(ErrorKind::PermissionDenied);
            faulty.set_for(
                &["rename"],
                Fault {
                    lasting: Lasting::FromThenOn,
                    error,
                    ..fault
                },
            );
            let report = save_on(
                &faulty,
                &location,
                &saving(&versions[1], &versions[1].files, &stamps),
            );
            assert!(!report.failed.is_empty() && faulty.pauses().is_empty());
        }
    }
}

#[test]
fn content_that_could_not_be_made_safe_is_written_anew_under_another_name() {
    let [location, _] = locations();
    let versions = story(5, 1);
    let (model, stamps) = desk(&location, &versions[0]);
    let faulty = Faulty::new(Arc::new(model.clone()));
    let error = Failure::Code(5);
    faulty.set_for(
        &["sync"],
        Fault {
            at: 1,
            lasting: Lasting::Once,
            error,
        },
    );
    let report = save_on(
        &faulty,
        &location,
        &saving(&versions[1], &versions[1].files, &stamps),
    );
    assert_eq!(report.failed.len(), 1);
    let first = faulty.failed()[0].path.clone();
    let failed = BTreeSet::from([report.failed[0].0.clone()]);
    let mut stamps = stamps;
    note(&mut stamps, &report);
    faulty.set_for(
        &["sync"],
        Fault {
            at: 1,
            lasting: Lasting::Once,
            error,
        },
    );
    let report = save_on(&faulty, &location, &saving(&versions[1], &failed, &stamps));
    assert_eq!(report.failed.len(), 1);
    assert_ne!(
        faulty.failed()[0].path,
        first,
        "the same file would be taken for safe"
    );
    assert!(!model.files().contains_key(&first));
}

#[test]
fn a_text_that_cannot_be_saved_keeps_what_is_about_it_from_being_written() {
    let [location, _] = locations();
    // A new document, with a label on it.
    let mut versions = (0..).map(|seed| story(seed, 2));
    let versions = versions
        .find(|versions| {
            let new = |file: &&FileKey| matches!(file, FileKey::Text(_) | FileKey::Layer(_));
            let files: BTreeSet<_> = versions[1].files.union(&versions[2].files).collect();
            let texts = files.iter().filter(|file| matches!(file, FileKey::Text(id) if files.iter().any(|other| matches!(other, FileKey::Layer(key) if key.document == *id))));
            files.iter().any(new) && texts.count() > 0 && versions[2].project.documents().len() > 1
        })
        .unwrap();
    let files: BTreeSet<FileKey> = versions[1].files.union(&versions[2].files).cloned().collect();
    let (model, stamps) = desk(&location, &versions[0]);
    let before = files_on(&model);
    let text = files
        .iter()
        .find(|file| matches!(file, FileKey::Text(_)))
        .unwrap();
    let FileKey::Text(id) = text else { panic!() };
    // Somebody puts another file where the text is to go.
    write_atomic_on(&model, &path_of(&location, text), b"Another text.\n").unwrap();
    let report = save_on(&model, &location, &saving(&versions[2], &files, &stamps));
    assert!(report.changed.contains(text), "{report:?}");
    let failed: BTreeSet<&FileKey> = report.failed.iter().map(|(file, _)| file).collect();
    let about: BTreeSet<&FileKey> = files
        .iter()
        .filter(|file| {
            matches!(file, FileKey::Document(of) if of == id)
                || matches!(file, FileKey::Layer(key) if key.document == *id)
        })
        .collect();
    assert!(about.len() > 1 && about.is_subset(&failed), "{report:?}");
    for file in about {
        assert_eq!(
            files_on(&model).get(&path_of(&location, file)),
            before.get(&path_of(&location, file))
        );
    }
}

type Act<'a> = &'a dyn Fn(&Model, &Path);

/// What a teammate or another program did to a file after it was read.
#[test]
fn a_file_that_somebody_else_wrote_is_left_alone_and_named() {
    for location in locations() {
        let versions = story(6, 1);
        let version = Version {
            files: all_files(&versions[1].project),
            project: versions[1].project.clone(),
        };
        let theirs: [Act<'_>; 2] = [
            &|disk, path| write_atomic_on(disk, path, b"theirs").unwrap(),
            &|disk, path| disk.remove(path).unwrap(),
        ];
        for act in theirs {
            let (model, stamps) = desk(&location, &versions[0]);
            let path = path_of(&location, &FileKey::Codebook);
            act(&model, &path);
            let left = model.files().get(&path).cloned();
            let report = save_on(&model, &location, &saving(&version, &version.files, &stamps));
            if left.is_none() && matches!(location, Location::File(_)) {
                // Nobody's work is replaced: what is open is all that there is.
                assert_eq!(report.saved, version.files);
                assert!(model.files().contains_key(&path));
                continue;
            }
            assert!(report.changed.contains(&FileKey::Codebook), "{report:?}");
            assert!(!report.saved.contains(&FileKey::Codebook));
            assert_eq!(report.failed, vec![]);
            assert_eq!(model.files().get(&path).cloned(), left);
        }
        // What says the same already is no conflict.
        let (model, stamps) = desk(&location, &versions[0]);
        let disk = model.copy();
        assert_eq!(
            save_on(&disk, &location, &saving(&version, &version.files, &stamps)).failed,
            vec![]
        );
        for (path, bytes) in files_on(&disk) {
            write_atomic_on(&model, &path, &bytes).unwrap();
        }
        let report = save_on(&model, &location, &saving(&version, &version.files, &stamps));
        assert_eq!((report.changed, report.saved), (BTreeSet::new(), version.files));
    }
}
