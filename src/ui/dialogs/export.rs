//! Writes labels in another format: which format and what it loses, whose labels, of what, and where to.

use super::chooser::{Chooser, Pick};
use super::fields;
use super::lists::{self, Row};
use super::paths::{self, Found, Looked, path_from_typed};
use super::sheet::{self, Answer, Size};
use crate::formats::{EXPORTERS, Exporter, FormatOption, Scope, Shape};
use crate::model::{PersonId, PersonKind, Project};
use crate::session::{Request, Session};
use crate::ui::cx::Cx;
use crate::ui::theme::Theme;
use crate::ui::widgets;
use egui::{Panel, ScrollArea, Ui};
use std::collections::BTreeMap;
use std::path::PathBuf;

pub struct Export {
    format: usize,
    /// What was chosen, by format and option.
    options: BTreeMap<(&'static str, &'static str), &'static str>,
    scope: Scope,
    only_open: bool,
    path: String,
    /// As long as nobody typed or chose a path, it follows the format.
    own_path: bool,
    looked: Looked,
    /// The warning stood above the button.
    replaces: bool,
}

impl Export {
    pub fn new(session: &Session) -> Self {
        let mut export = Self {
            format: 0,
            options: BTreeMap::new(),
            scope: session.project().map(Scope::default_for).unwrap_or_default(),
            only_open: false,
            path: String::new(),
            own_path: false,
            looked: Looked::default(),
            replaces: false,
        };
        export.follow(session);
        export
    }

    /// Of the agreed result alone.
    pub fn agreed(session: &Session) -> Self {
        let mut export = Self::new(session);
        export.scope.annotators = std::iter::once(PersonId::adjudicated()).collect();
        export
    }

    fn exporter(&self) -> Option<&'static dyn Exporter> {
        EXPORTERS.get(self.format).copied()
    }

    fn file_name(&self, project: &Project) -> String {
        let name = paths::file_name(&project.head().name);
        match self.exporter() {
            Some(exporter) if exporter.shape() == Shape::OneFile => {
                let extension = exporter.info().extensions.first().unwrap_or(&"txt");
                format!("{name}.{extension}")
            }
            Some(exporter) => format!("{name}-{}", exporter.info().id),
            None => name,
        }
    }

    fn follow(&mut self, session: &Session) {
        if let Some(project) = session.project().filter(|_| !self.own_path) {
            let path = paths::usual_folder().join(self.file_name(project));
            self.path = path.display().to_string();
        }
    }

    fn allowed(&self, found: Option<Found>) -> Result<(), &'static str> {
        let folder = self
            .exporter()
            .is_some_and(|e| e.shape() == Shape::FilePerDocument);
        if self.scope.annotators.is_empty() {
            return Err("Choose at least one person");
        }
        if self.path.trim().is_empty() {
            return Err("Type a path");
        }
        match found {
            Some(Found::EmptyFolder | Found::FullFolder | Found::Project) if !folder => {
                Err("This is a folder; add a file name")
            }
            Some(Found::File) if folder => Err("This is a file; it takes a folder"),
            Some(Found::NoParent) => Err("The folder does not exist"),
            _ => Ok(()),
        }
    }

    fn request(&self, session: &Session) -> Option<Request> {
        let exporter = self.exporter()?;
        let mut scope = self.scope.clone();
        if let Some(open) = session.view.document.clone().filter(|_| self.only_open) {
            scope.documents = vec![open];
        }
        let options = exporter.info().options.iter().filter_map(|option| {
            let value = self.options.get(&(exporter.info().id, option.key))?;
            Some((option.key.to_owned(), (*value).to_owned()))
        });
        Some(Request::Export {
            format: exporter.info().id.to_owned(),
            options: options.collect(),
            scope: Box::new(scope),
            path: path_from_typed(&self.path)?,
            force: self.replaces,
        })
    }
}

/// Draws it; says whether it is done.
pub fn export_ui(cx: &mut Cx, state: &mut Export, chooser: &mut Chooser, ctx: &egui::Context) -> bool {
    let Some(project) = cx.session.project() else {
        return true;
    };
    if let Some(path) = chooser.answer().and_then(|paths| paths.into_iter().next()) {
        state.path = path.display().to_string();
        state.own_path = true;
    }
    let (theme, session) = (cx.theme, cx.session);
    let (answer, closed) =
        sheet::sheet_ui(ctx, "Export", Size::Fixed(720.0, 520.0), |ui| {
            let foot = Panel::bottom("export foot")
                .frame(egui::Frame::new())
                .show_separator_line(false);
            let answer = foot.show(ui, |ui| foot_ui(cx, ui, project, state, chooser)).inner;
            let list = Panel::left("formats").resizable(false).exact_size(236.0).frame(
                egui::Frame::new().inner_margin(egui::Margin {
                    right: 12,
                    ..egui::Margin::ZERO
                }),
            );
            list.show(ui, |ui| formats_ui(ui, theme, state));
            let right = egui::Frame::new().inner_margin(egui::Margin {
                left: 16,
                ..egui::Margin::ZERO
            });
            egui::CentralPanel::default().frame(right).show(ui, |ui| {
                ScrollArea::vertical()
                    .auto_shrink(false)
                    .show(ui, |ui| details_ui(ui, theme, session, state));
            });
            state.follow(session);
            answer
        });
    if answer == Answer::Go
        && let Some(request) = state.request(session)
    {
        cx.send(request);
    }
    closed || answer != Answer::Open
}

