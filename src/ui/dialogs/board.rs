//! The board: documents down, people across. The arrows walk through the cells; Space assigns, L locks and reopens, F locks what is
//! finished, Enter goes there, B shares documents out evenly, E exports.

mod export;
mod grid;

use super::chooser::Chooser;
use super::sheet::{self, Size};
use crate::command::CommandId;
use crate::model::{LayerKey, PersonKind, Progress};
use crate::session::{Board, BoardAsk, BoardView, Request, Session};
use crate::ui::cx::Cx;
use crate::ui::list_cursor::{ListCursor, Pressed};
use crate::ui::panels::rows;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;
use egui::{Align, Align2, Button, EventFilter, FontId, Id, Key, Layout, Modifiers, Response, Ui, Vec2};

pub struct BoardSheet {
    cursor: ListCursor,
    /// The person's column.
    column: usize,
    /// The column is to be brought into view.
    reveal: bool,
    /// The table has had the keyboard.
    focused: bool,
    /// How many people a document gets.
    per_document: usize,
    export: Option<export::Export>,
}

impl BoardSheet {
    pub fn new(_: &Session) -> Self {
        Self {
            cursor: ListCursor::default(),
            column: 0,
            reveal: false,
            focused: false,
            per_document: 2,
            export: None,
        }
    }
}

/// What was asked for.
#[derive(Default)]
struct Wish {
    ask: Option<BoardAsk>,
    command: Option<CommandId>,
    done: bool,
}

fn table_id() -> Id {
    Id::unique("board table")
}

/// Draws it; says whether it is done.
pub fn board_ui(cx: &mut Cx, state: &mut BoardSheet, chooser: &mut Chooser, ctx: &egui::Context) -> bool {
    let session = cx.session;
    let Some(view) = &session.view.board else {
        return true;
    };
    let mut wish = Wish::default();
    let (_, closed) = sheet::sheet_ui(ctx, "Board", Size::Fixed(960.0, 620.0), |ui| {
        summary_ui(cx.theme, view, ui);
        ui.add_space(6.0);
        let foot = if state.export.is_some() { 96.0 } else { 76.0 };
        let size = ui.available_size() - Vec2::new(0.0, foot);
        let (rect, _) = ui.allocate_exact_size(size.max(Vec2::splat(60.0)), egui::Sense::hover());
        ui.scope_builder(egui::UiBuilder::new().max_rect(rect), |ui| {
            if view.board.rows.is_empty() || view.board.people.is_empty() {
                empty_ui(cx.theme, view, ui);
            } else {
                table_ui(cx.theme, &view.board, state, ui, &mut wish);
            }
        });
        ui.add_space(6.0);
        match &mut state.export {
            Some(export) => {
                if let Some(answer) = export::export_ui(cx, export, chooser, ui) {
                    wish.ask = answer.map(BoardAsk::Export);
                    state.export = None;
                    state.focused = false;
                }
            }
            None => foot_ui(cx, &view.board, state, ui, &mut wish),
        }
    });
    if closed {
        wish.ask = Some(BoardAsk::Close);
        wish.done = true;
    }
    if let Some(command) = wish.command {
        cx.command(command);
    }
    if let Some(ask) = wish.ask {
        cx.send(Request::Board(ask));
    }
    wish.done
}

fn summary_ui(theme: &Theme, view: &BoardView, ui: &mut Ui) {
    let board = &view.board;
    if view.computed.is_none() {
        widgets::hint_ui(ui, theme, "Comparing all documents…");
        return;
    }
    let total = board.total();
    let mut parts = vec![
        widgets::counted(board.rows.len(), "document", "documents"),
        format!("{} places decided", rows::share((total.decided, total.places))),
        widgets::counted(total.left, "difference left", "differences left"),
    ];
    if total.discuss > 0 {
        parts.push(format!("{} to discuss", total.discuss));
    }
    if total.outdated > 0 {
        parts.push(format!("{} outdated", total.outdated));
    }
    widgets::hint_ui(ui, theme, &parts.join(" · "));
}

