//! What the window tells when edits cannot be saved, and when another window has the project.

use super::*;
use ascribe::command::CommandId;
use ascribe::session::Outcome;
use ascribe::store::disk::{Failure, Fault, Faulty, Lasting, Real};
use egui_kittest::kittest::NodeT;
use std::io::ErrorKind;
use std::path::Path;

const SIZE: [f32; 2] = [1280.0, 800.0];

/// A window with a project of one text, open as Ana; its disk can be told to fail.
pub fn on_a_faulty_disk(size: [f32; 2]) -> (Window, Faulty) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(
        folder.path().join("note.txt"),
        "The bridge opens on Monday, minister Pyo said.\n",
    )
    .unwrap();
    let disk = Faulty::new(Arc::new(Real));
    let places = Places {
        disk: Arc::new(disk.clone()),
        state: Some(folder.path().join("state")),
        token: "first".into(),
        ..Places::default()
    };
    let mut window = Window::in_places("Ana", folder, size, places);
    window.ask(Request::Create {
        folder: window.path("project"),
        name: "Bridge".into(),
        codebook: StartCodebook::NewsInterview,
    });
    window.ask(Request::PreviewImport {
        paths: vec![window.path("note.txt")],
        encoding: None,
        annotator: None,
    });
    window.ask(Request::ConfirmImport);
    window.rest();
    assert!(window.session().open.as_ref().unwrap().is_saved());
    (window, disk)
}

/// Another window on the project of the first one, opened as `person`.
pub fn another_on(first: &Window, person: &str) -> Window {
    let places = Places {
        state: Some(first.path("state")),
        token: "second".into(),
        ..Places::default()
    };
    let folder = tempfile::tempdir().unwrap();
    let mut window = Window::in_places(person, folder, SIZE, places);
    window.ask(Request::Open(first.path("project")));
    window
}

/// Tags some words as a speaker, and rests until that is saved, or was to be.
pub fn tag(window: &mut Window, words: &str) {
    window.select(words, 0);
    window.sign("s");
    window.rest();
}

pub fn shows(window: &Window, words: &str) -> bool {
    window.harness.query_all_by_label_contains(words).next().is_some()
}

/// The words of the status bar for what is not saved.
fn not_saved(window: &Window) -> String {
    let node = window.harness.get_by_label_contains("Not saved: ");
    node.accesskit_node().label().unwrap_or_default()
}

pub fn layer_on_disk(project: &Path, window: &Window) -> String {
    let document = window.session().view.document.clone().unwrap();
    std::fs::read_to_string(project.join(format!("layers/ana/{document}.ron"))).unwrap_or_default()
}

#[test]
fn a_full_disk_is_told_with_the_file_and_what_to_do_and_saving_goes_on_when_there_is_room() {
    let (mut window, disk) = on_a_faulty_disk(SIZE);
    assert!(shows(&window, "Saved"));
    disk.set_for(
        &["write"],
        Fault {
            at: 1,
            lasting: Lasting::FromThenOn,
            error: Failure::Kind(ErrorKind::StorageFull),
        },
    );
    tag(&mut window, "bridge");
    let told = not_saved(&window);
    assert!(told.contains(": layers/ana/"), "{told}");
    let before = window.annotations("ana").len();
    tag(&mut window, "minister");
    assert_eq!(window.annotations("ana").len(), before + 1, "edits go on");
    window.click_on(&told);
    for words in [
        "Not saved in the project folder",
        "Make room on the disk",
        "tried again by itself",
    ] {
        assert!(shows(&window, words), "{words}");
    }
    for button in ["Retry", "Save to another folder…", "Save as one file…"] {
        assert!(window.harness.query_by_label(button).is_some(), "{button}");
    }
    window.click_on("Retry");
    assert_eq!(not_saved(&window), told);
    disk.set(None);
    window.click_on("Retry");
    window.settle();
    assert!(window.session().open.as_ref().unwrap().is_saved());
    assert!(!shows(&window, "Not saved: "));
    assert!(shows(&window, "Everything is saved again"));
    let labels = window.annotations("ana");
    let saved = layer_on_disk(&window.path("project"), &window);
    assert!(labels.iter().all(|label| saved.contains(label.id.as_str())));
}

