//! `ascribe check`: the whole project verified, the rules of the codebook included. Changes nothing.

use super::args::CheckArgs;
use super::output::CheckJson;
use super::shell::{Done, Shell, Status};
use crate::model::edit::{rule_problems, verify};
use crate::model::{LayerKey, Problems, Project};
use crate::store;
use std::collections::BTreeSet;

pub(super) fn run(shell: &mut Shell<'_>, args: &CheckArgs) -> Done {
    let opened = store::open(&args.project)?;
    let problems = all_problems(&opened.project, opened.problems);
    let count = problems.len();
    if shell.common.json {
        shell.json(&CheckJson { problems: problems.into_iter().map(Into::into).collect() })?;
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

/// What reading found, what must hold, and what the codebook asks for; by file and line, each once.
fn all_problems(project: &Project, found: Problems) -> Problems {
    let mut problems: BTreeSet<_> = found.into_iter().chain(verify(project)).collect();
    let keys: Vec<LayerKey> = project.layers().map(|(key, _)| key.clone()).collect();
    for key in &keys {
        problems.extend(rule_problems(project, key));
    }
    problems.into_iter().collect()
}
