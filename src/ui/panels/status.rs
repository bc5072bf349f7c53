//! Stub.

use crate::ui::cx::Cx;
use egui::Ui;

pub fn status_ui(_cx: &mut Cx, ui: &mut Ui) {
    ui.label("status");
}
