//! Saves the whole project as one file, or some documents and people of it.

use super::chooser::{Chooser, Pick};
use super::fields;
use super::paths::{self, Found, Looked, path_from_typed};
use super::sheet::{self, Answer, Size};
use crate::formats::Scope;
use crate::model::{DocumentId, PersonId, Project};
use crate::session::{Request, Session};
use crate::ui::cx::Cx;
use crate::ui::theme::Theme;
use crate::ui::widgets;
use egui::{ScrollArea, Ui};
use std::collections::BTreeSet;
use std::path::PathBuf;

pub struct SaveCopy {
    path: String,
    name: String,
    looked: Looked,
    drawn: bool,
    /// What goes into the copy where it is not everything.
    part: bool,
    documents: BTreeSet<DocumentId>,
    people: BTreeSet<PersonId>,
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
            part: false,
            documents: session
                .document()
                .map(|(document, _)| document.id.clone())
                .into_iter()
                .collect(),
            people: session
                .open
                .as_ref()
                .and_then(|open| open.me.clone())
                .into_iter()
                .collect(),
        }
    }

    fn request(&self, path: PathBuf) -> Request {
        match self.part {
            false => Request::SaveCopy(path),
            true => {
                let scope = Scope {
                    annotators: self.people.iter().cloned().collect(),
                    documents: self.documents.iter().cloned().collect(),
                    ..Scope::default()
                };
                Request::SavePart(path, Box::new(scope))
            }
        }
    }

    /// All of it, or what is ticked.
    fn what_ui(&mut self, ui: &mut Ui, theme: &Theme, project: &Project) {
        fields::name_ui(ui, theme, "What goes into it");
        ui.horizontal(|ui| {
            ui.radio_value(&mut self.part, false, "Everything");
            ui.add_space(12.0);
            ui.radio_value(&mut self.part, true, "Some documents and people");
        });
        if !self.part {
            return;
        }
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            let documents = project.documents_by_title();
            let documents = documents
                .iter()
                .map(|document| (&document.id, document.title.as_str()));
            ticks_ui(left, theme, "Documents", documents, &mut self.documents);
            let people = project.people().map(|person| (&person.id, person.name.as_str()));
            ticks_ui(right, theme, "Whose labels", people, &mut self.people);
        });
    }

    fn allowed(&self, found: Option<Found>) -> Result<(), &'static str> {
        match found {
            _ if self.path.trim().is_empty() => Err("Type a path"),
            _ if self.part && self.documents.is_empty() => Err("Choose a document"),
            _ if self.part && self.people.is_empty() => Err("Choose whose labels go into it"),
            Some(Found::EmptyFolder | Found::FullFolder | Found::Project) => {
                Err("This is a folder; add a file name")
            }
            Some(Found::NoParent) => Err("The folder does not exist"),
            Some(Found::File | Found::Nothing) => Ok(()),
            // What is there would be replaced without a word.
            None => Err("Looking at the folder…"),
        }
    }
}

/// A list to tick, with all and none of it in one click.
fn ticks_ui<'a, T: Ord + Clone + 'a>(
    ui: &mut Ui,
    theme: &Theme,
    name: &str,
    rows: impl Iterator<Item = (&'a T, &'a str)>,
    chosen: &mut BTreeSet<T>,
) {
    let rows: Vec<(&T, &str)> = rows.collect();
    let mut all = rows.iter().all(|(id, _)| chosen.contains(*id));
    let words = format!("{name} ({} of {})", chosen.len(), rows.len());
    let some = !all && !chosen.is_empty();
    let whole = egui::Checkbox::new(&mut all, words).indeterminate(some);
    if ui.add(whole).changed() {
        *chosen = rows.iter().filter(|_| all).map(|(id, _)| (*id).clone()).collect();
    }
    let height = ui.spacing().interact_size.y;
    let list = egui::Frame::new()
        .stroke(egui::Stroke::new(1.0, theme.line))
        .corner_radius(4.0)
        .inner_margin(6.0);
    list.show(ui, |ui| {
        let area = ScrollArea::vertical()
            .id_salt(name)
            .max_height(150.0)
            .auto_shrink([false, true]);
        area.show_rows(ui, height, rows.len(), |ui, range| {
            for (id, title) in rows.get(range).unwrap_or_default() {
                let mut ticked = chosen.contains(*id);
                ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Truncate);
                if ui.checkbox(&mut ticked, *title).changed() {
                    match ticked {
                        true => drop(chosen.insert((*id).clone())),
                        false => drop(chosen.remove(*id)),
                    }
                }
            }
        });
    });
}

/// Draws it; says whether it is done.
pub fn save_copy_ui(cx: &mut Cx, state: &mut SaveCopy, chooser: &mut Chooser, ctx: &egui::Context) -> bool {
    if let Some(path) = chooser.answer().and_then(|paths| paths.into_iter().next()) {
        state.path = path.display().to_string();
    }
    let (theme, project) = (cx.theme, cx.session.project());
    let title = "Save a copy as one file";
    let (answer, closed) = sheet::sheet_ui(ctx, title, Size::Width(480.0), |ui| {
        let about = "Texts, codebook and labels in one file, to mail or keep. It opens like a project; what comes back goes in by “Bring in labels…”";
        ui.scope(|ui| {
            ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Wrap);
            widgets::hint_ui(ui, theme, about);
        });
        ui.add_space(6.0);
        let field = fields::line_ui(ui, theme, "File", &mut state.path);
        if !std::mem::replace(&mut state.drawn, true) {
            field.request_focus();
        }
        let entered = sheet::entered(ui, &field);
        let from = Some(paths::usual_folder());
        chooser.button_ui(ui, "Browse…", Pick::Save(state.name.clone()), from);
        chooser.state_ui(ui, theme);
        let found = state.looked.at(cx, &state.path);
        ui.add_space(6.0);
        if let Some(project) = project {
            state.what_ui(ui, theme, project);
        }
        let allowed = state.allowed(found);
        if found == Some(Found::File) {
            fields::warning_ui(ui, theme, "This file exists and will be replaced");
        }
        let go = if found == Some(Found::File) {
            "Replace"
        } else {
            "Save"
        };
        let answer = sheet::foot_ui(ui, theme, go, allowed);
        if entered && allowed.is_ok() && found != Some(Found::File) {
            Answer::Go
        } else {
            answer
        }
    });
    if answer == Answer::Go
        && let Some(path) = path_from_typed(&state.path)
    {
        cx.send(state.request(path));
    }
    closed || answer != Answer::Open
}
