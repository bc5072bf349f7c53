//! Attribute values of a file, typed by the codebook; an attribute that the codebook lacks is defined from the values it has.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use smol_str::SmolStr;

use crate::formats::attributes::value_from_json;
use crate::formats::imported::plain_id;
use crate::formats::{ImportedAnnotation, ImportedDocument, Json};
use crate::model::{Attribute, AttributeId, AttributeKind, AttributeValue, Attributes, LabelId, PersonId};

use super::Planner;

/// A text attribute with at most this many short values becomes a choice.
const MAX_CHOICES: usize = 30;
const MAX_CHOICE_LENGTH: usize = 60;

/// What was seen of an attribute that is not defined.
#[derive(Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four findings that may all hold at once"
)]
struct Seen {
    labels: BTreeSet<LabelId>,
    words: BTreeSet<SmolStr>,
    bools: bool,
    numbers: bool,
    lists: bool,
    long: bool,
}

impl Planner<'_> {
    /// Finds the attributes that are used and not defined anywhere, and defines them.
    pub(super) fn define_attributes(&mut self, documents: &[ImportedDocument]) {
        let mut unknown: BTreeMap<&str, Seen> = BTreeMap::new();
        let mut known: HashSet<&str> = HashSet::new();
        let annotations = documents
            .iter()
            .flat_map(|d| &d.layers)
            .flat_map(|l| &l.annotations);
        for annotation in annotations {
            for (word, value) in annotation.attributes.iter().flatten() {
                if known.contains(word.as_str()) {
                    continue;
                }
                if !unknown.contains_key(word.as_str()) && self.known_attribute(word) {
                    known.insert(word);
                    continue;
                }
                let label = self.label(&annotation.label, annotation.at.is_empty());
                let seen = unknown.entry(word).or_default();
                seen.labels.extend(label);
                seen.look_at(value);
            }
        }
        for (word, seen) in unknown {
            self.define(word, seen);
        }
    }

    /// By id, else by name; remembered.
    fn known_attribute(&mut self, word: &str) -> bool {
        let ours = self.project.codebook().attributes().map(|a| a.as_ref());
        let all: Vec<&Attribute> = self.words.attributes.values().chain(ours).collect();
        let found = all
            .iter()
            .find(|a| a.id.as_str() == word)
            .or_else(|| all.iter().find(|a| a.name == word));
        let Some(id) = found.map(|a| a.id.clone()) else {
            return false;
        };
        self.words.attribute_of.insert(word.to_owned(), id);
        true
    }

    fn define(&mut self, word: &str, seen: Seen) {
        let Some(id) = plain_id(word).and_then(|id| AttributeId::new(id).ok()) else {
            return;
        };
        self.words.attribute_of.insert(word.to_owned(), id.clone());
        if self.words.attribute(&id).is_some() {
            return;
        }
        let kind = seen.kind();
        self.report.notices.push(format!(
            "The attribute “{}” was created ({})",
            word.trim(),
            kind.title().to_lowercase()
        ));
        let order = self.project.codebook().attributes().count() + self.words.attributes.len();
        let attribute = Attribute {
            labels: seen.labels.into_iter().collect(),
            order: i32::try_from(order).unwrap_or(i32::MAX),
            ..Attribute::new(id.clone(), word.trim(), kind)
        };
        self.words.attributes.insert(id, attribute);
    }

    /// Values that are none are listed and left out; the annotation stays.
    pub(super) fn attributes(&mut self, item: &ImportedAnnotation, person: &PersonId) -> Attributes {
        let mut values = Attributes::default();
        for (word, json) in item.attributes.iter().flatten() {
            if *json == Json::Null {
                continue;
            }
            let Some(id) = self.words.attribute_of.get(word).cloned() else {
                self.skip(
                    "bad-attribute",
                    item.line,
                    format!("“{word}” cannot be the name of an attribute"),
                );
                continue;
            };
            match self.value(&id, json, person) {
                Some(value) => values.set(&id, Some(value)),
                None => {
                    let message = format!(
                        "the attribute “{word}” of “{}” has {} as its value: left out",
                        item.label,
                        json.kind()
                    );
                    self.skip("bad-attribute", item.line, message);
                }
            }
        }
        values
    }

    fn value(&mut self, id: &AttributeId, json: &Json, person: &PersonId) -> Option<AttributeValue> {
        let kind = &self.words.attribute(id)?.kind;
        let may_name_entities =
            matches!(kind, AttributeKind::Entity { .. }) || matches!(json, Json::Object(_));
        if !may_name_entities {
            return value_from_json(json, kind, &mut |_| None);
        }
        let kind = kind.clone();
        value_from_json(json, &kind, &mut |word| self.entity(word, person))
    }
}

impl Seen {
    fn look_at(&mut self, value: &Json) {
        match value {
            Json::Bool(_) => self.bools = true,
            Json::Int(_) | Json::Number(_) => self.numbers = true,
            Json::Text(text) => self.word(text),
            Json::List(items) => {
                self.lists = true;
                items
                    .iter()
                    .filter_map(Json::word)
                    .for_each(|word| self.word(&word));
            }
            Json::Object(fields) => {
                if let [(_, value)] = fields.as_slice()
                    && !matches!(value, Json::Object(_))
                {
                    self.look_at(value);
                }
            }
            Json::Null => {}
        }
    }

    fn word(&mut self, word: &str) {
        self.long |= word.chars().count() > MAX_CHOICE_LENGTH || word.contains('\n');
        if self.words.len() <= MAX_CHOICES {
            self.words.insert(word.into());
        }
    }

    fn kind(&self) -> AttributeKind {
        let few = self.words.len() <= MAX_CHOICES && !self.long;
        let words = || self.words.iter().cloned().collect();
        match (self.words.is_empty(), self.lists) {
            (_, true) => AttributeKind::Choices(words()),
            (true, false) if self.bools && !self.numbers => AttributeKind::Bool,
            (true, false) if self.numbers && !self.bools => AttributeKind::Number { min: None, max: None },
            (false, false) if few && !self.bools && !self.numbers => AttributeKind::Choice(words()),
            _ => AttributeKind::Text,
        }
    }
}
