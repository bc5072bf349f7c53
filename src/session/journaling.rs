//! The journal of the open project: each edit is handed to it at once and written by a worker, one batch at a time; what it gave when
//! the project was opened; edits of another state that wait for a decision. Does no I/O itself.

use super::jobs::Places;
use super::*;
use crate::model::edit::Moved;
use crate::store::disk::Disk;
use crate::store::journal::{self, BroughtIn, Entry, Keeper, Merge, Recovery, SaveWitness};
use crate::store::{SaveReport, Saving};
use std::path::{Path, PathBuf};

/// Seconds until a journal that could not be written is tried again by itself.
const AGAIN_AFTER: f64 = 2.0;

/// How the open project and its journal stand.
#[derive(Debug, Default)]
pub(super) struct Journaling {
    keeper: Option<Arc<Keeper>>,
    writing: bool,
    /// When it could not be written last, in seconds since start.
    failed_at: Option<f64>,
    /// Why.
    error: Option<UserError>,
    /// The user knows that it cannot be written.
    told: bool,
}

/// A journal, and how many steps of it are in a snapshot that is to be saved.
#[derive(Clone, Debug)]
pub struct SavedWith {
    keeper: Arc<Keeper>,
    at: u64,
}

/// What is to be done with edits that were laid aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    BringIn,
    Discard,
}

/// For a worker.
#[derive(Clone, Debug)]
pub struct ForeignJob {
    location: Location,
    path: PathBuf,
    what: Foreign,
    project: Project,
    revision: u64,
    keeper: Option<Arc<Keeper>>,
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct ForeignDone {
    location: Location,
    path: PathBuf,
    revision: u64,
    /// None: thrown away.
    result: Result<Option<BroughtIn>, UserError>,
}

// ---- on workers

/// Recovers what is in no file yet. Where another window writes, or nobody may, there is no journal.
pub(super) fn recover(places: &Places, opened: &Opened, may_write: bool) -> Recovery {
    match &places.state {
        Some(state) if may_write && opened.read_only.is_none() => {
            let project = &opened.project.head().id;
            let folder = store::state_folder(&*places.disk, state, &opened.location, project);
            store::sweep_below_on(&*places.disk, &folder, system::now());
            let token = id::random_text(&mut system::SystemRandom::new(), 12);
            journal::recover(&places.disk, state, opened, &token)
        }
        _ => Recovery::default(),
    }
}

pub(super) fn write(keeper: &Keeper, location: OpenedAt) -> Outcome {
    Outcome::Journaled {
        location,
        result: keeper.write().map(|()| keeper.written()),
    }
}

/// Saves with the journal's knowledge: it hears what a file is about to hold, and what it holds in the end.
pub(super) fn save(
    disk: &dyn Disk,
    location: &Location,
    saving: &Saving<'_>,
    with: Option<&SavedWith>,
) -> SaveReport {
    let Some(SavedWith { keeper, at }) = with else {
        return store::save_on(disk, location, saving);
    };
    let witness = SaveWitness { keeper, at: *at };
    let saving = Saving {
        witness: Some(&witness),
        ..*saving
    };
    let report = store::save_on(disk, location, &saving);
    // The session hears of a journal that cannot be written when it writes the next edit.
    let _ = keeper.saved(&report, *at);
    report
}

pub(super) fn do_foreign(disk: &dyn Disk, job: ForeignJob) -> ForeignDone {
    let result = match job.what {
        Foreign::BringIn => journal::bring_in(disk, &job.path, &job.project).map(Some),
        // What was brought in is safe before it goes.
        Foreign::Discard => (job.keeper.as_ref().map_or(Ok(()), |keeper| keeper.write()))
            .and_then(|()| journal::discard(disk, &job.path))
            .map(|()| None),
    };
    ForeignDone {
        location: job.location,
        path: job.path,
        revision: job.revision,
        result,
    }
}

// ---- in the session

impl Journaling {
    pub fn new(recovery: &Recovery) -> Self {
        Self {
            keeper: recovery.keeper.clone(),
            ..Self::default()
        }
    }

