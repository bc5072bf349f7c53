//! Brings texts and labels in: choosing files first, then what they would bring, before anything is changed.

mod facts;
mod preview;

use super::chooser::{Chooser, Pick};
use super::fields;
use super::paths::{self, path_from_typed};
use super::sheet::{self, Answer, Size};
use crate::formats;
use crate::session::Request;
use crate::ui::cx::Cx;
use crate::ui::theme::Theme;
use crate::ui::{icons, widgets};
use egui::Ui;
use std::path::PathBuf;

pub struct Import {
    /// One field a path; the last is for the next one.
    typed: Vec<String>,
    drawn: bool,
    facts: Option<facts::Facts>,
    annotator: Option<String>,
}

impl Default for Import {
    fn default() -> Self {
        Self {
            typed: vec![String::new()],
            drawn: false,
            facts: None,
            annotator: None,
        }
    }
}

impl Import {
    fn paths(&self) -> Vec<PathBuf> {
        self.typed
            .iter()
            .filter_map(|typed| path_from_typed(typed))
            .collect()
    }
}

/// Draws it; says whether it is done.
pub fn import_ui(cx: &mut Cx, state: &mut Import, chooser: &mut Chooser, ctx: &egui::Context) -> bool {
    if cx.session.project().is_none() {
        return true;
    }
    if let Some(preview) = cx.session.view.import.clone() {
        return preview::preview_ui(cx, state, &preview, ctx);
    }
    if let Some(paths) = chooser.answer() {
        cx.send(preview_request(paths));
        return false;
    }
    let theme = cx.theme;
    let reading = cx.session.busy.is_some();
    let (answer, closed) = sheet::sheet_ui(ctx, "Import", Size::Width(520.0), |ui| {
        let entered = form_ui(ui, theme, state, chooser);
        let allowed = match (reading, state.paths().is_empty()) {
            (true, _) => Err("Reading the files…"),
            (false, true) => Err("Type or choose a file"),
            (false, false) => Ok(()),
        };
        let answer = sheet::foot_ui(ui, theme, "Preview", allowed);
        if entered && allowed.is_ok() {
            Answer::Go
        } else {
            answer
        }
    });
    if answer == Answer::Go {
        cx.send(preview_request(state.paths()));
    }
    closed || answer == Answer::Cancel
}

fn preview_request(paths: Vec<PathBuf>) -> Request {
    Request::PreviewImport {
        paths,
        encoding: None,
        annotator: None,
    }
}

fn form_ui(ui: &mut Ui, theme: &Theme, state: &mut Import, chooser: &mut Chooser) -> bool {
    let about = "Nothing is changed before you have seen what the files bring. Files can also be dropped on the window";
    widgets::hint_ui(ui, theme, about);
    ui.add_space(6.0);
    let mut entered = false;
    let mut gone = None;
    let many = state.typed.len() > 1;
    for (index, typed) in state.typed.iter_mut().enumerate() {
        ui.push_id(index, |ui| {
            let name = match (index, many) {
                (0, false) => "File or folder".to_owned(),
                (index, _) => format!("File or folder {}", index + 1),
            };
            ui.horizontal_top(|ui| {
                let width = ui.available_width() - if many { 34.0 } else { 0.0 };
                ui.allocate_ui(egui::Vec2::new(width, 0.0), |ui| {
                    let field = fields::hinted_ui(ui, theme, (&name, "A folder brings all its files"), typed);
                    if index == 0 && !std::mem::replace(&mut state.drawn, true) {
                        field.request_focus();
                    }
                    entered |= sheet::entered(ui, &field);
                });
                if many && widgets::icon_button(ui, icons::X, "Leave this one out").clicked() {
                    gone = Some(index);
                }
            });
        });
    }
    if let Some(index) = gone {
        state.typed.remove(index);
    }
    ui.horizontal(|ui| {
        chooser.button_ui(ui, "Browse…", Pick::Files, Some(paths::usual_folder()));
        let full = state.typed.iter().all(|typed| !typed.trim().is_empty());
        let add = ui
            .add_enabled_ui(full, |ui| fields::icon_words_button(ui, icons::PLUS, "Another"))
            .inner
            .on_disabled_hover_text("Type a path first");
        if add.clicked() {
            state.typed.push(String::new());
        }
    });
    chooser.state_ui(ui, theme);
    ui.add_space(4.0);
    let known: Vec<&str> = formats::all()
        .iter()
        .filter(|(_, reads, _)| *reads)
        .map(|(info, _, _)| info.name)
        .collect();
    widgets::hint_ui(ui, theme, &format!("Reads {}", known.join("; ")));
    entered
}
