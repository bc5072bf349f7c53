//! The first page: what the program is for, the ways to begin, and the projects opened last.

use super::{rows, themes};
use crate::command::CommandId;
use crate::session::{Found, Look, Request};
use crate::ui::cx::Cx;
use crate::ui::theme;
use crate::ui::{icons, widgets};
use egui::{
    Color32, ColorImage, Context, FontId, Frame, Id, Image, Pos2, Rect, Response, RichText, ScrollArea,
    TextureHandle, TextureOptions, Ui, Vec2,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The widest that the page's content gets, in points.
const WIDTH: f32 = 760.0;

pub fn welcome_ui(cx: &mut Cx, ui: &mut Ui) {
    let ground = Frame::new().fill(cx.theme.page);
    egui::CentralPanel::default().frame(ground).show(ui, |ui| {
        let whole = ui.available_size();
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let width = WIDTH.min(whole.x - 48.0);
            let side = ((whole.x - width) * 0.5).max(0.0);
            // A third of what is left over stands above, so that the page hangs a little high.
            let spare = (whole.y - 560.0).max(0.0) * 0.36;
            ui.add_space(12.0 + spare);
            ui.horizontal_top(|ui| {
                ui.add_space(side);
                ui.vertical(|ui| {
                    ui.set_width(width);
                    page_ui(cx, ui, width);
                });
            });
            ui.add_space(10.0);
        });
    });
}

fn page_ui(cx: &mut Cx, ui: &mut Ui, width: f32) {
    head_ui(cx, ui);
    ui.add_space(14.0);
    actions_ui(cx, ui, width);
    ui.add_space(10.0);
    drop_ui(cx, ui);
    ui.add_space(14.0);
    let gap = 32.0;
    let column = (width - gap) * 0.5;
    ui.horizontal_top(|ui| {
        let between = ui.spacing().item_spacing.x;
        ui.vertical(|ui| {
            ui.set_width(column);
            recent_ui(cx, ui);
        });
        ui.add_space(gap - 2.0 * between);
        ui.vertical(|ui| {
            ui.set_width(column);
            walk_ui(cx, ui);
            ui.add_space(6.0);
            theme_ui(cx, ui);
        });
    });
}

// ---- head

/// The program's mark as a texture, made once.
fn mark(ctx: &Context) -> Option<TextureHandle> {
    let id = Id::unique("application mark");
    if let Some(known) = ctx.data(|data| data.get_temp::<TextureHandle>(id)) {
        return Some(known);
    }
    let bytes = include_bytes!("../../../assets/icon/ascribe-256.png");
    let icon = eframe::icon_data::from_png_bytes(bytes).ok()?;
    let size = [icon.width as usize, icon.height as usize];
    let image = ColorImage::from_rgba_unmultiplied(size, &icon.rgba);
    let options = TextureOptions {
        mipmap_mode: Some(egui::TextureFilter::Linear),
        ..TextureOptions::LINEAR
    };
    let texture = ctx.load_texture("mark", image, options);
    ctx.data_mut(|data| data.insert_temp(id, texture.clone()));
    Some(texture)
}

fn head_ui(cx: &Cx, ui: &mut Ui) {
    ui.horizontal(|ui| {
        if let Some(mark) = mark(ui.ctx()) {
            ui.add(Image::new(&mark).fit_to_exact_size(Vec2::splat(56.0)));
        }
        ui.add_space(10.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.label(RichText::new("Ascribe").font(theme::strong(28.0)));
            let line = "Tag passages of text, compare with your teammates, export the labels";
            ui.label(RichText::new(line).color(cx.theme.ink_weak));
        });
    });
}

// ---- ways to begin

fn actions_ui(cx: &mut Cx, ui: &mut Ui, width: f32) {
    let gap = 12.0;
    // The first has the longest words.
    let shares = [0.38, 0.31, 0.31];
    let ways = [
        (
            icons::BOOK_OPEN,
            "Open the sample interview",
            "A copy to try everything on",
            CommandId::OpenSample,
        ),
        (
            icons::PLUS,
            "New project…",
            "Empty, in a folder",
            CommandId::NewProject,
        ),
        (
            icons::FOLDER,
            "Open project…",
            "A folder or a single file",
            CommandId::OpenProject,
        ),
    ];
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = gap;
        for ((icon, title, hint, id), share) in ways.into_iter().zip(shares) {
            let size = Vec2::new(((width - 2.0 * gap) * share).floor(), 76.0);
            if way_ui(cx, ui, size, (icon, title, hint, id)).clicked() {
                cx.command(id);
            }
        }
    });
}

