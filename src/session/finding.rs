//! Finding in the open document: the bar's pattern, its hits, and steps from hit to hit. The searching itself is work for
//! jobs; their hits come back in portions, and a new pattern cancels the old search.

mod everywhere;
mod tag_all;
pub(super) mod work;

pub use everywhere::SearchAll;
pub use tag_all::{Existing, TagAll, TagAllRow};
pub use work::{End, FindJob, Part, SearchJob, TagAllJob};

use super::*;
use crate::analysis::search::Pattern;
use crate::text::{Span, Text};
use std::sync::atomic::{AtomicBool, Ordering};

/// The find bar and its hits in the open document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Find {
    pub pattern: Pattern,
    pub open: bool,
    /// In order. Empty while the bar is closed.
    pub hits: Arc<Vec<Span>>,
    /// Another one whenever `hits` are others, so that nobody has to hold them to know.
    pub version: u64,
    /// There are more hits than are kept.
    pub capped: bool,
    /// Index into `hits`.
    pub current: Option<usize>,
    pub error: Option<String>,
    /// More hits may come.
    pub running: bool,
}

/// Selected words longer than this (bytes) are not taken as what to search for.
const LONGEST_WORDS: u32 = 300;

/// What of finding is nobody else's business.
#[derive(Default)]
pub(super) struct Finding {
    /// Counts searches.
    runs: u64,
    /// What `hits` are of, or will be.
    asked: Option<Asked>,
    /// Kept while the bar is closed, for steps.
    hits: Arc<Vec<Span>>,
    /// `hits` are of the search before; the first portion replaces them.
    stale: bool,
    current: Option<usize>,
    /// What was selected when the current hit was gone to: who has moved since then steps from there.
    stood: Option<Stand>,
    /// Counts changes of `hits`, and of whether the window sees them.
    version: u64,
    /// Byte at or after which the first hit is shown when it arrives.
    from: Option<u32>,
    /// A step, forward or back, that waits for hits.
    step: Option<bool>,
    find: Option<Running>,
    all: Option<Running>,
    /// The hits everywhere are of the search before.
    all_stale: bool,
    plan: Option<Running>,
}

impl Finding {
    #[cfg(test)]
    pub(super) fn holds_text(&self) -> bool {
        self.asked.is_some()
    }

    fn start(&mut self) -> Running {
        self.runs += 1;
        Running {
            run: self.runs,
            cancel: Arc::default(),
        }
    }
}

#[derive(PartialEq)]
struct Stand {
    words: Selection,
    label: Option<(PersonId, AnnotationId)>,
}

#[derive(PartialEq)]
struct Asked {
    document: DocumentId,
    text: Text,
    pattern: Pattern,
}

/// A search under way. Nobody waits for it any more when this is dropped.
struct Running {
    run: u64,
    cancel: Arc<AtomicBool>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

fn is_run(running: Option<&Running>, run: u64) -> bool {
    running.is_some_and(|running| running.run == run)
}

impl Session {
    pub(super) fn dispatch_finding(&mut self, request: Request) -> Effects {
        match request {
            Request::Find(pattern) => {
                self.find(pattern);
                Ok(Vec::new())
            }
            Request::FindStep { forward } => self.find_step(forward),
            Request::CloseFind => Ok(self.close_find()),
            Request::SearchAll { pattern, fields } => self.search_all(pattern, fields),
            Request::CancelSearch => {
                self.cancel_search();
                Ok(Vec::new())
            }
            Request::GoToHit(index) => self.go_to_hit(index),
            Request::CloseSearch => {
                self.view.search = None;
                Ok(Vec::new())
            }
            Request::PlanTagAll {
                label,
                pattern,
                everywhere,
            } => self.plan_tag_all(label, pattern, everywhere),
            Request::TickTagAll(rows, ticked) => Ok(self.tick_tag_all(Some(rows), ticked)),
            Request::TickAllTagAll(ticked) => Ok(self.tick_tag_all(None, ticked)),
            Request::ConfirmTagAll => self.confirm_tag_all(),
            Request::CancelTagAll => {
                self.view.tag_all = None;
                Ok(Vec::new())
            }
            other => self.dispatch_look(other),
        }
    }

    /// Whether a command of finding can be done now; None for the other ones.
    pub(super) fn can_find(&self, id: CommandId) -> Option<Result<(), &'static str>> {
        let (there, why) = match id {
            CommandId::SearchAll => (self.open.is_some(), "No project is open"),
            CommandId::TagAll => return Some(self.can_tag_all()),
            CommandId::Find => (self.view.document.is_some(), "No document is open"),
            CommandId::FindNext | CommandId::FindPrevious => (
                !self.view.find.pattern.text.is_empty(),
                "Nothing was searched yet",
            ),
            CommandId::NextHit | CommandId::PreviousHit => {
                let search = self.view.search.as_ref();
                let any = search.is_some_and(|search| !search.hits.is_empty());
                (any, "No hits of a search in all documents")
            }
            _ => return None,
        };
        Some(if there { Ok(()) } else { Err(why) })
    }

