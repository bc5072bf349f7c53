//! `ascribe check`: the whole project verified, the rules of the codebook included; with `--repair` what can be done about it,
//! with `--yes` it is done.

use super::args::CheckArgs;
use super::import::first_names;
use super::output::{CheckJson, RepairJson, RepairedJson};
use super::shell::{Done, Shell, Status};
use super::{select, turn};
use crate::model::edit::{self, Key};
use crate::model::{PersonId, Problem, Problems, UserError};
use crate::session::{mending, restoring};
use crate::store::repair::{Plan, Repair, Way};
use crate::store::{self, FileKey, Location, Opened, Patient, Saving};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn run(shell: &mut Shell<'_>, args: &CheckArgs) -> Done {
    let _turn = if args.yes {
        turn::take(&args.project)?
    } else {
        None
    };
    let opened = store::open_on(&*shell.places.disk, &args.project, &Patient)?;
    select::tell_pending(shell, &opened);
    let me = args
        .person
        .as_deref()
        .map(|word| select::person(&opened.project, word));
    let me = me.transpose()?;
    let plan = look(shell, &opened, me.as_ref());
    if !args.repair {
        return tell(shell, plan.problems);
    }
    if !args.yes {
        return list(shell, plan);
    }
    repair(shell, args, opened, plan, me)
}

/// What is not as it should be, and what waits for a decision.
fn look(shell: &Shell<'_>, opened: &Opened, me: Option<&PersonId>) -> Plan {
    let mut plan = mending::look(&shell.places, opened, me);
    let mut waiting: BTreeMap<FileKey, Vec<&Key>> = BTreeMap::new();
    for (of, _) in opened.project.conflicts() {
        waiting
            .entry(store::file_of(&of.clone().conflict()))
            .or_default()
            .push(of);
    }
    for (file, items) in waiting {
        let names = items.iter().filter_map(|of| store::row_name(of));
        let names: Vec<String> = names.collect();
        let message = match items.len() {
            1 => format!("1 conflict waits for a decision: {}", first_names(&names)),
            count => format!("{count} conflicts wait for a decision: {}", first_names(&names)),
        };
        let problem = Problem::new("conflict", file.path(), message)
            .repair("Open the project and choose “Conflicts…” to decide");
        plan.problems.push(match conflicts_line(shell, opened, &file) {
            Some(line) => problem.at_line(line),
            None => problem,
        });
    }
    plan
}

/// Where the conflicts of a file begin in it, counted from 1. Of one file with a whole project nobody knows.
fn conflicts_line(shell: &Shell<'_>, opened: &Opened, file: &FileKey) -> Option<u32> {
    let Location::Folder(folder) = &opened.location else {
        return None;
    };
    let bytes = store::read_capped_on(&*shell.places.disk, &folder.join(file.path())).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let at = text
        .lines()
        .position(|line| line.trim_start().starts_with("conflicts:"))?;
    u32::try_from(at + 1).ok()
}

fn tell(shell: &mut Shell<'_>, problems: Problems) -> Done {
    let count = problems.len();
    if shell.common.json {
        shell.json(&CheckJson {
            problems: problems.into_iter().map(Into::into).collect(),
        })?;
    } else {
        tell_lines(shell, &problems)?;
    }
    shell.note(&counted(count));
    Ok(Status::found_if(count > 0))
}

fn counted(count: usize) -> String {
    match count {
        0 => "No problems".to_owned(),
        1 => "1 problem".to_owned(),
        count => format!("{count} problems"),
    }
}

fn tell_lines(shell: &mut Shell<'_>, problems: &Problems) -> Result<(), UserError> {
    let mut text = String::new();
    let mut rest = problems.iter().peekable();
    while let Some(problem) = rest.next() {
        text += &format!("{problem} [{}]\n", problem.kind);
        // What is to be done about many in a row is said once.
        let same = rest.peek().is_some_and(|next| next.repair == problem.repair);
        if let Some(repair) = problem.repair.as_ref().filter(|_| !same) {
            text += &format!("  {repair}\n");
        }
    }
    shell.text(&text)
}

/// What a repair came to; None: it was not tried.
type Outcome = Option<Result<(), UserError>>;

fn repair_json(repair: &Repair, outcome: &Outcome) -> RepairJson {
    RepairJson {
        file: repair.file.path(),
        what: repair.title.clone(),
        problems: repair.problems.len(),
        left_to: repair.left_to.as_ref().map(PersonId::to_string),
        done: matches!(outcome, Some(Ok(()))),
        error: match outcome {
            Some(Err(error)) => Some(error.to_string()),
            _ => None,
        },
    }
}

