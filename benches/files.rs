//! How long it takes to look again at 10,000 files and to open them, and what the window's thread does while 100,000 labels go along
//! with another text of 10 MB. `cargo bench --bench files` prints a figure and its target a line; nothing fails when one is missed.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a bench prints, and stops at the first surprise"
)]

use ascribe::model::edit::recipes::Choice;
use ascribe::model::edit::{Change, Item, Key, Transaction, apply};
use ascribe::model::{
    Annotation, AnnotationId, Conflict, Document, DocumentId, Fragments, Label, LabelId, LayerHead, LayerKey,
    Person, PersonId, PersonKind, Project, SplitMix, Timestamp,
};
use ascribe::session::jobs::{Places, run};
use ascribe::session::{Conflicts, Effect, Job, Reanchoring, Request, Session, Settings};
use ascribe::store;
use ascribe::text::Text;
use cpu_time::{ProcessTime, ThreadTime};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// With three files each, and three that all share.
const DOCUMENTS: usize = 3_333;
const LABELS: usize = 100_000;
/// A label and the words around it.
const PIECE: &str = "The council said on Monday that the old bridge over the river Lenna reopens in the spring of next year, \
    as long as it is dry";

fn print(name: &str, took: Duration, target: u64, note: &str) {
    let figure = took.as_secs_f64() * 1e3;
    let verdict = if figure <= target as f64 { "ok" } else { "OVER" };
    println!("{name:<48} {figure:>9.2} ms   target {target:>5} ms   {verdict:<4}  {note}");
}

fn ana() -> PersonId {
    PersonId::new("ana").unwrap()
}

/// Each text with a label of ana's on a word of every piece.
fn project(texts: impl Iterator<Item = String>) -> Project {
    let mut project = Project::new("bench", "Bench");
    let person = Person {
        id: ana(),
        name: "Ana".into(),
        colour: Default::default(),
        kind: PersonKind::Person,
    };
    let label = Label::new(LabelId::new("claim").unwrap(), "claim");
    let mut changes = vec![
        Change::create(Key::Person(ana()), Item::Person(Arc::new(person))),
        Change::create(Key::Label(label.id.clone()), Item::Label(Arc::new(label.clone()))),
    ];
    let mut random = SplitMix(3);
    for (number, words) in texts.enumerate() {
        let id = DocumentId::new(format!("doc-{number:05}")).unwrap();
        let text = Text::new(words).unwrap();
        let facts = Document::new(
            id.clone(),
            format!("Document {number}"),
            &text,
            Timestamp::default(),
        );
        let layer = LayerKey::new(id.clone(), ana());
        let head = LayerHead {
            annotated: true,
            ..LayerHead::default()
        };
        for at in text.as_str().match_indices("council").map(|(at, _)| at) {
            let fragments = Fragments::one(text.span(at..at + "council".len()).unwrap());
            let id = AnnotationId::random(&mut random);
            let made = Annotation::new(id.clone(), label.id.clone(), fragments, Timestamp::default());
            changes.push(Change::create(
                Key::Annotation(layer.clone(), id),
                Item::Annotation(Arc::new(made)),
            ));
        }
        changes.extend([
            Change::create(Key::Document(id.clone()), Item::Document(Arc::new(facts))),
            Change::create(Key::Text(id), Item::Text(text)),
            Change::create(Key::Layer(layer), Item::Layer(Arc::new(head))),
        ]);
    }
    // What labels stand in comes before them.
    changes.sort_by_key(|change| matches!(change.key, Key::Annotation(..)));
    apply(&mut project, &Transaction::new("Make", changes)).unwrap();
    project
}

/// The session as it has the project of a folder open.
fn opened(folder: &Path) -> Session {
    let mut settings = Settings::default();
    settings.set_identity("bench", "ana");
    let clock = Box::new(|| Timestamp::from_seconds(1));
    let mut session = Session::new(settings, clock, Box::new(SplitMix(9)));
    let (jobs, _) = go(&mut session, Request::Open(folder.to_owned()));
    let outcome = run(jobs.into_iter().next().unwrap(), &Places::default());
    go(&mut session, Request::Done(outcome));
    session
}

