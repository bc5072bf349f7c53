//! Reading doccano rows, span form and relation form, and lists of plain labels for whole documents. A row is a document, never merged with another.

use crate::formats::imported::{Imported, ImportedAnnotation, ImportedDocument, ImportedLayer, ImportedLink};
use crate::formats::{Json, OffsetUnit};
use crate::model::UserError;

/// Keys with a meaning of their own; all others become fields of the document.
pub const KNOWN: [&str; 12] = [
    "id",
    "text",
    "data",
    "label",
    "labels",
    "entities",
    "relations",
    "Comments",
    "comments",
    "annotator",
    "title",
    "meta",
];
/// Keys that are facts of a document.
const FACTS: [&str; 3] = ["date", "source", "author"];

pub fn read(name: &str, text: &str, unit: OffsetUnit) -> Result<Imported, UserError> {
    let mut imported = Imported::new(name);
    if text.trim_start().starts_with('[') {
        let all =
            Json::parse(text).map_err(|reason| UserError::new(format!("{name} is not JSON: {reason}")))?;
        for (number, record) in (1u32..).zip(all.as_list().unwrap_or_default()) {
            row(
                record,
                Place {
                    number,
                    line: None,
                    unit,
                },
                &mut imported,
            );
        }
        return refuse_nothing(imported);
    }
    for (number, line) in (1u32..).zip(text.split('\n')) {
        if line.trim().is_empty() {
            continue;
        }
        match Json::parse(line) {
            Ok(record) => row(
                &record,
                Place {
                    number,
                    line: Some(number),
                    unit,
                },
                &mut imported,
            ),
            Err(reason) => imported.skip("bad-json", Some(number), format!("not JSON: {reason}")),
        }
    }
    refuse_nothing(imported)
}

fn refuse_nothing(imported: Imported) -> Result<Imported, UserError> {
    match imported.skipped.first() {
        Some(problem) if imported.documents.is_empty() => {
            let hint = "Each line should be one JSON object with the keys “text” and “label”";
            let message = format!("No row of {} could be read; {}", imported.name, problem.message);
            Err(UserError::with_hint(message, hint))
        }
        _ => Ok(imported),
    }
}

#[derive(Clone, Copy)]
struct Place {
    /// Of the row, from 1.
    number: u32,
    /// None where the file is one list.
    line: Option<u32>,
    unit: OffsetUnit,
}

fn row(record: &Json, place: Place, imported: &mut Imported) {
    match document(record, place, imported) {
        Ok(document) => imported.documents.push(document),
        Err(reason) => imported.skip(
            "bad-record",
            place.line,
            format!("row {}: {reason}", place.number),
        ),
    }
}

fn document(record: &Json, place: Place, imported: &mut Imported) -> Result<ImportedDocument, String> {
    if record.as_object().is_none() {
        return Err(format!("it should be an object, not {}", record.kind()));
    }
    let text = record
        .get("text")
        .or(record.get("data"))
        .ok_or("it has no “text”")?;
    let text = text
        .as_text()
        .ok_or_else(|| format!("“text” should be a text, not {}", text.kind()))?;
    let id = record.text_field("id")?;
    // Without id and title the text tells which document a row means; a new one is named by the row's number.
    let title = record.text_field("title")?.unwrap_or_default();
    let working_title = match id {
        None => format!("{} {}", imported.stem(), place.number),
        Some(_) => String::new(),
    };
    let fact = |key: &str| record.get(key).and_then(Json::word);
    let comments = record.get("Comments").or(record.get("comments"));
    let mut document = ImportedDocument {
        id,
        title,
        working_title,
        text: Some(text.to_owned()),
        unit: place.unit,
        date: fact("date"),
        source: fact("source"),
        author: fact("author"),
        fields: Some(fields(record)),
        notes: comments.and_then(notes),
        line: place.line,
        ..ImportedDocument::default()
    };
    document.layers = vec![layer(record, place, imported)?];
    Ok(document)
}

