//! `ascribe merge`: a teammate's labels brought into the project, with an account of what is new, equal, changed, gone or in conflict.

use super::args::MergeArgs;
use super::import::save;
use super::output::{MergeConflictJson, MergeJson, SkippedJson};
use super::shell::{Done, NOTES_TOLD, Shell, Status};
use super::{select, turn};
use crate::model::edit::Key;
use crate::model::{PersonId, UserError};
use crate::store::bring_in::{self, BringReport, Bringing};
use crate::store::{self, Opened};

pub(super) fn run(shell: &mut Shell<'_>, args: &MergeArgs) -> Done {
    // A dry run writes nothing, so it need not wait.
    let _turn = match args.dry_run {
        true => None,
        false => turn::take(&args.project)?,
    };
    let mut opened = select::open(shell, &args.project)?;
    if let Some(reason) = &opened.read_only {
        return Err(UserError::with_hint(
            format!("{} can only be read", args.project.display()),
            reason.clone(),
        ));
    }
    let me = me(&opened, args)?;
    let disk = shell.places.disk.clone();
    let guest = bring_in::read_guest(&*disk, &args.files, (&opened.project, &opened.location))?;
    let Bringing {
        transaction,
        after,
        report,
    } = bring_in::bring_in(&opened.project, &guest, me.as_ref());
    opened.project = after;
    if !args.dry_run {
        save(shell, &opened, &transaction, "Merge")?;
    }
    let found = !report.skipped.is_empty() || !report.conflicts.is_empty();
    tell(shell, &report, args.dry_run)?;
    Ok(Status::found_if(found))
}

fn me(opened: &Opened, args: &MergeArgs) -> Result<Option<PersonId>, UserError> {
    match &args.person {
        None => Ok(None),
        Some(word) => match select::known_person(&opened.project, word)? {
            Some(id) => Ok(Some(id)),
            None => Err(UserError::with_hint(
                format!("The project has no person “{word}”"),
                "`ascribe list` names the people",
            )),
        },
    }
}

/// An item by the path of its file and its name there.
fn item(key: &Key) -> (String, Option<String>, Option<String>, String) {
    let layer = key.layer();
    (
        store::file_of(key).path(),
        key.document().map(ToString::to_string),
        layer.map(|layer| layer.annotator.to_string()),
        store::row_name(key).unwrap_or_default(),
    )
}

fn tell(shell: &mut Shell<'_>, report: &BringReport, dry_run: bool) -> Result<(), UserError> {
    shell.notes(&report.notes);
    for skipped in report.skipped.iter().take(NOTES_TOLD) {
        shell.note(&format!("skipped: {skipped}"));
    }
    let conflicts = report.conflicts.iter().map(|conflict| {
        let (file, document, annotator, name) = item(&conflict.of);
        MergeConflictJson {
            file,
            document,
            annotator,
            item: name,
            fields: conflict.fields.clone(),
        }
    });
    let conflicts: Vec<MergeConflictJson> = conflicts.collect();
    for conflict in conflicts.iter().take(NOTES_TOLD) {
        let fields = match conflict.fields.is_empty() {
            true => "deleted on one side".to_owned(),
            false => format!("differs in {}", conflict.fields.join(", ")),
        };
        shell.note(&format!(
            "{}: {}: {fields}; both versions are kept",
            conflict.file, conflict.item
        ));
    }
    let names = |ids: Vec<&str>| ids.into_iter().map(str::to_owned).collect::<Vec<String>>();
    let json = MergeJson {
        new: report.new.len(),
        equal: report.equal.len(),
        changed: report.changed.len(),
        gone: report.gone.len(),
        older: report.older.len(),
        conflicts,
        skipped: report.skipped.iter().cloned().map(SkippedJson::from).collect(),
        documents: names(report.documents.iter().map(|id| id.as_str()).collect()),
        people: names(report.people.iter().map(|id| id.as_str()).collect()),
        labels: names(report.labels.iter().map(|id| id.as_str()).collect()),
        attributes: names(report.attributes.iter().map(|id| id.as_str()).collect()),
        link_kinds: names(report.link_kinds.iter().map(|id| id.as_str()).collect()),
        notices: report.notes.clone(),
        dry_run,
    };
    match shell.common.json {
        true => shell.json(&json),
        false => shell.text(&table(&json)),
    }
}

fn table(report: &MergeJson) -> String {
    let mut text = String::new();
    if report.dry_run {
        text += "Dry run: nothing was written\n";
    }
    text += &format!(
        "labels, links, comments and entities: new {}, equal {}, changed {}, gone {}, older {}\n",
        report.new, report.equal, report.changed, report.gone, report.older
    );
    text += &format!(
        "conflicts: {}\nskipped: {}\n",
        report.conflicts.len(),
        report.skipped.len()
    );
    let made = [
        ("documents", &report.documents),
        ("people", &report.people),
        ("labels", &report.labels),
        ("attributes", &report.attributes),
        ("link kinds", &report.link_kinds),
    ];
    for (what, ids) in made.into_iter().filter(|(_, ids)| !ids.is_empty()) {
        text += &format!("new {what}: {}\n", super::import::first_names(ids));
    }
    text
}
