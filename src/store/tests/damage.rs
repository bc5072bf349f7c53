//! Damaged, strange and hostile files: each is named with its line, the rest opens, nothing is written over.

use super::*;
use std::collections::BTreeSet;

const LAYER: &str = "layers/ana/bridge-1.ron";

fn layer_key() -> LayerKey {
    LayerKey::new(
        DocumentId::new("bridge-1").unwrap(),
        PersonId::new("ana").unwrap(),
    )
}

/// Opens the small project after a change to its files; the ids of its annotations, and its problems.
fn after(change: impl FnOnce(&Path)) -> (Vec<String>, Vec<String>, Opened) {
    let folder = small_folder();
    change(folder.path());
    let before = snapshot(folder.path());
    let opened = open(folder.path()).unwrap();
    // Reading never writes, and saving leaves a damaged file alone.
    assert_eq!(snapshot(folder.path()), before);
    let report = save(
        &opened.location,
        &opened.project,
        &opened.damaged,
        &opened.damaged,
    );
    assert_eq!(report.saved, BTreeSet::new());
    assert_eq!(snapshot(folder.path()), before);
    let layer = opened.project.layer(&layer_key());
    let ids = layer.map_or_else(Vec::new, |layer| {
        layer.annotations().map(|a| a.id.to_string()).collect()
    });
    (ids, places(&opened.problems), opened)
}

fn layer_is_damaged(opened: &Opened) -> bool {
    opened.damaged == BTreeSet::from([FileKey::Layer(layer_key())])
}

#[test]
fn a_bad_line_costs_one_item_and_is_named() {
    let (ids, problems, opened) = after(|folder| swap(folder, LAYER, "doubt: true", "doubt: maybe"));
    assert_eq!(ids, ["a1", "a3"]);
    assert_eq!(problems, ["layers/ana/bridge-1.ron:4:68 unreadable"]);
    assert!(layer_is_damaged(&opened));
    let text = get(folder_from(&small_files()).path(), LAYER).replace("doubt: true", "doubt: maybe");
    let line: String = text.lines().nth(3).unwrap().chars().skip(67).collect();
    assert!(line.starts_with("maybe"), "{line}");
}

#[test]
fn an_unknown_field_is_not_dropped_in_silence() {
    let (ids, problems, opened) = after(|folder| swap(folder, LAYER, "doubt: true", "mood: 3"));
    assert_eq!(ids, ["a1", "a3"]);
    assert_eq!(problems[0], "layers/ana/bridge-1.ron:4:61 unreadable");
    assert!(layer_is_damaged(&opened));
}

#[test]
fn conflict_markers_are_named_as_such() {
    let (ids, problems, opened) = after(|folder| {
        let line = r#"  (id: "a3", label: "speaker","#;
        swap(
            folder,
            LAYER,
            line,
            &format!("<<<<<<< HEAD\n=======\n>>>>>>> theirs\n{line}"),
        );
    });
    assert_eq!(ids, ["a1", "a2", "a3"]);
    assert_eq!(
        problems,
        [5, 6, 7].map(|line| format!("layers/ana/bridge-1.ron:{line} conflict-marker")),
    );
    assert!(layer_is_damaged(&opened));
}

#[test]
fn a_file_that_was_cut_off_says_so() {
    let (ids, problems, opened) = after(|folder| {
        let text = get(folder, LAYER);
        let cut = text.find("speaker").unwrap();
        put(folder, LAYER, &text[..cut]);
    });
    assert_eq!(ids, ["a1", "a2"]);
    assert_eq!(
        problems,
        [
            "layers/ana/bridge-1.ron:5 truncated",
            "layers/ana/bridge-1.ron:5:21 unreadable"
        ]
    );
    assert!(layer_is_damaged(&opened));
}

#[test]
fn an_empty_or_zeroed_file_after_a_power_cut_is_not_a_new_start() {
    for bytes in [&b""[..], &[0; 512][..]] {
        let (ids, problems, opened) = after(|folder| put(folder, LAYER, bytes));
        assert_eq!(ids, [""; 0]);
        assert_eq!(problems, ["layers/ana/bridge-1.ron:1 empty-file"]);
        assert!(layer_is_damaged(&opened));
    }
}

