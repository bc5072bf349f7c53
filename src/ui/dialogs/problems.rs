//! What is wrong with the project: a list to filter, with what can be done about each. Enter goes to the place, Space repairs,
//! E looks at earlier states of its file. Of a second version of a file both show what it would bring in.

use super::sheet::{self, Size};
use crate::session::{Beside, Mend, ProblemList, ProblemRow, Request};
use crate::ui::cx::Cx;
use crate::ui::list_cursor::{self, ListCursor, Pressed};
use crate::ui::panels::rows;
use crate::ui::theme::{self, Theme};
use crate::ui::{icons, widgets};
use egui::{Align, Align2, Button, FontId, Id, Layout, Rect, RichText, Ui, Vec2};

const ROW: f32 = 66.0;
/// Room for the button of a row, in points.
const BUTTON: f32 = 92.0;

#[derive(Default)]
pub struct Problems {
    filter: String,
    cursor: ListCursor,
    /// The list has had the keyboard.
    focused: bool,
}

fn list_id() -> Id {
    Id::unique("problems list")
}

/// What was asked for.
#[derive(Default)]
struct Wish {
    request: Option<Mend>,
    done: bool,
}

/// Draws it; says whether it is done.
pub fn problems_ui(cx: &mut Cx, state: &mut Problems, ctx: &egui::Context) -> bool {
    let Some(list) = &cx.session.view.problems else {
        return true;
    };
    let (mut wish, closed) = sheet::sheet_ui(ctx, "Problems", Size::Fixed(780.0, 580.0), |ui| {
        content_ui(cx.theme, list, state, ui)
    });
    if closed {
        wish = Wish {
            request: Some(Mend::Close),
            done: true,
        };
    }
    if let Some(request) = wish.request {
        cx.send(Request::Mend(request));
    }
    wish.done
}

fn content_ui(theme: &Theme, list: &ProblemList, state: &mut Problems, ui: &mut Ui) -> Wish {
    let mut wish = Wish::default();
    let bottom = ui.available_rect_before_wrap().bottom();
    let field = rows::filter_ui(ui, theme, &mut state.filter, "Filter problems");
    if field.changed() {
        wish.request = Some(Mend::Filter(state.filter.clone()));
    }
    ui.add_space(6.0);
    let size = Vec2::new(
        ui.available_width(),
        (bottom - ui.cursor().top() - 44.0).max(60.0),
    );
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    ui.scope_builder(egui::UiBuilder::new().max_rect(rect), |ui| {
        if list.shown.is_empty() {
            empty_ui(theme, list, ui);
        } else {
            list_ui(theme, list, state, ui, &mut wish);
        }
    });
    foot_ui(theme, list, ui, &mut wish);
    wish
}

fn empty_ui(theme: &Theme, list: &ProblemList, ui: &Ui) {
    let (words, hint) = match (list.looking, list.rows.is_empty()) {
        (true, true) => ("Looking through all files…", ""),
        (_, false) => ("No problem matches the filter", ""),
        (false, true) => (
            "No problems",
            "Every file was read whole, and no rule of the codebook is broken",
        ),
    };
    let middle = ui.max_rect().center();
    let painter = ui.painter();
    painter.text(
        middle,
        Align2::CENTER_BOTTOM,
        words,
        theme::strong(theme::BODY),
        theme.ink,
    );
    let below = middle + Vec2::new(0.0, 8.0);
    painter.text(
        below,
        Align2::CENTER_TOP,
        hint,
        FontId::proportional(theme::SMALL),
        theme.ink_weak,
    );
}

fn list_ui(theme: &Theme, list: &ProblemList, state: &mut Problems, ui: &mut Ui, wish: &mut Wish) {
    let count = list.shown.len();
    let (response, pressed) = state.cursor.keys(ui, list_id(), "Problems", (count, ROW));
    let focused = response.has_focus();
    // In the pass that measures a new dialog nothing keeps the keyboard.
    if !state.focused {
        response.request_focus();
        state.focused = focused;
    }
    let row_at = |at: usize| list.shown.get(at).copied();
    for key in pressed {
        match (key, row_at(state.cursor.at)) {
            (Pressed::Enter, Some(row)) => go_to(wish, list, row),
            (Pressed::Space, Some(row)) => {
                // One key for what there is to do.
                let shown = list.rows.get(row);
                wish.request = shown.map(|shown| match (shown.repair.is_some(), shown.beside) {
                    (false, Some(_)) => Mend::Beside(row),
                    _ => Mend::Repair(row),
                });
            }
            (Pressed::Escape, _) => {
                wish.request = Some(Mend::Close);
                wish.done = true;
            }
            _ => {}
        }
    }
    let at = state.cursor.at;
    let asked = |input: &mut egui::InputState| input.consume_key(egui::Modifiers::NONE, egui::Key::E);
    if focused && ui.input_mut(asked) {
        wish.request = row_at(at).map(Mend::Beside);
    }
    let mut clicked = None;
    state.cursor.rows_ui(ui, "problems", (count, ROW), |ui, index| {
        let Some((row, problem)) = row_at(index).and_then(|row| Some((row, list.rows.get(row)?))) else {
            return;
        };
        match row_ui(theme, ui, problem, focused && index == at) {
            Some(Clicked::Beside) => wish.request = Some(Mend::Beside(row)),
            Some(Clicked::Repair) => wish.request = Some(Mend::Repair(row)),
            Some(Clicked::Row) => go_to(wish, list, row),
            None => return,
        }
        clicked = Some(index);
    });
    if let Some(index) = clicked {
        state.cursor.at = index;
    }
}

