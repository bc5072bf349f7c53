//! A long list that the keyboard walks through: which row it is at, and what stays in view. The rows are its owner's.

use super::panels::rows;
use super::theme::{self, Theme};
use egui::{EventFilter, FontId, Id, Key, Modifiers, Rect, Response, ScrollArea, Sense, Ui, Vec2};

/// Where the keyboard is in a list.
#[derive(Default)]
pub struct ListCursor {
    /// The row, from 0.
    pub at: usize,
    reveal: bool,
    /// Points that were scrolled away in the last frame.
    offset: f32,
}

/// What was pressed in a list that moves no row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    Enter,
    Space,
    /// Up from the first row: to what stands above the list.
    Above,
    Escape,
}

impl ListCursor {
    /// Goes to a row and brings it into view.
    pub fn go_to(&mut self, row: usize) {
        self.at = row;
        self.reveal = true;
    }

    /// The list as one thing that takes the keyboard, in all the room that is left. Takes its keys out of the input.
    pub fn keys(&mut self, ui: &Ui, id: Id, name: &str, rows: (usize, f32)) -> (Response, Vec<Pressed>) {
        let (count, row) = rows;
        let rect = ui.available_rect_before_wrap();
        let list = ui.interact(rect, id, Sense::focusable_noninteractive());
        list.widget_info(|| egui::WidgetInfo::labeled(egui::Role::ListBox, true, name));
        self.at = self.at.min(count.saturating_sub(1));
        let mut pressed = Vec::new();
        // egui takes the keyboard away on Esc before anything is drawn.
        let had = ui.memory(|memory| memory.had_focus_last_frame(id));
        if had && ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape)) {
            pressed.push(Pressed::Escape);
        }
        if !list.has_focus() {
            return (list, pressed);
        }
        let filter = EventFilter {
            vertical_arrows: true,
            ..EventFilter::default()
        };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        let page = ((rect.height() / row) as usize).saturating_sub(1).max(1);
        let before = self.at;
        let last = count.saturating_sub(1);
        let take = |key| ui.input_mut(|input| input.count_and_consume_key(Modifiers::NONE, key));
        let (up, down) = (take(Key::ArrowUp), take(Key::ArrowDown));
        if up > 0 && self.at == 0 {
            pressed.push(Pressed::Above);
        }
        self.at = (self.at + down).saturating_sub(up);
        self.at = (self.at + page * take(Key::PageDown)).saturating_sub(page * take(Key::PageUp));
        if take(Key::Home) > 0 {
            self.at = 0;
        }
        if take(Key::End) > 0 {
            self.at = last;
        }
        self.at = self.at.min(last);
        self.reveal |= self.at != before;
        for (key, what) in [(Key::Enter, Pressed::Enter), (Key::Space, Pressed::Space)] {
            if take(key) > 0 {
                pressed.push(what);
            }
        }
        (list, pressed)
    }

    /// Draws the rows in view.
    pub fn rows_ui(
        &mut self,
        ui: &mut Ui,
        salt: &str,
        rows: (usize, f32),
        mut row_ui: impl FnMut(&mut Ui, usize),
    ) {
        let (count, row) = rows;
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut area = ScrollArea::vertical().id_salt(salt).auto_shrink(false);
        if std::mem::take(&mut self.reveal) {
            let (top, height) = (self.at as f32 * row, ui.available_height());
            let offset = if top < self.offset {
                top
            } else {
                self.offset.max(top + row - height)
            };
            area = area.vertical_scroll_offset(offset.max(0.0));
        }
        let shown = area.show_rows(ui, row, count, |ui, range| {
            range.for_each(|at| row_ui(ui, at));
        });
        self.offset = shown.state.clamped_offset().y;
    }
}

/// A row over the whole width that leaves the keyboard to the list. `here`: the keyboard is at it.
pub fn ground_ui(ui: &mut Ui, theme: &Theme, height: f32, here: bool) -> (Rect, Response) {
    let size = Vec2::new(ui.available_width(), height);
    let (rect, response) = ui.allocate_exact_size(size, Sense::CLICK);
    if response.hovered() {
        ui.painter().rect_filled(rect, 4.0, theme.hover);
    }
    if here {
        let stroke = egui::Stroke::new(1.5, theme.accent);
        ui.painter()
            .rect_stroke(rect, 4.0, stroke, egui::StrokeKind::Inside);
    }
    (rect, response)
}

/// A document's title and what there is of it, from `left` on.
pub fn heading(ui: &Ui, theme: &Theme, rect: Rect, left: f32, words: (&str, &str)) {
    let (title, count) = words;
    let middle = rect.center().y;
    let most = rect.right() - left - 110.0;
    let galley = rows::line(ui, title, theme::strong(theme::BODY), theme.ink, most);
    let end = rows::put(ui, galley, left, middle).right();
    let font = FontId::proportional(theme::SMALL);
    let galley = rows::line(ui, count, font, theme.ink_weak, 100.0);
    rows::put(ui, galley, end + 8.0, middle);
}
