//! Links of the selected label, and faintly of the hovered one. Lines run in the gaps between rows and along the margin, not across
//! words: a bracket over the row where both ends stand in one, else along the nearer margin. An end out of view is a chip at the
//! window's edge with its words.

use super::TextView;
use super::names::Names;
use super::paint::Pens;
use super::rows::Rows;
use super::scene::Scene;
use crate::model::{Annotation, AnnotationId, LayerKey, Link, PersonId};
use crate::session::LabelNames;
use crate::ui::{theme, widgets};
use egui::{Align2, Color32, FontId, Galley, Pos2, Rect, Shape, Stroke, Vec2};
use std::sync::Arc;

const NAME_SIZE: f32 = 10.5;
/// Between lines that run side by side, in points.
const FAN: f32 = 3.0;
const ARROW: f32 = 5.0;

/// Where an end of a link is.
enum End {
    /// The row and the part of the row that the label takes.
    Row {
        row: usize,
        from: f32,
        to: f32,
    },
    Above,
    Below,
}

/// A link of a label that several may leave.
struct Way {
    from: End,
    to: End,
    /// Which of the label's links it is.
    nth: usize,
}

struct Look {
    colour: Color32,
    name: Option<String>,
    thick: f32,
}

/// The links of a frame. Names are drawn once all lines are: so that no line crosses a name, and no name another.
struct Drawing<'a> {
    pens: &'a Pens<'a>,
    scene: &'a Scene<'a>,
    /// What can be clicked.
    names: &'a mut Names,
    /// Chips at the upper and the lower edge, so far.
    above: usize,
    below: usize,
    /// Names of links and where they would stand.
    signs: Vec<(Rect, Arc<Galley>, Color32)>,
}

impl Drawing<'_> {
    /// A chip at the edge of the window for an end out of view, with its words.
    fn paint_end(&mut self, words: &str, up: bool, x: f32, look: &Look) -> Rect {
        let (theme, view, painter) = (self.pens.cx.theme, self.pens.place.view, &self.pens.painter);
        let (arrow, count) = if up {
            ("↑", &mut self.above)
        } else {
            ("↓", &mut self.below)
        };
        let galley =
            painter.layout_no_wrap(format!("{arrow} {words}"), FontId::proportional(11.0), theme.ink);
        let size = galley.size() + Vec2::new(12.0, 6.0);
        let down = *count as f32 * (size.y + 3.0) + 4.0;
        *count += 1;
        let y = if up {
            view.top() + down
        } else {
            view.bottom() - down - size.y
        };
        let most = (view.right() - size.x - 4.0).max(view.left());
        let left = (x - size.x / 2.0).clamp(view.left() + 4.0, most.max(view.left() + 4.0));
        let rect = Rect::from_min_size(Pos2::new(left, y), size);
        let stroke = Stroke::new(look.thick, look.colour);
        painter.rect(rect, 5.0, theme.raised, stroke, egui::StrokeKind::Inside);
        painter.galley(rect.min + Vec2::new(6.0, 3.0), galley, theme.ink);
        rect
    }

    /// Draws the names; one that would lie on another moves behind it.
    fn finish(self) {
        let pens = self.pens;
        let mut taken: Vec<Rect> = Vec::new();
        for (mut rect, galley, colour) in self.signs {
            while let Some(other) = taken.iter().find(|other| other.intersects(rect)) {
                rect = rect.translate(Vec2::new(other.right() + 4.0 - rect.left(), 0.0));
            }
            taken.push(rect);
            pens.painter.rect_filled(rect, 3.0, pens.cx.theme.page);
            pens.painter
                .galley(rect.min + Vec2::new(3.0, 0.0), galley, colour);
        }
    }
}

impl TextView {
    pub(super) fn paint_links(&self, pens: &Pens, scene: &Scene, names: &mut Names) {
        let theme = pens.cx.theme;
        let selected = self.selected.as_ref();
        let hovered = self
            .pointer
            .hovered
            .as_ref()
            .filter(|label| Some(*label) != selected);
        let mut drawing = Drawing {
            pens,
            scene,
            names,
            above: 0,
            below: 0,
            signs: Vec::new(),
        };
        if let Some(label) = hovered {
            let look = |_: &Link| (theme.ink_faint.gamma_multiply(0.55), None);
            paint_links_of(&mut drawing, label, look);
        }
        if let Some(label) = selected {
            let book = pens.cx.session.project().map(|project| project.codebook());
            let look = |link: &Link| {
                let kind = book.and_then(|book| book.link_kind(link.kind.as_str()));
                let name = kind.map_or(link.kind.as_str(), |kind| kind.name.as_str());
                (theme.accent, Some(name.to_owned()))
            };
            paint_links_of(&mut drawing, label, look);
        }
        drawing.finish();
    }

