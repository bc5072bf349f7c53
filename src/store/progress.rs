//! How far the opening of a project has come, for those who wait, and their wish to end it. Knows no file and no thread.

use crate::model::UserError;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Hears how many files are read; asked from several threads.
pub trait OpenProgress: Sync {
    /// `read` of `files` are read.
    fn tell(&self, read: usize, files: usize);
    /// Nobody wants the project any more.
    fn should_stop(&self) -> bool;
}

/// Of somebody who waits to the end.
pub struct Patient;

impl OpenProgress for Patient {
    fn tell(&self, _read: usize, _files: usize) {}

    fn should_stop(&self) -> bool {
        false
    }
}

/// Counts the files that are read.
pub(super) struct Counter<'a> {
    progress: &'a dyn OpenProgress,
    read: AtomicUsize,
    files: usize,
}

impl<'a> Counter<'a> {
    pub fn new(progress: &'a dyn OpenProgress, files: usize) -> Self {
        progress.tell(0, files);
        Self {
            progress,
            read: AtomicUsize::new(0),
            files,
        }
    }

    /// Reads a file and counts it; None when it is not wanted any more.
    pub fn read<T>(&self, read: impl FnOnce() -> T) -> Option<T> {
        if self.progress.should_stop() {
            return None;
        }
        let result = read();
        let read = self.read.fetch_add(1, Ordering::Relaxed) + 1;
        self.progress.tell(read, self.files);
        Some(result)
    }

    pub fn go_on(&self) -> Result<(), UserError> {
        if self.progress.should_stop() {
            return Err(UserError::new("Opening the project was cancelled"));
        }
        Ok(())
    }
}
