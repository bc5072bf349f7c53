//! What is typed while the keyboard is on its way to a field or a dialog: kept for a frame, so that fast hands do not tag with
//! the letters of a word to search for, and lose none of them. Knows no command.

use egui::{Context, Event, Key};

#[derive(Default)]
pub struct TypeAhead {
    held: Vec<Event>,
    /// Something takes the keyboard in this frame; it can be typed into from the next one on.
    moving: bool,
}

impl TypeAhead {
    /// Something takes the keyboard in the next frame.
    pub fn expect_move(&mut self) {
        self.moving = true;
    }

    /// Keeps for the next frame what was typed too early for this one.
    pub fn hold(&mut self, events: Vec<Event>, ctx: &Context) {
        if !events.is_empty() {
            ctx.request_repaint();
        }
        self.held.extend(events);
    }

    /// Gives back what was kept, before what is typed now; or keeps that too. Must run before anything reads the input.
    pub fn begin(&mut self, ctx: &Context) {
        let moving = std::mem::take(&mut self.moving);
        if self.held.is_empty() && !moving {
            return;
        }
        ctx.input_mut(|input| {
            if moving {
                let typed = input.events.extract_if(.., |event| is_typed(event));
                self.held.extend(typed);
            } else {
                input.events.splice(0..0, self.held.drain(..));
            }
        });
        if !self.held.is_empty() {
            ctx.request_repaint();
        }
    }
}

/// Keys and text. Not those with which egui itself has moved the keyboard by now.
pub fn is_typed(event: &Event) -> bool {
    match event {
        Event::Key { key, .. } => !matches!(key, Key::Tab | Key::Escape),
        Event::Text(_) | Event::Ime(_) | Event::Paste(_) => true,
        _ => false,
    }
}
