//! A text that another program changed: labels go with their words, what is not sure is kept and waits, and all of it is told.

use super::*;
use crate::model::edit::{Change, Item, Key, Transaction, apply};
use std::collections::BTreeSet;
use std::sync::Arc;

const TEXT: &str = "documents/bridge-1.txt";
const LAYER: &str = "layers/ana/bridge-1.ron";

fn layer_key() -> LayerKey {
    LayerKey::new(
        DocumentId::new("bridge-1").unwrap(),
        PersonId::new("ana").unwrap(),
    )
}

/// The small project with another text under the same labels.
fn with_text(text: &str) -> (TempDir, Opened) {
    let folder = small_folder();
    put(folder.path(), TEXT, text);
    let before = snapshot(folder.path());
    let opened = open(folder.path()).unwrap();
    assert_eq!(snapshot(folder.path()), before, "opening writes nothing");
    assert_eq!(opened.damaged, BTreeSet::new());
    (folder, opened)
}

/// The words of each label by its id; in `?` those that wait.
fn labels(project: &Project) -> Vec<String> {
    let key = layer_key();
    let layer = project.layer(&key).unwrap();
    let text = project.text(key.document.as_str()).unwrap();
    let placed = layer
        .annotations_by_id()
        .map(|a| format!("{}: {}", a.id, a.fragments.quote(text)));
    let waiting = layer
        .all_adrift()
        .map(|a| format!("{}: {}?", a.annotation.id, a.quote()));
    placed.chain(waiting).collect()
}

#[test]
fn labels_go_with_their_words() {
    let (_folder, opened) = with_text("Good news. The bridge will reopen early in May, the mayor said.\n");
    assert_eq!(
        labels(&opened.project),
        ["a1: The bridge will reopen", "a2: will reopen", "a3: the mayor"]
    );
    let told: Vec<String> = opened.problems.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 4, "{told:#?}");
    assert!(
        told[0].starts_with("documents/bridge-1.txt: the text is not the one"),
        "{told:?}"
    );
    assert!(
        told[1].contains(":3: “The bridge will reopen” stood at 0 to 22; it was found again at 11 to 33"),
        "{told:?}"
    );
}

#[test]
fn a_label_whose_words_are_gone_waits_with_its_links_and_is_saved() {
    let (folder, opened) = with_text("The bridge will reopen in May, somebody said.\n");
    let waiting = ["a1: The bridge will reopen", "a2: will reopen", "a3: the mayor?"];
    assert_eq!(labels(&opened.project), waiting);
    let layer = opened.project.layer(&layer_key()).unwrap();
    assert_eq!((layer.links().len(), layer.count("speaker")), (1, 0));
    // Another edit saves the layer; the label that waits is in it, and comes back.
    let mut project = opened.project.clone();
    let old = layer.annotation("a2").unwrap().clone();
    let mut new = Annotation::clone(&old);
    new.note = "checked".to_owned();
    let key = Key::Annotation(layer_key(), old.id.clone());
    let change = Change::replace(key, Item::Annotation(old), Item::Annotation(Arc::new(new)));
    apply(&mut project, &Transaction::new("Note", vec![change])).unwrap();
    let files = BTreeSet::from([FileKey::Layer(layer_key())]);
    let report = save(&opened.location, &project, &files, &opened.damaged);
    assert_eq!(report.failed, vec![]);
    assert!(
        get(folder.path(), LAYER).contains(r#"at: [(31, 40, "the mayor")], adrift: true, made: "#),
        "{}",
        get(folder.path(), LAYER)
    );
    let again = open(folder.path()).unwrap();
    assert_eq!(again.project, project);
    assert_eq!(labels(&again.project), waiting);
    let adrift = check(&again)
        .into_iter()
        .filter(|problem| problem.kind == "adrift");
    let lines: Vec<Option<u32>> = adrift.map(|problem| problem.line).collect();
    assert_eq!(lines, [Some(5)]);
}

#[test]
fn a_label_that_waits_is_not_placed_by_chance_when_the_file_is_read_again() {
    let (folder, _) = with_text("The bridge will reopen in May, the mayor said.\n");
    let waits = get(folder.path(), LAYER).replace(r#""the mayor")],"#, r#""the mayor")], adrift: true,"#);
    put(folder.path(), LAYER, &waits);
    let opened = open(folder.path()).unwrap();
    assert_eq!(labels(&opened.project)[2], "a3: the mayor?");
    assert_eq!(opened.problems, vec![]);
}

#[test]
fn a_word_that_happens_to_stand_at_the_old_place_is_not_taken_for_the_one_that_was_meant() {
    let folder = small_folder();
    let old = "Nobody knew of the plan. We or they. Everybody heard of it later.\n";
    let rows = r#"  (id: "a1", label: "claim", at: [(0, 24, "Nobody knew of the plan.")], made: "2026-11-22T10:04:07Z"),
  (id: "a2", label: "claim", at: [(28, 30, "or")], made: "2026-11-22T10:05:00Z"),
  (id: "a3", label: "claim", at: [(37, 65, "Everybody heard of it later.")], made: "2026-11-22T10:06:00Z"),
"#;
    put(
        folder.path(),
        LAYER,
        format!(
            "Layer(format: 1, document: \"bridge-1\", annotator: \"ana\", annotated: true, progress: InProgress,\nannotations: [\n{rows}],\n)\n"
        ),
    );
    let new = format!("{:28}or so. {old}", "Some came, a dozen");
    assert_eq!(new.get(28..30), Some("or"));
    put(folder.path(), TEXT, &new);
    let opened = open(folder.path()).unwrap();
    let layer = opened.project.layer(&layer_key()).unwrap();
    let hull = layer.annotation("a2").unwrap().fragments.hull().unwrap();
    assert_eq!(hull.start() as usize, new.find("We or they").unwrap() + 3);
}

#[test]
fn a_label_of_a_text_that_came_back_stands_where_it_stood() {
    let (folder, opened) = with_text("Good news. The bridge will reopen in May, the mayor said.\n");
    let before = get(folder.path(), LAYER);
    assert!(!opened.problems.is_empty());
    put(
        folder.path(),
        TEXT,
        "The bridge will reopen in May, the mayor said.\n",
    );
    assert_eq!(open(folder.path()).unwrap().problems, vec![]);
    assert_eq!(get(folder.path(), LAYER), before);
}
