//! The versions of one item side by side: what differs is marked, and each has the button that makes it the one.

use super::super::review::words_job;
use super::Ask;
use crate::analysis::search::context;
use crate::model::Fragments;
use crate::model::edit::recipes::Choice;
use crate::session::{Disputed, Fact, Version};
use crate::text::Text;
use crate::ui::cx::Cx;
use crate::ui::kwic::{self, Kwic};
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;
use egui::text::{LayoutJob, TextFormat};
use egui::{Align, Button, FontId, Frame, Label, Layout, Margin, RichText, ScrollArea, Stroke, Ui, Vec2};

/// Of the quote in its context, scalars.
const LONGEST: usize = 160;
const GAP: f32 = 10.0;
const LINE: f32 = 20.0;
/// Room for the buttons under the versions, in points.
const FOOT: f32 = 36.0;

pub fn versions_ui(cx: &mut Cx, ui: &mut Ui, row: &Disputed) {
    place_ui(cx, ui, row);
    let size = Vec2::new(ui.available_width(), (ui.available_height() - FOOT).max(40.0));
    ScrollArea::vertical()
        .id_salt("versions")
        .max_height(size.y)
        .auto_shrink([false, true])
        .show(ui, |ui| {
            let count = row.versions.len().max(1) as f32;
            let width = ((ui.available_width() - GAP * (count - 1.0) - 6.0) / count).max(120.0);
            ui.horizontal_top(|ui| {
                ui.spacing_mut().item_spacing.x = GAP;
                for (nth, version) in row.versions.iter().enumerate() {
                    ui.allocate_ui_with_layout(Vec2::new(width, 10.0), Layout::top_down(Align::Min), |ui| {
                        ui.set_width(width);
                        version_ui(cx, ui, row, (nth, version));
                    });
                }
            });
        });
    ui.add_space(6.0);
    buttons_ui(cx, ui, row);
}

fn text_of<'a>(cx: &Cx<'a>, row: &Disputed) -> Option<&'a Text> {
    cx.session.project()?.text(row.of.document()?.as_str())
}

/// Where it is: the file, and the words in their line.
fn place_ui(cx: &Cx, ui: &mut Ui, row: &Disputed) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let place = RichText::new(widgets::shorten(&row.place, 30)).size(theme::SMALL);
        ui.label(place.color(cx.theme.ink_weak));
        if let (Some(at), Some(text)) = (row.at, text_of(cx, row)) {
            let (before, matched, after) = context(text, at, LONGEST);
            let words = Kwic {
                before: &before,
                matched: &matched,
                after: &after,
                weak: false,
            };
            let room = Vec2::new(ui.available_width(), LINE);
            let (rect, response) = ui.allocate_exact_size(room, egui::Sense::hover());
            kwic::paint(ui, cx.theme, rect, &words);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, kwic::spoken(&words)));
        }
    });
    ui.add_space(2.0);
}

fn name_of(nth: usize) -> String {
    match nth {
        0 => "As it stands".to_owned(),
        1 => "Other version".to_owned(),
        nth => format!("Other version {nth}"),
    }
}

fn version_ui(cx: &mut Cx, ui: &mut Ui, row: &Disputed, (nth, version): (usize, &Version)) {
    let theme = cx.theme;
    let frame = Frame::new()
        .fill(theme.raised)
        .stroke(Stroke::new(theme.thick, theme.line))
        .corner_radius(6.0)
        .inner_margin(Margin::symmetric(10, 7));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().interact_size.y = 18.0;
        ui.spacing_mut().item_spacing.y = 3.0;
        ui.label(
            RichText::new(name_of(nth))
                .size(theme::SMALL)
                .color(theme.ink_weak),
        );
        if version.is_gone {
            ui.label(
                RichText::new("Deleted")
                    .font(theme::strong(theme::BODY))
                    .color(theme.warning),
            );
            return;
        }
        if let (Some(at), Some(text)) = (&version.at, text_of(cx, row)) {
            let all: Vec<&Fragments> = row
                .versions
                .iter()
                .filter_map(|version| version.at.as_ref())
                .collect();
            let job = match at.is_empty() {
                true => LayoutJob::simple_singleline(
                    "The whole document".to_owned(),
                    egui::FontId::proportional(theme::BODY),
                    theme.ink,
                ),
                false => words_job(theme, text, at, &all),
            };
            ui.add(Label::new(job).wrap());
        }
        // What differs first: that is what the decision is about.
        for wanted in [true, false] {
            for fact in version.facts.iter().filter(|fact| fact.differs == wanted) {
                fact_ui(cx, ui, fact);
            }
        }
    });
}

