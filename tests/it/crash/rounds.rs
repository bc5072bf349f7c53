//! A program that edits is killed at a random moment, again and again; after each time the project must hold every edit that was
//! called safe. Shared by the tests and by `examples/kill_loop.rs`.

use super::gate::Gate;
use ascribe::command::CommandId;
use ascribe::model::edit::{Transaction, apply, recipes};
use ascribe::model::*;
use ascribe::session::jobs::{self, Places};
use ascribe::session::{CodebookEdit, Effect, Job, Outcome, Request, Session, Settings, system};
use ascribe::store::disk::Real;
use ascribe::store::{self, Location};
use ascribe::text::Text;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

/// Labels by document, person and id, and the codebook's: what they say, in one line.
type Facts = BTreeMap<String, String>;

fn facts(project: &Project) -> Facts {
    let mut facts = Facts::new();
    for (key, layer) in project.layers() {
        let text = project.text(key.document.as_str());
        for annotation in layer.annotations_by_id() {
            let words = text
                .map(|text| annotation.fragments.quote(text))
                .unwrap_or_default();
            let name = format!("{}/{}/{}", key.document, key.annotator, annotation.id);
            facts.insert(name, format!("{} {words:?}", annotation.label));
        }
    }
    for label in project.codebook().labels() {
        facts.insert(format!("label/{}", label.id), format!("{:?}", label.name));
    }
    facts
}

// ---- the program that is killed

/// Edits at random until it is killed. Says each edit on its standard output, and how many of them are safe.
pub fn child(project: &Path, state: &Path, seed: u64) {
    let mut hand = Hand::open(project, state, seed);
    loop {
        hand.wait();
        hand.act();
    }
}

pub struct Hand {
    session: Session,
    gate: Gate,
    places: Places,
    sender: Sender<Outcome>,
    receiver: Receiver<Outcome>,
    started: Instant,
    random: SplitMix,
    facts: Facts,
    revision: u64,
}

