//! The lines of labels in their styles: a second sign beside the colour. The text and the legend draw them alike. Knows no label.

use crate::session::LineStyle;

/// Lengths of a piece and of the gap behind it, in points.
const DASH: (f32, f32) = (5.0, 3.0);
const DOT: (f32, f32) = (2.0, 2.0);

/// The strokes that make up a line over `x` (from, to): each with its own (from, to), its top and its thickness. All in points; `y` is
/// top and thickness of a solid line.
pub fn strokes(style: LineStyle, x: (f32, f32), y: (f32, f32), mut stroke: impl FnMut((f32, f32), f32, f32)) {
    let (top, thick) = y;
    match style {
        LineStyle::Dashed => pieces(x, DASH, |x| stroke(x, top, thick)),
        LineStyle::Dotted => pieces(x, DOT, |x| stroke(x, top, thick)),
        LineStyle::Double => {
            let thin = (thick * 0.45).max(0.75);
            stroke(x, top - 0.5, thin);
            stroke(x, top + thick - thin + 0.5, thin);
        }
        LineStyle::Heavy => stroke(x, top - 0.5, thick + 1.0),
        LineStyle::Solid => stroke(x, top, thick),
    }
}

fn pieces(x: (f32, f32), (on, off): (f32, f32), mut piece: impl FnMut((f32, f32))) {
    let mut from = x.0;
    while from < x.1 {
        piece((from, (from + on).min(x.1)));
        from += on + off;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_lines_end_where_the_words_end() {
        let drawn = |style| {
            let mut all = Vec::new();
            strokes(style, (10.0, 20.0), (0.0, 2.0), |x, _, _| all.push(x));
            all
        };
        assert_eq!(drawn(LineStyle::Dashed), [(10.0, 15.0), (18.0, 20.0)]);
        assert_eq!(
            drawn(LineStyle::Dotted),
            [(10.0, 12.0), (14.0, 16.0), (18.0, 20.0)]
        );
        assert_eq!(drawn(LineStyle::Double).len(), 2);
        assert_eq!(drawn(LineStyle::Solid), [(10.0, 20.0)]);
    }
}
