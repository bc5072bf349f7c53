//! The geometry of a text: chunks, their galleys and visual lines, and how high it all stands. Only what is in view is laid out; the
//! rest is estimated. Hit test, caret and label rectangles come from here, never from egui's cursors. Knows no label.

mod bidi;
mod cache;
mod cells;
mod chunk;
mod chunks;
mod estimate;
mod faces;
mod forms;
mod heights;
mod lines;
mod plain;
mod rich;
#[cfg(test)]
mod tests;
mod words;

use crate::session::TextFamily;
use crate::text::{Span, Text};
use crate::ui::theme;
use cache::Cache;
use chunk::Piece;
pub use chunk::{ChunkLayout, Spacing};
use chunks::Chunks;
use egui::{Color32, FontId, Rangef};
use estimate::Advances;
pub use estimate::average_advance;
use faces::Faces;
use forms::Script;
use heights::{BLOCK, Heights};
pub use lines::Line;
use std::ops::Range;

/// Text whose height is estimated better in one frame, in bytes.
const REFINED: usize = 400_000;

/// What the layout depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Metrics {
    pub family: TextFamily,
    /// Width of the text column, in points.
    pub width: f32,
    pub size: f32,
    /// Height of a visual line without many labels, in points.
    pub line: f32,
    pub pixels_per_point: f32,
}

/// What galleys are made with.
pub struct Pen<'a> {
    pub ctx: &'a egui::Context,
    pub ink: Color32,
    /// For what stands in place of characters without a form of their own.
    pub faint: Color32,
}

/// Chunk and points below its top: exact at any height of the document.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Anchor {
    pub chunk: usize,
    pub offset: f32,
}

/// Words to be laid out.
struct Stretch<'a> {
    words: &'a str,
    /// Byte of the document where they begin.
    start: u32,
    /// Level of the paragraph, where the words are only a part of it.
    base: Option<u8>,
    /// Whether the paragraph goes on behind them.
    continues: bool,
    metrics: Metrics,
}

impl Stretch<'_> {
    fn font(&self) -> FontId {
        theme::reading_in(self.metrics.family, self.metrics.size)
    }
}

/// The layout of one text.
pub struct Layout {
    text: Text,
    metrics: Metrics,
    chunks: Chunks,
    heights: Heights,
    refined: bool,
    /// Counts what changes heights everywhere.
    revision: u64,
    frame: u64,
    advances: Option<Advances>,
    cache: Cache,
    faces: Faces,
    /// (start, level) of the long line last asked for.
    level: Option<(u32, u8)>,
    inks: (Color32, Color32),
    /// Which pictures of the letters the galleys point to: how they are drawn, and how full their texture was.
    atlas: Option<(egui::epaint::text::TextOptions, f32)>,
}

impl Layout {
    pub fn new(text: &Text, metrics: Metrics) -> Self {
        let chunks = Chunks::new(text);
        let heights = crude_heights(text, &chunks, (metrics, &Advances::guess(metrics)));
        Self {
            text: text.clone(),
            metrics,
            chunks,
            heights,
            refined: false,
            revision: 0,
            frame: 0,
            advances: None,
            cache: Cache::default(),
            faces: Faces::default(),
            level: None,
            inks: Default::default(),
            atlas: None,
        }
    }

    /// Whether this is the layout of that text.
    pub fn is_of(&self, text: &Text) -> bool {
        std::ptr::eq(self.text.as_str(), text.as_str())
    }

    pub fn text(&self) -> &Text {
        &self.text
    }

    pub fn set_metrics(&mut self, metrics: Metrics) {
        if self.metrics != metrics {
            self.metrics = metrics;
            self.cache.clear();
            self.advances = None;
        }
    }

