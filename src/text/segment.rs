//! Graphemes, words, sentences and paragraphs around a place, and snapping to them. Offsets are bytes.
//! Work stays inside the line around the place, and inside a window of it where the line is long, so
//! the size of the text costs nothing. Knows no fonts and no annotation.

use std::ops::Range;
use std::sync::LazyLock;

use icu_segmenter::options::{SentenceBreakInvariantOptions, WordBreakInvariantOptions};
use icu_segmenter::{
    SentenceSegmenter, SentenceSegmenterBorrowed, WordSegmenter, WordSegmenterBorrowed,
};
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::{Span, Text};

/// Lines up to this many bytes are worked on whole; longer ones in a window of this size.
const WINDOW: u32 = 16 * 1024;

static WORDS: LazyLock<WordSegmenterBorrowed<'static>> =
    LazyLock::new(|| WordSegmenter::new_auto(WordBreakInvariantOptions::default()));
static SENTENCES: LazyLock<SentenceSegmenterBorrowed<'static>> =
    LazyLock::new(|| SentenceSegmenter::new(SentenceBreakInvariantOptions::default()));

// ---- graphemes ----

/// Start of the grapheme before `at`; 0 at the start.
pub fn prev_grapheme(text: &Text, at: u32) -> u32 {
    let at = text.ceil_boundary(at);
    let mut cursor = GraphemeCursor::new(at as usize, text.as_str().len(), true);
    match cursor.prev_boundary(text.as_str(), 0) {
        Ok(Some(byte)) => byte as u32,
        _ => 0,
    }
}

/// End of the grapheme at `at`; the length at the end.
pub fn next_grapheme(text: &Text, at: u32) -> u32 {
    let at = text.floor_boundary(at);
    let mut cursor = GraphemeCursor::new(at as usize, text.as_str().len(), true);
    match cursor.next_boundary(text.as_str(), 0) {
        Ok(Some(byte)) => byte as u32,
        _ => text.len(),
    }
}

// ---- words ----

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
    first
        .unwrap_or(&here)
        .span
        .cover(last.unwrap_or(&here).span)
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
            at = line.end() + 1;
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
        Some(c) => (
            text.slice(window).get(..head.len() + c.len_utf8()),
            c.len_utf8(),
        ),
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
        head.get(..at).is_some_and(|before| {
            before
                .chars()
                .next_back()
                .is_some_and(|c| !c.is_whitespace())
        })
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

// ---- sentences ----

/// A full stop after one of these rarely ends a sentence, yet a capital letter follows it.
const TITLES: [&str; 14] = [
    "Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "Sen.", "Rep.", "Gov.", "Gen.", "Col.", "Lt.", "Sgt.",
    "Capt.", "Rev.",
];

/// The sentence under `byte`, without white space around it; white space after a sentence belongs to
/// it. Empty on a blank line.
pub fn sentence_at(text: &Text, byte: u32) -> Span {
    let byte = text.floor_boundary(byte);
    let parts = sentence_parts(text, window_around(text, byte));
    let nth = parts.partition_point(|part| part.end() <= byte);
    let part = parts.get(nth).or(parts.last()).copied();
    part.map_or(Span::new(byte, byte), |part| trim(text, part))
}

/// The nearest start of a sentence before `at`, else 0.
pub fn prev_sentence(text: &Text, at: u32) -> u32 {
    let mut at = text.ceil_boundary(at);
    while at > 0 {
        let line = line_around(text, at);
        if at == line.start() || is_blank(text.slice(line)) {
            at = line.start().saturating_sub(1);
            continue;
        }
        let window = window_around(text, at);
        let starts = sentence_starts(text, window, line);
        if let Some(start) = starts.into_iter().rev().find(|&start| start < at) {
            return start;
        }
        at = if window.start() < at {
            window.start()
        } else {
            line.start()
        };
    }
    0
}

/// The nearest start of a sentence after `at`, else the length.
pub fn next_sentence(text: &Text, at: u32) -> u32 {
    let at = text.floor_boundary(at);
    let mut from = at;
    while from < text.len() {
        let line = line_around(text, from);
        if from == line.end() || is_blank(text.slice(line)) {
            from = line.end() + 1;
        } else {
            let window = window_around(text, from);
            let starts = sentence_starts(text, window, line);
            if let Some(start) = starts.into_iter().find(|&start| start > at) {
                return start;
            }
            from = if window.end() > from {
                window.end()
            } else {
                line.end()
            };
            continue;
        }
        // The line just entered may begin with its first sentence.
        if let Some(start) = first_sentence(text, from).filter(|&start| start > at) {
            return start;
        }
    }
    text.len()
}

