//! What a screen reader is told of the text: paragraphs, labels, caret and selection, from the tree of accessibility.

use super::*;
use egui::accesskit::{Action, ActionData, ActionRequest, NodeId, Role, TextSelection};
use egui_kittest::kittest::AccessKitNode;
use std::collections::BTreeMap;

const TEXT: &str =
    "Minister Pyo opens the bridge.\nEngineer Han said the bearings hold.\n\nNobody answered.\n";

fn all<'a>(node: AccessKitNode<'a>, found: &mut Vec<AccessKitNode<'a>>) {
    found.push(node);
    for child in node.children() {
        all(child, found);
    }
}

/// The node of the text.
fn text_node(window: &Window) -> AccessKitNode<'_> {
    let mut nodes = Vec::new();
    all(window.harness.kittest_state().root(), &mut nodes);
    let begins = |node: &AccessKitNode| node.label().is_some_and(|l| l.starts_with("Text of "));
    nodes.into_iter().find(begins).expect("the text is in the tree")
}

fn paragraphs(window: &Window) -> Vec<AccessKitNode<'_>> {
    let children = text_node(window).children();
    children.filter(|node| node.role() == Role::Label).collect()
}

fn paragraph<'a>(window: &'a Window, words: &str) -> AccessKitNode<'a> {
    let mut all = paragraphs(window).into_iter();
    all.find(|node| node.value().is_some_and(|v| v.contains(words)))
        .expect(words)
}

