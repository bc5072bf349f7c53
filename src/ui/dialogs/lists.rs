//! Rows of lists in dialogs: one height, whole width, long words end in an ellipsis and are told in full on hover.

use crate::model::{Codebook, Colour, LabelId};
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;
use egui::{Color32, FontId, Pos2, Rect, Response, Sense, Ui, Vec2};

pub const ROW: f32 = 28.0;

#[derive(Clone, Copy, Debug, Default)]
pub struct Row<'a> {
    pub words: &'a str,
    /// Small words at the right end.
    pub right: &'a str,
    pub colour: Option<Colour>,
    /// Points from the left.
    pub indent: f32,
    pub chosen: bool,
    pub weak: bool,
    pub draggable: bool,
}

/// A row that can be clicked, and dragged where the caller asks for it.
pub fn row_ui(ui: &mut Ui, theme: &Theme, row: &Row) -> Response {
    let size = Vec2::new(ui.available_width(), ROW);
    let sense = if row.draggable {
        Sense::click_and_drag()
    } else {
        Sense::click()
    };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    let enabled = ui.is_enabled();
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, enabled, row.chosen, row.words));
    if !ui.is_rect_visible(rect) {
        return response;
    }
    let ground = if row.chosen {
        theme.accent_soft
    } else if response.hovered() {
        theme.hover
    } else {
        Color32::TRANSPARENT
    };
    ui.painter().rect_filled(rect, 5.0, ground);
    if response.has_focus() {
        let stroke = egui::Stroke::new(1.5, theme.accent);
        ui.painter()
            .rect_stroke(rect, 5.0, stroke, egui::StrokeKind::Inside);
    }
    let cut = words_ui(ui, theme, row, rect.shrink2(Vec2::new(8.0, 0.0)));
    if cut {
        response.on_hover_text(row.words)
    } else {
        response
    }
}

/// Paints colour and words; says whether the words were cut.
fn words_ui(ui: &Ui, theme: &Theme, row: &Row, rect: Rect) -> bool {
    let mut left = rect.left() + row.indent;
    if let Some(colour) = row.colour {
        let square = Rect::from_center_size(Pos2::new(left + 5.0, rect.center().y), Vec2::splat(11.0));
        ui.painter().rect_filled(square, 3.0, theme.stroke_of(colour));
        left += 18.0;
    }
    let mut right = rect.right();
    if !row.right.is_empty() {
        let galley = line(ui, row.right, theme::SMALL, theme.ink_weak, rect.width() * 0.5);
        right -= galley.size().x;
        let at = Pos2::new(right, rect.center().y - galley.size().y * 0.5);
        ui.painter().galley(at, galley, theme.ink_weak);
        right -= 8.0;
    }
    let ink = if row.weak { theme.ink_weak } else { theme.ink };
    let galley = line(ui, row.words, theme::BODY, ink, right - left);
    let cut = galley.elided;
    let at = Pos2::new(left, rect.center().y - galley.size().y * 0.5);
    ui.painter().galley(at, galley, ink);
    cut
}

fn line(ui: &Ui, words: &str, size: f32, ink: Color32, width: f32) -> std::sync::Arc<egui::Galley> {
    let words = words.replace('\n', " ");
    let mut job = egui::text::LayoutJob::simple_singleline(words, FontId::proportional(size), ink);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(8.0));
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// Labels to tick, in a list that drops down. `none` are the words for none ticked.
pub fn labels_ui(
    ui: &mut Ui,
    codebook: &Codebook,
    names: (&str, &str),
    chosen: &mut Vec<LabelId>,
) -> Response {
    let (name, none) = names;
    let titles: Vec<&str> = chosen
        .iter()
        .map(|id| {
            codebook
                .label(id.as_str())
                .map_or(id.as_str(), |l| l.name.as_str())
        })
        .collect();
    let title = if titles.is_empty() {
        none.to_owned()
    } else {
        titles.join(", ")
    };
    let combo = super::fields::combo(name)
        .selected_text(widgets::shorten(&title, 60))
        .width(ui.available_width().min(380.0))
        .height(320.0)
        .truncate()
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    let shown = combo.show_ui(ui, |ui| {
        for (depth, label) in codebook.tree() {
            let here = chosen.contains(&label.id);
            if !label.is_offered() && !here {
                continue;
            }
            ui.horizontal(|ui| {
                ui.add_space(depth as f32 * 14.0);
                let mut ticked = here;
                if ui.checkbox(&mut ticked, &label.name).changed() {
                    chosen.retain(|id| *id != label.id);
                    if ticked {
                        chosen.push(label.id.clone());
                    }
                }
            });
        }
    });
    shown.response.on_hover_text(title).accessible_name(name)
}
