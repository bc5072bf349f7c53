//! The lines of labels in their styles: a second sign beside the colour. The text and the legend draw them alike.

use crate::session::LineStyle;
use egui::{Mesh, Painter, Pos2, Rangef, Rect, Shape, Stroke};

/// Draws a label's line over `x` with its middle at `y`. `stroke` is that of a solid line; no style is higher than twice its width.
pub fn label_line(painter: &Painter, x: Rangef, y: f32, style: LineStyle, stroke: Stroke) {
    let Stroke { width, color } = stroke;
    match style {
        LineStyle::Solid => _ = painter.hline(x, y, stroke),
        LineStyle::Heavy => _ = painter.hline(x, y, Stroke::new(width * 1.9, color)),
        LineStyle::Double => {
            for off in [-0.65, 0.65] {
                painter.hline(x, y + off * width, Stroke::new(width * 0.6, color));
            }
        }
        LineStyle::Dotted => pieces(painter, x, y, (width * 1.1, width * 1.3), stroke),
        LineStyle::Dashed => pieces(painter, x, y, (width * 2.6, width * 1.7), stroke),
    }
}

/// Pieces and gaps of the given lengths as one mesh: a long dotted line costs no more shapes than a solid one.
fn pieces(painter: &Painter, x: Rangef, y: f32, (piece, gap): (f32, f32), stroke: Stroke) {
    let clip = painter.clip_rect();
    let step = (piece + gap).max(1.0);
    // Long lines run far out of view.
    let skipped = ((clip.left() - x.min) / step).floor().max(0.0) * step;
    let end = x.max.min(clip.right());
    let mut mesh = Mesh::default();
    let mut left = x.min + skipped;
    while left < end {
        let right = (left + piece).min(x.max);
        let half = stroke.width * 0.5;
        let rect = Rect::from_min_max(Pos2::new(left, y - half), Pos2::new(right, y + half));
        mesh.add_colored_rect(rect, stroke.color);
        left += step;
    }
    painter.add(Shape::mesh(mesh));
}
