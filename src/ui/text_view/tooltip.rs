//! What is told of the label under a resting mouse: its name, whose it is, values, doubt, note.

use super::TextView;
use crate::ui::cx::Cx;
use crate::ui::{theme, widgets};
use egui::{RichText, Ui};

/// Seconds the mouse rests on a label before its facts are shown.
const DELAY: f64 = 0.5;
const WIDTH: f32 = 320.0;

impl TextView {
    pub(super) fn tooltip(&self, cx: &Cx, ui: &Ui) {
        let Some((person, id)) = &self.pointer.hovered else {
            return;
        };
        let Some(mark) = self.marks.find(person, id) else {
            return;
        };
        // The inspector tells all about the selected label; its words stay free.
        if self.is_selected(&mark) || self.pointer.list.is_some() || ui.input(|i| i.pointer.any_down()) {
            return;
        }
        // The eye that only passes over the text is left alone.
        let wait = self.pointer.hovered_since + DELAY - ui.input(|i| i.time);
        if wait > 0.0 {
            if wait.is_finite() {
                ui.ctx().request_repaint_after_secs(wait as f32);
            }
            return;
        }
        egui::Tooltip::always_open(
            ui.ctx().clone(),
            ui.layer_id(),
            super::text_id().with("tip"),
            egui::PopupAnchor::Pointer,
        )
        .gap(14.0)
        .show(|ui| {
            ui.set_max_width(WIDTH);
            facts_ui(cx, ui, &mark, self.pointer.below);
        });
    }
}

fn facts_ui(cx: &Cx, ui: &mut Ui, mark: &super::marks::Mark, below: usize) {
    let Some(project) = cx.session.project() else {
        return;
    };
    let annotation = mark.annotation;
    let colour = cx.session.looks().colour(mark.annotator, annotation);
    ui.horizontal_wrapped(|ui| {
        widgets::swatch_ui(ui, cx.theme, colour);
        ui.label(RichText::new(mark.name(project)).font(theme::strong(13.0)));
        ui.label(RichText::new(cx.session.name_of(mark.annotator)).color(cx.theme.ink_weak));
    });
    for (key, value) in annotation.attributes.iter() {
        let name = project
            .codebook()
            .attribute(key.as_str())
            .map_or(key.as_str(), |a| a.name.as_str());
        let words = widgets::value_text(project, value);
        ui.label(RichText::new(format!("{name}: {words}")).size(theme::SMALL));
    }
    if annotation.doubt {
        ui.label(
            RichText::new("Not sure")
                .size(theme::SMALL)
                .color(cx.theme.warning),
        );
    }
    if !annotation.note.is_empty() {
        ui.label(
            RichText::new(widgets::shorten(&annotation.note, 300))
                .size(theme::SMALL)
                .italics(),
        );
    }
    if below > 0 {
        let words = match below {
            1 => "One more label here: click again to reach it".to_owned(),
            more => format!("{more} more labels here: click for the list"),
        };
        ui.label(RichText::new(words).size(theme::SMALL).color(cx.theme.ink_weak));
    }
}
