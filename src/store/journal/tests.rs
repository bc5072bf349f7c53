//! The journal: whatever stops the program, what was called safe comes back, once, and only into the state that it belongs to.

mod compacting;
mod faults;
mod recovery;
mod rows;
mod states;

use super::*;
use crate::model::edit::recipes as r;
use crate::model::edit::tests::steps::{Dice, Step, any_step, edit_of, small_project};
use crate::model::edit::{self, Transaction};
use crate::model::testing::{Board, label, person};
use crate::model::*;
use crate::store::disk::{Disk, Fault, Faulty, Lasting, Model};
use crate::store::{
    Location, Opened, Patient, SaveReport, Saving, Stamps, create_on, files_of, open_on, save_on,
};
use proptest::prelude::*;
use std::sync::atomic::{AtomicU32, Ordering};

const PROJECT: &str = "/desk/project";
const STATE: &str = "/state";

/// A window without its pixels: what the session does with the journal.
struct Window {
    disk: Arc<dyn Disk>,
    opened: Opened,
    project: Project,
    history: History,
    stamps: Stamps,
    dirty: BTreeSet<FileKey>,
    recovery: Recovery,
}

fn on(model: &Model) -> Arc<dyn Disk> {
    Arc::new(model.clone())
}

/// A disk with a project of ana's and ben's.
fn desk() -> Model {
    desk_of(&small_project())
}

fn desk_of(project: &Project) -> Model {
    let model = Model::default();
    create_on(&model, Path::new(PROJECT), project).unwrap();
    model
}

impl Window {
    fn open(disk: &Arc<dyn Disk>) -> Self {
        Self::open_at(disk, PROJECT)
    }

    fn open_at(disk: &Arc<dyn Disk>, path: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let token = format!("w{:04}", COUNT.fetch_add(1, Ordering::Relaxed));
        let opened = open_on(&**disk, Path::new(path), &Patient).unwrap();
        let recovery = recover(disk, Path::new(STATE), &opened, &token);
        let project = recovery.project.clone();
        Self {
            disk: disk.clone(),
            project: project.unwrap_or_else(|| opened.project.clone()),
            history: recovery.history.clone(),
            stamps: opened.stamps.clone(),
            dirty: recovery.files.clone(),
            recovery,
            opened,
        }
    }

    fn keeper(&self) -> &Keeper {
        self.recovery.keeper.as_deref().unwrap()
    }

    fn edit(&mut self, transaction: Transaction) {
        assert!(self.try_edit(transaction));
    }

    fn try_edit(&mut self, transaction: Transaction) -> bool {
        let Ok(done) = self.history.commit(&mut self.project, transaction) else {
            return false;
        };
        self.dirty.extend(files_of(&done));
        self.keeper()
            .add(Entry::Edit(done, Box::new(self.project.clone())));
        true
    }

    /// What came from elsewhere, outside the history.
    fn merge(&mut self, transaction: Transaction) {
        if edit::apply(&mut self.project, &transaction).is_ok() {
            let unsaved = files_of(&transaction);
            self.dirty.extend(unsaved.iter().cloned());
            self.keeper().add(Entry::Merge(Box::new(Merge {
                transaction,
                project: self.project.clone(),
                found: Vec::new(),
                unsaved,
                kept: Default::default(),
            })));
        }
    }

    fn undo(&mut self) -> bool {
        let moved = self.history.undo(&mut self.project);
        self.moved(moved, false)
    }

    fn redo(&mut self) -> bool {
        let moved = self.history.redo(&mut self.project);
        self.moved(moved, true)
    }

    fn moved(&mut self, moved: Option<edit::Moved>, redo: bool) -> bool {
        let Some(moved) = moved else {
            return false;
        };
        self.dirty.extend(files_of(&moved.done));
        let project = Box::new(self.project.clone());
        for entry in Entry::of_move(&moved, moved.done.clone(), project, redo) {
            self.keeper().add(entry);
        }
        true
    }

    fn write(&self) {
        self.keeper().write().unwrap();
        assert!(self.keeper().is_written());
    }

    fn try_save(&mut self) -> SaveReport {
        let at = self.keeper().next();
        let witness = SaveWitness {
            keeper: self.keeper(),
            at,
        };
        let saving = Saving {
            project: &self.project,
            files: &self.dirty,
            damaged: &self.opened.damaged,
            stamps: &self.stamps,
            witness: Some(&witness),
        };
        let report = save_on(&*self.disk, &self.opened.location, &saving);
        let _ = self.keeper().saved(&report, at);
        for (file, stamp) in &report.stamps {
            match stamp {
                Some(stamp) => drop(self.stamps.insert(file.clone(), stamp.clone())),
                None => drop(self.stamps.remove(file)),
            }
        }
        self.dirty.retain(|file| !report.saved.contains(file));
        report
    }

