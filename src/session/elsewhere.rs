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
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct Elsewhere {
    result: Result<(), UserError>,
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

fn saved(disk: &dyn Disk, job: &ElsewhereJob) -> Result<(), UserError> {
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
    store::create_on(disk, &job.folder, &copy)
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
        }));
        Ok(vec![Effect::Work(job)])
    }

    pub(super) fn saved_elsewhere(&mut self, done: Elsewhere) -> Effects {
        done.result?;
        let mut notice = Notice::info(format!("Saved the project to {}", done.folder.display()));
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
