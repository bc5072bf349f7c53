//! The bar at the top: menus made from the table of commands, undo and redo, the project's name, and switches of the view.

use super::view_options::{ViewOptions, view_button_ui};
use crate::command::{COMMANDS, Command, CommandId, Scope, command};
use crate::session::{ColourBy, ThemeChoice};
use crate::ui::cx::Cx;
use crate::ui::theme;
use crate::ui::{icons, widgets};
use egui::{Align, Button, Layout, Response, RichText, Ui};

/// Below this width (points) the palette button loses its words.
const WIDE: f32 = 1000.0;
/// The least room (points) in which the project's name is shown.
const NAME: f32 = 64.0;

pub fn top_bar_ui(cx: &mut Cx, view: &mut ViewOptions, ui: &mut Ui) {
    let width = ui.available_width();
    ui.spacing_mut().item_spacing.x = 2.0;
    egui::MenuBar::new().ui(ui, |ui| {
        ui.set_height(30.0);
        menus_ui(cx, ui);
        divider_ui(cx, ui);
        history_ui(cx, ui, icons::UNDO_2, CommandId::Undo);
        history_ui(cx, ui, icons::REDO_2, CommandId::Redo);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            switches_ui(cx, view, ui, width);
            ui.add_space(6.0);
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| name_ui(cx, ui));
        });
    });
}

/// A thin upright line between groups.
fn divider_ui(cx: &Cx, ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(egui::Vec2::new(11.0, 18.0), egui::Sense::hover());
    let stroke = egui::Stroke::new(cx.theme.thick, cx.theme.line);
    ui.painter().vline(rect.center().x, rect.y_range(), stroke);
}

fn name_ui(cx: &Cx, ui: &mut Ui) {
    let Some(open) = &cx.session.open else { return };
    // A letter and three dots would name nothing; the window's title has the name too.
    if ui.available_width() < NAME {
        return;
    }
    divider_ui(cx, ui);
    let name = RichText::new(&open.project.head().name).font(theme::strong(theme::BODY));
    let place = open.location.path().display().to_string();
    ui.add(egui::Label::new(name).truncate()).on_hover_text(place);
}

// ---- menus

fn menus_ui(cx: &mut Cx, ui: &mut Ui) {
    let mut groups: Vec<&str> = COMMANDS.iter().map(|row| row.group).collect();
    groups.dedup();
    for group in groups {
        ui.spacing_mut().button_padding.x = 8.0;
        ui.menu_button(group, |ui| {
            ui.set_min_width(250.0);
            ui.spacing_mut().button_padding.x = 6.0;
            let rows = COMMANDS.iter().filter(|row| row.group == group);
            for row in rows.filter(|row| !is_left_out(row.id)) {
                if begins_part(row.id) {
                    ui.separator();
                }
                menu_row_ui(cx, ui, row);
            }
        });
    }
}

/// Rows that no menu needs: Esc, and steps whose values the popover “Text and colours” shows.
fn is_left_out(id: CommandId) -> bool {
    use CommandId as C;
    matches!(
        id,
        C::Back
            | C::MoreLineSpacing
            | C::LessLineSpacing
            | C::WiderColumn
            | C::NarrowerColumn
            | C::TextFamily
            | C::ResetView
    )
}

/// Rows before which a line parts the menu.
fn begins_part(id: CommandId) -> bool {
    use CommandId as C;
    matches!(
        id,
        C::ImportFiles
            | C::Save
            | C::WhoAmI
            | C::Copy
            | C::NextLabel
            | C::EditAttributes
            | C::RepeatLabel
            | C::EndRight
            | C::MarkFinished
            | C::Take1
            | C::Codebook
            | C::LeftPanel
            | C::ColourByLabel
            | C::OnlyThisLabel
            | C::ThemeLight
            | C::TextBigger
    )
}

