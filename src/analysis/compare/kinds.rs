//! Which kinds of difference a place has, seen from its units, their attributes and links, and from the
//! pieces of a split. Knows no pairing.

use super::DifferenceKind;
use super::overlaps::Edge;
use super::units::Unit;
use super::world::World;
use crate::model::{Annotation, AnnotationId, AttributeId, AttributeValue, Layer, LinkKindId, Project};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What all questions about a place need.
pub(super) struct Ground<'a> {
    pub world: &'a World<'a>,
    pub units: &'a [Unit],
}

/// The kinds of every group, in the order of the groups.
pub(super) fn kinds(ground: &Ground<'_>, edges: &[Edge], groups: &[Vec<usize>]) -> Vec<Vec<DifferenceKind>> {
    let ends = Ends::new(ground, groups);
    let split = split_groups(ground.units, edges, groups);
    let kinds_of = |(index, group): (usize, &Vec<usize>)| {
        let units: Vec<&Unit> = group.iter().filter_map(|unit| ground.units.get(*unit)).collect();
        let mut kinds = BTreeSet::new();
        let mut add = |kind, there: bool| {
            if there {
                kinds.insert(kind);
            }
        };
        add(DifferenceKind::Boundary, differ(&units, |unit| &unit.spans));
        add(DifferenceKind::Label, differ(&units, |unit| &unit.label));
        add(DifferenceKind::Attribute, attributes_differ(ground, &units));
        add(DifferenceKind::Link, ends.links_differ(ground, &units));
        add(DifferenceKind::Missing, units.len() < ground.world.people.len());
        if kinds.is_empty() {
            kinds.insert(DifferenceKind::Agree);
        }
        if split.contains(&index) {
            kinds.insert(DifferenceKind::Split);
        }
        if units.iter().any(|unit| unit.items.len() > 1) {
            kinds.insert(DifferenceKind::Duplicate);
        }
        kinds.into_iter().collect()
    };
    groups.iter().enumerate().map(kinds_of).collect()
}

fn differ<'a, T: PartialEq + 'a>(units: &[&'a Unit], part: impl Fn(&'a Unit) -> &'a T) -> bool {
    units
        .split_first()
        .is_some_and(|(first, rest)| rest.iter().any(|unit| part(unit) != part(first)))
}

// ---- attributes

fn attributes_differ(ground: &Ground<'_>, units: &[&Unit]) -> bool {
    let mut items = units.iter().flat_map(|unit| &unit.items);
    let Some(first) = items.next() else { return false };
    if items.clone().all(|item| item.attributes == first.attributes) {
        return false;
    }
    let shared = shared_attributes(ground.world.project, units);
    let counts = |id: &AttributeId| {
        !ground.world.options.ignore_attributes.contains(id)
            && shared.as_ref().is_none_or(|shared| shared.contains(id))
    };
    let values = |item: &Annotation| -> BTreeMap<AttributeId, Vec<String>> {
        let counted = item
            .attributes
            .iter()
            .filter(|(id, value)| counts(id) && !value.is_blank());
        counted
            .map(|(id, value)| (id.clone(), plain_value(ground.world.project, value)))
            .collect()
    };
    let expected = values(first);
    items.any(|item| values(item) != expected)
}

/// Where labels differ only the attributes that all of them carry can be held against each other. None: all count.
fn shared_attributes(project: &Project, units: &[&Unit]) -> Option<BTreeSet<AttributeId>> {
    if !differ(units, |unit| &unit.label) {
        return None;
    }
    let of = |unit: &&Unit| -> BTreeSet<AttributeId> {
        project
            .codebook()
            .attributes_of(&unit.label)
            .iter()
            .map(|attribute| attribute.id.clone())
            .collect()
    };
    units
        .iter()
        .map(of)
        .reduce(|a, b| a.intersection(&b).cloned().collect())
}

/// The value without what does not change its meaning: the order of choices, merged entities.
fn plain_value(project: &Project, value: &AttributeValue) -> Vec<String> {
    let mut words: Vec<String> = match value {
        AttributeValue::Choices(words) => words.iter().map(ToString::to_string).collect(),
        AttributeValue::Entity(_) | AttributeValue::Entities(_) => {
            let resolved = value
                .entities()
                .iter()
                .map(|id| project.resolve_entity(id).unwrap_or(id));
            resolved.map(ToString::to_string).collect()
        }
        AttributeValue::Text(words) => vec![words.trim().to_owned()],
        AttributeValue::Choice(_) | AttributeValue::Number(_) | AttributeValue::Bool(_) => {
            vec![value.to_string()]
        }
    };
    words.sort();
    words.dedup();
    words
}

// ---- links

/// In which group each item stands that a link leads to. For looking up, never for going through.
struct Ends<'a>(HashMap<(usize, &'a AnnotationId), usize>);

/// What links lead to: all of them, or those of the units where these are fewer.
fn targets<'a>(ground: &Ground<'a>) -> HashSet<(usize, &'a AnnotationId)> {
    let layers = (0..ground.world.people.len())
        .filter_map(|person| Some((person, ground.world.layer(person)?)))
        .collect::<Vec<_>>();
    let count: usize = layers.iter().map(|(_, layer)| layer.links().len()).sum();
    if count <= ground.units.len() {
        let of_layer = |(person, layer): &(usize, &'a Layer)| {
            let person = *person;
            layer.links().map(move |link| (person, &link.to))
        };
        return layers.iter().flat_map(of_layer).collect();
    }
    let of_unit = |unit: &Unit| {
        let layer = ground.world.layer(unit.person);
        let links = unit
            .items
            .iter()
            .flat_map(move |item| layer.into_iter().flat_map(|layer| layer.links_of(&item.id)));
        links.map(|link| (unit.person, &link.to)).collect::<Vec<_>>()
    };
    ground.units.iter().flat_map(of_unit).collect()
}

