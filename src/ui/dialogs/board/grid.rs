//! The cells of the board, painted: what each shows and what a screen reader says of it.

use crate::model::{Person, PersonKind, Progress};
use crate::session::{Board, BoardCell};
use crate::ui::panels::rows;
use crate::ui::theme::{self, Theme};
use crate::ui::{icons, widgets};
use egui::{Color32, FontId, Id, Pos2, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2, WidgetInfo};

/// Heights and widths in points.
pub const ROW: f32 = 38.0;
const HEAD: f32 = 40.0;
/// A person's column is as wide as the room allows.
const PERSON: [f32; 2] = [88.0, 110.0];
const COUNT: f32 = 60.0;
const LEAST_TITLE: f32 = 180.0;
const COUNTS: [&str; 4] = ["Places", "Decided", "Left", "Discuss"];

/// Where the columns stand, from the left edge of a row.
pub struct Columns {
    title: f32,
    person: f32,
    people: usize,
}

impl Columns {
    pub fn of(board: &Board, room: f32) -> Self {
        let people = board.people.len();
        let [least, most] = PERSON;
        let room = room - COUNTS.len() as f32 * COUNT - 12.0;
        let person = ((room - LEAST_TITLE) / people.max(1) as f32)
            .clamp(least, most)
            .floor();
        let rest = room - people as f32 * person;
        Self {
            title: rest.max(LEAST_TITLE).floor(),
            person,
            people,
        }
    }

    pub fn width(&self) -> f32 {
        self.count_left(COUNTS.len()) + 12.0
    }

    /// Where a person's column is, below the left edge of the table.
    pub fn place_of(&self, column: usize, table: Rect) -> Rect {
        let corner = Pos2::new(table.left() + self.person_left(column), table.top());
        Rect::from_min_size(corner, Vec2::new(self.person, 1.0))
    }

    fn person_left(&self, column: usize) -> f32 {
        self.title + column as f32 * self.person
    }

    fn count_left(&self, column: usize) -> f32 {
        self.person_left(self.people) + column as f32 * COUNT
    }
}

pub fn head_ui(theme: &Theme, board: &Board, columns: &Columns, ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(columns.width(), HEAD), Sense::hover());
    let small = FontId::proportional(theme::SMALL);
    let (left, top) = (rect.left(), rect.top());
    let galley = rows::line(ui, "Document", small.clone(), theme.ink_weak, columns.title);
    rows::put(ui, galley, left + 8.0, top + 28.0);
    for (column, person) in board.people.iter().enumerate() {
        let at = left + columns.person_left(column);
        let ink = theme.stroke_of(person.colour);
        ui.painter()
            .circle_filled(Pos2::new(at + 10.0, top + 11.0), 4.0, ink);
        let galley = rows::line(
            ui,
            &person.name,
            theme::strong(theme::SMALL),
            theme.ink,
            columns.person - 26.0,
        );
        rows::put(ui, galley, at + 19.0, top + 11.0);
        let (done, all) = board.share(column);
        let words = match person.kind {
            PersonKind::Suggested => "suggested".to_owned(),
            _ => format!("{done} of {all} done"),
        };
        let galley = rows::line(ui, &words, small.clone(), theme.ink_weak, columns.person - 10.0);
        rows::put(ui, galley, at + 6.0, top + 28.0);
    }
    for (at, name) in COUNTS.iter().enumerate() {
        let galley = rows::line(ui, name, small.clone(), theme.ink_weak, COUNT - 4.0);
        let right = left + columns.count_left(at + 1) - 6.0;
        rows::put_right(ui, galley, right, top + 28.0);
    }
    let line = Stroke::new(1.0, theme.line);
    ui.painter().hline(rect.x_range(), rect.bottom() - 1.0, line);
}

