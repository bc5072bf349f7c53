//! What is shown with a hit: the words around it and the labels on it. Knows no pattern.

use crate::model::{Codebook, LabelId, Layer};
use crate::text::{Span, Text};
use std::collections::BTreeMap;

/// Scalars of the line that are shown on each side of a hit.
pub const CONTEXT: usize = 40;

/// What stands before a span, the span's words and what stands behind it, within the line; of the words
/// `longest` scalars.
pub fn context(text: &Text, at: Span, longest: usize) -> (String, String, String) {
    let near = CONTEXT as u32 * 4;
    let (from, to) = (at.start().saturating_sub(near), at.end().saturating_add(near));
    let (from, to) = (text.ceil_boundary(from), text.floor_boundary(to));
    let part = |from: u32, to: u32| text.as_str().get(from as usize..to as usize).unwrap_or_default();
    let before = part(from.min(at.start()), at.start());
    let before = before.rsplit('\n').next().unwrap_or_default();
    let skip = before.chars().count().saturating_sub(CONTEXT);
    let after = part(at.end(), to.max(at.end()));
    let after = after
        .split('\n')
        .next()
        .unwrap_or_default()
        .trim_end_matches('\r');
    let words = text.slice(at);
    let mut matched: String = words.chars().take(longest).collect();
    if matched.len() < words.len() {
        matched.push('…');
    }
    (
        before.chars().skip(skip).collect(),
        matched,
        after.chars().take(CONTEXT).collect(),
    )
}

/// Labels by place, to be asked about spans whose starts and ends only grow.
pub struct LabelsAt<'a> {
    /// By start.
    spans: Vec<(Span, &'a LabelId)>,
    next: usize,
    /// How far each label reached so far.
    reach: BTreeMap<&'a LabelId, u32>,
}

impl<'a> LabelsAt<'a> {
    pub fn new(codebook: &'a Codebook, layers: impl Iterator<Item = &'a Layer>) -> Self {
        let mut spans: Vec<(Span, &LabelId)> = Vec::new();
        for annotation in layers.flat_map(Layer::annotations) {
            let label = codebook.resolve(&annotation.label);
            spans.extend(annotation.fragments.iter().map(|span| (span, label)));
        }
        spans.sort_unstable();
        Self {
            spans,
            next: 0,
            reach: BTreeMap::new(),
        }
    }

    /// The labels that share words with a span, by id.
    pub fn over(&mut self, at: Span) -> Vec<LabelId> {
        while let Some((span, label)) = self
            .spans
            .get(self.next)
            .filter(|(span, _)| span.start() < at.end())
        {
            let reach = self.reach.entry(label).or_default();
            *reach = span.end().max(*reach);
            self.next += 1;
        }
        let over = self.reach.iter().filter(|(_, end)| **end > at.start());
        over.map(|(label, _)| (*label).clone()).collect()
    }
}
