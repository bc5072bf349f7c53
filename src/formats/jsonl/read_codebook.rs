//! Reading the first line of the complete form: project, codebook, people, entities. Ids may be missing where there is a name.

use smol_str::SmolStr;

use crate::formats::Json;
use crate::formats::attributes::value_from_json;
use crate::formats::imported::{Imported, ImportedEntity, ImportedPerson, plain_id};
use crate::model::{
    Anchoring, Attribute, AttributeId, AttributeKind, Entity, EntityId, IdError, LABEL_COLOURS, Label,
    LabelId, LinkKind, LinkKindId, Overlap, PersonKind, nth_colour,
};

pub fn header(record: &Json, line: u32, imported: &mut Imported) {
    if let Some(project) = record.get("project")
        && let Err(reason) = read_project(project, imported)
    {
        imported.skip("bad-record", Some(line), format!("project: {reason}"));
    }
    if let Some(codebook) = record.get("codebook") {
        read_codebook(codebook, line, imported);
    }
    let people = each(record, "people", line, imported, person);
    imported.people = people;
    let entities = each(record, "entities", line, imported, |item, _| entity(item));
    imported.entities = entities;
}

/// The items of a list that can be read.
fn each<T>(
    record: &Json,
    key: &str,
    line: u32,
    imported: &mut Imported,
    read: impl Fn(&Json, usize) -> Result<T, String>,
) -> Vec<T> {
    let items = record.list_field(key).unwrap_or_else(|reason| {
        imported.skip("bad-record", Some(line), reason);
        &[]
    });
    let mut found = Vec::new();
    for (nth, item) in items.iter().enumerate() {
        match read(item, nth) {
            Ok(item) => found.push(item),
            Err(reason) => imported.skip(
                "bad-record",
                Some(line),
                format!("{key}, number {}: {reason}", nth + 1),
            ),
        }
    }
    found
}

fn read_project(record: &Json, imported: &mut Imported) -> Result<(), String> {
    let project = &mut imported.project;
    project.name = record.text_field("name")?.unwrap_or_default();
    project.notes = record.text_field("notes")?.unwrap_or_default();
    project.assignments = marks(record, "assignments")?;
    project.locks = marks(record, "locks")?;
    for item in record.list_field("redirects")? {
        let from = item.text_field("entity")?.ok_or("a redirect names no entity")?;
        project.redirects.push((from, item.text_field("merged_into")?));
    }
    Ok(())
}

fn marks(record: &Json, key: &str) -> Result<Vec<(String, String)>, String> {
    let mark = |item: &Json| {
        let document = item
            .text_field("document")?
            .ok_or_else(|| format!("{key}: “document” is missing"))?;
        let person = item
            .text_field("annotator")?
            .ok_or_else(|| format!("{key}: “annotator” is missing"))?;
        Ok((document, person))
    };
    record.list_field(key)?.iter().map(mark).collect()
}

fn read_codebook(record: &Json, line: u32, imported: &mut Imported) {
    let head = |key: &str| record.text_field(key).ok().flatten().unwrap_or_default();
    imported.codebook.name = head("name");
    imported.codebook.guidelines = head("guidelines");
    let labels = each(record, "labels", line, imported, label);
    imported.codebook.labels = labels;
    let attributes = each(record, "attributes", line, imported, attribute);
    imported.codebook.attributes = attributes;
    let kinds = each(record, "link_kinds", line, imported, link_kind);
    imported.codebook.link_kinds = kinds;
}

/// The id and name of an item; each stands in for the other.
fn named(record: &Json) -> Result<(String, String), String> {
    if let Some(word) = record.word() {
        let id = plain_id(&word).ok_or("it has neither id nor name")?;
        return Ok((id, word));
    }
    let (id, name) = (record.text_field("id")?, record.text_field("name")?);
    let word = id.clone().or(name.clone()).ok_or("it has neither id nor name")?;
    let id = plain_id(&word).ok_or("its id is empty")?;
    Ok((id, name.unwrap_or(word)))
}

fn id<T>(word: &str, make: impl Fn(String) -> Result<T, IdError>) -> Result<T, String> {
    make(plain_id(word).unwrap_or_default()).map_err(|e| e.to_string())
}

fn ids<T>(record: &Json, key: &str, make: impl Fn(String) -> Result<T, IdError>) -> Result<Vec<T>, String> {
    record
        .words_field(key)?
        .iter()
        .map(|word| id(word, &make))
        .collect()
}

fn order(record: &Json, nth: usize) -> Result<i32, String> {
    let order = record.int_field("order")?.unwrap_or(nth as i64);
    i32::try_from(order).map_err(|_| format!("the order {order} is too large"))
}

/// A value by its word, the default where it is missing.
fn by_word<T: Copy + Default>(
    record: &Json,
    key: &str,
    all: &[T],
    word: fn(T) -> &'static str,
) -> Result<T, String> {
    let Some(wanted) = record.text_field(key)? else {
        return Ok(T::default());
    };
    let found = all.iter().copied().find(|value| word(*value) == wanted);
    found.ok_or_else(|| format!("“{wanted}” is no value of “{key}”"))
}

