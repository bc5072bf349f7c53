//! Closing, quitting and opening another project: nothing that was edited is lost on the way.

use super::*;

/// The save that was asked for last: what goes where.
fn saving(bench: &mut Bench) -> (OpenedAt, BTreeSet<store::FileKey>) {
    match bench.jobs.pop() {
        Some(Job::Save { location, files, .. }) => (location, files),
        other => panic!("it is saving, not {other:?}"),
    }
}

/// Ana's claims in a project on disk.
fn claims_in(folder: &Path) -> u32 {
    let layer = LayerKey::new(DocumentId::new("doc").unwrap(), person("ana"));
    let read = store::open(folder).unwrap().project;
    read.layer(&layer).unwrap().count("claim")
}

/// The save comes back: not one file could be written.
fn disk_full(bench: &mut Bench, location: OpenedAt, files: BTreeSet<store::FileKey>) {
    let failed = files
        .into_iter()
        .map(|file| (file, UserError::new("The disk is full")));
    let report = store::SaveReport {
        failed: failed.collect(),
        ..store::SaveReport::default()
    };
    bench.go(Request::Done(Outcome::Saved {
        location,
        report: Arc::new(report),
    }));
}

#[test]
fn edits_made_during_a_save_reach_the_disk_though_the_project_is_closed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("project");
    let project = board(&[("ana", "one two three")]).project;
    let mut bench = Bench::on_disk(&path, &project);
    bench.select("one");
    bench.keys("c Ctrl+S");
    bench.select("three");
    bench.keys("c Ctrl+W");
    assert_eq!(bench.jobs.len(), 1, "the second save waits for the first");
    bench.work();
    assert_eq!(claims_in(&path), 2);
}

#[test]
fn edits_made_while_another_project_opens_are_saved() {
    let folder = tempfile::tempdir().unwrap();
    let (one, two) = (folder.path().join("one"), folder.path().join("two"));
    let project = board(&[("ana", "one two three")]).project;
    store::create(&two, &project).unwrap();
    let mut bench = Bench::on_disk(&one, &project);
    bench.go(Request::Open(two.clone()));
    bench.select("three");
    bench.keys("c");
    bench.work();
    assert_eq!(bench.session.open.as_ref().unwrap().location.path(), two);
    assert_eq!(bench.shown("ana"), "one two three");
    assert_eq!(claims_in(&one), 1);
}

#[test]
fn a_save_that_fails_after_closing_is_told_and_does_not_mark_the_next_project() {
    let mut bench = bench("one <two>");
    bench.keys("c Ctrl+W");
    let (location, files) = saving(&mut bench);
    let mut other = Opened {
        project: board(&[("ana", "other")]).project,
        problems: Vec::new(),
        location: Location::Folder("/elsewhere".into()),
        read_only: None,
        damaged: BTreeSet::new(),
        stamps: store::Stamps::new(),
    };
    other.problems.clear();
    bench.go(Request::Done(Outcome::Opened(Ok(Arc::new(other.into())))));
    disk_full(&mut bench, location, files);
    assert_eq!(bench.notices.pop().unwrap().text, "The disk is full");
    let open = bench.session.open.as_ref().unwrap();
    assert!(open.is_saved() && open.trouble.is_none());
}

#[test]
fn a_save_of_the_project_as_it_was_opened_before_says_nothing_of_it_now() {
    let mut bench = bench("one <two>");
    bench.keys("c Ctrl+S");
    let (before, files) = saving(&mut bench);
    // The same place again, and a save of it is under way too.
    bench.open(board(&[("ana", "one two")]).project, None);
    bench.select("two");
    bench.keys("c Ctrl+S");
    let (now, _) = saving(&mut bench);
    assert_eq!(now.location, before.location);
    disk_full(&mut bench, before, files.clone());
    let open = bench.session.open.as_ref().unwrap();
    assert!(open.is_saving() && open.trouble.is_none());
    disk_full(&mut bench, now, files);
    let open = bench.session.open.as_ref().unwrap();
    assert!(!open.is_saving() && open.trouble.is_some());
}

#[test]
fn a_project_that_cannot_be_opened_leaves_the_open_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut bench = bench("one [claim*:two]");
    bench.go(Request::Open(folder.path().join("missing")));
    let outcome = jobs::run(bench.jobs.pop().unwrap(), &bench.places);
    bench.refused(Request::Done(outcome));
    assert_eq!(bench.session.busy, None);
    assert_eq!(bench.shown("ana"), "one [claim*:two]");
}

#[test]
fn a_new_project_has_the_codebook_and_imports_a_text_as_one_step() {
    let folder = tempfile::tempdir().unwrap();
    let mut bench = Bench::empty();
    bench.go(Request::Create {
        folder: folder.path().join("new"),
        name: "New".into(),
        codebook: StartCodebook::NewsInterview,
    });
    bench.work();
    bench.go(Request::SetMe("Ana".into()));
    assert!(bench.project().codebook().labels().count() >= 10);
    let file = folder.path().join("talk.txt");
    store::write_atomic(&file, "\u{feff}She said\r\nit works".as_bytes()).unwrap();
    bench.go(Request::PreviewImport {
        paths: vec![file],
        encoding: None,
        annotator: None,
    });
    bench.work();
    assert_eq!(bench.project().documents().count(), 0, "only a preview");
    let preview = bench.session.view.import.clone().unwrap();
    let guessed = preview
        .transaction
        .changes
        .iter()
        .find_map(|change| match &change.after {
            Some(edit::Item::Document(document)) => Some(Document::clone(document)),
            _ => None,
        });
    let told = Document {
        title: "A talk".into(),
        hash: "no hash".into(),
        ..guessed.unwrap()
    };
    bench.go(Request::DescribeImport(vec![told]));
    bench.go(Request::ConfirmImport);
    let (document, text) = bench.session.document().unwrap();
    assert_eq!(document.title, "A talk");
    assert_eq!(
        document.hash,
        content_hash(text.as_str()),
        "the hash is not the user's to change"
    );
    assert_eq!(text.as_str(), "She said\nit works");
    assert!(document.origin.as_ref().unwrap().bom);
    bench.keys("Ctrl+Z");
    assert_eq!(bench.project().documents().count(), 0);
    assert_eq!(bench.session.view.document, None);
}

#[test]
fn nothing_is_left_unsaved_unless_the_user_insists() {
    let mut bench = bench("one <two>");
    bench.keys("c Ctrl+W");
    let (location, files) = saving(&mut bench);
    assert!(bench.session.open.is_some() && !bench.session.may_leave());
    disk_full(&mut bench, location, files);
    let notice = bench.notices.pop().unwrap();
    assert_eq!(notice.text, "The last edits are not saved: The disk is full");
    assert!(bench.session.open.is_some(), "the edits are still there");
    assert!(bench.session.may_leave(), "told once, the same again leaves");
    bench.keys("Ctrl+W");
    assert!(bench.session.open.is_none());
}

#[test]
fn an_edit_after_the_warning_asks_again() {
    let mut bench = bench("one <two>");
    bench.keys("c Ctrl+W");
    let (location, files) = saving(&mut bench);
    disk_full(&mut bench, location, files);
    bench.keys("Delete");
    assert!(!bench.session.may_leave());
}
