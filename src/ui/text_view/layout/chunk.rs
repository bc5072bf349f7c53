//! A chunk that is laid out: its words and lines, and how far the lines stand apart. No letter is set anew when they move.

use super::Metrics;
use super::lines::Line;
use egui::epaint::text::PlacedRow;
use egui::text::LayoutJob;
use egui::{Context, Galley, Rangef, Rect, Vec2};
use std::sync::Arc;

/// How one line stands: where many labels overlap it gets more room.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spacing {
    /// Height of the line, in points.
    pub line: f32,
    /// How far its words stand below its middle: away from the side with more lanes.
    pub shift: f32,
}

/// Words set in one go, and where they stand below the chunk's top left corner. Each row of the galley is a line.
#[derive(Clone)]
pub struct Piece {
    pub at: Vec2,
    pub galley: Arc<Galley>,
    pub(super) first_line: usize,
}

#[derive(Clone)]
pub struct ChunkLayout {
    /// The words that are set already.
    pub pieces: Vec<Piece>,
    pub lines: Vec<Line>,
    pub height: f32,
    /// Lines and their words, which are set when they come into view.
    unset: Vec<(usize, LayoutJob)>,
}

impl ChunkLayout {
    /// With its lines one below the other.
    pub(super) fn new(pieces: Vec<Piece>, lines: Vec<Line>) -> Self {
        let mut made = Self {
            pieces,
            lines,
            height: 0.0,
            unset: Vec::new(),
        };
        made.stack();
        made
    }

    /// With words that are set line by line when they come into view.
    pub(super) fn unset(words: Vec<(usize, LayoutJob)>, lines: Vec<Line>) -> Self {
        Self {
            unset: words,
            ..Self::new(Vec::new(), lines)
        }
    }

    /// Sets the words of the lines that are in view between these heights, in points below the chunk's top.
    pub(super) fn set_words(&mut self, view: Rangef, ctx: &Context) {
        let lines = &self.lines;
        let in_view = |(line, _): &mut (usize, LayoutJob)| {
            let line = lines.get(*line);
            line.is_some_and(|line| Rangef::new(line.top, line.top + line.height).intersects(view))
        };
        let made = self.unset.extract_if(.., in_view).map(|(first_line, job)| Piece {
            at: Vec2::ZERO,
            first_line,
            galley: ctx.fonts_mut(|fonts| fonts.layout_job(job)),
        });
        let before = self.pieces.len();
        self.pieces.extend(made);
        for piece in self.pieces.iter_mut().skip(before) {
            piece.place(&self.lines);
        }
    }

    /// Gives each line the room that its labels need. No letter is set anew.
    pub(super) fn set_apart(&mut self, metrics: Metrics, spacing: impl Fn(u32, u32) -> Spacing) {
        let mut changed = false;
        for line in self.lines.iter_mut().filter(|line| line.start < line.end) {
            let wanted = spacing(line.start, line.end);
            let height = wanted.line.max(metrics.line);
            changed |= line.height != height || line.shift != wanted.shift;
            (line.height, line.shift) = (height, wanted.shift);
        }
        if changed {
            self.stack();
        }
    }

    /// Puts the lines below each other, and their words into them.
    fn stack(&mut self) {
        let mut y = 0.0;
        for line in &mut self.lines {
            line.top = y;
            y += line.height;
        }
        self.height = y;
        for piece in &mut self.pieces {
            piece.place(&self.lines);
        }
    }
}

impl Piece {
    /// Puts its rows into their lines.
    fn place(&mut self, lines: &[Line]) {
        let lines = lines.iter().skip(self.first_line);
        if let ([row], Some(line)) = (self.galley.rows.as_slice(), lines.clone().next()) {
            self.at.y = line.words_top(row.size.y) - row.pos.y;
            return;
        }
        let moved = |(row, line): (&PlacedRow, &Line)| row.pos.y != line.words_top(row.size.y);
        if self.galley.rows.iter().zip(lines.clone()).any(moved) {
            place_rows(Arc::make_mut(&mut self.galley), lines);
        }
    }
}

/// Puts the rows of a galley into their lines. The rows themselves are shared with egui's cache.
fn place_rows<'a>(galley: &mut Galley, lines: impl Iterator<Item = &'a Line>) {
    let (mut rect, mut bounds) = (Rect::NOTHING, Rect::NOTHING);
    for (row, line) in galley.rows.iter_mut().zip(lines) {
        row.pos.y = line.words_top(row.size.y);
        rect |= row.rect();
        bounds |= row.visuals.mesh_bounds.translate(row.pos.to_vec2());
    }
    (galley.rect, galley.mesh_bounds) = (rect, bounds);
}
