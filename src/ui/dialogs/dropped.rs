//! A project was dropped on the one that is open: open it, or bring its labels in.

use super::sheet::{self, Size};
use crate::session::{BringIn, Request};
use crate::ui::cx::Cx;
use crate::ui::widgets;
use egui::{Align, Button, Key, Layout, Modifiers, Vec2};

#[derive(Default)]
pub struct Dropped {
    drawn: bool,
}

/// Draws it; says whether it is done.
pub fn dropped_ui(cx: &mut Cx, state: &mut Dropped, ctx: &egui::Context) -> bool {
    let Some(path) = cx.session.view.dropped.clone() else {
        return true;
    };
    let theme = cx.theme;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let title = format!("“{}”", widgets::shorten(&name, 40));
    let pressed = |key| ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let (mut brings, mut opens) = (pressed(Key::B), pressed(Key::O));
    let (cancelled, closed) = sheet::sheet_ui(ctx, &title, Size::Width(440.0), |ui| {
        let about = "Bring in labels: you see what it would change here before anything is changed.\nOpen: it takes the place of this project, which is saved first";
        widgets::hint_ui(ui, theme, about);
        ui.add_space(8.0);
        let size = Vec2::new(ui.available_width(), 28.0);
        let row = Layout::right_to_left(Align::Center);
        ui.allocate_ui_with_layout(size, row, |ui| {
            let main = sheet::main_button(ui, theme, "Bring in labels…").on_hover_text("B");
            if !std::mem::replace(&mut state.drawn, true) {
                main.request_focus();
            }
            let button = |words| Button::new(words).min_size(Vec2::new(76.0, 28.0));
            brings |= main.clicked();
            opens |= ui.add(button("Open")).on_hover_text("O").clicked();
            ui.add(button("Cancel")).clicked()
        })
        .inner
    });
    if brings {
        cx.send(Request::BringIn(BringIn::Preview(vec![path.clone()])));
    } else if opens {
        cx.send(Request::Open(path.clone()));
    }
    closed || cancelled || brings || opens
}
