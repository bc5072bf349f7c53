//! The details of one attribute.

use super::attributes::Attributes;
use super::parts;
use crate::model::{Attribute, AttributeId, AttributeKind, AttributeValue, Codebook};
use crate::session::CodebookEdit;
use crate::ui::dialogs::{fields, lists};
use crate::ui::theme::Theme;
use crate::ui::widgets;
use egui::{DragValue, Ui};
use smol_str::SmolStr;

pub fn attribute_ui(
    ui: &mut Ui,
    theme: &Theme,
    codebook: &Codebook,
    state: (&Attribute, &mut Attributes),
    requests: &mut Vec<CodebookEdit>,
) {
    let (model, state) = state;
    ui.push_id(model.id.as_str(), |ui| {
        let Attributes { draft, adding, .. } = state;
        let attribute = draft.follow(model);
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            fields::line_ui(left, theme, "Name", &mut attribute.name);
            kind_ui(right, theme, attribute);
        });
        ui.add_space(4.0);
        values_ui(ui, theme, &mut attribute.kind, adding);
        ui.add_space(4.0);
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            fields::name_ui(left, theme, "On labels");
            let names = ("On labels", "On no label");
            lists::labels_ui(left, codebook, names, &mut attribute.labels);
            default_ui(right, theme, attribute);
        });
        ui.add_space(4.0);
        shown_when_ui(ui, theme, codebook, attribute);
        ui.add_space(4.0);
        ui.checkbox(&mut attribute.required, "Required")
            .on_hover_text("A label without it is told in the list of problems");
        fields::lines_ui(ui, theme, "Description", &mut attribute.description, 2);
        ui.add_space(8.0);
        let help = "A retired attribute is no longer offered; values stay";
        parts::retire_ui(ui, &mut attribute.retired, help);
        if let Some(mut done) = draft.done(ui.ctx()) {
            tidy_values(&mut done.kind);
            requests.push(CodebookEdit::SetAttribute(Box::new(done)));
        }
    });
}

fn tidy_values(kind: &mut AttributeKind) {
    if let AttributeKind::Choice(values)
    | AttributeKind::Choices(values)
    | AttributeKind::Entity { kinds: values, .. } = kind
    {
        let words: Vec<String> = values.iter().map(ToString::to_string).collect();
        *values = parts::tidy(&words).iter().map(SmolStr::new).collect();
    }
}

// ---- type and values

fn all_kinds(values: Vec<SmolStr>) -> [AttributeKind; 7] {
    [
        AttributeKind::Choice(values.clone()),
        AttributeKind::Choices(values.clone()),
        AttributeKind::Number { min: None, max: None },
        AttributeKind::Bool,
        AttributeKind::Text,
        AttributeKind::Entity {
            kinds: Vec::new(),
            several: false,
        },
        AttributeKind::Entity {
            kinds: Vec::new(),
            several: true,
        },
    ]
}

fn kind_ui(ui: &mut Ui, theme: &Theme, attribute: &mut Attribute) {
    let values = match &attribute.kind {
        AttributeKind::Choice(values) | AttributeKind::Choices(values) => values.clone(),
        _ => Vec::new(),
    };
    let label = fields::name_ui(ui, theme, "Type");
    let combo = fields::combo("type")
        .selected_text(attribute.kind.title())
        .width(ui.available_width().min(380.0));
    let shown = combo.show_ui(ui, |ui| {
        for kind in all_kinds(values) {
            let here = kind.title() == attribute.kind.title();
            if ui.selectable_label(here, kind.title()).clicked() && !here {
                attribute.kind = kind;
                attribute.default = None;
            }
        }
    });
    shown.response.labelled_by(label.id);
}

fn values_ui(ui: &mut Ui, theme: &Theme, kind: &mut AttributeKind, adding: &mut String) {
    match kind {
        AttributeKind::Choice(values) | AttributeKind::Choices(values) => {
            smol_words_ui(ui, theme, "Values", values, adding);
        }
        AttributeKind::Number { min, max } => {
            ui.horizontal(|ui| {
                bound_ui(ui, "At least", min);
                ui.add_space(16.0);
                bound_ui(ui, "At most", max);
            });
        }
        AttributeKind::Entity { kinds, .. } => {
            smol_words_ui(ui, theme, "Kinds of entities", kinds, adding);
            if kinds.is_empty() {
                widgets::hint_ui(ui, theme, "Without a kind here, every entity can be chosen");
            }
        }
        AttributeKind::Bool | AttributeKind::Text => {}
    }
}

fn smol_words_ui(ui: &mut Ui, theme: &Theme, name: &str, values: &mut Vec<SmolStr>, adding: &mut String) {
    let before: Vec<String> = values.iter().map(ToString::to_string).collect();
    let mut words = before.clone();
    parts::words_ui(ui, theme, name, &mut words, adding);
    if words != before {
        *values = words.iter().map(SmolStr::new).collect();
    }
}

fn bound_ui(ui: &mut Ui, name: &str, bound: &mut Option<f64>) {
    let mut there = bound.is_some();
    if ui.checkbox(&mut there, name).changed() {
        *bound = there.then_some(0.0);
    }
    if let Some(value) = bound {
        ui.add(DragValue::new(value).speed(0.1)).accessible_name(name);
    }
}

