//! Laying out what egui cannot: clusters, marks, tabs, words of scripts without spaces, and both directions in one line. The stretch is
//! cut into graphemes, these are measured in the faces egui will take, broken into lines in the order of the text and put in the
//! order seen; egui sets each line when it comes into view, one section for each unit that is shaped together.

use super::cells::{Rich, SIGN, SIGN_PAD};
use super::faces::Set;
use super::forms::{Form, Script};
use super::lines::{Line, Run};
use super::{ChunkLayout, Faces, Pen, Stretch, bidi, forms};
use egui::FontId;
use egui::epaint::text::{ByteIndex, LayoutSection};
use egui::text::{LayoutJob, TextFormat};
use std::ops::Range;

/// Characters from one tab stop to the next.
const TAB: f32 = 4.0;
/// How far white space may hang over the end of a line, in columns.
const HANG: f32 = 1.0;

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
    let (mut words, mut lines) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    for (index, row) in rows.iter().enumerate() {
        rich.measure_cut_units(row, faces);
        let placed = rich.place(row);
        let broken = index + 1 < rows.len() || stretch.continues;
        lines.push(rich.line(row, &placed, broken));
        if let Some(job) = rich.job(row, &placed.x, pen) {
            words.push((index, job));
        }
    }
    ChunkLayout::unset(words, lines)
}

/// Where the cells of a line stand.
struct Placed {
    /// Left edge of each cell, in the order of the text.
    x: Vec<f32>,
    /// Indices from the left, counted from the line's first cell.
    order: Vec<usize>,
    levels: Vec<u8>,
}

impl Rich<'_> {
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
        let last = match cells.iter().rev().take(self.hanging(row)).next_back() {
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

    fn format(&self, form: Form, family: Set, pen: &Pen) -> TextFormat {
        let font = family.font(self.stretch.metrics.size);
        let mut format = match form {
            Form::Sign => TextFormat::simple(FontId::new(font.size * SIGN, font.family), pen.faint),
            Form::Picture => TextFormat::simple(font, pen.faint),
            _ => TextFormat::simple(font, pen.ink),
        };
        format.line_height = Some(self.stretch.metrics.line);
        format
    }
}
