//! Pairs and classes of published and made-up cases, against what another implementation of optimal matching gives
//! (`tests/data/matching.json`: spans in scalars; the sum of the weights is overlap ÷ covered together, and a half where the
//! labels are equal, over all pairs but the equal ones).

use ascribe::analysis::compare::{CompareOptions, ComparedPlace, DifferenceKind, compare};
use ascribe::model::edit::{Change, Item, Key, Transaction, apply};
use ascribe::model::{
    Annotation, AnnotationId, Document, DocumentId, Fragments, Label, LabelId, LayerHead, LayerKey, Person,
    PersonId, PersonKind, Project, Timestamp,
};
use ascribe::text::Text;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

type Triple = (u64, u64, String);

/// Ids that the program allows, whatever the case's names look like.
fn person(name: &str) -> PersonId {
    PersonId::new(name.to_lowercase()).unwrap()
}

fn label(name: &str) -> LabelId {
    LabelId::new(format!("l-{}", name.to_lowercase())).unwrap()
}

fn triples(value: &Value) -> Vec<Triple> {
    let triple = |one: &Value| {
        (
            one[0].as_u64().unwrap(),
            one[1].as_u64().unwrap(),
            one[2].as_str().unwrap().to_owned(),
        )
    };
    value.as_array().unwrap().iter().map(triple).collect()
}

fn project(case: &Value) -> Project {
    let mut project = Project::new("case", "Case");
    let document = DocumentId::new("d1").unwrap();
    let text = Text::new("a".repeat(case["length"].as_u64().unwrap() as usize)).unwrap();
    let facts = Document::new(document.clone(), "Case", &text, Timestamp::default());
    let mut changes = vec![
        Change::create(Key::Document(document.clone()), Item::Document(Arc::new(facts))),
        Change::create(Key::Text(document.clone()), Item::Text(text.clone())),
    ];
    let spans = case["spans"].as_object().unwrap();
    let names: std::collections::BTreeSet<String> =
        spans.values().flat_map(triples).map(|triple| triple.2).collect();
    for name in names {
        let facts = Label::new(label(&name), name.as_str());
        changes.push(Change::create(
            Key::Label(label(&name)),
            Item::Label(Arc::new(facts)),
        ));
    }
    for (name, own) in spans {
        let facts = Person {
            id: person(name),
            name: name.clone(),
            colour: Default::default(),
            kind: PersonKind::Person,
        };
        changes.push(Change::create(
            Key::Person(person(name)),
            Item::Person(Arc::new(facts)),
        ));
        let layer = LayerKey::new(document.clone(), person(name));
        let head = LayerHead {
            annotated: true,
            ..LayerHead::default()
        };
        changes.push(Change::create(
            Key::Layer(layer.clone()),
            Item::Layer(Arc::new(head)),
        ));
        for (number, (start, end, word)) in triples(own).into_iter().enumerate() {
            let id = AnnotationId::new(format!("{}-{number}", name.to_lowercase())).unwrap();
            let span = text.span(start as usize..end as usize).unwrap();
            let made = Annotation::new(
                id.clone(),
                label(&word),
                Fragments::one(span),
                Timestamp::default(),
            );
            changes.push(Change::create(
                Key::Annotation(layer.clone(), id),
                Item::Annotation(Arc::new(made)),
            ));
        }
    }
    apply(&mut project, &Transaction::new("Make", changes)).unwrap();
    project
}

/// The class of a place as an adjudicator names it, seen from the first of two people.
fn class(place: &ComparedPlace, first: &PersonId) -> &'static str {
    use DifferenceKind::{Boundary, Label, Missing};
    let is_first = place.items.iter().all(|item| item.annotator == *first);
    match (place.has(Missing), place.has(Boundary), place.has(Label)) {
        (true, ..) if is_first => "only_a",
        (true, ..) => "only_b",
        (_, true, true) => "boundary_and_label",
        (_, true, false) => "boundary",
        (_, _, true) => "label",
        _ => "agree",
    }
}

