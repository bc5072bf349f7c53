//! Grips at both ends of the selected own label, and which of them the mouse is on.

use super::TextView;
use super::paint::Pens;
use super::pointer::View;
use super::rows::Rows;
use crate::model::AnnotationId;
use crate::session::Edge;
use egui::{Pos2, Rangef, Stroke};

/// How near (points) the mouse must be to a label's end to take it.
const HANDLE: f32 = 5.0;

/// Where the ends stand: x and the height of the row, for those in view. A label that runs from right to left starts at its right.
fn ends(view: &TextView, rows: &Rows) -> [Option<(f32, Rangef, Rangef)>; 2] {
    let Some((_, parts)) = view.selected_parts() else {
        return [None, None];
    };
    let at = |found: Option<(Pos2, usize)>| {
        let (at, row) = found?;
        let row = rows.all.get(row)?;
        Some((at.x, row.y, row.words))
    };
    [
        at(parts.first().and_then(|first| rows.start_of(*first))),
        at(parts.last().and_then(|last| rows.end_of(*last))),
    ]
}

impl TextView {
    pub(super) fn paint_handles(&self, pens: &Pens, rows: &Rows) {
        let Some((mark, _)) = self.selected_parts() else {
            return;
        };
        let colour = pens.cx.session.looks().colour(mark.annotator, mark.annotation);
        let colour = pens.cx.theme.stroke_of(colour);
        let [start, end] = ends(self, rows);
        let bar = |x: f32, words: Rangef| {
            let y = words.expand(1.5);
            pens.painter
                .vline(x, y, Stroke::new(2.0 * pens.cx.theme.thick, colour));
            y
        };
        if let Some((x, _, words)) = start {
            let y = bar(x, words);
            pens.painter.circle_filled(Pos2::new(x, y.min), 3.5, colour);
        }
        if let Some((x, _, words)) = end {
            let y = bar(x, words);
            pens.painter.circle_filled(Pos2::new(x, y.max), 3.5, colour);
        }
    }

    /// An end of the selected own label under the mouse.
    pub(super) fn edge_at(&self, at: Pos2, view: View) -> Option<(AnnotationId, Edge)> {
        let (mark, _) = self.selected_parts()?;
        let rows = Rows::new(self.layout.as_ref()?, view.place, view.visible);
        let [start, end] = ends(self, &rows);
        let near = |place: Option<(f32, Rangef, Rangef)>| {
            let (x, y, _) = place?;
            let away = (at.x - x).abs();
            (away <= HANDLE && y.contains(at.y)).then_some(away)
        };
        // Of two ends that are near, the one on whose side the mouse is; the end where both are the same.
        let edge = match (near(start), near(end)) {
            (Some(start), Some(end)) if start < end => Edge::Start,
            (_, Some(_)) => Edge::End,
            (Some(_), None) => Edge::Start,
            (None, None) => return None,
        };
        Some((mark.annotation.id.clone(), edge))
    }
}
