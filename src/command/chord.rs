//! A key with its modifiers, as written in tables and files and shown to people: `Ctrl+Shift+P`, `F1`, `]`.
//! Knows no window: names of keys are words here.

use smol_str::SmolStr;
use std::fmt;
use std::str::FromStr;

/// `ctrl` means the Command key on a Mac. `key` is a capital letter, a digit, a sign, or a name such as `Enter`, `Left`, `F8`.
/// A sign is told by itself, whether Shift was needed for it or not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Chord {
    pub ctrl: bool,
    pub alt: bool,
    pub shift: bool,
    pub key: SmolStr,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChordError {
    #[error("“{0}” is not a key chord like Ctrl+Shift+P")]
    Form(String),
    #[error("there is no key “{0}”")]
    Key(String),
    #[error("in “{0}” Shift says nothing: write the sign that the keys give together, or a letter with Ctrl")]
    Shift(String),
}

/// Keys that have names; the first is how it is written, the others are understood too.
const NAMED: &[&[&str]] = &[
    &["Left", "ArrowLeft"],
    &["Right", "ArrowRight"],
    &["Up", "ArrowUp"],
    &["Down", "ArrowDown"],
    &["Home"],
    &["End"],
    &["PageUp", "PgUp"],
    &["PageDown", "PgDn"],
    &["Enter", "Return"],
    &["Escape", "Esc"],
    &["Tab"],
    &["Space"],
    &["Backspace"],
    &["Delete", "Del"],
    &["Insert", "Ins"],
];

/// The highest function key.
const MOST_FUNCTION: u8 = 24;

impl Chord {
    /// A sign or letter as the keyboard gives it, alone.
    pub fn of_sign(sign: &str) -> Self {
        Self {
            key: capital(sign),
            ..Self::default()
        }
    }

    /// Typed without Ctrl and Alt it gives a letter or a sign: the keys of labels are such.
    pub fn is_bare(&self) -> bool {
        !self.ctrl && !self.alt && self.key.chars().count() == 1
    }

    /// As a file has it: `Ctrl+PageUp`.
    pub fn written(&self) -> String {
        format!("{}{}", self.modifiers(), self.key)
    }

    fn modifiers(&self) -> String {
        let words = [(self.ctrl, "Ctrl+"), (self.alt, "Alt+"), (self.shift, "Shift+")];
        words
            .iter()
            .filter(|(there, _)| *there)
            .map(|(_, w)| *w)
            .collect()
    }
}

/// The capital of a letter; a letter whose capital is two, such as ß, stays what it is.
fn capital(key: &str) -> SmolStr {
    let large = key.to_uppercase();
    let one = large.chars().count() == key.chars().count();
    SmolStr::new(if one { large.as_str() } else { key })
}

/// Whether a key is a sign: Shift is part of what it is.
pub fn is_sign(key: &str) -> bool {
    let mut chars = key.chars();
    matches!((chars.next(), chars.next()), (Some(c), None) if !c.is_alphanumeric())
}

fn key_from_name(name: &str) -> Option<SmolStr> {
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        let plain = !c.is_whitespace() && !c.is_control();
        return plain.then(|| capital(name));
    }
    if let Some(number) = name.strip_prefix(['F', 'f']).and_then(|n| n.parse::<u8>().ok()) {
        return (1..=MOST_FUNCTION)
            .contains(&number)
            .then(|| SmolStr::new(format!("F{number}")));
    }
    let spelled = |row: &&&[&str]| row.iter().any(|known| known.eq_ignore_ascii_case(name));
    NAMED.iter().find(spelled)?.first().map(SmolStr::new)
}

impl FromStr for Chord {
    type Err = ChordError;

    fn from_str(text: &str) -> Result<Self, ChordError> {
        let mut chord = Self::default();
        let mut rest = text.trim();
        while let Some((head, tail)) = rest.split_once('+').filter(|(_, tail)| !tail.is_empty()) {
            let known = match head.trim().to_ascii_lowercase().as_str() {
                "ctrl" | "control" | "cmd" | "command" => &mut chord.ctrl,
                "alt" | "option" => &mut chord.alt,
                "shift" => &mut chord.shift,
                _ => return Err(ChordError::Form(text.to_owned())),
            };
            *known = true;
            rest = tail.trim_start();
        }
        if rest.is_empty() || rest.chars().any(char::is_whitespace) {
            return Err(ChordError::Form(text.to_owned()));
        }
        chord.key = key_from_name(rest).ok_or_else(|| ChordError::Key(rest.to_owned()))?;
        // Without Ctrl and Alt a key comes as what it types, so that Shift is part of it.
        if chord.shift && (is_sign(&chord.key) || chord.is_bare()) {
            return Err(ChordError::Shift(text.to_owned()));
        }
        Ok(chord)
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.modifiers())?;
        match self.key.as_str() {
            "Left" => f.write_str("←"),
            "Right" => f.write_str("→"),
            "Up" => f.write_str("↑"),
            "Down" => f.write_str("↓"),
            "PageUp" => f.write_str("Page up"),
            "PageDown" => f.write_str("Page down"),
            "Escape" => f.write_str("Esc"),
            key => f.write_str(key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chords_read_as_written() {
        let chord: Chord = "Ctrl+Shift+p".parse().unwrap();
        assert!(chord.ctrl && chord.shift && !chord.alt);
        assert_eq!(chord.key, "P");
        assert_eq!(chord.to_string(), "Ctrl+Shift+P");
        assert_eq!("+".parse::<Chord>().unwrap().key, "+");
        assert_eq!("Ctrl++".parse::<Chord>().unwrap().to_string(), "Ctrl++");
        for bad in ["", "Hyper+X", "a b"] {
            assert!(
                matches!(bad.parse::<Chord>(), Err(ChordError::Form(_))),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn names_are_read_in_any_case_and_by_their_usual_short_forms() {
        for (typed, written) in [
            ("ctrl+alt+pgup", "Ctrl+Alt+PageUp"),
            ("CMD + esc", "Ctrl+Escape"),
            ("shift+arrowleft", "Shift+Left"),
            ("f12", "F12"),
            ("del", "Delete"),
        ] {
            assert_eq!(typed.parse::<Chord>().unwrap().written(), written);
        }
        assert_eq!("ß".parse::<Chord>().unwrap(), Chord::of_sign("ß"));
        assert!(Chord::of_sign("ß").is_bare());
        for bad in ["Ctrl+Hoem", "F99", "F0", "Ctrl+ "] {
            assert!(matches!(bad.parse::<Chord>(), Err(ChordError::Key(_))), "{bad:?}");
        }
    }

    #[test]
    fn shift_is_refused_where_it_could_never_be_told() {
        for bad in ["Shift+a", "Ctrl+Shift+]", "Shift+?"] {
            assert!(
                matches!(bad.parse::<Chord>(), Err(ChordError::Shift(_))),
                "{bad:?}"
            );
        }
        assert!("Ctrl+Shift+1".parse::<Chord>().is_ok());
    }
}
