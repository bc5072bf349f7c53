//! What the window (or a test) asks of the session, and what the session asks of the world.

mod exchange;
mod notice;
mod show;
pub use exchange::{ExportJob, Exported, ImportJob, ImportPreview};
pub use notice::Notice;
pub use show::{Focus, Show};

use super::elsewhere::{Elsewhere, ElsewhereJob};
use super::filter::Filter;
use super::finding::{FindJob, Part, SearchJob, TagAllJob, TagAllRow};
use super::settings::{ColourBy, LabelNames, TextFamily, ThemeChoice};
use super::watching::{RereadDone, RereadJob, Watched};
use super::{Entered, OpenedAt};
use crate::analysis::compare::Comparison;
use crate::analysis::search::{Field, Hit, Pattern};
use crate::command::CommandId;
use crate::formats::Scope as ExportScope;
use crate::model::*;
use crate::store::journal::Keeper;
use crate::store::window_lock::{Holder, WindowLock};
use crate::store::{FileKey, Location, SaveReport, Scan, Stamps};
use crate::text::Span;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// An edge of a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    Start,
    End,
}

/// A codebook that the program brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum StartCodebook {
    #[default]
    NewsInterview,
    Empty,
}

/// A change of the codebook. `Set…` replaces the item of the same id.
#[derive(Clone, Debug)]
pub enum CodebookEdit {
    MakeLabel {
        name: String,
        parent: Option<LabelId>,
    },
    SetLabel(Box<Label>),
    /// To a place (0 is first) among the children of `parent`.
    MoveLabel {
        id: LabelId,
        parent: Option<LabelId>,
        place: usize,
    },
    MergeLabels {
        from: LabelId,
        into: LabelId,
    },
    RetireLabel(LabelId),
    MakeAttribute {
        name: String,
        labels: Vec<LabelId>,
        kind: AttributeKind,
    },
    SetAttribute(Box<Attribute>),
    MakeLinkKind {
        name: String,
    },
    SetLinkKind(Box<LinkKind>),
    SetHead(CodebookHead),
    UseNewsInterview,
}

