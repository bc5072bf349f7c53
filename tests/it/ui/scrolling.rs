//! The place in a text: it moves as far as the wheel says, and stays where it is when sizes change around it.

use super::*;
use ascribe::command::CommandId;
use egui::{MouseWheelSource, MouseWheelUnit, TouchPhase, Vec2};

/// Paragraphs whose heights are hard to guess: narrow letters, wide ones, Thai, right-to-left words, blank lines.
fn motley() -> String {
    let line = |n: usize| match n % 5 {
        0 => format!("Place {n}. {}", "ill it till I lift it ".repeat(n % 37)),
        1 => format!("Place {n}. {}", "WWMM MMWW WOMWOM ".repeat(n % 41)),
        2 => format!("Place {n}. {}", "ภาษาไทยเขียนติดกัน ".repeat(n % 23)),
        3 => format!("Place {n}. {}", "שלום world ".repeat(n % 29)),
        _ => String::new(),
    };
    (0..600).map(line).collect::<Vec<_>>().join("\n")
}

/// Where words stand on screen.
fn height(window: &Window, words: &str) -> f32 {
    let rects = window.harness.state().word_rects(window.find(words, 0));
    rects.first().expect("in view").top()
}

fn wheel(window: &mut Window, points: f32) {
    window.harness.event(Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: Vec2::new(0.0, points),
        phase: TouchPhase::Move,
        source: MouseWheelSource::Unknown,
        modifiers: Modifiers::NONE,
    });
    window.harness.run_steps(8);
}

#[test]
fn the_wheel_moves_the_text_by_what_it_says_where_nothing_was_laid_out_before() {
    let mut window = with_text("Ana", &motley());
    let words = window.find("Place 301.", 0);
    let (at, _) = window.ends(words);
    window.harness.hover_at(at);
    window.harness.step();
    for (name, step) in [("Place 301.", 90.0), ("Place 300.", 60.0), ("Place 303.", -120.0)] {
        window.show(window.find(name, 0));
        let before = height(&window, name);
        wheel(&mut window, step);
        let moved = height(&window, name) - before;
        assert!((moved - step).abs() < 0.6, "{name} moved by {moved}, not {step}");
    }
    // Far up in small steps: each word passed stays on its course.
    window.show(window.find("Place 421.", 0));
    for _ in 0..30 {
        let Some(name) = (300..422).rev().map(|n| format!("Place {n}.")).find(|name| {
            let (_, text) = window.session().document().unwrap();
            let there = text.as_str().contains(name.as_str());
            let rects = |w: &Window| w.harness.state().word_rects(w.find(name, 0));
            there
                && rects(&window)
                    .first()
                    .is_some_and(|r| r.top() > 150.0 && r.top() < 500.0)
        }) else {
            wheel(&mut window, 200.0);
            continue;
        };
        let before = height(&window, &name);
        wheel(&mut window, 200.0);
        let moved = height(&window, &name) - before;
        assert!((moved - 200.0).abs() < 0.6, "{name} moved by {moved}");
    }
}

#[test]
fn the_caret_stays_where_it_is_when_sizes_change() {
    let mut window = with_text("Ana", &motley());
    let words = window.find("Place 302.", 0);
    window.show(words);
    let (at, _) = window.ends(words);
    window.click(at);
    let before = height(&window, "Place 302.");
    window.ask(Request::SetTextSize(23.0));
    assert!(
        (height(&window, "Place 302.") - before).abs() < 1.0,
        "a larger text"
    );
    window.harness.set_size(Vec2::new(1180.0, 800.0));
    window.harness.run_steps(4);
    assert!(
        (height(&window, "Place 302.") - before).abs() < 1.0,
        "a narrower window"
    );
    window.ask(Request::Command(CommandId::TextNormal));
    assert!((height(&window, "Place 302.") - before).abs() < 1.0, "back again");
}

#[test]
fn the_ends_of_a_text_come_into_view_and_no_further() {
    let mut window = with_text("Ana", &motley());
    window.press(Modifiers::CTRL, Key::End);
    window.harness.run_steps(3);
    let end = height(&window, "Place 598.");
    assert!(end > 100.0 && end < 790.0, "{end}");
    wheel(&mut window, -900.0);
    let lowest = height(&window, "Place 598.");
    wheel(&mut window, -4000.0);
    assert!(
        (height(&window, "Place 598.") - lowest).abs() < 1.0,
        "no scrolling into nothing"
    );
    window.press(Modifiers::CTRL, Key::Home);
    window.harness.run_steps(3);
    let top = height(&window, "Place 1.");
    wheel(&mut window, 900.0);
    assert!((height(&window, "Place 1.") - top).abs() < 1.0);
}
