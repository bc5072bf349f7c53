//! The tab of attributes: the list at the left, the chosen one at the right.

use super::{attribute, panes_ui, picker::Picker};
use crate::model::{Attribute, AttributeKind, Codebook};
use crate::session::{CodebookEdit, Request};
use crate::ui::cx::Cx;
use crate::ui::dialogs::draft::Draft;
use crate::ui::dialogs::lists::Row;
use crate::ui::theme::Theme;
use crate::ui::widgets;
use egui::{CentralPanel, Ui};
use std::sync::Arc;

#[derive(Default)]
pub struct Attributes {
    picker: Picker,
    pub draft: Draft<Attribute>,
    /// A value that is being typed.
    pub adding: String,
}

pub fn attributes_ui(cx: &mut Cx, state: &mut Attributes, ui: &mut Ui) {
    let Some(project) = cx.session.project() else {
        return;
    };
    let codebook = project.codebook();
    let mut rows: Vec<&Arc<Attribute>> = codebook.attributes().collect();
    rows.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
    let chosen = state.picker.settle(rows.iter().map(|row| row.id.as_str()));
    let chosen = chosen.and_then(|id| codebook.attribute(&id)).cloned();
    let theme = cx.theme;
    let mut requests = Vec::new();
    panes_ui(
        ui,
        theme,
        &mut (state, &mut requests),
        |ui, (state, requests)| list_ui(ui, theme, &listed(codebook, &rows), state, requests),
        |ui, (state, requests)| match &chosen {
            Some(model) => attribute::attribute_ui(ui, theme, codebook, (model, state), requests),
            None => {
                ui.label("No attributes yet");
                widgets::hint_ui(
                    ui,
                    theme,
                    "They say more about a label: its stance, its source, how sure it is",
                );
            }
        },
    );
    requests
        .into_iter()
        .for_each(|edit| cx.send(Request::Codebook(edit)));
}

/// Each with what stands at its right: the labels it is on.
fn listed<'a>(codebook: &Codebook, rows: &[&'a Arc<Attribute>]) -> Vec<(&'a Attribute, String)> {
    let right = |attribute: &Attribute| {
        if attribute.retired {
            return "retired".to_owned();
        }
        let labels = attribute.labels.iter();
        let names = labels.filter_map(|id| Some(codebook.label(id.as_str())?.name.as_str()));
        names.collect::<Vec<_>>().join(", ")
    };
    rows.iter().map(|row| (&***row, right(row))).collect()
}

fn list_ui(
    ui: &mut Ui,
    theme: &Theme,
    rows: &[(&Attribute, String)],
    state: &mut Attributes,
    requests: &mut Vec<CodebookEdit>,
) {
    let ids = rows.iter().map(|(attribute, _)| attribute.id.as_str());
    if let Some(name) = state.picker.foot_ui(ui, theme, "Add an attribute", ids) {
        requests.push(CodebookEdit::MakeAttribute {
            name,
            labels: Vec::new(),
            kind: AttributeKind::Choice(Vec::new()),
        });
    }
    CentralPanel::no_frame().show(ui, |ui| {
        state.picker.rows_ui(ui, theme, rows, |(attribute, right)| {
            let row = Row {
                words: &attribute.name,
                right,
                weak: attribute.retired,
                ..Row::default()
            };
            (attribute.id.as_str(), row)
        });
    });
}
