//! All keys on one sheet: what is wrong with the keymap, the commands by group, the caret and the mouse, and the keys of the codebook.
//! Where the keys come from, it does not know.

use super::fields;
use super::sheet::{self, Size};
use crate::command::{COMMANDS, Chord, Command, CommandId};
use crate::session::Session;
use crate::ui::cx::Cx;
use crate::ui::theme::{self, Theme};
use crate::ui::{icons, widgets};
use egui::{Align, Key, Layout, Modifiers, RichText, ScrollArea, Ui, Vec2};

#[derive(Default)]
pub struct Shortcuts {
    filter: String,
    drawn: bool,
}

/// Keys that the text reads itself, and what the mouse does: they are in no table of commands, and no keymap changes them.
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
    ("Ctrl and drag", "Add the words to the selected label"),
    ("Click a label", "Select it; again, the one underneath"),
    ("Drag an end", "Make the selected label longer or shorter"),
];

/// Keys of fields and dialogs, which act only there.
const FIELDS: &[(&str, &str)] = &[
    ("Alt+C", "Match case"),
    ("Alt+W", "Whole words"),
    ("Alt+R", "Regular expression"),
    ("Enter", "Next hit"),
    ("Shift+Enter", "Previous hit"),
];

const TAG_ALL: &[(&str, &str)] = &[
    ("Alt+A", "In this document or in all"),
    ("Alt+C, Alt+W, Alt+R", "Case, whole words, regular expression"),
    ("Enter", "From the words to the hits"),
    ("Space", "Tick a hit, or take its tick away"),
    ("Ctrl+Enter", "Tag what is ticked"),
];

const FIXED: [(&str, &[(&str, &str)]); 4] = [
    ("Caret", CARET),
    ("Fields of find and search", FIELDS),
    ("In “Tag all”", TAG_ALL),
    ("Mouse", MOUSE),
];

struct Row {
    keys: Vec<String>,
    what: String,
    help: String,
    /// What the keys are without the keymap's file, where that changed them.
    usual: Option<String>,
}

struct Group {
    title: String,
    rows: Vec<Row>,
    /// The keymap cannot change its keys.
    fixed: bool,
}

fn groups(session: &Session) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for command in COMMANDS {
        let row = command_row(session, command);
        match groups.last_mut().filter(|group| group.title == command.group) {
            Some(group) => group.rows.push(row),
            None => groups.push(Group {
                title: command.group.to_owned(),
                rows: vec![row],
                fixed: false,
            }),
        }
    }
    for (title, rows) in FIXED {
        let rows = rows.iter().map(|(keys, what)| plain_row(keys, what, ""));
        groups.push(Group {
            title: title.to_owned(),
            rows: rows.collect(),
            fixed: true,
        });
    }
    groups.extend(codebook_group(session));
    groups
}

fn command_row(session: &Session, command: &Command) -> Row {
    let keymap = &session.keymap;
    let usual = keymap.is_changed(command.id).then(|| {
        let chords = command.chords.iter().filter_map(|c| c.parse::<Chord>().ok());
        let chords: Vec<String> = chords.map(|chord| chord.to_string()).collect();
        match chords.is_empty() {
            true => "no key".to_owned(),
            false => chords.join(", "),
        }
    });
    Row {
        keys: keymap.chords(command.id).iter().map(Chord::to_string).collect(),
        what: command.title.to_owned(),
        help: command.help.to_owned(),
        usual,
    }
}

fn plain_row(keys: &str, what: &str, help: &str) -> Row {
    Row {
        keys: vec![keys.to_owned()],
        what: what.to_owned(),
        help: help.to_owned(),
        usual: None,
    }
}

fn codebook_group(session: &Session) -> Option<Group> {
    let codebook = session.project()?.codebook();
    let labels = codebook
        .tree()
        .into_iter()
        .filter(|(_, label)| label.is_offered());
    let labels =
        labels.filter_map(|(_, label)| Some(plain_row(label.key.as_ref()?, &label.name, &label.description)));
    let kinds = codebook.link_kinds().into_iter().filter(|kind| !kind.retired);
    let kinds = kinds.filter_map(|kind| {
        let what = format!("Link: {}", kind.name);
        Some(plain_row(kind.key.as_ref()?, &what, &kind.description))
    });
    let rows: Vec<_> = labels.chain(kinds).collect();
    (!rows.is_empty()).then(|| Group {
        title: "Labels and links".to_owned(),
        rows,
        fixed: false,
    })
}

/// Draws it; says whether it is done.
pub fn shortcuts_ui(cx: &mut Cx, state: &mut Shortcuts, ctx: &egui::Context) -> bool {
    let theme = cx.theme;
    let mut groups = groups(cx.session);
    let wanted = state.filter.trim().to_lowercase();
    for group in &mut groups {
        let fixed = if group.fixed { "fixed" } else { "" };
        let title = format!("{} {fixed}", group.title.to_lowercase());
        group.rows.retain(|row| {
            let changed = if row.usual.is_some() { "changed" } else { "" };
            let all = format!(
                "{title} {} {} {} {changed}",
                row.keys.join(" "),
                row.what,
                row.help
            );
            let all = all.to_lowercase();
            wanted.split_whitespace().all(|word| all.contains(word))
        });
    }
    groups.retain(|group| !group.rows.is_empty());
    let faults = if wanted.is_empty() {
        faults(cx.session)
    } else {
        Vec::new()
    };
    let ((), closed) = sheet::sheet_ui(ctx, "Keyboard shortcuts", Size::Fixed(900.0, 640.0), |ui| {
        let scroll = scroll_keys(ui);
        let field = fields::filter_ui(ui, theme, "Filter keys and commands", &mut state.filter);
        if !std::mem::replace(&mut state.drawn, true) {
            field.request_focus();
        }
        ui.add_space(4.0);
        file_ui(cx, ui);
        ui.add_space(6.0);
        if groups.is_empty() {
            widgets::hint_ui(ui, theme, "No key or command matches the filter");
        }
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            if scroll != 0.0 {
                ui.scroll_with_delta(Vec2::new(0.0, scroll));
            }
            faults_ui(ui, theme, &faults);
            columns_ui(ui, theme, &groups);
        });
    });
    closed
}

