//! A quote as files keep it: whole where it is short, else its two ends. With where it stood, that is what a label is found by.

use std::borrow::Cow;
use std::ops::Range;

/// Scalars of a quote that is kept whole, and of either end of one that is not.
const WHOLE: usize = 80;
const END: usize = 40;
const GAP: &str = " … ";

/// The words of a passage as files keep them: whole up to 80 scalars, else the first and the last 40.
/// The three parts written one after the other.
pub fn quote_parts(words: &str) -> [&str; 3] {
    // Fewer bytes than that are fewer scalars too: most quotes need no counting.
    if words.len() <= WHOLE {
        return [words, "", ""];
    }
    let after_head = words.char_indices().nth(END).map(|(at, _)| at);
    let before_tail = words.char_indices().nth_back(END - 1).map(|(at, _)| at);
    match (after_head, before_tail, words.char_indices().nth(WHOLE)) {
        (Some(head), Some(tail), Some(_)) => [
            words.get(..head).unwrap_or_default(),
            GAP,
            words.get(tail..).unwrap_or_default(),
        ],
        _ => [words, "", ""],
    }
}

/// Whether `quote` is what files keep of `words`.
pub fn is_quote_of(quote: &str, words: &str) -> bool {
    let [head, gap, tail] = quote_parts(words);
    quote.strip_prefix(head).and_then(|rest| rest.strip_prefix(gap)) == Some(tail)
}

/// What is looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted<'a> {
    /// Where it stood, in scalars of the text that it was taken from.
    pub at: Range<u32>,
    pub words: Words<'a>,
    /// Where it stood is a guess: only its words count.
    pub is_guess: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words<'a> {
    Whole(Cow<'a, str>),
    /// The first and the last 40 scalars of something longer.
    Ends(Cow<'a, str>, Cow<'a, str>),
}

/// How much words tell by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// A word like "it": found everywhere.
    Weak,
    Medium,
    /// Long enough to be the only one of its kind where it is found once.
    Strong,
}

impl<'a> Wanted<'a> {
    /// From a row of a file; `quote` as `quote_parts` makes it.
    pub fn new(at: Range<u32>, quote: &'a str) -> Self {
        let long = at.end.saturating_sub(at.start) as usize > WHOLE;
        let ends = long.then(|| ends_of_cut(quote)).flatten();
        let words = ends.unwrap_or_else(|| Words::of(quote));
        Self {
            at,
            words,
            is_guess: false,
        }
    }

    /// Of something that was not found before.
    pub fn guessed(self) -> Self {
        Self {
            is_guess: true,
            ..self
        }
    }

    /// As `new`, with words of its own.
    pub fn owned(at: Range<u32>, quote: &str) -> Wanted<'static> {
        let own = |words: Cow<'_, str>| Cow::Owned(words.into_owned());
        let wanted = Wanted::new(at, quote);
        Wanted {
            at: wanted.at,
            is_guess: wanted.is_guess,
            words: match wanted.words {
                Words::Whole(words) => Words::Whole(own(words)),
                Words::Ends(head, tail) => Words::Ends(own(head), own(tail)),
            },
        }
    }

    /// Length in scalars.
    pub fn scalars(&self) -> u32 {
        match &self.words {
            Words::Whole(words) => u32::try_from(words.chars().count()).unwrap_or(u32::MAX),
            Words::Ends(..) => self.at.end.saturating_sub(self.at.start),
        }
    }

    /// What the words begin with: it is looked for first.
    pub fn head(&self) -> &str {
        match &self.words {
            Words::Whole(words) => words,
            Words::Ends(head, _) => head,
        }
    }

    /// Counted in bytes: a sign of a script without spaces tells more than a letter.
    pub fn strength(&self) -> Strength {
        match self.head().trim().len() {
            ..5 => Strength::Weak,
            5..12 => Strength::Medium,
            _ => Strength::Strong,
        }
    }

    /// The words with each line end written as in the text.
    pub(super) fn with_line_ends(&mut self, ends: LineEnds) {
        let (one, other) = match &mut self.words {
            Words::Whole(words) => (words, None),
            Words::Ends(head, tail) => (head, Some(tail)),
        };
        for words in [Some(one), other].into_iter().flatten() {
            if let Some(changed) = ends.written(words) {
                *words = Cow::Owned(changed);
            }
        }
    }
}

impl<'a> Words<'a> {
    fn of(words: &'a str) -> Self {
        match quote_parts(words) {
            [whole, "", ""] => Self::Whole(Cow::Borrowed(whole)),
            [head, _, tail] => Self::Ends(Cow::Borrowed(head), Cow::Borrowed(tail)),
        }
    }
}

/// The ends of a quote that was cut.
fn ends_of_cut(quote: &str) -> Option<Words<'_>> {
    let (head, _) = quote.char_indices().nth(END)?;
    let (head, rest) = quote.split_at_checked(head)?;
    let tail = rest.strip_prefix(GAP)?;
    (tail.chars().count() == END).then_some(Words::Ends(Cow::Borrowed(head), Cow::Borrowed(tail)))
}

/// How the lines of a text end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LineEnds {
    Lf,
    CrLf,
    Mixed,
}

impl LineEnds {
    pub fn of(text: &str) -> Self {
        let both = memchr::memmem::find_iter(text.as_bytes(), "\r\n").count();
        let all = memchr::memchr_iter(b'\n', text.as_bytes()).count();
        match both {
            0 => Self::Lf,
            both if both == all => Self::CrLf,
            _ => Self::Mixed,
        }
    }

    /// The words in this form, where they are in another.
    fn written(self, words: &str) -> Option<String> {
        match self {
            Self::Lf if words.contains("\r\n") => Some(words.replace("\r\n", "\n")),
            Self::CrLf if words.contains('\n') && !words.contains("\r\n") => {
                Some(words.replace('\n', "\r\n"))
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_of_a_file_is_whole_or_has_two_ends() {
        let long = "a".repeat(40) + "middle" + &"b".repeat(40);
        let quote = quote_parts(&long).concat();
        assert!(is_quote_of(&quote, &long));
        let wanted = Wanted::new(5..91, &quote);
        assert_eq!(
            wanted.words,
            Words::Ends("a".repeat(40).into(), "b".repeat(40).into())
        );
        assert_eq!(wanted.scalars(), 86);
        let wanted = Wanted::new(5..11, "bridge");
        assert_eq!(
            (wanted.scalars(), wanted.words),
            (6, Words::Whole("bridge".into()))
        );
        // A passage of 83 scalars never stands whole in a file; one that looks cut but is short was not.
        let looks_cut = Wanted::new(0..10, &quote);
        assert!(matches!(looks_cut.words, Words::Ends(..)), "{looks_cut:?}");
    }

    #[test]
    fn line_ends_are_written_as_in_the_text() {
        let mut wanted = Wanted::new(0..3, "a\nb");
        wanted.with_line_ends(LineEnds::of("x\r\ny\r\n"));
        assert_eq!(wanted.words, Words::Whole("a\r\nb".into()));
        wanted.with_line_ends(LineEnds::of("x\r\ny\n"));
        assert_eq!(wanted.words, Words::Whole("a\r\nb".into()));
        wanted.with_line_ends(LineEnds::of("x\ny"));
        assert_eq!(wanted.words, Words::Whole("a\nb".into()));
    }
}
