//! What comparing five people's 100,000 labels each on one text costs, and what an edit costs after it.
//! `cargo bench --bench compare` prints a figure and its target a line; nothing fails when one is missed.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench prints, and stops at the first surprise"
)]

use ascribe::analysis::compare::{CompareOptions, Comparison};
use ascribe::model::edit::{Change, Item, Key, Transaction, apply};
use ascribe::model::{
    Annotation, AnnotationId, Document, DocumentId, Fragments, Label, LabelId, LayerHead, LayerKey, Link,
    LinkId, LinkKind, LinkKindId, Person, PersonId, PersonKind, Project, Randomness, SplitMix, Timestamp,
};
use ascribe::text::Text;
use cpu_time::ThreadTime;
use std::sync::Arc;
use std::time::Duration;

const PEOPLE: [&str; 5] = ["ana", "ben", "cleo", "dora", "eli"];
const LABELS: [&str; 5] = ["claim", "speaker", "cue", "topic", "place"];
const EACH: u32 = 100_000;
/// Bytes from one place to the next.
const STEP: u32 = 100;

fn document() -> DocumentId {
    DocumentId::new("doc").unwrap()
}

fn layer(person: &str) -> LayerKey {
    LayerKey::new(document(), PersonId::new(person).unwrap())
}

/// Spans of one person. Of ten places seven are as everybody has them, one has other ends, one another label, one is
/// somewhere else; each fourth stands in a longer one, each 50th span is a paragraph of 2,000 bytes.
fn annotations(person: usize) -> Vec<Annotation> {
    let mut random = SplitMix(40 + person as u64);
    let mut below = |n: u32| (random.next_u64() % u64::from(n)) as u32;
    let mut all = Vec::new();
    let mut ids = SplitMix(900 + person as u64);
    for n in 0..EACH {
        let (mut start, mut length) = (n * STEP + 10, 12 + n % 31);
        let mut label = n as usize % LABELS.len();
        if n % 4 == 3 {
            (start, length) = ((n - 1) * STEP + 5, 60);
        }
        if n % 50 == 49 {
            (start, length) = ((n - 19) * STEP, 2_000);
        }
        match below(10) {
            0 => length += 1 + below(6),
            1 => label = (label + 1) % LABELS.len(),
            2 => start += 20 + below(30),
            _ => {}
        }
        let span = (start, (start + length).min(EACH * STEP));
        let id = AnnotationId::random(&mut ids);
        let label = LabelId::new(LABELS[label]).unwrap();
        all.push((id, label, span));
    }
    let text = text();
    let annotation = |(id, label, (start, end)): (AnnotationId, LabelId, (u32, u32))| {
        let span = text.span(start as usize..end as usize).unwrap();
        Annotation::new(id, label, Fragments::one(span), Timestamp::default())
    };
    all.into_iter().map(annotation).collect()
}

fn text() -> Text {
    let words = "the bridge opens in May and nobody knows what the council will say of it, she said. ";
    Text::new(words.repeat((EACH * STEP) as usize / words.len() + 1)).unwrap()
}

fn project() -> Project {
    let mut project = Project::new("bench", "Bench");
    let text = text();
    let facts = Document::new(document(), "Document", &text, Timestamp::default());
    let mut changes = vec![
        Change::create(Key::Document(document()), Item::Document(Arc::new(facts))),
        Change::create(Key::Text(document()), Item::Text(text)),
    ];
    for name in LABELS {
        let id = LabelId::new(name).unwrap();
        let label = Label::new(id.clone(), name);
        changes.push(Change::create(Key::Label(id), Item::Label(Arc::new(label))));
    }
    let kind = LinkKindId::new("said-by").unwrap();
    let facts = LinkKind::new(kind.clone(), "said by");
    changes.push(Change::create(
        Key::LinkKind(kind),
        Item::LinkKind(Arc::new(facts)),
    ));
    for (number, name) in PEOPLE.iter().enumerate() {
        let id = PersonId::new(*name).unwrap();
        let person = Person {
            id: id.clone(),
            name: (*name).to_owned(),
            colour: Default::default(),
            kind: PersonKind::Person,
        };
        changes.push(Change::create(Key::Person(id), Item::Person(Arc::new(person))));
        let head = LayerHead {
            annotated: true,
            ..LayerHead::default()
        };
        changes.push(Change::create(
            Key::Layer(layer(name)),
            Item::Layer(Arc::new(head)),
        ));
        for annotation in annotations(number) {
            let key = Key::Annotation(layer(name), annotation.id.clone());
            changes.push(Change::create(key, Item::Annotation(Arc::new(annotation))));
        }
    }
    apply(&mut project, &Transaction::new("Make", changes)).unwrap();
    project
}

