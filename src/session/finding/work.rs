//! The searches themselves, as workers do them: hits are handed over in portions that grow, the first one at once, so that
//! there is something to see long before the end. Knows no session.

use super::{Existing, TagAllRow};
use crate::analysis::search::{
    Field, Hit, LabelsAt, Pattern, Search, Searcher, Stop, context, documents_by_title,
};
use crate::model::edit::recipes::{tag_refusals, tagged_already};
use crate::model::*;
use crate::session::Outcome;
use crate::session::tagging::anchored;
use crate::text::{Span, Text};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Hits of one document that are kept.
const MOST_IN_DOCUMENT: usize = 200_000;
/// Hits of all documents that are kept.
const MOST: usize = 20_000;
/// Hits of the second portion; each further one has twice as many.
const PORTION: usize = 64;
const LARGEST_PORTION: usize = 8192;
/// Scalars of a hit that are shown.
const LONGEST: usize = 300;
/// After so many bytes what is there is handed over, however little it is.
const FAR: usize = 2 << 20;

#[derive(Clone, Debug)]
pub struct FindJob {
    pub run: u64,
    pub cancel: Arc<AtomicBool>,
    pub text: Text,
    pub pattern: Pattern,
}

#[derive(Clone, Debug)]
pub struct SearchJob {
    pub run: u64,
    pub cancel: Arc<AtomicBool>,
    pub project: Box<Project>,
    pub pattern: Pattern,
    pub fields: BTreeSet<Field>,
}

#[derive(Clone, Debug)]
pub struct TagAllJob {
    pub run: u64,
    pub cancel: Arc<AtomicBool>,
    pub project: Box<Project>,
    pub annotator: PersonId,
    /// Teammates whose labels are shown too.
    pub shown: Vec<PersonId>,
    pub label: LabelId,
    pub pattern: Pattern,
    /// None: all of them.
    pub document: Option<DocumentId>,
}

/// Some of what a search finds.
#[derive(Clone, Debug)]
pub struct Part<T> {
    /// Of which search.
    pub run: u64,
    pub hits: Vec<T>,
    /// How many documents are done.
    pub documents: usize,
    /// How it ended, for the last part.
    pub end: Option<End>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    Done,
    /// There is more than is kept.
    Capped,
    Failed(UserError),
}

impl End {
    pub(super) fn error(self) -> Option<String> {
        match self {
            Self::Failed(error) => Some(error.message),
            Self::Done | Self::Capped => None,
        }
    }
}

/// Who takes the parts before the last one; None: all comes with the last.
pub type Report<'a> = Option<&'a dyn Fn(Outcome)>;

/// Gathers hits and hands them over.
struct Portions<'a, T> {
    report: Report<'a>,
    outcome: fn(Part<T>) -> Outcome,
    part: Part<T>,
    /// Hits of the next portion.
    size: usize,
    total: usize,
    most: usize,
    /// Bytes searched when the last portion was handed over.
    told: usize,
}

impl<'a, T> Portions<'a, T> {
    fn new(run: u64, most: usize, report: Report<'a>, outcome: fn(Part<T>) -> Outcome) -> Self {
        Self {
            report,
            outcome,
            part: Part {
                run,
                hits: Vec::new(),
                documents: 0,
                end: None,
            },
            size: 1,
            total: 0,
            most,
            told: 0,
        }
    }

    /// Takes a hit, found after `bytes` of all texts. Breaks where no more are kept.
    fn add(&mut self, hit: T, bytes: usize) -> ControlFlow<()> {
        if self.total == self.most {
            self.part.end = Some(End::Capped);
            return ControlFlow::Break(());
        }
        self.total += 1;
        self.part.hits.push(hit);
        if self.part.hits.len() >= self.size {
            self.size = (self.size * 2).clamp(PORTION, LARGEST_PORTION);
            self.tell(bytes);
        }
        self.passed(bytes);
        ControlFlow::Continue(())
    }

    fn passed(&mut self, bytes: usize) {
        if bytes.saturating_sub(self.told) >= FAR {
            self.tell(bytes);
        }
    }

    fn tell(&mut self, bytes: usize) {
        self.told = bytes;
        if let Some(report) = self.report {
            let hits = std::mem::take(&mut self.part.hits);
            report((self.outcome)(Part {
                hits,
                end: None,
                ..self.part
            }));
        }
    }

    fn end(self) -> Outcome {
        let end = self.part.end.unwrap_or(End::Done);
        (self.outcome)(Part {
            end: Some(end),
            ..self.part
        })
    }

