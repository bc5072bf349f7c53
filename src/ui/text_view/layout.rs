//! The geometry of a text: chunks (paragraphs, long ones cut), their galleys and visual lines, and the scroll position.
//! A line is a list of runs; hit test, caret and label rectangles come from here, never from egui's cursors. Knows no label.

use crate::text::{Span, Text, segment};
use crate::ui::theme;
use egui::{Color32, Galley, Vec2};
use smallvec::SmallVec;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A paragraph longer than this is cut (bytes), so that one galley stays small.
const CHUNK: u32 = 6_000;
/// Galleys kept beside the visible ones.
const KEEP: usize = 400;

/// What the layout depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metrics {
    /// Width of the text column, in points.
    pub width: f32,
    pub size: f32,
    /// Height of a visual line without many labels, in points.
    pub line: f32,
    pub pixels_per_point: f32,
}

/// How the lines of one chunk stand: where many labels overlap they are further apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spacing {
    /// Height of a visual line, in points.
    pub line: f32,
    /// How far words stand below the middle of their line: away from the side with more lanes.
    pub shift: f32,
}

/// What galleys are made with.
pub struct Pen<'a> {
    pub ctx: &'a egui::Context,
    pub ink: Color32,
}

/// A stretch of one direction within a visual line. Left to right text has one a line.
#[derive(Clone, Debug)]
pub struct Run {
    /// (byte, x): a stop before each character and one behind the last, in text order. Bytes of the document, points from the
    /// column's left edge.
    pub stops: Vec<(u32, f32)>,
}

#[derive(Clone, Debug)]
pub struct Line {
    /// Points from the chunk's top.
    pub top: f32,
    pub start: u32,
    pub end: u32,
    pub runs: Vec<Run>,
}

impl Line {
    /// The x of a byte, which may be the line's end.
    pub fn x(&self, byte: u32) -> f32 {
        self.runs
            .iter()
            .find_map(|run| run.x(byte))
            .unwrap_or_else(|| self.right())
    }

    pub fn right(&self) -> f32 {
        let stops = self.runs.iter().flat_map(|run| &run.stops);
        stops.map(|(_, x)| *x).fold(0.0, f32::max)
    }

    /// The stop nearest to x: where a caret goes.
    pub fn nearest(&self, x: f32) -> u32 {
        let stops = self.runs.iter().flat_map(|run| &run.stops);
        let nearest = stops.min_by(|a, b| (a.1 - x).abs().total_cmp(&(b.1 - x).abs()));
        nearest.map_or(self.start, |(byte, _)| *byte)
    }

    /// The byte whose character covers x; None beside the words.
    pub fn under(&self, x: f32) -> Option<u32> {
        self.runs.iter().find_map(|run| {
            run.stops.windows(2).find_map(|pair| match pair {
                [a, b] if a.1.min(b.1) <= x && x < a.1.max(b.1) => Some(a.0),
                _ => None,
            })
        })
    }

    pub fn touches(&self, span: Span) -> bool {
        span.start() < self.end && span.end() > self.start
    }

    /// From and to (points) of the parts of a span in this line, from the left; parts that touch are one.
    pub fn extents(&self, span: Span) -> SmallVec<[(f32, f32); 2]> {
        let mut parts: SmallVec<[(f32, f32); 2]> = SmallVec::new();
        if !self.touches(span) {
            return parts;
        }
        let found = self.runs.iter().filter_map(|run| run.extent(span));
        parts.extend(found.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))));
        parts
    }
}

impl Run {
    fn x(&self, byte: u32) -> Option<f32> {
        let at = self.stops.partition_point(|(b, _)| *b < byte);
        self.stops.get(at).map(|(_, x)| *x)
    }

    fn extent(&self, span: Span) -> Option<(f32, f32)> {
        let (first, last) = (self.stops.first()?.0, self.stops.last()?.0);
        let (start, end) = (span.start().max(first), span.end().min(last));
        if start >= end {
            return None;
        }
        let (from, to) = (self.x(start)?, self.x(end)?);
        Some((from.min(to), from.max(to)))
    }
}

/// Words set in one go, and where they stand below the chunk's top left corner.
#[derive(Clone)]
pub struct Piece {
    pub at: Vec2,
    pub galley: Arc<Galley>,
}

#[derive(Clone)]
pub struct ChunkLayout {
    pub pieces: Vec<Piece>,
    pub lines: Vec<Line>,
    pub height: f32,
    pub spacing: Spacing,
    used: u64,
}

/// Chunk and points below its top: exact at any height of the document.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Anchor {
    pub chunk: usize,
    pub offset: f32,
}

