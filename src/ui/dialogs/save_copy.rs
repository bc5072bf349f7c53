//! Saves the whole project as one file.

use super::chooser::{Chooser, Pick};
use super::fields;
use super::paths::{self, Found, Looked, path_from_typed};
use super::sheet::{self, Answer, Size};
use crate::session::{Request, Session};
use crate::ui::cx::Cx;
use crate::ui::widgets;

pub struct SaveCopy {
    path: String,
    name: String,
    looked: Looked,
    drawn: bool,
}

impl SaveCopy {
    pub fn new(session: &Session) -> Self {
        let name = session
            .project()
            .map(|project| paths::file_name(&project.head().name))
            .unwrap_or_default();
        let name = format!("{name}.ron");
        let path = paths::usual_folder().join(&name).display().to_string();
        Self {
            path,
            name,
            looked: Looked::default(),
            drawn: false,
        }
    }
}

/// Draws it; says whether it is done.
pub fn save_copy_ui(cx: &mut Cx, state: &mut SaveCopy, chooser: &mut Chooser, ctx: &egui::Context) -> bool {
    if let Some(path) = chooser.answer().and_then(|paths| paths.into_iter().next()) {
        state.path = path.display().to_string();
    }
    let theme = cx.theme;
    let title = "Save a copy as one file";
    let (answer, closed) = sheet::sheet_ui(ctx, title, Size::Width(480.0), |ui| {
        let about =
            "Texts, codebook and everybody’s labels in one file, to mail or keep. It opens like a project";
        widgets::hint_ui(ui, theme, about);
        ui.add_space(6.0);
        let field = fields::line_ui(ui, theme, "File", &mut state.path);
        if !std::mem::replace(&mut state.drawn, true) {
            field.request_focus();
        }
        let entered = sheet::entered(ui, &field);
        let from = Some(paths::usual_folder());
        chooser.button_ui(ui, "Browse…", Pick::Save(state.name.clone()), from);
        chooser.state_ui(ui, theme);
        let found = state.looked.at(&state.path);
        let allowed = match found {
            _ if state.path.trim().is_empty() => Err("Type a path"),
            Found::EmptyFolder | Found::FullFolder => Err("This is a folder; add a file name"),
            Found::NoParent => Err("The folder does not exist"),
            Found::File | Found::Nothing => Ok(()),
        };
        if found == Found::File {
            fields::warning_ui(ui, theme, "This file exists and will be replaced");
        }
        let go = if found == Found::File { "Replace" } else { "Save" };
        let answer = sheet::foot_ui(ui, theme, go, allowed);
        if entered && allowed.is_ok() && found != Found::File {
            Answer::Go
        } else {
            answer
        }
    });
    if answer == Answer::Go
        && let Some(path) = path_from_typed(&state.path)
    {
        cx.send(Request::SaveCopy(path));
    }
    closed || answer != Answer::Open
}
