//! A disk in memory that forgets, when its power is cut, whatever was not made safe. For tests.
//!
//! It promises as little as file systems do: what a file holds is safe when the file is synced, a name when its folder is.
//! Until then each name may or may not be there, and each content may be missing, in part or full of zeros.

mod cut;

use super::{Disk, DiskFile, DiskLock, Entry, Facts, Kind};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Nanoseconds between two changes.
const STEP: i128 = 1_000_000;

const ROOT: u64 = 0;

#[derive(Clone, Debug)]
struct File {
    now: Arc<Vec<u8>>,
    /// As it was synced last.
    safe: Arc<Vec<u8>>,
    modified: i128,
}

#[derive(Clone, Debug, Default)]
struct Folder {
    now: Names,
    /// As it was synced last.
    safe: Names,
    /// What came since then.
    steps: Vec<Step>,
}

type Names = BTreeMap<OsString, u64>;

#[derive(Clone, Debug)]
enum Step {
    Put(OsString, u64),
    Rename(OsString, OsString, u64),
    Remove(OsString),
}

impl Step {
    fn apply(&self, names: &mut Names) {
        match self {
            Self::Put(name, node) => drop(names.insert(name.clone(), *node)),
            Self::Remove(name) => drop(names.remove(name)),
            Self::Rename(from, to, node) => {
                names.remove(from);
                names.insert(to.clone(), *node);
            }
        }
    }
}

#[derive(Clone, Debug)]
enum Node {
    File(File),
    Folder(Folder),
}

#[derive(Clone, Debug)]
struct State {
    nodes: BTreeMap<u64, Node>,
    next: u64,
    clock: i128,
}

#[derive(Debug)]
struct Inner {
    state: State,
    /// The states after each change, from when they were asked for.
    history: Option<Vec<State>>,
    locked: BTreeSet<PathBuf>,
}

/// Clones are the same disk.
#[derive(Clone, Debug)]
pub struct Model(Arc<Mutex<Inner>>);

impl Default for Model {
    fn default() -> Self {
        let root = Node::Folder(Folder::default());
        Self::from_state(State {
            nodes: BTreeMap::from([(ROOT, root)]),
            next: ROOT + 1,
            clock: 1_700_000_000 * 1_000_000_000,
        })
    }
}

impl Model {
    fn from_state(state: State) -> Self {
        Self(Arc::new(Mutex::new(Inner {
            state,
            history: None,
            locked: BTreeSet::new(),
        })))
    }

    /// Another disk of the same content.
    pub fn copy(&self) -> Self {
        Self::from_state(self.inner().state.clone())
    }

    /// Every file with its bytes.
    pub fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let state = &self.inner().state;
        let mut files = BTreeMap::new();
        let mut waiting = vec![(PathBuf::from("/"), ROOT)];
        while let Some((path, node)) = waiting.pop() {
            match state.nodes.get(&node) {
                Some(Node::File(file)) => drop(files.insert(path, file.now.to_vec())),
                Some(Node::Folder(folder)) => {
                    waiting.extend(folder.now.iter().map(|(name, node)| (path.join(name), *node)));
                }
                None => {}
            }
        }
        files
    }

    /// Keeps every state from now on.
    pub fn record(&self) {
        self.inner().history = Some(Vec::new());
    }

    /// How many changes there were since `record`.
    pub fn changes(&self) -> usize {
        self.inner().history.as_ref().map_or(0, Vec::len)
    }

    /// The disk as it was after that many changes since `record`, counted from 1; None where there were not as many.
    pub fn after(&self, changes: usize) -> Option<Self> {
        let inner = self.inner();
        let state = inner.history.as_ref()?.get(changes.checked_sub(1)?)?;
        Some(Self::from_state(state.clone()))
    }

    /// The disks that may be left when the power is cut now: all of them where they are no more than `most`, else so many, drawn
    /// from the seed.
    pub fn power_cuts(&self, most: usize, seed: u64) -> Vec<Self> {
        let states = cut::states(&self.inner().state, most, seed);
        states.into_iter().map(Self::from_state).collect()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn see<T>(&self, look: impl FnOnce(&State) -> io::Result<T>) -> io::Result<T> {
        look(&self.inner().state)
    }

    fn change<T>(&self, edit: impl FnOnce(&mut State) -> io::Result<T>) -> io::Result<T> {
        let mut inner = self.inner();
        inner.state.clock += STEP;
        let result = edit(&mut inner.state)?;
        let state = inner.history.is_some().then(|| inner.state.clone());
        if let Some(history) = &mut inner.history {
            history.extend(state);
        }
        Ok(result)
    }
}

