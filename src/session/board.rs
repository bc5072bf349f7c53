//! The board: documents by people, with how far each is, who is to do what, and how many places are left to decide.
//! Computed on a worker from a snapshot; the shell lists the same numbers.

use super::*;
use crate::analysis::compare::{CompareOptions, PlaceState, compare, people_to_compare};
use crate::formats;
use crate::model::edit::recipes as r;
use std::path::PathBuf;

/// How one person stands to one document.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "facts that do not exclude each other"
)]
pub struct BoardCell {
    pub state: Progress,
    /// The person has a layer here.
    pub is_there: bool,
    /// They have gone through the document.
    pub annotated: bool,
    pub labels: usize,
    pub links: usize,
    pub assigned: bool,
    pub locked: bool,
}

/// Places of a document by what became of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct PlaceCounts {
    pub places: usize,
    /// With a decision, also one that is outdated.
    pub decided: usize,
    pub discuss: usize,
    /// Decided before an item changed.
    pub outdated: usize,
    /// Differences that wait: not decided at all, decided differently by two, or outdated. Those put aside are not among them.
    pub left: usize,
}

impl PlaceCounts {
    pub fn of<'a>(places: impl IntoIterator<Item = &'a crate::analysis::compare::ComparedPlace>) -> Self {
        let mut counts = Self::default();
        for place in places {
            counts.places += 1;
            counts.decided += usize::from(place.decided().is_some());
            match &place.state {
                PlaceState::Open => counts.left += usize::from(!place.is_agreed()),
                PlaceState::Discuss(_) => counts.discuss += 1,
                PlaceState::Decided(_) => {}
                PlaceState::Outdated(_) => {
                    counts.outdated += 1;
                    counts.left += 1;
                }
                PlaceState::Rivals(_) => counts.left += 1,
            }
        }
        counts
    }

    pub fn add(&mut self, other: &Self) {
        self.places += other.places;
        self.decided += other.decided;
        self.discuss += other.discuss;
        self.outdated += other.outdated;
        self.left += other.left;
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoardRow {
    pub document: DocumentId,
    pub title: String,
    /// Unicode scalars; None where the text could not be read.
    pub characters: Option<u32>,
    /// In the order of the board's people.
    pub cells: Vec<BoardCell>,
    pub counts: PlaceCounts,
}

#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Board {
    /// Annotators by id, then who suggests, then the agreed result.
    pub people: Vec<Arc<Person>>,
    /// By title.
    pub rows: Vec<BoardRow>,
}

impl Board {
    /// Compares the people of every document: for a worker.
    pub fn of(project: &Project) -> Self {
        let mut people: Vec<Arc<Person>> = project.people().cloned().collect();
        people.sort_by_key(|person| {
            (
                !person.kind.is_annotator(),
                person.kind == PersonKind::Adjudicated,
            )
        });
        let rows = project.documents_by_title().into_iter().map(|document| {
            let cells = people
                .iter()
                .map(|person| cell(project, &LayerKey::new(document.id.clone(), person.id.clone())));
            BoardRow {
                document: document.id.clone(),
                title: document.title.clone(),
                characters: project.text(document.id.as_str()).map(|text| text.scalar_len()),
                cells: cells.collect(),
                counts: place_counts(project, &document.id),
            }
        });
        Self {
            rows: rows.collect(),
            people: people.clone(),
        }
    }

    /// Those who are given documents.
    pub fn annotators(&self) -> Vec<PersonId> {
        let annotators = self
            .people
            .iter()
            .filter(|person| person.kind == PersonKind::Person);
        annotators.map(|person| person.id.clone()).collect()
    }

    pub fn cell(&self, row: usize, column: usize) -> Option<&BoardCell> {
        self.rows.get(row)?.cells.get(column)
    }

    pub fn key(&self, row: usize, column: usize) -> Option<LayerKey> {
        let document = self.rows.get(row)?.document.clone();
        Some(LayerKey::new(document, self.people.get(column)?.id.clone()))
    }

    pub fn total(&self) -> PlaceCounts {
        let mut total = PlaceCounts::default();
        self.rows.iter().for_each(|row| total.add(&row.counts));
        total
    }

