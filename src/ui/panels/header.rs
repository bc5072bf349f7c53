//! Above the text: the document's title and facts, one's own progress, and whose labels are shown.

use super::documents::progress_sign;
use super::rows::{self, Chip, Sign};
use crate::command::CommandId;
use crate::model::{Anchoring, Document, Layer, LayerKey, PersonKind, Progress, Project};
use crate::session::Request;
use crate::ui::cx::Cx;
use crate::ui::theme;
use crate::ui::{bidi_text, icons, widgets};
use egui::{Align, Button, Frame, Label, Layout, Margin, Popup, RichText, Ui};

/// Below this width (points) facts and people share a row.
const NARROW: f32 = 520.0;

/// `passing`: how many labels the filter lets through, of how many; None without a filter.
pub fn header_ui(cx: &mut Cx, passing: Option<(usize, usize)>, ui: &mut Ui) {
    let session = cx.session;
    let Some((document, _)) = session.document() else {
        return;
    };
    let narrow = ui.available_width() < NARROW;
    let margin = if narrow {
        Margin {
            left: 12,
            right: 12,
            top: 6,
            bottom: 4,
        }
    } else {
        Margin {
            left: 20,
            right: 16,
            top: 12,
            bottom: 6,
        }
    };
    let shown = Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = if narrow { 2.0 } else { 4.0 };
        ui.set_width(ui.available_width());
        title_ui(cx, ui, document, narrow);
        if !narrow {
            facts_ui(cx, ui, document);
        }
        people_ui(cx, ui, document, (passing, narrow));
    });
    let rect = shown.response.rect;
    let stroke = egui::Stroke::new(cx.theme.thick, cx.theme.line);
    ui.painter().hline(rect.x_range(), rect.bottom(), stroke);
}

/// What stands out while a filter is on: nobody should wonder why labels are dim.
fn filter_ui(cx: &mut Cx, ui: &mut Ui, passing: (usize, usize), letters: usize) {
    let (filter, Some(project)) = (&cx.session.view.filter, cx.session.project()) else {
        return;
    };
    let what = widgets::shorten(&filter.words(project, 3), letters);
    let words = format!("{what} · {}", rows::share(passing));
    let chip = Chip {
        sign: Sign::Icon(icons::LIST_FILTER),
        words: &words,
        tail: Some(icons::X),
        on: Some(true),
        most: 420.0,
    };
    ui.push_id("filter", |ui| {
        let response = rows::chip_ui(ui, cx.theme, &chip);
        let place = response.rect;
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &words));
        let tip = "The rest is dimmed. Click to change what is shown";
        if response
            .on_hover_text(widgets::with_key(cx.session, tip, CommandId::ViewOptions))
            .clicked()
        {
            cx.command(CommandId::ViewOptions);
        }
        if rows::tail_ui(ui, cx.theme, place, "Show everything").clicked() {
            cx.command(CommandId::ClearFilter);
        }
    });
}

fn title_ui(cx: &mut Cx, ui: &mut Ui, document: &Document, narrow: bool) {
    let size = if narrow { theme::HEADING } else { 20.0 };
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            progress_ui(cx, ui);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let title = RichText::new(bidi_text::shown(&document.title)).font(theme::strong(size));
                let label = ui.add(Label::new(title).truncate());
                let label = label.accessible_name(document.title.as_str());
                if narrow {
                    label.on_hover_text(facts(document));
                }
            });
        });
    });
}

/// Date, source and author, as far as they are known.
fn facts(document: &Document) -> String {
    let known: Vec<&str> = [&document.date, &document.source, &document.author]
        .into_iter()
        .map(String::as_str)
        .filter(|fact| !fact.is_empty())
        .collect();
    known.join(" · ")
}

fn facts_ui(cx: &Cx, ui: &mut Ui, document: &Document) {
    let words = facts(document);
    if words.is_empty() {
        return;
    }
    let words = RichText::new(words).size(theme::SMALL).color(cx.theme.ink_weak);
    let label = ui.add(Label::new(words).truncate());
    if !document.fields.is_empty() || !document.notes.is_empty() {
        label.on_hover_ui(|ui| {
            for (name, value) in &document.fields {
                ui.label(format!("{name}: {value}"));
            }
            if !document.notes.is_empty() {
                ui.label(&document.notes);
            }
        });
    }
}

// ---- progress

