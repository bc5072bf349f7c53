//! Searching: a pattern in one text, and in all that a project holds. Pure functions that hand over hits one by one and
//! look at a flag that cancels them; no worker, no window and no cap is known here.

mod compile;
mod everywhere;
mod hits;
#[cfg(test)]
mod tests;
mod whole;

pub use everywhere::{Search, documents_by_title};
pub use hits::{CONTEXT, LabelsAt, context};

use crate::model::{AnnotationId, DocumentId, LabelId, PersonId, UserError};
use crate::text::{Span, Text};
use compile::{Engine, Machine};
use memchr::memmem::Finder;
use regex_automata::meta::{Cache, Regex};
use regex_automata::{Anchored, Input};
use std::ops::{ControlFlow, Range};
use std::sync::atomic::{AtomicBool, Ordering};

/// What is searched for.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Pattern {
    pub text: String,
    /// A regular expression; else the very words.
    pub regex: bool,
    /// Capitals count.
    pub case: bool,
    /// Whole words only.
    pub word: bool,
}

/// Where it is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// The texts themselves.
    Text,
    /// Names of labels that are in use; the hits are the labelled words.
    Labels,
    Notes,
    Comments,
    /// Values of attributes.
    Attributes,
}

impl Field {
    pub const ALL: [Self; 5] = [
        Self::Text,
        Self::Labels,
        Self::Notes,
        Self::Comments,
        Self::Attributes,
    ];
}

/// A place where a pattern was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    pub document: DocumentId,
    /// Bytes of the document; outside the text those of the annotation it belongs to.
    pub at: Span,
    pub field: Field,
    pub annotation: Option<(PersonId, AnnotationId)>,
    /// About 40 scalars of the same line.
    pub before: String,
    pub matched: String,
    pub after: String,
    /// Labels that overlap `at`, of the layers looked at.
    pub labels: Vec<LabelId>,
}

/// Asked before each stretch of a text whether the search is to end. `byte` is how far it has come.
pub trait Stop {
    fn stops(&self, byte: usize) -> bool;
}

/// A flag that somebody sets.
impl Stop for AtomicBool {
    fn stops(&self, _: usize) -> bool {
        self.load(Ordering::Relaxed)
    }
}

/// What takes the hits, and whether it wants more.
pub type Found<'a> = &'a mut dyn FnMut(Span) -> ControlFlow<()>;

/// A pattern made ready. Hits do not overlap and are not empty.
///
/// A text is searched in windows that overlap, so that a search can be cancelled and no pattern needs the time of the length
/// squared. A match of up to `Machine::overlap` bytes is found wherever it stands; a longer one is found, or cut at the window.
#[derive(Clone, Debug)]
pub struct Searcher {
    engine: Engine,
    word: bool,
}

impl Searcher {
    /// Says in plain words what is wrong with a regular expression, and where.
    pub fn new(pattern: &Pattern) -> Result<Searcher, UserError> {
        Ok(Searcher {
            engine: compile::engine(pattern)?,
            word: pattern.word,
        })
    }

    /// Hands over the hits in order, until `found` breaks off or `cancel` stops.
    pub fn search(&self, text: &Text, cancel: &dyn Stop, found: Found<'_>) {
        let run = Run {
            text,
            cancel,
            word: self.word,
        };
        match &self.engine {
            Engine::Nothing => {}
            Engine::Words(finder) => run.words(finder, found),
            Engine::Regex(machine) => run.regex(machine, found),
        }
    }

    /// All hits, for texts that are short.
    pub fn all(&self, text: &Text) -> Vec<Span> {
        let mut hits = Vec::new();
        self.search(text, &AtomicBool::new(false), &mut |hit| {
            hits.push(hit);
            ControlFlow::Continue(())
        });
        hits
    }
}

/// Bytes that are looked through for plain words before the flag is looked at again.
const STRETCH: usize = 1 << 20;

