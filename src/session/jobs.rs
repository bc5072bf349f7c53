//! Does the jobs of a session: the file reading, writing and long computing that the UI thread must not do.
//! Runs anywhere: on a worker of the window, or inline in a test.

use super::OpenedAt;
use super::elsewhere::{self, save_elsewhere};
use super::finding::work::{self, Report};
use super::journaling::SavedWith;
use super::request::{ExportJob, Exported, ImportJob, ImportPreview, Job, Outcome, StartCodebook};
use super::request::{KeymapRead, KeymapWhy};
use super::watching::Watched;
use super::{
    anchoring, board, bringing, exporting, importing, journaling, lookout, mending, new_text, opening,
    preparing, restoring, review, sample, talks, watching, windows,
};
use crate::formats::{self, Options, PlanOptions};
use crate::model::edit::{self, recipes};
use crate::model::*;
use crate::store::disk::{Disk, Real};
use crate::store::window_lock::{Holder, WindowLock};
use crate::store::{self, Location, Patient};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the program keeps what is not a project. None of them exists in tests.
#[derive(Clone, Debug)]
pub struct Places {
    /// Through which all of it, and every project, is read and written.
    pub disk: Arc<dyn Disk>,
    /// The settings file.
    pub settings: Option<PathBuf>,
    /// Under which the sample is unpacked.
    pub samples: Option<PathBuf>,
    /// The user's state: journals and earlier states of files, a folder a project.
    pub state: Option<PathBuf>,
    /// Tells this window from others.
    pub token: String,
}

impl Default for Places {
    fn default() -> Self {
        Self {
            disk: Arc::new(Real),
            settings: None,
            samples: None,
            state: None,
            token: String::new(),
        }
    }
}

/// Does a job; all that comes of it is in its outcome.
pub fn run(job: Job, places: &Places) -> Outcome {
    run_reporting(job, places, None)
}

/// Like `run`. Searches report what they have found so far before they end.
pub fn run_reporting(job: Job, places: &Places, report: Report<'_>) -> Outcome {
    let disk = &*places.disk;
    match job {
        Job::Find(job) => work::find(&job, report),
        Job::SearchAll(job) => work::search_all(*job, report),
        Job::PlanTagAll(job) => work::plan_tag_all(&job),
        Job::FindPlaces(job) => Outcome::PlacesFound(anchoring::find_places(*job)),
        Job::ReadText(job) => Outcome::TextRead(Box::new(new_text::read_text(disk, *job))),
        Job::Decide(job) => Outcome::Decided(Box::new(preparing::decide(*job))),
        Job::Open { path, progress } => opening::open(places, &path, &progress),
        Job::TakeOver {
            path,
            folder,
            progress,
        } => windows::take_over(places, &path, folder, &progress),
        Job::LookAt(asked) => lookout::answer(disk, asked),
        Job::TellWindow { lock, holder } => told(disk, &lock, &holder),
        Job::OpenSample => entered(places, open_sample(places)),
        Job::Create {
            folder,
            name,
            codebook,
            project_id,
        } => entered(places, create(disk, (&folder, &name), codebook, &project_id)),
        Job::Save {
            location,
            project,
            files,
            damaged,
            stamps,
            journal,
        } => {
            let saving = store::Saving::new(&project, &files, &damaged, &stamps);
            saved(places, location, &saving, journal.as_ref())
        }
        Job::Journal { keeper, location } => journaling::write(&keeper, location),
        Job::Foreign(job) => Outcome::Foreign(Box::new(journaling::do_foreign(disk, *job))),
        Job::Scan(watched) => scanned(disk, watched),
        Job::Reread(job) => Outcome::Reread(Box::new(watching::reread(disk, *job))),
        Job::SaveElsewhere(job) => Outcome::SavedElsewhere(Box::new(save_elsewhere(disk, *job))),
        Job::SaveCopy {
            project,
            location,
            path,
            scope,
        } => Outcome::Copied(save_copy(disk, &project, scope.as_deref(), (&location, &path))),
        Job::BringIn(job) => Outcome::BringingRead(bringing::bring(disk, *job).map(Arc::new)),
        Job::Import(job) => Outcome::ImportRead(read_import(disk, *job).map(Arc::new)),
        Job::Export(job) => Outcome::Exported(export(disk, &job)),
        Job::Compare(job) => review::compared(*job),
        Job::PlanRules(job) => review::planned(*job),
        Job::Talks(job) => Outcome::Talks(Box::new(talks::work(*job))),
        Job::Board(job) => Outcome::Board(Box::new(board::work(disk, *job))),
        Job::Mending(task) => Outcome::Mending(Box::new(mending::run(places, *task))),
        Job::ReadKeymap(why) => Outcome::KeymapRead(read_keymap(why, places)),
        Job::SaveSettings(text) => settings_saved(places, &text),
    }
}