    pub(super) fn finding_done(&mut self, outcome: Outcome) -> Vec<Effect> {
        match outcome {
            Outcome::Found(part) => self.found(part),
            Outcome::FoundAll(part) => self.found_all(part),
            Outcome::TagAllPlanned(part) => self.tag_all_planned(part),
            _ => Vec::new(),
        }
    }

    /// Opens the bar. Words selected in one line become the pattern, unless they are the hit one stands on.
    pub(super) fn open_find(&mut self) -> Effects {
        let on_hit = self.words_stand() && self.finding.current.is_some();
        let words = self.selected_words().filter(|_| !on_hit);
        let pattern = match words {
            Some(text) => Pattern {
                text,
                regex: false,
                ..self.view.find.pattern.clone()
            },
            None => self.view.find.pattern.clone(),
        };
        self.find(pattern);
        Ok(vec![Effect::Focus(Focus::Find)])
    }

    /// The selection, if it is a few words of one line.
    pub fn selected_words(&self) -> Option<String> {
        let (_, text) = self.document()?;
        let span = self.view.selection.span(text)?;
        let words = text.slice(span);
        let fits = span.len() <= LONGEST_WORDS && !words.contains('\n') && !words.trim().is_empty();
        fits.then(|| words.to_owned())
    }

    fn find(&mut self, pattern: Pattern) {
        self.view.find.open = true;
        if self.view.find.pattern != pattern || self.finding.hits.is_empty() {
            self.finding.from = Some(self.view.selection.start());
        }
        self.view.find.pattern = pattern;
        self.finding.step = None;
        self.show_hits();
    }

    fn close_find(&mut self) -> Vec<Effect> {
        let hit = self
            .view
            .find
            .current
            .and_then(|index| self.view.find.hits.get(index).copied());
        // Who has selected something else meanwhile, or tagged the hit, keeps that.
        let stands = self.finding.stood.as_ref() == Some(&self.stand());
        if let (true, true, Some(hit)) = (self.view.find.open, stands, hit) {
            self.stand_on(hit);
        }
        self.view.find.open = false;
        self.show_hits();
        vec![Effect::Focus(Focus::Text)]
    }

    /// What the window sees of the hits: nothing while the bar is closed.
    fn show_hits(&mut self) {
        let find = &mut self.view.find;
        find.hits = if find.open {
            self.finding.hits.clone()
        } else {
            Arc::default()
        };
        find.version = if find.open { self.finding.version } else { 0 };
        find.current = self.finding.current.filter(|index| *index < find.hits.len());
        find.running = self.finding.find.is_some();
    }

    /// Searches when the open document or the pattern is another one. Called after every request.
    pub(super) fn refresh_finding(&mut self) -> Vec<Effect> {
        if self.view.search.is_none() {
            self.finding.all = None;
        }
        if self.view.tag_all.is_none() {
            self.finding.plan = None;
        }
        if self.view.find.open {
            return self.ask();
        }
        let left = self.finding.asked.is_some() && !self.has_asked();
        if left || self.finding.find.is_some() && self.finding.step.is_none() {
            self.forget_hits(left);
        }
        Vec::new()
    }

    /// Ends the search, and lets go of the text and of a step that waits; of the hits too where they are not of what is open now.
    fn forget_hits(&mut self, hits: bool) {
        let finding = &mut self.finding;
        (finding.find, finding.asked, finding.step, finding.from) = (None, None, None, None);
        if hits {
            (finding.hits, finding.current, finding.stood) = (Arc::default(), None, None);
            finding.version += 1;
        }
        self.view.find.running = false;
    }

    /// What is to be searched now.
    fn wanted(&self) -> Option<(&Document, &Text)> {
        self.document()
            .filter(|_| !self.view.find.pattern.text.is_empty())
    }

    /// Whether the search was for the pattern, the document and the text of now.
    fn has_asked(&self) -> bool {
        match (&self.finding.asked, self.wanted()) {
            (None, None) => true,
            (Some(asked), Some((document, text))) => {
                asked.document == document.id
                    && asked.pattern == self.view.find.pattern
                    && asked.text == *text
            }
            _ => false,
        }
    }

    fn ask(&mut self) -> Vec<Effect> {
        if self.has_asked() {
            return Vec::new();
        }
        let asked = self.wanted().map(|(document, text)| Asked {
            document: document.id.clone(),
            text: text.clone(),
            pattern: self.view.find.pattern.clone(),
        });
        let document = |asked: &Option<Asked>| asked.as_ref().map(|asked| asked.document.clone());
        let elsewhere = document(&asked) != document(&self.finding.asked);
        if elsewhere || asked.is_none() {
            self.finding.hits = Arc::default();
            self.finding.version += 1;
        }
        if elsewhere && self.finding.asked.is_some() {
            // Another document was opened: it shows its own place.
            self.finding.from = None;
            self.finding.step = None;
        }
        self.finding.asked = asked;
        self.finding.current = None;
        self.finding.stale = true;
        self.finding.find = None;
        self.view.find.error = None;
        self.view.find.capped = false;
        let job = self.find_job();
        self.show_hits();
        job.into_iter().collect()
    }

