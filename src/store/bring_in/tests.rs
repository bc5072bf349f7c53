//! What teammates send back, and what becomes of it.

use super::*;
use crate::model::edit::recipes::{Author, delete_annotations, edit_annotation};
use crate::model::edit::{Change, apply};
use crate::model::testing::{Board, label, person};
use crate::store::disk::Real;
use crate::store::{Location, all_files, create, open, render, single_file};
use std::path::{Path, PathBuf};

const DRAWN: &[(&str, &str)] = &[
    ("ana", "[claim:The bridge] will [quote:reopen] in May."),
    ("ben", "The [claim:bridge] will reopen in [quote:May]."),
];

/// The same project on Ana's and on Ben's machine.
fn copies() -> (Board, Board) {
    (Board::drawn(DRAWN), Board::drawn(DRAWN))
}

fn guest(project: &Project) -> Guest {
    Guest {
        project: project.clone(),
        name: "from-ben.ron".to_owned(),
        skipped: Problems::new(),
    }
}

fn brought(ours: &Board, theirs: &Board) -> Bringing {
    bring_in(&ours.project, &guest(&theirs.project), Some(&person("ana")))
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_seconds(seconds)
}

fn id(id: &str) -> AnnotationId {
    AnnotationId::new(id).unwrap()
}

impl Board {
    fn mark(&mut self, name: &str, which: &str, word: &str, at: std::ops::Range<usize>) {
        self.tag(name, which, word, &[at]);
    }

    fn relabel(&mut self, name: &str, which: &str, to: &str, now: i64) {
        if self.project.codebook().label(to).is_none() {
            self.add_label(Label::new(label(to), to));
        }
        let author = Author {
            layer: self.layer(name),
            now: at(now),
        };
        let edit = edit_annotation(&self.project, &author, &id(which), "", |a| a.label = label(to)).unwrap();
        apply(&mut self.project, &edit).unwrap();
    }

    fn delete(&mut self, name: &str, which: &str) {
        let author = Author {
            layer: self.layer(name),
            now: at(9),
        };
        let edit = delete_annotations(&self.project, &author, &[id(which)]).unwrap();
        apply(&mut self.project, &edit).unwrap();
    }
}

fn label_of(project: &Project, name: &str, which: &str) -> Option<String> {
    let key = LayerKey::new(DocumentId::new("doc").unwrap(), person(name));
    let annotation = project.layer(&key)?.annotation(which)?;
    Some(annotation.label.to_string())
}

/// new, equal, changed, gone, older, conflicts, skipped
fn counts(report: &BringReport) -> [usize; 7] {
    let BringReport {
        new,
        equal,
        changed,
        gone,
        older,
        conflicts,
        skipped,
        ..
    } = report;
    [new, equal, changed, gone, older]
        .map(Vec::len)
        .into_iter()
        .chain([conflicts.len(), skipped.len()])
        .collect::<Vec<_>>()
        .try_into()
        .unwrap()
}

#[test]
fn a_copy_that_nobody_touched_changes_nothing() {
    let (ana, ben) = copies();
    let done = brought(&ana, &ben);
    assert_eq!(counts(&done.report), [0, 4, 0, 0, 0, 0, 0]);
    assert!(done.transaction.is_empty());
}

#[test]
fn a_teammates_later_labels_are_taken_and_ones_own_work_meanwhile_stays() {
    let (mut ana, mut ben) = copies();
    ben.relabel("ben", "ben-1", "doubt", 5);
    ben.mark("ben", "ben-3", "claim", 4..10);
    ben.delete("ben", "ben-2");
    ana.relabel("ana", "ana-1", "quote", 3);
    ana.mark("ana", "ana-3", "claim", 0..3);
    let done = brought(&ana, &ben);
    // Ben's copy of Ana's label is the older one.
    assert_eq!(counts(&done.report), [1, 1, 1, 1, 1, 0, 0]);
    assert_eq!(done.report.labels, [label("doubt")]);
    let of = |name, which| label_of(&done.after, name, which);
    assert_eq!(of("ben", "ben-1").as_deref(), Some("doubt"));
    assert_eq!(of("ben", "ben-2"), None);
    assert_eq!(of("ben", "ben-3").as_deref(), Some("claim"));
    assert_eq!(of("ana", "ana-1").as_deref(), Some("quote"));
    assert_eq!(of("ana", "ana-3").as_deref(), Some("claim"));
    // The transaction leads there, one undo leads back, and the same file changes nothing more.
    let mut project = ana.project.clone();
    apply(&mut project, &done.transaction).unwrap();
    assert_eq!(project, done.after);
    apply(&mut project, &done.transaction.inverse()).unwrap();
    assert_eq!(project, ana.project);
    let again = bring_in(&done.after, &guest(&ben.project), Some(&person("ana")));
    assert!(again.transaction.is_empty(), "{:?}", again.transaction);
    assert_eq!(counts(&again.report)[0], 0);
}

