//! Which documents of the two projects are the same: by id, else by name, else by content; the others come in.

use super::draft::Draft;
use crate::model::edit::{Item, Key};
use crate::model::*;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A document of the file, as the project has it.
#[derive(Clone, Debug)]
pub struct Known {
    pub here: DocumentId,
    /// Otherwise its labels are placed by their words.
    pub same_text: bool,
}

/// By the ids that the file has. A document that is not among them cannot come in.
pub type Met = BTreeMap<DocumentId, Known>;

pub fn meet(theirs: &Project, draft: &mut Draft<'_>) -> Met {
    let mut met = Met::new();
    for document in theirs.documents() {
        let id = &document.id;
        let text = theirs.text(id.as_str());
        let Some(here) = same(draft.ours, theirs, document) else {
            if let Some(text) = text {
                draft.create(Key::Document(id.clone()), Item::Document(document.clone()));
                draft.create(Key::Text(id.clone()), Item::Text(text.clone()));
                draft.report.documents.push(id.clone());
                let known = Known {
                    here: id.clone(),
                    same_text: true,
                };
                met.insert(id.clone(), known);
            }
            continue;
        };
        if here.id != *id {
            draft.report.notes.push(format!(
                "“{}” ({id}) is the same document as “{}” ({})",
                document.title, here.title, here.id
            ));
        } else if let Some(told) = told_otherwise(document, here) {
            draft.share(Key::Document(id.clone()), &Item::Document(Arc::new(told)));
        }
        let ours = draft.ours.text(here.id.as_str());
        if ours.is_some() {
            let known = Known {
                here: here.id.clone(),
                same_text: text.is_none_or(|text| ours.is_some_and(|ours| ours.as_str() == text.as_str())),
            };
            met.insert(id.clone(), known);
        }
    }
    met
}

fn same<'a>(ours: &'a Project, theirs: &Project, document: &Document) -> Option<&'a Arc<Document>> {
    if let Some(here) = ours.document(document.id.as_str()) {
        return Some(here);
    }
    // One that the file has under its own id is not another one of it.
    let free = |here: &&Arc<Document>| theirs.document(here.id.as_str()).is_none();
    let one = |fits: &dyn Fn(&Document) -> bool| {
        let mut found = ours.documents().filter(free).filter(|here| fits(here));
        found.next().filter(|_| found.next().is_none())
    };
    one(&|here| here.title == document.title).or_else(|| one(&|here| here.hash == document.hash))
}

/// The document as the file tells of it, where that differs in more than its text.
fn told_otherwise(document: &Document, here: &Document) -> Option<Document> {
    let told = Document {
        hash: here.hash.clone(),
        added: here.added,
        origin: here.origin.clone(),
        ..document.clone()
    };
    // A file of a layer knows nothing of its document.
    let says_something = document.title != document.id.as_str() && !document.title.is_empty();
    (says_something && told != *here).then_some(told)
}
