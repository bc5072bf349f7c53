//! The search in all documents: its hits as they come, and going to one.

use super::*;
use crate::analysis::search::{Field, Hit};

/// A search in all documents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SearchAll {
    pub pattern: Pattern,
    pub fields: BTreeSet<Field>,
    /// Which search the hits are of: no two have the same number.
    pub run: u64,
    /// By document title, then by field and place. Those of the search before until the first ones arrive.
    pub hits: Arc<Vec<Hit>>,
    /// There are more hits than are kept.
    pub capped: bool,
    pub running: bool,
    /// The user stopped it.
    pub stopped: bool,
    pub done_documents: usize,
    pub all_documents: usize,
    pub error: Option<String>,
}

impl Session {
    pub(super) fn search_all(&mut self, pattern: Pattern, fields: BTreeSet<Field>) -> Effects {
        let project = Box::new(self.need_open()?.project.clone());
        let before = self.view.search.take().unwrap_or_default();
        let search = !pattern.text.is_empty() && !fields.is_empty();
        let running = self.finding.start();
        self.view.search = Some(SearchAll {
            pattern: pattern.clone(),
            fields: fields.clone(),
            run: if search { before.run } else { running.run },
            hits: if search { before.hits } else { Arc::default() },
            running: search,
            all_documents: project.documents().len(),
            ..SearchAll::default()
        });
        if !search {
            self.finding.all = None;
            return Ok(Vec::new());
        }
        let job = SearchJob {
            run: running.run,
            cancel: running.cancel.clone(),
            project,
            pattern,
            fields,
        };
        self.finding.all = Some(running);
        self.finding.all_stale = true;
        Ok(vec![Effect::Work(Job::SearchAll(Box::new(job)))])
    }

    /// What was found stays; what the search before had found goes.
    pub(super) fn cancel_search(&mut self) {
        let Some(running) = self.finding.all.take() else {
            return;
        };
        if let Some(search) = &mut self.view.search {
            (search.running, search.stopped) = (false, true);
            if std::mem::take(&mut self.finding.all_stale) {
                (search.hits, search.run) = (Arc::default(), running.run);
            }
        }
    }

    pub(super) fn found_all(&mut self, part: Part<Hit>) -> Vec<Effect> {
        let Some(search) = &mut self.view.search else {
            return Vec::new();
        };
        if !is_run(self.finding.all.as_ref(), part.run) {
            return Vec::new();
        }
        if std::mem::take(&mut self.finding.all_stale) {
            (search.hits, search.run) = (Arc::default(), part.run);
        }
        Arc::make_mut(&mut search.hits).extend(part.hits);
        search.done_documents = part.documents;
        if let Some(end) = part.end {
            search.running = false;
            search.capped = end == End::Capped;
            search.error = end.error();
            self.finding.all = None;
        }
        Vec::new()
    }

    /// Opens the hit's document at its place. The keyboard stays where it is.
    pub(super) fn go_to_hit(&mut self, index: usize) -> Effects {
        let hit = self
            .view
            .search
            .as_ref()
            .and_then(|search| search.hits.get(index));
        let Some(hit) = hit.cloned() else {
            return Err(UserError::new("This hit is no longer there"));
        };
        let project = &self.need_open()?.project;
        let fits = project
            .text(hit.document.as_str())
            .map(|text| text.check(hit.at).is_ok());
        if fits != Some(true) {
            return Err(UserError::with_hint(
                "The document of this hit is no longer there",
                "Search again",
            ));
        }
        if self.view.document.as_ref() != Some(&hit.document) {
            self.select_document(hit.document);
        }
        let me = self.open.as_ref().and_then(|open| open.me.clone());
        match hit.annotation {
            Some((person, id)) => {
                if Some(&person) != me.as_ref() {
                    self.view.shown.insert(person.clone());
                }
                self.view.linking = None;
                self.select_annotation(person, id)?;
                self.view.selection = Selection::caret(hit.at.end());
            }
            None => self.select_words(Selection {
                anchor: hit.at.start(),
                head: hit.at.end(),
            }),
        }
        Ok(vec![Effect::Reveal(hit.at)])
    }
}
