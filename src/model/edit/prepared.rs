//! An edit that was applied to a snapshot already, where that takes long: putting it in place takes no time.

use super::{EditError, History, Project, Transaction, apply};
use std::sync::Arc;

#[derive(Clone, Debug)]
pub struct Prepared {
    done: Arc<Transaction>,
    after: Project,
}

impl Prepared {
    /// Applies an edit to a snapshot of the project.
    pub fn new(before: &Project, transaction: Transaction) -> Result<Self, EditError> {
        let mut after = before.clone();
        apply(&mut after, &transaction)?;
        let done = Arc::new(transaction);
        Ok(Self { done, after })
    }

    pub fn done(&self) -> &Arc<Transaction> {
        &self.done
    }

    pub fn after(&self) -> &Project {
        &self.after
    }
}

impl History {
    /// As `commit`. The project must be the one that the edit was prepared for, unchanged: who calls this knows its revision.
    pub fn put_in_place(&mut self, project: &mut Project, prepared: &Prepared) -> Arc<Transaction> {
        *project = prepared.after.clone();
        self.remember(prepared.done.clone());
        prepared.done.clone()
    }
}
