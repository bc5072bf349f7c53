//! What is behind each number of the preview, in words. Made for the rows that are seen: there may be many.

use crate::model::edit::{Item, Key, item};
use crate::model::{Annotation, DocumentId, LabelId, PersonId, Project};
use crate::session::BringPreview;
use crate::store::bring_in::BringReport;
use crate::ui::icons;
use crate::ui::widgets;

/// One number of the preview.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Group {
    #[default]
    New,
    Changed,
    Gone,
    Conflicts,
    Skipped,
    Documents,
    People,
    Codebook,
    Older,
    Equal,
    Notes,
}

impl Group {
    pub const ALL: [Self; 11] = [
        Self::New,
        Self::Changed,
        Self::Gone,
        Self::Conflicts,
        Self::Documents,
        Self::People,
        Self::Codebook,
        Self::Skipped,
        Self::Older,
        Self::Equal,
        Self::Notes,
    ];

    pub fn title(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::Changed => "Changed",
            Self::Gone => "Deleted",
            Self::Conflicts => "Both versions kept",
            Self::Skipped => "Left out",
            Self::Documents => "New documents",
            Self::People => "New people",
            Self::Codebook => "New in the codebook",
            Self::Older => "Stay as they are here",
            Self::Equal => "The same here",
            Self::Notes => "Good to know",
        }
    }

    pub fn about(self) -> &'static str {
        match self {
            Self::New => "Labels, links, comments and names that the project does not have yet",
            Self::Changed => "Their owner changed them later than the project’s version",
            Self::Gone => "Their owner deleted them",
            Self::Conflicts => {
                "Yours or shared, and different there: yours stand, theirs are kept beside them until you decide"
            }
            Self::Skipped => "These cannot come in; the rest does",
            Self::Documents => "With their texts",
            Self::People => "Whose labels come along",
            Self::Codebook => "Labels, attributes and link kinds that come along",
            Self::Older => {
                "The file has an earlier version, or one that was deleted here: nothing is changed"
            }
            Self::Equal => "Nothing is changed",
            Self::Notes => "What was done with what is not quite the same there and here",
        }
    }

    /// The sign beside the number, so that colour is not alone.
    pub fn sign(self) -> &'static str {
        match self {
            Self::New | Self::Documents | Self::People | Self::Codebook => icons::PLUS,
            Self::Changed => icons::PENCIL,
            Self::Gone => icons::TRASH_2,
            Self::Conflicts | Self::Skipped => icons::TRIANGLE_ALERT,
            Self::Older | Self::Equal => icons::CHECK,
            Self::Notes => icons::CIRCLE_QUESTION_MARK,
        }
    }

    pub fn warns(self) -> bool {
        matches!(self, Self::Conflicts | Self::Skipped)
    }

    pub fn count(self, report: &BringReport) -> usize {
        match self {
            Self::New => report.new.len(),
            Self::Changed => report.changed.len(),
            Self::Gone => report.gone.len(),
            Self::Conflicts => report.conflicts.len(),
            Self::Skipped => report.skipped.len(),
            Self::Documents => report.documents.len(),
            Self::People => report.people.len(),
            Self::Codebook => report.labels.len() + report.attributes.len() + report.link_kinds.len(),
            Self::Older => report.older.len(),
            Self::Equal => report.equal.len(),
            Self::Notes => report.notes.len(),
        }
    }
}

/// One row: what it is, whose and where, and its label for a colour.
#[derive(Clone, Debug, Default)]
pub struct Row {
    pub words: String,
    /// Its label, and what is said about it.
    pub what: String,
    /// Whose it is, and in which document.
    pub place: String,
    pub label: Option<LabelId>,
}

fn joined(a: &str, b: &str) -> String {
    match a.is_empty() {
        true => b.to_owned(),
        false => format!("{a}, {b}"),
    }
}

/// The n-th row of a group.
pub fn row(preview: &BringPreview, group: Group, nth: usize) -> Row {
    let report = &preview.bringing.report;
    let (before, after) = (&preview.before, &preview.bringing.after);
    let words = |words: String| Row {
        words,
        ..Row::default()
    };
    let found = match group {
        Group::New => report.new.get(nth).map(|key| of_item(after, key)),
        Group::Changed => report.changed.get(nth).map(|key| changed(before, after, key)),
        Group::Gone => report.gone.get(nth).map(|key| of_item(before, key)),
        Group::Older => report.older.get(nth).map(|key| of_item(before, key)),
        Group::Equal => report.equal.get(nth).map(|key| of_item(before, key)),
        Group::Conflicts => report.conflicts.get(nth).map(|conflict| {
            let differ = match conflict.fields.is_empty() {
                true => "deleted there".to_owned(),
                false => format!("another {} there", conflict.fields.join(", another ")),
            };
            let row = of_item(after, &conflict.of);
            Row {
                what: joined(&row.what, &differ),
                ..row
            }
        }),
        Group::Skipped => report.skipped.get(nth).map(|problem| words(problem.to_string())),
        Group::Documents => report.documents.get(nth).map(|id| words(title(after, id))),
        Group::People => report.people.get(nth).map(|id| words(person(after, id))),
        Group::Codebook => codebook(report, after, nth),
        Group::Notes => report.notes.get(nth).cloned().map(words),
    };
    found.unwrap_or_default()
}

