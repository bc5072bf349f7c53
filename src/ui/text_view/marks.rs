//! What is drawn on the text: the visible people's labels as marks with lanes. Made once an edit, not once a frame.
//! Knows lines and bytes of labels, no galley.

use crate::analysis::lanes::lanes;
use crate::model::{Anchoring, Annotation, AnnotationId, Colour, LayerKey, PersonId, Project};
use crate::session::Session;
use crate::text::Span;
use std::sync::Arc;

/// A label longer than this (bytes) is drawn in the gutter, not under its words.
const LONG: u32 = 260;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Tint and a line under (one's own) or over (a teammate's) the words.
    Words,
    /// A bar in the gutter.
    Passage,
    /// A chip above the text.
    Document,
}

/// One label of one person.
#[derive(Clone, Debug)]
pub struct Mark {
    pub annotator: PersonId,
    pub annotation: Arc<Annotation>,
    pub name: String,
    pub colour: Colour,
    pub person_colour: Colour,
    pub own: bool,
    pub style: Style,
    pub lane: u16,
    /// From the first start to the last end.
    pub hull: Span,
}

impl Mark {
    pub fn is(&self, annotator: &PersonId, id: &AnnotationId) -> bool {
        self.annotation.id == *id && self.annotator == *annotator
    }
}

#[derive(Default)]
pub struct Marks {
    key: Option<(LayerKey, u64, Vec<PersonId>)>,
    /// By start of the hull.
    pub list: Vec<Mark>,
    /// The largest end among the marks up to each index: where a search backwards may stop.
    ends: Vec<u32>,
    /// Lanes under and over the words, and in the gutter.
    pub own_lanes: u16,
    pub other_lanes: u16,
    pub gutter_lanes: u16,
}

impl Marks {
    /// Makes the marks again if the project, the document or the people shown changed.
    pub fn update(&mut self, session: &Session) {
        let (Some(open), Some(document)) = (&session.open, &session.view.document) else {
            *self = Self::default();
            return;
        };
        let me = open.me.clone().unwrap_or_else(PersonId::adjudicated);
        let shown: Vec<PersonId> = session.view.shown.iter().cloned().collect();
        let key = (LayerKey::new(document.clone(), me), open.revision, shown);
        if self.key.as_ref() == Some(&key) {
            return;
        }
        self.list = collect(session, &key.0, &key.2, open.me.is_some());
        self.set_lanes();
        self.key = Some(key);
    }

    fn set_lanes(&mut self) {
        self.list.sort_by(|a, b| {
            (a.hull.start(), b.hull.end(), &a.annotation.id).cmp(&(
                b.hull.start(),
                a.hull.end(),
                &b.annotation.id,
            ))
        });
        let mut end = 0;
        self.ends.clear();
        for mark in &self.list {
            end = end.max(mark.hull.end());
            self.ends.push(end);
        }
        self.own_lanes = self.stack(|mark| mark.style == Style::Words && mark.own);
        self.other_lanes = self.stack(|mark| mark.style == Style::Words && !mark.own);
        self.gutter_lanes = self.stack(|mark| mark.style == Style::Passage);
    }

    /// Gives the chosen marks lanes; says how many.
    fn stack(&mut self, chosen: impl Fn(&Mark) -> bool) -> u16 {
        let spans: Vec<(Span, usize)> = self
            .list
            .iter()
            .enumerate()
            .filter(|(_, m)| chosen(m))
            .map(|(i, m)| (m.hull, i))
            .collect();
        let found = lanes(&spans);
        for ((_, index), lane) in spans.iter().zip(&found) {
            if let Some(mark) = self.list.get_mut(*index) {
                mark.lane = *lane;
            }
        }
        found.iter().max().map_or(0, |most| most + 1)
    }

    /// Lanes that a stretch of the text needs: under its words and over them.
    pub fn room(&self, _chunk: Span) -> (u16, u16) {
        (self.own_lanes, self.other_lanes)
    }

    /// The marks that touch bytes `from..to`.
    pub fn within(&self, from: u32, to: u32) -> impl Iterator<Item = &Mark> {
        let first = self.ends.partition_point(|end| *end < from);
        let last = self.list.partition_point(|mark| mark.hull.start() <= to);
        let window = self.list.get(first..last.max(first)).unwrap_or_default();
        window
            .iter()
            .filter(move |mark| mark.hull.end() >= from && mark.style != Style::Document)
    }

    /// The marks drawn on the words at a byte: the shortest first. Passages are reached at their bars and names, so that a click
    /// into a tagged paragraph still sets the caret.
    pub fn at(&self, byte: u32) -> Vec<&Mark> {
        let mut found: Vec<&Mark> = self
            .within(byte, byte)
            .filter(|mark| mark.style == Style::Words && mark.annotation.fragments.contains(byte))
            .collect();
        found.sort_by_key(|mark| (mark.annotation.fragments.covered(), !mark.own));
        found
    }
}

fn collect(session: &Session, own: &LayerKey, shown: &[PersonId], me: bool) -> Vec<Mark> {
    let Some(project) = session.project() else {
        return Vec::new();
    };
    let people = shown.iter().filter(|person| **person != own.annotator || !me);
    let own_person = me.then_some(&own.annotator);
    let mut marks = Vec::new();
    for person in own_person.into_iter().chain(people) {
        let key = LayerKey::new(own.document.clone(), person.clone());
        let Some(layer) = project.layer(&key) else {
            continue;
        };
        let person_colour = project
            .person(person.as_str())
            .map(|p| p.colour)
            .unwrap_or_default();
        let is_own = own_person == Some(person);
        for annotation in layer.annotations() {
            marks.push(mark(project, person, annotation, (person_colour, is_own)));
        }
    }
    marks
}

fn mark(project: &Project, person: &PersonId, annotation: &Arc<Annotation>, look: (Colour, bool)) -> Mark {
    let codebook = project.codebook();
    let label = codebook.label(codebook.resolve(&annotation.label).as_str());
    let sentences = label.is_some_and(|label| label.anchoring == Anchoring::Sentences);
    let hull = annotation.fragments.hull();
    let style = match hull {
        None => Style::Document,
        Some(hull) if sentences || hull.len() > LONG && annotation.fragments.len() == 1 => Style::Passage,
        Some(_) => Style::Words,
    };
    Mark {
        annotator: person.clone(),
        annotation: annotation.clone(),
        name: label.map_or_else(|| annotation.label.to_string(), |label| label.name.clone()),
        colour: label.map(|label| label.colour).unwrap_or_default(),
        person_colour: look.0,
        own: look.1,
        style,
        lane: 0,
        hull: hull.unwrap_or_default(),
    }
}
