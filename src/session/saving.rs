//! When the project saves itself, and what becomes of it. Writes nothing: it asks for a job with a snapshot.

use super::*;

/// A way out of the open project.
#[derive(Clone, Debug)]
pub(super) enum Leave {
    Close,
    Open(Box<Job>),
    Quit,
}

/// Seconds of rest after an edit before the project saves itself.
pub(super) const SAVE_AFTER: f64 = 1.0;
/// Seconds of rest after a change of settings before they are written.
const SETTINGS_AFTER: f64 = 0.5;

impl Session {
    /// Called once a frame: saves project and settings after some rest. `seconds` is the window's own count.
    pub fn tick(&mut self, seconds: f64) -> Vec<Effect> {
        self.seconds = seconds;
        let is_due = |left: Option<f64>| left.is_some_and(|left| left <= 0.0);
        let mut effects = Vec::new();
        if is_due(self.save_due_in()) {
            effects.extend(self.start_reading_again());
            effects.extend(self.save_now());
        }
        effects.extend(self.write_journal());
        effects.extend(self.given_way());
        effects.extend(self.end_of_patience());
        if is_due(self.settings_due_in()) {
            let job = self.take_settings();
            self.settings_saving = job.is_some();
            effects.extend(job.map(Effect::Work));
        }
        effects
    }

    /// Seconds until changed settings want to be written; None when there are none, or while others are being written.
    pub fn settings_due_in(&self) -> Option<f64> {
        let changed = self.settings_changed.filter(|_| !self.settings_saving)?;
        Some(changed + SETTINGS_AFTER - self.seconds)
    }

    /// Settings that are not written yet, as a job. For the end of the program, when no other such job is under way.
    pub fn take_settings(&mut self) -> Option<Job> {
        self.settings_changed.take()?;
        self.settings.to_text().ok().map(Job::SaveSettings)
    }

    /// Seconds until the project wants to save itself, or to read what others wrote; None when there is nothing to save.
    pub fn save_due_in(&self) -> Option<f64> {
        let open = self.open.as_ref()?;
        if open.files.wait_for_rest() && !open.saving {
            return Some(open.changed_at + SAVE_AFTER - self.seconds);
        }
        let waits =
            !open.dirty.is_empty() && !open.saving && !open.files.is_behind() && open.read_only.is_none();
        waits.then(|| open.may_save_at(open.changed_at + SAVE_AFTER) - self.seconds)
    }

    /// As `save_now` where somebody waits for it: what others wrote is read at once, too.
    pub(super) fn save_at_once(&mut self) -> Vec<Effect> {
        if let Some(open) = &mut self.open {
            open.files.wait_no_longer();
        }
        let mut effects = self.start_reading_again();
        effects.extend(self.save_now());
        effects
    }

    /// Starts a save unless one is under way; what was edited since then is saved after it.
    pub(super) fn save_now(&mut self) -> Vec<Effect> {
        let open = self
            .open
            .as_mut()
            .filter(|open| !open.saving && !open.files.is_behind());
        let Some((open, job)) = open.and_then(|open| open.take_save().map(|job| (open, job))) else {
            return Vec::new();
        };
        open.saving = true;
        open.saving_since = self.seconds;
        vec![Effect::Work(job)]
    }

    /// Leaves the open project, once its edits are saved. Where they cannot be saved that is told and nothing is left; the same again
    /// leaves without them.
    pub(super) fn leave(&mut self, leave: Leave) -> Effects {
        let waiting = self.is_waiting_for_the_disk();
        let Some(open) = &mut self.open else {
            return Ok(self.left(leave));
        };
        if open.is_saved() || open.told {
            return Ok(self.left(leave));
        }
        let read_only = open.read_only.as_deref().map(looked_at_only);
        let trouble = open.save_error().cloned().or(read_only);
        if let Some(error) = trouble.or_else(|| waiting.then(keeping::no_answer)) {
            open.told = true;
            return Err(open.not_left(&error));
        }
        self.leaving = Some(leave);
        Ok(self.save_at_once())
    }

    /// Whether the window may close now: nothing is unsaved, or the user knows and wants it.
    pub fn may_leave(&self) -> bool {
        self.open.as_ref().is_none_or(|open| open.is_saved() || open.told)
    }

