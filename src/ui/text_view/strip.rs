//! The overview strip beside the scroll bar: where in the document labels, hits and open places lie. Counts labels in stretches of the
//! document, and counts again only where something changed; the picture is made when the counts, the heights or the size change.

use super::inks::Inks;
use super::marks::{Changes, Mark, Marks};
use super::scene::Rects;
use super::{Anchor, Place, TextView, layout::Layout};
use crate::analysis::compare::Places;
use crate::analysis::stacks::Stacks;
use crate::model::Colour;
use crate::text::Text;
use crate::ui::cx::Cx;
use crate::ui::theme::Theme;
use egui::{Mesh, Painter, Rangef, Rect, Sense, Ui};
use std::sync::Arc;

/// Stretches of the document that are counted apart.
const STRETCHES: u32 = 1024;
/// Labels looked at in a frame.
const EFFORT: usize = 16_000;
/// Labels of a stretch that are counted, of one's own and of teammates': the commonest colour of a pile shows in its first ones.
const MOST: u32 = 4_000;
/// Height of a tick, in points.
const TICK: f32 = 2.0;

/// The commonest colours of the labels that begin in a stretch, one's own and teammates'.
type Colours = [Option<Colour>; 2];

#[derive(Default)]
pub(super) struct Strip {
    colours: Vec<Colours>,
    /// Stretches to be counted again.
    stale: Vec<bool>,
    any_stale: bool,
    /// Bytes in a stretch.
    width: u32,
    looks: u64,
    /// Of which version, so as not to hold the hits: the session would have to copy them for each portion.
    hits: Option<(u64, Vec<bool>)>,
    places: Option<(Places, Vec<bool>)>,
    /// Counts every change of the above.
    version: u64,
    picture: Option<(Frame, Arc<Mesh>)>,
    inks: Inks,
}

type Look<'a> = &'a dyn Fn(&Mark) -> Option<Colour>;

/// What the picture depends on.
#[derive(Clone, PartialEq)]
struct Frame {
    version: u64,
    rect: Rect,
    theme: Theme,
    /// Of the heights.
    revision: u64,
    total: f64,
}

impl Strip {
    /// Counts again what changed; false while some is left for the next frame.
    fn update(&mut self, cx: &Cx, marks: &mut Marks, text: &Text) -> bool {
        let looks = cx.session.looks();
        self.note(marks.take_changes(), text.len(), looks.revision());
        self.count(marks.stacks(), &|mark| {
            let passes = looks.passes(mark.annotator, mark.annotation);
            passes.then(|| looks.colour(mark.annotator, mark.annotation))
        });
        self.find_ticks(cx);
        !self.any_stale
    }

    /// Which stretches are to be counted again. `length` of the text, in bytes.
    fn note(&mut self, changes: Changes, length: u32, looks: u64) {
        let width = length / STRETCHES + 1;
        if changes.all || self.width != width || self.looks != looks {
            (self.width, self.looks) = (width, looks);
            self.colours.resize(STRETCHES as usize, [None, None]);
            self.stale = vec![true; STRETCHES as usize];
            self.any_stale = true;
        }
        for byte in changes.bytes {
            if let Some(stale) = self.stale.get_mut((byte / width) as usize) {
                *stale = true;
                self.any_stale = true;
            }
        }
    }

    /// `look` is None for what the filter dims.
    fn count(&mut self, stacks: &Stacks, look: Look) {
        if !self.any_stale {
            return;
        }
        let mut left = EFFORT;
        for (nth, stale) in self.stale.iter_mut().enumerate().filter(|(_, stale)| **stale) {
            let from = nth as u32 * self.width;
            let (colours, seen) = commonest(stacks, look, (from, from + (self.width - 1)), MOST);
            if let Some(place) = self.colours.get_mut(nth)
                && *place != colours
            {
                *place = colours;
                self.version += 1;
            }
            *stale = false;
            left = left.saturating_sub(seen + 8);
            if left == 0 {
                return;
            }
        }
        self.any_stale = false;
    }

    fn find_ticks(&mut self, cx: &Cx) {
        let find = &cx.session.view.find;
        if self.hits.as_ref().map(|(seen, _)| *seen) != Some(find.version) {
            let ticks = self.ticks(find.hits.iter().map(|hit| hit.start()));
            self.hits = Some((find.version, ticks));
            self.version += 1;
        }
        let review = cx.session.view.review.as_ref();
        let Some(places) = review.map(|review| &review.places) else {
            if self.places.take().is_some() {
                self.version += 1;
            }
            return;
        };
        if !self
            .places
            .as_ref()
            .is_some_and(|(seen, _)| Arc::ptr_eq(seen, places))
        {
            let open = places
                .iter()
                .filter(|place| !place.is_agreed() && place.decided().is_none());
            let ticks = self.ticks(open.filter_map(|place| Some(place.at.first()?.start())));
            self.places = Some((places.clone(), ticks));
            self.version += 1;
        }
    }

    fn ticks(&self, bytes: impl Iterator<Item = u32>) -> Vec<bool> {
        let mut ticks = vec![false; STRETCHES as usize];
        for byte in bytes {
            if let Some(tick) = ticks.get_mut((byte / self.width.max(1)) as usize) {
                *tick = true;
            }
        }
        ticks
    }