fn told(disk: &dyn Disk, lock: &WindowLock, holder: &Holder) -> Outcome {
    lock.tell(disk, holder);
    Outcome::WindowTold
}

fn saved(places: &Places, at: OpenedAt, saving: &store::Saving<'_>, journal: Option<&SavedWith>) -> Outcome {
    let (disk, location) = (&*places.disk, &at.location);
    let not_kept = restoring::keep_before_save(places, location, saving);
    let mut report = journaling::save(disk, location, saving, journal);
    let sign = match location {
        Location::Folder(root) => root.join(store::FileKey::Project.path()),
        Location::File(path) => path.clone(),
    };
    report.is_unreachable = !report.failed.is_empty() && !disk.is_there(&sign);
    report.not_kept = not_kept;
    let report = Arc::new(report);
    Outcome::Saved { location: at, report }
}

fn scanned(disk: &dyn Disk, watched: Watched) -> Outcome {
    // A project that cannot be reached now has not changed.
    let scan = store::scan(disk, &watched.location, &watched.stamps).unwrap_or_default();
    Outcome::Scanned {
        location: watched.location,
        scan,
    }
}

fn settings_saved(places: &Places, text: &str) -> Outcome {
    let path = places.settings.as_deref();
    Outcome::SettingsSaved(path.map_or(Ok(()), |path| save_settings(&*places.disk, path, text)))
}

fn entered(places: &Places, opened: Result<store::Opened, UserError>) -> Outcome {
    Outcome::Opened(opened.map(|opened| opening::entered(places, opened, None)))
}

/// The user's keys lie beside the settings.
fn read_keymap(why: KeymapWhy, places: &Places) -> KeymapRead {
    let path = places
        .settings
        .as_ref()
        .map(|path| path.with_file_name("keymap.ron"));
    let text = path
        .as_deref()
        .map_or(Ok(None), |path| keymap_text(&*places.disk, path, why));
    KeymapRead { why, path, text }
}

fn keymap_text(disk: &dyn Disk, path: &Path, why: KeymapWhy) -> Result<Option<String>, UserError> {
    /// More than anybody types, in bytes.
    const MAX_BYTES: u64 = 1 << 20;
    let text = |bytes| String::from_utf8(bytes).map_err(std::io::Error::other);
    match disk.read(path, MAX_BYTES).and_then(text) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if why != KeymapWhy::Edit {
                return Ok(None);
            }
            let template = super::Keymap::template();
            save_settings(disk, path, &template)?;
            Ok(Some(template))
        }
        Err(error) => Err(UserError::with_hint(
            format!("The keymap {} could not be read: {error}", path.display()),
            "Every command has its usual keys",
        )),
    }
}

fn save_settings(disk: &dyn Disk, path: &Path, text: &str) -> Result<(), UserError> {
    if let Some(folder) = path.parent() {
        disk.make_folder(folder).map_err(|error| {
            UserError::new(format!(
                "The settings folder {} could not be made: {error}",
                folder.display()
            ))
        })?;
    }
    store::write_atomic_on(disk, path, text.as_bytes())
}

fn create(
    disk: &dyn Disk,
    (folder, name): (&Path, &str),
    codebook: StartCodebook,
    id: &str,
) -> Result<store::Opened, UserError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(UserError::new("The project needs a name"));
    }
    let mut project = Project::new(id, name);
    if codebook == StartCodebook::NewsInterview {
        let transaction = recipes::use_codebook(&project, &sample::news_interview()?);
        edit::apply(&mut project, &transaction)?;
    }
    store::create_on(disk, folder, &project)?;
    store::open_on(disk, folder, &Patient)
}

/// Unpacks a fresh copy of the sample, with an id of its own, and opens it.
fn open_sample(places: &Places) -> Result<store::Opened, UserError> {
    let files: Vec<(String, Vec<u8>)> = sample::INTERVIEW
        .iter()
        .map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()))
        .collect();
    let (project, problems) = store::embedded::project_from_files(&files)?;
    let Some(base) = &places.samples else {
        return Err(UserError::new("There is no folder to put the sample into"));
    };
    let disk = &*places.disk;
    let folder = free_folder(disk, base, "interview")?;
    let mut random = super::system::SystemRandom::new();
    let mut copy = project;
    elsewhere::rename(&mut copy, &id::random_text(&mut random, 12))?;
    store::create_on(disk, &folder, &copy)?;
    let mut opened = store::open_on(disk, &folder, &Patient)?;
    opened.problems.extend(problems);
    Ok(opened)
}