fn notes(comments: &Json) -> Option<String> {
    let items = comments.as_list()?;
    (!items.is_empty()).then(|| items.iter().map(Json::words).collect::<Vec<_>>().join("\n"))
}

/// Every key that is no part of the format, and what stands in an object `meta`.
fn fields(record: &Json) -> Vec<(String, String)> {
    let own = record
        .as_object()
        .unwrap_or_default()
        .iter()
        .filter(|(key, value)| {
            let fact = FACTS.contains(&key.as_str()) && value.word().is_some();
            !fact && !KNOWN.contains(&key.as_str())
        });
    let meta = match record.get("meta") {
        Some(Json::Object(entries)) => entries.as_slice(),
        _ => &[],
    };
    let all = own.chain(meta).filter(|(_, value)| *value != Json::Null);
    all.map(|(key, value)| (key.clone(), value.words())).collect()
}

fn layer(record: &Json, place: Place, imported: &mut Imported) -> Result<ImportedLayer, String> {
    let mut layer = ImportedLayer {
        annotator: record.text_field("annotator")?.filter(|a| !a.trim().is_empty()),
        line: place.line,
        ..ImportedLayer::default()
    };
    for key in ["label", "labels", "entities"] {
        let Some(value) = record.get(key) else { continue };
        // One label of the whole document may stand without a list.
        let items = value.as_list().unwrap_or(std::slice::from_ref(value));
        for (nth, item) in items.iter().enumerate() {
            match annotation(item, place) {
                Ok(annotation) => layer.annotations.push(annotation),
                Err(reason) => {
                    let message = format!("row {}, {key} number {}: {reason}", place.number, nth + 1);
                    imported.skip("bad-record", place.line, message);
                }
            }
        }
    }
    for (nth, item) in record.list_field("relations")?.iter().enumerate() {
        match relation(item, place) {
            Ok(link) => layer.links.push(link),
            Err(reason) => {
                let message = format!("row {}, relation number {}: {reason}", place.number, nth + 1);
                imported.skip("bad-record", place.line, message);
            }
        }
    }
    Ok(layer)
}

/// `[start, end, label]`, an object of the same, or a bare label for the whole document.
fn annotation(item: &Json, place: Place) -> Result<ImportedAnnotation, String> {
    let label = |json: Option<&Json>| {
        let word = json.and_then(Json::word).filter(|word| !word.trim().is_empty());
        word.ok_or_else(|| "it has no label".to_owned())
    };
    let offset = |json: Option<&Json>| {
        let json = json.ok_or("an offset is missing")?;
        json.as_int()
            .ok_or_else(|| format!("the offset {json} is not a whole number"))
    };
    let mut found = ImportedAnnotation {
        line: place.line,
        ..ImportedAnnotation::default()
    };
    match item {
        Json::List(parts) => {
            let [start, end, word] = parts.as_slice() else {
                return Err(format!(
                    "a label is [start, end, label], not {} parts",
                    parts.len()
                ));
            };
            found.label = label(Some(word))?;
            found.at = vec![(offset(Some(start))?, offset(Some(end))?)];
        }
        Json::Object(_) => {
            let either = |a: &str, b: &str| offset(item.get(a).or(item.get(b)));
            found.label = label(item.get("label"))?;
            found.at = vec![(either("start_offset", "start")?, either("end_offset", "end")?)];
            found.id = item.text_field("id")?;
        }
        _ => found.label = label(Some(item))?,
    }
    Ok(found)
}

fn relation(item: &Json, place: Place) -> Result<ImportedLink, String> {
    let word = |key: &str| item.text_field(key)?.ok_or_else(|| format!("“{key}” is missing"));
    Ok(ImportedLink {
        id: item.text_field("id")?.map(|id| format!("relation-{id}")),
        kind: word("type")?,
        from: word("from_id")?,
        to: word("to_id")?,
        line: place.line,
        ..ImportedLink::default()
    })
}
