//! Sides that have different texts: the labels are placed on one before they are compared.

use super::*;
use crate::text::Text;

/// The state with another text, its labels where the words are now, as a reread folder has it.
fn with_text(project: &Project, words: &str) -> Project {
    let text = Text::new(words).unwrap();
    super::super::anchors::onto(project, &DocumentId::new("doc").unwrap(), &text)
}

#[test]
fn a_text_corrected_there_takes_new_labels_from_here_along() {
    let mut case =
        Case::new("[claim:The bridge reopens] in May, she said.").ours(&tag("new", "other", 22, 25));
    case.theirs = with_text(&case.base, "We heard: The bridge reopens in May, she said.");
    let done = case.done();
    assert_eq!(done.drawn(), ["claim The bridge reopens", "other May"]);
    assert_eq!(done.project.text("doc"), case.theirs.text("doc"));
    assert_eq!(done.merge.conflicts, vec![]);
}

#[test]
fn words_that_are_gone_from_the_text_leave_their_label_waiting() {
    let mut case =
        Case::new("[claim:The bridge reopens] in May, she said.").ours(&tag("new", "other", 22, 25));
    case.theirs = with_text(&case.base, "The bridge reopens, she said.");
    let done = case.done();
    assert_eq!(done.drawn(), ["claim The bridge reopens"]);
    let layer = done.project.layer(&by("ana", 0).layer).unwrap();
    assert_eq!(layer.adrift("new").unwrap().quote(), "May");
}

#[test]
fn a_text_changed_on_both_sides_is_a_conflict_and_every_label_stands_on_ours() {
    let base = Case::new("[claim:The bridge reopens] in May, she said.");
    let case = Case {
        ours: with_text(&base.base, "Today: The bridge reopens in May, she said."),
        theirs: edited(
            &with_text(&base.base, "We heard: The bridge reopens in May, she said."),
            &note("ana-1", "sure?"),
        ),
        base: base.base,
    };
    let done = merge_all(&case.base, &case.ours, &case.theirs);
    assert_eq!(done.project.text("doc"), case.ours.text("doc"));
    assert_eq!(done.drawn(), ["claim The bridge reopens"]);
    assert_eq!(done.annotation("ana-1").unwrap().note, "sure?");
    let of = Key::Text(DocumentId::new("doc").unwrap());
    assert_eq!(
        done.others(&of),
        [Some(Item::Text(case.theirs.text("doc").unwrap().clone()))]
    );
}