#[test]
fn a_folder_that_is_gone_is_told_and_saved_to_by_itself_when_it_is_back() {
    let (mut window, _disk) = on_a_faulty_disk([900.0, 600.0]);
    std::fs::rename(window.path("project"), window.path("away")).unwrap();
    tag(&mut window, "bridge");
    let told = not_saved(&window);
    assert_eq!(told, "Not saved: the project folder cannot be reached");
    window.click_on(&told);
    assert!(shows(&window, "The project folder cannot be reached"));
    window.press(Modifiers::NONE, Key::Escape);
    tag(&mut window, "minister");
    assert!(!window.path("project").exists(), "nothing is made in its place");
    std::fs::rename(window.path("away"), window.path("project")).unwrap();
    for _ in 0..6 {
        window.rest();
    }
    assert!(window.session().open.as_ref().unwrap().is_saved());
    assert!(shows(&window, "Saved"));
    let saved = layer_on_disk(&window.path("project"), &window);
    assert!(
        window
            .annotations("ana")
            .iter()
            .all(|label| saved.contains(label.id.as_str()))
    );
}

#[test]
fn work_goes_on_in_another_folder_when_the_old_one_fails() {
    let (mut window, disk) = on_a_faulty_disk(SIZE);
    std::fs::rename(window.path("project"), window.path("away")).unwrap();
    tag(&mut window, "bridge");
    let told = not_saved(&window);
    window.click_on(&told);
    window.click_on("Save to another folder…");
    assert!(shows(&window, "Go on working in the new folder"));
    let field = window.harness.get_by_label("Folder").rect().center();
    window.click(field);
    window.press(Modifiers::COMMAND, Key::A);
    let rescue = window.path("rescue/project");
    window.harness.event(Event::Text(rescue.display().to_string()));
    window.settle();
    let old_id = window.session().project().unwrap().head().id.clone();
    let (labels, selection) = (window.annotations("ana"), window.session().view.selection);
    window.click_on("Save");
    window.rest();
    let open = window.session().open.as_ref().unwrap();
    assert_eq!(open.location.path(), rescue);
    assert_ne!(open.project.head().id, old_id, "a copy is a project of its own");
    assert!(open.is_saved() && open.me.is_some());
    assert_eq!(window.annotations("ana"), labels);
    assert_eq!(window.session().view.selection, selection, "one is where one was");
    tag(&mut window, "minister");
    assert!(window.session().open.as_ref().unwrap().is_saved());
    // A folder in the project itself, or one that holds something, is no place for a copy.
    for folder in ["rescue/project/copy", "away"] {
        let folder = window.path(folder);
        let goes_on = false;
        window.ask(Request::SaveElsewhere {
            folder: folder.clone(),
            goes_on,
        });
        assert!(!folder.join("copy/project.ron").exists() && !rescue.join("copy").exists());
    }
    drop(disk);
}

#[test]
fn the_second_window_is_told_and_chooses_to_look_on() {
    let (first, _disk) = on_a_faulty_disk(SIZE);
    let mut second = another_on(&first, "Ana");
    assert!(shows(&second, "This project is open in another window"));
    assert!(shows(&second, "You opened it there a moment ago"));
    second.click_on("Look on");
    assert!(!shows(&second, "This project is open in another window"));
    let document = second.first_document();
    second.ask(Request::SelectDocument(document));
    let before = second.annotations("ana").len();
    tag(&mut second, "bridge");
    assert_eq!(second.annotations("ana").len(), before);
    second.click_on("Only to look at");
    assert!(
        second.harness.query_by_label("Take over").is_some(),
        "the choice is there again"
    );
}

#[test]
fn taking_over_makes_the_first_window_look_on() {
    let (mut first, _disk) = on_a_faulty_disk(SIZE);
    first.select("bridge", 0);
    first.sign("s");
    let labels = first.annotations("ana");
    let mut second = another_on(&first, "Ana");
    // What the first window's background finds out.
    let folder = first
        .session()
        .open
        .as_ref()
        .unwrap()
        .window
        .watched()
        .unwrap()
        .to_owned();
    first.ask(Request::Done(Outcome::AskedFor(folder)));
    assert!(shows(&first, "Another window took over"));
    assert!(shows(&first, "Only to look at"));
    second.click_on("Take over");
    second.rest();
    assert!(shows(&second, "Saved"));
    let document = second.first_document();
    second.ask(Request::SelectDocument(document));
    assert_eq!(second.annotations("ana"), labels, "all that the first had");
    tag(&mut second, "minister");
    assert_eq!(second.annotations("ana").len(), labels.len() + 1);
    assert!(first.session().can(CommandId::TakeOver).is_ok(), "and back");
    assert!(second.session().can(CommandId::TakeOver).is_err());
}

/// The window of a program that was killed while its last edit, a label on “minister”, was in no file.
fn killed() -> Window {
    let (mut window, disk) = on_a_faulty_disk(SIZE);
    tag(&mut window, "bridge");
    disk.set_for(
        &["rename"],
        Fault {
            at: 1,
            lasting: Lasting::FromThenOn,
            error: Failure::Kind(ErrorKind::StorageFull),
        },
    );
    tag(&mut window, "minister");
    assert!(window.session().open.as_ref().unwrap().is_safe());
    assert!(shows(&window, "Safe here") && shows(&window, "Not saved: "));
    window
}

