//! How fast 100 MB are searched, how soon the first hits are there, how soon a search lets go, and what tagging 5,000 passages
//! costs. `cargo bench --bench search` prints a figure and its target a line; nothing fails when one is missed.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a bench prints, and stops at the first surprise"
)]

use ascribe::analysis::search::{Field, Pattern, Searcher, documents_by_title};
use ascribe::command::CommandId;
use ascribe::model::edit::{Change, Item, Key, Transaction, apply};
use ascribe::model::{
    Annotation, AnnotationId, Document, DocumentId, Fragments, Label, LabelId, LayerHead, LayerKey, Person,
    PersonId, PersonKind, Project, Randomness, SplitMix, Timestamp,
};
use ascribe::session::jobs::{Places, run, run_reporting};
use ascribe::session::{Effect, FindJob, Job, Outcome, Request, SearchJob, Session, Settings};
use ascribe::store::{Location, Opened};
use ascribe::text::{Text, segment};
use cpu_time::{ProcessTime, ThreadTime};
use std::cell::Cell;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

const DOCUMENTS: usize = 200;
const BYTES: usize = 100_000_000;
/// Labels that are there before all is tagged.
const LABELS: usize = 100_000;

const WORDS: &str = "the the the of of and and a to to in in is that was he for on are with as they at be this from have or by \
    one had not but what all were when we there can an your which their said if will each about how up out them then she many \
    some so these would other into has more her two like him see time could no make than first been its who now people my made \
    over did down only way find use may water long little very after words called just where most know river bridge council \
    report meeting yesterday evening morning engineer teacher minister café naïve résumé façade Zürich José Müller Søren \
    première déjà Straße strasse coöperate interview question answer neighbour traffic budget promise nevertheless thought \
    responsibility infrastructure understanding communication";

/// English-like prose with accents, in paragraphs; "hospital" stands every 20 kB or so, "I thought it was" every 50 kB.
fn prose(bytes: usize, seed: u64) -> String {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let mut random = SplitMix(seed);
    let mut below = |n: usize| (random.next_u64() % n as u64) as usize;
    let mut text = String::with_capacity(bytes + 64);
    let mut sentence = 0;
    while text.len() < bytes {
        let word = match below(24_000) {
            0..=5 => "hospital",
            6 => "Hospital",
            7..=9 => "I thought it was",
            _ => words[below(words.len())],
        };
        text.push_str(word);
        sentence += 1;
        let end = sentence > 6 && below(12) == 0;
        if end {
            sentence = 0;
            text.push('.');
        }
        text.push(if end && below(5) == 0 { '\n' } else { ' ' });
    }
    text
}

fn document(number: usize) -> DocumentId {
    DocumentId::new(format!("doc-{number:03}")).unwrap()
}

/// A project of prose, without labels.
fn project() -> Project {
    let mut project = Project::new("bench", "Bench");
    let ana = PersonId::new("ana").unwrap();
    let person = Person {
        id: ana.clone(),
        name: "Ana".into(),
        colour: Default::default(),
        kind: PersonKind::Person,
    };
    let mut changes = vec![Change::create(Key::Person(ana), Item::Person(Arc::new(person)))];
    for name in ["claim", "place"] {
        let id = LabelId::new(name).unwrap();
        let label = Label::new(id.clone(), name);
        changes.push(Change::create(Key::Label(id), Item::Label(Arc::new(label))));
    }
    for number in 0..DOCUMENTS {
        let id = document(number);
        let text = Text::new(prose(BYTES / DOCUMENTS, number as u64 + 1)).unwrap();
        let facts = Document::new(
            id.clone(),
            format!("Document {number:03}"),
            &text,
            Timestamp::default(),
        );
        changes.push(Change::create(
            Key::Document(id.clone()),
            Item::Document(Arc::new(facts)),
        ));
        changes.push(Change::create(Key::Text(id), Item::Text(text)));
    }
    apply(&mut project, &Transaction::new("Make", changes)).unwrap();
    project
}

