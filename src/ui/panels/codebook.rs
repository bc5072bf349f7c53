//! The labels as a tree and the link kinds below: a click tags the selected words. Shows how often each is used here.

mod count;
mod links;

use super::rows;
use crate::analysis::stats::{LabelCount, label_counts};
use crate::command::CommandId;
use crate::model::{Anchoring, Codebook as Book, Label, LabelId, LinkKind};
use crate::session::{CodebookEdit, Request, Session};
use crate::ui::cx::Cx;
use crate::ui::theme;
use crate::ui::{icons, widgets};
use egui::{Id, Pos2, Rect, Response, RichText, ScrollArea, TextEdit, Ui, Vec2};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Default)]
pub struct Codebook {
    filter: String,
    /// Labels whose children are folded away.
    folded: BTreeSet<LabelId>,
    /// The name typed for a new label.
    adding: String,
    /// The name of the label just made, until its row was brought into sight.
    added: Option<String>,
    /// A label that was clicked while there was nothing to tag: it says so while the mouse stays.
    told: Option<LabelId>,
    /// What the user chose; else the links fold where the panel is low.
    links_folded: Option<bool>,
}

const ROW: f32 = 26.0;
/// Below this height of the panel (points) the links fold.
const LOW: f32 = 420.0;
const INDENT: f32 = 14.0;
/// Below this many labels the filter stays away.
const FEW: usize = 8;

/// A label as the tree shows it.
struct Row {
    label: Arc<Label>,
    depth: usize,
    count: LabelCount,
    /// Width of the column of counts, in points.
    column: f32,
    /// None without children.
    folded: Option<bool>,
}

pub fn codebook_ui(cx: &mut Cx, state: &mut Codebook, ui: &mut Ui) {
    let Some(project) = cx.session.project() else {
        return;
    };
    let book = project.codebook();
    ui.add_space(6.0);
    heading_ui(cx, ui);
    let offered = book.labels().filter(|label| label.is_offered()).count();
    if offered == 0 {
        empty_ui(cx, state, ui);
        return;
    }
    if offered > FEW || !state.filter.is_empty() {
        let field = rows::filter_ui(ui, cx.theme, &mut state.filter, "Filter labels");
        let enter = field.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
        if enter {
            tag_first(cx, state, book);
        }
    }
    let kinds: Vec<Arc<LinkKind>> = book.link_kinds().into_iter().cloned().collect();
    let most = (ui.available_height() * 0.32).max(2.5 * links::ROW);
    let low = ui.available_height() < LOW;
    let folded = state.links_folded.unwrap_or(low);
    egui::Panel::bottom("codebook foot")
        .frame(egui::Frame::new())
        .show_separator_line(false)
        .resizable(false)
        .show(ui, |ui| {
            if links::links_ui(cx, (&kinds, folded), ui, most) {
                state.links_folded = Some(!folded);
            }
            add_ui(cx, state, ui);
        });
    tree_ui(cx, state, ui, book);
}

fn heading_ui(cx: &mut Cx, ui: &mut Ui) {
    ui.horizontal(|ui| {
        widgets::heading_ui(ui, "Labels");
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            widgets::command_button(ui, cx, icons::PENCIL, CommandId::Codebook);
            sticky_ui(cx, ui);
        });
    });
}

/// The pin: whether each selection is tagged at once, and with what.
fn sticky_ui(cx: &mut Cx, ui: &mut Ui) {
    let view = &cx.session.view;
    if !view.sticky {
        return;
    }
    let name = view.last_label.as_ref().map(|id| name_of(cx.session, id));
    let hint = format!(
        "Each selection becomes {}. Click or press {} to stop",
        name.unwrap_or("this label"),
        widgets::chord_text(cx.session, CommandId::StickyLabel).unwrap_or_default()
    );
    let sign = RichText::new(icons::PIN)
        .font(theme::icon_font(14.0))
        .color(cx.theme.accent);
    let button = ui.add(egui::Button::new(sign).selected(true).fill(cx.theme.accent_soft));
    if button
        .on_hover_text(&hint)
        .accessible_name("Stop keeping on tagging")
        .clicked()
    {
        cx.command(CommandId::StickyLabel);
    }
}

