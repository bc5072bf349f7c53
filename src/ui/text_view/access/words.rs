//! The words in view as a screen reader steps through them: a node for each stretch of one direction in a line, with its characters,
//! their places and where words begin. Knows no label.

use super::{Paragraph, bounds};
use crate::text::{Text, segment};
use crate::ui::text_view::layout::Line;
use crate::ui::text_view::text_id;
use egui::accesskit::{Role, TextDirection, TextPosition};
use egui::{Id, Pos2, Rect, Sense, Ui};

/// Characters of one node at most: places in it are counted in bytes of one octet.
const MOST: usize = 255;
/// Points within which two characters touch.
const NEAR: f32 = 0.6;

/// Words without characters that the interfaces of some systems end a text at.
pub(super) fn sayable(words: &str) -> String {
    words.replace('\0', "\u{2400}")
}

/// A character as readers count them, and where it stands: bytes of the document, points from the column's left edge.
#[derive(Clone, Copy, Debug)]
struct Character {
    start: u32,
    end: u32,
    from: f32,
    to: f32,
}

/// A stretch of one direction.
#[derive(Debug, Default)]
struct Stretch {
    characters: Vec<Character>,
    backward: bool,
}

impl Stretch {
    /// Takes the character if it stands where this stretch goes on.
    fn takes(&mut self, next: Character) -> bool {
        let Some(last) = self.characters.last() else {
            self.characters.push(next);
            return true;
        };
        let after = (next.from - last.to).abs() < NEAR;
        let before = (next.to - last.from).abs() < NEAR;
        let alone = self.characters.len() == 1;
        let fits = if self.backward { before } else { after };
        if self.characters.len() >= MOST - 1 || !(fits || alone && before) {
            return false;
        }
        self.backward = if alone { before && !after } else { self.backward };
        self.characters.push(next);
        true
    }

    fn extent(&self) -> (f32, f32) {
        let from = self
            .characters
            .iter()
            .map(|c| c.from)
            .fold(f32::INFINITY, f32::min);
        let to = self.characters.iter().map(|c| c.to).fold(0.0, f32::max);
        (from.min(to), to)
    }
}

/// A node of the tree and the characters in it.
struct Run {
    id: Id,
    start: u32,
    /// Ends of the characters, without a line break.
    ends: Vec<u32>,
}

/// The nodes told so far, in text order.
#[derive(Default)]
pub(super) struct Words {
    runs: Vec<Run>,
}

impl Words {
    /// Where a byte is in the tree; the nearest where it is out of view.
    pub fn position(&self, byte: u32) -> Option<TextPosition> {
        let at = self.runs.partition_point(|run| run.start <= byte);
        let run = self.runs.get(at.saturating_sub(1))?;
        Some(TextPosition {
            node: run.id.accesskit_id(),
            character_index: run.ends.partition_point(|end| *end <= byte),
        })
    }

    /// The byte of a place in the tree.
    pub fn byte(&self, at: &TextPosition) -> Option<u32> {
        let run = self.runs.iter().find(|run| run.id.accesskit_id() == at.node)?;
        let before = at.character_index.min(run.ends.len()).checked_sub(1);
        Some(
            before
                .and_then(|index| run.ends.get(index))
                .copied()
                .unwrap_or(run.start),
        )
    }

    /// Adds the nodes of a paragraph below its own.
    pub fn tell(&mut self, below: &Ui, text: &Text, paragraph: &Paragraph) {
        let starts: Vec<u32> = segment::words(text, paragraph.span)
            .into_iter()
            .map(|word| word.start())
            .collect();
        let last = paragraph.chunk.lines.len().saturating_sub(1);
        for (index, line) in paragraph.chunk.lines.iter().enumerate() {
            let mut stretches = stretches(text, line);
            if stretches.is_empty() {
                stretches.push(Stretch::default());
            }
            let behind = stretches.len() - 1;
            let ids: Vec<Id> = stretches.iter().map(|s| run_id(line, s)).collect();
            for (n, stretch) in stretches.iter().enumerate() {
                let near = [n.checked_sub(1), Some(n + 1)].map(|n| ids.get(n?).copied());
                let (from, to) = stretch.extent();
                let top = paragraph.at.y + line.top;
                let rect = Rect::from_min_max(
                    Pos2::new(paragraph.at.x + from, top),
                    Pos2::new(paragraph.at.x + to, top + line.height),
                );
                let breaks = index == last && n == behind && !paragraph.goes_on;
                let run = ToTell {
                    stretch,
                    rect,
                    near,
                    breaks,
                    starts: &starts,
                };
                let Some(id) = ids.get(n).copied() else { continue };
                run.tell(below, text, id);
                self.runs.push(Run {
                    id,
                    start: stretch.characters.first().map_or(line.start, |c| c.start),
                    ends: stretch.characters.iter().map(|c| c.end).collect(),
                });
            }
        }
    }
}

