//! The tab of link kinds.

use super::{panes_ui, parts, picker::Picker};
use crate::model::{Codebook, LinkKind};
use crate::session::{CodebookEdit, Request};
use crate::ui::cx::Cx;
use crate::ui::dialogs::draft::Draft;
use crate::ui::dialogs::fields;
use crate::ui::dialogs::lists::{self, Row};
use crate::ui::theme::Theme;
use crate::ui::widgets;
use egui::{CentralPanel, Ui, Vec2};
use std::sync::Arc;

#[derive(Default)]
pub struct LinkKinds {
    picker: Picker,
    draft: Draft<LinkKind>,
}

pub fn link_kinds_ui(cx: &mut Cx, state: &mut LinkKinds, ui: &mut Ui) {
    let Some(project) = cx.session.project() else {
        return;
    };
    let codebook = project.codebook();
    let rows = codebook.link_kinds();
    let chosen = state.picker.settle(rows.iter().map(|row| row.id.as_str()));
    let chosen = chosen.and_then(|id| codebook.link_kind(&id)).cloned();
    let theme = cx.theme;
    let mut requests = Vec::new();
    panes_ui(
        ui,
        theme,
        &mut (state, &mut requests),
        |ui, (state, requests)| list_ui(ui, theme, &rows, state, requests),
        |ui, (state, requests)| match &chosen {
            Some(model) => kind_ui(cx, ui, codebook, (model, &mut state.draft), requests),
            None => {
                ui.label("No link kinds yet");
                widgets::hint_ui(ui, theme, "A link joins two labels: a claim and who said it");
            }
        },
    );
    requests
        .into_iter()
        .for_each(|edit| cx.send(Request::Codebook(edit)));
}

fn list_ui(
    ui: &mut Ui,
    theme: &Theme,
    rows: &[&Arc<LinkKind>],
    state: &mut LinkKinds,
    requests: &mut Vec<CodebookEdit>,
) {
    let ids = rows.iter().map(|row| row.id.as_str());
    if let Some(name) = state.picker.foot_ui(ui, theme, "Add a link kind", ids) {
        requests.push(CodebookEdit::MakeLinkKind { name });
    }
    CentralPanel::no_frame().show(ui, |ui| {
        state.picker.rows_ui(ui, theme, rows, |kind| {
            let row = Row {
                words: &kind.name,
                right: if kind.retired {
                    "retired"
                } else {
                    kind.key.as_deref().unwrap_or_default()
                },
                weak: kind.retired,
                ..Row::default()
            };
            (kind.id.as_str(), row)
        });
    });
}

fn kind_ui(
    cx: &Cx,
    ui: &mut Ui,
    codebook: &Codebook,
    state: (&LinkKind, &mut Draft<LinkKind>),
    requests: &mut Vec<CodebookEdit>,
) {
    let (model, draft) = state;
    let theme = cx.theme;
    ui.push_id(model.id.as_str(), |ui| {
        let kind = draft.follow(model);
        ui.horizontal_top(|ui| {
            let width = (ui.available_width() - 52.0).max(120.0);
            ui.allocate_ui(Vec2::new(width, 0.0), |ui| {
                fields::line_ui(ui, theme, "Name", &mut kind.name);
            });
            parts::key_ui(ui, theme, &mut kind.key);
        });
        if kind.key != model.key {
            parts::key_warning_ui(cx, ui, codebook, model.id.as_str(), kind.key.as_ref());
        }
        ui.add_space(4.0);
        ui.columns(2, |columns| {
            let [left, right] = columns else { return };
            fields::name_ui(left, theme, "From");
            lists::labels_ui(left, codebook, ("From labels", "Any label"), &mut kind.from);
            fields::name_ui(right, theme, "To");
            lists::labels_ui(right, codebook, ("To labels", "Any label"), &mut kind.to);
        });
        ui.add_space(4.0);
        fields::lines_ui(ui, theme, "Description", &mut kind.description, 3);
        ui.add_space(8.0);
        let help = "A retired kind is no longer offered; its links stay";
        parts::retire_ui(ui, &mut kind.retired, help);
        if let Some(done) = draft.done(ui.ctx()) {
            requests.push(CodebookEdit::SetLinkKind(Box::new(done)));
        }
    });
}
