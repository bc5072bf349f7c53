//! Asks whose labels the user writes: labels of different people lie apart, so that they can be compared.

use super::fields;
use super::lists::{self, Row};
use super::sheet::{self, Answer, Size};
use crate::model::{Person, PersonKind};
use crate::session::Request;
use crate::ui::cx::Cx;
use crate::ui::theme::Theme;
use crate::ui::widgets;
use egui::{ScrollArea, Ui};
use std::sync::Arc;

#[derive(Default)]
pub struct WhoAmI {
    name: String,
    drawn: bool,
}

/// Draws it; says whether it is done.
pub fn who_am_i_ui(cx: &mut Cx, state: &mut WhoAmI, ctx: &egui::Context) -> bool {
    let Some(open) = &cx.session.open else { return true };
    let people: Vec<Arc<Person>> = open
        .project
        .people()
        .filter(|person| person.kind == PersonKind::Person)
        .cloned()
        .collect();
    let theme = cx.theme;
    let mut chosen = None;
    let (answer, closed) = sheet::sheet_ui(ctx, "Who are you in this project?", Size::Width(420.0), |ui| {
        let why = "Everyone’s labels are kept apart, so that they can be compared. This machine remembers the answer; “Who am I…” changes it";
        widgets::hint_ui(ui, theme, why);
        ui.add_space(8.0);
        let first = !std::mem::replace(&mut state.drawn, true);
        chosen = people_ui(
            ui,
            theme,
            &people,
            (open.me.as_ref().map(|id| id.as_str()), first),
        );
        let title = if people.is_empty() {
            "Your name"
        } else {
            "Someone else"
        };
        let field = fields::hinted_ui(ui, theme, (title, "Name"), &mut state.name);
        if first && people.is_empty() {
            field.request_focus();
        }
        let entered = sheet::entered(ui, &field);
        let allowed = if state.name.trim().is_empty() {
            Err(if people.is_empty() {
                "Type your name"
            } else {
                "Choose a name or type one"
            })
        } else {
            Ok(())
        };
        let answer = sheet::foot_ui(ui, theme, "That is me", allowed);
        if entered && allowed.is_ok() {
            Answer::Go
        } else {
            answer
        }
    });
    if answer == Answer::Go {
        chosen = Some(state.name.trim().to_owned());
    }
    let done = closed || answer != Answer::Open || chosen.is_some();
    if let Some(name) = chosen {
        cx.send(Request::SetMe(name));
    }
    done
}

/// A row a person; says the id of the one that was clicked. `now` is who it is so far, and whether the list takes the keyboard.
fn people_ui(
    ui: &mut Ui,
    theme: &Theme,
    people: &[Arc<Person>],
    now: (Option<&str>, bool),
) -> Option<String> {
    let (me, first) = now;
    let mut chosen = None;
    let start = people.iter().position(|p| me == Some(p.id.as_str())).unwrap_or(0);
    ScrollArea::vertical().max_height(260.0).show(ui, |ui| {
        for (index, person) in people.iter().enumerate() {
            let here = me == Some(person.id.as_str());
            let row = Row {
                words: &person.name,
                right: if here { "you" } else { "" },
                colour: Some(person.colour),
                chosen: here,
                ..Row::default()
            };
            let response = lists::row_ui(ui, theme, &row);
            if first && index == start {
                response.request_focus();
            }
            if response.clicked() {
                chosen = Some(person.id.to_string());
            }
        }
    });
    if !people.is_empty() {
        ui.add_space(6.0);
    }
    chosen
}
