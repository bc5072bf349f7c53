//! Attribute values as plain JSON and back. Plain JSON has fewer types than attributes have: the codebook's definition tells which is meant,
//! and a value that does not fit its definition is written with a tag, such as `{"number":3}`.

use smol_str::SmolStr;

use crate::model::{AttributeKind, AttributeValue, Attributes, Codebook, EntityId};

use super::Json;

/// All attributes of an annotation as one object, by id.
pub fn json_from_attributes(attributes: &Attributes, codebook: &Codebook) -> Json {
    let fields = attributes.iter().map(|(id, value)| {
        let kind = codebook.attribute(id.as_str()).map(|a| &a.kind);
        (id.as_str().to_owned(), json_from_value(value, kind))
    });
    Json::Object(fields.collect())
}

/// Plain where reading gives the same value back, else tagged. Without a definition always plain.
pub fn json_from_value(value: &AttributeValue, kind: Option<&AttributeKind>) -> Json {
    let plain = plain_from_value(value);
    let Some(kind) = kind else { return plain };
    let back = value_from_json(&plain, kind, &mut |word| EntityId::new(word).ok());
    if back.as_ref() == Some(value) {
        plain
    } else {
        Json::Object(vec![(tag(value).to_owned(), plain)])
    }
}

fn plain_from_value(value: &AttributeValue) -> Json {
    let text = |word: &str| Json::Text(word.to_owned());
    match value {
        AttributeValue::Choice(word) => text(word),
        AttributeValue::Choices(words) => Json::List(words.iter().map(|w| text(w)).collect()),
        AttributeValue::Number(number) => json_from_number(*number),
        AttributeValue::Bool(value) => Json::Bool(*value),
        AttributeValue::Text(words) => text(words),
        AttributeValue::Entity(id) => text(id.as_str()),
        AttributeValue::Entities(ids) => Json::List(ids.iter().map(|id| text(id.as_str())).collect()),
    }
}

/// Whole numbers without a point. JSON knows no infinity: that is a text.
pub fn json_from_number(number: f64) -> Json {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        return Json::Int(number as i64);
    }
    if number.is_finite() {
        Json::Number(number)
    } else {
        Json::Text(number.to_string())
    }
}

fn tag(value: &AttributeValue) -> &'static str {
    match value {
        AttributeValue::Choice(_) => "choice",
        AttributeValue::Choices(_) => "choices",
        AttributeValue::Number(_) => "number",
        AttributeValue::Bool(_) => "bool",
        AttributeValue::Text(_) => "text",
        AttributeValue::Entity(_) => "entity",
        AttributeValue::Entities(_) => "entities",
    }
}

/// Finds or makes the entity of a word.
pub type EntityOf<'a> = dyn FnMut(&str) -> Option<EntityId> + 'a;

/// None for null and for what cannot be a value, such as an object in an object.
pub fn value_from_json(json: &Json, kind: &AttributeKind, entity: &mut EntityOf) -> Option<AttributeValue> {
    if let Json::Object(fields) = json {
        let [(tag, value)] = fields.as_slice() else {
            return None;
        };
        return value_from_tag(tag, value, entity);
    }
    if *json == Json::Null {
        return None;
    }
    let fitting = match kind {
        AttributeKind::Choice(_) => choice(json),
        AttributeKind::Choices(_) => words(json).map(AttributeValue::Choices),
        AttributeKind::Number { .. } => number(json).map(AttributeValue::Number),
        AttributeKind::Bool => boolean(json).map(AttributeValue::Bool),
        AttributeKind::Text => text(json),
        AttributeKind::Entity { .. } => entities(json, entity),
    };
    fitting.or_else(|| inferred(json))
}

fn value_from_tag(tag: &str, value: &Json, entity: &mut EntityOf) -> Option<AttributeValue> {
    match tag {
        "choice" => Some(AttributeValue::Choice(value.word()?.into())),
        "choices" => words(value).map(AttributeValue::Choices),
        "number" => number(value).map(AttributeValue::Number),
        "bool" => value.as_bool().map(AttributeValue::Bool),
        "text" => Some(AttributeValue::Text(value.words())),
        "entity" | "entities" => entities(value, entity),
        _ => None,
    }
}

/// The type that the JSON itself shows.
fn inferred(json: &Json) -> Option<AttributeValue> {
    match json {
        Json::Bool(value) => Some(AttributeValue::Bool(*value)),
        Json::Int(_) | Json::Number(_) => json.as_number().map(AttributeValue::Number),
        Json::Text(text) => Some(AttributeValue::Text(text.clone())),
        Json::List(_) => words(json).map(AttributeValue::Choices),
        Json::Null | Json::Object(_) => None,
    }
}

fn choice(json: &Json) -> Option<AttributeValue> {
    match json {
        Json::List(items) => match items.as_slice() {
            [one] => choice(one),
            _ => None,
        },
        Json::Bool(value) => Some(AttributeValue::Choice(SmolStr::new(value.to_string()))),
        _ => Some(AttributeValue::Choice(json.word()?.into())),
    }
}

fn words(json: &Json) -> Option<Vec<SmolStr>> {
    match json {
        Json::List(items) => items.iter().map(|i| i.word().map(SmolStr::from)).collect(),
        _ => Some(vec![json.word()?.into()]),
    }
}

fn number(json: &Json) -> Option<f64> {
    json.as_number().or_else(|| json.as_text()?.trim().parse().ok())
}

fn boolean(json: &Json) -> Option<bool> {
    match json {
        Json::Bool(value) => Some(*value),
        Json::Text(text) => match text.to_lowercase().as_str() {
            "true" | "yes" => Some(true),
            "false" | "no" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn text(json: &Json) -> Option<AttributeValue> {
    match json {
        Json::Text(text) => Some(AttributeValue::Text(text.clone())),
        _ => None,
    }
}

fn entities(json: &Json, entity: &mut EntityOf) -> Option<AttributeValue> {
    match json {
        Json::List(items) => {
            let ids = items
                .iter()
                .map(|i| entity(&i.word()?))
                .collect::<Option<Vec<_>>>()?;
            Some(AttributeValue::Entities(ids))
        }
        _ => entity(&json.word()?).map(AttributeValue::Entity),
    }
}