    /// How many documents a person has finished, of how many that are assigned to them or begun by them.
    pub fn share(&self, column: usize) -> (usize, usize) {
        let cells = self.rows.iter().filter_map(|row| row.cells.get(column));
        let mine = cells.filter(|cell| cell.assigned || cell.is_there);
        mine.fold((0, 0), |(done, all), cell| {
            let finished = matches!(cell.state, Progress::Finished | Progress::Locked);
            (done + usize::from(finished), all + 1)
        })
    }

    /// A table for spreadsheets: a row a document, four columns a person.
    pub fn csv(&self) -> Result<Vec<u8>, UserError> {
        let mut head: Vec<String> = ["document", "title", "characters"].map(str::to_owned).to_vec();
        for person in &self.people {
            let columns = ["progress", "assigned", "labels", "links"];
            head.extend(columns.map(|column| format!("{} {column}", person.id)));
        }
        head.extend(["places", "decided", "discuss", "outdated", "left"].map(str::to_owned));
        let mut rows = vec![head];
        for row in &self.rows {
            let characters = row.characters.map(|count| count.to_string()).unwrap_or_default();
            let mut cells = vec![row.document.to_string(), row.title.clone(), characters];
            for cell in &row.cells {
                cells.push(cell.state.word().to_owned());
                cells.push(if cell.assigned { "yes" } else { "no" }.to_owned());
                cells.extend([cell.labels, cell.links].map(|count| count.to_string()));
            }
            let counts = &row.counts;
            let counts = [
                counts.places,
                counts.decided,
                counts.discuss,
                counts.outdated,
                counts.left,
            ];
            cells.extend(counts.map(|count| count.to_string()));
            rows.push(cells);
        }
        formats::csv_sheet(&rows)
    }
}

fn cell(project: &Project, key: &LayerKey) -> BoardCell {
    let layer = project.layer(key);
    BoardCell {
        state: project.progress(key),
        is_there: layer.is_some(),
        annotated: layer.is_some_and(|layer| layer.head().annotated),
        labels: layer.map_or(0, Layer::len),
        links: layer.map_or(0, |layer| layer.links().len()),
        assigned: project.is_assigned(key),
        locked: project.is_locked(key),
    }
}

/// All who have been through a document, compared.
pub fn place_counts(project: &Project, document: &DocumentId) -> PlaceCounts {
    match people_to_compare(project, document).as_slice() {
        [] | [_] => PlaceCounts::default(),
        people => {
            let places = compare(project, document, people, &CompareOptions::default());
            PlaceCounts::of(&places)
        }
    }
}

/// What is asked of the board.
#[derive(Clone, Debug)]
pub enum BoardAsk {
    /// Gives a document to a person, or takes it away.
    Assign(LayerKey, bool),
    /// Closes layers to their people, or opens them again.
    Lock(Vec<LayerKey>, bool),
    /// So many people a document, each with about as many documents.
    Balance(usize),
    /// To a document, with a person's labels shown.
    GoTo(LayerKey),
    /// The board as CSV, in the place of what is there.
    Export(PathBuf),
    Close,
}

/// The board while it is shown.
#[derive(Clone, Debug, Default)]
pub struct BoardView {
    pub board: Arc<Board>,
    /// The revision that it is of; None before the first is there.
    pub computed: Option<u64>,
    asked: Option<u64>,
}

/// What a worker makes a board, or a file of one, from.
#[derive(Clone, Debug)]
pub enum BoardJob {
    Look {
        project: Project,
        revision: u64,
    },
    Export {
        project: Project,
        location: Location,
        path: PathBuf,
    },
}

#[derive(Clone, Debug)]
pub enum BoardDone {
    Board(Arc<Board>, u64),
    Exported(Result<PathBuf, UserError>),
}

pub(super) fn work(disk: &dyn store::disk::Disk, job: BoardJob) -> BoardDone {
    match job {
        BoardJob::Look { project, revision } => BoardDone::Board(Arc::new(Board::of(&project)), revision),
        BoardJob::Export {
            project,
            location,
            path,
        } => BoardDone::Exported(export(disk, &project, &location, path)),
    }
}

