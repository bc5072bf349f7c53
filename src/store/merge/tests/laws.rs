//! What holds for any three states that people and programs can make of one project, and for any three at all.

use super::*;
use crate::model::edit::tests::steps::{Dice, Step, any_step, edit_of, small_project};
use crate::store::items;
use crate::store::testing::any_project;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// As far as each step can be made.
fn after(start: &Project, steps: &[Step], seed: u64) -> Project {
    let mut project = start.clone();
    for (number, step) in steps.iter().enumerate() {
        let mut dice = Dice::new(step, seed + number as u64);
        if let Ok(transaction) = edit_of(&project, &mut dice) {
            let _ = apply(&mut project, &transaction);
        }
    }
    project
}

fn any_steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(any_step(), 0..10)
}

/// A base and two states that came from it.
fn any_three() -> impl Strategy<Value = (Project, Project, Project)> {
    (any_steps(), any_steps(), any_steps()).prop_map(|(before, ours, theirs)| {
        let base = after(&small_project(), &before, 100);
        let ours = after(&base, &ours, 1_000);
        let theirs = after(&base, &theirs, 2_000);
        (base, ours, theirs)
    })
}

fn all_items(project: &Project) -> BTreeMap<Key, Item> {
    all_files(project)
        .iter()
        .flat_map(|file| items(project, file))
        .collect()
}

/// Written so that not-a-number equals itself.
fn assert_same(one: &Project, two: &Project) {
    let (a, b) = (all_items(one), all_items(two));
    let keys: BTreeSet<&Key> = a.keys().chain(b.keys()).collect();
    for key in keys {
        assert_eq!(
            format!("{:?}", a.get(key)),
            format!("{:?}", b.get(key)),
            "{key:?}"
        );
    }
}

/// What breaks an invariant; labels that wait to be placed are as they should be.
fn broken(project: &Project) -> Problems {
    let mut problems = edit::verify(project);
    problems.retain(|problem| problem.kind != "adrift");
    problems
}

fn versions(project: &Project, of: &Key) -> BTreeSet<String> {
    let own = super::super::board::state(project, of);
    let others = project
        .conflict(of)
        .map(|conflict| conflict.others.clone())
        .unwrap_or_default();
    others
        .iter()
        .chain([&own])
        .map(|item| format!("{item:?}"))
        .collect()
}

/// The same items; where they differ there is a conflict, and its versions are the same.
pub fn assert_mirrored(one: &Project, two: &Project) {
    let (a, b) = (all_items(one), all_items(two));
    let keys: BTreeSet<&Key> = a.keys().chain(b.keys()).collect();
    for key in keys {
        if format!("{:?}", a.get(key)) == format!("{:?}", b.get(key)) {
            continue;
        }
        match key {
            Key::Conflict(of) if hangs(of) => {}
            // Ours stands where labels or entities made a circle; which one that is depends on the side.
            Key::Conflict(of) => assert_eq!(versions(one, of), versions(two, of), "{of:?}"),
            of if hangs(of) => {
                let circle = |project: &Project| project.conflicts().any(|(of, _)| hangs(of));
                assert!(
                    circle(one) || circle(two),
                    "{of:?}: {:?} {:?}",
                    a.get(of),
                    b.get(of)
                );
            }
            of => assert_eq!(versions(one, of), versions(two, of), "{of:?}"),
        }
    }
}

fn hangs(of: &Key) -> bool {
    matches!(of, Key::Label(_) | Key::Redirect(_))
}

/// What a person would miss: an item that was there on a side and is not in the result, though nobody deleted it.
fn assert_nothing_lost(base: &Project, sides: [&Project; 2], done: &Project) {
    for side in sides {
        for (key, _) in all_items(side) {
            let is_there = |project: &Project| super::super::board::state(project, &key).is_some();
            let key_is_item = !matches!(key, Key::Conflict(_) | Key::Adrift(..));
            if !key_is_item || is_there(done) {
                continue;
            }
            let deleted = is_there(base) && sides.iter().any(|side| !is_there(side));
            let remembered = key.in_layer().is_some_and(|(layer, id)| {
                [sides[0], sides[1], done].iter().any(|project| {
                    project
                        .layer(layer)
                        .is_some_and(|layer| layer.head().gone.contains(id))
                })
            });
            let aside = done
                .conflict(&key)
                .is_some_and(|conflict| conflict.others.iter().any(Option::is_some));
            assert!(deleted || remembered || aside, "{key:?} is lost");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// merge(b, x, x) = x
    #[test]
    fn both_sides_the_same_change_nothing((base, ours, _) in any_three()) {
        prop_assert_eq!(merge_all(&base, &ours, &ours).merge.transaction.changes, vec![]);
    }

    /// merge(b, b, x) = x
    #[test]
    fn what_only_theirs_changed_is_taken_whole((base, _, theirs) in any_three()) {
        let done = merge_all(&base, &base, &theirs);
        assert_same(&done.project, &theirs);
        prop_assert_eq!(done.merge.conflicts.len(), 0);
    }

    /// merge(b, x, b) = x
    #[test]
    fn what_only_ours_changed_stays((base, ours, _) in any_three()) {
        prop_assert_eq!(merge_all(&base, &ours, &base).merge.transaction.changes, vec![]);
    }

    #[test]
    fn merged_states_are_whole_and_lose_nothing((base, ours, theirs) in any_three()) {
        let done = merge_all(&base, &ours, &theirs);
        prop_assert_eq!(broken(&done.project), vec![]);
        assert_nothing_lost(&base, [&ours, &theirs], &done.project);
        let told: Vec<&str> = done.notes().into_iter().filter(|kind| *kind == "not-merged").collect();
        prop_assert_eq!(told, Vec::<&str>::new());
    }

    #[test]
    fn merging_again_changes_nothing((base, ours, theirs) in any_three()) {
        let once = merge_all(&base, &ours, &theirs).project;
        let again = merge_all(&base, &once, &theirs);
        prop_assert_eq!(again.merge.transaction.changes, vec![]);
    }

    #[test]
    fn which_side_is_ours_matters_only_for_what_stands((base, ours, theirs) in any_three()) {
        let one = merge_all(&base, &ours, &theirs).project;
        let two = merge_all(&base, &theirs, &ours).project;
        assert_mirrored(&one, &two);
    }

    /// The other side merges the result: both have the same then.
    #[test]
    fn two_who_exchange_their_states_end_up_alike((base, ours, theirs) in any_three()) {
        let merged = merge_all(&base, &ours, &theirs).project;
        let back = merge_all(&theirs, &theirs, &merged).project;
        assert_same(&back, &merged);
    }

}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Three projects that have nothing in common but their ids: texts, labels and conflicts all differ.
    #[test]
    fn any_three_projects_can_be_merged(base in any_project(), ours in any_project(), theirs in any_project()) {
        let done = merge_all(&base, &ours, &theirs);
        prop_assert_eq!(broken(&done.project), vec![]);
        assert_same(&merge_all(&base, &base, &theirs).project, &theirs);
        prop_assert_eq!(merge_all(&base, &ours, &base).merge.transaction.changes, vec![]);
        prop_assert_eq!(merge_all(&base, &ours, &ours).merge.transaction.changes, vec![]);
    }
}
