//! What people do with large texts, each as frames of the real application with their CPU time.

use crate::fixtures::{self, Fixture, KEYS, Rng};
use crate::report::{Row, Target};
use crate::window::{self, TEXT, Window, chord, letter, press, wheel};
use ascribe::session::{ColourBy, Filter, Request};
use ascribe::text::{Span, Text};
use cpu_time::ProcessTime;
use egui::{Key, Modifiers, Pos2};
use std::time::{Duration, Instant};

const MEGABYTE: usize = 1_000_000;

/// 10 MB of prose with 100,000 labels.
pub fn large() -> Fixture {
    fixtures::document(fixtures::prose(10 * MEGABYTE, 1), 100_000)
}

fn size(fixture: &Fixture) -> (usize, usize) {
    (fixture.spans, fixture.bytes)
}

/// Scrolls down for half the frames and up again.
fn scroll(window: &mut Window, frames: usize, points: f32) -> Vec<Duration> {
    (0..frames)
        .map(|frame| {
            let down = frame < frames / 2;
            let took = window.frame(wheel(if down { -points } else { points }));
            if frame == frames / 2 && points * frame as f32 > 2_000.0 && window.text().len() > 1_000_000 {
                assert!(!window.text_is_painted(), "the wheel moves the text");
            }
            took
        })
        .collect()
}

/// A random place each frame.
fn jumps(window: &mut Window, frames: usize) -> Vec<Duration> {
    let text = window.text();
    let mut rng = Rng::new(5);
    (0..frames)
        .map(|_| {
            let at = text.floor_boundary(rng.below(text.len() as usize) as u32);
            let span = text.span(at as usize..at as usize).expect("on a character");
            window.app.reveal(span);
            window.frame(Vec::new())
        })
        .collect()
}

/// From the first to the last place of the text in even steps.
pub fn through(window: &mut Window, steps: usize) {
    let text = window.text();
    for step in 0..steps {
        let at = (text.len() as usize / steps) * step;
        let at = text.floor_boundary(at as u32) as usize;
        window.app.reveal(text.span(at..at).expect("on a character"));
        window.frame(Vec::new());
    }
}

// ---- 10 MB with 100,000 labels

/// The scenarios on the large fixture, in this order, on one window.
pub const LARGE: [&str; 8] = [
    "scroll",
    "fast scroll",
    "jump",
    "select-drag",
    "tag",
    "undo",
    "filtered",
    "idle",
];

pub fn on_large(wanted: &dyn Fn(&str) -> bool, done: &mut dyn FnMut(Row)) {
    let fixture = large();
    let of = size(&fixture);
    let mut window = Window::open(&fixture);
    drop(fixture);
    if wanted("scroll") {
        let times = scroll(&mut window, 3_000, 40.0);
        done(Row::new("scroll", times, of, Target::SCROLL));
    }
    if wanted("fast scroll") {
        let times = scroll(&mut window, 1_000, 2_000.0);
        done(Row::new("fast scroll", times, of, Target::p99(8.0)));
    }
    if wanted("jump") {
        let times = jumps(&mut window, 500);
        done(Row::new("jump", times, of, Target::p99(8.0)));
    }
    if wanted("select-drag") {
        let times = select_drag(&mut window);
        done(Row::new("select-drag", times, of, Target::p99(8.0)));
    }
    if wanted("tag") || wanted("undo") {
        let (tags, undos) = tag_and_undo(&mut window);
        done(Row::new("tag", tags, of, Target::p99(8.0)));
        done(Row::new("undo", undos, of, Target::p99(8.0)));
    }
    if wanted("filtered") {
        // Labels in doubt alone, the rest dimmed, coloured by a value.
        window.ask(Request::SetFilter(Filter {
            doubts: true,
            ..Filter::default()
        }));
        window.ask(Request::SetColourBy(ColourBy::Attribute("tone".to_owned())));
        window.frames(10);
        let times = scroll(&mut window, 1_000, 40.0);
        done(Row::new("filtered", times, of, Target::SCROLL));
        let (tags, _) = tag_and_undo(&mut window);
        done(Row::new("filtered, tag", tags, of, Target::p99(8.0)));
        window.ask(Request::SetFilter(Filter::default()));
        window.ask(Request::SetColourBy(ColourBy::Label));
        window.frames(10);
    }
    if wanted("idle") {
        done(idle(&mut window, of));
    }
}

/// Holds the mouse below the text, so that the selection grows while it scrolls.
fn select_drag(window: &mut Window) -> Vec<Duration> {
    window.frame(press(TEXT, true));
    let below = Pos2::new(TEXT.x + 80.0, window::SIZE.y - 8.0);
    let times = (0..600)
        .map(|frame| {
            // A hand is never quite still.
            let at = below + egui::Vec2::new((frame % 7) as f32, 0.0);
            window.frame(vec![egui::Event::PointerMoved(at)])
        })
        .collect();
    window.frame(press(below, false));
    let selection = window.app.session().view.selection;
    assert!(
        selection.end() - selection.start() > 5_000,
        "the selection grew with the scrolling: {selection:?}"
    );
    window.frame(chord(Key::ArrowLeft, Modifiers::NONE));
    window.frames(5);
    times
}

