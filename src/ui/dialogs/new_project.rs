//! A new project: its name, its folder, and the codebook to start with.

use super::chooser::{Chooser, Pick};
use super::paths::{self, Found, Looked};
use super::sheet::{self, Answer, Size};
use super::{fields, paths::path_from_typed};
use crate::session::{Request, StartCodebook};
use crate::ui::cx::Cx;
use crate::ui::theme::Theme;
use crate::ui::widgets;
use egui::Ui;
use std::path::PathBuf;

pub struct NewProject {
    name: String,
    /// As long as nobody typed or chose a folder, it follows the name.
    folder: String,
    own_folder: bool,
    /// The folder that was chosen, until it is known what lies there.
    chosen: Option<String>,
    codebook: StartCodebook,
    looked: Looked,
    fresh: bool,
}

impl Default for NewProject {
    fn default() -> Self {
        Self {
            name: String::new(),
            folder: String::new(),
            own_folder: false,
            chosen: None,
            codebook: StartCodebook::default(),
            looked: Looked::default(),
            fresh: true,
        }
    }
}

impl NewProject {
    fn follow_name(&mut self) {
        if !self.own_folder {
            let name = self.name.trim();
            self.folder = if name.is_empty() {
                String::new()
            } else {
                let folder = paths::usual_folder().join(paths::file_name(name));
                folder.display().to_string()
            };
        }
    }

    /// A folder with other things in it is where the new one goes, not what becomes the project.
    fn go_into_chosen(&mut self, cx: &mut Cx) {
        if self.chosen.as_ref() != Some(&self.folder) || self.name.trim().is_empty() {
            return;
        }
        let Some(found) = self.looked.at(cx, &self.folder) else {
            return;
        };
        self.chosen = None;
        if matches!(found, Found::FullFolder | Found::Project) {
            let folder = PathBuf::from(&self.folder).join(paths::file_name(&self.name));
            self.folder = folder.display().to_string();
        }
    }

    fn allowed(&mut self, cx: &mut Cx) -> Result<(), &'static str> {
        if self.name.trim().is_empty() {
            return Err("Type a name first");
        }
        if self.folder.trim().is_empty() {
            return Err("Choose a folder");
        }
        match self.looked.at(cx, &self.folder) {
            Some(Found::File) => Err("There is a file of this name"),
            Some(Found::FullFolder | Found::Project) => Err("This folder is not empty"),
            // While a worker looks too: nothing is made where something is.
            _ => Ok(()),
        }
    }
}

/// Draws it; says whether it is done.
pub fn new_project_ui(
    cx: &mut Cx,
    state: &mut NewProject,
    chooser: &mut Chooser,
    ctx: &egui::Context,
) -> bool {
    if let Some(path) = chooser.answer().and_then(|paths| paths.into_iter().next()) {
        state.folder = path.display().to_string();
        state.own_folder = true;
        state.chosen = Some(state.folder.clone());
    }
    state.go_into_chosen(cx);
    let theme = cx.theme;
    let (answer, closed) = sheet::sheet_ui(ctx, "New project", Size::Width(480.0), |ui| {
        let entered = form_ui(ui, theme, state, chooser);
        let allowed = state.allowed(cx);
        let answer = sheet::foot_ui(ui, theme, "Create", allowed);
        if entered && allowed.is_ok() {
            Answer::Go
        } else {
            answer
        }
    });
    if answer == Answer::Go
        && let Some(folder) = path_from_typed(&state.folder)
    {
        cx.send(Request::Create {
            folder,
            name: state.name.trim().to_owned(),
            codebook: state.codebook,
        });
    }
    closed || answer != Answer::Open
}

fn form_ui(ui: &mut Ui, theme: &Theme, state: &mut NewProject, chooser: &mut Chooser) -> bool {
    let name = fields::hinted_ui(ui, theme, ("Name", "Interviews 2026"), &mut state.name);
    if std::mem::take(&mut state.fresh) {
        name.request_focus();
    }
    if name.changed() {
        state.follow_name();
    }
    ui.add_space(4.0);
    let folder = fields::hinted_ui(
        ui,
        theme,
        ("Folder", "It is made if it does not exist"),
        &mut state.folder,
    );
    state.own_folder |= folder.changed();
    chooser.button_ui(ui, "Browse…", Pick::Folder, Some(paths::usual_folder()));
    chooser.state_ui(ui, theme);
    ui.add_space(4.0);
    fields::name_ui(ui, theme, "Codebook");
    ui.radio_value(
        &mut state.codebook,
        StartCodebook::NewsInterview,
        "News interview",
    );
    ui.indent("about", |ui| {
        let words =
            "Speaker, claim, topic and more, with attributes, links and rules; all of it can be changed";
        widgets::hint_ui(ui, theme, words);
    });
    ui.radio_value(
        &mut state.codebook,
        StartCodebook::Empty,
        "Empty, I make my own labels",
    );
    sheet::entered(ui, &name) || sheet::entered(ui, &folder)
}
