//! A stretch of text as graphemes, in the faces egui will take for them, with the widths these have there. Graphemes that are shaped
//! together make a unit. Knows no line.

use super::faces::{Choice, Set};
use super::forms::{self, Form, Script};
use super::{Faces, Pen, Stretch, bidi, chunks};
use std::collections::BTreeMap;
use std::ops::Range;

/// Size of the signs of characters without width, to the text's.
pub const SIGN: f32 = 0.75;
/// Room beside such a sign, in points.
pub const SIGN_PAD: f32 = 1.0;
/// What has no width of its own gets this much, in points: so it can be clicked.
const LEAST: f32 = 3.0;

/// A grapheme.
pub struct Cell {
    /// Byte of the document.
    pub start: u32,
    /// What is drawn, in `Rich::shown`.
    pub shown: Range<usize>,
    pub first: char,
    pub form: Form,
    pub level: u8,
    pub group: u16,
    pub choice: Choice,
    pub may_break: bool,
    /// In points: what egui draws, and what it takes in the line.
    pub drawn: f32,
    pub width: f32,
}

impl Cell {
    pub fn is_backward(&self) -> bool {
        self.level % 2 == 1
    }

    /// Whether the shaper sets it in the right direction together with its neighbours.
    pub fn is_natural(&self) -> bool {
        let words = matches!(self.form, Form::Letters | Form::Space);
        words && bidi::runs_by_nature(self.first, self.level)
    }

    /// Whether both are shaped together when they follow each other.
    pub fn joins(&self, next: &Cell) -> bool {
        let kind = match (self.form, next.form) {
            (Form::Picture, Form::Picture) => !self.is_backward(),
            _ => self.is_natural() && next.is_natural(),
        };
        kind && self.level == next.level
            && self.choice == next.choice
            && !self.choice.lacks
            && (self.group == next.group || self.group == 0)
    }
}

/// The graphemes of a stretch.
pub struct Rich<'a> {
    pub stretch: &'a Stretch<'a>,
    pub cells: Vec<Cell>,
    pub shown: String,
    /// By the cell's start: what is drawn where a face lacks marks.
    pub signs: BTreeMap<u32, String>,
    /// 1 where the paragraph runs from right to left.
    pub base: u8,
    pub tab: f32,
}

impl<'a> Rich<'a> {
    pub fn new(stretch: &'a Stretch<'a>, script: Script) -> Self {
        let levels = (script == Script::Mixed || stretch.base == Some(1))
            .then(|| bidi::levels(stretch.words, stretch.base));
        let mut breaks = chunks::segmenter().segment_str(stretch.words).peekable();
        let mut chars = 0;
        let (mut group, mut before) = (0, 0);
        let mut shown = String::with_capacity(stretch.words.len());
        let mut cells = Vec::with_capacity(stretch.words.len() / 2);
        for (at, grapheme) in forms::graphemes(stretch.words) {
            while breaks.next_if(|place| *place < at).is_some() {}
            let from = shown.len();
            let form = forms::show(grapheme, &mut shown);
            let first = shown.get(from..).and_then(|s| s.chars().next()).unwrap_or('\t');
            group = match forms::shaping_group(first) {
                0 => group,
                own => own,
            };
            // Korean is broken at its spaces, as in lines that are laid out the quick way.
            let hangul = group == forms::HANGUL && before == forms::HANGUL;
            before = if form == Form::Letters { group } else { 0 };
            let level = levels.as_ref().and_then(|levels| levels.chars.get(chars));
            chars += grapheme.chars().count();
            cells.push(Cell {
                start: stretch.start + at as u32,
                shown: from..shown.len(),
                first,
                form,
                level: level.copied().unwrap_or(0),
                group,
                choice: Choice {
                    family: Set::Reading(stretch.metrics.family),
                    face: 0,
                    lacks: false,
                },
                may_break: breaks.peek() == Some(&at) && !hangul,
                drawn: 0.0,
                width: 0.0,
            });
        }
        Self {
            stretch,
            cells,
            shown,
            signs: BTreeMap::new(),
            base: levels.map_or(0, |levels| levels.base % 2),
            tab: 0.0,
        }
    }

    pub fn cell(&self, index: usize) -> Option<&Cell> {
        self.cells.get(index)
    }

    pub fn row(&self, row: &Range<usize>) -> &[Cell] {
        self.cells.get(row.clone()).unwrap_or_default()
    }

