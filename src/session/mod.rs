//! The program without a window: what is open, what is selected, and what each request does to it.
//! Does no I/O itself: it returns effects and jobs, and gets the clock and randomness from outside.

mod anchoring;
pub mod board;
mod bringing;
mod codebook_edits;
mod commands;
mod conflicts;
mod earlier;
mod elsewhere;
mod exchange;
pub mod exporting;
mod filter;
mod filter_counts;
mod finding;
pub mod importing;
pub mod jobs;
mod journaling;
mod keeping;
pub mod keymap;
mod linking;
mod lookout;
mod looks;
pub mod mending;
mod new_text;
mod opening;
mod preparing;
mod problems;
mod reading;
mod request;
pub mod restoring;
mod results;
mod review;
pub mod sample;
mod saving;
mod selecting;
mod settings;
mod spoilt;
pub mod system;
mod tagging;
mod talks;
mod typing;
mod undoing;
mod view;
mod watching;
mod windows;

pub use anchoring::{PlacesFound, PlacesJob, Placing, Reanchoring};
pub use board::{Board, BoardAsk, BoardCell, BoardDone, BoardJob, BoardView};
pub use bringing::{BringIn, BringJob, BringPreview};
pub use conflicts::{Conflicts, Deciding, Disputed, Fact, Version};
pub use earlier::{Earlier, EarlierList, EarlierRow, Preview, ago};
pub use elsewhere::{Elsewhere, ElsewhereJob};
pub use filter::Filter;
pub use filter_counts::FilterCounts;
pub use finding::{End, Existing, Find, FindJob, Part, SearchAll, SearchJob, TagAll, TagAllJob, TagAllRow};
pub use journaling::{Foreign, ForeignDone, ForeignJob, SavedWith};
pub use keeping::{Saved, Trouble};
pub use keymap::Keymap;
pub use lookout::{Asked, Found, Look};
pub use looks::{LegendEntry, LineStyle, Looks, Meaning};
pub use new_text::{NewText, NewTextJob};
pub use opening::{Entered, OpenedAt, Opening};
pub use preparing::{DecideJob, Decided, Prepared, Ticket};
pub use problems::{Beside, Mend, ProblemList, ProblemRow};
pub use request::*;
pub use results::Results;
pub use review::{CompareJob, Reviewing, RulePlan, RulesJob, Tally};
pub use settings::{
    ColourBy, LINE_HEIGHT, LabelNames, MEASURE, Settings, TEXT_SIZE, TextFamily, ThemeChoice,
};
pub use talks::{TalkAsk, TalkDone, TalkJob, TalkKind, TalkList, TalkRow, TalkScope, TalkView};
pub use view::{Linking, Review, Selection, ViewState};
pub use watching::{RereadDone, RereadJob, Watched};
pub use windows::{Claimed, OpenIn, Window, is_asked_for};

use opening::who;
use preparing::Snapshot;
use saving::Leave;

use crate::command::CommandId;
use crate::model::edit::recipes::{self, Author};
use crate::model::edit::{EditError, History, Transaction};
use crate::model::*;
use crate::store::journal::ForeignJournal;
use crate::store::{self, FileKey, Location, Opened};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A project that is open.
pub struct Open {
    pub project: Project,
    pub history: History,
    pub location: Location,
    /// Counts what this window has opened.
    opening: u64,
    pub me: Option<PersonId>,
    pub read_only: Option<String>,
    pub problems: Problems,
    /// Files that were not read whole; never overwritten.
    damaged: BTreeSet<FileKey>,
    files: watching::Files,
    dirty: BTreeSet<FileKey>,
    /// Counts edits, undos and redos.
    pub revision: u64,
    saving: bool,
    /// When the save under way began, in seconds since start.
    saving_since: f64,
    /// Why the last save failed.
    pub trouble: Option<Trouble>,
    /// The system said at the opening that nothing can be written into the project's folder.
    pub is_protected: bool,
    /// How this window stands to others on the same project.
    pub window: OpenIn,
    journal: journaling::Journaling,
    typing: typing::Typing,
    /// How many edits came from the journal when the project was opened.
    pub recovered: usize,
    /// Edits that belong to another state of the project: see `Request::Foreign`.
    pub foreign_journals: Vec<ForeignJournal>,
    /// The user was told that leaving now loses edits.
    told: bool,
    changed_at: f64,
}

pub type Clock = Box<dyn Fn() -> Timestamp + Send>;

