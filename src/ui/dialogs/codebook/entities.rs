//! The tab of entities: the registry of speakers, organisations, concepts, whoever added them.

use super::{panes_ui, parts, picker::Picker};
use crate::command::fuzzy;
use crate::model::{Entity, EntityId};
use crate::session::Request;
use crate::ui::cx::Cx;
use crate::ui::dialogs::draft::Draft;
use crate::ui::dialogs::fields;
use crate::ui::dialogs::lists::{self, Row};
use crate::ui::theme::Theme;
use crate::ui::{icons, widgets};
use egui::{CentralPanel, Ui};
use smol_str::SmolStr;

/// Kinds that are offered even before anything has them.
const KINDS: [&str; 4] = ["person", "organisation", "concept", "place"];

#[derive(Default)]
pub struct Entities {
    picker: Picker,
    draft: Draft<Entity>,
    filter: String,
    /// An alias that is being typed.
    adding: String,
    /// Typed to find the entity to merge into.
    into: String,
    /// The registry by name, and of which state of the project.
    rows: Vec<Entity>,
    made_from: Option<u64>,
}

impl Entities {
    fn refresh(&mut self, cx: &Cx) {
        let Some(open) = &cx.session.open else { return };
        if self.made_from != Some(open.revision) {
            self.rows = open.project.registry().into_values().collect();
            self.rows
                .sort_by_cached_key(|entity| (entity.name.to_lowercase(), entity.id.clone()));
            self.made_from = Some(open.revision);
        }
    }
}

pub fn entities_ui(cx: &mut Cx, state: &mut Entities, ui: &mut Ui) {
    state.refresh(cx);
    let theme = cx.theme;
    let rows = std::mem::take(&mut state.rows);
    let chosen = state.picker.settle(rows.iter().map(|row| row.id.as_str()));
    let chosen = chosen.and_then(|id| rows.iter().find(|row| row.id.as_str() == id));
    let mut requests = Vec::new();
    panes_ui(
        ui,
        theme,
        &mut (&mut *state, &mut requests),
        |ui, (state, requests)| list_ui(ui, theme, &rows, state, requests),
        |ui, (state, requests)| match chosen {
            Some(model) => entity_ui(ui, theme, (model, &rows), state, requests),
            None => {
                ui.label("No entities yet");
                let words = "Speakers, organisations and concepts, each once with all its spellings";
                widgets::hint_ui(ui, theme, words);
            }
        },
    );
    state.rows = rows;
    requests.into_iter().for_each(|request| cx.send(request));
}

fn list_ui(ui: &mut Ui, theme: &Theme, rows: &[Entity], state: &mut Entities, requests: &mut Vec<Request>) {
    fields::filter_ui(ui, theme, "Filter entities", &mut state.filter);
    let ids = rows.iter().map(|row| row.id.as_str());
    if let Some(name) = state.picker.foot_ui(ui, theme, "Add an entity", ids) {
        let kind = KINDS.first().copied().unwrap_or_default().to_owned();
        requests.push(Request::MakeEntity {
            name,
            kind,
            into: None,
        });
    }
    let wanted = state.filter.trim().to_lowercase();
    let found: Vec<&Entity> = rows
        .iter()
        .filter(|row| wanted.is_empty() || row.names().any(|name| name.to_lowercase().contains(&wanted)))
        .collect();
    CentralPanel::no_frame().show(ui, |ui| {
        ui.add_space(4.0);
        if found.is_empty() && !rows.is_empty() {
            widgets::hint_ui(ui, theme, "No entity matches the filter");
        }
        state.picker.rows_ui(ui, theme, &found, |entity| {
            let row = Row {
                words: &entity.name,
                right: &entity.kind,
                ..Row::default()
            };
            (entity.id.as_str(), row)
        });
    });
}

fn entity_ui(
    ui: &mut Ui,
    theme: &Theme,
    entities: (&Entity, &[Entity]),
    state: &mut Entities,
    requests: &mut Vec<Request>,
) {
    let (model, all) = entities;
    ui.push_id(model.id.as_str(), |ui| {
        let entity = state.draft.follow(model);
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            fields::line_ui(left, theme, "Name", &mut entity.name);
            kind_ui(right, theme, all, &mut entity.kind);
        });
        ui.add_space(4.0);
        parts::words_ui(
            ui,
            theme,
            "Other spellings",
            &mut entity.aliases,
            &mut state.adding,
        );
        ui.add_space(4.0);
        fields::lines_ui(ui, theme, "Note", &mut entity.note, 3);
        ui.add_space(8.0);
        ui.horizontal(|ui| {
            merge_ui(ui, theme, (model, all), &mut state.into, requests);
            let delete = fields::icon_words_button(ui, icons::TRASH_2, "Delete");
            if delete
                .on_hover_text("No longer offered; labels that name it keep its id")
                .clicked()
            {
                requests.push(Request::DeleteEntity(model.id.clone()));
            }
        });
        if let Some(mut done) = state.draft.done(ui.ctx()) {
            done.aliases = parts::tidy(&done.aliases);
            done.name = done.name.trim().to_owned();
            if done.name.is_empty() {
                done.name.clone_from(&model.name);
            }
            requests.push(Request::SetEntity(Box::new(done)));
        }
    });
}

/// The kind: one's own word, or one that is known.
fn kind_ui(ui: &mut Ui, theme: &Theme, all: &[Entity], kind: &mut SmolStr) {
    let mut text = kind.to_string();
    let field = fields::line_ui(ui, theme, "Kind", &mut text);
    if field.changed() {
        *kind = SmolStr::new(text.trim());
    }
    let mut known: Vec<&str> = KINDS.to_vec();
    known.extend(
        all.iter()
            .map(|entity| entity.kind.as_str())
            .filter(|k| !k.is_empty()),
    );
    known.sort_unstable();
    known.dedup();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = egui::Vec2::splat(3.0);
        for other in known.into_iter().take(8) {
            if ui.selectable_label(kind == other, other).clicked() {
                *kind = SmolStr::new(other);
            }
        }
    });
}

/// Entities of a menu beyond this many are found by typing.
const MOST: usize = 12;

fn merge_ui(
    ui: &mut Ui,
    theme: &Theme,
    entities: (&Entity, &[Entity]),
    typed: &mut String,
    requests: &mut Vec<Request>,
) {
    let (model, all) = entities;
    let enabled = all.len() > 1;
    let button = ui
        .add_enabled_ui(enabled, |ui| {
            fields::icon_words_button(ui, icons::GIT_MERGE, "Merge into…")
        })
        .inner
        .on_hover_text("Both are the same: names and labels go to the other")
        .on_disabled_hover_text("There is no other entity");
    let menu = egui::Popup::menu(&button).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
    menu.show(|ui| {
        ui.set_width(260.0);
        let field = fields::filter_ui(ui, theme, "Find the other entity", typed);
        if button.clicked() {
            field.request_focus();
        }
        let others: Vec<&Entity> = all.iter().filter(|other| other.id != model.id).collect();
        let ranked = fuzzy::rank(typed, others.iter().map(|other| other.name.as_str()));
        let mut chosen: Option<EntityId> = None;
        for other in ranked.iter().take(MOST).filter_map(|index| others.get(*index)) {
            let row = Row {
                words: &other.name,
                right: &other.kind,
                ..Row::default()
            };
            if lists::row_ui(ui, theme, &row).clicked() {
                chosen = Some(other.id.clone());
            }
        }
        if let Some(into) = chosen {
            let from = model.id.clone();
            requests.push(Request::MergeEntities { from, into });
            typed.clear();
            ui.close();
        }
    });
}
