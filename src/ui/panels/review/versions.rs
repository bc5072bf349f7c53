//! Each person's version of the current place, one under the other: the words with what differs, how the ends differ, attributes
//! and links that are not equal, and the button that takes it.

use super::super::review::words_job;
use crate::analysis::compare::{BoundaryDifference, ComparedPlace, DifferenceKind, boundary_difference};
use crate::command::{COMMANDS, CommandId};
use crate::model::{Annotation, AttributeId, Fragments, LayerKey, PersonId, Project};
use crate::session::{Request, Review, Reviewing};
use crate::ui::cx::Cx;
use crate::ui::{icons, theme, widgets};
use egui::{Align, Button, Label, Layout, RichText, Stroke, Ui, Vec2};
use std::collections::BTreeSet;

/// The command of the n-th person, counted from `first`.
fn numbered(first: CommandId, number: usize) -> Option<CommandId> {
    let row = COMMANDS.get(first as usize + number);
    row.map(|row| row.id).filter(|_| number < 9)
}

/// Whether the project may be written.
pub fn is_writable(cx: &Cx) -> bool {
    cx.session
        .open
        .as_ref()
        .is_some_and(|open| open.read_only.is_none())
}

pub fn versions_ui(cx: &mut Cx, ui: &mut Ui, review: &Review, place: &ComparedPlace) {
    let mut people: Vec<PersonId> = cx.session.review_order();
    people.extend(
        super::list::people_of(place)
            .into_iter()
            .filter(|p| !people.contains(p))
            .collect::<Vec<_>>(),
    );
    for (number, person) in people.into_iter().enumerate() {
        ui.push_id(person.as_str(), |ui| {
            version_ui(cx, ui, (review, place), (number, &person));
        });
    }
}

fn version_ui(cx: &mut Cx, ui: &mut Ui, about: (&Review, &ComparedPlace), who: (usize, &PersonId)) {
    let (review, place) = about;
    let (_, person) = who;
    let Some(project) = cx.session.project() else {
        return;
    };
    let items: Vec<_> = place.item_of(person).cloned().collect();
    let theme = cx.theme;
    let line = match review.ticked.contains(person) {
        true => Stroke::new(1.5, theme.accent),
        false => Stroke::new(1.0, theme.line),
    };
    let frame = egui::Frame::new()
        .fill(theme.raised)
        .stroke(line)
        .corner_radius(6.0)
        .inner_margin(egui::Margin::symmetric(8, 6));
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.spacing_mut().interact_size.y = 18.0;
        ui.spacing_mut().item_spacing.y = 3.0;
        head_ui(cx, ui, (review, items.is_empty()), who);
        for item in items {
            ui.push_id(item.id.as_str(), |ui| {
                item_ui(cx, ui, (place, project), (person, &item));
            });
        }
    });
}

/// Who it is, and the button that takes this version.
fn head_ui(cx: &mut Cx, ui: &mut Ui, about: (&Review, bool), who: (usize, &PersonId)) {
    let (review, is_empty) = about;
    let (number, person) = who;
    let Some(open) = &cx.session.open else { return };
    let hidden = cx.session.hides_names();
    let colour = open.project.person(person.as_str()).map(|p| p.colour);
    let mut name = cx.session.name_of(person);
    if open.me.as_ref() == Some(person) && !hidden {
        name.push_str(" (you)");
    }
    ui.horizontal(|ui| {
        if !hidden {
            widgets::dot_ui(ui, cx.theme, colour.unwrap_or_default());
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            ui.spacing_mut().button_padding = Vec2::new(6.0, 1.0);
            if is_empty {
                let words = RichText::new("has no label here").size(theme::SMALL);
                ui.label(words.color(cx.theme.ink_weak).italics());
            } else if is_writable(cx) {
                take_ui(cx, ui, number, &name);
                tick_ui(cx, ui, review, who);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(
                    Label::new(RichText::new(&name).size(theme::SMALL).color(cx.theme.ink_weak)).truncate(),
                );
            });
        });
    });
}