/// One search of one text.
struct Run<'a> {
    text: &'a Text,
    cancel: &'a dyn Stop,
    word: bool,
}

impl Run<'_> {
    fn stops(&self, byte: usize) -> bool {
        self.cancel.stops(byte)
    }

    fn words(&self, finder: &Finder<'static>, found: Found<'_>) {
        let bytes = self.text.as_str().as_bytes();
        let length = finder.needle().len();
        let mut from = 0;
        while from < bytes.len() && !self.stops(from) {
            let end = bytes.len().min(from + STRETCH + length);
            let Some(at) = bytes.get(from..end).and_then(|stretch| finder.find(stretch)) else {
                from = if end == bytes.len() { end } else { end - length + 1 };
                continue;
            };
            match self.take(from + at..from + at + length, found) {
                Some(next) => from = next,
                None => return,
            }
        }
    }

    fn regex(&self, machine: &Machine, found: Found<'_>) {
        let whole = self.text.as_str();
        let mut next = Next::new(machine, self);
        let mut from = 0;
        while from < whole.len() && !self.stops(from) {
            let end = whole.floor_char_boundary(from.saturating_add(machine.window));
            let last = end == whole.len();
            // What begins after this may go on behind the window.
            let sure = match last {
                true => end,
                false => whole.floor_char_boundary(end.saturating_sub(machine.overlap)),
            };
            let Some(hit) = next.within(from..end) else {
                from = if last { end } else { sure.max(self.behind(from)) };
                continue;
            };
            if !last && hit.start > sure {
                from = sure.max(self.behind(from));
            } else if !last && hit.end == end && hit.start > from {
                from = hit.start;
            } else if hit.is_empty() {
                from = self.behind(hit.end);
            } else {
                match self.take(hit, found) {
                    Some(next) => from = next,
                    None => return,
                }
            }
        }
    }

    /// Hands a match over, unless it is not whole words. Where to go on from; None where no more are wanted.
    fn take(&self, hit: Range<usize>, found: Found<'_>) -> Option<usize> {
        let (start, end) = (hit.start, hit.end);
        let Ok(span) = self.text.span(hit) else {
            return Some(self.behind(start));
        };
        if self.word && !whole::is_whole(self.text, span) {
            return Some(whole::next_start(self.text, start, end));
        }
        match found(span) {
            ControlFlow::Continue(()) => Some(end),
            ControlFlow::Break(()) => None,
        }
    }

    /// The byte behind the character that begins at `at`.
    fn behind(&self, at: usize) -> usize {
        self.text.as_str().ceil_char_boundary(at + 1)
    }
}

/// Looks for the next match of a regular expression.
struct Next<'a> {
    run: &'a Run<'a>,
    regex: &'a Regex,
    cache: Cache,
    hint: Option<(&'a Regex, Cache)>,
}

impl<'a> Next<'a> {
    fn new(machine: &'a Machine, run: &'a Run<'a>) -> Self {
        Self {
            run,
            regex: &machine.regex,
            cache: machine.regex.create_cache(),
            hint: machine.hint.as_ref().map(|hint| (hint, hint.create_cache())),
        }
    }

    /// The first match within a range. What stands before and behind it still decides about ends of words and lines.
    fn within(&mut self, mut range: Range<usize>) -> Option<Range<usize>> {
        let input = Input::new(self.run.text.as_str());
        let Some((hint, hint_cache)) = &mut self.hint else {
            let hit = self.regex.search_with(&mut self.cache, &input.range(range))?;
            return Some(hit.range());
        };
        // A match begins nowhere but where the hint does.
        while range.start < range.end && !self.run.stops(range.start) {
            let begin = hint
                .search_with(hint_cache, &input.clone().range(range.clone()))?
                .start();
            let here = input.clone().range(begin..range.end).anchored(Anchored::Yes);
            if let Some(hit) = self.regex.search_with(&mut self.cache, &here) {
                return Some(hit.range());
            }
            range.start = self.run.behind(begin);
        }
        None
    }
}
