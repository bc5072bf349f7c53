//! From the words of a file to labels, attributes and link kinds of the project: by id, else by name, else created.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::formats::ImportedCodebook;
use crate::formats::imported::plain_id;
use crate::model::edit::{Change, Item, Key};
use crate::model::{
    Anchoring, Attribute, AttributeId, Entity, EntityId, LABEL_COLOURS, Label, LabelId, LinkKind, LinkKindId,
    Person, PersonId, Project, nth_colour,
};

use super::{Conflict, ImportReport, Planner};

/// What this import adds beside documents, and what each word was found to mean.
pub(super) struct Words<'a> {
    pub project: &'a Project,
    pub people: BTreeMap<PersonId, Person>,
    pub labels: BTreeMap<LabelId, Label>,
    pub attributes: BTreeMap<AttributeId, Attribute>,
    pub link_kinds: BTreeMap<LinkKindId, LinkKind>,
    pub entities: BTreeMap<(PersonId, EntityId), Entity>,
    pub redirects: BTreeMap<EntityId, Option<EntityId>>,
    pub person_of: HashMap<String, PersonId>,
    pub label_of: HashMap<String, LabelId>,
    pub attribute_of: HashMap<String, AttributeId>,
    pub link_kind_of: HashMap<String, LinkKindId>,
    pub entity_of: HashMap<String, EntityId>,
    pub entity_ids: HashSet<EntityId>,
    /// Unknown entities are created instead of kept as ids.
    pub makes_entities: bool,
    /// The person of labels that name nobody.
    pub default_person: Option<PersonId>,
}

impl<'a> Words<'a> {
    pub fn new(project: &'a Project) -> Self {
        Self {
            project,
            people: BTreeMap::new(),
            labels: BTreeMap::new(),
            attributes: BTreeMap::new(),
            link_kinds: BTreeMap::new(),
            entities: BTreeMap::new(),
            redirects: BTreeMap::new(),
            person_of: HashMap::new(),
            label_of: HashMap::new(),
            attribute_of: HashMap::new(),
            link_kind_of: HashMap::new(),
            entity_of: HashMap::new(),
            entity_ids: HashSet::new(),
            makes_entities: false,
            default_person: None,
        }
    }

    pub fn has_label(&self, id: &LabelId) -> bool {
        self.labels.contains_key(id) || self.project.codebook().label(id.as_str()).is_some()
    }

    pub fn attribute(&self, id: &AttributeId) -> Option<&Attribute> {
        let ours = self.project.codebook().attribute(id.as_str());
        self.attributes.get(id).or(ours.map(|a| a.as_ref()))
    }

    /// The changes that create it all, in an order that needs nothing later.
    pub fn finish(&mut self, changes: &mut Vec<Change>, report: &mut ImportReport) {
        for (id, person) in std::mem::take(&mut self.people) {
            report.created_people.push(id.clone());
            changes.push(Change::create(Key::Person(id), Item::Person(Arc::new(person))));
        }
        for (id, label) in std::mem::take(&mut self.labels) {
            report.created_labels.push(id.clone());
            changes.push(Change::create(Key::Label(id), Item::Label(Arc::new(label))));
        }
        for (id, attribute) in std::mem::take(&mut self.attributes) {
            report.created_attributes.push(id.clone());
            changes.push(Change::create(
                Key::Attribute(id),
                Item::Attribute(Arc::new(attribute)),
            ));
        }
        for (id, kind) in std::mem::take(&mut self.link_kinds) {
            report.created_link_kinds.push(id.clone());
            changes.push(Change::create(Key::LinkKind(id), Item::LinkKind(Arc::new(kind))));
        }
        for ((person, id), entity) in std::mem::take(&mut self.entities) {
            changes.push(Change::create(
                Key::Entity(person, id),
                Item::Entity(Arc::new(entity)),
            ));
        }
        for (id, target) in std::mem::take(&mut self.redirects) {
            changes.push(Change::create(Key::Redirect(id), Item::Redirect(target)));
        }
    }
}