impl Hand {
    pub fn open(project: &Path, state: &Path, seed: u64) -> Self {
        let (sender, receiver) = channel();
        let mut settings = Settings::default();
        settings.set_identity("killed", "ana");
        let gate = Gate::default();
        let mut hand = Self {
            session: Session::new(
                settings,
                Box::new(system::now),
                Box::new(system::SystemRandom::new()),
            ),
            gate: gate.clone(),
            places: Places {
                disk: Arc::new(gate),
                state: Some(state.to_owned()),
                token: format!("{seed:x}"),
                ..Places::default()
            },
            sender,
            receiver,
            started: Instant::now(),
            random: SplitMix(seed),
            facts: Facts::new(),
            revision: 0,
        };
        hand.ask(Request::Open(project.to_owned()));
        while hand.session.open.is_none() {
            hand.wait();
        }
        hand
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.random.next_u64() >> 16) as usize % bound.max(1)
    }

    fn say(&self, line: &str) {
        let mut out = std::io::stdout().lock();
        // Nobody listens any more: the end is near.
        let _ = out.write_all(format!("{line}\n").as_bytes());
        let _ = out.flush();
    }

    fn ask(&mut self, request: Request) {
        // What cannot be done, as a second label where none may overlap, is no edit.
        let gate = self.gate.clone();
        let closed = gate.hold();
        let effects = self.session.handle(request).unwrap_or_default();
        self.tell();
        drop(closed);
        self.take(effects);
    }

    fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Work(job) => self.start(job),
                Effect::Notify(notice) if notice.error => eprintln!("{notice:?}"),
                _ => {}
            }
        }
    }

    /// As in the window: a thread a job.
    fn start(&self, job: Job) {
        let (places, sender) = (self.places.clone(), self.sender.clone());
        std::thread::spawn(move || sender.send(jobs::run(job, &places)));
    }

    /// What the last request changed. Said while the gate is closed, before any worker can have written it.
    fn tell(&mut self) {
        let Some(open) = self.session.open.as_ref() else {
            return;
        };
        let now = facts(&open.project);
        let revision = open.revision;
        if revision != self.revision {
            let gone = self.facts.keys().filter(|key| !now.contains_key(*key));
            let gone = gone.map(|key| format!("\t-{key}"));
            let new = now
                .iter()
                .filter(|(key, value)| self.facts.get(*key) != Some(*value));
            let new = new.map(|(key, value)| format!("\t+{key}={value}"));
            let changes: String = gone.chain(new).collect();
            self.say(&format!("edit {revision}{changes}"));
            self.revision = revision;
        }
        self.facts = now;
    }

    /// A frame: what workers have done, and what is due.
    fn wait(&mut self) {
        let rest = Duration::from_micros(self.below(2_500) as u64);
        let first = self.receiver.recv_timeout(rest).ok();
        let more: Vec<Outcome> = first.into_iter().chain(self.receiver.try_iter()).collect();
        for outcome in more {
            if let Outcome::Journaled {
                result: Ok(count), ..
            } = &outcome
            {
                self.say(&format!("safe {count}"));
            }
            self.ask(Request::Done(outcome));
        }
        let effects = self.session.tick(self.started.elapsed().as_secs_f64());
        self.take(effects);
    }

    /// Waits until all edits are in the journal.
    #[allow(dead_code, reason = "for the tests")]
    pub fn until_safe(&mut self) {
        while self.session.open.as_ref().is_some_and(|open| !open.is_safe()) {
            self.wait();
        }
    }

    fn act(&mut self) {
        if self
            .session
            .open
            .as_ref()
            .is_none_or(|open| open.read_only.is_some())
        {
            return;
        }
        let many = self.facts.len() > 160;
        match self.below(100) {
            0..50 if !many => self.tag(),
            0..66 => self.delete(),
            66..78 => self.ask(Request::Command(CommandId::Undo)),
            78..84 => self.ask(Request::Command(CommandId::Redo)),
            84..87 if !many => {
                let name = format!("Label {}", self.below(40));
                self.ask(Request::Codebook(CodebookEdit::MakeLabel { name, parent: None }));
            }
            87..92 => {
                let documents = self.session.project().map(|project| {
                    let documents = project.documents();
                    documents.map(|document| document.id.clone()).collect::<Vec<_>>()
                });
                let documents = documents.unwrap_or_default();
                let at = self.below(documents.len());
                if let Some(id) = documents.get(at) {
                    self.ask(Request::SelectDocument(id.clone()));
                }
            }
            92..98 => self.ask(Request::Save),
            _ => {}
        }
    }

    #[allow(dead_code, reason = "for the tests")]
    pub fn until_saved(&mut self) {
        while self.session.open.as_ref().is_some_and(|open| !open.is_saved()) {
            self.wait();
        }
    }

    pub fn tag(&mut self) {
        let length = self.session.document().map_or(0, |(_, text)| text.len());
        let labels: Vec<LabelId> = self.session.project().map_or(Vec::new(), |project| {
            let labels = project.codebook().labels();
            labels
                .filter(|label| !label.retired)
                .map(|label| label.id.clone())
                .collect()
        });
        let start = self.below(length as usize) as u32;
        let head = (start + 1 + self.below(60) as u32).min(length);
        let at = self.below(labels.len());
        self.ask(Request::Select { anchor: start, head });
        if let Some(label) = labels.get(at) {
            self.ask(Request::Tag(label.clone()));
        }
    }

    fn delete(&mut self) {
        let own = self.session.own_key().and_then(|key| {
            let layer = self.session.project()?.layer(&key)?;
            let ids = layer.annotations_by_id().map(|annotation| annotation.id.clone());
            Some((key.annotator, ids.collect::<Vec<_>>()))
        });
        let Some((annotator, ids)) = own else { return };
        let at = self.below(ids.len());
        if let Some(id) = ids.get(at).cloned() {
            self.ask(Request::SelectAnnotation { annotator, id });
            self.ask(Request::Command(CommandId::Delete));
        }
    }
}

// ---- who kills it and looks what is left

/// What came of all rounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub rounds: u32,
    /// Edits that were called safe.
    pub acknowledged: u64,
    /// Of these, how many the project held.
    pub recovered: u64,
    pub lost: u64,
    /// Times that something could not be read whole.
    pub unreadable: u64,
    /// Unfinished files that were left and could be swept.
    pub orphans: usize,
    /// Rounds after which the journal held what the files did not.
    pub replayed: u32,
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "rounds {}, acknowledged {}, recovered {}, lost {}, unreadable {}",
            self.rounds, self.acknowledged, self.recovered, self.lost, self.unreadable
        )
    }
}

