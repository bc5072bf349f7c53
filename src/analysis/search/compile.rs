//! From a pattern to what searches for it: plain words where the bytes must be the same, else a regular expression. Mistakes in
//! a regular expression are told in plain words.

use super::Pattern;
use crate::model::UserError;
use memchr::memmem::Finder;
use regex_automata::meta::Regex;
use regex_automata::nfa::thompson::WhichCaptures;
use regex_syntax::ast::ErrorKind as Mistake;
use regex_syntax::hir::{ErrorKind as Meaning, Hir, HirKind, Look, LookSet, Repetition};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

#[derive(Clone, Debug)]
pub(super) enum Engine {
    /// For an empty pattern.
    Nothing,
    Words(Box<Finder<'static>>),
    Regex(Box<Machine>),
}

#[derive(Clone, Debug)]
pub(super) struct Machine {
    pub regex: Regex,
    /// The pattern without its word boundaries, which are slow in texts with more than ASCII: finds where a match may begin.
    pub hint: Option<Regex>,
    /// Bytes searched at once.
    pub window: usize,
    /// Bytes by which windows overlap.
    pub overlap: usize,
}

/// Usual bytes of a window: what the slowest engine gets through in a few milliseconds.
const WINDOW: usize = 64 << 10;
/// The longest match, in bytes, that is always found whole.
const OVERLAP: usize = 4 << 10;
/// Patterns that need more memory than this are slow: they get small windows.
const LARGE: usize = 1 << 20;

pub(super) fn engine(pattern: &Pattern) -> Result<Engine, UserError> {
    if pattern.text.is_empty() {
        return Ok(Engine::Nothing);
    }
    if pattern.regex {
        let mut hir = parsed(&pattern.text, pattern.case)?;
        if pattern.word {
            hir = preferring_words(hir);
        }
        return machine(&hir);
    }
    match written_otherwise(&pattern.text) {
        None if pattern.case || pattern.text.chars().all(is_caseless) => {
            Ok(Engine::Words(Box::new(Finder::new(&pattern.text).into_owned())))
        }
        None => machine(&parsed(&regex_syntax::escape(&pattern.text), pattern.case)?),
        Some(source) => machine(&parsed(&source, pattern.case)?),
    }
}

fn is_caseless(c: char) -> bool {
    c.to_lowercase().eq([c]) && c.to_uppercase().eq([c])
}

/// The words as a regular expression that takes each character composed or decomposed. None where there is no other way to
/// write them.
fn written_otherwise(words: &str) -> Option<String> {
    let mut source = String::new();
    let mut any = false;
    for cluster in words.graphemes(true) {
        let mut ways = vec![cluster.to_owned()];
        for way in [cluster.nfc().collect(), cluster.nfd().collect()] {
            if !ways.contains(&way) {
                ways.push(way);
            }
        }
        let ways: Vec<String> = ways.iter().map(|way| regex_syntax::escape(way)).collect();
        if let [only] = ways.as_slice() {
            source.push_str(only);
        } else {
            any = true;
            source.push_str(&format!("(?:{})", ways.join("|")));
        }
    }
    any.then_some(source)
}

#[cfg(test)]
pub(super) fn is_written_one_way(words: &str) -> bool {
    written_otherwise(words).is_none()
}

/// The way of matching that ends at a word's end comes first, so that `par|party` finds "party". Any other is left for our own
/// segmentation to judge.
fn preferring_words(hir: Hir) -> Hir {
    let (start, end) = (Look::WordStartHalfUnicode, Look::WordEndHalfUnicode);
    let words = Hir::concat(vec![Hir::look(start), hir.clone(), Hir::look(end)]);
    Hir::alternation(vec![words, hir])
}

fn machine(hir: &Hir) -> Result<Engine, UserError> {
    let regex = built(hir)?;
    let bounded = hir.properties().look_set().contains_word_unicode();
    let hint = bounded.then(|| without_words(hir));
    // What matches nothing at all would give a hint everywhere.
    let hint = hint.filter(|hint| hint.properties().minimum_len() > Some(0));
    let slow = regex.memory_usage() > LARGE;
    let longest = hir.properties().maximum_len().unwrap_or(usize::MAX);
    Ok(Engine::Regex(Box::new(Machine {
        window: if slow { 2 * OVERLAP } else { WINDOW },
        overlap: longest.min(OVERLAP),
        hint: hint.map(|hint| built(&hint)).transpose()?,
        regex,
    })))
}

fn built(hir: &Hir) -> Result<Regex, UserError> {
    let config = Regex::config()
        .which_captures(WhichCaptures::Implicit)
        .nfa_size_limit(Some(4 << 20))
        .hybrid_cache_capacity(4 << 20);
    let regex = Regex::builder().configure(config).build_from_hir(hir);
    regex.map_err(|_| {
        UserError::with_hint(
            "The pattern is too large",
            "Use smaller counts in braces, or fewer alternatives",
        )
    })
}

/// Matches wherever the pattern does, and more: word boundaries stand everywhere.
fn without_words(hir: &Hir) -> Hir {
    match hir.kind() {
        HirKind::Look(look) if LookSet::singleton(*look).contains_word_unicode() => Hir::empty(),
        HirKind::Empty | HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => hir.clone(),
        HirKind::Repetition(repetition) => Hir::repetition(Repetition {
            sub: Box::new(without_words(&repetition.sub)),
            ..repetition.clone()
        }),
        HirKind::Capture(group) => without_words(&group.sub),
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(without_words).collect()),
        HirKind::Alternation(ways) => Hir::alternation(ways.iter().map(without_words).collect()),
    }
}

