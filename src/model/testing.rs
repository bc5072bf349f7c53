//! What the tests of this floor and those above share: people's labels drawn into one text.

use crate::model::edit::{Change, Item, Key, Transaction, apply};
use crate::model::*;
use crate::text::Text;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// A label and the bytes of its fragments.
pub(crate) type DrawnItem = (String, Vec<Range<usize>>);

/// Reads `[speaker:She] said [claim:it works]`. Labels nest; `[claim#1:it] really [claim#1:works]` is one
/// label of two fragments. Items come in the order in which they open.
pub(crate) fn drawn(drawing: &str) -> (String, Vec<DrawnItem>) {
    let mut text = String::new();
    let mut items: Vec<DrawnItem> = Vec::new();
    let mut numbered: BTreeMap<String, usize> = BTreeMap::new();
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut rest = drawing;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '[' => {
                let (name, tail) = rest.split_once(':').expect("a label ends with a colon");
                rest = tail;
                let label = name.split('#').next().unwrap_or(name).to_owned();
                items.push((label, Vec::new()));
                let mut item = items.len() - 1;
                if name.contains('#') {
                    item = *numbered.entry(name.to_owned()).or_insert(item);
                    if item + 1 < items.len() {
                        items.pop();
                    }
                }
                open.push((item, text.len()));
            }
            ']' => {
                let (item, start) = open.pop().expect("a label was opened");
                items[item].1.push(start..text.len());
            }
            c => text.push(c),
        }
    }
    assert!(open.is_empty(), "a label is still open in {drawing}");
    (text, items)
}

/// The inverse of `drawn`: one layer drawn into its text. `name` says what stands before the colon. Labels that cross are drawn as
/// if they nested; parts of one label get a number.
pub(crate) fn redrawn(text: &Text, layer: &Layer, name: impl Fn(&Annotation) -> String) -> String {
    let mut opens: Vec<(u32, u32, String)> = Vec::new();
    let mut parts = 0;
    for annotation in layer.annotations() {
        let mut name = name(annotation);
        if annotation.fragments.len() > 1 {
            parts += 1;
            name = format!("{name}#{parts}");
        }
        let spans = annotation.fragments.iter();
        opens.extend(spans.map(|span| (span.start(), u32::MAX - span.end(), name.clone())));
    }
    opens.sort();
    let mut shown = String::new();
    for at in 0..=text.len() {
        let closed = opens
            .iter()
            .filter(|(start, end, _)| u32::MAX - end == at && *start < at);
        shown.extend(closed.map(|_| ']'));
        for (_, _, name) in opens.iter().filter(|(start, _, _)| *start == at) {
            shown.push_str(&format!("[{name}:"));
        }
        let rest = text.as_str().get(at as usize..);
        shown.extend(rest.and_then(|rest| rest.chars().next()));
    }
    shown
}

pub(crate) fn person(name: &str) -> PersonId {
    PersonId::new(name).unwrap()
}

pub(crate) fn label(name: &str) -> LabelId {
    LabelId::new(name).unwrap()
}

/// A project with one document, built by edits as the program builds one.
pub(crate) struct Board {
    pub project: Project,
    pub document: DocumentId,
}

impl Board {
    pub fn empty(words: &str) -> Self {
        let mut board = Self {
            project: Project::new("p", "P"),
            document: DocumentId::new("doc").unwrap(),
        };
        board.add_document("doc", "Doc", words);
        board
    }

    /// Another document; people draw on the first.
    pub fn add_document(&mut self, id: &str, title: &str, words: &str) -> DocumentId {
        let id = DocumentId::new(id).unwrap();
        let text = Text::new(words).unwrap();
        let facts = Document::new(id.clone(), title, &text, Timestamp::default());
        self.edit(vec![
            Change::create(Key::Document(id.clone()), Item::Document(Arc::new(facts))),
            Change::create(Key::Text(id.clone()), Item::Text(text)),
        ]);
        id
    }

    /// Each person's drawing of the same text. Items get the ids `ana-1`, `ana-2` …
    pub fn drawn(people: &[(&str, &str)]) -> Self {
        let (words, _) = drawn(people[0].1);
        let mut board = Self::empty(&words);
        for (name, drawing) in people {
            let (text, items) = drawn(drawing);
            assert_eq!(text, words, "everybody draws the same text");
            board.add_person(name);
            for (number, (label, spans)) in items.iter().enumerate() {
                board.tag(name, &format!("{name}-{}", number + 1), label, spans);
            }
        }
        board
    }

    pub fn edit(&mut self, changes: Vec<Change>) {
        apply(&mut self.project, &Transaction::new("test", changes)).unwrap();
    }

    pub fn layer(&self, name: &str) -> LayerKey {
        LayerKey::new(self.document.clone(), person(name))
    }

