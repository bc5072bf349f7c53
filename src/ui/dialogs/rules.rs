//! Decides many places by a rule: which rule, what it would decide, and the button that does it as one step to undo.

use super::sheet::{self, Answer, Size};
use crate::analysis::rules::{Planned, Redo, Rule};
use crate::model::edit::recipes::Verdict;
use crate::session::{Request, Reviewing, Session};
use crate::ui::cx::Cx;
use crate::ui::{theme, widgets};
use egui::{DragValue, Label, RichText, ScrollArea, Ui};

const ROW: f32 = 22.0;

pub struct Rules {
    rule: Rule,
    redo: Redo,
    /// What was asked for last.
    asked: Option<(Rule, Redo)>,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            rule: Rule::AllAgree,
            redo: Redo::No,
            asked: None,
        }
    }
}

/// Draws it; says whether it is done.
pub fn rules_ui(cx: &mut Cx, state: &mut Rules, ctx: &egui::Context) -> bool {
    if cx.session.view.review.is_none() {
        return true;
    }
    let session = cx.session;
    let title = "Decide by rule";
    let (answer, closed) = sheet::sheet_ui(ctx, title, Size::Fixed(560.0, 520.0), |ui| {
        choice_ui(state, ui);
        ui.add_space(6.0);
        let (count, waits) = list_ui(cx, state, ui);
        let go = format!("Decide {}", widgets::counted(count, "place", "places"));
        let allowed = match (count, waits) {
            _ if session.open.as_ref().is_some_and(|open| open.read_only.is_some()) => {
                Err("The project is open to look at only")
            }
            (_, true) => Err("Looking…"),
            (0, _) => Err("The rule decides no place here"),
            _ => Ok(()),
        };
        sheet::foot_ui(ui, cx.theme, &go, allowed)
    });
    let wanted = (state.rule, state.redo);
    if state.asked != Some(wanted) && is_ready(session) {
        state.asked = Some(wanted);
        cx.send(Request::Reviewing(Reviewing::Plan(wanted.0, wanted.1)));
    }
    if answer == Answer::Go {
        cx.send(Request::Reviewing(Reviewing::CarryOut));
    }
    closed || answer != Answer::Open
}

fn is_ready(session: &Session) -> bool {
    let review = session.view.review.as_ref();
    review.is_some_and(|review| review.comparison.is_some())
}

/// The rule, its numbers, and whether it decides again what was decided.
fn choice_ui(state: &mut Rules, ui: &mut Ui) {
    for offered in Rule::ALL {
        let on = state.rule.word() == offered.word();
        if ui.radio(on, offered.title()).clicked() && !on {
            state.rule = offered;
        }
    }
    ui.horizontal(|ui| match &mut state.rule {
        Rule::Majority { min_votes } => {
            ui.label("At least");
            ui.add(DragValue::new(min_votes).range(1..=99));
            ui.label("people say the same");
        }
        Rule::Score { share, min_votes } => {
            ui.label("At least");
            let mut percent = (*share * 100.0).round();
            if ui
                .add(DragValue::new(&mut percent).range(1.0..=100.0).suffix(" %"))
                .changed()
            {
                *share = percent / 100.0;
            }
            ui.label("of the people, and at least");
            ui.add(DragValue::new(min_votes).range(1..=99));
            ui.label("of them");
        }
        Rule::AllAgree | Rule::NobodyDisagrees => {
            ui.add_enabled(false, Label::new("Ties are left to you"));
        }
    });
    let mut again = state.redo == Redo::Everything;
    if ui
        .checkbox(&mut again, "Decide again what was decided or put aside")
        .changed()
    {
        state.redo = if again { Redo::Everything } else { Redo::No };
    }
}

/// What would be decided; says how many places, and whether that is still looked for.
fn list_ui(cx: &Cx, state: &Rules, ui: &mut Ui) -> (usize, bool) {
    let review = cx.session.view.review.as_ref();
    let plan = review.and_then(|review| review.plan.as_ref());
    let planned = plan
        .filter(|plan| plan.rule == state.rule && plan.redo == state.redo)
        .and_then(|plan| plan.planned.clone());
    let height = (ui.available_height() - 72.0).max(80.0);
    let Some(planned) = planned else {
        widgets::hint_ui(ui, cx.theme, "Looking…");
        ui.add_space(height);
        return (0, true);
    };
    let words = match planned.len() {
        0 => "Nothing would be decided".to_owned(),
        count => format!("{} would be decided", widgets::counted(count, "place", "places")),
    };
    widgets::heading_ui(ui, &words);
    ScrollArea::vertical()
        .id_salt("planned")
        .max_height(height)
        .min_scrolled_height(height)
        .auto_shrink(false)
        .show_rows(ui, ROW, planned.len(), |ui, range| {
            for row in planned.get(range).unwrap_or_default() {
                row_ui(cx, ui, row);
            }
        });
    (planned.len(), false)
}

fn row_ui(cx: &Cx, ui: &mut Ui, planned: &Planned) {
    let review = cx.session.view.review.as_ref();
    let place = review.and_then(|review| review.places.get(planned.place));
    let (Some(place), Some((_, text)), Some(project)) = (place, cx.session.document(), cx.session.project())
    else {
        return;
    };
    let label = match &planned.verdict {
        Verdict::Take(taken) => taken.first().and_then(|(_, id)| {
            let item = place.items.iter().find(|item| item.annotation.id == *id)?;
            Some(&item.annotation.label)
        }),
        Verdict::Edited(own) => Some(&own.label),
        _ => place.label.as_ref(),
    };
    let label = label.and_then(|id| project.codebook().label(id.as_str()));
    ui.horizontal(|ui| {
        ui.set_height(ROW - 4.0);
        widgets::swatch_ui(ui, cx.theme, label.map(|l| l.colour).unwrap_or_default());
        ui.label(label.map_or("", |l| l.name.as_str()));
        let why = RichText::new(&planned.why).size(theme::SMALL);
        ui.label(why.color(cx.theme.ink_weak));
        let words = match place.at.is_document() {
            true => "The whole document".to_owned(),
            false => place.at.quote_start(text, 80),
        };
        ui.add(Label::new(widgets::shorten(&words, 78)).truncate());
    });
}
