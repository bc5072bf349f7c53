//! Writes RON one line an item. Knows strings and numbers, no model.

use std::fmt::{Display, Write};

/// Builds one line of the form `(name: value, …)`. Fields with their default value are left out by the caller.
pub struct Line<'a> {
    out: &'a mut String,
    empty: bool,
}

impl<'a> Line<'a> {
    /// Opens the brackets; `name` stands before them where the value has one.
    pub fn open(out: &'a mut String, name: &str) -> Self {
        out.push_str(name);
        out.push('(');
        Self { out, empty: true }
    }

    pub fn close(self) {
        self.out.push(')');
    }

    fn name(&mut self, name: &str) -> &mut String {
        if !self.empty {
            self.out.push_str(", ");
        }
        self.empty = false;
        self.out.push_str(name);
        self.out.push_str(": ");
        self.out
    }

    pub fn text(&mut self, name: &str, value: &str) {
        string(self.name(name), value);
    }

    /// Left out where empty.
    pub fn text_if(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.text(name, value);
        }
    }

    pub fn some(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    /// Left out where false.
    pub fn flag(&mut self, name: &str, value: bool) {
        if value {
            self.word(name, "true");
        }
    }

    /// A bare word: an enum's variant, a number, a truth value.
    pub fn word(&mut self, name: &str, value: impl Display) {
        let out = self.name(name);
        // Writing to a string cannot fail.
        let _ = write!(out, "{value}");
    }

    /// A value that `write` spells out.
    pub fn with(&mut self, name: &str, write: impl FnOnce(&mut String)) {
        write(self.name(name));
    }

    /// Left out where empty.
    pub fn texts<T: AsRef<str>>(&mut self, name: &str, values: impl IntoIterator<Item = T>) {
        let mut values = values.into_iter().peekable();
        if values.peek().is_some() {
            list(self.name(name), values, |out, value| string(out, value.as_ref()));
        }
    }
}

/// `[a, b]`, each written by `write`.
pub fn list<T>(out: &mut String, values: impl IntoIterator<Item = T>, mut write: impl FnMut(&mut String, T)) {
    out.push('[');
    for (index, value) in values.into_iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        write(out, value);
    }
    out.push(']');
}

/// A quoted string. Letters of every script stay readable; escaped are only what ends or breaks a line, and what is invisible
/// and turns the reading direction.
pub fn string(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(is_escaped) {
        let (plain, tail) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = tail.chars();
        if let Some(c) = chars.next() {
            escape(out, c);
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

fn is_escaped(c: char) -> bool {
    match c {
        '\\' | '"' => true,
        c if c.is_ascii() => c.is_ascii_control(),
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => true,
        _ => false,
    }
}

fn escape(out: &mut String, c: char) {
    match c {
        '\\' => out.push_str("\\\\"),
        '"' => out.push_str("\\\""),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c => {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        }
    }
}

/// A number that reads back as the same number.
pub fn number(out: &mut String, value: f64) {
    // `{:?}` keeps the point of 1.0, shortens 1e300, and spells `inf` and `NaN` as RON does.
    let _ = write!(out, "{value:?}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::HOSTILE;
    use proptest::prelude::*;

    fn written(text: &str) -> String {
        let mut out = String::new();
        string(&mut out, text);
        out
    }

    #[test]
    fn letters_stay_readable() {
        for text in [
            "it’s 'fine'",
            "ภาษาไทย",
            "שלום",
            "قال: «مرحبا»",
            "각하 — 喜",
            "👩‍👩‍👧‍👦",
            "\u{feff}",
            "€",
        ] {
            assert_eq!(written(text), format!("\"{text}\""));
        }
    }

    #[test]
    fn what_breaks_lines_or_turns_the_direction_is_escaped() {
        assert_eq!(
            written("a\"b\\c\nd\re\tf\0g\u{7f}h\u{85}i\u{2028}j\u{2029}k"),
            r#""a\"b\\c\nd\re\tf\u{0}g\u{7f}h\u{85}i\u{2028}j\u{2029}k""#
        );
        for c in [
            '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}', '\u{200e}', '\u{200f}', '\u{61c}',
        ] {
            assert_eq!(written(&c.to_string()), format!("\"\\u{{{:x}}}\"", u32::from(c)));
        }
    }

    #[test]
    fn hostile_strings_come_back() {
        for text in HOSTILE {
            assert_eq!(ron::from_str::<String>(&written(text)).as_deref(), Ok(*text));
            assert_eq!(written(text).lines().count(), 1);
        }
    }

    proptest! {
        #[test]
        fn any_string_comes_back(text in any::<String>()) {
            prop_assert_eq!(ron::from_str::<String>(&written(&text)), Ok(text));
        }

        #[test]
        fn any_number_comes_back(value in any::<f64>()) {
            let mut out = String::new();
            number(&mut out, value);
            let back: f64 = ron::from_str(&out).unwrap();
            prop_assert!(back == value || back.is_nan() && value.is_nan(), "{out}");
        }
    }
}
