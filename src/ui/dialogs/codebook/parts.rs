//! Pieces that several tabs use: colours, hotkeys, lists of words.

use crate::command::{Chord, Scope};
use crate::model::{Codebook, Colour, LABEL_COLOURS};
use crate::ui::cx::Cx;
use crate::ui::dialogs::{fields, sheet};
use crate::ui::theme::Theme;
use crate::ui::{icons, widgets};
use egui::{Color32, Sense, Stroke, TextEdit, Ui, Vec2};
use smol_str::SmolStr;

/// A palette, and any other colour.
pub fn colour_ui(ui: &mut Ui, theme: &Theme, palette: &[Colour], colour: &mut Colour) {
    ui.vertical(|ui| {
        fields::name_ui(ui, theme, "Colour");
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = Vec2::splat(3.0);
            for other in palette {
                if one_colour_ui(ui, theme, *other, other == colour) {
                    *colour = *other;
                }
            }
            ui.add_space(6.0);
            ui.color_edit_button_srgb(&mut colour.0)
                .on_hover_text("Any other colour")
                .accessible_name("Any other colour");
        });
    });
}

fn one_colour_ui(ui: &mut Ui, theme: &Theme, colour: Colour, chosen: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(22.0), Sense::click());
    let name = format!("Colour {colour}");
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::RadioButton, true, chosen, &name));
    let ground = rect.shrink(if chosen { 4.0 } else { 3.0 });
    ui.painter().rect_filled(ground, 4.0, theme.stroke_of(colour));
    let ring = if chosen {
        Stroke::new(2.0, theme.ink)
    } else if response.has_focus() || response.hovered() {
        Stroke::new(1.0, theme.ink_faint)
    } else {
        Stroke::new(0.0, Color32::TRANSPARENT)
    };
    ui.painter()
        .rect_stroke(rect.shrink(1.0), 6.0, ring, egui::StrokeKind::Inside);
    response.clicked()
}

pub fn label_colour_ui(ui: &mut Ui, theme: &Theme, colour: &mut Colour) {
    colour_ui(ui, theme, LABEL_COLOURS, colour);
}

/// Takes something out of what is offered, or puts it back.
pub fn retire_ui(ui: &mut Ui, retired: &mut bool, help: &str) {
    let (icon, words) = if *retired {
        (icons::UNDO_2, "Offer again")
    } else {
        (icons::ARCHIVE, "Retire")
    };
    let button = fields::icon_words_button(ui, icon, words);
    if button.on_hover_text(help).clicked() {
        *retired = !*retired;
    }
}

/// The one character that stands for a label or link kind.
pub fn key_ui(ui: &mut Ui, theme: &Theme, key: &mut Option<SmolStr>) {
    ui.vertical(|ui| {
        let label = fields::name_ui(ui, theme, "Key");
        let mut text = key.as_deref().unwrap_or_default().to_owned();
        let field = TextEdit::singleline(&mut text)
            .id_salt("key")
            .margin(egui::Margin::symmetric(8, 5))
            .align(egui::Align2::CENTER_CENTER)
            .desired_width(46.0);
        let field = ui.add(field).labelled_by(label.id);
        if field.changed() {
            *key = key_from_typed(&text, key.as_deref());
        }
        field.on_hover_text("One character that tags the selected words; empty for none");
    });
}

/// The character typed last; what was there before gives way.
fn key_from_typed(text: &str, before: Option<&str>) -> Option<SmolStr> {
    let mut signs = text.chars().filter(|c| !c.is_whitespace() && !c.is_control());
    let last = match before {
        Some(before) => {
            let other = signs.clone().find(|c| !before.starts_with(*c));
            other.or_else(|| signs.next())
        }
        None => signs.next_back(),
    };
    last.map(|c| SmolStr::new(c.to_lowercase().collect::<String>()))
}