/// What the child said before it was killed.
#[derive(Default)]
struct Said {
    /// The changes of each edit, in order.
    edits: Vec<Vec<String>>,
    safe: u64,
}

/// Kills `rounds` children in the folder `desk`. `command` starts one: project, state folder, seed.
pub fn rounds(desk: &Path, rounds: u32, seed: u64, command: &dyn Fn(&Path, &Path, u64) -> Command) -> Tally {
    let (project, state) = (desk.join("project"), desk.join("state"));
    make(&project);
    let mut random = SplitMix(seed);
    let mut tally = Tally::default();
    let mut before = look(&project, &state, &mut tally);
    tally.unreadable = 0;
    for round in 0..rounds {
        let mut command = command(&project, &state, random.next_u64());
        let delay = Duration::from_micros(random.next_u64() % 90_000);
        let said = kill_after(&mut command, delay);
        let after = look(&project, &state, &mut tally);
        judge(&before, &after, &said, &mut tally);
        tally.rounds += 1;
        if tally.lost + tally.unreadable > 0 {
            eprintln!("round {round}: {tally}");
            return tally;
        }
        before = after;
    }
    tally
}

/// Ana's project with two documents.
pub fn make(folder: &Path) {
    let mut project = Project::new("killed", "Killed");
    let sentences = [
        "She said that the bridge would reopen in May. ",
        "총리는 “아니다”라고 말했다.\n",
    ];
    let ana = Person {
        id: PersonId::new("ana").expect("an id"),
        name: "Ana".to_owned(),
        colour: Colour::default(),
        kind: PersonKind::Person,
    };
    let mut transactions: Vec<Transaction> = vec![recipes::add_person(ana)];
    for (number, sentence) in sentences.into_iter().enumerate() {
        let text = Text::new(sentence.repeat(40)).expect("a text");
        let id = DocumentId::new(format!("talk-{number}")).expect("an id");
        let document = Document::new(
            id,
            format!("Talk {number}"),
            &text,
            Timestamp::from_seconds(1_000),
        );
        transactions.push(recipes::add_document(&project, document, text).expect("a document"));
    }
    for name in ["claim", "speaker", "cue"] {
        let label = Label::new(LabelId::new(name).expect("an id"), name);
        transactions.push(recipes::make_label(&project, label));
    }
    for transaction in transactions {
        apply(&mut project, &transaction).expect("it applies");
    }
    store::create(folder, &project).expect("a new project");
}

/// Starts a child, kills it that long after its first edit, and gives what it said.
fn kill_after(command: &mut Command, delay: Duration) -> Said {
    let mut child = command.stdout(Stdio::piped()).spawn().expect("the child starts");
    let out = child.stdout.take().expect("its standard output");
    let (began, begin) = channel();
    let reader = std::thread::spawn(move || listen(out, &began));
    // A child that does not get that far has something to tell on its standard error.
    let _ = begin.recv_timeout(Duration::from_secs(20));
    let (_never, wait) = channel::<()>();
    let _ = wait.recv_timeout(delay);
    // SIGKILL, where there are signals.
    child.kill().expect("it can be killed");
    child.wait().expect("it is dead");
    reader.join().expect("what it said")
}

fn listen(out: ChildStdout, began: &Sender<()>) -> Said {
    let mut said = Said::default();
    let mut out = BufReader::new(out);
    let mut line = String::new();
    while matches!(out.read_line(&mut line), Ok(1..)) {
        let whole = std::mem::take(&mut line);
        let Some(whole) = whole.strip_suffix('\n') else {
            break;
        };
        if let Some(edit) = whole.strip_prefix("edit ") {
            let mut parts = edit.split('\t');
            assert_eq!(parts.next(), Some((said.edits.len() + 1).to_string().as_str()));
            said.edits.push(parts.map(str::to_owned).collect());
            let _ = began.send(());
        } else if let Some(count) = whole.strip_prefix("safe ") {
            said.safe = count.parse().expect("a number");
        }
    }
    said
}