fn take_ui(cx: &mut Cx, ui: &mut Ui, number: usize, name: &str) {
    let Some(id) = numbered(CommandId::Take1, number) else {
        return;
    };
    let key = widgets::chord_text(cx.session, id).unwrap_or_default();
    let words = RichText::new("Take").size(theme::SMALL);
    let sign = RichText::new(&key).size(theme::SMALL).color(cx.theme.ink_weak);
    let button = ui.add(Button::new((words, sign)).min_size(Vec2::new(0.0, 20.0)));
    let says = format!("Take the version of {name}");
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &says));
    if button.on_hover_text(format!("{says} ({key})")).clicked() {
        cx.command(id);
    }
}

/// Keeps this version together with others.
fn tick_ui(cx: &mut Cx, ui: &mut Ui, review: &Review, who: (usize, &PersonId)) {
    let (number, person) = who;
    let on = review.ticked.contains(person);
    let sign = if on { icons::SQUARE_CHECK } else { icons::SQUARE };
    let key = numbered(CommandId::Tick1, number).and_then(|id| widgets::chord_text(cx.session, id));
    let keep = widgets::chord_text(cx.session, CommandId::KeepBoth).unwrap_or_default();
    let tip = format!(
        "Keep with other ticked versions ({}), then {keep}",
        key.unwrap_or_default()
    );
    if widgets::told_button(ui, sign, "Tick this version", &tip).clicked() {
        cx.send(Request::Reviewing(Reviewing::Tick(person.clone(), !on)));
    }
}

fn item_ui(cx: &mut Cx, ui: &mut Ui, about: (&ComparedPlace, &Project), item: (&PersonId, &Annotation)) {
    let (place, project) = about;
    let (person, annotation) = item;
    let theme = cx.theme;
    let label = project.codebook().label(annotation.label.as_str());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        widgets::swatch_ui(ui, theme, label.map(|l| l.colour).unwrap_or_default());
        let name = label.map_or(annotation.label.as_str(), |l| l.name.as_str());
        let words = RichText::new(name).font(theme::strong(theme::BODY));
        let marked = place.has(DifferenceKind::Label);
        let room = ui.available_width() - 32.0;
        ui.scope(|ui| {
            ui.set_max_width(room);
            if marked {
                differs_ui(cx, ui);
            }
            ui.add(Label::new(words).truncate());
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let show = widgets::icon_button(ui, icons::CORNER_DOWN_LEFT, "Select this label");
            if show.clicked() {
                cx.send(Request::SelectAnnotation {
                    annotator: person.clone(),
                    id: annotation.id.clone(),
                });
            }
        });
    });
    if let Some((_, text)) = cx.session.document() {
        let all: Vec<&Fragments> = place
            .items
            .iter()
            .map(|item| &item.annotation.fragments)
            .collect();
        ui.add(Label::new(words_job(cx.theme, text, &annotation.fragments, &all)).wrap());
    }
    for (name, value) in differing(project, place, annotation) {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            differs_ui(cx, ui);
            ui.label(RichText::new(name).size(theme::SMALL).color(theme.ink_weak));
            ui.label(RichText::new(value).size(theme::SMALL));
        });
    }
    ends_ui(cx, ui, place, (person, annotation));
    if place.has(DifferenceKind::Link) {
        linked_ui(cx, ui, project, item);
    }
}

/// The mark of what is not equal.
fn differs_ui(cx: &Cx, ui: &mut Ui) {
    let sign = RichText::new("≠").size(theme::SMALL).color(cx.theme.warning);
    ui.label(sign).on_hover_text("Differs");
}

/// The values that are not equal among all items of the place, by name, in the codebook's order.
fn differing(project: &Project, place: &ComparedPlace, annotation: &Annotation) -> Vec<(String, String)> {
    let ids: BTreeSet<&AttributeId> = place
        .items
        .iter()
        .flat_map(|item| item.annotation.attributes.iter().map(|(id, _)| id))
        .collect();
    let codebook = project.codebook();
    let shown = |a: &Annotation, id: &AttributeId| {
        let value = a.attributes.get(id.as_str()).filter(|value| !value.is_blank());
        value.map(|value| widgets::value_text(project, value).replace('_', " "))
    };
    let mut rows: Vec<(i32, String, String)> = Vec::new();
    for id in ids {
        let own = shown(annotation, id);
        if place.items.iter().all(|item| shown(&item.annotation, id) == own) {
            continue;
        }
        let known = codebook.attribute(id.as_str());
        let name = known.map_or(id.as_str(), |a| a.name.as_str());
        let order = known.map_or(i32::MAX, |a| a.order);
        rows.push((
            order,
            name.to_owned(),
            own.unwrap_or_else(|| "not set".to_owned()),
        ));
    }
    rows.sort();
    rows.into_iter().map(|(_, name, value)| (name, value)).collect()
}