/// The repairs, and nothing else.
fn list(shell: &mut Shell<'_>, plan: Plan) -> Done {
    let count = plan.problems.len();
    let mine = plan
        .repairs
        .iter()
        .filter(|repair| repair.left_to.is_none())
        .count();
    if shell.common.json {
        shell.json(&RepairedJson {
            problems: plan.problems.into_iter().map(Into::into).collect(),
            repairs: plan
                .repairs
                .iter()
                .map(|repair| repair_json(repair, &None))
                .collect(),
        })?;
    } else {
        if mine > 0 {
            shell.note("Nothing is repaired yet: --yes does what is listed here");
        }
        let mut text = String::new();
        for repair in &plan.repairs {
            text += &repair.title;
            if let Some(person) = &repair.left_to {
                text += &format!(" (left to {person}, whose file it is)");
            }
            text.push('\n');
        }
        shell.text(&text)?;
    }
    shell.note(&match mine {
        0 => format!("{}, and nothing to repair here", counted(count)),
        1 => format!("{}; 1 repair", counted(count)),
        mine => format!("{}; {mine} repairs", counted(count)),
    });
    Ok(Status::found_if(count > 0))
}

fn repair(shell: &mut Shell<'_>, args: &CheckArgs, opened: Opened, plan: Plan, me: Option<PersonId>) -> Done {
    let mut work = Work {
        opened,
        files: BTreeSet::new(),
    };
    let mut outcomes: Vec<Outcome> = Vec::new();
    for repair in &plan.repairs {
        let tried = repair.left_to.is_none().then(|| work.begin(shell, repair));
        outcomes.push(tried);
    }
    let failed = work.save(shell);
    for (repair, outcome) in plan.repairs.iter().zip(&mut outcomes) {
        let why = failed.iter().find(|(file, _)| *file == repair.file);
        if let (Some((_, error)), Some(Ok(()))) = (why, &outcome) {
            *outcome = Some(Err(error.clone()));
        }
        if let (Way::BringBack(_), Some(Ok(()))) = (&repair.way, &outcome) {
            *outcome = Some(work.bring_back(shell, repair));
        }
    }
    let after = store::open_on(&*shell.places.disk, &args.project, &Patient)?;
    let left = look(shell, &after, me.as_ref()).problems;
    let count = left.len();
    let done = outcomes
        .iter()
        .filter(|outcome| matches!(outcome, Some(Ok(()))))
        .count();
    let repairs = plan.repairs.iter().zip(&outcomes);
    if shell.common.json {
        let repairs = repairs
            .map(|(repair, outcome)| repair_json(repair, outcome))
            .collect();
        shell.json(&RepairedJson {
            problems: left.into_iter().map(Into::into).collect(),
            repairs,
        })?;
    } else {
        let mut text = String::new();
        for (repair, outcome) in repairs {
            text += &match outcome {
                Some(Ok(())) => format!("Done: {}\n", repair.title),
                Some(Err(error)) => format!("Not done: {}: {error}\n", repair.title),
                None => String::new(),
            };
        }
        shell.text(&text)?;
        tell_lines(shell, &left)?;
    }
    let repaired = if done == 1 {
        "1 repair".to_owned()
    } else {
        format!("{done} repairs")
    };
    shell.note(&format!(
        "{repaired} done; left: {}",
        counted(count).to_lowercase()
    ));
    Ok(Status::found_if(count > 0))
}

/// A project under repair, not saved yet.
struct Work {
    opened: Opened,
    files: BTreeSet<FileKey>,
}

impl Work {
    fn begin(&mut self, shell: &Shell<'_>, repair: &Repair) -> Result<(), UserError> {
        let transaction = match &repair.way {
            Way::BringBack(_) => return Ok(()),
            Way::Edit(transaction) => transaction,
            Way::Anew(transaction) => {
                mending::keep_first(&shell.places, &self.opened, &repair.file)?;
                transaction
            }
        };
        edit::apply(&mut self.opened.project, transaction)?;
        self.files.extend(store::files_of(transaction));
        if matches!(repair.way, Way::Anew(_)) {
            match self.opened.location {
                Location::Folder(_) => drop(self.opened.damaged.remove(&repair.file)),
                Location::File(_) => self.opened.damaged.clear(),
            }
            self.files.insert(repair.file.clone());
        }
        Ok(())
    }

    /// The files that could not be saved, and why.
    fn save(&self, shell: &Shell<'_>) -> Vec<(FileKey, UserError)> {
        let Opened {
            project,
            damaged,
            stamps,
            ..
        } = &self.opened;
        let saving = Saving::new(project, &self.files, damaged, stamps);
        restoring::keep_before_save(&shell.places, &self.opened.location, &saving);
        let mut report = store::save_on(&*shell.places.disk, &self.opened.location, &saving);
        for file in report.changed {
            let error = UserError::new(format!(
                "{} was changed by another program meanwhile",
                file.path()
            ));
            report.failed.push((file, error));
        }
        report.failed
    }

    fn bring_back(&self, shell: &Shell<'_>, repair: &Repair) -> Result<(), UserError> {
        let Way::BringBack(generation) = &repair.way else {
            return Ok(());
        };
        let location = &self.opened.location;
        let kept = restoring::kept(&shell.places, location, Some(&self.opened));
        let name = store::generations::name_of(location, &repair.file);
        let choice = kept.choose(location, &name, generation);
        restoring::bring_back(&shell.places, &choice, store::generations::Present::Damaged)
    }
}