#[test]
fn a_later_version_of_ones_own_label_is_asked_about_and_both_versions_stay() {
    let (mut ana, mut ben) = copies();
    ana.relabel("ana", "ana-1", "quote", 3);
    ben.relabel("ana", "ana-1", "doubt", 5);
    ben.delete("ana", "ana-2");
    let done = brought(&ana, &ben);
    assert_eq!(counts(&done.report), [0, 2, 0, 0, 0, 2, 0]);
    assert_eq!(label_of(&done.after, "ana", "ana-1").as_deref(), Some("quote"));
    assert_eq!(label_of(&done.after, "ana", "ana-2").as_deref(), Some("quote"));
    assert_eq!(done.report.conflicts[0].fields, ["label"]);
    assert_eq!(done.report.conflicts[1].others, [None]);
    assert_eq!(done.after.conflicts().len(), 2);
    let again = bring_in(&done.after, &guest(&ben.project), Some(&person("ana")));
    assert!(again.transaction.is_empty());
    // To somebody who says not who she is, the later version is her own.
    let open = bring_in(&ana.project, &guest(&ben.project), None);
    assert_eq!(label_of(&open.after, "ana", "ana-1").as_deref(), Some("doubt"));
}

#[test]
fn a_label_that_was_deleted_here_stays_deleted() {
    let (mut ana, ben) = copies();
    ana.delete("ana", "ana-1");
    let done = brought(&ana, &ben);
    assert_eq!(counts(&done.report), [0, 3, 0, 0, 1, 0, 0]);
    assert_eq!(label_of(&done.after, "ana", "ana-1"), None);
}

#[test]
fn a_codebook_that_differs_stays_with_both_versions() {
    let (ana, mut ben) = copies();
    ben.add_label(Label {
        description: "What is held to be true".to_owned(),
        ..Label::new(label("claim"), "Claim!")
    });
    let done = brought(&ana, &ben);
    assert_eq!(counts(&done.report)[5], 1);
    assert_eq!(done.report.conflicts[0].fields, ["name", "description"]);
    assert_eq!(
        done.after.codebook().label("claim"),
        ana.project.codebook().label("claim")
    );
}

#[test]
fn a_document_is_known_by_its_name_and_its_labels_find_their_words_in_another_text() {
    let ana = Board::drawn(&[("ana", "Corrected: The [claim:bridge] will reopen in May.")]);
    let ben = Board::drawn(&[("ben", "The [claim:bridge] will [quote:reopen] in May.")]);
    let ben = with_other_id(ben, "talk");
    let done = brought(&ana, &ben);
    assert_eq!(done.report.documents, []);
    assert_eq!(counts(&done.report)[0], 2);
    assert_eq!(counts(&done.report)[6], 0, "{:?}", done.report.skipped);
    let layer = done.after.layer(&ana.layer("ben")).unwrap();
    let text = done.after.text("doc").unwrap();
    let words: Vec<String> = layer.annotations().map(|a| a.fragments.quote(text)).collect();
    assert_eq!(words, ["bridge", "reopen"]);
    assert_eq!(done.report.notes.len(), 2, "{:?}", done.report.notes);
}

/// The same board with its document under another id, in another project.
fn with_other_id(board: Board, id: &str) -> Board {
    let mut other = Board {
        project: Project::new("q", "Q"),
        document: DocumentId::new(id).unwrap(),
    };
    let text = board.project.text("doc").unwrap();
    other.add_document(id, "Doc", text.as_str());
    other.add_person("ben");
    for annotation in board.project.layer(&board.layer("ben")).unwrap().annotations() {
        let spans: Vec<_> = annotation.fragments.iter().map(|span| span.range()).collect();
        other.tag("ben", annotation.id.as_str(), annotation.label.as_str(), &spans);
    }
    other
}

#[test]
fn people_of_two_projects_who_share_an_id_are_not_mixed() {
    let (ana, ben) = copies();
    let mut other = with_other_id(ben, "doc");
    let before = other.project.person("ben").unwrap().clone();
    let after = Person {
        name: "Benedikt".to_owned(),
        ..Person::clone(&before)
    };
    other.edit(vec![Change::replace(
        Key::Person(person("ben")),
        Item::Person(before),
        Item::Person(after.into()),
    )]);
    let done = brought(&ana, &other);
    assert_eq!(done.after.layers().count(), 2);
    assert_eq!(done.report.skipped.len(), 1);
    assert!(
        done.report.skipped[0].message.contains("two people"),
        "{:?}",
        done.report.skipped
    );
}

