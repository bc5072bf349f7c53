//! The attributes of the selected label in the codebook's order, and the keyboard's way through them.

use super::chips;
use super::draft::Field;
use super::{Inspector, Selected, draft, entity, fields};
use crate::model::{
    Annotation, AnnotationId, Attribute, AttributeId, AttributeKind, AttributeValue, Codebook,
};
use crate::session::{Focus, Request};
use crate::ui::cx::Cx;
use crate::ui::text_view::text_id;
use crate::ui::{icons, theme, widgets};
use egui::{Align, Id, Layout, RichText, Ui};
use std::sync::Arc;

/// One attribute of the selected annotation.
pub struct Row<'a> {
    pub annotation: &'a Annotation,
    pub attribute: &'a Attribute,
    pub value: Option<&'a AttributeValue>,
    pub id: Id,
}

impl Row<'_> {
    pub fn field(&self) -> Field {
        Field::Attribute(self.attribute.id.clone())
    }

    pub fn set(&self, cx: &mut Cx, value: Option<AttributeValue>) {
        cx.send(Request::SetAttribute {
            id: self.annotation.id.clone(),
            attribute: self.attribute.id.clone(),
            value,
        });
    }
}

fn field_id(annotation: &AnnotationId, attribute: &AttributeId) -> Id {
    Id::unique(("attribute", annotation.as_str(), attribute.as_str()))
}

/// Whether the other attribute has a value that this one is asked for with.
fn is_asked(annotation: &Annotation, attribute: &Attribute) -> bool {
    attribute.shown_when.as_ref().is_none_or(|(other, words)| {
        let value = annotation.attributes.get(other.as_str());
        value.is_some_and(|value| value.has_any(words))
    })
}

/// The attributes to fill in, in the codebook's order.
fn asked(codebook: &Codebook, annotation: &Annotation) -> Vec<Arc<Attribute>> {
    codebook
        .attributes_of(codebook.resolve(&annotation.label))
        .into_iter()
        .filter(|attribute| is_asked(annotation, attribute))
        .cloned()
        .collect()
}

/// The required attributes that have no value yet.
pub fn missing(codebook: &Codebook, annotation: &Annotation) -> usize {
    asked(codebook, annotation)
        .iter()
        .filter(|a| {
            a.required
                && annotation
                    .attributes
                    .get(a.id.as_str())
                    .is_none_or(|v| v.is_blank())
        })
        .count()
}

pub fn attributes_ui(cx: &mut Cx, state: &mut Inspector, ui: &mut Ui, selected: &Selected) {
    let Some(project) = cx.session.project() else {
        return;
    };
    let annotation = &selected.annotation;
    let rows = asked(project.codebook(), annotation);
    if selected.editable() {
        go_ui(state, ui, annotation, &rows);
    }
    for attribute in &rows {
        let row = Row {
            annotation,
            attribute,
            value: annotation.attributes.get(attribute.id.as_str()),
            id: field_id(&annotation.id, &attribute.id),
        };
        if selected.editable() {
            ui.push_id(attribute.id.as_str(), |ui| attribute_ui(cx, state, ui, &row));
        } else if let Some(value) = row.value {
            value_ui(cx, ui, &attribute.name, value);
        }
    }
    for (id, value) in annotation.attributes.iter() {
        if !rows.iter().any(|row| row.id == *id) {
            left_over_ui(cx, ui, selected, (id, value));
        }
    }
}

/// Puts the keyboard where it was asked for: the first attribute, or the one after another.
fn go_ui(state: &mut Inspector, ui: &Ui, annotation: &Annotation, rows: &[Arc<Attribute>]) {
    let to = |attribute: Option<&Arc<Attribute>>| attribute.map(|a| field_id(&annotation.id, &a.id));
    let mut wanted = None;
    if matches!(state.focus, Some(Focus::Attributes)) {
        wanted = Some(to(rows.first()).unwrap_or_else(|| draft::note_id(&annotation.id)));
    }
    if let Some(after) = state.go_on.take() {
        let next = rows.iter().skip_while(|row| row.id != after).nth(1);
        wanted = Some(to(next).unwrap_or_else(text_id));
    }
    if let Some(id) = wanted {
        ui.memory_mut(|memory| memory.request_focus(id));
    }
}

