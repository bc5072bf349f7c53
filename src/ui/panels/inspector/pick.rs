//! A field that filters and the rows below it, chosen by arrows and Enter or by click. Knows no project.

use crate::command::fuzzy;
use crate::model::Colour;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;
use egui::{Button, Key, Modifiers, Response, RichText, ScrollArea, Sense, TextEdit, Ui};

#[derive(Default)]
pub struct Pick {
    pub typed: String,
    /// The row that Enter takes.
    pub at: usize,
    /// Drawn before since it was opened.
    shown: bool,
}

#[derive(Clone, Debug, Default)]
pub struct PickRow {
    pub name: String,
    /// What else may be typed to find it, and small words beside the name.
    pub note: String,
    pub colour: Option<Colour>,
    pub depth: usize,
    pub chosen: bool,
}

/// Moves with the arrows; true when Enter takes the row. Takes these keys away from the field.
pub fn list_keys(ui: &mut Ui, count: usize, at: &mut usize) -> bool {
    let (down, up, enter) = ui.input_mut(|input| {
        (
            input.consume_key(Modifiers::NONE, Key::ArrowDown),
            input.consume_key(Modifiers::NONE, Key::ArrowUp),
            input.consume_key(Modifiers::NONE, Key::Enter),
        )
    });
    let last = count.saturating_sub(1);
    if down {
        *at = if *at >= last { 0 } else { *at + 1 };
    }
    if up {
        *at = if *at == 0 { last } else { *at - 1 };
    }
    *at = (*at).min(last);
    enter && count > 0
}

impl Pick {
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// The field takes the keyboard when it appears. Gives the index into `rows` that was chosen.
    pub fn ui(&mut self, ui: &mut Ui, theme: &Theme, name: &str, rows: &[PickRow]) -> Option<usize> {
        let found = fuzzy::rank(&self.typed, rows.iter().map(|row| row.name.as_str()));
        let entered = list_keys(ui, found.len(), &mut self.at);
        let field = TextEdit::singleline(&mut self.typed)
            .hint_text(name)
            .desired_width(f32::INFINITY);
        let field = ui.add(field).accessible_name(name);
        if !std::mem::replace(&mut self.shown, true) {
            field.request_focus();
        }
        if field.changed() {
            self.at = 0;
        }
        let mut chosen = found.get(self.at).copied().filter(|_| entered);
        if found.is_empty() {
            widgets::hint_ui(ui, theme, "Nothing has this name");
        }
        ScrollArea::vertical().max_height(240.0).show(ui, |ui| {
            for (place, index) in found.iter().enumerate() {
                let Some(row) = rows.get(*index) else { continue };
                let flat = !self.typed.is_empty();
                let response = row_ui(ui, theme, row, (place == self.at, flat));
                if place == self.at && (entered || field.changed()) {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    chosen = Some(*index);
                }
            }
        });
        chosen
    }
}

/// One row over the whole width. `marked.0`: Enter takes it; `marked.1`: without indent.
pub fn row_ui(ui: &mut Ui, theme: &Theme, row: &PickRow, marked: (bool, bool)) -> Response {
    let (at, flat) = marked;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        if !flat {
            ui.add_space(row.depth as f32 * 12.0);
        }
        if let Some(colour) = row.colour {
            widgets::swatch_ui(ui, theme, colour);
        }
        let width = ui.available_width();
        let mut words = RichText::new(&row.name);
        if row.chosen {
            words = words.font(theme::strong(theme::BODY));
        }
        let mut button = Button::selectable(at, words)
            .truncate()
            .sense(Sense::CLICK)
            .min_size(egui::Vec2::new(width, 24.0));
        if at {
            button = button.fill(theme.accent_soft);
        }
        if !row.note.is_empty() {
            let note = RichText::new(&row.note).size(theme::SMALL).color(theme.ink_weak);
            button = button.right_text(note);
        } else {
            button = button.right_text("");
        }
        ui.add(button).on_hover_text(&row.name)
    })
    .inner
}
