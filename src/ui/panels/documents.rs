//! The list of documents: filter, order, progress, and what can be done with one. Rows out of sight are not drawn.

mod dialogs;

use super::rows;
use crate::command::CommandId;
use crate::model::{Document, DocumentId, LayerKey, Progress, Project};
use crate::session::{Request, Session};
use crate::ui::cx::Cx;
use crate::ui::theme::{self, Theme};
use crate::ui::{icons, widgets};
use egui::{Color32, FontId, Pos2, Response, RichText, ScrollArea, Ui};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
enum Order {
    #[default]
    Title,
    Date,
    Progress,
    Labels,
}

impl Order {
    const ALL: [Self; 4] = [Self::Title, Self::Date, Self::Progress, Self::Labels];

    fn title(self) -> &'static str {
        match self {
            Self::Title => "Title",
            Self::Date => "Date",
            Self::Progress => "Progress",
            Self::Labels => "Number of labels",
        }
    }
}

#[derive(Default)]
pub struct Documents {
    filter: String,
    order: Order,
    /// The rows as filtered and ordered, and from what they were made.
    rows: Vec<DocumentId>,
    made_from: Option<(String, Order, Option<String>)>,
    /// The project then, and how many edits it had seen.
    seen: (Project, u64),
    /// The open document when it was last scrolled to.
    revealed: Option<DocumentId>,
    dialog: Option<dialogs::Dialog>,
}

impl Documents {
    /// Whether a dialog of this list is open and wants the keys.
    pub fn has_dialog(&self) -> bool {
        self.dialog.is_some()
    }
}

/// Height of a row, in points.
pub const ROW: f32 = 42.0;
/// Below this many documents the filter stays away.
pub const FEW: usize = 6;

pub fn documents_ui(cx: &mut Cx, state: &mut Documents, ui: &mut Ui) {
    let count = cx.session.project().map_or(0, |p| p.documents().len());
    heading_ui(cx, state, ui, count);
    if count == 0 {
        empty_ui(cx, ui);
        return;
    }
    if count > FEW || !state.filter.is_empty() {
        rows::filter_ui(ui, cx.theme, &mut state.filter, "Filter documents");
    }
    refresh(cx.session, state);
    if state.rows.is_empty() {
        ui.add_space(4.0);
        widgets::hint_ui(ui, cx.theme, "No document matches the filter");
    } else {
        list_ui(cx, state, ui);
    }
    dialogs::dialog_ui(cx, &mut state.dialog, ui.ctx());
}

fn heading_ui(cx: &mut Cx, state: &mut Documents, ui: &mut Ui, count: usize) {
    ui.horizontal(|ui| {
        widgets::heading_ui(ui, "Documents");
        if count > 0 {
            widgets::hint_ui(ui, cx.theme, &rows::grouped(count));
        }
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            widgets::command_button(ui, cx, icons::FILE_PLUS, CommandId::ImportFiles);
            if count > 1 {
                order_ui(state, ui);
            }
        });
    });
}

fn order_ui(state: &mut Documents, ui: &mut Ui) {
    let name = format!("Order: {}", state.order.title().to_lowercase());
    let button = widgets::icon_button(ui, icons::ARROW_UP_DOWN, &name);
    egui::Popup::menu(&button).show(|ui| {
        for order in Order::ALL {
            let words = RichText::new(format!("By {}", order.title().to_lowercase()));
            if ui.radio(state.order == order, words).clicked() {
                state.order = order;
                ui.close();
            }
        }
    });
}

fn empty_ui(cx: &mut Cx, ui: &mut Ui) {
    ui.add_space(6.0);
    ui.label("No documents yet");
    widgets::hint_ui(ui, cx.theme, "Drop texts on this window, or");
    let tip = widgets::with_key(cx.session, "Bring texts or labels in", CommandId::ImportFiles);
    if ui.button("Import…").on_hover_text(tip).clicked() {
        cx.command(CommandId::ImportFiles);
    }
}

// ---- rows

