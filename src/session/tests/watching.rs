//! Two sessions on one folder: what one writes appears in the other, and neither overwrites what the other wrote.

use super::*;

/// Ids come from a seed of their own, as on two machines.
fn open(folder: &Path, person: &str, seed: u64) -> Bench {
    let mut bench = Bench::empty();
    let clock = Box::new(|| Timestamp::from_seconds(1_000));
    bench.session = Session::new(Settings::default(), clock, Box::new(SplitMix(seed)));
    bench.session.settings.set_identity("p", person);
    bench.go(Request::Open(folder.to_owned()));
    bench.work();
    bench
}

/// A folder with a text of ana's and ben's, open for both.
fn two(people: &[(&str, &str)], names: [&str; 2]) -> (tempfile::TempDir, Bench, Bench) {
    let desk = tempfile::tempdir().unwrap();
    let folder = desk.path().join("project");
    store::create(&folder, &board(people).project).unwrap();
    let [one, other] = names;
    let (one, other) = (open(&folder, one, 5), open(&folder, other, 6));
    (desk, one, other)
}

impl Bench {
    fn tag(&mut self, words: &str, key: &str) {
        self.select(words);
        self.keys(key);
    }

    fn save(&mut self) {
        self.go(Request::Save);
        self.work();
    }

    fn look(&mut self) {
        self.go(Request::LookAgain);
        self.work();
    }

    fn folder(&self) -> std::path::PathBuf {
        self.session.open.as_ref().unwrap().location.path().to_owned()
    }

    fn last_notice(&self) -> &str {
        self.notices.last().map_or("", |notice| &notice.text)
    }
}

/// Whether a person's labels on the disk are as drawn.
fn disk_has(bench: &Bench, name: &str, drawing: &str) -> bool {
    let read = store::open(&bench.folder()).unwrap().project;
    let document = DocumentId::new("doc").unwrap();
    let text = read.text(document.as_str()).unwrap();
    let layer = LayerKey::new(document.clone(), person(name));
    redrawn(text, read.layer(&layer).unwrap(), |a| a.label.to_string()) == drawing
}

#[expect(clippy::disallowed_methods, reason = "another program writes")]
fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    std::fs::write(path, bytes).unwrap();
}

#[test]
fn reading_again_waits_for_somebody_who_types_on_to_rest() {
    let drawings = [
        ("ana", "one two three four five"),
        ("ben", "one two three four five"),
    ];
    let (_desk, mut ana, mut ben) = two(&drawings, ["ana", "ben"]);
    ben.tag("two", "s");
    ben.save();
    ana.frame(10.0);
    ana.go(Request::LookAgain);
    let scan = jobs::run(ana.jobs.remove(0), &ana.places);
    ana.go(Request::Done(scan));
    let mut rounds = 0;
    for (number, word) in ["one", "two", "three", "four", "five"].into_iter().enumerate() {
        ana.tag(word, "c");
        if let Some(at) = ana.jobs.iter().position(|job| matches!(job, Job::Reread(_))) {
            let read = jobs::run(ana.jobs.remove(at), &ana.places);
            ana.go(Request::Done(read));
            rounds += 1;
        }
        ana.frame(10.1 + 0.1 * number as f64);
    }
    assert_eq!(rounds, 2);
    assert_eq!(ana.shown("ben"), "one two three four five");
    let due = ana.session.save_due_in().unwrap();
    assert!(due > 0.0 && due <= 1.0, "{due}");
    ana.frame(12.0);
    ana.work();
    ana.frame(14.0);
    ana.work();
    assert_eq!(ana.shown("ben"), "one [speaker:two] three four five");
    assert!(ana.session.open.as_ref().unwrap().is_saved());
}

#[test]
fn a_teammates_labels_appear_and_nothing_is_written_for_it() {
    let (_desk, mut ana, mut ben) = two(
        &[("ana", "one two three"), ("ben", "one two three")],
        ["ana", "ben"],
    );
    ana.tag("one", "c");
    ana.save();
    ben.tag("two", "s");
    ben.save();
    ana.look();
    assert_eq!(ana.shown("ben"), "one [speaker:two] three");
    assert_eq!(ana.last_notice(), "The labels of ben on “Doc” were updated");
    assert!(ana.session.open.as_ref().unwrap().is_saved());
    ana.keys("Ctrl+Z");
    assert_eq!(ana.shown("ana"), "one two three");
    assert_eq!(ana.shown("ben"), "one [speaker:two] three");
    // Seen once, told once.
    let told = ana.notices.len();
    ana.look();
    assert_eq!(ana.notices.len(), told);
}

#[test]
fn one_person_at_two_machines_loses_nothing() {
    let (_desk, mut here, mut there) = two(&[("ana", "one two three")], ["ana", "ana"]);
    here.tag("one", "c");
    here.save();
    there.tag("three", "s");
    there.save();
    let all = "[claim:one] two [speaker:three]";
    assert_eq!(there.shown("ana"), all.replace("speaker:", "speaker*:"));
    assert!(there.session.open.as_ref().unwrap().is_saved());
    here.look();
    assert_eq!(here.shown("ana").replace('*', ""), all);
    let read = store::open(&here.folder()).unwrap();
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    assert_eq!(read.project, *here.project());
    assert_eq!(read.project, *there.project());
}

