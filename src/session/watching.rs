//! What somebody else does to the files of the open project: it is read again and merged by id, and told. Does no I/O itself.

mod told;

use super::*;
use crate::model::edit;
use crate::store::disk::Disk;
use crate::store::merge::{self, Merge};
use crate::store::{Reread, Scan, Stamps};
use spoilt::Keeping;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A project whose files are looked after.
#[derive(Clone, Debug)]
pub struct Watched {
    pub location: Location,
    /// How the files were when they were read or written last.
    pub stamps: Arc<Stamps>,
    /// Where other windows ask for the project, if this one has it.
    pub state: Option<PathBuf>,
}

impl PartialEq for Watched {
    fn eq(&self, other: &Self) -> bool {
        self.location == other.location
            && self.state == other.state
            && Arc::ptr_eq(&self.stamps, &other.stamps)
    }
}

/// What is known of the files on the disk, and what of them waits to be read again.
#[derive(Debug)]
pub(super) struct Files {
    pub stamps: Arc<Stamps>,
    /// The project as it was opened.
    opened_as: Project,
    /// The project as it was when a file was last the same here and on the disk: what three-way merging starts from.
    synced: BTreeMap<FileKey, Project>,
    /// Files that were gone and are written anew since. What they held may come back, by a drive that was away: it stays the
    /// base of merging, so that nothing written since counts as taken away by somebody.
    gone: BTreeSet<FileKey>,
    /// What is being saved.
    saving: Option<Project>,
    /// Files that somebody else changed and that are not read yet.
    waiting: BTreeSet<FileKey>,
    /// Spoilt since they were read: what is open of them is whole.
    pub held: BTreeSet<FileKey>,
    rereading: bool,
    /// When that began, in seconds.
    reading_since: f64,
    /// Why files could not be read again, as it was told last.
    told: Option<String>,
    /// How often edits overtook the reading of what waits.
    overtaken: usize,
}

/// How often edits may overtake reading before it waits for the user to rest.
const MOST_OVERTAKEN: usize = 2;

impl Files {
    pub fn new(opened_as: Project, stamps: Stamps) -> Self {
        Self {
            stamps: Arc::new(stamps),
            opened_as,
            synced: BTreeMap::new(),
            gone: BTreeSet::new(),
            saving: None,
            waiting: BTreeSet::new(),
            held: BTreeSet::new(),
            rereading: false,
            reading_since: 0.0,
            told: None,
            overtaken: 0,
        }
    }

    /// Reading begins when the user rests: while somebody types on it would never end.
    pub fn wait_for_rest(&self) -> bool {
        self.overtaken >= MOST_OVERTAKEN && !self.rereading && !self.waiting.is_empty()
    }

    /// Files are being read again or are to be: saving waits for them.
    pub fn is_behind(&self) -> bool {
        self.rereading || !self.waiting.is_empty()
    }

    /// Since when files are being read again.
    pub fn reads_since(&self) -> Option<f64> {
        self.rereading.then_some(self.reading_since)
    }

    pub fn wait_no_longer(&mut self) {
        self.overtaken = 0;
    }

    pub fn save_begins(&mut self, project: &Project) {
        self.saving = Some(project.clone());
    }

    /// Files that were written are the same here and there; those that somebody else wrote before are to be read.
    pub fn save_ended(&mut self, report: &store::SaveReport) {
        note_stamps(&mut self.stamps, &report.stamps);
        if let Some(saved) = self.saving.take() {
            if report.anew {
                self.gone.extend(store::all_files(&saved));
            }
            for file in report.saved.iter().filter(|file| !self.gone.contains(file)) {
                self.synced.insert(file.clone(), saved.clone());
            }
        }
        self.waiting.extend(report.changed.iter().cloned());
    }
}

pub(super) fn note_stamps(stamps: &mut Arc<Stamps>, new: &BTreeMap<FileKey, Option<store::Stamp>>) {
    if new.is_empty() {
        return;
    }
    let stamps = Arc::make_mut(stamps);
    for (file, stamp) in new {
        match stamp {
            Some(stamp) => drop(stamps.insert(file.clone(), stamp.clone())),
            None => drop(stamps.remove(file)),
        }
    }
}

