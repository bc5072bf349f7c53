//! Edits that take long: a worker makes them for a snapshot and applies them there, and the session puts the outcome in place whole,
//! unless the project went on meanwhile. Computes nothing: it asks for a job.

use super::*;
use crate::model::edit::recipes::{self as r, Choice};
use crate::model::edit::{self, Key};

/// One piece of work of which an edit will come. Who cancels it lets go of this, and what comes of it is dropped.
#[derive(Clone, Debug, Default)]
pub struct Ticket(Arc<()>);

impl Ticket {
    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// What an edit is made for.
#[derive(Clone, Debug)]
pub struct Snapshot {
    pub project: Project,
    me: Option<PersonId>,
    revision: u64,
}

/// An edit as it can be put in place.
#[derive(Clone, Debug)]
pub struct Prepared {
    edit: edit::Prepared,
    /// To be written, and what of the edit goes into them.
    files: BTreeSet<FileKey>,
    written: Arc<Transaction>,
    /// Edits made since then make it stale.
    revision: u64,
    me: Option<PersonId>,
}

impl Snapshot {
    pub(super) fn of(open: &Open) -> Self {
        Self {
            project: open.project.clone(),
            me: open.me.clone(),
            revision: open.revision,
        }
    }

    /// For a worker.
    pub(super) fn prepare(&self, transaction: Transaction) -> Result<Prepared, EditError> {
        let edit = edit::Prepared::new(&self.project, transaction)?;
        let me = self.me.as_ref();
        let files = new_text::files_of(edit.after(), me, edit.done());
        Ok(Prepared {
            written: new_text::written_of(edit.done(), &files),
            edit,
            files,
            revision: self.revision,
            me: self.me.clone(),
        })
    }
}

impl Prepared {
    pub fn done(&self) -> &Transaction {
        self.edit.done()
    }
}

/// Decides about conflicts where labels have to find their places anew.
#[derive(Clone, Debug)]
pub struct DecideJob {
    ticket: Ticket,
    snapshot: Snapshot,
    all: Vec<Key>,
    choice: Choice,
    now: Timestamp,
}

#[derive(Clone, Debug)]
pub struct Decided {
    /// To do it again.
    job: DecideJob,
    /// And how many could not be decided this way.
    prepared: Result<(Prepared, usize), UserError>,
}

pub(super) fn decide(job: DecideJob) -> Decided {
    let (project, now) = (&job.snapshot.project, job.now);
    let made = match job.all.as_slice() {
        [of] => r::decide_conflict(project, of, job.choice, now).map(|made| (made, 0)),
        all => Ok(r::decide_conflicts(project, all, job.choice, now)),
    };
    let prepared = made.and_then(|(made, left)| Ok((job.snapshot.prepare(made)?, left)));
    let prepared = prepared.map_err(UserError::from);
    Decided { job, prepared }
}

impl Session {
    /// Whether there is work that `Request::CancelWork` ends.
    pub fn is_working(&self) -> bool {
        self.view.work.is_some()
    }

    /// Takes the place of other work of this kind.
    pub(super) fn begin_work(&mut self, words: &str) -> Ticket {
        let ticket = Ticket::default();
        self.busy = Some(words.to_owned());
        self.view.work = Some(ticket.clone());
        ticket
    }

    pub(super) fn cancel_work(&mut self) {
        if self.view.work.take().is_some() {
            self.busy = None;
        }
    }

    /// The work came to an end; false where nobody waits for it any more.
    pub(super) fn end_work(&mut self, ticket: &Ticket) -> bool {
        let waited = self.view.work.as_ref().is_some_and(|work| work.is(ticket));
        if waited {
            self.cancel_work();
        }
        waited
    }

    /// Whether the project is still the one that an edit was prepared for.
    pub(super) fn is_fresh(&self, prepared: &Prepared) -> bool {
        let open = self.open.as_ref();
        open.is_some_and(|open| open.revision == prepared.revision && open.me == prepared.me)
    }

    /// As `edit`, for an edit that is fresh.
    pub(super) fn put_in_place(&mut self, prepared: &Prepared) -> Result<(), UserError> {
        let open = self
            .open
            .as_mut()
            .ok_or_else(|| UserError::new("No project is open"))?;
        open.need_writable()?;
        if !prepared.done().is_empty() {
            open.history.put_in_place(&mut open.project, &prepared.edit);
            open.journal_written(prepared.written.clone());
            open.touch_files(&prepared.files, self.seconds);
        }
        Ok(())
    }

    // ---- conflicts

    /// Decides on a worker.
    pub(super) fn decide_slowly(&mut self, all: Vec<Key>, choice: Choice) -> Effects {
        let snapshot = Snapshot::of(self.need_open()?);
        let job = DecideJob {
            ticket: self.begin_work("Finding the places of the labels…"),
            snapshot,
            all,
            choice,
            now: self.now(),
        };
        Ok(vec![Effect::Work(Job::Decide(Box::new(job)))])
    }

    pub(super) fn decided(&mut self, done: Decided) -> Effects {
        if !self.end_work(&done.job.ticket) {
            return Ok(Vec::new());
        }
        match done.prepared {
            // The project went on while the worker was at it.
            Ok((prepared, _)) if !self.is_fresh(&prepared) => {
                self.decide_slowly(done.job.all, done.job.choice)
            }
            Ok((prepared, left)) => {
                self.put_in_place(&prepared)?;
                Ok(self.after_deciding(left))
            }
            Err(error) => Err(error),
        }
    }
}
