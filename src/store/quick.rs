//! A second reader for the rows that a layer has by the hundred thousand: annotations exactly as this program writes them, without
//! attributes and escapes. Whatever differs by a single sign is left to RON, which alone says what is wrong with it.

use super::dto::{AnnotationRow, Words};
use smallvec::SmallVec;
use std::borrow::Cow;

/// What is not read yet of a line.
struct Rest<'a>(&'a str);

impl<'a> Rest<'a> {
    /// Passes over these signs; None where they do not come next.
    fn pass(&mut self, signs: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(signs)?;
        Some(())
    }

    fn string(&mut self) -> Option<Words<'a>> {
        self.pass("\"")?;
        let (text, rest) = self.0.split_once('"')?;
        self.0 = rest;
        (!text.contains('\\')).then_some(Words(Cow::Borrowed(text)))
    }

    fn number(&mut self) -> Option<u32> {
        let end = self.0.find(|c: char| !c.is_ascii_digit())?;
        let (digits, rest) = self.0.split_at_checked(end)?;
        self.0 = rest;
        let plain = digits == "0" || !digits.starts_with('0');
        digits.parse().ok().filter(|_| plain)
    }
}

/// The row of a line without its comma; None where RON has to read it.
pub fn annotation(line: &str) -> Option<AnnotationRow<'_>> {
    let mut rest = Rest(line);
    rest.pass("(id: ")?;
    let id = rest.string()?;
    rest.pass(", label: ")?;
    let label = rest.string()?;
    let mut at = SmallVec::new();
    if rest.pass(", at: [").is_some() {
        loop {
            rest.pass("(")?;
            let start = rest.number()?;
            rest.pass(", ")?;
            let end = rest.number()?;
            rest.pass(", ")?;
            at.push((start, end, rest.string()?));
            rest.pass(")")?;
            if rest.pass(", ").is_none() {
                break;
            }
        }
        rest.pass("]")?;
    }
    let mut note = Words::default();
    if rest.pass(", note: ").is_some() {
        note = rest.string()?;
    }
    let doubt = rest.pass(", doubt: true").is_some();
    rest.pass(", made: ")?;
    let made = rest.string()?;
    let mut changed = None;
    if rest.pass(", changed: ").is_some() {
        changed = Some(rest.string()?);
    }
    rest.pass(")")?;
    rest.0.is_empty().then_some(AnnotationRow {
        id,
        label,
        at,
        attributes: Vec::new(),
        note,
        doubt,
        adrift: false,
        made,
        changed,
    })
}

#[cfg(test)]
mod tests {
    use super::super::line::{Line, list, string};
    use super::*;
    use proptest::prelude::*;

    type Facts = (
        String,
        Vec<(u32, u32, String)>,
        Option<String>,
        bool,
        Option<String>,
    );

    fn written(facts: &Facts) -> String {
        let (label, at, note, doubt, changed) = facts;
        let mut out = String::new();
        let mut line = Line::open(&mut out, "");
        line.text("id", "x1y2");
        line.text("label", label);
        if !at.is_empty() {
            line.with("at", |out| {
                list(out, at, |out, (start, end, words)| {
                    out.push_str(&format!("({start}, {end}, "));
                    string(out, words);
                    out.push(')');
                })
            });
        }
        line.some("note", note.as_deref());
        line.flag("doubt", *doubt);
        line.text("made", "2026-11-22T10:04:07Z");
        line.some("changed", changed.as_deref());
        line.close();
        out
    }

    /// Whether it was read here; if so, as RON reads it.
    fn agrees(line: &str) -> bool {
        let Some(row) = annotation(line) else { return false };
        let by_ron = ron::from_str::<AnnotationRow<'_>>(line);
        assert_eq!(
            format!("{:?}", Ok::<_, ron::error::SpannedError>(row)),
            format!("{by_ron:?}"),
            "{line}"
        );
        true
    }

    fn plain() -> Facts {
        let at = vec![(0, 12, "She – 총리 – said".to_owned()), (40, 41, "x".to_owned())];
        let later = "2026-11-23T08:00:00Z".to_owned();
        (
            "claim".to_owned(),
            at,
            Some("ask (her), again".to_owned()),
            true,
            Some(later),
        )
    }

    #[test]
    fn rows_as_they_are_written_are_read_here() {
        assert!(agrees(&written(&plain())));
        let least = ("claim".to_owned(), Vec::new(), None, false, None);
        assert!(agrees(&written(&least)));
        let mut escaped = plain();
        escaped.1[0].2 = "two\nlines".to_owned();
        assert!(!agrees(&written(&escaped)));
    }

    #[test]
    fn one_sign_more_or_less_is_read_as_ron_reads_it() {
        let line = written(&plain());
        for (at, c) in line.char_indices() {
            let (head, tail) = (&line[..at], &line[at + c.len_utf8()..]);
            agrees(&format!("{head}{tail}"));
            for sign in ["\"", "\\", "(", ")", "]", ",", " ", "0", "a", ":", "/* */"] {
                agrees(&format!("{head}{sign}{tail}"));
                agrees(&format!("{head}{sign}{c}{tail}"));
            }
        }
    }

    proptest! {
        #[test]
        fn any_row_is_read_as_ron_reads_it(facts: Facts) {
            agrees(&written(&facts));
        }
    }
}