/// The sheet is longer than the window: points to scroll, from keys that the filter does not need.
fn scroll_keys(ui: &Ui) -> f32 {
    let page = (ui.available_height() - 120.0).max(60.0);
    let steps = [
        (Key::ArrowDown, -48.0),
        (Key::ArrowUp, 48.0),
        (Key::PageDown, -page),
        (Key::PageUp, page),
    ];
    ui.input_mut(|input| {
        let points = steps
            .iter()
            .map(|(key, points)| input.count_and_consume_key(Modifiers::NONE, *key) as f32 * points);
        points.sum()
    })
}

/// Where keys are changed.
fn file_ui(cx: &mut Cx, ui: &mut Ui) {
    let theme = cx.theme;
    let session = cx.session;
    ui.horizontal(|ui| {
        ui.spacing_mut().button_padding.x = 7.0;
        let Some(path) = &session.keymap.path else {
            widgets::hint_ui(ui, theme, "Keys can be changed in a file");
            if small_button(ui, "Edit keymap…").clicked() {
                cx.command(CommandId::EditKeymap);
            }
            return;
        };
        let shown = path.display().to_string();
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if small_button(ui, "Reload keymap").clicked() {
                cx.command(CommandId::ReloadKeymap);
            }
            if small_button(ui, "Copy path").clicked() {
                ui.ctx().copy_text(shown.clone());
            }
            if small_button(ui, "Edit keymap…")
                .on_hover_text("Makes the file where there is none")
                .clicked()
            {
                cx.command(CommandId::EditKeymap);
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let words = format!("Keys can be changed in {shown}");
                let words = RichText::new(words).size(theme::SMALL).color(theme.ink_weak);
                ui.add(egui::Label::new(words).truncate()).on_hover_text(&shown);
            });
        });
    });
}

fn small_button(ui: &mut Ui, words: &str) -> egui::Response {
    ui.button(RichText::new(words).size(theme::SMALL))
}

// ---- what is wrong

/// Most sentences shown.
const MOST_FAULTS: usize = 40;

fn faults(session: &Session) -> Vec<String> {
    let mut faults = session.keymap.faults().to_vec();
    if let Some(project) = session.project() {
        faults.extend(session.keymap.shadowed(project.codebook()));
    }
    if faults.len() > MOST_FAULTS {
        let more = faults.len() - MOST_FAULTS;
        faults.truncate(MOST_FAULTS);
        faults.push(format!("… and {more} more"));
    }
    faults
}

fn faults_ui(ui: &mut Ui, theme: &Theme, faults: &[String]) {
    if faults.is_empty() {
        return;
    }
    let frame = egui::Frame::new()
        .stroke(egui::Stroke::new(1.0, theme.warning))
        .corner_radius(5.0)
        .inner_margin(egui::Margin::symmetric(10, 8));
    frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 3.0;
        ui.horizontal(|ui| {
            let sign = RichText::new(icons::TRIANGLE_ALERT)
                .font(theme::icon_font(14.0))
                .color(theme.warning);
            ui.label(sign);
            ui.label(RichText::new("Keys that do not work as written").font(theme::strong(theme::BODY)));
        });
        for fault in faults {
            ui.add(egui::Label::new(RichText::new(fault).size(theme::SMALL)).wrap());
        }
    });
    ui.add_space(12.0);
}

// ---- the rows

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
    ui.horizontal(|ui| {
        ui.label(
            RichText::new(&group.title)
                .font(theme::strong(theme::BODY))
                .color(theme.ink),
        );
        if group.fixed {
            let words = RichText::new("fixed").size(theme::SMALL).color(theme.ink_weak);
            ui.label(words).on_hover_text("These stay as they are");
        }
    });
    ui.add_space(2.0);
    for row in &group.rows {
        row_ui(ui, theme, row);
    }
    ui.add_space(14.0);
}

fn row_ui(ui: &mut Ui, theme: &Theme, row: &Row) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            for key in row.keys.iter().rev() {
                widgets::key_ui(ui, theme, key);
            }
            if let Some(usual) = &row.usual {
                let words = match row.keys.is_empty() {
                    true => "no key, changed",
                    false => "changed",
                };
                let words = RichText::new(words).size(theme::SMALL).color(theme.accent);
                ui.label(words).on_hover_text(format!("Usually {usual}"));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let label = ui.add(egui::Label::new(&row.what).truncate());
                if !row.help.is_empty() {
                    label.on_hover_text(&row.help);
                }
            });
        });
    });
}
