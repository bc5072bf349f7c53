//! Opening, making and leaving a project, who the user is in it, and which document is shown.

use super::jobs::Places;
use super::*;
use crate::store::OpenProgress;
use crate::store::journal::Recovery;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// How far the opening of a project has come: shared with the worker that does it, as is the wish to cancel it.
#[derive(Debug, Default)]
pub struct Opening {
    read: AtomicUsize,
    files: AtomicUsize,
    cancelled: AtomicBool,
}

impl OpenProgress for Opening {
    fn tell(&self, read: usize, files: usize) {
        self.files.store(files, Ordering::Relaxed);
        // Several threads tell at once.
        self.read.fetch_max(read, Ordering::Relaxed);
    }

    fn should_stop(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed)
    }
}

/// A project in its place, opened once: what was done for it says nothing when the same place is opened again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenedAt {
    pub location: Location,
    /// Counts what this window has opened.
    pub opening: u64,
}

/// A project that was opened, and what the user's state folder says of it.
#[derive(Clone, Debug)]
pub struct Entered {
    pub opened: Opened,
    /// Whether this window may write it; None where there is no place for state.
    pub window: Option<Claimed>,
    /// What its journal holds beyond its files.
    pub recovery: Recovery,
    /// The system lets nobody like this user write into the project's folder.
    pub is_protected: bool,
}

impl From<Opened> for Entered {
    fn from(opened: Opened) -> Self {
        Self {
            opened,
            window: None,
            recovery: Recovery::default(),
            is_protected: false,
        }
    }
}

/// What became of a project that was to be opened.
pub(super) fn open(places: &Places, path: &Path, progress: &Opening) -> Outcome {
    open_as(places, path, progress, None)
}

/// As `open`; `claimed` where this window has asked for the project already.
pub(super) fn open_as(places: &Places, path: &Path, progress: &Opening, claimed: Option<Claimed>) -> Outcome {
    let result = store::open_on(&*places.disk, path, progress);
    if progress.should_stop() {
        return Outcome::OpenCancelled;
    }
    let result = result.map_err(|error| restoring::with_way_back(places, path, error));
    Outcome::Opened(result.map(|opened| entered(places, opened, claimed)))
}

/// Looks into the user's state folder for what belongs to a project that was read.
pub(super) fn entered(places: &Places, opened: Opened, claimed: Option<Claimed>) -> Arc<Entered> {
    let window = claimed.or_else(|| windows::claim(places, &opened));
    if opened.read_only.is_none() {
        store::sweep_on(&*places.disk, &opened.location, system::now());
    }
    let may_write = window.as_ref().is_some_and(Claimed::may_write);
    let recovery = journaling::recover(places, &opened, may_write);
    Arc::new(Entered {
        is_protected: is_protected(places, &opened.location),
        opened,
        window,
        recovery,
    })
}

fn is_protected(places: &Places, location: &Location) -> bool {
    use std::io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
    let folder = match location {
        Location::Folder(root) => Some(root.as_path()),
        Location::File(path) => path.parent(),
    };
    let told = folder.map_or(Ok(()), |folder| places.disk.lets_write(folder));
    told.is_err_and(|error| matches!(error.kind(), PermissionDenied | ReadOnlyFilesystem))
}

/// Who the user is in a project, as far as this machine knows.
pub(super) fn who(settings: &Settings, project: &Project) -> Option<PersonId> {
    let known = settings.identity(&project.head().id)?;
    project.person(known).map(|person| person.id.clone())
}

impl Open {
    /// A project as it was opened, with what its journal holds beyond its files.
    fn of(entered: &Entered, project: Project, me: Option<PersonId>, window: OpenIn) -> Self {
        let (opened, recovery) = (&entered.opened, &entered.recovery);
        Self {
            project,
            history: recovery.history.clone(),
            opening: 0,
            location: opened.location.clone(),
            me,
            read_only: opened.read_only.clone().or_else(|| window.read_only()),
            problems: opened.problems.clone(),
            damaged: opened.damaged.clone(),
            files: watching::Files::new(opened.project.clone(), opened.stamps.clone()),
            dirty: recovery.files.clone(),
            revision: 0,
            saving: false,
            saving_since: 0.0,
            trouble: None,
            is_protected: entered.is_protected,
            window,
            journal: journaling::Journaling::new(recovery),
            typing: typing::Typing::default(),
            recovered: recovery.edits,
            foreign_journals: recovery.foreign.clone(),
            told: false,
            changed_at: 0.0,
        }
    }
}

impl Open {
    pub(super) fn at(&self) -> OpenedAt {
        OpenedAt {
            location: self.location.clone(),
            opening: self.opening,
        }
    }

    /// The layer that the user writes on a document.
    pub fn own_layer(&self, document: &DocumentId) -> Option<LayerKey> {
        Some(LayerKey::new(document.clone(), self.me.clone()?))
    }
}

