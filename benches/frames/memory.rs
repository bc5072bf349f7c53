//! What a process holds, each figure in a process of its own: the bench starts itself again with an argument.

use crate::fixtures;
use crate::report::{Row, Target};
use crate::window::{SIZE, Window, wheel};
use cpu_time::ThreadTime;
use egui::{Context, RawInput, Rect};
use std::process::Command;
use std::time::Duration;

/// Bytes that the process has resident now, in MB (10^6); 0 where the system does not tell.
fn resident() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        line.split_whitespace().nth(1)?.parse::<f64>().ok()
    };
    kilobytes("VmRSS:").unwrap_or(0.0) * 1024.0 / 1e6
}

/// Does what the parent asked for and prints one line.
pub fn child(what: &str) {
    match what {
        "labels" => labels_child(),
        "text edit" => text_edit_child(),
        other => eprintln!("no such figure: {other}"),
    }
}

fn run(what: &str) -> Option<Vec<f64>> {
    let own = std::env::current_exe().ok()?;
    let output = Command::new(own).args(["--figure", what]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let line = text.lines().last()?;
    let figures: Vec<f64> = line
        .split_whitespace()
        .filter_map(|word| word.parse().ok())
        .collect();
    (!figures.is_empty()).then_some(figures)
}

/// The folder is written by a process of its own, so that the generator's memory does not count.
fn labels_child() {
    let folder = tempfile::tempdir().expect("a folder");
    let own = std::env::current_exe().expect("the bench");
    let path = folder.path().join("project");
    let status = Command::new(own).arg("--write").arg(&path).output();
    assert!(status.is_ok_and(|output| output.status.success()));
    let empty = resident();
    let mut window = Window::new();
    window.open_folder(&path);
    window.frames(30);
    let open = resident();
    crate::scenarios::through(&mut window, 2_000);
    println!("{empty:.1} {open:.1} {:.1}", resident());
}

/// Resident memory with 10 MB and 100,000 labels open.
pub fn labels() {
    let Some(figures) = run("labels") else {
        println!("memory               could not be measured");
        return;
    };
    let [empty, open, scrolled] = figures[..] else {
        return;
    };
    let verdict = if scrolled <= 150.0 { "met" } else { "MISSED" };
    println!(
        "{:<20} {empty:.0} MB before, {open:.0} MB open, {scrolled:.0} MB after scrolling through   resident ≤ 150     {verdict}",
        "memory"
    );
}

/// egui's own editor with the same text and nothing else: the first frame, then frames that scroll.
fn text_edit_child() {
    let mut text = fixtures::prose(10_000_000, 1);
    let ctx = Context::default();
    ascribe::ui::Theme::install(&ctx);
    let mut time = 0.0;
    let mut frame = |events| {
        time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(egui::Pos2::ZERO, SIZE)),
            time: Some(time),
            focused: true,
            events,
            ..RawInput::default()
        };
        let start = ThreadTime::now();
        let output = ctx.run_ui(input, |ui| {
            egui::CentralPanel::default().show(ui, |ui| {
                egui::ScrollArea::vertical().show(ui, |ui| {
                    let editor = egui::TextEdit::multiline(&mut text);
                    ui.add_sized(ui.available_size(), editor);
                });
            });
        });
        let shapes = ctx.tessellate(output.shapes, output.pixels_per_point);
        let took = start.elapsed();
        std::hint::black_box(shapes);
        took
    };
    let first = frame(Vec::new());
    let times: Vec<Duration> = (0..300).map(|_| frame(wheel(-40.0))).collect();
    print!("{:.3} {:.1}", first.as_secs_f64() * 1000.0, resident());
    for time in times {
        print!(" {:.4}", time.as_secs_f64() * 1000.0);
    }
    println!();
}

pub fn text_edit() -> Vec<Row> {
    let Some(figures) = run("text edit") else {
        println!("TextEdit             could not be measured");
        return Vec::new();
    };
    let [first, resident, times @ ..] = &figures[..] else {
        return Vec::new();
    };
    let of = (0, 10_000_000);
    let time = |ms: &f64| Duration::from_secs_f64(ms / 1000.0);
    let mut scroll = Row::new(
        "TextEdit scroll",
        times.iter().map(time).collect(),
        of,
        Target::NONE,
    );
    scroll.remark = format!("egui’s own, the text alone, {resident:.0} MB resident");
    let open = Row::new("TextEdit first frame", vec![time(first)], of, Target::NONE);
    vec![scroll, open]
}
