//! Where the board is written to: a line at the foot of the board.

use crate::ui::cx::Cx;
use crate::ui::dialogs::chooser::{Chooser, Pick};
use crate::ui::dialogs::paths::{self, Found, Looked, path_from_typed};
use crate::ui::dialogs::{fields, sheet};
use crate::ui::widgets;
use egui::{Button, Key, Modifiers, Ui};
use std::path::PathBuf;

#[derive(Default)]
pub struct Export {
    /// None until it is drawn first.
    path: Option<String>,
    looked: Looked,
    focused: bool,
}

fn first_path(cx: &Cx) -> String {
    let name = cx
        .session
        .project()
        .map(|project| paths::file_name(&project.head().name));
    let name = format!("{} board.csv", name.unwrap_or_default());
    paths::usual_folder().join(name.trim()).display().to_string()
}

/// Draws it. None while it is open; then the path, or nothing where it was given up.
pub fn export_ui(
    cx: &mut Cx,
    state: &mut Export,
    chooser: &mut Chooser,
    ui: &mut Ui,
) -> Option<Option<PathBuf>> {
    if let Some(path) = chooser.answer().and_then(|paths| paths.into_iter().next()) {
        state.path = Some(path.display().to_string());
    }
    if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
        return Some(None);
    }
    let mut path = state.path.clone().unwrap_or_else(|| first_path(cx));
    let field = fields::line_ui(ui, cx.theme, "File for the board", &mut path);
    if !state.focused {
        field.request_focus();
        state.focused = field.has_focus();
    }
    let entered = sheet::entered(ui, &field);
    let found = state.looked.at(cx, &path);
    let allowed = match found {
        _ if path.trim().is_empty() => Err("Type a path"),
        Some(Found::EmptyFolder | Found::FullFolder | Found::Project) => {
            Err("This is a folder; add a file name")
        }
        Some(Found::NoParent) => Err("The folder does not exist"),
        Some(Found::File | Found::Nothing) => Ok(()),
        None => Err("Looking at the folder…"),
    };
    let there = found == Some(Found::File);
    let mut answer = None;
    ui.horizontal(|ui| {
        chooser.button_ui(
            ui,
            "Browse…",
            Pick::Save("board.csv".to_owned()),
            Some(paths::usual_folder()),
        );
        let words = if there { "Replace" } else { "Export" };
        let go = ui.add_enabled(allowed.is_ok(), Button::new(words));
        if go.clicked() || entered && allowed.is_ok() && !there {
            answer = path_from_typed(&path).map(Some);
        }
        if ui.button("Cancel").clicked() {
            answer = Some(None);
        }
        match allowed {
            Err(reason) => drop(widgets::hint_ui(ui, cx.theme, reason)),
            Ok(()) if there => drop(fields::warning_ui(ui, cx.theme, "This file exists")),
            Ok(()) => chooser.state_ui(ui, cx.theme),
        }
    });
    state.path = Some(path);
    answer
}
