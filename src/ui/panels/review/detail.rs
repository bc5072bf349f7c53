//! The current place: each person's version with what differs marked, and the decisions.

use super::list::titles;
use super::{decision_of, decision_text, sign_of};
use crate::analysis::compare::{ComparedPlace, DifferenceKind};
use crate::command::{CommandId, command};
use crate::model::{Annotation, AttributeId, Fragments, LayerKey, PersonId, Project};
use crate::session::{Request, Review};
use crate::text::{Span, Text};
use crate::ui::cx::Cx;
use crate::ui::theme::Theme;
use crate::ui::{icons, theme, widgets};
use egui::text::{LayoutJob, TextFormat};
use egui::{Align, Button, Label, Layout, RichText, ScrollArea, Stroke, Ui, Vec2};
use std::collections::BTreeSet;

pub fn detail_ui(cx: &mut Cx, ui: &mut Ui, review: &Review) {
    let Some(place) = review.place() else {
        if review.computed.is_some() {
            widgets::hint_ui(
                ui,
                cx.theme,
                "Nothing to decide here; go on with another document",
            );
        }
        return;
    };
    kinds_ui(cx, ui, place);
    buttons_ui(cx, ui, place);
    ScrollArea::vertical()
        .id_salt("place")
        .auto_shrink(false)
        .show(ui, |ui| {
            let width = ui.available_width() - 6.0;
            ui.set_max_width(width);
            let mut people: Vec<PersonId> = cx.session.compared_people();
            people.extend(
                super::list::people_of(place)
                    .into_iter()
                    .filter(|p| !people.contains(p))
                    .collect::<Vec<_>>(),
            );
            for person in people {
                ui.push_id(person.as_str(), |ui| version_ui(cx, ui, place, &person));
            }
        });
}

/// What differs, and the way to the places before and after.
fn kinds_ui(cx: &mut Cx, ui: &mut Ui, place: &ComparedPlace) {
    let Some(project) = cx.session.project() else {
        return;
    };
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for kind in &place.kinds {
            ui.label(
                RichText::new(sign_of(*kind))
                    .font(theme::icon_font(13.0))
                    .color(cx.theme.ink_weak),
            );
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            widgets::command_button(ui, cx, icons::CHEVRON_DOWN, CommandId::NextPlace);
            widgets::command_button(ui, cx, icons::CHEVRON_UP, CommandId::PreviousPlace);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.add(Label::new(titles(place)).truncate());
            });
        });
    });
    if let Some(decision) = decision_of(cx, project, place) {
        let words = RichText::new(decision_text(cx, project, decision)).size(theme::SMALL);
        ui.label(words.color(cx.theme.success));
    }
}

// ---- decisions

const BUTTONS: &[CommandId] = &[
    CommandId::TakeMine,
    CommandId::TakeTheirs,
    CommandId::KeepBoth,
    CommandId::NoneRight,
    CommandId::Discuss,
    CommandId::Reopen,
];

/// Why a decision cannot be taken about this place.
fn reason(cx: &Cx, place: &ComparedPlace, id: CommandId) -> Option<&'static str> {
    if let Err(reason) = cx.session.can(id) {
        return Some(reason);
    }
    let open = cx.session.open.as_ref()?;
    let me = open.me.as_ref()?;
    let mine = place.items.iter().any(|item| item.annotator == *me);
    let theirs = place.items.iter().any(|item| item.annotator != *me);
    let decided = place.decided().is_some() || decision_of(cx, &open.project, place).is_some();
    match id {
        _ if open.read_only.is_some() => Some("The project is open to look at only"),
        CommandId::TakeMine if !mine => Some("You have no label here"),
        CommandId::TakeTheirs if !theirs => Some("Only you have a label here"),
        CommandId::KeepBoth if !mine || !theirs => Some("There is only one version"),
        CommandId::Reopen if !decided => Some("There is no decision about this place yet"),
        _ => None,
    }
}

