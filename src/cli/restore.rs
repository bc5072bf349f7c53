//! `ascribe restore`: lists the earlier states that are kept of a project's files, and brings one back.

use super::args::RestoreArgs;
use super::output::{GenerationJson, KeptFileJson, KeptJson, RestoredJson};
use super::shell::{Done, Shell, Status};
use super::table::Table;
use super::{select, turn};
use crate::model::UserError;
use crate::session::restoring::{self, Choice, Kept};
use crate::store::generations::Generation;
use crate::store::{self, Location, Opened, Patient};

pub(super) fn run(shell: &mut Shell<'_>, args: &RestoreArgs) -> Done {
    let location = restoring::location_of(&shell.places, &args.project);
    // A project that does not open has the most need of its earlier states.
    let opened = store::open_on(&*shell.places.disk, &args.project, &Patient);
    let mut kept = restoring::kept(&shell.places, &location, opened.as_ref().ok());
    let opened = match opened {
        Err(error) if kept.files.is_empty() => return Err(error),
        opened => opened.ok(),
    };
    if let Some(file) = &args.file {
        let file = file.replace('\\', "/");
        let file = file.strip_prefix("./").unwrap_or(&file);
        let Some(states) = kept.files.get(file).cloned() else {
            return Err(nothing_kept(&kept, file));
        };
        if let Some(word) = &args.generation {
            let generation = chosen(&states, word, file)?;
            let choice = kept.choose(&location, file, generation);
            return bring_back(shell, args, &choice, opened.as_ref());
        }
        kept.files.retain(|path, _| path == file);
    }
    list(shell, &location, &kept)
}

fn nothing_kept(kept: &Kept, file: &str) -> UserError {
    let files: Vec<&str> = kept.files.keys().map(String::as_str).take(10).collect();
    let hint = if files.is_empty() {
        "Nothing is kept of this project on this machine yet: a state is kept when a save replaces it"
            .to_owned()
    } else {
        format!("There are states of {}", files.join(", "))
    };
    UserError::with_hint(format!("No earlier state of {file} is kept"), hint)
}

/// By its id, by a beginning that no other has, or `latest`.
fn chosen<'a>(states: &'a [Generation], word: &str, file: &str) -> Result<&'a Generation, UserError> {
    let fitting: Vec<&Generation> = match word {
        "latest" => states.iter().filter(|one| !one.damaged).take(1).collect(),
        word => states.iter().filter(|one| one.id.starts_with(word)).collect(),
    };
    match fitting.as_slice() {
        [one] => Ok(one),
        several => {
            let how = if several.is_empty() { "No" } else { "More than one" };
            Err(UserError::with_hint(
                format!("{how} state of {file} is called {word}"),
                "Give an id from the list, the beginning of one, or latest",
            ))
        }
    }
}

fn bring_back(shell: &mut Shell<'_>, args: &RestoreArgs, choice: &Choice, opened: Option<&Opened>) -> Done {
    let _turn = if args.dry_run {
        None
    } else {
        turn::take(&args.project)?
    };
    if let Some(opened) = opened {
        select::tell_pending(shell, opened);
    }
    let project = opened.map(|opened| &opened.project);
    let difference = restoring::preview(&shell.places, choice, project)?;
    if !args.dry_run {
        let present = restoring::present(opened, &choice.location, &choice.file);
        restoring::bring_back(&shell.places, choice, present)?;
    }
    let json = RestoredJson {
        file: choice.file.clone(),
        generation: choice.generation.id.clone(),
        time: choice.generation.time.to_string(),
        back: difference.back.len(),
        changed: difference.other.len(),
        away: difference.away.len(),
        unread: difference.unread,
        dry_run: args.dry_run,
    };
    if shell.common.json {
        shell.json(&json)?;
    } else {
        let did = if args.dry_run {
            "Would bring back"
        } else {
            "Brought back"
        };
        shell.text(&format!(
            "{did} {} as it was until {}: items that come back {}, that change {}, that go away {}\n",
            json.file, json.time, json.back, json.changed, json.away
        ))?;
    }
    if difference.unread > 0 {
        shell.note("Parts of this state could not be read: `ascribe check` names them once it is back");
    }
    if !args.dry_run {
        shell.note("The file as it was before is kept too");
    }
    Ok(Status::Clean)
}

fn list(shell: &mut Shell<'_>, location: &Location, kept: &Kept) -> Done {
    let files = kept.files.iter().map(|(file, states)| KeptFileJson {
        file: file.clone(),
        generations: states
            .iter()
            .map(|one| GenerationJson {
                id: one.id.clone(),
                time: one.time.to_string(),
                bytes: one.bytes,
                annotations: restoring::annotations_in(&shell.places, &kept.choose(location, file, one)),
                damaged: one.damaged,
            })
            .collect(),
    });
    let json = KeptJson {
        files: files.collect(),
    };
    if shell.common.json {
        shell.json(&json)?;
    } else if json.files.is_empty() {
        shell.note(
            "Nothing is kept of this project on this machine yet: a state is kept when a save replaces it",
        );
    } else {
        shell.text(&table(&json).to_string())?;
        shell.note(
            "Bring one back with `ascribe restore PROJECT FILE GENERATION`; --dry-run says what would change",
        );
    }
    Ok(Status::Clean)
}

fn table(json: &KeptJson) -> Table {
    let mut table = Table::new(&["FILE", "KEPT", "BYTES", "LABELS", "GENERATION"], &[2, 3]);
    for file in &json.files {
        for one in &file.generations {
            let labels = one.annotations.map(|count| count.to_string()).unwrap_or_default();
            table.row([
                file.file.clone(),
                one.time.clone(),
                one.bytes.to_string(),
                labels,
                one.id.clone(),
            ]);
        }
    }
    table
}
