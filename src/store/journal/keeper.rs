//! Who writes the journal of an open project: edits wait here until a worker writes all of them in one go. Shared by the session,
//! which adds, and by workers, which write; adding never waits for the disk.

use super::super::disk::{Disk, DiskLock};
use super::super::keys::file_of;
use super::super::{FileKey, Location, SaveReport, Stamps, Witness};
use super::compact::{Limits, compacted, content_record, header};
use super::lines::{line, scan};
use super::log::Log;
use super::rows::{changes, titled};
use super::trail::{Hash, Trail, trail};
use crate::model::edit::{Change, Transaction};
use crate::model::{Project, UserError};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};
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

/// A step for the journal, with the project that it led to.
#[derive(Clone, Debug)]
pub enum Entry {
    Edit(Arc<Transaction>, Box<Project>),
    /// The changes as they were applied.
    Undo(Arc<Transaction>, Box<Project>),
    Redo(Arc<Transaction>, Box<Project>),
    Merge(Box<Merge>),
}

/// What came from the disk or from elsewhere, outside the history.
#[derive(Clone, Debug)]
pub struct Merge {
    pub transaction: Transaction,
    pub project: Project,
    /// The files that were read, with what they hold.
    pub found: Vec<(FileKey, Hash)>,
    /// Files that differ from the disk now.
    pub unsaved: BTreeSet<FileKey>,
}

/// Files of a project folder are known by themselves; a project in one file has one.
pub fn physical(is_single: bool, file: FileKey) -> FileKey {
    if is_single { FileKey::Project } else { file }
}

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
    /// The number of the next step to be written.
    next: u64,
    /// The number of the first step in the file.
    first: u64,
    undo: usize,
    redo: usize,
    /// The files of the steps in the journal.
    known: BTreeMap<FileKey, Known>,
    /// How the files were read, as far as they are not known.
    bases: BTreeMap<FileKey, SmolStr>,
    /// Journals of others that this one holds now: they go once it is written.
    absorbed: Vec<PathBuf>,
    /// When it is written anew.
    most: Limits,
}

#[derive(Clone, Copy, Debug)]
struct Known {
    /// The last step that touched it.
    last: u64,
    /// It holds the steps before this one.
    saved: u64,
}

impl Known {
    fn lacks_any(self) -> bool {
        self.last >= self.saved
    }
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
                next,
                first,
                undo: trail.stacks.undo.len(),
                redo: trail.stacks.redo.len(),
                known: known.iter().filter_map(of_file).collect(),
                bases: bases.collect(),
                absorbed: start.absorbed,
                most: MOST,
            }),
        }
    }

    /// Adds a step. It is safe once a worker has written it.
    pub fn add(&self, entry: Entry) {
        lock(&self.queue).push(entry);
        self.added.fetch_add(1, Ordering::SeqCst);
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
    fn write_with(&self, more: impl FnOnce(&Writer) -> Vec<String>) -> Result<(), UserError> {
        let mut writer = lock(&self.writer);
        let entries = std::mem::take(&mut *lock(&self.queue));
        let (count, done) = (entries.len() as u64, writer.write(self.is_single, &entries, more));
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
            let known = stamps.iter().filter(|(file, _)| writer.known.contains_key(file));
            known
                .map(|(file, hash)| content_record("Saved", file, hash, Some(at)))
                .collect()
        })?;
        let mut writer = lock(&self.writer);
        for (file, hash) in stamps {
            match (writer.known.get_mut(&file), hash) {
                (Some(known), _) => known.saved = known.saved.max(at),
                (None, Some(hash)) => drop(writer.bases.insert(file, hash)),
                (None, None) => drop(writer.bases.remove(&file)),
            }
        }
        writer.compact(self.is_single)
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
                .filter(|(file, _)| writer.known.contains_key(file))
                .map(|(file, hash)| content_record("Holds", &file, hash, Some(self.at)))
                .collect()
        });
    }
}

/// What a batch changes of the writer once it is written.
struct Batch {
    records: Vec<String>,
    /// The number of the first step of the journal: later than before while a new one has nothing to say yet.
    first: u64,
    next: u64,
    undo: usize,
    redo: usize,
    known: BTreeMap<FileKey, Known>,
    /// Files that the journal does not know and that were read again.
    bases: Vec<(FileKey, Hash)>,
}

impl Writer {
    fn write(
        &mut self,
        is_single: bool,
        entries: &[Entry],
        more: impl FnOnce(&Self) -> Vec<String>,
    ) -> Result<(), UserError> {
        let mut batch = Batch {
            records: Vec::new(),
            first: self.first,
            next: self.next,
            undo: self.undo,
            redo: self.redo,
            known: BTreeMap::new(),
            bases: Vec::new(),
        };
        for entry in entries {
            batch.add(self, is_single, entry);
        }
        let before = (self.next, self.undo, self.redo, self.known.clone());
        self.known.extend(std::mem::take(&mut batch.known));
        batch.records.extend(more(self));
        if batch.records.is_empty() {
            self.take(batch);
            return Ok(());
        }
        if self.log.len() == 0 {
            batch.records.insert(0, header(&self.project, batch.first));
        }
        let written = self
            .own()
            .and_then(|()| self.log.append(&format!("[{}]", batch.records.join(", "))));
        if let Err(error) = written {
            (self.next, self.undo, self.redo, self.known) = before;
            return Err(error);
        }
        self.take(batch);
        for path in self.absorbed.drain(..) {
            // Should it stay, what it holds is found to be here already.
            let _ = self.disk.remove(&path);
        }
        Ok(())
    }

