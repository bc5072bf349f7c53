//! Saving: only what changed, never half, never elsewhere.

use super::super::atomic::UNFINISHED;
use super::*;
use crate::model::edit::{Change, Item, Key, Transaction, apply};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

fn document_id() -> DocumentId {
    DocumentId::new("bridge-1").unwrap()
}

fn delete_document(project: &Project) -> Transaction {
    let id = document_id();
    let mut changes = Vec::new();
    for (key, layer) in project.layers_of(&id) {
        for link in layer.links() {
            changes.push(Change::delete(
                Key::Link(key.clone(), link.id.clone()),
                Item::Link(link.clone()),
            ));
        }
        for annotation in layer.annotations() {
            let place = Key::Annotation(key.clone(), annotation.id.clone());
            changes.push(Change::delete(place, Item::Annotation(annotation.clone())));
        }
        changes.push(Change::delete(
            Key::Layer(key.clone()),
            Item::Layer(Arc::new(layer.head().clone())),
        ));
    }
    changes.push(Change::delete(
        Key::Text(id.clone()),
        Item::Text(project.text(id.as_str()).unwrap().clone()),
    ));
    let document = project.document(id.as_str()).unwrap().clone();
    changes.push(Change::delete(Key::Document(id), Item::Document(document)));
    Transaction::new("Delete", changes)
}

#[test]
fn a_file_whose_bytes_do_not_change_keeps_its_time() {
    let folder = small_folder();
    let old = SystemTime::now() - Duration::from_secs(10_000);
    let files: Vec<PathBuf> = snapshot(folder.path()).into_keys().collect();
    for path in &files {
        fs::File::open(path).unwrap().set_modified(old).unwrap();
    }
    let opened = open(folder.path()).unwrap();
    let report = save(
        &opened.location,
        &opened.project,
        &all_files(&opened.project),
        &opened.damaged,
    );
    assert_eq!(report.failed, vec![]);
    assert_eq!(report.saved, all_files(&opened.project));
    for path in &files {
        assert_eq!(
            fs::metadata(path).unwrap().modified().unwrap(),
            old,
            "{}",
            path.display()
        );
    }
}

#[test]
fn a_removed_document_takes_its_files_along_and_comes_back_by_undo() {
    let folder = small_folder();
    let before = snapshot(folder.path());
    let opened = open(folder.path()).unwrap();
    let mut project = opened.project.clone();
    let edit = delete_document(&project);
    apply(&mut project, &edit).unwrap();
    let report = save(&opened.location, &project, &files_of(&edit), &opened.damaged);
    assert_eq!(report.failed, vec![]);
    assert!(!folder.path().join("layers/ana").exists());
    assert_eq!(snapshot(folder.path()).len(), 2, "project and codebook are left");
    assert_eq!(open(folder.path()).unwrap().project, project);

    let undo = edit.inverse();
    apply(&mut project, &undo).unwrap();
    assert_eq!(
        save(&opened.location, &project, &files_of(&undo), &opened.damaged).failed,
        vec![]
    );
    assert_eq!(snapshot(folder.path()), before);
}

#[test]
fn a_new_project_goes_into_an_empty_folder_only() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), ".git/config", "x");
    let project = Project::new("p", "New");
    create(folder.path(), &project).unwrap();
    assert_eq!(open(folder.path()).unwrap().project, project);
    assert!(get(folder.path(), ".gitattributes").contains("documents/*.txt -text"));
    assert!(
        create(folder.path(), &project)
            .unwrap_err()
            .message
            .ends_with("is not empty")
    );
    let below = folder.path().join("a/b");
    create(&below, &project).unwrap();
    assert_eq!(
        open(&below.join("project.ron")).unwrap().location,
        Location::Folder(below)
    );
}

#[test]
fn the_users_git_attributes_stay() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), ".gitattributes", "*.png binary\n");
    create(folder.path(), &Project::new("p", "New")).unwrap();
    assert_eq!(get(folder.path(), ".gitattributes"), "*.png binary\n");
}

#[test]
fn a_folder_that_vanished_is_not_made_anew() {
    let folder = small_folder();
    let opened = open(folder.path()).unwrap();
    let path = folder.path().to_owned();
    folder.close().unwrap();
    let report = save(
        &opened.location,
        &opened.project,
        &all_files(&opened.project),
        &opened.damaged,
    );
    assert_eq!(report.saved, BTreeSet::new());
    assert_eq!(report.failed.len(), all_files(&opened.project).len());
    assert!(
        report.failed[0]
            .1
            .hint
            .as_ref()
            .unwrap()
            .contains("save a copy elsewhere")
    );
    assert!(!path.exists());
}

