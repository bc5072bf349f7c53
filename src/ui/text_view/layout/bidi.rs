//! The bidirectional algorithm on one chunk: embedding levels of its characters and the order seen in a line. The rules are those of
//! `unicode-bidi`; here they are asked for pieces of paragraphs. Knows no font and no position.

use super::forms::{is_right_to_left, picture};
use unicode_bidi::{BidiInfo, Direction, Level, ParagraphBidiInfo, get_base_direction_full};

/// How far into a long line its first strong character is looked for, in bytes.
const HEAD: usize = 64 * 1024;

pub struct Levels {
    /// 1 in a paragraph that runs from right to left.
    pub base: u8,
    /// Of each character.
    pub chars: Vec<u8>,
}

/// The level of a paragraph, from its first strong character.
pub fn paragraph_level(words: &str) -> u8 {
    let head = words.get(..words.floor_char_boundary(HEAD)).unwrap_or(words);
    u8::from(get_base_direction_full(head) == Direction::Rtl)
}

/// Levels of a chunk. `base` is that of the paragraph it is a part of; without one the chunk is a paragraph of its own.
pub fn levels(words: &str, base: Option<u8>) -> Levels {
    // A control character is shown as a picture, which is neutral and ends no paragraph.
    let plain: String = words
        .chars()
        .map(|c| {
            if c == '\t' || picture(c).is_none() {
                c
            } else {
                '\u{fffc}'
            }
        })
        .collect();
    let base = base.and_then(|base| Level::new(base).ok());
    let found = ParagraphBidiInfo::new(&plain, base);
    let starts = plain.char_indices().map(|(at, _)| at);
    Levels {
        base: found.paragraph_level.number(),
        chars: starts
            .map(|at| found.levels.get(at).map_or(0, Level::number))
            .collect(),
    }
}

/// The order seen from the left of things with these levels: their indices.
pub fn visual_order(levels: &[u8]) -> Vec<usize> {
    BidiInfo::reorder_visual(&Level::vec(levels))
}

/// What is drawn for a character that stands in a right-to-left run.
pub fn mirrored(c: char) -> char {
    unicode_bidi_mirroring::get_mirrored(c).unwrap_or(c)
}

/// Whether a shaper sets the character in the direction of its level without being told.
pub fn runs_by_nature(c: char, level: u8) -> bool {
    is_right_to_left(c) == (level % 2 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_runs_as_its_first_strong_character() {
        assert_eq!(paragraph_level("12 (abc) קול"), 0);
        assert_eq!(paragraph_level("12 («קול») abc"), 1);
        assert_eq!(
            paragraph_level("\u{2068}abc\u{2069} קול"),
            1,
            "what is isolated does not count"
        );
        assert_eq!(paragraph_level("\r 123"), 0);
        assert_eq!(levels("abc", Some(1)).chars, [2, 2, 2]);
        assert_eq!(levels("\0ק", None).base, 1);
    }

    #[test]
    fn numbers_run_from_left_to_right_inside_a_right_to_left_run() {
        assert_eq!(levels("אב 12 גד", None).chars, [1, 1, 1, 2, 2, 1, 1, 1]);
        assert_eq!(visual_order(&[1, 1, 1, 2, 2, 1, 1, 1]), [7, 6, 5, 3, 4, 2, 1, 0]);
    }
}