/// Grows a span to whole sentences. A span of white space only, or an empty one, stays as it is.
pub fn snap_to_sentences(text: &Text, span: Span) -> Span {
    let core = trim(text, span);
    if core.is_empty() {
        return fit(text, span);
    }
    let first = sentence_at(text, core.start());
    let last = sentence_at(text, last_byte(text, core));
    core.cover(first).cover(last)
}

fn first_sentence(text: &Text, line_start: u32) -> Option<u32> {
    let line = trim(text, line_around(text, line_start));
    (!line.is_empty()).then_some(line.start())
}

/// Starts of the sentences in a window of `line`, except that of a sentence the window cut.
fn sentence_starts(text: &Text, window: Span, line: Span) -> Vec<u32> {
    let parts = sentence_parts(text, window);
    let cut = usize::from(window.start() > line.start());
    let spans = parts.into_iter().skip(cut).map(|part| trim(text, part));
    spans.filter(|s| !s.is_empty()).map(Span::start).collect()
}

/// The window as sentences with the white space after each.
fn sentence_parts(text: &Text, window: Span) -> Vec<Span> {
    let slice = text.slice(window);
    let mut parts = Vec::new();
    let mut start = 0;
    for end in SENTENCES.segment_str(slice) {
        let Some(part) = slice.get(start..end).filter(|part| !part.is_empty()) else {
            continue;
        };
        if end < slice.len() && ends_in_title(part) {
            continue;
        }
        let base = window.start();
        parts.push(Span::new(base + start as u32, base + end as u32));
        start = end;
    }
    parts
}

fn ends_in_title(part: &str) -> bool {
    // A tab or a line separator after it is more than the space before a name.
    let Some(part) = part.strip_suffix(' ') else {
        return false;
    };
    let word = part
        .rsplit(|c: char| !c.is_alphanumeric() && c != '.')
        .next();
    word.is_some_and(|word| TITLES.contains(&word))
}

// ---- paragraphs ----

/// The line under `byte` without white space around it. Empty on a blank line.
pub fn paragraph_at(text: &Text, byte: u32) -> Span {
    trim(text, line_around(text, byte))
}

/// The nearest start of a line with words on it before `at`, else 0.
pub fn prev_paragraph(text: &Text, at: u32) -> u32 {
    let from = text.line_from_byte(at.min(text.len()));
    let lines = (0..=from).rev().filter_map(|line| text.line_span(line));
    lines_with_words(text, lines)
        .find(|&start| start < at)
        .unwrap_or(0)
}

/// The nearest start of a line with words on it after `at`, else the length.
pub fn next_paragraph(text: &Text, at: u32) -> u32 {
    let from = text.line_from_byte(at.min(text.len()));
    let lines = (from..text.line_count()).filter_map(|line| text.line_span(line));
    lines_with_words(text, lines)
        .find(|&start| start > at)
        .unwrap_or(text.len())
}

fn lines_with_words(text: &Text, lines: impl Iterator<Item = Span>) -> impl Iterator<Item = u32> {
    lines
        .filter(|&line| !is_blank(text.slice(line)))
        .map(Span::start)
}

// ---- shared ----

/// Takes white space off both ends, by whole graphemes. Only white space leaves an empty span at its
/// start.
pub fn trim(text: &Text, span: Span) -> Span {
    let span = fit(text, span);
    let slice = text.slice(span);
    let white = |g: &&str| is_blank(g);
    let head: usize = slice.graphemes(true).take_while(white).map(str::len).sum();
    if head == slice.len() {
        return Span::new(span.start(), span.start());
    }
    let tail: usize = slice
        .graphemes(true)
        .rev()
        .take_while(white)
        .map(str::len)
        .sum();
    Span::new(span.start() + head as u32, span.end() - tail as u32)
}

fn is_blank(part: &str) -> bool {
    part.chars().all(char::is_whitespace)
}

/// A span of another text is brought inside this one, so that nothing here can fail.
fn fit(text: &Text, span: Span) -> Span {
    let start = text.floor_boundary(span.start());
    Span::new(start, text.ceil_boundary(span.end()).max(start))
}

/// Where the last character of a span that is not empty begins.
fn last_byte(text: &Text, span: Span) -> u32 {
    text.floor_boundary(span.end().saturating_sub(1))
}

fn line_around(text: &Text, byte: u32) -> Span {
    let line = text.line_from_byte(byte.min(text.len()));
    text.line_span(line).unwrap_or(Span::new(0, text.len()))
}

/// The line around a place, or about `WINDOW` bytes of it.
fn window_around(text: &Text, byte: u32) -> Span {
    let line = line_around(text, byte);
    if line.len() <= WINDOW {
        return line;
    }
    let Range { start, end } = byte.saturating_sub(WINDOW / 2)..byte.saturating_add(WINDOW / 2);
    let start = text.floor_boundary(start.max(line.start()));
    let end = text.ceil_boundary(end.min(line.end()));
    Span::new(start, end.max(start))
}
