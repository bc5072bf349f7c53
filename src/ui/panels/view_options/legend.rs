//! What colours stand for, and ticks for what stands out: a click on a tick lets one through or not, a click on a name
//! shows only that.

use super::ViewOptions;
use super::setting::option_ui;
use crate::analysis::stats::label_counts;
use crate::command::CommandId;
use crate::model::{Colour, LabelId, LayerKey, Person, PersonId};
use crate::session::{ColourBy, Filter, LegendEntry, LineStyle, Meaning, Request, Session};
use crate::ui::cx::Cx;
use crate::ui::panels::rows;
use crate::ui::theme;
use crate::ui::{icons, line_styles, widgets};
use egui::{Button, FontId, Pos2, Rect, Role, ScrollArea, Sense, Stroke, Ui, Vec2, WidgetInfo};
use std::collections::BTreeMap;

const ROW: f32 = 24.0;
const INDENT: f32 = 14.0;
/// Heights of the lists, in points.
const LABELS: f32 = 9.5 * ROW;
const OTHERS: f32 = 6.5 * ROW;

pub fn legend_ui(cx: &mut Cx, state: &mut ViewOptions, ui: &mut Ui) {
    widgets::heading_ui(ui, "Colours stand for");
    colour_by_ui(cx, state, ui);
    let revision = cx.session.looks().revision();
    if state.legend.as_ref().is_none_or(|(made, _)| *made != revision) {
        state.legend = Some((revision, cx.session.legend()));
    }
    let legend = state
        .legend
        .as_ref()
        .map(|(_, legend)| legend.as_slice())
        .unwrap_or_default();
    let labels = matches!(legend.first(), Some(entry) if matches!(entry.meaning, Meaning::Label(_)));
    let people = matches!(legend.first(), Some(entry) if matches!(entry.meaning, Meaning::Person(_)));
    if !labels && !people {
        list_ui(
            cx,
            ui,
            ("legend", OTHERS),
            &legend.iter().map(row_of).collect::<Vec<_>>(),
        );
    }
    ui.add_space(2.0);
    widgets::heading_ui(ui, "Show");
    let rows = label_rows(cx.session, labels);
    list_ui(cx, ui, ("labels", LABELS), &rows);
    let everyone = people_of(cx.session);
    if everyone.len() > 1 {
        ui.add_space(2.0);
        let rows = people_rows(cx.session, &everyone, people);
        list_ui(cx, ui, ("people", OTHERS), &rows);
    }
    foot_ui(cx, ui, state.passing);
}

fn colour_by_ui(cx: &mut Cx, state: &mut ViewOptions, ui: &mut Ui) {
    let now = &cx.session.settings.colour_by;
    let attributes = cx.session.colour_attributes();
    let attribute = match now {
        ColourBy::Attribute(id) => attributes.iter().find(|a| a.id.as_str() == id),
        _ => None,
    };
    let plain = matches!(now, ColourBy::Attribute(_)) && attribute.is_none();
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for (way, name) in [
            (ColourBy::Label, "Labels"),
            (ColourBy::Person, "People"),
            (ColourBy::Entity, "Entities"),
        ] {
            let on = *now == way || plain && way == ColourBy::Label;
            if option_ui(ui, name.into(), on).clicked() {
                cx.send(Request::SetColourBy(way));
                state.attributes = false;
            }
        }
        let words = attribute.map_or("Values…".to_owned(), |a| widgets::shorten(&a.name, 14));
        let option = ui.add_enabled(
            !attributes.is_empty(),
            Button::selectable(attribute.is_some() || state.attributes, words),
        );
        let option = option
            .on_hover_text("The values of an attribute")
            .on_disabled_hover_text("No attribute has values that colours could tell");
        if option.accessible_name("Values of an attribute").clicked() {
            state.attributes = !state.attributes;
        }
    });
    if !state.attributes {
        return;
    }
    ScrollArea::vertical()
        .id_salt("attributes")
        .max_height(OTHERS)
        .auto_shrink([false, true])
        .show_rows(ui, ROW, attributes.len(), |ui, range| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for attribute in attributes.get(range).into_iter().flatten() {
                let chosen = *now == ColourBy::Attribute(attribute.id.to_string());
                let (rect, response) = rows::row_ui(ui, cx.theme, ROW, chosen, &attribute.name);
                let at = rect.left_center() + Vec2::new(8.0, 0.0);
                rows::name(ui, &attribute.name, cx.theme.ink, at, rect.width() - 16.0);
                if response.clicked() {
                    cx.send(Request::SetColourBy(ColourBy::Attribute(
                        attribute.id.to_string(),
                    )));
                    state.attributes = false;
                }
            }
        });
}

/// A row of a list: what it is about, its sign, and how many there are.
struct Row {
    meaning: Meaning,
    name: String,
    depth: usize,
    colour: Option<Colour>,
    style: Option<LineStyle>,
    count: Option<usize>,
}

