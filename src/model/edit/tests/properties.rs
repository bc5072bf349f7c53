//! What holds for any sequence of edits.

use super::steps::{Dice, Step, any_step, edit_of, small_project};
use super::*;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn undo_restores_the_start_and_redo_the_end(steps in prop::collection::vec(any_step(), 1..24)) {
        let start = small_project();
        let mut project = start.clone();
        let mut history = History::default();
        let mut made = 0;
        for (number, step) in steps.iter().enumerate() {
            let mut dice = Dice::new(step, number as u64 + 100);
            if let Ok(transaction) = edit_of(&project, &mut dice)
                && history.commit(&mut project, transaction).is_ok()
            {
                made += 1;
            }
        }
        let end = project.clone();
        for _ in 0..made {
            prop_assert!(history.undo(&mut project).unwrap().is_whole);
            assert_derived(&project);
        }
        prop_assert_eq!(history.undo(&mut project), None);
        prop_assert_eq!(&project, &start);
        while history.redo(&mut project).is_some() {}
        prop_assert_eq!(&project, &end);
    }

    /// Others may change anything in between: each press is one step, and no item that another changed is touched.
    #[test]
    fn undo_goes_on_past_what_others_changed(
        steps in prop::collection::vec((any::<bool>(), any_step()), 1..24),
        moves in prop::collection::vec(prop::option::weighted(0.2, any_step()), 1..40),
    ) {
        let mut project = small_project();
        let mut history = History::default();
        let mut seed = 100;
        let mut edit = |project: &mut Project, step: &Step, history: Option<&mut History>| {
            seed += 1;
            let Ok(transaction) = edit_of(project, &mut Dice::new(step, seed)) else { return };
            match history {
                Some(history) => drop(history.commit(project, transaction)),
                None => drop(apply(project, &transaction)),
            }
        };
        for (is_mine, step) in &steps {
            edit(&mut project, step, is_mine.then_some(&mut history));
        }
        for (number, step) in moves.iter().enumerate() {
            if let Some(step) = step {
                edit(&mut project, step, None);
            }
            let before = project.clone();
            // Back to the start, and then to the end again.
            let redo = number >= moves.len() / 2;
            let stack = |history: &History| {
                let (undo, redone) = history.stacks();
                let stack = if redo { redone } else { undo };
                (stack.last().cloned(), stack.len())
            };
            let (wanted, left) = stack(&history);
            let moved = if redo { history.redo(&mut project) } else { history.undo(&mut project) };
            prop_assert_eq!(moved.is_some(), wanted.is_some());
            let (Some(moved), Some(wanted)) = (moved, wanted) else { continue };
            prop_assert_eq!(stack(&history).1, left - 1);
            prop_assert_eq!(verify(&project), vec![]);
            assert_derived(&project);
            let wanted = if redo { (*wanted).clone() } else { wanted.inverse() };
            let mut seen = std::collections::BTreeSet::new();
            for change in wanted.changes.iter().filter(|change| !matches!(change.key, Key::Layer(_))) {
                let (was, now) = (item(&before, &change.key), item(&project, &change.key));
                if seen.insert(&change.key) && was != change.before {
                    prop_assert_eq!(was, now, "{:?}", change.key);
                }
            }
            let mut again = before.clone();
            prop_assert!(apply(&mut again, &moved.done).is_ok());
            prop_assert_eq!(&again, &project);
            prop_assert!(apply(&mut again, &moved.done.inverse()).is_ok());
            prop_assert_eq!(&again, &before);
        }
    }

    /// The check of what an edit touched finds everything that a check of the whole project finds.
    #[test]
    fn every_edit_is_whole_or_leaves_no_trace(steps in prop::collection::vec(any_step(), 1..24)) {
        let mut project = small_project();
        for (number, step) in steps.iter().enumerate() {
            let mut dice = Dice::new(step, number as u64 + 100);
            let Ok(transaction) = edit_of(&project, &mut dice) else { continue };
            let before = project.clone();
            if apply(&mut project, &transaction).is_err() {
                prop_assert!(is_same_snapshot(&project, &before));
                prop_assert_eq!(&project, &before);
                continue;
            }
            assert_derived(&project);
            prop_assert_eq!(verify(&project), vec![]);
            let after = project.clone();
            prop_assert!(apply(&mut project, &transaction.inverse()).is_ok());
            prop_assert_eq!(&project, &before);
            prop_assert_eq!(transaction.inverse().inverse(), transaction.clone());
            prop_assert!(apply(&mut project, &transaction).is_ok());
            prop_assert_eq!(&project, &after);
            // What it expected is gone now, so that the same edit again is stale.
            if after != before {
                let now = project.clone();
                prop_assert!(apply(&mut project, &transaction).is_err());
                prop_assert!(is_same_snapshot(&project, &now));
            }
        }
    }
}