/// The layout of one text.
pub struct Layout {
    text: Text,
    metrics: Metrics,
    chunks: Vec<Span>,
    /// Exact where the chunk was laid out, else estimated.
    heights: Vec<f32>,
    /// Tops of the chunks and the total, rebuilt when a height changed.
    tops: Vec<f64>,
    stale: bool,
    cache: BTreeMap<usize, ChunkLayout>,
    clock: u64,
    /// Which pictures of the letters the galleys point to: how they are drawn, and how full their texture was.
    atlas: Option<(egui::epaint::text::TextOptions, f32)>,
}

impl Layout {
    pub fn new(text: &Text, metrics: Metrics) -> Self {
        let chunks = cut(text);
        let mut layout = Self {
            text: text.clone(),
            metrics,
            heights: Vec::new(),
            tops: Vec::new(),
            stale: true,
            chunks,
            cache: BTreeMap::new(),
            clock: 0,
            atlas: None,
        };
        layout.estimate();
        layout
    }

    /// Whether this is the layout of that text.
    pub fn is_of(&self, text: &Text) -> bool {
        std::ptr::eq(self.text.as_str(), text.as_str())
    }

    pub fn set_metrics(&mut self, metrics: Metrics) {
        if self.metrics != metrics {
            self.metrics = metrics;
            self.cache.clear();
            self.estimate();
        }
    }

    /// Forgets the galleys when the pictures of the letters were made anew: with another theme, or when their texture was full.
    /// The old galleys would show nothing, or other letters. Call once a frame, before anything is laid out.
    pub fn follow_fonts(&mut self, ctx: &egui::Context) {
        let now = ctx.fonts(|fonts| (*fonts.options(), fonts.font_atlas_fill_ratio()));
        let anew = |(options, fill): (egui::epaint::text::TextOptions, f32)| options != now.0 || now.1 < fill;
        if self.atlas.is_some_and(anew) {
            self.cache.clear();
        }
        self.atlas = Some(now);
    }

    pub fn metrics(&self) -> Metrics {
        self.metrics
    }

    fn estimate(&mut self) {
        let a_line = (self.metrics.width / (self.metrics.size * 0.46)).max(1.0);
        let metrics = self.metrics;
        let height = |span: &Span| match span.len() {
            0 => blank(metrics),
            bytes => (bytes as f32 / a_line).ceil() * metrics.line,
        };
        self.heights = self.chunks.iter().map(height).collect();
        self.stale = true;
    }

    fn tops(&mut self) -> &[f64] {
        if self.stale {
            self.tops.clear();
            let mut sum = 0.0;
            self.tops.push(sum);
            for height in &self.heights {
                sum += f64::from(*height);
                self.tops.push(sum);
            }
            self.stale = false;
        }
        &self.tops
    }

    /// Height of everything, in points; partly estimated.
    pub fn total(&mut self) -> f64 {
        self.tops().last().copied().unwrap_or(0.0)
    }

    pub fn chunk_count(&self) -> usize {
        self.chunks.len()
    }

    pub fn chunk_from_byte(&self, byte: u32) -> usize {
        self.chunks
            .partition_point(|span| span.start() <= byte)
            .saturating_sub(1)
    }

    /// Points from the document's top to the anchor.
    pub fn y(&mut self, anchor: Anchor) -> f64 {
        self.tops().get(anchor.chunk).copied().unwrap_or(0.0) + f64::from(anchor.offset)
    }

    pub fn anchor(&mut self, y: f64) -> Anchor {
        let tops = self.tops();
        let last = tops.len().saturating_sub(2);
        let chunk = tops.partition_point(|top| *top <= y).saturating_sub(1).min(last);
        let offset = y - tops.get(chunk).copied().unwrap_or(0.0);
        Anchor {
            chunk,
            offset: offset as f32,
        }
    }

    /// The bytes of a chunk, without its line end.
    pub fn span(&self, index: usize) -> Option<Span> {
        self.chunks.get(index).copied()
    }

    /// The chunk's layout, made if it is not there or its lines stand otherwise.
    pub fn chunk(&mut self, index: usize, pen: &Pen, spacing: Spacing) -> Option<&ChunkLayout> {
        self.clock += 1;
        let ready = self
            .cache
            .get(&index)
            .is_some_and(|chunk| chunk.spacing == spacing);
        if !ready {
            let span = self.span(index)?;
            let made = lay_out(&self.text, span, (self.metrics, spacing), pen);
            if let Some(height) = self.heights.get_mut(index)
                && *height != made.height
            {
                *height = made.height;
                self.stale = true;
            }
            if self.cache.len() > KEEP {
                let oldest = self
                    .cache
                    .iter()
                    .min_by_key(|(_, chunk)| chunk.used)
                    .map(|(index, _)| *index);
                oldest.map(|index| self.cache.remove(&index));
            }
            self.cache.insert(index, made);
        }
        let clock = self.clock;
        let chunk = self.cache.get_mut(&index)?;
        chunk.used = clock;
        Some(chunk)
    }

