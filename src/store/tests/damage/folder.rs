//! Files of a project that are missing, changed as a whole, in the wrong place or no files at all.

use super::*;

#[test]
fn a_text_that_changed_is_told_by_its_hash_and_its_quotes() {
    let (ids, problems, _) = after(|folder| swap(folder, "documents/bridge-1.txt", "in May", "in early May"));
    assert_eq!(ids, ["a1", "a2", "a3"]);
    assert_eq!(
        problems,
        [
            "documents/bridge-1.txt text-changed",
            "layers/ana/bridge-1.ron:5 placed-again"
        ]
    );
}

#[test]
fn a_text_with_other_line_ends_is_read_as_it_was() {
    let (ids, problems, opened) = after(|folder| {
        let text = get(folder, "documents/bridge-1.txt");
        put(
            folder,
            "documents/bridge-1.txt",
            format!("\u{feff}{}", text.replace('\n', "\r\n")),
        );
    });
    assert_eq!(ids, ["a1", "a2", "a3"]);
    assert_eq!(problems, ["documents/bridge-1.txt changed-line-ends"]);
    assert_eq!(opened.damaged, BTreeSet::new());
    assert!(!opened.project.text("bridge-1").unwrap().as_str().contains('\r'));
}

#[test]
fn a_missing_text_hides_its_layers_and_keeps_their_files() {
    let folder = small_folder();
    fs::remove_file(folder.path().join("documents/bridge-1.txt")).unwrap();
    let opened = open(folder.path()).unwrap();
    assert_eq!(
        places(&opened.problems),
        [
            "documents/bridge-1.txt missing-text",
            "layers/ana/bridge-1.ron orphan-layer"
        ]
    );
    assert_eq!(opened.project.documents().len(), 1);
    assert_eq!(opened.project.layers().count(), 0);
    let before = snapshot(folder.path());
    let mut files = all_files(&opened.project);
    files.extend([FileKey::Layer(layer_key()), FileKey::Text(layer_key().document)]);
    save(&opened.location, &opened.project, &files, &opened.damaged);
    for (path, bytes) in before {
        assert_eq!(fs::read(&path).unwrap(), bytes, "{}", path.display());
    }
}

#[test]
fn a_missing_record_leaves_the_text_and_its_labels() {
    let (ids, problems, opened) =
        after(|folder| fs::remove_file(folder.join("documents/bridge-1.ron")).unwrap());
    assert_eq!(ids, ["a1", "a2", "a3"]);
    assert_eq!(problems, ["documents/bridge-1.ron missing-record"]);
    assert_eq!(opened.project.document("bridge-1").unwrap().title, "bridge-1");
}

#[test]
fn a_damaged_record_is_not_written_over() {
    let (ids, problems, opened) =
        after(|folder| swap(folder, "documents/bridge-1.ron", "title: ", "titel: "));
    assert_eq!(ids, ["a1", "a2", "a3"]);
    assert_eq!(problems[0], "documents/bridge-1.ron missing-record");
    assert_eq!(problems[1], "documents/bridge-1.ron:1:37 unreadable");
    assert_eq!(
        opened.damaged,
        BTreeSet::from([FileKey::Document(layer_key().document)])
    );
}

#[test]
fn copies_that_folder_sharing_left_are_told_and_not_read() {
    let (ids, problems, _) = after(|folder| {
        let text = get(folder, LAYER);
        put(
            folder,
            "layers/ana/bridge-1 (Ben's conflicted copy 2026-11-22).ron",
            &text,
        );
        put(
            folder,
            "layers/ana/bridge-1.sync-conflict-20261122-100407-ABCDEFG.ron",
            &text,
        );
        put(folder, "codebook (Ana's conflicted copy).ron", "x");
        put(folder, "layers/ana/bridge-1.ron.orig", &text);
        put(folder, "layers/ana/.DS_Store", "x");
        put(folder, "notes.docx", "x");
    });
    assert_eq!(ids, ["a1", "a2", "a3"]);
    assert_eq!(
        problems,
        [
            "codebook (Ana's conflicted copy).ron conflict-copy",
            "layers/ana/bridge-1 (Ben's conflicted copy 2026-11-22).ron conflict-copy",
            "layers/ana/bridge-1.ron.orig stray-file",
            "layers/ana/bridge-1.sync-conflict-20261122-100407-ABCDEFG.ron conflict-copy",
        ]
    );
}

