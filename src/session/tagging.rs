//! Requests that write the user's own layer, documents, people and entities.

use super::*;
use crate::command::CommandId;
use crate::model::edit::recipes as r;
use crate::text::{Span, Text, segment};

impl Session {
    pub(super) fn dispatch_edit(&mut self, request: Request) -> Effects {
        match request {
            Request::Select { anchor, head } => {
                self.select_words(Selection { anchor, head });
                Ok(Vec::new())
            }
            Request::SelectAnnotation { annotator, id } => self.select_annotation(annotator, id),
            Request::Deselect => {
                self.view.selected = None;
                self.view.linking = None;
                Ok(Vec::new())
            }
            Request::SelectionDone => match self.view.last_label.clone() {
                Some(label) if self.view.sticky && !self.view.selection.is_empty() => self.tag(&label),
                _ => Ok(Vec::new()),
            },
            Request::Tag(label) => self.tag(&label),
            Request::KeepTagging(label) => {
                self.view.sticky = label.is_some();
                self.view.last_label = label.or(self.view.last_label.take());
                Ok(Vec::new())
            }
            Request::Relabel(label) => self.relabel_selected(&label),
            Request::SetFragments(id, fragments) => {
                self.edit_own(|p, author| r::set_fragments(p, author, &id, fragments))
            }
            Request::MoveEdge { edge, forward } => self.move_edge(edge, forward),
            Request::RemoveFragment { id, fragment } => self.remove_fragment(&id, fragment),
            Request::SetAttribute { id, attribute, value } => {
                self.edit_own(|p, author| r::set_attribute(p, author, &id, &attribute, value))
            }
            Request::SetNote(id, note) => {
                self.edit_own(|p, author| r::edit_annotation(p, author, &id, "Note", |a| a.note = note))
            }
            Request::StartLink(kind) => self.start_link(kind),
            Request::LinkTo(id) => self.link_to(&id),
            Request::DeleteLink(id) => self.edit_own(|p, author| r::delete_link(p, author, &id)),
            Request::AddComment { on, text } => {
                let id = CommentId::random(&mut *self.random);
                self.edit_own(|p, author| r::add_comment(p, author, id, &on, &text))
            }
            Request::WriteComment { id, on, text } => {
                self.edit_own(|p, author| r::write_comment(p, author, id, &on, &text))
            }
            Request::ResolveComment(id, resolved) => {
                self.edit_own(|p, author| r::edit_comment(p, author, &id, |c| c.resolved = resolved))
            }
            Request::DeleteComment(id) => self.edit_own(|p, author| r::delete_comment(p, author, &id)),
            Request::SetProgress(progress) => self.edit_own(|p, author| r::set_progress(p, author, progress)),
            other => self.dispatch_shared(other),
        }
    }

    /// Sets the caret or selects words. A label whose words the caret leaves is let go, so that no key acts on something out of sight;
    /// it is remembered as the one that gets another fragment.
    pub(super) fn select_words(&mut self, selection: Selection) {
        self.view.selection = selection;
        let hull = self.selected().and_then(|(_, a)| a.fragments.hull());
        let inside = hull.is_none_or(|hull| hull.start() <= selection.head && selection.head <= hull.end());
        if self.view.linking.is_none() && !(selection.is_empty() && inside) {
            let before = self.view.selected.take();
            self.view.before_selection = before.or(self.view.before_selection.take());
        }
    }

    fn dispatch_shared(&mut self, request: Request) -> Effects {
        match request {
            Request::SetDocument(document) => {
                let id = document.id.clone();
                self.simple_edit(|p, _| r::edit_document(p, &id, |old| *old = *document))
            }
            Request::DeleteDocument(id) => self.simple_edit(|p, _| r::delete_document(p, &id)),
            Request::MakeEntity { name, kind, into } => self.make_entity(&name, &kind, into),
            Request::SetEntity(entity) => {
                let (me, now) = (self.me()?, self.now());
                let id = entity.id.clone();
                self.simple_edit(|p, _| r::edit_entity(p, &me, &id, now, |old| *old = *entity))
            }
            Request::MergeEntities { from, into } => {
                self.simple_edit(|p, _| r::merge_entities(p, &from, &into))
            }
            Request::DeleteEntity(id) => self.simple_edit(|p, _| Ok(r::delete_entity(p, &id))),
            Request::AddPerson { name } => self.add_person(&name).map(|_| Vec::new()),
            Request::SetPerson(person) => {
                let id = person.id.clone();
                self.simple_edit(|p, _| r::edit_person(p, &id, |old| *old = *person))
            }
            _ => Ok(Vec::new()),
        }
    }

