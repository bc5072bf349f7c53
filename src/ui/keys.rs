//! Takes the keys of commands and labels out of the input before any widget sees them, and leaves those that a text field, a menu
//! or an input method needs. What a key means, the keymap and the codebook say.

use super::cx::Cx;
use super::shortcuts;
use super::text_view::text_id;
use super::typeahead::is_typed;
use crate::command::{Chord, Command, CommandId, Scope};
use crate::session::{Request, Session};
use egui::{Context, Event, Id, ImeEvent, Key};

#[derive(Default)]
pub struct Keys {
    /// An input method puts a word together: every key is its own.
    composing: bool,
    /// The field that has the keyboard, once something was typed into it: before, it has nothing of its own to undo.
    typed_in: Option<Id>,
}

/// A key press that may be a command's or a label's.
enum Typed {
    Chord(Chord),
    /// A character as the keyboard gives it, whatever keys it took.
    Sign(String),
}

fn typed(event: &Event) -> Option<Typed> {
    match event {
        // The window hands these on under their meaning.
        Event::Copy => "Ctrl+C".parse().ok().map(Typed::Chord),
        Event::Cut => "Ctrl+X".parse().ok().map(Typed::Chord),
        Event::Paste(_) => "Ctrl+V".parse().ok().map(Typed::Chord),
        Event::Text(text) if text.chars().count() == 1 && !text.chars().all(char::is_whitespace) => {
            Some(Typed::Sign(text.clone()))
        }
        Event::Key {
            key,
            pressed: true,
            modifiers,
            ..
        } => {
            let chord = shortcuts::chord_from_key(*key, *modifiers)?;
            // Bare signs come as text, so that every keyboard layout has them.
            (!chord.is_bare()).then_some(Typed::Chord(chord))
        }
        _ => None,
    }
}

impl Keys {
    /// Must run in every frame, also under a dialog.
    pub fn follow(&mut self, ctx: &Context) {
        ctx.input(|input| {
            for event in &input.events {
                match event {
                    Event::Ime(ImeEvent::Preedit { text, .. }) => self.composing = !text.is_empty(),
                    Event::Ime(ImeEvent::Commit(_)) | Event::WindowFocused(_) => self.composing = false,
                    _ => {}
                }
            }
        });
        let focused = ctx.memory(|memory| memory.focused());
        if self.typed_in != focused {
            self.typed_in = None;
        }
        if ctx.input(|input| input.events.iter().any(changes_field)) {
            self.typed_in = focused;
        }
    }

