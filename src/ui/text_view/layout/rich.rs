//! Laying out what egui cannot: clusters, marks, tabs, words of scripts without spaces, and both directions in one line. The stretch is
//! cut into graphemes, these are measured in the faces egui will take, broken into lines in the order of the text and put in the
//! order seen; egui then draws each line, one section for each unit that is shaped together.

use super::faces::Choice;
use super::forms::{Form, Script};
use super::lines::{Line, Run};
use super::{ChunkLayout, Faces, Pen, Piece, Stretch, bidi, chunks, forms};
use crate::session::TextFamily;
use crate::ui::theme;
use egui::epaint::text::{ByteIndex, LayoutSection};
use egui::text::{LayoutJob, TextFormat};
use egui::{FontId, Vec2};
use std::collections::BTreeMap;
use std::ops::Range;

/// Characters from one tab stop to the next.
const TAB: f32 = 4.0;
/// Size of the signs of characters without width, to the text's.
const SIGN: f32 = 0.75;
/// Room beside such a sign, in points.
const SIGN_PAD: f32 = 1.0;
/// What has no width of its own gets this much, in points: so it can be clicked.
const LEAST: f32 = 3.0;
/// How far white space may hang over the end of a line, in columns.
const HANG: f32 = 1.0;

/// A grapheme.
struct Cell {
    /// Byte of the document.
    start: u32,
    /// What is drawn, in `Rich::shown`.
    shown: Range<usize>,
    first: char,
    form: Form,
    level: u8,
    group: u16,
    choice: Choice,
    may_break: bool,
    /// In points: what egui draws, and what it takes in the line.
    drawn: f32,
    width: f32,
}

impl Cell {
    /// Whether the shaper sets it in the right direction together with its neighbours.
    fn is_natural(&self) -> bool {
        let words = matches!(self.form, Form::Letters | Form::Space);
        words && bidi::runs_by_nature(self.first, self.level)
    }

    /// Whether both are shaped together when they follow each other.
    fn joins(&self, next: &Cell) -> bool {
        let kind = match (self.form, next.form) {
            (Form::Picture, Form::Picture) => self.level % 2 == 0,
            _ => self.is_natural() && next.is_natural(),
        };
        kind && self.level == next.level
            && self.choice == next.choice
            && !self.choice.lacks
            && (self.group == next.group || self.group == 0)
    }
}

struct Rich<'a> {
    stretch: &'a Stretch<'a>,
    cells: Vec<Cell>,
    shown: String,
    /// By the cell's start: what is drawn where a face lacks marks.
    signs: BTreeMap<u32, String>,
    /// 1 where the paragraph runs from right to left.
    base: u8,
    tab: f32,
}

pub fn lay_out(stretch: &Stretch, script: Script, faces: &mut Faces, pen: &Pen) -> ChunkLayout {
    let mut rich = Rich::new(stretch, script);
    rich.tab = pen
        .ctx
        .fonts_mut(|fonts| fonts.glyph_width(&stretch.font(), '0'))
        .max(1.0)
        * TAB;
    rich.choose_faces(faces, pen);
    for unit in rich.units(0..rich.cells.len()) {
        rich.measure(unit, faces);
    }
    let rows = rich.break_lines();
    let (mut pieces, mut lines) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    for (index, row) in rows.iter().enumerate() {
        rich.measure_cut_units(row, faces);
        let placed = rich.place(row);
        let broken = index + 1 < rows.len() || stretch.continues;
        lines.push(rich.line(row, &placed, broken));
        if let Some(job) = rich.job(row, &placed.x, pen) {
            pieces.push(Piece {
                at: Vec2::ZERO,
                first_line: index,
                galley: pen.ctx.fonts_mut(|fonts| fonts.layout_job(job)),
            });
        }
    }
    ChunkLayout::new(pieces, lines)
}

/// Where the cells of a line stand.
struct Placed {
    /// Left edge of each cell, in the order of the text.
    x: Vec<f32>,
    /// Indices from the left, counted from the line's first cell.
    order: Vec<usize>,
    levels: Vec<u8>,
}