#[test]
fn a_locked_layer_stays_and_is_named() {
    let (mut ana, mut ben) = copies();
    ben.mark("ben", "ben-3", "claim", 4..10);
    let key = Key::Lock(ana.layer("ben"));
    ana.edit(vec![Change::create(key, Item::Mark)]);
    let done = brought(&ana, &ben);
    assert!(done.transaction.is_empty());
    assert!(done.report.skipped[0].message.contains("is locked"));
}

#[expect(clippy::disallowed_methods, reason = "tests put files in place")]
fn put(path: &Path, bytes: &[u8]) -> PathBuf {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, bytes).unwrap();
    path.to_owned()
}

#[test]
fn single_files_folders_and_files_of_layers_bring_the_same_labels() {
    let desk = tempfile::tempdir().unwrap();
    let (ana, mut ben) = copies();
    ben.mark("ben", "ben-3", "claim", 4..10);
    create(&desk.path().join("ana"), &ana.project).unwrap();
    create(&desk.path().join("ben"), &ben.project).unwrap();
    let other = with_other_id(Board::drawn(DRAWN), "other");
    create(&desk.path().join("other"), &other.project).unwrap();
    let single = put(&desk.path().join("ben.ron"), &single_file(&ben.project, "a copy"));
    let layers = desk.path().join("ben/layers");
    let layer = layers.join("ben/doc.ron");
    let location = Location::Folder(desk.path().join("ana"));
    let read = |path: &Path| read_guest(&Real, &[path.to_owned()], (&ana.project, &location));
    let person_folder = layers.join("ben");
    for path in [single, desk.path().join("ben"), layers, person_folder, layer] {
        let guest = read(&path).unwrap();
        let done = bring_in(&ana.project, &guest, Some(&person("ana")));
        assert_eq!(done.report.new.len(), 1, "{}: {:?}", path.display(), done.report);
        assert_eq!(
            counts(&done.report)[4..],
            [0, 0, 0],
            "{}: {:?}",
            path.display(),
            done.report
        );
        assert_eq!(label_of(&done.after, "ben", "ben-3").as_deref(), Some("claim"));
        assert_eq!(done.after.codebook(), ana.project.codebook());
    }
    for (path, words) in [
        ("ana", "the project itself"),
        ("ana/codebook.ron", "the project itself"),
        ("ben/codebook.ron", "of the kind “Codebook”"),
        ("ben/documents/doc.txt", "no file of Ascribe"),
        ("nowhere", "nowhere"),
        // Whatever lies somewhere below them may be anybody's.
        ("", "is neither a project nor a folder of its layers"),
        ("ben/documents", "is neither a project nor a folder of its layers"),
        ("other/layers", "another project, “"),
        ("other/layers/ben/other.ron", "another project, “"),
    ] {
        let error = read(&desk.path().join(path)).unwrap_err();
        assert!(error.message.contains(words), "{path}: {error}");
    }
    assert_eq!(open(&desk.path().join("ana")).unwrap().project, ana.project);
}

#[test]
fn a_layer_of_an_unknown_document_or_person_is_told() {
    let desk = tempfile::tempdir().unwrap();
    let ben = Board::drawn(&[("cleo", "The [doubt:bridge] will reopen in May.")]);
    let file = all_files(&ben.project)
        .into_iter()
        .find(|file| matches!(file, FileKey::Layer(_)));
    let path = put(
        &desk.path().join("cleo.ron"),
        &render(&ben.project, &file.unwrap()).unwrap(),
    );
    let location = Location::Folder(desk.path().join("ana"));
    let (ana, _) = copies();
    let guest = read_guest(&Real, std::slice::from_ref(&path), (&ana.project, &location)).unwrap();
    let done = bring_in(&ana.project, &guest, None);
    assert_eq!(done.report.people, [person("cleo")]);
    assert_eq!(done.report.labels, [label("doubt")]);
    assert!(done.report.notes[0].contains("doubt"), "{:?}", done.report.notes);
    assert!(done.after.codebook().label("doubt").unwrap().retired);
    let error = read_guest(&Real, &[path], (&Project::new("x", "X"), &location)).unwrap_err();
    assert!(error.message.contains("no document “doc”"), "{error}");
}