    /// A chunk that is laid out already.
    pub fn ready(&self, index: usize) -> Option<&ChunkLayout> {
        self.cache.get(&index)
    }
}

/// Lines without their line ends, long ones cut at a word or at least at a grapheme.
fn cut(text: &Text) -> Vec<Span> {
    let mut chunks = Vec::with_capacity(text.line_count());
    for line in (0..text.line_count()).filter_map(|line| text.line_span(line)) {
        let mut start = line.start();
        while line.end() - start > CHUNK {
            let near = text.floor_boundary(start + CHUNK);
            let word = segment::word_at(text, near).start();
            let at = if word > start + CHUNK / 2 {
                word
            } else {
                segment::next_grapheme(text, near)
            };
            let at = at.min(line.end());
            chunks.extend(text.span(start as usize..at as usize).ok());
            start = at;
        }
        chunks.extend(text.span(start as usize..line.end() as usize).ok());
    }
    chunks
}

/// What is shown for characters that have no form of their own; one character for one, so that stops stay true.
fn visible(c: char) -> char {
    match c {
        '\t' => '\t',
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or(c),
        '\u{7f}' => '\u{2421}',
        '\u{85}' | '\u{2028}' | '\u{2029}' => '\u{2424}',
        other => other,
    }
}

/// Height of an empty line: texts from the web have one between paragraphs, and a full one would tear them apart.
fn blank(metrics: Metrics) -> f32 {
    (metrics.line * 0.55).round()
}

fn lay_out(text: &Text, span: Span, how: (Metrics, Spacing), pen: &Pen) -> ChunkLayout {
    let (metrics, spacing) = how;
    let words: String = text.slice(span).chars().map(visible).collect();
    let mut format = egui::TextFormat::simple(theme::reading(metrics.size), pen.ink);
    format.line_height = Some(spacing.line);
    let mut job = egui::text::LayoutJob::single_section(words, format);
    job.wrap.max_width = metrics.width;
    job.break_on_newline = false;
    let galley = pen.ctx.fonts_mut(|fonts| fonts.layout_job(job));
    let lines = lines_of(text, span, &galley);
    let height = if span.is_empty() {
        blank(metrics)
    } else {
        galley.size().y.max(spacing.line)
    };
    let at = Vec2::new(0.0, spacing.shift);
    ChunkLayout {
        pieces: vec![Piece { at, galley }],
        lines,
        height,
        spacing,
        used: 0,
    }
}

/// Hebrew, Arabic and their kin, by their blocks: what the shaper sets from right to left.
fn is_right_to_left(c: char) -> bool {
    matches!(u32::from(c), 0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfefc | 0x10800..=0x10fff | 0x1e800..=0x1efff)
}

/// One glyph stands for one character, so bytes are counted along with the glyphs. A right-to-left word is the exception: it has its
/// glyphs in the order seen, and others without width behind them, so it is taken as a whole.
fn lines_of(text: &Text, span: Span, galley: &Galley) -> Vec<Line> {
    let mut byte = span.start();
    let mut chars = text.slice(span).chars().peekable();
    let mut lines = Vec::with_capacity(galley.rows.len());
    for row in &galley.rows {
        let start = byte;
        let mut runs = Vec::new();
        let mut stops = Vec::with_capacity(row.glyphs.len() + 1);
        let mut right = 0.0;
        let mut glyphs = row.glyphs.iter().peekable();
        while let (Some(glyph), Some(c)) = (glyphs.peek().copied(), chars.peek().copied()) {
            if is_right_to_left(c) && is_right_to_left(glyph.chr) {
                if !stops.is_empty() {
                    stops.push((byte, row.pos.x + right));
                    runs.push(Run {
                        stops: std::mem::take(&mut stops),
                    });
                }
                let word: Vec<char> =
                    std::iter::from_fn(|| chars.next_if(|c| is_right_to_left(*c))).collect();
                let set: Vec<_> =
                    std::iter::from_fn(|| glyphs.next_if(|g| is_right_to_left(g.chr))).collect();
                let edges = edges_of(set.iter().map(|g| (g.pos.x, g.max_x())), word.len());
                right = edges.first().copied().unwrap_or(right);
                runs.push(backward_run(&mut byte, &word, &edges, row.pos.x));
                continue;
            }
            glyphs.next();
            if is_right_to_left(glyph.chr) {
                continue;
            }
            chars.next();
            stops.push((byte, row.pos.x + glyph.pos.x));
            right = glyph.max_x();
            byte += c.len_utf8() as u32;
        }
        if !stops.is_empty() || runs.is_empty() {
            stops.push((byte, row.pos.x + right));
            runs.push(Run { stops });
        }
        lines.push(Line {
            top: row.pos.y,
            start,
            end: byte,
            runs,
        });
    }
    lines
}

