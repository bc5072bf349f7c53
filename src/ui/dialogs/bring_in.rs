//! Brings a teammate's labels in: choosing what they sent first, then what it would change, before anything is.

mod preview;
mod rows;

use super::chooser::{Chooser, Pick};
use super::fields;
use super::paths::{self, path_from_typed};
use super::sheet::{self, Answer, Size};
use crate::session::{BringIn as Asked, Request};
use crate::ui::cx::Cx;
use crate::ui::widgets;
use preview::Seen;

#[derive(Default)]
pub struct BringIn {
    path: String,
    drawn: bool,
    seen: Seen,
    /// The preview was there in the last frame.
    previewed: bool,
}

/// Draws it; says whether it is done.
pub fn bring_in_ui(cx: &mut Cx, state: &mut BringIn, chooser: &mut Chooser, ctx: &egui::Context) -> bool {
    if cx.session.project().is_none() {
        return true;
    }
    let reading = cx.session.busy.is_some();
    let preview = cx.session.view.bringing.clone();
    if std::mem::replace(&mut state.previewed, preview.is_some()) && preview.is_none() && !reading {
        return true;
    }
    if let Some(preview) = preview {
        return preview::preview_ui(cx, &mut state.seen, &preview, ctx);
    }
    if let Some(paths) = chooser.answer() {
        if let Some(path) = paths.first() {
            state.path = path.display().to_string();
        }
        cx.send(Request::BringIn(Asked::Preview(paths)));
        return false;
    }
    let theme = cx.theme;
    let (answer, closed) = sheet::sheet_ui(ctx, "Bring in labels", Size::Width(520.0), |ui| {
        let about = "What a teammate sent back: the project in one file, its folder, or files of layers. Nothing is changed before you have seen what it brings";
        ui.scope(|ui| {
            ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Wrap);
            widgets::hint_ui(ui, theme, about);
        });
        ui.add_space(6.0);
        let words = ("File or folder", "A .ron file, or a project’s folder");
        let field = fields::hinted_ui(ui, theme, words, &mut state.path);
        if !std::mem::replace(&mut state.drawn, true) {
            field.request_focus();
        }
        let entered = sheet::entered(ui, &field);
        ui.horizontal(|ui| {
            chooser.button_ui(ui, "Choose files…", Pick::Files, Some(paths::usual_folder()));
            chooser.button_ui(ui, "Choose a folder…", Pick::Folder, Some(paths::usual_folder()));
        });
        chooser.state_ui(ui, theme);
        let allowed = match (reading, state.path.trim().is_empty()) {
            (true, _) => Err("Reading the files…"),
            (false, true) => Err("Type or choose a file"),
            (false, false) => Ok(()),
        };
        let answer = sheet::foot_ui(ui, theme, "Preview", allowed);
        match entered && allowed.is_ok() {
            true => Answer::Go,
            false => answer,
        }
    });
    if answer == Answer::Go
        && let Some(path) = path_from_typed(&state.path)
    {
        cx.send(Request::BringIn(Asked::Preview(vec![path])));
    }
    closed || answer == Answer::Cancel
}
