//! Who writes the journal of an open project: edits wait here until a worker writes all of them in one go. Shared by the session,
//! which adds, and by workers, which write; adding never waits for the disk.

use super::super::atomic::io_error;
use super::super::disk::{Disk, DiskLock};
use super::super::keys::file_of;
use super::super::{FileKey, Location, SaveReport, Stamps, Witness};
use super::batch::{Batch, Entry, Files, Known, Stand, physical};
use super::compact::{Limits, compacted, content_record, header};
use super::lines::{line, scan};
use super::log::Log;
use super::trail::{Hash, Trail, trail};
use crate::model::UserError;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A journal is written anew when it has more than this.
const MOST: Limits = Limits {
    steps: 1_000,
    len: 4 << 20,
};
/// What of the history is kept then.
const KEPT: Limits = Limits {
    steps: 500,
    len: 2 << 20,
};
/// The number of the first step of a new journal: room for the history that stands before it when it is written anew.
pub const FIRST: u64 = 1_000_000;

pub struct Keeper {
    is_single: bool,
    queue: Mutex<Vec<Entry>>,
    added: AtomicU64,
    written: AtomicU64,
    /// The number of the first step that was added here.
    first: u64,
    writer: Mutex<Writer>,
}

impl std::fmt::Debug for Keeper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (added, written) = (self.added.load(Ordering::SeqCst), self.written());
        write!(f, "Keeper({written} of {added} written)")
    }
}

struct Writer {
    disk: Arc<dyn Disk>,
    log: Log,
    project: String,
    lock: Option<Box<dyn DiskLock>>,
    stand: Stand,
    files: Files,
    /// Steps that are not in all their files yet, with their numbers: should another program take the journal away, they are
    /// written once more.
    unsaved: VecDeque<(u64, Entry)>,
    /// Journals of others that this one holds now: they go once it is written.
    absorbed: Vec<PathBuf>,
    /// When it is written anew.
    most: Limits,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Whatever a worker that panicked had not written is still in the queue, or is written once more.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From where a keeper goes on.
#[derive(Debug)]
pub struct Start {
    pub disk: Arc<dyn Disk>,
    pub location: Location,
    pub project: String,
    pub log: Log,
    pub lock: Option<Box<dyn DiskLock>>,
    pub absorbed: Vec<PathBuf>,
}

impl Keeper {
    /// Goes on with a journal, which may be empty. `known` are the files whose content the journal knows.
    pub fn new(start: Start, trail: &Trail<'_>, known: &BTreeSet<FileKey>, stamps: &Stamps) -> Self {
        let is_single = matches!(start.location, Location::File(_));
        let is_new = trail.steps.is_empty() && start.log.len() == 0;
        let (first, next) = if is_new {
            (FIRST, FIRST)
        } else {
            (trail.first, trail.next())
        };
        let touched = trail.touched(|file| physical(is_single, file));
        let of_file = |file: &FileKey| {
            let last = touched.get(file)?.last()?;
            let saved = trail.files.get(file)?.oldest();
            let last = trail.first + *last as u64;
            Some((file.clone(), Known { last, saved }))
        };
        let bases = stamps
            .iter()
            .map(|(file, stamp)| (file.clone(), stamp.hash.clone()));
        Self {
            is_single,
            queue: Mutex::default(),
            added: AtomicU64::new(0),
            written: AtomicU64::new(0),
            first: next,
            writer: Mutex::new(Writer {
                disk: start.disk,
                log: start.log,
                project: start.project,
                lock: start.lock,
                stand: Stand {
                    first,
                    next,
                    undo: trail.stacks.undo.len(),
                    redo: trail.stacks.redo.len(),
                },
                files: Files {
                    is_single,
                    known: known.iter().filter_map(of_file).collect(),
                    bases: bases.collect(),
                },
                unsaved: VecDeque::new(),
                absorbed: start.absorbed,
                most: MOST,
            }),
        }
    }

    /// Adds a step. It is safe once a worker has written it.
    pub fn add(&self, entry: Entry) {
        self.add_all([entry]);
    }

    /// Adds steps that are written in one go: after a crash all of them are there, or none.
    pub fn add_all(&self, entries: impl IntoIterator<Item = Entry>) {
        let mut queue = lock(&self.queue);
        let before = queue.len();
        queue.extend(entries);
        self.added
            .fetch_add((queue.len() - before) as u64, Ordering::SeqCst);
    }

