//! Words: what lies under a place, steps of the caret, snapping. Offsets are bytes. Word boundaries
//! come from ICU, which looks words up in its dictionaries where a script writes no spaces: its models judge a little better, but
//! take a thousand times as long. Knows no sentences.

use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};

use super::blank::{skip_white, skip_white_back};
use super::blocks::{Blocks, is_grapheme_boundary};
use super::{WINDOW, fit, is_blank, last_byte, line_around, line_under, trim};
use crate::text::{Span, Text};

static WORDS: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_dictionary(WordBreakInvariantOptions::default()));

/// Longest stretch between spaces that is cut as a whole, in bytes.
const CELL: u32 = 512;
/// Longer ones are cut in blocks of this many bytes, each looked at with some bytes before and after it.
const BLOCK: u32 = 1024;
const CONTEXT: u32 = 256;
/// Bytes of punctuation that one step passes.
const MOST_MARKS: u32 = 4096;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Word,
    Space,
    Punctuation,
    /// What is none of the others: emoji, currency, arrows.
    Symbol,
}

#[derive(Clone, Copy)]
struct Piece {
    span: Span,
    kind: Kind,
}

impl Piece {
    /// Whether a caret that steps by words stops here.
    fn is_stop(self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Symbol)
    }
}

/// The word under `byte`, or the run of white space or of punctuation, or the one symbol. At the end
/// of a line it is what ends there; on an empty line it is empty.
pub fn word_at(text: &Text, byte: u32) -> Span {
    let byte = text.floor_boundary(byte);
    let (pieces, nth) = pieces_near(text, byte);
    let Some(here) = pieces.get(nth).copied() else {
        return Span::new(byte, byte);
    };
    if here.is_stop() {
        return here.span;
    }
    let same = |piece: &&Piece| piece.kind == here.kind;
    let (before, after) = pieces.split_at(nth);
    let first = before.iter().rev().take_while(same).last();
    let last = after.iter().take_while(same).last();
    first.unwrap_or(&here).span.cover(last.unwrap_or(&here).span)
}

/// Where a step to the left by words lands: the nearest start of a word or symbol before `at`, else 0. Passes at most `MOST_MARKS`
/// bytes of punctuation.
pub fn prev_word_start(text: &Text, at: u32) -> u32 {
    let at = text.ceil_boundary(at);
    let least = at.saturating_sub(MOST_MARKS);
    let mut at = skip_white_back(text.as_str(), 0, at);
    while at > 0 {
        // The piece that holds the character before `at`, and those before it.
        let last = text.floor_boundary(at - 1);
        let (pieces, nth) = pieces_near(text, last);
        let before = pieces.get(..=nth).unwrap_or_default();
        if let Some(stop) = before.iter().rev().find(|piece| piece.is_stop()) {
            return stop.span.start();
        }
        let start = before.first().map_or(last, |piece| piece.span.start());
        if start <= least {
            return start;
        }
        at = skip_white_back(text.as_str(), 0, start);
    }
    0
}

/// Where a step to the right by words lands: the nearest end of a word or symbol after `at`, else the length. Passes at most
/// `MOST_MARKS` bytes of punctuation.
pub fn next_word_end(text: &Text, at: u32) -> u32 {
    let at = text.floor_boundary(at);
    let most = at.saturating_add(MOST_MARKS);
    let mut at = skip_white(text.as_str(), at, text.len());
    while at < text.len() {
        let (pieces, nth) = pieces_near(text, at);
        let after = pieces.get(nth..).unwrap_or_default();
        if let Some(stop) = after.iter().find(|piece| piece.is_stop()) {
            return stop.span.end();
        }
        let end = after.last().map_or(text.len(), |piece| piece.span.end());
        if end >= most {
            return end;
        }
        at = skip_white(text.as_str(), end, text.len());
    }
    text.len()
}

/// The words that lie wholly inside `span`, in order; no white space, punctuation or symbols.
pub fn words(text: &Text, span: Span) -> Vec<Span> {
    let span = fit(text, span);
    let mut found = Vec::new();
    let mut at = match piece_at(text, span.start()) {
        Some(piece) if piece.span.start() < span.start() => piece.span.end(),
        _ => span.start(),
    };
    while at < span.end() {
        let line = line_around(text, at);
        if at >= line.end() {
            at = line.end().saturating_add(1);
            continue;
        }
        let pieces = pieces_from(text, line, at);
        let inside = pieces
            .iter()
            .filter(|p| p.kind == Kind::Word && span.encloses(p.span));
        found.extend(inside.map(|p| p.span));
        at = pieces.last().map_or(line.end(), |p| p.span.end()).max(at + 1);
    }
    found
}

/// Grows a span to whole words and takes white space off its ends. Punctuation is not drawn in. A
/// span of white space only, or an empty one, stays as it is.
pub fn snap_to_words(text: &Text, span: Span) -> Span {
    let core = trim(text, span);
    if core.is_empty() {
        return fit(text, span);
    }
    let first = piece_at(text, core.start()).map_or(core, |p| p.span);
    let last = piece_at(text, last_byte(text, core)).map_or(core, |p| p.span);
    core.cover(first).cover(last)
}

/// The piece under `byte`, or the last one of the line at its end.
fn piece_at(text: &Text, byte: u32) -> Option<Piece> {
    let (pieces, nth) = pieces_near(text, byte);
    pieces.get(nth).copied()
}