/// Labels of ana's on words, evenly over all documents.
fn label(project: &mut Project) {
    let ana = PersonId::new("ana").unwrap();
    let (place, mut random) = (LabelId::new("place").unwrap(), SplitMix(3));
    let mut changes = Vec::new();
    for number in 0..DOCUMENTS {
        let layer = LayerKey::new(document(number), ana.clone());
        let head = LayerHead {
            annotated: true,
            ..LayerHead::default()
        };
        changes.push(Change::create(
            Key::Layer(layer.clone()),
            Item::Layer(Arc::new(head)),
        ));
        let text = project.text(layer.document.as_str()).unwrap();
        let each = LABELS / DOCUMENTS;
        for n in 0..each {
            let at = text.len() / each as u32 * n as u32;
            let word = segment::snap_to_words(text, segment::word_at(text, at));
            let id = AnnotationId::random(&mut random);
            let made = Annotation::new(
                id.clone(),
                place.clone(),
                Fragments::one(word),
                Timestamp::default(),
            );
            changes.push(Change::create(
                Key::Annotation(layer.clone(), id),
                Item::Annotation(Arc::new(made)),
            ));
        }
    }
    apply(project, &Transaction::new("Label", changes)).unwrap();
}

fn print(name: &str, took: Duration, target: u64, note: &str) {
    let figure = took.as_secs_f64() * 1e3;
    let verdict = if figure <= target as f64 { "ok" } else { "OVER" };
    println!("{name:<44} {figure:>9.2} ms   target {target:>4} ms   {verdict:<4}  {note}");
}

fn pattern(text: &str, regex: bool) -> Pattern {
    Pattern {
        text: text.to_owned(),
        regex,
        case: true,
        word: false,
    }
}

/// CPU of counting all hits in all texts; the middle one of five.
fn throughput(project: &Project, name: &str, pattern: &Pattern, target: u64) {
    let never = AtomicBool::new(false);
    let mut all: Vec<(Duration, usize)> = (0..5)
        .map(|_| {
            let start = ThreadTime::now();
            let searcher = Searcher::new(pattern).unwrap();
            let mut hits = 0;
            for id in documents_by_title(project) {
                searcher.search(project.text(id.as_str()).unwrap(), &never, &mut |_| {
                    hits += 1;
                    ControlFlow::Continue(())
                });
            }
            (start.elapsed(), hits)
        })
        .collect();
    all.sort();
    print(name, all[2].0, target, &format!("{} hits", all[2].1));
}

/// From the start of the window's search in all documents to the first hits, and to the end.
fn whole_search(project: &Project, name: &str, pattern: Pattern) {
    let job = SearchJob {
        run: 1,
        cancel: Arc::default(),
        project: Box::new(project.clone()),
        pattern,
        fields: BTreeSet::from([Field::Text]),
    };
    let (start, cpu) = (Instant::now(), ThreadTime::now());
    let first = Cell::new(None);
    let report = |_: Outcome| first.set(first.get().or(Some(start.elapsed())));
    let last = run_reporting(Job::SearchAll(Box::new(job)), &Places::default(), Some(&report));
    let all = cpu.elapsed();
    assert!(matches!(last, Outcome::FoundAll(_)));
    print(
        &format!("first hits: {name}"),
        first.get().unwrap_or(all),
        50,
        "wall clock",
    );
    print(
        &format!("window's search: {name}"),
        all,
        300,
        "with context and labels, at most 20,000 hits",
    );
}

/// How long a search that would need hours goes on after it was cancelled; the longest of ten.
fn cancel(name: &str, text: &Text, pattern: &Pattern) {
    let mut longest = Duration::ZERO;
    for n in 0..10 {
        let cancel = Arc::new(AtomicBool::new(false));
        let job = FindJob {
            run: 1,
            cancel: cancel.clone(),
            text: text.clone(),
            pattern: pattern.clone(),
        };
        let thread = std::thread::spawn(move || run(Job::Find(Box::new(job)), &Places::default()));
        std::thread::sleep(Duration::from_millis(20 + n * 7));
        cancel.store(true, Ordering::Relaxed);
        let start = Instant::now();
        drop(thread.join());
        longest = longest.max(start.elapsed());
    }
    print(
        &format!("cancel: {name}"),
        longest,
        100,
        "wall clock, longest of 10",
    );
}

