//! A search in all that a project holds on a document: text, labels, notes, comments, attributes. Hits come with the words
//! around them and the labels on them. Looks at what people and imports wrote, not at suggestions and not at the agreed result.

use super::hits::{LabelsAt, context};
use super::{Field, Hit, Searcher, Stop};
use crate::model::{
    Annotation, AnnotationId, AttributeValue, DocumentId, EntityId, LabelId, Layer, PersonId, PersonKind,
    Project,
};
use crate::text::{Span, Text};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

/// The order in which documents are searched: as lists show them.
pub fn documents_by_title(project: &Project) -> Vec<DocumentId> {
    let documents = project.documents_by_title().into_iter();
    documents.map(|document| document.id.clone()).collect()
}

/// What is searched for, and where.
#[derive(Clone, Debug)]
pub struct Search {
    pub searcher: Searcher,
    pub fields: BTreeSet<Field>,
    /// Scalars of a hit that are kept; the rest becomes an ellipsis.
    pub longest: usize,
}

impl Search {
    /// The hits on a document: field by field, each in reading order. Breaks where `found` did.
    pub fn document(
        &self,
        project: &Project,
        document: &DocumentId,
        cancel: &dyn Stop,
        found: &mut dyn FnMut(Hit) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let Some(text) = project.text(document.as_str()) else {
            return ControlFlow::Continue(());
        };
        let look = Look {
            project,
            document,
            text,
            searcher: &self.searcher,
            longest: self.longest,
            cancel,
        };
        for field in &self.fields {
            match field {
                Field::Text => look.words(found)?,
                Field::Labels => look.labels(found)?,
                Field::Notes => look.notes(found)?,
                Field::Comments => look.comments(found)?,
                Field::Attributes => look.attributes(found)?,
            }
        }
        ControlFlow::Continue(())
    }
}

/// One document being searched.
struct Look<'a> {
    project: &'a Project,
    document: &'a DocumentId,
    text: &'a Text,
    searcher: &'a Searcher,
    longest: usize,
    cancel: &'a dyn Stop,
}

type Take<'t> = &'t mut dyn FnMut(Hit) -> ControlFlow<()>;

impl<'a> Look<'a> {
    fn layers(&self) -> impl Iterator<Item = (&'a PersonId, &'a Layer)> {
        let project = self.project;
        let layers = project.layers_of(self.document);
        let looked_at = move |person: &PersonId| {
            matches!(project.kind_of(person), PersonKind::Person | PersonKind::Imported)
        };
        layers
            .filter(move |(key, _)| looked_at(&key.annotator))
            .map(|(key, layer)| (&key.annotator, layer))
    }

    fn annotations(&self) -> impl Iterator<Item = (&'a PersonId, &'a Arc<Annotation>)> {
        self.layers()
            .flat_map(|(person, layer)| layer.annotations().map(move |a| (person, a)))
    }

    fn words(&self, found: Take<'_>) -> ControlFlow<()> {
        let mut labels = None;
        let all = || LabelsAt::new(self.project.codebook(), self.layers().map(|(_, layer)| layer));
        let mut flow = ControlFlow::Continue(());
        self.searcher.search(self.text, self.cancel, &mut |at| {
            let (before, matched, after) = context(self.text, at, self.longest);
            flow = found(Hit {
                document: self.document.clone(),
                at,
                field: Field::Text,
                annotation: None,
                before,
                matched,
                after,
                labels: labels.get_or_insert_with(all).over(at),
            });
            flow
        });
        flow
    }

    fn labels(&self, found: Take<'_>) -> ControlFlow<()> {
        let codebook = self.project.codebook();
        let mut named: BTreeMap<&LabelId, bool> = BTreeMap::new();
        for (person, annotation) in self.annotations() {
            let label = codebook.resolve(&annotation.label);
            let hit = named.entry(label).or_insert_with(|| {
                let name = codebook
                    .label(label.as_str())
                    .map_or(label.as_str(), |l| l.name.as_str());
                self.is_in(name)
            });
            if *hit {
                let (at, id) = (self.place(annotation), annotation.id.clone());
                let (before, matched, after) = context(self.text, at, self.longest);
                found(self.hit(Field::Labels, (person, id), annotation, (before, matched, after)))?;
            }
        }
        ControlFlow::Continue(())
    }

    fn notes(&self, found: Take<'_>) -> ControlFlow<()> {
        for (person, annotation) in self.annotations().filter(|(_, a)| !a.note.is_empty()) {
            self.within(&annotation.note, (Field::Notes, person, annotation), found)?;
        }
        ControlFlow::Continue(())
    }

    fn comments(&self, found: Take<'_>) -> ControlFlow<()> {
        for (_, layer) in self.layers() {
            for comment in layer.comments() {
                if let Some((key, annotation)) = self.project.find_annotation(self.document, &comment.on) {
                    self.within(
                        &comment.text,
                        (Field::Comments, &key.annotator, annotation),
                        found,
                    )?;
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn attributes(&self, found: Take<'_>) -> ControlFlow<()> {
        let mut names = BTreeMap::new();
        for (person, annotation) in self.annotations() {
            for (_, value) in annotation.attributes.iter() {
                let words = self.words_of(value, &mut names);
                self.within(&words, (Field::Attributes, person, annotation), found)?;
            }
        }
        ControlFlow::Continue(())
    }

    /// As people see it: entities by their names.
    fn words_of<'v>(&self, value: &'v AttributeValue, names: &mut BTreeMap<&'v EntityId, &'v str>) -> String
    where
        'a: 'v,
    {
        let project = self.project;
        match value.entities() {
            [] => value.to_string(),
            entities => {
                let known = |id| *names.entry(id).or_insert_with(|| project.entity_name(id));
                entities.iter().map(known).collect::<Vec<_>>().join("; ")
            }
        }
    }

    fn is_in(&self, words: &str) -> bool {
        let mut any = false;
        if let Ok(text) = Text::new(words) {
            self.searcher.search(&text, self.cancel, &mut |_| {
                any = true;
                ControlFlow::Break(())
            });
        }
        any
    }

    /// The hits in words that belong to an annotation.
    fn within(&self, words: &str, of: (Field, &PersonId, &Annotation), found: Take<'_>) -> ControlFlow<()> {
        let (field, person, annotation) = of;
        let mut flow = ControlFlow::Continue(());
        if self.cancel.stops(0) {
            return ControlFlow::Break(());
        }
        let Ok(text) = Text::new(words) else { return flow };
        self.searcher.search(&text, self.cancel, &mut |at| {
            let whose = (person, annotation.id.clone());
            flow = found(self.hit(field, whose, annotation, context(&text, at, self.longest)));
            flow
        });
        flow
    }

    fn hit(
        &self,
        field: Field,
        whose: (&PersonId, AnnotationId),
        annotation: &Annotation,
        shown: (String, String, String),
    ) -> Hit {
        let (before, matched, after) = shown;
        Hit {
            document: self.document.clone(),
            at: self.place(annotation),
            field,
            annotation: Some((whose.0.clone(), whose.1)),
            before,
            matched,
            after,
            labels: vec![self.project.codebook().resolve(&annotation.label).clone()],
        }
    }

    /// Where an annotation stands; the start of the text for one of the whole document.
    fn place(&self, annotation: &Annotation) -> Span {
        annotation.fragments.hull().unwrap_or_default()
    }
}
