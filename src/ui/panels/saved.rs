//! The two words at the end of the status bar: whether the edits are safe on this machine, and whether they are in the project folder.
//! A click tells more, and what can be done.

use super::status;
use crate::command::CommandId;
use crate::session::{Open, Saved, Trouble, ago};
use crate::ui::cx::Cx;
use crate::ui::theme::{self, Theme};
use crate::ui::{icons, typing, widgets};
use egui::{Align, Color32, Layout, Popup, PopupCloseBehavior, Response, RichText, Ui, Vec2};

/// Files that are named of those that could not be saved.
const NAMED: usize = 4;

/// Words that come and go leave what is beside them in its place, in points.
const USUAL: f32 = 104.0;

/// From the right.
pub fn saved_ui(cx: &mut Cx, ui: &mut Ui, wide: bool) {
    let Some(open) = &cx.session.open else { return };
    let theme = cx.theme;
    if let Some(reason) = &open.read_only {
        let place = open.location.path().display();
        let button = status::button_ui(ui, icons::LOCK, "Only to look at", theme.warning);
        button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, "Only to look at"));
        let other = open.window.has_other();
        let more = if other { "\nClick to take over" } else { "" };
        let button = button.on_hover_text(format!("{reason}\n{place}{more}"));
        if other && button.clicked() {
            cx.command(CommandId::TakeOver);
        }
        return;
    }
    let Some(state) = cx.session.saved_state() else {
        return;
    };
    let state = match state {
        Saved::Yes if typing::waits(ui.ctx()) => Saved::NotYet,
        state => state,
    };
    let (icon, words, ink) = words(state, open, theme);
    let most = if wide { 70 } else { 30 };
    let shown = widgets::shorten(&words, most);
    let button = match state {
        Saved::Failed | Saved::Waiting => status::button_ui(ui, icon, &shown, ink),
        _ => steady_ui(ui, |ui| status::button_ui(ui, icon, &shown, ink)),
    };
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &words));
    let button = button.on_hover_text(format!("{words}\nClick for more"));
    if let Some(left) = cx.session.patience_ends_in() {
        ui.ctx().request_repaint_after_secs(left as f32);
    }
    Popup::from_toggle_button_response(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| more_ui(cx, ui, state));
    safe_ui(cx, ui, wide);
}

/// At the left of at least the usual room.
fn steady_ui(ui: &mut Ui, button: impl FnOnce(&mut Ui) -> Response) -> Response {
    let height = ui.available_height();
    let size = Vec2::new(USUAL, height);
    ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Center), |ui| {
        ui.set_min_width(USUAL);
        button(ui)
    })
    .inner
}

/// Whether every edit outlives the program.
fn safe_ui(cx: &mut Cx, ui: &mut Ui, wide: bool) {
    let (Some(open), Some(state)) = (&cx.session.open, cx.session.saved_state()) else {
        return;
    };
    let theme = cx.theme;
    let is_typing = typing::waits(ui.ctx());
    let (icon, words, ink) = match (open.is_safe() && !is_typing, open.journal_error()) {
        (true, _) => (icons::HARD_DRIVE, "Safe here", theme.ink_weak),
        (false, Some(_)) => (icons::TRIANGLE_ALERT, "Not safe yet", theme.error),
        (false, None) => (icons::CLOCK, "Not safe yet", theme.ink_weak),
    };
    let button = if wide || open.journal_error().is_some() {
        steady_ui(ui, |ui| status::button_ui(ui, icon, words, ink))
    } else {
        status::button_ui(ui, icon, "", ink)
    };
    button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, words));
    let button = button.on_hover_text(format!("{}\nClick for more", safe_words(open, is_typing)));
    Popup::from_toggle_button_response(&button)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| more_ui(cx, ui, state));
}

fn safe_words(open: &Open, is_typing: bool) -> String {
    match (open.is_safe(), open.journal_error()) {
        (true, _) if is_typing => {
            "Not safe yet: what is being typed is kept after a second of rest".to_owned()
        }
        (true, _) => "Safe here: every edit outlives the program and the machine’s power".to_owned(),
        (false, Some(error)) => format!("Not safe yet: {}", error.message),
        (false, None) => "Not safe yet: the last edit is being written to the journal".to_owned(),
    }
}

