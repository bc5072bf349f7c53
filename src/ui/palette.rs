//! Finds anything by its name: commands, labels, documents, entities, people. Arrows choose, Enter does it, Esc closes.

use super::cx::Cx;
use super::theme::{self, Theme};
use super::{icons, widgets};
use crate::command::{COMMANDS, CommandId, fuzzy};
use crate::model::{AnnotationId, DocumentId, EntityId, PersonId, Place, Project, place_of};
use crate::session::{Request, Session};
use egui::{
    Align2, Color32, FontId, Key, Modal, Modifiers, Pos2, Rect, RichText, ScrollArea, TextEdit, Ui, Vec2,
};
use std::collections::BTreeMap;

const WIDTH: f32 = 600.0;
const ROW: f32 = 32.0;
/// Points between the upper edge of the window and the palette.
const TOP: f32 = 56.0;
const MOST_ROWS: f32 = 11.0;

/// Something that can be found.
struct Item {
    /// What is matched and shown.
    title: String,
    /// Small words at the right: a key, a date, a kind.
    detail: String,
    icon: &'static str,
    requests: Vec<Request>,
    /// Why it cannot be done now.
    off: Option<&'static str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    Everything,
    Documents,
}

pub struct Palette {
    scope: Scope,
    typed: String,
    /// Made when it is drawn first: what is there does not change while it is open.
    items: Option<Vec<Item>>,
    /// Indexes into `items`, best first, and for which words they were found.
    found: Vec<usize>,
    found_for: Option<String>,
    chosen: usize,
    scroll: bool,
}

impl Palette {
    pub fn commands() -> Self {
        Self::new(Scope::Everything)
    }

    pub fn documents() -> Self {
        Self::new(Scope::Documents)
    }

    fn new(scope: Scope) -> Self {
        Self {
            scope,
            typed: String::new(),
            items: None,
            found: Vec::new(),
            found_for: None,
            chosen: 0,
            scroll: false,
        }
    }

    /// Draws it; says whether it is done.
    pub fn ui(&mut self, cx: &mut Cx, ctx: &egui::Context) -> bool {
        let first = self.items.is_none();
        let scope = self.scope;
        self.items.get_or_insert_with(|| items(cx.session, scope));
        self.search();
        let (mut run, step) = self.keys(ctx);
        self.step(step);
        let theme = cx.theme;
        let area = Modal::default_area(egui::Id::unique("palette")).anchor(Align2::CENTER_TOP, [0.0, TOP]);
        let frame = egui::Frame::window(&ctx.global_style()).inner_margin(egui::Margin::same(8));
        let modal = Modal::new(egui::Id::unique("palette")).area(area).frame(frame);
        let room = ctx.content_rect();
        let shown = modal.show(ctx, |ui| {
            ui.set_width(WIDTH.min(room.width() - 32.0));
            self.field_ui(ui, theme, first);
            ui.add_space(4.0);
            let most = (room.height() - TOP - 110.0).min(ROW * MOST_ROWS);
            if let Some(clicked) = self.list_ui(ui, theme, most) {
                self.chosen = clicked;
                run = true;
            }
        });
        if run && let Some(item) = self.chosen_item().filter(|item| item.off.is_none()) {
            item.requests.iter().cloned().for_each(|request| cx.send(request));
            return true;
        }
        shown.should_close()
    }

    fn chosen_item(&self) -> Option<&Item> {
        let index = self.found.get(self.chosen)?;
        self.items.as_ref()?.get(*index)
    }

    fn search(&mut self) {
        if self.found_for.as_deref() == Some(self.typed.as_str()) {
            return;
        }
        let items = self.items.as_deref().unwrap_or_default();
        self.found = fuzzy::rank(&self.typed, items.iter().map(|item| item.title.as_str()));
        self.found_for = Some(self.typed.clone());
        self.chosen = 0;
        self.scroll = true;
    }

    /// Takes its keys before the field sees them: whether Enter was pressed, and how many rows to go.
    fn keys(&self, ctx: &egui::Context) -> (bool, i64) {
        let page = MOST_ROWS as i64 - 1;
        let steps = [
            (Key::ArrowDown, 1),
            (Key::ArrowUp, -1),
            (Key::PageDown, page),
            (Key::PageUp, -page),
        ];
        ctx.input_mut(|input| {
            let step = steps
                .iter()
                .map(|(key, step)| step * input.count_and_consume_key(Modifiers::NONE, *key) as i64)
                .sum();
            (input.consume_key(Modifiers::NONE, Key::Enter), step)
        })
    }

    fn step(&mut self, step: i64) {
        if step != 0 {
            let last = self.found.len().saturating_sub(1) as i64;
            self.chosen = (self.chosen as i64 + step).clamp(0, last) as usize;
            self.scroll = true;
        }
    }