impl<'a> Ends<'a> {
    fn new(ground: &Ground<'a>, groups: &[Vec<usize>]) -> Self {
        let targets = targets(ground);
        let mut ends = HashMap::new();
        if targets.is_empty() {
            return Self(ends);
        }
        for (index, group) in groups.iter().enumerate() {
            for unit in group.iter().filter_map(|unit| ground.units.get(*unit)) {
                let items = unit.items.iter().map(|item| (unit.person, &item.id));
                ends.extend(
                    items
                        .filter(|item| targets.contains(item))
                        .map(|item| (item, index)),
                );
            }
        }
        Self(ends)
    }

    /// Whether links that start here lead elsewhere. A difference shows where the link starts, so it is told once.
    fn links_differ(&self, ground: &Ground<'_>, units: &[&Unit]) -> bool {
        let mut targets = units.iter().map(|unit| self.targets(ground, unit));
        let first = targets.next();
        first.is_some_and(|first| targets.any(|other| other != first))
    }

    /// The places that a unit's links lead to. Links to what was left out do not count.
    fn targets<'p>(&self, ground: &Ground<'p>, unit: &Unit) -> BTreeSet<(&'p LinkKindId, usize)> {
        let mut found = BTreeSet::new();
        let Some(layer) = ground.world.layer(unit.person) else {
            return found;
        };
        for item in &unit.items {
            let outgoing = layer.links_of(&item.id).filter(|link| link.from == item.id);
            found.extend(
                outgoing.filter_map(|link| Some((&link.kind, *self.0.get(&(unit.person, &link.to))?))),
            );
        }
        found
    }
}

// ---- splits

/// How much of the whole the pieces must cover, and of a piece must lie in the whole, in fifths: a joining
/// word between two pieces or a full stop after the last does not hide a split.
const FIFTHS: u64 = 4;

fn is_most(part: u32, whole: u32) -> bool {
    u64::from(part) * 5 >= u64::from(whole) * FIFTHS
}

/// The groups in which one person's unit stands against several of another's that tile it, and the groups of those.
fn split_groups(units: &[Unit], edges: &[Edge], groups: &[Vec<usize>]) -> BTreeSet<usize> {
    let mut group_of = vec![0; units.len()];
    for (index, group) in groups.iter().enumerate() {
        for unit in group {
            if let Some(slot) = group_of.get_mut(*unit) {
                *slot = index;
            }
        }
    }
    let group_of = |unit: usize| group_of.get(unit).copied();
    let has = |group: Option<usize>, person: usize| {
        let members = group
            .and_then(|group| groups.get(group))
            .map(Vec::as_slice)
            .unwrap_or_default();
        members
            .iter()
            .filter_map(|unit| units.get(*unit))
            .any(|unit| unit.person == person)
    };
    let mut pieces: Vec<(usize, usize)> = Vec::new();
    for (whole, piece) in edges.iter().flat_map(|edge| [(edge.a, edge.b), (edge.b, edge.a)]) {
        let (Some(whole_unit), Some(piece_unit)) = (units.get(whole), units.get(piece)) else {
            continue;
        };
        // A piece that has an own partner among the whole's owner's items is no piece of it.
        let own = group_of(whole) == group_of(piece) || !has(group_of(piece), whole_unit.person);
        if own && is_piece(whole_unit, piece_unit) {
            pieces.push((whole, piece));
        }
    }
    let person = |unit: usize| units.get(unit).map(|unit| unit.person);
    pieces.sort_unstable_by_key(|(whole, piece)| (*whole, person(*piece), *piece));
    let mut found = BTreeSet::new();
    for run in pieces.chunk_by(|x, y| x.0 == y.0 && person(x.1) == person(y.1)) {
        let Some((whole, _)) = run.first() else { continue };
        let tiles = tiles(units, *whole, run);
        if tiles.iter().any(|tile| group_of(*tile) == group_of(*whole)) {
            found.extend(tiles.into_iter().chain([*whole]).filter_map(group_of));
        }
    }
    found
}

fn is_piece(whole: &Unit, piece: &Unit) -> bool {
    whole.label == piece.label
        && piece.length < whole.length
        && piece.length > 0
        && is_most(whole.shared(piece), piece.length)
}

/// The pieces side by side, if there are several and they make up the whole; else none.
fn tiles(units: &[Unit], whole: usize, run: &[(usize, usize)]) -> Vec<usize> {
    let Some(whole) = units.get(whole) else {
        return Vec::new();
    };
    let (mut tiles, mut end, mut covered) = (Vec::new(), 0, 0);
    for (_, index) in run {
        let Some(piece) = units.get(*index).filter(|piece| piece.start() >= end) else {
            continue;
        };
        end = piece.end();
        covered += whole.shared(piece);
        tiles.push(*index);
    }
    if tiles.len() < 2 || !is_most(covered, whole.length) {
        Vec::new()
    } else {
        tiles
    }
}