#[test]
fn what_does_not_go_together_is_kept_twice_and_told() {
    let (_desk, mut here, mut there) = two(&[("ana", "[claim:one] two three")], ["ana", "ana"]);
    let relabel = |bench: &mut Bench, key: &str| {
        bench.select_label("ana", "ana-1");
        bench.keys(key);
        bench.save();
    };
    relabel(&mut here, "s");
    relabel(&mut there, "x");
    assert_eq!(there.shown("ana").replace('*', ""), "[letter:one] two three");
    assert_eq!(there.project().conflicts().count(), 1);
    assert_eq!(
        there.last_notice(),
        "1 change made elsewhere does not go with yours"
    );
    // The other version travels in the file, and is told there too.
    here.look();
    assert_eq!(here.project().conflicts().count(), 1);
}

#[test]
fn a_file_that_vanished_takes_no_labels_along() {
    let (_desk, mut ana, _) = two(&[("ana", "[claim:one] two three")], ["ana", "ana"]);
    let path = ana.folder().join("layers/ana/doc.ron");
    std::fs::remove_file(&path).unwrap();
    ana.look();
    assert_eq!(ana.shown("ana"), "[claim:one] two three");
    assert!(
        ana.last_notice().contains("layers/ana/doc.ron is gone"),
        "{}",
        ana.last_notice()
    );
    assert!(
        disk_has(&ana, "ana", "[claim:one] two three"),
        "it is written again"
    );
    ana.tag("two", "s");
    ana.save();
    assert!(disk_has(&ana, "ana", "[claim:one] [speaker:two] three"));
}

#[test]
fn a_file_that_cannot_be_read_changes_nothing_until_it_can() {
    let (_desk, mut ana, _) = two(&[("ana", "[claim:one] two three")], ["ana", "ana"]);
    let path = ana.folder().join("codebook.ron");
    let good = std::fs::read_to_string(&path).unwrap();
    let labels = ana.project().codebook().labels().count();
    let cut = good.replace("labels: [\n", "labels: [\n<<<<<<< HEAD\n=======\n>>>>>>> main\n");
    write(&path, &cut);
    ana.look();
    assert_eq!(ana.project().codebook().labels().count(), labels);
    assert!(
        ana.last_notice()
            .contains("holds the markers of a merge that was not finished, in line 3"),
        "{}",
        ana.last_notice()
    );
    ana.tag("two", "s");
    ana.save();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), cut);
    write(&path, good.replace("name: \"claim\"", "name: \"Claim!\""));
    ana.look();
    assert_eq!(ana.project().codebook().label("claim").unwrap().name, "Claim!");
    assert!(ana.session.open.as_ref().unwrap().problems.is_empty());
}

#[test]
fn what_others_wrote_is_merged_before_the_project_is_left() {
    let (_desk, mut here, mut there) = two(&[("ana", "one two three")], ["ana", "ana"]);
    here.tag("one", "c");
    here.save();
    there.tag("three", "s");
    there.keys("Ctrl+W");
    there.work();
    assert!(there.session.open.is_none());
    assert!(disk_has(&here, "ana", "[claim:one] two [speaker:three]"));
}

#[test]
fn an_edit_made_while_files_are_read_again_is_kept() {
    let (_desk, mut ana, mut ben) = two(
        &[("ana", "one two three"), ("ben", "one two three")],
        ["ana", "ben"],
    );
    ben.tag("two", "s");
    ben.save();
    ana.go(Request::LookAgain);
    let scan = jobs::run(ana.jobs.remove(0), &ana.places);
    ana.go(Request::Done(scan));
    let read = jobs::run(ana.jobs.remove(0), &ana.places);
    ana.tag("one", "c");
    ana.go(Request::Done(read));
    ana.work();
    ana.save();
    assert_eq!(ana.shown("ben"), "one [speaker:two] three");
    assert!(disk_has(&ana, "ana", "[claim:one] two three"));
}

#[test]
fn a_text_that_another_program_changes_under_the_window_is_told_as_that() {
    let drawings = [
        (
            "ana",
            "[speaker:The mayor] said that the bridge will reopen in May. [claim:Nobody believed her].",
        ),
        (
            "ben",
            "The mayor said that the bridge [claim:will reopen] in May. Nobody believed her.",
        ),
    ];
    let (_desk, mut ana, _) = two(&drawings, ["ana", "ben"]);
    let text = ana.folder().join("documents/doc.txt");
    write(
        &text,
        "The mayor said that the bridge will reopen in May. It rained.",
    );
    ana.look();
    assert_eq!(
        ana.shown("ana"),
        "[speaker:The mayor] said that the bridge will reopen in May. It rained."
    );
    assert_eq!(ana.session.to_place().0, 1);
    assert_eq!(
        ana.last_notice(),
        "The text of “Doc” was changed by another program; 1 label waits for its place (F6)"
    );
    ana.save();
    // What stays in its place asks for nothing.
    ana.keys("F6");
    ana.work();
    ana.go(Request::Reanchoring(Reanchoring::Drop));
    ana.save();
    write(
        &text,
        "The mayor said that the bridge will reopen in May. It rained again.",
    );
    ana.look();
    assert!(ana.shown("ana").ends_with("It rained again."));
    assert_eq!(
        ana.last_notice(),
        "The text of “Doc” was changed by another program"
    );
}