#[test]
fn a_layer_in_the_wrong_folder_is_not_taken_for_someone_elses() {
    let (_, problems, opened) = after(|folder| {
        let text = get(folder, LAYER);
        put(folder, "layers/ben/bridge-1.ron", text);
        put(folder, "entities/ben.ron", get(folder, LAYER));
    });
    assert_eq!(
        problems,
        [
            "entities/ben.ron:1 wrong-kind",
            "layers/ben/bridge-1.ron:1 wrong-place"
        ]
    );
    assert_eq!(opened.project.layers().count(), 1);
}

#[cfg(unix)]
#[test]
fn links_that_leave_the_folder_are_not_followed() {
    let elsewhere = tempfile::tempdir().unwrap();
    put(elsewhere.path(), "secret.txt", "secret");
    put(elsewhere.path(), "ben/bridge-1.ron", "x");
    let (_, problems, opened) = after(|folder| {
        std::os::unix::fs::symlink(
            elsewhere.path().join("secret.txt"),
            folder.join("documents/secret.txt"),
        )
        .unwrap();
        std::os::unix::fs::symlink(elsewhere.path().join("ben"), folder.join("layers/ben")).unwrap();
    });
    assert_eq!(
        problems,
        ["documents/secret.txt outside-link", "layers/ben outside-link"]
    );
    assert!(opened.project.document("secret").is_none());
}

#[cfg(unix)]
#[test]
fn a_folder_of_the_project_that_is_a_link_outwards_is_not_followed() {
    let elsewhere = tempfile::tempdir().unwrap();
    put(elsewhere.path(), "secret.txt", "secret");
    for name in ["documents", "layers", "entities"] {
        let folder = small_folder();
        let path = folder.path().join(name);
        if path.is_dir() {
            fs::rename(&path, folder.path().join(".kept")).unwrap();
        }
        std::os::unix::fs::symlink(elsewhere.path(), &path).unwrap();
        let opened = open(folder.path()).unwrap();
        let told = places(&opened.problems);
        assert!(told.contains(&format!("{name} outside-link")), "{told:?}");
        assert!(opened.project.document("secret").is_none());
        // Nothing is written through it either.
        let files = BTreeSet::from([
            FileKey::from_path("documents/bridge-1.ron").unwrap(),
            FileKey::Layer(layer_key()),
        ]);
        let mut project = embedded::project_from_files(&small_files()).unwrap().0;
        if name == "entities" {
            let entity = Entity::new(EntityId::new("e").unwrap(), "E", "person", Timestamp::default());
            let edit = crate::model::edit::recipes::make_entity(&PersonId::new("ana").unwrap(), entity);
            crate::model::edit::apply(&mut project, &edit).unwrap();
        }
        let report = save(&opened.location, &project, &all_files(&project), &BTreeSet::new());
        assert!(
            report
                .failed
                .iter()
                .any(|(file, _)| file.path().starts_with(name)),
            "{report:?} {files:?}"
        );
        assert_eq!(snapshot(elsewhere.path()).len(), 1, "{name}");
    }
}

#[test]
fn a_damaged_project_file_leaves_the_rest() {
    let (ids, problems, opened) = after(|folder| put(folder, "project.ron", "Project(format: 1,"));
    assert_eq!(ids, ["a1", "a2", "a3"]);
    assert!(
        problems.contains(&"layers/ana/bridge-1.ron unknown-person".to_owned()),
        "{problems:?}"
    );
    assert!(opened.damaged.contains(&FileKey::Project));
}

