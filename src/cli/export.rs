//! `ascribe export`: labels written in another format, with an account of what it could not carry.

use super::args::ExportArgs;
use super::output::{ExportJson, LossJson};
use super::select;
use super::shell::{Done, Shell, Status};
use crate::formats::{self, Exporter, Losses, MemorySink, Options, Scope, Shape};
use crate::model::{Project, UserError};
use crate::store::{self, Location};
use std::path::{Path, PathBuf};

/// How many places of one loss are named.
const PLACES_TOLD: usize = 3;

pub(super) fn run(shell: &mut Shell<'_>, args: &ExportArgs) -> Done {
    let exporter = exporter(&args.format)?;
    let chosen = args
        .options
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()));
    let options = Options::new(exporter.info(), chosen)?;
    let to_stdout = args.out == Path::new("-");
    refuse_stdout(shell, exporter, to_stdout)?;
    let opened = select::open(shell, &args.project)?;
    let scope = scope(&opened.project, args)?;
    let (files, losses) = rendered(exporter, &opened.project, &scope, &options, &args.out)?;
    if to_stdout {
        for (_, bytes) in &files {
            shell.bytes(bytes)?;
        }
    } else {
        refuse_targets(&files, &opened.location, args.manner.force)?;
        write(&files, exporter.shape())?;
    }
    tell_losses(shell, exporter, &losses);
    if shell.common.json {
        let paths = files.iter().map(|(path, _)| path.display().to_string());
        let losses = losses.iter().map(|(reason, places)| LossJson {
            reason: reason.to_owned(),
            count: places.len(),
        });
        shell.json(&ExportJson {
            format: exporter.info().id,
            files: paths.collect(),
            losses: losses.collect(),
        })?;
    } else if !to_stdout {
        shell.note(&wrote(&files, &args.out));
    }
    let incomplete = !losses.is_empty() || !opened.problems.is_empty();
    Ok(Status::found_if(args.manner.strict && incomplete))
}

fn exporter(id: &str) -> Result<&'static dyn Exporter, UserError> {
    formats::exporter(id).ok_or_else(|| {
        let ids: Vec<&str> = formats::EXPORTERS
            .iter()
            .map(|exporter| exporter.info().id)
            .collect();
        UserError::with_hint(
            format!("There is no format “{id}” to write"),
            format!("There is: {}", ids.join(", ")),
        )
    })
}

fn refuse_stdout(shell: &Shell<'_>, exporter: &dyn Exporter, to_stdout: bool) -> Result<(), UserError> {
    if to_stdout && exporter.shape() == Shape::FilePerDocument {
        return Err(UserError::with_hint(
            format!(
                "{} writes one file a document, which standard output cannot hold",
                exporter.info().name
            ),
            "Give a folder with --out",
        ));
    }
    if to_stdout && shell.common.json {
        return Err(UserError::with_hint(
            "Standard output cannot take both the export and the report",
            "Give a file with --out, or leave --json out",
        ));
    }
    Ok(())
}

fn scope(project: &Project, args: &ExportArgs) -> Result<Scope, UserError> {
    let mut scope = Scope::default_for(project);
    if !args.scope.annotators.is_empty() {
        scope.annotators = select::people(project, &args.scope)?;
    }
    if !args.scope.documents.is_empty() {
        scope.documents = select::documents(project, &args.scope)?;
    }
    scope.labels = select::labels(project, &args.labels)?;
    Ok(scope)
}

type Files = Vec<(PathBuf, Vec<u8>)>;

/// All files in memory first: an export that fails half way has written nothing.
fn rendered(
    exporter: &dyn Exporter,
    project: &Project,
    scope: &Scope,
    options: &Options,
    out: &Path,
) -> Result<(Files, Losses), UserError> {
    match exporter.shape() {
        Shape::OneFile => {
            let mut bytes = Vec::new();
            let losses = exporter.export(project, scope, options, &mut bytes)?;
            Ok((vec![(out.to_owned(), bytes)], losses))
        }
        Shape::FilePerDocument => {
            let mut sink = MemorySink::default();
            let losses = exporter.export_files(project, scope, options, &mut sink)?;
            let files = sink.0.into_iter().map(|(name, bytes)| {
                let path = name.split('/').fold(out.to_owned(), |path, part| path.join(part));
                (path, bytes)
            });
            Ok((files.collect(), losses))
        }
    }
}