fn progress_ui(cx: &mut Cx, ui: &mut Ui) {
    let (Some(key), Some(project)) = (cx.session.my_key(), cx.session.project()) else {
        return;
    };
    let progress = project.progress(&key);
    let (sign, ink) = progress_sign(cx.theme, progress);
    let sign = RichText::new(sign).font(theme::icon_font(14.0)).color(ink);
    let button = Button::new((sign, RichText::new(progress.title()).size(theme::SMALL))).gap(5.0);
    let locked = progress == Progress::Locked;
    let response = ui
        .add_enabled(!locked, button)
        .on_disabled_hover_text("The project locks this document for you: it can be read, not labelled");
    let chord = widgets::chord_text(cx.session, CommandId::MarkFinished).unwrap_or_default();
    let response = response.on_hover_text(format!(
        "How far you are. {chord} marks it as finished, or takes it back"
    ));
    let response = response.accessible_name(format!("Your progress: {}", progress.title()));
    Popup::menu(&response).show(|ui| {
        for wanted in [Progress::New, Progress::InProgress, Progress::Finished] {
            let (sign, ink) = progress_sign(cx.theme, wanted);
            let sign = RichText::new(sign).font(theme::icon_font(14.0)).color(ink);
            let row = Button::new((sign, wanted.title())).selected(wanted == progress);
            if ui.add(row).clicked() {
                cx.send(Request::SetProgress(wanted));
                ui.close();
            }
        }
    });
}

// ---- people and labels of the whole document

fn people_ui(
    cx: &mut Cx,
    ui: &mut Ui,
    document: &Document,
    (passing, narrow): (Option<(usize, usize)>, bool),
) {
    let session = cx.session;
    let Some(project) = session.project() else { return };
    let own = session.my_key();
    let others: Vec<(&LayerKey, &Layer)> = project
        .layers_of(&document.id)
        .filter(|(key, layer)| Some(*key) != own.as_ref() && layer.counts().next().is_some())
        .collect();
    let whole = has_document_labels(project);
    let mine = own.as_ref().and_then(|key| project.layer(key));
    let marked = mine.is_some_and(|layer| {
        layer
            .annotations()
            .next()
            .is_some_and(|a| a.fragments.is_document())
    });
    if others.is_empty() && !whole && !marked && passing.is_none() {
        return;
    }
    // One row while narrow: it scrolls sideways where it must.
    let list = People {
        document,
        own: own.as_ref(),
        mine,
        others: &others,
        passing,
        whole,
        letters: if narrow { 9 } else { 24 },
    };
    if narrow {
        egui::ScrollArea::horizontal()
            .id_salt("people")
            .scroll_bar_visibility(egui::scroll_area::ScrollBarVisibility::AlwaysHidden)
            .show(ui, |ui| {
                ui.horizontal(|ui| chips_ui(cx, ui, project, &list));
            });
    } else {
        ui.horizontal_wrapped(|ui| chips_ui(cx, ui, project, &list));
    }
}

/// Whose labels a document has, and what of them the row shows.
struct People<'a> {
    document: &'a Document,
    own: Option<&'a LayerKey>,
    mine: Option<&'a Layer>,
    others: &'a [(&'a LayerKey, &'a Layer)],
    passing: Option<(usize, usize)>,
    /// The codebook has labels for whole documents.
    whole: bool,
    /// The longest name, in characters.
    letters: usize,
}

fn chips_ui(cx: &mut Cx, ui: &mut Ui, project: &Project, list: &People) {
    ui.spacing_mut().item_spacing = egui::Vec2::new(6.0, 4.0);
    if let Some(passing) = list.passing {
        filter_ui(cx, ui, passing, 2 * list.letters);
    }
    if !list.others.is_empty() {
        if let Some(key) = list.own {
            own_chip_ui(cx, ui, project, (key, list.mine), list.letters);
        }
        for (key, layer) in list.others {
            ui.push_id(&key.annotator, |ui| {
                person_ui(cx, ui, project, (key, layer), list.letters)
            });
        }
    }
    ui.push_id(&list.document.id, |ui| {
        if let (Some(key), Some(layer)) = (list.own, list.mine) {
            document_labels_ui(cx, ui, project, key, layer);
        }
        if list.whole && list.own.is_some() {
            add_document_label_ui(cx, ui, project);
        }
    });
}

fn own_chip_ui(cx: &Cx, ui: &mut Ui, project: &Project, own: (&LayerKey, Option<&Layer>), letters: usize) {
    let (key, layer) = own;
    let colour = project
        .person(key.annotator.as_str())
        .map(|person| person.colour)
        .unwrap_or_default();
    let count = layer.map_or(0, |layer| layer.len());
    let name = match letters {
        ..12 => "You".to_owned(),
        _ => format!(
            "{} (you)",
            widgets::shorten(project.person_name(&key.annotator), letters)
        ),
    };
    let words = format!("{name} {}", rows::grouped(count));
    let chip = Chip {
        sign: Sign::Dot(colour),
        words: &words,
        tail: None,
        on: None,
        most: 240.0,
    };
    let response = rows::chip_ui(ui, cx.theme, &chip);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &words));
    response.on_hover_text("Your own labels are always shown");
}

