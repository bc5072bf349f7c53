//! Labels that wait to be placed: the list of them at the left, the places that the current one may have at the right.
//! Lies under the text, where the likeliest place is selected.

use super::rows;
use crate::analysis::placing::ToPlace;
use crate::analysis::search::{CONTEXT, context};
use crate::command::CommandId;
use crate::model::{Fragments, Project};
use crate::session::{Placing as Shown, Reanchoring, Request};
use crate::text::Text;
use crate::ui::cx::Cx;
use crate::ui::kwic::{self, Kwic};
use crate::ui::list_cursor::{self, ListCursor, Pressed};
use crate::ui::{icons, theme, widgets};
use egui::{
    Align, Button, Color32, Id, Key, Label, Layout, Modifiers, Pos2, Rect, RichText, ScrollArea, Ui, Vec2,
};

#[derive(Default)]
pub struct Placing {
    cursor: ListCursor,
    /// The row that was scrolled to last.
    shown: Option<usize>,
    focus: bool,
}

const ROW: f32 = 26.0;
const DIGITS: [Key; 9] = [
    Key::Num1,
    Key::Num2,
    Key::Num3,
    Key::Num4,
    Key::Num5,
    Key::Num6,
    Key::Num7,
    Key::Num8,
    Key::Num9,
];

fn list_id() -> Id {
    Id::unique("labels to place")
}

impl Placing {
    /// Puts the keyboard into the list.
    pub fn focus(&mut self) {
        self.focus = true;
    }
}

pub fn placing_ui(cx: &mut Cx, state: &mut Placing, ui: &mut Ui) {
    let (Some(placing), Some(project)) = (cx.session.view.placing.as_ref(), cx.session.project()) else {
        return;
    };
    ui.set_min_height(ui.available_height());
    heading_ui(cx, ui, placing);
    if placing.rows.is_empty() {
        let words = if placing.running {
            "Looking for their words…"
        } else if !cx.session.is_up_to_date() {
            "Looking whether another program changed a text…"
        } else {
            "Every label has its place"
        };
        widgets::hint_ui(ui, cx.theme, words);
        return;
    }
    let left = (ui.available_width() * 0.42).clamp(220.0, 560.0);
    widgets::two_parts_ui(
        ui,
        left,
        cx,
        |ui, cx| list_ui(cx, state, ui, (placing, project)),
        |ui, cx| detail_ui(cx, ui, (placing, project)),
    );
}

fn heading_ui(cx: &mut Cx, ui: &mut Ui, placing: &Shown) {
    let count = placing.rows.len();
    let title = match count {
        0 if placing.running => "Labels to place".to_owned(),
        1 => "1 label to place".to_owned(),
        count => format!("{} labels to place", widgets::grouped(count)),
    };
    ui.horizontal(|ui| {
        widgets::heading_ui(ui, &title);
        if placing.running {
            ui.add(egui::Spinner::new().size(14.0));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let close = widgets::told_button(ui, icons::X, "Close the list", "Close the list (Esc)");
            if close.clicked() {
                cx.send(Request::Reanchoring(Reanchoring::Close));
            }
            let sure = placing.sure();
            let words = match sure {
                1 => "Place the sure one".to_owned(),
                sure => format!("Place all {} sure ones", widgets::grouped(sure)),
            };
            if sure > 0 && small_button(ui, &words).clicked() {
                cx.command(CommandId::PlaceSure);
            }
            let (_, others) = cx.session.to_place();
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let mut about =
                    "Their words are not where they were, since the text is another one".to_owned();
                if others > 0 {
                    about = format!("{about}. {} more wait for others", widgets::grouped(others));
                }
                let words = RichText::new(about).size(theme::SMALL).color(cx.theme.ink_weak);
                ui.add(Label::new(words).truncate());
            });
        });
    });
    ui.add_space(4.0);
}

fn small_button(ui: &mut Ui, words: &str) -> egui::Response {
    ui.add(Button::new(RichText::new(words).size(theme::SMALL)))
}

// ---- the list

