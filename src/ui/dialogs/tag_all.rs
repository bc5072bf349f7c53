//! Tags all that was found: what is looked for, which label, and the hits to tick. All of it goes by keys: Space ticks, the arrows
//! walk, a label's key chooses the label, Ctrl+Enter does it.

mod label;
mod list;

use super::sheet::{self, Answer, Size};
use crate::analysis::search::Pattern;
use crate::model::{Anchoring, Label, LabelId};
use crate::session::{Request, Session};
use crate::ui::cx::Cx;
use crate::ui::list_cursor::ListCursor;
use crate::ui::pattern_field::{self, Names, Pressed};
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;
use egui::{Align, Button, Id, Key, Layout, Modifiers, RichText, Ui, Vec2};

/// What the rows are made from. The session has the rows.
#[derive(Clone, Debug, PartialEq)]
struct Wanted {
    pattern: Pattern,
    label: Option<LabelId>,
    everywhere: bool,
}

pub struct TagAll {
    wanted: Wanted,
    /// What was asked for last.
    asked: Option<Wanted>,
    cursor: ListCursor,
    lines: list::Lines,
    /// Where the keyboard goes when it is drawn next.
    focus: Option<Id>,
    /// Esc was pressed in the list.
    escape: bool,
}

fn field_id() -> Id {
    Id::unique("tag all field")
}

impl TagAll {
    /// For what is being found or searched, else for the selected words.
    pub fn new(session: &Session) -> Self {
        let (pattern, everywhere) = first_pattern(session);
        let focus = if pattern.text.is_empty() {
            field_id()
        } else {
            label::button_id()
        };
        Self {
            wanted: Wanted {
                pattern,
                label: first_label(session),
                everywhere,
            },
            asked: None,
            cursor: ListCursor::default(),
            lines: list::Lines::default(),
            focus: Some(focus),
            escape: false,
        }
    }
}

/// The pattern to begin with, and whether it is for all documents.
fn first_pattern(session: &Session) -> (Pattern, bool) {
    let view = &session.view;
    if view.find.open && !view.find.pattern.text.is_empty() {
        return (view.find.pattern.clone(), false);
    }
    let selected = session.selected_words();
    if let Some(search) = &view.search {
        let hit = view.results.current(search).and_then(|at| search.hits.get(at));
        // Words that are not the hit were selected for a reason.
        let on_hit = hit.is_some_and(|hit| selected.as_ref() == Some(&hit.matched));
        if !search.pattern.text.is_empty() && (on_hit || selected.is_none()) {
            return (search.pattern.clone(), true);
        }
    }
    let mut pattern = view.find.pattern.clone();
    if let Some(words) = selected {
        (pattern.text, pattern.regex) = (words, false);
    }
    (pattern, false)
}

/// The label used last, else the first that is put on words as they are, else the first that can be put on words at all.
fn first_label(session: &Session) -> Option<LabelId> {
    let book = session.project()?.codebook();
    let usable = |id: &LabelId| {
        let label = book.label(id.as_str());
        label.is_some_and(|label| label.is_offered() && label.anchoring != Anchoring::Document)
    };
    let last = session.view.last_label.clone().filter(usable);
    let exact = |label: &&Label| label.anchoring != Anchoring::Sentences;
    let labels: Vec<&Label> = book.tree().into_iter().map(|(_, label)| &**label).collect();
    let first = labels.iter().copied().filter(exact).chain(labels.iter().copied());
    last.or_else(|| first.map(|label| label.id.clone()).find(usable))
}

/// Then hits of one sentence are one passage.
fn takes_sentences(session: &Session, label: Option<&LabelId>) -> bool {
    let book = session.project().map(|project| project.codebook());
    let label = book.zip(label).and_then(|(book, id)| book.label(id.as_str()));
    label.is_some_and(|label| label.anchoring == Anchoring::Sentences)
}

/// Draws it; says whether it is done.
pub fn tag_all_ui(cx: &mut Cx, state: &mut TagAll, ctx: &egui::Context) -> bool {
    let pressed = pattern_field::keys(ctx, field_id(), &mut state.wanted.pattern);
    if pattern_field::take_alt(ctx, Key::A) {
        state.wanted.everywhere = !state.wanted.everywhere;
    }
    let mut go = ctx.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
    if let Some(focus) = state.focus {
        if focus == field_id() {
            pattern_field::focus(ctx, focus, &state.wanted.pattern);
        } else {
            ctx.memory_mut(|memory| memory.request_focus(focus));
        }
    }
    let size = Size::Fixed(840.0, 640.0);
    let (answer, mut closed) = sheet::sheet_ui(ctx, "Tag all", size, |ui| content_ui(cx, state, ui));
    // In the pass that measures a new dialog nothing keeps the keyboard.
    let there = |id: &Id| ctx.memory(|memory| memory.has_focus(*id));
    if state.focus.as_ref().is_some_and(there) {
        state.focus = None;
    }
    for key in pressed {
        match key {
            Pressed::Enter | Pressed::Down => state.focus = Some(list::list_id()),
            Pressed::Escape => closed = true,
            Pressed::ShiftEnter => {}
        }
    }
    ask(cx, state);
    go |= answer == Answer::Go;
    closed |= answer == Answer::Cancel || state.escape;
    if go && allowed(cx, state).is_ok() {
        cx.send(Request::ConfirmTagAll);
        return true;
    }
    if closed {
        cx.send(Request::CancelTagAll);
    }
    closed
}

