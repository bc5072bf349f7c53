//! What the tests of this floor share: drawn spans, hostile texts, arbitrary strings.

use super::{Span, Text};
use proptest::prelude::*;

pub(crate) const HOSTILE: &[&str] = &[
    "👩‍👩‍👧‍👦 family, 👍🏽 and 🇰🇷🇯🇵",
    "cafe\u{301} nai\u{308}ve \u{301}start Z\u{351}\u{32b}\u{343}",
    "one\u{2028}two\u{2029}three\u{85}four",
    "nul\0in\0side",
    "قال: «مرحبا» ثم ذهب.",
    "각하 \u{1100}\u{1161}\u{11a8}\u{1112}\u{1161}",
    "lone\rcr\r\rmore",
    "dos\r\nlines\r\n",
    "\n\n\n",
    "  \u{3000}\t\u{a0} ",
    "नमस्ते दुनिया। ภาษาไทย 我喜欢咖啡",
    "\u{feff}bom \u{200d}\u{200b}\u{202e}edoc",
    "\u{301}",
    "𝒳𝒴 \u{10ffff}\u{e000}",
];

pub(crate) fn text(s: &str) -> Text {
    Text::new(s).unwrap()
}

/// `one [two] three` as a text and the span in brackets.
pub(crate) fn marked(drawn: &str) -> (Text, Span) {
    let (head, rest) = drawn.split_once('[').unwrap();
    let (inner, tail) = rest.split_once(']').unwrap();
    let text = text(&format!("{head}{inner}{tail}"));
    let span = text.span(head.len()..head.len() + inner.len()).unwrap();
    (text, span)
}

/// The inverse of `marked`.
pub(crate) fn show(text: &Text, span: Span) -> String {
    let (head, tail) = text.as_str().split_at(span.end() as usize);
    let (head, inner) = head.split_at(span.start() as usize);
    format!("{head}[{inner}]{tail}")
}

/// Arbitrary strings, rich in what breaks careless code.
pub(crate) fn hostile_string() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => any::<char>().prop_map(String::from),
        4 => "[a-zA-Z.,!? '\"-]{1,6}",
        3 => prop::sample::select(HOSTILE).prop_map(str::to_owned),
        2 => prop::sample::select(vec!["\n", "\r\n", "\r", " ", "\u{200d}", "\u{301}", "🇰", "😀", "각", "喜"])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}