/// The first of `name`, `name-2`, `name-3` … that does not exist below `base`.
fn free_folder(disk: &dyn Disk, base: &Path, name: &str) -> Result<PathBuf, UserError> {
    disk.make_folder(base).map_err(|error| {
        UserError::new(format!(
            "The folder {} could not be made: {error}",
            base.display()
        ))
    })?;
    let names = std::iter::once(name.to_owned()).chain((2..10_000).map(|n| format!("{name}-{n}")));
    let free = names
        .map(|name| base.join(name))
        .find(|path| !disk.is_there(path));
    free.ok_or_else(|| UserError::new(format!("There are too many samples in {}", base.display())))
}

fn save_copy(
    disk: &dyn Disk,
    project: &Project,
    scope: Option<&formats::Scope>,
    (location, path): (&Location, &Path),
) -> Result<PathBuf, UserError> {
    let files = vec![(path.to_owned(), Vec::new())];
    exporting::refuse_targets(disk, &files, location, true).map_err(refused)?;
    let origin = format!("A copy of {}", project.head().name);
    let bytes = match scope {
        None => store::single_file(project, &origin),
        Some(scope) => store::single_file(&formats::part_of(project, scope)?, &origin),
    };
    store::write_atomic_on(disk, path, &bytes)?;
    Ok(path.to_owned())
}

fn refused(refusal: exporting::Refusal) -> UserError {
    let hint = match refusal.why {
        exporting::RefusalKind::Exists => "Nothing was written. Open the dialog again to replace it",
        _ => "Nothing was written. Choose another place",
    };
    UserError::with_hint(refusal.to_string(), hint)
}

fn export(disk: &dyn Disk, job: &ExportJob) -> Result<Exported, UserError> {
    let exporter = formats::exporter(&job.format)
        .ok_or_else(|| UserError::new(format!("There is no format “{}”", job.format)))?;
    let chosen = job
        .options
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()));
    let options = Options::new(exporter.info(), chosen)?;
    let (files, losses) = exporting::rendered(exporter, &job.project, &job.scope, &options, &job.path)?;
    exporting::refuse_targets(disk, &files, &job.location, job.force).map_err(refused)?;
    exporting::write(disk, &files, exporter.shape())?;
    let losses = losses
        .iter()
        .map(|(reason, places)| (reason.to_owned(), places.len()))
        .collect();
    Ok(Exported {
        path: job.path.clone(),
        losses,
    })
}

/// Reads files, recognises their formats and plans one transaction. Bad files are listed, the rest goes on.
fn read_import(disk: &dyn Disk, job: ImportJob) -> Result<ImportPreview, UserError> {
    let mut random = SplitMix(job.seed);
    let files = importing::read(&importing::Wanted {
        disk,
        paths: &job.paths,
        project: &job.location,
        format: None,
        encoding: job.encoding.as_deref(),
        options: &[],
    })?;
    if files.read.is_empty() {
        return Err(importing::nothing_read(&job.paths, &files.not_read));
    }
    let unreadable = files
        .not_read
        .iter()
        .map(|one| Problem::new(one.kind(), importing::name_of(&one.path), one.reason()))
        .collect();
    let (mut rows, mut read) = (Vec::new(), Vec::new());
    for file in files.read {
        rows.push((
            importing::name_of(&file.path),
            file.importer.info().name.to_owned(),
            file.why.unwrap_or_default(),
        ));
        read.push(file.imported);
    }
    let options = PlanOptions {
        annotator: annotator_for(&job.project, job.annotator.as_deref(), &mut random)?,
        annotator_name: job.annotator.clone(),
        now: job.now,
    };
    let (transaction, reports) = formats::plan_imports(&job.project, read, &options, &mut random)?;
    Ok(ImportPreview {
        paths: job.paths,
        encoding: job.encoding,
        annotator: job.annotator,
        files: rows,
        transaction,
        reports,
        unreadable,
    })
}

