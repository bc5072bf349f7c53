//! Stacks made from nothing, in parts, so that a document with a million labels holds up no frame. Knows no clock: the caller says
//! how much is done at a time.

use super::{Held, Side, Stacks, Wanted};
use crate::model::*;
use crate::text::Span;
use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

/// Stacks on their way.
#[derive(Debug)]
pub struct Filling {
    made: Stacks,
    /// Who is being read, and up to which label.
    reading: (usize, Option<AnnotationId>),
    /// What was read, each part in order, the first last.
    parts: Vec<Vec<(Span, Side, Held)>>,
}

/// What reading a label costs beside stacking it.
const READING: usize = 2;

fn comes_before(a: &(Span, Side, Held), b: &(Span, Side, Held)) -> Ordering {
    (a.0.start(), Reverse(a.0.end()), &a.2).cmp(&(b.0.start(), Reverse(b.0.end()), &b.2))
}

impl Filling {
    pub fn new(project: &Project, wanted: Wanted) -> Self {
        let layer = |person: &PersonId| {
            let key = LayerKey::new(wanted.document.clone()?, person.clone());
            project.layer(&key).cloned()
        };
        let layers = wanted.people.iter().map(|p| layer(p).unwrap_or_default());
        let made = Stacks {
            layers: layers.collect(),
            wanted,
            ..Stacks::default()
        };
        Self {
            made,
            reading: (0, None),
            parts: Vec::new(),
        }
    }

    /// What is stacked so far: the labels up to some place of the document.
    pub fn so_far(&self) -> &Stacks {
        &self.made
    }

    /// What is stacked, once `step` said that this is all.
    pub fn into_stacks(self) -> Stacks {
        self.made
    }

    /// Goes on for a while; true when nothing is left to do.
    pub fn step(&mut self, mut effort: usize) -> bool {
        while let Some(layer) = self.made.layers.get(self.reading.0) {
            let most = effort / READING;
            if most == 0 {
                return false;
            }
            let who = self.reading.0 as u16;
            let read: Vec<&Arc<Annotation>> = layer
                .annotations_behind(self.reading.1.as_ref())
                .take(most)
                .collect();
            effort = effort.saturating_sub(read.len() * READING);
            self.reading.1 = read.last().map(|annotation| annotation.id.clone());
            if read.len() < most {
                self.reading = (self.reading.0 + 1, None);
            }
            let mut part: Vec<(Span, Side, Held)> = read
                .into_iter()
                .filter_map(|annotation| {
                    let (hull, side) = self.made.place(annotation)?;
                    let annotation = annotation.clone();
                    Some((hull, side, Held { annotation, who }))
                })
                .collect();
            part.sort_unstable_by(|a, b| comes_before(b, a));
            self.parts.push(part);
        }
        self.stack(effort)
    }

    fn stack(&mut self, effort: usize) -> bool {
        for _ in 0..effort {
            self.parts.retain(|part| !part.is_empty());
            let next = self.parts.iter_mut().min_by(|a, b| match (a.last(), b.last()) {
                (Some(a), Some(b)) => comes_before(a, b),
                (a, b) => a.is_some().cmp(&b.is_some()),
            });
            let Some((span, side, held)) = next.and_then(Vec::pop) else {
                return true;
            };
            let own = self.made.is_own(held.who);
            self.made.lanes_mut(side, own).push(span, held);
        }
        false
    }
}
