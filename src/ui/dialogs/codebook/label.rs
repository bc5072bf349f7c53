//! The details of one label.

use super::parts;
use crate::model::edit::recipes;
use crate::model::{Anchoring, Label, LabelId, Overlap, Project};
use crate::session::CodebookEdit;
use crate::ui::cx::Cx;
use crate::ui::dialogs::draft::Draft;
use crate::ui::dialogs::fields;
use crate::ui::theme::Theme;
use crate::ui::{icons, widgets};
use egui::{ScrollArea, Ui, Vec2};

pub fn label_ui(
    cx: &Cx,
    ui: &mut Ui,
    model: &Label,
    draft: &mut Draft<Label>,
    requests: &mut Vec<CodebookEdit>,
) {
    let Some(project) = cx.session.project() else {
        return;
    };
    let theme = cx.theme;
    ui.push_id(model.id.as_str(), |ui| {
        let label = draft.follow(model);
        ui.horizontal_top(|ui| {
            let width = (ui.available_width() - 52.0).max(120.0);
            ui.allocate_ui(Vec2::new(width, 0.0), |ui| {
                fields::line_ui(ui, theme, "Name", &mut label.name);
            });
            parts::key_ui(ui, theme, &mut label.key);
        });
        if label.key != model.key {
            parts::key_warning_ui(cx, ui, project.codebook(), model.id.as_str(), label.key.as_ref());
        }
        ui.add_space(4.0);
        parts::label_colour_ui(ui, theme, &mut label.colour);
        ui.add_space(4.0);
        texts_ui(ui, theme, label);
        ui.add_space(4.0);
        rules_ui(ui, theme, label);
        ui.add_space(12.0);
        state_ui(ui, theme, project, (model, label), requests);
        if let Some(done) = draft.done(ui.ctx()) {
            requests.push(CodebookEdit::SetLabel(Box::new(done)));
        }
    });
}

fn texts_ui(ui: &mut Ui, theme: &Theme, label: &mut Label) {
    fields::lines_ui(ui, theme, "Description", &mut label.description, 2);
    ui.add_space(4.0);
    ui.columns(2, |columns| {
        let [left, right] = columns else { return };
        fields::lines_ui(left, theme, "Include", &mut label.include, 4);
        fields::lines_ui(right, theme, "Exclude", &mut label.exclude, 4);
    });
}

fn rules_ui(ui: &mut Ui, theme: &Theme, label: &mut Label) {
    let anchoring = |value: &Anchoring| {
        let words = match value {
            Anchoring::Characters => "Exactly what is selected",
            Anchoring::Words => "Whole words",
            Anchoring::Sentences => "Whole sentences",
            Anchoring::Document => "The whole document",
        };
        words.to_owned()
    };
    let overlap = |value: &Overlap| {
        let words = match value {
            Overlap::Any => "With every label",
            Overlap::NotItself => "Not with the same label",
            Overlap::None => "With no label",
        };
        words.to_owned()
    };
    ui.columns(2, |columns| {
        let [left, right] = columns else { return };
        fields::choice_ui(
            left,
            theme,
            "Takes",
            &Anchoring::ALL,
            (&mut label.anchoring, &anchoring),
        );
        fields::choice_ui(
            right,
            theme,
            "May overlap",
            &Overlap::ALL,
            (&mut label.overlap, &overlap),
        );
    });
}

/// How often it is used, and how to be rid of it.
fn state_ui(
    ui: &mut Ui,
    theme: &Theme,
    project: &Project,
    labels: (&Label, &mut Label),
    requests: &mut Vec<CodebookEdit>,
) {
    let (model, draft) = labels;
    let used: u64 = project
        .layers()
        .map(|(_, layer)| u64::from(layer.count(model.id.as_str())))
        .sum();
    let words = match used {
        0 => "Not used yet".to_owned(),
        1 => "Used once".to_owned(),
        n => format!("Used {n} times"),
    };
    widgets::hint_ui(ui, theme, &words);
    ui.horizontal(|ui| {
        if let Some(into) = &model.merged_into {
            let name = project.codebook().label(into.as_str());
            let name = name.map_or(into.as_str(), |label| label.name.as_str());
            ui.label(format!("Merged into {name}"));
            if ui.button("Take apart").clicked() {
                draft.merged_into = None;
            }
            return;
        }
        if model.retired {
            let button = fields::icon_words_button(ui, icons::UNDO_2, "Offer again");
            if button.clicked() {
                draft.retired = false;
            }
            return;
        }
        merge_ui(ui, project, model, requests);
        let title = recipes::delete_or_retire_label(project, &model.id).map(|edit| edit.title);
        let deletes = title.is_ok_and(|title| title.starts_with("Delete"));
        let (icon, words, help) = if deletes {
            (icons::TRASH_2, "Delete", "Nothing uses it")
        } else {
            (
                icons::ARCHIVE,
                "Retire",
                "No longer offered; labels in the texts keep it",
            )
        };
        if fields::icon_words_button(ui, icon, words)
            .on_hover_text(help)
            .clicked()
        {
            requests.push(CodebookEdit::RetireLabel(model.id.clone()));
        }
    });
}

fn merge_ui(ui: &mut Ui, project: &Project, model: &Label, requests: &mut Vec<CodebookEdit>) {
    let codebook = project.codebook();
    let fits = |id: &LabelId| *id != model.id && !codebook.is_within(id, &model.id);
    let others: Vec<_> = codebook
        .tree()
        .into_iter()
        .filter(|(_, label)| label.is_offered() && fits(&label.id))
        .collect();
    ui.add_enabled_ui(!others.is_empty(), |ui| {
        let button = fields::icon_words_button(ui, icons::GIT_MERGE, "Merge into…")
            .on_hover_text("From then on it counts as the other label")
            .on_disabled_hover_text("There is no other label");
        egui::Popup::menu(&button).show(|ui| {
            ui.set_min_width(180.0);
            ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
                for (_, label) in others {
                    if ui.button(&label.name).clicked() {
                        requests.push(CodebookEdit::MergeLabels {
                            from: model.id.clone(),
                            into: label.id.clone(),
                        });
                        ui.close();
                    }
                }
            });
        });
    });
}