    fn field_ui(&mut self, ui: &mut Ui, theme: &Theme, first: bool) {
        let (name, hint) = match self.scope {
            Scope::Everything => ("Find", "Find a command, label, document, entity or person"),
            Scope::Documents => ("Find document", "Find a document by its title"),
        };
        let sign = RichText::new(icons::SEARCH)
            .font(theme::icon_font(theme::ICON))
            .color(theme.ink_faint);
        let field = TextEdit::singleline(&mut self.typed)
            .prefix(sign)
            .hint_text(RichText::new(hint).color(theme.ink_faint))
            .font(FontId::proportional(15.0))
            .margin(egui::Margin::symmetric(10, 8))
            .desired_width(f32::INFINITY);
        let field = ui.add(field).accessible_name(name);
        // The arrows and Enter are taken for the list, so the field may keep the keyboard all the time.
        if first || !field.has_focus() {
            field.request_focus();
        }
        if field.changed() {
            self.search();
        }
    }

    /// The rows; says which was clicked.
    fn list_ui(&mut self, ui: &mut Ui, theme: &Theme, most: f32) -> Option<usize> {
        if self.found.is_empty() {
            let words = match self.scope {
                Scope::Documents if self.items.as_ref().is_some_and(Vec::is_empty) => "No documents yet",
                _ => "Nothing is called that",
            };
            ui.add_space(6.0);
            widgets::hint_ui(ui, theme, words);
            ui.add_space(6.0);
            return None;
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let (items, found, chosen) = (
            self.items.as_deref().unwrap_or_default(),
            &self.found,
            self.chosen,
        );
        let mut clicked = None;
        let mut area = ScrollArea::vertical().max_height(most).auto_shrink([false, true]);
        if std::mem::take(&mut self.scroll) {
            let before = scroll_offset(ui, most, chosen);
            area = area.vertical_scroll_offset(before);
        }
        let shown = area.show_rows(ui, ROW, found.len(), |ui, rows| {
            for row in rows {
                let Some(item) = found.get(row).and_then(|index| items.get(*index)) else {
                    continue;
                };
                if row_ui(ui, theme, item, row == chosen) {
                    clicked = Some(row);
                }
            }
        });
        ui.data_mut(|data| data.insert_temp(offset_id(), shown.state.clamped_offset().y));
        clicked
    }
}

fn offset_id() -> egui::Id {
    egui::Id::unique("palette offset")
}

/// The offset nearest to the one before at which the chosen row can be seen whole.
fn scroll_offset(ui: &Ui, height: f32, chosen: usize) -> f32 {
    let before: f32 = ui.data(|data| data.get_temp(offset_id())).unwrap_or_default();
    let top = chosen as f32 * ROW;
    before.clamp((top + ROW - height).max(0.0), top)
}

fn row_ui(ui: &mut Ui, theme: &Theme, item: &Item, chosen: bool) -> bool {
    let size = Vec2::new(ui.available_width(), ROW);
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::click());
    let enabled = item.off.is_none();
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, enabled, chosen, &item.title));
    let ground = match (chosen, response.hovered()) {
        (true, _) => theme.accent_soft,
        (false, true) => theme.hover,
        _ => Color32::TRANSPARENT,
    };
    ui.painter().rect_filled(rect, 5.0, ground);
    let ink = if enabled { theme.ink } else { theme.ink_weak };
    let inner = rect.shrink2(Vec2::new(10.0, 0.0));
    ui.painter().text(
        inner.left_center(),
        Align2::LEFT_CENTER,
        item.icon,
        theme::icon_font(theme::ICON),
        theme.ink_weak,
    );
    let detail = item.off.unwrap_or(&item.detail);
    let right = words_ui(ui, (detail, theme::SMALL, theme.ink_weak), inner, true);
    let left = Rect::from_min_max(
        Pos2::new(inner.left() + 26.0, inner.top()),
        Pos2::new(right.left() - 10.0, inner.bottom()),
    );
    words_ui(ui, (&item.title, theme::BODY, ink), left, false);
    response.clicked()
}

/// Paints words at the left or right of a place, cut with an ellipsis; returns what they take.
fn words_ui(ui: &Ui, words: (&str, f32, Color32), place: Rect, at_right: bool) -> Rect {
    let (words, size, ink) = words;
    let most = if at_right {
        place.width() * 0.45
    } else {
        place.width()
    };
    let font = FontId::proportional(size);
    let mut job = egui::text::LayoutJob::simple_singleline(words.replace('\n', " "), font, ink);
    job.wrap = egui::text::TextWrapping::truncate_at_width(most.max(8.0));
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let left = if at_right {
        place.right() - galley.size().x
    } else {
        place.left()
    };
    let at = Pos2::new(left, place.center().y - galley.size().y * 0.5);
    let rect = Rect::from_min_size(at, galley.size());
    ui.painter().galley(at, galley, ink);
    rect
}

// ---- what can be found

