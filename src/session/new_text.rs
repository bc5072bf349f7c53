//! Another text under the labels of a document, and texts that another program changed. Reads nothing: it asks for a job.

use super::*;
use crate::model::edit::recipes::{self as r, Fates};
use crate::store::disk::Disk;
use crate::text::Text;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The kind of the problem that tells of such a text.
const TEXT_CHANGED: &str = "text-changed";

/// Another text, read and not yet in the project.
#[derive(Clone, Debug)]
pub struct NewText {
    pub document: DocumentId,
    pub path: PathBuf,
    pub encoding: Option<String>,
    pub prepared: Prepared,
    pub fates: BTreeMap<LayerKey, Fates>,
    /// What was noticed while the file was read.
    pub notices: Vec<String>,
}

impl NewText {
    /// Of all layers together.
    pub fn fates(&self) -> Fates {
        self.fates
            .values()
            .fold(Fates::default(), |all, one| all.plus(*one))
    }
}

#[derive(Clone, Debug)]
pub struct NewTextJob {
    ticket: Ticket,
    snapshot: Snapshot,
    location: Location,
    document: DocumentId,
    path: PathBuf,
    encoding: Option<String>,
}

pub(super) fn read_text(disk: &dyn Disk, job: NewTextJob) -> (Ticket, Result<NewText, UserError>) {
    (job.ticket.clone(), new_text(disk, job))
}

fn new_text(disk: &dyn Disk, job: NewTextJob) -> Result<NewText, UserError> {
    let (text, notices) = text_from_file(disk, &job)?;
    let replacement = r::replace_text(&job.snapshot.project, &job.document, &text)?;
    Ok(NewText {
        document: job.document,
        path: job.path,
        encoding: job.encoding,
        prepared: job.snapshot.prepare(replacement.transaction)?,
        fates: replacement.fates,
        notices,
    })
}

/// The one text of a file, as an import reads it, and what is to be said about it.
fn text_from_file(disk: &dyn Disk, job: &NewTextJob) -> Result<(Text, Vec<String>), UserError> {
    let paths = std::slice::from_ref(&job.path);
    let mut files = importing::read(&importing::Wanted {
        disk,
        paths,
        project: &job.location,
        format: None,
        encoding: job.encoding.as_deref(),
        options: &[],
    })?;
    let name = importing::name_of(&job.path);
    let Some(file) = files.read.pop() else {
        return Err(importing::nothing_read(paths, &files.not_read));
    };
    let mut texts = file
        .imported
        .documents
        .into_iter()
        .filter_map(|document| document.text);
    match (texts.next(), texts.next(), files.read.is_empty()) {
        (Some(text), None, true) => {
            let text = Text::new(text).map_err(|error| UserError::new(format!("{name}: {error}")))?;
            Ok((text, file.imported.notices))
        }
        (None, ..) => Err(UserError::new(format!("{name} has no text in it"))),
        _ => Err(UserError::with_hint(
            format!("{name} holds more than one text"),
            "Choose a file with the corrected text alone",
        )),
    }
}

/// The files that an edit has to be written to. Labels of others go with another text here only: their files are their own.
pub(super) fn files_of(after: &Project, me: Option<&PersonId>, done: &Transaction) -> BTreeSet<FileKey> {
    let mut files = store::files_of(done);
    for change in &done.changes {
        let document = match (&change.key, &change.before, &change.after) {
            (edit::Key::Text(id), Some(_), Some(_)) => id,
            (edit::Key::Document(id), Some(edit::Item::Document(a)), Some(edit::Item::Document(b)))
                if a.hash != b.hash =>
            {
                id
            }
            _ => continue,
        };
        for (layer, _) in after.layers_of(document) {
            let file = FileKey::Layer(layer.clone());
            if anchoring::may_write(after, me, layer) {
                files.insert(file);
            } else {
                files.remove(&file);
            }
        }
    }
    files
}

/// What of an edit goes into files. Labels of others that go along with another text are a view, here and after a restart.
pub(super) fn written_of(done: &Arc<Transaction>, files: &BTreeSet<FileKey>) -> Arc<Transaction> {
    let is_written = |change: &edit::Change| files.contains(&store::file_of(&change.key));
    if done.changes.iter().all(is_written) {
        return done.clone();
    }
    let changes = done.changes.iter().filter(|change| is_written(change)).cloned();
    Arc::new(Transaction::new(done.title.clone(), changes.collect()))
}

