//! The program without a window: what is open, what is selected, and what each request does to it.
//! Does no I/O itself: it returns effects and jobs, and gets the clock and randomness from outside.

mod codebook_edits;
mod commands;
pub mod jobs;
mod request;
mod review;
pub mod sample;
mod settings;
pub mod system;
mod tagging;
mod view;

pub use request::*;
pub use settings::{LabelNames, Settings, ThemeChoice};
pub use view::{Linking, Review, Selection, ViewState};

use crate::command::CommandId;
use crate::model::edit::recipes::{self, Author};
use crate::model::edit::{EditError, History, Transaction};
use crate::model::*;
use crate::store::{self, FileKey, Location, Opened};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Seconds of rest after an edit before the project saves itself.
const SAVE_AFTER: f64 = 1.0;

/// A project that is open.
pub struct Open {
    pub project: Project,
    pub history: History,
    pub location: Location,
    pub me: Option<PersonId>,
    pub read_only: Option<String>,
    pub problems: Problems,
    /// Files that were not read whole; never overwritten.
    damaged: BTreeSet<FileKey>,
    dirty: BTreeSet<FileKey>,
    /// Counts edits, undos and redos.
    pub revision: u64,
    saved_revision: u64,
    saving: bool,
    pub save_error: Option<UserError>,
    changed_at: f64,
}

impl Open {
    pub fn is_saved(&self) -> bool {
        self.dirty.is_empty() && !self.saving
    }

    pub fn is_saving(&self) -> bool {
        self.saving
    }

    /// The layer that the user writes on a document.
    pub fn own_layer(&self, document: &DocumentId) -> Option<LayerKey> {
        Some(LayerKey::new(document.clone(), self.me.clone()?))
    }
}

pub type Clock = Box<dyn Fn() -> Timestamp + Send>;

pub struct Session {
    pub open: Option<Open>,
    pub view: ViewState,
    pub settings: Settings,
    /// A job that holds up the window's content: what it does, for people.
    pub busy: Option<String>,
    clock: Clock,
    random: Box<dyn Randomness>,
    /// Seconds since start, as the window counts them.
    seconds: f64,
    /// Who was asked for on the command line.
    wanted_person: Option<String>,
}

type Effects = Result<Vec<Effect>, UserError>;

impl Session {
    pub fn new(settings: Settings, clock: Clock, random: Box<dyn Randomness>) -> Self {
        Self {
            open: None,
            view: ViewState::default(),
            settings,
            busy: None,
            clock,
            random,
            seconds: 0.0,
            wanted_person: None,
        }
    }

    pub fn set_wanted_person(&mut self, person: Option<String>) {
        self.wanted_person = person;
    }

    pub fn project(&self) -> Option<&Project> {
        self.open.as_ref().map(|open| &open.project)
    }

    /// The open document with its text.
    pub fn document(&self) -> Option<(&Document, &crate::text::Text)> {
        let project = self.project()?;
        let id = self.view.document.as_ref()?;
        Some((project.document(id.as_str())?, project.text(id.as_str())?))
    }

    /// The user's layer on the open document, which need not exist yet.
    pub fn own_key(&self) -> Option<LayerKey> {
        self.open.as_ref()?.own_layer(self.view.document.as_ref()?)
    }

    /// The selected annotation with its annotator.
    pub fn selected(&self) -> Option<(&PersonId, &Arc<Annotation>)> {
        let (person, id) = self.view.selected.as_ref()?;
        let key = LayerKey::new(self.view.document.clone()?, person.clone());
        Some((person, self.project()?.layer(&key)?.annotation(id.as_str())?))
    }

    /// The selected annotation if it is the user's own.
    pub fn selected_own(&self) -> Option<&Arc<Annotation>> {
        let (person, annotation) = self.selected()?;
        (Some(person) == self.open.as_ref()?.me.as_ref()).then_some(annotation)
    }

    /// Does one request. The session is as before when it fails.
    pub fn handle(&mut self, request: Request) -> Effects {
        let result = self.dispatch(request);
        if let Some(open) = &self.open {
            self.view.repair(&open.project);
        }
        let mut effects = result?;
        effects.extend(self.refresh_review());
        Ok(effects)
    }