    fn save(&mut self) {
        let report = self.try_save();
        assert_eq!((report.failed, report.changed), (Vec::new(), BTreeSet::new()));
        assert!(self.dirty.is_empty());
    }

    /// Tags words of the document with a label of ana's.
    fn tag(&mut self, id: &str) {
        let transaction = tagging(&self.project, "ana", id);
        self.edit(transaction);
    }

    fn ids(&self) -> Vec<String> {
        ids(&self.project)
    }

    /// What went wrong when it was opened.
    fn told(&self) -> bool {
        !self.recovery.notes.is_empty() || self.recovery.torn || !self.recovery.foreign.is_empty()
    }
}

fn tagging(project: &Project, who: &str, id: &str) -> Transaction {
    let tree = project.codebook().tree();
    let (_, label) = tree.first().unwrap();
    tagging_as(project, who, id, &label.id)
}

fn tagging_as(project: &Project, who: &str, id: &str, label: &LabelId) -> Transaction {
    let by = r::Author {
        layer: LayerKey::new(DocumentId::new("doc").unwrap(), person(who)),
        now: Timestamp::from_seconds(5),
    };
    let text = project.text("doc").unwrap();
    let end = text.ceil_boundary(3) as usize;
    let spans = Fragments::one(text.span(0..end).unwrap());
    r::tag(project, &by, AnnotationId::new(id).unwrap(), label, spans).unwrap()
}

fn deleting(project: &Project, who: &str, id: &str) -> Transaction {
    let by = r::Author {
        layer: LayerKey::new(DocumentId::new("doc").unwrap(), person(who)),
        now: Timestamp::from_seconds(6),
    };
    r::delete_annotations(project, &by, &[AnnotationId::new(id).unwrap()]).unwrap()
}

fn note(project: &Project, words: &str) -> Transaction {
    let by = r::Author {
        layer: LayerKey::new(DocumentId::new("doc").unwrap(), person("ana")),
        now: Timestamp::from_seconds(7),
    };
    let id = AnnotationId::new("ana-1").unwrap();
    r::edit_annotation(project, &by, &id, "Note", |a| a.note = words.to_owned()).unwrap()
}

/// Of ana's labels.
fn ids(project: &Project) -> Vec<String> {
    let key = LayerKey::new(DocumentId::new("doc").unwrap(), person("ana"));
    let layer = project.layer(&key).unwrap();
    layer.annotations_by_id().map(|a| a.id.to_string()).collect()
}

/// A small desk: ana has read six words and labelled two.
fn ana() -> Model {
    desk_of(&Board::drawn(&[("ana", "[claim:It works], [speaker:총리] said")]).project)
}

/// The one journal on the disk.
fn journal(disk: &dyn Disk) -> PathBuf {
    let paths = all_journals(disk);
    assert_eq!(paths.len(), 1, "{paths:?}");
    paths.into_iter().next().unwrap()
}

fn all_journals(disk: &dyn Disk) -> Vec<PathBuf> {
    let projects = Path::new(STATE).join("projects");
    let folders = disk.list(&projects).unwrap_or_default();
    let folders = folders.into_iter().map(|entry| projects.join(entry.name));
    let paths: Vec<PathBuf> = folders
        .flat_map(|folder| listed(disk, &folder).unwrap())
        .collect();
    journals(&paths).cloned().collect()
}

fn read(disk: &dyn Disk, path: &Path) -> Vec<u8> {
    disk.read(path, u64::MAX).unwrap()
}

fn put(disk: &dyn Disk, path: &Path, bytes: &[u8]) {
    crate::store::write_atomic_on(disk, path, bytes).unwrap();
}

/// A history as text, without changes of nothing to nothing.
fn shown(history: &History) -> String {
    let (undo, redo) = history.stacks();
    let real = |edit: &Arc<Transaction>| {
        let mut edit = Transaction::clone(edit);
        edit.changes.retain(|c| c.before.is_some() || c.after.is_some());
        format!("{edit:?}")
    };
    let shown = |stack: &[Arc<Transaction>]| stack.iter().map(real).collect::<Vec<_>>().join("\n");
    format!("{}\n--\n{}", shown(undo), shown(redo))
}
