//! What is being changed in a form, apart from the project until a field is left: one edit a field, not one a key.

/// An item as the project has it, and as the form has it now.
pub struct Draft<T>(Option<(T, T)>);

impl<T> Default for Draft<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Clone + PartialEq> Draft<T> {
    /// The item to draw. Takes over the project's where that is another one than before.
    pub fn follow(&mut self, model: &T) -> &mut T {
        if self.0.as_ref().is_some_and(|(base, _)| base != model) {
            self.0 = None;
        }
        &mut self.0.get_or_insert_with(|| (model.clone(), model.clone())).1
    }

    /// The changed item, once nobody is typing, dragging or choosing any more. After that the project's is taken
    /// again, so that a refused change shows as not made.
    pub fn done(&mut self, ctx: &egui::Context) -> Option<T> {
        let changed = self.0.as_ref().is_some_and(|(base, draft)| base != draft);
        if !changed || is_busy(ctx) {
            return None;
        }
        self.0.take().map(|(_, draft)| draft)
    }
}

fn is_busy(ctx: &egui::Context) -> bool {
    ctx.text_edit_focused()
        || ctx.input(|i| i.pointer.any_down())
        || (egui::Popup::is_any_open(ctx) && !ctx.input(|i| i.pointer.any_click()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_item_is_handed_over_once_and_the_project_wins_afterwards() {
        let ctx = egui::Context::default();
        let mut draft = Draft::default();
        draft.follow(&1);
        assert_eq!(draft.done(&ctx), None);
        *draft.follow(&1) = 2;
        assert_eq!(draft.done(&ctx), Some(2));
        assert_eq!(draft.done(&ctx), None);
        assert_eq!(
            *draft.follow(&1),
            1,
            "refused: the form shows what the project has"
        );
        *draft.follow(&1) = 3;
        assert_eq!(*draft.follow(&9), 9, "changed elsewhere, by undo");
    }
}
