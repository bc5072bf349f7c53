//! The hits to tick, by document, each with the labels that are there or the reason why it cannot be tagged. Only the rows in view
//! are drawn.

use super::TagAll;
use crate::model::{DocumentId, Project};
use crate::session::{Existing, Request, TagAll as Plan, TagAllRow};
use crate::ui::cx::Cx;
use crate::ui::kwic::{self, Kwic};
use crate::ui::list_cursor::{self, Pressed};
use crate::ui::panels::rows;
use crate::ui::theme::{self, Theme};
use crate::ui::{icons, widgets};
use egui::{FontId, Id, Pos2, Rect, Response, Ui};
use std::sync::Arc;

const ROW: f32 = 26.0;
/// Room for the tick, in points.
const TICK: f32 = 34.0;

pub fn list_id() -> Id {
    Id::unique("hits to tag")
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Line {
    /// A document and its rows, as a range of indexes.
    Document(DocumentId, usize, usize),
    Row(usize),
}

/// Headings and rows. Made again where the rows are others; a tick changes none.
#[derive(Default)]
pub struct Lines {
    lines: Vec<Line>,
    /// Rows that cannot be tagged.
    pub impossible: usize,
    made_from: Option<(usize, usize, bool, bool)>,
}

impl Lines {
    fn follow(&mut self, plan: &Plan) {
        // Not the rows themselves: to hold them would make the session copy them for each tick.
        let place = Arc::as_ptr(&plan.rows) as usize;
        let from = (place, plan.rows.len(), plan.running, plan.everywhere);
        if self.made_from.as_ref() == Some(&from) {
            return;
        }
        self.lines.clear();
        self.impossible = plan.rows.iter().filter(|row| row.why_not.is_some()).count();
        let mut first = 0;
        for rows in plan.rows.chunk_by(|a, b| a.document == b.document) {
            let Some(row) = rows.first() else { continue };
            let end = first + rows.len();
            if plan.everywhere {
                self.lines.push(Line::Document(row.document.clone(), first, end));
            }
            self.lines.extend((first..end).map(Line::Row));
            first = end;
        }
        self.made_from = Some(from);
    }
}

pub fn list_ui(cx: &mut Cx, state: &mut TagAll, ui: &mut Ui) {
    let session = cx.session;
    let (Some(plan), Some(project)) = (&session.view.tag_all, session.project()) else {
        empty_ui(cx, state, ui, None);
        return;
    };
    state.lines.follow(plan);
    let count = state.lines.lines.len();
    if count == 0 {
        empty_ui(cx, state, ui, Some(plan));
        return;
    }
    let (list, pressed) = state.cursor.keys(ui, list_id(), "Passages to tag", (count, ROW));
    for key in pressed {
        match key {
            Pressed::Space => tick(cx, state, plan, state.cursor.at),
            Pressed::Enter => {}
            Pressed::Above => state.focus = Some(super::field_id()),
            Pressed::Escape => state.escape = true,
        }
    }
    let focused = list.has_focus();
    let TagAll { cursor, lines, .. } = state;
    let at = cursor.at;
    let mut clicked = None;
    cursor.rows_ui(ui, "hits to tag", (count, ROW), |ui, index| {
        let here = focused && index == at;
        let response = match lines.lines.get(index) {
            Some(Line::Document(id, first, end)) => {
                let rows = plan.rows.get(*first..*end).unwrap_or_default();
                document_ui(cx, ui, (project, id, rows), here)
            }
            Some(Line::Row(row)) => match plan.rows.get(*row) {
                Some(row) => row_ui(cx, ui, project, row, here),
                None => return,
            },
            None => return,
        };
        if response.clicked() {
            clicked = Some(index);
        }
    });
    if let Some(index) = clicked {
        state.cursor.at = index;
        state.focus = Some(list_id());
        tick(cx, state, plan, index);
    }
}

/// Ticks a row or takes its tick away; of a document all rows, unless all have one.
fn tick(cx: &mut Cx, state: &TagAll, plan: &Plan, line: usize) {
    let (first, end) = match state.lines.lines.get(line) {
        Some(Line::Document(_, first, end)) => (*first, *end),
        Some(Line::Row(index)) => (*index, index + 1),
        None => return,
    };
    let rows = plan.rows.get(first..end).unwrap_or_default();
    let wanted = rows.iter().any(|row| row.why_not.is_none() && !row.ticked);
    cx.send(Request::TickTagAll(first..end, wanted));
}

fn empty_ui(cx: &Cx, state: &TagAll, ui: &mut Ui, plan: Option<&Plan>) {
    let words = match plan {
        _ if state.wanted.label.is_none() => "The codebook has no label for words yet",
        _ if state.wanted.pattern.text.is_empty() => "Type the words to tag",
        Some(plan) if plan.error.is_some() => return,
        Some(plan) if !plan.running => "No hits",
        _ => "Searching…",
    };
    ui.add_space(8.0);
    widgets::hint_ui(ui, cx.theme, words);
}

/// None is for what cannot be ticked.
fn tick_sign(ui: &Ui, theme: &Theme, rect: Rect, ticked: Option<bool>) {
    let (sign, ink) = match ticked {
        None => (icons::BAN, theme.ink_faint),
        Some(true) => (icons::SQUARE_CHECK, theme.accent),
        Some(false) => (icons::SQUARE, theme.ink_weak),
    };
    let at = Pos2::new(rect.left() + 16.0, rect.center().y);
    rows::icon(ui, sign, 15.0, at, ink);
}

fn document_ui(cx: &Cx, ui: &mut Ui, of: (&Project, &DocumentId, &[TagAllRow]), here: bool) -> Response {
    let (project, id, rows_of) = of;
    let theme = cx.theme;
    let (rect, response) = list_cursor::ground_ui(ui, theme, ROW, here);
    let title = widgets::title_of(project, id);
    let ticked = rows_of.iter().filter(|row| row.ticked).count();
    let possible = rows_of.iter().filter(|row| row.why_not.is_none()).count();
    let all = possible > 0 && ticked == possible;
    tick_sign(ui, theme, rect, (possible > 0).then_some(all));
    let words = format!(
        "{} of {}",
        widgets::grouped(ticked),
        widgets::grouped(rows_of.len())
    );
    list_cursor::heading(ui, theme, rect, rect.left() + TICK, (title, &words));
    let spoken = format!("{title}, {words} ticked");
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::CheckBox, possible > 0, all, &spoken));
    response
}