#[test]
fn a_folder_without_a_project_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let error = open(folder.path()).unwrap_err();
    assert!(error.message.ends_with("is not a project: it has no project.ron"));
    assert!(error.hint.unwrap().contains("make a new project"));
    let folder = small_folder();
    fs::remove_file(folder.path().join("project.ron")).unwrap();
    assert!(open(folder.path()).unwrap_err().hint.unwrap().contains("backup"));
    assert!(open(&folder.path().join("nowhere")).is_err());
    assert!(open(&folder.path().join("codebook.ron")).is_err());
}

#[test]
fn a_damaged_single_file_is_salvaged_part_by_part() {
    let (project, _) = embedded::project_from_files(&small_files()).unwrap();
    let text = String::from_utf8(single_file(&project, "")).unwrap();
    let bad = text.replace("doubt: true", "doubt: maybe");
    let line = 1 + bad.lines().position(|line| line.contains("maybe")).unwrap();
    let (read, problems) = project_from_single(bad.as_bytes(), "copy.ron").unwrap();
    assert_eq!(places(&problems), [format!("copy.ron:{line}:68 unreadable")]);
    assert_eq!(read.layer(&layer_key()).unwrap().len(), 2);

    let cut = &text[..text.find("links: [").unwrap()];
    let (read, problems) = project_from_single(cut.as_bytes(), "copy.ron").unwrap();
    assert!(
        problems.iter().any(|problem| problem.kind == "truncated"),
        "{problems:?}"
    );
    assert_eq!(read.documents().len(), 1);
    assert_eq!(read.layer(&layer_key()).unwrap().len(), 3);

    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), "copy.ron", &bad);
    let opened = open(&folder.path().join("copy.ron")).unwrap();
    let report = save(
        &opened.location,
        &opened.project,
        &BTreeSet::from([FileKey::Project]),
        &opened.damaged,
    );
    assert_eq!(report.failed.len(), 1);
    assert_eq!(get(folder.path(), "copy.ron"), bad);
}

/// A single file in the layout of another program: the same project, one value on one line.
fn single_on_one_line(change: impl FnOnce(String) -> String) -> Vec<u8> {
    let (project, _) = embedded::project_from_files(&small_files()).unwrap();
    let text = String::from_utf8(single_file(&project, "Exported from News")).unwrap();
    change(text.replace('\n', " ")).into_bytes()
}

#[test]
fn a_single_file_in_another_layout_tells_its_origin_and_its_version() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("copy.ron");
    let bytes = single_on_one_line(|text| text);
    assert_eq!(origin(&bytes).as_deref(), Some("Exported from News"));
    put(folder.path(), "copy.ron", &bytes);
    let opened = open(&path).unwrap();
    assert_eq!(opened.read_only, None);
    assert_eq!(opened.project.layer(&layer_key()).unwrap().len(), 3);

    // The whole, or one part of it, is newer than this program: it is shown and never written.
    for (from, to) in [
        ("Ascribe(format: 1", "Ascribe(format: 2"),
        ("Layer(format: 1", "Layer(format: 2"),
    ] {
        put(
            folder.path(),
            "copy.ron",
            single_on_one_line(|text| text.replacen(from, to, 1)),
        );
        let opened = open(&path).unwrap();
        assert!(opened.read_only.unwrap().contains("newer version"), "{to}");
        assert_eq!(opened.project.layer(&layer_key()).unwrap().len(), 3);
    }
    let newer =
        single_on_one_line(|text| text.replacen("Ascribe(format: 1", "Ascribe(format: 2, mood: 3", 1));
    put(folder.path(), "copy.ron", newer);
    let error = open(&path).unwrap_err();
    assert!(error.message.contains("newer version"), "{}", error.message);
    // Not the form of the version that it names.
    put(
        folder.path(),
        "copy.ron",
        single_on_one_line(|text| text.replacen("format: 1", "format: 0", 1)),
    );
    let error = open(&path).unwrap_err();
    assert!(error.message.contains("no field “at”"), "{}", error.message);
}
