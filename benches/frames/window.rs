//! The real application without a display: frames are laid out and tessellated, not painted. Time is the bench's own.

use crate::fixtures::Fixture;
use ascribe::model::{DocumentId, PersonId, SplitMix};
use ascribe::session::jobs::Places;
use ascribe::session::{Request, Session, Settings, ThemeChoice};
use ascribe::text::Text;
use ascribe::ui::{App, Jobs, Theme};
use cpu_time::ThreadTime;
use egui::{Context, Event, Key, Modifiers, MouseWheelUnit, PointerButton, Pos2, RawInput, Rect, Vec2};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// The window, in points.
pub const SIZE: Vec2 = Vec2::new(1280.0, 800.0);
const FRAME: f64 = 1.0 / 60.0;
/// Somewhere in the words.
pub const TEXT: Pos2 = Pos2::new(560.0, 420.0);

pub struct Window {
    ctx: Context,
    pub app: App,
    time: f64,
    /// When the last frame asked to be drawn again.
    again: Duration,
    wake: Receiver<()>,
    /// Where a fixture was unpacked; goes with the window.
    _folder: Option<tempfile::TempDir>,
}

/// Writes a fixture as a project folder through the store.
pub fn write(fixture: &Fixture, folder: &Path) {
    ascribe::store::create(folder, &fixture.project).expect("an empty folder for the fixture");
}

impl Window {
    /// The welcome page, as drawn after some frames.
    pub fn new() -> Self {
        Self::with_places(Places::default())
    }

    pub fn with_places(places: Places) -> Self {
        let ctx = Context::default();
        Theme::install(&ctx);
        ctx.add_font_provider(std::sync::Arc::new(
            egui_system_font_provider::SystemFontProvider::new(),
        ));
        let (sender, wake) = channel();
        let sender = std::sync::Mutex::new(sender);
        ctx.set_request_repaint_callback(move |_| {
            // A window that is gone needs no frame.
            let _ = sender.lock().map(|sender| sender.send(()));
        });
        let settings = Settings {
            theme: ThemeChoice::Light,
            ..Settings::default()
        };
        let mut session = Session::new(
            settings,
            Box::new(ascribe::session::system::now),
            Box::new(SplitMix(1)),
        );
        session.set_wanted_person(Some("Ana".to_owned()));
        let mut window = Self {
            ctx,
            app: App::new(session, Jobs::threads(places)),
            time: 0.0,
            again: Duration::ZERO,
            wake,
            _folder: None,
        };
        window.frames(5);
        window
    }

    /// A fixture, open and at rest, both people's labels in sight.
    pub fn open(fixture: &Fixture) -> Self {
        Self::open_with(fixture, |_| Places::default())
    }

    /// The same with a journal and earlier states of files, as the program keeps them.
    pub fn open_with_state(fixture: &Fixture) -> Self {
        Self::open_with(fixture, |folder| Places {
            state: Some(folder.join("state")),
            token: "window".to_owned(),
            ..Places::default()
        })
    }

    fn open_with(fixture: &Fixture, places: impl FnOnce(&Path) -> Places) -> Self {
        let folder = tempfile::tempdir().expect("a folder for the fixture");
        let project = folder.path().join("project");
        write(fixture, &project);
        let mut window = Self::with_places(places(folder.path()));
        window.open_folder(&project);
        window._folder = Some(folder);
        window.app.ask(Request::ShowPerson(
            PersonId::new(crate::fixtures::PEOPLE[1]).expect("an id"),
            true,
        ));
        window.frames(30);
        window
    }

    /// Opens a project and draws until its text is in view. The CPU time of this thread, and of its dearest frame.
    pub fn open_folder(&mut self, folder: &Path) -> (Duration, Duration) {
        self.app.open(folder.to_owned());
        let (mut sum, mut dearest) = (Duration::ZERO, Duration::ZERO);
        for _ in 0..2_000 {
            let took = self.frame(Vec::new());
            sum += took;
            dearest = dearest.max(took);
            let session = self.app.session();
            if session.document().is_some() && self.text_is_painted() {
                return (sum, dearest);
            }
            self.wait();
        }
        panic!("{} was not opened", folder.display());
    }

    /// Draws as long as frames follow each other at once: until everything is shown. The dearest frame's CPU time.
    pub fn show_all(&mut self) -> Duration {
        let mut dearest = Duration::ZERO;
        for _ in 0..200 {
            if !self.again.is_zero() {
                break;
            }
            self.wait();
            dearest = dearest.max(self.frame(Vec::new()));
        }
        dearest
    }

