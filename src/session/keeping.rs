//! How safe the edits are: what keeps them from the project folder, when that is tried again, and what the window may tell of it.

use super::*;

/// Seconds until a save that failed is tried again by itself.
const AGAIN_AFTER: f64 = 10.0;
/// Seconds after which a disk that has not answered is told of.
const PATIENCE: f64 = 5.0;

/// Why edits are not in the project folder.
#[derive(Clone, Debug, PartialEq)]
pub struct Trouble {
    /// The first of what went wrong.
    pub error: UserError,
    /// Each file that could not be saved.
    pub files: Vec<(FileKey, UserError)>,
    /// The project folder is not there, or the drive that it is on.
    pub is_unreachable: bool,
    /// When it failed first, in seconds since start.
    pub since: f64,
    /// When it was tried last, in seconds since start.
    pub tried: f64,
}

impl Trouble {
    /// The reason in few words, with the file: for a narrow place.
    pub fn words(&self) -> String {
        if self.is_unreachable {
            return "the project folder cannot be reached".to_owned();
        }
        let Some((file, error)) = self.files.first() else {
            return self.error.message.clone();
        };
        let path = file.path();
        // A message of the store names the whole path before the reason of the system and its number.
        let reason = error.message.rsplit_once(&format!("{path}: "));
        match reason {
            Some((_, reason)) => {
                let reason = reason.split(" (os error").next().unwrap_or(reason);
                // What is cut off in a narrow place is the end.
                format!("{reason}: {path}")
            }
            None => error.message.clone(),
        }
    }
}

/// Whether the edits are in the project folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    Yes,
    /// It is done by itself after some rest.
    NotYet,
    Writing,
    /// A save is under way for so long that something must be wrong.
    Waiting,
    /// `Open::trouble` says why.
    Failed,
}

impl Open {
    pub fn is_saved(&self) -> bool {
        self.dirty.is_empty() && !self.saving && !self.files.is_behind()
    }

    pub fn is_saving(&self) -> bool {
        self.saving
    }

    /// Why the last save failed; None once one did not.
    pub fn save_error(&self) -> Option<&UserError> {
        self.trouble.as_ref().map(|trouble| &trouble.error)
    }

    /// What failed is tried without waiting any longer.
    pub(super) fn try_again(&mut self) {
        if let Some(trouble) = &mut self.trouble {
            trouble.tried = f64::NEG_INFINITY;
        }
    }

    /// In seconds since start.
    pub(super) fn may_save_at(&self, rested: f64) -> f64 {
        let again = self.trouble.as_ref().map(|trouble| trouble.tried + AGAIN_AFTER);
        again.map_or(rested, |again| again.max(rested))
    }

    /// Takes in how a save went. Says what is new for the user: not the same failure each time that it is tried.
    pub(super) fn note_save(&mut self, report: &store::SaveReport, seconds: f64) -> Option<Notice> {
        let before = self.trouble.take();
        let Some((_, error)) = report.failed.first() else {
            if !report.changed.is_empty() {
                // Not saved yet: what others wrote is read first.
                self.trouble = before;
                return None;
            }
            self.is_protected = false;
            let back = before?;
            return Some(Notice::info(if back.is_unreachable {
                "The project folder is back: everything is saved"
            } else {
                "Everything is saved again"
            }));
        };
        let since = before.as_ref().map_or(seconds, |before| before.since);
        let is_new = before.is_none_or(|before| before.error != *error);
        self.trouble = Some(Trouble {
            error: error.clone(),
            files: report.failed.clone(),
            is_unreachable: report.is_unreachable,
            since,
            tried: seconds,
        });
        is_new.then(|| match report.is_unreachable {
            true => Notice {
                text: "The project folder cannot be reached".to_owned(),
                hint: Some("Work goes on here, and is saved when the folder is back".to_owned()),
                error: true,
            },
            false => error.clone().into(),
        })
    }
}

impl Open {
    /// What others wrote could not be read or merged: saving waits, and is told once.
    pub(super) fn note_behind(&mut self, error: &UserError, seconds: f64) -> Option<Notice> {
        let before = self.trouble.take();
        let since = before.as_ref().map_or(seconds, |before| before.since);
        let is_new = before.is_none_or(|before| before.error != *error);
        self.trouble = Some(Trouble {
            error: error.clone(),
            files: Vec::new(),
            is_unreachable: false,
            since,
            tried: seconds,
        });
        is_new.then(|| error.clone().into())
    }
}

impl Session {
    pub fn saved_state(&self) -> Option<Saved> {
        let open = self.open.as_ref()?;
        Some(if self.is_waiting_for_the_disk() {
            Saved::Waiting
        } else if open.trouble.is_some() {
            Saved::Failed
        } else if open.saving {
            Saved::Writing
        } else if open.is_saved() {
            Saved::Yes
        } else {
            Saved::NotYet
        })
    }

    /// Seconds from then to now.
    pub fn age_of(&self, then: Timestamp) -> i64 {
        (self.now().seconds() - then.seconds()).max(0)
    }

    /// Seconds since start, as the window counts them.
    pub fn seconds(&self) -> f64 {
        self.seconds
    }

    /// A save, or the reading of files that others changed, does not come to an end.
    pub(super) fn is_waiting_for_the_disk(&self) -> bool {
        self.waits_since()
            .is_some_and(|since| self.seconds - since >= PATIENCE)
    }

    /// Seconds until that has to be told; None when nothing is being saved or read, or it is told already.
    pub fn patience_ends_in(&self) -> Option<f64> {
        let left = self.waits_since()? + PATIENCE - self.seconds;
        (left > 0.0).then_some(left)
    }

    fn waits_since(&self) -> Option<f64> {
        let open = self.open.as_ref()?;
        let saves = open.saving.then_some(open.saving_since);
        saves.or_else(|| open.files.reads_since())
    }

    /// The user comes back to the window: what failed may go well now.
    pub fn try_saving_again(&mut self) {
        if let Some(open) = &mut self.open {
            open.try_again();
        }
    }

    /// Who wants to leave is not held up by a disk that does not answer.
    pub(super) fn end_of_patience(&mut self) -> Option<Effect> {
        if self.leaving.is_none() || !self.is_waiting_for_the_disk() {
            return None;
        }
        self.leaving = None;
        let open = self.open.as_mut()?;
        open.told = true;
        Some(Effect::Notify(open.not_left(&no_answer()).into()))
    }
}

/// The disk holds a save up.
pub(super) fn no_answer() -> UserError {
    UserError::new("The disk does not answer")
}
