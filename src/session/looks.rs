//! What colour and line a label has on the text, and whether the filter lets it through. The tables behind it are made when
//! codebook, people, entities, filter or the way of colouring change, never a frame; no label on a text is looked at for them.

use super::{ColourBy, Filter, Open, Session};
use crate::model::*;
use smol_str::{SmolStr, ToSmolStr};
use std::collections::{BTreeMap, BTreeSet};

/// How a label's line is drawn: a second sign beside its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineStyle {
    Solid,
    /// Two thin lines.
    Double,
    Dotted,
    /// One line, twice as thick.
    Heavy,
    /// The annotator is not sure.
    Dashed,
}

impl LineStyle {
    /// The styles of families, in the order of the codebook.
    const FAMILIES: [Self; 4] = [Self::Solid, Self::Double, Self::Dotted, Self::Heavy];

    fn of_family(nth: usize) -> Self {
        let at = nth.checked_rem(Self::FAMILIES.len()).unwrap_or(0);
        Self::FAMILIES.get(at).copied().unwrap_or(Self::Solid)
    }
}

/// What a colour stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    Label(LabelId),
    Person(PersonId),
    Entity(EntityId),
    Value(AttributeId, SmolStr),
    /// The label has no value of the attribute, or names no entity.
    Nothing,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegendEntry {
    pub meaning: Meaning,
    pub name: String,
    /// How deep a label stands in the codebook; 0 for the rest.
    pub depth: usize,
    pub colour: Colour,
    /// The line of a label; None for the rest.
    pub style: Option<LineStyle>,
}

#[derive(Clone, Copy, Debug)]
struct LabelLook {
    colour: Colour,
    style: LineStyle,
    passes: bool,
}

/// What colours are taken from, as far as the project has it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
enum Source {
    #[default]
    Label,
    Person,
    Entity,
    /// The entities of one attribute.
    EntityOf(AttributeId),
    Value(AttributeId),
}

/// What the tables were made from.
#[derive(Debug)]
struct Seen {
    project: Project,
    filter: Filter,
    colour_by: ColourBy,
    shown: BTreeSet<PersonId>,
    me: Option<PersonId>,
}

#[derive(Debug, Default)]
pub(super) struct Table {
    seen: Option<Seen>,
    source: Source,
    labels: BTreeMap<LabelId, LabelLook>,
    people: BTreeMap<PersonId, Colour>,
    entities: BTreeMap<EntityId, Colour>,
    values: BTreeMap<SmolStr, Colour>,
    revision: u64,
}

/// The looks of labels in this frame.
#[derive(Clone, Copy)]
pub struct Looks<'a> {
    table: &'a Table,
    project: Option<&'a Project>,
    filter: &'a Filter,
}

impl Looks<'_> {
    /// Changes whenever colours, styles, the filter or the people shown change.
    pub fn revision(&self) -> u64 {
        self.table.revision
    }

    /// Whether some labels are to be dimmed.
    pub fn is_filtered(&self) -> bool {
        self.filter.is_on()
    }

    /// Whether the filter lets a label through; the others are dimmed.
    pub fn passes(&self, annotator: &PersonId, annotation: &Annotation) -> bool {
        let filter = self.filter;
        (!filter.doubts || annotation.doubt)
            && (filter.people.is_empty() || filter.people.contains(annotator))
            && (filter.labels.is_empty() || self.label(annotation).is_some_and(|look| look.passes))
            && (filter.values.is_empty() || has_value(&filter.values, annotation))
            && (filter.entities.is_empty() || self.names_one_of(&filter.entities, annotation))
    }

    /// The colour of a label as the user chose to colour; the theme bends it until it can be read.
    pub fn colour(&self, annotator: &PersonId, annotation: &Annotation) -> Colour {
        let table = self.table;
        match &table.source {
            Source::Label => self.label(annotation).map(|look| look.colour),
            Source::Person => table.people.get(annotator).copied(),
            Source::Entity => self.entity_colour(annotation.attributes.iter().map(|(_, value)| value)),
            Source::EntityOf(id) => self.entity_colour(annotation.attributes.get(id.as_str()).into_iter()),
            Source::Value(id) => annotation
                .attributes
                .get(id.as_str())
                .and_then(|value| value_colour(&table.values, value)),
        }
        .unwrap_or(NO_VALUE)
    }

    /// The line of a label: dashed where there is doubt, else the style of its family.
    pub fn style(&self, annotation: &Annotation) -> LineStyle {
        if annotation.doubt {
            return LineStyle::Dashed;
        }
        self.label(annotation).map_or(LineStyle::Solid, |look| look.style)
    }

    /// The line of a label's family, doubt aside.
    pub fn family_style(&self, label: &LabelId) -> Option<LineStyle> {
        self.table.labels.get(label).map(|look| look.style)
    }

    fn label(&self, annotation: &Annotation) -> Option<&LabelLook> {
        self.table.labels.get(&annotation.label)
    }

    fn resolve<'a>(&'a self, id: &'a EntityId) -> Option<&'a EntityId> {
        self.project
            .map_or(Some(id), |project| project.resolve_entity(id))
    }

    fn entity_colour<'a>(&self, values: impl Iterator<Item = &'a AttributeValue>) -> Option<Colour> {
        values
            .flat_map(AttributeValue::entities)
            .find_map(|id| self.table.entities.get(self.resolve(id)?))
            .copied()
    }

    fn names_one_of(&self, wanted: &BTreeSet<EntityId>, annotation: &Annotation) -> bool {
        annotation
            .attributes
            .iter()
            .flat_map(|(_, value)| value.entities())
            .any(|id| self.resolve(id).is_some_and(|id| wanted.contains(id)))
    }
}

