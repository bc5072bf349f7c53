//! The JSON shapes of the command line: a contract, so fields are never renamed. Every annotator, label and document
//! is an id, every offset counts Unicode scalars.

use crate::model::{AttributeValue, Attributes, Fragments, Problem};
use crate::text::Text;
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
pub(super) struct NewJson<'a> {
    pub project: String,
    pub id: &'a str,
    pub name: &'a str,
    pub labels: usize,
}

#[derive(Serialize)]
pub(super) struct GitSetupJson<'a> {
    pub project: String,
    pub repository: String,
    pub attributes: String,
    pub driver: &'a str,
    pub changed: bool,
}

#[derive(Serialize)]
pub(super) struct ListJson {
    pub id: String,
    pub name: String,
    pub annotators: Vec<AnnotatorJson>,
    pub documents: Vec<DocumentJson>,
}

#[derive(Serialize)]
pub(super) struct AnnotatorJson {
    pub id: String,
    pub name: String,
    pub kind: &'static str,
}

#[derive(Serialize)]
pub(super) struct DocumentJson {
    pub id: String,
    pub title: String,
    /// Unicode scalars; null where the text could not be read.
    pub characters: Option<u32>,
    pub annotations: BTreeMap<String, usize>,
    pub links: BTreeMap<String, usize>,
    pub progress: BTreeMap<String, &'static str>,
    pub annotated: BTreeMap<String, bool>,
    pub assigned: Vec<String>,
    pub places: usize,
    pub decided: usize,
    /// Put aside to talk about.
    pub discuss: usize,
    /// Decided before an item changed.
    pub outdated: usize,
    /// Differences that wait for a decision.
    pub left: usize,
}

#[derive(Serialize)]
pub(super) struct HitJson {
    pub document: String,
    pub at: [u32; 2],
    pub before: String,
    #[serde(rename = "match")]
    pub matched: String,
    pub after: String,
    pub labels: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct FormatsJson {
    pub formats: Vec<FormatJson>,
}

#[derive(Serialize)]
pub(super) struct FormatJson {
    pub id: &'static str,
    pub name: &'static str,
    pub extensions: &'static [&'static str],
    pub reads: bool,
    pub writes: bool,
    pub options: Vec<OptionJson>,
    pub loses: &'static str,
}

#[derive(Serialize)]
pub(super) struct OptionJson {
    pub key: &'static str,
    pub values: &'static [&'static str],
    pub default: &'static str,
    pub help: &'static str,
}

#[derive(Serialize)]
pub(super) struct CheckJson {
    pub problems: Vec<ProblemJson>,
}

/// With `--repair`: the problems, or with `--yes` those that are left.
#[derive(Serialize)]
pub(super) struct RepairedJson {
    pub problems: Vec<ProblemJson>,
    pub repairs: Vec<RepairJson>,
}

#[derive(Serialize)]
pub(super) struct RepairJson {
    pub file: String,
    pub what: String,
    /// How many problems are gone then.
    pub problems: usize,
    /// The person whose file it is, who alone repairs it.
    pub left_to: Option<String>,
    pub done: bool,
    pub error: Option<String>,
}

#[derive(Serialize)]
pub(super) struct ProblemJson {
    pub file: String,
    pub line: Option<u32>,
    pub column: Option<u32>,
    pub kind: &'static str,
    pub message: String,
    pub repair: Option<String>,
}

impl From<Problem> for ProblemJson {
    fn from(problem: Problem) -> Self {
        let Problem {
            file,
            line,
            column,
            kind,
            message,
            repair,
            ..
        } = problem;
        Self {
            file,
            line,
            column,
            kind,
            message,
            repair,
        }
    }
}

#[derive(Serialize)]
pub(super) struct KeptJson {
    pub files: Vec<KeptFileJson>,
}

#[derive(Serialize)]
pub(super) struct KeptFileJson {
    pub file: String,
    pub generations: Vec<GenerationJson>,
}

#[derive(Serialize)]
pub(super) struct GenerationJson {
    pub id: String,
    pub time: String,
    pub bytes: u64,
    pub annotations: Option<usize>,
    pub damaged: bool,
}

/// What a state that is brought back does to the items that are there.
#[derive(Serialize)]
pub(super) struct RestoredJson {
    pub file: String,
    pub generation: String,
    pub time: String,
    pub back: usize,
    pub changed: usize,
    pub away: usize,
    pub unread: usize,
    pub dry_run: bool,
}

#[derive(Serialize)]
pub(super) struct CompareJson {
    pub documents: Vec<ComparedJson>,
}

#[derive(Serialize)]
pub(super) struct ComparedJson {
    pub document: String,
    pub places: Vec<PlaceJson>,
}

#[derive(Serialize)]
pub(super) struct PlaceJson {
    pub kinds: Vec<&'static str>,
    pub label: Option<String>,
    pub items: Vec<ItemJson>,
    pub decided: Option<String>,
    /// open, discuss, decided, outdated or rivals.
    pub state: &'static str,
}

#[derive(Serialize)]
pub(super) struct ItemJson {
    pub annotator: String,
    pub id: String,
    pub label: String,
    pub at: Vec<[u32; 2]>,
    pub attributes: BTreeMap<String, serde_json::Value>,
}

