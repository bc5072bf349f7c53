//! From paths to what their files hold, for the window and the shell: folders are walked, formats recognised, bad files listed.
//! Knows no project beyond where it lies, so that its own files are not read into it.

use crate::formats::{self, ImportContext, Imported, Importer, Input, Options};
use crate::model::edit::EditError;
use crate::model::id::fresh_slug;
use crate::model::{PersonId, Project, Randomness, UserError};
use crate::store::disk::Disk;
use crate::store::{self, Location, OwnFiles};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What to read, and how.
pub struct Wanted<'a> {
    pub disk: &'a dyn Disk,
    /// Files, and folders with all below them.
    pub paths: &'a [PathBuf],
    /// Where the project lies that they come into.
    pub project: &'a Location,
    /// None to recognise the format of each file.
    pub format: Option<&'static dyn Importer>,
    pub encoding: Option<&'a str>,
    /// Options by key; a format takes those that it has.
    pub options: &'a [(String, String)],
}

/// What a file holds.
pub struct ReadFile {
    pub path: PathBuf,
    pub imported: Imported,
    pub importer: &'static dyn Importer,
    /// Why it was taken for this format; None where the format was named.
    pub why: Option<String>,
}

/// A file, or the folder of another project, that was left out.
pub struct NotRead {
    pub path: PathBuf,
    pub why: Why,
}

pub enum Why {
    OwnFile,
    OtherProject,
    Empty,
    UnknownFormat,
    Unreadable(UserError),
}

#[derive(Default)]
pub struct Files {
    pub read: Vec<ReadFile>,
    pub not_read: Vec<NotRead>,
}

impl NotRead {
    /// Why it was left out, without the name.
    pub fn reason(&self) -> String {
        match &self.why {
            Why::OwnFile => "it is a file of the project itself".to_owned(),
            Why::OtherProject => {
                "it is a project of its own, whose files do not come in one by one".to_owned()
            }
            Why::Empty => "the file is empty".to_owned(),
            Why::UnknownFormat => "its format is not recognised".to_owned(),
            Why::Unreadable(error) => without_name(&self.path, &error.message),
        }
    }

    pub fn kind(&self) -> &'static str {
        match self.why {
            Why::OtherProject => "project",
            _ => "unreadable",
        }
    }
}

fn without_name(path: &Path, message: &str) -> String {
    let whole = path.display().to_string();
    if let Some(rest) = message.strip_prefix(&format!("{whole}: ")) {
        return rest.to_owned();
    }
    match message.strip_prefix(&format!("{} ", name_of(path))) {
        Some(rest) => format!("it {rest}"),
        None => message.to_owned(),
    }
}

/// The file's name without its folder.
pub fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |name| name.to_string_lossy().into_owned(),
    )
}

/// Reads all that can be read. Fails where an option has a value that its format does not know.
pub fn read(wanted: &Wanted<'_>) -> Result<Files, UserError> {
    let own = OwnFiles::on(wanted.disk, wanted.project);
    let (paths, projects) = files(wanted, &own);
    let mut files = Files::default();
    files.not_read.extend(projects.into_iter().map(|path| NotRead {
        path,
        why: Why::OtherProject,
    }));
    for path in paths {
        match read_one(wanted, &path, &own)? {
            Ok(file) => files.read.push(file),
            Err(why) => files.not_read.push(NotRead { path, why }),
        }
    }
    Ok(files)
}

/// The files to read, each once, and the folders of other projects among them, whose files are not read. The project's own
/// files below a folder are left out without a word.
fn files(wanted: &Wanted<'_>, own: &OwnFiles<'_>) -> (Vec<PathBuf>, BTreeSet<PathBuf>) {
    let asked: BTreeSet<&PathBuf> = wanted.paths.iter().collect();
    let mut seen = BTreeSet::new();
    let mut files = store::files_below_on(wanted.disk, wanted.paths);
    files.retain(|path| seen.insert(path.clone()) && (asked.contains(path) || !own.has(path)));
    let projects: BTreeSet<PathBuf> = files
        .iter()
        .filter(|path| path.ends_with("project.ron") && !asked.contains(path))
        .filter_map(|path| path.parent().map(Path::to_owned))
        .collect();
    files.retain(|path| asked.contains(path) || !path.ancestors().any(|folder| projects.contains(folder)));
    (files, projects)
}

/// The outer error is about what was asked, the inner one about this file alone.
fn read_one(
    wanted: &Wanted<'_>,
    path: &Path,
    own: &OwnFiles<'_>,
) -> Result<Result<ReadFile, Why>, UserError> {
    if own.has(path) {
        return Ok(Err(Why::OwnFile));
    }
    let bytes = match store::read_capped_on(wanted.disk, path) {
        Ok(bytes) if bytes.is_empty() => return Ok(Err(Why::Empty)),
        Ok(bytes) => bytes,
        Err(error) => return Ok(Err(Why::Unreadable(error))),
    };
    let name = name_of(path);
    let recognised = match wanted.format {
        Some(importer) => Some((importer, None)),
        None => {
            formats::recognise(&name, formats::head_of(&bytes)).map(|(importer, why)| (importer, Some(why)))
        }
    };
    let Some((importer, why)) = recognised else {
        return Ok(Err(Why::UnknownFormat));
    };
    let options = options_of(wanted, importer)?;
    let context = ImportContext {
        encoding: wanted.encoding,
    };
    let input = Input {
        name: &name,
        bytes: &bytes,
    };
    Ok(match importer.read(&input, &options, &context) {
        Ok(imported) => Ok(ReadFile {
            path: path.to_owned(),
            imported,
            importer,
            why,
        }),
        Err(error) => Err(Why::Unreadable(error)),
    })
}

fn options_of(wanted: &Wanted<'_>, importer: &dyn Importer) -> Result<Options, UserError> {
    let info = importer.info();
    let pairs = wanted
        .options
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()));
    let known = pairs.filter(|(key, _)| info.options.iter().any(|option| option.key == *key));
    Options::new(info, known)
}

/// What to say where not one file could be read.
pub fn nothing_read(paths: &[PathBuf], not_read: &[NotRead]) -> UserError {
    let Some(first) = not_read.first() else {
        let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        return UserError::with_hint(
            format!("There is no file to read in {}", paths.join(", ")),
            "Hidden files and the project's own files are left out",
        );
    };
    let mut message = format!("{}: {}", first.path.display(), first.reason());
    if not_read.len() > 1 {
        message = format!(
            "None of the {} files could be read; the first: {message}",
            not_read.len()
        );
    }
    match &first.why {
        Why::Unreadable(error) => UserError {
            message,
            hint: error.hint.clone(),
        },
        _ => UserError::new(message),
    }
}

/// The id for a person of a name that nobody has yet.
pub fn new_person(project: &Project, name: &str, random: &mut dyn Randomness) -> Result<PersonId, UserError> {
    if name == PersonId::ADJUDICATED {
        return Ok(PersonId::adjudicated());
    }
    let slug = fresh_slug(name, random, &|slug| project.person(slug).is_some());
    Ok(PersonId::new(slug).map_err(EditError::from)?)
}
