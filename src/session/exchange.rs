//! What comes in from other files and goes out to them. Reads and writes nothing: it asks for jobs with a snapshot.

use super::*;
use crate::formats::Scope;
use std::collections::BTreeMap;
use std::path::PathBuf;

impl Session {
    pub(super) fn dispatch_exchange(&mut self, request: Request) -> Effects {
        match request {
            Request::SaveCopy(path) => self.save_copy(path, None),
            Request::SavePart(path, scope) => self.save_copy(path, Some(scope)),
            Request::SaveElsewhere { folder, goes_on } => self.ask_elsewhere(folder, goes_on),
            Request::PreviewImport {
                paths,
                encoding,
                annotator,
            } => self.preview_import(paths, encoding, annotator),
            Request::DescribeImport(documents) => {
                self.describe_import(&documents);
                Ok(Vec::new())
            }
            Request::ConfirmImport => self.confirm_import(),
            Request::CancelImport => {
                self.view.import = None;
                Ok(Vec::new())
            }
            Request::Export {
                format,
                options,
                scope,
                path,
                force,
            } => {
                let open = self.need_open()?;
                Ok(vec![Effect::Work(Job::Export(Box::new(ExportJob {
                    project: open.project.clone(),
                    location: open.location.clone(),
                    format,
                    options,
                    scope,
                    path,
                    force,
                })))])
            }
            other => self.dispatch_results(other),
        }
    }

    fn save_copy(&mut self, path: PathBuf, scope: Option<Box<Scope>>) -> Effects {
        let open = self.need_open()?;
        Ok(vec![Effect::Work(Job::SaveCopy {
            project: Box::new(open.project.clone()),
            location: open.location.clone(),
            path,
            scope,
        })])
    }

    fn preview_import(
        &mut self,
        paths: Vec<PathBuf>,
        encoding: Option<String>,
        annotator: Option<String>,
    ) -> Effects {
        let open = self.need_open()?;
        let (project, location) = (open.project.clone(), open.location.clone());
        let (now, seed) = (self.now(), self.random.next_u64());
        self.busy = Some("Reading files…".to_owned());
        Ok(vec![Effect::Work(Job::Import(Box::new(ImportJob {
            project,
            location,
            paths,
            encoding,
            annotator,
            now,
            seed,
        })))])
    }

    /// Title, date, source, author of documents that the preview would make.
    fn describe_import(&mut self, documents: &[Document]) {
        let Some(preview) = &mut self.view.import else {
            return;
        };
        let documents: BTreeMap<&DocumentId, &Document> = documents.iter().map(|d| (&d.id, d)).collect();
        for change in &mut Arc::make_mut(preview).transaction.changes {
            if let (edit::Key::Document(id), Some(edit::Item::Document(old))) = (&change.key, &change.after)
                && let Some(told) = documents.get(id)
            {
                let described = Document {
                    hash: old.hash.clone(),
                    ..Document::clone(told)
                };
                change.after = Some(edit::Item::Document(Arc::new(described)));
            }
        }
    }

    fn confirm_import(&mut self) -> Effects {
        let Some(preview) = self.view.import.take() else {
            return Ok(Vec::new());
        };
        let done = self.edit(|_, _| Ok(preview.transaction.clone()))?;
        let first = done.changes.iter().find_map(|change| match &change.key {
            edit::Key::Document(id) => Some(id.clone()),
            _ => None,
        });
        let what = done.title.strip_prefix("Import ").unwrap_or(&done.title);
        let words = format!("Imported {what}. Undo takes it back");
        let mut effects = vec![Effect::Notify(Notice::info(words))];
        if let Some(id) = first {
            effects.extend(self.select_document(id));
        }
        Ok(effects)
    }
}
