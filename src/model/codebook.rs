//! The codebook: labels in a tree, attributes, link kinds, guidelines.
//! Fields are private to `model`; `edit` alone writes them.

use super::{AttributeId, AttributeValue, LabelId, LinkKindId};
use imbl::OrdMap;
use smol_str::SmolStr;
use std::sync::Arc;

/// Red, green, blue as on screen (sRGB). What the user chose; the theme decides how it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Colour(pub [u8; 3]);

impl std::fmt::Display for Colour {
    /// As `#rrggbb`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

impl std::str::FromStr for Colour {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("“{text}” is not a colour like #3366cc");
        let digits = text
            .strip_prefix('#')
            .filter(|d| d.len() == 6)
            .ok_or_else(wrong)?;
        let number = u32::from_str_radix(digits, 16).map_err(|_| wrong())?;
        let [_, r, g, b] = number.to_be_bytes();
        Ok(Self([r, g, b]))
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub id: LabelId,
    pub name: String,
    pub parent: Option<LabelId>,
    /// Place among the children of one parent; equal numbers are ordered by id.
    pub order: i32,
    pub colour: Colour,
    /// One character that tags the selection.
    pub key: Option<SmolStr>,
    pub description: String,
    pub include: String,
    pub exclude: String,
    pub anchoring: Anchoring,
    pub overlap: Overlap,
    /// No longer offered; existing annotations keep it.
    pub retired: bool,
    /// Annotations with this label count as that one.
    pub merged_into: Option<LabelId>,
}

impl Label {
    pub fn new(id: LabelId, name: impl Into<String>) -> Self {
        Self {
            id,
            name: name.into(),
            parent: None,
            order: 0,
            colour: Colour::default(),
            key: None,
            description: String::new(),
            include: String::new(),
            exclude: String::new(),
            anchoring: Anchoring::default(),
            overlap: Overlap::default(),
            retired: false,
            merged_into: None,
        }
    }

    pub fn is_offered(&self) -> bool {
        !self.retired && self.merged_into.is_none()
    }
}

/// What a selection grows to when it gets the label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Anchoring {
    Characters,
    #[default]
    Words,
    Sentences,
    /// A label of the whole document.
    Document,
}

impl Anchoring {
    pub const ALL: [Self; 4] = [Self::Characters, Self::Words, Self::Sentences, Self::Document];

    pub fn word(self) -> &'static str {
        match self {
            Self::Characters => "characters",
            Self::Words => "words",
            Self::Sentences => "sentences",
            Self::Document => "document",
        }
    }
}

/// What labels of one person may overlap a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Overlap {
    #[default]
    Any,
    /// Not with annotations of the same label.
    NotItself,
    /// With none at all.
    None,
}

impl Overlap {
    pub const ALL: [Self; 3] = [Self::Any, Self::NotItself, Self::None];

    pub fn word(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::NotItself => "not-itself",
            Self::None => "none",
        }
    }
}

/// The definition of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    pub id: AttributeId,
    pub name: String,
    /// The labels that carry it; their children inherit it.
    pub labels: Vec<LabelId>,
    pub kind: AttributeKind,
    pub required: bool,
    pub default: Option<AttributeValue>,
    /// Shown only while another attribute has one of the values.
    pub shown_when: Option<(AttributeId, Vec<SmolStr>)>,
    pub description: String,
    pub order: i32,
    pub retired: bool,
}

