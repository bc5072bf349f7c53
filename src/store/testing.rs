//! Projects for tests: one that holds everything once, and arbitrary ones.

mod layers;

use super::keys::row_name;
use super::{all_files, items};
use crate::model::edit::{Change, Item, Key, Transaction, apply};
use crate::model::*;
use crate::text::Text;
use crate::text::testing::{HOSTILE, hostile_string};
use proptest::prelude::*;
use smol_str::SmolStr;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A valid project with hostile words in every place that takes words.
pub(crate) fn any_project() -> impl Strategy<Value = Project> {
    (any::<u64>(), prop::collection::vec(hostile_string(), 3..9)).prop_map(|(seed, words)| {
        Maker {
            state: seed | 1,
            words,
        }
        .project()
    })
}

/// The same one each time, with plenty of everything.
pub(crate) fn rich_project() -> Project {
    let words = HOSTILE
        .iter()
        .map(|s| (*s).to_owned())
        .chain(["it’s 'so' \"and\" \\so\\ — ภาษาไทย שלום".to_owned()]);
    let mut maker = Maker {
        state: 0x9e37_79b9_7f4a_7c15,
        words: words.collect(),
    };
    let mut project = maker.project();
    // Two documents at least, and a layer with labels on each.
    while project.documents().len() < 2
        || project
            .layers()
            .filter(|(_, l)| l.len() > 2 && l.links().len() > 0)
            .count()
            < 2
    {
        project = maker.project();
    }
    project
}

pub(crate) struct Maker {
    state: u64,
    words: Vec<String>,
}

impl Maker {
    fn below(&mut self, bound: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        (self.state >> 11) as usize % bound.max(1)
    }

    fn chance(&mut self) -> bool {
        self.below(2) == 0
    }

    fn word(&mut self) -> String {
        let at = self.below(self.words.len() + 1);
        self.words.get(at).cloned().unwrap_or_default()
    }

    fn small(&mut self) -> SmolStr {
        SmolStr::new(self.word())
    }

    fn smalls(&mut self) -> Vec<SmolStr> {
        (0..self.below(3)).map(|_| self.small()).collect()
    }

    fn pairs(&mut self) -> Vec<(String, String)> {
        (0..self.below(3)).map(|_| (self.word(), self.word())).collect()
    }

    fn time(&mut self) -> Timestamp {
        Timestamp::from_seconds(self.below(4_000_000_000) as i64 - 1_000_000_000)
    }

    fn colour(&mut self) -> Colour {
        Colour([0; 3].map(|_: u8| self.below(256) as u8))
    }

    fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        let at = self.below(all.len());
        all.get(at)
    }

    fn some_of<T: Clone>(&mut self, all: &[T]) -> Vec<T> {
        (0..self.below(3))
            .filter_map(|_| self.pick(all).cloned())
            .collect()
    }

    pub(crate) fn project(&mut self) -> Project {
        let mut project = Project::new("p", "");
        let head = ProjectHead {
            id: "k3v9q2m7x4tb".into(),
            name: self.word(),
            notes: self.word(),
        };
        let before = Item::Head(Arc::new(project.head().clone()));
        let mut changes = vec![Change::replace(Key::Head, before, Item::Head(Arc::new(head)))];
        let people = self.people(&mut changes);
        let labels = self.codebook(&mut changes);
        self.entities(&people, &mut changes);
        for number in 0..self.below(4) {
            let text = Text::new((0..self.below(12)).map(|_| self.word()).collect::<String>()).unwrap();
            let id = DocumentId::new(format!("doc{number}-k3v9q2")).unwrap();
            self.document(&id, &text, &mut changes);
            for person in &people {
                if self.chance() {
                    let key = LayerKey::new(id.clone(), person.clone());
                    self.layer(&key, &text, &labels, &mut changes);
                }
            }
        }
        apply(&mut project, &Transaction::new("Make", changes)).unwrap();
        let conflicts = self.conflicts(&project);
        apply(&mut project, &Transaction::new("Make", conflicts)).unwrap();
        project
    }

    /// Some items stand in conflict: with a version that another item of their kind has, or with none, or both.
    fn conflicts(&mut self, project: &Project) -> Vec<Change> {
        let items: Vec<(Key, Item)> = (all_files(project).iter())
            .flat_map(|file| items(project, file))
            .filter(|(key, _)| row_name(key).is_some())
            .collect();
        let mut changes: BTreeMap<Key, Change> = BTreeMap::new();
        for _ in 0..self.below(8) {
            let Some((key, item)) = self.pick(&items).cloned() else {
                break;
            };
            let mut others = vec![];
            if self.chance() {
                others.push(None);
            }
            if !matches!(item, Item::Layer(_)) {
                others.push(Some(self.other(&item)));
            }
            let conflict = Conflict::new(others);
            if conflict.others.is_empty() {
                continue;
            }
            // Versions of a label are about the label, whether it waits or not.
            let key = match key {
                Key::Adrift(layer, id) => Key::Annotation(layer, id),
                key => key,
            };
            let key = key.conflict();
            changes.insert(
                key.clone(),
                Change::create(key, Item::Conflict(Arc::new(conflict))),
            );
        }
        changes.into_values().collect()
    }

    /// Another version of an item. It may refer to what nobody knows.
    fn other(&mut self, item: &Item) -> Item {
        let mut item = item.clone();
        match &mut item {
            Item::Head(head) => Arc::make_mut(head).notes = self.word(),
            Item::CodebookHead(head) => Arc::make_mut(head).guidelines = self.word(),
            Item::Person(person) => Arc::make_mut(person).name = self.word(),
            Item::Label(label) => Arc::make_mut(label).parent = LabelId::new("unknown").ok(),
            Item::Attribute(attribute) => Arc::make_mut(attribute).default = Some(self.value()),
            Item::LinkKind(kind) => Arc::make_mut(kind).description = self.word(),
            Item::Entity(entity) => Arc::make_mut(entity).fields = self.pairs(),
            Item::Redirect(to) => *to = self.chance().then(|| EntityId::new("총리-8").unwrap()),
            Item::Document(document) => Arc::make_mut(document).fields = self.pairs(),
            Item::Text(text) => *text = Text::new(self.word()).unwrap(),
            Item::Annotation(annotation) => {
                let annotation = Arc::make_mut(annotation);
                annotation.label = LabelId::new("unknown").unwrap();
                annotation.note = self.word();
            }
            Item::Adrift(adrift) => Arc::make_mut(adrift).annotation.note = self.word(),
            Item::Link(link) => Arc::make_mut(link).kind = LinkKindId::new("unknown").unwrap(),
            Item::Comment(comment) => Arc::make_mut(comment).text = self.word(),
            Item::Decision(decision) => Arc::make_mut(decision).reason = self.word(),
            _ => {}
        }
        item
    }

    fn people(&mut self, changes: &mut Vec<Change>) -> Vec<PersonId> {
        let kinds = [
            PersonKind::Person,
            PersonKind::Person,
            PersonKind::Imported,
            PersonKind::Suggested,
        ];
        let mut ids = Vec::new();
        for (name, kind) in ["ana", "Ben_2", "their.labels", "names-by-rule"]
            .into_iter()
            .zip(kinds)
        {
            let id = PersonId::new(name).unwrap();
            let person = Person {
                id: id.clone(),
                name: self.word(),
                colour: self.colour(),
                kind,
            };
            changes.push(Change::create(
                Key::Person(id.clone()),
                Item::Person(Arc::new(person)),
            ));
            ids.push(id);
        }
        let id = PersonId::adjudicated();
        let person = Person {
            id: id.clone(),
            name: self.word(),
            colour: self.colour(),
            kind: PersonKind::Adjudicated,
        };
        changes.push(Change::create(
            Key::Person(id.clone()),
            Item::Person(Arc::new(person)),
        ));
        ids.push(id);
        ids
    }

    fn value(&mut self) -> AttributeValue {
        let entity = || EntityId::new("총리-1").unwrap();
        match self.below(7) {
            0 => AttributeValue::Choice(self.small()),
            1 => AttributeValue::Choices(self.smalls()),
            2 => AttributeValue::Number(self.below(2_000) as f64 / 7.0 - 100.0),
            3 => AttributeValue::Bool(self.chance()),
            4 => AttributeValue::Text(self.word()),
            5 => AttributeValue::Entity(entity()),
            _ => AttributeValue::Entities((0..self.below(3)).map(|_| entity()).collect()),
        }
    }

    fn codebook(&mut self, changes: &mut Vec<Change>) -> Vec<LabelId> {
        let head = CodebookHead {
            name: self.word(),
            guidelines: self.word(),
        };
        let before = Item::CodebookHead(Arc::default());
        changes.push(Change::replace(
            Key::CodebookHead,
            before,
            Item::CodebookHead(Arc::new(head)),
        ));
        let mut labels: Vec<LabelId> = Vec::new();
        for name in ["claim", "발언", "said-by", "it's", "a\u{202e}b", "Z\u{301}"]
            .iter()
            .take(1 + self.below(6))
        {
            let label = Label {
                parent: if self.chance() {
                    self.pick(&labels).cloned()
                } else {
                    None
                },
                order: self.below(5) as i32 - 2,
                colour: self.colour(),
                key: self.chance().then(|| self.small()),
                description: self.word(),
                include: self.word(),
                exclude: self.word(),
                anchoring: *self.pick(&Anchoring::ALL).unwrap(),
                overlap: *self.pick(&Overlap::ALL).unwrap(),
                retired: self.below(4) == 0,
                merged_into: if self.below(4) == 0 {
                    self.pick(&labels).cloned()
                } else {
                    None
                },
                ..Label::new(LabelId::new(name).unwrap(), self.word())
            };
            labels.push(label.id.clone());
            changes.push(Change::create(
                Key::Label(label.id.clone()),
                Item::Label(Arc::new(label)),
            ));
        }
        for number in 0..self.below(7) {
            let attribute = self.attribute(number, &labels);
            changes.push(Change::create(
                Key::Attribute(attribute.id.clone()),
                Item::Attribute(Arc::new(attribute)),
            ));
        }
        for name in ["said-by", "reply"] {
            let kind = LinkKind {
                id: LinkKindId::new(name).unwrap(),
                name: self.word(),
                from: self.some_of(&labels),
                to: self.some_of(&labels),
                key: self.chance().then(|| self.small()),
                description: self.word(),
                order: self.below(3) as i32,
                retired: self.chance(),
            };
            changes.push(Change::create(
                Key::LinkKind(kind.id.clone()),
                Item::LinkKind(Arc::new(kind)),
            ));
        }
        labels
    }

    fn attribute(&mut self, number: usize, labels: &[LabelId]) -> Attribute {
        let bound = |maker: &mut Self| maker.chance().then(|| maker.below(100) as f64 / 3.0);
        Attribute {
            id: AttributeId::new(format!("a{number}")).unwrap(),
            name: self.word(),
            labels: self.some_of(labels),
            kind: match self.below(6) {
                0 => AttributeKind::Choice(self.smalls()),
                1 => AttributeKind::Choices(self.smalls()),
                2 => AttributeKind::Number {
                    min: bound(self),
                    max: bound(self),
                },
                3 => AttributeKind::Bool,
                4 => AttributeKind::Text,
                _ => AttributeKind::Entity {
                    kinds: self.smalls(),
                    several: self.chance(),
                },
            },
            required: self.chance(),
            default: self.chance().then(|| self.value()),
            shown_when: self
                .chance()
                .then(|| (AttributeId::new("a0").unwrap(), self.smalls())),
            description: self.word(),
            order: self.below(3) as i32,
            retired: self.chance(),
        }
    }

    fn entities(&mut self, people: &[PersonId], changes: &mut Vec<Change>) {
        for number in 0..self.below(6) {
            let entity = Entity {
                id: EntityId::new(format!("총리-{number}")).unwrap(),
                name: self.word(),
                kind: self.small(),
                aliases: (0..self.below(3)).map(|_| self.word()).collect(),
                parent: self.chance().then(|| EntityId::new("총리-0").unwrap()),
                fields: self.pairs(),
                note: self.word(),
                changed: self.time(),
            };
            if self.below(3) == 0 {
                let to = self.chance().then(|| EntityId::new("총리-9").unwrap());
                changes.push(Change::create(
                    Key::Redirect(entity.id.clone()),
                    Item::Redirect(to),
                ));
            }
            let owner = self.pick(people).unwrap().clone();
            changes.push(Change::create(
                Key::Entity(owner, entity.id.clone()),
                Item::Entity(Arc::new(entity)),
            ));
        }
    }

    fn document(&mut self, id: &DocumentId, text: &Text, changes: &mut Vec<Change>) {
        let document = Document {
            date: self.word(),
            source: self.word(),
            author: self.word(),
            fields: self.pairs(),
            notes: self.word(),
            origin: self.chance().then(|| Origin {
                file: self.word(),
                encoding: "windows-1252".to_owned(),
                newline: self.word(),
                bom: self.chance(),
            }),
            ..Document::new(id.clone(), self.word(), text, self.time())
        };
        changes.push(Change::create(
            Key::Document(id.clone()),
            Item::Document(Arc::new(document)),
        ));
        changes.push(Change::create(Key::Text(id.clone()), Item::Text(text.clone())));
    }

    /// Ascending places cut the text; every other stretch between them can be a fragment.
    fn fragments(&mut self, text: &Text) -> Fragments {
        let mut cuts: Vec<u32> = (0..2 * self.below(4))
            .map(|_| text.floor_boundary(self.below(text.len() as usize + 1) as u32))
            .collect();
        cuts.sort_unstable();
        cuts.dedup();
        let spans = cuts
            .chunks_exact(2)
            .map(|pair| text.span(pair[0] as usize..pair[1] as usize).unwrap());
        Fragments::new(spans).unwrap()
    }
}