/// Looks at every target before the first is written.
fn refuse_targets(files: &Files, location: &Location, force: bool) -> Result<(), UserError> {
    for (path, _) in files {
        if path.is_dir() {
            return Err(UserError::with_hint(
                format!("{} is a folder, and the export is one file", path.display()),
                "Give the name of a file with --out",
            ));
        }
        if path.exists() && !path.is_file() {
            return Err(UserError::with_hint(
                format!(
                    "{} is a device or a pipe, and would be replaced by a file",
                    path.display()
                ),
                "Give the name of a file with --out; `--out -` writes to standard output",
            ));
        }
        if select::is_among_own_files(path, location) {
            return Err(UserError::with_hint(
                format!("{} lies among the files of the project itself", path.display()),
                "Give another --out: the folders documents, entities and layers hold the project and nothing else",
            ));
        }
        if select::is_own_file(path, location) {
            return Err(UserError::with_hint(
                format!("{} is a file of the project itself", path.display()),
                "Give another --out; even --force does not write an export over a project",
            ));
        }
        if !force && std::fs::symlink_metadata(path).is_ok() {
            return Err(UserError::with_hint(
                format!("{} exists already", path.display()),
                "Nothing was written. Give another --out, or --force to overwrite it",
            ));
        }
    }
    Ok(())
}

fn write(files: &Files, shape: Shape) -> Result<(), UserError> {
    for (number, (path, bytes)) in files.iter().enumerate() {
        let written = match (shape, path.parent()) {
            (Shape::FilePerDocument, Some(folder)) => std::fs::create_dir_all(folder).map_err(|error| {
                UserError::new(format!(
                    "The folder {} could not be made: {error}",
                    folder.display()
                ))
            }),
            _ => Ok(()),
        };
        written
            .and_then(|()| store::write_atomic(path, bytes))
            .map_err(|mut error| {
                if files.len() > 1 {
                    error.message += &format!(" ({number} of {} files were written before)", files.len());
                }
                error
            })?;
    }
    Ok(())
}

fn tell_losses(shell: &mut Shell<'_>, exporter: &dyn Exporter, losses: &Losses) {
    if losses.is_empty() {
        return;
    }
    shell.note(&format!("{} could not carry:", exporter.info().name));
    for (reason, places) in losses.iter() {
        let named = places
            .iter()
            .take(PLACES_TOLD)
            .map(String::as_str)
            .collect::<Vec<_>>()
            .join(", ");
        let more = if places.len() > PLACES_TOLD { ", …" } else { "" };
        shell.note(&format!("  {} × {reason} ({named}{more})", places.len()));
    }
}

fn wrote(files: &Files, out: &Path) -> String {
    match files.as_slice() {
        [(path, bytes)] => format!("Wrote {} ({} bytes)", path.display(), bytes.len()),
        files => format!("Wrote {} files to {}", files.len(), out.display()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{FormatInfo, Sink};
    use std::io::Write;

    static INFO: FormatInfo = FormatInfo {
        id: "notes",
        name: "Notes",
        extensions: &["note"],
        options: &[],
        loses: "",
    };

    /// Writes one file a document and person, as formats of later issues do.
    struct Notes;
    impl Exporter for Notes {
        fn info(&self) -> &'static FormatInfo {
            &INFO
        }
        fn shape(&self) -> Shape {
            Shape::FilePerDocument
        }
        fn export(
            &self,
            _: &Project,
            _: &Scope,
            _: &Options,
            _: &mut dyn Write,
        ) -> Result<Losses, UserError> {
            Err(UserError::new("one file is not enough"))
        }
        fn export_files(
            &self,
            _: &Project,
            _: &Scope,
            _: &Options,
            sink: &mut dyn Sink,
        ) -> Result<Losses, UserError> {
            for name in ["ana/one.note", "ben/one.note"] {
                let file = sink.file(name)?;
                file.write_all(name.as_bytes())
                    .map_err(|e| UserError::new(e.to_string()))?;
            }
            Ok(Losses::default())
        }
    }

    #[test]
    fn a_format_of_several_files_makes_its_folders_and_overwrites_none() {
        let desk = tempfile::tempdir().unwrap();
        let out = desk.path().join("new/out");
        let location = Location::Folder(desk.path().join("project"));
        let project = Project::new("p", "p");
        let (files, _) = rendered(&Notes, &project, &Scope::default(), &Options::default(), &out).unwrap();
        refuse_targets(&files, &location, false).unwrap();
        write(&files, Shape::FilePerDocument).unwrap();
        let ben = out.join("ben").join("one.note");
        assert_eq!(std::fs::read_to_string(&ben).unwrap(), "ben/one.note");
        // One file that is there stops all of them before the first is written.
        let ana = out.join("ana").join("one.note");
        std::fs::remove_file(&ana).unwrap();
        let refused = refuse_targets(&files, &location, false).unwrap_err();
        assert!(refused.message.contains("one.note exists already"), "{refused}");
        refuse_targets(&files, &location, true).unwrap();
        let mut shell_out = Vec::new();
        let mut shell_err = Vec::new();
        let common = super::super::args::Common {
            json: false,
            quiet: false,
        };
        let shell = Shell::new(&mut shell_out, &mut shell_err, common);
        assert!(refuse_stdout(&shell, &Notes, true).is_err());
    }
}