    /// Waits until it is time for the next frame, as a screen does. The workers go on.
    pub fn pace(&mut self, last: Instant) {
        let next = last + Duration::from_secs_f64(FRAME);
        while let Some(left) = next.checked_duration_since(Instant::now())
            && self.wake.recv_timeout(left).is_ok()
        {}
    }

    /// What the window's event loop does between frames: no more than 60 a second, and none before somebody asks for one.
    fn wait(&mut self) {
        let frame = Instant::now() + Duration::from_secs_f64(FRAME);
        if !self.again.is_zero() {
            let _ = self.wake.recv_timeout(self.again.min(Duration::from_millis(200)));
        }
        while let Some(left) = frame.checked_duration_since(Instant::now())
            && self.wake.recv_timeout(left).is_ok()
        {}
    }

    /// Whether the first words are in view.
    pub fn text_is_painted(&self) -> bool {
        let text = self.text();
        let Some(at) = text.as_str().find(|c: char| !c.is_whitespace()) else {
            return true;
        };
        let end = text.ceil_boundary(at as u32 + 1) as usize;
        let first = text.span(at..end).expect("the first character");
        !self.app.word_rects(first).is_empty()
    }

    pub fn text(&self) -> Text {
        self.app.session().document().expect("a document").1.clone()
    }

    pub fn document_ids(&self) -> Vec<DocumentId> {
        let project = self.app.session().project().expect("a project");
        project.documents().map(|document| document.id.clone()).collect()
    }

    pub fn ask(&mut self, request: Request) {
        self.app.ask(request);
    }

    /// One frame; gives its CPU time.
    pub fn frame(&mut self, events: Vec<Event>) -> Duration {
        self.frame_after(FRAME, events)
    }

    pub fn frames(&mut self, count: usize) {
        for _ in 0..count {
            self.frame(Vec::new());
        }
    }

    fn frame_after(&mut self, seconds: f64, events: Vec<Event>) -> Duration {
        self.time += seconds;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
            time: Some(self.time),
            focused: true,
            events,
            ..RawInput::default()
        };
        let start = ThreadTime::now();
        let app = &mut self.app;
        let output = self.ctx.run_ui(input, |ui| {
            app.before_frame(&ui.ctx().clone());
            app.frame(ui);
        });
        let shapes = self.ctx.tessellate(output.shapes, output.pixels_per_point);
        let took = start.elapsed();
        std::hint::black_box(shapes);
        let root = output.viewport_output.get(&egui::ViewportId::ROOT);
        self.again = root.map_or(Duration::MAX, |viewport| viewport.repaint_delay);
        took
    }

    /// Rests for some seconds as the window's event loop does: how many frames were asked for, how soon the last one came, and what
    /// asked for it.
    pub fn rest(&mut self, seconds: f64) -> (usize, String) {
        let end = self.time + seconds;
        let (mut count, mut causes) = (0, String::new());
        while self.wake.try_recv().is_ok() {}
        loop {
            let due = self.time + self.again.as_secs_f64();
            if due > end {
                self.time = end;
                return (count, causes);
            }
            count += 1;
            causes = self
                .ctx
                .repaint_causes()
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", ");
            let wait = self.again.as_secs_f64().max(FRAME);
            self.frame_after(wait, Vec::new());
        }
    }

    /// Draws until nothing is unsaved and no frame is asked for.
    pub fn settle(&mut self) {
        for _ in 0..2_000 {
            self.frame(Vec::new());
            let open = self.app.session().open.as_ref();
            if open.is_none_or(|open| open.is_saved()) {
                break;
            }
            if open.is_some_and(|open| open.is_saving()) {
                self.wait();
            }
        }
        self.frames(30);
    }
}

pub fn wheel(points: f32) -> Vec<Event> {
    vec![
        Event::PointerMoved(TEXT),
        Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: Vec2::new(0.0, points),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        },
    ]
}

pub fn press(at: Pos2, pressed: bool) -> Vec<Event> {
    vec![
        Event::PointerMoved(at),
        Event::PointerButton {
            pos: at,
            button: PointerButton::Primary,
            pressed,
            modifiers: Modifiers::NONE,
        },
    ]
}

/// A letter as the keyboard gives it.
pub fn letter(sign: &str) -> Vec<Event> {
    vec![Event::Text(sign.to_owned())]
}

pub fn chord(key: Key, modifiers: Modifiers) -> Vec<Event> {
    let event = |pressed| Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers,
    };
    vec![
        Event::ModifiersChanged(modifiers),
        event(true),
        event(false),
        Event::ModifiersChanged(Modifiers::NONE),
    ]
}