    pub(super) fn me(&self) -> Result<PersonId, UserError> {
        let me = self.need_open()?.me.clone();
        me.ok_or_else(|| UserError::with_hint("It is not known who you are", "Choose “Who am I…” first"))
    }

    pub(super) fn edit_own(
        &mut self,
        make: impl FnOnce(&Project, &Author) -> Result<Transaction, EditError>,
    ) -> Effects {
        let author = self.author()?;
        self.simple_edit(|project, _| make(project, &author))
    }

    /// Edits the selected annotation, which must be the user's own.
    fn edit_selected(
        &mut self,
        make: impl FnOnce(&Project, &Author, &AnnotationId) -> Result<Transaction, EditError>,
    ) -> Effects {
        let id = self.need_own()?.id.clone();
        self.edit_own(|project, author| make(project, author, &id))
    }

    pub(super) fn need_own(&self) -> Result<&Arc<Annotation>, UserError> {
        match (self.selected_own(), self.selected()) {
            (Some(annotation), _) => Ok(annotation),
            (None, Some((person, _))) => {
                let name = self.name_of(person);
                Err(UserError::with_hint(
                    format!("This label is {name}’s"),
                    "Only its author can change it; you can comment on it",
                ))
            }
            (None, None) => {
                let keys = [CommandId::NextLabel, CommandId::PreviousLabel].map(|id| self.keymap.hint(id));
                let hint = match keys {
                    [Some(next), Some(previous)] => {
                        format!("Click a label, or step to one with {next} and {previous}")
                    }
                    _ => "Click a label".to_owned(),
                };
                Err(UserError::with_hint("No label is selected", hint))
            }
        }
    }

    pub(super) fn select_annotation(&mut self, annotator: PersonId, id: AnnotationId) -> Effects {
        if let Some(linking) = &self.view.linking
            && linking.from != id
        {
            return self.link_to(&id);
        }
        self.view.selected = Some((annotator, id));
        let hull = self.selected().and_then(|(_, a)| a.fragments.hull());
        if let Some(hull) = hull {
            self.view.selection = Selection::caret(hull.end());
        }
        Ok(hull.map(Effect::Reveal).into_iter().collect())
    }

    /// Tags the selection; without one, gives the selected label another name, else tags the word under the caret.
    pub(super) fn tag(&mut self, label: &LabelId) -> Effects {
        if self.view.selection.is_empty() && self.selected().is_some() {
            return self.relabel_selected(label);
        }
        let author = self.author()?;
        let fragments = self.fragments_for(label)?;
        let id = AnnotationId::random(&mut *self.random);
        let end = fragments.hull().map(|hull| hull.end());
        self.edit(|p, _| r::tag(p, &author, id.clone(), label, fragments))?;
        self.view.last_label = Some(label.clone());
        self.view.selected = Some((author.layer.annotator, id));
        if let Some(end) = end {
            self.view.selection = Selection::caret(end);
        }
        Ok(Vec::new())
    }

    fn relabel_selected(&mut self, label: &LabelId) -> Effects {
        let done = self.edit_selected(|p, author, id| r::relabel(p, author, id, label))?;
        self.view.last_label = Some(label.clone());
        Ok(done)
    }

    /// The selection, grown to what the label's anchoring asks for.
    fn fragments_for(&self, label: &LabelId) -> Result<Fragments, UserError> {
        let project = &self.need_open()?.project;
        let anchoring = project
            .codebook()
            .label(label.as_str())
            .map(|l| l.anchoring)
            .unwrap_or_default();
        if anchoring == Anchoring::Document {
            return Ok(Fragments::default());
        }
        let (_, text) = self
            .document()
            .ok_or_else(|| UserError::new("No document is open"))?;
        let nothing = || UserError::with_hint("There is nothing to tag here", "Select some words first");
        let selected = self.view.selection.span(text);
        let span = selected
            .or_else(|| word_at_caret(text, self.view.selection.head))
            .ok_or_else(nothing)?;
        anchored(text, span, anchoring)
            .map(Fragments::one)
            .ok_or_else(nothing)
    }

