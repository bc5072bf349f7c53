//! Undo and redo, and where an edit is shown. Knows no single kind of edit.

use super::*;
use crate::model::edit::{self, Moved};

impl Session {
    pub(super) fn undo(&mut self, redo: bool) -> Effects {
        let open = self
            .open
            .as_mut()
            .ok_or_else(|| UserError::new("No project is open"))?;
        open.need_writable()?;
        let moved = if redo {
            open.history.redo(&mut open.project)
        } else {
            open.history.undo(&mut open.project)
        };
        // The badges of a link under way would stand for labels that may be gone.
        self.view.linking = None;
        let Some(moved) = moved else {
            return Ok(vec![Effect::Notify(Notice::info(if redo {
                "Nothing to redo"
            } else {
                "Nothing to undo"
            }))]);
        };
        open.journal_move(&moved, redo);
        if !moved.done.is_empty() {
            open.touch(&moved.done, self.seconds);
        }
        let mut effects = self.show_edit(&moved.done);
        effects.extend(self.what_stays(&moved, redo).map(Effect::Notify));
        Ok(effects)
    }

    /// What of an edit could not be taken back, or made again, and why.
    fn what_stays(&self, moved: &Moved, redo: bool) -> Option<Notice> {
        let (first, project) = (moved.stays.first()?, self.project()?);
        let now = edit::item(project, &first.key);
        let is_stale = now != first.before;
        let known = now
            .or_else(|| first.before.clone())
            .or_else(|| first.after.clone());
        let (what, about) = conflicts::facts::title(project, &first.key, known.as_ref());
        let item = match about.is_empty() {
            true => format!("“{what}”"),
            false => format!("“{what}” on “{about}”"),
        };
        let more = match moved.stays.len() - 1 {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let why = match &moved.why {
            Some(why) if !is_stale => format!("{item}{more}: {why}"),
            _ => format!("Changed elsewhere since, and left as it is: {item}{more}"),
        };
        let (all, did) = (moved.count, if redo { "made again" } else { "taken back" });
        let text = match moved.stays.len() {
            left if left < all => format!("{} of {all} changes {did}", all - left),
            _ => format!("“{}” cannot be {did}", moved.done.title),
        };
        Some(Notice {
            hint: Some(why),
            ..Notice::info(text)
        })
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
