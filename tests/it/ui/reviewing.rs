//! A teammate's labels beside one's own, and decisions.

use super::*;
use ascribe::model::PersonKind;
use egui_kittest::kittest::Queryable;

#[test]
fn a_teammates_labels_are_shown_and_cannot_be_changed() {
    let mut window = Window::sample("Ana");
    let ben = PersonId::new("ben").unwrap();
    window.ask(Request::ShowPerson(ben.clone(), true));
    let theirs = window
        .annotations("ben")
        .into_iter()
        .find(|a| a.fragments.len() == 1)
        .unwrap();
    window.show(theirs.fragments.first().unwrap());
    assert!(
        window
            .harness
            .query_all_by_label_contains("by Ben")
            .next()
            .is_some()
    );
    window.ask(Request::SelectAnnotation {
        annotator: ben,
        id: theirs.id.clone(),
    });
    let before = window.session().project().unwrap().clone();
    window.press(Modifiers::NONE, Key::Delete);
    window.settle();
    assert_eq!(*window.session().project().unwrap(), before);
}

#[test]
fn differences_are_decided_by_one_key_each_and_undone() {
    let mut window = Window::sample("Ana");
    let decisions = |window: &Window| {
        let key = LayerKey::adjudicated(window.session().view.document.clone().unwrap());
        window
            .session()
            .project()
            .unwrap()
            .layer(&key)
            .map_or(0, |layer| layer.decisions().len())
    };
    let teammates = window.annotations("ben");
    let start = decisions(&window);
    window.press(Modifiers::COMMAND, Key::R);
    window.settle();
    let review = window.session().view.review.as_ref().expect("reviewing");
    let left = review.undecided();
    assert!(left > 4, "{left}");
    window.sign("0");
    window.settle();
    assert_eq!(decisions(&window), start + 1);
    assert_eq!(
        window.session().view.review.as_ref().unwrap().undecided(),
        left - 1
    );
    window.sign("3");
    window.settle();
    assert_eq!(decisions(&window), start + 2);
    let project = window.session().project().unwrap();
    assert!(project.people().any(|p| p.kind == PersonKind::Adjudicated));
    assert_eq!(
        window.annotations("ben"),
        teammates,
        "a teammate's layer is never written"
    );
    window.press(Modifiers::COMMAND, Key::Z);
    window.press(Modifiers::COMMAND, Key::Z);
    window.settle();
    assert_eq!(decisions(&window), start);
}