    fn dispatch(&mut self, request: Request) -> Effects {
        match request {
            Request::Command(id) => self.run_command(id),
            Request::Done(outcome) => self.job_done(outcome),
            Request::Codebook(edit) => self.edit_codebook(edit),
            Request::Open(path) => Ok(self.start_opening(Job::Open(path))),
            Request::OpenSample => Ok(self.start_opening(Job::OpenSample)),
            Request::Create {
                folder,
                name,
                codebook,
            } => {
                let project_id = id::random_text(&mut *self.random, 12);
                Ok(self.start_opening(Job::Create {
                    folder,
                    name,
                    codebook,
                    project_id,
                }))
            }
            Request::Close => self.close(),
            Request::Save => Ok(self.save_now()),
            Request::SaveCopy(path) => {
                let project = self.need_open()?.project.clone();
                Ok(vec![Effect::Work(Job::SaveCopy { project, path })])
            }
            Request::SetMe(name) => self.set_me(&name),
            Request::SelectDocument(id) => Ok(self.select_document(id)),
            Request::PreviewImport {
                paths,
                encoding,
                annotator,
            } => self.preview_import(paths, encoding, annotator),
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
            } => {
                let project = Box::new(self.need_open()?.project.clone());
                Ok(vec![Effect::Work(Job::Export {
                    project,
                    format,
                    options,
                    scope,
                    path,
                })])
            }
            Request::ShowPerson(person, shown) => {
                if shown {
                    self.view.shown.insert(person);
                } else {
                    self.view.shown.remove(&person);
                }
                Ok(Vec::new())
            }
            Request::GoToPlace(index) => Ok(self.go_to_place(index)),
            Request::SetTheme(theme) => Ok(self.change_settings(|s| s.theme = theme)),
            Request::SetLabelNames(names) => Ok(self.change_settings(|s| s.label_names = names)),
            Request::SetTextSize(size) => Ok(self.change_settings(|s| s.text_size = size.clamp(10.0, 40.0))),
            Request::SetPanels { left, right } => Ok(self.change_settings(|s| {
                s.left_width = left;
                s.right_width = right;
            })),
            Request::SetWindow(width, height) => {
                Ok(self.change_settings(|s| s.window = Some((width, height))))
            }
            other => self.dispatch_edit(other),
        }
    }

    /// Called once a frame: saves after a second of rest. `seconds` is the window's own count.
    pub fn tick(&mut self, seconds: f64) -> Vec<Effect> {
        self.seconds = seconds;
        let due = self.save_due_in();
        if due.is_some_and(|left| left <= 0.0) {
            self.save_now()
        } else {
            Vec::new()
        }
    }

    /// Seconds until the project wants to save itself; None when there is nothing to save.
    pub fn save_due_in(&self) -> Option<f64> {
        let open = self.open.as_ref()?;
        let waits =
            !open.dirty.is_empty() && !open.saving && open.read_only.is_none() && open.save_error.is_none();
        waits.then(|| open.changed_at + SAVE_AFTER - self.seconds)
    }

    // ---- edits

    fn need_open(&self) -> Result<&Open, UserError> {
        self.open
            .as_ref()
            .ok_or_else(|| UserError::with_hint("No project is open", "Open or make a project first"))
    }

    fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// The author of edits on the open document.
    fn author(&self) -> Result<Author, UserError> {
        self.need_open()?;
        let layer = self.own_key().ok_or_else(|| {
            UserError::with_hint(
                "It is not known who you are, or no document is open",
                "Choose “Who am I…” first",
            )
        })?;
        Ok(Author {
            layer,
            now: self.now(),
        })
    }

    /// Makes a transaction from the project and applies it.
    fn edit(
        &mut self,
        make: impl FnOnce(&Project, &mut dyn Randomness) -> Result<Transaction, EditError>,
    ) -> Result<Arc<Transaction>, UserError> {
        let open = self
            .open
            .as_mut()
            .ok_or_else(|| UserError::new("No project is open"))?;
        if let Some(reason) = &open.read_only {
            return Err(UserError::with_hint(
                "The project is open to look at only",
                reason.clone(),
            ));
        }
        let transaction = make(&open.project, &mut *self.random)?;
        if transaction.is_empty() {
            return Ok(Arc::new(transaction));
        }
        let done = open.history.commit(&mut open.project, transaction)?;
        open.touch(&done, self.seconds);
        Ok(done)
    }

    fn simple_edit(
        &mut self,
        make: impl FnOnce(&Project, &mut dyn Randomness) -> Result<Transaction, EditError>,
    ) -> Effects {
        self.edit(make).map(|_| Vec::new())
    }

    fn undo(&mut self, redo: bool) -> Effects {
        let open = self
            .open
            .as_mut()
            .ok_or_else(|| UserError::new("No project is open"))?;
        let done = if redo {
            open.history.redo(&mut open.project)?
        } else {
            open.history.undo(&mut open.project)?.map(Arc::new)
        };
        let Some(done) = done else {
            return Ok(vec![Effect::Notify(Notice::info(if redo {
                "Nothing to redo"
            } else {
                "Nothing to undo"
            }))]);
        };
        open.touch(&done, self.seconds);
        Ok(self.show_edit(&done))
    }

    /// Opens the document that an edit was in and shows the place.
    fn show_edit(&mut self, done: &Transaction) -> Vec<Effect> {
        let Some(layer) = done.changes.iter().find_map(|change| change.key.layer()) else {
            return Vec::new();
        };
        let person = layer.annotator.clone();
        let mut effects = Vec::new();
        if self.view.document.as_ref() != Some(&layer.document) {
            effects.extend(self.select_document(layer.document.clone()));
        }
        let place =
            done.changes
                .iter()
                .find_map(|change| match (&change.key, &change.after, &change.before) {
                    (edit::Key::Annotation(_, id), Some(edit::Item::Annotation(a)), _) => {
                        Some((Some(id.clone()), a.clone()))
                    }
                    (edit::Key::Annotation(..), None, Some(edit::Item::Annotation(a))) => {
                        Some((None, a.clone()))
                    }
                    _ => None,
                });
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

    // ---- saving

    fn save_now(&mut self) -> Vec<Effect> {
        let Some(open) = self.open.as_mut() else {
            return Vec::new();
        };
        if open.dirty.is_empty() || open.saving || open.read_only.is_some() {
            return Vec::new();
        }
        open.saving = true;
        open.save_error = None;
        vec![Effect::Work(Job::Save {
            location: open.location.clone(),
            project: open.project.clone(),
            files: std::mem::take(&mut open.dirty),
            damaged: open.damaged.clone(),
            revision: open.revision,
        })]
    }

    fn saved(&mut self, report: &store::SaveReport, revision: u64) -> Vec<Effect> {
        let Some(open) = self.open.as_mut() else {
            return Vec::new();
        };
        open.saving = false;
        let Some((_, error)) = report.failed.first() else {
            open.saved_revision = revision;
            return Vec::new();
        };
        open.dirty
            .extend(report.failed.iter().map(|(file, _)| file.clone()));
        open.save_error = Some(error.clone());
        vec![Effect::Notify(error.clone().into())]
    }

    fn change_settings(&mut self, edit: impl FnOnce(&mut Settings)) -> Vec<Effect> {
        let before = self.settings.clone();
        edit(&mut self.settings);
        if self.settings == before {
            Vec::new()
        } else {
            self.save_settings()
        }
    }

    fn save_settings(&self) -> Vec<Effect> {
        self.settings
            .to_text()
            .map_or_else(|_| Vec::new(), |text| vec![Effect::Work(Job::SaveSettings(text))])
    }

    // ---- opening and closing

    fn start_opening(&mut self, job: Job) -> Vec<Effect> {
        let mut effects = self.save_now();
        self.busy = Some(match &job {
            Job::Open(path) => format!("Opening {}…", path.display()),
            Job::OpenSample => "Opening the sample…".to_owned(),
            _ => "Making the project…".to_owned(),
        });
        effects.push(Effect::Work(job));
        effects
    }

    fn close(&mut self) -> Effects {
        let effects = self.save_now();
        self.open = None;
        self.view = ViewState::default();
        Ok(effects)
    }

    fn opened(&mut self, opened: &Opened) -> Vec<Effect> {
        let project = opened.project.clone();
        let me = self.who(&project);
        let mut first: Vec<_> = project
            .documents()
            .map(|d| (d.title.clone(), d.id.clone()))
            .collect();
        first.sort();
        self.settings.add_recent(opened.location.path().to_owned());
        self.view = ViewState::default();
        self.open = Some(Open {
            project,
            history: History::default(),
            location: opened.location.clone(),
            me,
            read_only: opened.read_only.clone(),
            problems: opened.problems.clone(),
            damaged: opened.damaged.clone(),
            dirty: BTreeSet::new(),
            revision: 0,
            saved_revision: 0,
            saving: false,
            save_error: None,
            changed_at: self.seconds,
        });
        let mut effects = self.save_settings();
        if let Some((_, id)) = first.into_iter().next() {
            effects.extend(self.select_document(id));
        }
        if let Some(name) = self.wanted_person.take() {
            match self.set_me(&name) {
                Ok(more) => effects.extend(more),
                Err(error) => effects.push(Effect::Notify(error.into())),
            }
        }
        if self
            .open
            .as_ref()
            .is_some_and(|open| open.me.is_none() && open.read_only.is_none())
        {
            effects.push(Effect::Show(Show::WhoAmI));
        }
        effects
    }

    /// Who the user is in a project, as far as this machine knows.
    fn who(&self, project: &Project) -> Option<PersonId> {
        let known = self.settings.identity(&project.head().id)?;
        project.person(known).map(|person| person.id.clone())
    }

    /// Takes a person by id or name, or makes one.
    fn set_me(&mut self, name: &str) -> Effects {
        let name = name.trim();
        if name.is_empty() {
            return Err(UserError::new("Type a name first"));
        }
        let known = self.need_open()?.project.find_person(name).cloned();
        if let Some(person) = &known
            && person.kind != PersonKind::Person
        {
            return Err(UserError::new(format!(
                "“{}” is not a person who can label",
                person.name
            )));
        }
        let id = match known {
            Some(person) => person.id.clone(),
            None => self.add_person(name)?,
        };
        let project = self.need_open()?.project.head().id.to_string();
        if let Some(open) = self.open.as_mut() {
            open.me = Some(id.clone());
        }
        self.view.selected = None;
        self.view.shown.remove(&id);
        Ok(self.change_settings(|settings| settings.set_identity(&project, id.as_str())))
    }

    fn add_person(&mut self, name: &str) -> Result<PersonId, UserError> {
        let colours = sample::PERSON_COLOURS;
        let mut made = None;
        self.edit(|project, random| {
            let slug = id::fresh_slug(name, random, &|slug| project.person(slug).is_some());
            let id = PersonId::new(slug)?;
            let colour = colours
                .get(project.people().len() % colours.len())
                .copied()
                .unwrap_or_default();
            made = Some(id.clone());
            let kind = PersonKind::Person;
            Ok(recipes::add_person(Person {
                id,
                name: name.to_owned(),
                colour,
                kind,
            }))
        })?;
        made.ok_or_else(|| UserError::new("The person could not be added"))
    }

    fn select_document(&mut self, id: DocumentId) -> Vec<Effect> {
        if self.view.document.as_ref() == Some(&id) {
            return vec![Effect::Focus(Focus::Text)];
        }
        self.view.document = Some(id);
        self.view.selection = Selection::default();
        self.view.selected = None;
        self.view.linking = None;
        if let Some(review) = &mut self.view.review {
            *review = Review {
                jump: true,
                ..Review::default()
            };
        }
        vec![Effect::Focus(Focus::Text)]
    }

    // ---- import

    fn preview_import(
        &mut self,
        paths: Vec<std::path::PathBuf>,
        encoding: Option<String>,
        annotator: Option<String>,
    ) -> Effects {
        let project = Box::new(self.need_open()?.project.clone());
        let (now, seed) = (self.now(), self.random.next_u64());
        self.busy = Some("Reading files…".to_owned());
        Ok(vec![Effect::Work(Job::Import {
            project,
            paths,
            encoding,
            annotator,
            now,
            seed,
        })])
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
        let mut effects = vec![Effect::Notify(Notice::info(format!(
            "{}. Undo takes it back",
            done.title
        )))];
        if let Some(id) = first {
            effects.extend(self.select_document(id));
        }
        Ok(effects)
    }

    // ---- outcomes

    fn job_done(&mut self, outcome: Outcome) -> Effects {
        match outcome {
            Outcome::Opened(result) => {
                self.busy = None;
                Ok(self.opened(&*result?))
            }
            Outcome::Saved { report, revision } => Ok(self.saved(&report, revision)),
            Outcome::Copied(result) => Ok(vec![Effect::Notify(Notice::info(format!(
                "Saved a copy as {}",
                result?.display()
            )))]),
            Outcome::ImportRead(result) => {
                self.busy = None;
                self.view.import = Some(result?);
                Ok(Vec::new())
            }
            Outcome::Exported(result) => {
                let exported = result?;
                let mut notice = Notice::info(format!("Exported to {}", exported.path.display()));
                let lost: Vec<String> = exported
                    .losses
                    .iter()
                    .map(|(reason, count)| format!("{count} × {reason}"))
                    .collect();
                notice.hint =
                    (!lost.is_empty()).then(|| format!("Not carried by the format: {}", lost.join(", ")));
                Ok(vec![Effect::Notify(notice)])
            }
            Outcome::Compared {
                document,
                revision,
                places,
            } => Ok(self.compared(document, revision, places)),
            Outcome::SettingsSaved(result) => {
                // Settings are a convenience: losing them must not disturb the work.
                let _ = result;
                Ok(Vec::new())
            }
        }
    }
}

impl Open {
    fn touch(&mut self, done: &Transaction, seconds: f64) {
        self.dirty.extend(store::files_of(done));
        self.revision += 1;
        self.changed_at = seconds;
        self.save_error = None;
    }
}

#[cfg(test)]
mod tests;
