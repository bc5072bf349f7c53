//! Which document of the project a record means: its id, else its name, else, where it has neither, its content.
//! Records of one file are never merged into one document.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use smol_str::SmolStr;

use crate::formats::guess::guess;
use crate::formats::{ImportedDocument, ImportedLayer};
use crate::model::edit::{Change, Item, Key};
use crate::model::id::{document_id, random_text, slug};
use crate::model::{Document, DocumentId, LayerKey, Project, content_hash};
use crate::text::Text;

use super::target::{HashSource, Target};
use super::{Conflict, Planner};

/// The documents of the project and of this import, by what records name.
pub(super) struct Documents {
    by_title: HashMap<String, Vec<DocumentId>>,
    by_hash: HashMap<SmolStr, Vec<DocumentId>>,
    /// Ids in lower case: some file systems do not tell them apart.
    folded: HashMap<String, DocumentId>,
    /// What an id of the file became.
    given: HashMap<String, DocumentId>,
    /// Documents that a record of this import has already meant.
    claimed: BTreeSet<DocumentId>,
    created: HashMap<DocumentId, Text>,
    /// Documents that other files of the same import brought.
    fresh: BTreeSet<DocumentId>,
}

impl Documents {
    pub fn new(project: &Project) -> Self {
        let mut found = Self {
            by_title: HashMap::new(),
            by_hash: HashMap::new(),
            folded: HashMap::new(),
            given: HashMap::new(),
            claimed: BTreeSet::new(),
            created: HashMap::new(),
            fresh: BTreeSet::new(),
        };
        for document in project.documents() {
            found.add(document);
        }
        found
    }

    /// Forgets what only the file before meant; its documents belong to the project now.
    pub fn next_file(&mut self) {
        self.given.clear();
        self.claimed.clear();
        self.fresh.extend(self.created.drain().map(|(id, _)| id));
    }

    fn add(&mut self, document: &Document) {
        let id = &document.id;
        self.by_title
            .entry(document.title.clone())
            .or_default()
            .push(id.clone());
        self.by_hash
            .entry(document.hash.clone())
            .or_default()
            .push(id.clone());
        self.folded.insert(id.as_str().to_ascii_lowercase(), id.clone());
    }

    /// The document that an id of this file means.
    pub fn by_given_id(&self, id: &str) -> Option<DocumentId> {
        self.given.get(id).cloned()
    }

    fn unclaimed<'a>(&'a self, ids: Option<&'a Vec<DocumentId>>) -> impl Iterator<Item = &'a DocumentId> {
        ids.into_iter().flatten().filter(|id| !self.claimed.contains(*id))
    }
}

/// What a record turned out to mean.
enum Match {
    Existing(DocumentId),
    New(Option<DocumentId>),
    /// Why its labels cannot be taken.
    Refused(&'static str, String),
}

impl Planner<'_> {
    pub(super) fn take_document(&mut self, theirs: &ImportedDocument) {
        let hash = theirs.text.as_deref().map(content_hash);
        let source = [theirs.id.as_deref().unwrap_or_default(), &theirs.title]
            .into_iter()
            .find(|s| !s.is_empty());
        let source = source
            .map(str::to_owned)
            .or(hash.as_ref().map(|h| h.to_string()))
            .unwrap_or_default();
        let found = match &theirs.id {
            Some(id) => self.match_by_id(id, theirs, hash.as_deref()),
            None if !theirs.title.is_empty() => self.match_by_name(theirs, hash.as_deref()),
            None => self.match_by_content(hash),
        };
        let target = match found {
            Match::Existing(id) => self.existing(id, theirs, source),
            Match::New(id) => self.create_document(id, theirs, source),
            Match::Refused(kind, reason) => return self.refuse(kind, theirs, reason),
        };
        let Some(target) = target else { return };
        self.documents.claimed.insert(target.document.clone());
        if let Some(id) = &theirs.id {
            self.documents.given.insert(id.clone(), target.document.clone());
        }
        for layer in &theirs.layers {
            self.take_layer(&target, layer);
        }
    }

    /// Differing texts are conflicts; everything else is a record that cannot be used.
    fn refuse(&mut self, kind: &'static str, theirs: &ImportedDocument, reason: String) {
        if kind == "text-differs" {
            self.report.conflicts.push(Conflict {
                item: format!("document {}", theirs.id.as_deref().unwrap_or(&theirs.title)),
                reason: reason.clone(),
                ..Conflict::default()
            });
        }
        self.skip(kind, theirs.line, reason);
    }

