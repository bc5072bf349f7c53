//! Stub.

use crate::ui::cx::Cx;
use egui::Ui;

#[derive(Default)]
pub struct ReviewList {}

pub fn review_ui(_cx: &mut Cx, _state: &mut ReviewList, ui: &mut Ui) {
    ui.label("review");
}
