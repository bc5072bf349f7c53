//! Conflicts in the window: the status bar counts them, the list shows both versions, one key decides.

use super::*;
use egui_kittest::kittest::Queryable;

const TEXT: &str = "The bridge opens on Monday, minister Pyo said.\n";

/// Two labels of Ana's, each with another version in her file; the project was opened after that.
fn conflicts() -> Window {
    let mut window = with_text("Ana", TEXT);
    for (words, key) in [("The bridge", "c"), ("minister Pyo", "s")] {
        window.select(words, 0);
        window.sign(key);
    }
    window.rest();
    let document = window.first_document();
    let path = window.path(&format!("project/layers/ana/{document}.ron"));
    let file = std::fs::read_to_string(&path).unwrap();
    let row = |label: &str| {
        let row = file
            .lines()
            .find(|line| line.contains(&format!("label: \"{label}\"")));
        row.unwrap().trim().trim_end_matches(',').to_owned()
    };
    let id = |row: &str| row.split('"').nth(1).unwrap().to_owned();
    let (claim, speaker) = (row("claim"), row("speaker"));
    let longer = claim.replace("(0, 10, \"The bridge\")", "(4, 16, \"bridge opens\")");
    assert_ne!(longer, claim);
    let section = format!(
        "conflicts: [\n  (of: \"annotations/{}\", others: [Annotation({longer})]),\n  (of: \"annotations/{}\", others: [Gone]),\n],\n)\n",
        id(&claim),
        id(&speaker)
    );
    let file = file.trim_end().strip_suffix(')').unwrap().to_owned() + &section;
    std::fs::write(path, file).unwrap();
    window.ask(Request::Close);
    window.open("project");
    window.ask(Request::SelectDocument(document));
    window
}

fn shown(window: &Window) -> Vec<String> {
    let labels = window.annotations("ana");
    labels
        .iter()
        .map(|label| format!("{}: {}", label.label, window.words(label)))
        .collect()
}

#[test]
fn conflicts_are_counted_listed_and_decided_by_keys() {
    let mut window = conflicts();
    assert_eq!(window.session().conflict_count(), 2);
    window.click_on("2 conflicts");
    window.settle();
    assert!(window.harness.query_by_label("As it stands").is_some());
    assert!(window.harness.query_by_label("Other version").is_some());
    window.press(Modifiers::NONE, Key::Num2);
    window.settle();
    assert_eq!(shown(&window), ["claim: bridge opens", "speaker: minister Pyo"]);
    assert!(
        window.harness.query_by_label("Deleted").is_some(),
        "the next one is shown"
    );
    window.press(Modifiers::NONE, Key::Num1);
    window.settle();
    assert_eq!(window.session().conflict_count(), 0);
    let none = "No conflicts: nothing waits for a decision";
    assert!(window.harness.query_by_label(none).is_some());
    window.press(Modifiers::NONE, Key::Escape);
    window.settle();
    assert!(window.session().view.conflicts.is_none());
    window.press(Modifiers::COMMAND, Key::Z);
    window.press(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert_eq!(shown(&window), ["claim: The bridge", "speaker: minister Pyo"]);
    assert_eq!(window.session().conflict_count(), 2);
}

#[test]
fn letters_walk_through_the_list_and_tag_nothing() {
    let mut window = conflicts();
    window.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::R);
    window.settle();
    let current = |window: &Window| window.session().view.conflicts.as_ref().unwrap().current;
    assert_eq!(current(&window), 0);
    window.press(Modifiers::NONE, Key::J);
    window.settle();
    assert_eq!(current(&window), 1);
    assert_eq!(
        window.selected_own().label.as_str(),
        "speaker",
        "its place is shown"
    );
    window.press(Modifiers::NONE, Key::K);
    window.settle();
    assert_eq!(current(&window), 0);
    window.press(Modifiers::NONE, Key::Num3);
    window.settle();
    assert_eq!(shown(&window)[0], "claim: The bridge opens");
}