/// Where the links of a version lead.
fn linked_ui(cx: &Cx, ui: &mut Ui, project: &Project, item: (&PersonId, &Annotation)) {
    let (person, annotation) = item;
    let Some((document, text)) = cx.session.document() else {
        return;
    };
    let Some(layer) = project.layer(&LayerKey::new(document.id.clone(), person.clone())) else {
        return;
    };
    let mut any = false;
    for link in layer
        .links_of(&annotation.id)
        .filter(|link| link.from == annotation.id)
    {
        any = true;
        let kind = project.codebook().link_kind(link.kind.as_str());
        let kind = kind.map_or(link.kind.as_str(), |k| k.name.as_str());
        let to = layer
            .annotation(link.to.as_str())
            .map(|a| a.fragments.quote_start(text, 51))
            .unwrap_or_default();
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 4.0;
            differs_ui(cx, ui);
            let words = format!("{kind} → “{}”", widgets::shorten(&to, 50));
            ui.label(RichText::new(words).size(theme::SMALL));
        });
    }
    if !any {
        widgets::hint_ui(ui, cx.theme, "no links");
    }
}

/// How the ends differ from those of the first person who has something here.
fn ends_ui(cx: &Cx, ui: &mut Ui, place: &ComparedPlace, item: (&PersonId, &Annotation)) {
    let (person, annotation) = item;
    let order = cx.session.review_order();
    let first = order.iter().find_map(|p| Some((p, place.item_of(p).next()?)));
    let (Some((other, first)), Some((_, text))) = (first, cx.session.document()) else {
        return;
    };
    if other == person {
        return;
    }
    let Some(differs) = boundary_difference(text, &first.fragments, &annotation.fragments) else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        differs_ui(cx, ui);
        let words = ends_text(&differs, &cx.session.name_of(other));
        ui.label(RichText::new(words).size(theme::SMALL).color(cx.theme.ink_weak));
    });
}

/// “Starts 5 characters later than Ana’s, 1 word”.
fn ends_text(differs: &BoundaryDifference, other: &str) -> String {
    let characters = |count: i64| widgets::counted(count.unsigned_abs() as usize, "character", "characters");
    let mut parts = Vec::new();
    match differs.start {
        0 => {}
        n if n > 0 => parts.push(format!("starts {} earlier", characters(n))),
        n => parts.push(format!("starts {} later", characters(n))),
    }
    match differs.end {
        0 => {}
        n if n > 0 => parts.push(format!("ends {} later", characters(n))),
        n => parts.push(format!("ends {} earlier", characters(n))),
    }
    if differs.inside {
        parts.push("other gaps inside".to_owned());
    }
    let how_much = match (differs.edges_only, differs.words) {
        (true, _) => ": only spaces or punctuation".to_owned(),
        (_, words) => format!(": {}", widgets::counted(words, "word", "words")),
    };
    let words = format!("{} than {other}’s{how_much}", parts.join(", "));
    widgets::capitalised(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_are_told_in_words() {
        let differs = BoundaryDifference {
            start: -5,
            end: 1,
            words: 1,
            ..BoundaryDifference::default()
        };
        assert_eq!(
            ends_text(&differs, "Ana"),
            "Starts 5 characters later, ends 1 character later than Ana’s: 1 word"
        );
        let edges = BoundaryDifference {
            end: -1,
            edges_only: true,
            ..BoundaryDifference::default()
        };
        assert_eq!(
            ends_text(&edges, "Ana"),
            "Ends 1 character earlier than Ana’s: only spaces or punctuation"
        );
    }
}
