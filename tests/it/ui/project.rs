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

#[derive(Debug)]
struct Dragged(PathBuf);

impl egui::DroppedFile for Dragged {
    fn path(&self) -> &std::path::Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("the program reads files itself".to_owned())
    }
}

fn drop_on(window: &mut Window, name: &str) {
    let file = Dragged(window.path(name));
    window.harness.input_mut().dropped_files.push(Arc::new(file));
    window.settle();
}

/// The sample is open, a copy of it in one file lies beside it.
fn with_a_copy() -> Window {
    let mut window = Window::sample("Ana");
    let copy = window.path("copy.ron");
    window.ask(Request::SaveCopy(copy));
    window.settle();
    window
}

#[test]
fn a_project_dropped_on_an_open_one_is_brought_in_or_opened_by_one_key() {
    let mut window = with_a_copy();
    let open = |window: &Window| window.session().open.as_ref().unwrap().location.path().to_owned();
    let asks = |window: &Window| window.harness.query_by_label("Bring in labels…").is_some();
    drop_on(&mut window, "copy.ron");
    assert!(asks(&window));
    assert_eq!(open(&window), window.path("interview"), "nothing is done unasked");
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert!(!asks(&window));
    drop_on(&mut window, "copy.ron");
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert!(
        window.session().view.bringing.is_some(),
        "what it would change is shown"
    );
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    drop_on(&mut window, "copy.ron");
    window.press(Modifiers::NONE, Key::O);
    window.settle();
    assert_eq!(open(&window), window.path("copy.ron"));
    // A folder is told by what lies in it.
    drop_on(&mut window, "interview");
    window.press(Modifiers::NONE, Key::B);
    window.settle();
    assert!(window.session().view.bringing.is_some());
    window.press(Modifiers::NONE, Key::Escape);
    window.ask(Request::Close);
    drop_on(&mut window, "interview");
    assert_eq!(
        open(&window),
        window.path("interview"),
        "with nothing open it is opened"
    );
}

#[test]
fn texts_dropped_on_the_window_are_imported() {
    let mut window = Window::sample("Ana");
    std::fs::write(window.path("note.txt"), "A new note.\n").unwrap();
    drop_on(&mut window, "note.txt");
    assert!(window.session().view.import.is_some());
}

#[test]
fn what_lies_at_a_typed_path_is_told_when_a_worker_has_looked() {
    let mut window = with_a_copy();
    window.ask(Request::Command(ascribe::command::CommandId::SaveCopy));
    let type_path = |window: &mut Window, path: &std::path::Path| {
        window.press(Modifiers::COMMAND, Key::A);
        window.harness.event(Event::Paste(path.display().to_string()));
        window.settle();
    };
    let path = window.path("copy.ron");
    type_path(&mut window, &path);
    let replaces = |window: &Window| window.harness.query_by_label("Replace").is_some();
    assert!(replaces(&window));
    let path = window.path("other.ron");
    type_path(&mut window, &path);
    assert!(!replaces(&window));
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert!(path.is_file());
}

#[test]
fn a_copy_is_saved_as_one_file_and_brought_in_again_by_keys_alone() {
    let mut window = with_text("Ana", "The bridge opens on Monday, minister Pyo said.\n");
    for words in ["bridge", "minister Pyo"] {
        window.select(words, 0);
        window.sign("s");
    }
    let copy = window.path("copy.ron");
    window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::S);
    window.settle();
    window.press(Modifiers::COMMAND, Key::A);
    window.type_text(&copy.display().to_string());
    window.settle();
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert!(copy.is_file());
    window.press(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert_eq!(window.annotations("ana").len(), 1);
    window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::G);
    window.settle();
    window.type_text(&copy.display().to_string());
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(window.annotations("ana").len(), 1, "it is shown first");
    assert!(window.session().view.bringing.is_some());
    window.press(Modifiers::NONE, Key::Enter);
    window.settle();
    assert_eq!(window.annotations("ana").len(), 2);
    assert!(window.session().view.bringing.is_none());
    window.press(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert_eq!(window.annotations("ana").len(), 1, "one step");
}
