//! The current place: what differs, what was decided and whether it still holds, the decisions, and each person's version.

use super::list::titles;
use super::versions::{self, is_writable};
use super::{ReviewList, decision_of, decision_text, notes, sign_of};
use crate::analysis::compare::{ComparedPlace, PlaceState, Since, SinceWhat, since};
use crate::command::{CommandId, command};
use crate::session::Review;
use crate::ui::cx::Cx;
use crate::ui::{icons, theme, widgets};
use egui::{Align, Button, Label, Layout, RichText, ScrollArea, Ui, Vec2};

pub fn detail_ui(cx: &mut Cx, state: &mut ReviewList, ui: &mut Ui, review: &Review) {
    let Some(place) = review.place() else {
        if review.computed.is_some() {
            widgets::hint_ui(
                ui,
                cx.theme,
                "Nothing to decide here; go on with another document",
            );
        }
        return;
    };
    kinds_ui(cx, ui, place);
    buttons_ui(cx, ui, place);
    ScrollArea::vertical()
        .id_salt(("place", review.current))
        .auto_shrink(false)
        .show(ui, |ui| {
            let width = ui.available_width() - 6.0;
            ui.set_max_width(width);
            state_ui(cx, ui, place);
            versions::versions_ui(cx, ui, review, place);
            notes::notes_ui(cx, state, ui, (review, place));
        });
}

/// What differs, and the way to the places before and after.
fn kinds_ui(cx: &mut Cx, ui: &mut Ui, place: &ComparedPlace) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for kind in &place.kinds {
            ui.label(
                RichText::new(sign_of(*kind))
                    .font(theme::icon_font(13.0))
                    .color(cx.theme.ink_weak),
            );
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            widgets::command_button(ui, cx, icons::CHEVRON_DOWN, CommandId::NextPlace);
            widgets::command_button(ui, cx, icons::CHEVRON_UP, CommandId::PreviousPlace);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(titles(place)).truncate());
            });
        });
    });
}

/// What was decided, by whom and when, and what changed since.
fn state_ui(cx: &Cx, ui: &mut Ui, place: &ComparedPlace) {
    let (Some(project), Some(document)) = (cx.session.project(), &cx.session.view.document) else {
        return;
    };
    let line = |ui: &mut Ui, sign: &str, words: String, colour| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            ui.label(RichText::new(sign).font(theme::icon_font(12.0)).color(colour));
            ui.label(RichText::new(words).size(theme::SMALL).color(colour));
        });
    };
    let layer = project.layer(&crate::model::LayerKey::adjudicated(document.clone()));
    if let PlaceState::Rivals(ids) = &place.state {
        line(
            ui,
            icons::TRIANGLE_ALERT,
            "Decided in more than one way".to_owned(),
            cx.theme.warning,
        );
        for decision in ids.iter().filter_map(|id| layer?.decision(id.as_str())) {
            line(
                ui,
                icons::SCALE,
                decision_text(cx, project, decision),
                cx.theme.ink,
            );
        }
        return;
    }
    let Some(decision) = decision_of(cx, project, place) else {
        return;
    };
    let (sign, colour) = match &place.state {
        PlaceState::Outdated(_) => (icons::TRIANGLE_ALERT, cx.theme.warning),
        PlaceState::Discuss(_) => (icons::MESSAGE_SQUARE, cx.theme.warning),
        _ => (icons::CIRCLE_CHECK, cx.theme.success),
    };
    let moment = decision.made.to_string().replace('T', " ");
    let moment = moment.get(..16).unwrap_or_default();
    let words = format!("{}, {moment} UTC", decision_text(cx, project, decision));
    line(ui, sign, words, colour);
    if let PlaceState::Outdated(_) = &place.state {
        for change in since(project, document, decision, &place.items) {
            line(ui, icons::HISTORY, since_text(cx, &change), cx.theme.ink);
        }
    }
}

fn since_text(cx: &Cx, change: &Since) -> String {
    let name = cx.session.name_of(&change.annotator);
    match change.what {
        SinceWhat::Changed => format!("{name} changed it since"),
        SinceWhat::Gone => format!("{name} deleted it since"),
        SinceWhat::Unseen => format!("{name}’s was not looked at"),
    }
}

// ---- decisions

/// Beside those of numbered people, each with a short name for a narrow button.
const BUTTONS: &[(CommandId, &str)] = &[
    (CommandId::TakeMost, "Most"),
    (CommandId::KeepBoth, "Several"),
    (CommandId::NoneRight, "None"),
    (CommandId::UniteEnds, "Union"),
    (CommandId::IntersectEnds, "Shared"),
    (CommandId::EditResult, "Edit"),
    (CommandId::Discuss, "Discuss"),
    (CommandId::Reopen, "Reopen"),
    (CommandId::Skip, "Skip"),
];

/// Why a decision cannot be taken about this place.
fn reason(cx: &Cx, place: &ComparedPlace, id: CommandId) -> Option<&'static str> {
    if let Err(reason) = cx.session.can(id) {
        return Some(reason);
    }
    let several = place.items.len() > 1;
    match id {
        CommandId::Skip => None,
        _ if !is_writable(cx) => Some("The project is open to look at only"),
        CommandId::KeepBoth | CommandId::UniteEnds | CommandId::IntersectEnds | CommandId::TakeMost
            if !several =>
        {
            Some("There is only one version")
        }
        CommandId::Reopen if place.state == PlaceState::Open => {
            Some("There is no decision about this place yet")
        }
        _ => None,
    }
}

fn buttons_ui(cx: &mut Cx, ui: &mut Ui, place: &ComparedPlace) {
    ui.spacing_mut().button_padding = Vec2::new(if ui.available_width() < 240.0 { 2.0 } else { 5.0 }, 2.0);
    ui.spacing_mut().item_spacing = Vec2::splat(3.0);
    if cx.session.is_editing_result() {
        button_ui(
            cx,
            ui,
            place,
            (CommandId::ConfirmEdit, "Confirm", ui.available_width()),
        );
        let words = "Change its ends, label or attributes; Enter confirms";
        widgets::hint_ui(ui, cx.theme, words);
        return;
    }
    if place.is_agreed() {
        let wide = ui.available_width();
        button_ui(cx, ui, place, (CommandId::AcceptAgreed, "Accept", wide));
    }
    let width = ((ui.available_width() - 6.0) / 3.0).floor();
    for row in BUTTONS.chunks(3) {
        ui.horizontal(|ui| {
            for (id, short) in row {
                button_ui(cx, ui, place, (*id, short, width));
            }
        });
    }
    ui.add_space(2.0);
}

fn button_ui(cx: &mut Cx, ui: &mut Ui, place: &ComparedPlace, what: (CommandId, &str, f32)) {
    let (id, short, width) = what;
    let row = command(id);
    let why = reason(cx, place, id);
    let key = widgets::chord_text(cx.session, id).unwrap_or_default();
    let sign = RichText::new(&key).size(theme::SMALL).color(cx.theme.ink_weak);
    let words = RichText::new(short).size(theme::SMALL);
    let button = Button::new(words).right_text(sign).gap(2.0).truncate();
    let response = ui
        .add_enabled_ui(why.is_none(), |ui| ui.add_sized(Vec2::new(width, 24.0), button))
        .inner;
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, why.is_none(), row.title));
    let response = response.on_hover_text(format!("{}: {} ({key})", row.title, row.help));
    if response.on_disabled_hover_text(why.unwrap_or_default()).clicked() {
        cx.command(id);
    }
}