fn name_of<'a>(session: &'a Session, id: &'a LabelId) -> &'a str {
    session
        .project()
        .and_then(|p| p.codebook().label(id.as_str()))
        .map_or(id.as_str(), |label| label.name.as_str())
}

// ---- the tree

/// The rows that the filter and the folds leave.
fn visible_rows(session: &Session, state: &Codebook, book: &Book) -> Vec<Row> {
    let counts = session
        .own_key()
        .and_then(|key| Some(label_counts(book, session.project()?.layer(&key)?)))
        .unwrap_or_default();
    let tree = book.tree();
    let kept = kept(&tree, &counts, book, &state.filter);
    let filtering = !state.filter.trim().is_empty();
    let mut rows = Vec::with_capacity(tree.len());
    let column = count::column(counts.values());
    let mut hidden_below: Option<usize> = None;
    for (at, (depth, label)) in tree.iter().enumerate() {
        if hidden_below.is_some_and(|fold| *depth > fold) {
            continue;
        }
        hidden_below = None;
        if !kept.contains(&label.id) {
            continue;
        }
        let parent = tree.get(at + 1).is_some_and(|(next, _)| next > depth);
        let folded = state.folded.contains(&label.id) && !filtering;
        if parent && folded {
            hidden_below = Some(*depth);
        }
        rows.push(Row {
            label: (*label).clone(),
            depth: *depth,
            count: counts.get(&label.id).copied().unwrap_or_default(),
            column,
            folded: parent.then_some(folded),
        });
    }
    rows
}

/// Labels that match, are offered or in use, and everything above them.
fn kept(
    tree: &[(usize, &Arc<Label>)],
    counts: &BTreeMap<LabelId, LabelCount>,
    book: &Book,
    filter: &str,
) -> BTreeSet<LabelId> {
    let wanted = filter.trim().to_lowercase();
    let shown = |label: &Label| {
        (label.is_offered() || counts.get(&label.id).is_some_and(|count| count.own > 0))
            && (wanted.is_empty() || label.name.to_lowercase().contains(&wanted))
    };
    tree.iter()
        .filter(|(_, label)| shown(label))
        .flat_map(|(_, label)| book.ancestors(&label.id).cloned())
        .collect()
}

