//! What a cut of the power may leave of a disk.

use super::{File, Folder, Names, Node, ROOT, State};
use crate::model::{Randomness, SplitMix};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Something that may be left in several ways.
struct Choice {
    node: u64,
    ways: u64,
}

pub fn states(state: &State, most: usize, seed: u64) -> Vec<State> {
    let choices = choices(state);
    let all = choices
        .iter()
        .try_fold(1_u64, |all, choice| all.checked_mul(choice.ways));
    let most = most as u64;
    if let Some(all) = all.filter(|all| *all <= most) {
        return (0..all)
            .map(|number| {
                let mut rest = number;
                let mut way = |choice: &Choice| {
                    let way = rest % choice.ways;
                    rest /= choice.ways;
                    way
                };
                left(
                    state,
                    choices.iter().map(|choice| (choice.node, way(choice))).collect(),
                )
            })
            .collect();
    }
    let mut random = SplitMix(seed);
    (0..most)
        .map(|number| {
            let mut way = |choice: &Choice| match number {
                // Nothing of it, and all of it.
                0 => 0,
                1 => choice.ways - 1,
                _ => random.next_u64() % choice.ways,
            };
            left(
                state,
                choices.iter().map(|choice| (choice.node, way(choice))).collect(),
            )
        })
        .collect()
}

/// What can be reached from some folder, now or after a cut, and is not safe.
fn choices(state: &State) -> Vec<Choice> {
    let mut reached = BTreeSet::from([ROOT]);
    let mut waiting = vec![ROOT];
    while let Some(node) = waiting.pop() {
        if let Some(Node::Folder(folder)) = state.nodes.get(&node) {
            let mut names: BTreeSet<u64> = folder.safe.values().copied().collect();
            for step in &folder.steps {
                let mut new = Names::new();
                step.apply(&mut new);
                names.extend(new.into_values());
            }
            waiting.extend(names.into_iter().filter(|node| reached.insert(*node)));
        }
    }
    reached
        .into_iter()
        .filter_map(|node| {
            let ways = match state.nodes.get(&node)? {
                Node::File(file) => contents(file).len() as u64,
                // Each step may have come through or not.
                Node::Folder(folder) => 1 << folder.steps.len().min(60),
            };
            (ways > 1).then_some(Choice { node, ways })
        })
        .collect()
}

/// The disk that is left, all of it safe now.
fn left(state: &State, ways: Vec<(u64, u64)>) -> State {
    let mut state = state.clone();
    for (id, node) in &mut state.nodes {
        let way = ways.iter().find(|(of, _)| of == id).map_or(0, |(_, way)| *way);
        match node {
            Node::File(file) => {
                let content = contents(file).into_iter().nth(usize::try_from(way).unwrap_or(0));
                file.now = content.unwrap_or_else(|| file.safe.clone());
                file.safe = file.now.clone();
            }
            Node::Folder(folder) => *folder = folder_left(folder, way),
        }
    }
    state
}

/// Bit n: whether the n-th step since the last sync came through.
fn folder_left(folder: &Folder, bits: u64) -> Folder {
    let mut names = folder.safe.clone();
    for (number, step) in folder.steps.iter().enumerate() {
        if bits >> number.min(63) & 1 == 1 {
            step.apply(&mut names);
        }
    }
    Folder {
        now: names.clone(),
        safe: names,
        steps: Vec::new(),
    }
}

/// From nothing of what is new to all of it.
fn contents(file: &File) -> Vec<Arc<Vec<u8>>> {
    if file.now == file.safe {
        return vec![file.safe.clone()];
    }
    let same = file
        .now
        .iter()
        .zip(file.safe.iter())
        .take_while(|(a, b)| a == b)
        .count();
    let (old, new) = file.now.split_at(same);
    let half = new.get(..new.len() / 2).unwrap_or_default();
    let mut all = vec![file.safe.clone()];
    for tail in [Vec::new(), half.to_vec(), vec![0; new.len()], new.to_vec()] {
        let content = Arc::new([old, &tail].concat());
        if !all.contains(&content) {
            all.push(content);
        }
    }
    all
}