/// Overlap ÷ covered together, and a half for equal labels; 0 for equal pairs and for who stands alone.
fn weight(place: &ComparedPlace) -> f64 {
    let [a, b] = place.items.as_slice() else {
        return 0.0;
    };
    if place.is_agreed() {
        return 0.0;
    }
    let (x, y) = (
        a.annotation.fragments.hull().unwrap(),
        b.annotation.fragments.hull().unwrap(),
    );
    let shared = f64::from(x.end().min(y.end())) - f64::from(x.start().max(y.start()));
    let together = f64::from(x.end().max(y.end())) - f64::from(x.start().min(y.start()));
    shared / together
        + if a.annotation.label == b.annotation.label {
            0.5
        } else {
            0.0
        }
}

#[test]
fn cases_of_another_implementation_have_its_pairs_classes_and_weights() {
    let cases: Value = serde_json::from_str(include_str!("../data/matching.json")).unwrap();
    let (mut unique, mut weighed, mut paired) = (0, 0, 0);
    for case in cases.as_array().unwrap() {
        let project = project(case);
        let document = DocumentId::new("d1").unwrap();
        for expected in case["matching"].as_array().unwrap() {
            let what = format!("{} {}", case["id"], expected["annotators"]);
            let people: Vec<PersonId> = expected["annotators"]
                .as_array()
                .unwrap()
                .iter()
                .map(|name| person(name.as_str().unwrap()))
                .collect();
            let places = compare(&project, &document, &people, &CompareOptions::default());
            if let Some(total) = expected["weight"].as_f64() {
                let found: f64 = places.iter().map(weight).sum();
                assert!((found - total).abs() < 1e-9, "{what}: {found} instead of {total}");
                weighed += 1;
            }
            if !expected["unique"].as_bool().unwrap() {
                continue;
            }
            unique += 1;
            let mut counts: BTreeMap<&str, u64> = expected["counts"]
                .as_object()
                .unwrap()
                .keys()
                .map(|key| (key.as_str(), 0))
                .collect();
            for place in &places {
                *counts.get_mut(class(place, &people[0])).unwrap() += 1;
            }
            let given: BTreeMap<&str, u64> = expected["counts"]
                .as_object()
                .unwrap()
                .iter()
                .map(|(key, count)| (key.as_str(), count.as_u64().unwrap()))
                .collect();
            assert_eq!(counts, given, "{what}");
            let Some(pairs) = expected["pairs"].as_array() else {
                continue;
            };
            let span = |place: &ComparedPlace, index: usize| {
                let item = &place.items[index].annotation;
                let hull = item.fragments.hull().unwrap();
                (
                    u64::from(hull.start()),
                    u64::from(hull.end()),
                    item.label.to_string(),
                )
            };
            let mut found: Vec<_> = places
                .iter()
                .filter(|place| place.items.len() == 2)
                .map(|place| {
                    (
                        class(place, &people[0]).to_owned(),
                        span(place, 0),
                        span(place, 1),
                    )
                })
                .collect();
            // Items of a place stand by annotator.
            if people[0] > people[1] {
                for pair in &mut found {
                    std::mem::swap(&mut pair.1, &mut pair.2);
                }
            }
            let triple = |value: &Value| {
                let word = value[2].as_str().unwrap();
                (
                    value[0].as_u64().unwrap(),
                    value[1].as_u64().unwrap(),
                    label(word).to_string(),
                )
            };
            let mut given: Vec<_> = pairs
                .iter()
                .map(|pair| {
                    (
                        pair[0].as_str().unwrap().to_owned(),
                        triple(&pair[1]),
                        triple(&pair[2]),
                    )
                })
                .collect();
            found.sort();
            given.sort();
            assert_eq!(found, given, "{what}");
            paired += 1;
        }
    }
    assert_eq!((unique, weighed, paired), (19, 22, 15));
}
