//! What is selected: label, whose it is, its words, and whether its author doubts it.

use super::pick::PickRow;
use super::{Inspector, Selected, middle};
use crate::command::CommandId;
use crate::model::{Annotation, Colour, Label, LabelId};
use crate::session::Request;
use crate::ui::cx::Cx;
use crate::ui::{bidi_text, icons, theme, widgets};
use egui::{Button, Label as Words, Popup, PopupCloseBehavior, RichText, Sense, Ui, Vec2};

pub fn head_ui(cx: &mut Cx, state: &mut Inspector, ui: &mut Ui, selected: &Selected) {
    if let Some(locked) = &selected.locked {
        owner_ui(cx, ui, selected, locked);
    }
    label_ui(cx, state, ui, selected);
    words_ui(cx, ui, selected);
    doubt_ui(cx, ui, selected);
}

fn owner_ui(cx: &Cx, ui: &mut Ui, selected: &Selected, locked: &str) {
    let person = cx
        .session
        .project()
        .and_then(|p| p.person(selected.annotator.as_str()));
    let frame = egui::Frame::new().fill(cx.theme.hover).corner_radius(5.0);
    frame.inner_margin(egui::Margin::symmetric(8, 4)).show(ui, |ui| {
        ui.horizontal(|ui| {
            widgets::dot_ui(ui, cx.theme, person.map(|p| p.colour).unwrap_or_default());
            ui.add(Words::new(locked).truncate());
            let lock = RichText::new(icons::LOCK)
                .font(theme::icon_font(13.0))
                .color(cx.theme.ink_weak);
            ui.label(lock)
                .on_hover_text("You can read it, comment on it, and decide about it in a review");
        });
    });
    ui.add_space(4.0);
}

fn colour_of(cx: &Cx, id: &LabelId) -> Colour {
    let label = cx.session.project().and_then(|p| p.codebook().label(id.as_str()));
    label.map(|label| label.colour).unwrap_or_default()
}

fn label_ui(cx: &mut Cx, state: &mut Inspector, ui: &mut Ui, selected: &Selected) {
    let annotation = &selected.annotation;
    let label = cx
        .session
        .project()
        .and_then(|p| p.codebook().label(annotation.label.as_str()));
    let name = label.map_or(annotation.label.as_str(), |l| l.name.as_str());
    let words = RichText::new(bidi_text::shown(name)).font(theme::strong(theme::HEADING));
    let button = ui.horizontal(|ui| {
        widgets::swatch_ui(ui, cx.theme, colour_of(cx, &annotation.label));
        if !selected.editable() {
            return ui.add(Words::new(words).truncate());
        }
        let sign = RichText::new(icons::CHEVRON_DOWN).font(theme::icon_font(12.0));
        let button = Button::new((words, sign.color(cx.theme.ink_weak)));
        ui.add(button.truncate().frame_when_inactive(false))
    });
    let button = button
        .inner
        .on_hover_ui(|ui| help_ui(cx, ui, label.map(|l| &**l)));
    if !selected.editable() {
        return;
    }
    let popup = Popup::menu(&button)
        .id(button.id.with("labels"))
        .style(egui::style::StyleModifier::default())
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    let id = popup.get_id();
    if button.clicked() {
        state.labels.clear();
    }
    let chosen = popup.show(|ui| {
        ui.set_width(236.0);
        labels_ui(cx, state, ui, annotation)
    });
    if let Some(label) = chosen.and_then(|shown| shown.inner) {
        cx.send(Request::Relabel(label));
        Popup::close_id(ui.ctx(), id);
    }
}

/// The codebook's definition, where the label is hovered.
fn help_ui(cx: &Cx, ui: &mut Ui, label: Option<&Label>) {
    let Some(label) = label else {
        ui.label("The codebook has no such label");
        return;
    };
    if label.retired {
        widgets::hint_ui(ui, cx.theme, "This label is retired");
    }
    let parts = [
        ("", &label.description),
        ("Include: ", &label.include),
        ("Exclude: ", &label.exclude),
    ];
    for (title, words) in parts.into_iter().filter(|(_, words)| !words.is_empty()) {
        ui.label(format!("{title}{words}"));
    }
    if !label.retired {
        widgets::hint_ui(ui, cx.theme, "Click to choose another label");
    }
}

