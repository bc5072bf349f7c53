//! Labels that wait to be placed: the list of them, and what is decided about each. Computes nothing: it asks for a job.

use super::*;
use crate::analysis::placing::{self, ToPlace};
use crate::model::edit::recipes as r;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What is asked about labels that wait, and about texts.
#[derive(Clone, Debug)]
pub enum Reanchoring {
    /// To a row of the list.
    GoTo(usize),
    /// Gives the current label the n-th of the places it may have, from 0.
    Take(usize),
    Drop,
    Close,
    /// What another text would do to the labels of a document. Nothing is edited.
    PreviewText {
        document: DocumentId,
        path: PathBuf,
        encoding: Option<String>,
    },
    ConfirmText,
    CancelText,
    /// A text that another program changed is the one that is meant.
    AcceptText(DocumentId),
}

/// The list of labels that wait, while it is shown.
#[derive(Clone, Debug, Default)]
pub struct Placing {
    pub rows: Arc<Vec<ToPlace>>,
    /// Index into `rows`.
    pub current: usize,
    /// The places are being looked for.
    pub running: bool,
    /// It is being looked whether another program changed a text.
    pub looking: bool,
    asked: Option<Asked>,
    /// Go to the current row when the places arrive.
    jump: bool,
}

/// The labels that were asked for, by layer.
pub(super) type Asked = Vec<(LayerKey, Vec<AnnotationId>)>;

impl Placing {
    pub fn row(&self) -> Option<&ToPlace> {
        self.rows.get(self.current)
    }

    pub fn sure(&self) -> usize {
        self.rows.iter().filter(|row| row.sure).count()
    }
}

/// Looks for places, with a snapshot.
#[derive(Clone, Debug)]
pub struct PlacesJob {
    project: Project,
    asked: Asked,
}

#[derive(Clone, Debug)]
pub struct PlacesFound {
    asked: Asked,
    rows: Arc<Vec<ToPlace>>,
}

pub(super) fn find_places(job: PlacesJob) -> PlacesFound {
    let layers = job.asked.iter();
    let rows = layers.flat_map(|(key, _)| placing::to_place(&job.project, key));
    PlacesFound {
        rows: Arc::new(rows.collect()),
        asked: job.asked,
    }
}

/// Whether a person may write a layer: their own, or one that nobody owns.
pub(super) fn may_write(project: &Project, me: Option<&PersonId>, layer: &LayerKey) -> bool {
    project.may_write(me, &layer.annotator)
}

impl Open {
    /// Whether the user may write this layer: their own, or one that nobody owns.
    pub(super) fn may_write(&self, layer: &LayerKey) -> bool {
        may_write(&self.project, self.me.as_ref(), layer)
    }

    /// The labels that wait in layers that the user may write, and how many wait in those of others.
    pub(super) fn waiting(&self) -> (Asked, usize) {
        let (mut asked, mut others) = (Vec::new(), 0);
        for (key, layer) in self.project.layers() {
            let waiting = layer.all_adrift();
            if waiting.len() == 0 {
            } else if self.may_write(key) {
                let ids = waiting.map(|adrift| adrift.annotation.id.clone());
                asked.push((key.clone(), ids.collect()));
            } else {
                others += waiting.len();
            }
        }
        (asked, others)
    }
}

impl Session {
    /// How many labels wait for the user, and how many for others. Kept from one edit to the next.
    pub fn to_place(&self) -> (usize, usize) {
        self.to_place
    }

    pub(super) fn dispatch_anchoring(&mut self, request: Reanchoring) -> Effects {
        match request {
            Reanchoring::GoTo(row) => Ok(self.go_to_waiting(row)),
            Reanchoring::Take(nth) => self.take_candidate(nth),
            Reanchoring::Drop => self.drop_waiting(),
            Reanchoring::Close => {
                self.view.placing = None;
                Ok(vec![Effect::Focus(Focus::Text)])
            }
            Reanchoring::PreviewText {
                document,
                path,
                encoding,
            } => self.preview_text(document, path, encoding),
            Reanchoring::ConfirmText => self.confirm_text(),
            Reanchoring::CancelText => {
                self.cancel_work();
                self.view.new_text = None;
                Ok(Vec::new())
            }
            Reanchoring::AcceptText(id) => self.accept_text(&id),
        }
    }

    // ---- the list

