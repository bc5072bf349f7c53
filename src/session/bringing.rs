//! A teammate's labels, brought in: read and planned by a worker, looked at, then one edit. Reads nothing: it asks for a job.

use super::*;
use crate::store::bring_in::{self, Bringing};
use crate::store::disk::Disk;
use std::path::PathBuf;

/// What is asked about labels that are brought in.
#[derive(Clone, Debug)]
pub enum BringIn {
    /// Reads a project in one file, a project's folder or files of layers, and tells what they would bring.
    Preview(Vec<PathBuf>),
    Confirm,
    Cancel,
}

/// What the files would bring. Nothing is changed yet.
#[derive(Clone, Debug)]
pub struct BringPreview {
    pub paths: Vec<PathBuf>,
    /// The file's or folder's own name.
    pub name: String,
    pub before: Project,
    pub bringing: Bringing,
    /// Edits made since then make it stale.
    revision: u64,
}

#[derive(Clone, Debug)]
pub struct BringJob {
    project: Project,
    location: Location,
    me: Option<PersonId>,
    paths: Vec<PathBuf>,
    revision: u64,
}

/// For a worker.
pub(super) fn bring(disk: &dyn Disk, job: BringJob) -> Result<BringPreview, UserError> {
    let guest = bring_in::read_guest(disk, &job.paths, (&job.project, &job.location))?;
    Ok(BringPreview {
        bringing: bring_in::bring_in(&job.project, &guest, job.me.as_ref()),
        paths: job.paths,
        name: guest.name,
        before: job.project,
        revision: job.revision,
    })
}

impl Session {
    pub(super) fn dispatch_bringing(&mut self, what: BringIn) -> Effects {
        match what {
            BringIn::Preview(paths) => self.preview_bringing(paths),
            BringIn::Confirm => self.confirm_bringing(),
            BringIn::Cancel => {
                self.view.bringing = None;
                Ok(Vec::new())
            }
        }
    }

    fn preview_bringing(&mut self, paths: Vec<PathBuf>) -> Effects {
        let open = self.need_open()?;
        let job = BringJob {
            project: open.project.clone(),
            location: open.location.clone(),
            me: open.me.clone(),
            paths,
            revision: open.revision,
        };
        self.busy = Some("Reading files…".to_owned());
        Ok(vec![Effect::Work(Job::BringIn(Box::new(job)))])
    }

    pub(super) fn bringing_read(&mut self, result: Result<Arc<BringPreview>, UserError>) -> Effects {
        self.busy = None;
        self.view.bringing = Some(result?);
        Ok(Vec::new())
    }

    fn confirm_bringing(&mut self) -> Effects {
        let Some(preview) = self.view.bringing.take() else {
            return Ok(Vec::new());
        };
        if self.need_open()?.revision != preview.revision {
            let mut effects = self.preview_bringing(preview.paths.clone())?;
            let words = "The project has changed meanwhile: this is what the files bring now";
            effects.push(Effect::Notify(Notice::info(words)));
            return Ok(effects);
        }
        self.edit(|_, _| Ok(preview.bringing.transaction.clone()))?;
        let conflicts = preview.bringing.report.conflicts.len();
        let words = format!("Brought in labels from {}. Undo takes it back", preview.name);
        let notice = match conflicts {
            0 => Notice::info(words),
            count => Notice {
                hint: Some(match count {
                    1 => "1 item is kept in both versions. Choose “Conflicts…” to decide".to_owned(),
                    count => {
                        format!("{count} items are kept in both versions. Choose “Conflicts…” to decide")
                    }
                }),
                ..Notice::info(words)
            },
        };
        Ok(vec![Effect::Notify(notice)])
    }
}
