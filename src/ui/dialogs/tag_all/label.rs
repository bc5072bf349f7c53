//! Which label: a button that names it and lists the others. While it has the keyboard, a label's own key chooses it, and the arrows
//! go through them.

use super::super::lists::{self, Row};
use crate::model::{Anchoring, Label, LabelId};
use crate::ui::cx::Cx;
use crate::ui::icons;
use crate::ui::panels::rows;
use egui::{Event, EventFilter, Id, Key, Modifiers, Popup, Pos2, Response, ScrollArea, Ui, Vec2};

const WIDTH: f32 = 240.0;

pub fn button_id() -> Id {
    Id::unique("label of tag all")
}

pub fn chooser_ui(cx: &Cx, ui: &mut Ui, chosen: &mut Option<LabelId>) {
    let Some(project) = cx.session.project() else {
        return;
    };
    let rows: Vec<(usize, &Label)> = project
        .codebook()
        .tree()
        .into_iter()
        .filter(|(_, label)| label.is_offered() && label.anchoring != Anchoring::Document)
        .map(|(depth, label)| (depth, label.as_ref()))
        .collect();
    keys(ui, &rows, chosen);
    let response = button_ui(cx, ui, &rows, chosen);
    Popup::menu(&response).show(|ui| {
        ui.set_width(WIDTH);
        ScrollArea::vertical().max_height(300.0).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 1.0;
            for (depth, label) in &rows {
                let row = Row {
                    words: &label.name,
                    right: label.key.as_deref().unwrap_or_default(),
                    colour: Some(label.colour),
                    indent: *depth as f32 * 14.0,
                    chosen: chosen.as_ref() == Some(&label.id),
                    ..Row::default()
                };
                if lists::row_ui(ui, cx.theme, &row).clicked() {
                    *chosen = Some(label.id.clone());
                    ui.memory_mut(|memory| memory.request_focus(button_id()));
                    ui.close();
                }
            }
        });
    });
}

fn button_ui(cx: &Cx, ui: &mut Ui, rows: &[(usize, &Label)], chosen: &Option<LabelId>) -> Response {
    let label = rows.iter().find(|(_, label)| Some(&label.id) == chosen.as_ref());
    let name = label.map_or("No label", |(_, label)| label.name.as_str());
    let key = label
        .and_then(|(_, label)| label.key.as_deref())
        .unwrap_or_default();
    // egui gives a button its id by its place; the keyboard must find this one before it is drawn.
    let size = Vec2::new(WIDTH, 26.0);
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let response = ui.interact(rect, button_id(), egui::Sense::click());
    if ui.is_rect_visible(rect) {
        let visuals = ui.style().interact(&response);
        let stroke = if response.has_focus() {
            egui::Stroke::new(1.5, cx.theme.accent)
        } else {
            visuals.bg_stroke
        };
        ui.painter().rect(
            rect,
            visuals.corner_radius,
            visuals.weak_bg_fill,
            stroke,
            egui::StrokeKind::Inside,
        );
        paint_ui(cx, ui, rect, (name, key, label.map(|(_, label)| label.colour)));
    }
    response.widget_info(|| {
        let name = format!("Label: {name}");
        egui::WidgetInfo::labeled(egui::Role::ComboBox, true, name)
    });
    response.on_hover_text("Which label they get; press a label’s key to choose it")
}

/// Swatch, name, key and the sign of a list that drops down.
fn paint_ui(cx: &Cx, ui: &Ui, rect: egui::Rect, what: (&str, &str, Option<crate::model::Colour>)) {
    let (name, key, colour) = what;
    let middle = rect.center().y;
    let mut left = rect.left() + 9.0;
    if let Some(colour) = colour {
        rows::swatch(ui, cx.theme, colour, Pos2::new(left + 5.0, middle));
        left += 18.0;
    }
    let sign = Pos2::new(rect.right() - 13.0, middle);
    rows::icon(ui, icons::CHEVRON_DOWN, 12.0, sign, cx.theme.ink_weak);
    let mut right = rect.right() - 26.0;
    if !key.is_empty() {
        right = rows::key_cap(ui, cx.theme, key, right, middle) - 6.0;
    }
    rows::name(ui, name, cx.theme.ink, Pos2::new(left, middle), right - left);
}

/// Takes the keys of the chooser out of the input.
fn keys(ui: &Ui, rows: &[(usize, &Label)], chosen: &mut Option<LabelId>) {
    let id = button_id();
    if !ui.memory(|memory| memory.has_focus(id)) {
        return;
    }
    let filter = EventFilter {
        vertical_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    let take = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
    let (up, down) = (take(Key::ArrowUp), take(Key::ArrowDown));
    let here = rows
        .iter()
        .position(|(_, label)| Some(&label.id) == chosen.as_ref());
    let last = rows.len().saturating_sub(1);
    let at = (here.unwrap_or(0) + down).saturating_sub(up).min(last);
    if up + down > 0
        && let Some((_, label)) = rows.get(at)
    {
        *chosen = Some(label.id.clone());
    }
    ui.input_mut(|input| {
        input.events.retain(|event| {
            let Event::Text(sign) = event else { return true };
            let of_key = |(_, label): &&(usize, &Label)| label.key.as_deref() == Some(sign.as_str());
            let Some((_, label)) = rows.iter().find(of_key) else {
                return true;
            };
            *chosen = Some(label.id.clone());
            false
        });
    });
}
