//! What the files would change: numbers on the left, what is behind one of them on the right.

use super::super::lists::ROW;
use super::super::sheet::{self, Answer, Size};
use super::rows::{self, Group};
use crate::session::{BringIn, BringPreview, Request};
use crate::ui::cx::Cx;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;
use egui::{Align, Layout, Panel, RichText, ScrollArea, Sense, Ui, Vec2};
use std::sync::Arc;

/// Which number is looked behind.
#[derive(Default)]
pub struct Seen {
    of: Option<Arc<BringPreview>>,
    group: Group,
}

impl Seen {
    /// A new preview opens at the first number that says something.
    fn follow(&mut self, preview: &Arc<BringPreview>) {
        if !self.of.as_ref().is_some_and(|of| Arc::ptr_eq(of, preview)) {
            self.of = Some(preview.clone());
            let filled = |group: &Group| group.count(&preview.bringing.report) > 0;
            self.group = Group::ALL.into_iter().find(filled).unwrap_or_default();
        }
    }
}

/// Draws it; says whether it is done.
pub fn preview_ui(cx: &mut Cx, seen: &mut Seen, preview: &Arc<BringPreview>, ctx: &egui::Context) -> bool {
    seen.follow(preview);
    let theme = cx.theme;
    let (answer, closed) = sheet::sheet_ui(ctx, "Bring in labels", Size::Fixed(780.0, 540.0), |ui| {
        let foot = Panel::bottom("bring in foot")
            .frame(egui::Frame::new())
            .show_separator_line(false);
        let answer = foot
            .show(ui, |ui| {
                let allowed = match preview.bringing.transaction.is_empty() {
                    true => Err("Everything that can come in is here already"),
                    false => Ok(()),
                };
                sheet::foot_ui(ui, theme, "Bring in", allowed)
            })
            .inner;
        let words = format!(
            "From {}. One undo takes all of it back",
            widgets::shorten(&preview.name, 60)
        );
        widgets::hint_ui(ui, theme, &words);
        ui.add_space(8.0);
        let left = Panel::left("bring in numbers")
            .resizable(false)
            .exact_size(236.0)
            .frame(egui::Frame::new().inner_margin(egui::Margin {
                right: 12,
                ..egui::Margin::ZERO
            }));
        left.show(ui, |ui| numbers_ui(ui, theme, seen, preview));
        let right = egui::Frame::new().inner_margin(egui::Margin {
            left: 16,
            ..egui::Margin::ZERO
        });
        egui::CentralPanel::default()
            .frame(right)
            .show(ui, |ui| behind_ui(ui, theme, seen.group, preview));
        answer
    });
    match answer {
        Answer::Go => cx.send(Request::BringIn(BringIn::Confirm)),
        Answer::Cancel => cx.send(Request::BringIn(BringIn::Cancel)),
        Answer::Open if closed => cx.send(Request::BringIn(BringIn::Cancel)),
        Answer::Open => return false,
    }
    // Where the project has changed meanwhile, the dialog shows what the files bring now.
    answer != Answer::Go
}

fn numbers_ui(ui: &mut Ui, theme: &Theme, seen: &mut Seen, preview: &BringPreview) {
    ui.spacing_mut().item_spacing.y = 2.0;
    for group in Group::ALL {
        let count = group.count(&preview.bringing.report);
        let needed = matches!(
            group,
            Group::New | Group::Changed | Group::Gone | Group::Conflicts | Group::Equal
        );
        if count == 0 && !needed {
            continue;
        }
        let chosen = seen.group == group && count > 0;
        if number_ui(ui, theme, group, count, chosen) {
            seen.group = group;
        }
    }
}

/// A sign, words and the number at the end; whether it was clicked.
fn number_ui(ui: &mut Ui, theme: &Theme, group: Group, count: usize, chosen: bool) -> bool {
    let size = Vec2::new(ui.available_width(), ROW);
    let sense = if count > 0 { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(size, sense);
    let words = format!("{}: {count}", group.title());
    response.widget_info(|| egui::WidgetInfo::selected(egui::Role::Button, count > 0, chosen, &words));
    if chosen {
        ui.painter().rect_filled(rect, 5.0, theme.accent_soft);
    } else if count > 0 && response.hovered() {
        ui.painter().rect_filled(rect, 5.0, theme.hover);
    }
    if response.has_focus() {
        let stroke = egui::Stroke::new(1.5, theme.accent);
        ui.painter()
            .rect_stroke(rect, 5.0, stroke, egui::StrokeKind::Inside);
    }
    let ink = match (count, group.warns()) {
        (0, _) => theme.ink_weak,
        (_, true) => theme.warning,
        (_, false) => theme.ink,
    };
    let mut row = ui.new_child(
        egui::UiBuilder::new()
            .max_rect(rect.shrink2(Vec2::new(8.0, 0.0)))
            .layout(Layout::left_to_right(Align::Center)),
    );
    let label = |text: RichText| egui::Label::new(text).selectable(false);
    row.add(label(
        RichText::new(group.sign())
            .font(theme::icon_font(14.0))
            .color(ink),
    ));
    row.add(label(RichText::new(group.title()).color(ink)));
    row.with_layout(Layout::right_to_left(Align::Center), |ui| {
        let number = RichText::new(widgets::grouped(count))
            .font(theme::strong(theme::BODY))
            .color(ink);
        ui.add(label(number));
    });
    response.clicked()
}

fn behind_ui(ui: &mut Ui, theme: &Theme, group: Group, preview: &BringPreview) {
    let count = group.count(&preview.bringing.report);
    if count == 0 {
        widgets::hint_ui(ui, theme, "The file brings nothing that is not here already");
        return;
    }
    widgets::heading_ui(ui, group.title());
    ui.scope(|ui| {
        ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Wrap);
        widgets::hint_ui(ui, theme, group.about());
    });
    ui.add_space(8.0);
    let height = 2.0 * ui.text_style_height(&egui::TextStyle::Body) + 6.0;
    let area = ScrollArea::vertical()
        .id_salt(("behind", group.title()))
        .auto_shrink(false);
    area.show_rows(ui, height, count, |ui, range| {
        for nth in range {
            row_ui(ui, theme, (&rows::row(preview, group, nth), preview), height);
        }
    });
}

/// Two lines: the words with their label's colour, then whose and where.
fn row_ui(ui: &mut Ui, theme: &Theme, (row, preview): (&rows::Row, &BringPreview), height: f32) {
    let known = row.label.as_ref().and_then(|id| {
        let after = preview.bringing.after.codebook().label(id.as_str());
        after.or_else(|| preview.before.codebook().label(id.as_str()))
    });
    let size = Vec2::new(ui.available_width(), height);
    ui.allocate_ui_with_layout(size, Layout::top_down(Align::Min), |ui| {
        ui.set_min_height(height);
        ui.spacing_mut().item_spacing.y = 0.0;
        ui.horizontal(|ui| {
            if let Some(label) = known {
                widgets::swatch_ui(ui, theme, label.colour);
            }
            ui.add(egui::Label::new(RichText::new(&row.words).color(theme.ink)).truncate());
        });
        let parts = [row.what.as_str(), row.place.as_str()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        if !parts.is_empty() {
            let words = RichText::new(parts.join(" – ")).small().color(theme.ink_weak);
            ui.add(egui::Label::new(words).truncate());
        }
    });
}