/// Filters and orders again where something changed.
fn refresh(session: &Session, state: &mut Documents) {
    let Some(open) = &session.open else { return };
    let me = open.me.as_ref().map(ToString::to_string);
    let from = (state.filter.clone(), state.order, me);
    // Titles and dates do not change when somebody tags.
    let (seen, revision) = &state.seen;
    let counted = matches!(state.order, Order::Progress | Order::Labels);
    let same = seen.shares_documents(&open.project) && (!counted || *revision == open.revision);
    if same && state.made_from.as_ref() == Some(&from) {
        return;
    }
    let wanted = state.filter.trim().to_lowercase();
    let mut found: Vec<&std::sync::Arc<Document>> = open
        .project
        .documents()
        .filter(|document| matches(document, &wanted))
        .collect();
    found.sort_by(|a, b| (&a.title, &a.id).cmp(&(&b.title, &b.id)));
    match state.order {
        Order::Title => {}
        // The newest first; those without a date last.
        Order::Date => found.sort_by(|a, b| b.date.cmp(&a.date)),
        Order::Progress => found.sort_by_key(|d| own(session, &d.id).0),
        Order::Labels => found.sort_by_key(|d| std::cmp::Reverse(own(session, &d.id).1)),
    }
    state.rows = found.into_iter().map(|document| document.id.clone()).collect();
    state.made_from = Some(from);
    state.seen = (open.project.clone(), open.revision);
}

fn matches(document: &Document, wanted: &str) -> bool {
    wanted.is_empty()
        || [
            &document.title,
            &document.source,
            &document.date,
            &document.author,
        ]
        .iter()
        .any(|field| field.to_lowercase().contains(wanted))
}

/// One's own progress and number of labels.
fn own(session: &Session, id: &DocumentId) -> (Progress, usize) {
    let Some(open) = &session.open else {
        return (Progress::New, 0);
    };
    let Some(me) = &open.me else {
        return (Progress::New, 0);
    };
    let key = LayerKey::new(id.clone(), me.clone());
    let count = open.project.layer(&key).map_or(0, |layer| layer.len());
    (open.project.progress(&key), count)
}

fn list_ui(cx: &mut Cx, state: &mut Documents, ui: &mut Ui) {
    let open = cx.session.view.document.clone();
    let mut area = ScrollArea::vertical().auto_shrink(false).id_salt("documents");
    ui.spacing_mut().item_spacing.y = 1.0;
    if state.revealed != open {
        let at = state.rows.iter().position(|id| Some(id) == open.as_ref());
        // Only a list that is longer than its place needs to move.
        if let Some(at) = at.filter(|_| state.rows.len() as f32 * (ROW + 1.0) > ui.available_height()) {
            let offset = (at as f32 + 0.5) * (ROW + 1.0) - ui.available_height() * 0.5;
            area = area.vertical_scroll_offset(offset.max(0.0));
        }
        state.revealed.clone_from(&open);
    }
    let Documents { rows, dialog, .. } = state;
    area.show_rows(ui, ROW, rows.len(), |ui, range| {
        for id in rows.get(range).into_iter().flatten() {
            ui.push_id(id, |ui| row_ui(cx, dialog, ui, id));
        }
    });
}

fn row_ui(cx: &mut Cx, dialog: &mut Option<dialogs::Dialog>, ui: &mut Ui, id: &DocumentId) {
    let session = cx.session;
    let Some(document) = session.project().and_then(|p| p.document(id.as_str())) else {
        return;
    };
    let (progress, count) = own(session, id);
    let chosen = session.view.document.as_ref() == Some(id);
    let name = format!(
        "{}, {}, {}",
        document.title,
        progress.title(),
        rows::counted(count, "label", "labels")
    );
    let (rect, response) = rows::row_ui(ui, cx.theme, ROW, chosen, &name);
    if ui.is_rect_visible(rect) {
        paint_row(cx, ui, rect, document, (progress, count));
    }
    rows::about_row(&response, false, |ui| {
        about_ui(cx.theme, ui, document, (progress, count))
    });
    if response.clicked() {
        cx.send(Request::SelectDocument(id.clone()));
    }
    menu_ui(cx, dialog, &response, document, progress);
}

fn paint_row(cx: &Cx, ui: &Ui, rect: egui::Rect, document: &Document, own: (Progress, usize)) {
    let (progress, count) = own;
    let theme = cx.theme;
    let (sign, colour) = progress_sign(theme, progress);
    let upper = rect.top() + 13.0;
    let lower = rect.bottom() - 12.0;
    rows::icon(ui, sign, 15.0, Pos2::new(rect.left() + 14.0, upper), colour);
    let mut right = rect.right() - 8.0;
    if count > 0 {
        let words = rows::grouped(count);
        let galley = rows::line(
            ui,
            &words,
            FontId::proportional(theme::SMALL),
            theme.ink_weak,
            60.0,
        );
        right = rows::put_right(ui, galley, right, upper).left() - 8.0;
    }
    let left = rect.left() + 28.0;
    let title = rows::line(
        ui,
        &document.title,
        FontId::proportional(theme::BODY),
        theme.ink,
        right - left,
    );
    rows::put(ui, title, left, upper);
    let (words, ink) = second_line(cx, document);
    let font = FontId::proportional(theme::SMALL);
    let galley = rows::line(ui, &words, font, ink, rect.right() - 8.0 - left);
    rows::put(ui, galley, left, lower);
}