    fn fail(self, error: UserError) -> Outcome {
        (self.outcome)(Part {
            end: Some(End::Failed(error)),
            ..self.part
        })
    }
}

/// Tells how far a search is while it looks whether to stop, so that a search without hits shows that it runs.
struct Watch<'a, 'r, T> {
    cancel: &'a AtomicBool,
    portions: &'a RefCell<Portions<'r, T>>,
    /// Bytes of the texts before.
    before: usize,
}

impl<T> Stop for Watch<'_, '_, T> {
    fn stops(&self, byte: usize) -> bool {
        // Borrowed only while a hit is handed over.
        if let Ok(mut portions) = self.portions.try_borrow_mut() {
            portions.passed(self.before + byte);
        }
        self.cancel.load(Ordering::Relaxed)
    }
}

/// A search that fails by a fault of its own ends like one with a mistake in its pattern: else it would seem to run for ever.
fn guarded<T>(run: u64, outcome: fn(Part<T>) -> Outcome, work: impl FnOnce() -> Outcome) -> Outcome {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|_| {
        outcome(Part {
            run,
            hits: Vec::new(),
            documents: 0,
            end: Some(End::Failed(UserError::new(
                "The search failed by a fault of its own",
            ))),
        })
    })
}

pub fn find(job: &FindJob, report: Report<'_>) -> Outcome {
    guarded(job.run, Outcome::Found, || find_in(job, report))
}

pub fn search_all(job: SearchJob, report: Report<'_>) -> Outcome {
    guarded(job.run, Outcome::FoundAll, || search_in(job, report))
}

/// The rows come all together: whether a passage can be tagged depends on those before it.
pub fn plan_tag_all(job: &TagAllJob) -> Outcome {
    guarded(job.run, Outcome::TagAllPlanned, || plan_in(job))
}

fn find_in(job: &FindJob, report: Report<'_>) -> Outcome {
    let portions = Portions::new(job.run, MOST_IN_DOCUMENT, report, Outcome::Found);
    let searcher = match Searcher::new(&job.pattern) {
        Err(error) => return portions.fail(error),
        Ok(searcher) => searcher,
    };
    let portions = RefCell::new(portions);
    let watch = Watch {
        cancel: &job.cancel,
        portions: &portions,
        before: 0,
    };
    searcher.search(&job.text, &watch, &mut |hit| {
        portions.borrow_mut().add(hit, hit.start() as usize)
    });
    portions.into_inner().end()
}

fn search_in(job: SearchJob, report: Report<'_>) -> Outcome {
    let portions: Portions<Hit> = Portions::new(job.run, MOST, report, Outcome::FoundAll);
    let searcher = match Searcher::new(&job.pattern) {
        Err(error) => return portions.fail(error),
        Ok(searcher) => searcher,
    };
    let search = Search {
        searcher,
        fields: job.fields,
        longest: LONGEST,
    };
    let portions = RefCell::new(portions);
    let mut bytes = 0;
    for document in documents_by_title(&job.project) {
        let watch = Watch {
            cancel: &job.cancel,
            portions: &portions,
            before: bytes,
        };
        let flow = search.document(&job.project, &document, &watch, &mut |hit| {
            let at = bytes + hit.at.start() as usize;
            portions.borrow_mut().add(hit, at)
        });
        if flow.is_break() || job.cancel.load(Ordering::Relaxed) {
            break;
        }
        bytes += job
            .project
            .text(document.as_str())
            .map_or(0, |text| text.len() as usize);
        let mut portions = portions.borrow_mut();
        portions.part.documents += 1;
        portions.passed(bytes);
    }
    portions.into_inner().end()
}

fn plan_in(job: &TagAllJob) -> Outcome {
    let mut portions = Portions::new(job.run, MOST, None, Outcome::TagAllPlanned);
    let searcher = match Searcher::new(&job.pattern) {
        Err(error) => return portions.fail(error),
        Ok(searcher) => searcher,
    };
    let documents = match &job.document {
        Some(document) => vec![document.clone()],
        None => documents_by_title(&job.project),
    };
    for document in documents {
        let rows = rows(job, &searcher, &document);
        if rows.into_iter().any(|row| portions.add(row, 0).is_break()) {
            break;
        }
        if job.cancel.load(Ordering::Relaxed) {
            break;
        }
    }
    portions.end()
}