    fn find_job(&mut self) -> Option<Effect> {
        let running = self.finding.asked.is_some().then(|| self.finding.start())?;
        let asked = self.finding.asked.as_ref()?;
        let job = FindJob {
            run: running.run,
            cancel: running.cancel.clone(),
            text: asked.text.clone(),
            pattern: asked.pattern.clone(),
        };
        self.finding.find = Some(running);
        Some(Effect::Work(Job::Find(Box::new(job))))
    }

    fn found(&mut self, part: Part<Span>) -> Vec<Effect> {
        if !is_run(self.finding.find.as_ref(), part.run) {
            return Vec::new();
        }
        // The only other holder lets go, so that the list can grow in its place.
        self.finding.version += 1;
        self.view.find.hits = Arc::default();
        if std::mem::take(&mut self.finding.stale) {
            self.finding.hits = Arc::default();
        }
        Arc::make_mut(&mut self.finding.hits).extend(part.hits);
        if let Some(end) = part.end {
            self.finding.find = None;
            self.view.find.capped = end == End::Capped;
            self.view.find.error = end.error();
        }
        let effects = self.after_hits();
        self.show_hits();
        effects
    }

    /// Goes where somebody waits to go, as far as the hits that are there tell.
    fn after_hits(&mut self) -> Vec<Effect> {
        if self.finding.step.is_some() {
            return self.take_step();
        }
        let Some(from) = self.finding.from else {
            return Vec::new();
        };
        let first = self.finding.hits.partition_point(|hit| hit.start() < from);
        let hit = self.finding.hits.get(first).map(|hit| (first, *hit));
        let ended = self.finding.find.is_none();
        let round = self.finding.hits.first().filter(|_| ended).map(|hit| (0, *hit));
        if ended {
            self.finding.from = None;
        }
        let Some((index, hit)) = hit.or(round) else {
            return Vec::new();
        };
        self.finding.from = None;
        self.finding.current = Some(index);
        self.finding.stood = Some(self.stand());
        vec![Effect::Reveal(hit)]
    }

    /// Selects the next hit or the one before; round at the ends.
    pub(super) fn find_step(&mut self, forward: bool) -> Effects {
        if self.view.find.pattern.text.is_empty() {
            return Err(UserError::with_hint(
                "Nothing was searched yet",
                "Press Ctrl+F and type",
            ));
        }
        let mut effects = self.ask();
        self.finding.from = None;
        self.finding.step = Some(forward);
        effects.extend(self.take_step());
        self.show_hits();
        Ok(effects)
    }

    fn take_step(&mut self) -> Vec<Effect> {
        let Some(forward) = self.finding.step.filter(|_| !self.finding.stale) else {
            return Vec::new();
        };
        let (hits, selection) = (&self.finding.hits, self.view.selection);
        let here = self.finding.current.filter(|_| self.words_stand());
        let before = |byte: u32| hits.partition_point(|hit| hit.start() < byte);
        let next = match (forward, here) {
            (true, Some(index)) => Some(index + 1),
            (true, None) => Some(before(selection.end())),
            (false, Some(index)) => index.checked_sub(1),
            (false, None) => before(selection.start()).checked_sub(1),
        };
        let reached = next.filter(|index| *index < hits.len());
        if reached.is_none() && self.finding.find.is_some() {
            return Vec::new();
        }
        let round = if forward {
            Some(0)
        } else {
            hits.len().checked_sub(1)
        };
        let index = reached.or(round).filter(|index| *index < hits.len());
        let hit = index.and_then(|index| hits.get(index).copied());
        self.finding.step = None;
        let Some(hit) = hit else {
            return vec![Effect::Notify(Notice::info("No hits"))];
        };
        self.finding.current = index;
        self.stand_on(hit);
        vec![Effect::Reveal(hit)]
    }

    fn stand_on(&mut self, hit: Span) {
        let selection = Selection {
            anchor: hit.start(),
            head: hit.end(),
        };
        self.select_words(selection);
        self.finding.stood = Some(self.stand());
    }

    fn stand(&self) -> Stand {
        Stand {
            words: self.view.selection,
            label: self.view.selected.clone(),
        }
    }

    /// Whether the caret has not moved since the current hit was gone to.
    fn words_stand(&self) -> bool {
        let stood = self.finding.stood.as_ref();
        stood.is_some_and(|stood| stood.words == self.view.selection)
    }
}
