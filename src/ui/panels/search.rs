//! Search everywhere: what is looked for and where, and below it every hit as keyword in context, by document.
//! Lies under the text, so that text and hits are seen together.

mod by_document;
mod list;

use super::rows;
use crate::analysis::search::{Field, Pattern};
use crate::command::CommandId;
use crate::model::DocumentId;
use crate::session::{Request, SearchAll};
use crate::ui::cx::Cx;
use crate::ui::list_cursor::ListCursor;
use crate::ui::pattern_field::{self, FieldFocus, Names, Pressed};
use crate::ui::{icons, theme, widgets};
use egui::{Align, Button, Id, Label, Layout, Popup, PopupCloseBehavior, RichText, Ui, Vec2};
use std::collections::BTreeSet;

#[derive(Default)]
pub struct Search {
    focus: FieldFocus,
    lines: by_document::Lines,
    /// Documents whose hits are folded away.
    closed: BTreeSet<DocumentId>,
    cursor: ListCursor,
    /// The current hit when it was last scrolled to.
    shown: Option<usize>,
}

/// Below this width (points) the controls take two rows.
const NARROW: f32 = 860.0;
const ROW: f32 = 26.0;

const FIELDS: [(Field, &str); 5] = [
    (Field::Text, "Text"),
    (Field::Labels, "Label names"),
    (Field::Notes, "Notes"),
    (Field::Comments, "Comments"),
    (Field::Attributes, "Attributes"),
];

fn field_id() -> Id {
    Id::unique("search field")
}

impl Search {
    /// Puts the keyboard into the field.
    pub fn focus(&mut self, ctx: &egui::Context) {
        self.focus.ask(ctx, field_id());
    }
}

pub fn search_ui(cx: &mut Cx, state: &mut Search, ui: &mut Ui) {
    let session = cx.session;
    let Some(search) = &session.view.search else {
        return;
    };
    // A panel is as high as its content: few hits must not make it lower.
    ui.set_min_height(ui.available_height());
    let mut pattern = search.pattern.clone();
    let mut fields = search.fields.clone();
    state.focus.follow(ui.ctx(), field_id(), &pattern);
    let pressed = pattern_field::keys(ui.ctx(), field_id(), &mut pattern);
    if ui.available_width() < NARROW {
        two_rows_ui(cx, ui, search, (&mut pattern, &mut fields), state);
    } else {
        row_ui(ui, |ui| {
            close_ui(cx, ui);
            filter_ui(cx, ui, 180.0);
            left_ui(ui, |ui| {
                what_ui(cx, ui, (&mut pattern, &mut fields), 300.0);
                count_ui(cx, ui, search, state);
            });
        });
    }
    if let Some(error) = &search.error {
        pattern_field::error_ui(ui, cx.theme, error);
    }
    if pattern != search.pattern || fields != search.fields {
        state.cursor.go_to(0);
        state.shown = None;
        cx.send(Request::SearchAll { pattern, fields });
    }
    for key in pressed {
        match key {
            Pressed::Enter => cx.send(Request::StepHit { forward: true }),
            Pressed::ShiftEnter => cx.send(Request::StepHit { forward: false }),
            Pressed::Down => ui.memory_mut(|memory| memory.request_focus(list::list_id())),
            Pressed::Escape => cx.send(Request::CloseSearch),
        }
    }
    ui.add_space(4.0);
    list::list_ui(cx, state, ui, search);
}

fn two_rows_ui(
    cx: &mut Cx,
    ui: &mut Ui,
    search: &SearchAll,
    what: (&mut Pattern, &mut BTreeSet<Field>),
    state: &Search,
) {
    row_ui(ui, |ui| {
        close_ui(cx, ui);
        left_ui(ui, |ui| what_ui(cx, ui, what, 300.0));
    });
    row_ui(ui, |ui| {
        filter_ui(cx, ui, 170.0);
        left_ui(ui, |ui| count_ui(cx, ui, search, state));
    });
}

fn row_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    // A row of fixed height: a bare layout from the right would take all the height there is.
    let size = Vec2::new(ui.available_width(), ROW);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), content);
}

fn left_ui(ui: &mut Ui, content: impl FnOnce(&mut Ui)) {
    ui.with_layout(Layout::left_to_right(Align::Center), content);
}

fn close_ui(cx: &mut Cx, ui: &mut Ui) {
    let close = widgets::told_button(ui, icons::X, "Close search", "Close search (Esc)");
    if close.clicked() {
        cx.send(Request::CloseSearch);
    }
}