impl Session {
    pub(super) fn start_opening(&mut self, job: Job) -> Vec<Effect> {
        self.busy = Some(match &job {
            Job::Open { path, .. } => format!("Opening {}…", path.display()),
            Job::OpenSample => "Opening the sample…".to_owned(),
            Job::TakeOver { .. } => "Waiting for the other window…".to_owned(),
            _ => "Making the project…".to_owned(),
        });
        // Of two that are opened at the same time the later one is wanted.
        self.stop_opening();
        if let Job::Open { progress, .. } | Job::TakeOver { progress, .. } = &job {
            self.opening = Some(progress.clone());
        }
        vec![Effect::Work(job)]
    }

    fn stop_opening(&mut self) {
        if let Some(opening) = self.opening.take() {
            opening.cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// Nothing is opened; what is open stays.
    pub(super) fn cancel_opening(&mut self) {
        if self.opening.is_some() {
            self.stop_opening();
            self.busy = None;
        }
    }

    /// A project is being opened: how many of its files are read, and how many there are.
    pub fn opening(&self) -> Option<(usize, usize)> {
        let opening = self.opening.as_ref()?;
        let files = opening.files.load(Ordering::Relaxed);
        Some((opening.read.load(Ordering::Relaxed), files))
    }

    pub(super) fn opened(&mut self, entered: &Entered) -> Vec<Effect> {
        let (opened, recovery) = (&entered.opened, &entered.recovery);
        let project = recovery.project.as_ref().unwrap_or(&opened.project).clone();
        let me = who(&self.settings, &project);
        // Edits made while the other project was being read.
        let mut effects = self.save_before_leaving();
        effects.extend(self.last_of_journal());
        let window = OpenIn::new(entered.window.as_ref(), self.open.as_ref());
        let same = self.open.as_ref().filter(|open| open.location == opened.location);
        let place = self
            .place
            .take()
            .or_else(|| same.and_then(|_| self.place_to_return_to()));
        let place = place.filter(|(id, _)| project.document(id.as_str()).is_some());
        let first = project
            .documents_by_title()
            .first()
            .map(|document| document.id.clone());
        self.settings.add_recent(opened.location.path().to_owned());
        self.leaving = None;
        self.view = ViewState::default();
        self.openings += 1;
        self.open = Some(Open {
            opening: self.openings,
            changed_at: self.seconds,
            ..Open::of(entered, project, me, window)
        });
        effects.extend(self.tell_recovery(recovery));
        effects.extend(self.look_for_earlier());
        self.settings_changed = Some(self.seconds);
        if let Some(id) = place.as_ref().map(|(id, _)| id.clone()).or(first) {
            effects.extend(self.select_document(id));
        }
        if let Some((_, selection)) = place {
            self.view.selection = selection;
        }
        effects.extend(self.ask_and_tell());
        effects
    }

    /// Who the user is, and what they have to know of a project that was just opened.
    fn ask_and_tell(&mut self) -> Vec<Effect> {
        let mut effects: Vec<Effect> = self.shadow_notice().into_iter().collect();
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
        if self.open.as_ref().is_some_and(|open| open.window.has_other()) {
            effects.push(Effect::Show(Show::OtherWindow));
        }
        effects.extend(self.offer_asides());
        effects.extend(self.tell_changed_texts());
        effects.extend(self.tell_window());
        effects
    }

    /// Where the user is in a project that is opened again.
    pub(super) fn place_to_return_to(&self) -> Option<(DocumentId, Selection)> {
        Some((self.view.document.clone()?, self.view.selection))
    }

    /// Takes a person by id or name, or makes one.
    pub(super) fn set_me(&mut self, name: &str) -> Effects {
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
        let open = self.need_open()?;
        let (project, is_first) = (open.project.head().id.to_string(), open.me.is_none());
        if let Some(open) = self.open.as_mut() {
            open.me = Some(id.clone());
        }
        self.view.selected = None;
        self.view.shown.remove(&id);
        let mut effects = self.change_settings(|settings| settings.set_identity(&project, id.as_str()));
        effects.extend(self.tell_window());
        if is_first {
            effects.extend(self.offer_asides());
        }
        Ok(effects)
    }

    /// Asks what is to be done with edits of another state, once it is known who is there to answer.
    fn offer_asides(&self) -> Option<Effect> {
        let open = self.open.as_ref()?;
        let asks = open.me.is_some() && !open.foreign_journals.is_empty() && !open.window.has_other();
        asks.then_some(Effect::Show(Show::Asides))
    }

    pub(super) fn add_person(&mut self, name: &str) -> Result<PersonId, UserError> {
        let mut made = None;
        self.edit(|project, random| {
            let slug = id::fresh_slug(name, random, &|slug| project.person(slug).is_some());
            let id = PersonId::new(slug)?;
            let colour = nth_colour(PERSON_COLOURS, project.people().len());
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

    pub(super) fn select_document(&mut self, id: DocumentId) -> Vec<Effect> {
        if self.view.document.as_ref() == Some(&id) {
            return vec![Effect::Focus(Focus::Text)];
        }
        self.view.document = Some(id);
        self.view.selection = Selection::default();
        self.view.grown.clear();
        self.view.followed = None;
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
}