    /// Whether everything that was added is written.
    pub fn is_written(&self) -> bool {
        self.written.load(Ordering::SeqCst) == self.added.load(Ordering::SeqCst)
    }

    #[cfg(test)]
    pub(super) fn path(&self) -> PathBuf {
        lock(&self.writer).log.path().to_owned()
    }

    /// How many of the steps that were added are written.
    pub fn written(&self) -> u64 {
        self.written.load(Ordering::SeqCst)
    }

    /// The number of the step that would be added next: what a snapshot of now holds are the steps before it.
    pub fn next(&self) -> u64 {
        self.first + self.added.load(Ordering::SeqCst)
    }

    /// Writes what waits, safely. After an error it waits on.
    pub fn write(&self) -> Result<(), UserError> {
        self.write_with(|_| Vec::new())
    }

    /// As `write`, with more records behind.
    fn write_with(&self, more: impl Fn(&Writer) -> Vec<String>) -> Result<(), UserError> {
        let mut writer = lock(&self.writer);
        let entries = std::mem::take(&mut *lock(&self.queue));
        let (count, done) = (entries.len() as u64, writer.write(&entries, more));
        match done {
            Ok(()) => {
                self.written.fetch_add(count, Ordering::SeqCst);
                Ok(())
            }
            Err(error) => {
                let mut queue = lock(&self.queue);
                let later = std::mem::replace(&mut *queue, entries);
                queue.extend(later);
                Err(error)
            }
        }
    }

    /// Files have been saved with a snapshot that holds the steps before `at`. Then the journal is made smaller where it is large.
    pub fn saved(&self, report: &SaveReport, at: u64) -> Result<(), UserError> {
        let stamps = report.saved.iter().filter_map(|file| {
            let file = physical(self.is_single, file.clone());
            let stamp = report.stamps.get(&file)?.as_ref();
            Some((file, stamp.map(|stamp| stamp.hash.clone())))
        });
        let stamps: BTreeMap<FileKey, Hash> = stamps.collect();
        self.write_with(|writer| {
            let known = stamps
                .iter()
                .filter(|(file, _)| writer.files.known.contains_key(file));
            known
                .map(|(file, hash)| content_record("Saved", file, hash, Some(at)))
                .collect()
        })?;
        let mut writer = lock(&self.writer);
        for (file, hash) in stamps {
            if let Some(known) = writer.files.known.get_mut(&file) {
                known.saved = known.saved.max(at);
            }
            writer.files.set_base(file, hash);
        }
        writer.forget_saved();
        writer.compact()
    }
}

/// Tells the journal what a save is about to put in place.
#[derive(Debug)]
pub struct SaveWitness<'a> {
    pub keeper: &'a Keeper,
    /// The snapshot that is being saved holds the steps before this one.
    pub at: u64,
}

impl Witness for SaveWitness<'_> {
    fn before_put(&self, files: &[(FileKey, Hash)]) {
        // Where the journal cannot be written the files are the only truth, and they are being written: the session hears of the
        // journal when it writes it itself.
        let _ = self.keeper.write_with(|writer| {
            let files = files
                .iter()
                .map(|(file, hash)| (physical(self.keeper.is_single, file.clone()), hash));
            files
                .filter(|(file, _)| writer.files.known.contains_key(file))
                .map(|(file, hash)| content_record("Holds", &file, hash, Some(self.at)))
                .collect()
        });
    }
}

impl Writer {
    fn write(&mut self, entries: &[Entry], more: impl Fn(&Self) -> Vec<String>) -> Result<(), UserError> {
        // A new journal whose first steps could not be written yet begins with them.
        if self.log.len() == 0 && !self.unsaved.is_empty() {
            return self.put_all(entries, more);
        }
        let Err(error) = self.put(entries, &more) else {
            return Ok(());
        };
        if !self.log.is_lost() {
            return Err(error);
        }
        self.begin_anew()?;
        self.put_all(entries, more)
    }

    /// What is not saved, then the new entries.
    fn put_all(&mut self, entries: &[Entry], more: impl Fn(&Self) -> Vec<String>) -> Result<(), UserError> {
        let unsaved = std::mem::take(&mut self.unsaved);
        let all: Vec<Entry> = unsaved.iter().map(|(_, entry)| entry.clone()).collect();
        let done = self.put(&[&all, entries].concat(), &more);
        if done.is_err() {
            self.unsaved = unsaved;
        }
        done
    }