#[derive(Serialize)]
pub(super) struct ExportJson {
    pub format: &'static str,
    pub files: Vec<String>,
    pub losses: Vec<LossJson>,
}

#[derive(Serialize)]
pub(super) struct LossJson {
    pub reason: String,
    pub count: usize,
}

/// `new`, `equal`, `changed`, `gone` count annotations, links, comments and decisions.
#[derive(Serialize, Default)]
pub(super) struct ImportJson {
    pub new: usize,
    pub equal: usize,
    pub changed: usize,
    pub gone: usize,
    pub conflicts: Vec<ConflictJson>,
    pub skipped: Vec<SkippedJson>,
    /// Documents in the files; those that are new are listed.
    pub read: usize,
    pub documents: Vec<String>,
    pub people: Vec<String>,
    pub labels: Vec<String>,
    pub attributes: Vec<String>,
    pub link_kinds: Vec<String>,
    pub files: Vec<ReadJson>,
    pub notices: Vec<String>,
    pub dry_run: bool,
}

#[derive(Serialize)]
pub(super) struct MergeJson {
    pub new: usize,
    pub equal: usize,
    pub changed: usize,
    pub gone: usize,
    /// The file's version is older, or was deleted here before.
    pub older: usize,
    pub conflicts: Vec<MergeConflictJson>,
    pub skipped: Vec<SkippedJson>,
    pub documents: Vec<String>,
    pub people: Vec<String>,
    pub labels: Vec<String>,
    pub attributes: Vec<String>,
    pub link_kinds: Vec<String>,
    pub notices: Vec<String>,
    pub dry_run: bool,
}

#[derive(Serialize)]
pub(super) struct MergeConflictJson {
    pub file: String,
    pub document: Option<String>,
    pub annotator: Option<String>,
    /// As its file calls it, such as `labels/claim`.
    pub item: String,
    /// In which both versions differ; empty where one side deleted it.
    pub fields: Vec<String>,
}

/// What a rule decided; counts are places.
#[derive(Serialize)]
pub(super) struct AdjudicateJson {
    pub new: usize,
    pub equal: usize,
    pub changed: usize,
    pub gone: usize,
    pub conflicts: Vec<RivalsJson>,
    pub skipped: Vec<SkippedJson>,
    pub decided: Vec<DecidedJson>,
    pub rule: &'static str,
    /// Places that are left to people.
    pub undecided: usize,
    pub dry_run: bool,
}

/// A place that reviewers decided differently.
#[derive(Serialize)]
pub(super) struct RivalsJson {
    pub document: String,
    pub at: Vec<[u32; 2]>,
    pub decisions: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct DecidedJson {
    pub document: String,
    pub class: &'static str,
    pub label: String,
    pub at: Vec<[u32; 2]>,
    pub attributes: BTreeMap<String, serde_json::Value>,
    pub sources: Vec<SourceJson>,
    pub why: String,
    /// Whether something was said about the place before.
    pub replaces: bool,
    #[serde(skip)]
    pub words: String,
}

#[derive(Serialize)]
pub(super) struct SourceJson {
    pub annotator: String,
    pub id: String,
}

#[derive(Serialize)]
pub(super) struct ConflictJson {
    pub file: String,
    pub document: Option<String>,
    pub annotator: Option<String>,
    pub item: String,
    pub reason: String,
}

#[derive(Serialize)]
pub(super) struct SkippedJson {
    pub file: String,
    pub line: Option<u32>,
    pub reason: String,
}

impl From<Problem> for SkippedJson {
    fn from(problem: Problem) -> Self {
        Self {
            file: problem.file,
            line: problem.line,
            reason: problem.message,
        }
    }
}

#[derive(Serialize)]
pub(super) struct ReadJson {
    pub file: String,
    pub format: &'static str,
}

#[derive(Serialize)]
pub(super) struct CompletionsJson {
    pub shell: String,
    pub script: String,
}

/// Fragments as pairs of scalars.
pub(super) fn scalars_from_fragments(text: &Text, fragments: &Fragments) -> Vec<[u32; 2]> {
    let pairs = fragments.iter().map(|span| text.scalars_from_span(span));
    pairs.map(|range| [range.start, range.end]).collect()
}

pub(super) fn json_from_attributes(attributes: &Attributes) -> BTreeMap<String, serde_json::Value> {
    attributes
        .iter()
        .map(|(id, value)| (id.to_string(), json_from_value(value)))
        .collect()
}

fn json_from_value(value: &AttributeValue) -> serde_json::Value {
    let list = |words: &mut dyn Iterator<Item = &str>| words.collect::<Vec<_>>().into();
    match value {
        AttributeValue::Choice(word) => word.as_str().into(),
        AttributeValue::Choices(words) => list(&mut words.iter().map(|word| word.as_str())),
        AttributeValue::Number(number) => json_from_number(*number),
        AttributeValue::Bool(yes) => (*yes).into(),
        AttributeValue::Text(text) => text.as_str().into(),
        AttributeValue::Entity(id) => id.as_str().into(),
        AttributeValue::Entities(ids) => list(&mut ids.iter().map(|id| id.as_str())),
    }
}

/// Whole numbers without `.0`; what JSON has no number for (infinity) is null.
fn json_from_number(number: f64) -> serde_json::Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < EXACT {
        (number as i64).into()
    } else {
        number.into()
    }
}
