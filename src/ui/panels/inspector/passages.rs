//! With no label selected: what to do next, the keys, the document's facts, and one's labels in reading order.

mod list;

use super::attributes;
use super::pick::{self, PickRow};
use crate::command::{CommandId, command};
use crate::model::{Annotation, LabelId, Layer};
use crate::session::Request;
use crate::ui::cx::Cx;
use crate::ui::{bidi_text, icons, theme, widgets};
use egui::{
    Align, Button, CollapsingHeader, Label as Words, Layout, RichText, ScrollArea, Sense, TextEdit, Ui,
    UiBuilder, Vec2,
};
use list::{List, Wanted};

const ROW: f32 = 40.0;

#[derive(Default)]
pub struct Passages {
    filter: String,
    label: Option<LabelId>,
    doubtful: bool,
    list: List,
}

impl Passages {
    /// Brings the list to the filters and the project.
    fn refresh(&mut self, cx: &Cx, ui: &Ui, layer: &Layer) {
        let (Some(project), Some(own)) = (cx.session.project(), cx.session.own_key()) else {
            return;
        };
        let Some((_, text)) = cx.session.document() else {
            return;
        };
        let wanted = Wanted {
            layer: own,
            words: self.filter.trim().to_lowercase(),
            label: self.label.clone(),
            doubtful: self.doubtful,
        };
        if self.list.update(wanted, (project, text), layer) {
            ui.ctx().request_repaint();
        }
    }
}

pub fn passages_ui(cx: &mut Cx, state: &mut Passages, ui: &mut Ui) {
    if cx.session.document().is_none() {
        widgets::heading_ui(ui, "Nothing is open");
        let hint = match cx.session.project().is_none_or(|p| p.documents().len() == 0) {
            true => "Your labels are listed here once the project has a document",
            false => "Open a document on the left to tag and read it",
        };
        widgets::hint_ui(ui, cx.theme, hint);
        return;
    }
    let layer = cx
        .session
        .own_key()
        .and_then(|key| cx.session.project()?.layer(&key).cloned());
    let Some(layer) = layer.filter(|layer| layer.counts().next().is_some()) else {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            first_ui(cx, ui);
            keys_ui(cx, ui, true);
            facts_ui(cx, ui);
        });
        return;
    };
    if state
        .label
        .as_ref()
        .is_some_and(|label| layer.count(label.as_str()) == 0)
    {
        state.label = None;
    }
    state.refresh(cx, ui, &layer);
    widgets::heading_ui(
        ui,
        &format!("Your labels here · {}", widgets::grouped(layer.len())),
    );
    filters_ui(cx, state, ui, &layer);
    let most = ui.available_height() * 0.5;
    egui::Panel::bottom("below labels")
        .resizable(false)
        .show_separator_line(false)
        .frame(egui::Frame::new())
        .show(ui, |ui| {
            let below = ScrollArea::vertical().id_salt("more").max_height(most);
            below.auto_shrink([false, true]).show(ui, |ui| {
                keys_ui(cx, ui, false);
                facts_ui(cx, ui);
            });
        });
    rows_ui(cx, state, ui, &layer);
}

fn first_ui(cx: &Cx, ui: &mut Ui) {
    widgets::heading_ui(ui, "Start here");
    for words in [
        "1. Select words in the text: drag, or double click a word",
        "2. Press a label’s key, or click the label in the codebook",
        "3. Press Tab to fill in its attributes, Enter to go on",
    ] {
        ui.label(RichText::new(words).color(cx.theme.ink));
    }
}