    /// Another window goes on with the project, and with its journal.
    pub fn let_go(&mut self) {
        self.keeper = None;
    }

    pub fn saved_with(&self) -> Option<SavedWith> {
        let keeper = self.keeper.clone()?;
        let at = keeper.next();
        Some(SavedWith { keeper, at })
    }

    fn add(&self, entry: impl FnOnce() -> Entry) {
        if let Some(keeper) = &self.keeper {
            keeper.add(entry());
        }
    }

    /// Steps of which none is written without the others.
    pub fn add_all(&self, entries: impl IntoIterator<Item = Entry>) {
        if let Some(keeper) = &self.keeper {
            keeper.add_all(entries);
        }
    }
}

impl Open {
    /// Whether every edit is safe on this machine, whatever happens to the program: in the journal, or in the project folder.
    pub fn is_safe(&self) -> bool {
        let in_journal = |keeper: &Arc<Keeper>| keeper.is_written();
        self.is_saved() || self.journal.keeper.as_ref().is_some_and(in_journal)
    }

    /// Why edits that wait cannot be written to the journal.
    pub fn journal_error(&self) -> Option<&UserError> {
        self.journal.error.as_ref()
    }

    pub(super) fn journal_edit(&mut self, done: &Arc<Transaction>) {
        self.journal_written(self.written_of(done));
    }

    /// An edit, without what goes into no file.
    pub(super) fn journal_written(&mut self, written: Arc<Transaction>) {
        let before = self.typing.taken.take();
        let edit = Entry::Edit(written, Box::new(self.project.clone()));
        self.journal.add_all(before.into_iter().chain([edit]));
    }

    /// What of an edit goes into files. Labels of others that go along with another text are a view, here and after a restart.
    fn written_of(&self, done: &Arc<Transaction>) -> Arc<Transaction> {
        new_text::written_of(done, &self.files_of(done))
    }

    /// An edit that was taken back, or made again.
    pub(super) fn journal_move(&self, moved: &Moved, redo: bool) {
        let (done, project) = (self.written_of(&moved.done), Box::new(self.project.clone()));
        self.journal.add_all(Entry::of_move(moved, done, project, redo));
    }

    pub(super) fn undo_entry(&self, done: &Arc<Transaction>) -> Entry {
        Entry::Undo(self.written_of(done), Box::new(self.project.clone()))
    }

    /// What came from the files, outside the history.
    pub(super) fn journal_merge(
        &self,
        transaction: &Transaction,
        found: Vec<(FileKey, journal::Hash)>,
        unsaved: &BTreeSet<FileKey>,
    ) {
        self.journal.add(|| {
            Entry::Merge(Box::new(Merge {
                transaction: transaction.clone(),
                project: self.project.clone(),
                found,
                unsaved: unsaved.clone(),
                kept: BTreeSet::new(),
            }))
        });
    }
}

impl Session {
    /// Seconds until a journal that could not be written is tried again; None where nothing waits for it.
    pub fn journal_due_in(&self) -> Option<f64> {
        let journal = &self.open.as_ref()?.journal;
        let waits = journal.keeper.as_ref().is_some_and(|keeper| !keeper.is_written());
        let at = journal
            .failed_at
            .map_or(0.0, |at| at + AGAIN_AFTER - self.seconds);
        (waits && !journal.writing).then_some(at)
    }

    /// Writes what waits, unless a worker is at it: what comes meanwhile is written after it, in one go.
    pub(super) fn write_journal(&mut self) -> Vec<Effect> {
        if self.journal_due_in().is_none_or(|left| left > 0.0) {
            return Vec::new();
        }
        let Some(open) = &mut self.open else {
            return Vec::new();
        };
        let Some(keeper) = open.journal.keeper.clone() else {
            return Vec::new();
        };
        open.journal.writing = true;
        let location = open.at();
        vec![Effect::Work(Job::Journal { keeper, location })]
    }

    /// What still waits for the journal of a project that goes. A worker that is at the same journal is waited for on a worker.
    pub(super) fn last_of_journal(&self) -> Option<Effect> {
        let open = self.open.as_ref()?;
        let keeper = open
            .journal
            .keeper
            .clone()
            .filter(|keeper| !keeper.is_written())?;
        let location = open.at();
        Some(Effect::Work(Job::Journal { keeper, location }))
    }

