//! The places where people differ: a list above, the current place side by side below, and the decisions.

mod detail;
mod ending;
mod filter;
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
use std::sync::Arc;

#[derive(Default)]
pub struct ReviewList {
    filter: filter::PlaceFilter,
    rows: filter::Rows,
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
}

pub fn review_ui(cx: &mut Cx, state: &mut ReviewList, ui: &mut Ui) {
    let session = cx.session;
    let Some(review) = &session.view.review else {
        return;
    };
    state.rows.follow(&state.filter, &review.places, review.current);
    heading_ui(cx, ui, review);
    people_ui(cx, ui);
    filter::filters_ui(cx, state, ui);
    let height = ui.available_height();
    let list = (height * if height > 520.0 { 0.42 } else { 0.28 })
        .clamp(72.0, 320.0)
        .min(state.rows.len().max(2) as f32 * list::ROW_STEP);
    if (list - state.height).abs() > 8.0 {
        state.height = list;
        state.shown = None;
    }
    list::list_ui(cx, state, ui, review, list);
    ending::orphans_ui(cx, ui, review);
    ending::ending_ui(cx, ui, review);
    ui.separator();
    detail::detail_ui(cx, state, ui, review);
}

fn heading_ui(cx: &mut Cx, ui: &mut Ui, review: &Review) {
    let (all, left) = (review.differences(), review.undecided());
    let title = match (review.computed.is_none(), all, left) {
        (true, ..) => "Comparing…".to_owned(),
        (_, 0, _) => "No differences".to_owned(),
        (_, 1, 0) => "1 difference, decided".to_owned(),
        (_, all, 0) => format!("{all} differences, all decided"),
        (_, 1, _) => "1 difference, undecided".to_owned(),
        (_, _, left) if ui.available_width() < 240.0 => format!("{left} left"),
        (_, all, left) if ui.available_width() < 300.0 => format!("{left} of {all} undecided"),
        (_, all, left) => format!("{all} differences, {left} undecided"),
    };
    ui.horizontal(|ui| {
        let wide = ui.available_width();
        ui.scope(|ui| {
            ui.set_max_width(wide - 92.0);
            ui.add(egui::Label::new(RichText::new(&title).font(theme::strong(theme::BODY))).truncate());
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            ui.spacing_mut().item_spacing.x = 0.0;
            let tip = widgets::with_key(cx.session, "End the review", CommandId::Review);
            let close = widgets::told_button(ui, icons::X, "End the review", &tip);
            if close.clicked() {
                cx.command(CommandId::Review);
            }
            let hidden = cx.session.hides_names();
            let eye = if hidden { icons::EYE_OFF } else { icons::EYE };
            let tip = if hidden { "Show names" } else { "Hide names" };
            if widgets::icon_button(ui, eye, tip).clicked() {
                cx.command(CommandId::HideNames);
            }
            widgets::command_button(ui, cx, icons::SCALE, CommandId::DecideByRule);
        });
    });
    let tally = review.tally;
    let counts = [
        (tally.outdated, "outdated"),
        (tally.rivals, "decided in two ways"),
        (tally.discuss, "to discuss"),
    ];
    let words: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if !words.is_empty() {
        let words = RichText::new(words.join(" · ")).size(theme::SMALL);
        ui.add(egui::Label::new(words.color(cx.theme.warning)).truncate());
    }
}

/// Who is compared: oneself, and the teammates that are shown.
fn people_ui(cx: &mut Cx, ui: &mut Ui) {
    let Some(open) = &cx.session.open else { return };
    let compared = cx.session.compared_people();
    let hidden = cx.session.hides_names();
    let mut people: Vec<_> = cx.session.review_order();
    let others = cx.session.teammates();
    people.extend(others.into_iter().filter(|person| !compared.contains(person)));
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
            let mut name = cx.session.name_of(&person);
            if me && !hidden {
                name.push_str(" (you)");
            }
            let sign = if on { icons::SQUARE_CHECK } else { icons::SQUARE };
            let sign = RichText::new(sign).font(theme::icon_font(12.0)).color(if hidden {
                cx.theme.ink_weak
            } else {
                cx.theme.stroke_of(colour)
            });
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
        (DecisionClass::Took, [names @ .., last]) => {
            format!("Took {}’s and {last}’s, by {by}", names.join("’s, "))
        }
        (class, _) => format!("{}, by {by}", class.title()),
    }
}