fn buttons_ui(cx: &mut Cx, ui: &mut Ui, place: &ComparedPlace) {
    ui.spacing_mut().button_padding = Vec2::new(5.0, 3.0);
    ui.spacing_mut().item_spacing = Vec2::splat(4.0);
    let columns = if ui.available_width() >= 340.0 { 3 } else { 2 };
    let width = ((ui.available_width() - 4.0 * (columns as f32 - 1.0)) / columns as f32).floor();
    for row in BUTTONS.chunks(columns) {
        ui.horizontal(|ui| {
            for id in row {
                button_ui(cx, ui, place, (*id, width));
            }
        });
    }
    ui.add_space(4.0);
}

fn button_ui(cx: &mut Cx, ui: &mut Ui, place: &ComparedPlace, what: (CommandId, f32)) {
    let (id, width) = what;
    let row = command(id);
    let why = reason(cx, place, id);
    let key = widgets::chord_text(cx.session, id).unwrap_or_default();
    let sign = RichText::new(&key).size(theme::SMALL).color(cx.theme.ink_weak);
    let words = RichText::new(row.title).size(theme::SMALL);
    let button = Button::new(words).right_text(sign).gap(2.0).truncate();
    let response = ui
        .add_enabled_ui(why.is_none(), |ui| ui.add_sized(Vec2::new(width, 26.0), button))
        .inner;
    let response = response.on_hover_text(format!("{} ({key})", row.help));
    if response.on_disabled_hover_text(why.unwrap_or_default()).clicked() {
        cx.command(id);
    }
}

// ---- versions

fn version_ui(cx: &mut Cx, ui: &mut Ui, place: &ComparedPlace, person: &PersonId) {
    let Some(open) = &cx.session.open else { return };
    let (project, theme) = (&open.project, cx.theme);
    let mine = open.me.as_ref() == Some(person);
    let colour = project
        .person(person.as_str())
        .map(|p| p.colour)
        .unwrap_or_default();
    let name = project.person_name(person);
    let name = if mine {
        format!("{name} (you)")
    } else {
        name.to_owned()
    };
    let frame = egui::Frame::new()
        .fill(theme.raised)
        .stroke(Stroke::new(1.0, theme.line))
        .corner_radius(6.0)
        .inner_margin(egui::Margin::symmetric(8, 6));
    frame.show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        ui.spacing_mut().interact_size.y = 18.0;
        ui.spacing_mut().item_spacing.y = 3.0;
        let items: Vec<_> = place.item_of(person).cloned().collect();
        ui.horizontal(|ui| {
            widgets::dot_ui(ui, theme, colour);
            ui.add(Label::new(RichText::new(&name).size(theme::SMALL).color(theme.ink_weak)).truncate());
            if items.is_empty() {
                ui.label(
                    RichText::new("has no label here")
                        .size(theme::SMALL)
                        .color(theme.ink_weak)
                        .italics(),
                );
            }
        });
        for item in items {
            ui.push_id(item.id.as_str(), |ui| {
                item_ui(cx, ui, (place, project), (person, &item))
            });
        }
    });
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

// ---- words

/// A stretch of one version's words: in everybody's version, or not.
#[derive(Clone, Debug, PartialEq)]
struct Piece {
    words: String,
    common: bool,
}

/// Long stretches lose their middle: what differs stands at the ends. In characters.
const EDGE: usize = 44;

fn short(words: &str) -> String {
    // Only the ends are looked at: the words may be a whole document.
    if words.chars().nth(2 * EDGE + 20).is_none() {
        return words.replace('\n', " ");
    }
    let head: String = words.chars().take(EDGE).collect();
    let tail = words.char_indices().rev().take(EDGE).last();
    let tail = tail.map_or("", |(at, _)| words.get(at..).unwrap_or_default());
    // At the spaces, where there are some: no word is cut.
    let head = head.rsplit_once(' ').map_or(head.as_str(), |(head, _)| head);
    let tail = tail.split_once(' ').map_or(tail, |(_, tail)| tail);
    format!("{head} … {tail}").replace('\n', " ")
}

