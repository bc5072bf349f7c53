//! Edits that belong to another state of the project: when, how many, in which files, and what is to be done with them.

use super::sheet::{self, Size};
use crate::model::Project;
use crate::session::{Foreign, Request, ago};
use crate::store::FileKey;
use crate::store::journal::ForeignJournal;
use crate::ui::cx::Cx;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;
use egui::{Align, Button, Frame, Layout, RichText, ScrollArea, Ui, Vec2};
use std::path::{Path, PathBuf};

/// Files and edits that are named of many.
const NAMED: usize = 3;

#[derive(Default)]
pub struct Asides {
    /// What is to be thrown away, to be confirmed.
    discards: Option<PathBuf>,
    drawn: bool,
}

/// What was asked of one of them.
enum Asked {
    Nothing,
    BringIn,
    /// To be confirmed first.
    Discard,
    Confirm,
    Keep,
}

/// Draws it; says whether it is done.
pub fn asides_ui(cx: &mut Cx, state: &mut Asides, ctx: &egui::Context) -> bool {
    let Some(open) = &cx.session.open else { return true };
    if open.foreign_journals.is_empty() {
        return true;
    }
    let theme = cx.theme;
    let mut later = false;
    let mut wish = None;
    let title = "Edits that are not in the files";
    let (_, closed) = sheet::sheet_ui(ctx, title, Size::Width(500.0), |ui| {
        let about = "They were made here and never reached the project folder; since then its files were put back to another state, such as an older copy or another branch. Bringing them in merges them by id, as one step that can be undone";
        widgets::hint_ui(ui, theme, about);
        ui.add_space(6.0);
        let most = ui.ctx().content_rect().height() - 230.0;
        ScrollArea::vertical().max_height(most.max(120.0)).show(ui, |ui| {
            for one in &open.foreign_journals {
                let discards = state.discards.as_ref() == Some(&one.path);
                let when = one.since.map(|since| ago(cx.session.age_of(since)));
                match one_ui(ui, theme, &open.project, (one, when.as_deref()), discards) {
                    Asked::Nothing => {}
                    Asked::Discard => state.discards = Some(one.path.clone()),
                    Asked::Keep => state.discards = None,
                    Asked::BringIn => wish = Some((one.path.clone(), Foreign::BringIn)),
                    Asked::Confirm => wish = Some((one.path.clone(), Foreign::Discard)),
                }
            }
        });
        ui.add_space(4.0);
        let size = Vec2::new(ui.available_width(), 28.0);
        ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
            let keep = ui.add(Button::new("Keep for later").min_size(Vec2::new(88.0, 28.0)));
            if !std::mem::replace(&mut state.drawn, true) {
                keep.request_focus();
            }
            later = keep.clicked();
        });
    });
    if let Some((path, what)) = wish {
        state.discards = None;
        cx.send(Request::Foreign(path, what));
    }
    closed || later
}

fn one_ui(
    ui: &mut Ui,
    theme: &Theme,
    project: &Project,
    (one, when): (&ForeignJournal, Option<&str>),
    discards: bool,
) -> Asked {
    let mut asked = Asked::Nothing;
    let frame = Frame::new()
        .stroke(egui::Stroke::new(1.0, theme.line))
        .corner_radius(4.0)
        .inner_margin(egui::Margin::symmetric(10, 8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        let count = if one.is_damaged {
            "A spoilt journal".to_owned()
        } else {
            widgets::counted(one.edits, "edit", "edits")
        };
        let heading = match when {
            Some(when) => format!("{count}, laid aside {when}"),
            None => count,
        };
        widgets::heading_ui(ui, &heading);
        if one.is_damaged {
            ui.label("It cannot be read by this program, and is kept as it is");
            let path = RichText::new(one.path.display().to_string());
            ui.label(
                path.font(egui::FontId::monospace(theme::SMALL))
                    .color(theme.ink_weak),
            );
        } else {
            let files: Vec<String> = one.files.iter().map(|file| told(project, file)).collect();
            ui.label(some_of(&files, "file", "files"));
            widgets::hint_ui(ui, theme, &some_of(&one.titles, "edit", "edits"));
        }
        ui.add_space(4.0);
        ui.horizontal(|ui| {
            if discards {
                ui.label("For good?");
                if ui.button("Discard them").clicked() {
                    asked = Asked::Confirm;
                }
                if ui.button("Do not discard").clicked() {
                    asked = Asked::Keep;
                }
                return;
            }
            if !one.is_damaged && ui.button("Bring them in").clicked() {
                asked = Asked::BringIn;
            }
            if ui.button("Discard…").clicked() {
                asked = Asked::Discard;
            }
        });
    });
    ui.add_space(6.0);
    asked
}

/// The first few of many, in one line.
fn some_of(all: &[String], one: &str, many: &str) -> String {
    let named = all.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match all.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {} more", widgets::counted(more, one, many)),
    }
}

/// A file by what is in it.
fn told(project: &Project, file: &FileKey) -> String {
    match file {
        FileKey::Layer(key) => format!(
            "Labels of {} on “{}”",
            project.person_name(&key.annotator),
            widgets::title_of(project, &key.document)
        ),
        FileKey::Document(id) | FileKey::Text(id) => format!("“{}”", widgets::title_of(project, id)),
        FileKey::Codebook => "The codebook".to_owned(),
        FileKey::Entities(person) => format!("Entities of {}", project.person_name(person)),
        FileKey::Project => "People and settings of the project".to_owned(),
        FileKey::GitAttributes => Path::new(&file.path()).display().to_string(),
    }
}