fn menu_row_ui(cx: &mut Cx, ui: &mut Ui, row: &Command) {
    let allowed = cx.session.can(row.id);
    let chord = widgets::chord_text(cx.session, row.id).unwrap_or_default();
    let title = match history_title(cx, row.id) {
        Some(what) => format!("{}: {}", row.title, widgets::shorten(&what, 36)),
        None => row.title.to_owned(),
    };
    let mut button = Button::new(title).shortcut_text(RichText::new(chord).size(theme::SMALL));
    if let Some(on) = is_on(cx, row.id) {
        button = button.selected(on);
    }
    let response = ui.add_enabled(allowed.is_ok(), button);
    let response = match allowed {
        Err(reason) => response.on_disabled_hover_text(reason),
        Ok(()) => response.on_hover_text(row.help),
    };
    if response.clicked() {
        cx.command(row.id);
        ui.close();
    }
}

/// What undo or redo would do, as `tag claim`.
fn history_title(cx: &Cx, id: CommandId) -> Option<String> {
    let history = &cx.session.open.as_ref()?.history;
    let title = match id {
        CommandId::Undo => history.undo_title()?,
        CommandId::Redo => history.redo_title()?,
        _ => return None,
    };
    let mut letters = title.chars();
    let first = letters.next()?;
    Some(first.to_lowercase().chain(letters).collect())
}

/// Whether a command that switches something is on; None for the rest.
fn is_on(cx: &Cx, id: CommandId) -> Option<bool> {
    let (settings, view) = (&cx.session.settings, &cx.session.view);
    Some(match id {
        CommandId::LeftPanel => settings.left_panel,
        CommandId::RightPanel => settings.right_panel,
        CommandId::ThemeLight => settings.theme == ThemeChoice::Light,
        CommandId::ThemeDark => settings.theme == ThemeChoice::Dark,
        CommandId::ThemeHighContrast => settings.theme == ThemeChoice::HighContrast,
        CommandId::ThemeHighContrastDark => settings.theme == ThemeChoice::HighContrastDark,
        CommandId::ParagraphNumbers => settings.paragraph_numbers,
        CommandId::ColourByLabel => settings.colour_by == ColourBy::Label,
        CommandId::ColourByPerson => settings.colour_by == ColourBy::Person,
        CommandId::ColourByEntity => settings.colour_by == ColourBy::Entity,
        CommandId::ColourByAttribute => matches!(settings.colour_by, ColourBy::Attribute(_)),
        CommandId::OnlyDoubts => view.filter.doubts,
        CommandId::ThemeSystem => settings.theme == ThemeChoice::System,
        CommandId::Review => view.review.is_some(),
        CommandId::StickyLabel => view.sticky,
        _ => return None,
    })
}

// ---- buttons

fn history_ui(cx: &mut Cx, ui: &mut Ui, icon: &str, id: CommandId) {
    let name = match history_title(cx, id) {
        Some(what) => format!("{}: {what}", command(id).title),
        None => command(id).title.to_owned(),
    };
    button_ui(cx, ui, icon, (id, &name), None);
}

/// An icon button of a command, pressed in where it is on. `what` is the command and the name that is shown.
fn button_ui(cx: &mut Cx, ui: &mut Ui, icon: &str, what: (CommandId, &str), on: Option<bool>) -> Response {
    let (id, name) = what;
    let allowed = cx.session.can(id);
    let ink = match (on, allowed) {
        (Some(true), Ok(())) => cx.theme.accent,
        _ => cx.theme.ink_weak,
    };
    let sign = RichText::new(icon).font(theme::icon_font(theme::ICON)).color(ink);
    let mut button = Button::new(sign).frame_when_inactive(on == Some(true));
    if let Some(on) = on {
        button = button.selected(on);
    }
    if on == Some(true) {
        button = button.fill(cx.theme.accent_soft).stroke(egui::Stroke::NONE);
    }
    let mut response = ui.add_enabled(allowed.is_ok(), button);
    let chord = widgets::chord_text(cx.session, id).map_or_else(String::new, |chord| format!(" ({chord})"));
    response = match allowed {
        Err(reason) => response.on_disabled_hover_text(format!("{name}{chord}\n{reason}")),
        Ok(()) => response.on_hover_text(format!("{name}{chord}")),
    };
    let response = response.accessible_name(name);
    if response.clicked() {
        cx.command(id);
    }
    response
}

