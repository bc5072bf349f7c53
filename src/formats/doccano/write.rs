//! Writing doccano rows. A row has one person's labels: with several people each document has a row a person, told by the key `annotator`.

use std::collections::BTreeMap;
use std::io::Write;

use unicode_segmentation::UnicodeSegmentation;

use crate::formats::json::write_line;
use crate::formats::{Json, Losses, OffsetUnit, Options, Scope, write_failed};
use crate::model::{Annotation, AnnotationId, Document, Layer, LayerKey, Project, UserError};
use crate::text::{Span, Text};

pub fn write(
    project: &Project,
    scope: &Scope,
    options: &Options,
    sink: &mut dyn Write,
) -> Result<Losses, UserError> {
    let mut people: Vec<_> = scope
        .documents(project)
        .flat_map(|d| scope.layers_of(project, &d.id))
        .map(|(k, _)| &k.annotator)
        .collect();
    people.sort();
    people.dedup();
    let mut rows = Rows {
        project,
        scope,
        relations: options.get("form") == "relations",
        unit: super::unit(options),
        named: people.len() > 1,
        losses: Losses::default(),
    };
    for document in scope.documents(project) {
        let Some(text) = project.text(document.id.as_str()) else {
            rows.losses.add("the text is not there", document.id.as_str());
            continue;
        };
        let units = Units::of(text, rows.unit);
        let mut layers: Vec<_> = scope.layers_of(project, &document.id).map(Some).collect();
        if layers.is_empty() {
            layers.push(None);
        }
        for layer in layers {
            let row = rows.row(document, &units, layer);
            write_line(sink, &row).map_err(write_failed)?;
        }
    }
    Ok(rows.losses)
}

/// Spans of one text in the wanted unit.
struct Units<'t> {
    text: &'t Text,
    /// Starts of grapheme clusters in bytes; None for UTF-16.
    graphemes: Option<Vec<u32>>,
}

impl<'t> Units<'t> {
    fn of(text: &'t Text, unit: OffsetUnit) -> Self {
        let starts = || {
            text.as_str()
                .grapheme_indices(true)
                .map(|(byte, _)| byte as u32)
                .collect()
        };
        Self {
            text,
            graphemes: (unit == OffsetUnit::Graphemes).then(starts),
        }
    }

    /// Start and end, and whether they had to grow to whole clusters.
    fn range(&self, span: Span) -> (u32, u32, bool) {
        let Some(starts) = &self.graphemes else {
            let range = self.text.utf16_from_span(span);
            return (range.start, range.end, false);
        };
        let start = starts.partition_point(|s| *s <= span.start()).saturating_sub(1);
        let end = starts.partition_point(|s| *s < span.end());
        let exact = |at: usize, byte: u32| starts.get(at).copied().unwrap_or(self.text.len()) == byte;
        let grown = !exact(start, span.start()) || !exact(end, span.end());
        (start as u32, end as u32, grown)
    }
}

struct Rows<'a> {
    project: &'a Project,
    scope: &'a Scope,
    relations: bool,
    unit: OffsetUnit,
    /// Rows tell their annotator.
    named: bool,
    losses: Losses,
}

type Pairs = Vec<(String, Json)>;

