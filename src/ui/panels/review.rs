//! The places where people differ: a list above, the current place side by side below, and the decisions.

mod detail;
mod list;
mod notes;
mod versions;
mod words;

pub use words::words_job;

use crate::analysis::compare::{ComparedPlace, DifferenceKind};
use crate::command::CommandId;
use crate::model::{AnnotationId, Decision, DecisionClass, LayerKey, PersonId, Project};
use crate::session::{Focus, Request, Review};
use crate::ui::cx::Cx;
use crate::ui::{icons, theme, widgets};
use egui::{Button, RichText, Ui, Vec2};
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Wanted {
    #[default]
    All,
    Undecided,
    Decided,
}

#[derive(Default)]
pub struct ReviewList {
    /// Kinds that are shown; empty shows all that are differences.
    kinds: BTreeSet<DifferenceKind>,
    wanted: Wanted,
    /// The place that was scrolled to.
    shown: Option<usize>,
    /// Height of the list in the frame before: another one needs another scroll place.
    height: f32,
    notes: notes::Notes,
}

impl ReviewList {
    pub fn focus(&mut self, focus: Focus) {
        self.notes.focus(focus);
    }

    fn passes(&self, place: &ComparedPlace) -> bool {
        let kind = if self.kinds.is_empty() {
            !place.is_agreed()
        } else {
            place.kinds.iter().any(|kind| self.kinds.contains(kind))
        };
        let decided = match self.wanted {
            Wanted::All => true,
            Wanted::Undecided => place.decided().is_none() && !place.is_agreed(),
            Wanted::Decided => place.decided().is_some(),
        };
        kind && decided
    }
}

pub fn review_ui(cx: &mut Cx, state: &mut ReviewList, ui: &mut Ui) {
    let Some(review) = cx.session.view.review.clone() else {
        return;
    };
    heading_ui(cx, ui, &review);
    people_ui(cx, ui);
    filters_ui(cx, state, ui, &review);
    let rows: Vec<usize> = review
        .places
        .iter()
        .enumerate()
        .filter(|(index, place)| state.passes(place) || *index == review.current)
        .map(|(index, _)| index)
        .collect();
    let height = ui.available_height();
    let list = (height * if height > 520.0 { 0.42 } else { 0.32 })
        .clamp(72.0, 320.0)
        .min(rows.len().max(2) as f32 * list::ROW_STEP);
    if (list - state.height).abs() > 8.0 {
        state.height = list;
        state.shown = None;
    }
    list::list_ui(cx, state, ui, (&review, &rows), list);
    ui.separator();
    detail::detail_ui(cx, state, ui, &review);
}

fn heading_ui(cx: &mut Cx, ui: &mut Ui, review: &Review) {
    let (all, left) = (review.differences(), review.undecided());
    let title = match (review.computed.is_none(), all, left) {
        (true, ..) => "Comparing…".to_owned(),
        (_, 0, _) => "No differences".to_owned(),
        (_, 1, 0) => "1 difference, decided".to_owned(),
        (_, all, 0) => format!("{all} differences, all decided"),
        (_, 1, _) => "1 difference, undecided".to_owned(),
        (_, all, left) if ui.available_width() < 250.0 => format!("{left} of {all} undecided"),
        (_, all, left) => format!("{all} differences, {left} undecided"),
    };
    ui.horizontal(|ui| {
        let wide = ui.available_width();
        ui.scope(|ui| {
            ui.set_max_width(wide - 36.0);
            ui.add(egui::Label::new(RichText::new(&title).font(theme::strong(theme::BODY))).truncate());
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let tip = widgets::with_key(cx.session, "End the review", CommandId::Review);
            let close = widgets::told_button(ui, icons::X, "End the review", &tip);
            if close.clicked() {
                cx.command(CommandId::Review);
            }
        });
    });
}

/// Who is compared: oneself, and the teammates that are shown.
fn people_ui(cx: &mut Cx, ui: &mut Ui) {
    let Some(open) = &cx.session.open else { return };
    let compared = cx.session.compared_people();
    let people: Vec<_> = open
        .me
        .clone()
        .into_iter()
        .chain(cx.session.teammates())
        .collect();
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(4.0);
        ui.spacing_mut().button_padding = Vec2::new(6.0, 2.0);
        for person in people {
            let me = open.me.as_ref() == Some(&person);
            let on = compared.contains(&person);
            let colour = open
                .project
                .person(person.as_str())
                .map(|p| p.colour)
                .unwrap_or_default();
            let name = open.project.person_name(&person);
            let name = if me {
                format!("{name} (you)")
            } else {
                name.to_owned()
            };
            let sign = if on { icons::SQUARE_CHECK } else { icons::SQUARE };
            let sign = RichText::new(sign)
                .font(theme::icon_font(12.0))
                .color(cx.theme.stroke_of(colour));
            let words = RichText::new(widgets::shorten(&name, 22)).size(theme::SMALL);
            let chip = ui.add(Button::new((sign, words)).min_size(Vec2::new(0.0, 22.0)));
            chip.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, true, on, &name));
            let last = on && !me && compared.len() <= 2;
            let tip = match (me, last, on) {
                (true, ..) => "Your labels are always compared",
                (_, true, _) => "At least one teammate is compared",
                (_, _, true) => "Leave out of the comparison",
                (_, _, false) => "Take into the comparison",
            };
            if chip.on_hover_text(tip).clicked() && !me && !last {
                cx.send(Request::ShowPerson(person, !on));
            }
        }
    });
}

