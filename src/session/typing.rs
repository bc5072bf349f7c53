//! What is typed becomes an edit again and again while its field has the keyboard, and yet one step to undo: each edit takes the place
//! of the one before, as long as nothing else came between. Knows no field.

use super::*;
use crate::store::journal::Entry;

/// The last edit that came from a field, while it is the latest of all.
#[derive(Default)]
pub(super) struct Typing {
    /// The visit to the field, and the revision after its edit.
    last: Option<(u64, u64)>,
    /// It was taken back for the next one: the journal is told of both in one go.
    pub taken: Option<Entry>,
}

impl Open {
    /// Takes the last edit of this visit back, if nothing came since. Gives what was before.
    fn take_typed(&mut self, visit: u64) -> Option<(Project, History)> {
        if self.read_only.is_some() || self.typing.last != Some((visit, self.revision)) {
            return None;
        }
        let before = (self.project.clone(), self.history.clone());
        let moved = self.history.undo(&mut self.project)?;
        if !moved.is_whole {
            (self.project, self.history) = before;
            return None;
        }
        self.dirty.extend(self.files_of(&moved.done));
        self.typing.taken = Some(self.undo_entry(&moved.done));
        Some(before)
    }

    /// What was taken back stays so.
    fn keep_taken(&mut self, seconds: f64) {
        self.typing.last = None;
        if let Some(Entry::Undo(done, project)) = self.typing.taken.take() {
            self.touch(&done, seconds);
            self.journal.add_all([Entry::Undo(done, project)]);
        }
    }
}

impl Session {
    /// Does an edit of a field. While the field is not left, nothing is told of words that are no value yet.
    pub(super) fn typed(&mut self, visit: u64, left: bool, request: Request) -> Effects {
        let revision = self.need_open()?.revision;
        let before = self.open.as_mut().and_then(|open| open.take_typed(visit));
        let result = self.dispatch(request);
        let seconds = self.seconds;
        if let Some(open) = self.open.as_mut() {
            let edited = open.revision != revision;
            match before {
                _ if edited => open.typing.last = Some((visit, open.revision)),
                Some(before) if result.is_err() => {
                    (open.project, open.history) = before;
                    open.typing.taken = None;
                }
                Some(_) => open.keep_taken(seconds),
                None => open.typing.last = None,
            }
        }
        match result {
            Err(_) if !left => Ok(Vec::new()),
            result => result,
        }
    }

    /// What the visit changed is as before it.
    pub(super) fn let_go(&mut self, visit: u64) -> Effects {
        let seconds = self.seconds;
        if let Some(open) = self.open.as_mut()
            && open.take_typed(visit).is_some()
        {
            open.keep_taken(seconds);
        }
        Ok(Vec::new())
    }
}
