//! From paths in the shell to what the files hold: folders are walked, formats recognised, bad files listed.
//! Knows no project beyond where it lies, so that its own files are not read into it.

use super::args::ImportArgs;
use super::import::Read;
use super::output::ReadJson;
use super::select::is_own_file;
use super::shell::Shell;
use crate::formats::{self, ImportContext, Imported, Importer, Input, Options};
use crate::model::{Problem, UserError};
use crate::store::{self, Location};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Reads all that can be read. Fails where nothing can, or an option means nothing.
pub(super) fn read(shell: &mut Shell<'_>, args: &ImportArgs, project: &Location) -> Result<Read, UserError> {
    check_encoding(args.encoding.as_deref())?;
    let forced = args.format.as_deref().map(importer).transpose()?;
    let mut unused: BTreeSet<&str> = args.options.iter().map(|(key, _)| key.as_str()).collect();
    if let Some(importer) = forced {
        options(args, importer, true)?;
        unused.clear();
    }
    let mut read = Read::default();
    let mut failed: Vec<UserError> = Vec::new();
    let (paths, projects) = files(args, project);
    for folder in projects {
        let error = project_in_the_way(&folder);
        let file = folder.display().to_string();
        read.skipped.push(Problem::new("project", &file, &error.message));
        failed.push(error);
    }
    for path in paths {
        match read_one(args, &path, forced, project) {
            Ok(FileRead {
                imported,
                importer,
                why,
            }) => {
                unused.retain(|key| importer.info().options.iter().all(|option| option.key != *key));
                if let Some(why) = why {
                    shell.note(&format!(
                        "{}: read as {} ({why})",
                        path.display(),
                        importer.info().id
                    ));
                }
                read.files.push(ReadJson {
                    file: path.display().to_string(),
                    format: importer.info().id,
                });
                read.imported.push(imported);
            }
            Err(Failure::Usage(error)) => return Err(error),
            Err(Failure::File(error)) => {
                let file = path.display().to_string();
                read.skipped
                    .push(Problem::new("unreadable", &file, reason(&path, &error)));
                failed.push(error);
            }
        }
    }
    if read.imported.is_empty() {
        return Err(nothing(args, read.skipped.first(), &failed));
    }
    match unused.first() {
        Some(key) => Err(UserError::with_hint(
            format!("None of these files is of a format with the option “{key}”"),
            "`ascribe formats` lists the options",
        )),
        None => Ok(read),
    }
}

/// Why a file could not be read, without the name that stands before it anyway.
fn reason(path: &Path, error: &UserError) -> String {
    let whole = path.display().to_string();
    if let Some(rest) = error.message.strip_prefix(&format!("{whole}: ")) {
        return rest.to_owned();
    }
    let name = path
        .file_name()
        .map_or(whole, |name| name.to_string_lossy().into_owned());
    match error.message.strip_prefix(&format!("{name} ")) {
        Some(rest) => format!("it {rest}"),
        None => error.message.clone(),
    }
}

fn project_in_the_way(folder: &Path) -> UserError {
    UserError::with_hint(
        "it is a project of its own, whose files do not come in one by one",
        format!(
            "Write it as one file first: `ascribe export {} --format ron --out FILE.ron`",
            folder.display()
        ),
    )
}

fn check_encoding(label: Option<&str>) -> Result<(), UserError> {
    match label {
        Some(label) if encoding_rs::Encoding::for_label(label.as_bytes()).is_none() => {
            Err(UserError::with_hint(
                format!("There is no encoding “{label}”"),
                "Give a name such as utf-8, utf-16le, windows-1252, euc-kr, shift_jis or gb18030",
            ))
        }
        _ => Ok(()),
    }
}

fn importer(id: &str) -> Result<&'static dyn Importer, UserError> {
    formats::importer(id).ok_or_else(|| {
        let ids: Vec<&str> = formats::IMPORTERS
            .iter()
            .map(|importer| importer.info().id)
            .collect();
        UserError::with_hint(
            format!("There is no format “{id}” to read"),
            format!("There is: {}", ids.join(", ")),
        )
    })
}

