//! The codebook editor.

use crate::ui::cx::Cx;

#[derive(Default)]
pub struct Editor {}

pub fn editor_ui(_cx: &mut Cx, _state: &mut Editor, _ctx: &egui::Context) -> bool {
    true
}
