//! Labels, attributes and link kinds as the codebook's file has them.

use super::*;

pub fn codebook(file: dto::CodebookFile<'_>, findings: &mut Findings) -> Vec<Change> {
    let head = CodebookHead {
        name: file.name.into_string(),
        guidelines: file.guidelines.into_string(),
    };
    let mut changes = vec![Change::create(
        Key::CodebookHead,
        Item::CodebookHead(Arc::new(head)),
    )];
    changes.extend(rows(file.labels, findings, |row, _, _| {
        let label = label(row)?;
        Ok(Change::create(
            Key::Label(label.id.clone()),
            Item::Label(Arc::new(label)),
        ))
    }));
    changes.extend(rows(file.attributes, findings, |row, _, _| {
        let attribute = attribute(row)?;
        Ok(Change::create(
            Key::Attribute(attribute.id.clone()),
            Item::Attribute(Arc::new(attribute)),
        ))
    }));
    changes.extend(rows(file.link_kinds, findings, |row, _, _| {
        let kind = link_kind(row)?;
        Ok(Change::create(
            Key::LinkKind(kind.id.clone()),
            Item::LinkKind(Arc::new(kind)),
        ))
    }));
    changes.extend(conflict::conflicts(
        file.conflicts,
        &FileKey::Codebook,
        None,
        findings,
    ));
    changes
}

pub(super) fn label(row: &dto::LabelRow<'_>) -> Result<Label, Bad> {
    Ok(Label {
        id: id(&row.id)?,
        name: row.name.as_str().to_owned(),
        parent: id_if(row.parent.as_ref())?,
        order: row.order,
        colour: colour(&row.colour)?,
        key: row.key.as_ref().map(small),
        description: row.description.as_str().to_owned(),
        include: row.include.as_str().to_owned(),
        exclude: row.exclude.as_str().to_owned(),
        anchoring: match row.anchoring {
            dto::Anchoring::Characters => Anchoring::Characters,
            dto::Anchoring::Words => Anchoring::Words,
            dto::Anchoring::Sentences => Anchoring::Sentences,
            dto::Anchoring::Document => Anchoring::Document,
        },
        overlap: match row.overlap {
            dto::Overlap::Any => Overlap::Any,
            dto::Overlap::NotItself => Overlap::NotItself,
            dto::Overlap::None => Overlap::None,
        },
        retired: row.retired,
        merged_into: id_if(row.merged_into.as_ref())?,
    })
}

pub(super) fn attribute(row: &dto::AttributeRow<'_>) -> Result<Attribute, Bad> {
    let shown_when = match &row.shown_when {
        Some((other, words)) => Some((id(other)?, smalls(words))),
        None => None,
    };
    Ok(Attribute {
        id: id(&row.id)?,
        name: row.name.as_str().to_owned(),
        labels: ids(&row.labels)?,
        kind: match &row.kind {
            dto::AttributeKind::Choice(words) => AttributeKind::Choice(smalls(words)),
            dto::AttributeKind::Choices(words) => AttributeKind::Choices(smalls(words)),
            dto::AttributeKind::Number { min, max } => AttributeKind::Number { min: *min, max: *max },
            dto::AttributeKind::Bool => AttributeKind::Bool,
            dto::AttributeKind::Text => AttributeKind::Text,
            dto::AttributeKind::Entity { kinds, several } => AttributeKind::Entity {
                kinds: smalls(kinds),
                several: *several,
            },
        },
        required: row.required,
        default: row.default.as_ref().map(value).transpose()?,
        shown_when,
        description: row.description.as_str().to_owned(),
        order: row.order,
        retired: row.retired,
    })
}

pub(super) fn link_kind(row: &dto::LinkKindRow<'_>) -> Result<LinkKind, Bad> {
    Ok(LinkKind {
        id: id(&row.id)?,
        name: row.name.as_str().to_owned(),
        from: ids(&row.from)?,
        to: ids(&row.to)?,
        key: row.key.as_ref().map(small),
        description: row.description.as_str().to_owned(),
        order: row.order,
        retired: row.retired,
    })
}