#[test]
fn what_cannot_be_replaced_stays_and_is_told() {
    let folder = small_folder();
    let path = folder.path().join("codebook.ron");
    let mut rights = fs::metadata(&path).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&path, rights).unwrap();
    let before = snapshot(folder.path());
    let error = write_atomic(&path, b"new").unwrap_err();
    assert!(error.message.contains("write-protected"), "{}", error.message);
    assert!(write_atomic(&folder.path().join("layers"), b"new").is_err());
    assert!(write_atomic(&folder.path().join("nowhere/x.ron"), b"new").is_err());
    assert_eq!(snapshot(folder.path()), before, "no half file is left either");
}

#[cfg(unix)]
#[test]
fn the_mode_of_a_file_is_kept() {
    use std::os::unix::fs::PermissionsExt;
    let folder = small_folder();
    for mode in [0o600, 0o664, 0o640] {
        let path = folder.path().join("codebook.ron");
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        write_atomic(&path, format!("{mode}").as_bytes()).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, mode);
        assert_eq!(get(folder.path(), "codebook.ron"), format!("{mode}"));
    }
}

#[cfg(unix)]
#[test]
fn a_link_is_followed_inside_the_project_and_refused_outside() {
    use std::os::unix::fs::symlink;
    let (folder, elsewhere) = (small_folder(), tempfile::tempdir().unwrap());
    let path = folder.path().join("codebook.ron");
    let opened = open(folder.path()).unwrap();
    let codebook = get(folder.path(), "codebook.ron");

    put(folder.path(), "shared/codebook.ron", "old");
    fs::remove_file(&path).unwrap();
    symlink("shared/codebook.ron", &path).unwrap();
    let files = BTreeSet::from([FileKey::Codebook]);
    assert_eq!(
        save(&opened.location, &opened.project, &files, &BTreeSet::new()).failed,
        vec![]
    );
    assert!(path.is_symlink());
    assert_eq!(get(folder.path(), "shared/codebook.ron"), codebook);

    put(elsewhere.path(), "codebook.ron", "old");
    fs::remove_file(&path).unwrap();
    symlink(elsewhere.path().join("codebook.ron"), &path).unwrap();
    let report = save(&opened.location, &opened.project, &files, &BTreeSet::new());
    assert!(report.failed[0].1.message.contains("leads out of the project"));
    assert_eq!(get(elsewhere.path(), "codebook.ron"), "old");
}

#[test]
fn unfinished_files_of_killed_programs_are_swept_when_they_are_old() {
    let folder = small_folder();
    let before: Vec<PathBuf> = snapshot(folder.path()).into_keys().collect();
    let names = ["", "documents/", "entities/", "layers/ana/"];
    let old = names.map(|at| format!("{at}.a.ron.1-0{UNFINISHED}"));
    let young = format!("layers/ana/.a.ron.1-1{UNFINISHED}");
    for name in old.iter().chain([&young]) {
        put(folder.path(), name, "x");
    }
    let now = SystemTime::now();
    let age = |name: &str, age: u64| {
        let file = fs::File::open(folder.path().join(name)).unwrap();
        file.set_modified(now - Duration::from_secs(age)).unwrap();
    };
    old.iter().for_each(|name| age(name, 3_600));
    age("codebook.ron", 3_600);
    let seconds = now.duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let now = Timestamp::from_seconds(i64::try_from(seconds).unwrap());
    let location = Location::Folder(folder.path().to_owned());
    assert_eq!(sweep_on(&disk::Real, &location, now), 4);
    let mut left: Vec<PathBuf> = snapshot(folder.path()).into_keys().collect();
    left.retain(|path| !before.contains(path));
    assert_eq!(left, [folder.path().join(&young)]);

    // Beside a single file only its own.
    let (own, other) = (
        format!(".a.ron.1-0{UNFINISHED}"),
        format!(".b.ron.1-0{UNFINISHED}"),
    );
    for name in [&own, &other] {
        put(folder.path(), name, "x");
        age(name, 3_600);
    }
    let file = Location::File(folder.path().join("a.ron"));
    assert_eq!(sweep_on(&disk::Real, &file, now), 1);
    assert!(!folder.path().join(own).exists() && folder.path().join(other).exists());
}

#[test]
fn readers_never_see_half_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.ron");
    let contents = ["a".repeat(50_000), "b".repeat(80_000)];
    write_atomic(&path, contents[0].as_bytes()).unwrap();
    std::thread::scope(|scope| {
        for content in &contents {
            scope.spawn(|| {
                for _ in 0..50 {
                    write_atomic(&path, content.as_bytes()).unwrap();
                }
            });
        }
        for _ in 0..200 {
            let seen = fs::read_to_string(&path).unwrap();
            assert!(contents.contains(&seen), "{} bytes", seen.len());
        }
    });
    assert_eq!(snapshot(folder.path()).len(), 1);
}
