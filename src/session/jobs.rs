//! Does the jobs of a session: the file reading, writing and long computing that the UI thread must not do.
//! Runs anywhere: on a worker of the window, or inline in a test.

use super::request::{Exported, ImportPreview, Job, Outcome, StartCodebook};
use super::sample;
use crate::analysis::compare;
use crate::formats::{self, ImportContext, Input, Options, PlanOptions, Shape};
use crate::model::edit::{self, recipes};
use crate::model::*;
use crate::store;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where the program keeps what is not a project. None of them exists in tests.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// The settings file.
    pub settings: Option<PathBuf>,
    /// Under which the sample is unpacked.
    pub samples: Option<PathBuf>,
}

pub fn run(job: Job, places: &Places) -> Outcome {
    match job {
        Job::Open(path) => Outcome::Opened(store::open(&path).map(Arc::new)),
        Job::OpenSample => Outcome::Opened(open_sample(places)),
        Job::Create {
            folder,
            name,
            codebook,
            project_id,
        } => Outcome::Opened(create(&folder, &name, codebook, &project_id)),
        Job::Save {
            location,
            project,
            files,
            damaged,
        } => {
            let report = Arc::new(store::save(&location, &project, &files, &damaged));
            Outcome::Saved { location, report }
        }
        Job::SaveCopy { project, path } => Outcome::Copied(save_copy(&project, &path)),
        Job::Import {
            project,
            paths,
            encoding,
            annotator,
            now,
            seed,
        } => {
            Outcome::ImportRead(read_import(&project, paths, (encoding, annotator), now, seed).map(Arc::new))
        }
        Job::Export {
            project,
            format,
            options,
            scope,
            path,
        } => Outcome::Exported(export(&project, &format, &options, &scope, &path)),
        Job::Compare {
            project,
            document,
            people,
            revision,
        } => {
            let options = compare::CompareOptions::default();
            let places = Arc::new(compare::compare(&project, &document, &people, &options));
            Outcome::Compared {
                document,
                revision,
                places,
            }
        }
        Job::SaveSettings(text) => Outcome::SettingsSaved(match &places.settings {
            Some(path) => save_settings(path, &text),
            None => Ok(()),
        }),
    }
}

fn save_settings(path: &Path, text: &str) -> Result<(), UserError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|error| {
            UserError::new(format!(
                "The settings folder {} could not be made: {error}",
                folder.display()
            ))
        })?;
    }
    store::write_atomic(path, text.as_bytes())
}

fn create(
    folder: &Path,
    name: &str,
    codebook: StartCodebook,
    id: &str,
) -> Result<Arc<store::Opened>, UserError> {
    let name = name.trim();
    if name.is_empty() {
        return Err(UserError::new("The project needs a name"));
    }
    let mut project = Project::new(id, name);
    if codebook == StartCodebook::NewsInterview {
        let transaction = recipes::use_codebook(&project, &sample::news_interview()?);
        edit::apply(&mut project, &transaction)?;
    }
    store::create(folder, &project)?;
    store::open(folder).map(Arc::new)
}

/// Unpacks a fresh copy of the sample, with an id of its own, and opens it.
fn open_sample(places: &Places) -> Result<Arc<store::Opened>, UserError> {
    let files: Vec<(String, Vec<u8>)> = sample::INTERVIEW
        .iter()
        .map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()))
        .collect();
    let (project, problems) = store::embedded::project_from_files(&files)?;
    let Some(base) = &places.samples else {
        return Err(UserError::new("There is no folder to put the sample into"));
    };
    let folder = free_folder(base, "interview")?;
    let mut random = super::system::SystemRandom::new();
    let mut head = project.head().clone();
    head.id = id::random_text(&mut random, 12).into();
    let change = edit::Change::replace(
        edit::Key::Head,
        edit::Item::Head(Arc::new(project.head().clone())),
        edit::Item::Head(Arc::new(head)),
    );
    let mut copy = project;
    edit::apply(&mut copy, &edit::Transaction::new("Copy", vec![change]))?;
    store::create(&folder, &copy)?;
    let mut opened = store::open(&folder)?;
    opened.problems.extend(problems);
    Ok(Arc::new(opened))
}

/// The first of `name`, `name-2`, `name-3` … that does not exist below `base`.
fn free_folder(base: &Path, name: &str) -> Result<PathBuf, UserError> {
    std::fs::create_dir_all(base).map_err(|error| {
        UserError::new(format!(
            "The folder {} could not be made: {error}",
            base.display()
        ))
    })?;
    let names = std::iter::once(name.to_owned()).chain((2..10_000).map(|n| format!("{name}-{n}")));
    let free = names.map(|name| base.join(name)).find(|path| !path.exists());
    free.ok_or_else(|| UserError::new(format!("There are too many samples in {}", base.display())))
}