    pub fn choose_faces(&mut self, faces: &mut Faces, pen: &Pen) {
        let family = self.stretch.metrics.family;
        pen.ctx.fonts_mut(|fonts| {
            for cell in &mut self.cells {
                let shown = self.shown.get(cell.shown.clone()).unwrap_or_default();
                cell.choice = faces.choose(shown, family, fonts);
            }
        });
        for cell in self.cells.iter().filter(|cell| cell.choice.lacks) {
            let shown = self.shown.get(cell.shown.clone()).unwrap_or_default();
            let signs = faces.with_signs(shown, cell.choice);
            self.signs.insert(cell.start, signs);
        }
    }

    /// The stretches of a range that are shaped together.
    pub fn units(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let mut units = Vec::new();
        let mut start = range.start;
        for at in range.clone() {
            let joins = match (self.cell(at), self.cell(at + 1)) {
                (Some(cell), Some(next)) => at + 1 < range.end && cell.joins(next),
                _ => false,
            };
            if !joins {
                units.push(start..at + 1);
                start = at + 1;
            }
        }
        units
    }

    /// What egui is given for a unit.
    pub fn words(&self, unit: &Range<usize>) -> String {
        let cells = self.row(unit);
        let (Some(first), Some(last)) = (cells.first(), cells.last()) else {
            return String::new();
        };
        if let Some(signs) = self.signs.get(&first.start) {
            return signs.clone();
        }
        let words = self
            .shown
            .get(first.shown.start..last.shown.end)
            .unwrap_or_default();
        if first.is_backward() && first.form == Form::Letters && !first.is_natural() {
            words.chars().map(bidi::mirrored).collect()
        } else {
            words.to_owned()
        }
    }

    pub fn measure(&mut self, unit: Range<usize>, faces: &mut Faces) {
        let words = self.words(&unit);
        let size = self.stretch.metrics.size;
        let Some(cells) = self.cells.get_mut(unit) else {
            return;
        };
        let [first, ..] = &*cells else { return };
        let (form, choice, from) = (first.form, first.choice, first.shown.start);
        if form == Form::Tab {
            return;
        }
        let scale = if form == Form::Sign { size * SIGN } else { size };
        for cell in cells.iter_mut() {
            cell.drawn = 0.0;
        }
        let clusters = faces.clusters(&words, choice);
        for (at, cluster) in clusters.iter().enumerate() {
            let end = clusters.get(at + 1).map_or(words.len(), |next| next.start);
            let before = |place: usize| cells.partition_point(|cell| cell.shown.start - from < place);
            let (first, behind) = (before(cluster.start), before(end));
            // A cluster inside a grapheme is a part of it.
            let first = first.min(behind.saturating_sub(1));
            let inside = cells.get_mut(first..behind).unwrap_or_default();
            let each = cluster.width * scale / inside.len().max(1) as f32;
            for cell in inside {
                cell.drawn += each;
            }
        }
        let alone = cells.len() == 1;
        for cell in cells {
            cell.width = match form {
                Form::Sign => cell.drawn + 2.0 * SIGN_PAD,
                _ if alone => cell.drawn.max(LEAST),
                _ => cell.drawn,
            };
        }
    }

    /// Letters that join are drawn otherwise where a line ends inside their word.
    pub fn measure_cut_units(&mut self, row: &Range<usize>, faces: &mut Faces) {
        let is_cut = |at: usize| match (at.checked_sub(1).and_then(|at| self.cell(at)), self.cell(at)) {
            (Some(before), Some(cell)) => cell.is_backward() && before.joins(cell),
            _ => false,
        };
        let (cut_start, cut_end) = (is_cut(row.start), is_cut(row.end));
        if !cut_start && !cut_end {
            return;
        }
        for unit in self.units(row.clone()) {
            if cut_start && unit.start == row.start || cut_end && unit.end == row.end {
                self.measure(unit, faces);
            }
        }
    }

    /// The byte behind a cell.
    pub fn end_of(&self, index: usize) -> u32 {
        let end = self.stretch.start + self.stretch.words.len() as u32;
        self.cell(index + 1).map_or(end, |next| next.start)
    }
}

impl Cell {
    /// The character of the text itself, where another is shown.
    pub fn first_of(&self, stretch: &Stretch) -> char {
        let words = stretch.words.get((self.start - stretch.start) as usize..);
        words.and_then(|words| words.chars().next()).unwrap_or(self.first)
    }
}