/// Does a request and returns its jobs with the CPU that it took on the thread of the window.
fn go(session: &mut Session, request: Request) -> (Vec<Job>, Duration) {
    let start = ThreadTime::now();
    let effects = session.handle(request).unwrap();
    let took = start.elapsed();
    let job = |effect| match effect {
        Effect::Work(job) => Some(job),
        _ => None,
    };
    (effects.into_iter().filter_map(job).collect(), took)
}

fn many_files(folder: &Path) {
    let texts = (0..DOCUMENTS).map(|n| format!("{n}. {PIECE}.\n{PIECE}.\n"));
    store::create(folder, &project(texts)).unwrap();
    let (start, cpu) = (Instant::now(), ProcessTime::now());
    let read = store::open(folder).unwrap();
    let files = 3 * DOCUMENTS + 3;
    let note = format!("{files} files; {:.0} ms CPU", cpu.elapsed().as_secs_f64() * 1e3);
    print("open", start.elapsed(), 2_000, &note);
    let mut looks: Vec<(Duration, Duration)> = (0..9)
        .map(|_| {
            let (start, cpu) = (Instant::now(), ThreadTime::now());
            store::scan(&store::disk::Real, &read.location, &read.stamps).unwrap();
            (start.elapsed(), cpu.elapsed())
        })
        .collect();
    looks.sort();
    print("look again, wall clock", looks[4].0, 100, "the middle one of 9");
    looks.sort_by_key(|(_, cpu)| *cpu);
    print("look again, CPU", looks[4].1, 100, "the middle one of 9");
}

/// What a request and its jobs cost: the longest on the thread of the window, all on workers.
fn whole(session: &mut Session, name: &str, request: Request, worker: u64) {
    let (mut waiting, mut window) = go(session, request);
    let start = Instant::now();
    let mut drawn = Duration::ZERO;
    while let Some(job) = waiting.pop() {
        // A save waits in this bench.
        if matches!(job, Job::ReadText(_) | Job::Decide(_)) {
            let outcome = run(job, &Places::default());
            let (jobs, took) = go(session, Request::Done(outcome));
            waiting.extend(jobs);
            window = window.max(took);
            drawn += took;
        }
    }
    print(
        &format!("{name}: the window’s thread"),
        window,
        8,
        "CPU, the longest request",
    );
    if worker > 0 {
        print(
            &format!("{name}: on a worker"),
            start.elapsed() - drawn,
            worker,
            "wall clock",
        );
    }
}

fn another_text(folder: &Path) {
    let pieces = |from: usize| {
        (from..LABELS)
            .map(|n| format!("{n}. {PIECE}\n"))
            .collect::<String>()
    };
    let (old, new) = (pieces(0), format!("A new first line.\n{}", pieces(50)));
    let mut project = project(std::iter::once(old));
    let document = DocumentId::new("doc-00000").unwrap();
    let of = Key::Text(document.clone());
    let conflict = Conflict::new([Some(Item::Text(Text::new(new.as_str()).unwrap()))]);
    let disputed = Change::create(of.clone().conflict(), Item::Conflict(Arc::new(conflict)));
    let path = folder.with_extension("txt");
    std::fs::write(&path, &new).unwrap();
    store::create(folder, &project).unwrap();
    let mut session = opened(folder);
    let preview = Reanchoring::PreviewText {
        document,
        path,
        encoding: None,
    };
    whole(
        &mut session,
        "another text, preview",
        Request::Reanchoring(preview),
        5_000,
    );
    let confirm = Request::Reanchoring(Reanchoring::ConfirmText);
    whole(&mut session, "another text, put in place", confirm, 0);
    assert_eq!(
        session.project().unwrap().text("doc-00000").unwrap().as_str(),
        new
    );
    drop(session);

    apply(&mut project, &Transaction::new("Dispute", vec![disputed])).unwrap();
    let second = folder.with_extension("second");
    store::create(&second, &project).unwrap();
    let mut session = opened(&second);
    let decide = Request::Conflicts(Conflicts::Decide(of, Choice::Other(0)));
    whole(&mut session, "a text in conflict", decide, 5_000);
    assert_eq!(
        session.project().unwrap().text("doc-00000").unwrap().as_str(),
        new
    );
}

fn main() {
    let folder = tempfile::tempdir().unwrap();
    many_files(&folder.path().join("many"));
    another_text(&folder.path().join("long"));
}
