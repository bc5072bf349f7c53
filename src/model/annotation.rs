//! A labelled passage: a label, one or more ordered fragments, typed attributes, a note.
//! Values only; whether they fit a project is checked by `edit`.

use super::{AnnotationId, AttributeId, EntityId, LabelId, Timestamp};
use crate::text::{Span, Text};
use smallvec::SmallVec;
use smol_str::SmolStr;

#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    pub id: AnnotationId,
    pub label: LabelId,
    /// Empty for a label of the whole document.
    pub fragments: Fragments,
    pub attributes: Attributes,
    pub note: String,
    /// The annotator is not sure.
    pub doubt: bool,
    pub made: Timestamp,
    pub changed: Timestamp,
}

impl Annotation {
    pub fn new(id: AnnotationId, label: LabelId, fragments: Fragments, now: Timestamp) -> Self {
        Self {
            id,
            label,
            fragments,
            attributes: Attributes::default(),
            note: String::new(),
            doubt: false,
            made: now,
            changed: now,
        }
    }

    /// 16 hexadecimal digits over label, fragments and attributes, not over id, note or times: two
    /// people's equal labels have equal hashes, and a decision can tell whether its source changed since.
    pub fn content_hash(&self) -> SmolStr {
        let mut hasher = blake3::Hasher::new();
        let mut field = |bytes: &[u8]| {
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        field(self.label.as_str().as_bytes());
        for span in self.fragments.iter() {
            field(&span.start().to_le_bytes());
            field(&span.end().to_le_bytes());
        }
        for (key, value) in self.attributes.iter() {
            field(key.as_str().as_bytes());
            field(value.to_string().as_bytes());
        }
        SmolStr::new(hasher.finalize().to_hex().as_str().get(..16).unwrap_or_default())
    }
}

/// Why spans cannot be the fragments of one annotation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("fragments of one annotation cannot overlap (bytes {0}..{1})")]
pub struct FragmentError(u32, u32);

/// Ordered spans that do not overlap; most annotations have one. Touching spans stay apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Fragments(SmallVec<[Span; 1]>);

impl Fragments {
    /// Sorts; refuses overlap and repeats.
    pub fn new(spans: impl IntoIterator<Item = Span>) -> Result<Self, FragmentError> {
        let mut spans: SmallVec<[Span; 1]> = spans.into_iter().collect();
        spans.sort_unstable();
        for pair in spans.windows(2) {
            if let [a, b] = pair
                && (a.end() > b.start() || a == b)
            {
                return Err(FragmentError(b.start(), a.end()));
            }
        }
        Ok(Self(spans))
    }

    pub fn one(span: Span) -> Self {
        Self(SmallVec::from_buf([span]))
    }

    /// Overlapping and touching spans become one: always possible.
    pub fn union(spans: impl IntoIterator<Item = Span>) -> Self {
        let mut spans: Vec<Span> = spans.into_iter().collect();
        spans.sort_unstable();
        let mut merged: SmallVec<[Span; 1]> = SmallVec::new();
        for span in spans {
            match merged.last_mut() {
                Some(last) if last.end() >= span.start() => *last = last.cover(span),
                _ => merged.push(span),
            }
        }
        Self(merged)
    }

    /// Whether this labels the whole document instead of a passage.
    pub fn is_document(&self) -> bool {
        self.0.is_empty()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Span> + ExactSizeIterator + '_ {
        self.0.iter().copied()
    }

    pub fn first(&self) -> Option<Span> {
        self.0.first().copied()
    }

    pub fn last(&self) -> Option<Span> {
        self.0.last().copied()
    }

    /// From the first start to the last end.
    pub fn hull(&self) -> Option<Span> {
        Some(self.first()?.cover(self.last()?))
    }

    /// Bytes covered.
    pub fn covered(&self) -> u32 {
        self.0.iter().map(|span| span.len()).sum()
    }

    pub fn contains(&self, byte: u32) -> bool {
        self.0.iter().any(|span| span.contains(byte))
    }