impl<'a> Rich<'a> {
    fn new(stretch: &'a Stretch<'a>, script: Script) -> Self {
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
                    family: stretch.metrics.family,
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

    fn cell(&self, index: usize) -> Option<&Cell> {
        self.cells.get(index)
    }

    fn row(&self, row: &Range<usize>) -> &[Cell] {
        self.cells.get(row.clone()).unwrap_or_default()
    }

    fn choose_faces(&mut self, faces: &mut Faces, pen: &Pen) {
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
    fn units(&self, range: Range<usize>) -> Vec<Range<usize>> {
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
    fn words(&self, unit: &Range<usize>) -> String {
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
        if first.level % 2 == 1 && first.form == Form::Letters && !first.is_natural() {
            words.chars().map(bidi::mirrored).collect()
        } else {
            words.to_owned()
        }
    }

    fn measure(&mut self, unit: Range<usize>, faces: &mut Faces) {
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
            let inside = |cell: &Cell| (cluster.start..end).contains(&(cell.shown.start - from));
            let count = cells.iter().filter(|cell| inside(cell)).count();
            let each = cluster.width * scale / count.max(1) as f32;
            if count > 0 {
                cells
                    .iter_mut()
                    .filter(|cell| inside(cell))
                    .for_each(|cell| cell.drawn += each);
            } else if let Some(cell) = cells
                .iter_mut()
                .rfind(|cell| cell.shown.start - from <= cluster.start)
            {
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
    fn measure_cut_units(&mut self, row: &Range<usize>, faces: &mut Faces) {
        let is_cut = |at: usize| match (at.checked_sub(1).and_then(|at| self.cell(at)), self.cell(at)) {
            (Some(before), Some(cell)) => cell.level % 2 == 1 && before.joins(cell),
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

    /// Lines in the order of the text, as wide as the column at most; white space hangs over their ends.
    fn break_lines(&mut self) -> Vec<Range<usize>> {
        let column = self.stretch.metrics.width;
        let mut rows = Vec::new();
        let (mut start, mut at, mut x) = (0, 0, 0.0);
        let mut good = None;
        while let Some(cell) = self.cells.get_mut(at) {
            if cell.form == Form::Tab {
                // A stop that is nearer than a character is passed: columns do not touch.
                let next = ((x + self.tab / TAB) / self.tab).ceil();
                cell.width = next * self.tab - x;
                cell.drawn = cell.width;
            }
            if cell.may_break && at > start {
                good = Some(at);
            }
            let over = if cell.form == Form::Space {
                column * HANG
            } else {
                0.5
            };
            if x + cell.width > column + over && at > start {
                let end = good.unwrap_or(at);
                rows.push(start..end);
                (start, at, x, good) = (end, end, 0.0, None);
                continue;
            }
            x += cell.width;
            at += 1;
        }
        rows.push(start..at);
        rows
    }

    /// How many cells at the end of a line are white space.
    fn hanging(&self, row: &Range<usize>) -> usize {
        let cells = self.row(row).iter().rev();
        cells.take_while(|cell| cell.form == Form::Space).count()
    }

    /// Puts the cells of a line side by side in the order seen.
    fn place(&self, row: &Range<usize>) -> Placed {
        let cells = self.row(row);
        let mut levels: Vec<u8> = cells.iter().map(|cell| cell.level).collect();
        // White space at the end of a line and before a tab goes by the paragraph.
        let mut at_end = true;
        for (cell, level) in cells.iter().zip(&mut levels).rev() {
            at_end = match cell.form {
                Form::Tab => true,
                Form::Space => at_end,
                Form::Sign => at_end && forms::is_direction_control(cell.first_of(self.stretch)),
                _ => false,
            };
            if at_end {
                *level = self.base;
            }
        }
        let order = bidi::visual_order(&levels);
        let hanging: f32 = cells
            .iter()
            .rev()
            .take(self.hanging(row))
            .map(|cell| cell.width)
            .sum();
        let all: f32 = cells.iter().map(|cell| cell.width).sum();
        let mut left = 0.0;
        if self.base == 1 {
            let pixels = self.stretch.metrics.pixels_per_point;
            let indent = ((self.stretch.metrics.width - (all - hanging)) * pixels).round() / pixels;
            left = indent - hanging;
        }
        let mut x = vec![0.0; cells.len()];
        for index in &order {
            if let (Some(place), Some(cell)) = (x.get_mut(*index), cells.get(*index)) {
                *place = left;
                left += cell.width;
            }
        }
        Placed { x, order, levels }
    }

    fn line(&self, row: &Range<usize>, placed: &Placed, broken: bool) -> Line {
        let cells = self.row(row);
        let end = self.end_of(row.end.saturating_sub(1));
        let start = cells.first().map_or(self.stretch.start, |cell| cell.start);
        let last = match cells.iter().rev().take(self.hanging(row)).last() {
            Some(space) if broken => space.start,
            _ => end.max(start),
        };
        let mut runs: Vec<Run> = Vec::new();
        let follows = |a: &usize, b: &usize| {
            let levels = (placed.levels.get(*a), placed.levels.get(*b));
            let backward = levels.0.is_some_and(|level| level % 2 == 1);
            levels.0 == levels.1 && if backward { *b + 1 == *a } else { *a + 1 == *b }
        };
        for run in placed.order.chunk_by(follows) {
            let backward = run
                .first()
                .and_then(|at| placed.levels.get(*at))
                .is_some_and(|level| level % 2 == 1);
            let edges = |index: &usize| {
                let left = placed.x.get(*index).copied().unwrap_or(0.0);
                (left, left + cells.get(*index).map_or(0.0, |cell| cell.width))
            };
            let stop = |index: &usize| {
                let byte = cells.get(*index).map_or(start, |cell| cell.start);
                let (left, right) = edges(index);
                (byte, if backward { right } else { left })
            };
            let mut stops: Vec<(u32, f32)> = run.iter().map(stop).collect();
            if backward {
                stops.reverse();
            }
            let behind = if backward { run.first() } else { run.last() };
            if let Some(index) = behind {
                let (left, right) = edges(index);
                let x = if backward { left } else { right };
                stops.push((self.end_of(row.start + index), x));
            }
            runs.push(Run { stops });
        }
        Line {
            last,
            ..Line::new((start, end.max(start)), self.stretch.metrics.line, runs)
        }
    }

    /// The byte behind a cell.
    fn end_of(&self, index: usize) -> u32 {
        let end = self.stretch.start + self.stretch.words.len() as u32;
        self.cell(index + 1).map_or(end, |next| next.start)
    }

    /// What egui draws of a line, from the left; None where there is nothing to see.
    fn job(&self, row: &Range<usize>, x: &[f32], pen: &Pen) -> Option<LayoutJob> {
        let left = |unit: &Range<usize>| {
            let places = x.get(unit.start - row.start..unit.end - row.start);
            places
                .unwrap_or_default()
                .iter()
                .copied()
                .fold(f32::INFINITY, f32::min)
        };
        let mut units: Vec<(f32, Range<usize>)> = self
            .units(row.clone())
            .into_iter()
            .filter(|unit| {
                self.row(unit)
                    .iter()
                    .any(|cell| !matches!(cell.form, Form::Space | Form::Tab))
            })
            .map(|unit| (left(&unit), unit))
            .collect();
        units.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut job = LayoutJob {
            break_on_newline: false,
            ..LayoutJob::default()
        };
        let mut pen_x = 0.0;
        for (x, unit) in units {
            let Some((form, family)) = self.cell(unit.start).map(|cell| (cell.form, cell.choice.family))
            else {
                continue;
            };
            let x = if form == Form::Sign { x + SIGN_PAD } else { x };
            let from = ByteIndex(job.text.len());
            job.text.push_str(&self.words(&unit));
            job.sections.push(LayoutSection {
                leading_space: x - pen_x,
                byte_range: from..ByteIndex(job.text.len()),
                format: self.format(form, family, pen),
            });
            let drawn: f32 = self.row(&unit).iter().map(|cell| cell.drawn).sum();
            pen_x = x + drawn;
        }
        (!job.sections.is_empty()).then_some(job)
    }

    fn format(&self, form: Form, family: TextFamily, pen: &Pen) -> TextFormat {
        let font = theme::reading_in(family, self.stretch.metrics.size);
        let mut format = match form {
            Form::Sign => TextFormat::simple(FontId::new(font.size * SIGN, font.family), pen.faint),
            Form::Picture => TextFormat::simple(font, pen.faint),
            _ => TextFormat::simple(font, pen.ink),
        };
        format.line_height = Some(self.stretch.metrics.line);
        format
    }
}

impl Cell {
    /// The character of the text itself, where another is shown.
    fn first_of(&self, stretch: &Stretch) -> char {
        let words = stretch.words.get((self.start - stretch.start) as usize..);
        words.and_then(|words| words.chars().next()).unwrap_or(self.first)
    }
}
