//! How often a label is used here: a column of its own in the tree, and a click that shows only that label.

use super::{Row, rows};
use crate::analysis::stats::LabelCount;
use crate::session::{Filter, Meaning, Request};
use crate::ui::cx::Cx;
use crate::ui::theme::{self, Theme};
use egui::{FontId, Pos2, Rect, Ui, Vec2};

/// Width of a digit, in points.
const DIGIT: f32 = 7.2;

/// Width of the column that the largest count needs, in points; the same for all rows, so that it can be run down.
pub fn column<'a>(counts: impl Iterator<Item = &'a LabelCount>) -> f32 {
    let most = counts.map(|count| count.with_children).max().unwrap_or(0);
    (rows::grouped(most as usize).chars().count() as f32 * DIGIT + 4.0).max(22.0)
}

/// `at` is the right end, in the middle of the row.
pub fn paint(ui: &Ui, theme: &Theme, row: &Row, at: Pos2) {
    if row.count.with_children > 0 {
        let words = rows::grouped(row.count.with_children as usize);
        let font = FontId::proportional(theme::SMALL);
        let galley = rows::line(ui, &words, font, theme.ink_weak, row.column + 8.0);
        rows::put_right(ui, galley, at.x, at.y);
    }
}

/// The count: a click on it shows only that label, and again all. Says whether it was clicked. The keyboard has a command for it.
pub fn only_ui(cx: &mut Cx, ui: &Ui, row: &Row, rect: Rect) -> bool {
    if row.count.with_children == 0 {
        return false;
    }
    let place = Rect::from_min_max(Pos2::new(rect.right() - row.column - 4.0, rect.top()), rect.max);
    let response = ui.interact(place, ui.scope_id().with("only"), egui::Sense::CLICK);
    let only = Filter::only(&Meaning::Label(row.label.id.clone())).unwrap_or_default();
    let on = only == cx.session.view.filter;
    if on || response.hovered() {
        let stroke = egui::Stroke::new(1.5, cx.theme.accent);
        let line = place.shrink2(Vec2::new(4.0, 3.0));
        ui.painter().hline(line.x_range(), line.bottom(), stroke);
    }
    let words = if on {
        "Show everything".to_owned()
    } else {
        format!("Show only {}", row.label.name)
    };
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, on, &words));
    let clicked = response.on_hover_text(words).clicked();
    if clicked {
        cx.send(Request::SetFilter(if on { Filter::default() } else { only }));
    }
    clicked
}