#[test]
fn a_second_version_beside_a_file_is_told_once() {
    let (_desk, mut ana, _) = two(&[("ana", "one two three")], ["ana", "ana"]);
    let copy = "layers/ana/doc (Ben's conflicted copy 2026-11-22).ron";
    let text = std::fs::read(ana.folder().join("layers/ana/doc.ron")).unwrap();
    write(&ana.folder().join(copy), text);
    ana.look();
    assert!(ana.last_notice().starts_with(copy), "{}", ana.last_notice());
    let told = ana.notices.len();
    ana.look();
    assert_eq!(ana.notices.len(), told);
}

/// An undo step that was overtaken tells so once, and what lies below goes on.
#[test]
fn undo_goes_past_what_another_machine_changed_and_deleted() {
    let (_desk, mut here, mut there) = two(&[("ana", "[claim:one] two [claim:three]")], ["ana", "ana"]);
    let all = |bench: &Bench| bench.shown("ana").replace('*', "");
    here.tag("two", "c");
    here.select_label("ana", "ana-1");
    here.keys("s");
    here.save();
    there.look();
    there.select_label("ana", "ana-1");
    there.keys("x");
    there.select_label("ana", "ana-2");
    there.keys("Delete");
    there.save();
    here.look();
    let merged = "[letter:one] [claim:two] three";
    assert_eq!(all(&here), merged);
    // Ana changed the label there since: it stays, and nothing else is in the way of the tag below.
    here.keys("Ctrl+Z");
    assert_eq!(all(&here), merged);
    assert!(
        here.last_notice().ends_with("cannot be taken back"),
        "{}",
        here.last_notice()
    );
    let hint = here
        .notices
        .last()
        .and_then(|notice| notice.hint.clone())
        .unwrap();
    assert!(hint.contains("“letter” on “one”"), "{hint}");
    here.keys("Ctrl+Z");
    assert_eq!(all(&here), "[letter:one] two three");
    let head = |bench: &Bench| bench.layer("ana").head().clone();
    assert!(
        head(&here).gone.contains("ana-2"),
        "what was deleted there stays so"
    );
    assert_eq!(here.try_keys("Ctrl+Z").unwrap_err().message, "Nothing to undo");
    here.keys("Ctrl+Y");
    assert_eq!(all(&here), merged);
    here.save();
    there.look();
    assert_eq!(all(&there), merged);
    assert_eq!(head(&here), head(&there));
}

/// Of one step with two labels the one goes back that nobody changed since; after a restart too.
#[test]
fn an_edit_is_taken_back_as_far_as_it_stands() {
    let (desk, _, mut there) = two(&[("ana", "[claim:one] [claim:two] three")], ["ana", "ana"]);
    let start = || {
        let mut bench = Bench::empty();
        bench.places.state = Some(desk.path().join("state"));
        bench.session.settings.set_identity("p", "ana");
        bench.go(Request::Open(desk.path().join("project")));
        bench.work();
        bench
    };
    let doubtful = |bench: &Bench| {
        let all = bench.layer("ana").annotations();
        all.filter(|a| a.doubt)
            .map(|a| a.id.to_string())
            .collect::<Vec<String>>()
    };
    let mut here = start();
    let both = ["ana-1", "ana-2"].map(|id| {
        let key = Key::Annotation(here.session.own_key().unwrap(), AnnotationId::new(id).unwrap());
        let before = edit::item(here.project(), &key).unwrap();
        let Item::Annotation(after) = &before else {
            panic!()
        };
        let after = Annotation {
            doubt: true,
            ..(**after).clone()
        };
        Change::replace(key, before, Item::Annotation(Arc::new(after)))
    });
    let both = Transaction::new("Mark both", both.to_vec());
    here.session.edit(|_, _| Ok(both)).unwrap();
    here.save();
    there.look();
    there.select_label("ana", "ana-1");
    there.keys("s");
    there.save();
    here.look();
    here.keys("Ctrl+Z");
    assert_eq!(here.last_notice(), "1 of 2 changes taken back");
    assert_eq!(doubtful(&here), ["ana-1"]);
    here.save();
    drop(here);
    let mut here = start();
    assert_eq!(here.session.open.as_ref().unwrap().history.undo_title(), None);
    here.keys("Ctrl+Y");
    assert_eq!(doubtful(&here), ["ana-1", "ana-2"]);
    here.save();
    drop(here);
    let mut here = start();
    here.keys("Ctrl+Z");
    assert_eq!(doubtful(&here), ["ana-1"]);
    assert_eq!(
        here.shown("ana").replace('*', ""),
        "[speaker:one] [claim:two] three"
    );
}