/// `.` stays in its line, `^` and `$` are line ends, whichever way lines end.
fn parsed(source: &str, case: bool) -> Result<Hir, UserError> {
    regex_syntax::ParserBuilder::new()
        .case_insensitive(!case)
        .multi_line(true)
        .crlf(true)
        .build()
        .parse(source)
        .map_err(|error| told(&error))
}

fn told(error: &regex_syntax::Error) -> UserError {
    use regex_syntax::Error;
    let (place, what) = match error {
        Error::Parse(error) => (
            character(error.pattern(), error.span().start.offset),
            mistake(error.kind()),
        ),
        Error::Translate(error) => (
            character(error.pattern(), error.span().start.offset),
            meaning(error.kind()),
        ),
        _ => (1, "it cannot be understood"),
    };
    UserError::with_hint(
        format!("The pattern has a mistake at character {place}: {what}"),
        "Put \\ before a sign that stands for itself, or search without regular expressions",
    )
}

/// Counted from 1, in scalars.
fn character(pattern: &str, byte: usize) -> usize {
    pattern.get(..byte).map_or(0, |before| before.chars().count()) + 1
}

fn mistake(kind: &Mistake) -> &'static str {
    match kind {
        Mistake::ClassUnclosed => "this [ is never closed",
        Mistake::ClassRangeInvalid => "the range runs backwards",
        Mistake::ClassRangeLiteral | Mistake::ClassEscapeInvalid => {
            "a range goes from one character to another"
        }
        Mistake::DecimalEmpty | Mistake::DecimalInvalid | Mistake::RepetitionCountDecimalEmpty => {
            "a number belongs here"
        }
        Mistake::EscapeHexEmpty | Mistake::EscapeHexInvalid | Mistake::EscapeHexInvalidDigit => {
            "this is no character's number"
        }
        Mistake::EscapeUnexpectedEof => "nothing follows the \\",
        Mistake::EscapeUnrecognized => "this sign needs no \\, or means nothing with it",
        Mistake::FlagDanglingNegation
        | Mistake::FlagDuplicate { .. }
        | Mistake::FlagRepeatedNegation { .. }
        | Mistake::FlagUnexpectedEof
        | Mistake::FlagUnrecognized => "there is no such flag",
        Mistake::GroupNameDuplicate { .. } => "two groups have this name",
        Mistake::GroupNameEmpty | Mistake::GroupNameInvalid | Mistake::GroupNameUnexpectedEof => {
            "the group's name is not one"
        }
        Mistake::GroupUnclosed => "this ( is never closed",
        Mistake::GroupUnopened => "this ) was never opened",
        Mistake::NestLimitExceeded(_) | Mistake::CaptureLimitExceeded => {
            "too many groups stand in each other"
        }
        Mistake::RepetitionCountInvalid => "the first count is higher than the second",
        Mistake::RepetitionCountUnclosed => "this { is never closed",
        Mistake::RepetitionMissing => "nothing stands before this sign that could be repeated",
        Mistake::UnicodeClassInvalid => "there is no such class of characters",
        Mistake::UnsupportedBackreference => "what a group has matched cannot be asked for again",
        Mistake::UnsupportedLookAround => "looking ahead or behind is not possible",
        _ => "it cannot be understood",
    }
}

fn meaning(kind: &Meaning) -> &'static str {
    match kind {
        Meaning::UnicodePropertyNotFound | Meaning::UnicodePropertyValueNotFound => {
            "there is no such class of characters"
        }
        Meaning::UnicodeNotAllowed | Meaning::InvalidUtf8 => "it would match parts of characters",
        _ => "it cannot be understood",
    }
}
