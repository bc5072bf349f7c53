//! Fields of forms: each under its name, so that every one is announced and all stand in line.

use crate::ui::theme::{self, Theme};
use crate::ui::{icons, widgets};
use egui::{ComboBox, Response, RichText, TextEdit, Ui};

/// The name above a field.
pub fn name_ui(ui: &mut Ui, theme: &Theme, name: &str) -> Response {
    let words = RichText::new(name).size(theme::SMALL).color(theme.ink_weak);
    ui.label(words)
}

/// One line under its name, as wide as there is room.
pub fn line_ui(ui: &mut Ui, theme: &Theme, name: &str, text: &mut String) -> Response {
    hinted_ui(ui, theme, (name, ""), text)
}

/// As `line_ui`, with words that stand in the empty field.
pub fn hinted_ui(ui: &mut Ui, theme: &Theme, words: (&str, &str), text: &mut String) -> Response {
    let (name, hint) = words;
    ui.vertical(|ui| {
        let label = name_ui(ui, theme, name);
        let hint = RichText::new(hint).color(theme.ink_faint);
        let field = TextEdit::singleline(text)
            .id_salt(name)
            .hint_text(hint)
            .margin(egui::Margin::symmetric(8, 5))
            .desired_width(f32::INFINITY);
        ui.add(field).labelled_by(label.id)
    })
    .inner
}

/// Several lines under their name.
pub fn lines_ui(ui: &mut Ui, theme: &Theme, name: &str, text: &mut String, rows: usize) -> Response {
    ui.vertical(|ui| {
        let label = name_ui(ui, theme, name);
        let field = TextEdit::multiline(text)
            .id_salt(name)
            .margin(egui::Margin::symmetric(8, 5))
            .desired_rows(rows)
            .desired_width(f32::INFINITY);
        ui.add(field).labelled_by(label.id)
    })
    .inner
}

/// A line without a name of its own beside it; `name` is announced.
pub fn bare_ui(ui: &mut Ui, theme: &Theme, words: (&str, &str), text: &mut String) -> Response {
    let (name, hint) = words;
    let field = TextEdit::singleline(text)
        .hint_text(RichText::new(hint).color(theme.ink_faint))
        .margin(egui::Margin::symmetric(8, 5))
        .desired_width(f32::INFINITY);
    ui.add(field).accessible_name(name)
}

/// A filter with its sign.
pub fn filter_ui(ui: &mut Ui, theme: &Theme, name: &str, text: &mut String) -> Response {
    let sign = RichText::new(icons::SEARCH)
        .font(theme::icon_font(14.0))
        .color(theme.ink_faint);
    let field = TextEdit::singleline(text)
        .prefix(sign)
        .hint_text(RichText::new(name).color(theme.ink_faint))
        .margin(egui::Margin::symmetric(8, 5))
        .desired_width(f32::INFINITY);
    ui.add(field).accessible_name(name)
}

/// A list that drops down, with the sign of the other lists of the window.
pub fn combo(salt: &str) -> ComboBox<'_> {
    ComboBox::from_id_salt(salt).icon(|ui, rect, visuals, _| {
        ui.painter().text(
            rect.center(),
            egui::Align2::CENTER_CENTER,
            icons::CHEVRON_DOWN,
            theme::icon_font(12.0),
            visuals.fg_stroke.color,
        );
    })
}

/// One of several, in a list that drops down, under its name. `title` gives the words of a value.
pub fn choice_ui<T: PartialEq + Clone>(
    ui: &mut Ui,
    theme: &Theme,
    name: &str,
    values: &[T],
    state: (&mut T, &dyn Fn(&T) -> String),
) -> Response {
    let (value, title) = state;
    ui.vertical(|ui| {
        let label = name_ui(ui, theme, name);
        let width = ui.available_width().min(380.0);
        let combo = combo(name).selected_text(title(value)).width(width).truncate();
        let shown = combo.show_ui(ui, |ui| {
            for other in values {
                ui.selectable_value(value, other.clone(), title(other));
            }
        });
        shown.response.labelled_by(label.id)
    })
    .inner
}

/// A button of an icon and words.
pub fn icon_words_button(ui: &mut Ui, icon: &str, words: &str) -> Response {
    let sign = RichText::new(icon).font(theme::icon_font(14.0));
    ui.add(egui::Button::new((sign, words)))
}

/// A quiet line that warns.
pub fn warning_ui(ui: &mut Ui, theme: &Theme, words: &str) -> Response {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        let sign = RichText::new(icons::TRIANGLE_ALERT)
            .font(theme::icon_font(14.0))
            .color(theme.warning);
        ui.label(sign);
        widgets::hint_ui(ui, theme, words)
    })
    .inner
}