#[derive(Clone, Debug)]
pub enum Request {
    // project
    Open(PathBuf),
    OpenSample,
    Create {
        folder: PathBuf,
        name: String,
        codebook: StartCodebook,
    },
    /// What lies at a path; the answer comes into the question.
    LookAt(Arc<super::Look>),
    /// Files or folders dropped on the window.
    Dropped(Vec<PathBuf>),
    /// Of a project that is being opened.
    CancelOpening,
    /// What takes long and an edit will come of.
    CancelWork,
    Close,
    /// The open project from another window, which then looks on.
    TakeOver,
    Save,
    /// Looks whether somebody else changed the project's files.
    LookAgain,
    /// Edits that belong to another state of the project, by the file that holds them.
    Foreign(PathBuf, super::Foreign),
    SaveCopy(PathBuf),
    /// Some documents and the layers of some people, as one file.
    SavePart(PathBuf, Box<ExportScope>),
    /// The whole project, to a folder that is new or empty.
    SaveElsewhere {
        folder: PathBuf,
        /// Open it there.
        goes_on: bool,
    },
    SetMe(String),
    // documents
    SelectDocument(DocumentId),
    SetDocument(Box<Document>),
    DeleteDocument(DocumentId),
    SetProgress(Progress),
    PreviewImport {
        paths: Vec<PathBuf>,
        encoding: Option<String>,
        annotator: Option<String>,
    },
    /// What was guessed about new documents of the preview, put right.
    DescribeImport(Vec<Document>),
    ConfirmImport,
    CancelImport,
    Export {
        format: String,
        options: Vec<(String, String)>,
        scope: Box<ExportScope>,
        path: PathBuf,
        /// The user has seen that something is there and may be replaced.
        force: bool,
    },
    // text
    /// Bytes of the open document; equal ends are a bare caret.
    Select {
        anchor: u32,
        head: u32,
    },
    SelectAnnotation {
        annotator: PersonId,
        id: AnnotationId,
    },
    Deselect,
    /// A mouse selection ended: with a sticky label it is tagged now.
    SelectionDone,
    // tagging
    Tag(LabelId),
    /// Tags each new selection with this label from now on; None stops it.
    KeepTagging(Option<LabelId>),
    Relabel(LabelId),
    SetFragments(AnnotationId, Fragments),
    MoveEdge {
        edge: Edge,
        forward: bool,
    },
    RemoveFragment {
        id: AnnotationId,
        fragment: usize,
    },
    SetAttribute {
        id: AnnotationId,
        attribute: AttributeId,
        value: Option<AttributeValue>,
    },
    /// Makes an entity and, where given, puts it into an attribute.
    MakeEntity {
        name: String,
        kind: String,
        into: Option<(AnnotationId, AttributeId)>,
    },
    SetEntity(Box<Entity>),
    MergeEntities {
        from: EntityId,
        into: EntityId,
    },
    DeleteEntity(EntityId),
    SetNote(AnnotationId, String),
    /// An edit from a field that is typed in. All of one visit to the field are one step to undo, if nothing else came between.
    /// Each visit has a number of its own; `left`: it is over.
    Typed {
        visit: u64,
        left: bool,
        request: Box<Request>,
    },
    /// The edit of this visit to a field is not wanted after all.
    LetGo(u64),
    StartLink(LinkKindId),
    /// The other end of the link that was started.
    LinkTo(AnnotationId),
    DeleteLink(LinkId),
    AddComment {
        on: AnnotationId,
        text: String,
    },
    /// Makes, changes or deletes it.
    WriteComment {
        id: CommentId,
        on: AnnotationId,
        text: String,
    },
    ResolveComment(CommentId, bool),
    DeleteComment(CommentId),
    Codebook(CodebookEdit),
    // people and reviewing
    AddPerson {
        name: String,
    },
    SetPerson(Box<Person>),
    ShowPerson(PersonId, bool),
    GoToPlace(usize),
    Reviewing(super::Reviewing),
    // finding
    /// Opens the find bar and searches the open document.
    Find(Pattern),
    /// To the next hit or the one before, round; selects its words.
    FindStep {
        forward: bool,
    },
    /// Selects the words of the current hit.
    CloseFind,
    SearchAll {
        pattern: Pattern,
        fields: BTreeSet<Field>,
    },
    /// Stops; what was found stays.
    CancelSearch,
    GoToHit(usize),
    /// Goes to a hit of the search and remembers it as the current one.
    OpenHit(usize),
    /// To the next or the previous hit that passes the filter.
    StepHit {
        forward: bool,
    },
    FilterHits(String),
    CloseSearch,
    /// Lists what would be tagged. Nothing is edited.
    PlanTagAll {
        label: LabelId,
        pattern: Pattern,
        everywhere: bool,
    },
    /// Some rows of the list.
    TickTagAll(std::ops::Range<usize>, bool),
    TickAllTagAll(bool),
    ConfirmTagAll,
    CancelTagAll,
    /// Labels that wait to be placed, and texts that are replaced.
    Reanchoring(super::Reanchoring),
    Conflicts(super::Conflicts),
    BringIn(super::BringIn),
    Board(super::BoardAsk),
    Talks(super::TalkAsk),
    // the rest
    Command(CommandId),
    /// Reads the user’s own keys, when the program starts.
    ReadKeymap,
    SetTheme(ThemeChoice),
    SetLabelNames(LabelNames),
    SetTextSize(f32),
    SetTextFamily(TextFamily),
    /// Characters a line.
    SetMeasure(f32),
    /// A multiple of the text size.
    SetLineHeight(f32),
    SetParagraphNumbers(bool),
    SetColourBy(ColourBy),
    SetFilter(Filter),
    SetPanels {
        left: f32,
        right: f32,
    },
    SetWindow(f32, f32),
    /// What is wrong with the project, and repairs.
    Mend(super::Mend),
    /// Earlier states of files.
    Earlier(super::Earlier),
    /// A job ended.
    Done(Outcome),
}

/// What the session wants of the world.
#[derive(Clone, Debug)]
pub enum Effect {
    Work(Job),
    /// To the clipboard.
    Copy(String),
    /// Scroll so that the span of the open document can be seen.
    Reveal(Span),
    Notify(Notice),
    /// Put the keyboard into a part of the window.
    Focus(Focus),
    Show(Show),
    Quit,
}