/// The person of this name, or the id of a new one; None where no name was given.
fn annotator_for(
    project: &Project,
    name: Option<&str>,
    random: &mut SplitMix,
) -> Result<Option<PersonId>, UserError> {
    let Some(name) = name.map(str::trim).filter(|name| !name.is_empty()) else {
        return Ok(None);
    };
    match project.find_person(name) {
        Some(person) => Ok(Some(person.id.clone())),
        None => importing::new_person(project, name, random).map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Scope;
    use crate::session::system::now;

    #[expect(clippy::disallowed_methods, reason = "tests put files in place")]
    fn put(path: &Path, content: &str) {
        std::fs::write(path, content).unwrap();
    }

    /// A project with one text, in the folder `p` of the desk.
    fn opened(desk: &Path) -> Arc<store::Opened> {
        let opened = create(&Real, (&desk.join("p"), "P"), StartCodebook::NewsInterview, "p1").unwrap();
        put(&desk.join("note.txt"), "The bridge will reopen in May.\n");
        let preview = import(&opened, &[desk.join("note.txt")]).unwrap();
        let mut opened = opened;
        edit::apply(&mut opened.project, &preview.transaction).unwrap();
        let files = store::all_files(&opened.project);
        let report = store::save(&opened.location, &opened.project, &files, &opened.damaged);
        assert_eq!(report.failed, vec![]);
        Arc::new(opened)
    }

    fn import(opened: &store::Opened, paths: &[PathBuf]) -> Result<Arc<ImportPreview>, UserError> {
        let job = ImportJob {
            project: opened.project.clone(),
            location: opened.location.clone(),
            paths: paths.to_vec(),
            encoding: None,
            annotator: None,
            now: now(),
            seed: 7,
        };
        match run(Job::Import(Box::new(job)), &Places::default()) {
            Outcome::ImportRead(result) => result,
            other => panic!("{other:?}"),
        }
    }

    fn export(opened: &store::Opened, path: &Path, force: bool) -> Result<Exported, UserError> {
        let job = ExportJob {
            project: opened.project.clone(),
            location: opened.location.clone(),
            format: "jsonl".to_owned(),
            options: Vec::new(),
            scope: Box::new(Scope::default_for(&opened.project)),
            path: path.to_owned(),
            force,
        };
        match run(Job::Export(Box::new(job)), &Places::default()) {
            Outcome::Exported(result) => result,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_export_replaces_what_the_user_agreed_to_and_never_the_project() {
        let desk = tempfile::tempdir().unwrap();
        let opened = opened(desk.path());
        let out = desk.path().join("out.jsonl");
        export(&opened, &out, false).unwrap();
        put(&out, "mine");
        let refused = export(&opened, &out, false).unwrap_err();
        assert!(refused.message.ends_with("out.jsonl exists already"), "{refused}");
        assert_eq!(std::fs::read_to_string(&out).unwrap(), "mine");
        export(&opened, &out, true).unwrap();
        assert_ne!(std::fs::read_to_string(&out).unwrap(), "mine");

        let own = desk.path().join("p/codebook.ron");
        let before = std::fs::read(&own).unwrap();
        let refused = export(&opened, &own, true).unwrap_err();
        assert!(refused.message.contains("project itself"), "{refused}");
        let refused = save_copy(&Real, &opened.project, None, (&opened.location, &own)).unwrap_err();
        assert!(refused.message.contains("project itself"), "{refused}");
        assert_eq!(std::fs::read(&own).unwrap(), before);
        let among = desk.path().join("p/documents/out.jsonl");
        assert!(export(&opened, &among, true).is_err());
        save_copy(
            &Real,
            &opened.project,
            None,
            (&opened.location, &desk.path().join("copy.ron")),
        )
        .unwrap();
    }

    #[test]
    fn an_import_leaves_the_project_itself_and_other_projects_out() {
        let desk = tempfile::tempdir().unwrap();
        let opened = opened(desk.path());
        create(&Real, (&desk.path().join("q"), "Q"), StartCodebook::Empty, "q1").unwrap();
        put(&desk.path().join("new.txt"), "Another text.\n");
        put(&desk.path().join("empty.txt"), "");
        let preview = import(&opened, &[desk.path().to_owned()]).unwrap();
        let names: Vec<&str> = preview.files.iter().map(|(name, _, _)| name.as_str()).collect();
        assert_eq!(names, ["new.txt", "note.txt"]);
        let left: Vec<String> = preview.unreadable.iter().map(ToString::to_string).collect();
        assert_eq!(left.len(), 2, "{left:?}");
        assert!(left[0].starts_with("q: it is a project of its own"), "{left:?}");
        assert_eq!(left[1], "empty.txt: the file is empty");
        let refused = import(&opened, &[desk.path().join("p/project.ron")]).unwrap_err();
        assert!(refused.message.contains("project itself"), "{refused}");
    }
}