    /// Brings the layout up to date with the fonts. Call once a frame, before anything is laid out.
    ///
    /// Forgets the galleys when the pictures of the letters were made anew: with another theme, or when their texture was full. The
    /// old galleys would show nothing, or other letters. Estimates of heights get better from frame to frame.
    pub fn follow_fonts(&mut self, ctx: &egui::Context) {
        self.frame += 1;
        let now = ctx.fonts(|fonts| (*fonts.options(), fonts.font_atlas_fill_ratio()));
        let anew = |(options, fill): (egui::epaint::text::TextOptions, f32)| options != now.0 || now.1 < fill;
        if self.atlas.is_some_and(anew) {
            self.cache.clear();
        }
        self.atlas = Some(now);
        if self.advances.is_none() {
            let advances = Advances::measured(self.metrics, ctx);
            self.heights = crude_heights(&self.text, &self.chunks, (self.metrics, &advances));
            self.advances = Some(advances);
            self.refined = false;
            self.revision += 1;
        }
        if !self.refined {
            self.refine();
        }
    }

    fn refine(&mut self) {
        let blocks = self.chunks.count().div_ceil(BLOCK).max(1);
        let bytes = (self.text.len() as usize / blocks).max(1000);
        let Self { heights, .. } = self;
        let guess = Advances::guess(self.metrics);
        let advances = self.advances.as_ref().unwrap_or(&guess);
        let (text, chunks, metrics) = (&self.text, &self.chunks, self.metrics);
        self.refined = heights.refine((REFINED / bytes).max(1), |index| {
            estimate(text, chunks, (metrics, advances), index)
        });
        self.revision += u64::from(self.refined);
    }

    pub fn metrics(&self) -> Metrics {
        self.metrics
    }

    /// Another number when heights have changed everywhere, not only where a chunk was laid out.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Height of everything, in points; partly estimated.
    pub fn total(&self) -> f64 {
        self.heights.total()
    }

    pub fn chunk_count(&self) -> usize {
        self.chunks.count()
    }

    pub fn chunk_from_byte(&self, byte: u32) -> usize {
        self.chunks.at_byte(byte)
    }

    /// Points from the document's top to the anchor; estimated where nothing was laid out.
    pub fn y(&self, anchor: Anchor) -> f64 {
        self.heights.top(anchor.chunk) + f64::from(anchor.offset)
    }

    pub fn anchor(&self, y: f64) -> Anchor {
        let (chunk, offset) = self.heights.find(y);
        Anchor {
            chunk,
            offset: offset as f32,
        }
    }

    /// The bytes of a chunk, without its line end.
    pub fn span(&self, index: usize) -> Option<Span> {
        self.chunks.span(index)
    }

    /// The chunk's layout, made if it is not there. `spacing` says how the line of some bytes stands; it is asked once a frame.
    pub fn chunk(
        &mut self,
        index: usize,
        pen: &Pen,
        spacing: impl Fn(Span) -> Spacing,
    ) -> Option<&ChunkLayout> {
        if self.inks != (pen.ink, pen.faint) {
            self.inks = (pen.ink, pen.faint);
            self.cache.clear();
        }
        if self.cache.is_checked(index, self.frame) {
            return self.cache.touch(index);
        }
        let known = self.cache.get(index).map(|chunk| chunk.height);
        if known.is_none() {
            let span = self.span(index)?;
            let made = self.lay_out((index, span), pen);
            let bytes = span.len() as usize;
            self.cache.put(index, made, bytes, self.frame);
        }
        let (text, metrics) = (&self.text, self.metrics);
        let chunk = self.cache.check(index, self.frame)?;
        chunk.set_apart(metrics, |from, to| {
            let span = text.span(from as usize..to as usize).unwrap_or_default();
            spacing(span)
        });
        let height = chunk.height;
        if known != Some(height) {
            let guess = Advances::guess(metrics);
            let advances = self.advances.as_ref().unwrap_or(&guess);
            let chunks = &self.chunks;
            self.heights.set(index, height, |index| {
                estimate(text, chunks, (metrics, advances), index)
            });
        }
        self.cache.touch(index)
    }

