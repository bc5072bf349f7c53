//! Walking through the hits of a search in all documents: the filter over them, and which one is the current.
//! The searching itself is done elsewhere.

use super::*;
use crate::analysis::search::{Field, Hit, Pattern};

/// How the list of hits is looked at.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// Only hits with these words near them, in their document's title or in their labels' names.
    pub filter: String,
    /// The hit that was gone to, and the number of its search.
    current: Option<(u64, usize)>,
    passing: Passing,
    /// What was searched for when the search was closed.
    last: Option<(Pattern, BTreeSet<Field>)>,
}

impl Results {
    /// The index of the current hit, as long as it is of this search.
    pub fn current(&self, search: &SearchAll) -> Option<usize> {
        let (run, index) = self.current?;
        (run == search.run && index < search.hits.len()).then_some(index)
    }

    /// The hits that pass the filter, by index; None where there is no filter and all do.
    pub fn passing(&self) -> Option<&[usize]> {
        (!self.passing.wanted.is_empty()).then_some(self.passing.hits.as_slice())
    }

    /// Another number whenever other hits pass.
    pub fn version(&self) -> u64 {
        self.passing.version
    }
}

/// Which hits pass the filter. Each hit's words are put into small letters once.
#[derive(Clone, Default)]
struct Passing {
    /// The filter in small letters.
    wanted: String,
    /// Of which search.
    run: u64,
    /// Names and titles were taken from it.
    project: Option<Project>,
    /// What the filter looks at, for each hit that was looked at.
    words: Vec<String>,
    hits: Vec<usize>,
    version: u64,
}

impl std::fmt::Debug for Passing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Passing").field(&self.wanted).finish()
    }
}

impl Passing {
    /// Looks at the hits that came since, or at all again where names, titles, filter or search are others.
    fn follow(&mut self, project: &Project, search: &SearchAll, filter: &str) {
        let wanted = filter.trim().to_lowercase();
        let named = self.project.as_ref();
        let named = named.is_some_and(|known| known.shares_nouns(project) && known.shares_documents(project));
        let same = named && self.run == search.run && self.words.len() <= search.hits.len();
        if wanted.is_empty() || !same {
            self.words.clear();
        }
        if wanted.is_empty() || !same || wanted != self.wanted {
            self.hits.clear();
            self.version += 1;
        }
        if wanted.is_empty() {
            (self.wanted, self.project) = (wanted, None);
            return;
        }
        let before = self.words.len();
        let looked_at = if self.wanted == wanted && same { before } else { 0 };
        let new = search.hits.iter().skip(before);
        self.words.extend(new.map(|hit| words_of(project, hit)));
        let rows = self.words.iter().enumerate().skip(looked_at);
        let passing = rows.filter(|(_, words)| words.contains(&wanted));
        self.hits.extend(passing.map(|(index, _)| index));
        if looked_at < self.words.len() {
            self.version += 1;
        }
        if !same {
            self.project = Some(project.clone());
        }
        (self.wanted, self.run) = (wanted, search.run);
    }
}

/// What a filter looks at, in small letters: the words of the hit and near it, its document's title and its labels' names.
fn words_of(project: &Project, hit: &Hit) -> String {
    let mut words = format!("{}{}{}", hit.before, hit.matched, hit.after);
    let mut add = |name: &str| {
        words.push('\n');
        words.push_str(name);
    };
    if let Some(document) = project.document(hit.document.as_str()) {
        add(&document.title);
    }
    let labels = hit.labels.iter();
    for label in labels.filter_map(|id| project.codebook().label(id.as_str())) {
        add(&label.name);
    }
    words.to_lowercase()
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
                let results = &mut self.view.results;
                (results.last, results.current) = (last, None);
                results.filter.clear();
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
            self.view.results.current = Some((search.run, index));
        }
        self.dispatch_finding(Request::GoToHit(index))
    }

    /// The hit after or before the current one among those that pass the filter; behind the last comes the first.
    fn next_hit(&self, forward: bool) -> Option<usize> {
        let search = self.view.search.as_ref()?;
        let here = self.view.results.current(search);
        let Some(passing) = self.view.results.passing() else {
            let last = search.hits.len().checked_sub(1)?;
            return Some(match (here, forward) {
                (Some(at), true) if at < last => at + 1,
                (Some(at), false) if at > 0 => at - 1,
                (_, true) => 0,
                (_, false) => last,
            });
        };
        let behind = |at: usize| passing.partition_point(|index| *index <= at);
        let before = |at: usize| passing.partition_point(|index| *index < at).checked_sub(1);
        let next = match (here, forward) {
            (Some(at), true) => passing.get(behind(at)).or(passing.first()),
            (Some(at), false) => before(at).and_then(|nth| passing.get(nth)).or(passing.last()),
            (None, true) => passing.first(),
            (None, false) => passing.last(),
        };
        next.copied()
    }

    /// Called after every request.
    pub(super) fn refresh_results(&mut self) {
        let ViewState { results, search, .. } = &mut self.view;
        match (search, &self.open) {
            (Some(search), Some(open)) => {
                let Results { filter, passing, .. } = results;
                passing.follow(&open.project, search, filter);
            }
            _ if results.passing.project.is_some() => {
                results.passing = Passing {
                    version: results.passing.version + 1,
                    ..Passing::default()
                };
            }
            _ => {}
        }
    }
}
