//! Which units of different people could be meant by the same place, and how well they fit. A sweep along
//! the text, so the cost follows the number of overlaps and not the square of the labels.

use super::units::Unit;
use smallvec::SmallVec;

/// Two units of different people; `a` belongs to the person with the lower index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub a: usize,
    pub b: usize,
    /// Above 0, at most `EQUAL`.
    pub weight: i64,
}

/// Full overlap, shared ÷ covered together, in fixed point: integers add up the same in every order.
const WHOLE: i64 = 1 << 40;
const SAME_LABEL: i64 = WHOLE / 2;
/// The nearer the ends the better, but only among pairs that otherwise tie.
const NEARNESS: i64 = 1 << 16;
/// The weight of equal words with an equal label; nothing else reaches it.
pub(super) const EQUAL: i64 = WHOLE + SAME_LABEL + NEARNESS;

/// All pairs that share a character or are equal, ordered by people, then by units. Who has an equal partner among another's
/// units gets no other pair with that person: it could neither be chosen nor make a split.
pub(super) fn overlaps(units: &[Unit]) -> Vec<Edge> {
    let equals = Equals::new(units);
    let mut edges = Vec::new();
    let mut open: Vec<(usize, &Unit)> = Vec::new();
    for (index, unit) in units.iter().enumerate() {
        open.retain(|(_, earlier)| may_meet(earlier, unit));
        for (other, earlier) in open.iter().filter(|(_, earlier)| earlier.person != unit.person) {
            let apart = equals.class(index) != equals.class(*other);
            if apart && (equals.has(index, earlier.person) || equals.has(*other, unit.person)) {
                continue;
            }
            let Some(weight) = weight(earlier, unit) else {
                continue;
            };
            let (a, b) = if earlier.person < unit.person {
                (*other, index)
            } else {
                (index, *other)
            };
            edges.push(Edge { a, b, weight });
        }
        open.push((index, unit));
    }
    let person = |index: usize| units.get(index).map_or(0, |unit| unit.person);
    edges.sort_unstable_by_key(|edge| (person(edge.a), person(edge.b), edge.a, edge.b));
    edges
}

/// Who has equal units: they stand side by side in the order of units.
struct Equals {
    class: Vec<usize>,
    people: Vec<SmallVec<[usize; 6]>>,
}

impl Equals {
    fn new(units: &[Unit]) -> Self {
        let mut class = Vec::with_capacity(units.len());
        let mut people: Vec<SmallVec<[usize; 6]>> = Vec::new();
        for run in units.chunk_by(|a, b| a.is_equal(b)) {
            class.extend(run.iter().map(|_| people.len()));
            people.push(run.iter().map(|unit| unit.person).collect());
        }
        Self { class, people }
    }

    fn class(&self, unit: usize) -> Option<usize> {
        self.class.get(unit).copied()
    }

    fn has(&self, unit: usize, person: usize) -> bool {
        let people = self.class(unit).and_then(|class| self.people.get(class));
        people.is_some_and(|people| people.contains(&person))
    }
}

/// Whether `unit`, or one that comes after it, can still meet `earlier`.
fn may_meet(earlier: &Unit, unit: &Unit) -> bool {
    if earlier.is_document() || unit.is_document() {
        return earlier.is_document() == unit.is_document() && earlier.label == unit.label;
    }
    earlier.end() > unit.start() || (earlier.length == 0 && earlier.end() == unit.start())
}

fn weight(a: &Unit, b: &Unit) -> Option<i64> {
    let same_label = a.label == b.label;
    if a.is_document() {
        return same_label.then_some(EQUAL);
    }
    let shared = a.shared(b);
    if shared == 0 && !a.is_same_position(b) {
        return None;
    }
    let together = u64::from(a.length) + u64::from(b.length) - u64::from(shared);
    let fit = if together == 0 {
        1.0
    } else {
        f64::from(shared) / together as f64
    };
    let apart = i64::from(a.start().abs_diff(b.start())) + i64::from(a.end().abs_diff(b.end()));
    let bonus = if same_label { SAME_LABEL } else { 0 };
    Some((fit * WHOLE as f64).round() as i64 + bonus + NEARNESS / (1 + apart))
}
