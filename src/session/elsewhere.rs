//! The whole project saved to another folder: as a copy, or to go on working there where the old place fails. What touches the disk
//! here runs in jobs.

use super::*;
use crate::model::edit::{self, Change, Item, Key};
use crate::store::OwnFiles;
use crate::store::disk::Disk;
use std::path::{Path, PathBuf};

/// The project as it is now, for another folder. A copy is a project of its own: it gets a new id.
#[derive(Clone, Debug)]
pub struct ElsewhereJob {
    project: Project,
    location: Location,
    folder: PathBuf,
    id: String,
    revision: u64,
    goes_on: bool,
    /// Files that were not read whole.
    damaged: BTreeSet<FileKey>,
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    /// Says what of the damaged files went along.
    result: Result<Option<String>, UserError>,
    folder: PathBuf,
    id: String,
    revision: u64,
    goes_on: bool,
}

/// For a worker.
pub(super) fn save_elsewhere(disk: &dyn Disk, job: ElsewhereJob) -> Elsewhere {
    let result = saved(disk, &job);
    Elsewhere {
        result,
        folder: job.folder,
        id: job.id,
        revision: job.revision,
        goes_on: job.goes_on,
    }
}

fn saved(disk: &dyn Disk, job: &ElsewhereJob) -> Result<Option<String>, UserError> {
    if is_within(disk, &job.folder, &job.location) {
        return Err(UserError::with_hint(
            format!(
                "{} lies in the folder of the project itself",
                job.folder.display()
            ),
            "Choose another place",
        ));
    }
    let mut copy = job.project.clone();
    rename(&mut copy, &job.id)?;
    store::create_on(disk, &job.folder, &copy)?;
    Ok(copy_damaged(disk, job))
}

/// The folder beside the new project's own files that damaged ones go to, byte for byte.
const DAMAGED: &str = "damaged";

/// What could not be read of a file is in no project: its bytes go along as they are.
fn copy_damaged(disk: &dyn Disk, job: &ElsewhereJob) -> Option<String> {
    let names = names_of(&job.damaged, &job.location)?;
    let copied = job.damaged.iter().try_for_each(|file| {
        let (from, name) = match &job.location {
            Location::Folder(root) => (root.join(file.path()), file.path()),
            Location::File(path) => (
                path.clone(),
                store::generations::name_of(&job.location, &FileKey::Project),
            ),
        };
        let to = job.folder.join(DAMAGED).join(name);
        if let Some(folder) = to.parent() {
            disk.make_folder(folder)
                .map_err(|error| UserError::new(error.to_string()))?;
        }
        store::write_atomic_on(disk, &to, &store::read_capped_on(disk, &from)?)
    });
    Some(match copied {
        Ok(()) => format!("What could not be read of {names} lies there in the folder “{DAMAGED}”"),
        Err(error) => {
            format!(
                "What could not be read of {names} is not there: {}",
                error.message
            )
        }
    })
}

/// `a.ron and 2 more`; None where there is none.
fn names_of(files: &BTreeSet<FileKey>, location: &Location) -> Option<String> {
    let first = store::generations::name_of(location, files.first()?);
    Some(match (files.len(), location) {
        (1, _) | (_, Location::File(_)) => first,
        (n, _) => format!("{first} and {} more", n - 1),
    })
}

/// The project folder itself may be gone.
fn is_within(disk: &dyn Disk, folder: &Path, location: &Location) -> bool {
    match location {
        Location::Folder(root) => folder.starts_with(root) || OwnFiles::on(disk, location).lies_among(folder),
        Location::File(_) => false,
    }
}

/// Gives a project another id.
pub(super) fn rename(project: &mut Project, id: &str) -> Result<(), UserError> {
    let mut head = project.head().clone();
    head.id = id.into();
    let change = Change::replace(
        Key::Head,
        Item::Head(Arc::new(project.head().clone())),
        Item::Head(Arc::new(head)),
    );
    Ok(edit::apply(project, &Transaction::new("Copy", vec![change])).map(drop)?)
}

impl Session {
    pub(super) fn ask_elsewhere(&mut self, folder: PathBuf, goes_on: bool) -> Effects {
        let id = id::random_text(&mut *self.random, 12);
        let open = self.need_open()?;
        let job = Job::SaveElsewhere(Box::new(ElsewhereJob {
            project: open.project.clone(),
            location: open.location.clone(),
            folder,
            id,
            revision: open.revision,
            goes_on,
            damaged: open.not_read(),
        }));
        Ok(vec![Effect::Work(job)])
    }

    /// A copy as one file is there: it holds what was read.
    pub(super) fn saved_copy(&self, path: &Path) -> Vec<Effect> {
        let not_read = |open: &Open| names_of(&open.not_read(), &open.location);
        let names = self.open.as_ref().and_then(not_read);
        let lost = names.map(|names| format!("What could not be read of {names} is not in it"));
        vec![Effect::Notify(Notice {
            hint: lost,
            ..Notice::info(format!("Saved a copy as {}", path.display()))
        })]
    }

    pub(super) fn saved_elsewhere(&mut self, done: Elsewhere) -> Effects {
        let mut notice = Notice::info(format!("Saved the project to {}", done.folder.display()));
        notice.hint = done.result?;
        let Some(open) = self.open.as_mut().filter(|_| done.goes_on) else {
            return Ok(vec![Effect::Notify(notice)]);
        };
        if open.revision != done.revision {
            notice.hint = Some(
                "What was edited since then is not there. Save it to another folder once more to go on there"
                    .into(),
            );
            return Ok(vec![Effect::Notify(notice)]);
        }
        // All of it is in the new place: what the old one lacks holds nobody up.
        open.told = true;
        let me = open.me.clone();
        self.place = self.place_to_return_to();
        let mut effects = self.change_settings(|settings| {
            if let Some(me) = me {
                settings.set_identity(&done.id, me.as_str());
            }
        });
        let progress = Arc::default();
        let path = done.folder;
        effects.extend(self.leave(Leave::Open(Box::new(Job::Open { path, progress })))?);
        effects.push(Effect::Notify(notice));
        Ok(effects)
    }
}