/// The label that is listed, with counts in its menu, and words to find.
fn filters_ui(cx: &Cx, state: &mut Passages, ui: &mut Ui, layer: &Layer) {
    let Some(project) = cx.session.project() else {
        return;
    };
    let shown = state
        .label
        .as_ref()
        .and_then(|id| project.codebook().label(id.as_str()));
    let shown = match (state.doubtful, shown) {
        (true, _) => "Not sure".to_owned(),
        (false, Some(label)) => label.name.clone(),
        (false, None) => "All labels".to_owned(),
    };
    let sign = RichText::new(icons::CHEVRON_DOWN).font(theme::icon_font(11.0));
    let sign = sign.color(cx.theme.ink_weak);
    let button = Button::new(shown).right_text(sign).truncate();
    let button = ui.add(button.min_size(Vec2::new(ui.available_width(), 26.0)));
    let button = button.on_hover_text("List only the labels of one kind");
    egui::Popup::menu(&button).width(button.rect.width()).show(|ui| {
        ScrollArea::vertical()
            .max_height(360.0)
            .show(ui, |ui| counts_ui(cx, state, ui, layer));
    });
    let field = TextEdit::singleline(&mut state.filter)
        .hint_text("Filter by words, label or value")
        .desired_width(f32::INFINITY);
    ui.add(field).accessible_name("Filter your labels");
    let (narrowed, found) = (
        state.list.wanted().is_some_and(Wanted::is_narrowed),
        state.list.rows().len(),
    );
    if narrowed && found < layer.len() {
        widgets::hint_ui(
            ui,
            cx.theme,
            &format!("{} of {}", widgets::grouped(found), widgets::grouped(layer.len())),
        );
    }
}

/// The labels in use with their counts, in the codebook's order.
fn counts_ui(cx: &Cx, state: &mut Passages, ui: &mut Ui, layer: &Layer) {
    let Some(project) = cx.session.project() else {
        return;
    };
    let none = state.label.is_none() && !state.doubtful;
    let row = |name: &str, count: usize, colour, chosen| PickRow {
        name: name.to_owned(),
        note: count.to_string(),
        colour,
        depth: 0,
        chosen,
    };
    if pick::row_ui(
        ui,
        cx.theme,
        &row("All labels", layer.len(), None, none),
        (none, true),
    )
    .clicked()
    {
        state.label = None;
        state.doubtful = false;
    }
    for (_, label) in project.codebook().tree() {
        let count = layer.count(label.id.as_str()) as usize;
        let on = state.label.as_ref() == Some(&label.id);
        let entry = row(&label.name, count, Some(label.colour), on);
        if count > 0 && pick::row_ui(ui, cx.theme, &entry, (on, true)).clicked() {
            state.label = Some(label.id.clone());
            state.doubtful = false;
        }
    }
    let doubts = layer.annotations_by_id().filter(|a| a.doubt).count();
    let entry = row("Not sure", doubts, None, state.doubtful);
    if doubts > 0 && pick::row_ui(ui, cx.theme, &entry, (state.doubtful, true)).clicked() {
        state.label = None;
        state.doubtful = true;
    }
}

fn rows_ui(cx: &mut Cx, state: &Passages, ui: &mut Ui, layer: &Layer) {
    let rows = state.list.rows();
    if rows.is_empty() {
        widgets::hint_ui(ui, cx.theme, "No label of yours passes the filter");
        return;
    }
    ScrollArea::vertical()
        .id_salt("labels")
        .auto_shrink(false)
        .show_rows(ui, ROW, rows.len(), |ui, range| {
            for (_, _, id) in rows.get(range).unwrap_or_default() {
                if let Some(annotation) = layer.annotation(id.as_str()) {
                    ui.push_id(id.as_str(), |ui| row_ui(cx, ui, annotation));
                }
            }
        });
}

