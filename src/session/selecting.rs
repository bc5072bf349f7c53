//! The selection by keys: everything, the next larger unit and back, a label's words; and steps from label to label: along a
//! link, to the same name, to the next doubt. Edits nothing.

use super::tagging::word_at_caret;
use super::*;
use crate::text::anchor::followed;
use crate::text::{Span, Text, segment};

/// One step of growing, to be gone back.
#[derive(Clone, Debug)]
pub struct Grown {
    before: Selection,
    /// The label that was selected before words were.
    selected: Option<(PersonId, AnnotationId)>,
    after: Selection,
}

/// The ends of a label's links in a ring that begins and ends at the label itself.
#[derive(Clone, Debug)]
pub struct Followed {
    ring: Vec<AnnotationId>,
    at: usize,
}

/// Where the caret is in which text.
type Caret = Option<(DocumentId, Text, Selection)>;

impl Session {
    pub(super) fn caret(&self) -> Caret {
        let (document, text) = self.document()?;
        Some((document.id.clone(), text.clone(), self.view.selection))
    }

    /// In a text that was changed the caret stays with its words.
    pub(super) fn follow_text(&mut self, before: Caret) {
        let (Some((document, old, selection)), Some((now, new))) = (before, self.document()) else {
            return;
        };
        let same = std::ptr::eq(old.as_str(), new.as_str());
        if same || now.id != document || self.view.selection != selection {
            return;
        }
        let new = new.clone();
        let place = |at: u32| followed(&old, &new, at);
        self.view.selection = Selection {
            anchor: place(selection.anchor),
            head: place(selection.head),
        };
    }

    pub(super) fn run_selecting(&mut self, id: CommandId) -> Effects {
        match id {
            CommandId::SelectAll => {
                if let Some((_, text)) = self.document() {
                    let head = text.len();
                    self.select_words(Selection { anchor: 0, head });
                }
                Ok(vec![Effect::Focus(Focus::Text)])
            }
            CommandId::ExpandSelection => Ok(self.expand()),
            CommandId::ShrinkSelection => Ok(self.shrink()),
            CommandId::SelectLabelWords => self.select_label_words(),
            CommandId::GoToLinked => self.go_to_linked(),
            CommandId::NextAlike => self.step_alike(true),
            CommandId::PreviousAlike => self.step_alike(false),
            CommandId::NextDoubt => self.step_doubt(true),
            CommandId::PreviousDoubt => self.step_doubt(false),
            _ => Ok(Vec::new()),
        }
    }

