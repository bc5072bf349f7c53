//! Values beside each other, one or several of them chosen, as one stop of the keyboard: arrows move, digits choose,
//! Space switches, Enter keeps. Knows no project.

use crate::ui::icons;
use crate::ui::theme::{self, Theme};
use egui::{
    Button, Event, EventFilter, Id, Key, Modifiers, Rect, Response, RichText, Sense, Stroke, Ui, Vec2,
};

pub struct Chips<'a> {
    pub id: Id,
    /// The accessible name of the whole.
    pub name: &'a str,
    pub values: &'a [String],
    pub chosen: &'a [bool],
    pub several: bool,
    /// Where the arrows stand.
    pub at: Option<usize>,
}

/// What the keys of this frame ask of a focused group of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    Move(usize),
    /// Chooses or switches now.
    Choose(usize),
    Open,
    /// Keep what is there and go on.
    Keep,
    Clear,
}

pub fn has_focus(ui: &Ui, id: Id) -> bool {
    ui.memory(|memory| memory.has_focus(id))
}

/// Reads and takes the keys of a group that has the keyboard.
pub fn keys(ui: &mut Ui, id: Id, values: &[String], at: Option<usize>) -> Option<Ask> {
    if !has_focus(ui, id) {
        return None;
    }
    let filter = EventFilter {
        tab: false,
        horizontal_arrows: true,
        vertical_arrows: true,
        escape: false,
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    let last = values.len().saturating_sub(1);
    ui.input_mut(|input| {
        let mut pressed = |key| input.consume_key(Modifiers::NONE, key);
        if pressed(Key::ArrowRight) || pressed(Key::ArrowDown) {
            return Some(Ask::Move(at.map_or(0, |at| if at >= last { 0 } else { at + 1 })));
        }
        if pressed(Key::ArrowLeft) || pressed(Key::ArrowUp) {
            return Some(Ask::Move(
                at.map_or(last, |at| if at == 0 { last } else { at - 1 }),
            ));
        }
        if pressed(Key::Enter) {
            return Some(Ask::Keep);
        }
        if pressed(Key::Delete) || pressed(Key::Backspace) {
            return Some(Ask::Clear);
        }
        let typed = input.events.iter().find_map(|event| match event {
            Event::Text(text) => Some(text.clone()),
            _ => None,
        })?;
        asked_by_sign(&typed, values, at)
    })
}

/// A digit chooses the value of that name, else the n-th; a letter goes to the next value that begins with it.
fn asked_by_sign(typed: &str, values: &[String], at: Option<usize>) -> Option<Ask> {
    if typed == " " {
        return Some(at.map_or(Ask::Open, Ask::Choose));
    }
    if let Some(place) = values.iter().position(|value| value == typed) {
        return Some(Ask::Choose(place));
    }
    if let Ok(digit) = typed.parse::<usize>() {
        let place = digit.checked_sub(1)?;
        return (place < values.len()).then_some(Ask::Choose(place));
    }
    let wanted = typed.to_lowercase();
    let from = at.map_or(0, |at| at + 1);
    let count = values.len();
    (0..count)
        .map(|step| (from + step) % count)
        .find(|place| {
            values
                .get(*place)
                .is_some_and(|v| v.to_lowercase().starts_with(&wanted))
        })
        .map(Ask::Move)
}

impl Chips<'_> {
    /// Draws the values; gives the one that was clicked and the response of the whole.
    pub fn ui(&self, ui: &mut Ui, theme: &Theme) -> (Option<usize>, Response) {
        let focused = has_focus(ui, self.id);
        let drawn = ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(4.0);
            ui.spacing_mut().button_padding = Vec2::new(6.0, 2.0);
            let mut clicked = None;
            for (place, value) in self.values.iter().enumerate() {
                let chosen = self.chosen.get(place).copied().unwrap_or(false);
                let marked = focused && self.at == Some(place);
                let number = (focused && place < 9).then_some(place + 1);
                if self.chip_ui(ui, theme, value, (chosen, marked, number)).clicked() {
                    clicked = Some(place);
                }
            }
            clicked
        });
        let response = ui.interact(drawn.response.rect, self.id, Sense::focusable_noninteractive());
        let role = if self.several {
            egui::Role::Group
        } else {
            egui::Role::RadioGroup
        };
        response.widget_info(|| egui::WidgetInfo::labeled(role, ui.is_enabled(), self.name));
        ring_ui(ui, theme, self.id, drawn.response.rect);
        (drawn.inner, response)
    }

    fn chip_ui(
        &self,
        ui: &mut Ui,
        theme: &Theme,
        value: &str,
        state: (bool, bool, Option<usize>),
    ) -> Response {
        let (chosen, marked, number) = state;
        let (icon, role) = match (self.several, chosen) {
            (false, false) => (icons::CIRCLE, egui::Role::RadioButton),
            (false, true) => (icons::CIRCLE_DOT, egui::Role::RadioButton),
            (true, false) => (icons::SQUARE, egui::Role::CheckBox),
            (true, true) => (icons::SQUARE_CHECK, egui::Role::CheckBox),
        };
        let colour = if chosen { theme.accent } else { theme.ink_faint };
        let sign = RichText::new(icon).font(theme::icon_font(12.0)).color(colour);
        let (fill, line) = if chosen {
            (theme.accent_soft, theme.accent)
        } else {
            (theme.raised, theme.line)
        };
        let stroke = if marked {
            Stroke::new(2.0, theme.accent)
        } else {
            Stroke::new(1.0, line)
        };
        let shown = value.replace('_', " ");
        // No scope of its own: only a plain widget wraps to the next line.
        let words = RichText::new(&shown).size(12.5);
        let button = Button::new((sign, words))
            .sense(Sense::CLICK)
            .fill(fill)
            .stroke(stroke)
            .gap(4.0);
        let response = ui.add(button.min_size(Vec2::new(0.0, 24.0)));
        response.widget_info(|| egui::WidgetInfo::selected(role, ui.is_enabled(), chosen, &shown));
        match number {
            Some(number) => response.on_hover_text(format!("Key {number}")),
            None => response,
        }
    }
}

/// The frame around what has the keyboard.
pub fn ring_ui(ui: &Ui, theme: &Theme, id: Id, rect: Rect) {
    if has_focus(ui, id) {
        let stroke = Stroke::new(1.5, theme.accent);
        ui.painter()
            .rect_stroke(rect.expand(2.0), 6.0, stroke, egui::StrokeKind::Outside);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_digit_means_the_value_of_that_name_before_the_place() {
        let grades = values(&["0", "1", "2"]);
        assert_eq!(asked_by_sign("1", &grades, None), Some(Ask::Choose(1)));
        let kinds = values(&["fact", "evaluation", "forecast"]);
        assert_eq!(asked_by_sign("3", &kinds, None), Some(Ask::Choose(2)));
        assert_eq!(asked_by_sign("4", &kinds, None), None);
        assert_eq!(asked_by_sign("0", &kinds, None), None);
    }

    #[test]
    fn a_letter_goes_round_the_values_that_begin_with_it() {
        let kinds = values(&["fact", "evaluation", "forecast"]);
        assert_eq!(asked_by_sign("f", &kinds, None), Some(Ask::Move(0)));
        assert_eq!(asked_by_sign("F", &kinds, Some(0)), Some(Ask::Move(2)));
        assert_eq!(asked_by_sign("f", &kinds, Some(2)), Some(Ask::Move(0)));
        assert_eq!(asked_by_sign("x", &kinds, Some(2)), None);
        assert_eq!(asked_by_sign("f", &[], None), None);
    }
}
