//! Words: what lies under a place, steps of the caret, snapping. Offsets are bytes. Word boundaries
//! come from ICU, which looks words up where a script writes no spaces. Knows no sentences.

use std::sync::LazyLock;

use icu_segmenter::options::WordBreakInvariantOptions;
use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed};

use super::{WINDOW, fit, is_blank, last_byte, line_around, trim, window_around};
use crate::text::{Span, Text};

static WORDS: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_auto(WordBreakInvariantOptions::default()));

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
    let pieces = pieces_around(text, byte);
    let Some(nth) = nth_at(&pieces, byte) else {
        return Span::new(byte, byte);
    };
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

/// Where a step to the left by words lands: the nearest start of a word or symbol before `at`, else 0.
pub fn prev_word_start(text: &Text, at: u32) -> u32 {
    let mut at = text.ceil_boundary(at);
    while at > 0 {
        let line = line_around(text, at);
        if at == line.start() {
            at -= 1;
            continue;
        }
        // The piece that holds the byte before `at`, and those before it.
        let last = text.floor_boundary(at - 1);
        let pieces = pieces_around(text, last);
        let mut before = pieces.iter().rev().filter(|p| p.span.start() < at);
        if let Some(stop) = before.find(|p| p.is_stop()) {
            return piece_at(text, stop.span.start()).map_or(stop.span.start(), |p| p.span.start());
        }
        at = pieces.first().map_or(last, |p| p.span.start()).min(last);
    }
    0
}

/// Where a step to the right by words lands: the nearest end of a word or symbol after `at`, else the
/// length.
pub fn next_word_end(text: &Text, at: u32) -> u32 {
    let mut at = text.floor_boundary(at);
    while at < text.len() {
        let line = line_around(text, at);
        if at == line.end() {
            at += 1;
            continue;
        }
        let pieces = pieces_around(text, at);
        let mut after = pieces.iter().filter(|p| p.span.end() > at);
        if let Some(stop) = after.find(|p| p.is_stop()) {
            // Asked again from its start: the first window may have cut it.
            return piece_at(text, stop.span.start()).map_or(stop.span.end(), |p| p.span.end());
        }
        let next = pieces.last().map_or(line.end(), |p| p.span.end());
        at = if next > at { next } else { line.end() };
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
        let (pieces, next) = pieces_from(text, at, line.end());
        let inside = pieces
            .iter()
            .filter(|p| p.kind == Kind::Word && span.encloses(p.span));
        found.extend(inside.map(|p| p.span));
        at = next;
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
    let pieces = pieces_around(text, byte);
    pieces.get(nth_at(&pieces, byte)?).copied()
}

fn nth_at(pieces: &[Piece], byte: u32) -> Option<usize> {
    let last = pieces.len().checked_sub(1)?;
    Some(pieces.partition_point(|p| p.span.end() <= byte).min(last))
}

/// The pieces of the cell around `byte`: from a space at or before it to the next space after it. A
/// space after anything else always ends a word, so a cell breaks as the whole line would.
fn pieces_around(text: &Text, byte: u32) -> Vec<Piece> {
    let window = window_around(text, byte);
    let (head, tail) = text
        .slice(window)
        .split_at_checked((byte - window.start()) as usize)
        .unwrap_or_default();
    // At the end of a line the cell is that of the last character.
    let (head, shift) = match tail.chars().next() {
        Some(c) => (text.slice(window).get(..head.len() + c.len_utf8()), c.len_utf8()),
        None => (Some(head), 0),
    };
    let head = head.unwrap_or_default();
    let start = window.start() + cell_start(head) as u32;
    let end = byte + shift as u32;
    let rest = text.slice(Span::new(end.min(window.end()), window.end()));
    let last = head.chars().next_back();
    let end = end + cell_len(rest, last) as u32;
    pieces_of(text, Span::new(start, end))
}

/// Where the last cell of `head` begins: before its last space that follows something else.
fn cell_start(head: &str) -> usize {
    let mut spaces = head.rmatch_indices(' ');
    let begins = |at: usize| {
        head.get(..at)
            .is_some_and(|before| before.chars().next_back().is_some_and(|c| !c.is_whitespace()))
    };
    spaces.find(|&(at, _)| begins(at)).map_or(0, |(at, _)| at)
}

/// How much of `rest` belongs to the cell of the character `last` before it.
fn cell_len(rest: &str, last: Option<char>) -> usize {
    let mut before = last;
    for (at, c) in rest.char_indices() {
        if c == ' ' && before.is_some_and(|b| !b.is_whitespace()) {
            return at;
        }
        before = Some(c);
    }
    rest.len()
}

/// Pieces from the word boundary `at` on, and where to go on from. A piece that the end of the window
/// may have cut is left for the next call.
fn pieces_from(text: &Text, at: u32, line_end: u32) -> (Vec<Piece>, u32) {
    if line_end - at <= WINDOW {
        return (pieces_of(text, Span::new(at, line_end)), line_end);
    }
    let end = text.floor_boundary(at + WINDOW);
    let mut pieces = pieces_of(text, Span::new(at, end));
    if pieces.len() > 1 {
        pieces.pop();
    }
    let next = pieces.last().map_or(end, |p| p.span.end());
    (pieces, next)
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
