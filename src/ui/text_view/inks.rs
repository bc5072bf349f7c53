//! The colours of labels as the theme draws them, made once: bending a colour until it can be read takes longer than drawing with it.

use crate::model::Colour;
use crate::ui::theme::Theme;
use egui::Color32;
use std::collections::BTreeMap;

/// A label's colour in its uses.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ink {
    /// Behind the words.
    pub tint: Color32,
    /// Behind the words of the selected label.
    pub strong: Color32,
    pub line: Color32,
    pub name: Color32,
}

#[derive(Default)]
pub(super) struct Inks {
    theme: Option<Theme>,
    known: BTreeMap<Colour, Ink>,
}

impl Inks {
    /// Forgets the inks of another theme. Call once a frame.
    pub fn set_theme(&mut self, theme: &Theme) {
        if self.theme.as_ref() != Some(theme) {
            self.theme = Some(theme.clone());
            self.known.clear();
        }
    }

    pub fn of(&mut self, theme: &Theme, colour: Colour) -> Ink {
        *self.known.entry(colour).or_insert_with(|| Ink {
            tint: theme.tint(colour),
            strong: theme.tint_strong(colour),
            line: theme.stroke_of(colour),
            name: theme.name_of(colour),
        })
    }
}
