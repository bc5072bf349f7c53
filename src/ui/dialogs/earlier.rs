//! Earlier states of files: a list, what bringing the chosen one back would change, and the button that does it.

use super::sheet::{self, Size};
use crate::session::{Earlier, EarlierList, EarlierRow, Preview, Request, Session, ago};
use crate::ui::cx::Cx;
use crate::ui::list_cursor::{self, ListCursor, Pressed};
use crate::ui::panels::rows;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;
use egui::{Align, Align2, Button, FontId, Id, Layout, Pos2, ScrollArea, Ui, Vec2};

const ROW: f32 = 44.0;
/// Width of the list, in points.
const LIST: f32 = 350.0;

#[derive(Default)]
pub struct EarlierStates {
    filter: String,
    cursor: ListCursor,
    /// The list has had the keyboard.
    focused: bool,
}

impl EarlierStates {
    pub fn new(session: &Session) -> Self {
        let filter = session.view.earlier.as_ref().map(|list| list.filter.clone());
        Self {
            filter: filter.unwrap_or_default(),
            ..Self::default()
        }
    }
}

fn list_id() -> Id {
    Id::unique("earlier states list")
}

/// Draws it; says whether it is done.
pub fn earlier_ui(cx: &mut Cx, state: &mut EarlierStates, ctx: &egui::Context) -> bool {
    let Some(list) = &cx.session.view.earlier else {
        return true;
    };
    let mut wish = None;
    let (session, theme) = (cx.session, cx.theme);
    let (_, closed) = sheet::sheet_ui(ctx, "Earlier states", Size::Fixed(820.0, 580.0), |ui| {
        let field = rows::filter_ui(ui, theme, &mut state.filter, "Filter files");
        if field.changed() {
            wish = Some(Earlier::Filter(state.filter.clone()));
        }
        ui.add_space(6.0);
        let whole = ui.available_rect_before_wrap();
        let (rect, _) = ui.allocate_exact_size(whole.size() - Vec2::new(0.0, 44.0), egui::Sense::hover());
        let (mut left, mut right) = (rect, rect);
        left.set_right(rect.left() + LIST);
        right.set_left(rect.left() + LIST + 16.0);
        ui.painter().vline(
            rect.left() + LIST + 8.0,
            rect.y_range(),
            egui::Stroke::new(1.0, theme.line),
        );
        ui.scope_builder(egui::UiBuilder::new().max_rect(left), |ui| {
            list_ui(session, list, state, ui, &mut wish);
        });
        ui.scope_builder(egui::UiBuilder::new().max_rect(right), |ui| {
            preview_ui(session, theme, list, ui)
        });
        foot_ui(theme, list, ui, &mut wish);
    });
    if closed {
        wish = Some(Earlier::Close);
    }
    let done = matches!(wish, Some(Earlier::Close));
    if let Some(wish) = wish {
        cx.send(Request::Earlier(wish));
    }
    done
}

fn list_ui(
    session: &Session,
    list: &EarlierList,
    state: &mut EarlierStates,
    ui: &mut Ui,
    wish: &mut Option<Earlier>,
) {
    let theme = Theme::of(ui.ctx());
    if list.shown.is_empty() {
        let words = match (list.looking, list.rows.is_empty()) {
            (true, _) => "Looking…",
            (false, true) => "Nothing is kept yet",
            (false, false) => "No file matches the filter",
        };
        let middle = ui.max_rect().center();
        ui.painter().text(
            middle,
            Align2::CENTER_CENTER,
            words,
            FontId::proportional(theme::BODY),
            theme.ink_weak,
        );
        return;
    }
    let count = list.shown.len();
    let before = state.cursor.at;
    let (response, pressed) = state.cursor.keys(ui, list_id(), "Earlier states", (count, ROW));
    // In the pass that measures a new dialog nothing keeps the keyboard.
    if !state.focused {
        response.request_focus();
        state.focused = response.has_focus();
    }
    let row_at = |at: usize| list.shown.get(at).copied();
    if state.cursor.at != before {
        *wish = row_at(state.cursor.at).map(Earlier::Choose);
    }
    for key in pressed {
        match key {
            Pressed::Enter => *wish = Some(Earlier::BringBack),
            Pressed::Escape => *wish = Some(Earlier::Close),
            Pressed::Space | Pressed::Above => {}
        }
    }
    let mut clicked = None;
    state
        .cursor
        .rows_ui(ui, "earlier states", (count, ROW), |ui, index| {
            let Some((at, row)) = row_at(index).and_then(|at| Some((at, list.rows.get(at)?))) else {
                return;
            };
            if row_ui(session, theme, ui, row, list.chosen == Some(at)) {
                clicked = Some((index, at));
            }
        });
    if let Some((index, at)) = clicked {
        state.cursor.at = index;
        *wish = Some(Earlier::Choose(at));
        ui.memory_mut(|memory| memory.request_focus(list_id()));
    }
}

