//! The application from the shell: every job that needs no window. Names, JSON and exit status are a contract.
//! Knows no window; prints only to the streams it is given.

mod adjudicate;
mod args;
mod check;
mod compare;
mod completions;
mod export;
mod formats;
mod git_setup;
mod import;
mod import_files;
mod list;
mod merge;
mod merge_driver;
mod new;
mod output;
mod restore;
mod search;
mod select;
mod shell;
mod table;
mod turn;

use crate::model::UserError;
use crate::session::jobs::Places;
use args::{Command, CommandLine, Common};
use clap::Parser;
use shell::{Done, Shell, Status};
use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Exit status of a command that was not done: usage, unreadable input, refused.
pub const NOT_DONE: u8 = 2;
/// Done, but something was found.
const FOUND: u8 = 1;

/// What the program does after the command line was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// No command was given: open the window, on a project or on the welcome page.
    OpenWindow {
        project: Option<PathBuf>,
        person: Option<String>,
    },
    /// A command has run; its exit status.
    Done(u8),
}

/// Reads the command line (the first argument is the program) and runs the command on the program's own streams.
pub fn run(args: impl IntoIterator<Item = OsString>) -> Outcome {
    let places = crate::session::system::places();
    run_in(&places, args, &mut std::io::stdout(), &mut std::io::stderr())
}

/// Like `run`, on other streams and with none of the user's folders.
pub fn run_with(
    args: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Outcome {
    run_in(&Places::default(), args, out, err)
}

/// Like `run_with`, with folders for what is no project.
pub fn run_in(
    places: &Places,
    args: impl IntoIterator<Item = OsString>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Outcome {
    let args: Vec<OsString> = args.into_iter().collect();
    let is_for_git = args.get(1).is_some_and(|word| word == "merge-driver");
    let line = match CommandLine::try_parse_from(args) {
        Ok(line) => line,
        Err(error) if is_for_git && error.use_stderr() => {
            usage(&error, out, err);
            return Outcome::Done(merge_driver::REFUSED);
        }
        Err(error) => return Outcome::Done(usage(&error, out, err)),
    };
    let Some(command) = line.command else {
        return window(line.project, line.person, out, err);
    };
    let mut shell = Shell::new(out, err, command.common());
    shell.places = places.clone();
    if let Command::MergeDriver(args) = &command {
        return Outcome::Done(merge_driver::run(&mut shell, args));
    }
    let done = dispatch(&mut shell, &command);
    Outcome::Done(status_from(&mut shell, done))
}

fn dispatch(shell: &mut Shell<'_>, command: &Command) -> Done {
    match command {
        Command::New(args) => new::run(shell, args),
        Command::List(args) => list::run(shell, args),
        Command::Import(args) => import::run(shell, args),
        Command::Export(args) => export::run(shell, args),
        Command::Formats(_) => formats::run(shell),
        Command::Check(args) => check::run(shell, args),
        Command::Restore(args) => restore::run(shell, args),
        Command::Compare(args) => compare::run(shell, args),
        Command::Adjudicate(args) => adjudicate::run(shell, args),
        Command::Search(args) => search::run(shell, args),
        Command::Merge(args) => merge::run(shell, args),
        Command::GitSetup(args) => git_setup::run(shell, args),
        Command::Completions(args) => completions::run(shell, args),
        // It has exit statuses of its own.
        Command::MergeDriver(_) => Ok(Status::Nothing),
    }
}

fn status_from(shell: &mut Shell<'_>, done: Done) -> u8 {
    match done {
        Ok(Status::Clean) => 0,
        Ok(Status::Found) => FOUND,
        Ok(Status::Nothing) => NOT_DONE,
        Err(error) => {
            shell.error(&error);
            NOT_DONE
        }
    }
}

/// `--help` and `--version` are results; anything else is a mistake in the command line.
fn usage(error: &clap::Error, out: &mut dyn Write, err: &mut dyn Write) -> u8 {
    let mut shell = Shell::new(
        out,
        err,
        Common {
            json: false,
            quiet: false,
        },
    );
    let text = error.render().to_string();
    if error.use_stderr() {
        shell.note(text.trim_end());
        return NOT_DONE;
    }
    let done = shell.text(&text).map(|()| Status::Clean);
    status_from(&mut shell, done)
}

/// A path that does not exist is most often a mistyped command: said here, before any window opens.
fn window(
    project: Option<PathBuf>,
    person: Option<String>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Outcome {
    if let Some(path) = project.as_deref().filter(|path| !path.exists()) {
        let common = Common {
            json: false,
            quiet: false,
        };
        Shell::new(out, err, common).error(&no_such_project(path));
        return Outcome::Done(NOT_DONE);
    }
    Outcome::OpenWindow { project, person }
}

fn no_such_project(path: &Path) -> UserError {
    let path = path.display();
    UserError::with_hint(
        format!("“{path}” is no command, and there is no project of this name here"),
        format!("`ascribe --help` lists the commands; `ascribe new {path}` makes a project"),
    )
}

/// Says that this build has no window; returns the exit status.
pub fn refuse_window(err: &mut dyn Write) -> u8 {
    let error = UserError::with_hint(
        "This build of ascribe has no window",
        "`ascribe --help` lists the commands; a build with the default features has the window",
    );
    let mut nowhere = std::io::sink();
    Shell::new(
        &mut nowhere,
        err,
        Common {
            json: false,
            quiet: false,
        },
    )
    .error(&error);
    NOT_DONE
}
