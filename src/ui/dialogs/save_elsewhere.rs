//! Saves the whole project to another folder, to keep a copy or to go on there.

use super::chooser::{Chooser, Pick};
use super::fields;
use super::paths::{self, Found, Looked, path_from_typed};
use super::sheet::{self, Answer, Size};
use crate::session::{Request, Session};
use crate::ui::cx::Cx;
use crate::ui::widgets;

pub struct SaveElsewhere {
    path: String,
    goes_on: bool,
    looked: Looked,
    drawn: bool,
}

impl SaveElsewhere {
    pub fn new(session: &Session) -> Self {
        let name = session
            .project()
            .map(|project| paths::file_name(&project.head().name))
            .unwrap_or_default();
        let in_trouble = session.open.as_ref().is_some_and(|open| open.trouble.is_some());
        let path = paths::usual_folder().join(format!("{name} copy"));
        Self {
            path: path.display().to_string(),
            goes_on: in_trouble,
            looked: Looked::default(),
            drawn: false,
        }
    }
}

/// Draws it; says whether it is done.
pub fn save_elsewhere_ui(
    cx: &mut Cx,
    state: &mut SaveElsewhere,
    chooser: &mut Chooser,
    ctx: &egui::Context,
) -> bool {
    if let Some(path) = chooser.answer().and_then(|paths| paths.into_iter().next()) {
        state.path = path.display().to_string();
    }
    let theme = cx.theme;
    let title = "Save project to another folder";
    let (answer, closed) = sheet::sheet_ui(ctx, title, Size::Width(480.0), |ui| {
        let about = "Texts, codebook and everybody’s labels as they are here now, with all that is not saved in the old place. The copy is a project of its own";
        widgets::hint_ui(ui, theme, about);
        ui.add_space(6.0);
        let field = fields::line_ui(ui, theme, "Folder", &mut state.path);
        if !std::mem::replace(&mut state.drawn, true) {
            field.request_focus();
        }
        let entered = sheet::entered(ui, &field);
        chooser.button_ui(ui, "Browse…", Pick::Folder, Some(paths::usual_folder()));
        chooser.state_ui(ui, theme);
        ui.add_space(4.0);
        ui.checkbox(&mut state.goes_on, "Go on working in the new folder");
        let allowed = match state.looked.at(cx, &state.path) {
            _ if state.path.trim().is_empty() => Err("Type a path"),
            Some(Found::File) => Err("There is a file of this name"),
            Some(Found::FullFolder | Found::Project) => Err("This folder is not empty"),
            // While a worker looks too: nothing is written where something is.
            None | Some(Found::NoParent | Found::EmptyFolder | Found::Nothing) => Ok(()),
        };
        let answer = sheet::foot_ui(ui, theme, "Save", allowed);
        if entered && allowed.is_ok() {
            Answer::Go
        } else {
            answer
        }
    });
    if answer == Answer::Go
        && let Some(folder) = path_from_typed(&state.path)
    {
        let goes_on = state.goes_on;
        cx.send(Request::SaveElsewhere { folder, goes_on });
    }
    closed || answer != Answer::Open
}