/// Files to be read again, and all that merging them needs.
#[derive(Clone, Debug)]
pub struct RereadJob {
    location: OpenedAt,
    project: Project,
    me: Option<PersonId>,
    dirty: BTreeSet<FileKey>,
    files: BTreeSet<FileKey>,
    opened_as: Project,
    synced: BTreeMap<FileKey, Project>,
    revision: u64,
}

/// Files read again and merged with what is open.
#[derive(Clone, Debug)]
pub struct RereadDone {
    location: OpenedAt,
    revision: u64,
    asked: BTreeSet<FileKey>,
    result: Result<Merged, UserError>,
}

#[derive(Clone, Debug)]
struct Merged {
    reread: Reread,
    merge: Merge,
    /// Files that say something else than the merged project.
    to_save: BTreeSet<FileKey>,
}

/// For a worker.
pub(super) fn reread(disk: &dyn Disk, job: RereadJob) -> RereadDone {
    let result = read_and_merge(disk, &job);
    RereadDone {
        location: job.location,
        revision: job.revision,
        asked: job.files,
        result,
    }
}

fn read_and_merge(disk: &dyn Disk, job: &RereadJob) -> Result<Merged, UserError> {
    let here = store::Here {
        project: &job.project,
        me: job.me.as_ref(),
        dirty: &job.dirty,
    };
    let reread = store::reread(disk, &job.location.location, &here, &job.files)?;
    let taken: BTreeSet<FileKey> = reread
        .files
        .iter()
        .filter(|file| !reread.damaged.contains(file) && !reread.missing.contains(file))
        .cloned()
        .collect();
    let base = |file: &FileKey| job.synced.get(file).unwrap_or(&job.opened_as).clone();
    let merge = merge::merge(&base, &job.project, &reread.theirs, &taken);
    let mut merged = job.project.clone();
    edit::apply(&mut merged, &merge.transaction)?;
    let differs = |file: &&FileKey| {
        store::part_of(file).is_some_and(|part| !edit::differences(&reread.theirs, &merged, &part).is_empty())
    };
    // What is seen otherwise here of a teammate's layer is a view: its file is theirs.
    let own = |file: &&FileKey| match file {
        FileKey::Layer(layer) => anchoring::may_write(&merged, job.me.as_ref(), layer),
        _ => true,
    };
    let to_save = taken.iter().filter(own).filter(differs).cloned().collect();
    Ok(Merged {
        reread,
        merge,
        to_save,
    })
}

impl Session {
    /// The project whose files want to be looked after.
    pub fn watched(&self) -> Option<Watched> {
        let open = self.open.as_ref()?;
        Some(Watched {
            location: open.location.clone(),
            stamps: open.files.stamps.clone(),
            state: open.window.watched().map(Path::to_owned),
        })
    }

    /// Looks once whether somebody else changed the files.
    pub(super) fn look_again(&self) -> Vec<Effect> {
        self.watched()
            .map(|watched| Effect::Work(Job::Scan(watched)))
            .into_iter()
            .collect()
    }

    /// Whether it is known of all files that they are as they were read.
    pub fn is_up_to_date(&self) -> bool {
        let looks = self.view.placing.as_ref().is_some_and(|placing| placing.looking);
        !looks && !self.open.as_ref().is_some_and(|open| open.files.is_behind())
    }

    pub(super) fn scanned(&mut self, location: &Location, scan: &Scan) -> Vec<Effect> {
        if let Some(placing) = &mut self.view.placing {
            placing.looking = false;
        }
        let Some(open) = self.open.as_mut().filter(|open| open.location == *location) else {
            return Vec::new();
        };
        let touched = scan
            .touched
            .iter()
            .map(|(file, stamp)| (file.clone(), Some(stamp.clone())));
        note_stamps(&mut open.files.stamps, &touched.collect());
        open.files.waiting.extend(scan.changed.iter().cloned());
        let mut effects = open.note_copies(scan);
        effects.extend(self.start_reading_again());
        effects
    }