    pub(super) fn delete_selected(&mut self) -> Effects {
        let id = self.need_own()?.id.clone();
        self.edit_own(|p, author| r::delete_annotations(p, author, &[id]))
    }

    pub(super) fn toggle_doubt(&mut self) -> Effects {
        self.edit_selected(|p, author, id| {
            r::edit_annotation(p, author, id, "Not sure", |a| a.doubt = !a.doubt)
        })
    }

    pub(super) fn add_fragment(&mut self) -> Effects {
        let own = self.view.last_annotation(self.own_key().as_ref(), self.project());
        let (_, text) = self
            .document()
            .ok_or_else(|| UserError::new("No document is open"))?;
        let span = self
            .view
            .selection
            .span(text)
            .map(|span| segment::trim(text, span));
        let (Some(span), Some(annotation)) = (span.filter(|s| !s.is_empty()), own) else {
            return Err(UserError::with_hint(
                "Nothing to add",
                "Select a label, then select more words and press +",
            ));
        };
        let fragments = Fragments::union(annotation.fragments.iter().chain([span]));
        let id = annotation.id.clone();
        let done = self.edit_own(|p, author| r::set_fragments(p, author, &id, fragments))?;
        let me = self.me()?;
        self.view.selected = Some((me, id));
        self.view.selection = Selection::caret(span.end());
        Ok(done)
    }

    fn remove_fragment(&mut self, id: &AnnotationId, fragment: usize) -> Effects {
        self.edit_own(|p, author| {
            let old = p.layer(&author.layer).and_then(|l| l.annotation(id.as_str()));
            let spans: Vec<Span> = old
                .map(|a| {
                    a.fragments
                        .iter()
                        .enumerate()
                        .filter(|(i, _)| *i != fragment)
                        .map(|(_, s)| s)
                        .collect()
                })
                .unwrap_or_default();
            if spans.is_empty() {
                return Err(EditError::invalid(
                    "a label keeps at least one part; delete the label instead",
                ));
            }
            r::set_fragments(p, author, id, Fragments::new(spans)?)
        })
    }

    /// Moves the outer end of the selected label by a word, or by a character where its label is anchored to characters.
    fn move_edge(&mut self, edge: Edge, forward: bool) -> Effects {
        let annotation = self.need_own()?.clone();
        let anchoring = self
            .project()
            .and_then(|p| p.codebook().label(annotation.label.as_str()).map(|l| l.anchoring))
            .unwrap_or_default();
        let (_, text) = self
            .document()
            .ok_or_else(|| UserError::new("No document is open"))?;
        let mut spans: Vec<Span> = annotation.fragments.iter().collect();
        let place = if edge == Edge::Start {
            spans.first_mut()
        } else {
            spans.last_mut()
        };
        let Some(span) = place else { return Ok(Vec::new()) };
        let Some(moved) = moved_edge(text, *span, (edge, forward), anchoring) else {
            return Ok(Vec::new());
        };
        *span = moved;
        let id = annotation.id.clone();
        let fragments = Fragments::union(spans);
        let caret = if edge == Edge::Start {
            moved.start()
        } else {
            moved.end()
        };
        let done = self.edit_own(|p, author| r::set_fragments(p, author, &id, fragments))?;
        self.view.selection = Selection::caret(caret);
        Ok(done.into_iter().chain([Effect::Reveal(moved)]).collect())
    }

    fn make_entity(&mut self, name: &str, kind: &str, into: Option<(AnnotationId, AttributeId)>) -> Effects {
        let (me, now) = (self.me()?, self.now());
        let author = into.as_ref().map(|_| self.author()).transpose()?;
        let name = name.trim().to_owned();
        if name.is_empty() {
            return Err(UserError::new("Type a name first"));
        }
        let kind = smol_str::SmolStr::new(kind);
        self.simple_edit(|p, random| {
            // Merged and deleted ones keep their ids, so that old labels never come to mean someone new.
            let taken = |slug: &str| {
                p.entity_entries().any(|((_, id), _)| id.as_str() == slug)
                    || p.redirects().any(|(id, _)| id.as_str() == slug)
            };
            let slug = id::fresh_slug(&name, random, &taken);
            let id = EntityId::new(slug)?;
            let mut transaction = r::make_entity(&me, Entity::new(id.clone(), name, kind, now));
            if let (Some(author), Some((annotation, attribute))) = (author, into) {
                let value = with_entity(p, &author, &annotation, &attribute, id);
                let more = r::set_attribute(p, &author, &annotation, &attribute, Some(value))?;
                transaction.changes.extend(more.changes);
            }
            Ok(transaction)
        })
    }
}

