//! Where the column of words stands in the view, and how far apart its lines are.

use super::layout::{Spacing, average_advance};
use super::marks::Marks;
use super::rows::{WORDS_DOWN, WORDS_UP};
use super::{TextView, gutter, paint};
use crate::session::LabelNames;
use crate::text::Span;
use crate::ui::cx::Cx;
use crate::ui::theme;
use egui::{Pos2, Rect, Ui};

/// Width of the overview strip, in points.
const STRIP: f32 = 14.0;
const NARROWEST: f32 = 120.0;
/// Share of the room beside the column that lies left of it: the eye rests a little left of the middle.
const LEFT: f32 = 0.4;

/// Where things stand in this frame, in screen points.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The whole view without the overview strip.
    pub view: Rect,
    pub strip: Rect,
    /// Left edge of the words.
    pub left: f32,
    pub width: f32,
    /// Width for label names right of the words; 0 hides them.
    pub names: f32,
}

impl TextView {
    pub(super) fn place(&mut self, cx: &Cx, ui: &Ui, rect: Rect) -> Place {
        let settings = &cx.session.settings;
        let strip = Rect::from_min_max(Pos2::new(rect.right() - STRIP, rect.top()), rect.max);
        let view = Rect::from_min_max(rect.min, Pos2::new(strip.left(), rect.bottom()));
        let gutter = gutter::width(self.marks.gutter_lanes, cx);
        let wants_names = settings.label_names == LabelNames::Margin && view.width() > 520.0;
        let names = if wants_names {
            (view.width() * 0.22).clamp(96.0, 190.0)
        } else {
            0.0
        };
        let pad = (view.width() * 0.025).clamp(14.0, 40.0);
        let room = view.width() - gutter - names - 2.0 * pad;
        let measure = settings.measure * self.average(cx, ui);
        let width = room.min(measure).max(NARROWEST).round();
        let spare = (room - width).max(0.0);
        Place {
            view,
            strip,
            left: (view.left() + gutter + pad + spare * LEFT).round(),
            width,
            names,
        }
    }

    /// Average width of a character of the text, in points.
    fn average(&mut self, cx: &Cx, ui: &Ui) -> f32 {
        let settings = &cx.session.settings;
        let key = (settings.text_family, settings.text_size);
        if let Some((_, average)) = self.average.filter(|(known, _)| *known == key) {
            return average;
        }
        let average = average_advance(ui.ctx(), &theme::reading_in(key.0, key.1));
        self.average = Some((key, average));
        average
    }

    /// Height of a line without many labels: the user's choice.
    pub(super) fn line_height(cx: &Cx) -> f32 {
        let settings = &cx.session.settings;
        (settings.text_size * settings.line_height).round()
    }
}

/// How a line stands: at least with room for the lanes in use there. Its words leave the middle only as far as the lanes need, so
/// that lines with a few labels stand as evenly as those without.
pub(super) fn spacing(cx: &Cx, marks: &Marks, line: Span) -> Spacing {
    let size = cx.session.settings.text_size;
    let (under, over) = marks.room(line);
    let (under, over) = (f32::from(under) * paint::LANE, f32::from(over) * paint::LANE);
    let line = TextView::line_height(cx)
        .max(size * 1.3 + under + over + 4.0)
        .round();
    // How far words may go up and down, by the height of their letters.
    let up = line / 2.0 - size * WORDS_UP - over;
    let down = line / 2.0 - size * WORDS_DOWN - under;
    let shift = 0.0_f32.clamp((-up).min(down), down.max(-up));
    Spacing {
        line,
        shift: shift.round(),
    }
}
