//! What is being changed in a form, apart from the project until a field is left or rests: one step to undo, not one a key.

use crate::ui::typing::Visit;

/// An item as the project has it, and as the form has it now.
pub struct Draft<T>(Option<Typed<T>>);

struct Typed<T> {
    base: T,
    now: T,
    /// As it was in the last frame.
    last: T,
    visit: Option<Visit>,
    /// It was sent, and the project has not answered yet.
    sent: bool,
}

impl<T> Default for Draft<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Clone + PartialEq> Draft<T> {
    /// The item to draw. Takes over the project's where that is another one than before.
    pub fn follow(&mut self, model: &T) -> &mut T {
        if let Some(typed) = self.0.as_mut().filter(|typed| typed.base != *model) {
            if std::mem::take(&mut typed.sent) {
                // What is typed on stays as it is, also a space at its end.
                typed.base = model.clone();
            } else {
                self.0 = None;
            }
        }
        let new = || Typed {
            base: model.clone(),
            now: model.clone(),
            last: model.clone(),
            visit: None,
            sent: false,
        };
        &mut self.0.get_or_insert_with(new).now
    }

    /// The changed item, once nobody is typing, dragging or choosing any more. After that the project's is taken
    /// again, so that a refused change shows as not made. While somebody is typing: after each rest.
    pub fn done(&mut self, ctx: &egui::Context) -> Option<T> {
        let typed = self.0.as_mut()?;
        if typed.now != typed.last {
            typed.last = typed.now.clone();
            typed.visit.get_or_insert_with(|| Visit::begin(ctx)).typed(ctx);
        }
        let changed = typed.base != typed.now;
        let is_busy = is_busy(ctx);
        if is_busy && changed {
            let visit = typed.visit.as_mut().filter(|visit| visit.is_due(ctx))?;
            visit.take();
            visit.tell_sent(ctx, false);
            typed.sent = true;
            return Some(typed.now.clone());
        }
        if !changed || is_busy {
            return None;
        }
        let typed = self.0.take()?;
        typed.visit?.tell_sent(ctx, true);
        Some(typed.now)
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
