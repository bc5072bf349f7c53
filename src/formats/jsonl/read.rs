//! Reading the complete form, and what other people's scripts write in its manner: the first line may be missing, every field
//! but the text may be. A record that cannot be read is listed with its line; the others go on.

use crate::formats::Json;
use crate::formats::imported::{
    Imported, ImportedAnnotation, ImportedComment, ImportedDecision, ImportedDocument, ImportedLayer,
    ImportedLink,
};
use crate::model::{DecisionClass, Origin, Progress, UserError};

use super::read_codebook;

pub fn read(name: &str, text: &str) -> Result<Imported, UserError> {
    let mut imported = Imported::new(name);
    let mut first = true;
    for (number, line) in (1u32..).zip(text.split('\n')) {
        if line.trim().is_empty() {
            continue;
        }
        let record = match Json::parse(line) {
            Ok(record) => record,
            Err(reason) => {
                imported.skip("bad-json", Some(number), format!("not JSON: {reason}"));
                first = false;
                continue;
            }
        };
        let is_header = first && record.get("ascribe").is_some();
        first = false;
        if is_header {
            check_version(name, &record)?;
            read_codebook::header(&record, number, &mut imported);
        } else {
            document(&record, number, &mut imported);
        }
    }
    let nothing = imported.documents.is_empty() && imported.codebook.labels.is_empty();
    match imported.skipped.first() {
        Some(problem) if nothing && imported.people.is_empty() => {
            let hint = "Each line should be one JSON object with the key “text” or “document”";
            Err(UserError::with_hint(
                format!("No line of {name} could be read; {}", problem.message),
                hint,
            ))
        }
        _ => Ok(imported),
    }
}

fn check_version(name: &str, header: &Json) -> Result<(), UserError> {
    match header.get("ascribe").and_then(Json::as_int) {
        Some(1) => Ok(()),
        version => {
            let version = version.map_or_else(|| "unknown".to_owned(), |v| v.to_string());
            let message = format!("{name} has the format version {version}; this program reads version 1");
            Err(UserError::with_hint(
                message,
                "Open it with the newer program that wrote it",
            ))
        }
    }
}

/// One line. What is wrong inside costs the item, not the line.
fn document(record: &Json, line: u32, imported: &mut Imported) {
    let read = facts(record, line).and_then(|mut document| {
        document.layers = layers(record, line, imported)?;
        Ok(document)
    });
    match read {
        Ok(document) => imported.documents.push(document),
        Err(reason) => imported.skip("bad-record", Some(line), reason),
    }
}

fn facts(record: &Json, line: u32) -> Result<ImportedDocument, String> {
    if record.as_object().is_none() {
        return Err(format!("a document should be an object, not {}", record.kind()));
    }
    let id = record.text_field("document")?.or(record.text_field("id")?);
    let title = record.text_field("title")?.unwrap_or_default();
    let text = match record.get("text") {
        Some(Json::Text(text)) => Some(text.clone()),
        Some(other) => return Err(format!("“text” should be a text, not {}", other.kind())),
        None => None,
    };
    if id.is_none() && title.is_empty() && text.is_none() {
        return Err("it has neither “document” nor “text”".into());
    }
    let mut document = ImportedDocument {
        id,
        title,
        text,
        line: Some(line),
        ..ImportedDocument::default()
    };
    if let Some(meta) = record.get("meta") {
        read_meta(meta, &mut document)?;
    }
    Ok(document)
}