fn has_value(wanted: &BTreeSet<(AttributeId, SmolStr)>, annotation: &Annotation) -> bool {
    wanted.iter().any(|(id, word)| {
        annotation
            .attributes
            .get(id.as_str())
            .is_some_and(|value| value.has_any(std::slice::from_ref(word)))
    })
}

/// The colour of a value; of several choices the first that has one.
fn value_colour(values: &BTreeMap<SmolStr, Colour>, value: &AttributeValue) -> Option<Colour> {
    match value {
        AttributeValue::Choice(word) => values.get(word).copied(),
        AttributeValue::Choices(words) => words.iter().find_map(|word| values.get(word)).copied(),
        other => values.get(&other.to_smolstr()).copied(),
    }
}

/// Most whole numbers between the bounds of an attribute that get colours of their own.
const MOST_NUMBERS: f64 = 12.0;

/// The values of an attribute that have colours, in the codebook's order; none where its values are no small set.
pub(super) fn words_of(kind: &AttributeKind) -> Vec<SmolStr> {
    match kind {
        AttributeKind::Choice(words) | AttributeKind::Choices(words) => words.clone(),
        AttributeKind::Bool => vec![SmolStr::new("true"), SmolStr::new("false")],
        AttributeKind::Number {
            min: Some(min),
            max: Some(max),
        } if max - min < MOST_NUMBERS => {
            let mut words = Vec::new();
            let mut number = min.ceil();
            while number <= *max {
                words.push(number.to_smolstr());
                number += 1.0;
            }
            words
        }
        AttributeKind::Number { .. } | AttributeKind::Text | AttributeKind::Entity { .. } => Vec::new(),
    }
}

fn source_of(book: &Codebook, colour_by: &ColourBy) -> Source {
    match colour_by {
        ColourBy::Label => Source::Label,
        ColourBy::Person => Source::Person,
        ColourBy::Entity => Source::Entity,
        ColourBy::Attribute(id) => match book.attribute(id) {
            Some(attribute) if matches!(attribute.kind, AttributeKind::Entity { .. }) => {
                Source::EntityOf(attribute.id.clone())
            }
            Some(attribute) if !words_of(&attribute.kind).is_empty() => Source::Value(attribute.id.clone()),
            _ => Source::Label,
        },
    }
}

impl Table {
    fn is_of(&self, session: &Session, open: &Open) -> bool {
        self.seen.as_ref().is_some_and(|seen| {
            seen.project.shares_nouns(&open.project)
                && seen.filter == session.view.filter
                && seen.colour_by == session.settings.colour_by
                && seen.shown == session.view.shown
                && seen.me == open.me
        })
    }

    /// Nothing of a project is held.
    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.seen.is_none() && self.labels.is_empty() && self.people.is_empty()
    }

    fn make(&mut self, seen: Seen) {
        let (project, book) = (&seen.project, seen.project.codebook());
        self.source = source_of(book, &seen.colour_by);
        self.labels = label_looks(book, &seen.filter);
        self.people = project
            .people()
            .map(|person| (person.id.clone(), person.colour))
            .collect();
        self.entities = match self.source {
            Source::Entity | Source::EntityOf(_) => numbered(project.registry().into_keys()),
            _ => BTreeMap::new(),
        };
        self.values = match &self.source {
            Source::Value(id) => book
                .attribute(id.as_str())
                .map(|attribute| numbered(words_of(&attribute.kind).into_iter()))
                .unwrap_or_default(),
            _ => BTreeMap::new(),
        };
        self.revision += 1;
        self.seen = Some(seen);
    }
}

/// Each with the colour of its place.
fn numbered<T: Ord>(items: impl Iterator<Item = T>) -> BTreeMap<T, Colour> {
    items
        .enumerate()
        .map(|(nth, item)| (item, nth_colour(LABEL_COLOURS, nth)))
        .collect()
}

