//! `ascribe list`: documents, people, progress, counts.

use super::args::ListArgs;
use super::output::{AnnotatorJson, DocumentJson, ListJson};
use super::select;
use super::shell::{Done, Shell, Status, one_line};
use super::table::{Table, short};
use crate::model::{Document, LayerKey, PersonId, Project};
use crate::session::board::place_counts;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn run(shell: &mut Shell<'_>, args: &ListArgs) -> Done {
    let opened = select::open(shell, &args.project)?;
    let list = list(&opened.project);
    if shell.common.json {
        shell.json(&list)?;
    } else {
        shell.text(&tables(&list))?;
    }
    Ok(Status::Clean)
}

fn list(project: &Project) -> ListJson {
    let annotators = project.people().map(|person| AnnotatorJson {
        id: person.id.to_string(),
        name: person.name.clone(),
        kind: person.kind.word(),
    });
    ListJson {
        id: project.head().id.to_string(),
        name: project.head().name.clone(),
        annotators: annotators.collect(),
        documents: project
            .documents()
            .map(|document| document_json(project, document))
            .collect(),
    }
}

fn document_json(project: &Project, document: &Document) -> DocumentJson {
    let mut annotations = BTreeMap::new();
    let mut links = BTreeMap::new();
    let mut annotated = BTreeMap::new();
    let mut people: BTreeSet<PersonId> = BTreeSet::new();
    for (key, layer) in project.layers_of(&document.id) {
        let annotator = key.annotator.to_string();
        annotations.insert(annotator.clone(), layer.len());
        links.insert(annotator.clone(), layer.links().len());
        annotated.insert(annotator, layer.head().annotated);
        people.insert(key.annotator.clone());
    }
    let here = |keys: &mut dyn Iterator<Item = &LayerKey>| -> Vec<PersonId> {
        keys.filter(|key| key.document == document.id)
            .map(|key| key.annotator.clone())
            .collect()
    };
    let assigned = here(&mut project.assignments());
    people.extend(here(&mut project.locks()));
    people.extend(assigned.iter().cloned());
    let progress = people.into_iter().map(|person| {
        let word = project
            .progress(&LayerKey::new(document.id.clone(), person.clone()))
            .word();
        (person.to_string(), word)
    });
    let counts = place_counts(project, &document.id);
    DocumentJson {
        id: document.id.to_string(),
        title: document.title.clone(),
        characters: project.text(document.id.as_str()).map(|text| text.scalar_len()),
        annotations,
        links,
        progress: progress.collect(),
        annotated,
        assigned: assigned.iter().map(PersonId::to_string).collect(),
        places: counts.places,
        decided: counts.decided,
        discuss: counts.discuss,
        outdated: counts.outdated,
        left: counts.left,
    }
}

fn tables(list: &ListJson) -> String {
    let mut people = Table::new(&["PERSON", "NAME", "KIND"], &[]);
    for person in &list.annotators {
        people.row([person.id.clone(), person.name.clone(), person.kind.to_owned()]);
    }
    let head = [
        "DOCUMENT",
        "TITLE",
        "CHARACTERS",
        "ANNOTATIONS",
        "LINKS",
        "PROGRESS",
        "ASSIGNED",
        "PLACES",
        "DECIDED",
        "LEFT",
    ];
    let mut documents = Table::new(&head, &[2, 7, 8, 9]);
    for document in &list.documents {
        documents.row([
            document.id.clone(),
            short(&document.title, 40),
            document
                .characters
                .map_or_else(|| "?".to_owned(), |count| count.to_string()),
            joined(&document.annotations),
            joined(&document.links),
            joined(&document.progress),
            document.assigned.join(", "),
            document.places.to_string(),
            document.decided.to_string(),
            document.left.to_string(),
        ]);
    }
    let mut text = format!("{} ({})\n", one_line(&list.name), list.id);
    if !people.is_empty() {
        text += &format!("\n{people}");
    }
    if documents.is_empty() {
        text + "\nNo documents yet\n"
    } else {
        text + &format!("\n{documents}")
    }
}

fn joined<T: std::fmt::Display>(values: &BTreeMap<String, T>) -> String {
    let words: Vec<String> = values
        .iter()
        .map(|(person, value)| format!("{person} {value}"))
        .collect();
    words.join(", ")
}