impl State {
    /// Also of a path that ends in a folder's name.
    fn find(&self, path: &Path) -> io::Result<u64> {
        let mut at = ROOT;
        for part in path.components() {
            at = match part {
                Component::Normal(name) => {
                    let folder = self.folder(at)?;
                    *folder.now.get(name).ok_or(ErrorKind::NotFound)?
                }
                Component::RootDir | Component::CurDir => at,
                Component::ParentDir | Component::Prefix(_) => return Err(ErrorKind::InvalidInput.into()),
            };
        }
        Ok(at)
    }

    fn folder(&self, node: u64) -> io::Result<&Folder> {
        match self.nodes.get(&node) {
            Some(Node::Folder(folder)) => Ok(folder),
            Some(Node::File(_)) => Err(ErrorKind::NotADirectory.into()),
            None => Err(ErrorKind::NotFound.into()),
        }
    }

    fn file(&self, node: u64) -> io::Result<&File> {
        match self.nodes.get(&node) {
            Some(Node::File(file)) => Ok(file),
            Some(Node::Folder(_)) => Err(ErrorKind::IsADirectory.into()),
            None => Err(ErrorKind::NotFound.into()),
        }
    }

    fn file_mut(&mut self, node: u64) -> io::Result<&mut File> {
        match self.nodes.get_mut(&node) {
            Some(Node::File(file)) => Ok(file),
            Some(Node::Folder(_)) => Err(ErrorKind::IsADirectory.into()),
            None => Err(ErrorKind::NotFound.into()),
        }
    }

    fn step(&mut self, folder: u64, step: Step) -> io::Result<()> {
        let Some(Node::Folder(folder)) = self.nodes.get_mut(&folder) else {
            return Err(ErrorKind::NotADirectory.into());
        };
        step.apply(&mut folder.now);
        folder.steps.push(step);
        Ok(())
    }

    fn add(&mut self, folder: u64, name: &OsStr, node: Node) -> io::Result<u64> {
        let id = self.next;
        self.next += 1;
        self.nodes.insert(id, node);
        self.step(folder, Step::Put(name.to_owned(), id))?;
        Ok(id)
    }

    fn new_file(&self) -> Node {
        Node::File(File {
            now: Arc::default(),
            safe: Arc::default(),
            modified: self.clock,
        })
    }

    /// The folder that a path lies in, and its name there.
    fn place<'a>(&self, path: &'a Path) -> io::Result<(u64, &'a OsStr)> {
        let name = path.file_name().ok_or(ErrorKind::InvalidInput)?;
        let folder = self.find(path.parent().unwrap_or(Path::new("/")))?;
        self.folder(folder)?;
        Ok((folder, name))
    }
}

#[derive(Debug)]
struct ModelFile {
    disk: Model,
    node: u64,
}

#[derive(Debug)]
struct ModelLock {
    disk: Model,
    path: PathBuf,
}

impl DiskLock for ModelLock {}

impl Drop for ModelLock {
    fn drop(&mut self) {
        self.disk.inner().locked.remove(&self.path);
    }
}

impl Disk for Model {
    fn facts(&self, path: &Path) -> io::Result<Facts> {
        self.see(|state| {
            let (kind, len, modified) = match state.nodes.get(&state.find(path)?) {
                Some(Node::File(file)) => (Kind::File, file.now.len() as u64, file.modified),
                _ => (Kind::Folder, 0, 0),
            };
            Ok(Facts {
                kind,
                len,
                modified,
                read_only: false,
            })
        })
    }

    /// There are no links.
    fn link_facts(&self, path: &Path) -> io::Result<Facts> {
        self.facts(path)
    }

