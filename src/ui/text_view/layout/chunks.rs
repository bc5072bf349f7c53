//! The stretches of a text that are laid out in one go: its lines, long ones cut at a word or at least at a grapheme.
//! Nothing is stored for a line of ordinary length, so millions of them cost nothing. Knows no font.

use crate::text::{Span, Text};
use icu_segmenter::options::LineBreakOptions;
use icu_segmenter::{LineSegmenter, LineSegmenterBorrowed};
use std::cell::RefCell;
use std::collections::BTreeMap;
use unicode_segmentation::UnicodeSegmentation;

/// About how many bytes of a long line are laid out in one go.
pub const CHUNK: u32 = 4096;
/// How far before its ideal place a cut may lie, in bytes.
const BACK: u32 = 600;

pub struct Chunks {
    text: Text,
    long: Vec<LongLine>,
    count: usize,
    /// Where long lines were cut: found when first asked for.
    cuts: RefCell<BTreeMap<u32, u32>>,
}

/// A line of several chunks.
struct LongLine {
    line: usize,
    /// Index of its first chunk.
    first: usize,
    parts: usize,
}

/// What line segmentation is done with; scripts without spaces go by dictionary.
pub fn segmenter() -> LineSegmenterBorrowed<'static> {
    LineSegmenter::new_dictionary(LineBreakOptions::default())
}

fn parts_of(line: Span) -> usize {
    ((line.len() + CHUNK / 2) / CHUNK).max(1) as usize
}

impl Chunks {
    pub fn new(text: &Text) -> Self {
        let mut chunks = Self {
            text: text.clone(),
            long: Vec::new(),
            count: 0,
            cuts: RefCell::default(),
        };
        let mut more = 0;
        // Every long line lies over a multiple of the chunk size, so the other lines need not be looked at.
        for byte in (0..text.len()).step_by(CHUNK as usize) {
            let line = text.line_from_byte(byte);
            let parts = text.line_span(line).map_or(1, parts_of);
            if parts > 1 && chunks.long.last().is_none_or(|last| last.line != line) {
                chunks.long.push(LongLine {
                    line,
                    first: line + more,
                    parts,
                });
                more += parts - 1;
            }
        }
        chunks.count = text.line_count() + more;
        chunks
    }

    pub fn count(&self) -> usize {
        self.count
    }

    /// The line of a chunk, which part of it the chunk is, and how many parts there are.
    fn place(&self, index: usize) -> (usize, usize, usize) {
        let at = self.long.partition_point(|long| long.first <= index);
        let Some(long) = at.checked_sub(1).and_then(|at| self.long.get(at)) else {
            return (index, 0, 1);
        };
        let beyond = index - long.first;
        if beyond < long.parts {
            (long.line, beyond, long.parts)
        } else {
            (long.line + 1 + beyond - long.parts, 0, 1)
        }
    }

    /// The line that a chunk is a part of, if it is not the whole line.
    pub fn long_line(&self, index: usize) -> Option<Span> {
        let (line, _, parts) = self.place(index);
        self.text.line_span(line).filter(|_| parts > 1)
    }

    /// The bytes of a chunk, without its line end.
    pub fn span(&self, index: usize) -> Option<Span> {
        if index >= self.count {
            return None;
        }
        let (line, part, parts) = self.place(index);
        let line = self.text.line_span(line)?;
        if parts == 1 {
            return Some(line);
        }
        let start = self.cut(line, part, parts);
        let end = self.cut(line, part + 1, parts);
        self.text.span(start as usize..end as usize).ok()
    }

    /// About the bytes of a chunk: enough for estimates, and cheap.
    pub fn rough_span(&self, index: usize) -> Option<Span> {
        let (line, part, parts) = self.place(index);
        let line = self.text.line_span(line)?;
        let edge = |part: usize| match part {
            part if part == parts => line.end(),
            part => self.text.floor_boundary(line.start() + part as u32 * CHUNK),
        };
        self.text.span(edge(part) as usize..edge(part + 1) as usize).ok()
    }

    /// The chunk of a byte; a line end belongs to the chunk before it.
    pub fn at_byte(&self, byte: u32) -> usize {
        let line = self.text.line_from_byte(byte);
        let at = self.long.partition_point(|long| long.line <= line);
        let Some(long) = at.checked_sub(1).and_then(|at| self.long.get(at)) else {
            return line;
        };
        if long.line < line {
            return long.first + long.parts + (line - long.line - 1);
        }
        let Some(span) = self.text.line_span(line) else {
            return long.first;
        };
        let part = (byte.saturating_sub(span.start()) / CHUNK) as usize;
        let part = part.min(long.parts - 1);
        let next = part + 1 < long.parts && byte >= self.cut(span, part + 1, long.parts);
        long.first + part + usize::from(next)
    }

