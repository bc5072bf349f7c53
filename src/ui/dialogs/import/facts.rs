//! What an import would bring, gathered once from its transaction: the things it makes are in no project yet.

use crate::model::edit::{Item, Key};
use crate::model::{Document, DocumentId};
use crate::session::ImportPreview;
use std::collections::BTreeMap;
use std::sync::Arc;

pub struct Facts {
    of: Arc<ImportPreview>,
    /// New documents as guessed, and as the user puts them right.
    pub documents: BTreeMap<DocumentId, Document>,
    pub described: bool,
    /// Names of labels, attributes, link kinds and people that are made, by id.
    names: BTreeMap<String, String>,
    /// The first line of each new text, for people who wonder which one it is.
    pub openings: BTreeMap<DocumentId, String>,
}

impl Facts {
    pub fn new(preview: &Arc<ImportPreview>) -> Self {
        let mut facts = Self {
            of: preview.clone(),
            documents: BTreeMap::new(),
            described: false,
            names: BTreeMap::new(),
            openings: BTreeMap::new(),
        };
        for change in &preview.transaction.changes {
            let Some(after) = &change.after else { continue };
            let named = match (&change.key, after) {
                (Key::Document(id), Item::Document(document)) => {
                    facts.documents.insert(id.clone(), Document::clone(document));
                    None
                }
                (Key::Text(id), Item::Text(text)) => {
                    let lines = text.as_str().lines().map(str::trim);
                    let opening = lines.filter(|line| !line.is_empty()).nth(1).unwrap_or_default();
                    facts
                        .openings
                        .insert(id.clone(), opening.chars().take(160).collect());
                    None
                }
                (Key::Label(id), Item::Label(label)) => Some((id.to_string(), label.name.clone())),
                (Key::Attribute(id), Item::Attribute(it)) => Some((id.to_string(), it.name.clone())),
                (Key::LinkKind(id), Item::LinkKind(kind)) => Some((id.to_string(), kind.name.clone())),
                (Key::Person(id), Item::Person(person)) => Some((id.to_string(), person.name.clone())),
                _ => None,
            };
            facts.names.extend(named);
        }
        facts
    }

    pub fn is_of(&self, preview: &Arc<ImportPreview>) -> bool {
        Arc::ptr_eq(&self.of, preview)
    }

    /// Names in a list, of ids that are made.
    pub fn names<'a>(&self, ids: impl Iterator<Item = &'a str>) -> String {
        let names: Vec<&str> = ids
            .map(|id| self.names.get(id).map_or(id, String::as_str))
            .collect();
        names.join(", ")
    }
}
