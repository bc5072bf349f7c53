//! Kills a program that edits, as often as one likes, and looks each time whether an edit was lost that was called safe:
//! `cargo run --release --example kill_loop -- --rounds 1000`. The last line is the result.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "it stops at the first surprise"
)]

#[path = "../tests/it/crash/gate.rs"]
mod gate;
#[path = "../tests/it/crash/rounds.rs"]
mod rounds;

use std::path::Path;
use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["--child", project, state, seed] => {
            rounds::child(Path::new(project), Path::new(state), seed.parse().unwrap_or(1));
            ExitCode::SUCCESS
        }
        ["--rounds", rounds] => run(rounds.parse().unwrap_or(0)),
        [] => run(60),
        _ => {
            eprintln!("usage: kill_loop [--rounds N]");
            ExitCode::from(2)
        }
    }
}

fn run(rounds: u32) -> ExitCode {
    let desk = tempfile::tempdir().expect("a folder for the project");
    let exe = std::env::current_exe().expect("the path of this program");
    let command = |project: &Path, state: &Path, seed: u64| {
        let mut command = Command::new(&exe);
        command
            .arg("--child")
            .arg(project)
            .arg(state)
            .arg(seed.to_string());
        command
    };
    let seed = u64::from(std::process::id());
    let started = std::time::Instant::now();
    let tally = rounds::rounds(desk.path(), rounds, seed, &command);
    println!(
        "seed {seed}, {:.0} s, the journal was needed after {} rounds, {} unfinished files swept",
        started.elapsed().as_secs_f64(),
        tally.replayed,
        tally.orphans
    );
    println!("{tally}");
    if tally.lost + tally.unreadable > 0 || tally.rounds < rounds {
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
