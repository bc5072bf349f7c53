//! A disk that fails when it is told to: at its k-th call, once or from then on. For tests.

use super::{Disk, DiskFile, DiskLock, Entry, Facts};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Which call fails, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Counts from 1.
    pub at: u64,
    pub lasting: Lasting,
    pub error: Failure,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lasting {
    Once,
    /// So many calls in a row.
    For(u64),
    FromThenOn,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    Kind(ErrorKind),
    /// The system's own number. 5 and 32 count as a file that another program holds for a moment, as they do on Windows.
    Code(i32),
}

impl Failure {
    fn error(self) -> io::Error {
        match self {
            Self::Kind(kind) => io::Error::from(kind),
            Self::Code(code) => io::Error::from_raw_os_error(code),
        }
    }
}

/// A call as it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub name: &'static str,
    pub path: PathBuf,
}

#[derive(Debug, Default)]
struct State {
    fault: Option<Fault>,
    /// Calls that others are not counted beside; empty for all.
    only: Vec<&'static str>,
    calls: u64,
    failed: Vec<Call>,
    pauses: Vec<Duration>,
}

/// Passes every call on to another disk, unless it is to fail. A write that fails leaves half of its bytes.
#[derive(Clone, Debug)]
pub struct Faulty {
    inner: Arc<dyn Disk>,
    state: Arc<Mutex<State>>,
}

impl Faulty {
    /// Fails nothing yet.
    pub fn new(inner: Arc<dyn Disk>) -> Self {
        Self {
            inner,
            state: Arc::default(),
        }
    }

    /// Begins to count anew; None to fail no more.
    pub fn set(&self, fault: Option<Fault>) {
        *self.state() = State {
            fault,
            ..State::default()
        };
    }

    /// As `set`, for calls of these names only, as `rename`.
    pub fn set_for(&self, only: &[&'static str], fault: Fault) {
        *self.state() = State {
            fault: Some(fault),
            only: only.to_vec(),
            ..State::default()
        };
    }

    /// How many calls were made since it was set.
    pub fn calls(&self) -> u64 {
        self.state().calls
    }

    /// The calls that failed since it was set.
    pub fn failed(&self) -> Vec<Call> {
        self.state().failed.clone()
    }

    /// How often and how long somebody waited before another try. No time passes for it.
    pub fn pauses(&self) -> Vec<Duration> {
        self.state().pauses.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn call(&self, name: &'static str, path: &Path) -> io::Result<()> {
        let mut state = self.state();
        if !state.only.is_empty() && !state.only.contains(&name) {
            return Ok(());
        }
        state.calls += 1;
        let Some(fault) = state.fault else {
            return Ok(());
        };
        let is_hit = match fault.lasting {
            Lasting::Once => state.calls == fault.at,
            Lasting::For(count) => state.calls.checked_sub(fault.at).is_some_and(|n| n < count),
            Lasting::FromThenOn => state.calls >= fault.at,
        };
        if !is_hit {
            return Ok(());
        }
        state.failed.push(Call {
            name,
            path: path.to_owned(),
        });
        Err(fault.error.error())
    }

    fn file(&self, path: &Path, inner: Box<dyn DiskFile>) -> Box<dyn DiskFile> {
        Box::new(FaultyFile {
            disk: self.clone(),
            path: path.to_owned(),
            inner,
        })
    }
}

#[derive(Debug)]
struct FaultyFile {
    disk: Faulty,
    path: PathBuf,
    inner: Box<dyn DiskFile>,
}

impl Disk for Faulty {
    fn facts(&self, path: &Path) -> io::Result<Facts> {
        self.call("facts", path)?;
        self.inner.facts(path)
    }

    fn link_facts(&self, path: &Path) -> io::Result<Facts> {
        self.call("link_facts", path)?;
        self.inner.link_facts(path)
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        self.call("canonical", path)?;
        self.inner.canonical(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.call("list", folder)?;
        self.inner.list(folder)
    }

    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        self.call("read", path)?;
        self.inner.read(path, most)
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        self.call("create", path)?;
        Ok(self.file(path, self.inner.create(path)?))
    }

    fn append(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        self.call("append", path)?;
        Ok(self.file(path, self.inner.append(path)?))
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        self.call("make_folder", path)?;
        self.inner.make_folder(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.call("rename", to)?;
        self.inner.rename(from, to)
    }

    fn lets_write(&self, folder: &Path) -> io::Result<()> {
        self.call("lets_write", folder)?;
        self.inner.lets_write(folder)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.call("remove", path)?;
        self.inner.remove(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.call("remove_folder", path)?;
        self.inner.remove_folder(path)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.call("sync_folder", path)?;
        self.inner.sync_folder(path)
    }

    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn DiskLock>>> {
        self.call("lock", path)?;
        self.inner.lock(path)
    }

    fn is_held(&self, error: &io::Error) -> bool {
        let told = matches!(
            self.state().fault,
            Some(Fault {
                error: Failure::Code(_),
                ..
            })
        );
        told && matches!(error.raw_os_error(), Some(5 | 32))
    }

    fn pause(&self, time: Duration) {
        self.state().pauses.push(time);
    }
}

impl DiskFile for FaultyFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Err(error) = self.disk.call("write", &self.path) {
            let half = bytes.get(..bytes.len() / 2).unwrap_or_default();
            self.inner.write(half)?;
            return Err(error);
        }
        self.inner.write(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.disk.call("sync", &self.path)?;
        self.inner.sync()
    }

    fn cut(&mut self, len: u64) -> io::Result<()> {
        self.disk.call("cut", &self.path)?;
        self.inner.cut(len)
    }

    fn take_mode_of(&mut self, other: &Path) -> io::Result<()> {
        self.disk.call("take_mode_of", &self.path)?;
        self.inner.take_mode_of(other)
    }
}