fn print(name: &str, took: Duration, target: u64, note: &str) {
    let figure = took.as_secs_f64() * 1e3;
    let verdict = if figure <= target as f64 { "met" } else { "MISSED" };
    println!("{name:<40} {figure:>9.2} ms   target {target:>5} ms   {verdict:<6}  {note}");
}

/// Moves the end of a person's label, takes its label to another, deletes it, links it: one of these, in turn.
fn edit(project: &Project, random: &mut SplitMix, turn: usize) -> Project {
    let key = layer(PEOPLE[turn % PEOPLE.len()]);
    let of_person = project.layer(&key).unwrap();
    let at = (random.next_u64() % u64::from(EACH * STEP)) as u32;
    let old = of_person.annotations_from(at).next();
    let old = old.or_else(|| of_person.annotations().next()).unwrap();
    let mut new = Annotation::clone(old);
    let text = project.text("doc").unwrap();
    let change = match turn % 4 {
        0 => {
            let hull = new.fragments.hull().unwrap();
            let span = text.span(hull.start() as usize..hull.end() as usize - 3).unwrap();
            new.fragments = Fragments::one(span);
            let key = Key::Annotation(key, new.id.clone());
            Change::replace(
                key,
                Item::Annotation(old.clone()),
                Item::Annotation(Arc::new(new)),
            )
        }
        1 => {
            new.label = LabelId::new(LABELS[turn % 3]).unwrap();
            let key = Key::Annotation(key, new.id.clone());
            Change::replace(
                key,
                Item::Annotation(old.clone()),
                Item::Annotation(Arc::new(new)),
            )
        }
        2 => {
            new.id = AnnotationId::random(random);
            let key = Key::Annotation(key, new.id.clone());
            Change::create(key, Item::Annotation(Arc::new(new)))
        }
        _ => {
            let other = of_person.annotations_from(at + 200).next().unwrap_or(old);
            let link = Link {
                id: LinkId::random(random),
                kind: LinkKindId::new("said-by").unwrap(),
                from: old.id.clone(),
                to: other.id.clone(),
                note: String::new(),
                made: Timestamp::default(),
                changed: Timestamp::default(),
            };
            Change::create(Key::Link(key, link.id.clone()), Item::Link(Arc::new(link)))
        }
    };
    let mut after = project.clone();
    apply(&mut after, &Transaction::new("Edit", vec![change])).unwrap();
    after
}

fn main() {
    let mut project = project();
    let people: Vec<PersonId> = PEOPLE.iter().map(|name| PersonId::new(*name).unwrap()).collect();
    let mut whole = Vec::new();
    let mut kept = None;
    for _ in 0..5 {
        let start = ThreadTime::now();
        let comparison = Comparison::new(&project, document(), &people, CompareOptions::default());
        whole.push(start.elapsed());
        kept = Some(comparison);
    }
    whole.sort();
    let mut kept = kept.unwrap();
    let places = format!("{} places", kept.places().len());
    print("5 people × 100,000 labels", whole[2], 2_000, &places);
    let mut random = SplitMix(7);
    let mut edits = Vec::new();
    for turn in 0..200 {
        project = edit(&project, &mut random, turn);
        let start = ThreadTime::now();
        kept.update(&project);
        edits.push(start.elapsed());
    }
    edits.sort();
    print("after an edit, median of 200", edits[100], 8, "");
    print("after an edit, the dearest", edits[199], 8, "");
    let anew = Comparison::new(&project, document(), &people, CompareOptions::default());
    assert!(
        anew.places() == kept.places(),
        "an edit and a whole comparison differ"
    );
}
