//! Open discussions, or where the agreed result is not as the user has it: a list at the left, the whole of the chosen row at the right.
//! Enter goes to the label, A answers, X resolves a thread or opens it again, S changes which rows are shown.

mod detail;

use super::sheet::{self, Size};
use crate::command::CommandId;

use crate::session::{Request, TalkAsk, TalkKind, TalkList, TalkRow, TalkScope, TalkView};
use crate::ui::cx::Cx;
use crate::ui::list_cursor::{self, ListCursor, Pressed};
use crate::ui::panels::rows;
use crate::ui::theme::{self, Theme};
use crate::ui::{icons, widgets};
use egui::{Align2, Color32, FontId, Id, Key, Modifiers, Pos2, Ui};

const ROW: f32 = 52.0;

#[derive(Default)]
pub struct Talks {
    filter: String,
    cursor: ListCursor,
    /// The list has had the keyboard.
    focused: bool,
    /// What is being written.
    answer: String,
    /// Frames until the field for the answer gets the keyboard: the letter that asked for it is not written into it.
    to_answer: u8,
}

/// What was asked for.
#[derive(Default)]
struct Wish {
    asks: Vec<TalkAsk>,
    command: Option<CommandId>,
    done: bool,
}

fn list_id() -> Id {
    Id::unique("talks list")
}

/// Draws it; says whether it is done.
pub fn talks_ui(cx: &mut Cx, state: &mut Talks, ctx: &egui::Context) -> bool {
    let (session, theme) = (cx.session, cx.theme);
    let Some(view) = &session.view.talks else {
        return true;
    };
    let mut wish = Wish::default();
    let (_, closed) = sheet::sheet_ui(ctx, view.list.title(), Size::Fixed(960.0, 620.0), |ui| {
        head_ui(theme, view, state, ui, &mut wish);
        ui.add_space(6.0);
        let whole = ui.available_rect_before_wrap();
        let (rect, _) = ui.allocate_exact_size(whole.size(), egui::Sense::hover());
        let width = (rect.width() * 0.44).floor();
        let (mut left, mut right) = (rect, rect);
        left.set_right(rect.left() + width);
        right.set_left(rect.left() + width + 16.0);
        let line = egui::Stroke::new(1.0, theme.line);
        ui.painter().vline(left.right() + 8.0, rect.y_range(), line);
        ui.scope_builder(egui::UiBuilder::new().max_rect(left), |ui| {
            list_ui(theme, view, state, ui, &mut wish);
        });
        let row = view.shown.get(state.cursor.at).and_then(|at| view.rows.get(*at));
        ui.scope_builder(egui::UiBuilder::new().max_rect(right), |ui| {
            if let Some(row) = row {
                detail::detail_ui(cx, state, row, ui, &mut wish);
            }
        });
    });
    if closed {
        wish.asks.push(TalkAsk::Close);
        wish.done = true;
    }
    if let Some(command) = wish.command {
        cx.command(command);
    }
    wish.asks.into_iter().for_each(|ask| cx.send(Request::Talks(ask)));
    wish.done
}

fn head_ui(theme: &Theme, view: &TalkView, state: &mut Talks, ui: &mut Ui, wish: &mut Wish) {
    let field = rows::filter_ui(ui, theme, &mut state.filter, "Filter the list");
    let mut scope = view.scope;
    if view.list == TalkList::ToDiscuss {
        ui.horizontal(|ui| {
            for (one, words) in SCOPES {
                ui.radio_value(&mut scope, one, words);
                ui.add_space(6.0);
            }
            widgets::key_ui(ui, theme, "S");
        });
    }
    if field.changed() || scope != view.scope {
        wish.asks.push(TalkAsk::Filter(state.filter.clone(), scope));
    }
}

const SCOPES: [(TalkScope, &str); 3] = [
    (TalkScope::Open, "Open"),
    (TalkScope::ToMe, "To you"),
    (TalkScope::All, "All"),
];

fn empty_words(view: &TalkView) -> &'static str {
    match (&view.computed, view.rows.is_empty(), view.list) {
        (None, ..) => "Looking…",
        (_, false, _) => "Nothing matches",
        (_, _, TalkList::ToDiscuss) => "Nobody has written a comment yet",
        (_, _, TalkList::MyDifferences) => "The agreed result is as you have it",
    }
}

