//! What the journals of a project hold beyond its files, put into the project as it was read. Writes nothing unless some of it
//! belongs to another state of the files: that is laid aside, to be offered.

use super::super::atomic::UNFINISHED;
use super::super::disk::{Disk, DiskLock};
use super::super::keys::file_of;
use super::super::{FileKey, Location, Opened, state_folder, write_atomic_on};
use super::batch::{Entry, Merge, physical};
use super::items::{Gone, Texts};
use super::keeper::{Keeper, Start};
use super::kept::{self, Aside};
use super::lines::{End, Scan, scan};
use super::log::{Log, MAX_BYTES};
use super::tail::{Net, effect, nets, put};
use super::trail::{Hash, Source, Trail, trail};
use super::{ForeignJournal, Recovery};
use crate::model::edit::{Change, History, Key, Transaction};
use crate::model::{Project, Timestamp, UserError};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A journal that no running program writes.
struct Dead {
    path: PathBuf,
    lock: Box<dyn DiskLock>,
    bytes: Vec<u8>,
}

struct Work<'a> {
    disk: &'a Arc<dyn Disk>,
    opened: &'a Opened,
    folder: PathBuf,
    /// With what was recovered so far.
    project: Project,
    recovery: Recovery,
    /// Items that journals hold which were read already, the latest first.
    settled: BTreeSet<Key>,
}

/// Recovers what is in no file yet. `token` names the journal of this window, should it get a new one.
pub fn recover(disk: &Arc<dyn Disk>, state: &Path, opened: &Opened, token: &str) -> Recovery {
    let folder = state_folder(&**disk, state, &opened.location, &opened.project.head().id);
    let mut work = Work {
        disk,
        opened,
        project: opened.project.clone(),
        recovery: Recovery::default(),
        settled: BTreeSet::new(),
        folder,
    };
    let paths =
        super::listed(&**disk, &work.folder).unwrap_or_else(|error| {
            work.tell(UserError::with_hint(
            format!("The folder of journals {} could not be read: {error}", work.folder.display()),
            "Edits that were not saved may be in it; it is left as it is. Open the project again to get them",
        ));
            Vec::new()
        });
    work.recovery.foreign = kept::all(&**disk, &paths);
    let mut dead = work.dead(&paths).into_iter();
    let (bytes, main) = match dead.next() {
        Some(Dead { path, lock, bytes }) => (bytes, Some((path, lock))),
        None => (Vec::new(), None),
    };
    let read = main.as_ref().map(|_| Read::of(&bytes));
    let taken = read.as_ref().map(|read| work.take(read));
    let history = match (&read, &taken) {
        (Some(read), Some(taken)) => work.history(read, taken),
        _ => History::default(),
    };
    let others: Vec<Other> = dead.map(|other| work.other(other)).collect();
    let fresh = work.folder.join(format!("{token}.journal"));
    let keeper = match (main, &read, taken) {
        (Some(main), Some(read), Some(taken)) => work.go_on(main, (read, taken), &fresh, &others),
        _ => None,
    };
    work.recovery.history = history;
    let keeper = keeper.unwrap_or_else(|| work.fresh(fresh, &others));
    for other in others {
        if let Some(merge) = other.merge {
            keeper.add(Entry::Merge(Box::new(merge)));
        }
    }
    work.recovery.keeper = Some(Arc::new(keeper));
    for foreign in &mut work.recovery.foreign {
        let seconds = |nanos: i128| i64::try_from(nanos / 1_000_000_000).ok();
        let facts = disk.facts(&foreign.path).ok();
        foreign.since = facts
            .and_then(|facts| seconds(facts.modified))
            .map(Timestamp::from_seconds);
    }
    if !work.recovery.files.is_empty() {
        work.recovery.project = Some(work.project);
    }
    work.recovery
}

/// A journal, read.
struct Read<'a> {
    trail: Trail<'a>,
    /// Bytes that could be read.
    len: u64,
    end: End,
    bytes: &'a [u8],
}

impl<'a> Read<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        let scan: Scan<'a> = scan(bytes);
        let (trail, len, end) = trail(&scan);
        Self {
            trail,
            len,
            end,
            bytes,
        }
    }
}