impl Rows<'_> {
    fn row(&mut self, document: &Document, units: &Units, layer: Option<(&LayerKey, &Layer)>) -> Json {
        let text = |words: &str| Json::Text(words.to_owned());
        let mut row: Pairs = vec![
            ("id".into(), text(document.id.as_str())),
            ("text".into(), text(units.text.as_str())),
        ];
        let mut spans = Vec::new();
        let mut numbers = BTreeMap::new();
        for annotation in layer
            .into_iter()
            .flat_map(|(_, layer)| self.scope.annotations(self.project, layer))
        {
            self.spans(document, units, annotation, &mut spans);
            numbers.insert(annotation.id.clone(), spans.len());
        }
        let relations = layer
            .map(|(key, layer)| self.links(key, layer, &numbers))
            .unwrap_or_default();
        if self.relations {
            row.push(("entities".into(), Json::List(entities(&spans))));
            row.push(("relations".into(), Json::List(relations)));
        } else {
            let span = |(start, end, label): &(u32, u32, String)| {
                Json::List(vec![
                    Json::Int((*start).into()),
                    Json::Int((*end).into()),
                    text(label),
                ])
            };
            row.push(("label".into(), Json::List(spans.iter().map(span).collect())));
        }
        let notes = if document.notes.is_empty() {
            Vec::new()
        } else {
            vec![text(&document.notes)]
        };
        row.push(("Comments".into(), Json::List(notes)));
        if let Some((key, layer)) = layer {
            if self.named {
                row.push(("annotator".into(), text(key.annotator.as_str())));
            }
            self.lost(key, layer);
        }
        self.facts(document, &mut row);
        Json::Object(row)
    }

    /// One span a fragment.
    fn spans(
        &mut self,
        document: &Document,
        units: &Units,
        a: &Annotation,
        spans: &mut Vec<(u32, u32, String)>,
    ) {
        let place = || format!("{}: {}", document.id, a.id);
        if a.fragments.is_document() {
            self.losses.add("labels of whole documents have no span", place());
        }
        if a.fragments.len() > 1 {
            self.losses.add("fragments become spans of their own", place());
        }
        for span in a.fragments.iter() {
            let (start, end, grown) = units.range(span);
            if grown {
                self.losses
                    .add("ends inside a grapheme cluster move to its edge", place());
            }
            spans.push((start, end, a.label.to_string()));
        }
        for (lost, reason) in [
            (!a.attributes.is_empty(), "attributes"),
            (!a.note.is_empty(), "notes on labels"),
            (a.doubt, "marks of doubt"),
        ] {
            if lost {
                self.losses.add(reason, place());
            }
        }
    }

    /// Relations between the last spans of either end; only the relation form has them.
    fn links(&mut self, key: &LayerKey, layer: &Layer, numbers: &BTreeMap<AnnotationId, usize>) -> Vec<Json> {
        let mut found = Vec::new();
        for link in layer.links() {
            let ends = (numbers.get(&link.from), numbers.get(&link.to));
            let place = || format!("{}: {}", key.document, link.id);
            match ends {
                (Some(from), Some(to)) if self.relations && *from > 0 && *to > 0 => {
                    let number = |n: usize| Json::Int(i64::try_from(n).unwrap_or(i64::MAX));
                    let id = number(found.len() + 1);
                    found.push(Json::Object(vec![
                        ("id".into(), id),
                        ("from_id".into(), number(*from)),
                        ("to_id".into(), number(*to)),
                        ("type".into(), Json::Text(link.kind.to_string())),
                    ]));
                }
                (None, None) => {}
                _ if self.relations => self
                    .losses
                    .add("the other end of the link is not exported", place()),
                _ => self
                    .losses
                    .add("links have no place in the form “spans”", place()),
            }
        }
        found
    }

    fn lost(&mut self, key: &LayerKey, layer: &Layer) {
        for comment in layer.comments() {
            self.losses
                .add("comments", format!("{}: {}", key.document, comment.id));
        }
        for decision in layer.decisions() {
            self.losses
                .add("decisions", format!("{}: {}", key.document, decision.id));
        }
    }

    /// Title, date, source, author and own fields as keys of the row, where the key is free.
    fn facts(&mut self, document: &Document, row: &mut Pairs) {
        let facts = [
            ("title", &document.title),
            ("date", &document.date),
            ("source", &document.source),
            ("author", &document.author),
        ];
        let own = document.fields.iter().map(|(key, value)| (key.as_str(), value));
        for (key, value) in facts
            .into_iter()
            .chain(own)
            .filter(|(_, value)| !value.is_empty())
        {
            let taken =
                row.iter().any(|(k, _)| k == key) || super::read::KNOWN.contains(&key) && key != "title";
            match taken {
                true => self.losses.add(
                    "fields named like a part of the format",
                    format!("{}: {key}", document.id),
                ),
                false => row.push((key.to_owned(), Json::Text(value.clone()))),
            }
        }
    }
}

fn entities(spans: &[(u32, u32, String)]) -> Vec<Json> {
    let entity = |(number, (start, end, label)): (i64, &(u32, u32, String))| {
        Json::Object(vec![
            ("id".into(), Json::Int(number)),
            ("label".into(), Json::Text(label.clone())),
            ("start_offset".into(), Json::Int((*start).into())),
            ("end_offset".into(), Json::Int((*end).into())),
        ])
    };
    (1i64..).zip(spans).map(entity).collect()
}
