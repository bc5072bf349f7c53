//! Stub.

use super::cx::Cx;
use crate::session::{Session, Show};

#[derive(Default)]
pub struct Dialogs {}

impl Dialogs {
    pub fn is_open(&self) -> bool {
        false
    }

    pub fn show(&mut self, _what: Show, _session: &Session) {}

    pub fn ui(&mut self, _cx: &mut Cx, _ctx: &egui::Context) {}
}