    fn canonical(&self, path: &Path) -> io::Result<PathBuf> {
        self.see(|state| state.find(path))?;
        Ok(Path::new("/").join(path.components().collect::<PathBuf>()))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Entry>> {
        self.see(|state| {
            let folder = state.folder(state.find(folder)?)?;
            let entry = |(name, node): (&OsString, &u64)| Entry {
                name: name.clone(),
                is_folder: state.folder(*node).is_ok(),
                is_link: false,
            };
            Ok(folder.now.iter().map(entry).collect())
        })
    }

    fn read(&self, path: &Path, most: u64) -> io::Result<Vec<u8>> {
        self.see(|state| {
            let bytes = &state.file(state.find(path)?)?.now;
            let most = usize::try_from(most).unwrap_or(usize::MAX).min(bytes.len());
            Ok(bytes.get(..most).unwrap_or_default().to_vec())
        })
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let node = self.change(|state| {
            if state.find(path).is_ok() {
                return Err(ErrorKind::AlreadyExists.into());
            }
            let (folder, name) = state.place(path)?;
            state.add(folder, name, state.new_file())
        })?;
        let disk = self.clone();
        Ok(Box::new(ModelFile { disk, node }))
    }

    fn append(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        let known = self.see(|state| {
            let node = state.find(path)?;
            state.file(node).map(|_| node)
        });
        let disk = self.clone();
        match known {
            Ok(node) => Ok(Box::new(ModelFile { disk, node })),
            Err(error) if error.kind() == ErrorKind::NotFound => self.create(path),
            Err(error) => Err(error),
        }
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        let above: Vec<&Path> = path.ancestors().collect();
        for path in above.into_iter().rev().filter(|path| path.file_name().is_some()) {
            match self.see(|state| state.folder(state.find(path)?).map(drop)) {
                Err(error) if error.kind() == ErrorKind::NotFound => self.change(|state| {
                    let (folder, name) = state.place(path)?;
                    state.add(folder, name, Node::Folder(Folder::default())).map(drop)
                })?,
                result => result?,
            }
        }
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.change(|state| {
            let node = state.find(from)?;
            let ((from, from_name), (to, to_name)) = (state.place(from)?, state.place(to)?);
            let there = state.folder(to)?.now.get(to_name).copied();
            if there.is_some_and(|there| state.folder(there).is_ok()) {
                return Err(ErrorKind::IsADirectory.into());
            }
            if from == to {
                let step = Step::Rename(from_name.to_owned(), to_name.to_owned(), node);
                return state.step(to, step);
            }
            state.step(to, Step::Put(to_name.to_owned(), node))?;
            state.step(from, Step::Remove(from_name.to_owned()))
        })
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.change(|state| {
            state.file(state.find(path)?)?;
            let (folder, name) = state.place(path)?;
            state.step(folder, Step::Remove(name.to_owned()))
        })
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.change(|state| {
            if !state.folder(state.find(path)?)?.now.is_empty() {
                return Err(ErrorKind::DirectoryNotEmpty.into());
            }
            let (folder, name) = state.place(path)?;
            state.step(folder, Step::Remove(name.to_owned()))
        })
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.change(|state| {
            let node = state.find(path)?;
            let Some(Node::Folder(folder)) = state.nodes.get_mut(&node) else {
                return Err(ErrorKind::NotADirectory.into());
            };
            folder.safe = folder.now.clone();
            folder.steps.clear();
            Ok(())
        })
    }

    fn lock(&self, path: &Path) -> io::Result<Option<Box<dyn DiskLock>>> {
        drop(self.append(path)?);
        let path = self.canonical(path)?;
        if !self.inner().locked.insert(path.clone()) {
            return Ok(None);
        }
        let disk = self.clone();
        Ok(Some(Box::new(ModelLock { disk, path })))
    }
}

impl DiskFile for ModelFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.disk.change(|state| {
            let clock = state.clock;
            let file = state.file_mut(self.node)?;
            Arc::make_mut(&mut file.now).extend_from_slice(bytes);
            file.modified = clock;
            Ok(())
        })
    }

    fn sync(&mut self) -> io::Result<()> {
        self.disk.change(|state| {
            let file = state.file_mut(self.node)?;
            file.safe = file.now.clone();
            Ok(())
        })
    }

    fn cut(&mut self, len: u64) -> io::Result<()> {
        self.disk.change(|state| {
            let clock = state.clock;
            let file = state.file_mut(self.node)?;
            let len = usize::try_from(len).unwrap_or(usize::MAX);
            Arc::make_mut(&mut file.now).resize(len, 0);
            file.modified = clock;
            Ok(())
        })
    }

    fn take_mode_of(&mut self, other: &Path) -> io::Result<()> {
        self.disk.facts(other).map(drop)
    }
}
