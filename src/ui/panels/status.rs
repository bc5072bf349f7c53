//! The bar at the bottom: what is selected, what the next key does, what is wrong, who I am, whether it is saved.

use super::{rows, saved};
use crate::command::CommandId;
use crate::model::{DocumentId, Problem, Problems};
use crate::session::{Linking, Reanchoring, Request, Review, Selection, Session};
use crate::ui::cx::Cx;
use crate::ui::theme;
use crate::ui::{icons, widgets};
use egui::{
    Align, Button, Color32, Label, Layout, Popup, PopupCloseBehavior, Response, RichText, ScrollArea, Ui,
};

/// Below this width (points) only icons stand for some words.
const WIDE: f32 = 1000.0;
const HEIGHT: f32 = 24.0;

#[derive(Default)]
pub struct Status {
    /// The counts of a selection, with what they are of: they hold until it, the document or the project changes.
    counted: Option<(Counted, Option<(usize, u32)>)>,
}

#[derive(PartialEq)]
struct Counted {
    document: Option<DocumentId>,
    selection: Selection,
    revision: u64,
}

impl Status {
    /// How many words and characters are selected.
    fn counts(&mut self, session: &Session) -> Option<(usize, u32)> {
        let now = Counted {
            document: session.view.document.clone(),
            selection: session.view.selection,
            revision: session.open.as_ref().map_or(0, |open| open.revision),
        };
        match &self.counted {
            Some((of, counts)) if *of == now => *counts,
            _ => {
                let counts = session.selection_counts();
                self.counted = Some((now, counts));
                counts
            }
        }
    }
}

pub fn status_ui(cx: &mut Cx, state: &mut Status, ui: &mut Ui) {
    let wide = ui.available_width() >= WIDE;
    ui.horizontal(|ui| {
        ui.set_height(HEIGHT);
        ui.spacing_mut().button_padding = egui::Vec2::new(6.0, 2.0);
        ui.spacing_mut().interact_size.y = 22.0;
        place_ui(cx, state, ui);
        selected_ui(cx, ui, wide);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            saved::saved_ui(cx, ui, wide);
            who_ui(cx, ui);
            problems_ui(cx, ui);
            super::conflicts::count_ui(cx, ui);
            asides_ui(cx, ui);
            to_place_ui(cx, ui);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| hint_ui(cx, ui));
        });
    });
}

fn small(words: impl Into<String>) -> RichText {
    RichText::new(words).size(theme::SMALL)
}

/// A quiet button of an icon and words.
pub(super) fn button_ui(ui: &mut Ui, icon: &str, words: &str, ink: Color32) -> Response {
    let sign = RichText::new(icon).font(theme::icon_font(14.0)).color(ink);
    let button = if words.is_empty() {
        Button::new(sign)
    } else {
        Button::new((sign, small(words).color(ink))).gap(5.0)
    };
    ui.add(button.frame_when_inactive(false))
}

/// A small swatch and words, cut at `most` points.
fn named_ui(cx: &Cx, ui: &mut Ui, colour: crate::model::Colour, words: &str, most: f32) -> Response {
    widgets::swatch_ui(ui, cx.theme, colour);
    ui.scope(|ui| {
        ui.set_max_width(most);
        ui.add(Label::new(small(words)).truncate())
    })
    .inner
}

// ---- left

/// How much is selected, or where the caret is.
fn place_ui(cx: &Cx, state: &mut Status, ui: &mut Ui) {
    let Some((_, text)) = cx.session.document() else {
        return;
    };
    let words = match state.counts(cx.session) {
        Some((0, characters)) => rows::counted(characters as usize, "character", "characters"),
        Some((words, characters)) => format!(
            "{}, {}",
            rows::counted(words, "word", "words"),
            rows::counted(characters as usize, "character", "characters")
        ),
        None => {
            let (line, column) = text.line_column_from_byte(cx.session.view.selection.head);
            format!(
                "Line {}, column {}",
                rows::grouped(line + 1),
                rows::grouped(column as usize + 1)
            )
        }
    };
    ui.label(small(words).color(cx.theme.ink_weak));
}