    fn picture(&mut self, look: Frame, layout: &mut Layout, painter: &Painter) -> Arc<Mesh> {
        if let Some((made, mesh)) = &self.picture {
            let near = (made.total - look.total).abs() < look.total * 0.002;
            let same = Frame {
                total: made.total,
                ..look.clone()
            } == *made;
            if near && same {
                return mesh.clone();
            }
        }
        let mut fill = Rects::new(painter);
        self.inks.set_theme(&look.theme);
        let (rect, inks) = (look.rect, &mut self.inks);
        let column = |from: f32, to: f32| Rangef::new(rect.left() + from, rect.left() + to);
        let both = self.colours.iter().any(|[_, others]| others.is_some());
        let (own, others) = if both {
            (column(3.0, 6.5), column(7.0, 10.0))
        } else {
            (column(3.0, 10.0), column(7.0, 10.0))
        };
        let flag = |ticks: Option<&Vec<bool>>, nth: usize| ticks.and_then(|t| t.get(nth)).is_some_and(|t| *t);
        let (hits, places) = (
            self.hits.as_ref().map(|(_, ticks)| ticks),
            self.places.as_ref().map(|(_, ticks)| ticks),
        );
        let mut last = [f32::NEG_INFINITY; 4];
        for (nth, [mine, theirs]) in self.colours.iter().enumerate() {
            let mut line = |colour: &Option<Colour>| colour.map(|colour| inks.of(&look.theme, colour).line);
            let ticks = [
                (own, line(mine)),
                (others, line(theirs)),
                (column(11.0, 14.0), flag(hits, nth).then_some(look.theme.warning)),
                (column(0.0, 2.0), flag(places, nth).then_some(look.theme.accent)),
            ];
            if ticks.iter().all(|(_, colour)| colour.is_none()) {
                continue;
            }
            let share = height_of(layout, nth as u32 * self.width) / look.total;
            let y = fill.snap(rect.top() + (share * f64::from(rect.height())) as f32);
            for ((x, colour), last) in ticks.into_iter().zip(&mut last) {
                // One tick a place: the first that stands there.
                if let Some(colour) = colour
                    && y >= *last + TICK
                {
                    fill.add(Rect::from_x_y_ranges(x, Rangef::new(y, y + TICK)), colour);
                    *last = y;
                }
            }
        }
        let mesh = Arc::new(fill.into_mesh());
        self.picture = Some((look, mesh.clone()));
        mesh
    }
}

/// The commonest colour of one's own labels that start in bytes `from..=to` and pass, and of the others', no more than the first
/// `most` of each; how many were come across.
fn commonest(stacks: &Stacks, look: Look, range: (u32, u32), most: u32) -> (Colours, usize) {
    let mut counts: [Vec<(Colour, u32)>; 2] = Default::default();
    let mut looked = [0; 2];
    let mut seen = 0;
    let words = stacks.at_words(range.0, range.1);
    for mark in words.chain(stacks.beside_text(range.0, range.1)) {
        seen += 1;
        let ([own, others], [mine, theirs]) = (&mut counts, &mut looked);
        let (counts, looked) = if mark.own { (own, mine) } else { (others, theirs) };
        if mark.hull.start() < range.0 || *looked >= most {
            continue;
        }
        *looked += 1;
        let Some(colour) = look(&mark) else { continue };
        match counts.iter_mut().find(|(known, _)| *known == colour) {
            Some((_, count)) => *count += 1,
            None => counts.push((colour, 1)),
        }
    }
    let best = |counts: Vec<(Colour, u32)>| {
        let best = counts.into_iter().max_by_key(|(colour, count)| (*count, *colour));
        best.map(|(colour, _)| colour)
    };
    (counts.map(best), seen)
}

/// Points from the document's top to about the line of a byte.
fn height_of(layout: &mut Layout, byte: u32) -> f64 {
    let chunk = layout.chunk_from_byte(byte);
    let top = layout.y(Anchor { chunk, offset: 0.0 });
    let Some(span) = layout.span(chunk).filter(|span| !span.is_empty()) else {
        return top;
    };
    let bottom = layout.y(Anchor {
        chunk: chunk + 1,
        offset: 0.0,
    });
    let share = f64::from(byte.saturating_sub(span.start())) / f64::from(span.len());
    top + (bottom - top).max(0.0) * share.min(1.0)
}