    fn match_by_id(&mut self, given: &str, theirs: &ImportedDocument, hash: Option<&str>) -> Match {
        let id = match self.documents.by_given_id(given) {
            Some(id) => id,
            None => self.portable_id(given),
        };
        let known = self.project.document(id.as_str());
        if self.documents.claimed.contains(&id) {
            let text = self
                .project
                .text(id.as_str())
                .or_else(|| self.documents.created.get(&id));
            let same = theirs.text.is_none() || theirs.text.as_deref() == text.map(Text::as_str);
            if same && self.brings_others(&id, &theirs.layers) {
                return Match::Existing(id);
            }
            return Match::Refused(
                "duplicate-id",
                format!("the document “{given}” stands in the file twice"),
            );
        }
        if let Some(known) = known {
            return match hash.is_none_or(|hash| known.hash == hash) {
                true => Match::Existing(id),
                false => text_differs(given),
            };
        }
        if hash.is_some() {
            return Match::New(Some(id));
        }
        let mut named = self.documents.by_title.get(given).into_iter().flatten();
        match (named.next(), named.next()) {
            (Some(id), None) => Match::Existing(id.clone()),
            _ => Match::Refused(
                "unknown-document",
                format!("the project has no document “{given}”, and the file no text for it"),
            ),
        }
    }

    /// Whether every layer is of a person who has none from this import on the document.
    fn brings_others(&mut self, document: &DocumentId, layers: &[ImportedLayer]) -> bool {
        let people: Vec<_> = layers
            .iter()
            .map(|layer| match &layer.annotator {
                Some(word) => self.person(word),
                None => self.default_person(),
            })
            .collect();
        let free = |person| !self.layers.contains_key(&LayerKey::new(document.clone(), person));
        !people.is_empty() && people.into_iter().all(free)
    }

    fn match_by_name(&self, theirs: &ImportedDocument, hash: Option<&str>) -> Match {
        let candidates: Vec<&DocumentId> = self
            .documents
            .unclaimed(self.documents.by_title.get(&theirs.title))
            .collect();
        let Some(hash) = hash else {
            return match candidates.as_slice() {
                [one] => Match::Existing((*one).clone()),
                [] => Match::Refused(
                    "unknown-document",
                    format!(
                        "the project has no document “{}”, and the file no text for it",
                        theirs.title
                    ),
                ),
                _ => Match::Refused(
                    "unknown-document",
                    format!("the project has several documents “{}”", theirs.title),
                ),
            };
        };
        let known = |id: &DocumentId| self.project.document(id.as_str());
        if let Some(same) = candidates
            .iter()
            .find(|id| known(id).is_some_and(|d| d.hash == hash))
        {
            return Match::Existing((*same).clone());
        }
        // Another file may well have the same title; the same file has become another text.
        let file = theirs.origin.as_ref().map(|o| o.file.as_str());
        let same_file = |id: &&DocumentId| {
            let same = known(id).is_some_and(|d| d.origin.as_ref().map(|o| o.file.as_str()) == file);
            // Files of one import that share a name come from several folders.
            same && !self.documents.fresh.contains(*id)
        };
        match candidates.into_iter().any(|id| same_file(&id)) {
            true => text_differs(&theirs.title),
            false => Match::New(None),
        }
    }

    fn match_by_content(&self, hash: Option<SmolStr>) -> Match {
        let Some(hash) = hash else {
            return Match::Refused("unknown-document", "it has neither id, title nor text".into());
        };
        let title = |id: &&DocumentId| {
            (
                self.project.document(id.as_str()).map(|d| d.title.clone()),
                (*id).clone(),
            )
        };
        match self
            .documents
            .unclaimed(self.documents.by_hash.get(&hash))
            .min_by_key(title)
        {
            Some(id) => Match::Existing(id.clone()),
            None => Match::New(None),
        }
    }