fn title(project: &Project, id: &DocumentId) -> String {
    widgets::title_of(project, id).to_owned()
}

fn person(project: &Project, id: &PersonId) -> String {
    project.person_name(id).to_owned()
}

fn codebook(report: &BringReport, project: &Project, nth: usize) -> Option<Row> {
    let of = |what: &str, words: String, label: Option<LabelId>| Row {
        words,
        what: what.to_owned(),
        label,
        ..Row::default()
    };
    let book = project.codebook();
    if let Some(id) = report.labels.get(nth) {
        let name = book
            .label(id.as_str())
            .map_or(id.to_string(), |label| label.name.clone());
        return Some(of("Label", name, Some(id.clone())));
    }
    let nth = nth.checked_sub(report.labels.len())?;
    if let Some(id) = report.attributes.get(nth) {
        let known = book.attributes().find(|attribute| attribute.id == *id);
        let name = known.map_or(id.to_string(), |attribute| attribute.name.clone());
        return Some(of("Attribute", name, None));
    }
    let id = report.link_kinds.get(nth.checked_sub(report.attributes.len())?)?;
    let name = book
        .link_kind(id.as_str())
        .map_or(id.to_string(), |kind| kind.name.clone());
    Some(of("Link kind", name, None))
}

fn changed(before: &Project, after: &Project, key: &Key) -> Row {
    let (old, new) = (of_item(before, key), of_item(after, key));
    match old.label == new.label {
        true => new,
        false => Row {
            what: format!("{} → {}", old.what, new.what),
            ..new
        },
    }
}

fn name_of(project: &Project, label: &LabelId) -> String {
    let known = project.codebook().label(label.as_str());
    known.map_or_else(|| label.to_string(), |label| label.name.clone())
}

fn of_item(project: &Project, key: &Key) -> Row {
    let place = match (key.layer(), key) {
        (Some(layer), _) => format!(
            "{}, {}",
            person(project, &layer.annotator),
            title(project, &layer.document)
        ),
        (None, Key::Entity(owner, _)) => person(project, owner),
        (None, Key::Document(id)) => title(project, id),
        (None, _) => "Codebook".to_owned(),
    };
    let other = match key {
        Key::Annotation(layer, id) => Some(Key::Adrift(layer.clone(), id.clone())),
        _ => None,
    };
    let found = item(project, key).or_else(|| item(project, &other?));
    let mut row = Row {
        place,
        ..Row::default()
    };
    match found {
        Some(Item::Annotation(annotation)) => {
            row.words = quote(project, key, &annotation);
            row.what = name_of(project, &annotation.label);
            row.label = Some(annotation.label.clone());
        }
        Some(Item::Adrift(adrift)) => {
            row.words = format!("{} (waits to be placed)", adrift.quote());
            row.what = name_of(project, &adrift.annotation.label);
            row.label = Some(adrift.annotation.label.clone());
        }
        Some(Item::Link(link)) => {
            let kind = project.codebook().link_kind(link.kind.as_str());
            row.words = format!(
                "Link {}",
                kind.map_or(link.kind.as_str(), |kind| kind.name.as_str())
            );
        }
        Some(Item::Comment(comment)) => row.words = format!("Comment: {}", comment.text),
        Some(Item::Decision(decision)) => row.words = format!("Decision: {}", decision.reason),
        Some(Item::Entity(entity)) => row.words.clone_from(&entity.name),
        Some(Item::Label(label)) => {
            row.words = format!("Label {}", label.name);
            row.label = Some(label.id.clone());
        }
        Some(Item::Attribute(attribute)) => row.words = format!("Attribute {}", attribute.name),
        Some(Item::LinkKind(kind)) => row.words = format!("Link kind {}", kind.name),
        Some(Item::CodebookHead(_)) => "Name and guidelines of the codebook".clone_into(&mut row.words),
        Some(Item::Document(document)) => row.words = format!("Facts about “{}”", document.title),
        _ => "Deleted here before".clone_into(&mut row.words),
    }
    row
}

fn quote(project: &Project, key: &Key, annotation: &Annotation) -> String {
    let text = key.document().and_then(|id| project.text(id.as_str()));
    match (annotation.fragments.is_document(), text) {
        (false, Some(text)) => annotation.fragments.quote_start(text, 90),
        _ => "The whole document".to_owned(),
    }
}
