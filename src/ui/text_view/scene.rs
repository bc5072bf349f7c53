//! The labels in view with their places on screen, worked out once a frame for all that draw them.

use super::TextView;
use super::inks::{Ink, Inks};
use super::marks::{MOST_OVER, MOST_UNDER, Mark, Side};
use super::rows::Rows;
use crate::model::Fragments;
use crate::session::{LineStyle, Looks};
use crate::text::Span;
use crate::ui::cx::Cx;
use egui::{Mesh, Painter, Pos2, Rect};
use std::cmp::Reverse;
use std::ops::Range;

/// Labels too deep for a line of their own that are drawn all the same: by their name, their tint.
const MOST_DEEP: usize = 500;

/// A label in view.
pub(super) struct Drawn<'a> {
    pub mark: Mark<'a>,
    pub fragments: &'a Fragments,
    pub ink: Ink,
    /// The filter lets it through.
    pub passes: bool,
    pub selected: bool,
    pub hovered: bool,
    pub style: LineStyle,
    /// Its rectangles among those of the scene.
    rects: Range<usize>,
}

impl Drawn<'_> {
    pub fn is_bright(&self) -> bool {
        self.selected || self.hovered
    }

    /// Too deep to get a line of its own.
    pub fn is_too_deep(&self) -> bool {
        is_too_deep(&self.mark)
    }
}

fn is_too_deep(mark: &Mark) -> bool {
    mark.lane >= if mark.own { MOST_UNDER } else { MOST_OVER }
}

pub(super) struct Scene<'a> {
    pub rows: Rows<'a>,
    /// Those at the words, and a selected one beside them; the longest first, so that the innermost is drawn last.
    pub drawn: Vec<Drawn<'a>>,
    /// Those beside the text, by start.
    pub beside: Vec<Drawn<'a>>,
    /// How many labels of each row that the filter lets through lie too deep to get a line.
    pub deep: Vec<u32>,
    rects: Vec<(usize, Rect)>,
}

impl Scene<'_> {
    /// Row and rectangle of each part of a label at the words.
    pub fn rects(&self, drawn: &Drawn) -> &[(usize, Rect)] {
        self.rects.get(drawn.rects.clone()).unwrap_or_default()
    }
}

impl TextView {
    pub(super) fn scene<'a>(&'a self, cx: &Cx, rows: Rows<'a>, inks: &mut Inks) -> Scene<'a> {
        let looks = cx.session.looks();
        let (from, to) = rows.bytes();
        let mut draw = |mark: Mark<'a>| self.draw(cx, &looks, mark, inks);
        let beside: Vec<Drawn> = self.marks.beside_text(from, to).map(&mut draw).collect();
        let mut deep = vec![0; rows.all.len()];
        let shown = self.shown_marks(looks, &rows, &mut deep);
        let mut drawn: Vec<Drawn> = shown.into_iter().map(&mut draw).collect();
        let chosen = self
            .selected
            .as_ref()
            .and_then(|(person, id)| self.marks.find(person, id));
        // One that is being dragged may come into view before its label does.
        if let Some(mark) = chosen
            && !drawn.iter().any(|drawn| drawn.selected)
        {
            drawn.push(draw(mark));
        }
        drawn.sort_by_cached_key(|drawn| {
            let covered = Reverse(drawn.fragments.covered());
            (drawn.passes, covered, drawn.mark.hull.start())
        });
        let mut rects = Vec::new();
        for drawn in &mut drawn {
            let first = rects.len();
            for span in drawn.fragments.iter() {
                rows.each_rect(span, |row, rect| rects.push((row, rect)));
            }
            drawn.rects = first..rects.len();
        }
        Scene {
            rows,
            drawn,
            beside,
            deep,
            rects,
        }
    }

