//! `ascribe compare`: the places that people labelled, by kind of difference.

use super::args::CompareArgs;
use super::output::{
    CompareJson, ComparedJson, ItemJson, PlaceJson, json_from_attributes, scalars_from_fragments,
};
use super::select;
use super::shell::{Done, Shell, Status, one_line};
use super::table::{Table, short};
use crate::analysis::compare::{CompareOptions, ComparedPlace, DifferenceKind, compare, people_to_compare};
use crate::model::{DocumentId, LayerKey, PersonId, Project, UserError};
use crate::text::Text;
use std::collections::BTreeMap;

/// The places of one document.
struct Compared<'a> {
    document: DocumentId,
    text: &'a Text,
    people: Vec<PersonId>,
    places: Vec<ComparedPlace>,
}

pub(super) fn run(shell: &mut Shell<'_>, args: &CompareArgs) -> Done {
    let opened = select::open(shell, &args.project)?;
    let compared = compare_all(&opened.project, args)?;
    if compared.iter().all(|one| one.people.len() < 2) {
        shell.note("Nothing to compare: no document has labels of two people that count as annotated");
    }
    if shell.common.json {
        shell.json(&json(&compared))?;
    } else {
        for one in &compared {
            shell.text(&table(&opened.project, one))?;
        }
    }
    Ok(Status::Clean)
}

fn compare_all<'a>(project: &'a Project, args: &CompareArgs) -> Result<Vec<Compared<'a>>, UserError> {
    let named = select::people(project, &args.scope)?;
    let exclude = select::labels(project, &args.exclude)?;
    let options = CompareOptions {
        exclude,
        ..CompareOptions::default()
    };
    let mut compared = Vec::new();
    for document in select::documents(project, &args.scope)? {
        let Some(text) = project.text(document.as_str()) else {
            continue;
        };
        let people = if named.is_empty() {
            people_to_compare(project, &document)
        } else {
            with_labels(project, &document, &named)
        };
        let places = if people.len() < 2 {
            Vec::new()
        } else {
            compare(project, &document, &people, &options)
        };
        compared.push(Compared {
            document,
            text,
            people,
            places,
        });
    }
    Ok(compared)
}

/// Of the people named, those who worked on the document: others would miss every label.
fn with_labels(project: &Project, document: &DocumentId, named: &[PersonId]) -> Vec<PersonId> {
    let worked = |person: &&PersonId| {
        let key = LayerKey::new(document.clone(), PersonId::clone(person));
        project
            .layer(&key)
            .is_some_and(|layer| layer.head().annotated || layer.annotations().next().is_some())
    };
    named.iter().filter(worked).cloned().collect()
}

fn json(compared: &[Compared<'_>]) -> CompareJson {
    let documents = compared.iter().map(|one| ComparedJson {
        document: one.document.to_string(),
        places: one
            .places
            .iter()
            .map(|place| place_json(one.text, place))
            .collect(),
    });
    CompareJson {
        documents: documents.collect(),
    }
}

fn place_json(text: &Text, place: &ComparedPlace) -> PlaceJson {
    let items = place.items.iter().map(|item| ItemJson {
        annotator: item.annotator.to_string(),
        id: item.annotation.id.to_string(),
        label: item.annotation.label.to_string(),
        at: scalars_from_fragments(text, &item.annotation.fragments),
        attributes: json_from_attributes(&item.annotation.attributes),
    });
    PlaceJson {
        kinds: place.kinds.iter().map(|kind| kind.word()).collect(),
        label: place.label.as_ref().map(ToString::to_string),
        items: items.collect(),
        decided: place.decided().map(ToString::to_string),
        state: place.state.word(),
    }
}

fn table(project: &Project, one: &Compared<'_>) -> String {
    let title = project
        .document(one.document.as_str())
        .map_or("", |document| document.title.as_str());
    let people: Vec<&str> = one.people.iter().map(PersonId::as_str).collect();
    let mut text = format!("{} ({}): {}\n", one_line(title), one.document, people.join(", "));
    if one.places.is_empty() {
        return text + "No places\n\n";
    }
    let mut table = Table::new(&["KIND", "AT", "LABELS", "DECIDED", "WORDS"], &[]);
    for place in &one.places {
        let kinds: Vec<&str> = place.kinds.iter().map(|kind| kind.word()).collect();
        let at: Vec<String> = scalars_from_fragments(one.text, &place.at)
            .iter()
            .map(|[start, end]| format!("{start}–{end}"))
            .collect();
        let at = if at.is_empty() {
            "document".to_owned()
        } else {
            at.join(", ")
        };
        let labels: Vec<String> = place
            .items
            .iter()
            .map(|item| format!("{}: {}", item.annotator, item.annotation.label))
            .collect();
        let decided = if place.decided().is_some() { "yes" } else { "" };
        let words = short(&place.at.quote(one.text), 50);
        table.row([kinds.join(", "), at, labels.join(", "), decided.to_owned(), words]);
    }
    text += &table.to_string();
    text + &summary(&one.places) + "\n"
}

/// How many places of each kind; a place of two kinds counts in both.
fn summary(places: &[ComparedPlace]) -> String {
    let mut counts: BTreeMap<DifferenceKind, usize> = BTreeMap::new();
    for kind in places.iter().flat_map(|place| &place.kinds) {
        *counts.entry(*kind).or_default() += 1;
    }
    let words: Vec<String> = counts
        .iter()
        .map(|(kind, count)| format!("{} {count}", kind.word()))
        .collect();
    format!("{} places: {}\n", places.len(), words.join(", "))
}
