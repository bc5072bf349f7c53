//! A key with its modifiers, as written in tables and shown to people: `Ctrl+Shift+P`, `F1`, `]`.

use smol_str::SmolStr;
use std::fmt;
use std::str::FromStr;

/// `ctrl` means the Command key on a Mac. `key` is a capital letter, a digit, a sign, or a name such as `Enter`, `Left`, `F8`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Chord {
    pub ctrl: bool,
    pub alt: bool,
    pub shift: bool,
    pub key: SmolStr,
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a key chord like Ctrl+Shift+P")]
pub struct ChordError(String);

impl FromStr for Chord {
    type Err = ChordError;

    fn from_str(text: &str) -> Result<Self, ChordError> {
        let wrong = || ChordError(text.to_owned());
        let mut chord = Self::default();
        let mut rest = text;
        while let Some((head, tail)) = rest.split_once('+').filter(|(_, tail)| !tail.is_empty()) {
            let known = match head {
                "Ctrl" => &mut chord.ctrl,
                "Alt" => &mut chord.alt,
                "Shift" => &mut chord.shift,
                _ => return Err(wrong()),
            };
            *known = true;
            rest = tail;
        }
        if rest.is_empty() || rest.chars().any(char::is_whitespace) {
            return Err(wrong());
        }
        let single = rest.chars().count() == 1;
        chord.key = if single {
            SmolStr::new(rest.to_uppercase())
        } else {
            SmolStr::new(rest)
        };
        Ok(chord)
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (there, word) in [(self.ctrl, "Ctrl+"), (self.alt, "Alt+"), (self.shift, "Shift+")] {
            if there {
                f.write_str(word)?;
            }
        }
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
        for bad in ["", "Hyper+X", "Ctrl+ ", "a b"] {
            assert!(bad.parse::<Chord>().is_err(), "{bad:?}");
        }
    }
}
