//! Draws the words in view with their labels: one's own tinted and underlined, a teammate's with a line above.

use super::{Place, TextView, marks::Mark, marks::Style};
use crate::model::{AnnotationId, PersonId};
use crate::session::LabelNames;
use crate::text::Span;
use crate::ui::cx::Cx;
use egui::{Color32, FontId, Pos2, Rect, Stroke, Ui, Vec2};

/// Height of a lane of lines, in points.
pub(super) const LANE: f32 = 2.8;
/// Lanes drawn; deeper ones share the last.
pub(super) const MOST_LANES: u16 = 4;
const LINE: f32 = 1.8;
/// Seconds the mouse rests on a label before its facts are shown.
const TIP_DELAY: f64 = 0.5;

type Visible<'a> = &'a [(usize, f32)];

impl TextView {
    pub(super) fn visible_range(&self, visible: Visible) -> (u32, u32) {
        let line = |index: usize, last: bool| {
            let lines = &self.layout.as_ref()?.ready(index)?.lines;
            if last {
                lines.last().map(|l| l.end)
            } else {
                lines.first().map(|l| l.start)
            }
        };
        let from = visible
            .first()
            .and_then(|(index, _)| line(*index, false))
            .unwrap_or(0);
        let to = visible
            .last()
            .and_then(|(index, _)| line(*index, true))
            .unwrap_or(from);
        (from, to)
    }

    pub(super) fn is_selected(&self, mark: &Mark) -> bool {
        self.selected
            .as_ref()
            .is_some_and(|(person, id)| mark.is(person, id))
    }

    pub(super) fn is_hovered(&self, mark: &Mark) -> bool {
        self.pointer
            .hovered
            .as_ref()
            .is_some_and(|(person, id)| mark.is(person, id))
    }

    pub(super) fn paint(&mut self, cx: &Cx, ui: &mut Ui, place: Place, visible: Visible) {
        let range = self.visible_range(visible);
        let mut marks: Vec<&Mark> = self.marks.within(range.0, range.1).collect();
        // The longest first, so that the innermost tint lies on top.
        marks.sort_by_key(|mark| std::cmp::Reverse(mark.annotation.fragments.covered()));
        self.paint_tints(cx, ui, (place, visible), &marks);
        self.paint_place(cx, ui, place, visible);
        self.paint_selection(cx, ui, place, visible);
        let painter = ui.painter_at(place.view);
        for (index, top) in visible {
            if let Some(chunk) = self.layout.as_ref().and_then(|layout| layout.ready(*index)) {
                for piece in &chunk.pieces {
                    painter.galley_with_override_text_color(
                        Pos2::new(place.left, *top) + piece.at,
                        piece.galley.clone(),
                        cx.theme.ink,
                    );
                }
            }
        }
        for mark in &marks {
            self.paint_lines(cx, ui, (place, visible), mark);
        }
        self.paint_gutter(cx, ui, place, visible);
        let names = self.paint_names(cx, ui, place, visible);
        self.paint_handles(cx, ui, place, visible);
        self.paint_caret(cx, ui, place, visible);
        self.paint_links(cx, ui, place, visible);
        self.paint_badges(cx, ui, place, visible);
        self.tooltip(cx, ui);
        self.names = names;
    }

    fn fragments<'a>(&'a self, mark: &'a Mark) -> impl Iterator<Item = Span> + 'a {
        let preview = self
            .pointer
            .preview
            .as_ref()
            .filter(|(id, _)| mark.own && mark.annotation.id == *id);
        let fragments = preview.map_or(&mark.annotation.fragments, |(_, fragments)| fragments);
        fragments.iter()
    }

    fn paint_tints(&self, cx: &Cx, ui: &Ui, view: (Place, Visible), marks: &[&Mark]) {
        let painter = ui.painter_at(view.0.view);
        for mark in marks {
            let bright = self.is_selected(mark) || self.is_hovered(mark) && mark.style == Style::Words;
            let plain = mark.own && mark.style == Style::Words;
            if !plain && !bright {
                continue;
            }
            let colour = if bright {
                cx.theme.tint_strong(mark.colour)
            } else {
                cx.theme.tint(mark.colour)
            };
            for span in self.fragments(mark) {
                for spot in self.spots(span, view.0, view.1) {
                    painter.rect_filled(spot.words, 2.0, colour);
                }
            }
        }
    }