/// Opens the project as the next start does; what it holds.
fn look(project: &Path, state: &Path, tally: &mut Tally) -> Facts {
    let places = Places {
        state: Some(state.to_owned()),
        token: "look".to_owned(),
        ..Places::default()
    };
    let job = Job::Open {
        path: project.to_owned(),
        progress: Default::default(),
    };
    let Outcome::Opened(Ok(entered)) = jobs::run(job, &places) else {
        eprintln!("the project cannot be opened");
        tally.unreadable += 1;
        return Facts::new();
    };
    let (opened, recovery) = (&entered.opened, &entered.recovery);
    let told = [
        format!("{:?}", opened.problems),
        format!("{:?}", opened.damaged),
        format!("{:?}", recovery.notes),
        format!("{:?}", recovery.foreign),
    ];
    if told != ["[]", "{}", "[]", "[]"] || opened.read_only.is_some() || recovery.keeper.is_none() {
        eprintln!("{told:#?} {:?} {:?}", opened.read_only, entered.window);
        tally.unreadable += 1;
    }
    tally.replayed += u32::from(recovery.edits > 0);
    // As the first start after a while does: the unfinished files of today are old by then.
    let later = Timestamp::from_seconds(system::now().seconds() + 3_600);
    tally.orphans += store::sweep_on(&Real, &Location::Folder(project.to_owned()), later);
    tally.orphans += store::sweep_below_on(&Real, state, later);
    let left = unfinished(project)
        .into_iter()
        .chain(unfinished(state))
        .collect::<Vec<_>>();
    if !left.is_empty() {
        eprintln!("left unfinished: {left:?}");
        tally.unreadable += 1;
    }
    facts(recovery.project.as_ref().unwrap_or(&opened.project))
}

fn unfinished(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>());
    let paths = entries.unwrap_or_default().into_iter().map(|entry| entry.path());
    let found = paths.flat_map(|path| match path.is_dir() {
        true => unfinished(&path),
        false => Vec::from_iter(path.to_string_lossy().contains("unfinished").then_some(path)),
    });
    found.collect()
}

fn said_of(changes: &[String], facts: &mut Facts) {
    for change in changes {
        match change.strip_prefix('+').and_then(|new| new.split_once('=')) {
            Some((key, value)) => drop(facts.insert(key.to_owned(), value.to_owned())),
            None => drop(facts.remove(change.trim_start_matches('-'))),
        }
    }
}

/// The project must be as it was after some edit that is not before the last safe one.
fn judge(before: &Facts, after: &Facts, said: &Said, tally: &mut Tally) {
    let mut facts = before.clone();
    let mut held = (facts == *after).then_some(0);
    for (number, changes) in (1_u64..).zip(&said.edits) {
        said_of(changes, &mut facts);
        if facts == *after {
            held = Some(number);
        }
    }
    if held.is_none_or(|held| held < said.safe) {
        tell_difference(before, after, said, held);
    }
    let held = held.unwrap_or(0).min(said.safe);
    tally.acknowledged += said.safe;
    tally.recovered += held;
    tally.lost += said.safe - held;
}

/// What a project that lost something has and lacks, against how it was after its last edit.
fn tell_difference(before: &Facts, after: &Facts, said: &Said, held: Option<u64>) {
    eprintln!(
        "{} edits, {} of them safe, as after {held:?}",
        said.edits.len(),
        said.safe
    );
    let mut facts = before.clone();
    for (number, changes) in (1_u64..).zip(&said.edits) {
        said_of(changes, &mut facts);
        let lacks = facts
            .iter()
            .filter(|(key, value)| after.get(*key) != Some(*value));
        let lacks: Vec<String> = lacks.map(|(key, value)| format!("lacks {key} {value}")).collect();
        let has = after
            .iter()
            .filter(|(key, value)| facts.get(*key) != Some(*value));
        let has: Vec<String> = has.map(|(key, value)| format!("has {key} {value}")).collect();
        eprintln!("{number}: {changes:?}\n    then it {lacks:?} {has:?}");
    }
}