    fn left(&mut self, leave: Leave) -> Vec<Effect> {
        self.cancel_work();
        // What cannot be saved is safe in the journal at least.
        let mut effects: Vec<Effect> = self.last_of_journal().into_iter().collect();
        match leave {
            Leave::Quit => effects.push(Effect::Quit),
            Leave::Open(job) => effects.extend(self.start_opening(*job)),
            Leave::Close => {
                self.open = None;
                self.view = ViewState::default();
            }
        }
        effects
    }

    /// The last save of a project that is being left. While another one is under way it waits for that one, since the two
    /// write the same files.
    pub(super) fn save_before_leaving(&mut self) -> Vec<Effect> {
        if self.open.as_ref().is_some_and(|open| open.saving) {
            self.last_save = self.open.as_mut().and_then(Open::take_save);
            return Vec::new();
        }
        self.save_now()
    }

    /// A save ended: of the open project, or of one that was left meanwhile.
    pub(super) fn saved(&mut self, location: &OpenedAt, report: &store::SaveReport) -> Vec<Effect> {
        let mut effects = Vec::new();
        let waits = |job: &Job| matches!(job, Job::Save { location: of, .. } if of == location);
        if let Some(mut job) = self.last_save.take_if(|job| waits(job)) {
            if let Job::Save { stamps, .. } = &mut job {
                watching::note_stamps(stamps, &report.stamps);
            }
            effects.push(Effect::Work(job));
        }
        // Of a project that was opened anew meanwhile the save of the old one says nothing.
        let open = self
            .open
            .as_mut()
            .filter(|open| open.at() == *location && open.saving);
        let mut error = report.failed.first().map(|(_, error)| error.clone());
        let mut notice = error.clone().map(Notice::from);
        if open.is_none() {
            // Left since: nobody is there to merge it with.
            error = error.or_else(|| report.changed.first().map(changed_elsewhere));
            notice = error.clone().map(Notice::from);
        }
        if let Some(open) = open {
            open.saving = false;
            let failed = report.failed.iter().map(|(file, _)| file.clone());
            open.dirty.extend(failed);
            open.dirty.extend(report.changed.iter().cloned());
            open.files.save_ended(report);
            notice = open.note_save(report, self.seconds);
        }
        effects.extend(self.tell_not_kept(report));
        effects.extend(self.start_reading_again());
        let behind = self.open.as_ref().is_some_and(|open| open.files.is_behind());
        let leave = self
            .leaving
            // What others wrote is merged first.
            .take_if(|_| error.is_some() || !behind)
            .take_if(|_| self.open.as_ref().is_some_and(|open| open.at() == *location));
        match (leave, error) {
            (Some(_), Some(error)) => {
                if let Some(open) = &mut self.open {
                    open.told = true;
                    effects.push(Effect::Notify(open.not_left(&error).into()));
                }
            }
            (Some(leave), None) => effects.extend(self.leave(leave).unwrap_or_default()),
            (None, _) => effects.extend(notice.map(Effect::Notify)),
        }
        effects
    }
}

fn changed_elsewhere(file: &FileKey) -> UserError {
    UserError::with_hint(
        format!(
            "{} was changed elsewhere while its project was being left, and is not written over",
            file.path()
        ),
        "Open the project again: the edits that are not saved are offered there",
    )
}

impl Open {
    /// Why the project is not left, and what becomes of the edits when it is.
    pub(super) fn not_left(&self, error: &UserError) -> UserError {
        let hint = match self.is_safe() {
            true => {
                "They are safe on this machine and come back when the project is opened again. Do the same again to leave"
            }
            false => "Save a copy as one file (Ctrl+Shift+S), or do the same again to leave without them",
        };
        UserError::with_hint(format!("The last edits are not saved: {}", error.message), hint)
    }

    pub(super) fn touch(&mut self, done: &Transaction, seconds: f64) {
        self.touch_files(&self.files_of(done), seconds);
    }

    /// What an edit has to be written to.
    pub(super) fn touch_files(&mut self, files: &BTreeSet<FileKey>, seconds: f64) {
        self.dirty.extend(files.iter().cloned());
        self.revision += 1;
        self.changed_at = seconds;
        self.told = false;
    }

    /// What has to be written, as a job; it counts as written until the job reports a failure.
    fn take_save(&mut self) -> Option<Job> {
        if self.dirty.is_empty() || self.read_only.is_some() {
            return None;
        }
        self.files.save_begins(&self.project);
        Some(Job::Save {
            location: self.at(),
            project: Box::new(self.project.clone()),
            files: std::mem::take(&mut self.dirty),
            damaged: self.damaged.clone(),
            stamps: self.files.stamps.clone(),
            journal: self.journal.saved_with(),
        })
    }
}