fn row_ui(cx: &mut Cx, ui: &mut Ui, annotation: &Annotation) {
    let theme = cx.theme;
    let Some(project) = cx.session.project() else {
        return;
    };
    let codebook = project.codebook();
    let label = codebook.label(annotation.label.as_str());
    let name = label.map_or(annotation.label.as_str(), |l| l.name.as_str());
    let colour = label.map(|l| l.colour).unwrap_or_default();
    let quote = match cx.session.document() {
        Some((_, text)) if !annotation.fragments.is_document() => {
            widgets::shorten(&annotation.fragments.quote_start(text, 121), 120)
        }
        _ => "The whole document".to_owned(),
    };
    let size = Vec2::new(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 5.0, theme.hover);
    }
    let inner = rect.shrink2(Vec2::new(6.0, 3.0));
    let mut ui = ui.new_child(
        UiBuilder::new()
            .max_rect(inner)
            .layout(Layout::top_down(Align::Min)),
    );
    ui.spacing_mut().item_spacing = Vec2::new(4.0, 1.0);
    ui.spacing_mut().interact_size.y = 16.0;
    ui.horizontal(|ui| {
        widgets::swatch_ui(ui, theme, colour);
        let words = RichText::new(bidi_text::shown(name))
            .size(theme::SMALL)
            .color(theme.ink_weak);
        ui.add(Words::new(words).truncate());
        let missing = attributes::missing(codebook, annotation);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if missing > 0 {
                let sign = RichText::new(icons::CIRCLE_ALERT).font(theme::icon_font(12.0));
                ui.label(sign.color(theme.warning))
                    .on_hover_text("A required attribute is not filled in");
            }
            if annotation.doubt {
                let sign = RichText::new(icons::CIRCLE_QUESTION_MARK).font(theme::icon_font(12.0));
                ui.label(sign.color(theme.warning))
                    .on_hover_text("You are not sure");
            }
        });
    });
    ui.add(Words::new(bidi_text::shown(&quote)).truncate());
    let says = format!("{name}: {quote}");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &says));
    if response.clicked()
        && let Some(me) = cx.session.own_key().map(|key| key.annotator)
    {
        cx.send(Request::SelectAnnotation {
            annotator: me,
            id: annotation.id.clone(),
        });
    }
}

const KEYS: &[CommandId] = &[
    CommandId::NextLabel,
    CommandId::PreviousLabel,
    CommandId::EditAttributes,
    CommandId::EditNote,
    CommandId::ToggleDoubt,
    CommandId::AddFragment,
    CommandId::EndRight,
    CommandId::RepeatLabel,
    CommandId::StickyLabel,
    CommandId::MarkFinished,
    CommandId::Review,
    CommandId::Undo,
    CommandId::Shortcuts,
];

fn keys_ui(cx: &mut Cx, ui: &mut Ui, open: bool) {
    ui.add_space(4.0);
    let title = RichText::new("Keys").font(theme::strong(theme::BODY));
    CollapsingHeader::new(title)
        .id_salt("keys")
        .default_open(open)
        .show_unindented(ui, |ui| {
            for id in KEYS {
                let (row, allowed) = (command(*id), cx.session.can(*id));
                let chord = widgets::chord_text(cx.session, *id).unwrap_or_default();
                // Only as much room as the key takes, so that the words are whole in a narrow panel.
                let key_room = 28.0 + 7.2 * chord.chars().count() as f32;
                ui.horizontal(|ui| {
                    ui.spacing_mut().interact_size.y = 20.0;
                    let wide = ui.available_width();
                    ui.scope(|ui| {
                        ui.set_max_width(wide - key_room);
                        let button = Button::new(row.title).truncate().frame_when_inactive(false);
                        let response = ui.add_enabled(allowed.is_ok(), button).on_hover_text(row.help);
                        let response = response.on_disabled_hover_text(allowed.err().unwrap_or_default());
                        if response.clicked() {
                            cx.command(*id);
                        }
                    });
                    ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                        if !chord.is_empty() {
                            widgets::key_ui(ui, cx.theme, &chord);
                        }
                    });
                });
            }
        });
}

fn facts_ui(cx: &Cx, ui: &mut Ui) {
    let Some((document, text)) = cx.session.document() else {
        return;
    };
    let title = RichText::new("Document").font(theme::strong(theme::BODY));
    CollapsingHeader::new(title)
        .id_salt("facts")
        .show_unindented(ui, |ui| {
            let length = format!("{} characters, {} lines", text.scalar_len(), text.line_count());
            let facts = [
                ("Title", document.title.clone()),
                ("Date", document.date.clone()),
                ("Source", document.source.clone()),
                ("Author", document.author.clone()),
                ("Length", length),
                ("Notes", document.notes.clone()),
            ];
            let own = document
                .fields
                .iter()
                .map(|(name, value)| (name.as_str(), value.clone()));
            for (name, value) in facts
                .into_iter()
                .chain(own)
                .filter(|(_, value)| !value.is_empty())
            {
                ui.horizontal_wrapped(|ui| {
                    widgets::hint_ui(ui, cx.theme, name);
                    ui.label(value);
                });
            }
        });
}