// ---- default and condition

fn default_ui(ui: &mut Ui, theme: &Theme, attribute: &mut Attribute) {
    let label = fields::name_ui(ui, theme, "Value of a new label");
    let word = |value: &AttributeValue| match value {
        AttributeValue::Bool(true) => "yes".to_owned(),
        AttributeValue::Bool(false) => "no".to_owned(),
        other => other.to_string(),
    };
    let values: Vec<AttributeValue> = match &attribute.kind {
        AttributeKind::Choice(values) => values.iter().cloned().map(AttributeValue::Choice).collect(),
        AttributeKind::Choices(values) => values
            .iter()
            .map(|value| AttributeValue::Choices(vec![value.clone()]))
            .collect(),
        AttributeKind::Bool => vec![AttributeValue::Bool(true), AttributeValue::Bool(false)],
        AttributeKind::Number { .. } => return number_default_ui(ui, &mut attribute.default),
        AttributeKind::Text => return text_default_ui(ui, theme, &mut attribute.default),
        AttributeKind::Entity { .. } => {
            widgets::hint_ui(ui, theme, "Entities have none");
            return;
        }
    };
    let chosen = attribute.default.as_ref().map_or_else(|| "None".to_owned(), word);
    let combo = fields::combo("default")
        .selected_text(chosen)
        .width(ui.available_width().min(380.0));
    let shown = combo.show_ui(ui, |ui| {
        ui.selectable_value(&mut attribute.default, None, "None");
        for value in values {
            let words = word(&value);
            ui.selectable_value(&mut attribute.default, Some(value), words);
        }
    });
    shown.response.labelled_by(label.id);
}

fn number_default_ui(ui: &mut Ui, default: &mut Option<AttributeValue>) {
    let mut number = match default {
        Some(AttributeValue::Number(number)) => Some(*number),
        _ => None,
    };
    let before = number;
    ui.horizontal(|ui| bound_ui(ui, "Set", &mut number));
    if number != before {
        *default = number.map(AttributeValue::Number);
    }
}

fn text_default_ui(ui: &mut Ui, theme: &Theme, default: &mut Option<AttributeValue>) {
    let mut text = default.as_ref().map(ToString::to_string).unwrap_or_default();
    let field = fields::bare_ui(ui, theme, ("Value of a new label", "None"), &mut text);
    if field.changed() {
        *default = (!text.is_empty()).then_some(AttributeValue::Text(text));
    }
}

/// Shown only while another attribute has one of some values.
fn shown_when_ui(ui: &mut Ui, theme: &Theme, codebook: &Codebook, attribute: &mut Attribute) {
    let fits = |other: &Attribute| {
        other.id != attribute.id && !other.retired && !condition_values(&other.kind).is_empty()
    };
    let others: Vec<(AttributeId, String)> = codebook
        .attributes()
        .filter(|other| fits(other))
        .map(|other| (other.id.clone(), other.name.clone()))
        .collect();
    let label = fields::name_ui(ui, theme, "Shown");
    let chosen = attribute.shown_when.as_ref().map(|(id, _)| id.clone());
    let name = |id: &AttributeId| {
        let found = codebook.attribute(id.as_str());
        found.map_or(id.to_string(), |other| other.name.clone())
    };
    let title = chosen
        .as_ref()
        .map_or_else(|| "Always".to_owned(), |id| format!("When “{}” is", name(id)));
    let combo = fields::combo("shown")
        .selected_text(title)
        .width(ui.available_width().min(380.0));
    let shown = combo.show_ui(ui, |ui| {
        if ui.selectable_label(chosen.is_none(), "Always").clicked() {
            attribute.shown_when = None;
        }
        for (id, name) in others {
            let here = chosen.as_ref() == Some(&id);
            let row = ui.selectable_label(here, format!("When “{name}” is"));
            if row.clicked() && !here {
                attribute.shown_when = Some((id, Vec::new()));
            }
        }
    });
    shown.response.labelled_by(label.id);
    let Some((id, words)) = &mut attribute.shown_when else {
        return;
    };
    let Some(other) = codebook.attribute(id.as_str()) else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        for value in condition_values(&other.kind) {
            let mut ticked = words.contains(&value);
            let title = match (&other.kind, value.as_str()) {
                (AttributeKind::Bool, "true") => "yes",
                (AttributeKind::Bool, _) => "no",
                (_, word) => word,
            };
            if ui.checkbox(&mut ticked, title).changed() {
                words.retain(|word| *word != value);
                if ticked {
                    words.push(value);
                }
            }
        }
    });
    if words.is_empty() {
        fields::warning_ui(ui, theme, "Tick a value, else it is never shown");
    }
}

/// The words that a condition can ask for.
fn condition_values(kind: &AttributeKind) -> Vec<SmolStr> {
    match kind {
        AttributeKind::Choice(values) | AttributeKind::Choices(values) => values.clone(),
        AttributeKind::Bool => vec!["true".into(), "false".into()],
        _ => Vec::new(),
    }
}
