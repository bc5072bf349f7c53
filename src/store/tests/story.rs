//! A project that somebody works on: versions that differ by the edits people make, each with the files they touch.

use super::*;
use crate::model::edit::recipes::{self, Author};
use crate::model::edit::{Transaction, apply};
use crate::text::Text;
use std::collections::BTreeSet;

pub struct Version {
    pub project: Project,
    /// What the edits since the version before touched.
    pub files: BTreeSet<FileKey>,
}

/// The small project and `steps` versions after it, the same ones for the same seed.
pub fn story(seed: u64, steps: usize) -> Vec<Version> {
    let (project, _) = embedded::project_from_files(&small_files()).unwrap();
    let files = all_files(&project);
    let mut versions = vec![Version { project, files }];
    let mut random = SplitMix(seed);
    for _ in 0..steps {
        let mut project = versions.last().unwrap().project.clone();
        let mut files = BTreeSet::new();
        for _ in 0..1 + random.next_u64() % 3 {
            let edit = edit(&project, &mut random);
            apply(&mut project, &edit).unwrap();
            files.extend(files_of(&edit));
        }
        versions.push(Version { project, files });
    }
    versions
}

fn edit(project: &Project, random: &mut SplitMix) -> Transaction {
    let number = random.next_u64() % 1_000_000;
    let documents: Vec<DocumentId> = project.documents().map(|document| document.id.clone()).collect();
    let document = documents.get(number as usize % documents.len().max(1)).cloned();
    let ana = PersonId::new("ana").unwrap();
    let author = |document: DocumentId| Author {
        layer: LayerKey::new(document, ana.clone()),
        now: Timestamp::from_seconds(1_000),
    };
    match (random.next_u64() % 8, document) {
        (0, _) => recipes::edit_label(project, &LabelId::new("claim").unwrap(), |label| {
            label.name = format!("Claim {number}");
        })
        .unwrap(),
        (1, _) => {
            let id = PersonId::new(format!("person-{number}")).unwrap();
            recipes::add_person(Person {
                name: id.to_string(),
                id,
                colour: Colour::default(),
                kind: PersonKind::Person,
            })
        }
        (2, _) => {
            let id = EntityId::new(format!("entity-{number}")).unwrap();
            let entity = Entity::new(
                id,
                format!("Entity {number}"),
                "person",
                Timestamp::from_seconds(1),
            );
            recipes::make_entity(&ana, entity)
        }
        (3, Some(document)) if documents.len() > 1 => recipes::delete_document(project, &document).unwrap(),
        (4 | 5, Some(document)) => {
            let text = project.text(document.as_str()).unwrap();
            let span = text.span(0..text.as_str().find(' ').unwrap()).unwrap();
            let id = AnnotationId::new(format!("a{number}")).unwrap();
            let label = LabelId::new("claim").unwrap();
            recipes::tag(
                project,
                &author(document),
                id,
                &label,
                Fragments::new([span]).unwrap(),
            )
            .unwrap()
        }
        (6, Some(document)) if project.layer(&author(document.clone()).layer).is_some() => {
            let author = author(document);
            let layer = project.layer(&author.layer).unwrap();
            let Some(first) = layer.annotations().next().map(|annotation| annotation.id.clone()) else {
                return recipes::set_progress(project, &author, Progress::Finished).unwrap();
            };
            recipes::edit_annotation(project, &author, &first, "Note", |annotation| {
                annotation.note = format!("note {number}");
            })
            .unwrap()
        }
        _ => {
            let text = Text::new(format!("Text number {number} was written.\n")).unwrap();
            let id = DocumentId::new(format!("doc-{number}")).unwrap();
            let document = Document::new(
                id,
                format!("Document {number}"),
                &text,
                Timestamp::from_seconds(1),
            );
            recipes::add_document(project, document, text).unwrap()
        }
    }
}