    /// Not while a save is under way, which changes the same files.
    pub(super) fn start_reading_again(&mut self) -> Vec<Effect> {
        let seconds = self.seconds;
        let Some(open) = &mut self.open else {
            return Vec::new();
        };
        let rested = open.changed_at + saving::SAVE_AFTER;
        let location = open.at();
        let files = &mut open.files;
        if files.wait_for_rest() && seconds < rested {
            return Vec::new();
        }
        if files.rereading || open.saving || files.waiting.is_empty() {
            return Vec::new();
        }
        files.rereading = true;
        files.reading_since = seconds;
        let job = RereadJob {
            location,
            project: open.project.clone(),
            me: open.me.clone(),
            dirty: open.dirty.clone(),
            files: std::mem::take(&mut files.waiting),
            opened_as: files.opened_as.clone(),
            synced: files.synced.clone(),
            revision: open.revision,
        };
        vec![Effect::Work(Job::Reread(Box::new(job)))]
    }

    pub(super) fn read_again(&mut self, done: RereadDone) -> Effects {
        let here = |open: &&mut Open| open.at() == done.location && open.files.rereading;
        let Some(open) = self.open.as_mut().filter(here) else {
            return Ok(Vec::new());
        };
        open.files.rereading = false;
        if open.revision != done.revision {
            open.files.waiting.extend(done.asked);
            open.files.overtaken += 1;
            return Ok(self.start_reading_again());
        }
        open.files.wait_no_longer();
        let before = open.project.clone();
        let applied = done.result.and_then(|merged| {
            edit::apply(&mut open.project, &merged.merge.transaction)?;
            Ok(merged)
        });
        let merged = match applied {
            Ok(merged) => merged,
            Err(error) => return Ok(self.not_read(&error)),
        };
        let spoilt = open.note_spoilt(&merged.reread);
        open.files.told = None;
        open.take_read(&merged);
        let mut effects = vec![];
        if let Some(notice) = self.notice_of(&before, &merged, &spoilt) {
            effects.push(Effect::Notify(notice));
        }
        if !spoilt.is_empty() {
            effects.extend(self.keep_spoilt(spoilt));
        }
        effects.extend(self.look_through());
        effects.extend(self.start_reading_again());
        effects.extend(self.save_now());
        if self.leaving.is_some() && self.open.as_ref().is_some_and(Open::is_saved) {
            let leave = self.leaving.take();
            effects.extend(leave.map_or(Ok(Vec::new()), |leave| self.leave(leave))?);
        }
        Ok(effects)
    }

    /// Files that others wrote can be read neither now nor, perhaps, later: saving tries again, and nobody is kept from leaving.
    fn not_read(&mut self, error: &UserError) -> Vec<Effect> {
        let seconds = self.seconds;
        let leaving = self.leaving.take();
        let Some(open) = &mut self.open else {
            return Vec::new();
        };
        // Looked at anew, as if nothing were known of the change.
        open.files.stamps = Arc::new(Stamps::clone(&open.files.stamps));
        if open.dirty.is_empty() {
            // The same is found at each look: it is told once.
            let is_new = open.files.told.as_ref() != Some(&error.message);
            open.files.told = Some(error.message.clone());
            let notice = is_new.then(|| Effect::Notify(error.clone().into()));
            let left = leaving.map(|leave| self.leave(leave));
            let left = left.map(|left| left.unwrap_or_else(|error| vec![Effect::Notify(error.into())]));
            return notice.into_iter().chain(left.unwrap_or_default()).collect();
        }
        let notice = open.note_behind(error, seconds);
        if leaving.is_none() {
            return notice.map(Effect::Notify).into_iter().collect();
        }
        open.told = true;
        vec![Effect::Notify(open.not_left(error).into())]
    }

