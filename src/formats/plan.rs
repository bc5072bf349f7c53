//! Turns what a reader returned into one transaction against a project, with a report. Every record is checked by itself, so that
//! a bad one costs only itself. What the project already has is never overwritten: differences are listed.

mod documents;
mod items;
mod layers;
mod people;
mod report;
mod target;
mod values;
mod words;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::model::edit::{Change, Item, Key, Transaction, apply};
use crate::model::{
    CodebookHead, DocumentId, LayerKey, PersonId, Project, ProjectHead, Randomness, Timestamp, UserError,
};

use super::Imported;
use documents::Documents;
use layers::Draft;
pub use report::{Conflict, ImportReport};
use words::Words;

/// How to take an import in.
#[derive(Clone, Debug, Default)]
pub struct PlanOptions {
    /// Whose labels these are, where the file does not say. Created if unknown.
    pub annotator: Option<PersonId>,
    /// The display name if that person has to be created; the id without it.
    pub annotator_name: Option<String>,
    pub now: Timestamp,
}

/// One file as one transaction, with the report. The project is not touched.
pub fn plan_import(
    project: &Project,
    imported: Imported,
    options: &PlanOptions,
    ids: &mut dyn Randomness,
) -> Result<(Transaction, ImportReport), UserError> {
    let mut documents = Documents::new(project);
    Ok(plan_one(project, imported, &mut documents, options, ids))
}

fn plan_one(
    project: &Project,
    imported: Imported,
    documents: &mut Documents,
    options: &PlanOptions,
    ids: &mut dyn Randomness,
) -> (Transaction, ImportReport) {
    let mut planner = Planner {
        project,
        options,
        ids,
        name: imported.name.clone(),
        stem: imported.stem().to_owned(),
        words: Words::new(project),
        documents,
        layers: BTreeMap::new(),
        changes: Vec::new(),
        report: ImportReport::default(),
    };
    planner.take(&imported);
    let (changes, mut report) = planner.finish();
    report.skipped.splice(0..0, imported.skipped);
    report.skipped.sort_by_key(|problem| problem.line);
    report.notices.splice(0..0, imported.notices);
    (
        Transaction::new(format!("Import {}", imported.name), changes),
        report,
    )
}

/// Several files as one transaction: each is matched against the project as the files before it leave it.
pub fn plan_imports(
    project: &Project,
    files: Vec<Imported>,
    options: &PlanOptions,
    ids: &mut dyn Randomness,
) -> Result<(Transaction, Vec<(String, ImportReport)>), UserError> {
    let title = match files.as_slice() {
        [one] => format!("Import {}", one.name),
        many => format!("Import {} files", many.len()),
    };
    let mut scratch = project.clone();
    let mut documents = Documents::new(project);
    let mut changes = Vec::new();
    let mut reports = Vec::new();
    for imported in files {
        let name = imported.name.clone();
        let (transaction, report) = plan_one(&scratch, imported, &mut documents, options, ids);
        documents.next_file();
        apply(&mut scratch, &transaction)?;
        changes.extend(transaction.changes);
        reports.push((name, report));
    }
    Ok((Transaction::new(title, changes), reports))
}

/// The state of one plan. Created codebook items, people and entities wait in `words`, layers in `layers`.
struct Planner<'a> {
    project: &'a Project,
    options: &'a PlanOptions,
    ids: &'a mut dyn Randomness,
    /// The file, for messages.
    name: String,
    stem: String,
    words: Words<'a>,
    documents: &'a mut Documents,
    layers: BTreeMap<LayerKey, Draft>,
    changes: Vec<Change>,
    report: ImportReport,
}

impl Planner<'_> {
    fn take(&mut self, imported: &Imported) {
        self.take_head(imported);
        for person in &imported.people {
            self.take_person(person);
        }
        self.take_codebook(&imported.codebook);
        self.define_attributes(&imported.documents);
        self.take_entities(imported);
        // Records without a text may mean a document that another record of the file brings.
        let (texts, labels): (Vec<_>, Vec<_>) = imported.documents.iter().partition(|d| d.text.is_some());
        for document in texts.into_iter().chain(labels) {
            self.take_document(document);
        }
        self.take_marks(&imported.project);
        if let (Some(id), None) = (&self.options.annotator, &self.words.default_person)
            && !self.layers.is_empty()
        {
            let message = format!("{} names its own annotators: “{id}” got no labels", self.name);
            self.report.notices.push(message);
        }
    }

    /// Name, notes and guidelines, only into a project and a codebook that have nothing yet.
    fn take_head(&mut self, imported: &Imported) {
        let project = self.project;
        let (ours, theirs) = (project.head(), &imported.project);
        if project.documents().len() == 0 && !theirs.name.is_empty() {
            let notes = if ours.notes.is_empty() {
                &theirs.notes
            } else {
                &ours.notes
            };
            let head = ProjectHead {
                id: ours.id.clone(),
                name: theirs.name.clone(),
                notes: notes.clone(),
            };
            if head != *ours {
                self.report.notices.push(format!(
                    "The project takes its name “{}” from {}",
                    head.name, self.name
                ));
                let (before, after) = (Item::Head(Arc::new(ours.clone())), Item::Head(Arc::new(head)));
                self.changes.push(Change::replace(Key::Head, before, after));
            }
        }
        let codebook = project.codebook();
        let head = CodebookHead {
            name: imported.codebook.name.clone(),
            guidelines: imported.codebook.guidelines.clone(),
        };
        if codebook.labels().next().is_none() && head != CodebookHead::default() && head != *codebook.head() {
            let before = Item::CodebookHead(Arc::new(codebook.head().clone()));
            self.changes.push(Change::replace(
                Key::CodebookHead,
                before,
                Item::CodebookHead(Arc::new(head)),
            ));
        }
    }

    /// Assignments and locks of the documents that this import creates, and redirects of entities.
    fn take_marks(&mut self, theirs: &super::ImportedProject) {
        let created: BTreeSet<DocumentId> = self.report.created_documents.iter().cloned().collect();
        let lists = [
            (&theirs.assignments, Key::Assignment as fn(LayerKey) -> Key),
            (&theirs.locks, Key::Lock as fn(LayerKey) -> Key),
        ];
        for (list, key) in lists {
            let mut done = BTreeSet::new();
            for (document, person) in list {
                let Some(document) = self.documents.by_given_id(document) else {
                    continue;
                };
                if !created.contains(&document) {
                    continue;
                }
                let layer = LayerKey::new(document, self.person(person));
                if done.insert(layer.clone()) {
                    self.changes.push(Change::create(key(layer), Item::Mark));
                }
            }
        }
        self.take_redirects(&theirs.redirects);
    }

    /// People, codebook and entities first, then documents, then layers with their items.
    fn finish(mut self) -> (Vec<Change>, ImportReport) {
        let mut changes = Vec::new();
        self.words.finish(&mut changes, &mut self.report);
        changes.append(&mut self.changes);
        for (key, draft) in std::mem::take(&mut self.layers) {
            draft.finish(self.project, &key, &mut changes);
        }
        (changes, self.report)
    }

    fn skip(&mut self, kind: &'static str, line: Option<u32>, message: impl Into<String>) {
        let mut problem = crate::model::Problem::new(kind, self.name.clone(), message);
        problem.line = line;
        self.report.skipped.push(problem);
    }
}