/// Tags words all over the text by key, then takes each back: what the frame that took the key and the one that shows the edit cost
/// together. Before each the place is in view and at rest, as under a person's hands.
fn tag_and_undo(window: &mut Window) -> (Vec<Duration>, Vec<Duration>) {
    let text = window.text();
    let mut rng = Rng::new(6);
    let (mut tags, mut undos) = (Vec::new(), Vec::new());
    for nth in 0..200 {
        let word = word_near(&text, rng.below(text.len() as usize - 100) as u32);
        window.app.reveal(word);
        window.ask(Request::Select {
            anchor: word.start(),
            head: word.end(),
        });
        window.frames(3);
        let before = revision(window);
        let took = window.frame(letter(KEYS[nth % KEYS.len()])) + window.frame(Vec::new());
        assert_eq!(revision(window), before + 1, "the key tagged the words");
        tags.push(took);
        window.frames(3);
        let took =
            window.frame(chord(Key::Z, Modifiers::CTRL | Modifiers::COMMAND)) + window.frame(Vec::new());
        assert_eq!(revision(window), before + 2, "the edit was taken back");
        undos.push(took);
        window.frames(3);
    }
    (tags, undos)
}

/// Tags words twice a second while the project is saved every second and the journal is written, on workers of their own, for half a
/// minute of real time: what each frame costs, and beside it what the dearest tag did.
pub fn tag_while_saving(done: &mut dyn FnMut(Row)) {
    const FRAMES: usize = 1_800;
    // One layer holds all the labels.
    let fixture = fixtures::one_layer(fixtures::prose(10 * MEGABYTE, 1), 100_000);
    let of = size(&fixture);
    let mut window = Window::open_with_state(&fixture);
    drop(fixture);
    let text = window.text();
    let mut rng = Rng::new(7);
    let (mut times, mut saves, mut was_saving) = (Vec::new(), 0, false);
    for nth in 0..FRAMES {
        let start = Instant::now();
        let events = match nth % 30 {
            0 => {
                let word = word_near(&text, rng.below(text.len() as usize - 100) as u32);
                window.app.reveal(word);
                window.ask(Request::Select {
                    anchor: word.start(),
                    head: word.end(),
                });
                Vec::new()
            }
            10 => letter(KEYS[nth / 30 % KEYS.len()]),
            _ => Vec::new(),
        };
        if nth % 60 == 20 {
            window.ask(Request::Save);
        }
        times.push(window.frame(events));
        let saving = window
            .app
            .session()
            .open
            .as_ref()
            .is_some_and(|open| open.is_saving());
        saves += usize::from(was_saving && !saving);
        was_saving = saving;
        window.pace(start);
    }
    let open = window.app.session().open.as_ref();
    assert!(
        open.is_some_and(|open| open.revision as usize == FRAMES / 30),
        "each key tagged its words"
    );
    let tags: Vec<Duration> = times.chunks(30).map(|frames| frames[10] + frames[11]).collect();
    let mut row = Row::new("tag while saving", times, of, Target::p99(8.0));
    let dearest = tags.iter().max().copied().unwrap_or_default();
    row.remark = format!(
        "{saves} saves; the dearest tag {:.1} ms",
        dearest.as_secs_f64() * 1000.0
    );
    if saves < 5 {
        row.remark.insert_str(0, "!!! ");
    }
    done(row);
    done(Row::new("tag while saving, tag", tags, of, Target::p99(8.0)));
    window.settle();
}

/// The first word behind a place.
fn word_near(text: &Text, place: u32) -> Span {
    use ascribe::text::segment::{next_word_end, prev_word_start};
    let end = next_word_end(text, text.floor_boundary(place));
    let start = prev_word_start(text, end);
    text.span(start as usize..end as usize).expect("a word")
}

fn revision(window: &Window) -> u64 {
    let open = window.app.session().open.as_ref();
    open.map_or(0, |open| open.revision)
}

/// Rests for ten seconds, tags, lets the save go, and rests again: no frame may be asked for.
fn idle(window: &mut Window, of: (usize, usize)) -> Row {
    window.settle();
    let (at_rest, first) = window.rest(10.0);
    let text = window.text();
    let word = word_near(&text, text.len() / 2);
    window.app.reveal(word);
    window.ask(Request::Select {
        anchor: word.start(),
        head: word.end(),
    });
    window.frames(3);
    window.frame(letter(KEYS[0]));
    window.settle();
    let (after_save, second) = window.rest(10.0);
    let saved = window.app.session().open.as_ref().is_some_and(|o| o.is_saved());
    let times = (0..300).map(|_| window.frame(Vec::new())).collect();
    let mut row = Row::new("idle", times, of, Target::NONE);
    row.remark = if at_rest + after_save == 0 && saved {
        "no frame asked for in 10 s, nor in 10 s after a save".to_owned()
    } else {
        format!(
            "!!! {at_rest} frames in 10 s ({first}), {after_save} in 10 s after an edit ({second}), saved: {saved}"
        )
    };
    row
}

