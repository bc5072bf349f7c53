//! The tab of labels: the tree and its order at the left, the chosen label at the right.

use super::{label, panes_ui, picker::Picker, tree};
use crate::model::{Codebook, Label};
use crate::session::{CodebookEdit, Request};
use crate::ui::cx::Cx;
use crate::ui::dialogs::draft::Draft;
use crate::ui::dialogs::lists::{self, Row};
use crate::ui::theme::Theme;
use crate::ui::{icons, widgets};
use egui::{Panel, Pos2, Response, Stroke, Ui};
use std::sync::Arc;

#[derive(Default)]
pub struct Labels {
    picker: Picker,
    draft: Draft<Label>,
}

pub fn labels_ui(cx: &mut Cx, state: &mut Labels, ui: &mut Ui) {
    let Some(project) = cx.session.project() else {
        return;
    };
    let codebook = project.codebook();
    let rows = codebook.tree();
    let chosen = state
        .picker
        .settle(rows.iter().map(|(_, label)| label.id.as_str()));
    let chosen = chosen.and_then(|id| codebook.label(&id)).cloned();
    let mut requests = Vec::new();
    panes_ui(
        ui,
        cx.theme,
        &mut (state, &mut requests),
        |ui, (state, requests)| list_ui(ui, cx.theme, codebook, (state, requests), &rows),
        |ui, (state, requests)| match &chosen {
            Some(label) => label::label_ui(cx, ui, label, &mut state.draft, requests),
            None => empty_ui(ui, cx.theme, requests),
        },
    );
    requests
        .into_iter()
        .for_each(|edit| cx.send(Request::Codebook(edit)));
}

fn empty_ui(ui: &mut Ui, theme: &Theme, requests: &mut Vec<CodebookEdit>) {
    ui.label("No labels yet");
    widgets::hint_ui(
        ui,
        theme,
        "Add one at the left, or start with the codebook for news interviews",
    );
    ui.add_space(6.0);
    if ui.button("Use News interview").clicked() {
        requests.push(CodebookEdit::UseNewsInterview);
    }
}

fn list_ui(
    ui: &mut Ui,
    theme: &Theme,
    codebook: &Codebook,
    state: (&mut Labels, &mut Vec<CodebookEdit>),
    rows: &[(usize, &Arc<Label>)],
) {
    let (state, requests) = state;
    Panel::bottom("label tools")
        .frame(egui::Frame::new())
        .show_separator_line(false)
        .show(ui, |ui| {
            ui.add_space(6.0);
            let ids = rows.iter().map(|(_, label)| label.id.as_str());
            if let Some(name) = state.picker.add_ui(ui, theme, "Add a label", ids) {
                requests.push(CodebookEdit::MakeLabel { name, parent: None });
            }
            order_ui(ui, codebook, state, requests);
        });
    egui::CentralPanel::no_frame().show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        state
            .picker
            .area(lists::ROW, rows.iter().map(|(_, label)| label.id.as_str()))
            .show_rows(ui, lists::ROW, rows.len(), |ui, range| {
                for (depth, label) in rows.get(range).unwrap_or_default() {
                    tree_row_ui(ui, theme, (codebook, label, *depth), (state, requests));
                }
            });
    });
}

/// One label of the tree: a click chooses it, dragging moves it.
fn tree_row_ui(
    ui: &mut Ui,
    theme: &Theme,
    row: (&Codebook, &Arc<Label>, usize),
    state: (&mut Labels, &mut Vec<CodebookEdit>),
) {
    let (codebook, label, depth) = row;
    let (state, requests) = state;
    let right = match (&label.merged_into, label.retired) {
        (Some(into), _) => format!(
            "→ {}",
            codebook
                .label(into.as_str())
                .map_or(into.as_str(), |l| l.name.as_str())
        ),
        (None, true) => "retired".to_owned(),
        (None, false) => label.key.as_deref().unwrap_or_default().to_owned(),
    };
    let row = Row {
        words: &label.name,
        right: &right,
        colour: Some(label.colour),
        indent: depth as f32 * 16.0,
        chosen: state.picker.is_chosen(label.id.as_str()),
        weak: !label.is_offered(),
        draggable: true,
    };
    let response = ui
        .push_id(label.id.as_str(), |ui| lists::row_ui(ui, theme, &row))
        .inner;
    if response.clicked() || response.drag_started() {
        state.picker.choose(label.id.as_str());
    }
    response.dnd_set_drag_payload(label.id.clone());
    drop_ui(ui, theme, codebook, (label, &response), requests);
}

/// Upper part: before this label; middle: below it; lower part: after it.
fn drop_ui(
    ui: &Ui,
    theme: &Theme,
    codebook: &Codebook,
    row: (&Arc<Label>, &Response),
    requests: &mut Vec<CodebookEdit>,
) {
    let (label, response) = row;
    let Some(dragged) = response.dnd_hover_payload::<crate::model::LabelId>() else {
        return;
    };
    let Some(at) = ui.ctx().pointer_interact_pos() else {
        return;
    };
    let rect = response.rect;
    let part = (at.y - rect.top()) / rect.height();
    let spot = match part {
        p if p < 0.3 => tree::Spot::Before,
        p if p > 0.7 => tree::Spot::After,
        _ => tree::Spot::Below,
    };
    let Some(edit) = tree::moved_to(codebook, &dragged, &label.id, spot) else {
        return;
    };
    let line = Stroke::new(2.0, theme.accent);
    let y = match spot {
        tree::Spot::Before => rect.top(),
        tree::Spot::After => rect.bottom(),
        tree::Spot::Below => {
            ui.painter()
                .rect_stroke(rect, 5.0, line, egui::StrokeKind::Inside);
            rect.bottom()
        }
    };
    if spot != tree::Spot::Below {
        ui.painter()
            .line_segment([Pos2::new(rect.left(), y), Pos2::new(rect.right(), y)], line);
    }
    if response.dnd_release_payload::<crate::model::LabelId>().is_some() {
        requests.push(edit);
    }
}

/// Buttons that move the chosen label in the tree.
fn order_ui(ui: &mut Ui, codebook: &Codebook, state: &Labels, requests: &mut Vec<CodebookEdit>) {
    let chosen = codebook
        .labels()
        .find(|label| state.picker.is_chosen(label.id.as_str()));
    let steps = [
        (icons::ARROW_UP, "Move up", tree::Step::Up, "It is the first here"),
        (
            icons::ARROW_DOWN,
            "Move down",
            tree::Step::Down,
            "It is the last here",
        ),
        (
            icons::ARROW_LEFT,
            "Move out, beside its parent",
            tree::Step::Out,
            "It stands below no other",
        ),
        (
            icons::ARROW_RIGHT,
            "Move in, below the label above",
            tree::Step::In,
            "There is no label above it",
        ),
    ];
    ui.horizontal(|ui| {
        for (icon, name, step, why_not) in steps {
            let edit = chosen.and_then(|label| tree::stepped(codebook, label, step));
            let button = ui
                .add_enabled_ui(edit.is_some(), |ui| widgets::icon_button(ui, icon, name))
                .inner
                .on_disabled_hover_text(why_not);
            if button.clicked() {
                requests.extend(edit);
            }
        }
    });
}
