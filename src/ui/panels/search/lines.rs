//! The lines of the results: a heading for each document, its hits below. Made again only where hits or filter changed.

use crate::analysis::search::Pattern;
use crate::model::{DocumentId, Project};
use crate::session::{SearchAll, passes};
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A document and how many of its hits pass the filter.
    Document(DocumentId, usize),
    /// Index of a hit.
    Hit(usize),
}

/// What lines were made from. Not the hits themselves: to hold them would make the session copy them for each portion.
#[derive(Clone, Debug, PartialEq)]
struct From {
    pattern: Pattern,
    place: usize,
    count: usize,
    filter: String,
    closed: BTreeSet<DocumentId>,
}

#[derive(Default)]
pub struct Lines {
    pub lines: Vec<Line>,
    /// How many hits pass the filter.
    pub passing: usize,
    pub documents: usize,
    made_from: Option<From>,
}

impl Lines {
    /// Hits of documents in `closed` are counted and not listed.
    pub fn follow(
        &mut self,
        project: &Project,
        search: &SearchAll,
        filter: &str,
        closed: &BTreeSet<DocumentId>,
    ) {
        let hits = &search.hits;
        let from = From {
            pattern: search.pattern.clone(),
            place: Arc::as_ptr(hits) as usize,
            count: hits.len(),
            filter: filter.to_owned(),
            closed: closed.clone(),
        };
        if self.made_from.as_ref() == Some(&from) {
            return;
        }
        let wanted = filter.trim().to_lowercase();
        self.lines.clear();
        (self.passing, self.documents) = (0, 0);
        let mut heading: Option<usize> = None;
        for (index, hit) in hits.iter().enumerate() {
            if !passes(project, hit, &wanted) {
                continue;
            }
            self.passing += 1;
            let here = heading.and_then(|at| self.lines.get_mut(at));
            match here {
                Some(Line::Document(id, count)) if *id == hit.document => *count += 1,
                _ => {
                    heading = Some(self.lines.len());
                    self.documents += 1;
                    self.lines.push(Line::Document(hit.document.clone(), 1));
                }
            }
            if !closed.contains(&hit.document) {
                self.lines.push(Line::Hit(index));
            }
        }
        self.made_from = Some(from);
    }

    /// The line of a hit.
    pub fn of_hit(&self, index: usize) -> Option<usize> {
        self.lines.iter().position(|line| *line == Line::Hit(index))
    }
}