/// The passages of one document, each once.
fn rows(job: &TagAllJob, searcher: &Searcher, document: &DocumentId) -> Vec<TagAllRow> {
    let codebook = job.project.codebook();
    let known = codebook
        .label(job.label.as_str())
        .zip(job.project.text(document.as_str()));
    let Some((label, text)) = known else {
        return Vec::new();
    };
    let mut spans: Vec<Span> = Vec::new();
    searcher.search(text, &*job.cancel, &mut |hit| {
        let whole = label.anchoring == Anchoring::Document;
        let span = if whole {
            Some(hit)
        } else {
            anchored(text, hit, label.anchoring)
        };
        // Two hits in one word or sentence are one passage.
        spans.extend(span.filter(|span| spans.last() != Some(span)));
        if whole || spans.len() > MOST {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    // To look through all labels is slow: only where there is something to tag, and somebody still waits.
    if spans.is_empty() || job.cancel.load(Ordering::Relaxed) {
        return Vec::new();
    }
    let own = LayerKey::new(document.clone(), job.annotator.clone());
    let why_not = refusals(job, &own, label, &spans);
    let people = std::iter::once(&job.annotator).chain(&job.shown);
    let mut labels: Vec<(&PersonId, LabelsAt)> = people
        .filter_map(|person| {
            let layer = job
                .project
                .layer(&LayerKey::new(document.clone(), person.clone()))?;
            Some((person, LabelsAt::new(codebook, std::iter::once(layer))))
        })
        .collect();
    let rows = spans.into_iter().zip(why_not).map(|(at, why_not)| {
        let (before, matched, after) = context(text, at, LONGEST);
        TagAllRow {
            document: document.clone(),
            at,
            before,
            matched,
            after,
            existing: existing(&mut labels, at, &job.annotator),
            ticked: why_not.is_none(),
            why_not,
        }
    });
    rows.collect()
}

fn existing(labels: &mut [(&PersonId, LabelsAt)], at: Span, me: &PersonId) -> Vec<Existing> {
    let mut found = Vec::new();
    for (person, labels) in labels {
        let whose = (*person != me).then(|| (*person).clone());
        found.extend(labels.over(at).into_iter().map(|label| Existing {
            label,
            person: whose.clone(),
        }));
    }
    found
}

/// Why passages cannot have the label: the user's layer is locked, has it there already, or a rule forbids it.
fn refusals(job: &TagAllJob, key: &LayerKey, label: &Label, spans: &[Span]) -> Vec<Option<String>> {
    if job.project.is_locked(key) {
        return vec![Some("The document is locked for you".to_owned()); spans.len()];
    }
    let place = |span: Span| match label.anchoring {
        Anchoring::Document => Fragments::default(),
        _ => Fragments::one(span),
    };
    let places: Vec<Fragments> = spans.iter().map(|span| place(*span)).collect();
    let there = tagged_already(&job.project, key, &label.id);
    let mut refusals: Vec<Option<String>> = places
        .iter()
        .map(|at| there.contains(at).then(|| "Tagged already".to_owned()))
        .collect();
    let new = places.into_iter().enumerate();
    let (numbers, places): (Vec<usize>, Vec<Fragments>) = new.filter(|(_, at)| !there.contains(at)).unzip();
    let found = tag_refusals(&job.project, key, &label.id, &places);
    for (index, reason) in numbers.into_iter().zip(found) {
        if let Some(slot) = refusals.get_mut(index) {
            *slot = reason.map(|reason| capitalised(&reason));
        }
    }
    refusals
}

fn capitalised(reason: &str) -> String {
    let mut chars = reason.chars();
    let first: Vec<char> = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    first.into_iter().chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_without_hits_tells_that_it_runs() {
        let job = FindJob {
            run: 7,
            cancel: Arc::default(),
            text: Text::new("no such words here. ".repeat(FAR / 4)).unwrap(),
            pattern: Pattern {
                text: "bridge".into(),
                case: true,
                ..Pattern::default()
            },
        };
        let told = RefCell::new(0);
        find(
            &job,
            Some(&|outcome| {
                let Outcome::Found(part) = outcome else { panic!() };
                assert_eq!((part.run, part.hits.len(), part.end), (7, 0, None));
                *told.borrow_mut() += 1;
            }),
        );
        assert!((2..=5).contains(&*told.borrow()), "{told:?}");
    }

    #[test]
    fn a_fault_ends_the_search() {
        let outcome = guarded(3, Outcome::Found, || panic!("a fault"));
        let Outcome::Found(part) = outcome else { panic!() };
        assert!(part.run == 3 && matches!(part.end, Some(End::Failed(_))));
    }
}
