//! Every action of the program as a row: id, title, help, chords. Menu, palette, keymap and the shortcut sheet derive from it.
//! Knows no window and no project.

mod chord;
pub mod fuzzy;
mod table;

pub use chord::{Chord, ChordError, is_sign};
pub use table::{COMMANDS, Command, CommandId, Scope, command};
