//! Which part of a project an export takes. Knows no format.

use std::sync::Arc;

use crate::model::{
    Adrift, Annotation, Codebook, Document, DocumentId, LabelId, Layer, LayerKey, PersonId, Project,
};

/// People, documents and labels to take. Empty documents or labels mean all; empty annotators mean people and imports,
/// without suggestions and the agreed result.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    pub annotators: Vec<PersonId>,
    pub documents: Vec<DocumentId>,
    pub labels: Vec<LabelId>,
}

impl Scope {
    /// What commands take when nobody is named: people and imports, every document and label.
    pub fn default_for(project: &Project) -> Self {
        let annotators = project
            .people()
            .filter(|p| p.kind.is_annotator())
            .map(|p| p.id.clone());
        Self {
            annotators: annotators.collect(),
            ..Self::default()
        }
    }

    /// Every layer, suggestions and the agreed result too.
    pub fn everything(project: &Project) -> Self {
        Self {
            annotators: project.people().map(|p| p.id.clone()).collect(),
            ..Self::default()
        }
    }

    pub fn has_person(&self, project: &Project, id: &PersonId) -> bool {
        match self.annotators.is_empty() {
            true => project.kind_of(id).is_annotator(),
            false => self.annotators.contains(id),
        }
    }

    pub fn has_document(&self, id: &DocumentId) -> bool {
        self.documents.is_empty() || self.documents.contains(id)
    }

    /// The label itself or one above it was chosen; a merged label counts as its target.
    pub fn has_label(&self, codebook: &Codebook, id: &LabelId) -> bool {
        self.labels.is_empty()
            || self
                .labels
                .iter()
                .any(|l| l == id || codebook.is_within(codebook.resolve(id), l))
    }

    /// The documents, by id.
    pub fn documents<'a>(&'a self, project: &'a Project) -> impl Iterator<Item = &'a Arc<Document>> {
        project.documents().filter(|d| self.has_document(&d.id))
    }

    /// The layers on a document, by annotator.
    pub fn layers_of<'a>(
        &'a self,
        project: &'a Project,
        document: &DocumentId,
    ) -> impl Iterator<Item = (&'a LayerKey, &'a Layer)> {
        project
            .layers_of(document)
            .filter(|(key, _)| self.has_person(project, &key.annotator))
    }

    /// The annotations of a layer, in reading order.
    pub fn annotations<'a>(
        &'a self,
        project: &'a Project,
        layer: &'a Layer,
    ) -> impl Iterator<Item = &'a Arc<Annotation>> {
        layer
            .annotations()
            .filter(|a| self.has_label(project.codebook(), &a.label))
    }

    /// The annotations of a layer that wait to be placed, by id.
    pub fn adrift<'a>(
        &'a self,
        project: &'a Project,
        layer: &'a Layer,
    ) -> impl Iterator<Item = &'a Arc<Adrift>> {
        layer
            .all_adrift()
            .filter(|adrift| self.has_label(project.codebook(), &adrift.annotation.label))
    }

    /// Whether an annotation of the layer is taken.
    pub fn has_annotation(&self, project: &Project, layer: &Layer, id: &str) -> bool {
        layer
            .annotation(id)
            .is_some_and(|a| self.has_label(project.codebook(), &a.label))
    }
}
