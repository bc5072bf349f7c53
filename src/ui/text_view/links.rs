//! Links of the selected label, drawn to their other ends, and the letters of link targets.

use super::{Place, TextView};
use crate::model::{AnnotationId, LayerKey};
use crate::ui::cx::Cx;
use crate::ui::theme;
use egui::{Align2, Color32, FontId, Pos2, Rect, Shape, Stroke, Ui, Vec2};

impl TextView {
    pub(super) fn paint_links(&self, cx: &Cx, ui: &Ui, place: Place, visible: &[(usize, f32)]) {
        let Some((annotator, annotation)) = cx.session.selected() else {
            return;
        };
        let (Some(project), Some(document)) = (cx.session.project(), &cx.session.view.document) else {
            return;
        };
        let key = LayerKey::new(document.clone(), annotator.clone());
        let Some(layer) = project.layer(&key) else { return };
        for link in layer.links_of(&annotation.id) {
            let (Some(from), Some(to)) = (
                self.anchor_of(&link.from, place, visible),
                self.anchor_of(&link.to, place, visible),
            ) else {
                continue;
            };
            let name = project
                .codebook()
                .link_kind(link.kind.as_str())
                .map_or(link.kind.as_str(), |k| k.name.as_str());
            arc(ui, place, (from, to), (name, cx.theme.accent, cx.theme.page));
        }
    }

    /// The first rectangle of a label; for one out of view a point at the edge it lies behind.
    fn anchor_of(&self, id: &AnnotationId, place: Place, visible: &[(usize, f32)]) -> Option<Rect> {
        let mark = self.marks.list.iter().find(|mark| mark.annotation.id == *id)?;
        let first = mark.annotation.fragments.first()?;
        if let Some(spot) = self.spots(first, place, visible).first() {
            return Some(spot.line);
        }
        let (from, _) = self.visible_range(visible);
        let y = if first.start() < from {
            place.view.top() - 8.0
        } else {
            place.view.bottom() + 8.0
        };
        Some(Rect::from_center_size(
            Pos2::new(place.left + place.width / 2.0, y),
            Vec2::splat(1.0),
        ))
    }

    /// The letters that end a link which was begun.
    pub(super) fn paint_badges(&self, cx: &Cx, ui: &Ui, place: Place, visible: &[(usize, f32)]) {
        let Some(linking) = &cx.session.view.linking else {
            return;
        };
        let painter = ui.painter_at(place.view);
        for (id, letter) in &linking.targets {
            let Some(mark) = self
                .marks
                .list
                .iter()
                .find(|mark| mark.own && mark.annotation.id == *id)
            else {
                continue;
            };
            let first = mark.annotation.fragments.first().unwrap_or(mark.hull);
            let Some(spot) = self.spots(first, place, visible).first().copied() else {
                continue;
            };
            let at = Rect::from_center_size(spot.line.left_top() + Vec2::new(2.0, 4.0), Vec2::splat(17.0));
            painter.rect_filled(at, 4.0, cx.theme.accent);
            painter.text(
                at.center(),
                Align2::CENTER_CENTER,
                letter,
                theme::strong(12.0),
                cx.theme.on_accent,
            );
        }
    }
}

/// A curve over the words from one label to the other, with an arrow head and the link's name.
fn arc(ui: &Ui, place: Place, ends: (Rect, Rect), look: (&str, Color32, Color32)) {
    let (name, colour, ground) = look;
    let painter = ui.painter_at(place.view);
    let (from, to) = (
        ends.0.center_top() + Vec2::new(0.0, 5.0),
        ends.1.center_top() + Vec2::new(0.0, 5.0),
    );
    let rise = (from.distance(to) * 0.18).clamp(16.0, 60.0);
    let up = |p: Pos2| p - Vec2::new(0.0, rise);
    let stroke = Stroke::new(1.6, colour);
    let curve = egui::epaint::CubicBezierShape::from_points_stroke(
        [from, up(from), up(to), to],
        false,
        Color32::TRANSPARENT,
        stroke,
    );
    let middle = curve.sample(0.5);
    painter.add(curve);
    let tip = Vec2::new(0.0, 1.0);
    let side = Vec2::new(1.0, 0.0);
    let head = vec![to, to - tip * 7.0 + side * 4.0, to - tip * 7.0 - side * 4.0];
    painter.add(Shape::convex_polygon(head, colour, Stroke::NONE));
    let galley = painter.layout_no_wrap(name.to_owned(), FontId::proportional(11.0), colour);
    let at = Rect::from_center_size(middle, galley.size() + Vec2::new(8.0, 2.0));
    painter.rect_filled(at, 4.0, ground);
    painter.galley(at.min + Vec2::new(4.0, 1.0), galley, colour);
}
