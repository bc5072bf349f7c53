//! Several windows on one project: the first one writes, the others look on, and any of them may take over. Edits are safe without
//! this: it keeps people from working in two windows by mistake.

use super::jobs::Places;
use super::*;
use crate::store::window_lock::{self, Claim, Holder, WindowLock};
use std::path::{Path, PathBuf};

/// How this window stands to others that have the same project open.
#[derive(Clone, Debug, Default)]
pub enum Window {
    /// No other is known of, and none can be.
    #[default]
    Alone,
    /// It writes; others are told.
    Writes(Arc<WindowLock>),
    /// Another one writes.
    LooksOn(Option<Holder>),
    /// It wrote until another one took over.
    GaveWay,
}

/// What came of asking for a project's lock, and what this window tells of itself.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// The state folder of the project.
    pub folder: PathBuf,
    pub holder: Holder,
    pub claim: Claim,
}

impl Claimed {
    /// Whether no other window writes the project.
    pub(super) fn may_write(&self) -> bool {
        match &self.claim {
            Claim::Busy(Some(other)) => other.token == self.holder.token,
            Claim::Busy(None) => false,
            Claim::Held(_) | Claim::Without(_) => true,
        }
    }
}

/// The same for a project that is open.
#[derive(Clone, Debug, Default)]
pub struct OpenIn {
    pub window: Window,
    /// The state folder of the project, and this window; None where there is no place for state.
    pub own: Option<(PathBuf, Holder)>,
    /// Another window has asked, and the last edits are being saved.
    gives_way: bool,
}

/// What this window tells of itself.
fn holder(places: &Places) -> Holder {
    Holder {
        token: places.token.clone(),
        pid: std::process::id(),
        person: String::new(),
        since: system::now(),
    }
}

/// Asks for the lock of a project that is being opened. A project that nobody may write needs none.
pub(super) fn claim(places: &Places, opened: &Opened) -> Option<Claimed> {
    if opened.read_only.is_some() {
        return None;
    }
    let folder = restoring::folder_of(places, &opened.location, &opened.project.head().id)?;
    let holder = holder(places);
    let claim = window_lock::claim(&*places.disk, &folder, &holder);
    window_lock::tell_about(&*places.disk, &folder, &opened.location, &opened.project);
    Some(Claimed {
        folder,
        holder,
        claim,
    })
}

/// Asks the other window to let go, waits for it, and opens the project as it is then. Where it does not answer the project is
/// opened all the same: no file is ever written over, whoever holds the lock.
pub(super) fn take_over(places: &Places, path: &Path, folder: PathBuf, progress: &Opening) -> Outcome {
    let holder = holder(places);
    let stop = || store::OpenProgress::should_stop(progress);
    let claim = match window_lock::take_over(&*places.disk, &folder, &holder, &stop) {
        Claim::Busy(_) => Claim::Without(UserError::new("The other window did not answer")),
        claim => claim,
    };
    let claimed = Claimed {
        folder,
        holder,
        claim,
    };
    opening::open_as(places, path, progress, Some(claimed))
}

/// Whether another window asks for a project. For a worker, every few seconds.
pub fn is_asked_for(places: &Places, folder: &Path) -> bool {
    window_lock::taken_over(&*places.disk, folder, &places.token)
}

impl OpenIn {
    /// `before`: the project that this one takes the place of.
    pub(super) fn new(claimed: Option<&Claimed>, before: Option<&Open>) -> Self {
        let Some(claimed) = claimed else {
            return Self::default();
        };
        let own = Some((claimed.folder.clone(), claimed.holder.clone()));
        let window = match &claimed.claim {
            Claim::Held(lock) => Window::Writes(lock.clone()),
            Claim::Without(_) => Window::Alone,
            Claim::Busy(Some(other)) if other.token == claimed.holder.token => {
                let lock = before.and_then(|open| open.window.lock());
                let lock = lock.filter(|lock| lock.folder() == claimed.folder);
                lock.map_or(Window::Alone, |lock| Window::Writes(lock.clone()))
            }
            Claim::Busy(other) => Window::LooksOn(other.clone()),
        };
        Self {
            window,
            own,
            gives_way: false,
        }
    }