impl Open {
    pub(super) fn files_of(&self, done: &Transaction) -> BTreeSet<FileKey> {
        files_of(&self.project, self.me.as_ref(), done)
    }
}

impl Session {
    /// The documents whose texts another program changed.
    pub fn changed_texts(&self) -> impl Iterator<Item = DocumentId> {
        let problems = self.open.as_ref().map_or(&[][..], |open| &open.problems);
        let changed = problems.iter().filter(|problem| problem.kind == TEXT_CHANGED);
        changed.filter_map(|problem| match FileKey::from_path(&problem.file) {
            Some(FileKey::Text(id)) => Some(id),
            _ => None,
        })
    }

    pub(super) fn preview_text(
        &mut self,
        document: DocumentId,
        path: PathBuf,
        encoding: Option<String>,
    ) -> Effects {
        let open = self.need_open()?;
        let job = NewTextJob {
            location: open.location.clone(),
            snapshot: Snapshot::of(open),
            ticket: self.begin_work("Reading the text…"),
            document,
            path,
            encoding,
        };
        Ok(vec![Effect::Work(Job::ReadText(Box::new(job)))])
    }

    pub(super) fn text_read(&mut self, ticket: &Ticket, read: Result<NewText, UserError>) -> Effects {
        if self.end_work(ticket) {
            self.view.new_text = Some(Arc::new(read?));
        }
        Ok(Vec::new())
    }

    pub(super) fn confirm_text(&mut self) -> Effects {
        let Some(new) = self.view.new_text.clone() else {
            return Ok(Vec::new());
        };
        // The project went on while the preview was looked at.
        if !self.is_fresh(&new.prepared) {
            self.view.new_text = None;
            return self.preview_text(new.document.clone(), new.path.clone(), new.encoding.clone());
        }
        self.view.new_text = None;
        self.put_in_place(&new.prepared)?;
        self.forget_changed(&new.document);
        let mut effects = self.select_document(new.document.clone());
        effects.push(Effect::Notify(Notice::info(
            "The text was replaced. Undo takes it back",
        )));
        let fates = new.fates();
        if fates.unsure + fates.lost > 0
            && self
                .need_open()?
                .waiting()
                .0
                .iter()
                .any(|(_, ids)| !ids.is_empty())
        {
            effects.extend(self.open_placing()?);
        }
        Ok(effects)
    }

    pub(super) fn accept_text(&mut self, id: &DocumentId) -> Effects {
        self.edit(|p, _| r::accept_text(p, id))?;
        self.forget_changed(id);
        Ok(vec![Effect::Notify(Notice::info(
            "The text is taken as it is now. Undo takes it back",
        ))])
    }

    pub(super) fn accept_open_text(&mut self) -> Effects {
        match self.view.document.clone() {
            Some(id) => self.accept_text(&id),
            None => Err(UserError::new("No document is open")),
        }
    }

    fn forget_changed(&mut self, id: &DocumentId) {
        let file = FileKey::Text(id.clone()).path();
        if let Some(open) = &mut self.open {
            open.problems
                .retain(|problem| problem.kind != TEXT_CHANGED || problem.file != file);
        }
    }

    /// After opening: texts that another program changed are told, and what waits is listed.
    pub(super) fn tell_changed_texts(&mut self) -> Vec<Effect> {
        let changed: Vec<DocumentId> = self.changed_texts().collect();
        let (Some(first), Some(open)) = (changed.first(), &self.open) else {
            return Vec::new();
        };
        let title = open
            .project
            .document(first.as_str())
            .map_or(first.as_str(), |d| d.title.as_str());
        let words = match changed.len() {
            1 => format!("The text of “{title}” was changed by another program"),
            count => format!("The texts of {count} documents were changed by another program"),
        };
        let waiting: usize = open.waiting().0.iter().map(|(_, ids)| ids.len()).sum();
        let hint = match waiting {
            0 => "Labels went with their words".to_owned(),
            1 => "Labels went with their words; 1 waits for you to place it".to_owned(),
            count => format!("Labels went with their words; {count} wait for you to place them"),
        };
        let notice = Notice {
            hint: Some(hint),
            ..Notice::info(words)
        };
        let mut effects = vec![Effect::Notify(notice)];
        if waiting > 0 && open.read_only.is_none() {
            effects.extend(self.open_placing().unwrap_or_default());
        }
        effects
    }
}