fn empty_ui(theme: &Theme, view: &BoardView, ui: &Ui) {
    let words = match (view.computed, view.board.people.is_empty()) {
        (None, _) => "Comparing all documents…",
        (_, true) => "No people yet",
        (_, false) => "No documents yet",
    };
    let font = FontId::proportional(theme::BODY);
    let middle = ui.max_rect().center();
    ui.painter()
        .text(middle, Align2::CENTER_CENTER, words, font, theme.ink_weak);
}

fn table_ui(theme: &Theme, board: &Board, state: &mut BoardSheet, ui: &mut Ui, wish: &mut Wish) {
    let columns = grid::Columns::of(board, ui.available_width());
    egui::ScrollArea::horizontal()
        .id_salt("board")
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.set_width(columns.width());
            grid::head_ui(theme, board, &columns, ui);
            keys(board, state, ui, wish);
            let focused = ui.memory(|memory| memory.has_focus(table_id()));
            if std::mem::take(&mut state.reveal) {
                ui.scroll_to_rect(columns.place_of(state.column, ui.min_rect()), None);
            }
            let (at, column) = (state.cursor.at, state.column);
            let mut clicked = None;
            state
                .cursor
                .rows_ui(ui, "board rows", (board.rows.len(), grid::ROW), |ui, row| {
                    let here = (row == at).then_some(column).filter(|_| focused);
                    clicked = grid::row_ui(theme, ui, (board, row), &columns, here).or(clicked);
                });
            if let Some((row, column, twice)) = clicked {
                state.cursor.at = row;
                state.column = column;
                ui.memory_mut(|memory| memory.request_focus(table_id()));
                if twice {
                    go_there(board, state, wish);
                }
            }
        });
}

/// The table as one thing that takes the keyboard.
fn keys(board: &Board, state: &mut BoardSheet, ui: &Ui, wish: &mut Wish) {
    let count = (board.rows.len(), grid::ROW);
    let (response, pressed) = state.cursor.keys(ui, table_id(), "Board", count);
    // In the pass that measures a new dialog nothing keeps the keyboard.
    if !state.focused && state.export.is_none() {
        response.request_focus();
        state.focused = response.has_focus();
    }
    for key in pressed {
        match key {
            Pressed::Enter => go_there(board, state, wish),
            Pressed::Space => wish.ask = assigning(board, state).ok(),
            Pressed::Escape => {
                wish.ask = Some(BoardAsk::Close);
                wish.done = true;
            }
            Pressed::Above => {}
        }
    }
    if !response.has_focus() {
        return;
    }
    let filter = EventFilter {
        vertical_arrows: true,
        horizontal_arrows: true,
        ..EventFilter::default()
    };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(table_id(), filter));
    let take = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    let last = board.people.len().saturating_sub(1);
    let steps = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
    let before = state.column;
    let column = (state.column + steps(Key::ArrowRight)).min(last);
    state.column = column.saturating_sub(steps(Key::ArrowLeft));
    state.reveal = state.column != before;
    if take(Modifiers::NONE, Key::L) {
        wish.ask = locking(board, state);
    }
    if take(Modifiers::NONE, Key::F) {
        wish.ask = lock_finished(board);
    }
    if take(Modifiers::NONE, Key::B) {
        wish.ask = Some(BoardAsk::Balance(state.per_document));
    }
    if take(Modifiers::NONE, Key::E) {
        state.export = Some(export::Export::default());
    }
    // The longer chord first: the shorter one fits it too.
    let again = take(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z) || take(Modifiers::COMMAND, Key::Y);
    if again {
        wish.command = Some(CommandId::Redo);
    } else if take(Modifiers::COMMAND, Key::Z) {
        wish.command = Some(CommandId::Undo);
    }
}

fn go_there(board: &Board, state: &BoardSheet, wish: &mut Wish) {
    wish.ask = board.key(state.cursor.at, state.column).map(BoardAsk::GoTo);
    wish.done = wish.ask.is_some();
}

