//! Things that are larger than people make: left out and told, by line and with the way out, and the rest is read.

use super::super::*;
use crate::model::edit::recipes;
use crate::model::{LabelId, limits};

const PROJECT: &str = "Project(format: 1, id: \"p\", name: \"P\",\n)\n";

fn opened(codebook: &str) -> (tempfile::TempDir, Opened) {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in [("project.ron", PROJECT), ("codebook.ron", codebook)] {
        write_atomic(&folder.path().join(file), text.as_bytes()).unwrap();
    }
    let opened = open(folder.path()).unwrap();
    (folder, opened)
}

/// Labels that stand one below the other.
fn chain(count: usize, parents_first: bool) -> String {
    let mut rows: Vec<String> = (0..count)
        .map(|number| match number {
            0 => "  (id: \"l0\", name: \"L\", colour: \"#112233\"),\n".to_owned(),
            n => format!(
                "  (id: \"l{n}\", name: \"L\", parent: \"l{}\", colour: \"#112233\"),\n",
                n - 1
            ),
        })
        .collect();
    if !parents_first {
        rows.reverse();
    }
    format!(
        "Codebook(format: 1, name: \"C\",\nlabels: [\n{}],\n)\n",
        rows.concat()
    )
}

#[test]
fn labels_far_too_deep_are_left_out_whatever_their_order() {
    for parents_first in [true, false] {
        let (_folder, opened) = opened(&chain(3_000, parents_first));
        assert_eq!(opened.project.codebook().labels().count(), limits::DEEPEST + 1);
        let told = opened
            .problems
            .iter()
            .find(|problem| problem.kind == "bad-label")
            .unwrap();
        assert!(told.repair.is_some(), "{told}");
        assert!(opened.damaged.contains(&FileKey::Codebook));
    }
    let (_folder, opened) = opened(&chain(limits::DEEPEST + 1, false));
    assert_eq!(opened.problems, []);
}

#[test]
fn a_label_is_not_moved_where_those_below_it_would_be_too_deep() {
    let (_folder, opened) = opened(&(chain(limits::DEEPEST, true).replace(
        "],\n)\n",
        "  (id: \"top\", name: \"T\", colour: \"#112233\"),\n  (id: \"mid\", name: \"M\", parent: \"top\", colour: \"#112233\"),\n],\n)\n",
    )));
    let mut project = opened.project;
    let id = |text: &str| LabelId::new(text).unwrap();
    let below = recipes::move_label(&project, &id("l0"), Some(&id("top")), 0).unwrap();
    edit::apply(&mut project.clone(), &below).unwrap();
    let deeper = recipes::move_label(&project, &id("l0"), Some(&id("mid")), 0).unwrap();
    let error = edit::apply(&mut project, &deeper).unwrap_err();
    assert!(error.to_string().contains("below more than 512"), "{error}");
}

#[test]
fn words_far_too_long_cost_their_item_and_are_named_by_line() {
    let long = "x".repeat(limits::NAME + 1);
    let codebook = format!(
        "Codebook(format: 1, name: \"C\",\nlabels: [\n  (id: \"a\", name: \"A\", colour: \"#112233\"),\n  (id: \"b\", name: \"{long}\", colour: \"#112233\"),\n],\n)\n"
    );
    let (folder, opened) = opened(&codebook);
    let told = &opened.problems[0];
    assert_eq!(
        (told.kind, told.line, told.file.as_str()),
        ("too-long", Some(4), "codebook.ron")
    );
    assert_eq!(told.message, "a label’s name is longer than 64 kB");
    assert!(told.repair.is_some());
    assert_eq!(opened.project.codebook().labels().count(), 1);
    let files = all_files(&opened.project);
    let report = save(&opened.location, &opened.project, &files, &opened.damaged);
    assert_eq!(report.failed.len(), 1);
    assert_eq!(
        std::fs::read_to_string(folder.path().join("codebook.ron")).unwrap(),
        codebook
    );
}
