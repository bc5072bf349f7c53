//! Exchange formats: what a reader and a writer of a format are, and the list of all of them.
//! A new format is one file and one line in `EXPORTERS` or `IMPORTERS`. Knows no disk, dialog or clock.

mod attributes;
mod csv;
mod decode;
mod doccano;
mod guess;
mod imported;
mod json;
mod jsonl;
mod plan;
mod ron;
mod scope;
mod text;

use std::collections::BTreeMap;
use std::io::Write;

use crate::model::{Project, UserError};

pub use csv::csv_sheet;
pub use decode::{Decoded, decode};
pub use imported::{
    Imported, ImportedAnnotation, ImportedCodebook, ImportedComment, ImportedDecision, ImportedDocument,
    ImportedEntity, ImportedLayer, ImportedLink, ImportedPerson, ImportedProject, OffsetUnit,
};
pub use json::Json;
pub use plan::{Conflict, ImportReport, PlanOptions, plan_import, plan_imports};
pub use ron::part_of;
pub use scope::Scope;

/// What people are told about a format before they choose it.
#[derive(Debug)]
pub struct FormatInfo {
    pub id: &'static str,
    pub name: &'static str,
    /// Without the dot, lower case; the first is the one for new files.
    pub extensions: &'static [&'static str],
    pub options: &'static [FormatOption],
    /// What the format cannot carry, as one sentence; empty where it carries all.
    pub loses: &'static str,
}

#[derive(Debug)]
pub struct FormatOption {
    pub key: &'static str,
    pub values: &'static [&'static str],
    pub default: &'static str,
    pub help: &'static str,
}

/// Whether one file holds everything, or each document gets its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    OneFile,
    FilePerDocument,
}

/// Takes the files of an export that writes several.
pub trait Sink {
    /// Starts a file. `name` is relative, with `/` between folders: `<document>.ext`, or
    /// `<annotator>/<document>.ext` where several people are written.
    fn file(&mut self, name: &str) -> Result<&mut dyn Write, UserError>;
}

/// Files of an export kept in memory, by name.
#[derive(Debug, Default)]
pub struct MemorySink(pub BTreeMap<String, Vec<u8>>);

impl Sink for MemorySink {
    fn file(&mut self, name: &str) -> Result<&mut dyn Write, UserError> {
        Ok(self.0.entry(name.to_owned()).or_default())
    }
}

pub trait Exporter: Sync {
    fn info(&self) -> &'static FormatInfo;

    fn shape(&self) -> Shape {
        Shape::OneFile
    }

    /// Everything in scope into one file. A format of several files refuses here.
    fn export(
        &self,
        project: &Project,
        scope: &Scope,
        options: &Options,
        sink: &mut dyn Write,
    ) -> Result<Losses, UserError>;

    /// Everything in scope as named files. A format of one file writes one, named after the format.
    fn export_files(
        &self,
        project: &Project,
        scope: &Scope,
        options: &Options,
        sink: &mut dyn Sink,
    ) -> Result<Losses, UserError> {
        let extension = self.info().extensions.first().copied().unwrap_or(self.info().id);
        let file = sink.file(&format!("{}.{extension}", self.info().id))?;
        self.export(project, scope, options, file)
    }
}

/// A file as it was found.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// File name without its folder.
    pub name: &'a str,
    pub bytes: &'a [u8],
}

/// What a reader may know beside the file.
#[derive(Clone, Copy, Debug, Default)]
pub struct ImportContext<'a> {
    /// A label of the Encoding Standard, such as `windows-1252`; None to detect it.
    pub encoding: Option<&'a str>,
}

pub trait Importer: Sync {
    fn info(&self) -> &'static FormatInfo;

    /// Why this looks like a file of the format, from its name and its first bytes (see `head_of`).
    fn recognises(&self, name: &str, head: &[u8]) -> Option<String>;

    /// Reads what can be read; single bad records are listed in `Imported::skipped`.
    fn read(&self, input: &Input, options: &Options, context: &ImportContext) -> Result<Imported, UserError>;
}

/// In the order in which they are offered.
pub static EXPORTERS: &[&dyn Exporter] = &[&jsonl::Jsonl, &ron::Ron, &csv::Csv, &doccano::Doccano];