fn words(state: Saved, open: &Open, theme: &Theme) -> (&'static str, String, Color32) {
    let quiet = |icon, words: &str| (icon, words.to_owned(), theme.ink_weak);
    match (state, &open.trouble) {
        (Saved::Waiting, _) => (icons::CLOCK, "Waiting for the disk…".to_owned(), theme.warning),
        (Saved::Failed, Some(trouble)) => (
            icons::TRIANGLE_ALERT,
            format!("Not saved: {}", trouble.words()),
            theme.error,
        ),
        (Saved::Writing | Saved::Failed, _) => quiet(icons::REFRESH_CW, "Saving…"),
        (Saved::NotYet | Saved::Yes, _) if open.is_protected => (
            icons::LOCK,
            "Read-only folder: edits stay safe here".to_owned(),
            theme.warning,
        ),
        (Saved::NotYet, _) => quiet(icons::CLOCK, "Not saved yet"),
        (Saved::Yes, _) => quiet(icons::CHECK, "Saved"),
    }
}

/// What failed, where and since when, and what can be done.
fn more_ui(cx: &mut Cx, ui: &mut Ui, state: Saved) {
    let Some(open) = &cx.session.open else { return };
    let theme = cx.theme;
    let room = ui.ctx().content_rect().size();
    ui.set_width((room.x - 80.0).min(430.0));
    let heading = match state {
        Saved::Yes | Saved::NotYet if open.is_protected => "Read-only folder",
        Saved::Yes => "Saved in the project folder",
        Saved::NotYet => "Not saved yet",
        Saved::Writing => "Writing to the project folder",
        Saved::Waiting => "The disk does not answer",
        Saved::Failed => "Not saved in the project folder",
    };
    widgets::heading_ui(ui, heading);
    let place = RichText::new(open.location.path().display().to_string());
    ui.label(
        place
            .font(egui::FontId::monospace(theme::SMALL))
            .color(theme.ink_weak),
    );
    ui.add_space(4.0);
    if open.is_protected && open.trouble.is_none() {
        ui.label("Nothing can be written into this folder. Edits are kept on this machine, and are saved when it can be");
    }
    match (state, &open.trouble) {
        (Saved::Waiting, _) => {
            let words = "A save is under way and does not end. The drive may be asleep or not connected. Edits go on, and are saved when it answers";
            ui.label(words);
        }
        (_, Some(trouble)) => trouble_ui(cx, ui, trouble),
        (Saved::NotYet, None) => drop(widgets::hint_ui(
            ui,
            theme,
            "It is done by itself a second after the last edit",
        )),
        _ => {}
    }
    ui.add_space(4.0);
    widgets::hint_ui(ui, theme, &safe_words(open, typing::waits(ui.ctx())));
    ui.add_space(6.0);
    ui.horizontal_wrapped(|ui| {
        let save = if open.trouble.is_some() {
            "Retry"
        } else {
            "Save now"
        };
        let buttons = [
            (
                save,
                CommandId::Save,
                !matches!(state, Saved::Waiting | Saved::Writing),
            ),
            ("Save to another folder…", CommandId::SaveElsewhere, true),
            ("Save as one file…", CommandId::SaveCopy, true),
        ];
        for (words, command, enabled) in buttons {
            if ui.add_enabled(enabled, egui::Button::new(words)).clicked() {
                cx.command(command);
                if command != CommandId::Save {
                    ui.close();
                }
            }
        }
    });
}

fn trouble_ui(cx: &Cx, ui: &mut Ui, trouble: &Trouble) {
    let theme = cx.theme;
    if trouble.is_unreachable {
        ui.label(
            "The project folder cannot be reached: it was moved or renamed, or its drive is not connected",
        );
    } else {
        for (_, error) in trouble.files.iter().take(NAMED) {
            ui.label(&error.message);
        }
        let more = trouble.files.len().saturating_sub(NAMED);
        if more > 0 {
            ui.label(format!("And {more} more"));
        }
        if let Some(hint) = &trouble.error.hint {
            widgets::hint_ui(ui, theme, hint);
        }
    }
    let since = ago((cx.session.seconds() - trouble.since) as i64);
    let when = match cx.session.save_due_in() {
        Some(left) => format!(
            "Failed first {since}. It is tried again by itself in {} s, and when you come back to this window",
            left.max(0.0).ceil()
        ),
        None => format!("Failed first {since}. Trying again…"),
    };
    widgets::hint_ui(ui, theme, &when);
    // The seconds count down.
    ui.ctx().request_repaint_after_secs(1.0);
}