    /// Who has been through the document.
    pub fn add_person(&mut self, name: &str) {
        self.add_layer(
            name,
            LayerHead {
                annotated: true,
                ..LayerHead::default()
            },
        );
    }

    pub fn add_layer(&mut self, name: &str, head: LayerHead) {
        let kind = match name {
            PersonId::ADJUDICATED => PersonKind::Adjudicated,
            "machine" => PersonKind::Suggested,
            _ => PersonKind::Person,
        };
        let facts = Person {
            id: person(name),
            name: name.to_owned(),
            colour: Colour::default(),
            kind,
        };
        self.edit(vec![
            Change::create(Key::Person(person(name)), Item::Person(Arc::new(facts))),
            Change::create(Key::Layer(self.layer(name)), Item::Layer(Arc::new(head))),
        ]);
    }

    pub fn add_label(&mut self, facts: Label) {
        let before = self
            .project
            .codebook()
            .label(facts.id.as_str())
            .cloned()
            .map(Item::Label);
        let key = Key::Label(facts.id.clone());
        self.edit(vec![Change {
            key,
            before,
            after: Some(Item::Label(Arc::new(facts))),
        }]);
    }

    pub fn add_attribute(&mut self, facts: Attribute) {
        let key = Key::Attribute(facts.id.clone());
        self.edit(vec![Change::create(key, Item::Attribute(Arc::new(facts)))]);
    }

    pub fn add_link_kind(&mut self, facts: LinkKind) {
        let key = Key::LinkKind(facts.id.clone());
        self.edit(vec![Change::create(key, Item::LinkKind(Arc::new(facts)))]);
    }

    /// No span makes it a label of the whole document.
    pub fn tag(&mut self, name: &str, id: &str, word: &str, spans: &[Range<usize>]) {
        if self.project.codebook().label(word).is_none() {
            self.add_label(Label::new(label(word), word));
        }
        let text = self.project.text(self.document.as_str()).unwrap();
        let fragments = Fragments::new(spans.iter().map(|span| text.span(span.clone()).unwrap())).unwrap();
        let id = AnnotationId::new(id).unwrap();
        let annotation = Annotation::new(id.clone(), label(word), fragments, Timestamp::default());
        let key = Key::Annotation(self.layer(name), id);
        self.edit(vec![Change::create(key, Item::Annotation(Arc::new(annotation)))]);
    }

    pub fn set(&mut self, name: &str, id: &str, attribute: &str, value: AttributeValue) {
        let key = self.layer(name);
        let before = self.project.layer(&key).unwrap().annotation(id).unwrap().clone();
        let mut after = Annotation::clone(&before);
        after
            .attributes
            .set(&AttributeId::new(attribute).unwrap(), Some(value));
        let key = Key::Annotation(key, before.id.clone());
        self.edit(vec![Change::replace(
            key,
            Item::Annotation(before),
            Item::Annotation(Arc::new(after)),
        )]);
    }

    pub fn link(&mut self, name: &str, kind: &str, ends: (&str, &str)) {
        let kind = LinkKindId::new(kind).unwrap();
        if self.project.codebook().link_kind(kind.as_str()).is_none() {
            self.add_link_kind(LinkKind::new(kind.clone(), kind.as_str()));
        }
        let id = LinkId::new(format!("{}-{}-{kind}", ends.0, ends.1)).unwrap();
        let link = Link {
            id: id.clone(),
            kind,
            from: AnnotationId::new(ends.0).unwrap(),
            to: AnnotationId::new(ends.1).unwrap(),
            note: String::new(),
            made: Timestamp::default(),
            changed: Timestamp::default(),
        };
        self.edit(vec![Change::create(
            Key::Link(self.layer(name), id),
            Item::Link(Arc::new(link)),
        )]);
    }
}

#[test]
fn drawings_nest_and_join_fragments() {
    let (text, items) = drawn("[claim#1:[speaker:She] said it], sadly, [claim#1:works][topic:]");
    assert_eq!(text, "She said it, sadly, works");
    let shown: Vec<String> = items
        .iter()
        .map(|(label, spans)| format!("{label} {spans:?}"))
        .collect();
    assert_eq!(
        shown,
        ["claim [0..11, 20..25]", "speaker [0..3]", "topic [25..25]"]
    );
}

#[test]
fn a_layer_is_drawn_as_it_was_read() {
    let drawing = "[claim#1:[speaker:총리] said] it, sadly, [claim#1:works]";
    let board = Board::drawn(&[("ana", drawing)]);
    let text = board.project.text("doc").unwrap();
    let layer = board.project.layer(&board.layer("ana")).unwrap();
    assert_eq!(redrawn(text, layer, |a| a.label.to_string()), drawing);
}