    /// Bytes that both cover.
    pub fn overlap(&self, other: &Self) -> u32 {
        self.0
            .iter()
            .map(|a| other.0.iter().map(|b| a.overlap_len(*b)).sum::<u32>())
            .sum()
    }

    /// The covered words, fragments joined by ` … `.
    pub fn quote(&self, text: &Text) -> String {
        let parts: Vec<&str> = self.0.iter().map(|span| text.slice(*span)).collect();
        parts.join(" … ")
    }

    /// The beginning of the quote, at most `most` characters: costs the same for a word and for a whole book.
    pub fn quote_start(&self, text: &Text, most: usize) -> String {
        let mut start = String::new();
        let mut left = most;
        for (at, span) in self.0.iter().enumerate() {
            let joint = if at > 0 { " … " } else { "" };
            for c in joint.chars().chain(text.slice(*span).chars()) {
                if left == 0 {
                    return start;
                }
                start.push(c);
                left -= 1;
            }
        }
        start
    }
}

/// A value of an attribute, tagged so that it keeps its meaning when the codebook changes.
#[derive(Clone, Debug, PartialEq)]
pub enum AttributeValue {
    Choice(SmolStr),
    Choices(Vec<SmolStr>),
    Number(f64),
    Bool(bool),
    Text(String),
    Entity(EntityId),
    Entities(Vec<EntityId>),
}

impl AttributeValue {
    pub fn is_blank(&self) -> bool {
        match self {
            Self::Choice(value) => value.is_empty(),
            Self::Choices(values) => values.is_empty(),
            Self::Text(value) => value.is_empty(),
            Self::Entities(values) => values.is_empty(),
            Self::Number(_) | Self::Bool(_) | Self::Entity(_) => false,
        }
    }

    /// The entities that it names.
    pub fn entities(&self) -> &[EntityId] {
        match self {
            Self::Entity(id) => std::slice::from_ref(id),
            Self::Entities(ids) => ids,
            _ => &[],
        }
    }

    /// Whether one of `words` is among the chosen ones; yes/no reads as `true`, `false`.
    pub fn has_any(&self, words: &[SmolStr]) -> bool {
        match self {
            Self::Choice(value) => words.contains(value),
            Self::Choices(values) => values.iter().any(|value| words.contains(value)),
            other => words.iter().any(|word| *word == other.to_string()),
        }
    }
}

impl std::fmt::Display for AttributeValue {
    /// The plain words, several joined by `; `.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let join = |f: &mut std::fmt::Formatter<'_>, words: &[&str]| f.write_str(&words.join("; "));
        match self {
            Self::Choice(value) => f.write_str(value),
            Self::Choices(values) => join(f, &values.iter().map(SmolStr::as_str).collect::<Vec<_>>()),
            Self::Number(value) => write!(f, "{value}"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Text(value) => f.write_str(value),
            Self::Entity(id) => f.write_str(id.as_str()),
            Self::Entities(ids) => join(f, &ids.iter().map(EntityId::as_str).collect::<Vec<_>>()),
        }
    }
}

/// Attribute values ordered by attribute id; at most one a name.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Attributes(Vec<(AttributeId, AttributeValue)>);

impl Attributes {
    pub fn get(&self, id: &str) -> Option<&AttributeValue> {
        self.0
            .iter()
            .find(|(key, _)| key.as_str() == id)
            .map(|(_, value)| value)
    }

    /// Sets, or clears with None.
    pub fn set(&mut self, id: &AttributeId, value: Option<AttributeValue>) {
        self.0.retain(|(key, _)| key != id);
        if let Some(value) = value {
            let place = self.0.partition_point(|(key, _)| key < id);
            self.0.insert(place, (id.clone(), value));
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = (&AttributeId, &AttributeValue)> {
        self.0.iter().map(|(key, value)| (key, value))
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl FromIterator<(AttributeId, AttributeValue)> for Attributes {
    /// A repeated name keeps its last value.
    fn from_iter<I: IntoIterator<Item = (AttributeId, AttributeValue)>>(values: I) -> Self {
        let mut attributes = Self::default();
        for (id, value) in values {
            attributes.set(&id, Some(value));
        }
        attributes
    }
}