    /// The place under review, framed.
    fn paint_place(&self, cx: &Cx, ui: &Ui, place: Place, visible: Visible) {
        let Some(current) = cx.session.view.review.as_ref().and_then(|review| review.place()) else {
            return;
        };
        let painter = ui.painter_at(place.view);
        for span in current.at.iter() {
            for spot in self.spots(span, place, visible) {
                painter.rect_stroke(
                    spot.line.expand2(Vec2::new(3.0, -1.0)),
                    5.0,
                    Stroke::new(1.5, cx.theme.accent),
                    egui::StrokeKind::Outside,
                );
            }
        }
    }

    fn paint_selection(&self, cx: &Cx, ui: &Ui, place: Place, visible: Visible) {
        let Some((_, text)) = cx.session.document() else {
            return;
        };
        let Some(span) = cx.session.view.selection.span(text) else {
            return;
        };
        let painter = ui.painter_at(place.view);
        for spot in self.spots(span, place, visible) {
            // As high as the line, and as far down as its words.
            let down = Vec2::new(0.0, (spot.words.center().y - spot.line.center().y).round());
            painter.rect_filled(spot.line.translate(down), 0.0, cx.theme.selection);
        }
    }

    /// The line of a mark: under the words for one's own, above for a teammate's; broken where there is doubt.
    fn paint_lines(&self, cx: &Cx, ui: &Ui, view: (Place, Visible), mark: &Mark) {
        if mark.style != Style::Words {
            return;
        }
        let painter = ui.painter_at(view.0.view);
        let colour = cx.theme.stroke_of(mark.colour);
        let lane = f32::from(mark.lane.min(MOST_LANES - 1)) * LANE;
        let thick = if self.is_selected(mark) { LINE + 1.0 } else { LINE };
        let mut ends: Vec<Rect> = Vec::new();
        for span in self.fragments(mark) {
            for spot in self.spots(span, view.0, view.1) {
                let rect = spot.words;
                let y = if mark.own {
                    rect.bottom() + 1.0 + lane
                } else {
                    rect.top() - 2.0 - lane
                };
                let line = [Pos2::new(rect.left() + 0.5, y), Pos2::new(rect.right() - 0.5, y)];
                let stroke = Stroke::new(thick, colour);
                if mark.annotation.doubt {
                    painter.extend(egui::Shape::dashed_line(&line, stroke, 4.0, 3.0));
                } else {
                    painter.line_segment(line, stroke);
                }
                ends.push(Rect::from_center_size(
                    Pos2::new(rect.right(), y),
                    Vec2::splat(1.0),
                ));
                ends.push(Rect::from_center_size(
                    Pos2::new(rect.left(), y),
                    Vec2::splat(1.0),
                ));
            }
        }
        if !mark.own
            && let Some(first) = ends.get(1)
        {
            // The person's colour at the start: whose label it is.
            painter.circle_filled(first.center(), 2.6, cx.theme.stroke_of(mark.person_colour));
        }
        self.paint_joints(ui, view, mark, colour);
    }

    /// A thin dotted line between the parts of a discontinuous label.
    fn paint_joints(&self, ui: &Ui, view: (Place, Visible), mark: &Mark, colour: Color32) {
        let fragments: Vec<Span> = self.fragments(mark).collect();
        let painter = ui.painter_at(view.0.view);
        for pair in fragments.windows(2) {
            let [a, b] = pair else { continue };
            let from = self.spots(*a, view.0, view.1).last().map(|spot| spot.words);
            let to = self.spots(*b, view.0, view.1).first().map(|spot| spot.words);
            if let (Some(from), Some(to)) = (from, to)
                && (from.center().y - to.center().y).abs() < 1.0
            {
                let y = from.bottom() + 1.0 + f32::from(mark.lane.min(MOST_LANES - 1)) * LANE;
                let line = [Pos2::new(from.right(), y), Pos2::new(to.left(), y)];
                painter.extend(egui::Shape::dotted_line(&line, colour, 3.5, 0.8));
            }
        }
    }

