//! About how high a stretch of text will stand, from the widths of its characters by class. Knows no galley.

use super::Metrics;
use crate::ui::theme;

/// Average widths, in points at one text size.
pub struct Advances {
    ascii: [f32; 128],
    em: f32,
    /// Of running text in Latin letters.
    average: f32,
}

/// English prose, to take averages from.
const SAMPLE: &str =
    "The quick look of an ordinary sentence, with its usual letters and spaces, is all that is needed here.";

/// The average width of a character of running text, in points.
pub fn average_advance(ctx: &egui::Context, font: &egui::FontId) -> f32 {
    let sum: f32 = ctx.fonts_mut(|fonts| SAMPLE.chars().map(|c| fonts.glyph_width(font, c)).sum());
    let average = sum / SAMPLE.len() as f32;
    if average > 0.0 { average } else { font.size * 0.46 }
}

impl Advances {
    /// Without a look at the fonts.
    pub fn guess(metrics: Metrics) -> Self {
        let average = metrics.size * 0.46;
        Self {
            ascii: [average; 128],
            em: metrics.size,
            average,
        }
    }

    pub fn measured(metrics: Metrics, ctx: &egui::Context) -> Self {
        let font = theme::reading_in(metrics.family, metrics.size);
        let mut advances = Self::guess(metrics);
        advances.average = average_advance(ctx, &font);
        ctx.fonts_mut(|fonts| {
            for (code, width) in (0u8..128).zip(&mut advances.ascii) {
                *width = match code {
                    b'\t' => advances.average * 4.0,
                    b' '..=b'~' => fonts.glyph_width(&font, char::from(code)),
                    // Pictures of control characters come from the mono face.
                    _ => metrics.size * 0.6,
                };
            }
        });
        advances
    }

    /// Width of a stretch on one line, in points.
    fn width(&self, words: &str) -> f32 {
        let mut width = 0.0;
        for c in words.chars() {
            width += match self.ascii.get(c as usize) {
                Some(advance) => *advance,
                None => self.em * ems(u32::from(c)),
            };
        }
        width
    }

    /// Lines that a stretch needs in a column.
    pub fn lines(&self, words: &str, column: f32) -> f32 {
        let width = self.width(words);
        if width <= column {
            return 1.0;
        }
        // Half a word stays empty at the end of a line, less where a line may break anywhere.
        let head = words.get(..words.floor_char_boundary(200)).unwrap_or(words);
        let lost = if head.contains(' ') { 2.6 } else { 0.6 } * self.average;
        (width / (column - lost).max(self.em)).ceil()
    }

    /// As `lines`, from a number of bytes alone.
    pub fn crude_lines(&self, bytes: f64, column: f32) -> f64 {
        let lost = 2.6 * self.average;
        bytes * 0.97 * f64::from(self.average) / f64::from((column - lost).max(self.em))
    }
}

/// Width of a character in ems, by its block.
fn ems(code: u32) -> f32 {
    match code {
        0x300..=0x36f | 0x483..=0x489 | 0x591..=0x5bd | 0x610..=0x61a | 0x64b..=0x65f => 0.0,
        0x590..=0x5ff => 0.55,
        0x600..=0x8ff | 0xfb50..=0xfdff | 0xfe70..=0xfefc => 0.42,
        0xe31 | 0xe34..=0xe3a | 0xe47..=0xe4e => 0.0,
        0xe00..=0xe7f => 0.52,
        0x900..=0x902 | 0x93c | 0x941..=0x948 | 0x94d => 0.0,
        0x900..=0xdff => 0.52,
        0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfeff | 0xad => 0.15,
        0x1100..=0x11ff => 0.45,
        0xfe00..=0xfe0f | 0x20d0..=0x20ff | 0x1f3fb..=0x1f3ff | 0xe0000..=0xe0fff => 0.0,
        0xac00..=0xd7a3 => 0.92,
        0x2e80..=0xa4cf | 0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff01..=0xff60 | 0x20000..=0x3ffff => 1.0,
        0x1f000..=0x1faff => 1.2,
        _ => 0.54,
    }
}