impl TextView {
    /// All labels of the document as ticks along the scroll bar; a click goes there.
    pub(super) fn strip_ui(&mut self, cx: &Cx, ui: &mut Ui, place: Place) {
        let rect = place.strip;
        let response = ui.interact(rect, super::text_id().with("strip"), Sense::click_and_drag());
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ScrollBar, true, "Overview"));
        let (scroll, head) = (self.scroll, cx.session.view.selection.head);
        let (Some(layout), Some((_, text))) = (&mut self.layout, cx.session.document()) else {
            return;
        };
        let strip = &mut self.drawing.strip;
        if !strip.update(cx, &mut self.marks, text) {
            ui.ctx().request_repaint();
        }
        let total = layout.total().max(f64::from(place.view.height()));
        let top = layout.y(scroll);
        let painter = ui.painter_at(rect);
        painter.rect_filled(rect, 0.0, cx.theme.panel);
        let at = |y: f64| rect.top() + (y / total * f64::from(rect.height())) as f32;
        let bottom = at(top + f64::from(place.view.height())).max(at(top) + 24.0);
        let thumb = Rect::from_x_y_ranges(rect.x_range().shrink(1.0), Rangef::new(at(top), bottom));
        painter.rect_filled(thumb, 4.0, cx.theme.pressed);
        let look = Frame {
            version: strip.version,
            rect,
            theme: cx.theme.clone(),
            revision: layout.revision(),
            total,
        };
        painter.add(egui::Shape::mesh(strip.picture(look, layout, &painter)));
        let caret = at(height_of(layout, head));
        painter.hline(rect.x_range(), caret, egui::Stroke::new(1.0, cx.theme.ink));
        if let (true, Some(pointer)) = (
            response.dragged() || response.clicked(),
            response.interact_pointer_pos(),
        ) {
            let share = f64::from((pointer.y - rect.top()) / rect.height());
            self.scroll_to(share * total - f64::from(place.view.height()) / 2.0);
        }
    }
}

#[cfg(test)]
#[allow(clippy::single_range_in_vec_init, reason = "labels of one part")]
mod tests {
    use super::*;
    use crate::analysis::stacks::{Filling, Followed, Wanted};
    use crate::model::testing::{Board, person};
    use crate::model::{LABEL_COLOURS, nth_colour};
    use proptest::prelude::*;

    #[test]
    fn ticks_stand_where_bytes_lie() {
        let strip = Strip {
            width: 10,
            ..Strip::default()
        };
        let ticks = strip.ticks([3, 25, 26].into_iter());
        let set = |(at, set): (usize, &bool)| set.then_some(at);
        let set: Vec<usize> = ticks.iter().enumerate().filter_map(set).collect();
        assert_eq!(set, [0, 2]);
    }

    const LABELS: [&str; 4] = ["claim", "speaker", "cue", "dimmed"];

    fn look(mark: &Mark) -> Option<Colour> {
        let nth = LABELS
            .iter()
            .position(|label| mark.annotation.label.as_str() == *label);
        nth.filter(|nth| *nth < 3)
            .map(|nth| nth_colour(LABEL_COLOURS, nth))
    }

    fn counted(strip: &mut Strip, stacks: &Stacks, changes: Changes) -> Vec<Colours> {
        strip.note(changes, 3_000, 1);
        while strip.any_stale {
            strip.count(stacks, &look);
        }
        strip.colours.clone()
    }

    #[test]
    fn a_pile_is_looked_at_only_in_part() {
        let mut board = Board::empty("one word");
        board.add_person("ana");
        for number in 0..9 {
            board.tag("ana", &format!("a{number}"), "claim", &[0..3]);
        }
        let wanted = Wanted {
            document: Some(board.document.clone()),
            people: vec![person("ana")],
            me: true,
            ..Wanted::default()
        };
        let mut filling = Filling::new(&board.project, wanted);
        assert!(filling.step(usize::MAX));
        let looked = std::cell::Cell::new(0);
        let counting = |mark: &Mark| {
            looked.set(looked.get() + 1);
            look(mark)
        };
        let (colours, seen) = commonest(&filling.into_stacks(), &counting, (0, 7), 4);
        assert_eq!(colours, [Some(nth_colour(LABEL_COLOURS, 0)), None]);
        assert_eq!((looked.get(), seen), (4, 9));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(30))]
        #[test]
        fn counts_that_follow_edits_are_those_from_scratch(
            edits in prop::collection::vec((0usize..2, 0usize..2_900, 0usize..90, 0usize..4), 1..30),
        ) {
            let mut board = Board::empty(&"words and ".repeat(300));
            for name in ["ana", "ben"] {
                board.add_person(name);
            }
            let wanted = Wanted {
                document: Some(board.document.clone()),
                people: vec![person("ana"), person("ben")],
                me: true,
                ..Wanted::default()
            };
            let fresh = |board: &Board| {
                let mut filling = Filling::new(&board.project, wanted.clone());
                assert!(filling.step(usize::MAX));
                filling.into_stacks()
            };
            let mut stacks = fresh(&board);
            let mut strip = Strip::default();
            counted(&mut strip, &stacks, Changes::default());
            for (number, (who, start, length, label)) in edits.into_iter().enumerate() {
                let span = start..start + length;
                board.tag(["ana", "ben"][who], &format!("a{number}"), LABELS[label], &[span]);
                let mut changes = Changes::default();
                let followed = stacks.follow(&board.project, &mut |byte| changes.bytes.push(byte));
                prop_assert_eq!(followed, Followed::Changed);
                let after = counted(&mut strip, &stacks, changes);
                let scratch = counted(&mut Strip::default(), &fresh(&board), Changes::default());
                prop_assert_eq!(after, scratch);
            }
        }
    }
}