fn list_ui(cx: &mut Cx, state: &mut Placing, ui: &mut Ui, (placing, project): (&Shown, &Project)) {
    let count = placing.rows.len();
    if state.shown != Some(placing.current) {
        state.shown = Some(placing.current);
        state.cursor.go_to(placing.current);
    }
    if state.focus {
        // Under a dialog that is just closing nothing keeps the keyboard.
        state.focus = !ui.memory(|memory| memory.had_focus_last_frame(list_id()));
        if state.focus {
            ui.memory_mut(|memory| memory.request_focus(list_id()));
            ui.ctx().request_repaint();
        }
    }
    let (list, pressed) = state.cursor.keys(ui, list_id(), "Labels to place", (count, ROW));
    let focused = list.has_focus();
    for key in pressed {
        match key {
            Pressed::Enter => cx.command(CommandId::PlaceHere),
            Pressed::Escape => cx.send(Request::Reanchoring(Reanchoring::Close)),
            Pressed::Space | Pressed::Above => {}
        }
    }
    if focused {
        number_keys(cx, ui);
    }
    let at = state.cursor.at;
    let mut go = (at != placing.current).then_some(at);
    state.cursor.rows_ui(ui, "waiting", (count, ROW), |ui, index| {
        if let Some(row) = placing.rows.get(index)
            && row_ui(
                cx,
                ui,
                (project, row),
                (index == placing.current, focused && index == at),
            )
        {
            go = Some(index);
        }
    });
    if let Some(index) = go {
        state.cursor.at = index;
        // It is in view already.
        state.shown = Some(index);
        cx.send(Request::Reanchoring(Reanchoring::GoTo(index)));
        // Asked for again it would forget that the arrows are its own.
        if !focused {
            ui.memory_mut(|memory| memory.request_focus(list_id()));
        }
    }
}

fn number_keys(cx: &mut Cx, ui: &Ui) {
    let take = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    for (nth, key) in DIGITS.into_iter().enumerate() {
        if take(key) {
            cx.send(Request::Reanchoring(Reanchoring::Take(nth)));
        }
    }
    if take(Key::Delete) || take(Key::Backspace) {
        cx.send(Request::Reanchoring(Reanchoring::Drop));
    }
}

/// How sure the place of a row is: sign, colour and words.
fn standing<'a>(cx: &Cx, row: &ToPlace) -> (&'a str, Color32, String) {
    match row.candidates.len() {
        _ if row.sure => (icons::CHECK, cx.theme.accent, "sure".to_owned()),
        0 => (icons::TRIANGLE_ALERT, cx.theme.warning, "not found".to_owned()),
        1 => (
            icons::CIRCLE_QUESTION_MARK,
            cx.theme.warning,
            "perhaps".to_owned(),
        ),
        count => (
            icons::CIRCLE_QUESTION_MARK,
            cx.theme.warning,
            format!("{count} places"),
        ),
    }
}

/// Swatch, words, and how sure it is; the document where it is another one.
fn row_ui(cx: &Cx, ui: &mut Ui, (project, row): (&Project, &ToPlace), (current, here): (bool, bool)) -> bool {
    let theme = cx.theme;
    let (rect, response) = list_cursor::ground_ui(ui, theme, ROW, here);
    if current {
        ui.painter().rect_filled(rect, 4.0, theme.accent_soft);
    }
    let middle = rect.center().y;
    let book = project.codebook();
    let label = book.label(book.resolve(&row.adrift.annotation.label).as_str());
    rows::swatch(
        ui,
        theme,
        label.map(|label| label.colour).unwrap_or_default(),
        Pos2::new(rect.left() + 12.0, middle),
    );
    let (sign, ink, mut sure) = standing(cx, row);
    if cx.session.view.document.as_ref() != Some(&row.layer.document) {
        let title = widgets::title_of(project, &row.layer.document);
        sure = format!("{}, {sure}", widgets::shorten(title, 18));
    }
    if cx.session.open.as_ref().and_then(|open| open.me.as_ref()) != Some(&row.layer.annotator) {
        let name = project.person_name(&row.layer.annotator);
        sure = format!("{}, {sure}", widgets::shorten(name, 18));
    }
    let font = egui::FontId::proportional(theme::SMALL);
    let galley = rows::line(ui, &sure, font, theme.ink_weak, rect.width() * 0.45);
    let right = rows::put_right(ui, galley, rect.right() - 8.0, middle).left();
    rows::icon(ui, sign, 13.0, Pos2::new(right - 10.0, middle), ink);
    let quote = row.adrift.quote().replace('\n', " ");
    let name = label.map_or("", |label| label.name.as_str());
    let strong = rows::line(
        ui,
        name,
        theme::strong(theme::BODY),
        theme.ink,
        rect.width() * 0.35,
    );
    let left = rows::put(ui, strong, rect.left() + 24.0, middle).right() + 8.0;
    rows::name(
        ui,
        &quote,
        theme.ink,
        Pos2::new(left, middle),
        right - 24.0 - left,
    );
    let enabled = ui.is_enabled();
    response.widget_info(|| {
        let spoken = format!("{name} {quote}, {sure}");
        egui::WidgetInfo::selected(egui::Role::ListBoxOption, enabled, current, spoken)
    });
    response.clicked()
}

