//! The caret by keyboard: characters, words, sentences, paragraphs, lines, pages, the document. Shift extends. Left and right follow the
//! direction in which the paragraph reads; where runs of both directions meet, they follow the order of the text.

use super::{Place, TextView};
use crate::text::{Text, segment};
use crate::ui::cx::Cx;
use egui::{Event, Key, KeyboardShortcut, Ui};

/// Where the caret goes in lines that it is moved to by up and down.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// Points from the left edge of the words.
    x: f32,
    /// The caret's byte when it was left there; elsewhere, it has been moved otherwise.
    at: u32,
}

/// What a line is laid out with, and where.
struct Screen<'a> {
    cx: &'a Cx<'a>,
    ui: &'a Ui,
    place: Place,
}

impl TextView {
    /// Reads the arrow keys of this frame. All other keys are commands and were taken before.
    pub(super) fn keys(&mut self, cx: &mut Cx, ui: &Ui, place: Place) {
        let pressed: Vec<KeyboardShortcut> = ui.input(|input| {
            let keys = input.events.iter().filter_map(|event| match event {
                Event::Key {
                    key,
                    pressed: true,
                    modifiers,
                    ..
                } => Some(KeyboardShortcut::new(*modifiers, *key)),
                _ => None,
            });
            keys.collect()
        });
        let Some((_, text)) = cx.session.document() else {
            return;
        };
        let text = text.clone();
        let mut selection = cx.session.view.selection;
        let mut moved = false;
        for press in pressed {
            let from = selection.head;
            let (key, modifiers) = (self.logical(press.logical_key, &text, from), press.modifiers);
            let plain = !modifiers.command && !modifiers.ctrl && !modifiers.alt;
            if !plain || !matches!(key, Key::ArrowUp | Key::ArrowDown | Key::PageUp | Key::PageDown) {
                self.column = None;
            }
            // An arrow without Shift lets the selection go to the side it points to.
            let collapse = !modifiers.shift && !selection.is_empty() && plain;
            let to = match key {
                Key::ArrowLeft if collapse => Some(selection.start()),
                Key::ArrowRight if collapse => Some(selection.end()),
                _ => {
                    let screen = Screen { cx, ui, place };
                    self.target(&screen, &text, from, KeyboardShortcut::new(modifiers, key))
                }
            };
            let Some(to) = to else { continue };
            if let Some(column) = &mut self.column {
                column.at = to;
            }
            selection.head = to;
            if !modifiers.shift {
                selection.anchor = to;
            }
            moved = true;
        }
        if moved {
            Self::select(cx, selection.anchor, selection.head);
            if let Ok(span) = text.span(selection.head as usize..selection.head as usize) {
                self.reveal(span);
            }
        }
    }

    /// In a paragraph that reads from right to left the arrow to the left goes on in the text.
    fn logical(&mut self, key: Key, text: &Text, at: u32) -> Key {
        let turned = match key {
            Key::ArrowLeft => Key::ArrowRight,
            Key::ArrowRight => Key::ArrowLeft,
            _ => return key,
        };
        let line = text.line_span(text.line_from_byte(at));
        let layout = self.layout.as_mut().zip(line);
        let level = layout.map_or(0, |(layout, line)| layout.level_of(line));
        if level % 2 == 1 { turned } else { key }
    }

    /// Where a key brings the caret from a byte.
    fn target(&mut self, screen: &Screen, text: &Text, at: u32, press: KeyboardShortcut) -> Option<u32> {
        let Screen { cx, ui, place } = *screen;
        let (key, m) = (press.logical_key, press.modifiers);
        let word = m.command || m.ctrl;
        // Alt with left and right moves a label's ends: those are commands.
        if m.alt && !matches!(key, Key::ArrowUp | Key::ArrowDown) {
            return None;
        }
        match key {
            Key::ArrowLeft if word => Some(segment::prev_word_start(text, at)),
            Key::ArrowRight if word => Some(segment::next_word_end(text, at)),
            Key::ArrowLeft => Some(segment::prev_grapheme(text, at)),
            Key::ArrowRight => Some(segment::next_grapheme(text, at)),
            Key::ArrowUp if m.alt => Some(segment::prev_sentence(text, at)),
            Key::ArrowDown if m.alt => Some(segment::next_sentence(text, at)),
            Key::ArrowUp if word => Some(segment::prev_paragraph(text, at)),
            Key::ArrowDown if word => Some(segment::next_paragraph(text, at)),
            Key::ArrowUp => self.step_lines(cx, ui, at, -1),
            Key::ArrowDown => self.step_lines(cx, ui, at, 1),
            Key::PageUp if !word => self.step_lines(cx, ui, at, -self.page(place)),
            Key::PageDown if !word => self.step_lines(cx, ui, at, self.page(place)),
            Key::Home if word => Some(0),
            Key::End if word => Some(text.len()),
            Key::Home => self.line_of(cx, ui, at).map(|(start, _)| start),
            Key::End => self.line_of(cx, ui, at).map(|(_, end)| end),
            _ => None,
        }
    }

    /// Lines of a view, less one for the eye to hold on to.
    fn page(&self, place: Place) -> i32 {
        let line = self.layout.as_ref().map_or(24.0, |layout| layout.metrics().line);
        ((place.view.height() / line) as i32 - 1).max(1)
    }

    /// Start of the visual line of a byte, and the last caret place in it.
    fn line_of(&mut self, cx: &Cx, ui: &Ui, byte: u32) -> Option<(u32, u32)> {
        let index = self.layout.as_ref()?.chunk_from_byte(byte);
        let lines = &self.chunk(cx, ui, index)?.lines;
        let at = lines.iter().rposition(|line| line.start <= byte)?;
        let line = lines.get(at)?;
        Some((line.start, line.last))
    }

    /// Up or down by visual lines, keeping the column.
    fn step_lines(&mut self, cx: &Cx, ui: &Ui, byte: u32, lines: i32) -> Option<u32> {
        let mut index = self.layout.as_ref()?.chunk_from_byte(byte);
        let column = self.column.filter(|column| column.at == byte);
        let chunk = self.chunk(cx, ui, index)?;
        let mut row = chunk
            .lines
            .iter()
            .rposition(|line| line.start <= byte)
            .unwrap_or(0);
        let x = match column {
            Some(column) => column.x,
            None => chunk.lines.get(row).map(|line| line.x(byte))?,
        };
        self.column = Some(Column { x, at: byte });
        for _ in 0..lines.unsigned_abs() {
            if lines > 0 {
                let count = self.chunk(cx, ui, index)?.lines.len();
                if row + 1 < count {
                    row += 1;
                } else if index + 1 < self.layout.as_ref()?.chunk_count() {
                    (index, row) = (index + 1, 0);
                }
            } else if row > 0 {
                row -= 1;
            } else if index > 0 {
                index -= 1;
                row = self.chunk(cx, ui, index)?.lines.len().saturating_sub(1);
            }
        }
        let line = self.chunk(cx, ui, index)?.lines.get(row)?;
        Some(line.nearest(x))
    }
}
