//! Labels that a teammate sent back: looked at, brought in as one step, taken back.

use super::*;
use crate::session::BringIn;
use crate::store::{self, single_file};

const HERE: &[(&str, &str)] = &[
    ("ana", "[claim:The bridge] will reopen in May."),
    ("ben", "The [claim:bridge] will reopen in May."),
];
const SENT: &[(&str, &str)] = &[
    ("ana", "[claim:The bridge] will reopen in May."),
    ("ben", "The [claim:bridge] will [claim:reopen] in May."),
];

/// A folder open for Ana, and Ben's copy as one file.
fn bench() -> (tempfile::TempDir, Bench, std::path::PathBuf) {
    let desk = tempfile::tempdir().unwrap();
    let folder = desk.path().join("project");
    store::create(&folder, &board(HERE).project).unwrap();
    let sent = desk.path().join("back.ron");
    store::write_atomic(&sent, &single_file(&board(SENT).project, "a copy")).unwrap();
    let mut bench = Bench::empty();
    bench.session.settings.set_identity("p", "ana");
    bench.go(Request::Open(folder));
    bench.work();
    (desk, bench, sent)
}

impl Bench {
    fn bring(&mut self, what: BringIn) {
        self.go(Request::BringIn(what));
        self.work();
    }

    fn bens_labels(&self) -> usize {
        let project = self.session.project().unwrap();
        let layer = LayerKey::new(DocumentId::new("doc").unwrap(), person("ben"));
        project.layer(&layer).unwrap().len()
    }
}

#[test]
fn what_was_sent_is_looked_at_first_and_one_undo_takes_it_back() {
    let (_desk, mut bench, sent) = bench();
    bench.bring(BringIn::Preview(vec![sent.clone()]));
    let preview = bench.session.view.bringing.clone().unwrap();
    assert_eq!(preview.bringing.report.new.len(), 1);
    assert_eq!(bench.bens_labels(), 1);
    bench.bring(BringIn::Confirm);
    assert_eq!(bench.bens_labels(), 2);
    assert!(bench.session.view.bringing.is_none());
    let told = bench.notices.last().unwrap().text.clone();
    assert_eq!(told, "Brought in labels from back.ron. Undo takes it back");
    bench.go(Request::Command(CommandId::Undo));
    assert_eq!(bench.bens_labels(), 1);
    bench.bring(BringIn::Preview(vec![sent]));
    bench.bring(BringIn::Cancel);
    assert!(bench.session.view.bringing.is_none());
    assert_eq!(bench.bens_labels(), 1);
}

#[test]
fn an_edit_after_the_preview_makes_it_look_again() {
    let (_desk, mut bench, sent) = bench();
    bench.bring(BringIn::Preview(vec![sent]));
    bench.select("May");
    bench.keys("c");
    bench.bring(BringIn::Confirm);
    assert_eq!(bench.bens_labels(), 1);
    assert!(bench.session.view.bringing.is_some());
    bench.bring(BringIn::Confirm);
    assert_eq!(bench.bens_labels(), 2);
}

#[test]
fn a_copy_of_some_documents_and_people_comes_back_without_deleting_the_others() {
    let (desk, mut bench, _) = bench();
    let part = desk.path().join("part.ron");
    let scope = crate::formats::Scope {
        annotators: vec![person("ben")],
        ..crate::formats::Scope::default()
    };
    bench.go(Request::SavePart(part.clone(), Box::new(scope)));
    bench.work();
    let read = store::open(&part).unwrap().project;
    let people: Vec<String> = read.layers().map(|(key, _)| key.annotator.to_string()).collect();
    assert_eq!(people, ["ben"]);
    bench.bring(BringIn::Preview(vec![part]));
    let preview = bench.session.view.bringing.clone().unwrap();
    assert!(preview.bringing.transaction.is_empty());
}