    /// The given id where it can be a file name that no other id resembles, else one made from it: always the same.
    fn portable_id(&mut self, given: &str) -> DocumentId {
        let folded = |id: &DocumentId| id.as_str().to_ascii_lowercase();
        if let Ok(id) = DocumentId::new(given)
            && self
                .documents
                .folded
                .get(&folded(&id))
                .is_none_or(|known| *known == id)
        {
            self.documents.folded.insert(folded(&id), id.clone());
            return id;
        }
        let tail = random_text(&mut HashSource::new(&[given]), 6);
        let made = format!("{}-{tail}", slug(given).unwrap_or_else(|| "text".into()));
        let id = DocumentId::new(made)
            .or_else(|_| DocumentId::new(&tail))
            .unwrap_or_else(|_| self.fresh_id(given));
        self.report.notices.push(format!(
            "The document “{given}” gets the id “{id}”, which can be a file name"
        ));
        self.documents.folded.insert(folded(&id), id.clone());
        id
    }

    fn fresh_id(&mut self, title: &str) -> DocumentId {
        loop {
            if let Ok(id) = document_id(title, self.ids)
                && !self.documents.folded.contains_key(id.as_str())
            {
                self.documents.folded.insert(id.to_string(), id.clone());
                return id;
            }
        }
    }

    fn existing(&mut self, id: DocumentId, theirs: &ImportedDocument, source: String) -> Option<Target> {
        let text = self
            .project
            .text(id.as_str())
            .or_else(|| self.documents.created.get(&id))
            .cloned();
        let Some(text) = text else {
            self.skip(
                "unknown-document",
                theirs.line,
                format!("the text of the document “{id}” could not be read"),
            );
            return None;
        };
        if let Some(ours) = self.project.document(id.as_str()) {
            let differing = differing_facts(ours, theirs);
            if !differing.is_empty() {
                self.report.conflicts.push(Conflict {
                    document: Some(id.clone()),
                    item: format!("document {id}"),
                    reason: format!(
                        "the file has another {}; the project's stays",
                        differing.join(", ")
                    ),
                    ..Conflict::default()
                });
            }
        }
        Some(Target::new(id, text, theirs.unit, source))
    }

    fn create_document(
        &mut self,
        id: Option<DocumentId>,
        theirs: &ImportedDocument,
        source: String,
    ) -> Option<Target> {
        let content = theirs.text.clone().unwrap_or_default();
        let text = match Text::new(content) {
            Ok(text) => text,
            Err(error) => {
                self.skip("bad-record", theirs.line, error.to_string());
                return None;
            }
        };
        let title = match theirs.title.as_str() {
            "" if !theirs.working_title.is_empty() => theirs.working_title.clone(),
            "" => guess(theirs.id.as_deref().unwrap_or(&self.name), text.as_str()).title,
            title => title.to_owned(),
        };
        let id = id.unwrap_or_else(|| self.fresh_id(&title));
        let title = if title.is_empty() { id.to_string() } else { title };
        let said = |value: &Option<String>| value.clone().unwrap_or_default();
        let document = Document {
            date: said(&theirs.date),
            source: said(&theirs.source),
            author: said(&theirs.author),
            fields: theirs.fields.clone().unwrap_or_default(),
            notes: said(&theirs.notes),
            origin: theirs.origin.clone(),
            ..Document::new(id.clone(), title, &text, theirs.added.unwrap_or(self.options.now))
        };
        self.report.created_documents.push(id.clone());
        self.documents.add(&document);
        self.documents.created.insert(id.clone(), text.clone());
        self.changes.push(Change::create(
            Key::Document(id.clone()),
            Item::Document(Arc::new(document)),
        ));
        self.changes
            .push(Change::create(Key::Text(id.clone()), Item::Text(text.clone())));
        Some(Target::new(id, text, theirs.unit, source))
    }
}

fn text_differs(name: &str) -> Match {
    Match::Refused(
        "text-differs",
        format!("the project's text of “{name}” is another one: neither it nor its labels were touched"),
    )
}

/// Facts that the file states and that differ from ours.
fn differing_facts(ours: &Document, theirs: &ImportedDocument) -> Vec<&'static str> {
    let differs = |ours: &str, theirs: &Option<String>| theirs.as_ref().is_some_and(|t| t != ours);
    let mut found = Vec::new();
    if !theirs.title.is_empty() && theirs.title != ours.title {
        found.push("title");
    }
    for (name, differs) in [
        ("date", differs(&ours.date, &theirs.date)),
        ("source", differs(&ours.source, &theirs.source)),
        ("author", differs(&ours.author, &theirs.author)),
        ("note", differs(&ours.notes, &theirs.notes)),
        (
            "set of fields",
            theirs
                .fields
                .as_ref()
                .is_some_and(|fields| *fields != ours.fields),
        ),
    ] {
        if differs {
            found.push(name);
        }
    }
    found
}