/// A node by the first byte of its words, so that it stays the same from frame to frame.
fn run_id(line: &Line, stretch: &Stretch) -> Id {
    let start = stretch.characters.first().map_or(line.start, |c| c.start);
    text_id().with(("words", start))
}

/// A node about to be told.
struct ToTell<'a> {
    stretch: &'a Stretch,
    /// On screen.
    rect: Rect,
    /// The nodes before and behind it in its line.
    near: [Option<Id>; 2],
    /// A line break follows.
    breaks: bool,
    /// Where words begin, of the whole paragraph.
    starts: &'a [u32],
}

impl ToTell<'_> {
    fn tell(&self, below: &Ui, text: &Text, id: Id) {
        let characters = &self.stretch.characters;
        let (from, to) = self.stretch.extent();
        let mut value = String::new();
        let (mut lengths, mut places, mut widths, mut begins) = (vec![], vec![], vec![], vec![]);
        for (index, character) in characters.iter().enumerate() {
            if self.starts.binary_search(&character.start).is_ok() {
                begins.push(index as u8);
            }
            let before = value.len();
            let span = text.span(character.start as usize..character.end as usize);
            value.push_str(&sayable(span.map_or("", |span| text.slice(span))));
            lengths.push((value.len() - before) as u8);
            places.push(if self.stretch.backward {
                to - character.to
            } else {
                character.from - from
            });
            widths.push(character.to - character.from);
        }
        if self.breaks {
            value.push('\n');
            lengths.push(1);
            places.push(to - from);
            widths.push(0.0);
        }
        below.interact(self.rect, id, Sense::hover());
        below.ctx().accesskit_node_builder(id, |node| {
            node.set_role(Role::TextRun);
            node.set_text_direction(match self.stretch.backward {
                true => TextDirection::RightToLeft,
                false => TextDirection::LeftToRight,
            });
            node.set_bounds(bounds(self.rect));
            node.set_value(value);
            node.set_character_lengths(lengths);
            node.set_character_positions(places);
            node.set_character_widths(widths);
            node.set_word_starts(begins);
            let [before, behind] = self.near;
            if let Some(before) = before {
                node.set_previous_on_line(before.accesskit_id());
            }
            if let Some(behind) = behind {
                node.set_next_on_line(behind.accesskit_id());
            }
        });
    }
}

/// The characters of a line in text order, by direction.
fn stretches(text: &Text, line: &Line) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    let mut at = line.start;
    let mut right = 0.0;
    while at < line.end {
        let mut end = segment::next_grapheme(text, at).min(line.end);
        if end - at > MOST as u32 / 3 {
            // A letter with a hundred marks: told in parts, as their lengths must fit.
            end = text.floor_boundary(at + MOST as u32 / 3);
        }
        if end <= at {
            break;
        }
        let extents = text
            .span(at as usize..end as usize)
            .map(|span| line.extents(span))
            .unwrap_or_default();
        let place = extents.into_iter().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        let (from, to) = place.unwrap_or((right, right));
        right = to;
        let character = Character {
            start: at,
            end,
            from,
            to,
        };
        if !found.last_mut().is_some_and(|stretch| stretch.takes(character)) {
            found.push(Stretch {
                characters: vec![character],
                backward: false,
            });
        }
        at = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn characters(places: &[(f32, f32)]) -> Vec<Stretch> {
        let mut found: Vec<Stretch> = Vec::new();
        for (index, (from, to)) in places.iter().copied().enumerate() {
            let (start, end) = (index as u32, index as u32 + 1);
            let character = Character { start, end, from, to };
            if !found.last_mut().is_some_and(|stretch| stretch.takes(character)) {
                found.push(Stretch {
                    characters: vec![character],
                    backward: false,
                });
            }
        }
        found
    }

    #[test]
    fn a_stretch_ends_where_the_direction_changes() {
        // Two letters from the left, three from the right, two digits from the left between them and the rest.
        let places = [
            (0.0, 5.0),
            (5.0, 10.0),
            (35.0, 40.0),
            (30.0, 35.0),
            (25.0, 30.0),
            (15.0, 20.0),
            (20.0, 25.0),
        ];
        let found = characters(&places);
        let told: Vec<_> = found
            .iter()
            .map(|s| (s.characters.len(), s.backward, s.extent()))
            .collect();
        let expected = [
            (2, false, (0.0, 10.0)),
            (3, true, (25.0, 40.0)),
            (2, false, (15.0, 25.0)),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn a_long_line_is_told_in_parts_that_can_be_counted() {
        let places: Vec<_> = (0..600).map(|n| (n as f32 * 5.0, n as f32 * 5.0 + 5.0)).collect();
        let found = characters(&places);
        assert!(found.iter().all(|stretch| stretch.characters.len() < 255));
        assert_eq!(
            found
                .iter()
                .map(|stretch| stretch.characters.len())
                .sum::<usize>(),
            600
        );
    }

    #[test]
    fn no_word_ends_at_a_zero_byte() {
        assert_eq!(sayable("a\0b"), "a\u{2400}b");
    }
}