/// Pattern, switches, and where it is looked for.
fn what_ui(cx: &Cx, ui: &mut Ui, what: (&mut Pattern, &mut BTreeSet<Field>), most: f32) {
    let (pattern, fields) = what;
    ui.spacing_mut().item_spacing.x = 4.0;
    let room = ui.available_width() - pattern_field::SWITCHES - 120.0;
    let names = Names {
        id: field_id(),
        name: "Search everywhere",
        hint: "Search in all documents",
    };
    pattern_field::field_ui(ui, cx.theme, names, pattern, room.clamp(90.0, most));
    pattern_field::switches_ui(ui, cx.theme, pattern);
    where_ui(cx, ui, fields);
}

fn where_ui(cx: &Cx, ui: &mut Ui, fields: &mut BTreeSet<Field>) {
    let chosen: Vec<&str> = FIELDS
        .iter()
        .filter(|(field, _)| fields.contains(field))
        .map(|(_, name)| *name)
        .collect();
    let words = match chosen.as_slice() {
        [one] => (*one).to_owned(),
        all if all.len() == FIELDS.len() => "All of it".to_owned(),
        some => format!("{} places", some.len()),
    };
    let sign = RichText::new(icons::CHEVRON_DOWN)
        .font(theme::icon_font(11.0))
        .color(cx.theme.ink_weak);
    let button = Button::new(RichText::new(format!("In: {words}")).size(theme::SMALL)).right_text(sign);
    let button = ui
        .add(button.min_size(Vec2::new(112.0, 24.0)))
        .on_hover_text("Where it is looked for");
    Popup::menu(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| {
            for (field, name) in FIELDS {
                let mut on = fields.contains(&field);
                let last = on && fields.len() == 1;
                let tick = ui.add_enabled(!last, egui::Checkbox::new(&mut on, name));
                let tick = tick.on_disabled_hover_text("At least one place is searched");
                if tick.changed() {
                    if on {
                        fields.insert(field);
                    } else {
                        fields.remove(&field);
                    }
                }
            }
        });
}

/// How much was found, and how far the search is.
fn count_ui(cx: &mut Cx, ui: &mut Ui, search: &SearchAll, state: &Search) {
    ui.add_space(6.0);
    if search.running {
        ui.add(egui::Spinner::new().size(14.0));
        if ui
            .add(Button::new(RichText::new("Stop").size(theme::SMALL)))
            .clicked()
        {
            cx.send(Request::CancelSearch);
        }
    } else {
        for (icon, id) in [
            (icons::CHEVRON_UP, CommandId::PreviousHit),
            (icons::CHEVRON_DOWN, CommandId::NextHit),
        ] {
            widgets::command_button(ui, cx, icon, id);
        }
    }
    let words = RichText::new(count_words(search, state, &cx.session.view.results.filter))
        .size(theme::SMALL)
        .color(cx.theme.ink_weak);
    let label = ui.add(Label::new(words).truncate());
    if search.capped {
        label.on_hover_text("Search for something rarer to see all there is");
    }
}

fn count_words(search: &SearchAll, state: &Search, filter: &str) -> String {
    let count = search.hits.len();
    if search.pattern.text.is_empty() || search.error.is_some() {
        return String::new();
    }
    let mut words = match (count, search.running) {
        (0, true) => "Searching".to_owned(),
        (0, false) => "No hits".to_owned(),
        _ if search.capped => format!("Only the first {} hits", rows::grouped(count)),
        _ => rows::counted(count, "hit", "hits"),
    };
    if !filter.trim().is_empty() && count > 0 {
        words = format!("{} of {words} shown", rows::grouped(state.lines.passing));
    } else if count > 0 {
        let documents = rows::counted(state.lines.documents, "document", "documents");
        words = format!("{words} in {documents}");
    }
    if search.running || search.stopped {
        let (done, all) = (
            rows::grouped(search.done_documents),
            rows::grouped(search.all_documents),
        );
        words = format!("{words}, {done} of {all} documents searched");
    }
    words
}

fn filter_ui(cx: &mut Cx, ui: &mut Ui, width: f32) {
    let mut filter = cx.session.view.results.filter.clone();
    ui.allocate_ui_with_layout(
        Vec2::new(width, ROW),
        Layout::left_to_right(Align::Center),
        |ui| rows::filter_ui(ui, cx.theme, &mut filter, "Filter the hits"),
    );
    if filter != cx.session.view.results.filter {
        cx.send(Request::FilterHits(filter));
    }
}
