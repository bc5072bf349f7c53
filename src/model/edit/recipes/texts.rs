//! Another text under the labels of a document, and labels that wait to be placed. What goes to a certain place goes there;
//! what does not is kept with its words, and nothing is dropped.

use super::*;
use crate::text::Span;
use crate::text::anchor::{Finder, Found, Wanted, quote_parts, shifts_between};
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of the labels of one layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fates {
    /// The same words at the same place.
    pub stay: usize,
    /// Elsewhere, or with other letters in it.
    pub moved: usize,
    /// They wait: they may be at several places.
    pub unsure: usize,
    /// They wait: their words are nowhere.
    pub lost: usize,
}

impl Fates {
    pub fn all(&self) -> usize {
        self.stay + self.moved + self.unsure + self.lost
    }

    pub fn plus(self, other: Self) -> Self {
        Self {
            stay: self.stay + other.stay,
            moved: self.moved + other.moved,
            unsure: self.unsure + other.unsure,
            lost: self.lost + other.lost,
        }
    }
}

/// Another text for a document, as one edit.
#[derive(Clone, Debug)]
pub struct Replacement {
    pub transaction: Transaction,
    pub fates: BTreeMap<LayerKey, Fates>,
}

/// Puts another text in the place of a document's. Everybody's labels go with their words. Takes seconds for a long text.
pub fn replace_text(project: &Project, id: &DocumentId, text: &Text) -> Result<Replacement, EditError> {
    let missing_text = || missing(&Key::Text(id.clone()));
    let document = project
        .documents
        .get(id)
        .ok_or_else(|| missing(&Key::Document(id.clone())))?;
    let old = project.texts.get(id).ok_or_else(missing_text)?;
    let title = format!("Replace text of {}", document.title);
    let mut changes = Vec::new();
    let mut fates = BTreeMap::new();
    if old != text {
        let key = Key::Text(id.clone());
        changes.push(Change::replace(
            key,
            Item::Text(old.clone()),
            Item::Text(text.clone()),
        ));
        let places = Places::new(project, id, old, text);
        for (key, layer) in project.layers_of(id) {
            fates.insert(key.clone(), places.layer(key, layer, &mut changes));
        }
        places.conflicts(project, id, &mut changes);
        decisions::follow_words(project, id, (old, text), &mut changes);
    }
    changes.extend(with_hash(document, text));
    Ok(Replacement {
        transaction: Transaction::new(title, changes),
        fates,
    })
}

/// The text as it is now is the one that was meant: the document's hash says so from now on.
pub fn accept_text(project: &Project, id: &DocumentId) -> Result<Transaction, EditError> {
    let document = project
        .documents
        .get(id)
        .ok_or_else(|| missing(&Key::Document(id.clone())))?;
    let text = project
        .texts
        .get(id)
        .ok_or_else(|| missing(&Key::Text(id.clone())))?;
    let title = format!("Accept the text of {}", document.title);
    Ok(Transaction::new(
        title,
        with_hash(document, text).into_iter().collect(),
    ))
}

fn with_hash(document: &Arc<Document>, text: &Text) -> Option<Change> {
    let new = Document {
        hash: content_hash(text.as_str()),
        ..Document::clone(document)
    };
    (new != **document).then(|| {
        let key = Key::Document(document.id.clone());
        Change::replace(
            key,
            Item::Document(document.clone()),
            Item::Document(Arc::new(new)),
        )
    })
}

/// Gives a label that waits its place.
pub fn place_adrift(
    project: &Project,
    author: &Author,
    placed: &[(AnnotationId, Fragments)],
) -> Result<Transaction, EditError> {
    unlocked(project, &author.layer)?;
    let mut changes = Vec::new();
    let mut name = String::new();
    for (id, fragments) in placed {
        let old = waiting(project, &author.layer, id)?;
        let mut new = old.annotation.clone();
        new.fragments = fragments.clone();
        new.changed = author.now;
        name = label_name(project, &new.label);
        let (layer, id) = (&author.layer, id.clone());
        changes.push(Change::delete(
            Key::Adrift(layer.clone(), id.clone()),
            Item::Adrift(old),
        ));
        let key = Key::Annotation(layer.clone(), id);
        changes.push(Change::create(key, Item::Annotation(Arc::new(new))));
    }
    let title = match placed.len() {
        1 => format!("Place {name}"),
        count => format!("Place {count} labels"),
    };
    Ok(Transaction::new(title, changes))
}

