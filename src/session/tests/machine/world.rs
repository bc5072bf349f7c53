//! People at their machines with one shared folder, on a disk in memory: what they do, in small steps, and how machines fail. After
//! each step all files of the project can be read.

use super::promised::Promised;
use super::*;
use crate::store::disk::{Disk, Model};

pub const FOLDER: &str = "/share/project";
pub const FILE: &str = "/share/one.ron";
pub const LABELS: [&str; 4] = ["claim", "speaker", "letter", "cue"];
/// Words of each text; each machine labels some of its own.
const WORDS: usize = 48;

/// A state of what somebody had open, and when it was called safe, in changes of the disk in this step.
pub struct Moment {
    pub project: Project,
    pub history: History,
    pub safe: Option<usize>,
    /// It came from the disk.
    pub merged: bool,
}

/// Somebody at a machine.
pub struct Seat {
    pub person: &'static str,
    pub bench: Option<Bench>,
    /// Of jobs that are done; the session has not heard of them yet.
    pub outcomes: Vec<Outcome>,
    /// From the last one that was called safe.
    pub moments: Vec<Moment>,
    /// Nobody else had changed the files when the step began.
    pub in_step: bool,
    pub seconds: f64,
}

pub struct World {
    pub disk: Model,
    /// Where the project is: a folder, or one file.
    pub path: &'static str,
    pub seats: Vec<Seat>,
    pub promised: Promised,
    files_before: BTreeMap<FileKey, Vec<u8>>,
    /// Each machine edits only what it made.
    pub apart: bool,
    /// For words and ids that are new.
    count: u64,
    pub seen: Seen,
}

/// How often something happened, so that a run that tests nothing is noticed.
#[derive(Debug, Default)]
pub struct Seen {
    pub exact: usize,
    pub undone: usize,
    pub conflicts: usize,
    pub decided: usize,
    pub offered: usize,
    pub edits: usize,
}

fn project(people: &[&str]) -> Project {
    let words: Vec<String> = (0..WORDS).map(|n| format!("word{n:02}")).collect();
    let words = words.join(" ");
    let people: BTreeSet<&str> = people.iter().copied().collect();
    // Somebody has begun: what all of one person's machines know from the start can be edited at each of them.
    let begun: Vec<String> = (0..WORDS)
        .map(|n| match n {
            0..8 => format!("[claim:word{n:02}]"),
            _ => format!("word{n:02}"),
        })
        .collect();
    let begun = begun.join(" ");
    let drawing = |name| {
        if name == "ana" {
            begun.as_str()
        } else {
            words.as_str()
        }
    };
    let drawings: Vec<(&str, &str)> = people.into_iter().map(|name| (name, drawing(name))).collect();
    let mut board = board(&drawings);
    board.add_document("two", "Two", &words);
    board.add_label(Label::new(label("cue"), "cue"));
    let id = AttributeId::new("tone").unwrap();
    let labels = LABELS.map(label).to_vec();
    let tone = Attribute {
        labels,
        ..Attribute::new(id, "Tone", AttributeKind::Text)
    };
    board.add_attribute(tone);
    board.project
}

