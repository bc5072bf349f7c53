//! Opens a project: a typed path, a folder or a file chosen, or one of those opened lately.

use super::chooser::{Chooser, Pick};
use super::fields;
use super::lists::{self, Row};
use super::paths::{self, Found, Looked, path_from_typed};
use super::sheet::{self, Answer, Size};
use crate::session::Request;
use crate::ui::cx::Cx;
use crate::ui::theme::Theme;
use crate::ui::widgets;
use egui::{ScrollArea, Ui};
use std::path::PathBuf;

#[derive(Default)]
pub struct OpenProject {
    path: String,
    looked: Looked,
    drawn: bool,
}

impl OpenProject {
    fn allowed(&mut self, cx: &mut Cx) -> Result<(), &'static str> {
        if self.path.trim().is_empty() {
            return Err("Type or choose a path");
        }
        match self.looked.at(cx, &self.path) {
            // Opening tells by itself what is not there, and can be cancelled.
            None | Some(Found::File | Found::FullFolder | Found::Project) => Ok(()),
            Some(Found::EmptyFolder) => Err("This folder is empty"),
            Some(Found::Nothing | Found::NoParent) => Err("There is nothing at this path"),
        }
    }
}

/// Draws it; says whether it is done.
pub fn open_project_ui(
    cx: &mut Cx,
    state: &mut OpenProject,
    chooser: &mut Chooser,
    ctx: &egui::Context,
) -> bool {
    if let Some(path) = chooser.answer().and_then(|paths| paths.into_iter().next()) {
        cx.send(Request::Open(path));
        return true;
    }
    let theme = cx.theme;
    let recent = &cx.session.settings.recent;
    let mut chosen: Option<PathBuf> = None;
    let (answer, closed) = sheet::sheet_ui(ctx, "Open project", Size::Width(520.0), |ui| {
        let words = (
            "Folder or file",
            "A project folder, or a project in one .ron file",
        );
        let field = fields::hinted_ui(ui, theme, words, &mut state.path);
        if !std::mem::replace(&mut state.drawn, true) {
            field.request_focus();
        }
        let entered = sheet::entered(ui, &field);
        ui.horizontal(|ui| {
            let from = Some(paths::usual_folder());
            chooser.button_ui(ui, "Browse folder…", Pick::Folder, from.clone());
            chooser.button_ui(ui, "Browse file…", Pick::File, from);
        });
        chooser.state_ui(ui, theme);
        ui.add_space(6.0);
        chosen = recent_ui(ui, theme, recent);
        let allowed = state.allowed(cx);
        let answer = sheet::foot_ui(ui, theme, "Open", allowed);
        if entered && allowed.is_ok() {
            Answer::Go
        } else {
            answer
        }
    });
    if answer == Answer::Go {
        chosen = path_from_typed(&state.path);
    }
    let done = closed || answer != Answer::Open || chosen.is_some();
    if let Some(path) = chosen {
        cx.send(Request::Open(path));
    }
    done
}

fn recent_ui(ui: &mut Ui, theme: &Theme, recent: &[PathBuf]) -> Option<PathBuf> {
    let mut chosen = None;
    fields::name_ui(ui, theme, "Recent");
    if recent.is_empty() {
        widgets::hint_ui(ui, theme, "Projects that you open are listed here");
    }
    ScrollArea::vertical().max_height(220.0).show(ui, |ui| {
        for path in recent {
            let name = path.file_name().map_or_else(
                || path.display().to_string(),
                |name| name.to_string_lossy().into_owned(),
            );
            let folder = path.parent().map(|p| p.display().to_string()).unwrap_or_default();
            let row = Row {
                words: &name,
                right: &folder,
                ..Row::default()
            };
            let response = lists::row_ui(ui, theme, &row).on_hover_text(path.display().to_string());
            if response.clicked() {
                chosen = Some(path.clone());
            }
        }
    });
    chosen
}