/// One version cut where another one begins or ends.
fn pieces(text: &Text, at: &Fragments, all: &[&Fragments]) -> Vec<Piece> {
    let mut cuts: BTreeSet<u32> = BTreeSet::new();
    for span in all.iter().flat_map(|other| other.iter()) {
        cuts.extend([span.start(), span.end()]);
    }
    let mut found = Vec::new();
    for (place, span) in at.iter().enumerate() {
        if place > 0 {
            found.push(Piece {
                words: " … ".to_owned(),
                common: true,
            });
        }
        let inner = cuts
            .iter()
            .copied()
            .filter(|at| *at > span.start() && *at < span.end());
        let stops: Vec<u32> = std::iter::once(span.start())
            .chain(inner)
            .chain([span.end()])
            .collect();
        for pair in stops.windows(2) {
            let [from, to] = pair else { continue };
            let Ok(part) = text.span(*from as usize..*to as usize) else {
                continue;
            };
            let covered = |other: &&Fragments| other.iter().any(|s: Span| s.encloses(part));
            found.push(Piece {
                words: short(text.slice(part)),
                common: all.iter().all(covered),
            });
        }
    }
    found
}

/// What only some have stands on a tint and is underlined.
pub fn words_job(theme: &Theme, text: &Text, at: &Fragments, all: &[&Fragments]) -> LayoutJob {
    let plain = TextFormat::simple(theme::reading(14.0), theme.ink);
    let marked = TextFormat {
        background: theme.selection,
        underline: Stroke::new(1.5, theme.warning),
        ..plain.clone()
    };
    let mut job = LayoutJob::default();
    for piece in pieces(text, at, all) {
        let format = if piece.common {
            plain.clone()
        } else {
            marked.clone()
        };
        job.append(&piece.words, 0.0, format);
    }
    job
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AnnotationId, LabelId, Timestamp};

    fn item(text: &Text, words: &str) -> Annotation {
        let start = text.as_str().find(words).unwrap();
        let span = text.span(start..start + words.len()).unwrap();
        let id = AnnotationId::new(format!("a{start}-{}", words.len())).unwrap();
        let label = LabelId::new("claim").unwrap();
        Annotation::new(id, label, Fragments::one(span), Timestamp::default())
    }

    #[test]
    fn only_the_words_that_one_has_alone_are_marked() {
        let text = Text::new("The minister said that prices will fall.").unwrap();
        let (long, brief) = (
            item(&text, "that prices will fall"),
            item(&text, "prices will fall"),
        );
        let shown = pieces(&text, &long.fragments, &[&long.fragments, &brief.fragments]);
        let shown: Vec<_> = shown.iter().map(|p| (p.words.as_str(), p.common)).collect();
        assert_eq!(shown, [("that ", false), ("prices will fall", true)]);
        let shown = pieces(&text, &brief.fragments, &[&long.fragments, &brief.fragments]);
        assert_eq!(
            shown,
            [Piece {
                words: "prices will fall".into(),
                common: true
            }]
        );
    }

    #[test]
    fn versions_without_common_words_are_marked_whole() {
        let text = Text::new("one two three").unwrap();
        let (a, b) = (item(&text, "one"), item(&text, "three"));
        assert_eq!(
            pieces(&text, &a.fragments, &[&a.fragments, &b.fragments]),
            [Piece {
                words: "one".into(),
                common: false
            }]
        );
    }

    #[test]
    fn a_long_stretch_keeps_both_ends() {
        let words = format!("First {} last.", "word ".repeat(40).trim_end());
        let cut = short(&words);
        assert!(cut.chars().count() <= 2 * EDGE + 3, "{cut}");
        assert!(
            cut.starts_with("First word ") && cut.ends_with(" word last."),
            "{cut}"
        );
        assert!(cut.contains("word … word"), "{cut}");
        let unbroken = short(&"한".repeat(400));
        assert_eq!(unbroken.chars().count(), 2 * EDGE + 3);
    }
}
