//! What each character looks like: its picture where it has none of its own, and which way of laying out it needs.
//! Knows no font and no position.

use unicode_segmentation::UnicodeSegmentation;

/// Marks drawn on one base; more would run over the lines around it.
const MOST_MARKS: usize = 6;
/// Characters of one grapheme that are drawn.
const MOST_CHARS: usize = 32;

/// How a stretch of text has to be laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Script {
    /// One glyph for one character, from left to right.
    Plain,
    /// Clusters, marks, tabs, or lines that break inside words.
    Rich,
    /// Some of it may run from right to left.
    Mixed,
}

pub fn script_of(words: &str) -> Script {
    let mut found = Script::Plain;
    for c in words.chars() {
        if is_plain(c) {
            continue;
        }
        if is_right_to_left(c) || is_direction_control(c) {
            return Script::Mixed;
        }
        found = Script::Rich;
    }
    found
}

/// Characters that are a grapheme each, whatever stands beside them, and one glyph each in nearly all fonts.
fn is_plain(c: char) -> bool {
    match u32::from(c) {
        0x20..=0x7e => true,
        0x9 | 0xad => false,
        0..=0x2ff | 0x370..=0x482 | 0x48a..=0x58f | 0x1e00..=0x1fff => true,
        0x2010..=0x2027 | 0x202f..=0x205f | 0x2070..=0x20cf | 0x2100..=0x2bff | 0x2c00..=0x2cee => true,
        0x2e00..=0x3029 | 0x3030..=0x3098 | 0x309b..=0x3163 | 0x3165..=0xa66e | 0xac00..=0xd7a3 => true,
        0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff01..=0xff9d | 0xffe0..=0xffee => true,
        0x1f300..=0x1f3fa | 0x1f400..=0x1faff | 0x20000..=0x3fffd => true,
        _ => false,
    }
}

/// Hebrew, Arabic and their kin, by their blocks: what a shaper sets from right to left.
pub fn is_right_to_left(c: char) -> bool {
    matches!(u32::from(c), 0x590..=0x8ff | 0xfb1d..=0xfdff | 0xfe70..=0xfefc | 0x10800..=0x10fff | 0x1e800..=0x1efff)
}

/// Marks, embeddings, overrides and isolates of the bidirectional algorithm.
pub fn is_direction_control(c: char) -> bool {
    matches!(u32::from(c), 0x61c | 0x200e | 0x200f | 0x202a..=0x202e | 0x2066..=0x2069)
}

/// The picture of a control character.
pub fn picture(c: char) -> Option<char> {
    match c {
        '\u{0}'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('\u{2421}'),
        '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\u{2424}'),
        _ => None,
    }
}

/// The thin sign of a character without width.
fn sign(c: char) -> Option<char> {
    match u32::from(c) {
        0xad => Some('-'),
        0x200e | 0x202a | 0x202d | 0x2066 => Some('›'),
        0x61c | 0x200f | 0x202b | 0x202e | 0x2067 => Some('‹'),
        0x34f | 0x115f | 0x1160 | 0x17b4 | 0x17b5 | 0x180b..=0x180f | 0x200b..=0x200d | 0x202c => Some('¦'),
        0x2060..=0x2065 | 0x2068..=0x206f | 0x3164 | 0xfe00..=0xfe0f | 0xfeff | 0xffa0 => Some('¦'),
        0xfff0..=0xfffc | 0x1d173..=0x1d17a | 0xe0000..=0xe0fff => Some('¦'),
        _ => None,
    }
}

/// Characters that egui gives no glyph and no width.
pub fn is_invisible(c: char) -> bool {
    matches!(u32::from(c), 0xd | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x2064 | 0x2066..=0x206f | 0xfeff)
}

/// How a grapheme is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Letters,
    Space,
    Tab,
    /// A small faint sign in place of something without width.
    Sign,
    /// A faint picture of a control character.
    Picture,
}

/// Adds what is shown of a grapheme to `shown`.
pub fn show(grapheme: &str, shown: &mut String) -> Form {
    let mut chars = grapheme.chars();
    let Some(first) = chars.next() else {
        return Form::Letters;
    };
    if first == '\t' {
        return Form::Tab;
    }
    if let Some(picture) = picture(first) {
        shown.push(picture);
        return Form::Picture;
    }
    if grapheme.chars().all(char::is_whitespace) {
        shown.push_str(grapheme);
        return Form::Space;
    }
    if let Some(first) = sign(first).filter(|_| chars.all(|c| sign(c).is_some())) {
        shown.push(first);
        return Form::Sign;
    }
    show_letters(grapheme, shown);
    Form::Letters
}

fn show_letters(grapheme: &str, shown: &mut String) {
    let mut marks = 0;
    let mut before = None;
    for c in grapheme.chars().take(MOST_CHARS) {
        marks += usize::from(is_stacking(c));
        if is_stacking(c) && marks > MOST_MARKS {
            continue;
        }
        let joins = !matches!(c, '\u{200c}' | '\u{200d}') || before.is_none_or(is_joining);
        if !is_stacking(c) && !is_selector(c) {
            before = Some(c);
        }
        shown.push(if joins { c } else { '¦' });
    }
}

/// Whether a grapheme of several characters is to be seen as one picture.
pub fn is_picture(shown: &str) -> bool {
    let mut chars = shown.chars();
    let first = chars.next().map_or(0, u32::from);
    chars.any(|c| match u32::from(c) {
        0xfe0f | 0x1f3fb..=0x1f3ff | 0x20e3 => true,
        0x200d => first >= 0x2100,
        _ => false,
    })
}

