//! The program: the command line does its job and ends, or the window opens.

use ascribe::cli::{self, Outcome};
use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Outcome::Done(status) => ExitCode::from(status),
        Outcome::OpenWindow { project, person } => open_window(project, person),
    }
}

#[cfg(feature = "gui")]
fn open_window(project: Option<PathBuf>, person: Option<String>) -> ExitCode {
    let status = ascribe::ui::run(project, person);
    ExitCode::from(u8::try_from(status).unwrap_or(cli::NOT_DONE))
}

#[cfg(not(feature = "gui"))]
fn open_window(_project: Option<PathBuf>, _person: Option<String>) -> ExitCode {
    ExitCode::from(cli::refuse_window(&mut std::io::stderr()))
}
