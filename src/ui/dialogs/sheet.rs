//! The frame of every dialog: over the dimmed window, with a title, a close button, and the row of buttons at its foot.

use crate::ui::theme::{self, Theme};
use crate::ui::{icons, widgets};
use egui::{Align, Button, Id, Key, Layout, Modal, Modifiers, Response, RichText, ScrollArea, Ui, Vec2};

/// Points that stay free between a dialog and the edge of the window.
const EDGE: f32 = 28.0;

/// In less height than this a dialog scrolls, in points.
const ROOMY: f32 = 480.0;
/// What a dialog of fixed height needs below its title.
const LEAST: f32 = 260.0;

/// How large a dialog wants to be, in points; a small window makes it smaller.
#[derive(Clone, Copy)]
pub enum Size {
    /// As high as its content.
    Width(f32),
    /// Always of this size.
    Fixed(f32, f32),
}

/// Draws a dialog. Says what the content gave, and whether Esc or the close button asked to close it.
pub fn sheet_ui<T>(
    ctx: &egui::Context,
    title: &str,
    size: Size,
    content: impl FnOnce(&mut Ui) -> T,
) -> (T, bool) {
    let room = ctx.content_rect().size() - Vec2::splat(EDGE * 2.0);
    let mut closed = false;
    let frame = egui::Frame::window(&ctx.global_style()).inner_margin(egui::Margin::same(16));
    let shown = Modal::new(Id::unique(("dialog", title)))
        .frame(frame)
        .show(ctx, |ui| {
            let (width, height) = match size {
                Size::Width(width) => (width.min(room.x), None),
                Size::Fixed(width, height) => (width.min(room.x), Some(height.min(room.y))),
            };
            ui.set_width(width);
            match height {
                Some(height) => ui.set_height(height),
                None => ui.set_max_height(room.y),
            }
            closed = head_ui(ui, title);
            ui.add_space(6.0);
            if room.y >= ROOMY {
                return content(ui);
            }
            let whole = height.map(|_| ui.available_height().max(LEAST));
            let area = ScrollArea::vertical().id_salt("sheet").auto_shrink([false, true]);
            area.max_height(ui.available_height())
                .show(ui, |ui| {
                    // Room for the scroll bar.
                    ui.set_max_width(ui.available_width() - 8.0);
                    if let Some(whole) = whole {
                        ui.set_max_height(whole);
                        ui.set_min_height(whole);
                    }
                    content(ui)
                })
                .inner
        });
    let escape = shown.is_top_modal
        && !shown.any_popup_open
        && ctx.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
    (shown.inner, closed || escape)
}

fn head_ui(ui: &mut Ui, title: &str) -> bool {
    ui.horizontal(|ui| {
        ui.heading(title);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            widgets::icon_button(ui, icons::X, "Close (Esc)").clicked()
        })
        .inner
    })
    .inner
}

/// What was chosen at the foot of a dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Open,
    Go,
    Cancel,
}

/// The buttons: the one that does it, off with a reason, and Cancel.
pub fn foot_ui(ui: &mut Ui, theme: &Theme, go: &str, allowed: Result<(), &str>) -> Answer {
    let mut answer = Answer::Open;
    ui.add_space(8.0);
    // A row of fixed height: a bare layout from the right would take all the height there is.
    let size = Vec2::new(ui.available_width(), 28.0);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        let button = ui
            .add_enabled_ui(allowed.is_ok(), |ui| main_button(ui, theme, go))
            .inner;
        let button = match allowed {
            Ok(()) => button,
            Err(reason) => button.on_disabled_hover_text(reason),
        };
        // Where no field has the keyboard, Enter does what people came for.
        if allowed.is_ok() && ui.memory(|memory| memory.focused().is_none()) {
            button.request_focus();
        }
        if button.clicked() {
            answer = Answer::Go;
        }
        if ui
            .add(Button::new("Cancel").min_size(Vec2::new(76.0, 28.0)))
            .clicked()
        {
            answer = Answer::Cancel;
        }
        if let Err(reason) = allowed {
            ui.add_space(4.0);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                widgets::hint_ui(ui, theme, reason);
            });
        }
    });
    answer
}

/// The button of the thing that people came for.
pub fn main_button(ui: &mut Ui, theme: &Theme, words: &str) -> Response {
    let enabled = ui.is_enabled();
    let text = RichText::new(words).font(theme::strong(theme::BODY));
    let button = if enabled {
        Button::new(text.color(theme.on_accent)).fill(theme.accent)
    } else {
        Button::new(text)
    };
    let response = ui.add(button.min_size(Vec2::new(88.0, 28.0)));
    if response.has_focus() {
        // Inside, as there is no room beside it, and in the colour of its words, as it is filled with that of a ring.
        let stroke = egui::Stroke::new(1.5, theme.on_accent);
        ui.painter()
            .rect_stroke(response.rect.shrink(2.5), 3.0, stroke, egui::StrokeKind::Inside);
    }
    response
}

/// Whether Enter was pressed in a field of one line just now.
pub fn entered(ui: &Ui, field: &Response) -> bool {
    let entered = field.lost_focus() && ui.input(|i| i.key_pressed(Key::Enter));
    if entered {
        // Where Enter cannot be followed yet, the hands can go on typing.
        field.request_focus();
    }
    entered
}
