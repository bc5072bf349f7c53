//! Stub.

use crate::ui::cx::Cx;
use egui::Ui;

#[derive(Default)]
pub struct Inspector {}

pub fn inspector_ui(_cx: &mut Cx, _state: &mut Inspector, ui: &mut Ui) {
    ui.label("inspector");
}

impl Inspector {
    pub fn focus(&mut self, _focus: crate::session::Focus) {}
}