fn attribute_ui(cx: &mut Cx, state: &mut Inspector, ui: &mut Ui, row: &Row) {
    ui.add_space(4.0);
    let height = std::mem::replace(&mut ui.spacing_mut().interact_size.y, 16.0);
    caption_ui(cx, ui, row);
    ui.spacing_mut().interact_size.y = height;
    match &row.attribute.kind {
        AttributeKind::Choice(values) if values.len() <= 6 => {
            fields::choice_ui(cx, state, ui, row, &draft::names(values));
        }
        AttributeKind::Choice(values) => fields::long_choice_ui(cx, state, ui, row, &draft::names(values)),
        AttributeKind::Choices(values) => fields::choices_ui(cx, state, ui, row, &draft::names(values)),
        AttributeKind::Number { min, max } => match fields::small_range(*min, *max) {
            Some(names) => fields::choice_ui(cx, state, ui, row, &names),
            None => fields::words_ui(cx, state, ui, row),
        },
        AttributeKind::Bool => fields::choice_ui(cx, state, ui, row, &fields::bool_names()),
        AttributeKind::Text => fields::words_ui(cx, state, ui, row),
        AttributeKind::Entity { .. } => entity::entity_ui(cx, state, ui, row),
    }
}

/// The name, its help on hover, and the mark of what is still to be filled in.
fn caption_ui(cx: &Cx, ui: &mut Ui, row: &Row) {
    let theme = cx.theme;
    let focused = chips::has_focus(ui, row.id);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let colour = if focused { theme.accent } else { theme.ink_weak };
        let name = RichText::new(&row.attribute.name)
            .size(theme::SMALL)
            .color(colour);
        let caption = ui.add(egui::Label::new(name).truncate());
        if !row.attribute.description.is_empty() {
            caption.on_hover_text(&row.attribute.description);
        }
        if row.attribute.required && row.value.is_none_or(|value| value.is_blank()) {
            let sign = RichText::new(icons::CIRCLE_ALERT).font(theme::icon_font(12.0));
            ui.label(sign.color(theme.warning));
            ui.label(RichText::new("required").size(theme::SMALL).color(theme.warning));
        }
        if focused {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let keys = keys_of(&row.attribute.kind);
                ui.add(egui::Label::new(RichText::new(keys).size(11.0).color(theme.ink_weak)).truncate());
            });
        }
    });
}

/// The keys that work in a control, beside its name while it has the keyboard.
fn keys_of(kind: &AttributeKind) -> String {
    match kind {
        AttributeKind::Choice(values) => format!("1–{}, Enter", values.len().min(9)),
        AttributeKind::Choices(values) => format!("1–{}, Space, Enter", values.len().min(9)),
        AttributeKind::Bool => "1–3, Enter".to_owned(),
        AttributeKind::Number { .. } | AttributeKind::Text => "Enter".to_owned(),
        AttributeKind::Entity { .. } => "↓, Enter".to_owned(),
    }
}

/// An attribute that cannot be changed here: name and value in one line.
fn value_ui(cx: &Cx, ui: &mut Ui, name: &str, value: &AttributeValue) {
    let Some(project) = cx.session.project() else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        widgets::hint_ui(ui, cx.theme, name);
        ui.label(widgets::value_text(project, value).replace('_', " "));
    });
}

/// A value that the codebook does not ask for (any more): shown, and can be removed.
fn left_over_ui(cx: &mut Cx, ui: &mut Ui, selected: &Selected, item: (&AttributeId, &AttributeValue)) {
    let (id, value) = item;
    let Some(project) = cx.session.project() else {
        return;
    };
    let known = project.codebook().attribute(id.as_str());
    let name = known.map_or(id.as_str(), |a| a.name.as_str());
    let why = match known {
        Some(attribute) if attribute.retired => "This attribute is retired",
        Some(_) => "Not asked for with these other values",
        None => "The codebook has no such attribute",
    };
    ui.horizontal(|ui| {
        if selected.editable() {
            let remove = widgets::icon_button(ui, icons::X, &format!("Remove {name}"));
            if remove.clicked() {
                cx.send(Request::SetAttribute {
                    id: selected.annotation.id.clone(),
                    attribute: id.clone(),
                    value: None,
                });
            }
        }
        let words = format!("{name}: {}", widgets::value_text(project, value));
        let words = RichText::new(words)
            .size(theme::SMALL)
            .color(cx.theme.ink_weak)
            .italics();
        ui.add(egui::Label::new(words).truncate()).on_hover_text(why);
    });
}