/// The edges of `count` characters read from the right: one more than there are, the rightmost first. Where letters are joined into
/// fewer glyphs the word's width is shared out.
fn edges_of(glyphs: impl Iterator<Item = (f32, f32)>, count: usize) -> Vec<f32> {
    let wide: Vec<(f32, f32)> = glyphs.filter(|(from, to)| to > from).collect();
    let left = wide.first().map_or(0.0, |(from, _)| *from);
    let right = wide.last().map_or(left, |(_, to)| *to);
    if wide.len() == count {
        let starts = wide.iter().rev().map(|(from, _)| *from);
        return std::iter::once(right).chain(starts).collect();
    }
    let step = (right - left) / count.max(1) as f32;
    (0..=count).map(|n| right - step * n as f32).collect()
}

/// The run of a right-to-left word; counts its bytes.
fn backward_run(byte: &mut u32, word: &[char], edges: &[f32], left: f32) -> Run {
    let mut stops = Vec::with_capacity(edges.len());
    let mut letters = word.iter();
    for edge in edges {
        stops.push((*byte, left + edge));
        *byte += letters.next().map_or(0, |c| c.len_utf8() as u32);
    }
    Run { stops }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_right_to_left_word_has_its_letters_from_the_right() {
        // Four letters with glyphs of 17, 5, 5 and 8 points as seen, and three without width behind them.
        let seen = [
            (0.0, 17.0),
            (17.0, 22.0),
            (22.0, 27.0),
            (27.0, 35.0),
            (35.0, 35.0),
            (35.0, 35.0),
            (35.0, 35.0),
        ];
        let edges = edges_of(seen.into_iter(), 4);
        assert_eq!(edges, [35.0, 27.0, 22.0, 17.0, 0.0]);
        let mut byte = 10;
        let run = backward_run(&mut byte, &['ق', 'ا', 'ل', 'ت'], &edges, 100.0);
        assert_eq!(byte, 18);
        let text = Text::new("0123456789قالت").unwrap();
        let line = Line {
            top: 0.0,
            start: 10,
            end: 18,
            runs: vec![run],
        };
        assert_eq!(
            line.extents(text.span(10..12).unwrap()).as_slice(),
            [(127.0, 135.0)]
        );
        assert_eq!(
            line.extents(text.span(10..18).unwrap()).as_slice(),
            [(100.0, 135.0)]
        );
        assert_eq!(line.under(130.0), Some(10));
        assert_eq!(edges_of([(0.0, 10.0)].into_iter(), 2), [10.0, 5.0, 0.0]);
    }

    #[test]
    fn galleys_are_made_anew_when_the_letters_are_drawn_anew() {
        let ctx = egui::Context::default();
        crate::ui::Theme::install(&ctx);
        let text = Text::new("The bridge opens on Monday.").unwrap();
        let metrics = Metrics {
            width: 300.0,
            size: 16.0,
            line: 24.0,
            pixels_per_point: 1.0,
        };
        let mut layout = Layout::new(&text, metrics);
        let mut frame = |theme: egui::Theme| {
            ctx.set_theme(theme);
            let mut kept = false;
            let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
                layout.follow_fonts(ui.ctx());
                kept = layout.ready(0).is_some();
                let pen = Pen {
                    ctx: ui.ctx(),
                    ink: Color32::WHITE,
                };
                let spacing = Spacing {
                    line: 24.0,
                    shift: 0.0,
                };
                layout.chunk(0, &pen, spacing);
            });
            output.textures_delta.clear();
            kept
        };
        assert!(!frame(egui::Theme::Dark));
        frame(egui::Theme::Dark);
        assert!(frame(egui::Theme::Dark), "nothing changed");
        let after = [frame(egui::Theme::Light), frame(egui::Theme::Light)];
        assert!(
            after.contains(&false),
            "the other theme draws the letters otherwise"
        );
    }
}
