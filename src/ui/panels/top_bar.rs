//! Stub.

use crate::ui::cx::Cx;
use egui::Ui;

pub fn top_bar_ui(_cx: &mut Cx, ui: &mut Ui) {
    ui.label("top_bar");
}