/// Deletes labels that wait, with the links at them and the author's own comments on them.
pub fn drop_adrift(
    project: &Project,
    author: &Author,
    ids: &[AnnotationId],
) -> Result<Transaction, EditError> {
    unlocked(project, &author.layer)?;
    let key = &author.layer;
    let layer = project
        .layers
        .get(key)
        .ok_or_else(|| missing(&Key::Layer(key.clone())))?;
    let mut changes = Vec::new();
    let mut gone = BTreeSet::new();
    let mut name = String::new();
    for id in ids {
        let old = waiting(project, key, id)?;
        for link in layer
            .links_of(id)
            .filter(|link| gone.insert(link.id.as_str().to_owned()))
            .collect::<Vec<_>>()
        {
            let key = Key::Link(key.clone(), link.id.clone());
            changes.push(Change::delete(key, Item::Link(link.clone())));
        }
        for comment in layer.comments().filter(|comment| comment.on == *id) {
            gone.insert(comment.id.as_str().to_owned());
            let key = Key::Comment(key.clone(), comment.id.clone());
            changes.push(Change::delete(key, Item::Comment(comment.clone())));
        }
        name = label_name(project, &old.annotation.label);
        gone.insert(id.as_str().to_owned());
        changes.push(Change::delete(
            Key::Adrift(key.clone(), id.clone()),
            Item::Adrift(old),
        ));
    }
    annotations::add_gone(project, key, &mut changes, gone.iter().map(String::as_str));
    let title = match ids.len() {
        1 => format!("Delete {name}"),
        count => format!("Delete {count} labels"),
    };
    Ok(Transaction::new(title, changes))
}

fn waiting(project: &Project, layer: &LayerKey, id: &AnnotationId) -> Result<Arc<Adrift>, EditError> {
    let adrift = project.layers.get(layer).and_then(|layer| layer.adrift.get(id));
    adrift
        .cloned()
        .ok_or_else(|| missing(&Key::Adrift(layer.clone(), id.clone())))
}

fn label_name(project: &Project, id: &LabelId) -> String {
    let label = project.codebook.label(id.as_str());
    label.map_or_else(String::new, |label| label.name.to_lowercase())
}

/// Where each place of the old text is in the new one.
struct Places<'a> {
    old: &'a Text,
    new: &'a Text,
    /// By the old place, and whether that is a guess: what was found, and where to look otherwise.
    known: BTreeMap<(OldPlace, bool), (Found, Option<u32>)>,
}

impl<'a> Places<'a> {
    fn new(project: &Project, id: &DocumentId, old: &'a Text, new: &'a Text) -> Self {
        let mut places: BTreeSet<(OldPlace, bool)> = BTreeSet::new();
        let mut add = |item: &Item| {
            let of_item = places_of(item, old).into_iter();
            places.extend(of_item.map(|place| (place, waits(item))));
        };
        for (_, layer) in project.layers_of(id) {
            layer
                .annotations
                .values()
                .cloned()
                .map(Item::Annotation)
                .for_each(|item| add(&item));
            layer
                .adrift
                .values()
                .cloned()
                .map(Item::Adrift)
                .for_each(|item| add(&item));
            layer
                .decisions
                .values()
                .cloned()
                .map(Item::Decision)
                .for_each(|item| add(&item));
        }
        for (_, conflict) in conflicts_on(project, id) {
            conflict.others.iter().flatten().for_each(&mut add);
        }
        let wanted = places.iter().map(|((start, end, words), is_guess)| {
            let wanted = Wanted::owned(*start..*end, words);
            if *is_guess { wanted.guessed() } else { wanted }
        });
        let finder = Finder::new(new, wanted.collect(), shifts_between(old, new));
        let known = places.into_iter().enumerate();
        let known = known.map(|(nth, place)| (place, (finder.find_nth(nth), finder.expected_start(nth))));
        Self {
            old,
            new,
            known: known.collect(),
        }
    }

    fn layer(&self, key: &LayerKey, layer: &Layer, changes: &mut Vec<Change>) -> Fates {
        let mut fates = Fates::default();
        let annotations = layer.annotations.values().cloned().map(Item::Annotation);
        let adrift = layer.adrift.values().cloned().map(Item::Adrift);
        for item in annotations.chain(adrift) {
            let after = self.moved(&item);
            let at = places_of(&item, self.old);
            match &after {
                Item::Adrift(_)
                    if at
                        .iter()
                        .any(|place| *self.find(place, waits(&item)) == Found::Lost) =>
                {
                    fates.lost += 1
                }
                Item::Adrift(_) => fates.unsure += 1,
                after if places_of(after, self.new) == at => fates.stay += 1,
                _ => fates.moved += 1,
            }
            changes.extend(change(key, item, after));
        }
        for decision in layer.decisions.values() {
            let item = Item::Decision(decision.clone());
            let after = self.moved(&item);
            changes.extend(change(key, item, after));
        }
        fates
    }