fn items(session: &Session, scope: Scope) -> Vec<Item> {
    let mut items = Vec::new();
    let project = session.project();
    if scope == Scope::Everything {
        items.extend(command_items(session));
        if let Some(project) = project {
            items.extend(label_items(session, project));
            items.extend(link_items(session, project));
        }
    }
    if let Some(project) = project {
        items.extend(document_items(project, scope));
        if scope == Scope::Everything {
            items.extend(entity_items(session, project));
            items.extend(people_items(session, project));
        }
    }
    items
}

fn command_items(session: &Session) -> impl Iterator<Item = Item> {
    let shown = COMMANDS.iter().filter(|row| row.id != CommandId::Palette);
    shown.map(|row| Item {
        title: row.title.to_owned(),
        detail: widgets::chord_text(session, row.id).unwrap_or_default(),
        icon: icons::COMMAND,
        requests: vec![Request::Command(row.id)],
        off: session.can(row.id).err(),
    })
}

fn label_items(session: &Session, project: &Project) -> Vec<Item> {
    let off = session.view.document.is_none().then_some("No document is open");
    let rows = project.codebook().tree().into_iter().map(|(_, label)| label);
    rows.filter(|label| label.is_offered())
        .map(|label| Item {
            title: format!("Tag: {}", label.name),
            detail: label.key.as_deref().unwrap_or_default().to_owned(),
            icon: icons::TAG,
            requests: vec![Request::Tag(label.id.clone())],
            off,
        })
        .collect()
}

fn link_items(session: &Session, project: &Project) -> Vec<Item> {
    let off = session
        .selected_own()
        .is_none()
        .then_some("Select one of your labels first");
    let kinds = project.codebook().link_kinds().into_iter();
    kinds
        .filter(|kind| !kind.retired)
        .map(|kind| Item {
            title: format!("Link: {}", kind.name),
            detail: kind.key.as_deref().unwrap_or_default().to_owned(),
            icon: icons::LINK,
            requests: vec![Request::StartLink(kind.id.clone())],
            off,
        })
        .collect()
}

fn document_items(project: &Project, scope: Scope) -> Vec<Item> {
    project
        .documents_by_title()
        .into_iter()
        .map(|document| Item {
            title: match scope {
                Scope::Everything => format!("Go to: {}", document.title),
                Scope::Documents => document.title.clone(),
            },
            detail: document.date.clone(),
            icon: icons::FILE_TEXT,
            requests: vec![Request::SelectDocument(document.id.clone())],
            off: None,
        })
        .collect()
}

type FirstUse = (DocumentId, PersonId, AnnotationId);

/// For each entity the first label that names it, in the open document where there is one.
fn first_uses(session: &Session, project: &Project) -> BTreeMap<EntityId, FirstUse> {
    let mut uses: BTreeMap<EntityId, FirstUse> = BTreeMap::new();
    let here = session.view.document.as_ref();
    let (open, others): (Vec<_>, Vec<_>) = project.layers().partition(|(key, _)| Some(&key.document) == here);
    for (key, layer) in open.into_iter().chain(others) {
        let mut first: BTreeMap<&EntityId, Place> = BTreeMap::new();
        for annotation in layer.annotations_by_id().filter(|a| !a.attributes.is_empty()) {
            let named = annotation
                .attributes
                .iter()
                .flat_map(|(_, value)| value.entities());
            for id in named.filter_map(|id| project.resolve_entity(id)) {
                let place = place_of(annotation);
                let first = first.entry(id).or_insert_with(|| place.clone());
                *first = place.min(first.clone());
            }
        }
        for (id, (_, _, annotation)) in first {
            uses.entry(id.clone())
                .or_insert_with(|| (key.document.clone(), key.annotator.clone(), annotation));
        }
    }
    uses
}

fn entity_items(session: &Session, project: &Project) -> Vec<Item> {
    let mut uses = first_uses(session, project);
    let registry = project.registry();
    let item = |(id, entity): (EntityId, crate::model::Entity)| {
        let place = uses.remove(&id);
        let off = place.is_none().then_some("No label names it yet");
        let requests = place.map(|(document, annotator, id)| {
            vec![
                Request::SelectDocument(document),
                Request::SelectAnnotation { annotator, id },
            ]
        });
        Item {
            title: format!("Find: {}", entity.name),
            detail: entity.kind.to_string(),
            icon: icons::USER,
            requests: requests.unwrap_or_default(),
            off,
        }
    };
    registry.into_iter().map(item).collect()
}

fn people_items(session: &Session, project: &Project) -> Vec<Item> {
    let me = session.open.as_ref().and_then(|open| open.me.as_ref());
    let others = project.people().filter(|person| Some(&person.id) != me);
    others
        .map(|person| {
            let shown = session.view.shown.contains(&person.id);
            Item {
                title: format!("{}: {}", if shown { "Hide" } else { "Show" }, person.name),
                detail: "labels".to_owned(),
                icon: if shown { icons::EYE_OFF } else { icons::EYE },
                requests: vec![Request::ShowPerson(person.id.clone(), !shown)],
                off: None,
            }
        })
        .collect()
}
