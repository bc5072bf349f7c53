//! Fixtures for the tests of formats and of exporting: a project from lines, a project into words, a format of several files.

use super::{
    Exporter, FormatInfo, ImportContext, ImportReport, Input, Losses, Options, PlanOptions, Scope, Shape,
    Sink, exporter, importer, plan_import, write_failed,
};
use crate::model::edit::apply;
use crate::model::{PersonId, Project, Randomness, Timestamp, UserError};
use std::io::Write;

pub struct Seeded(pub u64);

impl Randomness for Seeded {
    fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed ^ (mixed >> 27)
    }
}

pub fn now() -> Timestamp {
    "2026-11-22T10:00:00Z".parse().unwrap()
}

pub fn options(annotator: Option<&str>) -> PlanOptions {
    let annotator = annotator.map(|id| PersonId::new(id).unwrap());
    PlanOptions {
        annotator,
        annotator_name: None,
        now: now(),
    }
}

pub fn empty() -> Project {
    Project::new("p", "Fresh")
}

/// A file comes in; `set` are options of the format.
pub fn import_with(
    project: &mut Project,
    (format, name, bytes): (&str, &str, &[u8]),
    set: &[(&str, &str)],
    annotator: Option<&str>,
) -> ImportReport {
    let reader = importer(format).unwrap();
    let chosen = Options::new(reader.info(), set.iter().copied()).unwrap();
    let imported = reader
        .read(&Input { name, bytes }, &chosen, &ImportContext::default())
        .unwrap();
    let seed = project.documents().len() as u64;
    let (transaction, report) =
        plan_import(project, imported, &options(annotator), &mut Seeded(seed)).unwrap();
    apply(project, &transaction).unwrap();
    report
}

pub fn import(project: &mut Project, format: &str, name: &str, text: &str) -> ImportReport {
    import_with(project, (format, name, text.as_bytes()), &[], None)
}

/// A fresh project from lines of the complete form.
pub fn project_from(lines: &str) -> (Project, ImportReport) {
    let mut project = empty();
    let report = import(&mut project, "jsonl", "in.jsonl", lines);
    (project, report)
}

/// Everything goes out, as words.
pub fn export_with(
    project: &Project,
    format: &str,
    scope: &Scope,
    set: &[(&str, &str)],
) -> (String, Vec<String>) {
    let writer = exporter(format).unwrap();
    let chosen = Options::new(writer.info(), set.iter().copied()).unwrap();
    let mut bytes = Vec::new();
    let losses = writer.export(project, scope, &chosen, &mut bytes).unwrap();
    let losses = losses
        .iter()
        .map(|(reason, places)| format!("{reason}: {}", places.join(", ")));
    (String::from_utf8(bytes).unwrap(), losses.collect())
}

pub fn export(project: &Project, format: &str) -> String {
    export_with(project, format, &Scope::everything(project), &[]).0
}

/// The refused records as `line: kind: message`.
pub fn skipped(report: &ImportReport) -> String {
    let line =
        |p: &crate::model::Problem| format!("{}: {}: {}", p.line.unwrap_or_default(), p.kind, p.message);
    report.skipped.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Every annotation of every layer as `person document label [words]`.
pub fn labels(project: &Project) -> String {
    let mut rows = Vec::new();
    for (key, layer) in project.layers() {
        let text = project.text(key.document.as_str()).unwrap();
        for a in layer.annotations() {
            rows.push(format!(
                "{} {} {} [{}]",
                key.annotator,
                key.document,
                a.label,
                a.fragments.quote(text)
            ));
        }
    }
    rows.join("\n")
}

static NOTES: FormatInfo = FormatInfo {
    id: "notes",
    name: "Notes",
    extensions: &["note"],
    options: &[],
    loses: "",
};

/// Writes one file a document and person, as formats with a file a document do.
pub struct Notes;

impl Exporter for Notes {
    fn info(&self) -> &'static FormatInfo {
        &NOTES
    }

    fn shape(&self) -> Shape {
        Shape::FilePerDocument
    }

    fn export(&self, _: &Project, _: &Scope, _: &Options, _: &mut dyn Write) -> Result<Losses, UserError> {
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
            file.write_all(name.as_bytes()).map_err(write_failed)?;
        }
        Ok(Losses::default())
    }
}
