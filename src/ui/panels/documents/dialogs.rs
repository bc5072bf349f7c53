//! Two small dialogs about a document: its details, and whether to delete it.

use super::rows;
use crate::model::{Document, DocumentId};
use crate::session::Request;
use crate::ui::cx::Cx;
use crate::ui::theme;
use crate::ui::{icons, widgets};
use egui::{Context, Id, Key, Modal, RichText, ScrollArea, TextEdit, Ui};

pub enum Dialog {
    Edit(Box<Edit>),
    Delete(DocumentId),
}

/// A document's details while they are typed.
pub struct Edit {
    draft: Document,
    /// The first field gets the keyboard once.
    begun: bool,
}

impl Dialog {
    pub fn edit(document: &Document) -> Self {
        Self::Edit(Box::new(Edit {
            draft: document.clone(),
            begun: false,
        }))
    }
}

/// What the dialog wants after this frame.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Stay,
    Cancel,
    Do,
}

pub fn dialog_ui(cx: &mut Cx, dialog: &mut Option<Dialog>, ctx: &Context) {
    let Some(open) = dialog else { return };
    let shown = Modal::new(Id::unique(("document dialog", matches!(open, Dialog::Delete(_)))))
        .frame(egui::Frame::window(&ctx.style_of(ctx.theme())))
        .show(ctx, |ui| match open {
            Dialog::Edit(edit) => edit_ui(cx, edit, ui),
            Dialog::Delete(id) => delete_ui(cx, id, ui),
        });
    // A field that loses the keyboard to Esc must not keep the dialog open.
    let escaped = ctx.input(|i| i.key_pressed(Key::Escape)) && !shown.any_popup_open;
    let answer = if shown.should_close() || escaped {
        Answer::Cancel
    } else {
        shown.inner
    };
    match (answer, &*open) {
        (Answer::Stay, _) => return,
        (Answer::Do, Dialog::Edit(edit)) => {
            let mut document = edit.draft.clone();
            document.title = document.title.trim().to_owned();
            document
                .fields
                .retain(|(name, value)| !name.trim().is_empty() || !value.trim().is_empty());
            cx.send(Request::SetDocument(Box::new(document)));
        }
        (Answer::Do, Dialog::Delete(id)) => cx.send(Request::DeleteDocument(id.clone())),
        (Answer::Cancel, _) => {}
    }
    *dialog = None;
}

const WIDTH: f32 = 440.0;
const NAMES: f32 = 72.0;

fn edit_ui(cx: &Cx, edit: &mut Edit, ui: &mut Ui) -> Answer {
    let width = WIDTH.min(ui.ctx().content_rect().width() - 60.0);
    ui.set_width(width);
    ui.label(RichText::new("Details of the document").font(theme::strong(theme::HEADING)));
    ui.add_space(8.0);
    let most = (ui.ctx().content_rect().height() - 200.0).max(160.0);
    ScrollArea::vertical().max_height(most).show(ui, |ui| {
        let title = field_ui(ui, "Title", &mut edit.draft.title, "");
        if !std::mem::replace(&mut edit.begun, true) {
            title.request_focus();
        }
        field_ui(ui, "Date", &mut edit.draft.date, "2026-05-14");
        field_ui(
            ui,
            "Source",
            &mut edit.draft.source,
            "Newspaper, archive, address",
        );
        field_ui(ui, "Author", &mut edit.draft.author, "");
        own_fields_ui(cx, &mut edit.draft.fields, ui);
        ui.add_space(4.0);
        let name = ui.label("Notes");
        ui.add(
            TextEdit::multiline(&mut edit.draft.notes)
                .desired_rows(3)
                .desired_width(f32::INFINITY),
        )
        .labelled_by(name.id);
    });
    ui.add_space(8.0);
    let fine = !edit.draft.title.trim().is_empty();
    buttons_ui(
        cx,
        ui,
        "Save",
        fine.then_some(()).ok_or("A document needs a title"),
    )
}

fn field_ui(ui: &mut Ui, name: &str, value: &mut String, hint: &str) -> egui::Response {
    ui.horizontal(|ui| {
        let label = ui
            .scope(|ui| {
                ui.set_width(NAMES);
                ui.label(name)
            })
            .inner;
        let field = TextEdit::singleline(value)
            .hint_text(hint.to_owned())
            .desired_width(ui.available_width());
        ui.add(field).labelled_by(label.id)
    })
    .inner
}

/// Pairs of name and value that the user adds.
fn own_fields_ui(cx: &Cx, fields: &mut Vec<(String, String)>, ui: &mut Ui) {
    ui.add_space(4.0);
    widgets::hint_ui(ui, cx.theme, "More fields, such as section or country");
    let mut gone = None;
    for (index, (name, value)) in fields.iter_mut().enumerate() {
        ui.push_id(("field", index), |ui| {
            ui.horizontal(|ui| {
                let of_name = TextEdit::singleline(name).hint_text("Name").desired_width(130.0);
                ui.add(of_name).accessible_name("Name of the field");
                let of_value = TextEdit::singleline(value)
                    .hint_text("Value")
                    .desired_width(ui.available_width() - 38.0);
                ui.add(of_value).accessible_name("Value of the field");
                if widgets::icon_button(ui, icons::X, "Remove this field").clicked() {
                    gone = Some(index);
                }
            });
        });
    }
    if let Some(index) = gone {
        fields.remove(index);
    }
    if ui.button("Add field").clicked() {
        fields.push((String::new(), String::new()));
    }
}

fn delete_ui(cx: &Cx, id: &DocumentId, ui: &mut Ui) -> Answer {
    ui.set_width(380.0_f32.min(ui.ctx().content_rect().width() - 60.0));
    let Some(project) = cx.session.project() else {
        return Answer::Cancel;
    };
    let Some(document) = project.document(id.as_str()) else {
        return Answer::Cancel;
    };
    let title = widgets::shorten(&document.title, 80);
    ui.label(RichText::new(format!("Delete “{title}”?")).font(theme::strong(theme::HEADING)));
    ui.add_space(6.0);
    let (mut labels, mut names) = (0, Vec::new());
    for (key, layer) in project.layers_of(id).filter(|(_, layer)| !layer.is_empty()) {
        labels += layer.len();
        names.push(project.person_name(&key.annotator));
    }
    let words = if names.is_empty() {
        "Nobody has labelled it yet.".to_owned()
    } else {
        format!(
            "{} of {} ({}) go with it.",
            rows::counted(labels, "label", "labels"),
            rows::counted(names.len(), "person", "people"),
            widgets::shorten(&names.join(", "), 120)
        )
    };
    ui.label(words);
    widgets::hint_ui(
        ui,
        cx.theme,
        "Undo brings all of it back, as long as the project stays open",
    );
    ui.add_space(10.0);
    buttons_ui(cx, ui, "Delete", Ok(()))
}

/// Cancel and the deed, at the right.
fn buttons_ui(cx: &Cx, ui: &mut Ui, deed: &str, allowed: Result<(), &str>) -> Answer {
    let mut answer = Answer::Stay;
    ui.horizontal(|ui| {
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
            let button =
                egui::Button::new(RichText::new(deed).color(cx.theme.on_accent)).fill(cx.theme.accent);
            let mut response = ui.add_enabled(allowed.is_ok(), button);
            if let Err(reason) = allowed {
                response = response.on_disabled_hover_text(reason);
            }
            if response.clicked() {
                answer = Answer::Do;
            }
            if ui.button("Cancel").clicked() {
                answer = Answer::Cancel;
            }
        });
    });
    answer
}
