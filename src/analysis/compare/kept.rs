//! A comparison that is kept: after an edit only the places that it may have touched are made again, with the same result
//! as comparing everything anew. What belongs together is found from the layers' own order by place, so nothing but the
//! two states of the project is held.

use super::units::{self, Unit};
use super::world::{World, taking_part};
use super::{CompareOptions, ComparedPlace, Places};
use crate::model::{Annotation, AnnotationId, DocumentId, Layer, LayerKey, PersonId, Project};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Where an edit touches more than this, everything is compared again.
const MOST: usize = 20_000;

#[derive(Clone, Debug)]
pub struct Comparison {
    project: Project,
    document: DocumentId,
    asked: Vec<PersonId>,
    people: Vec<PersonId>,
    options: CompareOptions,
    places: Places,
}

/// Whose item (an index into the people), and which.
type Member = (usize, AnnotationId);

impl Comparison {
    pub fn new(
        project: &Project,
        document: DocumentId,
        people: &[PersonId],
        options: CompareOptions,
    ) -> Self {
        let mut comparison = Self {
            project: project.clone(),
            document,
            asked: people.to_vec(),
            people: Vec::new(),
            options,
            places: Arc::default(),
        };
        comparison.compare_all();
        comparison
    }

    /// In reading order, labels of the whole document first.
    pub fn places(&self) -> &Places {
        &self.places
    }

    pub fn document(&self) -> &DocumentId {
        &self.document
    }

    /// Those who have been through the document, by id.
    pub fn people(&self) -> &[PersonId] {
        &self.people
    }

    pub fn options(&self) -> &CompareOptions {
        &self.options
    }

    /// Whether this is the comparison of these people on this document.
    pub fn is_of(&self, document: &DocumentId, people: &[PersonId], options: &CompareOptions) -> bool {
        self.document == *document && self.asked == people && self.options == *options
    }

    /// Goes over to another state of the project.
    pub fn update(&mut self, project: &Project) {
        let before = std::mem::replace(&mut self.project, project.clone());
        let people = taking_part(project, &self.document, &self.asked);
        if people != self.people || !self.is_read_alike(&before) || !self.update_from(&before) {
            self.compare_all();
        }
    }

    fn compare_all(&mut self) {
        self.people = taking_part(&self.project, &self.document, &self.asked);
        let places = self.world(&self.project).all_places();
        self.places = Arc::new(places.into_iter().map(Arc::new).collect());
    }

    fn world<'a>(&'a self, project: &'a Project) -> World<'a> {
        World {
            project,
            document: &self.document,
            people: &self.people,
            options: &self.options,
        }
    }

    /// Whether equal labels mean the same in both states: what they hang on has not changed.
    fn is_read_alike(&self, before: &Project) -> bool {
        let text = |project: &Project| project.text(self.document.as_str()).cloned();
        self.project.reads_labels_as(before) && text(&self.project) == text(before)
    }

    /// False where that is not worth it, or impossible.
    fn update_from(&mut self, before: &Project) -> bool {
        let (old, new) = (self.world(before), self.world(&self.project));
        let Some((gone, come)) = changed_places(&old, &new) else {
            return false;
        };
        if gone.is_empty() && come.is_empty() {
            return true;
        }
        let Some(places) = spliced(&self.places, &gone, come) else {
            return false;
        };
        self.places = Arc::new(places);
        true
    }
}

