//! A project as a snapshot: cheap to clone, so workers can hold one while edits go on.
//! Fields are private to `model`; `edit` alone writes them.

use super::edit::Key;
use super::layer::{Layer, LayerKey};
use super::{
    Annotation, AnnotationId, Codebook, Comment, CommentId, Conflict, Document, DocumentId, Entity, EntityId,
    Person, PersonId, PersonKind, Progress,
};
use crate::text::Text;
use imbl::{OrdMap, OrdSet};
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What stands at the top of `project.ron`.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ProjectHead {
    /// Random; a copy gets a new one.
    pub id: SmolStr,
    pub name: String,
    pub notes: String,
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct Project {
    pub(super) head: Arc<ProjectHead>,
    pub(super) people: OrdMap<PersonId, Arc<Person>>,
    pub(super) codebook: Codebook,
    pub(super) entities: OrdMap<(PersonId, EntityId), Arc<Entity>>,
    /// Entities merged into another (Some) or retired (None).
    pub(super) redirects: OrdMap<EntityId, Option<EntityId>>,
    pub(super) assignments: OrdSet<LayerKey>,
    pub(super) locks: OrdSet<LayerKey>,
    pub(super) documents: OrdMap<DocumentId, Arc<Document>>,
    pub(super) texts: OrdMap<DocumentId, Text>,
    pub(super) layers: OrdMap<LayerKey, Layer>,
    /// By the item that they are about.
    pub(super) conflicts: OrdMap<Key, Arc<Conflict>>,
}

impl Project {
    /// An empty project.
    pub fn new(id: impl Into<SmolStr>, name: impl Into<String>) -> Self {
        let head = ProjectHead {
            id: id.into(),
            name: name.into(),
            notes: String::new(),
        };
        Self {
            head: Arc::new(head),
            ..Self::default()
        }
    }

    pub fn head(&self) -> &ProjectHead {
        &self.head
    }

    pub fn codebook(&self) -> &Codebook {
        &self.codebook
    }

    /// Whether the documents' facts are the very same as those of another snapshot, as `shares_nouns` tells of the rest.
    pub fn shares_documents(&self, other: &Self) -> bool {
        self.documents.ptr_eq(&other.documents)
    }

    /// Whether codebook, people and entities are the very same as those of another snapshot. No comparison of contents: true is
    /// certain, false may only mean that something was written again.
    pub fn shares_nouns(&self, other: &Self) -> bool {
        let (a, b) = (&self.codebook, &other.codebook);
        a.labels.ptr_eq(&b.labels)
            && a.attributes.ptr_eq(&b.attributes)
            && self.people.ptr_eq(&other.people)
            && self.entities.ptr_eq(&other.entities)
            && self.redirects.ptr_eq(&other.redirects)
    }

    /// Whether the very same labels, attributes and merges of entities stand behind the annotations of another snapshot.
    pub fn reads_labels_as(&self, other: &Self) -> bool {
        let (a, b) = (&self.codebook, &other.codebook);
        a.labels.ptr_eq(&b.labels)
            && a.attributes.ptr_eq(&b.attributes)
            && self.redirects.ptr_eq(&other.redirects)
    }

    // ---- people

    pub fn person(&self, id: &str) -> Option<&Arc<Person>> {
        self.people.get(id)
    }

    /// By id.
    pub fn people(&self) -> impl ExactSizeIterator<Item = &Arc<Person>> {
        self.people.values()
    }

    /// By id, else by name (exactly, then without regard to case).
    pub fn find_person(&self, word: &str) -> Option<&Arc<Person>> {
        self.person(word)
            .or_else(|| self.people.values().find(|p| p.name == word))
            .or_else(|| {
                self.people
                    .values()
                    .find(|p| p.name.to_lowercase() == word.to_lowercase())
            })
    }

    /// The display name; the id where nobody has it.
    pub fn person_name<'a>(&'a self, id: &'a PersonId) -> &'a str {
        self.person(id.as_str()).map_or(id.as_str(), |p| p.name.as_str())
    }

    pub fn kind_of(&self, id: &PersonId) -> PersonKind {
        self.person(id.as_str()).map_or(PersonKind::Person, |p| p.kind)
    }

    /// Whether `me` may write what is of `owner`: their own, or what was imported, suggested or agreed upon and so belongs to all.
    pub fn may_write(&self, me: Option<&PersonId>, owner: &PersonId) -> bool {
        Some(owner) == me || self.kind_of(owner) != PersonKind::Person
    }

    // ---- documents

    pub fn document(&self, id: &str) -> Option<&Arc<Document>> {
        self.documents.get(id)
    }

    /// By id.
    pub fn documents(&self) -> impl ExactSizeIterator<Item = &Arc<Document>> {
        self.documents.values()
    }

    /// By id, else by title.
    pub fn find_document(&self, word: &str) -> Option<&Arc<Document>> {
        self.document(word)
            .or_else(|| self.documents.values().find(|d| d.title == word))
    }

    /// By title, then by id: as lists show them.
    pub fn documents_by_title(&self) -> Vec<&Arc<Document>> {
        let mut documents: Vec<&Arc<Document>> = self.documents.values().collect();
        documents.sort_by(|a, b| (&a.title, &a.id).cmp(&(&b.title, &b.id)));
        documents
    }

    /// None while it is not read yet, or could not be.
    pub fn text(&self, id: &str) -> Option<&Text> {
        self.texts.get(id)
    }

    // ---- layers

    pub fn layer(&self, key: &LayerKey) -> Option<&Layer> {
        self.layers.get(key)
    }

    /// By document, then annotator.
    pub fn layers(&self) -> impl Iterator<Item = (&LayerKey, &Layer)> {
        self.layers.iter()
    }

    /// The layers on one document, by annotator.
    pub fn layers_of<'a>(&'a self, document: &DocumentId) -> impl Iterator<Item = (&'a LayerKey, &'a Layer)> {
        let document = document.clone();
        let from = LayerKey::new(document.clone(), PersonId::lowest());
        self.layers
            .range(from..)
            .take_while(move |(key, _)| key.document == document)
    }

    /// An annotation on a document, whoever's.
    pub fn find_annotation<'a>(
        &'a self,
        document: &DocumentId,
        id: &AnnotationId,
    ) -> Option<(&'a LayerKey, &'a Arc<Annotation>)> {
        self.layers_of(document)
            .find_map(|(key, layer)| Some((key, layer.annotation(id.as_str())?)))
    }

    /// Everybody's comments on an annotation, oldest first, with who wrote them.
    pub fn comments_on<'a>(
        &'a self,
        document: &DocumentId,
        id: &AnnotationId,
    ) -> Vec<(&'a PersonId, &'a Arc<Comment>)> {
        let mut found: Vec<_> = self
            .layers_of(document)
            .flat_map(|(key, layer)| layer.comments().map(|comment| (&key.annotator, comment)))
            .filter(|(_, comment)| comment.on == *id)
            .collect();
        found.sort_by(|a, b| (a.1.made, &a.1.id).cmp(&(b.1.made, &b.1.id)));
        found
    }

    /// A thread on a document by its first comment.
    pub fn thread(&self, document: &DocumentId, root: &CommentId) -> Option<super::Thread> {
        let comments = self
            .layers_of(document)
            .flat_map(|(key, layer)| layer.comments().map(|comment| (&key.annotator, comment)))
            .filter(|(_, comment)| comment.thread() == *root);
        super::threads(comments).into_iter().next()
    }

    /// A person's progress on a document; a lock counts as locked.
    pub fn progress(&self, key: &LayerKey) -> Progress {
        if self.locks.contains(key) {
            return Progress::Locked;
        }
        self.layer(key).map_or(Progress::New, |layer| layer.head.progress)
    }

    pub fn is_locked(&self, key: &LayerKey) -> bool {
        self.progress(key) == Progress::Locked
    }

    pub fn assignments(&self) -> impl Iterator<Item = &LayerKey> {
        self.assignments.iter()
    }

    pub fn is_assigned(&self, key: &LayerKey) -> bool {
        self.assignments.contains(key)
    }

    pub fn locks(&self) -> impl Iterator<Item = &LayerKey> {
        self.locks.iter()
    }

    // ---- conflicts

    /// By the item that it is about.
    pub fn conflict(&self, of: &Key) -> Option<&Arc<Conflict>> {
        self.conflicts.get(of)
    }

    /// With the items that they are about, which may have been deleted since.
    pub fn conflicts(&self) -> impl ExactSizeIterator<Item = (&Key, &Arc<Conflict>)> {
        self.conflicts.iter()
    }

    // ---- entities

    /// What one person wrote, by id.
    pub fn entities_of<'a>(&'a self, person: &PersonId) -> impl Iterator<Item = &'a Arc<Entity>> {
        let person = person.clone();
        let from = (person.clone(), EntityId::lowest());
        self.entities
            .range(from..)
            .take_while(move |((p, _), _)| *p == person)
            .map(|(_, entity)| entity)
    }

    /// Everybody's entries, by person and id.
    pub fn entity_entries(&self) -> impl Iterator<Item = (&(PersonId, EntityId), &Arc<Entity>)> {
        self.entities.iter()
    }

    pub fn redirects(&self) -> impl Iterator<Item = (&EntityId, Option<&EntityId>)> {
        self.redirects.iter().map(|(from, to)| (from, to.as_ref()))
    }

    /// Followed through merges; None where the entity was retired.
    pub fn resolve_entity<'a>(&'a self, id: &'a EntityId) -> Option<&'a EntityId> {
        let mut current = id;
        for _ in 0..=self.redirects.len() {
            match self.redirects.get(current) {
                None => break,
                Some(next) => current = next.as_ref()?,
            }
        }
        Some(current)
    }

    /// The union of everybody's entries, by id: the latest entry of an id, with all aliases. Merged and retired ones are left out,
    /// a merged one's names become aliases of its target.
    pub fn registry(&self) -> BTreeMap<EntityId, Entity> {
        let mut entries: Vec<&Arc<Entity>> = self.entities.values().collect();
        entries.sort_by(|a, b| (b.changed, &a.id).cmp(&(a.changed, &b.id)));
        let mut registry: BTreeMap<EntityId, Entity> = BTreeMap::new();
        for entry in &entries {
            if self.redirects.contains_key(&entry.id) {
                continue;
            }
            match registry.get_mut(&entry.id) {
                Some(known) => add_names(known, entry),
                None => {
                    registry.insert(entry.id.clone(), Entity::clone(entry));
                }
            }
        }
        for entry in entries
            .iter()
            .filter(|entry| self.redirects.contains_key(&entry.id))
        {
            let target = self.resolve_entity(&entry.id);
            if let Some(known) = target.and_then(|id| registry.get_mut(id)) {
                add_names(known, entry);
            }
        }
        registry
    }

    /// The name of an entity as the registry shows it; the id where it is unknown.
    pub fn entity_name<'a>(&'a self, id: &'a EntityId) -> &'a str {
        let id = self.resolve_entity(id).unwrap_or(id);
        self.entities
            .values()
            .filter(|entity| entity.id == *id)
            .max_by_key(|entity| entity.changed)
            .map_or(id.as_str(), |entity| entity.name.as_str())
    }
}

fn add_names(known: &mut Entity, entry: &Entity) {
    for name in entry.names() {
        if !known.names().any(|n| n == name) {
            known.aliases.push(name.to_owned());
        }
    }
}
