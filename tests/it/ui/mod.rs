//! The real application without a display, driven by accessible names, keys and the mouse.

mod access;
mod board;
mod comfort;
mod deciding;
mod habits;
mod help;
mod keyboard;
mod keys;
mod labels;
mod mending;
mod mouse;
mod placing;
mod project;
mod review_keys;
mod reviewing;
mod safety;
mod scrolling;
mod searching;
mod typing;

use ascribe::model::{Annotation, AnnotationId, DocumentId, LayerKey, PersonId};
use ascribe::session::jobs::Places;
use ascribe::session::sample::INTERVIEW;
use ascribe::session::{Request, Session, Settings, StartCodebook, ThemeChoice};
use ascribe::text::Span;
use ascribe::ui::{App, Jobs, Theme};
use egui::{Event, Key, Modifiers, PointerButton, Pos2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;

/// The application with a project in a folder of its own, and a count of what the hands did.
pub struct Window {
    pub harness: Harness<'static, App>,
    pub folder: TempDir,
    pub keys: usize,
    pub clicks: usize,
}

/// What a new user has, but a theme that does not hang on the system.
pub fn settings() -> Settings {
    Settings {
        theme: ThemeChoice::Light,
        ..Settings::default()
    }
}

/// A clock that stands and a seeded source, so that every run makes the same ids.
pub fn application(person: &str, settings: Settings, places: Places) -> App {
    let clock = Box::new(|| "2026-11-22T10:00:00Z".parse().unwrap());
    let mut session = Session::new(settings, clock, Box::new(ascribe::model::SplitMix(7)));
    session.set_wanted_person(Some(person.to_owned()));
    App::new(session, Jobs::inline(places))
}

pub fn draw_ui(ui: &mut egui::Ui, app: &mut App) {
    app.before_frame(&ui.ctx().clone());
    app.frame(ui);
}

fn unpack(files: &[(&str, &[u8])], folder: &std::path::Path) {
    for (path, bytes) in files {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

impl Window {
    /// The sample interview, open as `person`, on its first document.
    pub fn sample(person: &str) -> Self {
        Self::sample_sized(person, [1280.0, 800.0])
    }

    pub fn sample_sized(person: &str, size: [f32; 2]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        unpack(INTERVIEW, &folder.path().join("interview"));
        let mut window = Self::empty(person, folder, size);
        window.open("interview");
        let first = window.first_document();
        window.ask(Request::SelectDocument(first));
        window
    }

    /// No project: the welcome page.
    pub fn empty(person: &str, folder: TempDir, size: [f32; 2]) -> Self {
        Self::in_places(person, folder, size, Places::default())
    }

    /// No project, and places of which settings and samples are in the folder.
    pub fn in_places(person: &str, folder: TempDir, size: [f32; 2], places: Places) -> Self {
        let places = Places {
            settings: Some(folder.path().join("config/settings.ron")),
            samples: Some(folder.path().join("samples")),
            ..places
        };
        let mut harness = Harness::builder()
            .with_size(size)
            .with_max_steps(60)
            .with_step_dt(0.1)
            .with_context_setup(Theme::install)
            .allow_missing_glyphs()
            .build_ui_state(draw_ui, application(person, settings(), places));
        harness.run_steps(2);
        Self {
            harness,
            folder,
            keys: 0,
            clicks: 0,
        }
    }

    pub fn open(&mut self, name: &str) {
        let path = self.folder.path().join(name);
        self.ask(Request::Open(path));
    }

    pub fn ask(&mut self, request: Request) {
        self.harness.state_mut().ask(request);
        self.settle();
    }

    /// A few frames: enough for requests, jobs and focus to arrive.
    pub fn settle(&mut self) {
        self.harness.run_steps(4);
    }

    /// Two seconds of rest: what is to be saved is saved.
    pub fn rest(&mut self) {
        self.harness.run_steps(20);
    }

    pub fn session(&self) -> &Session {
        self.harness.state().session()
    }

    /// The interview: the longer document.
    pub fn first_document(&self) -> DocumentId {
        let project = self.session().project().unwrap();
        let length = |id: &DocumentId| project.text(id.as_str()).map_or(0, |text| text.len());
        project
            .documents()
            .map(|d| d.id.clone())
            .max_by_key(length)
            .unwrap()
    }

    pub fn layer_key(&self, person: &str) -> LayerKey {
        LayerKey::new(
            self.session().view.document.clone().unwrap(),
            PersonId::new(person).unwrap(),
        )
    }

    /// The annotations of a person on the open document, in reading order.
    pub fn annotations(&self, person: &str) -> Vec<Arc<Annotation>> {
        let layer = self.session().project().unwrap().layer(&self.layer_key(person));
        layer.map_or_else(Vec::new, |layer| layer.annotations().cloned().collect())
    }

    pub fn links(&self, person: &str) -> usize {
        let layer = self.session().project().unwrap().layer(&self.layer_key(person));
        layer.map_or(0, |layer| layer.links().len())
    }

    /// The words of an annotation.
    pub fn words(&self, annotation: &Annotation) -> String {
        let (_, text) = self.session().document().unwrap();
        annotation.fragments.quote(text)
    }

    /// The n-th place of some words in the open document.
    pub fn find(&self, words: &str, n: usize) -> Span {
        let (_, text) = self.session().document().unwrap();
        let at = text
            .as_str()
            .match_indices(words)
            .nth(n)
            .unwrap_or_else(|| panic!("“{words}” is not there"))
            .0;
        text.span(at..at + words.len()).unwrap()
    }

    /// The words that are selected.
    pub fn selected_words(&self) -> String {
        let (_, text) = self.session().document().unwrap();
        let span = self.session().view.selection.span(text);
        text.slice(span.expect("words are selected")).to_owned()
    }

    /// The own label that is selected.
    pub fn selected_own(&self) -> Arc<Annotation> {
        self.session()
            .selected_own()
            .cloned()
            .expect("a label is selected")
    }

    /// While a link waits for its other end: the nearest label, and the letter that takes it.
    pub fn nearest_target(&self) -> (AnnotationId, char) {
        let linking = self.session().view.linking.as_ref();
        linking.expect("a link waits").targets[0].clone()
    }

    // ---- hands

    /// Selects the n-th place of some words, as from a list.
    pub fn select(&mut self, words: &str, n: usize) {
        let span = self.find(words, n);
        self.ask(Request::Select {
            anchor: span.start(),
            head: span.end(),
        });
    }

    /// Clicks what has this accessible name.
    pub fn click_on(&mut self, name: &str) {
        let at = self.harness.get_by_label(name).rect().center();
        self.click(at);
        self.settle();
    }

    pub fn press(&mut self, modifiers: Modifiers, key: Key) {
        self.keys += 1;
        self.harness.key_press_modifiers(modifiers, key);
        self.harness.step();
    }

    /// A sign as a keyboard sends it: the key and its text.
    pub fn sign(&mut self, sign: &str) {
        self.keys += 1;
        if let Some(key) = Key::from_name(&sign.to_uppercase()) {
            self.harness.event(Event::Key {
                key,
                physical_key: None,
                pressed: true,
                repeat: false,
                modifiers: Modifiers::NONE,
            });
        }
        self.harness.event(Event::Text(sign.to_owned()));
        self.harness.step();
    }

    pub fn type_text(&mut self, text: &str) {
        for c in text.chars() {
            self.sign(&c.to_string());
        }
    }

    /// Types every label's and link's key, one after the other, and gives them.
    pub fn type_all_keys(&mut self) -> String {
        let book = self.session().project().unwrap().codebook();
        let labels = book.labels().filter_map(|label| label.key.clone());
        let kinds = book.link_kinds();
        let links = kinds.iter().filter_map(|kind| kind.key.clone());
        let keys: String = labels.chain(links).map(|key| key.to_string()).collect();
        assert!(keys.len() > 4, "the codebook has keys");
        self.type_text(&keys);
        self.settle();
        keys
    }

    fn button(&mut self, at: Pos2, pressed: bool, modifiers: Modifiers) {
        self.harness.event(Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers,
        });
        self.harness.step();
    }

    pub fn click(&mut self, at: Pos2) {
        self.clicks += 1;
        self.harness.hover_at(at);
        self.harness.step();
        self.button(at, true, Modifiers::NONE);
        self.button(at, false, Modifiers::NONE);
        // Time for the next click to count as a new one.
        self.harness.run_steps(5);
    }

    pub fn double_click(&mut self, at: Pos2) {
        self.clicks += 2;
        self.harness.hover_at(at);
        self.harness.step();
        for _ in 0..2 {
            self.button(at, true, Modifiers::NONE);
            self.button(at, false, Modifiers::NONE);
        }
        self.harness.run_steps(5);
    }

    pub fn drag(&mut self, from: Pos2, to: Pos2) {
        self.clicks += 1;
        self.harness.hover_at(from);
        self.harness.step();
        self.button(from, true, Modifiers::NONE);
        for share in [0.3, 0.6, 1.0] {
            self.harness
                .event(Event::PointerMoved(from + (to - from) * share));
            self.harness.step();
        }
        self.button(to, false, Modifiers::NONE);
        self.harness.run_steps(2);
    }

    /// Brings words into view and gives the points at their first and last character.
    pub fn ends(&mut self, span: Span) -> (Pos2, Pos2) {
        self.show(span);
        let rects = self.harness.state().word_rects(span);
        let (first, last) = (rects.first().expect("in view"), rects.last().expect("in view"));
        (
            Pos2::new(first.left() + 2.0, first.center().y),
            Pos2::new(last.right() - 2.0, last.center().y),
        )
    }

    /// The same for the first place of some words.
    pub fn ends_of(&mut self, words: &str) -> (Pos2, Pos2) {
        let span = self.find(words, 0);
        self.ends(span)
    }

    pub fn show(&mut self, span: Span) {
        self.harness.state_mut().reveal(span);
        self.harness.run_steps(3);
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// A project of one short text without labels but with the news codebook.
pub fn with_text(person: &str, text: &str) -> Window {
    let window = with_file(person, ("note.txt", text), StartCodebook::NewsInterview);
    assert!(window.session().document().is_some(), "the text is open");
    window
}

/// A new project with what one file brings.
fn with_file(person: &str, (name, content): (&str, &str), codebook: StartCodebook) -> Window {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), content).unwrap();
    let mut window = Window::empty(person, folder, [1280.0, 800.0]);
    window.ask(Request::Create {
        folder: window.path("project"),
        name: "Test".into(),
        codebook,
    });
    window.ask(Request::PreviewImport {
        paths: vec![window.path(name)],
        encoding: None,
        annotator: None,
    });
    window.ask(Request::ConfirmImport);
    window
}

/// Who says what, for tests of tagging and linking.
const STATEMENTS: &str = "“The bridge opens on Monday,” minister Pyo said. The engineer Han said the bearings hold.\n\
    Teacher Mo asked who pays. Captain Seo answered that the ferry pays nothing.\n\
    Mayor Bae promised a new road. Driver Cho doubted the date.\n";

/// Tags each of the passages of `STATEMENTS`: `tag` is given words, and key and name of their label.
fn tag_statements(window: &mut Window, tag: impl Fn(&mut Window, &str, (&str, &str))) {
    let (claim, speaker, question) = (("c", "Claim"), ("s", "Speaker"), ("q", "Question"));
    let passages = [
        ("The bridge opens on Monday", claim),
        ("minister Pyo", speaker),
        ("engineer Han", speaker),
        ("the bearings hold", claim),
        ("Teacher Mo", speaker),
        ("who pays", question),
        ("Captain Seo", speaker),
        ("the ferry pays nothing", claim),
        ("Mayor Bae", speaker),
        ("a new road", claim),
    ];
    for (words, label) in passages {
        tag(window, words, label);
        assert_eq!(window.words(&window.selected_own()), words);
    }
    assert_eq!(window.annotations("ana").len(), passages.len());
}

/// A key pressed.
fn key(key: Key, modifiers: Modifiers) -> Event {
    Event::Key {
        key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers,
    }
}

/// Events of one frame.
fn together(window: &mut Window, events: impl IntoIterator<Item = Event>) {
    window.harness.input_mut().events.extend(events);
    window.harness.step();
}
