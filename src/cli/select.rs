//! From words typed in the shell to what a project holds: ids or names of people, documents, labels.
//! A word that means nothing, or two things, is an error that says what there is.

use super::args::ScopeArgs;
use super::shell::Shell;
use crate::model::{DocumentId, LabelId, PersonId, Project, UserError};
use crate::store::{self, Opened};
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
    Ok(opened)
}

pub(super) fn person(project: &Project, word: &str) -> Result<PersonId, UserError> {
    let all: Vec<_> = project.people().map(|person| (&person.id, person.name.as_str())).collect();
    choose("person", word, &all).cloned()
}

pub(super) fn document(project: &Project, word: &str) -> Result<DocumentId, UserError> {
    let all: Vec<_> = project.documents().map(|document| (&document.id, document.title.as_str())).collect();
    choose("document", word, &all).cloned()
}

pub(super) fn label(project: &Project, word: &str) -> Result<LabelId, UserError> {
    let all: Vec<_> = project.codebook().labels().map(|label| (&label.id, label.name.as_str())).collect();
    choose("label", word, &all).cloned()
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
    Ok(all.filter(|id| scope.documents.is_empty() || chosen.contains(id)).collect())
}

/// By id, else by the exact name, else by the name without regard to case.
fn choose<'a, Id: std::borrow::Borrow<str>>(what: &str, word: &str, all: &[(&'a Id, &str)]) -> Result<&'a Id, UserError> {
    if let Some((id, _)) = all.iter().find(|(id, _)| (*id).borrow() == word) {
        return Ok(id);
    }
    let folded = word.to_lowercase();
    let exact: Vec<&'a Id> = all.iter().filter(|(_, name)| *name == word).map(|(id, _)| *id).collect();
    let close: Vec<&'a Id> = all.iter().filter(|(_, name)| name.to_lowercase() == folded).map(|(id, _)| *id).collect();
    let found = if exact.is_empty() { close } else { exact };
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err(UserError::with_hint(format!("There is no {what} “{word}” in this project"), what_there_is(what, all))),
        several => {
            let ids: Vec<&str> = several.iter().map(|id| (*id).borrow()).collect();
            Err(UserError::with_hint(
                format!("“{word}” is the name of {} {what}s", several.len()),
                format!("Name one by its id: {}", ids.join(", ")),
            ))
        }
    }
}

fn what_there_is<Id: std::borrow::Borrow<str>>(what: &str, all: &[(&Id, &str)]) -> String {
    if all.is_empty() {
        return format!("It has no {what} at all");
    }
    let told = all.iter().take(NAMES_TOLD).map(|(id, name)| {
        let id: &str = (*id).borrow();
        if id == *name { id.to_owned() } else { format!("{id} ({name})") }
    });
    let more = if all.len() > NAMES_TOLD { format!(", … and {} more", all.len() - NAMES_TOLD) } else { String::new() };
    format!("It has: {}{more}", told.collect::<Vec<_>>().join(", "))
}