/// The selected label, and whose it is where it is not one's own.
fn selected_ui(cx: &Cx, ui: &mut Ui, wide: bool) {
    let Some((person, annotation)) = cx.session.selected() else {
        return;
    };
    let Some(project) = cx.session.project() else {
        return;
    };
    let id = project.codebook().resolve(&annotation.label);
    let label = project.codebook().label(id.as_str());
    let mut words = label.map_or(id.as_str(), |label| label.name.as_str()).to_owned();
    if cx.session.selected_own().is_none() {
        words = format!("{words} by {}", cx.session.name_of(person));
    }
    if annotation.doubt {
        words.push_str(", not sure");
    }
    ui.add_space(8.0);
    let most = if wide { 220.0 } else { 130.0 };
    let colour = label.map(|label| label.colour).unwrap_or_default();
    named_ui(cx, ui, colour, &words, most);
}

// ---- middle

/// What the next key or click does while something waits.
fn hint_ui(cx: &Cx, ui: &mut Ui) {
    let view = &cx.session.view;
    let (icon, words) = if let Some(linking) = &view.linking {
        (icons::LINK, linking_words(cx, linking))
    } else if let Some(label) = view.last_label.as_ref().filter(|_| view.sticky) {
        let book = cx.session.project().map(|project| project.codebook());
        let label = book.and_then(|book| book.label(label.as_str()));
        let name = label.map_or("the label used last", |label| label.name.as_str());
        (icons::PIN, format!("Every selection becomes {name}, Esc stops"))
    } else if let Some(review) = &view.review {
        (icons::DIFF, review_words(cx, review))
    } else {
        return;
    };
    ui.add_space(10.0);
    let sign = RichText::new(icon)
        .font(theme::icon_font(14.0))
        .color(cx.theme.accent);
    ui.label(sign);
    ui.add(Label::new(small(words)).truncate());
}

fn linking_words(cx: &Cx, linking: &Linking) -> String {
    let book = cx.session.project().map(|project| project.codebook());
    let kind = book.and_then(|book| book.link_kind(linking.kind.as_str()));
    let name = kind.map_or("", |kind| kind.name.as_str());
    format!("Link {name}: click the other label or press its letter, Esc cancels")
}

fn review_words(cx: &Cx, review: &Review) -> String {
    let key = |id| widgets::chord_text(cx.session, id).unwrap_or_default();
    if cx.session.is_editing_result() {
        let confirm = key(CommandId::ConfirmEdit);
        return format!("The agreed version: ends, label, attributes; {confirm} confirms");
    }
    if review.computed.is_none() {
        return "Comparing…".to_owned();
    }
    if review.differences() == 0 {
        return "No differences here".to_owned();
    }
    let left = review.undecided();
    if left == 0 {
        return format!(
            "All {} decided",
            rows::counted(review.differences(), "difference", "differences")
        );
    }
    format!(
        "{left} of {} undecided: {}–{} take, {} several, {} none, {} edit, {} skip",
        review.differences(),
        key(CommandId::Take1),
        cx.session.review_order().len().min(9),
        key(CommandId::KeepBoth),
        key(CommandId::NoneRight),
        key(CommandId::EditResult),
        key(CommandId::Skip)
    )
}

// ---- right

fn who_ui(cx: &mut Cx, ui: &mut Ui) {
    let Some(open) = &cx.session.open else { return };
    let person = open.me.as_ref().and_then(|me| open.project.person(me.as_str()));
    let (name, ink) = match person {
        Some(person) => (widgets::shorten(&person.name, 24), cx.theme.ink_weak),
        None => ("Who are you?".to_owned(), cx.theme.warning),
    };
    let button = button_ui(ui, icons::USER, &name, ink);
    let button = button.on_hover_text("Whose labels you write. Click to change");
    if button.clicked() {
        cx.command(CommandId::WhoAmI);
    }
}

/// Edits that wait for a decision.
fn asides_ui(cx: &mut Cx, ui: &mut Ui) {
    let waiting = cx
        .session
        .open
        .as_ref()
        .map_or(0, |open| open.foreign_journals.len());
    if waiting == 0 {
        return;
    }
    let button = button_ui(ui, icons::HISTORY, "Edits not in the files", cx.theme.warning);
    let name = "Edits not in the files";
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, name));
    let button =
        button.on_hover_text("Edits that were laid aside. Click to bring them in or to discard them");
    if button.clicked() {
        cx.command(CommandId::Asides);
    }
}