fn row_of(entry: &LegendEntry) -> Row {
    Row {
        meaning: entry.meaning.clone(),
        name: entry.name.clone(),
        depth: entry.depth,
        colour: Some(entry.colour),
        style: entry.style,
        count: None,
    }
}

/// Labels of the codebook with their counts among all whose labels are shown. Without colours where these stand for something else.
fn label_rows(session: &Session, coloured: bool) -> Vec<Row> {
    let (Some(project), Some(document)) = (session.project(), &session.view.document) else {
        return Vec::new();
    };
    let book = project.codebook();
    let mut counts: BTreeMap<LabelId, usize> = BTreeMap::new();
    for person in session.people_in_view() {
        let layer = project.layer(&LayerKey::new(document.clone(), person));
        for (label, count) in layer.into_iter().flat_map(|layer| label_counts(book, layer)) {
            *counts.entry(label).or_default() += count.with_children as usize;
        }
    }
    book.tree()
        .into_iter()
        .filter(|(_, label)| label.merged_into.is_none())
        .map(|(depth, label)| (depth, label, counts.get(&label.id).copied().unwrap_or(0)))
        .filter(|(_, label, count)| label.is_offered() || *count > 0)
        .map(|(depth, label, count)| Row {
            meaning: Meaning::Label(label.id.clone()),
            name: label.name.clone(),
            depth,
            colour: coloured.then_some(label.colour),
            style: session.looks().family_style(&label.id),
            count: Some(count),
        })
        .collect()
}

/// The user and everybody with labels on the document.
fn people_of(session: &Session) -> Vec<PersonId> {
    let me = session.open.as_ref().and_then(|open| open.me.clone());
    me.into_iter().chain(session.teammates()).collect()
}

fn people_rows(session: &Session, people: &[PersonId], coloured: bool) -> Vec<Row> {
    let (Some(project), Some(document)) = (session.project(), &session.view.document) else {
        return Vec::new();
    };
    let colour = |id: &PersonId| {
        project
            .person(id.as_str())
            .map(|person: &std::sync::Arc<Person>| person.colour)
    };
    people
        .iter()
        .map(|id| Row {
            meaning: Meaning::Person(id.clone()),
            name: match session.open.as_ref().and_then(|open| open.me.as_ref()) {
                Some(me) if me == id => format!("{} (you)", session.name_of(id)),
                _ => session.name_of(id),
            },
            depth: 0,
            colour: colour(id).filter(|_| coloured),
            style: None,
            count: project
                .layer(&LayerKey::new(document.clone(), id.clone()))
                .map(|layer| layer.len()),
        })
        .collect()
}

fn list_ui(cx: &mut Cx, ui: &mut Ui, (name, height): (&str, f32), list: &[Row]) {
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical()
            .id_salt(name)
            .max_height(height)
            .auto_shrink([false, true])
            .show_rows(ui, ROW, list.len(), |ui, range| {
                for row in list.get(range).into_iter().flatten() {
                    ui.push_id(format!("{:?}", row.meaning), |ui| entry_ui(cx, ui, (list, row)));
                }
            });
    });
}

/// Whether a row's kind stands out now.
fn is_ticked(session: &Session, meaning: &Meaning) -> bool {
    let Some(project) = session.project() else {
        return false;
    };
    let hidden = match meaning {
        Meaning::Person(id) => !session.people_in_view().contains(id),
        _ => false,
    };
    !hidden && session.view.filter.lets(project.codebook(), meaning)
}

fn entry_ui(cx: &mut Cx, ui: &mut Ui, (list, row): (&[Row], &Row)) {
    let on = is_ticked(cx.session, &row.meaning);
    let only = Filter::only(&row.meaning);
    let chosen = only.as_ref() == Some(&cx.session.view.filter);
    let name = format!("Only {}", row.name);
    let (rect, response) = rows::row_ui(ui, cx.theme, ROW, chosen, &name);
    let tick = tick_ui(cx, ui, (rect, row), on);
    paint_entry(cx, ui, (rect, row), on);
    let response = response.on_hover_text(if chosen {
        "Click to show everything again".to_owned()
    } else {
        format!("Click to show only {}", row.name)
    });
    if tick {
        toggle(cx, list, &row.meaning, !on);
    } else if let (true, Some(only)) = (response.clicked(), only) {
        if let Meaning::Person(id) = &row.meaning {
            cx.send(Request::ShowPerson(id.clone(), true));
        }
        cx.send(Request::SetFilter(if chosen { Filter::default() } else { only }));
    }
}

