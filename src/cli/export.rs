//! `ascribe export`: labels written in another format, with an account of what it could not carry.

use super::args::ExportArgs;
use super::output::{ExportJson, LossJson};
use super::select;
use super::shell::{Done, Shell, Status};
use crate::formats::{self, Exporter, Losses, Options, Scope, Shape};
use crate::model::{Project, UserError};
use crate::session::exporting::{Files, Refusal, RefusalKind, refuse_targets, rendered, write};
use crate::store::disk::Real;
use std::path::Path;

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
        refuse_targets(&Real, &files, &opened.location, args.manner.force).map_err(refused)?;
        write(&Real, &files, exporter.shape())?;
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

fn refused(refusal: Refusal) -> UserError {
    let hint = match refusal.why {
        RefusalKind::Folder => "Give the name of a file with --out",
        RefusalKind::Device => "Give the name of a file with --out; `--out -` writes to standard output",
        RefusalKind::AmongOwnFiles => {
            "Give another --out: the folders documents, entities and layers hold the project and nothing else"
        }
        RefusalKind::OwnFile => "Give another --out; even --force does not write an export over a project",
        RefusalKind::Exists => "Nothing was written. Give another --out, or --force to overwrite it",
    };
    UserError::with_hint(refusal.to_string(), hint)
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
    use crate::formats::testing::Notes;

    #[test]
    fn a_format_of_several_files_does_not_fit_standard_output() {
        let mut shell_out = Vec::new();
        let mut shell_err = Vec::new();
        let common = super::super::args::Common {
            json: false,
            quiet: false,
        };
        let shell = Shell::new(&mut shell_out, &mut shell_err, common);
        assert!(refuse_stdout(&shell, &Notes, true).is_err());
        assert!(refuse_stdout(&shell, &Notes, false).is_ok());
    }
}
