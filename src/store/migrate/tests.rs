//! The chain on whole projects: what version 0 said is read, stays on the disk, and is written anew by an edit alone.

use super::super::testing::rich_project;
use super::super::*;
use super::*;
use crate::model::*;
use std::collections::BTreeSet;

#[test]
fn a_version_is_older_current_or_newer() {
    assert_eq!(age(0), Age::Older);
    assert_eq!(age(FORMAT), Age::Current);
    assert_eq!(age(FORMAT + 1), Age::Newer);
    assert_eq!(age(u32::MAX), Age::Newer);
}

/// `at: [(3, 8, "words")]` as version 0 had it. Labels of several places it had none.
fn old_row(line: &str) -> Option<String> {
    let Some((before, rest)) = line.split_once("at: [(") else {
        return Some(line.to_owned());
    };
    let (place, after) = rest.split_once(")]")?;
    let mut parts = place.splitn(3, ", ");
    let (start, end, quote) = (parts.next()?, parts.next()?, parts.next()?);
    (!quote.contains("), (")).then(|| format!("{before}start: {start}, end: {end}, quote: {quote}{after}"))
}

fn old_layer(text: &str) -> String {
    let mut section = "";
    let mut lines = Vec::new();
    for line in text.lines() {
        section = line.strip_suffix(": [").unwrap_or(section);
        match section {
            "annotations" => lines.push(old_row(line).unwrap()),
            _ => lines.push(line.to_owned()),
        }
    }
    lines.join("\n").replacen("format: 1", "format: 0", 1) + "\n"
}