    /// Sends what the keys ask for. Handed back is what has to wait for the next frame: what was typed behind a key that moves the
    /// keyboard elsewhere, as it is meant for there; and what was typed behind a key of the other sort, of those that carry the
    /// caret and those that do something where it stands: each must find what the one before it has done.
    pub fn take(&self, cx: &mut Cx, ctx: &Context) -> Vec<Event> {
        if self.composing {
            return Vec::new();
        }
        let session = cx.session;
        let focused = ctx.memory(|memory| memory.focused());
        let typing = ctx.text_edit_focused();
        let free = !typing && !egui::Popup::is_any_open(ctx);
        let text = free && session.view.document.is_some() && focused.is_none_or(|id| id == text_id());
        let reach = match (text, session.view.review.is_some()) {
            (true, true) => Scope::Review,
            (true, false) => Scope::Text,
            (false, _) => Scope::Anywhere,
        };
        // By now Esc has taken the keyboard from whatever had it: what counts is who had it before.
        let back = text && ctx.memory(|memory| memory.had_focus_last_frame(text_id()));
        let wanted = |chord: &Chord| {
            let command = session.command_for(chord, reach)?;
            // Esc belongs to what is open.
            let esc = command.id == CommandId::Back && !back;
            let undo = matches!(command.id, CommandId::Undo | CommandId::Redo);
            let own = typing && of_field(chord) && !(undo && self.typed_in.is_none());
            let left = esc || own || !text && of_widget(chord);
            (!left).then_some(command)
        };
        let modified =
            ctx.input(|i| i.modifiers.command || i.modifiers.ctrl || i.modifiers.alt && !i.modifiers.shift);
        let mut taken = Vec::new();
        let meant = |event: &Event| match typed(event)? {
            Typed::Chord(chord) => wanted(&chord).map(|command| Meant::Command(command, chord.alt)),
            Typed::Sign(sign) => (text && !modified).then_some(Meant::Sign(sign)),
        };
        let (mut moved, mut behind, mut with_text) = (false, Vec::new(), false);
        let mut carried = false;
        ctx.input_mut(|input| {
            input.events.retain(|event| {
                // The character that a chord with Alt types is part of the chord.
                if std::mem::take(&mut with_text) && matches!(event, Event::Text(_)) {
                    return false;
                }
                let meant = meant(event);
                let carries = text && meant.is_none() && carries_caret(event);
                moved |= if carries {
                    !taken.is_empty()
                } else {
                    carried && meant.is_some()
                };
                if moved && is_typed(event) {
                    behind.push(event.clone());
                    return false;
                }
                carried |= carries;
                match meant {
                    None => true,
                    Some(Meant::Command(command, alt)) => {
                        taken.push(Request::Command(command.id));
                        with_text = alt;
                        moved |= moves_keyboard(command) && session.can(command.id).is_ok();
                        false
                    }
                    Some(Meant::Sign(sign)) => {
                        taken.extend(sign_request(session, &sign, reach));
                        false
                    }
                }
            });
        });
        taken.into_iter().for_each(|request| cx.send(request));
        behind
    }
}

/// What a key press means here.
enum Meant<'a> {
    /// And whether the chord types a character too.
    Command(&'a Command, bool),
    Sign(String),
}

/// Whether the caret in the text goes elsewhere by this.
fn carries_caret(event: &Event) -> bool {
    use Key::{ArrowDown, ArrowLeft, ArrowRight, ArrowUp, End, Home, PageDown, PageUp};
    match event {
        Event::Key { key, pressed, .. } => {
            *pressed
                && matches!(
                    key,
                    ArrowDown | ArrowLeft | ArrowRight | ArrowUp | End | Home | PageDown | PageUp
                )
        }
        _ => false,
    }
}

/// Whether a text field with the keyboard becomes another by this.
fn changes_field(event: &Event) -> bool {
    match event {
        Event::Text(_) | Event::Paste(_) | Event::Cut | Event::Ime(ImeEvent::Commit(_)) => true,
        Event::Key { key, pressed, .. } => *pressed && matches!(key, Key::Backspace | Key::Delete),
        _ => false,
    }
}

/// Whether a command opens something that is typed into.
fn moves_keyboard(command: &Command) -> bool {
    matches!(command.id, CommandId::EditNote | CommandId::EditAttributes) || command.title.ends_with('…')
}

/// Keys that buttons and menus need themselves, whatever command has them: those that move and press.
fn of_widget(chord: &Chord) -> bool {
    let key = chord.key.as_str();
    let function = key.len() > 1 && key.starts_with('F');
    !chord.ctrl && !chord.alt && !function && key != "Escape"
}

/// Keys that a text field needs beside those: its own undo and clipboard, steps by words, the way out that keeps.
fn of_field(chord: &Chord) -> bool {
    let key = chord.key.as_str();
    let moves = [
        "Left",
        "Right",
        "Up",
        "Down",
        "Home",
        "End",
        "Backspace",
        "Delete",
        "Enter",
    ]
    .contains(&key);
    let edits = !chord.alt && ["A", "C", "V", "X", "Y", "Z"].contains(&key) && (!chord.shift || key == "Z");
    chord.ctrl && (moves || edits)
}

fn sign_request(session: &Session, sign: &str, reach: Scope) -> Option<Request> {
    let linking = session.view.linking.is_some();
    let command = session.command_for(&Chord::of_sign(sign), reach);
    match command.filter(|_| !linking) {
        Some(command) => Some(Request::Command(command.id)),
        None => session.key_request(sign),
    }
}
