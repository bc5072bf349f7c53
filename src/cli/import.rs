//! not yet
use super::args::ImportArgs;
use super::shell::{Done, Shell, Status};
pub(super) fn run(_shell: &mut Shell<'_>, _args: &ImportArgs) -> Done { Ok(Status::Clean) }
