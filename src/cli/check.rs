//! `ascribe check`: the whole project verified, the rules of the codebook included. Changes nothing.

use super::args::CheckArgs;
use super::output::CheckJson;
use super::shell::{Done, Shell, Status};
use crate::store;

pub(super) fn run(shell: &mut Shell<'_>, args: &CheckArgs) -> Done {
    let opened = store::open(&args.project)?;
    let problems = store::check(&opened);
    let count = problems.len();
    if shell.common.json {
        shell.json(&CheckJson {
            problems: problems.into_iter().map(Into::into).collect(),
        })?;
    } else {
        let mut text = String::new();
        for problem in &problems {
            text += &format!("{problem} [{}]\n", problem.kind);
            if let Some(repair) = &problem.repair {
                text += &format!("  {repair}\n");
            }
        }
        shell.text(&text)?;
    }
    match count {
        0 => shell.note("No problems"),
        1 => shell.note("1 problem"),
        count => shell.note(&format!("{count} problems")),
    }
    Ok(Status::found_if(count > 0))
}
