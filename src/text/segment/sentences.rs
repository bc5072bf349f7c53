//! Sentences: the one under a place, steps of the caret, snapping. Offsets are bytes. Boundaries come
//! from ICU, except that a title before a name ends no sentence. Knows no words.

use std::sync::LazyLock;

use icu_segmenter::options::SentenceBreakInvariantOptions;
use icu_segmenter::{SentenceSegmenter, SentenceSegmenterBorrowed};

use super::blank::{skip_white, skip_white_back};
use super::blocks::{Blocks, is_grapheme_boundary};
use super::words::word_at;
use super::{fit, last_byte, line_under, trim};
use crate::text::{Span, Text};

static SENTENCES: LazyLock<SentenceSegmenterBorrowed<'static>> =
    LazyLock::new(|| SentenceSegmenter::new(SentenceBreakInvariantOptions::default()));

/// Lines are cut in blocks of this many bytes, each looked at with some bytes before and after it.
const BLOCK: u32 = 4096;
const CONTEXT: u32 = 512;

/// A full stop after one of these rarely ends a sentence, yet a capital letter follows it.
const TITLES: [&str; 14] = [
    "Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "Sen.", "Rep.", "Gov.", "Gen.", "Col.", "Lt.", "Sgt.", "Capt.",
    "Rev.",
];

/// The sentence under `byte`, without white space around it; white space after a sentence belongs to
/// it. Empty on a blank line.
pub fn sentence_at(text: &Text, byte: u32) -> Span {
    let byte = text.floor_boundary(byte);
    part_at(text, byte).map_or(Span::new(byte, byte), |part| trim(text, part))
}

/// The nearest start of a sentence before `at`, else 0.
pub fn prev_sentence(text: &Text, at: u32) -> u32 {
    let end = skip_white_back(text.as_str(), 0, text.ceil_boundary(at));
    let last = text.floor_boundary(end.saturating_sub(1));
    match part_at(text, last) {
        Some(part) if end > 0 => trim(text, part).start(),
        _ => 0,
    }
}