// ---- texts of other kinds

/// Name, text, labels, and the targets of scrolling and of jumping.
type Kind = (&'static str, fn() -> String, usize, (Target, Target));

const BOTH: (Target, Target) = (Target::SCROLL, Target::p99(8.0));

pub const KINDS: [Kind; 8] = [
    (
        "dense",
        || fixtures::prose(MEGABYTE, 2),
        100_000,
        (Target::p99(6.0), Target::p99(8.0)),
    ),
    ("long line", || fixtures::one_line(10 * MEGABYTE), 100_000, BOTH),
    ("blank lines", || fixtures::blank_lines(100_000), 0, BOTH),
    ("NUL", || fixtures::nul(10 * MEGABYTE), 0, BOTH),
    ("grapheme", || fixtures::grapheme(100_000), 0, BOTH),
    ("CJK", || fixtures::chinese(10 * MEGABYTE), 100_000, BOTH),
    ("RTL", || fixtures::right_to_left(10 * MEGABYTE), 100_000, BOTH),
    ("text alone", || fixtures::prose(10 * MEGABYTE, 1), 0, BOTH),
];

/// Scrolls through a text and jumps in it.
pub fn kind(kind: &Kind, done: &mut dyn FnMut(Row)) {
    let (name, words, spans, (scrolling, jumping)) = kind;
    let fixture = fixtures::document(words(), *spans);
    let of = size(&fixture);
    let mut window = Window::open(&fixture);
    drop(fixture);
    let frames = if *name == "dense" { 3_000 } else { 1_000 };
    let times = scroll(&mut window, frames, 40.0);
    done(Row::new(name, times, of, *scrolling));
    let times = jumps(&mut window, 300);
    done(Row::new(&format!("{name}, jump"), times, of, *jumping));
}

// ---- opening

/// CPU time of the process from the request to the first frame with words, and with all labels; the median of five.
pub fn open(done: &mut dyn FnMut(Row)) {
    let text = fixtures::document(fixtures::prose(10 * MEGABYTE, 1), 0);
    opened("open text", &text, Target::median(100.0), done);
    opened("open", &large(), Target::median(600.0), done);
}

fn opened(name: &str, fixture: &Fixture, target: Target, done: &mut dyn FnMut(Row)) {
    let folder = tempfile::tempdir().expect("a folder");
    window::write(fixture, folder.path());
    let (mut whole, mut own, mut dearest) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..5 {
        let mut window = Window::new();
        let start = ProcessTime::now();
        let (ui, frame) = window.open_folder(folder.path());
        let labels = if fixture.spans > 0 {
            window.show_all()
        } else {
            Duration::ZERO
        };
        whole.push(start.elapsed());
        own.push(ui);
        dearest.push(frame.max(labels));
    }
    let mut row = Row::new(name, whole, size(fixture), target);
    own.sort();
    dearest.sort();
    row.remark = format!(
        "UI thread {:.1} ms to the first words, its dearest frame {:.1} ms",
        own[2].as_secs_f64() * 1000.0,
        dearest[2].as_secs_f64() * 1000.0
    );
    done(row);
}

/// A project of 10,000 documents: opened, and its list scrolled.
pub fn documents(done: &mut dyn FnMut(Row)) {
    let fixture = fixtures::documents(10_000);
    let folder = tempfile::tempdir().expect("a folder");
    window::write(&fixture, folder.path());
    let of = size(&fixture);
    drop(fixture);
    let mut window = Window::new();
    let start = ProcessTime::now();
    let (ui, dearest) = window.open_folder(folder.path());
    let mut row = Row::new(
        "documents, open",
        vec![start.elapsed()],
        of,
        Target::median(1_500.0),
    );
    row.remark = format!(
        "UI thread {:.1} ms, its dearest frame {:.1} ms",
        ui.as_secs_f64() * 1000.0,
        dearest.as_secs_f64() * 1000.0
    );
    done(row);
    window.frames(30);
    let list = Pos2::new(120.0, 200.0);
    let times = (0..1_000)
        .map(|frame| {
            let mut events = wheel(if frame < 500 { -200.0 } else { 200.0 });
            events[0] = egui::Event::PointerMoved(list);
            window.frame(events)
        })
        .collect();
    done(Row::new("documents", times, of, Target::SCROLL));
    let ids = window.document_ids();
    let mut rng = Rng::new(8);
    let times = (0..200)
        .map(|_| {
            window.ask(Request::SelectDocument(ids[rng.below(ids.len())].clone()));
            window.frame(Vec::new())
        })
        .collect();
    done(Row::new("documents, go to", times, of, Target::p99(8.0)));
    let (tags, _) = tag_and_undo(&mut window);
    done(Row::new("documents, tag", tags, of, Target::p99(8.0)));
}
