//! The searches themselves, as workers do them: hits are handed over in portions that grow, the first one at once, so that
//! there is something to see long before the end. Knows no session.

use super::{Existing, TagAllRow};
use crate::analysis::search::{Field, Hit, LabelsAt, Pattern, Search, Searcher, context, documents_by_title};
use crate::model::edit::recipes::{tag_refusals, tagged_already};
use crate::model::*;
use crate::session::Outcome;
use crate::session::tagging::anchored;
use crate::text::{Span, Text};
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
const FAR: usize = 8 << 20;

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

pub fn find(job: &FindJob, report: Report<'_>) -> Outcome {
    let mut portions = Portions::new(job.run, MOST_IN_DOCUMENT, report, Outcome::Found);
    match Searcher::new(&job.pattern) {
        Err(error) => return portions.fail(error),
        Ok(searcher) => searcher.search(&job.text, &job.cancel, &mut |hit| {
            portions.add(hit, hit.start() as usize)
        }),
    }
    portions.end()
}

pub fn search_all(job: SearchJob, report: Report<'_>) -> Outcome {
    let mut portions: Portions<Hit> = Portions::new(job.run, MOST, report, Outcome::FoundAll);
    let searcher = match Searcher::new(&job.pattern) {
        Err(error) => return portions.fail(error),
        Ok(searcher) => searcher,
    };
    let search = Search {
        searcher,
        fields: job.fields,
        longest: LONGEST,
    };
    let mut bytes = 0;
    for document in documents_by_title(&job.project) {
        let flow = search.document(&job.project, &document, &job.cancel, &mut |hit| {
            let at = bytes + hit.at.start() as usize;
            portions.add(hit, at)
        });
        if flow.is_break() || job.cancel.load(Ordering::Relaxed) {
            break;
        }
        bytes += job
            .project
            .text(document.as_str())
            .map_or(0, |text| text.len() as usize);
        portions.part.documents += 1;
        portions.passed(bytes);
    }
    portions.end()
}

/// The rows come all together: whether a passage can be tagged depends on those before it.
pub fn plan_tag_all(job: &TagAllJob) -> Outcome {
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
    searcher.search(text, &job.cancel, &mut |hit| {
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