pub struct Session {
    pub open: Option<Open>,
    pub view: ViewState,
    pub settings: Settings,
    pub keymap: Keymap,
    /// A job that holds up the window's content: what it does, for people.
    pub busy: Option<String>,
    opening: Option<Arc<Opening>>,
    openings: u64,
    looks: looks::Table,
    clock: Clock,
    random: Box<dyn Randomness>,
    /// Seconds since start, as the window counts them.
    seconds: f64,
    /// Who was asked for on the command line.
    wanted_person: Option<String>,
    /// The last save of a project that was left while it was still being saved.
    last_save: Option<Job>,
    /// Where the user was in a project that is opened at another place.
    place: Option<(DocumentId, Selection)>,
    /// Where to go when the edits are saved.
    leaving: Option<Leave>,
    finding: finding::Finding,
    /// How many labels wait to be placed, for the user and for others, and in which state of what.
    to_place: (usize, usize),
    counted: Option<(smol_str::SmolStr, u64, Option<PersonId>)>,
    /// When settings that are not written yet were changed last, in seconds since start.
    settings_changed: Option<f64>,
    settings_saving: bool,
}

type Effects = Result<Vec<Effect>, UserError>;

impl Open {
    /// Refused where the project is only to be looked at.
    fn need_writable(&self) -> Result<(), UserError> {
        self.read_only
            .as_deref()
            .map_or(Ok(()), |reason| Err(looked_at_only(reason)))
    }
}

fn looked_at_only(reason: &str) -> UserError {
    UserError::with_hint("The project is open to look at only", reason)
}

