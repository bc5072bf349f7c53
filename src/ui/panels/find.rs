//! The find bar: a slim row above the text with what is looked for, which hit of how many, and the steps between them.
//! The text view marks the hits; this bar only asks for them.

use super::rows;
use crate::analysis::search::Pattern;
use crate::command::CommandId;
use crate::session::{Find, Request};
use crate::ui::cx::Cx;
use crate::ui::pattern_field::{self, FieldFocus, Names, Pressed};
use crate::ui::theme;
use crate::ui::{icons, widgets};
use egui::{Align, Frame, Id, Label, Layout, Margin, RichText, Ui, Vec2};

#[derive(Default)]
pub struct FindBar {
    focus: FieldFocus,
}

/// Below this width (points) buttons lose their words.
const NARROW: f32 = 620.0;
/// A row, in points.
const HEIGHT: f32 = 26.0;

fn field_id() -> Id {
    Id::unique("find field")
}

impl FindBar {
    /// Puts the keyboard into the field.
    pub fn focus(&mut self, ctx: &egui::Context) {
        self.focus.ask(ctx, field_id());
    }
}

pub fn find_ui(cx: &mut Cx, state: &mut FindBar, ui: &mut Ui) {
    let session = cx.session;
    let find = &session.view.find;
    if !find.open {
        return;
    }
    let mut pattern = find.pattern.clone();
    state.focus.follow(ui.ctx(), field_id(), &pattern);
    let pressed = pattern_field::keys(ui.ctx(), field_id(), &mut pattern);
    // The bar lies close to the line below the header.
    ui.add_space(-ui.spacing().item_spacing.y);
    let margin = Margin::symmetric(12, 5);
    let frame = Frame::new().fill(cx.theme.panel).inner_margin(margin);
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        row_ui(cx, ui, find, &mut pattern);
        if let Some(error) = &find.error {
            pattern_field::error_ui(ui, cx.theme, error);
        }
    });
    let rect = shown.response.rect;
    let stroke = egui::Stroke::new(1.0, cx.theme.line);
    ui.painter().hline(rect.x_range(), rect.bottom(), stroke);
    if pattern != find.pattern {
        cx.send(Request::Find(pattern));
    }
    for key in pressed {
        match key {
            Pressed::Enter => cx.command(CommandId::FindNext),
            Pressed::ShiftEnter => cx.command(CommandId::FindPrevious),
            Pressed::Escape => cx.send(Request::CloseFind),
            Pressed::Down => {}
        }
    }
}

fn row_ui(cx: &mut Cx, ui: &mut Ui, find: &Find, pattern: &mut Pattern) {
    let narrow = ui.available_width() < NARROW;
    let size = Vec2::new(ui.available_width(), HEIGHT);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        close_ui(cx, ui);
        tag_all_ui(cx, ui, narrow);
        widgets::command_button(ui, cx, icons::ARROW_DOWN, CommandId::FindNext);
        widgets::command_button(ui, cx, icons::ARROW_UP, CommandId::FindPrevious);
        ui.add_space(4.0);
        count_ui(cx, ui, find, if narrow { 84.0 } else { 120.0 });
        ui.add_space(4.0);
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            let width = (ui.available_width() - pattern_field::SWITCHES).clamp(60.0, 420.0);
            let names = Names {
                id: field_id(),
                name: "Find in this document",
                hint: "Find",
            };
            pattern_field::field_ui(ui, cx.theme, names, pattern, width);
            pattern_field::switches_ui(ui, cx.theme, pattern);
        });
    });
}

fn close_ui(cx: &mut Cx, ui: &mut Ui) {
    let close = widgets::told_button(ui, icons::X, "Close find", "Close find (Esc)");
    if close.clicked() {
        cx.send(Request::CloseFind);
    }
}

fn tag_all_ui(cx: &mut Cx, ui: &mut Ui, narrow: bool) {
    if narrow {
        widgets::command_button(ui, cx, icons::TAGS, CommandId::TagAll);
        return;
    }
    let allowed = cx.session.can(CommandId::TagAll);
    let tip = widgets::with_key(cx.session, "Tick hits and tag them in one go", CommandId::TagAll);
    let button = egui::Button::new(RichText::new("Tag all…").size(theme::SMALL));
    let button = ui.add_enabled(allowed.is_ok(), button.min_size(Vec2::new(0.0, 24.0)));
    let button = match allowed {
        Ok(()) => button.on_hover_text(tip),
        Err(reason) => button.on_disabled_hover_text(reason),
    };
    if button.clicked() {
        cx.command(CommandId::TagAll);
    }
}

/// Which hit of how many. As wide with one hit as with thousands, so that the buttons stand still.
fn count_ui(cx: &Cx, ui: &mut Ui, find: &Find, width: f32) {
    let words = RichText::new(count_words(find))
        .size(theme::SMALL)
        .color(cx.theme.ink_weak);
    let size = Vec2::new(width, HEIGHT);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        ui.set_min_size(size);
        ui.add(Label::new(words).truncate());
    });
}

fn count_words(find: &Find) -> String {
    let count = find.hits.len();
    let more = if find.running { "…" } else { "" };
    match (find.current, count) {
        _ if find.pattern.text.is_empty() || find.error.is_some() => String::new(),
        (_, 0) if find.running => "Searching…".to_owned(),
        (_, 0) => "No hits".to_owned(),
        (Some(at), _) => format!("{} of {}{more}", rows::grouped(at + 1), rows::grouped(count)),
        (None, _) => format!("{}{more}", rows::counted(count, "hit", "hits")),
    }
}
