//! Names of labels in view: in the margin beside the line where they start, or over their first word. Keeps where they stand, as
//! they can be clicked.

use super::TextView;
use super::paint::Pens;
use super::rows::Row;
use super::scene::{Drawn, Scene};
use crate::model::{AnnotationId, PersonId};
use crate::session::LabelNames;
use crate::ui::bidi_text;
use egui::{Color32, FontId, Galley, Id, Pos2, Rect, Vec2};
use std::cmp::Reverse;
use std::sync::Arc;

const SIZE: f32 = 11.0;
const INLINE_SIZE: f32 = 10.0;
/// Between two names, in points.
const GAP: f32 = 9.0;

/// The labels that start in a row.
struct Starting<'a> {
    row: &'a Row<'a>,
    labels: Vec<&'a Drawn<'a>>,
}

/// What can be clicked beside the words.
#[derive(Default)]
pub(super) struct Names {
    pub labels: Vec<(Rect, PersonId, AnnotationId)>,
    /// “+12”: the bytes whose labels it stands for.
    pub more: Vec<(Rect, (u32, u32))>,
    /// What of the above nothing else tells: its place, its id, and what a screen reader says.
    pub told: Vec<(Rect, Id, String)>,
}

impl Names {
    pub fn add(&mut self, rect: Rect, drawn: &Drawn) {
        let mark = &drawn.mark;
        self.labels
            .push((rect, mark.annotator.clone(), mark.annotation.id.clone()));
    }

    /// “+12” for the labels of some bytes.
    pub fn add_more(&mut self, rect: Rect, count: usize, bytes: (u32, u32)) {
        self.more.push((rect, bytes));
        let nth = self.more.iter().filter(|(_, other)| *other == bytes).count();
        let id = super::text_id().with(("more", bytes, nth));
        self.told
            .push((rect, id, format!("{count} more labels in this line")));
    }
}

impl TextView {
    pub(super) fn paint_names(&self, pens: &Pens, scene: &Scene, names: &mut Names) {
        let way = pens.cx.session.settings.label_names;
        let mut left = vec![pens.place.left + pens.place.width + 14.0; scene.rows.all.len()];
        for (row, count) in scene.deep.iter().enumerate().filter(|(_, count)| **count > 0) {
            let rect = paint_more(pens, scene, row, *count, names);
            if let (Some(left), Some(rect)) = (left.get_mut(row), rect) {
                *left = left.max(rect.right() + 6.0);
            }
        }
        if way == LabelNames::Hover || way == LabelNames::Margin && pens.place.names <= 0.0 {
            return;
        }
        let inline = way == LabelNames::Inline;
        let mut starting: Vec<(usize, &Drawn)> = scene
            .drawn
            .iter()
            .filter(|drawn| !drawn.is_beside())
            .chain(&scene.beside)
            .filter(|drawn| drawn.passes)
            .filter_map(|drawn| Some((scene.rows.of_byte(drawn.fragments.first()?.start())?, drawn)))
            .collect();
        starting.sort_by_key(|(row, drawn)| {
            let hull = drawn.mark.hull;
            (*row, hull.start(), Reverse(hull.end()), drawn.mark.lane)
        });
        for part in starting.chunk_by(|a, b| a.0 == b.0) {
            let at = part.first().map_or(0, |(row, _)| *row);
            let (Some(row), Some(left)) = (scene.rows.all.get(at), left.get(at)) else {
                continue;
            };
            let labels = part.iter().map(|(_, drawn)| *drawn).collect();
            let starting = Starting { row, labels };
            if inline {
                paint_row_inline(pens, scene, &starting, names);
            } else {
                self.paint_row_margin(pens, &starting, *left, names);
            }
        }
    }

    /// Names in the margin from `left` on; how many more where there is no room.
    fn paint_row_margin(&self, pens: &Pens, starting: &Starting, left: f32, names: &mut Names) {
        let (row, mut x) = (starting.row, left);
        let place = pens.place;
        let right = place.left + place.width + 4.0 + place.names;
        let painter = pens.painter.with_clip_rect(Rect::from_min_max(
            Pos2::new(place.left, place.view.top()),
            Pos2::new(right, place.view.bottom()),
        ));
        let font = FontId::proportional(SIZE);
        let faint = pens.cx.theme.ink_faint;
        for (done, drawn) in starting.labels.iter().enumerate() {
            let (y, left_over) = (row.words.center(), starting.labels.len() - done);
            let more = |x: f32| {
                let galley = painter.layout_no_wrap(format!("+{left_over}"), font.clone(), faint);
                let at = Pos2::new(x, y - galley.size().y / 2.0);
                let rect = Rect::from_min_size(at, galley.size()).expand(3.0);
                painter.galley(at, galley, faint);
                rect
            };
            let bytes = (row.line.start, row.line.end);
            if x > right - 22.0 && done > 0 {
                names.add_more(more(x), left_over, bytes);
                break;
            }
            let dimmed = !drawn.is_bright() && self.selected.is_some();
            let ink = if dimmed { faint } else { drawn.ink.name };
            let galley = painter.layout_no_wrap(name_of(pens, drawn), font.clone(), ink);
            let size = galley.size();
            let reach = if left_over > 1 { right - 22.0 } else { right };
            if done > 0 && x + size.x > reach {
                names.add_more(more(x), left_over, bytes);
                break;
            }
            let at = Pos2::new(x, y - size.y / 2.0);
            let rect = Rect::from_min_size(at, size);
            painter.galley(at, galley, ink);
            names.add(rect.expand(3.0), drawn);
            if drawn.is_bright() {
                let base = rect.bottom();
                painter.hline(rect.x_range(), base, egui::Stroke::new(1.0, ink));
            }
            x += size.x + GAP;
        }
    }
}