/// Marks that pile up without end.
fn is_stacking(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36f | 0x483..=0x489 | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff | 0x20d0..=0x20ff | 0xfe20..=0xfe2f)
}

pub fn is_selector(c: char) -> bool {
    matches!(u32::from(c), 0xfe00..=0xfe0f | 0x1f3fb..=0x1f3ff | 0xe0020..=0xe007f | 0xe0100..=0xe01ef)
}

/// Whether a joiner or non-joiner after this character does something.
fn is_joining(c: char) -> bool {
    matches!(u32::from(c), 0x590..=0x1dff | 0x2100..=0x2bff | 0x3030..=0x303d | 0xa800..)
        || matches!(c, '©' | '®')
}

/// The group of Korean letters and syllables.
pub const HANGUL: u16 = 5;

/// Which shaper rules a character asks for: characters of different groups are not shaped together. 0 goes with its neighbours.
pub fn shaping_group(c: char) -> u16 {
    let code = u32::from(c);
    match code {
        0x41..=0x5a | 0x61..=0x7a | 0xaa | 0xba | 0xc0..=0x24f | 0x370..=0x58f | 0x1e00..=0x1fff => 1,
        0..=0x36f | 0x2000..=0x2bff | 0x3000..=0x3020 | 0xfe00..=0xfe0f | 0xff00..=0xff20 => 0,
        0x590..=0x5ff | 0xfb1d..=0xfb4f => 2,
        0x600..=0x6ff | 0x750..=0x77f | 0x8a0..=0x8ff | 0xfb50..=0xfdff | 0xfe70..=0xfefc => 3,
        0x780..=0x10ff | 0x1200..=0x1fff => 0x100 + (code / 0x80) as u16,
        0x2e80..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3ffff => 4,
        0xac00..=0xd7ff | 0x1100..=0x11ff | 0xa960..=0xa97f => HANGUL,
        _ => 0x1000 + (code / 0x100) as u16,
    }
}

/// The graphemes of a stretch with their offsets in it, in bytes.
pub fn graphemes(words: &str) -> impl Iterator<Item = (usize, &str)> {
    words.grapheme_indices(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(grapheme: &str) -> (String, Form) {
        let mut shown = String::new();
        let form = show(grapheme, &mut shown);
        (shown, form)
    }

    #[test]
    fn everything_has_a_form() {
        assert_eq!(shown("\r"), ("␍".into(), Form::Picture));
        assert_eq!(shown("\0"), ("␀".into(), Form::Picture));
        assert_eq!(shown("\u{200b}"), ("¦".into(), Form::Sign));
        assert_eq!(shown("\u{200f}"), ("‹".into(), Form::Sign));
        assert_eq!(shown("\u{ad}"), ("-".into(), Form::Sign));
        assert_eq!(shown("\u{feff}"), ("¦".into(), Form::Sign));
        assert_eq!(shown("\u{a0}"), ("\u{a0}".into(), Form::Space));
        assert_eq!(shown("\t").1, Form::Tab);
    }

    #[test]
    fn joiners_that_do_something_stay_in_their_cluster() {
        for whole in [
            "👩\u{200d}👩\u{200d}👧",
            "क्\u{200d}",
            "ی\u{200c}",
            "❤\u{fe0f}\u{200d}🔥",
        ] {
            assert_eq!(shown(whole), (whole.to_owned(), Form::Letters));
        }
        assert_eq!(shown("a\u{200d}").0, "a¦");
    }

    #[test]
    fn a_pile_of_marks_is_cut() {
        let pile = format!("Z{}", "\u{301}".repeat(1000));
        assert_eq!(shown(&pile).0.chars().count(), 1 + MOST_MARKS);
    }

    #[test]
    fn words_are_sorted_by_what_they_need() {
        assert_eq!(
            script_of("Plain words, “quoted” – naïve Ωμέγα Привет 喜欢 한국어 😀"),
            Script::Plain
        );
        assert_eq!(script_of("nul\0"), Script::Plain);
        for rich in [
            "a\tb",
            "e\u{301}",
            "ภาษาไทย",
            "नमस्ते",
            "👍🏽",
            "🇰🇷",
            "\u{1100}\u{1161}",
            "a\u{200b}",
        ] {
            assert_eq!(script_of(rich), Script::Rich, "{rich:?}");
        }
        for mixed in ["קול", "قال", "a\u{202e}b", "\u{200f}"] {
            assert_eq!(script_of(mixed), Script::Mixed, "{mixed:?}");
        }
    }

    #[test]
    fn every_plain_character_is_a_grapheme_in_any_company() {
        let plain: Vec<char> = ('\0'..='\u{3ffff}').filter(|c| is_plain(*c)).collect();
        for step in [1, 7, 101] {
            let words: String = plain
                .iter()
                .step_by(step)
                .filter(|c| !matches!(c, '\r' | '\n'))
                .collect();
            assert!(graphemes(&words).all(|(_, g)| g.chars().count() == 1));
        }
    }

    proptest! {
        #[test]
        fn plain_words_have_a_grapheme_a_character(words in "[ -~À-ɏα-ωА-я一-龥가-힣ぁ-んァ-ヶ😀-🙏\u{2100}-\u{2bff}]{0,40}") {
            if script_of(&words) == Script::Plain {
                prop_assert_eq!(graphemes(&words).count(), words.chars().count());
            }
        }
    }
}