/// Of a label that may also be written as its bare name.
fn label(record: &Json, nth: usize) -> Result<Label, String> {
    let (word, name) = named(record)?;
    let parent = record.text_field("parent")?;
    let merged_into = record.text_field("merged_into")?;
    let colour = match record.text_field("colour")?.or(record.text_field("color")?) {
        Some(colour) => colour.parse()?,
        None => nth_colour(LABEL_COLOURS, nth),
    };
    let text = |key: &str| Ok::<_, String>(record.text_field(key)?.unwrap_or_default());
    Ok(Label {
        parent: parent.map(|p| id(&p, LabelId::new)).transpose()?,
        order: order(record, nth)?,
        colour,
        key: record.text_field("key")?.map(SmolStr::from),
        description: text("description")?,
        include: text("include")?,
        exclude: text("exclude")?,
        anchoring: by_word(record, "anchoring", &Anchoring::ALL, Anchoring::word)?,
        overlap: by_word(record, "overlap", &Overlap::ALL, Overlap::word)?,
        retired: record.bool_field("retired")?.unwrap_or_default(),
        merged_into: merged_into.map(|m| id(&m, LabelId::new)).transpose()?,
        ..Label::new(id(&word, LabelId::new)?, name)
    })
}

fn attribute(record: &Json, nth: usize) -> Result<Attribute, String> {
    let (word, name) = named(record)?;
    let kind = attribute_kind(record)?;
    let shown_when = match record.get("shown_when") {
        None => None,
        Some(shown) => {
            let other = shown
                .text_field("attribute")?
                .ok_or("“shown_when” names no attribute")?;
            Some((id(&other, AttributeId::new)?, smol_words(shown, "values")?))
        }
    };
    let default = record.get("default").map(|value| {
        let value = value_from_json(value, &kind, &mut |word| EntityId::new(word).ok());
        value.ok_or("“default” is no value of an attribute")
    });
    Ok(Attribute {
        id: id(&word, AttributeId::new)?,
        name,
        labels: ids(record, "labels", LabelId::new)?,
        default: default.transpose()?,
        kind,
        required: record.bool_field("required")?.unwrap_or_default(),
        shown_when,
        description: record.text_field("description")?.unwrap_or_default(),
        order: order(record, nth)?,
        retired: record.bool_field("retired")?.unwrap_or_default(),
    })
}

fn attribute_kind(record: &Json) -> Result<AttributeKind, String> {
    let values = smol_words(record, "values")?;
    let unsaid = if values.is_empty() { "text" } else { "choice" };
    let kind = record.text_field("type")?.unwrap_or_else(|| unsaid.to_owned());
    Ok(match kind.as_str() {
        "choice" => AttributeKind::Choice(values),
        "choices" => AttributeKind::Choices(values),
        "number" => AttributeKind::Number {
            min: bound(record, "min")?,
            max: bound(record, "max")?,
        },
        "bool" => AttributeKind::Bool,
        "text" => AttributeKind::Text,
        "entity" => AttributeKind::Entity {
            kinds: smol_words(record, "kinds")?,
            several: record.bool_field("several")?.unwrap_or_default(),
        },
        other => return Err(format!("“{other}” is no type of an attribute")),
    })
}

fn bound(record: &Json, key: &str) -> Result<Option<f64>, String> {
    match record.get(key) {
        Some(Json::Text(text)) => text
            .parse()
            .map(Some)
            .map_err(|_| format!("“{key}” should be a number")),
        _ => record.number_field(key),
    }
}

fn smol_words(record: &Json, key: &str) -> Result<Vec<SmolStr>, String> {
    Ok(record.words_field(key)?.into_iter().map(SmolStr::from).collect())
}

fn link_kind(record: &Json, nth: usize) -> Result<LinkKind, String> {
    let (word, name) = named(record)?;
    Ok(LinkKind {
        id: id(&word, LinkKindId::new)?,
        name,
        from: ids(record, "from", LabelId::new)?,
        to: ids(record, "to", LabelId::new)?,
        key: record.text_field("key")?.map(SmolStr::from),
        description: record.text_field("description")?.unwrap_or_default(),
        order: order(record, nth)?,
        retired: record.bool_field("retired")?.unwrap_or_default(),
    })
}

fn person(record: &Json, _nth: usize) -> Result<ImportedPerson, String> {
    let (id, name) = match record.word() {
        Some(word) => (word.clone(), word),
        None => {
            let (id, name) = (record.text_field("id")?, record.text_field("name")?);
            let word = id.or(name.clone()).ok_or("a person has neither id nor name")?;
            (word.clone(), name.unwrap_or(word))
        }
    };
    Ok(ImportedPerson {
        id,
        name,
        colour: record.parsed_field("colour")?,
        kind: by_word(record, "kind", &PersonKind::ALL, PersonKind::word)?,
    })
}

fn entity(record: &Json) -> Result<ImportedEntity, String> {
    let (word, name) = named(record)?;
    let parent = record.text_field("parent")?;
    let entity = Entity {
        id: id(&word, EntityId::new)?,
        name,
        kind: record.text_field("kind")?.unwrap_or_default().into(),
        aliases: record.words_field("aliases")?,
        parent: parent.map(|p| id(&p, EntityId::new)).transpose()?,
        fields: record.get("fields").map(fields).transpose()?.unwrap_or_default(),
        note: record.text_field("note")?.unwrap_or_default(),
        changed: record.parsed_field("changed")?.unwrap_or_default(),
    };
    Ok(ImportedEntity {
        person: record.text_field("person")?,
        entity,
    })
}

/// The user's own fields, in their order.
pub fn fields(value: &Json) -> Result<Vec<(String, String)>, String> {
    let entries = value
        .as_object()
        .ok_or_else(|| format!("“fields” should be an object, not {}", value.kind()))?;
    Ok(entries
        .iter()
        .map(|(key, value)| (key.clone(), value.words()))
        .collect())
}
