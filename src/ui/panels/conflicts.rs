//! Items that were changed in two places at once: the list of them at the left, the versions of the current one side by side at the
//! right. Lies under the text, where the place is shown.

mod versions;

use super::rows;
use crate::command::CommandId;
use crate::model::edit::Key as Of;
use crate::model::edit::recipes::Choice;
use crate::session::{Conflicts as Ask, Deciding, Disputed, Request};
use crate::ui::cx::Cx;
use crate::ui::list_cursor::{self, ListCursor, Pressed};
use crate::ui::{icons, theme, widgets};
use egui::{Align, Button, Id, Key, Label, Layout, Modifiers, Popup, Pos2, RichText, Ui, Vec2};

#[derive(Default)]
pub struct Conflicts {
    cursor: ListCursor,
    /// The row that was scrolled to last.
    shown: Option<Of>,
    focus: bool,
}

const ROW: f32 = 26.0;

fn list_id() -> Id {
    Id::unique("conflicts")
}

impl Conflicts {
    /// Puts the keyboard into the list.
    pub fn focus(&mut self) {
        self.focus = true;
    }
}

/// How many wait, in the status bar; a click opens the list.
pub fn count_ui(cx: &mut Cx, ui: &mut Ui) {
    let count = cx.session.conflict_count();
    if count == 0 {
        return;
    }
    let words = rows::counted(count, "conflict", "conflicts");
    let button = super::status::button_ui(ui, icons::GIT_MERGE, &words, cx.theme.warning);
    let enabled = ui.is_enabled();
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, &words));
    let tip = "Changed in two places at once: both versions are kept until you decide";
    let tip = widgets::with_key(cx.session, tip, CommandId::Conflicts);
    if button.on_hover_text(tip).clicked() {
        cx.command(CommandId::Conflicts);
    }
}

pub fn conflicts_ui(cx: &mut Cx, state: &mut Conflicts, ui: &mut Ui) {
    let Some(deciding) = cx.session.view.conflicts.as_ref() else {
        return;
    };
    ui.set_min_height(ui.available_height());
    heading_ui(cx, ui, deciding);
    if std::mem::take(&mut state.focus) {
        ui.memory_mut(|memory| memory.request_focus(list_id()));
    }
    if deciding.shown.is_empty() {
        let words = match deciding.rows.is_empty() {
            true => "No conflicts: nothing waits for a decision",
            false => "No conflict passes the filter",
        };
        empty_ui(cx, ui, words);
        return;
    }
    let left = (ui.available_width() * 0.36).clamp(210.0, 480.0);
    widgets::two_parts_ui(
        ui,
        left,
        cx,
        |ui, cx| list_ui(cx, state, ui, deciding),
        |ui, cx| {
            if let Some(row) = deciding.row() {
                versions::versions_ui(cx, ui, row);
            }
        },
    );
}

/// The list takes the keyboard also where it is empty, so that Esc closes it.
fn empty_ui(cx: &mut Cx, ui: &mut Ui, words: &str) {
    let (_, pressed) = ListCursor::default().keys(ui, list_id(), "Conflicts", (0, ROW));
    if pressed.contains(&Pressed::Escape) {
        ask(cx, Ask::Close);
    }
    widgets::hint_ui(ui, cx.theme, words);
}

fn ask(cx: &mut Cx, what: Ask) {
    cx.send(Request::Conflicts(what));
}

fn heading_ui(cx: &mut Cx, ui: &mut Ui, deciding: &Deciding) {
    let (all, shown) = (deciding.rows.len(), deciding.shown.len());
    let title = match all {
        0 => "Conflicts".to_owned(),
        all if all != shown => format!(
            "{} of {}",
            rows::grouped(shown),
            rows::counted(all, "conflict", "conflicts")
        ),
        all => rows::counted(all, "conflict", "conflicts"),
    };
    ui.horizontal(|ui| {
        ui.set_height(ROW + 2.0);
        widgets::heading_ui(ui, &title);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let close = widgets::told_button(ui, icons::X, "Close the list", "Close the list (Esc)");
            if close.clicked() {
                ask(cx, Ask::Close);
            }
            if all > 0 {
                let mut filter = deciding.filter.clone();
                ui.allocate_ui_with_layout(
                    Vec2::new(180.0, ROW),
                    Layout::left_to_right(Align::Center),
                    |ui| rows::filter_ui(ui, cx.theme, &mut filter, "Filter the conflicts"),
                );
                if filter != deciding.filter {
                    ask(cx, Ask::Filter(filter));
                }
                whole_file_ui(cx, ui, deciding);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let words = "Changed in two places at once; both versions are kept until one is chosen";
                let words = RichText::new(words).size(theme::SMALL).color(cx.theme.ink_weak);
                ui.add(Label::new(words).truncate());
            });
        });
    });
    ui.add_space(4.0);
}

