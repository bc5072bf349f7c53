//! The tab of people: names and colours.

use super::{panes_ui, parts, picker::Picker};
use crate::model::PERSON_COLOURS;
use crate::model::{Person, PersonKind};
use crate::session::Request;
use crate::ui::cx::Cx;
use crate::ui::dialogs::draft::Draft;
use crate::ui::dialogs::fields;
use crate::ui::dialogs::lists::Row;
use crate::ui::theme::Theme;
use crate::ui::widgets;
use egui::{CentralPanel, Ui};
use std::sync::Arc;

#[derive(Default)]
pub struct People {
    picker: Picker,
    draft: Draft<Person>,
}

pub fn people_ui(cx: &mut Cx, state: &mut People, ui: &mut Ui) {
    let Some(open) = &cx.session.open else { return };
    let project = &open.project;
    let me = open.me.as_ref().map(|id| id.as_str());
    let rows: Vec<&Arc<Person>> = project.people().collect();
    let chosen = state.picker.settle(rows.iter().map(|row| row.id.as_str()));
    let chosen = chosen.and_then(|id| project.person(&id)).cloned();
    let theme = cx.theme;
    let mut requests = Vec::new();
    panes_ui(
        ui,
        theme,
        &mut (state, &mut requests),
        |ui, (state, requests)| list_ui(ui, theme, (&rows, me), state, requests),
        |ui, (state, requests)| match &chosen {
            Some(model) => person_ui(ui, theme, model, &mut state.draft, requests),
            None => {
                ui.label("Nobody yet");
                widgets::hint_ui(ui, theme, "Add the people who label here");
            }
        },
    );
    requests.into_iter().for_each(|request| cx.send(request));
}

fn list_ui(
    ui: &mut Ui,
    theme: &Theme,
    people: (&[&Arc<Person>], Option<&str>),
    state: &mut People,
    requests: &mut Vec<Request>,
) {
    let (rows, me) = people;
    let ids = rows.iter().map(|row| row.id.as_str());
    if let Some(name) = state.picker.foot_ui(ui, theme, "Add a person", ids) {
        requests.push(Request::AddPerson { name });
    }
    CentralPanel::no_frame().show(ui, |ui| {
        state.picker.rows_ui(ui, theme, rows, |person| {
            let row = Row {
                words: &person.name,
                right: match person.kind {
                    _ if me == Some(person.id.as_str()) => "you",
                    PersonKind::Person => "",
                    kind => kind.word(),
                },
                colour: Some(person.colour),
                ..Row::default()
            };
            (person.id.as_str(), row)
        });
    });
}

fn person_ui(
    ui: &mut Ui,
    theme: &Theme,
    model: &Person,
    draft: &mut Draft<Person>,
    requests: &mut Vec<Request>,
) {
    ui.push_id(model.id.as_str(), |ui| {
        let person = draft.follow(model);
        fields::line_ui(ui, theme, "Name", &mut person.name);
        ui.add_space(4.0);
        parts::colour_ui(ui, theme, PERSON_COLOURS, &mut person.colour);
        ui.add_space(8.0);
        let about = match model.kind {
            PersonKind::Person => "Writes labels by hand",
            PersonKind::Imported => "Came with an import; nobody writes here",
            PersonKind::Suggested => "Made by a suggester; nobody writes here",
            PersonKind::Adjudicated => "The agreed result of reviewing",
        };
        widgets::hint_ui(ui, theme, about);
        if let Some(mut done) = draft.done(ui.ctx()) {
            done.name = done.name.trim().to_owned();
            if done.name.is_empty() {
                done.name.clone_from(&model.name);
            }
            requests.push(Request::SetPerson(Box::new(done)));
        }
    });
}