fn labels_ui(cx: &Cx, state: &mut Inspector, ui: &mut Ui, annotation: &Annotation) -> Option<LabelId> {
    let codebook = cx.session.project()?.codebook();
    let offered: Vec<(usize, &Label)> = codebook
        .tree()
        .into_iter()
        .map(|(depth, label)| (depth, &**label))
        .filter(|(_, label)| label.is_offered())
        .collect();
    let rows: Vec<PickRow> = offered
        .iter()
        .map(|(depth, label)| PickRow {
            name: label.name.clone(),
            note: label.key.as_ref().map(ToString::to_string).unwrap_or_default(),
            colour: Some(label.colour),
            depth: *depth,
            chosen: label.id == annotation.label,
        })
        .collect();
    let chosen = state.labels.ui(ui, cx.theme, "Find a label", &rows)?;
    offered.get(chosen).map(|(_, label)| label.id.clone())
}

/// The words, a line a fragment; a click shows them in the text.
fn words_ui(cx: &mut Cx, ui: &mut Ui, selected: &Selected) {
    let annotation = &selected.annotation;
    if annotation.fragments.is_document() {
        widgets::hint_ui(ui, cx.theme, "Holds for the whole document");
        return;
    }
    let Some((_, text)) = cx.session.document() else {
        return;
    };
    let several = annotation.fragments.len() > 1;
    let most = if several { 90 } else { 200 };
    for (place, span) in annotation.fragments.iter().enumerate() {
        let words = middle(text.slice(span), most);
        ui.push_id(place, |ui| {
            ui.horizontal_top(|ui| {
                if several && selected.editable() {
                    let remove = widgets::icon_button(ui, icons::X, &format!("Remove part {}", place + 1));
                    if remove.clicked() {
                        cx.send(Request::RemoveFragment {
                            id: annotation.id.clone(),
                            fragment: place,
                        });
                    }
                }
                if quote_ui(cx, ui, annotation, &words) {
                    cx.send(Request::SelectAnnotation {
                        annotator: selected.annotator.clone(),
                        id: annotation.id.clone(),
                    });
                }
            });
        });
    }
}

/// Words with the label's line beside them; says whether they were clicked.
fn quote_ui(cx: &Cx, ui: &mut Ui, annotation: &Annotation, words: &str) -> bool {
    let theme = cx.theme;
    let text = RichText::new(words).font(theme::reading(14.5)).color(theme.ink);
    let frame = egui::Frame::new().inner_margin(egui::Margin {
        left: 10,
        right: 2,
        top: 3,
        bottom: 3,
    });
    let shown = frame.show(ui, |ui| ui.add(Words::new(text).wrap().sense(Sense::CLICK)));
    let rect = shown.response.rect;
    let line = egui::Rect::from_min_size(
        rect.min + Vec2::new(2.0, 3.0),
        Vec2::new(3.0, rect.height() - 6.0),
    );
    ui.painter()
        .rect_filled(line, 1.5, theme.stroke_of(colour_of(cx, &annotation.label)));
    shown
        .inner
        .on_hover_cursor(egui::CursorIcon::PointingHand)
        .on_hover_text("Show in the text")
        .clicked()
}

fn doubt_ui(cx: &mut Cx, ui: &mut Ui, selected: &Selected) {
    let doubt = selected.annotation.doubt;
    if !selected.editable() {
        if doubt {
            ui.label(RichText::new("Not sure").color(cx.theme.warning));
        }
        return;
    }
    let mut checked = doubt;
    let key = widgets::chord_text(cx.session, CommandId::ToggleDoubt).unwrap_or_default();
    let words = RichText::new("Not sure").size(theme::SMALL);
    let response = ui.checkbox(&mut checked, words);
    let tip = format!("Marks the label as doubtful, so that you find it again ({key})");
    if response.on_hover_text(tip).changed() {
        cx.command(CommandId::ToggleDoubt);
    }
}
