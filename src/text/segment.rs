//! Graphemes, words, sentences and paragraphs around a place, and snapping to them. Offsets are bytes.
//! Work stays near the place, also in a line of millions of bytes, so the size of the text costs nothing; the same place always
//! lies in the same piece. Knows no fonts and no annotation.

mod blank;
mod blocks;
mod sentences;
mod words;

use unicode_segmentation::GraphemeCursor;

use super::{Span, Text};
use blank::{skip_white, skip_white_back};
use blocks::is_grapheme_boundary;
pub use sentences::{next_sentence, prev_sentence, sentence_at, snap_to_sentences};
pub use words::{next_word_end, prev_word_start, snap_to_words, word_at, words};

/// About as many bytes are segmented at once, at most.
const WINDOW: u32 = 16 * 1024;

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

/// The line under `byte` without white space around it. Empty on a blank line.
pub fn paragraph_at(text: &Text, byte: u32) -> Span {
    trim(text, line_around(text, byte))
}

/// The nearest start of a line with words on it before `at`, else 0.
pub fn prev_paragraph(text: &Text, at: u32) -> u32 {
    let at = text.ceil_boundary(at);
    let line = line_around(text, at);
    if line.start() < at && skip_white(text.as_str(), line.start(), line.end()) < line.end() {
        return line.start();
    }
    let end = skip_white_back(text.as_str(), 0, line.start());
    line_around(text, end.saturating_sub(1)).start()
}

/// The nearest start of a line with words on it after `at`, else the length.
pub fn next_paragraph(text: &Text, at: u32) -> u32 {
    let from = line_around(text, at).end();
    match skip_white(text.as_str(), from, text.len()) {
        next if next < text.len() => line_around(text, next).start(),
        _ => text.len(),
    }
}

