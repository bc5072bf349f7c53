//! One label on many passages, in as many documents, as one step; and why a passage cannot get it.

use super::annotations::{change_head, new_annotation, start_work};
use super::*;
use std::collections::{BTreeMap, BTreeSet};

/// Tags every place with the label's default attributes. Places that have the label already are left out. Refused as a whole
/// where one place may not have the label.
pub fn tag_many(
    project: &Project,
    (annotator, now): (&PersonId, Timestamp),
    label: &LabelId,
    places: Vec<(DocumentId, Fragments)>,
    ids: &mut dyn Randomness,
) -> Result<Transaction, EditError> {
    let known = offered(project, label)?;
    let mut by_document: BTreeMap<DocumentId, Vec<Fragments>> = BTreeMap::new();
    for (document, fragments) in places {
        by_document.entry(document).or_default().push(fragments);
    }
    let mut changes = Vec::new();
    let mut count = 0usize;
    for (document, places) in by_document {
        let layer = LayerKey::new(document, annotator.clone());
        unlocked(project, &layer)?;
        let there = tagged_already(project, &layer, label);
        let places: Vec<Fragments> = places.into_iter().filter(|at| !there.contains(at)).collect();
        if places.is_empty() {
            continue;
        }
        if let Some(reason) = tag_refusals(project, &layer, label, &places)
            .into_iter()
            .flatten()
            .next()
        {
            return Err(EditError::Rule(reason));
        }
        changes.extend(ensure_layer(project, &layer));
        change_head(project, &layer, &mut changes, start_work);
        count += places.len();
        for fragments in places {
            let annotation = new_annotation(project, AnnotationId::random(ids), label, fragments, now);
            let key = Key::Annotation(layer.clone(), annotation.id.clone());
            changes.push(Change::create(key, Item::Annotation(Arc::new(annotation))));
        }
    }
    let name = known.name.to_lowercase();
    let title = match count {
        1 => format!("Tag {name}"),
        _ => format!("Tag {count} passages {name}"),
    };
    Ok(Transaction::new(title, changes))
}

/// Where a layer has the label, merged ones with it.
pub fn tagged_already<'a>(
    project: &'a Project,
    layer: &LayerKey,
    label: &LabelId,
) -> BTreeSet<&'a Fragments> {
    let codebook = &project.codebook;
    let wanted = codebook.resolve(label);
    let layer = project.layers.get(layer);
    layer
        .into_iter()
        .flat_map(|layer| layer.annotations.values())
        .filter(|other| codebook.resolve(&other.label) == wanted)
        .map(|other| &other.fragments)
        .collect()
}

fn offered<'a>(project: &'a Project, label: &LabelId) -> Result<&'a Arc<Label>, EditError> {
    let known = project
        .codebook
        .label(label.as_str())
        .ok_or_else(|| missing(&Key::Label(label.clone())))?;
    if known.is_offered() {
        Ok(known)
    } else {
        Err(EditError::Rule(format!("the label “{}” is retired", known.name)))
    }
}

/// For each place, why the layer cannot have the label there: the overlap rules, against what is in the layer and against the
/// places before it that can have it. Takes the time of one walk over the layer, however many places there are.
pub fn tag_refusals(
    project: &Project,
    layer: &LayerKey,
    label: &LabelId,
    places: &[Fragments],
) -> Vec<Option<String>> {
    let (id, codebook) = (AnnotationId::lowest(), &project.codebook);
    let new = Annotation::new(id, label.clone(), Fragments::default(), Timestamp::default());
    let mut walk = Walk {
        open: Vec::new(),
        refusals: vec![None; places.len()],
        itself: rules::forbidden(codebook, &new, &new),
    };
    let numbered = places.iter().enumerate();
    let mut events: Vec<Event> = numbered
        .map(|(index, place)| Event::of(place, Part::New(index)))
        .collect();
    let mut reasons: BTreeMap<&LabelId, Option<String>> = BTreeMap::new();
    let layer = project.layers.get(layer);
    for other in layer.into_iter().flat_map(|layer| layer.annotations.values()) {
        let reason = reasons
            .entry(&other.label)
            .or_insert_with(|| rules::forbidden(codebook, &new, other));
        events.extend(
            reason
                .clone()
                .map(|reason| Event::of(&other.fragments, Part::Old(reason))),
        );
    }
    events.sort_by_key(|event| event.start);
    for event in &events {
        walk.pass(event);
    }
    walk.refusals
}

/// A place that begins.
struct Event<'a> {
    start: u32,
    end: u32,
    place: &'a Fragments,
    part: Part,
}

enum Part {
    /// One that is to be tagged: which.
    New(usize),
    /// One of the layer, and why nothing new may overlap it.
    Old(String),
}

impl<'a> Event<'a> {
    fn of(place: &'a Fragments, part: Part) -> Self {
        let hull = place.hull().unwrap_or_default();
        Self {
            start: hull.start(),
            end: hull.end(),
            place,
            part,
        }
    }
}

/// A walk over all places by their starts.
struct Walk<'e> {
    /// Places that have not ended yet, refused ones left out.
    open: Vec<&'e Event<'e>>,
    refusals: Vec<Option<String>>,
    /// Why two places that are tagged now may not overlap, if so.
    itself: Option<String>,
}

impl<'e> Walk<'e> {
    fn pass(&mut self, event: &'e Event<'e>) {
        self.open.retain(|before| before.end > event.start);
        let over = self
            .open
            .iter()
            .filter(|before| before.place.overlap(event.place) > 0);
        match &event.part {
            Part::New(index) => {
                let reason = over
                    .filter_map(|before| match &before.part {
                        Part::Old(reason) => Some(reason.clone()),
                        Part::New(_) => self.itself.clone(),
                    })
                    .next();
                if reason.is_some() {
                    self.refuse(*index, reason);
                    return;
                }
            }
            Part::Old(reason) => {
                let number = |event: &Event| match event.part {
                    Part::New(index) => Some(index),
                    Part::Old(_) => None,
                };
                let refused: BTreeSet<usize> = over.filter_map(|before| number(before)).collect();
                self.open
                    .retain(|before| number(before).is_none_or(|index| !refused.contains(&index)));
                for index in refused {
                    self.refuse(index, Some(reason.clone()));
                }
            }
        }
        self.open.push(event);
    }

    fn refuse(&mut self, index: usize, reason: Option<String>) {
        if let Some(slot) = self.refusals.get_mut(index) {
            *slot = reason;
        }
    }
}
