//! Plain text and Markdown coming in: one file is one document without labels. Line ends become LF; what they were is kept in `Origin`.
//! Markdown marks and front matter stay in the text.

use crate::model::{Origin, UserError};

use super::decode::{decode, normalise_newlines, notices};
use super::guess::guess;
use super::{FormatInfo, ImportContext, Imported, ImportedDocument, Importer, Input, Options};

pub struct PlainText;

static INFO: FormatInfo = FormatInfo {
    id: "text",
    name: "Plain text",
    extensions: &["txt", "md", "text", "markdown"],
    options: &[],
    loses: "Brings texts without labels",
};

impl Importer for PlainText {
    fn info(&self) -> &'static FormatInfo {
        &INFO
    }

    fn recognises(&self, name: &str, _head: &[u8]) -> Option<String> {
        let (_, extension) = name.rsplit_once('.')?;
        let extension = extension.to_ascii_lowercase();
        INFO.extensions
            .contains(&extension.as_str())
            .then(|| format!("the name ends in .{extension}"))
    }

    fn read(
        &self,
        input: &Input,
        _options: &Options,
        context: &ImportContext,
    ) -> Result<Imported, UserError> {
        let decoded = decode(input.name, input.bytes, context.encoding)?;
        if decoded.text.trim().is_empty() {
            return Err(UserError::new(format!(
                "{} is empty: it holds only white space",
                input.name
            )));
        }
        let mut imported = Imported::new(input.name);
        imported.notices = notices(input.name, &decoded);
        let (text, newline) = normalise_newlines(decoded.text);
        if newline != "lf" {
            imported
                .notices
                .push(format!("{}: line ends were {newline} and are LF now", input.name));
        }
        let guess = guess(input.name, &text);
        let said = |value: String| (!value.is_empty()).then_some(value);
        imported.documents.push(ImportedDocument {
            title: guess.title,
            date: said(guess.date),
            source: said(guess.source),
            origin: Some(Origin {
                file: input.name.to_owned(),
                encoding: decoded.encoding.to_owned(),
                newline: newline.to_owned(),
                bom: decoded.bom,
            }),
            text: Some(text),
            ..ImportedDocument::default()
        });
        Ok(imported)
    }
}

#[cfg(test)]
mod tests;