/// The same decision for everything of the file that the current row is in.
fn whole_file_ui(cx: &mut Cx, ui: &mut Ui, deciding: &Deciding) {
    let Some(row) = deciding.row() else { return };
    let same = deciding
        .rows
        .iter()
        .filter(|other| other.file == row.file && other.owner.is_none());
    let count = same.count();
    if count < 2 {
        return;
    }
    let sign = RichText::new(icons::CHEVRON_DOWN)
        .font(theme::icon_font(11.0))
        .color(cx.theme.ink_weak);
    let words = format!("All {count} of {}", widgets::shorten(&row.place, 24));
    let button = ui.add(Button::new(RichText::new(words).size(theme::SMALL)).right_text(sign));
    Popup::menu(&button).show(|ui| {
        for (choice, words) in [
            (Choice::Stands, "Keep all as they stand"),
            (Choice::Other(0), "Take all other versions"),
        ] {
            if ui.button(words).clicked() {
                ask(cx, Ask::DecideAll(row.file.clone(), choice));
            }
        }
    });
}

// ---- the list

fn list_ui(cx: &mut Cx, state: &mut Conflicts, ui: &mut Ui, deciding: &Deciding) {
    let count = deciding.shown.len();
    let current = deciding.row().map(|row| row.of.clone());
    if state.shown != current {
        state.shown = current;
        state.cursor.go_to(deciding.shown_at().unwrap_or_default());
    }
    letters(state, ui, count);
    let (list, pressed) = state.cursor.keys(ui, list_id(), "Conflicts", (count, ROW));
    let focused = list.has_focus();
    if pressed.contains(&Pressed::Escape) {
        ask(cx, Ask::Close);
    }
    if pressed.contains(&Pressed::Enter)
        && let Some(row) = deciding.row()
    {
        ask(cx, Ask::GoTo(row.of.clone()));
    }
    if focused && let Some(row) = deciding.row() {
        numbers(cx, ui, row);
    }
    let at = state.cursor.at;
    let mut go = (deciding.shown_at() != Some(at)).then_some(at);
    state.cursor.rows_ui(ui, "conflicts", (count, ROW), |ui, index| {
        let row = deciding.shown.get(index).and_then(|row| deciding.rows.get(*row));
        if let Some(row) = row
            && row_ui(
                cx,
                ui,
                row,
                (deciding.shown_at() == Some(index), focused && index == at),
            )
        {
            go = Some(index);
        }
    });
    let row = go
        .and_then(|index| deciding.shown.get(index))
        .and_then(|row| deciding.rows.get(*row));
    if let (Some(index), Some(row)) = (go, row) {
        state.cursor.at = index;
        // It is in view already.
        state.shown = Some(row.of.clone());
        ask(cx, Ask::GoTo(row.of.clone()));
        ui.memory_mut(|memory| memory.request_focus(list_id()));
    }
}

/// Down and up as in many programs of the keyboard.
fn letters(state: &mut Conflicts, ui: &Ui, count: usize) {
    if !ui.memory(|memory| memory.has_focus(list_id())) {
        return;
    }
    let take = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
    let (down, up) = (take(Key::J), take(Key::K));
    if down + up > 0 {
        let to = (state.cursor.at + down).saturating_sub(up);
        state.cursor.go_to(to.min(count.saturating_sub(1)));
    }
}

fn numbers(cx: &mut Cx, ui: &Ui, row: &Disputed) {
    let take = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let choices = [
        (Key::Num1, Choice::Stands, true),
        (Key::Num2, Choice::Other(0), true),
        (Key::Num3, Choice::Joined(0), row.joinable),
    ];
    for (key, choice, there) in choices {
        if take(key) && there {
            ask(cx, Ask::Decide(row.of.clone(), choice));
        }
    }
}

/// What it is, its words, and in what the versions differ.
fn row_ui(cx: &Cx, ui: &mut Ui, row: &Disputed, (current, here): (bool, bool)) -> bool {
    let theme = cx.theme;
    let (rect, response) = list_cursor::ground_ui(ui, theme, ROW, here);
    if current {
        ui.painter().rect_filled(rect, 4.0, theme.accent_soft);
    }
    let middle = rect.center().y;
    let sign = Pos2::new(rect.left() + 12.0, middle);
    let book = cx.session.project().map(|project| project.codebook());
    let label = row
        .label
        .as_ref()
        .and_then(|id| book?.label(book?.resolve(id).as_str()));
    match label {
        Some(label) => rows::swatch(ui, theme, label.colour, sign),
        None => rows::icon(ui, icons::GIT_MERGE, 13.0, sign, theme.ink_weak),
    }
    let differ = row.differ.join(", ");
    let font = egui::FontId::proportional(theme::SMALL);
    let galley = rows::line(ui, &differ, font, theme.warning, rect.width() * 0.34);
    let right = rows::put_right(ui, galley, rect.right() - 8.0, middle).left();
    let title = rows::line(
        ui,
        &row.title,
        theme::strong(theme::BODY),
        theme.ink,
        rect.width() * 0.36,
    );
    let left = rows::put(ui, title, rect.left() + 24.0, middle).right() + 8.0;
    let words = row.quote.replace('\n', " ");
    rows::name(
        ui,
        &words,
        theme.ink,
        Pos2::new(left, middle),
        right - 10.0 - left,
    );
    let enabled = ui.is_enabled();
    let place = row.place.clone();
    response.widget_info(|| {
        let spoken = format!("{} {words}, {place}, differs: {differ}", row.title);
        egui::WidgetInfo::selected(egui::Role::ListBoxOption, enabled, current, spoken)
    });
    let clicked = response.clicked();
    response.on_hover_text(&row.place);
    clicked
}