fn list_ui(theme: &Theme, view: &TalkView, state: &mut Talks, ui: &mut Ui, wish: &mut Wish) {
    let count = view.shown.len();
    let (response, pressed) = state.cursor.keys(ui, list_id(), view.list.title(), (count, ROW));
    // In the pass that measures a new dialog nothing keeps the keyboard.
    if !state.focused {
        response.request_focus();
        state.focused = response.has_focus();
    }
    let focused = response.has_focus();
    let chosen = view.shown.get(state.cursor.at).copied();
    for key in pressed {
        match (key, chosen) {
            (Pressed::Enter, Some(row)) => go_to(wish, row),
            (Pressed::Escape, _) => {
                wish.asks.push(TalkAsk::Close);
                wish.done = true;
            }
            _ => {}
        }
    }
    if focused {
        keys(view, state, ui, wish);
    }
    if count == 0 {
        let font = FontId::proportional(theme::BODY);
        let middle = ui.max_rect().center();
        let words = empty_words(view);
        ui.painter()
            .text(middle, Align2::CENTER_CENTER, words, font, theme.ink_weak);
        return;
    }
    let at = state.cursor.at;
    let mut clicked = None;
    state.cursor.rows_ui(ui, "talks", (count, ROW), |ui, index| {
        let row = view.shown.get(index).and_then(|row| view.rows.get(*row));
        if let Some(row) = row
            && row_ui(theme, ui, row, (index == at, focused))
        {
            clicked = Some(index);
        }
    });
    if let Some(index) = clicked {
        state.cursor.at = index;
        ui.memory_mut(|memory| memory.request_focus(list_id()));
    }
}

fn go_to(wish: &mut Wish, row: usize) {
    wish.asks.push(TalkAsk::GoTo(row));
    wish.done = true;
}

/// What the letters do while the list has the keyboard.
fn keys(view: &TalkView, state: &mut Talks, ui: &Ui, wish: &mut Wish) {
    let row = view.shown.get(state.cursor.at).and_then(|at| view.rows.get(*at));
    let take = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
    if take(Modifiers::NONE, Key::A) {
        state.to_answer = 2;
    }
    if take(Modifiers::NONE, Key::X)
        && let Some(row) = row
        && let Some(thread) = row.threads.last()
        && let Some(root) = thread.root()
    {
        let ask = TalkAsk::Resolve(row.document.clone(), root, thread.is_open());
        wish.asks.push(ask);
    }
    if take(Modifiers::NONE, Key::S) && view.list == TalkList::ToDiscuss {
        let here = SCOPES.iter().position(|(scope, _)| *scope == view.scope);
        let next = SCOPES.iter().cycle().nth(here.unwrap_or(0) + 1);
        let asks = next.map(|(scope, _)| TalkAsk::Filter(state.filter.clone(), *scope));
        wish.asks.extend(asks);
    }
    let again = take(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z) || take(Modifiers::COMMAND, Key::Y);
    if again {
        wish.command = Some(CommandId::Redo);
    } else if take(Modifiers::COMMAND, Key::Z) {
        wish.command = Some(CommandId::Undo);
    }
}

fn sign(theme: &Theme, kind: TalkKind) -> (&'static str, Color32) {
    match kind {
        TalkKind::Open => (icons::MESSAGE_SQUARE, theme.accent),
        TalkKind::Resolved => (icons::CIRCLE_CHECK, theme.success),
        TalkKind::Discuss => (icons::CIRCLE_QUESTION_MARK, theme.warning),
        TalkKind::NotAgreed => (icons::CIRCLE_X, theme.ink_weak),
        TalkKind::NotMine => (icons::CIRCLE_DASHED, theme.ink_weak),
        TalkKind::Label | TalkKind::Boundary | TalkKind::Attribute => (icons::DIFF, theme.ink_weak),
    }
}

/// Draws a row; says whether it was clicked.
fn row_ui(theme: &Theme, ui: &mut Ui, row: &TalkRow, (here, focused): (bool, bool)) -> bool {
    let (rect, response) = list_cursor::ground_ui(ui, theme, ROW, here && focused);
    if here && !focused {
        ui.painter().rect_filled(rect, 4.0, theme.accent_soft);
    }
    let (icon, ink) = sign(theme, row.kind);
    let top = rect.top() + 17.0;
    rows::icon(ui, icon, 15.0, Pos2::new(rect.left() + 14.0, top), ink);
    let left = rect.left() + 30.0;
    let width = rect.right() - left - 6.0;
    let words = format!("{}: {}", row.label, row.words);
    rows::name(ui, &words, theme.ink, Pos2::new(left, top), width);
    let last = row.threads.last().and_then(|thread| thread.last());
    let to_me = if row.to_me { "To you · " } else { "" };
    let below = match last {
        Some((_, comment)) if row.kind == TalkKind::Open || row.kind == TalkKind::Resolved => {
            format!("{to_me}{}", comment.text.replace('\n', " "))
        }
        _ => format!("{} · {}", row.kind.title(), row.title),
    };
    let small = FontId::proportional(theme::SMALL);
    let galley = rows::line(ui, &below, small, theme.ink_weak, width);
    rows::put(ui, galley, left, rect.top() + 36.0);
    let name = format!("{}: {words}; {below}", row.kind.title());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, here, &name));
    response.clicked()
}