#[test]
fn bytes_that_are_no_text_are_named() {
    let (_, problems, opened) = after(|folder| {
        let bytes = get(folder, LAYER).into_bytes();
        let at = bytes.windows(2).position(|pair| pair == b"a2").unwrap();
        put(folder, LAYER, [&bytes[..at], b"\xff\xfe", &bytes[at..]].concat());
    });
    assert_eq!(problems, ["layers/ana/bridge-1.ron:4:9 not-utf8"]);
    assert!(layer_is_damaged(&opened));
}

#[test]
fn a_damaged_head_leaves_the_items() {
    let (ids, problems, opened) = after(|folder| swap(folder, LAYER, "annotated: true", "annotated: 7"));
    assert_eq!(ids, ["a1", "a2", "a3"]);
    assert_eq!(problems, ["layers/ana/bridge-1.ron:1:69 unreadable"]);
    assert!(layer_is_damaged(&opened));
}

#[test]
fn words_that_moved_are_told_and_kept_for_repair() {
    let (ids, problems, opened) = after(|folder| {
        swap(
            folder,
            LAYER,
            r#"(31, 40, "the mayor")"#,
            r#"(30, 39, "the mayor")"#,
        )
    });
    assert_eq!(ids, ["a1", "a2", "a3"]);
    assert_eq!(problems, ["layers/ana/bridge-1.ron:5 moved-quote"]);
    assert!(layer_is_damaged(&opened));
}

#[test]
fn offsets_outside_the_text_cost_the_item_and_its_links() {
    let (ids, problems, opened) = after(|folder| swap(folder, LAYER, "(31, 40,", "(31, 4000,"));
    assert_eq!(ids, ["a1", "a2"]);
    assert_eq!(
        problems,
        [
            "layers/ana/bridge-1.ron:5 bad-offset",
            "layers/ana/bridge-1.ron:8 dangling-link"
        ]
    );
    assert!(layer_is_damaged(&opened));
}

