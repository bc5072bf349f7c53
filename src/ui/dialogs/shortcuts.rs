//! All keys on one sheet: the commands by group, the caret and the mouse, and the keys of the codebook.

use super::fields;
use super::sheet::{self, Size};
use crate::command::COMMANDS;
use crate::session::Session;
use crate::ui::cx::Cx;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;
use egui::{Align, Layout, RichText, ScrollArea, Ui};

#[derive(Default)]
pub struct Shortcuts {
    filter: String,
    drawn: bool,
}

/// Keys that the text reads itself, and what the mouse does: they are in no table of commands.
const CARET: &[(&str, &str)] = &[
    ("← →", "Character"),
    ("Ctrl+← →", "Word"),
    ("↑ ↓", "Line"),
    ("Alt+↑ ↓", "Sentence"),
    ("Ctrl+↑ ↓", "Paragraph"),
    ("Home End", "Start and end of the line"),
    ("Ctrl+Home End", "Start and end of the text"),
    ("Page up, Page down", "A window up or down"),
    ("Shift with these", "Select"),
];

const MOUSE: &[(&str, &str)] = &[
    ("Drag", "Select whole words"),
    ("Alt and drag", "Select by character"),
    ("Double click", "Select a word"),
    ("Triple click", "Select a sentence"),
    ("Four clicks", "Select a paragraph"),
    ("Shift and click", "Select up to here"),
    ("Click a label", "Select it; again, the one underneath"),
    ("Drag an end", "Make the selected label longer or shorter"),
];

struct Group {
    title: String,
    /// (keys, what they do, help)
    rows: Vec<(Vec<String>, String, String)>,
}

fn groups(session: &Session) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for command in COMMANDS {
        let chords = session.keymap.chords(command.id).iter();
        let row = (
            chords.map(|chord| chord.to_string()).collect(),
            command.title.to_owned(),
            command.help.to_owned(),
        );
        match groups.last_mut().filter(|group| group.title == command.group) {
            Some(group) => group.rows.push(row),
            None => groups.push(Group {
                title: command.group.to_owned(),
                rows: vec![row],
            }),
        }
    }
    for (title, rows) in [("Caret", CARET), ("Mouse", MOUSE)] {
        let rows = rows
            .iter()
            .map(|(keys, what)| (vec![(*keys).to_owned()], (*what).to_owned(), String::new()));
        groups.push(Group {
            title: title.to_owned(),
            rows: rows.collect(),
        });
    }
    groups.extend(codebook_group(session));
    groups
}

fn codebook_group(session: &Session) -> Option<Group> {
    let codebook = session.project()?.codebook();
    let labels = codebook
        .tree()
        .into_iter()
        .filter(|(_, label)| label.is_offered());
    let labels = labels.filter_map(|(_, label)| {
        let key = label.key.as_ref()?;
        Some((
            vec![key.to_string()],
            label.name.clone(),
            label.description.clone(),
        ))
    });
    let kinds = codebook.link_kinds().into_iter().filter(|kind| !kind.retired);
    let kinds = kinds.filter_map(|kind| {
        let key = kind.key.as_ref()?;
        let what = format!("Link: {}", kind.name);
        Some((vec![key.to_string()], what, kind.description.clone()))
    });
    let rows: Vec<_> = labels.chain(kinds).collect();
    (!rows.is_empty()).then(|| Group {
        title: "Labels and links".to_owned(),
        rows,
    })
}

/// Draws it; says whether it is done.
pub fn shortcuts_ui(cx: &mut Cx, state: &mut Shortcuts, ctx: &egui::Context) -> bool {
    let theme = cx.theme;
    let mut groups = groups(cx.session);
    let wanted = state.filter.trim().to_lowercase();
    for group in &mut groups {
        let title = group.title.to_lowercase();
        group.rows.retain(|(keys, what, help)| {
            let all = format!("{title} {} {what} {help}", keys.join(" ")).to_lowercase();
            wanted.split_whitespace().all(|word| all.contains(word))
        });
    }
    groups.retain(|group| !group.rows.is_empty());
    let ((), closed) = sheet::sheet_ui(ctx, "Keyboard shortcuts", Size::Fixed(900.0, 640.0), |ui| {
        let field = fields::filter_ui(ui, theme, "Filter keys and commands", &mut state.filter);
        if !std::mem::replace(&mut state.drawn, true) {
            field.request_focus();
        }
        ui.add_space(6.0);
        if groups.is_empty() {
            widgets::hint_ui(ui, theme, "No key or command matches the filter");
        }
        ScrollArea::vertical()
            .auto_shrink(false)
            .show(ui, |ui| columns_ui(ui, theme, &groups));
    });
    closed
}

/// Points that a column needs.
const COLUMN: f32 = 340.0;

/// The groups in columns of about the same height, kept in order.
fn columns_ui(ui: &mut Ui, theme: &Theme, groups: &[Group]) {
    let count = ((ui.available_width() / COLUMN) as usize).clamp(1, 2);
    let height = |group: &Group| group.rows.len() + 2;
    let total: usize = groups.iter().map(height).sum();
    ui.spacing_mut().item_spacing.x = 28.0;
    ui.columns(count, |columns| {
        let mut before = 0;
        for group in groups {
            // By the middle of a group: it goes where most of it belongs.
            let middle = before + height(group) / 2;
            let index = (middle * count).checked_div(total).unwrap_or(0).min(count - 1);
            before += height(group);
            if let Some(ui) = columns.get_mut(index) {
                ui.spacing_mut().item_spacing = egui::Vec2::new(6.0, 2.0);
                ui.spacing_mut().interact_size.y = 22.0;
                group_ui(ui, theme, group);
            }
        }
    });
}

fn group_ui(ui: &mut Ui, theme: &Theme, group: &Group) {
    ui.label(
        RichText::new(&group.title)
            .font(theme::strong(theme::BODY))
            .color(theme.ink),
    );
    ui.add_space(2.0);
    for (keys, what, help) in &group.rows {
        ui.horizontal(|ui| {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                for key in keys.iter().rev() {
                    widgets::key_ui(ui, theme, key);
                }
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    let label = ui.add(egui::Label::new(what).truncate());
                    if !help.is_empty() {
                        label.on_hover_text(help);
                    }
                });
            });
        });
    }
    ui.add_space(14.0);
}
