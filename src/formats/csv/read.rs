//! Reading rows back: they go to documents that the project has, and are checked against the words that the row quotes.

use std::collections::BTreeMap;

use crate::formats::decode::{decode_any, notices};
use crate::formats::imported::{Imported, ImportedAnnotation, ImportedDocument, ImportedLayer};
use crate::formats::{ImportContext, Input, Json};
use crate::model::UserError;

use super::cells::{Cells, delimiter_of};

pub fn read(input: &Input, context: &ImportContext) -> Result<Imported, UserError> {
    let decoded = decode_any(input.name, input.bytes, context.encoding)?;
    let mut imported = Imported::new(input.name);
    imported.notices = notices(input.name, &decoded);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter_of(&decoded.text))
        .flexible(true)
        .from_reader(decoded.text.as_bytes());
    let columns = reader
        .headers()
        .map_err(|e| UserError::new(format!("{} is no CSV table: {e}", input.name)))?;
    let columns = Columns::of(columns);
    for needed in ["document", "label"] {
        if columns.place(needed).is_none() {
            let hint = "The first row names the columns: document, label, start, end, and more if you like";
            return Err(UserError::with_hint(
                format!("{} has no column “{needed}”", input.name),
                hint,
            ));
        }
    }
    let mut documents = Documents::default();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record
                    .position()
                    .map(|p| u32::try_from(p.line()).unwrap_or(u32::MAX));
                if let Err(reason) = row(&columns, &record, line, &mut documents) {
                    imported.skip("bad-record", line, reason);
                }
            }
            Err(error) => {
                let line = error
                    .position()
                    .map(|p| u32::try_from(p.line()).unwrap_or(u32::MAX));
                imported.skip("bad-record", line, error.to_string());
            }
        }
    }
    imported.documents = documents.list;
    Ok(imported)
}

/// Where each column stands, by its name in lower case.
struct Columns(BTreeMap<String, usize>);

impl Columns {
    fn of(header: &csv::StringRecord) -> Self {
        Self(
            header
                .iter()
                .map(|name| name.trim().to_lowercase())
                .zip(0..)
                .collect(),
        )
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.0.get(name).copied()
    }

    /// The words of a cell; None where the column is missing or the cell empty.
    fn cell<'r>(&self, record: &'r csv::StringRecord, name: &str) -> Option<&'r str> {
        let cell = record.get(self.place(name)?)?;
        Some(Cells::new(false).read(cell)).filter(|words| !words.is_empty())
    }
}

/// Documents in the order of their first row, each person with one layer.
#[derive(Default)]
struct Documents {
    list: Vec<ImportedDocument>,
    places: BTreeMap<String, usize>,
}

impl Documents {
    fn layer(
        &mut self,
        document: &str,
        annotator: Option<&str>,
        line: Option<u32>,
    ) -> Option<&mut ImportedLayer> {
        let next = self.list.len();
        let place = *self.places.entry(document.to_owned()).or_insert(next);
        if place == next {
            self.list.push(ImportedDocument {
                id: Some(document.to_owned()),
                line,
                ..ImportedDocument::default()
            });
        }
        let layers = &mut self.list.get_mut(place)?.layers;
        let known = layers
            .iter()
            .position(|layer| layer.annotator.as_deref() == annotator);
        let place = known.unwrap_or(layers.len());
        if known.is_none() {
            layers.push(ImportedLayer {
                annotator: annotator.map(str::to_owned),
                line,
                ..ImportedLayer::default()
            });
        }
        layers.get_mut(place)
    }
}

fn row(
    columns: &Columns,
    record: &csv::StringRecord,
    line: Option<u32>,
    documents: &mut Documents,
) -> Result<(), String> {
    let cell = |name: &str| columns.cell(record, name);
    let document = cell("document").ok_or("the cell “document” is empty")?;
    let label = cell("label").ok_or("the cell “label” is empty")?;
    let time = |name: &str| cell(name).map(str::parse).transpose();
    let annotation = ImportedAnnotation {
        id: cell("id").map(str::to_owned),
        label: label.to_owned(),
        at: place(cell("fragments"), cell("start"), cell("end"))?,
        quote: cell("text").map(str::to_owned),
        attributes: Some(
            cell("attributes")
                .map(attributes)
                .transpose()?
                .unwrap_or_default(),
        ),
        note: Some(cell("note").unwrap_or_default().to_owned()),
        doubt: cell("doubt").map(|word| word.eq_ignore_ascii_case("true")),
        made: time("made")?,
        changed: time("changed")?,
        line,
    };
    let layer = documents
        .layer(document, cell("annotator"), line)
        .ok_or("the row has no place")?;
    layer.annotations.push(annotation);
    Ok(())
}

/// `0-5;9-12`, else start and end; nothing is a label of the whole document.
fn place(fragments: Option<&str>, start: Option<&str>, end: Option<&str>) -> Result<Vec<(i64, i64)>, String> {
    let number = |word: &str| {
        word.trim()
            .parse::<i64>()
            .map_err(|_| format!("the offset “{word}” is not a whole number"))
    };
    if let Some(fragments) = fragments {
        let pair = |part: &str| {
            let (start, end) = part
                .split_once('-')
                .ok_or_else(|| format!("“{part}” is no fragment like 0-5"))?;
            Ok((number(start)?, number(end)?))
        };
        let found = fragments
            .split(';')
            .map(|part| pair(part.trim()))
            .collect::<Result<Vec<_>, String>>();
        // A spreadsheet takes 9-12 for a date and writes it back as one; start and end say the same.
        if found.is_ok() || fragments.contains(';') || start.is_none() || end.is_none() {
            return found;
        }
    }
    match (start, end) {
        (None, None) => Ok(Vec::new()),
        (Some(start), Some(end)) => Ok(vec![(number(start)?, number(end)?)]),
        _ => Err("the cells “start” and “end” belong together".into()),
    }
}

fn attributes(cell: &str) -> Result<Vec<(String, Json)>, String> {
    match Json::parse(cell) {
        Ok(Json::Object(fields)) => Ok(fields),
        Ok(other) => Err(format!(
            "the cell “attributes” should be a JSON object, not {}",
            other.kind()
        )),
        Err(reason) => Err(format!("the cell “attributes” is not JSON: {reason}")),
    }
}
