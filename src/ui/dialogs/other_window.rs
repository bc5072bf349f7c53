//! Another window has the project: look on here, or take over.

use super::sheet::{self, Size};
use crate::session::{Request, Session};
use crate::ui::cx::Cx;
use crate::ui::widgets;
use egui::{Align, Button, Layout, Vec2};

#[derive(Default)]
pub struct OtherWindow {
    drawn: bool,
}

/// Draws it; says whether it is done.
pub fn other_window_ui(cx: &mut Cx, state: &mut OtherWindow, ctx: &egui::Context) -> bool {
    let Some(open) = cx.session.open.as_ref().filter(|open| open.window.has_other()) else {
        return true;
    };
    let theme = cx.theme;
    let title = if open.window.gave_way() {
        "Another window took over"
    } else {
        "This project is open in another window"
    };
    let who = who(cx.session);
    let (mut done, mut takes) = (false, false);
    let (_, closed) = sheet::sheet_ui(ctx, title, Size::Width(440.0), |ui| {
        if let Some(who) = &who {
            ui.label(who);
            ui.add_space(4.0);
        }
        let about = "Look on: nothing can be edited here, and what is edited there appears.\nTake over: the other window saves what it has, and only looks on from then";
        widgets::hint_ui(ui, theme, about);
        ui.add_space(8.0);
        let size = Vec2::new(ui.available_width(), 28.0);
        ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
            takes = sheet::main_button(ui, theme, "Take over").clicked();
            let look = ui.add(Button::new("Look on").min_size(Vec2::new(88.0, 28.0)));
            // Enter by habit takes nothing from anybody.
            if !std::mem::replace(&mut state.drawn, true) {
                look.request_focus();
            }
            done = look.clicked();
        });
    });
    if takes {
        cx.send(Request::TakeOver);
    }
    closed || done || takes
}

/// Who works in the other window, and for how long.
fn who(session: &Session) -> Option<String> {
    let (person, minutes) = session.other_window()?;
    let me = session.open.as_ref().and_then(|open| {
        let me = open.project.person(open.me.as_ref()?.as_str())?;
        Some(me.name.as_str())
    });
    let (opened, is_mine) = (minutes == 0, !person.is_empty() && Some(person) == me);
    if opened {
        return Some(match person {
            "" => "It was opened there a moment ago".to_owned(),
            _ if is_mine => "You opened it there a moment ago".to_owned(),
            person => format!("{person} opened it there a moment ago"),
        });
    }
    let time = match minutes {
        ..60 => format!("for {}", widgets::counted(minutes as usize, "minute", "minutes")),
        _ => format!(
            "for {}",
            widgets::counted((minutes / 60) as usize, "hour", "hours")
        ),
    };
    Some(match person {
        "" => format!("It has been open there {time}"),
        _ if is_mine => format!("You have had it open there {time}"),
        person => format!("{person} has had it open there {time}"),
    })
}