fn session(project: Project) -> Session {
    let mut settings = Settings::default();
    settings.set_identity("bench", "ana");
    let clock = Box::new(|| Timestamp::from_seconds(1));
    let mut session = Session::new(settings, clock, Box::new(SplitMix(9)));
    let opened = Opened {
        project,
        problems: Vec::new(),
        location: Location::Folder("/nowhere".into()),
        read_only: None,
        damaged: BTreeSet::new(),
        stamps: ascribe::store::Stamps::new(),
    };
    session
        .handle(Request::Done(Outcome::Opened(Ok(Arc::new(opened.into())))))
        .unwrap();
    session
}

/// Does a request and returns its jobs with the CPU that it took.
fn go(session: &mut Session, request: Request) -> (Vec<Job>, Duration) {
    let start = ProcessTime::now();
    let effects = session.handle(request).unwrap();
    let took = start.elapsed();
    let job = |effect| match effect {
        Effect::Work(job) => Some(job),
        _ => None,
    };
    (effects.into_iter().filter_map(job).collect(), took)
}

fn tag_all(project: Project, name: &str) {
    let mut session = session(project);
    let plan = Request::PlanTagAll {
        label: LabelId::new("claim").unwrap(),
        pattern: Pattern {
            text: "hospital".into(),
            word: true,
            ..Pattern::default()
        },
        everywhere: true,
    };
    let (jobs, _) = go(&mut session, plan);
    for job in jobs {
        let start = ThreadTime::now();
        let outcome = run(job, &Places::default());
        print(
            &format!("tag all, the list: {name}"),
            start.elapsed(),
            300,
            "on a worker",
        );
        go(&mut session, Request::Done(outcome));
    }
    // What is over 5,000 is left out.
    let count = session.view.tag_all.as_ref().map_or(0, |plan| plan.rows.len());
    go(&mut session, Request::TickTagAll(5_000..count.max(5_000), false));
    let ticked = session.view.tag_all.as_ref().map_or(0, |plan| plan.ticked());
    let (_, took) = go(&mut session, Request::ConfirmTagAll);
    print(
        &format!("tag all: {name}"),
        took,
        100,
        &format!("{ticked} passages"),
    );
    let (_, took) = go(&mut session, Request::Command(CommandId::Undo));
    print(&format!("tag all, undo: {name}"), took, 100, "");
}

fn main() {
    let start = Instant::now();
    let mut project = project();
    println!(
        "{BYTES} bytes in {DOCUMENTS} documents, made in {:.1} s\n",
        start.elapsed().as_secs_f64()
    );
    let asked: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with("--"))
        .collect();
    if !asked.is_empty() {
        // Regular expressions to be looked at: `cargo bench --bench search -- '\bword\b'`.
        for source in &asked {
            throughput(&project, source, &pattern(source, true), 300);
            cancel(source, project.text("doc-000").unwrap(), &pattern(source, true));
        }
        return;
    }
    throughput(&project, "literal: hospital", &pattern("hospital", false), 50);
    let any_case = Pattern {
        text: "hospital".into(),
        ..Pattern::default()
    };
    throughput(&project, "usual search: hospital", &any_case, 300);
    let whole = Pattern {
        word: true,
        ..any_case.clone()
    };
    throughput(&project, "whole words: hospital", &whole, 300);
    for source in [
        "(?i)hospital",
        r"(?i)\bstra(ß|ss)e\b",
        r"\bI\s+thought\s+(it|that)\s+was\b",
        r"\w+\s+hospital",
    ] {
        throughput(&project, &format!("regex: {source}"), &pattern(source, true), 300);
    }
    println!();
    whole_search(&project, "hospital", any_case.clone());
    whole_search(&project, "the", pattern("the", false));
    whole_search(&project, r"\w+\s+hospital", pattern(r"\w+\s+hospital", true));
    println!();
    let capitals = Text::new("A".repeat(BYTES)).unwrap();
    cancel(".*[^A-Z]|[A-Z]", &capitals, &pattern(".*[^A-Z]|[A-Z]", true));
    cancel(r"\b(\w+)+[.]", &capitals, &pattern(r"\b(\w+)+[.]", true));
    cancel(
        r"(?i)\b\p{L}{1,60}\b",
        &capitals,
        &pattern(r"(?i)\b\p{L}{1,60}\b", true),
    );
    cancel("literal AAAB", &capitals, &pattern("AAAB", false));
    drop(capitals);
    println!();
    tag_all(project.clone(), "no labels yet");
    label(&mut project);
    tag_all(project, "100,000 labels");
}
