//! From the words of a file to people and entities of the project: by id, else by name, else created.

use std::collections::HashMap;

use crate::formats::imported::{Imported, ImportedPerson, plain_id};
use crate::model::id::fresh_slug;
use crate::model::{Entity, EntityId, PERSON_COLOURS, Person, PersonId, PersonKind, nth_colour};

use super::{Conflict, Planner};

impl Planner<'_> {
    pub(super) fn take_person(&mut self, theirs: &ImportedPerson) {
        // An id that no folder can have was replaced when the person first came in: known by name since.
        let replaced = PersonId::new(&theirs.id).is_err();
        let by_name = || self.project.people().find(|p| replaced && p.name == theirs.name);
        if let Some(ours) = self.project.person(&theirs.id).or_else(by_name) {
            if ours.name != theirs.name || ours.kind != theirs.kind {
                self.report.conflicts.push(Conflict {
                    annotator: Some(ours.id.clone()),
                    item: format!("person {}", ours.id),
                    reason: "the file has another name or kind; the project's stays".into(),
                    ..Conflict::default()
                });
            }
            self.words.person_of.insert(theirs.id.clone(), ours.id.clone());
            return;
        }
        if self.words.person_of.contains_key(&theirs.id) {
            return;
        }
        let id = self.create_person(&theirs.id, &theirs.name, theirs.kind);
        if let (Some(colour), Some(person)) = (theirs.colour, self.words.people.get_mut(&id)) {
            person.colour = colour;
        }
    }

    /// The person of a word, created with kind person if unknown.
    pub(super) fn person(&mut self, word: &str) -> PersonId {
        if let Some(id) = self.words.person_of.get(word) {
            return id.clone();
        }
        let new = self.words.people.values().find(|p| p.name == word);
        let found = new
            .or_else(|| self.project.find_person(word).map(|p| p.as_ref()))
            .map(|p| p.id.clone());
        match found {
            Some(id) => {
                self.words.person_of.insert(word.to_owned(), id.clone());
                id
            }
            None => self.create_person(word, word, PersonKind::Person),
        }
    }

    /// Whose labels these are where the file does not say: as chosen, else an import named after the file.
    pub(super) fn default_person(&mut self) -> PersonId {
        if let Some(id) = &self.words.default_person {
            return id.clone();
        }
        let id = match &self.options.annotator {
            Some(id) if self.project.person(id.as_str()).is_some() || self.words.people.contains_key(id) => {
                id.clone()
            }
            Some(id) => {
                let name = self
                    .options
                    .annotator_name
                    .clone()
                    .unwrap_or_else(|| id.to_string());
                self.create_person(id.as_str(), &name, PersonKind::Person)
            }
            None => {
                let stem = self.stem.clone();
                let imports = || self.project.people().filter(|p| p.kind == PersonKind::Imported);
                let known = imports().find(|p| p.name == stem);
                let known = known.or_else(|| imports().find(|p| p.id.as_str() == stem));
                known
                    .map(|p| p.id.clone())
                    .unwrap_or_else(|| self.create_person(&stem, &stem, PersonKind::Imported))
            }
        };
        self.words.default_person = Some(id.clone());
        id
    }

    /// Keeps the given id where it can be a folder's name and no other differs from it in case alone.
    fn create_person(&mut self, given: &str, name: &str, kind: PersonKind) -> PersonId {
        let (project, people) = (self.project, &self.words.people);
        let taken = |id: &str| {
            let same = |p: &Person| p.id.as_str().eq_ignore_ascii_case(id);
            project.people().any(|p| same(p)) || people.values().any(same)
        };
        let reserved = given == PersonId::ADJUDICATED;
        let id = match PersonId::new(given) {
            Ok(id) if reserved || !(taken(given) || given.eq_ignore_ascii_case(PersonId::ADJUDICATED)) => id,
            _ => {
                let slug = fresh_slug(name, self.ids, &taken);
                // A slug is always a portable name.
                PersonId::new(slug).unwrap_or_else(|_| PersonId::adjudicated())
            }
        };
        let kind = match (id == PersonId::adjudicated(), kind) {
            (true, _) => PersonKind::Adjudicated,
            (false, PersonKind::Adjudicated) => PersonKind::Imported,
            (false, kind) => kind,
        };
        let name = if reserved && name == given {
            "Adjudicated"
        } else {
            name
        };
        if id.as_str() != given {
            self.report
                .notices
                .push(format!("The person “{given}” gets the id “{id}”"));
        }
        let colour = nth_colour(PERSON_COLOURS, project.people().len() + people.len());
        self.words.people.insert(
            id.clone(),
            Person {
                id: id.clone(),
                name: name.to_owned(),
                colour,
                kind,
            },
        );
        self.words.person_of.insert(given.to_owned(), id.clone());
        id
    }

    // ---- entities

    pub(super) fn take_entities(&mut self, imported: &Imported) {
        let theirs = &imported.entities;
        let annotations = imported
            .documents
            .iter()
            .flat_map(|d| &d.layers)
            .flat_map(|l| &l.annotations);
        let mut attributes = annotations.flat_map(|a| a.attributes.iter().flatten());
        if theirs.is_empty() && attributes.next().is_none() {
            return;
        }
        for (id, entity) in self.project.registry() {
            for name in entity.names() {
                self.words
                    .entity_of
                    .entry(name.to_lowercase())
                    .or_insert_with(|| id.clone());
            }
        }
        let ours: HashMap<_, _> = self.project.entity_entries().collect();
        for item in theirs {
            let person = match &item.person {
                Some(word) => self.person(word),
                None => self.default_person(),
            };
            let entity = &item.entity;
            for name in entity.names() {
                self.words
                    .entity_of
                    .entry(name.to_lowercase())
                    .or_insert_with(|| entity.id.clone());
            }
            let key = (person, entity.id.clone());
            match ours.get(&key) {
                None => {
                    self.words.entities.entry(key).or_insert_with(|| entity.clone());
                }
                Some(ours) if ***ours == *entity => {}
                Some(_) => self.report.conflicts.push(Conflict {
                    annotator: Some(key.0),
                    item: format!("entity {}", key.1),
                    reason: "the file describes it differently; the project's entry stays".into(),
                    ..Conflict::default()
                }),
            }
        }
        // A file that lists its entities names them by id; one that lists none names them by their words.
        self.words.makes_entities = theirs.is_empty();
        let known = self.project.entity_entries().map(|((_, id), _)| id.clone());
        let new = self.words.entities.keys().map(|(_, id)| id.clone());
        let ids: Vec<EntityId> = known.chain(new).collect();
        self.words.entity_ids.extend(ids);
    }

    /// The entity of a word, by id, then name or alias, then added to that person's list.
    pub(super) fn entity(&mut self, word: &str, person: &PersonId) -> Option<EntityId> {
        let id = EntityId::new(plain_id(word)?).ok()?;
        if self.words.entity_ids.contains(&id) && id.as_str() == word {
            return Some(id);
        }
        if let Some(known) = self.words.entity_of.get(&word.to_lowercase()) {
            return Some(known.clone());
        }
        if !self.words.makes_entities || self.words.entity_ids.contains(&id) {
            return Some(id);
        }
        let entity = Entity::new(id.clone(), word.trim(), "", self.options.now);
        self.report
            .notices
            .push(format!("The entity “{}” was created", entity.name));
        self.words.entity_of.insert(word.to_lowercase(), id.clone());
        self.words.entity_ids.insert(id.clone());
        self.words.entities.insert((person.clone(), id.clone()), entity);
        Some(id)
    }

    /// Merged and retired entities, where the project says nothing about them yet.
    pub(super) fn take_redirects(&mut self, theirs: &[(String, Option<String>)]) {
        let mut all: HashMap<EntityId, Option<EntityId>> = self
            .project
            .redirects()
            .map(|(from, to)| (from.clone(), to.cloned()))
            .collect();
        for (from, to) in theirs {
            let ids = (EntityId::new(from), to.as_ref().map(EntityId::new).transpose());
            let (Ok(id), Ok(target)) = ids else {
                let message = format!("the redirect of the entity “{from}” has an id that cannot be one");
                self.skip("bad-id", Some(1), message);
                continue;
            };
            if all.contains_key(&id) {
                continue;
            }
            let next = |id: &&EntityId| all.get(*id)?.as_ref();
            let mut chain = std::iter::successors(target.as_ref(), next).take(all.len() + 1);
            if chain.any(|step| *step == id) {
                self.skip(
                    "bad-record",
                    Some(1),
                    format!("the entity “{id}” is merged into itself"),
                );
                continue;
            }
            all.insert(id.clone(), target.clone());
            self.words.redirects.insert(id, target);
        }
    }
}