    /// With what is not saved as its first steps. What is left of the old one stays, under another name.
    fn begin_anew(&mut self) -> Result<(), UserError> {
        let path = self.log.path().to_owned();
        if self.disk.is_there(&path) {
            let renamed = self.disk.rename(&path, &path.with_extension("damaged"));
            renamed.map_err(|error| io_error("write the journal", &path, &error))?;
        }
        // Its lock may be gone with it.
        self.lock = None;
        self.log = Log::new(self.disk.clone(), path, 0, 0);
        self.files.known.clear();
        let first = self
            .unsaved
            .front()
            .map_or(self.stand.next, |(number, _)| *number);
        self.stand = Stand {
            first,
            next: first,
            undo: 0,
            redo: 0,
        };
        Ok(())
    }

    /// Steps that are in all their files need not be written again.
    fn forget_saved(&mut self) {
        let files = &self.files;
        let is_saved = |number: u64, entry: &Entry| {
            let mut touched = entry.changes().iter().map(|change| file_of(&change.key));
            touched.all(|file| {
                let known = files.known.get(&physical(files.is_single, file));
                known.is_none_or(|known| known.saved > number)
            })
        };
        while (self.unsaved.front()).is_some_and(|(number, entry)| is_saved(*number, entry)) {
            self.unsaved.pop_front();
        }
    }

    fn put(&mut self, entries: &[Entry], more: impl Fn(&Self) -> Vec<String>) -> Result<(), UserError> {
        let begin = self.stand.next;
        let mut batch = Batch::new(&self.files, self.stand, self.log.len() == 0);
        for entry in entries {
            batch.add(entry);
        }
        let Batch {
            mut records,
            stand,
            known,
            bases,
            ..
        } = batch;
        let before = self.files.known.clone();
        self.files.known.extend(known);
        records.extend(more(self));
        if !records.is_empty()
            && let Err(error) = self.append(records, stand.first)
        {
            self.files.known = before;
            return Err(error);
        }
        self.stand = stand;
        for (file, hash) in bases {
            self.files.set_base(file, hash);
        }
        self.unsaved.extend((begin..).zip(entries.iter().cloned()));
        Ok(())
    }

    fn append(&mut self, mut records: Vec<String>, first: u64) -> Result<(), UserError> {
        if self.log.len() == 0 {
            records.insert(0, header(&self.project, first));
        }
        self.own()?;
        self.log.append(&format!("[{}]", records.join(", ")))?;
        for path in self.absorbed.drain(..) {
            // Should it stay, what it holds is found to be here already.
            let _ = self.disk.remove(&path);
        }
        Ok(())
    }

    /// Nobody else takes a journal for that of a program that has ended.
    fn own(&mut self) -> Result<(), UserError> {
        if self.lock.is_none() {
            self.lock = Some(super::locked(&*self.disk, self.log.path())?);
        }
        Ok(())
    }

    /// Written anew where it has become large, and will be much smaller.
    fn compact(&mut self) -> Result<(), UserError> {
        let now = self.size();
        let most = self.most;
        if now.len <= most.len && now.steps <= most.steps {
            return Ok(());
        }
        let bytes = self
            .log
            .bytes()
            .map_err(|error| UserError::new(format!("The journal could not be read again: {error}")))?;
        let scan = scan(&bytes);
        let (old, _, _) = trail(&scan);
        let is_single = self.files.is_single;
        let lines = compacted(&old, &old.touched(|file| physical(is_single, file)), KEPT);
        let text: String = lines.iter().map(|words| line(words)).collect();
        let new_scan = super::lines::scan(text.as_bytes());
        let (new, ..) = trail(&new_scan);
        if new.next() != old.next() || (new.steps.len() * 4 > now.steps * 3 && text.len() * 4 > now.len * 3) {
            // Hardly anything of it is in the files yet: the next try is worth it when it has grown.
            self.most = Limits {
                steps: now.steps + now.steps / 2,
                len: now.len + now.len / 2,
            };
            return Ok(());
        }
        self.log.replace(&lines)?;
        self.most = MOST;
        self.stand = Stand {
            first: new.first,
            undo: new.stacks.undo.len(),
            redo: new.stacks.redo.len(),
            ..self.stand
        };
        Ok(())
    }

    fn size(&self) -> Limits {
        Limits {
            steps: usize::try_from(self.stand.next - self.stand.first).unwrap_or(usize::MAX),
            len: usize::try_from(self.log.len()).unwrap_or(usize::MAX),
        }
    }
}