    /// The letters that end a link which was begun.
    pub(super) fn paint_badges(&self, pens: &Pens, rows: &Rows) {
        let Some(linking) = &pens.cx.session.view.linking else {
            return;
        };
        let theme = pens.cx.theme;
        for (id, letter) in &linking.targets {
            let first = self
                .marks
                .find_own(id)
                .and_then(|mark| mark.annotation.fragments.first());
            let Some((at, row)) = first.and_then(|first| rows.start_of(first)) else {
                continue;
            };
            let top = rows.all.get(row).map_or(at.y, |row| row.y.min);
            let badge = Rect::from_center_size(Pos2::new(at.x + 2.0, top + 4.0), Vec2::splat(17.0));
            pens.painter.rect_filled(badge, 4.0, theme.accent);
            pens.painter.text(
                badge.center(),
                Align2::CENTER_CENTER,
                letter,
                theme::strong(12.0),
                theme.on_accent,
            );
        }
    }
}

/// The links of one label; `look` gives the colour of each, and its name where that is shown.
fn paint_links_of(
    drawing: &mut Drawing,
    of: &(PersonId, AnnotationId),
    look: impl Fn(&Link) -> (Color32, Option<String>),
) {
    let (pens, rows) = (drawing.pens, &drawing.scene.rows);
    let (person, id) = of;
    let (Some(project), Some(document)) = (pens.cx.session.project(), &pens.cx.session.view.document) else {
        return;
    };
    let Some(layer) = project.layer(&LayerKey::new(document.clone(), person.clone())) else {
        return;
    };
    for (nth, link) in layer.links_of(id).enumerate() {
        let ends = [&link.from, &link.to].map(|id| layer.annotation(id.as_str()));
        let [Some(first), Some(second)] = ends else {
            continue;
        };
        let [Some(from), Some(to)] = [first, second].map(|label| end_of(rows, label)) else {
            continue;
        };
        let way = Way { from, to, nth };
        let (colour, name) = look(link);
        let look = Look {
            thick: if name.is_some() { 1.5 } else { 1.0 } * pens.cx.theme.thick,
            colour,
            name,
        };
        let route = route(pens, rows, &way);
        paint_route(pens, &route, &look, matches!(way.to, End::Row { .. }));
        drawing.signs.extend(sign(pens, &route, &look));
        for (label, end) in [(first, &way.from), (second, &way.to)] {
            let up = match end {
                End::Row { .. } => continue,
                End::Above => true,
                End::Below => false,
            };
            let words = words_of(pens, label);
            let rect = drawing.paint_end(&words, up, rail(pens, &way), &look);
            let names = &mut drawing.names;
            names.labels.push((rect, person.clone(), label.id.clone()));
            let node = super::text_id().with((id.as_str(), link.id.as_str(), label.id.as_str()));
            names.told.push((rect, node, format!("Go to {words}")));
        }
    }
}

/// The first words of a label.
fn words_of(pens: &Pens, label: &Annotation) -> String {
    let Some((_, text)) = pens.cx.session.document() else {
        return String::new();
    };
    let first = label.fragments.first().map(|span| text.slice(span));
    let words: String = first.unwrap_or_default().chars().take(64).collect();
    widgets::shorten(&words, 32)
}

/// The first part of a label that is in view; else on which side it lies. None for a label of the whole document.
fn end_of(rows: &Rows, label: &Annotation) -> Option<End> {
    let mut found = None;
    for span in label.fragments.iter() {
        rows.each_rect(span, |row, rect| {
            found.get_or_insert((row, rect));
        });
        if let Some((row, rect)) = found {
            let (from, to) = (rect.left(), rect.right());
            return Some(End::Row { row, from, to });
        }
    }
    let above = label.fragments.first()?.start() < rows.bytes().0;
    Some(if above { End::Above } else { End::Below })
}

/// In the gap over a row, where lines may run. All links of a label leave it together and part at the margin.
fn gap(pens: &Pens, rows: &Rows, row: usize) -> f32 {
    let names = pens.cx.session.settings.label_names == LabelNames::Inline;
    rows.all.get(row).map_or(0.0, |row| {
        if names {
            // Names stand between here and the words.
            return row.y.min + 1.0;
        }
        let free = (row.words.min - row.y.min - 1.0).max(2.0);
        row.words.min - 1.0 - free * 0.6
    })
}

/// Where the line of an end goes up from its words.
fn foot(end: &End) -> Option<(usize, f32)> {
    match end {
        End::Row { row, from, to } => Some((*row, (from + 10.0).min((from + to) / 2.0))),
        End::Above | End::Below => None,
    }
}

/// The x of the line along a margin: the one that is nearer to both ends.
fn rail(pens: &Pens, way: &Way) -> f32 {
    let (left, right) = (pens.place.left, pens.place.left + pens.place.width);
    let feet = [foot(&way.from), foot(&way.to)];
    let (mut to_left, mut to_right) = (0.0, 0.0);
    for (_, x) in feet.into_iter().flatten() {
        to_left += x - left;
        to_right += right - x;
    }
    let fan = (way.nth % 4) as f32 * FAN;
    if to_left <= to_right {
        left - 5.0 - fan.min(6.0)
    } else {
        right + 4.0 + fan
    }
}