impl World {
    /// Everybody has the project open.
    pub fn new(people: &[&'static str]) -> Self {
        Self::at(FOLDER, people)
    }

    /// A project in a folder, or in one file.
    pub fn at(path: &'static str, people: &[&'static str]) -> Self {
        let disk = Model::default();
        let project = project(people);
        if path == FILE {
            disk.make_folder(Path::new("/share")).unwrap();
            store::write_atomic_on(&disk, Path::new(FILE), &store::single_file(&project, "")).unwrap();
        } else {
            store::create_on(&disk, Path::new(FOLDER), &project).unwrap();
        }
        for folder in ["/share", "/"] {
            disk.sync_folder(Path::new(folder)).unwrap();
        }
        let seat = |person: &&'static str| Seat {
            person,
            bench: None,
            outcomes: Vec::new(),
            moments: Vec::new(),
            in_step: true,
            seconds: 0.0,
        };
        let mut world = Self {
            disk,
            path,
            seats: people.iter().map(seat).collect(),
            promised: Promised::begin(&project),
            files_before: BTreeMap::new(),
            apart: false,
            count: 0,
            seen: Seen::default(),
        };
        for seat in 0..people.len() {
            world.open(seat);
        }
        world
    }

    /// The n-th of the words that one machine labels: the same label on the same words would be one label.
    pub fn word(&self, seat: usize, nth: u8) -> usize {
        let each = WORDS / self.seats.len();
        usize::from(nth) % each * self.seats.len() + seat
    }

    pub fn next(&mut self) -> u64 {
        self.count += 1;
        self.count
    }

    pub fn bench(&mut self, seat: usize) -> Option<&mut Bench> {
        self.seats[seat].bench.as_mut()
    }

    pub fn is_open(&self, seat: usize) -> bool {
        let bench = self.seats[seat].bench.as_ref();
        bench.is_some_and(|bench| bench.session.open.is_some())
    }

    pub fn begin_step(&mut self) {
        self.disk.record();
        self.promised.begin_step();
        self.files_before = self.files();
        for number in 0..self.seats.len() {
            let in_step = self.is_open(number) && self.knows_the_disk(number);
            let seat = &mut self.seats[number];
            if seat.bench.is_some() {
                seat.in_step = in_step;
            }
            let safe = seat.moments.iter().rposition(|moment| moment.safe.is_some());
            seat.moments.drain(..safe.unwrap_or(0));
            if let Some(first) = seat.moments.first_mut() {
                first.safe = first.safe.and(Some(0));
            }
        }
    }

    /// After a step of one: who else has to look again, and whether all files can be read.
    pub fn end_step(&mut self, acting: usize) {
        let files = self.files();
        if files == self.files_before {
            return;
        }
        for number in 0..self.seats.len() {
            if number != acting {
                let knows = self.is_open(number) && self.knows_the_disk(number);
                self.seats[number].in_step &= knows;
            }
        }
        self.read();
    }

    /// Nobody else has changed the files since they were read or written.
    fn knows_the_disk(&self, seat: usize) -> bool {
        let Some(open) = self.seats[seat]
            .bench
            .as_ref()
            .and_then(|bench| bench.session.open.as_ref())
        else {
            return false;
        };
        let (stamps, files) = (&open.files.stamps, self.files());
        let same =
            |(file, bytes): (&FileKey, &Vec<u8>)| stamps.get(file).is_some_and(|stamp| stamp.is_of(bytes));
        files.iter().all(same) && files.len() == stamps.len()
    }

    /// Those of the project.
    fn files(&self) -> BTreeMap<FileKey, Vec<u8>> {
        let all = self.disk.files().into_iter();
        let files = all.filter_map(|(path, bytes)| {
            if path == Path::new(FILE) {
                return Some((FileKey::Project, bytes));
            }
            let inside = path.strip_prefix(FOLDER).ok()?.to_str()?;
            let file = FileKey::from_path(inside)?;
            (file != FileKey::GitAttributes).then_some((file, bytes))
        });
        files.collect()
    }

    pub fn project(&self, seat: usize) -> &Project {
        self.seats[seat].bench.as_ref().unwrap().project()
    }

    /// The project as anybody reads it now.
    pub fn read(&self) -> Project {
        let opened = store::open_on(&self.disk, Path::new(self.path), &store::Patient).unwrap();
        assert_eq!(opened.problems, vec![]);
        assert!(opened.damaged.is_empty() && opened.read_only.is_none());
        opened.project
    }

    /// Something that the user asks for. Refused, it changes nothing.
    pub fn ask(&mut self, seat: usize, request: Request) -> bool {
        self.edit(seat, |bench| bench.try_go(request).is_ok())
    }

    pub fn edit(&mut self, seat: usize, edit: impl FnOnce(&mut Bench) -> bool) -> bool {
        if !self.is_open(seat) {
            return false;
        }
        let before = self.project(seat).clone();
        let Some(bench) = self.bench(seat) else {
            return false;
        };
        let revision = bench.session.open.as_ref().map(|open| open.revision);
        let done = edit(bench);
        let open = bench.session.open.as_ref().unwrap();
        if Some(open.revision) != revision {
            let after = open.project.clone();
            self.promised.edited(seat, &before, &after);
            self.seen.edits += 1;
            self.note(seat, false);
        } else {
            assert!(open.project == before, "refused, and changed all the same");
        }
        done
    }

    pub fn tick(&mut self, seat: usize, seconds: f64) {
        let seat = &mut self.seats[seat];
        seat.seconds += seconds;
        if let Some(bench) = &mut seat.bench {
            let effects = bench.session.tick(seat.seconds);
            bench.take(effects);
        }
    }

    /// A worker does one of the jobs that wait.
    pub fn run(&mut self, number: usize, which: usize) -> bool {
        let seat = &mut self.seats[number];
        let Some(bench) = seat.bench.as_mut().filter(|bench| !bench.jobs.is_empty()) else {
            return false;
        };
        let job = bench.jobs.remove(which % bench.jobs.len());
        seat.outcomes.push(jobs::run(job, &bench.places));
        self.note_safe(number);
        true
    }

    /// The session hears of a job that was done.
    pub fn deliver(&mut self, number: usize, which: usize) -> bool {
        let seat = &mut self.seats[number];
        if seat.outcomes.is_empty() {
            return false;
        }
        let outcome = seat.outcomes.remove(which % seat.outcomes.len());
        let merged = matches!(outcome, Outcome::Reread(_));
        if let Some(bench) = &mut seat.bench {
            bench.go(Request::Done(outcome));
        }
        if self.is_open(number) {
            let conflicts = self.project(number).conflicts().len();
            self.seen.conflicts += conflicts;
            self.note(number, merged);
        }
        true
    }

    /// All that waits, and what comes of it.
    pub fn work(&mut self, seat: usize) {
        while self.deliver(seat, 0) || self.run(seat, 0) {}
    }

    pub fn note(&mut self, number: usize, merged: bool) {
        let Some(open) = self.seats[number]
            .bench
            .as_ref()
            .and_then(|bench| bench.session.open.as_ref())
        else {
            return;
        };
        let moment = Moment {
            project: open.project.clone(),
            history: open.history.clone(),
            safe: None,
            merged,
        };
        let moments = &mut self.seats[number].moments;
        if moments.last().is_none_or(|last| last.project != moment.project) {
            moments.push(moment);
        }
        self.note_safe(number);
    }

    fn note_safe(&mut self, number: usize) {
        let seat = &mut self.seats[number];
        let open = seat.bench.as_ref().and_then(|bench| bench.session.open.as_ref());
        if !open.is_some_and(Open::is_safe) {
            return;
        }
        let now = self.disk.changes();
        if let Some(last) = seat.moments.last_mut() {
            last.safe.get_or_insert(now);
        }
        self.promised.safe(number, now);
    }
}

impl Seen {
    pub fn add(&mut self, other: &Self) {
        self.exact += other.exact;
        self.undone += other.undone;
        self.conflicts += other.conflicts;
        self.decided += other.decided;
        self.offered += other.offered;
        self.edits += other.edits;
    }

    pub fn all_happened(&self) -> bool {
        [
            self.exact,
            self.undone,
            self.conflicts,
            self.decided,
            self.offered,
            self.edits,
        ]
        .iter()
        .all(|count| *count > 0)
    }
}