/// The piece under `byte` (at the end of a line the last one) among those near it, and its index.
fn pieces_near(text: &Text, byte: u32) -> (Vec<Piece>, usize) {
    let Some((line, byte)) = line_under(text, byte) else {
        return (Vec::new(), 0);
    };
    let pieces = match cell_around(text, line, byte) {
        Some(cell) => pieces_of(text, cell),
        None => pieces_of_block(text, line, byte),
    };
    let nth = pieces.partition_point(|piece| piece.span.end() <= byte);
    let nth = nth.min(pieces.len().saturating_sub(1));
    (pieces, nth)
}

/// Pieces of a stretch without spaces, those that begin in the block of `byte`.
fn pieces_of_block(text: &Text, line: Span, byte: u32) -> Vec<Piece> {
    let blocks = Blocks {
        text,
        line,
        size: BLOCK,
        context: CONTEXT,
        rule: |text, window| {
            let pieces = pieces_of(text, window);
            pieces
                .iter()
                .map(|piece| (piece.span.start(), piece.kind))
                .collect()
        },
        cut: |text, edge| is_grapheme_boundary(text, edge).then_some(edge),
    };
    let pieces = blocks.around(byte).into_iter();
    pieces.map(|(span, kind)| Piece { span, kind }).collect()
}

/// The cell around `byte`: from a space at or before it to the next space after it. A space after anything else always ends a word,
/// so a cell breaks as the whole line would. None where the cell is longer than `CELL`.
fn cell_around(text: &Text, line: Span, byte: u32) -> Option<Span> {
    let before = text.floor_boundary(byte.saturating_sub(CELL)).max(line.start());
    let head = text.slice(Span::new(before, byte));
    let under = text.slice(Span::new(byte, line.end())).chars().next()?;
    let start = match cell_start(head, under) {
        Some(start) => before + start as u32,
        None if before == line.start() => before,
        None => return None,
    };
    let after = byte + under.len_utf8() as u32;
    let most = text.ceil_boundary(start.saturating_add(CELL)).min(line.end());
    if most < after {
        return None;
    }
    let rest = text.slice(Span::new(after, most));
    match cell_end(rest, under) {
        Some(end) => Some(Span::new(start, after + end as u32)),
        None if most == line.end() => Some(Span::new(start, most)),
        None => None,
    }
}

/// Where the last cell of `head` and the character `under` behind it begins: at the last space that follows something else.
fn cell_start(head: &str, under: char) -> Option<usize> {
    let mut after = under;
    for (at, c) in head.char_indices().rev() {
        if after == ' ' && !c.is_whitespace() {
            return Some(at + c.len_utf8());
        }
        after = c;
    }
    None
}

/// Where the cell of the character `before` ends in what follows it.
fn cell_end(rest: &str, before: char) -> Option<usize> {
    let mut before = before;
    for (at, c) in rest.char_indices() {
        if c == ' ' && !before.is_whitespace() {
            return Some(at);
        }
        before = c;
    }
    None
}

/// Pieces from the word boundary `at` on: some cells at once, or a block of a long one.
fn pieces_from(text: &Text, line: Span, at: u32) -> Vec<Piece> {
    let mut end = at;
    while end < line.end() && end - at < WINDOW {
        match cell_around(text, line, end) {
            Some(cell) if cell.end() > end => end = cell.end(),
            _ => break,
        }
    }
    if end > at {
        return pieces_of(text, Span::new(at, end));
    }
    let pieces = pieces_of_block(text, line, at).into_iter();
    pieces.filter(|piece| piece.span.start() >= at).collect()
}

fn pieces_of(text: &Text, span: Span) -> Vec<Piece> {
    let slice = text.slice(span);
    let mut pieces = Vec::new();
    let mut start = 0;
    for (end, word_type) in WORDS.segment_str(slice).iter_with_word_type() {
        let Some(part) = slice.get(start..end).filter(|part| !part.is_empty()) else {
            continue;
        };
        let kind = if word_type.is_word_like() {
            Kind::Word
        } else {
            kind_of(part)
        };
        let base = span.start();
        pieces.push(Piece {
            span: Span::new(base + start as u32, base + end as u32),
            kind,
        });
        start = end;
    }
    pieces
}

fn kind_of(part: &str) -> Kind {
    if is_blank(part) {
        Kind::Space
    } else if part.chars().next().is_some_and(is_punctuation) {
        Kind::Punctuation
    } else {
        Kind::Symbol
    }
}

/// The marks that stand between words in the scripts people annotate; the rest counts as symbols.
fn is_punctuation(c: char) -> bool {
    let marks = [
        '\u{a1}'..='\u{a1}',
        '\u{ab}'..='\u{ab}',
        '\u{b7}'..='\u{b7}',
        '\u{bb}'..='\u{bb}',
        '\u{bf}'..='\u{bf}',
        '\u{60c}'..='\u{60d}',
        '\u{61b}'..='\u{61f}',
        '\u{6d4}'..='\u{6d4}',
        '\u{964}'..='\u{965}',
        '\u{2010}'..='\u{205e}',
        '\u{3001}'..='\u{3003}',
        '\u{3008}'..='\u{301f}',
        '\u{30fb}'..='\u{30fb}',
        '\u{ff01}'..='\u{ff0f}',
        '\u{ff1a}'..='\u{ff20}',
        '\u{ff3b}'..='\u{ff40}',
        '\u{ff5b}'..='\u{ff65}',
    ];
    c.is_ascii_punctuation() || marks.iter().any(|range| range.contains(&c))
}

#[cfg(test)]
mod tests;