/// In the order in which they are asked whether they know a file.
pub static IMPORTERS: &[&dyn Importer] = &[
    &ron::Ron,
    &jsonl::Jsonl,
    &doccano::Doccano,
    &csv::Csv,
    &text::PlainText,
];

pub fn exporter(id: &str) -> Option<&'static dyn Exporter> {
    EXPORTERS.iter().copied().find(|e| e.info().id == id)
}

pub fn importer(id: &str) -> Option<&'static dyn Importer> {
    IMPORTERS.iter().copied().find(|i| i.info().id == id)
}

/// Every format once, in the order of offering, with (reads, writes).
pub fn all() -> Vec<(&'static FormatInfo, bool, bool)> {
    let mut found: Vec<(&'static FormatInfo, bool, bool)> = EXPORTERS
        .iter()
        .map(|e| (e.info(), importer(e.info().id).is_some(), true))
        .collect();
    for reader in IMPORTERS {
        if exporter(reader.info().id).is_none() {
            found.push((reader.info(), true, false));
        }
    }
    found
}

/// What `recognise` is to see of a file: its first megabyte, and its first line whole. Keys often stand behind a long text.
pub fn head_of(bytes: &[u8]) -> &[u8] {
    const LEAST: usize = 1 << 20;
    let line = bytes.iter().position(|byte| *byte == b'\n');
    let end = line.unwrap_or(bytes.len()).max(LEAST).min(bytes.len());
    bytes.get(..end).unwrap_or_default()
}

/// The first reader that knows the file, and why. UTF-16 with a mark is looked at as the text that it is.
pub fn recognise(name: &str, head: &[u8]) -> Option<(&'static dyn Importer, String)> {
    let text = decode::utf8_from_utf16(head);
    let head = text.as_deref().map_or(head, str::as_bytes);
    IMPORTERS
        .iter()
        .find_map(|reader| Some((*reader, reader.recognises(name, head)?)))
}

/// The options of a format as chosen, checked against what it offers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options(BTreeMap<&'static str, &'static str>);

impl Options {
    /// The defaults, with these pairs of key and value set.
    pub fn new<'a>(
        info: &FormatInfo,
        chosen: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, UserError> {
        let mut options: BTreeMap<_, _> = info.options.iter().map(|o| (o.key, o.default)).collect();
        for (key, value) in chosen {
            let option = info.options.iter().find(|o| o.key == key);
            let option = option.ok_or_else(|| unknown_option(info, key))?;
            let value = option.values.iter().find(|v| **v == value).ok_or_else(|| {
                let hint = format!("Choose one of {}", option.values.join(", "));
                UserError::with_hint(
                    format!("“{value}” is not a value of the option “{key}” of {}", info.name),
                    hint,
                )
            })?;
            options.insert(option.key, value);
        }
        Ok(Self(options))
    }

    /// The chosen value, or the default; empty for an option that the format does not have.
    pub fn get(&self, key: &str) -> &'static str {
        self.0.get(key).copied().unwrap_or_default()
    }
}

fn unknown_option(info: &FormatInfo, key: &str) -> UserError {
    let known: Vec<&str> = info.options.iter().map(|o| o.key).collect();
    let hint = match known.is_empty() {
        true => "It has no options".to_owned(),
        false => format!("It has {}", known.join(", ")),
    };
    UserError::with_hint(format!("{} has no option “{key}”", info.name), hint)
}

/// What an export could not carry: places by reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses(BTreeMap<String, Vec<String>>);

impl Losses {
    /// `place` names a document, or a document and an item in it.
    pub fn add(&mut self, reason: impl Into<String>, place: impl Into<String>) {
        self.0.entry(reason.into()).or_default().push(place.into());
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many things were lost, over all reasons.
    pub fn count(&self) -> usize {
        self.0.values().map(Vec::len).sum()
    }

    /// By reason, with the places.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0
            .iter()
            .map(|(reason, places)| (reason.as_str(), places.as_slice()))
    }
}

/// A write into the sink that failed.
fn write_failed(error: std::io::Error) -> UserError {
    UserError::new(format!("The export could not be written: {error}"))
}

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;