fn formats_ui(ui: &mut Ui, theme: &Theme, state: &mut Export) {
    fields::name_ui(ui, theme, "Format");
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        for (index, exporter) in EXPORTERS.iter().enumerate() {
            let row = Row {
                words: exporter.info().name,
                chosen: index == state.format,
                ..Row::default()
            };
            if lists::row_ui(ui, theme, &row).clicked() {
                state.format = index;
            }
        }
    });
}

fn details_ui(ui: &mut Ui, theme: &Theme, session: &Session, state: &mut Export) {
    let Some(exporter) = state.exporter() else { return };
    let Some(project) = session.project() else { return };
    let info = exporter.info();
    widgets::heading_ui(ui, info.name);
    let loses = if info.loses.is_empty() {
        "Carries everything"
    } else {
        info.loses
    };
    ui.scope(|ui| {
        ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Wrap);
        widgets::hint_ui(ui, theme, loses);
    });
    ui.add_space(8.0);
    for option in info.options {
        let chosen = state
            .options
            .entry((info.id, option.key))
            .or_insert(option.default);
        option_ui(ui, theme, option, chosen);
    }
    people_ui(ui, theme, project, &mut state.scope);
    ui.add_space(8.0);
    fields::name_ui(ui, theme, "Documents");
    ui.horizontal(|ui| {
        let all = format!("All ({})", project.documents().len());
        ui.radio_value(&mut state.only_open, false, all);
        let open = session.document();
        ui.add_space(12.0);
        ui.add_enabled_ui(open.is_some(), |ui| {
            let radio = ui.radio_value(&mut state.only_open, true, "Only the open one");
            match open {
                Some((document, _)) => radio.on_hover_text(&document.title),
                None => radio.on_disabled_hover_text("No document is open"),
            }
        });
    });
    ui.add_space(8.0);
    fields::name_ui(ui, theme, "Labels");
    let names = ("Labels to export", "All labels");
    lists::labels_ui(ui, project.codebook(), names, &mut state.scope.labels);
}

fn option_ui(ui: &mut Ui, theme: &Theme, option: &FormatOption, chosen: &mut &'static str) {
    let name = sentence(option.key);
    fields::choice_ui(
        ui,
        theme,
        &name,
        option.values,
        (chosen, &|value| (*value).to_owned()),
    );
    widgets::hint_ui(ui, theme, option.help);
    ui.add_space(8.0);
}

fn sentence(key: &str) -> String {
    let words = key.replace(['_', '-'], " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}

fn people_ui(ui: &mut Ui, theme: &Theme, project: &Project, scope: &mut Scope) {
    fields::name_ui(ui, theme, "Whose labels");
    if project.people().len() == 0 {
        widgets::hint_ui(ui, theme, "Nobody has labels here yet");
    }
    for person in project.people() {
        let words = match person.kind {
            PersonKind::Person => person.name.clone(),
            PersonKind::Adjudicated => format!("{}: the agreed result", person.name),
            kind => format!("{} ({})", person.name, kind.word()),
        };
        let mut ticked = scope.annotators.contains(&person.id);
        if ui.checkbox(&mut ticked, words).changed() {
            scope.annotators.retain(|id| *id != person.id);
            if ticked {
                scope.annotators.push(person.id.clone());
                scope.annotators.sort();
            }
        }
    }
}

fn foot_ui(cx: &mut Cx, ui: &mut Ui, project: &Project, state: &mut Export, chooser: &mut Chooser) -> Answer {
    let theme = cx.theme;
    let folder = state
        .exporter()
        .is_some_and(|e| e.shape() == Shape::FilePerDocument);
    let title = if folder {
        "Folder, a file a document"
    } else {
        "File"
    };
    ui.add_space(8.0);
    let field = fields::line_ui(ui, theme, title, &mut state.path);
    state.own_path |= field.changed();
    let from = Some(path_from_typed(&state.path).and_then(|path| path.parent().map(PathBuf::from)))
        .flatten()
        .or_else(|| Some(paths::usual_folder()));
    let pick = if folder {
        Pick::Folder
    } else {
        Pick::Save(state.file_name(project))
    };
    chooser.button_ui(ui, "Browse…", pick, from);
    chooser.state_ui(ui, theme);
    let found = state.looked.at(cx, &state.path);
    let exists = match found {
        Some(Found::File) => Some("This file exists and will be replaced"),
        Some(Found::FullFolder | Found::Project) if folder => {
            Some("This folder is not empty; files of the same names will be replaced")
        }
        _ => None,
    };
    if let Some(words) = exists {
        fields::warning_ui(ui, theme, words);
    }
    state.replaces = exists.is_some();
    let allowed = state.allowed(found);
    let go = if state.replaces { "Replace" } else { "Export" };
    sheet::foot_ui(ui, theme, go, allowed)
}
