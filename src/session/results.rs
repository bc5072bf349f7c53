//! Walking through the hits of a search in all documents: the filter over them, and which one is the current.
//! The searching itself is done elsewhere.

use super::*;
use crate::analysis::search::{Field, Hit, Pattern};

/// How the list of hits is looked at.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// Only hits with these words near them, in their document's title or in their labels' names.
    pub filter: String,
    /// The hit that was gone to, and of which search.
    current: Option<(Pattern, usize)>,
    /// What was searched for when the search was closed.
    last: Option<(Pattern, BTreeSet<Field>)>,
}

impl Results {
    /// The index of the current hit, as long as it is of this search.
    pub fn current(&self, search: &SearchAll) -> Option<usize> {
        let (pattern, index) = self.current.as_ref()?;
        (*pattern == search.pattern && *index < search.hits.len()).then_some(*index)
    }
}

/// Whether a hit has the words of the filter. `wanted` is in small letters.
pub fn passes(project: &Project, hit: &Hit, wanted: &str) -> bool {
    let has = |words: &str| words.to_lowercase().contains(wanted);
    wanted.is_empty()
        || has(&format!("{}{}{}", hit.before, hit.matched, hit.after))
        || project
            .document(hit.document.as_str())
            .is_some_and(|document| has(&document.title))
        || hit.labels.iter().any(|id| {
            let label = project.codebook().label(id.as_str());
            label.is_some_and(|label| has(&label.name))
        })
}

fn to_text(effects: Effects) -> Effects {
    let mut effects = effects?;
    effects.push(Effect::Focus(Focus::Text));
    Ok(effects)
}

impl Session {
    pub(super) fn dispatch_results(&mut self, request: Request) -> Effects {
        match request {
            Request::FilterHits(filter) => {
                self.view.results.filter = filter;
                Ok(Vec::new())
            }
            Request::CloseSearch => {
                let search = self.view.search.as_ref();
                let last = search.map(|search| (search.pattern.clone(), search.fields.clone()));
                self.view.results = Results {
                    last,
                    ..Results::default()
                };
                self.dispatch_finding(Request::CloseSearch)
            }
            Request::OpenHit(index) => to_text(self.open_hit(index)),
            Request::StepHit { forward } => match self.next_hit(forward) {
                Some(index) => self.open_hit(index),
                None => Ok(Vec::new()),
            },
            other => self.dispatch_finding(other),
        }
    }

    /// Opens the search with the selected words, else with what was searched for before.
    pub(super) fn open_search(&mut self) -> Effects {
        let mut effects = Vec::new();
        let open = self.view.search.as_ref();
        let last = open.map(|search| (search.pattern.clone(), search.fields.clone()));
        let (mut pattern, fields) = last
            .or_else(|| self.view.results.last.clone())
            .unwrap_or_else(|| (self.view.find.pattern.clone(), [Field::Text].into()));
        if let Some(words) = self.selected_words() {
            (pattern.text, pattern.regex) = (words, false);
        }
        let same = open.is_some_and(|search| search.pattern == pattern);
        if !same {
            effects = self.dispatch_finding(Request::SearchAll { pattern, fields })?;
        }
        effects.push(Effect::Focus(Focus::Search));
        Ok(effects)
    }

    /// To another hit, with the keyboard in the text: a label's key tags it.
    pub(super) fn step_hit(&mut self, forward: bool) -> Effects {
        to_text(self.dispatch_results(Request::StepHit { forward }))
    }

    fn open_hit(&mut self, index: usize) -> Effects {
        if let Some(search) = &self.view.search {
            self.view.results.current = Some((search.pattern.clone(), index));
        }
        self.dispatch_finding(Request::GoToHit(index))
    }

    /// The hit after or before the current one among those that pass the filter; behind the last comes the first.
    fn next_hit(&self, forward: bool) -> Option<usize> {
        let (search, project) = (self.view.search.as_ref()?, self.project()?);
        let count = search.hits.len();
        let wanted = self.view.results.filter.trim().to_lowercase();
        let here = self.view.results.current(search);
        let first = match (here, forward) {
            (Some(at), true) => at + 1,
            (Some(at), false) => at + count - 1,
            (None, true) => 0,
            (None, false) => count.checked_sub(1)?,
        };
        (0..count)
            .map(|step| {
                if forward {
                    (first + step) % count
                } else {
                    (first + count - step) % count
                }
            })
            .find(|index| {
                search
                    .hits
                    .get(*index)
                    .is_some_and(|hit| passes(project, hit, &wanted))
            })
    }
}
