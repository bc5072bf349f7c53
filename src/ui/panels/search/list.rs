//! The list of hits, of which only the rows in view are drawn. Arrows walk, Enter and a click go there.

use super::super::rows;
use super::Search;
use super::by_document::Line;
use crate::analysis::search::{Field, Hit};
use crate::model::{DocumentId, LabelId, Project};
use crate::session::{Request, SearchAll};
use crate::ui::cx::Cx;
use crate::ui::kwic::{self, Kwic};
use crate::ui::list_cursor::{self, Pressed};
use crate::ui::{icons, widgets};
use egui::{Id, Pos2, Rect, Ui, Vec2};
use std::collections::BTreeSet;

const ROW: f32 = 24.0;
/// Room before the context for swatches and the sign of a field, in points.
const SIGNS: f32 = 56.0;

pub fn list_id() -> Id {
    Id::unique("search results")
}

/// A row and how it stands.
struct Row<'a> {
    hit: &'a Hit,
    /// It was gone to.
    current: bool,
    /// The keyboard is at it.
    here: bool,
}

pub fn list_ui(cx: &mut Cx, state: &mut Search, ui: &mut Ui, search: &SearchAll) {
    let session = cx.session;
    let Some(project) = session.project() else {
        return;
    };
    let results = &session.view.results;
    state.lines.follow(search, results, &state.closed);
    let current = results.current(search);
    if state.shown != current {
        state.shown = current;
        if let Some(line) = current.and_then(|index| state.lines.of_hit(index)) {
            state.cursor.go_to(line);
        }
    }
    let count = state.lines.lines.len();
    if count == 0 {
        empty_ui(cx, ui, search);
        return;
    }
    let (list, pressed) = state.cursor.keys(ui, list_id(), "Hits", (count, ROW));
    for key in pressed {
        match key {
            Pressed::Enter | Pressed::Space => go(cx, state, state.cursor.at),
            Pressed::Above => state.focus(ui.ctx()),
            Pressed::Escape => cx.send(Request::CloseSearch),
        }
    }
    let Search {
        cursor,
        lines,
        closed,
        ..
    } = state;
    let focused = list.has_focus();
    let at = cursor.at;
    let mut clicked = None;
    cursor.rows_ui(ui, "hits", (count, ROW), |ui, index| {
        let here = focused && index == at;
        let hit = match lines.lines.get(index) {
            Some(Line::Document(id, count)) => {
                let open = !closed.contains(id);
                document_ui(cx, ui, project, (id, *count, open), here)
            }
            Some(Line::Hit(hit)) => search.hits.get(*hit).is_some_and(|of| {
                let row = Row {
                    hit: of,
                    current: current == Some(*hit),
                    here,
                };
                hit_ui(cx, ui, project, &row)
            }),
            None => false,
        };
        if hit {
            clicked = Some(index);
        }
    });
    if let Some(index) = clicked {
        state.cursor.at = index;
        go(cx, state, index);
    }
}

/// Goes to a hit; folds the hits of a document away, or out again.
fn go(cx: &mut Cx, state: &mut Search, line: usize) {
    match state.lines.lines.get(line) {
        Some(Line::Hit(index)) => {
            // The row is in view: no need to scroll to it.
            state.shown = Some(*index);
            cx.send(Request::OpenHit(*index));
        }
        Some(Line::Document(id, _)) => fold(&mut state.closed, id),
        None => {}
    }
}

fn fold(closed: &mut BTreeSet<DocumentId>, id: &DocumentId) {
    if !closed.remove(id) {
        closed.insert(id.clone());
    }
}

fn empty_ui(cx: &Cx, ui: &mut Ui, search: &SearchAll) {
    let words = match () {
        () if search.pattern.text.is_empty() => "Type what to look for in all documents",
        () if search.error.is_some() || search.running => return,
        () if !search.hits.is_empty() => "No hit passes the filter",
        () if search.stopped => "Stopped before anything was found",
        () => "No hits; look for fewer letters, or in more places",
    };
    widgets::hint_ui(ui, cx.theme, words);
}