    /// Names of the labels that start in a line, right of it.
    fn paint_names(
        &self,
        cx: &Cx,
        ui: &Ui,
        place: Place,
        visible: Visible,
    ) -> Vec<(Rect, PersonId, AnnotationId)> {
        let mut names = Vec::new();
        let settings = &cx.session.settings;
        if settings.label_names != LabelNames::Margin || place.names <= 0.0 {
            return names;
        }
        let Some(layout) = &self.layout else {
            return names;
        };
        for (index, top) in visible {
            let Some(chunk) = layout.ready(*index) else {
                continue;
            };
            for line in &chunk.lines {
                let starting: Vec<&Mark> = self
                    .marks
                    .within(line.start, line.end)
                    .filter(|mark| mark.hull.start() >= line.start && mark.hull.start() < line.end)
                    .collect();
                if !starting.is_empty() {
                    let y = top + line.top + chunk.spacing.line / 2.0 + chunk.spacing.shift;
                    self.paint_line_names((cx, ui), (place, y), &starting, &mut names);
                }
            }
        }
        names
    }

    fn paint_line_names(
        &self,
        screen: (&Cx, &Ui),
        at: (Place, f32),
        marks: &[&Mark],
        names: &mut Vec<(Rect, PersonId, AnnotationId)>,
    ) {
        let (cx, ui) = screen;
        let (place, y) = at;
        let left = place.left + place.width + 14.0;
        let right = left + place.names - 10.0;
        let painter = ui.painter_at(Rect::from_min_max(
            Pos2::new(left, place.view.top()),
            Pos2::new(right, place.view.bottom()),
        ));
        let font = FontId::proportional(11.0);
        let mut x = left;
        for (done, mark) in marks.iter().enumerate() {
            let bright = self.is_selected(mark) || self.is_hovered(mark);
            let mut ink = cx.theme.name_of(mark.colour);
            if !bright && self.selected.is_some() {
                ink = cx.theme.ink_faint;
            }
            let who = cx
                .session
                .project()
                .map_or("", |p| p.person_name(&mark.annotator))
                .chars()
                .next();
            let name = match who.filter(|_| !mark.own) {
                Some(letter) => format!("{letter}·{}", mark.name),
                None => mark.name.clone(),
            };
            let galley = painter.layout_no_wrap(name, font.clone(), ink);
            let left_over = marks.len() - done;
            if x + galley.size().x > right - 22.0 && left_over > 1 || x + galley.size().x > right {
                let more = painter.layout_no_wrap(format!("+{left_over}"), font.clone(), cx.theme.ink_faint);
                painter.galley(Pos2::new(x, y - more.size().y / 2.0), more, cx.theme.ink_faint);
                break;
            }
            let width = galley.size().x;
            let height = galley.size().y;
            let at = Pos2::new(x, y - height / 2.0);
            painter.galley(at, galley, ink);
            let rect = Rect::from_min_size(at, Vec2::new(width, height)).expand(3.0);
            names.push((rect, mark.annotator.clone(), mark.annotation.id.clone()));
            if bright {
                let base = y + height / 2.0;
                painter.line_segment(
                    [Pos2::new(x, base), Pos2::new(x + width, base)],
                    Stroke::new(1.0, ink),
                );
            }
            x += width + 9.0;
        }
    }

