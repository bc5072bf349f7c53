//! Small pieces that several panels use: swatches, icon buttons, headings, values in words.

use super::theme::{self, Theme};
use crate::command::{CommandId, command};
use crate::model::{AttributeValue, Colour, DocumentId, Project};
use crate::session::Session;
use egui::{Align, Layout, Response, RichText, Ui, Vec2};

/// A label's colour as a small square.
pub fn swatch_ui(ui: &mut Ui, theme: &Theme, colour: Colour) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(12.0), egui::Sense::hover());
    ui.painter()
        .rect_filled(rect.shrink(0.5), 3.0, theme.stroke_of(colour));
    response
}

/// A person's colour as a dot.
pub fn dot_ui(ui: &mut Ui, theme: &Theme, colour: Colour) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(12.0), egui::Sense::hover());
    ui.painter()
        .circle_filled(rect.center(), 4.5, theme.stroke_of(colour));
    response
}

/// A button of one icon. `name` is its accessible name and its tooltip.
pub fn icon_button(ui: &mut Ui, icon: &str, name: &str) -> Response {
    told_button(ui, icon, name, name)
}

/// A button of one icon whose tooltip says more than its accessible name, such as its key.
pub fn told_button(ui: &mut Ui, icon: &str, name: &str, tip: &str) -> Response {
    let button =
        egui::Button::new(RichText::new(icon).font(theme::icon_font(theme::ICON))).frame_when_inactive(false);
    let response = ui.add(button).on_hover_text(tip);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, ui.is_enabled(), name));
    response
}

/// An icon button for a command: name, key and the reason it is off come from the table and the session.
pub fn command_button(ui: &mut Ui, cx: &mut super::cx::Cx, icon: &str, id: CommandId) -> Response {
    let name = command(id).title.trim_end_matches('…');
    let tip = with_key(cx.session, name, id);
    let allowed = cx.session.can(id);
    let button = |ui: &mut Ui| told_button(ui, icon, name, &tip);
    let mut response = ui.add_enabled_ui(allowed.is_ok(), button).inner;
    if let Err(reason) = allowed {
        response = response.on_disabled_hover_text(format!("{tip}\n{reason}"));
    }
    if response.clicked() {
        cx.command(id);
    }
    response
}

/// What a document is called: its title, or its id where it is gone.
pub fn title_of<'a>(project: &'a Project, id: &'a DocumentId) -> &'a str {
    let document = project.document(id.as_str());
    document.map_or(id.as_str(), |document| document.title.as_str())
}

/// The first key of a command, for hints.
pub fn chord_text(session: &Session, id: CommandId) -> Option<String> {
    session.keymap.hint(id)
}

/// Words with the key of a command behind them, where it has one: `Find next (F3)`.
pub fn with_key(session: &Session, words: &str, id: CommandId) -> String {
    match chord_text(session, id) {
        Some(key) => format!("{words} ({key})"),
        None => words.to_owned(),
    }
}

/// A part at the left, so wide, and one at the right, with what is left of the room.
pub fn two_parts_ui<S>(
    ui: &mut Ui,
    left: f32,
    state: &mut S,
    at_left: impl FnOnce(&mut Ui, &mut S),
    at_right: impl FnOnce(&mut Ui, &mut S),
) {
    let size = ui.available_size();
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        part_ui(ui, Vec2::new(left, size.y), |ui| at_left(ui, state));
        ui.add_space(12.0);
        part_ui(ui, Vec2::new(size.x - left - 12.0, size.y), |ui| {
            at_right(ui, state)
        });
    });
}

fn part_ui(ui: &mut Ui, size: Vec2, content: impl FnOnce(&mut Ui)) {
    ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
        ui.set_min_size(size);
        ui.set_max_size(size);
        content(ui);
    });
}

/// A heading of a panel's part.
pub fn heading_ui(ui: &mut Ui, text: &str) -> Response {
    ui.label(RichText::new(text).font(theme::strong(theme::BODY)))
}

/// Weak small words.
pub fn hint_ui(ui: &mut Ui, theme: &Theme, text: &str) -> Response {
    ui.label(RichText::new(text).size(theme::SMALL).color(theme.ink_weak))
}

/// A key as a small cap.
pub fn key_ui(ui: &mut Ui, theme: &Theme, key: &str) -> Response {
    let words = RichText::new(key)
        .font(egui::FontId::monospace(11.0))
        .color(theme.ink_weak);
    egui::Frame::new()
        .stroke(egui::Stroke::new(1.0, theme.line))
        .corner_radius(3.0)
        .inner_margin(egui::Margin::symmetric(4, 0))
        .show(ui, |ui| ui.label(words))
        .inner
}

/// A value as people read it: entities by their names.
pub fn value_text(project: &Project, value: &AttributeValue) -> String {
    match value {
        AttributeValue::Entity(_) | AttributeValue::Entities(_) => {
            let names: Vec<&str> = value
                .entities()
                .iter()
                .map(|id| project.entity_name(id))
                .collect();
            names.join(", ")
        }
        AttributeValue::Bool(true) => "yes".to_owned(),
        AttributeValue::Bool(false) => "no".to_owned(),
        other => other.to_string(),
    }
}

/// As the beginning of a sentence.
pub fn capitalised(words: &str) -> String {
    let mut chars = words.chars();
    let first = chars.next();
    first.map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

/// Cut to `most` characters with an ellipsis.
pub fn shorten(text: &str, most: usize) -> String {
    let mut chars = text.chars();
    // Only as much is looked at as is shown: the text may be a whole document.
    let line = chars.by_ref().take(most).collect::<String>().replace('\n', " ");
    match chars.next() {
        Some(_) => format!("{}…", line.trim_end()),
        None => line,
    }
}

/// `1 label`, `2 labels`.
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// Digits in threes, with thin spaces.
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + 4);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && digits.len() > 4 {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_their_nouns() {
        assert_eq!(counted(1, "label", "labels"), "1 label");
        assert_eq!(counted(0, "label", "labels"), "0 labels");
        assert_eq!(grouped(9999), "9999");
        assert_eq!(grouped(1_234_567), "1\u{202f}234\u{202f}567");
    }
}