    fn take(&mut self, batch: Batch) {
        (self.first, self.next) = (batch.first, batch.next);
        (self.undo, self.redo) = (batch.undo, batch.redo);
        for (file, hash) in batch.bases {
            match hash {
                Some(hash) => drop(self.bases.insert(file, hash)),
                None => drop(self.bases.remove(&file)),
            }
        }
    }

    /// Nobody else takes a journal for that of a program that has ended.
    fn own(&mut self) -> Result<(), UserError> {
        if self.lock.is_none() {
            self.lock = Some(super::locked(&*self.disk, self.log.path())?);
        }
        Ok(())
    }

    /// Written anew where it has become large, and will be much smaller.
    fn compact(&mut self, is_single: bool) -> Result<(), UserError> {
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
        (self.first, self.undo, self.redo) = (new.first, new.stacks.undo.len(), new.stacks.redo.len());
        Ok(())
    }

    fn size(&self) -> Limits {
        Limits {
            steps: usize::try_from(self.next - self.first).unwrap_or(usize::MAX),
            len: usize::try_from(self.log.len()).unwrap_or(usize::MAX),
        }
    }
}

impl Batch {
    fn add(&mut self, writer: &Writer, is_single: bool, entry: &Entry) {
        match entry {
            Entry::Edit(transaction, project) => {
                self.touch(writer, is_single, &transaction.changes);
                self.titled("Edit", transaction, project);
                (self.undo, self.redo) = (self.undo + 1, 0);
            }
            Entry::Undo(transaction, project) => {
                self.touch(writer, is_single, &transaction.changes);
                match self.undo.checked_sub(1) {
                    Some(left) => {
                        self.records.push("Undo".to_owned());
                        self.undo = left;
                    }
                    None => self.titled("Undone", transaction, project),
                }
                self.redo += 1;
            }
            Entry::Redo(transaction, project) => {
                self.touch(writer, is_single, &transaction.changes);
                match self.redo.checked_sub(1) {
                    Some(left) => {
                        self.records.push("Redo".to_owned());
                        self.redo = left;
                    }
                    None => self.titled("Redone", transaction, project),
                }
                self.undo += 1;
            }
            Entry::Merge(merge) => self.merge(writer, is_single, merge),
        }
        self.next += 1;
    }

    fn titled(&mut self, name: &str, transaction: &Transaction, project: &Project) {
        let mut out = String::new();
        titled(&mut out, name, &transaction.title);
        changes(&mut out, transaction, project, |_| true);
        out.push(')');
        self.records.push(out);
    }

    fn known(&self, writer: &Writer, file: &FileKey) -> Option<Known> {
        self.known.get(file).or_else(|| writer.known.get(file)).copied()
    }

    /// Before the first step that touches a file its content is written down.
    fn touch<'a>(&mut self, writer: &Writer, is_single: bool, changes: impl IntoIterator<Item = &'a Change>) {
        let files = changes.into_iter().map(|change| file_of(&change.key));
        let files: BTreeSet<FileKey> = files.map(|file| physical(is_single, file)).collect();
        for file in files {
            self.touch_file(writer, file);
        }
    }

    fn touch_file(&mut self, writer: &Writer, file: FileKey) {
        let last = self.next;
        let known = self.known(writer, &file).map(|known| Known { last, ..known });
        let known = known.unwrap_or_else(|| {
            let found = self.bases.iter().rev().find(|(found, _)| *found == file);
            let hash = found.map_or_else(|| writer.bases.get(&file).cloned(), |(_, hash)| hash.clone());
            self.records
                .push(content_record("Saved", &file, &hash, Some(last)));
            Known { last, saved: last }
        });
        self.known.insert(file, known);
    }

    /// Only what differs from the files is worth a record.
    fn merge(&mut self, writer: &Writer, is_single: bool, merge: &Merge) {
        let lacking: BTreeSet<FileKey> = (merge.found.iter())
            .map(|(file, _)| physical(is_single, file.clone()))
            .filter(|file| self.known(writer, file).is_some_and(Known::lacks_any))
            .collect();
        for (file, hash) in &merge.found {
            let file = physical(is_single, file.clone());
            if lacking.contains(&file) {
                continue;
            }
            if self.known(writer, &file).is_some() {
                let (last, saved) = (self.next, self.next);
                self.records
                    .push(content_record("Saved", &file, hash, Some(saved)));
                self.known.insert(
                    file.clone(),
                    Known {
                        last: last.saturating_sub(1),
                        saved,
                    },
                );
            }
            self.bases.push((file, hash.clone()));
        }
        let unsaved = merge.unsaved.iter().map(|file| physical(is_single, file.clone()));
        let mut wanted: BTreeSet<FileKey> = unsaved.chain(lacking.iter().cloned()).collect();
        // Offsets in rows count in the text of that time.
        let texts = wanted.iter().filter_map(|file| match file {
            FileKey::Layer(key) => Some(FileKey::Text(key.document.clone())),
            _ => None,
        });
        let texts: Vec<FileKey> = texts.collect();
        wanted.extend(texts);
        let is_wanted = |change: &Change| wanted.contains(&physical(is_single, file_of(&change.key)));
        let kept = merge
            .transaction
            .changes
            .iter()
            .filter(|change| is_wanted(change));
        self.touch(writer, is_single, kept);
        if writer.log.len() == 0 && self.records.is_empty() {
            // A journal begins with the first edit.
            self.first += 1;
            return;
        }
        let mut out = "Merge(changes: ".to_owned();
        changes(&mut out, &merge.transaction, &merge.project, is_wanted);
        out.push(')');
        self.records.push(out);
        for (file, hash) in &merge.found {
            let file = physical(is_single, file.clone());
            if lacking.contains(&file) {
                self.records.push(content_record("Found", &file, hash, None));
            }
        }
    }
}