    /// The marks at the words in view that get something drawn. Of a pile without end only so many do; `deep` counts them all.
    fn shown_marks(&self, looks: Looks, rows: &Rows, deep: &mut [u32]) -> Vec<Mark<'_>> {
        let (from, to) = rows.bytes();
        let mut many = 0;
        let shown = |mark: &Mark| {
            if !is_too_deep(mark) {
                return true;
            }
            let passes = looks.passes(mark.annotator, mark.annotation);
            if passes {
                count_rows(rows, self.fragments(mark), deep);
                many += 1;
            }
            (passes && many <= MOST_DEEP) || self.is_selected(mark) || self.is_hovered(mark)
        };
        self.marks.at_words(from, to).filter(shown).collect()
    }

    fn draw<'a>(&'a self, cx: &Cx, looks: &Looks, mark: Mark<'a>, inks: &mut Inks) -> Drawn<'a> {
        let colour = looks.colour(mark.annotator, mark.annotation);
        let selected = self.is_selected(&mark);
        Drawn {
            fragments: self.fragments(&mark),
            ink: inks.of(cx.theme, colour),
            passes: selected || looks.passes(mark.annotator, mark.annotation),
            selected,
            hovered: self.is_hovered(&mark),
            style: looks.style(mark.annotation),
            rects: 0..0,
            mark,
        }
    }

    /// Where a label lies: as it is dragged, if it is.
    fn fragments<'a>(&'a self, mark: &Mark<'a>) -> &'a Fragments {
        match &self.pointer.preview {
            Some((id, fragments)) if mark.own && mark.annotation.id == *id => fragments,
            _ => &mark.annotation.fragments,
        }
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

    /// The selected label with its parts as they are dragged, if it is the user's own.
    pub(super) fn selected_parts(&self) -> Option<(Mark<'_>, Vec<Span>)> {
        let (person, id) = self.selected.as_ref()?;
        let mark = self.marks.find(person, id).filter(|mark| mark.own)?;
        let spans = self.fragments(&mark).iter().collect();
        Some((mark, spans))
    }
}

impl Drawn<'_> {
    pub fn is_beside(&self) -> bool {
        self.mark.side == Side::Beside
    }
}

/// One more label in each row that it touches.
fn count_rows(rows: &Rows, fragments: &Fragments, deep: &mut [u32]) {
    let mut next = 0;
    for span in fragments.iter() {
        let touched = rows.range(span);
        let first = touched.start.max(next);
        for count in deep.iter_mut().take(touched.end).skip(first) {
            *count += 1;
        }
        next = touched.end.max(next);
    }
}

/// Many rectangles as one shape, with edges on whole pixels and no soft rim: hundreds of labels cost little.
pub(super) struct Rects {
    mesh: Mesh,
    pixels: f32,
}

impl Rects {
    pub fn new(painter: &Painter) -> Self {
        Self {
            mesh: Mesh::default(),
            pixels: painter.pixels_per_point(),
        }
    }

    pub fn snap(&self, points: f32) -> f32 {
        (points * self.pixels).round() / self.pixels
    }

    pub fn add(&mut self, rect: Rect, colour: egui::Color32) {
        let (min, max) = (rect.min, rect.max);
        let snapped = Rect::from_min_max(
            Pos2::new(self.snap(min.x), self.snap(min.y)),
            Pos2::new(self.snap(max.x), self.snap(max.y)),
        );
        self.mesh.add_colored_rect(snapped, colour);
    }

    /// A line of whole pixels: from, to, top and thickness in points.
    pub fn line(&mut self, x: (f32, f32), top: f32, thick: f32, colour: egui::Color32) {
        let thick = self.snap(thick).max(1.0 / self.pixels);
        let top = self.snap(top);
        let rect = Rect::from_min_max(Pos2::new(x.0, top), Pos2::new(x.1, top + thick));
        self.add(rect, colour);
    }

    pub fn into_mesh(self) -> Mesh {
        self.mesh
    }

    pub fn paint(self, painter: &Painter) {
        if !self.mesh.is_empty() {
            painter.add(egui::Shape::mesh(self.mesh));
        }
    }
}