/// What was taken from a journal.
#[derive(Default)]
struct Taken {
    /// Files that are in a state that the journal knows.
    known: BTreeSet<FileKey>,
    changes: Vec<Change>,
    aside: Option<Aside>,
    /// The project with these changes.
    project: Project,
    /// It can be read as a journal, and what it says makes no sense: a later version may have written it.
    is_spoilt: bool,
}

/// A second journal: what it held goes on in the first.
struct Other {
    path: PathBuf,
    merge: Option<Merge>,
    aside: Option<Aside>,
    /// It goes once what it held is safe elsewhere.
    may_go: bool,
    _lock: Box<dyn DiskLock>,
}

impl Work<'_> {
    fn is_single(&self) -> bool {
        matches!(self.opened.location, Location::File(_))
    }

    fn physical(&self) -> impl Fn(FileKey) -> FileKey + Copy + use<> {
        let is_single = self.is_single();
        move |file| physical(is_single, file)
    }

    fn hash(&self, file: &FileKey) -> Hash {
        let stamp = self.opened.stamps.get(file);
        stamp.map(|stamp| stamp.hash.clone())
    }

    fn tell(&mut self, error: UserError) {
        self.recovery.notes.push(error);
    }

    /// The latest first.
    fn dead(&mut self, paths: &[PathBuf]) -> Vec<Dead> {
        let mut found = Vec::new();
        for path in super::journals(paths).cloned() {
            let lock = match self.disk.lock(&super::lock_path(&path)) {
                Ok(Some(lock)) => lock,
                Ok(None) => {
                    self.recovery.live = true;
                    continue;
                }
                Err(error) => {
                    self.tell(unread(&path, &error.to_string()));
                    continue;
                }
            };
            self.sweep(&path);
            let facts = self.disk.facts(&path);
            match self.disk.read(&path, MAX_BYTES + 1) {
                Ok(bytes) if bytes.len() as u64 <= MAX_BYTES => {
                    let time = facts.map_or(0, |facts| facts.modified);
                    found.push((time, Dead { path, lock, bytes }));
                }
                Ok(_) => self.tell(unread(&path, "it is too large")),
                Err(error) => self.tell(unread(&path, &error.to_string())),
            }
        }
        found.sort_by(|a, b| (b.0, &b.1.path).cmp(&(a.0, &a.1.path)));
        found.into_iter().map(|(_, dead)| dead).collect()
    }

    /// Nobody is at work on what a journal that is ours was to be replaced by.
    fn sweep(&self, path: &Path) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let start = format!(".{name}.");
        for entry in self.disk.list(&self.folder).unwrap_or_default() {
            let name = entry.name.to_string_lossy();
            if name.starts_with(&start) && name.ends_with(UNFINISHED) {
                // Left there it does no harm.
                let _ = self.disk.remove(&self.folder.join(&entry.name));
            }
        }
    }

    /// Puts what a journal holds beyond the files into the project.
    fn take(&mut self, read: &Read<'_>) -> Taken {
        let mut taken = Taken::default();
        if let Err(error) = self.try_take(read, &mut taken) {
            taken = Taken {
                is_spoilt: true,
                ..Taken::default()
            };
            self.tell(UserError::with_hint(
                format!("A journal of unsaved edits could not be used: {error}"),
                "It stays as it is, under another name",
            ));
        }
        taken.project = self.project.clone();
        taken
    }

    fn try_take(&mut self, read: &Read<'_>, taken: &mut Taken) -> Result<(), String> {
        let trail = &read.trail;
        let (mut ours, mut foreign) = (BTreeMap::new(), BTreeMap::new());
        for (file, steps) in trail.touched(self.physical()) {
            let hash = self.hash(&file);
            let known = trail.files.get(&file);
            let index = |at: u64| usize::try_from(at.saturating_sub(trail.first)).unwrap_or(usize::MAX);
            let lacks = |from: &usize| steps.last().is_some_and(|last| last >= from);
            if let Some(at) = known.and_then(|known| known.start(&hash)) {
                ours.extend(Some(index(at)).filter(lacks).map(|from| (file.clone(), from)));
                taken.known.insert(file);
            } else if !trail.later.contains(&(file.clone(), hash)) {
                let oldest = index(known.map_or(trail.first, |known| known.oldest()));
                foreign.extend(Some(oldest).filter(lacks).map(|from| (file, from)));
            }
        }
        let ours = nets(trail, &ours, self.physical())?;
        let mut aside: BTreeMap<Key, Net<'_, '_>> = nets(trail, &foreign, self.physical())?;
        let texts = Texts::new(trail, &self.opened.project)?;
        let mut effect = effect(trail, &ours, &self.project, &texts);
        // An item that a later journal has too is as that one has it; the head of a layer lists what is gone in either.
        let is_older = |key: &Key| !matches!(key, Key::Layer(_)) && self.settled.contains(key);
        let older = effect.changes.iter().map(|change| change.key.clone());
        let older: BTreeSet<Key> = older.filter(is_older).collect();
        effect.changes.retain(|change| !older.contains(&change.key));
        let refused = put(&mut self.project, effect.changes.clone());
        let left: BTreeSet<&Key> = (refused.iter().map(|change| &change.key))
            .chain(effect.unread.iter().map(|(key, _)| key))
            .chain(&older)
            .collect();
        taken.changes = effect.changes;
        taken.changes.retain(|change| !left.contains(&change.key));
        let done = taken.changes.iter().filter_map(|change| ours.get(&change.key));
        let done: BTreeSet<usize> = done.flat_map(|net| net.steps.iter().copied()).collect();
        self.recovery.edits += effect.steps.intersection(&done).count();
        let files = taken.changes.iter().map(|change| file_of(&change.key));
        self.recovery.files.extend(files);
        self.settled.extend(ours.keys().cloned());
        let left: BTreeSet<Key> = left.into_iter().cloned().collect();
        aside.extend(ours.into_iter().filter(|(key, _)| left.contains(key)));
        if !aside.is_empty() {
            taken.aside = Some(Aside::of(trail, &aside));
        }
        Ok(())
    }

    /// The history as far as all the files of its steps are as the journal knows them.
    fn history(&self, read: &Read<'_>, taken: &Taken) -> History {
        let trail = &read.trail;
        let Ok(texts) = Texts::new(trail, &self.opened.project) else {
            return History::default();
        };
        let wanted = trail.stacks.undo.iter().chain(&trail.stacks.redo);
        let wanted: BTreeMap<usize, Source> = wanted.map(|source| (source.step, *source)).collect();
        let physical = self.physical();
        let mut gone = Gone::new(&taken.project);
        let mut read: BTreeMap<usize, Arc<Transaction>> = BTreeMap::new();
        for step in (0..trail.steps.len()).rev() {
            let Some(source) = wanted.get(&step) else {
                gone.pass(trail, step);
                continue;
            };
            let Ok(edit) = gone.transaction(trail, *source, &texts) else {
                continue;
            };
            let mut files = edit.changes.iter().map(|change| physical(file_of(&change.key)));
            if files.all(|file| taken.known.contains(&file)) {
                read.insert(step, Arc::new(edit));
            }
        }
        // What lies below an edit that cannot be taken back cannot be either.
        let stack = |sources: &[Source]| {
            let latest = sources
                .iter()
                .rev()
                .map_while(|source| read.get(&source.step).cloned());
            let mut latest: Vec<Arc<Transaction>> = latest.collect();
            latest.reverse();
            latest
        };
        History::restored(stack(&trail.stacks.undo), stack(&trail.stacks.redo))
    }

    fn other(&mut self, dead: Dead) -> Other {
        let read = Read::of(&dead.bytes);
        let taken = self.take(&read);
        let merge = (!taken.changes.is_empty()).then(|| merge(taken.changes, taken.project, BTreeSet::new()));
        let may_go = !matches!(read.end, End::Broken(_)) && !taken.is_spoilt;
        if !may_go {
            self.damaged(&dead.path);
        }
        Other {
            path: dead.path,
            merge,
            aside: taken.aside,
            may_go,
            _lock: dead.lock,
        }
    }

    /// Continues a journal: without what was laid aside, and in a new file where the old one is spoilt.
    fn go_on(
        &mut self,
        (mut path, lock): (PathBuf, Box<dyn DiskLock>),
        (read, taken): (&Read<'_>, Taken),
        fresh: &Path,
        others: &[Other],
    ) -> Option<Keeper> {
        let (mut lock, mut there) = (Some(lock), read.bytes.len() as u64);
        if taken.is_spoilt {
            self.damaged(&path);
            return None;
        }
        if read.end == End::Torn {
            self.recovery.torn = true;
        }
        if matches!(read.end, End::Broken(_)) {
            let good = usize::try_from(read.len)
                .ok()
                .and_then(|len| read.bytes.get(..len))?;
            let written = super::locked(&**self.disk, fresh)
                .and_then(|lock| write_atomic_on(&**self.disk, fresh, good).map(|()| lock));
            lock = match written {
                Ok(lock) => Some(lock),
                Err(error) => {
                    self.tell(error);
                    return None;
                }
            };
            self.damaged(&path);
            (path, there) = (fresh.to_owned(), read.len);
        }
        let log = Log::new(self.disk.clone(), path, read.len, there);
        // First into a file of its own, then out of the journal: without the first the journal must stay as it is.
        if !taken.aside.as_ref().is_none_or(|aside| self.keep(aside)) {
            return None;
        }
        let start = self.start(log, lock, others);
        let (mut known, physical) = (taken.known, self.physical());
        let kept = taken.aside.iter().flat_map(|aside| &aside.files);
        let kept: BTreeSet<FileKey> = kept.map(|file| physical(file.clone())).collect();
        known.retain(|file| !kept.contains(file));
        let keeper = Keeper::new(start, &read.trail, &known, &self.opened.stamps);
        if !kept.is_empty() {
            // What was recovered of the same files is written down once more, in the same go.
            let (mut changes, of) = (taken.changes, |change: &Change| physical(file_of(&change.key)));
            changes.retain(|change| kept.contains(&of(change)));
            keeper.add(Entry::Merge(Box::new(merge(changes, taken.project, kept))));
        }
        Some(keeper)
    }

    fn start(&mut self, log: Log, lock: Option<Box<dyn DiskLock>>, others: &[Other]) -> Start {
        let mut absorbed = Vec::new();
        for other in others {
            let safe = match &other.aside {
                Some(aside) => self.keep(aside),
                None => true,
            };
            if safe && other.may_go {
                absorbed.push(other.path.clone());
            }
        }
        Start {
            disk: self.disk.clone(),
            location: self.opened.location.clone(),
            project: self.opened.project.head().id.to_string(),
            log,
            lock,
            absorbed,
        }
    }

    fn fresh(&mut self, path: PathBuf, others: &[Other]) -> Keeper {
        let log = Log::new(self.disk.clone(), path, 0, 0);
        let start = self.start(log, None, others);
        Keeper::new(start, &Trail::default(), &BTreeSet::new(), &self.opened.stamps)
    }

    fn keep(&mut self, aside: &Aside) -> bool {
        match aside.write(&**self.disk, &self.folder) {
            Ok(foreign) => {
                self.recovery.foreign.retain(|known| known.path != foreign.path);
                self.recovery.foreign.push(foreign);
                true
            }
            Err(error) => {
                self.tell(error);
                false
            }
        }
    }

    /// A journal that is spoilt in the middle stays as it is, under another name.
    fn damaged(&mut self, path: &Path) {
        let name = path.with_extension("damaged");
        let foreign = match self.disk.rename(path, &name) {
            Ok(()) => ForeignJournal::damaged(name),
            Err(_) => ForeignJournal::damaged(path.to_owned()),
        };
        self.recovery.foreign.push(foreign);
    }
}

/// Changes that were recovered, as a step of a journal that goes on.
fn merge(changes: Vec<Change>, project: Project, kept: BTreeSet<FileKey>) -> Merge {
    Merge {
        unsaved: changes.iter().map(|change| file_of(&change.key)).collect(),
        transaction: Transaction::new("Recover", changes),
        project,
        found: Vec::new(),
        kept,
    }
}

fn unread(path: &Path, why: &str) -> UserError {
    UserError::with_hint(
        format!("The journal {} could not be read: {why}", path.display()),
        "Edits that were not saved may be in it; it is left as it is",
    )
}
