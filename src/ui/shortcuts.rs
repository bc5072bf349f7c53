//! Keys of egui as chords, and back.

use crate::command::{Chord, is_sign};
use egui::{Key, Modifiers};

/// The chord of a key press. None for modifiers alone and keys without a name of ours.
pub fn chord_from_key(key: Key, modifiers: Modifiers) -> Option<Chord> {
    let name = match key {
        Key::ArrowLeft => "Left",
        Key::ArrowRight => "Right",
        Key::ArrowUp => "Up",
        Key::ArrowDown => "Down",
        // A sign is called by itself.
        Key::Colon => ":",
        Key::Comma => ",",
        Key::Backslash => "\\",
        Key::Slash => "/",
        Key::Pipe => "|",
        Key::Questionmark => "?",
        Key::Exclamationmark => "!",
        Key::OpenBracket => "[",
        Key::CloseBracket => "]",
        Key::OpenCurlyBracket => "{",
        Key::CloseCurlyBracket => "}",
        Key::Backtick => "`",
        Key::Minus => "-",
        Key::Period => ".",
        Key::Plus => "+",
        Key::Equals => "=",
        Key::Semicolon => ";",
        Key::Quote => "'",
        other => other.name(),
    };
    Some(Chord {
        ctrl: modifiers.command || modifiers.ctrl,
        alt: modifiers.alt,
        shift: modifiers.shift && !is_sign(name),
        key: name.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{COMMANDS, Scope};
    use crate::session::Keymap;

    #[test]
    fn every_chord_of_the_table_can_be_typed() {
        for command in COMMANDS {
            for written in command.chords {
                let chord: Chord = written.parse().unwrap();
                let typed = Key::ALL.iter().any(|key| {
                    let modifiers = Modifiers {
                        alt: chord.alt,
                        ctrl: chord.ctrl,
                        shift: chord.shift,
                        command: chord.ctrl,
                        mac_cmd: false,
                    };
                    chord_from_key(*key, modifiers).as_ref() == Some(&chord)
                });
                assert!(typed, "no key gives {written}");
            }
        }
    }

    #[test]
    fn a_sign_counts_with_and_without_shift() {
        let chord = chord_from_key(Key::Plus, Modifiers::SHIFT).unwrap();
        assert_eq!(
            Keymap::default().find(&chord, Scope::Text).map(|c| c.scope),
            Some(Scope::Text)
        );
    }
}