/// A second version of a file is no place in a text: what it would bring in is shown.
fn go_to(wish: &mut Wish, list: &ProblemList, row: usize) {
    let beside = list.rows.get(row).and_then(|shown| shown.beside);
    if beside == Some(Beside::BringIn) {
        wish.request = Some(Mend::Beside(row));
    } else {
        wish.request = Some(Mend::GoTo(row));
        wish.done = true;
    }
}

enum Clicked {
    Row,
    Repair,
    Beside,
}

fn row_ui(theme: &Theme, ui: &mut Ui, row: &ProblemRow, here: bool) -> Option<Clicked> {
    let (rect, response) = list_cursor::ground_ui(ui, theme, ROW, here);
    let problem = &row.problem;
    let mut place = problem.file.clone();
    for number in [problem.line, problem.column].into_iter().flatten() {
        place.push_str(&format!(":{number}"));
    }
    let can = row.leads;
    let beside = row.beside.map(|beside| match beside {
        Beside::Earlier => "Earlier…",
        Beside::BringIn => "Bring in…",
    });
    let message = widgets::capitalised(&problem.message);
    let (sign, ink) = if problem.kind.starts_with("rule-") {
        (icons::SCALE, theme.ink_weak)
    } else {
        (icons::TRIANGLE_ALERT, theme.warning)
    };
    rows::icon(ui, sign, 15.0, rect.left_top() + Vec2::new(16.0, 33.0), ink);
    let left = rect.left() + 34.0;
    let right = if can || beside.is_some() {
        rect.right() - BUTTON - 12.0
    } else {
        rect.right() - 8.0
    };
    let width = right - left;
    rows::name(
        ui,
        &message,
        theme.ink,
        egui::Pos2::new(left, rect.top() + 15.0),
        width,
    );
    let small = FontId::proportional(theme::SMALL);
    let repair = problem
        .repair
        .as_deref()
        .unwrap_or("A rule of the codebook: change the label, or the rule");
    let galley = rows::line(ui, repair, small, theme.ink_weak, width);
    rows::put(ui, galley, left, rect.top() + 34.0);
    let galley = rows::line(
        ui,
        &place,
        FontId::monospace(theme::SMALL),
        theme.ink_faint,
        width,
    );
    rows::put(ui, galley, left, rect.top() + 51.0);
    let name = format!("{problem}; {repair}");
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, here, &name));
    let mut clicked = response.clicked().then_some(Clicked::Row);
    response.on_hover_ui(|ui| {
        ui.label(&message);
        widgets::hint_ui(ui, theme, repair);
    });
    let buttons = [
        can.then_some(("Repair", Clicked::Repair)),
        beside.map(|words| (words, Clicked::Beside)),
    ];
    let buttons: Vec<(&str, Clicked)> = buttons.into_iter().flatten().collect();
    let first = rect.center().y - 14.0 * (buttons.len() as f32 - 1.0);
    for (place, (words, asks)) in buttons.into_iter().enumerate() {
        let middle = egui::Pos2::new(rect.right() - BUTTON / 2.0 - 4.0, first + 28.0 * place as f32);
        let at = Rect::from_center_size(middle, Vec2::new(BUTTON, 26.0));
        let button = Button::new(RichText::new(words).size(theme::SMALL));
        // In a place of its own, so that the rows below stay where they are.
        let mut place = ui.new_child(egui::UiBuilder::new().max_rect(at));
        if place.add_sized(at.size(), button).clicked() {
            clicked = Some(asks);
        }
    }
    clicked
}

fn foot_ui(theme: &Theme, list: &ProblemList, ui: &mut Ui, wish: &mut Wish) {
    ui.add_space(8.0);
    let size = Vec2::new(ui.available_width(), 28.0);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        let count = list.repairs();
        let words = match count {
            0 => "Repair all".to_owned(),
            count => format!("Repair all ({count})"),
        };
        let allowed = count > 0 && !list.looking;
        let all = ui
            .add_enabled_ui(allowed, |ui| sheet::main_button(ui, theme, &words))
            .inner;
        if all
            .on_hover_text("One step each; a damaged file is kept before it is written anew")
            .clicked()
        {
            wish.request = Some(Mend::RepairAll);
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            let count = widgets::counted(list.rows.len(), "problem", "problems");
            let words = if list.looking {
                "Looking…".to_owned()
            } else {
                count
            };
            widgets::hint_ui(
                ui,
                theme,
                &format!("{words}  ·  Enter goes to the place, Space repairs, E shows earlier states"),
            );
        });
    });
}