    /// Sets the words of a laid out chunk between two heights below its top, in points. What is outside may stay without.
    pub fn set_words(&mut self, index: usize, view: Rangef, ctx: &egui::Context) {
        let view = view.expand(self.metrics.line);
        if let Some(chunk) = self.cache.get_mut(index) {
            chunk.set_words(view, ctx);
        }
    }

    /// A chunk that is laid out already.
    pub fn ready(&self, index: usize) -> Option<&ChunkLayout> {
        self.cache.get(index)
    }

    fn lay_out(&mut self, chunk: (usize, Span), pen: &Pen) -> ChunkLayout {
        let (index, span) = chunk;
        if span.is_empty() {
            return empty_line(span, self.metrics);
        }
        let line = self.chunks.long_line(index);
        let base = line.map(|line| self.level_of(line));
        let stretch = Stretch {
            words: self.text.slice(span),
            start: span.start(),
            base,
            continues: line.is_some_and(|line| span.end() < line.end()),
            metrics: self.metrics,
        };
        let script = forms::script_of(stretch.words);
        let plain = script == Script::Plain && base != Some(1);
        plain
            .then(|| plain::lay_out(&stretch, pen))
            .flatten()
            .unwrap_or_else(|| rich::lay_out(&stretch, script, &mut self.faces, pen))
    }

    /// The direction of a line of the text: odd reads from right to left.
    pub fn level_of(&mut self, line: Span) -> u8 {
        if let Some((_, level)) = self.level.filter(|(start, _)| *start == line.start()) {
            return level;
        }
        let level = bidi::paragraph_level(self.text.slice(line));
        self.level = Some((line.start(), level));
        level
    }
}

/// Height of an empty line: texts from the web have one between paragraphs, and a full one would tear them apart.
fn blank(metrics: Metrics) -> f32 {
    (metrics.line * 0.55).round()
}

fn empty_line(span: Span, metrics: Metrics) -> ChunkLayout {
    let stops = vec![(span.start(), 0.0)];
    let line = Line::new(
        (span.start(), span.start()),
        blank(metrics),
        vec![lines::Run { stops }],
    );
    ChunkLayout::new(Vec::new(), vec![line])
}

/// About how high a chunk will stand.
fn estimate(text: &Text, chunks: &Chunks, how: (Metrics, &Advances), index: usize) -> f32 {
    let (metrics, advances) = how;
    match chunks.rough_span(index) {
        Some(span) if !span.is_empty() => advances.lines(text.slice(span), metrics.width) * metrics.line,
        _ => blank(metrics),
    }
}

/// Heights from the numbers of bytes of some chunks: within a tenth or two, and done at once for any text.
fn crude_heights(text: &Text, chunks: &Chunks, how: (Metrics, &Advances)) -> Heights {
    let (metrics, advances) = how;
    let step = if chunks.count() > 400_000 { 23 } else { 7 };
    let height = |index: usize| match chunks.rough_span(index).map_or(0, Span::len) {
        0 => f64::from(blank(metrics)),
        bytes => {
            let head = chunks.rough_span(index).map_or("", |span| text.slice(span));
            // As in running text of one byte a character; three bytes are taken for one of twice the width.
            let share = if starts_ascii(head) { 1.0 } else { 0.62 };
            let lines = advances.crude_lines(f64::from(bytes) * share, metrics.width) + 0.5;
            lines.max(1.0) * f64::from(metrics.line)
        }
    };
    Heights::new(chunks.count(), |range: Range<usize>| {
        let samples = range.clone().step_by(step);
        let count = samples.len().max(1) as f64;
        samples.map(height).sum::<f64>() / count * range.len() as f64
    })
}

/// Whether the first bytes are mostly ASCII.
fn starts_ascii(words: &str) -> bool {
    let head = words.as_bytes().iter().take(60);
    let ascii = head.clone().filter(|byte| byte.is_ascii()).count();
    ascii * 2 >= head.len()
}
