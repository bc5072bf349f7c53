//! What a screen reader hears of the text: the paragraphs in view with their words, their labels, caret and selection.
//! Draws nothing, and builds nothing while no screen reader listens.

use super::{Place, TextView, text_id};
use crate::ui::cx::Cx;
use egui::{Pos2, Rect, Sense, Ui, Vec2};

impl TextView {
    /// Tells the accessibility tree what stands in view: paragraphs, and each label with its words.
    pub(super) fn speak(&self, cx: &Cx, ui: &mut Ui, place: Place, visible: &[(usize, f32)]) {
        let (Some(layout), Some((_, text)), Some(project)) =
            (&self.layout, cx.session.document(), cx.session.project())
        else {
            return;
        };
        for (index, top) in visible {
            let Some(chunk) = layout.ready(*index) else {
                continue;
            };
            let (Some(first), Some(last)) = (chunk.lines.first(), chunk.lines.last()) else {
                continue;
            };
            let Ok(span) = text.span(first.start as usize..last.end as usize) else {
                continue;
            };
            let rect = Rect::from_min_size(Pos2::new(place.left, *top), Vec2::new(place.width, chunk.height));
            let paragraph = ui.interact(rect, text_id().with(("paragraph", index)), Sense::hover());
            paragraph.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, text.slice(span)));
            for mark in self.marks.within(span.start(), span.end()) {
                let begins = mark.hull.start() >= span.start() && mark.hull.start() < span.end();
                let line = chunk.lines.iter().find(|line| line.touches(mark.hull));
                let (true, Some(line)) = (begins, line) else {
                    continue;
                };
                let first = mark.annotation.fragments.first().unwrap_or(mark.hull);
                let Some((from, to)) = line.extents(first).first().copied() else {
                    continue;
                };
                let rect = Rect::from_min_max(
                    Pos2::new(place.left + from, top + line.top),
                    Pos2::new(place.left + to, top + line.top + chunk.spacing.line),
                );
                let id = text_id().with((mark.annotator.as_str(), mark.annotation.id.as_str()));
                let node = ui.interact(rect, id, Sense::hover());
                let words: String = mark.annotation.fragments.quote(text).chars().take(120).collect();
                let spoken = mark.spoken(project, &words);
                node.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &spoken));
            }
        }
    }
}
