//! The project's own form as one file, both ways. How it looks is the store's business.

use std::io::Write;
use std::sync::Arc;

use crate::model::edit::{Change, Item, Key, Transaction, apply};
use crate::model::{Project, UserError};
use crate::store;

use super::{
    Exporter, FormatInfo, ImportContext, Imported, Importer, Input, Losses, Options, Scope, jsonl,
    write_failed,
};

pub struct Ron;

static INFO: FormatInfo = FormatInfo {
    id: "ron",
    name: "Ascribe project in one file",
    extensions: &["ron"],
    options: &[],
    loses: "",
};

impl Exporter for Ron {
    fn info(&self) -> &'static FormatInfo {
        &INFO
    }

    fn export(
        &self,
        project: &Project,
        scope: &Scope,
        _options: &Options,
        sink: &mut dyn Write,
    ) -> Result<Losses, UserError> {
        let mut losses = Losses::default();
        let part = part(project, scope, &mut losses)?;
        let origin = format!("Exported from {}", project.head().name);
        sink.write_all(&store::single_file(&part, &origin))
            .map_err(write_failed)?;
        Ok(losses)
    }
}

impl Importer for Ron {
    fn info(&self) -> &'static FormatInfo {
        &INFO
    }

    fn recognises(&self, name: &str, head: &[u8]) -> Option<String> {
        let head = String::from_utf8_lossy(head);
        let named = name.to_ascii_lowercase().ends_with(".ron");
        (named && head.contains("format:")).then(|| "the name ends in .ron, and it tells its format".into())
    }

    fn read(
        &self,
        input: &Input,
        _options: &Options,
        _context: &ImportContext,
    ) -> Result<Imported, UserError> {
        let (project, problems) = store::project_from_single(input.bytes, input.name)?;
        let mut imported = jsonl::imported_from_project(input.name, &project)?;
        imported.skipped.splice(0..0, problems);
        if let Some(origin) = store::origin(input.bytes) {
            imported.notices.push(format!("{}: {origin}", input.name));
        }
        Ok(imported)
    }
}

/// The part of a project that a scope takes, as a project of its own.
pub fn part_of(project: &Project, scope: &Scope) -> Result<Project, UserError> {
    part(project, scope, &mut Losses::default())
}

fn part(project: &Project, scope: &Scope, losses: &mut Losses) -> Result<Project, UserError> {
    let mut part = Project::new(project.head().id.clone(), project.head().name.clone());
    let mut changes = vec![
        Change::replace(
            Key::Head,
            Item::Head(Arc::new(part.head().clone())),
            Item::Head(Arc::new(project.head().clone())),
        ),
        Change::replace(
            Key::CodebookHead,
            Item::CodebookHead(Arc::new(part.codebook().head().clone())),
            Item::CodebookHead(Arc::new(project.codebook().head().clone())),
        ),
    ];
    copy_shared(project, scope, &mut changes);
    for document in scope.documents(project) {
        let id = &document.id;
        changes.push(Change::create(
            Key::Document(id.clone()),
            Item::Document(document.clone()),
        ));
        match project.text(id.as_str()) {
            Some(text) => changes.push(Change::create(Key::Text(id.clone()), Item::Text(text.clone()))),
            None => {
                losses.add("the text is not there, nor the labels on it", id.as_str());
                continue;
            }
        }
        copy_layers(project, scope, id, &mut changes);
    }
    copy_conflicts(project, scope, &mut changes);
    apply(&mut part, &Transaction::new("Export", changes))?;
    Ok(part)
}

fn copy_shared(project: &Project, scope: &Scope, changes: &mut Vec<Change>) {
    let codebook = project.codebook();
    changes.extend(
        project
            .people()
            .map(|p| Change::create(Key::Person(p.id.clone()), Item::Person(p.clone()))),
    );
    changes.extend(
        codebook
            .labels()
            .map(|l| Change::create(Key::Label(l.id.clone()), Item::Label(l.clone()))),
    );
    let attributes = codebook.attributes();
    changes
        .extend(attributes.map(|a| Change::create(Key::Attribute(a.id.clone()), Item::Attribute(a.clone()))));
    let kinds = codebook.link_kinds().into_iter();
    changes.extend(kinds.map(|k| Change::create(Key::LinkKind(k.id.clone()), Item::LinkKind(k.clone()))));
    let entities = project.entity_entries();
    changes.extend(
        entities.map(|((by, id), e)| {
            Change::create(Key::Entity(by.clone(), id.clone()), Item::Entity(e.clone()))
        }),
    );
    let redirects = project.redirects();
    changes.extend(
        redirects.map(|(from, to)| Change::create(Key::Redirect(from.clone()), Item::Redirect(to.cloned()))),
    );
    let taken = |key: &&crate::model::LayerKey| scope.has_document(&key.document);
    let assignments = project.assignments().filter(taken);
    changes.extend(assignments.map(|key| Change::create(Key::Assignment(key.clone()), Item::Mark)));
    let locks = project.locks().filter(taken);
    changes.extend(locks.map(|key| Change::create(Key::Lock(key.clone()), Item::Mark)));
}

/// With the items that they are about.
fn copy_conflicts(project: &Project, scope: &Scope, changes: &mut Vec<Change>) {
    let taken = |of: &Key| match (of.layer(), of.document()) {
        (Some(key), _) => {
            let text = project.text(key.document.as_str());
            text.is_some() && scope.has_document(&key.document) && scope.has_person(project, &key.annotator)
        }
        (None, Some(id)) => scope.has_document(id),
        (None, None) => true,
    };
    let conflicts = project.conflicts().filter(|(of, _)| taken(of));
    changes.extend(
        conflicts
            .map(|(of, conflict)| Change::create(of.clone().conflict(), Item::Conflict(conflict.clone()))),
    );
}

fn copy_layers(project: &Project, scope: &Scope, id: &crate::model::DocumentId, changes: &mut Vec<Change>) {
    for (key, layer) in scope.layers_of(project, id) {
        let head = Item::Layer(Arc::new(layer.head().clone()));
        changes.push(Change::create(Key::Layer(key.clone()), head));
        for a in scope.annotations(project, layer) {
            changes.push(Change::create(
                Key::Annotation(key.clone(), a.id.clone()),
                Item::Annotation(a.clone()),
            ));
        }
        for a in scope.adrift(project, layer) {
            changes.push(Change::create(
                Key::Adrift(key.clone(), a.annotation.id.clone()),
                Item::Adrift(a.clone()),
            ));
        }
        let adrift = |id: &str| layer.adrift(id).map(|adrift| &adrift.annotation.label);
        let taken = |id: &str| {
            scope.has_annotation(project, layer, id)
                || adrift(id).is_some_and(|label| scope.has_label(project.codebook(), label))
        };
        for l in layer
            .links()
            .filter(|l| taken(l.from.as_str()) && taken(l.to.as_str()))
        {
            changes.push(Change::create(
                Key::Link(key.clone(), l.id.clone()),
                Item::Link(l.clone()),
            ));
        }
        for c in layer.comments() {
            changes.push(Change::create(
                Key::Comment(key.clone(), c.id.clone()),
                Item::Comment(c.clone()),
            ));
        }
        for d in layer.decisions() {
            changes.push(Change::create(
                Key::Decision(key.clone(), d.id.clone()),
                Item::Decision(d.clone()),
            ));
        }
    }
}