/// Work that reads or writes files or takes long: done on a worker with a snapshot, never on the UI thread.
#[derive(Clone, Debug)]
pub enum Job {
    Open {
        path: PathBuf,
        progress: Arc<super::Opening>,
    },
    /// Asks another window to let go of a project, and opens it then.
    TakeOver {
        path: PathBuf,
        /// The project's state folder.
        folder: PathBuf,
        progress: Arc<super::Opening>,
    },
    /// Tells other windows who holds a project.
    TellWindow {
        lock: Arc<WindowLock>,
        holder: Box<Holder>,
    },
    LookAt(super::Asked),
    OpenSample,
    Create {
        folder: PathBuf,
        name: String,
        codebook: StartCodebook,
        project_id: String,
    },
    Save {
        location: OpenedAt,
        project: Box<Project>,
        files: BTreeSet<FileKey>,
        damaged: BTreeSet<FileKey>,
        stamps: Arc<Stamps>,
        journal: Option<super::SavedWith>,
    },
    /// Writes what waits for the journal.
    Journal {
        keeper: Arc<Keeper>,
        location: OpenedAt,
    },
    Foreign(Box<super::ForeignJob>),
    /// Looks whether somebody else changed the files.
    Scan(Watched),
    /// Reads files that somebody else changed and merges them.
    Reread(Box<RereadJob>),
    SaveElsewhere(Box<ElsewhereJob>),
    SaveCopy {
        project: Box<Project>,
        location: Location,
        path: PathBuf,
        /// None for the whole project.
        scope: Option<Box<ExportScope>>,
    },
    Import(Box<ImportJob>),
    BringIn(Box<super::BringJob>),
    Export(Box<ExportJob>),
    Compare(Box<super::CompareJob>),
    PlanRules(Box<super::RulesJob>),
    Board(Box<super::BoardJob>),
    Talks(Box<super::TalkJob>),
    Find(Box<FindJob>),
    SearchAll(Box<SearchJob>),
    PlanTagAll(Box<TagAllJob>),
    FindPlaces(Box<super::PlacesJob>),
    ReadText(Box<super::NewTextJob>),
    Decide(Box<super::DecideJob>),
    SaveSettings(String),
    ReadKeymap(KeymapWhy),
    /// Problems, repairs, earlier states.
    Mending(Box<super::mending::Task>),
}

/// For what the file of keys is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeymapWhy {
    Start,
    Reload,
    /// To be changed: it is made where there is none.
    Edit,
}

#[derive(Clone, Debug)]
pub struct KeymapRead {
    pub why: KeymapWhy,
    /// Where the file is or would be.
    pub path: Option<PathBuf>,
    /// None where there is no file.
    pub text: Result<Option<String>, UserError>,
}

impl Job {
    /// Whether nothing is lost when the program ends before the job does.
    pub fn may_be_left(&self) -> bool {
        matches!(
            self,
            Self::Open { .. }
                | Self::TakeOver { .. }
                | Self::LookAt(_)
                | Self::Scan(_)
                | Self::Reread(_)
                | Self::Find(_)
                | Self::SearchAll(_)
                | Self::PlanTagAll(_)
                | Self::FindPlaces(_)
                | Self::ReadText(_)
                | Self::Decide(_)
        )
    }
}

/// What became of a job.
#[derive(Clone, Debug)]
pub enum Outcome {
    Opened(Result<Arc<Entered>, UserError>),
    /// Another window asks for the project with this state folder.
    AskedFor(PathBuf),
    WindowTold,
    /// The answer is in the question.
    LookedAt,
    Dropped(Vec<PathBuf>, super::Found),
    /// The user did not want to wait.
    OpenCancelled,
    Saved {
        location: OpenedAt,
        report: Arc<SaveReport>,
    },
    /// How many edits of the open project are safe in the journal, since it was opened.
    Journaled {
        location: OpenedAt,
        result: Result<u64, UserError>,
    },
    Foreign(Box<super::ForeignDone>),
    /// Somebody else changed files.
    Scanned {
        location: Location,
        scan: Scan,
    },
    Reread(Box<RereadDone>),
    Copied(Result<PathBuf, UserError>),
    SavedElsewhere(Box<Elsewhere>),
    ImportRead(Result<Arc<ImportPreview>, UserError>),
    BringingRead(Result<Arc<super::BringPreview>, UserError>),
    Exported(Result<Exported, UserError>),
    /// The comparison, decisions without a place, and the revision that both are of.
    Compared(Box<(Comparison, Vec<DecisionId>)>, u64),
    RulesPlanned(Box<super::RulePlan>),
    Board(Box<super::BoardDone>),
    Talks(Box<super::TalkDone>),
    Found(Part<Span>),
    FoundAll(Part<Hit>),
    TagAllPlanned(Part<TagAllRow>),
    PlacesFound(super::PlacesFound),
    TextRead(Box<(super::Ticket, Result<super::NewText, UserError>)>),
    Decided(Box<super::Decided>),
    SettingsSaved(Result<(), UserError>),
    KeymapRead(KeymapRead),
    /// Of the project in this place.
    Mending(Box<(Location, super::mending::Told)>),
}
