//! The popover “Text and colours”: how the text is set, what colours stand for, and which labels stand out.

mod legend;
mod setting;

use crate::command::{CommandId, command};
use crate::session::LegendEntry;
use crate::ui::cx::Cx;
use crate::ui::theme;
use crate::ui::{icons, widgets};
use egui::{Button, Id, Popup, PopupCloseBehavior, RectAlign, Response, RichText, ScrollArea, Ui, Vec2};

/// Width of a column, in points.
const COLUMN: f32 = 276.0;
const GAP: f32 = 28.0;
/// Below this width (points) of the window the columns stand under each other.
const NARROW: f32 = 2.0 * COLUMN + GAP + 60.0;

#[derive(Default)]
pub struct ViewOptions {
    /// Opens in the next frame and takes the keyboard.
    wanted: bool,
    /// The list of attributes is unfolded.
    attributes: bool,
    /// The legend with the revision of the looks it was made of.
    legend: Option<(u64, Vec<LegendEntry>)>,
    /// How many labels the filter lets through, of how many; None without a filter.
    pub passing: Option<(usize, usize)>,
}

impl ViewOptions {
    /// Opens the popover when it is drawn next.
    pub fn show(&mut self) {
        self.wanted = true;
    }
}

/// The button in the top bar with its popover.
pub fn view_button_ui(cx: &mut Cx, state: &mut ViewOptions, ui: &mut Ui) {
    let button = button_ui(cx, ui);
    let id = Popup::default_response_id(&button);
    let focus = std::mem::take(&mut state.wanted);
    if focus {
        Popup::open_id(ui.ctx(), id);
    }
    let frame = egui::Frame::popup(ui.style()).inner_margin(12);
    let room = ui.ctx().content_rect().size();
    Popup::from_toggle_button_response(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .align(RectAlign::BOTTOM_END)
        .gap(6.0)
        .accessible_name("Text and colours")
        .frame(frame)
        .show(|ui| {
            ui.spacing_mut().item_spacing = Vec2::new(6.0, 6.0);
            // Popups are born with a height of their own.
            ui.set_max_height((room.y - 110.0).max(160.0));
            ScrollArea::vertical().show(ui, |ui| content_ui(cx, state, ui, (room, focus)));
        });
}

fn button_ui(cx: &Cx, ui: &mut Ui) -> Response {
    let row = command(CommandId::ViewOptions);
    let open = cx.session.can(row.id).is_ok();
    let ink = if cx.session.view.filter.is_on() {
        cx.theme.accent
    } else {
        cx.theme.ink_weak
    };
    let sign = RichText::new(icons::A_LARGE_SMALL)
        .font(theme::icon_font(theme::ICON + 2.0))
        .color(ink);
    let button = Button::new(sign).frame_when_inactive(false);
    let chord = widgets::chord_text(cx.session, row.id).unwrap_or_default();
    let response = ui.add_enabled(open, button);
    let hint = format!("Text and colours ({chord})\n{}", row.help);
    response.on_hover_text(hint).accessible_name("Text and colours")
}

fn content_ui(cx: &mut Cx, state: &mut ViewOptions, ui: &mut Ui, (room, focus): (Vec2, bool)) {
    ui.add_space(2.0);
    if room.x < NARROW {
        ui.set_width(COLUMN);
        setting::setting_ui(cx, ui, focus);
        ui.add_space(8.0);
        ui.separator();
        legend::legend_ui(cx, state, ui);
        return;
    }
    ui.horizontal_top(|ui| {
        ui.spacing_mut().item_spacing.x = 0.0;
        let column = |ui: &mut Ui, content: &mut dyn FnMut(&mut Ui)| {
            let id = Id::unique("column");
            ui.push_id(id, |ui| {
                ui.vertical(|ui| {
                    ui.spacing_mut().item_spacing = Vec2::new(6.0, 6.0);
                    ui.set_width(COLUMN);
                    content(ui);
                })
                .response
                .rect
            })
            .inner
        };
        let left = column(ui, &mut |ui| setting::setting_ui(cx, ui, focus));
        ui.add_space(GAP);
        let right = column(ui, &mut |ui| legend::legend_ui(cx, state, ui));
        let stroke = egui::Stroke::new(cx.theme.thick, cx.theme.line);
        let x = left.right() + GAP * 0.5;
        ui.painter()
            .vline(x, left.top()..=left.bottom().max(right.bottom()), stroke);
    });
}