fn row_ui(session: &Session, theme: &Theme, ui: &mut Ui, row: &EarlierRow, chosen: bool) -> bool {
    let (rect, response) = list_cursor::ground_ui(ui, theme, ROW, chosen);
    let generation = &row.choice.generation;
    let width = rect.width() - 20.0;
    let when = ago(session.age_of(generation.time));
    let when = widgets::capitalised(&when);
    let when = if generation.damaged {
        format!("{when}, damaged")
    } else {
        when
    };
    let ink = if generation.damaged {
        theme.warning
    } else {
        theme.ink
    };
    rows::name(
        ui,
        &when,
        ink,
        Pos2::new(rect.left() + 10.0, rect.top() + 14.0),
        width,
    );
    let size = format!("{} kB", rows::grouped(generation.bytes.div_ceil(1000) as usize));
    let size = match row.annotations {
        Some(count) => format!("{}, {size}", rows::counted(count, "label", "labels")),
        None => size,
    };
    let small = FontId::proportional(theme::SMALL);
    let galley = rows::line(ui, &size, small, theme.ink_weak, width);
    rows::put_right(ui, galley, rect.right() - 10.0, rect.top() + 14.0);
    let galley = rows::line(
        ui,
        &row.choice.file,
        FontId::monospace(theme::SMALL),
        theme.ink_weak,
        width,
    );
    rows::put(ui, galley, rect.left() + 10.0, rect.top() + 32.0);
    let name = format!("{} {when}, {size}", row.choice.file);
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, chosen, &name));
    response
        .on_hover_text(format!("Kept {}", generation.time))
        .clicked()
}

fn preview_ui(session: &Session, theme: &Theme, list: &EarlierList, ui: &mut Ui) {
    let Some(row) = list.row() else {
        widgets::hint_ui(
            ui,
            theme,
            "Before a save replaces a file, its last good state is kept on this machine: at most every ten minutes, the latest five and one a day for two weeks",
        );
        return;
    };
    let when = ago(session.age_of(row.choice.generation.time));
    widgets::heading_ui(ui, &row.choice.file);
    let until = format!("As it was until {when}");
    widgets::hint_ui(ui, theme, &until).on_hover_text(row.choice.generation.time.to_string());
    ui.add_space(4.0);
    match &list.preview {
        None => drop(widgets::hint_ui(ui, theme, "Comparing…")),
        Some(Err(error)) => {
            ui.label(&error.message);
            if let Some(hint) = &error.hint {
                widgets::hint_ui(ui, theme, hint);
            }
        }
        Some(Ok(preview)) => changes_ui(theme, preview, ui),
    }
}

fn changes_ui(theme: &Theme, preview: &Preview, ui: &mut Ui) {
    let parts = [
        (preview.back, "comes back", "come back"),
        (preview.changed, "changes", "change"),
        (preview.away, "goes away", "go away"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _, _)| *count > 0)
        .map(|(count, one, many)| format!("{} {}", rows::grouped(count), if count == 1 { one } else { many }))
        .collect();
    if parts.is_empty() {
        ui.label("The same as now");
    } else {
        ui.label(parts.join(", "));
    }
    if preview.unread > 0 {
        widgets::hint_ui(ui, theme, "Parts of this state cannot be read");
    }
    ui.add_space(6.0);
    ScrollArea::vertical()
        .id_salt("changes")
        .auto_shrink(false)
        .show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            for (sign, words) in &preview.lines {
                let ink = match sign {
                    '+' => theme.success,
                    '~' => theme.warning,
                    _ => theme.error,
                };
                let size = Vec2::new(ui.available_width(), 22.0);
                let (rect, response) = ui.allocate_exact_size(size, egui::Sense::hover());
                let at = Pos2::new(rect.left() + 8.0, rect.center().y);
                ui.painter().text(
                    at,
                    Align2::CENTER_CENTER,
                    sign,
                    FontId::monospace(theme::BODY),
                    ink,
                );
                rows::name(
                    ui,
                    words,
                    theme.ink,
                    Pos2::new(rect.left() + 20.0, rect.center().y),
                    rect.width() - 24.0,
                );
                response.widget_info(|| {
                    egui::WidgetInfo::labeled(egui::Role::Label, true, format!("{sign} {words}"))
                });
            }
            let more = (preview.back + preview.changed + preview.away).saturating_sub(preview.lines.len());
            if more > 0 {
                widgets::hint_ui(ui, theme, &format!("and {} more", rows::grouped(more)));
            }
        });
}

fn foot_ui(theme: &Theme, list: &EarlierList, ui: &mut Ui, wish: &mut Option<Earlier>) {
    ui.add_space(8.0);
    let size = Vec2::new(ui.available_width(), 28.0);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        let allowed = matches!(&list.preview, Some(Ok(preview)) if preview.back + preview.changed + preview.away > 0 || preview.unread > 0);
        let go = ui.add_enabled_ui(allowed, |ui| sheet::main_button(ui, theme, "Bring back")).inner;
        if go.clicked() {
            *wish = Some(Earlier::BringBack);
        }
        if ui.add(Button::new("Cancel").min_size(Vec2::new(76.0, 28.0))).clicked() {
            *wish = Some(Earlier::Close);
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            widgets::hint_ui(ui, theme, "The present state is kept too");
        });
    });
}
