//! The complete format: a first line with the project, its codebook, people and entities, then one line a document.
//! Offsets are Unicode scalars. It carries everything of the model, so that a project can go out and come back.

mod read;
mod read_codebook;
mod write;
mod write_header;

use std::io::Write;

use crate::model::{Project, UserError};

use super::{Exporter, FormatInfo, ImportContext, Imported, Importer, Input, Losses, Options, Scope, decode};

pub struct Jsonl;

static INFO: FormatInfo = FormatInfo {
    id: "jsonl",
    name: "JSON lines, complete",
    extensions: &["jsonl", "ndjson"],
    options: &[],
    loses: "",
};

impl Exporter for Jsonl {
    fn info(&self) -> &'static FormatInfo {
        &INFO
    }

    fn export(
        &self,
        project: &Project,
        scope: &Scope,
        _options: &Options,
        sink: &mut dyn Write,
    ) -> Result<Losses, UserError> {
        write::write(project, scope, sink)
    }
}

impl Importer for Jsonl {
    fn info(&self) -> &'static FormatInfo {
        &INFO
    }

    fn recognises(&self, name: &str, head: &[u8]) -> Option<String> {
        let head = String::from_utf8_lossy(head);
        let line = head.trim_start_matches('\u{feff}').trim_start().lines().next()?;
        if !line.starts_with('{') {
            return None;
        }
        if line
            .get(1..)
            .is_some_and(|rest| rest.trim_start().starts_with("\"ascribe\""))
        {
            return Some("its first line has the key “ascribe”".into());
        }
        let name = name.to_ascii_lowercase();
        let named = INFO.extensions.iter().any(|e| name.ends_with(&format!(".{e}")));
        let has = |key: &&str| line.contains(&format!("\"{key}\""));
        let key = ["layers", "annotations", "document"].into_iter().find(has);
        key.filter(|_| named)
            .map(|key| format!("its lines have the key “{key}”"))
    }

    fn read(
        &self,
        input: &Input,
        _options: &Options,
        context: &ImportContext,
    ) -> Result<Imported, UserError> {
        let decoded = decode(input.name, input.bytes, context.encoding)?;
        let mut imported = read::read(input.name, &decoded.text)?;
        let mut notices = super::decode::notices(input.name, &decoded);
        notices.append(&mut imported.notices);
        imported.notices = notices;
        Ok(imported)
    }
}

/// The whole project in memory and read back as an import brings it.
pub(super) fn imported_from_project(name: &str, project: &Project) -> Result<Imported, UserError> {
    let mut bytes = Vec::new();
    write::write(project, &Scope::everything(project), &mut bytes)?;
    read::read(name, &String::from_utf8_lossy(&bytes))
}

#[cfg(test)]
mod tests;