/// Documents are assigned to people, not to imports or the agreed result.
fn assigning(board: &Board, state: &BoardSheet) -> Result<BoardAsk, &'static str> {
    let (row, column) = (state.cursor.at, state.column);
    let person = board.people.get(column);
    if person.is_none_or(|person| person.kind != PersonKind::Person) {
        return Err("Only people are assigned to documents");
    }
    let assigned = board.cell(row, column).is_some_and(|cell| cell.assigned);
    let key = board.key(row, column).ok_or("No document is chosen")?;
    Ok(BoardAsk::Assign(key, !assigned))
}

fn locking(board: &Board, state: &BoardSheet) -> Option<BoardAsk> {
    let locked = board.cell(state.cursor.at, state.column)?.locked;
    let key = board.key(state.cursor.at, state.column)?;
    Some(BoardAsk::Lock(vec![key], !locked))
}

/// All that people have finished.
fn finished(board: &Board) -> Vec<LayerKey> {
    let mut keys = Vec::new();
    for (at, row) in board.rows.iter().enumerate() {
        let done = row.cells.iter().enumerate();
        let done = done.filter(|(_, cell)| cell.state == Progress::Finished);
        keys.extend(done.filter_map(|(column, _)| board.key(at, column)));
    }
    keys
}

fn lock_finished(board: &Board) -> Option<BoardAsk> {
    Some(BoardAsk::Lock(finished(board), true))
}

fn foot_ui(cx: &mut Cx, board: &Board, state: &mut BoardSheet, ui: &mut Ui, wish: &mut Wish) {
    let theme = cx.theme;
    let cell = board.cell(state.cursor.at, state.column);
    let assigned = cell.is_some_and(|cell| cell.assigned);
    let locked = cell.is_some_and(|cell| cell.locked);
    let writable = cx
        .session
        .open
        .as_ref()
        .is_some_and(|open| open.read_only.is_none());
    ui.horizontal(|ui| {
        let words = if assigned { "Take away" } else { "Assign" };
        let can = assigning(board, state);
        let button = key_button(ui, theme, (words, "Space"), writable && can.is_ok());
        if let Err(reason) = &can {
            button.clone().on_disabled_hover_text(*reason);
        }
        if button.clicked() {
            wish.ask = can.ok();
        }
        let words = if locked { "Reopen" } else { "Lock" };
        let tip = "Nobody changes labels of a locked cell; comments stay possible";
        if key_button(ui, theme, (words, "L"), writable && cell.is_some())
            .on_hover_text(tip)
            .clicked()
        {
            wish.ask = locking(board, state);
        }
        let ready = writable && !finished(board).is_empty();
        if key_button(ui, theme, ("Lock all finished", "F"), ready).clicked() {
            wish.ask = lock_finished(board);
        }
        if key_button(ui, theme, ("Go there", "Enter"), cell.is_some()).clicked() {
            go_there(board, state, wish);
        }
    });
    ui.horizontal(|ui| {
        let people = board.annotators().len();
        // Before the board is there, nobody is known.
        let most = people.max(state.per_document);
        ui.label("Each document");
        let number = egui::DragValue::new(&mut state.per_document).range(1..=most);
        ui.add(number).accessible_name("People a document");
        ui.label(if state.per_document == 1 {
            "person"
        } else {
            "people"
        });
        if key_button(ui, theme, ("Assign evenly", "B"), writable && people > 0)
            .on_hover_text("Fills up to so many people a document; who has the fewest documents comes first")
            .clicked()
        {
            wish.ask = Some(BoardAsk::Balance(state.per_document));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if key_button(ui, theme, ("Export as CSV…", "E"), true).clicked() {
                state.export = Some(export::Export::default());
            }
        });
    });
}

/// A button with its key behind the words.
fn key_button(ui: &mut Ui, theme: &Theme, (words, key): (&str, &str), able: bool) -> Response {
    let response = ui.add_enabled(able, Button::new(words));
    widgets::key_ui(ui, theme, key);
    ui.add_space(4.0);
    response
}