fn tree_ui(cx: &mut Cx, state: &mut Codebook, ui: &mut Ui, book: &Book) {
    let rows = visible_rows(cx.session, state, book);
    if rows.is_empty() {
        widgets::hint_ui(ui, cx.theme, "No label matches the filter");
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = ScrollArea::vertical().id_salt("labels").auto_shrink(false);
    let added = state.added.as_ref();
    if let Some(at) = rows.iter().rposition(|row| Some(&row.label.name) == added) {
        let offset = (at as f32 + 0.5) * ROW - ui.available_height() * 0.5;
        area = area.vertical_scroll_offset(offset.max(0.0));
        state.added = None;
    }
    area.show_rows(ui, ROW, rows.len(), |ui, range| {
        for row in rows.get(range).into_iter().flatten() {
            ui.push_id(&row.label.id, |ui| label_ui(cx, state, ui, row));
        }
    });
}

fn label_ui(cx: &mut Cx, state: &mut Codebook, ui: &mut Ui, row: &Row) {
    let label = &row.label;
    let chosen = cx
        .session
        .selected_own()
        .is_some_and(|annotation| annotation.label == label.id);
    let name = format!("{}, {} here", label.name, row.count.with_children);
    let (rect, response) = rows::row_ui(ui, cx.theme, ROW, chosen, &name);
    let left = rect.left() + 2.0 + row.depth as f32 * INDENT;
    if ui.is_rect_visible(rect) {
        paint_label(cx, ui, rect, left, row);
    }
    if fold_ui(cx, state, ui, row, Pos2::new(left + 8.0, rect.center().y)) {
        return;
    }
    if count::only_ui(cx, ui, row, rect) {
        return;
    }
    let told = state.told.as_ref() == Some(&label.id);
    if told && !response.contains_pointer() {
        state.told = None;
    }
    rows::about_row(&response, told, |ui| about_ui(cx, ui, row));
    if response.clicked() {
        click(cx, state, label);
    }
    menu_ui(cx, &response, label);
}

fn paint_label(cx: &Cx, ui: &Ui, rect: Rect, left: f32, row: &Row) {
    let (theme, label) = (cx.theme, &row.label);
    let middle = rect.center().y;
    let mut right = rect.right() - 6.0;
    // Keys and counts stand in columns of their own, so that the eye can run down them.
    count::paint(ui, theme, row, Pos2::new(right, middle));
    right -= row.column;
    if let Some(key) = label.key.as_ref().filter(|_| label.is_offered()) {
        rows::key_cap(ui, theme, key, right, middle);
    }
    right -= 22.0;
    let view = &cx.session.view;
    if view.sticky && view.last_label.as_ref() == Some(&label.id) {
        rows::icon(ui, icons::PIN, 13.0, Pos2::new(right - 4.0, middle), theme.accent);
        right -= 16.0;
    }
    rows::swatch(ui, theme, label.colour, Pos2::new(left + 24.0, middle));
    let ink = if label.is_offered() {
        theme.ink
    } else {
        theme.ink_faint
    };
    let start = left + 36.0;
    rows::name(ui, &label.name, ink, Pos2::new(start, middle), right - start);
}

/// The arrow before a label with children; says whether it was clicked.
fn fold_ui(cx: &Cx, state: &mut Codebook, ui: &Ui, row: &Row, centre: Pos2) -> bool {
    let Some(folded) = row.folded else { return false };
    let place = Rect::from_center_size(centre, Vec2::new(18.0, ROW));
    let id = ui.scope_id().with("fold");
    let response = ui.interact(place, id, egui::Sense::click());
    let sign = if folded {
        icons::CHEVRON_RIGHT
    } else {
        icons::CHEVRON_DOWN
    };
    let ink = if response.hovered() {
        cx.theme.ink
    } else {
        cx.theme.ink_faint
    };
    rows::icon(ui, sign, 14.0, centre, ink);
    rows::focus_ring(ui, cx.theme, place.shrink2(Vec2::new(0.0, 4.0)), &response);
    let words = format!(
        "{} below {}",
        if folded { "Unfold" } else { "Fold" },
        row.label.name
    );
    response
        .widget_info(|| egui::WidgetInfo::selected(egui::Role::DisclosureTriangle, true, !folded, &words));
    if !response.clicked() {
        return false;
    }
    if !state.folded.remove(&row.label.id) {
        state.folded.insert(row.label.id.clone());
    }
    true
}

/// Whether a click on a label does something now.
fn can_tag(session: &Session, label: &Label) -> bool {
    let view = &session.view;
    label.is_offered()
        && session.document().is_some()
        && (!view.selection.is_empty()
            || session.selected_own().is_some()
            || label.anchoring == Anchoring::Document)
}

fn click(cx: &mut Cx, state: &mut Codebook, label: &Label) {
    if can_tag(cx.session, label) {
        // A label of the whole document is a new one, whatever is selected.
        if label.anchoring == Anchoring::Document {
            cx.send(Request::Deselect);
        }
        cx.send(Request::Tag(label.id.clone()));
        state.told = None;
    } else {
        state.told = Some(label.id.clone());
    }
}

/// Enter in the filter takes the first label that matches.
fn tag_first(cx: &mut Cx, state: &mut Codebook, book: &Book) {
    let wanted = state.filter.trim().to_lowercase();
    if wanted.is_empty() {
        return;
    }
    let tree = book.tree();
    let found = tree
        .iter()
        .map(|(_, label)| *label)
        .find(|label| can_tag(cx.session, label) && label.name.to_lowercase().contains(&wanted));
    if let Some(label) = found {
        cx.send(Request::Tag(label.id.clone()));
        state.filter.clear();
    }
}

/// What a label is for, how often it is used, and what a click would do.
fn about_ui(cx: &Cx, ui: &mut Ui, row: &Row) {
    let label = &row.label;
    ui.label(RichText::new(&label.name).font(theme::strong(theme::BODY)));
    if !label.description.is_empty() {
        ui.label(&label.description);
    }
    for (head, words) in [("Include: ", &label.include), ("Leave out: ", &label.exclude)] {
        if !words.is_empty() {
            ui.label(format!("{head}{words}"));
        }
    }
    let count = row.count;
    if count.with_children > count.own {
        let words = format!(
            "{} here with this label, {} below it",
            count.own,
            count.with_children - count.own
        );
        widgets::hint_ui(ui, cx.theme, &words);
    }
    let key = label
        .key
        .as_ref()
        .map_or_else(String::new, |key| format!(" or press {key}"));
    let deed = if !label.is_offered() {
        "No longer in use for new labels".to_owned()
    } else if cx.session.document().is_none() {
        "Open a document first".to_owned()
    } else if label.anchoring == Anchoring::Document {
        format!("Click{key}: labels the whole document")
    } else if !cx.session.view.selection.is_empty() {
        format!("Click{key} to tag the selected words")
    } else if cx.session.selected_own().is_some() {
        format!("Click{key} to change the selected label to this one")
    } else {
        format!("Select words first, then click{key}")
    };
    widgets::hint_ui(ui, cx.theme, &deed);
}

fn menu_ui(cx: &mut Cx, response: &Response, label: &Label) {
    response.context_menu(|ui| {
        let view = &cx.session.view;
        let on = view.sticky && view.last_label.as_ref() == Some(&label.id);
        let words = if on {
            "Stop keeping on tagging"
        } else {
            "Keep tagging with this label"
        };
        let can = label.is_offered() && label.anchoring != Anchoring::Document;
        let button = ui.add_enabled(can, egui::Button::new(words));
        let button = button.on_hover_text("Each selection gets this label at once");
        if button
            .on_disabled_hover_text("This label is not for passages")
            .clicked()
        {
            cx.send(Request::KeepTagging((!on).then(|| label.id.clone())));
            ui.close();
        }
        let key = widgets::chord_text(cx.session, CommandId::Codebook).unwrap_or_default();
        let edit = egui::Button::new("Edit codebook…").shortcut_text(key);
        if ui.add(edit).clicked() {
            cx.command(CommandId::Codebook);
            ui.close();
        }
    });
}

// ---- new labels

/// The field at the bottom that makes a label.
fn add_ui(cx: &mut Cx, state: &mut Codebook, ui: &mut Ui) {
    ui.add_space(6.0);
    ui.horizontal(|ui| {
        let plus = RichText::new(icons::PLUS)
            .font(theme::icon_font(14.0))
            .color(cx.theme.ink_faint);
        let typed = !state.adding.trim().is_empty();
        let room = if typed { 54.0 } else { 0.0 };
        let field = TextEdit::singleline(&mut state.adding)
            .id(Id::unique("new label name"))
            .hint_text("Add label")
            .prefix(plus)
            .desired_width(ui.available_width() - room);
        let response = ui.add(field).accessible_name("Name of a new label");
        let enter = response.lost_focus() && ui.input(|i| i.key_pressed(egui::Key::Enter));
        let clicked = typed && ui.button("Add").clicked();
        if typed && (enter || clicked) {
            make(cx, state);
            // The next name can follow at once.
            response.request_focus();
        }
    });
    ui.add_space(2.0);
}

fn make(cx: &mut Cx, state: &mut Codebook) {
    let name = std::mem::take(&mut state.adding).trim().to_owned();
    state.filter.clear();
    state.added = Some(name.clone());
    cx.send(Request::Codebook(CodebookEdit::MakeLabel { name, parent: None }));
}

fn empty_ui(cx: &mut Cx, state: &mut Codebook, ui: &mut Ui) {
    ui.add_space(6.0);
    ui.label("No labels yet");
    widgets::hint_ui(
        ui,
        cx.theme,
        "Labels are what you look for in the texts. Type the first one, or begin with a ready list",
    );
    add_ui(cx, state, ui);
    ui.add_space(4.0);
    let button = ui.button("Use News interview");
    let button = button.on_hover_text("Labels for interviews: who says what about whom");
    if button.clicked() {
        cx.send(Request::Codebook(CodebookEdit::UseNewsInterview));
    }
}
