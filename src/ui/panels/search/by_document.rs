//! The lines of the results: a heading for each document, its hits below. Made again only where hits or filter changed.

use crate::model::DocumentId;
use crate::session::{Results, SearchAll};
use std::collections::BTreeSet;

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
    /// Of the search, and how many of its hits there are.
    run: u64,
    count: usize,
    /// Of the hits that pass the filter.
    version: u64,
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
    pub fn follow(&mut self, search: &SearchAll, results: &Results, closed: &BTreeSet<DocumentId>) {
        let hits = &search.hits;
        let same = self.made_from.as_ref().is_some_and(|from| {
            (from.run, from.count, from.version) == (search.run, hits.len(), results.version())
                && from.closed == *closed
        });
        if same {
            return;
        }
        self.lines.clear();
        (self.passing, self.documents) = (0, 0);
        let mut heading: Option<usize> = None;
        let passing = results.passing();
        let count = passing.map_or(hits.len(), <[usize]>::len);
        for nth in 0..count {
            let index = passing.map_or(Some(nth), |passing| passing.get(nth).copied());
            let Some((index, hit)) = index.and_then(|index| Some((index, hits.get(index)?))) else {
                continue;
            };
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
        self.made_from = Some(From {
            run: search.run,
            count: hits.len(),
            version: results.version(),
            closed: closed.clone(),
        });
    }

    /// The line of a hit.
    pub fn of_hit(&self, index: usize) -> Option<usize> {
        self.lines.iter().position(|line| *line == Line::Hit(index))
    }
}