    pub(super) fn can_select(&self, id: CommandId) -> Option<Result<(), &'static str>> {
        use CommandId as C;
        let need = |there: bool, why: &'static str| Some(if there { Ok(()) } else { Err(why) });
        let view = &self.view;
        match id {
            C::SelectAll | C::ExpandSelection | C::NextDoubt | C::PreviousDoubt => {
                need(view.document.is_some(), "No document is open")
            }
            C::ShrinkSelection => need(self.last_grown().is_some(), "The selection was not expanded"),
            C::SelectLabelWords | C::GoToLinked => need(view.selected.is_some(), "No label is selected"),
            C::NextAlike | C::PreviousAlike => need(
                view.selected.is_some() || view.last_label.is_some(),
                "No label is selected",
            ),
            _ => None,
        }
    }

    // ---- larger and smaller

    fn last_grown(&self) -> Option<&Grown> {
        let last = self.view.grown.last()?;
        (last.after == self.view.selection).then_some(last)
    }

    fn expand(&mut self) -> Vec<Effect> {
        let before = self.view.selection;
        let Some(span) = self.larger(before) else {
            return vec![Effect::Focus(Focus::Text)];
        };
        if self.last_grown().is_none() {
            self.view.grown.clear();
        }
        let selected = self.view.selected.clone();
        let after = Selection {
            anchor: span.start(),
            head: span.end(),
        };
        self.select_words(after);
        self.view.grown.push(Grown {
            before,
            selected,
            after,
        });
        vec![Effect::Focus(Focus::Text)]
    }

    fn shrink(&mut self) -> Vec<Effect> {
        if self.last_grown().is_some()
            && let Some(grown) = self.view.grown.pop()
        {
            self.select_words(grown.before);
            self.view.selected = grown.selected.or(self.view.selected.take());
        }
        vec![Effect::Focus(Focus::Text)]
    }

    /// The smallest unit that holds the selection and more: word, label, sentence, paragraph, text.
    fn larger(&self, selection: Selection) -> Option<Span> {
        let (_, text) = self.document()?;
        let here = text
            .span(selection.start() as usize..selection.end() as usize)
            .ok()?;
        let units = units_around(text, here);
        let around = units.into_iter().chain(self.label_around(here));
        around
            .filter(|unit| unit.encloses(here) && unit.len() > here.len())
            .min_by_key(|unit| unit.len())
    }

    /// The smallest label in sight around a span: one's own or of a person shown.
    fn label_around(&self, here: Span) -> Option<Span> {
        let project = self.project()?;
        let document = self.view.document.as_ref()?;
        let me = self.open.as_ref().and_then(|open| open.me.as_ref());
        let people = me.into_iter().chain(&self.view.shown);
        let layers = people.filter_map(|p| project.layer(&LayerKey::new(document.clone(), p.clone())));
        layers
            .flat_map(|layer| layer.annotations_at(here.start(), here.end()))
            .filter_map(|annotation| annotation.fragments.hull())
            .filter(|hull| hull.encloses(here) && hull.len() > here.len())
            .min_by_key(|hull| hull.len())
    }

    /// The words of the selected label; of one in parts, the part at the caret.
    fn select_label_words(&mut self) -> Effects {
        let caret = self.view.selection.head;
        let part = self.selected().and_then(|(_, annotation)| {
            let mut parts = annotation.fragments.iter();
            let at_caret = parts.find(|part| part.start() <= caret && caret <= part.end());
            at_caret.or_else(|| annotation.fragments.first())
        });
        let Some(part) = part else {
            return Err(UserError::new(
                "A label of the whole document has no words of its own",
            ));
        };
        self.select_words(Selection {
            anchor: part.start(),
            head: part.end(),
        });
        Ok(vec![Effect::Reveal(part), Effect::Focus(Focus::Text)])
    }

    // ---- from label to label

    /// To the other end of the link; pressed again, to those of the other links, and back.
    fn go_to_linked(&mut self) -> Effects {
        let Some((person, id)) = self.view.selected.clone() else {
            return Err(UserError::new("No label is selected"));
        };
        let mut followed = self
            .under_way(&person, &id)
            .or_else(|| self.ring_of(&person, &id))
            .ok_or_else(|| UserError::new("This label has no links"))?;
        let count = followed.ring.len().max(1);
        followed.at = (followed.at + 1) % count;
        let next = followed.ring.get(followed.at).cloned().unwrap_or(id);
        let others = count - 1;
        let words = match followed.at {
            0 => "Back at the label where the links begin".to_owned(),
            at if others > 1 => format!("Link {at} of {others}"),
            _ => String::new(),
        };
        self.view.linking = None;
        self.view.followed = Some(followed);
        let mut effects = self.select_annotation(person, next)?;
        if !words.is_empty() {
            effects.push(Effect::Notify(Notice::info(words)));
        }
        Ok(effects)
    }

    /// The ring that is being followed, as its links are now, where the label is still the one that was gone to.
    fn under_way(&self, person: &PersonId, id: &AnnotationId) -> Option<Followed> {
        let before = self.view.followed.as_ref()?;
        if before.ring.get(before.at) != Some(id) {
            return None;
        }
        let mut now = self.ring_of(person, before.ring.first()?)?;
        now.at = now.ring.iter().position(|other| other == id)?;
        Some(now)
    }

    fn ring_of(&self, person: &PersonId, id: &AnnotationId) -> Option<Followed> {
        let key = LayerKey::new(self.view.document.clone()?, person.clone());
        let layer = self.project()?.layer(&key)?;
        let other = |link: &Arc<Link>| {
            let end = if link.from == *id { &link.to } else { &link.from };
            layer.annotation(end.as_str()).filter(|a| a.id != *id).cloned()
        };
        let mut ends: Vec<_> = layer.links_of(id).filter_map(other).collect();
        ends.sort_by_cached_key(|annotation| place_of(annotation));
        ends.dedup_by(|a, b| a.id == b.id);
        let ring: Vec<AnnotationId> = std::iter::once(id.clone())
            .chain(ends.iter().map(|a| a.id.clone()))
            .collect();
        (ring.len() > 1).then_some(Followed { ring, at: 0 })
    }

    /// To the next label of the same name as the selected one, else as the one used last.
    fn step_alike(&mut self, forward: bool) -> Effects {
        let project = &self.need_open()?.project;
        let selected = self.selected();
        let label = selected
            .map(|(_, annotation)| annotation.label.clone())
            .or_else(|| self.view.last_label.clone());
        let Some(label) = label.map(|label| project.codebook().resolve(&label).clone()) else {
            return Ok(Vec::new());
        };
        let name = project
            .codebook()
            .label(label.as_str())
            .map_or(label.to_string(), |known| known.name.clone());
        let person = selected.map(|(person, _)| person.clone());
        let same = |project: &Project, annotation: &Annotation| {
            *project.codebook().resolve(&annotation.label) == label
        };
        self.step_where(person, forward, same, &format!("“{name}”"))
    }

    fn step_doubt(&mut self, forward: bool) -> Effects {
        self.step_where(
            None,
            forward,
            |_, annotation| annotation.doubt,
            "label that is not sure",
        )
    }

    /// To the nearest fitting label of a person (else one's own) after the selected one or the caret, or before it. What the filter
    /// dims is passed over.
    fn step_where(
        &mut self,
        person: Option<PersonId>,
        forward: bool,
        fits: impl Fn(&Project, &Annotation) -> bool,
        what: &str,
    ) -> Effects {
        let me = || self.open.as_ref().and_then(|open| open.me.clone());
        let (Some(person), Some(document)) = (person.or_else(me), self.view.document.clone()) else {
            return Err(UserError::new("It is not known who you are"));
        };
        let found = self.project().and_then(|project| {
            let layer = project.layer(&LayerKey::new(document, person.clone()))?;
            let selected = self.selected().filter(|(owner, _)| **owner == person);
            let here = match selected {
                Some((_, annotation)) => place_of(annotation),
                // At the caret itself there is no label: one that starts there lies ahead, and behind too.
                None => {
                    let caret = self.view.selection.head;
                    let start = if forward { caret } else { caret.saturating_add(1) };
                    (start, 0, AnnotationId::new("!").ok()?)
                }
            };
            let looks = self.looks();
            let fits =
                |annotation: &Annotation| fits(project, annotation) && looks.passes(&person, annotation);
            let found = layer.nearest(&here, forward, 1, fits);
            found.first().map(|annotation| annotation.id.clone())
        });
        self.view.linking = None;
        match found {
            Some(id) => self.select_annotation(person, id),
            None => Ok(vec![Effect::Notify(Notice::info(format!(
                "No {what} {}",
                if forward { "further on" } else { "before" }
            )))]),
        }
    }
}

/// The word, sentence, paragraph and text around a span, or around a caret.
fn units_around(text: &Text, here: Span) -> Vec<Span> {
    let at = here.start();
    let last = text.floor_boundary(here.end().saturating_sub(1)).max(at);
    let all = text.span(0..text.as_str().len()).ok();
    let paragraph = segment::paragraph_at(text, at).cover(segment::paragraph_at(text, last));
    let near = if here.is_empty() {
        [word_at_caret(text, at), Some(segment::sentence_at(text, at))]
    } else {
        [
            Some(segment::snap_to_words(text, here)),
            Some(segment::snap_to_sentences(text, here)),
        ]
    };
    near.into_iter().flatten().chain([paragraph]).chain(all).collect()
}
