//! How the text is set: size, lines, column, typeface, names, numbers, theme.

use crate::command::{CommandId, command};
use crate::session::{LINE_HEIGHT, LabelNames, MEASURE, Request, Settings, TEXT_SIZE, TextFamily};
use crate::ui::cx::Cx;
use crate::ui::panels::themes;
use crate::ui::theme;
use crate::ui::{icons, widgets};
use egui::{Align, Button, Layout, Response, RichText, Ui, Vec2};

/// Width of the words before a control.
const WORDS: f32 = 84.0;

/// `focus` gives the keyboard to the first control.
pub fn setting_ui(cx: &mut Cx, ui: &mut Ui, focus: bool) {
    widgets::heading_ui(ui, "Text");
    let settings = cx.session.settings.clone();
    sizes_ui(cx, ui, &settings, focus);
    row_ui(cx, ui, "Typeface", |cx, ui| {
        for family in TextFamily::ALL {
            let name = match family {
                TextFamily::Serif => "Serif",
                TextFamily::Sans => "Sans",
                TextFamily::Mono => "Mono",
            };
            let words = RichText::new(name).font(theme::reading_in(family, theme::BODY + 0.5));
            if option_ui(ui, words, settings.text_family == family).clicked() {
                cx.send(Request::SetTextFamily(family));
            }
        }
    });
    row_ui(cx, ui, "Label names", |cx, ui| {
        for names in LabelNames::ALL {
            let (name, hint) = match names {
                LabelNames::Margin => ("Margin", "Beside the lines, where the window is wide enough"),
                LabelNames::Inline => ("Inline", "Small, before a label’s first word"),
                LabelNames::Hover => ("Hover", "Only where the mouse rests"),
            };
            let option = option_ui(ui, RichText::new(name), settings.label_names == names);
            if option.on_hover_text(hint).clicked() {
                cx.send(Request::SetLabelNames(names));
            }
        }
    });
    row_ui(cx, ui, "Paragraphs", |cx, ui| {
        let mut on = settings.paragraph_numbers;
        let chord = widgets::chord_text(cx.session, CommandId::ParagraphNumbers).unwrap_or_default();
        if ui
            .checkbox(&mut on, "Numbers in the margin")
            .on_hover_text(chord)
            .changed()
        {
            cx.send(Request::SetParagraphNumbers(on));
        }
    });
    ui.add_space(2.0);
    widgets::heading_ui(ui, "Theme");
    themes::themes_ui(cx, ui);
    ui.add_space(2.0);
    let reset = ui
        .button("Reset")
        .on_hover_text(command(CommandId::ResetView).help);
    if reset.accessible_name("Reset text and colours").clicked() {
        cx.command(CommandId::ResetView);
    }
}

fn sizes_ui(cx: &mut Cx, ui: &mut Ui, settings: &Settings, focus: bool) {
    let least = |value: f32, bounds: (f32, f32)| (value > bounds.0, value < bounds.1);
    let first = stepper_ui(
        cx,
        ui,
        ("Size", &format!("{:.0} pt", settings.text_size)),
        (CommandId::TextSmaller, CommandId::TextBigger),
        least(settings.text_size, TEXT_SIZE),
    );
    if focus {
        first.request_focus();
    }
    stepper_ui(
        cx,
        ui,
        ("Lines", &format!("{:.2} ×", settings.line_height)),
        (CommandId::LessLineSpacing, CommandId::MoreLineSpacing),
        least(settings.line_height, LINE_HEIGHT),
    );
    stepper_ui(
        cx,
        ui,
        ("Column", &format!("{:.0} characters", settings.measure)),
        (CommandId::NarrowerColumn, CommandId::WiderColumn),
        least(settings.measure, MEASURE),
    );
}

/// Words, and what they are about beside them.
fn row_ui(cx: &mut Cx, ui: &mut Ui, words: &str, content: impl FnOnce(&mut Cx, &mut Ui)) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        ui.allocate_ui_with_layout(
            Vec2::new(WORDS, ui.spacing().interact_size.y),
            Layout::left_to_right(Align::Center),
            |ui| {
                ui.set_min_width(WORDS);
                ui.label(RichText::new(words).color(cx.theme.ink_weak));
            },
        );
        content(cx, ui);
    });
}

/// A value between a button for less and one for more; gives the button for less.
fn stepper_ui(
    cx: &mut Cx,
    ui: &mut Ui,
    (name, value): (&str, &str),
    (less, more): (CommandId, CommandId),
    (may_less, may_more): (bool, bool),
) -> Response {
    let mut first = None;
    row_ui(cx, ui, name, |cx, ui| {
        first = Some(step_ui(cx, ui, (icons::MINUS, less), may_less));
        let width = 104.0;
        let size = Vec2::new(width, ui.spacing().interact_size.y);
        ui.allocate_ui_with_layout(
            size,
            Layout::centered_and_justified(egui::Direction::LeftToRight),
            |ui| {
                ui.label(value);
            },
        );
        step_ui(cx, ui, (icons::PLUS, more), may_more);
    });
    first.unwrap_or_else(|| ui.response())
}

fn step_ui(cx: &mut Cx, ui: &mut Ui, (icon, id): (&str, CommandId), may: bool) -> Response {
    let row = command(id);
    let sign = RichText::new(icon).font(theme::icon_font(14.0));
    let button = Button::new(sign).min_size(Vec2::splat(26.0));
    let chord = widgets::chord_text(cx.session, id).map_or_else(String::new, |chord| format!(" ({chord})"));
    let response = ui
        .add_enabled(may, button)
        .on_hover_text(format!("{}{chord}", row.title))
        .on_disabled_hover_text("It goes no further");
    let response = response.accessible_name(row.title);
    if response.clicked() {
        cx.command(id);
    }
    response
}

/// One of several that exclude each other.
pub fn option_ui(ui: &mut Ui, words: RichText, on: bool) -> Response {
    ui.add(Button::selectable(on, words))
}