    fn lock(&self) -> Option<&Arc<WindowLock>> {
        match &self.window {
            Window::Writes(lock) => Some(lock),
            _ => None,
        }
    }

    /// Why this window writes nothing, if so.
    pub(super) fn read_only(&self) -> Option<String> {
        match &self.window {
            Window::LooksOn(Some(other)) if !other.person.is_empty() => {
                Some(format!("It is open in another window ({})", other.person))
            }
            Window::LooksOn(_) => Some("It is open in another window".to_owned()),
            Window::GaveWay => Some("Another window took over".to_owned()),
            Window::Alone | Window::Writes(_) => None,
        }
    }

    /// Whether another window has the project, and can be asked to let go.
    pub fn has_other(&self) -> bool {
        matches!(self.window, Window::LooksOn(_) | Window::GaveWay)
    }

    pub fn gave_way(&self) -> bool {
        matches!(self.window, Window::GaveWay)
    }

    /// The state folder to look into for the wishes of other windows.
    pub fn watched(&self) -> Option<&Path> {
        self.lock().map(|lock| lock.folder())
    }
}

impl Session {
    /// Who has the project open in another window, and for how many minutes, as far as that is known.
    pub fn other_window(&self) -> Option<(&str, i64)> {
        match &self.open.as_ref()?.window.window {
            Window::LooksOn(Some(other)) => {
                let seconds = self.now().seconds() - other.since.seconds();
                Some((other.person.as_str(), (seconds / 60).max(0)))
            }
            _ => None,
        }
    }

    /// Tells other windows who works in this one.
    pub(super) fn tell_window(&mut self) -> Option<Effect> {
        let open = self.open.as_mut()?;
        let me = open.project.person(open.me.as_ref()?.as_str())?;
        let lock = open.window.lock().cloned()?;
        let (_, holder) = open.window.own.as_mut()?;
        if holder.person == me.name {
            return None;
        }
        holder.person.clone_from(&me.name);
        let holder = Box::new(holder.clone());
        Some(Effect::Work(Job::TellWindow { lock, holder }))
    }

    pub(super) fn take_over(&mut self) -> Effects {
        let open = self.need_open()?;
        let (true, Some((folder, _))) = (open.window.has_other(), &open.window.own) else {
            return Err(UserError::new("No other window has the project open"));
        };
        let job = Job::TakeOver {
            path: open.location.path().to_owned(),
            folder: folder.clone(),
            progress: Arc::default(),
        };
        Ok(self.start_opening(job))
    }

    /// Another window asks for the project: what was edited is saved first.
    pub(super) fn give_way(&mut self, folder: &Path) -> Vec<Effect> {
        let Some(open) = &mut self.open else {
            return Vec::new();
        };
        if open.window.watched() != Some(folder) {
            return Vec::new();
        }
        open.window.gives_way = true;
        let mut effects = self.save_at_once();
        effects.extend(self.given_way());
        effects
    }

    /// Lets the lock go once everything is saved. Edits that cannot be saved stay in this window, and it goes on.
    pub(super) fn given_way(&mut self) -> Vec<Effect> {
        let Some(open) = self.open.as_mut().filter(|open| open.window.gives_way) else {
            return Vec::new();
        };
        let mut notice = Notice::info("Another window took over");
        if open.is_saved() {
            // The journal first: who gets the lock goes on with it.
            open.journal.let_go();
            open.window.window = Window::GaveWay;
            open.read_only = open.window.read_only();
            notice.hint = Some(
                "Everything is saved. This window looks on; a click on the lock takes the project back"
                    .into(),
            );
        } else if open.is_saving() {
            return Vec::new();
        } else if open.trouble.is_some() {
            notice.text = "Another window wants to take over, and the last edits here cannot be saved".into();
            notice.error = true;
        } else {
            return self.save_now();
        }
        open.window.gives_way = false;
        vec![Effect::Notify(notice)]
    }
}
