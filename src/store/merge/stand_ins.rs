//! Items that reading puts in for what a file refers to and nobody has. They say nothing, so they give way to whoever knows more.

use crate::model::edit::Item;
use crate::model::*;
use std::sync::Arc;

/// The retired label of an id that nobody knows.
pub fn label(id: &LabelId) -> Item {
    Item::Label(Arc::new(Label {
        retired: true,
        ..Label::new(id.clone(), id.as_str())
    }))
}

pub fn link_kind(id: &LinkKindId) -> Item {
    Item::LinkKind(Arc::new(LinkKind {
        retired: true,
        ..LinkKind::new(id.clone(), id.as_str())
    }))
}

pub fn person(id: &PersonId) -> Item {
    let is_adjudicated = id.as_str() == PersonId::ADJUDICATED;
    let (name, kind) = match is_adjudicated {
        true => ("Adjudicated", PersonKind::Adjudicated),
        false => (id.as_str(), PersonKind::Person),
    };
    Item::Person(Arc::new(Person {
        id: id.clone(),
        name: name.to_owned(),
        colour: Colour::default(),
        kind,
    }))
}

pub fn is_stand_in(item: &Item) -> bool {
    match item {
        Item::Label(known) => *item == label(&known.id),
        Item::LinkKind(known) => *item == link_kind(&known.id),
        Item::Person(known) => *item == person(&known.id),
        _ => false,
    }
}

/// Whether a stand-in took the place of something that said more. A label that was only retired says no less than before.
pub fn forgets(item: &Item, known: &Item) -> bool {
    is_stand_in(item)
        && match (item, known) {
            (Item::Label(a), Item::Label(b)) => {
                let words = |label: &Label| {
                    (
                        label.name.clone(),
                        label.description.clone(),
                        label.include.clone(),
                    )
                };
                words(a) != words(b) || a.exclude != b.exclude || a.colour != b.colour
            }
            (Item::LinkKind(a), Item::LinkKind(b)) => a.name != b.name || a.description != b.description,
            (Item::Person(a), Item::Person(b)) => a.name != b.name || a.colour != b.colour,
            _ => false,
        }
}
