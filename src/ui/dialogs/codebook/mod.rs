//! The codebook editor: labels, attributes, link kinds, guidelines, and the registry and people beside them.
//! An edit is sent when a field is left or rests, as a whole item, so that one undo takes one thought back.

mod attribute;
mod attributes;
mod entities;
mod guidelines;
mod label;
mod labels;
mod link_kinds;
mod parts;
mod people;
mod picker;
mod tree;

use super::sheet::{self, Size};
use crate::command::CommandId;
use crate::ui::cx::Cx;
use crate::ui::theme::Theme;
use crate::ui::{icons, typing, widgets};
use egui::{Key, KeyboardShortcut, Modifiers, Panel, Ui};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Tab {
    #[default]
    Labels,
    Attributes,
    LinkKinds,
    Guidelines,
    Entities,
    People,
}

impl Tab {
    const ALL: [Self; 6] = [
        Self::Labels,
        Self::Attributes,
        Self::LinkKinds,
        Self::Guidelines,
        Self::Entities,
        Self::People,
    ];

    fn title(self) -> &'static str {
        match self {
            Self::Labels => "Labels",
            Self::Attributes => "Attributes",
            Self::LinkKinds => "Link kinds",
            Self::Guidelines => "Guidelines",
            Self::Entities => "Entities",
            Self::People => "People",
        }
    }
}

#[derive(Default)]
pub struct Editor {
    tab: Tab,
    labels: labels::Labels,
    attributes: attributes::Attributes,
    link_kinds: link_kinds::LinkKinds,
    guidelines: guidelines::Guidelines,
    entities: entities::Entities,
    people: people::People,
}

/// Draws it; says whether it is done.
pub fn editor_ui(cx: &mut Cx, state: &mut Editor, ctx: &egui::Context) -> bool {
    if cx.session.project().is_none() {
        return true;
    }
    undo_keys(cx, ctx);
    let (next, closed) = sheet::sheet_ui(ctx, "Codebook", Size::Fixed(1080.0, 720.0), |ui| {
        // What a click leaves is sent first: the next part is drawn from the next frame on.
        let next = tabs_ui(cx, ui, state.tab);
        ui.add_space(6.0);
        read_only_ui(cx, ui);
        match state.tab {
            Tab::Labels => labels::labels_ui(cx, &mut state.labels, ui),
            Tab::Attributes => attributes::attributes_ui(cx, &mut state.attributes, ui),
            Tab::LinkKinds => link_kinds::link_kinds_ui(cx, &mut state.link_kinds, ui),
            Tab::Guidelines => guidelines::guidelines_ui(cx, &mut state.guidelines, ui),
            Tab::Entities => entities::entities_ui(cx, &mut state.entities, ui),
            Tab::People => people::people_ui(cx, &mut state.people, ui),
        }
        next
    });
    typing::with_visit(ctx, cx.sent());
    if let Some(tab) = next {
        state.tab = tab;
    }
    closed
}

fn tabs_ui(cx: &mut Cx, ui: &mut Ui, tab: Tab) -> Option<Tab> {
    let mut next = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for other in Tab::ALL {
            if ui.selectable_label(tab == other, other.title()).clicked() {
                next = Some(other);
            }
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            widgets::command_button(ui, cx, icons::REDO_2, CommandId::Redo);
            widgets::command_button(ui, cx, icons::UNDO_2, CommandId::Undo);
        });
    });
    next
}

fn read_only_ui(cx: &Cx, ui: &mut Ui) {
    let reason = cx.session.open.as_ref().and_then(|open| open.read_only.as_ref());
    if let Some(reason) = reason {
        super::fields::warning_ui(ui, cx.theme, &format!("Open to look at only: {reason}"));
    }
}

/// While a dialog is open the window takes no keys; undo is wanted here too. A field keeps its own.
fn undo_keys(cx: &mut Cx, ctx: &egui::Context) {
    if ctx.text_edit_focused() {
        return;
    }
    let shortcut = |modifiers, key| KeyboardShortcut::new(modifiers, key);
    let redo = ctx.input_mut(|input| {
        input.consume_shortcut(&shortcut(Modifiers::COMMAND | Modifiers::SHIFT, Key::Z))
            || input.consume_shortcut(&shortcut(Modifiers::COMMAND, Key::Y))
    });
    let undo = ctx.input_mut(|input| input.consume_shortcut(&shortcut(Modifiers::COMMAND, Key::Z)));
    if redo && cx.session.can(CommandId::Redo).is_ok() {
        cx.command(CommandId::Redo);
    }
    if undo && cx.session.can(CommandId::Undo).is_ok() {
        cx.command(CommandId::Undo);
    }
}

/// A list at the left, and what is chosen of it at the right. `state` is handed to both, one after the other.
fn panes_ui<S>(
    ui: &mut Ui,
    theme: &Theme,
    state: &mut S,
    left: impl FnOnce(&mut Ui, &mut S),
    right: impl FnOnce(&mut Ui, &mut S),
) {
    let width = (ui.available_width() * 0.32).clamp(210.0, 320.0);
    let line = egui::Stroke::new(1.0, theme.line);
    let frame = egui::Frame::new().inner_margin(egui::Margin {
        right: 12,
        ..egui::Margin::ZERO
    });
    let shown = Panel::left("list")
        .resizable(false)
        .exact_size(width)
        .show_separator_line(false)
        .frame(frame)
        .show(ui, |ui| left(ui, state));
    let rect = shown.response.rect;
    ui.painter().vline(rect.right(), rect.y_range(), line);
    let frame = egui::Frame::new().inner_margin(egui::Margin {
        left: 16,
        ..egui::Margin::ZERO
    });
    egui::CentralPanel::default().frame(frame).show(ui, |ui| {
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            // Room for the scroll bar.
            ui.set_max_width(ui.available_width() - 10.0);
            right(ui, state);
        });
    });
}