impl ViewState {
    /// The own annotation that is selected, or was the last before the words were selected.
    fn last_annotation(&self, key: Option<&LayerKey>, project: Option<&Project>) -> Option<Arc<Annotation>> {
        let layer = project?.layer(key?)?;
        let selected = self.selected.as_ref().or(self.before_selection.as_ref())?;
        layer.annotation(selected.1.as_str()).cloned()
    }
}

/// A span grown to what an anchoring asks for, white space taken off. None where no words are left.
pub(super) fn anchored(text: &Text, span: Span, anchoring: Anchoring) -> Option<Span> {
    let span = match anchoring {
        Anchoring::Words => segment::snap_to_words(text, span),
        Anchoring::Sentences => segment::snap_to_sentences(text, span),
        Anchoring::Characters | Anchoring::Document => segment::trim(text, whole_graphemes(text, span)),
    };
    (!text.slice(span).trim().is_empty()).then_some(span)
}

/// No tag cuts what people see as one character.
fn whole_graphemes(text: &Text, span: Span) -> Span {
    let start = segment::prev_grapheme(text, segment::next_grapheme(text, span.start()));
    let end = segment::next_grapheme(text, segment::prev_grapheme(text, span.end()));
    let (start, end) = (start.min(span.start()), end.max(span.end()));
    text.span(start as usize..end as usize).unwrap_or(span)
}

/// The word under the caret, or the one that ends there. None on a blank line and at signs alone: a key pressed there by
/// mistake must tag nothing.
pub(super) fn word_at_caret(text: &Text, at: u32) -> Option<Span> {
    let is_word = |span: &Span| text.slice(*span).chars().any(char::is_alphanumeric);
    [at, segment::prev_grapheme(text, at)]
        .into_iter()
        .map(|byte| segment::word_at(text, byte))
        .find(is_word)
}

fn moved_edge(text: &Text, span: Span, step: (Edge, bool), anchoring: Anchoring) -> Option<Span> {
    let by_word = anchoring != Anchoring::Characters;
    let (edge, forward) = step;
    let at = if edge == Edge::Start {
        span.start()
    } else {
        span.end()
    };
    let to = match (by_word, forward, edge) {
        (false, true, _) => segment::next_grapheme(text, at),
        (false, false, _) => segment::prev_grapheme(text, at),
        (true, true, Edge::End) => segment::next_word_end(text, at),
        (true, false, Edge::Start) => segment::prev_word_start(text, at),
        // Into the label: the end goes back behind the word before, the start on to the next word.
        (true, false, Edge::End) => {
            let start = segment::prev_word_start(text, at);
            segment::trim(text, text.span(span.start() as usize..start as usize).ok()?).end()
        }
        (true, true, Edge::Start) => {
            let end = segment::next_word_end(text, at);
            segment::trim(text, text.span(end as usize..span.end() as usize).ok()?).start()
        }
    };
    let (start, end) = if edge == Edge::Start {
        (to, span.end())
    } else {
        (span.start(), to)
    };
    let moved = text.span(start as usize..end as usize).ok()?;
    (!moved.is_empty()).then_some(moved)
}

/// The attribute's value with one more entity; an attribute for a single one gets just this one.
fn with_entity(
    project: &Project,
    author: &Author,
    annotation: &AnnotationId,
    attribute: &AttributeId,
    id: EntityId,
) -> AttributeValue {
    let kind = project
        .codebook()
        .attribute(attribute.as_str())
        .map(|a| a.kind.clone());
    let several = matches!(kind, Some(AttributeKind::Entity { several: true, .. }));
    let old = project
        .layer(&author.layer)
        .and_then(|l| l.annotation(annotation.as_str()));
    let old = old.and_then(|a| {
        a.attributes
            .get(attribute.as_str())
            .map(|v| v.entities().to_vec())
    });
    match old {
        Some(mut ids) if several => {
            ids.push(id);
            AttributeValue::Entities(ids)
        }
        _ if several => AttributeValue::Entities(vec![id]),
        _ => AttributeValue::Entity(id),
    }
}
