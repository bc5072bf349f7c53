//! The machine's disk behind a gate: while somebody holds it nothing is written. So the child can say what it has edited before any
//! worker has written it.

use ascribe::store::disk::{Disk, DiskFile, DiskLock, Entry, Facts, Real};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

#[derive(Clone, Debug, Default)]
pub struct Gate(Arc<Mutex<()>>);

impl Gate {
    pub fn hold(&self) -> MutexGuard<'_, ()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn file(&self, inner: Box<dyn DiskFile>) -> Box<dyn DiskFile> {
        let gate = self.clone();
        Box::new(GatedFile { gate, inner })
    }
}

#[derive(Debug)]
struct GatedFile {
    gate: Gate,
    inner: Box<dyn DiskFile>,
}

impl DiskFile for GatedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        drop(self.gate.hold());
        self.inner.write(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.inner.sync()
    }

    fn cut(&mut self, len: u64) -> io::Result<()> {
        self.inner.cut(len)
    }

    fn take_mode_of(&mut self, other: &Path) -> io::Result<()> {
        self.inner.take_mode_of(other)
    }
}

impl Disk for Gate {
    fn facts(&self, path: &Path) -> io::Result<Facts> {
        Real.facts(path)
    }

    fn link_facts(&self, path: &Path) -> io::Result<Facts> {
        Real.link_facts(path)
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        Real.canonical(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        Real.list(folder)
    }

    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        Real.read(path, most)
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        Ok(self.file(Real.create(path)?))
    }

    fn append(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        Ok(self.file(Real.append(path)?))
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        Real.make_folder(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        Real.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        Real.remove(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        Real.remove_folder(path)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        Real.sync_folder(path)
    }

    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn DiskLock>>> {
        Real.lock(path)
    }
}
