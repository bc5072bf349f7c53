//! `ascribe completions`: the completion script of a shell.

use super::args::{CommandLine, CompletionsArgs};
use super::output::CompletionsJson;
use super::shell::{Done, Shell, Status};
use clap::CommandFactory;

pub(super) fn run(shell: &mut Shell<'_>, args: &CompletionsArgs) -> Done {
    // Into memory first: the generator cannot report a stream that fails.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut CommandLine::command(), "ascribe", &mut script);
    if shell.common.json {
        let script = String::from_utf8_lossy(&script).into_owned();
        shell.json(&CompletionsJson {
            shell: args.shell.to_string(),
            script,
        })?;
    } else {
        shell.bytes(&script)?;
    }
    Ok(Status::Clean)
}
