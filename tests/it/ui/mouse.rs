//! Tagging, linking and boundaries with the mouse, and choosing among stacked labels.

use super::*;
use egui_kittest::kittest::{NodeT, Queryable};

const TEXT: &str = "“The bridge opens on Monday,” minister Pyo said. The engineer Han said the bearings hold.\n\
    Teacher Mo asked who pays. Captain Seo answered that the ferry pays nothing.\n\
    Mayor Bae promised a new road. Driver Cho doubted the date.\n";

fn select(window: &mut Window, words: &str) {
    let span = window.find(words, 0);
    let (from, to) = window.ends(span);
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
    let mut window = with_text("Ana", TEXT);
    let passages = [
        ("The bridge opens on Monday", "Claim"),
        ("minister Pyo", "Speaker"),
        ("engineer Han", "Speaker"),
        ("the bearings hold", "Claim"),
        ("Teacher Mo", "Speaker"),
        ("who pays", "Claim"),
        ("Captain Seo", "Speaker"),
        ("the ferry pays nothing", "Claim"),
        ("Mayor Bae", "Speaker"),
        ("a new road", "Claim"),
    ];
    for (words, label) in passages {
        select(&mut window, words);
        click_row(&mut window, &format!("{label}, "));
        let made = window
            .session()
            .selected_own()
            .cloned()
            .expect("the new label is selected");
        assert_eq!(window.words(&made), words);
    }
    assert_eq!(window.annotations("ana").len(), 10);
    let pairs = [
        ("The bridge opens on Monday", "minister Pyo"),
        ("the bearings hold", "engineer Han"),
        ("the ferry pays nothing", "Captain Seo"),
        ("a new road", "Mayor Bae"),
    ];
    for (claim, speaker) in pairs {
        let (at, _) = {
            let span = window.find(claim, 0);
            window.ends(span)
        };
        window.click(at);
        click_row(&mut window, "Said by");
        let (to, _) = {
            let span = window.find(speaker, 0);
            window.ends(span)
        };
        window.click(to);
    }
    assert_eq!(window.links("ana"), 4);
    assert_eq!(window.keys, 0);
    println!("10 passages tagged, 4 links, {} clicks and drags", window.clicks);
}

#[test]
fn a_drag_snaps_to_words_and_double_click_takes_one() {
    let mut window = with_text("Ana", TEXT);
    let span = window.find("engineer Han", 0);
    let (from, to) = window.ends(span);
    window.drag(Pos2::new(from.x + 12.0, from.y), Pos2::new(to.x - 8.0, to.y));
    let (_, text) = window.session().document().unwrap();
    let selected = window.session().view.selection.span(text).unwrap();
    assert_eq!(text.slice(selected), "engineer Han");
    let (at, _) = {
        let span = window.find("Captain", 0);
        window.ends(span)
    };
    window.double_click(at);
    let (_, text) = window.session().document().unwrap();
    let selected = window.session().view.selection.span(text).unwrap();
    assert_eq!(text.slice(selected), "Captain");
}

#[test]
fn the_end_of_a_label_is_dragged_to_another_word() {
    let mut window = with_text("Ana", TEXT);
    select(&mut window, "Teacher Mo");
    window.sign("s");
    let label = window.find("Teacher Mo", 0);
    let (_, end) = window.ends(label);
    let (_, to) = {
        let span = window.find("asked", 0);
        window.ends(span)
    };
    window.drag(Pos2::new(end.x + 2.0, end.y), to);
    let label = window.session().selected_own().cloned().unwrap();
    assert_eq!(window.words(&label), "Teacher Mo asked");
}

#[test]
fn a_second_click_reaches_the_label_below() {
    let mut window = with_text("Ana", TEXT);
    select(&mut window, "Captain Seo answered that the ferry pays nothing");
    window.sign("c");
    select(&mut window, "the ferry");
    window.sign("g");
    let (at, _) = {
        let span = window.find("the ferry", 0);
        window.ends(span)
    };
    window.click(at);
    assert_eq!(window.session().selected_own().unwrap().label.as_str(), "target");
    window.click(at);
    assert_eq!(window.session().selected_own().unwrap().label.as_str(), "claim");
}
