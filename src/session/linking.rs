//! Links between labels by key and click, what a key means on the text, and the step from label to label.

use super::*;
use crate::model::edit::recipes as r;

/// A link's other end is chosen by a letter.
const LETTERS: usize = 26;

impl Session {
    pub(super) fn start_link(&mut self, kind: LinkKindId) -> Effects {
        let from = self.need_own()?.clone();
        let project = &self.need_open()?.project;
        let codebook = project.codebook();
        let known = codebook
            .link_kind(kind.as_str())
            .ok_or_else(|| UserError::new("This link kind is gone"))?;
        let layer = self
            .own_key()
            .and_then(|key| project.layer(&key).cloned())
            .unwrap_or_default();
        let here = place_of(&from);
        let reach = |reverse: bool| -> Vec<(u32, AnnotationId)> {
            let allowed = |label: &LabelId| {
                let (start, end) = if reverse {
                    (label, &from.label)
                } else {
                    (&from.label, label)
                };
                codebook.allows_link(known, start, end)
            };
            // Asked of a few names of labels, not of each label.
            let allowed: BTreeSet<&LabelId> = layer
                .counts()
                .map(|(label, _)| label)
                .filter(|label| allowed(label))
                .collect();
            if allowed.is_empty() {
                return Vec::new();
            }
            let fits = |a: &Annotation| a.id != from.id && allowed.contains(&a.label);
            let start = |a: &Annotation| a.fragments.hull().map_or(0, |hull| hull.start());
            // The nearest on either side: there are no more letters than that.
            [false, true]
                .into_iter()
                .flat_map(|forward| layer.nearest(&here, forward, LETTERS, fits))
                .map(|a| (start(a).abs_diff(here.0), a.id.clone()))
                .collect()
        };
        // The selected label is the start where it may be; else the link is drawn the other way round.
        let forward = reach(false);
        let reverse = forward.is_empty();
        let mut targets = if reverse { reach(true) } else { forward };
        if targets.is_empty() {
            return Err(UserError::with_hint(
                format!("No label here can be the other end of “{}”", known.name),
                "The codebook says which labels it may join",
            ));
        }
        targets.sort();
        let targets = targets.into_iter().map(|(_, id)| id).zip('a'..='z').collect();
        self.view.linking = Some(Linking {
            kind,
            from: from.id.clone(),
            reverse,
            targets,
        });
        Ok(Vec::new())
    }

    pub(super) fn link_to(&mut self, to: &AnnotationId) -> Effects {
        let Some(linking) = self.view.linking.clone() else {
            return Err(UserError::new("No link was started"));
        };
        let id = LinkId::random(&mut *self.random);
        let ends = if linking.reverse {
            (to, &linking.from)
        } else {
            (&linking.from, to)
        };
        let done = self.edit_own(|p, author| r::link(p, author, id, &linking.kind, ends))?;
        self.view.linking = None;
        Ok(done)
    }

    /// A letter or digit typed on the text: a link target's letter, a label's key or a link kind's key.
    /// None when it means nothing.
    pub fn key_request(&self, key: &str) -> Option<Request> {
        if let Some(linking) = &self.view.linking {
            let letter = key.to_lowercase().chars().next()?;
            let target = linking.targets.iter().find(|(_, badge)| *badge == letter)?;
            return Some(Request::LinkTo(target.0.clone()));
        }
        let codebook = self.project()?.codebook();
        if let Some(label) = codebook.label_by_key(key) {
            return Some(Request::Tag(label.id.clone()));
        }
        let kinds = codebook.link_kinds();
        let kind = kinds
            .iter()
            .find(|kind| !kind.retired && kind.key.as_deref() == Some(key))?;
        Some(Request::StartLink(kind.id.clone()))
    }

    /// Steps to the next or previous own label in reading order, from the selected one or the caret. What the filter dims is passed
    /// over.
    pub(super) fn step_label(&mut self, forward: bool) -> Effects {
        let Some(key) = self.own_key() else {
            return Ok(Vec::new());
        };
        let Some(layer) = self.project().and_then(|p| p.layer(&key)) else {
            return Ok(Vec::new());
        };
        let here = match self.selected_own() {
            Some(annotation) => place_of(annotation),
            // Before everything that starts at the caret: this id sorts below those that are made.
            None => {
                let low = AnnotationId::new("!").map_err(EditError::from)?;
                (self.view.selection.head, 0, low)
            }
        };
        let looks = self.looks();
        let passes = |annotation: &Annotation| looks.passes(&key.annotator, annotation);
        let found = layer.nearest(&here, forward, 1, passes);
        let found = found.first().map(|annotation| annotation.id.clone());
        match found {
            Some(id) => self.select_annotation(key.annotator, id),
            None => Ok(vec![Effect::Notify(Notice::info(if forward {
                "No label further on"
            } else {
                "No label before"
            }))]),
        }
    }
}
