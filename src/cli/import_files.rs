//! From paths in the shell to what the files hold: what was asked for is checked, and what was left out gets a hint for the shell.

use super::args::ImportArgs;
use super::import::Read;
use super::output::ReadJson;
use super::shell::Shell;
use crate::formats::{self, Importer, Options};
use crate::model::{Problem, UserError};
use crate::session::importing::{self, NotRead, ReadFile, Wanted, Why};
use crate::store::Location;
use crate::store::disk::Real;
use std::collections::BTreeSet;

/// Reads all that can be read. Fails where nothing can, or an option means nothing.
pub(super) fn read(shell: &mut Shell<'_>, args: &ImportArgs, project: &Location) -> Result<Read, UserError> {
    check_encoding(args.encoding.as_deref())?;
    let forced = args.format.as_deref().map(importer).transpose()?;
    let mut unused: BTreeSet<&str> = args.options.iter().map(|(key, _)| key.as_str()).collect();
    if let Some(importer) = forced {
        let pairs = args.options.iter();
        let pairs = pairs.map(|(key, value)| (key.as_str(), value.as_str()));
        Options::new(importer.info(), pairs)?;
        unused.clear();
    }
    let files = importing::read(&Wanted {
        disk: &Real,
        paths: &args.paths,
        project,
        format: forced,
        encoding: args.encoding.as_deref(),
        options: &args.options,
    })?;
    if files.read.is_empty() {
        return Err(nothing(args, &files.not_read));
    }
    let mut read = Read::default();
    for one in &files.not_read {
        let file = one.path.display().to_string();
        read.skipped.push(Problem::new(one.kind(), file, one.reason()));
    }
    let mut recognised = Vec::new();
    for ReadFile {
        path,
        imported,
        importer,
        why,
    } in files.read
    {
        let id = importer.info().id;
        unused.retain(|key| importer.info().options.iter().all(|option| option.key != *key));
        recognised.extend(why.map(|why| format!("{}: read as {id} ({why})", path.display())));
        read.files.push(ReadJson {
            file: path.display().to_string(),
            format: id,
        });
        read.imported.push(imported);
    }
    shell.notes(&recognised);
    match unused.first() {
        Some(key) => Err(UserError::with_hint(
            format!("None of these files is of a format with the option “{key}”"),
            "`ascribe formats` lists the options",
        )),
        None => Ok(read),
    }
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

fn nothing(args: &ImportArgs, not_read: &[NotRead]) -> UserError {
    let error = importing::nothing_read(&args.paths, not_read);
    let hint = not_read.first().and_then(|first| match &first.why {
        Why::OtherProject => Some(format!(
            "Write it as one file first: `ascribe export {} --format ron --out FILE.ron`",
            first.path.display()
        )),
        Why::UnknownFormat => Some("Name the format with --format; `ascribe formats` lists them".to_owned()),
        _ => None,
    });
    UserError {
        hint: hint.or(error.hint),
        ..error
    }
}