/// Takes white space off both ends, by whole graphemes. Only white space leaves an empty span at its
/// start.
pub fn trim(text: &Text, span: Span) -> Span {
    let span = fit(text, span);
    let mut start = skip_white(text.as_str(), span.start(), span.end());
    if start == span.end() {
        return Span::new(span.start(), span.start());
    }
    // A mark may stand on the last space: a grapheme is not white when a part of it is not.
    if start > span.start() && !is_grapheme_boundary(text, start) {
        start = prev_grapheme(text, start).max(span.start());
    }
    let mut end = skip_white_back(text.as_str(), start, span.end());
    if end < span.end() && !is_grapheme_boundary(text, end) {
        end = next_grapheme(text, end).min(span.end());
    }
    Span::new(start, end.max(start))
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

/// The line around a byte and where the character under it begins: at the end of the line its last one. None on an empty line.
fn line_under(text: &Text, byte: u32) -> Option<(Span, u32)> {
    let line = line_around(text, byte);
    let byte = text.floor_boundary(byte).min(last_byte(text, line));
    (!line.is_empty()).then_some((line, byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::{HOSTILE, hostile_string, text};
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    fn stops(text: &Text) -> Vec<u32> {
        let mut at = 0;
        let mut stops = vec![0];
        while at < text.len() {
            at = next_grapheme(text, at);
            stops.push(at);
        }
        stops
    }

    #[test]
    fn the_caret_steps_over_what_people_see_as_one_character() {
        for one in [
            "👩‍👩‍👧",
            "🇰🇷",
            "é",
            "e\u{301}",
            "각",
            "\u{1100}\u{1161}\u{11a8}",
            "\r\n",
            "👍🏽",
            "நி",
        ] {
            let text = text(one);
            assert_eq!(next_grapheme(&text, 0), text.len(), "{one:?}");
            assert_eq!(prev_grapheme(&text, text.len()), 0, "{one:?}");
        }
    }

    #[test]
    fn graphemes_go_on_across_lines_and_stop_at_the_ends() {
        let text = text("a\n\nb");
        assert_eq!(stops(&text), [0, 1, 2, 3, 4]);
        assert_eq!(prev_grapheme(&text, 0), 0);
        assert_eq!(next_grapheme(&text, 4), 4);
        assert_eq!(next_grapheme(&text, 99), 4);
        assert_eq!(prev_grapheme(&text, 99), 3);
    }

    #[test]
    fn paragraph_steps_pass_blank_lines() {
        let text = text("  First one. \n\n \t\nSecond\nThird");
        let second = 18;
        assert_eq!(text.slice(paragraph_at(&text, 5)), "First one.");
        assert!(paragraph_at(&text, 14).is_empty());
        assert_eq!(next_paragraph(&text, 0), second);
        assert_eq!(next_paragraph(&text, 14), second);
        assert_eq!(next_paragraph(&text, second), second + 7);
        assert_eq!(next_paragraph(&text, second + 7), text.len());
        assert_eq!(prev_paragraph(&text, text.len()), second + 7);
        assert_eq!(prev_paragraph(&text, second + 3), second);
        assert_eq!(prev_paragraph(&text, second), 0);
    }

    /// Starts of lines with words on them.
    fn check_paragraphs(text: &Text) {
        let lines = (0..text.line_count()).filter_map(|line| text.line_span(line));
        let starts: Vec<u32> = lines
            .filter(|line| !is_blank(text.slice(*line)))
            .map(Span::start)
            .collect();
        for at in 0..=text.len() {
            let before = starts.iter().rev().find(|start| **start < at);
            assert_eq!(prev_paragraph(text, at), before.copied().unwrap_or(0));
            let after = starts.iter().find(|start| **start > at);
            assert_eq!(next_paragraph(text, at), after.copied().unwrap_or(text.len()));
        }
    }

    #[test]
    fn trimming_keeps_graphemes_whole() {
        let wide = text("\u{3000} \u{2028}word\u{a0}\n");
        let all = wide.span(0..wide.as_str().len()).unwrap();
        assert_eq!(wide.slice(trim(&wide, all)), "word");
        // A combining mark that stands on a space is not left hanging.
        let accent = text(" \u{301}x ");
        let all = accent.span(0..accent.as_str().len()).unwrap();
        assert_eq!(accent.slice(trim(&accent, all)), " \u{301}x");
    }

    #[test]
    fn an_empty_text_has_nothing_anywhere() {
        let text = text("");
        let nothing = text.span(0..0).unwrap();
        for at in [0, 1, u32::MAX] {
            assert_eq!(word_at(&text, at), nothing);
            assert_eq!(sentence_at(&text, at), nothing);
            assert_eq!(paragraph_at(&text, at), nothing);
            let steps = [
                prev_grapheme,
                next_grapheme,
                prev_word_start,
                next_word_end,
                prev_sentence,
                next_sentence,
                prev_paragraph,
                next_paragraph,
            ];
            for step in steps {
                assert_eq!(step(&text, at), 0);
            }
        }
        assert_eq!(snap_to_words(&text, nothing), nothing);
        assert_eq!(snap_to_sentences(&text, nothing), nothing);
        assert!(words(&text, nothing).is_empty());
    }

    #[test]
    fn a_span_of_another_text_does_no_harm() {
        let long = text(&"long text, ".repeat(40));
        let foreign = long.span(31..400).unwrap();
        for short in HOSTILE {
            let short = text(short);
            for span in [
                trim(&short, foreign),
                snap_to_words(&short, foreign),
                snap_to_sentences(&short, foreign),
            ] {
                assert_eq!(short.check(span), Ok(()));
            }
        }
    }

    /// Every step moves, lands on a boundary, and arrives.
    fn check_steps(text: &Text) {
        let forward = [next_grapheme, next_word_end, next_sentence, next_paragraph];
        let backward = [prev_grapheme, prev_word_start, prev_sentence, prev_paragraph];
        for step in forward {
            let mut at = 0;
            while at < text.len() {
                let next = step(text, at);
                assert!(next > at && text.as_str().is_char_boundary(next as usize));
                at = next;
            }
        }
        for step in backward {
            let mut at = text.len();
            while at > 0 {
                let next = step(text, at);
                assert!(next < at && text.as_str().is_char_boundary(next as usize));
                at = next;
            }
        }
    }

    fn check_snapping(text: &Text, span: Span) {
        let core = trim(text, span);
        assert!(span.encloses(core));
        for snap in [snap_to_words, snap_to_sentences] {
            let snapped = snap(text, span);
            assert_eq!(text.check(snapped), Ok(()));
            assert!(snapped.encloses(core));
            assert_eq!(snap(text, snapped), snapped);
        }
        for word in words(text, span) {
            assert!(span.encloses(word) && !word.is_empty());
        }
    }

    #[test]
    fn hostile_texts_are_walked_from_end_to_end() {
        for hostile in HOSTILE {
            check_steps(&text(hostile));
        }
    }

    proptest! {
        #[test]
        fn graphemes_agree_with_a_walk_of_the_whole_text(s in hostile_string()) {
            let text = text(&s);
            let mut expected: Vec<u32> = s.grapheme_indices(true).map(|(at, _)| at as u32).collect();
            expected.push(text.len());
            expected.dedup();
            prop_assert_eq!(stops(&text), expected);
        }

        #[test]
        fn any_text_is_walked_and_snapped(s in hostile_string(), a in any::<u32>(), b in any::<u32>()) {
            let text = text(&s);
            check_steps(&text);
            check_paragraphs(&text);
            let place = |n: u32| text.floor_boundary(n % (text.len() + 1)) as usize;
            let (a, b) = (place(a), place(b));
            check_snapping(&text, text.span(a.min(b)..a.max(b)).unwrap());
        }
    }
}