    fn conflicts(&self, project: &Project, id: &DocumentId, changes: &mut Vec<Change>) {
        for (of, conflict) in conflicts_on(project, id) {
            let others = conflict.others.iter();
            let others = others.map(|other| other.as_ref().map(|item| self.moved(item)));
            let (before, after) = (Item::Conflict(conflict.clone()), Conflict::new(others));
            let after = Item::Conflict(Arc::new(after));
            if before != after {
                changes.push(Change::replace(of.clone().conflict(), before, after));
            }
        }
    }

    fn find(&self, place: &OldPlace, is_guess: bool) -> &Found {
        let known = self.known.get(&(place.clone(), is_guess));
        known.map_or(&Found::Lost, |(found, _)| found)
    }

    /// All of it, or nothing where a part is not found or lies on another.
    fn fragments(&self, at: &[OldPlace], is_guess: bool) -> Option<Fragments> {
        let spans: Option<Vec<Span>> = at
            .iter()
            .map(|place| match self.find(place, is_guess) {
                Found::Placed(span) => Some(*span),
                Found::Unsure(_) | Found::Lost => None,
            })
            .collect();
        Fragments::new(spans?).ok()
    }

    /// Where to look for it in the new text.
    fn waiting(&self, at: Vec<OldPlace>, is_guess: bool) -> Vec<OldPlace> {
        let place = |(start, end, words): OldPlace| {
            let expected = self.known.get(&((start, end, words.clone()), is_guess));
            let now = expected.and_then(|(_, start)| *start).unwrap_or(start);
            (now, now.saturating_add(end.saturating_sub(start)), words)
        };
        at.into_iter().map(place).collect()
    }

    fn moved(&self, item: &Item) -> Item {
        let at = places_of(item, self.old);
        if at.is_empty() {
            return item.clone();
        }
        let found = self.fragments(&at, waits(item));
        match item {
            Item::Annotation(annotation) => self.label(annotation, (at, false), found),
            Item::Adrift(adrift) => self.label(&adrift.annotation, (at, true), found),
            Item::Decision(decision) => {
                let mut decision = Decision::clone(decision);
                decision.adrift = if found.is_some() {
                    Vec::new()
                } else {
                    self.waiting(at, waits(item))
                };
                decision.at = found.unwrap_or_default();
                Item::Decision(Arc::new(decision))
            }
            item => item.clone(),
        }
    }

    fn label(
        &self,
        annotation: &Annotation,
        (at, is_guess): (Vec<OldPlace>, bool),
        found: Option<Fragments>,
    ) -> Item {
        let annotation = Annotation {
            fragments: found.clone().unwrap_or_default(),
            ..annotation.clone()
        };
        match found {
            Some(_) => Item::Annotation(Arc::new(annotation)),
            None => Item::Adrift(Arc::new(Adrift {
                annotation,
                at: self.waiting(at, is_guess),
            })),
        }
    }
}

/// Whether an item has no place: where it was is a guess.
fn waits(item: &Item) -> bool {
    match item {
        Item::Adrift(_) => true,
        Item::Decision(decision) => !decision.adrift.is_empty(),
        _ => false,
    }
}

/// Where an item is or was, in scalars, with its words as files keep them.
fn places_of(item: &Item, text: &Text) -> Vec<OldPlace> {
    let here = |fragments: &Fragments| {
        let spans = fragments.iter();
        spans
            .map(|span| {
                let at = text.scalars_from_span(span);
                (at.start, at.end, quote_parts(text.slice(span)).concat())
            })
            .collect()
    };
    match item {
        Item::Annotation(annotation) => here(&annotation.fragments),
        Item::Adrift(adrift) => adrift.at.clone(),
        Item::Decision(decision) if decision.adrift.is_empty() => here(&decision.at),
        Item::Decision(decision) => decision.adrift.clone(),
        _ => Vec::new(),
    }
}

fn conflicts_on<'a>(
    project: &'a Project,
    id: &DocumentId,
) -> impl Iterator<Item = (&'a Key, &'a Arc<Conflict>)> {
    project
        .conflicts
        .iter()
        .filter(move |(of, _)| of.layer().is_some_and(|layer| layer.document == *id))
}

fn change(layer: &LayerKey, before: Item, after: Item) -> Vec<Change> {
    let key = |item: &Item| match item {
        Item::Annotation(annotation) => Key::Annotation(layer.clone(), annotation.id.clone()),
        Item::Adrift(adrift) => Key::Adrift(layer.clone(), adrift.annotation.id.clone()),
        Item::Decision(decision) => Key::Decision(layer.clone(), decision.id.clone()),
        _ => Key::Layer(layer.clone()),
    };
    let (from, to) = (key(&before), key(&after));
    if before == after {
        Vec::new()
    } else if from == to {
        vec![Change::replace(from, before, after)]
    } else {
        vec![Change::delete(from, before), Change::create(to, after)]
    }
}