/// Says which cell was clicked, by row and column, and whether twice.
pub fn row_ui(
    theme: &Theme,
    ui: &mut Ui,
    (board, at): (&Board, usize),
    columns: &Columns,
    here: Option<usize>,
) -> Option<(usize, usize, bool)> {
    let (rect, _) = ui.allocate_exact_size(Vec2::new(columns.width(), ROW), Sense::hover());
    let row = board.rows.get(at)?;
    if here.is_some() {
        ui.painter().rect_filled(rect, 4.0, theme.hover);
    }
    let (left, middle) = (rect.left(), rect.center().y);
    let font = FontId::proportional(theme::BODY);
    let galley = rows::line(ui, &row.title, font.clone(), theme.ink, columns.title - 16.0);
    rows::put(ui, galley, left + 8.0, middle);
    let mut clicked = None;
    for (column, (person, cell)) in board.people.iter().zip(&row.cells).enumerate() {
        let corner = Pos2::new(left + columns.person_left(column), rect.top());
        let place = Rect::from_min_size(corner, Vec2::new(columns.person, ROW)).shrink2(Vec2::new(2.0, 3.0));
        let id = Id::unique(("board cell", row.document.as_str(), person.id.as_str()));
        let response = ui.interact(place, id, Sense::CLICK);
        let name = said(&row.title, person, cell);
        let chosen = here == Some(column);
        response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, chosen, &name));
        cell_ui(theme, ui, place, cell, chosen);
        if response.clicked() {
            clicked = Some((at, column, response.double_clicked()));
        }
        response.on_hover_text(name);
    }
    let counts = &row.counts;
    let numbers = [counts.places, counts.decided, counts.left, counts.discuss];
    for (number, value) in numbers.into_iter().enumerate() {
        let ink = match (number, value) {
            (_, 0) => theme.ink_faint,
            (2, _) => theme.warning,
            _ => theme.ink,
        };
        let galley = rows::line(ui, &widgets::grouped(value), font.clone(), ink, COUNT);
        let right = left + columns.count_left(number + 1) - 6.0;
        rows::put_right(ui, galley, right, middle);
    }
    clicked
}

fn cell_ui(theme: &Theme, ui: &Ui, rect: Rect, cell: &BoardCell, here: bool) {
    let painter = ui.painter();
    if cell.assigned {
        painter.rect_filled(rect, 4.0, theme.accent_soft);
    }
    if here {
        painter.rect_stroke(rect, 4.0, Stroke::new(1.5, theme.accent), StrokeKind::Inside);
    }
    let middle = rect.center().y;
    let is_new = cell.state == Progress::New && cell.labels == 0;
    if is_new && !cell.assigned {
        let galley = rows::line(ui, "–", FontId::proportional(theme::BODY), theme.ink_faint, 20.0);
        rows::put(ui, galley, rect.left() + 10.0, middle);
        return;
    }
    let (sign, ink) = sign(theme, cell.state);
    rows::icon(ui, sign, 15.0, Pos2::new(rect.left() + 16.0, middle), ink);
    let words = if is_new {
        "to do".to_owned()
    } else {
        widgets::grouped(cell.labels)
    };
    let ink = if is_new { theme.ink_weak } else { theme.ink };
    let galley = rows::line(
        ui,
        &words,
        FontId::proportional(theme::BODY),
        ink,
        rect.width() - 34.0,
    );
    rows::put(ui, galley, rect.left() + 29.0, middle);
    if cell.assigned {
        let centre = Pos2::new(rect.right() - 13.0, middle);
        rows::icon(ui, icons::USER, 13.0, centre, theme.ink_weak);
    }
}

fn sign(theme: &Theme, state: Progress) -> (&'static str, Color32) {
    match state {
        Progress::New => (icons::CIRCLE, theme.ink_weak),
        Progress::InProgress => (icons::CIRCLE_DOT, theme.accent),
        Progress::Finished => (icons::CIRCLE_CHECK, theme.success),
        Progress::Locked => (icons::LOCK, theme.ink_weak),
    }
}

/// A cell in words.
fn said(title: &str, person: &Person, cell: &BoardCell) -> String {
    let labels = widgets::counted(cell.labels, "label", "labels");
    let state = cell.state.title().to_lowercase();
    let assigned = if cell.assigned { ", assigned" } else { "" };
    format!("{title}, {}: {state}, {labels}{assigned}", person.name)
}
