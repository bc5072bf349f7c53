//! From pairs of people to places of all of them: the best pairing of every two people, then the pairs
//! put together, the surest first, so that one person has at most one unit in a group. With two people
//! that is the best pairing itself. Knows no kind of difference.

use super::assign::assign;
use super::overlaps::{EQUAL, Edge};
use super::units::Unit;
use std::cmp::Reverse;

/// The units of each place, as indexes; each unit is in exactly one group.
pub(super) fn group(units: &[Unit], edges: &[Edge]) -> Vec<Vec<usize>> {
    let person = |index: usize| units.get(index).map(|unit| unit.person);
    let mut chosen: Vec<Edge> = Vec::new();
    for pair in edges.chunk_by(|x, y| person(x.a) == person(y.a) && person(x.b) == person(y.b)) {
        pair_people(pair, &mut chosen);
    }
    // What was chosen goes first; a unit that found its place taken may then join another that it overlaps.
    let surest = |edge: &Edge| (Reverse(edge.weight), edge.a, edge.b);
    chosen.sort_unstable_by_key(surest);
    let mut groups = Groups::new(units);
    for edge in &chosen {
        groups.join(edge.a, edge.b);
    }
    if units.iter().any(|unit| unit.person > 1) {
        let mut rest = edges.to_vec();
        rest.sort_unstable_by_key(surest);
        for edge in &rest {
            groups.join(edge.a, edge.b);
        }
    }
    groups
        .members
        .into_iter()
        .filter(|members| !members.is_empty())
        .collect()
}

/// The pairing of two people, given all their overlaps: equal units first, then the best of the rest.
fn pair_people(edges: &[Edge], chosen: &mut Vec<Edge>) {
    let equal = || edges.iter().filter(|edge| edge.weight == EQUAL);
    let (taken_a, taken_b) = (index_of(equal().map(|e| e.a)), index_of(equal().map(|e| e.b)));
    chosen.extend(equal());
    let is_free =
        |edge: &&Edge| taken_a.binary_search(&edge.a).is_err() && taken_b.binary_search(&edge.b).is_err();
    let rest: Vec<Edge> = edges.iter().filter(is_free).copied().collect();
    let (lefts, rights) = (
        index_of(rest.iter().map(|e| e.a)),
        index_of(rest.iter().map(|e| e.b)),
    );
    // Edges come ordered by `a`, so the pairs are ordered by left.
    let pairs: Vec<(usize, usize, i64)> = rest
        .iter()
        .filter_map(|e| {
            Some((
                lefts.binary_search(&e.a).ok()?,
                rights.binary_search(&e.b).ok()?,
                e.weight,
            ))
        })
        .collect();
    let mates = assign(&pairs);
    let kept = pairs
        .iter()
        .zip(&rest)
        .filter(|((left, right, _), _)| mates.get(*left).copied().flatten() == Some(*right));
    chosen.extend(kept.map(|(_, edge)| *edge));
}

fn index_of(units: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut units: Vec<usize> = units.collect();
    units.sort_unstable();
    units.dedup();
    units
}

struct Groups<'a> {
    units: &'a [Unit],
    /// The group of each unit.
    group: Vec<usize>,
    /// The units of each group; empty once it was joined to another.
    members: Vec<Vec<usize>>,
}

impl<'a> Groups<'a> {
    fn new(units: &'a [Unit]) -> Self {
        let group: Vec<usize> = (0..units.len()).collect();
        let members = group.iter().map(|index| vec![*index]).collect();
        Self {
            units,
            group,
            members,
        }
    }

    /// Joins the groups of two units, unless a person would stand in the group twice, or two units in it
    /// would share no word.
    fn join(&mut self, a: usize, b: usize) {
        let (Some(&into), Some(&from)) = (self.group.get(a), self.group.get(b)) else {
            return;
        };
        let into_units = self.members.get(into).map(Vec::as_slice).unwrap_or_default();
        let from_units = self.members.get(from).map(Vec::as_slice).unwrap_or_default();
        let fits = |x: &usize, y: &usize| match (self.units.get(*x), self.units.get(*y)) {
            (Some(x), Some(y)) => x.person != y.person && (x.is_document() || x.meets(y)),
            _ => false,
        };
        if into == from || !into_units.iter().all(|x| from_units.iter().all(|y| fits(x, y))) {
            return;
        }
        let moved = self.members.get_mut(from).map(std::mem::take).unwrap_or_default();
        for index in &moved {
            if let Some(group) = self.group.get_mut(*index) {
                *group = into;
            }
        }
        if let Some(members) = self.members.get_mut(into) {
            members.extend(moved);
            members.sort_unstable();
        }
    }
}