impl Attribute {
    /// On no label yet, without a default or a condition.
    pub fn new(id: AttributeId, name: impl Into<String>, kind: AttributeKind) -> Self {
        Self {
            id,
            name: name.into(),
            labels: Vec::new(),
            kind,
            required: false,
            default: None,
            shown_when: None,
            description: String::new(),
            order: 0,
            retired: false,
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum AttributeKind {
    Choice(Vec<SmolStr>),
    Choices(Vec<SmolStr>),
    Number {
        min: Option<f64>,
        max: Option<f64>,
    },
    Bool,
    Text,
    /// Entities of these kinds, or of any kind when empty.
    Entity {
        kinds: Vec<SmolStr>,
        several: bool,
    },
}

impl AttributeKind {
    pub fn title(&self) -> &'static str {
        match self {
            Self::Choice(_) => "Choice",
            Self::Choices(_) => "Several choices",
            Self::Number { .. } => "Number",
            Self::Bool => "Yes or no",
            Self::Text => "Text",
            Self::Entity { several: false, .. } => "Entity",
            Self::Entity { several: true, .. } => "Several entities",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkKind {
    pub id: LinkKindId,
    pub name: String,
    /// Labels allowed at the start; empty allows any. Children are allowed with their parent.
    pub from: Vec<LabelId>,
    pub to: Vec<LabelId>,
    pub key: Option<SmolStr>,
    pub description: String,
    pub order: i32,
    pub retired: bool,
}

impl LinkKind {
    /// Between any labels, without a key.
    pub fn new(id: LinkKindId, name: impl Into<String>) -> Self {
        Self {
            id,
            name: name.into(),
            from: Vec::new(),
            to: Vec::new(),
            key: None,
            description: String::new(),
            order: 0,
            retired: false,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct CodebookHead {
    pub name: String,
    pub guidelines: String,
}

#[derive(Clone, Debug, PartialEq, Default)]
pub struct Codebook {
    pub(super) head: Arc<CodebookHead>,
    pub(super) labels: OrdMap<LabelId, Arc<Label>>,
    pub(super) attributes: OrdMap<AttributeId, Arc<Attribute>>,
    pub(super) link_kinds: OrdMap<LinkKindId, Arc<LinkKind>>,
}

impl Codebook {
    pub fn head(&self) -> &CodebookHead {
        &self.head
    }

    pub fn label(&self, id: &str) -> Option<&Arc<Label>> {
        self.labels.get(id)
    }

    pub fn attribute(&self, id: &str) -> Option<&Arc<Attribute>> {
        self.attributes.get(id)
    }

    pub fn link_kind(&self, id: &str) -> Option<&Arc<LinkKind>> {
        self.link_kinds.get(id)
    }

    /// All labels by id, retired ones too.
    pub fn labels(&self) -> impl Iterator<Item = &Arc<Label>> {
        self.labels.values()
    }

    pub fn attributes(&self) -> impl Iterator<Item = &Arc<Attribute>> {
        self.attributes.values()
    }

    /// In the user's order.
    pub fn link_kinds(&self) -> Vec<&Arc<LinkKind>> {
        let mut kinds: Vec<_> = self.link_kinds.values().collect();
        kinds.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
        kinds
    }

    /// The children of `parent` (the roots for None), in the user's order.
    pub fn children(&self, parent: Option<&LabelId>) -> Vec<&Arc<Label>> {
        let mut children: Vec<_> = self
            .labels
            .values()
            .filter(|label| label.parent.as_ref() == parent)
            .collect();
        children.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
        children
    }

    /// Every label with its depth, parents before children.
    pub fn tree(&self) -> Vec<(usize, &Arc<Label>)> {
        let mut children: std::collections::BTreeMap<Option<&LabelId>, Vec<&Arc<Label>>> =
            std::collections::BTreeMap::new();
        for label in self.labels.values() {
            children.entry(label.parent.as_ref()).or_default().push(label);
        }
        for list in children.values_mut() {
            list.sort_by(|a, b| (b.order, &b.id).cmp(&(a.order, &a.id)));
        }
        let mut rows = Vec::with_capacity(self.labels.len());
        let mut waiting: Vec<(usize, &Arc<Label>)> = Vec::new();
        waiting.extend(
            children
                .remove(&None)
                .unwrap_or_default()
                .into_iter()
                .map(|l| (0, l)),
        );
        while let Some((depth, label)) = waiting.pop() {
            rows.push((depth, label));
            let below = children.remove(&Some(&label.id)).unwrap_or_default();
            waiting.extend(below.into_iter().map(|l| (depth + 1, l)));
        }
        rows
    }

    /// The label itself and everything above it, nearest first.
    pub fn ancestors<'a>(&'a self, id: &'a LabelId) -> impl Iterator<Item = &'a LabelId> {
        let mut left = self.labels.len() + 1;
        std::iter::successors(Some(id), move |id| {
            left = left.checked_sub(1)?;
            self.label(id.as_str())?.parent.as_ref()
        })
    }

    /// Whether `id` is `other` or stands below it.
    pub fn is_within(&self, id: &LabelId, other: &LabelId) -> bool {
        self.ancestors(id).any(|above| above == other)
    }

    /// The label that `id` was merged into, followed to the end; `id` itself where it was not.
    pub fn resolve<'a>(&'a self, id: &'a LabelId) -> &'a LabelId {
        let mut current = id;
        for _ in 0..=self.labels.len() {
            match self
                .label(current.as_str())
                .and_then(|label| label.merged_into.as_ref())
            {
                Some(next) => current = next,
                None => break,
            }
        }
        current
    }

    /// The attributes in use of a label, its ancestors' included, in the user's order.
    pub fn attributes_of(&self, label: &LabelId) -> Vec<&Arc<Attribute>> {
        let mut found: Vec<_> = self
            .attributes
            .values()
            .filter(|a| !a.retired && a.labels.iter().any(|l| self.is_within(label, l)))
            .collect();
        found.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
        found
    }

    /// Whether a link of this kind may go from one label to the other. Merged labels count as their targets on both sides.
    pub fn allows_link(&self, kind: &LinkKind, from: &LabelId, to: &LabelId) -> bool {
        let fits = |allowed: &[LabelId], label: &LabelId| {
            let label = self.resolve(label);
            allowed.is_empty() || allowed.iter().any(|l| self.is_within(label, self.resolve(l)))
        };
        fits(&kind.from, from) && fits(&kind.to, to)
    }

    /// The label with this hotkey.
    pub fn label_by_key(&self, key: &str) -> Option<&Arc<Label>> {
        self.labels
            .values()
            .find(|l| l.is_offered() && l.key.as_deref() == Some(key))
    }

    /// By id, else by name (exactly, then without regard to case).
    pub fn find_label(&self, word: &str) -> Option<&Arc<Label>> {
        self.label(word)
            .or_else(|| self.labels.values().find(|l| l.name == word))
            .or_else(|| {
                self.labels
                    .values()
                    .find(|l| l.name.to_lowercase() == word.to_lowercase())
            })
    }
}