    /// Grips at both ends of the selected own label.
    fn paint_handles(&self, cx: &Cx, ui: &Ui, place: Place, visible: Visible) {
        let Some(mark) = self
            .marks
            .list
            .iter()
            .find(|mark| mark.own && self.is_selected(mark))
        else {
            return;
        };
        let painter = ui.painter_at(place.view);
        let colour = cx.theme.stroke_of(mark.colour);
        let spans: Vec<Span> = self.fragments(mark).collect();
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else {
            return;
        };
        let (starts, ends) = (
            self.spots(*first, place, visible),
            self.spots(*last, place, visible),
        );
        let grip = |x: f32, rect: Rect, up: bool| {
            let (top, bottom) = (rect.top(), rect.bottom());
            painter.line_segment(
                [Pos2::new(x, top - 1.0), Pos2::new(x, bottom + 2.0)],
                Stroke::new(2.0, colour),
            );
            painter.circle_filled(
                Pos2::new(x, if up { top - 1.0 } else { bottom + 2.0 }),
                3.5,
                colour,
            );
        };
        if let Some(spot) = starts.first() {
            grip(spot.words.left(), spot.words, true);
        }
        if let Some(spot) = ends.last() {
            grip(spot.words.right(), spot.words, false);
        }
    }

    fn paint_caret(&self, cx: &Cx, ui: &Ui, place: Place, visible: Visible) {
        if !ui.memory(|memory| memory.has_focus(super::text_id())) {
            return;
        }
        let head = cx.session.view.selection.head;
        let Some(layout) = &self.layout else { return };
        let index = layout.chunk_from_byte(head);
        let Some((_, top)) = visible.iter().find(|(i, _)| *i == index) else {
            return;
        };
        let Some(chunk) = layout.ready(index) else { return };
        let Some(line) = chunk.lines.iter().rev().find(|l| l.start <= head) else {
            return;
        };
        let x = place.left + line.x(head);
        let size = layout.metrics().size;
        let middle = top + line.top + chunk.spacing.line / 2.0 + chunk.spacing.shift;
        let (up, down) = (middle - size * 0.64, middle + size * 0.62);
        let painter = ui.painter_at(place.view);
        painter.line_segment(
            [Pos2::new(x, up - 1.0), Pos2::new(x, down + 2.0)],
            Stroke::new(2.0, cx.theme.accent),
        );
    }

    /// Label, author, attributes of what the mouse is over.
    fn tooltip(&self, cx: &Cx, ui: &Ui) {
        let (Some((person, id)), Some(project)) = (&self.pointer.hovered, cx.session.project()) else {
            return;
        };
        let Some(mark) = self.marks.list.iter().find(|mark| mark.is(person, id)) else {
            return;
        };
        // The inspector tells all about the selected label; its words stay free.
        if self.is_selected(mark) || self.pointer.list.is_some() || ui.input(|i| i.pointer.any_down()) {
            return;
        }
        // The eye that only passes over the text is left alone.
        let wait = self.pointer.hovered_since + TIP_DELAY - ui.input(|i| i.time);
        if wait > 0.0 {
            if wait.is_finite() {
                ui.ctx().request_repaint_after_secs(wait as f32);
            }
            return;
        }
        egui::Tooltip::always_open(
            ui.ctx().clone(),
            ui.layer_id(),
            super::text_id().with("tip"),
            egui::PopupAnchor::Pointer,
        )
        .gap(14.0)
        .show(|ui| {
            ui.set_max_width(320.0);
            ui.horizontal(|ui| {
                crate::ui::widgets::swatch_ui(ui, cx.theme, mark.colour);
                ui.label(egui::RichText::new(&mark.name).font(crate::ui::theme::strong(13.0)));
                ui.label(egui::RichText::new(project.person_name(person)).color(cx.theme.ink_weak));
            });
            for (key, value) in mark.annotation.attributes.iter() {
                let name = project
                    .codebook()
                    .attribute(key.as_str())
                    .map_or(key.as_str(), |a| a.name.as_str());
                let words = crate::ui::widgets::value_text(project, value);
                ui.label(egui::RichText::new(format!("{name}: {words}")).size(12.0));
            }
            if mark.annotation.doubt {
                ui.label(egui::RichText::new("Not sure").size(12.0).color(cx.theme.warning));
            }
            if !mark.annotation.note.is_empty() {
                ui.label(egui::RichText::new(&mark.annotation.note).size(12.0).italics());
            }
        });
    }
}