    /// What was changed by others, in few words.
    fn notice_of(&self, before: &Project, merged: &Merged, spoilt: &[Keeping]) -> Option<Notice> {
        let conflicts = merged.merge.conflicts.len();
        if conflicts > 0 {
            let text = match conflicts {
                1 => "1 change made elsewhere does not go with yours".to_owned(),
                n => format!("{n} changes made elsewhere do not go with yours"),
            };
            return Some(Notice {
                hint: Some("Both versions are kept. Choose “Conflicts…” to decide".to_owned()),
                ..Notice::info(text)
            });
        }
        if let Some(file) = merged.reread.missing.iter().next() {
            let text = match merged.reread.missing.len() {
                1 => format!("{} is gone from the project folder", file.path()),
                n => format!(
                    "{n} files are gone from the project folder, {} among them",
                    file.path()
                ),
            };
            return Some(Notice {
                hint: Some("What it said is still here, and is written again".to_owned()),
                error: true,
                text,
            });
        }
        // What is written again is told when it is kept.
        let is_kept = |file: &FileKey| spoilt.iter().any(|(kept, seen)| kept == file && seen.is_some());
        if let Some(file) = merged.reread.damaged.iter().find(|file| !is_kept(file)) {
            return Some(spoilt::left_alone(file, &merged.reread));
        }
        if merged.merge.transaction.is_empty() {
            return None;
        }
        let files = store::files_of(&merged.merge.transaction);
        Some(Notice::info(self.told(before, &files)))
    }
}

impl Open {
    /// Takes over what is known of the files now.
    fn take_read(&mut self, merged: &Merged) {
        let reread = &merged.reread;
        let whole = |file: &&FileKey| !reread.missing.contains(file) && !reread.damaged.contains(file);
        let found = reread.stamps.iter().filter(|(file, _)| whole(file));
        let found = found.map(|(file, stamp)| (file.clone(), stamp.as_ref().map(|stamp| stamp.hash.clone())));
        self.journal_merge(&merged.merge.transaction, found.collect(), &merged.to_save);
        let files = &mut self.files;
        note_stamps(&mut files.stamps, &reread.stamps);
        files.gone.extend(reread.missing.iter().cloned());
        for file in &reread.files {
            if !reread.missing.contains(file) && !reread.damaged.contains(file) {
                files.synced.insert(file.clone(), reread.theirs.clone());
                files.gone.remove(file);
            }
            self.damaged.remove(file);
        }
        self.damaged.extend(reread.damaged.iter().cloned());
        let paths: BTreeSet<String> = reread.files.iter().map(FileKey::path).collect();
        self.problems.retain(|problem| !paths.contains(&problem.file));
        self.problems.extend(
            reread
                .problems
                .iter()
                .filter(|problem| paths.contains(&problem.file))
                .cloned(),
        );
        self.problems.sort();
        self.read_only = self.read_only.take().or_else(|| reread.read_only.clone());
        // What vanished is written again: nobody deletes a person's work by losing a file.
        let due = merged.to_save.iter().chain(&reread.missing);
        if self.read_only.is_none() && due.clone().next().is_some() {
            self.dirty.extend(due.cloned());
            self.try_again();
        }
        // What was written here and looked at before it was known changes nothing.
        if !merged.merge.transaction.is_empty() {
            self.revision += 1;
        }
    }

    /// A second version that a program for shared folders put beside a file is told once.
    fn note_copies(&mut self, scan: &Scan) -> Vec<Effect> {
        let known = |path: &str| {
            self.problems
                .iter()
                .any(|problem| problem.kind == "conflict-copy" && problem.file == path)
        };
        let new: Vec<String> = scan.copies.iter().filter(|path| !known(path)).cloned().collect();
        let Some(first) = new.first() else {
            return Vec::new();
        };
        let text = match new.len() {
            1 => format!("{first} is a second version made by a program that shares folders"),
            n => format!(
                "{n} files are second versions made by a program that shares folders, {first} among them"
            ),
        };
        let notice = Notice {
            hint: Some("“Problems…” shows what it would bring in, before anything is changed".to_owned()),
            ..Notice::info(text)
        };
        self.problems.extend(new.into_iter().map(|path| {
            Problem::new(
                "conflict-copy",
                path,
                "a program that shares folders put a second version here; it is not read",
            )
        }));
        vec![Effect::Notify(notice)]
    }
}