const LAYER: &str = "\
Layer(format: 1, document: \"talk-k3v9q2\", annotator: \"ana\", annotated: true, progress: Finished,
annotations: [
  (id: \"whole\", label: \"claim\", made: \"2026-11-22T10:00:00Z\"),
  (id: \"first\", label: \"claim\", at: [(0, 10, \"The bridge\")], note: \"here\", doubt: true, made: \"2026-11-22T10:01:00Z\"),
  (id: \"later\", label: \"claim\", at: [(11, 15, \"will\")], made: \"2026-11-22T10:02:00Z\", changed: \"2026-11-22T10:03:00Z\"),
],
links: [
  (id: \"link\", kind: \"answers\", from: \"first\", to: \"later\", made: \"2026-11-22T10:04:00Z\"),
],
gone: [
  \"lost\",
],
)
";

fn files(layer: &str) -> Vec<(&'static str, String)> {
    let text = "The bridge will reopen.\n";
    let hash = content_hash(text);
    vec![
        (
            "project.ron",
            "Project(format: 0, id: \"p1\", name: \"P\",\npeople: [\n  (id: \"ana\", name: \"Ana\", colour: \"#112233\"),\n],\n)\n".into(),
        ),
        (
            "codebook.ron",
            "Codebook(format: 0, name: \"C\",\nlabels: [\n  (id: \"claim\", name: \"Claim\", colour: \"#112233\"),\n],\nlink_kinds: [\n  (id: \"answers\", name: \"answers\"),\n],\n)\n".into(),
        ),
        (
            "documents/talk-k3v9q2.ron",
            format!("Document(format: 0, id: \"talk-k3v9q2\", title: \"Talk\", hash: \"{hash}\", added: \"2026-11-22T09:00:00Z\",\n)\n"),
        ),
        ("documents/talk-k3v9q2.txt", text.into()),
        ("layers/ana/talk-k3v9q2.ron", layer.to_owned()),
    ]
}

fn put(root: &Path, files: &[(&str, String)]) {
    for (path, content) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        write_atomic(&path, content.as_bytes()).unwrap();
    }
}

fn get(root: &Path, path: &str) -> String {
    std::fs::read_to_string(root.join(path)).unwrap()
}

#[test]
fn an_older_version_opens_as_the_current_one_and_stays_on_the_disk_until_an_edit() {
    let (old, new) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    put(old.path(), &files(&old_layer(LAYER)));
    put(new.path(), &files(LAYER));
    assert!(
        get(old.path(), "layers/ana/talk-k3v9q2.ron").contains("start: 0, end: 10, quote: \"The bridge\",")
    );
    let mut opened = open(old.path()).unwrap();
    assert_eq!(opened.problems, []);
    assert_eq!(opened.read_only, None);
    assert_eq!(opened.project, open(new.path()).unwrap().project);
    for (path, content) in files(&old_layer(LAYER)) {
        assert_eq!(get(old.path(), path), content, "{path}");
    }

    let key = LayerKey::new(
        DocumentId::new("talk-k3v9q2").unwrap(),
        PersonId::new("ana").unwrap(),
    );
    let author = edit::recipes::Author {
        layer: key.clone(),
        now: Timestamp::from_seconds(1_800_000_000),
    };
    let id = AnnotationId::new("first").unwrap();
    let transaction =
        edit::recipes::edit_annotation(&opened.project, &author, &id, "Note", |a| a.note = "there".into())
            .unwrap();
    edit::apply(&mut opened.project, &transaction).unwrap();
    let report = save(
        &opened.location,
        &opened.project,
        &files_of(&transaction),
        &opened.damaged,
    );
    assert_eq!(report.failed, vec![]);
    let written = get(old.path(), "layers/ana/talk-k3v9q2.ron");
    assert!(written.starts_with("Layer(format: 1, "), "{written}");
    assert!(written.contains("at: [(0, 10, \"The bridge\")]"), "{written}");
    assert!(get(old.path(), "project.ron").starts_with("Project(format: 0, "));
    let again = open(old.path()).unwrap();
    assert_eq!((again.project, again.problems), (opened.project, vec![]));
}

#[test]
fn one_file_of_an_older_version_is_read_in_its_own_layout_and_in_another() {
    let folder = tempfile::tempdir().unwrap();
    put(folder.path(), &files(LAYER));
    let project = open(folder.path()).unwrap().project;
    let single = String::from_utf8(single_file(&project, "")).unwrap();
    let (start, rest) = single.split_at(single.find("Layer(").unwrap());
    let old = format!("{}{}", start.replace("format: 1", "format: 0"), old_layer(rest));
    for text in [old.clone(), old.replace('\n', " ")] {
        let (read, problems) = project_from_single(text.as_bytes(), "old.ron").unwrap();
        assert_eq!(problems, []);
        assert_eq!(read, project);
    }
}

#[test]
fn a_current_file_whose_number_was_damaged_is_told_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let damaged = LAYER.replacen("format: 1", "format: 0", 1);
    put(folder.path(), &files(&damaged));
    let opened = open(folder.path()).unwrap();
    let told: Vec<String> = opened.problems.iter().map(ToString::to_string).collect();
    assert!(
        told.iter()
            .any(|line| line.contains(":4:") && line.contains("no field “at”")),
        "{told:?}"
    );
    let files: BTreeSet<FileKey> = all_files(&opened.project);
    let report = save(&opened.location, &opened.project, &files, &opened.damaged);
    assert_eq!(report.failed.len(), 1);
    assert_eq!(get(folder.path(), "layers/ana/talk-k3v9q2.ron"), damaged);
}

#[test]
fn half_a_place_is_told_and_not_guessed() {
    let folder = tempfile::tempdir().unwrap();
    let half = old_layer(LAYER).replacen("start: 11, end: 15", "start: 11", 1);
    put(folder.path(), &files(&half));
    let opened = open(folder.path()).unwrap();
    assert!(!opened.problems.is_empty());
    assert_eq!(opened.damaged.len(), 1);
}

#[test]
fn parts_that_never_changed_need_no_chain() {
    let project = rich_project();
    for file in all_files(&project) {
        let is_layer = matches!(file, FileKey::Layer(_));
        let text = String::from_utf8(render(&project, &file).unwrap()).unwrap();
        if is_layer || !file.is_ron() {
            continue;
        }
        let old = text.replacen("format: 1", "format: 0", 1);
        let piece = embedded::piece_from_bytes(&file, &file.path(), old.as_bytes(), &Default::default());
        assert!(!piece.findings.damaged, "{}", file.path());
        assert!(!piece.changes.is_empty());
    }
}