/// A big button: icon, title and one small line. The sample is the one to press first.
fn way_ui(cx: &Cx, ui: &mut Ui, size: Vec2, way: (&str, &str, &str, CommandId)) -> Response {
    let (icon, title, hint, id) = way;
    let first = id == CommandId::OpenSample;
    let theme = cx.theme;
    let (rect, response) = ui.allocate_exact_size(size, egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, title));
    // Enter opens the sample where nothing else has the keyboard.
    let layer = ui.layer_id();
    if first && ui.memory(|memory| memory.focused().is_none() && memory.allows_interaction(layer)) {
        response.request_focus();
    }
    let ground = match (first, response.is_pointer_button_down_on(), response.hovered()) {
        (true, _, _) => theme.accent,
        (false, true, _) => theme.pressed,
        (false, false, true) => theme.hover,
        _ => theme.raised,
    };
    let (ink, weak) = if first {
        (theme.on_accent, theme.on_accent)
    } else {
        (theme.ink, theme.ink_weak)
    };
    let edge = if first && !response.hovered() {
        Color32::TRANSPARENT
    } else {
        theme.line
    };
    let edge = if response.has_focus() || first && response.hovered() {
        theme.ink
    } else {
        edge
    };
    ui.painter().rect(
        rect,
        8.0,
        ground,
        egui::Stroke::new(1.0, edge),
        egui::StrokeKind::Inside,
    );
    let left = rect.left() + 14.0;
    rows::icon(
        ui,
        icon,
        18.0,
        Pos2::new(left + 9.0, rect.top() + 22.0),
        if first { ink } else { theme.accent },
    );
    let room = size.x - 56.0;
    let galley = rows::line(ui, title, theme::strong(theme::BODY), ink, size.x - 52.0);
    rows::put(ui, galley, left + 27.0, rect.top() + 22.0);
    let galley = rows::line(ui, hint, FontId::proportional(theme::SMALL), weak, room);
    rows::put(ui, galley, left + 27.0, rect.top() + 46.0);
    match widgets::chord_text(cx.session, id) {
        Some(chord) => response.on_hover_text(chord),
        None => response,
    }
}

/// Where files may be dropped; it lights up while some hover over the window.
fn drop_ui(cx: &Cx, ui: &mut Ui) {
    let hovering = ui.input(|input| !input.raw.hovered_files.is_empty());
    let theme = cx.theme;
    let size = Vec2::new(ui.available_width(), 44.0);
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let (ground, edge) = if hovering {
        (theme.accent_soft, theme.accent)
    } else {
        (Color32::TRANSPARENT, theme.ink_faint)
    };
    ui.painter().rect_filled(rect, 8.0, ground);
    dashed(ui, rect.shrink(0.5), edge);
    let words = if hovering {
        "Let go to open it"
    } else {
        "Drop a project folder here. Texts are dropped on an open project"
    };
    let galley = rows::line(
        ui,
        words,
        FontId::proportional(theme::SMALL),
        theme.ink_weak,
        size.x - 60.0,
    );
    let left = rect.center().x - galley.size().x * 0.5 + 11.0;
    rows::icon(
        ui,
        icons::DOWNLOAD,
        15.0,
        Pos2::new(left - 15.0, rect.center().y),
        theme.ink_weak,
    );
    rows::put(ui, galley, left, rect.center().y);
}

fn dashed(ui: &Ui, rect: Rect, colour: Color32) {
    let corners = [
        rect.left_top(),
        rect.right_top(),
        rect.right_bottom(),
        rect.left_bottom(),
        rect.left_top(),
    ];
    let stroke = egui::Stroke::new(1.0, colour);
    for shape in egui::Shape::dashed_line(&corners, stroke, 4.0, 4.0) {
        ui.painter().add(shape);
    }
}

// ---- recent projects

/// The recent projects, with what lies there once a worker has looked.
type Looks = Arc<Vec<(PathBuf, Arc<Look>)>>;

/// Looks once for each list of projects.
fn looks(cx: &mut Cx, ctx: &Context, recent: &[PathBuf]) -> Looks {
    let id = Id::unique("recent projects");
    let known = ctx.data(|data| data.get_temp::<Looks>(id));
    if let Some(looks) = known
        && looks.iter().map(|(path, _)| path).eq(recent)
    {
        return looks;
    }
    let looks = recent.iter().map(|path| (path.clone(), Look::at(path.clone())));
    let looks: Looks = Arc::new(looks.collect());
    // One by one: a disk that sleeps holds up no other.
    for (_, look) in looks.iter() {
        cx.send(Request::LookAt(look.clone()));
    }
    ctx.data_mut(|data| data.insert_temp(id, looks.clone()));
    looks
}