fn row_ui(cx: &Cx, ui: &mut Ui, project: &Project, row: &TagAllRow, here: bool) -> Response {
    let theme = cx.theme;
    let (rect, response) = list_cursor::ground_ui(ui, theme, ROW, here);
    tick_sign(ui, theme, rect, row.why_not.is_none().then_some(row.ticked));
    let right = rect.right() - 8.0;
    let side = (rect.width() * 0.26).clamp(90.0, 220.0);
    let aside = Rect::from_min_max(
        Pos2::new(right - side, rect.top()),
        Pos2::new(right, rect.bottom()),
    );
    let cut = match &row.why_not {
        Some(reason) => {
            let font = FontId::proportional(theme::SMALL);
            let galley = rows::line(ui, reason, font, theme.ink_weak, side);
            rows::put(ui, galley.clone(), aside.left(), rect.center().y);
            galley.elided
        }
        None => existing_ui(cx, ui, project, &row.existing, aside),
    };
    let words = Rect::from_min_max(
        Pos2::new(rect.left() + TICK, rect.top()),
        Pos2::new(aside.left() - 12.0, rect.bottom()),
    );
    let kwic = Kwic {
        before: &row.before,
        matched: &row.matched,
        after: &row.after,
        weak: row.why_not.is_some(),
    };
    kwic::paint(ui, theme, words, &kwic);
    let possible = row.why_not.is_none();
    let about = about(project, row);
    response.widget_info(|| {
        let mut spoken = kwic::spoken(&kwic);
        if let Some(about) = &about {
            spoken = format!("{spoken}, {about}");
        }
        egui::WidgetInfo::selected(egui::Role::CheckBox, possible, row.ticked, spoken)
    });
    match about {
        Some(about) if cut => response.on_hover_text(about),
        _ => response,
    }
}

/// The labels that are there: a swatch and the name of each, as long as there is room. Says whether something is left out.
fn existing_ui(cx: &Cx, ui: &Ui, project: &Project, labels: &[Existing], rect: Rect) -> bool {
    let middle = rect.center().y;
    let mut left = rect.left();
    for existing in labels {
        if rect.right() - left < 30.0 {
            return true;
        }
        let label = project.codebook().label(existing.label.as_str());
        let colour = label.map(|label| label.colour).unwrap_or_default();
        rows::swatch(ui, cx.theme, colour, Pos2::new(left + 5.5, middle));
        let name = name_of(project, existing);
        let font = FontId::proportional(theme::SMALL);
        let room = rect.right() - left - 16.0;
        let galley = rows::line(ui, &name, font, cx.theme.ink_weak, room);
        let cut = galley.elided;
        left = rows::put(ui, galley, left + 16.0, middle).right() + 10.0;
        if cut {
            return true;
        }
    }
    false
}

/// What else there is to say: the reason, or the labels that are there.
fn about(project: &Project, row: &TagAllRow) -> Option<String> {
    if row.why_not.is_some() {
        return row.why_not.clone();
    }
    let existing = row.existing.iter();
    let names: Vec<String> = existing.map(|existing| name_of(project, existing)).collect();
    (!names.is_empty()).then(|| format!("Labelled {}", names.join(", ")))
}

/// The label, and for a teammate's whose it is.
fn name_of(project: &Project, existing: &Existing) -> String {
    let id = existing.label.as_str();
    let label = project.codebook().label(id);
    let name = label.map_or(id, |label| label.name.as_str());
    match &existing.person {
        Some(person) => format!("{name} ({})", project.person_name(person)),
        None => name.to_owned(),
    }
}
