//! `ascribe import`: texts and labels come in as one step, with an account of what was new, equal or left out.

use super::args::ImportArgs;
use super::output::{ConflictJson, ImportJson, ReadJson, SkippedJson};
use super::shell::{Done, NOTES_TOLD, Shell, Status};
use super::{import_files, select, turn};
use crate::formats::{self, ImportReport, Imported, PlanOptions};
use crate::model::edit::{Transaction, apply};
use crate::model::{Problems, Project, Randomness, UserError};
use crate::session::importing::new_person;
use crate::session::restoring;
use crate::session::system::{SystemRandom, now};
use crate::store::{self, Opened, Saving};
use std::collections::BTreeSet;

/// What the files hold, before it meets the project.
#[derive(Default)]
pub(super) struct Read {
    pub imported: Vec<Imported>,
    pub files: Vec<ReadJson>,
    /// Files that could not be read, and why.
    pub skipped: Problems,
}

pub(super) fn run(shell: &mut Shell<'_>, args: &ImportArgs) -> Done {
    // A dry run writes nothing, so it need not wait.
    let _turn = if args.dry_run {
        None
    } else {
        turn::take(&args.project)?
    };
    let mut opened = select::open(shell, &args.project)?;
    if let Some(reason) = &opened.read_only {
        return Err(UserError::with_hint(
            format!("{} can only be read", args.project.display()),
            reason.clone(),
        ));
    }
    let read = import_files::read(shell, args, &opened.location)?;
    let mut random = SystemRandom::new();
    let options = plan_options(&opened.project, args, &mut random)?;
    if options.annotator.is_some() && !needs_annotator(&read.imported) {
        shell.note("--annotator changes nothing here: these files say whose labels they hold, or hold none");
    }
    let documents = read
        .imported
        .iter()
        .map(|imported| imported.documents.len())
        .sum();
    let (transaction, reports) =
        formats::plan_imports(&opened.project, read.imported, &options, &mut random)?;
    apply(&mut opened.project, &transaction)?;
    if !args.dry_run {
        save(shell, &opened, &transaction, "Import")?;
    }
    let mut report = ImportJson {
        dry_run: args.dry_run,
        read: documents,
        ..ImportJson::default()
    };
    report.skipped.extend(read.skipped.into_iter().map(Into::into));
    for ((_, one), file) in reports.into_iter().zip(read.files) {
        add(&mut report, one, file);
    }
    tell(shell, &report)?;
    let skipped = report.skipped.len();
    let items = report.new + report.equal + report.changed + report.gone;
    if skipped > 0 && transaction.is_empty() && items == 0 && skipped >= documents {
        return Ok(Status::Nothing);
    }
    Ok(Status::found_if(skipped > 0))
}

fn plan_options(
    project: &Project,
    args: &ImportArgs,
    random: &mut dyn Randomness,
) -> Result<PlanOptions, UserError> {
    let options = PlanOptions {
        now: now(),
        ..PlanOptions::default()
    };
    let Some(word) = &args.annotator else {
        return Ok(options);
    };
    let name = word.trim();
    if name.is_empty() {
        return Err(UserError::with_hint(
            "--annotator is empty",
            "Give the id or the name of a person",
        ));
    }
    let id = match select::known_person(project, name)? {
        Some(id) => id,
        None => new_person(project, name, random)?,
    };
    Ok(PlanOptions {
        annotator: Some(id),
        annotator_name: Some(name.to_owned()),
        ..options
    })
}

/// Whether some labels come without the name of their person.
fn needs_annotator(imported: &[Imported]) -> bool {
    let mut layers = imported
        .iter()
        .flat_map(|one| &one.documents)
        .flat_map(|document| &document.layers);
    layers.any(|layer| layer.annotator.is_none())
}

