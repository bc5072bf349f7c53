//! Labels on the text under the hands: where many overlap, behind a filter, at ends of right-to-left words, past the edges of the
//! window.

use super::*;
use ascribe::session::Filter;
use ascribe::text::segment;
use egui_kittest::kittest::Queryable;
use std::collections::BTreeSet;

/// Labels that may overlap as they like, and a link kind.
const CODEBOOK: &str = r##"{"ascribe":1,"project":{"name":"Labels"},"codebook":{"labels":[{"id":"claim","name":"Claim","overlap":"any","key":"c"},{"id":"speaker","name":"Speaker","overlap":"any","key":"s"},{"id":"cue","name":"Cue","overlap":"any","key":"u"}],"link_kinds":[{"id":"about","name":"About","key":"l"}]},"people":[{"id":"ana","name":"Ana"}]}"##;

/// A label and its characters.
type Drawn<'a> = (&'a str, usize, usize);

/// A document with Ana's labels; links go from one label to another by number.
fn with_labels(text: &str, labels: &[Drawn], links: &[(usize, usize)]) -> Window {
    let annotations: Vec<String> = labels
        .iter()
        .enumerate()
        .map(|(n, (label, from, to))| format!(r#"{{"id":"a{n}","label":"{label}","at":[[{from},{to}]]}}"#))
        .collect();
    let links: Vec<String> = links
        .iter()
        .map(|(from, to)| format!(r#"{{"id":"l{from}-{to}","kind":"about","from":"a{from}","to":"a{to}"}}"#))
        .collect();
    let (annotations, links) = (annotations.join(","), links.join(","));
    let text = text.replace('\n', "\\n");
    let lines = format!(
        "{CODEBOOK}\n{{\"document\":\"doc\",\"title\":\"Doc\",\"text\":\"{text}\",\"layers\":[{{\"annotator\":\"ana\",\
         \"annotations\":[{annotations}],\"links\":[{links}]}}]}}\n"
    );
    let mut window = with_file("Ana", ("labels.jsonl", &lines), StartCodebook::Empty);
    window.ask(Request::SetMe("Ana".into()));
    window.ask(Request::SelectDocument(DocumentId::new("doc").unwrap()));
    assert_eq!(window.annotations("ana").len(), labels.len());
    window
}

fn selected(window: &Window) -> Option<String> {
    window
        .session()
        .selected()
        .map(|(_, annotation)| annotation.id.to_string())
}

/// The middle of some words.
fn middle(window: &mut Window, words: &str) -> Pos2 {
    let span = window.find(words, 0);
    let (from, to) = window.ends(span);
    from.lerp(to, 0.5)
}

fn paragraphs(count: usize) -> String {
    let line = |n: usize| {
        format!("Paragraph number {n} says what the council thought of the bridge and of its ferry.")
    };
    (1..=count).map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_pile_of_labels_on_one_word_is_counted_whole() {
    let labels: Vec<Drawn> = (0..700).map(|n| (["claim", "cue"][n % 2], 9, 13)).collect();
    let mut window = with_labels("She said that the bridge opens.", &labels, &[]);
    window.settle();
    window.harness.get_by_label("692 more labels in this line");
    // The filter dims every second one.
    window.ask(Request::SetFilter(Filter {
        labels: BTreeSet::from([ascribe::model::LabelId::new("cue").unwrap()]),
        ..Filter::default()
    }));
    window.settle();
    window.harness.get_by_label("346 more labels in this line");
}

#[test]
fn labels_too_deep_for_a_line_are_counted_and_listed() {
    let text = "She said that the bridge opens on Monday morning.";
    let labels: Vec<Drawn> = (0..12)
        .map(|n| (["claim", "speaker", "cue"][n % 3], 9, 30 + n))
        .collect();
    let mut window = with_labels(text, &labels, &[]);
    window.settle();
    let more = window
        .harness
        .get_by_label("4 more labels in this line")
        .rect()
        .center();
    window.click(more);
    window.settle();
    let listed = |window: &Window| {
        let rows = window
            .harness
            .query_all_by_label_contains("Claim  that the bridge");
        rows.count()
    };
    assert_eq!(listed(&window), 4);
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert_eq!(listed(&window), 0, "Esc closes the list");
    window.click(more);
    window.settle();
    // Eight have lines, four do not; the list has all of them, the innermost first.
    let rows = window
        .harness
        .query_all_by_label_contains("Claim  that the bridge opens");
    let row = rows.min_by(|a, b| a.rect().top().total_cmp(&b.rect().top()));
    let row = row.expect("a row of the list").rect().center();
    window.click(row);
    assert_eq!(selected(&window).as_deref(), Some("a0"));
    // By the keyboard: down, down, up.
    window.click(more);
    window.settle();
    for key in [Key::ArrowDown, Key::ArrowDown, Key::ArrowUp, Key::Enter] {
        window.press(Modifiers::NONE, key);
    }
    window.settle();
    assert_eq!(selected(&window).as_deref(), Some("a1"));
    assert_eq!(listed(&window), 0, "Enter closes the list");
}

#[test]
fn a_click_chooses_what_the_filter_lets_through_and_steps_pass_over_the_rest() {
    let text = "She said that the bridge opens on Monday. He doubted it very much.";
    let labels = [
        ("claim", 9, 40),
        ("speaker", 14, 24),
        ("cue", 42, 44),
        ("claim", 45, 52),
    ];
    let mut window = with_labels(text, &labels, &[]);
    let at = middle(&mut window, "the bridge");
    window.click(at);
    assert_eq!(selected(&window).as_deref(), Some("a1"), "the innermost");
    window.ask(Request::Deselect);
    let only: BTreeSet<_> = ascribe::model::LabelId::new("claim").into_iter().collect();
    window.ask(Request::SetFilter(Filter {
        labels: only,
        ..Filter::default()
    }));
    // The header tells of the filter, and the text stands lower.
    let at = middle(&mut window, "the bridge");
    window.click(at);
    assert_eq!(
        selected(&window).as_deref(),
        Some("a0"),
        "the one that stands out"
    );
    window.click(at);
    assert_eq!(
        selected(&window).as_deref(),
        Some("a1"),
        "the dimmed one after it"
    );
    window.click(at);
    window.sign("]");
    assert_eq!(selected(&window).as_deref(), Some("a3"), "the cue is passed over");
    window.sign("[");
    assert_eq!(selected(&window).as_deref(), Some("a0"));
}

#[test]
fn the_end_of_a_right_to_left_label_is_at_its_left() {
    let text = "בוקר טוב השר אמר שהגשר ייפתח ביום שני";
    let mut window = with_labels(text, &[("claim", 9, 16)], &[]);
    let at = middle(&mut window, "השר");
    window.click(at);
    assert_eq!(selected(&window).as_deref(), Some("a0"));
    let label = window.find("השר אמר", 0);
    window.show(label);
    let rect = window.harness.state().word_rects(label)[0];
    let next = window.find("שהגשר", 0);
    let to = window.harness.state().word_rects(next)[0];
    assert!(to.right() < rect.left(), "the text runs to the left");
    window.drag(
        Pos2::new(rect.left() - 1.0, rect.center().y),
        Pos2::new(to.left() + 3.0, to.center().y),
    );
    let changed = window.selected_own();
    assert_eq!(window.words(&changed), "השר אמר שהגשר");
}

#[test]
fn the_middle_of_a_long_label_is_clicked_without_the_text_moving() {
    let text = paragraphs(120);
    let length = text.chars().count();
    let mut window = with_labels(&text, &[("claim", 0, length)], &[]);
    let word = window.find("number 60 ", 0);
    window.show(word);
    let before = window.harness.state().word_rects(word)[0];
    // The bar stands left of the words; the first lane is nearest.
    let line = window.find("Paragraph number 60 ", 0);
    let left = window.harness.state().word_rects(line)[0];
    window.click(Pos2::new(left.left() - 17.0, left.center().y));
    assert_eq!(selected(&window).as_deref(), Some("a0"));
    assert_eq!(window.harness.state().word_rects(word), [before]);
}

#[test]
fn the_other_end_of_a_link_out_of_view_is_one_click_away() {
    let text = paragraphs(120);
    let far = text.find("number 90 ").unwrap();
    let labels = [("claim", 0, 9), ("cue", far, far + 9), ("speaker", 10, 16)];
    let mut window = with_labels(&text, &labels, &[(0, 1), (0, 2)]);
    let at = middle(&mut window, "Paragraph");
    window.click(at);
    let chip = window.harness.get_by_label("Go to number 90").rect();
    assert!(chip.top() > 700.0, "at the lower edge");
    window.click(chip.center());
    assert_eq!(selected(&window).as_deref(), Some("a1"));
    let span = window.find("number 90", 0);
    assert_eq!(window.harness.state().word_rects(span).len(), 1, "in view");
    assert!(
        window.harness.query_by_label("Go to Paragraph").is_some(),
        "and back"
    );
}

#[test]
fn a_selection_grows_while_a_drag_past_the_edge_scrolls() {
    let mut window = with_labels(&paragraphs(150), &[], &[]);
    let (from, _) = window.ends_of("number 3 ");
    window.harness.hover_at(from);
    window.harness.step();
    window.button(from, true, Modifiers::NONE);
    window
        .harness
        .event(Event::PointerMoved(Pos2::new(from.x + 60.0, 850.0)));
    window.harness.run_steps(40);
    let selection = window.session().view.selection;
    let (_, text) = window.session().document().unwrap();
    let words = text.slice(selection.span(text).unwrap()).to_owned();
    assert!(
        words.starts_with("number 3 "),
        "{}",
        &words[..40.min(words.len())]
    );
    assert!(words.lines().count() > 30, "{} lines", words.lines().count());
    let end = segment::word_at(text, selection.head.saturating_sub(1)).end();
    assert_eq!(end, selection.head, "by words");
    window.button(Pos2::new(from.x + 60.0, 850.0), false, Modifiers::NONE);
    window.sign("c");
    assert_eq!(window.annotations("ana").len(), 1);
}

#[test]
fn a_drag_with_ctrl_adds_words_to_the_selected_label() {
    let text = "She said that the bridge opens on Monday, she hopes.";
    let mut window = with_labels(text, &[("claim", 9, 24)], &[]);
    let at = middle(&mut window, "the bridge");
    window.click(at);
    let span = window.find("she hopes", 0);
    let (from, to) = window.ends(span);
    window.harness.hover_at(from);
    window.harness.step();
    window.button(from, true, Modifiers::COMMAND);
    for share in [0.5, 1.0] {
        window.harness.event(Event::PointerMoved(from.lerp(to, share)));
        window.harness.step();
    }
    let release = Event::PointerButton {
        pos: to,
        button: PointerButton::Primary,
        pressed: false,
        modifiers: Modifiers::COMMAND,
    };
    window.harness.event_modifiers(release, Modifiers::COMMAND);
    window.harness.step();
    window.settle();
    let label = window.annotations("ana")[0].clone();
    assert_eq!(window.words(&label), "that the bridge … she hopes");
}

#[test]
fn a_thousand_labels_come_and_go_with_their_document() {
    let text = paragraphs(400);
    let labels: Vec<Drawn> = (0..1_000)
        .map(|n| (["claim", "speaker", "cue"][n % 3], n * 30, n * 30 + 12))
        .collect();
    let mut window = with_labels(&text, &labels, &[]);
    let last = window.annotations("ana").last().cloned().unwrap();
    let span = last.fragments.first().unwrap();
    let (from, _) = window.ends(span);
    window.click(Pos2::new(from.x + 8.0, from.y));
    assert_eq!(selected(&window).as_deref(), Some(last.id.as_str()));
    window.press(Modifiers::NONE, Key::Delete);
    assert_eq!(window.annotations("ana").len(), 999);
    window.click(Pos2::new(from.x + 8.0, from.y));
    assert_eq!(selected(&window), None, "nothing is left there");
    window.press(Modifiers::COMMAND, Key::Z);
    window.settle();
    let (from, _) = window.ends(span);
    window.click(Pos2::new(from.x + 8.0, from.y));
    assert_eq!(selected(&window).as_deref(), Some(last.id.as_str()), "and undone");
}