/// Keys that are not known become fields of the document.
fn read_meta(meta: &Json, document: &mut ImportedDocument) -> Result<(), String> {
    let entries = meta
        .as_object()
        .ok_or_else(|| format!("“meta” should be an object, not {}", meta.kind()))?;
    document.date = meta.text_field("date")?;
    document.source = meta.text_field("source")?;
    document.author = meta.text_field("author")?;
    document.notes = meta.text_field("notes")?;
    document.added = meta.parsed_field("added")?;
    if let Some(origin) = meta.get("origin") {
        document.origin = Some(Origin {
            file: origin.text_field("file")?.unwrap_or_default(),
            encoding: origin.text_field("encoding")?.unwrap_or_default(),
            newline: origin.text_field("newline")?.unwrap_or_default(),
            bom: origin.bool_field("bom")?.unwrap_or_default(),
        });
    }
    let mut fields = Vec::new();
    for (key, value) in entries {
        match key.as_str() {
            "date" | "source" | "author" | "notes" | "added" | "origin" => {}
            "fields" => fields.extend(read_codebook::fields(value)?),
            _ if *value == Json::Null => {}
            _ => fields.push((key.clone(), value.words())),
        }
    }
    document.fields = Some(fields);
    Ok(())
}

/// `layers`, or a single layer whose parts stand in the record itself.
fn layers(record: &Json, line: u32, imported: &mut Imported) -> Result<Vec<ImportedLayer>, String> {
    let mut layers = Vec::new();
    for item in record.list_field("layers")? {
        match layer(item, line, imported) {
            Ok(layer) => layers.push(layer),
            Err(reason) => imported.skip("bad-record", Some(line), format!("a layer: {reason}")),
        }
    }
    if record.get("annotations").is_some() {
        layers.push(layer(record, line, imported)?);
    }
    if layers.is_empty() {
        tell_foreign_labels(record, line, imported);
    }
    Ok(layers)
}

/// Rows of other formats look much the same; their labels must not be lost without a word.
fn tell_foreign_labels(record: &Json, line: u32, imported: &mut Imported) {
    let foreign = ["label", "labels", "entities", "spans"];
    let holds = |key: &&str| record.get(key).is_some_and(|value| value.as_list() != Some(&[]));
    if let Some(key) = foreign.into_iter().find(holds) {
        let reason =
            format!("its labels stand under “{key}”, which is not read here; try the format doccano");
        imported.skip("foreign-labels", Some(line), reason);
    }
}

fn layer(record: &Json, line: u32, imported: &mut Imported) -> Result<ImportedLayer, String> {
    let mut layer = ImportedLayer {
        annotator: record.text_field("annotator")?.filter(|a| !a.trim().is_empty()),
        annotated: record.bool_field("annotated")?,
        gone: record.words_field("gone")?,
        line: Some(line),
        ..ImportedLayer::default()
    };
    if let Some(word) = record.text_field("progress")? {
        let known = Progress::ALL.into_iter().find(|p| p.word() == word);
        layer.progress = Some(known.ok_or_else(|| format!("“{word}” is no progress"))?);
    }
    let mut read = Items { line, imported };
    layer.annotations = read.items(record, "annotations", annotation)?;
    layer.links = read.items(record, "links", link)?;
    layer.comments = read.items(record, "comments", comment)?;
    layer.decisions = read.items(record, "decisions", decision)?;
    Ok(layer)
}

struct Items<'a> {
    line: u32,
    imported: &'a mut Imported,
}

impl Items<'_> {
    /// The items of a list that can be read; the others are listed by their id or number.
    fn items<T>(
        &mut self,
        record: &Json,
        key: &str,
        read: impl Fn(&Json, u32) -> Result<T, String>,
    ) -> Result<Vec<T>, String> {
        let mut found = Vec::new();
        for (nth, item) in record.list_field(key)?.iter().enumerate() {
            match read(item, self.line) {
                Ok(item) => found.push(item),
                Err(reason) => {
                    let what = key.trim_end_matches('s');
                    let name = item.get("id").and_then(Json::word).map(|id| format!("“{id}”"));
                    let name = name.unwrap_or_else(|| (nth + 1).to_string());
                    self.imported
                        .skip("bad-record", Some(self.line), format!("{what} {name}: {reason}"));
                }
            }
        }
        Ok(found)
    }
}

