//! From the welcome page to saved files: open, save, reopen, export.

use super::*;
use egui_kittest::kittest::Queryable;

#[test]
fn the_sample_is_one_click_away_and_a_copy_with_its_own_id() {
    let mut window = Window::empty("Ana", tempfile::tempdir().unwrap(), [1280.0, 800.0]);
    window.harness.get_by_label("Open the sample interview").click();
    window.settle();
    let project = window.session().project().expect("the sample is open");
    assert_eq!(project.documents().count(), 2);
    let embedded: Vec<(String, Vec<u8>)> = INTERVIEW
        .iter()
        .map(|(p, b)| ((*p).to_owned(), b.to_vec()))
        .collect();
    let (original, _) = ascribe::store::embedded::project_from_files(&embedded).unwrap();
    assert_ne!(project.head().id, original.head().id);
    assert!(window.path("samples/interview/project.ron").is_file());
}

#[test]
fn an_edit_is_saved_by_itself_and_is_there_after_reopening() {
    let mut window = with_text("Ana", "The bridge opens on Monday.\n");
    window.select("bridge", 0);
    window.sign("s");
    assert!(!window.session().open.as_ref().unwrap().is_saved());
    window.rest();
    assert!(window.session().open.as_ref().unwrap().is_saved());
    let before = window.session().project().unwrap().clone();
    window.ask(Request::Close);
    window.open("project");
    assert_eq!(*window.session().project().unwrap(), before);
    assert_eq!(window.annotations("ana").len(), 1);
}

#[test]
fn labels_are_exported_to_a_file() {
    let mut window = Window::sample("Ana");
    let path = window.path("out.jsonl");
    let scope = ascribe::formats::Scope::default_for(window.session().project().unwrap());
    window.ask(Request::Export {
        format: "jsonl".into(),
        options: Vec::new(),
        scope: Box::new(scope),
        path: path.clone(),
        force: false,
    });
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.starts_with("{\"ascribe\":1"));
    assert_eq!(text.lines().count(), 3);
}

#[test]
fn looking_changes_no_byte() {
    let mut window = Window::sample("Ana");
    window.rest();
    window.ask(Request::Close);
    for (path, bytes) in INTERVIEW {
        let now = std::fs::read(window.path("interview").join(path)).unwrap();
        assert_eq!(now, *bytes, "{path}");
    }
}

#[test]
fn every_control_has_a_name_in_a_small_window() {
    // The harness checks the names of all controls whenever the window has settled.
    let mut window = Window::sample_sized("Ana", [900.0, 600.0]);
    window.harness.run_ok();
    window.press(Modifiers::NONE, Key::F1);
    window.settle();
    window.harness.run_ok();
}
