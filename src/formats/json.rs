//! A JSON value that keeps the order of its keys, and reading it field by field, so that one bad field costs one record.
//! Knows no model.

use std::fmt;

use std::io::{self, Write};

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    Null,
    Bool(bool),
    Int(i64),
    Number(f64),
    Text(String),
    List(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads one value; the message has no position in it.
    pub fn parse(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|error| {
            let message = error.to_string();
            let end = message.rfind(" at line ").unwrap_or(message.len());
            let (line, column) = (error.line(), error.column());
            let what = message.get(..end).unwrap_or_default();
            match line {
                0 | 1 => format!("{what} (byte {column} of the line)"),
                _ => format!("{what} (line {line}, byte {column})"),
            }
        })
    }

    /// The field of an object; None where it is missing or null.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(fields) => fields
                .iter()
                .find(|(k, v)| k == key && *v != Self::Null)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// A word: a text, or a number written as one (ids often are numbers).
    pub fn word(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Int(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// Any value as words: texts as they are, the rest as JSON.
    pub fn words(&self) -> String {
        self.word().unwrap_or_else(|| self.to_string())
    }

    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A whole number, also one written as `3.0`.
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Int(number) => Some(*number),
            Self::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => Some(*number as i64),
            _ => None,
        }
    }

    pub fn as_number(&self) -> Option<f64> {
        match self {
            Self::Int(number) => Some(*number as f64),
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    pub fn as_object(&self) -> Option<&[(String, Self)]> {
        match self {
            Self::Object(fields) => Some(fields),
            _ => None,
        }
    }

    /// What it is, for a message.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "true or false",
            Self::Int(_) | Self::Number(_) => "a number",
            Self::Text(_) => "a text",
            Self::List(_) => "a list",
            Self::Object(_) => "an object",
        }
    }

    // ---- fields of a record: missing is fine, of another kind is an error

    pub fn text_field(&self, key: &str) -> Result<Option<String>, String> {
        self.field(key, "a text", Self::word)
    }

    pub fn bool_field(&self, key: &str) -> Result<Option<bool>, String> {
        self.field(key, "true or false", Self::as_bool)
    }

    pub fn int_field(&self, key: &str) -> Result<Option<i64>, String> {
        self.field(key, "a whole number", Self::as_int)
    }

    pub fn number_field(&self, key: &str) -> Result<Option<f64>, String> {
        self.field(key, "a number", Self::as_number)
    }

    /// The items of a list; none where it is missing.
    pub fn list_field(&self, key: &str) -> Result<&[Self], String> {
        match self.get(key) {
            None => Ok(&[]),
            Some(Self::List(items)) => Ok(items),
            Some(other) => Err(format!("“{key}” should be a list, not {}", other.kind())),
        }
    }

    pub fn words_field(&self, key: &str) -> Result<Vec<String>, String> {
        let items = self.list_field(key)?.iter();
        items
            .map(|i| {
                i.word()
                    .ok_or_else(|| format!("“{key}” should hold texts, not {}", i.kind()))
            })
            .collect()
    }

    /// A text that reads as another type, such as a time.
    pub fn parsed_field<T: std::str::FromStr<Err = String>>(&self, key: &str) -> Result<Option<T>, String> {
        self.text_field(key)?
            .map(|text| text.parse().map_err(|e| format!("“{key}”: {e}")))
            .transpose()
    }

    fn field<T>(
        &self,
        key: &str,
        wanted: &str,
        read: impl Fn(&Self) -> Option<T>,
    ) -> Result<Option<T>, String> {
        let Some(value) = self.get(key) else {
            return Ok(None);
        };
        let wrong = || format!("“{key}” should be {wanted}, not {}", value.kind());
        read(value).map(Some).ok_or_else(wrong)
    }
}

/// One value as compact JSON and a line end. Line separators beside LF are escaped: many readers of lines split at them.
pub fn write_line(mut sink: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut sink, OneLine))?;
    sink.write_all(b"\n")
}

struct OneLine;

impl serde_json::ser::Formatter for OneLine {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(['\u{85}', '\u{2028}', '\u{2029}']) {
            let (before, from) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            let mut chars = from.chars();
            if let Some(c) = chars.next() {
                write!(writer, "\\u{:04x}", u32::from(c))?;
            }
            rest = chars.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}

impl fmt::Display for Json {
    /// As compact JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).unwrap_or_default())
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Int(number) => serializer.serialize_i64(*number),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => items.serialize(serializer),
            Self::Object(fields) => {
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (key, value) in fields {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(AnyValue)
    }
}

struct AnyValue;

impl<'de> Visitor<'de> for AnyValue {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::Int(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(i64::try_from(number).map_or(Json::Number(number as f64), Json::Int))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Json::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::Text(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(Json::Text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut fields = Vec::new();
        while let Some(entry) = entries.next_entry()? {
            fields.push(entry);
        }
        Ok(Json::Object(fields))
    }
}
