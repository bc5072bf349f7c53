//! Undo and redo, and where an edit is shown. Knows no single kind of edit.

use super::*;
use crate::model::edit;

impl Session {
    pub(super) fn undo(&mut self, redo: bool) -> Effects {
        let open = self
            .open
            .as_mut()
            .ok_or_else(|| UserError::new("No project is open"))?;
        if let Some(reason) = &open.read_only {
            return Err(looked_at_only(reason));
        }
        let done = if redo {
            open.history.redo(&mut open.project)?
        } else {
            open.history.undo(&mut open.project)?.map(Arc::new)
        };
        // The badges of a link under way would stand for labels that may be gone.
        self.view.linking = None;
        let Some(done) = done else {
            return Ok(vec![Effect::Notify(Notice::info(if redo {
                "Nothing to redo"
            } else {
                "Nothing to undo"
            }))]);
        };
        open.journal_undo(&done, redo);
        open.touch(&done, self.seconds);
        Ok(self.show_edit(&done))
    }

    /// Opens the document that an edit was in and shows the place.
    pub(super) fn show_edit(&mut self, done: &Transaction) -> Vec<Effect> {
        let layers = || done.changes.iter().filter_map(|change| change.key.layer());
        // An edit in many documents is shown in the open one, if that is among them.
        let here = layers().find(|layer| Some(&layer.document) == self.view.document.as_ref());
        let Some(layer) = here.or_else(|| layers().next()) else {
            return Vec::new();
        };
        if self
            .project()
            .is_none_or(|p| p.document(layer.document.as_str()).is_none())
        {
            return Vec::new();
        }
        let person = layer.annotator.clone();
        let mut effects = Vec::new();
        if self.view.document.as_ref() != Some(&layer.document) {
            effects.extend(self.select_document(layer.document.clone()));
        }
        if let Some(shown) = self.show_decision(done) {
            effects.extend(shown);
            return effects;
        }
        let caret = self.view.selection.head;
        let place = done
            .changes
            .iter()
            .filter(|change| change.key.layer() == Some(layer))
            .filter_map(|change| match (&change.key, &change.after, &change.before) {
                (edit::Key::Annotation(_, id), Some(edit::Item::Annotation(a)), _) => {
                    Some((Some(id.clone()), a.clone()))
                }
                (edit::Key::Annotation(..), None, Some(edit::Item::Annotation(a))) => Some((None, a.clone())),
                _ => None,
            })
            // Of many the one nearest to the caret: the view moves no further than it must.
            .min_by_key(|(_, a)| a.fragments.hull().map(|hull| hull.start().abs_diff(caret)));
        if let Some((id, annotation)) = place {
            let mine = self.open.as_ref().and_then(|open| open.me.as_ref()) == Some(&person);
            self.view.selected = id.filter(|_| mine).map(|id| (person, id));
            if let Some(hull) = annotation.fragments.hull() {
                self.view.selection = Selection::caret(hull.end());
                effects.push(Effect::Reveal(hull));
            }
        }
        effects
    }
}
