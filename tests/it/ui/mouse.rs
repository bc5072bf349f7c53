//! Tagging, linking and boundaries with the mouse, and choosing among stacked labels.

use super::*;
use egui_kittest::kittest::{NodeT, Queryable};

fn select(window: &mut Window, words: &str) {
    let (from, to) = window.ends_of(words);
    window.drag(from, to);
}

/// Clicks a row of the codebook panel: a link kind by its name, a label by its name before the count (“Claim, 3 here”).
fn click_row(window: &mut Window, name: &str) {
    let begins = |node: &egui_kittest::Node<'_>| {
        node.accesskit_node()
            .label()
            .is_some_and(|l| l == name || l.starts_with(name) && l.ends_with(" here"))
    };
    let row = window.harness.query_all_by_label_contains(name).find(begins);
    let at = row.unwrap_or_else(|| panic!("no row “{name}”")).rect().center();
    window.click(at);
}

#[test]
fn ten_passages_are_tagged_and_linked_by_mouse_alone() {
    let mut window = with_text("Ana", STATEMENTS);
    tag_statements(&mut window, |window, words, (_, label)| {
        select(window, words);
        // The row of questions is not in view.
        let label = if label == "Question" { "Claim" } else { label };
        click_row(window, &format!("{label}, "));
    });
    let pairs = [
        ("The bridge opens on Monday", "minister Pyo"),
        ("the bearings hold", "engineer Han"),
        ("the ferry pays nothing", "Captain Seo"),
        ("a new road", "Mayor Bae"),
    ];
    for (claim, speaker) in pairs {
        let (at, _) = window.ends_of(claim);
        window.click(at);
        click_row(&mut window, "Said by");
        let (to, _) = window.ends_of(speaker);
        window.click(to);
    }
    assert_eq!(window.links("ana"), 4);
    assert_eq!(window.keys, 0);
}

#[test]
fn a_drag_snaps_to_words_and_double_click_takes_one() {
    let mut window = with_text("Ana", STATEMENTS);
    let span = window.find("engineer Han", 0);
    let (from, to) = window.ends(span);
    window.drag(Pos2::new(from.x + 12.0, from.y), Pos2::new(to.x - 8.0, to.y));
    assert_eq!(window.selected_words(), "engineer Han");
    let (at, _) = window.ends_of("Captain");
    window.double_click(at);
    assert_eq!(window.selected_words(), "Captain");
}

#[test]
fn the_end_of_a_label_is_dragged_to_another_word() {
    let mut window = with_text("Ana", STATEMENTS);
    select(&mut window, "Teacher Mo");
    window.sign("s");
    let label = window.find("Teacher Mo", 0);
    let (_, end) = window.ends(label);
    let (_, to) = window.ends_of("asked");
    window.drag(Pos2::new(end.x + 2.0, end.y), to);
    let label = window.selected_own();
    assert_eq!(window.words(&label), "Teacher Mo asked");
}

#[test]
fn a_second_click_reaches_the_label_below() {
    let mut window = with_text("Ana", STATEMENTS);
    select(&mut window, "Captain Seo answered that the ferry pays nothing");
    window.sign("c");
    select(&mut window, "the ferry");
    window.sign("g");
    let (at, _) = window.ends_of("the ferry");
    window.click(at);
    assert_eq!(window.session().selected_own().unwrap().label.as_str(), "target");
    window.click(at);
    assert_eq!(window.session().selected_own().unwrap().label.as_str(), "claim");
}
