//! Draws the words in view with all that lies behind and over them, in order. What labels look like is told by `label_lines`, `names`,
//! `gutter`, `links`.

use super::inks::Inks;
use super::names::Names;
use super::rows::Rows;
use super::scene::{Rects, Scene};
use super::strip::Strip;
use super::{Place, TextView};
use crate::ui::cx::Cx;
use egui::{Painter, Pos2, Rect, Stroke, StrokeKind, Ui, Vec2};

/// Height of a lane of lines, in points.
pub(super) const LANE: f32 = 4.0;

type Visible<'a> = &'a [(usize, f32)];

/// What drawing keeps from frame to frame.
#[derive(Default)]
pub(super) struct Drawing {
    /// What can be clicked beside the words, as drawn in the last frame.
    pub names: Names,
    inks: Inks,
    pub strip: Strip,
}

/// What all that draws needs.
pub(super) struct Pens<'a> {
    pub cx: &'a Cx<'a>,
    pub painter: Painter,
    pub place: Place,
}

impl TextView {
    pub(super) fn paint(&mut self, cx: &Cx, ui: &mut Ui, place: Place, visible: Visible) {
        let mut inks = std::mem::take(&mut self.drawing.inks);
        inks.set_theme(cx.theme);
        let mut names = Names::default();
        if let Some(layout) = &self.layout {
            let scene = self.scene(cx, Rows::new(layout, place, visible), &mut inks);
            let pens = Pens {
                cx,
                painter: ui.painter_at(place.view),
                place,
            };
            self.paint_tints(&pens, &scene);
            paint_hits(&pens, &scene.rows);
            paint_place(&pens, &scene.rows);
            paint_selection(&pens, &scene.rows);
            self.paint_words(&pens, visible);
            self.paint_lines(&pens, &scene);
            self.paint_gutter(&pens, &scene, &mut names);
            self.paint_names(&pens, &scene, &mut names);
            self.paint_handles(&pens, &scene.rows);
            if ui.memory(|memory| memory.has_focus(super::text_id())) {
                paint_caret(&pens, &scene.rows);
            }
            self.paint_links(&pens, &scene, &mut names);
            self.paint_badges(&pens, &scene.rows);
        }
        self.drawing.names = names;
        self.drawing.inks = inks;
        self.tooltip(cx, ui);
        if self.marks.is_filling() {
            ui.ctx().request_repaint();
        }
    }

    fn paint_tints(&self, pens: &Pens, scene: &Scene) {
        let mut fill = Rects::new(&pens.painter);
        for drawn in &scene.drawn {
            let plain = drawn.passes && drawn.mark.own && !drawn.is_beside();
            // One beside the text may fill the page: the light tint is enough.
            let colour = match (drawn.is_bright(), plain || drawn.is_beside()) {
                (true, _) if !drawn.is_beside() => drawn.ink.strong,
                (_, true) => drawn.ink.tint,
                (_, false) => continue,
            };
            for (_, rect) in scene.rects(drawn) {
                fill.add(*rect, colour);
            }
        }
        fill.paint(&pens.painter);
    }

    fn paint_words(&self, pens: &Pens, visible: Visible) {
        let Some(layout) = &self.layout else { return };
        for (index, top) in visible {
            let Some(chunk) = layout.ready(*index) else {
                continue;
            };
            for piece in &chunk.pieces {
                pens.painter.galley(
                    Pos2::new(pens.place.left, *top) + piece.at,
                    piece.galley.clone(),
                    pens.cx.theme.ink,
                );
            }
        }
    }
}

/// What was searched, outlined; the current hit stronger.
fn paint_hits(pens: &Pens, rows: &Rows) {
    let find = &pens.cx.session.view.find;
    let (from, to) = rows.bytes();
    let first = find.hits.partition_point(|hit| hit.end() <= from);
    let theme = pens.cx.theme;
    for (nth, hit) in find.hits.iter().enumerate().skip(first) {
        if hit.start() >= to {
            break;
        }
        let current = find.current == Some(nth);
        let fill = if current { theme.found_now() } else { theme.found() };
        let stroke = Stroke::new(if current { 2.0 } else { 1.0 } * theme.thick, theme.warning);
        rows.each_rect(*hit, |_, rect| {
            let rect = rect.expand2(Vec2::new(1.0, 0.0));
            pens.painter.rect(rect, 2.0, fill, stroke, StrokeKind::Inside);
        });
    }
}

/// The place under review, framed.
fn paint_place(pens: &Pens, rows: &Rows) {
    let review = pens.cx.session.view.review.as_ref();
    let Some(current) = review.and_then(|review| review.place()) else {
        return;
    };
    let stroke = Stroke::new(1.5 * pens.cx.theme.thick, pens.cx.theme.accent);
    for span in current.at.iter() {
        rows.each_rect(span, |row, rect| {
            let y = rows.all.get(row).map_or(rect.y_range(), |row| row.y);
            let frame = Rect::from_x_y_ranges(rect.x_range(), y).expand2(Vec2::new(3.0, -1.0));
            pens.painter.rect_stroke(frame, 5.0, stroke, StrokeKind::Outside);
        });
    }
}

fn paint_selection(pens: &Pens, rows: &Rows) {
    let session = pens.cx.session;
    let Some((_, text)) = session.document() else {
        return;
    };
    let Some(span) = session.view.selection.span(text) else {
        return;
    };
    let mut fill = Rects::new(&pens.painter);
    rows.each_rect(span, |row, rect| {
        // As high as the line, and as far down as its words.
        let y = rows.all.get(row).map_or(rect.y_range(), |row| row.y);
        let down = rect.center().y - y.center();
        let rect = Rect::from_x_y_ranges(rect.x_range(), y).translate(Vec2::new(0.0, down.round()));
        fill.add(rect, pens.cx.theme.selection);
    });
    fill.paint(&pens.painter);
}

fn paint_caret(pens: &Pens, rows: &Rows) {
    let head = pens.cx.session.view.selection.head;
    // At the end of a line no character follows in it.
    let at = rows.all.partition_point(|row| row.line.start <= head);
    let Some(row) = at.checked_sub(1).and_then(|at| rows.all.get(at)) else {
        return;
    };
    if head > row.line.end {
        return;
    }
    let selection = pens.cx.session.view.selection;
    let x = if selection.head > selection.anchor {
        row.line.x_behind(head)
    } else {
        row.line.x(head)
    };
    let x = pens.place.left + x;
    let (up, down) = (row.words.min - 1.0, row.words.max + 2.0);
    pens.painter.line_segment(
        [Pos2::new(x, up), Pos2::new(x, down)],
        Stroke::new(2.0 * pens.cx.theme.thick, pens.cx.theme.accent),
    );
}