fn fact_ui(cx: &Cx, ui: &mut Ui, fact: &Fact) {
    let theme = cx.theme;
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 5.0;
        if fact.differs {
            let sign = RichText::new("≠").size(theme::SMALL).color(theme.warning);
            ui.label(sign).on_hover_text("Differs");
        }
        ui.label(RichText::new(&fact.name).size(theme::SMALL).color(theme.ink_weak));
        if let Ok(colour) = fact.value.parse() {
            widgets::swatch_ui(ui, theme, colour);
        }
        ui.add(Label::new(value_job(theme, fact)).wrap());
    });
}

/// Of a long value only the words are marked that the other has not.
fn value_job(theme: &Theme, fact: &Fact) -> LayoutJob {
    let plain = TextFormat::simple(FontId::proportional(theme::BODY), theme.ink);
    let marked = TextFormat {
        background: theme.selection,
        ..TextFormat::simple(theme::strong(theme::BODY), theme.ink)
    };
    let mut job = LayoutJob::default();
    if fact.value.is_empty() {
        let format = if fact.differs { marked } else { plain };
        job.append("—", 0.0, format);
        return job;
    }
    let mut at = 0;
    let end = fact.value.len()..fact.value.len();
    for apart in fact.apart.iter().chain([&end]) {
        job.append(
            fact.value.get(at..apart.start).unwrap_or_default(),
            0.0,
            plain.clone(),
        );
        job.append(
            fact.value.get(apart.clone()).unwrap_or_default(),
            0.0,
            marked.clone(),
        );
        at = apart.end;
    }
    job
}

fn buttons_ui(cx: &mut Cx, ui: &mut Ui, row: &Disputed) {
    if let Some(owner) = &row.owner {
        let words = format!("{owner} decides: only they write these labels");
        widgets::hint_ui(ui, cx.theme, &words);
        return;
    }
    let open = cx.session.open.as_ref();
    let can = open.is_some_and(|open| open.read_only.is_none());
    let mut choices = vec![(Choice::Stands, "Keep as it stands".to_owned(), Some('1'))];
    for (nth, other) in row.versions.iter().skip(1).enumerate() {
        let words = match (other.is_gone, nth) {
            (true, _) => "Delete it".to_owned(),
            (false, 0) => "Take the other".to_owned(),
            (false, nth) => format!("Take other version {}", nth + 1),
        };
        choices.push((Choice::Other(nth), words, (nth == 0).then_some('2')));
    }
    if row.joinable {
        choices.push((Choice::Joined(0), "Join both places".to_owned(), Some('3')));
    }
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        for (choice, words, key) in choices {
            let sign = key.map_or_else(String::new, |key| key.to_string());
            let sign = RichText::new(sign).size(theme::SMALL).color(cx.theme.ink_weak);
            let button = ui.add_enabled(can, Button::new(words).right_text(sign));
            if button
                .on_disabled_hover_text("The project is open to look at only")
                .clicked()
            {
                cx.send(crate::session::Request::Conflicts(Ask::Decide(
                    row.of.clone(),
                    choice,
                )));
            }
        }
        let hint = RichText::new("j and k go on, Enter shows the place").size(theme::SMALL);
        ui.add(Label::new(hint.color(cx.theme.ink_faint)).truncate());
    });
}