    /// Where a part of a long line begins.
    fn cut(&self, line: Span, part: usize, parts: usize) -> u32 {
        if part == 0 {
            return line.start();
        }
        if part >= parts {
            return line.end();
        }
        let ideal = self.text.floor_boundary(line.start() + part as u32 * CHUNK);
        if let Some(cut) = self.cuts.borrow().get(&ideal) {
            return *cut;
        }
        let cut = find_cut(&self.text, ideal);
        self.cuts.borrow_mut().insert(ideal, cut);
        cut
    }
}

/// The last good place for a cut before `ideal`: a space, else where a line may break, else a grapheme, else just there.
fn find_cut(text: &Text, ideal: u32) -> u32 {
    let from = text.ceil_boundary(ideal - BACK);
    let to = text.floor_boundary(ideal + 64);
    let (Ok(window), Ok(before)) = (
        text.span(from as usize..to as usize),
        text.span(from as usize..ideal as usize),
    ) else {
        return ideal;
    };
    let (window, before) = (text.slice(window), text.slice(before));
    if let Some(space) = before.rfind(' ')
        && window.get(space + 1..).is_some_and(starts_afresh)
    {
        return from + space as u32 + 1;
    }
    // What the window begins with may be the rest of something.
    let known = |at: &usize| *at > 0 && *at <= before.len();
    let line_break = segmenter().segment_str(window).filter(known).last();
    let grapheme = || window.grapheme_indices(true).map(|(at, _)| at).rfind(known);
    line_break.or_else(grapheme).map_or(ideal, |at| from + at as u32)
}

/// Whether the first character does not belong to the grapheme before it.
fn starts_afresh(words: &str) -> bool {
    let mut with_space = String::from(" ");
    with_space.extend(words.chars().take(1));
    with_space.graphemes(true).count() != 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(content: &str) -> Vec<Span> {
        let text = Text::new(content).unwrap();
        let chunks = Chunks::new(&text);
        let spans: Vec<Span> = (0..chunks.count())
            .map(|index| chunks.span(index).unwrap())
            .collect();
        assert!(chunks.span(chunks.count()).is_none());
        let mut at = 0;
        for (index, span) in spans.iter().enumerate() {
            assert!(
                span.start() == at || span.start() == at + 1,
                "{index}: {span:?} after {at}"
            );
            assert!(span.len() <= 2 * CHUNK);
            assert_eq!(chunks.at_byte(span.start()), index);
            if !span.is_empty() {
                assert_eq!(chunks.at_byte(text.floor_boundary(span.end() - 1)), index);
            }
            at = span.end();
        }
        assert_eq!(at, text.len());
        spans
    }

    #[test]
    fn lines_are_chunks() {
        assert_eq!(check("").len(), 1);
        assert_eq!(check("one\n\ntwo\n").len(), 4);
        assert_eq!(check(&"\n".repeat(5000)).len(), 5001);
    }

    #[test]
    fn long_lines_are_cut_at_words() {
        let words = "A line that never ends ".repeat(900);
        let spans = check(&format!("short\n{words}\nshort\n\n{words}"));
        assert!(spans.len() > 12);
        for span in spans.iter().skip(1).take(3) {
            assert!(
                format!("short\n{words}")
                    .get(..span.end() as usize)
                    .unwrap()
                    .ends_with(' ')
            );
        }
    }

    #[test]
    fn scripts_without_spaces_are_cut_between_words() {
        let thai = "ภาษาไทย".repeat(1000);
        for span in check(&thai).iter().skip(1) {
            assert_eq!(span.start() % 21, 0, "not inside the word");
        }
        let chinese = "我喜欢咖啡，".repeat(1000);
        for span in check(&chinese).iter().skip(1) {
            assert!(!chinese.get(span.start() as usize..).unwrap().starts_with('，'));
        }
    }

    #[test]
    fn hostile_lines_are_cut_somewhere() {
        check(&"\0".repeat(50_000));
        check(&"x".repeat(50_000));
        check(&"\u{301}".repeat(50_000));
        check(&" \u{301}".repeat(20_000));
        check(&"👩‍👩‍👧‍👦".repeat(2000));
        check(&"🇰🇷".repeat(3000));
        check(&" ".repeat(30_000));
    }

    #[test]
    fn a_cut_keeps_graphemes_whole() {
        let families = "👩‍👩‍👧‍👦".repeat(2000);
        for span in check(&families) {
            assert_eq!(span.start() as usize % "👩‍👩‍👧‍👦".len(), 0);
        }
    }
}