fn person_ui(cx: &mut Cx, ui: &mut Ui, project: &Project, of: (&LayerKey, &Layer), letters: usize) {
    let (key, layer) = of;
    let id = &key.annotator;
    let on = cx.session.view.shown.contains(id);
    let person = project.person(id.as_str());
    let name = &cx.session.name_of(id);
    let words = format!(
        "{} {}",
        widgets::shorten(name, letters),
        rows::grouped(layer.len())
    );
    let kind = project.kind_of(id);
    let sign = match (kind, person) {
        (PersonKind::Adjudicated, _) => Sign::Icon(icons::SCALE),
        (PersonKind::Imported, _) => Sign::Icon(icons::DOWNLOAD),
        (PersonKind::Suggested, _) => Sign::Icon(icons::SPARKLES),
        (_, person) => Sign::Dot(person.map(|person| person.colour).unwrap_or_default()),
    };
    let chip = Chip {
        sign,
        words: &words,
        tail: Some(if on { icons::EYE } else { icons::EYE_OFF }),
        on: Some(on),
        most: 240.0,
    };
    let response = rows::chip_ui(ui, cx.theme, &chip);
    let count = rows::counted(layer.len(), "label", "labels");
    let spoken = format!("{name}, {count}");
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, on, &spoken));
    let what = match kind {
        PersonKind::Adjudicated => "the agreed result",
        PersonKind::Imported => "imported",
        PersonKind::Suggested => "suggested",
        PersonKind::Person => "teammate",
    };
    let progress = layer.head().progress;
    let hint = format!(
        "{name}, {what}: {count}, {}\nClick to {} them",
        progress.title().to_lowercase(),
        if on { "hide" } else { "show" }
    );
    if response.on_hover_text(hint).clicked() {
        cx.send(Request::ShowPerson(id.clone(), !on));
    }
}

fn document_labels_ui(cx: &mut Cx, ui: &mut Ui, project: &Project, key: &LayerKey, layer: &Layer) {
    let book = project.codebook();
    // Labels of the whole document come first in reading order.
    for annotation in layer.annotations().take_while(|a| a.fragments.is_document()) {
        let label = book.label(book.resolve(&annotation.label).as_str());
        let Some(label) = label else { continue };
        ui.push_id(&annotation.id, |ui| {
            let selected = cx.session.view.selected.as_ref();
            let on = selected.is_some_and(|(_, id)| *id == annotation.id);
            let chip = Chip {
                sign: Sign::Swatch(label.colour),
                words: &label.name,
                tail: Some(icons::X),
                on: Some(on),
                most: 240.0,
            };
            let response = rows::chip_ui(ui, cx.theme, &chip);
            let place = response.rect;
            let spoken = format!("{}, labels the whole document", label.name);
            response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, on, &spoken));
            let select = Request::SelectAnnotation {
                annotator: key.annotator.clone(),
                id: annotation.id.clone(),
            };
            if response
                .on_hover_text("Labels the whole document. Click to select it")
                .clicked()
            {
                cx.send(select.clone());
            }
            let name = format!("Take {} off this document", label.name);
            if rows::tail_ui(ui, cx.theme, place, &name).clicked() {
                // A link that waits would take the label as its other end.
                cx.send(Request::Deselect);
                cx.send(select);
                cx.command(CommandId::Delete);
            }
        });
    }
}

fn has_document_labels(project: &Project) -> bool {
    let mut labels = project.codebook().labels();
    labels.any(|label| label.is_offered() && label.anchoring == Anchoring::Document)
}

/// A menu of the labels that stand for a whole document.
fn add_document_label_ui(cx: &mut Cx, ui: &mut Ui, project: &Project) {
    let button = widgets::icon_button(ui, icons::PLUS, "Label the whole document");
    Popup::menu(&button).show(|ui| {
        for (_, label) in project.codebook().tree() {
            if !label.is_offered() || label.anchoring != Anchoring::Document {
                continue;
            }
            let key = label.key.clone().unwrap_or_default();
            let row = Button::new(label.name.as_str()).shortcut_text(key.as_str());
            if ui.add(row).clicked() {
                cx.send(Request::Deselect);
                cx.send(Request::Tag(label.id.clone()));
                ui.close();
            }
        }
    });
}