/// Small names over the first words; where they would overlap the last one says how many more.
fn paint_row_inline(pens: &Pens, scene: &Scene, starting: &Starting, names: &mut Names) {
    let row = starting.row;
    let mut places: Vec<(f32, &Drawn)> = starting
        .labels
        .iter()
        .filter_map(|drawn| {
            let (at, _) = scene.rows.start_of(drawn.fragments.first()?)?;
            Some((at.x, *drawn))
        })
        .collect();
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut last: Option<Chip> = None;
    for (x, drawn) in places {
        let backward = runs_backward(scene, drawn, (x, row.words));
        // A name that is hidden anyway is not set.
        let chip = match &last {
            Some(last) if !backward && x < last.edge() => None,
            _ => Some(chip(pens, drawn, (x, row.y.min), backward)),
        };
        match (chip, &mut last) {
            (Some(chip), Some(last)) if chip.rect.left() < last.edge() => last.hidden += 1,
            (Some(chip), _) => {
                if let Some(done) = last.replace(chip) {
                    finish(pens, row, done, names);
                }
            }
            (None, Some(last)) => last.hidden += 1,
            (None, None) => {}
        }
    }
    if let Some(done) = last {
        finish(pens, row, done, names);
    }
}

/// A name over the words.
struct Chip<'a> {
    rect: Rect,
    name: Arc<Galley>,
    drawn: &'a Drawn<'a>,
    /// Names that would overlap it.
    hidden: usize,
}

impl Chip<'_> {
    /// Where the next name may stand; behind “+2” where some are hidden.
    fn edge(&self) -> f32 {
        self.rect.right() + if self.hidden > 0 { 22.0 } else { 2.0 }
    }
}

/// Whether a label's first words run from right to left.
fn runs_backward(scene: &Scene, drawn: &Drawn, at: (f32, egui::Rangef)) -> bool {
    let mut rects = scene.rects(drawn).iter();
    let first = rects.find(|(_, rect)| rect.y_range() == at.1);
    first.is_some_and(|(_, rect)| (at.0 - rect.right()).abs() < 0.5 && rect.width() > 1.0)
}

/// The name of a label over the place where it begins; to the left of it in right-to-left words.
fn chip<'a>(pens: &Pens, drawn: &'a Drawn<'a>, at: (f32, f32), backward: bool) -> Chip<'a> {
    let font = FontId::proportional(INLINE_SIZE);
    let name = pens
        .painter
        .layout_no_wrap(name_of(pens, drawn), font, drawn.ink.name);
    let size = name.size() + Vec2::new(6.0, 1.0);
    let left = if backward { at.0 - size.x } else { at.0 };
    Chip {
        rect: Rect::from_min_size(Pos2::new(left, at.1 + 1.0), size),
        name,
        drawn,
        hidden: 0,
    }
}

fn finish(pens: &Pens, row: &Row, chip: Chip, names: &mut Names) {
    let (rect, ink) = (chip.rect, chip.drawn.ink);
    let ground = if chip.drawn.is_bright() {
        ink.strong
    } else {
        ink.tint
    };
    paint_chip(pens, rect, chip.name, ground, ink.name);
    names.add(rect, chip.drawn);
    if chip.hidden > 0 {
        let theme = pens.cx.theme;
        let font = FontId::proportional(INLINE_SIZE);
        let words = format!("+{}", chip.hidden);
        let galley = pens.painter.layout_no_wrap(words, font, theme.ink_weak);
        let at = Pos2::new(rect.right() + 1.0, rect.top());
        let rect = Rect::from_min_size(at, galley.size() + Vec2::new(6.0, 1.0));
        paint_chip(pens, rect, galley, theme.page, theme.ink_weak);
        names.add_more(rect, chip.hidden, (row.line.start, row.line.end));
    }
}

fn paint_chip(pens: &Pens, rect: Rect, words: Arc<Galley>, ground: Color32, ink: Color32) {
    pens.painter.rect_filled(rect, 3.0, ground);
    pens.painter.galley(rect.min + Vec2::new(3.0, 0.5), words, ink);
}

/// A teammate's with their first letter.
fn name_of(pens: &Pens, drawn: &Drawn) -> String {
    let Some(project) = pens.cx.session.project() else {
        return String::new();
    };
    let mark = &drawn.mark;
    let session = pens.cx.session;
    let who = if session.hides_names() {
        session.name_of(mark.annotator).chars().last()
    } else {
        project.person_name(mark.annotator).chars().next()
    };
    match who.filter(|_| !mark.own) {
        Some(letter) => format!("{letter}·{}", bidi_text::shown(mark.name(project))),
        None => bidi_text::shown(mark.name(project)).into_owned(),
    }
}

/// “+12” behind the words of a row: labels that got no line.
fn paint_more(pens: &Pens, scene: &Scene, at: usize, count: u32, names: &mut Names) -> Option<Rect> {
    let row = scene.rows.all.get(at)?;
    let theme = pens.cx.theme;
    let words = format!("+{count}");
    let galley = pens
        .painter
        .layout_no_wrap(words, FontId::proportional(INLINE_SIZE), theme.ink_weak);
    let size = galley.size() + Vec2::new(6.0, 1.0);
    let x = (scene.rows.right(at) + 4.0).min(pens.place.left + pens.place.width + 3.0);
    let rect = Rect::from_min_size(Pos2::new(x, row.words.max - size.y / 2.0), size);
    paint_chip(pens, rect, galley, theme.hover, theme.ink_weak);
    let bytes = (row.line.start, row.line.end);
    names.add_more(rect.expand(2.0), count as usize, bytes);
    Some(rect)
}