/// The box before a row; says whether it was clicked.
fn tick_ui(cx: &Cx, ui: &Ui, (rect, row): (Rect, &Row), on: bool) -> bool {
    if row.meaning == Meaning::Nothing {
        return false;
    }
    let centre = Pos2::new(rect.left() + 13.0, rect.center().y);
    let place = Rect::from_center_size(centre, Vec2::new(24.0, ROW));
    let response = ui.interact(place, ui.scope_id().with("tick"), Sense::click());
    let name = format!("Show {}", row.name);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, &name));
    let (theme, painter) = (cx.theme, ui.painter());
    let square = Rect::from_center_size(centre, Vec2::splat(14.0));
    let (fill, edge) = if on {
        (theme.accent, theme.accent)
    } else {
        (theme.field, theme.edge)
    };
    painter.rect_filled(square, 3.0, fill);
    let stroke = Stroke::new(theme.thick, edge);
    painter.rect_stroke(square, 3.0, stroke, egui::StrokeKind::Inside);
    if on {
        rows::icon(ui, icons::CHECK, 12.0, centre, theme.on_accent);
    }
    rows::focus_ring(ui, theme, place.shrink2(Vec2::new(1.0, 2.0)), &response);
    response.clicked()
}

fn paint_entry(cx: &Cx, ui: &Ui, (rect, row): (Rect, &Row), on: bool) {
    let theme = cx.theme;
    let middle = rect.center().y;
    let mut left = rect.left() + 32.0 + row.depth as f32 * INDENT;
    if row.colour.is_some() || row.style.is_some() {
        let sample = Rect::from_center_size(Pos2::new(left + 11.0, middle), Vec2::new(22.0, 15.0));
        sample_ui(cx, ui, sample, row);
        left += 30.0;
    }
    let mut right = rect.right() - 8.0;
    let ink = if on { theme.ink } else { theme.ink_weak };
    if let Some(count) = row.count.filter(|count| *count > 0) {
        let words = rows::grouped(count);
        let font = FontId::proportional(theme::SMALL);
        let galley = rows::line(ui, &words, font, theme.ink_weak, 60.0);
        right = rows::put_right(ui, galley, right, middle).left() - 8.0;
    }
    rows::name(ui, &row.name, ink, Pos2::new(left, middle), right - left);
}

/// A piece of labelled text in small: the ground and the line as they are drawn on the page.
fn sample_ui(cx: &Cx, ui: &Ui, rect: Rect, row: &Row) {
    let painter = ui.painter();
    let ink = row
        .colour
        .map_or(cx.theme.ink_weak, |colour| cx.theme.stroke_of(colour));
    if let Some(colour) = row.colour {
        painter.rect_filled(rect, 2.0, cx.theme.tint_strong(colour));
    }
    let style = row.style.unwrap_or(LineStyle::Solid);
    let thick = 2.0 * cx.theme.thick;
    let y = (rect.bottom() - 2.0 - thick / 2.0, thick);
    line_styles::strokes(style, (rect.left(), rect.right()), y, |(from, to), top, thick| {
        let stroke = Rect::from_min_max(Pos2::new(from, top), Pos2::new(to, top + thick));
        painter.rect_filled(stroke, 0.0, ink);
    });
}

/// Ticks one row of a list, or takes its tick away.
fn toggle(cx: &mut Cx, list: &[Row], meaning: &Meaning, on: bool) {
    let session = cx.session;
    let Some(project) = session.project() else { return };
    let in_view = session.people_in_view();
    let all: Vec<Meaning> = list
        .iter()
        .map(|row| &row.meaning)
        .filter(|other| match other {
            Meaning::Person(id) => *other == meaning || in_view.contains(id),
            Meaning::Nothing => false,
            _ => true,
        })
        .cloned()
        .collect();
    if let (Meaning::Person(id), true) = (meaning, on) {
        cx.send(Request::ShowPerson(id.clone(), true));
    }
    let filter = session.view.filter.clone();
    cx.send(Request::SetFilter(filter.with(
        project.codebook(),
        &all,
        meaning,
        on,
    )));
}

fn foot_ui(cx: &mut Cx, ui: &mut Ui, passing: Option<(usize, usize)>) {
    let filter = &cx.session.view.filter;
    let mut doubts = filter.doubts;
    let chord = widgets::chord_text(cx.session, CommandId::OnlyDoubts).unwrap_or_default();
    let ticked = ui.checkbox(&mut doubts, "Only what is marked as not sure");
    if ticked.on_hover_text(chord).changed() {
        cx.command(CommandId::OnlyDoubts);
    }
    ui.add_space(2.0);
    ui.horizontal(|ui| {
        let all = ui.add_enabled(filter.is_on(), Button::new("Show everything"));
        let tip = widgets::with_key(cx.session, "No filter", CommandId::ClearFilter);
        let all = all.on_hover_text(tip);
        if all.on_disabled_hover_text("Everything is shown").clicked() {
            cx.command(CommandId::ClearFilter);
        }
        if let Some(passing) = passing {
            widgets::hint_ui(ui, cx.theme, &rows::share(passing));
        }
    });
}
