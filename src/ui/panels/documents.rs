//! Stub.

use crate::ui::cx::Cx;
use egui::Ui;

#[derive(Default)]
pub struct Documents {}

pub fn documents_ui(_cx: &mut Cx, _state: &mut Documents, ui: &mut Ui) {
    ui.label("documents");
}

pub fn nothing_open_ui(_cx: &mut Cx, ui: &mut Ui) {
    ui.label("nothing open");
}
