//! The tab of attributes: the list at the left, the chosen one at the right.

use super::{attribute, panes_ui, picker::Picker};
use crate::model::{Attribute, AttributeKind, LabelId};
use crate::session::{CodebookEdit, Request};
use crate::ui::cx::Cx;
use crate::ui::dialogs::draft::Draft;
use crate::ui::dialogs::lists::{self, Row};
use crate::ui::widgets;
use egui::{Panel, Ui};
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
    let label_names = |ids: &[LabelId]| {
        let names = ids
            .iter()
            .filter_map(|id| codebook.label(id.as_str()).map(|label| label.name.as_str()));
        names.collect::<Vec<_>>().join(", ")
    };
    panes_ui(
        ui,
        theme,
        &mut (state, &mut requests),
        |ui, (state, requests)| {
            Panel::bottom("attribute tools")
                .frame(egui::Frame::new())
                .show_separator_line(false)
                .show(ui, |ui| {
                    ui.add_space(6.0);
                    let ids = rows.iter().map(|row| row.id.as_str());
                    if let Some(name) = state.picker.add_ui(ui, theme, "Add an attribute", ids) {
                        requests.push(CodebookEdit::MakeAttribute {
                            name,
                            labels: Vec::new(),
                            kind: AttributeKind::Choice(Vec::new()),
                        });
                    }
                });
            egui::CentralPanel::no_frame().show(ui, |ui| {
                ui.spacing_mut().item_spacing.y = 0.0;
                let area = state
                    .picker
                    .area(lists::ROW, rows.iter().map(|row| row.id.as_str()));
                area.show_rows(ui, lists::ROW, rows.len(), |ui, range| {
                    for row in rows.get(range).unwrap_or_default() {
                        let right = if row.retired {
                            "retired".to_owned()
                        } else {
                            label_names(&row.labels)
                        };
                        let shown = Row {
                            words: &row.name,
                            right: &right,
                            chosen: state.picker.is_chosen(row.id.as_str()),
                            weak: row.retired,
                            ..Row::default()
                        };
                        let response = ui.push_id(row.id.as_str(), |ui| lists::row_ui(ui, theme, &shown));
                        if response.inner.clicked() {
                            state.picker.choose(row.id.as_str());
                        }
                    }
                });
            });
        },
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
