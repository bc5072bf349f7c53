//! The field that a search pattern is typed into, with its three switches: case, whole words, regular expression.
//! Knows no search: the find bar, the results and the dialog for tagging many put it to use.

use super::icons;
use super::theme::{self, Theme};
use crate::analysis::search::Pattern;
use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{Button, Context, Event, Id, Key, Modifiers, Response, RichText, TextEdit, Ui, Vec2};

/// A switch beside the field, in points.
const SWITCH: Vec2 = Vec2::new(26.0, 24.0);
/// What the switches take up with the gaps between them, in points.
pub const SWITCHES: f32 = 3.0 * SWITCH.x + 3.0 * 2.0;

/// A field that wants the keyboard when it is drawn next.
#[derive(Default)]
pub struct FieldFocus {
    wanted: bool,
}

impl FieldFocus {
    /// Puts the keyboard into the field: at once, so that what is typed next does not reach the text.
    pub fn ask(&mut self, ctx: &Context, id: Id) {
        self.wanted = true;
        ctx.memory_mut(|memory| memory.request_focus(id));
    }

    /// Selects all words of the field that was asked for. Must run before it is drawn.
    pub fn follow(&mut self, ctx: &Context, id: Id, pattern: &Pattern) {
        if std::mem::take(&mut self.wanted) {
            focus(ctx, id, pattern);
        }
    }
}

/// The names of a field.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    pub id: Id,
    /// What a screen reader says.
    pub name: &'a str,
    /// What stands in the empty field.
    pub hint: &'a str,
}

/// What was pressed in a field that is not for the field itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    Enter,
    ShiftEnter,
    Down,
    Escape,
}

/// Takes the keys that the field's owner acts on out of the input; the keys of the switches switch at once.
/// Must run before the field is drawn.
pub fn keys(ctx: &Context, id: Id, pattern: &mut Pattern) -> Vec<Pressed> {
    let (focused, had) = ctx.memory(|m| (m.has_focus(id), m.had_focus_last_frame(id)));
    let mut pressed = Vec::new();
    // egui takes the keyboard from a field on Esc before anything is drawn.
    if had && ctx.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape)) {
        pressed.push(Pressed::Escape);
    }
    if !focused {
        return pressed;
    }
    for (key, switch) in [
        (Key::C, &mut pattern.case),
        (Key::W, &mut pattern.word),
        (Key::R, &mut pattern.regex),
    ] {
        *switch ^= take_alt(ctx, key);
    }
    ctx.input_mut(|input| {
        input.events.retain(|event| {
            let Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } = event
            else {
                return true;
            };
            let found = pressed_by(*key, *modifiers);
            pressed.extend(found);
            found.is_none()
        });
    });
    pressed
}

/// Takes Alt with a letter out of the input, and the text that some systems send beside.
pub fn take_alt(ctx: &Context, wanted: Key) -> bool {
    let (mut taken, mut drop_text) = (false, false);
    ctx.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } if *key == wanted && *modifiers == Modifiers::ALT => {
                // Pressed twice in a frame, it is as before.
                (taken, drop_text) = (!taken, true);
                false
            }
            Event::Text(_) => !std::mem::take(&mut drop_text),
            _ => true,
        });
    });
    taken
}

fn pressed_by(key: Key, modifiers: Modifiers) -> Option<Pressed> {
    match key {
        Key::Enter if modifiers.is_none() => Some(Pressed::Enter),
        Key::Enter if modifiers.shift_only() => Some(Pressed::ShiftEnter),
        Key::ArrowDown if modifiers.is_none() => Some(Pressed::Down),
        _ => None,
    }
}

/// Puts the keyboard into the field with all its words selected, so that typing replaces them.
pub fn focus(ctx: &Context, id: Id, pattern: &Pattern) {
    ctx.memory_mut(|memory| memory.request_focus(id));
    let mut state = TextEditState::load(ctx, id).unwrap_or_default();
    let end = CCursor::new(pattern.text.chars().count());
    let all = CCursorRange::two(CCursor::new(0), end);
    state.cursor.set_char_range(Some(all));
    state.store(ctx, id);
}

/// The field, `width` points wide.
pub fn field_ui(ui: &mut Ui, theme: &Theme, names: Names, pattern: &mut Pattern, width: f32) -> Response {
    let sign = RichText::new(icons::SEARCH)
        .font(theme::icon_font(14.0))
        .color(theme.ink_faint);
    let mut field = TextEdit::singleline(&mut pattern.text)
        .id(names.id)
        .prefix(sign)
        .hint_text(RichText::new(names.hint).color(theme.ink_faint))
        .margin(egui::Margin::symmetric(7, 3))
        .min_size(Vec2::new(0.0, SWITCH.y))
        .align(egui::Align2::LEFT_CENTER)
        .desired_width(width);
    if pattern.regex {
        field = field.font(egui::TextStyle::Monospace);
    }
    ui.scope(|ui| {
        ui.set_max_width(width);
        ui.add(field).accessible_name(names.name)
    })
    .inner
}

/// The three switches.
pub fn switches_ui(ui: &mut Ui, theme: &Theme, pattern: &mut Pattern) {
    let plain = |words: &str| RichText::new(words).size(theme::SMALL);
    let regex = RichText::new(".*").font(egui::FontId::monospace(theme::SMALL));
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        let case = ("Match case", "Alt+C");
        switch_ui(ui, theme, plain("Aa"), case, &mut pattern.case);
        let word = ("Whole words", "Alt+W");
        switch_ui(ui, theme, plain("ab").underline(), word, &mut pattern.word);
        let expression = ("Regular expression", "Alt+R");
        switch_ui(ui, theme, regex, expression, &mut pattern.regex);
    });
}

/// A small button that stays pressed in. `about` is its name and its key.
fn switch_ui(ui: &mut Ui, theme: &Theme, sign: RichText, about: (&str, &str), on: &mut bool) {
    let (name, key) = about;
    let ink = if *on { theme.accent } else { theme.ink_weak };
    let mut button = Button::new(sign.color(ink))
        .min_size(SWITCH)
        .frame_when_inactive(*on);
    if *on {
        let stroke = egui::Stroke::new(1.0, theme.accent);
        button = button.fill(theme.accent_soft).stroke(stroke);
    }
    ui.spacing_mut().button_padding = Vec2::new(2.0, 2.0);
    let response = ui.add(button).on_hover_text(format!("{name} ({key})"));
    let enabled = ui.is_enabled();
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, enabled, *on, name));
    if response.clicked() {
        *on = !*on;
    }
}

/// What is wrong with a pattern, under its field.
pub fn error_ui(ui: &mut Ui, theme: &Theme, words: &str) -> Response {
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        let sign = RichText::new(icons::TRIANGLE_ALERT)
            .font(theme::icon_font(13.0))
            .color(theme.error);
        ui.label(sign);
        let words = RichText::new(words).size(theme::SMALL).color(theme.error);
        ui.label(words)
    })
    .inner
}