/// The files to read, each once, and the folders of other projects among them, whose files are not read. The project's own
/// files below a folder are left out without a word.
fn files(args: &ImportArgs, project: &Location) -> (Vec<PathBuf>, Vec<PathBuf>) {
    let mut seen = BTreeSet::new();
    let mut files = store::files_below(&args.paths);
    files.retain(|path| {
        let asked_for = args.paths.contains(path);
        seen.insert(path.clone()) && (asked_for || !is_own_file(path, project))
    });
    let asked_for = |path: &PathBuf| args.paths.contains(path);
    let projects: Vec<PathBuf> = files
        .iter()
        .filter(|path| path.ends_with("project.ron") && !asked_for(path))
        .filter_map(|path| path.parent().map(Path::to_owned))
        .collect();
    files.retain(|path| asked_for(path) || !projects.iter().any(|folder| path.starts_with(folder)));
    (files, projects)
}

struct FileRead {
    imported: Imported,
    importer: &'static dyn Importer,
    /// Why it was taken for this format; None where the format was named.
    why: Option<String>,
}

enum Failure {
    /// The command line asks for what does not exist.
    Usage(UserError),
    /// This file cannot be read; others may.
    File(UserError),
}

fn read_one(
    args: &ImportArgs,
    path: &Path,
    forced: Option<&'static dyn Importer>,
    project: &Location,
) -> Result<FileRead, Failure> {
    if is_own_file(path, project) {
        return Err(Failure::File(UserError::new(
            "it is a file of the project itself",
        )));
    }
    let bytes = store::read_capped(path).map_err(Failure::File)?;
    let name = path
        .file_name()
        .map_or_else(|| path.to_string_lossy(), |name| name.to_string_lossy());
    if bytes.is_empty() {
        return Err(Failure::File(UserError::new("the file is empty")));
    }
    let (importer, why) = match forced {
        Some(importer) => (importer, None),
        None => {
            let (importer, why) = formats::recognise(&name, formats::head_of(&bytes))
                .ok_or_else(|| Failure::File(unknown_kind()))?;
            (importer, Some(why))
        }
    };
    let options = options(args, importer, false).map_err(Failure::Usage)?;
    let context = ImportContext {
        encoding: args.encoding.as_deref(),
    };
    let input = Input {
        name: &name,
        bytes: &bytes,
    };
    let imported = importer.read(&input, &options, &context).map_err(Failure::File)?;
    Ok(FileRead {
        imported,
        importer,
        why,
    })
}

fn unknown_kind() -> UserError {
    UserError::with_hint(
        "its format is not recognised",
        "Name the format with --format; `ascribe formats` lists them",
    )
}

/// The options that the format has; with `all` any other is an error.
fn options(args: &ImportArgs, importer: &dyn Importer, all: bool) -> Result<Options, UserError> {
    let info = importer.info();
    let known = |key: &str| info.options.iter().any(|option| option.key == key);
    let pairs = args
        .options
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()));
    Options::new(info, pairs.filter(|(key, _)| all || known(key)))
}

fn nothing(args: &ImportArgs, first: Option<&Problem>, failed: &[UserError]) -> UserError {
    let (Some(problem), Some(error)) = (first, failed.first()) else {
        let paths: Vec<String> = args.paths.iter().map(|path| path.display().to_string()).collect();
        return UserError::with_hint(
            format!("There is no file to read in {}", paths.join(", ")),
            "Hidden files and the project's own files are left out",
        );
    };
    let mut message = problem.to_string();
    if failed.len() > 1 {
        message = format!(
            "None of the {} files could be read; the first: {message}",
            failed.len()
        );
    }
    UserError {
        message,
        hint: error.hint.clone(),
    }
}