fn filters_ui(cx: &Cx, state: &mut ReviewList, ui: &mut Ui, review: &Review) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.spacing_mut().button_padding = Vec2::new(6.0, 2.0);
        let half = (ui.available_width() - 4.0) / 2.0;
        let kinds = match (state.kinds.len(), state.kinds.first()) {
            (0, _) => "All kinds".to_owned(),
            (1, Some(kind)) => kind.title().to_owned(),
            (count, _) => format!("{count} kinds"),
        };
        let wanted = match state.wanted {
            Wanted::All => "All places",
            Wanted::Undecided => "Undecided",
            Wanted::Decided => "Decided",
        };
        let button = |words: &str| {
            let sign = RichText::new(icons::CHEVRON_DOWN).font(theme::icon_font(11.0));
            let words = RichText::new(words).size(theme::SMALL);
            let button = Button::new(words)
                .right_text(sign.color(cx.theme.ink_weak))
                .truncate();
            button.min_size(Vec2::new(half, 24.0))
        };
        let sized = |ui: &mut Ui, words: &str| {
            ui.scope(|ui| {
                ui.set_max_width(half);
                ui.add(button(words))
            })
            .inner
        };
        let response = sized(ui, &kinds).on_hover_text("Which kinds of difference are listed");
        let keep_open = egui::PopupCloseBehavior::CloseOnClickOutside;
        egui::Popup::menu(&response)
            .close_behavior(keep_open)
            .show(|ui| kinds_ui(cx, state, ui, review));
        let response = sized(ui, wanted).on_hover_text("Decided places, or those that wait");
        egui::Popup::menu(&response).show(|ui| {
            ui.radio_value(&mut state.wanted, Wanted::All, "All places");
            ui.radio_value(&mut state.wanted, Wanted::Undecided, "Undecided");
            ui.radio_value(&mut state.wanted, Wanted::Decided, "Decided");
        });
    });
}

fn kinds_ui(cx: &Cx, state: &mut ReviewList, ui: &mut Ui, review: &Review) {
    for kind in DifferenceKind::ALL {
        let count = review.places.iter().filter(|place| place.has(kind)).count();
        let mut on = state.kinds.contains(&kind);
        let words = format!("{} · {count}", kind.title());
        if ui
            .add_enabled(count > 0 || on, egui::Checkbox::new(&mut on, words))
            .changed()
        {
            if on {
                state.kinds.insert(kind);
            } else {
                state.kinds.remove(&kind);
            }
        }
    }
    if !state.kinds.is_empty() && ui.button("All kinds").clicked() {
        state.kinds.clear();
    }
    widgets::hint_ui(ui, cx.theme, "None ticked: everything but “All agree”");
}

/// The sign of a kind, so that it is not told by its place or colour alone.
fn sign_of(kind: DifferenceKind) -> &'static str {
    match kind {
        DifferenceKind::Agree => icons::CHECK,
        DifferenceKind::Boundary => icons::TEXT_SELECT,
        DifferenceKind::Label => icons::TAG,
        DifferenceKind::Attribute => icons::SLIDERS_HORIZONTAL,
        DifferenceKind::Link => icons::LINK,
        DifferenceKind::Missing => icons::CIRCLE_DASHED,
        DifferenceKind::Split => icons::SPLIT,
        DifferenceKind::Duplicate => icons::COPY,
    }
}

/// What was decided about a place, also where it was only put aside. The latest counts.
fn decision_of<'a>(cx: &Cx<'a>, project: &'a Project, place: &ComparedPlace) -> Option<&'a Arc<Decision>> {
    let document = cx.session.view.document.clone()?;
    let layer = project.layer(&LayerKey::adjudicated(document))?;
    if let Some(id) = place.decided() {
        return layer.decision(id.as_str());
    }
    let about = |decision: &&Arc<Decision>| {
        let known = |annotator: &PersonId, id: &AnnotationId| {
            let mut sources = decision.sources.iter();
            sources.any(|s| s.annotator == *annotator && s.annotation == *id)
        };
        decision.class == DecisionClass::Discuss
            && place.items.iter().any(|i| known(&i.annotator, &i.annotation.id))
    };
    layer
        .decisions()
        .filter(about)
        .max_by_key(|decision| (decision.made, &decision.id))
}

/// A decision in words: “Took Ben’s, by Ana”.
fn decision_text(cx: &Cx, project: &Project, decision: &Decision) -> String {
    let by = cx.session.name_of(&decision.by);
    let document = cx.session.view.document.clone();
    let layer = document.and_then(|id| project.layer(&LayerKey::adjudicated(id)));
    let results = decision
        .results
        .iter()
        .filter_map(|id| layer?.annotation(id.as_str()));
    let hashes: Vec<_> = results.map(|result| result.content_hash()).collect();
    let mut taken: Vec<String> = decision
        .sources
        .iter()
        .filter(|source| hashes.contains(&source.hash))
        .map(|source| cx.session.name_of(&source.annotator))
        .collect();
    taken.dedup();
    match (decision.class, taken.as_slice()) {
        (DecisionClass::Took, [name]) => format!("Took {name}’s, by {by}"),
        (class, _) => format!("{}, by {by}", class.title()),
    }
}