/// Asks for the rows again where something else is wanted now.
fn ask(cx: &mut Cx, state: &mut TagAll) {
    if state.asked.as_ref() == Some(&state.wanted) {
        return;
    }
    state.asked = Some(state.wanted.clone());
    state.cursor.go_to(0);
    if let Some(label) = state.wanted.label.clone() {
        cx.send(Request::PlanTagAll {
            label,
            pattern: state.wanted.pattern.clone(),
            everywhere: state.wanted.everywhere,
        });
    }
}

/// How many passages would be tagged, or why none.
fn allowed(cx: &Cx, state: &TagAll) -> Result<usize, &'static str> {
    if state.wanted.label.is_none() {
        return Err("The codebook has no label for words yet");
    }
    if state.wanted.pattern.text.is_empty() {
        return Err("Type what to look for");
    }
    let plan = cx.session.view.tag_all.as_ref();
    let plan = plan.filter(|_| state.asked.as_ref() == Some(&state.wanted));
    match plan.map(|plan| (plan.running, plan.ticked())) {
        None | Some((true, _)) => Err("Searching…"),
        Some((false, 0)) if plan.is_some_and(|plan| plan.error.is_some()) => Err("There is nothing to tag"),
        Some((false, 0)) => Err("Nothing is ticked"),
        Some((false, count)) => Ok(count),
    }
}

fn content_ui(cx: &mut Cx, state: &mut TagAll, ui: &mut Ui) -> Answer {
    let bottom = ui.available_rect_before_wrap().bottom();
    words_ui(cx, state, ui);
    let plan = cx.session.view.tag_all.as_ref();
    if let Some(error) = plan.and_then(|plan| plan.error.as_ref()) {
        pattern_field::error_ui(ui, cx.theme, error);
    }
    label_row_ui(cx, state, ui);
    ui.add_space(6.0);
    ticks_ui(cx, state, ui);
    let height = (bottom - ui.cursor().top() - 46.0).max(60.0);
    let size = Vec2::new(ui.available_width(), height);
    ui.allocate_ui(size, |ui| {
        ui.set_min_size(size);
        ui.set_max_size(size);
        list::list_ui(cx, state, ui);
    });
    let allowed = allowed(cx, state);
    let go = match allowed {
        Ok(1) => "Tag 1 passage".to_owned(),
        Ok(count) => format!("Tag {} passages", widgets::grouped(count)),
        Err(_) => "Tag".to_owned(),
    };
    sheet::foot_ui(ui, cx.theme, &go, allowed.map(|_| ()))
}

/// A name before what stands in a row.
fn name_ui(ui: &mut Ui, theme: &Theme, name: &str) {
    let words = RichText::new(name).size(theme::SMALL).color(theme.ink_weak);
    let size = Vec2::new(44.0, 26.0);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_size(size);
        ui.label(words);
    });
}

fn words_ui(cx: &Cx, state: &mut TagAll, ui: &mut Ui) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        name_ui(ui, cx.theme, "Words");
        let width = (ui.available_width() - pattern_field::SWITCHES).clamp(80.0, 520.0);
        let names = Names {
            id: field_id(),
            name: "Words to tag",
            hint: "Look for",
        };
        pattern_field::field_ui(ui, cx.theme, names, &mut state.wanted.pattern, width);
        pattern_field::switches_ui(ui, cx.theme, &mut state.wanted.pattern);
    });
}

fn label_row_ui(cx: &Cx, state: &mut TagAll, ui: &mut Ui) {
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        name_ui(ui, cx.theme, "Label");
        label::chooser_ui(cx, ui, &mut state.wanted.label);
        ui.add_space(16.0);
        for (everywhere, words) in [(false, "This document"), (true, "All documents")] {
            ui.radio_value(&mut state.wanted.everywhere, everywhere, words)
                .on_hover_text("Where it is looked for (Alt+A)");
            ui.add_space(8.0);
        }
    });
}

/// Above the list: tick all or none, and how many are.
fn ticks_ui(cx: &mut Cx, state: &TagAll, ui: &mut Ui) {
    let plan = cx.session.view.tag_all.as_ref();
    let (ticked, count) = plan.map_or((0, 0), |plan| (plan.ticked(), plan.rows.len()));
    let running = plan.is_some_and(|plan| plan.running);
    let off = state.lines.impossible;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        for (words, tick) in [("Tick all", true), ("Tick none", false)] {
            let useful = if tick { ticked + off < count } else { ticked > 0 };
            let button = Button::new(RichText::new(words).size(theme::SMALL));
            if ui.add_enabled(useful, button).clicked() {
                cx.send(Request::TickAllTagAll(tick));
            }
        }
        ui.add_space(6.0);
        if running {
            ui.add(egui::Spinner::new().size(14.0));
        }
        if count > 0 {
            let mut words = format!(
                "{} of {} ticked",
                widgets::grouped(ticked),
                widgets::grouped(count)
            );
            if off > 0 {
                words.push_str(&format!(", {} cannot be tagged", widgets::grouped(off)));
            }
            if plan.is_some_and(|plan| plan.capped) {
                words.push_str("; only the first hits are listed");
            }
            if takes_sentences(cx.session, state.wanted.label.as_ref()) {
                words.push_str("; the label takes whole sentences");
            }
            widgets::hint_ui(ui, cx.theme, &words);
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            widgets::hint_ui(ui, cx.theme, "Space ticks, Ctrl+Enter tags");
        });
    });
}
