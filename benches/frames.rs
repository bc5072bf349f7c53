//! What an edit and a frame of the whole window cost, in CPU time of the UI thread, without a display.
//! `cargo bench --bench frames` prints one line a scenario and writes `target/frames.json`.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a bench stops where its fixture is missing, and prints"
)]

use ascribe::model::{Anchoring, LabelId, Overlap, SplitMix};
use ascribe::session::jobs::Places;
use ascribe::session::sample::INTERVIEW;
use ascribe::session::{Request, Session, Settings, ThemeChoice};
use ascribe::text::Span;
use ascribe::ui::{App, Jobs, Theme};
use cpu_time::ThreadTime;
use egui::{Context, Event, Modifiers, MouseWheelUnit, Pos2, RawInput, Rect, Vec2};
use std::time::Duration;

/// The application with a context of its own; a frame is laid out and tessellated, not painted.
struct Bench {
    ctx: Context,
    app: App,
    time: f64,
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the sample");
        for (path, bytes) in INTERVIEW {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
            #[expect(clippy::disallowed_methods, reason = "a fixture in a temporary folder")]
            std::fs::write(path, bytes).expect("a file");
        }
        let ctx = Context::default();
        Theme::install(&ctx);
        let mut app = App::new(new_session(), Jobs::inline(Places::default()));
        app.open(folder.path().to_owned());
        let mut bench = Self {
            ctx,
            app,
            time: 0.0,
            folder,
        };
        for _ in 0..20 {
            bench.frame(Vec::new());
        }
        let project = bench.app.session().project().expect("the sample is open").clone();
        let longest = project
            .documents()
            .max_by_key(|d| project.text(d.id.as_str()).map_or(0, |t| t.len()));
        bench
            .app
            .ask(Request::SelectDocument(longest.expect("a document").id.clone()));
        for _ in 0..10 {
            bench.frame(Vec::new());
        }
        bench
    }

    /// One frame; gives its CPU time.
    fn frame(&mut self, events: Vec<Event>) -> Duration {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, Vec2::new(1280.0, 800.0))),
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
        took
    }
}

fn wheel(points: f32) -> Vec<Event> {
    vec![
        Event::PointerMoved(Pos2::new(560.0, 420.0)),
        Event::MouseWheel {
            unit: MouseWheelUnit::Point,
            delta: Vec2::new(0.0, points),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Unknown,
            modifiers: Modifiers::NONE,
        },
    ]
}

struct Row {
    scenario: &'static str,
    times: Vec<Duration>,
}

impl Row {
    fn at(&self, share: f64) -> f64 {
        let mut sorted = self.times.clone();
        sorted.sort();
        let index = ((sorted.len() - 1) as f64 * share).round() as usize;
        sorted[index].as_secs_f64() * 1000.0
    }
}

fn main() {
    let mut rows = Vec::new();
    let mut bench = Bench::new();
    rows.push(Row {
        scenario: "still",
        times: (0..300).map(|_| bench.frame(Vec::new())).collect(),
    });
    let scroll = |bench: &mut Bench, step: usize| {
        let down = (step / 40).is_multiple_of(2);
        bench.frame(wheel(if down { -40.0 } else { 40.0 }))
    };
    rows.push(Row {
        scenario: "scroll",
        times: (0..600).map(|step| scroll(&mut bench, step)).collect(),
    });
    let mut session = windowless(&bench);
    let (mut edits, mut frames) = (Vec::new(), Vec::new());
    let (_, text) = session.document().expect("the interview is open");
    let all = text.span(0..text.len() as usize).expect("the whole text");
    let words = ascribe::text::segment::words(text, all);
    for word in words.into_iter().step_by(3).take(300) {
        let (edit, frame) = tag(&mut bench, &mut session, word);
        edits.push(edit);
        frames.push(frame);
    }
    rows.push(Row {
        scenario: "edit",
        times: edits,
    });
    rows.push(Row {
        scenario: "frame after edit",
        times: frames,
    });
    let mut lines = Vec::new();
    for row in &rows {
        let (p50, p99, max) = (row.at(0.5), row.at(0.99), row.at(1.0));
        println!(
            "{:<18} p50 {p50:7.3} ms   p99 {p99:7.3} ms   max {max:7.3} ms",
            row.scenario
        );
        lines.push(format!(
            "{{\"scenario\":\"{}\",\"p50_ms\":{p50:.4},\"p99_ms\":{p99:.4},\"max_ms\":{max:.4}}}",
            row.scenario
        ));
    }
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target");
    std::fs::create_dir_all(&folder).expect("a folder for the report");
    let path = folder.join("frames.json");
    #[expect(clippy::disallowed_methods, reason = "a report that is made anew each time")]
    let written = std::fs::write(&path, format!("[{}]\n", lines.join(",\n")));
    if let Err(error) = written {
        eprintln!("{}: {error}", path.display());
    }
}

/// Tags a word: (the edit alone, in a session without a window; the frame that does and shows it).
fn tag(bench: &mut Bench, session: &mut Session, word: Span) -> (Duration, Duration) {
    let selection = Request::Select {
        anchor: word.start(),
        head: word.end(),
    };
    let label = free_label(session);
    session.handle(selection.clone()).expect("a selection");
    let start = ThreadTime::now();
    let tagged = session.handle(Request::Tag(label.clone()));
    let edit = start.elapsed();
    tagged.expect("the words are tagged");
    bench.app.ask(selection);
    bench.app.ask(Request::Tag(label));
    (edit, bench.frame(Vec::new()))
}

/// A label that may overlap anything.
fn free_label(session: &Session) -> LabelId {
    let codebook = session.project().expect("the sample").codebook();
    let mut labels = codebook.labels().filter(|l| l.overlap == Overlap::Any);
    let words = labels.find(|l| matches!(l.anchoring, Anchoring::Words | Anchoring::Characters));
    words.expect("such a label").id.clone()
}

/// The same project and document in a session without a window.
fn windowless(bench: &Bench) -> Session {
    let mut session = new_session();
    let opened = ascribe::store::open(bench.folder.path()).expect("the sample");
    let outcome = ascribe::session::Outcome::Opened(Ok(std::sync::Arc::new(opened)));
    session.handle(Request::Done(outcome)).expect("opened");
    let document = bench.app.session().view.document.clone().expect("a document");
    session
        .handle(Request::SelectDocument(document))
        .expect("selected");
    session
}

fn new_session() -> Session {
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
    session
}
