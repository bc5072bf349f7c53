//! Damaged, strange and hostile files: each is named with its line, the rest opens, nothing is written over.
//! Here the lines of one file; below, whole files that are missing or strange, and damage anywhere.

mod anywhere;
mod folder;

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
fn words_that_moved_are_told_and_their_labels_go_with_them() {
    let (ids, problems, opened) = after(|folder| {
        swap(
            folder,
            LAYER,
            r#"(31, 40, "the mayor")"#,
            r#"(30, 39, "the mayor")"#,
        )
    });
    assert_eq!(ids, ["a1", "a2", "a3"]);
    assert_eq!(problems, ["layers/ana/bridge-1.ron:5 placed-again"]);
    assert!(!layer_is_damaged(&opened));
}

#[test]
fn offsets_outside_the_text_are_corrected_by_the_words() {
    let (ids, problems, opened) = after(|folder| swap(folder, LAYER, "(31, 40,", "(31, 4000,"));
    assert_eq!(ids, ["a1", "a2", "a3"]);
    assert_eq!(problems, ["layers/ana/bridge-1.ron:5 placed-again"]);
    assert!(!layer_is_damaged(&opened));
}

#[test]
fn offsets_that_are_no_place_cost_the_item_and_its_links() {
    let (ids, problems, opened) = after(|folder| swap(folder, LAYER, "(31, 40,", "(41, 40,"));
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
