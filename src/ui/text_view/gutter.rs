//! The margin left of the words with a bar for each long passage, and the overview strip beside the scroll bar.

use super::{Place, TextView, marks::Mark, marks::Style};
use crate::ui::cx::Cx;
use egui::{Color32, Pos2, Rect, Sense, Ui, Vec2};

/// Points a lane of the gutter takes.
const LANE: f32 = 7.0;
const BAR: f32 = 4.0;
/// More lanes than this share the last one.
const MOST: u16 = 6;

/// Width of the gutter, in points.
pub(super) fn width(lanes: u16) -> f32 {
    f32::from(lanes.min(MOST)) * LANE + 12.0
}

impl TextView {
    /// The bar of a passage in view; own ones stand next to the words.
    fn bar(&self, mark: &Mark, place: Place, visible: &[(usize, f32)]) -> Option<Rect> {
        let layout = self.layout.as_ref()?;
        let (mut top, mut bottom) = (f32::INFINITY, f32::NEG_INFINITY);
        for (index, y) in visible {
            let Some(chunk) = layout.ready(*index) else {
                continue;
            };
            for line in chunk.lines.iter().filter(|line| line.touches(mark.hull)) {
                top = top.min(y + line.top);
                bottom = bottom.max(y + line.top + chunk.spacing.line);
            }
        }
        let lane = f32::from(mark.lane.min(MOST - 1));
        let x = place.left - 12.0 - (lane + 1.0) * LANE;
        (top < bottom).then(|| Rect::from_min_max(Pos2::new(x, top + 3.0), Pos2::new(x + BAR, bottom - 3.0)))
    }

    pub(super) fn bar_at(&self, at: Pos2, view: (Place, &[(usize, f32)])) -> Option<&Mark> {
        let (place, visible) = view;
        self.marks
            .list
            .iter()
            .filter(|mark| mark.style == Style::Passage)
            .find(|mark| {
                self.bar(mark, place, visible)
                    .is_some_and(|bar| bar.expand2(Vec2::new(2.5, 2.0)).contains(at))
            })
    }

    pub(super) fn paint_gutter(&self, cx: &Cx, ui: &Ui, place: Place, visible: &[(usize, f32)]) {
        let painter = ui.painter_at(place.view);
        let range = self.visible_range(visible);
        for mark in self
            .marks
            .within(range.0, range.1)
            .filter(|mark| mark.style == Style::Passage)
        {
            let Some(bar) = self.bar(mark, place, visible) else {
                continue;
            };
            let bright = self.is_selected(mark) || self.is_hovered(mark);
            let colour = cx.theme.stroke_of(mark.colour);
            let bar = if bright { bar.expand(1.0) } else { bar };
            if mark.own {
                painter.rect_filled(bar, 2.0, colour);
            } else {
                // A teammate's bar is hollow: told apart without colour too.
                painter.rect_stroke(bar, 2.0, egui::Stroke::new(1.4, colour), egui::StrokeKind::Inside);
            }
        }
    }

    /// All labels of the document as marks along the scroll bar; a click goes there.
    pub(super) fn strip_ui(&mut self, cx: &Cx, ui: &mut Ui, place: Place) {
        let strip = place.strip;
        let response = ui.interact(strip, super::text_id().with("strip"), Sense::click_and_drag());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ScrollBar, true, "Overview"));
        let scroll = self.scroll;
        let Some(layout) = &mut self.layout else { return };
        let total = layout.total().max(f64::from(place.view.height()));
        let top = layout.y(scroll);
        let painter = ui.painter_at(strip);
        painter.rect_filled(strip, 0.0, cx.theme.panel);
        let at = |y: f64| strip.top() + (y / total * f64::from(strip.height())) as f32;
        let thumb = Rect::from_min_max(
            Pos2::new(strip.left() + 1.0, at(top)),
            Pos2::new(
                strip.right() - 1.0,
                at(top + f64::from(place.view.height())).max(at(top) + 24.0),
            ),
        );
        painter.rect_filled(thumb, 4.0, cx.theme.pressed);
        for (y, colour) in self.buckets(cx, strip, total) {
            let tick = Rect::from_min_size(
                Pos2::new(strip.left() + 4.0, y),
                Vec2::new(strip.width() - 8.0, 1.5),
            );
            painter.rect_filled(tick, 0.0, colour);
        }
        if let (true, Some(pointer)) = (
            response.dragged() || response.clicked(),
            response.interact_pointer_pos(),
        ) {
            let share = f64::from((pointer.y - strip.top()) / strip.height());
            self.scroll_to(share * total - f64::from(place.view.height()) / 2.0, place);
        }
    }

    /// One colour a pixel row: the first label that starts there, own ones first.
    fn buckets(&mut self, cx: &Cx, strip: Rect, total: f64) -> Vec<(f32, Color32)> {
        let rows = strip.height().max(1.0) as usize / 2;
        let mut colours: Vec<Option<Color32>> = vec![None; rows + 1];
        let Some(layout) = &mut self.layout else {
            return Vec::new();
        };
        for own in [true, false] {
            for mark in self
                .marks
                .list
                .iter()
                .filter(|mark| mark.own == own && mark.style != Style::Document)
            {
                let chunk = layout.chunk_from_byte(mark.hull.start());
                let y = layout.y(super::Anchor { chunk, offset: 0.0 });
                let row = (y / total * rows as f64) as usize;
                if let Some(place) = colours.get_mut(row) {
                    place.get_or_insert_with(|| cx.theme.stroke_of(mark.colour));
                }
            }
        }
        let place = |(row, colour): (usize, Option<Color32>)| Some((strip.top() + row as f32 * 2.0, colour?));
        colours.into_iter().enumerate().filter_map(place).collect()
    }
}