#[test]
fn a_repeated_id_is_told() {
    let (ids, problems, opened) = after(|folder| swap(folder, LAYER, r#"(id: "a2""#, r#"(id: "a1""#));
    assert_eq!(ids, ["a1", "a3"]);
    assert_eq!(problems, ["layers/ana/bridge-1.ron:4 duplicate-id"]);
    assert!(layer_is_damaged(&opened));
}

#[test]
fn a_label_that_the_codebook_lost_is_kept_as_a_retired_one() {
    let (ids, problems, opened) = after(|folder| {
        swap(
            folder,
            "codebook.ron",
            "  (id: \"claim\", name: \"Claim\", colour: \"#3366cc\", key: \"c\"),\n",
            "",
        );
    });
    assert_eq!(ids, ["a1", "a2", "a3"]);
    assert_eq!(problems, ["layers/ana/bridge-1.ron unknown-label"]);
    assert!(opened.project.codebook().label("claim").unwrap().retired);
    assert_eq!(opened.damaged, BTreeSet::new());
}

#[test]
fn an_unknown_link_kind_and_an_unknown_person_are_kept() {
    let (ids, problems, opened) = after(|folder| {
        swap(folder, "codebook.ron", "said-by", "cites");
        swap(folder, "project.ron", "\"ana\"", "\"ben\"");
    });
    assert_eq!(ids, ["a1", "a2", "a3"]);
    assert_eq!(
        problems,
        [
            "layers/ana/bridge-1.ron unknown-link-kind",
            "layers/ana/bridge-1.ron unknown-person"
        ]
    );
    assert_eq!(opened.project.layer(&layer_key()).unwrap().links().len(), 1);
    assert_eq!(opened.damaged, BTreeSet::new());
}

#[test]
fn labels_in_a_circle_cost_themselves_only() {
    let (ids, problems, opened) = after(|folder| {
        swap(
            folder,
            "codebook.ron",
            r#"name: "Speaker""#,
            r#"name: "Speaker", parent: "speaker""#,
        );
    });
    assert_eq!(ids, ["a1", "a2", "a3"]);
    assert_eq!(
        problems,
        ["codebook.ron bad-label", "layers/ana/bridge-1.ron unknown-label"]
    );
    assert_eq!(opened.damaged, BTreeSet::from([FileKey::Codebook]));
}

#[test]
fn good_labels_come_in_whatever_their_order_beside_a_bad_one() {
    let (ids, problems, opened) = after(|folder| {
        let text = get(folder, "codebook.ron");
        let circle = r##"  (id: "x", name: "X", parent: "x", colour: "#000000"),"##;
        let claim = r##"  (id: "claim", name: "Claim", parent: "speaker""##;
        put(
            folder,
            "codebook.ron",
            text.replace(r#"  (id: "claim", name: "Claim""#, &format!("{circle}\n{claim}")),
        );
    });
    assert_eq!(ids, ["a1", "a2", "a3"]);
    assert_eq!(problems, ["codebook.ron bad-label"]);
    assert_eq!(opened.project.codebook().tree().len(), 2);
}

#[test]
fn a_text_that_changed_is_told_by_its_hash_and_its_quotes() {
    let (ids, problems, _) = after(|folder| swap(folder, "documents/bridge-1.txt", "in May", "in early May"));
    assert_eq!(ids, ["a1", "a2", "a3"]);
    assert_eq!(
        problems,
        [
            "documents/bridge-1.txt wrong-hash",
            "layers/ana/bridge-1.ron:5 moved-quote"
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
fn a_file_of_a_newer_version_opens_for_reading_only() {
    let (ids, problems, opened) = after(|folder| {
        swap(folder, LAYER, "Layer(format: 1,", "Layer(format: 2, mood: 7,");
        swap(folder, LAYER, "doubt: true", "mood: 3");
    });
    assert_eq!(ids, ["a1", "a3"]);
    assert_eq!(problems, ["layers/ana/bridge-1.ron:1 newer-format"]);
    let message = opened.read_only.clone().unwrap();
    assert!(
        message.contains("layers/ana/bridge-1.ron was written by a newer version of Ascribe (format 2)"),
        "{message}"
    );
    assert!(layer_is_damaged(&opened));
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

#[test]
fn hostile_nesting_and_endless_strings_are_refused_without_harm() {
    let bomb = "[".repeat(1_000_000);
    let endless = format!("Layer(format: 1, document: \"{}", "x".repeat(1_000_000));
    let deep = format!("Layer(format: 1, document: {bomb}");
    for text in [bomb, endless, deep] {
        let (ids, problems, opened) = after(|folder| put(folder, LAYER, &text));
        assert_eq!(ids, [""; 0]);
        assert!(!problems.is_empty());
        assert!(layer_is_damaged(&opened));
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

#[test]
fn check_lists_broken_rules_of_the_codebook_too() {
    let folder = small_folder();
    swap(
        folder.path(),
        "codebook.ron",
        r##"colour: "#3366cc", key: "c""##,
        r##"colour: "#3366cc", overlap: NotItself"##,
    );
    let opened = open(folder.path()).unwrap();
    assert_eq!(opened.problems, vec![]);
    assert_eq!(
        places(&check(&opened)),
        ["layers/ana/bridge-1.ron:4 rule-overlap"]
    );
}

/// Whatever happened to a layer's file: what is not there is told.
fn nothing_is_lost_in_silence(layer: &[u8]) {
    let mut files = small_files();
    files.iter_mut().find(|(path, _)| path == LAYER).unwrap().1 = layer.to_vec();
    let (project, problems) = embedded::project_from_files(&files).unwrap();
    let items = String::from_utf8_lossy(layer).matches("made: \"").count();
    let read = project
        .layer(&layer_key())
        .map_or(0, |layer| layer.len() + layer.links().len());
    assert!(
        read == items && read == 4 || !problems.is_empty(),
        "{read} of {items} items, and no problem"
    );
}

#[test]
fn a_layer_cut_off_anywhere_is_told() {
    let layer = get(small_folder().path(), LAYER);
    for end in 0..layer.trim_end().len() {
        nothing_is_lost_in_silence(&layer.as_bytes()[..end]);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(512))]

    #[test]
    fn a_layer_with_a_wrong_byte_anywhere_is_read_or_told(at in 0usize..700, byte: u8, insert: bool) {
        let mut layer = get(small_folder().path(), LAYER).into_bytes();
        let at = at % layer.len();
        if insert { layer.insert(at, byte) } else { layer[at] = byte }
        nothing_is_lost_in_silence(&layer);
    }

    #[test]
    fn wrong_bytes_in_any_file_do_no_harm(file in 0usize..5, at: usize, bytes: Vec<u8>) {
        let mut files = small_files();
        let content = &mut files[file].1;
        let at = at % content.len();
        content.splice(at..at, bytes);
        let _ = embedded::project_from_files(&files);
        let (project, _) = embedded::project_from_files(&small_files()).unwrap();
        let mut single = single_file(&project, "");
        let at = at % single.len();
        single.truncate(at);
        let _ = project_from_single(&single, "copy.ron");
    }
}
