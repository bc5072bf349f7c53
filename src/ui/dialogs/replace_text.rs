//! Puts a corrected text under the labels of the open document: a file first, then what would become of the labels.

use super::chooser::{Chooser, Pick};
use super::fields;
use super::paths::{self, path_from_typed};
use super::sheet::{self, Answer, Size};
use crate::model::edit::recipes::Fates;
use crate::model::{DocumentId, LayerKey, Progress, Project};
use crate::session::{NewText, Reanchoring, Request, Session};
use crate::ui::cx::Cx;
use crate::ui::theme::{self, Theme};
use crate::ui::{icons, widgets};
use egui::{Color32, Grid, RichText, ScrollArea, Ui};

pub struct ReplaceText {
    document: Option<DocumentId>,
    path: String,
    drawn: bool,
    /// The preview was there in the last frame.
    previewed: bool,
}

impl ReplaceText {
    pub fn new(session: &Session) -> Self {
        Self {
            document: session.view.document.clone(),
            path: String::new(),
            drawn: false,
            previewed: false,
        }
    }
}

/// Draws it; says whether it is done.
pub fn replace_text_ui(
    cx: &mut Cx,
    state: &mut ReplaceText,
    chooser: &mut Chooser,
    ctx: &egui::Context,
) -> bool {
    let (Some(project), Some(document)) = (cx.session.project(), state.document.clone()) else {
        return true;
    };
    let title = format!(
        "Replace the text of “{}”",
        widgets::shorten(widgets::title_of(project, &document), 40)
    );
    let preview = cx.session.view.new_text.clone();
    if std::mem::replace(&mut state.previewed, preview.is_some()) && preview.is_none() && !is_reading(cx) {
        return true;
    }
    if let Some(preview) = preview {
        return preview_ui(cx, &title, &preview, ctx);
    }
    if let Some(path) = chooser.answer().and_then(|paths| paths.into_iter().next()) {
        state.path = path.display().to_string();
        cx.send(preview_request(&document, &state.path));
        return false;
    }
    let theme = cx.theme;
    let reading = is_reading(cx);
    let (answer, closed) = sheet::sheet_ui(ctx, &title, Size::Width(520.0), |ui| {
        let about =
            "Labels go with their words. Nothing is changed before you have seen what becomes of them";
        widgets::hint_ui(ui, theme, about);
        ui.add_space(6.0);
        let field = fields::line_ui(ui, theme, "File with the corrected text", &mut state.path);
        if !std::mem::replace(&mut state.drawn, true) {
            field.request_focus();
        }
        let entered = sheet::entered(ui, &field);
        chooser.button_ui(ui, "Browse…", Pick::File, Some(paths::usual_folder()));
        chooser.state_ui(ui, theme);
        let allowed = match (reading, state.path.trim().is_empty()) {
            (true, _) => Err("Reading the text…"),
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
        cx.send(preview_request(&document, &state.path));
    }
    let done = closed || answer == Answer::Cancel;
    if done && reading {
        cx.send(Request::CancelWork);
    }
    done
}

fn is_reading(cx: &Cx) -> bool {
    cx.session.is_working()
}

fn preview_request(document: &DocumentId, typed: &str) -> Request {
    Request::Reanchoring(Reanchoring::PreviewText {
        document: document.clone(),
        path: path_from_typed(typed).unwrap_or_default(),
        encoding: None,
    })
}

/// What becomes of the labels, and the question whether to go on.
fn preview_ui(cx: &mut Cx, title: &str, preview: &NewText, ctx: &egui::Context) -> bool {
    let theme = cx.theme;
    let project = cx.session.project();
    let (answer, closed) = sheet::sheet_ui(ctx, title, Size::Width(520.0), |ui| {
        let name = preview
            .path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        widgets::hint_ui(ui, theme, &format!("By the text of {}", name.unwrap_or_default()));
        ui.add_space(6.0);
        if preview.prepared.done().is_empty() {
            ui.label("The file has the very same text: there is nothing to replace");
        } else {
            fates_ui(ui, theme, preview.fates());
            if let Some(project) = project {
                layers_ui(cx, ui, project, preview);
            }
        }
        for notice in &preview.notices {
            fields::warning_ui(ui, theme, notice);
        }
        let allowed = if preview.prepared.done().is_empty() {
            Err("The text is the same")
        } else {
            Ok(())
        };
        sheet::foot_ui(ui, theme, "Replace the text", allowed)
    });
    match answer {
        Answer::Go => cx.send(Request::Reanchoring(Reanchoring::ConfirmText)),
        Answer::Cancel => cx.send(Request::Reanchoring(Reanchoring::CancelText)),
        Answer::Open if closed => cx.send(Request::Reanchoring(Reanchoring::CancelText)),
        Answer::Open => {}
    }
    closed || answer == Answer::Cancel
}

/// Sign, colour, number and words of each fate that some labels have.
fn fates_ui(ui: &mut Ui, theme: &Theme, fates: Fates) {
    let rows = [
        (
            icons::CHECK,
            theme.ink_weak,
            fates.stay,
            "stays as it is",
            "stay as they are",
        ),
        (
            icons::ARROW_RIGHT,
            theme.accent,
            fates.moved,
            "goes with its words",
            "go with their words",
        ),
        (
            icons::CIRCLE_QUESTION_MARK,
            theme.warning,
            fates.unsure,
            "may be at several places and waits to be placed",
            "may be at several places and wait to be placed",
        ),
        (
            icons::TRIANGLE_ALERT,
            theme.warning,
            fates.lost,
            "has words that are gone and waits to be placed",
            "have words that are gone and wait to be placed",
        ),
    ];
    if fates.all() == 0 {
        widgets::hint_ui(ui, theme, "The document has no labels");
        return;
    }
    Grid::new("fates")
        .num_columns(3)
        .spacing([8.0, 5.0])
        .show(ui, |ui| {
            for (sign, ink, count, one, many) in rows.into_iter().filter(|row| row.2 > 0) {
                sign_ui(ui, sign, ink);
                ui.label(RichText::new(widgets::grouped(count)).font(theme::strong(theme::BODY)));
                let noun = if count == 1 { "label" } else { "labels" };
                ui.label(format!("{noun} {}", if count == 1 { one } else { many }));
                ui.end_row();
            }
        });
}

fn sign_ui(ui: &mut Ui, sign: &str, ink: Color32) {
    ui.label(RichText::new(sign).font(theme::icon_font(14.0)).color(ink));
}

/// Whose labels these are, where they are not all one's own.
fn layers_ui(cx: &Cx, ui: &mut Ui, project: &Project, preview: &NewText) {
    let me = cx.session.open.as_ref().and_then(|open| open.me.as_ref());
    let others = preview.fates.keys().any(|key| Some(&key.annotator) != me);
    let told = preview.fates.keys().any(|key| standing(project, key).is_some());
    if !others && !told {
        return;
    }
    let theme = cx.theme;
    ui.add_space(10.0);
    ScrollArea::vertical().max_height(180.0).show(ui, |ui| {
        Grid::new("layers")
            .num_columns(5)
            .spacing([14.0, 4.0])
            .show(ui, |ui| {
                for head in ["", "Stay", "Go along", "Wait", ""] {
                    widgets::hint_ui(ui, theme, head);
                }
                ui.end_row();
                for (key, fates) in &preview.fates {
                    let name = project.person_name(&key.annotator);
                    let mine = if Some(&key.annotator) == me { " (you)" } else { "" };
                    ui.label(format!("{}{mine}", widgets::shorten(name, 28)));
                    for count in [fates.stay, fates.moved, fates.unsure + fates.lost] {
                        ui.label(widgets::grouped(count));
                    }
                    match standing(project, key) {
                        Some(words) => fields::warning_ui(ui, theme, words),
                        None => ui.label(""),
                    };
                    ui.end_row();
                }
            });
    });
    if others {
        ui.add_space(4.0);
        let about =
            "Labels of others move here too. Their files stay as they are until they save them themselves";
        widgets::hint_ui(ui, theme, about);
    }
}

/// Why somebody may mind that their labels move.
fn standing(project: &Project, key: &LayerKey) -> Option<&'static str> {
    match project.progress(key) {
        Progress::Locked => Some("locked"),
        Progress::Finished => Some("finished"),
        Progress::New | Progress::InProgress => None,
    }
}