    pub(super) fn journaled(&mut self, at: &OpenedAt, result: Result<u64, UserError>) -> Vec<Effect> {
        let seconds = self.seconds;
        let Some(open) = self.open.as_mut().filter(|open| open.at() == *at) else {
            return Vec::new();
        };
        let journal = &mut open.journal;
        journal.writing = false;
        let Err(error) = result else {
            (journal.failed_at, journal.error, journal.told) = (None, None, false);
            return self.write_journal();
        };
        journal.failed_at = Some(seconds);
        journal.error = Some(error.clone());
        if std::mem::replace(&mut journal.told, true) {
            return Vec::new();
        }
        let notice = Notice {
            hint: Some(
                "Editing goes on. Edits are safe once they are saved in the project folder".to_owned(),
            ),
            ..Notice::from(error)
        };
        vec![Effect::Notify(notice)]
    }

    /// What the journal gave while the project was being opened.
    pub(super) fn tell_recovery(&self, recovery: &Recovery) -> Vec<Effect> {
        let mut notices: Vec<Notice> = recovery.notes.iter().cloned().map(Notice::from).collect();
        let text = match recovery.edits {
            0 => None,
            1 => Some("1 edit that was not saved yet was recovered".to_owned()),
            edits => Some(format!("{edits} edits that were not saved yet were recovered")),
        };
        notices.extend(text.map(|text| {
            Notice {
                hint: (recovery.torn)
                    .then(|| "What was being written when the program ended is not there".to_owned()),
                ..Notice::info(text)
            }
        }));
        notices.into_iter().map(Effect::Notify).collect()
    }

    // ---- edits that were laid aside

    /// Brings edits of another state in, or throws them away.
    pub(super) fn ask_foreign(&mut self, path: &Path, what: Foreign) -> Effects {
        let open = self.need_open()?;
        if !open.foreign_journals.iter().any(|foreign| foreign.path == *path) {
            return Err(UserError::new("These edits are not there any more"));
        }
        if what == Foreign::BringIn {
            open.need_writable()?;
        }
        Ok(vec![Effect::Work(Job::Foreign(Box::new(ForeignJob {
            location: open.location.clone(),
            path: path.to_owned(),
            what,
            project: open.project.clone(),
            revision: open.revision,
            keeper: open.journal.keeper.clone(),
        })))])
    }

    pub(super) fn foreign_done(&mut self, done: ForeignDone) -> Effects {
        let Some(open) = self.open.as_mut().filter(|open| open.location == done.location) else {
            return Ok(Vec::new());
        };
        let forget = |open: &mut Open| open.foreign_journals.retain(|foreign| foreign.path != done.path);
        let Some(brought) = done.result? else {
            forget(open);
            return Ok(Vec::new());
        };
        if open.revision != done.revision {
            return self.ask_foreign(&done.path, Foreign::BringIn);
        }
        let counted = |count: usize, what: &str| match count {
            0 => None,
            1 => Some(format!("1 item {what}")),
            count => Some(format!("{count} items {what}")),
        };
        let conflicts = counted(
            brought.conflicts,
            "changed on both sides: choose “Conflicts…” to decide",
        );
        let left = counted(brought.left.len(), "could not be brought in");
        let hints: Vec<String> = conflicts.into_iter().chain(left).collect();
        let complete = brought.left.is_empty();
        let told = match (brought.transaction.is_empty(), complete) {
            (false, true) => "The edits were brought in",
            (false, false) => "Some of the edits were brought in",
            (true, true) => "The project has these edits already",
            (true, false) => "The edits could not be brought in, and stay listed",
        };
        self.edit(|_, _| Ok(brought.transaction))?;
        let mut effects = vec![Effect::Notify(Notice {
            hint: (!hints.is_empty()).then(|| hints.join(". ")),
            ..Notice::info(told)
        })];
        if complete {
            effects.extend(self.ask_foreign(&done.path, Foreign::Discard)?);
        }
        Ok(effects)
    }
}
