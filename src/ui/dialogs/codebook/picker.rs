//! A list to choose from and the field below that adds to it. What was just made becomes the chosen one.

use crate::ui::dialogs::lists::{self, Row};
use crate::ui::dialogs::{fields, sheet};
use crate::ui::theme::Theme;
use crate::ui::{icons, widgets};
use egui::{Frame, Layout, Panel, ScrollArea, Ui};
use std::collections::BTreeSet;

#[derive(Default)]
pub struct Picker {
    chosen: Option<String>,
    /// Chosen by a click of this frame. Follows in the next one, so that a field that the click left is sent first.
    next: Option<String>,
    adding: String,
    /// The ids there were when something was added.
    before: Option<BTreeSet<String>>,
    /// Something was made and may lie out of sight.
    reveal: bool,
}

impl Picker {
    /// The chosen id among those that there are, in the order of the list; the first where none was chosen.
    pub fn settle<'a>(&mut self, ids: impl Iterator<Item = &'a str> + Clone) -> Option<String> {
        if let Some(next) = self.next.take() {
            self.chosen = Some(next);
        }
        if let Some(before) = self.before.take()
            && let Some(made) = ids.clone().find(|id| !before.contains(*id))
        {
            self.chosen = Some(made.to_owned());
            self.reveal = true;
        }
        let there = |chosen: &String| ids.clone().any(|id| id == chosen);
        if !self.chosen.as_ref().is_some_and(there) {
            self.chosen = ids.clone().next().map(str::to_owned);
        }
        self.chosen.clone()
    }

    pub fn is_chosen(&self, id: &str) -> bool {
        self.chosen.as_deref() == Some(id)
    }

    pub fn choose(&mut self, id: &str) {
        self.next = Some(id.to_owned());
    }

    /// A list of rows of one height, at the chosen row where that was just made.
    pub fn area<'a>(&mut self, row: f32, mut ids: impl Iterator<Item = &'a str>) -> ScrollArea {
        let area = ScrollArea::vertical().auto_shrink(false);
        if !std::mem::take(&mut self.reveal) {
            return area;
        }
        match ids.position(|id| self.is_chosen(id)) {
            Some(index) => area.vertical_scroll_offset(row * (index as f32 - 2.0).max(0.0)),
            None => area,
        }
    }

    /// The list. `shown` gives the id of an item and how its row looks; which one is chosen is filled in here.
    pub fn rows_ui<T>(
        &mut self,
        ui: &mut Ui,
        theme: &Theme,
        items: &[T],
        shown: impl Fn(&T) -> (&str, Row<'_>),
    ) {
        ui.spacing_mut().item_spacing.y = 0.0;
        let area = self.area(lists::ROW, items.iter().map(|item| shown(item).0));
        area.show_rows(ui, lists::ROW, items.len(), |ui, range| {
            for item in items.get(range).unwrap_or_default() {
                let (id, mut row) = shown(item);
                row.chosen = self.is_chosen(id);
                let response = ui.push_id(id, |ui| lists::row_ui(ui, theme, &row));
                if response.inner.clicked() {
                    self.choose(id);
                }
            }
        });
    }

    /// `add_ui` at the foot of the list; to be drawn before the list, which takes the room that is left.
    pub fn foot_ui<'a>(
        &mut self,
        ui: &mut Ui,
        theme: &Theme,
        hint: &str,
        ids: impl Iterator<Item = &'a str>,
    ) -> Option<String> {
        Panel::bottom("add to the list")
            .frame(Frame::new())
            .show_separator_line(false)
            .show(ui, |ui| {
                ui.add_space(6.0);
                self.add_ui(ui, theme, hint, ids)
            })
            .inner
    }

    /// A field for the name of something new; says the name when it is to be made.
    pub fn add_ui<'a>(
        &mut self,
        ui: &mut Ui,
        theme: &Theme,
        hint: &str,
        ids: impl Iterator<Item = &'a str>,
    ) -> Option<String> {
        let mut made = None;
        // A row of fixed height: a bare layout from the right would take all the height there is.
        let size = egui::Vec2::new(ui.available_width(), 28.0);
        ui.allocate_ui_with_layout(size, Layout::right_to_left(egui::Align::Center), |ui| {
            let typed = !self.adding.trim().is_empty();
            let add = ui
                .add_enabled_ui(typed, |ui| widgets::icon_button(ui, icons::PLUS, hint))
                .inner
                .on_disabled_hover_text("Type a name first");
            let field = fields::bare_ui(ui, theme, (hint, hint), &mut self.adding);
            let entered = sheet::entered(ui, &field);
            if typed && (add.clicked() || entered) {
                made = Some(std::mem::take(&mut self.adding).trim().to_owned());
            }
        });
        if made.is_some() {
            self.before = Some(ids.map(str::to_owned).collect());
        }
        made
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_chosen_until_another_is_and_what_goes_is_let_go() {
        let mut picker = Picker::default();
        assert_eq!(picker.settle(["a", "b"].into_iter()).as_deref(), Some("a"));
        picker.choose("b");
        assert!(picker.is_chosen("a"), "not within the same frame");
        assert_eq!(picker.settle(["a", "b"].into_iter()).as_deref(), Some("b"));
        assert_eq!(picker.settle(["a", "c"].into_iter()).as_deref(), Some("a"));
        picker.before = Some(["a", "c"].map(str::to_owned).into());
        assert_eq!(picker.settle(["a", "b", "c"].into_iter()).as_deref(), Some("b"));
        assert_eq!(picker.settle(std::iter::empty()), None);
    }
}