const ROW: f32 = 42.0;
/// How many recent projects the page lists.
const MOST: usize = 6;

fn recent_ui(cx: &mut Cx, ui: &mut Ui) {
    widgets::heading_ui(ui, "Recent projects");
    ui.add_space(2.0);
    let session = cx.session;
    let recent = &session.settings.recent;
    if recent.is_empty() {
        widgets::hint_ui(ui, cx.theme, "Projects that you open are listed here");
        return;
    }
    let looks = looks(cx, ui.ctx(), recent);
    ui.spacing_mut().item_spacing.y = 1.0;
    for (path, look) in looks.iter().take(MOST) {
        let found = look.found();
        let missing = found.is_some_and(|found| !matches!(found, Found::Project | Found::File));
        ui.push_id(path, |ui| {
            ui.add_enabled_ui(!missing, |ui| {
                // Its own ink says that it is off; faded once more it could not be read.
                ui.set_opacity(1.0);
                project_ui(cx, ui, path, missing);
            });
        });
    }
}

fn project_ui(cx: &mut Cx, ui: &mut Ui, path: &Path, missing: bool) {
    let name = path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy();
    let folder = path
        .parent()
        .map_or_else(String::new, |parent| parent.display().to_string());
    let (rect, response) = rows::row_ui(ui, cx.theme, ROW, false, &name);
    let theme = cx.theme;
    let ink = if missing { theme.ink_faint } else { theme.ink };
    let sign = if path.extension().is_some_and(|extension| extension == "ron") {
        icons::FILE_TEXT
    } else {
        icons::FOLDER
    };
    let upper = rect.top() + 13.0;
    rows::icon(
        ui,
        sign,
        15.0,
        Pos2::new(rect.left() + 14.0, upper),
        theme.ink_weak,
    );
    let left = rect.left() + 30.0;
    let room = rect.right() - 8.0 - left;
    rows::name(ui, &name, ink, Pos2::new(left, upper), room);
    let second = if missing {
        "No longer there".to_owned()
    } else {
        folder
    };
    let galley = rows::line(
        ui,
        &second,
        FontId::proportional(theme::SMALL),
        theme.ink_weak,
        room,
    );
    rows::put(ui, galley, left, rect.bottom() - 12.0);
    let whole = path.display().to_string();
    let response = response
        .on_hover_text(&whole)
        .on_disabled_hover_text(format!("No project is at {whole} any more. Was it moved?"));
    if response.clicked() {
        cx.send(Request::Open(path.to_owned()));
    }
}

// ---- three steps, theme

fn walk_ui(cx: &Cx, ui: &mut Ui) {
    widgets::heading_ui(ui, "In three steps");
    ui.add_space(4.0);
    let steps = [
        (
            "Tag",
            "Select words, press a label’s key, fill in who says what with Tab",
        ),
        (
            "Review",
            "Put a teammate’s labels beside yours and decide where they differ, one key each",
        ),
        (
            "Export",
            "Write the labels for a spreadsheet, a script or another program",
        ),
    ];
    for (number, (title, words)) in (1..).zip(steps) {
        ui.horizontal_top(|ui| {
            let (rect, _) = ui.allocate_exact_size(Vec2::splat(22.0), egui::Sense::hover());
            ui.painter()
                .circle_filled(rect.center(), 11.0, cx.theme.accent_soft);
            ui.painter().text(
                rect.center(),
                egui::Align2::CENTER_CENTER,
                number,
                theme::strong(theme::SMALL),
                cx.theme.ink,
            );
            ui.add_space(4.0);
            ui.vertical(|ui| {
                ui.spacing_mut().item_spacing.y = 1.0;
                ui.label(RichText::new(title).font(theme::strong(theme::BODY)));
                widgets::hint_ui(ui, cx.theme, words);
            });
        });
        ui.add_space(4.0);
    }
}

fn theme_ui(cx: &mut Cx, ui: &mut Ui) {
    ui.horizontal_top(|ui| {
        let height = ui.spacing().interact_size.y;
        ui.allocate_ui_with_layout(
            Vec2::new(0.0, height),
            egui::Layout::left_to_right(egui::Align::Center),
            |ui| ui.label(RichText::new("Theme").color(cx.theme.ink_weak)),
        );
        ui.add_space(4.0);
        ui.vertical(|ui| themes::themes_ui(cx, ui));
    });
}