/// Date and source; the length where neither is known.
fn second_line(cx: &Cx, document: &Document) -> (String, Color32) {
    let text = cx.session.project().and_then(|p| p.text(document.id.as_str()));
    let Some(text) = text else {
        return ("Its text could not be read".to_owned(), cx.theme.error);
    };
    let known: Vec<&str> = [document.date.as_str(), document.source.as_str()]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let words = if known.is_empty() {
        rows::counted(text.scalar_len() as usize, "character", "characters")
    } else {
        known.join(" · ")
    };
    (words, cx.theme.ink_weak)
}

/// The sign of a progress: its form tells it, the colour only helps.
pub fn progress_sign(theme: &Theme, progress: Progress) -> (&'static str, Color32) {
    match progress {
        Progress::New => (icons::CIRCLE, theme.ink_faint),
        Progress::InProgress => (icons::CIRCLE_DOT, theme.accent),
        Progress::Finished => (icons::CIRCLE_CHECK, theme.success),
        Progress::Locked => (icons::LOCK, theme.ink_weak),
    }
}

fn about_ui(theme: &Theme, ui: &mut Ui, document: &Document, own: (Progress, usize)) {
    let (progress, count) = own;
    ui.label(RichText::new(&document.title).font(theme::strong(theme::BODY)));
    let facts = [&document.date, &document.source, &document.author];
    for fact in facts.into_iter().filter(|fact| !fact.is_empty()) {
        ui.label(fact);
    }
    let yours = format!(
        "{}, {} of yours",
        progress.title(),
        rows::counted(count, "label", "labels")
    );
    widgets::hint_ui(ui, theme, &yours);
}

fn menu_ui(
    cx: &mut Cx,
    dialog: &mut Option<dialogs::Dialog>,
    response: &Response,
    document: &Document,
    progress: Progress,
) {
    response.context_menu(|ui| {
        let locked = progress == Progress::Locked;
        for wanted in [Progress::Finished, Progress::InProgress, Progress::New] {
            if wanted == progress {
                continue;
            }
            let words = format!("Mark as {}", wanted.title().to_lowercase());
            let button = ui.add_enabled(!locked, egui::Button::new(words));
            let button = button.on_disabled_hover_text("This document is locked for you");
            if button.clicked() {
                // Progress is set on the open document.
                cx.send(Request::SelectDocument(document.id.clone()));
                cx.send(Request::SetProgress(wanted));
                ui.close();
            }
        }
        ui.separator();
        if ui.button("Edit details…").clicked() {
            *dialog = Some(dialogs::Dialog::edit(document));
            ui.close();
        }
        if ui.button("Delete…").clicked() {
            *dialog = Some(dialogs::Dialog::Delete(document.id.clone()));
            ui.close();
        }
    });
}

/// What stands in the middle while no document is open.
pub fn nothing_open_ui(cx: &mut Cx, ui: &mut Ui) {
    let empty = cx.session.project().is_none_or(|p| p.documents().len() == 0);
    let unread = cx.session.view.document.is_some();
    let (head, hint) = if unread {
        (
            "The text of this document could not be read",
            "The problems at the right of the status bar name the file",
        )
    } else if empty {
        (
            "This project has no documents yet",
            "Drop text files on this window, or import them",
        )
    } else {
        (
            "No document is open",
            "Choose one in the list at the left, or find it by its title",
        )
    };
    ui.vertical_centered(|ui| {
        ui.add_space((ui.available_height() * 0.36 - 40.0).max(12.0));
        ui.label(
            RichText::new(icons::FILE_TEXT)
                .font(theme::icon_font(32.0))
                .color(cx.theme.ink_faint),
        );
        ui.add_space(8.0);
        ui.label(RichText::new(head).font(theme::strong(theme::HEADING)));
        widgets::hint_ui(ui, cx.theme, hint);
        ui.add_space(12.0);
        let (words, id) = if empty {
            ("Import…", CommandId::ImportFiles)
        } else {
            ("Go to document…", CommandId::GoToDocument)
        };
        let mut button = ui.button(words);
        if let Some(chord) = widgets::chord_text(cx.session, id) {
            button = button.on_hover_text(chord);
        }
        if button.clicked() {
            cx.command(id);
        }
    });
}