fn document_ui(
    cx: &Cx,
    ui: &mut Ui,
    project: &Project,
    about: (&DocumentId, usize, bool),
    here: bool,
) -> bool {
    let (id, count, open) = about;
    let theme = cx.theme;
    let (rect, response) = list_cursor::ground_ui(ui, theme, ROW, here);
    let title = widgets::title_of(project, id);
    let hits = rows::counted(count, "hit", "hits");
    let sign = if open {
        icons::CHEVRON_DOWN
    } else {
        icons::CHEVRON_RIGHT
    };
    let middle = rect.center().y;
    rows::icon(
        ui,
        sign,
        12.0,
        Pos2::new(rect.left() + 12.0, middle),
        theme.ink_weak,
    );
    list_cursor::heading(ui, theme, rect, rect.left() + 24.0, (title, &hits));
    let spoken = format!("{title}, {hits}");
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, true, open, &spoken));
    response.clicked()
}

fn kwic_of(hit: &Hit) -> Kwic<'_> {
    Kwic {
        before: &hit.before,
        matched: &hit.matched,
        after: &hit.after,
        weak: false,
    }
}

fn hit_ui(cx: &Cx, ui: &mut Ui, project: &Project, row: &Row) -> bool {
    let theme = cx.theme;
    let hit = row.hit;
    let (rect, response) = list_cursor::ground_ui(ui, theme, ROW, row.here);
    if row.current {
        ui.painter().rect_filled(rect, 4.0, theme.accent_soft);
        let bar = Rect::from_min_size(rect.min + Vec2::new(0.0, 4.0), Vec2::new(3.0, ROW - 8.0));
        ui.painter().rect_filled(bar, 1.5, theme.accent);
    }
    let middle = rect.center().y;
    let book = project.codebook();
    let mut left = rect.left() + 16.0;
    let most = if hit.field == Field::Text { 3 } else { 2 };
    for label in hit.labels.iter().take(most) {
        let colour = book.label(label.as_str()).map(|label| label.colour);
        rows::swatch(ui, theme, colour.unwrap_or_default(), Pos2::new(left, middle));
        left += 13.0;
    }
    if let Some((sign, _)) = sign_of(hit.field) {
        let at = Pos2::new(rect.left() + SIGNS - 8.0, middle);
        rows::icon(ui, sign, 13.0, at, theme.ink_weak);
    }
    let words = Rect::from_min_max(
        Pos2::new(rect.left() + SIGNS, rect.top()),
        Pos2::new(rect.right() - 8.0, rect.bottom()),
    );
    let kwic = kwic_of(hit);
    kwic::paint(ui, theme, words, &kwic);
    let enabled = ui.is_enabled();
    response.widget_info(|| {
        let spoken = spoken(project, hit);
        egui::WidgetInfo::selected(egui::Role::ListBoxOption, enabled, row.current, spoken)
    });
    let clicked = response.clicked();
    let about = about(cx, project, hit);
    if !about.is_empty() {
        response.on_hover_text(about);
    }
    clicked
}

fn names<'a>(project: &'a Project, labels: &'a [LabelId]) -> Vec<&'a str> {
    let book = project.codebook();
    labels
        .iter()
        .map(|id| {
            book.label(id.as_str())
                .map_or(id.as_str(), |label| label.name.as_str())
        })
        .collect()
}

fn spoken(project: &Project, hit: &Hit) -> String {
    let mut words = kwic::spoken(&kwic_of(hit));
    if let Some((_, name)) = sign_of(hit.field) {
        words = format!("{name}: {words}");
    }
    if !hit.labels.is_empty() {
        words = format!("{words}, labelled {}", names(project, &hit.labels).join(", "));
    }
    words
}

/// What the row does not show: names of labels, where outside the text it lies, and whose that is.
fn about(cx: &Cx, project: &Project, hit: &Hit) -> String {
    let mut about: Vec<String> = Vec::new();
    about.extend(sign_of(hit.field).map(|(_, name)| name.to_owned()));
    if !hit.labels.is_empty() {
        about.push(names(project, &hit.labels).join(", "));
    }
    if let Some((person, _)) = &hit.annotation {
        about.push(cx.session.name_of(person));
    }
    about.join(" · ")
}

/// What a hit outside the text lies in; None for the text.
fn sign_of(field: Field) -> Option<(&'static str, &'static str)> {
    match field {
        Field::Text => None,
        Field::Labels => Some((icons::TAG, "Label name")),
        Field::Notes => Some((icons::PENCIL, "Note")),
        Field::Comments => Some((icons::MESSAGE_SQUARE, "Comment")),
        Field::Attributes => Some((icons::SLIDERS_HORIZONTAL, "Attribute")),
    }
}