/// Says what else a key means: a command keeps it, another label or link kind gives it up.
pub fn key_warning_ui(cx: &Cx, ui: &mut Ui, codebook: &Codebook, me: &str, key: Option<&SmolStr>) {
    let Some(key) = key else { return };
    let (theme, chord) = (cx.theme, Chord::of_sign(key));
    if let Some(command) = cx.session.keymap.find(&chord, Scope::Text) {
        let words = format!("“{key}” is the key of “{}” and will not tag", command.title);
        fields::warning_ui(ui, theme, &words);
    } else if let Some(command) = cx.session.keymap.find(&chord, Scope::Review) {
        let words = format!("While reviewing, “{key}” is the key of “{}”", command.title);
        widgets::hint_ui(ui, theme, &words);
    }
    let labels = codebook
        .labels()
        .filter(|l| l.is_offered() && l.id.as_str() != me);
    let labels = labels.map(|l| (l.key.as_ref(), l.name.as_str()));
    let kinds = codebook.link_kinds().into_iter().filter(|k| k.id.as_str() != me);
    let kinds = kinds.map(|k| (k.key.as_ref(), k.name.as_str()));
    if let Some((_, name)) = labels.chain(kinds).find(|(other, _)| *other == Some(key)) {
        let words = format!("“{key}” is the key of {name}; it moves here");
        fields::warning_ui(ui, theme, &words);
    }
}

/// Words in a list: each can be changed, moved up and taken out; the last field adds one.
pub fn words_ui(ui: &mut Ui, theme: &Theme, name: &str, words: &mut Vec<String>, adding: &mut String) {
    fields::name_ui(ui, theme, name);
    let mut gone = None;
    let mut up = None;
    for (index, word) in words.iter_mut().enumerate() {
        ui.push_id(index, |ui| {
            ui.horizontal(|ui| {
                let width = (ui.available_width() - 72.0).clamp(120.0, 340.0);
                let field = TextEdit::singleline(word)
                    .margin(egui::Margin::symmetric(8, 4))
                    .desired_width(width);
                ui.add(field).accessible_name(format!("{name} {}", index + 1));
                ui.add_enabled_ui(index > 0, |ui| {
                    if widgets::icon_button(ui, icons::ARROW_UP, "Move up").clicked() {
                        up = Some(index);
                    }
                });
                if widgets::icon_button(ui, icons::X, "Take out").clicked() {
                    gone = Some(index);
                }
            });
        });
    }
    if let Some(index) = up {
        words.swap(index, index.saturating_sub(1));
    }
    if let Some(index) = gone {
        words.remove(index);
    }
    ui.horizontal(|ui| {
        let width = (ui.available_width() - 72.0).clamp(120.0, 340.0);
        let hint = egui::RichText::new("Add…").color(theme.ink_faint);
        let field = TextEdit::singleline(adding)
            .id_salt((name, "add"))
            .hint_text(hint)
            .margin(egui::Margin::symmetric(8, 4))
            .desired_width(width);
        let field = ui
            .add(field)
            .accessible_name(format!("Add to {}", name.to_lowercase()));
        let entered = sheet::entered(ui, &field);
        if field.lost_focus() && !adding.trim().is_empty() {
            words.push(std::mem::take(adding).trim().to_owned());
        }
        // The next one can be typed at once; the one before is sent when the field is left.
        if entered {
            field.request_focus();
        }
    });
}

/// Trimmed, without empty ones and repeats, in their order.
pub fn tidy(words: &[String]) -> Vec<String> {
    let mut tidy: Vec<String> = Vec::with_capacity(words.len());
    for word in words.iter().map(|word| word.trim()) {
        if !word.is_empty() && !tidy.iter().any(|other| other == word) {
            tidy.push(word.to_owned());
        }
    }
    tidy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_sign_typed_last() {
        assert_eq!(key_from_typed("", Some("a")), None);
        assert_eq!(key_from_typed("ab", Some("a")).as_deref(), Some("b"));
        assert_eq!(key_from_typed("ba", Some("a")).as_deref(), Some("b"));
        assert_eq!(key_from_typed("aa", Some("a")).as_deref(), Some("a"));
        assert_eq!(key_from_typed("Q", None).as_deref(), Some("q"));
        assert_eq!(key_from_typed(" ", None), None);
    }

    #[test]
    fn lists_of_words_lose_blanks_and_repeats() {
        let words = ["a", " a ", "", "b"].map(str::to_owned);
        assert_eq!(tidy(&words), ["a", "b"]);
    }
}