/// Every label id, merged ones with the look of what they were merged into.
fn label_looks(book: &Codebook, filter: &Filter) -> BTreeMap<LabelId, LabelLook> {
    let mut own: BTreeMap<&LabelId, LabelLook> = BTreeMap::new();
    let mut family = 0;
    let wanted: BTreeSet<&LabelId> = filter.labels.iter().map(|id| book.resolve(id)).collect();
    for (depth, label) in book.tree() {
        if depth == 0 && !own.is_empty() {
            family += 1;
        }
        let look = LabelLook {
            colour: label.colour,
            style: LineStyle::of_family(family),
            passes: book.ancestors(&label.id).any(|id| wanted.contains(id)),
        };
        own.insert(&label.id, look);
    }
    book.labels()
        .filter_map(|label| Some((label.id.clone(), *own.get(book.resolve(&label.id))?)))
        .collect()
}

impl Session {
    /// How labels look now. Made for a frame; looking one up costs a few comparisons.
    pub fn looks(&self) -> Looks<'_> {
        Looks {
            table: &self.looks,
            project: self.project(),
            filter: &self.view.filter,
        }
    }

    /// Makes the tables again where something that they come from changed; without a project they are let go.
    pub(super) fn refresh_looks(&mut self) {
        let Some(open) = &self.open else {
            if self.looks.seen.is_some() {
                let revision = self.looks.revision + 1;
                self.looks = Table {
                    revision,
                    ..Table::default()
                };
            }
            return;
        };
        if self.looks.is_of(self, open) {
            return;
        }
        self.looks.make(Seen {
            project: open.project.clone(),
            filter: self.view.filter.clone(),
            colour_by: self.settings.colour_by.clone(),
            shown: self.view.shown.clone(),
            me: open.me.clone(),
        });
    }

    /// Attributes whose values can be told by colours, in the user's order.
    pub fn colour_attributes(&self) -> Vec<&Attribute> {
        let book = self.project().map(Project::codebook);
        let mut found: Vec<&Attribute> = book
            .into_iter()
            .flat_map(Codebook::attributes)
            .map(AsRef::as_ref)
            .filter(|attribute| !attribute.retired)
            .filter(|attribute| {
                matches!(attribute.kind, AttributeKind::Entity { .. })
                    || !words_of(&attribute.kind).is_empty()
            })
            .collect();
        found.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
        found
    }

    /// What each colour on the text stands for, in the order of the codebook, of people's ids or of the registry.
    pub fn legend(&self) -> Vec<LegendEntry> {
        let Some(project) = self.project() else {
            return Vec::new();
        };
        let table = &self.looks;
        let entry = |meaning, name: &str, colour| LegendEntry {
            meaning,
            name: name.to_owned(),
            depth: 0,
            colour,
            style: None,
        };
        let mut legend: Vec<LegendEntry> = match &table.source {
            Source::Label => return self.label_legend(project.codebook()),
            Source::Person => {
                let people = self.people_in_view();
                return people
                    .into_iter()
                    .filter_map(|id| {
                        let colour = *table.people.get(&id)?;
                        let name = project.person_name(&id).to_owned();
                        Some(entry(Meaning::Person(id), &name, colour))
                    })
                    .collect();
            }
            Source::Entity | Source::EntityOf(_) => project
                .registry()
                .into_values()
                .map(|entity| {
                    let colour = table.entities.get(&entity.id).copied().unwrap_or(NO_VALUE);
                    entry(Meaning::Entity(entity.id), &entity.name, colour)
                })
                .collect(),
            Source::Value(id) => {
                let kind = project.codebook().attribute(id.as_str()).map(|a| &a.kind);
                let words = kind.map(words_of).unwrap_or_default().into_iter();
                words
                    .map(|word| {
                        let colour = table.values.get(&word).copied().unwrap_or(NO_VALUE);
                        let name = match word.as_str() {
                            "true" => "yes",
                            "false" => "no",
                            word => word,
                        }
                        .to_owned();
                        entry(Meaning::Value(id.clone(), word), &name, colour)
                    })
                    .collect()
            }
        };
        legend.push(entry(Meaning::Nothing, "Without", NO_VALUE));
        legend
    }

    fn label_legend(&self, book: &Codebook) -> Vec<LegendEntry> {
        book.tree()
            .into_iter()
            .filter(|(_, label)| label.merged_into.is_none())
            .filter_map(|(depth, label)| {
                let look = self.looks.labels.get(&label.id)?;
                Some(LegendEntry {
                    meaning: Meaning::Label(label.id.clone()),
                    name: label.name.clone(),
                    depth,
                    colour: look.colour,
                    style: Some(look.style),
                })
            })
            .collect()
    }

    /// The user and the teammates whose labels are shown, the user first.
    pub fn people_in_view(&self) -> Vec<PersonId> {
        let me = self.open.as_ref().and_then(|open| open.me.clone());
        let others = self.view.shown.iter().filter(|id| Some(*id) != me.as_ref());
        me.iter().chain(others).cloned().collect()
    }
}
