//! Sentences: the one under a place, steps of the caret, snapping. Offsets are bytes. Boundaries come
//! from ICU, except that a title before a name ends no sentence. Knows no words.

use std::sync::LazyLock;

use icu_segmenter::options::SentenceBreakInvariantOptions;
use icu_segmenter::{SentenceSegmenter, SentenceSegmenterBorrowed};

use super::{fit, is_blank, last_byte, line_around, trim, window_around};
use crate::text::{Span, Text};

static SENTENCES: LazyLock<SentenceSegmenterBorrowed<'static>> =
    LazyLock::new(|| SentenceSegmenter::new(SentenceBreakInvariantOptions::default()));

/// A full stop after one of these rarely ends a sentence, yet a capital letter follows it.
const TITLES: [&str; 14] = [
    "Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "Sen.", "Rep.", "Gov.", "Gen.", "Col.", "Lt.", "Sgt.", "Capt.",
    "Rev.",
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
            from = line.end().saturating_add(1);
            continue;
        }
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
    let word = part.rsplit(|c: char| !c.is_alphanumeric() && c != '.').next();
    word.is_some_and(|word| TITLES.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::{marked, show, text};

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