impl Session {
    pub fn new(settings: Settings, clock: Clock, random: Box<dyn Randomness>) -> Self {
        Self {
            open: None,
            view: ViewState::default(),
            settings,
            keymap: Keymap::default(),
            busy: None,
            opening: None,
            openings: 0,
            looks: looks::Table::default(),
            clock,
            random,
            seconds: 0.0,
            wanted_person: None,
            last_save: None,
            place: None,
            leaving: None,
            finding: finding::Finding::default(),
            to_place: (0, 0),
            counted: None,
            settings_changed: None,
            settings_saving: false,
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

    /// The user's layer on the open document, which need not exist yet; the agreed result's while it is edited.
    pub fn own_key(&self) -> Option<LayerKey> {
        if self.is_editing_result() {
            return self.view.document.clone().map(LayerKey::adjudicated);
        }
        self.my_key()
    }

    /// The user's layer on the open document, whatever is edited.
    pub fn my_key(&self) -> Option<LayerKey> {
        self.open.as_ref()?.own_layer(self.view.document.as_ref()?)
    }

    /// The selected annotation with its annotator.
    pub fn selected(&self) -> Option<(&PersonId, &Arc<Annotation>)> {
        let (person, id) = self.view.selected.as_ref()?;
        let key = LayerKey::new(self.view.document.clone()?, person.clone());
        Some((person, self.project()?.layer(&key)?.annotation(id.as_str())?))
    }

    /// The selected annotation if it is the user's own, or the result that is being edited.
    pub fn selected_own(&self) -> Option<&Arc<Annotation>> {
        let (person, annotation) = self.selected()?;
        let mine = Some(person) == self.open.as_ref()?.me.as_ref() || self.is_editing_result();
        mine.then_some(annotation)
    }

    /// Does one request. The session is as before when it fails.
    pub fn handle(&mut self, request: Request) -> Effects {
        let before = self.caret();
        let result = self.dispatch(request);
        self.follow_text(before);
        if let Some(open) = &mut self.open {
            // Undo can take a person away, and redo bring them back.
            open.me = who(&self.settings, &open.project);
            self.view.repair(&open.project, open.me.as_ref());
        }
        self.refresh_looks();
        let mut effects = result?;
        effects.extend(self.refresh_review());
        effects.extend(self.refresh_board());
        effects.extend(self.refresh_talks());
        effects.extend(self.refresh_finding());
        effects.extend(self.refresh_placing());
        self.refresh_conflicts();
        self.refresh_results();
        Ok(effects)
    }

    fn dispatch(&mut self, request: Request) -> Effects {
        match request {
            Request::Command(id) => self.run_command(id),
            Request::Done(outcome) => self.job_done(outcome),
            Request::Codebook(edit) => self.edit_codebook(edit),
            Request::Open(path) => {
                let progress = Arc::default();
                self.leave(Leave::Open(Box::new(Job::Open { path, progress })))
            }
            Request::CancelOpening => {
                self.cancel_opening();
                Ok(Vec::new())
            }
            Request::CancelWork => {
                self.cancel_work();
                Ok(Vec::new())
            }
            Request::OpenSample => self.leave(Leave::Open(Box::new(Job::OpenSample))),
            Request::Create {
                folder,
                name,
                codebook,
            } => {
                let project_id = id::random_text(&mut *self.random, 12);
                self.leave(Leave::Open(Box::new(Job::Create {
                    folder,
                    name,
                    codebook,
                    project_id,
                })))
            }
            Request::Close => self.leave(Leave::Close),
            Request::TakeOver => self.take_over(),
            Request::Save => Ok(self.save_at_once()),
            Request::LookAgain => Ok(self.look_again()),
            Request::Conflicts(what) => self.dispatch_conflicts(what),
            Request::Reviewing(what) => self.dispatch_reviewing(what),
            Request::BringIn(what) => self.dispatch_bringing(what),
            Request::Board(what) => self.dispatch_board(what),
            Request::Talks(what) => self.dispatch_talks(what),
            Request::Mend(what) => self.dispatch_problems(what),
            Request::Earlier(what) => self.dispatch_earlier(what),
            Request::Foreign(path, what) => self.ask_foreign(&path, what),
            Request::Reanchoring(what) => self.dispatch_anchoring(what),
            Request::SetMe(name) => self.set_me(&name),
            Request::Typed { visit, left, request } => self.typed(visit, left, *request),
            Request::LetGo(visit) => self.let_go(visit),
            Request::LookAt(look) => Ok(vec![Effect::Work(Job::LookAt(Asked::Path(look)))]),
            Request::Dropped(paths) => Ok(vec![Effect::Work(Job::LookAt(Asked::Dropped(paths)))]),
            Request::SelectDocument(id) => Ok(self.select_document(id)),
            Request::ReadKeymap => Ok(Self::read_keymap(KeymapWhy::Start)),
            other => self.dispatch_exchange(other),
        }
    }

    /// What is shown and how.
    fn dispatch_look(&mut self, request: Request) -> Effects {
        match request {
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
            Request::SetPanels { left, right } => Ok(self.change_settings(|s| {
                s.left_width = left;
                s.right_width = right;
            })),
            Request::SetWindow(width, height) => {
                Ok(self.change_settings(|s| s.window = Some((width, height))))
            }
            other => self.dispatch_reading(other),
        }
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
        open.need_writable()?;
        let transaction = make(&open.project, &mut *self.random)?;
        if transaction.is_empty() {
            return Ok(Arc::new(transaction));
        }
        let done = open.history.commit(&mut open.project, transaction)?;
        open.journal_edit(&done);
        open.touch(&done, self.seconds);
        Ok(done)
    }

    fn simple_edit(
        &mut self,
        make: impl FnOnce(&Project, &mut dyn Randomness) -> Result<Transaction, EditError>,
    ) -> Effects {
        self.edit(make).map(|_| Vec::new())
    }

    // ---- settings

    fn change_settings(&mut self, edit: impl FnOnce(&mut Settings)) -> Vec<Effect> {
        let before = self.settings.clone();
        edit(&mut self.settings);
        if self.settings != before {
            self.settings_changed = Some(self.seconds);
        }
        Vec::new()
    }

    // ---- outcomes

    fn job_done(&mut self, outcome: Outcome) -> Effects {
        match outcome {
            Outcome::OpenCancelled | Outcome::WindowTold | Outcome::LookedAt => Ok(Vec::new()),
            Outcome::Opened(result) => {
                self.busy = None;
                self.opening = None;
                Ok(self.opened(&*result?))
            }
            Outcome::Saved { location, report } => Ok(self.saved(&location, &report)),
            Outcome::Journaled { location, result } => Ok(self.journaled(&location, result)),
            Outcome::Foreign(done) => self.foreign_done(*done),
            Outcome::Scanned { location, scan } => Ok(self.scanned(&location, &scan)),
            Outcome::Reread(done) => self.read_again(*done),
            Outcome::Mending(done) => self.mended(&done.0, done.1),
            Outcome::Dropped(paths, found) => self.dropped(paths, found),
            Outcome::AskedFor(folder) => Ok(self.give_way(&folder)),
            Outcome::SavedElsewhere(done) => self.saved_elsewhere(*done),
            Outcome::BringingRead(result) => self.bringing_read(result),
            Outcome::Copied(result) => Ok(self.saved_copy(&result?)),
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
            Outcome::Compared(done, revision) => Ok(self.compared(*done, revision)),
            Outcome::Talks(done) => Ok(self.talks_done(*done)),
            Outcome::Board(done) => self.board_done(*done),
            Outcome::RulesPlanned(plan) => Ok(self.rules_planned(*plan)),
            Outcome::KeymapRead(read) => Ok(self.keymap_read(read)),
            Outcome::PlacesFound(found) => Ok(self.places_found(found)),
            Outcome::TextRead(read) => self.text_read(&read.0, read.1),
            Outcome::Decided(done) => self.decided(*done),
            outcome @ (Outcome::Found(_) | Outcome::FoundAll(_) | Outcome::TagAllPlanned(_)) => {
                Ok(self.finding_done(outcome))
            }
            Outcome::SettingsSaved(result) => {
                // Settings are a convenience: losing them must not disturb the work.
                let _ = result;
                self.settings_saving = false;
                Ok(Vec::new())
            }
        }
    }
}

#[cfg(test)]
mod tests;