fn switch_ui(cx: &mut Cx, ui: &mut Ui, icon: &str, id: CommandId) {
    let on = is_on(cx, id);
    button_ui(cx, ui, icon, (id, command(id).title), on);
}

/// From the right edge to the left.
fn switches_ui(cx: &mut Cx, view: &mut ViewOptions, ui: &mut Ui, width: f32) {
    palette_ui(cx, ui, width >= WIDE);
    divider_ui(cx, ui);
    switch_ui(cx, ui, icons::PANEL_RIGHT, CommandId::RightPanel);
    switch_ui(cx, ui, icons::PANEL_LEFT, CommandId::LeftPanel);
    divider_ui(cx, ui);
    theme_ui(cx, ui);
    view_button_ui(cx, view, ui);
    divider_ui(cx, ui);
    review_ui(cx, ui, width >= WIDE);
}

/// Review is a way of working, not a detail: it has its name where there is room.
fn review_ui(cx: &mut Cx, ui: &mut Ui, words: bool) {
    if !words {
        switch_ui(cx, ui, icons::DIFF, CommandId::Review);
        return;
    }
    let on = cx.session.view.review.is_some();
    let allowed = cx.session.can(CommandId::Review);
    let row = command(CommandId::Review);
    let ink = if on { cx.theme.ink } else { cx.theme.ink_weak };
    let sign = RichText::new(icons::DIFF)
        .font(theme::icon_font(theme::ICON))
        .color(ink);
    let mut button = Button::new((sign, RichText::new(row.title).color(ink)))
        .gap(5.0)
        .frame_when_inactive(on)
        .selected(on);
    if on {
        button = button.fill(cx.theme.accent_soft).stroke(egui::Stroke::NONE);
    }
    let chord = widgets::chord_text(cx.session, CommandId::Review).unwrap_or_default();
    let response = ui.add_enabled(allowed.is_ok(), button);
    let response = match allowed {
        Err(reason) => response.on_disabled_hover_text(reason),
        Ok(()) => response.on_hover_text(format!("{} ({chord})", row.help)),
    };
    if response.clicked() {
        cx.command(CommandId::Review);
    }
}

/// Steps from light to dark to the system's theme.
fn theme_ui(cx: &mut Cx, ui: &mut Ui) {
    let (icon, now, next) = match cx.session.settings.theme {
        ThemeChoice::Light => (icons::SUN, "Light theme; click for dark", CommandId::ThemeDark),
        ThemeChoice::Dark => (
            icons::MOON,
            "Dark theme; click for the system’s",
            CommandId::ThemeSystem,
        ),
        ThemeChoice::HighContrast | ThemeChoice::HighContrastDark => (
            icons::SUN,
            "High-contrast theme; click for light",
            CommandId::ThemeLight,
        ),
        ThemeChoice::System => (
            icons::MONITOR,
            "Theme of the system; click for light",
            CommandId::ThemeLight,
        ),
    };
    button_ui(cx, ui, icon, (next, now), None);
}

fn palette_ui(cx: &mut Cx, ui: &mut Ui, words: bool) {
    let row = command(CommandId::Palette);
    debug_assert_eq!(row.scope, Scope::Anywhere);
    let chord = widgets::chord_text(cx.session, row.id).unwrap_or_default();
    if !words {
        button_ui(cx, ui, icons::SEARCH, (CommandId::Palette, row.help), None);
        return;
    }
    let weak = cx.theme.ink_weak;
    let sign = RichText::new(icons::SEARCH)
        .font(theme::icon_font(14.0))
        .color(weak);
    let key = RichText::new(chord).size(theme::SMALL).color(weak);
    let button = Button::new((
        sign,
        RichText::new("Commands").size(theme::SMALL).color(weak),
        key,
    ))
    .gap(6.0);
    let response = ui.add(button).on_hover_text(row.help).accessible_name("Commands");
    if response.clicked() {
        cx.command(CommandId::Palette);
    }
}
