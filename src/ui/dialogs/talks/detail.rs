//! The whole of one row: the words, what was decided and why, the threads, and the field for an answer.

use super::{Talks, Wish};
use crate::model::{Comment, PersonId, Thread, Timestamp};
use crate::session::{Session, TalkAsk, TalkRow};
use crate::ui::cx::Cx;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;
use egui::{Button, Id, Key, Modifiers, RichText, ScrollArea, TextEdit, Ui};

pub fn detail_ui(cx: &mut Cx, state: &mut Talks, row: &TalkRow, ui: &mut Ui, wish: &mut Wish) {
    let Some(open) = &cx.session.open else { return };
    let theme = cx.theme;
    let able = open.me.is_some() && open.read_only.is_none();
    let room = ui.available_height() - if able { 104.0 } else { 24.0 };
    ScrollArea::vertical()
        .id_salt(("talk", row.document.as_str(), row.on.1.as_str()))
        .auto_shrink(false)
        .max_height(room.max(40.0))
        .show(ui, |ui| {
            ui.set_max_width(ui.available_width() - 8.0);
            ui.label(RichText::new(row.kind.title()).font(theme::strong(theme::BODY)));
            widgets::hint_ui(ui, theme, &row.title);
            ui.add_space(4.0);
            // One's own label is told among the facts.
            if row.facts.first().is_none_or(|(name, _)| name != "You") {
                ui.label(format!("{} “{}”", row.label, row.words));
                ui.add_space(4.0);
            }
            for (name, fact) in &row.facts {
                ui.horizontal_top(|ui| {
                    let size = egui::Vec2::new(72.0, 18.0);
                    ui.allocate_ui(size, |ui| {
                        ui.set_width(size.x);
                        let words = RichText::new(name).size(theme::SMALL).color(theme.ink_weak);
                        ui.add(egui::Label::new(words).truncate());
                    });
                    ui.add(egui::Label::new(fact).wrap());
                });
            }
            for thread in &row.threads {
                ui.add_space(4.0);
                ui.separator();
                thread_ui(theme, cx.session, thread, ui);
                if let Some(root) = thread.root().filter(|_| able) {
                    let is_open = thread.is_open();
                    let words = if is_open { "Resolve" } else { "Open again" };
                    ui.horizontal(|ui| {
                        if ui.button(words).clicked() {
                            wish.asks
                                .push(TalkAsk::Resolve(row.document.clone(), root, is_open));
                        }
                        widgets::key_ui(ui, theme, "X");
                    });
                }
            }
        });
    if able {
        answer_ui(theme, state, row, ui, wish);
    } else {
        widgets::hint_ui(ui, theme, "Comments cannot be added here");
    }
}

fn answer_ui(theme: &Theme, state: &mut Talks, row: &TalkRow, ui: &mut Ui, wish: &mut Wish) {
    let id = Id::unique("talk answer");
    let typing = ui.memory(|memory| memory.has_focus(id));
    let back = typing && ui.input_mut(|i| i.consume_key(Modifiers::NONE, Key::Escape));
    let keys = typing && ui.input_mut(|i| i.consume_key(Modifiers::COMMAND, Key::Enter));
    let field = TextEdit::multiline(&mut state.answer)
        .id(id)
        .hint_text("Answer; @name tells somebody")
        .desired_rows(2)
        .desired_width(f32::INFINITY);
    ui.add_space(4.0);
    ui.add(field).accessible_name("Answer");
    // Behind the field, so that a letter that comes in a frame of its own is not written into it either.
    if state.to_answer > 0 {
        state.to_answer -= 1;
        if state.to_answer == 0 {
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        ui.ctx().request_repaint();
    }
    let some = !state.answer.trim().is_empty();
    let mut sent = keys && some;
    ui.horizontal(|ui| {
        let button = ui.add_enabled(some, Button::new("Send answer"));
        sent |= button.on_disabled_hover_text("Type something first").clicked();
        widgets::key_ui(ui, theme, "Ctrl+Enter");
        ui.add_space(6.0);
        widgets::key_ui(ui, theme, "A");
        widgets::hint_ui(ui, theme, "answers");
        widgets::key_ui(ui, theme, "Enter");
        widgets::hint_ui(ui, theme, "goes there");
    });
    if sent {
        let text = std::mem::take(&mut state.answer);
        let root = row.threads.last().and_then(Thread::root);
        wish.asks.push(match root {
            Some(root) => TalkAsk::Answer(row.document.clone(), root, text),
            None => TalkAsk::Begin(row.document.clone(), row.on.1.clone(), text),
        });
    }
    if sent || back {
        ui.memory_mut(|memory| memory.request_focus(super::list_id()));
    }
}

fn thread_ui(theme: &Theme, session: &Session, thread: &Thread, ui: &mut Ui) {
    for (at, (author, comment)) in thread.comments.iter().enumerate() {
        let left = if at == 0 { 0 } else { 14 };
        let margin = egui::Margin {
            left,
            right: 0,
            top: 2,
            bottom: 4,
        };
        egui::Frame::new().inner_margin(margin).show(ui, |ui| {
            comment_ui(theme, session, ui, (author, comment));
        });
    }
    if !thread.is_open() {
        widgets::hint_ui(ui, theme, "Resolved");
    }
}

fn comment_ui(theme: &Theme, session: &Session, ui: &mut Ui, (author, comment): (&PersonId, &Comment)) {
    let person = session
        .project()
        .and_then(|project| project.person(author.as_str()));
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        // A colour tells who it is, as a name does.
        if !session.hides_names() {
            widgets::dot_ui(ui, theme, person.map(|person| person.colour).unwrap_or_default());
        }
        let words = format!("{} · {}", session.name_of(author), moment(comment.made));
        widgets::hint_ui(ui, theme, &words);
    });
    ui.label(&comment.text);
}

/// Day and minute, in UTC as the files have it.
fn moment(time: Timestamp) -> String {
    let text = time.to_string();
    text.get(..16).unwrap_or(&text).replace('T', " ")
}