    /// Opens the list, or goes to it where it is open.
    pub(super) fn open_placing(&mut self) -> Effects {
        let mut effects = vec![Effect::Focus(Focus::Placing)];
        if self.view.placing.is_none() {
            let look = self.look_again();
            self.view.placing = Some(Placing {
                jump: true,
                looking: !look.is_empty(),
                ..Placing::default()
            });
            effects.extend(look);
        }
        Ok(effects)
    }

    /// After each request: which labels wait now, and where they may be.
    pub(super) fn refresh_placing(&mut self) -> Vec<Effect> {
        let Some(open) = &self.open else {
            self.to_place = (0, 0);
            self.counted = None;
            return Vec::new();
        };
        let now = (open.project.head().id.clone(), open.revision, open.me.clone());
        if self.counted.as_ref() == Some(&now) && self.view.placing.as_ref().is_none_or(|p| p.asked.is_some())
        {
            return Vec::new();
        }
        let (asked, others) = open.waiting();
        self.counted = Some(now);
        self.to_place = (asked.iter().map(|(_, ids)| ids.len()).sum(), others);
        let Some(placing) = &mut self.view.placing else {
            return Vec::new();
        };
        if placing.asked.as_ref() == Some(&asked) {
            return Vec::new();
        }
        // What has its place now goes from the list at once; the worker's answer may take a while.
        let waits = |row: &ToPlace| {
            asked
                .iter()
                .any(|(key, ids)| *key == row.layer && ids.contains(row.id()))
        };
        if !placing.rows.iter().all(waits) {
            let before = placing
                .rows
                .iter()
                .take(placing.current)
                .filter(|row| waits(row))
                .count();
            placing.rows = Arc::new(placing.rows.iter().filter(|row| waits(row)).cloned().collect());
            placing.current = before.min(placing.rows.len().saturating_sub(1));
        }
        placing.running = true;
        placing.asked = Some(asked.clone());
        vec![Effect::Work(Job::FindPlaces(Box::new(PlacesJob {
            project: open.project.clone(),
            asked,
        })))]
    }

    pub(super) fn places_found(&mut self, found: PlacesFound) -> Vec<Effect> {
        let Some(placing) = &mut self.view.placing else {
            return Vec::new();
        };
        if placing.asked.as_ref() != Some(&found.asked) {
            return Vec::new();
        }
        let here = placing.row().map(|row| (row.layer.clone(), row.id().clone()));
        let same = |row: &ToPlace| Some((row.layer.clone(), row.id().clone())) == here;
        placing.running = false;
        placing.current = found.rows.iter().position(same).unwrap_or(placing.current);
        placing.current = placing.current.min(found.rows.len().saturating_sub(1));
        placing.rows = found.rows;
        if std::mem::take(&mut placing.jump) {
            let current = placing.current;
            return self.go_to_waiting(current);
        }
        Vec::new()
    }

    /// Shows where a label may be: its likeliest place is selected, so that it can be seen, changed and taken.
    fn go_to_waiting(&mut self, index: usize) -> Vec<Effect> {
        let Some(placing) = &mut self.view.placing else {
            return Vec::new();
        };
        let Some(row) = placing.rows.get(index).cloned() else {
            return Vec::new();
        };
        placing.current = index;
        let mut effects = Vec::new();
        if self.view.document.as_ref() != Some(&row.layer.document) {
            effects = self.select_document(row.layer.document.clone());
            effects.retain(|effect| !matches!(effect, Effect::Focus(_)));
        }
        self.view.selected = None;
        let hull = row.candidates.first().and_then(Fragments::hull);
        self.view.selection = match hull {
            Some(hull) => Selection {
                anchor: hull.start(),
                head: hull.end(),
            },
            None => Selection::caret(row.near),
        };
        let near = self.document().and_then(|(_, text)| {
            let at = text.floor_boundary(row.near) as usize;
            text.span(at..at).ok()
        });
        effects.extend(hull.or(near).map(Effect::Reveal));
        effects
    }

    // ---- placing

    fn waiting_row(&self) -> Result<ToPlace, UserError> {
        let row = self.view.placing.as_ref().and_then(Placing::row);
        row.cloned()
            .ok_or_else(|| UserError::new("No label waits to be placed"))
    }

    fn author_of(&self, row: &ToPlace) -> Author {
        Author {
            layer: row.layer.clone(),
            now: self.now(),
        }
    }

    fn take_candidate(&mut self, nth: usize) -> Effects {
        let row = self.waiting_row()?;
        let Some(fragments) = row.candidates.get(nth).cloned() else {
            return Err(UserError::with_hint(
                format!("There is no place {}", nth + 1),
                "Select the words in the text and place the label there",
            ));
        };
        self.place(&row, fragments)
    }