/// `places` without those that went and with those that came; None where one that went is not there.
fn spliced(
    places: &[Arc<ComparedPlace>],
    gone: &[ComparedPlace],
    come: Vec<ComparedPlace>,
) -> Option<Vec<Arc<ComparedPlace>>> {
    let mut out = Vec::with_capacity(places.len() + come.len());
    let mut from = 0;
    let mut come = come.into_iter().map(Arc::new).peekable();
    let mut copy = |until: &[Arc<ComparedPlace>]| {
        let mut rest = until;
        while let Some(next) = come.peek() {
            let at = rest.partition_point(|place| place.order(next).is_lt());
            if at == rest.len() {
                break;
            }
            let (head, tail) = rest.split_at(at);
            out.extend_from_slice(head);
            out.extend(come.next());
            rest = tail;
        }
        out.extend_from_slice(rest);
    };
    for place in gone {
        let at = places.binary_search_by(|known| known.order(place)).ok()?;
        copy(places.get(from..at)?);
        from = at + 1;
    }
    copy(places.get(from..)?);
    out.extend(come);
    Some(out)
}

/// The places that an edit may have changed, as they were and as they are. None where these are too many.
fn changed_places(old: &World<'_>, new: &World<'_>) -> Option<(Vec<ComparedPlace>, Vec<ComparedPlace>)> {
    let mut touched = Region::default();
    let mut linked = BTreeSet::new();
    for person in 0..new.people.len() {
        let (Some(before), Some(after)) = (old.layer(person), new.layer(person)) else {
            return None;
        };
        for change in after.changes_from(before) {
            let id = change
                .before
                .or(change.after)
                .map(|annotation| annotation.id.clone());
            touched.add((person, id?));
        }
        linked.extend(
            after
                .links_changed_from(before)
                .map(|link| (person, link.from.clone())),
        );
    }
    let mut sights = [Sight::new(old), Sight::new(new)];
    touched.close(&mut sights)?;
    // A link differs where it starts: the places of those that lead into what was touched are judged again.
    for (person, id) in &touched.members {
        for layer in [old, new].iter().filter_map(|world| world.layer(*person)) {
            let leading = layer.links_of(id).filter(|link| link.to == *id);
            linked.extend(leading.map(|link| (*person, link.from.clone())));
        }
    }
    linked.extend(decided_items(old, new));
    for member in linked {
        touched.add(member);
    }
    touched.close(&mut sights)?;
    Some((touched.places(old)?, touched.places(new)?))
}

/// Items that a decision looked at which is not the same any more.
fn decided_items(old: &World<'_>, new: &World<'_>) -> Vec<Member> {
    let key = LayerKey::adjudicated(new.document.clone());
    let empty = Layer::default();
    let layer = |world: &World<'_>| world.project.layer(&key).cloned();
    let (before, after) = (layer(old), layer(new));
    let (before, after) = (
        before.as_ref().unwrap_or(&empty),
        after.as_ref().unwrap_or(&empty),
    );
    let sources = after
        .decisions_changed_from(before)
        .flat_map(|decision| &decision.sources);
    let members = sources.filter_map(|source| {
        let person = new.people.binary_search(&source.annotator).ok()?;
        Some((person, source.annotation.clone()))
    });
    members.collect()
}

/// Items, and with each all that could stand together with it.
#[derive(Default)]
struct Region {
    members: BTreeSet<Member>,
    /// Members whose neighbours were not looked for yet.
    waiting: Vec<Member>,
}

impl Region {
    fn add(&mut self, member: Member) {
        if self.members.insert(member.clone()) {
            self.waiting.push(member);
        }
    }

