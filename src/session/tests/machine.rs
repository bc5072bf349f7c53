//! Anything that people and machines do, in any order: edits, saves, edits of others, merges, crashes, power cuts. Whatever was called
//! safe is there afterwards, and nobody's files are ever broken.

mod ends;
mod faults;
mod promised;
mod steps;
mod teammates;
mod world;

use super::*;
use crate::model::edit::History;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::collections::BTreeMap;
use steps::any_act;
use world::World;

/// Ana at two machines, and Ben.
const PEOPLE: [&str; 3] = ["ana", "ana", "ben"];

/// The same each time; `PROPTEST_CASES` asks for more.
fn runner() -> TestRunner {
    let mut config = Config {
        failure_persistence: None,
        max_shrink_iters: 400,
        ..Config::default()
    };
    if std::env::var_os("PROPTEST_CASES").is_none() {
        config.cases = 120;
    }
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, rng)
}

/// To a project in a folder, or in one file.
fn anything_happens(path: &'static str, people: &[&'static str]) {
    let acts = prop::collection::vec((0..people.len(), any_act()), 1..100);
    let seen = std::cell::RefCell::new(world::Seen::default());
    let result = runner().run(&acts, |acts| {
        let mut world = World::at(path, people);
        for (seat, act) in &acts {
            world.act(*seat, act);
        }
        world.come_together();
        seen.borrow_mut().add(&world.seen);
        Ok(())
    });
    result.unwrap();
    let seen = seen.into_inner();
    println!("{path}: {seen:?}");
    assert!(seen.all_happened(), "{seen:?}");
}

#[test]
fn what_was_called_safe_survives_whatever_happens() {
    anything_happens(world::FOLDER, &PEOPLE);
}

#[test]
fn what_was_called_safe_in_a_project_of_one_file_survives_whatever_happens() {
    anything_happens(world::FILE, &PEOPLE);
}
