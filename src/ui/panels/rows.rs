//! Rows and chips that lists paint themselves: whole width, one height, long words end in an ellipsis.

use crate::model::Colour;
use crate::ui::bidi_text;
use crate::ui::theme::{self, Theme};
pub use crate::ui::widgets::{counted, grouped};
use egui::{Color32, FontId, Galley, Pos2, Rect, Response, Role, Sense, Ui, Vec2, WidgetInfo};
use std::sync::Arc;

/// So many of all, as `41 of 310`.
pub fn share((some, all): (usize, usize)) -> String {
    format!("{} of {}", grouped(some), grouped(all))
}

/// A row over the whole width with its ground: chosen, hovered or bare. `name` is what a screen reader says.
pub fn row_ui(ui: &mut Ui, theme: &Theme, height: f32, chosen: bool, name: &str) -> (Rect, Response) {
    let size = Vec2::new(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, enabled, chosen, name));
    if ui.is_rect_visible(rect) {
        let ground = if chosen {
            theme.accent_soft
        } else if response.is_pointer_button_down_on() {
            theme.pressed
        } else if response.hovered() || response.context_menu_opened() {
            theme.hover
        } else {
            Color32::TRANSPARENT
        };
        ui.painter().rect_filled(rect, 5.0, ground);
        focus_ring(ui, theme, rect, &response);
    }
    (rect, response)
}

/// What a row is, beside it, so that the rows below stay in sight. `now` shows it without waiting.
pub fn about_row(response: &Response, now: bool, content: impl FnOnce(&mut Ui)) {
    let mut tooltip = if now {
        egui::Tooltip::for_widget(response)
    } else {
        egui::Tooltip::for_enabled(response)
    };
    tooltip.popup = tooltip.popup.align(egui::RectAlign::RIGHT_START).gap(10.0);
    tooltip.show(|ui| {
        ui.set_max_width(ui.spacing().tooltip_width);
        content(ui);
    });
}

/// Shows where the keyboard is.
pub fn focus_ring(ui: &Ui, theme: &Theme, rect: Rect, response: &Response) {
    if response.has_focus() {
        let stroke = egui::Stroke::new(1.5, theme.accent);
        ui.painter()
            .rect_stroke(rect, 5.0, stroke, egui::StrokeKind::Inside);
    }
}

/// One line of words, cut with an ellipsis at `width`.
pub fn line(ui: &Ui, words: &str, font: FontId, colour: Color32, width: f32) -> Arc<Galley> {
    let words = bidi_text::shown(words).into_owned();
    let mut job = egui::text::LayoutJob::simple_singleline(words, font, colour);
    job.wrap = egui::text::TextWrapping::truncate_at_width(width.max(8.0));
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// Paints words in the middle of a height, from the left.
pub fn put(ui: &Ui, galley: Arc<Galley>, left: f32, middle: f32) -> Rect {
    let at = Pos2::new(left, middle - galley.size().y * 0.5);
    let rect = Rect::from_min_size(at, galley.size());
    ui.painter().galley(at, galley, Color32::PLACEHOLDER);
    rect
}

/// One line in the usual size, cut at `width`, with its left end and its middle at a point.
pub fn name(ui: &Ui, words: &str, ink: Color32, at: Pos2, width: f32) -> Rect {
    let galley = line(ui, words, FontId::proportional(theme::BODY), ink, width);
    put(ui, galley, at.x, at.y)
}

/// As `put`, ending at the right.
pub fn put_right(ui: &Ui, galley: Arc<Galley>, right: f32, middle: f32) -> Rect {
    let left = right - galley.size().x;
    put(ui, galley, left, middle)
}

/// An icon of the icon font, centred.
pub fn icon(ui: &Ui, sign: &str, size: f32, centre: Pos2, colour: Color32) {
    let font = theme::icon_font(size);
    ui.painter()
        .text(centre, egui::Align2::CENTER_CENTER, sign, font, colour);
}

/// A key as a small cap that ends at the right; gives its left edge.
pub fn key_cap(ui: &Ui, theme: &Theme, key: &str, right: f32, middle: f32) -> f32 {
    let galley = line(ui, key, FontId::monospace(11.0), theme.ink_weak, 40.0);
    let width = (galley.size().x + 8.0).max(17.0);
    let rect = Rect::from_center_size(Pos2::new(right - width * 0.5, middle), Vec2::new(width, 17.0));
    let stroke = egui::Stroke::new(theme.thick, theme.line);
    ui.painter().rect_filled(rect, 3.0, theme.raised);
    ui.painter()
        .rect_stroke(rect, 3.0, stroke, egui::StrokeKind::Inside);
    put(
        ui,
        galley.clone(),
        rect.center().x - galley.size().x * 0.5,
        middle,
    );
    rect.left()
}

/// The swatch of a label: a square in its colour.
pub fn swatch(ui: &Ui, theme: &Theme, colour: Colour, centre: Pos2) {
    let rect = Rect::from_center_size(centre, Vec2::splat(11.0));
    ui.painter().rect_filled(rect, 3.0, theme.stroke_of(colour));
}

/// What a chip shows before its words.
#[derive(Clone, Copy)]
pub enum Sign<'a> {
    Dot(Colour),
    Swatch(Colour),
    Icon(&'a str),
}

/// A small rounded button. `on` is whether it is switched on, None where it cannot be switched.
pub struct Chip<'a> {
    pub sign: Sign<'a>,
    pub words: &'a str,
    /// An icon behind the words, such as a closed eye.
    pub tail: Option<&'a str>,
    pub on: Option<bool>,
    pub most: f32,
}