/// The nearest start of a sentence after `at`, else the length.
pub fn next_sentence(text: &Text, at: u32) -> u32 {
    let at = text.floor_boundary(at);
    let here = part_at(text, at).filter(|part| part.contains(at));
    let start = here.map_or(at, |part| trim(text, part).start());
    if start > at {
        return start;
    }
    let next = skip_white(text.as_str(), here.map_or(at, Span::end), text.len());
    let part = part_at(text, next).filter(|_| next < text.len());
    let start = part.map_or(text.len(), |part| trim(text, part).start());
    if start > at { start } else { next }
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

/// The sentence under `byte` with the white space after it; at the end of a line the last one.
fn part_at(text: &Text, byte: u32) -> Option<Span> {
    let (line, byte) = line_under(text, byte)?;
    let blocks = Blocks {
        text,
        line,
        size: BLOCK,
        context: CONTEXT,
        rule: |text, window| {
            let parts = sentence_parts(text, window);
            parts.iter().map(|part| (part.start(), ())).collect()
        },
        cut: |text, edge| {
            let word = is_grapheme_boundary(text, edge).then(|| word_at(text, edge))?;
            Some(if word.start() < edge { word.end() } else { edge })
        },
    };
    let parts = blocks.around(byte);
    let part = parts.iter().find(|(part, ())| part.end() > byte).or(parts.last());
    part.map(|(part, ())| *part)
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
    let word = part.rsplit(|c: char| !c.is_alphanumeric() && c != '.').next();
    word.is_some_and(|word| TITLES.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::{hostile_string, marked, show, text};
    use proptest::prelude::*;

    fn sentences(s: &str) -> Vec<String> {
        let text = text(s);
        let mut at = 0;
        let mut found = Vec::new();
        while at < text.len() {
            found.push(text.slice(sentence_at(&text, at)).to_owned());
            at = next_sentence(&text, at);
        }
        found
    }

    fn check_snap(before: &str, after: &str) {
        let (text, span) = marked(before);
        assert_eq!(show(&text, snap_to_sentences(&text, span)), after);
    }

    #[test]
    fn sentences_of_several_scripts() {
        assert_eq!(
            sentences("It works.  “Does it?” He left"),
            ["It works.", "“Does it?”", "He left"]
        );
        assert_eq!(sentences("他来了。我走了！"), ["他来了。", "我走了！"]);
        assert_eq!(sentences("그는 말했다. 끝."), ["그는 말했다.", "끝."]);
        assert_eq!(sentences("هل جاء؟ نعم."), ["هل جاء؟", "نعم."]);
        assert_eq!(
            sentences("Up 3.5 per cent.\n\nNo end\nNext"),
            ["Up 3.5 per cent.", "No end", "Next"]
        );
        assert_eq!(sentences("one\u{2028}two"), ["one", "two"]);
    }

    #[test]
    fn a_title_ends_no_sentence() {
        assert_eq!(
            sentences("So Dr. Kim and Mr. Oh met. Then"),
            ["So Dr. Kim and Mr. Oh met.", "Then"]
        );
        assert_eq!(sentences("Ask the Dr."), ["Ask the Dr."]);
    }

    #[test]
    fn white_space_belongs_to_the_sentence_before_it() {
        let text = text(" One.  Two. ");
        assert_eq!(text.slice(sentence_at(&text, 0)), "One.");
        assert_eq!(text.slice(sentence_at(&text, 6)), "One.");
        assert_eq!(text.slice(sentence_at(&text, 7)), "Two.");
        assert_eq!(text.slice(sentence_at(&text, text.len())), "Two.");
    }

    #[test]
    fn steps_to_the_left_find_every_start() {
        let text = text("One. Two.\n\n  Three? Four");
        let starts = [20, 13, 5, 0];
        let mut at = text.len();
        for start in starts {
            at = prev_sentence(&text, at);
            assert_eq!(at, start);
        }
    }

    #[test]
    fn snapping_grows_to_sentences() {
        check_snap("One. T[w]o. Three.", "One. [Two.] Three.");
        check_snap("One. Tw[o. T]hree. Four.", "One. [Two. Three.] Four.");
        check_snap("One.[ Two.] Three.", "One. [Two.] Three.");
        check_snap("One.[ ]Two.", "One.[ ]Two.");
        check_snap("One t[wo\n\nthr]ee. Four.", "[One two\n\nthree.] Four.");
    }

    /// Starts of all sentences, each line cut as a whole.
    fn walked(text: &Text) -> Vec<u32> {
        let lines = (0..text.line_count()).filter_map(|line| text.line_span(line));
        let parts = lines.flat_map(|line| sentence_parts(text, line));
        let spans = parts.map(|part| trim(text, part));
        spans.filter(|span| !span.is_empty()).map(Span::start).collect()
    }

    fn is_caret_place(text: &Text, at: u32) -> bool {
        text.floor_boundary(at) == at && is_grapheme_boundary(text, at)
    }

    fn check_steps(text: &Text, every: usize) {
        let starts = walked(text);
        for at in (0..=text.len())
            .filter(|at| is_caret_place(text, *at))
            .step_by(every)
        {
            let before = starts.iter().rev().find(|start| **start < at);
            assert_eq!(
                prev_sentence(text, at),
                before.copied().unwrap_or(0),
                "{at} {text:?}"
            );
            let after = starts.iter().find(|start| **start > at);
            assert_eq!(next_sentence(text, at), after.copied().unwrap_or(text.len()));
        }
    }

    proptest! {
        #[test]
        fn steps_agree_with_a_walk_of_the_whole_text(s in hostile_string()) {
            check_steps(&text(&s), 1);
        }
    }

    #[test]
    fn long_lines_have_the_sentences_that_they_have_as_a_whole() {
        for once in [
            "He said 3.5 to Dr. Oh. “Why?” ",
            "他来了我走了。",
            "คำ คำ ",
            "그는 말했다. ",
        ] {
            check_steps(&text(&once.repeat(9_000 / once.len())), 37);
        }
    }

    #[test]
    fn speech_without_a_full_stop_is_cut_between_words() {
        let text = text(&"and then we went on ".repeat(1000));
        let mut at = 0;
        while at < text.len() {
            let next = next_sentence(&text, at);
            assert!(next > at && next - at < 4 * BLOCK);
            assert_eq!(prev_sentence(&text, next), at);
            assert!(next == text.len() || text.as_str()[..next as usize].ends_with(' '));
            at = next;
        }
    }

    #[test]
    fn a_line_longer_than_the_window_gives_the_same_sentences() {
        let line = "He said that it works. ".repeat(3000);
        let text = text(&line);
        for nth in (0..3000).step_by(131) {
            let start = nth * 23;
            assert_eq!(
                sentence_at(&text, start + 9),
                text.span(start as usize..start as usize + 22).unwrap()
            );
            assert_eq!(prev_sentence(&text, start + 9), start);
            assert_eq!(next_sentence(&text, start + 9), start + 23);
        }
    }
}