fn save_copy(project: &Project, path: &Path) -> Result<PathBuf, UserError> {
    let origin = project.head().name.clone();
    store::write_atomic(path, &store::single_file(project, &origin))?;
    Ok(path.to_owned())
}

fn export(
    project: &Project,
    format: &str,
    options: &[(String, String)],
    scope: &formats::Scope,
    path: &Path,
) -> Result<Exported, UserError> {
    let exporter =
        formats::exporter(format).ok_or_else(|| UserError::new(format!("There is no format “{format}”")))?;
    let chosen = options.iter().map(|(key, value)| (key.as_str(), value.as_str()));
    let options = Options::new(exporter.info(), chosen)?;
    let losses = match exporter.shape() {
        Shape::OneFile => {
            let mut bytes = Vec::new();
            let losses = exporter.export(project, scope, &options, &mut bytes)?;
            store::write_atomic(path, &bytes)?;
            losses
        }
        Shape::FilePerDocument => {
            let mut sink = formats::MemorySink::default();
            let losses = exporter.export_files(project, scope, &options, &mut sink)?;
            for (name, bytes) in &sink.0 {
                let file = path.join(name);
                if let Some(folder) = file.parent() {
                    std::fs::create_dir_all(folder).map_err(|error| {
                        UserError::new(format!(
                            "The folder {} could not be made: {error}",
                            folder.display()
                        ))
                    })?;
                }
                store::write_atomic(&file, bytes)?;
            }
            losses
        }
    };
    let losses = losses
        .iter()
        .map(|(reason, places)| (reason.to_owned(), places.len()))
        .collect();
    Ok(Exported {
        path: path.to_owned(),
        losses,
    })
}

/// Reads files, recognises their formats and plans one transaction. Bad files are listed, the rest goes on.
fn read_import(
    project: &Project,
    paths: Vec<PathBuf>,
    asked: (Option<String>, Option<String>),
    now: Timestamp,
    seed: u64,
) -> Result<ImportPreview, UserError> {
    let (encoding, annotator) = asked;
    let mut random = SplitMix(seed);
    let mut rows = Vec::new();
    let mut read = Vec::new();
    let mut skipped = Problems::new();
    let mut first_error = None;
    for path in store::files_below(&paths) {
        let name = path.file_name().map_or_else(
            || path.display().to_string(),
            |n| n.to_string_lossy().into_owned(),
        );
        match read_one(&path, &name, encoding.as_deref()) {
            Ok((imported, row)) => {
                rows.push(row);
                read.push(imported);
            }
            Err(error) => {
                skipped.push(Problem::new("unreadable", name, error.message.clone()));
                first_error.get_or_insert(error);
            }
        }
    }
    if read.is_empty() {
        return Err(first_error.unwrap_or_else(|| UserError::new("There is no file to read there")));
    }
    let options = PlanOptions {
        annotator: annotator_for(project, annotator.as_deref(), &mut random)?,
        annotator_name: annotator.clone(),
        now,
    };
    let (transaction, reports) = formats::plan_imports(project, read, &options, &mut random)?;
    Ok(ImportPreview {
        paths,
        encoding,
        annotator,
        files: rows,
        transaction,
        reports,
        unreadable: skipped,
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
    if let Some(person) = project.find_person(name) {
        return Ok(Some(person.id.clone()));
    }
    let slug = id::fresh_slug(name, random, &|slug| project.person(slug).is_some());
    Ok(Some(PersonId::new(slug).map_err(edit::EditError::from)?))
}

fn read_one(
    path: &Path,
    name: &str,
    encoding: Option<&str>,
) -> Result<(formats::Imported, (String, String, String)), UserError> {
    let bytes = store::read_capped(path)?;
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let (importer, why) = formats::recognise(name, head).ok_or_else(|| {
        UserError::with_hint(
            format!("{name} is of no known kind"),
            "Text, Markdown and the listed label formats can be read",
        )
    })?;
    let options = Options::new(importer.info(), [])?;
    let imported = importer.read(
        &Input { name, bytes: &bytes },
        &options,
        &ImportContext { encoding },
    )?;
    Ok((imported, (name.to_owned(), importer.info().name.to_owned(), why)))
}