/// The program started anew on the same machine.
pub fn restarted(killed: Window) -> Window {
    let Window { harness, folder, .. } = killed;
    drop(harness);
    let places = Places {
        state: Some(folder.path().join("state")),
        token: "second".into(),
        ..Places::default()
    };
    let mut window = Window::in_places("Ana", folder, SIZE, places);
    window.open("project");
    window
}

#[test]
fn what_was_not_saved_comes_back_and_is_told() {
    let mut window = restarted(killed());
    assert!(shows(&window, "1 edit that was not saved yet was recovered"));
    assert_eq!(window.annotations("ana").len(), 2);
    window.rest();
    assert!(shows(&window, "Safe here") && shows(&window, "Saved"));
    window.press(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert_eq!(window.annotations("ana").len(), 1, "undo goes on where it was");
}

#[test]
fn edits_of_another_state_are_offered_and_brought_in_or_thrown_away() {
    let other_state = |window: &Window| {
        let document = window.session().view.document.clone().unwrap();
        let path = window.path(&format!("project/layers/ana/{document}.ron"));
        let layer = std::fs::read_to_string(&path).unwrap();
        let other = layer.replace("label: \"speaker\"", "label: \"claim\"");
        assert_ne!(other, layer);
        std::fs::write(&path, other).unwrap();
    };
    let window = killed();
    other_state(&window);
    let mut window = restarted(window);
    assert_eq!(window.annotations("ana").len(), 1, "nothing is mixed in unasked");
    for words in [
        "Edits that are not in the files",
        "Labels of Ana on",
        "laid aside",
    ] {
        assert!(shows(&window, words), "{words}");
    }
    window.click_on("Keep for later");
    assert!(!shows(&window, "Edits that are not in the files"));
    window.click_on("Edits not in the files");
    window.click_on("Bring them in");
    window.rest();
    let labels: Vec<String> = window
        .annotations("ana")
        .iter()
        .map(|a| a.label.to_string())
        .collect();
    assert_eq!(labels, ["claim", "speaker"]);
    assert!(
        window
            .session()
            .open
            .as_ref()
            .unwrap()
            .foreign_journals
            .is_empty()
    );
    assert!(!shows(&window, "Edits not in the files"));

    let window = killed();
    other_state(&window);
    let mut window = restarted(window);
    window.click_on("Discard…");
    window.click_on("Do not discard");
    window.click_on("Discard…");
    window.click_on("Discard them");
    window.rest();
    assert!(
        window
            .session()
            .open
            .as_ref()
            .unwrap()
            .foreign_journals
            .is_empty()
    );
    assert_eq!(window.annotations("ana").len(), 1);
    let window = restarted(window);
    assert!(
        window
            .session()
            .open
            .as_ref()
            .unwrap()
            .foreign_journals
            .is_empty()
    );
}

#[test]
fn a_folder_that_nothing_can_be_written_into_is_told_at_once() {
    let (mut window, disk) = on_a_faulty_disk([1280.0, 800.0]);
    window.ask(Request::Close);
    let fault = Fault {
        at: 1,
        lasting: Lasting::FromThenOn,
        error: Failure::Kind(ErrorKind::ReadOnlyFilesystem),
    };
    disk.set_for(&["lets_write"], fault);
    window.open("project");
    let words = "Read-only folder: edits stay safe here";
    assert!(shows(&window, words));
    assert!(!shows(&window, "Saved"));
    // It can be written again, as the first save finds.
    disk.set(None);
    tag(&mut window, "bridge");
    window.rest();
    assert!(!shows(&window, words) && shows(&window, "Saved"));
}

#[test]
fn who_quits_with_a_full_disk_is_told_that_the_edits_come_back_and_they_do() {
    let (mut window, disk) = on_a_faulty_disk([1280.0, 800.0]);
    let fault = Fault {
        at: 1,
        lasting: Lasting::FromThenOn,
        error: Failure::Kind(ErrorKind::StorageFull),
    };
    // The project's drive is full, that of the journal is not.
    disk.set_for(&["create"], fault);
    tag(&mut window, "bridge");
    window.rest();
    window.ask(Request::Close);
    assert!(shows(&window, "come back when the project is opened again"));
    window.ask(Request::Close);
    assert!(window.session().open.is_none());
    disk.set(None);
    window.open("project");
    assert_eq!(window.annotations("ana").len(), 1);
}
