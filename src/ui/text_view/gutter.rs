//! The margin left of the words: a bar for each label that stands beside the text, and the numbers of paragraphs.

use super::TextView;
use super::names::Names;
use super::paint::Pens;
use super::rows::Rows;
use super::scene::{Drawn, Scene};
use crate::ui::cx::Cx;
use egui::{Align2, CornerRadius, FontId, Pos2, Rangef, Rect, Stroke, StrokeKind, Vec2};

/// Points a lane of the gutter takes.
const LANE: f32 = 7.0;
const BAR: f32 = 4.0;
/// Bars in deeper lanes are counted at the top.
const MOST: u16 = 6;
/// Between the words and the first bar.
const GAP: f32 = 12.0;
const NUMBER_SIZE: f32 = 10.5;
/// Width of a digit of that size.
const DIGIT: f32 = 6.6;

/// Width of the bars, in points. Lanes come in pairs, so that the words seldom move when one is added.
fn bars_width(lanes: u16) -> f32 {
    f32::from(lanes.clamp(1, MOST).next_multiple_of(2)) * LANE
}

fn numbers_width(cx: &Cx) -> f32 {
    match cx.session.document() {
        Some((_, text)) if cx.session.settings.paragraph_numbers => {
            (text.line_count().max(100).ilog10() + 1) as f32 * DIGIT + 8.0
        }
        _ => 0.0,
    }
}

/// Width of the margin left of the words, in points.
pub(super) fn width(lanes: u16, cx: &Cx) -> f32 {
    bars_width(lanes) + GAP + numbers_width(cx)
}

/// The bar of a label; None where it is not in view or too deep.
fn bar(rows: &Rows, left: f32, drawn: &Drawn) -> Option<Rect> {
    let range = rows.range(drawn.mark.hull);
    let (first, last) = (
        rows.all.get(range.start)?,
        rows.all.get(range.end.checked_sub(1)?)?,
    );
    let x = left - GAP - (f32::from(drawn.mark.lane) + 1.0) * LANE;
    let (top, bottom) = (first.y.min + 3.0, last.y.max - 3.0);
    (drawn.mark.lane < MOST && top < bottom)
        .then(|| Rect::from_x_y_ranges(Rangef::new(x, x + BAR), Rangef::new(top, bottom)))
}

impl TextView {
    pub(super) fn paint_gutter(&self, pens: &Pens, scene: &Scene, names: &mut Names) {
        let (theme, left) = (pens.cx.theme, pens.place.left);
        let mut hidden = 0_u32;
        for drawn in &scene.beside {
            let Some(bar) = bar(&scene.rows, left, drawn) else {
                hidden += u32::from(drawn.mark.lane >= MOST);
                continue;
            };
            names.add(bar.expand2(Vec2::new(2.5, 2.0)).intersect(pens.place.view), drawn);
            let colour = if drawn.passes { drawn.ink.line } else { theme.line };
            let shown = match (drawn.passes, drawn.is_bright()) {
                (true, true) => bar.expand(1.0),
                (true, false) => bar,
                (false, _) => bar.shrink2(Vec2::new(1.4, 0.0)),
            };
            if drawn.mark.own || !drawn.passes {
                pens.painter.rect_filled(shown, CornerRadius::same(2), colour);
            } else {
                // A teammate's bar is hollow: told apart without colour too.
                let stroke = Stroke::new(1.4 * theme.thick, colour);
                pens.painter.rect_stroke(shown, 2.0, stroke, StrokeKind::Inside);
            }
        }
        if hidden > 0 {
            let at = Pos2::new(left - GAP - bars_width(MOST) - 2.0, pens.place.view.top() + 3.0);
            let font = FontId::proportional(NUMBER_SIZE);
            let count = pens
                .painter
                .layout_no_wrap(format!("+{hidden}"), font, theme.ink_weak);
            let rect = Rect::from_min_size(at, count.size());
            // Bars that come from above would run through it.
            pens.painter.rect_filled(rect.expand(2.0), 2.0, theme.page);
            pens.painter.galley(at, count, theme.ink_weak);
            names.add_more(rect.expand(3.0), hidden as usize, scene.rows.bytes());
        }
        if pens.cx.session.settings.paragraph_numbers {
            self.paint_numbers(pens, &scene.rows);
        }
    }

    /// The number of each paragraph beside its first line; blank lines have none.
    fn paint_numbers(&self, pens: &Pens, rows: &Rows) {
        let Some((_, text)) = pens.cx.session.document() else {
            return;
        };
        let x = pens.place.left - GAP - bars_width(self.marks.gutter_lanes) - 4.0;
        let font = FontId::proportional(NUMBER_SIZE);
        for row in rows.all.iter().filter(|row| row.line.start < row.line.end) {
            let line = text.line_from_byte(row.line.start);
            if text
                .line_span(line)
                .is_some_and(|span| span.start() == row.line.start)
            {
                pens.painter.text(
                    Pos2::new(x, row.words.center()),
                    Align2::RIGHT_CENTER,
                    text.paragraph_from_line(line) + 1,
                    font.clone(),
                    pens.cx.theme.ink_faint,
                );
            }
        }
    }
}