/// The corners of a link from its first end to its second, and which stretch has room for its name.
fn route(pens: &Pens, rows: &Rows, way: &Way) -> Vec<Pos2> {
    let words = |row: usize| rows.all.get(row).map_or(0.0, |row| row.words.min + 1.0);
    let feet = (foot(&way.from), foot(&way.to));
    if let (Some((a, from)), Some((b, to))) = feet
        && a == b
    {
        let y = gap(pens, rows, a);
        return vec![
            Pos2::new(from, words(a)),
            Pos2::new(from, y),
            Pos2::new(to, y),
            Pos2::new(to, words(b)),
        ];
    }
    let rail = rail(pens, way);
    let part = |end: &End, foot: Option<(usize, f32)>| match (foot, end) {
        (Some((row, x)), _) => {
            let y = gap(pens, rows, row);
            vec![Pos2::new(x, words(row)), Pos2::new(x, y), Pos2::new(rail, y)]
        }
        (None, End::Above) => vec![Pos2::new(rail, pens.place.view.top())],
        (None, _) => vec![Pos2::new(rail, pens.place.view.bottom())],
    };
    let mut route = part(&way.from, feet.0);
    route.extend(part(&way.to, feet.1).into_iter().rev());
    route
}

fn paint_route(pens: &Pens, route: &[Pos2], look: &Look, arrow: bool) {
    let stroke = Stroke::new(look.thick, look.colour);
    pens.painter.add(Shape::line(rounded(route), stroke));
    if let (true, Some(tip)) = (arrow, route.last()) {
        let side = Vec2::new(ARROW * 0.7, 0.0);
        let back = *tip - Vec2::new(0.0, ARROW);
        let head = vec![*tip, back + side, back - side];
        pens.painter
            .add(Shape::convex_polygon(head, look.colour, Stroke::NONE));
    }
}

/// The name of a link and where it would stand.
fn sign(pens: &Pens, route: &[Pos2], look: &Look) -> Option<(Rect, Arc<Galley>, Color32)> {
    let name = look.name.as_ref()?;
    let font = FontId::proportional(NAME_SIZE);
    let galley = pens.painter.layout_no_wrap(name.clone(), font, look.colour);
    let size = galley.size() + Vec2::new(6.0, 0.0);
    let middle = name_place(route, size)?;
    Some((Rect::from_center_size(middle, size), galley, look.colour))
}

/// On the level stretch next to the target, where links of one label are apart; else on the longest, else beside it.
fn name_place(route: &[Pos2], size: Vec2) -> Option<Pos2> {
    let width = |stretch: &(Pos2, Pos2)| (stretch.0.x - stretch.1.x).abs();
    let level: Vec<(Pos2, Pos2)> = route
        .windows(2)
        .filter_map(|pair| match pair {
            [a, b] if (a.y - b.y).abs() < 0.5 => Some((*a, *b)),
            _ => None,
        })
        .collect();
    let longest = || level.iter().max_by(|a, b| width(a).total_cmp(&width(b)));
    let (a, b) = level
        .last()
        .filter(|last| width(last) >= size.x + 8.0)
        .or_else(longest)?;
    if width(&(*a, *b)) >= size.x + 8.0 {
        return Some(a.lerp(*b, 0.5));
    }
    Some(Pos2::new(a.x.max(b.x) + size.x / 2.0 + 4.0, a.y))
}

/// The corners cut round.
fn rounded(route: &[Pos2]) -> Vec<Pos2> {
    const RADIUS: f32 = 4.0;
    let mut line: Vec<Pos2> = route.first().copied().into_iter().collect();
    for corner in route.windows(3) {
        let [before, at, after] = corner else { continue };
        let near = |other: &Pos2| {
            let way = *other - *at;
            *at + way.normalized() * RADIUS.min(way.length() / 2.0)
        };
        let (from, to) = (near(before), near(after));
        let bend = |share: f32| {
            let (a, b) = (from.lerp(*at, share), at.lerp(to, share));
            a.lerp(b, share)
        };
        line.extend([0.0, 0.25, 0.5, 0.75, 1.0].map(bend));
    }
    line.extend(route.last());
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_where_there_is_room() {
        let route = [(10.0, 50.0), (10.0, 40.0), (200.0, 40.0), (200.0, 50.0)].map(Pos2::from);
        assert_eq!(
            name_place(&route, Vec2::new(40.0, 10.0)),
            Some(Pos2::new(105.0, 40.0))
        );
        assert_eq!(
            name_place(&route, Vec2::new(300.0, 10.0)).map(|at| at.y),
            Some(40.0)
        );
        assert_eq!(name_place(&[], Vec2::ZERO), None);
    }

    #[test]
    fn rounded_corners_keep_the_ends() {
        let route = [(0.0, 0.0), (0.0, 9.0), (30.0, 9.0)].map(Pos2::from);
        let line = rounded(&route);
        assert_eq!((line.first(), line.last()), (route.first(), route.last()));
        assert!(line.iter().all(|at| *at != route[1]));
    }
}
