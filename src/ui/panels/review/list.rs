//! The list of places: what differs, the labels, the words, who has it, and what was decided.

use super::{ReviewList, decision_of, decision_text, sign_of};
use crate::analysis::compare::{ComparedPlace, PlaceState};
use crate::model::{LabelId, PersonId};
use crate::session::{Request, Review};
use crate::ui::cx::Cx;
use crate::ui::{icons, theme, widgets};
use egui::{Align, Label, Layout, RichText, ScrollArea, Sense, Ui, UiBuilder, Vec2};

const ROW: f32 = 42.0;
pub const ROW_STEP: f32 = ROW + 2.0;

pub fn list_ui(cx: &mut Cx, state: &mut ReviewList, ui: &mut Ui, review: &Review, height: f32) {
    let ReviewList { rows, shown, .. } = state;
    if rows.passing() == 0 {
        let words = if review.differences() == 0 {
            "Everybody who is compared agrees here"
        } else {
            "No place passes the filter"
        };
        widgets::hint_ui(ui, cx.theme, words);
        if rows.len() == 0 {
            return;
        }
    }
    ui.spacing_mut().item_spacing.y = ROW_STEP - ROW;
    let mut area = ScrollArea::vertical()
        .id_salt("places")
        .max_height(height)
        .auto_shrink([false, true]);
    if *shown != Some(review.current) {
        *shown = Some(review.current);
        let row = rows.row_of(review.current);
        area = area.vertical_scroll_offset((row as f32 * ROW_STEP - height * 0.4).max(0.0));
    }
    area.show_rows(ui, ROW, rows.len(), |ui, range| {
        for index in range.filter_map(|row| rows.get(row)) {
            let Some(place) = review.places.get(index) else {
                continue;
            };
            let response = ui.push_id(index, |ui| row_ui(cx, ui, place, index == review.current));
            if response.inner {
                // The click is where the row is: no need to scroll to it.
                *shown = Some(index);
                cx.send(Request::GoToPlace(index));
            }
        }
    });
    ui.spacing_mut().item_spacing.y = 5.0;
}

/// Draws a place; says whether it was clicked.
fn row_ui(cx: &Cx, ui: &mut Ui, place: &ComparedPlace, current: bool) -> bool {
    let theme = cx.theme;
    let Some(project) = cx.session.project() else {
        return false;
    };
    let (rect, response) = ui.allocate_exact_size(Vec2::new(ui.available_width(), ROW), Sense::click());
    let fill = match (current, response.hovered() || response.has_focus()) {
        (true, _) => Some(theme.accent_soft),
        (_, true) => Some(theme.hover),
        _ => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, 5.0, fill);
    }
    if current {
        let bar = egui::Rect::from_min_size(rect.min + Vec2::new(0.0, 6.0), Vec2::new(3.0, ROW - 12.0));
        ui.painter().rect_filled(bar, 1.5, theme.accent);
    }
    let inner = rect.shrink2(Vec2::new(8.0, 3.0));
    let mut ui = ui.new_child(
        UiBuilder::new()
            .max_rect(inner)
            .layout(Layout::top_down(Align::Min)),
    );
    ui.spacing_mut().item_spacing = Vec2::new(4.0, 1.0);
    ui.spacing_mut().interact_size.y = 17.0;
    kinds_ui(cx, &mut ui, place);
    let words = words_of(cx, place);
    ui.horizontal(|ui| {
        for label in labels_of(place).iter().take(3) {
            let colour = project.codebook().label(label.as_str()).map(|l| l.colour);
            widgets::swatch_ui(ui, theme, colour.unwrap_or_default());
        }
        ui.add(Label::new(&words).truncate());
    });
    let says = format!("{}: {words}", titles(place));
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, current, &says));
    let names: Vec<String> = people_of(place).iter().map(|id| cx.session.name_of(id)).collect();
    let labels: Vec<&str> = labels_of(place)
        .iter()
        .map(|id| {
            project
                .codebook()
                .label(id.as_str())
                .map_or("?", |l| l.name.as_str())
        })
        .collect();
    let tip = format!(
        "{}\n{}\nMarked by {}",
        titles(place),
        labels.join(", "),
        names.join(", ")
    );
    response.on_hover_text(tip).clicked()
}

/// Above the words: the kinds, what was decided, and a dot for each person who has it.
fn kinds_ui(cx: &Cx, ui: &mut Ui, place: &ComparedPlace) {
    let theme = cx.theme;
    let Some(project) = cx.session.project() else {
        return;
    };
    let decision = decision_of(cx, project, place);
    ui.horizontal(|ui| {
        let kind = place.kinds.first().map_or(icons::DIFF, |kind| sign_of(*kind));
        let (sign, colour) = match &place.state {
            PlaceState::Decided(_) => (icons::CIRCLE_CHECK, theme.success),
            PlaceState::Discuss(_) => (icons::MESSAGE_SQUARE, theme.warning),
            PlaceState::Outdated(_) => (icons::HISTORY, theme.warning),
            PlaceState::Rivals(_) => (icons::SCALE, theme.warning),
            PlaceState::Open => (kind, theme.ink_weak),
        };
        ui.label(RichText::new(sign).font(theme::icon_font(13.0)).color(colour));
        let words = match decision {
            _ if matches!(place.state, PlaceState::Outdated(_)) => {
                format!("Outdated: {}", titles(place).to_lowercase())
            }
            _ if matches!(place.state, PlaceState::Rivals(_)) => "Decided in two ways".to_owned(),
            Some(decision) => decision_text(cx, project, decision),
            None if place.decided().is_some() => "Decided".to_owned(),
            None => titles(place),
        };
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let hidden = cx.session.hides_names();
            for person in people_of(place).iter().rev().filter(|_| !hidden) {
                let colour = project
                    .person(person.as_str())
                    .map(|p| p.colour)
                    .unwrap_or_default();
                widgets::dot_ui(ui, theme, colour);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let words = RichText::new(words).size(theme::SMALL).color(theme.ink_weak);
                ui.add(Label::new(words).truncate());
            });
        });
    });
}

pub fn titles(place: &ComparedPlace) -> String {
    let titles: Vec<&str> = place.kinds.iter().map(|kind| kind.title()).collect();
    titles.join(", ")
}

fn labels_of(place: &ComparedPlace) -> Vec<LabelId> {
    let mut labels: Vec<LabelId> = Vec::new();
    for item in &place.items {
        if !labels.contains(&item.annotation.label) {
            labels.push(item.annotation.label.clone());
        }
    }
    labels
}

/// Who has it, by id.
pub fn people_of(place: &ComparedPlace) -> Vec<PersonId> {
    let mut people: Vec<PersonId> = place.items.iter().map(|item| item.annotator.clone()).collect();
    people.dedup();
    people
}

fn words_of(cx: &Cx, place: &ComparedPlace) -> String {
    match cx.session.document() {
        Some((_, text)) if !place.at.is_document() => {
            let span = place.at.first();
            let words = span.map(|span| text.slice(span)).unwrap_or_default();
            let part: String = words.chars().take(140).collect();
            widgets::shorten(part.trim(), 110)
        }
        _ => "The whole document".to_owned(),
    }
}
