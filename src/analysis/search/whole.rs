//! Whole words: whether a match begins and ends where words do, by our own segmentation, so that it works in scripts without
//! spaces and "art" is not found in "party".

use crate::text::{Span, Text, segment};
use unicode_normalization::char::is_combining_mark;

/// Bytes of a match beyond which it is passed over word by word.
const LONG: usize = 256;

/// Whether no word is cut at either end. Ends that are no letters, digits or marks cut nothing.
pub(super) fn is_whole(text: &Text, span: Span) -> bool {
    let (start, end) = (span.start() as usize, span.end() as usize);
    let Some((before, rest)) = text.as_str().split_at_checked(start) else {
        return false;
    };
    let Some((inner, behind)) = rest.split_at_checked(end - start) else {
        return false;
    };
    let (Some(first), Some(last)) = (inner.chars().next(), inner.chars().next_back()) else {
        return false;
    };
    let starts = || segment::word_at(text, span.start()).start() == span.start();
    let ends = || segment::word_at(text, span.end() - last.len_utf8() as u32).end() == span.end();
    let at_start = match before.chars().next_back() {
        None => true,
        Some(_) if !is_wordlike(first) => true,
        Some(c) => plain(first, c, None).unwrap_or_else(starts),
    };
    let mut after = behind.chars();
    at_start
        && match after.next() {
            None => true,
            Some(_) if !is_wordlike(last) => true,
            Some(c) => plain(last, c, after.next()).unwrap_or_else(ends),
        }
}

/// Where a match that cuts no word may begin next, after one at `start..end` (bytes) that does: inside a word none begins.
pub(super) fn next_start(text: &Text, start: usize, end: usize) -> usize {
    let rest = text.as_str().get(start..).unwrap_or_default();
    let plain = rest.bytes().take_while(u8::is_ascii_alphanumeric).count();
    // To look for the word's end takes time, which a short match is not worth.
    let letters = if end - start > LONG {
        let word = segment::word_at(text, start as u32).end() as usize;
        let word = rest.get(..word.saturating_sub(start)).unwrap_or_default();
        let signs = word.chars().take_while(|c| is_wordlike(*c));
        signs.map(char::len_utf8).sum()
    } else {
        0
    };
    let first = rest.chars().next().map_or(1, char::len_utf8);
    start + plain.max(letters).max(first)
}

fn is_wordlike(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || is_combining_mark(c)
}

/// Whether a word ends between `edge` and its neighbour, where that can be told without looking at the whole word. `beyond`
/// stands behind the neighbour.
fn plain(edge: char, neighbour: char, beyond: Option<char>) -> Option<bool> {
    if matches!(neighbour, ' ' | '\n' | '\t' | '\r') {
        return Some(true);
    }
    if !edge.is_ascii_alphanumeric() {
        return None;
    }
    match neighbour {
        c if c.is_ascii_alphanumeric() => Some(false),
        '(' | ')' | '[' | ']' | '!' | '?' | '/' | '“' | '”' => Some(true),
        // These join letters or digits, but not to a space.
        '.' | ',' | ':' | ';' | '\'' if beyond.is_some_and(|c| matches!(c, ' ' | '\n')) => Some(true),
        _ => None,
    }
}
