//! Edit, then take: a version is copied into the agreed result and selected there, and the usual keys of tagging change it until it
//! is confirmed or let go.

use super::super::*;
use crate::command::{Chord, Command, Scope};
use crate::model::edit::recipes::Verdict;

impl Session {
    /// Whether edits go to the agreed result: while the copy of a version is selected that was taken to be edited.
    pub fn is_editing_result(&self) -> bool {
        let editing = self.view.review.as_ref().and_then(|r| r.editing.as_ref());
        let selected = self.view.selected.as_ref();
        editing.is_some_and(|editing| {
            selected.is_some_and(|(person, id)| person.as_str() == PersonId::ADJUDICATED && id == editing)
        })
    }

    /// The command of a chord, as `Keymap::find`. While a version is edited the keys of tagging have their usual meaning, and of those
    /// of a review only the one that confirms is left; else that one has none.
    pub fn command_for(&self, chord: &Chord, reach: Scope) -> Option<&'static Command> {
        let found = self.keymap.find(chord, reach)?;
        let confirms = found.id == CommandId::ConfirmEdit;
        if found.scope == Scope::Review && confirms != self.is_editing_result() {
            return self.keymap.find(chord, Scope::Text);
        }
        Some(found)
    }

    pub(super) fn edit_result(&mut self) -> Effects {
        let place = self.current_place()?;
        let base = self.base(&place)?;
        let of_base = |item: &&crate::analysis::compare::PlaceItem| {
            item.annotator == base.0 && item.annotation.id == base.1
        };
        let item = place.items.iter().find(of_base);
        let copy = item.map(|item| Annotation::clone(&item.annotation));
        let copy = copy.ok_or_else(|| UserError::new("There is no version here"))?;
        let done = self.write_verdict(&place, &Verdict::Edited(Box::new(copy)))?;
        let result = done.changes.iter().find_map(|change| match &change.after {
            Some(edit::Item::Annotation(made)) => Some(made.clone()),
            _ => None,
        });
        let Some(result) = result else {
            return Ok(Vec::new());
        };
        if let Some(review) = &mut self.view.review {
            review.editing = Some(result.id.clone());
        }
        self.view.selection = Selection::caret(self.view.selection.head);
        self.view.selected = Some((PersonId::adjudicated(), result.id.clone()));
        let mut effects = vec![Effect::Focus(Focus::Text)];
        effects.extend(result.fragments.hull().map(Effect::Reveal));
        Ok(effects)
    }

    /// What was edited is the decision: it is made anew with what stands there now.
    pub(super) fn confirm_edit(&mut self) -> Effects {
        let place = self.current_place()?;
        let result = self.selected_own().cloned();
        let result = result.ok_or_else(|| UserError::new("No version is being edited"))?;
        let is_copy = place
            .items
            .iter()
            .any(|item| item.annotation.content_hash() == result.content_hash());
        if let Some(review) = &mut self.view.review {
            review.editing = None;
        }
        self.view.selected = None;
        if !is_copy {
            self.write_verdict(&place, &Verdict::Edited(Box::new(Annotation::clone(&result))))?;
        }
        let mut effects = self.step_place(true);
        effects.push(Effect::Focus(Focus::Text));
        Ok(effects)
    }
}
