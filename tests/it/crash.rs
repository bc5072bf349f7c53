//! kill -9 at any moment loses no edit that was called safe, and corrupts no file.

mod gate;
mod rounds;

use ascribe::cli;
use ascribe::session::jobs::Places;
use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

/// Set for a child: the project, the state folder and the seed, a line each.
const CHILD: &str = "ASCRIBE_TEST_KILLED";

#[test]
fn a_program_that_is_killed_sixty_times_loses_no_edit_that_was_called_safe() {
    let desk = tempfile::tempdir().unwrap();
    let exe = std::env::current_exe().unwrap();
    let command = |project: &Path, state: &Path, seed: u64| {
        let mut command = Command::new(&exe);
        command.args([
            "crash::as_the_one_that_is_killed",
            "--exact",
            "--ignored",
            "--nocapture",
        ]);
        command.env(
            CHILD,
            format!("{}\n{}\n{seed}", project.display(), state.display()),
        );
        command
    };
    let tally = rounds::rounds(desk.path(), 60, 20_261_122, &command);
    assert_eq!(
        (tally.rounds, tally.lost, tally.unreadable),
        (60, 0, 0),
        "{tally}"
    );
    assert!(tally.acknowledged >= 120, "{tally}");
    assert_eq!(tally.acknowledged, tally.recovered);
    assert!(tally.replayed >= 10, "the journal was needed: {tally:?}");
}

#[test]
#[ignore = "run by the test above, in a process that it kills"]
fn as_the_one_that_is_killed() {
    let Ok(told) = std::env::var(CHILD) else { return };
    let told: Vec<&str> = told.lines().collect();
    rounds::child(Path::new(told[0]), Path::new(told[1]), told[2].parse().unwrap());
}

/// What the shell says of a project beside the result.
fn said_of(project: &Path, state: &Path) -> String {
    said(&["list"], project, state, &[])
}

fn said(before: &[&str], project: &Path, state: &Path, behind: &[&str]) -> String {
    let places = Places {
        state: Some(state.to_owned()),
        ..Places::default()
    };
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let words = |words: &[&str]| words.iter().map(OsString::from).collect::<Vec<_>>();
    let project = vec![project.as_os_str().to_owned()];
    let args = [words(&["ascribe"]), words(before), project, words(behind)].concat();
    assert_eq!(
        cli::run_in(&places, args, &mut out, &mut err),
        cli::Outcome::Done(0)
    );
    String::from_utf8(err).unwrap()
}

#[test]
fn the_shell_tells_of_edits_that_are_in_no_file_yet() {
    let desk = tempfile::tempdir().unwrap();
    let (project, state) = (desk.path().join("project"), desk.path().join("state"));
    rounds::make(&project);
    let mut hand = rounds::Hand::open(&project, &state, 1);
    assert_eq!(said_of(&project, &state), "");
    hand.tag();
    hand.tag();
    hand.until_safe();
    let said = said_of(&project, &state);
    assert_eq!(said, "2 edits in an open window are not in the files yet\n");
    drop(hand);
    let said = said_of(&project, &state);
    assert!(
        said.starts_with("2 edits were not saved when the program ended: "),
        "{said}"
    );
    assert_eq!(said_of(&project, &desk.path().join("elsewhere")), "");
}

#[test]
fn who_brings_an_earlier_state_back_is_told_of_edits_that_are_in_no_file_yet() {
    let desk = tempfile::tempdir().unwrap();
    let (project, state) = (desk.path().join("project"), desk.path().join("state"));
    rounds::make(&project);
    let mut hand = rounds::Hand::open(&project, &state, 1);
    for _ in 0..2 {
        hand.tag();
        hand.until_saved();
    }
    let of = ["layers/ana/talk-0.ron", "latest", "--dry-run"];
    let told = said(&["restore"], &project, &state, &of);
    assert!(!told.contains("edit"), "{told}");
    hand.tag();
    hand.until_safe();
    drop(hand);
    let told = said(&["restore"], &project, &state, &of);
    assert!(told.starts_with("1 edit was not saved"), "{told}");
}