const CHIP: f32 = 24.0;

/// Draws a chip; it can be clicked where it can be switched.
pub fn chip_ui(ui: &mut Ui, theme: &Theme, chip: &Chip) -> Response {
    let ink = if chip.on == Some(false) {
        theme.ink_weak
    } else {
        theme.ink
    };
    let galley = line(ui, chip.words, FontId::proportional(theme::SMALL), ink, chip.most);
    let tail = if chip.tail.is_some() { 18.0 } else { 0.0 };
    let size = Vec2::new(galley.size().x + 32.0 + tail, CHIP);
    let sense = if chip.on.is_some() {
        Sense::click()
    } else {
        Sense::hover()
    };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    let fill = match chip.on {
        Some(true) => theme.accent_soft,
        _ if response.hovered() && chip.on.is_some() => theme.hover,
        _ => theme.raised,
    };
    let line_colour = if chip.on == Some(true) {
        theme.accent
    } else {
        theme.line
    };
    let painter = ui.painter();
    painter.rect_filled(rect, CHIP * 0.5, fill);
    let stroke = egui::Stroke::new(theme.thick, line_colour);
    painter.rect_stroke(rect, CHIP * 0.5, stroke, egui::StrokeKind::Inside);
    let sign = Pos2::new(rect.left() + 14.0, rect.center().y);
    match chip.sign {
        Sign::Dot(colour) => {
            painter.circle_filled(sign, 4.5, theme.stroke_of(colour));
        }
        Sign::Swatch(colour) => swatch(ui, theme, colour, sign),
        Sign::Icon(name) => icon(ui, name, 13.0, sign, theme.ink_weak),
    }
    put(ui, galley, rect.left() + 23.0, rect.center().y);
    if let Some(tail) = chip.tail {
        let at = Pos2::new(rect.right() - 15.0, rect.center().y);
        icon(ui, tail, 13.0, at, theme.ink_weak);
    }
    if response.has_focus() {
        let stroke = egui::Stroke::new(2.0, theme.accent);
        ui.painter()
            .rect_stroke(rect, CHIP * 0.5, stroke, egui::StrokeKind::Inside);
    }
    response
}

/// Makes the icon at the end of a chip a button of its own.
pub fn tail_ui(ui: &Ui, theme: &Theme, chip: Rect, name: &str) -> Response {
    let place = Rect::from_min_max(Pos2::new(chip.right() - 26.0, chip.top()), chip.max);
    let response = ui.interact(place, ui.scope_id().with("tail"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if response.hovered() || response.has_focus() {
        let centre = Pos2::new(chip.right() - 15.0, chip.center().y);
        ui.painter().circle_filled(centre, 9.0, theme.pressed);
        icon(ui, crate::ui::icons::X, 13.0, centre, theme.ink);
    }
    response.on_hover_text(name)
}

/// A field for filtering a list: an icon, a hint, and a cross that empties it.
pub fn filter_ui(ui: &mut Ui, theme: &Theme, typed: &mut String, name: &str) -> Response {
    let glass = egui::RichText::new(crate::ui::icons::SEARCH)
        .font(theme::icon_font(14.0))
        .color(theme.ink_faint);
    // From the right, so that the field takes exactly what the button leaves: a row wider than its panel would push it open.
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let clear = !typed.is_empty()
                && crate::ui::widgets::icon_button(ui, crate::ui::icons::X, "Empty the filter").clicked();
            let field = egui::TextEdit::singleline(typed)
                .id_salt(name)
                .hint_text(name)
                .prefix(glass)
                .desired_width(f32::INFINITY);
            let response = ui.add(field).accessible_name(name);
            if clear {
                typed.clear();
            }
            response
        })
        .inner
    })
    .inner
}
