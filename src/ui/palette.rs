//! Stub.

use super::cx::Cx;

pub struct Palette {}

impl Palette {
    pub fn commands() -> Self {
        Self {}
    }

    pub fn documents() -> Self {
        Self {}
    }

    /// Draws it; says whether it is done.
    pub fn ui(&mut self, _cx: &mut Cx, _ctx: &egui::Context) -> bool {
        true
    }
}