/// Labels on one new layer, as a file of `count` brings them; ids come in an order of their own.
fn many_labels(board: &Board, count: u32) -> Vec<Change> {
    let key = LayerKey::new(board.document.clone(), person("bea"));
    let mut changes = vec![
        Change::create(
            Key::Person(person("bea")),
            Item::Person(Arc::new(Person {
                id: person("bea"),
                name: "Bea".into(),
                colour: Colour::default(),
                kind: PersonKind::Person,
            })),
        ),
        Change::create(Key::Layer(key.clone()), Item::Layer(Arc::default())),
    ];
    let text = board.project.text("doc").unwrap();
    let names = ["claim", "speaker", "claim"];
    for number in 0..count {
        let at = number as usize % 10;
        let annotation = Annotation {
            id: AnnotationId::new(format!("x{:03}", number * 37 % 1_000)).unwrap(),
            label: label(names[number as usize % 3]),
            fragments: Fragments::new([text.span(at..at + 3).unwrap()]).unwrap(),
            attributes: Attributes::default(),
            note: String::new(),
            doubt: false,
            made: later(),
            changed: later(),
        };
        changes.push(Change::create(
            Key::Annotation(key.clone(), annotation.id.clone()),
            Item::Annotation(Arc::new(annotation)),
        ));
    }
    changes
}

#[test]
fn many_labels_at_once_leave_the_layer_that_they_leave_one_by_one() {
    let board = Board::drawn(&[("ana", "[claim:it works], [speaker:she] said to the press")]);
    let changes = many_labels(&board, 300);
    let (mut together, mut singly) = (board.project.clone(), board.project.clone());
    apply(&mut together, &Transaction::new("Open", changes.clone())).unwrap();
    for change in &changes {
        apply(&mut singly, &Transaction::new("Open", vec![change.clone()])).unwrap();
    }
    assert_eq!(together, singly);
    assert_derived(&together);
    let layers = |project: &Project| project.layers().map(|(_, layer)| layer.len()).sum::<usize>();
    assert_eq!(layers(&together), 302);
    let undo = Transaction::new("Open", changes.clone()).inverse();
    apply(&mut together, &undo).unwrap();
    assert_eq!(together, board.project);

    // The same id a second time, and a label that does not exist: all or nothing.
    let mut twice = changes.clone();
    twice.push(changes[200].clone());
    let error = apply(&mut together, &Transaction::new("Open", twice)).unwrap_err();
    assert!(matches!(error, EditError::Stale(_)), "{error}");
    let mut unknown = changes.clone();
    if let Some(Item::Annotation(annotation)) = &mut unknown[250].after {
        Arc::make_mut(annotation).label = label("nowhere");
    }
    let error = apply(&mut together, &Transaction::new("Open", unknown)).unwrap_err();
    assert!(matches!(error, EditError::Missing(_)), "{error}");
    assert_eq!(together, board.project);
}

/// The arbitrary edits above reach every kind of edit; without this the properties could hold of nothing.
#[test]
fn arbitrary_edits_are_made_and_refused_in_every_way() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let start = small_project();
    let mut titles = std::collections::BTreeSet::new();
    let (mut made, mut refused) = (0, 0);
    for number in 0..6_000 {
        let step = any_step().new_tree(&mut runner).unwrap().current();
        let mut dice = Dice::new(&step, number);
        let mut project = start.clone();
        match edit_of(&project, &mut dice) {
            Ok(transaction) if transaction.is_empty() => {}
            Ok(transaction) => match apply(&mut project, &transaction) {
                Ok(()) => {
                    made += 1;
                    titles.extend(transaction.title.split_whitespace().next().map(str::to_owned));
                }
                Err(_) => refused += 1,
            },
            Err(_) => refused += 1,
        }
    }
    assert!(made > 1_500 && refused > 500, "{made} made, {refused} refused");
    let wanted = [
        "Add", "Assign", "Change", "Comment", "Decide:", "Delete", "Edit", "Link", "Mark", "Merge", "Move",
        "Note", "Reopen", "Retire", "Set", "Tag", "Unlock", "raw",
    ];
    for title in wanted {
        assert!(titles.contains(title), "no “{title}” in {titles:?}");
    }
}

/// Found by the edits above: the place of the one was taken away with the value that had passed through the other.
#[test]
fn a_value_that_passes_through_the_key_of_another_takes_no_place_along() {
    let mut board = Board::drawn(&[("ana", "[claim:one] and [speaker:two]")]);
    let layer = board.layer("ana");
    let key = |id: &str| Key::Annotation(layer.clone(), AnnotationId::new(id).unwrap());
    let [one, two] = ["ana-1", "ana-2"].map(|id| item(&board.project, &key(id)).unwrap());
    board.edit(vec![
        Change::replace(key("ana-2"), two.clone(), one.clone()),
        Change::replace(key("ana-2"), one, two),
    ]);
    assert_derived(&board.project);
}
