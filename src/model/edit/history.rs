//! Undo and redo over whole transactions, across documents.

use super::{EditError, Project, Transaction, apply};
use std::sync::Arc;

/// How many steps are kept; the oldest go first.
const MAX_STEPS: usize = 10_000;

#[derive(Clone, Debug, Default)]
pub struct History {
    undo: Vec<Arc<Transaction>>,
    redo: Vec<Arc<Transaction>>,
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
        self.undo.push(transaction.clone());
        if self.undo.len() > MAX_STEPS {
            self.undo.remove(0);
        }
        self.redo.clear();
        Ok(transaction)
    }

    /// Takes the last edit back. Returns the inverse that was applied; None when there is nothing to undo.
    pub fn undo(&mut self, project: &mut Project) -> Result<Option<Transaction>, EditError> {
        let Some(last) = self.undo.last() else {
            return Ok(None);
        };
        let inverse = last.inverse();
        apply(project, &inverse)?;
        self.redo.extend(self.undo.pop());
        Ok(Some(inverse))
    }

    /// Applies the edit again that was undone last; None when there is none.
    pub fn redo(&mut self, project: &mut Project) -> Result<Option<Arc<Transaction>>, EditError> {
        let Some(last) = self.redo.last().cloned() else {
            return Ok(None);
        };
        apply(project, &last)?;
        self.undo.extend(self.redo.pop());
        Ok(Some(last))
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