impl Planner<'_> {
    pub(super) fn take_codebook(&mut self, theirs: &ImportedCodebook) {
        let ours = self.project.codebook();
        for label in &theirs.labels {
            match ours.label(label.id.as_str()) {
                None => {
                    self.words
                        .labels
                        .entry(label.id.clone())
                        .or_insert_with(|| label.clone());
                }
                Some(known) if **known == *label => {}
                Some(_) => self.codebook_differs("label", label.id.as_str()),
            }
        }
        self.mend_tree();
        for attribute in &theirs.attributes {
            match ours.attribute(attribute.id.as_str()) {
                None => {
                    self.words
                        .attributes
                        .entry(attribute.id.clone())
                        .or_insert_with(|| attribute.clone());
                }
                Some(known) if **known == *attribute => {}
                Some(_) => self.codebook_differs("attribute", attribute.id.as_str()),
            }
        }
        for kind in &theirs.link_kinds {
            match ours.link_kind(kind.id.as_str()) {
                None => {
                    self.words
                        .link_kinds
                        .entry(kind.id.clone())
                        .or_insert_with(|| kind.clone());
                }
                Some(known) if **known == *kind => {}
                Some(_) => self.codebook_differs("link kind", kind.id.as_str()),
            }
        }
    }

    fn codebook_differs(&mut self, what: &str, id: &str) {
        self.report.conflicts.push(Conflict {
            item: format!("{what} {id}"),
            reason: "the codebook of the file defines it differently; the project's definition stays".into(),
            ..Conflict::default()
        });
    }

    /// Parents and targets of merging that do not exist, or lead round in a circle, are taken off.
    fn mend_tree(&mut self) {
        let ids: Vec<LabelId> = self.words.labels.keys().cloned().collect();
        for id in ids {
            let ends: [fn(&Label) -> Option<&LabelId>; 2] =
                [|l| l.parent.as_ref(), |l| l.merged_into.as_ref()];
            let [parent, merged] = ends.map(|next| self.leads_out(&id, next));
            let Some(label) = self.words.labels.get_mut(&id) else {
                continue;
            };
            if !parent {
                label.parent = None;
                self.report.notices.push(format!(
                    "The parent of the label “{id}” was left out: it does not exist or stands below it"
                ));
            }
            if !merged {
                label.merged_into = None;
                self.report.notices.push(format!(
                    "The label “{id}” is merged into one that does not exist: taken as its own"
                ));
            }
        }
    }

    /// Whether following `next` from a new label ends at a label that has none.
    fn leads_out(&self, id: &LabelId, next: impl Fn(&Label) -> Option<&LabelId>) -> bool {
        let words = &self.words;
        let mut current = id;
        for _ in 0..=words.labels.len() {
            // The project's own tree is sound, and cannot lead back to a new label.
            let Some(label) = words.labels.get(current) else {
                return words.has_label(current);
            };
            match next(label) {
                None => return true,
                Some(above) => current = above,
            }
        }
        false
    }

    /// The label of a word, by id, then name, then created. `whole`: it labels the whole document.
    pub(super) fn label(&mut self, word: &str, whole: bool) -> Option<LabelId> {
        if let Some(id) = self.words.label_of.get(word) {
            return Some(id.clone());
        }
        let id = match self.known_label(word) {
            Some(id) => id,
            None => self.create_label(word, whole)?,
        };
        self.words.label_of.insert(word.to_owned(), id.clone());
        Some(id)
    }

    fn known_label(&self, word: &str) -> Option<LabelId> {
        let ours = self.project.codebook();
        if let Ok(id) = LabelId::new(word)
            && self.words.has_label(&id)
        {
            return Some(id);
        }
        let theirs = self.words.labels.values().find(|l| l.name == word);
        let found = theirs.or_else(|| ours.find_label(word).map(|l| l.as_ref()));
        found.map(|l| l.id.clone()).or_else(|| {
            LabelId::new(plain_id(word)?)
                .ok()
                .filter(|id| self.words.has_label(id))
        })
    }

    fn create_label(&mut self, word: &str, whole: bool) -> Option<LabelId> {
        let id = LabelId::new(plain_id(word)?).ok()?;
        let nth = self.project.codebook().labels().count() + self.words.labels.len();
        let mut label = Label::new(id.clone(), word.trim());
        label.order = i32::try_from(nth).unwrap_or(i32::MAX);
        label.colour = nth_colour(LABEL_COLOURS, nth);
        if whole {
            label.anchoring = Anchoring::Document;
        }
        self.words.labels.insert(id.clone(), label);
        self.report
            .notices
            .push(format!("The label “{}” was created", word.trim()));
        Some(id)
    }

    pub(super) fn link_kind(&mut self, word: &str) -> Option<LinkKindId> {
        if let Some(id) = self.words.link_kind_of.get(word) {
            return Some(id.clone());
        }
        let id = LinkKindId::new(plain_id(word)?).ok()?;
        let ours = self.project.codebook();
        let by_name = |kind: &&LinkKind| kind.id == id || kind.name == word;
        let known = self.words.link_kinds.values().find(by_name);
        let known = known.or_else(|| ours.link_kinds().into_iter().map(|k| k.as_ref()).find(by_name));
        let found = match known {
            Some(kind) => kind.id.clone(),
            None => {
                let order = ours.link_kinds().len() + self.words.link_kinds.len();
                let kind = LinkKind {
                    order: i32::try_from(order).unwrap_or(i32::MAX),
                    ..LinkKind::new(id.clone(), word.trim())
                };
                self.words.link_kinds.insert(id.clone(), kind);
                self.report
                    .notices
                    .push(format!("The link kind “{}” was created", word.trim()));
                id
            }
        };
        self.words.link_kind_of.insert(word.to_owned(), found.clone());
        Some(found)
    }
}