// ---- the places

fn detail_ui(cx: &mut Cx, ui: &mut Ui, (placing, project): (&Shown, &Project)) {
    let Some(row) = placing.row() else { return };
    let Some(text) = project.text(row.layer.document.as_str()) else {
        return;
    };
    was_ui(cx, ui, project, row);
    let foot = 40.0;
    let height = (ui.available_height() - foot).max(ROW);
    ScrollArea::vertical().max_height(height).auto_shrink([false, true]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (nth, fragments) in row.candidates.iter().enumerate() {
            if candidate_ui(cx, ui, text, (nth, fragments)) {
                cx.send(Request::Reanchoring(Reanchoring::Take(nth)));
            }
        }
        if row.candidates.is_empty() {
            let words = "These words are nowhere in the text any more. Select where the label belongs, or delete it";
            widgets::hint_ui(ui, cx.theme, words);
        }
    });
    ui.add_space(6.0);
    buttons_ui(cx, ui);
}

/// The words as they were, whole, and whose label it is.
fn was_ui(cx: &Cx, ui: &mut Ui, project: &Project, row: &ToPlace) {
    let me = cx.session.open.as_ref().and_then(|open| open.me.as_ref());
    let mut about = "It was on".to_owned();
    if Some(&row.layer.annotator) != me {
        about = format!("{}: it was on", project.person_name(&row.layer.annotator));
    }
    let quote = widgets::shorten(&row.adrift.quote(), 120);
    let words = RichText::new(format!("{about} “{quote}”")).color(cx.theme.ink_weak);
    ui.add(Label::new(words).truncate())
        .on_hover_text(row.adrift.quote());
    if !row.adrift.annotation.note.is_empty() {
        let note = format!("Note: {}", widgets::shorten(&row.adrift.annotation.note, 120));
        widgets::hint_ui(ui, cx.theme, &note);
    }
    ui.add_space(2.0);
}

/// A place with the words around it; its number is its key.
fn candidate_ui(cx: &Cx, ui: &mut Ui, text: &Text, (nth, fragments): (usize, &Fragments)) -> bool {
    let theme = cx.theme;
    let Some(hull) = fragments.hull() else {
        return false;
    };
    let (rect, response) = list_cursor::ground_ui(ui, theme, ROW, false);
    let key = (nth + 1).to_string();
    rows::key_cap(ui, theme, &key, rect.left() + 22.0, rect.center().y);
    let (before, matched, after) = context(text, hull, CONTEXT * 4);
    let hit = Kwic {
        before: &before,
        matched: &matched,
        after: &after,
        weak: false,
    };
    let words = Rect::from_min_max(
        Pos2::new(rect.left() + 32.0, rect.top()),
        rect.max - Vec2::new(6.0, 0.0),
    );
    kwic::paint(ui, theme, words, &hit);
    let enabled = ui.is_enabled();
    response.widget_info(|| {
        let spoken = format!("Place {key}: {}", kwic::spoken(&hit));
        egui::WidgetInfo::labeled(egui::Role::Button, enabled, spoken)
    });
    response.on_hover_text(format!("Place it here ({key})")).clicked()
}

fn buttons_ui(cx: &mut Cx, ui: &mut Ui) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let here = !cx.session.view.selection.is_empty();
        let key = widgets::chord_text(cx.session, CommandId::PlaceHere);
        let tip = match key {
            Some(key) => format!("The words that are selected in the text become the label’s (Enter in the list, {key} anywhere)"),
            None => "The words that are selected in the text become the label’s (Enter in the list)".to_owned(),
        };
        let button = ui.add_enabled(here, Button::new(("Place at the selection", key_words("Enter", cx))));
        let button = button.on_hover_text(tip).on_disabled_hover_text("Select where the label belongs");
        if button.clicked() {
            cx.command(CommandId::PlaceHere);
        }
        let button = ui.add(Button::new(("Delete label", key_words("Del", cx)))).on_hover_text("Delete it with its links (Delete in the list)");
        if button.clicked() {
            cx.send(Request::Reanchoring(Reanchoring::Drop));
        }
    });
}

/// A key behind the words of a button.
fn key_words(key: &str, cx: &Cx) -> RichText {
    RichText::new(key).size(theme::SMALL).color(cx.theme.ink_faint)
}
