//! What is left to do once nothing waits: what all agree on, what was put aside, the export of the result.

use crate::command::{CommandId, command};
use crate::model::LayerKey;
use crate::session::{Request, Review, Reviewing};
use crate::ui::cx::Cx;
use crate::ui::{icons, theme, widgets};
use egui::{Button, RichText, Ui, Vec2};

/// Decisions without a place: what they were taken from is gone, what came out of them stands.
pub fn orphans_ui(cx: &mut Cx, ui: &mut Ui, review: &Review) {
    if review.orphans.is_empty() {
        return;
    }
    let count = widgets::counted(
        review.orphans.len(),
        "decision without a place",
        "decisions without a place",
    );
    let words = RichText::new(format!("{count}…")).size(theme::SMALL);
    let button = ui.add(Button::new(words.color(cx.theme.warning)).truncate());
    let session = cx.session;
    let (Some(project), Some((document, text))) = (session.project(), session.document()) else {
        return;
    };
    let layer = project.layer(&LayerKey::adjudicated(document.id.clone()));
    egui::Popup::menu(&button)
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            ui.set_max_width(320.0);
            widgets::hint_ui(
                ui,
                cx.theme,
                "What they were taken from was deleted; their results stand",
            );
            for decision in review
                .orphans
                .iter()
                .filter_map(|id| layer?.decision(id.as_str()))
            {
                let quote = widgets::shorten(&decision.at.quote_start(text, 60), 58);
                ui.label(RichText::new(format!("“{quote}”")).size(theme::SMALL));
                ui.horizontal(|ui| {
                    let words = super::decision_text(cx, project, decision);
                    ui.label(RichText::new(words).size(theme::SMALL).color(cx.theme.ink_weak));
                    if ui.small_button("Take it back").clicked() {
                        cx.send(Request::Reviewing(Reviewing::TakeBack(decision.id.clone())));
                    }
                });
            }
        });
}

pub fn ending_ui(cx: &mut Cx, ui: &mut Ui, review: &Review) {
    let tally = review.tally;
    if review.computed.is_none() || tally.waiting() > 0 || review.places.is_empty() {
        return;
    }
    let frame = egui::Frame::new()
        .fill(cx.theme.accent_soft)
        .corner_radius(6.0)
        .inner_margin(egui::Margin::symmetric(8, 6));
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        let words = match (tally.discuss, tally.agreed_open) {
            (0, 0) => "All decided".to_owned(),
            (0, open) => format!("All differences decided, {open} agreed places not accepted yet"),
            (discuss, 0) => format!("All decided but {discuss} to discuss"),
            (discuss, open) => format!("{discuss} to discuss, {open} agreed places not accepted yet"),
        };
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let sign = RichText::new(icons::CIRCLE_CHECK).font(theme::icon_font(13.0));
            ui.label(sign.color(cx.theme.success));
            ui.label(RichText::new(words).size(theme::SMALL));
        });
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(4.0);
            if tally.agreed_open > 0 {
                way_ui(cx, ui, CommandId::DecideByRule, "Accept them…");
            }
            way_ui(cx, ui, CommandId::ExportAgreed, "Export…");
        });
    });
}

fn way_ui(cx: &mut Cx, ui: &mut Ui, id: CommandId, words: &str) {
    let key = widgets::chord_text(cx.session, id).unwrap_or_default();
    let sign = RichText::new(&key).size(theme::SMALL).color(cx.theme.ink_weak);
    let button = Button::new((RichText::new(words).size(theme::SMALL), sign));
    let response = ui.add_enabled(cx.session.can(id).is_ok(), button);
    if response.on_hover_text(command(id).help).clicked() {
        cx.command(id);
    }
}