/// Labels whose words are not where they were.
fn to_place_ui(cx: &mut Cx, ui: &mut Ui) {
    let (count, _) = cx.session.to_place();
    if count == 0 {
        return;
    }
    let words = format!("{} to place", rows::grouped(count));
    let button = button_ui(ui, icons::TEXT_SELECT, &words, cx.theme.warning);
    let about = "Labels that wait: the text is another one, and nobody knows where their words are now";
    let tip = widgets::with_key(cx.session, about, CommandId::PlaceLabels);
    if button.on_hover_text(tip).clicked() {
        cx.command(CommandId::PlaceLabels);
    }
}

fn problems_ui(cx: &mut Cx, ui: &mut Ui) {
    let Some(open) = &cx.session.open else { return };
    let problems = &open.problems;
    if problems.is_empty() {
        return;
    }
    // What was put right by itself is listed too, and is no trouble.
    let count = problems
        .iter()
        .filter(|problem| problem.kind != "placed-again")
        .count();
    let words = match count {
        0 => "Labels placed again".to_owned(),
        count => rows::counted(count, "problem", "problems"),
    };
    let button = button_ui(ui, icons::TRIANGLE_ALERT, &words, cx.theme.warning);
    let button = button.on_hover_text("What was noticed when the project was read. Click to list it");
    Popup::menu(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| problem_list_ui(cx, ui, problems));
}

const PROBLEM: f32 = 48.0;

/// Texts that another program changed: each can be taken as it is now.
fn changed_texts_ui(cx: &mut Cx, ui: &mut Ui) {
    let session = cx.session;
    for id in session.changed_texts().take(3) {
        let title = session
            .project()
            .map_or("", |project| widgets::title_of(project, &id));
        let words = format!(
            "Another program changed the text of “{}”",
            widgets::shorten(title, 30)
        );
        ui.horizontal(|ui| {
            ui.label(words);
            let button = ui.button("Accept it");
            let button = button.on_hover_text("Take the text as it is now. Labels stay with their words");
            if button.clicked() {
                cx.send(Request::Reanchoring(Reanchoring::AcceptText(id)));
            }
        });
    }
}

fn problem_list_ui(cx: &mut Cx, ui: &mut Ui, problems: &Problems) {
    let room = ui.ctx().content_rect().size();
    ui.set_width((room.x - 80.0).min(560.0));
    ui.horizontal(|ui| {
        widgets::heading_ui(ui, "Problems in the files");
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button("Copy all").clicked() {
                let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
                ui.ctx().copy_text(lines.join("\n"));
            }
            let tip = widgets::with_key(
                cx.session,
                "Looks through everything and lists repairs",
                CommandId::Problems,
            );
            if ui.button("Repair…").on_hover_text(tip).clicked() {
                cx.command(CommandId::Problems);
                ui.close();
            }
        });
    });
    widgets::hint_ui(
        ui,
        cx.theme,
        "The rest of the project is read and safe; what could not be read is left as it is",
    );
    changed_texts_ui(cx, ui);
    ui.add_space(4.0);
    ScrollArea::vertical()
        .max_height((room.y - 180.0).min(320.0))
        .show_rows(ui, PROBLEM, problems.len(), |ui, range| {
            for problem in problems.get(range).into_iter().flatten() {
                problem_ui(cx, ui, problem);
            }
        });
}

fn problem_ui(cx: &Cx, ui: &mut Ui, problem: &Problem) {
    let (rect, response) = ui.allocate_exact_size(
        egui::Vec2::new(ui.available_width(), PROBLEM),
        egui::Sense::hover(),
    );
    let mut place = problem.file.clone();
    for number in [problem.line, problem.column].into_iter().flatten() {
        place.push_str(&format!(":{number}"));
    }
    let theme = cx.theme;
    let font = egui::FontId::monospace(theme::SMALL);
    let upper = rows::line(ui, &place, font, theme.ink_weak, rect.width());
    rows::put(ui, upper, rect.left(), rect.top() + 12.0);
    let at = rect.left_top() + egui::Vec2::new(0.0, 31.0);
    rows::name(ui, &problem.message, theme.ink, at, rect.width());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, problem.to_string()));
    response.on_hover_ui(|ui| {
        ui.label(&problem.message);
        if let Some(repair) = &problem.repair {
            widgets::hint_ui(ui, theme, repair);
        }
    });
}
