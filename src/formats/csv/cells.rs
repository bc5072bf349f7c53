//! Single cells: words that a spreadsheet would run as a formula, and delimiters.

use std::borrow::Cow;

/// How cells of words are written and read.
pub struct Cells {
    exact: bool,
}

impl Cells {
    pub fn new(exact: bool) -> Self {
        Self { exact }
    }

    /// With `'` before words that would be run. What only looks so prefixed gets one more, so that reading is exact.
    pub fn written<'a>(&self, words: &'a str) -> Cow<'a, str> {
        if !self.exact && is_risky(words) {
            Cow::Owned(format!("'{words}"))
        } else {
            Cow::Borrowed(words)
        }
    }

    /// The words without the `'` that writing put before them.
    pub fn read<'a>(&self, cell: &'a str) -> &'a str {
        match cell.strip_prefix('\'') {
            Some(words) if !self.exact && is_risky(words) => words,
            _ => cell,
        }
    }
}

/// Begins like a formula, perhaps behind `'` marks. The full-width forms count in East Asian spreadsheets.
fn is_risky(words: &str) -> bool {
    let first = words.trim_start_matches('\'').chars().next();
    first.is_some_and(|c| {
        matches!(
            c,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'
        )
    })
}

pub fn delimiter(word: &str) -> u8 {
    match word {
        "semicolon" => b';',
        "tab" => b'\t',
        _ => b',',
    }
}

/// The delimiter that the first row has most of.
pub fn delimiter_of(text: &str) -> u8 {
    let row = text.lines().next().unwrap_or_default();
    let count = |delimiter: u8| row.bytes().filter(|b| *b == delimiter).count();
    [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|d| count(*d))
        .unwrap_or(b',')
}
