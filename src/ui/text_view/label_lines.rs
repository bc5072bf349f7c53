//! The lines of labels: under the words one's own, over them a teammate's, in lanes where they overlap. The style of a line tells
//! the label's family and doubt without colour.

use super::TextView;
use super::paint::{LANE, Pens};
use super::scene::{Drawn, Rects, Scene};
use crate::ui::line_styles::strokes;
use egui::{Pos2, Rect};

/// Thickness of a line, in points.
const LINE: f32 = 2.0;

/// Top of a label's line at words, in points.
pub(super) fn line_top(drawn: &Drawn, words: Rect) -> f32 {
    let lane = f32::from(drawn.mark.lane) * LANE;
    if drawn.mark.own {
        words.bottom() + 1.0 + lane
    } else {
        words.top() - 1.0 - LINE - lane
    }
}

impl TextView {
    pub(super) fn paint_lines(&self, pens: &Pens, scene: &Scene) {
        let theme = pens.cx.theme;
        let mut lines = Rects::new(&pens.painter);
        let mut starts = Vec::new();
        let at_words = |drawn: &&Drawn| !drawn.is_beside() && !drawn.is_too_deep();
        for drawn in scene.drawn.iter().filter(at_words) {
            let rects = scene.rects(drawn);
            let thick = if drawn.selected { LINE + 1.0 } else { LINE } * theme.thick;
            for (_, rect) in rects {
                let top = line_top(drawn, *rect);
                let x = (rect.left() + 0.5, rect.right() - 0.5);
                if drawn.passes {
                    strokes(drawn.style, x, (top, thick), |x, top, thick| {
                        lines.line(x, top, thick, drawn.ink.line);
                    });
                } else {
                    lines.line(x, top + LINE / 2.0, 1.0, theme.line);
                }
            }
            joints(&mut lines, drawn, rects);
            if !drawn.mark.own && drawn.passes {
                starts.push(drawn);
            }
        }
        lines.paint(&pens.painter);
        self.paint_starts(pens, scene, &starts);
    }

    /// The person's colour where a teammate's label starts: whose it is.
    fn paint_starts(&self, pens: &Pens, scene: &Scene, starts: &[&Drawn]) {
        let Some(project) = pens.cx.session.project() else {
            return;
        };
        for drawn in starts {
            let Some((at, row)) = drawn
                .fragments
                .first()
                .and_then(|first| scene.rows.start_of(first))
            else {
                continue;
            };
            let Some((_, words)) = scene.rects(drawn).iter().find(|(other, _)| *other == row) else {
                continue;
            };
            let person = project.person(drawn.mark.annotator.as_str());
            let colour = pens
                .cx
                .theme
                .stroke_of(person.map(|p| p.colour).unwrap_or_default());
            let y = line_top(drawn, *words) + LINE / 2.0;
            pens.painter.circle_filled(Pos2::new(at.x, y), 2.6, colour);
        }
    }
}

/// Dots between the parts of a discontinuous label that stand in one row.
fn joints(lines: &mut Rects, drawn: &Drawn, rects: &[(usize, Rect)]) {
    if drawn.fragments.len() < 2 {
        return;
    }
    for pair in rects.windows(2) {
        let [(row, a), (other, b)] = pair else { continue };
        if row != other {
            continue;
        }
        let (from, to) = if a.left() < b.left() {
            (a.right(), b.left())
        } else {
            (b.right(), a.left())
        };
        let mut x = from + 2.0;
        while x < to - 1.0 {
            lines.line((x, x + 1.5), line_top(drawn, *a) + 0.5, 1.0, drawn.ink.line);
            x += 4.0;
        }
    }
}