/// `again`: how the command is called where it has to be run again.
pub(super) fn save(
    shell: &mut Shell<'_>,
    opened: &Opened,
    transaction: &Transaction,
    again: &str,
) -> Result<(), UserError> {
    let files = store::files_of(transaction);
    let saving = Saving::new(&opened.project, &files, &opened.damaged, &opened.stamps);
    if let Some(error) = restoring::keep_before_save(&shell.places, &opened.location, &saving) {
        shell.note(&format!("Earlier states could not be kept: {error}"));
    }
    let report = store::save_on(&*shell.places.disk, &opened.location, &saving);
    if let Some(file) = report.changed.first() {
        return Err(UserError::with_hint(
            format!("{} was changed by another program meanwhile", file.path()),
            format!("It was left as it is. {again} again"),
        ));
    }
    let Some((file, error)) = report.failed.first() else {
        return Ok(());
    };
    let place = opened.location.path().join(file.path());
    let (failed, all) = (report.failed.len(), files.len());
    let mut hint = error
        .hint
        .clone()
        .unwrap_or_else(|| format!("Mend the cause. {again} again"));
    if failed < all {
        hint += &format!(
            ". {} of {all} files are saved; doing it again adds only what is missing",
            all - failed
        );
    }
    Err(UserError::with_hint(
        format!("{} could not be saved: {}", place.display(), error.message),
        hint,
    ))
}

/// Adds what became of one file, which is named by its path.
fn add(report: &mut ImportJson, one: ImportReport, file: ReadJson) {
    report.new += one.new;
    report.equal += one.equal;
    report.changed += one.changed;
    report.gone += one.gone;
    report
        .conflicts
        .extend(one.conflicts.into_iter().map(|conflict| ConflictJson {
            file: file.file.clone(),
            document: conflict.document.map(|id| id.to_string()),
            annotator: conflict.annotator.map(|id| id.to_string()),
            item: conflict.item,
            reason: conflict.reason,
        }));
    report
        .skipped
        .extend(one.skipped.into_iter().map(|problem| SkippedJson {
            file: file.file.clone(),
            ..SkippedJson::from(problem)
        }));
    report
        .documents
        .extend(one.created_documents.iter().map(ToString::to_string));
    report
        .people
        .extend(one.created_people.iter().map(ToString::to_string));
    report
        .labels
        .extend(one.created_labels.iter().map(ToString::to_string));
    report
        .attributes
        .extend(one.created_attributes.iter().map(ToString::to_string));
    report
        .link_kinds
        .extend(one.created_link_kinds.iter().map(ToString::to_string));
    report.notices.extend(one.notices);
    report.files.push(file);
}

fn tell(shell: &mut Shell<'_>, report: &ImportJson) -> Result<(), UserError> {
    shell.notes(&report.notices);
    for skipped in &report.skipped {
        let line = skipped.line.map_or_else(String::new, |line| format!(":{line}"));
        shell.note(&format!("{}{line}: skipped: {}", skipped.file, skipped.reason));
    }
    let told: BTreeSet<&str> = report.skipped.iter().map(|one| one.reason.as_str()).collect();
    let untold = |conflict: &&ConflictJson| !told.contains(conflict.reason.as_str());
    for conflict in report.conflicts.iter().filter(untold) {
        shell.note(&format!(
            "{}: {}: {}",
            conflict.file, conflict.item, conflict.reason
        ));
    }
    if shell.common.json {
        return shell.json(report);
    }
    let ImportJson {
        new,
        equal,
        changed,
        gone,
        read,
        ..
    } = report;
    let skipped = report.skipped.len();
    let dry = if report.dry_run {
        "Dry run: nothing was written\n"
    } else {
        ""
    };
    let mut text = format!(
        "{dry}labels, links and comments: new {new}, equal {equal}, changed {changed}, gone {gone}\n"
    );
    text += &format!("documents: {read} read, {} of them new\n", report.documents.len());
    text += &format!("skipped: {skipped}\n");
    let created = [
        ("documents", &report.documents),
        ("people", &report.people),
        ("labels", &report.labels),
        ("attributes", &report.attributes),
        ("link kinds", &report.link_kinds),
    ];
    for (what, ids) in created.into_iter().filter(|(_, ids)| !ids.is_empty()) {
        text += &format!("new {what}: {}\n", first_names(ids));
    }
    shell.text(&text)
}

/// The first names; `--json` lists all.
pub(super) fn first_names(ids: &[String]) -> String {
    let first: Vec<&str> = ids.iter().take(NOTES_TOLD).map(String::as_str).collect();
    match ids.len().checked_sub(NOTES_TOLD) {
        Some(more @ 1..) => format!("{}, … and {more} more", first.join(", ")),
        _ => first.join(", "),
    }
}
