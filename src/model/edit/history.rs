//! Undo and redo over whole transactions, across documents.

use super::standing::standing;
use super::{Change, EditError, Project, Transaction, apply};
use std::sync::Arc;

/// How many steps are kept; the oldest go first.
const MAX_STEPS: usize = 10_000;

#[derive(Clone, Debug, Default)]
pub struct History {
    undo: Vec<Arc<Transaction>>,
    redo: Vec<Arc<Transaction>>,
}

/// What came of taking an edit back, or of making it again. Whatever came of it, the edit is no longer the next one.
#[derive(Clone, Debug, PartialEq)]
pub struct Moved {
    /// The changes as they were applied.
    pub done: Arc<Transaction>,
    /// The edit went as it was made.
    pub is_whole: bool,
    /// What does not go any more, one change for each item.
    pub stays: Vec<Change>,
    /// How many items the edit was about, where it did not go as it was made.
    pub count: usize,
    /// Why it did not.
    pub why: Option<EditError>,
}

impl Moved {
    fn by(project: &mut Project, wanted: Arc<Transaction>) -> Self {
        let Err(why) = apply(project, &wanted) else {
            return Self {
                done: wanted,
                is_whole: true,
                stays: Vec::new(),
                count: 0,
                why: None,
            };
        };
        let mut standing = standing(project, &wanted);
        if apply(project, &standing.part).is_err() {
            standing.part.changes.clear();
        }
        Self {
            done: Arc::new(standing.part),
            is_whole: false,
            stays: standing.stays,
            count: standing.count,
            why: Some(why),
        }
    }
}

impl History {
    /// A history as it was when it was left, the latest edits last.
    pub fn restored(undo: Vec<Arc<Transaction>>, redo: Vec<Arc<Transaction>>) -> Self {
        Self { undo, redo }
    }

    #[cfg(test)]
    pub(crate) fn stacks(&self) -> (&[Arc<Transaction>], &[Arc<Transaction>]) {
        (&self.undo, &self.redo)
    }

    /// Applies a new edit and remembers it. What was undone before can no longer be redone.
    pub fn commit(
        &mut self,
        project: &mut Project,
        transaction: Transaction,
    ) -> Result<Arc<Transaction>, EditError> {
        apply(project, &transaction)?;
        let transaction = Arc::new(transaction);
        self.remember(transaction.clone());
        Ok(transaction)
    }

    pub(super) fn remember(&mut self, done: Arc<Transaction>) {
        self.undo.push(done);
        if self.undo.len() > MAX_STEPS {
            self.undo.remove(0);
        }
        self.redo.clear();
    }

    /// Takes the last edit back, as far as nobody changed since what it touched; None when there is nothing to undo.
    pub fn undo(&mut self, project: &mut Project) -> Option<Moved> {
        let edit = self.undo.pop()?;
        let moved = Moved::by(project, Arc::new(edit.inverse()));
        self.redo.extend(match moved.is_whole {
            true => Some(edit),
            false => (!moved.done.is_empty()).then(|| Arc::new(moved.done.inverse())),
        });
        Some(moved)
    }

    /// Makes the edit again that was undone last, as far as that goes; None when there is none.
    pub fn redo(&mut self, project: &mut Project) -> Option<Moved> {
        let edit = self.redo.pop()?;
        let moved = Moved::by(project, edit.clone());
        self.undo.extend(match moved.is_whole {
            true => Some(edit),
            false => (!moved.done.is_empty()).then(|| moved.done.clone()),
        });
        Some(moved)
    }

    /// The title of the edit that `undo` would take back.
    pub fn undo_title(&self) -> Option<&str> {
        self.undo.last().map(|t| t.title.as_str())
    }

    pub fn redo_title(&self) -> Option<&str> {
        self.redo.last().map(|t| t.title.as_str())
    }

    /// Titles of the edits made, the latest first.
    pub fn titles(&self) -> impl Iterator<Item = &str> {
        self.undo.iter().rev().map(|t| t.title.as_str())
    }
}
