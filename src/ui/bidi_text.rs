//! Words of both directions in one line of a panel. The toolkit shapes each right-to-left word rightly, but sets the words in the order
//! in which they are stored; here they are put into the order in which they are seen. Not for text that is edited or selected.

use std::borrow::Cow;
use unicode_bidi::{BidiClass, BidiInfo, ParagraphBidiInfo, bidi_class};
use unicode_bidi_mirroring::get_mirrored;

fn is_right_to_left(c: char) -> bool {
    c >= '\u{590}' && matches!(bidi_class(c), BidiClass::R | BidiClass::AL)
}

/// A single line with its words in the order in which they are drawn from the left. Costs nothing where all run from left to right.
pub fn shown(line: &str) -> Cow<'_, str> {
    if !line.chars().any(is_right_to_left) {
        return Cow::Borrowed(line);
    }
    // A break would begin another paragraph.
    let line = line.replace(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'], " ");
    let info = ParagraphBidiInfo::new(&line, None);
    let pieces = pieces(&line, &info);
    let levels: Vec<_> = pieces.iter().map(|(level, _)| *level).collect();
    let mut seen = String::with_capacity(line.len());
    for at in BidiInfo::reorder_visual(&levels) {
        let Some((level, words)) = pieces.get(at) else {
            continue;
        };
        match words.chars().next() {
            // What has no direction of its own, such as a bracket, stands alone in its piece.
            Some(c) if level.is_rtl() && !is_right_to_left(c) => seen.push(get_mirrored(c).unwrap_or(c)),
            _ => seen.push_str(words),
        }
    }
    Cow::Owned(seen)
}

/// What keeps its inner order, with its level: right-to-left letters in a row with their marks, each other character in a
/// right-to-left run alone, left-to-right runs.
fn pieces<'a>(line: &'a str, info: &ParagraphBidiInfo) -> Vec<(unicode_bidi::Level, &'a str)> {
    let mut pieces: Vec<(unicode_bidi::Level, &str)> = Vec::new();
    let mut begin = 0;
    let mut before = None;
    for (at, c) in line.char_indices() {
        let Some(level) = info.levels.get(at).copied() else {
            break;
        };
        let letter = is_right_to_left(c);
        let mark = bidi_class(c) == BidiClass::NSM;
        let goes_on = before.is_some_and(|(last, was_letter)| {
            last == level && (level.is_ltr() || was_letter && (letter || mark))
        });
        if let Some((last, _)) = before.filter(|_| !goes_on) {
            pieces.push((last, line.get(begin..at).unwrap_or_default()));
            begin = at;
        }
        before = Some((level, letter || mark && goes_on));
    }
    if let Some((last, _)) = before {
        pieces.push((last, line.get(begin..).unwrap_or_default()));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_from_left_to_right_are_themselves() {
        for line in ["", "Interview (2024)", "Ĉu vi “parolas”? 日本語", "e\u{301}"] {
            assert!(matches!(shown(line), Cow::Borrowed(same) if same == line));
        }
    }

    #[test]
    fn words_stand_in_the_order_in_which_they_are_seen() {
        // The letters of a word stay as they are stored: the shaper turns them.
        assert_eq!(shown("שלום עולם"), "עולם שלום");
        assert_eq!(shown("Talk with דוד לוי today"), "Talk with לוי דוד today");
        assert_eq!(shown("ראיון 2024 (חלק א)"), "(א חלק) 2024 ראיון");
        assert_eq!(shown("مقابلة مع Ana Lee"), "Ana Lee مع مقابلة");
        assert_eq!(shown("אב\nגד"), "גד אב");
    }

    #[test]
    fn marks_stay_with_their_letters() {
        assert_eq!(shown("שָׁלוֹם רַב"), "רַב שָׁלוֹם");
    }
}