fn export(
    disk: &dyn store::disk::Disk,
    project: &Project,
    location: &Location,
    path: PathBuf,
) -> Result<PathBuf, UserError> {
    let files = vec![(path.clone(), Board::of(project).csv()?)];
    exporting::refuse_targets(disk, &files, location, true)
        .map_err(|refusal| UserError::with_hint(refusal.to_string(), "Choose another place"))?;
    for (path, bytes) in &files {
        store::write_atomic_on(disk, path, bytes)?;
    }
    Ok(path)
}

impl Session {
    pub(super) fn open_board(&mut self) -> Vec<Effect> {
        self.view.board = Some(BoardView::default());
        vec![Effect::Show(Show::Board)]
    }

    pub(super) fn dispatch_board(&mut self, ask: BoardAsk) -> Effects {
        match ask {
            BoardAsk::Assign(key, wanted) => self.simple_edit(|p, _| Ok(r::assign(p, key, wanted))),
            BoardAsk::Lock(keys, wanted) => self.simple_edit(|p, _| Ok(r::set_locks(p, &keys, wanted))),
            BoardAsk::Balance(per_document) => self.balance(per_document),
            BoardAsk::GoTo(key) => {
                let me = self.open.as_ref().and_then(|open| open.me.as_ref());
                if Some(&key.annotator) != me && self.project().is_some_and(|p| p.layer(&key).is_some()) {
                    self.view.shown.insert(key.annotator);
                }
                self.view.board = None;
                let mut effects = self.select_document(key.document);
                effects.push(Effect::Focus(Focus::Text));
                Ok(effects)
            }
            BoardAsk::Export(path) => {
                let open = self.need_open()?;
                let job = BoardJob::Export {
                    project: open.project.clone(),
                    location: open.location.clone(),
                    path,
                };
                Ok(vec![Effect::Work(Job::Board(Box::new(job)))])
            }
            BoardAsk::Close => {
                self.view.board = None;
                Ok(vec![Effect::Focus(Focus::Text)])
            }
        }
    }

    fn balance(&mut self, per_document: usize) -> Effects {
        let project = &self.need_open()?.project;
        let people = project
            .people()
            .filter(|person| person.kind == PersonKind::Person);
        let people: Vec<PersonId> = people.map(|person| person.id.clone()).collect();
        if people.len() < per_document {
            return Err(UserError::with_hint(
                format!("There are only {} people", people.len()),
                "Add people in the codebook window, or ask for fewer a document",
            ));
        }
        let seed = self.random.next_u64();
        let done = self.edit(|p, _| Ok(r::balance(p, per_document, &people, seed)))?;
        let words = match done.changes.len() {
            0 => "Every document has as many people already".to_owned(),
            1 => "Assigned once more".to_owned(),
            count => format!("{count} assignments made"),
        };
        Ok(vec![Effect::Notify(Notice::info(words))])
    }

    /// Asks for the board again where the project changed, one at a time.
    pub(super) fn refresh_board(&mut self) -> Vec<Effect> {
        let (Some(open), Some(view)) = (&self.open, &mut self.view.board) else {
            return Vec::new();
        };
        if view.asked.is_some() || view.computed == Some(open.revision) {
            return Vec::new();
        }
        view.asked = Some(open.revision);
        let job = BoardJob::Look {
            project: open.project.clone(),
            revision: open.revision,
        };
        vec![Effect::Work(Job::Board(Box::new(job)))]
    }

    pub(super) fn board_done(&mut self, done: BoardDone) -> Effects {
        match done {
            BoardDone::Board(board, revision) => {
                if let Some(view) = &mut self.view.board
                    && view.asked == Some(revision)
                {
                    view.board = board;
                    view.computed = view.asked.take();
                }
                Ok(Vec::new())
            }
            BoardDone::Exported(result) => {
                let path = result?;
                let words = format!("The board is in {}", path.display());
                Ok(vec![Effect::Notify(Notice::info(words))])
            }
        }
    }
}
