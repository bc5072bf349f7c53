//! Stub.

use crate::ui::cx::Cx;
use egui::Ui;

#[derive(Default)]
pub struct Codebook {}

pub fn codebook_ui(_cx: &mut Cx, _state: &mut Codebook, ui: &mut Ui) {
    ui.label("codebook");
}
