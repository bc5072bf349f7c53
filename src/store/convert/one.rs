//! One item from its row, as a journal has it. Fails where a file would leave something out.

use super::dto::{LayerTop, Version, value_from_row};
use super::*;
use crate::text::Text;

fn told(bad: Bad) -> String {
    bad.1
}

fn unread(error: ron::error::SpannedError) -> String {
    super::super::reason::reason(&error.code)
}

/// `text` is the document's that offsets of a layer's item count in.
pub fn item_from_row(row: &str, key: &Key, text: Option<&Text>) -> Result<Item, String> {
    match key {
        Key::Assignment(_) | Key::Lock(_) => Ok(Item::Mark),
        Key::Conflict(of) => {
            let others: Vec<Version<'_>> = value_from_row(row).map_err(unread)?;
            let others = others.into_iter().map(|other| match other {
                Version::Gone => Ok(None),
                other => item(other, of, text).map(Some),
            });
            let others = others.collect::<Result<Vec<_>, String>>()?;
            Ok(Item::Conflict(Arc::new(Conflict::new(others))))
        }
        key => item(value_from_row(row).map_err(unread)?, key, text),
    }
}

/// What the head of a layer says, without what is gone from it.
pub fn layer_head_from_row(row: &str) -> Result<LayerHead, String> {
    let top: LayerTop = value_from_row(row).map_err(unread)?;
    Ok(LayerHead {
        annotated: top.annotated,
        progress: layer::progress(top.progress),
        ..LayerHead::default()
    })
}

fn item(version: Version<'_>, key: &Key, text: Option<&Text>) -> Result<Item, String> {
    let mut findings = Findings::new("");
    let empty = Text::new("").map_err(|error| error.to_string())?;
    let text = text.unwrap_or(&empty);
    let item = conflict::version(&version, key, Some(text), 0, &mut findings).map_err(told)?;
    if findings.damaged {
        let first = findings.into_problems().into_iter().next();
        return Err(first.map_or_else(String::new, |problem| problem.message));
    }
    match (item, key) {
        (None, _) => Err("a row is missing".to_owned()),
        (Some(Item::Annotation(_)), Key::Adrift(..)) => Err("it does not wait to be placed".to_owned()),
        (Some(Item::Adrift(_)), Key::Annotation(..)) => Err("its words are not where they were".to_owned()),
        (Some(item), _) => Ok(item),
    }
}
