//! doccano's JSON lines: one row a document, labels as spans, or as entities with relations. Offsets are UTF-16 units,
//! or grapheme clusters in projects of that mode.

mod read;
mod write;

use std::io::Write;

use crate::model::{Project, UserError};

use super::{
    Exporter, FormatInfo, FormatOption, ImportContext, Imported, Importer, Input, Losses, OffsetUnit,
    Options, Scope, decode,
};

pub struct Doccano;

static INFO: FormatInfo = FormatInfo {
    id: "doccano",
    name: "doccano JSONL",
    extensions: &["jsonl", "json"],
    options: &[
        FormatOption {
            key: "unit",
            values: &["utf-16", "grapheme"],
            default: "utf-16",
            help: "What offsets count; grapheme for projects with “Count grapheme clusters as one character”",
        },
        FormatOption {
            key: "form",
            values: &["spans", "relations"],
            default: "spans",
            help: "For writing: labels as [start, end, label], or as entities and relations; both are read",
        },
    ],
    loses: "Attributes, notes, doubt, comments, decisions, entities, ids and times of labels, the codebook; links in the form spans; \
            that fragments belong together",
};

impl Exporter for Doccano {
    fn info(&self) -> &'static FormatInfo {
        &INFO
    }

    fn export(
        &self,
        project: &Project,
        scope: &Scope,
        options: &Options,
        sink: &mut dyn Write,
    ) -> Result<Losses, UserError> {
        write::write(project, scope, options, sink)
    }
}

impl Importer for Doccano {
    fn info(&self) -> &'static FormatInfo {
        &INFO
    }

    fn recognises(&self, name: &str, head: &[u8]) -> Option<String> {
        let name = name.to_ascii_lowercase();
        if !(name.ends_with(".jsonl") || name.ends_with(".json")) {
            return None;
        }
        let head = String::from_utf8_lossy(head);
        let head = head.trim_start_matches('\u{feff}').trim_start();
        let begins = head.starts_with('{') || head.starts_with('[');
        let has = |key: &str| head.contains(&format!("\"{key}\""));
        let labels = ["label", "labels", "entities"].into_iter().find(|key| has(key));
        let text = has("text") || has("data");
        labels
            .filter(|_| begins && text)
            .map(|key| format!("its rows have the keys “text” and “{key}”"))
    }

    fn read(&self, input: &Input, options: &Options, context: &ImportContext) -> Result<Imported, UserError> {
        let decoded = decode(input.name, input.bytes, context.encoding)?;
        let mut imported = read::read(input.name, &decoded.text, unit(options))?;
        imported
            .notices
            .splice(0..0, super::decode::notices(input.name, &decoded));
        Ok(imported)
    }
}

fn unit(options: &Options) -> OffsetUnit {
    match options.get("unit") {
        "grapheme" => OffsetUnit::Graphemes,
        _ => OffsetUnit::Utf16,
    }
}

#[cfg(test)]
mod tests;
