//! The links of the selected label, and new ones.

use super::{Selected, section_ui, words_of};
use crate::model::{Annotation, LayerKey, Link, LinkKind};
use crate::session::Request;
use crate::ui::cx::Cx;
use crate::ui::{icons, theme, widgets};
use egui::{Button, RichText, Ui, Vec2};
use std::sync::Arc;

pub fn links_ui(cx: &mut Cx, ui: &mut Ui, selected: &Selected) {
    let Some(project) = cx.session.project() else {
        return;
    };
    let Some(document) = cx.session.view.document.clone() else {
        return;
    };
    let layer = project.layer(&LayerKey::new(document, selected.annotator.clone()));
    let id = &selected.annotation.id;
    let links: Vec<&Arc<Link>> = layer
        .map(|layer| layer.links_of(id).collect())
        .unwrap_or_default();
    let kinds = if selected.editable() {
        allowed(cx, &selected.annotation)
    } else {
        Vec::new()
    };
    if links.is_empty() && kinds.is_empty() {
        return;
    }
    section_ui(ui, "Links");
    for link in links {
        let other = if link.from == *id { &link.to } else { &link.from };
        let other = layer.and_then(|layer| layer.annotation(other.as_str()));
        ui.push_id(link.id.as_str(), |ui| link_ui(cx, ui, selected, (link, other)));
    }
    if !kinds.is_empty() {
        add_ui(cx, ui, &kinds);
    }
}

/// The kinds that may start at a label, in the user's order.
fn allowed(cx: &Cx, annotation: &Annotation) -> Vec<Arc<LinkKind>> {
    let Some(project) = cx.session.project() else {
        return Vec::new();
    };
    let codebook = project.codebook();
    let from = |kind: &LinkKind| {
        kind.from.is_empty()
            || kind
                .from
                .iter()
                .any(|l| codebook.is_within(codebook.resolve(&annotation.label), l))
    };
    let kinds = codebook.link_kinds().into_iter();
    kinds
        .filter(|kind| !kind.retired && from(kind))
        .cloned()
        .collect()
}

/// Kind, direction, and the words at the other end.
fn link_ui(cx: &mut Cx, ui: &mut Ui, selected: &Selected, about: (&Link, Option<&Arc<Annotation>>)) {
    let (link, other) = about;
    let theme = cx.theme;
    let codebook = cx.session.project().map(|p| p.codebook());
    let kind = codebook.and_then(|c| c.link_kind(link.kind.as_str()));
    let kind = kind.map_or(link.kind.as_str(), |k| k.name.as_str());
    let out = link.from == selected.annotation.id;
    let arrow = if out {
        icons::ARROW_RIGHT
    } else {
        icons::ARROW_LEFT
    };
    let label = other.and_then(|o| codebook?.label(o.label.as_str()));
    let quote = match (other, cx.session.document()) {
        (Some(other), Some((_, text))) => words_of(&other.fragments, text, 60),
        _ => "deleted label".to_owned(),
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        let name = RichText::new(kind).size(theme::SMALL).color(theme.ink_weak);
        let wide = ui.available_width();
        ui.scope(|ui| {
            ui.set_max_width(wide * 0.4);
            ui.add(egui::Label::new(name).truncate()).on_hover_text(kind);
        });
        let arrow = RichText::new(arrow)
            .font(theme::icon_font(13.0))
            .color(theme.ink_weak);
        ui.label(arrow)
            .on_hover_text(if out { "Leads to" } else { "Comes from" });
        widgets::swatch_ui(ui, theme, label.map(|l| l.colour).unwrap_or_default());
        let room = ui.available_width() - if selected.editable() { 32.0 } else { 0.0 };
        let button = Button::new(format!("“{quote}”"))
            .truncate()
            .frame_when_inactive(false);
        let button = ui.scope(|ui| {
            ui.set_max_width(room.max(40.0));
            ui.add(button)
        });
        let button = button
            .inner
            .on_hover_text(format!("{kind} {} “{quote}”", if out { "→" } else { "←" }));
        if let Some(other) = other.filter(|_| button.clicked()) {
            cx.send(Request::SelectAnnotation {
                annotator: selected.annotator.clone(),
                id: other.id.clone(),
            });
        }
        if selected.editable() {
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                if widgets::icon_button(ui, icons::X, &format!("Remove link {kind}")).clicked() {
                    cx.send(Request::DeleteLink(link.id.clone()));
                }
            });
        }
    });
}

fn add_ui(cx: &mut Cx, ui: &mut Ui, kinds: &[Arc<LinkKind>]) {
    if let Some(linking) = &cx.session.view.linking {
        let name = kinds
            .iter()
            .find(|k| k.id == linking.kind)
            .map_or("link", |k| k.name.as_str());
        widgets::hint_ui(
            ui,
            cx.theme,
            &format!("{name}: click the other end, or press its letter; Esc gives up"),
        );
        return;
    }
    let sign = RichText::new(icons::PLUS).font(theme::icon_font(13.0));
    ui.scope(|ui| {
        ui.spacing_mut().button_padding = Vec2::new(6.0, 2.0);
        ui.menu_button((sign, "Add link"), |ui| {
            ui.set_min_width(160.0);
            for kind in kinds {
                let key = kind.key.as_ref().map(ToString::to_string).unwrap_or_default();
                let response = ui.add(Button::new(&kind.name).shortcut_text(key));
                let response = if kind.description.is_empty() {
                    response
                } else {
                    response.on_hover_text(&kind.description)
                };
                if response.clicked() {
                    cx.send(Request::StartLink(kind.id.clone()));
                    ui.close();
                }
            }
        });
    });
}