    /// Gives the current label the selected words.
    pub(super) fn place_here(&mut self) -> Effects {
        let row = self.waiting_row()?;
        let here = self.view.document.as_ref() == Some(&row.layer.document);
        let span = self
            .document()
            .and_then(|(_, text)| self.view.selection.span(text));
        let Some(span) = span.filter(|_| here) else {
            return Err(UserError::with_hint(
                "No words are selected",
                "Select where the label belongs, or press the number of a place",
            ));
        };
        // The likeliest place is selected when the row is: of a label with several parts all are meant.
        let first = row.candidates.first().filter(|first| first.hull() == Some(span));
        let fragments = first.cloned().unwrap_or_else(|| Fragments::one(span));
        self.place(&row, fragments)
    }

    fn place(&mut self, row: &ToPlace, fragments: Fragments) -> Effects {
        let author = self.author_of(row);
        let placed = [(row.id().clone(), fragments)];
        self.edit(|p, _| r::place_adrift(p, &author, &placed))?;
        Ok(self.after_one(row))
    }

    fn drop_waiting(&mut self) -> Effects {
        let row = self.waiting_row()?;
        let author = self.author_of(&row);
        self.edit(|p, _| r::drop_adrift(p, &author, std::slice::from_ref(row.id())))?;
        Ok(self.after_one(&row))
    }

    /// The next one takes the place of a row that is done.
    fn after_one(&mut self, done: &ToPlace) -> Vec<Effect> {
        let Some(placing) = &mut self.view.placing else {
            return Vec::new();
        };
        let rows = placing
            .rows
            .iter()
            .filter(|row| row.id() != done.id() || row.layer != done.layer);
        placing.rows = Arc::new(rows.cloned().collect());
        let next = placing.current.min(placing.rows.len().saturating_sub(1));
        let mut effects = self.go_to_waiting(next);
        if self
            .view
            .placing
            .as_ref()
            .is_some_and(|placing| placing.rows.is_empty())
        {
            self.view.placing = None;
            effects.push(Effect::Focus(Focus::Text));
            effects.push(Effect::Notify(Notice::info("Every label has its place")));
        }
        effects
    }

    /// Places all that can be meant in one way only, as one edit a layer.
    pub(super) fn place_sure(&mut self) -> Effects {
        let rows = self
            .view
            .placing
            .as_ref()
            .map(|placing| placing.rows.clone())
            .unwrap_or_default();
        let mut layers: BTreeMap<LayerKey, Vec<(AnnotationId, Fragments)>> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.sure) {
            if let Some(fragments) = row.candidates.first() {
                let placed = layers.entry(row.layer.clone()).or_default();
                placed.push((row.id().clone(), fragments.clone()));
            }
        }
        let count: usize = layers.values().map(Vec::len).sum();
        if count == 0 {
            return Err(UserError::new("No label is sure of its place"));
        }
        let now = self.now();
        self.edit(|p, _| {
            let mut changes = Vec::new();
            for (layer, placed) in layers {
                changes.extend(r::place_adrift(p, &Author { layer, now }, &placed)?.changes);
            }
            Ok(Transaction::new(format!("Place {count} labels"), changes))
        })?;
        let words = match count {
            1 => "1 label was placed. Undo takes it back".to_owned(),
            count => format!("{count} labels were placed. Undo takes it back"),
        };
        Ok(vec![Effect::Notify(Notice::info(words))])
    }

    /// Whether a command of these can be done now; None for others.
    pub(super) fn can_place(&self, id: CommandId) -> Option<Result<(), &'static str>> {
        let need = |there: bool, why: &'static str| if there { Ok(()) } else { Err(why) };
        let placing = self.view.placing.as_ref();
        Some(match id {
            CommandId::PlaceLabels => need(
                placing.is_some() || self.to_place.0 > 0,
                match self.is_up_to_date() {
                    true => "Every label has its place",
                    false => "What another program changed is being read",
                },
            ),
            CommandId::PlaceHere => need(
                placing.and_then(Placing::row).is_some(),
                "No label that waits is chosen",
            ),
            CommandId::PlaceSure => need(
                placing.is_some_and(|placing| placing.sure() > 0),
                "No label is sure of its place",
            ),
            CommandId::ReplaceText => need(self.document().is_some(), "No document is open"),
            CommandId::AcceptText => need(
                self.changed_texts()
                    .any(|id| Some(&id) == self.view.document.as_ref()),
                "No other program changed this text",
            ),
            _ => return None,
        })
    }
}
