//! The selection and the steps from label to label, by keys.

use super::*;

fn caret(bench: &mut Bench, words: &str) {
    let (_, text) = bench.session.document().unwrap();
    let at = text.as_str().find(words).unwrap() as u32 + 1;
    bench.go(Request::Select { anchor: at, head: at });
}

#[test]
fn the_selection_grows_from_unit_to_unit_and_back_the_same_way() {
    let mut bench = bench("It is [claim:said that rates] fall. Then more.\nNext one.");
    caret(&mut bench, "that");
    let steps = [
        "that",
        "said that rates",
        "It is said that rates fall.",
        "It is said that rates fall. Then more.",
        "It is said that rates fall. Then more.\nNext one.",
    ];
    for step in steps {
        bench.keys("Ctrl+J");
        assert_eq!(bench.selected_words(), step);
    }
    bench.keys("Ctrl+J");
    for step in steps.iter().rev().skip(1) {
        bench.keys("Ctrl+Shift+J");
        assert_eq!(bench.selected_words(), *step);
    }
    bench.keys("Ctrl+Shift+J");
    assert_eq!(bench.selected_words(), "");
    assert!(bench.session.can(CommandId::ShrinkSelection).is_err());
}

#[test]
fn a_selection_made_otherwise_has_no_way_back() {
    let board = Board::drawn(&[("ana", "One two. Three.")]);
    let mut bench = Bench::of(board.project);
    caret(&mut bench, "two");
    bench.keys("Ctrl+J Ctrl+J");
    assert_eq!(bench.selected_words(), "One two.");
    bench.select("One");
    assert!(bench.session.can(CommandId::ShrinkSelection).is_err());
    bench.keys("Ctrl+J Ctrl+Shift+J");
    assert_eq!(bench.selected_words(), "One");
}

#[test]
fn shrinking_to_the_caret_selects_the_label_again() {
    let mut bench = bench("It is [claim:said] so.");
    bench.keys("]");
    let label = bench.session.view.selected.clone();
    assert!(label.is_some());
    bench.keys("Ctrl+J");
    assert_eq!(
        (
            bench.selected_words().as_str(),
            bench.session.view.selected.is_some()
        ),
        ("said", false)
    );
    bench.keys("Ctrl+Shift+J");
    assert_eq!(bench.session.view.selected, label);
}

#[test]
fn a_labels_words_become_the_selection() {
    let mut bench = bench("It is [claim:said that] so.");
    bench.keys("] Ctrl+D");
    assert_eq!(bench.selected_words(), "said that");
    bench.keys("s");
    assert_eq!(
        bench.shown("ana"),
        "It is [claim:[speaker*:said that]] so.",
        "and can be tagged once more"
    );
    bench.keys("Ctrl+A");
    assert_eq!(bench.selected_words(), "It is said that so.");
}

#[test]
fn links_are_followed_round_and_back() {
    let mut bench = bench("[speaker:Ana] or [speaker:Ben] says [claim:no] to [claim:it].");
    // Claim “no” is linked to both.
    bench.keys("] ] ] l a");
    bench.keys("l b");
    let claim = bench.session.view.selected.clone();
    let mut seen = Vec::new();
    for _ in 0..4 {
        bench.keys("Ctrl+G");
        seen.push(bench.quoted());
    }
    assert_eq!(seen, ["Ana", "Ben", "no", "Ana"]);
    bench.keys("] ]");
    assert_eq!(bench.session.view.selected, claim);
    bench.keys("]");
    let refused = bench.refused(Request::Command(CommandId::GoToLinked));
    assert!(refused.message.contains("no links"), "{refused}");
}

#[test]
fn a_ring_of_links_follows_edits() {
    let mut bench = bench("[speaker:Ana] or [speaker:Ben] or [speaker:Cy] says [claim:no].");
    let round = |bench: &mut Bench, steps: usize| -> Vec<String> {
        let step = |_| {
            bench.keys("Ctrl+G");
            bench.quoted()
        };
        (0..steps).map(step).collect()
    };
    bench.keys("] ] ] ] l a");
    bench.keys("l b");
    assert_eq!(round(&mut bench, 3), ["Ben", "Cy", "no"]);
    // A link more and one less, with the label where the links begin still selected.
    bench.keys("l c");
    assert_eq!(round(&mut bench, 4), ["Ana", "Ben", "Cy", "no"]);
    let ben = AnnotationId::new("ana-2").unwrap();
    let link = bench.layer("ana").links_of(&ben).next().unwrap().id.clone();
    bench.go(Request::DeleteLink(link));
    assert_eq!(round(&mut bench, 3), ["Ana", "Cy", "no"]);
}

#[test]
fn labels_of_one_name_and_doubts_are_stepped_through() {
    let mut bench = bench("[speaker:Ana] [claim:one] [speaker:Ben] [claim:two] [claim:three]");
    bench.keys("] ] ?");
    bench.keys("Ctrl+]");
    assert_eq!(bench.quoted(), "two");
    bench.keys("Ctrl+] ?");
    assert_eq!(bench.quoted(), "three");
    bench.keys("Ctrl+]");
    assert_eq!(bench.notices.last().unwrap().text, "No “claim” further on");
    bench.keys("Ctrl+[");
    assert_eq!(bench.quoted(), "two");
    bench.keys("F7");
    assert_eq!(bench.quoted(), "three");
    bench.keys("Shift+F7");
    assert_eq!(bench.quoted(), "one");
    bench.keys("Shift+F7");
    assert_eq!(bench.quoted(), "one");
}

#[test]
fn the_keymap_file_is_made_read_and_told_about() {
    let desk = tempfile::tempdir().unwrap();
    let mut bench = Bench::empty();
    bench.places.settings = Some(desk.path().join("deep/settings.ron"));
    let file = desk.path().join("deep/keymap.ron");
    bench.go(Request::ReadKeymap);
    bench.work();
    assert!(!file.exists() && bench.notices.is_empty());
    bench.go(Request::Command(CommandId::EditKeymap));
    bench.work();
    assert_eq!(bench.shows, [Show::Shortcuts]);
    assert_eq!(bench.session.keymap.path, Some(file.clone()));
    let template = std::fs::read_to_string(&file).unwrap();
    let mine = template.replace("// \"Palette\": [\"Ctrl+Shift+P\"]", "\"Palette\": [\"F2\"]");
    store::write_atomic(&file, mine.as_bytes()).unwrap();
    bench.go(Request::Command(CommandId::ReloadKeymap));
    bench.work();
    assert_eq!(
        bench.notices.last().unwrap().text,
        "Keymap read: one command has other keys"
    );
    bench.keys("F2");
    assert_eq!(bench.shows.last(), Some(&Show::Palette));
    store::write_atomic(&file, b"(keys: {\"Palete\": []})").unwrap();
    bench.go(Request::Command(CommandId::ReloadKeymap));
    bench.work();
    assert!(bench.notices.last().unwrap().error);
    assert_eq!(
        bench.session.keymap.hint(CommandId::Palette).as_deref(),
        Some("Ctrl+Shift+P")
    );
}
