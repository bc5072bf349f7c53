//! From words typed in the shell to what a project holds: ids or names of people, documents, labels.
//! A word that means nothing, or two things, is an error that says what there is.

use super::args::ScopeArgs;
use super::shell::Shell;
use crate::model::{DocumentId, LabelId, PersonId, Project, UserError};
use crate::store::{self, Opened, journal};
use std::path::Path;

/// How many names an error lists.
const NAMES_TOLD: usize = 30;

/// Opens a project; what could not be read is told beside the result.
pub(super) fn open(shell: &mut Shell<'_>, path: &Path) -> Result<Opened, UserError> {
    let opened = store::open(path)?;
    if !opened.problems.is_empty() {
        let command = format!("`ascribe check {}` lists them all", path.display());
        shell.problems(&opened.problems, &command);
    }
    tell_pending(shell, &opened);
    Ok(opened)
}

/// Edits that are in no file yet, so that nobody takes the files for all there is.
pub(super) fn tell_pending(shell: &mut Shell<'_>, opened: &Opened) {
    let Some(state) = &shell.places.state else { return };
    let id = &opened.project.head().id;
    let Some(pending) = journal::pending(&*shell.places.disk, state, &opened.location, id) else {
        return;
    };
    let edits = match pending.edits {
        1 => "1 edit".to_owned(),
        edits => format!("{edits} edits"),
    };
    let note = match (pending.live, pending.edits) {
        (true, 1) => format!("{edits} in an open window is not in the files yet"),
        (true, _) => format!("{edits} in an open window are not in the files yet"),
        (false, 1) => format!(
            "{edits} was not saved when the program ended: open the project in the window to get it back"
        ),
        (false, _) => {
            format!(
                "{edits} were not saved when the program ended: open the project in the window to get them back"
            )
        }
    };
    shell.note(&note);
}

pub(super) fn person(project: &Project, word: &str) -> Result<PersonId, UserError> {
    let all = all_people(project);
    known("person", word, &all)?
        .cloned()
        .ok_or_else(|| unknown("person", word, &all))
}

/// None where nobody has the id or name.
pub(super) fn known_person(project: &Project, word: &str) -> Result<Option<PersonId>, UserError> {
    Ok(known("person", word, &all_people(project))?.cloned())
}

fn all_people(project: &Project) -> Vec<(&PersonId, &str)> {
    project
        .people()
        .map(|person| (&person.id, person.name.as_str()))
        .collect()
}

pub(super) fn document(project: &Project, word: &str) -> Result<DocumentId, UserError> {
    let all: Vec<_> = project
        .documents()
        .map(|document| (&document.id, document.title.as_str()))
        .collect();
    known("document", word, &all)?
        .cloned()
        .ok_or_else(|| unknown("document", word, &all))
}

pub(super) fn label(project: &Project, word: &str) -> Result<LabelId, UserError> {
    let all: Vec<_> = project
        .codebook()
        .labels()
        .map(|label| (&label.id, label.name.as_str()))
        .collect();
    known("label", word, &all)?
        .cloned()
        .ok_or_else(|| unknown("label", word, &all))
}

pub(super) fn labels(project: &Project, words: &[String]) -> Result<Vec<LabelId>, UserError> {
    words.iter().map(|word| label(project, word)).collect()
}

/// The people named, each once, in the order given.
pub(super) fn people(project: &Project, scope: &ScopeArgs) -> Result<Vec<PersonId>, UserError> {
    let mut people = Vec::new();
    for word in &scope.annotators {
        let id = person(project, word)?;
        if !people.contains(&id) {
            people.push(id);
        }
    }
    Ok(people)
}

/// The documents named, each once in the project's order; all when none is named.
pub(super) fn documents(project: &Project, scope: &ScopeArgs) -> Result<Vec<DocumentId>, UserError> {
    let mut chosen = std::collections::BTreeSet::new();
    for word in &scope.documents {
        chosen.insert(document(project, word)?);
    }
    let all = project.documents().map(|document| document.id.clone());
    Ok(all
        .filter(|id| scope.documents.is_empty() || chosen.contains(id))
        .collect())
}

/// By id, else by the exact name, else by the name without regard to case.
fn known<'a, Id: std::borrow::Borrow<str>>(
    what: &str,
    word: &str,
    all: &[(&'a Id, &str)],
) -> Result<Option<&'a Id>, UserError> {
    if let Some((id, _)) = all.iter().find(|(id, _)| (*id).borrow() == word) {
        return Ok(Some(id));
    }
    let folded = word.to_lowercase();
    let exact: Vec<&'a Id> = all
        .iter()
        .filter(|(_, name)| *name == word)
        .map(|(id, _)| *id)
        .collect();
    let close: Vec<&'a Id> = all
        .iter()
        .filter(|(_, name)| name.to_lowercase() == folded)
        .map(|(id, _)| *id)
        .collect();
    match if exact.is_empty() { close } else { exact }.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        several => {
            let ids: Vec<&str> = several.iter().map(|id| (*id).borrow()).collect();
            Err(UserError::with_hint(
                format!("“{word}” is the name of more than one {what}"),
                format!("Name one by its id: {}", ids.join(", ")),
            ))
        }
    }
}

fn unknown<Id: std::borrow::Borrow<str>>(what: &str, word: &str, all: &[(&Id, &str)]) -> UserError {
    UserError::with_hint(
        format!("There is no {what} “{word}” in this project"),
        what_there_is(what, all),
    )
}

fn what_there_is<Id: std::borrow::Borrow<str>>(what: &str, all: &[(&Id, &str)]) -> String {
    if all.is_empty() {
        return format!("It has no {what} at all");
    }
    let told = all.iter().take(NAMES_TOLD).map(|(id, name)| {
        let id: &str = (*id).borrow();
        if id == *name {
            id.to_owned()
        } else {
            format!("{id} ({name})")
        }
    });
    let more = if all.len() > NAMES_TOLD {
        format!(", … and {} more", all.len() - NAMES_TOLD)
    } else {
        String::new()
    };
    format!("It has: {}{more}", told.collect::<Vec<_>>().join(", "))
}
