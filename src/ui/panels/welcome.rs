//! Stub.

use crate::ui::cx::Cx;
use egui::Ui;

pub fn welcome_ui(_cx: &mut Cx, ui: &mut Ui) {
    ui.label("welcome");
}
