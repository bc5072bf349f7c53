//! The quick way of laying out: text from left to right with one glyph a character, as one galley that egui breaks into lines.

use super::lines::{Line, Run};
use super::{ChunkLayout, Pen, Piece, Stretch, forms};
use egui::Vec2;
use egui::text::{LayoutJob, TextFormat};
use egui::{Galley, epaint::text::Glyph};

/// None where glyphs and characters turn out not to go together one by one.
pub fn lay_out(stretch: &Stretch, pen: &Pen) -> Option<ChunkLayout> {
    let galley = pen.ctx.fonts_mut(|fonts| fonts.layout_job(job(stretch, pen)));
    let glyphs: usize = galley.rows.iter().map(|row| row.glyphs.len()).sum();
    if glyphs != stretch.words.chars().count() {
        return None;
    }
    let lines = lines_of(stretch, &galley);
    let piece = Piece {
        at: Vec2::ZERO,
        first_line: 0,
        galley,
    };
    Some(ChunkLayout::new(vec![piece], lines))
}

fn job(stretch: &Stretch, pen: &Pen) -> LayoutJob {
    let mut format = TextFormat::simple(stretch.font(), pen.ink);
    format.line_height = Some(stretch.metrics.line);
    let mut faint = format.clone();
    faint.color = pen.faint;
    let mut job = LayoutJob::default();
    let mut rest = stretch.words;
    while !rest.is_empty() {
        let plain = rest.find(|c| forms::picture(c).is_some()).unwrap_or(rest.len());
        let (words, after) = rest.split_at(plain);
        let pictures: String = after.chars().map_while(forms::picture).collect();
        if !words.is_empty() {
            job.append(words, 0.0, format.clone());
        }
        if !pictures.is_empty() {
            job.append(&pictures, 0.0, faint.clone());
        }
        rest = after.trim_start_matches(|c| forms::picture(c).is_some());
    }
    job.wrap.max_width = stretch.metrics.width;
    job.break_on_newline = false;
    job
}

/// One glyph stands for one character, so bytes are counted along with the glyphs.
fn lines_of(stretch: &Stretch, galley: &Galley) -> Vec<Line> {
    let mut byte = stretch.start;
    let mut chars = stretch.words.chars();
    let mut lines = Vec::with_capacity(galley.rows.len());
    for (index, row) in galley.rows.iter().enumerate() {
        let start = byte;
        let mut stops = Vec::with_capacity(row.glyphs.len() + 1);
        let mut last = (start, ' ');
        for (glyph, c) in row.glyphs.iter().zip(&mut chars) {
            stops.push((byte, row.pos.x + glyph.pos.x));
            last = (byte, c);
            byte += c.len_utf8() as u32;
        }
        stops.push((byte, row.pos.x + row.glyphs.last().map_or(0.0, Glyph::max_x)));
        share_ligatures(&mut stops, &row.glyphs);
        let broken = index + 1 < galley.rows.len() || stretch.continues;
        let mut line = Line::new((start, byte), stretch.metrics.line, vec![Run { stops }]);
        if broken && last.1.is_whitespace() {
            line.last = last.0;
        }
        lines.push(line);
    }
    lines
}

/// A ligature has its whole width at its first character: the others get their share.
fn share_ligatures(stops: &mut [(u32, f32)], glyphs: &[Glyph]) {
    let mut at = 0;
    for group in glyphs.chunk_by(|_, next| next.advance_width <= 0.0) {
        if let ([first, ..], true) = (group, group.len() > 1) {
            let each = first.advance_width / group.len() as f32;
            let from = stops.get(at).map_or(0.0, |stop| stop.1);
            for (n, stop) in stops.iter_mut().skip(at).take(group.len()).enumerate() {
                stop.1 = from + each * n as f32;
            }
        }
        at += group.len();
    }
}
