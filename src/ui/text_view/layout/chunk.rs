//! A chunk that is laid out: its words and lines, and how far the lines stand apart. No letter is set anew when they move.

use super::Metrics;
use super::lines::Line;
use egui::epaint::text::PlacedRow;
use egui::{Galley, Rect, Vec2};
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
    pub pieces: Vec<Piece>,
    pub lines: Vec<Line>,
    pub height: f32,
}

impl ChunkLayout {
    /// With its lines one below the other.
    pub(super) fn new(pieces: Vec<Piece>, lines: Vec<Line>) -> Self {
        let mut made = Self {
            pieces,
            lines,
            height: 0.0,
        };
        made.stack();
        made
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
            let lines = self.lines.iter().skip(piece.first_line);
            if let ([row], Some(line)) = (piece.galley.rows.as_slice(), lines.clone().next()) {
                piece.at.y = line.words_top(row.size.y) - row.pos.y;
                continue;
            }
            let moved = |(row, line): (&PlacedRow, &Line)| row.pos.y != line.words_top(row.size.y);
            if piece.galley.rows.iter().zip(lines.clone()).any(moved) {
                place_rows(Arc::make_mut(&mut piece.galley), lines);
            }
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