fn needed(record: &Json, key: &str) -> Result<String, String> {
    let word = record.text_field(key)?.filter(|word| !word.trim().is_empty());
    word.ok_or_else(|| format!("“{key}” is missing"))
}

fn annotation(record: &Json, line: u32) -> Result<ImportedAnnotation, String> {
    let attributes = match record.get("attributes") {
        None => None,
        Some(Json::Object(fields)) => Some(fields.clone()),
        Some(other) => return Err(format!("“attributes” should be an object, not {}", other.kind())),
    };
    Ok(ImportedAnnotation {
        id: record.text_field("id")?,
        label: needed(record, "label")?,
        at: fragments(record)?,
        quote: record.text_field("quote")?,
        attributes,
        note: record.text_field("note")?,
        doubt: record.bool_field("doubt")?,
        made: record.parsed_field("made")?,
        changed: record.parsed_field("changed")?,
        line: Some(line),
    })
}

/// `at` as `[[s,e],…]` or `[s,e]`, else `start` and `end`; nothing of these is a label of the whole document.
fn fragments(record: &Json) -> Result<Vec<(i64, i64)>, String> {
    let Some(at) = record.get("at") else {
        return match (record.get("start"), record.get("end")) {
            (None, None) => Ok(Vec::new()),
            (Some(start), Some(end)) => Ok(vec![pair(&[start.clone(), end.clone()])?]),
            _ => Err("“start” and “end” belong together".into()),
        };
    };
    let items = at
        .as_list()
        .ok_or_else(|| format!("“at” should be a list, not {}", at.kind()))?;
    if items.iter().any(|item| !matches!(item, Json::List(_))) {
        return Ok(vec![pair(items)?]);
    }
    items
        .iter()
        .map(|item| pair(item.as_list().unwrap_or_default()))
        .collect()
}

fn pair(items: &[Json]) -> Result<(i64, i64), String> {
    let number = |item: &Json| {
        item.as_int()
            .ok_or_else(|| format!("the offset {item} is not a whole number"))
    };
    match items {
        [start, end] => Ok((number(start)?, number(end)?)),
        _ => Err(format!("a fragment has two offsets, not {}", items.len())),
    }
}

fn link(record: &Json, line: u32) -> Result<ImportedLink, String> {
    Ok(ImportedLink {
        id: record.text_field("id")?,
        kind: needed(record, "kind")?,
        from: needed(record, "from")?,
        to: needed(record, "to")?,
        note: record.text_field("note")?,
        made: record.parsed_field("made")?,
        changed: record.parsed_field("changed")?,
        line: Some(line),
    })
}

fn comment(record: &Json, line: u32) -> Result<ImportedComment, String> {
    Ok(ImportedComment {
        id: record.text_field("id")?,
        on: needed(record, "on")?,
        reply_to: record.text_field("reply_to")?,
        text: record.text_field("text")?.unwrap_or_default(),
        resolved: record.bool_field("resolved")?,
        made: record.parsed_field("made")?,
        changed: record.parsed_field("changed")?,
        line: Some(line),
    })
}

fn decision(record: &Json, line: u32) -> Result<ImportedDecision, String> {
    let class = needed(record, "class")?;
    let known = DecisionClass::ALL.into_iter().find(|c| c.word() == class);
    let sources = record.list_field("sources")?.iter().map(|source| {
        let hash = source.text_field("hash")?.unwrap_or_default();
        Ok((needed(source, "annotator")?, needed(source, "annotation")?, hash))
    });
    Ok(ImportedDecision {
        id: record.text_field("id")?,
        class: known.ok_or_else(|| format!("“{class}” is no kind of decision"))?,
        by: needed(record, "by")?,
        made: record.parsed_field("made")?,
        at: fragments(record)?,
        sources: sources.collect::<Result<_, String>>()?,
        results: record.words_field("results")?,
        reason: record.text_field("reason")?.unwrap_or_default(),
        rule: record.text_field("rule")?.unwrap_or_default(),
        line: Some(line),
    })
}
