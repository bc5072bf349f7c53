//! One row an annotation, for spreadsheets and statistics. The texts themselves are not in it: reading back needs a project
//! that has the same documents. Offsets are Unicode scalars.

mod cells;
mod read;

use std::io::Write;

use crate::model::{Annotation, Document, Layer, LayerKey, Project, UserError};
use crate::text::Text;

use super::attributes::json_from_attributes;
use super::{
    Exporter, FormatInfo, FormatOption, ImportContext, Imported, Importer, Input, Losses, Options, Scope,
    write_failed,
};
use cells::Cells;

/// Rows of words and numbers for spreadsheets, safe from being run as formulas.
pub fn csv_sheet(rows: &[Vec<String>]) -> Result<Vec<u8>, UserError> {
    let cells = Cells::new(false);
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    for row in rows {
        let row = row.iter().map(|cell| cells.written(cell).into_owned());
        writer
            .write_record(row)
            .map_err(|error| UserError::new(error.to_string()))?;
    }
    writer
        .into_inner()
        .map_err(|error| UserError::new(error.to_string()))
}

pub struct Csv;

static INFO: FormatInfo = FormatInfo {
    id: "csv",
    name: "CSV, one row an annotation",
    extensions: &["csv", "tsv"],
    options: &[
        FormatOption {
            key: "cells",
            values: &["safe", "exact"],
            default: "safe",
            help: "safe puts ' before words that a spreadsheet would run as a formula; exact leaves them",
        },
        FormatOption {
            key: "delimiter",
            values: &["comma", "semicolon", "tab"],
            default: "comma",
            help: "What stands between cells; found out when reading",
        },
        FormatOption {
            key: "bom",
            values: &["no", "yes"],
            default: "no",
            help: "yes starts the file with a byte order mark, by which spreadsheet programs know UTF-8",
        },
    ],
    loses: "Texts, links, comments, decisions, the codebook, documents without labels",
};

const COLUMNS: [&str; 18] = [
    "document",
    "title",
    "date",
    "source",
    "annotator",
    "id",
    "label",
    "entity",
    "start",
    "end",
    "fragments",
    "text",
    "attributes",
    "note",
    "author",
    "made",
    "changed",
    "doubt",
];

impl Exporter for Csv {
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
        if options.get("bom") == "yes" {
            sink.write_all("\u{feff}".as_bytes()).map_err(write_failed)?;
        }
        let mut rows = Rows {
            writer: csv::WriterBuilder::new()
                .delimiter(cells::delimiter(options.get("delimiter")))
                .terminator(csv::Terminator::CRLF)
                .from_writer(sink),
            cells: Cells::new(options.get("cells") == "exact"),
            project,
            losses: Losses::default(),
        };
        rows.row(COLUMNS)?;
        for document in scope.documents(project) {
            let mut written = false;
            for (key, layer) in scope.layers_of(project, &document.id) {
                for annotation in scope.annotations(project, layer) {
                    rows.annotation(document, key, annotation)?;
                    written = true;
                }
                rows.lost(key, layer);
            }
            if !written {
                rows.losses
                    .add("documents without labels have no row", document.id.as_str());
            }
        }
        rows.writer.flush().map_err(write_failed)?;
        Ok(rows.losses)
    }
}

impl Importer for Csv {
    fn info(&self) -> &'static FormatInfo {
        &INFO
    }

    fn recognises(&self, name: &str, head: &[u8]) -> Option<String> {
        let name = name.to_ascii_lowercase();
        if !INFO.extensions.iter().any(|e| name.ends_with(&format!(".{e}"))) {
            return None;
        }
        let head = String::from_utf8_lossy(head).to_lowercase();
        let line = head.lines().next()?;
        (line.contains("document") && line.contains("label"))
            .then(|| "its first row has the columns “document” and “label”".into())
    }

    fn read(
        &self,
        input: &Input,
        _options: &Options,
        context: &ImportContext,
    ) -> Result<Imported, UserError> {
        read::read(input, context)
    }
}

struct Rows<'a> {
    writer: csv::Writer<&'a mut dyn Write>,
    cells: Cells,
    project: &'a Project,
    losses: Losses,
}

impl Rows<'_> {
    fn row<T: AsRef<[u8]>>(&mut self, cells: impl IntoIterator<Item = T>) -> Result<(), UserError> {
        self.writer
            .write_record(cells)
            .map_err(|e| write_failed(e.into()))
    }

    fn annotation(&mut self, document: &Document, key: &LayerKey, a: &Annotation) -> Result<(), UserError> {
        let project = self.project;
        let Some(text) = project.text(document.id.as_str()) else {
            self.losses.add("the text is not there", document.id.as_str());
            return Ok(());
        };
        let place = Place::of(a, text);
        let entities: Vec<&str> = a
            .attributes
            .iter()
            .flat_map(|(_, value)| value.entities())
            .map(|id| project.entity_name(id))
            .collect();
        let attributes = match a.attributes.is_empty() {
            true => String::new(),
            false => json_from_attributes(&a.attributes, project.codebook()).to_string(),
        };
        let entities = entities.join("; ");
        let row = [
            self.cells.written(document.id.as_str()),
            self.cells.written(&document.title),
            self.cells.written(&document.date),
            self.cells.written(&document.source),
            self.cells.written(key.annotator.as_str()),
            self.cells.written(a.id.as_str()),
            self.cells.written(a.label.as_str()),
            self.cells.written(&entities),
            place.start.into(),
            place.end.into(),
            place.fragments.into(),
            self.cells.written(&place.words),
            attributes.into(),
            self.cells.written(&a.note),
            self.cells.written(project.person_name(&key.annotator)),
            a.made.to_string().into(),
            a.changed.to_string().into(),
            if a.doubt { "true" } else { "false" }.into(),
        ];
        let row = row.map(|cell| cell.into_owned());
        self.row(row)
    }

    /// What stands in a layer beside annotations.
    fn lost(&mut self, key: &LayerKey, layer: &Layer) {
        let place = |id: &str| format!("{} of {}: {id}", key.document, key.annotator);
        for link in layer.links() {
            self.losses.add("links have no row", place(link.id.as_str()));
        }
        for comment in layer.comments() {
            self.losses
                .add("comments have no row", place(comment.id.as_str()));
        }
        for decision in layer.decisions() {
            self.losses
                .add("decisions have no row", place(decision.id.as_str()));
        }
    }
}

/// Where an annotation stands, as cells; empty for a label of the whole document.
#[derive(Default)]
struct Place {
    start: String,
    end: String,
    fragments: String,
    words: String,
}

impl Place {
    fn of(annotation: &Annotation, text: &Text) -> Self {
        let Some(hull) = annotation.fragments.hull() else {
            return Self::default();
        };
        let hull = text.scalars_from_span(hull);
        let fragments: Vec<String> = annotation
            .fragments
            .iter()
            .map(|span| text.scalars_from_span(span))
            .map(|range| format!("{}-{}", range.start, range.end))
            .collect();
        Self {
            start: hull.start.to_string(),
            end: hull.end.to_string(),
            fragments: fragments.join(";"),
            words: annotation.fragments.quote(text),
        }
    }
}

#[cfg(test)]
mod tests;