    /// Takes in what meets a member, in any of the worlds. None where that is too much.
    fn close(&mut self, sights: &mut [Sight<'_>]) -> Option<()> {
        while let Some((person, id)) = self.waiting.pop() {
            for sight in &mut *sights {
                let world = sight.world;
                let annotation = world
                    .layer(person)
                    .and_then(|layer| layer.annotation(id.as_str()));
                let unit = annotation.and_then(|annotation| units::unit(world, person, annotation));
                for near in unit.iter().flat_map(|unit| sight.neighbours(unit)) {
                    self.add(near);
                }
            }
            if self.members.len() > MOST {
                return None;
            }
        }
        Some(())
    }

    /// The places of the members, as they are in a world.
    fn places(&self, world: &World<'_>) -> Option<Vec<ComparedPlace>> {
        if world.people.len() < 2 {
            return Some(Vec::new());
        }
        // Whether links lead to the same place can only be told with the places that they lead to.
        let mut around = Self::default();
        for (person, id) in &self.members {
            let links = world
                .layer(*person)
                .into_iter()
                .flat_map(|layer| layer.links_of(id));
            for link in links.filter(|link| link.from == *id) {
                around.add((*person, link.to.clone()));
            }
        }
        around.close(&mut [Sight::new(world)])?;
        let all: BTreeSet<&Member> = self.members.iter().chain(&around.members).collect();
        let units = all.into_iter().filter_map(|(person, id)| {
            let annotation = world.layer(*person)?.annotation(id.as_str())?;
            units::unit(world, *person, annotation)
        });
        let units = units::ordered(units.collect());
        let is_ours = |unit: &Unit| {
            let first = unit.items.first();
            first.is_some_and(|item| self.members.contains(&(unit.person, item.id.clone())))
        };
        Some(world.places(&units, is_ours))
    }
}

/// A world, and what was asked of it already.
struct Sight<'a> {
    world: &'a World<'a>,
    /// Whether a person has an equal of an annotation, which stays where it is while the world is borrowed.
    equals: HashMap<(*const Annotation, usize), bool>,
}

impl<'a> Sight<'a> {
    fn new(world: &'a World<'a>) -> Self {
        Self {
            world,
            equals: HashMap::new(),
        }
    }

    /// All that could stand in a place with the unit, and what its own person has marked the same.
    fn neighbours(&mut self, unit: &Unit) -> Vec<Member> {
        let mut found = Vec::new();
        for person in 0..self.world.people.len() {
            let equal = equal(self.world, unit, person);
            let alone = person != unit.person && equal.is_empty();
            found.extend(equal);
            if alone {
                // Who has an equal partner stands with that one.
                let mut near = near(self.world, unit, person, |_| true);
                near.retain(|other| other.meets(unit) && !self.has_equal(other, unit.person));
                found.extend(near.iter().flat_map(members));
            }
        }
        found
    }

    fn has_equal(&mut self, unit: &Unit, person: usize) -> bool {
        let Some(item) = unit.items.first() else {
            return false;
        };
        let world = self.world;
        *self
            .equals
            .entry((Arc::as_ptr(item), person))
            .or_insert_with(|| !equal(world, unit, person).is_empty())
    }
}

fn members(unit: &Unit) -> impl Iterator<Item = Member> {
    unit.items.iter().map(|item| (unit.person, item.id.clone()))
}

/// A person's items that mean the same words by the same label.
fn equal(world: &World<'_>, unit: &Unit, person: usize) -> Vec<Member> {
    let fragments = unit.items.first().map(|item| &item.fragments);
    // Without a look at the ends, equal words are equal bytes.
    let could_be = |annotation: &Annotation| {
        world.options.ignore_edges
            || fragments.is_some_and(|fragments| fragments.hull() == annotation.fragments.hull())
    };
    let near = near(world, unit, person, could_be);
    near.iter()
        .filter(|other| other.is_equal(unit))
        .flat_map(members)
        .collect()
}

/// A person's units that touch a unit's stretch, of those annotations that are wanted; for one of the whole document those
/// of the whole document.
fn near(world: &World<'_>, unit: &Unit, person: usize, wanted: impl Fn(&Annotation) -> bool) -> Vec<Unit> {
    let Some(layer) = world.layer(person) else {
        return Vec::new();
    };
    let hull = unit.items.first().and_then(|item| item.fragments.hull());
    let (from, to) = hull.map_or((0, 0), |hull| (hull.start(), hull.end()));
    layer
        .annotations_at(from, to)
        .filter(|annotation| annotation.fragments.is_document() == hull.is_none() && wanted(annotation))
        .filter_map(|annotation| units::unit(world, person, annotation))
        .collect()
}