fn label_nodes(paragraph: AccessKitNode<'_>) -> Vec<AccessKitNode<'_>> {
    let children = paragraph.children();
    children
        .filter(|node| node.role() == Role::ListBoxOption)
        .collect()
}

/// The labels of the paragraph with these words, as they are read out; a selected one has a `*`.
fn labels(window: &Window, words: &str) -> Vec<String> {
    let star = |node: &AccessKitNode| if node.is_selected() == Some(true) { "*" } else { "" };
    let spoken = |node: AccessKitNode| format!("{}{}", star(&node), node.label().unwrap());
    label_nodes(paragraph(window, words))
        .into_iter()
        .map(spoken)
        .collect()
}

fn selected_words(window: &Window) -> String {
    text_node(window)
        .text_selection()
        .expect("a selection is told")
        .text()
}

fn tag(window: &mut Window, words: &str, key: &str) {
    window.select(words, 0);
    window.sign(key);
    window.settle();
}

fn ask_tree(window: &mut Window, node: NodeId, action: Action, data: Option<ActionData>) {
    window.harness.event(Event::AccessKitActionRequest(ActionRequest {
        action,
        target_node: node,
        target_tree: egui::accesskit::TreeId::ROOT,
        data,
    }));
    window.settle();
}

#[test]
fn paragraphs_are_told_in_order_with_their_words() {
    let window = with_text("Ana", TEXT);
    let words: Vec<String> = paragraphs(&window)
        .iter()
        .map(|p| p.value().unwrap_or_default())
        .collect();
    let lines: Vec<&str> = TEXT.split('\n').collect();
    assert_eq!(words, lines);
    let text = text_node(&window);
    assert!(
        text.is_read_only() && text.is_focused(),
        "letters reach the program"
    );
    assert_eq!(text.document_range().text(), TEXT.to_owned() + "\n");
}

#[test]
fn the_labels_of_a_paragraph_are_listed_also_after_an_edit_and_its_undo() {
    let mut window = with_text("Ana", TEXT);
    assert_eq!(labels(&window, "Han"), [""; 0]);
    tag(&mut window, "Engineer Han", "s");
    tag(&mut window, "the bearings hold", "c");
    assert_eq!(
        labels(&window, "Han"),
        ["Speaker: Engineer Han", "*Claim: the bearings hold"]
    );
    assert_eq!(labels(&window, "Pyo"), [""; 0]);
    assert_eq!(paragraph(&window, "Han").description().unwrap(), "2 labels");
    window.press(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert_eq!(labels(&window, "Han"), ["Speaker: Engineer Han"]);
}

#[test]
fn a_doubt_and_whose_label_it_is_are_told() {
    let mut window = Window::sample("Ana");
    window.ask(Request::ShowPerson(PersonId::new("ben").unwrap(), true));
    let unsure = window.annotations("ben").into_iter().find(|a| a.doubt);
    let unsure = unsure.expect("Ben is not sure about something");
    let span = unsure.fragments.first().unwrap();
    window.show(span);
    let mut nodes = Vec::new();
    all(text_node(&window), &mut nodes);
    let spoken: Vec<String> = nodes
        .into_iter()
        .filter(|node| node.role() == Role::ListBoxOption)
        .map(|node| node.label().unwrap())
        .collect();
    assert!(
        spoken.iter().any(|s| s.contains(" by Ben, not sure: ")),
        "{spoken:#?}"
    );
    assert!(spoken.iter().any(|s| s.contains(" by you: ")), "{spoken:#?}");
}

#[test]
fn the_selection_is_told_whichever_way_it_was_made() {
    let mut window = with_text("Ana", TEXT);
    window.select("the bridge", 0);
    assert_eq!(selected_words(&window), "the bridge");
    let forward = text_node(&window)
        .text_selection_focus()
        .unwrap()
        .to_global_usv_index();
    assert_eq!(forward, TEXT.find("bridge").unwrap() + "bridge".len());
    let span = window.find("opens the bridge.\nEngineer", 0);
    window.ask(Request::Select {
        anchor: span.end(),
        head: span.start(),
    });
    assert_eq!(selected_words(&window), "opens the bridge.\nEngineer");
    let backward = text_node(&window)
        .text_selection_focus()
        .unwrap()
        .to_global_usv_index();
    assert_eq!(backward, TEXT.find("opens").unwrap());
    window.press(Modifiers::NONE, Key::ArrowLeft);
    window.settle();
    assert_eq!(selected_words(&window), "");
}

#[test]
fn a_label_just_made_is_read_out_and_the_caret_when_it_moves_on() {
    let mut window = with_text("Ana", TEXT);
    tag(&mut window, "Engineer Han", "s");
    let read_out = |window: &Window| {
        text_node(window)
            .active_descendant()
            .and_then(|node| node.label())
    };
    assert_eq!(read_out(&window).unwrap(), "Speaker: Engineer Han");
    window.press(Modifiers::NONE, Key::ArrowLeft);
    window.settle();
    assert_eq!(read_out(&window), None);
    assert_eq!(labels(&window, "Han"), ["*Speaker: Engineer Han"]);
}

#[test]
fn the_screen_reader_selects_words_and_labels() {
    let mut window = with_text("Ana", TEXT);
    tag(&mut window, "Engineer Han", "s");
    let text = text_node(&window);
    let range = |from: usize, to: usize| {
        let at = |index| text.text_position_from_global_usv_index(index).unwrap();
        let mut range = at(from).to_degenerate_range();
        range.set_end(at(to));
        range.to_text_selection()
    };
    let start = TEXT.find("bearings").unwrap();
    let wanted: TextSelection = range(start, start + "bearings hold".len());
    let id = text.locate().0;
    ask_tree(
        &mut window,
        id,
        Action::SetTextSelection,
        Some(ActionData::SetTextSelection(wanted)),
    );
    assert_eq!(selected_words(&window), "bearings hold");
    assert!(window.session().selected_own().is_none());
    let label = label_nodes(paragraph(&window, "Han"))[0].locate().0;
    ask_tree(&mut window, label, Action::Click, None);
    assert_eq!(labels(&window, "Han"), ["*Speaker: Engineer Han"]);
}

/// Role and words of every node of the text, by id.
fn by_id(window: &Window) -> BTreeMap<NodeId, (String, Option<String>)> {
    let mut nodes = Vec::new();
    all(text_node(window), &mut nodes);
    let told = |node: AccessKitNode| {
        let words = node.raw_value().map(str::to_owned).or_else(|| node.label());
        (node.locate().0, (format!("{:?}", node.role()), words))
    };
    nodes.into_iter().map(told).collect()
}

#[test]
fn nodes_keep_their_ids_from_frame_to_frame_and_when_something_else_changes() {
    let mut window = Window::sample("Ana");
    let before = by_id(&window);
    window.settle();
    assert_eq!(by_id(&window), before);
    let (from, _) = window.ends(window.find("on Monday", 0));
    window.double_click(from);
    window.sign("f");
    window.settle();
    let after = by_id(&window);
    assert_eq!(after.len(), before.len() + 1, "one label more");
    assert!(before.iter().all(|(id, told)| after.get(id) == Some(told)));
}

#[test]
fn what_is_out_of_view_has_no_node_but_a_label_that_comes_in_from_above_is_told() {
    let line = "The ferry leaves at noon and comes back before the evening.\n";
    let text = format!("Begin here. {}The end.\n", line.repeat(400));
    let mut window = with_text("Ana", &text);
    let all_lines = text.lines().count();
    assert!(paragraphs(&window).len() < all_lines / 4);
    window.ask(Request::Select {
        anchor: 0,
        head: text.len() as u32,
    });
    window.sign("b");
    window.settle();
    let end = window.find("The end.", 0);
    window.show(end);
    assert!(
        paragraphs(&window)
            .iter()
            .all(|p| p.value().is_none_or(|v| !v.contains("Begin")))
    );
    let first = paragraphs(&window)[0];
    let spoken = label_nodes(first)[0].label().unwrap();
    assert!(
        spoken.starts_with("Boilerplate: Begin here. The ferry") && spoken.ends_with('…'),
        "{spoken}"
    );
    // Words selected from end to end: as much of them as is in view.
    window.ask(Request::Select {
        anchor: 0,
        head: text.len() as u32,
    });
    assert!(selected_words(&window).len() > 200);
}

#[test]
fn words_of_both_directions_are_told_in_the_order_they_are_read() {
    let text = "The sign says שוק הנמל (8:30) today.\nנועה wrote: maybe, אולי 12 ימים.\n";
    let mut window = with_text("Ana", text);
    assert_eq!(text_node(&window).document_range().text(), text.to_owned() + "\n");
    let runs = paragraph(&window, "sign").children();
    let directions: Vec<_> = runs.filter_map(|run| run.data().text_direction()).collect();
    assert!(
        directions.contains(&egui::accesskit::TextDirection::RightToLeft),
        "{directions:?}"
    );
    for words in ["שוק הנמל", "says שוק", "maybe, אולי 12"] {
        window.select(words, 0);
        assert_eq!(selected_words(&window), words);
    }
}

#[test]
fn characters_are_told_as_readers_count_them() {
    let family = "👨\u{200d}👩\u{200d}👧\u{200d}👦";
    let text = format!("A {family} came, \u{1112}\u{1161}\u{11ab}글 e\u{301}, bell \u{7} too.\n");
    let mut window = with_text("Ana", &text);
    let text = text_node(&window);
    let from = text.text_position_from_global_usv_index(2).unwrap();
    let mut one = from.to_degenerate_range();
    one.set_end(from.forward_to_character_end());
    assert_eq!(one.text(), family);
    for words in ["e\u{301}", "\u{1112}\u{1161}\u{11ab}", "bell \u{7} too"] {
        window.select(words, 0);
        assert_eq!(selected_words(&window), words);
    }
}
